//! The only SQL of the demo: it asks what is there already.

use ::store::{Db, Result};
use base::{Alliance, AllianceId, Permit, ViewTerritory};

/// Whether there are alliances: then the demo is loaded.
pub async fn holds_alliances(db: &Db, permit: &Permit<ViewTerritory>) -> Result<bool> {
    let mut db = db.read(permit).await?;
    let found: Option<(AllianceId,)> =
        db.shared(permit, "select alliance_id from published_alliance limit 1").maybe().await?;
    Ok(found.is_some())
}

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
