//! The alliances themselves: the Land's list, founding one, its start page, its
//! focus, where its office sits and who leads it on the executive board
//! (R-ALL-02, 05, 16, R-ACT-03, R-STR-01).

mod api;
mod model;
mod pages;
pub(crate) mod store;

pub use crate::departure::{archive, export};
pub use model::{
    Alliance, Entry, Focus, FoundingRefusal, NewAlliance, NextStep, Placement, Reach, ReachRefusal,
    Situation, Which, placements, slug,
};
pub(crate) use pages::constellation_words;
pub use store::{enter, entry, find, found, refocus};

use web::{Listed, Routes};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("alliances.de.ftl", include_str!("alliances.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/land/alliances", pages::list)
        .get("/land/alliances/new", pages::new)
        .post("/land/alliances", pages::create)
        .get("/alliances/{alliance}", pages::home)
        .shows(
            "office.name, office.phone, office.email, board_lead.name, board_lead.phone, board_lead.email, \
             task.title",
            "work-together",
        )
        .get("/alliances/{alliance}/focus", pages::focus)
        .post("/alliances/{alliance}/focus", pages::save_focus)
        .get("/alliances/{alliance}/office", pages::office)
        .shows("office.name, office.phone, office.email", "run-office")
        .post("/alliances/{alliance}/office", pages::save_office)
        .get("/alliances/{alliance}/board-lead", pages::board_lead)
        .shows("board_lead.name, board_lead.phone, board_lead.email", "run-office")
        .post("/alliances/{alliance}/board-lead", pages::save_board_lead)
        .get("/api/v1/alliances", api::list)
        .answers::<Listed<api::AllianceJson>>("All alliances by name")
        .query(&[
            ("q", "part of the name"),
            ("kind", "city, district or municipality"),
            ("region", "key of the region of the seat"),
            ("part", "rhineland or westphalia"),
            ("ruhr", "yes or no: member of the Regionalverband Ruhr"),
            ("jobcentre", "joint, municipal or unknown"),
            ("centre", "known or unknown: the year the integration centre opened"),
            ("cursor", "go on after"),
            ("limit", "at most 200"),
        ])
        .post("/api/v1/alliances", api::found)
        .takes::<api::FoundJson>()
        .answers::<api::FoundedJson>("Founds an alliance; Idempotency-Key makes it safe to repeat")
        .get("/api/v1/alliances/{alliance}", api::show)
        .shows("office.name, office.phone, office.email", "work-together")
        .answers::<api::OneJson>("One alliance with today's constellation, its version as ETag")
        .get("/api/v1/alliances/{alliance}/office", api::office)
        .shows("office.name, office.phone, office.email", "work-together")
        .answers::<Reach>("Where the office is, with its version as ETag; 0 when nothing is entered")
        .put("/api/v1/alliances/{alliance}/office", api::save_office)
        .takes::<Reach>()
        .answers::<Reach>("Replaces the office's entry; If-Match names the version")
}
