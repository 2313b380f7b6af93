//! Observer seats: neighbouring alliances as guests (R-ALL-14).

mod pages;
pub(crate) mod store;

pub use store::Seat;

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("observers.de.ftl", include_str!("observers.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/observers", pages::show)
        .post("/alliances/{alliance}/observers", pages::grant)
        .post("/alliances/{alliance}/observers/{id}/end", pages::end)
}
