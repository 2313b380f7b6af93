//! Votes: the office of a district asks its municipalities whether they join, until
//! a day; each answers for itself, also with a condition (R-ALL-08, 09, 12).

mod api;
mod file;
mod letters;
mod model;
mod pages;
mod store;

pub use model::{Answer, Ballot, CastBy, Tally, Vote, latest};
pub(crate) use pages::words;
pub use store::{Asked, ask, cast, list, write_down};

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("votes.de.ftl", include_str!("votes.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/votes", pages::list)
        .shows(
            "municipality_contact.name, municipality_contact.phone, municipality_contact.email",
            "run-office",
        )
        .post("/alliances/{alliance}/votes", pages::ask)
        .get("/alliances/{alliance}/votes/file.{ending}", file::download)
        .post("/alliances/{alliance}/votes/accessions", pages::enter)
        .get("/alliances/{alliance}/votes/{id}", pages::show)
        .post("/alliances/{alliance}/votes/{id}", pages::cast)
        .post("/alliances/{alliance}/votes/{id}/record", pages::write_down)
        .post("/alliances/{alliance}/votes/{id}/comment", pages::comment)
        .get("/api/v1/alliances/{alliance}/votes", api::list)
        .answers::<api::VotesJson>("The latest vote of each municipality, and how many answered how")
        .put("/api/v1/alliances/{alliance}/votes/{id}", api::cast)
        .takes::<Ballot>()
        .answers::<api::VoteJson>("Casts the vote of one's own municipality; If-Match names the version")
}
