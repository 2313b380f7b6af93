//! Every look at personal data leaves a line in the audit, before anything is shown.
//! Which routes show them, what, and for which task, stands in the route table
//! (`Routes::shows`); no handler has to think of it, and none can forget it.

use crate::{App, Error, RouteInfo};
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base::AnyPermit;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use store::Look;

/// By method and path.
type Looks = HashMap<(&'static str, &'static str), Look<'static>>;

/// What is shown where.
#[derive(Clone)]
pub(crate) struct Watched {
    app: App,
    looks: Arc<Looks>,
}

impl Watched {
    pub(crate) fn new(app: App, routes: &[RouteInfo]) -> Self {
        let looks = routes.iter().filter_map(|r| Some(((r.method, r.path), r.shows?))).collect();
        Self { app, looks: Arc::new(looks) }
    }
    fn look(&self, request: &Request) -> Option<Look<'static>> {
        let path = request.extensions().get::<MatchedPath>()?.as_str();
        self.looks.get(&(request.method().as_str(), path)).copied()
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

/// Lets the request through, and writes down what its answer shows.
pub(crate) async fn witness(State(watched): State<Watched>, mut request: Request, next: Next) -> Response {
    let Some(look) = watched.look(&request) else { return next.run(request).await };
    let asked = Asked::default();
    request.extensions_mut().insert(asked.clone());
    // Search words in the query can be names; the path holds keys only.
    let subject = format!("{} {}", request.method(), request.uri().path());
    let response = next.run(request).await;
    if !response.status().is_success() {
        return response;
    }
    let Some(permit) = asked.take() else {
        return Error::Internal("a look without a permit".into()).into_response();
    };
    match watched.app.db.witness(&*permit, look, subject).await {
        Ok(()) => response,
        Err(e) => Error::from(e).into_response(),
    }
}
