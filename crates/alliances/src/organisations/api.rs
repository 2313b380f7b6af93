//! The same actions as JSON.

use super::model::{Around, Draft, Organisation, Refusal};
use super::store::{self, Filter};
use crate::circle::Circle;
use ::store::Read;
use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{EditOrganisations, OrganisationId, ViewOrganisations, sort_key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Cursor, Error, IdempotencyKey, IfMatch, JsonBody, Listed, Permit, Result, etag, listed};

/// An organisation as programs see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OrganisationJson {
    id: OrganisationId,
    version: i64,
    member_since: Option<base::Day>,
    #[serde(flatten)]
    draft: Draft,
}

impl From<Organisation> for OrganisationJson {
    fn from(o: Organisation) -> Self {
        Self { id: o.id, version: o.version, member_since: o.member_since, draft: o.draft }
    }
}

/// A new organisation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct NewOrganisation(Draft);

#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    municipality: String,
}

pub async fn list(
    permit: Permit<ViewOrganisations>,
    State(app): State<App>,
    cursor: Cursor,
    Query(search): Query<Search>,
) -> Result<Json<Listed<OrganisationJson>>> {
    let mut db = app.db.read(&permit).await?;
    let limit = i64::try_from(cursor.limit + 1).unwrap_or(200);
    let filter = Filter {
        q: search.q,
        municipality: search.municipality,
        after: cursor.after.clone(),
        limit,
        ..Filter::default()
    };
    let found = store::list(&mut db, &permit, &filter).await?;
    let rows = found.into_iter().map(OrganisationJson::from).collect();
    Ok(Json(listed(rows, &cursor, |o| format!("{} {}", sort_key(&o.draft.name), o.id))))
}

pub async fn show(
    permit: Permit<ViewOrganisations>,
    State(app): State<App>,
    Path((_, id)): Path<(String, OrganisationId)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let found = store::find(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    Ok(etag(found.version, &OrganisationJson::from(found)))
}

pub async fn create(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    IdempotencyKey(key): IdempotencyKey,
    JsonBody(NewOrganisation(draft)): JsonBody<NewOrganisation>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let id = key.map_or_else(|| OrganisationId::new(app.clock(), app.chance()), OrganisationId::from_uuid);
    let draft = judged(&app, &mut tx, &permit.lesser(), id, draft).await?;
    store::add(&mut tx, &permit, id, &draft).await?;
    let found = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    tx.commit(&permit, &format!("organisation {id} added")).await?;
    Ok((StatusCode::CREATED, etag(found.version, &OrganisationJson::from(found))).into_response())
}

pub async fn save(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    Path((_, id)): Path<(String, OrganisationId)>,
    IfMatch(version): IfMatch,
    JsonBody(draft): JsonBody<Draft>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    let draft = judged(&app, &mut tx, &permit.lesser(), id, draft).await?;
    let version = store::replace(&mut tx, &permit, &before, &draft, version).await?.ok_or(Error::Stale)?;
    tx.commit(&permit, &format!("organisation {id} changed")).await?;
    Ok(etag(version, &OrganisationJson::from(Organisation { draft, version, ..before })))
}

/// The draft cleaned, or the first field that makes no sense.
async fn judged(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
    id: OrganisationId,
    draft: Draft,
) -> Result<Draft> {
    let types = store::actor_types(db, permit).await?;
    let draft = draft.check(id, &types).map_err(|faults| refused(app, &faults))?;
    let around = Around {
        speakers: store::speakers(db, permit).await?,
        municipalities: Circle::of(db, permit).await?.named().into_iter().map(|(ags, _)| ags).collect(),
    };
    match draft.check_links(id, &around).as_slice() {
        [] => Ok(draft),
        faults => Err(refused(app, faults)),
    }
}

fn refused(app: &App, faults: &[(&'static str, Refusal)]) -> Error {
    faults.first().map_or(Error::Internal("refused without a fault".into()), |(field, refusal)| {
        Error::Field { field, message: app.texts.say(refusal.text()).to_string() }
    })
}
