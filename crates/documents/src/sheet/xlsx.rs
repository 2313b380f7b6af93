//! Excel workbooks (ECMA-376, part 1): the first visible worksheet.

use super::{Grid, MAX_CELLS, MAX_TEXT_BYTES, SheetError};
use crate::package::{Package, PackageError, Xml, add_text, attribute, local_attribute};
use jiff::{ToSpan, civil::Date};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

pub fn read(package: &mut Package<'_>, grid: &mut Grid) -> Result<(), SheetError> {
    let book = Book::open(package)?;
    let first = book.tabs.iter().find(|tab| !tab.is_hidden).ok_or(SheetError::Empty)?;
    book.read(package, first, &mut |row, column, text| grid.put(row, column, text))
}

/// A workbook with what all its worksheets share.
pub struct Book {
    /// The worksheets, from left to right.
    pub tabs: Vec<Tab>,
    strings: Strings,
    formats: Vec<NumberFormat>,
    days: Calendar,
}

/// One worksheet.
pub struct Tab {
    /// What stands on its tab.
    pub name: String,
    is_hidden: bool,
    relation: Option<String>,
    target: Option<String>,
}

/// Takes a cell's text; row and column count from 0.
pub type Put<'f> = &'f mut dyn FnMut(u64, u64, &str) -> Result<(), SheetError>;

impl Book {
    /// Reads everything but the worksheets themselves.
    pub fn open(package: &mut Package<'_>) -> Result<Self, SheetError> {
        let unknown = || SheetError::UnknownType(String::new());
        let main = related(package, "", "_rels/.rels")?;
        let main = main.into_values().find(|r| r.kind == "officeDocument").ok_or_else(unknown)?.target;
        let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
        let parts = related(package, folder, &format!("{folder}/_rels/{name}.rels"))?;
        let mut book = read_book(package.xml(&main)?.ok_or_else(unknown)?)?;
        for tab in &mut book.tabs {
            let part = tab.relation.as_ref().and_then(|id| parts.get(id));
            tab.target = part.map(|part| part.target.clone());
        }
        let part = |kind: &str| parts.values().find(|r| r.kind == kind).map(|r| r.target.as_str());
        if let Some(xml) = part("sharedStrings").map(|name| package.xml(name)).transpose()?.flatten() {
            book.strings = read_strings(xml)?;
        }
        if let Some(xml) = part("styles").map(|name| package.xml(name)).transpose()?.flatten() {
            book.formats = read_formats(xml)?;
        }
        Ok(book)
    }

    /// Gives every cell of a worksheet that says something, and some that do not.
    pub fn read(&self, package: &mut Package<'_>, tab: &Tab, put: Put<'_>) -> Result<(), SheetError> {
        let target = tab.target.as_ref().ok_or_else(SheetError::damaged)?;
        let xml = package.xml(target)?.ok_or_else(SheetError::damaged)?;
        SheetReader { xml, book: self }.read(put)
    }
}

/// Where a part points to.
pub struct Relation {
    /// The last word of the relation's type: `worksheet`, `styles`.
    pub kind: String,
    /// The full name of the part pointed to.
    pub target: String,
}

/// What a part points to, by the id it uses; `name` is the part that lists it.
pub fn related(
    package: &mut Package<'_>,
    folder: &str,
    name: &str,
) -> Result<HashMap<String, Relation>, PackageError> {
    let mut relations = HashMap::new();
    let Some(mut xml) = package.xml(name)? else {
        return Ok(relations);
    };
    loop {
        match xml.next()? {
            Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                if let (Some(id), Some(kind), Some(target)) =
                    (attribute(&e, "Id"), attribute(&e, "Type"), attribute(&e, "Target"))
                {
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    relations.insert(id, Relation { kind, target: resolved(folder, &target) });
                }
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// A target relative to a folder inside the package, as a full name.
fn resolved(folder: &str, target: &str) -> String {
    let from = if target.starts_with('/') { "" } else { folder };
    let mut steps = Vec::new();
    for step in from.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

fn read_book(mut xml: Xml<'_, '_>) -> Result<Book, SheetError> {
    let mut days = Calendar::From1900;
    let mut tabs = Vec::new();
    let mut is_workbook = false;
    loop {
        match xml.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "workbook" => is_workbook = true,
                "workbookPr" if attribute(&e, "date1904").is_some_and(|v| v == "1" || v == "true") => {
                    days = Calendar::From1904;
                }
                "sheet" => {
                    if tabs.len() == MAX_TABS {
                        return Err(SheetError::TooManyParts);
                    }
                    let state = attribute(&e, "state").unwrap_or_default();
                    tabs.push(Tab {
                        name: attribute(&e, "name").unwrap_or_default(),
                        is_hidden: matches!(state.as_str(), "hidden" | "veryHidden"),
                        // In every dialect this is the relation's id; the sheet's own is `sheetId`.
                        relation: local_attribute(&e, "id"),
                        target: None,
                    });
                }
                _ if !is_workbook => return Err(SheetError::UnknownType(String::new())),
                _ => {}
            },
            Event::Eof => return Ok(Book { tabs, strings: Strings::default(), formats: Vec::new(), days }),
            _ => {}
        }
    }
}

/// Most worksheets.
const MAX_TABS: usize = 1_000;
/// Most text that cells may refer to, in bytes; other sheets share it.
const MAX_STRINGS_BYTES: usize = 2 * MAX_TEXT_BYTES;

/// Texts that cells refer to by number, end to end in one string.
#[derive(Default)]
struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    fn get(&self, i: usize) -> Option<&str> {
        let begin = if i == 0 { 0 } else { *self.ends.get(i - 1)? };
        self.text.get(begin..*self.ends.get(i)?)
    }
}

fn read_strings(mut xml: Xml<'_, '_>) -> Result<Strings, SheetError> {
    let mut strings = Strings::default();
    loop {
        match xml.next()? {
            Event::Start(e) if e.local_name().as_ref() == "si" => {
                strings.text.push_str(&read_rich_text(&mut xml)?);
                strings.ends.push(strings.text.len());
                if strings.ends.len() > MAX_CELLS || strings.text.len() > MAX_STRINGS_BYTES {
                    return Err(SheetError::TooMuchText);
                }
            }
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}

/// The text of an element that holds `t`, directly or in runs; reading aids for
/// Japanese are left out.
fn read_rich_text(xml: &mut Xml<'_, '_>) -> Result<String, SheetError> {
    let mut text = String::new();
    let mut depth = 1_u64;
    let mut inside_t = false;
    while depth > 0 {
        let event = xml.next()?;
        match &event {
            Event::Start(e) if e.local_name().as_ref() == "rPh" => xml.skip()?,
            Event::Start(e) => {
                inside_t = e.local_name().as_ref() == "t";
                depth += 1;
            }
            Event::End(_) => {
                inside_t = false;
                depth -= 1;
            }
            Event::Eof => return Err(SheetError::damaged()),
            other if inside_t => add_text(other, &mut text)?,
            _ => {}
        }
    }
    Ok(unescaped(&text))
}

/// Characters that XML cannot hold are written `_x000D_` in these files.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let hex = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        let hex = hex.filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        if let Some(code) = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()) {
            out.extend(char::from_u32(code));
            rest = &from[7..];
        } else {
            out.push_str("_x");
            rest = &from[2..];
        }
    }
    out + rest
}

/// What a number means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum NumberFormat {
    #[default]
    Plain,
    Day,
    DayAndTime,
    Time,
}

/// The meaning of numbers by style number, as cells refer to it.
fn read_formats(mut xml: Xml<'_, '_>) -> Result<Vec<NumberFormat>, SheetError> {
    let mut custom = HashMap::new();
    let mut formats = Vec::new();
    let mut in_cell_formats = false;
    loop {
        match xml.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "numFmt" => {
                    if let (Some(id), Some(code)) = (attribute(&e, "numFmtId"), attribute(&e, "formatCode")) {
                        custom.insert(id, format_by_code(&code));
                    }
                }
                "cellXfs" => in_cell_formats = true,
                "xf" if in_cell_formats => {
                    let id = attribute(&e, "numFmtId").unwrap_or_default();
                    formats.push(custom.get(&id).copied().unwrap_or_else(|| format_by_number(&id)));
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "cellXfs" => return Ok(formats),
            Event::Eof => return Ok(formats),
            _ => {}
        }
    }
}

/// Formats with a fixed number (ECMA-376 part 1, 18.8.30; from 27 on they depend
/// on the language and are days in all of them).
fn format_by_number(id: &str) -> NumberFormat {
    match id.parse() {
        Ok(14..=17 | 27..=36 | 50..=58) => NumberFormat::Day,
        Ok(22) => NumberFormat::DayAndTime,
        Ok(18..=21 | 45..=47) => NumberFormat::Time,
        _ => NumberFormat::Plain,
    }
}

/// What a format code such as `dd.mm.yyyy hh:mm` shows. Quoted, escaped and
/// bracketed parts (colours, currencies, languages) say nothing about that.
fn format_by_code(code: &str) -> NumberFormat {
    let (mut day, mut time, mut month_or_minute) = (false, false, false);
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c.to_ascii_lowercase() {
            '"' => drop(chars.by_ref().find(|c| *c == '"')),
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                time |= !inside.is_empty() && inside.chars().all(|c| "hmsHMS".contains(c));
            }
            '\\' | '_' | '*' => drop(chars.next()),
            ';' => break,
            'd' | 'y' => day = true,
            'h' | 's' => time = true,
            'm' => month_or_minute = true,
            _ => {}
        }
    }
    match (day || month_or_minute && !time, time) {
        (true, true) => NumberFormat::DayAndTime,
        (true, false) => NumberFormat::Day,
        (false, true) => NumberFormat::Time,
        (false, false) => NumberFormat::Plain,
    }
}

/// From when days are counted.
#[derive(Clone, Copy)]
enum Calendar {
    /// Day 1 is 1 January 1900; day 60 is a 29 February that never was.
    From1900,
    /// Day 0 is 1 January 1904.
    From1904,
}

impl Calendar {
    /// A counted day with its fraction, as a format shows it; `None` outside the calendar.
    fn written(self, count: f64, format: NumberFormat) -> Option<String> {
        if !(0.0..3_000_000.0).contains(&count) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked above")]
        let minutes = (count * 1440.0).round() as i64;
        let (days, minute) = (minutes.div_euclid(1440), minutes.rem_euclid(1440));
        let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
        if format == NumberFormat::Time {
            return Some(format!("{:02}:{:02}", minutes / 60, minute % 60));
        }
        let first = match self {
            Self::From1900 if days < 60 => Date::constant(1899, 12, 31),
            Self::From1900 => Date::constant(1899, 12, 30),
            Self::From1904 => Date::constant(1904, 1, 1),
        };
        let day = first.checked_add(days.days()).ok()?;
        Some(if format == NumberFormat::Day || minute == 0 {
            day.to_string()
        } else {
            format!("{day} {clock}")
        })
    }
}

struct SheetReader<'p, 'a, 'b> {
    xml: Xml<'p, 'a>,
    book: &'b Book,
}

/// What a cell says about itself before its value comes.
struct CellHead {
    kind: String,
    format: NumberFormat,
}

impl CellHead {
    fn of(element: &BytesStart<'_>, formats: &[NumberFormat]) -> Self {
        let style = attribute(element, "s").and_then(|s| s.parse::<usize>().ok()).unwrap_or_default();
        Self {
            kind: attribute(element, "t").unwrap_or_default(),
            format: formats.get(style).copied().unwrap_or_default(),
        }
    }
}

impl SheetReader<'_, '_, '_> {
    fn read(mut self, put: Put<'_>) -> Result<(), SheetError> {
        // Rows and cells may leave out where they are: then they follow the last one.
        let (mut row, mut column) = (0_u64, 0_u64);
        loop {
            match self.xml.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "row" => {
                        let number = attribute(&e, "r").and_then(|r| r.parse::<u64>().ok());
                        row = number.map_or(row, |n| n.saturating_sub(1));
                        column = 0;
                    }
                    "c" => {
                        if let Some(place) = attribute(&e, "r") {
                            (row, column) = place_of(&place).ok_or_else(SheetError::damaged)?;
                        }
                        let head = CellHead::of(&e, &self.book.formats);
                        let text = self.read_cell(&head)?;
                        put(row, column, &text)?;
                        column = column.saturating_add(1);
                    }
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "row" => row = row.saturating_add(1),
                    "sheetData" => return Ok(()),
                    _ => {}
                },
                Event::Eof => return Err(SheetError::damaged()),
                _ => {}
            }
        }
    }

    fn read_cell(&mut self, head: &CellHead) -> Result<String, SheetError> {
        let mut text = String::new();
        loop {
            match self.xml.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "v" => {
                        let raw = read_plain_text(&mut self.xml)?;
                        text = self.value(head, &raw)?;
                    }
                    "is" => text = read_rich_text(&mut self.xml)?,
                    _ => self.xml.skip()?,
                },
                Event::End(_) => return Ok(text),
                Event::Eof => return Err(SheetError::damaged()),
                _ => {}
            }
        }
    }

    /// A value as text. An error such as `#NV` says nothing.
    fn value(&self, head: &CellHead, raw: &str) -> Result<String, SheetError> {
        Ok(match head.kind.as_str() {
            "s" => {
                let text = raw.trim().parse().ok().and_then(|i| self.book.strings.get(i));
                text.ok_or_else(SheetError::damaged)?.to_owned()
            }
            "str" => unescaped(raw),
            "b" => if matches!(raw.trim(), "1" | "true") { "ja" } else { "nein" }.to_owned(),
            "e" => String::new(),
            "" | "n" => match raw.trim().parse::<f64>() {
                Ok(n) if head.format == NumberFormat::Plain => written(n),
                Ok(n) => self.book.days.written(n, head.format).unwrap_or_else(|| written(n)),
                Err(_) => raw.to_owned(),
            },
            "d" => raw.strip_suffix("T00:00:00").unwrap_or(raw).replace('T', " "),
            _ => raw.to_owned(),
        })
    }
}

/// The text of an element up to its end, elements in it left out.
pub fn read_plain_text(xml: &mut Xml<'_, '_>) -> Result<String, PackageError> {
    let mut text = String::new();
    loop {
        match xml.next()? {
            Event::End(_) => return Ok(text),
            Event::Start(_) => xml.skip()?,
            Event::Eof => return Err(PackageError::Damaged),
            other => add_text(&other, &mut text)?,
        }
    }
}

/// Row and column of a place such as `C17`, counted from 0.
fn place_of(place: &str) -> Option<(u64, u64)> {
    let digits = place.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = place.split_at(digits);
    let mut column = 0_u64;
    for letter in letters.bytes() {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|v| *v < 26)?;
        column = column.checked_mul(26)?.checked_add(u64::from(value) + 1)?;
    }
    Some((row.parse::<u64>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

/// A number as people write it in German, with the 15 digits a spreadsheet
/// knows: phone numbers and postal codes stay whole, `0.1 + 0.2` is `0,3`.
pub fn written(n: f64) -> String {
    let rounded: f64 = format!("{n:.14e}").parse().unwrap_or(n);
    if rounded == 0.0 {
        return "0".to_owned();
    }
    let plain =
        if (1e-9..1e21).contains(&rounded.abs()) { rounded.to_string() } else { format!("{rounded:e}") };
    plain.replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn format_codes_tell_days_from_times_and_from_amounts() {
        for (code, format) in [
            ("General", NumberFormat::Plain),
            ("#,##0.00\\ \"Std.\"", NumberFormat::Plain),
            ("[Red]-0 %", NumberFormat::Plain),
            ("dd.mm.yyyy", NumberFormat::Day),
            ("[$-407]d. mmmm yyyy;@", NumberFormat::Day),
            ("mmm", NumberFormat::Day),
            ("dd.mm.yyyy hh:mm", NumberFormat::DayAndTime),
            ("h:mm\\ \"Uhr\"", NumberFormat::Time),
            ("mm:ss", NumberFormat::Time),
            ("[h]:mm", NumberFormat::Time),
        ] {
            assert_eq!(format_by_code(code), format, "{code}");
        }
    }

    #[test]
    fn days_are_counted_as_excel_does_with_its_leap_day_that_never_was() {
        let day = |n| Calendar::From1900.written(n, NumberFormat::Day).expect("within the calendar");
        assert_eq!(
            [1.0, 59.0, 61.0, 43_677.0].map(day),
            ["1900-01-01", "1900-02-28", "1900-03-01", "2019-07-31"]
        );
        let moment = Calendar::From1900.written(43_677.75, NumberFormat::DayAndTime);
        assert_eq!(moment.as_deref(), Some("2019-07-31 18:00"));
        assert_eq!(Calendar::From1904.written(42_215.0, NumberFormat::Day).as_deref(), Some("2019-07-31"));
        assert_eq!(Calendar::From1900.written(0.5, NumberFormat::Time).as_deref(), Some("12:00"));
        assert_eq!(Calendar::From1900.written(f64::NAN, NumberFormat::Day), None);
    }

    #[test]
    fn numbers_are_written_as_people_know_them() {
        for (n, text) in [
            (40_213.0, "40213"),
            (0.1 + 0.2, "0,3"),
            (2_118_551_234.0, "2118551234"),
            (-1.5, "-1,5"),
            (1e-12, "1e-12"),
            (-0.0, "0"),
        ] {
            assert_eq!(written(n), text);
        }
    }

    #[test]
    fn places_and_targets_are_understood_and_nonsense_is_not() {
        assert_eq!(place_of("C17"), Some((16, 2)));
        assert_eq!(place_of("XFD1048576"), Some((1_048_575, 16_383)));
        for nonsense in ["", "17", "A0", "A", "Ä1", "A1B", "ZZZZZZZZZZZZZZZZZZZZ1"] {
            assert_eq!(place_of(nonsense), None, "{nonsense}");
        }
        assert_eq!(resolved("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(resolved("xl/worksheets", "../../../a.xml"), "a.xml");
    }

    #[test]
    fn escaped_characters_come_back() {
        assert_eq!(unescaped("a_x000A_b_x_x00_x000G__x005F_x0041_"), "a\nb_x_x00_x000G__x0041_");
    }
}
