//! The only SQL about requests for more time.

use super::model::{Answer, Extension};
use ::store::{Read, Result, Tx};
use base::{AnyPermit, Day, Instant, ManageWaves, Permit, SubmitWorkbook, WaveId};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    wanted: Day,
    reason: String,
    asked_at: Instant,
    answer: String,
    granted: Option<Day>,
    answer_reason: String,
}

impl From<Row> for Extension {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            wanted: row.wanted,
            reason: row.reason,
            asked_at: row.asked_at,
            answer: Answer::from_key(&row.answer).unwrap_or(Answer::Open),
            granted: row.granted,
            answer_reason: row.answer_reason,
        }
    }
}

/// The alliance's latest request for more time in a wave.
pub async fn latest(db: &mut Read, permit: &dyn AnyPermit, wave: WaveId) -> Result<Option<Extension>> {
    let row: Option<Row> = db
        .sql(
            permit,
            "select id, wanted, reason, asked_at, answer, granted, answer_reason from extension_request \
             where alliance_id = $1 and wave_id = $2 order by asked_at desc, id desc limit 1",
        )
        .bind(wave)
        .maybe()
        .await?;
    Ok(row.map(Extension::from))
}

/// Adds a request. Adding the same key again changes nothing; answers whether it was new.
pub(super) async fn add(
    tx: &mut Tx,
    permit: &Permit<SubmitWorkbook>,
    id: Uuid,
    wave: WaveId,
    wanted: Day,
    reason: &str,
) -> Result<bool> {
    let (now, person) = (tx.now(), permit.actor().person());
    let added = tx
        .sql(
            permit,
            "insert into extension_request (alliance_id, id, wave_id, wanted, reason, asked_at, asked_by) \
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(wave)
        .bind(wanted)
        .bind(reason.to_owned())
        .bind(now)
        .bind(person)
        .run()
        .await?;
    Ok(added == 1)
}

/// Answers the open request of the alliance the permit names; `false` when there
/// is none (any more).
pub(super) async fn answer(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    id: Uuid,
    granted: Option<Day>,
    reason: &str,
) -> Result<bool> {
    let (now, person) = (tx.now(), permit.actor().person());
    let answer = if granted.is_some() { Answer::Granted } else { Answer::Refused };
    let answered = tx
        .sql(
            permit,
            "update extension_request set answer = $3, granted = $4, answer_reason = $5, answered_at = $6, \
             answered_by = $7 where alliance_id = $1 and id = $2 and answer = 'open'",
        )
        .bind(id)
        .bind(answer.key())
        .bind(granted)
        .bind(reason.to_owned())
        .bind(now)
        .bind(person)
        .run()
        .await?;
    Ok(answered == 1)
}

/// Name and address of everybody of the state coordination.
pub(super) async fn coordination(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<(String, String)>> {
    db.shared(permit, "select name, email from published_coordination_address order by email").all().await
}

/// Name and address of everybody of the alliance's office.
pub(crate) async fn office(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<(String, String)>> {
    let mut all: Vec<(String, String)> = db
        .sql(
            permit,
            "select o.name, o.email from published_office_address o where o.alliance_id = $1 order by o.email",
        )
        .all()
        .await?;
    all.dedup_by(|a, b| a.1 == b.1);
    Ok(all)
}
