//! A table as CSV, the format for programs and imports.
//!
//! RFC 4180: commas, CRLF, quotes where needed, every line with as many fields
//! as the head. UTF-8 with a byte order mark, without which Excel reads umlauts
//! wrongly; readers of CSV know to skip it. Numbers carry a decimal point and
//! days are ISO 8601, so that no reader has to know German conventions; whoever
//! wants to look at the table takes the XLSX.

use crate::{Cell, Table, defuse::defused};
use csv::{Terminator, WriterBuilder};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The head row and all rows of a table. Title and notes are left out (see
/// [`Table::notes`]). Text a spreadsheet would run gets an apostrophe in front;
/// numbers are numbers and stay.
#[expect(clippy::missing_panics_doc, reason = "writing to memory does not fail")]
pub fn to_csv(table: &Table) -> Vec<u8> {
    let mut out = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    let head = table.columns.iter().map(|c| defused(&c.label));
    let rows = table.rows.iter().map(|row| {
        (0..table.columns.len()).map(|i| row.get(i).map(field).unwrap_or_default()).collect::<Vec<_>>()
    });
    for record in std::iter::once(head.collect()).chain(rows) {
        out.write_record(&record).expect("memory takes every record, and all have the head's length");
    }
    out.into_inner().expect("memory takes what is left")
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Day(text) => defused(text),
        Cell::Integer(n) => n.to_string(),
        Cell::Tenths(n) => {
            let sign = if *n < 0 { "-" } else { "" };
            format!("{sign}{}.{}", n.unsigned_abs() / 10, n.unsigned_abs() % 10)
        }
        Cell::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, Kind};
    use proptest::prelude::*;

    fn table(kinds: &[Kind], rows: Vec<Vec<Cell>>) -> Table {
        let columns = kinds.iter().enumerate();
        let columns = columns.map(|(i, kind)| Column {
            key: format!("c{i}"),
            label: format!("Spalte {i}"),
            kind: *kind,
        });
        Table {
            title: "Übersicht".into(),
            columns: columns.collect(),
            rows,
            notes: vec!["nie in der CSV".into()],
        }
    }

    #[test]
    fn a_table_leaves_as_rfc_4180_with_a_byte_order_mark() {
        let kinds = [Kind::Text, Kind::Integer, Kind::Percent, Kind::Day];
        let rows = vec![
            vec![
                Cell::Text("Stadt \"Köln\", Rhein".into()),
                Cell::Integer(-5),
                Cell::Tenths(413),
                Cell::Day("2019-07-31".into()),
            ],
            vec![Cell::Text("=HYPERLINK(\"x\")".into()), Cell::Empty, Cell::Tenths(-5)],
        ];
        let text = String::from_utf8(to_csv(&table(&kinds, rows))).expect("UTF-8");
        assert_eq!(
            text,
            "\u{feff}Spalte 0,Spalte 1,Spalte 2,Spalte 3\r\n\
             \"Stadt \"\"Köln\"\", Rhein\",-5,41.3,2019-07-31\r\n\
             \"'=HYPERLINK(\"\"x\"\")\",,-0.5,\r\n"
        );
    }

    #[test]
    fn a_single_empty_field_is_still_a_line() {
        let text = to_csv(&table(&[Kind::Text], vec![vec![Cell::Empty]]));
        assert!(text.ends_with(b"\r\n\"\"\r\n"));
    }

    fn any_cell() -> impl Strategy<Value = Cell> {
        prop_oneof![
            "([ =+@\t\r\n\",;x-]{0,5}|.*)".prop_map(Cell::Text),
            any::<i64>().prop_map(Cell::Integer),
            any::<i64>().prop_map(Cell::Tenths),
            Just(Cell::Day("2019-07-31".into())),
            Just(Cell::Empty),
        ]
    }

    proptest! {
        #[test]
        fn what_was_written_reads_back_and_no_text_can_run(
            rows in proptest::collection::vec(proptest::collection::vec(any_cell(), 3), 0..20)
        ) {
            let bytes = to_csv(&table(&[Kind::Text; 3], rows.clone()));
            let mut reader = csv::ReaderBuilder::new().from_reader(bytes.as_slice());
            prop_assert_eq!(reader.headers().expect("a head").iter().next(), Some("Spalte 0"));
            let read: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("all lines equal");
            prop_assert_eq!(read.len(), rows.len());
            for (record, row) in read.iter().zip(&rows) {
                for (got, cell) in record.iter().zip(row) {
                    prop_assert_eq!(got, field(cell));
                    if let Cell::Text(text) = cell {
                        prop_assert!(!crate::defuse::is_dangerous(got));
                        prop_assert!(got == text || got.strip_prefix('\'') == Some(text));
                    }
                }
            }
        }
    }
}
