//! Signing in and out in the browser.

use super::{
    ClientAddress,
    device::Device,
    model::{Kind, local_path},
    proof::{NotProven, prove},
    second, store, token_hash,
};
use crate::{passwords, second_factor, tokens};
use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{Permit, Visit};
use serde::Deserialize;
use web::{App, Fields, Form, Page, Result, Shell, Who, html, html_with, session_cookie, sign_out_cookie};

#[derive(Template)]
#[template(path = "sessions/sign_in.html")]
struct SignInPage {
    shell: Shell,
    form: Form,
    next: String,
    /// Where to sign in with a passkey alone; empty where the installation's address allows none.
    passkey: String,
}

fn sign_in_page(app: &App, shell: Shell, form: Form, next: &str) -> SignInPage {
    let passkey = if second_factor::can_passkey(app) {
        format!("/sign-in/passkey?next={}", web::query(next))
    } else {
        String::new()
    };
    SignInPage { shell, form, next: next.to_owned(), passkey }
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    next: String,
}

/// Asks for e-mail address and password.
pub(super) async fn ask(
    _: Permit<Visit>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let next = local_path(&asked.next);
    if who.actor.person().is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    html(&sign_in_page(&app, page.shell("sign-in-title"), Form::default(), next))
}

/// Signs in.
pub(super) async fn sign_in(
    permit: Permit<Visit>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    from: ClientAddress,
    device: Device,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let shell = page.shell("sign-in-title");
    let password = fields.get("password").unwrap_or_default().to_owned();
    let next = local_path(fields.get("next").unwrap_or_default()).to_owned();
    let mut form = Form::of(passwords::taken_out(&fields));
    let email = form.email(&shell, "email");
    if email.is_empty() && form.is_good() {
        form.refuse("email", shell.say("form-needed"));
    }
    if password.is_empty() {
        form.refuse("password", shell.say("form-needed"));
    }
    if !form.is_good() {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &sign_in_page(&app, shell, form, &next));
    }
    match prove(&app, &permit, &email, password, from).await? {
        Ok(proof) => {
            if let Some(asked) = second::ask(&app, &page, &proof, &next).await? {
                return Ok(asked);
            }
            let before = token_hash(&who);
            let session = proof.begin_session(&app, Kind::Browser, device.0, before.as_deref()).await?;
            let mut response = Redirect::to(&next).into_response();
            response.headers_mut().insert(header::SET_COOKIE, session_cookie(&session.token));
            Ok(response)
        }
        Err(NotProven::Wrong) => {
            form.refuse("password", shell.say("sign-in-wrong"));
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &sign_in_page(&app, shell, form, &next))
        }
        Err(NotProven::Slow(slow)) => {
            form.refuse("password", shell.say("sign-in-slow").with("until", slow.until.german()));
            let shown = html_with(StatusCode::TOO_MANY_REQUESTS, &sign_in_page(&app, shell, form, &next))?;
            Ok(retry_after(shown, slow.seconds))
        }
    }
}

/// Begins again: the second step took too long, or was finished in another window.
pub(super) fn over(page: &Page, next: &str) -> Result<Response> {
    let shell = page.shell("sign-in-title");
    let mut form = Form::default();
    form.refuse("email", shell.say("second-over"));
    html_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &SignInPage { shell, form, next: next.to_owned(), passkey: String::new() },
    )
}

/// Tells programs how long to wait.
pub(crate) fn retry_after(mut response: Response, seconds: u32) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Ends the session, here and in the browser.
pub(super) async fn sign_out(
    permit: Permit<Visit>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Response> {
    if let Some(token) = &who.token {
        let mut tx = app.db.begin(&permit).await?;
        store::end(&mut tx, &permit, &tokens::hash(token)).await?;
        tx.commit(&permit, "session ended").await?;
    }
    let mut response = Redirect::to("/sign-in?done=signed-out").into_response();
    let headers = response.headers_mut();
    headers.insert(header::SET_COOKIE, sign_out_cookie());
    // Pages kept for the Back button and drafts kept on the device: the computer may be shared.
    headers.insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}
