//! Numbers for those who watch over an installation, in the text form of OpenMetrics.
//! They name routes as templates, pools and words, never people, alliances or ids: how
//! many series there are is bounded by the program, not by what users do.

use anyhow::{Context, Result};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use base::{Actor, Permit, RunJobs};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, info::Info},
    registry::Registry,
};
use std::sync::Arc;
use store::Db;
use tokio::{net::TcpListener, sync::watch};
use web::App;

/// Letters that left, and that did not. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Mailed {
    /// Taken by the mail server.
    pub sent: Counter,
    /// Refused by it, or it did not answer; most are tried again.
    pub failed: Counter,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Connections {
    pool: &'static str,
    state: &'static str,
}

/// Everything that is counted, and what is looked up when somebody asks.
pub struct Metrics {
    registry: Registry,
    app: App,
    ready: Gauge,
    jobs_waiting: Gauge,
    jobs_given_up: Gauge,
    job_age: Gauge,
    sessions: Gauge,
    last_backup: Gauge,
    disagreements: Gauge,
    connections: Family<Connections, Gauge>,
}

impl Metrics {
    /// Of this application.
    pub fn new(app: App, mailed: &Mailed) -> Self {
        let mut registry = Registry::with_prefix("klappt");
        app.requests.register(&mut registry);
        let counts = app.db.counts();
        registry.register("saves", "Small changes asked for", counts.saves.clone());
        registry.register(
            "save_group_size",
            "Small changes that shared one commit",
            counts.group_sizes.clone(),
        );
        registry.register("mail_sent", "Letters the mail server took", mailed.sent.clone());
        registry.register("mail_failed", "Attempts at sending a letter that failed", mailed.failed.clone());
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "What is running", build);
        let mut gauge = |name: &str, help: &str| {
            let gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        let ready = gauge("ready", "1 when saving would succeed, else 0");
        let jobs_waiting = gauge("jobs_waiting", "Jobs not done yet");
        let jobs_given_up = gauge("jobs_given_up", "Jobs given up within 30 days");
        let job_age = gauge("job_due_seconds", "How long the job that waits longest has been due");
        let sessions = gauge("sessions", "Sessions that have not ended");
        let last_backup =
            gauge("last_backup_timestamp_seconds", "When the last complete backup began; 0: never");
        let disagreements = gauge(
            "journal_disagreements",
            "In how many things database and journal did not agree when serving began",
        );
        let connections = Family::<Connections, Gauge>::default();
        registry.register("database_connections", "Connections to the database", connections.clone());
        Self {
            registry,
            app,
            ready,
            jobs_waiting,
            jobs_given_up,
            job_age,
            sessions,
            last_backup,
            disagreements,
            connections,
        }
    }

    /// Says in how many things database and journal did not agree when serving began.
    pub fn journal_disagrees(&self, things: usize) {
        self.disagreements.set(i64::try_from(things).unwrap_or(i64::MAX));
    }

    /// Looks up what is not counted as it happens. While the database is away, its
    /// numbers stay as they were and `ready` says so.
    async fn look(&self) -> store::Result<()> {
        let db: &Db = &self.app.db;
        for pool in db.pools() {
            let states =
                [("used", pool.open.saturating_sub(pool.idle)), ("idle", pool.idle), ("most", pool.most)];
            for (state, number) in states {
                self.connections.get_or_create(&Connections { pool: pool.name, state }).set(number.into());
            }
        }
        self.ready.set(i64::from(self.app.health.lacks(db).await.is_none()));
        let Some(permit) = Permit::<RunJobs>::ask(&Actor::job("metrics"), None) else { return Ok(()) };
        let mut read = db.read(&permit).await?;
        let queue = read.queue(&permit).await?;
        self.jobs_waiting.set(queue.waiting);
        self.jobs_given_up.set(queue.given_up);
        self.job_age.set(queue.age(read.now()));
        self.sessions.set(accounts::open_sessions(&mut read, &permit).await?);
        let last = read.last_backup(&permit).await?;
        self.last_backup.set(last.map_or(0, |at| at.micros() / 1_000_000));
        Ok(())
    }

    /// The text a scraper reads.
    ///
    /// # Errors
    /// Only when text cannot be written at all.
    pub async fn text(&self) -> Result<String> {
        if let Err(cause) = self.look().await {
            tracing::warn!(%cause, "numbers of the database cannot be read");
        }
        let mut text = String::new();
        encode(&mut text, &self.registry).context("metrics cannot be written")?;
        Ok(text)
    }
}

/// Answers `/metrics`, and nothing else, until told to stop.
pub async fn serve(listener: TcpListener, metrics: Metrics, mut stop: watch::Receiver<bool>) {
    let router = Router::new().route("/metrics", get(show)).with_state(Arc::new(metrics));
    let until = async move { drop(stop.changed().await) };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(until).await {
        tracing::error!(%error, "metrics are not served any more");
    }
}

async fn show(State(metrics): State<Arc<Metrics>>) -> Response {
    match metrics.text().await {
        Ok(text) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
