//! Asking for another address, and confirming it.

use super::{letters, store};
use crate::{
    passwords, people,
    people::store::Account,
    second_factor::{self, Again, Back},
    sessions::{self, ClientAddress, NotProven},
    tokens,
};
use ::store::Tx;
use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, Permit, PersonId, UseAccount, Visit};
use web::{App, Error, Fields, Form, Page, Result, Shell, Who, html, html_with};

/// How requests for another address stand in the audit.
const TRIED: &str = "another address asked for";

#[derive(Template)]
#[template(path = "address/change.html")]
struct ChangePage {
    shell: Shell,
    email: String,
    /// The address that waits to be confirmed; empty when none does.
    waiting: String,
    until: String,
    /// A factor one has is asked for as well.
    again: Again,
    form: Form,
}

#[derive(Template)]
#[template(path = "address/confirm.html")]
struct ConfirmPage {
    shell: Shell,
    token: String,
    email: String,
}

#[derive(Template)]
#[template(path = "address/over.html")]
struct OverPage {
    shell: Shell,
}

/// Shows one's address and the form for another one.
pub(super) async fn show(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    page: Page,
) -> Result<Response> {
    shown(&app, &permit, &who, &page, Form::default(), StatusCode::OK).await
}

/// Asks for another address: it holds once it is confirmed.
pub(super) async fn change(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    from: ClientAddress,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let shell = page.shell("address-title");
    let password = fields.get("password").unwrap_or_default().to_owned();
    let mut form = Form::of(passwords::taken_out(&fields));
    let email = form.email(&shell, "email");
    let account = own(&app, &permit).await?;
    let code = again(&app, &permit, &who, account.id).await?.field("code");
    if email.is_empty() && form.is_good() {
        form.refuse("email", shell.say("form-needed"));
    } else if email == account.email {
        form.refuse("email", shell.say("address-same"));
    }
    if !form.is_good() {
        return shown(&app, &permit, &who, &page, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    match sessions::prove_again(&app, &permit, &account.email, password, from).await? {
        Ok(proof) => {
            // Each request sends letters: so many are sent, then one has to wait.
            let key = account.id.to_string();
            match sessions::try_once(&app.db, &permit, Some(&key), from.key().as_deref(), TRIED).await? {
                Ok(_) => {
                    let begun =
                        second_factor::begin_with_code(&app, &permit, from, code, &fields, &shell, &mut form);
                    match begun.await? {
                        Err(Back(why)) => status = why,
                        Ok(mut tx) => {
                            proof.succeeded(&mut tx, &permit).await?;
                            ask(&app, &mut tx, &permit, &account, &email).await?;
                            let what = format!("another address for person {} asked for", account.id);
                            tx.commit(&permit, &what).await?;
                            return Ok(Redirect::to("/account/address?done=address-asked").into_response());
                        }
                    }
                }
                Err(slow) => {
                    status = StatusCode::TOO_MANY_REQUESTS;
                    form.refuse("email", shell.say("address-slow").with("until", slow.until.german()));
                }
            }
        }
        Err(NotProven::Wrong) => form.refuse("password", shell.say("address-wrong-password")),
        Err(NotProven::Slow(slow)) => {
            status = StatusCode::TOO_MANY_REQUESTS;
            form.refuse("password", shell.say("account-slow").with("until", slow.until.german()));
        }
    }
    shown(&app, &permit, &who, &page, form, status).await
}

/// Queues two letters whatever becomes of it, so that neither answer nor time tells
/// whether the address is taken.
async fn ask(
    app: &App,
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    account: &Account,
    email: &str,
) -> ::store::Result<()> {
    let token = tokens::new(app.chance());
    store::add(tx, permit, account.id, email, &tokens::hash(&token)).await?;
    letters::notice(app, tx, permit, &account.email, &account.name).await?;
    match people::store::by_email(tx, permit, email).await? {
        None => letters::confirm(app, tx, permit, email, &account.name, &token).await,
        Some(_) => letters::taken(app, tx, permit, email).await,
    }
}

/// Shows what the link confirms. Nothing is used up by looking.
pub(super) async fn look(
    permit: Permit<Visit>,
    State(app): State<App>,
    page: Page,
    Path(token): Path<String>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    match store::find(&mut db, &permit, &tokens::hash(&token)).await? {
        Some(change) => {
            html(&ConfirmPage { shell: page.shell("address-confirm-title"), token, email: change.email })
        }
        None => over(&page),
    }
}

/// Makes the new address the account's. Sessions stay; links sent to the old address
/// lose their use.
pub(super) async fn confirm(
    permit: Permit<Visit>,
    State(app): State<App>,
    page: Page,
    Path(token): Path<String>,
) -> Result<Response> {
    let token_hash = tokens::hash(&token);
    let mut tx = app.db.begin(&permit).await?;
    let Some(change) = store::find(&mut tx, &permit, &token_hash).await? else { return over(&page) };
    let Some(account) = people::store::by_id(&mut tx, &permit, change.person_id).await? else {
        return over(&page);
    };
    // Two tabs with the same link: the first one counts. An address taken since: nothing changes.
    if !store::consume(&mut tx, &permit, &token_hash).await?
        || !store::replace(&mut tx, &permit, &account, &change.email).await?
    {
        return over(&page);
    }
    tx.commit(&permit, &format!("address of person {} changed by link", account.id)).await?;
    Ok(Redirect::to("/account?done=address-changed").into_response())
}

async fn own(app: &App, permit: &Permit<UseAccount>) -> Result<Account> {
    let person = permit.actor().person().ok_or(Error::SignIn)?;
    let mut db = app.db.read(permit).await?;
    people::store::by_id(&mut db, permit, person).await?.ok_or(Error::SignIn)
}

/// Which factor is asked for besides the password.
async fn again(app: &App, permit: &Permit<UseAccount>, who: &Who, person: PersonId) -> Result<Again> {
    let mut db = app.db.read(permit).await?;
    second_factor::asked_of(&mut db, permit, who, person).await
}

async fn shown(
    app: &App,
    permit: &Permit<UseAccount>,
    who: &Who,
    page: &Page,
    form: Form,
    status: StatusCode,
) -> Result<Response> {
    let account = own(app, permit).await?;
    let again = again(app, permit, who, account.id).await?;
    let mut db = app.db.read(permit).await?;
    let waiting = store::waiting(&mut db, permit, account.id).await?;
    let (waiting, until) = waiting.map(|w| (w.email, w.expires_at.german())).unwrap_or_default();
    let shell = page.shell("address-title").under(app.texts.say("account-title").to_string(), "/account");
    html_with(status, &ChangePage { shell, email: account.email, waiting, until, again, form })
}

/// Used, expired, taken or never made: the answer is the same.
fn over(page: &Page) -> Result<Response> {
    html_with(StatusCode::NOT_FOUND, &OverPage { shell: page.shell("link-over-title") })
}
