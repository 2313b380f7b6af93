//! Tests act through requests on the whole application: a fresh database for
//! each test (SQLite, or PostgreSQL when `KLAPPT_TEST_DATABASE` names a server),
//! a clock that stands still, and people who are clients.

#![expect(clippy::missing_panics_doc, reason = "tests fail by panicking; every helper may")]

mod answer;
mod stores;

pub use answer::Answer;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderValue, Method, Request, header},
};
use base::{
    Actor, Alliance, Day, FixedClock, Instant, Permission, Permit, PersonId, Role, RoleHeld, Scope, Seeded,
};
use klappt::sso::Sso;
use serde_json::Value;
use std::sync::Arc;
use store::{Db, Engine, Target};
use tempfile::TempDir;
use tower::ServiceExt;
use web::{App, Config, RouteInfo};

/// The whole application over a fresh database.
pub struct TestApp {
    /// What handlers can reach.
    pub app: App,
    /// Stands still until set; noon on 31 July 2019 at first.
    pub clock: Arc<FixedClock>,
    /// All routes.
    pub routes: Vec<RouteInfo>,
    /// The database as the owner of its tables sees it.
    pub owned: Target,
    /// The database as it is served from.
    pub served: Target,
    router: Router,
    ground: Arc<TempDir>,
}

/// The day on which tests begin: the cut-off date of the published tables.
pub fn first_day() -> Day {
    Day::new(2019, 7, 31).expect("a day that exists")
}

impl TestApp {
    /// Tables and content, no alliances, nobody signed in.
    pub async fn start() -> Self {
        Self::over(stores::World::Empty, "http://localhost:8080").await
    }
    /// With the whole demo state.
    pub async fn demo() -> Self {
        Self::over(stores::World::Demo, "http://localhost:8080").await
    }
    /// As [`start`](Self::start), reached at this address.
    pub async fn at(base_url: &str) -> Self {
        Self::over(stores::World::Empty, base_url).await
    }
    /// As [`start`](Self::start), where people can sign in by a central account called so.
    pub async fn with_sso(sso: Sso, label: &str) -> Self {
        Self::set_up(stores::World::Empty, "http://localhost:8080", sso, Some(label.to_owned())).await
    }

    async fn over(world: stores::World, base_url: &str) -> Self {
        Self::set_up(world, base_url, Sso::default(), None).await
    }

    async fn set_up(world: stores::World, base_url: &str, sso: Sso, sso_label: Option<String>) -> Self {
        let clock = Arc::new(FixedClock::noon(first_day()));
        let ground = Arc::new(stores::ground());
        let owned = stores::fresh(world, ground.path()).await;
        let served = stores::served(&owned);
        let db = stores::open(&served, ground.path(), clock.clone()).await;
        let config = Config { base_url: base_url.into(), demo: true, sso_label, ..Config::default() };
        let (app, list, router) = klappt::house::build(db, config, sso);
        Self { app, clock, routes: list, owned, served, router, ground }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.app.db
    }
    /// Does the work that is queued; letters stay readable.
    pub async fn work(&self) {
        klappt::mailer::work_off(&self.app, &klappt::mailer::Post::Kept).await.expect("work done");
    }
    /// The same database as the owner of its tables asks it: what serving may not do.
    pub async fn owner(&self) -> Db {
        stores::open(&self.owned, self.ground.path(), self.clock.clone()).await
    }
    /// A database without any table, on either engine, with the same keys and clock.
    pub async fn empty_database(&self, engine: Engine) -> Db {
        stores::empty(engine, self.db(), self.ground.path(), self.clock.clone()).await
    }
    /// The engines at hand: PostgreSQL where the tests were given a server.
    pub fn engines() -> Vec<Engine> {
        let server = stores::has_server().then_some(Engine::Postgres);
        [Engine::Sqlite].into_iter().chain(server).collect()
    }
    /// Moves the clock.
    pub fn set_day(&self, day: Day) {
        self.clock.set(FixedClock::noon(day).now_instant());
    }
    /// A permit as the machine holds it: to prepare a test's world.
    pub fn permit<P: Permission>(&self, place: Option<&Alliance>) -> Permit<P> {
        Permit::ask(&Actor::job("test"), place).expect("the machine may")
    }
    /// A permit as somebody with a role holds it.
    pub fn permit_as<P: Permission>(&self, role: Role, place: &Alliance) -> Permit<P> {
        let held = RoleHeld::in_alliance(role, place.clone());
        #[expect(clippy::disallowed_methods, reason = "tests prepare their world as somebody")]
        let actor =
            Actor::signed_in(PersonId::new(self.app.clock(), self.app.chance()), "Test".into(), vec![held]);
        Permit::ask(&actor, Some(place)).expect("the role may")
    }

    /// An alliance of a municipality or district (by AGS or district key), joined long ago.
    pub async fn alliance(&self, key: &str) -> Alliance {
        klappt::demo::found(self.db(), key).await.expect("a municipality or district")
    }
    /// The alliance of that name in addresses.
    pub async fn alliance_named(&self, slug: &str) -> Alliance {
        self.app.doors.alliance(self.db(), slug).await.expect("a database").expect("an alliance")
    }
    /// Somebody with a role, signed in.
    pub async fn person(&self, role: Role, place: Option<&Alliance>) -> Client {
        let token =
            klappt::demo::session_of_new_person(self.db(), role, place, None).await.expect("a session");
        self.client(Some(token))
    }
    /// Somebody who speaks for a municipality, signed in.
    pub async fn municipality_contact(&self, place: &Alliance, ags: &str) -> Client {
        let role = Role::MunicipalityContact;
        let token = klappt::demo::session_of_new_person(self.db(), role, Some(place), Some(ags))
            .await
            .expect("a session");
        self.client(Some(token))
    }
    /// The office of an alliance, signed in.
    pub async fn office(&self, place: &Alliance) -> Client {
        self.person(Role::Office, Some(place)).await
    }
    /// The program of somebody with a role, with a token of this scope.
    pub async fn program(&self, role: Role, place: Option<&Alliance>, scope: Scope) -> Client {
        let token = klappt::demo::token_of_new_person(self.db(), role, place, scope).await.expect("a token");
        self.client(Some(token))
    }
    /// Somebody without an account.
    pub fn visitor(&self) -> Client {
        self.client(None)
    }
    /// Somebody who shows this token in the browser's cookie.
    pub fn client(&self, token: Option<String>) -> Client {
        Client {
            router: self.router.clone(),
            token,
            form_token: true,
            headers: HeaderMap::new(),
            peer: [127, 0, 0, 1],
            _ground: self.ground.clone(),
        }
    }
}

/// Somebody who makes requests.
#[derive(Clone)]
pub struct Client {
    router: Router,
    token: Option<String>,
    form_token: bool,
    headers: HeaderMap,
    peer: [u8; 4],
    /// Clients may outlive their application's value.
    _ground: Arc<TempDir>,
}

impl Client {
    /// The same person at another machine, or behind another proxy.
    #[must_use]
    pub fn at(mut self, peer: [u8; 4]) -> Self {
        self.peer = peer;
        self
    }
    /// The same person, sending one more header each time.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, HeaderValue::from_str(value).expect("a header value"));
        self
    }
    /// The same person whose requests are made by somebody else: they carry the cookie,
    /// but not what only our own pages know.
    #[must_use]
    pub fn forged(&self) -> Self {
        Self { form_token: false, ..self.clone() }
    }
    /// The same person as the page's script asks: wanting JSON.
    #[must_use]
    pub fn script(&self) -> Self {
        self.clone().with("accept", "application/json")
    }
    /// The session's token.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }
    /// Opens a page or reads from the API.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Vec::new()).await
    }
    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> =
            fields.iter().map(|(n, v)| format!("{}={}", web::query(n), web::query(v))).collect();
        self.post_raw(path, pairs.join("&").into_bytes()).await
    }
    /// Sends bytes as a form.
    pub async fn post_raw(&self, path: &str, body: Vec<u8>) -> Answer {
        self.send(Method::POST, path, Some("application/x-www-form-urlencoded"), body).await
    }
    /// Sends one file as a form with an upload would.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], name: &str, file: &[u8]) -> Answer {
        let mut body = Vec::new();
        for (field, value) in fields {
            let head =
                format!("--klappt\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend(head.as_bytes());
        }
        let head = format!(
            "--klappt\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(file);
        body.extend(b"\r\n--klappt--\r\n");
        self.send(Method::POST, path, Some("multipart/form-data; boundary=klappt"), body).await
    }
    /// Posts JSON to the API.
    pub async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some("application/json"), body.to_string().into_bytes()).await
    }
    /// Puts JSON to the API.
    pub async fn put_json(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, Some("application/json"), body.to_string().into_bytes()).await
    }
    /// Deletes through the API.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, Vec::new()).await
    }

    async fn send(&self, method: Method, path: &str, kind: Option<&str>, body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:8080");
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if let Some(token) = &self.token {
            request = if path.starts_with("/api/") {
                request.header(header::AUTHORIZATION, format!("Bearer {token}"))
            } else {
                if self.form_token {
                    request = request.header("x-csrf-token", web::form_token(token, &chance(1)));
                }
                request.header(header::COOKIE, format!("__Host-klappt={token}"))
            };
        }
        let mut request = request.body(Body::from(body)).expect("a request");
        request.headers_mut().extend(self.headers.clone());
        let address = std::net::SocketAddr::from((self.peer, 40_000));
        request.extensions_mut().insert(axum::extract::ConnectInfo(address));
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        Answer::read(response).await
    }
}

/// The instant a fixed clock stands at.
trait NowInstant {
    fn now_instant(&self) -> Instant;
}

impl NowInstant for FixedClock {
    fn now_instant(&self) -> Instant {
        base::Clock::now(self)
    }
}

/// Chance that repeats.
pub fn chance(seed: u64) -> Seeded {
    Seeded::fixed(seed)
}
