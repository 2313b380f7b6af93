//! Groups: small volunteer groups the office would never find, registered by a
//! volunteer coordinator with a short form, for the coordinator's own organisation
//! (R-ACT-14). They become entries of the directory, which the office completes.

mod pages;
mod store;

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("groups.de.ftl", include_str!("groups.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/groups", pages::list)
        .shows("contact.name, contact.phone, contact.email", "work-together")
        .get("/alliances/{alliance}/groups/new", pages::new)
        .post("/alliances/{alliance}/groups", pages::create)
}
