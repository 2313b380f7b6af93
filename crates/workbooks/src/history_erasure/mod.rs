//! Erasing the history of one answer: a name that was written by mistake, or that
//! somebody wants gone, stays in sealed earlier values until their key is destroyed.
//! The answer itself stays as it is now; that it was changed, and when, stays too.

mod api;
mod pages;

use web::Routes;

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("history_erasure.de.ftl", include_str!("history_erasure.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/workbooks/{instrument}/answers/{uid}/history/erasure", pages::ask)
        .post("/alliances/{alliance}/workbooks/{instrument}/answers/{uid}/history/erasure", pages::erase)
        .post("/api/v1/alliances/{alliance}/workbooks/{instrument}/answers/{uid}/history/erasure", api::erase)
        .takes::<api::Wanted>()
        .answers::<api::Erased>("Makes all earlier values of one answer unreadable, for good")
}
