//! The only SQL about where people may be named in working aids.

use base::{AnyPermit, AssignmentId};
use store::{Read, Result};
use uuid::Uuid;

/// An answer's words.
#[derive(sqlx::FromRow)]
pub(super) struct Words {
    pub(super) instrument_key: String,
    pub(super) instrument_version: i64,
    pub(super) item: String,
    pub(super) text: String,
    pub(super) is_earlier: bool,
}

impl Words {
    pub(super) const fn kind(&self) -> &'static str {
        if self.is_earlier { "trace-earlier-answer" } else { "trace-answer" }
    }
}

/// Everything answered in the alliance's working copies, and what an earlier version left.
pub(super) async fn answers(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Words>> {
    db.sql(
        permit,
        "select w.instrument_key, w.instrument_version, a.item, a.value as text, false as is_earlier \
         from answer a join workbook w on w.alliance_id = a.alliance_id and w.id = a.workbook_id \
         where a.alliance_id = $1 and a.value is not null \
         union all select w.instrument_key, w.instrument_version, e.item, e.words as text, true as is_earlier \
         from earlier_answer e join workbook w on w.alliance_id = e.alliance_id and w.id = e.workbook_id \
         where e.alliance_id = $1 order by 1, 3, 5",
    )
    .all()
    .await
}

/// Passages taken over and rules marked: the address below the alliance's, words.
pub(super) async fn passages(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<(String, String)>> {
    let passages: Vec<(Uuid, String)> = db
        .sql(
            permit,
            "select id, words || ' ' || source_words from summary_passage where alliance_id = $1 order by id",
        )
        .all()
        .await?;
    let hurdles: Vec<(String, String)> = db
        .sql(permit, "select instrument_key, words from hurdle where alliance_id = $1 order by id")
        .all()
        .await?;
    let passages = passages.into_iter().map(|(id, words)| (format!("passages/{id}"), words));
    let hurdles = hurdles.into_iter().map(|(aid, words)| (format!("workbooks/{aid}/hurdles"), words));
    Ok(passages.chain(hurdles).collect())
}

/// The short forms sent: key, number, words.
pub(super) async fn short_forms(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<(Uuid, i64, String)>> {
    db.sql(permit, "select id, number, passages from submission where alliance_id = $1 order by number")
        .all()
        .await
}

/// What was entered for an assignment, or said about it.
#[derive(sqlx::FromRow)]
pub(super) struct Entered {
    pub(super) assignment_id: AssignmentId,
    pub(super) who: String,
    pub(super) text: String,
}

/// Everything contributors answered and said, with reasons and hints.
pub(super) async fn entered(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Entered>> {
    db.sql(
        permit,
        "select c.assignment_id, a.organisation as who, c.value || ' ' || c.source as text \
         from contribution c join assignment a on a.alliance_id = c.alliance_id and a.id = c.assignment_id \
         where c.alliance_id = $1 and c.value is not null \
         union all select a.id as assignment_id, a.organisation as who, \
          a.why || ' ' || a.state_reason || ' ' || a.organisation as text from assignment a where a.alliance_id = $1 \
         union all select h.assignment_id, h.name as who, h.name || ' ' || h.email || ' ' || h.words as text \
          from assignment_hint h where h.alliance_id = $1 \
         union all select e.assignment_id, e.answer as who, e.reason || ' ' || e.answer_reason as text \
          from assignment_extension e where e.alliance_id = $1 order by 1, 2, 3",
    )
    .all()
    .await
}

/// What was said about a question: the conversation, who began or said it, and the words.
pub(super) async fn said(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<(Uuid, String, String)>> {
    db.sql(
        permit,
        "select c.thread_id, coalesce(p.name, '') as who, c.words from review_comment c \
         left join published_person p on p.person_id = c.written_by where c.alliance_id = $1 \
         union all select t.id, coalesce(p.name, '') as who, t.missing as words from review_thread t \
         left join published_person p on p.person_id = t.assigned_to where t.alliance_id = $1 order by 1, 2, 3",
    )
    .all()
    .await
}

/// The tasks: key, title, and every word of them with who is responsible.
pub(super) async fn tasks(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<(Uuid, String, String)>> {
    db.sql(
        permit,
        "select t.id, t.title, t.goal || ' ' || t.state_reason || ' ' || t.organisation || ' ' || \
         coalesce(p.name, '') as words from task t left join published_person p on p.person_id = t.person_id \
         where t.alliance_id = $1 order by t.created_at, t.id",
    )
    .all()
    .await
}

/// Why a district asked and what it said to wishes for more time, what the alliance replied
/// to its district, and the remarks it wrote: the page below the alliance's start page, and the words.
pub(super) async fn rolled_up(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<(String, String)>> {
    db.sql(
        permit,
        "select 'workbooks/' || t.instrument_key || '/roll-up' as path, t.why as text from roll_up_request t \
         where t.alliance_id = $1 \
         union all select 'workbooks/' || t.instrument_key || '/roll-up' as path, q.answer as text from roll_up_asked q \
          join roll_up_request t on t.alliance_id = q.alliance_id and t.id = q.request_id where q.alliance_id = $1 \
         union all select 'district-requests' as path, y.reason as text from roll_up_reply y where y.alliance_id = $1 \
         union all select case when t.id is null then 'district-requests' \
          else 'workbooks/' || t.instrument_key || '/roll-up/' || c.item end as path, c.words as text \
          from roll_up_comment c left join roll_up_request t on t.alliance_id = c.alliance_id and t.id = c.request_id \
          where c.alliance_id = $1 order by 1, 2",
    )
    .all()
    .await
}
