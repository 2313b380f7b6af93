//! Keys of persons and alliances: how they are wrapped, changed without a pause, and
//! backed up apart from the data.
//!
//! A person's key is wrapped by the newest key of the alliance, that one by the newest
//! master key (`store::Keys`). Whoever keeps the keys ([`base::KeepKeys`]) wraps them
//! anew and copies them wrapped; nothing here reads what they seal.

mod backup;
mod model;
mod store;

pub use backup::{AllianceBackup, Backup, Unusable, made_at};
pub use model::{Rotated, Status};
pub use store::{
    MOST_AT_ONCE, alliances, backup, begin_rotation, finish_rotation, restore, rotate, status, wrap_anew,
    wrap_under_newest_master,
};
pub(crate) use store::{Stored, destroy, destroy_again, new_person_key, newest, newest_if_any};
