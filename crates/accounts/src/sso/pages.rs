//! The way to the provider and back.

use super::{
    Sso, acts,
    acts::{Met, Wanted},
    model::{Refusal, granted},
    provider::{Failure, Provider, Told},
    steps::{Away, COOKIE, Linking, SECONDS, no_cookie},
    store,
};
use crate::{
    links::Letters,
    passwords, people,
    sessions::{self, ClientAddress, Device, NotProven, Proof, enter, local_path, retry_after, try_once},
    tokens,
};
use askama::Template;
use axum::{
    Extension,
    extract::{FromRequestParts, Query, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use base::{Permit, PersonId, Visit};
use serde::Deserialize;
use std::{convert::Infallible, sync::Arc};
use web::{App, Error, Fields, Form, Page, Result, Shell, Who, html_with, query};

/// How answers of the provider stand in the audit.
const TRIED: &str = "sign-in by central account tried";

#[derive(Template)]
#[template(path = "sso/refused.html")]
struct RefusedPage {
    shell: Shell,
    label: String,
    key: &'static str,
    /// Where to try again; empty where that does not help.
    again: String,
}

#[derive(Template)]
#[template(path = "sso/link.html")]
struct LinkPage {
    shell: Shell,
    label: String,
    form: Form,
    email: String,
    step: String,
}

impl Sso {
    /// The provider; without one these pages do not exist.
    fn provider(self) -> Result<Arc<Provider>> {
        self.0.ok_or(Error::NotFound)
    }
}

/// From where somebody comes back, and with what.
pub(super) struct Arrival {
    from: ClientAddress,
    device: Device,
    cookie: Option<String>,
}

impl FromRequestParts<App> for Arrival {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, Infallible> {
        let cookie = parts
            .headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|v| v.to_str().ok())
            .flat_map(|v| v.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == COOKIE)
            .map(|(_, value)| value.to_owned());
        Ok(Self {
            from: ClientAddress::from_request_parts(parts, app).await?,
            device: Device::from_request_parts(parts, app).await?,
            cookie,
        })
    }
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    next: String,
}

/// Sends the browser to the provider.
pub(super) async fn begin(
    _: Permit<Visit>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    sso: Sso,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let provider = sso.provider()?;
    let next = local_path(&asked.next);
    if who.actor.person().is_some() {
        return Ok(Redirect::to(next).into_response());
    }
    let step = Away::new(&app.db, next);
    match provider.authorize(&app, &step).await {
        Ok(url) => with_cookie(Redirect::to(&url).into_response(), &step.cookie(&app.db)?),
        Err(Failure { refusal, why }) => {
            tracing::warn!(why, "the central sign-in cannot be begun");
            refused(&page, &provider, refusal, next)
        }
    }
}

/// What the provider sends back along with the browser.
#[derive(Deserialize)]
pub(super) struct Answer {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Takes up whoever comes back from the provider.
pub(super) async fn come_back(
    visit: Permit<Visit>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    sso: Sso,
    arrival: Arrival,
    page: Page,
    Query(answer): Query<Answer>,
) -> Result<Response> {
    let provider = sso.provider()?;
    let shown = match Away::of(&app.db, arrival.cookie.as_deref(), answer.state.as_deref()) {
        Ok(step) => taken(&visit, &app, &who, &provider, arrival, &page, (step, answer)).await?,
        Err(refusal) => refused(&page, &provider, refusal, "/")?,
    };
    // One answer for one way there: whatever comes of it, this step is over.
    with_cookie(shown, &no_cookie())
}

async fn taken(
    visit: &Permit<Visit>,
    app: &App,
    who: &Who,
    provider: &Arc<Provider>,
    arrival: Arrival,
    page: &Page,
    (step, answer): (Away, Answer),
) -> Result<Response> {
    let attempt = match try_once(&app.db, visit, None, arrival.from.key().as_deref(), TRIED).await? {
        Ok(attempt) => attempt,
        Err(slow) => return Err(Error::SlowDown(slow.seconds)),
    };
    let mut tx = app.db.begin(visit).await?;
    if !store::take_answer(&mut tx, visit, &tokens::hash(&step.state), step.until).await? {
        return refused(page, provider, Refusal::Over, &step.next);
    }
    tx.commit(visit, "answer of the central sign-in taken").await?;
    let told = match told(app, provider, &step, answer).await {
        Ok(told) => told,
        Err(Failure { refusal, why }) => {
            tracing::warn!(why, "a central sign-in failed");
            return refused(page, provider, refusal, &step.next);
        }
    };
    let issuer = &provider.setup.issuer;
    let grants = granted(&provider.setup.grants, &told.groups);
    let wanted = acts::wanted(&app.db, &grants).await?;
    let mut db = app.db.read(visit).await?;
    let met = acts::meet(&mut db, visit, issuer, &told, !wanted.is_empty()).await?;
    drop(db);
    let met = match met {
        Met::New { email } => match acts::make(&app.db, issuer, &told, &email).await? {
            Some(person) => Met::Known { person, name: told.name.clone() },
            None => Met::Nobody(Refusal::Over),
        },
        met => met,
    };
    let (person, name) = match met {
        Met::Known { person, name } => (person, name),
        other => {
            // The provider has vouched for them: it was no guess.
            let mut tx = app.db.begin(visit).await?;
            attempt.succeeded(&mut tx, visit).await?;
            tx.commit(visit, &format!("central account not let in: {}", other.words())).await?;
            let Met::Perhaps { person } = other else {
                return refused(page, provider, other.refusal(), &step.next);
            };
            let groups = grants.iter().map(|grant| grant.group.clone()).collect();
            let until = app.clock().now().plus_seconds(SECONDS);
            let Told { subject, is_strong, .. } = told;
            let linking = Linking { subject, person, groups, is_strong, next: step.next, until };
            return ask_for_password(visit, app, provider, page, &linking, Form::default(), StatusCode::OK)
                .await;
        }
    };
    let proof = Proof::of_central_account(person, name, attempt, told.is_strong)?;
    up_to_date(app, &proof, issuer, &told.subject, &wanted).await?;
    enter(app, page, who, arrival.device, proof, &step.next).await
}

/// What the provider says of whoever brought this answer.
async fn told(
    app: &App,
    provider: &Arc<Provider>,
    step: &Away,
    answer: Answer,
) -> std::result::Result<Told, Failure> {
    if answer.iss.is_some_and(|issuer| issuer != provider.setup.issuer) {
        return Err(Failure { refusal: Refusal::Untrusted, why: "the answer is another provider's" });
    }
    match (answer.error.as_deref(), answer.code) {
        (Some("access_denied"), _) => Err(Failure { refusal: Refusal::Denied, why: "it was denied there" }),
        (Some(_), _) => Err(Failure { refusal: Refusal::Unreachable, why: "it answers with an error" }),
        (None, Some(code)) => provider.redeem(app, code, step).await,
        (None, None) => Err(Failure { refusal: Refusal::Over, why: "it sends no code" }),
    }
}

/// Writes down that the central account was used, and settles the roles its groups give.
async fn up_to_date(app: &App, proof: &Proof, issuer: &str, subject: &str, wanted: &[Wanted]) -> Result<()> {
    let mut tx = app.db.begin(proof.permit()).await?;
    store::used(&mut tx, proof.permit(), issuer, subject).await?;
    let subject = format!("central account of person {} used", proof.person());
    tx.commit(proof.permit(), &subject).await?;
    acts::bring_up_to_date(&app.db, proof.person(), wanted).await
}

/// Links a central account to the account whose password is shown.
pub(super) async fn link(
    visit: Permit<Visit>,
    State(app): State<App>,
    Extension(who): Extension<Who>,
    sso: Sso,
    arrival: Arrival,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let provider = sso.provider()?;
    let linking = match Linking::of(&app.db, fields.get("step").unwrap_or_default()) {
        Ok(linking) => linking,
        Err(refusal) => return refused(&page, &provider, refusal, "/"),
    };
    let password = fields.get("password").unwrap_or_default().to_owned();
    let mut form = Form::of(passwords::taken_out(&fields));
    let shell = page.shell("sso-link-title");
    let mut seconds = None;
    let status = if password.is_empty() {
        form.refuse("password", shell.say("form-needed"));
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        let Some(email) = address_of(&app, &visit, linking.person).await? else {
            return refused(&page, &provider, Refusal::Closed, "/");
        };
        match sessions::prove(&app, &visit, &email, password, arrival.from).await? {
            Ok(proof) => return linked(&app, &who, &provider, arrival.device, &page, (linking, proof)).await,
            Err(NotProven::Wrong) => {
                form.refuse("password", shell.say("sso-link-wrong"));
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Err(NotProven::Slow(slow)) => {
                form.refuse("password", shell.say("sign-in-slow").with("until", slow.until.german()));
                seconds = Some(slow.seconds);
                StatusCode::TOO_MANY_REQUESTS
            }
        }
    };
    let shown = ask_for_password(&visit, &app, &provider, &page, &linking, form, status).await?;
    Ok(match seconds {
        Some(seconds) => retry_after(shown, seconds),
        None => shown,
    })
}

/// The password was theirs: from now on the central account opens it too, and a letter
/// says so.
async fn linked(
    app: &App,
    who: &Who,
    provider: &Arc<Provider>,
    device: Device,
    page: &Page,
    (linking, proof): (Linking, Proof),
) -> Result<Response> {
    let (issuer, permit) = (&provider.setup.issuer, proof.permit());
    let mut tx = app.db.begin(permit).await?;
    if !store::link(&mut tx, permit, issuer, &linking.subject, linking.person).await? {
        return refused(page, provider, Refusal::Over, &linking.next);
    }
    Letters::of(app).central_account_linked(&mut tx, permit, linking.person, &provider.setup.label).await?;
    tx.commit(permit, &format!("person {} linked to a central account", linking.person)).await?;
    let grants = granted(&provider.setup.grants, &linking.groups);
    let wanted = acts::wanted(&app.db, &grants).await?;
    acts::bring_up_to_date(&app.db, linking.person, &wanted).await?;
    let proof = if linking.is_strong { proof.with_second_factor() } else { proof };
    enter(app, page, who, device, proof, &linking.next).await
}

async fn address_of(app: &App, visit: &Permit<Visit>, person: PersonId) -> Result<Option<String>> {
    let mut db = app.db.read(visit).await?;
    Ok(people::store::by_id(&mut db, visit, person).await?.map(|account| account.email))
}

async fn ask_for_password(
    visit: &Permit<Visit>,
    app: &App,
    provider: &Provider,
    page: &Page,
    linking: &Linking,
    form: Form,
    status: StatusCode,
) -> Result<Response> {
    let Some(email) = address_of(app, visit, linking.person).await? else {
        return refused(page, provider, Refusal::Closed, "/");
    };
    let (label, step) = (provider.setup.label.clone(), linking.sealed(&app.db)?);
    let shown = LinkPage { shell: page.shell("sso-link-title"), label, form, email, step };
    html_with(status, &shown)
}

fn refused(page: &Page, provider: &Provider, refusal: Refusal, next: &str) -> Result<Response> {
    let again =
        if refusal.can_try_again() { format!("/sign-in/sso?next={}", query(next)) } else { String::new() };
    let mut shell = page.shell("sign-in-title");
    shell.title = shell.say_of("sso", refusal.key()).with("label", provider.setup.label.as_str()).to_string();
    let label = provider.setup.label.clone();
    html_with(refusal.status(), &RefusedPage { shell, label, key: refusal.key(), again })
}

fn with_cookie(mut response: Response, cookie: &str) -> Result<Response> {
    let value =
        HeaderValue::from_str(cookie).map_err(|_| Error::Internal("a cookie is no text".to_owned()))?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(response)
}
