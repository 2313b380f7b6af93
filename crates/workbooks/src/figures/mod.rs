//! Figures: a number is entered once and stands wherever it is asked for (R-CON-01).
//! A figure is what is counted, of which kind, where, on which day, from which source;
//! unknown, not collected and zero differ. Entries are only added: the last one of a
//! day counts, and of all days the latest (R-NOA-05 to 10).
//!
//! # Others' figures
//!
//! An alliance sees what another one has counted *in its own place* (a municipality what
//! its district keeps for it, and the other way round) only where that alliance has said
//! so, with one switch that is off at first. Even then no number from 1 to 4 leaves it,
//! and nothing from which such a number could be worked out: the view `published_figure`
//! decides that, the only way across. Sources do not leave; the other alliance's name
//! stands for them. Nothing is taken over by itself.

mod api;
mod chart;
mod deliveries;
mod known;
mod model;
mod pages;
mod sharing;
pub(crate) mod store;

pub use deliveries::{forget_old, old};
pub(crate) use known::{Known, elsewhere};
pub(crate) use model::{APART, SOURCE, address_of, source_words, stand_text};
pub use model::{Current, Entry, Origin, Series, Told, Way};
pub use store::{current_of_places, enter, own_place, series};

use web::{Listed, Routes};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("figures.de.ftl", include_str!("figures.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/figures", pages::list)
        .get("/alliances/{alliance}/figures/{place}/{figure}", pages::show)
        .shows("person.name", "work-together")
        .post("/alliances/{alliance}/figures/{place}/{figure}", pages::add)
        .get("/alliances/{alliance}/figure-sharing", sharing::show)
        .post("/alliances/{alliance}/figure-sharing", sharing::change)
        .get("/api/v1/alliances/{alliance}/figures", api::list)
        .query(&[("place", "only this place"), ("what", "only this is counted")])
        .answers::<Listed<api::FigureJson>>("Current figures of the alliance, in all places it counts in")
        .get("/api/v1/alliances/{alliance}/figures/{place}/{figure}", api::show)
        .answers::<api::SeriesJson>(
            "One figure over time, with its version as ETag; 0 where nothing was entered",
        )
        .post("/api/v1/alliances/{alliance}/figures/{place}/{figure}", api::add)
        .takes::<api::NewEntry>()
        .answers::<api::SeriesJson>("Adds an entry; If-Match names the version it is based on")
        .and(deliveries::routes())
}
