//! The only SQL about seats in the core group.

use base::{Day, EditOrganisations, MembershipId, OrganisationId, Permit, ViewOrganisations};
use store::{Kept, Read, Result, Tx};

/// A seat in the core group, from one day to another.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Membership {
    /// Its key.
    pub id: MembershipId,
    /// Whose seat it is.
    pub organisation_id: OrganisationId,
    /// What the organisation is called.
    pub name: String,
    /// Its actor type, unless it is a free row.
    pub actor_type: Option<String>,
    /// Its area, A to D.
    pub area: String,
    /// It can decide for itself (R-ACT-07).
    pub can_decide: bool,
    /// First day.
    pub since: Day,
    /// Last day; `None` while it lasts.
    pub until: Option<Day>,
}

impl Membership {
    /// Whether the seat is held on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.since <= day && self.until.is_none_or(|until| until >= day)
    }
}

/// All seats there are and were, the newest first.
pub async fn all(db: &mut Read, permit: &Permit<ViewOrganisations>) -> Result<Vec<Membership>> {
    db.sql(
        permit,
        "select m.id, m.organisation_id, o.name, o.actor_type, o.area, o.can_decide, m.since, m.until \
         from core_membership m join organisation o on o.alliance_id = m.alliance_id and o.id = m.organisation_id \
         where m.alliance_id = $1 order by o.area, o.sort_name, m.since desc",
    )
    .all()
    .await
}

/// Gives an organisation a seat from a day on. Nothing happens when it has one already.
pub async fn join(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    id: MembershipId,
    organisation: OrganisationId,
    since: Day,
) -> Result<bool> {
    let added = tx
        .sql(
            permit,
            "insert into core_membership (alliance_id, id, organisation_id, since) \
             select o.alliance_id, $2, o.id, $4 from organisation o \
             where o.alliance_id = $1 and o.id = $3 and o.removed_at is null \
             and not exists (select 1 from core_membership m where m.alliance_id = $1 and m.organisation_id = $3 \
              and (m.until is null or m.until >= $4)) \
             on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(organisation)
        .bind(since)
        .run()
        .await?;
    if added == 1 {
        keep(tx, permit, organisation, "member_since", &since.to_string()).await?;
    }
    Ok(added == 1)
}

/// Ends a seat with a last day, not before its first.
pub async fn leave(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    membership: &Membership,
    until: Day,
) -> Result<bool> {
    let ended = tx
        .sql(
            permit,
            "update core_membership set until = $3, version = version + 1 \
             where alliance_id = $1 and id = $2 and until is null and since <= $3",
        )
        .bind(membership.id)
        .bind(until)
        .run()
        .await?;
    if ended == 1 {
        keep(tx, permit, membership.organisation_id, "member_until", &until.to_string()).await?;
    }
    Ok(ended == 1)
}

async fn keep(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    organisation: OrganisationId,
    field: &str,
    value: &str,
) -> Result<()> {
    let row = organisation.uuid();
    tx.keep(permit, Kept { subject: "organisation", row, field, before: None, after: Some(value) }).await
}
