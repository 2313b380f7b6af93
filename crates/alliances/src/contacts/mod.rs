//! Contacts: whom to talk to at an organisation (item 1.1, column 7). Asked only
//! for organisations that will really be approached (R-STR-05). Personal data:
//! removing a contact destroys what the history knows of it.

mod pages;
pub(crate) mod store;

pub use store::{Contact, add};

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("contacts.de.ftl", include_str!("contacts.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .post("/alliances/{alliance}/organisations/{id}/contacts", pages::create)
        .post("/alliances/{alliance}/contacts/{id}", pages::save)
        .shows_again("contact.name, contact.phone, contact.email", "work-together")
        .post("/alliances/{alliance}/contacts/{id}/removal", pages::remove)
}
