//! The same actions as JSON.

use super::model::{State, Tally};
use super::store::{self, Asked, Filter};
use crate::extensions;
use crate::waves::{self, Wave};
use ::store::{Read, Tx};
use axum::{
    Json,
    extract::{Path, Query, State as With},
    response::Response,
};
use base::{Alliance, AllianceId, Day, Instant, ManageWaves, ViewReturns, WaveId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use web::{App, Cursor, Error, IfMatch, JsonBody, Listed, Permit, Result, etag, listed};

/// A request and what came back, as programs see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReturnJson {
    alliance_id: AllianceId,
    /// Its name in addresses.
    alliance: String,
    name: String,
    /// `city`, `district` or `municipality`.
    kind: String,
    state: State,
    /// What is there came too late, or nothing is there and the deadline has passed.
    late: bool,
    /// The deadline is later than the one for everybody.
    extended: bool,
    /// The last day that holds for this alliance.
    deadline: Day,
    own_deadline_reason: String,
    /// The last day the office asks for, while nobody has answered.
    wanted: Option<Day>,
    declined_reason: String,
    asked_at: Instant,
    answered_at: Option<Instant>,
    version: i64,
    #[serde(skip)]
    place: String,
}

impl From<Asked> for ReturnJson {
    fn from(asked: Asked) -> Self {
        Self {
            place: store::place(&asked.sort_name, &asked.slug),
            alliance_id: asked.alliance_id,
            alliance: asked.slug,
            name: asked.name,
            kind: asked.kind,
            state: asked.state,
            late: asked.timing.late,
            extended: asked.timing.extended,
            deadline: asked.timing.deadline,
            own_deadline_reason: asked.own_deadline_reason,
            wanted: asked.wanted,
            declined_reason: asked.declined_reason,
            asked_at: asked.asked_at,
            answered_at: asked.answered_at,
            version: asked.version,
        }
    }
}

/// How many requests stand where.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TalliesJson {
    /// By kind of alliance: `city`, `district`, `municipality`.
    kinds: BTreeMap<String, TallyJson>,
    /// All kinds together.
    total: TallyJson,
}

/// How many requests of one kind stand where; the states sum to `asked`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TallyJson {
    asked: i64,
    #[serde(flatten)]
    tally: Tally,
}

impl From<Tally> for TallyJson {
    fn from(tally: Tally) -> Self {
        Self { asked: tally.asked(), tally }
    }
}

/// A later deadline for one alliance.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnDeadline {
    /// Its last day, later than the one for everybody; absent to take it away.
    deadline: Option<Day>,
    /// Why.
    #[serde(default)]
    reason: String,
    /// Writes to the office.
    #[serde(default)]
    tell: bool,
}

/// Why an alliance declined.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    reason: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    state: String,
    kind: String,
    late: String,
    extended: String,
    waiting: String,
}

impl Search {
    /// Reads the filter; a state or kind that does not exist is refused, not ignored.
    fn filter(self, app: &App, cursor: &Cursor) -> Result<Filter> {
        let state = State::from_key(&self.state);
        let unknown =
            |field| Error::Field { field, message: app.texts.say("form-unknown-choice").to_string() };
        if state.is_none() && !self.state.is_empty() {
            return Err(unknown("state"));
        }
        if !self.kind.is_empty() && !super::KINDS.contains(&self.kind.as_str()) {
            return Err(unknown("kind"));
        }
        Ok(Filter {
            q: self.q,
            state,
            kind: self.kind,
            late: is_on(&self.late),
            extended: is_on(&self.extended),
            waiting: is_on(&self.waiting),
            after: cursor.after.clone(),
            limit: i64::try_from(cursor.limit + 1).unwrap_or(200),
        })
    }
}

/// Whether a switch in an address is on.
pub(super) fn is_on(value: &str) -> bool {
    !matches!(value, "" | "0" | "false")
}

async fn opened(db: &mut Read, permit: &Permit<ViewReturns>, id: WaveId) -> Result<Wave> {
    let wave = waves::find(db, permit, id).await?.ok_or(Error::NotFound)?;
    if wave.opened_at.is_some() { Ok(wave) } else { Err(Error::NotFound) }
}

pub async fn list(
    permit: Permit<ViewReturns>,
    With(app): With<App>,
    Path(id): Path<WaveId>,
    cursor: Cursor,
    Query(search): Query<Search>,
) -> Result<Json<Listed<ReturnJson>>> {
    let filter = search.filter(&app, &cursor)?;
    let mut db = app.db.read(&permit).await?;
    let wave = opened(&mut db, &permit, id).await?;
    let found = store::list(&mut db, &permit, id, &filter, wave.last_day(app.clock().today())).await?;
    Ok(Json(listed(found.into_iter().map(ReturnJson::from).collect(), &cursor, |r: &ReturnJson| {
        r.place.clone()
    })))
}

pub async fn tallies(
    permit: Permit<ViewReturns>,
    With(app): With<App>,
    Path(id): Path<WaveId>,
) -> Result<Json<TalliesJson>> {
    let mut db = app.db.read(&permit).await?;
    let wave = opened(&mut db, &permit, id).await?;
    let tallies = store::tallies(&mut db, &permit, id, wave.last_day(app.clock().today())).await?;
    let total = tallies.all().into();
    let kinds = tallies.by_kind().iter().map(|(kind, tally)| (kind.clone(), tally.clone().into())).collect();
    Ok(Json(TalliesJson { kinds, total }))
}

pub async fn show(
    permit: Permit<ViewReturns>,
    With(app): With<App>,
    Path((id, slug)): Path<(WaveId, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let wave = opened(&mut db, &permit, id).await?;
    answer(&mut db, &permit, &wave, &slug, app.clock().today()).await
}

async fn answer(
    db: &mut Read,
    permit: &Permit<ViewReturns>,
    wave: &Wave,
    slug: &str,
    today: Day,
) -> Result<Response> {
    let asked =
        store::asked(db, permit, wave.id, slug, wave.last_day(today)).await?.ok_or(Error::NotFound)?;
    Ok(etag(asked.version, &ReturnJson::from(asked)))
}

/// Begins a change of one alliance's request: the wave, the request, the permit
/// for that alliance and the unit of work begun with it.
pub(crate) async fn begin(
    app: &App,
    permit: &Permit<ManageWaves>,
    id: WaveId,
    slug: &str,
) -> Result<(Wave, Asked, Permit<ManageWaves>, Tx)> {
    let (wave, asked) = {
        let mut db = app.db.read(permit).await?;
        let wave = opened(&mut db, &permit.lesser(), id).await?;
        let day = wave.last_day(app.clock().today());
        let asked = store::asked(&mut db, &permit.lesser(), id, slug, day).await?.ok_or(Error::NotFound)?;
        (wave, asked)
    };
    let alliance = Alliance { id: asked.alliance_id, slug: asked.slug.clone(), name: asked.name.clone() };
    let permit = super::at(permit, &alliance).ok_or(Error::NotFound)?;
    let tx = app.db.begin(&permit).await?;
    Ok((wave, asked, permit, tx))
}

/// Commits and answers the request as it is then.
async fn done(
    app: &App,
    mut tx: Tx,
    permit: &Permit<ManageWaves>,
    wave: &Wave,
    slug: &str,
    what: &str,
) -> Result<Response> {
    let answer = answer(&mut tx, &permit.lesser(), wave, slug, app.clock().today()).await?;
    tx.commit(permit, &format!("wave {} {what}", wave.id)).await?;
    Ok(answer)
}

pub async fn extend(
    permit: Permit<ManageWaves>,
    With(app): With<App>,
    Path((id, slug)): Path<(WaveId, String)>,
    IfMatch(version): IfMatch,
    JsonBody(own): JsonBody<OwnDeadline>,
) -> Result<Response> {
    let (wave, asked, permit, mut tx) = begin(&app, &permit, id, &slug).await?;
    store::extend(&mut tx, &permit, id, version, own.deadline, &own.reason)
        .await
        .map_err(|f| f.explain(&app.texts))?
        .ok_or(Error::Stale)?;
    let mut tell = own.tell && asked.own_deadline != own.deadline;
    if let Some(day) = own.deadline {
        tell |= extensions::settle(&mut tx, &permit, id, day).await?;
    }
    if let (true, Some(day)) = (tell, own.deadline) {
        let post = waves::Post::of(&app);
        waves::tell_own_deadline(&mut tx, &permit, &wave, asked.alliance_id, day, &own.reason, post)
            .await
            .map_err(|f| f.explain(&app.texts))?;
    }
    done(&app, tx, &permit, &wave, &slug, "own deadline set").await
}

pub async fn decline(
    permit: Permit<ManageWaves>,
    With(app): With<App>,
    Path((id, slug)): Path<(WaveId, String)>,
    JsonBody(Reason { reason }): JsonBody<Reason>,
) -> Result<Response> {
    let (wave, _, permit, mut tx) = begin(&app, &permit, id, &slug).await?;
    store::decline_for(&mut tx, &permit, id, &reason).await.map_err(|f| f.explain(&app.texts))?;
    done(&app, tx, &permit, &wave, &slug, "refusal noted").await
}

pub async fn resume(
    permit: Permit<ManageWaves>,
    With(app): With<App>,
    Path((id, slug)): Path<(WaveId, String)>,
) -> Result<Response> {
    let (wave, _, permit, mut tx) = begin(&app, &permit, id, &slug).await?;
    store::resume_for(&mut tx, &permit, id).await.map_err(|f| f.explain(&app.texts))?;
    done(&app, tx, &permit, &wave, &slug, "refusal taken back").await
}
