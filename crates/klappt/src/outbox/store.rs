//! The only SQL of this page: names behind keys.

use base::{AllianceId, Permit, PersonId, RunJobs};
use store::{Read, Result};

/// Somebody's name; empty once it is erased.
pub async fn name(db: &mut Read, permit: &Permit<RunJobs>, person: PersonId) -> Result<String> {
    let text = "select name from published_person where person_id = $1";
    let found: Option<(String,)> = db.shared(permit, text).bind(person).maybe().await?;
    Ok(found.map(|(name,)| name).unwrap_or_default())
}

/// An alliance's name; empty where there is none any more.
pub async fn alliance(db: &mut Read, permit: &Permit<RunJobs>, alliance: AllianceId) -> Result<String> {
    let text = "select name from published_alliance where alliance_id = $1";
    let found: Option<(String,)> = db.shared(permit, text).bind(alliance).maybe().await?;
    Ok(found.map(|(name,)| name).unwrap_or_default())
}
