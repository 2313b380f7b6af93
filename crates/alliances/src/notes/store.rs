//! The only SQL about confidential notes. Every call asks for [`KeepNotes`]: no
//! statewide role holds it.

use super::model::{Draft, Note, Reservation};
use base::{Day, KeepNotes, NoteId, Permit};
use store::{Error, Kept, Read, Result, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: NoteId,
    municipality_ags: String,
    municipality: String,
    reservation: String,
    content: String,
    resolution: String,
    written_on: Day,
    version: i64,
}

impl Row {
    fn read(self) -> Result<Note> {
        let reservation = Reservation::from_key(&self.reservation)
            .ok_or_else(|| Error::Bug("a kind of reservation".to_owned()))?;
        Ok(Note {
            id: self.id,
            municipality: self.municipality,
            draft: Draft {
                municipality_ags: self.municipality_ags,
                reservation,
                content: self.content,
                resolution: self.resolution,
            },
            written_on: self.written_on,
            version: self.version,
        })
    }
}

/// All notes, by municipality, the latest first; `about` narrows to one municipality.
pub async fn list(db: &mut Read, permit: &Permit<KeepNotes>, about: &str) -> Result<Vec<Note>> {
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select n.id, n.municipality_ags, m.name as municipality, n.reservation, n.content, n.resolution, \
             n.written_on, n.version from municipality_note n join municipality m on m.ags = n.municipality_ags \
             where n.alliance_id = $1 and ($2 = '' or n.municipality_ags = $2) \
             order by m.sort_name, n.municipality_ags, n.written_on desc, n.id desc",
        )
        .bind(about.to_owned())
        .all()
        .await?;
    rows.into_iter().map(Row::read).collect()
}

/// One note of this alliance.
pub async fn find(db: &mut Read, permit: &Permit<KeepNotes>, id: NoteId) -> Result<Option<Note>> {
    let row: Option<Row> = db
        .sql(
            permit,
            "select n.id, n.municipality_ags, m.name as municipality, n.reservation, n.content, n.resolution, \
             n.written_on, n.version from municipality_note n join municipality m on m.ags = n.municipality_ags \
             where n.alliance_id = $1 and n.id = $2",
        )
        .bind(id)
        .maybe()
        .await?;
    row.map(Row::read).transpose()
}

/// Adds a note; adding the same key again changes nothing.
pub async fn add(tx: &mut Tx, permit: &Permit<KeepNotes>, id: NoteId, draft: &Draft) -> Result<()> {
    let today = tx.now().day();
    let added = tx
        .sql(
            permit,
            "insert into municipality_note (alliance_id, id, municipality_ags, reservation, content, resolution, \
             written_on) values ($1, $2, $3, $4, $5, $6, $7) on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(draft.municipality_ags.clone())
        .bind(draft.reservation.key())
        .bind(draft.content.clone())
        .bind(draft.resolution.clone())
        .bind(today)
        .run()
        .await?;
    if added == 1 {
        keep_differences(tx, permit, id, None, draft).await?;
    }
    Ok(())
}

/// Replaces a note if `version` is still current; answers the new version, or
/// `None` when somebody was faster.
pub async fn replace(
    tx: &mut Tx,
    permit: &Permit<KeepNotes>,
    before: &Note,
    after: &Draft,
    version: i64,
) -> Result<Option<i64>> {
    let changed = tx
        .sql(
            permit,
            "update municipality_note set municipality_ags = $4, reservation = $5, content = $6, resolution = $7, \
             version = version + 1 where alliance_id = $1 and id = $2 and version = $3",
        )
        .bind(before.id)
        .bind(version)
        .bind(after.municipality_ags.clone())
        .bind(after.reservation.key())
        .bind(after.content.clone())
        .bind(after.resolution.clone())
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    keep_differences(tx, permit, before.id, Some(&before.draft), after).await?;
    Ok(Some(version + 1))
}

async fn keep_differences(
    tx: &mut Tx,
    permit: &Permit<KeepNotes>,
    id: NoteId,
    before: Option<&Draft>,
    after: &Draft,
) -> Result<()> {
    let old = before.map(Draft::fields);
    for (i, (field, new)) in after.fields().into_iter().enumerate() {
        let before = old.as_ref().map(|old| old[i].1.as_str()).filter(|t| !t.is_empty());
        let after = Some(new.as_str()).filter(|t| !t.is_empty());
        tx.keep(permit, Kept { subject: "municipality_note", row: id.uuid(), field, before, after }).await?;
    }
    Ok(())
}
