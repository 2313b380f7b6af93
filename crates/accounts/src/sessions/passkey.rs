//! Signing in with a passkey alone, without address and password.

use super::{
    ClientAddress,
    device::Device,
    model::{Kind, Proven, local_path},
    pages::{over, retry_after},
    proof,
    store::New,
    throttle::try_once,
    token_hash,
};
use crate::{
    links::Letters,
    people,
    second_factor::alone::{self, Asked},
};
use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{Permit, Visit};
use serde::Deserialize;
use web::{App, Error, Fields, Form, Page, Result, Shell, Who, html_with, session_cookie};

/// How attempts at a passkey alone stand in the audit.
const TRIED: &str = "passkey tried";

#[derive(Template)]
#[template(path = "sessions/passkey.html")]
struct PasskeyPage {
    shell: Shell,
    form: Form,
    step: String,
    /// What the browser's passkeys are asked, as JSON.
    asked: String,
    next: String,
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// Asks the browser for a passkey of this installation.
pub(super) async fn ask(
    _: Permit<Visit>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    page: Page,
    Query(asked): Query<Next>,
) -> Result<Response> {
    let next = local_path(&asked.next);
    if who.actor.person().is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    shown(&app, &page, Form::default(), next, StatusCode::OK)
}

/// Signs in with the passkey's answer.
pub(super) async fn sign_in(
    visit: Permit<Visit>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    from: ClientAddress,
    device: Device,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let step: String = fields.hidden("step")?;
    let next = local_path(fields.get("next").unwrap_or_default()).to_owned();
    if !alone::is_asked(&app.db, &step) {
        return over(&app, &page, &next);
    }
    let mut form = Form::default();
    let attempt = match try_once(&app.db, &visit, None, from.key().as_deref(), TRIED).await? {
        Ok(attempt) => attempt,
        Err(slow) => {
            let shell = page.shell("passkey-title");
            form.refuse("credential", shell.say("second-slow").with("until", slow.until.german()));
            let page = shown(&app, &page, form, &next, StatusCode::TOO_MANY_REQUESTS)?;
            return Ok(retry_after(page, slow.seconds));
        }
    };
    let mut db = app.db.read(&visit).await?;
    let answer = fields.get("credential").unwrap_or_default();
    let proven = alone::prove(&app, &mut db, &visit, &step, answer).await?;
    let account = match &proven {
        Some(proven) => people::store::by_id(&mut db, &visit, proven.person).await?,
        None => None,
    };
    drop(db);
    let (Some(proven), Some(account)) = (proven, account) else {
        let tx = app.db.begin(&visit).await?;
        tx.commit(&visit, "passkey not accepted").await?;
        form.refuse("credential", page.shell("passkey-title").say("passkey-unknown"));
        return shown(&app, &page, form, &next, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let permit = proof::own(proven.person, account.name)?;
    let mut tx = app.db.begin(&permit).await?;
    if !proven.use_up(&mut tx, &permit).await? {
        drop(tx);
        return over(&app, &page, &next);
    }
    attempt.succeeded(&mut tx, &permit).await?;
    let new = New { person: proven.person, kind: Kind::Browser, proof: Proven::Second, device: device.0 };
    let before = token_hash(&who);
    let session = proof::begin(&mut tx, &permit, Letters::of(&app), new, before.as_deref()).await?;
    tx.commit(&permit, &format!("session of person {} begun with passkey alone", proven.person)).await?;
    let mut response = Redirect::to(&next).into_response();
    response.headers_mut().insert(header::SET_COOKIE, session_cookie(&session.token));
    Ok(response)
}

fn shown(app: &App, page: &Page, form: Form, next: &str, status: StatusCode) -> Result<Response> {
    let Asked { asked, step } = alone::ask(app)?.ok_or(Error::NotFound)?;
    let shell = page.shell("passkey-title");
    html_with(status, &PasskeyPage { shell, form, step, asked, next: next.to_owned() })
}
