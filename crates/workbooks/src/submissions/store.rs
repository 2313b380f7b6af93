//! The only SQL about submissions.

use super::{lines, model::Submission};
use base::{
    AllianceId, Instant, Permit, PersonId, SubmissionId, SubmitWorkbook, ViewSubmissions, ViewWorkbook,
    WaveId, WorkbookId,
};
use store::{Again, Burial, Kept, Put, Read, Result, Tx};
use uuid::Uuid;

/// A submission that was taken back.
pub(crate) const BURIAL: Burial = Burial {
    kind: "submission",
    again: Again::Sql(&[
        (
            "update submission set withdrawn_at = $3 \
             where alliance_id = $1 and id = $2 and withdrawn_at is null and replaced_by is null",
            &[Put::Alliance, Put::Row, Put::Moment],
        ),
        (
            "update wave_asked set state = 'outstanding', answered_at = null, answered_on = null, \
             version = version + 1 where alliance_id = $1 and state in ('partial', 'complete') \
             and wave_id = (select s.wave_id from submission s where s.alliance_id = $1 and s.id = $2) \
             and not exists (select 1 from submission s where s.alliance_id = $1 \
              and s.wave_id = wave_asked.wave_id and s.withdrawn_at is null and s.replaced_by is null)",
            &[Put::Alliance, Put::Row],
        ),
        (
            "delete from submission_line where alliance_id = $1 and submission_id = $2",
            &[Put::Alliance, Put::Row],
        ),
        (
            "delete from submission_gap where alliance_id = $1 and submission_id = $2",
            &[Put::Alliance, Put::Row],
        ),
    ]),
};

#[derive(sqlx::FromRow)]
struct Row {
    id: SubmissionId,
    number: i64,
    wave_id: WaveId,
    instrument_key: String,
    instrument_version: i64,
    passages: String,
    sha256: String,
    complete: bool,
    submitted_at: Instant,
    submitted_by: Option<PersonId>,
    withdrawn_at: Option<Instant>,
    withdrawn_by: Option<PersonId>,
    replaced_by: Option<SubmissionId>,
}

impl From<Row> for Submission {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            number: row.number,
            wave: row.wave_id,
            instrument_key: row.instrument_key,
            instrument_version: row.instrument_version,
            passages: row.passages,
            sha256: row.sha256,
            complete: row.complete,
            submitted_at: row.submitted_at,
            submitted_by: row.submitted_by,
            withdrawn_at: row.withdrawn_at,
            withdrawn_by: row.withdrawn_by,
            replaced_by: row.replaced_by,
        }
    }
}

/// One submission of this alliance, whether it still counts or not.
pub async fn find(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    id: SubmissionId,
) -> Result<Option<Submission>> {
    let row: Option<Row> = db
        .sql(
            permit,
            "select id, number, wave_id, instrument_key, instrument_version, passages, sha256, complete, \
             submitted_at, submitted_by, withdrawn_at, withdrawn_by, replaced_by \
             from submission where alliance_id = $1 and id = $2",
        )
        .bind(id)
        .maybe()
        .await?;
    Ok(row.map(Submission::from))
}

/// The submission that counts for a request.
pub async fn valid(db: &mut Read, permit: &Permit<ViewWorkbook>, wave: WaveId) -> Result<Option<Submission>> {
    let row: Option<Row> = db
        .sql(
            permit,
            "select id, number, wave_id, instrument_key, instrument_version, passages, sha256, complete, \
             submitted_at, submitted_by, withdrawn_at, withdrawn_by, replaced_by \
             from submission where alliance_id = $1 and wave_id = $2 and withdrawn_at is null and replaced_by is null",
        )
        .bind(wave)
        .maybe()
        .await?;
    Ok(row.map(Submission::from))
}

/// Submissions of this alliance, the latest first: of one working aid, or of
/// all where `instrument` is empty; those with a number below `before`.
pub async fn list(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    instrument: &str,
    before: i64,
    limit: i64,
) -> Result<Vec<Submission>> {
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select id, number, wave_id, instrument_key, instrument_version, passages, sha256, complete, \
             submitted_at, submitted_by, withdrawn_at, withdrawn_by, replaced_by \
             from submission where alliance_id = $1 and ($2 = '' or instrument_key = $2) and number < $3 \
             order by number desc limit $4",
        )
        .bind(instrument.to_owned())
        .bind(before)
        .bind(limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(Submission::from).collect())
}

/// A submission that is about to be stored.
pub struct New<'a> {
    pub id: SubmissionId,
    pub wave: WaveId,
    pub workbook: WorkbookId,
    pub form: &'a instrument::ShortForm,
    pub instrument: &'a instrument::Instrument,
}

/// Stores a frozen short form and what of it is counted.
///
/// # Errors
/// `Taken` when the key exists, another submission counts for the request, or
/// somebody took the number at this moment.
pub async fn add(tx: &mut Tx, permit: &Permit<SubmitWorkbook>, new: &New<'_>) -> Result<()> {
    let now = tx.now();
    tx.sql(
        permit,
        "insert into submission (alliance_id, id, number, wave_id, workbook_id, instrument_key, \
         instrument_version, passages, sha256, complete, submitted_at, submitted_by) \
         select $1, $2, coalesce(max(s.number), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11 \
         from submission s where s.alliance_id = $1",
    )
    .bind(new.id)
    .bind(new.wave)
    .bind(new.workbook)
    .bind(new.form.instrument.clone())
    .bind(i64::from(new.form.version))
    .bind(new.form.to_canonical_json())
    .bind(new.form.hash())
    .bind(new.form.complete)
    .bind(now)
    .bind(base::AnyPermit::actor(permit).person())
    .run()
    .await?;
    for (position, (measure, value)) in (0_i64..).zip(new.form.counted()) {
        tx.sql(
            permit,
            "insert into submission_value (alliance_id, submission_id, position, measure, value) \
             values ($1, $2, $3, $4, $5)",
        )
        .bind(new.id)
        .bind(position)
        .bind(measure.to_owned())
        .bind(value.to_owned())
        .run()
        .await?;
    }
    publish(tx, permit, new).await
}

/// Writes what the statewide pages read line by line and count by theme.
async fn publish(tx: &mut Tx, permit: &Permit<SubmitWorkbook>, new: &New<'_>) -> Result<()> {
    let Some(alliance) = base::AnyPermit::alliance(permit) else {
        return Err(::store::Error::Bug("a submission of no alliance".to_owned()));
    };
    let (kind, region): (String, String) = tx
        .sql(
            permit,
            "select a.kind, substr(coalesce(a.district_key, a.municipality_ags), 1, 3) \
             from published_alliance a where a.alliance_id = $1",
        )
        .one()
        .await?;
    for (position, line) in (0_i64..).zip(lines::lines(new.form, alliance)) {
        tx.sql(
            permit,
            "insert into submission_line (alliance_id, submission_id, position, id, wave_id, passage, topic, is_code, \
             words, sort_words, kind, region_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(new.id)
        .bind(position)
        .bind(line.id)
        .bind(new.wave)
        .bind(line.passage)
        .bind(line.topic)
        .bind(line.is_code)
        .bind(line.words.clone())
        .bind(base::sort_key(&line.words))
        .bind(kind.clone())
        .bind(region.clone())
        .run()
        .await?;
    }
    let today = tx.now().day();
    for (measure, what, code) in lines::gaps(new.form, new.instrument) {
        tx.sql(
            permit,
            "insert into submission_gap (alliance_id, submission_id, wave_id, measure, what, code, kind, region_key, \
             submitted_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(new.id)
        .bind(new.wave)
        .bind(measure)
        .bind(what)
        .bind(code)
        .bind(kind.clone())
        .bind(region.clone())
        .bind(today)
        .run()
        .await?;
    }
    Ok(())
}

/// Takes back what the statewide pages read of a submission that counts no more.
async fn unpublish(tx: &mut Tx, permit: &Permit<SubmitWorkbook>, id: SubmissionId) -> Result<()> {
    tx.sql(permit, "delete from submission_line where alliance_id = $1 and submission_id = $2")
        .bind(id)
        .run()
        .await?;
    tx.sql(permit, "delete from submission_gap where alliance_id = $1 and submission_id = $2")
        .bind(id)
        .run()
        .await?;
    Ok(())
}

/// Notes that another submission takes this one's place; `false` when it does
/// not count any more.
pub async fn replace(
    tx: &mut Tx,
    permit: &Permit<SubmitWorkbook>,
    old: SubmissionId,
    new: SubmissionId,
) -> Result<bool> {
    let replaced = tx
        .sql(
            permit,
            "update submission set replaced_by = $3 \
             where alliance_id = $1 and id = $2 and withdrawn_at is null and replaced_by is null",
        )
        .bind(old)
        .bind(new)
        .run()
        .await?;
    if replaced == 1 {
        let after = new.to_string();
        let kept = Kept {
            subject: "submission",
            row: old.uuid(),
            field: "replaced_by",
            before: None,
            after: Some(&after),
        };
        tx.keep(permit, kept).await?;
        unpublish(tx, permit, old).await?;
    }
    Ok(replaced == 1)
}

/// Takes a submission back; `false` when it does not count any more.
pub async fn withdraw(tx: &mut Tx, permit: &Permit<SubmitWorkbook>, id: SubmissionId) -> Result<bool> {
    let now = tx.now();
    let withdrawn = tx
        .sql(
            permit,
            "update submission set withdrawn_at = $3, withdrawn_by = $4 \
             where alliance_id = $1 and id = $2 and withdrawn_at is null and replaced_by is null",
        )
        .bind(id)
        .bind(now)
        .bind(base::AnyPermit::actor(permit).person())
        .run()
        .await?;
    if withdrawn == 1 {
        let after = now.to_string();
        let kept = Kept {
            subject: "submission",
            row: id.uuid(),
            field: "withdrawn_at",
            before: None,
            after: Some(&after),
        };
        tx.keep(permit, kept).await?;
        unpublish(tx, permit, id).await?;
        // An older backup can hold one that this one took the place of.
        let all: Vec<(Uuid,)> = tx
            .sql(
                permit,
                "select id from submission where alliance_id = $1 and wave_id = \
                 (select s.wave_id from submission s where s.alliance_id = $1 and s.id = $2)",
            )
            .bind(id)
            .all()
            .await?;
        for (submission,) in all {
            tx.bury(permit, &BURIAL, submission);
        }
    }
    Ok(withdrawn == 1)
}

/// What the Land may read of a submission: only while it counts.
pub struct Sent {
    /// What was sent.
    pub submission: Submission,
    /// The alliance's name.
    pub alliance: String,
    /// The alliance's name in addresses.
    pub slug: String,
}

#[derive(sqlx::FromRow)]
struct SentRow {
    #[sqlx(flatten)]
    row: Row,
    alliance: String,
    slug: String,
}

/// One submission that counts, of whichever alliance; `None` once its words are forgotten.
pub async fn sent(db: &mut Read, permit: &Permit<ViewSubmissions>, id: SubmissionId) -> Result<Option<Sent>> {
    let row: Option<SentRow> = db
        .across(
            permit,
            "select s.id, s.number, s.wave_id, s.instrument_key, s.instrument_version, s.passages, s.sha256, \
             s.complete, s.submitted_at, s.submitted_by, s.withdrawn_at, s.withdrawn_by, s.replaced_by, \
             a.name as alliance, a.slug from submission s \
             join published_alliance a on a.alliance_id = s.alliance_id \
             where s.id = $1 and s.withdrawn_at is null and s.replaced_by is null and s.passages <> ''",
        )
        .bind(id)
        .maybe()
        .await?;
    Ok(row.map(|SentRow { row, alliance, slug }| Sent { submission: row.into(), alliance, slug }))
}

/// The submission that counts for a request: where the Land reads what it was sent.
pub async fn answering(
    db: &mut Read,
    permit: &Permit<ViewSubmissions>,
    wave: WaveId,
    alliance: AllianceId,
) -> Result<Option<SubmissionId>> {
    let row: Option<(SubmissionId,)> = db
        .across(
            permit,
            "select s.id from submission s where s.wave_id = $1 and s.alliance_id = $2 \
             and s.withdrawn_at is null and s.replaced_by is null and s.passages <> ''",
        )
        .bind(wave)
        .bind(alliance)
        .maybe()
        .await?;
    Ok(row.map(|(id,)| id))
}

/// Some submissions of all alliances with the codes counted of them, by key,
/// those after `after` whose words are not forgotten: to prove that nothing has changed since they were sent.
pub async fn stored(
    db: &mut Read,
    permit: &Permit<ViewSubmissions>,
    after: SubmissionId,
    limit: i64,
) -> Result<Vec<(Submission, Vec<(String, String)>)>> {
    let rows: Vec<Row> = db
        .across(
            permit,
            "select id, number, wave_id, instrument_key, instrument_version, passages, sha256, complete, \
             submitted_at, submitted_by, withdrawn_at, withdrawn_by, replaced_by \
             from submission where id > $1 and passages <> '' order by id limit $2",
        )
        .bind(after)
        .bind(limit)
        .all()
        .await?;
    let mut found = Vec::new();
    for row in rows {
        let counted: Vec<(String, String)> = db
            .across(
                permit,
                "select measure, value from submission_value where submission_id = $1 order by position",
            )
            .bind(row.id)
            .all()
            .await?;
        found.push((row.into(), counted));
    }
    Ok(found)
}
