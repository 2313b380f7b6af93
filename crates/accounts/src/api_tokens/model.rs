//! The rules: how a token looks, how long it can be good, how many somebody has.

use base::{Chance, Instant, Scope};
use web::PROGRAM_TOKEN;

/// Days a token can be good for. None is good for ever.
pub(super) const DAYS: [i64; 5] = [7, 30, 90, 180, 365];

/// What is offered first.
pub(super) const USUAL_DAYS: &str = "90";

/// Characters of a token's name at most.
pub(super) const LONGEST_NAME: usize = 60;

/// Tokens of one account at most that have not ended.
pub(super) const MOST: usize = 20;

/// Its owner is told so many days before the end …
pub(super) const REMINDED_DAYS: i64 = 7;

/// A token that has ended is shown for so many days more.
const SHOWN_DAYS: i64 = 30;

/// So many of its own digits are kept to recognise it: 24 of 256 bits.
const KNOWN_DIGITS: usize = 6;

/// A day of 24 hours.
const DAY_SECONDS: i64 = 24 * 3600;

/// A new token, shown this once.
pub(super) fn new_token(chance: &dyn Chance) -> String {
    format!("{PROGRAM_TOKEN}{}", crate::tokens::new(chance))
}

/// Its first signs, by which people recognise it.
pub(super) fn beginning(token: &str) -> String {
    token.chars().take(PROGRAM_TOKEN.len() + KNOWN_DIGITS).collect()
}

/// When a token made now for so many days ends.
pub(super) const fn expires(now: Instant, days: i64) -> Instant {
    now.plus_seconds(days * DAY_SECONDS)
}

/// Until when a reminder is due now: tokens that end by then, and later than now.
pub(super) const fn reminded_until(now: Instant) -> Instant {
    expires(now, REMINDED_DAYS)
}

/// Tokens that ended at or before this moment go.
pub(super) const fn swept_before(now: Instant) -> Instant {
    expires(now, -SHOWN_DAYS)
}

/// A token about to be made.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) scope: Scope,
    pub(super) days: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Seeded;

    #[test]
    fn a_token_is_known_by_its_beginning_and_not_guessed_from_it() {
        let chance = Seeded::fixed(1);
        let (one, two) = (new_token(&chance), new_token(&chance));
        assert!(web::is_program_token(&one));
        assert_eq!(one.len(), "klappt_".len() + 64);
        assert_ne!(one, two);
        assert!(one.starts_with(&beginning(&one)));
        assert_eq!(beginning(&one).len(), "klappt_".len() + 6);
        assert!(!web::is_program_token(&crate::tokens::session(&chance)), "no session looks like one");
    }

    #[test]
    fn a_token_ends_after_the_days_chosen_and_is_swept_a_month_later() {
        let now = Instant::from_micros(0);
        assert_eq!(expires(now, 7), now.plus_seconds(604_800));
        assert_eq!(reminded_until(now), now.plus_seconds(604_800));
        assert_eq!(swept_before(expires(now, 30)), now);
        assert!(DAYS.iter().any(|days| days.to_string() == USUAL_DAYS));
    }
}
