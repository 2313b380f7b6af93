//! A returned Word document back to answers by tag.
//!
//! Word, LibreOffice and others write the same document in many ways: text in
//! pieces, controls around words, paragraphs, cells or rows, changes kept beside
//! what they changed. What counts is what a reader sees: deleted words do not,
//! a hint that invites to write does not.

use super::{
    FillableKind, Form, FormError, Reading,
    docx_write::{mark, placeholder},
    safe,
    slots::{Places, meant, short},
};
use crate::{
    MAX_TEXT_BYTES, Stop,
    package::{Xml, attribute, local_attribute},
    sheet::xlsx::{read_plain_text, related},
};
use quick_xml::events::Event;
use std::collections::{HashMap, HashSet};

/// Reads a returned document as an answer to this form.
pub fn read_docx(bytes: &[u8], form: &Form, stop: &Stop) -> Result<Reading, FormError> {
    let mut package = safe::open(bytes, stop, FormError::NotWord)?;
    let roots = related(&mut package, "", "_rels/.rels")?;
    let main = roots.into_values().find(|r| r.kind == "officeDocument").ok_or(FormError::NotWord)?.target;
    let places = Places::of(form).map_err(|_| FormError::Damaged)?;
    let xml = package.xml(&main)?.ok_or(FormError::NotWord)?;
    let found = Walk::new(&places).read(xml)?;
    let written = safe::check_key(&mut package, &form.key)?;
    Ok(Reading { written, ..found.reading(&places)? })
}

/// What was found in a document.
struct Found {
    /// Texts in controls, by place; more than one is one too many.
    tagged: HashMap<usize, Vec<String>>,
    /// Texts between bookmarks.
    marked: HashMap<usize, String>,
    /// The rows of each grid that was found.
    rows: HashMap<usize, Vec<Row>>,
    /// Tags nobody asked for, in order.
    strange: Vec<String>,
    /// Columns there twice in one row.
    twice: HashSet<(usize, usize)>,
    any_tag: bool,
}

/// A text that grows, paragraph by paragraph.
#[derive(Default)]
struct Text {
    text: String,
    has_begun: bool,
}

impl Text {
    fn paragraph(&mut self) {
        if self.has_begun {
            self.text.push('\n');
        }
        self.has_begun = true;
    }
}

#[derive(Clone, Copy)]
enum Target {
    Slot(usize),
    Column(usize, usize),
}

/// A control that has begun.
struct Control {
    target: Option<Target>,
    is_placeholder: bool,
    is_checked: Option<bool>,
    text: Text,
}

/// A row as it stands in the document.
#[derive(Default)]
struct Row {
    /// Texts in controls: grid, column, text.
    tagged: Vec<(usize, usize, String)>,
    /// Texts of its cells, from left to right.
    cells: Vec<String>,
    is_head: bool,
    is_deleted: bool,
}

#[derive(Default)]
struct Table {
    grid: Option<usize>,
    rows: Vec<Row>,
    row: Option<Row>,
    cell: Option<Text>,
}

struct Walk<'p, 'f> {
    places: &'p Places<'f>,
    slot_by_mark: HashMap<String, usize>,
    grid_by_mark: HashMap<String, usize>,
    controls: Vec<Control>,
    /// Bookmarks that have begun, by their id.
    marks: Vec<(String, usize, Text)>,
    tables: Vec<Table>,
    paragraphs: usize,
    instruction: String,
    bytes: usize,
    found: Found,
}

/// What is not seen on the page, or says how it looks. A row's own properties are read.
const UNSEEN: [&str; 11] =
    ["del", "moveFrom", "Fallback", "pPr", "rPr", "tblPr", "tblGrid", "tcPr", "sectPr", "tblPrEx", "delText"];

impl<'p, 'f> Walk<'p, 'f> {
    fn new(places: &'p Places<'f>) -> Self {
        let slots = places.slots.iter().enumerate().map(|(at, slot)| (mark(&slot.tag), at));
        let grids = places.grids.iter().enumerate().map(|(at, grid)| (mark(&short(&grid.tag)), at));
        Self {
            places,
            slot_by_mark: slots.collect(),
            grid_by_mark: grids.collect(),
            controls: Vec::new(),
            marks: Vec::new(),
            tables: Vec::new(),
            paragraphs: 0,
            instruction: String::new(),
            bytes: 0,
            found: Found {
                tagged: HashMap::new(),
                marked: HashMap::new(),
                rows: HashMap::new(),
                strange: Vec::new(),
                twice: HashSet::new(),
                any_tag: false,
            },
        }
    }

    fn read(mut self, mut xml: Xml<'_, '_>) -> Result<Found, FormError> {
        let mut is_document = false;
        loop {
            let (name, begins) = match xml.next()? {
                Event::Start(e) => {
                    self.look(&e)?;
                    (e.local_name().as_ref().to_owned(), true)
                }
                Event::End(e) => (e.local_name().as_ref().to_owned(), false),
                Event::Eof if is_document => return Ok(self.found),
                Event::Eof => return Err(FormError::NotWord),
                _ => continue,
            };
            is_document |= begins && name == "document";
            if !is_document {
                return Err(FormError::NotWord);
            }
            if !begins {
                self.end(&name);
            } else if UNSEEN.contains(&name.as_str()) {
                xml.skip()?;
            } else {
                self.begin(&name, &mut xml)?;
            }
        }
    }

    /// What an element says in its attributes.
    fn look(&mut self, e: &quick_xml::events::BytesStart<'_>) -> Result<(), FormError> {
        match e.local_name().as_ref() {
            "bookmarkStart" => {
                let name = attribute_of(e, "name");
                if let Some(at) = self.slot_by_mark.get(&name) {
                    let text = Text { text: String::new(), has_begun: self.paragraphs > 0 };
                    self.marks.push((attribute_of(e, "id"), *at, text));
                } else if let (Some(grid), Some(table)) =
                    (self.grid_by_mark.get(&name), self.tables.last_mut())
                {
                    table.grid = Some(*grid);
                }
            }
            "bookmarkEnd" => {
                let id = attribute_of(e, "id");
                if let Some(at) = self.marks.iter().position(|(mark, _, _)| *mark == id) {
                    let (_, slot, text) = self.marks.remove(at);
                    self.found.marked.entry(slot).or_insert(text.text);
                }
            }
            "fldSimple" => safe::check_instruction(&attribute_of(e, "instr"))?,
            "fldChar" if attribute_of(e, "fldCharType") == "begin" => self.instruction.clear(),
            "altChunk" | "subDoc" => return Err(FormError::Outside(String::new())),
            "OLEObject" | "object" | "control" => return Err(FormError::Embedded),
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, name: &str, xml: &mut Xml<'_, '_>) -> Result<(), FormError> {
        match name {
            "t" => {
                let text = read_plain_text(xml)?;
                self.say(&text)?;
            }
            "br" | "cr" => self.say("\n")?,
            "tab" => self.say("\t")?,
            "noBreakHyphen" => self.say("\u{2011}")?,
            "instrText" => {
                self.instruction += &read_plain_text(xml)?;
                safe::check_instruction(&self.instruction)?;
            }
            "p" => {
                self.paragraphs += 1;
                self.each_text(Text::paragraph);
            }
            "sdt" => self.controls.push(Control {
                target: None,
                is_placeholder: false,
                is_checked: None,
                text: Text { text: String::new(), has_begun: self.paragraphs > 0 },
            }),
            "sdtPr" => self.properties(xml)?,
            "trPr" => {
                let (is_head, is_deleted) = row_properties(xml)?;
                if let Some(row) = self.tables.last_mut().and_then(|table| table.row.as_mut()) {
                    (row.is_head, row.is_deleted) = (is_head, is_deleted);
                }
            }
            "tbl" => self.tables.push(Table::default()),
            "tr" => self.in_table(|table| table.row = Some(Row::default())),
            "tc" => self.in_table(|table| table.cell = Some(Text::default())),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => self.paragraphs = self.paragraphs.saturating_sub(1),
            "sdt" => {
                if let Some(control) = self.controls.pop() {
                    self.close(control);
                }
            }
            "tc" => self.in_table(|table| {
                if let (Some(cell), Some(row)) = (table.cell.take(), table.row.as_mut()) {
                    row.cells.push(cell.text);
                }
            }),
            "tr" => self.in_table(|table| table.rows.extend(table.row.take())),
            "tbl" => {
                if let Some(table) = self.tables.pop() {
                    self.close_table(table);
                }
            }
            _ => {}
        }
    }

    fn in_table(&mut self, change: impl FnOnce(&mut Table)) {
        if let Some(table) = self.tables.last_mut() {
            change(table);
        }
    }

    fn properties(&mut self, xml: &mut Xml<'_, '_>) -> Result<(), FormError> {
        let properties = control_properties(xml)?;
        let Some(control) = self.controls.last_mut() else { return Ok(()) };
        control.is_placeholder = properties.is_placeholder;
        control.is_checked = properties.is_checked;
        let tag = properties.tag.trim();
        if tag.is_empty() {
            return Ok(());
        }
        if let Some(slot) = self.places.slot_by_tag.get(tag) {
            control.target = Some(Target::Slot(*slot));
        } else if let Some((grid, column)) = self.places.column_by_tag.get(tag) {
            control.target = Some(Target::Column(*grid, *column));
        } else if self.places.grid_by_tag.contains_key(tag) {
            return Ok(());
        } else {
            if !self.found.strange.iter().any(|strange| strange == tag) {
                self.found.strange.push(tag.chars().filter(|c| !c.is_control()).take(80).collect());
            }
            return Ok(());
        }
        self.found.any_tag = true;
        Ok(())
    }

    fn close(&mut self, control: Control) {
        let text = if control.is_placeholder { String::new() } else { control.text.text };
        let text = match control.is_checked {
            Some(is_checked) => if is_checked { "ja" } else { "" }.to_owned(),
            None => text,
        };
        match control.target {
            Some(Target::Slot(slot)) => self.found.tagged.entry(slot).or_default().push(text),
            Some(Target::Column(grid, column)) => self.in_table(|table| {
                table.grid = Some(grid);
                table.row.get_or_insert_with(Row::default).tagged.push((grid, column, text));
            }),
            None => {}
        }
    }

    fn close_table(&mut self, table: Table) {
        let Some(grid) = table.grid else { return };
        let labels: Vec<&str> = self.places.grids[grid].columns.iter().map(|c| c.label.trim()).collect();
        let is_head =
            |row: &Row| row.is_head || row.cells.iter().map(|c| c.trim()).eq(labels.iter().copied());
        let rows = table.rows.into_iter().filter(|row| !row.is_deleted && !is_head(row));
        for row in rows {
            for (at, (_, column, _)) in row.tagged.iter().enumerate() {
                if row.tagged[..at].iter().any(|(_, other, _)| other == column) {
                    self.found.twice.insert((grid, *column));
                }
            }
            self.found.rows.entry(grid).or_default().push(row);
        }
        self.found.rows.entry(grid).or_default();
    }

    /// Gives a paragraph, or anything else, to every text that is being read.
    fn each_text(&mut self, give: impl Fn(&mut Text)) {
        if self.controls.iter().rev().any(|control| control.is_placeholder) {
            return;
        }
        if let Some(control) = self.controls.iter_mut().rev().find(|control| control.target.is_some()) {
            give(&mut control.text);
        }
        for (_, _, text) in &mut self.marks {
            give(text);
        }
        if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            give(cell);
        }
    }

    fn say(&mut self, words: &str) -> Result<(), FormError> {
        self.bytes = self.bytes.saturating_add(words.len());
        if self.bytes > MAX_TEXT_BYTES {
            return Err(FormError::UnpacksTooLarge);
        }
        self.each_text(|text| {
            text.has_begun = true;
            text.text.push_str(words);
        });
        Ok(())
    }
}

impl Found {
    fn reading(mut self, places: &Places<'_>) -> Result<Reading, FormError> {
        let (mut missing, mut twice) = (Vec::new(), Vec::new());
        let mut reading = Reading::default();
        for (at, slot) in places.slots.iter().enumerate() {
            let mut texts = self.tagged.remove(&at).unwrap_or_default();
            // Where a program has dropped every tag, the bookmarks tell.
            if !self.any_tag {
                texts.extend(self.marked.remove(&at));
            }
            if texts.len() > 1 {
                twice.push(slot.name.clone());
            }
            let Some(text) = texts.pop() else {
                if !slot.input.is_optional {
                    missing.push(slot.name.clone());
                }
                continue;
            };
            let answer = reading.answers.entry(slot.input.tag.clone()).or_default();
            match slot.tick {
                Some(word) if is_ticked(&text) => answer.push(word.value.clone()),
                Some(_) => {}
                None => answer.extend(value(&slot.input.kind, text)),
            }
        }
        for (at, grid) in places.grids.iter().enumerate() {
            let Some(rows) = self.rows.remove(&at) else {
                if !grid.is_optional {
                    missing.push(format!("{} {}", grid.number, grid.label).trim().to_owned());
                }
                continue;
            };
            let answer = reading.answers.entry(grid.tag.clone()).or_default();
            let numbers = reading.rows.entry(grid.tag.clone()).or_default();
            for (row, number) in rows.iter().zip(1..) {
                let cell = |(i, column): (usize, &super::GridColumn)| {
                    let tagged = row.tagged.iter().find(|(g, c, _)| (*g, *c) == (at, i));
                    let text = tagged.map(|(_, _, text)| text).or_else(|| row.cells.get(i));
                    text.cloned().and_then(|text| value(&column.kind, text)).unwrap_or_default()
                };
                let cells: Vec<String> = grid.columns.iter().enumerate().map(cell).collect();
                if cells.iter().any(|cell| !cell.is_empty()) {
                    answer.extend(cells);
                    numbers.push(number);
                }
            }
        }
        let mut columns: Vec<(usize, usize)> = self.twice.into_iter().collect();
        columns.sort_unstable();
        twice.extend(columns.into_iter().map(|(grid, column)| {
            let grid = places.grids[grid];
            format!("{} {}", grid.number, grid.columns[column].label).trim().to_owned()
        }));
        if missing.is_empty() && twice.is_empty() && self.strange.is_empty() {
            Ok(reading)
        } else {
            Err(FormError::Places { missing, strange: self.strange, twice })
        }
    }
}

/// What a text means in a place of this kind; nothing where only the hint stands.
fn value(kind: &FillableKind, text: String) -> Option<String> {
    let blank = text.trim().is_empty() || text.trim() == placeholder(kind);
    (!blank).then(|| meant(kind, text))
}

fn is_ticked(text: &str) -> bool {
    matches!(text.trim().to_lowercase().as_str(), "ja" | "x" | "☒" | "☑" | "✓" | "✔" | "✗")
}

fn attribute_of(e: &quick_xml::events::BytesStart<'_>, name: &str) -> String {
    local_attribute(e, name).unwrap_or_default()
}

struct ControlProperties {
    tag: String,
    is_placeholder: bool,
    is_checked: Option<bool>,
}

/// The properties of a control, up to their end.
fn control_properties(xml: &mut Xml<'_, '_>) -> Result<ControlProperties, FormError> {
    let mut properties = ControlProperties { tag: String::new(), is_placeholder: false, is_checked: None };
    let mut depth = 1_usize;
    while depth > 0 {
        match xml.next()? {
            Event::Start(e) => {
                depth += 1;
                match e.local_name().as_ref() {
                    "tag" => properties.tag = attribute_of(&e, "val"),
                    "showingPlcHdr" => properties.is_placeholder = is_on(&e),
                    "checkbox" => properties.is_checked = Some(false),
                    "checked" => properties.is_checked = Some(is_on(&e)),
                    _ => {}
                }
            }
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(FormError::Damaged),
            _ => {}
        }
    }
    Ok(properties)
}

/// Whether a row is the head and whether it was deleted, up to the end of its properties.
fn row_properties(xml: &mut Xml<'_, '_>) -> Result<(bool, bool), FormError> {
    let (mut is_head, mut is_deleted) = (false, false);
    let mut depth = 1_usize;
    while depth > 0 {
        match xml.next()? {
            Event::Start(e) => {
                depth += 1;
                match e.local_name().as_ref() {
                    "tblHeader" => is_head = is_on(&e),
                    "del" => is_deleted = true,
                    _ => {}
                }
            }
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(FormError::Damaged),
            _ => {}
        }
    }
    Ok((is_head, is_deleted))
}

/// A mark is on unless it says otherwise.
fn is_on(e: &quick_xml::events::BytesStart<'_>) -> bool {
    let value = attribute(e, "w:val").or_else(|| local_attribute(e, "val"));
    !matches!(value.as_deref(), Some("0" | "false" | "off"))
}
