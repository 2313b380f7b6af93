//! Contact lists as they really come: whole, damaged, hostile.

use super::*;
use crate::{Cell, Column, Kind as ColumnKind, Table, to_csv, to_xlsx};
use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;
use std::io::{Cursor, Write};
use zip::{ZipWriter, write::SimpleFileOptions};

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_level(Some(1))).expect("begins");
        zip.write_all(content.as_bytes()).expect("writes");
    }
    zip.finish().expect("ends").into_inner()
}

const MANIFEST: &str =
    r#"<manifest:manifest><manifest:file-entry manifest:full-path="/"/></manifest:manifest>"#;

fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content><office:automatic-styles>\
         <style:style style:name=\"ta1\" style:family=\"table\"><style:table-properties table:display=\"true\"/></style:style>\
         <style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>\
         </office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", MANIFEST),
        ("content.xml", &content),
    ])
}

const ODS_LIST: &str = r#"
<table:table table:name="Geheim" table:style-name="ta2"><table:table-row><table:table-cell office:value-type="string"><text:p>verborgen</text:p></table:table-cell></table:table-row></table:table>
<table:table table:name="Kontakte" table:style-name="ta1"><table:table-column table:number-columns-repeated="16384"/>
 <table:table-header-rows><table:table-row>
  <table:table-cell office:value-type="string" calcext:value-type="string"><text:p>Name</text:p></table:table-cell>
  <table:table-cell office:value-type="string"><text:p>Telefon</text:p></table:table-cell>
  <table:table-cell office:value-type="string"><text:p>Seit</text:p></table:table-cell>
  <table:table-cell office:value-type="string"><text:p>Post</text:p></table:table-cell>
 </table:table-row></table:table-header-rows>
 <table:table-row table:number-rows-repeated="2">
  <table:table-cell office:value-type="string"><office:annotation><text:p>nur ein Kommentar</text:p></office:annotation><text:p>Amt f&#252;r<text:s text:c="2"/><text:span>Jugend &amp; Soziales</text:span></text:p><text:p>Haus 2</text:p></table:table-cell>
  <table:table-cell office:value-type="float" office:value="211555123"><text:p>211.555.123</text:p></table:table-cell>
  <table:table-cell office:value-type="date" office:date-value="2019-07-31"><text:p>31.07.19</text:p></table:table-cell>
  <table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>WAHR</text:p></table:table-cell>
  <table:table-cell table:number-columns-repeated="16380"/>
 </table:table-row>
 <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table>"#;

const RELS: &str = r#"<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<x:workbook><x:sheets><x:sheet name="a" sheetId="1" state="hidden" r:id="rId1"/><x:sheet name="b" sheetId="2" r:id="rId2"/></x:sheets></x:workbook>"#;
const BOOK_RELS: &str = r#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="no.xml"/><Relationship Id="rId2" Type="x/worksheet" Target="/xl/worksheets/Sheet2.xml"/><Relationship Id="rId3" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

fn xlsx(strings: &str, sheet: &str) -> Vec<u8> {
    package(&[
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet2.xml", sheet),
    ])
}

const STRINGS: &str = r#"<x:sst uniqueCount="9000000000000"><x:si><x:t>Name</x:t></x:si><x:si><x:r><x:t>Haus </x:t></x:r><x:rPh><x:t>よみ</x:t></x:rPh><x:r><x:t>der_x000A_Jugend</x:t></x:r></x:si></x:sst>"#;
const SHEET: &str = r#"<x:worksheet><x:sheetData>
<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1" t="inlineStr"><x:is><x:t>Ort</x:t></x:is></x:c></x:row>
<x:row><x:c t="s"><x:v>1</x:v></x:c><x:c t="str"><x:f>A1&amp;"x"</x:f><x:v>K&#246;ln</x:v></x:c><x:c t="b"><x:v>1</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c><x:c><x:v>40213</x:v></x:c></x:row>
</x:sheetData></x:worksheet>"#;

fn table() -> Table {
    let column = |label: &str, kind| Column { key: label.to_lowercase(), label: label.into(), kind };
    Table {
        title: "Kontakte".into(),
        columns: vec![
            column("Name", ColumnKind::Text),
            column("Plätze", ColumnKind::Integer),
            column("Anteil", ColumnKind::Percent),
            column("Seit", ColumnKind::Day),
        ],
        rows: vec![
            vec![
                Cell::Text("Jugendamt\nHaus 2".into()),
                Cell::Integer(-12_345),
                Cell::Tenths(413),
                Cell::Day("2019-07-31".into()),
            ],
            vec![Cell::Text("Ärzte & Co".into()), Cell::Empty, Cell::Tenths(1000), Cell::Empty],
        ],
        notes: vec!["Hinweis".into()],
    }
}

fn read(bytes: &[u8]) -> Result<Sheet, SheetError> {
    read_sheet("kontakte", bytes, &Stop::default())
}

#[test]
fn an_excel_file_reads_as_shown() {
    let bytes = to_xlsx(&table()).expect("writes");
    let sheet = read(&bytes).expect("reads");
    assert_eq!(sheet.columns, ["Name", "Plätze", "Anteil", "Seit"]);
    assert_eq!(
        sheet.rows,
        [["Jugendamt\nHaus 2", "-12345", "0,413", "2019-07-31"], ["Ärzte & Co", "", "1", ""]]
    );
    let mut other = Xlsx::new(Cursor::new(bytes)).expect("another reader opens it");
    let cells = other.worksheet_range_at(0).expect("exists").expect("reads");
    for (i, row) in sheet.rows.iter().enumerate() {
        assert_eq!(cells.get((i + 1, 0)), Some(&Data::String(row[0].clone())));
    }
}

#[test]
fn an_excel_file_with_prefixes_and_without_places_reads_from_its_first_visible_sheet() {
    let sheet = read(&xlsx(STRINGS, SHEET)).expect("reads");
    assert_eq!(sheet.columns, ["Name", "Ort", "Spalte C", "Spalte E"]);
    assert_eq!(sheet.rows, [["Haus der\nJugend", "Köln", "ja", "40213"]]);
}

#[test]
fn an_open_document_reads_from_its_first_visible_table() {
    let sheet = read(&ods(ODS_LIST)).expect("reads");
    assert_eq!(sheet.columns, ["Name", "Telefon", "Seit", "Post"]);
    let row = ["Amt für  Jugend & Soziales\nHaus 2", "211555123", "2019-07-31", "ja"];
    assert_eq!(sheet.rows, [row, row]);
}

#[test]
fn a_csv_reads_whatever_separator_and_encoding_it_has() {
    let expected = Sheet {
        columns: vec!["Name".into(), "Straße".into(), "E-Mail".into()],
        rows: vec![
            vec!["Müller, Änne".into(), "Hauptstr. 1; Hof".into(), "a@b.example".into()],
            vec!["„Löwe“ – €".into(), String::new(), String::new()],
        ],
    };
    let text = |d: char| {
        format!(
            "Name{d}Straße{d}E-Mail\r\n\"Müller, Änne\"{d}\"Hauptstr. 1; Hof\"{d}a@b.example\r\n{d}{d}\r\n„Löwe“ – €{d}{d}\r\n"
        )
    };
    for d in [';', ',', '\t'] {
        let utf8 = text(d).into_bytes();
        assert_eq!(read(&utf8).as_ref(), Ok(&expected), "UTF-8 {d:?}");
        assert_eq!(read(&[b"\xef\xbb\xbf", &utf8[..]].concat()).as_ref(), Ok(&expected), "BOM {d:?}");
        let utf16 = format!("\u{feff}{}", text(d));
        let little: Vec<u8> = utf16.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&little).as_ref(), Ok(&expected), "UTF-16 {d:?}");
        let windows: Vec<u8> = text(d)
            .chars()
            .map(|c| match c {
                '€' => 0x80,
                '„' => 0x84,
                '“' => 0x93,
                '–' => 0x96,
                c => u8::try_from(u32::from(c)).expect("Latin-1"),
            })
            .collect();
        assert_eq!(read(&windows).as_ref(), Ok(&expected), "Windows-1252 {d:?}");
    }
    let declared = read(b"sep=|\r\na|b\r\n1;2|3,4\r\n").expect("reads");
    assert_eq!(
        (declared.columns, declared.rows),
        (vec!["a".into(), "b".into()], vec![vec!["1;2".into(), "3,4".into()]])
    );
}

#[test]
fn what_is_written_as_csv_reads_back() {
    let sheet = read(&to_csv(&table())).expect("reads");
    assert_eq!(sheet.columns, ["Name", "Plätze", "Anteil", "Seit"]);
    assert_eq!(sheet.rows[0], ["Jugendamt\nHaus 2", "-12345", "41.3", "2019-07-31"]);
}

#[test]
fn the_format_is_told_by_the_content_and_refused_in_plain_words() {
    let unknown =
        |bytes: &[u8]| read_sheet("brief.xlsx", bytes, &Stop::default()).expect_err("refused").to_string();
    let docx = package(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", &RELS.replace("xl/workbook", "word/document")),
        ("word/document.xml", "<w:document><w:body/></w:document>"),
    ]);
    let cases: [&[u8]; 6] = [
        b"%PDF-1.7\n1;2",
        b"\x89PNG\r\n\x1a\n\0\0",
        b"<html>",
        b"{\\rtf1",
        &docx,
        &package(&[("a.txt", "a")]),
    ];
    for bytes in cases {
        assert!(unknown(bytes).starts_with("Die Datei „brief.xlsx“ ist keine Tabelle"), "{bytes:?}");
    }
    assert_eq!(read(b""), Err(SheetError::Empty));
    assert_eq!(read(b" \r\n;;\r\n"), Err(SheetError::Empty));
    let utf16 = |name: &str| name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let compound = |name: &str| [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &utf16(name)[..]].concat();
    assert_eq!(read(&compound("EncryptedPackage")), Err(SheetError::Protected));
    assert_eq!(read(&compound("Workbook")), Err(SheetError::OldExcel));
    let locked = MANIFEST
        .replace("full-path=\"/\"/>", "full-path=\"/\"><manifest:encryption-data/></manifest:file-entry>");
    let locked = package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", &locked),
        ("content.xml", "Q"),
    ]);
    assert_eq!(read(&locked), Err(SheetError::Protected));
    let whole = to_xlsx(&table()).expect("writes");
    let error = read_sheet("a\u{0}b.xlsx", &whole[..whole.len() / 2], &Stop::default()).expect_err("refused");
    assert_eq!(error, SheetError::Damaged("ab.xlsx".into()));
}

#[test]
fn more_than_is_allowed_is_refused() {
    assert_eq!(read(&vec![b'a'; MAX_BYTES + 1]), Err(SheetError::TooLarge));
    let rows = |n: usize| format!("a;b\n{}", "1;2\n".repeat(n)).into_bytes();
    assert_eq!(read(&rows(MAX_ROWS)).expect("reads").rows.len(), MAX_ROWS);
    assert_eq!(read(&rows(MAX_ROWS + 1)), Err(SheetError::TooManyRows));
    assert_eq!(read(&rows(MAX_ROWS + 5000)), Err(SheetError::TooManyRows));
    let columns = |n: usize| format!("{}\n", vec!["x"; n].join(";")).into_bytes();
    assert_eq!(read(&columns(MAX_COLUMNS)).expect("reads").columns.len(), MAX_COLUMNS);
    assert_eq!(read(&columns(MAX_COLUMNS + 1)), Err(SheetError::TooManyColumns));
    let cell = |n: usize| format!("a;b\n1;{}\n", "ä".repeat(n)).into_bytes();
    assert_eq!(read(&cell(MAX_CELL_CHARS)).expect("reads").rows.len(), 1);
    assert_eq!(read(&cell(MAX_CELL_CHARS + 1)), Err(SheetError::CellTooLong("B2".into())));
}

#[test]
fn files_made_to_exhaust_the_machine_are_refused() {
    // A part whose declared size is changed, in both places where a zip file declares it.
    let part = "a".repeat(2_000_003);
    let declaring = |size: u32| {
        let mut bytes = xlsx(STRINGS, &part);
        let honest = u32::try_from(part.len()).expect("small").to_le_bytes();
        for at in 0..bytes.len() - 4 {
            if bytes[at..at + 4] == honest {
                bytes[at..at + 4].copy_from_slice(&size.to_le_bytes());
            }
        }
        bytes
    };
    assert_eq!(read(&declaring(101_000_000)), Err(SheetError::UnpacksTooLarge));
    assert!(matches!(read(&declaring(1)), Err(SheetError::Damaged(_))), "a part that hides its size");

    let cell = |attributes: &str, inner: &str| {
        ods(&format!(
            "<table:table><table:table-row {attributes}><table:table-cell office:value-type=\"string\" {inner}</table:table-row></table:table>"
        ))
    };
    let text = "><text:p>x</text:p></table:table-cell>";
    assert_eq!(read(&cell("table:number-rows-repeated=\"99999999999\"", text)), Err(SheetError::TooManyRows));
    let wide = format!("table:number-columns-repeated=\"99999999999\"{text}");
    assert_eq!(read(&cell("", &wide)), Err(SheetError::TooManyColumns));
    let blanks = "><text:p>x<text:s text:c=\"99999999999\"/>x</text:p></table:table-cell>";
    assert_eq!(read(&cell("", blanks)), Err(SheetError::CellTooLong("A1".into())));
    let long = format!(
        "table:number-columns-repeated=\"200\"><text:p>{}</text:p></table:table-cell>",
        "x".repeat(10_000)
    );
    assert_eq!(read(&cell("table:number-rows-repeated=\"20000\"", &long)), Err(SheetError::TooMuchText));
    let open = "><office:annotation>";
    assert!(matches!(read(&cell("", open)), Err(SheetError::Damaged(_))), "an end that never comes");
    let far = SHEET.replace("A1\"", "ZZZZZZ99999999999999999\"");
    assert_eq!(read(&xlsx(STRINGS, &far)), Err(SheetError::TooManyColumns));
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let sheet = format!("<worksheet><sheetData>{}", " ".repeat(120_000_000));
    assert_eq!(read(&xlsx(STRINGS, &sheet)), Err(SheetError::UnpacksTooLarge));
    let inner = package(&[("a.xml", &"0".repeat(1_000_000))]);
    let inner: String = inner.iter().map(|b| char::from(*b)).collect();
    assert!(matches!(
        read(&package(&[("a.zip", &inner), ("b.zip", &inner)])),
        Err(SheetError::UnknownType(_))
    ));
    let many: Vec<String> = (0..5_001).map(|n| format!("{n}.xml")).collect();
    let parts: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(read(&package(&parts)), Err(SheetError::TooManyParts));
    // Many long texts, and one that is longer than any cell.
    let texts = format!("<si><t>{}</t></si>", "x".repeat(900_000)).repeat(50);
    assert_eq!(read(&xlsx(&format!("<sst>{texts}</sst>"), SHEET)), Err(SheetError::TooMuchText));
    let text = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(2_000_000));
    assert_eq!(read(&xlsx(&text, SHEET)), Err(SheetError::UnpacksTooLarge));
    // Few bytes, but a cell in every column of the head and one at the end of each row.
    let wide = format!("{}\n{}", vec!["x"; 200].join(";"), format!("{}x\n", ";".repeat(199)).repeat(10_000));
    assert_eq!(read(wide.as_bytes()), Err(SheetError::TooManyCells));
}

#[test]
fn xml_brings_no_entities_and_no_depths_of_its_own() {
    let laughs = "<!DOCTYPE sst [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let outside = "<!DOCTYPE sst [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
    for head in [laughs, outside, "<!DOCTYPE sst SYSTEM \"http://127.0.0.1/a.dtd\">"] {
        let strings = STRINGS.replace("Name", "&a;&b;");
        assert!(
            matches!(read(&xlsx(&format!("{head}{strings}"), SHEET)), Err(SheetError::Damaged(_))),
            "{head}"
        );
        assert!(
            matches!(read(&xlsx(STRINGS, &format!("{head}{SHEET}"))), Err(SheetError::Damaged(_))),
            "{head}"
        );
    }
    // Without a declaration an entity says nothing.
    let sheet = read(&xlsx(&STRINGS.replace("Name", "N&a;ame"), SHEET)).expect("reads");
    assert_eq!(sheet.columns[0], "Name");

    let deep = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
    let extended =
        |levels| SHEET.replace("<x:sheetData>", &format!("<x:ext>{}</x:ext><x:sheetData>", deep(levels)));
    assert!(read(&xlsx(STRINGS, &extended(50))).is_ok());
    assert!(matches!(read(&xlsx(STRINGS, &extended(50_000))), Err(SheetError::Damaged(_))));
    let many = SHEET.replace("r=\"1\"", &format!("r=\"1\"{}", " a=\"\"".repeat(300_000)));
    assert_eq!(read(&xlsx(STRINGS, &many)), Err(SheetError::UnpacksTooLarge));
}

#[test]
fn names_inside_a_package_lead_nowhere() {
    let parts = [
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/sharedStrings.xml", STRINGS),
        ("xl/worksheets/sheet2.xml", SHEET),
        ("../../../../etc/cron.d/klappt", "* * * * * root true"),
        ("/etc/passwd", "root::0:0"),
        ("C:\\klappt.exe", "MZ"),
    ];
    assert_eq!(read(&package(&parts)), read(&xlsx(STRINGS, SHEET)));
    let astray = BOOK_RELS.replace("/xl/worksheets/Sheet2.xml", "../../../../../../etc/passwd");
    let parts = [("_rels/.rels", RELS), ("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", &*astray)];
    assert!(matches!(read(&package(&parts)), Err(SheetError::Damaged(_))));
}

#[test]
fn reading_ends_when_it_is_asked_to() {
    let stop = Stop::default();
    stop.ask();
    for bytes in [xlsx(STRINGS, SHEET), ods(ODS_LIST), to_csv(&table())] {
        assert_eq!(read_sheet("kontakte", &bytes, &stop), Err(SheetError::TakesTooLong));
    }
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    for whole in [to_xlsx(&table()).expect("writes"), ods(ODS_LIST)] {
        for end in 4..whole.len() {
            assert!(read(&whole[..end]).is_err(), "{end} of {} bytes", whole.len());
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_bring_the_reader_down(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        for begin in [&b""[..], b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"] {
            drop(read(&[begin, &bytes].concat()));
        }
    }

    #[test]
    fn no_damage_to_a_real_file_brings_the_reader_down(changes in proptest::collection::vec((any::<u32>(), any::<u8>()), 1..20)) {
        for mut bytes in [to_xlsx(&table()).expect("writes"), ods(ODS_LIST), to_csv(&table())] {
            for (at, byte) in &changes {
                let at = *at as usize % bytes.len();
                bytes[at] = *byte;
            }
            drop(read(&bytes));
        }
    }

    #[test]
    fn no_damage_to_the_xml_brings_the_reader_down(changes in proptest::collection::vec((any::<u32>(), "[<>/&;\"= a0-9\u{0}é]{0,3}"), 1..8)) {
        let damaged = |whole: &str| {
            let mut chars: Vec<char> = whole.chars().collect();
            for (at, instead) in &changes {
                let at = *at as usize % chars.len();
                chars.splice(at..=at, instead.chars());
                if chars.is_empty() { chars.push('<'); }
            }
            chars.into_iter().collect::<String>()
        };
        drop(read(&ods(&damaged(ODS_LIST))));
        drop(read(&xlsx(&damaged(STRINGS), SHEET)));
        drop(read(&xlsx(STRINGS, &damaged(SHEET))));
        drop(read(&package(&[("_rels/.rels", RELS), ("xl/workbook.xml", &damaged(BOOK)), ("xl/_rels/workbook.xml.rels", BOOK_RELS), ("xl/worksheets/sheet2.xml", SHEET)])));
        drop(read(&package(&[("_rels/.rels", &damaged(RELS)), ("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", &damaged(BOOK_RELS)), ("xl/worksheets/sheet2.xml", SHEET)])));
    }
}
