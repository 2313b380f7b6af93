//! Tasks: a finding becomes something somebody does by a day (R-MTG-02). Made from a
//! question or a conversation, kept by the office, seen by all who read the working aids.
//! Whoever is responsible says how far it is.

mod acts;
mod api;
mod model;
mod pages;
mod store;

pub use model::{Draft, Responsible, State, Task};
pub(crate) use pages::due;
pub use store::add;
pub(crate) use store::of;

use web::{HistoryPage, Listed, Routes};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("tasks.de.ftl", include_str!("tasks.de.ftl"));

/// Where the entries stand whose histories can be erased singly.
pub(crate) const HISTORY: HistoryPage = ("task", "/tasks/{}");

/// Words about people these pages show.
const PEOPLE: &str = "task.title, task.goal, task.state_reason, person.name";

/// Words about people a program reads of a task.
const JSON: &str = "task.title, task.goal, task.state_reason";

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
        .post("/alliances/{alliance}/tasks/{task}/state", pages::report)
        .shows_again(PEOPLE, "work-together")
        .get("/api/v1/alliances/{alliance}/tasks", api::list)
        .shows(JSON, "work-together")
        .answers::<Listed<api::TaskJson>>("Tasks of the alliance, those due first in front")
        .query(&[("cursor", "go on after"), ("limit", "at most 200")])
        .post("/api/v1/alliances/{alliance}/tasks", api::create)
        .shows(JSON, "work-together")
        .takes::<api::NewTask>()
        .answers::<api::TaskJson>("Makes a task; Idempotency-Key makes it safe to repeat")
        .get("/api/v1/alliances/{alliance}/tasks/{task}", api::show)
        .shows(JSON, "work-together")
        .answers::<api::TaskJson>("One task, its version as ETag")
        .put("/api/v1/alliances/{alliance}/tasks/{task}", api::save)
        .shows(JSON, "work-together")
        .takes::<api::TaskDraft>()
        .answers::<api::TaskJson>("Changes a task; If-Match names the version")
}
