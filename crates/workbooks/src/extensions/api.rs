//! The same actions as JSON.

use super::{
    acts::{self, Wish},
    model::{Answer, Extension},
    store,
};
use crate::returns;
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use base::{Day, Instant, ManageWaves, Permit, SubmitWorkbook, ViewWorkbook, WaveId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Error, JsonBody, Result};

/// A request for more time, and its answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExtensionJson {
    /// The last day asked for.
    wanted: Day,
    reason: String,
    asked_at: Instant,
    answer: Answer,
    /// The last day given, where it was granted.
    granted: Option<Day>,
    /// Why it was refused.
    answer_reason: String,
}

impl From<Extension> for ExtensionJson {
    fn from(e: Extension) -> Self {
        Self {
            wanted: e.wanted,
            reason: e.reason,
            asked_at: e.asked_at,
            answer: e.answer,
            granted: e.granted,
            answer_reason: e.answer_reason,
        }
    }
}

/// A request to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExtension {
    /// The last day wished for.
    deadline: Day,
    /// Why.
    reason: String,
}

/// Why a request is refused.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    reason: String,
}

pub async fn show(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, wave)): Path<(String, WaveId)>,
) -> Result<Json<ExtensionJson>> {
    let mut db = app.db.read(&permit).await?;
    let found = store::latest(&mut db, &permit, wave).await?.ok_or(Error::NotFound)?;
    Ok(Json(found.into()))
}

pub async fn ask(
    permit: Permit<SubmitWorkbook>,
    State(app): State<App>,
    Path((_, wave)): Path<(String, WaveId)>,
    headers: HeaderMap,
    JsonBody(new): JsonBody<NewExtension>,
) -> Result<Response> {
    let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
    let id = key.unwrap_or_else(|| base::uuid(app.clock(), app.chance()));
    let mut tx = app.db.begin(&permit).await?;
    let wish = Wish { id, wave, wanted: new.deadline, reason: &new.reason };
    acts::ask(&mut tx, &permit, &app, wish).await.map_err(|f| f.explain(&app.texts))?;
    let made = store::latest(&mut tx, &permit, wave).await?.ok_or(Error::NotFound)?;
    tx.commit(&permit, &format!("wave {wave} more time asked for")).await?;
    Ok((StatusCode::CREATED, Json(ExtensionJson::from(made))).into_response())
}

pub async fn refuse(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    Path((id, slug)): Path<(WaveId, String)>,
    JsonBody(Reason { reason }): JsonBody<Reason>,
) -> Result<Json<ExtensionJson>> {
    let (wave, asked, placed, mut tx) = returns::begin(&app, &permit, id, &slug).await?;
    let about = (id, wave.draft.title.as_str(), asked.timing.deadline);
    acts::refuse(&mut tx, &placed, &app, about, &reason).await.map_err(|f| f.explain(&app.texts))?;
    let answered = store::latest(&mut tx, &placed, id).await?.ok_or(Error::NotFound)?;
    tx.commit(&placed, &format!("wave {id} more time refused")).await?;
    Ok(Json(answered.into()))
}
