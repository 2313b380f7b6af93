//! The only SQL about requests and what came back.

use super::Fault;
use super::model::{self, Event, Refusal, State, Tallies, Timing};
use ::store::{Kept, Read, Result, Tx};
use base::{
    AllianceId, AnyPermit, Day, Instant, ManageWaves, Permit, PersonId, SubmitWorkbook, ViewReturns,
    ViewWorkbook, WaveId, sort_key,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Through whom a refusal came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Through {
    /// The office declined on its own page.
    Office,
    /// The state coordination was told and noted it.
    Land,
}

impl Through {
    const fn key(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Land => "land",
        }
    }
}

/// A request as the alliance asked sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenReturn {
    /// The wave.
    pub wave: WaveId,
    /// What the wave is called.
    pub title: String,
    /// The instrument asked for.
    pub instrument_key: String,
    /// Its version.
    pub instrument_version: i64,
    /// The last day that holds for this alliance.
    pub deadline: Day,
    /// Where the request stands.
    pub state: State,
    /// What is there came too late, or nothing is there and the last day has passed.
    pub late: bool,
    /// The last day is later than the one for everybody.
    pub extended: bool,
    /// Why it was declined; empty unless it was.
    pub declined_reason: String,
    /// The wave still takes something in.
    pub open: bool,
}

#[derive(sqlx::FromRow)]
struct Request {
    id: Uuid,
    wave_id: WaveId,
    title: String,
    instrument_key: String,
    instrument_version: i64,
    common_deadline: Day,
    closed_at: Option<Instant>,
    state: String,
    declined_reason: String,
    own_deadline: Option<Day>,
    own_deadline_reason: String,
    answered_at: Option<Instant>,
    answered_on: Option<Day>,
    version: i64,
}

impl Request {
    fn state(&self) -> State {
        State::from_key(&self.state).unwrap_or_default()
    }
    fn shown(self, today: Day) -> OpenReturn {
        let day = last_day(today, self.closed_at);
        let state = self.state();
        let timing = Timing::of(self.common_deadline, self.own_deadline, state, self.answered_on, day);
        OpenReturn {
            wave: self.wave_id,
            title: self.title,
            instrument_key: self.instrument_key,
            instrument_version: self.instrument_version,
            deadline: timing.deadline,
            state,
            late: timing.late,
            extended: timing.extended,
            declined_reason: self.declined_reason,
            open: self.closed_at.is_none(),
        }
    }
}

/// The day by which lateness is judged: today, or the day a wave was closed.
pub(crate) fn last_day(today: Day, closed_at: Option<Instant>) -> Day {
    closed_at.map_or(today, |at| at.day().min(today))
}

/// The alliance's requests in waves that are open, the most urgent first.
pub async fn open_for(db: &mut Read, permit: &Permit<ViewWorkbook>) -> Result<Vec<OpenReturn>> {
    let today = db.now().day();
    let rows: Vec<Request> = db
        .sql(
            permit,
            "select r.id, r.wave_id, w.title, w.instrument_key, w.instrument_version, \
             w.deadline as common_deadline, w.closed_at, r.state, r.declined_reason, r.own_deadline, \
             r.own_deadline_reason, r.answered_at, r.answered_on, r.version \
             from wave_asked r join wave w on w.id = r.wave_id \
             where r.alliance_id = $1 and w.opened_at is not null and w.closed_at is null",
        )
        .all()
        .await?;
    let mut open: Vec<OpenReturn> = rows.into_iter().map(|row| row.shown(today)).collect();
    open.sort_by_key(|r| (r.deadline, r.wave));
    Ok(open)
}

/// The alliance's request in one wave, open or closed; `None` when it was not asked.
pub async fn find(db: &mut Read, permit: &Permit<ViewWorkbook>, wave: WaveId) -> Result<Option<OpenReturn>> {
    let today = db.now().day();
    Ok(own(db, permit, wave).await?.map(|row| row.shown(today)))
}

async fn own(db: &mut Read, permit: &dyn AnyPermit, wave: WaveId) -> Result<Option<Request>> {
    db.sql(
        permit,
        "select r.id, r.wave_id, w.title, w.instrument_key, w.instrument_version, \
         w.deadline as common_deadline, w.closed_at, r.state, r.declined_reason, r.own_deadline, \
         r.own_deadline_reason, r.answered_at, r.answered_on, r.version \
         from wave_asked r join wave w on w.id = r.wave_id \
         where r.alliance_id = $1 and r.wave_id = $2 and w.opened_at is not null",
    )
    .bind(wave)
    .maybe()
    .await
}

/// Notes that the alliance's short form came in or replaced the one before;
/// answers the new state. To be called in the unit of work that stores it.
///
/// # Errors
/// Refused when the alliance was not asked or the wave is closed.
pub async fn note_submission(
    tx: &mut Tx,
    permit: &Permit<SubmitWorkbook>,
    wave: WaveId,
    complete: bool,
) -> std::result::Result<State, Fault> {
    happen(tx, permit, wave, Event::Submitted { complete }, None).await
}

/// Notes that the alliance withdrew its short form and nothing took its place.
/// A replacement is not noted here but by [`note_submission`] alone.
///
/// # Errors
/// Refused when the alliance was not asked, the wave is closed or nothing is there.
pub async fn note_withdrawal(
    tx: &mut Tx,
    permit: &Permit<SubmitWorkbook>,
    wave: WaveId,
) -> std::result::Result<State, Fault> {
    happen(tx, permit, wave, Event::Withdrawn, None).await
}

/// The alliance declines, with a reason of at most 500 characters; declining
/// again changes the reason.
///
/// # Errors
/// Refused when the alliance was not asked, the wave is closed, the reason is
/// missing, or a short form is there that would have to be withdrawn first.
pub async fn decline(
    tx: &mut Tx,
    permit: &Permit<SubmitWorkbook>,
    wave: WaveId,
    reason: &str,
) -> std::result::Result<State, Fault> {
    let reason = model::reason(reason)?;
    happen(tx, permit, wave, Event::Declined, Some((&reason, Through::Office))).await
}

/// The alliance takes part after all.
///
/// # Errors
/// Refused when the alliance was not asked, the wave is closed or nothing was declined.
pub async fn resume(
    tx: &mut Tx,
    permit: &Permit<SubmitWorkbook>,
    wave: WaveId,
) -> std::result::Result<State, Fault> {
    happen(tx, permit, wave, Event::Resumed, None).await
}

/// The state coordination notes a refusal it was told of, such as by telephone.
/// The permit names the alliance: see [`super::at`].
///
/// # Errors
/// As [`decline`].
pub async fn decline_for(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: WaveId,
    reason: &str,
) -> std::result::Result<State, Fault> {
    let reason = model::reason(reason)?;
    happen(tx, permit, wave, Event::Declined, Some((&reason, Through::Land))).await
}

/// The state coordination notes that a refusal does not hold any more. The
/// permit names the alliance: see [`super::at`].
///
/// # Errors
/// As [`resume`].
pub async fn resume_for(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: WaveId,
) -> std::result::Result<State, Fault> {
    happen(tx, permit, wave, Event::Resumed, None).await
}

/// One step of the state machine, kept in the history.
async fn happen(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    wave: WaveId,
    event: Event,
    refusal: Option<(&str, Through)>,
) -> std::result::Result<State, Fault> {
    let before = own(tx, permit, wave).await?.ok_or(Refusal::NotAsked)?;
    if before.closed_at.is_some() {
        return Err(Refusal::Closed.into());
    }
    let state = before.state().after(event)?;
    let now = tx.now();
    let answered_at = match event {
        // A replacement does not make late what came in time.
        Event::Submitted { .. } if before.state().is_returned() => before.answered_at,
        Event::Submitted { .. } | Event::Declined => Some(now),
        Event::Withdrawn | Event::Resumed => None,
    };
    let (reason, through) = refusal.map_or(("", ""), |(reason, through)| (reason, through.key()));
    let person: Option<PersonId> = refusal.and_then(|_| permit.actor().person());
    let changed = tx
        .sql(
            permit,
            "update wave_asked set state = $4, declined_reason = $5, declined_through = $6, declined_by = $7, \
             answered_at = $8, answered_on = $9, version = version + 1 \
             where alliance_id = $1 and wave_id = $2 and version = $3 and exists (select 1 from wave w \
             where w.id = $2 and w.opened_at is not null and w.closed_at is null)",
        )
        .bind(wave)
        .bind(before.version)
        .bind(state.key())
        .bind(reason.to_owned())
        .bind(through)
        .bind(person)
        .bind(answered_at)
        .bind(answered_at.map(Instant::day))
        .run()
        .await?;
    if changed == 0 {
        return Err(Refusal::Overtaken.into());
    }
    keep(tx, permit, before.id, "state", &before.state, state.key()).await?;
    keep(tx, permit, before.id, "declined_reason", &before.declined_reason, reason).await?;
    Ok(state)
}

async fn keep(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    row: Uuid,
    field: &str,
    before: &str,
    after: &str,
) -> Result<()> {
    let value = |text: &'_ str| (!text.is_empty()).then(|| text.to_owned());
    let (before, after) = (value(before), value(after));
    tx.keep(
        permit,
        Kept { subject: "wave_asked", row, field, before: before.as_deref(), after: after.as_deref() },
    )
    .await
}

/// Keeps in a request's history what was asked for or answered beside it: more time.
pub(crate) async fn keep_wish(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    wave: WaveId,
    field: &str,
    said: &str,
) -> Result<()> {
    match own(tx, permit, wave).await? {
        Some(request) => keep(tx, permit, request.id, field, "", said).await,
        None => Ok(()),
    }
}

/// Gives one alliance a last day of its own, later than the one for everybody,
/// or with `None` takes it away again. The permit names the alliance: see
/// [`super::at`]. Answers the new version, or `None` when `version` is stale and
/// the stored values are others.
///
/// # Errors
/// Refused when the alliance was not asked, the wave is closed, the reason is
/// missing, or the day is not later or has passed.
pub async fn extend(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: WaveId,
    version: i64,
    deadline: Option<Day>,
    reason: &str,
) -> std::result::Result<Option<i64>, Fault> {
    let before = own(tx, permit, wave).await?.ok_or(Refusal::NotAsked)?;
    if before.closed_at.is_some() {
        return Err(Refusal::Closed.into());
    }
    let reason = match deadline {
        Some(own) => {
            if before.own_deadline != Some(own) {
                model::check_own_deadline(own, before.common_deadline, tx.now().day())?;
            }
            model::reason(reason)?
        }
        None => String::new(),
    };
    if before.own_deadline == deadline && before.own_deadline_reason == reason {
        return Ok(Some(before.version));
    }
    let changed = tx
        .sql(
            permit,
            "update wave_asked set own_deadline = $4, own_deadline_reason = $5, version = version + 1 \
             where alliance_id = $1 and wave_id = $2 and version = $3",
        )
        .bind(wave)
        .bind(version)
        .bind(deadline)
        .bind(reason.clone())
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    let text = |day: Option<Day>| day.map(|d| d.to_string()).unwrap_or_default();
    keep(tx, permit, before.id, "own_deadline", &text(before.own_deadline), &text(deadline)).await?;
    keep(tx, permit, before.id, "own_deadline_reason", &before.own_deadline_reason, &reason).await?;
    Ok(Some(version + 1))
}

/// Takes a request back that should not have been made, such as to an alliance
/// that has dissolved: only while nothing has come in. The permit names the
/// alliance: see [`super::at`]. The history stays.
///
/// # Errors
/// Refused when the alliance was not asked, the wave is closed, the reason is
/// missing, or something has come in.
pub async fn take_back(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: WaveId,
    reason: &str,
) -> std::result::Result<(), Fault> {
    let before = own(tx, permit, wave).await?.ok_or(Refusal::NotAsked)?;
    if before.closed_at.is_some() {
        return Err(Refusal::Closed.into());
    }
    let reason = model::reason(reason)?;
    if before.state() != State::Outstanding {
        return Err(Refusal::Answered.into());
    }
    // What was asked for beside the request goes with it; the history stays.
    tx.sql(permit, "delete from extension_request where alliance_id = $1 and wave_id = $2")
        .bind(wave)
        .run()
        .await?;
    let removed = tx
        .sql(permit, "delete from wave_asked where alliance_id = $1 and wave_id = $2 and version = $3")
        .bind(wave)
        .bind(before.version)
        .run()
        .await
        // Withdrawn submissions may still refer to the request.
        .map_err(|e| {
            if matches!(e, ::store::Error::Dangling) { Refusal::Answered.into() } else { Fault::from(e) }
        })?;
    if removed == 0 {
        return Err(Refusal::Overtaken.into());
    }
    keep(tx, permit, before.id, "state", &before.state, "").await?;
    keep(tx, permit, before.id, "taken_back", "", &reason).await?;
    Ok(())
}

/// Asks one alliance, unless it was asked already, is closed or does not exist;
/// answers whether it was new. `letters` says how many invitations go out.
pub(crate) async fn ask(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: WaveId,
    alliance: AllianceId,
    letters: i64,
    own_deadline: Option<(Day, &str)>,
) -> Result<bool> {
    let (id, now) = (tx.new_uuid(), tx.now());
    let added = tx
        .across(
            permit,
            "insert into wave_asked (alliance_id, id, wave_id, letters, asked_at, own_deadline, own_deadline_reason) \
             select a.alliance_id, $1, $2, $3, $4, $5, $6 from published_alliance a \
             where a.alliance_id = $7 and (a.closed_on is null or a.closed_on > $8) \
             on conflict (alliance_id, wave_id) do nothing",
        )
        .bind(id)
        .bind(wave)
        .bind(letters)
        .bind(now)
        .bind(own_deadline.map(|(day, _)| day))
        .bind(own_deadline.map_or("", |(_, reason)| reason).to_owned())
        .bind(alliance)
        .bind(now.day())
        .run()
        .await?;
    Ok(added == 1)
}

/// One line of the board: an alliance asked and where its request stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The alliance.
    pub alliance_id: AllianceId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// Its place in a German register.
    pub sort_name: String,
    /// `city`, `district` or `municipality`.
    pub kind: String,
    /// Since when it does not exist any more.
    pub closed_on: Option<Day>,
    /// Names the request in the history.
    pub id: Uuid,
    /// Where it stands.
    pub state: State,
    /// Last day, extended, late.
    pub timing: Timing,
    /// Its own last day, as it was given.
    pub own_deadline: Option<Day>,
    /// Why it got one.
    pub own_deadline_reason: String,
    /// The last day its office asks for, while nobody has answered.
    pub wanted: Option<Day>,
    /// Why it declined.
    pub declined_reason: String,
    /// The refusal was told to the state coordination.
    pub declined_through_land: bool,
    /// Who noted the refusal; empty when not declined or not known any more.
    pub declined_by: String,
    /// How many invitations were sent.
    pub letters: i64,
    /// When it was asked.
    pub asked_at: Instant,
    /// When the return that counts, or the refusal, came in.
    pub answered_at: Option<Instant>,
    /// Guards against lost updates.
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct AskedRow {
    alliance_id: AllianceId,
    slug: String,
    name: String,
    sort_name: String,
    kind: String,
    closed_on: Option<Day>,
    id: Uuid,
    state: String,
    common_deadline: Day,
    own_deadline: Option<Day>,
    own_deadline_reason: String,
    wanted: Option<Day>,
    declined_reason: String,
    declined_through: String,
    declined_by: Option<String>,
    letters: i64,
    asked_at: Instant,
    answered_at: Option<Instant>,
    answered_on: Option<Day>,
    version: i64,
}

impl AskedRow {
    fn shown(self, today: Day) -> Asked {
        let state = State::from_key(&self.state).unwrap_or_default();
        Asked {
            timing: Timing::of(self.common_deadline, self.own_deadline, state, self.answered_on, today),
            state,
            alliance_id: self.alliance_id,
            slug: self.slug,
            name: self.name,
            sort_name: self.sort_name,
            kind: self.kind,
            closed_on: self.closed_on,
            id: self.id,
            own_deadline: self.own_deadline,
            own_deadline_reason: self.own_deadline_reason,
            wanted: self.wanted,
            declined_reason: self.declined_reason,
            declined_through_land: self.declined_through == Through::Land.key(),
            declined_by: self.declined_by.unwrap_or_default(),
            letters: self.letters,
            asked_at: self.asked_at,
            answered_at: self.answered_at,
            version: self.version,
        }
    }
}

/// What of a board is asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the alliance's name.
    pub q: String,
    /// Only this state.
    pub state: Option<State>,
    /// Only this kind of alliance; all when empty.
    pub kind: String,
    /// Only what is late.
    pub late: bool,
    /// Only those with a later last day of their own.
    pub extended: bool,
    /// Only those whose office asks for more time and waits for an answer.
    pub waiting: bool,
    /// Go on after this place in the list.
    pub after: String,
    /// At most so many.
    pub limit: i64,
}

/// The place of an alliance in the list, for going on after it.
pub fn place(sort_name: &str, slug: &str) -> String {
    format!("{sort_name}\n{slug}")
}

pub(crate) fn split_place(place: &str) -> (String, String) {
    place.split_once('\n').map(|(name, slug)| (storable(name), storable(slug))).unwrap_or_default()
}

/// A text from an address as both engines can take it: PostgreSQL knows no NUL.
pub(crate) fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// All alliances asked in a wave, by name. `today` is the day by
/// which lateness is judged: the day it is, or on which the wave was closed.
pub async fn list(
    db: &mut Read,
    permit: &Permit<ViewReturns>,
    wave: WaveId,
    filter: &Filter,
    today: Day,
) -> Result<Vec<Asked>> {
    let part = format!("%{}%", sort_key(&filter.q).replace('%', ""));
    let (after_name, after_slug) = split_place(&filter.after);
    let rows: Vec<AskedRow> = db
        .across(
            permit,
            "select r.alliance_id, a.slug, a.name, a.sort_name, a.kind, a.closed_on, r.id, r.state, \
             w.deadline as common_deadline, r.own_deadline, r.own_deadline_reason, e.wanted, r.declined_reason, \
             r.declined_through, p.name as declined_by, r.letters, r.asked_at, r.answered_at, r.answered_on, r.version \
             from wave_asked r join wave w on w.id = r.wave_id \
             join published_alliance a on a.alliance_id = r.alliance_id \
             left join published_person p on p.person_id = r.declined_by \
             left join extension_request e on e.alliance_id = r.alliance_id and e.wave_id = r.wave_id and e.answer = 'open' \
             where r.wave_id = $1 and ($2 = '' or r.state = $2) and ($3 = '' or a.kind = $3) and a.sort_name like $4 || '' \
             and ($5 = false or (r.state <> 'declined' and coalesce(r.answered_on, $6) > \
              case when r.own_deadline > w.deadline then r.own_deadline else w.deadline end)) \
             and ($7 = false or r.own_deadline > w.deadline) and ($8 = false or e.id is not null) \
             and (a.sort_name > $9 or (a.sort_name = $9 and a.slug > $10)) \
             order by a.sort_name, a.slug limit $11",
        )
        .bind(wave)
        .bind(filter.state.map_or("", State::key))
        .bind(storable(&filter.kind))
        .bind(part)
        .bind(filter.late)
        .bind(today)
        .bind(filter.extended)
        .bind(filter.waiting)
        .bind(after_name)
        .bind(after_slug)
        .bind(filter.limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.shown(today)).collect())
}

/// One alliance asked in a wave, by its name in addresses.
pub async fn asked(
    db: &mut Read,
    permit: &Permit<ViewReturns>,
    wave: WaveId,
    slug: &str,
    today: Day,
) -> Result<Option<Asked>> {
    let row: Option<AskedRow> = db
        .across(
            permit,
            "select r.alliance_id, a.slug, a.name, a.sort_name, a.kind, a.closed_on, r.id, r.state, \
             w.deadline as common_deadline, r.own_deadline, r.own_deadline_reason, e.wanted, r.declined_reason, \
             r.declined_through, p.name as declined_by, r.letters, r.asked_at, r.answered_at, r.answered_on, r.version \
             from wave_asked r join wave w on w.id = r.wave_id \
             join published_alliance a on a.alliance_id = r.alliance_id \
             left join published_person p on p.person_id = r.declined_by \
             left join extension_request e on e.alliance_id = r.alliance_id and e.wave_id = r.wave_id and e.answer = 'open' \
             where r.wave_id = $1 and a.slug = $2 and w.opened_at is not null",
        )
        .bind(wave)
        .bind(storable(slug))
        .maybe()
        .await?;
    Ok(row.map(|row| row.shown(today)))
}

/// How many requests of a wave stand where, by kind of alliance. `today` is the day
/// by which lateness is judged, as for [`list`].
pub async fn tallies(
    db: &mut Read,
    permit: &Permit<ViewReturns>,
    wave: WaveId,
    today: Day,
) -> Result<Tallies> {
    type Count = (String, String, i64, i64, i64);
    let counts: Vec<Count> = db
        .across(
            permit,
            "select a.kind, r.state, count(*) as number, \
             cast(sum(case when r.state <> 'declined' and coalesce(r.answered_on, $2) > \
              case when r.own_deadline > w.deadline then r.own_deadline else w.deadline end \
              then 1 else 0 end) as bigint) as late, \
             cast(sum(case when r.own_deadline > w.deadline then 1 else 0 end) as bigint) as extended \
             from wave_asked r join wave w on w.id = r.wave_id \
             join published_alliance a on a.alliance_id = r.alliance_id \
             where r.wave_id = $1 group by a.kind, r.state order by a.kind, r.state",
        )
        .bind(wave)
        .bind(today)
        .all()
        .await?;
    Ok(Tallies::of(counts.into_iter().map(|(kind, state, number, late, extended)| {
        (kind, State::from_key(&state).unwrap_or_default(), number, late, extended)
    })))
}

/// How many offices ask for more time in a wave and wait for an answer.
pub(crate) async fn waiting(db: &mut Read, permit: &Permit<ViewReturns>, wave: WaveId) -> Result<i64> {
    let (waiting,): (i64,) = db
        .across(permit, "select count(*) from extension_request e where e.wave_id = $1 and e.answer = 'open'")
        .bind(wave)
        .one()
        .await?;
    Ok(waiting)
}

/// How many were asked in each wave, and how many of them sent something that counts.
pub(crate) async fn counts(
    db: &mut Read,
    permit: &Permit<ViewReturns>,
) -> Result<BTreeMap<WaveId, (i64, i64)>> {
    let rows: Vec<(WaveId, i64, i64)> = db
        .across(
            permit,
            "select r.wave_id, count(*) as asked, \
             cast(sum(case when r.state in ('partial', 'complete') then 1 else 0 end) as bigint) as returned \
             from wave_asked r group by r.wave_id",
        )
        .all()
        .await?;
    Ok(rows.into_iter().map(|(wave, asked, returned)| (wave, (asked, returned))).collect())
}

/// The names of some accounts, as far as they are known.
pub(crate) async fn names(
    db: &mut Read,
    permit: &dyn AnyPermit,
    people: Vec<PersonId>,
) -> Result<BTreeMap<PersonId, String>> {
    let mut names = BTreeMap::new();
    for person in people.into_iter().collect::<BTreeSet<_>>() {
        names.insert(person, crate::workbooks::store::name_of(db, permit, person).await?);
    }
    Ok(names)
}

/// What contradicts a rule: the text that says so, the wave and the alliance.
pub(crate) struct Contradiction {
    pub(crate) text: &'static str,
    pub(crate) wave: WaveId,
    pub(crate) alliance: AllianceId,
}

/// A request as it was made, with what decides whether its answer is missing.
#[derive(sqlx::FromRow)]
pub(crate) struct Made {
    pub(crate) wave_id: WaveId,
    pub(crate) alliance_id: AllianceId,
    pub(crate) asked_at: Instant,
    pub(crate) closed_at: Option<Instant>,
    state: String,
}

impl Made {
    /// Nothing came in that counts, and nobody declined.
    pub(crate) fn is_missing(&self) -> bool {
        self.state == State::Outstanding.key()
    }
}

/// All requests of all waves.
pub(crate) async fn requests(db: &mut Read, permit: &Permit<ViewReturns>) -> Result<Vec<Made>> {
    db.across(
        permit,
        "select r.wave_id, r.alliance_id, r.asked_at, w.closed_at, r.state from wave_asked r \
         join wave w on w.id = r.wave_id order by r.wave_id, r.alliance_id",
    )
    .all()
    .await
}

/// Looks for requests that break a rule.
pub(crate) async fn contradictions(
    db: &mut Read,
    permit: &Permit<ViewReturns>,
) -> Result<Vec<Contradiction>> {
    type Rows = Vec<(WaveId, AllianceId)>;
    let mut found = Vec::new();
    let mut collect = |text: &'static str, rows: Rows| {
        found.extend(rows.into_iter().map(|(wave, alliance)| Contradiction { text, wave, alliance }));
    };
    let rows: Rows = db
        .across(
            permit,
            "select r.wave_id, r.alliance_id from wave_asked r \
             where not exists (select 1 from published_alliance a where a.alliance_id = r.alliance_id)",
        )
        .all()
        .await?;
    collect("check-return-unknown-alliance", rows);
    let rows: Rows = db
        .across(
            permit,
            "select r.wave_id, r.alliance_id from wave_asked r \
             where not exists (select 1 from wave w where w.id = r.wave_id and w.opened_at is not null)",
        )
        .all()
        .await?;
    collect("check-return-never-asked", rows);
    let rows: Rows = db
        .across(
            permit,
            "select r.wave_id, r.alliance_id from wave_asked r \
             where r.state not in ('outstanding', 'partial', 'complete', 'declined')",
        )
        .all()
        .await?;
    collect("check-return-unknown-state", rows);
    let rows: Rows = db
        .across(
            permit,
            "select r.wave_id, r.alliance_id from wave_asked r \
             where (r.state = 'declined' and r.declined_reason = '') \
             or (r.state <> 'declined' and r.declined_reason <> '')",
        )
        .all()
        .await?;
    collect("check-return-reason", rows);
    let rows: Rows = db
        .across(
            permit,
            "select r.wave_id, r.alliance_id from wave_asked r \
             where (r.state = 'outstanding' and (r.answered_at is not null or r.answered_on is not null)) \
             or (r.state <> 'outstanding' and (r.answered_at is null or r.answered_on is null))",
        )
        .all()
        .await?;
    collect("check-return-answered", rows);
    let rows: Rows = db
        .across(
            permit,
            "select r.wave_id, r.alliance_id from wave_asked r where r.state in ('partial', 'complete') \
             and not exists (select 1 from published_submission s where s.alliance_id = r.alliance_id \
              and s.wave_id = r.wave_id and ((r.state = 'complete' and s.complete = true) \
              or (r.state = 'partial' and s.complete = false)))",
        )
        .all()
        .await?;
    collect("check-return-without-submission", rows);
    let rows: Rows = db
        .across(
            permit,
            "select s.wave_id, s.alliance_id from published_submission s \
             where not exists (select 1 from wave_asked r where r.alliance_id = s.alliance_id \
              and r.wave_id = s.wave_id and r.state in ('partial', 'complete'))",
        )
        .all()
        .await?;
    collect("check-return-without-state", rows);
    Ok(found)
}

/// For each wave that was opened: its title, how many requests it has, and how
/// many of them the board counts.
pub(crate) async fn sums(
    db: &mut Read,
    permit: &Permit<ViewReturns>,
) -> Result<Vec<(WaveId, String, i64, i64)>> {
    db.across(
        permit,
        "select w.id, w.title, (select count(*) from wave_asked r where r.wave_id = w.id) as asked, \
         (select count(*) from published_return r join published_alliance a on a.alliance_id = r.alliance_id \
          where r.wave_id = w.id and r.state in ('outstanding', 'partial', 'complete', 'declined')) as counted \
         from wave w where w.opened_at is not null order by w.id",
    )
    .all()
    .await
}
