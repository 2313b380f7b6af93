//! Cells as they are found, kept within the limits, then turned into a list
//! with a head.

use super::{MAX_CELL_CHARS, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT_BYTES, Sheet, SheetError};
use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashSet},
};

/// How many filled rows may stand above the head.
const MAX_ROWS_ABOVE: usize = 100;

/// The filled cells of a row, in order: column and text.
type Row = Vec<(usize, String)>;

#[derive(Default)]
pub struct Grid {
    rows: BTreeMap<u64, Row>,
    bytes: usize,
}

impl Grid {
    /// Keeps a cell's text; `row` and `column` count from 0. Blank cells are not
    /// kept and may lie anywhere.
    pub fn put(&mut self, row: u64, column: u64, raw: &str) -> Result<(), SheetError> {
        let text = clean(raw);
        if text.is_empty() {
            return Ok(());
        }
        let place = match usize::try_from(column) {
            Ok(place) if place < MAX_COLUMNS => place,
            _ => return Err(SheetError::TooManyColumns),
        };
        if text.len() > MAX_CELL_CHARS && text.chars().count() > MAX_CELL_CHARS {
            return Err(SheetError::CellTooLong(format!("{}{}", letters(place), row.saturating_add(1))));
        }
        self.bytes += text.len();
        if self.bytes > MAX_TEXT_BYTES {
            return Err(SheetError::TooMuchText);
        }
        let cells = self.rows.entry(row).or_default();
        match cells.binary_search_by_key(&place, |(column, _)| *column) {
            Ok(at) => cells[at].1 = text.into_owned(),
            Err(at) => cells.insert(at, (place, text.into_owned())),
        }
        if self.rows.len() > MAX_ROWS + 1 + MAX_ROWS_ABOVE { Err(SheetError::TooManyRows) } else { Ok(()) }
    }

    /// The list: the head found, blank columns left out, all rows equally long.
    pub fn finish(self) -> Result<Sheet, SheetError> {
        let mut rows: Vec<Row> = self.rows.into_values().collect();
        let above = rows.iter().take(MAX_ROWS_ABOVE).position(|row| row.len() >= 2).unwrap_or(0);
        rows.drain(..above);
        if rows.is_empty() {
            return Err(SheetError::Empty);
        }
        if rows.len() > MAX_ROWS + 1 {
            return Err(SheetError::TooManyRows);
        }
        let used: BTreeSet<usize> = rows.iter().flatten().map(|(column, _)| *column).collect();
        let used: Vec<usize> = used.into_iter().collect();
        if rows.len() * used.len() > MAX_CELLS {
            return Err(SheetError::TooManyCells);
        }
        let mut rows = rows.into_iter().map(|row| whole(row, &used));
        let head = rows.next().unwrap_or_default();
        Ok(Sheet { columns: names(&head, &used), rows: rows.collect() })
    }
}

/// A row with a cell for each used column.
fn whole(row: Row, used: &[usize]) -> Vec<String> {
    let mut cells = vec![String::new(); used.len()];
    for (column, text) in row {
        if let Ok(at) = used.binary_search(&column) {
            cells[at] = text;
        }
    }
    cells
}

/// Column names: on one line, `Spalte C` where the head is blank, numbered where
/// a name comes again.
fn names(head: &[String], used: &[usize]) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut names = Vec::new();
    for (name, column) in head.iter().zip(used) {
        let words: Vec<&str> = name.split_whitespace().collect();
        let plain = if words.is_empty() { format!("Spalte {}", letters(*column)) } else { words.join(" ") };
        let mut name = plain.clone();
        let mut again = 2;
        while !taken.insert(name.clone()) {
            name = format!("{plain} ({again})");
            again += 1;
        }
        names.push(name);
    }
    names
}

/// A column as spreadsheets call it: 0 is A, 26 is AA.
fn letters(column: usize) -> String {
    let last = char::from(b'A' + u8::try_from(column % 26).unwrap_or_default());
    if column < 26 { last.to_string() } else { letters(column / 26 - 1) + &last.to_string() }
}

/// Trimmed, with plain line breaks, without control characters and stray byte order marks.
fn clean(raw: &str) -> Cow<'_, str> {
    let stays = |c: char| matches!(c, '\n' | '\t') || !c.is_control() && c != '\u{feff}';
    if raw.chars().all(stays) {
        return Cow::Borrowed(raw.trim());
    }
    let text = raw.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = text.chars().filter(|c| stays(*c)).collect();
    Cow::Owned(kept.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_in_a_spreadsheet() {
        assert_eq!([0, 25, 26, 51, 52, 199].map(letters), ["A", "Z", "AA", "AZ", "BA", "GR"]);
    }

    #[test]
    fn a_title_above_the_head_is_skipped_and_blank_columns_are_left_out() {
        let mut grid = Grid::default();
        for (row, column, text) in [
            (1, 0, "Verteiler, Stand Juli"),
            (3, 0, "Name "),
            (3, 2, "E-\nMail"),
            (3, 3, "Name"),
            (4, 0, "a"),
            (4, 4, "x"),
            (9, 2, "b@c.example\r\nd@c.example"),
            (900_000, 150, " \u{a0}\u{0}"),
        ] {
            grid.put(row, column, text).expect("within the limits");
        }
        let sheet = grid.finish().expect("a list");
        assert_eq!(sheet.columns, ["Name", "E- Mail", "Name (2)", "Spalte E"]);
        assert_eq!(sheet.rows, [["a", "", "", "x"], ["", "b@c.example\nd@c.example", "", ""]]);
    }

    #[test]
    fn a_list_of_one_column_has_its_first_row_as_head() {
        let mut grid = Grid::default();
        for row in 0..3 {
            grid.put(row, 0, &format!("Zeile {row}")).expect("within the limits");
        }
        let sheet = grid.finish().expect("a list");
        assert_eq!((sheet.columns.len(), sheet.rows.len()), (1, 2));
    }
}
