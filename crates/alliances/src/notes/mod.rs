//! Confidential notes of the office about a municipality: reservations and how they
//! were settled (R-ALL-10). Nobody but office and deputy ever sees them.

mod model;
mod pages;
mod store;

pub use model::{Draft, Note, Reservation};
pub use store::add;

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("notes.de.ftl", include_str!("notes.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/notes", pages::list)
        .shows(
            "municipality_note.reservation, municipality_note.content, municipality_note.resolution",
            "run-office",
        )
        .get("/alliances/{alliance}/notes/new", pages::new)
        .post("/alliances/{alliance}/notes", pages::create)
        .get("/alliances/{alliance}/notes/{id}", pages::show)
        .shows(
            "municipality_note.reservation, municipality_note.content, municipality_note.resolution",
            "run-office",
        )
        .post("/alliances/{alliance}/notes/{id}", pages::save)
}
