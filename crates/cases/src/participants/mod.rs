//! Young people who are accompanied: written down, corrected, found again, told
//! everything that is held of them, and erased (R-THM-11, R-THM-14, R-CON-04).
//!
//! Reading and writing is for the alliance's own case managers; see `ViewCases` and
//! `KeepCases` in the policy. Erasing leaves a row without content and a tombstone, so
//! that other tables' references stay and no backup brings the person back.

mod blind_index;
mod model;
mod store;

pub(crate) use blind_index::IndexKey;
pub use model::{Changed, Draft, Everything, LONGEST_CONTACT, LONGEST_NAME, Participant, Refused};
pub use store::{BURIAL, Erased, MOST_FOUND, correct, create, erase, everything, find, read, replay};
