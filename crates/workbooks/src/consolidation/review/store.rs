//! The only SQL about conversations.

use ::store::{Again, Burial, Kept, Put, Read, Result, Tx};
use base::{AnyPermit, Instant, Permit, PersonId, ReviewWorkbook, ViewContributions};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The words of a comment that were erased.
pub(crate) const COMMENT_ERASED: Burial = Burial {
    kind: "review_comment",
    again: Again::Sql(&[(
        "update review_comment set words = '' where alliance_id = $1 and id = $2",
        &[Put::Alliance, Put::Row],
    )]),
};

/// Conversations of one list at most.
const MOST: i64 = 2_000;

/// A conversation about one question.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Thread {
    /// Its key, also in its history.
    pub id: Uuid,
    /// The working aid.
    pub instrument_key: String,
    /// The numbered question.
    pub item: String,
    /// The account it waits for.
    pub assigned_to: Option<PersonId>,
    /// What is still needed, and from whom; empty where nothing is.
    pub missing: String,
    /// When it was begun.
    pub opened_at: Instant,
    /// By whom; `None` for the machine.
    pub opened_by: Option<PersonId>,
    /// When it was resolved.
    pub resolved_at: Option<Instant>,
    /// By whom.
    pub resolved_by: Option<PersonId>,
    /// Guards against lost updates.
    pub version: i64,
}

/// One comment.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Comment {
    /// Its key.
    pub id: Uuid,
    /// The conversation.
    pub thread_id: Uuid,
    /// What was said; empty once erased.
    pub words: String,
    /// When.
    pub written_at: Instant,
    /// By whom; `None` for the machine.
    pub written_by: Option<PersonId>,
}

/// The conversations about a working aid, or about one of its questions where `item`
/// names one: open ones first, the latest first.
pub async fn list(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    instrument: &str,
    item: &str,
) -> Result<Vec<Thread>> {
    db.sql(
        permit,
        "select t.id, t.instrument_key, t.item, t.assigned_to, t.missing, t.opened_at, t.opened_by, t.resolved_at, \
         t.resolved_by, t.version from review_thread t where t.alliance_id = $1 and t.instrument_key = $2 \
         and ($3 = '' or t.item = $3) \
         order by case when t.resolved_at is null then 0 else 1 end, t.opened_at desc, t.id desc limit $4",
    )
    .bind(instrument.to_owned())
    .bind(item.to_owned())
    .bind(MOST)
    .all()
    .await
}

/// Which conversations a program asks for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// About this question; all where it is empty.
    pub item: String,
    /// `open` or `resolved`; both where it is empty.
    pub state: String,
    /// So many are passed over.
    pub skip: i64,
    /// So many at most.
    pub limit: i64,
}

/// A page of the conversations about a working aid, in the order of [`list`].
pub async fn some(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    instrument: &str,
    asked: Asked,
) -> Result<Vec<Thread>> {
    db.sql(
        permit,
        "select t.id, t.instrument_key, t.item, t.assigned_to, t.missing, t.opened_at, t.opened_by, t.resolved_at, \
         t.resolved_by, t.version from review_thread t where t.alliance_id = $1 and t.instrument_key = $2 \
         and ($3 = '' or t.item = $3) \
         and ($4 = '' or case when t.resolved_at is null then 'open' else 'resolved' end = $4) \
         order by case when t.resolved_at is null then 0 else 1 end, t.opened_at desc, t.id desc \
         limit $5 offset $6",
    )
    .bind(instrument.to_owned())
    .bind(asked.item)
    .bind(asked.state)
    .bind(asked.limit)
    .bind(asked.skip)
    .all()
    .await
}

/// How many conversations about a working aid are open, by question.
pub async fn open_by_item(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    instrument: &str,
) -> Result<BTreeMap<String, usize>> {
    let rows: Vec<(String, i64)> = db
        .sql(
            permit,
            "select t.item, count(*) from review_thread t where t.alliance_id = $1 and t.instrument_key = $2 \
             and t.resolved_at is null group by t.item order by t.item limit $3",
        )
        .bind(instrument.to_owned())
        .bind(MOST)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(item, n)| (item, usize::try_from(n).unwrap_or_default())).collect())
}

/// Open conversations that wait for somebody, the latest first: key, working aid, question.
pub async fn waiting_for(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    person: PersonId,
) -> Result<Vec<(Uuid, String, String)>> {
    db.sql(
        permit,
        "select t.id, t.instrument_key, t.item from review_thread t where t.alliance_id = $1 \
         and t.assigned_to = $2 and t.resolved_at is null order by t.opened_at desc, t.id desc limit $3",
    )
    .bind(person)
    .bind(MOST)
    .all()
    .await
}

/// One conversation of the permit's alliance.
pub async fn find(db: &mut Read, permit: &Permit<ViewContributions>, id: Uuid) -> Result<Option<Thread>> {
    db.sql(
        permit,
        "select t.id, t.instrument_key, t.item, t.assigned_to, t.missing, t.opened_at, t.opened_by, t.resolved_at, \
         t.resolved_by, t.version from review_thread t where t.alliance_id = $1 and t.id = $2",
    )
    .bind(id)
    .maybe()
    .await
}

/// What was said about a working aid, or about one of its questions: the earliest first.
pub async fn comments(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    instrument: &str,
    item: &str,
) -> Result<Vec<Comment>> {
    db.sql(
        permit,
        "select c.id, c.thread_id, c.words, c.written_at, c.written_by from review_comment c \
         join review_thread t on t.alliance_id = c.alliance_id and t.id = c.thread_id \
         where c.alliance_id = $1 and t.instrument_key = $2 and ($3 = '' or t.item = $3) \
         order by c.written_at, c.id limit 20000",
    )
    .bind(instrument.to_owned())
    .bind(item.to_owned())
    .all()
    .await
}

/// What was said in one conversation: the earliest first.
pub async fn comments_in(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    thread: Uuid,
) -> Result<Vec<Comment>> {
    db.sql(
        permit,
        "select c.id, c.thread_id, c.words, c.written_at, c.written_by from review_comment c \
         where c.alliance_id = $1 and c.thread_id = $2 order by c.written_at, c.id limit $3",
    )
    .bind(thread)
    .bind(MOST)
    .all()
    .await
}

/// Begins a conversation. The same key again changes nothing; answers whether it was new.
pub async fn open(
    tx: &mut Tx,
    permit: &Permit<ReviewWorkbook>,
    id: Uuid,
    (instrument, item): (&str, &str),
) -> Result<bool> {
    let now = tx.now();
    let added = tx
        .sql(
            permit,
            "insert into review_thread (alliance_id, id, instrument_key, item, opened_at, opened_by) \
             values ($1, $2, $3, $4, $5, $6) on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(instrument.to_owned())
        .bind(item.to_owned())
        .bind(now)
        .bind(permit.actor().person())
        .run()
        .await?;
    Ok(added == 1)
}

/// Adds a comment. The same key again changes nothing.
pub async fn say(
    tx: &mut Tx,
    permit: &Permit<ReviewWorkbook>,
    id: Uuid,
    thread: Uuid,
    words: &str,
) -> Result<()> {
    let now = tx.now();
    tx.sql(
        permit,
        "insert into review_comment (alliance_id, id, thread_id, words, written_at, written_by) \
         values ($1, $2, $3, $4, $5, $6) on conflict (alliance_id, id) do nothing",
    )
    .bind(id)
    .bind(thread)
    .bind(words.to_owned())
    .bind(now)
    .bind(permit.actor().person())
    .run()
    .await?;
    Ok(())
}

/// Says for whom a conversation waits and what is missing, if `version` is still current;
/// `false` when somebody was faster.
pub async fn change(
    tx: &mut Tx,
    permit: &Permit<ReviewWorkbook>,
    before: &Thread,
    assigned_to: Option<PersonId>,
    missing: &str,
    version: i64,
) -> Result<bool> {
    let changed = tx
        .sql(
            permit,
            "update review_thread set assigned_to = $4, missing = $5, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3",
        )
        .bind(before.id)
        .bind(version)
        .bind(assigned_to)
        .bind(missing.to_owned())
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let id = |id: Option<PersonId>| id.map(|id| id.to_string());
    let both = [
        ("missing", text(&before.missing), text(missing)),
        ("assigned_to", id(before.assigned_to), id(assigned_to)),
    ];
    for (field, was, is) in both {
        if was != is {
            let (before_value, after) = (was.as_deref(), is.as_deref());
            let kept = Kept { subject: "review_thread", row: before.id, field, before: before_value, after };
            tx.keep(permit, kept).await?;
        }
    }
    Ok(true)
}

/// Closes a conversation, or opens it again. Where it stands so already, nothing changes.
pub async fn resolve(tx: &mut Tx, permit: &Permit<ReviewWorkbook>, id: Uuid, is_done: bool) -> Result<()> {
    let (now, person) = (tx.now(), permit.actor().person());
    tx.sql(
        permit,
        "update review_thread set resolved_at = $3, resolved_by = $4, version = version + 1 \
         where alliance_id = $1 and id = $2 and (resolved_at is null) = $5",
    )
    .bind(id)
    .bind(is_done.then_some(now))
    .bind(person.filter(|_| is_done))
    .bind(is_done)
    .run()
    .await?;
    Ok(())
}

/// Erases the words of a comment, for good.
pub async fn erase(tx: &mut Tx, permit: &Permit<ReviewWorkbook>, id: Uuid) -> Result<()> {
    tx.sql(permit, "update review_comment set words = '' where alliance_id = $1 and id = $2")
        .bind(id)
        .run()
        .await?;
    tx.bury(permit, &COMMENT_ERASED, id);
    Ok(())
}
