//! The only SQL about colleagues.

use ::store::{Read, Result};
use base::{AnyPermit, PersonId};

/// One role of somebody who works on the working aids.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Row {
    pub person_id: PersonId,
    pub name: String,
    pub role: String,
}

/// Who works on the working aids of the alliance and by which roles, by name.
pub(super) async fn list(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Row>> {
    db.sql(
        permit,
        "select c.person_id, c.name, c.role from published_colleague_address c where c.alliance_id = $1 \
         order by c.sort_name, c.person_id, c.role limit 2000",
    )
    .all()
    .await
}

/// Where letters to one of them go: name and address, if there is one.
pub(super) async fn address(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
) -> Result<Option<(String, String)>> {
    db.sql(
        permit,
        "select c.name, c.email from published_colleague_address c where c.alliance_id = $1 and c.person_id = $2 \
         and c.email <> '' limit 1",
    )
    .bind(person)
    .maybe()
    .await
}
