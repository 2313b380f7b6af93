//! Promises of the house as a whole.

mod backup;
mod cli;
mod edge;
mod generated;
mod kill;
mod operation;
mod outside;
mod published;
mod server;
mod sources;
mod sql;
mod storage;
mod texts;
