//! Grouped saves: many small saves share one commit.
//!
//! On SQLite every durable commit waits for the disk, and there is one writer.
//! Saves that arrive while one is waiting join the next physical transaction, and
//! nobody is told "saved" before the shared commit is on disk. When one of them
//! fails, the shared transaction is rolled back and each is done again on its own:
//! a failing save costs only itself, and the many that do not fail pay for no
//! savepoints. On PostgreSQL each save is a transaction of its own: the server
//! groups commits itself.

use crate::{Db, Engine, Error, Look, Result, Tx};
use base::{AllianceId, AnyPermit};
use futures_util::future::BoxFuture;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};

type Work = Box<dyn for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<()>> + Send + Sync>;

struct Save {
    acting: Arc<Acting>,
    work: Work,
    done: oneshot::Sender<Result<()>>,
}

#[derive(Default)]
pub(crate) struct Group(Mutex<Option<mpsc::Sender<Save>>>);

/// Most saves that share one commit: bounds how long the first one waits.
const MOST: usize = 64;

impl Db {
    /// Runs one small change and its audit line, durable when it returns. The
    /// outcome `T` is only handed over after the commit. The change may be run a
    /// second time, on a fresh unit of work, when another one of its group failed.
    pub async fn save<T, F>(&self, permit: &dyn AnyPermit, subject: String, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T>> + Send + Sync + 'static,
    {
        let acting = Arc::new(Acting::of(permit));
        let outcome = Arc::new(Mutex::new(None));
        let (whose, came) = (acting.clone(), outcome.clone());
        let change = Arc::new(change);
        let work: Work = Box::new(move |tx| {
            let (acting, outcome, subject) = (acting.clone(), outcome.clone(), subject.clone());
            let change = change.clone();
            Box::pin(async move {
                let value = change(tx).await?;
                tx.audit(&*acting, &subject);
                *outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
                Ok(())
            })
        });
        self.grouped(whose, work).await?;
        let value = came.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.ok_or_else(gone)
    }

    /// Writes down a look at personal data, durable when it returns. Looks share
    /// commits as saves do.
    pub async fn witness(&self, permit: &dyn AnyPermit, look: Look<'static>, subject: String) -> Result<()> {
        let acting = Arc::new(Acting::of(permit));
        let whose = acting.clone();
        let work: Work = Box::new(move |tx| {
            tx.audit_look(&*acting, &subject, &look);
            Box::pin(async { Ok(()) })
        });
        self.grouped(whose, work).await
    }

    async fn grouped(&self, acting: Arc<Acting>, work: Work) -> Result<()> {
        if self.engine() == Engine::Postgres {
            self.counts().group(1);
            return alone(self, &acting, &work).await;
        }
        let (done, told) = oneshot::channel();
        self.queue().send(Save { acting, work, done }).await.map_err(|_| gone())?;
        told.await.map_err(|_| gone())?
    }

    fn queue(&self) -> mpsc::Sender<Save> {
        let mut slot = self.group().0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = slot.as_ref().filter(|s| !s.is_closed()) {
            return sender.clone();
        }
        let (sender, receiver) = mpsc::channel(4 * MOST);
        // The worker ends with its runtime; holding the pools only while it works
        // would race with close(), so it keeps a handle of its own.
        tokio::spawn(serve(self.clone(), receiver));
        *slot = Some(sender.clone());
        sender
    }
}

fn gone() -> Error {
    Error::Unavailable("the writer has stopped".to_owned())
}

async fn serve(db: Db, mut queue: mpsc::Receiver<Save>) {
    let mut batch = Vec::with_capacity(MOST);
    while queue.recv_many(&mut batch, MOST).await > 0 {
        let saves = std::mem::take(&mut batch);
        db.counts().group(saves.len());
        match together(&db, &saves).await {
            Ok(()) => saves.into_iter().for_each(|save| drop(save.done.send(Ok(())))),
            Err(error) => {
                for save in saves {
                    // What the disk refuses once it would refuse to each of them.
                    let outcome = match error.outage() {
                        Some(outage) => Err(outage),
                        None => alone(&db, &save.acting, &save.work).await,
                    };
                    save.done.send(outcome).ok();
                }
            }
        }
    }
}

/// All in one transaction, or none.
async fn together(db: &Db, saves: &[Save]) -> Result<()> {
    let Some(first) = saves.first() else { return Ok(()) };
    let mut tx = db.begin(&*first.acting).await?;
    for save in saves {
        tx.serve(&*save.acting);
        (save.work)(&mut tx).await?;
    }
    tx.end().await
}

/// One in a transaction of its own.
async fn alone(db: &Db, acting: &Acting, work: &Work) -> Result<()> {
    let mut tx = db.begin(acting).await?;
    work(&mut tx).await?;
    tx.end().await
}

/// What of a permit outlives the call: enough for the audit line.
pub(crate) struct Acting {
    actor: base::Actor,
    alliance: Option<AllianceId>,
    role: Option<base::Role>,
    rule: base::Rule,
    is_statewide: bool,
}

impl Acting {
    fn of(permit: &dyn AnyPermit) -> Self {
        Self {
            actor: permit.actor().clone(),
            alliance: permit.alliance(),
            role: permit.role(),
            rule: permit.rule(),
            is_statewide: permit.is_statewide(),
        }
    }
    /// The storage itself, looking over all of its own lists.
    pub(crate) fn storage() -> Self {
        let rule = base::Rule { name: "Save", about: "", grants: &[], includes: &[], tokens: None };
        Self { actor: base::Actor::visitor(), alliance: None, role: None, rule, is_statewide: true }
    }
}

impl AnyPermit for Acting {
    fn actor(&self) -> &base::Actor {
        &self.actor
    }
    fn alliance(&self) -> Option<AllianceId> {
        self.alliance
    }
    fn role(&self) -> Option<base::Role> {
        self.role
    }
    fn rule(&self) -> base::Rule {
        self.rule
    }
    fn is_statewide(&self) -> bool {
        self.is_statewide
    }
}
