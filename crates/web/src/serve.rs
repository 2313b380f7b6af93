//! Puts the house together: all routes, the shell's own, and the edge around them.

use crate::{App, Error, Permit, RouteInfo, Routes, assets, edge, openapi};
use axum::{
    Json, Router,
    extract::State,
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
};
use base::Visit;
use serde_json::Value;
use std::sync::{Arc, OnceLock};
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, predicate::SizeAbove},
};

/// The routes of the ground floor itself.
pub fn routes() -> Routes {
    Routes::new()
        .get("/assets/{hash}/{name}", assets::serve)
        .get("/healthz", healthz)
        .get("/api/v1/openapi.json", describe)
}

async fn healthz(_: Permit<Visit>) -> &'static str {
    "ok\n"
}

/// The API's description, made once from the list of routes.
static DESCRIPTION: OnceLock<Arc<Value>> = OnceLock::new();

async fn describe(_: Permit<Visit>) -> Json<Value> {
    Json(DESCRIPTION.get().map(|d| Value::clone(d)).unwrap_or_default())
}

async fn nowhere(State(_): State<App>) -> Response {
    Error::NotFound.into_response()
}

/// All routes behind the edge, and their list.
pub fn build(app: App, contexts: Routes) -> (Vec<RouteInfo>, Router) {
    let (list, router) = routes().and(contexts).into_parts();
    DESCRIPTION.get_or_init(|| Arc::new(openapi::describe(&list)));
    let router = router
        .fallback(nowhere)
        .layer(axum::extract::DefaultBodyLimit::max(1024 * 1024))
        .layer(from_fn_with_state(edge::Edge::new(app.clone(), &list), edge::identify))
        .layer(from_fn_with_state(app.clone(), edge::explain))
        .layer(from_fn_with_state(app.clone(), edge::headers))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(SizeAbove::new(1024)))
        .with_state(app);
    (list, router)
}
