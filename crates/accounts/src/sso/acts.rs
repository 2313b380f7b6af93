//! What signing in by a central account does to accounts: finds, makes or links one, and
//! brings the roles its groups give up to date.

use super::{
    model::{Grant, Missing, Refusal},
    provider::Told,
    store,
};
use crate::people::{self, Holding, Source};
use ::store::{Db, Error, Read, Tx};
use base::{
    Actor, Alliance, AnyPermit, ManageAllianceRoles, ManagePeople, Permission, Permit, PersonId, Role,
};
use web::Result;

/// Who acts where no person does: the groups decide.
const ACTOR: &str = "central account";

fn machine<P: Permission>(place: Option<&Alliance>) -> ::store::Result<Permit<P>> {
    Permit::ask(&Actor::job(ACTOR), place).ok_or_else(|| Error::Bug("the machine gives no roles".to_owned()))
}

/// Whom somebody turned out to be.
pub(super) enum Met {
    /// The owner of this account.
    Known {
        person: PersonId,
        name: String,
    },
    /// Probably the owner of this account: its password has to tell.
    Perhaps {
        person: PersonId,
    },
    /// Nobody yet, with an address to make an account for.
    New {
        email: String,
    },
    Nobody(Refusal),
}

impl Met {
    /// For the audit.
    pub(super) const fn words(&self) -> &'static str {
        match self {
            Self::Known { .. } => "known",
            Self::Perhaps { .. } => "password asked for",
            Self::New { .. } => "new",
            Self::Nobody(refusal) => refusal.key(),
        }
    }
    /// What to say to somebody who is not let in.
    pub(super) const fn refusal(&self) -> Refusal {
        match self {
            Self::Nobody(refusal) => *refusal,
            _ => Refusal::Over,
        }
    }
}

/// Finds the account of whom the provider tells. The provider's own key for a person
/// decides; an address only says where to ask for a password.
pub(super) async fn meet(
    db: &mut Read,
    permit: &dyn AnyPermit,
    issuer: &str,
    told: &Told,
    has_task: bool,
) -> ::store::Result<Met> {
    if let Some(owner) = store::owner(db, permit, issuer, &told.subject).await? {
        return Ok(if owner.is_closed {
            Met::Nobody(Refusal::Closed)
        } else {
            Met::Known { person: owner.person_id, name: owner.name }
        });
    }
    let Some(email) = &told.email else {
        return Ok(Met::Nobody(if has_task { Refusal::NoAddress } else { Refusal::NoTask }));
    };
    Ok(match people::store::by_email(db, permit, email).await? {
        Some(account) if account.closed_at.is_some() => Met::Nobody(Refusal::Closed),
        Some(account) if account.has_password => Met::Perhaps { person: account.id },
        // Linked to another central account, or not used yet: nobody can prove that it is theirs.
        Some(_) => Met::Nobody(Refusal::Unused),
        None if has_task => Met::New { email: email.clone() },
        None => Met::Nobody(Refusal::NoTask),
    })
}

/// Makes an account for somebody new; `None` when somebody was faster.
pub(super) async fn make(
    db: &Db,
    issuer: &str,
    told: &Told,
    email: &str,
) -> ::store::Result<Option<PersonId>> {
    let permit = machine::<ManagePeople>(None)?;
    let mut tx = db.begin(&permit).await?;
    let person = PersonId::new(db.clock(), db.chance());
    if !people::store::add(&mut tx, &permit, person, email, &told.name).await?
        || !store::link(&mut tx, &permit, issuer, &told.subject, person).await?
    {
        return Ok(None);
    }
    tx.commit(&permit, &format!("person {person} made and linked to a central account")).await?;
    Ok(Some(person))
}

/// A role that groups give, with its place looked up.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    place: Option<Alliance>,
    role: Role,
    organisation: Option<base::OrganisationId>,
    municipality: Option<String>,
}

impl Wanted {
    fn holding(&self, tx: &Tx) -> Holding {
        Holding {
            id: tx.new_uuid(),
            role: self.role,
            organisation: self.organisation,
            municipality: self.municipality.clone(),
        }
    }
    fn is_like(&self, held: &Holding) -> bool {
        self.role == held.role
            && self.organisation == held.organisation
            && self.municipality == held.municipality
    }
}

/// Looks up what a grant names.
async fn resolve(db: &Db, grant: &Grant) -> ::store::Result<std::result::Result<Wanted, Missing>> {
    let wanted = |place| Wanted {
        place,
        role: grant.role,
        organisation: grant.organisation,
        municipality: grant.municipality.clone(),
    };
    let Some(slug) = &grant.alliance else { return Ok(Ok(wanted(None))) };
    let permit = machine::<ManagePeople>(None)?;
    let mut reader = db.read(&permit).await?;
    let found = people::store::alliance(&mut reader, &permit, slug).await?;
    drop(reader);
    let Some((id, slug, name)) = found else { return Ok(Err(Missing::Alliance)) };
    let place = Alliance { id, slug, name };
    let permit = machine::<ManageAllianceRoles>(Some(&place))?;
    let mut reader = db.read(&permit).await?;
    if let Some(ags) = &grant.municipality
        && !people::store::municipalities(&mut reader, &permit, id).await?.iter().any(|(key, _)| key == ags)
    {
        return Ok(Err(Missing::Municipality));
    }
    if let Some(organisation) = grant.organisation
        && !people::store::has_organisation(&mut reader, &permit, id, organisation).await?
    {
        return Ok(Err(Missing::Organisation));
    }
    drop(reader);
    Ok(Ok(wanted(Some(place))))
}

/// Looks up all that groups give. What is not there gives nothing, and is said in the log.
pub(super) async fn wanted(db: &Db, grants: &[&Grant]) -> ::store::Result<Vec<Wanted>> {
    let mut all = Vec::new();
    for grant in grants {
        match resolve(db, grant).await? {
            Ok(wanted) => all.push(wanted),
            Err(missing) => tracing::warn!(role = grant.role.key(), ?missing, "a group gives nothing"),
        }
    }
    Ok(all)
}

/// What of the grants is not there: which one, and what it lacks.
///
/// # Errors
/// When the database cannot be read.
pub async fn missing(db: &Db, grants: &[Grant]) -> ::store::Result<Vec<(usize, Missing)>> {
    let mut found = Vec::new();
    for (at, grant) in grants.iter().enumerate() {
        if let Err(missing) = resolve(db, grant).await? {
            found.push((at, missing));
        }
    }
    Ok(found)
}

/// Brings the roles that groups give up to date: new ones begin today, those no group
/// gives any more end today, also an alliance's last office: the provider decides.
/// What somebody gave by hand stays as it is. Each alliance gets an audit line of its own.
pub(super) async fn bring_up_to_date(db: &Db, person: PersonId, wanted: &[Wanted]) -> Result<()> {
    let permit = machine::<ManagePeople>(None)?;
    let mut reader = db.read(&permit).await?;
    let given = people::store::given_by_groups(&mut reader, &permit, person).await?;
    drop(reader);
    let mut places: Vec<Option<Alliance>> = Vec::new();
    for place in
        given.iter().map(people::store::GivenByGroup::place).chain(wanted.iter().map(|w| w.place.clone()))
    {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    for place in places {
        let here: Vec<&Wanted> = wanted.iter().filter(|w| w.place == place).collect();
        match &place {
            None => settle(db, &machine::<ManagePeople>(None)?, person, &here).await?,
            Some(at) => settle(db, &machine::<ManageAllianceRoles>(Some(at))?, person, &here).await?,
        }
    }
    Ok(())
}

/// Settles the roles of one place.
async fn settle(db: &Db, permit: &dyn AnyPermit, person: PersonId, wanted: &[&Wanted]) -> Result<()> {
    let mut tx = db.begin(permit).await?;
    if !people::store::hold_person(&mut tx, permit, person).await? {
        return Ok(());
    }
    // Read under the lock: they may be signing in twice at this moment.
    let held = people::store::holdings(&mut tx, permit, person, permit.alliance()).await?;
    let by_groups: Vec<_> = people::store::given_by_groups(&mut tx, permit, person).await?;
    let is_by_group = |held: &Holding| by_groups.iter().any(|given| given.id == held.id);
    let mut done = Vec::new();
    for held in held.iter().filter(|held| is_by_group(held) && !wanted.iter().any(|w| w.is_like(held))) {
        people::store::end_role(&mut tx, permit, held.id).await?;
        done.push(format!("{} ended", held.role.key()));
    }
    let mut new: Vec<Holding> = Vec::new();
    for wanted in wanted {
        if !held.iter().chain(&new).any(|held| wanted.is_like(held)) {
            new.push(wanted.holding(&tx));
        }
    }
    for new in &new {
        people::store::add_role(&mut tx, permit, person, permit.alliance(), new, Source::Group).await?;
        done.push(format!("{} given", new.role.key()));
    }
    if !done.is_empty() {
        tx.commit(permit, &format!("roles of person {person} from groups: {}", done.join(", "))).await?;
    }
    Ok(())
}
