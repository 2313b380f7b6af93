//! Slow senders: a body has to arrive in time, so that nobody holds connections and
//! memory by sending a byte now and then. How long a head may take, the server says.

use crate::{Error, RouteInfo};
use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body::{Frame, SizeHint};
use std::{
    collections::HashSet,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Sleep, sleep};

/// How long the body of a form or of a program's request may take: at most a megabyte.
const USUAL: Duration = Duration::from_mins(1);
/// How long an upload may take; who reads it says at its field that it was too slow.
const UPLOAD: Duration = Duration::from_mins(6);

/// Which routes take uploads.
#[derive(Clone)]
pub(crate) struct Patience(Arc<HashSet<(&'static str, &'static str)>>);

impl Patience {
    pub(crate) fn new(routes: &[RouteInfo]) -> Self {
        Self(Arc::new(routes.iter().filter(|r| r.is_upload).map(|r| (r.method, r.path)).collect()))
    }
    fn with(&self, request: &Request) -> Duration {
        let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
        if self.0.contains(&(request.method().as_str(), path)) { UPLOAD } else { USUAL }
    }
}

/// Lets a request through, and cuts its body off when it takes too long.
pub(crate) async fn in_time(State(patience): State<Patience>, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let time = patience.with(&request);
    let late = Arc::new(AtomicBool::new(false));
    let timed = late.clone();
    let request = request.map(|body| Body::new(Timed { body, until: Box::pin(sleep(time)), late: timed }));
    let response = next.run(request).await;
    if late.load(Ordering::Relaxed) { Error::TooSlow.into_response() } else { response }
}

/// A body that ends with an error when it has not arrived in time.
struct Timed {
    body: Body,
    until: Pin<Box<Sleep>>,
    late: Arc<AtomicBool>,
}

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let arrived = Pin::new(&mut self.body).poll_frame(context);
        if arrived.is_pending() && self.until.as_mut().poll(context).is_ready() {
            self.late.store(true, Ordering::Relaxed);
            return Poll::Ready(Some(Err(axum::Error::new("the body took too long"))));
        }
        arrived
    }
    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }
    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, http::StatusCode, middleware::from_fn_with_state, routing::post};
    use futures_util::{StreamExt, stream};
    use std::convert::Infallible;
    use tower::ServiceExt;

    /// Sends a byte every ten seconds, so many of them.
    fn trickle(bytes: usize) -> Body {
        let byte = |_| async {
            sleep(Duration::from_secs(10)).await;
            Ok::<_, Infallible>(Bytes::from_static(b"x"))
        };
        Body::from_stream(stream::iter(0..bytes).then(byte))
    }

    async fn status(path: &str, body: Body) -> StatusCode {
        let patience = Patience(Arc::new([("POST", "/upload")].into()));
        let read = |_: Bytes| async { "read" };
        let router = Router::new()
            .route("/form", post(read))
            .route("/upload", post(read))
            .layer(from_fn_with_state(patience, in_time));
        let request = Request::post(path).body(body).expect("a request");
        router.oneshot(request).await.expect("an answer").status()
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_trickles_in_is_cut_off_and_an_upload_has_longer() {
        assert_eq!(status("/form", trickle(5)).await, StatusCode::OK);
        assert_eq!(status("/form", trickle(7)).await, StatusCode::REQUEST_TIMEOUT);
        assert_eq!(status("/form", Body::from("all at once")).await, StatusCode::OK);
        assert_eq!(status("/upload", trickle(30)).await, StatusCode::OK);
        assert_eq!(status("/upload", trickle(40)).await, StatusCode::REQUEST_TIMEOUT);
    }
}
