//! Codes of authenticator apps: RFC 6238 as all apps know it, six digits of
//! HMAC-SHA-1 every 30 seconds. The clocks may differ by one step.

use base::{Chance, Instant};
use totp_rs::{Algorithm, Builder, Totp};

/// Bytes of a secret (RFC 4226 recommends 20).
const SECRET_BYTES: usize = 20;

/// Under which name the app lists the account.
const ISSUER: &str = "klappt";

/// A new secret.
pub(super) fn new_secret(chance: &dyn Chance) -> Vec<u8> {
    let mut secret = vec![0; SECRET_BYTES];
    chance.fill(&mut secret);
    secret
}

fn totp(secret: &[u8], email: &str) -> Option<Totp> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret.to_vec())
        .with_issuer(Some(ISSUER))
        // A colon would end the name; quoted local parts may hold one.
        .with_account_name(email.replace(':', " "))
        .build()
        .ok()
}

/// Which step's code it is, counted from 1970; `None` when it is none that holds now.
pub(super) fn step_of(secret: &[u8], digits: &str, now: Instant) -> Option<i64> {
    let seconds = u64::try_from(now.micros() / 1_000_000).ok()?;
    let step = totp(secret, "")?.check(digits, seconds)?;
    i64::try_from(step).ok()
}

/// What the app reads from the picture.
pub(super) fn address(secret: &[u8], email: &str) -> Option<String> {
    totp(secret, email)?.to_url().ok()
}

/// The secret for typing, in groups of four.
pub(super) fn words(secret: &[u8]) -> String {
    let plain = totp(secret, "").map(|t| t.secret().to_base32()).unwrap_or_default();
    plain.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

/// The secret written that way; `None` for anything else.
pub(super) fn from_words(words: &str) -> Option<Vec<u8>> {
    let plain: String = words.split_whitespace().collect();
    totp_rs::Secret::try_from_base32(&plain).ok().map(|secret| secret.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the secret of its SHA-1 examples; the last six of eight digits.
    const SECRET: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(step_of(SECRET, code, at(seconds)), Some(seconds / 30), "{seconds}");
        }
    }

    #[test]
    fn a_code_holds_one_step_before_and_after() {
        // Shown from 1,111,111,110 on, for 30 seconds.
        for (seconds, holds) in [(-31, false), (-30, true), (0, true), (59, true), (60, false)] {
            let now = at(1_111_111_110 + seconds);
            assert_eq!(step_of(SECRET, "050471", now), holds.then_some(37_037_037), "{seconds}");
        }
    }

    #[test]
    fn the_secret_is_written_in_groups_and_read_back() {
        assert_eq!(words(SECRET), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(from_words(&words(SECRET)).as_deref(), Some(SECRET));
        let address = address(SECRET, "anna@kleve.example").expect("an address");
        assert!(
            address.starts_with("otpauth://totp/klappt:anna%40kleve.example?secret=GEZDGNBV"),
            "{address}"
        );
    }
}
