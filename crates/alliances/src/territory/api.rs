//! The same facts as JSON.

use super::model::Body;
use super::profile::{Clustering, ClusteringRefusal};
use super::store::{self, Cluster, Filter};
use axum::{
    Json,
    extract::{Path, Query, State},
    response::Response,
};
use base::{ManageAccessions, ViewTerritory};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Cursor, Error, IfMatch, JsonBody, Listed, Permit, Result, etag, listed};

/// A municipality as programs see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MunicipalityJson {
    ags: String,
    name: String,
    kind: String,
    counts_as_city: bool,
    district: Option<String>,
    region: String,
    population: i64,
    #[serde(skip)]
    sort_key: String,
}

/// A district as programs see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DistrictJson {
    key: String,
    name: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    district: String,
    region: String,
    #[serde(flatten)]
    cluster: Cluster,
}

pub async fn list(
    permit: Permit<ViewTerritory>,
    State(app): State<App>,
    cursor: Cursor,
    Query(search): Query<Search>,
) -> Result<Json<Listed<MunicipalityJson>>> {
    let mut db = app.db.read(&permit).await?;
    let filter = Filter {
        q: search.q,
        district: search.district,
        region: search.region,
        cluster: search.cluster,
        after: cursor.after.clone(),
        limit: i64::try_from(cursor.limit + 1).unwrap_or(200),
    };
    let found = store::list(&mut db, &permit, &filter).await?;
    let rows = found
        .into_iter()
        .map(|m| MunicipalityJson {
            sort_key: m.sort_key(),
            ags: m.ags,
            name: m.name,
            kind: m.kind,
            counts_as_city: m.counts_as_city,
            district: m.district_key,
            region: m.region_name,
            population: m.population,
        })
        .collect();
    Ok(Json(listed(rows, &cursor, |m: &MunicipalityJson| m.sort_key.clone())))
}

pub async fn districts(
    permit: Permit<ViewTerritory>,
    State(app): State<App>,
) -> Result<Json<Listed<DistrictJson>>> {
    let mut db = app.db.read(&permit).await?;
    let found = store::districts(&mut db, &permit).await?;
    let items = found.into_iter().map(|(key, name)| DistrictJson { key, name }).collect();
    Ok(Json(Listed { items, next: None }))
}

pub async fn attributes(
    permit: Permit<ViewTerritory>,
    State(app): State<App>,
    Path(body): Path<Body>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let found = store::profile(&mut db, &permit, body).await?.ok_or(Error::NotFound)?;
    Ok(etag(found.version, &found.clustering))
}

pub async fn save_attributes(
    permit: Permit<ManageAccessions>,
    State(app): State<App>,
    Path(body): Path<Body>,
    IfMatch(version): IfMatch,
    JsonBody(draft): JsonBody<Clustering>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let before = store::profile(&mut tx, &permit, body).await?.ok_or(Error::NotFound)?;
    let draft = draft.check(app.clock().today()).map_err(|refusal| match refusal {
        ClusteringRefusal::Programmes(fault) => {
            Error::Field { field: "earlier_programmes", message: crate::words::text_fault(&app.texts, fault) }
        }
        ClusteringRefusal::Year => Error::Field {
            field: "integration_centre_since",
            message: app.texts.say("territory-integration-centre-year").to_string(),
        },
    })?;
    let version =
        store::replace_clustering(&mut tx, &permit, &before, &draft, version).await?.ok_or(Error::Stale)?;
    tx.commit(&permit, &format!("attributes of {body} changed")).await?;
    Ok(etag(version, &draft))
}
