//! Support: what an alliance asks the Land for, in its own words, so that the Land
//! sees what structures need to last (R-ALL-18).

mod pages;
pub(crate) mod store;

pub use store::{Need, ask, of};

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("support.de.ftl", include_str!("support.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/support", pages::show)
        .post("/alliances/{alliance}/support", pages::save)
}
