//! Taking the second factor away from somebody who has lost it: what will happen and why
//! is asked first.

use super::pages::{Account, HERE, id, one};
use crate::{links::Letters, second_factor};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, FindAccounts, Permit, PersonId};
use web::{App, Error, Fields, Form, Page, Result, Shell, html, html_with};

/// Why it is done: its name in the form, its words in the audit.
const REASONS: [(&str, &str); 3] =
    [("lost", "device lost"), ("new", "device new"), ("strange", "in strange hands")];

#[derive(Template)]
#[template(path = "finding/second_factor.html")]
struct RemovePage {
    shell: Shell,
    id: PersonId,
    name: String,
    reasons: Vec<(String, String)>,
    form: Form,
}

impl RemovePage {
    fn new(app: &App, page: &Page, account: Account, form: Form) -> Self {
        let say = |text: &str| app.texts.say(text).to_string();
        let shell = page
            .shell("finding-factor-remove")
            .under(say("people-title"), "/people")
            .under(say("finding-title"), HERE)
            .under(account.name.clone(), format!("{HERE}/{}", account.id));
        let words = |key: &str| app.texts.say_of("finding-factor-reason", key).to_string();
        let reasons = REASONS.iter().map(|(key, _)| ((*key).to_owned(), words(key))).collect();
        Self { shell, id: account.id, name: account.name, reasons, form }
    }
}

/// Asks whether and why the second factor of an account is to be removed.
pub(super) async fn ask(
    permit: Permit<FindAccounts>,
    State(app): State<App>,
    page: Page,
    Path(person): Path<String>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let account = other(&app, &mut db, &permit, &person).await?;
    if !second_factor::of(&mut db, &permit, account.id).await?.is_any() {
        return Ok(Redirect::to(&format!("{HERE}/{}", account.id)).into_response());
    }
    html(&RemovePage::new(&app, &page, account, Form::default()))
}

/// Removes the second factor of an account; all its sessions and tokens end, and a letter
/// tells its owner.
pub(super) async fn remove(
    permit: Permit<FindAccounts>,
    State(app): State<App>,
    page: Page,
    Path(person): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let mut form = Form::of(fields);
    let mut tx = app.db.begin(&permit).await?;
    let account = other(&app, &mut tx, &permit, &person).await?;
    let person = account.id;
    let Some((_, reason)) = REASONS.iter().find(|(key, _)| *key == form.value("reason")) else {
        form.refuse("reason", app.texts.say("finding-factor-needs-reason"));
        let shown = RemovePage::new(&app, &page, account, form);
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    };
    if second_factor::remove_all_of(&mut tx, &permit, Letters::of(&app), person).await? {
        tx.commit(&permit, &format!("second factor of person {person} removed: {reason}")).await?;
    }
    Ok(Redirect::to(&format!("{HERE}/{person}?done=factor-removed")).into_response())
}

/// Somebody else's account. One's own goes the way that asks for the password and the
/// factor: otherwise an open session would be enough.
async fn other(app: &App, db: &mut Read, permit: &Permit<FindAccounts>, person: &str) -> Result<Account> {
    let account = one(app, db, permit, id(person)?).await?;
    if permit.actor().person() == Some(account.id) {
        return Err(Error::Conflict(app.texts.say("finding-factor-own").to_string()));
    }
    Ok(account)
}
