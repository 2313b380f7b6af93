//! Tasks: a finding becomes something somebody does by a day (R-MTG-02). Made from a
//! question or a conversation, kept by the office, seen by all who read the working aids.

mod api;
mod model;
mod pages;
mod store;

pub use model::{Draft, Responsible, State, Task};
pub use store::add;

use web::{HistoryPage, Listed, Routes};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("tasks.de.ftl", include_str!("tasks.de.ftl"));

/// Where the entries stand whose histories can be erased singly.
pub(crate) const HISTORY: HistoryPage = ("task", "/tasks/{}");

/// Words about people these pages show.
const PEOPLE: &str = "task.title, task.goal, task.state_reason, person.name";

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/alliances/{alliance}/tasks", pages::list)
        .shows(PEOPLE, "work-together")
        .get("/alliances/{alliance}/tasks/new", pages::new)
        .shows("review_thread.missing, review_comment.words, person.name", "work-together")
        .post("/alliances/{alliance}/tasks", pages::create)
        .shows_again("person.name", "work-together")
        .get("/alliances/{alliance}/tasks/{task}", pages::show)
        .shows(PEOPLE, "work-together")
        .post("/alliances/{alliance}/tasks/{task}", pages::save)
        .shows_again(PEOPLE, "work-together")
        .get("/api/v1/alliances/{alliance}/tasks", api::list)
        .shows("task.title, task.goal, task.state_reason", "work-together")
        .answers::<Listed<api::TaskJson>>("Tasks of the alliance, those due first in front")
}
