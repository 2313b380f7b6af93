//! The only SQL about needs to steer.

use base::{Day, Permit, RunJobs, ViewStatewide};
use std::collections::BTreeMap;
use store::{Read, Result, Tx};

/// Whom a letter goes to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Addressee {
    pub name: String,
    pub email: String,
}

/// The needs that were told, with the day each was first seen.
pub(super) async fn told(db: &mut Read, permit: &Permit<ViewStatewide>) -> Result<BTreeMap<String, Day>> {
    let rows: Vec<(String, Day)> =
        db.shared(permit, "select key, since from steering_need order by key").all().await?;
    Ok(rows.into_iter().collect())
}

/// Notes a need; `false` when it was noted before.
pub(super) async fn note(tx: &mut Tx, permit: &Permit<RunJobs>, key: &str, since: Day) -> Result<bool> {
    let noted = tx
        .shared(permit, "insert into steering_need (key, since) values ($1, $2) on conflict do nothing")
        .bind(key.to_owned())
        .bind(since)
        .run()
        .await?;
    Ok(noted == 1)
}

/// Forgets a need that is over.
pub(super) async fn forget(tx: &mut Tx, permit: &Permit<RunJobs>, key: &str) -> Result<()> {
    tx.shared(permit, "delete from steering_need where key = $1").bind(key.to_owned()).run().await?;
    Ok(())
}

/// Ministry and state coordination.
pub(super) async fn addressees(tx: &mut Tx, permit: &Permit<RunJobs>) -> Result<Vec<Addressee>> {
    tx.shared(permit, "select name, email from published_steering_address order by email").all().await
}
