//! Forgetting a closed alliance: answers, figures, requests for more time and the words of
//! submissions go. That a request was answered, and the codes counted, stay, because
//! the statewide results of past waves are computed from them.

use base::{ArchiveAlliance, Permit};
use store::{Portion, Result, Tx};
use uuid::Uuid;

/// What goes, in this order; `$2` is how many rows at most.
const GONE: [&str; 32] = [
    "delete from task where alliance_id = $1 and id in \
     (select t.id from task t where t.alliance_id = $1 limit $2)",
    "delete from review_comment where alliance_id = $1 and id in \
     (select c.id from review_comment c where c.alliance_id = $1 limit $2)",
    "delete from review_thread where alliance_id = $1 and id in (select t.id from review_thread t \
     where t.alliance_id = $1 and not exists (select 1 from review_comment c where c.alliance_id = $1 \
     and c.thread_id = t.id) and not exists (select 1 from task k where k.alliance_id = $1 \
     and k.thread_id = t.id) limit $2)",
    "delete from answer_source where alliance_id = $1 and (provenance_id, assignment_id) in \
     (select s.provenance_id, s.assignment_id from answer_source s where s.alliance_id = $1 limit $2)",
    "delete from answer_provenance where alliance_id = $1 and id in (select p.id from answer_provenance p \
     where p.alliance_id = $1 and not exists (select 1 from answer_source s where s.alliance_id = $1 \
     and s.provenance_id = p.id) limit $2)",
    "delete from contribution where alliance_id = $1 and (assignment_id, item) in \
     (select c.assignment_id, c.item from contribution c where c.alliance_id = $1 limit $2)",
    "delete from returned_form where alliance_id = $1 and id in \
     (select r.id from returned_form r where r.alliance_id = $1 limit $2)",
    "delete from assignment_letter where alliance_id = $1 and id in \
     (select t.id from assignment_letter t where t.alliance_id = $1 limit $2)",
    "delete from assignment_link where alliance_id = $1 and id in \
     (select l.id from assignment_link l where l.alliance_id = $1 and not exists (select 1 from assignment_letter t \
     where t.alliance_id = $1 and t.link_id = l.id) limit $2)",
    "delete from assignment_extension where alliance_id = $1 and id in \
     (select e.id from assignment_extension e where e.alliance_id = $1 limit $2)",
    "delete from assignment_hint where alliance_id = $1 and id in \
     (select h.id from assignment_hint h where h.alliance_id = $1 limit $2)",
    "delete from assignment_item where alliance_id = $1 and (assignment_id, item) in \
     (select i.assignment_id, i.item from assignment_item i where i.alliance_id = $1 limit $2)",
    "delete from assignment where alliance_id = $1 and id in (select a.id from assignment a where a.alliance_id = $1 \
     and not exists (select 1 from assignment_link l where l.alliance_id = $1 and l.assignment_id = a.id) \
     and not exists (select 1 from assignment_letter t where t.alliance_id = $1 and t.assignment_id = a.id) \
     and not exists (select 1 from assignment_item i where i.alliance_id = $1 and i.assignment_id = a.id) \
     and not exists (select 1 from assignment_extension e where e.alliance_id = $1 and e.assignment_id = a.id) \
     and not exists (select 1 from assignment_hint h where h.alliance_id = $1 and h.assignment_id = a.id) \
     and not exists (select 1 from contribution c where c.alliance_id = $1 and c.assignment_id = a.id) \
     and not exists (select 1 from answer_source s where s.alliance_id = $1 and s.assignment_id = a.id) limit $2)",
    "delete from voice_part where alliance_id = $1 and (voice_id, theme) in \
     (select p.voice_id, p.theme from voice_part p where p.alliance_id = $1 limit $2)",
    "delete from voice where alliance_id = $1 and id in (select v.id from voice v where v.alliance_id = $1 \
     and not exists (select 1 from voice_part p where p.alliance_id = $1 and p.voice_id = v.id) limit $2)",
    "delete from voice_link where alliance_id = $1 and id in \
     (select l.id from voice_link l where l.alliance_id = $1 limit $2)",
    "delete from answer where alliance_id = $1 and (workbook_id, item) in \
     (select a.workbook_id, a.item from answer a where a.alliance_id = $1 limit $2)",
    "delete from earlier_answer where alliance_id = $1 and (workbook_id, item) in \
     (select e.workbook_id, e.item from earlier_answer e where e.alliance_id = $1 limit $2)",
    "delete from figure where alliance_id = $1 and id in \
     (select f.id from figure f where f.alliance_id = $1 limit $2)",
    "delete from figure_delivery where alliance_id = $1 and id in \
     (select d.id from figure_delivery d where d.alliance_id = $1 limit $2)",
    "delete from figure_release where alliance_id = $1 and alliance_id in \
     (select r.alliance_id from figure_release r where r.alliance_id = $1 limit $2)",
    "delete from summary_passage where alliance_id = $1 and id in \
     (select p.id from summary_passage p where p.alliance_id = $1 limit $2)",
    "delete from hurdle where alliance_id = $1 and id in \
     (select h.id from hurdle h where h.alliance_id = $1 limit $2)",
    "delete from submission_line where alliance_id = $1 and (submission_id, position) in \
     (select l.submission_id, l.position from submission_line l where l.alliance_id = $1 limit $2)",
    "delete from roll_up_comment where alliance_id = $1 and id in \
     (select c.id from roll_up_comment c where c.alliance_id = $1 limit $2)",
    "delete from roll_up_release where alliance_id = $1 and (request_id, item, field) in \
     (select r.request_id, r.item, r.field from roll_up_release r where r.alliance_id = $1 limit $2)",
    "delete from roll_up_reply where alliance_id = $1 and request_id in \
     (select y.request_id from roll_up_reply y where y.alliance_id = $1 limit $2)",
    "delete from roll_up_asked where alliance_id = $1 and (request_id, municipality_ags) in \
     (select q.request_id, q.municipality_ags from roll_up_asked q where q.alliance_id = $1 limit $2)",
    "delete from roll_up_request where alliance_id = $1 and id in (select t.id from roll_up_request t \
     where t.alliance_id = $1 and not exists (select 1 from roll_up_asked q where q.alliance_id = $1 \
     and q.request_id = t.id) limit $2)",
    "delete from wave_letter where alliance_id = $1 and (wave_id, kind, due_on) in \
     (select t.wave_id, t.kind, t.due_on from wave_letter t where t.alliance_id = $1 limit $2)",
    "delete from wave_chosen where alliance_id = $1 and wave_id in \
     (select c.wave_id from wave_chosen c where c.alliance_id = $1 limit $2)",
    "update submission set passages = '', submitted_by = null, withdrawn_by = null where alliance_id = $1 \
     and id in (select s.id from submission s where s.alliance_id = $1 and s.passages <> '' limit $2)",
];

/// Forgets what this context has of an alliance, one portion of it; safe to repeat.
pub async fn forget_alliance(
    tx: &mut Tx,
    permit: &Permit<ArchiveAlliance>,
    portion: &mut Portion,
) -> Result<()> {
    for text in GONE {
        let gone = tx.sql(permit, text).bind(portion.left()).run().await?;
        portion.took(gone);
    }
    // The Land writes on these rows too: their history does not stand under the alliance.
    let asked: Vec<(Uuid,)> = tx
        .sql(
            permit,
            "delete from extension_request where alliance_id = $1 and id in \
             (select x.id from extension_request x where x.alliance_id = $1 limit $2) returning id",
        )
        .bind(portion.left())
        .all()
        .await?;
    forget_histories(tx, permit, portion, asked).await?;
    // Their reasons are needed by rules of the table; a dash stands in for them.
    let emptied: Vec<(Uuid,)> = tx
        .sql(
            permit,
            "update wave_asked set declined_by = null, \
             declined_reason = case when declined_reason = '' then '' else '–' end, \
             own_deadline_reason = case when own_deadline_reason = '' then '' else '–' end \
             where alliance_id = $1 and id in (select w.id from wave_asked w where w.alliance_id = $1 \
             and (w.declined_by is not null or w.declined_reason not in ('', '–') \
              or w.own_deadline_reason not in ('', '–')) limit $2) returning id",
        )
        .bind(portion.left())
        .all()
        .await?;
    forget_histories(tx, permit, portion, emptied).await
}

async fn forget_histories(
    tx: &mut Tx,
    permit: &Permit<ArchiveAlliance>,
    portion: &mut Portion,
    rows: Vec<(Uuid,)>,
) -> Result<()> {
    for (row,) in rows {
        tx.erase_history_along(permit, row).await?;
        portion.took(1);
    }
    Ok(())
}
