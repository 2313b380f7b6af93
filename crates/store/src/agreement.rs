//! Whether database and journal still belong together. With a journal that was lost, is
//! an older copy or another database's, a restore would bring back whoever was erased,
//! and a cut tail of the audit would go unnoticed.

use crate::{AUDIT_HEADS, Db, Result, TOMBSTONES, group::Acting};
use base::Instant;
use std::fmt;

/// One thing in which they do not agree; says in German what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disagreement {
    /// The file is not there or empty, though the database has something that stands in it.
    Missing(&'static str),
    /// So many of the database's tombstones are not in the journal: it is an older copy.
    Shorter {
        /// Not in the journal.
        missing: usize,
        /// In the database.
        of: usize,
    },
    /// A line was changed, or sealed under a key that is not at hand, while others are sound.
    Broken {
        /// Of this file.
        file: &'static str,
        /// Its number.
        line: usize,
    },
    /// The file tells of another database.
    Foreign(&'static str),
    /// The audit ends at the first number, the journal has known it to the second: the
    /// database was set back otherwise than by `klappt restore`.
    SetBack(i64, i64),
    /// The audit's last line in the database is the first number, though the second was
    /// already written: its tail was cut off.
    CutTail(i64, i64),
    /// So many tombstones are in the journal only.
    Unknown(usize),
    /// The first head was noted for this line, at this time, long after the audit began.
    Late(i64, Instant),
}

impl Disagreement {
    /// The journal is another database's: what is written into it would make both useless.
    pub const fn is_foreign(&self) -> bool {
        matches!(self, Self::Foreign(_))
    }

    /// Worth knowing; there may be nothing to do about it any more.
    pub const fn is_note(&self) -> bool {
        matches!(self, Self::Unknown(_) | Self::Late(..))
    }
}

const FETCH: &str = "Bitte holen Sie das Journal von dort zurück, wohin es laufend kopiert wird; nur wenn es \
                     endgültig verloren ist: klappt journal mend";

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(file) => {
                write!(f, "{file} fehlt im Journal oder ist leer, obwohl schon etwas darin stand. {FETCH}")
            }
            Self::Shorter { missing, of } => write!(
                f,
                "In {TOMBSTONES} fehlen {missing} von {of} Löschvermerken der Datenbank: Die Datei ist ein älterer \
                 Stand. {FETCH}"
            ),
            Self::Broken { file, line } => write!(
                f,
                "Zeile {line} in {file} wurde verändert oder gehört zu anderen Hauptschlüsseln. Bitte legen Sie die \
                 Datei beiseite, ohne sie zu löschen, und holen Sie eine unversehrte; nur wenn es keine gibt: klappt \
                 journal mend"
            ),
            Self::Foreign(file) => write!(
                f,
                "{file} im Journal gehört zu einer anderen Datenbank oder zu anderen Hauptschlüsseln. Bitte prüfen Sie, \
                 ob journal, database_url und key_file zusammengehören; eine neue Datenbank bekommt einen eigenen, \
                 leeren Ordner."
            ),
            Self::SetBack(stands, known) => write!(
                f,
                "Die Datenbank steht bei Eintrag {stands} des Protokolls, das Journal kennt schon Eintrag {known}: Sie \
                 wurde ohne klappt restore auf einen älteren Stand gebracht, und seither Gelöschtes ist wieder da. Bitte \
                 stellen Sie die letzte Sicherung mit klappt restore und diesem Journal wieder her."
            ),
            Self::CutTail(last, known) => write!(
                f,
                "Dem Protokoll fehlt das Ende: Der letzte Eintrag in der Datenbank ist {last}, geschrieben war schon \
                 {known}. Zeilen wurden entfernt. Bitte bewahren Sie Datenbank und Journal auf, wie sie sind, prüfen Sie \
                 mit klappt audit verify und klären Sie, wer Zugriff hatte."
            ),
            Self::Unknown(count) => write!(
                f,
                "{TOMBSTONES} hat {count} Löschvermerke, die die Datenbank nicht kennt. Einzelne entstehen, wenn ein \
                 Abschluss scheitert; sind es mehr, wurde die Datenbank ohne klappt restore zurückgesetzt."
            ),
            Self::Late(number, at) => write!(
                f,
                "{AUDIT_HEADS} beginnt erst am {} mit Eintrag {number}: Ältere Köpfe sind verloren. Liegen sie an einem \
                 anderen Ort, vergleicht sie: klappt audit verify --heads DATEI",
                at.german()
            ),
        }
    }
}

impl Db {
    /// Everything in which database and journal do not agree; nothing is written.
    ///
    /// # Errors
    /// `Unavailable` when either cannot be read.
    pub async fn compare_journal(&self) -> Result<Vec<Disagreement>> {
        // Heads are noted after the commit, tombstones before it: whoever works meanwhile
        // is not mistaken for a gap when heads are read first and tombstones last.
        let heads = self.heads_disagree().await?;
        let there = self.read(&Acting::storage()).await?.tombstones(&Acting::storage()).await?;
        Ok(heads.into_iter().chain(self.tombstones_disagree(&there)?).collect())
    }
}
