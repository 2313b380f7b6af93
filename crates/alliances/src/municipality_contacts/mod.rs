//! The contact map: which unit of which municipality speaks for which subject, and
//! where nobody feels responsible (R-ACT-08, 09). The office keeps it; a
//! municipality's contact nominates, questions and replaces for its own
//! municipality. What the contact has written the office only remarks on (R-ALL-12).

mod model;
mod pages;
pub(crate) mod store;

pub use model::{Draft, MunicipalityContact, Origin, Refusal};
pub use store::add;

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) =
    ("municipality_contacts.de.ftl", include_str!("municipality_contacts.de.ftl"));

/// What the outside can ask for. Who casts a municipality's vote also says who
/// speaks for it, so the same permissions hold.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/municipality-contacts", pages::list)
        .shows(
            "municipality_contact.name, municipality_contact.phone, municipality_contact.email",
            "work-together",
        )
        .get("/alliances/{alliance}/municipality-contacts/new", pages::new)
        .get("/alliances/{alliance}/municipality-contacts/{id}", pages::show)
        .shows(
            "municipality_contact.name, municipality_contact.phone, municipality_contact.email",
            "work-together",
        )
        .post("/alliances/{alliance}/municipality-contacts", pages::create)
        .post("/alliances/{alliance}/municipality-contacts/{id}", pages::save)
        .post("/alliances/{alliance}/municipality-contacts/{id}/removal", pages::remove)
        .post("/alliances/{alliance}/municipality-contacts/{id}/comment", pages::comment)
        .shows_again("municipality_contact.office_comment", "work-together")
        .post("/alliances/{alliance}/own-contacts", pages::create_own)
        .post("/alliances/{alliance}/own-contacts/{id}", pages::save_own)
        .shows_again(
            "municipality_contact.name, municipality_contact.phone, municipality_contact.email",
            "work-together",
        )
        .post("/alliances/{alliance}/own-contacts/{id}/removal", pages::remove_own)
}
