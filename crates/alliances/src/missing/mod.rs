//! Where structures are missing: municipalities in no alliance and districts
//! without one of their own, on a chosen day; and for the Land, which alliances lack
//! something, which have ended, and what support is asked for (R-ALL-18).

mod pages;
mod store;
mod structures;

pub use pages::{MissingDistrict, MissingMunicipality, on};
pub use structures::Structures;

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("missing.de.ftl", include_str!("missing.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/land/missing", pages::show)
        .get("/api/v1/missing", pages::as_json)
        .answers::<pages::MissingJson>(
            "Municipalities and districts in no alliance on a day; for the Land also what alliances lack",
        )
        .query(&[("date", "YYYY-MM-DD; today unless said")])
}
