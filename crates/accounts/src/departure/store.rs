//! The only SQL about leaving.

use base::{ArchiveAlliance, Day, Permit, PersonId};
use serde::Serialize;
use store::{Db, Error, Result};
use uuid::Uuid;

#[derive(Serialize, sqlx::FromRow)]
struct RoleRow {
    person: PersonId,
    name: String,
    email: Option<String>,
    role: String,
    municipality: Option<String>,
    organisation: Option<Uuid>,
    organisation_name: Option<String>,
    since: Day,
    until: Option<Day>,
}

/// Everybody who holds or held a role in the alliance: file names and JSON.
/// Passwords and sessions stay where they are.
pub async fn export(db: &Db, permit: &Permit<ArchiveAlliance>) -> Result<Vec<(String, Vec<u8>)>> {
    let mut db = db.read(permit).await?;
    let roles: Vec<RoleRow> = db
        .sql(
            permit,
            "select p.id as person, p.name, p.email, r.role, r.municipality_ags as municipality, \
             r.organisation_id as organisation, o.name as organisation_name, r.since, r.until \
             from role_held r join person p on p.id = r.person_id left join published_organisation o \
             on o.alliance_id = r.alliance_id and o.organisation_id = r.organisation_id \
             where r.alliance_id = $1 order by p.sort_name, p.id, r.since, r.id",
        )
        .all()
        .await?;
    let bytes = serde_json::to_vec_pretty(&roles).map_err(|e| Error::Bug(e.to_string()))?;
    Ok(vec![("people-and-roles.json".to_owned(), bytes)])
}
