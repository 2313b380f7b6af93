//! On what kinds of device somebody signed in lately: a sign-in from another one is told
//! by letter. A kind is browser and system as people call them; more is not kept.

mod store;

pub(crate) use store::{Known, clean_up, forget, note, of_person};

/// A device is new when nobody signed in with one of its kind for so many days.
pub(crate) const DAYS: i64 = 90;
