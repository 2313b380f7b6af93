//! Passwords: the rule for new ones, and how they are kept and compared.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc};
use base::Chance;
use std::fmt;
use tokio::sync::Semaphore;
use web::{Fields, Form, Shell};

/// A new password has at least this many characters.
pub const FEWEST: usize = 12;
/// A new password has at most this many characters.
pub const MOST: usize = 200;

/// Why a password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// Fewer than [`FEWEST`] characters.
    TooShort,
    /// More than [`MOST`] characters.
    TooLong,
    /// It is the e-mail address.
    IsEmail,
}

impl Weak {
    /// The end of its text id.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::TooShort => "too-short",
            Self::TooLong => "too-long",
            Self::IsEmail => "is-email",
        }
    }
}

/// Whether a password may be chosen by the account with this e-mail address.
pub fn check(password: &str, email: &str) -> Result<(), Weak> {
    let length = password.chars().count();
    if length < FEWEST {
        return Err(Weak::TooShort);
    }
    if length > MOST {
        return Err(Weak::TooLong);
    }
    if password.trim().to_lowercase() == email.trim().to_lowercase() {
        return Err(Weak::IsEmail);
    }
    Ok(())
}

/// What was typed, without passwords: they are never shown again.
pub(crate) fn taken_out(fields: &Fields) -> Fields {
    let kept = fields.pairs().iter().filter(|(name, _)| !name.contains("password"));
    Fields::from_pairs(kept.cloned().collect())
}

/// Reads a new password and its repetition from `password` and `password_again`;
/// says in the form what is wrong with it.
pub(crate) fn chosen(shell: &Shell, form: &mut Form, fields: &Fields, email: &str) -> String {
    let password = fields.get("password").unwrap_or_default();
    if let Err(weak) = check(password, email) {
        let is = password.chars().count();
        form.refuse("password", shell.say_of("password", weak.key()).count("is", is));
    } else if fields.get("password_again").unwrap_or_default() != password {
        form.refuse("password_again", shell.say("password-differs"));
    }
    password.to_owned()
}

/// A password as it is kept: argon2id with its parameters and salt.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// A password could not be hashed: memory ran out.
#[derive(Debug)]
pub struct NotHashed(String);

impl fmt::Display for NotHashed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a password could not be hashed: {}", self.0)
    }
}

impl std::error::Error for NotHashed {}

impl From<NotHashed> for web::Error {
    fn from(error: NotHashed) -> Self {
        Self::Internal(error.to_string())
    }
}

/// Memory in KiB, passes and lanes: the first line of the OWASP password storage
/// cheat sheet for argon2id.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// Belongs to no password: unknown addresses are compared with it, so that they
/// take as long as known ones.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes that may be made at once: bounds memory at 2 × 19 MiB, however many sign in.
/// Some thirty milliseconds each: more at once would only share the same processors.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

impl PasswordHash {
    /// Hashes a password with a salt from `chance`. Takes tens of milliseconds:
    /// meant for the command line and demo data; requests use a thread aside.
    pub fn of(password: &str, chance: &dyn Chance) -> Result<Self, NotHashed> {
        Self::with_salt(password, &salt(chance))
    }

    fn with_salt(password: &str, salt: &[u8]) -> Result<Self, NotHashed> {
        let hash: phc::PasswordHash = hasher()?
            .hash_password_with_salt(password.as_bytes(), salt)
            .map_err(|e| NotHashed(e.to_string()))?;
        Ok(Self(hash.to_string()))
    }

    pub(crate) fn stored(text: String) -> Self {
        Self(text)
    }
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn fits(&self, password: &str) -> bool {
        let (Ok(hasher), Ok(hash)) = (hasher(), phc::PasswordHash::new(&self.0)) else { return false };
        hasher.verify_password(password.as_bytes(), &hash).is_ok()
    }
}

fn hasher() -> Result<Argon2<'static>, NotHashed> {
    let (memory, passes, lanes) = COST;
    let cost = Params::new(memory, passes, lanes, None).map_err(|e| NotHashed(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, cost))
}

fn salt(chance: &dyn Chance) -> [u8; 16] {
    let mut salt = [0; 16];
    chance.fill(&mut salt);
    salt
}

/// Hashes a new password without holding up other requests.
pub(crate) async fn hash(password: String, chance: &dyn Chance) -> Result<PasswordHash, NotHashed> {
    let salt = salt(chance);
    aside(move || PasswordHash::with_salt(&password, &salt)).await?
}

/// Compares a password with the stored hash. Without one it compares all the
/// same and says no.
pub(crate) async fn fits(stored: Option<PasswordHash>, password: String) -> Result<bool, NotHashed> {
    aside(move || {
        let known = stored.is_some();
        stored.unwrap_or_else(|| PasswordHash(NOBODYS.to_owned())).fits(&password) && known
    })
    .await
}

async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, NotHashed> {
    let turn = AT_ONCE.acquire().await.map_err(|e| NotHashed(e.to_string()))?;
    // The turn goes along: a request given up half-way still counts until its hash is made.
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    })
    .await
    .map_err(|e| NotHashed(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Seeded;

    #[test]
    fn a_password_has_twelve_to_two_hundred_characters() {
        assert_eq!(check("elf Zeichen", "a@b.example"), Err(Weak::TooShort));
        assert_eq!(check("zwölf Zeichn", "a@b.example"), Ok(()));
        assert_eq!(check(&"ä".repeat(200), "a@b.example"), Ok(()));
        assert_eq!(check(&"ä".repeat(201), "a@b.example"), Err(Weak::TooLong));
    }

    #[test]
    fn the_email_address_is_no_password() {
        assert_eq!(check("Buero@Kleve.example", "buero@kleve.example"), Err(Weak::IsEmail));
        assert_eq!(check("buero@kleve.example 7", "buero@kleve.example"), Ok(()));
    }

    #[test]
    fn a_typed_password_is_never_shown_again() {
        let typed =
            ["email", "password", "old_password", "password_again"].map(|n| (n.to_owned(), "x".to_owned()));
        let left = taken_out(&Fields::from_pairs(typed.into()));
        assert_eq!(left.pairs(), [("email".to_owned(), "x".to_owned())]);
    }

    #[test]
    fn a_hash_fits_its_password_only_and_never_repeats() {
        let chance = Seeded::fixed(1);
        let hash = PasswordHash::of("ein langes Passwort", &chance).expect("hashed");
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(hash.fits("ein langes Passwort"));
        assert!(!hash.fits("ein anderes Passwort"));
        assert_ne!(PasswordHash::of("ein langes Passwort", &chance).expect("hashed"), hash);
        assert_eq!(format!("{hash:?}"), "PasswordHash(…)");
    }

    #[tokio::test]
    async fn an_unknown_account_is_compared_as_well_and_refused() {
        assert!(phc::PasswordHash::new(NOBODYS).is_ok(), "else the comparison would be cut short");
        assert!(!fits(None, String::new()).await.expect("compared"));
        let hash = PasswordHash::of("ein langes Passwort", &Seeded::fixed(1)).expect("hashed");
        assert!(fits(Some(hash), "ein langes Passwort".into()).await.expect("compared"));
    }
}
