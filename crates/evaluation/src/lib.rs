//! What the Land sees. This context reads nothing but the `published_` views of its
//! siblings, aggregates for everybody and the words of submissions for those who may read
//! them; of its own it has the Land's list of rules that stand in the way, and which needs
//! to steer were told.

mod answers;
mod constellations;
mod core_groups;
mod download;
mod downloads;
mod filter;
mod gaps;
mod map;
mod measures;
mod overview;
mod placements;
pub mod problems;
mod returns;
pub mod steering;
mod tiles;
mod waves;

use base::{AnyPermit, Permit, ViewStatewide};
use store::{Migration, migrations};
use web::{Error, Result, Routes, Shell};

/// This context's schema.
pub const MIGRATIONS: &[Migration] =
    migrations!["202611301510_create_rule_problem", "202611301800_create_steering_need"];

/// This context's texts.
pub const TEXTS: &[(&str, &str)] = &[
    ("overview.de.ftl", include_str!("overview/overview.de.ftl")),
    ("constellations.de.ftl", include_str!("constellations/constellations.de.ftl")),
    ("core_groups.de.ftl", include_str!("core_groups/core_groups.de.ftl")),
    ("returns.de.ftl", include_str!("returns/returns.de.ftl")),
    placements::TEXTS,
    measures::TEXTS,
    gaps::TEXTS,
    answers::TEXTS,
    problems::TEXTS,
    steering::TEXTS,
];

/// What the outside can ask for.
pub fn routes() -> Routes {
    overview::routes()
        .and(constellations::routes())
        .and(core_groups::routes())
        .and(returns::routes())
        .and(placements::routes())
        .and(measures::routes())
        .and(gaps::routes())
        .and(answers::routes())
        .and(problems::routes())
        .and(steering::routes())
        .and(tiles::routes())
        .and(downloads::routes())
}

/// Whoever reads submissions, or keeps or sorts the list of problems, reads statewide results.
pub(crate) fn viewing(permit: &dyn AnyPermit) -> Result<Permit<ViewStatewide>> {
    Permit::ask(permit.actor(), None).ok_or(Error::NotFound)
}

/// The kinds of alliance, in the order of the report's columns.
pub(crate) const KINDS: [&str; 3] = ["city", "district", "municipality"];

/// The same with what people call them.
pub(crate) fn kind_words(shell: &Shell) -> Vec<(String, String)> {
    KINDS.iter().map(|kind| ((*kind).to_owned(), shell.say_of("returns-kind", kind).to_string())).collect()
}
