//! The start page: straight to one's alliance, or a choice for those who have
//! several places to be.

mod pages;

use web::Routes;

/// The start page.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/", pages::show)
}
