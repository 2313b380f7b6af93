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
    /// The database cannot be reached or is full; trying later may help.
    Unavailable(String),
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
            Self::Bug(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}

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
                // SQLite: 13 full, 10 I/O, 8 read-only, 5 busy. PostgreSQL: 53 resources, 57 shutdown, 58 I/O.
                let down = ["13", "10", "8", "5"].contains(&code.as_str())
                    || ["53", "57", "58"].iter().any(|class| code.len() == 5 && code.starts_with(class));
                // Messages of constraint errors can quote values; only their kind is kept.
                let text = if e.is_check_violation() {
                    "a check constraint failed".to_owned()
                } else {
                    e.message().to_owned()
                };
                if down {
                    Self::Unavailable(text)
                } else {
                    Self::Bug(format!("database error {code}: {text}"))
                }
            }
            E::Io(e) => Self::Unavailable(e.to_string()),
            E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed => Self::Unavailable(error.to_string()),
            other => Self::Bug(other.to_string()),
        }
    }
}
