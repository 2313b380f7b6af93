//! The pages about confidential notes.

use super::model::{Draft, LONG, Note, Reservation};
use super::store;
use crate::circle::Circle;
use crate::who;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{KeepNotes, NoteId};
use serde::Deserialize;
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, html, html_with};

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct About {
    about: String,
}

#[derive(Template)]
#[template(path = "notes/list.html")]
struct ListPage {
    shell: Shell,
    about: String,
    municipalities: Vec<(String, String)>,
    rows: Vec<Row>,
}

struct Row {
    id: NoteId,
    municipality: String,
    reservation: String,
    content: String,
    resolution: String,
    written_on: String,
}

pub async fn list(
    permit: Permit<KeepNotes>,
    State(app): State<App>,
    page: Page,
    Query(asked): Query<About>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = under_municipalities(page.shell("notes-title"));
    let found = store::list(&mut db, &permit, &asked.about).await?;
    let mut municipalities = vec![(String::new(), shell.say("notes-all").to_string())];
    municipalities.extend(Circle::of(&mut db, &permit).await?.named());
    let row = |n: Note| Row {
        id: n.id,
        municipality: n.municipality,
        reservation: shell.say_of("note-reservation", n.draft.reservation.key()).to_string(),
        content: n.draft.content,
        resolution: n.draft.resolution,
        written_on: n.written_on.german(),
    };
    let rows = found.into_iter().map(row).collect();
    html(&ListPage { about: asked.about, municipalities, rows, shell })
}

#[derive(Template)]
#[template(path = "notes/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    action: String,
    id: NoteId,
    version: i64,
    municipalities: Vec<(String, String)>,
    reservations: Vec<(String, String)>,
    history: who::Told,
}

impl EditPage {
    fn of(shell: Shell, form: Form, id: NoteId, version: i64, circle: &Circle) -> Self {
        let mut municipalities = vec![(String::new(), shell.say("accession-choose-body").to_string())];
        municipalities.extend(circle.named());
        let reservations = Reservation::ALL
            .iter()
            .map(|r| (r.key().to_owned(), shell.say_of("note-reservation", r.key()).to_string()))
            .collect();
        let action = if version > 0 {
            format!("{}/notes/{id}", shell.home())
        } else {
            format!("{}/notes", shell.home())
        };
        Self { shell, form, action, id, version, municipalities, reservations, history: who::Told::default() }
    }
}

pub async fn new(
    permit: Permit<KeepNotes>,
    State(app): State<App>,
    page: Page,
    Query(asked): Query<About>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let circle = Circle::of(&mut db, &permit).await?;
    let draft = Draft { municipality_ags: asked.about, ..Draft::default() };
    let shell = under_list(page.shell("note-new-title"));
    let id = NoteId::new(app.clock(), app.chance());
    html(&EditPage::of(shell, Form::filled(draft.fields()), id, 0, &circle))
}

pub async fn create(
    permit: Permit<KeepNotes>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let id: NoteId = fields.hidden("id")?;
    let mut tx = app.db.begin(&permit).await?;
    let circle = Circle::of(&mut tx, &permit).await?;
    let shell = under_list(page.shell("note-new-title"));
    let (form, draft) = read(&shell, Form::of(fields), &circle);
    let Some(draft) = draft else {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage::of(shell, form, id, 0, &circle));
    };
    store::add(&mut tx, &permit, id, &draft).await?;
    tx.commit(&permit, &format!("note {id} added")).await?;
    Ok(Redirect::to(&format!("{}/notes?done=note-saved", shell.home())).into_response())
}

pub async fn show(
    permit: Permit<KeepNotes>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, NoteId)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let found = store::find(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    let circle = Circle::of(&mut db, &permit).await?;
    let shell = under_list(page.shell_titled(found.municipality.clone()));
    let history = who::History::of(&mut db, &permit, id.uuid()).await?;
    let history = history.lines(&shell, |f| label(&shell, f), |f, v| words(&shell, &circle, f, v));
    let form = Form::filled(found.draft.fields());
    html(&EditPage { history, ..EditPage::of(shell, form, id, found.version, &circle) })
}

pub async fn save(
    permit: Permit<KeepNotes>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, NoteId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &permit, id).await?.ok_or(Error::NotFound)?;
    let circle = Circle::of(&mut tx, &permit).await?;
    let shell = under_list(page.shell_titled(before.municipality.clone()));
    let (form, draft) = read(&shell, Form::of(fields), &circle);
    let Some(draft) = draft else {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage::of(shell, form, id, version, &circle));
    };
    if store::replace(&mut tx, &permit, &before, &draft, version).await?.is_none() {
        return conflict(shell, page.path(), &circle, &before, &draft).answer();
    }
    tx.commit(&permit, &format!("note {id} changed")).await?;
    Ok(Redirect::to(&format!("{}/notes?done=note-saved", shell.home())).into_response())
}

fn read(shell: &Shell, mut form: Form, circle: &Circle) -> (Form, Option<Draft>) {
    let municipality_ags = form.value("municipality_ags").to_owned();
    if !circle.has(&municipality_ags) {
        form.refuse("municipality_ags", shell.say("accession-choose-body"));
    }
    let reservation = Reservation::from_key(form.value("reservation"));
    if reservation.is_none() {
        form.refuse("reservation", shell.say("form-unknown-choice"));
    }
    let content = form.lines(shell, "content", LONG);
    if content.is_empty() && form.wrong("content").is_empty() {
        form.refuse("content", shell.say("form-needed"));
    }
    let resolution = form.lines(shell, "resolution", LONG);
    let draft = Draft { municipality_ags, reservation: reservation.unwrap_or_default(), content, resolution };
    let good = form.is_good();
    (form, good.then_some(draft))
}

fn label(shell: &Shell, field: &str) -> String {
    match field {
        "municipality_ags" => shell.say("note-about").to_string(),
        other => shell.say_of("note", other).to_string(),
    }
}

fn words(shell: &Shell, circle: &Circle, field: &str, value: &str) -> String {
    match field {
        "municipality_ags" => circle.name(value),
        "reservation" if Reservation::from_key(value).is_some() => {
            shell.say_of("note-reservation", value).to_string()
        }
        _ => value.to_owned(),
    }
}

fn conflict(shell: Shell, action: &str, circle: &Circle, theirs: &Note, mine: &Draft) -> Conflict {
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    for ((name, t), (_, m)) in theirs.draft.fields().into_iter().zip(mine.fields()) {
        if t == m {
            agreed.push((name.to_owned(), m));
        } else {
            let words = Some((words(&shell, circle, name, &t), words(&shell, circle, name, &m)));
            let label = label(&shell, name);
            differing.push(Differing { name: name.to_owned(), label, theirs: t, mine: m, words });
        }
    }
    let (action, shell) = (action.to_owned(), shell.retitled("conflict-title"));
    Conflict { shell, action, version: theirs.version, agreed, differing, who: String::new() }
}

fn under_municipalities(shell: Shell) -> Shell {
    let (words, href) =
        (shell.say("municipalities-title").to_string(), format!("{}/municipalities", shell.home()));
    shell.under(words, href)
}

fn under_list(shell: Shell) -> Shell {
    let shell = under_municipalities(shell);
    let (words, href) = (shell.say("notes-title").to_string(), format!("{}/notes", shell.home()));
    shell.under(words, href)
}
