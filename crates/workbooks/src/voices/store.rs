//! The only SQL about voices and the links they come by.

use super::model::{Draft, Kind, Part, Speakers, State, Voice};
use ::store::{Again, Burial, Kept, Put, Read, Result, Tx};
use base::{AnyPermit, Day, Instant, Permit, ReportVoices, ReviewVoices, RunJobs, VoiceId, VoiceLinkId};
use uuid::Uuid;

/// A link that was ended.
pub(crate) const LINK_ENDED: Burial = Burial {
    kind: "voice_link",
    again: Again::Sql(&[(
        "update voice_link set ended_at = coalesce(ended_at, $3) where alliance_id = $1 and id = $2",
        &[Put::Alliance, Put::Row, Put::Moment],
    )]),
};

/// The name and address of somebody who reported.
pub(crate) const NAME_ERASED: Burial = Burial {
    kind: "voice_name",
    again: Again::Sql(&[(
        "update voice_link set name = '', email = '', ended_at = coalesce(ended_at, $3) \
         where alliance_id = $1 and id = $2",
        &[Put::Alliance, Put::Row, Put::Moment],
    )]),
};

/// Words the office took out: an older backup does not know what was left of them, so
/// all words of the report go and it waits to be looked at again.
pub(crate) const REDACTED: Burial = Burial {
    kind: "voice_redacted",
    again: Again::Sql(&[
        (
            "update voice_part set title = '', words = '', helps = '' where alliance_id = $1 and voice_id = $2",
            &[Put::Alliance, Put::Row],
        ),
        (
            "update voice set state = 'received', place = '', who = '', version = version + 1 \
             where alliance_id = $1 and id = $2 and state <> 'struck'",
            &[Put::Alliance, Put::Row],
        ),
    ]),
};

/// A report that was struck.
pub(crate) const STRUCK: Burial = Burial {
    kind: "voice_struck",
    again: Again::Sql(&[
        (
            "update voice_part set title = '', words = '', helps = '' where alliance_id = $1 and voice_id = $2",
            &[Put::Alliance, Put::Row],
        ),
        (
            "update voice set state = 'struck', place = '', who = '', version = version + 1 \
             where alliance_id = $1 and id = $2",
            &[Put::Alliance, Put::Row],
        ),
    ]),
};

/// Reports that are listed.
pub const MOST: i64 = 5_000;

#[derive(sqlx::FromRow)]
struct Row {
    id: VoiceId,
    kind: String,
    link_id: Option<VoiceLinkId>,
    held_on: Option<Day>,
    place: String,
    who: String,
    crowd: String,
    age: String,
    residence: String,
    gender: String,
    language: String,
    state: String,
    state_reason: String,
    received_at: Instant,
    version: i64,
}

impl From<Row> for Voice {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            kind: Kind::from_key(&row.kind).unwrap_or(Kind::Talk),
            link: row.link_id,
            held_on: row.held_on,
            place: row.place,
            speakers: Speakers {
                crowd: row.crowd,
                age: row.age,
                residence: row.residence,
                gender: row.gender,
                language: row.language,
                who: row.who,
            },
            state: State::from_key(&row.state).unwrap_or(State::Received),
            state_reason: row.state_reason,
            received_at: row.received_at,
            version: row.version,
            parts: Vec::new(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct PartRow {
    voice_id: VoiceId,
    theme: String,
    mood: String,
    level: String,
    title: String,
    words: String,
    helps: String,
}

impl From<PartRow> for Part {
    fn from(row: PartRow) -> Self {
        Self {
            theme: row.theme,
            mood: row.mood,
            level: row.level,
            title: row.title,
            words: row.words,
            helps: row.helps,
        }
    }
}

/// Reports of the alliance with what was said, the latest first; of one state and kind,
/// or of all where these are empty.
pub async fn list(db: &mut Read, permit: &dyn AnyPermit, state: &str, kind: &str) -> Result<Vec<Voice>> {
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select v.id, v.kind, v.link_id, v.held_on, v.place, v.who, v.crowd, v.age, v.residence, v.gender, \
             v.language, v.state, v.state_reason, v.received_at, v.version from voice v \
             where v.alliance_id = $1 and ($2 = '' or v.state = $2) and ($3 = '' or v.kind = $3) \
             order by v.received_at desc, v.id desc limit $4",
        )
        .bind(state.to_owned())
        .bind(kind.to_owned())
        .bind(MOST)
        .all()
        .await?;
    let parts: Vec<PartRow> = db
        .sql(
            permit,
            "select p.voice_id, p.theme, p.mood, p.level, p.title, p.words, p.helps from voice_part p \
             join voice v on v.alliance_id = p.alliance_id and v.id = p.voice_id \
             where p.alliance_id = $1 and ($2 = '' or v.state = $2) and ($3 = '' or v.kind = $3) \
             order by p.voice_id, p.position",
        )
        .bind(state.to_owned())
        .bind(kind.to_owned())
        .all()
        .await?;
    let mut found: Vec<Voice> = rows.into_iter().map(Voice::from).collect();
    let places: std::collections::HashMap<VoiceId, usize> =
        found.iter().enumerate().map(|(at, voice)| (voice.id, at)).collect();
    for part in parts {
        if let Some(voice) = places.get(&part.voice_id).and_then(|at| found.get_mut(*at)) {
            voice.parts.push(part.into());
        }
    }
    Ok(found)
}

/// One report with what was said.
pub async fn find(db: &mut Read, permit: &dyn AnyPermit, id: VoiceId) -> Result<Option<Voice>> {
    let row: Option<Row> = db
        .sql(
            permit,
            "select v.id, v.kind, v.link_id, v.held_on, v.place, v.who, v.crowd, v.age, v.residence, v.gender, \
             v.language, v.state, v.state_reason, v.received_at, v.version from voice v \
             where v.alliance_id = $1 and v.id = $2",
        )
        .bind(id)
        .maybe()
        .await?;
    let Some(row) = row else { return Ok(None) };
    let parts: Vec<PartRow> = db
        .sql(
            permit,
            "select p.voice_id, p.theme, p.mood, p.level, p.title, p.words, p.helps from voice_part p \
             where p.alliance_id = $1 and p.voice_id = $2 order by p.position",
        )
        .bind(id)
        .all()
        .await?;
    let mut voice = Voice::from(row);
    voice.parts = parts.into_iter().map(Part::from).collect();
    Ok(Some(voice))
}

/// The report that has waited longest, apart from one.
pub async fn next_waiting(
    db: &mut Read,
    permit: &Permit<ReviewVoices>,
    but: VoiceId,
) -> Result<Option<VoiceId>> {
    let next: Option<(VoiceId,)> = db
        .sql(
            permit,
            "select v.id from voice v where v.alliance_id = $1 and v.state = 'received' and v.id <> $2 \
             order by v.received_at, v.id limit 1",
        )
        .bind(but)
        .maybe()
        .await?;
    Ok(next.map(|(id,)| id))
}

/// Stores a checked report. The same key again changes nothing; answers whether it was new.
pub async fn add(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    draft: &Draft,
    link: Option<VoiceLinkId>,
    state: State,
) -> Result<bool> {
    let (now, s) = (tx.now(), &draft.speakers);
    let decided = (state != State::Received).then_some(now);
    let by: Option<Uuid> = permit.actor().person().filter(|_| decided.is_some()).map(base::PersonId::uuid);
    let added = tx
        .sql(
            permit,
            "insert into voice (alliance_id, id, kind, link_id, held_on, place, who, crowd, age, residence, gender, \
             language, state, received_at, decided_at, decided_by) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
             on conflict (alliance_id, id) do nothing",
        )
        .bind(draft.id)
        .bind(draft.kind.key())
        .bind(link)
        .bind(draft.held_on)
        .bind(draft.place.clone())
        .bind(s.who.clone())
        .bind(s.crowd.clone())
        .bind(s.age.clone())
        .bind(s.residence.clone())
        .bind(s.gender.clone())
        .bind(s.language.clone())
        .bind(state.key())
        .bind(now)
        .bind(decided)
        .bind(by)
        .run()
        .await?;
    if added == 0 {
        return Ok(false);
    }
    for (position, part) in (0_i64..).zip(&draft.parts) {
        tx.sql(
            permit,
            "insert into voice_part (alliance_id, voice_id, theme, position, mood, level, title, words, helps) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(draft.id)
        .bind(part.theme.clone())
        .bind(position)
        .bind(part.mood.clone())
        .bind(part.level.clone())
        .bind(part.title.clone())
        .bind(part.words.clone())
        .bind(part.helps.clone())
        .run()
        .await?;
    }
    Ok(true)
}

/// Accepts what waits, or strikes what waits or counts; `false` when somebody was faster.
/// The history keeps the decision, never the words.
pub async fn decide(
    tx: &mut Tx,
    permit: &Permit<ReviewVoices>,
    before: &Voice,
    state: State,
    reason: &str,
) -> Result<bool> {
    let (now, person) = (tx.now(), permit.actor().person());
    let changed = tx
        .sql(
            permit,
            "update voice set state = $4, state_reason = $5, decided_at = $6, decided_by = $7, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3",
        )
        .bind(before.id)
        .bind(before.version)
        .bind(state.key())
        .bind(reason.to_owned())
        .bind(now)
        .bind(person)
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    if state == State::Struck {
        empty(tx, permit, before.id).await?;
        tx.bury(permit, &STRUCK, before.id.uuid());
    }
    let kept = Kept {
        subject: "voice",
        row: before.id.uuid(),
        field: "state",
        before: Some(before.state.key()),
        after: Some(state.key()),
    };
    tx.keep(permit, kept).await?;
    Ok(true)
}

/// Takes all words of a report away.
async fn empty(tx: &mut Tx, permit: &Permit<ReviewVoices>, id: VoiceId) -> Result<()> {
    tx.sql(
        permit,
        "update voice_part set title = '', words = '', helps = '' where alliance_id = $1 and voice_id = $2",
    )
    .bind(id)
    .run()
    .await?;
    tx.sql(permit, "update voice set place = '', who = '' where alliance_id = $1 and id = $2")
        .bind(id)
        .run()
        .await
        .map(drop)
}

/// Puts other words in place of a report's; the former are gone. `false` when somebody was
/// faster.
pub async fn redact(
    tx: &mut Tx,
    permit: &Permit<ReviewVoices>,
    before: &Voice,
    after: &Voice,
) -> Result<bool> {
    let changed = tx
        .sql(
            permit,
            "update voice set place = $4, who = $5, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3 and state <> 'struck'",
        )
        .bind(before.id)
        .bind(before.version)
        .bind(after.place.clone())
        .bind(after.speakers.who.clone())
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    for part in &after.parts {
        tx.sql(
            permit,
            "update voice_part set title = $4, words = $5, helps = $6, level = $7 \
             where alliance_id = $1 and voice_id = $2 and theme = $3",
        )
        .bind(before.id)
        .bind(part.theme.clone())
        .bind(part.title.clone())
        .bind(part.words.clone())
        .bind(part.helps.clone())
        .bind(part.level.clone())
        .run()
        .await?;
    }
    tx.bury(permit, &REDACTED, before.id.uuid());
    let kept = Kept {
        subject: "voice",
        row: before.id.uuid(),
        field: "redacted",
        before: None,
        after: Some("words"),
    };
    tx.keep(permit, kept).await?;
    Ok(true)
}

/// Accepted parts counted: kind, theme, mood and level.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Count {
    /// What was reported.
    pub kind: String,
    /// About which theme.
    pub theme: String,
    /// How it goes.
    pub mood: String,
    /// Who could change it.
    pub level: String,
    /// How often.
    pub times: i64,
}

/// What was accepted, counted.
pub async fn counts(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Count>> {
    db.sql(
        permit,
        "select v.kind, p.theme, p.mood, p.level, count(*) as times from voice_part p \
         join voice v on v.alliance_id = p.alliance_id and v.id = p.voice_id \
         where p.alliance_id = $1 and v.state = 'accepted' group by v.kind, p.theme, p.mood, p.level \
         order by v.kind, p.theme, p.mood, p.level",
    )
    .all()
    .await
}

/// How many accepted reports there are of each kind, and how many wait: kind, state, count.
pub async fn totals(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<(String, String, i64)>> {
    db.sql(
        permit,
        "select v.kind, v.state, count(*) as count from voice v where v.alliance_id = $1 group by v.kind, v.state",
    )
    .all()
    .await
}

/// A personal link, without its token.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Link {
    /// Its key.
    pub id: VoiceLinkId,
    /// Whom it addresses; empty once erased.
    pub name: String,
    /// Where the letter went; empty once erased.
    pub email: String,
    /// Where the person works or helps.
    pub organisation: String,
    /// When it was made.
    pub created_at: Instant,
    /// Good until then.
    pub expires_at: Instant,
    /// When it was ended.
    pub ended_at: Option<Instant>,
    /// The last day something was reported by it.
    pub used_on: Option<Day>,
}

impl Link {
    /// Whether it opens the sheet at this moment.
    pub fn is_good(&self, now: Instant) -> bool {
        self.ended_at.is_none() && self.expires_at > now
    }
}

/// The links of the alliance, the latest first.
pub async fn links(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Link>> {
    db.sql(
        permit,
        "select l.id, l.name, l.email, l.organisation, l.created_at, l.expires_at, l.ended_at, l.used_on \
         from voice_link l where l.alliance_id = $1 order by l.created_at desc, l.id desc limit $2",
    )
    .bind(MOST)
    .all()
    .await
}

/// How many reports came by each link.
pub async fn per_link(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<(VoiceLinkId, i64)>> {
    db.sql(
        permit,
        "select v.link_id, count(*) as count from voice v \
         where v.alliance_id = $1 and v.link_id is not null group by v.link_id",
    )
    .all()
    .await
}

/// Makes a link; `false` where it was made already.
pub async fn add_link(
    tx: &mut Tx,
    permit: &Permit<ReviewVoices>,
    link: &Link,
    token_hash: &str,
) -> Result<bool> {
    let person = permit.actor().person();
    let added = tx
        .sql(
            permit,
            "insert into voice_link (alliance_id, id, name, email, organisation, token_hash, created_at, created_by, \
             expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (alliance_id, id) do nothing",
        )
        .bind(link.id)
        .bind(link.name.clone())
        .bind(link.email.clone())
        .bind(link.organisation.clone())
        .bind(token_hash.to_owned())
        .bind(link.created_at)
        .bind(person)
        .bind(link.expires_at)
        .run()
        .await?;
    Ok(added == 1)
}

/// Ends a link at once, for good; `false` where there is no such link. Ending it again
/// changes nothing.
pub async fn end_link(tx: &mut Tx, permit: &Permit<ReviewVoices>, id: VoiceLinkId) -> Result<bool> {
    let now = tx.now();
    let ended = tx
        .sql(
            permit,
            "update voice_link set ended_at = coalesce(ended_at, $3) where alliance_id = $1 and id = $2",
        )
        .bind(id)
        .bind(now)
        .run()
        .await?;
    if ended == 1 {
        tx.bury(permit, &LINK_ENDED, id.uuid());
    }
    Ok(ended == 1)
}

/// Erases name and address for good, with letters that wait; the link ends. `false` where
/// there is none.
pub async fn erase_name(tx: &mut Tx, permit: &Permit<ReviewVoices>, id: VoiceLinkId) -> Result<bool> {
    let found: Option<(String,)> = tx
        .sql(permit, "select l.email from voice_link l where l.alliance_id = $1 and l.id = $2")
        .bind(id)
        .maybe()
        .await?;
    let Some((email,)) = found else { return Ok(false) };
    let now = tx.now();
    tx.sql(
        permit,
        "update voice_link set name = '', email = '', ended_at = coalesce(ended_at, $3) \
         where alliance_id = $1 and id = $2",
    )
    .bind(id)
    .bind(now)
    .run()
    .await?;
    if !email.is_empty() {
        tx.forget_letters(permit, &email).await?;
    }
    tx.bury(permit, &NAME_ERASED, id.uuid());
    Ok(true)
}

/// Notes that something was reported today by the link.
pub async fn note_use(tx: &mut Tx, permit: &Permit<ReportVoices>, link: VoiceLinkId) -> Result<()> {
    let today = tx.now().day();
    tx.sql(permit, "update voice_link set used_on = $3 where alliance_id = $1 and id = $2")
        .bind(link)
        .bind(today)
        .run()
        .await
        .map(drop)
}

/// A report as its reporter sees it again: without its words.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Sent {
    /// What was reported.
    pub kind: String,
    /// Whether it counts.
    pub state: String,
    /// Why it was struck.
    pub state_reason: String,
    /// When it arrived.
    pub received_at: Instant,
}

/// What was reported by a link, the latest first.
pub async fn sent(db: &mut Read, permit: &Permit<ReportVoices>, link: VoiceLinkId) -> Result<Vec<Sent>> {
    db.sql(
        permit,
        "select v.kind, v.state, v.state_reason, v.received_at from voice v \
         where v.alliance_id = $1 and v.link_id = $2 order by v.received_at desc, v.id desc limit 50",
    )
    .bind(link)
    .all()
    .await
}

/// How many reports came by a link.
pub async fn count_of(db: &mut Read, permit: &Permit<ReportVoices>, link: VoiceLinkId) -> Result<i64> {
    let (count,): (i64,) = db
        .sql(permit, "select count(*) from voice v where v.alliance_id = $1 and v.link_id = $2")
        .bind(link)
        .one()
        .await?;
    Ok(count)
}

/// Empties names and addresses of links that ended at `then` or before; answers how many.
pub async fn forget_old_names(tx: &mut Tx, permit: &Permit<RunJobs>, then: Instant) -> Result<u64> {
    tx.across(
        permit,
        "update voice_link set name = '', email = '' \
         where coalesce(ended_at, expires_at) <= $1 and (name <> '' or email <> '')",
    )
    .bind(then)
    .run()
    .await
}

/// How many names and addresses would go.
pub async fn old_names(db: &mut Read, permit: &Permit<RunJobs>, then: Instant) -> Result<i64> {
    let (count,): (i64,) = db
        .across(
            permit,
            "select count(*) from voice_link where coalesce(ended_at, expires_at) <= $1 \
             and (name <> '' or email <> '')",
        )
        .bind(then)
        .one()
        .await?;
    Ok(count)
}

/// Deletes reports that came at `then` or before; answers how many.
pub async fn forget_old(tx: &mut Tx, permit: &Permit<RunJobs>, then: Instant) -> Result<u64> {
    tx.across(
        permit,
        "delete from voice_part where exists (select 1 from voice v where v.alliance_id = voice_part.alliance_id \
         and v.id = voice_part.voice_id and v.received_at <= $1)",
    )
    .bind(then)
    .run()
    .await?;
    tx.across(permit, "delete from voice where received_at <= $1").bind(then).run().await
}

/// How many reports would go.
pub async fn old(db: &mut Read, permit: &Permit<RunJobs>, then: Instant) -> Result<i64> {
    let (count,): (i64,) =
        db.across(permit, "select count(*) from voice where received_at <= $1").bind(then).one().await?;
    Ok(count)
}
