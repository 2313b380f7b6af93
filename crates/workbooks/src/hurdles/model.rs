//! What a hurdle is. Pure.

use base::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Hurdles of one alliance at most.
pub(super) const MOST: usize = 300;
/// Longest text, in characters.
pub(super) const LONGEST: usize = 2_000;

/// Whose rule it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The Land's.
    Land,
    /// The Bund's.
    Bund,
}

impl Level {
    /// Both, as they are offered.
    pub const ALL: [Self; 2] = [Self::Land, Self::Bund];

    /// The name in tables, texts and in the API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Land => "land",
            Self::Bund => "bund",
        }
    }
    /// The level of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.key() == key)
    }
}

/// A rule that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hurdle {
    /// Names it.
    pub id: Uuid,
    /// The question at which it was marked.
    pub item: String,
    /// Whose rule it is.
    pub level: Level,
    /// The rule and what follows from it.
    pub words: String,
    /// Guards against lost updates.
    pub version: i64,
    /// When it was marked.
    pub marked_at: Instant,
}
