//! Conversations of office and core group about one question: what is unclear, what is
//! still needed and from whom, for whom it waits, and that it is resolved (R-NOA-23).
//!
//! A comment stays as it was written; whoever wrote it, or the office, can erase its
//! words for good. Its author is kept as an account and not as a name, so that erasing
//! the account takes the name away here as well.

mod acts;
pub(super) mod api;
pub(super) mod pages;
pub(super) mod store;

pub use crate::colleagues::Colleague;
pub use acts::colleagues;
pub use store::{change, find, open, resolve, say};

pub(crate) use acts::{origin, waiting_for};
pub(super) use pages::{Card, cards, comment, create, erase, list, people, show};
pub(crate) use store::COMMENT_ERASED;
