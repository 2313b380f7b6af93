//! Erasing the history of one entry: a name that was written by mistake, or that somebody
//! wants gone, stays in sealed earlier values until their key is destroyed. The entry
//! itself stays as it is now; that it was changed, and when, stays too.

mod api;
mod model;
mod pages;

pub use model::PAGES;

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("histories.de.ftl", include_str!("histories.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/histories/{row}/erasure", pages::ask)
        .post("/alliances/{alliance}/histories/{row}/erasure", pages::erase)
        .post("/api/v1/alliances/{alliance}/histories/{row}/erasure", api::erase)
        .takes::<api::Wanted>()
        .answers::<api::Erased>("Makes all earlier values of one entry unreadable, for good")
}
