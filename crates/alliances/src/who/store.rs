//! The only SQL about the names in histories.

use base::{AnyPermit, PersonId};
use store::{Read, Result};

/// The name behind an account's key; empty once erased, `None` when there is none.
pub async fn name(db: &mut Read, permit: &dyn AnyPermit, person: PersonId) -> Result<Option<String>> {
    let found: Option<(String,)> = db
        .shared(permit, "select name from published_person where person_id = $1")
        .bind(person)
        .maybe()
        .await?;
    Ok(found.map(|(name,)| name))
}
