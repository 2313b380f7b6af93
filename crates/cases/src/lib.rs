//! Young people who are accompanied: the only home of participants' data.
//!
//! What is known of a person is sealed under a random key of that person; erasing the
//! person destroys the key (decision 0020). No statewide role, no operator and no job
//! holds a permission to read here; no view is published from here, and `evaluation`
//! does not know this crate. Pages for cases build on these functions.

pub mod departure;
pub mod keys;
pub mod participants;
pub mod sealed;

use store::{Burial, Migration, migrations};

/// This context's schema.
pub const MIGRATIONS: &[Migration] =
    migrations!["202611300700_create_alliance_key", "202611300710_create_participant"];

/// What must not come back with an older backup.
pub const BURIALS: &[Burial] = &[participants::BURIAL];

/// Tables that hold keys. Backups of the data leave them out: keys are backed up apart,
/// for a shorter time, so that an erased person's key vanishes.
pub const KEY_TABLES: [&str; 2] = ["alliance_key", "participant_key"];
