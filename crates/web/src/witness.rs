//! Every look at personal data leaves a line in the audit, before anything is shown.
//! Which routes show them, what, and for which task, stands in the route table
//! (`Routes::shows`); no handler has to think of it, and none can forget it.

use crate::{App, Error, Problem, RouteInfo};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base::AnyPermit;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use store::Look;

/// By method and path: what an answer shows, and what a page that refuses a change does.
type Looks = HashMap<(&'static str, &'static str), (Option<Look<'static>>, Option<Look<'static>>)>;

/// What is shown where.
#[derive(Clone)]
pub(crate) struct Watched {
    app: App,
    looks: Arc<Looks>,
}

impl Watched {
    pub(crate) fn new(app: App, routes: &[RouteInfo]) -> Self {
        let looks = |r: &RouteInfo| ((r.method, r.path), (r.shows, r.look_when_refused(routes)));
        Self { app, looks: Arc::new(routes.iter().map(looks).collect()) }
    }
    fn looks(&self, request: &Request) -> (Option<Look<'static>>, Option<Look<'static>>) {
        let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        let found = path.and_then(|path| self.looks.get(&(request.method().as_str(), path)));
        found.copied().unwrap_or_default()
    }
}

/// The permit a handler asked for.
#[derive(Clone, Default)]
pub(crate) struct Asked(Arc<Mutex<Option<Arc<dyn AnyPermit>>>>);

impl Asked {
    pub(crate) fn keep(&self, permit: Arc<dyn AnyPermit>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(permit);
    }
    fn take(&self) -> Option<Arc<dyn AnyPermit>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The address as the audit keeps it. Search words in the query can be names; the path
/// holds keys only, but for a personal link, which opens what it names.
fn place(request: &Request) -> &str {
    match request.extensions().get::<MatchedPath>() {
        Some(matched) if matched.as_str().contains("{link}") => matched.as_str(),
        _ => request.uri().path(),
    }
}

/// Lets the request through, and writes down what its answer shows.
pub(crate) async fn witness(State(watched): State<Watched>, mut request: Request, next: Next) -> Response {
    let (answered, refused) = watched.looks(&request);
    if answered.is_none() && refused.is_none() {
        return next.run(request).await;
    }
    let asked = Asked::default();
    request.extensions_mut().insert(asked.clone());
    let subject = format!("{} {}", request.method(), place(&request));
    let response = next.run(request).await;
    let look = if response.status().is_success() {
        answered
    } else if is_page_of_refusal(&response) {
        refused
    } else {
        None
    };
    let Some(look) = look else { return response };
    let Some(permit) = asked.take() else {
        return Error::Internal("a look without a permit".into()).into_response();
    };
    match watched.app.db.witness(&*permit, look, subject).await {
        Ok(()) => response,
        Err(e) => Error::from(e).into_response(),
    }
}

/// A form comes again, with what keeps it from being saved. Problems show a sentence only.
fn is_page_of_refusal(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    response.status().is_client_error()
        && response.extensions().get::<Problem>().is_none()
        && kind.is_some_and(|kind| kind.starts_with(b"text/html"))
}
