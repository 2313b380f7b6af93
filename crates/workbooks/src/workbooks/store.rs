//! The only SQL about working copies.

use super::model::Stored;
use base::{AnyPermit, EditWorkbook, Instant, Permit, PersonId, ViewWorkbook, WorkbookId};
use instrument::Earlier;
use store::{Error, Kept, Read, Result, SealingKey, Tx};
use uuid::Uuid;

/// A working copy without its answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Copy {
    /// Its key.
    pub id: WorkbookId,
    /// The version of the working aid it is in.
    pub instrument_version: i64,
}

#[derive(sqlx::FromRow)]
struct AnswerRow {
    item: String,
    id: Uuid,
    value: Option<String>,
    version: i64,
    changed_at: Instant,
    changed_by: Option<PersonId>,
}

/// The alliance's copy of that working aid, if something was saved.
pub async fn find(db: &mut Read, permit: &Permit<ViewWorkbook>, instrument: &str) -> Result<Option<Copy>> {
    db.sql(
        permit,
        "select id, instrument_version from workbook where alliance_id = $1 and instrument_key = $2",
    )
    .bind(instrument.to_owned())
    .maybe()
    .await
}

/// The alliance's copy, begun now if there is none.
pub async fn begin(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    instrument: &str,
    version: i64,
) -> Result<Copy> {
    let (id, now) = (tx.new_uuid(), tx.now());
    tx.sql(
        permit,
        "insert into workbook (alliance_id, id, instrument_key, instrument_version, created_at) \
         values ($1, $2, $3, $4, $5) on conflict (alliance_id, instrument_key) do nothing",
    )
    .bind(id)
    .bind(instrument.to_owned())
    .bind(version)
    .bind(now)
    .run()
    .await?;
    let found = find(tx, &permit.lesser(), instrument).await?;
    found.ok_or_else(|| Error::Bug("a working copy just begun is not there".to_owned()))
}

/// Moves a copy to another version; `false` when somebody was faster.
pub async fn move_to(tx: &mut Tx, permit: &Permit<EditWorkbook>, copy: Copy, version: i64) -> Result<bool> {
    let moved = tx
        .sql(
            permit,
            "update workbook set instrument_version = $4 \
             where alliance_id = $1 and id = $2 and instrument_version = $3",
        )
        .bind(copy.id)
        .bind(copy.instrument_version)
        .bind(version)
        .run()
        .await?;
    let (before, after) = (copy.instrument_version.to_string(), version.to_string());
    let kept = Kept {
        subject: "workbook",
        row: copy.id.uuid(),
        field: "instrument_version",
        before: Some(&before),
        after: Some(&after),
    };
    if moved == 1 {
        tx.keep(permit, kept).await?;
    }
    Ok(moved == 1)
}

/// How many assignments of a working aid are still out.
pub async fn open_assignments(db: &mut Read, permit: &Permit<ViewWorkbook>, instrument: &str) -> Result<i64> {
    let (open,): (i64,) = db
        .sql(
            permit,
            "select count(*) from assignment where alliance_id = $1 and instrument_key = $2 \
             and state in ('asked', 'opened', 'begun')",
        )
        .bind(instrument.to_owned())
        .one()
        .await?;
    Ok(open)
}

/// All answers of a copy, by field.
pub async fn answers(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    workbook: WorkbookId,
) -> Result<Vec<(String, Stored)>> {
    let rows: Vec<AnswerRow> = db
        .sql(
            permit,
            "select item, id, value, version, changed_at, changed_by from answer \
             where alliance_id = $1 and workbook_id = $2",
        )
        .bind(workbook)
        .all()
        .await?;
    Ok(rows.into_iter().map(AnswerRow::stored).collect())
}

#[derive(sqlx::FromRow)]
struct StandingRow {
    workbook_id: WorkbookId,
    instrument_version: i64,
    id: Option<Uuid>,
    value: Option<String>,
    version: Option<i64>,
    changed_at: Option<Instant>,
    changed_by: Option<PersonId>,
}

/// The copy together with one of its answers: `None` where nothing was saved
/// yet, and inside where nobody touched that field.
pub async fn standing(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    instrument: &str,
    item: &str,
) -> Result<Option<(Copy, Option<Stored>)>> {
    let row: Option<StandingRow> = db
        .sql(
            permit,
            "select w.id as workbook_id, w.instrument_version, a.id, a.value, a.version, a.changed_at, a.changed_by \
             from workbook w left join answer a \
             on a.alliance_id = w.alliance_id and a.workbook_id = w.id and a.item = $3 \
             where w.alliance_id = $1 and w.instrument_key = $2",
        )
        .bind(instrument.to_owned())
        .bind(item.to_owned())
        .maybe()
        .await?;
    Ok(row.map(|row| {
        let copy = Copy { id: row.workbook_id, instrument_version: row.instrument_version };
        let (value, changed_by) = (row.value, row.changed_by);
        let stored = match (row.id, row.version, row.changed_at) {
            (Some(id), Some(version), Some(changed_at)) => {
                Some(Stored { id, value, version, changed_at, changed_by })
            }
            _ => None,
        };
        (copy, stored)
    }))
}

impl AnswerRow {
    fn stored(self) -> (String, Stored) {
        let Self { item, id, value, version, changed_at, changed_by } = self;
        (item, Stored { id, value, version, changed_at, changed_by })
    }
}

/// Writes the first answer to a field, as version 1.
///
/// # Errors
/// [`Error::Taken`] when somebody was faster.
pub async fn add_answer(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    workbook: WorkbookId,
    item: &str,
    value: Option<&str>,
) -> Result<i64> {
    let (id, now) = (tx.new_uuid(), tx.now());
    tx.sql(
        permit,
        "insert into answer (alliance_id, workbook_id, item, id, value, version, changed_at, changed_by) \
         values ($1, $2, $3, $4, $5, 1, $6, $7)",
    )
    .bind(workbook)
    .bind(item.to_owned())
    .bind(id)
    .bind(value.map(str::to_owned))
    .bind(now)
    .bind(permit.actor().person())
    .run()
    .await?;
    tx.keep(permit, Kept { subject: "answer", row: id, field: item, before: None, after: value }).await?;
    Ok(1)
}

/// Replaces an answer as it was read, in the version of the working aid it was
/// read in; answers its new version. `key` seals its history, where it was read.
///
/// # Errors
/// [`Error::Taken`] when somebody was faster.
pub async fn replace_answer(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    copy: Copy,
    item: &str,
    before: &Stored,
    value: Option<&str>,
    key: Option<&SealingKey>,
) -> Result<i64> {
    let now = tx.now();
    let changed = tx
        .sql(
            permit,
            "update answer set value = $5, version = version + 1, changed_at = $6, changed_by = $7 \
             where alliance_id = $1 and workbook_id = $2 and item = $3 and version = $4 and exists (select 1 \
             from workbook w where w.alliance_id = $1 and w.id = $2 and w.instrument_version = $8)",
        )
        .bind(copy.id)
        .bind(item.to_owned())
        .bind(before.version)
        .bind(value.map(str::to_owned))
        .bind(now)
        .bind(permit.actor().person())
        .bind(copy.instrument_version)
        .run()
        .await?;
    if changed == 0 {
        return Err(Error::Taken);
    }
    let kept = Kept {
        subject: "answer",
        row: before.id,
        field: item,
        before: before.value.as_deref(),
        after: value,
    };
    match key {
        Some(key) => tx.keep_under(permit, key, kept)?,
        None => tx.keep(permit, kept).await?,
    }
    Ok(before.version + 1)
}

/// Answers to earlier versions that have no place in this one, by field.
pub async fn earlier(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    workbook: WorkbookId,
) -> Result<Vec<(String, Earlier)>> {
    let rows: Vec<(String, String, String)> = db
        .sql(
            permit,
            "select item, label, words from earlier_answer where alliance_id = $1 and workbook_id = $2",
        )
        .bind(workbook)
        .all()
        .await?;
    let read = |(item, label, words): (String, String, String)| match serde_json::from_str(&words) {
        Ok(words) => Ok((item, Earlier { label, words })),
        Err(e) => Err(Error::Bug(format!("words of an earlier answer: {e}"))),
    };
    rows.into_iter().map(read).collect()
}

/// Keeps an answer to an earlier version as words.
pub async fn keep_earlier(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    workbook: WorkbookId,
    item: &str,
    earlier: &Earlier,
) -> Result<()> {
    let words = serde_json::to_string(&earlier.words).map_err(|e| Error::Bug(e.to_string()))?;
    tx.sql(
        permit,
        "insert into earlier_answer (alliance_id, workbook_id, item, label, words) values ($1, $2, $3, $4, $5) \
         on conflict (alliance_id, workbook_id, item) do update set label = excluded.label, words = excluded.words",
    )
    .bind(workbook)
    .bind(item.to_owned())
    .bind(earlier.label.clone())
    .bind(words)
    .run()
    .await?;
    Ok(())
}

/// The name behind an account, empty once erased.
pub async fn name_of(db: &mut Read, permit: &dyn AnyPermit, person: PersonId) -> Result<String> {
    let found: Option<(String,)> = db
        .shared(permit, "select name from published_person where person_id = $1")
        .bind(person)
        .maybe()
        .await?;
    Ok(found.map(|(name,)| name).unwrap_or_default())
}

/// A municipality to choose from.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Place {
    /// Its official key.
    pub ags: String,
    /// Its name.
    pub name: String,
}

/// All municipalities, by name.
pub async fn municipalities(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Place>> {
    db.shared(permit, "select ags, name from published_municipality order by sort_name, ags").all().await
}
