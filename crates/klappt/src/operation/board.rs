//! What the operator looks at in the morning: whether everything works, mail, accounts,
//! backups, the audit's end and versions. Numbers only; nothing of any alliance.

use anyhow::Context;
use askama::Template;
use axum::{extract::State, response::Response};
use base::{Actor, Instant, Permit, RunInstallation, RunJobs};
use store::{Engine, Read};
use web::{App, Error, Page, Result, Routes, Shell, html};

/// The texts of this page.
pub const TEXTS: (&str, &str) = ("operation.de.ftl", include_str!("operation.de.ftl"));

/// A backup is expected once a day; so much later something is wrong.
const BACKUP_HOURS: i64 = 26;

/// Letters that came back are counted for so long.
const BOUNCED_DAYS: i64 = 30;

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new().get("/operation", show)
}

#[derive(Template)]
#[template(path = "operation/board.html")]
struct Board {
    shell: Shell,
    is_demo: bool,
    /// What is missing, as a text id; empty when everything works.
    lacks: String,
    letters_waiting: i64,
    jobs_waiting: i64,
    /// How many minutes the oldest job has been due.
    due_minutes: i64,
    given_up: i64,
    bounced: i64,
    accounts: accounts::people::Counted,
    sessions: i64,
    /// When the last backup began, and how many hours ago; nothing before the first.
    backup: Option<(String, i64)>,
    is_backup_late: bool,
    /// The audit's last line: number and time; nothing in an empty one.
    audit: Option<(i64, String)>,
    /// The last line known outside the database; 0 before the first.
    noted: i64,
    version: &'static str,
    engine: &'static str,
    migrations: usize,
}

async fn show(_: Permit<RunInstallation>, State(app): State<App>, page: Page) -> Result<Response> {
    let db = &app.db;
    let lacks = app.health.lacks(db).await;
    let permit = Permit::<RunJobs>::ask(&Actor::job("operation"), None).context("permit");
    let permit = permit.map_err(|e| Error::Internal(e.to_string()))?;
    let mut read = db.read(&permit).await?;
    let now = read.now();
    let queue = read.queue(&permit).await?;
    let backup = read.last_backup(&permit).await?;
    let board = Board {
        shell: page.shell("operation-title"),
        is_demo: app.config.demo,
        lacks: lacks.map(|word| format!("operation-lacks-{word}")).unwrap_or_default(),
        letters_waiting: read.letters_waiting(&permit).await?,
        jobs_waiting: queue.waiting,
        due_minutes: queue.age(now) / 60,
        given_up: queue.given_up,
        bounced: workbooks::assignments::bounced_since(&mut read, &permit, days_ago(now)).await?,
        accounts: accounts::people::count(&mut read, &permit).await?,
        sessions: accounts::open_sessions(&mut read, &permit).await?,
        is_backup_late: backup.is_none_or(|at| hours(at, now) >= BACKUP_HOURS),
        backup: backup.map(|at| (at.german(), hours(at, now))),
        audit: last_line(&mut read, &permit).await?,
        noted: db.noted_head(),
        version: env!("CARGO_PKG_VERSION"),
        engine: if db.engine() == Engine::Sqlite { "SQLite" } else { "PostgreSQL" },
        migrations: crate::house::migrations().len(),
    };
    html(&board)
}

async fn last_line(read: &mut Read, permit: &Permit<RunJobs>) -> Result<Option<(i64, String)>> {
    let last = read.last_audit_line(permit).await?;
    Ok(last.map(|(sequence, at)| (sequence, at.german())))
}

fn days_ago(now: Instant) -> Instant {
    now.plus_seconds(-BOUNCED_DAYS * 24 * 3600)
}

fn hours(then: Instant, now: Instant) -> i64 {
    (now.micros() - then.micros()).max(0) / 3_600_000_000
}
