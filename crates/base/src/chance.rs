//! Randomness, handed in so that tests and the demo repeat.

use rand::{Rng, SeedableRng, rngs::StdRng};
use std::sync::{Mutex, PoisonError};

/// A source of random bytes, and of the order in which ids are made.
pub trait Chance: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
    /// For an id made in this millisecond: the millisecond it carries, and which
    /// one of that millisecond it is, at most 4,095. Later ids never come before
    /// earlier ones, unless the clock was set back.
    fn in_order(&self, millis: u64) -> (u64, u16);
}

/// A generator seeded once; by the operating system in production.
pub struct Seeded(Mutex<State>);

struct State {
    random: StdRng,
    made: Counted,
}

impl Seeded {
    /// Repeats for the same seed: for tests and the demo's ids, never for secrets.
    pub fn fixed(seed: u64) -> Self {
        Self::of(StdRng::seed_from_u64(seed))
    }
    /// Seeded with 32 bytes the caller took from the operating system.
    pub fn from_entropy(seed: [u8; 32]) -> Self {
        Self::of(StdRng::from_seed(seed))
    }
    fn of(random: StdRng) -> Self {
        Self(Mutex::new(State { random, made: Counted { millis: 0, count: 0 } }))
    }
}

impl Chance for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).random.fill_bytes(bytes);
    }
    fn in_order(&self, millis: u64) -> (u64, u16) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).made.next(millis)
    }
}

/// The moment of the last id, and how many were made within it.
struct Counted {
    millis: u64,
    count: u16,
}

impl Counted {
    /// Twelve bits hold the count.
    const MOST: u16 = 0x0fff;
    /// A clock that goes back further than this was set, and is followed.
    const SET_BACK_MILLIS: u64 = 1000;

    fn next(&mut self, now: u64) -> (u64, u16) {
        let went_back = now + Self::SET_BACK_MILLIS < self.millis;
        if now > self.millis || went_back {
            *self = Self { millis: now, count: 0 };
        } else if self.count == Self::MOST {
            *self = Self { millis: self.millis + 1, count: 0 };
        } else {
            self.count += 1;
        }
        (self.millis, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_back_is_followed() {
        let mut counted = Counted { millis: 10_000, count: 5 };
        assert_eq!(counted.next(9_999), (10_000, 6), "a hiccup is not");
        assert_eq!(counted.next(5_000), (5_000, 0));
        assert_eq!(counted.next(5_001), (5_001, 0));
    }
}
