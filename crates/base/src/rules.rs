//! Rules of Land and Bund, of which alliances and the statewide evaluation both speak.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whose rule it is that stands in the way (R-EVA-09).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Level")]
pub enum RuleLevel {
    /// The Land's.
    Land,
    /// The Bund's.
    Bund,
}

impl RuleLevel {
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
