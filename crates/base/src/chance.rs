//! Randomness, handed in so that tests and the demo repeat.

use rand::{Rng, SeedableRng, rngs::StdRng};
use std::sync::{Mutex, PoisonError};

/// A source of random bytes.
pub trait Chance: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// A generator seeded once; by the operating system in production.
pub struct Seeded(Mutex<StdRng>);

impl Seeded {
    /// Repeats for the same seed: for tests and the demo's ids, never for secrets.
    pub fn fixed(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
    /// Seeded with 32 bytes the caller took from the operating system.
    pub fn from_entropy(seed: [u8; 32]) -> Self {
        Self(Mutex::new(StdRng::from_seed(seed)))
    }
}

impl Chance for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}
