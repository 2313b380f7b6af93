//! People with an account and the roles they hold: invited, appointed, handed
//! over to a successor, and ended. Statewide roles are the operator's business,
//! an alliance's roles its office's; who has no office yet is given one by the state
//! coordination.

mod acts;
mod alliance_pages;
mod api;
mod model;
mod office_pages;
mod pages;
pub(crate) mod store;
mod views;
mod words;

pub use acts::{
    Appoints, Failure, Given, Invited, NamesOffices, close, end_role, end_sessions, give_role, hand_over,
    invite, name_office, set_password,
};
pub use model::{Handover, NewPerson, Place, Refused};
pub use store::{Counted, alliance, count};

pub(crate) use acts::end_all_sessions;
pub(crate) use model::LONGEST_NAME;
pub(crate) use store::Part;
pub(crate) use views::{Search, part};
pub(crate) use words::{role_at, role_words};
#[cfg(feature = "sso")]
pub(crate) use {model::Holding, store::Source};

use web::Routes;

/// The pages and lists of people.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/people", pages::list)
        .shows("person.name, person.email", "run-accounts")
        .get("/people/new", pages::ask)
        .post("/people", pages::invite)
        .get("/people/{person}", pages::show)
        .shows("person.name, person.email", "run-accounts")
        .post("/people/{person}/roles", pages::give_role)
        .shows_again("person.name, person.email", "run-accounts")
        .post("/people/{person}/roles/{role}/end", pages::end_role)
        .shows_again("person.name, person.email", "run-accounts")
        .post("/people/{person}/invitation", pages::invite_again)
        .shows_again("person.name, person.email", "run-accounts")
        .post("/people/{person}/close", pages::close)
        .shows_again("person.name, person.email", "run-accounts")
        .post("/people/{person}/correction", pages::correct)
        .shows_again("person.name, person.email", "run-accounts")
        .post("/people/{person}/erasure", pages::erase)
        .shows_again("person.name, person.email", "run-accounts")
        .get("/alliances/{alliance}/people", alliance_pages::list)
        .shows("person.name, person.email", "run-accounts")
        .get("/alliances/{alliance}/people/new", alliance_pages::ask)
        .post("/alliances/{alliance}/people", alliance_pages::invite)
        .post("/alliances/{alliance}/people/deputies", alliance_pages::name_deputy)
        .shows_again("person.name, person.email", "run-accounts")
        .get("/alliances/{alliance}/people/{person}", alliance_pages::show)
        .shows("person.name, person.email", "run-accounts")
        .post("/alliances/{alliance}/people/{person}/roles", alliance_pages::give_role)
        .shows_again("person.name, person.email", "run-accounts")
        .post("/alliances/{alliance}/people/{person}/roles/{role}/end", alliance_pages::end_role)
        .shows_again("person.name, person.email", "run-accounts")
        .post("/alliances/{alliance}/people/{person}/invitation", alliance_pages::invite_again)
        .shows_again("person.name, person.email", "run-accounts")
        .get("/alliances/{alliance}/people/{person}/handover", alliance_pages::ask_to_hand_over)
        .shows("person.name, person.email", "run-accounts")
        .post("/alliances/{alliance}/people/{person}/handover", alliance_pages::hand_over)
        .shows_again("person.name, person.email", "run-accounts")
        .post("/alliances/{alliance}/people/{person}/correction", alliance_pages::correct)
        .shows_again("person.name, person.email", "run-accounts")
        .get("/alliances/{alliance}/office/invitation", office_pages::ask)
        .post("/alliances/{alliance}/office/invitation", office_pages::invite)
        .get("/api/v1/people", api::statewide)
        .shows("person.name, person.email", "run-accounts")
        .answers::<web::Listed<api::Person>>("People with statewide roles, and accounts without any role")
        .query(api::LIST_QUERY)
        .get("/api/v1/alliances/{alliance}/people", api::of_alliance)
        .shows("person.name, person.email", "run-accounts")
        .answers::<web::Listed<api::Person>>("People with a role in the alliance")
        .query(api::LIST_QUERY)
}
