//! Everything that is held about one's own account, to read and to take along
//! (Art. 15 and 20 GDPR). Looking at it is audited.

mod model;
mod pages;
mod store;

use web::Routes;

/// The page and the file.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/account/data", pages::show)
        .shows("everything of one's own account", "own-account")
        .get("/account/data/file", pages::file)
        .exports("everything of one's own account", "own-account")
}
