//! Promises of the house as a whole.

mod edge;
mod generated;
mod kill;
mod published;
mod sources;
mod sql;
mod storage;
mod texts;
