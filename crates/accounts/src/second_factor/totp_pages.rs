//! Setting up an authenticator app, and removing it.

use super::{
    acts::{open, seal},
    again::{Again, asked, begin_with_code},
    pages::{Back, below, done, loosened, on_with, own, password, secured},
    qr,
    store::{self, AppRow},
    totp,
};
use crate::{links::Letters, sessions::ClientAddress};
use ::store::Db;
use askama::Template;
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, Permit, UseAccount};
use web::{App, Error, Fields, Form, Page, Result, Shell, Who, html, html_with};

const HERE: &str = "/account/second-factor/totp";

#[derive(Template)]
#[template(path = "second_factor/new_app.html")]
struct NewAppPage {
    shell: Shell,
    form: Form,
    email: String,
    /// The QR code, an SVG.
    picture: String,
    /// The same as an address, for an app on this device.
    address: String,
    /// The secret for typing.
    secret: String,
    /// A factor one has is asked for as well.
    again: Again,
}

#[derive(Template)]
#[template(path = "second_factor/app.html")]
struct AppPage {
    shell: Shell,
    form: Form,
    email: String,
    since: String,
}

/// Makes a new secret, in place of one that was never confirmed.
pub(super) async fn begin(permit: Permit<UseAccount>, State(app): State<App>) -> Result<Response> {
    let person = permit.actor().person().ok_or(Error::SignIn)?;
    let mut tx = app.db.begin(&permit).await?;
    let sealed = seal(&app.db, person, &totp::new_secret(app.chance()))?;
    if store::put_app(&mut tx, &permit, person, sealed).await? {
        tx.commit(&permit, &format!("app of person {person} begun")).await?;
    }
    Ok(Redirect::to(HERE).into_response())
}

/// Shows the secret to be taken into the app; or, once that is done, how to remove it.
pub(super) async fn show(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    page: Page,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (account, set_up) = own(&mut db, &permit).await?;
    match store::app(&mut db, &permit, account.id).await? {
        None => Ok(Redirect::to(super::pages::OVERVIEW).into_response()),
        Some(AppRow { confirmed_at: Some(since), .. }) => html(&AppPage {
            shell: below(&page, "factor-app"),
            form: Form::default(),
            email: account.email,
            since: since.german(),
        }),
        Some(row) => {
            let secret = open(&app.db, account.id, &row.secret_sealed)?;
            let again = asked(&mut db, &permit, &who, &set_up).await?;
            html(&new_app(&page, &secret, account.email, again, Form::default())?)
        }
    }
}

fn new_app(page: &Page, secret: &[u8], email: String, again: Again, form: Form) -> Result<NewAppPage> {
    let shell = below(page, "factor-app-new-title");
    let title = shell.say("factor-app-picture").to_string();
    let address = totp::address(secret, &email).unwrap_or_default();
    let picture = qr::svg(&address, &title);
    let picture = picture.ok_or_else(|| Error::Internal("a QR code could not be drawn".to_owned()))?;
    Ok(NewAppPage { shell, form, email, picture, address, secret: totp::words(secret), again })
}

/// Sets the app up once a first code has shown that it works.
pub(super) async fn confirm(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    from: ClientAddress,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (account, set_up) = own(&mut db, &permit).await?;
    let row = store::app(&mut db, &permit, account.id).await?.filter(|row| row.confirmed_at.is_none());
    let again = asked(&mut db, &permit, &who, &set_up).await?;
    drop(db);
    let Some(row) = row else { return Ok(Redirect::to(HERE).into_response()) };
    let secret = open(&app.db, account.id, &row.secret_sealed)?;
    let shell = below(&page, "factor-app-new-title");
    let mut form = Form::default();
    let typed = fields.get("code").unwrap_or_default();
    let step = step_of(&app.db, &secret, typed);
    if step.is_none() {
        let why = if typed.trim().is_empty() { "form-needed" } else { "factor-wrong-code" };
        form.refuse("code", shell.say(why));
    }
    let mut back = Back::WRONG;
    match password(&app, &permit, from, &account.email, &shell, &mut form, &fields).await? {
        Err(why) => back = why,
        Ok(proof) => {
            // What is right is not used up while something else is wrong.
            let factor = again.field("factor").filter(|_| step.is_some());
            match begin_with_code(&app, &permit, from, factor, &fields, &shell, &mut form).await? {
                Err(why) => back = why,
                Ok(mut tx) => {
                    proof.succeeded(&mut tx, &permit).await?;
                    if let Some(step) = step
                        && store::confirm_app(&mut tx, &permit, account.id, step).await?
                    {
                        let (token, codes) = secured(&mut tx, &permit, &who, account.id, &set_up).await?;
                        Letters::of(&app).app_added(&mut tx, &permit, account.id).await?;
                        tx.commit(&permit, &format!("app of person {} set up", account.id)).await?;
                        return super::recovery_pages::shown(&page, &token, codes, "app-added");
                    }
                    tx.commit(&permit, &format!("password of person {} confirmed", account.id)).await?;
                }
            }
        }
    }
    html_with(back.0, &new_app(&page, &secret, account.email, again, form)?)
}

fn step_of(db: &Db, secret: &[u8], typed: &str) -> Option<i64> {
    match super::model::read_code(typed)? {
        super::model::Code::App(digits) => totp::step_of(secret, &digits, db.clock().now()),
        super::model::Code::Recovery(_) => None,
    }
}

/// Takes the app away: with the password and a code.
pub(super) async fn remove(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    from: ClientAddress,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (account, set_up) = own(&mut db, &permit).await?;
    drop(db);
    let Some(since) = set_up.app_since else { return Ok(Redirect::to(HERE).into_response()) };
    let (shell, person) = (below(&page, "factor-app"), account.id);
    let mut form = Form::default();
    let back = match password(&app, &permit, from, &account.email, &shell, &mut form, &fields).await? {
        Err(back) => back,
        Ok(proof) => {
            match begin_with_code(&app, &permit, from, Some("code"), &fields, &shell, &mut form).await? {
                Err(back) => back,
                Ok(mut tx) => {
                    store::remove_app(&mut tx, &permit, person).await?;
                    proof.succeeded(&mut tx, &permit).await?;
                    let (token, is_last) = loosened(&mut tx, &permit, &who, person).await?;
                    Letters::of(&app).app_removed(&mut tx, &permit, person, is_last).await?;
                    tx.commit(&permit, &format!("app of person {person} removed")).await?;
                    return Ok(on_with(&token, done("app-removed")));
                }
            }
        }
    };
    html_with(back.0, &AppPage { shell, form, email: account.email, since: since.german() })
}
