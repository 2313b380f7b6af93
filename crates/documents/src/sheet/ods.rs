//! OpenDocument spreadsheets (ODF 1.3, part 3): the first visible table.
//!
//! Repeated rows and cells are written once with a count; a blank row repeated a
//! million times is the usual end of a table and costs nothing here.

use super::{Grid, MAX_CELL_CHARS, SheetError, xlsx::written};
use crate::package::{Package, Xml, add_text, attribute};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;

const MIME: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// Whether the package says it is a spreadsheet (or a template of one).
pub fn is_ods(package: &mut Package<'_>) -> Result<bool, SheetError> {
    let mime = package.beginning("mimetype", MIME.len() as u64)?;
    Ok(mime.is_some_and(|mime| mime == MIME))
}

pub fn read(package: &mut Package<'_>, grid: &mut Grid) -> Result<(), SheetError> {
    if is_protected(package)? {
        return Err(SheetError::Protected);
    }
    let mut xml = package.xml("content.xml")?.ok_or_else(SheetError::damaged)?;
    let mut styles = Styles::default();
    loop {
        match xml.next()? {
            Event::Start(e) if e.name().as_ref() == "table:table" => {
                let hidden =
                    attribute(&e, "table:style-name").is_some_and(|style| styles.hidden.contains(&style));
                if !hidden {
                    return read_table(&mut xml, grid);
                }
                xml.skip()?;
            }
            Event::Start(e) => styles.note(&e),
            Event::Eof => return Err(SheetError::Empty),
            _ => {}
        }
    }
}

/// A part under a password is listed with the data needed to decrypt it.
fn is_protected(package: &mut Package<'_>) -> Result<bool, SheetError> {
    let Some(mut xml) = package.xml("META-INF/manifest.xml")? else {
        return Ok(false);
    };
    loop {
        match xml.next()? {
            Event::Start(e) if e.name().as_ref() == "manifest:encryption-data" => return Ok(true),
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

/// Which table styles hide their table; they come before the tables.
#[derive(Default)]
struct Styles {
    current: Option<String>,
    hidden: HashSet<String>,
}

impl Styles {
    fn note(&mut self, element: &BytesStart<'_>) {
        match element.name().as_ref() {
            "style:style" => self.current = attribute(element, "style:name"),
            "style:table-properties" if attribute(element, "table:display").as_deref() == Some("false") => {
                self.hidden.extend(self.current.take());
            }
            _ => {}
        }
    }
}

fn read_table(xml: &mut Xml<'_, '_>, grid: &mut Grid) -> Result<(), SheetError> {
    let mut row = 0_u64;
    loop {
        match xml.next()? {
            Event::Start(e) => match e.name().as_ref() {
                "table:table-row" => {
                    let times = count(&e, "table:number-rows-repeated");
                    let cells = read_row(xml)?;
                    put_row(grid, row, if cells.is_empty() { 0 } else { times }, &cells)?;
                    row = row.saturating_add(times);
                }
                // Drawings and change records hold tables and cells of their own.
                "table:shapes" | "table:tracked-changes" | "office:forms" | "table:table-source" => {
                    xml.skip()?;
                }
                _ => {}
            },
            Event::End(e) if e.name().as_ref() == "table:table" => return Ok(()),
            Event::Eof => return Err(SheetError::damaged()),
            _ => {}
        }
    }
}

/// A filled cell: where it begins, how often it comes, its text.
struct Filled {
    column: u64,
    times: u64,
    text: String,
}

fn put_row(grid: &mut Grid, row: u64, times: u64, cells: &[Filled]) -> Result<(), SheetError> {
    // The grid's limits end both loops early.
    for row in row..row.saturating_add(times) {
        for cell in cells {
            for column in cell.column..cell.column.saturating_add(cell.times) {
                grid.put(row, column, &cell.text)?;
            }
        }
    }
    Ok(())
}

fn read_row(xml: &mut Xml<'_, '_>) -> Result<Vec<Filled>, SheetError> {
    let mut column = 0_u64;
    let mut cells = Vec::new();
    loop {
        match xml.next()? {
            Event::Start(e)
                if matches!(e.name().as_ref(), "table:table-cell" | "table:covered-table-cell") =>
            {
                let times = count(&e, "table:number-columns-repeated");
                let value = value(&e);
                let shown = read_cell(xml)?;
                let text = value.unwrap_or(shown);
                if !text.trim().is_empty() {
                    cells.push(Filled { column, times, text });
                }
                column = column.saturating_add(times);
            }
            Event::Start(_) => xml.skip()?,
            Event::End(e) if e.name().as_ref() == "table:table-row" => return Ok(cells),
            Event::Eof => return Err(SheetError::damaged()),
            _ => {}
        }
    }
}

/// How often an element is repeated: once where nothing sensible is said.
fn count(element: &BytesStart<'_>, name: &str) -> u64 {
    attribute(element, name).and_then(|n| n.trim().parse().ok()).filter(|n| *n > 0).unwrap_or(1)
}

/// The value of a cell where it says more than the text shown: numbers without
/// rounding, days as ISO 8601.
fn value(cell: &BytesStart<'_>) -> Option<String> {
    match attribute(cell, "office:value-type")?.as_str() {
        "float" => attribute(cell, "office:value")?.parse().ok().map(written),
        "boolean" => {
            Some(if attribute(cell, "office:boolean-value")? == "true" { "ja" } else { "nein" }.to_owned())
        }
        "date" => {
            let iso = attribute(cell, "office:date-value")?;
            let (day, time) = iso.split_once('T').unwrap_or((&iso, ""));
            let minutes = time.get(..5).filter(|minutes| *minutes != "00:00");
            Some(minutes.map_or_else(|| day.to_owned(), |minutes| format!("{day} {minutes}")))
        }
        _ => None,
    }
}

/// The text shown in a cell; paragraphs are lines, comments are left out.
fn read_cell(xml: &mut Xml<'_, '_>) -> Result<String, SheetError> {
    let mut text = String::new();
    let mut paragraphs = 0;
    let mut depth = 1_u64;
    loop {
        let event = xml.next()?;
        match &event {
            Event::Start(e) => match e.name().as_ref() {
                "office:annotation" | "table:table" | "draw:frame" => {
                    xml.skip()?;
                    continue;
                }
                name => {
                    match name {
                        "text:p" | "text:h" => {
                            paragraphs += 1;
                            if paragraphs > 1 {
                                text.push('\n');
                            }
                        }
                        "text:s" => {
                            let blanks = count(e, "text:c").min(MAX_CELL_CHARS as u64);
                            text.extend((0..blanks).map(|_| ' '));
                        }
                        "text:tab" => text.push('\t'),
                        "text:line-break" => text.push('\n'),
                        _ => {}
                    }
                    depth += 1;
                }
            },
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(SheetError::damaged()),
            // Between the paragraphs there is only the layout of the XML.
            other if depth > 1 => add_text(other, &mut text)?,
            _ => {}
        }
        if depth == 0 {
            return Ok(text);
        }
    }
}
