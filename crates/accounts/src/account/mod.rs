//! One's own account: name, password, and where one is signed in.

mod pages;

use web::Routes;

/// The account's page and what can be done there.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/account", pages::show)
        .shows("person.name, person.email, session.last_seen_at", "own-account")
        .post("/account/name", pages::rename)
        .post("/account/password", pages::change_password)
        .post("/account/sessions/{session}/end", pages::end_one)
        .post("/account/sessions/end-others", pages::end_others)
        .post("/account/sessions/end-all", pages::end_all)
}
