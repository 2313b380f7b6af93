//! Tasks as JSON.

use super::acts::{self, Known, Named, Origin};
use super::model::{Draft, LINE, LONG, Responsible, State as Stand, Task};
use super::store;
use crate::assignments::Post;
use ::store::Read;
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Day, EditWorkbook, Permit, PersonId, ViewWorkbook};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{App, Cursor, Error, IdempotencyKey, IfMatch, JsonBody, Listed, Result, Texts, etag, listed};

/// A task as programs see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TaskJson {
    id: Uuid,
    title: String,
    goal: String,
    /// The account responsible.
    person_id: Option<PersonId>,
    /// The organisation responsible.
    organisation_id: Option<Uuid>,
    due_on: Option<Day>,
    state: Stand,
    state_reason: String,
    /// It is still to be done and its last day has passed.
    overdue: bool,
    /// The working aid and question it comes from; empty where from none.
    instrument: String,
    item: String,
    /// The conversation it comes from.
    thread_id: Option<Uuid>,
    version: i64,
}

fn json(task: Task, today: Day) -> TaskJson {
    let overdue = task.is_overdue(today);
    let (person_id, organisation_id) = match task.draft.responsible {
        Some(Responsible::Person(id)) => (Some(id), None),
        Some(Responsible::Organisation(id, _)) => (None, Some(id)),
        None => (None, None),
    };
    TaskJson {
        id: task.id,
        title: task.draft.title,
        goal: task.draft.goal,
        person_id,
        organisation_id,
        due_on: task.draft.due_on,
        state: task.draft.state,
        state_reason: task.draft.reason,
        overdue,
        instrument: task.instrument,
        item: task.item,
        thread_id: task.thread,
        version: task.version,
    }
}

/// What is to be done, by whom and by when.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskDraft {
    title: String,
    #[serde(default)]
    goal: String,
    /// The account responsible; either this or an organisation.
    #[serde(default)]
    person_id: Option<PersonId>,
    /// The organisation responsible, of the alliance's directory.
    #[serde(default)]
    organisation_id: Option<Uuid>,
    #[serde(default)]
    due_on: Option<Day>,
    state: Stand,
    /// Why it stands so; needed where it is dropped.
    #[serde(default)]
    state_reason: String,
}

/// A task to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    title: String,
    #[serde(default)]
    goal: String,
    /// The account responsible; either this or an organisation.
    #[serde(default)]
    person_id: Option<PersonId>,
    /// The organisation responsible, of the alliance's directory.
    #[serde(default)]
    organisation_id: Option<Uuid>,
    #[serde(default)]
    due_on: Option<Day>,
    /// The working aid and the question it comes from, by key and uid.
    #[serde(default)]
    instrument: String,
    #[serde(default)]
    item: String,
    /// The conversation it comes from, which names working aid and question as well.
    #[serde(default)]
    thread_id: Option<Uuid>,
}

impl NewTask {
    fn parts(self) -> (TaskDraft, Named) {
        let named = Named { instrument: self.instrument, item: self.item, thread: self.thread_id };
        let draft = TaskDraft {
            title: self.title,
            goal: self.goal,
            person_id: self.person_id,
            organisation_id: self.organisation_id,
            due_on: self.due_on,
            state: Stand::Open,
            state_reason: String::new(),
        };
        (draft, named)
    }
}

/// The draft cleaned, or the first field that makes no sense.
fn judge(texts: &Texts, known: &Known, before: Option<&Responsible>, given: &TaskDraft) -> Result<Draft> {
    let wrong = |field: &'static str, id: &str| Error::Field { field, message: texts.say(id).to_string() };
    let text = |field, given: &str, most, lines| {
        let unfit = |fault| Error::Field { field, message: texts.fault(fault) };
        base::clean(given, most, lines).map_err(unfit)
    };
    let title = text("title", &given.title, LINE, false)?;
    if title.is_empty() {
        return Err(wrong("title", "form-needed"));
    }
    let goal = text("goal", &given.goal, LONG, true)?;
    let reason = text("state_reason", &given.state_reason, LONG, true)?;
    let (field, code) = match (given.person_id, given.organisation_id) {
        (Some(id), None) => ("person_id", format!("p:{id}")),
        (None, Some(id)) => ("organisation_id", format!("o:{id}")),
        _ => return Err(wrong("person_id", "task-responsible-needed")),
    };
    let needed = || wrong(field, "task-responsible-needed");
    let responsible = Some(known.find(&code, before).ok_or_else(needed)?);
    let draft = Draft { title, goal, responsible, due_on: given.due_on, state: given.state, reason };
    if draft.lacks_reason() {
        return Err(wrong("state_reason", "task-reason-needed"));
    }
    Ok(draft)
}

pub async fn list(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    cursor: Cursor,
    Path(_): Path<String>,
) -> Result<Json<Listed<TaskJson>>> {
    let mut db = app.db.read(&permit).await?;
    let today = db.now().day();
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let skip: usize = cursor.after.parse().unwrap_or(0);
    let found = store::some(&mut db, &permit, (number(skip), number(cursor.limit + 1))).await?;
    let next = (skip + cursor.limit).to_string();
    let tasks = found.into_iter().map(|task| json(task, today)).collect();
    Ok(Json(listed(tasks, &cursor, |_| next.clone())))
}

async fn found(db: &mut Read, permit: &Permit<ViewWorkbook>, id: Uuid) -> Result<Task> {
    store::find(db, permit, id).await?.ok_or(Error::NotFound)
}

pub async fn show(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (today, task) = (db.now().day(), found(&mut db, &permit, id).await?);
    Ok(etag(task.version, &json(task, today)))
}

pub async fn create(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    IdempotencyKey(id): IdempotencyKey,
    Path(_): Path<String>,
    JsonBody(new): JsonBody<NewTask>,
) -> Result<Response> {
    let id = id.unwrap_or_else(|| base::uuid(app.clock(), app.chance()));
    let (given, named) = new.parts();
    let mut tx = app.db.begin(&permit).await?;
    let origin = Origin::find(&mut tx, &permit, &named).await?;
    if origin.item.is_empty() && !named.item.is_empty() {
        return Err(Error::Field { field: "item", message: app.texts.say("task-no-question").to_string() });
    }
    let known = Known::load(&mut tx, &permit).await?;
    let draft = judge(&app.texts, &known, None, &given)?;
    let is_new = acts::add(&mut tx, &permit, Post::of(&app), (id, &origin), &draft).await?;
    let (today, task) = (tx.now().day(), found(&mut tx, &permit.lesser(), id).await?);
    if is_new {
        tx.commit(&permit, &format!("task {id} made")).await?;
    }
    Ok((StatusCode::CREATED, etag(task.version, &json(task, today))).into_response())
}

pub async fn save(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    Path((_, id)): Path<(String, Uuid)>,
    IfMatch(version): IfMatch,
    JsonBody(given): JsonBody<TaskDraft>,
) -> Result<Response> {
    let viewing: Permit<ViewWorkbook> = permit.lesser();
    let mut tx = app.db.begin(&permit).await?;
    let before = found(&mut tx, &viewing, id).await?;
    let known = Known::load(&mut tx, &permit).await?;
    let draft = judge(&app.texts, &known, before.draft.responsible.as_ref(), &given)?;
    if !acts::change(&mut tx, &permit, Post::of(&app), (&before, version), &draft).await? {
        return Err(Error::Stale);
    }
    let (today, task) = (tx.now().day(), found(&mut tx, &viewing, id).await?);
    tx.commit(&permit, &format!("task {id} changed")).await?;
    Ok(etag(task.version, &json(task, today)))
}
