//! The only SQL about where offices sit, over published views alone.

use super::model::Row;
use base::{Day, Permit, ViewStatewide};
use store::{Read, Result};

/// Every alliance that is not closed, with each placement of its office, or one
/// row without any.
pub async fn placements(db: &mut Read, permit: &Permit<ViewStatewide>, today: Day) -> Result<Vec<Row>> {
    db.shared(
        permit,
        "select a.alliance_id, a.kind, p.placement from published_alliance a \
         left join published_office_placement p on p.alliance_id = a.alliance_id \
         where a.closed_on is null or a.closed_on > $1",
    )
    .bind(today)
    .all()
    .await
}
