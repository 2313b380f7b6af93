//! The same as JSON.

use super::model::{NOTE, NewAccession};
use super::store;
use crate::alliances;
use crate::constellations::{Act, Participation};
use crate::territory::{Ags, Body};
use crate::who::Names;
use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{AccessionId, AnyPermit, Day, Instant, ManageAccessions, PersonId, ViewAlliance, clean};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Error, IdempotencyKey, JsonBody, Listed, Permit, Result};

#[derive(Deserialize, Default)]
pub struct OnDay {
    date: Option<Day>,
}

/// How a municipality stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StandingJson {
    ags: Ags,
    name: String,
    population: u32,
    /// `here`, `elsewhere` or `nowhere`.
    participation: &'static str,
    /// The first day on which it is so, where it takes part.
    since: Option<Day>,
}

pub async fn municipalities(
    permit: Permit<ViewAlliance>,
    State(app): State<App>,
    Query(asked): Query<OnDay>,
) -> Result<Json<Listed<StandingJson>>> {
    let day = asked.date.unwrap_or_else(|| app.clock().today());
    let mut db = app.db.read(&permit).await?;
    let alliance = alliances::store::find(&mut db, &permit).await?.ok_or(Error::NotFound)?;
    let register = store::register_around(&mut db, &permit, alliance.seat).await?;
    let state = register.on(day);
    let only = alliance.seat.municipality();
    let items = register
        .territory
        .municipalities()
        .iter()
        .filter(|m| only.is_none_or(|ags| ags == m.ags))
        .map(|m| {
            let participation = match state.participation(m.ags) {
                Participation::None => "nowhere",
                Participation::Own(id) | Participation::District(id) if id == alliance.id => "here",
                Participation::Own(_) | Participation::District(_) => "elsewhere",
            };
            let last = register.last_act(Body::Municipality(m.ags), day);
            StandingJson {
                ags: m.ags,
                name: m.name.clone(),
                population: m.population,
                participation,
                since: last.filter(|_| participation != "nowhere").map(|a| a.on),
            }
        })
        .collect();
    Ok(Json(Listed { items, next: None }))
}

/// An entry of the register.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AccessionJson {
    id: AccessionId,
    /// AGS or key of the district.
    body: String,
    /// `joined`, `left` or `switched`; `cancelled` takes another entry back.
    kind: String,
    cancels: Option<AccessionId>,
    is_cancelled: bool,
    on: Day,
    recorded_at: Instant,
    /// The account that wrote it down; absent for the machine.
    recorded_by: Option<PersonId>,
    /// Its name; empty for the machine and once erased.
    recorded_by_name: String,
    note: String,
}

pub async fn list(
    permit: Permit<ViewAlliance>,
    State(app): State<App>,
) -> Result<Json<Listed<AccessionJson>>> {
    let mut db = app.db.read(&permit).await?;
    let history = store::history(&mut db, &permit).await?;
    let names = Names::of(&mut db, &permit, history.iter().map(|e| e.recorded_by).collect()).await?;
    let items = history
        .into_iter()
        .map(|e| AccessionJson {
            id: e.id,
            body: e.municipality_ags.or(e.district_key).unwrap_or_default(),
            kind: e.kind,
            cancels: e.cancels,
            is_cancelled: e.is_cancelled,
            on: e.on_date,
            recorded_at: e.recorded_at,
            recorded_by: e.recorded_by,
            recorded_by_name: names.get(e.recorded_by).to_owned(),
            note: e.note,
        })
        .collect();
    Ok(Json(Listed { items, next: None }))
}

/// An act to be added.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccessionJson {
    /// AGS or key of the district.
    body: Body,
    /// What it does.
    act: Act,
    /// The first day on which it is so.
    on: Day,
    /// Council decision, reason, source.
    #[serde(default)]
    note: String,
}

/// What was added.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordedJson {
    /// Its key.
    id: AccessionId,
}

pub async fn record(
    permit: Permit<ManageAccessions>,
    State(app): State<App>,
    IdempotencyKey(key): IdempotencyKey,
    JsonBody(asked): JsonBody<NewAccessionJson>,
) -> Result<Response> {
    let id = key.map_or_else(|| AccessionId::new(app.clock(), app.chance()), AccessionId::from_uuid);
    let note = clean(&asked.note, NOTE, true).map_err(|fault| Error::Field {
        field: "note",
        message: crate::words::text_fault(&app.texts, fault),
    })?;
    let alliance = permit.alliance().ok_or(Error::NotFound)?;
    let new = NewAccession { id, alliance, body: asked.body, act: asked.act, on: asked.on, note };
    let mut tx = app.db.begin(&permit).await?;
    store::record(&mut tx, &permit, &new).await?.map_err(|refusal| Error::Field {
        field: refusal.field(),
        message: app.texts.say(refusal.text()).to_string(),
    })?;
    tx.commit(&permit, &format!("accession {id} recorded")).await?;
    Ok((StatusCode::CREATED, Json(RecordedJson { id })).into_response())
}
