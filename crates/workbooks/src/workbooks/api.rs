//! The working copy as JSON.

use super::{
    model::{Stored, Workbook, read_json},
    opening,
    pages::{brought_in, fault_words, stage_key},
    saving,
    saving::{Based, Change, Outcome},
};
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use base::{EditWorkbook, Instant, Permit, ViewWorkbook};
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
}

fn answer(uid: &str, row: Option<&Stored>) -> AnswerJson {
    let value = row.and_then(|row| row.value.as_deref()).and_then(|v| serde_json::from_str(v).ok());
    AnswerJson {
        item: uid.to_owned(),
        value: value.unwrap_or_default(),
        version: row.map_or(0, |row| row.version),
        changed_at: row.map(|row| row.changed_at),
    }
}

pub async fn show(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Json<WorkbookJson>> {
    let mut db = app.db.read(&permit).await?;
    let workbook = opening::open(&mut db, &permit, &key).await?;
    let bound = brought_in(&app, &mut db, &permit).await?;
    let Workbook { instrument, answers, rows, .. } = workbook;
    let progress = instrument.progress(&answers, &bound);
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
        hints: instrument.hints(&answers, &bound).into_iter().map(hint).collect(),
        answers: rows.iter().map(|(uid, row)| answer(uid, Some(row))).collect(),
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
    Ok(etag(workbook.version_of(&uid), &answer(&uid, workbook.rows.get(&uid))))
}

pub async fn save(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    Path((_, key, uid)): Path<(String, String, String)>,
    IfMatch(version): IfMatch,
    JsonBody(new): JsonBody<NewAnswer>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let instrument = opening::in_use(&mut db, &permit.lesser(), &key).await?;
    let field = instrument.field(&uid).ok_or(Error::NotFound)?;
    drop(db);
    let value = read_json(field, &new.value)
        .map_err(|fault| Error::Field { field: "value", message: fault_words(&app.texts, &fault) })?;
    let value = value.map(|value| value.to_stored());
    let change = Change { instrument, uid: uid.clone(), value, based: Based::On(version) };
    let version = match saving::save(&app.db, &permit, change).await? {
        Outcome::Saved(version) => version,
        Outcome::Stale(_) => return Err(Error::Stale),
        Outcome::Moved => return Err(Error::Conflict(app.texts.say("workbook-moved").to_string())),
    };
    let mut db = app.db.read(&permit).await?;
    let workbook = opening::open(&mut db, &permit.lesser(), &key).await?;
    Ok(etag(version, &answer(&uid, workbook.rows.get(&uid))))
}
