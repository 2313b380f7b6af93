//! The only SQL about leaving.

mod forget;
mod roll_up;

pub use forget::forget_alliance;

use base::{ArchiveAlliance, Day, Instant, Permit, WaveId, WorkbookId};
use serde::Serialize;
use store::{Db, Error, Read, Result};
use uuid::Uuid;

#[derive(Serialize, sqlx::FromRow)]
struct AnswerRow {
    workbook: WorkbookId,
    instrument: String,
    instrument_version: i64,
    item: String,
    value: Option<String>,
    changed_at: Instant,
    changed_by: Option<Uuid>,
}

#[derive(Serialize, sqlx::FromRow)]
struct EarlierAnswerRow {
    workbook: WorkbookId,
    item: String,
    label: String,
    words: String,
}

#[derive(Serialize, sqlx::FromRow)]
struct RequestRow {
    wave: WaveId,
    state: String,
    declined_reason: String,
    own_deadline: Option<Day>,
    own_deadline_reason: String,
    asked_at: Instant,
    answered_at: Option<Instant>,
}

#[derive(Serialize, sqlx::FromRow)]
struct ReminderRow {
    wave: WaveId,
    kind: String,
    due_on: Day,
    letters: i64,
    sent_at: Instant,
}

#[derive(Serialize, sqlx::FromRow)]
struct MoreTimeRow {
    wave: WaveId,
    wanted: Day,
    reason: String,
    asked_at: Instant,
    answer: String,
    granted: Option<Day>,
    answer_reason: String,
}

#[derive(Serialize, sqlx::FromRow)]
struct FigureRow {
    place: String,
    figure: String,
    number: i64,
    as_of: Day,
    value: Option<i64>,
    absence: Option<String>,
    source: String,
    way: String,
    recorded_at: Instant,
    recorded_by: Option<Uuid>,
}

#[derive(Serialize, sqlx::FromRow)]
struct SubmissionRow {
    id: Uuid,
    number: i64,
    wave: WaveId,
    passages: String,
    sha256: String,
    complete: bool,
    submitted_at: Instant,
    submitted_by: Option<Uuid>,
    withdrawn_at: Option<Instant>,
    withdrawn_by: Option<Uuid>,
    replaced_by: Option<Uuid>,
}

#[derive(Serialize, sqlx::FromRow)]
struct PassageRow {
    instrument: String,
    item: String,
    position: i64,
    words: String,
    topic: String,
    source: String,
    source_part: String,
    source_words: String,
    taken_at: Instant,
    taken_by: Option<Uuid>,
}

#[derive(Serialize, sqlx::FromRow)]
struct HurdleRow {
    instrument: String,
    item: String,
    level: String,
    words: String,
    marked_at: Instant,
    marked_by: Option<Uuid>,
}

#[derive(Serialize, sqlx::FromRow)]
struct AssignmentRow {
    id: Uuid,
    instrument: String,
    instrument_version: i64,
    organisation: String,
    school_number: Option<String>,
    municipality_ags: Option<String>,
    voice: String,
    why: String,
    due_on: Day,
    remind_days: i64,
    shows_others: bool,
    state: String,
    state_reason: String,
    asked_at: Instant,
    asked_by: Option<Uuid>,
    answered_at: Option<Instant>,
}

#[derive(Serialize, sqlx::FromRow)]
struct AssignmentItemRow {
    assignment: Uuid,
    item: String,
    position: i64,
}

#[derive(Serialize, sqlx::FromRow)]
struct AssignmentLinkRow {
    assignment: Uuid,
    name: String,
    email: String,
    created_at: Instant,
    expires_at: Instant,
    ended_at: Option<Instant>,
    used_on: Option<Day>,
}

#[derive(Serialize, sqlx::FromRow)]
struct AssignmentLetterRow {
    assignment: Uuid,
    kind: String,
    due_on: Day,
    sent_at: Instant,
    bounced_at: Option<Instant>,
}

#[derive(Serialize, sqlx::FromRow)]
struct AssignmentTimeRow {
    assignment: Uuid,
    wanted: Day,
    reason: String,
    asked_at: Instant,
    answer: String,
    granted: Option<Day>,
    answer_reason: String,
}

#[derive(Serialize, sqlx::FromRow)]
struct AssignmentHintRow {
    assignment: Uuid,
    name: String,
    email: String,
    words: String,
    given_at: Instant,
}

#[derive(Serialize, sqlx::FromRow)]
struct ContributionRow {
    assignment: Uuid,
    item: String,
    value: Option<String>,
    as_of: Option<Day>,
    source: String,
    way: String,
    changed_at: Instant,
}

#[derive(Serialize, sqlx::FromRow)]
struct VoiceLinkRow {
    id: Uuid,
    name: String,
    email: String,
    organisation: String,
    created_at: Instant,
    expires_at: Instant,
    ended_at: Option<Instant>,
    used_on: Option<Day>,
}

#[derive(Serialize, sqlx::FromRow)]
struct VoiceRow {
    id: Uuid,
    kind: String,
    link: Option<Uuid>,
    held_on: Option<Day>,
    place: String,
    who: String,
    crowd: String,
    age: String,
    residence: String,
    gender: String,
    language: String,
    state: String,
    state_reason: String,
    received_at: Instant,
    decided_at: Option<Instant>,
    decided_by: Option<Uuid>,
}

#[derive(Serialize, sqlx::FromRow)]
struct VoicePartRow {
    voice: Uuid,
    theme: String,
    mood: String,
    level: String,
    title: String,
    words: String,
    helps: String,
}

#[derive(Serialize, sqlx::FromRow)]
struct ProvenanceRow {
    id: Uuid,
    instrument: String,
    item: String,
    answer_version: i64,
    way: String,
    made_at: Instant,
    made_by: Option<Uuid>,
}

#[derive(Serialize, sqlx::FromRow)]
struct SourceRow {
    provenance: Uuid,
    assignment: Uuid,
    contribution_version: i64,
    given_at: Instant,
}

#[derive(Serialize, sqlx::FromRow)]
struct ThreadRow {
    id: Uuid,
    instrument: String,
    item: String,
    assigned_to: Option<Uuid>,
    missing: String,
    opened_at: Instant,
    opened_by: Option<Uuid>,
    resolved_at: Option<Instant>,
    resolved_by: Option<Uuid>,
}

#[derive(Serialize, sqlx::FromRow)]
struct CommentRow {
    thread: Uuid,
    words: String,
    written_at: Instant,
    written_by: Option<Uuid>,
}

#[derive(Serialize, sqlx::FromRow)]
struct TaskRow {
    id: Uuid,
    title: String,
    goal: String,
    person_id: Option<Uuid>,
    organisation_id: Option<Uuid>,
    organisation: String,
    due_on: Option<Day>,
    state: String,
    state_reason: String,
    instrument: String,
    item: String,
    thread: Option<Uuid>,
    created_at: Instant,
    created_by: Option<Uuid>,
}

/// Where agreed answers come from, what was said about them, and what is to be done.
async fn review(db: &mut Read, permit: &Permit<ArchiveAlliance>) -> Result<Vec<(String, Vec<u8>)>> {
    let provenance: Vec<ProvenanceRow> = db
        .sql(
            permit,
            "select id, instrument_key as instrument, item, answer_version, way, made_at, made_by \
             from answer_provenance where alliance_id = $1 order by made_at, id",
        )
        .all()
        .await?;
    let sources: Vec<SourceRow> = db
        .sql(
            permit,
            "select provenance_id as provenance, assignment_id as assignment, contribution_version, given_at \
             from answer_source where alliance_id = $1 order by provenance_id, assignment_id",
        )
        .all()
        .await?;
    let threads: Vec<ThreadRow> = db
        .sql(
            permit,
            "select id, instrument_key as instrument, item, assigned_to, missing, opened_at, opened_by, resolved_at, \
             resolved_by from review_thread where alliance_id = $1 order by opened_at, id",
        )
        .all()
        .await?;
    let comments: Vec<CommentRow> = db
        .sql(
            permit,
            "select thread_id as thread, words, written_at, written_by from review_comment \
             where alliance_id = $1 order by written_at, id",
        )
        .all()
        .await?;
    let tasks: Vec<TaskRow> = db
        .sql(
            permit,
            "select id, title, goal, person_id, organisation_id, organisation, due_on, state, state_reason, \
             instrument_key as instrument, item, thread_id as thread, created_at, created_by from task \
             where alliance_id = $1 order by created_at, id",
        )
        .all()
        .await?;
    Ok(vec![
        file("herkunft.json", &provenance)?,
        file("herkunft-beitraege.json", &sources)?,
        file("anmerkungen.json", &threads)?,
        file("anmerkungen-texte.json", &comments)?,
        file("aufgaben.json", &tasks)?,
    ])
}

/// Everything this context holds of one alliance: file names and JSON.
pub async fn export(db: &Db, permit: &Permit<ArchiveAlliance>) -> Result<Vec<(String, Vec<u8>)>> {
    let mut db = db.read(permit).await?;
    let answers: Vec<AnswerRow> = db
        .sql(
            permit,
            "select a.workbook_id as workbook, w.instrument_key as instrument, w.instrument_version, a.item, a.value, \
             a.changed_at, a.changed_by from answer a join workbook w on w.alliance_id = a.alliance_id and w.id = a.workbook_id \
             where a.alliance_id = $1 order by w.instrument_key, a.item",
        )
        .all()
        .await?;
    let earlier: Vec<EarlierAnswerRow> = db
        .sql(
            permit,
            "select workbook_id as workbook, item, label, words from earlier_answer where alliance_id = $1 \
             order by workbook_id, item",
        )
        .all()
        .await?;
    let requests: Vec<RequestRow> = db
        .sql(
            permit,
            "select wave_id as wave, state, declined_reason, own_deadline, own_deadline_reason, asked_at, \
             answered_at from wave_asked where alliance_id = $1 order by wave_id",
        )
        .all()
        .await?;
    let submissions: Vec<SubmissionRow> = db
        .sql(
            permit,
            "select id, number, wave_id as wave, passages, sha256, complete, submitted_at, submitted_by, withdrawn_at, \
             withdrawn_by, replaced_by from submission \
             where alliance_id = $1 order by submitted_at, id",
        )
        .all()
        .await?;
    let more_time: Vec<MoreTimeRow> = db
        .sql(
            permit,
            "select wave_id as wave, wanted, reason, asked_at, answer, granted, answer_reason from extension_request \
             where alliance_id = $1 order by asked_at, id",
        )
        .all()
        .await?;
    let figures: Vec<FigureRow> = db
        .sql(
            permit,
            "select place, key as figure, number, as_of, value, absence, source, way, recorded_at, recorded_by \
             from figure where alliance_id = $1 order by place, key, number",
        )
        .all()
        .await?;
    let passages: Vec<PassageRow> = db
        .sql(
            permit,
            "select w.instrument_key as instrument, p.item, p.position, p.words, p.topic, p.source, p.source_part, \
             p.source_words, p.taken_at, p.taken_by from summary_passage p \
             join workbook w on w.alliance_id = p.alliance_id and w.id = p.workbook_id \
             where p.alliance_id = $1 order by w.instrument_key, p.item, p.position, p.id",
        )
        .all()
        .await?;
    let hurdles: Vec<HurdleRow> = db
        .sql(
            permit,
            "select instrument_key as instrument, item, level, words, marked_at, marked_by from hurdle \
             where alliance_id = $1 order by marked_at, id",
        )
        .all()
        .await?;
    let reminders: Vec<ReminderRow> = db
        .sql(
            permit,
            "select wave_id as wave, kind, due_on, letters, sent_at from wave_letter \
             where alliance_id = $1 order by sent_at, wave_id, kind",
        )
        .all()
        .await?;
    let mut files = assignments(&mut db, permit).await?;
    files.extend(voices(&mut db, permit).await?);
    files.extend(review(&mut db, permit).await?);
    files.extend(roll_up::export(&mut db, permit).await?);
    files.extend([
        file("passagen.json", &passages)?,
        file("hindernisse.json", &hurdles)?,
        file("kennzahlen.json", &figures)?,
        file("mehr-zeit.json", &more_time)?,
        file("antworten.json", &answers)?,
        file("fruehere-antworten.json", &earlier)?,
        file("anfragen.json", &requests)?,
        file("abgaben.json", &submissions)?,
        file("erinnerungen.json", &reminders)?,
    ]);
    Ok(files)
}

/// Assignments with their links, letters and answers. Tokens are nobody's to take along.
async fn assignments(db: &mut Read, permit: &Permit<ArchiveAlliance>) -> Result<Vec<(String, Vec<u8>)>> {
    let assignments: Vec<AssignmentRow> = db
        .sql(
            permit,
            "select id, instrument_key as instrument, instrument_version, organisation, school_number, municipality_ags, \
             voice, why, due_on, remind_days, shows_others, state, state_reason, asked_at, asked_by, answered_at \
             from assignment where alliance_id = $1 order by asked_at, id",
        )
        .all()
        .await?;
    let items: Vec<AssignmentItemRow> = db
        .sql(
            permit,
            "select assignment_id as assignment, item, position from assignment_item where alliance_id = $1 \
             order by assignment_id, position",
        )
        .all()
        .await?;
    let links: Vec<AssignmentLinkRow> = db
        .sql(
            permit,
            "select assignment_id as assignment, name, email, created_at, expires_at, ended_at, used_on \
             from assignment_link where alliance_id = $1 order by created_at, id",
        )
        .all()
        .await?;
    let letters: Vec<AssignmentLetterRow> = db
        .sql(
            permit,
            "select assignment_id as assignment, kind, due_on, sent_at, bounced_at from assignment_letter \
             where alliance_id = $1 order by sent_at, id",
        )
        .all()
        .await?;
    let times: Vec<AssignmentTimeRow> = db
        .sql(
            permit,
            "select assignment_id as assignment, wanted, reason, asked_at, answer, granted, answer_reason \
             from assignment_extension where alliance_id = $1 order by asked_at, id",
        )
        .all()
        .await?;
    let hints: Vec<AssignmentHintRow> = db
        .sql(
            permit,
            "select assignment_id as assignment, name, email, words, given_at from assignment_hint \
             where alliance_id = $1 order by given_at, id",
        )
        .all()
        .await?;
    let contributions: Vec<ContributionRow> = db
        .sql(
            permit,
            "select assignment_id as assignment, item, value, as_of, source, way, changed_at from contribution \
             where alliance_id = $1 order by assignment_id, item",
        )
        .all()
        .await?;
    Ok(vec![
        file("zuarbeiten.json", &assignments)?,
        file("zuarbeiten-fragen.json", &items)?,
        file("zuarbeiten-links.json", &links)?,
        file("zuarbeiten-e-mails.json", &letters)?,
        file("zuarbeiten-mehr-zeit.json", &times)?,
        file("zuarbeiten-hinweise.json", &hints)?,
        file("beitraege.json", &contributions)?,
    ])
}

/// What the target group says, and the links it came by, without their tokens.
async fn voices(db: &mut Read, permit: &Permit<ArchiveAlliance>) -> Result<Vec<(String, Vec<u8>)>> {
    let links: Vec<VoiceLinkRow> = db
        .sql(
            permit,
            "select id, name, email, organisation, created_at, expires_at, ended_at, used_on from voice_link \
             where alliance_id = $1 order by created_at, id",
        )
        .all()
        .await?;
    let voices: Vec<VoiceRow> = db
        .sql(
            permit,
            "select id, kind, link_id as link, held_on, place, who, crowd, age, residence, gender, language, state, \
             state_reason, received_at, decided_at, decided_by from voice where alliance_id = $1 order by received_at, id",
        )
        .all()
        .await?;
    let parts: Vec<VoicePartRow> = db
        .sql(
            permit,
            "select voice_id as voice, theme, mood, level, title, words, helps from voice_part \
             where alliance_id = $1 order by voice_id, position",
        )
        .all()
        .await?;
    Ok(vec![
        file("voice-links.json", &links)?,
        file("voices.json", &voices)?,
        file("voice-parts.json", &parts)?,
    ])
}

fn file<T: Serialize>(name: &str, rows: &[T]) -> Result<(String, Vec<u8>)> {
    let bytes = serde_json::to_vec_pretty(rows).map_err(|e| Error::Bug(e.to_string()))?;
    Ok((name.to_owned(), bytes))
}
