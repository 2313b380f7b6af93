//! Tasks as JSON.

use super::model::{Responsible, State as Stand, Task};
use super::store;
use axum::{
    Json,
    extract::{Path, State},
};
use base::{Day, Permit, PersonId, ViewWorkbook};
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;
use web::{App, Cursor, Listed, Result, listed};

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

pub async fn list(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    cursor: Cursor,
    Path(_): Path<String>,
) -> Result<Json<Listed<TaskJson>>> {
    let mut db = app.db.read(&permit).await?;
    let today = db.now().day();
    let skip: usize = cursor.after.parse().unwrap_or(0);
    let all = store::list(&mut db, &permit).await?;
    let found = all.into_iter().skip(skip).take(cursor.limit + 1).map(|task| json(task, today)).collect();
    let next = (skip + cursor.limit).to_string();
    Ok(Json(listed(found, &cursor, |_| next.clone())))
}
