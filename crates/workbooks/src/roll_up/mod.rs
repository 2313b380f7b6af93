//! Roll-ups: a district asks its municipalities in one act and sees what they say side by
//! side and in sum (R-ALL-11, 12). A municipality with an alliance of its own answers in
//! its own working copy and decides, question by question, what the district reads; one
//! without answers by personal link ([`crate::assignments`]).
//!
//! # Whose entries they are
//!
//! The municipality's, always. Nothing is copied: the district reads what is released as
//! it stands, through views, so that a change shows at once and a release taken back
//! stops at the next request. No statement here writes into another alliance's rows, and
//! row-level security would refuse it. Remarks of both sides stand beside the entry.
//!
//! # What leaves
//!
//! Answers leave a municipality's alliance, so numbers pass the gate of
//! [`base::disclosure`] ([`model::gate`]). Figures follow the rule by which figures are
//! shared everywhere ([`crate::figures`]): none from 1 to 4, and nothing of what is
//! counted where one of its numbers is or was that small, since its splits stand in many
//! questions. What a municipality delivers by link it gives to the district itself: it
//! leaves no alliance and passes no gate. Fields that name people never leave.
//!
//! # What a sum covers
//!
//! Of all municipalities that belong to the alliance or were asked: how many brought a
//! number, and which part of the inhabitants lives there, by the population of the official
//! directory of municipalities (never of the figures). Where the directory lacks one's
//! population no share is told. Unknown, not collected, withheld and missing are named.

mod acts;
mod api;
mod asking;
mod gather;
mod model;
mod more_time;
mod pages;
mod requests;
mod show;
mod store;

pub use acts::{Chosen, Draft, Says, change_release, check, reply, send};
pub use store::{add_comment, incoming, places};

pub(crate) use pages::address;
pub(crate) use requests::{Owed, owed};
pub(crate) use store::{asks, comments_of_assignment};

use web::{Listed, Routes};

/// The texts of these pages and letters.
pub const TEXTS: (&str, &str) = ("roll_up.de.ftl", include_str!("roll_up.de.ftl"));

/// Words that can name people: entries and remarks.
const WORDS: &str =
    "answer.value, contribution.value, roll_up_comment.words, roll_up_reply.reason, roll_up_asked.answer";

/// Words about more time, of both sides.
const TIME: &str = "roll_up_reply.reason, roll_up_asked.answer";

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/workbooks/{instrument}/roll-up", pages::overview)
        .shows("roll_up_reply.reason", "work-together")
        .get("/alliances/{alliance}/workbooks/{instrument}/roll-up/new", asking::new)
        .shows("municipality_contact.name, municipality_contact.email", "work-together")
        .post("/alliances/{alliance}/workbooks/{instrument}/roll-up", asking::create)
        .shows_again("municipality_contact.name, municipality_contact.email", "work-together")
        .get("/alliances/{alliance}/workbooks/{instrument}/roll-up/{item}", pages::item)
        .shows(WORDS, "work-together")
        .get("/alliances/{alliance}/workbooks/{instrument}/roll-up/{item}/file.{ending}", pages::file)
        .exports("answer.value, contribution.value", "work-together")
        .post("/alliances/{alliance}/workbooks/{instrument}/roll-up/{item}/comments", pages::comment)
        .shows_again(WORDS, "work-together")
        .get("/alliances/{alliance}/workbooks/{instrument}/roll-up/requests/{request}/{ags}", more_time::show)
        .shows(TIME, "work-together")
        .post(
            "/alliances/{alliance}/workbooks/{instrument}/roll-up/requests/{request}/{ags}",
            more_time::decide,
        )
        .shows_again(TIME, "work-together")
        .get("/alliances/{alliance}/district-requests", requests::list)
        .get("/alliances/{alliance}/district-requests/{request}", requests::show)
        .shows(WORDS, "work-together")
        .post("/alliances/{alliance}/district-requests/{request}/release", requests::release)
        .post("/alliances/{alliance}/district-requests/{request}/reply", requests::reply)
        .shows_again(WORDS, "work-together")
        .post("/alliances/{alliance}/district-requests/{request}/comments", requests::comment)
        .shows_again(WORDS, "work-together")
        .get("/api/v1/alliances/{alliance}/workbooks/{instrument}/roll-up", api::overview)
        .shows("roll_up_reply.reason", "work-together")
        .answers::<api::RollUpJson>("Where every municipality of a district stands")
        .post("/api/v1/alliances/{alliance}/workbooks/{instrument}/roll-up", api::create)
        .takes::<api::NewRequest>()
        .answers::<api::MadeJson>("Asks municipalities in one act; Idempotency-Key makes it safe to repeat")
        .get("/api/v1/alliances/{alliance}/workbooks/{instrument}/roll-up/{item}", api::item)
        .shows(WORDS, "work-together")
        .answers::<api::ItemJson>("One question: every municipality's entries, and sums with their coverage")
        .get(
            "/api/v1/alliances/{alliance}/workbooks/{instrument}/roll-up/requests/{request}/{ags}",
            more_time::read,
        )
        .shows(TIME, "work-together")
        .answers::<more_time::DeadlineJson>(
            "The last day of one municipality's alliance, its version as ETag",
        )
        .put(
            "/api/v1/alliances/{alliance}/workbooks/{instrument}/roll-up/requests/{request}/{ags}",
            more_time::put,
        )
        .shows(TIME, "work-together")
        .takes::<more_time::NewDeadline>()
        .answers::<more_time::DeadlineJson>(
            "Gives one municipality's alliance more time or says why not; If-Match names the version",
        )
        .get("/api/v1/alliances/{alliance}/district-requests", api::requests)
        .answers::<Listed<api::IncomingJson>>("What the alliance was asked by its district, the latest first")
        .get("/api/v1/alliances/{alliance}/district-requests/{request}", api::request)
        .shows(WORDS, "work-together")
        .answers::<api::PreviewJson>("One request, with what the district reads or would read")
        .put("/api/v1/alliances/{alliance}/district-requests/{request}/release", api::release)
        .takes::<api::NewRelease>()
        .answers::<api::PreviewJson>("Lets the district read exactly these questions")
}
