//! Why a form could not be written or was not read, and what to do about it, in
//! the words people see.

use super::FormKey;
use crate::{SheetError, package::PackageError};
use std::fmt;

/// Why a returned form was refused as a whole. The display text is German and
/// meant for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormError {
    /// No DOCX.
    NotWord,
    /// No XLSX.
    NotExcel,
    /// The format of Office before 2007.
    OldOffice,
    /// Under a password.
    Protected,
    /// More bytes than [`MAX_FORM_BYTES`](super::MAX_FORM_BYTES).
    TooLarge,
    /// More when unpacked than any form has.
    UnpacksTooLarge,
    /// Reading was stopped because it took too long.
    TakesTooLong,
    /// A part declares a document type, which could bring text of its own.
    Declares,
    /// Elements lie deeper inside each other than in any real file.
    TooDeep,
    /// Cut off or broken.
    Damaged,
    /// Holds macros.
    Macros,
    /// Holds other files or programs.
    Embedded,
    /// Fetches something from elsewhere; what it names.
    Outside(String),
    /// Parts whose names lead out of the file or come twice; the name.
    PartName(String),
    /// Not written here, or what it is a form of was lost.
    NoKey,
    /// Written for something else.
    OtherForm(FormKey),
    /// Written for another version of the same questionnaire: there, and here.
    OtherVersion(u32, u32),
    /// Written for the same questionnaire, but for somebody or something else.
    OtherMarker,
    /// Places to answer do not fit: missing (by their words), strange (by their
    /// tag), there twice (by their words).
    Places {
        /// Asked for and not there.
        missing: Vec<String>,
        /// There and not asked for.
        strange: Vec<String>,
        /// There more than once.
        twice: Vec<String>,
    },
}

impl From<PackageError> for FormError {
    fn from(error: PackageError) -> Self {
        match error {
            PackageError::TooManyParts | PackageError::UnpacksTooLarge => Self::UnpacksTooLarge,
            PackageError::Protected => Self::Protected,
            PackageError::TakesTooLong => Self::TakesTooLong,
            PackageError::Declares => Self::Declares,
            PackageError::TooDeep => Self::TooDeep,
            PackageError::Damaged => Self::Damaged,
        }
    }
}

impl From<SheetError> for FormError {
    fn from(error: SheetError) -> Self {
        match error {
            SheetError::Empty | SheetError::UnknownType(_) => Self::NotExcel,
            SheetError::OldExcel => Self::OldOffice,
            SheetError::Protected => Self::Protected,
            SheetError::TakesTooLong => Self::TakesTooLong,
            SheetError::Damaged(_) => Self::Damaged,
            SheetError::TooLarge => Self::TooLarge,
            SheetError::UnpacksTooLarge
            | SheetError::TooMuchText
            | SheetError::TooManyParts
            | SheetError::TooManyRows
            | SheetError::TooManyColumns
            | SheetError::TooManyCells
            | SheetError::CellTooLong(_) => Self::UnpacksTooLarge,
        }
    }
}

/// How many places are named before the rest is counted.
const NAMED: usize = 5;

fn named(places: &[String]) -> String {
    let shown: Vec<String> = places.iter().take(NAMED).map(|place| format!("„{place}“")).collect();
    match places.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} und {more} weitere", shown.join(", ")),
    }
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotWord => f.write_str("Das ist keine Word-Datei (.docx). Bitte wählen Sie die Datei aus, die Sie hier heruntergeladen und ausgefüllt haben."),
            Self::NotExcel => f.write_str("Das ist keine Excel-Datei (.xlsx). Bitte wählen Sie die Datei aus, die Sie hier heruntergeladen und ausgefüllt haben."),
            Self::OldOffice => f.write_str("Die Datei hat ein altes Office-Format (.doc oder .xls). Bitte speichern Sie sie als .docx oder .xlsx und wählen Sie sie noch einmal aus."),
            Self::Protected => f.write_str("Die Datei ist mit einem Kennwort geschützt. Bitte speichern Sie sie ohne Kennwort und wählen Sie sie noch einmal aus."),
            Self::TooLarge => f.write_str("Die Datei ist größer als 10 MB. Ein ausgefüllter Fragebogen ist viel kleiner; vielleicht wurden Bilder eingefügt. Bitte entfernen Sie sie."),
            Self::UnpacksTooLarge => f.write_str("Die Datei enthält ungewöhnlich viele Daten und wurde nicht gelesen. Bitte übertragen Sie Ihre Antworten in einen neu heruntergeladenen Fragebogen."),
            Self::TakesTooLong => f.write_str("Das Lesen der Datei dauert zu lange. Bitte übertragen Sie Ihre Antworten in einen neu heruntergeladenen Fragebogen."),
            Self::Declares => f.write_str("Die Datei bringt eigene Dokumentdefinitionen (DTD) mit. Das ist aus Sicherheitsgründen nicht möglich. Bitte verwenden Sie den heruntergeladenen Fragebogen."),
            Self::TooDeep => f.write_str("Die Datei ist ungewöhnlich tief verschachtelt und wurde nicht gelesen. Bitte verwenden Sie den heruntergeladenen Fragebogen."),
            Self::Damaged => f.write_str("Die Datei ist beschädigt oder unvollständig. Bitte öffnen Sie sie, speichern Sie sie neu und wählen Sie sie noch einmal aus."),
            Self::Macros => f.write_str("Die Datei enthält Makros. Das ist aus Sicherheitsgründen nicht möglich. Bitte speichern Sie sie als .docx oder .xlsx ohne Makros."),
            Self::Embedded => f.write_str("In die Datei sind andere Dateien oder Programme eingebettet. Bitte entfernen Sie sie und wählen Sie die Datei noch einmal aus."),
            Self::Outside(what) if what.is_empty() => f.write_str("Die Datei holt Inhalte von anderen Stellen. Bitte entfernen Sie diese Verknüpfungen und wählen Sie die Datei noch einmal aus."),
            Self::Outside(what) => write!(f, "Die Datei holt Inhalte von anderen Stellen („{what}“). Bitte entfernen Sie diese Verknüpfungen und wählen Sie die Datei noch einmal aus."),
            Self::PartName(name) => write!(f, "Die Datei ist ungewöhnlich aufgebaut (Teil „{name}“) und wurde nicht gelesen. Bitte verwenden Sie den heruntergeladenen Fragebogen."),
            Self::NoKey => f.write_str("Die Datei ist kein Fragebogen, der hier heruntergeladen wurde, oder ihre Kennung ging verloren. Bitte übertragen Sie Ihre Antworten in einen neu heruntergeladenen Fragebogen."),
            Self::OtherForm(_) => f.write_str("Die Datei gehört zu einem anderen Fragebogen. Bitte wählen Sie die Datei aus, die Sie hier heruntergeladen haben."),
            Self::OtherVersion(there, here) => write!(f, "Die Datei gehört zu Fassung {there} des Fragebogens, hier geht es um Fassung {here}. Bitte übertragen Sie Ihre Antworten in einen neu heruntergeladenen Fragebogen."),
            Self::OtherMarker => f.write_str("Die Datei gehört zu einem anderen Auftrag oder einem anderen Bündnis. Bitte wählen Sie die Datei aus, die Sie hier heruntergeladen haben."),
            Self::Places { missing, strange, twice } => {
                f.write_str("Die Datei passt nicht zum Fragebogen.")?;
                if !missing.is_empty() {
                    write!(f, " Diese Felder fehlen: {}.", named(missing))?;
                }
                if !strange.is_empty() {
                    write!(f, " Diese Felder kennt der Fragebogen nicht: {}.", named(strange))?;
                }
                if !twice.is_empty() {
                    write!(f, " Diese Felder gibt es mehrfach: {}.", named(twice))?;
                }
                f.write_str(" Bitte übertragen Sie Ihre Antworten in einen neu heruntergeladenen Fragebogen.")
            }
        }
    }
}

impl std::error::Error for FormError {}

/// Why a form could not be written: a mistake of whoever made it.
#[derive(Debug)]
pub enum WriteError {
    /// Two places to answer share this tag.
    TwiceTagged(String),
    /// The text of this place is longer than a cell of a spreadsheet holds.
    TooLong(String),
    /// The library that writes the file refused.
    Library(String),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TwiceTagged(tag) => write!(f, "Zwei Felder tragen denselben Namen „{tag}“."),
            Self::TooLong(tag) => write!(f, "Der Text in „{tag}“ ist länger, als eine Zelle fasst."),
            Self::Library(cause) => write!(f, "Der Fragebogen lässt sich nicht schreiben: {cause}"),
        }
    }
}

impl std::error::Error for WriteError {}
