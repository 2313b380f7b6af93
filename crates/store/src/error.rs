//! What can go wrong in storage, as far as a caller can act on it.

use std::fmt;

/// A storage failure. Carries no values: database messages can quote them.
#[derive(Debug)]
pub enum Error {
    /// A unique key exists already.
    Taken,
    /// A row refers to one that does not exist, or is still referred to.
    Dangling,
    /// A text holds what the database cannot keep as text.
    Unreadable,
    /// The database cannot be reached or its disk fails; trying later may help.
    Unavailable(String),
    /// There is no room left to write; reading goes on.
    Full(String),
    /// Our mistake.
    Bug(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken => f.write_str("a unique key exists already"),
            Self::Dangling => f.write_str("a reference leads nowhere"),
            Self::Unreadable => f.write_str("a text cannot be kept as text"),
            Self::Unavailable(why) => write!(f, "the database is not available: {why}"),
            Self::Full(why) => write!(f, "there is no room left: {why}"),
            Self::Bug(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// The same outage once more, for everybody it concerns; `None` for what is no outage.
    pub(crate) fn outage(&self) -> Option<Self> {
        match self {
            Self::Unavailable(why) => Some(Self::Unavailable(why.clone())),
            Self::Full(why) => Some(Self::Full(why.clone())),
            Self::Taken | Self::Dangling | Self::Unreadable | Self::Bug(_) => None,
        }
    }
}

/// What is not our mistake and passes by itself or by the operator's hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outage {
    Down,
    Full,
}

/// What a database's code means. PostgreSQL's have five characters (its manual, annex
/// A); SQLite's are numbers whose lowest byte is the kind (sqlite.org/rescode.html).
fn outage(code: &str) -> Option<Outage> {
    if code.len() == 5 {
        return match (code, &code[..2]) {
            ("53100", _) => Some(Outage::Full),
            // Connection, resources, operator intervention, system; a standby that only reads.
            (_, "08" | "53" | "57" | "58") | ("25006", _) => Some(Outage::Down),
            _ => None,
        };
    }
    match code.parse::<u32>().ok()? & 0xff {
        13 => Some(Outage::Full),
        // Busy, locked, read-only, I/O, cannot open, not a database any more.
        5 | 6 | 8 | 10 | 14 | 26 => Some(Outage::Down),
        _ => None,
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match error {
            E::Database(e) if e.is_unique_violation() => Self::Taken,
            E::Database(e) if e.is_foreign_key_violation() => Self::Dangling,
            // PostgreSQL keeps no NUL in texts.
            E::Database(e) if e.code().is_some_and(|code| code == "22021") => Self::Unreadable,
            E::Database(e) => {
                let code = e.code().map(std::borrow::Cow::into_owned).unwrap_or_default();
                // Messages of constraint errors can quote values; only their kind is kept.
                let text = if e.is_check_violation() {
                    "a check constraint failed".to_owned()
                } else {
                    e.message().to_owned()
                };
                match outage(&code) {
                    Some(Outage::Full) => Self::Full(text),
                    Some(Outage::Down) => Self::Unavailable(text),
                    None => Self::Bug(format!("database error {code}: {text}")),
                }
            }
            E::Io(e) if e.kind() == std::io::ErrorKind::StorageFull => Self::Full(e.to_string()),
            E::Io(e) => Self::Unavailable(e.to_string()),
            E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed => Self::Unavailable(error.to_string()),
            other => Self::Bug(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outages_are_told_from_mistakes() {
        // SQLITE_FULL, SQLITE_IOERR_FSYNC, SQLITE_BUSY_SNAPSHOT; disk_full, admin_shutdown, connection_failure.
        for (code, means) in [
            ("13", Outage::Full),
            ("1034", Outage::Down),
            ("517", Outage::Down),
            ("53100", Outage::Full),
            ("57P01", Outage::Down),
            ("08006", Outage::Down),
        ] {
            assert_eq!(outage(code), Some(means), "{code}");
        }
        // SQLITE_ERROR, SQLITE_CONSTRAINT_CHECK; undefined_table.
        for code in ["1", "275", "42P01", ""] {
            assert_eq!(outage(code), None, "{code}");
        }
    }
}
