//! The only SQL about accounts of all alliances.

use crate::people::Part;
use base::{Day, FindAccounts, Permit, PersonId};
use store::{Read, Result};

/// One role of one account; an account without roles has one line.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Line {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) has_password: bool,
    /// Signs in with a central account.
    pub(super) is_linked: bool,
    pub(super) role: Option<String>,
    /// The alliance the role is held in; `None` statewide.
    pub(super) alliance: Option<String>,
    pub(super) since: Option<Day>,
}

/// Open accounts with this in their name or address, with the roles they hold today.
pub(super) async fn found(db: &mut Read, permit: &Permit<FindAccounts>, part: &Part) -> Result<Vec<Line>> {
    let today = db.now().day();
    db.across(
        permit,
        "select p.id, p.name, p.email, p.has_password, p.is_linked, r.role, a.name as alliance, r.since \
         from (select q.id, q.name, q.email, q.sort_name, q.password_hash is not null as has_password, \
               exists (select 1 from sso_account s where s.person_id = q.id) as is_linked from person q \
               where q.closed_at is null \
               and (q.sort_name like $2 || '' escape '\\' or q.email like $3 || '' escape '\\') \
               order by q.sort_name, q.id limit $4) p \
         left join role_held r on r.person_id = p.id and (r.until is null or r.until > $1) \
         left join published_alliance a on a.alliance_id = r.alliance_id \
         order by p.sort_name, p.id, r.since, r.id",
    )
    .bind(today)
    .bind(part.name.clone())
    .bind(part.email.clone())
    .bind(part.most)
    .all()
    .await
}

/// One open account with the roles it holds today; empty where there is none.
pub(super) async fn one(db: &mut Read, permit: &Permit<FindAccounts>, person: PersonId) -> Result<Vec<Line>> {
    let today = db.now().day();
    db.across(
        permit,
        "select p.id, p.name, p.email, p.password_hash is not null as has_password, \
         exists (select 1 from sso_account s where s.person_id = p.id) as is_linked, \
         r.role, a.name as alliance, r.since from person p \
         left join role_held r on r.person_id = p.id and (r.until is null or r.until > $2) \
         left join published_alliance a on a.alliance_id = r.alliance_id \
         where p.id = $1 and p.closed_at is null order by r.since, r.id",
    )
    .bind(person)
    .bind(today)
    .all()
    .await
}
