//! Whether saving would succeed now. Anybody may ask, so the answer is found anew at
//! most every five seconds: it costs a commit.

use crate::house;
use base::{Actor, Instant, Permit, RunJobs};
use futures_util::future::BoxFuture;
use store::{Db, Error};
use tokio::sync::Mutex;

/// How long an answer holds.
const SECONDS: i64 = 5;

/// Remembers the last answer.
#[derive(Debug, Default)]
pub struct Ready(Mutex<Option<Last>>);

#[derive(Clone, Copy, Debug)]
struct Last {
    /// When somebody asked first.
    here: Instant,
    at: Instant,
    answer: Option<&'static str>,
}

impl web::Health for Ready {
    fn lacks<'a>(&'a self, db: &'a Db) -> BoxFuture<'a, Option<&'static str>> {
        Box::pin(async move {
            let mut last = self.0.lock().await;
            let now = db.clock().now();
            if let Some(Last { at, answer, .. }) = *last
                && now >= at
                && now < at.plus_seconds(SECONDS)
            {
                return answer;
            }
            let here = last.map_or(now, |last| last.here);
            let answer = lacks(db, here).await.err();
            *last = Some(Last { here, at: db.clock().now(), answer });
            answer
        })
    }
}

async fn lacks(db: &Db, here: Instant) -> Result<(), &'static str> {
    let permit = Permit::<RunJobs>::ask(&Actor::job("readiness"), None).ok_or("database")?;
    let mut read = db.read(&permit).await.map_err(|_| "database")?;
    let queue = read.queue(&permit).await.map_err(|_| "database")?;
    let current = read.is_current(&permit, &house::migrations()).await.map_err(|_| "database")?;
    let now = read.now();
    drop(read);
    if !current {
        return Err("migrations");
    }
    match db.probe(&permit).await {
        Ok(()) => {}
        Err(Error::Full(_)) => return Err("disk"),
        Err(_) if db.engine() == store::Engine::Sqlite => return Err("disk"),
        Err(_) => return Err("database"),
    }
    if queue.is_stuck(here, now) { Err("jobs") } else { Ok(()) }
}
