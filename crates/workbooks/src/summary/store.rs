//! The only SQL about passages taken over.

use super::model::Passage;
use base::{AnyPermit, EditWorkbook, Instant, Permit, PersonId, ViewWorkbook, WorkbookId};
use store::{Kept, Read, Result, Tx};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    item: String,
    words: String,
    topic: String,
    source: String,
    source_part: String,
    source_words: String,
    version: i64,
    taken_at: Instant,
    taken_by: Option<PersonId>,
}

#[derive(sqlx::FromRow)]
struct Placed {
    instrument_key: String,
    #[sqlx(flatten)]
    row: Row,
}

impl From<Row> for Passage {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            item: row.item,
            words: row.words,
            topic: row.topic,
            source: row.source,
            source_part: row.source_part,
            source_words: row.source_words,
            version: row.version,
            taken_at: row.taken_at,
            taken_by: row.taken_by,
        }
    }
}

/// All passages of a working copy, in their order.
pub(crate) async fn all(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    workbook: WorkbookId,
) -> Result<Vec<Passage>> {
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select id, item, words, topic, source, source_part, source_words, version, taken_at, taken_by \
             from summary_passage where alliance_id = $1 and workbook_id = $2 order by item, position, id",
        )
        .bind(workbook)
        .all()
        .await?;
    Ok(rows.into_iter().map(Passage::from).collect())
}

/// The working aid of a passage and the passage itself.
pub(super) async fn find(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    id: Uuid,
) -> Result<Option<(String, Passage)>> {
    let placed: Option<Placed> = db
        .sql(
            permit,
            "select w.instrument_key, p.id, p.item, p.words, p.topic, p.source, p.source_part, p.source_words, \
             p.version, p.taken_at, p.taken_by from summary_passage p \
             join workbook w on w.alliance_id = p.alliance_id and w.id = p.workbook_id \
             where p.alliance_id = $1 and p.id = $2",
        )
        .bind(id)
        .maybe()
        .await?;
    Ok(placed.map(|placed| (placed.instrument_key, placed.row.into())))
}

/// A passage to be added.
pub(super) struct New<'a> {
    pub id: Uuid,
    pub item: &'a str,
    pub words: &'a str,
    pub topic: &'a str,
    /// Source, part, and what it says; empty for words of one's own.
    pub source: (&'a str, &'a str, &'a str),
}

/// Adds a passage at the end; `false` where it is there already.
pub(super) async fn add(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    workbook: WorkbookId,
    new: &New<'_>,
) -> Result<bool> {
    let now = tx.now();
    let (source, part, said) = new.source;
    let added = tx
        .sql(
            permit,
            "insert into summary_passage (alliance_id, id, workbook_id, item, position, words, topic, source, \
             source_part, source_words, taken_at, taken_by) \
             select $1, $2, $3, $4, coalesce(max(p.position), 0) + 1, $5, $6, $7, $8, $9, $10, $11 \
             from summary_passage p where p.alliance_id = $1 and p.workbook_id = $3 on conflict do nothing",
        )
        .bind(new.id)
        .bind(workbook)
        .bind(new.item.to_owned())
        .bind(new.words.to_owned())
        .bind(new.topic.to_owned())
        .bind(source.to_owned())
        .bind(part.to_owned())
        .bind(said.to_owned())
        .bind(now)
        .bind(permit.actor().person())
        .run()
        .await?;
    if added == 1 {
        keep(tx, permit, new.id, "words", None, Some(new.words)).await?;
    }
    Ok(added == 1)
}

/// Writes what a passage says from now on; `false` when somebody was faster.
pub(super) async fn change(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    before: &Passage,
    after: &Passage,
) -> Result<bool> {
    let changed = tx
        .sql(
            permit,
            "update summary_passage set words = $4, topic = $5, source = $6, source_part = $7, source_words = $8, \
             version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3",
        )
        .bind(before.id)
        .bind(before.version)
        .bind(after.words.clone())
        .bind(after.topic.clone())
        .bind(after.source.clone())
        .bind(after.source_part.clone())
        .bind(after.source_words.clone())
        .run()
        .await?;
    if changed == 1 {
        keep(tx, permit, before.id, "words", Some(&before.words), Some(&after.words)).await?;
        keep(tx, permit, before.id, "topic", Some(&before.topic), Some(&after.topic)).await?;
    }
    Ok(changed == 1)
}

/// Drops a passage, and with it what its history said.
pub(super) async fn drop_one(tx: &mut Tx, permit: &Permit<EditWorkbook>, id: Uuid) -> Result<bool> {
    let gone = tx
        .sql(permit, "delete from summary_passage where alliance_id = $1 and id = $2")
        .bind(id)
        .run()
        .await?;
    if gone == 1 {
        tx.erase_history_along(permit, id).await?;
    }
    Ok(gone == 1)
}

async fn keep(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    row: Uuid,
    field: &str,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<()> {
    tx.keep(permit, Kept { subject: "summary_passage", row, field, before, after }).await
}
