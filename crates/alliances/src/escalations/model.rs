//! What an escalation is: a conflict the office cannot settle, put before the lead
//! member of the executive board, answered by that member, closed by the office. Pure.

use base::{Day, Instant, PersonId};
use uuid::Uuid;

/// How far a matter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It waits for the lead member.
    Open,
    /// The lead member has answered.
    Answered,
    /// The office has closed it.
    Settled,
}

crate::territory::named!(State { Open => "open", Answered => "answered", Settled => "settled" });

/// What the office writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it is about, at most [`LINE`] characters.
    pub matter: String,
    /// Since when it lasts.
    pub since: Day,
    /// What has happened and been tried, at most [`LONG`] characters.
    pub account: String,
    /// What the lead member is asked to do, at most [`LONG`] characters.
    pub wanted: String,
}

/// Most characters of the heading.
pub const LINE: usize = 200;
/// Most characters of a text.
pub const LONG: usize = 4_000;

impl Draft {
    /// Every field as the form and the history name it, with its value as text.
    pub fn fields(&self) -> [(&'static str, String); 4] {
        [
            ("matter", self.matter.clone()),
            ("since", self.since.to_string()),
            ("account", self.account.clone()),
            ("wanted", self.wanted.clone()),
        ]
    }
}

/// A matter as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// Its key.
    pub id: Uuid,
    /// What the office has written.
    pub draft: Draft,
    /// When it was put before the lead member.
    pub raised_at: Instant,
    /// By which account; `None` for the machine.
    pub raised_by: Option<PersonId>,
    /// What the lead member says; empty while it has not answered.
    pub answer: String,
    /// When it answered.
    pub answered_at: Option<Instant>,
    /// By which account.
    pub answered_by: Option<PersonId>,
    /// When the office closed it.
    pub settled_at: Option<Instant>,
    /// Guards against lost updates.
    pub version: i64,
}

impl Escalation {
    /// How far it is.
    pub const fn state(&self) -> State {
        match (self.settled_at, self.answered_at) {
            (Some(_), _) => State::Settled,
            (None, Some(_)) => State::Answered,
            (None, None) => State::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matter_is_open_until_it_is_answered_and_closed_by_the_office_alone() {
        let at = Instant::from_micros(1);
        let open = Escalation {
            id: Uuid::nil(),
            draft: Draft {
                matter: "Daten".into(),
                since: at.day(),
                account: String::new(),
                wanted: "Vermittlung".into(),
            },
            raised_at: at,
            raised_by: None,
            answer: String::new(),
            answered_at: None,
            answered_by: None,
            settled_at: None,
            version: 1,
        };
        assert_eq!(open.state(), State::Open);
        let answered = Escalation { answered_at: Some(at), ..open.clone() };
        assert_eq!(answered.state(), State::Answered);
        assert_eq!(Escalation { settled_at: Some(at), ..answered }.state(), State::Settled);
        assert_eq!(Escalation { settled_at: Some(at), ..open }.state(), State::Settled);
    }
}
