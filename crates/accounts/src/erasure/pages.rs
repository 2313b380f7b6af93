//! Erasing one's own account: what will go and what stays, then the proof of
//! whose it is.

use super::{acts, store};
use crate::{
    passwords,
    people::{self, Failure},
    second_factor::{Again, Back, asked_of, begin_with_code},
    sessions::{self, ClientAddress, NotProven},
};
use askama::Template;
use axum::{
    Extension,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, Permit, PersonId, Role, UseAccount};
use web::{App, Error, Fields, Form, Page, Result, Shell, Who, html_with, sign_out_cookie};

#[derive(Template)]
#[template(path = "erasure/erase.html")]
struct ErasePage {
    shell: Shell,
    email: String,
    /// The roles that end.
    roles: Vec<String>,
    /// Why it cannot be done now; empty when it can.
    refusal: String,
    /// A factor one has is asked for as well.
    again: Again,
    form: Form,
}

/// Explains what erasing means.
pub(super) async fn ask(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    page: Page,
) -> Result<Response> {
    shown(&app, &permit, &who, &page, Form::default(), StatusCode::OK).await
}

/// Erases one's own account once it is proven whose it is.
pub(super) async fn erase(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    from: ClientAddress,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let shell = page.shell("erasure-title");
    let person = own(&permit)?;
    let mut form = Form::of(passwords::taken_out(&fields));
    let mut db = app.db.read(&permit).await?;
    let account = people::store::by_id(&mut db, &permit, person).await?.ok_or(Error::SignIn)?;
    let code = asked_of(&mut db, &permit, &who, person).await?.field("code");
    drop(db);
    let password = fields.get("password").unwrap_or_default().to_owned();
    let status = match sessions::prove_again(&app, &permit, &account.email, password, from).await? {
        // Nothing is left of the attempts once the account is gone.
        Ok(_) => match begin_with_code(&app, &permit, from, code, &fields, &shell, &mut form).await? {
            Err(Back(status)) => status,
            Ok(mut tx) => match acts::erase(&mut tx, &permit, person).await {
                Ok(()) => {
                    tx.commit(&permit, &format!("person {person} erased at their own wish")).await?;
                    let mut response = Redirect::to("/sign-in?done=account-erased").into_response();
                    response.headers_mut().insert(header::SET_COOKIE, sign_out_cookie());
                    return Ok(response);
                }
                // The page says why at its top.
                Err(Failure::Refused(_)) => StatusCode::CONFLICT,
                Err(Failure::NotFound) => return Err(Error::SignIn),
                Err(Failure::Store(e)) => return Err(e.into()),
            },
        },
        Err(NotProven::Wrong) => {
            form.refuse("password", shell.say("erasure-wrong-password"));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(NotProven::Slow(slow)) => {
            form.refuse("password", shell.say("account-slow").with("until", slow.until.german()));
            StatusCode::TOO_MANY_REQUESTS
        }
    };
    shown(&app, &permit, &who, &page, form, status).await
}

fn own(permit: &Permit<UseAccount>) -> Result<PersonId> {
    permit.actor().person().ok_or(Error::SignIn)
}

async fn shown(
    app: &App,
    permit: &Permit<UseAccount>,
    who: &Who,
    page: &Page,
    form: Form,
    status: StatusCode,
) -> Result<Response> {
    let person = own(permit)?;
    let mut db = app.db.read(permit).await?;
    let account = people::store::by_id(&mut db, permit, person).await?.ok_or(Error::SignIn)?;
    let again = asked_of(&mut db, permit, who, person).await?;
    let shell = page.shell("erasure-title").under(app.texts.say("account-title").to_string(), "/account");
    let refusal = match acts::refusal(&mut db, permit, person).await? {
        Some(why) => shell.say_of("people-refused", why.key()).to_string(),
        None => String::new(),
    };
    let mut roles: Vec<String> = store::running(&mut db, permit, person)
        .await?
        .into_iter()
        .filter_map(|held| {
            let words = people::role_words(&app.texts, Role::from_key(&held.role)?, None);
            Some(held.alliance.map_or_else(|| words.clone(), |at| people::role_at(&app.texts, &words, &at)))
        })
        .collect();
    roles.sort();
    roles.dedup();
    html_with(status, &ErasePage { shell, email: account.email, roles, refusal, again, form })
}
