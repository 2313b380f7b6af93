//! Backups: one moment of the whole database as lines of JSON, the same for both
//! engines, so that what was saved from one can be restored into the other.
//!
//! ```text
//! {"klappt_backup":1,"made_by":"0.1.0","engine":"sqlite","taken_at":…,"installation":"…","migrations":[["2026…","sha256"],…]}
//! {"table":"person","columns":[["id","uuid"],["email","text"],…]}
//! ["0190…","kim@amt.example",…]
//! {"end":"person","rows":1,"sha256":"…"}
//! {"complete":true,"tables":40,"rows":1234,"sha256":"…","key":1,"mac":"…"}
//! ```
//!
//! `uuid` and `date` are texts, `bytea` is hex, `timestamptz` is microseconds since
//! 1970 in UTC. Compressing and sealing the lines is the binary's work (decision 0022).

mod cell;
mod dump;
mod lines;
mod load;
mod rows;

pub use dump::Moment;
pub use lines::{Contents, Head, Sum};

use std::{fmt, io};

/// Tables a backup never holds, and why. They are empty after a restore.
pub const LEFT_OUT: &[(&str, &str)] = &[
    ("session", "a session that was ended since would come back; everybody signs in again"),
    ("single_use_link", "a link that was used since would open again; links are sent anew"),
    ("pending_step", "good for five minutes between password and second factor"),
    ("address_change", "a link that was used since would open again; the change is asked for anew"),
    ("job", "letters of that moment were sent since, or hold links that are dead now"),
    ("sign_in_attempt", "counts for a quarter of an hour only"),
    ("alliance_key", "keys of participants' data are backed up apart and for a shorter time"),
    ("participant_key", "keys of participants' data are backed up apart and for a shorter time"),
];

/// Whether a table is left out of backups.
pub fn is_left_out(table: &str) -> bool {
    LEFT_OUT.iter().any(|(name, _)| *name == table)
}

/// Why a backup is not used, in German for whoever restores it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not one of ours.
    Foreign,
    /// Something was changed, is missing, or stands elsewhere than it did.
    Damaged(String),
    /// Another installation wrote it, or its master keys are not at hand.
    OtherKeys,
    /// A step of the schema this version does not know, or knows otherwise.
    Newer(String),
    /// The database it should go into holds something already.
    NotEmpty,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("Diese Datei ist keine Sicherung von klappt."),
            Self::Damaged(where_) => write!(f, "Die Sicherung ist beschädigt oder unvollständig ({where_})."),
            Self::OtherKeys => f.write_str(
                "Die Sicherung stammt nicht von dieser Installation: ihr Siegel gehört zu anderen Hauptschlüsseln.",
            ),
            Self::Newer(step) => write!(
                f,
                "Die Sicherung gehört zu einer neueren oder anderen Version von klappt (unbekannter Schritt {step})."
            ),
            Self::NotEmpty => f.write_str("Die Zieldatenbank ist nicht leer; wiederhergestellt wird nur in eine leere."),
        }
    }
}

/// Why a backup or restore came to nothing.
#[derive(Debug)]
pub enum Trouble {
    /// The backup is not used.
    Refused(Refusal),
    /// The file cannot be written or read.
    File(io::Error),
    /// The database failed.
    Store(crate::Error),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::File(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Trouble {}

impl From<crate::Error> for Trouble {
    fn from(error: crate::Error) -> Self {
        Self::Store(error)
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}
