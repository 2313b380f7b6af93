//! Contact imports: on day one an office brings the contact list it has, names its
//! columns, sees what each entry will become, and takes all over at once (issue:
//! "typed once"; R-STR-05, R-STR-10). Until then nothing reaches the directory.
//! A list is no record of its own: it is forgotten when taken over, after seven
//! days at the latest, and has no history; what it added has.

mod model;
mod pages;
mod recognise;
pub(crate) mod store;
mod upload;

pub use store::{forget_old, old};

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("contact_imports.de.ftl", include_str!("contact_imports.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/contact-imports/new", pages::new)
        .shows("contact_import.file_name", "work-together")
        .get("/alliances/{alliance}/contact-imports/sample.csv", pages::sample)
        .post_large("/alliances/{alliance}/contact-imports/new", pages::create, upload::MOST_BYTES)
        .get("/alliances/{alliance}/contact-imports/{id}", pages::show)
        .shows("contact_import.sheet, contact_import.decisions", "work-together")
        .post("/alliances/{alliance}/contact-imports/{id}", pages::map)
        .get("/alliances/{alliance}/contact-imports/{id}/entries", pages::entries)
        .shows("contact_import.sheet, contact_import.decisions", "work-together")
        .post("/alliances/{alliance}/contact-imports/{id}/entries", pages::decide)
        .get("/alliances/{alliance}/contact-imports/{id}/entries/{entry}", pages::entry)
        .shows("contact_import.sheet, contact_import.decisions", "work-together")
        .post("/alliances/{alliance}/contact-imports/{id}/entries/{entry}", pages::correct)
        .post("/alliances/{alliance}/contact-imports/{id}/removal", pages::remove)
}
