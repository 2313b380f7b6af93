//! Leaving: everything of one alliance as files, then closed. Run from the command
//! line by the operator, who sees no content on the way. After its period the daily
//! run forgets it.

pub(crate) mod store;

pub use store::{Closed, archive, closed_by, export, find, find_by_id, forget_alliance, is_closed};
