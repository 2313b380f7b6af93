//! Whether the house can work, as proxies and watchers ask: `/healthz` says that the
//! process lives, `/readyz` whether saving would succeed now.

use crate::App;
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{Permit, Visit};
use futures_util::future::BoxFuture;
use store::Db;

/// Finds out whether everything is there that work needs; implemented by the binary.
pub trait Health: Send + Sync {
    /// Nothing when it is, else one word that says what is not: `database`,
    /// `migrations`, `disk` or `jobs`.
    fn lacks<'a>(&'a self, db: &'a Db) -> BoxFuture<'a, Option<&'static str>>;
}

pub(crate) async fn healthz(_: Permit<Visit>) -> &'static str {
    "ok\n"
}

pub(crate) async fn readyz(_: Permit<Visit>, State(app): State<App>) -> Response {
    let mut response = match app.health.lacks(&app.db).await {
        None => "ok\n".into_response(),
        Some(word) => (StatusCode::SERVICE_UNAVAILABLE, format!("{word}\n")).into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
