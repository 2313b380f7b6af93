//! The only SQL about tasks.

use super::model::{Draft, Responsible, State, Task};
use ::store::{Kept, Read, Result, Tx};
use base::{AnyPermit, Day, EditWorkbook, Instant, Permit, PersonId, ViewWorkbook};
use uuid::Uuid;

/// Tasks of one list at most.
const MOST: i64 = 5_000;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    title: String,
    goal: String,
    person_id: Option<PersonId>,
    organisation_id: Option<Uuid>,
    organisation: String,
    due_on: Option<Day>,
    state: String,
    state_reason: String,
    instrument_key: String,
    item: String,
    thread_id: Option<Uuid>,
    created_at: Instant,
    created_by: Option<PersonId>,
    version: i64,
}

impl From<Row> for Task {
    fn from(row: Row) -> Self {
        let organisation = row.organisation_id.map(|id| Responsible::Organisation(id, row.organisation));
        Self {
            id: row.id,
            draft: Draft {
                title: row.title,
                goal: row.goal,
                responsible: row.person_id.map(Responsible::Person).or(organisation),
                due_on: row.due_on,
                state: State::from_key(&row.state).unwrap_or(State::Open),
                reason: row.state_reason,
            },
            instrument: row.instrument_key,
            item: row.item,
            thread: row.thread_id,
            created_at: row.created_at,
            created_by: row.created_by,
            version: row.version,
        }
    }
}

/// All tasks: those due first in front, those without a day behind them.
pub async fn list(db: &mut Read, permit: &Permit<ViewWorkbook>) -> Result<Vec<Task>> {
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select id, title, goal, person_id, organisation_id, organisation, due_on, state, state_reason, \
             instrument_key, item, thread_id, created_at, created_by, version from task where alliance_id = $1 \
             order by case when due_on is null then 1 else 0 end, due_on, created_at, id limit $2",
        )
        .bind(MOST)
        .all()
        .await?;
    Ok(rows.into_iter().map(Task::from).collect())
}

/// A page of the tasks, in the order of [`list`].
pub async fn some(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    (skip, limit): (i64, i64),
) -> Result<Vec<Task>> {
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select id, title, goal, person_id, organisation_id, organisation, due_on, state, state_reason, \
             instrument_key, item, thread_id, created_at, created_by, version from task where alliance_id = $1 \
             order by case when due_on is null then 1 else 0 end, due_on, created_at, id limit $2 offset $3",
        )
        .bind(limit)
        .bind(skip)
        .all()
        .await?;
    Ok(rows.into_iter().map(Task::from).collect())
}

/// What somebody still has to do: what is due first in front.
pub async fn of(db: &mut Read, permit: &Permit<ViewWorkbook>, person: PersonId) -> Result<Vec<Task>> {
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select id, title, goal, person_id, organisation_id, organisation, due_on, state, state_reason, \
             instrument_key, item, thread_id, created_at, created_by, version from task where alliance_id = $1 \
             and person_id = $2 and state in ('open', 'begun') \
             order by case when due_on is null then 1 else 0 end, due_on, created_at, id limit $3",
        )
        .bind(person)
        .bind(MOST)
        .all()
        .await?;
    Ok(rows.into_iter().map(Task::from).collect())
}

/// What is still to be done by a day, the earliest day first.
pub async fn due(db: &mut Read, permit: &Permit<ViewWorkbook>) -> Result<Vec<Task>> {
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select id, title, goal, person_id, organisation_id, organisation, due_on, state, state_reason, \
             instrument_key, item, thread_id, created_at, created_by, version from task where alliance_id = $1 \
             and due_on is not null and state in ('open', 'begun') order by due_on, created_at, id limit $2",
        )
        .bind(MOST)
        .all()
        .await?;
    Ok(rows.into_iter().map(Task::from).collect())
}

/// One task of the permit's alliance.
pub async fn find(db: &mut Read, permit: &Permit<ViewWorkbook>, id: Uuid) -> Result<Option<Task>> {
    let row: Option<Row> = db
        .sql(
            permit,
            "select id, title, goal, person_id, organisation_id, organisation, due_on, state, state_reason, \
             instrument_key, item, thread_id, created_at, created_by, version from task \
             where alliance_id = $1 and id = $2",
        )
        .bind(id)
        .maybe()
        .await?;
    Ok(row.map(Task::from))
}

/// Account, organisation and its name, as they are stored.
fn parts(responsible: Option<&Responsible>) -> (Option<PersonId>, Option<Uuid>, String) {
    match responsible {
        Some(Responsible::Person(id)) => (Some(*id), None, String::new()),
        Some(Responsible::Organisation(id, name)) => (None, Some(*id), name.clone()),
        None => (None, None, String::new()),
    }
}

/// Makes a task. The same key again changes nothing; answers whether it was new.
pub async fn add(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    id: Uuid,
    draft: &Draft,
    (instrument, item, thread): (&str, &str, Option<Uuid>),
) -> Result<bool> {
    let (now, (person, organisation, name)) = (tx.now(), parts(draft.responsible.as_ref()));
    let added = tx
        .sql(
            permit,
            "insert into task (alliance_id, id, title, goal, person_id, organisation_id, organisation, due_on, state, \
             state_reason, instrument_key, item, thread_id, created_at, created_by) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
             on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(draft.title.clone())
        .bind(draft.goal.clone())
        .bind(person)
        .bind(organisation)
        .bind(name)
        .bind(draft.due_on)
        .bind(draft.state.key())
        .bind(draft.reason.clone())
        .bind(instrument.to_owned())
        .bind(item.to_owned())
        .bind(thread)
        .bind(now)
        .bind(permit.actor().person())
        .run()
        .await?;
    if added == 1 {
        for (field, value) in draft.fields() {
            keep(tx, permit, id, field, "", &value).await?;
        }
    }
    Ok(added == 1)
}

/// Changes a task if `version` is still current; `false` when somebody was faster.
pub async fn change(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    before: &Task,
    after: &Draft,
    version: i64,
) -> Result<bool> {
    let (person, organisation, name) = parts(after.responsible.as_ref());
    let changed = tx
        .sql(
            permit,
            "update task set title = $4, goal = $5, person_id = $6, organisation_id = $7, organisation = $8, \
             due_on = $9, state = $10, state_reason = $11, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3",
        )
        .bind(before.id)
        .bind(version)
        .bind(after.title.clone())
        .bind(after.goal.clone())
        .bind(person)
        .bind(organisation)
        .bind(name)
        .bind(after.due_on)
        .bind(after.state.key())
        .bind(after.reason.clone())
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    for ((field, old), (_, new)) in before.draft.fields().into_iter().zip(after.fields()) {
        keep(tx, permit, before.id, field, &old, &new).await?;
    }
    Ok(true)
}

async fn keep(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    id: Uuid,
    field: &str,
    before: &str,
    after: &str,
) -> Result<()> {
    if before == after {
        return Ok(());
    }
    let (before, after) = (Some(before).filter(|t| !t.is_empty()), Some(after).filter(|t| !t.is_empty()));
    tx.keep(permit, Kept { subject: "task", row: id, field, before, after }).await
}

/// The organisations of the directory: key and name.
pub async fn organisations(db: &mut Read, permit: &Permit<EditWorkbook>) -> Result<Vec<(Uuid, String)>> {
    db.sql(
        permit,
        "select o.organisation_id, o.name from published_organisation o where o.alliance_id = $1 \
         order by o.sort_name, o.organisation_id limit 5000",
    )
    .all()
    .await
}
