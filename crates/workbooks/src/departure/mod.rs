//! Leaving: an alliance's working copies, answers, requests and submissions as
//! files. Run from the command line by the operator, who sees no content on the way.

mod store;

pub use store::export;
