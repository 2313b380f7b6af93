//! The page of one's own account.

use crate::{
    api_tokens,
    links::Letters,
    passwords, people,
    people::store::Account,
    second_factor,
    sessions::{self, ClientAddress, NotProven, Proven},
};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, ManageAllianceRoles, Permit, PersonId, UseAccount};
use store::{Read, Tx};
use uuid::Uuid;
use web::{
    App, Conflict, Differing, Error, Fields, Form, Page, Result, Shell, Who, html_with, session_cookie,
    sign_out_cookie,
};

#[derive(Template)]
#[template(path = "account/account.html")]
struct AccountPage {
    shell: Shell,
    email: String,
    version: i64,
    roles: Vec<String>,
    /// Where one hands over one's work: alliance and address.
    handovers: Vec<(String, String)>,
    name_form: Form,
    password_form: Form,
    sessions: Vec<SessionLine>,
    /// There is more than this one session.
    has_others: bool,
    /// Signing in asks for a second factor.
    is_secured: bool,
    /// Tokens for programs that are good.
    tokens: i64,
}

struct SessionLine {
    id: Uuid,
    kind: &'static str,
    /// Browser and system; empty when they are not known.
    device: String,
    /// The text id of what was proven.
    proof: &'static str,
    since: String,
    last_seen: String,
    is_this: bool,
}

/// The account as it is shown: with one of its forms as it was typed.
enum Typed {
    Nothing,
    Name(Form),
    Password(Form),
}

/// Shows one's own account.
pub(super) async fn show(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    page: Page,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let account = own(&mut db, &permit).await?;
    shown(&app, &mut db, &permit, &who, &page, account, Typed::Nothing, StatusCode::OK).await
}

/// Changes one's own name.
pub(super) async fn rename(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let shell = page.shell("account-title");
    let version: i64 = fields.hidden("version")?;
    let mut form = Form::of(fields);
    let name = form.needed(&shell, "name", people::LONGEST_NAME);
    let mut tx = app.db.begin(&permit).await?;
    let account = own(&mut tx, &permit).await?;
    if !form.is_good() {
        return shown(
            &app,
            &mut tx,
            &permit,
            &who,
            &page,
            account,
            Typed::Name(form),
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
    }
    if people::store::rename(&mut tx, &permit, &account, &name, version).await? {
        tx.commit(&permit, &format!("person {} renamed", account.id)).await?;
    } else if account.name != name {
        let differing = Differing {
            name: "name".into(),
            label: shell.say("account-name").to_string(),
            theirs: account.name,
            mine: name,
            words: None,
        };
        return Conflict {
            shell: page.shell("conflict-title"),
            action: "/account/name".into(),
            version: account.version,
            agreed: Vec::new(),
            differing: vec![differing],
            who: String::new(),
        }
        .answer();
    }
    Ok(Redirect::to("/account?done=name-saved").into_response())
}

/// Changes one's own password; all other sessions end, and this one gets a new token.
pub(super) async fn change_password(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    from: ClientAddress,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let shell = page.shell("account-title");
    let mut form = Form::of(passwords::taken_out(&fields));
    let mut db = app.db.read(&permit).await?;
    let account = own(&mut db, &permit).await?;
    drop(db);
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let owner = passwords::Owner {
        email: account.email.clone(),
        name: account.name.clone(),
        alliances: permit.actor().alliances().iter().map(|a| a.name.clone()).collect(),
    };
    let new = passwords::chosen(&shell, &mut form, &fields, &owner);
    if form.is_good() {
        let old = fields.get("old_password").unwrap_or_default().to_owned();
        match sessions::prove_again(&app, &permit, &account.email, old, from).await? {
            Ok(proof) => {
                let hash = passwords::hash(new, app.chance()).await?;
                let mut tx = app.db.begin(&permit).await?;
                people::store::set_password(&mut tx, &permit, account.id, hash.as_str()).await?;
                proof.succeeded(&mut tx, &permit).await?;
                sessions::start_afresh(&mut tx, &permit, account.id, &account.email, who.session).await?;
                Letters::of(&app).password_changed(&mut tx, &permit, account.id).await?;
                let token = sessions::renew(&mut tx, &permit, &who, None).await?;
                tx.commit(&permit, &format!("password of person {} changed", account.id)).await?;
                let mut response = Redirect::to("/account?done=password-changed").into_response();
                response.headers_mut().insert(header::SET_COOKIE, session_cookie(&token));
                return Ok(response);
            }
            Err(NotProven::Wrong) => form.refuse("old_password", shell.say("account-wrong-password")),
            Err(NotProven::Slow(slow)) => {
                status = StatusCode::TOO_MANY_REQUESTS;
                form.refuse("old_password", shell.say("account-slow").with("until", slow.until.german()));
            }
        }
    }
    let mut db = app.db.read(&permit).await?;
    shown(&app, &mut db, &permit, &who, &page, account, Typed::Password(form), status).await
}

/// Ends all of one's sessions but this one.
pub(super) async fn end_others(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    fields: Fields,
) -> Result<Response> {
    let person = permit.actor().person().ok_or(Error::SignIn)?;
    let mut tx = app.db.begin(&permit).await?;
    sessions::store::end_others(&mut tx, &permit, person, who.session).await?;
    let tokens = end_tokens(&mut tx, &permit, person, &fields).await?;
    tx.commit(&permit, &format!("other sessions{tokens} of person {person} ended")).await?;
    Ok(Redirect::to("/account?done=sessions-ended").into_response())
}

/// Ends one's tokens for programs as well, where that was ticked; answers what to add to
/// the line in the audit.
async fn end_tokens(
    tx: &mut Tx,
    permit: &Permit<UseAccount>,
    person: PersonId,
    fields: &Fields,
) -> Result<&'static str> {
    if !fields.ticked("tokens") {
        return Ok("");
    }
    api_tokens::end_all(tx, permit, person).await?;
    Ok(" and tokens")
}

/// Ends one of one's sessions.
pub(super) async fn end_one(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    Path(session): Path<Uuid>,
) -> Result<Response> {
    let person = permit.actor().person().ok_or(Error::SignIn)?;
    let mut tx = app.db.begin(&permit).await?;
    // Ending what has ended already changes nothing; whose it was is not told.
    sessions::store::end_one(&mut tx, &permit, person, session).await?;
    tx.commit(&permit, &format!("a session of person {person} ended")).await?;
    Ok(if who.session == Some(session) {
        signed_out("/sign-in?done=signed-out")
    } else {
        Redirect::to("/account?done=session-ended").into_response()
    })
}

/// Ends all of one's sessions, this one included.
pub(super) async fn end_all(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    fields: Fields,
) -> Result<Response> {
    let person = permit.actor().person().ok_or(Error::SignIn)?;
    let mut tx = app.db.begin(&permit).await?;
    sessions::store::end_others(&mut tx, &permit, person, None).await?;
    let tokens = end_tokens(&mut tx, &permit, person, &fields).await?;
    tx.commit(&permit, &format!("all sessions{tokens} of person {person} ended")).await?;
    Ok(signed_out("/sign-in?done=signed-out-everywhere"))
}

fn signed_out(to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    response.headers_mut().insert(header::SET_COOKIE, sign_out_cookie());
    response
}

async fn own(db: &mut Read, permit: &Permit<UseAccount>) -> Result<Account> {
    let person = permit.actor().person().ok_or(Error::SignIn)?;
    people::store::by_id(db, permit, person).await?.ok_or(Error::SignIn)
}

#[expect(
    clippy::too_many_arguments,
    reason = "everything the one page needs, said once for its three callers"
)]
async fn shown(
    app: &App,
    db: &mut Read,
    permit: &Permit<UseAccount>,
    who: &Who,
    page: &Page,
    account: Account,
    typed: Typed,
    status: StatusCode,
) -> Result<Response> {
    let sessions: Vec<SessionLine> = sessions::store::of_person(db, permit, account.id)
        .await?
        .into_iter()
        .map(|s| SessionLine {
            id: s.id,
            kind: if s.kind == "api" { "account-session-api" } else { "account-session-browser" },
            device: s.device,
            proof: Proven::from_key(&s.proof).words(),
            since: s.created_at.german(),
            last_seen: s.last_seen_at.german(),
            is_this: who.session == Some(s.id),
        })
        .collect();
    let is_secured = second_factor::of(db, permit, account.id).await?.is_any();
    let tokens = api_tokens::good(db, permit, account.id).await?;
    let held = permit.actor().roles().iter().chain(permit.actor().resting());
    let roles = held.filter(|held| held.role.is_given());
    let roles = roles
        .map(|held| {
            let role = people::role_words(&app.texts, held.role, None);
            match &held.alliance {
                Some(alliance) => people::role_at(&app.texts, &role, &alliance.name),
                None => role,
            }
        })
        .collect();
    let manages = |place: &base::Alliance| Permit::<ManageAllianceRoles>::ask(permit.actor(), Some(place));
    let own = permit.actor().alliances();
    let handovers = own
        .iter()
        .filter(|place| manages(place).is_some())
        .map(|place| {
            let there = format!("/alliances/{}/people/{}#person-handover", place.slug, account.id);
            (place.name.clone(), there)
        })
        .collect();
    let stored = Form::filled([("name", account.name)]);
    let (name_form, password_form) = match typed {
        Typed::Nothing => (stored, Form::default()),
        Typed::Name(form) => (form, Form::default()),
        Typed::Password(form) => (stored, form),
    };
    let shell = page.shell("account-title");
    let has_others = sessions.iter().any(|s| !s.is_this);
    let (email, version) = (account.email, account.version);
    html_with(
        status,
        &AccountPage {
            shell,
            email,
            version,
            roles,
            handovers,
            name_form,
            password_form,
            sessions,
            has_others,
            is_secured,
            tokens,
        },
    )
}
