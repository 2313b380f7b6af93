//! Tokens: random keys that are handed out once and kept here only as hashes.

use base::Chance;
use sha2::{Digest, Sha256};

/// A new token: 32 random bytes in hex.
pub fn new_token(chance: &dyn Chance) -> String {
    let mut bytes = [0_u8; 32];
    chance.fill(&mut bytes);
    hex::encode(bytes)
}

/// What is stored of a token, or of anything else that is only to be recognised.
pub fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Seeded;

    #[test]
    fn two_tokens_differ_and_their_hashes_do_not_show_them() {
        let chance = Seeded::fixed(1);
        let (one, two) = (new_token(&chance), new_token(&chance));
        assert_eq!(one.len(), 64);
        assert_ne!(one, two);
        assert_ne!(token_hash(&one), one);
        assert_eq!(token_hash(&one), token_hash(&one.clone()));
    }
}
