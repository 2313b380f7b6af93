//! Erasing an account for good (Art. 17 GDPR): by the person, by the operator, or when
//! the period of a closed account is over. Name, address, password, sessions, links and
//! letters go, and what the history holds of them; the key stays, so that histories say
//! that a deleted account did something. A tombstone keeps a restore from bringing it back.

mod acts;
mod pages;
mod store;

pub(crate) use acts::BURIAL;
pub use acts::{erase, erase_again, erase_closed};
pub use store::closed_before;

use web::Routes;

/// The pages about erasing one's own account.
pub(crate) fn routes() -> Routes {
    Routes::new().get("/account/erasure", pages::ask).post("/account/erasure", pages::erase)
}
