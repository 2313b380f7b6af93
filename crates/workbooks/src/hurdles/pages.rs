//! The page of hurdles: all that were marked in a working aid, and a new one.

use super::{
    model::{Hurdle, LONGEST, MOST},
    store,
};
use crate::workbooks::{self, Workbook, address, below, question_at, question_words};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, EditWorkbook, Permit, RuleLevel, ViewWorkbook};
use instrument::{Instrument, Item, Kind};
use serde::Deserialize;
use uuid::Uuid;
use web::{App, Error, Fields, Form, Page, Result, Shell, Texts, html, html_with};

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct At {
    /// The question at which a rule is to be marked.
    at: String,
}

#[derive(Template)]
#[template(path = "hurdles/list.html")]
struct ListPage {
    shell: Shell,
    form: Form,
    action: String,
    may_edit: bool,
    id: Uuid,
    questions: Vec<(String, String)>,
    levels: Vec<(String, String)>,
    hurdles: Vec<Line>,
}

struct Line {
    id: Uuid,
    to: String,
    question: String,
    question_at: String,
    level: &'static str,
    words: String,
    version: i64,
    /// Why what was typed is not taken; empty when nothing is wrong.
    wrong: String,
}

/// Questions at which a rule can be marked: where somebody writes and it stays.
fn questions(instrument: &Instrument) -> impl Iterator<Item = &Item> {
    let writes = |item: &Item| {
        instrument.fields_of(item).iter().any(|f| matches!(f.kind, Kind::Text { .. } | Kind::Rows(_)))
    };
    instrument.items().into_iter().filter(move |item| writes(item) && !instrument.is_shared(&item.uid))
}

/// The working aid, where it asks for hurdles at all.
pub(super) async fn open(db: &mut Read, permit: &Permit<ViewWorkbook>, aid: &str) -> Result<Workbook> {
    let workbook = workbooks::open(db, permit, aid).await?;
    let asks = workbook.instrument.bindings.iter().any(|(key, _)| key == super::KEY);
    if asks { Ok(workbook) } else { Err(Error::NotFound) }
}

pub(super) async fn list(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, aid)): Path<(String, String)>,
    Query(At { at }): Query<At>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let workbook = open(&mut db, &permit, &aid).await?;
    let item = workbook.instrument.item(&at);
    let fields = item.map(|item| workbook.instrument.fields_of(item)).unwrap_or_default();
    let said = fields
        .iter()
        .filter(|f| matches!(f.kind, Kind::Text { .. }))
        .find_map(|field| workbook.answers.get(&field.uid).map(|value| field.words(value).join("\n")));
    let form = Form::filled([("item", at), ("words", said.unwrap_or_default())]);
    html(&list_page(&app, &mut db, &permit, &page, &workbook, form, None).await?)
}

async fn list_page(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    page: &Page,
    workbook: &Workbook,
    form: Form,
    refused: Option<(Uuid, String, String)>,
) -> Result<ListPage> {
    let instrument = workbook.instrument;
    let shell = below(page.shell("hurdles-title"), instrument);
    let base = address(&shell, &instrument.key);
    let none = (String::new(), shell.say("hurdle-choose").to_string());
    let line = |hurdle: Hurdle| {
        let item = instrument.item(&hurdle.item);
        let refused = refused.as_ref().filter(|(id, ..)| *id == hurdle.id);
        Line {
            to: format!("{}/hurdles/{}", shell.home(), hurdle.id),
            question: item.map_or_else(|| hurdle.item.clone(), |item| question_words(instrument, item)),
            question_at: question_at(instrument, &base, &hurdle.item),
            level: hurdle.level.key(),
            words: refused.map_or(hurdle.words, |(_, typed, _)| typed.clone()),
            wrong: refused.map(|(.., message)| message.clone()).unwrap_or_default(),
            version: hurdle.version,
            id: hurdle.id,
        }
    };
    let hurdles = store::all(db, permit, &instrument.key).await?.into_iter().map(line).collect();
    let question = |item: &Item| (item.uid.clone(), question_words(instrument, item));
    Ok(ListPage {
        action: format!("{base}/hurdles"),
        may_edit: Permit::<EditWorkbook>::ask(permit.actor(), permit.place()).is_some(),
        id: base::uuid(app.clock(), app.chance()),
        questions: [none].into_iter().chain(questions(instrument).map(question)).collect(),
        levels: levels(&shell),
        hurdles,
        form,
        shell,
    })
}

fn levels(shell: &Shell) -> Vec<(String, String)> {
    let one =
        |level: RuleLevel| (level.key().to_owned(), shell.say_of("hurdle-level", level.key()).to_string());
    RuleLevel::ALL.into_iter().map(one).collect()
}

/// The words of a hurdle; why they are not taken, as a German sentence.
pub(super) fn judge_words(texts: &Texts, typed: &str) -> std::result::Result<String, String> {
    match base::clean(typed, LONGEST, true) {
        Ok(words) if words.is_empty() => Err(texts.say("form-needed").to_string()),
        Ok(words) => Ok(words),
        Err(fault) => Err(texts.fault(fault)),
    }
}

pub(super) async fn mark(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, aid)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response> {
    let id: Uuid = fields.hidden("id")?;
    let mut tx = app.db.begin(&permit).await?;
    let workbook = open(&mut tx, &permit.lesser(), &aid).await?;
    let mut form = Form::of(fields);
    let new = judge(
        &app.texts,
        workbook.instrument,
        id,
        tx.now(),
        [form.value("item"), form.value("level"), form.value("words")],
    );
    let mut new =
        new.map_err(|wrong| wrong.into_iter().for_each(|(field, message)| form.refuse(field, message)));
    if new.is_ok() && store::all(&mut tx, &permit.lesser(), "").await?.len() >= MOST {
        form.refuse("words", app.texts.say("hurdle-too-many"));
        new = Err(());
    }
    let Ok(new) = new else {
        let shown = list_page(&app, &mut tx, &permit.lesser(), &page, &workbook, form, None).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    };
    store::add(&mut tx, &permit, &workbook.instrument.key, &new).await?;
    tx.commit(&permit, &format!("hurdle {id} marked")).await?;
    Ok(back(&page, &aid, "hurdle-marked"))
}

/// A hurdle as it may be marked: at a question that can have one, of a known level.
pub(super) fn judge(
    texts: &Texts,
    instrument: &Instrument,
    id: Uuid,
    now: base::Instant,
    [item, level, words]: [&str; 3],
) -> std::result::Result<Hurdle, Vec<(&'static str, String)>> {
    let mut wrong = Vec::new();
    if questions(instrument).all(|question| question.uid != item) {
        wrong.push(("item", texts.say("hurdle-needs-question").to_string()));
    }
    let level = RuleLevel::from_key(level);
    if level.is_none() {
        wrong.push(("level", texts.say("hurdle-needs-level").to_string()));
    }
    match (judge_words(texts, words), level) {
        (Ok(words), Some(level)) if wrong.is_empty() => {
            Ok(Hurdle { id, item: item.to_owned(), level, words, version: 1, marked_at: now })
        }
        (Err(message), _) => {
            wrong.push(("words", message));
            Err(wrong)
        }
        _ => Err(wrong),
    }
}

fn back(page: &Page, aid: &str, done: &str) -> Response {
    let to = format!("{}/hurdles?done={done}", address(&page.shell("hurdles-title"), aid));
    Redirect::to(&to).into_response()
}

pub(super) async fn save(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let (aid, before) = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    let version: i64 = fields.hidden("version")?;
    let level = RuleLevel::from_key(fields.get("level").unwrap_or_default()).unwrap_or(before.level);
    let typed = fields.get("words").unwrap_or_default();
    let words = match judge_words(&app.texts, typed) {
        Ok(words) => words,
        Err(message) => {
            let refused = Some((id, typed.to_owned(), message));
            let workbook = open(&mut tx, &permit.lesser(), &aid).await?;
            let form = Form::default();
            let shown = list_page(&app, &mut tx, &permit.lesser(), &page, &workbook, form, refused).await?;
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
        }
    };
    if before.level == level && before.words == words {
        return Ok(back(&page, &aid, "hurdle-saved"));
    }
    let based = Hurdle { version, ..before.clone() };
    if before.version != version || !store::change(&mut tx, &permit, &based, level, &words).await? {
        return Err(Error::Stale);
    }
    tx.commit(&permit, &format!("hurdle {id} changed")).await?;
    Ok(back(&page, &aid, "hurdle-saved"))
}

pub(super) async fn remove(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let (aid, _) = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    store::remove(&mut tx, &permit, id).await?;
    tx.commit(&permit, &format!("hurdle {id} removed")).await?;
    Ok(back(&page, &aid, "hurdle-removed"))
}
