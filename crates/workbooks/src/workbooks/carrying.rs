//! Carrying a working copy over to another version of its working aid. What no
//! longer fits stays readable beside its question; nothing is lost silently.

use super::{
    model::Workbook,
    opening,
    pages::{address, below, may_edit},
    store,
};
use crate::figures::{self, Told, Way};
use crate::{instruments::catalogue, summary};
use ::store::Tx;
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use base::{EditWorkbook, Permit, ViewWorkbook};
use instrument::{CarryOver, Change, ChangeKind, Earlier, Instrument};
use web::{App, Error, Fields, Page, Result, Shell, html};

/// Carries the alliance's copy over to that version; answers what changed.
/// A copy that is there already stays as it is.
///
/// # Errors
/// `NotFound` when nothing was saved yet or there is no such version; `Stale`
/// when somebody changed the copy at this moment.
pub async fn carry_over(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    instrument: &str,
    version: i64,
) -> Result<CarryOver> {
    let workbook = opening::open(tx, &permit.lesser(), instrument).await?;
    let id = workbook.id.ok_or(Error::NotFound)?;
    let new = catalogue().get(instrument, version).ok_or(Error::NotFound)?;
    let carried = instrument::carry_over(workbook.instrument, new, &workbook.answers);
    if workbook.instrument.version == new.version {
        return Ok(carried);
    }
    let copy = store::Copy { id, instrument_version: i64::from(workbook.instrument.version) };
    if !store::move_to(tx, permit, copy, version).await? {
        return Err(Error::Stale);
    }
    let copy = store::Copy { id, instrument_version: version };
    for (uid, row) in &workbook.rows {
        let is_figure = |aid: &Instrument| aid.field(uid).is_some_and(|field| field.figure.is_some());
        match (is_figure(workbook.instrument), is_figure(new)) {
            // A figure belongs to the alliance, not to the version that asks for it.
            (true, true) => continue,
            (true, false) => {
                let value = carried.answers.get(uid).map(instrument::Value::to_stored);
                if value.is_some() {
                    store::add_answer(tx, permit, id, uid, value.as_deref()).await.map_err(overtaken)?;
                }
                continue;
            }
            (false, true) => {
                enter_as_figure(tx, permit, new, uid, row, carried.answers.get(uid)).await?;
                continue;
            }
            (false, false) => {}
        }
        let value = carried.answers.get(uid).map(instrument::Value::to_stored);
        if value != row.value {
            store::replace_answer(tx, permit, copy, uid, row, value.as_deref(), None)
                .await
                .map_err(overtaken)?;
        }
    }
    summary::carry(tx, permit, &workbook, new).await?;
    for (uid, earlier) in carried.answers.earlier() {
        if workbook.answers.earlier().get(uid) != Some(earlier) {
            store::keep_earlier(tx, permit, id, uid, earlier).await?;
        }
    }
    Ok(carried)
}

/// A plain answer the new version asks for as a figure becomes one, of the day it was given.
async fn enter_as_figure(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    new: &Instrument,
    uid: &str,
    row: &super::model::Stored,
    value: Option<&instrument::Value>,
) -> Result<()> {
    let (Some(value), Some(key)) = (value, new.field(uid).and_then(|field| field.figure.as_ref())) else {
        return Ok(());
    };
    let view = permit.lesser();
    let place = figures::store::own_place(tx, &view).await?;
    let told = Told {
        value: Some(value.clone()),
        as_of: Some(row.changed_at.day()),
        source: None,
        way: Way::Form,
        moves: false,
    };
    figures::enter(tx, permit, &place, &key.to_string(), None, &told).await?;
    Ok(())
}

fn overtaken(error: ::store::Error) -> Error {
    match error {
        ::store::Error::Taken => Error::Stale,
        other => other.into(),
    }
}

#[derive(Template)]
#[template(path = "workbooks/carry.html")]
struct CarryPage {
    shell: Shell,
    action: String,
    base: String,
    from: u32,
    to: u32,
    /// Already in this version.
    there: bool,
    may_edit: bool,
    changes: Vec<ChangeLine>,
    left_over: Vec<Earlier>,
    /// Assignments that are still out; they keep the version they were handed out in.
    assignments: i64,
}

struct ChangeLine {
    what: &'static str,
    label: String,
}

/// What another version would change, or has changed.
pub async fn show(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, version)): Path<(String, String, i64)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let workbook = opening::open(&mut db, &permit, &key).await?;
    let new = catalogue().get(&key, version).ok_or(Error::NotFound)?;
    let shell = below(page.shell("workbook-carry-title"), workbook.instrument);
    let assignments = store::open_assignments(&mut db, &permit, &key).await?;
    html(&CarryPage { assignments, ..carry_page(shell, &workbook, new, may_edit(&permit).is_some()) })
}

fn carry_page(shell: Shell, workbook: &Workbook, new: &'static Instrument, may_edit: bool) -> CarryPage {
    let old = workbook.instrument;
    let there = old.version == new.version;
    // Once there, the page still tells what the step from the version before has changed.
    let before =
        if there { catalogue().get(&new.key, i64::from(new.version) - 1).unwrap_or(old) } else { old };
    let CarryOver { answers, changes } = instrument::carry_over(before, new, &workbook.answers);
    let base = address(&shell, &new.key);
    CarryPage {
        action: format!("{base}/versions/{}", new.version),
        from: before.version,
        to: new.version,
        there,
        may_edit: may_edit && workbook.id.is_some() && new.version > old.version,
        changes: changes.into_iter().map(change_line).collect(),
        left_over: answers.earlier().values().cloned().collect(),
        assignments: 0,
        base,
        shell,
    }
}

fn change_line(change: Change) -> ChangeLine {
    let what = match change.kind {
        ChangeKind::Added => "workbook-change-added",
        ChangeKind::Removed => "workbook-change-removed",
        ChangeKind::Reworded => "workbook-change-reworded",
        ChangeKind::OptionGone => "workbook-change-option-gone",
        ChangeKind::TypeChanged => "workbook-change-type",
        ChangeKind::TooLong => "workbook-change-too-long",
    };
    ChangeLine { what, label: change.label }
}

/// Carries over what the page has shown.
pub async fn carry(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, version)): Path<(String, String, i64)>,
    fields: Fields,
) -> Result<Response> {
    let from: i64 = fields.hidden("from")?;
    let mut tx = app.db.begin(&permit).await?;
    let before = opening::open(&mut tx, &permit.lesser(), &key).await?;
    let current = i64::from(before.instrument.version);
    let to = format!("{}?done=workbook-carried", address(&page.shell("workbook-carry-title"), &key));
    if current == version {
        return Ok(Redirect::to(&to).into_response());
    }
    if current != from || version < current {
        return Err(Error::Conflict(app.texts.say("workbook-moved").to_string()));
    }
    carry_over(&mut tx, &permit, &key, version).await?;
    tx.commit(&permit, &format!("workbook {key} carried over to version {version}")).await?;
    Ok(Redirect::to(&to).into_response())
}
