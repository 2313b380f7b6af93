//! Submissions as JSON.

use super::{
    acts::{self, Order, Outcome},
    model::Submission,
    store,
};
use crate::returns;
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Day, Instant, Permit, SubmissionId, SubmitWorkbook, ViewSubmissions, ViewWorkbook, WaveId};
use instrument::{Passage, ShortForm};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Cursor, Error, IdempotencyKey, JsonBody, Listed, Result, listed};

/// One passage of a short form.
#[derive(Debug, Serialize, JsonSchema)]
struct PassageJson {
    uid: String,
    /// The printed number.
    number: String,
    label: String,
    /// What leaves, word for word.
    text: Vec<String>,
    /// The name under which the evaluation counts it.
    measure: Option<String>,
    /// The codes counted.
    values: Vec<String>,
    /// The questions and columns it comes from.
    sources: Vec<String>,
    /// A return without it is partial.
    needed_for_complete: bool,
    /// Why it matters that it is empty; only where it is needed and empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<String>,
}

impl From<Passage> for PassageJson {
    fn from(p: Passage) -> Self {
        Self {
            uid: p.uid,
            number: p.id,
            label: p.label,
            text: p.text,
            measure: p.measure,
            values: p.values,
            sources: p.sources,
            needed_for_complete: p.needed_for_complete,
            missing: p.missing_reason,
        }
    }
}

/// What would leave the alliance now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PreviewJson {
    instrument: String,
    instrument_version: u32,
    /// To be sent back with the submission, so that nothing else is sent.
    sha256: String,
    complete: bool,
    passages: Vec<PassageJson>,
    /// Open requests for this working aid, the most urgent first.
    requests: Vec<RequestJson>,
}

/// An open request.
#[derive(Debug, Serialize, JsonSchema)]
struct RequestJson {
    wave: WaveId,
    title: String,
    instrument_version: i64,
    deadline: Day,
    /// `outstanding`, `partial`, `complete` or `declined`.
    state: &'static str,
    late: bool,
    extended: bool,
}

/// A submission.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SubmissionJson {
    id: SubmissionId,
    /// Its number on the receipt, counted per alliance.
    number: i64,
    wave: WaveId,
    instrument: String,
    instrument_version: i64,
    complete: bool,
    sha256: String,
    submitted_at: Instant,
    withdrawn_at: Option<Instant>,
    replaced_by: Option<SubmissionId>,
    /// `valid`, `replaced` or `withdrawn`.
    standing: &'static str,
    passages: Vec<PassageJson>,
}

impl SubmissionJson {
    fn of(submission: Submission) -> Result<Self> {
        let form: ShortForm =
            submission.form().map_err(|e| Error::Internal(format!("submission {}: {e}", submission.id)))?;
        Ok(Self {
            id: submission.id,
            number: submission.number,
            wave: submission.wave,
            standing: submission.standing().key(),
            instrument: submission.instrument_key,
            instrument_version: submission.instrument_version,
            complete: submission.complete,
            sha256: submission.sha256,
            submitted_at: submission.submitted_at,
            withdrawn_at: submission.withdrawn_at,
            replaced_by: submission.replaced_by,
            passages: form.passages.into_iter().map(PassageJson::from).collect(),
        })
    }
}

/// A submission as the Land reads it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SentJson {
    /// The alliance's name in addresses.
    alliance: String,
    /// The alliance's name for people.
    alliance_name: String,
    #[serde(flatten)]
    submission: SubmissionJson,
}

/// A short form to be sent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSubmission {
    /// The request it answers.
    wave: WaveId,
    /// The hash of the preview somebody confirmed.
    sha256: String,
}

pub async fn preview(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Json<PreviewJson>> {
    let mut db = app.db.read(&permit).await?;
    let (_, _, form) = acts::draw(&mut db, &permit, &app.bindings, &key).await?;
    let open = returns::open_for(&mut db, &permit).await?;
    let request = |r: returns::OpenReturn| RequestJson {
        wave: r.wave,
        title: r.title,
        instrument_version: r.instrument_version,
        deadline: r.deadline,
        state: r.state.key(),
        late: r.late,
        extended: r.extended,
    };
    Ok(Json(PreviewJson {
        sha256: form.hash(),
        instrument: form.instrument,
        instrument_version: form.version,
        complete: form.complete,
        passages: form.passages.into_iter().map(PassageJson::from).collect(),
        requests: open.into_iter().filter(|r| r.instrument_key == key).map(request).collect(),
    }))
}

pub async fn list(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
    cursor: Cursor,
) -> Result<Json<Listed<SubmissionJson>>> {
    let mut db = app.db.read(&permit).await?;
    let before = cursor.after.parse().unwrap_or(i64::MAX);
    let limit = i64::try_from(cursor.limit + 1).unwrap_or(200);
    let found = store::list(&mut db, &permit, &key, before, limit).await?;
    let rows = found.into_iter().map(SubmissionJson::of).collect::<Result<Vec<_>>>()?;
    Ok(Json(listed(rows, &cursor, |s| s.number.to_string())))
}

pub async fn submit(
    permit: Permit<SubmitWorkbook>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
    IdempotencyKey(sent_key): IdempotencyKey,
    JsonBody(new): JsonBody<NewSubmission>,
) -> Result<Response> {
    let id = sent_key.map_or_else(|| SubmissionId::new(app.clock(), app.chance()), SubmissionId::from_uuid);
    let mut tx = app.db.begin(&permit).await?;
    let request = returns::find(&mut tx, &permit.lesser(), new.wave).await?;
    if request.is_none_or(|r| r.instrument_key != key) {
        let message = app.texts.say("submission-not-asked").to_string();
        return Err(Error::Field { field: "wave", message });
    }
    let order = Order { id, wave: new.wave, seen: Some(&new.sha256) };
    match acts::submit(&mut tx, &permit, &app.bindings, &order).await.map_err(|f| f.explain(&app.texts))? {
        Outcome::Sent(submission) => {
            tx.commit(&permit, &format!("submission {id} sent")).await?;
            Ok((StatusCode::CREATED, Json(SubmissionJson::of(submission)?)).into_response())
        }
        Outcome::SentBefore(submission) | Outcome::Same(submission) => {
            Ok(Json(SubmissionJson::of(submission)?).into_response())
        }
        Outcome::Changed => Err(Error::Conflict(app.texts.say("submission-changed").to_string())),
    }
}

pub async fn show(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, id)): Path<(String, SubmissionId)>,
) -> Result<Json<SubmissionJson>> {
    let mut db = app.db.read(&permit).await?;
    let found = store::find(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    Ok(Json(SubmissionJson::of(found)?))
}

pub async fn withdraw(
    permit: Permit<SubmitWorkbook>,
    State(app): State<App>,
    Path((_, id)): Path<(String, SubmissionId)>,
) -> Result<Json<SubmissionJson>> {
    let mut tx = app.db.begin(&permit).await?;
    let found = acts::withdraw(&mut tx, &permit, id).await.map_err(|f| f.explain(&app.texts))?;
    tx.commit(&permit, &format!("submission {id} withdrawn")).await?;
    Ok(Json(SubmissionJson::of(found)?))
}

pub async fn sent(
    permit: Permit<ViewSubmissions>,
    State(app): State<App>,
    Path(id): Path<SubmissionId>,
) -> Result<Json<SentJson>> {
    let mut db = app.db.read(&permit).await?;
    let found = store::sent(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    let submission = SubmissionJson::of(found.submission)?;
    Ok(Json(SentJson { alliance: found.slug, alliance_name: found.alliance, submission }))
}
