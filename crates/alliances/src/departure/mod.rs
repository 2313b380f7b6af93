//! Leaving: everything of one alliance as files, then closed. Run from the command
//! line by the operator, who sees no content on the way.

mod store;

pub use store::{archive, export, find};
