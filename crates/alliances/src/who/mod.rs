//! Who changed what: names of people for histories, read through `published_person`,
//! and the lines of a row's history. Features include `who/history.html`.

mod store;

use ::store::{Entry, Read, Result};
use base::{Actor, AnyPermit, PersonId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use web::Shell;

/// The texts of histories.
pub const TEXTS: (&str, &str) = ("who.de.ftl", include_str!("who.de.ftl"));

/// The names behind some accounts' keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(BTreeMap<PersonId, String>);

impl Names {
    /// Looks the names up, each once.
    pub(crate) async fn of(
        db: &mut Read,
        permit: &dyn AnyPermit,
        people: Vec<Option<PersonId>>,
    ) -> Result<Self> {
        let people: BTreeSet<PersonId> = people.into_iter().flatten().collect();
        let mut names = BTreeMap::new();
        for person in people {
            let name = store::name(db, permit, person).await?;
            names.insert(person, name.unwrap_or_default());
        }
        Ok(Self(names))
    }

    /// The name; empty for the machine and for accounts whose name is erased.
    pub(crate) fn get(&self, person: Option<PersonId>) -> &str {
        person.and_then(|p| self.0.get(&p)).map_or("", String::as_str)
    }

    /// The name as a history says it: also the machine and erased accounts have words.
    pub(crate) fn words(&self, shell: &Shell, person: Option<PersonId>) -> String {
        match (person, self.get(person)) {
            (None, _) => shell.say("who-machine").to_string(),
            (Some(_), "") => shell.say("who-erased").to_string(),
            (Some(_), name) => name.to_owned(),
        }
    }

    /// „von …“
    pub(crate) fn by(&self, shell: &Shell, person: Option<PersonId>) -> String {
        shell.say("who-did").with("name", self.words(shell, person)).to_string()
    }
}

/// One line of a history.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// When.
    pub(crate) at: String,
    /// What.
    pub(crate) words: String,
    /// By whom.
    pub(crate) by: String,
}

/// A history in words, as `who/history.html` shows it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// Newest first.
    pub(crate) lines: Vec<Line>,
    /// Where its earlier values can be erased; empty for those who may not, and when
    /// there are none.
    pub(crate) erasure: String,
}

/// Lines of a history at most.
const MOST: i64 = 50;

/// The history of one row, with the names in it. It is read first and put into words
/// afterwards, so that nothing borrowed waits for the database.
pub(crate) struct History {
    entries: Vec<Entry>,
    names: Names,
    row: Uuid,
    actor: Actor,
}

impl History {
    /// Reads the history of a row.
    pub(crate) async fn of(db: &mut Read, permit: &dyn AnyPermit, row: Uuid) -> Result<Self> {
        let entries = db.history(permit, row, MOST).await?;
        let names = Names::of(db, permit, entries.iter().map(|e| e.person).collect()).await?;
        Ok(Self { entries, names, row, actor: permit.actor().clone() })
    }

    /// In the words a feature has for its changes.
    pub(crate) fn lines_in(&self, shell: &Shell, words: impl Fn(&Entry) -> String) -> Told {
        let line =
            |e: &Entry| Line { at: e.at.german(), words: words(e), by: self.names.by(shell, e.person) };
        let erasure = web::history_erasure(shell, &self.actor, self.row, &self.entries);
        Told { lines: self.entries.iter().map(line).collect(), erasure }
    }

    /// In words: `field` names a field, `value` says a stored value.
    pub(crate) fn lines(
        &self,
        shell: &Shell,
        field: impl Fn(&str) -> String,
        value: impl Fn(&str, &str) -> String,
    ) -> Told {
        self.lines_in(shell, |e| words(shell, e, &field, &value))
    }
}

/// A change as a sentence. Nothing before and nothing after is never kept: then the
/// values were erased, and the row has been given a new key since.
fn words(
    shell: &Shell,
    entry: &Entry,
    field: impl Fn(&str) -> String,
    value: impl Fn(&str, &str) -> String,
) -> String {
    let name = field(&entry.field);
    let said = |v: &Option<String>| v.as_deref().map(|v| value(&entry.field, v)).unwrap_or_default();
    let (before, after) = (said(&entry.before), said(&entry.after));
    let id = match (entry.before.is_some(), entry.after.is_some()) {
        _ if entry.erased => "organisation-history-erased",
        (false, false) => "organisation-history-erased",
        (true, true) => "organisation-history-entry",
        (true, false) => "organisation-history-cleared",
        (false, true) => "organisation-history-set",
    };
    shell.say(id).with("field", name).with("before", before).with("after", after).to_string()
}
