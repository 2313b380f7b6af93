//! The search and one account's page.

use super::{
    model::{MOST, is_narrow},
    store::{self, Line},
};
use crate::{
    erasure,
    people::{self, Failure, Search},
    second_factor::{self, SetUp},
};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, FindAccounts, Permit, PersonId, Role};
use web::{App, Cursor, Error, Fields, Form, Page, Result, Shell, Texts, html, html_with};

/// Where accounts are sought.
pub(super) const HERE: &str = "/people/accounts";

#[derive(Template)]
#[template(path = "finding/search.html")]
struct SearchPage {
    shell: Shell,
    search: String,
    /// Something was typed, but too little.
    is_wide: bool,
    accounts: Vec<Account>,
    /// There are more than are shown.
    is_cut: bool,
}

/// An account with the roles it holds today.
pub(super) struct Account {
    pub(super) id: PersonId,
    pub(super) name: String,
    email: String,
    is_waiting: bool,
    roles: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "finding/account.html")]
struct AccountPage {
    shell: Shell,
    account: Account,
    /// The second factor, in words.
    factor: String,
    /// There is one, and it is not one's own.
    can_remove_factor: bool,
    form: Form,
}

/// Finds accounts by name or address.
pub(super) async fn search(
    permit: Permit<FindAccounts>,
    State(app): State<App>,
    page: Page,
    Query(search): Query<Search>,
) -> Result<Response> {
    let search = search.cleaned();
    let is_narrow = is_narrow(&search);
    let mut accounts = Vec::new();
    if is_narrow {
        let part = people::part(&search, &Cursor { after: String::new(), limit: MOST })?;
        let mut db = app.db.read(&permit).await?;
        accounts = gathered(&app.texts, store::found(&mut db, &permit, &part).await?);
    }
    let is_cut = accounts.len() > MOST;
    accounts.truncate(MOST);
    let shell = page.shell("finding-title").under(app.texts.say("people-title").to_string(), "/people");
    let is_wide = !search.is_empty() && !is_narrow;
    html(&SearchPage { shell, search, is_wide, accounts, is_cut })
}

/// Shows one account.
pub(super) async fn show(
    permit: Permit<FindAccounts>,
    State(app): State<App>,
    page: Page,
    Path(person): Path<String>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    html(&account_page(&app, &mut db, &permit, &page, id(&person)?, Form::default()).await?)
}

/// Ends all sessions of an account and its tokens of programs, for when somebody else has them.
pub(super) async fn end_sessions(
    permit: Permit<FindAccounts>,
    State(app): State<App>,
    Path(person): Path<String>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let person = one(&app, &mut tx, &permit, id(&person)?).await?.id;
    people::end_all_sessions(&mut tx, &permit, person).await?;
    tx.commit(&permit, &format!("all sessions and tokens of person {person} ended")).await?;
    Ok(Redirect::to(&format!("{HERE}/{person}?done=sessions-and-tokens-ended")).into_response())
}

/// Erases an account for good, at the wish of its owner.
pub(super) async fn erase(
    permit: Permit<FindAccounts>,
    State(app): State<App>,
    page: Page,
    Path(person): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let mut form = Form::of(fields);
    let mut tx = app.db.begin(&permit).await?;
    let person = one(&app, &mut tx, &permit, id(&person)?).await?.id;
    if form.ticked("confirmed") {
        match erasure::erase(&mut tx, &permit, person).await {
            Ok(()) => {
                tx.commit(&permit, &format!("person {person} erased")).await?;
                return Ok(Redirect::to(&format!("{HERE}?done=account-erased")).into_response());
            }
            Err(Failure::Refused(why)) => {
                form.refuse("confirmed", app.texts.say_of("people-refused", why.key()));
            }
            Err(Failure::NotFound) => return Err(Error::NotFound),
            Err(Failure::Store(error)) => return Err(error.into()),
        }
    } else {
        form.refuse("confirmed", app.texts.say("people-erase-unconfirmed"));
    }
    drop(tx);
    let mut db = app.db.read(&permit).await?;
    let shown = account_page(&app, &mut db, &permit, &page, person, form).await?;
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

async fn account_page(
    app: &App,
    db: &mut Read,
    permit: &Permit<FindAccounts>,
    page: &Page,
    person: PersonId,
    form: Form,
) -> Result<AccountPage> {
    let account = one(app, db, permit, person).await?;
    let set_up = second_factor::of(db, permit, person).await?;
    let shell = page
        .shell_titled(account.name.clone())
        .under(app.texts.say("people-title").to_string(), "/people")
        .under(app.texts.say("finding-title").to_string(), HERE);
    let can_remove_factor = set_up.is_any() && permit.actor().person() != Some(person);
    Ok(AccountPage { shell, account, factor: factor_words(&app.texts, &set_up), can_remove_factor, form })
}

/// What of a second factor is set up.
fn factor_words(texts: &Texts, set_up: &SetUp) -> String {
    let app = set_up.has_app.then(|| texts.say("factor-app").to_string());
    let count = set_up.passkeys.len();
    let passkeys =
        (count > 0).then(|| texts.say("finding-factor-passkeys").count("count", count).to_string());
    let words: Vec<String> = app.into_iter().chain(passkeys).collect();
    if words.is_empty() { texts.say("finding-factor-none").to_string() } else { words.join(", ") }
}

pub(super) async fn one(
    app: &App,
    db: &mut Read,
    permit: &Permit<FindAccounts>,
    person: PersonId,
) -> Result<Account> {
    let found = gathered(&app.texts, store::one(db, permit, person).await?);
    found.into_iter().next().ok_or(Error::NotFound)
}

/// Puts the lines of each account together; they come in order.
fn gathered(texts: &Texts, lines: Vec<Line>) -> Vec<Account> {
    let mut found: Vec<Account> = Vec::new();
    for line in lines {
        let role = role_of(texts, &line);
        match found.last_mut().filter(|last| last.id == line.id) {
            Some(last) => last.roles.extend(role),
            None => found.push(Account {
                id: line.id,
                is_waiting: !line.has_password && !line.is_linked,
                name: line.name,
                email: line.email,
                roles: role.into_iter().collect(),
            }),
        }
    }
    found
}

/// A role in words, with its alliance, and since when.
fn role_of(texts: &Texts, line: &Line) -> Option<(String, String)> {
    let words = people::role_words(texts, Role::from_key(line.role.as_deref()?)?, None);
    let words = match &line.alliance {
        Some(alliance) => people::role_at(texts, &words, alliance),
        None => words,
    };
    Some((words, texts.say("people-since").with("since", line.since?.german()).to_string()))
}

/// An id from the address; a malformed one answers like an unknown one.
pub(super) fn id(text: &str) -> Result<PersonId> {
    text.parse().map_err(|_| Error::NotFound)
}
