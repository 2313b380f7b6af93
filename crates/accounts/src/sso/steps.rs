//! What a browser carries from one step to the next, sealed under the master key: it
//! opens nowhere else, and not for long. Nothing is kept here meanwhile, so that
//! strangers can begin as often as they like.

use super::model::Refusal;
use crate::tokens;
use base::{Instant, PersonId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::{Db, Place, Result};
use uuid::Uuid;

/// A step is good for ten minutes: long enough to find one's security key.
pub(super) const SECONDS: i64 = 10 * 60;

/// Browsers keep the `__Host-` prefix honest, as with the session's cookie.
pub(super) const COOKIE: &str = "__Host-klappt-sso";

/// On the way to the provider and back.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Away {
    /// Comes back with the answer: it is this browser's.
    pub(super) state: String,
    /// Comes back in the signed token: it was made for this step.
    pub(super) nonce: String,
    /// Shown with the code: nobody else can redeem it (PKCE).
    pub(super) verifier: String,
    /// Where to go afterwards.
    pub(super) next: String,
    pub(super) until: Instant,
}

impl Away {
    pub(super) fn new(db: &Db, next: &str) -> Self {
        let chance = db.chance();
        Self {
            state: tokens::new(chance),
            nonce: tokens::new(chance),
            verifier: tokens::new(chance),
            // A cookie has 4 KiB.
            next: if next.len() <= 500 { next.to_owned() } else { "/".to_owned() },
            until: db.clock().now().plus_seconds(SECONDS),
        }
    }
    /// What the browser keeps.
    pub(super) fn cookie(&self, db: &Db) -> Result<String> {
        let value = seal(db, "away", self)?;
        Ok(format!("{COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={SECONDS}"))
    }
    /// The step a browser's cookie stands for, if the answer that came with it belongs
    /// to it and it is not over.
    pub(super) fn of(
        db: &Db,
        cookie: Option<&str>,
        state: Option<&str>,
    ) -> std::result::Result<Self, Refusal> {
        let away: Self = cookie.and_then(|sealed| open(db, "away", sealed)).ok_or(Refusal::Over)?;
        let is_ours = state.is_some_and(|state| tokens::hash(state) == tokens::hash(&away.state));
        let is_good = is_ours && db.clock().now() < away.until;
        is_good.then_some(away).ok_or(Refusal::Over)
    }
}

/// Takes the cookie away.
pub(super) fn no_cookie() -> String {
    format!("{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// Between the provider's answer and the password of the account it is to be linked to.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Linking {
    pub(super) subject: String,
    pub(super) person: PersonId,
    /// The groups that give something.
    pub(super) groups: Vec<String>,
    pub(super) is_strong: bool,
    pub(super) next: String,
    pub(super) until: Instant,
}

impl Linking {
    /// What the form carries.
    pub(super) fn sealed(&self, db: &Db) -> Result<String> {
        seal(db, "linking", self)
    }
    /// What a form carried, if it is not over.
    pub(super) fn of(db: &Db, sealed: &str) -> std::result::Result<Self, Refusal> {
        let linking: Self = open(db, "linking", sealed).ok_or(Refusal::Over)?;
        (db.clock().now() < linking.until).then_some(linking).ok_or(Refusal::Over)
    }
}

const fn place(step: &str) -> Place<'_> {
    Place { tenant: None, table: "sso", row: Uuid::nil(), column: step }
}

fn seal(db: &Db, step: &str, value: &impl Serialize) -> Result<String> {
    let plain = serde_json::to_vec(value).map_err(|e| store::Error::Bug(format!("a step: {e}")))?;
    Ok(hex::encode(db.keys().seal(db.chance(), &place(step), &plain)?))
}

fn open<T: DeserializeOwned>(db: &Db, step: &str, sealed: &str) -> Option<T> {
    let plain = db.keys().open(&place(step), &hex::decode(sealed).ok()?)?;
    serde_json::from_slice(&plain).ok()
}
