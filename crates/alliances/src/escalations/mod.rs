//! Escalations: the office keeps the lead member of the executive board informed
//! and puts conflicts before it that it cannot settle itself; the member answers
//! (R-ACT-03).

mod letters;
mod model;
mod news;
mod pages;
mod store;

pub use model::{Draft, Escalation, State};
pub(crate) use pages::{NewsLine, whats_new};
pub use store::{answer, list, raise};

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("escalations.de.ftl", include_str!("escalations.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/escalations", pages::list)
        .shows("escalation.account, escalation.wanted, escalation.answer", "run-office")
        .get("/alliances/{alliance}/escalations/new", pages::new)
        .post("/alliances/{alliance}/escalations", pages::create)
        .get("/alliances/{alliance}/escalations/{id}", pages::show)
        .shows("escalation.account, escalation.wanted, escalation.answer", "run-office")
        .post("/alliances/{alliance}/escalations/{id}", pages::save)
        .post("/alliances/{alliance}/escalations/{id}/answer", pages::answer)
        .shows_again("escalation.answer", "run-office")
}
