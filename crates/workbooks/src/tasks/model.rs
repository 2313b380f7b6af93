//! What a task is and where it stands on a day. Pure.

use base::{Day, Instant, PersonId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most characters of the title.
pub const LINE: usize = 200;
/// Most characters of a text.
pub const LONG: usize = 4_000;

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has begun.
    Open,
    /// Somebody works on it.
    Begun,
    /// It is done.
    Done,
    /// It is not done any more; with a reason.
    Dropped,
}

impl State {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Open, Self::Begun, Self::Done, Self::Dropped];
    /// The name in storage, forms and texts.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }
    /// The one of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }
    /// Something is still to be done.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Begun)
    }
}

/// Who is responsible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Responsible {
    /// Somebody with an account.
    Person(PersonId),
    /// An organisation of the directory, with its name as it was chosen.
    Organisation(Uuid, String),
}

impl Responsible {
    /// As forms post it.
    pub fn code(&self) -> String {
        match self {
            Self::Person(id) => format!("p:{id}"),
            Self::Organisation(id, _) => format!("o:{id}"),
        }
    }
}

/// What the office writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What is to be done, in a line.
    pub title: String,
    /// What is to be reached.
    pub goal: String,
    /// Who is responsible; `None` where their account or organisation is gone.
    pub responsible: Option<Responsible>,
    /// The last day.
    pub due_on: Option<Day>,
    /// How far it is.
    pub state: State,
    /// Why it stands so; needed where it is dropped.
    pub reason: String,
}

impl Draft {
    /// It is dropped, and nobody says why.
    pub fn lacks_reason(&self) -> bool {
        self.state == State::Dropped && self.reason.is_empty()
    }
    /// Every field as the form and the history name it, with its value as text.
    pub fn fields(&self) -> [(&'static str, String); 6] {
        [
            ("title", self.title.clone()),
            ("goal", self.goal.clone()),
            ("responsible", self.responsible.as_ref().map(Responsible::code).unwrap_or_default()),
            ("due_on", self.due_on.map(|day| day.to_string()).unwrap_or_default()),
            ("state", self.state.key().to_owned()),
            ("state_reason", self.reason.clone()),
        ]
    }
}

/// A task as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its key, also in its history.
    pub id: Uuid,
    /// What the office has written.
    pub draft: Draft,
    /// The working aid it comes from; empty where from none.
    pub instrument: String,
    /// The question it comes from; empty where from none.
    pub item: String,
    /// The conversation it comes from.
    pub thread: Option<Uuid>,
    /// When it was made.
    pub created_at: Instant,
    /// By whom; `None` for the machine.
    pub created_by: Option<PersonId>,
    /// Guards against lost updates.
    pub version: i64,
}

impl Task {
    /// It is still to be done and its last day has passed (Europe/Berlin).
    pub fn is_overdue(&self, today: Day) -> bool {
        self.draft.state.is_open() && self.draft.due_on.is_some_and(|day| day < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(state: State, due_on: Option<Day>) -> Task {
        let (title, goal, reason) = ("Kurs".to_owned(), String::new(), String::new());
        Task {
            id: Uuid::nil(),
            draft: Draft { title, goal, responsible: None, due_on, state, reason },
            instrument: String::new(),
            item: String::new(),
            thread: None,
            created_at: Instant::from_micros(0),
            created_by: None,
            version: 1,
        }
    }

    #[test]
    fn a_task_is_overdue_the_day_after_its_last_one_unless_it_is_over() {
        let day = Day::new(2026, 12, 1).expect("a day");
        for state in [State::Open, State::Begun] {
            assert!(!task(state, Some(day)).is_overdue(day));
            assert!(task(state, Some(day)).is_overdue(day.plus_days(1)));
            assert!(!task(state, None).is_overdue(day.plus_days(1)));
        }
        for state in [State::Done, State::Dropped] {
            assert!(!task(state, Some(day)).is_overdue(day.plus_days(1)));
        }
    }

    #[test]
    fn every_state_is_found_by_its_name() {
        for state in State::ALL {
            assert_eq!(State::from_key(state.key()), Some(state));
        }
        assert_eq!(State::from_key("overdue"), None);
    }
}
