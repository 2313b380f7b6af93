//! A table as a file, in the format the ending of an address asks for.

use crate::{Table, XlsxError, to_csv, to_xlsx};

/// Which file is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// RFC 4180.
    Csv,
    /// Excel and others.
    Xlsx,
}

impl Ending {
    /// The ending as it stands in the address.
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
    /// As it stands in the address and in the file's name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
    /// The media type.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
    /// The table in this format.
    pub fn write(self, table: &Table) -> Result<Vec<u8>, XlsxError> {
        match self {
            Self::Csv => Ok(to_csv(table)),
            Self::Xlsx => to_xlsx(table),
        }
    }
}
