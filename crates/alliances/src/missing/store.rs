//! The only SQL about what alliances lack.

use base::{AllianceId, Day, Permit, ViewStructures};
use store::{Read, Result};

/// What an alliance has.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "what is there, one by one")]
pub struct Standing {
    /// Its key.
    pub id: AllianceId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Archived since.
    pub closed_on: Option<Day>,
    /// Something is entered about its office.
    pub has_office: bool,
    /// Somebody with an account works for its office.
    pub has_office_account: bool,
    /// A lead board member is entered.
    pub has_board_lead: bool,
    /// Somebody sits in its core group on the day.
    pub has_core_group: bool,
}

/// What each alliance has, by name.
pub async fn standing(db: &mut Read, permit: &Permit<ViewStructures>, day: Day) -> Result<Vec<Standing>> {
    db.across(
        permit,
        "select a.id, a.slug, a.name, a.closed_on, \
         (exists (select 1 from office o where o.alliance_id = a.id \
          and (o.name <> '' or o.institution <> '' or o.phone <> '' or o.email <> ''))) as has_office, \
         (exists (select 1 from published_office_address p where p.alliance_id = a.id)) as has_office_account, \
         (exists (select 1 from board_lead b where b.alliance_id = a.id \
          and (b.name <> '' or b.institution <> ''))) as has_board_lead, \
         (exists (select 1 from core_membership m where m.alliance_id = a.id and m.since <= $1 \
          and (m.until is null or m.until >= $1))) as has_core_group \
         from alliance a order by a.sort_name, a.id",
    )
    .bind(day)
    .all()
    .await
}
