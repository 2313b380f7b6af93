//! The only SQL about organisations.

use super::model::{ActorType, Draft, Organisation, TakingPart};
use crate::{contacts::store as contacts, core_group::store as core_group};
use base::{
    AnyPermit, Day, EditOrganisations, OrganisationId, Permit, RunInstallation, ViewOrganisations, sort_key,
};
use std::{collections::BTreeMap, sync::Arc};
use store::{Again, Burial, Kept, Put, Read, Result, Tx};

/// An organisation that was taken out of the directory.
pub(crate) const BURIAL: Burial = Burial {
    kind: "organisation",
    again: Again::Sql(&[
        (
            "update organisation set removed_at = $3, version = version + 1 \
             where alliance_id = $1 and id = $2 and removed_at is null",
            &[Put::Alliance, Put::Row, Put::Moment],
        ),
        (
            "delete from core_membership where alliance_id = $1 and organisation_id = $2 and since > $3",
            &[Put::Alliance, Put::Row, Put::Day],
        ),
        (
            "update core_membership set until = $3, version = version + 1 \
             where alliance_id = $1 and organisation_id = $2 and (until is null or until > $3)",
            &[Put::Alliance, Put::Row, Put::Day],
        ),
        (
            "update organisation set represented_by = null, version = version + 1 \
             where alliance_id = $1 and represented_by = $2",
            &[Put::Alliance, Put::Row],
        ),
        (
            "update organisation set registered_through = null, version = version + 1 \
             where alliance_id = $1 and registered_through = $2",
            &[Put::Alliance, Put::Row],
        ),
    ]),
};

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "a row as it stands in the table")]
struct Row {
    id: OrganisationId,
    name: String,
    actor_type: Option<String>,
    area: String,
    free_type: String,
    address: String,
    cooperates: bool,
    intended_core_group: bool,
    intended_forum: bool,
    knows_situation: bool,
    can_decide: bool,
    contribution: String,
    taking_part: String,
    taking_part_reason: String,
    represented_by: Option<OrganisationId>,
    registered_through: Option<OrganisationId>,
    school_number: String,
    member_since: Option<Day>,
    version: i64,
}

impl From<Row> for Organisation {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            member_since: row.member_since,
            version: row.version,
            draft: Draft {
                name: row.name,
                actor_type: row.actor_type,
                area: row.area,
                free_type: row.free_type,
                address: row.address,
                cooperates: row.cooperates,
                intended_core_group: row.intended_core_group,
                intended_forum: row.intended_forum,
                knows_situation: row.knows_situation,
                can_decide: row.can_decide,
                contribution: row.contribution,
                taking_part: TakingPart::from_key(&row.taking_part).unwrap_or_default(),
                taking_part_reason: row.taking_part_reason,
                represented_by: row.represented_by,
                registered_through: row.registered_through,
                catchment: Vec::new(),
                school_number: row.school_number,
            },
        }
    }
}

/// What of an organisation a list asks for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name.
    pub q: String,
    /// A to D; all when empty.
    pub area: String,
    /// Only those with a seat in the core group today.
    pub members: bool,
    /// Only those in charge of this municipality (AGS); all when empty.
    pub municipality: String,
    /// Go on after this sort key.
    pub after: String,
    /// At most so many.
    pub limit: i64,
}

/// Organisations by name.
pub async fn list(
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
    filter: &Filter,
) -> Result<Vec<Organisation>> {
    let today = db.now().day();
    let part = format!("%{}%", sort_key(&filter.q).replace('%', ""));
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select o.id, o.name, o.actor_type, o.area, o.free_type, o.address, o.cooperates, \
             o.intended_core_group, o.intended_forum, o.knows_situation, o.can_decide, o.contribution, \
             o.taking_part, o.taking_part_reason, o.represented_by, o.registered_through, o.school_number, o.version, \
             (select min(m.since) from core_membership m where m.alliance_id = o.alliance_id \
              and m.organisation_id = o.id and m.since <= $2 and (m.until is null or m.until >= $2)) as member_since \
             from organisation o where o.alliance_id = $1 and o.removed_at is null and o.merged_into is null \
             and o.sort_name like $3 || '' and ($4 = '' or o.area = $4) and o.sort_name > $5 \
             and ($6 = false or exists (select 1 from core_membership m where m.alliance_id = o.alliance_id \
              and m.organisation_id = o.id and m.since <= $2 and (m.until is null or m.until >= $2))) \
             and ($7 = '' or exists (select 1 from organisation_catchment c where c.alliance_id = o.alliance_id \
              and c.organisation_id = o.id and c.municipality_ags = $7)) \
             order by o.sort_name limit $8",
        )
        .bind(today)
        .bind(part)
        .bind(filter.area.clone())
        .bind(filter.after.clone())
        .bind(filter.members)
        .bind(filter.municipality.clone())
        .bind(filter.limit)
        .all()
        .await?;
    let mut catchments = catchments(db, permit).await?;
    let whole = |row| {
        let mut found = Organisation::from(row);
        found.draft.catchment = catchments.remove(&found.id).unwrap_or_default();
        found
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// The municipalities each organisation is in charge of.
async fn catchments(
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
) -> Result<BTreeMap<OrganisationId, Vec<String>>> {
    let rows: Vec<(OrganisationId, String)> = db
        .sql(
            permit,
            "select organisation_id, municipality_ags from organisation_catchment where alliance_id = $1 \
             order by municipality_ags",
        )
        .all()
        .await?;
    let mut found: BTreeMap<OrganisationId, Vec<String>> = BTreeMap::new();
    for (id, ags) in rows {
        found.entry(id).or_default().push(ags);
    }
    Ok(found)
}

/// Every organisation of the directory and who speaks for it.
pub async fn speakers(
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
) -> Result<BTreeMap<OrganisationId, Option<OrganisationId>>> {
    let rows: Vec<(OrganisationId, Option<OrganisationId>)> = db
        .sql(
            permit,
            "select id, represented_by from organisation where alliance_id = $1 and removed_at is null \
             and merged_into is null",
        )
        .all()
        .await?;
    Ok(rows.into_iter().collect())
}

/// One organisation of this alliance.
pub async fn find(
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
    id: OrganisationId,
) -> Result<Option<Organisation>> {
    let today = db.now().day();
    let row: Option<Row> = db
        .sql(
            permit,
            "select o.id, o.name, o.actor_type, o.area, o.free_type, o.address, o.cooperates, \
             o.intended_core_group, o.intended_forum, o.knows_situation, o.can_decide, o.contribution, \
             o.taking_part, o.taking_part_reason, o.represented_by, o.registered_through, o.school_number, o.version, \
             (select min(m.since) from core_membership m where m.alliance_id = o.alliance_id \
              and m.organisation_id = o.id and m.since <= $3 and (m.until is null or m.until >= $3)) as member_since \
             from organisation o where o.alliance_id = $1 and o.id = $2 and o.removed_at is null \
             and o.merged_into is null",
        )
        .bind(id)
        .bind(today)
        .maybe()
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut found = Organisation::from(row);
    let catchment: Vec<(String,)> = db
        .sql(
            permit,
            "select municipality_ags from organisation_catchment where alliance_id = $1 and organisation_id = $2 \
             order by municipality_ags",
        )
        .bind(id)
        .all()
        .await?;
    found.draft.catchment = catchment.into_iter().map(|(ags,)| ags).collect();
    Ok(Some(found))
}

/// Adds a checked organisation. Adding the same key again changes nothing, so a
/// double click makes one row; answers whether it was new.
pub async fn add(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    id: OrganisationId,
    draft: &Draft,
) -> Result<bool> {
    let added = tx
        .sql(
            permit,
            "insert into organisation (alliance_id, id, name, sort_name, actor_type, area, free_type, address, \
             cooperates, intended_core_group, intended_forum, knows_situation, can_decide, contribution, \
             taking_part, taking_part_reason, represented_by, registered_through, school_number) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) \
             on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(draft.name.clone())
        .bind(unique_sort_name(draft, id))
        .bind(draft.actor_type.clone())
        .bind(draft.area.clone())
        .bind(draft.free_type.clone())
        .bind(draft.address.clone())
        .bind(draft.cooperates)
        .bind(draft.intended_core_group)
        .bind(draft.intended_forum)
        .bind(draft.knows_situation)
        .bind(draft.can_decide)
        .bind(draft.contribution.clone())
        .bind(draft.taking_part.key())
        .bind(draft.taking_part_reason.clone())
        .bind(draft.represented_by)
        .bind(draft.registered_through)
        .bind(draft.school_number.clone())
        .run()
        .await?;
    if added == 1 {
        write_catchment(tx, permit, id, draft).await?;
        keep_differences(tx, permit, id, &Draft::default(), draft).await?;
    }
    Ok(added == 1)
}

async fn write_catchment(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    id: OrganisationId,
    draft: &Draft,
) -> Result<()> {
    tx.sql(permit, "delete from organisation_catchment where alliance_id = $1 and organisation_id = $2")
        .bind(id)
        .run()
        .await?;
    for ags in &draft.catchment {
        tx.sql(
            permit,
            "insert into organisation_catchment (alliance_id, organisation_id, municipality_ags) \
             values ($1, $2, $3)",
        )
        .bind(id)
        .bind(ags.clone())
        .run()
        .await?;
    }
    Ok(())
}

/// Replaces an organisation if `version` is still current; answers the new
/// version, or `None` when somebody was faster.
pub async fn replace(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    before: &Organisation,
    after: &Draft,
    version: i64,
) -> Result<Option<i64>> {
    let changed = tx
        .sql(
            permit,
            "update organisation set name = $4, sort_name = $5, actor_type = $6, area = $7, free_type = $8, \
             address = $9, cooperates = $10, intended_core_group = $11, intended_forum = $12, \
             knows_situation = $13, can_decide = $14, contribution = $15, taking_part = $16, \
             taking_part_reason = $17, represented_by = $18, registered_through = $19, school_number = $20, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3 and removed_at is null",
        )
        .bind(before.id)
        .bind(version)
        .bind(after.name.clone())
        .bind(unique_sort_name(after, before.id))
        .bind(after.actor_type.clone())
        .bind(after.area.clone())
        .bind(after.free_type.clone())
        .bind(after.address.clone())
        .bind(after.cooperates)
        .bind(after.intended_core_group)
        .bind(after.intended_forum)
        .bind(after.knows_situation)
        .bind(after.can_decide)
        .bind(after.contribution.clone())
        .bind(after.taking_part.key())
        .bind(after.taking_part_reason.clone())
        .bind(after.represented_by)
        .bind(after.registered_through)
        .bind(after.school_number.clone())
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    if before.draft.catchment != after.catchment {
        write_catchment(tx, permit, before.id, after).await?;
    }
    keep_differences(tx, permit, before.id, &before.draft, after).await?;
    Ok(Some(version + 1))
}

/// Takes an organisation out of the directory; history and past seats stay. Its
/// seat in the core group ends, its contacts go for good, and nobody is represented by it or came through it
/// any more.
pub async fn remove(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    organisation: &Organisation,
) -> Result<bool> {
    let now = tx.now();
    let removed = tx
        .sql(
            permit,
            "update organisation set removed_at = $4, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3 and removed_at is null",
        )
        .bind(organisation.id)
        .bind(organisation.version)
        .bind(now)
        .run()
        .await?;
    if removed == 0 {
        return Ok(false);
    }
    let kept = Kept {
        subject: "organisation",
        row: organisation.id.uuid(),
        field: "removed",
        before: None,
        after: Some("1"),
    };
    tx.keep(permit, kept).await?;
    tx.bury(permit, &BURIAL, organisation.id.uuid());
    core_group::end_all(tx, permit, organisation.id, now.day()).await?;
    contacts::remove_all(tx, permit, organisation.id).await?;
    forget_links(tx, permit, organisation.id).await?;
    Ok(true)
}

/// Nobody is represented by an organisation or came through it any more.
async fn forget_links(tx: &mut Tx, permit: &Permit<EditOrganisations>, gone: OrganisationId) -> Result<()> {
    let represented: Vec<(OrganisationId,)> = tx
        .sql(
            permit,
            "update organisation set represented_by = null, version = version + 1 \
             where alliance_id = $1 and represented_by = $2 returning id",
        )
        .bind(gone)
        .all()
        .await?;
    let registered: Vec<(OrganisationId,)> = tx
        .sql(
            permit,
            "update organisation set registered_through = null, version = version + 1 \
             where alliance_id = $1 and registered_through = $2 returning id",
        )
        .bind(gone)
        .all()
        .await?;
    let was = gone.to_string();
    for (field, others) in [("represented_by", represented), ("registered_through", registered)] {
        for (other,) in others {
            let (subject, row) = ("organisation", other.uuid());
            tx.keep(permit, Kept { subject, row, field, before: Some(&was), after: None }).await?;
        }
    }
    Ok(())
}

async fn keep_differences(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    id: OrganisationId,
    before: &Draft,
    after: &Draft,
) -> Result<()> {
    for ((field, before), (_, after)) in before.fields().into_iter().zip(after.fields()) {
        let value = |text: &'_ String| (!text.is_empty()).then(|| text.clone());
        let (before, after) = (value(&before), value(&after));
        let kept = Kept {
            subject: "organisation",
            row: id.uuid(),
            field,
            before: before.as_deref(),
            after: after.as_deref(),
        };
        tx.keep(permit, kept).await?;
    }
    Ok(())
}

/// Lists go on after a sort key, so it must be unique: the id breaks ties.
fn unique_sort_name(draft: &Draft, id: OrganisationId) -> String {
    format!("{} {id}", sort_key(&draft.name))
}

/// The programme's actor types, in the order of the working aid.
pub async fn actor_types(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<ActorType>> {
    let types: Arc<Vec<ActorType>> = db
        .remembered(permit, &["catalogue"], String::new(), |db, permit| {
            Box::pin(async move {
                let text = "select key, label, area, area_label from actor_type order by position";
                db.shared(permit, text).all().await
            })
        })
        .await?;
    Ok(types.to_vec())
}

/// Brings the programme's actor types up to date with its data file.
pub async fn load_actor_types(
    tx: &mut Tx,
    permit: &Permit<RunInstallation>,
    types: &[ActorType],
) -> Result<()> {
    for (position, kind) in (0_i64..).zip(types) {
        tx.shared(
            permit,
            "insert into actor_type (key, label, area, area_label, position) values ($1, $2, $3, $4, $5) \
             on conflict (key) do update set label = excluded.label, area = excluded.area, \
             area_label = excluded.area_label, position = excluded.position",
        )
        .bind(kind.key.clone())
        .bind(kind.label.clone())
        .bind(kind.area.clone())
        .bind(kind.area_label.clone())
        .bind(position)
        .run()
        .await?;
    }
    Ok(())
}
