//! Why a list could not be read, and what to do about it, in the words people see.

use crate::package::PackageError;
use std::fmt;

/// Why a list could not be read. The display text is German and meant for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetError {
    /// Nothing is in it.
    Empty,
    /// More bytes than [`MAX_BYTES`](super::MAX_BYTES).
    TooLarge,
    /// More than [`MAX_UNPACKED_BYTES`](crate::MAX_UNPACKED_BYTES) when unpacked.
    UnpacksTooLarge,
    /// More text than [`MAX_TEXT_BYTES`](super::MAX_TEXT_BYTES).
    TooMuchText,
    /// A package of more parts than any list has.
    TooManyParts,
    /// Reading was stopped because it took too long.
    TakesTooLong,
    /// More rows than [`MAX_ROWS`](super::MAX_ROWS).
    TooManyRows,
    /// More columns than [`MAX_COLUMNS`](super::MAX_COLUMNS).
    TooManyColumns,
    /// More cells than [`MAX_CELLS`](super::MAX_CELLS), blank ones included.
    TooManyCells,
    /// More characters in a cell than [`MAX_CELL_CHARS`](super::MAX_CELL_CHARS); which cell, as in `C17`.
    CellTooLong(String),
    /// Not a table in a format read here; the file's name.
    UnknownType(String),
    /// Excel's format before 2007.
    OldExcel,
    /// Under a password.
    Protected,
    /// Cut off or broken; the file's name.
    Damaged(String),
}

impl SheetError {
    /// The same error, naming the file where its text has a place for it.
    #[must_use]
    pub(super) fn naming(self, file_name: &str) -> Self {
        let shown = file_name.chars().filter(|c| !c.is_control());
        match self {
            Self::UnknownType(_) => Self::UnknownType(shown.take(80).collect()),
            Self::Damaged(_) => Self::Damaged(shown.take(80).collect()),
            other => other,
        }
    }
    /// Broken, the name to be filled in.
    pub(super) const fn damaged() -> Self {
        Self::Damaged(String::new())
    }
}

impl From<PackageError> for SheetError {
    fn from(error: PackageError) -> Self {
        match error {
            PackageError::TooManyParts => Self::TooManyParts,
            PackageError::Protected => Self::Protected,
            PackageError::UnpacksTooLarge => Self::UnpacksTooLarge,
            PackageError::TakesTooLong => Self::TakesTooLong,
            PackageError::Declares | PackageError::TooDeep | PackageError::Damaged => Self::damaged(),
        }
    }
}

impl fmt::Display for SheetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Die Datei enthält keine Einträge. Bitte wählen Sie eine Liste, deren erste Zeile die Spalten benennt."),
            Self::TooLarge => f.write_str("Die Datei ist größer als 5 MB. Bitte teilen Sie die Liste auf mehrere Dateien auf."),
            Self::UnpacksTooLarge => f.write_str("Die Datei enthält mehr als 100 MB an Daten. Bitte speichern Sie nur das Tabellenblatt mit der Liste in einer neuen Datei."),
            Self::TooMuchText => f.write_str("Die Liste enthält mehr als 20 MB Text. Bitte löschen Sie die Spalten, die nicht gebraucht werden."),
            Self::TooManyParts => f.write_str("Die Datei besteht aus ungewöhnlich vielen Teilen. Bitte speichern Sie nur das Tabellenblatt mit der Liste in einer neuen Datei."),
            Self::TakesTooLong => f.write_str("Das Lesen der Datei dauert zu lange. Bitte speichern Sie nur das Tabellenblatt mit der Liste in einer neuen Datei."),
            Self::TooManyRows => f.write_str("Die Liste hat mehr als 20.000 Zeilen. Bitte teilen Sie sie auf mehrere Dateien auf."),
            Self::TooManyColumns => f.write_str("Die Liste hat mehr als 200 Spalten. Bitte löschen Sie die Spalten, die nicht gebraucht werden."),
            Self::TooManyCells => f.write_str("Die Liste hat mehr als eine Million Felder. Bitte löschen Sie die Spalten, die nicht gebraucht werden."),
            Self::CellTooLong(cell) => write!(f, "In der Zelle {cell} stehen mehr als 10.000 Zeichen. Bitte kürzen Sie den Text. Bei einer CSV-Datei kann auch ein Anführungszeichen fehlen."),
            Self::UnknownType(name) => write!(f, "Die Datei „{name}“ ist keine Tabelle, die hier gelesen werden kann. Möglich sind Excel (.xlsx), OpenDocument (.ods) und CSV."),
            Self::OldExcel => f.write_str("Die Datei hat das alte Excel-Format (.xls). Bitte speichern Sie sie als Excel-Arbeitsmappe (.xlsx) und wählen Sie sie noch einmal aus."),
            Self::Protected => f.write_str("Die Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort und wählen Sie sie noch einmal aus."),
            Self::Damaged(name) => write!(f, "Die Datei „{name}“ ist beschädigt oder unvollständig. Bitte öffnen Sie sie in Ihrem Tabellenprogramm, speichern Sie sie neu und wählen Sie sie noch einmal aus."),
        }
    }
}

impl std::error::Error for SheetError {}
