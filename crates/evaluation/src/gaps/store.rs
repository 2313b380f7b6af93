//! The only SQL about gaps, over published views alone.

use base::{Day, Permit, ViewStatewide, WaveId};
use store::{Read, Result};

/// One number of the table.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Counted {
    /// What is counted.
    pub measure: String,
    /// An answer's code, or a theme.
    pub what: String,
    /// Which.
    pub code: String,
    /// Kind of alliance.
    pub kind: String,
    /// Its Regierungsbezirk.
    pub region_key: String,
    /// How many alliances.
    pub number: i64,
}

/// How many alliances gave each answer and named each theme, in what was sent until a
/// day, by kind and region. One index answers it.
pub async fn count(
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
    wave: WaveId,
    until: Day,
) -> Result<Vec<Counted>> {
    db.shared(
        permit,
        "select measure, what, code, kind, region_key, count(*) as number from published_submission_gap \
         where wave_id = $1 and submitted_on <= $2 group by measure, what, code, kind, region_key",
    )
    .bind(wave)
    .bind(until)
    .all()
    .await
}

/// The Regierungsbezirke: key and name.
pub async fn regions(db: &mut Read, permit: &Permit<ViewStatewide>) -> Result<Vec<(String, String)>> {
    db.shared(permit, "select key, name from published_region order by key").all().await
}
