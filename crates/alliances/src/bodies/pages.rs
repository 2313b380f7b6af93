//! The pages about bodies.

use super::model::{Body, Draft, Kind};
use super::store;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, BodyId, EditOrganisations, ViewOrganisations};
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, html, html_with};

#[derive(Template)]
#[template(path = "bodies/list.html")]
struct ListPage {
    shell: Shell,
    may_edit: bool,
    rows: Vec<ListRow>,
}

struct ListRow {
    id: BodyId,
    name: String,
    kind: String,
    task: String,
    meetings: String,
}

pub async fn list(permit: Permit<ViewOrganisations>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = page.shell("bodies-title");
    let rows = store::list(&mut db, &permit).await?;
    let rows = rows
        .into_iter()
        .map(|b| ListRow {
            id: b.id,
            kind: shell.say_of("body-kind", b.draft.kind.key()).to_string(),
            meetings: b.draft.meetings_per_year.map_or_else(|| "–".to_owned(), |n| n.to_string()),
            name: b.draft.name,
            task: b.draft.task,
        })
        .collect();
    let may_edit = Permit::<EditOrganisations>::ask(permit.actor(), permit.place()).is_some();
    html(&ListPage { shell, may_edit, rows })
}

#[derive(Template)]
#[template(path = "bodies/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    action: String,
    id: BodyId,
    version: i64,
    back: String,
    kinds: Vec<(String, String)>,
}

impl EditPage {
    fn of(shell: Shell, form: Form, id: BodyId, version: i64) -> Self {
        let kinds =
            Kind::ALL.iter().map(|k| (k.key().to_owned(), shell.say_of("body-kind", k.key()).to_string()));
        let action = if version > 0 {
            format!("{}/bodies/{id}", shell.home())
        } else {
            format!("{}/bodies", shell.home())
        };
        let back = web::local_path(form.value("back")).unwrap_or_default().to_owned();
        Self { kinds: kinds.collect(), shell, form, action, id, version, back }
    }
}

pub async fn new(permit: Permit<EditOrganisations>, State(app): State<App>, page: Page) -> Result<Response> {
    drop(permit);
    let form = Form::filled(Draft::default().fields());
    html(&EditPage::of(
        under_list(page.shell("body-new-title")),
        form,
        BodyId::new(app.clock(), app.chance()),
        0,
    ))
}

pub async fn create(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let id: BodyId = fields.hidden("id")?;
    let shell = under_list(page.shell("body-new-title"));
    let (form, draft) = read(&shell, Form::of(fields));
    let Some(draft) = draft else {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage::of(shell, form, id, 0));
    };
    let mut tx = app.db.begin(&permit).await?;
    store::add(&mut tx, &permit, id, &draft).await?;
    tx.commit(&permit, &format!("body {id} added")).await?;
    Ok(back_or_list(&shell, &form, "body-added"))
}

pub async fn show(
    permit: Permit<ViewOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, BodyId)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let found = store::find(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    let shell = under_list(page.shell_titled(found.draft.name.clone()));
    html(&EditPage::of(shell, Form::filled(found.draft.fields()), id, found.version))
}

pub async fn save(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, BodyId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    let shell = under_list(page.shell_titled(before.draft.name.clone()));
    let (form, draft) = read(&shell, Form::of(fields));
    let Some(draft) = draft else {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage::of(shell, form, id, version));
    };
    if !store::replace(&mut tx, &permit, &before, &draft, version).await? {
        return conflict(shell, &before, &draft).answer();
    }
    tx.commit(&permit, &format!("body {id} changed")).await?;
    Ok(back_or_list(&shell, &form, "body-saved"))
}

pub async fn remove(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, BodyId)>,
    fields: Fields,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    if !store::remove(&mut tx, &permit, id, fields.hidden("version")?).await? {
        return Err(Error::Stale);
    }
    tx.commit(&permit, &format!("body {id} removed")).await?;
    let shell = page.shell("bodies-title");
    Ok(Redirect::to(&format!("{}/bodies?done=body-removed", shell.home())).into_response())
}

fn under_list(shell: Shell) -> Shell {
    let (words, href) = (shell.say("bodies-title").to_string(), format!("{}/bodies", shell.home()));
    shell.under(words, href)
}

fn back_or_list(shell: &Shell, form: &Form, done: &str) -> Response {
    let list = format!("{}/bodies?done={done}", shell.home());
    Redirect::to(web::local_path(form.value("back")).unwrap_or(&list)).into_response()
}

fn read(shell: &Shell, mut form: Form) -> (Form, Option<Draft>) {
    let kind = Kind::from_key(form.value("kind"));
    if kind.is_none() {
        form.refuse("kind", shell.say("form-unknown-choice"));
    }
    let draft = Draft {
        kind: kind.unwrap_or_default(),
        name: form.needed(shell, "name", 200),
        task: form.lines(shell, "task", 4_000),
        relevance: form.lines(shell, "relevance", 4_000),
        members: form.lines(shell, "members", 4_000),
        coordination: form.lines(shell, "coordination", 500),
        meetings_per_year: form.number(shell, "meetings_per_year"),
        function: form.lines(shell, "function", 4_000),
    };
    if draft.kind == Kind::Agreement && draft.meetings_per_year.is_some() {
        form.refuse("meetings_per_year", shell.say("body-agreement-meets"));
    }
    let good = form.is_good();
    (form, good.then_some(draft))
}

fn conflict(shell: Shell, theirs: &Body, mine: &Draft) -> Conflict {
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    for ((name, t), (_, m)) in theirs.draft.fields().into_iter().zip(mine.fields()) {
        if t == m {
            agreed.push((name.to_owned(), m));
        } else {
            let words = (name == "kind").then(|| {
                (shell.say_of("body-kind", &t).to_string(), shell.say_of("body-kind", &m).to_string())
            });
            let label = shell.say_of("body", name).to_string();
            differing.push(Differing { name: name.to_owned(), label, theirs: t, mine: m, words });
        }
    }
    let action = format!("{}/bodies/{}", shell.home(), theirs.id);
    let shell = shell.retitled("conflict-title");
    Conflict { shell, action, version: theirs.version, agreed, differing, who: String::new() }
}
