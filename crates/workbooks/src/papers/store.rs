//! The only SQL about returned forms.

use super::{files::Paper, held::Held};
use base::{AnyPermit, Instant, Permit, RunJobs};
use store::{Error, Read, Result, Tx};
use uuid::Uuid;

/// So many of one subject are held besides the newest.
const HELD: i64 = 9;

/// Whose form it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The assignment; the alliance where it is a whole working copy.
    pub id: Uuid,
    /// The working aid.
    pub instrument: &'a str,
}

/// A returned form.
#[derive(Clone, Debug)]
pub struct Form {
    pub id: Uuid,
    /// The version of the working aid it answers.
    pub version: i64,
    pub paper: Paper,
    pub file_name: String,
    pub held: Held,
    /// When it was downloaded, as the file says.
    pub written_at: Instant,
    /// Taken over or thrown away.
    pub is_finished: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    instrument_version: i64,
    way: String,
    file_name: String,
    said: String,
    written_at: Instant,
    finished_at: Option<Instant>,
}

/// One returned form of this subject, unless its time is over.
pub async fn find(
    db: &mut Read,
    permit: &dyn AnyPermit,
    subject: Subject<'_>,
    id: Uuid,
    since: Instant,
) -> Result<Option<Form>> {
    let row: Option<Row> = db
        .sql(
            permit,
            "select instrument_version, way, file_name, said, written_at, finished_at from returned_form \
             where alliance_id = $1 and id = $2 and subject_id = $3 and instrument_key = $4 and created_at > $5",
        )
        .bind(id)
        .bind(subject.id)
        .bind(subject.instrument.to_owned())
        .bind(since)
        .maybe()
        .await?;
    let Some(row) = row else { return Ok(None) };
    // The message could quote what the form says.
    let broken = || Error::Bug("a returned form cannot be read".to_owned());
    let held = match row.said.as_str() {
        "" => Held::default(),
        said => serde_json::from_str(said).map_err(|_| broken())?,
    };
    Ok(Some(Form {
        id,
        version: row.instrument_version,
        paper: Paper::of_way(&row.way).ok_or_else(broken)?,
        file_name: row.file_name,
        held,
        written_at: row.written_at,
        is_finished: row.finished_at.is_some(),
    }))
}

/// The returned forms of this subject nobody has decided on, the latest first: each with
/// the file's name and when it was uploaded.
pub async fn waiting(
    db: &mut Read,
    permit: &dyn AnyPermit,
    subject: Subject<'_>,
    since: Instant,
) -> Result<Vec<(Uuid, String, Instant)>> {
    db.sql(
        permit,
        "select id, file_name, created_at from returned_form where alliance_id = $1 and subject_id = $2 \
         and instrument_key = $3 and created_at > $4 and finished_at is null \
         order by created_at desc, id desc limit 20",
    )
    .bind(subject.id)
    .bind(subject.instrument.to_owned())
    .bind(since)
    .all()
    .await
}

/// Holds what a form says; older ones of the same subject go once there are many.
pub async fn add(tx: &mut Tx, permit: &dyn AnyPermit, subject: Subject<'_>, form: &Form) -> Result<()> {
    tx.sql(
        permit,
        "delete from returned_form where alliance_id = $1 and subject_id = $2 and instrument_key = $3 \
         and id not in (select r.id from returned_form r where r.alliance_id = $1 and r.subject_id = $2 \
         and r.instrument_key = $3 order by r.created_at desc, r.id desc limit $4)",
    )
    .bind(subject.id)
    .bind(subject.instrument.to_owned())
    .bind(HELD)
    .run()
    .await?;
    let said = written(&form.held)?;
    let now = tx.now();
    tx.sql(
        permit,
        "insert into returned_form (alliance_id, id, subject_id, instrument_key, instrument_version, way, \
         file_name, said, written_at, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(form.id)
    .bind(subject.id)
    .bind(subject.instrument.to_owned())
    .bind(form.version)
    .bind(form.paper.way())
    .bind(form.file_name.clone())
    .bind(said)
    .bind(form.written_at)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

fn written(held: &Held) -> Result<String> {
    serde_json::to_string(held).map_err(|e| Error::Bug(e.to_string()))
}

/// Forgets what a form says, but for what is `left`: it was taken over or thrown away.
/// `false` when that was done already.
pub async fn finish(tx: &mut Tx, permit: &dyn AnyPermit, id: Uuid, left: Option<&Held>) -> Result<bool> {
    let now = tx.now();
    let left = left.map(written).transpose()?.unwrap_or_default();
    let finished = tx
        .sql(
            permit,
            "update returned_form set said = $4, file_name = '', finished_at = $3 \
             where alliance_id = $1 and id = $2 and finished_at is null",
        )
        .bind(id)
        .bind(now)
        .bind(left)
        .run()
        .await?;
    Ok(finished == 1)
}

/// How many returned forms were uploaded at `since` or before.
pub async fn old(db: &mut Read, permit: &Permit<RunJobs>, since: Instant) -> Result<i64> {
    let (count,): (i64,) = db
        .across(permit, "select count(*) from returned_form where created_at <= $1")
        .bind(since)
        .one()
        .await?;
    Ok(count)
}

/// Throws away all returned forms uploaded at `since` or before; for the daily clean-up.
/// Answers how many.
pub async fn forget_old(tx: &mut Tx, permit: &Permit<RunJobs>, since: Instant) -> Result<u64> {
    tx.across(permit, "delete from returned_form where created_at <= $1").bind(since).run().await
}
