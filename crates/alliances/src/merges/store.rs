//! The only SQL about merges, and about what they move.

use super::model::{Before, MergeId, Seat, SeatChange, Undo, join_seats};
use crate::organisations::{Draft, Organisation, store as organisations};
use base::{AnyPermit, ContactId, EditOrganisations, Instant, OrganisationId, Permit, ViewOrganisations};
use store::{Error, Kept, Read, Result, Tx};

/// Two entries that were made one.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Merge {
    /// Its key.
    pub id: MergeId,
    /// The entry that stays.
    pub kept_id: OrganisationId,
    /// What it is called today.
    pub kept_name: String,
    /// Its double.
    pub merged_id: OrganisationId,
    /// What the double was called.
    pub merged_name: String,
    /// When they were made one.
    pub merged_at: Instant,
    /// When that was undone.
    pub undone_at: Option<Instant>,
}

/// Merges, the newest first.
pub async fn list(db: &mut Read, permit: &Permit<ViewOrganisations>, most: i64) -> Result<Vec<Merge>> {
    db.sql(
        permit,
        "select m.id, m.kept_id, k.name as kept_name, m.merged_id, d.name as merged_name, m.merged_at, m.undone_at \
         from merge m join organisation k on k.alliance_id = m.alliance_id and k.id = m.kept_id \
         join organisation d on d.alliance_id = m.alliance_id and d.id = m.merged_id \
         where m.alliance_id = $1 order by m.merged_at desc, m.id desc limit $2",
    )
    .bind(most)
    .all()
    .await
}

/// One merge of this alliance.
pub async fn find(db: &mut Read, permit: &Permit<ViewOrganisations>, id: MergeId) -> Result<Option<Merge>> {
    db.sql(
        permit,
        "select m.id, m.kept_id, k.name as kept_name, m.merged_id, d.name as merged_name, m.merged_at, m.undone_at \
         from merge m join organisation k on k.alliance_id = m.alliance_id and k.id = m.kept_id \
         join organisation d on d.alliance_id = m.alliance_id and d.id = m.merged_id \
         where m.alliance_id = $1 and m.id = $2",
    )
    .bind(id)
    .maybe()
    .await
}

/// What a merge changed, as it was.
pub async fn before(db: &mut Read, permit: &Permit<ViewOrganisations>, id: MergeId) -> Result<Before> {
    let (text,): (String,) =
        db.sql(permit, "select before from merge where alliance_id = $1 and id = $2").bind(id).one().await?;
    serde_json::from_str(&text).map_err(|e| Error::Bug(format!("merge {id}: {e}")))
}

/// Longest chain of merges followed; far above what happens.
const LONGEST_CHAIN: usize = 100;

/// The entry a double was merged into, be it by several steps; `None` for an
/// entry that is no double.
pub async fn merged_into(
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
    id: OrganisationId,
) -> Result<Option<OrganisationId>> {
    let mut found = None;
    for _ in 0..LONGEST_CHAIN {
        let next: Option<(OrganisationId,)> = db
            .sql(
                permit,
                "select merged_into from organisation where alliance_id = $1 and id = $2 and merged_into is not null",
            )
            .bind(found.unwrap_or(id))
            .maybe()
            .await?;
        match next {
            Some((next,)) => found = Some(next),
            None => break,
        }
    }
    Ok(found)
}

/// The seats of two organisations.
pub async fn seats(
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
    one: OrganisationId,
    other: OrganisationId,
) -> Result<Vec<Seat>> {
    db.sql(
        permit,
        "select id, organisation_id, since, until from core_membership \
         where alliance_id = $1 and (organisation_id = $2 or organisation_id = $3) order by since, id",
    )
    .bind(one)
    .bind(other)
    .all()
    .await
}

/// Makes two entries one: `kept` stays and says `draft`, `merged` is its double;
/// both as they are now. Answers `false` when somebody was faster.
pub async fn merge(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    id: MergeId,
    kept: &Organisation,
    merged: &Organisation,
    draft: &Draft,
) -> Result<bool> {
    let retired = tx
        .sql(
            permit,
            "update organisation set merged_into = $4, version = version + 1 where alliance_id = $1 and id = $2 \
             and version = $3 and merged_into is null and removed_at is null",
        )
        .bind(merged.id)
        .bind(merged.version)
        .bind(kept.id)
        .run()
        .await?;
    if retired == 0 || organisations::replace(tx, permit, kept, draft, kept.version).await?.is_none() {
        return Ok(false);
    }
    let before = Before {
        kept: kept.draft.clone(),
        after: draft.clone(),
        contacts: move_contacts(tx, permit, merged.id, kept.id).await?,
        seats: move_seats(tx, permit, kept.id, merged.id).await?,
        represented: move_represented(tx, permit, merged.id, kept.id).await?,
        registered: move_registered(tx, permit, merged.id, kept.id).await?,
    };
    let text = serde_json::to_string(&before).map_err(|e| Error::Bug(e.to_string()))?;
    let (now, person) = (tx.now(), permit.actor().person());
    tx.sql(
        permit,
        "insert into merge (alliance_id, id, kept_id, merged_id, before, merged_at, merged_by) \
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id)
    .bind(kept.id)
    .bind(merged.id)
    .bind(text)
    .bind(now)
    .bind(person)
    .run()
    .await?;
    keep(tx, permit, merged.id, "merged_into", None, Some(&draft.name)).await?;
    keep(tx, permit, kept.id, "merged_from", None, Some(&merged.draft.name)).await?;
    Ok(true)
}

/// Takes a merge back. `kept` as it is now, `undo` as the rules allow it. Answers
/// `false` when the double is no longer there to come back, or somebody was faster.
pub async fn undo(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    merge: &Merge,
    before: &Before,
    kept: &Organisation,
    undo: &Undo,
) -> Result<bool> {
    let now = tx.now();
    let marked = tx
        .sql(
            permit,
            "update merge set undone_at = $3 where alliance_id = $1 and id = $2 and undone_at is null",
        )
        .bind(merge.id)
        .bind(now)
        .run()
        .await?;
    let revived = tx
        .sql(
            permit,
            "update organisation set merged_into = null, version = version + 1 where alliance_id = $1 and id = $2 \
             and merged_into = $3 and removed_at is null",
        )
        .bind(merge.merged_id)
        .bind(merge.kept_id)
        .run()
        .await?;
    if marked == 0 || revived == 0 {
        return Ok(false);
    }
    if organisations::replace(tx, permit, kept, &undo.draft, kept.version).await?.is_none() {
        return Ok(false);
    }
    for contact in &before.contacts {
        move_contact(tx, permit, *contact, merge.kept_id, merge.merged_id).await?;
    }
    restore_seats(tx, permit, merge, undo).await?;
    for other in &before.represented {
        represent(tx, permit, *other, merge.kept_id, merge.merged_id).await?;
    }
    for other in &before.registered {
        register(tx, permit, *other, merge.kept_id, merge.merged_id).await?;
    }
    keep(tx, permit, merge.merged_id, "merged_into", Some(&merge.kept_name), None).await?;
    keep(tx, permit, merge.kept_id, "merged_from", Some(&merge.merged_name), None).await?;
    Ok(true)
}

async fn move_contacts(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    from: OrganisationId,
    to: OrganisationId,
) -> Result<Vec<ContactId>> {
    let found: Vec<(ContactId,)> = tx
        .sql(permit, "select id from contact where alliance_id = $1 and organisation_id = $2 order by id")
        .bind(from)
        .all()
        .await?;
    let moved: Vec<ContactId> = found.into_iter().map(|(id,)| id).collect();
    for contact in &moved {
        move_contact(tx, permit, *contact, from, to).await?;
    }
    Ok(moved)
}

/// Moves a contact if it is still where it is thought to be.
async fn move_contact(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    contact: ContactId,
    from: OrganisationId,
    to: OrganisationId,
) -> Result<()> {
    let moved = tx
        .sql(
            permit,
            "update contact set organisation_id = $4, version = version + 1 \
             where alliance_id = $1 and id = $2 and organisation_id = $3",
        )
        .bind(contact)
        .bind(from)
        .bind(to)
        .run()
        .await?;
    if moved == 1 {
        let (from, to) = (from.to_string(), to.to_string());
        let (subject, row, field) = ("contact", contact.uuid(), "organisation_id");
        tx.keep(permit, Kept { subject, row, field, before: Some(&from), after: Some(&to) }).await?;
    }
    Ok(())
}

async fn move_seats(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    kept: OrganisationId,
    merged: OrganisationId,
) -> Result<Vec<SeatChange>> {
    let changes = join_seats(kept, &seats(tx, &permit.lesser(), kept, merged).await?);
    for change in &changes {
        match &change.after {
            Some(after) => write_seat(tx, permit, after).await?,
            None => {
                tx.sql(permit, "delete from core_membership where alliance_id = $1 and id = $2")
                    .bind(change.before.id)
                    .run()
                    .await?;
            }
        }
        keep_seat(tx, permit, Some(&change.before), change.after.as_ref()).await?;
    }
    Ok(changes)
}

async fn restore_seats(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    merge: &Merge,
    undo: &Undo,
) -> Result<()> {
    let there = seats(tx, &permit.lesser(), merge.kept_id, merge.merged_id).await?;
    for seat in &undo.restored {
        write_seat(tx, permit, seat).await?;
        keep_seat(tx, permit, there.iter().find(|s| s.id == seat.id), Some(seat)).await?;
    }
    for seat in &undo.revived {
        tx.sql(
            permit,
            "insert into core_membership (alliance_id, id, organisation_id, since, until) values ($1, $2, $3, $4, $5)",
        )
        .bind(seat.id)
        .bind(seat.organisation)
        .bind(seat.since)
        .bind(seat.until)
        .run()
        .await?;
        keep_seat(tx, permit, None, Some(seat)).await?;
    }
    Ok(())
}

async fn write_seat(tx: &mut Tx, permit: &Permit<EditOrganisations>, seat: &Seat) -> Result<()> {
    tx.sql(
        permit,
        "update core_membership set organisation_id = $3, since = $4, until = $5, version = version + 1 \
         where alliance_id = $1 and id = $2",
    )
    .bind(seat.id)
    .bind(seat.organisation)
    .bind(seat.since)
    .bind(seat.until)
    .run()
    .await?;
    Ok(())
}

async fn keep_seat(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    before: Option<&Seat>,
    after: Option<&Seat>,
) -> Result<()> {
    let Some(row) = before.or(after).map(|s| s.id.uuid()) else { return Ok(()) };
    let values = |seat: Option<&Seat>| {
        let until = |s: &Seat| s.until.map(|day| day.to_string());
        [seat.map(|s| s.organisation.to_string()), seat.map(|s| s.since.to_string()), seat.and_then(until)]
    };
    for ((field, before), after) in
        ["organisation_id", "since", "until"].into_iter().zip(values(before)).zip(values(after))
    {
        let kept = Kept {
            subject: "core_membership",
            row,
            field,
            before: before.as_deref(),
            after: after.as_deref(),
        };
        tx.keep(permit, kept).await?;
    }
    Ok(())
}

async fn move_represented(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    from: OrganisationId,
    to: OrganisationId,
) -> Result<Vec<OrganisationId>> {
    let found: Vec<(OrganisationId,)> = tx
        .sql(permit, "select id from organisation where alliance_id = $1 and represented_by = $2 and id <> $3 order by id")
        .bind(from)
        .bind(to)
        .all()
        .await?;
    let moved: Vec<OrganisationId> = found.into_iter().map(|(id,)| id).collect();
    for other in &moved {
        represent(tx, permit, *other, from, to).await?;
    }
    Ok(moved)
}

async fn move_registered(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    from: OrganisationId,
    to: OrganisationId,
) -> Result<Vec<OrganisationId>> {
    let found: Vec<(OrganisationId,)> = tx
        .sql(
            permit,
            "select id from organisation where alliance_id = $1 and registered_through = $2 and id <> $3 order by id",
        )
        .bind(from)
        .bind(to)
        .all()
        .await?;
    let moved: Vec<OrganisationId> = found.into_iter().map(|(id,)| id).collect();
    for other in &moved {
        register(tx, permit, *other, from, to).await?;
    }
    Ok(moved)
}

/// Lets `to` speak for an organisation if `from` still does.
async fn represent(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    other: OrganisationId,
    from: OrganisationId,
    to: OrganisationId,
) -> Result<()> {
    let changed = tx
        .sql(
            permit,
            "update organisation set represented_by = $4, version = version + 1 \
             where alliance_id = $1 and id = $2 and represented_by = $3",
        )
        .bind(other)
        .bind(from)
        .bind(to)
        .run()
        .await?;
    if changed == 1 {
        keep(tx, permit, other, "represented_by", Some(&from.to_string()), Some(&to.to_string())).await?;
    }
    Ok(())
}

/// Makes `to` the coordinator an organisation came through if `from` still is.
async fn register(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    other: OrganisationId,
    from: OrganisationId,
    to: OrganisationId,
) -> Result<()> {
    let changed = tx
        .sql(
            permit,
            "update organisation set registered_through = $4, version = version + 1 \
             where alliance_id = $1 and id = $2 and registered_through = $3",
        )
        .bind(other)
        .bind(from)
        .bind(to)
        .run()
        .await?;
    if changed == 1 {
        keep(tx, permit, other, "registered_through", Some(&from.to_string()), Some(&to.to_string())).await?;
    }
    Ok(())
}

async fn keep(
    tx: &mut Tx,
    permit: &Permit<EditOrganisations>,
    row: OrganisationId,
    field: &str,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<()> {
    tx.keep(permit, Kept { subject: "organisation", row: row.uuid(), field, before, after }).await
}
