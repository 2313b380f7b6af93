//! Puts the house together: all routes, the shell's own, and the edge around them.

use crate::{
    App, Error, Permit, RouteInfo, Routes, assets, edge, health, observe, openapi, slow,
    witness::{Watched, witness},
};
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
        .get("/healthz", health::healthz)
        .get("/readyz", health::readyz)
        .get("/api/v1/openapi.json", describe)
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
    let watched = Watched::new(app.clone(), &list);
    let router = router
        .fallback(nowhere)
        .layer(from_fn_with_state(watched, witness))
        .layer(axum::extract::DefaultBodyLimit::max(1024 * 1024))
        .layer(from_fn_with_state(edge::Edge::new(app.clone(), &list), edge::identify))
        .layer(from_fn_with_state(slow::Patience::new(&list), slow::in_time))
        .layer(from_fn_with_state(app.clone(), edge::explain))
        .layer(from_fn_with_state(app.clone(), edge::headers))
        .layer(from_fn_with_state(app.clone(), observe::observe))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(SizeAbove::new(1024)))
        .with_state(app);
    (list, router)
}
