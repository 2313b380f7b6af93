//! What a hurdle is. Pure.

use base::{Instant, RuleLevel};
use uuid::Uuid;

/// Hurdles of one alliance at most.
pub(super) const MOST: usize = 300;
/// Longest text, in characters.
pub(super) const LONGEST: usize = 2_000;

/// A rule that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hurdle {
    /// Names it.
    pub id: Uuid,
    /// The question at which it was marked.
    pub item: String,
    /// Whose rule it is.
    pub level: RuleLevel,
    /// The rule and what follows from it.
    pub words: String,
    /// Guards against lost updates.
    pub version: i64,
    /// When it was marked.
    pub marked_at: Instant,
}
