//! The only SQL about what contributors answer.

use base::{AnyPermit, AssignmentId, Day, Instant};
use store::{Error, Kept, Read, Result, SealingKey, Tx};
use uuid::Uuid;

/// What a contributor entered into one field.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Contribution {
    /// The field.
    pub item: String,
    /// Names it in the history.
    pub id: Uuid,
    /// The answer as JSON; `None` when somebody emptied the field.
    pub value: Option<String>,
    /// The day a number describes.
    pub as_of: Option<Day>,
    /// Where it comes from, in words.
    pub source: String,
    /// Guards against lost updates.
    pub version: i64,
    /// When it was last changed.
    pub changed_at: Instant,
}

/// A change to one field, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The assignment.
    pub assignment: AssignmentId,
    /// The field.
    pub item: String,
    /// As it is stored; `None` empties the field.
    pub value: Option<String>,
    /// The day a number describes.
    pub as_of: Option<Day>,
    /// Where it comes from.
    pub source: String,
    /// `link`, `word`, `excel`, `sheet` or `office`: how it came in.
    pub way: &'static str,
    /// The version its author saw; 0 for a field nobody had touched.
    pub based_on: i64,
}

/// Everything entered for one assignment.
pub async fn all(db: &mut Read, permit: &dyn AnyPermit, id: AssignmentId) -> Result<Vec<Contribution>> {
    db.sql(
        permit,
        "select c.item, c.id, c.value, c.as_of, c.source, c.version, c.changed_at from contribution c \
         where c.alliance_id = $1 and c.assignment_id = $2 order by c.item",
    )
    .bind(id)
    .all()
    .await
}

/// One field of one assignment.
pub async fn one(
    db: &mut Read,
    permit: &dyn AnyPermit,
    id: AssignmentId,
    item: &str,
) -> Result<Option<Contribution>> {
    db.sql(
        permit,
        "select c.item, c.id, c.value, c.as_of, c.source, c.version, c.changed_at from contribution c \
         where c.alliance_id = $1 and c.assignment_id = $2 and c.item = $3",
    )
    .bind(id)
    .bind(item.to_owned())
    .maybe()
    .await
}

/// Writes a change over what it is based on; answers the new version. `key` seals its
/// history, where it was read.
///
/// # Errors
/// [`Error::Taken`] when somebody was faster, or the assignment is over.
pub async fn write(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    change: &Change,
    before: Option<&Contribution>,
    key: Option<&SealingKey>,
) -> Result<i64> {
    let now = tx.now();
    let (id, version) = match before {
        None => {
            let id = tx.new_uuid();
            tx.sql(
                permit,
                "insert into contribution (alliance_id, assignment_id, item, id, value, as_of, source, way, version, \
                 changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)",
            )
            .bind(change.assignment)
            .bind(change.item.clone())
            .bind(id)
            .bind(change.value.clone())
            .bind(change.as_of)
            .bind(change.source.clone())
            .bind(change.way)
            .bind(now)
            .run()
            .await?;
            (id, 1)
        }
        Some(before) => {
            let changed = tx
                .sql(
                    permit,
                    "update contribution set value = $5, as_of = $6, source = $7, way = $8, version = version + 1, \
                     changed_at = $9 where alliance_id = $1 and assignment_id = $2 and item = $3 and version = $4 \
                     and exists (select 1 from assignment a where a.alliance_id = $1 and a.id = $2 \
                     and a.state in ('asked', 'opened', 'begun'))",
                )
                .bind(change.assignment)
                .bind(change.item.clone())
                .bind(before.version)
                .bind(change.value.clone())
                .bind(change.as_of)
                .bind(change.source.clone())
                .bind(change.way)
                .bind(now)
                .run()
                .await?;
            if changed == 0 {
                return Err(Error::Taken);
            }
            (before.id, before.version + 1)
        }
    };
    let was = before.and_then(|b| b.value.as_deref());
    let kept = Kept {
        subject: "contribution",
        row: id,
        field: &change.item,
        before: was,
        after: change.value.as_deref(),
    };
    match key {
        Some(key) => tx.keep_under(permit, key, kept)?,
        None => tx.keep(permit, kept).await?,
    }
    Ok(version)
}

/// What other contributors delivered for the same working aid: whose view it is,
/// field and answer. Nobody's name.
pub async fn others(
    db: &mut Read,
    permit: &dyn AnyPermit,
    instrument: &str,
    but: AssignmentId,
) -> Result<Vec<(String, String, String)>> {
    db.sql(
        permit,
        "select a.voice, c.item, c.value from contribution c \
         join assignment a on a.alliance_id = c.alliance_id and a.id = c.assignment_id \
         where c.alliance_id = $1 and a.instrument_key = $2 and c.assignment_id <> $3 \
         and a.state = 'delivered' and c.value is not null order by c.item, a.answered_at, a.id limit 2000",
    )
    .bind(instrument.to_owned())
    .bind(but)
    .all()
    .await
}

/// The agreed answers of a working aid: field and answer.
pub async fn agreed(
    db: &mut Read,
    permit: &dyn AnyPermit,
    instrument: &str,
) -> Result<Vec<(String, String)>> {
    db.sql(
        permit,
        "select a.item, a.value from answer a \
         join workbook w on w.alliance_id = a.alliance_id and w.id = a.workbook_id \
         where a.alliance_id = $1 and w.instrument_key = $2 and a.value is not null",
    )
    .bind(instrument.to_owned())
    .all()
    .await
}

/// A figure as it is known.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KnownFigure {
    /// What is counted and of which kind.
    pub key: String,
    /// The day it describes.
    pub as_of: Day,
    /// The number.
    pub value: Option<i64>,
    /// Why there is none.
    pub absence: Option<String>,
}

/// The figures known for a place: of each the latest day, and of a day the last entry.
pub async fn figures(db: &mut Read, permit: &dyn AnyPermit, place: &str) -> Result<Vec<KnownFigure>> {
    db.sql(
        permit,
        "select f.key, f.as_of, f.value, f.absence from figure f where f.alliance_id = $1 and f.place = $2 \
         and not exists (select 1 from figure g where g.alliance_id = f.alliance_id and g.place = f.place \
         and g.key = f.key and (g.as_of > f.as_of or (g.as_of = f.as_of and g.number > f.number))) \
         and (f.value is not null or f.absence is not null) order by f.key",
    )
    .bind(place.to_owned())
    .all()
    .await
}
