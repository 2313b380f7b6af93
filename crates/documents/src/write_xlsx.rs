//! A table as XLSX, the format for people: real numbers and days, a head that
//! stays in sight, remarks on a second sheet.

use crate::{Cell, Kind, Table};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError as Cause,
};
use std::fmt;

/// Longest text that fits into a cell, in UTF-16 units; a limit of the format.
pub const LONGEST_TEXT: usize = 32_767;
/// Stands at the end of a text that had to be cut.
const CUT: &str = " […]";
/// Narrowest and widest column, in characters.
const WIDTHS: (usize, usize) = (8, 60);

/// Why a table could not be written: more rows or columns than the format holds.
#[derive(Debug)]
pub struct XlsxError(Cause);

impl fmt::Display for XlsxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Die Tabelle lässt sich nicht als XLSX schreiben: {}", self.0)
    }
}

impl std::error::Error for XlsxError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl From<Cause> for XlsxError {
    fn from(cause: Cause) -> Self {
        Self(cause)
    }
}

/// Writes a table; the same table gives the same bytes. Text is stored as text
/// and can never run as a formula; a text longer than the format holds (32,767
/// characters) is cut, visibly.
pub fn to_xlsx(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The moment of writing would make every download differ, so it is left at the format's zero.
    let properties = DocProperties::new().set_title(cut(&table.title));
    book.set_properties(&properties.set_creation_datetime(&ExcelDateTime::from_ymd(1980, 1, 1)?));
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(&table.title))?;
    write_table(sheet, table)?;
    if !table.notes.is_empty() {
        let sheet = book.add_worksheet();
        let name = if sheet_name(&table.title) == "Hinweise" { "Hinweise (2)" } else { "Hinweise" };
        sheet.set_name(name)?;
        write_notes(sheet, table)?;
    }
    Ok(book.save_to_buffer()?)
}

/// Writes several tables as the sheets of one book, each named by its title;
/// their notes are left out. The same tables give the same bytes.
pub fn to_xlsx_book(title: &str, tables: &[Table]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let properties = DocProperties::new().set_title(cut(title));
    book.set_properties(&properties.set_creation_datetime(&ExcelDateTime::from_ymd(1980, 1, 1)?));
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(&table.title))?;
        write_table(sheet, table)?;
    }
    Ok(book.save_to_buffer()?)
}

fn write_table(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let number_head = head.clone().set_align(FormatAlign::Right);
    let formats = Formats::new();
    sheet.set_freeze_panes(1, 0)?;
    for (column, i) in table.columns.iter().zip(0_u16..) {
        let head = if column.kind == Kind::Text { &head } else { &number_head };
        sheet.write_string_with_format(0, i, cut(&column.label), head)?;
        let cells = table.rows.iter().filter_map(|row| row.get(usize::from(i)));
        let widest = cells.map(width).chain([column.label.chars().count()]).max().unwrap_or_default();
        let width = u16::try_from(widest.clamp(WIDTHS.0, WIDTHS.1)).unwrap_or_default();
        sheet.set_column_width(i, f64::from(width) + 2.0)?;
    }
    for (row, y) in table.rows.iter().zip(1_u32..) {
        for (cell, (x, _)) in row.iter().zip((0_u16..).zip(&table.columns)) {
            write_cell(sheet, y, x, cell, &formats)?;
        }
    }
    Ok(())
}

fn write_notes(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_column_width(0, 100.0)?;
    sheet.write_string_with_format(0, 0, cut(&table.title), &text.clone().set_bold())?;
    for (note, y) in table.notes.iter().zip(1_u32..) {
        sheet.write_string_with_format(y, 0, cut(note), &text)?;
    }
    Ok(())
}

struct Formats {
    text: Format,
    integer: Format,
    percent: Format,
    day: Format,
}

impl Formats {
    fn new() -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        Self {
            text: top.clone().set_text_wrap(),
            integer: top.clone().set_num_format("#,##0"),
            percent: top.clone().set_num_format("0.0 %"),
            day: top.set_num_format("dd.mm.yyyy"),
        }
    }
}

fn write_cell(sheet: &mut Worksheet, y: u32, x: u16, cell: &Cell, formats: &Formats) -> Result<(), Cause> {
    match cell {
        Cell::Text(text) => sheet.write_string_with_format(y, x, cut(text), &formats.text)?,
        Cell::Integer(n) => sheet.write_number_with_format(y, x, number(*n), &formats.integer)?,
        Cell::Tenths(n) => sheet.write_number_with_format(y, x, number(*n) / 1000.0, &formats.percent)?,
        Cell::Day(iso) => match day(iso) {
            Some(day) => sheet.write_datetime_with_format(y, x, &day, &formats.day)?,
            None => sheet.write_string_with_format(y, x, cut(iso), &formats.text)?,
        },
        Cell::Empty => return Ok(()),
    };
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a spreadsheet knows no other numbers than these")]
fn number(n: i64) -> f64 {
    n as f64
}

/// The day as the format counts it; it begins with 1900.
pub fn day(iso: &str) -> Option<ExcelDateTime> {
    let day: jiff::civil::Date = iso.parse().ok()?;
    let (year, month, day) =
        (day.year().try_into().ok()?, day.month().try_into().ok()?, day.day().try_into().ok()?);
    if year < 1900 { None } else { ExcelDateTime::from_ymd(year, month, day).ok() }
}

fn cut(text: &str) -> String {
    match beginning(text, LONGEST_TEXT) {
        whole if whole.len() == text.len() => whole.to_owned(),
        _ => beginning(text, LONGEST_TEXT - CUT.chars().count()).to_owned() + CUT,
    }
}

/// As much of a text as fits into so many UTF-16 units, in which the format counts.
fn beginning(text: &str, units: usize) -> &str {
    let mut taken = 0;
    let end = text.char_indices().find(|(_, c)| {
        taken += c.len_utf16();
        taken > units
    });
    end.map_or(text, |(end, _)| &text[..end])
}

/// How wide a cell wants to be, in characters.
fn width(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text.lines().map(|line| line.chars().count()).max().unwrap_or_default(),
        Cell::Integer(n) => n.to_string().len() * 4 / 3,
        Cell::Tenths(_) => 8,
        Cell::Day(_) => 10,
        Cell::Empty => 0,
    }
}

/// The title as the format allows it on a tab: 31 characters, some forbidden.
pub fn sheet_name(title: &str) -> String {
    let allowed = title.chars().map(|c| if c.is_control() || "[]:*?/\\".contains(c) { ' ' } else { c });
    let allowed: String = allowed.collect();
    let name = beginning(&allowed, 31).trim_matches(|c: char| c == '\'' || c.is_whitespace());
    if name.is_empty() || name.eq_ignore_ascii_case("history") {
        "Tabelle".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Column;
    use calamine::{Data, Reader, Xlsx};
    use proptest::prelude::*;
    use std::io::Cursor;

    fn table() -> Table {
        let column = |key: &str, label: &str, kind| Column { key: key.into(), label: label.into(), kind };
        Table {
            title: "Übersicht 10: Kerngruppen [2019] – alle Akteursgruppen".into(),
            columns: vec![
                column("actor_type", "Akteursgruppe", Kind::Text),
                column("count", "Anzahl", Kind::Integer),
                column("percent", "Anteil", Kind::Percent),
                column("since", "Seit", Kind::Day),
            ],
            rows: vec![
                vec![
                    Cell::Text("=1+1".into()),
                    Cell::Integer(41),
                    Cell::Tenths(413),
                    Cell::Day("2019-07-31".into()),
                ],
                vec![Cell::Text("+49".into()), Cell::Empty, Cell::Tenths(-5), Cell::Day("irgendwann".into())],
            ],
            notes: vec!["Stand: 31.07.2019".into(), "=1+1".into()],
        }
    }

    fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(bytes)).expect("opens")
    }

    #[test]
    fn another_reader_finds_numbers_days_and_text_but_no_formula() {
        let mut book = open(to_xlsx(&table()).expect("writes"));
        assert_eq!(book.sheet_names(), ["Übersicht 10  Kerngruppen  2019", "Hinweise"]);
        for name in book.sheet_names() {
            assert!(book.worksheet_formula(&name).expect("exists").used_cells().next().is_none());
        }
        let cells = book.worksheet_range_at(0).expect("exists").expect("reads");
        assert_eq!(cells.get((0, 1)), Some(&Data::String("Anzahl".into())));
        assert_eq!(cells.get((1, 0)), Some(&Data::String("=1+1".into())));
        assert_eq!(cells.get((1, 1)), Some(&Data::Float(41.0)));
        assert_eq!(cells.get((1, 2)), Some(&Data::Float(0.413)));
        let Some(Data::DateTime(day)) = cells.get((1, 3)) else { panic!("a day is a day") };
        assert_eq!(day.to_ymd_hms_milli().0, 2019);
        assert_eq!(cells.get((2, 1)), Some(&Data::Empty));
        assert_eq!(cells.get((2, 3)), Some(&Data::String("irgendwann".into())));
        let notes = book.worksheet_range("Hinweise").expect("reads");
        assert_eq!(notes.get((1, 0)), Some(&Data::String("Stand: 31.07.2019".into())));
    }

    #[test]
    fn several_tables_are_sheets_of_one_book_and_read_back() {
        let second = Table { title: "zwei".into(), ..table() };
        let bytes = to_xlsx_book("Buch", &[table(), second]).expect("writes");
        let leaves = crate::read_leaves("buch.xlsx", &bytes, &crate::Stop::default()).expect("reads");
        let names: Vec<&str> = leaves.iter().map(|leaf| leaf.name.as_str()).collect();
        assert_eq!(names, ["Übersicht 10  Kerngruppen  2019", "zwei"]);
        assert_eq!(leaves[1].rows[&1][&0], "=1+1");
        assert_eq!(leaves[1].rows[&2].get(&1), None);
    }

    #[test]
    fn the_same_table_gives_the_same_bytes() {
        assert_eq!(to_xlsx(&table()).expect("writes"), to_xlsx(&table()).expect("writes"));
    }

    #[test]
    fn a_text_longer_than_a_cell_is_cut_visibly() {
        let mut table = table();
        table.rows[0][0] = Cell::Text("ä".repeat(40_000));
        let cells =
            open(to_xlsx(&table).expect("writes")).worksheet_range_at(0).expect("exists").expect("reads");
        let text = cells.get((1, 0)).expect("exists").to_string();
        assert_eq!(text.chars().count(), LONGEST_TEXT);
        assert!(text.ends_with("ä […]"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_title_and_text_can_be_written(title in ".*|[\\[\\]'/ ]{0,40}", text in ".*") {
            let mut table = table();
            table.title = title;
            table.rows[0][0] = Cell::Text(text.clone());
            let bytes = to_xlsx(&table).expect("writes");
            let read = crate::read_sheet("tabelle.xlsx", &bytes, &crate::Stop::default()).expect("reads");
            prop_assert_eq!(&read.columns, &["Akteursgruppe", "Anzahl", "Anteil", "Seit"]);
            prop_assert_eq!(&read.rows[0][1..], &["41", "0,413", "2019-07-31"]);
        }
    }
}
