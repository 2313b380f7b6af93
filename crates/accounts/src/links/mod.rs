//! Single-use links: the letter that invites somebody or lets them choose a new
//! password, and the page the link leads to. Opening the page uses nothing up, so
//! a mail scanner does no harm; choosing the password does.

mod forgotten;
mod letters;
mod model;
mod pages;
mod store;

pub use forgotten::{ASKED, answer};
pub use letters::Letters;
pub use model::Purpose;

pub(crate) use store::clean_up;

use web::Routes;

/// The pages around links.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/forgotten", pages::ask)
        .post("/forgotten", pages::send)
        .get("/links/{token}", pages::show)
        .post("/links/{token}", pages::choose_password)
}
