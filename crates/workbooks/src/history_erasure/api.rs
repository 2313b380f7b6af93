//! The same for programs.

use super::pages::{erase_now, row_of};
use crate::workbooks;
use axum::{
    Json,
    extract::{Path, State},
};
use base::{EditWorkbook, Permit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
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
    /// The answer whose earlier values are gone.
    item: String,
}

pub(super) async fn erase(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    Path((_, key, uid)): Path<(String, String, String)>,
    JsonBody(wanted): JsonBody<Wanted>,
) -> Result<Json<Erased>> {
    let reason = ErasureReason::read(&app.texts, &wanted.reason)?;
    let mut tx = app.db.begin(&permit).await?;
    let row = row_of(&workbooks::open(&mut tx, &permit.lesser(), &key).await?, &uid)?;
    erase_now(tx, &permit, row, &uid, reason).await?;
    Ok(Json(Erased { item: uid }))
}
