//! The same for programs.

use super::pages::{entry, erase_now};
use axum::{
    Json,
    extract::{Path, State},
};
use base::{EditAlliance, Permit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{App, ErasureReason, JsonBody, Result};

/// Why the history is to be erased.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// `mistake`: it should never have been written; `request`: a person named in it asks for it.
    reason: String,
}

/// What came of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Erased {
    /// The entry whose earlier values are gone.
    row: String,
}

pub(super) async fn erase(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    Path((_, row)): Path<(String, Uuid)>,
    JsonBody(wanted): JsonBody<Wanted>,
) -> Result<Json<Erased>> {
    let reason = ErasureReason::read(&app.texts, &wanted.reason)?;
    let mut tx = app.db.begin(&permit).await?;
    entry(&app, &mut tx, &permit, row).await?;
    erase_now(tx, &permit, row, reason).await?;
    Ok(Json(Erased { row: row.to_string() }))
}
