//! Organisations: the concrete local actors of an alliance – an authority, a
//! college, an association – each with its own ticks, contact and contribution
//! (item 1.1 of the Strukturen aid, R-STR-02, 03, 05, 10, R-ACT-05, 10, 11, 12, 14).
//! Typed once here, reused everywhere.
//!
//! This is the reference feature: others copy its shape.

mod api;
mod file;
mod model;
mod pages;
pub(crate) mod store;

pub use model::{ActorType, Around, Draft, LONG, NAME, Organisation, Refusal, SHORT, TakingPart};
pub(crate) use pages::taking_part_choices;
pub use store::{add, load_actor_types};

use web::{Listed, Routes};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("organisations.de.ftl", include_str!("organisations.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/organisations", pages::list)
        .shows("contact.name, contact.phone, contact.email", "work-together")
        .get("/alliances/{alliance}/organisations/new", pages::new)
        .post("/alliances/{alliance}/organisations", pages::create)
        .post("/alliances/{alliance}/organisations/rows", pages::add_row)
        .get("/alliances/{alliance}/organisations/contacts/file.{ending}", file::contacts)
        .exports("contact.name, contact.phone, contact.email", "work-together")
        .get("/alliances/{alliance}/organisations/{id}", pages::show)
        .shows("contact.name, contact.phone, contact.email", "work-together")
        .post("/alliances/{alliance}/organisations/{id}/row", pages::save_row)
        .post("/alliances/{alliance}/organisations/{id}", pages::save)
        .post("/alliances/{alliance}/organisations/{id}/removal", pages::remove)
        .get("/api/v1/alliances/{alliance}/organisations", api::list)
        .shows("contact.name, contact.phone, contact.email", "work-together")
        .answers::<Listed<api::OrganisationJson>>("Organisations of an alliance by name")
        .query(&[
            ("q", "part of the name"),
            ("municipality", "AGS of a municipality they are in charge of"),
            ("cursor", "go on after"),
            ("limit", "at most 200"),
        ])
        .post("/api/v1/alliances/{alliance}/organisations", api::create)
        .takes::<api::NewOrganisation>()
        .answers::<api::OrganisationJson>("Adds an organisation; Idempotency-Key makes it safe to repeat")
        .get("/api/v1/alliances/{alliance}/organisations/{id}", api::show)
        .shows("contact.name, contact.phone, contact.email", "work-together")
        .answers::<api::OrganisationJson>("One organisation, with its version as ETag")
        .put("/api/v1/alliances/{alliance}/organisations/{id}", api::save)
        .takes::<Draft>()
        .answers::<api::OrganisationJson>("Replaces an organisation; If-Match names the version")
}
