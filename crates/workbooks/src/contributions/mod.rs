//! Contributions: what somebody answers by a personal link, without an account,
//! phone first (R-NOA-03, 29). Only the questions handed out, what is already known
//! about them, why they are needed and by when; each field saves itself, with history,
//! and everything works without the script. Contributions never change agreed answers.
//!
//! # What a look changes
//!
//! Nothing. Mail scanners follow links, so a GET neither opens nor uses anything up:
//! the assignment counts as opened once somebody presses the button that leads to the
//! questions, and as begun with the first thing saved.
//!
//! # Who sees what
//!
//! A link works for whoever has it, whatever session the browser has besides. It opens
//! its own assignment: questions and fields that are not part of it do not exist here.
//! Others' answers and the agreed one are shown where the office allows it, always
//! without names. What is known as a figure is shown with its day, without its source,
//! which can name who else was asked.

mod model;
mod pages;
mod saving;
mod store;

pub use model::Asked;
pub use saving::{Refusal, answer};

pub(crate) use pages::{Fill, Filled, Shown, conflict, fill_answer, find, known, saved, show_item};
pub(crate) use saving::answer_with;
pub(crate) use store::{Contribution, all};

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("contributions.de.ftl", include_str!("contributions.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/z/{link}", pages::start)
        .shows("office.name, office.phone, office.email, contribution.value", "work-together")
        .post("/z/{link}/start", pages::open)
        .get("/z/{link}/items/{item}", pages::item)
        .shows("contribution.value", "work-together")
        .post("/z/{link}/answers/{uid}", pages::save)
        .shows_again("contribution.value", "work-together")
        .post("/z/{link}/delivery", pages::deliver)
        .post("/z/{link}/reopening", pages::reopen)
        .get("/z/{link}/other", pages::other)
        .shows("office.name, office.phone, office.email", "work-together")
        .post("/z/{link}/refusal", pages::decline)
        .shows_again("office.name, office.phone, office.email", "work-together")
        .post("/z/{link}/suggestion", pages::suggest)
        .shows_again("office.name, office.phone, office.email", "work-together")
        .post("/z/{link}/passing-on", pages::pass_on)
        .shows_again("office.name, office.phone, office.email", "work-together")
        .post("/z/{link}/extension", pages::ask_more_time)
        .shows_again("office.name, office.phone, office.email", "work-together")
}
