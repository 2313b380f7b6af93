//! Accessions: who joined, left or switched to which alliance, and when. A dated
//! history that is only ever added to; a wrong entry is taken back by a further
//! one (R-ALL-01, 03). The constellation is computed from it, never stored.

mod api;
mod model;
mod pages;
pub(crate) mod store;

pub use model::{AccessionRefusal, NOTE, NewAccession, Register};
pub use store::{
    check, neighbours, objection, record, record_own, register, register_around, take_back, take_back_own,
};

use web::{Listed, Routes};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("accessions.de.ftl", include_str!("accessions.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/municipalities", pages::show)
        .post("/alliances/{alliance}/accessions", pages::record_own)
        .post("/alliances/{alliance}/accessions/{id}/withdrawal", pages::take_back_own)
        .post("/land/alliances/{alliance}/accessions", pages::record)
        .post("/land/alliances/{alliance}/accessions/{id}/withdrawal", pages::take_back)
        .post("/alliances/{alliance}/objection", pages::object)
        .get("/api/v1/alliances/{alliance}/municipalities", api::municipalities)
        .answers::<Listed<api::StandingJson>>("How the alliance's municipalities stand on a day")
        .query(&[("date", "YYYY-MM-DD; today unless said")])
        .get("/api/v1/alliances/{alliance}/accessions", api::list)
        .answers::<Listed<api::AccessionJson>>("Everything written down about the alliance's accessions")
        .post("/api/v1/alliances/{alliance}/accessions", api::record)
        .takes::<api::NewAccessionJson>()
        .answers::<api::RecordedJson>("Adds an act; Idempotency-Key makes it safe to repeat")
}
