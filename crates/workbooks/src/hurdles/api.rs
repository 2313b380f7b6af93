//! The same for programs.

use super::{
    model::{Hurdle, MOST},
    pages::{judge, open},
    store,
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{EditWorkbook, Instant, Permit, RuleLevel, ViewWorkbook};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{App, Error, IdempotencyKey, JsonBody, Listed, Result};

/// A rule that stands in the way.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HurdleJson {
    id: Uuid,
    /// The question at which it was marked.
    item: String,
    level: RuleLevel,
    words: String,
    version: i64,
    marked_at: Instant,
}

/// A rule to be marked.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHurdle {
    item: String,
    level: RuleLevel,
    words: String,
}

fn json(hurdle: Hurdle) -> HurdleJson {
    let Hurdle { id, item, level, words, version, marked_at } = hurdle;
    HurdleJson { id, item, level, words, version, marked_at }
}

pub(super) async fn list(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, aid)): Path<(String, String)>,
) -> Result<Json<Listed<HurdleJson>>> {
    let mut db = app.db.read(&permit).await?;
    let workbook = open(&mut db, &permit, &aid).await?;
    let all = store::all(&mut db, &permit, &workbook.instrument.key).await?;
    Ok(Json(Listed { items: all.into_iter().map(json).collect(), next: None }))
}

pub(super) async fn mark(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    IdempotencyKey(id): IdempotencyKey,
    Path((_, aid)): Path<(String, String)>,
    JsonBody(new): JsonBody<NewHurdle>,
) -> Result<Response> {
    let id = id.unwrap_or_else(|| base::uuid(app.clock(), app.chance()));
    let mut tx = app.db.begin(&permit).await?;
    let workbook = open(&mut tx, &permit.lesser(), &aid).await?;
    let given = [new.item.as_str(), new.level.key(), new.words.as_str()];
    let hurdle = judge(&app.texts, workbook.instrument, id, tx.now(), given).map_err(first)?;
    if store::all(&mut tx, &permit.lesser(), "").await?.len() >= MOST {
        let message = app.texts.say("hurdle-too-many").to_string();
        return Err(Error::Field { field: "words", message });
    }
    store::add(&mut tx, &permit, &workbook.instrument.key, &hurdle).await?;
    tx.commit(&permit, &format!("hurdle {id} marked")).await?;
    Ok((StatusCode::CREATED, Json(json(hurdle))).into_response())
}

fn first(wrong: Vec<(&'static str, String)>) -> Error {
    let found = wrong.into_iter().next();
    found.map_or(Error::NotFound, |(field, message)| Error::Field { field, message })
}

pub(super) async fn remove(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<StatusCode> {
    let mut tx = app.db.begin(&permit).await?;
    if !store::remove(&mut tx, &permit, id).await? {
        return Err(Error::NotFound);
    }
    tx.commit(&permit, &format!("hurdle {id} removed")).await?;
    Ok(StatusCode::NO_CONTENT)
}
