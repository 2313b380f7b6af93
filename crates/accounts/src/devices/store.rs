//! The only SQL about kinds of device.

use super::DAYS;
use base::{AnyPermit, Instant, PersonId};
use serde::Serialize;
use store::{Read, Result, Tx};

/// A kind of device somebody signed in with.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub(crate) struct Known {
    /// `browser` or `api`.
    pub(crate) kind: String,
    /// Browser and system; empty when they are not known.
    pub(crate) device: String,
    pub(crate) last_used_at: Instant,
}

/// Kinds older than this are forgotten.
const fn forgotten(now: Instant) -> Instant {
    now.plus_seconds(-DAYS * 24 * 3600)
}

/// The kinds of device somebody signed in with lately, the latest first.
pub(crate) async fn of_person(db: &mut Read, permit: &dyn AnyPermit, person: PersonId) -> Result<Vec<Known>> {
    let then = forgotten(db.now());
    db.shared(
        permit,
        "select kind, device, last_used_at from known_device where person_id = $1 and last_used_at > $2 \
         order by last_used_at desc, kind, device limit 1000",
    )
    .bind(person)
    .bind(then)
    .all()
    .await
}

/// Writes down with what somebody signs in now. `true` when that is new: they signed in
/// lately, and with nothing of this kind.
pub(crate) async fn note(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    kind: &str,
    device: &str,
) -> Result<bool> {
    let known = of_person(tx, permit, person).await?;
    let now = tx.now();
    tx.shared(
        permit,
        "insert into known_device (person_id, kind, device, last_used_at) values ($1, $2, $3, $4) \
         on conflict (person_id, kind, device) do update set last_used_at = excluded.last_used_at",
    )
    .bind(person)
    .bind(kind.to_owned())
    .bind(device.to_owned())
    .bind(now)
    .run()
    .await?;
    Ok(!known.is_empty() && !known.iter().any(|k| k.kind == kind && k.device == device))
}

/// Forgets all of somebody whose account is closed or erased.
pub(crate) async fn forget(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<()> {
    tx.shared(permit, "delete from known_device where person_id = $1").bind(person).run().await?;
    Ok(())
}

/// Forgets what nobody signed in with lately.
pub(crate) async fn clean_up(tx: &mut Tx, permit: &dyn AnyPermit) -> Result<()> {
    let then = forgotten(tx.now());
    tx.shared(permit, "delete from known_device where last_used_at <= $1").bind(then).run().await?;
    Ok(())
}
