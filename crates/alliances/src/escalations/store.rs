//! The only SQL about matters put before the lead board member, and about what is
//! new in the alliance.

use super::model::{Draft, Escalation};
use super::news::{Happened, News};
use base::{AnswerEscalations, AnyPermit, Day, Escalate, Instant, Permit, PersonId, ViewEscalations};
use store::{Kept, Read, Result, Tx};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    matter: String,
    since: Day,
    account: String,
    wanted: String,
    raised_at: Instant,
    raised_by: Option<PersonId>,
    answer: String,
    answered_at: Option<Instant>,
    answered_by: Option<PersonId>,
    settled_at: Option<Instant>,
    version: i64,
}

impl From<Row> for Escalation {
    fn from(row: Row) -> Self {
        let draft = Draft { matter: row.matter, since: row.since, account: row.account, wanted: row.wanted };
        Self {
            id: row.id,
            draft,
            raised_at: row.raised_at,
            raised_by: row.raised_by,
            answer: row.answer,
            answered_at: row.answered_at,
            answered_by: row.answered_by,
            settled_at: row.settled_at,
            version: row.version,
        }
    }
}

/// All matters, the latest first.
pub async fn list(db: &mut Read, permit: &Permit<ViewEscalations>) -> Result<Vec<Escalation>> {
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select id, matter, since, account, wanted, raised_at, raised_by, answer, answered_at, answered_by, \
             settled_at, version from escalation where alliance_id = $1 order by raised_at desc, id desc",
        )
        .all()
        .await?;
    Ok(rows.into_iter().map(Escalation::from).collect())
}

/// One matter of this alliance.
pub async fn find(db: &mut Read, permit: &Permit<ViewEscalations>, id: Uuid) -> Result<Option<Escalation>> {
    let row: Option<Row> = db
        .sql(
            permit,
            "select id, matter, since, account, wanted, raised_at, raised_by, answer, answered_at, answered_by, \
             settled_at, version from escalation where alliance_id = $1 and id = $2",
        )
        .bind(id)
        .maybe()
        .await?;
    Ok(row.map(Escalation::from))
}

/// Puts a matter before the lead member. The same key again changes nothing;
/// answers whether it was new.
pub async fn raise(tx: &mut Tx, permit: &Permit<Escalate>, id: Uuid, draft: &Draft) -> Result<bool> {
    let (now, person) = (tx.now(), permit.actor().person());
    let added = tx
        .sql(
            permit,
            "insert into escalation (alliance_id, id, matter, since, account, wanted, raised_at, raised_by) \
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(draft.matter.clone())
        .bind(draft.since)
        .bind(draft.account.clone())
        .bind(draft.wanted.clone())
        .bind(now)
        .bind(person)
        .run()
        .await?;
    if added == 1 {
        for (field, value) in draft.fields() {
            keep(tx, permit, id, field, "", &value).await?;
        }
    }
    Ok(added == 1)
}

/// Changes what the office has written, and closes the matter or opens it again, if
/// `version` is still current; answers the new version, or `None` when somebody was faster.
pub async fn change(
    tx: &mut Tx,
    permit: &Permit<Escalate>,
    before: &Escalation,
    after: &Draft,
    settled: bool,
    version: i64,
) -> Result<Option<i64>> {
    let settled_at = settled.then(|| before.settled_at.unwrap_or(tx.now()));
    let changed = tx
        .sql(
            permit,
            "update escalation set matter = $4, since = $5, account = $6, wanted = $7, settled_at = $8, \
             version = version + 1 where alliance_id = $1 and id = $2 and version = $3",
        )
        .bind(before.id)
        .bind(version)
        .bind(after.matter.clone())
        .bind(after.since)
        .bind(after.account.clone())
        .bind(after.wanted.clone())
        .bind(settled_at)
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    for ((field, old), (_, new)) in before.draft.fields().into_iter().zip(after.fields()) {
        keep(tx, permit, before.id, field, &old, &new).await?;
    }
    let tick = |on: bool| if on { "1" } else { "" };
    keep(tx, permit, before.id, "settled", tick(before.settled_at.is_some()), tick(settled)).await?;
    Ok(Some(version + 1))
}

/// Writes the lead member's answer if `version` is still current; answers the new
/// version, or `None` when somebody was faster.
pub async fn answer(
    tx: &mut Tx,
    permit: &Permit<AnswerEscalations>,
    before: &Escalation,
    text: &str,
    version: i64,
) -> Result<Option<i64>> {
    let (now, person) = (tx.now(), permit.actor().person());
    let changed = tx
        .sql(
            permit,
            "update escalation set answer = $4, answered_at = $5, answered_by = $6, version = version + 1 \
             where alliance_id = $1 and id = $2 and version = $3",
        )
        .bind(before.id)
        .bind(version)
        .bind(text.to_owned())
        .bind(now)
        .bind(person)
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    keep(tx, permit, before.id, "answer", &before.answer, text).await?;
    Ok(Some(version + 1))
}

async fn keep(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    id: Uuid,
    field: &str,
    before: &str,
    after: &str,
) -> Result<()> {
    let (before, after) = (Some(before).filter(|t| !t.is_empty()), Some(after).filter(|t| !t.is_empty()));
    tx.keep(permit, Kept { subject: "escalation", row: id, field, before, after }).await
}

/// Name and address of each lead member with an account.
pub async fn board_leads(db: &mut Read, permit: &Permit<ViewEscalations>) -> Result<Vec<(String, String)>> {
    db.sql(
        permit,
        "select distinct a.name, a.email from published_board_lead_address a where a.alliance_id = $1 \
         order by a.email",
    )
    .all()
    .await
}

/// Name and address of the office and its deputies.
pub async fn offices(db: &mut Read, permit: &Permit<ViewEscalations>) -> Result<Vec<(String, String)>> {
    db.sql(
        permit,
        "select distinct a.name, a.email from published_office_address a where a.alliance_id = $1 \
         order by a.email",
    )
    .all()
    .await
}

/// What has happened in the alliance since a moment, in no order.
pub async fn news(db: &mut Read, permit: &Permit<ViewEscalations>, since: Instant) -> Result<Vec<News>> {
    let mut news = Vec::new();
    let acts: Vec<(Instant, String, String)> = db
        .sql(
            permit,
            "select a.recorded_at, a.kind, coalesce(m.name, d.name, '') as name from accession a \
             left join municipality m on m.ags = a.municipality_ags left join district d on d.key = a.district_key \
             where a.alliance_id = $1 and a.recorded_at >= $2 and a.kind <> 'cancelled' \
             and not exists (select 1 from accession c where c.alliance_id = a.alliance_id and c.cancels = a.id)",
        )
        .bind(since)
        .all()
        .await?;
    news.extend(acts.into_iter().map(|(at, kind, name)| News {
        day: at.day(),
        what: Happened::Accession(kind),
        name,
    }));
    let day = since.day();
    let votes: Vec<(Day, String, String)> = db
        .sql(
            permit,
            "select v.answered_on, v.answer, m.name from vote v join municipality m on m.ags = v.municipality_ags \
             where v.alliance_id = $1 and v.answered_on >= $2",
        )
        .bind(day)
        .all()
        .await?;
    news.extend(votes.into_iter().map(|(day, answer, name)| News {
        day,
        what: Happened::Vote(answer),
        name,
    }));
    let seats: Vec<(Day, String)> = db
        .sql(
            permit,
            "select m.since, o.name from core_membership m join organisation o \
             on o.alliance_id = m.alliance_id and o.id = m.organisation_id \
             where m.alliance_id = $1 and m.since >= $2",
        )
        .bind(day)
        .all()
        .await?;
    news.extend(seats.into_iter().map(|(day, name)| News { day, what: Happened::Seat, name }));
    let left: Vec<(Day, String)> = db
        .sql(
            permit,
            "select m.until, o.name from core_membership m join organisation o \
             on o.alliance_id = m.alliance_id and o.id = m.organisation_id \
             where m.alliance_id = $1 and m.until >= $2",
        )
        .bind(day)
        .all()
        .await?;
    news.extend(left.into_iter().map(|(day, name)| News { day, what: Happened::SeatEnded, name }));
    let sent: Vec<(Instant, String)> = db
        .sql(
            permit,
            "select s.submitted_at, w.title from published_submission s \
             join published_wave w on w.wave_id = s.wave_id where s.alliance_id = $1 and s.submitted_at >= $2",
        )
        .bind(since)
        .all()
        .await?;
    news.extend(sent.into_iter().map(|(at, name)| News { day: at.day(), what: Happened::Submission, name }));
    Ok(news)
}
