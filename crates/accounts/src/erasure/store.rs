//! The only SQL about erasing accounts.

use crate::{address, api_tokens, devices, people, second_factor, sessions, sso};
use base::{AllianceId, AnyPermit, Instant, PersonId};
use store::{Read, Result, Tx};
use uuid::Uuid;

/// A role held today, wherever.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Running {
    pub(super) id: Uuid,
    pub(super) role: String,
    pub(super) alliance_id: Option<AllianceId>,
    pub(super) alliance: Option<String>,
    /// In an alliance that is closed.
    pub(super) is_resting: bool,
}

/// All roles somebody holds today, in every place.
pub(super) async fn running(db: &mut Read, permit: &dyn AnyPermit, person: PersonId) -> Result<Vec<Running>> {
    let today = db.now().day();
    db.shared(
        permit,
        "select r.id, r.role, r.alliance_id, a.name as alliance, a.closed_on is not null as is_resting \
         from role_held r left join published_alliance a on a.alliance_id = r.alliance_id \
         where r.person_id = $1 and (r.until is null or r.until > $2) order by r.since, r.id",
    )
    .bind(person)
    .bind(today)
    .all()
    .await
}

/// Accounts closed at `then` or before that still hold name or address, the longest
/// closed first, at most `most`: key and when it was closed.
pub async fn closed_before(
    db: &mut Read,
    permit: &dyn AnyPermit,
    then: Instant,
    most: i64,
) -> Result<Vec<(PersonId, Instant)>> {
    db.shared(
        permit,
        "select id, closed_at from person where closed_at <= $1 and email is not null \
         order by closed_at, id limit $2",
    )
    .bind(then)
    .bind(most)
    .all()
    .await
}

/// Takes away everything that tells who an account belonged to; its key stays.
pub(super) async fn wipe(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<()> {
    let found: Option<(Option<String>,)> =
        tx.shared(permit, "select email from person where id = $1").bind(person).maybe().await?;
    if let Some((Some(email),)) = found {
        tx.forget_letters(permit, &email).await?;
        sessions::forget_attempts_of(tx, permit, &email).await?;
    }
    if let Some(waiting) = address::waiting(tx, permit, person).await?
        && people::store::by_email(tx, permit, &waiting.email).await?.is_none()
    {
        tx.forget_letters(permit, &waiting.email).await?;
    }
    address::forget(tx, permit, person).await?;
    second_factor::remove_all_along(tx, permit, person).await?;
    sso::forget(tx, permit, person).await?;
    api_tokens::forget(tx, permit, person).await?;
    devices::forget(tx, permit, person).await?;
    tx.shared(permit, "delete from session where person_id = $1").bind(person).run().await?;
    tx.shared(permit, "delete from single_use_link where person_id = $1").bind(person).run().await?;
    let now = tx.now();
    tx.shared(
        permit,
        "update person set email = null, name = '', sort_name = '', password_hash = null, \
         closed_at = coalesce(closed_at, $2), version = version + 1 where id = $1",
    )
    .bind(person)
    .bind(now)
    .run()
    .await?;
    tx.erase_history_along(permit, person.uuid()).await.map(drop)
}
