//! The only SQL about seats in the core group.

use super::model::Term;
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
    /// Whether the organisation was taken out of the directory: it sits nowhere then.
    pub is_gone: bool,
    /// Guards against lost updates.
    pub version: i64,
}

impl Membership {
    /// Whether the seat is held on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        !self.is_gone && self.since <= day && self.until.is_none_or(|until| until >= day)
    }
    /// Whether the seat begins after a day.
    pub fn begins_after(&self, day: Day) -> bool {
        !self.is_gone && self.since > day
    }
    /// Its days, as the form has them.
    pub const fn term(&self) -> Term {
        Term { organisation: self.organisation_id, since: self.since, until: self.until }
    }
}

/// All seats there are and were, the newest first.
pub async fn all(db: &mut Read, permit: &Permit<ViewOrganisations>) -> Result<Vec<Membership>> {
    db.sql(
        permit,
        "select m.id, m.organisation_id, o.name, o.actor_type, o.area, o.can_decide, m.since, m.until, \
         o.removed_at is not null as is_gone, m.version \
         from core_membership m join organisation o on o.alliance_id = m.alliance_id and o.id = m.organisation_id \
         where m.alliance_id = $1 order by o.area, o.sort_name, m.since desc",
    )
    .all()
    .await
}

/// One seat of this alliance's core group.
pub async fn find(
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
    id: MembershipId,
) -> Result<Option<Membership>> {
    Ok(all(db, permit).await?.into_iter().find(|seat| seat.id == id))
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
        keep(tx, permit, organisation, "member_since", None, Some(since)).await?;
    }
    Ok(added == 1)
}

/// Gives a seat other days, or another organisation, if `version` is still current.
pub async fn replace(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    before: &Membership,
    after: Term,
    version: i64,
) -> Result<bool> {
    let changed = tx
        .sql(
            permit,
            "update core_membership set organisation_id = $4, since = $5, until = $6, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3",
        )
        .bind(before.id)
        .bind(version)
        .bind(after.organisation)
        .bind(after.since)
        .bind(after.until)
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    let was = before.term();
    if was.organisation == after.organisation {
        keep(tx, permit, was.organisation, "member_since", Some(was.since), Some(after.since)).await?;
        keep(tx, permit, was.organisation, "member_until", was.until, after.until).await?;
    } else {
        keep_gone(tx, permit, was).await?;
        keep(tx, permit, after.organisation, "member_since", None, Some(after.since)).await?;
        keep(tx, permit, after.organisation, "member_until", None, after.until).await?;
    }
    Ok(true)
}

/// Takes a seat back that never was one, if `version` is still current.
pub async fn take_back(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    before: &Membership,
    version: i64,
) -> Result<bool> {
    let gone = tx
        .sql(permit, "delete from core_membership where alliance_id = $1 and id = $2 and version = $3")
        .bind(before.id)
        .bind(version)
        .run()
        .await?;
    if gone == 1 {
        keep_gone(tx, permit, before.term()).await?;
    }
    Ok(gone == 1)
}

/// Ends an organisation's seats when it leaves the directory: what lasts ends today,
/// what would only begin later is taken back.
pub async fn end_all(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    organisation: OrganisationId,
    today: Day,
) -> Result<()> {
    let seats: Vec<(MembershipId, Day, Option<Day>)> = tx
        .sql(
            permit,
            "select id, since, until from core_membership where alliance_id = $1 and organisation_id = $2 \
             and (until is null or until > $3)",
        )
        .bind(organisation)
        .bind(today)
        .all()
        .await?;
    for (id, since, until) in seats {
        if since > today {
            tx.sql(permit, "delete from core_membership where alliance_id = $1 and id = $2")
                .bind(id)
                .run()
                .await?;
            keep_gone(tx, permit, Term { organisation, since, until }).await?;
        } else {
            tx.sql(
                permit,
                "update core_membership set until = $3, version = version + 1 where alliance_id = $1 and id = $2",
            )
            .bind(id)
            .bind(today)
            .run()
            .await?;
            keep(tx, permit, organisation, "member_until", until, Some(today)).await?;
        }
    }
    Ok(())
}

async fn keep_gone(tx: &mut Tx, permit: &Permit<EditOrganisations>, was: Term) -> Result<()> {
    keep(tx, permit, was.organisation, "member_since", Some(was.since), None).await?;
    keep(tx, permit, was.organisation, "member_until", was.until, None).await
}

async fn keep(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    organisation: OrganisationId,
    field: &str,
    before: Option<Day>,
    after: Option<Day>,
) -> Result<()> {
    let (before, after) = (before.map(|d| d.to_string()), after.map(|d| d.to_string()));
    let (subject, row) = ("organisation", organisation.uuid());
    tx.keep(permit, Kept { subject, row, field, before: before.as_deref(), after: after.as_deref() }).await
}
