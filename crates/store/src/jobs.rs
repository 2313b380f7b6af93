//! Work queued in the commit that asks for it and done afterwards, above all
//! mail. Jobs are safe to repeat; a failed one is tried again, ever later.

use crate::{Db, Error, Read, Result, Tx};
use base::{AllianceId, AnyPermit, Instant, PersonId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// A letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// One address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// Where answers go, when not to the installation.
    pub reply_to: Option<String>,
}

/// A letter in the queue, with what the audit will say of it once it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The letter itself.
    #[serde(flatten)]
    pub mail: Mail,
    /// What sort of letter it is: the beginning of its text ids.
    #[serde(default)]
    pub sort: String,
    /// The alliance it was written in.
    #[serde(default)]
    pub alliance: Option<AllianceId>,
    /// Who caused it; `None` for visitors and the machine.
    #[serde(default)]
    pub caused_by: Option<PersonId>,
}

/// A job somebody has to do now.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Job {
    /// Its key.
    pub id: Uuid,
    /// What to do.
    pub kind: String,
    /// What it needs, as JSON.
    pub payload: String,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// When it was asked for.
    pub created_at: Instant,
    /// When it was done.
    pub done_at: Option<Instant>,
}

impl Job {
    /// Whether it is a letter to be sent.
    pub fn is_letter(&self) -> bool {
        self.kind == LETTER || self.kind == SERIAL
    }
    /// Reads the payload.
    pub fn needs<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.payload)
            .map_err(|e| Error::Bug(format!("payload of job {}: {e}", self.kind)))
    }
}

/// A letter one person may be waiting for.
const LETTER: &str = "mail";
/// One letter of many: it leaves when no other is due.
const SERIAL: &str = "serial-mail";
/// So many letters of one commit count as single ones; from the next on it is serial mail.
const FEW: usize = 5;
/// A job is given up after this many attempts.
const MOST_ATTEMPTS: i64 = 8;

impl Tx {
    /// Queues a job in this commit.
    pub async fn enqueue<T: Serialize>(
        &mut self,
        permit: &dyn AnyPermit,
        kind: &str,
        needs: &T,
    ) -> Result<()> {
        let payload = serde_json::to_string(needs).map_err(|e| Error::Bug(e.to_string()))?;
        let (id, now) = (self.new_uuid(), self.now());
        self.shared(
            permit,
            "insert into job (id, kind, payload, created_at, run_at) values ($1, $2, $3, $4, $4)",
        )
        .bind(id)
        .bind(kind.to_owned())
        .bind(payload)
        .bind(now)
        .run()
        .await?;
        Ok(())
    }

    /// Takes away jobs that were done or given up at `then` or before.
    pub async fn forget_jobs(&mut self, permit: &dyn AnyPermit, then: Instant) -> Result<u64> {
        self.shared(permit, "delete from job where done_at <= $1").bind(then).run().await
    }

    /// Takes back what is queued for an e-mail address and empties what was sent to it:
    /// letters, and other work that names it. Answers how many there were.
    pub async fn forget_letters(&mut self, permit: &dyn AnyPermit, address: &str) -> Result<u64> {
        let now = self.now();
        let mut forgotten = 0;
        for job in self.jobs_for(permit, address).await? {
            forgotten += self
                .shared(
                    permit,
                    "update job set payload = '', done_at = coalesce(done_at, $2), locked_until = null \
                     where id = $1",
                )
                .bind(job.id)
                .bind(now)
                .run()
                .await?;
        }
        Ok(forgotten)
    }

    async fn finish(&mut self, job: &Job, forget: bool) -> Result<()> {
        let now = self.now();
        let payload = if forget { String::new() } else { job.payload.clone() };
        self.bare("update job set done_at = $2, locked_until = null, payload = $3 where id = $1")
            .bind(job.id)
            .bind(now)
            .bind(payload)
            .run()
            .await
            .map(drop)
    }

    /// Queues a letter in this commit. `sort` says what sort of letter it is, without
    /// people.
    pub async fn post(&mut self, permit: &dyn AnyPermit, sort: &str, mail: Mail) -> Result<()> {
        let (alliance, caused_by) = (permit.alliance(), permit.actor().person());
        let letter = Letter { mail, sort: sort.to_owned(), alliance, caused_by };
        self.enqueue_letter(permit, &letter).await
    }

    /// Queues a letter in this commit that brings more than [`Tx::post`] takes. After the
    /// first few of a commit they are serial mail, which lets single letters pass.
    pub async fn enqueue_letter<T: Serialize>(&mut self, permit: &dyn AnyPermit, letter: &T) -> Result<()> {
        self.letters += 1;
        let kind = if self.letters > FEW { SERIAL } else { LETTER };
        self.enqueue(permit, kind, letter).await
    }

    /// What this commit posts is one part of many: all of it is serial mail.
    pub fn posts_serially(&mut self) {
        self.letters = self.letters.max(FEW);
    }
}

impl Read {
    /// How many jobs were done or given up at `then` or before.
    pub async fn jobs_done_before(&mut self, permit: &dyn AnyPermit, then: Instant) -> Result<i64> {
        let (count,): (i64,) =
            self.shared(permit, "select count(*) from job where done_at <= $1").bind(then).one().await?;
        Ok(count)
    }

    /// Jobs that still hold an e-mail address as the one they are for, oldest first.
    pub async fn jobs_for(&mut self, permit: &dyn AnyPermit, address: &str) -> Result<Vec<Job>> {
        let quoted = serde_json::to_string(address).map_err(|e| Error::Bug(e.to_string()))?;
        let mut jobs: Vec<Job> = self
            .shared(
                permit,
                "select id, kind, payload, attempts, created_at, done_at from job \
                 where payload like '%' || $1 || '%' escape '\\' order by created_at, id",
            )
            .bind(quoted.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
            .all()
            .await?;
        let is_for = [format!("\"to\":{quoted}"), format!("\"email\":{quoted}")];
        jobs.retain(|job| is_for.iter().any(|part| job.payload.contains(part)));
        Ok(jobs)
    }

    /// The latest letters, newest first: for the demo's outbox.
    pub async fn outbox(&mut self, permit: &dyn AnyPermit, most: i64) -> Result<Vec<Job>> {
        self.shared(
            permit,
            "select id, kind, payload, attempts, created_at, done_at from job \
             where kind in ('mail', 'serial-mail') and payload <> '' order by created_at desc, id desc limit $1",
        )
        .bind(most)
        .all()
        .await
    }
}

impl Db {
    /// Claims the next job that is due, for five minutes: serial mail only when nothing
    /// else is, and each in the order in which it is due.
    pub async fn claim(&self, permit: &dyn AnyPermit) -> Result<Option<Job>> {
        let mut tx = self.begin(permit).await?;
        let now = tx.now();
        // The outer conditions are checked again under the row's lock, so two
        // workers cannot claim the same job on PostgreSQL either.
        let job = tx
            .shared(
                permit,
                "update job set locked_until = $2, attempts = attempts + 1 where done_at is null \
                 and (locked_until is null or locked_until < $1) and id = coalesce(\
                 (select id from job where done_at is null and kind <> 'serial-mail' and run_at <= $1 \
                 and (locked_until is null or locked_until < $1) order by run_at limit 1), \
                 (select id from job where done_at is null and kind = 'serial-mail' and run_at <= $1 \
                 and (locked_until is null or locked_until < $1) order by run_at limit 1)) returning id, kind, payload, attempts, created_at, done_at",
            )
            .bind(now)
            .bind(now.plus_seconds(300))
            .maybe()
            .await?;
        tx.end().await?;
        Ok(job)
    }

    /// Marks a letter as sent: empties the job, and writes into the audit who caused
    /// which letter to whom. `to` is the addressee's account, where there is one.
    pub async fn sent(
        &self,
        permit: &dyn AnyPermit,
        job: &Job,
        letter: &Letter,
        to: Option<PersonId>,
    ) -> Result<()> {
        let mut tx = self.begin(permit).await?;
        tx.audit_letter(permit, letter, to);
        tx.finish(job, true).await?;
        tx.end().await
    }

    /// Marks a job done. `forget` empties what it held.
    pub async fn finish(&self, permit: &dyn AnyPermit, job: &Job, forget: bool) -> Result<()> {
        let mut tx = self.begin(permit).await?;
        tx.finish(job, forget).await?;
        tx.end().await
    }

    /// Puts a failed job back: next try after 1, 4, 9, … minutes; given up after eight.
    /// `why` must not name people.
    pub async fn postpone(&self, permit: &dyn AnyPermit, job: &Job, why: &str) -> Result<()> {
        let mut tx = self.begin(permit).await?;
        let now = tx.now();
        let given_up = (job.attempts >= MOST_ATTEMPTS).then_some(now);
        // What is given up holds nothing any more: a letter's link would lie around.
        let payload = if given_up.is_some() { String::new() } else { job.payload.clone() };
        tx.shared(
            permit,
            "update job set locked_until = null, run_at = $2, done_at = $3, failure = $4, payload = $5 \
             where id = $1",
        )
        .bind(job.id)
        .bind(now.plus_seconds(60 * job.attempts * job.attempts))
        .bind(given_up)
        .bind(why.to_owned())
        .bind(payload)
        .run()
        .await?;
        tx.end().await
    }
}
