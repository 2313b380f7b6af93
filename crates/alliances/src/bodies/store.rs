//! The only SQL about bodies.

use super::model::{Body, Draft, Kind};
use base::{BodyId, EditOrganisations, Permit, ViewOrganisations};
use store::{Kept, Read, Result, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: BodyId,
    kind: String,
    name: String,
    task: String,
    relevance: String,
    members: String,
    coordination: String,
    meetings_per_year: Option<i64>,
    function: String,
    version: i64,
}

impl From<Row> for Body {
    fn from(row: Row) -> Self {
        let draft = Draft {
            kind: Kind::from_key(&row.kind).unwrap_or_default(),
            name: row.name,
            task: row.task,
            relevance: row.relevance,
            members: row.members,
            coordination: row.coordination,
            meetings_per_year: row.meetings_per_year,
            function: row.function,
        };
        Self { id: row.id, draft, version: row.version }
    }
}

/// All bodies of the alliance by name.
pub async fn list(db: &mut Read, permit: &Permit<ViewOrganisations>) -> Result<Vec<Body>> {
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select id, kind, name, task, relevance, members, coordination, meetings_per_year, function, version \
             from body where alliance_id = $1 and removed_at is null order by name, id",
        )
        .all()
        .await?;
    Ok(rows.into_iter().map(Body::from).collect())
}

/// One body of this alliance.
pub async fn find(db: &mut Read, permit: &Permit<ViewOrganisations>, id: BodyId) -> Result<Option<Body>> {
    let row: Option<Row> = db
        .sql(
            permit,
            "select id, kind, name, task, relevance, members, coordination, meetings_per_year, function, version \
             from body where alliance_id = $1 and id = $2 and removed_at is null",
        )
        .bind(id)
        .maybe()
        .await?;
    Ok(row.map(Body::from))
}

/// Adds a body; adding the same key again changes nothing.
pub async fn add(tx: &mut Tx, permit: &Permit<EditOrganisations>, id: BodyId, draft: &Draft) -> Result<()> {
    let added = tx
        .sql(
            permit,
            "insert into body (alliance_id, id, kind, name, task, relevance, members, coordination, \
             meetings_per_year, function) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(draft.kind.key())
        .bind(draft.name.clone())
        .bind(draft.task.clone())
        .bind(draft.relevance.clone())
        .bind(draft.members.clone())
        .bind(draft.coordination.clone())
        .bind(draft.meetings_per_year)
        .bind(draft.function.clone())
        .run()
        .await?;
    if added == 1 {
        keep(tx, permit, id, None, draft).await?;
    }
    Ok(())
}

/// Replaces a body if `version` is still current.
pub async fn replace(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    before: &Body,
    draft: &Draft,
    version: i64,
) -> Result<bool> {
    let changed = tx
        .sql(
            permit,
            "update body set kind = $4, name = $5, task = $6, relevance = $7, members = $8, coordination = $9, \
             meetings_per_year = $10, function = $11, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3 and removed_at is null",
        )
        .bind(before.id)
        .bind(version)
        .bind(draft.kind.key())
        .bind(draft.name.clone())
        .bind(draft.task.clone())
        .bind(draft.relevance.clone())
        .bind(draft.members.clone())
        .bind(draft.coordination.clone())
        .bind(draft.meetings_per_year)
        .bind(draft.function.clone())
        .run()
        .await?;
    if changed == 1 {
        keep(tx, permit, before.id, Some(&before.draft), draft).await?;
    }
    Ok(changed == 1)
}

/// Takes a body off the list; its history stays.
pub async fn remove(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    id: BodyId,
    version: i64,
) -> Result<bool> {
    let now = tx.now();
    let removed = tx
        .sql(
            permit,
            "update body set removed_at = $4, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3 and removed_at is null",
        )
        .bind(id)
        .bind(version)
        .bind(now)
        .run()
        .await?;
    let after = (removed == 1).then_some("1");
    tx.keep(permit, Kept { subject: "body", row: id.uuid(), field: "removed", before: None, after }).await?;
    Ok(removed == 1)
}

async fn keep(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    id: BodyId,
    before: Option<&Draft>,
    after: &Draft,
) -> Result<()> {
    let old = before.map(Draft::fields).unwrap_or_default();
    for (i, (field, value)) in after.fields().into_iter().enumerate() {
        let was = old.get(i).map(|(_, v)| v.as_str()).filter(|v| !v.is_empty());
        let is = Some(value.as_str()).filter(|v| !v.is_empty());
        tx.keep(permit, Kept { subject: "body", row: id.uuid(), field, before: was, after: is }).await?;
    }
    Ok(())
}
