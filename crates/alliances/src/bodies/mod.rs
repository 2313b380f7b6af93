//! Bodies: existing committees, working groups and agreements (item 1.2,
//! R-STR-06, 09). Looked at before anything new is set up.

mod model;
mod pages;
pub(crate) mod store;

pub use model::{Body, Draft, Kind};
pub(crate) use pages::kinds;
pub use store::add;

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("bodies.de.ftl", include_str!("bodies.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/bodies", pages::list)
        .get("/alliances/{alliance}/bodies/new", pages::new)
        .post("/alliances/{alliance}/bodies", pages::create)
        .get("/alliances/{alliance}/bodies/{id}", pages::show)
        .post("/alliances/{alliance}/bodies/{id}", pages::save)
        .post("/alliances/{alliance}/bodies/{id}/row", pages::save_row)
        .post("/alliances/{alliance}/bodies/{id}/removal", pages::remove)
}
