//! Grouped saves: many small saves share one commit.
//!
//! On SQLite every durable commit waits for the disk, and there is one writer.
//! Saves that arrive while one is waiting join the next physical transaction,
//! each behind its own savepoint: a failing save costs only itself, and nobody is
//! told "saved" before the shared commit is on disk. On PostgreSQL each save is a
//! transaction of its own: the server groups commits itself.

use crate::{Db, Engine, Error, Result, Tx};
use base::{AllianceId, AnyPermit};
use futures_util::future::BoxFuture;
use std::sync::{Mutex, PoisonError};
use tokio::sync::{mpsc, oneshot};

type Work = Box<dyn for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<()>> + Send>;

struct Save {
    alliance: Option<AllianceId>,
    work: Work,
    done: oneshot::Sender<Result<()>>,
}

#[derive(Default)]
pub(crate) struct Group(Mutex<Option<mpsc::Sender<Save>>>);

/// Most saves that share one commit: bounds how long the first one waits.
const MOST: usize = 64;

impl Db {
    /// Runs one small change and its audit line, durable when it returns. The
    /// outcome `T` is only handed over after the commit.
    pub async fn save<T, F>(&self, permit: &dyn AnyPermit, subject: String, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T>> + Send + 'static,
    {
        let permit = Acting::of(permit);
        let (outcome, answer) = std::sync::mpsc::sync_channel(1);
        let alliance = permit.alliance;
        let work: Work = Box::new(move |tx| {
            Box::pin(async move {
                let value = change(tx).await?;
                tx.audit(&permit, &subject);
                outcome.try_send(value).ok();
                Ok(())
            })
        });
        if self.engine() == Engine::Postgres {
            let mut tx = self.begin(&Acting::nobody(alliance)).await?;
            work(&mut tx).await?;
            tx.end().await?;
        } else {
            let (done, told) = oneshot::channel();
            self.queue().send(Save { alliance, work, done }).await.map_err(|_| gone())?;
            told.await.map_err(|_| gone())??;
        }
        answer.try_recv().map_err(|_| gone())
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
        let mut tx = match db.begin(&Acting::nobody(None)).await {
            Ok(tx) => tx,
            Err(e) => {
                tell_all(saves.into_iter().map(|s| s.done), &e);
                continue;
            }
        };
        let mut waiting = Vec::with_capacity(saves.len());
        let mut behind = Behind::Nothing;
        let alone = saves.len() == 1;
        for save in saves {
            tx.serve(save.alliance);
            match one(&mut tx, save.work, alone, &mut behind).await {
                Ok(()) => waiting.push(save.done),
                Err(e) => drop(save.done.send(Err(e))),
            }
        }
        if waiting.is_empty() {
            continue; // dropping the transaction rolls it back
        }
        if behind == Behind::Failed
            && let Err(e) = tx.statements("rollback to one").await
        {
            tell_all(waiting, &e);
            continue;
        }
        match tx.end().await {
            Ok(()) => waiting.into_iter().for_each(|done| drop(done.send(Ok(())))),
            Err(e) => tell_all(waiting, &e),
        }
    }
}

/// What lies behind the next save: savepoints cost a way to the database each, so
/// ending one and beginning the next go together. The commit ends the last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    Nothing,
    Done,
    Failed,
}

async fn one(tx: &mut Tx, work: Work, alone: bool, behind: &mut Behind) -> Result<()> {
    if alone {
        return work(tx).await;
    }
    tx.statements(match behind {
        Behind::Nothing => "savepoint one",
        Behind::Done => "release one; savepoint one",
        Behind::Failed => "rollback to one; release one; savepoint one",
    })
    .await?;
    let (changes, lines) = (tx.changes.len(), tx.lines.len());
    let outcome = work(tx).await;
    if outcome.is_err() {
        tx.changes.truncate(changes);
        tx.lines.truncate(lines);
    }
    *behind = if outcome.is_ok() { Behind::Done } else { Behind::Failed };
    outcome
}

fn tell_all(waiting: impl IntoIterator<Item = oneshot::Sender<Result<()>>>, why: &Error) {
    for done in waiting {
        done.send(Err(Error::Unavailable(why.to_string()))).ok();
    }
}

/// What of a permit outlives the call: enough for the audit line.
struct Acting {
    actor: base::Actor,
    alliance: Option<AllianceId>,
    rule: base::Rule,
}

impl Acting {
    fn of(permit: &dyn AnyPermit) -> Self {
        Self { actor: permit.actor().clone(), alliance: permit.alliance(), rule: permit.rule() }
    }
    fn nobody(alliance: Option<AllianceId>) -> Self {
        let rule = base::Rule { name: "Save", grants: &[], includes: &[] };
        Self { actor: base::Actor::visitor(), alliance, rule }
    }
}

impl AnyPermit for Acting {
    fn actor(&self) -> &base::Actor {
        &self.actor
    }
    fn alliance(&self) -> Option<AllianceId> {
        self.alliance
    }
    fn rule(&self) -> base::Rule {
        self.rule
    }
    fn is_statewide(&self) -> bool {
        false
    }
}
