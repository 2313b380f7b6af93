//! The list of one's own tokens, and making one: asked for with the password, shown once.

use super::{
    acts,
    model::{DAYS, Draft, LONGEST_NAME, MOST, USUAL_DAYS, beginning, expires},
    store::{self, Line},
};
use crate::{
    links::Letters,
    passwords,
    people::{self, store::Account},
    second_factor::{Again, Back, asked_of, begin_with_code},
    sessions::{self, ClientAddress, NotProven, Proof},
};
use ::store::Read;
use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Actor, AnyPermit, ApiTokenId, Day, Permit, Scope, UseAccount, ViewStatewide};
use uuid::Uuid;
use web::{App, Error, Fields, Form, Page, Result, Shell, Who, html, html_with};

/// Where one's tokens are.
const HERE: &str = "/account/tokens";

/// The choice of the Land among alliances, which are named by their keys.
const LAND: &str = "land";

/// Choices of a form: value and words.
type Choices = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "api_tokens/list.html")]
struct ListPage {
    shell: Shell,
    lines: Vec<TokenLine>,
    form: Form,
    email: String,
    /// The key of the token to be made: a form sent twice makes one.
    new_id: Uuid,
    /// Where one's own rights reach; nothing when they open programs nothing.
    places: Choices,
    scopes: Choices,
    days: Choices,
    /// A role rests, so that no token can be made.
    is_resting: bool,
    /// A factor one has is asked for as well.
    again: Again,
}

struct TokenLine {
    id: ApiTokenId,
    name: String,
    beginning: String,
    scope: String,
    made: String,
    /// Empty when it was never used.
    used: String,
    until: String,
    is_over: bool,
}

#[derive(Template)]
#[template(path = "api_tokens/shown.html")]
struct ShownPage {
    shell: Shell,
    token: String,
    beginning: String,
    name: String,
    scope: String,
    until: String,
    base_url: String,
}

/// Shows one's tokens and the form for another one.
pub(super) async fn list(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    page: Page,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (id, form) = (db.new_uuid(), Form::filled([("writes", "read"), ("days", USUAL_DAYS)]));
    shown(&mut db, &permit, &who, &page, (id, form), StatusCode::OK).await
}

/// Makes a token, tells its owner by letter, and shows it this once.
pub(super) async fn make(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    from: ClientAddress,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let shell = below(&page, "tokens-shown-title");
    if !permit.actor().resting().is_empty() {
        return Err(Error::Conflict(shell.say("tokens-resting").to_string()));
    }
    let mut db = app.db.read(&permit).await?;
    let account = own(&mut db, &permit).await?;
    let have = usize::try_from(store::good(&mut db, &permit, account.id).await?).unwrap_or(MOST);
    let proven = match who.session {
        Some(session) => sessions::store::proof_of(&mut db, &permit, session).await?,
        None => None,
    };
    let proven = proven.ok_or(Error::SignIn)?;
    let code = asked_of(&mut db, &permit, &who, account.id).await?.field("code");
    drop(db);
    let mut form = Form::of(passwords::taken_out(&fields));
    let draft = draft(&shell, permit.actor(), &mut form);
    let id = fields.get("id").and_then(|id| id.trim().parse().ok());
    if fields.get("password").unwrap_or_default().is_empty() {
        form.refuse("password", shell.say("form-needed"));
    }
    if have >= MOST {
        form.refuse("name", shell.say("tokens-too-many"));
    }
    let (Some(id), Some(draft), true) = (id, draft, form.is_good()) else {
        let mut db = app.db.read(&permit).await?;
        let id = id.unwrap_or_else(|| db.new_uuid());
        return shown(&mut db, &permit, &who, &page, (id, form), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let begun = match password(&app, &permit, from, &account, &shell, &mut form, &fields).await? {
        Err(status) => Err(status),
        Ok(proof) => match begin_with_code(&app, &permit, from, code, &fields, &shell, &mut form).await? {
            Err(Back(status)) => Err(status),
            Ok(mut tx) => {
                proof.succeeded(&mut tx, &permit).await?;
                Ok(tx)
            }
        },
    };
    let mut tx = match begun {
        Ok(tx) => tx,
        Err(status) => {
            let mut db = app.db.read(&permit).await?;
            return shown(&mut db, &permit, &who, &page, (id, form), status).await;
        }
    };
    let until = expires(tx.now(), draft.days);
    let key = (ApiTokenId::from_uuid(id), account.id);
    let Some(token) = acts::make(&mut tx, &permit, key, &draft, proven).await? else {
        return Ok(Redirect::to("/account/tokens?done=token-made-already").into_response());
    };
    let place = permit.actor().alliances().into_iter().find(|a| Some(a.id) == draft.scope.alliance);
    let scope = scope_words(&shell, place.map(|a| a.name.as_str()), draft.scope.writes);
    let known = beginning(&token);
    let letter = Letters::of(&app);
    letter.token_made(&mut tx, &permit, account.id, (&draft.name, &known), &scope, until).await?;
    tx.commit(&permit, &format!("token {id} of person {} made", account.id)).await?;
    html(&ShownPage {
        shell,
        token,
        beginning: known,
        name: draft.name,
        scope,
        until: until.german(),
        base_url: app.config.base_url.clone(),
    })
}

/// Ends one of one's tokens, or takes one off the list that has expired.
pub(super) async fn end(
    permit: Permit<UseAccount>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let person = permit.actor().person().ok_or(Error::SignIn)?;
    let mut tx = app.db.begin(&permit).await?;
    // Ending what has ended already changes nothing; whose it was is not told.
    if acts::end(&mut tx, &permit, person, ApiTokenId::from_uuid(id)).await? {
        tx.commit(&permit, &format!("token {id} of person {person} ended")).await?;
    }
    Ok(Redirect::to("/account/tokens?done=token-ended").into_response())
}

/// Reads the form; says in it what is wrong.
fn draft(shell: &Shell, actor: &Actor, form: &mut Form) -> Option<Draft> {
    let name = form.needed(shell, "name", LONGEST_NAME);
    let alliance = match form.value("place") {
        LAND if reaches_land(actor) => Some(None),
        key => actor.alliances().into_iter().map(|a| Some(a.id)).find(|id| is_key(key, *id)),
    };
    let writes = match form.value("writes") {
        "read" => Some(false),
        "write" => Some(true),
        _ => None,
    };
    let days = DAYS.into_iter().find(|days| form.value("days") == days.to_string());
    for (field, is_wrong) in
        [("place", alliance.is_none()), ("writes", writes.is_none()), ("days", days.is_none())]
    {
        if is_wrong {
            form.refuse(field, shell.say("form-unknown-choice"));
        }
    }
    Some(Draft { name, scope: Scope { alliance: alliance?, writes: writes? }, days: days? })
}

fn is_key(key: &str, id: Option<base::AllianceId>) -> bool {
    id.is_some_and(|id| id.to_string() == key)
}

/// Whether there is anything of the Land that somebody's programs could read.
fn reaches_land(actor: &Actor) -> bool {
    Permit::<ViewStatewide>::ask(actor, None).is_some()
}

/// Whether the password in the form is the account's; says in the form what is wrong.
async fn password(
    app: &App,
    permit: &Permit<UseAccount>,
    from: ClientAddress,
    account: &Account,
    shell: &Shell,
    form: &mut Form,
    fields: &Fields,
) -> Result<std::result::Result<Proof, StatusCode>> {
    let typed = fields.get("password").unwrap_or_default().to_owned();
    Ok(match sessions::prove_again(app, permit, &account.email, typed, from).await? {
        Ok(proof) => Ok(proof),
        Err(NotProven::Wrong) => {
            form.refuse("password", shell.say("tokens-wrong-password"));
            Err(StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(NotProven::Slow(slow)) => {
            form.refuse("password", shell.say("account-slow").with("until", slow.until.german()));
            Err(StatusCode::TOO_MANY_REQUESTS)
        }
    })
}

fn below(page: &Page, title: &str) -> Shell {
    let up = page.shell("account-title").title;
    let shell = page.shell(title).under(up, "/account");
    if title == "tokens-title" { shell } else { shell.under(page.shell("tokens-title").title, HERE) }
}

async fn own(db: &mut Read, permit: &Permit<UseAccount>) -> Result<Account> {
    let person = permit.actor().person().ok_or(Error::SignIn)?;
    people::store::by_id(db, permit, person).await?.ok_or(Error::SignIn)
}

/// A scope in words; without a place it is the Land's.
fn scope_words(shell: &Shell, place: Option<&str>, writes: bool) -> String {
    let land = shell.say("tokens-place-land").to_string();
    let can = shell.say(if writes { "tokens-can-write" } else { "tokens-can-read" }).to_string();
    shell.say("tokens-scope").with("place", place.unwrap_or(&land)).with("writes", can).to_string()
}

async fn shown(
    db: &mut Read,
    permit: &Permit<UseAccount>,
    who: &Who,
    page: &Page,
    (new_id, form): (Uuid, Form),
    status: StatusCode,
) -> Result<Response> {
    let account = own(db, permit).await?;
    let actor = permit.actor();
    let shell = below(page, "tokens-title");
    let now = db.now();
    let again = asked_of(db, permit, who, account.id).await?;
    let line = |line: Line| TokenLine {
        scope: scope_words(&shell, line.alliance.as_deref(), line.writes),
        id: line.id,
        name: line.name,
        beginning: line.beginning,
        made: line.created_at.day().german(),
        used: line.last_used_on.map(Day::german).unwrap_or_default(),
        until: line.expires_at.german(),
        is_over: line.expires_at <= now,
    };
    let lines = store::of_person(db, permit, account.id).await?.into_iter().map(line).collect();
    let mut places: Choices =
        actor.alliances().into_iter().map(|a| (a.id.to_string(), a.name.clone())).collect();
    if reaches_land(actor) {
        places.push((LAND.to_owned(), shell.say("tokens-place-land").to_string()));
    }
    let scopes = [("read", "tokens-can-read"), ("write", "tokens-can-write")];
    let days = |days: i64| {
        (days.to_string(), shell.say("tokens-days-for").with("days", days.to_string()).to_string())
    };
    let page = ListPage {
        lines,
        form,
        email: account.email,
        new_id,
        places,
        scopes: scopes.map(|(key, text)| (key.to_owned(), shell.say(text).to_string())).to_vec(),
        days: DAYS.map(days).to_vec(),
        is_resting: !actor.resting().is_empty(),
        again,
        shell,
    };
    html_with(status, &page)
}
