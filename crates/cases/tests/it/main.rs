//! Participants' data and their keys, on whichever engine the tests run.

mod canary;
mod departure;
mod file;
mod keys;
mod participants;
mod world;
