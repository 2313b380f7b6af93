//! The working aids, as other rooms speak of them: what an alliance is asked for,
//! and what the codes are called that the evaluation counts.

use crate::Result;
use base::{Day, Permit, ViewWorkbook};
use futures_util::future::BoxFuture;
use store::Read;

/// Something an alliance is asked for in an open wave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenRequest {
    /// What the wave is called.
    pub title: String,
    /// The working aid asked for.
    pub aid: String,
    /// Where to answer, below the alliance's address.
    pub path: String,
    /// The last day that holds for the alliance.
    pub deadline: Day,
    /// The last day has passed.
    pub late: bool,
    /// Where it stands, as texts name it: `outstanding`, `partial`, `complete`, `declined`.
    pub state: &'static str,
}

/// Something that waits for whoever asks, inside one alliance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits {
    /// What it is, as texts name it: `task`, `thread`, `more_time`, `declined` or `hint`.
    pub kind: &'static str,
    /// What it is about.
    pub title: String,
    /// Where it stands, below the alliance's address.
    pub path: String,
    /// The last day, where there is one.
    pub due: Option<Day>,
    /// The last day has passed.
    pub late: bool,
}

/// A question whose answers are counted by themes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Themed {
    /// Its printed number.
    pub number: String,
    /// What the short form calls it.
    pub label: String,
    /// The name under which its answers are counted.
    pub measure: String,
    /// The uid of its passage in the short form.
    pub passage: String,
    /// Its themes: code and words.
    pub themes: Vec<(String, String)>,
    /// It is about rules of Land or Bund that stand in the way.
    pub is_about_rules: bool,
}

/// The shelf of working aids; implemented by `workbooks`, wired in the binary.
pub trait Aids: Send + Sync {
    /// What the alliance is asked for now, the most urgent first.
    fn requests<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a Permit<ViewWorkbook>,
    ) -> BoxFuture<'a, Result<Vec<OpenRequest>>>;
    /// What waits for whoever holds the permit.
    fn waits<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a Permit<ViewWorkbook>,
    ) -> BoxFuture<'a, Result<Vec<Waits>>>;
    /// The codes a measure of a working aid can have, with their words, in the
    /// order of the aid; none where words leave as they were written.
    fn codes(&self, instrument: &str, version: i64, measure: &str) -> Vec<(String, String)>;
    /// The questions of a working aid whose answers are counted by themes, in its order.
    fn themed(&self, instrument: &str, version: i64) -> Vec<Themed>;
    /// The passages of a working aid's short form: uid, and number with words.
    fn passages(&self, instrument: &str, version: i64) -> Vec<(String, String)>;
    /// The uids of all passages about rules of Land or Bund, in any working aid.
    fn rule_passages(&self) -> Vec<String>;
}
