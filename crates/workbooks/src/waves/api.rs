//! The same actions as JSON.

use super::acts::{self, Post};
use super::model::{Draft, Phase, Refusal, Wave};
use super::{Fault, store};
use ::store::{Read, Tx};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{AnyPermit, Day, Instant, ManageWaves, ViewReturns, WaveId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Cursor, Error, IdempotencyKey, IfMatch, JsonBody, Listed, Permit, Result, etag, listed};

/// A wave as programs see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WaveJson {
    id: WaveId,
    version: i64,
    phase: Phase,
    /// Why the deadline was moved; empty while it was not.
    deadline_reason: String,
    opened_at: Option<Instant>,
    closed_at: Option<Instant>,
    #[serde(flatten)]
    draft: Draft,
}

impl From<Wave> for WaveJson {
    fn from(wave: Wave) -> Self {
        Self {
            id: wave.id,
            version: wave.version,
            phase: wave.phase(),
            deadline_reason: wave.deadline_reason,
            opened_at: wave.opened_at,
            closed_at: wave.closed_at,
            draft: wave.draft,
        }
    }
}

/// The alliances picked one by one, by their names in addresses.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    alliances: Vec<String>,
}

/// A new deadline for everybody.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDeadline {
    /// The last day, in Europe/Berlin.
    deadline: Day,
    /// Why it is moved.
    reason: String,
    /// Writes to the offices that still owe something.
    #[serde(default)]
    tell: bool,
}

/// One alliance more.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskAnother {
    /// Its name in addresses.
    alliance: String,
    /// A last day of its own; needed once the one for everybody has passed.
    deadline: Option<Day>,
    /// Why it has one.
    #[serde(default)]
    reason: String,
}

async fn found(db: &mut Read, permit: &Permit<ManageWaves>, id: WaveId) -> Result<Wave> {
    store::find(db, &permit.lesser(), id).await?.ok_or(Error::NotFound)
}

/// Commits and answers the wave as it is then.
async fn done(mut tx: Tx, permit: &Permit<ManageWaves>, id: WaveId, what: &str) -> Result<Response> {
    let wave = found(&mut tx, permit, id).await?;
    tx.commit(permit, &format!("wave {id} {what}")).await?;
    Ok(etag(wave.version, &WaveJson::from(wave)))
}

pub async fn list(
    permit: Permit<ViewReturns>,
    State(app): State<App>,
    cursor: Cursor,
) -> Result<Json<Listed<WaveJson>>> {
    let wrong = |_| Error::Field { field: "cursor", message: app.texts.say("wave-cursor").to_string() };
    let before = match cursor.after.as_str() {
        "" => None,
        id => Some(id.parse::<WaveId>().map_err(wrong)?),
    };
    let mut db = app.db.read(&permit).await?;
    let limit = i64::try_from(cursor.limit + 1).unwrap_or(200);
    let planned = Permit::<ManageWaves>::ask(permit.actor(), None).is_some();
    let waves = store::list(&mut db, &permit, planned, before, limit).await?;
    Ok(Json(listed(waves.into_iter().map(WaveJson::from).collect(), &cursor, |w| w.id.to_string())))
}

pub async fn show(
    permit: Permit<ViewReturns>,
    State(app): State<App>,
    Path(id): Path<WaveId>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let wave = super::visible(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    Ok(etag(wave.version, &WaveJson::from(wave)))
}

pub async fn create(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    IdempotencyKey(key): IdempotencyKey,
    JsonBody(draft): JsonBody<Draft>,
) -> Result<Response> {
    let id = key.map_or_else(|| WaveId::new(app.clock(), app.chance()), WaveId::from_uuid);
    let mut tx = app.db.begin(&permit).await?;
    acts::plan(&mut tx, &permit, id, draft).await.map_err(|f| f.explain(&app.texts))?;
    Ok((StatusCode::CREATED, done(tx, &permit, id, "planned").await?).into_response())
}

pub async fn save(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    Path(id): Path<WaveId>,
    IfMatch(version): IfMatch,
    JsonBody(draft): JsonBody<Draft>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let before = found(&mut tx, &permit, id).await?;
    acts::change(&mut tx, &permit, &before, draft, version).await.map_err(|f| f.explain(&app.texts))?;
    done(tx, &permit, id, "plan changed").await
}

pub async fn drop_plan(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    Path(id): Path<WaveId>,
    IfMatch(version): IfMatch,
) -> Result<StatusCode> {
    let mut tx = app.db.begin(&permit).await?;
    let wave = found(&mut tx, &permit, id).await?;
    if wave.phase() != Phase::Planned {
        return Err(Fault::from(Refusal::NotPlanned).explain(&app.texts));
    }
    if wave.version != version || !store::drop_plan(&mut tx, &permit, &wave).await? {
        return Err(Error::Stale);
    }
    tx.commit(&permit, &format!("wave {id} plan dropped")).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub async fn choose(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    Path(id): Path<WaveId>,
    IfMatch(version): IfMatch,
    JsonBody(chosen): JsonBody<Chosen>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let wave = found(&mut tx, &permit, id).await?;
    if wave.phase() != Phase::Planned {
        return Err(Fault::from(Refusal::NotPlanned).explain(&app.texts));
    }
    let mut ticked = Vec::with_capacity(chosen.alliances.len());
    for slug in &chosen.alliances {
        let unknown = || Error::Field {
            field: "alliances",
            message: app.texts.say("wave-unknown-alliance").with("slug", slug.clone()).to_string(),
        };
        ticked.push(store::alliance(&mut tx, &permit, slug).await?.ok_or_else(unknown)?);
    }
    store::touch(&mut tx, &permit, id, version).await?.ok_or(Error::Stale)?;
    store::choose_only(&mut tx, &permit, id, &ticked).await?;
    done(tx, &permit, id, "alliances picked").await
}

pub async fn open(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    Path(id): Path<WaveId>,
    IfMatch(version): IfMatch,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    acts::open(&mut tx, &permit, id, version, Post::of(&app)).await.map_err(|f| f.explain(&app.texts))?;
    done(tx, &permit, id, "opened").await
}

pub async fn move_deadline(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    Path(id): Path<WaveId>,
    IfMatch(version): IfMatch,
    JsonBody(new): JsonBody<NewDeadline>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let wave = found(&mut tx, &permit, id).await?;
    let tell = new.tell.then(|| Post::of(&app));
    acts::move_deadline(&mut tx, &permit, &wave, version, new.deadline, &new.reason, tell)
        .await
        .map_err(|f| f.explain(&app.texts))?;
    done(tx, &permit, id, "deadline moved").await
}

pub async fn ask(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    Path(id): Path<WaveId>,
    JsonBody(another): JsonBody<AskAnother>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let wave = found(&mut tx, &permit, id).await?;
    let unknown = || Error::Field {
        field: "alliance",
        message: app.texts.say("wave-unknown-alliance").with("slug", another.alliance.clone()).to_string(),
    };
    let alliance = store::alliance(&mut tx, &permit, &another.alliance).await?.ok_or_else(unknown)?;
    let own = another.deadline.map(|day| (day, another.reason.as_str()));
    acts::ask_another(&mut tx, &permit, &wave, alliance, own, Post::of(&app))
        .await
        .map_err(|f| f.explain(&app.texts))?;
    done(tx, &permit, id, "asked one more").await
}

pub async fn close(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    Path(id): Path<WaveId>,
    IfMatch(version): IfMatch,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let wave = found(&mut tx, &permit, id).await?;
    acts::close(&mut tx, &permit, &wave, version).await.map_err(|f| f.explain(&app.texts))?;
    done(tx, &permit, id, "closed").await
}

pub async fn reopen(
    permit: Permit<ManageWaves>,
    State(app): State<App>,
    Path(id): Path<WaveId>,
    IfMatch(version): IfMatch,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let wave = found(&mut tx, &permit, id).await?;
    acts::reopen(&mut tx, &permit, &wave, version).await.map_err(|f| f.explain(&app.texts))?;
    done(tx, &permit, id, "opened again").await
}
