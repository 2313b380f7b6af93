//! Signing in and out in the browser.

use super::{
    ClientAddress,
    device::Device,
    model::{Kind, local_path},
    proof::{NotProven, Proof, prove},
    second, store, token_hash,
};
use crate::{passwords, second_factor, sso, sso::Sso, tokens};
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
    /// What the central account is called; empty where there is none.
    central: String,
    /// Where to sign out of the central account, for whoever has signed out here.
    end_central: Option<String>,
    /// The installation's address allows signing in with a passkey alone.
    can_passkey: bool,
}

impl SignInPage {
    fn new(app: &App, shell: Shell, form: Form, next: &str) -> Self {
        let central = app.config.sso_label.clone().unwrap_or_default();
        let can_passkey = second_factor::can_passkey(app);
        Self { shell, form, next: next.to_owned(), central, end_central: None, can_passkey }
    }
    /// The central account's way in, and then here.
    fn central_path(&self) -> String {
        format!("/sign-in/sso?next={}", web::query(&self.next))
    }
    /// The way in with a passkey alone, and then here.
    fn passkey_path(&self) -> String {
        format!("/sign-in/passkey?next={}", web::query(&self.next))
    }
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    next: String,
    #[serde(default)]
    done: String,
}

/// Asks for e-mail address and password.
pub(super) async fn ask(
    _: Permit<Visit>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    sso: Sso,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let next = local_path(&asked.next);
    if who.actor.person().is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    let mut shown = SignInPage::new(&app, page.shell("sign-in-title"), Form::default(), next);
    if asked.done == CENTRAL_STAYS {
        shown.end_central = sso.end_session(&app).await;
    }
    html(&shown)
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
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &SignInPage::new(&app, shell, form, &next));
    }
    match prove(&app, &permit, &email, password, from).await? {
        Ok(proof) => enter(&app, &page, &who, device, proof, &next).await,
        Err(NotProven::Wrong) => {
            form.refuse("password", shell.say("sign-in-wrong"));
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &SignInPage::new(&app, shell, form, &next))
        }
        Err(NotProven::Slow(slow)) => {
            form.refuse("password", shell.say("sign-in-slow").with("until", slow.until.german()));
            let shown = html_with(StatusCode::TOO_MANY_REQUESTS, &SignInPage::new(&app, shell, form, &next))?;
            Ok(retry_after(shown, slow.seconds))
        }
    }
}

/// Lets somebody in who has proven who they are; where a second factor is set up and
/// none was seen yet, asks for it first.
pub(crate) async fn enter(
    app: &App,
    page: &Page,
    who: &Who,
    device: Device,
    proof: Proof,
    next: &str,
) -> Result<Response> {
    if let Some(asked) = second::ask(app, page, &proof, next).await? {
        return Ok(asked);
    }
    let before = token_hash(who);
    let session = proof.begin_session(app, Kind::Browser, device.0, before.as_deref()).await?;
    let mut response = Redirect::to(next).into_response();
    response.headers_mut().insert(header::SET_COOKIE, session_cookie(&session.token));
    Ok(response)
}

/// Begins again: the second step took too long, or was finished in another window.
pub(super) fn over(app: &App, page: &Page, next: &str) -> Result<Response> {
    let shell = page.shell("sign-in-title");
    let mut form = Form::default();
    form.refuse("email", shell.say("second-over"));
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &SignInPage::new(app, shell, form, next))
}

/// Tells programs how long to wait.
pub(crate) fn retry_after(mut response: Response, seconds: u32) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// What was done when somebody signs out here who may still be signed in at their
/// central account.
const CENTRAL_STAYS: &str = "signed-out-here";

/// Ends the session, here and in the browser.
pub(super) async fn sign_out(
    permit: Permit<Visit>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
) -> Result<Response> {
    let mut done = "signed-out";
    if let Some(token) = &who.token {
        let mut tx = app.db.begin(&permit).await?;
        if let Some(person) = who.actor.person()
            && app.config.sso_label.is_some()
            && sso::is_linked(&mut tx, &permit, person).await?
        {
            done = CENTRAL_STAYS;
        }
        store::end(&mut tx, &permit, &tokens::hash(token)).await?;
        tx.commit(&permit, "session ended").await?;
    }
    let mut response = Redirect::to(&format!("/sign-in?done={done}")).into_response();
    let headers = response.headers_mut();
    headers.insert(header::SET_COOKIE, sign_out_cookie());
    // Pages kept for the Back button and drafts kept on the device: the computer may be shared.
    headers.insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}
