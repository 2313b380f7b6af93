//! What a request for more time is, and when one can be made. Pure.

use crate::returns::{OpenReturn, State};
use base::{Day, Instant, TextFault, clean};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most characters of a reason.
pub const REASON: usize = 500;

/// What became of a request for more time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Nobody has answered yet.
    Open,
    /// A later last day was given.
    Granted,
    /// It was refused, with a reason.
    Refused,
}

impl Answer {
    /// The name in tables and texts.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Granted => "granted",
            Self::Refused => "refused",
        }
    }
    /// The one of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Open, Self::Granted, Self::Refused].into_iter().find(|a| a.key() == key)
    }
}

/// A request for more time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its key.
    pub id: Uuid,
    /// The last day asked for.
    pub wanted: Day,
    /// Why.
    pub reason: String,
    /// When it was asked for.
    pub asked_at: Instant,
    /// What became of it.
    pub answer: Answer,
    /// The last day given, where it was granted.
    pub granted: Option<Day>,
    /// Why it was refused; empty where it was not.
    pub answer_reason: String,
}

/// Why a request for more time cannot be made or answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// This alliance was not asked in this wave: answered like an unknown wave.
    NotAsked,
    /// The wave is closed.
    Closed,
    /// Everything needed has come in, or the alliance declined: no time is needed.
    NothingOwed,
    /// The day is not after the one that holds for the alliance.
    NotLater,
    /// The day has passed.
    Past,
    /// A reason belongs to it.
    Reasonless,
    /// The reason cannot be stored as it is.
    Text(TextFault),
    /// One request is open already.
    AskedAlready,
    /// There is no open request to answer.
    NothingAsked,
}

impl Refusal {
    /// The text that says so.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NotAsked => "return-not-asked",
            Self::Closed => "return-closed",
            Self::NothingOwed => "extension-nothing-owed",
            Self::NotLater => "extension-not-later",
            Self::Past => "return-deadline-past",
            Self::Reasonless => "return-needs-reason",
            Self::Text(TextFault::TooLong { .. }) => "form-too-long",
            Self::Text(TextFault::ControlCharacters) => "form-control-characters",
            Self::AskedAlready => "extension-asked-already",
            Self::NothingAsked => "extension-nothing-asked",
        }
    }
    /// The field it stands at, where it is a matter of one.
    pub const fn field(self) -> Option<&'static str> {
        match self {
            Self::Reasonless | Self::Text(_) => Some("reason"),
            Self::NotLater | Self::Past => Some("deadline"),
            _ => None,
        }
    }
}

/// Checks a request for more time; answers the reason as it is stored.
pub fn check(request: &OpenReturn, wanted: Day, reason: &str, today: Day) -> Result<String, Refusal> {
    if !request.open {
        return Err(Refusal::Closed);
    }
    if matches!(request.state, State::Complete | State::Declined) {
        return Err(Refusal::NothingOwed);
    }
    if wanted <= request.deadline {
        return Err(Refusal::NotLater);
    }
    if wanted < today {
        return Err(Refusal::Past);
    }
    self::reason(reason)
}

/// A reason as it is stored: cleaned and never empty.
pub fn reason(text: &str) -> Result<String, Refusal> {
    let text = clean(text, REASON, true).map_err(Refusal::Text)?;
    if text.is_empty() { Err(Refusal::Reasonless) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::WaveId;

    fn day(d: i8) -> Day {
        Day::new(2019, 8, d).expect("exists")
    }

    fn request(state: State, open: bool) -> OpenReturn {
        OpenReturn {
            wave: WaveId::from_uuid(Uuid::nil()),
            title: String::new(),
            instrument_key: String::new(),
            instrument_version: 1,
            deadline: day(15),
            state,
            late: false,
            extended: false,
            declined_reason: String::new(),
            open,
        }
    }

    #[test]
    fn more_time_is_asked_for_with_a_later_day_and_a_reason_while_something_is_owed() {
        let outstanding = request(State::Outstanding, true);
        assert_eq!(check(&outstanding, day(16), " Ferien ", day(1)), Ok("Ferien".to_owned()));
        assert_eq!(check(&outstanding, day(15), "Ferien", day(1)), Err(Refusal::NotLater));
        assert_eq!(check(&outstanding, day(16), "Ferien", day(17)), Err(Refusal::Past));
        assert_eq!(check(&outstanding, day(16), " ", day(1)), Err(Refusal::Reasonless));
        assert!(check(&request(State::Partial, true), day(20), "Ferien", day(1)).is_ok());
        for state in [State::Complete, State::Declined] {
            let refused = check(&request(state, true), day(20), "Ferien", day(1));
            assert_eq!(refused, Err(Refusal::NothingOwed));
        }
        let closed = request(State::Outstanding, false);
        assert_eq!(check(&closed, day(20), "Ferien", day(1)), Err(Refusal::Closed));
    }
}
