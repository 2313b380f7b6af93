//! The only SQL about leaving.

use crate::{api_tokens, people};
use base::{ArchiveAlliance, Day, Permit, PersonId};
use serde::Serialize;
use store::{Db, Error, Portion, Result, Tx};
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
    Ok(vec![("personen-und-rollen.json".to_owned(), bytes)])
}

/// Ends the roles still held in an alliance that is forgotten, one portion of them:
/// whoever held nothing else can then be erased. That they were held stays. Tokens of
/// programs for the alliance go.
pub async fn forget_alliance(
    tx: &mut Tx,
    permit: &Permit<ArchiveAlliance>,
    portion: &mut Portion,
) -> Result<()> {
    let today = tx.now().day();
    let running: Vec<(Uuid,)> = tx
        .sql(
            permit,
            "select id from role_held where alliance_id = $1 and (until is null or until > $2) \
             order by id limit $3",
        )
        .bind(today)
        .bind(portion.left())
        .all()
        .await?;
    for (role,) in running {
        people::store::end_role(tx, permit, role).await?;
        portion.took(1);
    }
    api_tokens::forget_alliance(tx, permit, portion).await
}
