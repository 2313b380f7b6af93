//! The only SQL about deliveries.

use super::model::{Mapping, Sheet};
use base::{Day, EditWorkbook, Instant, Permit, RunJobs};
use serde::{Serialize, de::DeserializeOwned};
use store::{Error, Read, Result, Tx};
use uuid::Uuid;

/// A delivery.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub id: Uuid,
    pub file_name: String,
    pub sheet: Sheet,
    /// What its columns mean; `None` until people said so.
    pub mapping: Option<Mapping>,
    pub as_of: Option<Day>,
    pub source: String,
    /// When it was taken over.
    pub finished_at: Option<Instant>,
    pub version: i64,
}

/// A delivery as the list shows it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Listed {
    pub id: Uuid,
    pub file_name: String,
    pub created_at: Instant,
    pub as_of: Option<Day>,
    pub recorded: i64,
    pub finished_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct Row {
    file_name: String,
    sheet: String,
    mapping: String,
    as_of: Option<Day>,
    source: String,
    finished_at: Option<Instant>,
    version: i64,
}

/// The latest deliveries: those taken over, and those waiting that came after `since`.
pub async fn list(db: &mut Read, permit: &Permit<EditWorkbook>, since: Instant) -> Result<Vec<Listed>> {
    db.sql(
        permit,
        "select id, file_name, created_at, as_of, recorded, finished_at from figure_delivery \
         where alliance_id = $1 and (finished_at is not null or created_at > $2) \
         order by created_at desc, id desc limit 20",
    )
    .bind(since)
    .all()
    .await
}

/// One delivery, unless its time is over.
pub async fn find(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    id: Uuid,
    since: Instant,
) -> Result<Option<Delivery>> {
    let row: Option<Row> = db
        .sql(
            permit,
            "select file_name, sheet, mapping, as_of, source, finished_at, version \
             from figure_delivery where alliance_id = $1 and id = $2 and (finished_at is not null or created_at > $3)",
        )
        .bind(id)
        .bind(since)
        .maybe()
        .await?;
    row.map(|row| {
        Ok(Delivery {
            id,
            file_name: row.file_name,
            sheet: read(&row.sheet)?.unwrap_or_default(),
            mapping: read(&row.mapping)?,
            as_of: row.as_of,
            source: row.source,
            finished_at: row.finished_at,
            version: row.version,
        })
    })
    .transpose()
}

/// What the same columns meant last time, and where that table came from.
pub async fn remembered(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    columns: &[String],
) -> Result<Option<(Mapping, String)>> {
    let row: Option<(String, String)> = db
        .sql(
            permit,
            "select mapping, source from figure_delivery where alliance_id = $1 and columns = $2 \
             and finished_at is not null order by finished_at desc limit 1",
        )
        .bind(json(&columns)?)
        .maybe()
        .await?;
    match row {
        Some((mapping, source)) => Ok(read(&mapping)?.map(|mapping| (mapping, source))),
        None => Ok(None),
    }
}

/// Holds a table; holding the same key again changes nothing. Answers whether it was new.
pub async fn add(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    id: Uuid,
    file_name: &str,
    sheet: &Sheet,
) -> Result<bool> {
    let (columns, sheet, now) = (json(&sheet.columns)?, json(sheet)?, tx.now());
    let added = tx
        .sql(
            permit,
            "insert into figure_delivery (alliance_id, id, file_name, sheet, columns, created_at) \
             values ($1, $2, $3, $4, $5, $6) on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(file_name.to_owned())
        .bind(sheet)
        .bind(columns)
        .bind(now)
        .run()
        .await?;
    Ok(added == 1)
}

/// Says what the columns mean, of which day and from where the table is, if `version`
/// is still current.
pub async fn map(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    id: Uuid,
    version: i64,
    mapping: &Mapping,
    as_of: Day,
    source: &str,
) -> Result<bool> {
    let changed = tx
        .sql(
            permit,
            "update figure_delivery set mapping = $4, as_of = $5, source = $6, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3 and finished_at is null",
        )
        .bind(id)
        .bind(version)
        .bind(json(mapping)?)
        .bind(as_of)
        .bind(source.to_owned())
        .run()
        .await?;
    Ok(changed == 1)
}

/// Notes that a table is taken over and forgets it, if `version` is still current.
pub async fn finish(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    id: Uuid,
    version: i64,
    recorded: i64,
) -> Result<bool> {
    let now = tx.now();
    let changed = tx
        .sql(
            permit,
            "update figure_delivery set sheet = '', finished_at = $4, recorded = $5, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3 and finished_at is null",
        )
        .bind(id)
        .bind(version)
        .bind(now)
        .bind(recorded)
        .run()
        .await?;
    Ok(changed == 1)
}

/// Throws a table away.
pub async fn remove(tx: &mut Tx, permit: &Permit<EditWorkbook>, id: Uuid) -> Result<()> {
    tx.sql(permit, "delete from figure_delivery where alliance_id = $1 and id = $2").bind(id).run().await?;
    Ok(())
}

/// How many tables wait since `since` or longer.
pub async fn old(db: &mut Read, permit: &Permit<RunJobs>, since: Instant) -> Result<i64> {
    let (count,): (i64,) = db
        .across(permit, "select count(*) from figure_delivery where finished_at is null and created_at <= $1")
        .bind(since)
        .one()
        .await?;
    Ok(count)
}

/// Throws away all tables that wait since `since` or longer; for the daily clean-up.
/// Answers how many.
pub async fn forget_old(tx: &mut Tx, permit: &Permit<RunJobs>, since: Instant) -> Result<u64> {
    tx.across(permit, "delete from figure_delivery where finished_at is null and created_at <= $1")
        .bind(since)
        .run()
        .await
}

fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Bug(e.to_string()))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<Option<T>> {
    if text.is_empty() {
        return Ok(None);
    }
    // The message could quote what the table says.
    serde_json::from_str(text).map(Some).map_err(|_| Error::Bug("a delivery cannot be read".to_owned()))
}
