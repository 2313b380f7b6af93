//! The only SQL about where people stand among accounts.

use base::{AnyPermit, PersonId};
use store::{Read, Result};

/// Somebody who has or had a role in the alliance, unless their account is erased.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Member {
    pub(super) id: PersonId,
    pub(super) name: String,
    /// Empty once a closed account's address was.
    pub(super) email: Option<String>,
    /// Holds a role today, with an open account.
    pub(super) is_here: bool,
}

/// Everybody who has or had a role in the permit's alliance.
pub(super) async fn members(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Member>> {
    let today = db.now().day();
    db.sql(
        permit,
        "select p.id, p.name, p.email, (p.closed_at is null \
         and exists (select 1 from role_held h where h.person_id = p.id and h.alliance_id = $1 \
                     and (h.until is null or h.until > $2))) as is_here from person p where p.name <> '' \
         and exists (select 1 from role_held h where h.person_id = p.id and h.alliance_id = $1) \
         order by p.sort_name, p.id",
    )
    .bind(today)
    .all()
    .await
}
