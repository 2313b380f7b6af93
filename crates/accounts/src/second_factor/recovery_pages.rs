//! Recovery codes: shown once, to be printed or kept as a file.

use super::{
    acts::{code_hash, new_recovery_codes},
    again::{Again, asked, begin_with_code},
    model::{CODES, Code, read_code},
    pages::{Back, OVERVIEW, below, done, on_with, own, password},
    store,
};
use crate::{links::Letters, sessions::ClientAddress};
use askama::Template;
use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use base::{Permit, UseAccount};
use web::{App, Error, Fields, Form, Page, Result, Shell, Who, attachment, html, html_with};

#[derive(Template)]
#[template(path = "second_factor/codes.html")]
struct CodesPage {
    shell: Shell,
    codes: Vec<String>,
    /// The same in one field, for the file.
    joined: String,
}

#[derive(Template)]
#[template(path = "second_factor/new_codes.html")]
struct NewCodesPage {
    shell: Shell,
    form: Form,
    email: String,
    left: i64,
    /// A factor one has is asked for as well.
    again: Again,
}

/// After a factor was set up: shows the recovery codes that came with the first one,
/// or leads back to the overview. Either way with the session's new token.
pub(super) fn shown(page: &Page, token: &str, codes: Vec<String>, what: &str) -> Result<Response> {
    let response = if codes.is_empty() { done(what) } else { html(&codes_page(page, codes))? };
    Ok(on_with(token, response))
}

fn codes_page(page: &Page, codes: Vec<String>) -> CodesPage {
    let mut shell = below(page, "codes-title");
    // Whoever sees this has a second factor now, though the request began without: no
    // link may lead away from what is shown only once.
    shell.resting.clear();
    CodesPage { shell, joined: codes.join(" "), codes }
}

/// Asks whether new codes are to be made.
pub(super) async fn ask(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    page: Page,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (account, set_up) = own(&mut db, &permit).await?;
    if !set_up.is_any() {
        return Ok(Redirect::to(OVERVIEW).into_response());
    }
    let again = asked(&mut db, &permit, &who, &set_up).await?;
    let (form, left) = (Form::default(), set_up.codes_left);
    html(&NewCodesPage { shell: below(&page, "codes-new-title"), form, email: account.email, left, again })
}

/// Makes new codes; the old ones end.
pub(super) async fn renew(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    from: ClientAddress,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (account, set_up) = own(&mut db, &permit).await?;
    let again = asked(&mut db, &permit, &who, &set_up).await?;
    drop(db);
    if !set_up.is_any() {
        return Ok(Redirect::to(OVERVIEW).into_response());
    }
    let shell = below(&page, "codes-new-title");
    let mut form = Form::default();
    let Back(status) = match password(&app, &permit, from, &account.email, &shell, &mut form, &fields).await?
    {
        Err(back) => back,
        Ok(proof) => {
            let field = again.field("code");
            match begin_with_code(&app, &permit, from, field, &fields, &shell, &mut form).await? {
                Err(back) => back,
                Ok(mut tx) => {
                    proof.succeeded(&mut tx, &permit).await?;
                    let codes = new_recovery_codes(&mut tx, &permit, account.id).await?;
                    Letters::of(&app).recovery_codes_renewed(&mut tx, &permit, account.id).await?;
                    tx.commit(&permit, &format!("recovery codes of person {} made anew", account.id)).await?;
                    return html(&codes_page(&page, codes));
                }
            }
        }
    };
    html_with(status, &NewCodesPage { shell, form, email: account.email, left: set_up.codes_left, again })
}

/// The codes on the page as a text file. They are not kept, so the page sends them
/// along; only those that are one's own come back.
pub(super) async fn file(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (account, _) = own(&mut db, &permit).await?;
    let kept = store::codes(&mut db, &permit, account.id).await?;
    let codes: Vec<&str> = fields.get("codes").unwrap_or_default().split(' ').take(CODES + 1).collect();
    let is_own = |code: &str| match read_code(code) {
        Some(Code::Recovery(plain)) => kept.contains(&code_hash(account.id, &plain)),
        _ => false,
    };
    if codes.len() != CODES || !codes.iter().all(|code| is_own(code)) {
        return Err(Error::NotFound);
    }
    let shell = page.shell("codes-title");
    let head = shell.say("codes-file").with("day", shell.today.german()).to_string();
    let text = format!("{head}\r\n\r\n{}\r\n", codes.join("\r\n"));
    Ok(attachment(text.into_bytes(), "text/plain; charset=utf-8", "klappt-wiederherstellungscodes.txt"))
}
