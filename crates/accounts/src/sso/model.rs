//! The rules: what a group of the central account gives, what counts as a second
//! factor there, and why somebody is not let in.

use crate::people::{LONGEST_NAME, Place, Refused};
use axum::http::StatusCode;
use base::{AllianceId, OrganisationId, Role};
use serde_json::{Map, Value};
use uuid::Uuid;

/// How sign-in by a central account is set up. Never shown: it holds a secret.
#[derive(Clone)]
pub struct Setup {
    /// Who vouches: `https://login.kreis.example/realms/kreis`.
    pub issuer: String,
    /// What klappt is called there.
    pub client_id: String,
    /// What klappt proves itself by there.
    pub client_secret: String,
    /// What people call it: `Stadtverwaltung`.
    pub label: String,
    /// The claim that holds the groups; a dot leads into it: `realm_access.roles`.
    pub groups_claim: String,
    /// Scopes asked for besides `openid`, `email` and `profile`.
    pub more_scopes: Vec<String>,
    /// Values of `acr` that stand for a second factor.
    pub strong_acr: Vec<String>,
    /// Addresses count as confirmed where the provider does not say: nobody there
    /// enters an address of their own choice.
    pub trusts_addresses: bool,
    /// Authorities (PEM) the provider's certificate is checked against, instead of
    /// those browsers know.
    pub authorities: Option<Vec<u8>>,
    /// What groups give.
    pub grants: Vec<Grant>,
    /// klappt's own address, without a slash at the end.
    pub base_url: String,
}

/// Why an installation's central sign-in cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// This klappt was built without it.
    NotBuilt,
    /// The issuer's address is none, or travels in the clear over a network.
    Issuer,
    /// The authorities are no certificates.
    Authorities,
}

/// What one group of the central account gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The group, exactly as the provider writes it.
    pub group: String,
    /// The role it gives.
    pub role: Role,
    /// The alliance's name in addresses; `None` for statewide roles.
    pub alliance: Option<String>,
    /// The organisation spoken for, where the role speaks for one.
    pub organisation: Option<OrganisationId>,
    /// The municipality (AGS) spoken for, where the role speaks for one.
    pub municipality: Option<String>,
}

impl Grant {
    /// Whether the role can be held where it says, as far as that can be told without
    /// looking anything up.
    pub fn fits(&self) -> Result<(), Refused> {
        let place = Place {
            alliance: self.alliance.as_ref().map(|_| AllianceId::from_uuid(Uuid::nil())),
            organisation: self.organisation,
            municipality: self.municipality.clone(),
        };
        place.takes(self.role)
    }
}

/// What in a grant is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// No open alliance has this name.
    Alliance,
    /// The alliance's directory does not hold this organisation.
    Organisation,
    /// The municipality does not lie where the alliance is.
    Municipality,
}

/// The grants of somebody in these groups.
pub(super) fn granted<'g>(grants: &'g [Grant], groups: &[String]) -> Vec<&'g Grant> {
    grants.iter().filter(|grant| groups.contains(&grant.group)).collect()
}

/// The groups in what the provider tells: the claim of that name, or the one its dots
/// lead to. A single text is one group; anything else is none.
pub(super) fn groups(claims: &Map<String, Value>, claim: &str) -> Option<Vec<String>> {
    let found = claims.get(claim).or_else(|| {
        let mut parts = claim.split('.');
        let first = claims.get(parts.next()?)?;
        parts.try_fold(first, |at, part| at.get(part))
    })?;
    Some(match found {
        Value::String(one) => vec![one.clone()],
        Value::Array(all) => all.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    })
}

/// Methods of authentication (RFC 8176) that are more than a password: several factors,
/// a one-time code, a key in hardware, a smart card.
const STRONG_METHODS: [&str; 4] = ["mfa", "otp", "hwk", "sc"];

/// Whether the provider has seen a second factor.
pub(super) fn is_strong<'a>(
    methods: impl IntoIterator<Item = &'a str>,
    class: Option<&str>,
    strong_acr: &[String],
) -> bool {
    methods.into_iter().any(|method| STRONG_METHODS.contains(&method))
        || class.is_some_and(|class| strong_acr.iter().any(|strong| strong == class))
}

/// An address as accounts hold it, if it is one and its owner has confirmed it.
pub(super) fn address(email: Option<&str>, confirmed: Option<bool>, trusts: bool) -> Option<String> {
    let text = base::clean(email?, 200, false).ok()?.to_lowercase();
    (confirmed.unwrap_or(trusts) && web::looks_like_email(&text)).then_some(text)
}

/// What somebody is called: the first of these that can be shown.
pub(super) fn name<'a>(told: impl IntoIterator<Item = Option<&'a str>>, email: &str) -> String {
    let short = |text: &str| base::clean(text, LONGEST_NAME, false).ok().filter(|text| !text.is_empty());
    let before_at = email.split('@').next().unwrap_or_default();
    told.into_iter()
        .flatten()
        .find_map(short)
        .unwrap_or_else(|| before_at.chars().take(LONGEST_NAME).collect())
}

/// Whether an address may be asked: over TLS, or on this machine where the provider
/// itself runs on it.
pub(super) fn may_ask(scheme: &str, host: &str, provider_is_here: bool) -> bool {
    scheme == "https" || (scheme == "http" && provider_is_here && is_here(host))
}

/// Whether a host is this machine.
pub(super) fn is_here(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Why somebody is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// They said no at the provider, or it did.
    Denied,
    /// Not what this browser set out with, too late, or for the second time.
    Over,
    /// The provider does not answer as it should.
    Unreachable,
    /// The provider's answer does not hold against the checks.
    Untrusted,
    /// No group gives a role, and there is no account.
    NoTask,
    /// The provider tells no confirmed e-mail address.
    NoAddress,
    /// The account is closed.
    Closed,
    /// There is an account with this address that nobody has used yet.
    Unused,
}

impl Refusal {
    /// The text ids begin with `sso-` and this.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Over => "over",
            Self::Unreachable => "unreachable",
            Self::Untrusted => "untrusted",
            Self::NoTask => "no-task",
            Self::NoAddress => "no-address",
            Self::Closed => "closed",
            Self::Unused => "unused",
        }
    }
    pub(super) const fn status(self) -> StatusCode {
        match self {
            Self::Denied | Self::NoTask | Self::NoAddress | Self::Closed => StatusCode::FORBIDDEN,
            Self::Over => StatusCode::BAD_REQUEST,
            Self::Unreachable | Self::Untrusted => StatusCode::BAD_GATEWAY,
            Self::Unused => StatusCode::CONFLICT,
        }
    }
    /// Whether trying again can help.
    pub(super) const fn can_try_again(self) -> bool {
        matches!(self, Self::Denied | Self::Over | Self::Unreachable | Self::Untrusted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn grant(group: &str, role: Role, alliance: Option<&str>) -> Grant {
        let alliance = alliance.map(str::to_owned);
        Grant { group: group.into(), role, alliance, organisation: None, municipality: None }
    }

    #[test]
    fn a_grant_names_an_alliance_exactly_where_its_role_is_held_in_one() {
        assert_eq!(grant("g", Role::Office, Some("hamm")).fits(), Ok(()));
        assert_eq!(grant("g", Role::Ministry, None).fits(), Ok(()));
        assert_eq!(grant("g", Role::Office, None).fits(), Err(Refused::RoleElsewhere));
        assert_eq!(grant("g", Role::Ministry, Some("hamm")).fits(), Err(Refused::RoleElsewhere));
        assert_eq!(grant("g", Role::Job, None).fits(), Err(Refused::RoleElsewhere));
        let contact = grant("g", Role::MunicipalityContact, Some("hamm"));
        assert_eq!(contact.fits(), Err(Refused::MunicipalityMissing));
    }

    #[test]
    fn groups_count_as_they_are_written_and_no_other_way() {
        let grants = [grant("klappt-gfs", Role::Office, Some("hamm")), grant("land", Role::Ministry, None)];
        let of = |groups: &[&str]| {
            let groups: Vec<String> = groups.iter().map(|g| (*g).to_owned()).collect();
            granted(&grants, &groups).len()
        };
        assert_eq!(of(&["klappt-gfs"]), 1);
        assert_eq!(of(&["klappt-gfs", "land", "other"]), 2);
        assert_eq!(of(&["Klappt-GFS", "klappt-gfs ", "", "klappt"]), 0);
    }

    #[test]
    fn groups_are_found_by_name_and_along_dots() {
        let claims = json!({
            "groups": ["a", 7, "b"], "role": "one", "realm_access": {"roles": ["c"]},
            "https://x.example/groups": ["d"], "number": 7,
        });
        let claims = claims.as_object().expect("an object");
        let found = |claim| groups(claims, claim).map(|g| g.join(" "));
        assert_eq!(found("groups").as_deref(), Some("a b"));
        assert_eq!(found("role").as_deref(), Some("one"));
        assert_eq!(found("realm_access.roles").as_deref(), Some("c"));
        assert_eq!(found("https://x.example/groups").as_deref(), Some("d"));
        assert_eq!(found("number").as_deref(), Some(""));
        assert_eq!(found("realm_access.none"), None);
        assert_eq!(found("none"), None);
    }

    #[test]
    fn a_second_factor_is_one_that_the_provider_names_or_the_installation_lists() {
        let listed = ["urn:stark".to_owned()];
        assert!(is_strong(["pwd", "mfa"], None, &[]));
        assert!(is_strong(["otp"], None, &[]));
        assert!(is_strong(["pwd"], Some("urn:stark"), &listed));
        assert!(!is_strong(["pwd", "MFA"], Some("urn:other"), &listed));
        assert!(!is_strong([], None, &listed));
        assert!(!is_strong([], Some(""), &[]));
    }

    #[test]
    fn an_address_counts_only_when_it_is_confirmed() {
        let plain = Some(" Anna@Kleve.example ");
        assert_eq!(address(plain, Some(true), false).as_deref(), Some("anna@kleve.example"));
        assert_eq!(address(plain, None, true).as_deref(), Some("anna@kleve.example"));
        assert_eq!(address(plain, None, false), None);
        assert_eq!(address(plain, Some(false), true), None, "the provider says that it is not");
        assert_eq!(address(Some("anna"), Some(true), true), None);
        assert_eq!(address(None, Some(true), true), None);
    }

    #[test]
    fn a_name_is_the_first_that_can_be_shown() {
        assert_eq!(name([Some(" Anna Ait "), None], "x@y.example"), "Anna Ait");
        assert_eq!(name([None, Some("anna")], "x@y.example"), "anna");
        assert_eq!(name([Some(""), Some("a\u{202e}b")], "x@y.example"), "x");
    }

    #[test]
    fn addresses_are_asked_over_tls_or_on_this_machine() {
        assert!(may_ask("https", "login.kreis.example", false));
        assert!(may_ask("http", "localhost", true));
        assert!(may_ask("http", "[::1]", true));
        assert!(may_ask("http", "127.0.0.1", true));
        for (scheme, host, here) in [
            ("http", "localhost", false),
            ("http", "10.0.0.1", true),
            ("http", "127.0.0.1.evil.example", true),
            ("file", "localhost", true),
        ] {
            assert!(!may_ask(scheme, host, here), "{scheme}://{host}");
        }
    }
}
