//! Consolidation: all that was contributed to a question side by side, the office agrees
//! on one answer, and where it comes from stays visible (R-NOA-23); office and core group
//! talk about it ([`review`]); the views of those who were asked are laid over each other
//! (R-NOA-27).
//!
//! Contributions never change agreed answers by themselves. What a contributor is still
//! working on is not shown here: it counts once it is delivered. Agreed answers are
//! written as any other, over the version that was seen; two people who agree on the same
//! answer meet the page that shows both. A contribution that changes after it was used is
//! offered anew and never forced.

mod acts;
mod api;
mod model;
mod pages;
pub mod review;
mod store;
mod told;
mod views;

pub use acts::agree;
pub use model::{Sum, Way, merged, sum};
pub(crate) use pages::{Waiting, address, waiting};
pub(crate) use review::COMMENT_ERASED;
pub(crate) use told::mark;

use web::{HistoryPage, Listed, Routes};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("consolidation.de.ftl", include_str!("consolidation.de.ftl"));

/// Where the entries stand whose histories can be erased singly.
pub(crate) const HISTORY: HistoryPage = ("review_thread", "/threads/{}");

/// Words about people the page of a question shows.
const ITEM: &str = "contribution.value, answer.value, review_comment.words, person.name";

/// Words about people the page of a conversation shows.
const THREAD: &str = "review_comment.words, review_thread.missing, person.name";

/// Words about people a program reads of a conversation.
const THREAD_JSON: &str = "review_comment.words, review_thread.missing";

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/workbooks/{instrument}/consolidation", pages::list)
        .get("/alliances/{alliance}/workbooks/{instrument}/consolidation/{item}", pages::show)
        .shows(ITEM, "work-together")
        .post("/alliances/{alliance}/workbooks/{instrument}/consolidation/{item}/answers/{uid}", pages::agree)
        .shows_again(ITEM, "work-together")
        .post("/alliances/{alliance}/workbooks/{instrument}/consolidation/{item}/taking", pages::take_all)
        .get("/alliances/{alliance}/workbooks/{instrument}/consolidation/sections/{section}", views::section)
        .shows("contribution.value", "work-together")
        .get("/alliances/{alliance}/workbooks/{instrument}/threads", review::list)
        .shows(THREAD, "work-together")
        .post("/alliances/{alliance}/workbooks/{instrument}/consolidation/{item}/threads", review::create)
        .shows_again(ITEM, "work-together")
        .get("/alliances/{alliance}/threads/{thread}", review::show)
        .shows(THREAD, "work-together")
        .post("/alliances/{alliance}/threads/{thread}", review::pages::change)
        .shows_again(THREAD, "work-together")
        .post("/alliances/{alliance}/threads/{thread}/comments", review::comment)
        .shows_again(THREAD, "work-together")
        .post("/alliances/{alliance}/threads/{thread}/comments/{comment}/erasure", review::erase)
        .post("/alliances/{alliance}/threads/{thread}/resolution", review::pages::resolve)
        .get("/api/v1/alliances/{alliance}/workbooks/{instrument}/threads", review::api::list)
        .shows("review_thread.missing", "work-together")
        .answers::<Listed<review::api::ThreadJson>>(
            "Conversations about a working aid: open ones first, the latest first",
        )
        .query(&[
            ("item", "only those about this question, by uid"),
            ("state", "open or resolved"),
            ("cursor", "go on after"),
            ("limit", "at most 200"),
        ])
        .post(
            "/api/v1/alliances/{alliance}/workbooks/{instrument}/consolidation/{item}/threads",
            review::api::create,
        )
        .shows(THREAD_JSON, "work-together")
        .takes::<review::api::NewThread>()
        .answers::<review::api::WholeThreadJson>(
            "Begins a conversation about a question; Idempotency-Key makes it safe to repeat",
        )
        .get("/api/v1/alliances/{alliance}/threads/{thread}", review::api::show)
        .shows(THREAD_JSON, "work-together")
        .answers::<review::api::WholeThreadJson>("One conversation with its comments, its version as ETag")
        .put("/api/v1/alliances/{alliance}/threads/{thread}", review::api::change)
        .shows(THREAD_JSON, "work-together")
        .takes::<review::api::ChangedThread>()
        .answers::<review::api::WholeThreadJson>(
            "Says for whom it waits and what it still needs; If-Match names the version",
        )
        .post("/api/v1/alliances/{alliance}/threads/{thread}/comments", review::api::comment)
        .shows(THREAD_JSON, "work-together")
        .takes::<review::api::NewComment>()
        .answers::<review::api::WholeThreadJson>("Adds a comment; Idempotency-Key makes it safe to repeat")
        .put("/api/v1/alliances/{alliance}/threads/{thread}/resolution", review::api::resolve)
        .shows(THREAD_JSON, "work-together")
        .answers::<review::api::WholeThreadJson>("Closes a conversation")
        .delete("/api/v1/alliances/{alliance}/threads/{thread}/resolution", review::api::reopen)
        .shows(THREAD_JSON, "work-together")
        .answers::<review::api::WholeThreadJson>("Opens a conversation again")
        .get("/api/v1/alliances/{alliance}/workbooks/{instrument}/consolidation", api::list)
        .answers::<Listed<api::LineJson>>("Questions somebody was asked, and how far each is agreed")
        .get("/api/v1/alliances/{alliance}/workbooks/{instrument}/consolidation/{item}", api::show)
        .shows("contribution.value, answer.value", "work-together")
        .answers::<api::ItemJson>("One question with everything that was contributed to it")
        .put(
            "/api/v1/alliances/{alliance}/workbooks/{instrument}/consolidation/{item}/answers/{uid}",
            api::agree,
        )
        .shows_again("contribution.value, answer.value", "work-together")
        .takes::<api::NewAgreed>()
        .answers::<api::FieldJson>(
            "Agrees on one answer; If-Match names the version it is based on, 0 for the first",
        )
}
