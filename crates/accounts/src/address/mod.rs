//! Changing one's own e-mail address (Art. 16 GDPR): asked for with the password and, where
//! there is one, the second factor,
//! confirmed from the new mailbox, told to the old one. Nobody learns whether an address
//! belongs to somebody else's account: then its owner gets a letter, and nothing changes.

mod letters;
mod pages;
mod store;

pub(crate) use store::{clean_up, forget, replace, waiting};

use web::Routes;

/// The pages about changing one's address.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/account/address", pages::show)
        .post("/account/address", pages::change)
        .get("/addresses/{token}", pages::look)
        .post("/addresses/{token}", pages::confirm)
}
