//! Forgetting a closed alliance: its directory, votes, notes and matters go. That
//! there was one, under which name, and who had joined it when, is public and stays.

use base::{Alliance, AllianceId, AnyPermit, ArchiveAlliance, Day, ManagePeople, Permit};
use store::{Db, Portion, Read, Result, Tx};

/// What goes, in this order; `$2` is how many rows at most.
const GONE: [&str; 19] = [
    "delete from core_membership where alliance_id = $1 and id in \
     (select m.id from core_membership m where m.alliance_id = $1 limit $2)",
    "delete from organisation_catchment where alliance_id = $1 and (organisation_id, municipality_ags) in \
     (select c.organisation_id, c.municipality_ags from organisation_catchment c where c.alliance_id = $1 limit $2)",
    "delete from contact where alliance_id = $1 and id in \
     (select c.id from contact c where c.alliance_id = $1 limit $2)",
    "delete from merge where alliance_id = $1 and id in \
     (select m.id from merge m where m.alliance_id = $1 limit $2)",
    "update organisation set represented_by = null, registered_through = null, merged_into = null \
     where alliance_id = $1 and id in (select o.id from organisation o where o.alliance_id = $1 \
     and (o.represented_by is not null or o.registered_through is not null or o.merged_into is not null) limit $2)",
    "delete from organisation where alliance_id = $1 and id in (select o.id from organisation o \
     where o.alliance_id = $1 and not exists (select 1 from organisation r where r.alliance_id = $1 \
     and (r.represented_by is not null or r.registered_through is not null or r.merged_into is not null)) limit $2)",
    "delete from contact_import where alliance_id = $1 and id in \
     (select c.id from contact_import c where c.alliance_id = $1 limit $2)",
    "delete from body where alliance_id = $1 and id in \
     (select b.id from body b where b.alliance_id = $1 limit $2)",
    "delete from vote where alliance_id = $1 and id in \
     (select v.id from vote v where v.alliance_id = $1 limit $2)",
    "delete from municipality_note where alliance_id = $1 and id in \
     (select n.id from municipality_note n where n.alliance_id = $1 limit $2)",
    "delete from municipality_contact where alliance_id = $1 and id in \
     (select c.id from municipality_contact c where c.alliance_id = $1 limit $2)",
    "delete from informed_through where alliance_id = $1 and municipality_ags in \
     (select i.municipality_ags from informed_through i where i.alliance_id = $1 limit $2)",
    "delete from observer_seat where alliance_id = $1 and id in \
     (select s.id from observer_seat s where s.alliance_id = $1 limit $2)",
    "delete from escalation where alliance_id = $1 and id in \
     (select e.id from escalation e where e.alliance_id = $1 limit $2)",
    "delete from support_need where alliance_id = $1 and id in \
     (select s.id from support_need s where s.alliance_id = $1 limit $2)",
    "delete from constellation_objection where alliance_id = $1 and alliance_id in \
     (select c.alliance_id from constellation_objection c where c.alliance_id = $1 limit $2)",
    "delete from office_placement where alliance_id = $1 and placement in \
     (select p.placement from office_placement p where p.alliance_id = $1 limit $2)",
    "delete from office where alliance_id = $1 and alliance_id in (select o.alliance_id from office o \
     where o.alliance_id = $1 and not exists \
     (select 1 from office_placement p where p.alliance_id = $1) limit $2)",
    "delete from board_lead where alliance_id = $1 and alliance_id in \
     (select b.alliance_id from board_lead b where b.alliance_id = $1 limit $2)",
];

/// Forgets what this context has of an alliance, one portion of it; safe to repeat.
pub async fn forget_alliance(
    tx: &mut Tx,
    permit: &Permit<ArchiveAlliance>,
    portion: &mut Portion,
) -> Result<()> {
    for text in GONE {
        let gone = tx.sql(permit, text).bind(portion.left()).run().await?;
        portion.took(gone);
    }
    Ok(())
}

/// An alliance that is closed, and since when.
pub type Closed = (Alliance, Day);

/// Alliances closed on `day` or before, the earliest first.
pub async fn closed_by(db: &mut Read, permit: &Permit<ManagePeople>, day: Day) -> Result<Vec<Closed>> {
    let rows: Vec<(AllianceId, String, String, Day)> = db
        .across(
            permit,
            "select alliance_id, slug, name, closed_on from published_alliance \
             where closed_on is not null and closed_on <= $1 order by closed_on, alliance_id",
        )
        .bind(day)
        .all()
        .await?;
    let closed = |(id, slug, name, since)| (Alliance { id, slug, name }, since);
    Ok(rows.into_iter().map(closed).collect())
}

/// The alliance with this key, open or closed.
pub async fn find_by_id(db: &mut Read, permit: &dyn AnyPermit, id: AllianceId) -> Result<Option<Alliance>> {
    let row: Option<(AllianceId, String, String)> = db
        .shared(permit, "select alliance_id, slug, name from published_alliance where alliance_id = $1")
        .bind(id)
        .maybe()
        .await?;
    Ok(row.map(|(id, slug, name)| Alliance { id, slug, name }))
}

/// Whether the permit's alliance is closed.
pub async fn is_closed(db: &Db, permit: &Permit<ArchiveAlliance>) -> Result<bool> {
    let mut db = db.read(permit).await?;
    let row: Option<(AllianceId,)> =
        db.sql(permit, "select id from alliance where id = $1 and closed_on is not null").maybe().await?;
    Ok(row.is_some())
}
