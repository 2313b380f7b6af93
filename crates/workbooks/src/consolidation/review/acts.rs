//! Beginning a conversation, handing it to somebody, and what it is about. Pages and API
//! call the same; only they begin and commit.

use super::store::{self, Thread};
use crate::assignments::Post;
use crate::colleagues::{self, Colleague, Handed};
use crate::instruments::catalogue;
use crate::workbooks::question_now;
use ::store::{Read, Result, Tx};
use base::{Permission, Permit, PersonId, ReviewWorkbook, ViewContributions};
use instrument::Item;
use uuid::Uuid;
use web::Error;

/// Most characters of a comment, and of what is missing.
pub(super) const WORDS: usize = 4_000;

/// For whom a conversation waits and what it still needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    /// Somebody who may answer.
    pub assigned_to: Option<PersonId>,
    /// What is missing and who could know; empty where nothing is.
    pub missing: String,
}

/// Whom a conversation can wait for, by name.
///
/// # Errors
/// Of storage.
pub async fn colleagues(db: &mut Read, permit: &Permit<impl Permission>) -> Result<Vec<Colleague>> {
    colleagues::holding::<ReviewWorkbook>(db, permit).await
}

/// One conversation.
///
/// # Errors
/// `NotFound` where the permit's alliance has no such one.
pub(super) async fn found(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    id: Uuid,
) -> web::Result<Thread> {
    store::find(db, permit, id).await?.ok_or(Error::NotFound)
}

/// Begins a conversation with its first comment and tells whoever it waits for. The same
/// key again changes nothing; answers whether it was new.
pub(super) async fn begin(
    tx: &mut Tx,
    permit: &Permit<ReviewWorkbook>,
    post: Post<'_>,
    (id, instrument, item): (Uuid, &str, &str),
    words: &str,
    wish: &Wish,
) -> web::Result<bool> {
    if !store::open(tx, permit, id, (instrument, item)).await? {
        return Ok(false);
    }
    let comment = tx.new_uuid();
    store::say(tx, permit, comment, id, words).await?;
    let thread = found(tx, &permit.lesser(), id).await?;
    if *wish != Wish::default() {
        change(tx, permit, post, &thread, wish, thread.version).await?;
    }
    Ok(true)
}

/// Says for whom it waits and what is missing, if `version` is still current, and tells
/// whoever it did not wait for before; `false` when somebody was faster.
pub(super) async fn change(
    tx: &mut Tx,
    permit: &Permit<ReviewWorkbook>,
    post: Post<'_>,
    before: &Thread,
    wish: &Wish,
    version: i64,
) -> Result<bool> {
    if !store::change(tx, permit, before, wish.assigned_to, &wish.missing, version).await? {
        return Ok(false);
    }
    if let Some(person) = wish.assigned_to.filter(|person| before.assigned_to != Some(*person)) {
        let number = asked(&before.instrument_key, &before.item).and_then(|item| item.id.clone());
        let handed = Handed::Thread(number.unwrap_or_default());
        colleagues::tell(tx, permit, post, person, (&handed, &format!("threads/{}", before.id))).await?;
    }
    Ok(true)
}

/// A question of a working aid as it is asked now.
fn asked(instrument: &str, item: &str) -> Option<&'static Item> {
    catalogue().latest(instrument)?.item(item)
}

/// Open conversations that wait for somebody, the latest first: key, and the question by
/// number and words.
pub(crate) async fn waiting_for(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    person: PersonId,
) -> Result<Vec<(Uuid, String)>> {
    let words = |(id, instrument, item): (Uuid, String, String)| {
        let known = question_now(&instrument, &item);
        (id, known.unwrap_or(item))
    };
    Ok(store::waiting_for(db, permit, person).await?.into_iter().map(words).collect())
}

/// What a conversation is about, for those who make something of it.
pub(crate) struct Origin {
    /// The working aid.
    pub instrument: String,
    /// The question.
    pub item: String,
    /// What is missing; else the first comment.
    pub words: String,
}

/// What a conversation is about.
pub(crate) async fn origin(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    id: Uuid,
) -> Result<Option<Origin>> {
    let Some(thread) = store::find(db, permit, id).await? else { return Ok(None) };
    let words = if thread.missing.is_empty() {
        let said = store::comments_in(db, permit, id).await?;
        said.into_iter().next().map(|comment| comment.words).unwrap_or_default()
    } else {
        thread.missing
    };
    Ok(Some(Origin { instrument: thread.instrument_key, item: thread.item, words }))
}
