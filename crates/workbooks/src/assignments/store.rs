//! The only SQL about assignments, their links and letters.

use super::model::{Assignment, LetterKind, State, Voice};
use ::store::{Again, Burial, Kept, Put, Read, Result, Tx};
use base::{
    AllianceId, AnyPermit, AssignmentId, Day, EditWorkbook, Instant, OrganisationId, Permit, RunJobs,
};
use uuid::Uuid;

/// A personal link that was ended.
pub(crate) const LINK_ENDED: Burial = Burial {
    kind: "assignment_link",
    again: Again::Sql(&[(
        "update assignment_link set ended_at = coalesce(ended_at, $3) where alliance_id = $1 and id = $2",
        &[Put::Alliance, Put::Row, Put::Moment],
    )]),
};

/// The name and address of somebody who was asked, or whom somebody said to ask instead.
pub(crate) const NAME_ERASED: Burial = Burial {
    kind: "assignment_name",
    again: Again::Sql(&[
        (
            "update assignment_link set name = '', email = '', ended_at = coalesce(ended_at, $3) \
             where alliance_id = $1 and id = $2",
            &[Put::Alliance, Put::Row, Put::Moment],
        ),
        (
            "update assignment_hint set name = '', email = '', words = '' where alliance_id = $1 and id = $2",
            &[Put::Alliance, Put::Row],
        ),
    ]),
};

/// Assignments of one working aid that are listed.
pub const MOST: i64 = 2_000;

#[derive(sqlx::FromRow)]
struct Row {
    id: AssignmentId,
    instrument_key: String,
    instrument_version: i64,
    organisation_id: Option<OrganisationId>,
    organisation: String,
    school_number: Option<String>,
    municipality_ags: Option<String>,
    voice: String,
    why: String,
    due_on: Day,
    remind_days: i64,
    shows_others: bool,
    state: String,
    state_reason: String,
    asked_at: Instant,
    answered_at: Option<Instant>,
    version: i64,
}

impl From<Row> for Assignment {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            instrument_key: row.instrument_key,
            instrument_version: row.instrument_version,
            organisation_id: row.organisation_id,
            organisation: row.organisation,
            school_number: row.school_number,
            municipality_ags: row.municipality_ags,
            voice: Voice::from_key(&row.voice).unwrap_or_default(),
            why: row.why,
            due_on: row.due_on,
            remind_days: row.remind_days,
            shows_others: row.shows_others,
            state: State::from_key(&row.state).unwrap_or(State::Ended),
            state_reason: row.state_reason,
            asked_at: row.asked_at,
            answered_at: row.answered_at,
            version: row.version,
        }
    }
}

/// One assignment of the permit's alliance.
pub async fn find(db: &mut Read, permit: &dyn AnyPermit, id: AssignmentId) -> Result<Option<Assignment>> {
    let row: Option<Row> = db
        .sql(
            permit,
            "select a.id, a.instrument_key, a.instrument_version, a.organisation_id, a.organisation, \
             a.school_number, a.municipality_ags, a.voice, a.why, a.due_on, a.remind_days, a.shows_others, \
             a.state, a.state_reason, a.asked_at, a.answered_at, a.version \
             from assignment a where a.alliance_id = $1 and a.id = $2",
        )
        .bind(id)
        .maybe()
        .await?;
    Ok(row.map(Assignment::from))
}

/// The assignments of one working aid, or of all where `instrument` is empty, the
/// latest asked first.
pub async fn list(db: &mut Read, permit: &dyn AnyPermit, instrument: &str) -> Result<Vec<Assignment>> {
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select a.id, a.instrument_key, a.instrument_version, a.organisation_id, a.organisation, \
             a.school_number, a.municipality_ags, a.voice, a.why, a.due_on, a.remind_days, a.shows_others, \
             a.state, a.state_reason, a.asked_at, a.answered_at, a.version \
             from assignment a where a.alliance_id = $1 and ($2 = '' or a.instrument_key = $2) \
             order by a.asked_at desc, a.id desc limit $3",
        )
        .bind(instrument.to_owned())
        .bind(MOST)
        .all()
        .await?;
    Ok(rows.into_iter().map(Assignment::from).collect())
}

/// The questions of one assignment, in the order of the form.
pub async fn items(db: &mut Read, permit: &dyn AnyPermit, id: AssignmentId) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = db
        .sql(
            permit,
            "select i.item from assignment_item i where i.alliance_id = $1 and i.assignment_id = $2 \
             order by i.position",
        )
        .bind(id)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(item,)| item).collect())
}

/// The questions of all assignments of one working aid, or of all.
pub async fn all_items(
    db: &mut Read,
    permit: &dyn AnyPermit,
    instrument: &str,
) -> Result<Vec<(AssignmentId, String)>> {
    db.sql(
        permit,
        "select i.assignment_id, i.item from assignment_item i \
         join assignment a on a.alliance_id = i.alliance_id and a.id = i.assignment_id \
         where i.alliance_id = $1 and ($2 = '' or a.instrument_key = $2) order by i.assignment_id, i.position",
    )
    .bind(instrument.to_owned())
    .all()
    .await
}

/// A personal link, without its tokens.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Link {
    /// Its key.
    pub id: Uuid,
    /// The assignment it opens.
    pub assignment_id: AssignmentId,
    /// Whom it addresses; empty once erased.
    pub name: String,
    /// Where its letters go; empty once erased.
    pub email: String,
    /// When it was made.
    pub created_at: Instant,
    /// Good until then.
    pub expires_at: Instant,
    /// When it was ended.
    pub ended_at: Option<Instant>,
    /// The link it was passed on from.
    pub passed_from: Option<Uuid>,
    /// The last day it was used.
    pub used_on: Option<Day>,
}

impl Link {
    /// Whether it opens its assignment at this moment.
    pub fn is_good(&self, now: Instant) -> bool {
        self.ended_at.is_none() && self.expires_at > now
    }
}

/// The links of one assignment, the latest first.
pub async fn links(db: &mut Read, permit: &dyn AnyPermit, id: AssignmentId) -> Result<Vec<Link>> {
    db.sql(
        permit,
        "select l.id, l.assignment_id, l.name, l.email, l.created_at, l.expires_at, l.ended_at, l.passed_from, \
         l.used_on from assignment_link l where l.alliance_id = $1 and l.assignment_id = $2 \
         order by l.created_at desc, l.id desc",
    )
    .bind(id)
    .all()
    .await
}

/// The links of all assignments of the alliance, the latest first.
pub async fn all_links(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Link>> {
    db.sql(
        permit,
        "select l.id, l.assignment_id, l.name, l.email, l.created_at, l.expires_at, l.ended_at, l.passed_from, \
         l.used_on from assignment_link l where l.alliance_id = $1 order by l.created_at desc, l.id desc",
    )
    .all()
    .await
}

/// A letter that carried a link.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Letter {
    /// Its key, also in its Message-ID.
    pub id: Uuid,
    /// The assignment it is about.
    pub assignment_id: AssignmentId,
    /// The link it carries.
    pub link_id: Uuid,
    /// What it is about ([`LetterKind::key`]).
    pub kind: String,
    /// The last day it names.
    pub due_on: Day,
    /// When it was handed to the post.
    pub sent_at: Instant,
    /// When it came back.
    pub bounced_at: Option<Instant>,
}

/// The letters of one assignment, the latest first.
pub async fn letters(db: &mut Read, permit: &dyn AnyPermit, id: AssignmentId) -> Result<Vec<Letter>> {
    db.sql(
        permit,
        "select t.id, t.assignment_id, t.link_id, t.kind, t.due_on, t.sent_at, t.bounced_at \
         from assignment_letter t where t.alliance_id = $1 and t.assignment_id = $2 \
         order by t.sent_at desc, t.id desc",
    )
    .bind(id)
    .all()
    .await
}

/// The letters of all assignments of the alliance, the latest first.
pub async fn all_letters(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Letter>> {
    db.sql(
        permit,
        "select t.id, t.assignment_id, t.link_id, t.kind, t.due_on, t.sent_at, t.bounced_at \
         from assignment_letter t where t.alliance_id = $1 order by t.sent_at desc, t.id desc",
    )
    .all()
    .await
}

/// A request for more time, and its answer.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct MoreTime {
    /// Its key.
    pub id: Uuid,
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The last day wished for.
    pub wanted: Day,
    /// Why.
    pub reason: String,
    /// When it was asked for.
    pub asked_at: Instant,
    /// `open`, `granted` or `refused`.
    pub answer: String,
    /// The last day given.
    pub granted: Option<Day>,
    /// Why it was decided so.
    pub answer_reason: String,
}

/// The requests for more time of one assignment, the latest first.
pub async fn more_time(db: &mut Read, permit: &dyn AnyPermit, id: AssignmentId) -> Result<Vec<MoreTime>> {
    db.sql(
        permit,
        "select e.id, e.assignment_id, e.wanted, e.reason, e.asked_at, e.answer, e.granted, e.answer_reason \
         from assignment_extension e where e.alliance_id = $1 and e.assignment_id = $2 \
         order by e.asked_at desc, e.id desc",
    )
    .bind(id)
    .all()
    .await
}

/// The open requests for more time of the alliance: assignment and day wished for.
pub async fn wishes(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<(AssignmentId, Day)>> {
    db.sql(
        permit,
        "select e.assignment_id, e.wanted from assignment_extension e \
         where e.alliance_id = $1 and e.answer = 'open'",
    )
    .all()
    .await
}

/// Whom a contributor says to ask instead.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Hint {
    /// Its key.
    pub id: Uuid,
    /// Who would know; empty once erased.
    pub name: String,
    /// How to reach them.
    pub email: String,
    /// Why, in the contributor's words.
    pub words: String,
    /// When it was given.
    pub given_at: Instant,
}

/// The hints of one assignment, the latest first.
pub async fn hints(db: &mut Read, permit: &dyn AnyPermit, id: AssignmentId) -> Result<Vec<Hint>> {
    db.sql(
        permit,
        "select h.id, h.name, h.email, h.words, h.given_at from assignment_hint h \
         where h.alliance_id = $1 and h.assignment_id = $2 order by h.given_at desc, h.id desc",
    )
    .bind(id)
    .all()
    .await
}

/// Adds an assignment. Adding the same key again changes nothing; answers whether
/// it was new.
pub async fn add(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    new: &Assignment,
    items: &[String],
) -> Result<bool> {
    let person = permit.actor().person();
    let added = tx
        .sql(
            permit,
            "insert into assignment (alliance_id, id, instrument_key, instrument_version, organisation_id, \
             organisation, school_number, municipality_ags, voice, why, due_on, remind_days, shows_others, state, \
             asked_at, asked_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
             on conflict (alliance_id, id) do nothing",
        )
        .bind(new.id)
        .bind(new.instrument_key.clone())
        .bind(new.instrument_version)
        .bind(new.organisation_id)
        .bind(new.organisation.clone())
        .bind(new.school_number.clone())
        .bind(new.municipality_ags.clone())
        .bind(new.voice.key())
        .bind(new.why.clone())
        .bind(new.due_on)
        .bind(new.remind_days)
        .bind(new.shows_others)
        .bind(new.state.key())
        .bind(new.asked_at)
        .bind(person)
        .run()
        .await?;
    if added == 0 {
        return Ok(false);
    }
    for (position, item) in (0_i64..).zip(items) {
        tx.sql(
            permit,
            "insert into assignment_item (alliance_id, assignment_id, item, position) values ($1, $2, $3, $4)",
        )
        .bind(new.id)
        .bind(item.clone())
        .bind(position)
        .run()
        .await?;
    }
    let day = new.due_on.to_string();
    keep(tx, permit, new.id, "due_on", None, Some(&day)).await?;
    Ok(true)
}

/// Keeps a change of an assignment.
pub async fn keep(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    id: AssignmentId,
    field: &str,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<()> {
    tx.keep(permit, Kept { subject: "assignment", row: id.uuid(), field, before, after }).await
}

/// Makes a link for somebody; answers its key.
pub async fn add_link(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    id: AssignmentId,
    (name, email): (&str, &str),
    expires_at: Instant,
    passed_from: Option<Uuid>,
) -> Result<Uuid> {
    let (link, now) = (tx.new_uuid(), tx.now());
    tx.sql(
        permit,
        "insert into assignment_link (alliance_id, id, assignment_id, name, email, created_at, expires_at, \
         passed_from) values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(link)
    .bind(id)
    .bind(name.to_owned())
    .bind(email.to_owned())
    .bind(now)
    .bind(expires_at)
    .bind(passed_from)
    .run()
    .await?;
    Ok(link)
}

/// Ends all links of an assignment at once, for good: no restore brings them back.
pub async fn end_links(tx: &mut Tx, permit: &dyn AnyPermit, id: AssignmentId) -> Result<()> {
    let now = tx.now();
    let ended: Vec<(Uuid,)> = tx
        .sql(
            permit,
            "update assignment_link set ended_at = $3 where alliance_id = $1 and assignment_id = $2 \
             and ended_at is null returning id",
        )
        .bind(id)
        .bind(now)
        .all()
        .await?;
    for (link,) in ended {
        tx.bury(permit, &LINK_ENDED, link);
    }
    Ok(())
}

/// Lets the good links of an assignment last until then.
pub async fn prolong_links(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    id: AssignmentId,
    expires_at: Instant,
) -> Result<()> {
    tx.sql(
        permit,
        "update assignment_link set expires_at = $3 where alliance_id = $1 and assignment_id = $2 \
         and ended_at is null",
    )
    .bind(id)
    .bind(expires_at)
    .run()
    .await
    .map(drop)
}

/// Notes that the assignment's link was used today.
pub async fn note_use(tx: &mut Tx, permit: &dyn AnyPermit, id: AssignmentId) -> Result<()> {
    let today = tx.now().day();
    tx.sql(
        permit,
        "update assignment_link set used_on = $3 where alliance_id = $1 and assignment_id = $2 \
         and ended_at is null and (used_on is null or used_on < $3)",
    )
    .bind(id)
    .bind(today)
    .run()
    .await
    .map(drop)
}

/// Writes down a letter about to be sent.
pub async fn add_letter(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    link: (AssignmentId, Uuid),
    kind: LetterKind,
    due_on: Day,
    token_hash: &str,
) -> Result<Uuid> {
    let (letter, now) = (tx.new_uuid(), tx.now());
    tx.sql(
        permit,
        "insert into assignment_letter (alliance_id, id, assignment_id, link_id, kind, due_on, token_hash, sent_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(letter)
    .bind(link.0)
    .bind(link.1)
    .bind(kind.key())
    .bind(due_on)
    .bind(token_hash.to_owned())
    .bind(now)
    .run()
    .await?;
    Ok(letter)
}

/// Notes that a letter came back; answers its assignment, or `None` where there is
/// no such letter. Noting it again changes nothing.
pub async fn note_bounce(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    letter: Uuid,
) -> Result<Option<AssignmentId>> {
    let now = tx.now();
    let found: Option<(AssignmentId,)> = tx
        .sql(
            permit,
            "update assignment_letter set bounced_at = coalesce(bounced_at, $3) \
             where alliance_id = $1 and id = $2 returning assignment_id",
        )
        .bind(letter)
        .bind(now)
        .maybe()
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Goes over to another state, if it stands in one of those from which that is
/// possible; `false` where it does not (any more).
pub async fn go_over(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    id: AssignmentId,
    to: State,
    reason: &str,
) -> Result<bool> {
    let now = tx.now();
    let answered = matches!(to, State::Delivered | State::Declined).then_some(now);
    let changed = match to {
        State::Asked => return Ok(false),
        State::Opened => tx.sql(
            permit,
            "update assignment set state = $3, state_reason = $4, answered_at = $5, version = version + 1 \
                 where alliance_id = $1 and id = $2 and state = 'asked'",
        ),
        State::Begun => tx.sql(
            permit,
            "update assignment set state = $3, state_reason = $4, answered_at = $5, version = version + 1 \
                 where alliance_id = $1 and id = $2 and state in ('asked', 'opened')",
        ),
        State::Delivered | State::Declined => tx.sql(
            permit,
            "update assignment set state = $3, state_reason = $4, answered_at = $5, version = version + 1 \
                 where alliance_id = $1 and id = $2 and state in ('asked', 'opened', 'begun')",
        ),
        State::Ended => tx.sql(
            permit,
            "update assignment set state = $3, state_reason = $4, answered_at = coalesce($5, answered_at), \
                 version = version + 1 where alliance_id = $1 and id = $2 and state <> 'ended'",
        ),
    }
    .bind(id)
    .bind(to.key())
    .bind(reason.to_owned())
    .bind(answered)
    .run()
    .await?;
    if changed == 1 {
        keep(tx, permit, id, "state", None, Some(to.key())).await?;
        if !reason.is_empty() {
            keep(tx, permit, id, "state_reason", None, Some(reason)).await?;
        }
    }
    Ok(changed == 1)
}

/// Takes up again what was delivered or declined; `false` where it stands otherwise.
pub async fn reopen(tx: &mut Tx, permit: &dyn AnyPermit, id: AssignmentId) -> Result<bool> {
    let changed = tx
        .sql(
            permit,
            "update assignment set state = 'begun', state_reason = '', answered_at = null, version = version + 1 \
             where alliance_id = $1 and id = $2 and state in ('delivered', 'declined')",
        )
        .bind(id)
        .run()
        .await?;
    if changed == 1 {
        keep(tx, permit, id, "state", None, Some(State::Begun.key())).await?;
    }
    Ok(changed == 1)
}

/// Moves the last day of an assignment as it was read; `false` when somebody was faster.
pub async fn move_day(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    before: &Assignment,
    due_on: Day,
    reason: &str,
) -> Result<bool> {
    let changed = tx
        .sql(
            permit,
            "update assignment set due_on = $4, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3",
        )
        .bind(before.id)
        .bind(before.version)
        .bind(due_on)
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    let (was, is) = (before.due_on.to_string(), due_on.to_string());
    keep(tx, permit, before.id, "due_on", Some(&was), Some(&is)).await?;
    keep(tx, permit, before.id, "due_reason", None, Some(reason)).await?;
    Ok(true)
}

/// Asks for more time.
///
/// # Errors
/// [`::store::Error::Taken`] while one request is open already.
pub async fn ask_more_time(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    id: AssignmentId,
    wanted: Day,
    reason: &str,
) -> Result<()> {
    let (key, now) = (tx.new_uuid(), tx.now());
    tx.sql(
        permit,
        "insert into assignment_extension (alliance_id, id, assignment_id, wanted, reason, asked_at) \
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(key)
    .bind(id)
    .bind(wanted)
    .bind(reason.to_owned())
    .bind(now)
    .run()
    .await?;
    let day = wanted.to_string();
    keep(tx, permit, id, "wanted_due_on", None, Some(&day)).await?;
    keep(tx, permit, id, "wanted_reason", None, Some(reason)).await
}

/// Answers the open request for more time; `false` when there is none (any more).
pub async fn answer_more_time(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    id: AssignmentId,
    granted: Option<Day>,
    reason: &str,
) -> Result<bool> {
    let (now, person) = (tx.now(), permit.actor().person());
    let answer = if granted.is_some() { "granted" } else { "refused" };
    let answered = tx
        .sql(
            permit,
            "update assignment_extension set answer = $3, granted = $4, answer_reason = $5, answered_at = $6, \
             answered_by = $7 where alliance_id = $1 and assignment_id = $2 and answer = 'open'",
        )
        .bind(id)
        .bind(answer)
        .bind(granted)
        .bind(reason.to_owned())
        .bind(now)
        .bind(person)
        .run()
        .await?;
    if answered == 1 && granted.is_none() {
        keep(tx, permit, id, "extension_refused", None, Some(reason)).await?;
    }
    Ok(answered == 1)
}

/// Keeps whom a contributor says to ask instead.
pub async fn add_hint(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    id: AssignmentId,
    (name, email, words): (&str, &str, &str),
) -> Result<()> {
    let (key, now) = (tx.new_uuid(), tx.now());
    tx.sql(
        permit,
        "insert into assignment_hint (alliance_id, id, assignment_id, name, email, words, given_at) \
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(key)
    .bind(id)
    .bind(name.to_owned())
    .bind(email.to_owned())
    .bind(words.to_owned())
    .bind(now)
    .run()
    .await
    .map(drop)
}

/// An organisation that can be asked.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Known {
    /// Its key.
    pub organisation_id: OrganisationId,
    /// What it is called.
    pub name: String,
    /// One of the programme's types.
    pub actor_type: Option<String>,
    /// Its official number, where it is a school.
    pub school_number: String,
}

/// The organisations of the directory, by name.
pub async fn organisations(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Known>> {
    db.sql(
        permit,
        "select o.organisation_id, o.name, o.actor_type, o.school_number from published_organisation o \
         where o.alliance_id = $1 order by o.sort_name limit 5000",
    )
    .all()
    .await
}

/// Somebody of the directory a letter can go to.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Contact {
    /// Its key.
    pub id: Uuid,
    /// Where the person works.
    pub organisation_id: OrganisationId,
    /// Who it is.
    pub name: String,
    /// Where letters go.
    pub email: String,
}

/// The contacts of the directory that have an address, by name.
pub async fn contacts(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Contact>> {
    db.sql(
        permit,
        "select c.contact_id as id, c.organisation_id, c.name, c.email from published_contact c \
         where c.alliance_id = $1 and c.email <> '' order by c.name, c.contact_id limit 5000",
    )
    .all()
    .await
}

/// The alliance, as letters name it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Place {
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// The seat of a city or municipal alliance (AGS).
    pub municipality_ags: Option<String>,
    /// The seat of a district alliance.
    pub district_key: Option<String>,
}

/// The permit's alliance.
pub async fn place(db: &mut Read, permit: &dyn AnyPermit) -> Result<Place> {
    db.sql(
        permit,
        "select p.slug, p.name, p.municipality_ags, p.district_key from published_alliance p \
         where p.alliance_id = $1",
    )
    .one()
    .await
}

/// How the office is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Office {
    /// Who to talk to.
    pub name: String,
    /// The unit it belongs to.
    pub institution: String,
    /// To call it.
    pub phone: String,
    /// To write to it.
    pub email: String,
}

/// How the alliance's office is reached; empty where nobody has said.
pub async fn office(db: &mut Read, permit: &dyn AnyPermit) -> Result<Office> {
    let found: Option<Office> = db
        .sql(
            permit,
            "select o.name, o.institution, o.phone, o.email from published_office o where o.alliance_id = $1",
        )
        .maybe()
        .await?;
    Ok(found.unwrap_or_default())
}

/// When this alliance asked a school or organisation since then: assignment and moment.
pub async fn asked_here(
    db: &mut Read,
    permit: &dyn AnyPermit,
    organisation: Option<OrganisationId>,
    school_number: &str,
    since: Instant,
) -> Result<Vec<(AssignmentId, Instant)>> {
    db.sql(
        permit,
        "select a.id, a.asked_at from assignment a where a.alliance_id = $1 and a.asked_at >= $4 \
         and (a.organisation_id = $2 or ($3 <> '' and a.school_number = $3)) order by a.asked_at desc limit 20",
    )
    .bind(organisation)
    .bind(school_number.to_owned())
    .bind(since)
    .all()
    .await
}

/// When other alliances asked a school since then: moment and alliance, nothing else.
pub async fn asked_elsewhere(
    db: &mut Read,
    permit: &dyn AnyPermit,
    school_number: &str,
    since: Instant,
) -> Result<Vec<(Instant, String)>> {
    db.sql(
        permit,
        "select s.asked_at, p.name from published_school_asked s \
         join published_alliance p on p.alliance_id = s.alliance_id \
         where s.alliance_id <> $1 and s.school_number = $2 and s.asked_at >= $3 \
         order by s.asked_at desc limit 20",
    )
    .bind(school_number.to_owned())
    .bind(since)
    .all()
    .await
}

/// An open assignment, as the daily run sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Running {
    /// Where.
    pub alliance_id: AllianceId,
    /// The alliance's name in addresses.
    pub slug: String,
    /// The alliance's name.
    pub alliance_name: String,
    /// The assignment.
    pub id: AssignmentId,
    /// When it was handed out.
    pub asked_at: Instant,
    /// The last day.
    pub due_on: Day,
    /// So many days before it a letter reminds.
    pub remind_days: i64,
}

/// Open assignments of all alliances whose last day lies between these two.
pub async fn running(db: &mut Read, permit: &Permit<RunJobs>, from: Day, until: Day) -> Result<Vec<Running>> {
    db.across(
        permit,
        "select a.alliance_id, p.slug, p.name as alliance_name, a.id, a.asked_at, a.due_on, a.remind_days \
         from assignment a join published_alliance p on p.alliance_id = a.alliance_id \
         where a.state in ('asked', 'opened', 'begun') and a.due_on >= $1 and a.due_on <= $2 \
         and p.closed_on is null order by a.alliance_id, a.id",
    )
    .bind(from)
    .bind(until)
    .all()
    .await
}

/// Whether this reminder was sent for this last day.
pub async fn was_reminded(
    db: &mut Read,
    permit: &dyn AnyPermit,
    id: AssignmentId,
    kind: LetterKind,
    due_on: Day,
) -> Result<bool> {
    let (count,): (i64,) = db
        .sql(
            permit,
            "select count(*) from assignment_letter t where t.alliance_id = $1 and t.assignment_id = $2 \
             and t.kind = $3 and t.due_on = $4",
        )
        .bind(id)
        .bind(kind.key())
        .bind(due_on)
        .one()
        .await?;
    Ok(count > 0)
}

/// Empties name and address of one link that has ended; answers the address it had,
/// or `None` where there is no such link.
pub async fn forget_link(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    id: AssignmentId,
    link: Uuid,
) -> Result<Option<String>> {
    let found: Option<(String,)> = tx
        .sql(
            permit,
            "select l.email from assignment_link l where l.alliance_id = $1 and l.assignment_id = $2 and l.id = $3",
        )
        .bind(id)
        .bind(link)
        .maybe()
        .await?;
    let Some((email,)) = found else { return Ok(None) };
    let now = tx.now();
    tx.sql(
        permit,
        "update assignment_link set name = '', email = '', ended_at = coalesce(ended_at, $3) \
         where alliance_id = $1 and id = $2",
    )
    .bind(link)
    .bind(now)
    .run()
    .await?;
    Ok(Some(email))
}

/// Empties a hint; `false` where there is none.
pub async fn forget_hint(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    id: AssignmentId,
    hint: Uuid,
) -> Result<bool> {
    let gone = tx
        .sql(
            permit,
            "update assignment_hint set name = '', email = '', words = '' \
             where alliance_id = $1 and assignment_id = $2 and id = $3",
        )
        .bind(id)
        .bind(hint)
        .run()
        .await?;
    Ok(gone == 1)
}

/// Empties names and addresses of links that ended at `then` or before, and of hints
/// given until then; answers how many.
pub async fn forget_old_names(tx: &mut Tx, permit: &Permit<RunJobs>, then: Instant) -> Result<u64> {
    let links = tx
        .across(
            permit,
            "update assignment_link set name = '', email = '' \
             where coalesce(ended_at, expires_at) <= $1 and (name <> '' or email <> '')",
        )
        .bind(then)
        .run()
        .await?;
    let hints = tx
        .across(
            permit,
            "update assignment_hint set name = '', email = '', words = '' where given_at <= $1 \
             and (name <> '' or email <> '' or words <> '')",
        )
        .bind(then)
        .run()
        .await?;
    Ok(links + hints)
}

/// How many names and addresses would go.
pub async fn old_names(db: &mut Read, permit: &Permit<RunJobs>, then: Instant) -> Result<i64> {
    let (links,): (i64,) = db
        .across(
            permit,
            "select count(*) from assignment_link where coalesce(ended_at, expires_at) <= $1 \
             and (name <> '' or email <> '')",
        )
        .bind(then)
        .one()
        .await?;
    let (hints,): (i64,) = db
        .across(permit, "select count(*) from assignment_hint where given_at <= $1 and name <> ''")
        .bind(then)
        .one()
        .await?;
    Ok(links + hints)
}

/// How many letters came back since then, in all alliances: a number for those who run
/// the mail server.
pub async fn bounced_since(db: &mut Read, permit: &Permit<RunJobs>, since: Instant) -> Result<i64> {
    let text = "select count(*) from assignment_letter where bounced_at >= $1";
    let (count,): (i64,) = db.across(permit, text).bind(since).one().await?;
    Ok(count)
}
