//! All sheets of a workbook as they stand, without looking for a head.

use super::{MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT_BYTES, SheetError, xlsx::Book};
use crate::{Stop, package::Package};
use std::collections::BTreeMap;

/// Most sheets of a workbook that are read.
const MAX_LEAVES: usize = 200;

/// One sheet of a workbook, hidden or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaf {
    /// What stands on its tab.
    pub name: String,
    /// The texts of its filled cells, by row and column, both counted from 0.
    pub rows: BTreeMap<u64, BTreeMap<u64, String>>,
}

/// Reads all sheets of an XLSX file, within the same limits as a list.
pub fn read_leaves(file_name: &str, bytes: &[u8], stop: &Stop) -> Result<Vec<Leaf>, SheetError> {
    if bytes.len() > MAX_BYTES {
        return Err(SheetError::TooLarge);
    }
    let read = || leaves(&mut Package::open(bytes, stop)?);
    read().map_err(|error| error.naming(file_name))
}

/// All sheets of an opened workbook.
pub fn leaves(package: &mut Package<'_>) -> Result<Vec<Leaf>, SheetError> {
    let book = Book::open(package)?;
    if book.tabs.len() > MAX_LEAVES {
        return Err(SheetError::TooManyParts);
    }
    let (mut cells, mut bytes) = (0_usize, 0_usize);
    let mut leaves = Vec::new();
    for tab in &book.tabs {
        let mut leaf = Leaf { name: tab.name.clone(), rows: BTreeMap::new() };
        book.read(package, tab, &mut |row, column, text| {
            if text.is_empty() {
                return Ok(());
            }
            if column >= MAX_COLUMNS as u64 {
                return Err(SheetError::TooManyColumns);
            }
            (cells, bytes) = (cells + 1, bytes + text.len());
            if cells > MAX_CELLS {
                return Err(SheetError::TooManyCells);
            }
            if bytes > MAX_TEXT_BYTES {
                return Err(SheetError::TooMuchText);
            }
            leaf.rows.entry(row).or_default().insert(column, text.to_owned());
            if leaf.rows.len() > MAX_ROWS { Err(SheetError::TooManyRows) } else { Ok(()) }
        })?;
        leaves.push(leaf);
    }
    Ok(leaves)
}
