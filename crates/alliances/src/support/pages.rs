//! The page on which an office says what would help.

use super::store;
use crate::who;
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::EditAlliance;
use web::{App, Conflict, Differing, Fields, Form, Page, Permit, Result, Shell, html, html_with};

/// Most characters of what is asked for.
const LONG: usize = 2_000;

#[derive(Template)]
#[template(path = "support/show.html")]
struct ShowPage {
    shell: Shell,
    form: Form,
    version: i64,
    history: who::Told,
}

/// Shows what is asked for.
pub async fn show(permit: Permit<EditAlliance>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let need = store::of(&mut db, &permit.lesser()).await?;
    let shell = page.shell("support-title");
    let history = match store::row(&mut db, &permit.lesser()).await? {
        Some(row) => {
            let history = who::History::of(&mut db, &permit, row).await?;
            history.lines(&shell, |_| shell.say("support-need").to_string(), |_, v| v.to_owned())
        }
        None => who::Told::default(),
    };
    html(&ShowPage { form: Form::filled([("need", need.text)]), version: need.version, history, shell })
}

/// Writes it down.
pub async fn save(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let shell = page.shell("support-title");
    let mut form = Form::of(fields);
    let text = form.lines(&shell, "need", LONG);
    if !form.is_good() {
        let page = ShowPage { form, version, history: who::Told::default(), shell };
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let mut tx = app.db.begin(&permit).await?;
    let before = store::of(&mut tx, &permit.lesser()).await?;
    if store::ask(&mut tx, &permit, &before, &text, version).await?.is_none() {
        let label = shell.say("support-need").to_string();
        let (theirs, version) = (before.text, before.version);
        let differing = vec![Differing { name: "need".to_owned(), label, theirs, mine: text, words: None }];
        let (action, shell) = (page.path().to_owned(), shell.retitled("conflict-title"));
        let (agreed, who) = (Vec::new(), String::new());
        return Conflict { shell, action, version, agreed, differing, who }.answer();
    }
    tx.commit(&permit, "support asked for").await?;
    Ok(Redirect::to(&format!("{}?done=support-saved", shell.home())).into_response())
}
