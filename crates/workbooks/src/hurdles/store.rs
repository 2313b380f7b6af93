//! The only SQL about hurdles.

use super::model::Hurdle;
use base::{AnyPermit, EditWorkbook, Instant, Permit, RuleLevel, ViewWorkbook};
use store::{Error, Kept, Read, Result, Tx};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    item: String,
    level: String,
    words: String,
    version: i64,
    marked_at: Instant,
}

#[derive(sqlx::FromRow)]
struct Placed {
    instrument_key: String,
    #[sqlx(flatten)]
    row: Row,
}

impl TryFrom<Row> for Hurdle {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let level =
            RuleLevel::from_key(&row.level).ok_or_else(|| Error::Bug(format!("level {}", row.level)))?;
        let Row { id, item, words, version, marked_at, .. } = row;
        Ok(Self { id, item, level, words, version, marked_at })
    }
}

/// The hurdles marked in a working aid, or in all where `instrument` is empty, the first
/// marked first.
pub(crate) async fn all(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    instrument: &str,
) -> Result<Vec<Hurdle>> {
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select id, item, level, words, version, marked_at from hurdle \
             where alliance_id = $1 and ($2 = '' or instrument_key = $2) order by marked_at, id",
        )
        .bind(instrument.to_owned())
        .all()
        .await?;
    rows.into_iter().map(Hurdle::try_from).collect()
}

/// One hurdle, with the working aid it was marked in.
pub(super) async fn find(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    id: Uuid,
) -> Result<Option<(String, Hurdle)>> {
    let placed: Option<Placed> = db
        .sql(
            permit,
            "select instrument_key, id, item, level, words, version, marked_at from hurdle \
             where alliance_id = $1 and id = $2",
        )
        .bind(id)
        .maybe()
        .await?;
    placed.map(|placed| Ok((placed.instrument_key, placed.row.try_into()?))).transpose()
}

/// Marks a hurdle; nothing where it is there already.
pub async fn add(tx: &mut Tx, permit: &Permit<EditWorkbook>, instrument: &str, new: &Hurdle) -> Result<()> {
    let added = tx
        .sql(
            permit,
            "insert into hurdle (alliance_id, id, instrument_key, item, level, words, marked_at, marked_by) \
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        )
        .bind(new.id)
        .bind(instrument.to_owned())
        .bind(new.item.clone())
        .bind(new.level.key())
        .bind(new.words.clone())
        .bind(new.marked_at)
        .bind(permit.actor().person())
        .run()
        .await?;
    if added == 1 {
        keep(tx, permit, new.id, "words", None, Some(&new.words)).await?;
    }
    Ok(())
}

/// Writes a hurdle's level and words; `false` when somebody was faster.
pub(super) async fn change(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    before: &Hurdle,
    level: RuleLevel,
    words: &str,
) -> Result<bool> {
    let changed = tx
        .sql(
            permit,
            "update hurdle set level = $4, words = $5, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3",
        )
        .bind(before.id)
        .bind(before.version)
        .bind(level.key())
        .bind(words.to_owned())
        .run()
        .await?;
    if changed == 1 {
        keep(tx, permit, before.id, "words", Some(&before.words), Some(words)).await?;
        keep(tx, permit, before.id, "level", Some(before.level.key()), Some(level.key())).await?;
    }
    Ok(changed == 1)
}

/// Removes a hurdle, and with it what its history said.
pub(super) async fn remove(tx: &mut Tx, permit: &Permit<EditWorkbook>, id: Uuid) -> Result<bool> {
    let gone = tx.sql(permit, "delete from hurdle where alliance_id = $1 and id = $2").bind(id).run().await?;
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
    tx.keep(permit, Kept { subject: "hurdle", row, field, before, after }).await
}
