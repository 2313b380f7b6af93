//! A form as a Word document: content controls with tags, in the project's own
//! template (`templates/form`).
//!
//! Texts of several lines are controls for formatted text, because LibreOffice
//! before 7.5 tears the lines out of controls for plain text. It also drops all
//! tags, so every place is marked a second time, with a bookmark.

use super::{
    Block, FillableKind, Form, Grid, GridCell, GridColumn, Input, Matrix, Question, Word, WriteError,
    slots::{Places, cut, holdable, labels, number_of, short, shown, slot_tag},
};
use quick_xml::escape::escape;
use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// From so many columns on, a table lies on a page turned sideways.
const WIDE: usize = 6;
/// Width between the margins, in twentieths of a point: upright, and sideways.
const WIDTHS: (usize, usize) = (9638, 14_570);
/// Longest name of a control and longest entry of a list that Word takes.
const LONGEST_NAME: usize = 64;
/// Stands above an answer that was there before.
const KNOWN: &str = "Schon eingetragen:";
/// Behind answers that were there before, and behind the headings of what a form is.
const KNOWN_FILL: &str = "DCE9F5";
const ABOUT_FILL: &str = "F2F2F2";

/// Writes a form; the same form gives the same bytes.
pub fn to_docx(form: &Form) -> Result<Vec<u8>, WriteError> {
    Places::of(form)?;
    let title = xml(&form.title);
    let body = Body::default().whole(form);
    let parts = [
        ("[Content_Types].xml", include_str!("../../templates/form/content_types.xml").to_owned()),
        ("_rels/.rels", include_str!("../../templates/form/root.rels").to_owned()),
        ("docProps/core.xml", include_str!("../../templates/form/core.xml").replace("{title}", &title)),
        ("docProps/app.xml", include_str!("../../templates/form/app.xml").to_owned()),
        (
            "docProps/custom.xml",
            include_str!("../../templates/form/custom.xml").replace("{key}", &xml(&form.key.written())),
        ),
        ("word/_rels/document.xml.rels", include_str!("../../templates/form/document.rels").to_owned()),
        ("word/document.xml", include_str!("../../templates/form/document.xml").replace("{body}", &body)),
        ("word/styles.xml", include_str!("../../templates/form/styles.xml").to_owned()),
        ("word/settings.xml", include_str!("../../templates/form/settings.xml").to_owned()),
        ("word/footer1.xml", include_str!("../../templates/form/footer.xml").replace("{title}", &title)),
    ];
    packed(&parts).map_err(|cause| WriteError::Library(cause.to_string()))
}

fn packed(parts: &[(&str, String)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        zip.start_file(*name, options)?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Text as it may stand in XML, also inside an attribute.
fn xml(text: &str) -> String {
    escape(holdable(text)).into_owned()
}

/// What stands where nothing was written yet.
pub fn placeholder(kind: &FillableKind) -> &'static str {
    match kind {
        FillableKind::Line | FillableKind::Text => "Hier schreiben",
        FillableKind::Number => "Zahl",
        FillableKind::Day => "TT.MM.JJJJ",
        FillableKind::Choice(_) | FillableKind::Many(_) => "Bitte auswählen",
        FillableKind::Combo(_) => "Auswählen oder schreiben",
    }
}

/// The name of the bookmark that marks the place with this tag.
pub fn mark(tag: &str) -> String {
    format!("k{:016x}", number_of(tag))
}

#[derive(Default)]
struct Body {
    xml: String,
    controls: usize,
    marks: usize,
    is_sideways: bool,
}

/// What a control is: its tag, its words, and what it holds.
struct Control<'c> {
    tag: &'c str,
    name: &'c str,
    kind: &'c FillableKind,
    text: &'c str,
    is_fixed: bool,
}

impl Body {
    fn whole(mut self, form: &Form) -> String {
        self.paragraph("Titel", &form.title);
        self.about(&form.about);
        for words in &form.lead {
            self.paragraph("Normal", words);
        }
        for (at, block) in form.blocks.iter().enumerate() {
            // Words that follow a table of numbers belong to it; others to what comes next.
            let belongs_above = matches!(block, Block::Paragraph(_))
                && at > 0
                && matches!(form.blocks[at - 1], Block::Matrix(_));
            let below = form.blocks[at..].iter().find_map(columns);
            if !belongs_above && let Some(columns) = below {
                self.turn(columns >= WIDE);
            }
            match block {
                Block::Heading(words) => self.paragraph("Abschnitt", words),
                Block::Paragraph(words) => self.paragraph("Normal", words),
                Block::Question(question) => self.question(question),
                Block::Matrix(matrix) => self.matrix(matrix),
                Block::Grid(grid) => self.grid(grid),
            }
        }
        let section = self.section();
        self.xml + &section
    }

    /// Ends the pages lying the other way, if they do.
    fn turn(&mut self, sideways: bool) {
        if self.is_sideways != sideways {
            let section = self.section();
            let _ = write!(self.xml, "<w:p><w:pPr>{section}</w:pPr></w:p>");
            self.is_sideways = sideways;
        }
    }

    fn section(&self) -> String {
        let size = if self.is_sideways {
            r#"<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>"#
        } else {
            r#"<w:pgSz w:w="11906" w:h="16838"/>"#
        };
        format!(
            r#"<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>{size}<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>"#
        )
    }

    fn paragraph(&mut self, style: &str, words: &str) {
        let runs = runs(words, "");
        let _ = write!(self.xml, r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>"#);
    }

    /// What a form is, as a table of headings and words.
    fn about(&mut self, about: &[(String, String)]) {
        if about.is_empty() {
            return;
        }
        self.xml += r#"<w:tbl><w:tblPr><w:tblStyle w:val="Tabelle"/><w:tblW w:w="5000" w:type="pct"/><w:tblLook w:val="0080" w:firstRow="0" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid><w:gridCol w:w="2300"/><w:gridCol w:w="7338"/></w:tblGrid>"#;
        for (head, words) in about {
            let row = cell("Kopfzelle", ABOUT_FILL, 2300, &runs(head, ""))
                + &cell("Zelle", "", 7338, &runs(words, ""));
            let _ = write!(self.xml, "<w:tr><w:trPr><w:cantSplit/></w:trPr>{row}</w:tr>");
        }
        self.xml += "</w:tbl>";
        self.paragraph("Normal", "");
    }

    fn head(&mut self, number: &str, label: &str, help: Option<&str>) {
        self.paragraph("Frage", format!("{number} {label}").trim());
        if let Some(help) = help {
            self.paragraph("Hilfe", help);
        }
    }

    fn question(&mut self, question: &Question) {
        self.head(&question.number, &question.label, question.help.as_deref());
        for input in &question.inputs {
            if !input.label.is_empty() {
                self.paragraph("Feld", &input.label);
            }
            if let Some(help) = &input.help {
                self.paragraph("Hilfe", help);
            }
            let words = if input.label.is_empty() { &question.label } else { &input.label };
            let name = format!("{} {words}", question.number);
            if let FillableKind::Many(choices) = &input.kind {
                for (word, label) in choices.iter().zip(labels(choices)) {
                    let tick = self.tick(input, word, &format!("{}: {label}", name.trim()));
                    let label = runs(&format!(" {label}"), "");
                    let _ = write!(
                        self.xml,
                        r#"<w:p><w:pPr><w:pStyle w:val="Antwort"/></w:pPr>{tick}{label}</w:p>"#
                    );
                }
            } else {
                if !input.value.is_empty() {
                    self.paragraph("Bekannt", KNOWN);
                }
                let control = self.input(input, name.trim());
                let _ = write!(self.xml, r#"<w:p><w:pPr><w:pStyle w:val="Antwort"/></w:pPr>{control}</w:p>"#);
            }
        }
    }

    fn matrix(&mut self, matrix: &Matrix) {
        self.head(&matrix.number, &matrix.label, matrix.help.as_deref());
        let has_heads = !matrix.corner.is_empty();
        let mut heads: Vec<(&str, usize)> =
            has_heads.then_some((matrix.corner.as_str(), 6)).into_iter().collect();
        heads.extend(matrix.columns.iter().map(|column| (column.as_str(), 4)));
        heads.extend(matrix.beside().into_iter().zip([4, 6]));
        let widths = self.begin_table(&matrix.number, &matrix.label, &heads, "");
        for (head, cells) in &matrix.rows {
            let mut row = Vec::new();
            if has_heads {
                row.push(("Kopfzelle", "", row_head(head)));
            }
            for (place, column) in cells.iter().zip(&matrix.columns) {
                let name = if has_heads { format!("{head}: {column}") } else { column.clone() };
                row.push(self.matrix_cell(place.as_ref(), &format!("{} {name}", matrix.number)));
            }
            let mut beside =
                cells.iter().flatten().map(|input| &input.beside).filter(|beside| !beside.is_empty());
            let beside = beside.next().map_or(&[][..], Vec::as_slice);
            for (at, label) in matrix.beside().into_iter().enumerate() {
                let name = format!("{} {head}: {label}", matrix.number);
                row.push(self.matrix_cell(beside.get(at), &name));
            }
            let row: String = row
                .iter()
                .zip(&widths)
                .map(|((style, fill, inner), width)| cell(style, fill, *width, inner))
                .collect();
            let _ = write!(self.xml, "<w:tr><w:trPr><w:cantSplit/></w:trPr>{row}</w:tr>");
        }
        self.xml += "</w:tbl>";
    }

    /// Style, colour and content of a cell with a place to answer, or without.
    fn matrix_cell(&mut self, place: Option<&Input>, name: &str) -> (&'static str, &'static str, String) {
        match place {
            Some(input) => {
                let fill = if input.value.is_empty() { "" } else { KNOWN_FILL };
                ("Zelle", fill, self.input(input, name.trim()))
            }
            None => ("Zelle", "", runs("–", "")),
        }
    }

    fn grid(&mut self, grid: &Grid) {
        self.head(&grid.number, &grid.label, grid.help.as_deref());
        for column in &grid.columns {
            if let Some(help) = &column.help {
                self.paragraph("Hilfe", &format!("{}: {help}", column.label));
            }
        }
        let weight = |column: &GridColumn| match column.kind {
            FillableKind::Number | FillableKind::Day => 3,
            FillableKind::Text => 6,
            _ => 4,
        };
        let heads: Vec<(&str, usize)> =
            grid.columns.iter().map(|column| (column.label.as_str(), weight(column))).collect();
        let mark = self.marked(&short(&grid.tag), "");
        let widths = self.begin_table(&grid.number, &grid.label, &heads, &mark);
        // A section whose items Word lets people add and remove: the rows.
        let (name, tag) = (xml(&cut(&grid.label, LONGEST_NAME)), xml(&short(&grid.tag)));
        let id = self.id();
        let _ = write!(
            self.xml,
            r#"<w:sdt><w:sdtPr><w:alias w:val="{name}"/><w:tag w:val="{tag}"/><w:id w:val="{id}"/><w15:repeatingSection/></w:sdtPr><w:sdtContent>"#
        );
        for row in &grid.rows {
            let mut cells = String::new();
            for ((column, place), width) in grid.columns.iter().zip(row).zip(&widths) {
                let fill = if place.value.is_empty() || place.is_fixed { "" } else { KNOWN_FILL };
                cells += &cell("Zelle", fill, *width, &self.grid_cell(grid, column, place));
            }
            let id = self.id();
            let _ = write!(
                self.xml,
                "<w:sdt><w:sdtPr><w:id w:val=\"{id}\"/><w15:repeatingSectionItem/></w:sdtPr><w:sdtContent><w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr></w:sdtContent></w:sdt>"
            );
        }
        self.xml += "</w:sdtContent></w:sdt></w:tbl>";
    }

    fn grid_cell(&mut self, grid: &Grid, column: &GridColumn, place: &GridCell) -> String {
        if place.is_fixed && place.value.is_empty() {
            return runs("", "");
        }
        let name = format!("{} {}", grid.number, column.label);
        let text = shown(&column.kind, &place.value);
        let (tag, is_fixed) = (short(&column.tag), place.is_fixed);
        self.control(&Control { tag: &tag, name: name.trim(), kind: &column.kind, text: &text, is_fixed })
    }

    /// A table up to its first row, which is its head and is repeated on each page; each
    /// column with its share of the width. Answers the widths.
    fn begin_table(&mut self, number: &str, label: &str, heads: &[(&str, usize)], mark: &str) -> Vec<usize> {
        let whole = if self.is_sideways { WIDTHS.1 } else { WIDTHS.0 };
        let shares = heads.iter().map(|(_, share)| share).sum::<usize>().max(1);
        let widths: Vec<usize> = heads.iter().map(|(_, share)| whole * share / shares).collect();
        let words: Vec<&str> = heads.iter().map(|(head, _)| *head).collect();
        let (caption, about) = (xml(format!("{number} {label}").trim()), xml(&words.join(", ")));
        let mut grid = String::new();
        for width in &widths {
            let _ = write!(grid, r#"<w:gridCol w:w="{width}"/>"#);
        }
        let mut mark = Some(mark);
        let head: String = words
            .iter()
            .zip(&widths)
            .map(|(head, width)| {
                cell("Kopfzelle", "", *width, &(mark.take().unwrap_or_default().to_owned() + &runs(head, "")))
            })
            .collect();
        let _ = write!(
            self.xml,
            r#"<w:tbl><w:tblPr><w:tblStyle w:val="Tabelle"/><w:tblW w:w="5000" w:type="pct"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{caption}"/><w:tblDescription w:val="Spalten: {about}"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"#
        );
        widths
    }

    fn input(&mut self, input: &Input, name: &str) -> String {
        let (tag, text) = (slot_tag(input, None), input.value.last().map_or("", String::as_str));
        let text = shown(&input.kind, text);
        let control =
            self.control(&Control { tag: &tag, name, kind: &input.kind, text: &text, is_fixed: false });
        self.marked(&tag, &control)
    }

    fn tick(&mut self, input: &Input, word: &Word, name: &str) -> String {
        let (tag, id) = (slot_tag(input, Some(word)), self.id());
        let is_ticked = input.value.contains(&word.value);
        let (state, sign) = if is_ticked { ("1", "☒") } else { ("0", "☐") };
        let control = format!(
            r#"<w:sdt><w:sdtPr><w:alias w:val="{}"/><w:tag w:val="{}"/><w:id w:val="{id}"/><w:lock w:val="sdtLocked"/><w14:checkbox><w14:checked w14:val="{state}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic" w:hint="eastAsia"/></w:rPr><w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"#,
            xml(&cut(name, LONGEST_NAME)),
            xml(&tag)
        );
        self.marked(&tag, &control)
    }

    fn control(&mut self, control: &Control<'_>) -> String {
        let (name, tag, id) = (xml(&cut(control.name, LONGEST_NAME)), xml(control.tag), self.id());
        let lock = if control.is_fixed { "sdtContentLocked" } else { "sdtLocked" };
        let (waits, content) = if control.text.is_empty() {
            let style = r#"<w:rPr><w:rStyle w:val="Platzhalter"/></w:rPr>"#;
            ("<w:showingPlcHdr/>", runs(placeholder(control.kind), style))
        } else {
            ("", runs(control.text, ""))
        };
        let kind = match control.kind {
            FillableKind::Line | FillableKind::Number => "<w:text/>".to_owned(),
            FillableKind::Text => "<w:richText/>".to_owned(),
            FillableKind::Day => r#"<w:date><w:dateFormat w:val="dd.MM.yyyy"/><w:lid w:val="de-DE"/><w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>"#.to_owned(),
            FillableKind::Choice(words) | FillableKind::Many(words) => list("dropDownList", words),
            FillableKind::Combo(words) => list("comboBox", words),
        };
        format!(
            r#"<w:sdt><w:sdtPr><w:alias w:val="{name}"/><w:tag w:val="{tag}"/><w:id w:val="{id}"/><w:lock w:val="{lock}"/>{waits}{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"#
        )
    }

    fn marked(&mut self, tag: &str, inner: &str) -> String {
        self.marks += 1;
        let (id, name) = (self.marks, mark(tag));
        format!(r#"<w:bookmarkStart w:id="{id}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{id}"/>"#)
    }

    fn id(&mut self) -> usize {
        self.controls += 1;
        self.controls
    }
}

/// The heading of a row; lines below the first help and stand out less.
fn row_head(words: &str) -> String {
    match words.split_once('\n') {
        Some((head, help)) => {
            runs(head, "") + "<w:r><w:br/></w:r>" + &runs(help, r#"<w:rPr><w:b w:val="0"/></w:rPr>"#)
        }
        None => runs(words, ""),
    }
}

/// How many columns a place to answer has; nothing for words between.
fn columns(block: &Block) -> Option<usize> {
    match block {
        Block::Heading(_) | Block::Paragraph(_) => None,
        Block::Question(_) => Some(0),
        Block::Matrix(matrix) => Some(matrix.width()),
        Block::Grid(grid) => Some(grid.columns.len()),
    }
}

fn list(element: &str, words: &[Word]) -> String {
    let item = |(word, label): (&Word, String)| {
        format!(r#"<w:listItem w:displayText="{}" w:value="{}"/>"#, xml(&label), xml(&word.value))
    };
    let items: String = words.iter().zip(labels(words)).map(item).collect();
    format!("<w:{element}>{items}</w:{element}>")
}

/// A cell of a table; `fill` is the colour behind it, empty for none.
fn cell(style: &str, fill: &str, width: usize, inner: &str) -> String {
    let shade = match fill {
        "" => String::new(),
        fill => format!(r#"<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>"#),
    };
    format!(
        r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p></w:tc>"#
    )
}

/// Words as runs; line ends and tabs as Word writes them.
fn runs(words: &str, style: &str) -> String {
    let mut out = format!("<w:r>{style}");
    for (i, line) in words.split('\n').enumerate() {
        if i > 0 {
            out += "<w:br/>";
        }
        for (i, piece) in line.split('\t').enumerate() {
            if i > 0 {
                out += "<w:tab/>";
            }
            if !piece.is_empty() {
                let _ = write!(out, r#"<w:t xml:space="preserve">{}</w:t>"#, xml(piece));
            }
        }
    }
    out + "</w:r>"
}
