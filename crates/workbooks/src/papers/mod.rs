//! A working aid, or some of its questions, as a Word or spreadsheet file that
//! somebody fills in elsewhere, and back. The file itself is [`documents`]'
//! business. A contributor takes one along by personal link and brings it back; the
//! office does so for whoever mails it. What a returned file would change is shown
//! first, held in that page only; what is ticked there becomes contributions.

mod back;
mod files;
mod forth;
mod pages;
mod words;

pub use back::{Returned, answers_from};
pub use forth::{Phrase, Phrases, form_of};
pub use words::{lead, words};

/// The texts of these files.
pub const TEXTS: (&str, &str) = ("papers.de.ftl", include_str!("papers.de.ftl"));

use web::Routes;

/// What the outside can ask for.
pub fn routes() -> Routes {
    const SHOWN: &str = "contribution.value";
    Routes::new()
        .get("/z/{link}/file", pages::link_show)
        .get("/z/{link}/file/word", pages::link_word)
        .shows(SHOWN, "work-together")
        .get("/z/{link}/file/excel", pages::link_excel)
        .shows(SHOWN, "work-together")
        .post_large("/z/{link}/file", pages::link_preview, pages::MOST_BYTES)
        .shows(SHOWN, "work-together")
        .post("/z/{link}/file/answers", pages::link_take)
        .get("/alliances/{alliance}/assignments/{assignment}/file", pages::office_show)
        .get("/alliances/{alliance}/assignments/{assignment}/file/word", pages::office_word)
        .shows(SHOWN, "work-together")
        .get("/alliances/{alliance}/assignments/{assignment}/file/excel", pages::office_excel)
        .shows(SHOWN, "work-together")
        .post_large(
            "/alliances/{alliance}/assignments/{assignment}/file",
            pages::office_preview,
            pages::MOST_BYTES,
        )
        .shows(SHOWN, "work-together")
        .post("/alliances/{alliance}/assignments/{assignment}/file/answers", pages::office_take)
        .get("/alliances/{alliance}/workbooks/{instrument}/word", pages::workbook_word)
        .shows("answer.value", "work-together")
        .get("/alliances/{alliance}/workbooks/{instrument}/excel", pages::workbook_excel)
        .shows("answer.value", "work-together")
}

#[cfg(test)]
mod tests;
