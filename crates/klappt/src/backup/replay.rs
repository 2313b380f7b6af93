//! What was erased or withdrawn since a backup was taken is erased again after a restore.
//! Each room names its kinds of tombstones and what erases them again; a kind nobody names
//! stops the restore. Alliances are many rows in many rooms: they follow in units of work
//! of their own.

use crate::{deletion, house};
use base::{Permit, RunInstallation};
use std::collections::{BTreeMap, BTreeSet};
use store::{Burial, Db, Result, Tombstone, Tx};

fn burial_of(kind: &str) -> Option<&'static Burial> {
    house::burials().into_iter().find(|burial| burial.kind == kind)
}

/// The first kind this version cannot replay.
pub(super) fn unknown(buried: &[Tombstone]) -> Option<&str> {
    buried.iter().map(|stone| stone.kind.as_str()).find(|kind| burial_of(kind).is_none())
}

/// What the journal knows beyond the restored database.
pub(super) struct News {
    /// Not yet erased there. What the database has a tombstone for it erased with the
    /// same commit, and what was made anew since must stay.
    pub(super) stones: Vec<Tombstone>,
    /// So many tombstones of the database the journal does not have: then its file is
    /// not the whole one.
    pub(super) missing: usize,
}

/// Compares the journal with the restored database.
pub(super) async fn news(
    tx: &mut Tx,
    permit: &Permit<RunInstallation>,
    buried: Vec<Tombstone>,
) -> Result<News> {
    let there = tx.tombstones(permit).await?;
    let told: BTreeSet<_> = buried.iter().map(|stone| stone.id).collect();
    let missing = there.iter().filter(|stone| !told.contains(&stone.id)).count();
    // Oldest first: the last one is the latest. Once is enough, when a commit was tried twice.
    let latest: BTreeMap<_, _> =
        there.iter().map(|stone| ((stone.kind.as_str(), stone.row_id), stone.buried_at)).collect();
    let is_news = |stone: &Tombstone| {
        latest.get(&(stone.kind.as_str(), stone.row_id)).is_none_or(|at| *at < stone.buried_at)
    };
    Ok(News { stones: buried.into_iter().filter(is_news).collect(), missing })
}

/// Erases again, and keeps every tombstone in the restored database too.
pub(super) async fn all(tx: &mut Tx, permit: &Permit<RunInstallation>, stones: &[Tombstone]) -> Result<()> {
    for stone in stones {
        if let Some(burial) = burial_of(&stone.kind) {
            tx.bury_again(permit, burial, stone).await?;
        }
    }
    Ok(())
}

/// Forgets alliances again that the backup brought back, after the restore is committed.
pub(super) async fn alliances(db: &Db, stones: &[Tombstone]) -> Result<()> {
    for stone in stones {
        deletion::replay(db, stone).await?;
    }
    Ok(())
}
