//! What is noted of every request: one line in the log and numbers for those who
//! watch over the installation. Never who asked, from where, or for what: routes
//! stand in both as templates, so that no name, id or token gets there.

use crate::App;
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use base::Chance;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::Registry,
};
use std::{fmt, sync::Arc};

/// Names one request in answers and log lines, so that a user's question leads to
/// the line that explains it.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(Arc<str>);

impl RequestId {
    fn new(chance: &dyn Chance) -> Self {
        let mut bytes = [0; 8];
        chance.fill(&mut bytes);
        Self(hex::encode(bytes).into())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    class: &'static str,
}

/// How many requests were answered how, and how long that took. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Requests {
    answered: Family<Answered, Counter>,
    seconds: Family<Asked, Histogram>,
}

impl Default for Requests {
    fn default() -> Self {
        Self { answered: Family::default(), seconds: Family::new_with_constructor(durations) }
    }
}

/// Bounds in seconds: a page that keeps people waiting, up to one that does not come.
fn durations() -> Histogram {
    Histogram::new([0.005, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0])
}

impl Requests {
    /// Makes them known to whoever asks for metrics.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("http_requests", "Requests answered", self.answered.clone());
        registry.register("http_request_seconds", "Time until the answer began", self.seconds.clone());
    }

    fn note(&self, asked: &Asked, status: u16, seconds: f64) {
        let class = ["1xx", "2xx", "3xx", "4xx", "5xx"].get(usize::from(status / 100).wrapping_sub(1));
        let Asked { method, route } = asked.clone();
        let answered = Answered { method, route, class: class.copied().unwrap_or("other") };
        self.answered.get_or_create(&answered).inc();
        self.seconds.get_or_create(asked).observe(seconds);
    }
}

/// Notes a request and names it.
pub(crate) async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (id, began) = (RequestId::new(app.chance()), app.clock().now());
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let asked = Asked { method: word(request.method()), route };
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    let micros = (app.clock().now().micros() - began.micros()).max(0);
    let (status, ms) = (response.status().as_u16(), micros / 1000);
    let Asked { method, route } = &asked;
    if matches!(route.as_str(), "/healthz" | "/readyz") {
        tracing::debug!(target: "klappt::request", method, route, status, ms, request = %id, "answered");
    } else {
        tracing::info!(target: "klappt::request", method, route, status, ms, request = %id, "answered");
    }
    #[expect(clippy::cast_precision_loss, reason = "durations are short")]
    app.requests.note(&asked, status, micros as f64 / 1e6);
    response
}

/// Methods are anybody's words: those nobody serves count as one.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}
