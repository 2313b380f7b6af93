//! A forgotten password: the page queues one job whatever address was typed, and the
//! job finds out whether there is such an account. So neither the answer nor its time
//! tells.

use super::{
    letters::Letters,
    model::{Purpose, is_too_soon},
    store,
};
use crate::people;
use ::store::{Db, Job, Result, Tx};
use base::{AnyPermit, Permit, RunJobs};
use serde::{Deserialize, Serialize};

/// The job's kind.
pub const ASKED: &str = "reset-asked";

#[derive(Serialize, Deserialize)]
struct Asked {
    email: String,
}

/// Queues the question whether a link is to be sent to this address.
pub(super) async fn ask(tx: &mut Tx, permit: &dyn AnyPermit, email: &str) -> Result<()> {
    tx.enqueue(permit, ASKED, &Asked { email: email.to_owned() }).await
}

/// Answers the question: queues the letter, where there is such an open account and
/// it was not sent one just now. Safe to repeat.
pub async fn answer(db: &Db, permit: &Permit<RunJobs>, letters: Letters<'_>, job: &Job) -> Result<()> {
    let Asked { email } = job.needs()?;
    let mut tx = db.begin(permit).await?;
    if let Some(account) = people::store::by_email(&mut tx, permit, &email).await?
        && account.closed_at.is_none()
    {
        let last = store::last_sent(&mut tx, permit, account.id, Purpose::Reset).await?;
        if !is_too_soon(last, tx.now()) {
            letters.reset(&mut tx, permit, account.id).await?;
            return tx.commit(permit, &format!("reset link for person {} sent", account.id)).await;
        }
    }
    Ok(())
}
