//! The table of contents: every route with the permission its handler asks for,
//! read off the handler's first argument. A route that names none does not compile.

use crate::App;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    routing::{MethodRouter, delete, get, post, put},
};
use base::{Permission, Permit, Rule};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use store::Look;

/// The argument list of a handler whose first argument is a permit.
pub trait NamesPermission {
    /// The permission's line of the table.
    const RULE: Rule;
}

macro_rules! names_permission {
    ($($arg:ident),*) => {
        impl<Via, P: Permission, $($arg),*> NamesPermission for (Via, Permit<P>, $($arg,)*) {
            const RULE: Rule = P::RULE;
        }
    };
}
names_permission!();
names_permission!(A);
names_permission!(A, B);
names_permission!(A, B, C);
names_permission!(A, B, C, D);
names_permission!(A, B, C, D, E);
names_permission!(A, B, C, D, E, F);

/// One route as the list shows it.
#[derive(Clone)]
pub struct RouteInfo {
    /// GET, POST, PUT, DELETE.
    pub method: &'static str,
    /// With `{…}` for what varies.
    pub path: &'static str,
    /// Who may.
    pub rule: Rule,
    /// The handler's Rust name.
    pub handler: &'static str,
    /// What it does, in one sentence, for the API's description.
    pub summary: &'static str,
    /// What it answers.
    pub answers: Option<fn(&mut SchemaGenerator) -> Schema>,
    /// What it takes.
    pub takes: Option<fn(&mut SchemaGenerator) -> Schema>,
    /// Query parameters: name and meaning.
    pub query: &'static [(&'static str, &'static str)],
    /// What the handler asks for, read off its arguments.
    pub asks: Asks,
    /// It takes an upload, which may take longer to arrive.
    pub is_upload: bool,
    /// Personal data it shows; every answer leaves a line in the audit.
    pub shows: Option<Look<'static>>,
    /// Personal data the page shows that says why a change was refused.
    pub shows_again: Option<Look<'static>>,
}

impl RouteInfo {
    /// What a page shows that says why nothing was changed: what the route says, else
    /// what the page at its address shows, which then comes again.
    pub fn look_when_refused(&self, all: &[Self]) -> Option<Look<'static>> {
        let page = || all.iter().find(|r| r.method == "GET" && r.path == self.path);
        self.shows_again.or(self.shows).or_else(|| page()?.shows)
    }
}

/// What a handler asks for besides path and query.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asks {
    /// The version a change is based on (`If-Match`).
    pub version: bool,
    /// A key that makes a creating request safe to repeat (`Idempotency-Key`).
    pub key: bool,
    /// A cursor: it answers one page of a list.
    pub cursor: bool,
}

impl Asks {
    /// Reads the names of a handler's argument types.
    fn of<Args>() -> Self {
        let names = std::any::type_name::<Args>();
        let has = |name: &str| names.contains(name);
        Self {
            version: has("web::api::IfMatch"),
            key: has("web::api::IdempotencyKey"),
            cursor: has("web::api::Cursor"),
        }
    }
}

/// A context's routes.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    list: Vec<RouteInfo>,
}

impl Routes {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }
    /// Shows something.
    #[must_use]
    pub fn get<H: Handler<Args, App>, Args: NamesPermission + 'static>(
        self,
        path: &'static str,
        handler: H,
    ) -> Self {
        self.add::<H, Args>("GET", path, get(handler))
    }
    /// Does something.
    #[must_use]
    pub fn post<H: Handler<Args, App>, Args: NamesPermission + 'static>(
        self,
        path: &'static str,
        handler: H,
    ) -> Self {
        self.add::<H, Args>("POST", path, post(handler))
    }
    /// Does something with an upload: its body may have more bytes than a form's megabyte.
    #[must_use]
    pub fn post_large<H: Handler<Args, App>, Args: NamesPermission + 'static>(
        self,
        path: &'static str,
        handler: H,
        bytes: usize,
    ) -> Self {
        self.add::<H, Args>("POST", path, post(handler).layer(DefaultBodyLimit::max(bytes)))
            .describe(|r| r.is_upload = true)
    }
    /// Replaces something.
    #[must_use]
    pub fn put<H: Handler<Args, App>, Args: NamesPermission + 'static>(
        self,
        path: &'static str,
        handler: H,
    ) -> Self {
        self.add::<H, Args>("PUT", path, put(handler))
    }
    /// Takes something away.
    #[must_use]
    pub fn delete<H: Handler<Args, App>, Args: NamesPermission + 'static>(
        self,
        path: &'static str,
        handler: H,
    ) -> Self {
        self.add::<H, Args>("DELETE", path, delete(handler))
    }

    fn add<H, Args: NamesPermission>(
        mut self,
        method: &'static str,
        path: &'static str,
        route: MethodRouter<App>,
    ) -> Self {
        self.router = self.router.route(path, route);
        self.list.push(RouteInfo {
            method,
            path,
            rule: Args::RULE,
            handler: std::any::type_name::<H>(),
            summary: "",
            answers: None,
            takes: None,
            query: &[],
            asks: Asks::of::<Args>(),
            is_upload: false,
            shows: None,
            shows_again: None,
        });
        self
    }

    /// Describes the route added last: what it does and what it answers.
    #[must_use]
    pub fn answers<T: JsonSchema>(self, summary: &'static str) -> Self {
        self.describe(|r| {
            r.summary = summary;
            r.answers = Some(SchemaGenerator::subschema_for::<T>);
        })
    }
    /// Describes what the route added last takes.
    #[must_use]
    pub fn takes<T: JsonSchema>(self) -> Self {
        self.describe(|r| r.takes = Some(SchemaGenerator::subschema_for::<T>))
    }
    /// Describes the query parameters of the route added last.
    #[must_use]
    pub fn query(self, query: &'static [(&'static str, &'static str)]) -> Self {
        self.describe(|r| r.query = query)
    }
    /// The route added last shows personal data: which fields (`contact: name, phone`),
    /// and for which task. Every answer is written into the audit before it leaves.
    #[must_use]
    pub fn shows(self, fields: &'static str, reason: &'static str) -> Self {
        self.describe(|r| r.shows = Some(Look { fields, reason, file: false }))
    }
    /// As [`shows`](Self::shows), and the answer leaves as a file.
    #[must_use]
    pub fn exports(self, fields: &'static str, reason: &'static str) -> Self {
        self.describe(|r| r.shows = Some(Look { fields, reason, file: true }))
    }
    /// The page that says why the change added last was refused shows personal data
    /// nobody sent, such as what somebody else has written meanwhile. Needed where the
    /// address has no page that says so itself.
    #[must_use]
    pub fn shows_again(self, fields: &'static str, reason: &'static str) -> Self {
        self.describe(|r| r.shows_again = Some(Look { fields, reason, file: false }))
    }
    fn describe(mut self, change: impl FnOnce(&mut RouteInfo)) -> Self {
        if let Some(last) = self.list.last_mut() {
            change(last);
        }
        self
    }

    /// Takes in another context's routes.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }
    /// The list and the router.
    pub fn into_parts(self) -> (Vec<RouteInfo>, Router<App>) {
        (self.list, self.router)
    }
}
