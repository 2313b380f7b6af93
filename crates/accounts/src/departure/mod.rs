//! Leaving: who held which role in an alliance, as a file. Run from the command
//! line by the operator. After its period the daily run ends the roles left.

mod store;

pub use store::{export, forget_alliance};
