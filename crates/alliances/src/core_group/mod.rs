//! The core group (Bündnis-Kerngruppe): who sits in it from when to when, kept
//! apart from who is wanted in it (R-STR-12). Small alliances may do without
//! (R-ALL-07); hints never block (R-STR-08).

mod model;
mod pages;
pub(crate) mod store;

pub use model::{Refusal, Term};
pub(crate) use pages::remarks;
pub use store::{Membership, join};

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("core_group.de.ftl", include_str!("core_group.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/core-group", pages::show)
        .shows("contact.name, contact.phone, contact.email", "work-together")
        .post("/alliances/{alliance}/core-group", pages::join)
        .get("/alliances/{alliance}/core-group/{id}", pages::edit)
        .shows("contact.name, contact.phone, contact.email", "work-together")
        .post("/alliances/{alliance}/core-group/{id}", pages::save)
        .post("/alliances/{alliance}/core-group/{id}/end", pages::leave)
        .post("/alliances/{alliance}/core-group/{id}/removal", pages::take_back)
}
