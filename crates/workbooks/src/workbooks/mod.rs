//! Working copies: an alliance's living answers to a working aid, saved field by
//! field, with history, never submitted by themselves (R-STR-01 to 10, R-NOA-02).
//! The working aid comes from a data file; nothing here knows a question by name.

mod api;
mod carrying;
mod checks;
mod listing;
mod model;
mod opening;
mod pages;
mod printing;
mod saving;
pub(crate) mod store;
pub(crate) mod view;

pub use carrying::carry_over;
pub use model::{Stored, Workbook};
pub use opening::open;
pub use saving::{Based, Refusal, answer};

pub(crate) use checks::{beside_fields, counts, of_asked};
pub(crate) use model::{as_posted, holds, question_at, question_now, question_words, read_json, read_stored};
pub(crate) use pages::{
    Typed, address, below, brought_in, conflict, fault_words, incomplete, label, name_places, wrong_at,
};
pub(crate) use saving::{agree, answer_on, words};
pub(crate) use store::municipalities;

use web::{Listed, Routes};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("workbooks.de.ftl", include_str!("workbooks.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/workbooks", listing::list)
        .get("/api/v1/alliances/{alliance}/workbooks", listing::api)
        .answers::<Listed<listing::AidJson>>("The working aids of the alliance and how far each has come")
        .get("/alliances/{alliance}/workbooks/{instrument}", pages::overview)
        .get("/alliances/{alliance}/workbooks/{instrument}/{section}", pages::section)
        .shows("answer.value, contact.name, contact.phone, contact.email, office.name, office.phone, office.email, board_lead.name, board_lead.phone, board_lead.email", "work-together")
        .get("/alliances/{alliance}/workbooks/{instrument}/print", printing::print)
        .shows("answer.value, contact.name, contact.phone, contact.email, office.name, office.phone, office.email, board_lead.name, board_lead.phone, board_lead.email", "work-together")
        .get("/alliances/{alliance}/workbooks/{instrument}/answers/{uid}", pages::find_answer)
        .shows("answer.value", "work-together")
        .post("/alliances/{alliance}/workbooks/{instrument}/answers/{uid}", pages::save)
        .get("/alliances/{alliance}/workbooks/{instrument}/answers/{uid}/history", pages::history)
        .shows("answer.value, person.name", "work-together")
        .get("/alliances/{alliance}/workbooks/{instrument}/versions/{version}", carrying::show)
        .shows("answer.value, earlier_answer.words", "work-together")
        .post("/alliances/{alliance}/workbooks/{instrument}/versions/{version}", carrying::carry)
        .get("/api/v1/alliances/{alliance}/workbooks/{instrument}", api::show)
        .shows("answer.value", "work-together")
        .answers::<api::WorkbookJson>("A working copy: progress, answers with their versions, remarks")
        .get("/api/v1/alliances/{alliance}/workbooks/{instrument}/answers/{uid}", api::show_answer)
        .shows("answer.value", "work-together")
        .answers::<api::AnswerJson>("One answer, with its version as ETag; 0 where nobody has answered")
        .put("/api/v1/alliances/{alliance}/workbooks/{instrument}/answers/{uid}", api::save)
        .takes::<api::NewAnswer>()
        .answers::<api::AnswerJson>(
            "Saves one answer; If-Match names the version it is based on, 0 for the first",
        )
}
