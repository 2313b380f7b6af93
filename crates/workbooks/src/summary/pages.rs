//! The page of a question that is written from others, and of one passage.

use super::{
    acts::{self, Desk, Wanted},
    model::{Offer, Passage, Standing, standing, topics},
    store,
};
use crate::{
    hurdles, returns,
    workbooks::{address, below, question_at, question_words},
};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, EditWorkbook, Permit, PersonId, ViewWorkbook};
use instrument::{Instrument, NO, Value};
use std::collections::BTreeMap;
use uuid::Uuid;
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Result, Shell, html, html_with};

/// Changes of one passage that are listed.
const CHANGES: i64 = 50;

#[derive(Template)]
#[template(path = "summary/show.html")]
struct ShowPage {
    shell: Shell,
    form: Form,
    action: String,
    /// The question, and where it is answered.
    question: String,
    back: String,
    may_edit: bool,
    /// It was answered with no: what is taken stays in the alliance.
    is_no: bool,
    leaves: bool,
    taken: Vec<TakenLine>,
    groups: Vec<Group>,
    topics: Vec<(String, String)>,
    id: Uuid,
}

struct TakenLine {
    to: String,
    words: String,
    topic: String,
    source: Option<(String, String)>,
    taken: String,
    version: i64,
    /// What has changed at the source, if anything.
    change: Option<Change>,
}

struct Change {
    before: String,
    /// What the source says now; empty where it says nothing of it any more.
    now: String,
}

/// Passages on offer from one source.
struct Group {
    /// What the source asks, with its number.
    title: String,
    to: String,
    /// Who said it last and when; empty where nobody knows.
    who: String,
    offers: Vec<OfferLine>,
}

struct OfferLine {
    key: String,
    words: String,
    topic: String,
}

/// What a passage was taken from, in words.
pub(crate) fn source_words(shell: &Shell, instrument: &Instrument, passage: &Passage) -> String {
    if passage.source.is_empty() {
        return shell.say("summary-own").to_string();
    }
    source_of(shell, instrument, &passage.source, &passage.source_part).0
}

/// The number and words of a source, and where it stands.
fn source_of(shell: &Shell, instrument: &Instrument, source: &str, part: &str) -> (String, String) {
    let base = address(shell, &instrument.key);
    if source == hurdles::KEY {
        return hurdles::source_of(shell, &base, part);
    }
    if instrument.bindings.iter().any(|(key, _)| key == source) {
        return (shell.say("summary-from-elsewhere").to_string(), base);
    }
    let item = match instrument.field(source) {
        Some(field) => instrument.item(&field.item),
        None => instrument.item(source),
    };
    let Some(item) = item else { return (source.to_owned(), base) };
    (question_words(instrument, item), question_at(instrument, &base, &item.uid))
}

pub(super) async fn show(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, aid, item)): Path<(String, String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let desk = acts::open(&app, &mut db, &permit, &aid, &item).await?;
    html(&show_page(&app, &mut db, &permit, &page, desk, Form::default()).await?)
}

async fn show_page(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    page: &Page,
    desk: Desk,
    form: Form,
) -> Result<ShowPage> {
    let (instrument, item) = (desk.workbook.instrument, desk.item);
    let number = item.id.clone().unwrap_or_default();
    let shell = below(
        page.shell_titled(app.texts.say("summary-title").with("number", number.as_str()).to_string()),
        instrument,
    );
    let base = address(&shell, &instrument.key);
    let back = question_at(instrument, &base, &item.uid);
    let of_sources = desk.offers.iter().filter_map(|o| desk.workbook.rows.get(&o.offered.source)?.changed_by);
    let people = desk.taken().filter_map(|p| p.taken_by).chain(of_sources).collect();
    let names = returns::store::names(db, permit, people).await?;
    let topics = topics(&app.texts, instrument, item);
    let topic = |key: &str| {
        let found = topics.iter().find(|(known, _)| known == key && !key.is_empty());
        found.map(|(_, label)| label.clone()).unwrap_or_default()
    };
    let taken: Vec<TakenLine> = desk
        .taken()
        .map(|passage| taken_line(&shell, &desk, passage, topic(&passage.topic), &names))
        .collect();
    let mut groups: Vec<Group> = Vec::new();
    for offer in desk.on_offer() {
        let (title, to) = source_of(&shell, instrument, &offer.offered.source, &offer.offered.part);
        let line = OfferLine {
            key: offer.key.clone(),
            words: offer.words.clone(),
            topic: topic(&offer.offered.topic),
        };
        match groups.last_mut().filter(|group| group.title == title) {
            Some(group) => group.offers.push(line),
            None => groups.push(Group {
                who: said_by(&shell, &desk, offer, &names),
                title,
                to,
                offers: vec![line],
            }),
        }
    }
    Ok(ShowPage {
        action: format!("{base}/passages/{}", item.uid),
        question: format!("{number} {}", item.label).trim().to_owned(),
        may_edit: Permit::<EditWorkbook>::ask(permit.actor(), permit.place()).is_some(),
        is_no: desk.workbook.answers.get(&item.uid) == Some(&Value::Choice(NO.to_owned())),
        leaves: instrument.is_shared(&item.uid),
        id: base::uuid(app.clock(), app.chance()),
        taken,
        groups,
        topics,
        back,
        form,
        shell,
    })
}

fn taken_line(
    shell: &Shell,
    desk: &Desk,
    passage: &Passage,
    topic: String,
    names: &BTreeMap<PersonId, String>,
) -> TakenLine {
    let change = match standing(passage, &desk.offers) {
        Standing::Own | Standing::Same => None,
        Standing::Changed(now) => Some(Change { before: passage.source_words.clone(), now }),
        Standing::Gone => Some(Change { before: passage.source_words.clone(), now: String::new() }),
    };
    let source = (!passage.source.is_empty())
        .then(|| source_of(shell, desk.workbook.instrument, &passage.source, &passage.source_part));
    let name = passage.taken_by.and_then(|person| names.get(&person)).cloned().unwrap_or_default();
    let said = if name.is_empty() { "summary-taken-at" } else { "summary-taken-at-by" };
    TakenLine {
        to: format!("{}/passages/{}", shell.home(), passage.id),
        words: passage.words.clone(),
        topic,
        source,
        taken: shell.say(said).with("at", passage.taken_at.german()).with("name", name).to_string(),
        version: passage.version,
        change,
    }
}

/// Who last changed the answer an offer comes from.
fn said_by(shell: &Shell, desk: &Desk, offer: &Offer, names: &BTreeMap<PersonId, String>) -> String {
    let Some(row) = desk.workbook.rows.get(&offer.offered.source) else { return String::new() };
    let name = row.changed_by.and_then(|person| names.get(&person)).cloned().unwrap_or_default();
    let said = if name.is_empty() { "workbook-changed" } else { "workbook-changed-by" };
    shell.say(said).with("name", name).with("at", row.changed_at.german()).to_string()
}

/// Takes over what was ticked, and what was written.
pub(super) async fn take(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, aid, item)): Path<(String, String, String)>,
    fields: Fields,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let desk = acts::open(&app, &mut tx, &permit.lesser(), &aid, &item).await?;
    let mut wanted =
        Wanted { offers: fields.all("take").into_iter().map(str::to_owned).collect(), own: None };
    let is_own = fields.get("words").is_some();
    let id = if is_own { Some(fields.hidden::<Uuid>("id")?) } else { None };
    let mut form = Form::of(fields);
    if let Some(id) = id {
        match acts::judge(&app, &desk, form.value("words"), form.value("topic")) {
            Ok((words, topic)) => wanted.own = Some((id, words, topic)),
            Err((field, message)) => form.refuse(field, message),
        }
    } else if wanted.offers.is_empty() {
        form.refuse("take", app.texts.say("summary-nothing-chosen"));
    }
    if !form.is_good() {
        let shown = show_page(&app, &mut tx, &permit.lesser(), &page, desk, form).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    }
    let taken = acts::take(&app.texts, &mut tx, &permit, &desk, &wanted).await?;
    tx.commit(&permit, &format!("{taken} passages taken over")).await?;
    Ok(back(&page, &desk, "passages-taken"))
}

fn back(page: &Page, desk: &Desk, done: &str) -> Response {
    let base = address(&page.shell("summary-edit"), &desk.workbook.instrument.key);
    Redirect::to(&format!("{base}/passages/{}?done={done}", desk.item.uid)).into_response()
}

#[derive(Template)]
#[template(path = "summary/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    action: String,
    back: String,
    version: i64,
    topics: Vec<(String, String)>,
    source: Option<(String, String)>,
    source_words: String,
    changes: Vec<ChangeLine>,
    erasure: String,
    may_edit: bool,
}

struct ChangeLine {
    at: String,
    who: String,
    said: String,
    erased: bool,
}

pub(super) async fn edit(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (desk, passage) = acts::open_at(&app, &mut db, &permit, id).await?;
    let form = Form::filled([("words", passage.words.as_str()), ("topic", passage.topic.as_str())]);
    html(&edit_page(&app, &mut db, &permit, &page, &desk, &passage, form).await?)
}

async fn edit_page(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    page: &Page,
    desk: &Desk,
    passage: &Passage,
    form: Form,
) -> Result<EditPage> {
    let entries = db.history(permit, passage.id, CHANGES).await?;
    let names = returns::store::names(db, permit, entries.iter().filter_map(|e| e.person).collect()).await?;
    let instrument = desk.workbook.instrument;
    let shell = below(page.shell("summary-edit"), instrument);
    let base = address(&shell, &instrument.key);
    let back = format!("{base}/passages/{}", desk.item.uid);
    let number = desk.item.id.clone().unwrap_or_default();
    let words = shell.say("summary-title").with("number", number).to_string();
    let shell = shell.under(words, back.clone());
    let line = |entry: &::store::Entry| ChangeLine {
        at: entry.at.german(),
        who: entry.person.and_then(|person| names.get(&person)).cloned().unwrap_or_default(),
        said: match (&entry.field[..], &entry.after) {
            _ if entry.erased => shell.say("workbook-history-erased").to_string(),
            ("topic", Some(key)) => {
                let known = instrument.topics(desk.item).into_iter().find(|topic| topic.key == *key);
                known.map_or_else(|| shell.say("summary-no-topic").to_string(), |topic| topic.label)
            }
            (_, after) => after.clone().unwrap_or_default(),
        },
        erased: entry.erased,
    };
    let may_edit = Permit::<EditWorkbook>::ask(permit.actor(), permit.place()).is_some();
    Ok(EditPage {
        action: format!("{}/passages/{}", shell.home(), passage.id),
        version: passage.version,
        topics: topics(&app.texts, instrument, desk.item),
        source: (!passage.source.is_empty())
            .then(|| source_of(&shell, instrument, &passage.source, &passage.source_part)),
        source_words: passage.source_words.clone(),
        changes: entries.iter().map(line).collect(),
        erasure: web::history_erasure(&shell, permit.actor(), passage.id, &entries),
        may_edit,
        back,
        form,
        shell,
    })
}

pub(super) async fn save(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let (desk, before) = acts::open_at(&app, &mut tx, &permit.lesser(), id).await?;
    let mut form = Form::of(fields);
    let (words, topic) = match acts::judge(&app, &desk, form.value("words"), form.value("topic")) {
        Ok(judged) => judged,
        Err((field, message)) => {
            form.refuse(field, message);
            let shown = EditPage {
                version,
                ..edit_page(&app, &mut tx, &permit.lesser(), &page, &desk, &before, form).await?
            };
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
        }
    };
    if before.words == words && before.topic == topic {
        return Ok(back(&page, &desk, "passage-saved"));
    }
    let based = Passage { version, ..before.clone() };
    let after = Passage { words, topic, ..before.clone() };
    if before.version != version || !store::change(&mut tx, &permit, &based, &after).await? {
        return conflict(&page, &desk, &before, &after);
    }
    tx.commit(&permit, &format!("passage {id} changed")).await?;
    Ok(back(&page, &desk, "passage-saved"))
}

fn conflict(page: &Page, desk: &Desk, theirs: &Passage, mine: &Passage) -> Result<Response> {
    let shell = below(page.shell("conflict-title"), desk.workbook.instrument);
    let differing = Differing {
        name: "words".to_owned(),
        label: desk.item.label.clone(),
        theirs: theirs.words.clone(),
        mine: mine.words.clone(),
        words: None,
    };
    Conflict {
        action: format!("{}/passages/{}", shell.home(), theirs.id),
        version: theirs.version,
        agreed: vec![("topic".to_owned(), mine.topic.clone())],
        differing: vec![differing],
        who: String::new(),
        shell,
    }
    .answer()
}

/// Takes over what the source says now, or notes that the passage stays as it is.
pub(super) async fn renew(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let seen = fields.get("seen").unwrap_or_default().replace("\r\n", "\n");
    let takes = fields.get("how") == Some("take");
    let mut tx = app.db.begin(&permit).await?;
    let (desk, before) = acts::open_at(&app, &mut tx, &permit.lesser(), id).await?;
    if before.version != version {
        return Err(Error::Stale);
    }
    let now = match standing(&before, &desk.offers) {
        Standing::Own | Standing::Same => return Ok(back(&page, &desk, "passage-saved")),
        Standing::Changed(now) => now,
        Standing::Gone => String::new(),
    };
    if now != seen {
        return Err(Error::Conflict(app.texts.say("summary-changed-meanwhile").to_string()));
    }
    let after = match (now.is_empty(), takes) {
        (false, true) => Passage { words: now.clone(), source_words: now, ..before.clone() },
        (false, false) => Passage { source_words: now, ..before.clone() },
        // Without a source they are words of one's own from now on.
        (true, _) => Passage {
            source: String::new(),
            source_part: String::new(),
            source_words: String::new(),
            ..before.clone()
        },
    };
    if !store::change(&mut tx, &permit, &before, &after).await? {
        return Err(Error::Stale);
    }
    tx.commit(&permit, &format!("passage {id} renewed")).await?;
    Ok(back(&page, &desk, "passage-saved"))
}

pub(super) async fn drop_one(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let (desk, _) = acts::open_at(&app, &mut tx, &permit.lesser(), id).await?;
    if !store::drop_one(&mut tx, &permit, id).await? {
        return Err(Error::NotFound);
    }
    tx.commit(&permit, &format!("passage {id} dropped")).await?;
    Ok(back(&page, &desk, "passage-dropped"))
}
