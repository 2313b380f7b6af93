//! The same as JSON.

use super::{
    model::{Current, Entry, SOURCE, Told, Way},
    pages::{Search, open, sought},
    store,
};
use axum::{
    Json,
    extract::{Path, Query, State},
    response::Response,
};
use base::{Day, EditWorkbook, Instant, Permit, ViewWorkbook};
use instrument::Value;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Cursor, Error, IfMatch, JsonBody, Listed, Result, etag, listed};

/// A figure as programs see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FigureJson {
    /// Official key of the district or municipality.
    place: String,
    /// What is counted and of which kind.
    key: String,
    /// The same in words.
    words: String,
    #[serde(flatten)]
    entry: EntryJson,
    /// For `If-Match` on the next change.
    version: i64,
}

/// One entry.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EntryJson {
    /// The day it describes.
    as_of: Day,
    /// The number; null where there is none.
    value: Option<u64>,
    /// `unknown` or `not_collected`; null where there is a number, or where one is taken back.
    absence: Option<&'static str>,
    source: String,
    /// form, delivery, contribution, consolidation or program.
    way: &'static str,
    recorded_at: Instant,
}

/// A figure over time.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SeriesJson {
    place: String,
    key: String,
    words: String,
    /// For `If-Match` on the next change; 0 where nothing was entered.
    version: i64,
    /// What counts of each day, the earliest first.
    days: Vec<EntryJson>,
    /// Everything entered, the last first.
    entries: Vec<EntryJson>,
}

/// An entry to be added.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEntry {
    /// A whole number from 0, `unknown` or `not_collected`; null takes the day's number back.
    value: serde_json::Value,
    /// The day it describes, not in the future.
    as_of: Day,
    /// Where it comes from.
    #[serde(default)]
    source: String,
}

impl From<&Entry> for EntryJson {
    fn from(entry: &Entry) -> Self {
        let number = match entry.value {
            Some(Value::Number(number)) => Some(number),
            _ => None,
        };
        let absence = match entry.value {
            Some(Value::Absent(absence)) => Some(absence.code()),
            _ => None,
        };
        Self {
            as_of: entry.as_of,
            value: number,
            absence,
            source: entry.source.clone(),
            way: entry.way.key(),
            recorded_at: entry.recorded_at,
        }
    }
}

pub async fn list(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    cursor: Cursor,
    Query(search): Query<Search>,
) -> Result<Json<Listed<FigureJson>>> {
    let mut db = app.db.read(&permit).await?;
    let mut found = sought(store::all_current(&mut db, &permit).await?, &search);
    let key = |(current, _): &(Current, String)| format!("{} {}", current.place, current.key);
    found.sort_by_key(&key);
    found.retain(|row| key(row) > cursor.after);
    found.truncate(cursor.limit + 1);
    let json = |(current, words): (Current, String)| FigureJson {
        entry: EntryJson::from(&current.entry),
        version: current.version,
        place: current.place,
        key: current.key,
        words,
    };
    let rows = found.into_iter().map(json).collect();
    Ok(Json(listed(rows, &cursor, |row: &FigureJson| format!("{} {}", row.place, row.key))))
}

pub async fn show(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, place, figure)): Path<(String, String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shown = open(&mut db, &permit, place, &figure).await?;
    let version = shown.series.version();
    let body = SeriesJson {
        version,
        days: shown.series.days().into_iter().map(EntryJson::from).collect(),
        entries: shown.series.entries().into_iter().map(EntryJson::from).collect(),
        place: shown.place,
        key: shown.key,
        words: shown.words,
    };
    Ok(etag(version, &body))
}

pub async fn add(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    Path((alliance, place, figure)): Path<(String, String, String)>,
    IfMatch(version): IfMatch,
    JsonBody(new): JsonBody<NewEntry>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let shown = open(&mut tx, &permit.lesser(), place.clone(), &figure).await?;
    let said = |id: &str| app.texts.say(id).to_string();
    if new.as_of > app.clock().today() {
        return Err(Error::Field { field: "as_of", message: said("figures-future") });
    }
    let source = base::clean(&new.source, SOURCE, false)
        .map_err(|_| Error::Field { field: "source", message: said("figures-source-unfit") })?;
    let raw = match &new.value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let value = Value::read_number(&[raw]).map_err(|fault| Error::Field {
        field: "value",
        message: crate::workbooks::fault_words(&app.texts, &fault),
    })?;
    let told = Told { value, as_of: Some(new.as_of), source: Some(source), way: Way::Program, moves: false };
    match store::enter(&mut tx, &permit, &shown.place, &shown.key, Some(version), &told).await {
        Ok(_) => {}
        Err(::store::Error::Taken) => return Err(Error::Stale),
        Err(e) => return Err(e.into()),
    }
    tx.commit(&permit, &format!("figure {} of {} entered", shown.key, shown.place)).await?;
    show(permit.lesser(), State(app), Path((alliance, place, figure))).await
}
