//! The edge every request crosses: who knocks, from which site, with which
//! headers answers leave, and how refusals look.

use crate::{
    App, Error, Fields, Problem, RouteInfo, Sender, Shell, Token, Who, bearer_or_cookie,
    csrf::{self, InSession},
    is_program_token,
    observe::RequestId,
    session_cookie,
};
use askama::Template;
use axum::{
    Json,
    body::{Body, HttpBody, to_bytes},
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use base::{Actor, Channel, Lacks};
use serde_json::json;
use std::{collections::HashSet, net::SocketAddr, sync::Arc};

/// What the edge knows.
#[derive(Clone)]
pub(crate) struct Edge {
    app: App,
    /// Method and path of what visitors may change: signing in and out, links.
    open: Arc<HashSet<(&'static str, &'static str)>>,
}

impl Edge {
    pub(crate) fn new(app: App, routes: &[RouteInfo]) -> Self {
        let open = routes.iter().filter(|r| r.rule.is_open()).map(|r| (r.method, r.path)).collect();
        Self { app, open: Arc::new(open) }
    }
    fn is_open(&self, request: &Request) -> bool {
        let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
        self.open.contains(&(request.method().as_str(), path))
    }
}

/// Finds out who knocks, once per request, and whether they may change anything.
pub(crate) async fn identify(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let app = &edge.app;
    if let Err(refusal) = readable(request.uri()).and_then(|()| encrypted(app, &request)) {
        return refusal.into_response();
    }
    let token = bearer_or_cookie(request.headers());
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let mut who = Who { actor: Actor::visitor(), token: None, session: None };
    let mut stale = None;
    let program = match &token {
        Some(Token::Bearer(text)) if is_program_token(text) => Some(text),
        _ => None,
    };
    if let Some(text) = program {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip());
        let from = Sender { peer, headers: request.headers() };
        match by_program(app, text, request.uri().path(), from).await {
            Ok(actor) if changes && actor.scope().is_some_and(|scope| !scope.writes) => {
                return Error::Scope(Lacks::Writing).into_response();
            }
            Ok(actor) => who.actor = actor,
            Err(refusal) => return refusal.into_response(),
        }
    } else if let Some(Token::Cookie(text) | Token::Bearer(text)) = &token
        && !request.uri().path().starts_with("/assets/")
    {
        match app.doors.who(&app.db, text).await {
            Ok(Some(known)) => {
                let by_program = matches!(token, Some(Token::Bearer(_)));
                let channel = if by_program { Channel::Api } else { Channel::Page };
                stale = (known.is_stale && !by_program).then(|| text.clone());
                let (token, session) = (Some(text.as_str().into()), Some(known.session));
                who = Who { actor: known.actor.through(channel), token, session };
            }
            Ok(None) => {}
            Err(e) => return Error::from(e).into_response(),
        }
    }
    let is_program = matches!(token, Some(Token::Bearer(_)));
    let session = who.token.clone().filter(|_| !is_program).map(InSession);
    request.extensions_mut().insert(who);
    let mut response = if changes && !is_program {
        guarded(&edge, session.as_ref(), request, next).await
    } else {
        next.run(request).await
    };
    if let Some(stale) = stale.filter(|_| !response.headers().contains_key(header::SET_COOKIE)) {
        renew(app, &stale, &mut response).await;
    }
    if let Some(session) = session {
        response.extensions_mut().insert(session);
    }
    response
}

/// Who acts through a program: nobody outside the API.
async fn by_program(app: &App, token: &str, path: &str, from: Sender<'_>) -> Result<Actor, Error> {
    if path.starts_with("/api/v1/") {
        app.doors.program(app, token, from).await
    } else {
        Ok(Actor::visitor())
    }
}

/// A change asked for by a browser: it must come from a page of ours, and from one
/// that was made for the session in which it is sent.
async fn guarded(edge: &Edge, session: Option<&InSession>, request: Request, next: Next) -> Response {
    let from = Origin::of(request.headers(), edge.app.is_encrypted());
    if from == Origin::Elsewhere {
        return Error::OtherSite.into_response();
    }
    let (request, token) = csrf::take(request).await;
    let Some(InSession(session)) = session else {
        let (request, typed) = typed(request).await;
        let mut response = next.run(request).await;
        let asks_to_sign_in =
            response.extensions().get::<Problem>().is_some_and(|p| p.kind == "error-sign-in");
        if let Some(typed) = typed.filter(|_| asks_to_sign_in) {
            response.extensions_mut().insert(typed);
        }
        return response;
    };
    // Signing out must work from any page that is still open, signing in too: where
    // the browser vouches for the site, that is enough for what visitors may do.
    let vouched = from == Origin::Here && edge.is_open(&request);
    if vouched || token.is_some_and(|token| csrf::fits(session, &token)) {
        return next.run(request).await;
    }
    let (request, typed) = typed(request).await;
    csrf::read_on(request.into_body()).await;
    let mut response = Error::FormExpired.into_response();
    if let Some(typed) = typed {
        response.extensions_mut().insert(typed);
    }
    response
}

/// Hands out a new token after rights have changed. That it could not be made must
/// not undo what was just answered: the next request tries again.
async fn renew(app: &App, stale: &str, response: &mut Response) {
    match app.doors.renew(&app.db, stale).await {
        Ok(Some(token)) => {
            response.headers_mut().insert(header::SET_COOKIE, session_cookie(&token));
        }
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, "a token could not be replaced"),
    }
}

/// No path holds a NUL: databases differ in what they make of it.
fn readable(uri: &Uri) -> Result<(), Error> {
    if uri.path().contains("%00") { Err(Error::NotFound) } else { Ok(()) }
}

/// Beyond this machine klappt speaks only through declared proxies, which end TLS:
/// whoever comes past them would send passwords in the clear.
fn encrypted(app: &App, request: &Request) -> Result<(), Error> {
    let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() else {
        return Ok(());
    };
    let peer = peer.ip().to_canonical();
    if peer.is_loopback() || app.config.trusted_proxies.contains(&peer) || app.config.speaks_tls {
        return Ok(());
    }
    Err(Error::NotEncrypted)
}

/// What somebody typed whose session has ended: shown to them again, so that it
/// is not lost.
#[derive(Clone, Debug)]
struct Typed(Vec<String>);

/// Forms up to this size are kept for whoever has to sign in again.
const KEPT_BYTES: u64 = 256 * 1024;

/// Looks at a form without using it up.
async fn typed(request: Request) -> (Request, Option<Typed>) {
    let (parts, body) = request.into_parts();
    let said = |name| parts.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let is_form = said(header::CONTENT_TYPE).starts_with("application/x-www-form-urlencoded");
    let length = body.size_hint().upper();
    if !is_form || length.is_none_or(|length| length > KEPT_BYTES) {
        return (Request::from_parts(parts, body), None);
    }
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return (Request::from_parts(parts, Body::empty()), None);
    };
    let fields = Fields::parse(&bytes).map(|f| f.pairs().to_vec()).unwrap_or_default();
    let texts = fields
        .into_iter()
        .filter(|(name, value)| !name.contains("password") && value.parse::<uuid::Uuid>().is_err())
        .map(|(_, value)| value)
        // Codes of boxes and lists are no one's words.
        .filter(|value| value.contains(char::is_whitespace) || value.chars().count() > 24)
        .collect();
    (Request::from_parts(parts, Body::from(bytes)), Some(Typed(texts)))
}

/// Which site a request comes from, as the browser says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// From a page of ours, or typed by hand.
    Here,
    /// From another one: it may not change anything here, whatever cookie it carries along.
    Elsewhere,
    /// Old browsers and programs do not say.
    Unsaid,
}

impl Origin {
    /// A page that came over plain http is none of a site that is only served encrypted.
    fn of(headers: &HeaderMap, is_encrypted: bool) -> Self {
        let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok()).unwrap_or_default();
        let is_here = if let Some(site) = headers.get("sec-fetch-site") {
            matches!(site.as_bytes(), b"same-origin" | b"none")
        } else if let Some(origin) = headers.get(header::ORIGIN) {
            let origin = origin.to_str().unwrap_or_default();
            origin.split_once("://").is_some_and(|(scheme, host)| {
                host == text(header::HOST) && (scheme == "https" || !is_encrypted)
            })
        } else {
            return Self::Unsaid;
        };
        if is_here { Self::Here } else { Self::Elsewhere }
    }
}

/// Makes refusals readable: a German page, or a problem for programs.
pub(crate) async fn explain(State(app): State<App>, request: Request, next: Next) -> Response {
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let for_program = uri.path().starts_with("/api/")
        || request
            .headers()
            .get(header::ACCEPT)
            .is_some_and(|v| v.as_bytes().starts_with(b"application/json"));
    let who = request.headers().clone();
    let id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let mut response = next.run(request).await;
    let status = response.status();
    let problem = match response.extensions().get::<Problem>() {
        Some(problem) if uri.path().starts_with("/api/") && brings_nothing(&who) => told(&app, problem),
        Some(problem) => problem.clone(),
        None if status == StatusCode::NOT_FOUND && !has_body(&response) => Error::NotFound.problem(),
        None if status == StatusCode::METHOD_NOT_ALLOWED => {
            Problem { status, kind: "error-method", detail: None, field: None, cause: None }
        }
        // Extractors of the framework answer in English; ours is German.
        None if status.is_client_error() && is_plain_text(&response) => {
            Problem { status, kind: "error-invalid", detail: None, field: None, cause: None }
        }
        None => return response,
    };
    if let Some(cause) = &problem.cause {
        tracing::error!(%method, path = %redacted(uri.path()), status = problem.status.as_u16(), request = id, %cause, "request failed");
    }
    let session = response.extensions_mut().remove::<InSession>();
    let typed = response.extensions_mut().remove::<Typed>().unwrap_or(Typed(Vec::new()));
    let retry = response.headers().get(header::RETRY_AFTER).cloned();
    let cookies: Vec<_> = response.headers().get_all(header::SET_COOKIE).iter().cloned().collect();
    // Who has to ask what went wrong can name the line in the log.
    let id = if problem.cause.is_some() { id } else { String::new() };
    let mut shown = if for_program {
        as_problem(&app, &problem, &id)
    } else if problem.kind == "error-sign-in" && method == Method::GET {
        let next = uri.path_and_query().map_or("/", |p| p.as_str());
        Redirect::to(&format!("/sign-in?next={}", query(next))).into_response()
    } else {
        as_page(&app, &problem, &who, (uri.path(), id), typed.0).await
    };
    // A token that took another's place is not lost with the page it came with.
    for cookie in cookies {
        shown.headers_mut().append(header::SET_COOKIE, cookie);
    }
    if let Some(retry) = retry {
        shown.headers_mut().insert(header::RETRY_AFTER, retry);
    }
    if let Some(session) = session {
        shown.extensions_mut().insert(session);
    }
    shown
}

/// Neither a token nor a session came along.
fn brings_nothing(headers: &HeaderMap) -> bool {
    !headers.contains_key(header::AUTHORIZATION) && !headers.contains_key(header::COOKIE)
}

/// A program that brings nothing had no session that could have ended.
fn told(app: &App, problem: &Problem) -> Problem {
    let mut problem = problem.clone();
    if problem.kind == "error-sign-in" && problem.detail.is_none() {
        problem.detail = Some(app.texts.say("error-no-token").to_string());
    }
    problem
}

fn has_body(response: &Response) -> bool {
    response.headers().contains_key(header::CONTENT_TYPE)
}

fn is_plain_text(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/plain"))
}

/// Tokens stand in addresses of single-use links; logs never hold them.
fn redacted(path: &str) -> String {
    path.split('/').map(|part| if part.len() >= 32 { "…" } else { part }).collect::<Vec<_>>().join("/")
}

/// A text as part of an address's query.
pub fn query(path: &str) -> String {
    use std::fmt::Write;
    path.bytes().fold(String::new(), |mut out, b| {
        if b.is_ascii_alphanumeric() || b"/-_.~".contains(&b) {
            out.push(char::from(b));
        } else {
            write!(out, "%{b:02X}").ok();
        }
        out
    })
}

fn sentence(app: &App, problem: &Problem) -> String {
    problem.detail.clone().unwrap_or_else(|| app.texts.say_of(problem.kind, "help").to_string())
}

/// What the page's script says at the field. A link that has ended is named, and with it
/// what became of what was typed.
fn at_field(app: &App, problem: &Problem) -> String {
    match problem.kind {
        "error-link-over" => app.texts.say("error-link-over-unsaved").to_string(),
        _ => sentence(app, problem),
    }
}

fn as_problem(app: &App, problem: &Problem, id: &str) -> Response {
    let mut body = json!({
        "type": format!("{}/api/problems/{}", app.config.base_url, problem.kind.trim_start_matches("error-")),
        "title": app.texts.say_of(problem.kind, "title").to_string(),
        "status": problem.status.as_u16(),
        "detail": sentence(app, problem),
        "message": at_field(app, problem),
    });
    if let (Some(field), Some(body)) = (&problem.field, body.as_object_mut()) {
        body.insert("field".into(), field.as_ref().into());
    }
    if let (false, Some(body)) = (id.is_empty(), body.as_object_mut()) {
        body.insert("request".into(), id.into());
    }
    if let (401, Some(body)) = (problem.status.as_u16(), body.as_object_mut()) {
        body.insert("sign_in_url".into(), "/sign-in".into());
    }
    let mut response = (problem.status, Json(body)).into_response();
    if problem.status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    shell: Shell,
    help: String,
    status: u16,
    /// Names the request in the log; empty where nothing failed.
    request: String,
    on: Way,
    /// What was typed and could not be saved.
    typed: Vec<String>,
}

/// How to go on after a refusal.
struct Way {
    /// Where to.
    href: String,
    /// What the link says.
    text: &'static str,
    /// What to do with what was typed.
    typed: &'static str,
}

impl Way {
    fn after(problem: &Problem, headers: &HeaderMap) -> Self {
        let typed = "error-typed-help";
        match (problem.kind, page_before(headers)) {
            ("error-sign-in", before) => {
                let next = before.map(|before| format!("?next={}", query(&before))).unwrap_or_default();
                Self { href: format!("/sign-in{next}"), text: "shell-sign-in", typed }
            }
            ("error-form-expired", Some(href)) => {
                Self { href, text: "error-form-expired-reload", typed: "error-typed-again" }
            }
            ("error-form-expired", None) => {
                Self { href: "/".to_owned(), text: "shell-start", typed: "error-typed-again" }
            }
            _ => Self { href: "/".to_owned(), text: "shell-start", typed },
        }
    }
}

async fn as_page(
    app: &App,
    problem: &Problem,
    headers: &HeaderMap,
    (path, request): (&str, String),
    typed: Vec<String>,
) -> Response {
    let actor = match bearer_or_cookie(headers) {
        Some(Token::Cookie(t)) if problem.status != StatusCode::SERVICE_UNAVAILABLE => {
            app.doors.who(&app.db, &t).await.ok().flatten().map_or_else(Actor::visitor, |known| known.actor)
        }
        _ => Actor::visitor(),
    };
    let title = app.texts.say_of(problem.kind, "title").to_string();
    let page = ErrorPage {
        shell: Shell::new(app, &actor, None, path, title, None),
        help: sentence(app, problem),
        status: problem.status.as_u16(),
        request,
        on: Way::after(problem, headers),
        typed,
    };
    let body = page.render().unwrap_or_else(|_| sentence(app, problem));
    let mut response = (problem.status, Html(body)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The page of this site on which a form was sent off.
fn page_before(headers: &HeaderMap) -> Option<String> {
    let uri: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let same = uri.authority().is_some_and(|a| a.as_str() == host);
    local_path(uri.path()).filter(|_| same).map(str::to_owned)
}

/// What a page may do. Pages and script are written without anything a policy
/// would have to allow: no inline script or style, no markup made from text.
macro_rules! policy {
    ($more:literal) => {
        concat!(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
             require-trusted-types-for 'script'; trusted-types 'none'",
            $more
        )
    };
}

/// What no page uses, no page may use; passkeys are asked for on pages of ours only.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), bluetooth=(), browsing-topics=(), camera=(), \
     clipboard-read=(), clipboard-write=(), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), \
     geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), local-fonts=(), \
     magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), \
     publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), serial=(), \
     storage-access=(), usb=(), web-share=(), window-management=(), xr-spatial-tracking=()";

/// What every answer carries.
pub(crate) async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let session = response.extensions_mut().remove::<InSession>();
    if let Some(session) = &session {
        response = csrf::put(response, session, app.chance()).await;
    }
    let headers = response.headers_mut();
    let no_store = HeaderValue::from_static("no-store");
    if session.is_some() {
        headers.insert(header::CACHE_CONTROL, no_store);
    } else {
        // Assets say how long they keep.
        headers.entry(header::CACHE_CONTROL).or_insert(no_store);
    }
    let is_encrypted = app.is_encrypted();
    if is_encrypted {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    let policy = if is_encrypted { policy!("; upgrade-insecure-requests") } else { policy!("") };
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("origin-agent-cluster"), "?1"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// A path on this site to go back to; anything that could lead elsewhere is none.
pub fn local_path(path: &str) -> Option<&str> {
    let plain = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\t', '\n', '\r'])
        && path.chars().all(|c| !c.is_control());
    plain.then_some(path)
}
