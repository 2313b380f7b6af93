//! Where and why a history is erased. The audit names the reason; free words could name
//! people.

use crate::{Error, Shell, Texts};
use base::{Actor, EditAlliance, Permit};
use store::Entry;
use uuid::Uuid;

/// A table whose histories can be erased singly, and where its entries stand below their
/// alliance; `{}` stands for the row.
pub type HistoryPage = (&'static str, &'static str);

/// Where the history of a row can be erased; empty where nothing of it is left to read,
/// and for those who may not.
pub fn history_erasure(shell: &Shell, actor: &Actor, row: Uuid, entries: &[Entry]) -> String {
    let is_readable = entries.iter().any(|e| e.before.is_some() || e.after.is_some());
    let may = Permit::<EditAlliance>::ask(actor, shell.place.as_ref()).is_some();
    if is_readable && may { format!("{}/histories/{row}/erasure", shell.home()) } else { String::new() }
}

/// Why a history is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErasureReason {
    /// Something was written that does not belong there.
    Mistake,
    /// A person named in it asked for it (Art. 17 GDPR).
    Request,
}

impl ErasureReason {
    const ALL: [Self; 2] = [Self::Mistake, Self::Request];

    /// Its name in forms, the API and the audit.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Mistake => "mistake",
            Self::Request => "request",
        }
    }
    /// All of them to choose from: name and words.
    pub fn choices(shell: &Shell) -> Vec<(String, String)> {
        let choice = |r: &Self| (r.key().to_owned(), shell.say_of("history-erasure", r.key()).to_string());
        Self::ALL.iter().map(choice).collect()
    }
    /// The reason a program names.
    ///
    /// # Errors
    /// `Field` when it is none.
    pub fn read(texts: &Texts, key: &str) -> Result<Self, Error> {
        Self::from_key(key).ok_or_else(|| Error::Field {
            field: "reason",
            message: texts.say("history-erasure-reason-missing").to_string(),
        })
    }
    /// The reason of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::ErasureReason;

    #[test]
    fn every_reason_is_found_by_its_name() {
        for reason in ErasureReason::ALL {
            assert_eq!(ErasureReason::from_key(reason.key()), Some(reason));
        }
        assert_eq!(ErasureReason::from_key("whim"), None);
    }
}
