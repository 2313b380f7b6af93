//! The core group (Bündnis-Kerngruppe): who sits in it from when to when, kept
//! apart from who is wanted in it (R-STR-12). Small alliances may do without
//! (R-ALL-07); hints never block (R-STR-08).

mod pages;
pub(crate) mod store;

pub use store::{Membership, join, leave};

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("core_group.de.ftl", include_str!("core_group.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/core-group", pages::show)
        .post("/alliances/{alliance}/core-group", pages::join)
        .post("/alliances/{alliance}/core-group/{id}/end", pages::leave)
}
