//! Summaries: answers written from others (R-NOA-22). What feeds a question is offered as
//! single passages with their source; the office takes, edits and drops them. A passage
//! remembers what its source said when it was taken, so that a later change is offered,
//! never forced. What is taken stands beside what was typed and leaves with the short form.

mod acts;
mod api;
mod carrying;
mod model;
mod pages;
pub(crate) mod store;

pub use acts::take_offered;
pub use model::Passage;

pub(crate) use acts::{rewrite, write_own};
pub(crate) use carrying::carry;
pub(crate) use model::{Outdated, brief, empty_summary, outdated};
pub(crate) use pages::source_words;

use web::{HistoryPage, Routes};

/// Where a passage stands, and with it its history.
pub(crate) const HISTORY: HistoryPage = ("summary_passage", "/passages/{}");

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("summary.de.ftl", include_str!("summary.de.ftl"));

/// Words about people these pages show.
const WORDS: &str = "summary_passage.words, answer.value, voice_part.title, voice_part.words, person.name";

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/workbooks/{instrument}/passages/{item}", pages::show)
        .shows(WORDS, "work-together")
        .post("/alliances/{alliance}/workbooks/{instrument}/passages/{item}", pages::take)
        .shows_again(WORDS, "work-together")
        .get("/alliances/{alliance}/passages/{passage}", pages::edit)
        .shows(WORDS, "work-together")
        .post("/alliances/{alliance}/passages/{passage}", pages::save)
        .shows_again(WORDS, "work-together")
        .post("/alliances/{alliance}/passages/{passage}/renewal", pages::renew)
        .post("/alliances/{alliance}/passages/{passage}/removal", pages::drop_one)
        .get("/api/v1/alliances/{alliance}/workbooks/{instrument}/passages/{item}", api::show)
        .shows("summary_passage.words, answer.value, voice_part.title, voice_part.words", "work-together")
        .answers::<api::SummaryJson>("Passages on offer for a question, and those taken over")
        .post("/api/v1/alliances/{alliance}/workbooks/{instrument}/passages/{item}", api::take)
        .shows("summary_passage.words, answer.value, voice_part.title, voice_part.words", "work-together")
        .takes::<api::NewPassages>()
        .answers::<api::SummaryJson>(
            "Takes passages over, or adds one in own words; Idempotency-Key makes it safe to repeat",
        )
        .put("/api/v1/alliances/{alliance}/passages/{passage}", api::save)
        .shows("summary_passage.words", "work-together")
        .takes::<api::ChangedPassage>()
        .answers::<api::PassageJson>("Changes a passage; If-Match names the version it is based on")
        .delete("/api/v1/alliances/{alliance}/passages/{passage}", api::drop_one)
}
