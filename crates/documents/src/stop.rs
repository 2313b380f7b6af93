//! Whoever waits for a reader can stop it: computing cannot be cancelled from outside.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// A request to stop, shared by who waits and who reads.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks the reader to stop; it gives up at the next piece.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
    pub(crate) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
