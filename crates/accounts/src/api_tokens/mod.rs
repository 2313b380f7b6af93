//! Lasting ways in for programs (R-CON-03): somebody makes a token for a program of
//! theirs, with a name, a scope and an end. It is shown once and kept as a hash. It opens
//! what its scope ([`base::Scope`]) leaves of what its owner may at that moment: rights
//! are looked up at each request, as for a session. It opens the API only.

mod acts;
mod api;
mod holder;
mod model;
mod pages;
mod store;

pub(crate) use acts::BURIAL;
#[cfg(feature = "testing")]
pub use acts::make_for;
pub use acts::remind;

pub(crate) use acts::end_all;
pub(crate) use holder::{Found, find};
pub(crate) use store::{Line, clean_up, forget, forget_alliance, good, of_person};

use web::Routes;

/// The pages and operations around one's own tokens.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/account/tokens", pages::list)
        .shows("api_token.name, api_token.last_used_on", "own-account")
        .post("/account/tokens", pages::make)
        .post("/account/tokens/{id}/end", pages::end)
        .get("/api/v1/account/tokens", api::list)
        .shows("api_token.name, api_token.last_used_on", "own-account")
        .answers::<web::Listed<api::ApiToken>>("One's own tokens for programs, without the tokens themselves")
        .delete("/api/v1/account/tokens/{id}", api::end)
        .answers::<api::Ended>("End one of one's own tokens for programs")
}
