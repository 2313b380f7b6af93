//! The only SQL about changes of addresses.

use crate::people;
use base::{AnyPermit, Instant, PersonId};
use store::{Error, Kept, Read, Result, Tx};

/// So long a new address waits to be confirmed: two days.
const HOURS: i64 = 48;

/// A change that waits to be confirmed.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Waiting {
    pub(crate) person_id: PersonId,
    pub(crate) email: String,
    pub(crate) created_at: Instant,
    pub(crate) expires_at: Instant,
}

/// Until when a change asked for now can be confirmed.
pub(super) const fn expires(now: Instant) -> Instant {
    now.plus_seconds(HOURS * 3600)
}

/// Writes a change down; an earlier one of the same person loses its use.
pub(super) async fn add(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    email: &str,
    token_hash: &str,
) -> Result<()> {
    forget(tx, permit, person).await?;
    let now = tx.now();
    tx.shared(
        permit,
        "insert into address_change (token_hash, person_id, email, created_at, expires_at) \
         values ($1, $2, $3, $4, $5)",
    )
    .bind(token_hash.to_owned())
    .bind(person)
    .bind(email.to_owned())
    .bind(now)
    .bind(expires(now))
    .run()
    .await?;
    Ok(())
}

/// The change behind a token, if it can be confirmed now.
pub(super) async fn find(db: &mut Read, permit: &dyn AnyPermit, token_hash: &str) -> Result<Option<Waiting>> {
    let now = db.now();
    db.shared(
        permit,
        "select c.person_id, c.email, c.created_at, c.expires_at from address_change c \
         join person p on p.id = c.person_id and p.closed_at is null \
         where c.token_hash = $1 and c.expires_at > $2",
    )
    .bind(token_hash.to_owned())
    .bind(now)
    .maybe()
    .await
}

/// The change somebody has still to confirm.
pub(crate) async fn waiting(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
) -> Result<Option<Waiting>> {
    let now = db.now();
    db.shared(
        permit,
        "select person_id, email, created_at, expires_at from address_change \
         where person_id = $1 and expires_at > $2",
    )
    .bind(person)
    .bind(now)
    .maybe()
    .await
}

/// Uses a change up; `false` when somebody was faster.
pub(super) async fn consume(tx: &mut Tx, permit: &dyn AnyPermit, token_hash: &str) -> Result<bool> {
    let used = tx
        .shared(permit, "delete from address_change where token_hash = $1")
        .bind(token_hash.to_owned())
        .run()
        .await?;
    Ok(used > 0)
}

/// Gives an account another address; links sent to the old one lose their use.
/// `false` when the address belongs to another account.
pub(crate) async fn replace(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    account: &people::store::Account,
    email: &str,
) -> Result<bool> {
    let changed = tx
        .shared(
            permit,
            "update person set email = $2, version = version + 1 where id = $1 and closed_at is null \
             and not exists (select 1 from person o where o.email = $2)",
        )
        .bind(account.id)
        .bind(email.to_owned())
        .run()
        .await;
    match changed {
        Ok(0) | Err(Error::Taken) => return Ok(false),
        Ok(_) => {}
        Err(e) => return Err(e),
    }
    tx.shared(permit, "delete from single_use_link where person_id = $1").bind(account.id).run().await?;
    let (subject, row, field) = ("person", account.id.uuid(), "email");
    let (before, after) = (Some(account.email.as_str()), Some(email));
    tx.keep(permit, Kept { subject, row, field, before, after }).await?;
    Ok(true)
}

/// Takes away what somebody has still to confirm.
pub(crate) async fn forget(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<()> {
    tx.shared(permit, "delete from address_change where person_id = $1").bind(person).run().await?;
    Ok(())
}

/// Takes away changes that nobody has confirmed in time.
pub(crate) async fn clean_up(tx: &mut Tx, permit: &dyn AnyPermit) -> Result<()> {
    let now = tx.now();
    tx.shared(permit, "delete from address_change where expires_at <= $1").bind(now).run().await?;
    Ok(())
}
