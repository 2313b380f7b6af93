//! Sessions of programs: a bearer token for e-mail address and password.

use super::{
    ClientAddress,
    model::Kind,
    proof::{NotProven, prove},
    store, token_hash,
};
use axum::{
    Extension, Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{AnyPermit, Instant, Permit, Role, UseAccount, Visit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Error, JsonBody, Problem, Result, Who};

/// Who wants a token.
#[derive(Deserialize, JsonSchema)]
pub(super) struct Credentials {
    /// The account's address.
    email: String,
    /// Its password.
    password: String,
}

/// A token for the `Authorization: Bearer` header.
#[derive(Serialize, JsonSchema)]
pub(super) struct Session {
    /// To be shown with each request.
    token: String,
    /// Good until then.
    expires_at: Instant,
}

/// Signs in for a token that is good for twelve hours.
pub(super) async fn create(
    permit: Permit<Visit>,
    State(app): State<App>,
    from: ClientAddress,
    JsonBody(credentials): JsonBody<Credentials>,
) -> Result<Response> {
    // An address that cannot be one is nobody's.
    let email = base::clean(&credentials.email, 200, false).unwrap_or_default().to_lowercase();
    match prove(&app, &permit, &email, credentials.password, from).await? {
        Ok(proof) => {
            let session = proof.begin_session(&app, Kind::Api, None).await?;
            Ok(Json(Session { token: session.token, expires_at: session.expires_at }).into_response())
        }
        Err(NotProven::Wrong) => {
            let mut response = StatusCode::UNAUTHORIZED.into_response();
            response.extensions_mut().insert(Problem {
                status: StatusCode::UNAUTHORIZED,
                kind: "error-sign-in",
                detail: Some(app.texts.say("sign-in-wrong").to_string()),
                field: None,
                cause: None,
            });
            Ok(response)
        }
        Err(NotProven::Slow(slow)) => Err(Error::SlowDown(slow.seconds)),
    }
}

/// Whose token it is.
#[derive(Serialize, JsonSchema)]
pub(super) struct Whoami {
    name: String,
    roles: Vec<RoleThere>,
}

/// One role held today.
#[derive(Serialize, JsonSchema)]
struct RoleThere {
    role: Role,
    /// The alliance's name in addresses; absent for statewide roles.
    #[serde(skip_serializing_if = "Option::is_none")]
    alliance: Option<String>,
    /// The municipality (AGS) spoken for, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    municipality: Option<String>,
}

/// Tells whose token it is and what they may be here.
pub(super) async fn show(permit: Permit<UseAccount>) -> Json<Whoami> {
    let actor = permit.actor();
    let roles = actor.roles().iter().filter(|held| held.role.is_given());
    Json(Whoami {
        name: actor.name().to_owned(),
        roles: roles
            .map(|held| RoleThere {
                role: held.role,
                alliance: held.alliance.as_ref().map(|a| a.slug.clone()),
                municipality: held.municipality.clone(),
            })
            .collect(),
    })
}

/// The session has ended.
#[derive(Serialize, JsonSchema)]
pub(super) struct Ended {}

/// Ends the session the token belongs to.
pub(super) async fn end(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Json<Ended>> {
    if let Some(token) = token_hash(&who) {
        let mut tx = app.db.begin(&permit).await?;
        store::end(&mut tx, &permit, &token).await?;
        tx.commit(&permit, "session ended").await?;
    }
    Ok(Json(Ended {}))
}
