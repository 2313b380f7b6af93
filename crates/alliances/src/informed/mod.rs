//! Who is informed through whom: larger municipalities in the core group as
//! multipliers for their neighbours (R-ALL-13).

mod pages;
pub(crate) mod store;

pub use store::Through;

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("informed.de.ftl", include_str!("informed.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/informed-through", pages::show)
        .post("/alliances/{alliance}/informed-through/{ags}", pages::save)
}
