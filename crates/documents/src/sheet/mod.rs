//! Contact lists as people have them: a sheet from Excel, LibreOffice or a mail
//! program becomes named columns and rows of text.
//!
//! Whoever uploads may mean harm, so everything here is bounded by counting what
//! is really unpacked and really kept, never by what the file says about itself.
//! That is also why XLSX and ODS are read here and not by `calamine`: a file of
//! 350 bytes makes it reserve terabytes and ends the process, one of 460 bytes
//! lets it loop for ever (0.38.0, measured). The tests use it as a second opinion.

mod delimited;
mod error;
mod grid;
mod leaf;
mod ods;
pub mod xlsx;

use crate::{Stop, package::Package};
pub use error::SheetError;
use grid::Grid;
pub use leaf::{Leaf, leaves, read_leaves};

/// Largest file, in bytes: 5 MB.
pub const MAX_BYTES: usize = 5_000_000;
/// Most text a list may hold, in bytes: 20 MB. Repeated cells can make much text of a small file.
pub const MAX_TEXT_BYTES: usize = 20_000_000;
/// Most rows below the head.
pub const MAX_ROWS: usize = 20_000;
/// Most columns.
pub const MAX_COLUMNS: usize = 200;
/// Most cells of a list, filled or blank: 1 million.
pub const MAX_CELLS: usize = 1_000_000;
/// Most characters in one cell.
pub const MAX_CELL_CHARS: usize = 10_000;

/// A list with named columns.
///
/// Every row has as many cells as there are columns. Text is trimmed and free of
/// control characters (line breaks and tabs stay); numbers are written as in
/// German, days as `2019-07-31`, yes and no as `ja` and `nein`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The head: each name once, none empty.
    pub columns: Vec<String>,
    /// The rows that hold anything, in the file's order.
    pub rows: Vec<Vec<String>>,
}

/// Reads the first visible sheet of an XLSX or ODS file, or a CSV file.
///
/// The format is told by the content; the name only serves the error message.
/// The head is the first row with at least two filled cells (a title above it
/// has one), or the first filled row where none has two. CSV may be separated
/// by semicolons, commas or tabs and be written in UTF-8, UTF-16 with a byte
/// order mark, or Windows-1252.
///
/// Takes up to a second of computing for the largest files: call it where
/// blocking is fine. It ends soon after `stop` was asked for.
pub fn read_sheet(file_name: &str, bytes: &[u8], stop: &Stop) -> Result<Sheet, SheetError> {
    if bytes.len() > MAX_BYTES {
        return Err(SheetError::TooLarge);
    }
    let mut grid = Grid::default();
    let outcome = match kind(bytes) {
        Kind::Package => read_package(bytes, &mut grid, stop),
        Kind::CompoundFile => Err(compound_file(bytes)),
        Kind::Text => delimited::read(bytes, &mut grid, stop),
    };
    outcome.map_err(|error| error.naming(file_name))?;
    grid.finish()
}

enum Kind {
    /// A zip file: XLSX, ODS and many others.
    Package,
    /// Microsoft's container: old Excel, or any Office file under a password.
    CompoundFile,
    /// Anything else, to be looked at as text.
    Text,
}

fn kind(bytes: &[u8]) -> Kind {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        Kind::Package
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        Kind::CompoundFile
    } else {
        Kind::Text
    }
}

fn read_package(bytes: &[u8], grid: &mut Grid, stop: &Stop) -> Result<(), SheetError> {
    let mut package = Package::open(bytes, stop)?;
    if ods::is_ods(&mut package)? { ods::read(&mut package, grid) } else { xlsx::read(&mut package, grid) }
}

fn compound_file(bytes: &[u8]) -> SheetError {
    let holds = |name: &str| {
        let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(utf16.len()).any(|window| window == utf16)
    };
    if holds("EncryptedPackage") {
        SheetError::Protected
    } else if holds("Workbook") || holds("Book") {
        SheetError::OldExcel
    } else {
        SheetError::UnknownType(String::new())
    }
}

#[cfg(test)]
mod tests;
