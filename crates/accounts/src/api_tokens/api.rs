//! One's own tokens for programs, as JSON. Making one takes the page: it asks for the
//! password again.

use super::{acts, store};
use axum::{
    Json,
    extract::{Path, State},
};
use base::{AnyPermit, ApiTokenId, Day, Instant, Permit, UseAccount};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;
use web::{App, Error, Listed, Result};

/// A token for a program, without the token itself.
#[derive(Serialize, JsonSchema)]
pub(super) struct ApiToken {
    id: ApiTokenId,
    name: String,
    /// Its first signs, to recognise it.
    beginning: String,
    /// The alliance it is for, by its name in addresses; absent for the Land.
    #[serde(skip_serializing_if = "Option::is_none")]
    alliance: Option<String>,
    /// It may change something.
    writes: bool,
    created_at: Instant,
    /// The day of its last use; absent when it was never used.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_on: Option<Day>,
    expires_at: Instant,
    /// It has expired.
    is_over: bool,
}

/// Lists one's own tokens, the newest first.
pub(super) async fn list(
    permit: Permit<UseAccount>,
    State(app): State<App>,
) -> Result<Json<Listed<ApiToken>>> {
    let person = permit.actor().person().ok_or(Error::SignIn)?;
    let mut db = app.db.read(&permit).await?;
    let now = db.now();
    let lines = store::of_person(&mut db, &permit, person).await?;
    let items = lines
        .into_iter()
        .map(|line| ApiToken {
            id: line.id,
            name: line.name,
            beginning: line.beginning,
            alliance: line.alliance_slug,
            writes: line.writes,
            created_at: line.created_at,
            last_used_on: line.last_used_on,
            expires_at: line.expires_at,
            is_over: line.expires_at <= now,
        })
        .collect();
    Ok(Json(Listed { items, next: None }))
}

/// The token has ended.
#[derive(Serialize, JsonSchema)]
pub(super) struct Ended {}

/// Ends one of one's own tokens.
pub(super) async fn end(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Json<Ended>> {
    let person = permit.actor().person().ok_or(Error::SignIn)?;
    let mut tx = app.db.begin(&permit).await?;
    if !acts::end(&mut tx, &permit, person, ApiTokenId::from_uuid(id)).await? {
        return Err(Error::NotFound);
    }
    tx.commit(&permit, &format!("token {id} of person {person} ended")).await?;
    Ok(Json(Ended {}))
}
