//! Leaving: who held which role in an alliance, as a file. Run from the command
//! line by the operator.

mod store;

pub use store::export;
