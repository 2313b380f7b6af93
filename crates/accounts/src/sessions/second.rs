//! The second step of signing in: after the password, a code from the app, a
//! passkey or a recovery code. Until then nobody is signed in, and nobody without
//! the password learns that there is such a step.

use super::{
    ClientAddress,
    device::Device,
    model::{Kind, Proven, local_path},
    pages::{over, retry_after},
    proof::{self, NewSession, Proof},
    store::New,
    throttle::{Slow, try_once},
    token_hash,
};
use crate::{
    links::Letters,
    people,
    second_factor::{self, Shown, Used},
    tokens,
};
use ::store::Tx;
use askama::Template;
use axum::{
    Extension,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{Permit, PersonId, UseAccount, Visit};
use web::{App, Fields, Form, Page, Result, Shell, Who, html_with, session_cookie};

/// How attempts at the second factor stand in the audit.
pub(crate) const TRIED: &str = "second factor tried";

#[derive(Template)]
#[template(path = "sessions/second.html")]
struct SecondPage {
    shell: Shell,
    form: Form,
    step: String,
    next: String,
    /// There is an app that shows codes.
    has_app: bool,
    /// What the browser's passkeys are asked, as JSON; empty when there are none.
    passkeys: String,
}

/// After the first: asks for the second factor, if the account has one and none was seen yet.
pub(super) async fn ask(app: &App, page: &Page, proof: &Proof, next: &str) -> Result<Option<Response>> {
    if proof.has_second_factor() {
        return Ok(None);
    }
    let mut db = app.db.read(proof.permit()).await?;
    let set_up = second_factor::of(&mut db, proof.permit(), proof.person()).await?;
    drop(db);
    if !set_up.is_any() {
        return Ok(None);
    }
    let mut tx = app.db.begin(proof.permit()).await?;
    proof.succeeded(&mut tx, proof.permit()).await?;
    let step =
        second_factor::begin_sign_in(&mut tx, proof.permit(), app, proof.person(), &set_up.passkeys).await?;
    tx.commit(proof.permit(), &format!("second factor of person {} asked for", proof.person())).await?;
    let shown = SecondPage {
        shell: page.shell("second-title"),
        form: Form::default(),
        step: step.token,
        next: next.to_owned(),
        has_app: set_up.has_app,
        passkeys: step.asked,
    };
    html_with(StatusCode::OK, &shown).map(Some)
}

/// What came of an attempt.
enum Tried {
    In(NewSession),
    Wrong,
    Slow(Slow),
    /// The step was finished elsewhere.
    Over,
}

/// Ends the step with a session, if what was shown is right.
pub(super) async fn sign_in(
    visit: Permit<Visit>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    from: ClientAddress,
    device: Device,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let token: String = fields.hidden("step")?;
    let next = local_path(fields.get("next").unwrap_or_default()).to_owned();
    let mut db = app.db.read(&visit).await?;
    let Some(step) = second_factor::sign_in_step(&mut db, &visit, &tokens::hash(&token)).await? else {
        return over(&app, &page, &next);
    };
    let set_up = second_factor::of(&mut db, &visit, step.person).await?;
    let account = people::store::by_id(&mut db, &visit, step.person).await?;
    drop(db);
    let Some(account) = account else { return over(&app, &page, &next) };
    let permit = proof::own(step.person, account.name)?;
    let shown = match fields.get("credential").filter(|c| !c.is_empty()) {
        Some(credential) => Shown::Passkey { credential: credential.to_owned(), state: step.state.clone() },
        None => Shown::Code(fields.get("code").unwrap_or_default().to_owned()),
    };
    let at = if matches!(shown, Shown::Passkey { .. }) { "credential" } else { "code" };
    let shell = page.shell("second-title");
    let mut form = Form::of(Fields::default());
    if shown.is_empty() {
        form.refuse("code", shell.say("form-needed"));
        return html_with(
            StatusCode::UNPROCESSABLE_ENTITY,
            &SecondPage { shell, form, step: token, next, has_app: set_up.has_app, passkeys: step.asked },
        );
    }
    let new = New { person: step.person, kind: Kind::Browser, proof: Proven::Second, device: device.0 };
    let before = token_hash(&who);
    let (status, seconds) =
        match attempt(&app, &permit, from, &shown, new, Some(&tokens::hash(&token)), before.as_deref())
            .await?
        {
            Tried::In(session) => {
                let mut response = Redirect::to(&next).into_response();
                response.headers_mut().insert(header::SET_COOKIE, session_cookie(&session.token));
                return Ok(response);
            }
            Tried::Over => return over(&app, &page, &next),
            Tried::Wrong => {
                form.refuse(at, shell.say_of("second-wrong", at));
                (StatusCode::UNPROCESSABLE_ENTITY, None)
            }
            Tried::Slow(slow) => {
                form.refuse(at, shell.say("second-slow").with("until", slow.until.german()));
                (StatusCode::TOO_MANY_REQUESTS, Some(slow.seconds))
            }
        };
    let page = SecondPage { shell, form, step: token, next, has_app: set_up.has_app, passkeys: step.asked };
    let response = html_with(status, &page)?;
    Ok(match seconds {
        Some(seconds) => retry_after(response, seconds),
        None => response,
    })
}

/// What came of a program's code.
pub(super) enum ForProgram {
    /// The account has no second factor: the password is all there is.
    NoneSetUp,
    /// It has one, and no code came along.
    Missing,
    Wrong,
    Slow(Slow),
    In(NewSession),
}

/// Signs a program in with the code that came with the password.
pub(super) async fn of_program(
    app: &App,
    proof: &Proof,
    from: ClientAddress,
    device: Device,
    code: Option<String>,
) -> Result<ForProgram> {
    let (permit, person) = (proof.permit(), proof.person());
    let mut db = app.db.read(permit).await?;
    let set_up = second_factor::of(&mut db, permit, person).await?;
    drop(db);
    if !set_up.is_any() {
        return Ok(ForProgram::NoneSetUp);
    }
    let mut tx = app.db.begin(permit).await?;
    proof.succeeded(&mut tx, permit).await?;
    tx.commit(permit, &format!("second factor of person {person} asked for")).await?;
    let shown = Shown::Code(code.unwrap_or_default());
    if shown.is_empty() {
        return Ok(ForProgram::Missing);
    }
    let new = New { person, kind: Kind::Api, proof: Proven::Second, device: device.0 };
    Ok(match attempt(app, permit, from, &shown, new, None, None).await? {
        Tried::In(session) => ForProgram::In(session),
        Tried::Wrong | Tried::Over => ForProgram::Wrong,
        Tried::Slow(slow) => ForProgram::Slow(slow),
    })
}

/// One attempt, counted for the account and the network address before it is looked
/// at. On success the step ends, the session begins, and a letter tells of a used
/// recovery code, all in one unit of work.
async fn attempt(
    app: &App,
    permit: &Permit<UseAccount>,
    from: ClientAddress,
    shown: &Shown,
    new: New,
    step: Option<&str>,
    before: Option<&str>,
) -> Result<Tried> {
    let person = new.person;
    let attempt =
        match try_once(&app.db, permit, Some(&person.to_string()), from.key().as_deref(), TRIED).await? {
            Ok(attempt) => attempt,
            Err(slow) => return Ok(Tried::Slow(slow)),
        };
    let mut tx = app.db.begin(permit).await?;
    let Some(used) = second_factor::use_up(&mut tx, permit, app, person, shown).await? else {
        drop(tx);
        let tx = app.db.begin(permit).await?;
        tx.commit(permit, &format!("second factor of person {person} wrong")).await?;
        return Ok(Tried::Wrong);
    };
    if let Some(step) = step
        && !second_factor::end_step(&mut tx, permit, step).await?
    {
        return Ok(Tried::Over);
    }
    attempt.succeeded(&mut tx, permit).await?;
    tell(&mut tx, permit, app, person, &used).await?;
    let new = New { proof: used.proven(), ..new };
    let session = proof::begin(&mut tx, permit, Letters::of(app), new, before).await?;
    tx.commit(permit, &format!("session of person {person} begun with {}", used.words())).await?;
    Ok(Tried::In(session))
}

/// A recovery code is used rarely: its owner is told, in case it was somebody else.
async fn tell(
    tx: &mut Tx,
    permit: &Permit<UseAccount>,
    app: &App,
    person: PersonId,
    used: &Used,
) -> ::store::Result<()> {
    if let Used::RecoveryCode { left } = used {
        Letters::of(app).recovery_code_used(tx, permit, person, *left).await?;
    }
    Ok(())
}
