//! The only SQL of these pages: names behind keys.

use base::{AnyPermit, PersonId};
use store::{Read, Result};

/// Somebody's name; empty once it is erased.
pub async fn name(db: &mut Read, permit: &dyn AnyPermit, person: PersonId) -> Result<String> {
    let found: Option<(String,)> = db
        .shared(permit, "select name from published_person where person_id = $1")
        .bind(person)
        .maybe()
        .await?;
    Ok(found.map(|(name,)| name).unwrap_or_default())
}
