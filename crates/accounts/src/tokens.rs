//! The tokens of sessions: one part stays, one changes.

use base::Chance;
pub(crate) use web::{new_token as new, token_hash as hash};

/// A session's new token: a part that stays, a dot, a part that changes.
pub(crate) fn session(chance: &dyn Chance) -> String {
    format!("{}.{}", new(chance), new(chance))
}

/// The same session's next token: only the part that stays is the same.
pub(crate) fn next(token: &str, chance: &dyn Chance) -> String {
    format!("{}.{}", web::lasting(token), new(chance))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Seeded;

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
