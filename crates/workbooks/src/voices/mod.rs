//! Voices of the target group without a survey (R-NOA-25, R-NOA-26, R-NOA-28): talks that
//! social workers and volunteers report by a personal link, hindrances with the solution
//! found on the spot, notes of workshops. Counted by theme.
//!
//! # What must not stand there
//!
//! No names, no dates of birth, no numbers: [`guard`] refuses what it recognises, in the
//! page's script and here, and warns of what looks like a name. Nothing counts before the
//! office has accepted it. Whoever reviews can put other words in place of a report's; the
//! former are gone then, also from the history, which keeps decisions and never words.
//! Striking takes all words away. Tombstones keep both gone after a restore.
//!
//! # Links
//!
//! A link is for one person, who needs no account, ends by itself and can be ended at
//! once; only the hash of its token is kept. It opens the sheets, never what others or the
//! person themselves reported: only that it arrived and what became of it. It is a link of
//! its own kind, because it is good for many reports and an assignment's for one answer.
//!
//! # Who sees counts
//!
//! The office sees each number. Everybody else in the alliance sees talks through
//! [`base::disclosure`]: nobody can tell from a count who it was. Hindrances and workshops
//! are rules and meetings, not people, and are counted as they are. Nothing of this leaves
//! the alliance but what the office takes over into its summary ([`hindrances`]).

mod api;
mod counts;
mod form;
mod guard;
mod hindrances;
mod links;
mod model;
mod reporting;
mod review;
mod sheet;
mod store;

pub use hindrances::{Hindrance, hindrances};
pub use links::invite;
pub use model::{Draft, Kind, Part, Speakers, State, Voice};
pub use sheet::{label, sheet};
pub use store::{add, forget_old, forget_old_names, old, old_names};

pub(crate) use store::{LINK_ENDED, NAME_ERASED, REDACTED, STRUCK, links as all_links, list as all};

use web::{Listed, Routes};

/// The texts of these pages and letters.
pub const TEXTS: (&str, &str) = ("voices.de.ftl", include_str!("voices.de.ftl"));

/// Words that can name people until the office has looked at them.
const WORDS: &str = "voice_part.title, voice_part.words, voice_part.helps, voice_link.name";

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/v/{link}", reporting::start)
        .shows("office.name, office.phone, office.email, voice.state_reason", "work-together")
        .get("/v/{link}/talk", reporting::talk)
        .post("/v/{link}/talk", reporting::report_talk)
        .get("/v/{link}/hindrance", reporting::hindrance)
        .post("/v/{link}/hindrance", reporting::report_hindrance)
        .get("/alliances/{alliance}/themes", counts::show)
        .get("/alliances/{alliance}/themes.csv", counts::file)
        .get("/alliances/{alliance}/hindrances", hindrances::list)
        .shows("voice_part.title, voice_part.words, voice_part.helps", "work-together")
        .get("/alliances/{alliance}/hindrances/new", review::new_hindrance)
        .post("/alliances/{alliance}/hindrances/new", review::enter_hindrance)
        .get("/alliances/{alliance}/workshops/new", review::new_workshop)
        .post("/alliances/{alliance}/workshops/new", review::enter_workshop)
        .get("/alliances/{alliance}/voices", review::list)
        .shows(WORDS, "work-together")
        .get("/alliances/{alliance}/voices/links", links::list)
        .shows("voice_link.name, voice_link.email", "work-together")
        .post("/alliances/{alliance}/voices/links", links::create)
        .post("/alliances/{alliance}/voices/links/{invitation}/revocation", links::revoke)
        .post("/alliances/{alliance}/voices/links/{invitation}/renewal", links::renew)
        .post("/alliances/{alliance}/voices/links/{invitation}/erasure", links::erase)
        .get("/alliances/{alliance}/voices/{voice}", review::show)
        .shows(WORDS, "work-together")
        .post("/alliances/{alliance}/voices/{voice}/acceptance", review::accept)
        .shows_again(WORDS, "work-together")
        .post("/alliances/{alliance}/voices/{voice}/redaction", review::redact)
        .shows_again(WORDS, "work-together")
        .post("/alliances/{alliance}/voices/{voice}/striking", review::strike)
        .shows_again(WORDS, "work-together")
        .get("/api/v1/alliances/{alliance}/voices", api::list)
        .shows(WORDS, "work-together")
        .answers::<Listed<api::VoiceJson>>("What was reported, the latest first")
        .query(&[
            ("state", "received, accepted or struck"),
            ("kind", "talk, hindrance or workshop"),
            ("cursor", "go on after"),
            ("limit", "at most 200"),
        ])
        .get("/api/v1/alliances/{alliance}/voices/{voice}", api::show)
        .shows(WORDS, "work-together")
        .answers::<api::VoiceJson>("One report, its version as ETag")
        .put("/api/v1/alliances/{alliance}/voices/{voice}/state", api::decide)
        .takes::<api::Decision>()
        .answers::<api::VoiceJson>("Accepts a report, or strikes it with a reason")
        .shows(WORDS, "work-together")
        .get("/api/v1/alliances/{alliance}/hindrances", api::hindrances)
        .shows("voice_part.title, voice_part.words, voice_part.helps", "work-together")
        .answers::<Listed<api::HindranceJson>>("Accepted hindrances, by theme")
        .query(&[
            ("level", "kommune, kreis, land, bund or traeger"),
            ("cursor", "go on after"),
            ("limit", "at most 200"),
        ])
        .get("/api/v1/alliances/{alliance}/themes", api::themes)
        .answers::<api::ThemesJson>(
            "What was accepted, counted by theme; small numbers are hidden from all but the office",
        )
}
