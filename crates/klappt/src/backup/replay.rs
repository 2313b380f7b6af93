//! What was erased or withdrawn since a backup was taken is erased again after a restore.
//! Each kind of tombstone has one function; a kind without one stops the restore. Alliances
//! are many rows in many rooms: they follow in units of work of their own.

use crate::deletion;
use base::{ApiTokenId, Permit, PersonId, RunInstallation};
use futures_util::future::BoxFuture;
use std::collections::BTreeSet;
use store::{Db, Result, Tombstone, Tx};

type Erase = for<'t> fn(&'t mut Tx, &'t Permit<RunInstallation>, &'t Tombstone) -> BoxFuture<'t, Result<()>>;

/// Kind of tombstone → what erases it again. Safe to repeat, silent where there is nothing.
const REPLAYS: &[(&str, Erase)] = &[
    (accounts::erasure::TOMBSTONE, person),
    (accounts::api_tokens::TOMBSTONE, api_token),
    (cases::participants::TOMBSTONE, participant),
];

fn person<'t>(
    tx: &'t mut Tx,
    permit: &'t Permit<RunInstallation>,
    stone: &'t Tombstone,
) -> BoxFuture<'t, Result<()>> {
    Box::pin(
        async move { accounts::erasure::erase_again(tx, permit, PersonId::from_uuid(stone.row_id)).await },
    )
}

fn api_token<'t>(
    tx: &'t mut Tx,
    permit: &'t Permit<RunInstallation>,
    stone: &'t Tombstone,
) -> BoxFuture<'t, Result<()>> {
    Box::pin(
        async move { accounts::api_tokens::end_again(tx, permit, ApiTokenId::from_uuid(stone.row_id)).await },
    )
}

fn participant<'t>(
    tx: &'t mut Tx,
    permit: &'t Permit<RunInstallation>,
    stone: &'t Tombstone,
) -> BoxFuture<'t, Result<()>> {
    Box::pin(async move { cases::participants::replay(tx, permit, stone).await.map(drop) })
}

/// The first kind this version cannot replay.
pub(super) fn unknown(buried: &[Tombstone]) -> Option<&str> {
    buried
        .iter()
        .map(|stone| stone.kind.as_str())
        .find(|kind| *kind != deletion::ALLIANCE && REPLAYS.iter().all(|(known, _)| known != kind))
}

/// How many tombstones of the restored database the journal does not have: then its
/// file is not the whole one.
pub(super) async fn missing(
    tx: &mut Tx,
    permit: &Permit<RunInstallation>,
    buried: &[Tombstone],
) -> Result<usize> {
    let known: BTreeSet<_> = buried.iter().map(|stone| stone.id).collect();
    Ok(tx.tombstones(permit).await?.iter().filter(|stone| !known.contains(&stone.id)).count())
}

/// Erases again, and keeps every tombstone in the restored database too.
pub(super) async fn all(tx: &mut Tx, permit: &Permit<RunInstallation>, buried: &[Tombstone]) -> Result<()> {
    for stone in buried {
        for (_, erase) in REPLAYS.iter().filter(|(kind, _)| *kind == stone.kind) {
            erase(tx, permit, stone).await?;
        }
        tx.rebury(permit, stone).await?;
    }
    Ok(())
}

/// Forgets alliances again that the backup brought back, after the restore is committed.
pub(super) async fn alliances(db: &Db, buried: &[Tombstone]) -> Result<()> {
    for stone in buried {
        deletion::replay(db, stone).await?;
    }
    Ok(())
}
