//! The only SQL about core groups, over published views alone.

use base::{Permit, ViewStatewide, WaveId};
use std::collections::BTreeMap;
use store::{Read, Result};

/// How often each value of a measure was shared by complete returns, by kind of
/// alliance. A value counts once for each alliance.
pub async fn count(
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
    wave: WaveId,
    measure: &'static str,
) -> Result<BTreeMap<(String, String), u64>> {
    let rows: Vec<(String, String, i64)> = db
        .shared(
            permit,
            "select v.value, a.kind, count(distinct v.alliance_id) from published_submission_value v \
             join published_return r on r.alliance_id = v.alliance_id and r.wave_id = v.wave_id \
             join published_alliance a on a.alliance_id = v.alliance_id \
             where v.wave_id = $1 and v.measure = $2 and r.state = 'complete' group by v.value, a.kind",
        )
        .bind(wave)
        .bind(measure)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(value, kind, n)| ((value, kind), u64::try_from(n).unwrap_or(0))).collect())
}

/// Key, label, area and area's label of each actor type, in the order of the working aid.
pub async fn actor_types(
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
) -> Result<Vec<(String, String, String, String)>> {
    db.shared(permit, "select key, label, area, area_label from published_actor_type order by position")
        .all()
        .await
}
