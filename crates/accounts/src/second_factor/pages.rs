//! Securing one's sign-in: what is set up, and passkeys.

use super::{
    acts::{begin_passkey as begin, new_recovery_codes, passkey_step},
    again::{Again, asked, begin_with_code},
    model::{LONGEST_NAME, MOST_PASSKEYS},
    passkeys,
    store::{self, NewPasskey, PasskeyRow, SetUp},
};
use crate::{
    api_tokens,
    links::Letters,
    people::{self, store::Account},
    sessions::{self, ClientAddress, NotProven, Proof, Proven, Slow},
    tokens,
};
use ::store::{Read, Tx};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, Instant, Permit, PersonId, UseAccount};
use uuid::Uuid;
use web::{App, Error, Fields, Form, Page, Result, Shell, Who, html, html_with, session_cookie};

/// Where everything about the second factor begins.
pub(super) const OVERVIEW: &str = "/account/second-factor";

#[derive(Template)]
#[template(path = "second_factor/show.html")]
struct OverviewPage {
    shell: Shell,
    /// Since when there is an app; empty when there is none.
    app_since: String,
    passkeys: Vec<PasskeyLine>,
    /// The installation's address allows passkeys.
    can_passkeys: bool,
    is_any: bool,
    codes_left: i64,
}

struct PasskeyLine {
    href: String,
    name: String,
    since: String,
    /// Empty when it was never used.
    last_used: String,
}

impl PasskeyLine {
    fn of(row: PasskeyRow) -> Self {
        Self {
            href: format!("{OVERVIEW}/passkeys/{}", row.id),
            name: row.name,
            since: row.created_at.german(),
            last_used: row.last_used_at.map(Instant::german).unwrap_or_default(),
        }
    }
}

/// Shows what is set up.
pub(super) async fn show(permit: Permit<UseAccount>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (_, set_up) = own(&mut db, &permit).await?;
    html(&OverviewPage {
        shell: page.shell("factor-title").under(page.shell("account-title").title, "/account"),
        app_since: set_up.app_since.map(Instant::german).unwrap_or_default(),
        is_any: set_up.is_any(),
        passkeys: set_up.passkeys.into_iter().map(PasskeyLine::of).collect(),
        can_passkeys: passkeys::party(&app.config.base_url).is_some(),
        codes_left: set_up.codes_left,
    })
}

// ── what all these pages share ──────────────────────────────────────────────

/// A page below the overview.
pub(super) fn below(page: &Page, title: &str) -> Shell {
    let up = page.shell("account-title").title;
    page.shell(title).under(up, "/account").under(page.shell("factor-title").title, OVERVIEW)
}

/// One's own account and what is set up for it.
pub(super) async fn own(db: &mut Read, permit: &Permit<UseAccount>) -> Result<(Account, SetUp)> {
    let person = permit.actor().person().ok_or(Error::SignIn)?;
    let account = people::store::by_id(db, permit, person).await?.ok_or(Error::SignIn)?;
    let set_up = store::of(db, permit, person).await?;
    Ok((account, set_up))
}

/// Why a form comes back.
pub(crate) struct Back(pub(crate) StatusCode);

impl Back {
    pub(super) const WRONG: Self = Self(StatusCode::UNPROCESSABLE_ENTITY);

    /// There were too many attempts.
    pub(super) fn slow(shell: &Shell, form: &mut Form, field: &str, slow: Slow) -> Self {
        form.refuse(field, shell.say("account-slow").with("until", slow.until.german()));
        Self(StatusCode::TOO_MANY_REQUESTS)
    }
}

/// Whether the password in the form is the account's; says in the form what is wrong.
pub(super) async fn password(
    app: &App,
    permit: &Permit<UseAccount>,
    from: ClientAddress,
    email: &str,
    shell: &Shell,
    form: &mut Form,
    fields: &Fields,
) -> Result<std::result::Result<Proof, Back>> {
    let typed = fields.get("password").unwrap_or_default();
    if typed.is_empty() {
        form.refuse("password", shell.say("form-needed"));
        return Ok(Err(Back::WRONG));
    }
    Ok(match sessions::prove_again(app, permit, email, typed.to_owned(), from).await? {
        Ok(proof) => Ok(proof),
        Err(NotProven::Wrong) => {
            form.refuse("password", shell.say("factor-wrong-password"));
            Err(Back::WRONG)
        }
        Err(NotProven::Slow(slow)) => Err(Back::slow(shell, form, "password", slow)),
    })
}

/// What follows once a factor is set up: the first one brings recovery codes and ends
/// all other sessions and tokens of programs, which were made without it; each makes
/// this session as good as begun with it, under a new token.
pub(super) async fn secured(
    tx: &mut Tx,
    permit: &Permit<UseAccount>,
    who: &Who,
    person: PersonId,
    before: &SetUp,
) -> Result<(String, Vec<String>)> {
    let mut codes = Vec::new();
    if !before.is_any() {
        codes = new_recovery_codes(tx, permit, person).await?;
        sessions::store::end_others(tx, permit, person, who.session).await?;
        api_tokens::end_all(tx, permit, person).await?;
    }
    let token = sessions::renew(tx, permit, who, Some(Proven::Second)).await?;
    Ok((token, codes))
}

/// What follows once a factor is removed: with the last one, recovery codes and all
/// other sessions and tokens go, and this session rests on the password alone. Answers the
/// session's new token, and whether it was the last one.
pub(super) async fn loosened(
    tx: &mut Tx,
    permit: &Permit<UseAccount>,
    who: &Who,
    person: PersonId,
) -> Result<(String, bool)> {
    let left = store::of(tx, permit, person).await?;
    if left.is_any() {
        return Ok((sessions::renew(tx, permit, who, None).await?, false));
    }
    store::remove_all(tx, permit, person).await?;
    sessions::store::end_others(tx, permit, person, who.session).await?;
    api_tokens::end_all(tx, permit, person).await?;
    Ok((sessions::renew(tx, permit, who, Some(Proven::Password)).await?, true))
}

/// Leads on with the session's new token.
pub(super) fn on_with(token: &str, mut response: Response) -> Response {
    response.headers_mut().insert(header::SET_COOKIE, session_cookie(token));
    response
}

/// Leads back to the overview, saying what was done.
pub(super) fn done(what: &str) -> Response {
    Redirect::to(&format!("{OVERVIEW}?done={what}")).into_response()
}

// ── passkeys ────────────────────────────────────────────────────────────────

#[derive(Template)]
#[template(path = "second_factor/new_passkey.html")]
struct NewPasskeyPage {
    shell: Shell,
    form: Form,
    email: String,
    step: String,
    /// What the browser is asked, as JSON.
    asked: String,
    /// The browser's answer, where something else was wrong.
    credential: String,
    /// A factor one has is asked for as well.
    again: Again,
}

/// Begins setting up a passkey.
pub(super) async fn begin_passkey(permit: Permit<UseAccount>, State(app): State<App>) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let (account, set_up) = own(&mut tx, &permit).await?;
    if set_up.passkeys.len() >= MOST_PASSKEYS {
        return Err(Error::Conflict(app.texts.say("passkey-too-many").to_string()));
    }
    let begun = begin(&mut tx, &permit, &app, account.id, &account.email, &set_up.passkeys).await?;
    let begun = begun.ok_or(Error::NotFound)?;
    tx.commit(&permit, &format!("passkey of person {} begun", account.id)).await?;
    Ok(Redirect::to(&format!("{OVERVIEW}/new-passkey/{}", begun.token)).into_response())
}

/// Asks the browser for a new passkey.
pub(super) async fn ask_passkey(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    page: Page,
    Path(token): Path<String>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (account, set_up) = own(&mut db, &permit).await?;
    let again = asked(&mut db, &permit, &who, &set_up).await?;
    match passkey_step(&mut db, &permit, &tokens::hash(&token), account.id).await? {
        None => Ok(done("passkey-too-late")),
        Some(step) => html(&NewPasskeyPage {
            shell: below(&page, "passkey-new-title"),
            form: Form::default(),
            email: account.email,
            step: token,
            asked: step.asked,
            credential: String::new(),
            again,
        }),
    }
}

/// Keeps the new passkey.
pub(super) async fn add_passkey(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    from: ClientAddress,
    page: Page,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (account, set_up) = own(&mut db, &permit).await?;
    let step = passkey_step(&mut db, &permit, &tokens::hash(&token), account.id).await?;
    let again = asked(&mut db, &permit, &who, &set_up).await?;
    drop(db);
    let Some(step) = step else { return Ok(done("passkey-too-late")) };
    let shell = below(&page, "passkey-new-title");
    let mut form = Form::of(crate::passwords::taken_out(&fields));
    let name = form.needed(&shell, "name", LONGEST_NAME);
    let answer = fields.get("credential").unwrap_or_default();
    let party = passkeys::party(&app.config.base_url).ok_or(Error::NotFound)?;
    let credential = passkeys::take_new(&party, &step.state, answer)?;
    if credential.is_none() {
        form.refuse("credential", shell.say("passkey-failed"));
    }
    let mut back = Back::WRONG;
    if let Some(credential) = credential.as_ref().filter(|_| form.is_good()) {
        match password(&app, &permit, from, &account.email, &shell, &mut form, &fields).await? {
            Err(why) => back = why,
            Ok(proof) => {
                let factor = again.field("factor");
                match begin_with_code(&app, &permit, from, factor, &fields, &shell, &mut form).await? {
                    Err(why) => back = why,
                    Ok(mut tx) => {
                        let (credential_id, credential) = (credential.id.clone(), credential.text.clone());
                        let called = name.clone();
                        let new = NewPasskey { name, credential_id, credential };
                        if store::end_step(&mut tx, &permit, &tokens::hash(&token)).await?
                            && store::add_passkey(&mut tx, &permit, account.id, new).await?
                        {
                            proof.succeeded(&mut tx, &permit).await?;
                            let (token, codes) = secured(&mut tx, &permit, &who, account.id, &set_up).await?;
                            Letters::of(&app).passkey_added(&mut tx, &permit, account.id, &called).await?;
                            tx.commit(&permit, &format!("passkey of person {} set up", account.id)).await?;
                            return super::recovery_pages::shown(&page, &token, codes, "passkey-added");
                        }
                        form.refuse("credential", shell.say("passkey-taken"));
                    }
                }
            }
        }
    }
    let kept = credential.is_some() && form.wrong("credential").is_empty();
    let credential = if kept { answer.to_owned() } else { String::new() };
    let (email, asked) = (account.email, step.asked);
    html_with(back.0, &NewPasskeyPage { shell, form, email, step: token, asked, credential, again })
}

#[derive(Template)]
#[template(path = "second_factor/passkey.html")]
struct PasskeyPage {
    shell: Shell,
    name_form: Form,
    remove_form: Form,
    email: String,
    line: PasskeyLine,
    /// A factor one has is asked for as well, to remove it.
    again: Again,
}

/// One of one's own passkeys, and what its removal asks for.
async fn found(
    db: &mut Read,
    permit: &Permit<UseAccount>,
    who: &Who,
    passkey: Uuid,
) -> Result<(Account, PasskeyRow, Again)> {
    let (account, set_up) = own(db, permit).await?;
    let again = asked(db, permit, who, &set_up).await?;
    let row = set_up.passkeys.into_iter().find(|p| p.id == passkey).ok_or(Error::NotFound)?;
    Ok((account, row, again))
}

fn passkey_page(page: &Page, found: (Account, PasskeyRow, Again), name: Form, remove: Form) -> PasskeyPage {
    let (account, row, again) = found;
    let up = page.shell("account-title").title;
    let shell = page.shell_titled(row.name.clone()).under(up, "/account");
    PasskeyPage {
        shell: shell.under(page.shell("factor-title").title, OVERVIEW),
        name_form: name,
        remove_form: remove,
        email: account.email,
        line: PasskeyLine::of(row),
        again,
    }
}

/// Shows a passkey.
pub(super) async fn passkey(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    page: Page,
    Path(passkey): Path<Uuid>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let found = found(&mut db, &permit, &who, passkey).await?;
    let name = Form::filled([("name", found.1.name.clone())]);
    html(&passkey_page(&page, found, name, Form::default()))
}

/// Gives a passkey another name.
pub(super) async fn rename_passkey(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    page: Page,
    Path(passkey): Path<Uuid>,
    fields: Fields,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let found = found(&mut tx, &permit, &who, passkey).await?;
    let person = found.0.id;
    let mut form = Form::of(fields);
    let name = form.needed(&page.shell("factor-title"), "name", LONGEST_NAME);
    if !form.is_good() {
        let shown = passkey_page(&page, found, form, Form::default());
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    }
    store::rename_passkey(&mut tx, &permit, person, passkey, name).await?;
    tx.commit(&permit, &format!("passkey {passkey} renamed")).await?;
    Ok(done("passkey-renamed"))
}

/// Takes a passkey away: with the password and a factor one has.
pub(super) async fn remove_passkey(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    from: ClientAddress,
    page: Page,
    Path(passkey): Path<Uuid>,
    fields: Fields,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let found = found(&mut db, &permit, &who, passkey).await?;
    drop(db);
    let (shell, person) = (page.shell("factor-title"), found.0.id);
    let mut form = Form::default();
    let back = match password(&app, &permit, from, &found.0.email, &shell, &mut form, &fields).await? {
        Err(back) => back,
        Ok(proof) => {
            let field = found.2.field("code");
            match begin_with_code(&app, &permit, from, field, &fields, &shell, &mut form).await? {
                Err(back) => back,
                Ok(mut tx) => {
                    store::remove_passkey(&mut tx, &permit, person, passkey).await?;
                    proof.succeeded(&mut tx, &permit).await?;
                    let (token, is_last) = loosened(&mut tx, &permit, &who, person).await?;
                    let letters = Letters::of(&app);
                    letters.passkey_removed(&mut tx, &permit, person, &found.1.name, is_last).await?;
                    tx.commit(&permit, &format!("passkey {passkey} removed")).await?;
                    return Ok(on_with(&token, done("passkey-removed")));
                }
            }
        }
    };
    let name = Form::filled([("name", found.1.name.clone())]);
    html_with(back.0, &passkey_page(&page, found, name, form))
}
