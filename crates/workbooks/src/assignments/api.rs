//! The same actions as JSON.

use super::acts::{self, Fault, Post};
use super::forms::aid;
use super::model::{Assignment, Draft, Refusal, State as Stand, Voice};
use super::store;
use crate::contributions;
use ::store::Read;
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{AssignmentId, Day, EditWorkbook, Instant, OrganisationId, Permit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Cursor, Error, IdempotencyKey, JsonBody, Listed, Result, etag, listed};

/// An assignment as programs see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AssignmentJson {
    id: AssignmentId,
    instrument: String,
    instrument_version: i64,
    organisation_id: Option<OrganisationId>,
    organisation: String,
    school_number: Option<String>,
    voice: Voice,
    why: String,
    /// The last day.
    due_on: Day,
    remind_days: i64,
    shows_others: bool,
    state: Stand,
    /// The last day has passed and the answer has not come.
    overdue: bool,
    state_reason: String,
    asked_at: Instant,
    answered_at: Option<Instant>,
    /// Whom the latest link addresses.
    name: String,
    email: String,
    /// The questions, by uid.
    items: Vec<String>,
    version: i64,
}

/// What was entered into one field.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EnteredJson {
    /// The field.
    item: String,
    /// The answer, as the working aid stores it.
    value: Option<serde_json::Value>,
    as_of: Option<Day>,
    source: String,
    version: i64,
    changed_at: Instant,
}

/// One assignment with what was entered.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WholeAssignmentJson {
    #[serde(flatten)]
    assignment: AssignmentJson,
    entered: Vec<EnteredJson>,
}

/// What is to be handed out.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct NewAssignments(Draft);

async fn json(db: &mut Read, permit: &Permit<EditWorkbook>, a: Assignment) -> Result<AssignmentJson> {
    let today = db.now().day();
    let items = store::items(db, permit, a.id).await?;
    let link = store::links(db, permit, a.id).await?.into_iter().next();
    let (name, email) = link.map(|l| (l.name, l.email)).unwrap_or_default();
    Ok(AssignmentJson {
        id: a.id,
        overdue: a.is_overdue(today),
        instrument: a.instrument_key,
        instrument_version: a.instrument_version,
        organisation_id: a.organisation_id,
        organisation: a.organisation,
        school_number: a.school_number,
        voice: a.voice,
        why: a.why,
        due_on: a.due_on,
        remind_days: a.remind_days,
        shows_others: a.shows_others,
        state: a.state,
        state_reason: a.state_reason,
        asked_at: a.asked_at,
        answered_at: a.answered_at,
        name,
        email,
        items,
        version: a.version,
    })
}

pub async fn list(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    cursor: Cursor,
    Path((_, key)): Path<(String, String)>,
) -> Result<Json<Listed<AssignmentJson>>> {
    let mut db = app.db.read(&permit).await?;
    aid(&mut db, &permit, &key).await?;
    let skip: usize = cursor.after.parse().unwrap_or(0);
    let all = store::list(&mut db, &permit, &key).await?;
    let mut found = Vec::new();
    for a in all.into_iter().skip(skip).take(cursor.limit + 1) {
        found.push(json(&mut db, &permit, a).await?);
    }
    let next = (skip + cursor.limit).to_string();
    Ok(Json(listed(found, &cursor, |_| next.clone())))
}

pub async fn show(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    Path((_, id)): Path<(String, AssignmentId)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let a = store::find(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    let entered = contributions::all(&mut db, &permit, id).await?;
    let entered = entered.into_iter().map(|c| EnteredJson {
        item: c.item,
        value: c.value.and_then(|v| serde_json::from_str(&v).ok()),
        as_of: c.as_of,
        source: c.source,
        version: c.version,
        changed_at: c.changed_at,
    });
    let entered = entered.collect();
    let version = a.version;
    let assignment = json(&mut db, &permit, a).await?;
    Ok(etag(version, &WholeAssignmentJson { assignment, entered }))
}

pub async fn create(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    IdempotencyKey(form): IdempotencyKey,
    Path((_, key)): Path<(String, String)>,
    JsonBody(NewAssignments(draft)): JsonBody<NewAssignments>,
) -> Result<Response> {
    let form = form.unwrap_or_else(|| base::uuid(app.clock(), app.chance()));
    let mut tx = app.db.begin(&permit).await?;
    let aid = aid(&mut tx, &permit, &key).await?;
    let explain = |fault: Fault| fault.explain(&app.texts);
    let order = acts::check(&mut tx, &permit, aid, draft).await.map_err(explain)?;
    let is_new = store::find(&mut tx, &permit, super::model::nth(form, 0)).await?.is_none();
    let days = app.config.periods.ask_again;
    let before = acts::asked_before(&mut tx, &permit, &order.draft.recipients, days).await?;
    if is_new && !before.is_empty() && !order.draft.acknowledged {
        let message = acts::words(&app.texts, Refusal::AskedBefore);
        return Err(Error::Field { field: "acknowledged", message });
    }
    let made = acts::hand_out(&mut tx, &permit, Post::of(&app), form, &order).await.map_err(explain)?;
    let mut items = Vec::new();
    for id in &made {
        let a = store::find(&mut tx, &permit, *id).await?.ok_or(Error::NotFound)?;
        items.push(json(&mut tx, &permit, a).await?);
    }
    tx.commit(&permit, &format!("{} assignments handed out", made.len())).await?;
    Ok((StatusCode::CREATED, Json(Listed { items, next: None })).into_response())
}
