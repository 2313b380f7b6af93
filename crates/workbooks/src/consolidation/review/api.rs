//! Conversations as JSON.

use super::acts::{self, WORDS, Wish, found};
use super::store::{self, Asked, Comment, Thread};
use crate::assignments::Post;
use crate::consolidation::acts::gather;
use crate::workbooks;
use ::store::Read;
use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Instant, Permit, PersonId, ReviewWorkbook, ViewContributions};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{App, Cursor, Error, IdempotencyKey, IfMatch, JsonBody, Listed, Result, Texts, etag, listed};

/// What office and core group say to each other about one question.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ThreadJson {
    id: Uuid,
    instrument: String,
    /// The question, by uid.
    item: String,
    /// The account it waits for.
    assigned_to: Option<PersonId>,
    /// What is still needed, and from whom; empty where nothing is.
    missing: String,
    opened_at: Instant,
    /// Null where the machine began it.
    opened_by: Option<PersonId>,
    /// Null while it is open.
    resolved_at: Option<Instant>,
    resolved_by: Option<PersonId>,
    version: i64,
}

impl From<Thread> for ThreadJson {
    fn from(t: Thread) -> Self {
        Self {
            id: t.id,
            instrument: t.instrument_key,
            item: t.item,
            assigned_to: t.assigned_to,
            missing: t.missing,
            opened_at: t.opened_at,
            opened_by: t.opened_by,
            resolved_at: t.resolved_at,
            resolved_by: t.resolved_by,
            version: t.version,
        }
    }
}

/// One comment.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CommentJson {
    id: Uuid,
    /// Empty once erased.
    words: String,
    written_at: Instant,
    written_by: Option<PersonId>,
}

impl From<Comment> for CommentJson {
    fn from(c: Comment) -> Self {
        Self { id: c.id, words: c.words, written_at: c.written_at, written_by: c.written_by }
    }
}

/// A conversation with what was said, the earliest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WholeThreadJson {
    #[serde(flatten)]
    thread: ThreadJson,
    comments: Vec<CommentJson>,
}

/// A conversation to be begun.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewThread {
    /// The first comment.
    words: String,
    #[serde(default)]
    assigned_to: Option<PersonId>,
    #[serde(default)]
    missing: String,
}

/// For whom a conversation waits and what it still needs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedThread {
    assigned_to: Option<PersonId>,
    missing: String,
}

/// A comment to be added.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewComment {
    words: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Narrow {
    item: String,
    state: String,
}

pub async fn list(
    permit: Permit<ViewContributions>,
    State(app): State<App>,
    cursor: Cursor,
    Path((_, key)): Path<(String, String)>,
    Query(narrow): Query<Narrow>,
) -> Result<Json<Listed<ThreadJson>>> {
    let mut db = app.db.read(&permit).await?;
    workbooks::open(&mut db, &permit.lesser(), &key).await?;
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let skip: usize = cursor.after.parse().unwrap_or(0);
    let asked =
        Asked { item: narrow.item, state: narrow.state, skip: number(skip), limit: number(cursor.limit + 1) };
    let found = store::some(&mut db, &permit, &key, asked).await?;
    let next = (skip + cursor.limit).to_string();
    Ok(Json(listed(found.into_iter().map(ThreadJson::from).collect(), &cursor, |_| next.clone())))
}

async fn whole(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    id: Uuid,
) -> Result<(i64, WholeThreadJson)> {
    let thread = found(db, permit, id).await?;
    let comments = store::comments_in(db, permit, id).await?;
    let comments = comments.into_iter().map(CommentJson::from).collect();
    Ok((thread.version, WholeThreadJson { thread: thread.into(), comments }))
}

pub async fn show(
    permit: Permit<ViewContributions>,
    State(app): State<App>,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (version, thread) = whole(&mut db, &permit, id).await?;
    Ok(etag(version, &thread))
}

/// A text as it is kept, or what is wrong with it.
fn text(texts: &Texts, field: &'static str, given: &str, is_needed: bool) -> Result<String> {
    let wrong = |message: String| Error::Field { field, message };
    let text = base::clean(given, WORDS, true).map_err(|fault| wrong(texts.fault(fault)))?;
    if is_needed && text.is_empty() {
        return Err(wrong(texts.say("form-needed").to_string()));
    }
    Ok(text)
}

async fn wish(
    app: &App,
    db: &mut Read,
    permit: &Permit<ReviewWorkbook>,
    (assigned_to, stays): (Option<PersonId>, Option<PersonId>),
    missing: &str,
) -> Result<Wish> {
    let missing = text(&app.texts, "missing", missing, false)?;
    if let Some(person) = assigned_to.filter(|_| assigned_to != stays) {
        let known = acts::colleagues(db, permit).await?;
        if known.iter().all(|colleague| colleague.person_id != person) {
            let message = app.texts.say("thread-unknown-person").to_string();
            return Err(Error::Field { field: "assigned_to", message });
        }
    }
    Ok(Wish { assigned_to, missing })
}

pub async fn create(
    permit: Permit<ReviewWorkbook>,
    State(app): State<App>,
    IdempotencyKey(id): IdempotencyKey,
    Path((_, key, item)): Path<(String, String, String)>,
    JsonBody(new): JsonBody<NewThread>,
) -> Result<Response> {
    let id = id.unwrap_or_else(|| base::uuid(app.clock(), app.chance()));
    let viewing: Permit<ViewContributions> = permit.lesser();
    let mut tx = app.db.begin(&permit).await?;
    gather(&mut tx, &viewing, &key, &item).await?;
    let words = text(&app.texts, "words", &new.words, true)?;
    let wish = wish(&app, &mut tx, &permit, (new.assigned_to, None), &new.missing).await?;
    let is_new = acts::begin(&mut tx, &permit, Post::of(&app), (id, &key, &item), &words, &wish).await?;
    let (version, thread) = whole(&mut tx, &viewing, id).await?;
    if is_new {
        tx.commit(&permit, &format!("conversation {id} begun")).await?;
    }
    Ok((StatusCode::CREATED, etag(version, &thread)).into_response())
}

pub async fn change(
    permit: Permit<ReviewWorkbook>,
    State(app): State<App>,
    Path((_, id)): Path<(String, Uuid)>,
    IfMatch(version): IfMatch,
    JsonBody(new): JsonBody<ChangedThread>,
) -> Result<Response> {
    let viewing: Permit<ViewContributions> = permit.lesser();
    let mut tx = app.db.begin(&permit).await?;
    let before = found(&mut tx, &viewing, id).await?;
    let wish = wish(&app, &mut tx, &permit, (new.assigned_to, before.assigned_to), &new.missing).await?;
    if !acts::change(&mut tx, &permit, Post::of(&app), &before, &wish, version).await? {
        return Err(Error::Stale);
    }
    let (version, thread) = whole(&mut tx, &viewing, id).await?;
    tx.commit(&permit, &format!("conversation {id} changed")).await?;
    Ok(etag(version, &thread))
}

pub async fn comment(
    permit: Permit<ReviewWorkbook>,
    State(app): State<App>,
    IdempotencyKey(comment): IdempotencyKey,
    Path((_, id)): Path<(String, Uuid)>,
    JsonBody(new): JsonBody<NewComment>,
) -> Result<Response> {
    let comment = comment.unwrap_or_else(|| base::uuid(app.clock(), app.chance()));
    let viewing: Permit<ViewContributions> = permit.lesser();
    let mut tx = app.db.begin(&permit).await?;
    found(&mut tx, &viewing, id).await?;
    let words = text(&app.texts, "words", &new.words, true)?;
    store::say(&mut tx, &permit, comment, id, &words).await?;
    let (version, thread) = whole(&mut tx, &viewing, id).await?;
    tx.commit(&permit, &format!("comment {comment} written in conversation {id}")).await?;
    Ok((StatusCode::CREATED, etag(version, &thread)).into_response())
}

async fn set(app: &App, permit: &Permit<ReviewWorkbook>, id: Uuid, is_done: bool) -> Result<Response> {
    let viewing: Permit<ViewContributions> = permit.lesser();
    let mut tx = app.db.begin(permit).await?;
    found(&mut tx, &viewing, id).await?;
    store::resolve(&mut tx, permit, id, is_done).await?;
    let (version, thread) = whole(&mut tx, &viewing, id).await?;
    if is_done {
        tx.commit(permit, &format!("conversation {id} resolved")).await?;
    } else {
        tx.commit(permit, &format!("conversation {id} opened again")).await?;
    }
    Ok(etag(version, &thread))
}

pub async fn resolve(
    permit: Permit<ReviewWorkbook>,
    State(app): State<App>,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    set(&app, &permit, id, true).await
}

pub async fn reopen(
    permit: Permit<ReviewWorkbook>,
    State(app): State<App>,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    set(&app, &permit, id, false).await
}
