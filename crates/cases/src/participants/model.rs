//! What is known of a young person, and what is refused. Pure.

use base::{Day, Instant, ParticipantId, PersonId, clean};
use serde::Serialize;
use std::fmt;

/// Most characters of a name.
pub const LONGEST_NAME: usize = 200;
/// Most characters of a way to reach somebody.
pub const LONGEST_CONTACT: usize = 500;

/// What can be written down of a person. Never shown by `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// How the person is called.
    pub name: String,
    /// Where known: tells people of one name apart.
    pub birth_date: Option<Day>,
    /// How the person can be reached; empty when not known.
    pub contact: String,
}

/// Why a draft is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Nobody can be found again without a name.
    NameMissing,
    /// The name is longer than [`LONGEST_NAME`] or holds what cannot be shown.
    NameUnreadable,
    /// The contact is longer than [`LONGEST_CONTACT`] or holds what cannot be shown.
    ContactUnreadable,
    /// The birth date lies in the future.
    BornInFuture,
}

impl Draft {
    /// Cleaned as people type and paste, or refused.
    pub fn checked(self, today: Day) -> Result<Self, Refused> {
        let name = clean(&self.name, LONGEST_NAME, false).map_err(|_| Refused::NameUnreadable)?;
        let contact = clean(&self.contact, LONGEST_CONTACT, true).map_err(|_| Refused::ContactUnreadable)?;
        if !name.chars().any(char::is_alphanumeric) {
            return Err(Refused::NameMissing);
        }
        if self.birth_date.is_some_and(|day| day > today) {
            return Err(Refused::BornInFuture);
        }
        Ok(Self { name, contact, ..self })
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Draft(…)")
    }
}

/// A person as they are stored. Never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Participant {
    /// The key.
    pub id: ParticipantId,
    /// What is known.
    pub draft: Draft,
    /// When they were first written down.
    pub created_at: Instant,
    /// Guards against lost updates.
    pub version: i64,
}

impl fmt::Debug for Participant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Participant({})", self.id)
    }
}

/// Everything held of one person, as they get it (Art. 15 and 20 GDPR).
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Everything {
    /// What this is: `klappt participant 1`.
    pub format: &'static str,
    /// The key.
    pub id: ParticipantId,
    /// As now known.
    pub name: String,
    /// As now known.
    pub birth_date: Option<Day>,
    /// As now known.
    pub contact: String,
    /// When they were first written down.
    pub created_at: Instant,
    /// What was changed, oldest first.
    pub history: Vec<Changed>,
}

impl Everything {
    pub(super) const FORMAT: &str = "klappt participant 1";
}

impl fmt::Debug for Everything {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Everything({})", self.id)
    }
}

/// One change. Never shown by `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// `name`, `birth_date` or `contact`.
    pub field: String,
    /// When.
    pub at: Instant,
    /// By which account.
    pub by: Option<PersonId>,
    /// The value before; `None` when there was none.
    pub before: Option<String>,
    /// The value after; `None` when it was removed.
    pub after: Option<String>,
}

impl fmt::Debug for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Changed({})", self.field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Day {
        Day::new(2019, 7, 31).expect("a day")
    }

    #[test]
    fn a_draft_is_cleaned_and_needs_a_name() {
        let draft = Draft {
            name: " Amina\tN. ".into(),
            birth_date: Day::new(2001, 5, 6),
            contact: "0170\r\n1 ".into(),
        };
        let checked = draft.checked(today()).expect("a draft");
        assert_eq!((checked.name.as_str(), checked.contact.as_str()), ("Amina N.", "0170\n1"));
        assert_eq!(Draft::default().checked(today()), Err(Refused::NameMissing));
        let nobody = Draft { name: "– ?".into(), ..Draft::default() };
        assert_eq!(nobody.checked(today()), Err(Refused::NameMissing));
        let unborn = Draft { name: "A".into(), birth_date: Day::new(2019, 8, 1), ..Draft::default() };
        assert_eq!(unborn.checked(today()), Err(Refused::BornInFuture));
        let long = Draft { name: "A".repeat(201), ..Draft::default() };
        assert_eq!(long.checked(today()), Err(Refused::NameUnreadable));
        let long = Draft { name: "A".into(), contact: "1".repeat(501), ..Draft::default() };
        assert_eq!(long.checked(today()), Err(Refused::ContactUnreadable));
    }

    #[test]
    fn nobody_is_shown_by_debug() {
        let draft =
            Draft { name: "Kanarie".into(), birth_date: Day::new(2001, 5, 6), contact: "0170".into() };
        let shown = format!("{draft:?}");
        assert!(!shown.contains("Kanarie") && !shown.contains("2001") && !shown.contains("0170"), "{shown}");
    }
}
