//! XLSForm, the table in which KoboToolbox, ODK and others write questionnaires
//! (<https://xlsform.org>): an instrument leaves as one, and one becomes a new
//! instrument file.
//!
//! What an XLSForm cannot say stays at home: remarks, figures and their splits'
//! relations, what is shared, the short form. What an instrument cannot say
//! comes back as a finding that names sheet and row.

mod export;
mod import;
mod relevant;

use std::fmt;

/// The three sheets of an XLSForm.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct XlsForm {
    /// The questions, in order; the first row names the columns.
    pub survey: Vec<SheetRow>,
    /// The answers to choose from, list by list.
    pub choices: Vec<SheetRow>,
    /// Title, key and version.
    pub settings: Vec<SheetRow>,
}

/// A row of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number in the sheet, counted from 1.
    pub number: usize,
    /// Its cells from the first column on.
    pub cells: Vec<String>,
}

/// What came of an XLSForm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XlsFormImport {
    /// The instrument file. It reads ([`crate::Instrument::parse`]) where nothing in
    /// the findings says otherwise.
    pub yaml: String,
    /// What has no counterpart and was left out or changed.
    pub findings: Vec<XlsFormFinding>,
}

/// Something in an XLSForm that an instrument cannot say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XlsFormFinding {
    /// `survey`, `choices` or `settings`.
    pub sheet: &'static str,
    /// The row, counted from 1.
    pub row: usize,
    /// What it is and what became of it, in German.
    pub message: String,
}

impl fmt::Display for XlsFormFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, Zeile {}: {}", self.sheet, self.row, self.message)
    }
}

/// The language of everything an instrument says.
const LANGUAGE: &str = "Deutsch (de)";
/// The list of the reasons why there is no number, and the end of the name of its question.
const ABSENCES: &str = "keine_zahl";
const ABSENCE: &str = "keine_zahl";
/// The answer that a table's row is called something else, and the end of the name of the words for it.
const OTHER: &str = "andere";
/// A text that is a list of official keys of municipalities.
const KEYS: &str = "regex(., '^[0-9]{8}( [0-9]{8})*$')";
