//! Who may do what: the one table, readable at a glance.
//!
//! A permission is a type; a [`Permit`] of it can only be had by asking this
//! table. What is not listed is refused. `includes` says that a permit may stand
//! in for a lesser one, `token` that a program's token can open it ([`Scope`]); without
//! it none can. The same table as text: `docs/generated/permissions.txt`.

use crate::{Actor, Alliance, AllianceId, AssignmentId, RoleHeld, VoiceLinkId};
use std::marker::PhantomData;

/// What somebody is, statewide or in one alliance.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everybody, also without an account.
    Visitor,
    /// Everybody with an account.
    SignedIn,
    /// The machine doing queued work.
    Job,
    /// Runs the installation; sees no alliance's content.
    Operator,
    /// LaKI: opens waves, keeps accessions.
    StateCoordination,
    /// Reads the statewide results.
    Ministry,
    /// The scientific team: reads results and returns.
    Evaluator,
    /// Process consultant (Prozessbegleitung).
    Companion,
    /// The lead member of the executive board.
    BoardLead,
    /// The coordination office (GfS).
    Office,
    /// Stands in for the office, with the same rights.
    Deputy,
    /// Sits in the core group (BKG).
    CoreGroupMember,
    /// Speaks for one municipality.
    MunicipalityContact,
    /// Answers single questions.
    Contributor,
    /// Answers one assignment by a personal link, without an account.
    LinkHolder,
    /// Reports talks with the target group by a personal link, without an account.
    Multiplier,
    /// Guides participants (Teilhabemanagement).
    CaseManager,
    /// Accompanies participants without pay; sees only what was granted.
    Volunteer,
    /// Speaks for the foreigners' authority (Ausländerbehörde); sees only what was granted
    /// or what a named legal basis opens.
    ForeignersAuthority,
}

impl Role {
    /// Every role, in the order of the table.
    pub const ALL: [Self; 19] = [
        Self::Visitor,
        Self::SignedIn,
        Self::Job,
        Self::Operator,
        Self::StateCoordination,
        Self::Ministry,
        Self::Evaluator,
        Self::Companion,
        Self::BoardLead,
        Self::Office,
        Self::Deputy,
        Self::CoreGroupMember,
        Self::MunicipalityContact,
        Self::Contributor,
        Self::LinkHolder,
        Self::Multiplier,
        Self::CaseManager,
        Self::Volunteer,
        Self::ForeignersAuthority,
    ];
    /// The name in tables and in the API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::SignedIn => "signed_in",
            Self::Job => "job",
            Self::Operator => "operator",
            Self::StateCoordination => "state_coordination",
            Self::Ministry => "ministry",
            Self::Evaluator => "evaluator",
            Self::Companion => "companion",
            Self::BoardLead => "board_lead",
            Self::Office => "office",
            Self::Deputy => "deputy",
            Self::CoreGroupMember => "core_group_member",
            Self::MunicipalityContact => "municipality_contact",
            Self::Contributor => "contributor",
            Self::LinkHolder => "link_holder",
            Self::Multiplier => "multiplier",
            Self::CaseManager => "case_manager",
            Self::Volunteer => "volunteer",
            Self::ForeignersAuthority => "foreigners_authority",
        }
    }
    /// The role of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.key() == key)
    }
    /// Held in one alliance, not statewide.
    pub const fn is_local(self) -> bool {
        matches!(
            self,
            Self::BoardLead
                | Self::Office
                | Self::Deputy
                | Self::CoreGroupMember
                | Self::MunicipalityContact
                | Self::Contributor
                | Self::LinkHolder
                | Self::Multiplier
                | Self::CaseManager
                | Self::Volunteer
                | Self::ForeignersAuthority
        )
    }
    /// Sees data of participants, so that it rests until the second factor is shown.
    pub const fn sees_participants(self) -> bool {
        matches!(self, Self::CaseManager | Self::ForeignersAuthority)
    }
    /// Can be given to somebody (the others come by themselves).
    pub const fn is_given(self) -> bool {
        !matches!(self, Self::Visitor | Self::SignedIn | Self::LinkHolder | Self::Multiplier | Self::Job)
    }
}

/// How far a role's permission reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reach {
    /// Things that belong to no single alliance, and statewide results.
    Land,
    /// Whichever alliance the address names.
    AnyAlliance,
    /// Only an alliance in which the role is held.
    Alliance,
    /// Only the municipality the role speaks for.
    Municipality,
    /// Only the assignment or the talks the role comes with.
    Assigned,
    /// Only one's own account.
    Own,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The permission's name: what is done, and to what.
    pub name: &'static str,
    /// What it means, in a sentence.
    pub about: &'static str,
    /// Who holds it, how far.
    pub grants: &'static [(Role, Reach)],
    /// Permissions it stands in for.
    pub includes: &'static [&'static str],
    /// Which tokens of programs open it; `None`: none does.
    pub tokens: Option<Tokens>,
}

/// Which tokens of programs open a permission to which their owner has the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tokens {
    /// Each: it is about nobody's content.
    Each,
    /// Each that reaches there.
    Reading,
    /// Those that may write.
    Writing,
}

/// How far the token of a program reaches into its owner's rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Only in this alliance; `None`: only what belongs to no single one, and what the
    /// owner may in all of them.
    pub alliance: Option<AllianceId>,
    /// It may change something.
    pub writes: bool,
}

impl Scope {
    fn opens(self, rule: &Rule, reach: Reach, place: Option<&Alliance>) -> bool {
        match rule.tokens {
            None => false,
            Some(Tokens::Each) => true,
            Some(Tokens::Writing) if !self.writes => false,
            Some(Tokens::Reading | Tokens::Writing) => match self.alliance {
                None => matches!(reach, Reach::Land | Reach::AnyAlliance),
                // Not by a right over the whole Land: what it changes may lie in another alliance.
                Some(own) => {
                    place.is_some_and(|at| at.id == own) && !matches!(reach, Reach::Land | Reach::Own)
                }
            },
        }
    }
}

/// What a token lacks for something its owner may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacks {
    /// It may only read.
    Writing,
    /// It is for one alliance.
    Land,
    /// No token opens this: it takes a session.
    Session,
}

impl Rule {
    /// Open to people without an account.
    pub fn is_open(&self) -> bool {
        self.grants.iter().any(|(role, _)| *role == Role::Visitor)
    }
    /// Held by nobody but those who look over all alliances, and the machine: only such
    /// a permission comes upon rows of several alliances at once. The operator sees no
    /// alliance's content.
    pub fn looks_over_alliances(&self) -> bool {
        let over = |role: Role| role.is_given() && !role.is_local() && role != Role::Operator;
        self.grants.iter().all(|(role, _)| *role == Role::Job || over(*role))
    }
    /// Whether it is asked inside one alliance.
    pub fn is_local(&self) -> bool {
        self.grants.iter().any(|(_, r)| !matches!(r, Reach::Land | Reach::Own))
    }
}

/// A permission, as a type.
pub trait Permission: Send + Sync + 'static {
    /// Its line of the table.
    const RULE: Rule;
}

/// `Self` is enough where `P` is asked for.
pub trait Allows<P: Permission>: Permission {}

/// Proof that the table was asked and said yes.
#[derive(Debug)]
pub struct Permit<P> {
    actor: Actor,
    alliance: Option<Alliance>,
    role: Role,
    reach: Reach,
    municipality: Option<String>,
    assignment: Option<AssignmentId>,
    voice_link: Option<VoiceLinkId>,
    permission: PhantomData<fn() -> P>,
}

impl<P> Clone for Permit<P> {
    fn clone(&self) -> Self {
        Self {
            actor: self.actor.clone(),
            alliance: self.alliance.clone(),
            role: self.role,
            reach: self.reach,
            municipality: self.municipality.clone(),
            assignment: self.assignment,
            voice_link: self.voice_link,
            permission: PhantomData,
        }
    }
}

impl<P: Permission> Permit<P> {
    /// Asks the table. `place` is the alliance the address names, if any.
    /// The widest reach the actor holds is given.
    pub fn ask(actor: &Actor, place: Option<&Alliance>) -> Option<Self> {
        let (reach, role, held) = Self::widest(actor, place, actor.scope())?;
        Some(Self {
            actor: actor.clone(),
            alliance: place.cloned(),
            role,
            reach,
            municipality: held.municipality.clone().filter(|_| reach == Reach::Municipality),
            assignment: held.assignment.filter(|_| reach == Reach::Assigned),
            voice_link: held.voice_link.filter(|_| reach == Reach::Assigned),
            permission: PhantomData,
        })
    }

    /// What the actor's token lacks where the table says no to it and yes to its owner.
    /// `None` as well where the token does not reach: there nothing exists for it.
    pub fn lacks(actor: &Actor, place: Option<&Alliance>) -> Option<Lacks> {
        let scope = actor.scope()?;
        Self::widest(actor, place, None)?;
        if place.is_some_and(|at| Some(at.id) != scope.alliance) {
            return None;
        }
        Some(match P::RULE.tokens {
            None => Lacks::Session,
            Some(Tokens::Writing) if !scope.writes => Lacks::Writing,
            Some(_) => Lacks::Land,
        })
    }

    fn widest<'a>(
        actor: &'a Actor,
        place: Option<&Alliance>,
        scope: Option<Scope>,
    ) -> Option<(Reach, Role, &'a RoleHeld)> {
        let mut best: Option<(Reach, Role, &RoleHeld)> = None;
        for held in actor.roles() {
            for (role, reach) in P::RULE.grants {
                let fits = *role == held.role
                    && match reach {
                        Reach::Land => true,
                        Reach::AnyAlliance => place.is_some(),
                        Reach::Own => actor.person().is_some(),
                        Reach::Alliance => place.is_some() && held.alliance.as_ref() == place,
                        Reach::Municipality => {
                            place.is_some() && held.alliance.as_ref() == place && held.municipality.is_some()
                        }
                        Reach::Assigned => {
                            place.is_some()
                                && held.alliance.as_ref() == place
                                && (held.assignment.is_some() || held.voice_link.is_some())
                        }
                    }
                    && scope.is_none_or(|scope| scope.opens(&P::RULE, *reach, place));
                if fits && best.as_ref().is_none_or(|(b, ..)| *reach < *b) {
                    best = Some((*reach, *role, held));
                }
            }
        }
        best
    }

    /// The same proof for a lesser permission.
    pub fn lesser<Q: Permission>(&self) -> Permit<Q>
    where
        P: Allows<Q>,
    {
        Permit {
            actor: self.actor.clone(),
            alliance: self.alliance.clone(),
            role: self.role,
            reach: self.reach,
            municipality: self.municipality.clone(),
            assignment: self.assignment,
            voice_link: self.voice_link,
            permission: PhantomData,
        }
    }
}

impl<P> Permit<P> {
    /// The alliance the address names.
    pub fn place(&self) -> Option<&Alliance> {
        self.alliance.as_ref()
    }
    /// How far it reaches.
    pub fn reach(&self) -> Reach {
        self.reach
    }
    /// The only municipality (AGS) it is good for, where it is narrowed to one.
    pub fn municipality(&self) -> Option<&str> {
        self.municipality.as_deref()
    }
    /// The only assignment it is good for, where it is narrowed to one.
    pub fn assignment(&self) -> Option<AssignmentId> {
        self.assignment
    }
    /// The only link it reports talks by, where it is narrowed to one.
    pub fn voice_link(&self) -> Option<VoiceLinkId> {
        self.voice_link
    }
}

/// Any permit, as storage needs it: who, and in which alliance.
pub trait AnyPermit: Send + Sync {
    /// Who acts.
    fn actor(&self) -> &Actor;
    /// In which alliance.
    fn alliance(&self) -> Option<AllianceId>;
    /// The role that gave it; `None` where nobody was asked.
    fn role(&self) -> Option<Role>;
    /// The permission's line of the table.
    fn rule(&self) -> Rule;
    /// Whether it reaches over all alliances.
    fn is_statewide(&self) -> bool;
    /// Whether rows of all alliances stand open to it: it reaches over them, and
    /// nobody holds its permission who belongs to one.
    fn looks_over_alliances(&self) -> bool {
        self.is_statewide() && self.rule().looks_over_alliances()
    }
}

impl<P: Permission> AnyPermit for Permit<P> {
    fn actor(&self) -> &Actor {
        &self.actor
    }
    fn alliance(&self) -> Option<AllianceId> {
        self.alliance.as_ref().map(|a| a.id)
    }
    fn role(&self) -> Option<Role> {
        Some(self.role)
    }
    fn rule(&self) -> Rule {
        P::RULE
    }
    fn is_statewide(&self) -> bool {
        self.reach == Reach::Land
    }
}

impl<T: AnyPermit + ?Sized> AnyPermit for &T {
    fn actor(&self) -> &Actor {
        (**self).actor()
    }
    fn alliance(&self) -> Option<AllianceId> {
        (**self).alliance()
    }
    fn role(&self) -> Option<Role> {
        (**self).role()
    }
    fn rule(&self) -> Rule {
        (**self).rule()
    }
    fn is_statewide(&self) -> bool {
        (**self).is_statewide()
    }
    fn looks_over_alliances(&self) -> bool {
        (**self).looks_over_alliances()
    }
}

macro_rules! policy {
    ($($(#[doc = $about:literal])+ $name:ident: $($role:ident in $reach:ident),+ $(; includes $($less:ident),+)? $(; token $token:ident)?.)*) => {
        $(
            $(#[doc = $about])+
            #[derive(Debug)]
            pub struct $name;
            impl Permission for $name {
                const RULE: Rule = Rule {
                    name: stringify!($name),
                    about: concat!($($about),+),
                    grants: &[$((Role::$role, Reach::$reach)),+],
                    includes: &[$($(stringify!($less)),+)?],
                    tokens: match &[$(Tokens::$token)?] as &[Tokens] {
                        [tokens] => Some(*tokens),
                        _ => None,
                    },
                };
            }
            impl Allows<$name> for $name {}
            $($(impl Allows<$less> for $name {})+)?
        )*
        /// Every line of the table.
        pub const POLICY: &[Rule] = &[$($name::RULE),*];
    };
}

policy! {
    // ── everybody ──────────────────────────────────────────────────────────
    /// Public pages: sign-in, imprint, privacy notice, health.
    Visit: Visitor in Land; token Each.
    /// One's own account: start page, password, sessions, sign-out.
    UseAccount: SignedIn in Own.
    /// Who one is here and what one may: what a program asks first.
    ViewOwnRights: SignedIn in Own; token Each.
    /// Municipalities, districts, actor types: facts that are no one's secret.
    ViewTerritory: SignedIn in Land, Job in Land, Operator in Land; token Each.

    // ── the installation ───────────────────────────────────────────────────
    /// Import the list of municipalities, edit legal pages.
    RunInstallation: Operator in Land, Job in Land; includes ViewTerritory.
    /// See and invite people with statewide roles.
    ManagePeople: Operator in Land, Job in Land.
    /// Find anybody's account to help its owner: end its sessions, erase it. Roles in an alliance stay with its office.
    FindAccounts: Operator in Land.
    /// Who did what outside the alliances: accounts, statewide tasks, operation.
    ViewInstallationAudit: Operator in Land.
    /// Queued work: mail, clean-up.
    RunJobs: Job in Land.

    // ── the Land ───────────────────────────────────────────────────────────
    /// Statewide results: tables, map, downloads. Aggregates only.
    ViewStatewide: StateCoordination in Land, Ministry in Land, Evaluator in Land, Companion in Land,
        BoardLead in Land, Office in Land, Deputy in Land, CoreGroupMember in Land, Job in Land; token Reading.
    /// Who was asked and has or has not answered, alliance by alliance.
    ViewReturns: StateCoordination in Land, Ministry in Land, Evaluator in Land, Job in Land; token Reading.
    /// Read what an alliance has submitted.
    ViewSubmissions: StateCoordination in Land, Evaluator in Land, Job in Land; token Reading.
    /// Open, change and close waves.
    ManageWaves: StateCoordination in Land, Job in Land; includes ViewReturns; token Writing.
    /// Found alliances; register accessions, withdrawals and switches.
    ManageAccessions: StateCoordination in Land, Job in Land; includes ViewTerritory; token Writing.

    /// Which alliances lack an office, a lead or a core group, which have ended, what support they ask for.
    ViewStructures: StateCoordination in Land, Ministry in Land, Evaluator in Land, Job in Land; token Reading.

    /// Write down where a rule of Land or Bund that stands in the way has got to (R-EVA-09).
    KeepProblems: StateCoordination in Land, Ministry in Land, Job in Land; token Writing.
    /// Sort what alliances have sent about such rules into the Land's list.
    SortProblems: StateCoordination in Land, Job in Land; includes KeepProblems, ViewSubmissions; token Writing.

    // ── one alliance ───────────────────────────────────────────────────────
    /// The alliance's start page: who belongs to it, its office, its state.
    ViewAlliance: BoardLead in Alliance, Office in Alliance, Deputy in Alliance, CoreGroupMember in Alliance,
        MunicipalityContact in Alliance, Contributor in Alliance, CaseManager in Alliance,
        StateCoordination in AnyAlliance, Job in AnyAlliance; token Reading.
    /// Change seat, focus, lead board member and contact of the office.
    EditAlliance: Office in Alliance, Deputy in Alliance, Job in AnyAlliance; includes ViewAlliance; token Writing.
    /// Invite people, end their roles, hand over work.
    ManageAllianceRoles: Office in Alliance, Deputy in Alliance, Job in AnyAlliance; includes ViewAlliance.
    /// Name the office of an alliance that has none, so that it can invite everybody else.
    NameOffice: StateCoordination in AnyAlliance.
    /// Look up where a person stands in everything the alliance holds (Art. 15 to 17 GDPR).
    FindPerson: Office in Alliance, Deputy in Alliance, Job in AnyAlliance.
    /// The directory: organisations, contacts, bodies, core group.
    ViewOrganisations: BoardLead in Alliance, Office in Alliance, Deputy in Alliance,
        CoreGroupMember in Alliance, Job in AnyAlliance; token Reading.
    /// Write the directory.
    EditOrganisations: Office in Alliance, Deputy in Alliance, Job in AnyAlliance; includes ViewOrganisations; token Writing.
    /// See how municipalities vote on joining.
    ViewVotes: BoardLead in Alliance, Office in Alliance, Deputy in Alliance,
        MunicipalityContact in Municipality, Job in AnyAlliance; token Reading.
    /// Ask municipalities to vote; write votes down.
    ManageVotes: Office in Alliance, Deputy in Alliance, Job in AnyAlliance; includes ViewVotes; token Writing.
    /// Cast the vote of one's own municipality.
    CastVote: MunicipalityContact in Municipality; includes ViewVotes; token Writing.
    /// Enter who speaks for what in a municipality: the office for all, a contact for its own (R-ACT-08, R-ALL-12).
    NameContacts: Office in Alliance, Deputy in Alliance, MunicipalityContact in Municipality,
        Job in AnyAlliance; includes ViewVotes; token Writing.
    /// Confidential notes of the office about a municipality (R-ALL-10).
    KeepNotes: Office in Alliance, Deputy in Alliance, Job in AnyAlliance.
    /// What was put before the lead board member, and what is new in the alliance (R-ACT-03).
    ViewEscalations: BoardLead in Alliance, Office in Alliance, Deputy in Alliance, Job in AnyAlliance; token Reading.
    /// Put a conflict before the lead board member.
    Escalate: Office in Alliance, Deputy in Alliance, Job in AnyAlliance; includes ViewEscalations; token Writing.
    /// Answer as the lead board member.
    AnswerEscalations: BoardLead in Alliance; includes ViewEscalations; token Writing.
    /// Register groups for one's own organisation, as a volunteer coordinator does (R-ACT-14).
    RegisterGroups: Contributor in Alliance; token Writing.
    /// Who did and saw what in the alliance; reading it leaves a line as well.
    ViewAudit: Office in Alliance, Deputy in Alliance.
    /// Read the working aids of the alliance.
    ViewWorkbook: BoardLead in Alliance, Office in Alliance, Deputy in Alliance,
        CoreGroupMember in Alliance, Job in AnyAlliance; token Reading.
    /// See who contributed what to a question, and what office and core group say about it.
    ViewContributions: Office in Alliance, Deputy in Alliance, CoreGroupMember in Alliance,
        Job in AnyAlliance; includes ViewWorkbook; token Reading.
    /// Comment on questions of a working aid, ask for more, hand a conversation to somebody, close it.
    ReviewWorkbook: Office in Alliance, Deputy in Alliance, CoreGroupMember in Alliance,
        Job in AnyAlliance; includes ViewContributions, ViewWorkbook; token Writing.
    /// Fill the working aids.
    EditWorkbook: Office in Alliance, Deputy in Alliance, Job in AnyAlliance; includes ViewWorkbook,
        ViewContributions, ReviewWorkbook; token Writing.
    /// Answer one's own assignment by a personal link.
    AnswerAssignment: LinkHolder in Assigned.
    /// Report talks and hindrances by a personal link (R-NOA-25, R-NOA-28).
    ReportVoices: Multiplier in Assigned.
    /// What the target group says, counted by theme, and the table of hindrances.
    ViewVoices: BoardLead in Alliance, Office in Alliance, Deputy in Alliance,
        CoreGroupMember in Alliance, Job in AnyAlliance; token Reading.
    /// Read, accept, redact and strike what was reported; hand out links for it.
    ReviewVoices: Office in Alliance, Deputy in Alliance, Job in AnyAlliance; includes ViewVoices; token Writing.
    /// Send the short form to the evaluation, withdraw it, or decline.
    SubmitWorkbook: Office in Alliance, Deputy in Alliance, Job in AnyAlliance; includes EditWorkbook, ViewWorkbook; token Writing.
    /// Offboarding: everything of one alliance as files, then closed.
    ArchiveAlliance: Operator in AnyAlliance, Job in AnyAlliance.

    // ── participants ───────────────────────────────────────────────────────
    /// Read what is known of the alliance's participants. Never statewide, never the office.
    ViewCases: CaseManager in Alliance.
    /// Write participants down, correct and erase them.
    KeepCases: CaseManager in Alliance; includes ViewCases.
    /// Wrap the keys of participants anew, back them up and put them back. Opens nothing they seal.
    KeepKeys: Operator in AnyAlliance, Job in AnyAlliance.
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ApiTokenId, FixedClock, Instant, PersonId, Seeded};

    fn alliance(seed: u64) -> Alliance {
        let id = AllianceId::new(&FixedClock::at(Instant::from_micros(0)), &Seeded::fixed(seed));
        Alliance { id, slug: format!("b{seed}"), name: format!("B {seed}") }
    }

    fn office_of(alliance: &Alliance) -> Actor {
        somebody(&[(Role::Office, Some(alliance))])
    }

    fn somebody(roles: &[(Role, Option<&Alliance>)]) -> Actor {
        let id = PersonId::new(&FixedClock::at(Instant::from_micros(0)), &Seeded::fixed(9));
        let held = |(role, at): &(Role, Option<&Alliance>)| match at {
            Some(at) => RoleHeld::in_alliance(*role, Alliance::clone(at)),
            None => RoleHeld::bare(*role),
        };
        #[expect(clippy::disallowed_methods, reason = "the table is asked on behalf of somebody")]
        Actor::signed_in(id, "Büro".into(), roles.iter().map(held).collect())
    }

    fn with_token(actor: &Actor, alliance: Option<&Alliance>, writes: bool) -> Actor {
        let token = ApiTokenId::new(&FixedClock::at(Instant::from_micros(0)), &Seeded::fixed(8));
        actor.by_token(token, Scope { alliance: alliance.map(|a| a.id), writes })
    }

    #[test]
    fn what_tokens_open_is_this_and_never_accounts_roles_audit_or_participants() {
        let open = |tokens| -> Vec<&str> {
            POLICY.iter().filter(|r| r.tokens == Some(tokens)).map(|r| r.name).collect()
        };
        assert_eq!(open(Tokens::Each), ["Visit", "ViewOwnRights", "ViewTerritory"]);
        for name in open(Tokens::Reading) {
            assert!(name.starts_with("View"), "{name}");
        }
        let none: Vec<_> = POLICY.iter().filter(|r| r.tokens.is_none()).map(|r| r.name).collect();
        let named = [
            "UseAccount",
            "RunInstallation",
            "ManagePeople",
            "FindAccounts",
            "ViewInstallationAudit",
            "RunJobs",
            "ManageAllianceRoles",
            "NameOffice",
            "FindPerson",
            "KeepNotes",
            "ViewAudit",
            "AnswerAssignment",
            "ReportVoices",
            "ArchiveAlliance",
            "ViewCases",
            "KeepCases",
            "KeepKeys",
        ];
        assert_eq!(none, named);
    }

    #[test]
    fn a_token_opens_no_more_than_its_scope_and_its_owner_together() {
        let (own, other, foreign) = (alliance(1), alliance(2), alliance(3));
        let actor = somebody(&[(Role::Office, Some(&own)), (Role::Office, Some(&other))]);
        let reads = with_token(&actor, Some(&own), false);
        let writes = with_token(&actor, Some(&own), true);
        let land = with_token(&actor, None, true);
        assert!(Permit::<ViewWorkbook>::ask(&reads, Some(&own)).is_some());
        assert!(Permit::<EditWorkbook>::ask(&reads, Some(&own)).is_none());
        assert!(Permit::<EditWorkbook>::ask(&writes, Some(&own)).is_some());
        for place in [&other, &foreign] {
            assert!(Permit::<ViewWorkbook>::ask(&writes, Some(place)).is_none());
            assert!(Permit::<ViewWorkbook>::ask(&land, Some(place)).is_none());
        }
        assert!(Permit::<ViewStatewide>::ask(&writes, None).is_none());
        assert!(Permit::<ViewStatewide>::ask(&land, None).is_some());
        for token in [&reads, &writes, &land] {
            assert!(Permit::<UseAccount>::ask(token, None).is_none());
            assert!(Permit::<ManageAllianceRoles>::ask(token, Some(&own)).is_none());
            assert!(Permit::<ViewAudit>::ask(token, Some(&own)).is_none());
            assert!(Permit::<ManageWaves>::ask(token, None).is_none(), "its owner may not either");
            assert!(Permit::<ViewOwnRights>::ask(token, None).is_some());
        }
    }

    #[test]
    fn a_token_for_one_alliance_carries_no_right_over_the_land() {
        let (own, other) = (alliance(1), alliance(2));
        let actor = somebody(&[(Role::StateCoordination, None)]);
        let one = with_token(&actor, Some(&own), true);
        assert!(Permit::<ViewAlliance>::ask(&one, Some(&own)).is_some());
        assert!(Permit::<ViewAlliance>::ask(&one, Some(&other)).is_none());
        assert!(Permit::<ManageAccessions>::ask(&one, Some(&own)).is_none());
        let land = with_token(&actor, None, true);
        assert!(Permit::<ManageAccessions>::ask(&land, Some(&other)).is_some());
    }

    #[test]
    fn what_a_token_lacks_is_named_where_its_owner_may_and_it_reaches() {
        let (own, other) = (alliance(1), alliance(2));
        let actor = somebody(&[(Role::Office, Some(&own)), (Role::Office, Some(&other))]);
        let reads = with_token(&actor, Some(&own), false);
        assert_eq!(Permit::<EditWorkbook>::lacks(&reads, Some(&own)), Some(Lacks::Writing));
        assert_eq!(Permit::<ViewStatewide>::lacks(&reads, None), Some(Lacks::Land));
        assert_eq!(Permit::<UseAccount>::lacks(&reads, None), Some(Lacks::Session));
        assert_eq!(Permit::<ViewAudit>::lacks(&reads, Some(&own)), Some(Lacks::Session));
        // Nothing there for it, whatever its owner may.
        assert_eq!(Permit::<ViewWorkbook>::lacks(&reads, Some(&other)), None);
        assert_eq!(Permit::<ManageWaves>::lacks(&reads, None), None, "its owner may not");
        assert_eq!(Permit::<EditWorkbook>::lacks(&actor, Some(&own)), None, "no token");
    }

    #[test]
    fn an_office_edits_its_own_alliance_and_no_other() {
        let (own, foreign) = (alliance(1), alliance(2));
        let actor = office_of(&own);
        assert!(Permit::<EditOrganisations>::ask(&actor, Some(&own)).is_some());
        assert!(Permit::<EditOrganisations>::ask(&actor, Some(&foreign)).is_none());
        assert!(Permit::<EditOrganisations>::ask(&actor, None).is_none());
    }

    #[test]
    fn a_link_opens_its_own_assignment_and_nothing_else() {
        let (own, foreign) = (alliance(1), alliance(2));
        let one = AssignmentId::new(&FixedClock::at(Instant::from_micros(0)), &Seeded::fixed(5));
        #[expect(clippy::disallowed_methods, reason = "the table is asked on behalf of somebody")]
        let actor = Actor::by_link(own.clone(), one, "Berufskolleg".into());
        let permit = Permit::<AnswerAssignment>::ask(&actor, Some(&own)).expect("its own");
        assert_eq!((permit.assignment(), permit.reach()), (Some(one), Reach::Assigned));
        assert!(Permit::<AnswerAssignment>::ask(&actor, Some(&foreign)).is_none());
        let opened: Vec<_> = POLICY
            .iter()
            .filter(|rule| rule.grants.iter().any(|(role, _)| *role == Role::LinkHolder))
            .map(|rule| rule.name)
            .collect();
        assert_eq!(opened, ["AnswerAssignment"]);
        assert!(Permit::<UseAccount>::ask(&actor, None).is_none(), "it is no account");
        assert!(Permit::<ReportVoices>::ask(&actor, Some(&own)).is_none(), "it reports no talks");
        let link = VoiceLinkId::from_uuid(one.uuid());
        #[expect(clippy::disallowed_methods, reason = "the table is asked on behalf of somebody")]
        let actor = Actor::by_voice_link(own.clone(), link, "Sozialarbeit".into());
        let permit = Permit::<ReportVoices>::ask(&actor, Some(&own)).expect("its own");
        assert_eq!((permit.voice_link(), permit.assignment()), (Some(link), None));
        assert!(Permit::<ReportVoices>::ask(&actor, Some(&foreign)).is_none());
        assert!(Permit::<AnswerAssignment>::ask(&actor, Some(&own)).is_none(), "it answers nothing");
    }

    #[test]
    fn a_visitor_may_only_visit() {
        let open: Vec<_> = POLICY.iter().filter(|r| r.is_open()).map(|r| r.name).collect();
        assert_eq!(open, ["Visit"]);
    }

    #[test]
    fn the_operator_sees_no_alliances_content() {
        let content = ["ViewOrganisations", "ViewWorkbook", "KeepNotes", "ViewVotes", "ViewSubmissions"];
        for rule in POLICY.iter().filter(|r| content.contains(&r.name)) {
            assert!(rule.grants.iter().all(|(role, _)| *role != Role::Operator), "{}", rule.name);
        }
    }

    #[test]
    fn participants_are_for_case_managers_of_their_own_alliance_alone() {
        let of_cases: Vec<_> = POLICY.iter().filter(|r| r.name.ends_with("Cases")).collect();
        assert_eq!(of_cases.iter().map(|r| r.name).collect::<Vec<_>>(), ["ViewCases", "KeepCases"]);
        for rule in &of_cases {
            assert_eq!(rule.grants, [(Role::CaseManager, Reach::Alliance)], "{}", rule.name);
        }
        let standing_in: Vec<_> = POLICY
            .iter()
            .filter(|r| r.includes.iter().any(|less| of_cases.iter().any(|c| c.name == *less)))
            .map(|r| r.name)
            .collect();
        assert_eq!(standing_in, ["KeepCases"], "no other permission stands in for them");
        assert!(Role::CaseManager.is_local());
    }

    #[test]
    fn volunteers_and_foreigners_authorities_hold_nothing_of_their_own() {
        let without = [Role::Volunteer, Role::ForeignersAuthority];
        for rule in POLICY {
            for (role, reach) in rule.grants {
                assert!(!without.contains(role), "{} is given to {role:?} ({reach:?})", rule.name);
            }
        }
    }

    #[test]
    fn nobody_of_an_alliance_looks_over_all_of_them() {
        let over: Vec<_> = POLICY.iter().filter(|r| r.looks_over_alliances()).map(|r| r.name).collect();
        let named = [
            "RunJobs",
            "ViewReturns",
            "ViewSubmissions",
            "ManageWaves",
            "ManageAccessions",
            "ViewStructures",
            "KeepProblems",
            "SortProblems",
            "NameOffice",
        ];
        assert_eq!(over, named);
    }

    #[test]
    fn what_a_permission_includes_its_holders_hold_anyway_or_it_adds_nobody_new() {
        for rule in POLICY {
            for less in rule.includes {
                let lesser = POLICY.iter().find(|r| r.name == *less).expect("named in the table");
                for (role, _) in rule.grants {
                    assert!(
                        lesser.grants.iter().any(|(r, _)| r == role || *r == Role::SignedIn),
                        "{} includes {less}, which {role:?} does not hold",
                        rule.name
                    );
                }
            }
        }
    }
}
