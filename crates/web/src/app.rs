//! What every handler can reach, and who knocks.

use crate::{Bindings, Periods, Texts};
use axum::http::HeaderMap;
use base::{Actor, Alliance, Chance, Clock, Permission, Permit, Role};
use futures_util::future::BoxFuture;
use std::{net::IpAddr, ops::Deref, sync::Arc};
use store::Db;
use uuid::Uuid;

/// Shared by all handlers. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<AppParts>);

/// What an [`App`] is made of.
pub struct AppParts {
    /// The database.
    pub db: Db,
    /// What users read.
    pub texts: Texts,
    /// How this installation is set up.
    pub config: Config,
    /// Finds out who knocks.
    pub doors: Arc<dyn Doors>,
    /// Finds out who comes by a personal link.
    pub links: Arc<dyn Links>,
    /// Items of instruments whose data live in other contexts.
    pub bindings: Bindings,
    /// The accessions, for the statewide pages.
    pub statewide: Arc<dyn crate::Statewide>,
    /// The accessions, for those who ask alliances for something.
    pub membership: Arc<dyn crate::Membership>,
    /// The working aids, as other contexts speak of them.
    pub aids: Arc<dyn crate::Aids>,
    /// Contexts that know where people stand in an alliance.
    pub traces: Vec<Box<dyn crate::Traces>>,
    /// Where the entries stand whose histories can be erased singly.
    pub histories: Vec<crate::HistoryPage>,
    /// The left rail, in order.
    pub nav: Vec<NavItem>,
    /// Whether everything is there that work needs.
    pub health: Arc<dyn crate::Health>,
    /// What was asked for so far.
    pub requests: crate::Requests,
}

/// How this installation is set up.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Its address for links in mail, without a slash at the end.
    pub base_url: String,
    /// Demo data are loaded: shows the banner and the outbox.
    pub demo: bool,
    /// Proxies whose forwarded client address is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// The sender of mail.
    pub mail_from: String,
    /// It ends TLS itself, so that everybody may come without a proxy.
    pub speaks_tls: bool,
    /// Roles that rest until the second factor is shown, besides those that see
    /// data of participants.
    pub second_factor_roles: Vec<Role>,
    /// How long what is kept.
    pub periods: Periods,
    /// What the central account is called, where people can sign in by one.
    pub sso_label: Option<String>,
}

impl App {
    /// From its parts.
    pub fn new(parts: AppParts) -> Self {
        Self(Arc::new(parts))
    }
    /// Whether browsers only ever reach it encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.0.config.base_url.starts_with("https://")
    }
    /// What time it is.
    pub fn clock(&self) -> &dyn Clock {
        self.0.db.clock()
    }
    /// Chance, for ids and tokens.
    pub fn chance(&self) -> &dyn Chance {
        self.0.db.chance()
    }
}

impl Deref for App {
    type Target = AppParts;
    fn deref(&self) -> &AppParts {
        &self.0
    }
}

/// Sign-in, as the web needs it; implemented by `accounts`, wired in the binary.
pub trait Doors: Send + Sync {
    /// Who holds this session today, with all roles.
    fn who<'a>(&'a self, db: &'a Db, token: &'a str) -> BoxFuture<'a, store::Result<Option<Known>>>;
    /// Who acts through a program with this token ([`crate::is_program_token`]), with what
    /// its scope leaves of their rights today.
    ///
    /// # Errors
    /// [`crate::Error::Token`] where it is not good; [`crate::Error::SlowDown`] after too
    /// many guesses from one place.
    fn program<'a>(
        &'a self,
        app: &'a App,
        token: &'a str,
        from: Sender<'a>,
    ) -> BoxFuture<'a, crate::Result<Actor>>;
    /// A new token in place of one that is stale; the old one is good for another
    /// minute, for what is under way. `None` when it was replaced or ended meanwhile.
    fn renew<'a>(&'a self, db: &'a Db, token: &'a str) -> BoxFuture<'a, store::Result<Option<String>>>;
    /// The alliance with that name in addresses.
    fn alliance<'a>(&'a self, db: &'a Db, slug: &'a str) -> BoxFuture<'a, store::Result<Option<Alliance>>>;
}

/// Personal links, as the web needs them: addresses with `{link}` are opened by
/// whoever has the link, and by nobody else.
pub trait Links: Send + Sync {
    /// Who holds this link today; `None` where it does not exist, has expired or was
    /// ended. Asked at every request.
    fn holder<'a>(&'a self, db: &'a Db, link: &'a str) -> BoxFuture<'a, store::Result<Option<Actor>>>;
}

/// Where a request comes from, as far as the connection and its headers tell.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// The other end of the connection; `None` where the server does not tell (in tests).
    pub peer: Option<IpAddr>,
    /// Proxies name there for whom they ask.
    pub headers: &'a HeaderMap,
}

/// Whom a session belongs to.
#[derive(Clone, Debug)]
pub struct Known {
    /// Who, with the roles held today.
    pub actor: Actor,
    /// The session's key: stays while the token changes.
    pub session: Uuid,
    /// Rights have changed since the token was given out: a browser is to get a new one.
    pub is_stale: bool,
}

/// Who knocked, found once per request.
#[derive(Clone)]
pub struct Who {
    /// The actor; a visitor when nobody is signed in.
    pub actor: Actor,
    /// The token shown, if it is good.
    pub token: Option<Arc<str>>,
    /// The session it belongs to.
    pub session: Option<Uuid>,
}

/// One line of the left rail.
#[derive(Clone, Copy)]
pub struct NavItem {
    /// Its text.
    pub text: &'static str,
    /// Its address; `{alliance}` stands for the alliance at hand.
    pub path: &'static str,
    /// Who sees it.
    pub seen: fn(&Actor, Option<&Alliance>) -> bool,
    /// What belongs to it besides what stands below its address: names beside the last
    /// part of it (`votes` for `/alliances/{alliance}/municipalities`), or below it where
    /// nothing else does.
    pub also: &'static [&'static str],
    /// Nothing stands below its address but what is named.
    pub is_alone: bool,
}

impl NavItem {
    /// A line seen by whoever holds `P`.
    pub const fn new<P: Permission>(text: &'static str, path: &'static str) -> Self {
        let seen = |actor: &Actor, place: Option<&Alliance>| Permit::<P>::ask(actor, place).is_some();
        Self { text, path, seen, also: &[], is_alone: false }
    }
    /// The same line, to which pages of other addresses in the same place belong.
    #[must_use]
    pub const fn with(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }
    /// The same line, to which only these pages below its address belong.
    #[must_use]
    pub const fn only_with(self, also: &'static [&'static str]) -> Self {
        Self { also, is_alone: true, ..self }
    }
}
