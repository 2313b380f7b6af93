//! Who acts: a visitor, somebody signed in with the roles they hold today, or
//! the machine itself.

use crate::{AllianceId, ApiTokenId, AssignmentId, OrganisationId, PersonId, Role, Scope, VoiceLinkId};
use std::sync::Arc;

/// An alliance as far as addresses and headings need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alliance {
    /// Its key.
    pub id: AllianceId,
    /// Its name in addresses: `kreis-kleve`.
    pub slug: String,
    /// Its name for people: `Kreis Kleve`.
    pub name: String,
}

/// One role somebody holds today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleHeld {
    /// Which.
    pub role: Role,
    /// Where; `None` for statewide roles.
    pub alliance: Option<Alliance>,
    /// For whom, where the role speaks for one organisation.
    pub organisation: Option<OrganisationId>,
    /// For which municipality (AGS), where the role speaks for one.
    pub municipality: Option<String>,
    /// For which assignment, where the role comes with a personal link.
    pub assignment: Option<AssignmentId>,
    /// By which link talks are reported, where the role comes with one.
    pub voice_link: Option<VoiceLinkId>,
}

impl RoleHeld {
    /// A role as such, statewide or of everybody.
    pub const fn bare(role: Role) -> Self {
        Self {
            role,
            alliance: None,
            organisation: None,
            municipality: None,
            assignment: None,
            voice_link: None,
        }
    }
    /// A role in one alliance.
    pub fn in_alliance(role: Role, alliance: Alliance) -> Self {
        Self { alliance: Some(alliance), ..Self::bare(role) }
    }
}

/// The door through which somebody acts, as the audit names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// A page in a browser.
    Page,
    /// A program with a token.
    Api,
    /// A personal link, without an account.
    Link,
    /// Queued work.
    Job,
    /// The machine's own command line.
    Console,
}

impl Channel {
    /// Its name in the audit.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Api => "api",
            Self::Link => "link",
            Self::Job => "job",
            Self::Console => "console",
        }
    }
}

/// Whoever causes what happens. Fields are private: whoever could build an
/// actor could get any permit, so the constructors are few and watched
/// (`clippy.toml` bars [`Actor::signed_in`] outside sign-in).
#[derive(Clone, Debug)]
pub struct Actor(Arc<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    channel: Channel,
    person: Option<PersonId>,
    name: String,
    roles: Vec<RoleHeld>,
    resting: Vec<RoleHeld>,
    program: Option<(ApiTokenId, Scope)>,
}

impl Actor {
    /// Somebody unknown.
    pub fn visitor() -> Self {
        Self::bare(Channel::Page, String::new(), Role::Visitor)
    }
    /// The machine, doing the named job.
    pub fn job(name: &str) -> Self {
        Self::bare(Channel::Job, name.to_owned(), Role::Job)
    }
    /// The operator at the machine's own command line.
    pub fn console() -> Self {
        Self::bare(Channel::Console, "Kommandozeile".to_owned(), Role::Operator)
    }
    /// Somebody whose session or password was just proven.
    pub fn signed_in(person: PersonId, name: String, mut roles: Vec<RoleHeld>) -> Self {
        for role in [Role::Visitor, Role::SignedIn] {
            roles.push(RoleHeld::bare(role));
        }
        Self(Arc::new(Inner {
            channel: Channel::Page,
            person: Some(person),
            name,
            roles,
            resting: Vec::new(),
            program: None,
        }))
    }
    /// Somebody whose personal link was just found good: they may answer one assignment.
    pub fn by_link(alliance: Alliance, assignment: AssignmentId, name: String) -> Self {
        let held =
            RoleHeld { assignment: Some(assignment), ..RoleHeld::in_alliance(Role::LinkHolder, alliance) };
        Self::holding(held, name)
    }
    /// Somebody whose personal link was just found good: they may report talks to one alliance.
    pub fn by_voice_link(alliance: Alliance, link: VoiceLinkId, name: String) -> Self {
        let held = RoleHeld { voice_link: Some(link), ..RoleHeld::in_alliance(Role::Multiplier, alliance) };
        Self::holding(held, name)
    }
    fn holding(held: RoleHeld, name: String) -> Self {
        let (channel, roles) = (Channel::Link, vec![RoleHeld::bare(Role::Visitor), held]);
        Self(Arc::new(Inner { channel, person: None, name, roles, resting: Vec::new(), program: None }))
    }
    /// The same, knowing of roles that rest: they give nothing until the second
    /// factor is shown, but their holder is told about them.
    #[must_use]
    pub fn with_resting(self, resting: Vec<RoleHeld>) -> Self {
        Self(Arc::new(Inner { resting, ..Arc::unwrap_or_clone(self.0) }))
    }
    /// The same, through another door.
    #[must_use]
    pub fn through(&self, channel: Channel) -> Self {
        Self(Arc::new(Inner { channel, ..Inner::clone(&self.0) }))
    }
    /// The same, acting through a program with this token: only what the scope opens of
    /// their rights is left. There is no way back.
    #[must_use]
    pub fn by_token(&self, token: ApiTokenId, scope: Scope) -> Self {
        let program = Some((token, scope));
        Self(Arc::new(Inner { channel: Channel::Api, program, ..Inner::clone(&self.0) }))
    }
    fn bare(channel: Channel, name: String, role: Role) -> Self {
        let (roles, resting) = (vec![RoleHeld::bare(role)], Vec::new());
        Self(Arc::new(Inner { channel, person: None, name, roles, resting, program: None }))
    }

    /// The door one came through.
    pub fn channel(&self) -> Channel {
        self.0.channel
    }
    /// The account, if somebody is signed in.
    pub fn person(&self) -> Option<PersonId> {
        self.0.person
    }
    /// The name shown in the header and in histories.
    pub fn name(&self) -> &str {
        &self.0.name
    }
    /// All roles held today.
    pub fn roles(&self) -> &[RoleHeld] {
        &self.0.roles
    }
    /// Roles held today that rest until the second factor is shown.
    pub fn resting(&self) -> &[RoleHeld] {
        &self.0.resting
    }
    /// The token of the program that acts for them, if one does.
    pub fn token(&self) -> Option<ApiTokenId> {
        self.0.program.map(|(token, _)| token)
    }
    /// How far that token reaches.
    pub fn scope(&self) -> Option<Scope> {
        self.0.program.map(|(_, scope)| scope)
    }
    /// Whether this role is held anywhere.
    pub fn holds(&self, role: Role) -> bool {
        self.0.roles.iter().any(|r| r.role == role)
    }
    /// The alliances one has a role in, each once, by name.
    pub fn alliances(&self) -> Vec<&Alliance> {
        let mut found: Vec<&Alliance> = self.0.roles.iter().filter_map(|r| r.alliance.as_ref()).collect();
        found.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        found.dedup_by_key(|a| a.id);
        found
    }
}
