//! Merges: two entries of the directory that are one organisation become one,
//! with their contacts, seats and whoever they speak for; and that can be undone
//! as long as nothing written since would be lost (R-STR-03: typed once, reused
//! everywhere, so a double must be curable).

mod model;
mod pages;
pub(crate) mod similarity;
pub(crate) mod store;

pub use model::MergeId;
pub(crate) use pages::to_kept;

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("merges.de.ftl", include_str!("merges.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/merges", pages::list)
        .shows("contact.name, contact.phone, contact.email", "work-together")
        .post("/alliances/{alliance}/merges/{id}/undo", pages::undo)
        .get("/alliances/{alliance}/organisations/{id}/merge", pages::show)
        .shows("contact.name, contact.phone, contact.email", "work-together")
        .post("/alliances/{alliance}/organisations/{id}/merge", pages::merge)
}
