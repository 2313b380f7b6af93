//! Opening a working copy: which version it is in and what was answered.

use super::{
    model::{Stored, Workbook},
    saving::Found,
    store,
};
use crate::{
    figures,
    instruments::catalogue,
    returns,
    summary::{self, Passage},
};
use ::store::Read;
use base::{EditWorkbook, Permit, ViewWorkbook, WorkbookId};
use instrument::{Answers, Instrument, Taken, Value};
use web::{Error, Result};

/// Opens the alliance's working copy of that working aid; empty where nothing
/// was saved yet.
///
/// # Errors
/// `NotFound` when there is no such working aid.
pub async fn open(db: &mut Read, permit: &Permit<ViewWorkbook>, instrument: &str) -> Result<Workbook> {
    let Some(copy) = store::find(db, permit, instrument).await? else {
        let instrument = to_begin_with(db, permit, instrument).await?;
        let (answers, rows, figures) = (Answers::new(), [].into(), [].into());
        let (place, passages) = (String::new(), Vec::new());
        let workbook = Workbook { instrument, id: None, answers, rows, figures, place, passages };
        return with_figures(db, permit, workbook).await;
    };
    let instrument = in_version(instrument, copy.instrument_version)?;
    let rows = store::answers(db, permit, copy.id).await?;
    let mut answers = Answers::new();
    for (uid, row) in &rows {
        // An answer whose question is asked no more lives on as an earlier answer.
        let Some(field) = instrument.field(uid) else { continue };
        if field.figure.is_some() {
            continue;
        }
        let value = row.value.as_deref().map(|stored| Value::from_stored(&field.kind, stored)).transpose();
        answers.set(uid, value.map_err(|e| Error::Internal(format!("answer {}: {e}", row.id)))?);
    }
    for (uid, earlier) in store::earlier(db, permit, copy.id).await? {
        answers.keep_earlier(uid, earlier);
    }
    let (rows, figures) = (rows.into_iter().collect(), [].into());
    let passages = passages(db, permit, instrument, copy.id, &mut answers).await?;
    let (id, place) = (Some(copy.id), String::new());
    let workbook = Workbook { instrument, id, answers, rows, figures, place, passages };
    with_figures(db, permit, workbook).await
}

/// The passages taken over, also as part of the answers; none where nothing takes any.
async fn passages(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    instrument: &Instrument,
    workbook: WorkbookId,
    answers: &mut Answers,
) -> Result<Vec<Passage>> {
    if !instrument.items().into_iter().any(|item| instrument.passage_field(item).is_some()) {
        return Ok(Vec::new());
    }
    let passages = summary::store::all(db, permit, workbook).await?;
    for passage in &passages {
        let (words, topic) = (passage.words.clone(), passage.topic.clone());
        answers.take(&passage.item, Taken { words, topic });
    }
    Ok(passages)
}

/// The copy with the current figures of the alliance's own place as answers of the
/// fields that ask for them.
async fn with_figures(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    mut workbook: Workbook,
) -> Result<Workbook> {
    if workbook.instrument.figure_fields().next().is_none() {
        return Ok(workbook);
    }
    workbook.place = figures::store::own_place(db, permit).await?;
    let current = figures::store::current(db, permit, &workbook.place).await?;
    for (field, key) in workbook.instrument.figure_fields() {
        workbook.rows.remove(&field.uid);
        let Some(current) = current.get(&key.to_string()) else { continue };
        workbook.answers.set(&field.uid, current.entry.value.clone());
        workbook.rows.insert(field.uid.clone(), Stored::of_figure(current));
        workbook.figures.insert(field.uid.clone(), current.clone());
    }
    Ok(workbook)
}

/// The working aid in the version in which the alliance works on it.
///
/// # Errors
/// `NotFound` when there is no such working aid.
pub(super) async fn in_use(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    instrument: &str,
) -> Result<&'static Instrument> {
    match store::find(db, permit, instrument).await? {
        Some(copy) => in_version(instrument, copy.instrument_version),
        None => to_begin_with(db, permit, instrument).await,
    }
}

/// The working aid in use as [`in_use`] tells it, and what stands in one of its fields.
pub(super) async fn in_use_with(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    instrument: &str,
    uid: &str,
) -> Result<(&'static Instrument, Option<Found>)> {
    let found = store::standing(db, permit, instrument, uid).await?;
    let aid = match &found {
        Some((copy, _)) => in_version(instrument, copy.instrument_version)?,
        None => to_begin_with(db, &permit.lesser(), instrument).await?,
    };
    Ok((aid, found))
}

/// The version asked for by an open request, else the newest.
async fn to_begin_with(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    instrument: &str,
) -> Result<&'static Instrument> {
    let latest = catalogue().latest(instrument).ok_or(Error::NotFound)?;
    let requests = returns::open_for(db, permit).await?;
    let asked =
        requests.iter().filter(|r| r.instrument_key == instrument).map(|r| r.instrument_version).max();
    Ok(asked.and_then(|version| catalogue().get(instrument, version)).unwrap_or(latest))
}

/// The working aid in the version a copy is in.
fn in_version(key: &str, version: i64) -> Result<&'static Instrument> {
    let lost = || Error::Internal(format!("version {version} of the working aid {key} is not at hand"));
    catalogue().get(key, version).ok_or_else(lost)
}
