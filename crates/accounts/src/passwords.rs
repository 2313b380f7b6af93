//! Passwords: the rule for new ones, and how they are kept and compared.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc};
use base::Chance;
use std::{collections::BTreeSet, fmt};
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
    /// It is made of words and rows of keys that are guessed first.
    Common,
    /// It is made of one's own name, address or alliance.
    AboutOneself,
}

impl Weak {
    /// The end of its text id.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::TooShort => "too-short",
            Self::TooLong => "too-long",
            Self::IsEmail => "is-email",
            Self::Common => "common",
            Self::AboutOneself => "about-oneself",
        }
    }
}

/// Whom a new password is for: what others would try first.
#[derive(Clone, Debug, Default)]
pub struct Owner {
    /// The account's e-mail address.
    pub email: String,
    /// The account's name.
    pub name: String,
    /// The alliances it works in, by name.
    pub alliances: Vec<String>,
}

/// Words and rows of keys that are guessed first; the file says where they come from.
const COMMON: &str = include_str!("passwords/common.txt");

/// What is left of a password besides such words needs so many different letters and digits.
const FEWEST_OF_ITS_OWN: usize = 4;

/// Whether a password may be chosen by somebody.
pub fn check(password: &str, owner: &Owner) -> Result<(), Weak> {
    let length = password.chars().count();
    if length < FEWEST {
        return Err(Weak::TooShort);
    }
    if length > MOST {
        return Err(Weak::TooLong);
    }
    if password.trim().to_lowercase() == owner.email.trim().to_lowercase() {
        return Err(Weak::IsEmail);
    }
    let common: Vec<&str> =
        COMMON.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace).collect();
    if has_little_of_its_own(password, &common) {
        return Err(Weak::Common);
    }
    let own = owner.words();
    let all: Vec<&str> = common.into_iter().chain(own.iter().map(String::as_str)).collect();
    if has_little_of_its_own(password, &all) {
        return Err(Weak::AboutOneself);
    }
    Ok(())
}

impl Owner {
    /// What somebody who knows the owner would try: names and parts of the address.
    fn words(&self) -> Vec<String> {
        let texts = [self.email.as_str(), self.name.as_str()];
        let texts = texts.into_iter().chain(self.alliances.iter().map(String::as_str));
        texts
            .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
            .map(plain)
            .filter(|word| word.chars().count() >= 3)
            .collect()
    }
}

/// In lower case, umlauts written out, digits and signs that stand for letters undone.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.to_lowercase().chars() {
        match c {
            'ä' => out.push_str("ae"),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            '@' | '4' => out.push('a'),
            '3' => out.push('e'),
            '1' | '!' | '|' => out.push('i'),
            '0' => out.push('o'),
            '$' | '5' => out.push('s'),
            '7' => out.push('t'),
            c => out.push(c),
        }
    }
    out
}

/// Whether hardly anything is left of a password without these words, years, and rows of keys.
fn has_little_of_its_own(password: &str, words: &[&str]) -> bool {
    let lower = without_years(&password.to_lowercase());
    let written = lower.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss");
    [written, plain(&lower)].iter().any(|text| {
        let left = without_rows(&without_words(text, words));
        let own: BTreeSet<char> = left.chars().filter(|c| c.is_alphanumeric()).collect();
        own.len() < FEWEST_OF_ITS_OWN
    })
}

/// Takes out years: four digits that begin with 19 or 20.
fn without_years(text: &str) -> String {
    let mut left = String::new();
    let mut digits = String::new();
    for c in text.chars().chain(std::iter::once(' ')) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !(digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))) {
            left.push_str(&digits);
        }
        digits.clear();
        left.push(c);
    }
    left
}

/// Takes out the longest words first, so that no short one spoils a long one.
fn without_words(text: &str, words: &[&str]) -> String {
    let mut sorted: Vec<&str> = words.to_vec();
    sorted.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let mut left = text.to_owned();
    for word in sorted {
        left = left.replace(word, " ");
    }
    left
}

/// Takes out characters that go on from or repeat the one before: 1234, aaaa, fedc.
fn without_rows(text: &str) -> String {
    let mut before: Option<char> = None;
    let mut goes_on = |c: char| {
        let step = before.map(|b| i64::from(u32::from(c)) - i64::from(u32::from(b)));
        before = Some(c);
        matches!(step, Some(-1..=1))
    };
    text.chars().filter(|c| !goes_on(*c)).collect()
}

/// What was typed, without passwords: they are never shown again.
pub(crate) fn taken_out(fields: &Fields) -> Fields {
    let kept = fields.pairs().iter().filter(|(name, _)| !name.contains("password"));
    Fields::from_pairs(kept.cloned().collect())
}

/// Reads a new password and its repetition from `password` and `password_again`;
/// says in the form what is wrong with it.
pub(crate) fn chosen(shell: &Shell, form: &mut Form, fields: &Fields, owner: &Owner) -> String {
    let password = fields.get("password").unwrap_or_default();
    if let Err(weak) = check(password, owner) {
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

    fn anna() -> Owner {
        Owner {
            email: "anna.kollwitz@kreis-kleve.example".into(),
            name: "Anna Kollwitz".into(),
            alliances: vec!["Kreis Kleve".into(), "Mülheim an der Ruhr".into()],
        }
    }

    #[test]
    fn a_password_has_twelve_to_two_hundred_characters() {
        assert_eq!(check("elf Zeichen", &anna()), Err(Weak::TooShort));
        assert_eq!(check("zwölf Zeichn", &anna()), Ok(()));
        assert_eq!(check(&"Ofenrohr".repeat(25), &anna()), Ok(()));
        assert_eq!(check(&"Ofenrohr".repeat(26), &anna()), Err(Weak::TooLong));
    }

    #[test]
    fn the_email_address_is_no_password() {
        assert_eq!(check("Anna.Kollwitz@Kreis-Kleve.example", &anna()), Err(Weak::IsEmail));
    }

    #[test]
    fn what_is_guessed_first_is_no_password() {
        for common in [
            "passwort1234",
            "P@ssw0rt-2024!",
            "Passwort Passwort",
            "qwertzuiop123",
            "123456789012",
            "aaaaaaaaaaaaaaa",
            "abcdefghijklmnop",
            "121212121212",
            "SommerSonne2026",
            "Willkommen01.01.2025",
            "klappt123456",
            "Geheim!Geheim!1",
            "Michael19841984",
        ] {
            assert_eq!(check(common, &anna()), Err(Weak::Common), "{common}");
        }
    }

    #[test]
    fn what_others_know_of_somebody_is_no_password() {
        for known in
            ["Kollwitz1984!", "annakollwitz12", "kollwitz-kleve-2026", "Muelheim-Ruhr-1", "K0llwitz-Mülheim"]
        {
            assert_eq!(check(known, &anna()), Err(Weak::AboutOneself), "{known}");
        }
        let nobody = Owner::default();
        assert_eq!(check("Kollwitz1984!", &nobody), Ok(()), "to others it is as good as any");
    }

    #[test]
    fn a_few_words_of_ones_own_are_a_password() {
        for good in ["ein langes Passwort", "Tisch Lampe Gurke Wolke", "drei Kamele im Regen", "xK4!vq92Lm0p"]
        {
            assert_eq!(check(good, &anna()), Ok(()), "{good}");
        }
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
