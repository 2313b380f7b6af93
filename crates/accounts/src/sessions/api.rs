//! Sessions of programs: a bearer token for e-mail address and password.

use super::{
    ClientAddress,
    device::Device,
    model::Kind,
    proof::{NotProven, prove},
    second::{self, ForProgram},
    store, token_hash,
};
use axum::{
    Extension, Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Actor, AnyPermit, ApiTokenId, Instant, Permit, Role, RoleHeld, UseAccount, ViewOwnRights, Visit};
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
    /// A code from the authenticator app, or a recovery code: needed where the account
    /// has a second factor.
    #[serde(default)]
    second_factor: Option<String>,
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
    device: Device,
    JsonBody(credentials): JsonBody<Credentials>,
) -> Result<Response> {
    // An address that cannot be one is nobody's.
    let email = base::clean(&credentials.email, 200, false).unwrap_or_default().to_lowercase();
    let proof = match prove(&app, &permit, &email, credentials.password, from).await? {
        Ok(proof) => proof,
        Err(NotProven::Wrong) => {
            return Ok(refused("error-sign-in", Some(app.texts.say("sign-in-wrong").to_string())));
        }
        Err(NotProven::Slow(slow)) => return Err(Error::SlowDown(slow.seconds)),
    };
    let code = credentials.second_factor;
    let session = match second::of_program(&app, &proof, from, device.clone(), code).await? {
        ForProgram::NoneSetUp => proof.begin_session(&app, Kind::Api, device.0, None).await?,
        ForProgram::In(session) => session,
        ForProgram::Missing => return Ok(refused("error-second-factor", None)),
        ForProgram::Wrong => {
            return Ok(refused("error-second-factor", Some(app.texts.say("second-wrong-code").to_string())));
        }
        ForProgram::Slow(slow) => return Err(Error::SlowDown(slow.seconds)),
    };
    Ok(Json(Session { token: session.token, expires_at: session.expires_at }).into_response())
}

fn refused(kind: &'static str, detail: Option<String>) -> Response {
    let status = StatusCode::UNAUTHORIZED;
    let mut response = status.into_response();
    response.extensions_mut().insert(Problem { status, kind, detail, field: None, cause: None });
    response
}

/// Whose token it is.
#[derive(Serialize, JsonSchema)]
pub(super) struct Whoami {
    name: String,
    roles: Vec<RoleThere>,
    /// Roles that rest until the second factor is shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resting: Vec<RoleThere>,
    /// The scope, where it is a program's token: the roles count as far as it reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<TokenThere>,
}

/// How far a program's token reaches.
#[derive(Serialize, JsonSchema)]
struct TokenThere {
    id: ApiTokenId,
    /// The alliance it is for, by its name in addresses; absent for the Land, and where its
    /// owner has no role any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    alliance: Option<String>,
    /// It is for the Land.
    statewide: bool,
    /// It may change something.
    writes: bool,
}

impl TokenThere {
    fn of(actor: &Actor) -> Option<Self> {
        let (id, scope) = (actor.token()?, actor.scope()?);
        let there = actor.alliances().into_iter().find(|a| Some(a.id) == scope.alliance);
        Some(Self {
            id,
            alliance: there.map(|a| a.slug.clone()),
            statewide: scope.alliance.is_none(),
            writes: scope.writes,
        })
    }
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
pub(super) async fn show(permit: Permit<ViewOwnRights>) -> Json<Whoami> {
    let actor = permit.actor();
    let told = |held: &[RoleHeld]| held.iter().filter(|h| h.role.is_given()).map(RoleThere::of).collect();
    Json(Whoami {
        name: actor.name().to_owned(),
        roles: told(actor.roles()),
        resting: told(actor.resting()),
        token: TokenThere::of(actor),
    })
}

impl RoleThere {
    fn of(held: &RoleHeld) -> Self {
        Self {
            role: held.role,
            alliance: held.alliance.as_ref().map(|a| a.slug.clone()),
            municipality: held.municipality.clone(),
        }
    }
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
