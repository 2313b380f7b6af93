//! Asks for the reason, then erases.

use crate::workbooks::{self, Workbook};
use ::store::Tx;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{EditWorkbook, Permit};
use uuid::Uuid;
use web::{App, ErasureReason, Error, Fields, Form, Page, Result, Shell, html, html_with};

#[derive(Template)]
#[template(path = "history_erasure/erase.html")]
struct ErasePage {
    shell: Shell,
    form: Form,
    reasons: Vec<(String, String)>,
    /// The page of the answer's history.
    history: String,
}

impl ErasePage {
    fn of(page: &Page, key: &str, uid: &str, form: Form) -> Self {
        let shell = page.shell("history-erasure-title");
        let history = format!("{}/answers/{uid}/history", workbooks::address(&shell, key));
        Self { reasons: ErasureReason::choices(&shell), form, history, shell }
    }
}

/// The row of the answer somebody has touched.
pub(super) fn row_of(workbook: &Workbook, uid: &str) -> Result<Uuid> {
    // A figure's earlier values are lines of their own and hold no names.
    workbook.instrument.field(uid).filter(|field| field.figure.is_none()).ok_or(Error::NotFound)?;
    Ok(workbook.rows.get(uid).ok_or(Error::NotFound)?.id)
}

/// Erases, in the caller's unit of work, and commits it.
pub(super) async fn erase_now(
    mut tx: Tx,
    permit: &Permit<EditWorkbook>,
    row: Uuid,
    uid: &str,
    reason: ErasureReason,
) -> Result<()> {
    tx.erase_history(permit, row).await?;
    tx.commit(permit, &format!("history of answer {row} ({uid}) erased: {}", reason.key())).await?;
    Ok(())
}

pub(super) async fn ask(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, uid)): Path<(String, String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    row_of(&workbooks::open(&mut db, &permit.lesser(), &key).await?, &uid)?;
    html(&ErasePage::of(&page, &key, &uid, Form::default()))
}

pub(super) async fn erase(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, uid)): Path<(String, String, String)>,
    fields: Fields,
) -> Result<Response> {
    let mut form = Form::of(fields);
    let mut tx = app.db.begin(&permit).await?;
    let row = row_of(&workbooks::open(&mut tx, &permit.lesser(), &key).await?, &uid)?;
    let Some(reason) = ErasureReason::from_key(form.value("reason")) else {
        form.refuse("reason", app.texts.say("history-erasure-reason-missing"));
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &ErasePage::of(&page, &key, &uid, form));
    };
    erase_now(tx, &permit, row, &uid, reason).await?;
    let history = ErasePage::of(&page, &key, &uid, form).history;
    Ok(Redirect::to(&format!("{history}?done=history-erased")).into_response())
}
