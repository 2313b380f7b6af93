//! The only SQL about waves.

use super::model::{AllianceKind, Asks, Draft, Wave};
use ::store::{Kept, Read, Result, Tx};
use base::{
    AllianceId, AnyPermit, Day, Instant, ManageWaves, Permit, RunJobs, ViewReturns, WaveId, sort_key,
};
use std::collections::BTreeSet;

#[derive(sqlx::FromRow)]
struct Row {
    id: WaveId,
    title: String,
    instrument_key: String,
    instrument_version: i64,
    deadline: Day,
    deadline_reason: String,
    asks: String,
    asks_cities: bool,
    asks_districts: bool,
    asks_municipalities: bool,
    letter_subject: String,
    letter_body: String,
    remind_days: i64,
    planned_at: Instant,
    opened_at: Option<Instant>,
    closed_at: Option<Instant>,
    version: i64,
}

impl From<Row> for Wave {
    fn from(row: Row) -> Self {
        let asked = [row.asks_cities, row.asks_districts, row.asks_municipalities];
        let kinds: BTreeSet<AllianceKind> = AllianceKind::ALL
            .into_iter()
            .zip(asked)
            .filter_map(|(kind, asked)| asked.then_some(kind))
            .collect();
        Self {
            id: row.id,
            draft: Draft {
                title: row.title,
                instrument_key: row.instrument_key,
                instrument_version: row.instrument_version,
                deadline: row.deadline,
                asks: Asks::from_key(&row.asks).unwrap_or_default(),
                kinds,
                letter_subject: row.letter_subject,
                letter_body: row.letter_body,
                remind_days: row.remind_days,
            },
            deadline_reason: row.deadline_reason,
            planned_at: row.planned_at,
            opened_at: row.opened_at,
            closed_at: row.closed_at,
            version: row.version,
        }
    }
}

/// Waves, the newest first, at most `limit`, older than `before`. Planned ones
/// only for whoever manages waves.
pub async fn list(
    db: &mut Read,
    permit: &Permit<ViewReturns>,
    planned: bool,
    before: Option<WaveId>,
    limit: i64,
) -> Result<Vec<Wave>> {
    let rows: Vec<Row> = db
        .shared(
            permit,
            "select w.id, w.title, w.instrument_key, w.instrument_version, w.deadline, w.deadline_reason, w.asks, \
             w.asks_cities, w.asks_districts, w.asks_municipalities, w.letter_subject, w.letter_body, w.remind_days, w.planned_at, \
             w.opened_at, w.closed_at, w.version from wave w \
             where ($1 = true or w.opened_at is not null) and ($2 = false or w.id < $3) order by w.id desc limit $4",
        )
        .bind(planned)
        .bind(before.is_some())
        .bind(before)
        .bind(limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(Wave::from).collect())
}

/// One wave, planned ones too.
pub async fn find(db: &mut Read, permit: &Permit<ViewReturns>, id: WaveId) -> Result<Option<Wave>> {
    let row: Option<Row> = db
        .shared(
            permit,
            "select w.id, w.title, w.instrument_key, w.instrument_version, w.deadline, w.deadline_reason, w.asks, \
             w.asks_cities, w.asks_districts, w.asks_municipalities, w.letter_subject, w.letter_body, w.remind_days, w.planned_at, \
             w.opened_at, w.closed_at, w.version from wave w where w.id = $1",
        )
        .bind(id)
        .maybe()
        .await?;
    Ok(row.map(Wave::from))
}

/// Adds the checked plan of a wave. Adding the same key again changes nothing, so
/// a double click makes one row; answers whether it was new.
pub async fn add(tx: &mut Tx, permit: &Permit<ManageWaves>, id: WaveId, draft: &Draft) -> Result<bool> {
    let now = tx.now();
    let added = tx
        .shared(
            permit,
            "insert into wave (id, title, instrument_key, instrument_version, deadline, asks, asks_cities, \
             asks_districts, asks_municipalities, letter_subject, letter_body, planned_at, remind_days) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (id) do nothing",
        )
        .bind(id)
        .bind(draft.title.clone())
        .bind(draft.instrument_key.clone())
        .bind(draft.instrument_version)
        .bind(draft.deadline)
        .bind(draft.asks.key())
        .bind(draft.kinds.contains(&AllianceKind::City))
        .bind(draft.kinds.contains(&AllianceKind::District))
        .bind(draft.kinds.contains(&AllianceKind::Municipality))
        .bind(draft.letter_subject.clone())
        .bind(draft.letter_body.clone())
        .bind(now)
        .bind(draft.remind_days)
        .run()
        .await?;
    if added == 1 {
        // Every later change keeps the value before it, so the title is enough to say it was planned.
        keep(tx, permit, id, "title", "", &draft.title).await?;
    }
    Ok(added == 1)
}

/// Replaces the plan if `version` is still current and the wave still planned;
/// answers the new version, or `None` when somebody was faster.
pub async fn replace(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    before: &Wave,
    after: &Draft,
    version: i64,
) -> Result<Option<i64>> {
    let changed = tx
        .shared(
            permit,
            "update wave set title = $3, instrument_key = $4, instrument_version = $5, deadline = $6, asks = $7, \
             asks_cities = $8, asks_districts = $9, asks_municipalities = $10, letter_subject = $11, \
             letter_body = $12, remind_days = $13, version = version + 1 where id = $1 and version = $2 and opened_at is null",
        )
        .bind(before.id)
        .bind(version)
        .bind(after.title.clone())
        .bind(after.instrument_key.clone())
        .bind(after.instrument_version)
        .bind(after.deadline)
        .bind(after.asks.key())
        .bind(after.kinds.contains(&AllianceKind::City))
        .bind(after.kinds.contains(&AllianceKind::District))
        .bind(after.kinds.contains(&AllianceKind::Municipality))
        .bind(after.letter_subject.clone())
        .bind(after.letter_body.clone())
        .bind(after.remind_days)
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    for ((field, before_value), (_, after_value)) in before.draft.fields().into_iter().zip(after.fields()) {
        keep(tx, permit, before.id, field, &before_value, &after_value).await?;
    }
    Ok(Some(version + 1))
}

/// Drops the plan of a wave that was never opened; the history stays.
pub async fn drop_plan(tx: &mut Tx, permit: &Permit<ManageWaves>, wave: &Wave) -> Result<bool> {
    tx.across(permit, "delete from wave_chosen where wave_id = $1").bind(wave.id).run().await?;
    let dropped = tx
        .shared(permit, "delete from wave where id = $1 and version = $2 and opened_at is null")
        .bind(wave.id)
        .bind(wave.version)
        .run()
        .await?;
    if dropped == 1 {
        keep(tx, permit, wave.id, "title", &wave.draft.title, "").await?;
    }
    Ok(dropped == 1)
}

/// Picks alliances for a planned wave: of those `shown`, exactly those `ticked`.
pub async fn choose(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: WaveId,
    shown: &[AllianceId],
    ticked: &[AllianceId],
) -> Result<()> {
    for alliance in shown {
        if ticked.contains(alliance) {
            tx.across(
                permit,
                "insert into wave_chosen (alliance_id, wave_id) select a.alliance_id, $2 from published_alliance a \
                 where a.alliance_id = $1 on conflict (alliance_id, wave_id) do nothing",
            )
            .bind(*alliance)
            .bind(wave)
            .run()
            .await?;
        } else {
            tx.across(permit, "delete from wave_chosen where alliance_id = $1 and wave_id = $2")
                .bind(*alliance)
                .bind(wave)
                .run()
                .await?;
        }
    }
    Ok(())
}

/// Picks exactly these alliances for a planned wave.
pub async fn choose_only(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: WaveId,
    alliances: &[AllianceId],
) -> Result<()> {
    tx.across(permit, "delete from wave_chosen where wave_id = $1").bind(wave).run().await?;
    choose(tx, permit, wave, alliances, alliances).await
}

/// Notes that the choice of a planned wave changes; answers the new version, or
/// `None` when `version` is stale.
pub async fn touch(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: WaveId,
    version: i64,
) -> Result<Option<i64>> {
    let touched = tx
        .shared(
            permit,
            "update wave set version = version + 1 where id = $1 and version = $2 and opened_at is null",
        )
        .bind(wave)
        .bind(version)
        .run()
        .await?;
    Ok((touched == 1).then_some(version + 1))
}

/// An alliance that can be picked.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Choosable {
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
    /// It is picked already.
    pub chosen: bool,
}

/// What of the alliances that can be picked is asked for.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Part of the name.
    pub q: String,
    /// Go on after this place in the list (`returns::place`).
    pub after: String,
}

/// The alliances that can be picked for a wave, by name: not closed and not
/// asked in it yet. Whether they are members is not looked at here.
pub async fn choosable(
    db: &mut Read,
    permit: &Permit<ManageWaves>,
    wave: WaveId,
    choice: &Choice,
) -> Result<Vec<Choosable>> {
    let today = db.now().day();
    let part = format!("%{}%", sort_key(&choice.q).replace('%', ""));
    let (after_name, after_slug) = crate::returns::store::split_place(&choice.after);
    db.across(
        permit,
        "select a.alliance_id, a.slug, a.name, a.sort_name, a.kind, exists (select 1 from wave_chosen c \
         where c.alliance_id = a.alliance_id and c.wave_id = $1) as chosen from published_alliance a \
         where (a.closed_on is null or a.closed_on > $2) and a.sort_name like $3 || '' \
         and not exists (select 1 from wave_asked r where r.alliance_id = a.alliance_id and r.wave_id = $1) \
         and (a.sort_name > $4 or (a.sort_name = $4 and a.slug > $5)) order by a.sort_name, a.slug",
    )
    .bind(wave)
    .bind(today)
    .bind(part)
    .bind(after_name)
    .bind(after_slug)
    .all()
    .await
}

/// How many alliances are picked for a planned wave.
pub async fn picked(db: &mut Read, permit: &Permit<ManageWaves>, wave: WaveId) -> Result<i64> {
    let (picked,): (i64,) =
        db.across(permit, "select count(*) from wave_chosen c where c.wave_id = $1").bind(wave).one().await?;
    Ok(picked)
}

/// One alliance by its name in addresses, unless it is closed.
pub async fn alliance(db: &mut Read, permit: &Permit<ManageWaves>, slug: &str) -> Result<Option<AllianceId>> {
    let today = db.now().day();
    let found: Option<(AllianceId,)> = db
        .across(
            permit,
            "select a.alliance_id from published_alliance a \
             where a.slug = $1 and (a.closed_on is null or a.closed_on > $2)",
        )
        .bind(crate::returns::store::storable(slug))
        .bind(today)
        .maybe()
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Somebody an invitation goes to, or an alliance nobody can be reached of.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Addressee {
    /// The alliance.
    pub alliance_id: AllianceId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub alliance: String,
    /// Somebody of its office.
    pub name: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
}

/// Whom the plan of a wave names, by alliance, members or not; one line for each address of
/// the office, one without an address where there is none.
pub async fn audience(db: &mut Read, permit: &Permit<ManageWaves>, wave: &Wave) -> Result<Vec<Addressee>> {
    let today = db.now().day();
    let kinds = &wave.draft.kinds;
    let rows = db
        .across(
            permit,
            "select a.alliance_id, a.slug, a.name as alliance, o.name, o.email from published_alliance a \
         left join published_office_address o on o.alliance_id = a.alliance_id \
         where (a.closed_on is null or a.closed_on > $1) and ($2 = 'all' \
         or ($2 = 'kinds' and (($3 = true and a.kind = 'city') or ($4 = true and a.kind = 'district') \
         or ($5 = true and a.kind = 'municipality'))) \
         or ($2 = 'chosen' and exists (select 1 from wave_chosen c \
          where c.alliance_id = a.alliance_id and c.wave_id = $6))) \
         order by a.sort_name, a.slug, o.email",
        )
        .bind(today)
        .bind(wave.draft.asks.key())
        .bind(kinds.contains(&AllianceKind::City))
        .bind(kinds.contains(&AllianceKind::District))
        .bind(kinds.contains(&AllianceKind::Municipality))
        .bind(wave.id)
        .all()
        .await?;
    Ok(once_each(rows))
}

/// The office of one alliance, one line for each address.
pub async fn office(
    db: &mut Read,
    permit: &Permit<ManageWaves>,
    alliance: AllianceId,
) -> Result<Vec<Addressee>> {
    let rows = db
        .across(
            permit,
            "select a.alliance_id, a.slug, a.name as alliance, o.name, o.email from published_alliance a \
         left join published_office_address o on o.alliance_id = a.alliance_id \
         where a.alliance_id = $1 order by o.email",
        )
        .bind(alliance)
        .all()
        .await?;
    Ok(once_each(rows))
}

/// The offices still owing something in a wave that the deadline for everybody
/// concerns: those without a later last day of their own.
pub async fn owing(db: &mut Read, permit: &Permit<ManageWaves>, wave: &Wave) -> Result<Vec<Addressee>> {
    let rows = db
        .across(
            permit,
            "select a.alliance_id, a.slug, a.name as alliance, o.name, o.email from wave_asked r \
         join published_alliance a on a.alliance_id = r.alliance_id \
         left join published_office_address o on o.alliance_id = a.alliance_id \
         where r.wave_id = $1 and r.state in ('outstanding', 'partial') \
         and (r.own_deadline is null or r.own_deadline <= $2) order by a.sort_name, a.slug, o.email",
        )
        .bind(wave.id)
        .bind(wave.draft.deadline)
        .all()
        .await?;
    Ok(once_each(rows))
}

/// An alliance of which nothing has come in an open wave, as the daily run sees it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Owing {
    /// The alliance.
    pub alliance_id: AllianceId,
    /// The wave.
    pub wave_id: WaveId,
    /// When it was asked.
    pub asked_at: Instant,
    /// Its last day: the one for everybody, or a later one of its own.
    pub due_on: Day,
    /// So many days before it a letter reminds.
    pub remind_days: i64,
}

/// Alliances of which nothing has come in open waves and whose last day lies between these two.
pub async fn owing_between(
    db: &mut Read,
    permit: &Permit<RunJobs>,
    from: Day,
    until: Day,
) -> Result<Vec<Owing>> {
    db.across(
        permit,
        "select r.alliance_id, r.wave_id, r.asked_at, case when r.own_deadline > w.deadline then r.own_deadline \
         else w.deadline end as due_on, w.remind_days from wave_asked r join wave w on w.id = r.wave_id \
         where r.state = 'outstanding' and w.opened_at is not null and w.closed_at is null \
         and case when r.own_deadline > w.deadline then r.own_deadline else w.deadline end between $1 and $2 \
         order by r.wave_id, r.alliance_id",
    )
    .bind(from)
    .bind(until)
    .all()
    .await
}

/// Notes a reminder that goes out now; `false` where it has gone out for this last day, or
/// something has come meanwhile.
pub async fn note_reminder(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    one: &Owing,
    kind: &'static str,
    letters: usize,
) -> Result<bool> {
    let now = tx.now();
    let noted = tx
        .across(
            permit,
            "insert into wave_letter (alliance_id, wave_id, kind, due_on, letters, sent_at) \
             select r.alliance_id, r.wave_id, $3, $4, $5, $6 from wave_asked r \
             where r.alliance_id = $1 and r.wave_id = $2 and r.state = 'outstanding' \
             on conflict (alliance_id, wave_id, kind, due_on) do nothing",
        )
        .bind(one.alliance_id)
        .bind(one.wave_id)
        .bind(kind)
        .bind(one.due_on)
        .bind(i64::try_from(letters).unwrap_or(i64::MAX))
        .bind(now)
        .run()
        .await?;
    Ok(noted == 1)
}

/// A reminder of a wave that went out.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Reminded {
    /// The alliance's name in addresses.
    pub slug: String,
    /// Its name for people.
    pub alliance: String,
    /// `before`, `on_day` or `after`.
    pub kind: String,
    /// The last day it names.
    pub due_on: Day,
    /// When it was handed to the post.
    pub sent_at: Instant,
}

/// The reminders of a wave, the latest first.
pub async fn reminded(
    db: &mut Read,
    permit: &Permit<ViewReturns>,
    wave: WaveId,
    limit: i64,
) -> Result<Vec<Reminded>> {
    db.across(
        permit,
        "select p.slug, p.name as alliance, t.kind, t.due_on, t.sent_at from wave_letter t \
         join published_alliance p on p.alliance_id = t.alliance_id where t.wave_id = $1 \
         order by t.sent_at desc, p.sort_name, t.kind limit $2",
    )
    .bind(wave)
    .bind(limit)
    .all()
    .await
}

/// Nobody gets the same letter twice for holding two roles; lines are in order of address.
fn once_each(mut rows: Vec<Addressee>) -> Vec<Addressee> {
    rows.dedup_by(|a, b| (a.alliance_id, &a.email) == (b.alliance_id, &b.email));
    rows
}

/// Marks a planned wave as opened now; `false` when somebody was faster.
pub async fn mark_opened(tx: &mut Tx, permit: &Permit<ManageWaves>, wave: &Wave) -> Result<bool> {
    let now = tx.now();
    let opened = tx
        .shared(
            permit,
            "update wave set opened_at = $3, version = version + 1 \
             where id = $1 and version = $2 and opened_at is null",
        )
        .bind(wave.id)
        .bind(wave.version)
        .bind(now)
        .run()
        .await?;
    if opened == 1 {
        tx.across(permit, "delete from wave_chosen where wave_id = $1").bind(wave.id).run().await?;
        keep(tx, permit, wave.id, "opened_at", "", &now.to_string()).await?;
    }
    Ok(opened == 1)
}

/// Moves the deadline for everybody; answers the new version, or `None` when
/// `version` is stale.
pub async fn move_deadline(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    before: &Wave,
    deadline: Day,
    reason: &str,
    version: i64,
) -> Result<Option<i64>> {
    let changed = tx
        .shared(
            permit,
            "update wave set deadline = $3, deadline_reason = $4, version = version + 1 \
             where id = $1 and version = $2 and opened_at is not null and closed_at is null",
        )
        .bind(before.id)
        .bind(version)
        .bind(deadline)
        .bind(reason.to_owned())
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    let (was, is) = (before.draft.deadline.to_string(), deadline.to_string());
    keep(tx, permit, before.id, "deadline", &was, &is).await?;
    keep(tx, permit, before.id, "deadline_reason", &before.deadline_reason, reason).await?;
    Ok(Some(version + 1))
}

/// Closes an open wave now, or with `closed` false opens a closed one again;
/// answers the new version, or `None` when somebody was faster.
pub async fn set_closed(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    before: &Wave,
    closed: bool,
    version: i64,
) -> Result<Option<i64>> {
    let closed_at = closed.then(|| tx.now());
    let changed = tx
        .shared(
            permit,
            "update wave set closed_at = $3, version = version + 1 \
             where id = $1 and version = $2 and opened_at is not null",
        )
        .bind(before.id)
        .bind(version)
        .bind(closed_at)
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    let text = |at: Option<Instant>| at.map(|at| at.to_string()).unwrap_or_default();
    keep(tx, permit, before.id, "closed_at", &text(before.closed_at), &text(closed_at)).await?;
    Ok(Some(version + 1))
}

async fn keep(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    wave: WaveId,
    field: &str,
    before: &str,
    after: &str,
) -> Result<()> {
    let value = |text: &'_ str| (!text.is_empty()).then(|| text.to_owned());
    let (before, after) = (value(before), value(after));
    let kept =
        Kept { subject: "wave", row: wave.uuid(), field, before: before.as_deref(), after: after.as_deref() };
    tx.keep(permit, kept).await
}
