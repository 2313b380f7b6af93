//! Leaving: everybody who was accompanied in an alliance that is forgotten is erased.

mod store;

pub use store::forget_alliance;
