//! Bündniskonstellationen: who has joined the initiative on a day, alone or
//! together, and the 19 lines of Übersicht 1. Computed for any cut-off date from
//! the dated history of accessions, never stored (R-ALL-01..04, 18).

mod model;
#[cfg(test)]
mod published;

pub use model::*;
