//! Keeps the audit's head outside the database while klappt runs.

use std::time::Duration;
use store::Db;
use tokio::sync::watch;

/// So much of the audit's end could be cut off unnoticed, at most.
const EVERY: Duration = Duration::from_secs(5);

/// Notes the head whenever it has moved, until told to stop. The last one is noted
/// when the database is closed.
pub async fn run(db: Db, mut stop: watch::Receiver<bool>) {
    loop {
        if let Err(e) = db.note_head().await {
            tracing::error!(cause = %e, "the audit's head could not be noted");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => return,
        }
    }
}
