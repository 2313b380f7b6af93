//! A form as a workbook: a sheet of questions with one answer below the other, a
//! sheet per table, everything locked but the cells to fill in. The lock has no
//! password: it keeps from slipping, not from wanting.
//!
//! The first row of each sheet is hidden and carries tags; so does a hidden
//! column beside the questions.

use super::{
    Block, FillableKind, Form, Grid, Input, WriteError,
    slots::{PROPERTY, Places, holdable, labels, short, shown, slot_tag},
};
use crate::write_xlsx::{LONGEST_TEXT, day, sheet_name};
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook,
    Worksheet, XlsxError,
};
use std::collections::{HashMap, HashSet};

/// What stands in the hidden row above the answers and above their tags: for 0 the answers
/// themselves, from 1 on what is asked beside them.
pub fn above(beside: usize) -> (String, String) {
    match beside {
        0 => ("klappt:antwort".to_owned(), "klappt:feld".to_owned()),
        at => (format!("klappt:antwort-{at}"), format!("klappt:feld-{at}")),
    }
}

/// Stands beside an answer that was there before.
const KNOWN: &str = "Schon eingetragen.";
/// What a ticked box says.
const TICKED: &str = "ja";
/// The columns of the sheet of questions. What is asked beside answers follows them; then
/// come what helps and the tags.
const NUMBER: u16 = 0;
const WORDS: u16 = 1;
const ANSWER: u16 = 2;
/// About how many characters fit into a line of words, answers and help.
const WIDE: usize = 50;
/// Height of a line in points, and most lines of a row: the format ends at 409 points.
const LINE: f64 = 15.0;
const TALLEST: u8 = 27;
/// The sheet of the words to choose from; hidden.
const LISTS: &str = "Listen";

impl From<XlsxError> for WriteError {
    fn from(cause: XlsxError) -> Self {
        Self::Library(cause.to_string())
    }
}

/// Writes a form; the same form gives the same bytes.
pub fn to_form_xlsx(form: &Form) -> Result<Vec<u8>, WriteError> {
    Places::of(form)?;
    let mut book = Workbook::new();
    let properties = DocProperties::new().set_title(holdable(&form.title)).set_author("klappt");
    let properties = properties.set_custom_property(PROPERTY, form.key.written());
    book.set_properties(&properties.set_creation_datetime(&ExcelDateTime::from_ymd(1980, 1, 1)?));
    let beside = u16::try_from(form.beside().len()).unwrap_or_default();
    let mut writer = Writer { looks: Looks::new(), lists: Vec::new(), heights: HashMap::new(), beside };
    let mut names: HashSet<String> = HashSet::from(["fragen".to_owned(), LISTS.to_lowercase()]);
    writer.questions(book.add_worksheet(), form)?;
    for block in &form.blocks {
        if let Block::Grid(grid) = block {
            let sheet = book.add_worksheet();
            sheet.set_name(own_name(grid, &mut names))?;
            writer.grid(sheet, grid)?;
        }
    }
    writer.word_lists(book.add_worksheet())?;
    Ok(book.save_to_buffer()?)
}

/// The number of the question, which is short, made different where it comes again.
fn own_name(grid: &Grid, taken: &mut HashSet<String>) -> String {
    let wanted = sheet_name(if grid.number.is_empty() { &grid.label } else { &grid.number });
    let mut name = wanted.clone();
    let mut again = 2;
    while !taken.insert(name.to_lowercase()) {
        let beginning: String = wanted.chars().take(24).collect();
        name = format!("{beginning} ({again})");
        again += 1;
    }
    name
}

struct Looks {
    title: Format,
    head: Format,
    strong: Format,
    plain: Format,
    text: Format,
    number: Format,
    day: Format,
    fixed: Format,
    known: Known,
}

/// The looks of places in which something stands already.
struct Known {
    text: Format,
    number: Format,
    day: Format,
}

impl Looks {
    fn new() -> Self {
        let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let place =
            plain.clone().set_border(FormatBorder::Thin).set_background_color("#FFFBE6").set_unlocked();
        let known = place.clone().set_background_color("#DCE9F5");
        Self {
            title: plain.clone().set_bold().set_font_size(16),
            head: plain.clone().set_bold().set_background_color("#E5E5E5").set_border(FormatBorder::Thin),
            strong: plain.clone().set_bold(),
            text: place.clone().set_num_format("@"),
            number: place.clone().set_num_format("0"),
            day: place.set_num_format("dd.mm.yyyy"),
            fixed: plain.clone().set_border(FormatBorder::Thin),
            known: Known {
                text: known.clone().set_num_format("@"),
                number: known.clone().set_num_format("0"),
                day: known.set_num_format("dd.mm.yyyy"),
            },
            plain,
        }
    }

    fn of(&self, kind: &FillableKind, is_known: bool) -> &Format {
        match (kind, is_known) {
            (FillableKind::Number, false) => &self.number,
            (FillableKind::Day, false) => &self.day,
            (_, false) => &self.text,
            (FillableKind::Number, true) => &self.known.number,
            (FillableKind::Day, true) => &self.known.day,
            (_, true) => &self.known.text,
        }
    }
}

struct Writer {
    looks: Looks,
    /// The words to choose from, each list once.
    lists: Vec<Vec<String>>,
    /// How many lines the rows of the sheet are high, where more than one.
    heights: HashMap<u32, u8>,
    /// So many columns are asked beside answers.
    beside: u16,
}

impl Writer {
    /// The column of what helps.
    const fn help(&self) -> u16 {
        ANSWER + self.beside + 1
    }
    /// The column of tags of answers; from 1 on of what is asked beside them.
    const fn tag(&self, beside: u16) -> u16 {
        self.help() + 1 + beside
    }

    fn questions(&mut self, sheet: &mut Worksheet, form: &Form) -> Result<(), WriteError> {
        sheet.set_name("Fragen")?.set_landscape().set_print_fit_to_pages(1, 0);
        sheet.protect();
        for (column, width) in [(NUMBER, 9.0), (WORDS, 60.0), (ANSWER, 50.0), (self.help(), 50.0)] {
            sheet.set_column_width(column, width)?;
        }
        for (beside, width) in (1..=self.beside).zip([13.0, 30.0]) {
            sheet.set_column_width(ANSWER + beside, width)?;
        }
        for (at, beside) in (0..=self.beside).zip(0_usize..) {
            let (answers, tags) = above(beside);
            sheet.write_string(0, ANSWER + at, answers)?.write_string(0, self.tag(at), tags)?;
            sheet.set_column_hidden(self.tag(at))?;
        }
        sheet.set_row_hidden(0)?;
        sheet.write_string_with_format(1, WORDS, fitting(&form.title, "")?, &self.looks.title)?;
        self.fit(sheet, 1, &[(&form.title, WIDE / 2)], 2)?;
        let mut y = 2;
        for (head, words) in &form.about {
            sheet.write_string_with_format(y, WORDS, fitting(head, "")?, &self.looks.head)?;
            sheet.write_string_with_format(y, ANSWER, fitting(words, "")?, &self.looks.fixed)?;
            self.fit(sheet, y, &[(words, WIDE)], 1)?;
            y += 1;
        }
        for words in &form.lead {
            sheet.write_string_with_format(y, WORDS, fitting(words, "")?, &self.looks.plain)?;
            self.fit(sheet, y, &[(words, WIDE)], 1)?;
            y += 1;
        }
        let heads = [(NUMBER, "Nummer"), (WORDS, "Frage"), (ANSWER, "Antwort"), (self.help(), "Hinweis")];
        for (column, head) in heads.into_iter().chain((ANSWER + 1..).zip(form.beside())) {
            sheet.write_string_with_format(y, column, head, &self.looks.head)?;
        }
        y += 1;
        for block in &form.blocks {
            match block {
                Block::Heading(words) => {
                    sheet.write_string_with_format(y, WORDS, fitting(words, "")?, &self.looks.title)?;
                    self.fit(sheet, y, &[(words, WIDE / 2)], 2)?;
                    y += 1;
                }
                Block::Paragraph(words) => {
                    sheet.write_string_with_format(y, WORDS, fitting(words, "")?, &self.looks.plain)?;
                    self.fit(sheet, y, &[(words, WIDE)], 1)?;
                    y += 1;
                }
                Block::Question(question) => {
                    let helps = question.inputs.iter().filter(|input| input.label.is_empty());
                    let helps = question.help.iter().chain(helps.filter_map(|input| input.help.as_ref()));
                    let help = helps.map(String::as_str).collect::<Vec<_>>().join("\n");
                    // A place without words of its own stands beside the question.
                    let first = question.inputs.first().filter(|input| input.label.is_empty());
                    let first = first.filter(|input| !matches!(input.kind, FillableKind::Many(_)));
                    let is_known = first.is_some_and(|input| !input.value.is_empty());
                    let help = with_known(is_known, &help);
                    self.words(sheet, y, &question.number, &question.label, help.as_deref())?;
                    y += u32::from(first.is_none());
                    y = self.inputs(sheet, y, question.inputs.iter())?;
                }
                Block::Matrix(matrix) => {
                    self.words(sheet, y, &matrix.number, &matrix.label, matrix.help.as_deref())?;
                    // A number alone stands beside its question.
                    y += u32::from(!matrix.corner.is_empty());
                    y = self.inputs(sheet, y, matrix.inputs())?;
                }
                Block::Grid(grid) => {
                    self.words(
                        sheet,
                        y,
                        &grid.number,
                        &grid.label,
                        Some("Bitte im eigenen Tabellenblatt ausfüllen."),
                    )?;
                    y += 1;
                }
            }
        }
        Ok(())
    }

    /// Makes a row high enough for texts in columns of these widths, in characters;
    /// not every program does so by itself.
    fn fit(
        &mut self,
        sheet: &mut Worksheet,
        y: u32,
        texts: &[(&str, usize)],
        least: u8,
    ) -> Result<(), WriteError> {
        let lines_of = |line: &str, width: usize| line.chars().count() / width.max(1) + 1;
        let height = |(text, width): &(&str, usize)| {
            text.split('\n').map(|line| lines_of(line, *width)).sum::<usize>()
        };
        let lines = texts.iter().map(height).max().unwrap_or(1);
        let lines = u8::try_from(lines).unwrap_or(TALLEST).clamp(least, TALLEST);
        let known = self.heights.entry(y).or_insert(1);
        if lines > *known {
            *known = lines;
            sheet.set_row_height(y, f64::from(lines) * LINE)?;
        }
        Ok(())
    }

    fn words(
        &mut self,
        sheet: &mut Worksheet,
        y: u32,
        number: &str,
        label: &str,
        help: Option<&str>,
    ) -> Result<(), WriteError> {
        sheet.write_string_with_format(y, NUMBER, fitting(number, "")?, &self.looks.strong)?;
        sheet.write_string_with_format(y, WORDS, fitting(label, "")?, &self.looks.strong)?;
        if let Some(help) = help {
            sheet.write_string_with_format(y, self.help(), fitting(help, "")?, &self.looks.plain)?;
        }
        self.fit(sheet, y, &[(label, WIDE), (help.unwrap_or_default(), WIDE)], 1)
    }

    /// Gives the row below the last input.
    fn inputs<'i>(
        &mut self,
        sheet: &mut Worksheet,
        mut y: u32,
        inputs: impl Iterator<Item = &'i Input>,
    ) -> Result<u32, WriteError> {
        for input in inputs {
            let many = if let FillableKind::Many(words) = &input.kind { Some(words) } else { None };
            if !input.label.is_empty() {
                sheet.write_string_with_format(y, WORDS, fitting(&input.label, "")?, &self.looks.plain)?;
            }
            let own = input.help.as_deref().unwrap_or_default();
            let help = with_known(!input.value.is_empty() && many.is_none(), own);
            let help = help.as_deref().filter(|_| !input.label.is_empty());
            if let Some(help) = help {
                sheet.write_string_with_format(y, self.help(), fitting(help, "")?, &self.looks.plain)?;
            }
            self.fit(sheet, y, &[(&input.label, WIDE), (help.unwrap_or_default(), WIDE)], 1)?;
            let Some(words) = many else {
                let text = input.value.last().map_or("", String::as_str);
                sheet.write_string(y, self.tag(0), slot_tag(input, None))?;
                self.place(sheet, (y, ANSWER), &input.kind, text, &input.tag)?;
                for (beside, at) in input.beside.iter().zip(1..=self.beside) {
                    let text = beside.value.last().map_or("", String::as_str);
                    sheet.write_string(y, self.tag(at), slot_tag(beside, None))?;
                    self.place(sheet, (y, ANSWER + at), &beside.kind, text, &beside.tag)?;
                    self.fit(sheet, y, &[(text, WIDE / 2)], 1)?;
                }
                self.list(sheet, (y, ANSWER), y, &input.kind)?;
                self.fit(sheet, y, &[(text, WIDE)], if input.kind == FillableKind::Text { 3 } else { 1 })?;
                y += 1;
                continue;
            };
            y += u32::from(!input.label.is_empty());
            for (word, label) in words.iter().zip(labels(words)) {
                sheet.write_string_with_format(y, WORDS, fitting(&label, "")?, &self.looks.plain)?;
                sheet.write_string(y, self.tag(0), slot_tag(input, Some(word)))?;
                let text = if input.value.contains(&word.value) { TICKED } else { "" };
                self.place(sheet, (y, ANSWER), &FillableKind::Line, text, &input.tag)?;
                let words = DataValidation::new().allow_list_strings(&[TICKED])?;
                sheet.add_data_validation(y, ANSWER, y, ANSWER, &words)?;
                y += 1;
            }
        }
        Ok(y)
    }

    fn grid(&mut self, sheet: &mut Worksheet, grid: &Grid) -> Result<(), WriteError> {
        self.heights.clear();
        sheet.protect().set_landscape().set_print_fit_to_pages(1, 0);
        sheet.set_freeze_panes(2, 0)?.set_repeat_rows(1, 1)?;
        let last = u32::try_from(grid.rows.len()).unwrap_or_default() + 1;
        for (column, x) in grid.columns.iter().zip(0_u16..) {
            let head = match &column.help {
                Some(help) => format!("{}\n({help})", column.label),
                None => column.label.clone(),
            };
            sheet.write_string(0, x, short(&column.tag))?;
            sheet.write_string_with_format(1, x, fitting(&head, "")?, &self.looks.head)?;
            let width: u8 = match column.kind {
                FillableKind::Number | FillableKind::Day => 14,
                FillableKind::Text => 45,
                _ => 32,
            };
            sheet.set_column_width(x, f64::from(width))?;
            self.fit(sheet, 1, &[(&head, usize::from(width) * 3 / 4)], 1)?;
            if last >= 2 {
                self.list(sheet, (2, x), last, &column.kind)?;
            }
        }
        sheet.set_row_hidden(0)?;
        for (row, y) in grid.rows.iter().zip(2_u32..) {
            for ((cell, column), x) in row.iter().zip(&grid.columns).zip(0_u16..) {
                if cell.is_fixed {
                    let text = shown(&column.kind, &cell.value);
                    sheet.write_string_with_format(y, x, fitting(&text, &column.tag)?, &self.looks.fixed)?;
                } else {
                    self.place(sheet, (y, x), &column.kind, &cell.value, &column.tag)?;
                }
                self.fit(sheet, y, &[(&shown(&column.kind, &cell.value), 28)], 1)?;
            }
        }
        Ok(())
    }

    /// A cell to fill in.
    fn place(
        &self,
        sheet: &mut Worksheet,
        (y, x): (u32, u16),
        kind: &FillableKind,
        value: &str,
        tag: &str,
    ) -> Result<(), WriteError> {
        let look = self.looks.of(kind, !value.is_empty());
        match kind {
            _ if value.is_empty() => sheet.write_blank(y, x, look)?,
            FillableKind::Number => match value.parse::<u32>() {
                Ok(number) if number.to_string() == value => {
                    sheet.write_number_with_format(y, x, number, look)?
                }
                _ => sheet.write_string_with_format(y, x, fitting(value, tag)?, look)?,
            },
            FillableKind::Day => match day(value) {
                Some(day) => sheet.write_datetime_with_format(y, x, &day, look)?,
                None => sheet.write_string_with_format(y, x, fitting(value, tag)?, look)?,
            },
            _ => sheet.write_string_with_format(y, x, fitting(&shown(kind, value), tag)?, look)?,
        };
        Ok(())
    }

    /// Offers the words to choose from, from a cell down to a row.
    fn list(
        &mut self,
        sheet: &mut Worksheet,
        (y, x): (u32, u16),
        last: u32,
        kind: &FillableKind,
    ) -> Result<(), WriteError> {
        let (FillableKind::Choice(words) | FillableKind::Combo(words)) = kind else { return Ok(()) };
        if words.is_empty() {
            return Ok(());
        }
        let words = labels(words);
        let rows = words.len();
        let at = self.lists.iter().position(|list| *list == words).unwrap_or_else(|| {
            self.lists.push(words);
            self.lists.len() - 1
        });
        let column = rust_xlsxwriter::utility::column_number_to_name(u16::try_from(at).unwrap_or_default());
        let range = Formula::new(format!("={LISTS}!${column}$1:${column}${rows}"));
        let offer = DataValidation::new().allow_list_formula(range);
        let offer = offer.show_error_message(matches!(kind, FillableKind::Choice(_)));
        sheet.add_data_validation(y, x, last, x, &offer)?;
        Ok(())
    }

    fn word_lists(&self, sheet: &mut Worksheet) -> Result<(), WriteError> {
        sheet.set_name(LISTS)?.set_hidden(true).protect();
        for (list, x) in self.lists.iter().zip(0_u16..) {
            for (word, y) in list.iter().zip(0_u32..) {
                sheet.write_string(y, x, fitting(word, "")?)?;
            }
        }
        Ok(())
    }
}

/// What helps, and before it that the answer was there before.
fn with_known(is_known: bool, help: &str) -> Option<String> {
    let parts: Vec<&str> =
        [if is_known { KNOWN } else { "" }, help].into_iter().filter(|p| !p.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The text as a cell holds it, which has a limit.
fn fitting(text: &str, tag: &str) -> Result<String, WriteError> {
    if text.encode_utf16().count() > LONGEST_TEXT {
        return Err(WriteError::TooLong(tag.to_owned()));
    }
    Ok(holdable(text).into_owned())
}
