//! A working aid, or some of its questions, as a Word or spreadsheet file that
//! somebody fills in elsewhere, and back (issue 4). The file itself is [`documents`]'
//! business. A contributor takes one along by personal link and brings it back; the
//! office does so for whoever mails it, and with its whole working copy.
//!
//! # Nothing is overwritten unseen
//!
//! What a returned file says is held, the file is not. What it would change is shown
//! first, field by field; what is ticked there is saved, all at once, each field on the
//! version that was shown. A file says when it was downloaded: what changed here since and
//! was left alone in it stays, what changed on both sides is a conflict that somebody
//! has to decide. What does not fit is named at its place, down to the cell of a table,
//! which keeps what stands in it; the rest can be taken. What is held is forgotten when taken over, after seven days at the latest.

mod back;
mod files;
mod forth;
mod held;
mod pages;
mod stand;
mod store;
mod words;

pub use back::{BadCell, Returned, ReturnedPassage, answers_from, passages_from};
pub use forth::{Content, PassageRow, Phrase, Phrases, form_of};
pub use store::{forget_old, old};
pub use words::{lead, words};

/// The texts of these files and pages.
pub const TEXTS: (&str, &str) = ("papers.de.ftl", include_str!("papers.de.ftl"));

use web::Routes;

/// What the outside can ask for.
pub fn routes() -> Routes {
    const GIVEN: &str = "contribution.value";
    const TAKEN: &str = "contribution.value, answer.value, office.name, office.phone, office.email";
    const AGREED: &str = "answer.value, summary_passage.words";
    const BOOK: &str = "answer.value, summary_passage.words, office.email";
    const NAMED: &str = "returned_form.file_name";
    const WHY: &str = "work-together";
    Routes::new()
        .get("/z/{link}/form", pages::link_show)
        .shows(NAMED, WHY)
        .get("/z/{link}/form.docx", pages::link_word)
        .exports(TAKEN, WHY)
        .get("/z/{link}/form.xlsx", pages::link_excel)
        .exports(TAKEN, WHY)
        .post_large("/z/{link}/form", pages::link_upload, pages::MOST_BYTES)
        .get("/z/{link}/returned-forms/{form}", pages::link_preview)
        .shows(GIVEN, WHY)
        .post("/z/{link}/returned-forms/{form}", pages::link_take)
        .post("/z/{link}/returned-forms/{form}/removal", pages::link_remove)
        .get("/alliances/{alliance}/assignments/{assignment}/form", pages::office_show)
        .shows(NAMED, WHY)
        .get("/alliances/{alliance}/assignments/{assignment}/form.docx", pages::office_word)
        .exports(TAKEN, WHY)
        .get("/alliances/{alliance}/assignments/{assignment}/form.xlsx", pages::office_excel)
        .exports(TAKEN, WHY)
        .post_large(
            "/alliances/{alliance}/assignments/{assignment}/form",
            pages::office_upload,
            pages::MOST_BYTES,
        )
        .get("/alliances/{alliance}/assignments/{assignment}/returned-forms/{form}", pages::office_preview)
        .shows(GIVEN, WHY)
        .post("/alliances/{alliance}/assignments/{assignment}/returned-forms/{form}", pages::office_take)
        .post(
            "/alliances/{alliance}/assignments/{assignment}/returned-forms/{form}/removal",
            pages::office_remove,
        )
        .get("/alliances/{alliance}/workbooks/{instrument}/form", pages::book_show)
        .shows(NAMED, WHY)
        .get("/alliances/{alliance}/workbooks/{instrument}/form.docx", pages::book_word)
        .exports(BOOK, WHY)
        .get("/alliances/{alliance}/workbooks/{instrument}/form.xlsx", pages::book_excel)
        .exports(BOOK, WHY)
        .post_large(
            "/alliances/{alliance}/workbooks/{instrument}/form",
            pages::book_upload,
            pages::MOST_BYTES,
        )
        .get("/alliances/{alliance}/workbooks/{instrument}/returned-forms/{form}", pages::book_preview)
        .shows(AGREED, WHY)
        .post("/alliances/{alliance}/workbooks/{instrument}/returned-forms/{form}", pages::book_take)
        .post(
            "/alliances/{alliance}/workbooks/{instrument}/returned-forms/{form}/removal",
            pages::book_remove,
        )
}

#[cfg(test)]
mod tests;
