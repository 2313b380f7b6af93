//! Leaving: an alliance's working copies, answers, requests and submissions as
//! files. Run from the command line by the operator, who sees no content on the way.
//! After its period the daily run forgets it.

mod store;

pub use store::{export, forget_alliance};
