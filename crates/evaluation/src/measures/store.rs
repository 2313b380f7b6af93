//! The only SQL about single measures of the short forms, over published views alone.

use base::{Permit, ViewStatewide, WaveId};
use store::{Read, Result};

/// How many complete returns shared each code of a measure, by kind of alliance:
/// code, kind, number. A code counts once for each alliance.
pub async fn count(
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
    wave: WaveId,
    measure: &'static str,
) -> Result<Vec<(String, String, i64)>> {
    db.shared(
        permit,
        "select v.value, a.kind, count(distinct v.alliance_id) from published_submission_value v \
         join published_return r on r.alliance_id = v.alliance_id and r.wave_id = v.wave_id \
         join published_alliance a on a.alliance_id = v.alliance_id \
         where v.wave_id = $1 and v.measure = $2 and r.state = 'complete' group by v.value, a.kind",
    )
    .bind(wave)
    .bind(measure)
    .all()
    .await
}
