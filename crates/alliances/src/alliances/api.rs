//! The same actions as JSON.

use super::model::{Focus, FoundingRefusal, NewAlliance, Reach, ReachRefusal, Which};
use super::store::{self, Filter};
use crate::accessions::{self, NOTE};
use crate::constellations::Constellation;
use crate::territory::{Ags, Body, store::Cluster};
use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{
    AccessionId, AllianceId, Day, EditAlliance, ManageAccessions, ViewAlliance, ViewStatewide, clean,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Cursor, Error, IdempotencyKey, IfMatch, JsonBody, Listed, Permit, Result, etag, listed};

/// An alliance in the Land's list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AllianceJson {
    slug: String,
    name: String,
    kind: String,
    seat: String,
    /// Since when it exists today; absent when its seat takes no part.
    since: Option<Day>,
    closed_on: Option<Day>,
    #[serde(skip)]
    sort_name: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    kind: String,
    region: String,
    #[serde(flatten)]
    cluster: Cluster,
}

pub async fn list(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    cursor: Cursor,
    Query(search): Query<Search>,
) -> Result<Json<Listed<AllianceJson>>> {
    let mut db = app.db.read(&permit).await?;
    let filter = Filter {
        q: search.q,
        kind: search.kind,
        region: search.region,
        cluster: search.cluster,
        after: cursor.after.clone(),
        limit: i64::try_from(cursor.limit + 1).unwrap_or(200),
    };
    let found = store::list(&mut db, &permit, &filter).await?;
    let today = accessions::register(&mut db, &permit).await?.on(app.clock().today());
    let rows = found
        .into_iter()
        .map(|a| AllianceJson {
            since: today.alliances().get(&a.alliance_id).map(|s| s.since),
            slug: a.slug,
            name: a.name,
            kind: a.kind,
            seat: a.seat_key,
            closed_on: a.closed_on,
            sort_name: a.sort_name,
        })
        .collect();
    Ok(Json(listed(rows, &cursor, |a: &AllianceJson| a.sort_name.clone())))
}

/// An alliance to be founded.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FoundJson {
    /// Whose executive board declares it: AGS or key of the district.
    seat: Body,
    /// Its name for people; the seat's when empty.
    #[serde(default)]
    name: String,
    /// Its name in addresses; made from the name when empty.
    #[serde(default)]
    slug: String,
    /// The first day.
    on: Day,
    /// Council decision, reason, source.
    #[serde(default)]
    note: String,
}

/// What was founded.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FoundedJson {
    /// Its name in addresses.
    slug: String,
}

pub async fn found(
    permit: Permit<ManageAccessions>,
    State(app): State<App>,
    IdempotencyKey(key): IdempotencyKey,
    JsonBody(asked): JsonBody<FoundJson>,
) -> Result<Response> {
    let id = key.map_or_else(|| AllianceId::new(app.clock(), app.chance()), AllianceId::from_uuid);
    let note = clean(&asked.note, NOTE, true).map_err(|fault| Error::Field {
        field: "note",
        message: crate::words::text_fault(&app.texts, fault),
    })?;
    let new = NewAlliance {
        id,
        accession: AccessionId::new(app.clock(), app.chance()),
        seat: asked.seat,
        name: asked.name,
        slug: asked.slug,
        on: asked.on,
        note,
    };
    let mut tx = app.db.begin(&permit).await?;
    let slug = store::found(&mut tx, &permit, &new).await?.map_err(|refusal| Error::Field {
        field: refusal.field(),
        message: match refusal {
            FoundingRefusal::Name(fault) => crate::words::text_fault(&app.texts, fault),
            other => app.texts.say(other.text()).to_string(),
        },
    })?;
    tx.commit(&permit, &format!("alliance {id} founded")).await?;
    Ok((StatusCode::CREATED, Json(FoundedJson { slug })).into_response())
}

/// One alliance.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OneJson {
    slug: String,
    name: String,
    seat: Body,
    focus: Focus,
    /// How it is made up today; absent when its seat takes no part.
    constellation: Option<Constellation>,
    since: Option<Day>,
    /// Municipalities that have joined their district.
    municipalities: Vec<Ags>,
    core_group_size: i64,
    closed_on: Option<Day>,
}

pub async fn show(permit: Permit<ViewAlliance>, State(app): State<App>) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let found = store::find(&mut db, &permit).await?.ok_or(Error::NotFound)?;
    let today = app.clock().today();
    let state = accessions::register_around(&mut db, &permit, found.seat).await?.on(today);
    let state = state.alliances().get(&found.id);
    let body = OneJson {
        constellation: state.map(|s| s.constellation),
        since: state.map(|s| s.since),
        municipalities: state.map(|s| s.municipalities.clone()).unwrap_or_default(),
        core_group_size: store::core_group_size(&mut db, &permit, today).await?,
        slug: found.slug,
        name: found.name,
        seat: found.seat,
        focus: found.focus,
        closed_on: found.closed_on,
    };
    Ok(etag(found.version, &body))
}

pub async fn office(permit: Permit<ViewAlliance>, State(app): State<App>) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let found = store::entry(&mut db, &permit, Which::Office).await?;
    Ok(etag(found.version, &found.reach))
}

pub async fn save_office(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    IfMatch(version): IfMatch,
    JsonBody(reach): JsonBody<Reach>,
) -> Result<Response> {
    let reach = reach.check(Which::Office).map_err(|faults| refused(&app, &faults))?;
    let mut tx = app.db.begin(&permit).await?;
    let before = store::entry(&mut tx, &permit.lesser(), Which::Office).await?;
    let changed = store::enter(&mut tx, &permit, Which::Office, &before, &reach, version).await?;
    let version = changed.ok_or(Error::Stale)?;
    tx.commit(&permit, "office changed").await?;
    Ok(etag(version, &reach))
}

fn refused(app: &App, faults: &[(&'static str, ReachRefusal)]) -> Error {
    let Some((field, refusal)) = faults.first() else {
        return Error::Internal("refused without a fault".into());
    };
    let message = match refusal {
        ReachRefusal::UnknownPlacement => app.texts.say("form-unknown-choice").to_string(),
        ReachRefusal::NoEmail => app.texts.say("form-not-an-email").to_string(),
        ReachRefusal::Text(fault) => crate::words::text_fault(&app.texts, *fault),
    };
    Error::Field { field, message }
}
