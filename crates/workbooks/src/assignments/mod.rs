//! Assignments (Zuarbeit): the office hands questions of a working aid to a person or
//! an organisation, with a day and the reason; the answer comes by personal link (R-NOA-03,
//! 29), and nobody is asked the same twice without being told (R-CON-02). Deadlines of
//! assignments and of waves stand on one board (R-EVA-03). What the contributor sees
//! and enters is [`crate::contributions`].
//!
//! # Links and letters
//!
//! A link belongs to one person of one assignment, is good until a month after the last
//! day, and can be ended at once: it is asked for at every request. It has no token of its
//! own. Each letter (the first one, reminders, answers) carries a fresh token, of which
//! only the hash is kept, so nothing here could be sent a second time. All tokens of a
//! link stay good as long as the link does: people answer from whichever letter they
//! find, and a reminder must not kill the page that is open in a tab. Revoking, passing
//! on, renewing and ending the assignment end the link, and with it all its tokens.
//!
//! # Letters that come back
//!
//! Each letter's Message-ID names alliance and letter. `klappt mail bounced` reads a
//! report on delivery (RFC 3464) and marks the letter; so does the office by hand.
//!
//! # Days
//!
//! A last day is a calendar day in Europe/Berlin and ends at midnight there. Reminders
//! go out in the daily run, some days before, on and after it, each once per last day.

mod acts;
mod api;
mod board;
pub mod bounce;
mod filling;
mod forms;
mod model;
mod pages;
mod store;

pub use acts::{
    Fault, Order, Post, ask_more_time, asked_before, bounced, check, decline, end, erase_name, hand_out,
    move_day, remind, renew, suggest,
};
pub use model::{
    AskedBefore, Assignment, Draft, Faults, LetterKind, Recipient, Refusal, State, Voice, WrongRecipient, nth,
};
pub use store::{bounced_since, find, forget_old_names, go_over, items, old_names};

pub(crate) use acts::hand_out_to;
pub(crate) use acts::{tell_office, words as refusal_words};
pub(crate) use model::{REMIND_MOST, WORDS, addressee, can_be_asked, day, picked, reason, reminder};
pub(crate) use store::{LINK_ENDED, NAME_ERASED, all_links};
pub(crate) use store::{MoreTime, Office, more_time, note_use, office, place, reopen};

use ::store::{Result, Tx};
use base::{AnyPermit, AssignmentId};
use web::{Listed, Routes};

/// The first thing was entered.
pub(crate) async fn begin(tx: &mut Tx, permit: &dyn AnyPermit, id: AssignmentId) -> Result<()> {
    store::go_over(tx, permit, id, State::Begun, "").await?;
    store::note_use(tx, permit, id).await
}

/// The texts of these pages and letters.
pub const TEXTS: (&str, &str) = ("assignments.de.ftl", include_str!("assignments.de.ftl"));

/// Words about people these pages show.
const PEOPLE: &str = "assignment_link.name, assignment_link.email";

/// Words about people the page of one assignment shows.
const ONE: &str = "assignment_link.name, assignment_link.email, assignment_hint.name, assignment_hint.email, \
                   contribution.value";

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/due", board::show)
        .shows("task.title, person.name", "work-together")
        .get("/alliances/{alliance}/workbooks/{instrument}/assignments", pages::list)
        .shows(PEOPLE, "work-together")
        .get("/alliances/{alliance}/workbooks/{instrument}/assignments/new", forms::new)
        .shows(
            "contact.name, contact.email, review_thread.missing, assignment_link.name, assignment_link.email, \
             assignment_hint.name, assignment_hint.email",
            "work-together",
        )
        .post("/alliances/{alliance}/workbooks/{instrument}/assignments", forms::create)
        .shows_again("contact.name, contact.email", "work-together")
        .get("/alliances/{alliance}/assignments/{assignment}", pages::show)
        .shows(ONE, "work-together")
        .get("/alliances/{alliance}/assignments/{assignment}/answers", filling::show)
        .shows("contribution.value", "work-together")
        .post("/alliances/{alliance}/assignments/{assignment}/answers/{uid}", filling::save)
        .shows_again("contribution.value", "work-together")
        .post("/alliances/{alliance}/assignments/{assignment}/delivery", filling::deliver)
        .post("/alliances/{alliance}/assignments/{assignment}/reminder", pages::remind)
        .shows_again(ONE, "work-together")
        .post("/alliances/{alliance}/assignments/{assignment}/deadline", pages::move_day)
        .shows_again(ONE, "work-together")
        .post("/alliances/{alliance}/assignments/{assignment}/extension/refusal", pages::refuse_more_time)
        .shows_again(ONE, "work-together")
        .post("/alliances/{alliance}/assignments/{assignment}/links", pages::renew)
        .shows_again(ONE, "work-together")
        .post("/alliances/{alliance}/assignments/{assignment}/links/revocation", pages::revoke)
        .post("/alliances/{alliance}/assignments/{assignment}/end", pages::end)
        .shows_again(ONE, "work-together")
        .post("/alliances/{alliance}/assignments/{assignment}/letters/{letter}/bounce", pages::bounce)
        .post("/alliances/{alliance}/assignments/{assignment}/names/{name}/erasure", pages::erase_name)
        .get("/api/v1/alliances/{alliance}/workbooks/{instrument}/assignments", api::list)
        .shows(PEOPLE, "work-together")
        .answers::<Listed<api::AssignmentJson>>("Assignments of a working aid, the latest first")
        .query(&[("cursor", "go on after"), ("limit", "at most 200")])
        .post("/api/v1/alliances/{alliance}/workbooks/{instrument}/assignments", api::create)
        .takes::<api::NewAssignments>()
        .answers::<Listed<api::AssignmentJson>>(
            "Hands questions out, one assignment and one letter each; Idempotency-Key makes it safe to repeat",
        )
        .get("/api/v1/alliances/{alliance}/assignments/{assignment}", api::show)
        .shows("assignment_link.name, assignment_link.email, contribution.value", "work-together")
        .answers::<api::WholeAssignmentJson>("One assignment with what was entered, its version as ETag")
}
