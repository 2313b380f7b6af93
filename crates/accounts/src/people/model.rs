//! The rules: which role is held where, who may not be the last, what passes to
//! a successor.

use base::{AllianceId, OrganisationId, PersonId, Role};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Roles held statewide, in the order they are offered.
pub(crate) const STATEWIDE: [Role; 5] =
    [Role::StateCoordination, Role::Ministry, Role::Evaluator, Role::Companion, Role::Operator];

/// Roles held in one alliance, in the order they are offered.
pub(crate) const LOCAL: [Role; 9] = [
    Role::Office,
    Role::Deputy,
    Role::BoardLead,
    Role::CoreGroupMember,
    Role::MunicipalityContact,
    Role::Contributor,
    Role::CaseManager,
    Role::Volunteer,
    Role::ForeignersAuthority,
];

/// Roles that can speak for an organisation of the directory: a seat in the core
/// group, contributions such as a volunteer coordinator's (R-ACT-14), or work with
/// participants, which somebody always does for an organisation.
const fn speaks_for_an_organisation(role: Role) -> bool {
    matches!(
        role,
        Role::CoreGroupMember
            | Role::Contributor
            | Role::CaseManager
            | Role::Volunteer
            | Role::ForeignersAuthority
    )
}

/// Characters of a name at most.
pub(crate) const LONGEST_NAME: usize = 120;

/// Somebody to be given an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    /// The key, chosen by the form: sending it twice makes one account.
    pub id: PersonId,
    /// Lower case.
    pub email: String,
    /// As colleagues write it.
    pub name: String,
}

/// Where a role is held and for whom it speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The alliance; `None` for statewide roles.
    pub alliance: Option<AllianceId>,
    /// The organisation, where the role speaks for one.
    pub organisation: Option<OrganisationId>,
    /// The municipality (AGS) a municipality contact speaks for.
    pub municipality: Option<String>,
}

impl Place {
    /// The whole Land.
    pub fn land() -> Self {
        Self::default()
    }
    /// One alliance.
    pub fn alliance(alliance: AllianceId) -> Self {
        Self { alliance: Some(alliance), ..Self::default() }
    }
    /// Speaking for a municipality.
    #[must_use]
    pub fn for_municipality(mut self, ags: impl Into<String>) -> Self {
        self.municipality = Some(ags.into());
        self
    }
    /// Speaking for an organisation.
    #[must_use]
    pub fn for_organisation(mut self, organisation: OrganisationId) -> Self {
        self.organisation = Some(organisation);
        self
    }

    /// Whether this role can be held here, as far as the place itself tells.
    pub(crate) fn takes(&self, role: Role) -> Result<(), Refused> {
        if !role.is_given() || role.is_local() != self.alliance.is_some() {
            return Err(Refused::RoleElsewhere);
        }
        if self.organisation.is_some() && !speaks_for_an_organisation(role) {
            return Err(Refused::OrganisationNotNeeded);
        }
        match (role, &self.municipality) {
            (Role::MunicipalityContact, None) => Err(Refused::MunicipalityMissing),
            (Role::MunicipalityContact, Some(_)) | (_, None) => Ok(()),
            (_, Some(_)) => Err(Refused::MunicipalityNotNeeded),
        }
    }
}

/// Why something is not done; the text ids begin with `people-refused`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// This role is not held here: statewide roles are no alliance's and the other way round.
    RoleElsewhere,
    /// A municipality contact speaks for a municipality.
    MunicipalityMissing,
    /// Only a municipality contact speaks for a municipality.
    MunicipalityNotNeeded,
    /// The municipality does not lie where the alliance is.
    MunicipalityForeign,
    /// Only core group members and contributors speak for an organisation.
    OrganisationNotNeeded,
    /// The organisation is not in the alliance's directory.
    OrganisationForeign,
    /// The alliance would be left without an office (R-ACT-16).
    LastOffice,
    /// The installation would be left without an operator.
    LastOperator,
    /// The alliance has an office, which invites people itself.
    OfficeThere,
    /// The form was sent before, with another address.
    FormReused,
    /// Nobody is their own successor.
    OwnSuccessor,
    /// An account that still holds a role stays open.
    StillInRole,
    /// Somebody who has a password corrects their own name and address.
    SignsInThemselves,
    /// Somebody with roles elsewhere is corrected by nobody here.
    InRoleElsewhere,
    /// The address belongs to another account.
    AddressTaken,
}

impl Refused {
    /// Its text id without `people-refused-`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::RoleElsewhere => "role-elsewhere",
            Self::MunicipalityMissing => "municipality-missing",
            Self::MunicipalityNotNeeded => "municipality-not-needed",
            Self::MunicipalityForeign => "municipality-foreign",
            Self::OrganisationNotNeeded => "organisation-not-needed",
            Self::OrganisationForeign => "organisation-foreign",
            Self::LastOffice => "last-office",
            Self::LastOperator => "last-operator",
            Self::OfficeThere => "office-there",
            Self::FormReused => "form-reused",
            Self::OwnSuccessor => "own-successor",
            Self::StillInRole => "still-in-role",
            Self::SignsInThemselves => "signs-in-themselves",
            Self::InRoleElsewhere => "in-role-elsewhere",
            Self::AddressTaken => "address-taken",
        }
    }

    /// The form field it concerns.
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::MunicipalityMissing | Self::MunicipalityNotNeeded | Self::MunicipalityForeign => {
                "municipality"
            }
            Self::OrganisationNotNeeded | Self::OrganisationForeign => "organisation",
            Self::FormReused | Self::AddressTaken | Self::SignsInThemselves | Self::InRoleElsewhere => {
                "email"
            }
            Self::OwnSuccessor => "successor",
            _ => "role",
        }
    }
}

/// A role somebody holds in the alliance at hand, with what it speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Holding {
    pub(crate) id: Uuid,
    pub(crate) role: Role,
    pub(crate) organisation: Option<OrganisationId>,
    pub(crate) municipality: Option<String>,
}

impl Holding {
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.role == other.role
            && self.organisation == other.organisation
            && self.municipality == other.municipality
    }
}

/// Which of the leaving person's roles the successor receives: those not held
/// already; and nobody stands in for the office they hold themselves.
pub(crate) fn passes_on<'a>(leaving: &'a [Holding], successor: &[Holding]) -> Vec<&'a Holding> {
    let office = leaving.iter().chain(successor).any(|h| h.role == Role::Office);
    leaving
        .iter()
        .filter(|l| !successor.iter().any(|s| s.is_like(l)))
        .filter(|l| l.role != Role::Deputy || !office)
        .collect()
}

/// The payload of the job `handover`, queued when somebody leaves: whoever keeps
/// open work for `from` in this alliance gives it to `to` (R-ACT-16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// The alliance.
    pub alliance: AllianceId,
    /// Who leaves.
    pub from: PersonId,
    /// Who takes over.
    pub to: PersonId,
}

impl Handover {
    /// The job's kind.
    pub const JOB: &'static str = "handover";
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{FixedClock, Instant, Seeded};

    fn alliance() -> Place {
        let clock = FixedClock::at(Instant::from_micros(0));
        Place::alliance(AllianceId::new(&clock, &Seeded::fixed(1)))
    }

    fn holds(role: Role) -> Holding {
        Holding { id: Uuid::nil(), role, organisation: None, municipality: None }
    }

    #[test]
    fn statewide_roles_are_held_in_the_land_and_local_ones_in_an_alliance() {
        for role in STATEWIDE {
            assert_eq!(Place::land().takes(role), Ok(()), "{role:?}");
            assert_eq!(alliance().takes(role), Err(Refused::RoleElsewhere), "{role:?}");
        }
        for role in LOCAL.into_iter().filter(|r| *r != Role::MunicipalityContact) {
            assert_eq!(alliance().takes(role), Ok(()), "{role:?}");
            assert_eq!(Place::land().takes(role), Err(Refused::RoleElsewhere), "{role:?}");
        }
    }

    #[test]
    fn every_role_that_is_given_is_offered_exactly_once() {
        let given = Role::ALL.into_iter().filter(|r| r.is_given());
        for role in given {
            assert_eq!(STATEWIDE.iter().chain(&LOCAL).filter(|r| **r == role).count(), 1, "{role:?}");
        }
        for role in [Role::Visitor, Role::SignedIn, Role::Job] {
            assert_eq!(Place::land().takes(role), Err(Refused::RoleElsewhere), "{role:?}");
        }
    }

    #[test]
    fn a_municipality_contact_speaks_for_a_municipality_and_nobody_else_does() {
        assert_eq!(alliance().takes(Role::MunicipalityContact), Err(Refused::MunicipalityMissing));
        assert_eq!(alliance().for_municipality("05154036").takes(Role::MunicipalityContact), Ok(()));
        assert_eq!(
            alliance().for_municipality("05154036").takes(Role::Office),
            Err(Refused::MunicipalityNotNeeded)
        );
    }

    #[test]
    fn only_members_and_contributors_speak_for_an_organisation() {
        let clock = FixedClock::at(Instant::from_micros(0));
        let of = |place: Place| place.for_organisation(OrganisationId::new(&clock, &Seeded::fixed(2)));
        for role in [Role::CoreGroupMember, Role::Contributor] {
            assert_eq!(of(alliance()).takes(role), Ok(()), "{role:?}");
        }
        for role in [Role::Office, Role::Deputy, Role::BoardLead] {
            assert_eq!(of(alliance()).takes(role), Err(Refused::OrganisationNotNeeded), "{role:?}");
        }
    }

    #[test]
    fn a_successor_receives_what_they_do_not_hold_yet() {
        let leaving = [holds(Role::Office), holds(Role::CoreGroupMember)];
        let passed = passes_on(&leaving, &[holds(Role::CoreGroupMember)]);
        assert_eq!(passed, [&leaving[0]]);
        let contact = Holding { municipality: Some("05154036".into()), ..holds(Role::MunicipalityContact) };
        let other = Holding { municipality: Some("05154008".into()), ..holds(Role::MunicipalityContact) };
        assert_eq!(passes_on(std::slice::from_ref(&contact), &[other]), [&contact]);
    }

    #[test]
    fn nobody_becomes_the_deputy_of_their_own_office() {
        let leaving = [holds(Role::Office), holds(Role::Deputy)];
        assert_eq!(passes_on(&leaving, &[]), [&leaving[0]]);
        assert!(passes_on(&[holds(Role::Deputy)], &[holds(Role::Office)]).is_empty());
        assert_eq!(passes_on(&[holds(Role::Deputy)], &[]).len(), 1);
    }
}
