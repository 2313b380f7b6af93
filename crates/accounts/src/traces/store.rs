//! The only SQL about where people stand among accounts.

use base::{AnyPermit, PersonId};
use store::{Read, Result};

/// Open accounts with a role in the permit's alliance today: key, name, address.
pub(super) async fn members(
    db: &mut Read,
    permit: &dyn AnyPermit,
) -> Result<Vec<(PersonId, String, String)>> {
    let today = db.now().day();
    db.sql(
        permit,
        "select p.id, p.name, p.email from person p where p.closed_at is null \
         and exists (select 1 from role_held h where h.person_id = p.id and h.alliance_id = $1 \
                     and (h.until is null or h.until > $2)) order by p.sort_name, p.id",
    )
    .bind(today)
    .all()
    .await
}
