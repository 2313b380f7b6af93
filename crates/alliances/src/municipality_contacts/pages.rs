//! The pages of the contact map.

use super::model::{Draft, LINE, MunicipalityContact, Origin, QUESTION};
use super::store;
use crate::circle::Circle;
use crate::who;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, CastVote, EditAlliance, NameContacts, Permission, ViewVotes};
use uuid::Uuid;
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, html, html_with};

/// Who writes, and where the forms go: the office anywhere, a contact for its own
/// municipality.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writer {
    Office,
    Contact,
}

impl Writer {
    fn of(permit: &Permit<ViewVotes>) -> Option<Self> {
        if Permit::<EditAlliance>::ask(permit.actor(), permit.place()).is_some() {
            Some(Self::Office)
        } else {
            Permit::<CastVote>::ask(permit.actor(), permit.place()).map(|_| Self::Contact)
        }
    }
    const fn origin(self) -> Origin {
        match self {
            Self::Office => Origin::Office,
            Self::Contact => Origin::Contact,
        }
    }
    const fn path(self) -> &'static str {
        match self {
            Self::Office => "municipality-contacts",
            Self::Contact => "own-contacts",
        }
    }
}

/// The municipalities a permit may choose from.
fn choices<P: Permission>(permit: &Permit<P>, circle: &Circle) -> Vec<(String, String)> {
    circle.named().into_iter().filter(|(ags, _)| permit.municipality().is_none_or(|own| own == ags)).collect()
}

#[derive(Template)]
#[template(path = "municipality_contacts/list.html")]
struct ListPage {
    shell: Shell,
    may_edit: bool,
    rows: Vec<Row>,
    without: Vec<String>,
}

struct Row {
    id: Uuid,
    municipality: String,
    topic: String,
    who: String,
    reach: String,
    question: String,
    comment: String,
    is_undefined: bool,
    is_the_municipalitys: bool,
}

pub async fn list(permit: Permit<ViewVotes>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = under_municipalities(page.shell("municipality-contacts-title"));
    let found = store::list(&mut db, &permit).await?;
    let circle = Circle::of(&mut db, &permit).await?;
    let without = choices(&permit, &circle)
        .into_iter()
        .filter(|(ags, _)| found.iter().all(|c| c.draft.municipality_ags != *ags))
        .map(|(_, name)| name)
        .collect();
    let joined = |parts: [&String; 2]| {
        parts.into_iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join(", ")
    };
    let row = |c: &MunicipalityContact| Row {
        id: c.id,
        municipality: c.municipality.clone(),
        topic: c.draft.topic.clone(),
        who: joined([&c.draft.name, &c.draft.unit]),
        reach: joined([&c.draft.phone, &c.draft.email]),
        question: c.draft.question.clone(),
        comment: c.comment.clone(),
        is_undefined: c.draft.is_undefined,
        is_the_municipalitys: c.is_the_municipalitys(),
    };
    let rows = found.iter().map(row).collect();
    html(&ListPage { may_edit: Writer::of(&permit).is_some(), rows, without, shell })
}

#[derive(Template)]
#[template(path = "municipality_contacts/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    action: String,
    id: Uuid,
    version: i64,
    municipalities: Vec<(String, String)>,
    /// The entry as facts, where it is the municipality's and the office reads it; else empty.
    facts: Vec<(String, String)>,
    /// What the office remarks.
    comment: String,
    history: who::Told,
}

impl EditPage {
    fn of(
        shell: Shell,
        form: Form,
        id: Uuid,
        version: i64,
        writer: Writer,
        mut municipalities: Vec<(String, String)>,
    ) -> Self {
        if municipalities.len() > 1 {
            municipalities.insert(0, (String::new(), shell.say("accession-choose-body").to_string()));
        }
        let to = format!("{}/{}", shell.home(), writer.path());
        let action = if version > 0 { format!("{to}/{id}") } else { to };
        let (facts, comment, history) = (Vec::new(), String::new(), who::Told::default());
        Self { shell, form, action, id, version, municipalities, facts, comment, history }
    }

    /// The page of an entry; what is the municipality's the office reads only.
    fn of_entry(
        shell: Shell,
        form: Form,
        version: i64,
        writer: Writer,
        circle: &Circle,
        found: &MunicipalityContact,
        municipalities: Vec<(String, String)>,
    ) -> Self {
        let mut page = Self::of(shell, form, found.id, version, writer, municipalities);
        page.comment.clone_from(&found.comment);
        if writer == Writer::Office && found.is_the_municipalitys() {
            let shell = &page.shell;
            let filled = found.draft.fields().into_iter().filter(|(_, value)| !value.is_empty());
            page.facts = filled.map(|(f, v)| (label(shell, f), words(shell, circle, f, &v))).collect();
        }
        page
    }
}

pub async fn new(permit: Permit<NameContacts>, State(app): State<App>, page: Page) -> Result<Response> {
    let permit = permit.lesser();
    let writer = Writer::of(&permit).ok_or(Error::NotFound)?;
    let mut db = app.db.read(&permit).await?;
    let circle = Circle::of(&mut db, &permit).await?;
    let shell = under_list(page.shell("municipality-contact-new-title"));
    let (id, form) = (db.new_uuid(), Form::filled(Draft::default().fields()));
    html(&EditPage::of(shell, form, id, 0, writer, choices(&permit, &circle)))
}

pub async fn show(
    permit: Permit<NameContacts>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let permit = permit.lesser();
    let writer = Writer::of(&permit).ok_or(Error::NotFound)?;
    let mut db = app.db.read(&permit).await?;
    let found = store::find(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    let circle = Circle::of(&mut db, &permit).await?;
    let shell = under_list(page.shell_titled(format!("{}: {}", found.municipality, found.draft.topic)));
    let history = who::History::of(&mut db, &permit, id).await?;
    let history = history.lines(&shell, |f| label(&shell, f), |f, v| words(&shell, &circle, f, v));
    let form = Form::filled(found.draft.fields());
    let offered = choices(&permit, &circle);
    let page = EditPage::of_entry(shell, form, found.version, writer, &circle, &found, offered);
    html(&EditPage { history, ..page })
}

pub async fn create(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    added(&app, &permit, &page, fields, Writer::Office).await
}

pub async fn create_own(
    permit: Permit<CastVote>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    added(&app, &permit, &page, fields, Writer::Contact).await
}

async fn added<P: Permission>(
    app: &App,
    permit: &Permit<P>,
    page: &Page,
    fields: Fields,
    writer: Writer,
) -> Result<Response> {
    let id: Uuid = fields.hidden("id")?;
    let mut tx = app.db.begin(permit).await?;
    let circle = Circle::of(&mut tx, permit).await?;
    let municipalities = choices(permit, &circle);
    let shell = under_list(page.shell("municipality-contact-new-title"));
    let (form, draft) = read(&shell, Form::of(fields), &municipalities);
    let Some(draft) = draft else {
        let page = EditPage::of(shell, form, id, 0, writer, municipalities);
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    store::add(&mut tx, permit, id, &draft, writer.origin()).await?;
    tx.commit(permit, &format!("municipality contact {id} added")).await?;
    Ok(back(&shell, "municipality-contact-saved"))
}

pub async fn save(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    saved(&app, &permit, &page, id, fields, Writer::Office).await
}

pub async fn save_own(
    permit: Permit<CastVote>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    saved(&app, &permit, &page, id, fields, Writer::Contact).await
}

async fn saved<P: Permission>(
    app: &App,
    permit: &Permit<P>,
    page: &Page,
    id: Uuid,
    fields: Fields,
    writer: Writer,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(permit).await?;
    let before = store::find(&mut tx, permit, id).await?.ok_or(Error::NotFound)?;
    let circle = Circle::of(&mut tx, permit).await?;
    let municipalities = choices(permit, &circle);
    let shell = under_list(page.shell_titled(format!("{}: {}", before.municipality, before.draft.topic)));
    own_only(&shell, writer, &before)?;
    let (form, draft) = read(&shell, Form::of(fields), &municipalities);
    let Some(draft) = draft else {
        let page = EditPage::of_entry(shell, form, version, writer, &circle, &before, municipalities);
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if store::replace(&mut tx, permit, &before, &draft, writer.origin(), version).await?.is_none() {
        return conflict(shell, page.path(), &circle, &before, &draft).answer();
    }
    tx.commit(permit, &format!("municipality contact {id} changed")).await?;
    Ok(back(&shell, "municipality-contact-saved"))
}

pub async fn remove(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    removed(&app, &permit, &page, id, &fields, Writer::Office).await
}

/// Writes the office's remark on what a municipality has entered.
pub async fn comment(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &permit, id).await?.ok_or(Error::NotFound)?;
    let circle = Circle::of(&mut tx, &permit).await?;
    let shell = under_list(page.shell_titled(format!("{}: {}", before.municipality, before.draft.topic)));
    let mut form = Form::of(fields);
    let text = form.lines(&shell, "comment", QUESTION);
    if !form.is_good() {
        let offered = choices(&permit, &circle);
        let page = EditPage::of_entry(shell, form, version, Writer::Office, &circle, &before, offered);
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    if store::comment(&mut tx, &permit, &before, &text, version).await?.is_none() {
        let label = label(&shell, "comment");
        let theirs = before.comment.clone();
        let differing =
            vec![Differing { name: "comment".to_owned(), label, theirs, mine: text, words: None }];
        let (action, shell) = (page.path().to_owned(), shell.retitled("conflict-title"));
        let (agreed, who) = (Vec::new(), String::new());
        return Conflict { shell, action, version: before.version, agreed, differing, who }.answer();
    }
    tx.commit(&permit, &format!("municipality contact {id} commented")).await?;
    Ok(back(&shell, "municipality-contact-saved"))
}

/// What a municipality has entered about itself, the office leaves as it is.
fn own_only(shell: &Shell, writer: Writer, entry: &MunicipalityContact) -> Result<()> {
    if writer == Writer::Office && entry.is_the_municipalitys() {
        return Err(Error::Conflict(shell.say("municipality-contact-is-the-municipalitys").to_string()));
    }
    Ok(())
}

pub async fn remove_own(
    permit: Permit<CastVote>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    removed(&app, &permit, &page, id, &fields, Writer::Contact).await
}

async fn removed<P: Permission>(
    app: &App,
    permit: &Permit<P>,
    page: &Page,
    id: Uuid,
    fields: &Fields,
    writer: Writer,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(permit).await?;
    let found = store::find(&mut tx, permit, id).await?.ok_or(Error::NotFound)?;
    own_only(&page.shell("municipality-contacts-title"), writer, &found)?;
    if !store::remove(&mut tx, permit, &found, writer.origin(), version).await? {
        return Err(Error::Stale);
    }
    tx.commit(permit, &format!("municipality contact {id} removed")).await?;
    Ok(back(&page.shell("municipality-contacts-title"), "municipality-contact-removed"))
}

fn read(shell: &Shell, mut form: Form, municipalities: &[(String, String)]) -> (Form, Option<Draft>) {
    let municipality_ags = form.value("municipality_ags").to_owned();
    if municipalities.iter().all(|(ags, _)| *ags != municipality_ags) {
        form.refuse("municipality_ags", shell.say("accession-choose-body"));
    }
    let draft = Draft {
        municipality_ags,
        topic: form.line(shell, "topic", LINE),
        unit: form.line(shell, "unit", LINE),
        name: form.line(shell, "name", LINE),
        phone: form.line(shell, "phone", LINE),
        email: form.email(shell, "email"),
        is_undefined: form.ticked("is_undefined"),
        question: form.lines(shell, "question", QUESTION),
    };
    match draft.check() {
        Ok(draft) if form.is_good() => (form, Some(draft)),
        Ok(_) => (form, None),
        Err(refusal) => {
            if form.wrong(refusal.field()).is_empty() {
                form.refuse(refusal.field(), shell.say(refusal.text()));
            }
            (form, None)
        }
    }
}

fn label(shell: &Shell, field: &str) -> String {
    match field {
        "municipality_ags" => shell.say("note-about").to_string(),
        "phone" | "email" => shell.say_of("office", field).to_string(),
        other => shell.say_of("municipality-contact", other).to_string(),
    }
}

fn words(shell: &Shell, circle: &Circle, field: &str, value: &str) -> String {
    match field {
        "municipality_ags" => circle.name(value),
        "is_undefined" => shell.say(if value.is_empty() { "shell-no" } else { "shell-yes" }).to_string(),
        _ => value.to_owned(),
    }
}

fn conflict(
    shell: Shell,
    action: &str,
    circle: &Circle,
    theirs: &MunicipalityContact,
    mine: &Draft,
) -> Conflict {
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

fn back(shell: &Shell, done: &str) -> Response {
    Redirect::to(&format!("{}/municipality-contacts?done={done}", shell.home())).into_response()
}

fn under_municipalities(shell: Shell) -> Shell {
    let (words, href) =
        (shell.say("municipalities-title").to_string(), format!("{}/municipalities", shell.home()));
    shell.under(words, href)
}

fn under_list(shell: Shell) -> Shell {
    let shell = under_municipalities(shell);
    let words = shell.say("municipality-contacts-title").to_string();
    let href = format!("{}/municipality-contacts", shell.home());
    shell.under(words, href)
}
