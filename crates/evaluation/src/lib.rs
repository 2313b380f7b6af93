//! What the Land sees: aggregates only. This context reads nothing but the
//! `published_` views of its siblings; it has no tables of its own.

mod constellations;
mod core_groups;
mod download;
mod downloads;
mod filter;
mod map;
mod measures;
mod overview;
mod placements;
mod returns;
mod tiles;
mod waves;

use store::Migration;
use web::Routes;

/// This context's schema: none.
pub const MIGRATIONS: &[Migration] = &[];

/// This context's texts.
pub const TEXTS: &[(&str, &str)] = &[
    ("overview.de.ftl", include_str!("overview/overview.de.ftl")),
    ("constellations.de.ftl", include_str!("constellations/constellations.de.ftl")),
    ("core_groups.de.ftl", include_str!("core_groups/core_groups.de.ftl")),
    ("returns.de.ftl", include_str!("returns/returns.de.ftl")),
    placements::TEXTS,
    measures::TEXTS,
];

/// What the outside can ask for.
pub fn routes() -> Routes {
    overview::routes()
        .and(constellations::routes())
        .and(core_groups::routes())
        .and(returns::routes())
        .and(placements::routes())
        .and(measures::routes())
        .and(tiles::routes())
        .and(downloads::routes())
}

/// The kinds of alliance, in the order of the report's columns.
pub(crate) const KINDS: [&str; 3] = ["city", "district", "municipality"];
