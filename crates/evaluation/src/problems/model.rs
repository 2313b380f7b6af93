//! What a problem on the Land's list is. Pure.

use base::{Day, RuleLevel};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Longest title, in characters.
pub(super) const TITLE: usize = 200;
/// Longest words of a step, in characters.
pub(super) const WORDS: usize = 2_000;
/// Problems on the list at most.
pub(super) const MOST: i64 = 500;

/// Where a problem stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has looked into it yet.
    Open,
    /// It is being examined.
    Examined,
    /// It was taken up: something is to change.
    TakenUp,
    /// It is solved.
    Solved,
    /// It is not to be changed.
    Kept,
}

impl Status {
    /// All, in the order of the list.
    pub const ALL: [Self; 5] = [Self::Open, Self::Examined, Self::TakenUp, Self::Solved, Self::Kept];
    /// The name in tables, texts and in the API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Examined => "examined",
            Self::TakenUp => "taken_up",
            Self::Solved => "solved",
            Self::Kept => "kept",
        }
    }
    /// The name in texts.
    pub const fn text(self) -> &'static str {
        match self {
            Self::TakenUp => "taken-up",
            other => other.key(),
        }
    }
    /// The status of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }
}

/// A problem as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Names it.
    pub id: Uuid,
    /// What people call it.
    pub title: String,
    /// Whose rule it is.
    pub level: RuleLevel,
    /// Guards against lost updates.
    pub version: i64,
    /// Where it stands.
    pub status: Status,
    /// Why, as the Land says it.
    pub words: String,
    /// Since which day.
    pub since: Day,
    /// How many alliances name it in what counts now.
    pub alliances: u64,
}

/// One step of a problem's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it stood from then on.
    pub status: Status,
    /// Why.
    pub words: String,
    /// Since which day.
    pub on_day: Day,
    /// By whom it was written down; empty for the machine, and once erased.
    pub who: String,
}

/// A line of a submission that speaks of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Names it, as long as the alliance says the same.
    pub line: Uuid,
    /// Who says it.
    pub alliance: String,
    /// The submission in which it stands.
    pub submission: Uuid,
    /// The theme it was sent under, which may be a level.
    pub topic: String,
    /// Word for word.
    pub words: String,
}
