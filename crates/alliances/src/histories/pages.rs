//! Asks for the reason, then erases.

use super::model::page_of;
use ::store::{Read, Tx};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{EditAlliance, Permit};
use uuid::Uuid;
use web::{App, ErasureReason, Error, Fields, Form, Page, Result, Shell, html, html_with};

#[derive(Template)]
#[template(path = "histories/erase.html")]
struct ErasePage {
    shell: Shell,
    form: Form,
    reasons: Vec<(String, String)>,
    row: Uuid,
    /// Where the entry stands.
    back: String,
}

impl ErasePage {
    fn of(page: &Page, row: Uuid, below: &str, form: Form) -> Self {
        let shell = page.shell("histories-title");
        let back = format!("{}{below}", shell.home());
        Self { reasons: ErasureReason::choices(&shell), form, row, back, shell }
    }
}

/// Where the entry stands whose history this is.
pub(super) async fn entry(
    app: &App,
    db: &mut Read,
    permit: &Permit<EditAlliance>,
    row: Uuid,
) -> Result<String> {
    let subject = db.subject_of_history(permit, row).await?.ok_or(Error::NotFound)?;
    page_of(&app.histories, &subject, row).ok_or(Error::NotFound)
}

/// Erases, in the caller's unit of work, and commits it.
pub(super) async fn erase_now(
    mut tx: Tx,
    permit: &Permit<EditAlliance>,
    row: Uuid,
    reason: ErasureReason,
) -> Result<()> {
    tx.erase_history(permit, row).await?;
    tx.commit(permit, &format!("history of {row} erased: {}", reason.key())).await?;
    Ok(())
}

pub(super) async fn ask(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    Path((_, row)): Path<(String, Uuid)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let below = entry(&app, &mut db, &permit, row).await?;
    html(&ErasePage::of(&page, row, &below, Form::default()))
}

pub(super) async fn erase(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    Path((_, row)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let mut form = Form::of(fields);
    let mut tx = app.db.begin(&permit).await?;
    let below = entry(&app, &mut tx, &permit, row).await?;
    let Some(reason) = ErasureReason::from_key(form.value("reason")) else {
        form.refuse("reason", app.texts.say("history-erasure-reason-missing"));
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &ErasePage::of(&page, row, &below, form));
    };
    erase_now(tx, &permit, row, reason).await?;
    let back = ErasePage::of(&page, row, &below, form).back;
    Ok(Redirect::to(&format!("{back}?done=history-erased")).into_response())
}
