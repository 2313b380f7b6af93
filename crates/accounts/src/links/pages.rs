//! Asking for a link, and choosing a password with one.

use super::{forgotten, letters::Letters, model::Purpose, store};
use crate::{
    api_tokens, passwords, people,
    sessions::{self, ClientAddress},
    tokens,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Permit, Visit};
use web::{App, Fields, Form, Page, Result, Shell, html, html_with};

/// How requests for a link are counted.
const TRIED: &str = "reset asked for";

/// How they stand in the audit.
const SAID: &str = "reset link asked for";

#[derive(Template)]
#[template(path = "links/forgotten.html")]
struct ForgottenPage {
    shell: Shell,
    form: Form,
}

#[derive(Template)]
#[template(path = "links/sent.html")]
struct SentPage {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "links/choose.html")]
struct ChoosePage {
    shell: Shell,
    form: Form,
    token: String,
    email: String,
    /// Somebody was invited and has no password yet.
    is_first: bool,
}

#[derive(Template)]
#[template(path = "links/over.html")]
struct OverPage {
    shell: Shell,
}

/// Asks for the address of an account whose password is forgotten.
pub(super) async fn ask(_: Permit<Visit>, page: Page) -> Result<Response> {
    html(&ForgottenPage { shell: page.shell("forgotten-title"), form: Form::default() })
}

/// Has a link sent, if there is such an account. Neither the answer nor its time tells.
pub(super) async fn send(
    permit: Permit<Visit>,
    State(app): State<App>,
    from: ClientAddress,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let shell = page.shell("forgotten-title");
    let mut form = Form::of(fields);
    let email = form.email(&shell, "email");
    if email.is_empty() && form.is_good() {
        form.refuse("email", shell.say("form-needed"));
    }
    if !form.is_good() {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &ForgottenPage { shell, form });
    }
    let address = from.key();
    let begun = sessions::begin_once(&app.db, &permit, None, address.as_deref(), TRIED, SAID).await?;
    let mut tx = match begun {
        Ok((tx, _)) => tx,
        Err(slow) => {
            form.refuse("email", shell.say("forgotten-slow").with("until", slow.until.german()));
            let shown = html_with(StatusCode::TOO_MANY_REQUESTS, &ForgottenPage { shell, form })?;
            return Ok(sessions::retry_after(shown, slow.seconds));
        }
    };
    forgotten::ask(&mut tx, &permit, &email).await?;
    tx.commit(&permit, SAID).await?;
    html(&SentPage { shell: page.shell("forgotten-sent-title") })
}

/// Shows the form behind a link. Nothing is used up by looking.
pub(super) async fn show(
    permit: Permit<Visit>,
    State(app): State<App>,
    page: Page,
    Path(token): Path<String>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    match store::find(&mut db, &permit, &tokens::hash(&token)).await? {
        Some(link) => html(&choose(&page, link, token, Form::default())),
        None => over(&page),
    }
}

/// Sets the password and uses the link up.
pub(super) async fn choose_password(
    permit: Permit<Visit>,
    State(app): State<App>,
    page: Page,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let token_hash = tokens::hash(&token);
    let mut db = app.db.read(&permit).await?;
    let Some(link) = store::find(&mut db, &permit, &token_hash).await? else { return over(&page) };
    let owner = passwords::Owner {
        email: link.email.clone(),
        name: link.name.clone(),
        alliances: store::alliances(&mut db, &permit, link.person_id).await?,
    };
    drop(db);
    let mut form = Form::of(passwords::taken_out(&fields));
    let password = passwords::chosen(&page.shell("link-reset-title"), &mut form, &fields, &owner);
    if !form.is_good() {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &choose(&page, link, token, form));
    }
    let hash = passwords::hash(password, app.chance()).await?;
    let mut tx = app.db.begin(&permit).await?;
    // Two tabs with the same link: the first one counts.
    if !store::consume(&mut tx, &permit, &token_hash, link.person_id).await? {
        return over(&page);
    }
    let before = people::store::by_id(&mut tx, &permit, link.person_id).await?;
    people::store::set_password(&mut tx, &permit, link.person_id, hash.as_str()).await?;
    if before.is_some_and(|account| account.has_password) {
        Letters::of(&app).password_changed(&mut tx, &permit, link.person_id).await?;
    }
    sessions::start_afresh(&mut tx, &permit, link.person_id, &link.email, None).await?;
    // Whoever knew the old password may have made some.
    api_tokens::end_all(&mut tx, &permit, link.person_id).await?;
    tx.commit(&permit, &format!("password of person {} chosen by link", link.person_id)).await?;
    Ok(Redirect::to("/sign-in?done=password-chosen").into_response())
}

fn choose(page: &Page, link: store::Link, token: String, form: Form) -> ChoosePage {
    let is_first = Purpose::from_key(&link.purpose) == Some(Purpose::Invitation);
    let title = if is_first { "link-invitation-title" } else { "link-reset-title" };
    ChoosePage { shell: page.shell(title), form, token, email: link.email, is_first }
}

/// Used, expired or never made: the answer is the same.
fn over(page: &Page) -> Result<Response> {
    html_with(StatusCode::NOT_FOUND, &OverPage { shell: page.shell("link-over-title") })
}
