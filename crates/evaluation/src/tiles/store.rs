//! The only SQL about the returns of municipalities' own alliances, over published
//! views alone.

use base::{Permit, ViewReturns, WaveId};
use store::{Read, Result};

/// How many alliances of municipalities have returned what, by key of their
/// district (the first five digits of the municipality's): key, state, number.
pub async fn municipal(
    db: &mut Read,
    permit: &Permit<ViewReturns>,
    wave: WaveId,
) -> Result<Vec<(String, String, i64)>> {
    db.shared(
        permit,
        "select substr(a.municipality_ags, 1, 5), r.state, count(*) from published_return r \
         join published_alliance a on a.alliance_id = r.alliance_id \
         where r.wave_id = $1 and a.kind = 'municipality' group by substr(a.municipality_ags, 1, 5), r.state",
    )
    .bind(wave)
    .all()
    .await
}
