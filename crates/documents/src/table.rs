//! A table on its way out of the house: what a download shows, whatever the format.

/// A table with its head, rows and remarks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What the table is called, for people.
    pub title: String,
    /// The head, left to right.
    pub columns: Vec<Column>,
    /// The rows; a cell missing at the end of a row counts as empty, one too many is left out.
    pub rows: Vec<Vec<Cell>>,
    /// Remarks about the table as a whole: source, cut-off date, limits. XLSX
    /// shows them on a second sheet. CSV has no place for them, so what must
    /// never get lost (such as "limited") belongs in a column.
    pub notes: Vec<String>,
}

/// One column of a [`Table`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its stable name for programs.
    pub key: String,
    /// Its heading for people; the head row of both formats.
    pub label: String,
    /// What its cells hold.
    pub kind: Kind,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Whole numbers.
    Integer,
    /// Percentages with one decimal.
    Percent,
    /// Calendar days.
    Day,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words; never run as a formula.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A percentage in tenths: 413 is 41.3 %.
    Tenths(i64),
    /// A calendar day, ISO 8601: `2019-07-31`.
    Day(String),
    /// Nothing known or nothing to say; not zero.
    Empty,
}
