//! What the Land sees: aggregates only. This context reads nothing but the
//! `published_` views of its siblings; it has no tables of its own.

mod constellations;
mod core_groups;
mod download;
mod map;
mod overview;
mod returns;
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
];

/// What the outside can ask for.
pub fn routes() -> Routes {
    overview::routes().and(constellations::routes()).and(core_groups::routes()).and(returns::routes())
}

/// The kinds of alliance, in the order of the report's columns.
pub(crate) const KINDS: [&str; 3] = ["city", "district", "municipality"];
