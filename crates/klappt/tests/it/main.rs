//! Promises of the house as a whole.

mod audit;
mod backup;
mod board;
mod canaries;
mod cli;
mod deletion;
mod edge;
mod generated;
mod keys;
mod kill;
mod links;
mod operation;
mod outside;
mod published;
mod secrets;
mod server;
mod sources;
mod sql;
mod storage;
mod texts;
mod told;
mod tombstones;
mod walk;
mod walls;
