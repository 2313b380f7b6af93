//! Promises of the house as a whole.

mod audit;
mod backup;
mod canaries;
mod cli;
mod deletion;
mod edge;
mod generated;
mod journal;
mod keys;
mod kill;
mod legal;
mod links;
mod only_summary;
mod operation;
mod outside;
mod published;
mod secrets;
mod server;
mod sources;
mod sql;
mod storage;
mod texts;
mod tombstones;
mod walk;
mod walls;
