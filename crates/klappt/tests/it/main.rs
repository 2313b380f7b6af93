//! Promises of the house as a whole.

mod audit;
mod cli;
mod edge;
mod generated;
mod keys;
mod kill;
mod outside;
mod published;
mod secrets;
mod server;
mod sources;
mod sql;
mod storage;
mod texts;
