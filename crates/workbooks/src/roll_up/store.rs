//! The only SQL about roll-ups. What crosses from a municipality's alliance to its district
//! does so through views named `published_roll_up_…`; nothing here writes into another
//! alliance's rows.

use ::store::{Error, Kept, Read, Result, Tx};
use base::{AllianceId, AnyPermit, AssignmentId, Day, EditWorkbook, Instant, Permit};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A municipality of the district.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Place {
    /// Its official key.
    pub ags: String,
    /// Its name.
    pub name: String,
    /// How many people live there.
    pub inhabitants: i64,
    /// Its own alliance, where it has one.
    pub to_id: Option<AllianceId>,
    /// It belongs to the district's alliance on that day.
    pub is_member: bool,
}

/// The municipalities of a district, by name.
pub async fn places(db: &mut Read, permit: &dyn AnyPermit, district: &str, today: Day) -> Result<Vec<Place>> {
    db.sql(
        permit,
        "select m.ags, m.name, m.population as inhabitants, (select o.alliance_id from published_alliance o \
         where o.municipality_ags = m.ags and o.closed_on is null order by o.alliance_id limit 1) as to_id, \
         exists (select 1 from published_accession c where c.municipality_ags = m.ags and c.alliance_id = $1 \
         and c.kind <> 'left' and c.on_date <= $3 and not exists (select 1 from published_accession l \
         where l.municipality_ags = m.ags and l.on_date <= $3 \
         and (l.on_date > c.on_date or (l.on_date = c.on_date and l.accession_id > c.accession_id)))) as is_member \
         from published_municipality m where m.district_key = $2 order by m.sort_name, m.ags",
    )
    .bind(district.to_owned())
    .bind(today)
    .all()
    .await
}

/// Somebody a municipality is reached by.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Contact {
    /// The municipality.
    pub ags: String,
    /// Who it is.
    pub name: String,
    /// Where letters go.
    pub email: String,
}

/// Whom the alliance knows in its municipalities: those with an account first, then those
/// the office has named.
pub async fn contacts(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Contact>> {
    db.sql(
        permit,
        "select x.ags, x.name, x.email from (select p.municipality_ags as ags, p.name, p.email, 0 as position \
         from published_municipality_contact_address p where p.alliance_id = $1 \
         union all select c.municipality_ags as ags, c.name, c.email, 1 as position \
         from published_municipality_contact c where c.alliance_id = $1) x order by x.ags, x.position, x.name",
    )
    .all()
    .await
}

/// A request as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its key.
    pub id: Uuid,
    /// The working aid.
    pub instrument_key: String,
    /// In which version it was asked.
    pub instrument_version: i64,
    /// The uids of the questions, in the order of the form.
    pub items: Vec<String>,
    /// Why it is needed.
    pub why: String,
    /// The last day.
    pub due_on: Day,
}

fn items_text(items: &[String]) -> Result<String> {
    serde_json::to_string(items).map_err(|e| Error::Bug(e.to_string()))
}

/// The questions of a request, as they are stored.
pub fn items_of(text: &str) -> Result<Vec<String>> {
    serde_json::from_str(text).map_err(|e| Error::Bug(format!("questions of a roll-up: {e}")))
}

/// Adds a request; `false` where it is there already.
pub async fn add(tx: &mut Tx, permit: &Permit<EditWorkbook>, new: &Request) -> Result<bool> {
    let (now, person, items) = (tx.now(), permit.actor().person(), items_text(&new.items)?);
    let added = tx
        .sql(
            permit,
            "insert into roll_up_request (alliance_id, id, instrument_key, instrument_version, items, why, due_on, \
             asked_at, asked_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             on conflict (alliance_id, id) do nothing",
        )
        .bind(new.id)
        .bind(new.instrument_key.clone())
        .bind(new.instrument_version)
        .bind(items)
        .bind(new.why.clone())
        .bind(new.due_on)
        .bind(now)
        .bind(person)
        .run()
        .await?;
    Ok(added == 1)
}

/// Notes that a municipality was asked: by its alliance, or by an assignment.
pub async fn add_asked(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    request: Uuid,
    ags: &str,
    to: Option<AllianceId>,
    assignment: Option<AssignmentId>,
) -> Result<()> {
    tx.sql(
        permit,
        "insert into roll_up_asked (alliance_id, request_id, municipality_ags, to_id, assignment_id) \
         values ($1, $2, $3, $4, $5)",
    )
    .bind(request)
    .bind(ags.to_owned())
    .bind(to)
    .bind(assignment)
    .run()
    .await
    .map(drop)
}

/// One municipality asked in one request, as the district reads it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Asked {
    /// The request.
    pub request_id: Uuid,
    /// In which version of the working aid.
    pub instrument_version: i64,
    /// The questions, as they are stored ([`items_of`]).
    pub items: String,
    /// When it was sent.
    pub sent_at: Instant,
    /// The municipality.
    pub ags: String,
    /// The assignment by which it answers, where it has no alliance of its own.
    pub assignment_id: Option<AssignmentId>,
    /// What has become of the assignment.
    pub state: Option<String>,
    /// Why it was declined or ended.
    pub state_reason: Option<String>,
    /// The last day: the assignment's own or the municipality's, where there is one.
    pub due_on: Day,
    /// The day wished for in an open request for more time.
    pub wanted: Option<Day>,
}

/// Everybody asked about a working aid, the earliest request first.
pub async fn asked(db: &mut Read, permit: &dyn AnyPermit, instrument: &str) -> Result<Vec<Asked>> {
    db.sql(
        permit,
        "select t.id as request_id, t.instrument_version, t.items, t.asked_at as sent_at, q.municipality_ags as ags, \
         q.assignment_id, a.state, a.state_reason, coalesce(a.due_on, q.due_on, t.due_on) as due_on, \
         (select e.wanted from assignment_extension e where e.alliance_id = $1 \
         and e.assignment_id = q.assignment_id and e.answer = 'open') as wanted \
         from roll_up_request t join roll_up_asked q on q.alliance_id = t.alliance_id and q.request_id = t.id \
         left join assignment a on a.alliance_id = q.alliance_id and a.id = q.assignment_id \
         where t.alliance_id = $1 and t.instrument_key = $2 order by t.asked_at, t.id, q.municipality_ags",
    )
    .bind(instrument.to_owned())
    .all()
    .await
}

/// Whether municipalities were asked this question.
pub async fn asks(db: &mut Read, permit: &dyn AnyPermit, instrument: &str, item: &str) -> Result<bool> {
    let asked: Vec<(String,)> = db
        .sql(permit, "select items from roll_up_request where alliance_id = $1 and instrument_key = $2")
        .bind(instrument.to_owned())
        .all()
        .await?;
    for (items,) in asked {
        if items_of(&items)?.iter().any(|uid| uid == item) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What a municipality's alliance said to a request.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Reply {
    /// The request.
    pub request_id: Uuid,
    /// The municipality.
    pub ags: String,
    /// `open`, `declined` or `more_time`.
    pub state: String,
    /// Why.
    pub reason: String,
    /// The last day wished for.
    pub wanted: Option<Day>,
}

/// What municipalities' alliances said to the district's requests.
pub async fn replies(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Reply>> {
    db.sql(
        permit,
        "select y.request_id, y.municipality_ags as ags, y.state, y.reason, y.wanted \
         from published_roll_up_reply y where y.district_id = $1",
    )
    .all()
    .await
}

/// Which questions are answered, by municipality: of those released from the alliances'
/// own working copies. One row each, since a district asks for thousands of answers.
pub async fn told(
    db: &mut Read,
    permit: &dyn AnyPermit,
    instrument: &str,
) -> Result<Vec<(String, BTreeSet<String>)>> {
    let rows = db.sql(
        permit,
        "select v.municipality_ags, string_agg(v.item, ' ') from published_roll_up_told v \
         where v.district_id = $1 and v.instrument_key = $2 group by v.municipality_ags",
    );
    Ok(apart(rows.bind(instrument.to_owned()).all().await?))
}

/// Which fields are answered, by municipality: in the assignments that are delivered.
pub async fn delivered(
    db: &mut Read,
    permit: &dyn AnyPermit,
    instrument: &str,
) -> Result<Vec<(String, BTreeSet<String>)>> {
    let rows = db.sql(
        permit,
        "select q.municipality_ags, string_agg(c.item, ' ') from roll_up_asked q \
         join assignment a on a.alliance_id = q.alliance_id and a.id = q.assignment_id \
         join contribution c on c.alliance_id = a.alliance_id and c.assignment_id = a.id \
         where q.alliance_id = $1 and a.instrument_key = $2 and a.state = 'delivered' and c.value is not null \
         group by q.municipality_ags",
    );
    Ok(apart(rows.bind(instrument.to_owned()).all().await?))
}

/// Names that come in one text, with blanks between.
fn apart(rows: Vec<(String, String)>) -> Vec<(String, BTreeSet<String>)> {
    let names = |text: String| text.split(' ').map(str::to_owned).collect();
    rows.into_iter().map(|(ags, text)| (ags, names(text))).collect()
}

/// One field as it stands, wherever it comes from.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    /// The request.
    pub request_id: Uuid,
    /// The municipality.
    pub ags: String,
    /// The field.
    pub field: String,
    /// The answer as JSON; `None` for figures.
    pub value: Option<String>,
    /// The number of a figure.
    pub number: Option<i64>,
    /// Why there is none: `unknown`, `not_collected` or `withheld`.
    pub absence: Option<String>,
    /// The day a number describes.
    pub as_of: Option<Day>,
    /// When it was last changed.
    pub changed_at: Instant,
}

/// What alliances have released for one question: first answers, then figures. Each found
/// by index from the district's requests, so the effort grows with what was released only.
pub async fn released(db: &mut Read, permit: &dyn AnyPermit, item: &str) -> Result<Vec<Standing>> {
    let mut found: Vec<Standing> = db
        .sql(
            permit,
            "select v.request_id, v.municipality_ags as ags, v.field, v.value, null as number, null as absence, \
             null as as_of, v.changed_at from published_roll_up_answer v where v.district_id = $1 and v.item = $2",
        )
        .bind(item.to_owned())
        .all()
        .await?;
    let figures: Vec<Standing> = db
        .sql(
            permit,
            "select v.request_id, v.municipality_ags as ags, v.field, null as value, v.value as number, v.absence, \
             v.as_of, v.changed_at from published_roll_up_figure v where v.district_id = $1 and v.item = $2",
        )
        .bind(item.to_owned())
        .all()
        .await?;
    found.extend(figures);
    Ok(found)
}

/// What was delivered by link in fields whose uid begins so.
pub async fn entered(db: &mut Read, permit: &dyn AnyPermit, beginning: &str) -> Result<Vec<Standing>> {
    db.sql(
        permit,
        "select q.request_id, q.municipality_ags as ags, c.item as field, c.value, null as number, null as absence, \
         c.as_of, c.changed_at from roll_up_asked q \
         join assignment a on a.alliance_id = q.alliance_id and a.id = q.assignment_id and a.state = 'delivered' \
         join contribution c on c.alliance_id = a.alliance_id and c.assignment_id = a.id \
         where q.alliance_id = $1 and c.item like $2 || '' and c.value is not null",
    )
    .bind(format!("{beginning}%"))
    .all()
    .await
}

/// A remark beside an entry.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Comment {
    /// The request.
    pub request_id: Uuid,
    /// The municipality.
    pub ags: String,
    /// The question.
    pub item: String,
    /// What is said.
    pub words: String,
    /// When.
    pub written_at: Instant,
    /// Whether the reader's own alliance wrote it.
    pub is_own: bool,
}

/// The remarks about one question, the earliest first, as the district reads them.
pub async fn comments(db: &mut Read, permit: &dyn AnyPermit, item: &str) -> Result<Vec<Comment>> {
    db.sql(
        permit,
        "select c.request_id, c.municipality_ags as ags, c.item, c.words, c.written_at, c.written_in = $1 as is_own \
         from published_roll_up_comment c where c.district_id = $1 and c.item = $2 order by c.written_at, c.id limit 2000",
    )
    .bind(item.to_owned())
    .all()
    .await
}

/// The remarks beside the entries of a district's request, the earliest first, as the
/// municipality's alliance reads them.
pub async fn comments_here(db: &mut Read, permit: &dyn AnyPermit, request: Uuid) -> Result<Vec<Comment>> {
    db.sql(
        permit,
        "select c.request_id, c.municipality_ags as ags, c.item, c.words, c.written_at, c.written_in = $1 as is_own \
         from published_roll_up_comment c where c.asked_id = $1 and c.request_id = $2 \
         order by c.written_at, c.id limit 2000",
    )
    .bind(request)
    .all()
    .await
}

/// The remarks the district wrote about what one assignment asks, for whoever answers it.
pub async fn comments_of_assignment(
    db: &mut Read,
    permit: &dyn AnyPermit,
    id: AssignmentId,
    item: &str,
) -> Result<Vec<Comment>> {
    db.sql(
        permit,
        "select c.request_id, c.municipality_ags as ags, c.item, c.words, c.written_at, true as is_own \
         from roll_up_comment c join roll_up_asked q on q.alliance_id = c.alliance_id \
         and q.request_id = c.request_id and q.municipality_ags = c.municipality_ags \
         where c.alliance_id = $1 and q.assignment_id = $2 and c.item = $3 order by c.written_at, c.id limit 200",
    )
    .bind(id)
    .bind(item.to_owned())
    .all()
    .await
}

/// Adds a remark. Adding the same key again changes nothing.
pub async fn add_comment(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    id: Uuid,
    request: Uuid,
    (ags, item): (&str, &str),
    words: &str,
) -> Result<()> {
    let (now, person) = (tx.now(), permit.actor().person());
    tx.sql(
        permit,
        "insert into roll_up_comment (alliance_id, id, request_id, municipality_ags, item, words, written_at, \
         written_by) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (alliance_id, id) do nothing",
    )
    .bind(id)
    .bind(request)
    .bind(ags.to_owned())
    .bind(item.to_owned())
    .bind(words.to_owned())
    .bind(now)
    .bind(person)
    .run()
    .await
    .map(drop)
}

/// A district's request, as the municipality's alliance reads it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Incoming {
    /// Its key.
    pub request_id: Uuid,
    /// The municipality it is about.
    pub ags: String,
    /// The district's alliance.
    pub district: String,
    /// The working aid.
    pub instrument_key: String,
    /// The questions, as they are stored ([`items_of`]).
    pub items: String,
    /// Why it is needed.
    pub why: String,
    /// The last day.
    pub due_on: Day,
    /// When it was sent.
    pub asked_at: Instant,
    /// `open`, `declined` or `more_time`.
    pub state: String,
    /// Why.
    pub reason: String,
    /// The last day wished for.
    pub wanted: Option<Day>,
    /// What the district said to the last wish for more time.
    pub answer: String,
    /// When it did.
    pub answered_at: Option<Instant>,
    /// Guards the reply against lost updates.
    pub version: i64,
    /// How many questions are released.
    pub released: i64,
}

/// What the alliance was asked by its district, the latest first; `only` one of them.
pub async fn incoming(db: &mut Read, permit: &dyn AnyPermit, only: Option<Uuid>) -> Result<Vec<Incoming>> {
    db.sql(
        permit,
        "select t.request_id, t.municipality_ags as ags, p.name as district, t.instrument_key, t.items, t.why, \
         t.due_on, t.asked_at, t.answer, t.answered_at, \
         coalesce(y.state, 'open') as state, coalesce(y.reason, '') as reason, y.wanted, \
         coalesce(o.version, 0) as version, (select count(distinct r.item) from roll_up_release r \
         where r.alliance_id = $1 and r.request_id = t.request_id) as released \
         from published_roll_up_request t join published_alliance p on p.alliance_id = t.district_id \
         left join published_roll_up_reply y on y.district_id = t.district_id and y.request_id = t.request_id \
         and y.municipality_ags = t.municipality_ags \
         left join roll_up_reply o on o.alliance_id = t.asked_id and o.request_id = t.request_id \
         where t.asked_id = $1 and t.request_id = coalesce($2, t.request_id) \
         order by t.asked_at desc, t.request_id desc limit 500",
    )
    .bind(only)
    .all()
    .await
}

/// The questions that are released for a request.
pub async fn released_items(
    db: &mut Read,
    permit: &dyn AnyPermit,
    request: Uuid,
) -> Result<BTreeSet<String>> {
    let rows: Vec<(String,)> = db
        .sql(
            permit,
            "select distinct r.item from roll_up_release r where r.alliance_id = $1 and r.request_id = $2",
        )
        .bind(request)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(item,)| item).collect())
}

/// The questions that are released by other requests for the same municipality, each with
/// the latest of those requests and when it came.
pub async fn released_elsewhere(
    db: &mut Read,
    permit: &dyn AnyPermit,
    request: Uuid,
) -> Result<Vec<(String, Uuid, Instant)>> {
    db.sql(
        permit,
        "select distinct r.item, r.request_id, t.asked_at from roll_up_release r \
         join published_roll_up_request t on t.asked_id = r.alliance_id and t.request_id = r.request_id \
         join published_roll_up_request o on o.asked_id = r.alliance_id and o.request_id = $2 \
         and o.district_id = t.district_id and o.municipality_ags = t.municipality_ags \
         where r.alliance_id = $1 and r.request_id <> $2 order by 3, 2, 1",
    )
    .bind(request)
    .all()
    .await
}

/// Lets the district read a question: its fields, each with the key of the figure it asks
/// for, or ''.
pub async fn release(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    request: Uuid,
    item: &str,
    fields: &[(String, String)],
) -> Result<()> {
    let (now, person) = (tx.now(), permit.actor().person());
    for (position, (field, figure)) in (0_i64..).zip(fields) {
        tx.sql(
            permit,
            "insert into roll_up_release (alliance_id, request_id, item, field, figure, released_at, released_by, \
             position) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (alliance_id, request_id, item, field) do nothing",
        )
        .bind(request)
        .bind(item.to_owned())
        .bind(field.clone())
        .bind(figure.clone())
        .bind(now)
        .bind(person)
        .bind(position)
        .run()
        .await?;
    }
    keep(tx, permit, request, item, None, Some("released")).await
}

/// Takes a release back: from the next request on the district does not read it.
pub async fn withdraw(tx: &mut Tx, permit: &Permit<EditWorkbook>, request: Uuid, item: &str) -> Result<()> {
    let gone = tx
        .sql(permit, "delete from roll_up_release where alliance_id = $1 and request_id = $2 and item = $3")
        .bind(request)
        .bind(item.to_owned())
        .run()
        .await?;
    if gone > 0 { keep(tx, permit, request, item, Some("released"), None).await } else { Ok(()) }
}

/// Says something to a request as a whole; `false` when somebody was faster.
pub async fn reply(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    request: Uuid,
    version: i64,
    (state, reason, wanted): (&str, &str, Option<Day>),
) -> Result<bool> {
    let (now, person) = (tx.now(), permit.actor().person());
    let written = if version == 0 {
        tx.sql(
            permit,
            "insert into roll_up_reply (alliance_id, request_id, state, reason, wanted, replied_at, replied_by) \
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (alliance_id, request_id) do nothing",
        )
        .bind(request)
        .bind(state.to_owned())
        .bind(reason.to_owned())
        .bind(wanted)
        .bind(now)
        .bind(person)
        .run()
        .await?
    } else {
        tx.sql(
            permit,
            "update roll_up_reply set state = $3, reason = $4, wanted = $5, replied_at = $6, replied_by = $7, \
             version = version + 1 where alliance_id = $1 and request_id = $2 and version = $8",
        )
        .bind(request)
        .bind(state.to_owned())
        .bind(reason.to_owned())
        .bind(wanted)
        .bind(now)
        .bind(person)
        .bind(version)
        .run()
        .await?
    };
    if written == 1 {
        keep(tx, permit, request, "state", None, Some(state)).await?;
        keep(tx, permit, request, "reason", None, Some(reason)).await?;
    }
    Ok(written == 1)
}

async fn keep(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    request: Uuid,
    field: &str,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<()> {
    tx.keep(permit, Kept { subject: "roll_up", row: request, field, before, after }).await
}

/// Of what is counted in a place some number is or was from 1 to 4: none of it leaves.
pub async fn small(db: &mut Read, permit: &dyn AnyPermit, place: &str) -> Result<BTreeSet<String>> {
    let rows: Vec<(String,)> = db
        .sql(
            permit,
            "select distinct f.what from figure f where f.alliance_id = $1 and f.place = $2 \
             and f.value > 0 and f.value < 5",
        )
        .bind(place.to_owned())
        .all()
        .await?;
    Ok(rows.into_iter().map(|(what,)| what).collect())
}

/// One municipality's alliance in one request: its wish for more time, and what was said to it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Wish {
    /// The municipality's alliance.
    pub to_id: AllianceId,
    /// The last day as it stands.
    pub due_on: Day,
    /// What it says: `open`, `declined` or `more_time`, the last only until it is answered.
    pub state: String,
    /// Why.
    pub reason: String,
    /// The last day wished for, while that is not answered.
    pub wanted: Option<Day>,
    /// What was last said to a wish.
    pub answer: String,
    /// When.
    pub answered_at: Option<Instant>,
    /// Guards the answer against lost updates.
    pub version: i64,
}

/// What one municipality's alliance wishes for in one request, as the district reads it.
pub async fn wish(
    db: &mut Read,
    permit: &dyn AnyPermit,
    instrument: &str,
    (request, ags): (Uuid, &str),
) -> Result<Option<Wish>> {
    db.sql(
        permit,
        "select q.to_id, coalesce(q.due_on, t.due_on) as due_on, coalesce(y.state, 'open') as state, \
         coalesce(y.reason, '') as reason, y.wanted, q.answer, q.answered_at, q.version from roll_up_asked q \
         join roll_up_request t on t.alliance_id = q.alliance_id and t.id = q.request_id \
         left join published_roll_up_reply y on y.district_id = q.alliance_id and y.request_id = q.request_id \
         and y.municipality_ags = q.municipality_ags \
         where q.alliance_id = $1 and t.instrument_key = $2 and q.request_id = $3 and q.municipality_ags = $4 \
         and q.to_id is not null",
    )
    .bind(instrument.to_owned())
    .bind(request)
    .bind(ags.to_owned())
    .maybe()
    .await
}

/// Answers a wish for more time, with another last day or without; `false` when somebody
/// was faster.
pub async fn answer(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    (request, ags): (Uuid, &str),
    version: i64,
    (until, words): (Option<Day>, &str),
) -> Result<bool> {
    let (now, person) = (tx.now(), permit.actor().person());
    let written = tx
        .sql(
            permit,
            "update roll_up_asked set due_on = coalesce($4, due_on), answer = $5, answered_at = $6, answered_by = $7, \
             version = version + 1 where alliance_id = $1 and request_id = $2 and municipality_ags = $3 and version = $8",
        )
        .bind(request)
        .bind(ags.to_owned())
        .bind(until)
        .bind(words.to_owned())
        .bind(now)
        .bind(person)
        .bind(version)
        .run()
        .await?;
    if written == 1 {
        let until = until.map(|day| day.to_string());
        keep(tx, permit, request, "due_on", None, until.as_deref()).await?;
        keep(tx, permit, request, "answer", None, Some(words)).await?;
    }
    Ok(written == 1)
}

/// The office of the district that sent a request, as the municipality's alliance may write to it.
pub async fn district_office(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    request: Uuid,
) -> Result<Vec<Addressee>> {
    db.sql(
        permit,
        "select p.alliance_id, p.slug, o.name, o.email from published_roll_up_request t \
         join published_alliance p on p.alliance_id = t.district_id \
         join published_office_address o on o.alliance_id = p.alliance_id \
         where t.asked_id = $1 and t.request_id = $2 order by o.name",
    )
    .bind(request)
    .all()
    .await
}

/// Somebody of the office of an alliance.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Addressee {
    /// The alliance.
    pub alliance_id: AllianceId,
    /// Its name in addresses.
    pub slug: String,
    /// Who it is.
    pub name: String,
    /// Where letters go.
    pub email: String,
}

/// The offices of some of the alliances that municipalities of the district have of their own.
pub async fn offices(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    alliances: &BTreeSet<AllianceId>,
) -> Result<Vec<Addressee>> {
    let found: Vec<Addressee> = db
        .sql(
            permit,
            "select p.alliance_id, p.slug, o.name, o.email from published_alliance d \
             join published_municipality m on m.district_key = d.district_key \
             join published_alliance p on p.municipality_ags = m.ags and p.closed_on is null \
             join published_office_address o on o.alliance_id = p.alliance_id \
             where d.alliance_id = $1 order by p.slug, o.name",
        )
        .all()
        .await?;
    Ok(found.into_iter().filter(|one| alliances.contains(&one.alliance_id)).collect())
}
