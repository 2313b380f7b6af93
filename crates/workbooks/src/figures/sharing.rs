//! Letting other alliances see one's figures: a switch, off at first.

use super::store;
use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, EditWorkbook, Permit, ViewWorkbook};
use web::{App, Fields, Page, Result, Shell, html};

#[derive(Template)]
#[template(path = "figures/sharing.html")]
struct SharingPage {
    shell: Shell,
    /// Since when, as a sentence; empty while nothing is released.
    since: String,
    may_edit: bool,
}

pub async fn show(permit: Permit<ViewWorkbook>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = page.shell("figure-sharing-title");
    let (title, list) = (shell.say("figures-title").to_string(), format!("{}/figures", shell.home()));
    let shell = shell.under(title, list);
    let since = store::released_since(&mut db, &permit).await?;
    let since = since.map(|at| shell.say("figure-sharing-since").with("day", at.day().german()).to_string());
    let may_edit = Permit::<EditWorkbook>::ask(permit.actor(), permit.place()).is_some();
    html(&SharingPage { since: since.unwrap_or_default(), may_edit, shell })
}

pub async fn change(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let on = fields.ticked("on");
    let mut tx = app.db.begin(&permit).await?;
    store::release(&mut tx, &permit, on).await?;
    let subject = if on { "figures released" } else { "figures no longer released" };
    tx.commit(&permit, subject).await?;
    let home = page.shell("figure-sharing-title").home();
    let done = if on { "figures-released" } else { "figures-withheld" };
    Ok(Redirect::to(&format!("{home}/figure-sharing?done={done}")).into_response())
}
