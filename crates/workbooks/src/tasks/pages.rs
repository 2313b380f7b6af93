//! The list of tasks, one of them with its history, and the forms.

use super::acts::{self, Known, Named, Origin};
use super::model::{Draft, LINE, LONG, Responsible, State as Stand, Task};
use super::store;
use crate::assignments::Post;
use crate::returns;
use crate::workbooks::question_now;
use ::store::{Entry, Read};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    AnyPermit, Day, EditWorkbook, Permission, Permit, PersonId, ReviewWorkbook, ViewContributions,
    ViewWorkbook, sort_key,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Result, Shell, html, html_with};

/// What the list can be narrowed to.
const SHOWN: [&str; 8] = ["pending", "mine", "overdue", "open", "begun", "done", "dropped", "all"];
/// Tasks of one page of the list.
const PAGE: usize = 100;
/// Changes of one task that are listed.
const CHANGES: i64 = 200;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    show: String,
    after: String,
}

#[derive(Template)]
#[template(path = "tasks/list.html")]
struct ListPage {
    shell: Shell,
    q: String,
    show: String,
    shown: Vec<(String, String)>,
    rows: Vec<Row>,
    next: String,
    empty: &'static str,
    may_edit: bool,
}

struct Row {
    to: String,
    title: String,
    goal: String,
    who: String,
    due: String,
    state: Stand,
    is_overdue: bool,
    is_mine: bool,
}

impl Row {
    fn fits(&self, search: &Search) -> bool {
        let text = sort_key(&format!("{} {} {}", self.title, self.goal, self.who));
        let named = search.q.split_whitespace().all(|word| text.contains(&sort_key(word)));
        named
            && match search.show.as_str() {
                "mine" => self.is_mine && self.state.is_open(),
                "overdue" => self.is_overdue,
                "" | "pending" => self.state.is_open(),
                key => Stand::from_key(key).is_none_or(|state| state == self.state),
            }
    }
}

/// Who is responsible, in words.
fn who(shell: &Shell, names: &BTreeMap<PersonId, String>, responsible: Option<&Responsible>) -> String {
    let found = match responsible {
        Some(Responsible::Person(id)) => names.get(id).cloned().unwrap_or_default(),
        Some(Responsible::Organisation(_, name)) => name.clone(),
        None => String::new(),
    };
    if found.is_empty() { shell.say("task-nobody").to_string() } else { found }
}

/// What is still to be done by a day, with who is responsible in words.
pub(crate) async fn due(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    shell: &Shell,
) -> Result<Vec<(Task, String)>> {
    let tasks = store::due(db, permit).await?;
    let names = returns::store::names(db, permit, tasks.iter().filter_map(person).collect()).await?;
    let told = |task: Task| {
        let words = who(shell, &names, task.draft.responsible.as_ref());
        (task, words)
    };
    Ok(tasks.into_iter().map(told).collect())
}

fn person(task: &Task) -> Option<PersonId> {
    match task.draft.responsible {
        Some(Responsible::Person(id)) => Some(id),
        _ => None,
    }
}

pub async fn list(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = page.shell("tasks-title");
    let tasks = store::list(&mut db, &permit).await?;
    let names = returns::store::names(&mut db, &permit, tasks.iter().filter_map(person).collect()).await?;
    let me = permit.actor().person();
    let empty = if tasks.is_empty() { "tasks-empty" } else { "tasks-none" };
    let row = |task: Task| Row {
        to: format!("{}/tasks/{}", shell.home(), task.id),
        who: who(&shell, &names, task.draft.responsible.as_ref()),
        due: task.draft.due_on.map(Day::german).unwrap_or_default(),
        state: task.draft.state,
        is_overdue: task.is_overdue(shell.today),
        is_mine: me.is_some() && person(&task) == me,
        title: task.draft.title,
        goal: task.draft.goal,
    };
    let mut rows: Vec<Row> = tasks.into_iter().map(row).collect();
    rows.retain(|row| row.fits(&search));
    let skip: usize = search.after.parse().unwrap_or(0);
    rows.drain(..skip.min(rows.len()));
    let next = if rows.len() > PAGE {
        let (show, q) = (web::query(&search.show), web::query(&search.q));
        format!("{}?show={show}&q={q}&after={}", page.path(), skip + PAGE)
    } else {
        String::new()
    };
    rows.truncate(PAGE);
    let shown = SHOWN.map(|s| (s.to_owned(), shell.say_of("tasks-show", s).to_string())).to_vec();
    html(&ListPage {
        may_edit: Permit::<EditWorkbook>::ask(permit.actor(), permit.place()).is_some(),
        q: search.q,
        show: search.show,
        shown,
        rows,
        next,
        empty,
        shell,
    })
}

/// Who can be responsible, as a form offers it; whoever was so before stays a choice.
fn choices(shell: &Shell, known: &Known, before: Option<(&Responsible, &str)>) -> Vec<(String, String)> {
    let mut all = vec![(String::new(), shell.say("task-choose").to_string())];
    all.extend(known.people.iter().map(|c| (Responsible::Person(c.person_id).code(), c.name.clone())));
    all.extend(known.organisations.iter().map(|(id, name)| (format!("o:{id}"), name.clone())));
    if let Some((before, words)) = before
        && all.iter().all(|(code, _)| *code != before.code())
    {
        all.push((before.code(), words.to_owned()));
    }
    all
}

/// Reads what was typed; what is wrong stands at the fields.
fn read(shell: &Shell, form: &mut Form, known: &Known, before: Option<&Responsible>) -> Option<Draft> {
    let title = form.needed(shell, "title", LINE);
    let goal = form.lines(shell, "goal", LONG);
    let due_on = form.day(shell, "due_on");
    let responsible = known.find(form.value("responsible"), before);
    if responsible.is_none() {
        form.refuse("responsible", shell.say("task-responsible-needed"));
    }
    read_state(
        shell,
        form,
        Draft { title, goal, responsible, due_on, state: Stand::Open, reason: String::new() },
    )
}

/// The draft with its state and the reason for it as typed.
fn read_state(shell: &Shell, form: &mut Form, before: Draft) -> Option<Draft> {
    let state = Stand::from_key(form.value("state")).unwrap_or(before.state);
    let reason = form.lines(shell, "state_reason", LONG);
    let draft = Draft { state, reason, ..before };
    if draft.lacks_reason() && form.wrong("state_reason").is_empty() {
        form.refuse("state_reason", shell.say("task-reason-needed"));
    }
    form.is_good().then_some(draft)
}

#[derive(Template)]
#[template(path = "tasks/new.html")]
struct NewPage {
    shell: Shell,
    form: Form,
    id: Uuid,
    responsible: Vec<(String, String)>,
    about: String,
    instrument: String,
    item: String,
    thread: String,
}

/// Where a task comes from, as the address or the form names it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct From {
    instrument: String,
    item: String,
    thread: String,
}

impl From {
    fn named(&self) -> Named {
        Named {
            instrument: self.instrument.clone(),
            item: self.item.clone(),
            thread: self.thread.parse().ok(),
        }
    }
}

fn new_page(shell: Shell, form: Form, id: Uuid, known: &Known, origin: &Origin) -> NewPage {
    NewPage {
        responsible: choices(&shell, known, None),
        about: question_now(&origin.instrument, &origin.item).unwrap_or_default(),
        instrument: origin.instrument.clone(),
        item: origin.item.clone(),
        thread: origin.thread.map(|id| id.to_string()).unwrap_or_default(),
        id,
        form,
        shell,
    }
}

fn under_list(shell: Shell) -> Shell {
    let (words, to) = (shell.say("tasks-title").to_string(), format!("{}/tasks", shell.home()));
    shell.under(words, to)
}

pub async fn new(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Query(from): Query<From>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = under_list(page.shell("task-new"));
    let origin = Origin::find(&mut db, &permit, &from.named()).await?;
    let known = Known::load(&mut db, &permit).await?;
    let form = Form::filled([("goal", origin.words.as_str())]);
    html(&new_page(shell, form, base::uuid(app.clock(), app.chance()), &known, &origin))
}

pub async fn create(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let id: Uuid = fields.hidden("id")?;
    let named = |name| fields.get(name).unwrap_or_default().to_owned();
    let from = From { instrument: named("instrument"), item: named("item"), thread: named("thread") };
    let mut tx = app.db.begin(&permit).await?;
    let shell = under_list(page.shell("task-new"));
    let origin = Origin::find(&mut tx, &permit, &from.named()).await?;
    let known = Known::load(&mut tx, &permit).await?;
    let mut form = Form::of(fields);
    let Some(draft) = read(&shell, &mut form, &known, None) else {
        let shown = new_page(shell, form, id, &known, &origin);
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    };
    if acts::add(&mut tx, &permit, Post::of(&app), (id, &origin), &draft).await? {
        tx.commit(&permit, &format!("task {id} made")).await?;
    }
    Ok(Redirect::to(&format!("{}/tasks/{id}?done=task-made", shell.home())).into_response())
}

#[derive(Template)]
#[template(path = "tasks/show.html")]
struct ShowPage {
    shell: Shell,
    form: Form,
    state: &'static str,
    reason: String,
    is_overdue: bool,
    who: String,
    due: String,
    goal: String,
    about: String,
    item: String,
    thread: String,
    action: String,
    version: i64,
    may_edit: bool,
    /// It is the reader's own task, who may say how far it is.
    may_report: bool,
    responsible: Vec<(String, String)>,
    states: Vec<(String, String)>,
    history: Vec<Change>,
    erasure: String,
}

struct Change {
    at: String,
    words: String,
    by: String,
}

async fn found(db: &mut Read, permit: &Permit<ViewWorkbook>, id: Uuid) -> Result<Task> {
    store::find(db, permit, id).await?.ok_or(Error::NotFound)
}

async fn show_page(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    page: &Page,
    task: Task,
    form: Form,
) -> Result<ShowPage> {
    let shell = under_list(page.shell_titled(task.draft.title.clone()));
    let edit = Permit::<EditWorkbook>::ask(permit.actor(), permit.place());
    let reviews = Permit::<ViewContributions>::ask(permit.actor(), permit.place()).is_some();
    let entries = db.history(permit, task.id, CHANGES).await?;
    let written = entries.iter().flat_map(|e| [e.before.as_deref(), e.after.as_deref()]);
    let chosen = written.flatten().filter_map(|text| text.strip_prefix("p:")?.parse::<PersonId>().ok());
    let people = chosen.chain(entries.iter().filter_map(|e| e.person)).chain(person(&task)).collect();
    let names = returns::store::names(db, permit, people).await?;
    let words = who(&shell, &names, task.draft.responsible.as_ref());
    let mut responsible = Vec::new();
    let mut organisations = Vec::new();
    if let Some(edit) = &edit {
        let known = Known::load(db, edit).await?;
        let before = task.draft.responsible.as_ref().map(|r| (r, words.as_str()));
        (responsible, organisations) = (choices(&shell, &known, before), known.organisations);
    }
    // What it was made with stands above; that it was made is one line.
    let is_first = |e: &&Entry| e.before.is_none() && !e.erased && e.at == task.created_at;
    let (first, later): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(is_first);
    let mut history: Vec<Change> =
        later.into_iter().map(|e| change(&shell, &names, &organisations, e)).collect();
    history.extend(first.first().map(|e| Change {
        at: e.at.german(),
        words: shell.say("task-created").to_string(),
        by: e.person.and_then(|p| names.get(&p)).cloned().unwrap_or_default(),
    }));
    let form = if form.fields().pairs().is_empty() { filled(&task.draft) } else { form };
    let base = format!("{}/workbooks/{}", shell.home(), task.instrument);
    let link = |is: bool, to: String| if is { to } else { String::new() };
    Ok(ShowPage {
        state: task.draft.state.key(),
        is_overdue: task.is_overdue(shell.today),
        due: task.draft.due_on.map(Day::german).unwrap_or_default(),
        about: question_now(&task.instrument, &task.item).unwrap_or_default(),
        item: link(reviews && !task.item.is_empty(), format!("{base}/consolidation/{}", task.item)),
        thread: task
            .thread
            .filter(|_| reviews)
            .map(|id| format!("{}/threads/{id}", shell.home()))
            .unwrap_or_default(),
        action: format!("{}/tasks/{}", shell.home(), task.id),
        version: form.value("version").parse().unwrap_or(task.version),
        may_edit: edit.is_some(),
        may_report: edit.is_none() && is_own(permit, &task),
        states: Stand::ALL
            .map(|s| (s.key().to_owned(), shell.say_of("task-state", s.key()).to_string()))
            .to_vec(),
        history,
        erasure: web::history_erasure(&shell, permit.actor(), task.id, &entries),
        reason: task.draft.reason,
        goal: task.draft.goal,
        who: words,
        responsible,
        form,
        shell,
    })
}

fn filled(draft: &Draft) -> Form {
    Form::filled(draft.fields())
}

/// One change in words.
fn change(
    shell: &Shell,
    names: &BTreeMap<PersonId, String>,
    organisations: &[(Uuid, String)],
    entry: &Entry,
) -> Change {
    let words = |stored: Option<&str>| match stored {
        None => "–".to_owned(),
        Some(text) => said(shell, names, organisations, &entry.field, text),
    };
    let field = shell.say_of("task", &entry.field.replace('_', "-")).to_string();
    let words = if entry.erased {
        shell.say("task-change-erased").with("field", field).to_string()
    } else {
        let said = shell.say("task-change").with("field", field);
        said.with("before", words(entry.before.as_deref()))
            .with("after", words(entry.after.as_deref()))
            .to_string()
    };
    let by = entry.person.and_then(|p| names.get(&p)).cloned().unwrap_or_default();
    Change { at: entry.at.german(), words, by }
}

/// A stored value in words.
fn said(
    shell: &Shell,
    names: &BTreeMap<PersonId, String>,
    organisations: &[(Uuid, String)],
    field: &str,
    text: &str,
) -> String {
    match field {
        "state" if Stand::from_key(text).is_some() => shell.say_of("task-state", text).to_string(),
        "due_on" => Day::read(text).map_or_else(|| text.to_owned(), Day::german),
        "responsible" => {
            let person = text.strip_prefix("p:").and_then(|id| names.get(&id.parse().ok()?).cloned());
            let organisation = || {
                let id: Uuid = text.strip_prefix("o:")?.parse().ok()?;
                organisations.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone())
            };
            let found = person.or_else(organisation).filter(|name| !name.is_empty());
            found.unwrap_or_else(|| shell.say("task-nobody").to_string())
        }
        _ => text.to_owned(),
    }
}

pub async fn show(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let task = found(&mut db, &permit, id).await?;
    html(&show_page(&mut db, &permit, &page, task, Form::default()).await?)
}

pub async fn save(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let viewing: Permit<ViewWorkbook> = permit.lesser();
    let mut tx = app.db.begin(&permit).await?;
    let task = found(&mut tx, &viewing, id).await?;
    let shell = page.shell("conflict-title");
    let known = Known::load(&mut tx, &permit).await?;
    let before = task.draft.responsible.as_ref();
    let mut form = Form::of(fields);
    let Some(draft) = read(&shell, &mut form, &known, before) else {
        let shown = show_page(&mut tx, &viewing, &page, task, form).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    };
    if !acts::change(&mut tx, &permit, Post::of(&app), (&task, version), &draft).await? {
        let names = returns::store::names(&mut tx, &viewing, person(&task).into_iter().collect()).await?;
        let words = who(&shell, &names, before);
        let choices = choices(&shell, &known, before.map(|before| (before, words.as_str())));
        return conflict(under_list(shell), page.path(), &choices, &task, &draft).answer();
    }
    tx.commit(&permit, &format!("task {id} changed")).await?;
    let home = page.shell("tasks-title").home();
    Ok(Redirect::to(&format!("{home}/tasks/{id}?done=task-saved")).into_response())
}

/// Whether somebody is responsible for a task and may say how far it is.
fn is_own<P: Permission>(permit: &Permit<P>, task: &Task) -> bool {
    let reviews = Permit::<ReviewWorkbook>::ask(permit.actor(), permit.place()).is_some();
    let own = permit.actor().person().map(Responsible::Person);
    reviews && own.is_some() && task.draft.responsible == own
}

/// Whoever is responsible says how far the task is; the rest of it is the office's.
pub async fn report(
    permit: Permit<ReviewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let viewing: Permit<ViewWorkbook> = permit.lesser();
    let mut tx = app.db.begin(&permit).await?;
    let task = found(&mut tx, &viewing, id).await?;
    if !is_own(&permit, &task) {
        return Err(Error::NotFound);
    }
    let shell = page.shell("tasks-title");
    let mut form = Form::of(fields);
    let Some(draft) = read_state(&shell, &mut form, task.draft.clone()) else {
        let shown = show_page(&mut tx, &viewing, &page, task, form).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    };
    if !store::change(&mut tx, &permit, &task, &draft, version).await? {
        return Err(Error::Stale);
    }
    tx.commit(&permit, &format!("task {id} changed")).await?;
    Ok(Redirect::to(&format!("{}/tasks/{id}?done=task-saved", shell.home())).into_response())
}

fn conflict(
    shell: Shell,
    action: &str,
    choices: &[(String, String)],
    theirs: &Task,
    mine: &Draft,
) -> Conflict {
    let words = |field: &str, value: &str| match field {
        "responsible" => {
            choices.iter().find(|(code, _)| code == value).map(|(_, w)| w.clone()).unwrap_or_default()
        }
        field => said(&shell, &BTreeMap::new(), &[], field, value),
    };
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    for ((name, t), (_, m)) in theirs.draft.fields().into_iter().zip(mine.fields()) {
        if t == m {
            agreed.push((name.to_owned(), m));
        } else {
            let both = Some((words(name, &t), words(name, &m)));
            let label = shell.say_of("task", &name.replace('_', "-")).to_string();
            differing.push(Differing { name: name.to_owned(), label, theirs: t, mine: m, words: both });
        }
    }
    let (action, version) = (action.to_owned(), theirs.version);
    Conflict { action, version, agreed, differing, who: String::new(), shell }
}
