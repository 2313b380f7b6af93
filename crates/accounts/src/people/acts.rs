//! What is done with people: invite, appoint, hand over, end, close. Each takes
//! the caller's unit of work and leaves the commit to them; after a refusal
//! nothing of it may be committed.

use super::{
    model::{Handover, Holding, NewPerson, Place, Refused, passes_on},
    store::{self, Source},
};
use crate::{address, api_tokens, passwords::PasswordHash, second_factor, sessions, sso};
use ::store::Tx;
use base::{AllianceId, AnyPermit, ManageAllianceRoles, ManagePeople, NameOffice, Permit, PersonId, Role};
use std::fmt;
use uuid::Uuid;

/// Permits under which roles are given and ended: the operator's, for statewide
/// roles and an alliance's first office; the office's, in its own alliance.
pub trait Appoints: AnyPermit {}
impl Appoints for Permit<ManagePeople> {}
impl Appoints for Permit<ManageAllianceRoles> {}

/// Permits under which an alliance without an office is given one: the operator's and the
/// state coordination's.
pub trait NamesOffices: AnyPermit {}
impl NamesOffices for Permit<ManagePeople> {}
impl NamesOffices for Permit<NameOffice> {}

/// Why an act was not done.
#[derive(Debug)]
pub enum Failure {
    /// A rule speaks against it.
    Refused(Refused),
    /// There is no such person or role here.
    NotFound,
    /// Storage failed.
    Store(::store::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => write!(f, "refused: {}", why.key()),
            Self::NotFound => f.write_str("there is no such person or role here"),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Failure {}

impl From<::store::Error> for Failure {
    fn from(error: ::store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<Refused> for Failure {
    fn from(why: Refused) -> Self {
        Self::Refused(why)
    }
}

type Result<T> = std::result::Result<T, Failure>;

/// What came of giving a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// It is held from today, under this key.
    Now(Uuid),
    /// It was held already.
    Already(Uuid),
}

/// What came of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invited {
    /// Who has the role now: somebody with this address may have had an account.
    pub person: PersonId,
    /// The account is new.
    pub is_new: bool,
    /// The role.
    pub given: Given,
}

/// Gives somebody an account, if they have none, and a role. Done twice with the
/// same person it changes nothing. The letter is sent apart: [`crate::links`].
pub async fn invite(
    tx: &mut Tx,
    permit: &impl Appoints,
    new: NewPerson,
    role: Role,
    place: Place,
) -> Result<Invited> {
    invited(tx, permit, new, role, place).await
}

/// Gives an alliance without an office its first one, or again one. An alliance that has
/// one invites people itself: [`Refused::OfficeThere`].
pub async fn name_office(
    tx: &mut Tx,
    permit: &impl NamesOffices,
    new: NewPerson,
    alliance: AllianceId,
) -> Result<Invited> {
    let had_office = store::has_office(tx, permit, alliance).await?;
    let invited = invited(tx, permit, new, Role::Office, Place::alliance(alliance)).await?;
    if had_office && matches!(invited.given, Given::Now(_)) {
        return Err(Refused::OfficeThere.into());
    }
    Ok(invited)
}

async fn invited(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    new: NewPerson,
    role: Role,
    place: Place,
) -> Result<Invited> {
    let (person, is_new) = match store::by_email(tx, permit, &new.email).await? {
        Some(known) => {
            if known.closed_at.is_some() {
                store::reopen(tx, permit, &known).await?;
            }
            (known.id, false)
        }
        None if store::add(tx, permit, new.id, &new.email, &new.name).await? => (new.id, true),
        // Somebody else made the account at this moment, or the key was used for another address.
        None => match store::by_email(tx, permit, &new.email).await? {
            Some(known) => (known.id, false),
            None => return Err(Refused::FormReused.into()),
        },
    };
    let given = given(tx, permit, person, role, place).await?;
    Ok(Invited { person, is_new, given })
}

/// Gives somebody a role from today. A role that is held already is left as it
/// is, so a double click gives one.
pub async fn give_role(
    tx: &mut Tx,
    permit: &impl Appoints,
    person: PersonId,
    role: Role,
    place: Place,
) -> Result<Given> {
    given(tx, permit, person, role, place).await
}

async fn given(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    role: Role,
    place: Place,
) -> Result<Given> {
    reaches(permit, place.alliance)?;
    place.takes(role)?;
    if let (Some(alliance), Some(ags)) = (place.alliance, &place.municipality) {
        let there = store::municipalities(tx, permit, alliance).await?;
        if !there.iter().any(|(key, _)| key == ags) {
            return Err(Refused::MunicipalityForeign.into());
        }
    }
    if let (Some(alliance), Some(organisation)) = (place.alliance, place.organisation)
        && !store::has_organisation(tx, permit, alliance, organisation).await?
    {
        return Err(Refused::OrganisationForeign.into());
    }
    if !store::hold_person(tx, permit, person).await? {
        return Err(Failure::NotFound);
    }
    let held = store::holdings(tx, permit, person, place.alliance).await?;
    let new = Holding {
        id: tx.new_uuid(),
        role,
        organisation: place.organisation,
        municipality: place.municipality,
    };
    if let Some(same) = held.iter().find(|h| h.is_like(&new)) {
        store::keep_by_hand(tx, permit, same.id).await?;
        return Ok(Given::Already(same.id));
    }
    store::add_role(tx, permit, person, place.alliance, &new, Source::Hand).await?;
    Ok(Given::Now(new.id))
}

/// Ends a role today: it no longer holds from the next request on. An alliance's
/// last office and the last operator stay. Ending it twice changes nothing.
pub async fn end_role(tx: &mut Tx, permit: &impl Appoints, person: PersonId, id: Uuid) -> Result<()> {
    let first = store::role(tx, permit, id).await?.filter(|r| r.person_id == person);
    let Some(first) = first.filter(|r| is_ours(permit, r.alliance_id)) else { return Err(Failure::NotFound) };
    let role = Role::from_key(&first.role).ok_or(Failure::NotFound)?;
    store::hold_person(tx, permit, first.person_id).await?;
    store::hold_role(tx, permit, role, first.alliance_id).await?;
    // Read again under the lock: somebody may have ended it in between.
    let Some(held) = store::role(tx, permit, id).await? else { return Err(Failure::NotFound) };
    if held.until.is_some_and(|until| until <= tx.now().day()) {
        return Ok(());
    }
    if matches!(role, Role::Office | Role::Operator) && store::other_holders(tx, permit, &held).await? == 0 {
        return Err(if role == Role::Office { Refused::LastOffice } else { Refused::LastOperator }.into());
    }
    store::end_role(tx, permit, id).await?;
    tx.bury(permit, &store::ROLE, id);
    Ok(())
}

/// Hands over in one step (R-ACT-16): all roles of a leaving person in the
/// permit's alliance end today and pass to a successor who has a role there, and
/// the job [`Handover`] is queued for open work. Answers how many roles ended.
pub async fn hand_over(
    tx: &mut Tx,
    permit: &Permit<ManageAllianceRoles>,
    from: PersonId,
    to: PersonId,
) -> Result<usize> {
    let alliance = permit.alliance().ok_or(Failure::NotFound)?;
    if from == to {
        return Err(Refused::OwnSuccessor.into());
    }
    // Always in the same order, so that two handovers cannot wait for each other.
    for person in [from.min(to), from.max(to)] {
        if !store::hold_person(tx, permit, person).await? {
            return Err(Failure::NotFound);
        }
    }
    let leaving = store::holdings(tx, permit, from, Some(alliance)).await?;
    let successor = store::holdings(tx, permit, to, Some(alliance)).await?;
    if successor.is_empty() {
        return Err(Failure::NotFound);
    }
    for holding in &leaving {
        store::end_role(tx, permit, holding.id).await?;
        tx.bury(permit, &store::ROLE, holding.id);
    }
    for holding in passes_on(&leaving, &successor) {
        let new = Holding { id: tx.new_uuid(), ..holding.clone() };
        store::add_role(tx, permit, to, Some(alliance), &new, Source::Hand).await?;
    }
    if !leaving.is_empty() {
        tx.enqueue(permit, Handover::JOB, &Handover { alliance, from, to }).await?;
    }
    Ok(leaving.len())
}

/// Corrects name and address of somebody who was invited and has neither chosen a
/// password nor signed in with a central account. Only while all their roles are this place's: nobody gets at others' roles by
/// another address. Answers whether the address changed: then the links sent before have
/// lost their use, and a new invitation is due.
pub async fn correct(
    tx: &mut Tx,
    permit: &impl Appoints,
    person: PersonId,
    name: &str,
    email: &str,
) -> Result<bool> {
    if !store::hold_person(tx, permit, person).await? {
        return Err(Failure::NotFound);
    }
    let account = store::by_id(tx, permit, person).await?.ok_or(Failure::NotFound)?;
    if account.has_password || sso::is_linked(tx, permit, person).await? {
        return Err(Refused::SignsInThemselves.into());
    }
    if store::holds_elsewhere(tx, permit, person, permit.alliance()).await? {
        return Err(Refused::InRoleElsewhere.into());
    }
    if account.name != name {
        store::rename(tx, permit, &account, name, account.version).await?;
    }
    if account.email == email {
        return Ok(false);
    }
    tx.forget_letters(permit, &account.email).await?;
    if !address::replace(tx, permit, &account, email).await? {
        return Err(Refused::AddressTaken.into());
    }
    Ok(true)
}

/// Sets a password for somebody, as the command line and the demo do; people set
/// their own through a link or on their account's page.
pub async fn set_password(
    tx: &mut Tx,
    permit: &Permit<ManagePeople>,
    person: PersonId,
    hash: &PasswordHash,
) -> Result<()> {
    if store::set_password(tx, permit, person, hash.as_str()).await? {
        Ok(())
    } else {
        Err(Failure::NotFound)
    }
}

/// Ends all sessions and tokens of programs of an open account, for when somebody else has
/// them: its person and how many tokens there were. `None` when there is no such account.
pub async fn end_sessions(
    tx: &mut Tx,
    permit: &Permit<ManagePeople>,
    email: &str,
) -> ::store::Result<Option<(PersonId, usize)>> {
    let account = store::by_email(tx, permit, &email.to_lowercase()).await?;
    let Some(account) = account.filter(|account| account.closed_at.is_none()) else { return Ok(None) };
    let tokens = end_all_sessions(tx, permit, account.id).await?;
    Ok(Some((account.id, tokens)))
}

/// Ends all sessions and tokens of programs of an account; answers how many tokens there were.
pub(crate) async fn end_all_sessions(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
) -> ::store::Result<usize> {
    sessions::store::end_others(tx, permit, person, None).await?;
    second_factor::end_steps(tx, permit, person).await?;
    api_tokens::end_all(tx, permit, person).await
}

/// Closes the account of somebody who holds no role any more: password, sessions,
/// tokens and links go at once, name and address after the period set for closed accounts.
pub async fn close(tx: &mut Tx, permit: &Permit<ManagePeople>, person: PersonId) -> Result<()> {
    if !store::hold_person(tx, permit, person).await? {
        return Err(Failure::NotFound);
    }
    if store::holds_any(tx, permit, person).await? {
        return Err(Refused::StillInRole.into());
    }
    api_tokens::end_all(tx, permit, person).await?;
    store::close(tx, permit, person).await?;
    Ok(())
}

/// A permit of one alliance gives no role elsewhere; that it was tried is our mistake.
fn reaches(permit: &dyn AnyPermit, alliance: Option<AllianceId>) -> Result<()> {
    let fits =
        if permit.alliance().is_some() { permit.alliance() == alliance } else { permit.is_statewide() };
    if fits {
        Ok(())
    } else {
        Err(Failure::Store(::store::Error::Bug("this permit gives no roles there".to_owned())))
    }
}

/// Whether a stored role is one this permit ends: the operator's end statewide
/// roles, the office's those of its alliance.
fn is_ours(permit: &dyn AnyPermit, alliance: Option<AllianceId>) -> bool {
    permit.alliance() == alliance
}
