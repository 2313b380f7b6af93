//! The working copy as JSON.

use super::{
    checks,
    model::{Stored, Workbook, read_json},
    opening,
    pages::{brought_in, fault_words, stage_key},
    saving,
    saving::{Based, Beside, Change, Outcome},
};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use base::{Day, EditWorkbook, Instant, Permit, ViewWorkbook};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use web::{App, Error, IfMatch, JsonBody, Result, etag};

/// A working copy as programs see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkbookJson {
    /// The working aid's key.
    instrument: String,
    /// The version the copy is in.
    version: u32,
    title: String,
    sections: Vec<SectionJson>,
    /// Every field touched so far.
    answers: Vec<AnswerJson>,
    /// What other parts of the system bring in, by binding.
    bound: BTreeMap<String, BoundJson>,
    /// Remarks; none of them blocks.
    hints: Vec<HintJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SectionJson {
    uid: String,
    /// The printed number.
    number: String,
    title: String,
    /// `empty`, `begun` or `complete`.
    state: &'static str,
    /// Questions with an answer.
    answered: usize,
    /// Questions asked under the answers so far.
    asked: usize,
}

/// One answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AnswerJson {
    /// The field's uid.
    item: String,
    /// Text, number, truth value, list of codes or list of rows; null when the
    /// field was emptied.
    value: serde_json::Value,
    /// For `If-Match` on the next change; 0 for a field nobody touched.
    version: i64,
    /// When it was last changed.
    changed_at: Option<Instant>,
    /// The day a figure describes; absent for other answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Day>,
    /// Where a figure comes from; absent for other answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct BoundJson {
    /// Codes.
    values: Vec<String>,
    /// The same in words.
    text: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct HintJson {
    uid: String,
    /// The section or question beside which it stands.
    at: String,
    text: String,
}

/// An answer to be saved.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    /// Text, number, truth value, list of codes or list of rows; null empties the field.
    value: serde_json::Value,
    /// The day a figure describes; today unless said. Not in the future.
    #[serde(default)]
    as_of: Option<Day>,
    /// Where a figure comes from.
    #[serde(default)]
    source: Option<String>,
}

fn answer(uid: &str, workbook: &Workbook) -> AnswerJson {
    let row: Option<&Stored> = workbook.rows.get(uid);
    let figure = workbook.figures.get(uid).map(|current| &current.entry).filter(|e| e.value.is_some());
    let value = row.and_then(|row| row.value.as_deref()).and_then(|v| serde_json::from_str(v).ok());
    AnswerJson {
        item: uid.to_owned(),
        value: value.unwrap_or_default(),
        version: row.map_or(0, |row| row.version),
        changed_at: row.map(|row| row.changed_at),
        as_of: figure.map(|entry| entry.as_of),
        source: figure.map(|entry| entry.source.clone()),
    }
}

pub async fn show(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Json<WorkbookJson>> {
    let mut db = app.db.read(&permit).await?;
    let workbook = opening::open(&mut db, &permit, &key).await?;
    let bound = brought_in(&app.bindings, &mut db, &permit, workbook.instrument).await?;
    let instrument = workbook.instrument;
    let progress = instrument.progress(&workbook.answers, &bound);
    let section = |(s, p): (&instrument::Section, instrument::SectionProgress)| SectionJson {
        uid: s.uid.clone(),
        number: s.id.clone(),
        title: s.title.clone(),
        state: stage_key(p.state),
        answered: p.answered,
        asked: p.asked,
    };
    let hint = |h: instrument::Hint| HintJson { uid: h.uid, at: h.at, text: h.text };
    Ok(Json(WorkbookJson {
        instrument: instrument.key.clone(),
        version: instrument.version,
        title: instrument.title.clone(),
        sections: instrument.sections.iter().zip(progress).map(section).collect(),
        hints: checks::hints(&app.texts, &workbook, &bound).into_iter().map(hint).collect(),
        answers: workbook.rows.keys().map(|uid| answer(uid, &workbook)).collect(),
        bound: bound
            .into_iter()
            .map(|(key, b)| (key, BoundJson { values: b.values, text: b.text }))
            .collect(),
    }))
}

pub async fn show_answer(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, key, uid)): Path<(String, String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let workbook = opening::open(&mut db, &permit, &key).await?;
    workbook.instrument.field(&uid).ok_or(Error::NotFound)?;
    Ok(etag(workbook.version_of(&uid), &answer(&uid, &workbook)))
}

pub async fn save(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    Path((_, key, uid)): Path<(String, String, String)>,
    IfMatch(version): IfMatch,
    JsonBody(new): JsonBody<NewAnswer>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (instrument, found) = opening::in_use_with(&mut db, &permit, &key, &uid).await?;
    let field = instrument.field(&uid).ok_or(Error::NotFound)?;
    let value = read_json(field, &new.value)
        .map_err(|fault| Error::Field { field: "value", message: fault_words(&app.texts, &fault) })?;
    let value = value.map(|value| value.to_stored());
    let beside = beside(&app, field, &new)?;
    let change = Change { instrument, uid: uid.clone(), value, based: Based::On(version), beside };
    let version = match saving::save(&app.db, db, &permit, change, found.as_ref()).await? {
        Outcome::Saved(version) => version,
        Outcome::Stale(_) => return Err(Error::Stale),
        Outcome::Moved => return Err(Error::Conflict(app.texts.say("workbook-moved").to_string())),
    };
    let mut db = app.db.read(&permit).await?;
    let workbook = opening::open(&mut db, &permit.lesser(), &key).await?;
    Ok(etag(version, &answer(&uid, &workbook)))
}

/// What belongs to a figure, and only to one.
fn beside(app: &App, field: &instrument::Field, new: &NewAnswer) -> Result<Beside> {
    let refused = |field, id| Err(Error::Field { field, message: app.texts.say(id).to_string() });
    if new.as_of.is_some_and(|day| day > app.clock().today()) {
        return refused("as_of", "figures-future");
    }
    if field.figure.is_none() && (new.as_of.is_some() || new.source.is_some()) {
        return refused("as_of", "figures-none-here");
    }
    let clean = |text: &String| base::clean(text, crate::figures::SOURCE, false);
    match new.source.as_ref().map(clean).transpose() {
        Ok(source) => Ok(Beside { as_of: new.as_of, source, chosen: false, agreed: false }),
        Err(_) => refused("source", "figures-source-unfit"),
    }
}
