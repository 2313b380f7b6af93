//! Tokens: random keys that are handed out once and kept here only as hashes.

use base::Chance;
use sha2::{Digest, Sha256};

/// A new token: 32 random bytes in hex.
pub(crate) fn new(chance: &dyn Chance) -> String {
    let mut bytes = [0_u8; 32];
    chance.fill(&mut bytes);
    hex::encode(bytes)
}

/// A session's new token: a part that stays, a dot, a part that changes.
pub(crate) fn session(chance: &dyn Chance) -> String {
    format!("{}.{}", new(chance), new(chance))
}

/// The same session's next token: only the part that stays is the same.
pub(crate) fn next(token: &str, chance: &dyn Chance) -> String {
    format!("{}.{}", web::lasting(token), new(chance))
}

/// What is stored of a token, or of anything else that is only to be recognised.
pub(crate) fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Seeded;

    #[test]
    fn two_tokens_differ_and_their_hashes_do_not_show_them() {
        let chance = Seeded::fixed(1);
        let (one, two) = (new(&chance), new(&chance));
        assert_eq!(one.len(), 64);
        assert_ne!(one, two);
        assert_ne!(hash(&one), one);
        assert_eq!(hash(&one), hash(&one.clone()));
    }

    #[test]
    fn a_session_keeps_one_part_of_its_token() {
        let chance = Seeded::fixed(1);
        let first = session(&chance);
        let second = next(&first, &chance);
        assert_ne!(first, second);
        assert_eq!(web::lasting(&first), web::lasting(&second));
        assert_eq!(second.len(), 129);
        assert_ne!(web::lasting(&session(&chance)), web::lasting(&first));
    }
}
