//! What is held about an account, as its owner takes it along: JSON with
//! stable names, times in UTC.

use crate::{api_tokens, devices, sso::Linked};
use base::{Day, Instant, PersonId};
use serde::Serialize;

/// Lines of the audit at most, the latest.
pub(super) const MOST_ACTS: i64 = 10_000;

/// Everything held about one account.
#[derive(Debug, Serialize)]
pub(super) struct Held {
    /// When this was put together.
    pub(super) as_of: Instant,
    pub(super) account: AccountHeld,
    pub(super) roles: Vec<RoleHeld>,
    pub(super) sessions: Vec<SessionHeld>,
    /// On what kinds of device somebody signed in lately.
    pub(super) devices: Vec<devices::Known>,
    pub(super) second_factor: FactorHeld,
    /// Tokens of programs, without the tokens: they are kept as hashes only.
    pub(super) api_tokens: Vec<api_tokens::Line>,
    pub(super) links: Vec<LinkHeld>,
    /// Central accounts one signs in with.
    pub(super) central_accounts: Vec<Linked>,
    /// A new address that waits to be confirmed.
    pub(super) new_address: Option<AddressHeld>,
    pub(super) letters_waiting: Vec<LetterHeld>,
    /// Earlier names and addresses.
    pub(super) history: Vec<ChangeHeld>,
    /// What the audit holds by this account and about it, the latest first.
    pub(super) audit: Vec<ActHeld>,
    /// There is more in the audit than is shown here.
    pub(super) audit_is_cut: bool,
}

/// The account itself.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub(super) struct AccountHeld {
    pub(super) id: PersonId,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) created_at: Instant,
    /// A password is chosen; it is kept as a hash only and cannot be shown.
    pub(super) has_password: bool,
}

/// A role that is or was held.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub(super) struct RoleHeld {
    pub(super) role: String,
    pub(super) alliance: Option<String>,
    pub(super) municipality: Option<String>,
    pub(super) organisation: Option<String>,
    /// `hand`: somebody gave it; `sso`: a group of the central account.
    pub(super) source: String,
    pub(super) since: Day,
    pub(super) until: Option<Day>,
}

/// Where somebody is signed in.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub(super) struct SessionHeld {
    pub(super) kind: String,
    /// Browser and system; empty when they are not known.
    pub(super) device: String,
    /// `password` or `second`: what was proven.
    pub(super) proof: String,
    pub(super) created_at: Instant,
    pub(super) last_seen_at: Instant,
    pub(super) expires_at: Instant,
}

/// What is set up as a second factor. Secrets are kept sealed, codes as hashes; neither
/// can be shown.
#[derive(Debug, Serialize)]
pub(super) struct FactorHeld {
    /// Since when there is an authenticator app.
    pub(super) app_since: Option<Instant>,
    pub(super) passkeys: Vec<PasskeyHeld>,
    pub(super) recovery_codes_left: i64,
}

/// A passkey.
#[derive(Debug, Serialize)]
pub(super) struct PasskeyHeld {
    pub(super) name: String,
    pub(super) created_at: Instant,
    pub(super) last_used_at: Option<Instant>,
}

/// A link that was sent and not used yet.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub(super) struct LinkHeld {
    pub(super) purpose: String,
    pub(super) created_at: Instant,
    pub(super) expires_at: Instant,
}

/// A new address that waits to be confirmed.
#[derive(Debug, Serialize)]
pub(super) struct AddressHeld {
    pub(super) email: String,
    pub(super) created_at: Instant,
    pub(super) expires_at: Instant,
}

/// A letter that is not sent yet. Its text can hold links that let somebody in, so
/// only what it is about is told; the letter itself arrives.
#[derive(Debug, Serialize)]
pub(super) struct LetterHeld {
    pub(super) subject: String,
    pub(super) queued_at: Instant,
}

/// A change of name or address.
#[derive(Debug, Serialize)]
pub(super) struct ChangeHeld {
    pub(super) at: Instant,
    pub(super) field: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// A line of the audit.
#[derive(Debug, Serialize)]
pub(super) struct ActHeld {
    pub(super) at: Instant,
    /// Done by this account, not only about it.
    pub(super) by_you: bool,
    pub(super) permission: String,
    pub(super) subject: String,
}
