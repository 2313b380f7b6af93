//! The only SQL of the demo: how an alliance it founded is called.

use ::store::{Db, Result};
use base::{Alliance, AllianceId, Permit, ViewTerritory};

/// An alliance as addresses and headings name it.
pub async fn alliance(db: &Db, permit: &Permit<ViewTerritory>, id: AllianceId) -> Result<Alliance> {
    let mut db = db.read(permit).await?;
    let (slug, name) = db
        .shared(permit, "select slug, name from published_alliance where alliance_id = $1")
        .bind(id)
        .one()
        .await?;
    Ok(Alliance { id, slug, name })
}
