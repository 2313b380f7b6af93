//! The rules: what a typed code is, how recovery codes look, how long a step lasts.

use base::{Chance, Instant};

/// Between password and second factor, and while a passkey is being set up.
const STEP_SECONDS: i64 = 5 * 60;

/// So many recovery codes are handed out at once.
pub(crate) const CODES: usize = 10;

/// Passkeys of one account at most.
pub(crate) const MOST_PASSKEYS: usize = 20;

/// Characters of a passkey's name at most.
pub(crate) const LONGEST_NAME: usize = 60;

/// Letters and digits of recovery codes, without those that look alike.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";

/// Letters of one recovery code: 24 of 32 possible ones are 120 bits, far beyond
/// guessing, so that a plain hash keeps them (ASVS 5, 6.5.2: from 112 bits on).
const CODE_LETTERS: usize = 24;

/// When a step begun now is over.
pub(crate) const fn step_ends(now: Instant) -> Instant {
    now.plus_seconds(STEP_SECONDS)
}

/// What a step under way is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The password was right; the second factor is missing.
    SignIn,
    /// A passkey is being set up by somebody signed in.
    Passkey,
    /// A passkey has signed somebody in alone: its answer counts once.
    Alone,
}

impl Purpose {
    /// Its name in the table.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Passkey => "passkey",
            Self::Alone => "alone",
        }
    }
}

/// A code as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// Six digits from the app.
    App(String),
    /// A recovery code, without dashes and in small letters.
    Recovery(String),
}

/// Reads a code; spaces, dashes and capitals do not matter. `None` when it can be
/// neither.
pub(crate) fn read_code(typed: &str) -> Option<Code> {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '–' | '\u{2011}'))
        .take(CODE_LETTERS + 1)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if plain.len() == 6 && plain.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Code::App(plain));
    }
    (plain.len() == CODE_LETTERS && plain.bytes().all(|b| LETTERS.contains(&b)))
        .then_some(Code::Recovery(plain))
}

/// New recovery codes as they are shown: `abcd-efgh-jkmn-pqrs-tuvw-xyz1`.
pub(crate) fn new_codes(chance: &dyn Chance) -> Vec<String> {
    (0..CODES)
        .map(|_| {
            let mut random = [0_u8; CODE_LETTERS];
            chance.fill(&mut random);
            // 32 divides 256: every letter is as likely as any other.
            let letters: Vec<u8> = random.iter().map(|b| LETTERS[usize::from(b % 32)]).collect();
            letters.chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Seeded;
    use std::collections::BTreeSet;

    #[test]
    fn a_code_is_read_however_it_is_grouped() {
        assert_eq!(read_code(" 123 456 "), Some(Code::App("123456".into())));
        let code = Code::Recovery("abcdefghjkmnpqrstuvwxyz1".into());
        for typed in
            ["abcd-efgh-jkmn-pqrs-tuvw-xyz1", "ABCDEFGHJKMNPQRSTUVWXYZ1", " abcd efgh jkmn–pqrs tuvw xyz1 "]
        {
            assert_eq!(read_code(typed), Some(code.clone()), "{typed}");
        }
        for typed in [
            "",
            "12345",
            "1234567",
            "abcd-efgh",
            "abcd-efgh-jkmn-pqrs-tuvw-xyz12",
            "abcd-efgh-jkmn-pqrs-tuvw-xyz0",
            "１２３４５６",
        ] {
            assert_eq!(read_code(typed), None, "{typed}");
        }
    }

    #[test]
    fn ten_recovery_codes_differ_and_are_read_back() {
        let codes = new_codes(&Seeded::fixed(1));
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), CODES);
        for code in codes {
            assert_eq!(read_code(&code), Some(Code::Recovery(code.replace('-', ""))));
        }
    }
}
