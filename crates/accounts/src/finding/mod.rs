//! Anybody's account, found by the operator to help its owner: somebody of an alliance asks
//! to be erased, lost a device on which they are signed in, or all of their second factor.
//! Nobody's account is listed
//! before it is asked for by name or address, and every look is audited. Roles in an
//! alliance stay its office's business.

mod factor_pages;
mod model;
mod pages;
mod store;

use web::Routes;

/// The search and one account's page.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/people/accounts", pages::search)
        .shows("person.name, person.email", "run-accounts")
        .get("/people/accounts/{person}", pages::show)
        .shows("person.name, person.email", "run-accounts")
        .post("/people/accounts/{person}/sessions/end", pages::end_sessions)
        .get("/people/accounts/{person}/second-factor", factor_pages::ask)
        .shows("person.name, person.email", "run-accounts")
        .post("/people/accounts/{person}/second-factor", factor_pages::remove)
        .shows_again("person.name, person.email", "run-accounts")
        .post("/people/accounts/{person}/erasure", pages::erase)
        .shows_again("person.name, person.email", "run-accounts")
}
