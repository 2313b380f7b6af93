//! The pages about bodies.

use super::model::{Body, Draft, Kind};
use super::store;
use crate::who::{self, History};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, BodyId, EditOrganisations, ViewOrganisations};
use web::{
    App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, Wants, html, html_with,
};

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
    may_edit: bool,
    /// What is entered, in words, for those who only read.
    facts: Vec<(String, String)>,
    history: who::Told,
}

/// The kinds there are: keys and words.
pub(crate) fn kinds(shell: &Shell) -> Vec<(String, String)> {
    let words = |k: &Kind| (k.key().to_owned(), shell.say_of("body-kind", k.key()).to_string());
    Kind::ALL.iter().map(words).collect()
}

impl EditPage {
    fn of(shell: Shell, form: Form, id: BodyId, version: i64) -> Self {
        let action = if version > 0 {
            format!("{}/bodies/{id}", shell.home())
        } else {
            format!("{}/bodies", shell.home())
        };
        let back = web::local_path(form.value("back")).unwrap_or_default().to_owned();
        let (kinds, facts, history) = (kinds(&shell), Vec::new(), who::Told::default());
        Self { kinds, shell, form, action, id, version, back, may_edit: true, facts, history }
    }

    /// The page of a body there is, with its history.
    async fn whole(
        db: &mut Read,
        permit: &Permit<ViewOrganisations>,
        shell: Shell,
        form: Form,
        found: &Body,
        version: i64,
    ) -> Result<Self> {
        let history = History::of(db, permit, found.id.uuid()).await?;
        let history = history.lines_in(&shell, |entry| history_words(&shell, entry));
        let said =
            found.draft.fields().into_iter().filter(|(name, value)| *name != "name" && !value.is_empty());
        let facts = said.map(|(name, value)| (label(&shell, name), words(&shell, name, &value))).collect();
        let may_edit = Permit::<EditOrganisations>::ask(permit.actor(), permit.place()).is_some();
        Ok(Self { may_edit, facts, history, ..Self::of(shell, form, found.id, version) })
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
    let form = Form::filled(found.draft.fields());
    html(&EditPage::whole(&mut db, &permit, shell, form, &found, found.version).await?)
}

pub async fn save(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    wants: Wants,
    Path((_, id)): Path<(String, BodyId)>,
    fields: Fields,
) -> Result<Response> {
    change(&app, &permit, &page, wants, id, fields).await
}

/// Saves one row of the table of bodies inside the working aid, by itself when a
/// field is left, or by its button without the script.
pub async fn save_row(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    wants: Wants,
    Path((_, id)): Path<(String, BodyId)>,
    fields: Fields,
) -> Result<Response> {
    change(&app, &permit, &page, wants, id, fields).await
}

async fn change(
    app: &App,
    permit: &Permit<EditOrganisations>,
    page: &Page,
    wants: Wants,
    id: BodyId,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(permit).await?;
    let viewing = permit.lesser();
    let before = store::find(&mut tx, &viewing, id).await?.ok_or(Error::NotFound)?;
    let shell = under_list(page.shell_titled(before.draft.name.clone()));
    let (form, draft) = read(&shell, Form::of(fields));
    let Some(draft) = draft else {
        if wants == Wants::Json {
            return Ok(web::refused(form.all_wrong()));
        }
        let page = EditPage::whole(&mut tx, &viewing, shell, form, &before, version).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if !store::replace(&mut tx, permit, &before, &draft, version).await? {
        if wants == Wants::Json {
            return Ok(web::stale(&shell, &format!("{}/bodies/{id}", shell.home())));
        }
        return conflict(shell, &form, &before, &draft).answer();
    }
    tx.commit(permit, &format!("body {id} changed")).await?;
    match wants {
        Wants::Json => Ok(web::saved(&shell, version + 1, String::new())),
        Wants::Page => Ok(back_or_list(&shell, &form, "body-saved")),
    }
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

fn label(shell: &Shell, field: &str) -> String {
    shell.say_of("body", field).to_string()
}

fn words(shell: &Shell, field: &str, value: &str) -> String {
    if field == "kind" { shell.say_of("body-kind", value).to_string() } else { value.to_owned() }
}

fn history_words(shell: &Shell, entry: &::store::Entry) -> String {
    if entry.field == "removed" {
        return shell.say("body-removed").to_string();
    }
    let field = label(shell, &entry.field);
    if entry.erased {
        return shell.say("organisation-history-erased").with("field", field).to_string();
    }
    let word = |v: &Option<String>| v.as_deref().map(|v| words(shell, &entry.field, v)).unwrap_or_default();
    let id = match (entry.before.is_some(), entry.after.is_some()) {
        (true, true) => "organisation-history-entry",
        (false, _) => "organisation-history-set",
        (true, false) => "organisation-history-cleared",
    };
    let (before, after) = (word(&entry.before), word(&entry.after));
    shell.say(id).with("field", field).with("before", before).with("after", after).to_string()
}

fn conflict(shell: Shell, form: &Form, theirs: &Body, mine: &Draft) -> Conflict {
    let back = web::local_path(form.value("back")).unwrap_or_default().to_owned();
    let (mut agreed, mut differing) = (vec![("back".to_owned(), back)], Vec::new());
    for ((name, t), (_, m)) in theirs.draft.fields().into_iter().zip(mine.fields()) {
        if t == m {
            agreed.push((name.to_owned(), m));
        } else {
            let words = (name == "kind").then(|| {
                (shell.say_of("body-kind", &t).to_string(), shell.say_of("body-kind", &m).to_string())
            });
            let label = label(&shell, name);
            differing.push(Differing { name: name.to_owned(), label, theirs: t, mine: m, words });
        }
    }
    let action = format!("{}/bodies/{}", shell.home(), theirs.id);
    let shell = shell.retitled("conflict-title");
    Conflict { shell, action, version: theirs.version, agreed, differing, who: String::new() }
}
