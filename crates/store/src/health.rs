//! Whether the database can do its work, for those who watch over it.

use crate::{Db, Migration, Read, Result};
use base::{AnyPermit, Instant};
use std::collections::BTreeSet;

/// After so long with jobs due and nobody taking any, the queue lies still.
const STUCK_SECONDS: i64 = 15 * 60;

/// How the queue of jobs stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Queue {
    /// Jobs not done yet.
    pub waiting: i64,
    /// When the one that has been due longest was due; nothing when none is.
    pub due_since: Option<Instant>,
    /// When a job was done or given up last.
    pub done_last: Option<Instant>,
    /// Until when the job taken last is somebody's.
    pub taken_until: Option<Instant>,
    /// Jobs given up within the last 30 days.
    pub given_up: i64,
}

impl Queue {
    /// How long, in seconds, the job that waits longest has been due.
    pub fn age(&self, now: Instant) -> i64 {
        self.due_since.map_or(0, |since| (now.micros() - since.micros()).max(0) / 1_000_000)
    }
    /// Whether jobs are due and nobody has taken any for a quarter of an hour, which
    /// is asked by somebody who has been here since `here`.
    pub fn is_stuck(&self, here: Instant, now: Instant) -> bool {
        let moved = [Some(here), self.due_since, self.done_last, self.taken_until];
        let last = moved.into_iter().flatten().max().unwrap_or(here);
        self.due_since.is_some() && last.plus_seconds(STUCK_SECONDS) < now
    }
}

impl Read {
    /// How the queue of jobs stands now.
    pub async fn queue(&mut self, permit: &dyn AnyPermit) -> Result<Queue> {
        let now = self.now();
        self.shared(
            permit,
            "select count(case when done_at is null then 1 end) as waiting, \
             min(case when done_at is null and run_at <= $1 and (locked_until is null or locked_until < $1) \
             then run_at end) as due_since, \
             max(done_at) as done_last, max(locked_until) as taken_until, \
             count(case when done_at is not null and failure is not null and attempts >= 8 then 1 end) as given_up \
             from job",
        )
        .bind(now)
        .one()
        .await
    }

    /// Whether the schema is the one this program knows, neither older nor newer.
    pub async fn is_current(&mut self, permit: &dyn AnyPermit, all: &[&Migration]) -> Result<bool> {
        let applied: Vec<(String,)> = self.shared(permit, "select name from migration").all().await?;
        let applied: BTreeSet<&str> = applied.iter().map(|(name,)| name.as_str()).collect();
        Ok(applied == all.iter().map(|m| m.name).collect())
    }

    /// How many letters wait to be sent.
    pub async fn letters_waiting(&mut self, permit: &dyn AnyPermit) -> Result<i64> {
        let text = "select count(*) from job where kind in ('mail', 'serial-mail') and done_at is null";
        let (count,): (i64,) = self.shared(permit, text).one().await?;
        Ok(count)
    }

    /// Number and time of the audit's last line.
    pub async fn last_audit_line(&mut self, permit: &dyn AnyPermit) -> Result<Option<(i64, Instant)>> {
        let text = "select sequence, at from audit where sequence is not null order by sequence desc limit 1";
        self.shared(permit, text).maybe().await
    }

    /// When the last complete backup began.
    pub async fn last_backup(&mut self, permit: &dyn AnyPermit) -> Result<Option<Instant>> {
        let found: Option<(Option<Instant>,)> =
            self.shared(permit, "select backed_up_at from installation").maybe().await?;
        Ok(found.and_then(|(at,)| at))
    }
}

impl Db {
    /// Writes a number, and brings it to disk: what stays the same SQLite does not write.
    ///
    /// # Errors
    /// `Unavailable` or `Full` when a save would fail now.
    pub async fn probe(&self, permit: &dyn AnyPermit) -> Result<()> {
        let mut tx = self.begin(permit).await?;
        tx.shared(permit, "update installation set tried = tried + 1").run().await?;
        tx.end().await
    }
}
