//! The only SQL about people and the roles they hold. `person` belongs to no
//! alliance; `role_held` holds statewide roles as well, so its writes name the
//! alliance themselves: which one, the acts have checked against the permit.

use super::model::Holding;
use crate::{devices, second_factor};
use base::{
    AllianceId, AnyPermit, Day, Instant, ManagePeople, OrganisationId, Permit, PersonId, Role, RunJobs,
};
use store::{Again, Burial, Kept, Put, Read, Result, Tx};
use uuid::Uuid;

/// A role that has ended.
pub(crate) const ROLE: Burial = Burial {
    kind: "role",
    again: Again::Sql(&[(
        "update role_held set until = $2 where id = $1 and (until is null or until > $2)",
        &[Put::Row, Put::Day],
    )]),
};

/// An account that was closed.
pub(crate) const CLOSED: Burial = Burial {
    kind: "closed account",
    again: Again::Sql(&[
        ("delete from totp where person_id = $1", &[Put::Row]),
        ("delete from passkey where person_id = $1", &[Put::Row]),
        ("delete from recovery_code where person_id = $1", &[Put::Row]),
        (
            "update person set password_hash = null, closed_at = coalesce(closed_at, $2) where id = $1",
            &[Put::Row, Put::Moment],
        ),
    ]),
};

/// A password that another one took the place of. The later one lies in no older backup,
/// so a link has to be asked for.
pub(crate) const PASSWORD: Burial = Burial {
    kind: "password",
    again: Again::Sql(&[("update person set password_hash = null where id = $1", &[Put::Row])]),
};

/// An account as the acts see it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Account {
    pub(crate) id: PersonId,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) has_password: bool,
    pub(crate) version: i64,
    pub(crate) closed_at: Option<Instant>,
}

/// The account with this address, also a closed one.
pub(crate) async fn by_email(db: &mut Read, permit: &dyn AnyPermit, email: &str) -> Result<Option<Account>> {
    db.shared(
        permit,
        "select id, email, name, password_hash is not null as has_password, version, closed_at \
         from person where email = $1",
    )
    .bind(email.to_owned())
    .maybe()
    .await
}

/// An account that is open.
pub(crate) async fn by_id(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
) -> Result<Option<Account>> {
    db.shared(
        permit,
        "select id, email, name, password_hash is not null as has_password, version, closed_at \
         from person where id = $1 and closed_at is null",
    )
    .bind(person)
    .maybe()
    .await
}

/// Makes an account; `false` when the key or the address is taken.
pub(crate) async fn add(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    email: &str,
    name: &str,
) -> Result<bool> {
    let now = tx.now();
    let added = tx
        .shared(
            permit,
            "insert into person (id, email, name, sort_name, created_at) values ($1, $2, $3, $4, $5) \
             on conflict do nothing",
        )
        .bind(person)
        .bind(email.to_owned())
        .bind(name.to_owned())
        .bind(base::sort_key(name))
        .bind(now)
        .run()
        .await?;
    if added == 0 {
        return Ok(false);
    }
    for (field, value) in [("email", email), ("name", name)] {
        keep(tx, permit, person, field, None, Some(value)).await?;
    }
    Ok(true)
}

/// Opens a closed account again.
pub(crate) async fn reopen(tx: &mut Tx, permit: &dyn AnyPermit, account: &Account) -> Result<()> {
    tx.shared(permit, "update person set closed_at = null where id = $1").bind(account.id).run().await?;
    let before = account.closed_at.map(|at| at.to_string());
    keep(tx, permit, account.id, "closed_at", before.as_deref(), None).await
}

/// Closes an account: nothing can sign in to it any more.
pub(crate) async fn close(tx: &mut Tx, permit: &Permit<ManagePeople>, person: PersonId) -> Result<()> {
    let now = tx.now();
    tx.shared(permit, "delete from session where person_id = $1").bind(person).run().await?;
    tx.shared(permit, "delete from single_use_link where person_id = $1").bind(person).run().await?;
    second_factor::remove_all_along(tx, permit, person).await?;
    devices::forget(tx, permit, person).await?;
    tx.shared(permit, "update person set password_hash = null, closed_at = $2 where id = $1")
        .bind(person)
        .bind(now)
        .run()
        .await?;
    tx.bury(permit, &CLOSED, person.uuid());
    keep(tx, permit, person, "closed_at", None, Some(&now.to_string())).await
}

/// Changes a name; `false` when the account has another version by now.
pub(crate) async fn rename(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    account: &Account,
    name: &str,
    version: i64,
) -> Result<bool> {
    let changed = tx
        .shared(
            permit,
            "update person set name = $3, sort_name = $4, version = version + 1 where id = $1 and version = $2",
        )
        .bind(account.id)
        .bind(version)
        .bind(name.to_owned())
        .bind(base::sort_key(name))
        .run()
        .await?;
    if changed > 0 {
        keep(tx, permit, account.id, "name", Some(&account.name), Some(name)).await?;
    }
    Ok(changed > 0)
}

/// Sets the password's hash; `false` when there is no such open account.
pub(crate) async fn set_password(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    hash: &str,
) -> Result<bool> {
    let before = tx
        .shared(
            permit,
            "update person set password_hash = null \
             where id = $1 and closed_at is null and password_hash is not null",
        )
        .bind(person)
        .run()
        .await?;
    if before > 0 {
        tx.bury(permit, &PASSWORD, person.uuid());
    }
    let set = tx
        .shared(permit, "update person set password_hash = $2 where id = $1 and closed_at is null")
        .bind(person)
        .bind(hash.to_owned())
        .run()
        .await?;
    Ok(set > 0)
}

/// Whether somebody holds a role today outside this place (`None`: the statewide ones).
pub(crate) async fn holds_elsewhere(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
    here: Option<AllianceId>,
) -> Result<bool> {
    let today = db.now().day();
    let (count,): (i64,) = db
        .shared(
            permit,
            "select count(*) from role_held where person_id = $1 and (until is null or until > $2) \
             and ((alliance_id is null and $4) or (alliance_id is not null and not $4) or alliance_id <> $3)",
        )
        .bind(person)
        .bind(today)
        .bind(here)
        .bind(here.is_some())
        .one()
        .await?;
    Ok(count > 0)
}

async fn keep(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    field: &str,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<()> {
    tx.keep(permit, Kept { subject: "person", row: person.uuid(), field, before, after }).await
}

// ── roles ───────────────────────────────────────────────────────────────────

/// Makes others who change this person's roles wait until this unit of work ends.
pub(crate) async fn hold_person(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<bool> {
    let held = tx
        .shared(permit, "update person set version = version where id = $1 and closed_at is null")
        .bind(person)
        .run()
        .await?;
    Ok(held > 0)
}

/// Makes others who change this role's holders in this place wait: two people
/// cannot both end what each takes for the last but one.
pub(crate) async fn hold_role(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    role: Role,
    alliance: Option<AllianceId>,
) -> Result<()> {
    tx.shared(
        permit,
        "update role_held set role = role where role = $1 and until is null \
         and (alliance_id = $2 or (alliance_id is null and $3))",
    )
    .bind(role.key())
    .bind(alliance)
    .bind(alliance.is_none())
    .run()
    .await?;
    Ok(())
}

/// How many others than this one hold the role in its place today.
pub(crate) async fn other_holders(db: &mut Read, permit: &dyn AnyPermit, of: &RoleRow) -> Result<i64> {
    let today = db.now().day();
    let (count,): (i64,) = db
        .shared(
            permit,
            "select count(*) from role_held where role = $1 and id <> $2 and (until is null or until > $3) \
             and (alliance_id = $4 or (alliance_id is null and $5))",
        )
        .bind(of.role.clone())
        .bind(of.id)
        .bind(today)
        .bind(of.alliance_id)
        .bind(of.alliance_id.is_none())
        .one()
        .await?;
    Ok(count)
}

/// Whether anybody holds the office of an alliance today.
pub(crate) async fn has_office(db: &mut Read, permit: &dyn AnyPermit, alliance: AllianceId) -> Result<bool> {
    let today = db.now().day();
    let (count,): (i64,) = db
        .shared(
            permit,
            "select count(*) from role_held where role = 'office' and alliance_id = $1 \
             and (until is null or until > $2)",
        )
        .bind(alliance)
        .bind(today)
        .one()
        .await?;
    Ok(count > 0)
}

/// A role as it stands in its table.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct RoleRow {
    pub(crate) id: Uuid,
    pub(crate) person_id: PersonId,
    pub(crate) role: String,
    pub(crate) alliance_id: Option<AllianceId>,
    pub(crate) organisation_id: Option<OrganisationId>,
    pub(crate) municipality_ags: Option<String>,
    pub(crate) until: Option<Day>,
}

/// One role held, ended or not.
pub(crate) async fn role(db: &mut Read, permit: &dyn AnyPermit, id: Uuid) -> Result<Option<RoleRow>> {
    db.shared(
        permit,
        "select id, person_id, role, alliance_id, organisation_id, municipality_ags, until \
         from role_held where id = $1",
    )
    .bind(id)
    .maybe()
    .await
}

/// The roles somebody holds today, in one alliance or (`None`) statewide.
pub(crate) async fn holdings(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
    alliance: Option<AllianceId>,
) -> Result<Vec<Holding>> {
    let today = db.now().day();
    let rows: Vec<RoleRow> = db
        .shared(
            permit,
            "select id, person_id, role, alliance_id, organisation_id, municipality_ags, until from role_held \
             where person_id = $1 and (alliance_id = $2 or (alliance_id is null and $3)) \
             and (until is null or until > $4) order by since, id",
        )
        .bind(person)
        .bind(alliance)
        .bind(alliance.is_none())
        .bind(today)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|r| {
            let role = Role::from_key(&r.role)?;
            Some(Holding {
                id: r.id,
                role,
                organisation: r.organisation_id,
                municipality: r.municipality_ags,
            })
        })
        .collect())
}

/// Whether somebody holds any role anywhere today.
pub(crate) async fn holds_any(db: &mut Read, permit: &dyn AnyPermit, person: PersonId) -> Result<bool> {
    let today = db.now().day();
    let (count,): (i64,) = db
        .shared(
            permit,
            "select count(*) from role_held where person_id = $1 and (until is null or until > $2)",
        )
        .bind(person)
        .bind(today)
        .one()
        .await?;
    Ok(count > 0)
}

/// Where a role comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Somebody gave it; it stays until somebody ends it.
    Hand,
    /// A group of the central account; it ends with the group.
    #[cfg_attr(not(feature = "sso"), expect(dead_code, reason = "built without central accounts"))]
    Group,
}

impl Source {
    /// Its name in the table.
    const fn key(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Group => "sso",
        }
    }
}

/// Writes a role down, from today.
pub(crate) async fn add_role(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    alliance: Option<AllianceId>,
    holding: &Holding,
    source: Source,
) -> Result<()> {
    let today = tx.now().day();
    tx.shared(
        permit,
        "insert into role_held (id, person_id, role, alliance_id, organisation_id, municipality_ags, since, \
         source) values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(holding.id)
    .bind(person)
    .bind(holding.role.key())
    .bind(alliance)
    .bind(holding.organisation)
    .bind(holding.municipality.clone())
    .bind(today)
    .bind(source.key())
    .run()
    .await?;
    rights_changed(tx, permit, holding.id).await?;
    let kept = Kept {
        subject: "role_held",
        row: holding.id,
        field: "role",
        before: None,
        after: Some(holding.role.key()),
    };
    tx.keep(permit, kept).await
}

/// Somebody gives by hand what a group gives already: it no longer ends with the group.
pub(crate) async fn keep_by_hand(tx: &mut Tx, permit: &dyn AnyPermit, id: Uuid) -> Result<bool> {
    let kept = tx
        .shared(permit, "update role_held set source = 'hand' where id = $1 and source <> 'hand'")
        .bind(id)
        .run()
        .await?;
    Ok(kept > 0)
}

/// A role that a group of the central account gave and that is held today.
#[cfg(feature = "sso")]
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct GivenByGroup {
    pub(crate) id: Uuid,
    alliance_id: Option<AllianceId>,
    slug: Option<String>,
    alliance: Option<String>,
}

#[cfg(feature = "sso")]
impl GivenByGroup {
    /// Where it is held; `None` for statewide roles.
    pub(crate) fn place(&self) -> Option<base::Alliance> {
        let (slug, name) = (self.slug.clone()?, self.alliance.clone()?);
        Some(base::Alliance { id: self.alliance_id?, slug, name })
    }
}

/// The roles somebody holds today because of a group, wherever, closed alliances too.
#[cfg(feature = "sso")]
pub(crate) async fn given_by_groups(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
) -> Result<Vec<GivenByGroup>> {
    let today = db.now().day();
    db.shared(
        permit,
        "select r.id, r.alliance_id, a.slug, a.name as alliance from role_held r \
         left join published_alliance a on a.alliance_id = r.alliance_id \
         where r.person_id = $1 and r.source = 'sso' and (r.until is null or r.until > $2) \
         and (r.alliance_id is null or a.slug is not null) order by r.since, r.id",
    )
    .bind(person)
    .bind(today)
    .all()
    .await
}

/// Ends a role today.
pub(crate) async fn end_role(tx: &mut Tx, permit: &dyn AnyPermit, id: Uuid) -> Result<()> {
    let today = tx.now().day();
    tx.shared(permit, "update role_held set until = $2 where id = $1").bind(id).bind(today).run().await?;
    rights_changed(tx, permit, id).await?;
    let after = today.to_string();
    let kept = Kept { subject: "role_held", row: id, field: "until", before: None, after: Some(&after) };
    tx.keep(permit, kept).await
}

/// Marks that the rights of whoever holds this role have changed: tokens given out
/// before are replaced.
async fn rights_changed(tx: &mut Tx, permit: &dyn AnyPermit, role: Uuid) -> Result<()> {
    let now = tx.now();
    tx.shared(
        permit,
        "update person set rights_changed_at = $2 \
         where id = (select r.person_id from role_held r where r.id = $1)",
    )
    .bind(role)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

// ── places ──────────────────────────────────────────────────────────────────

/// A municipality or alliance to choose from: key and name.
pub(crate) type Choice = (String, String);

/// The municipalities where an alliance is: its district's, or its own seat.
pub(crate) async fn municipalities(
    db: &mut Read,
    permit: &dyn AnyPermit,
    alliance: AllianceId,
) -> Result<Vec<Choice>> {
    db.shared(
        permit,
        "select m.ags, m.name from published_municipality m \
         join published_alliance a on a.municipality_ags = m.ags or a.district_key = m.district_key \
         where a.alliance_id = $1 order by m.sort_name, m.ags",
    )
    .bind(alliance)
    .all()
    .await
}

/// The organisations somebody can speak for in the permit's alliance, by name.
pub(crate) async fn organisations(
    db: &mut Read,
    permit: &dyn AnyPermit,
) -> Result<Vec<(OrganisationId, String)>> {
    db.sql(
        permit,
        "select o.organisation_id, o.name from published_organisation o where o.alliance_id = $1 \
         order by o.sort_name",
    )
    .all()
    .await
}

/// Whether an organisation stands in an alliance's directory.
pub(crate) async fn has_organisation(
    db: &mut Read,
    permit: &dyn AnyPermit,
    alliance: AllianceId,
    organisation: OrganisationId,
) -> Result<bool> {
    let found: Option<(OrganisationId,)> = db
        .shared(
            permit,
            "select o.organisation_id from published_organisation o \
             where o.alliance_id = $1 and o.organisation_id = $2",
        )
        .bind(alliance)
        .bind(organisation)
        .maybe()
        .await?;
    Ok(found.is_some())
}

/// Alliances nobody holds the office of: address and name.
pub(crate) async fn alliances_without_office(
    db: &mut Read,
    permit: &Permit<ManagePeople>,
    most: i64,
) -> Result<Vec<Choice>> {
    let today = db.now().day();
    db.across(
        permit,
        "select a.slug, a.name from published_alliance a where a.closed_on is null and not exists \
         (select 1 from role_held r where r.alliance_id = a.alliance_id and r.role = 'office' \
         and (r.until is null or r.until > $1)) order by a.sort_name, a.alliance_id limit $2",
    )
    .bind(today)
    .bind(most)
    .all()
    .await
}

/// Key, name in addresses and name of the open alliance with this name in addresses.
pub async fn alliance(
    db: &mut Read,
    permit: &dyn AnyPermit,
    slug: &str,
) -> Result<Option<(AllianceId, String, String)>> {
    db.shared(
        permit,
        "select alliance_id, slug, name from published_alliance where slug = $1 and closed_on is null",
    )
    .bind(slug.to_owned())
    .maybe()
    .await
}

// ── lists ───────────────────────────────────────────────────────────────────

/// One role of one person, as lists show it; a person without roles has one line.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Line {
    pub(crate) id: PersonId,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) has_password: bool,
    /// Signs in with a central account.
    pub(crate) is_linked: bool,
    pub(crate) sort_name: String,
    pub(crate) role_id: Option<Uuid>,
    pub(crate) role: Option<String>,
    pub(crate) municipality: Option<String>,
    pub(crate) organisation: Option<String>,
    pub(crate) since: Option<Day>,
    pub(crate) until: Option<Day>,
}

/// Which part of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Part of a name, as a pattern on the sort key.
    pub(crate) name: String,
    /// Part of an e-mail address, as a pattern.
    pub(crate) email: String,
    /// Goes on after this sort key and person.
    pub(crate) after: (String, PersonId),
    /// People at most.
    pub(crate) most: i64,
}

/// People with statewide roles, and those without any role, with their statewide roles.
pub(crate) async fn statewide(
    db: &mut Read,
    permit: &Permit<ManagePeople>,
    part: &Part,
) -> Result<Vec<Line>> {
    let today = db.now().day();
    db.across(
        permit,
        "select p.id, p.name, p.email, p.has_password, p.is_linked, p.sort_name, r.id as role_id, r.role, \
         cast(null as text) as municipality, cast(null as text) as organisation, r.since, r.until \
         from (select q.id, q.name, q.email, q.sort_name, q.password_hash is not null as has_password, \
               exists (select 1 from sso_account s where s.person_id = q.id) as is_linked from person q where q.closed_at is null \
               and (exists (select 1 from role_held h where h.person_id = q.id and h.alliance_id is null \
                            and (h.until is null or h.until > $1)) \
                    or not exists (select 1 from role_held h where h.person_id = q.id \
                                   and (h.until is null or h.until > $1))) \
               and (q.sort_name like $2 || '' escape '\\' or q.email like $3 || '' escape '\\') \
               and (q.sort_name, q.id) > ($4, $5) order by q.sort_name, q.id limit $6) p \
         left join role_held r on r.person_id = p.id and r.alliance_id is null \
         and (r.until is null or r.until > $1) \
         order by p.sort_name, p.id, r.since, r.id",
    )
    .bind(today)
    .bind(part.name.clone())
    .bind(part.email.clone())
    .bind(part.after.0.clone())
    .bind(part.after.1)
    .bind(part.most)
    .all()
    .await
}

/// People with a role in the permit's alliance, with their roles there.
pub(crate) async fn of_alliance(db: &mut Read, permit: &dyn AnyPermit, part: &Part) -> Result<Vec<Line>> {
    let today = db.now().day();
    db.sql(
        permit,
        "select p.id, p.name, p.email, p.has_password, p.is_linked, p.sort_name, r.id as role_id, r.role, \
         m.name as municipality, o.name as organisation, r.since, r.until \
         from (select q.id, q.name, q.email, q.sort_name, q.password_hash is not null as has_password, \
               exists (select 1 from sso_account s where s.person_id = q.id) as is_linked from person q where q.closed_at is null \
               and exists (select 1 from role_held h where h.person_id = q.id and h.alliance_id = $1 \
                           and (h.until is null or h.until > $2)) \
               and (q.sort_name like $3 || '' escape '\\' or q.email like $4 || '' escape '\\') \
               and (q.sort_name, q.id) > ($5, $6) order by q.sort_name, q.id limit $7) p \
         join role_held r on r.person_id = p.id and r.alliance_id = $1 and (r.until is null or r.until > $2) \
         left join published_municipality m on m.ags = r.municipality_ags \
         left join published_organisation o on o.alliance_id = r.alliance_id \
         and o.organisation_id = r.organisation_id \
         order by p.sort_name, p.id, r.since, r.id",
    )
    .bind(today)
    .bind(part.name.clone())
    .bind(part.email.clone())
    .bind(part.after.0.clone())
    .bind(part.after.1)
    .bind(part.most)
    .all()
    .await
}

/// Somebody to choose: key, name and e-mail address.
pub(crate) type Colleague = (PersonId, String, String);

/// Everybody with a role in the permit's alliance.
pub(crate) async fn colleagues(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Colleague>> {
    let today = db.now().day();
    db.sql(
        permit,
        "select p.id, p.name, p.email from person p where p.closed_at is null \
         and exists (select 1 from role_held h where h.person_id = p.id and h.alliance_id = $1 \
                     and (h.until is null or h.until > $2)) order by p.sort_name, p.id",
    )
    .bind(today)
    .all()
    .await
}

/// Who could be named deputy: everybody with a role in the permit's alliance who
/// neither holds its office nor stands in for it.
pub(crate) async fn could_deputise(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Colleague>> {
    let today = db.now().day();
    db.sql(
        permit,
        "select p.id, p.name, p.email from person p where p.closed_at is null \
         and exists (select 1 from role_held h where h.person_id = p.id and h.alliance_id = $1 \
                     and (h.until is null or h.until > $2)) \
         and not exists (select 1 from role_held h where h.person_id = p.id and h.alliance_id = $1 \
                         and h.role in ('office', 'deputy') and (h.until is null or h.until > $2)) \
         order by p.sort_name, p.id",
    )
    .bind(today)
    .all()
    .await
}

/// Who stands in for the office of the permit's alliance without holding it: names.
pub(crate) async fn deputies(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<(String,)>> {
    let today = db.now().day();
    db.sql(
        permit,
        "select p.name from person p where p.closed_at is null \
         and exists (select 1 from role_held h where h.person_id = p.id and h.alliance_id = $1 \
                     and h.role = 'deputy' and (h.until is null or h.until > $2)) \
         and not exists (select 1 from role_held o where o.person_id = p.id and o.alliance_id = $1 \
                         and o.role = 'office' and (o.until is null or o.until > $2)) \
         order by p.sort_name, p.id",
    )
    .bind(today)
    .all()
    .await
}

/// All roles somebody holds or held statewide, oldest first; empty for people the
/// operator does not see.
pub(crate) async fn person_statewide(
    db: &mut Read,
    permit: &Permit<ManagePeople>,
    person: PersonId,
) -> Result<Vec<Line>> {
    let today = db.now().day();
    db.across(
        permit,
        "select p.id, p.name, p.email, p.password_hash is not null as has_password, \
         exists (select 1 from sso_account s where s.person_id = p.id) as is_linked, p.sort_name, \
         r.id as role_id, r.role, cast(null as text) as municipality, cast(null as text) as organisation, r.since, r.until \
         from person p left join role_held r on r.person_id = p.id and r.alliance_id is null \
         where p.id = $1 and p.closed_at is null \
         and (exists (select 1 from role_held h where h.person_id = p.id and h.alliance_id is null \
                      and (h.until is null or h.until > $2)) \
              or not exists (select 1 from role_held h where h.person_id = p.id \
                             and (h.until is null or h.until > $2))) \
         order by r.since, r.id",
    )
    .bind(person)
    .bind(today)
    .all()
    .await
}

/// All roles somebody holds or held in the permit's alliance, oldest first; empty
/// for people who hold none there today.
pub(crate) async fn person_in_alliance(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
) -> Result<Vec<Line>> {
    let today = db.now().day();
    db.sql(
        permit,
        "select p.id, p.name, p.email, p.password_hash is not null as has_password, \
         exists (select 1 from sso_account s where s.person_id = p.id) as is_linked, p.sort_name, \
         r.id as role_id, r.role, m.name as municipality, o.name as organisation, r.since, r.until \
         from person p join role_held r on r.person_id = p.id and r.alliance_id = $1 \
         left join published_municipality m on m.ags = r.municipality_ags \
         left join published_organisation o on o.alliance_id = r.alliance_id \
         and o.organisation_id = r.organisation_id \
         where p.id = $2 and p.closed_at is null \
         and exists (select 1 from role_held h where h.person_id = p.id and h.alliance_id = $1 \
                     and (h.until is null or h.until > $3)) \
         order by r.since, r.id",
    )
    .bind(person)
    .bind(today)
    .all()
    .await
}

/// A role that has ended: who, which, for which municipality or organisation, since, until.
pub(crate) type Former = (String, String, Option<String>, Day, Day);

/// The roles that ended in the permit's alliance, the latest first.
pub(crate) async fn former(db: &mut Read, permit: &dyn AnyPermit, most: i64) -> Result<Vec<Former>> {
    let today = db.now().day();
    db.sql(
        permit,
        "select p.name, r.role, coalesce(m.name, o.name) as place, r.since, r.until from role_held r \
         join person p on p.id = r.person_id left join published_municipality m on m.ags = r.municipality_ags \
         left join published_organisation o on o.alliance_id = r.alliance_id \
         and o.organisation_id = r.organisation_id \
         where r.alliance_id = $1 and r.until is not null and r.until <= $2 \
         order by r.until desc, r.since desc, r.id limit $3",
    )
    .bind(today)
    .bind(most)
    .all()
    .await
}

/// How many accounts there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Counted {
    /// Not closed.
    pub open: i64,
    /// Of these: invited, and never signed in.
    pub waiting: i64,
    /// Of these: without any role today.
    pub without_role: i64,
}

/// Counts accounts, for those who run the installation.
pub async fn count(db: &mut Read, permit: &Permit<RunJobs>) -> Result<Counted> {
    let today = db.now().day();
    db.across(
        permit,
        "select count(*) as open, \
         count(case when p.password_hash is null and not exists \
         (select 1 from sso_account s where s.person_id = p.id) then 1 end) as waiting, \
         count(case when not exists (select 1 from role_held h where h.person_id = p.id \
         and (h.until is null or h.until > $1)) then 1 end) as without_role \
         from person p where p.closed_at is null",
    )
    .bind(today)
    .one()
    .await
}
