//! What a returned form says, as answers to the fields of a working aid.

use super::forth::{MOST_ROWS, day_tag, is_asked, passages_tag, raw, source_tag};
use documents::Reading;
use instrument::{AnswerError, Field, Instrument, Item, Kind, Table, Value};

/// Most characters of a row's first words by which people find it.
const ROW_WORDS: usize = 60;

/// What came back for one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// The field.
    pub uid: String,
    /// What stood there, as a web form would post it.
    pub raw: Vec<String>,
    /// What it means for the field, or why it is refused. Of a table the cells that fit;
    /// rows with others stay, even where nothing else stands in them.
    pub value: Result<Option<Value>, AnswerError>,
    /// The cells of a table that do not fit.
    pub bad: Vec<BadCell>,
    /// Day and source as they stood beside a number or the one it belongs to; `None` where
    /// the form did not ask or the file lacks the places.
    pub origin: Option<(String, String)>,
}

/// A cell of a table that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCell {
    /// The row of the value, counted from 0.
    pub row: usize,
    /// The column, counted from 0.
    pub column: usize,
    /// The number by which people find the row.
    pub number: usize,
    /// The first words of the row; may be empty.
    pub named: String,
    /// The heading of the column.
    pub heading: String,
    /// What stood there.
    pub typed: String,
    /// Why it does not fit.
    pub fault: AnswerError,
}

/// A passage as it came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnedPassage {
    /// The field it stands in.
    pub field: String,
    /// What names it; empty for one that is new.
    pub code: String,
    /// What it says.
    pub words: String,
}

/// Judges everything a form says, in the order of the working aid. `items` must be
/// those the form was made of. Rows that say nothing but their given name are left out.
pub fn answers_from(reading: &Reading, aid: &Instrument, items: Option<&[String]>) -> Vec<Returned> {
    let returned = |field: &Field| {
        let posted = reading.answers.get(&field.uid)?;
        let origin = origin_of(reading, field);
        let uid = field.uid.clone();
        if let Kind::Rows(table) = &field.kind {
            let numbers = reading.rows.get(&field.uid).map_or(&[][..], Vec::as_slice);
            let rows = said_rows(table, posted, numbers);
            let raw = rows.iter().flat_map(|(_, cells)| *cells).cloned().collect();
            let (value, bad) = read_rows(table, &rows);
            return Some(Returned { uid, raw, value, bad, origin });
        }
        let raw = match &field.kind {
            Kind::Municipalities => keys(posted),
            _ => posted.clone(),
        };
        Some(Returned { value: field.read(&raw), uid, raw, bad: Vec::new(), origin })
    };
    fields_asked(aid, items).into_iter().filter_map(returned).collect()
}

/// The passages a form says, in the order of the working aid. Rows without words are left
/// out: what is emptied or deleted in a file stays.
pub fn passages_from(reading: &Reading, aid: &Instrument) -> Vec<ReturnedPassage> {
    let mut found = Vec::new();
    for field in fields_asked(aid, None) {
        let Some(cells) = reading.answers.get(&passages_tag(&field.uid)) else { continue };
        for row in cells.chunks(3) {
            let [code, words, _] = row else { continue };
            if !words.trim().is_empty() {
                let (code, words) = (code.trim().to_owned(), words.clone());
                found.push(ReturnedPassage { field: field.uid.clone(), code, words });
            }
        }
    }
    found
}

/// Whether what came back says what stands there already.
pub fn is_unchanged(field: &Field, current: Option<&Value>, returned: Option<&Value>) -> bool {
    match (&field.kind, current) {
        (Kind::Rows(table), Some(value)) => {
            let posted = raw(value);
            let said: Vec<String> =
                said_rows(table, &posted, &[]).into_iter().flat_map(|(_, cells)| cells).cloned().collect();
            field.read(&said).is_ok_and(|said| said.as_ref() == returned)
        }
        _ => current == returned,
    }
}

fn fields_asked<'a>(aid: &'a Instrument, items: Option<&[String]>) -> Vec<&'a Field> {
    let mut fields = Vec::new();
    let all = aid.sections.iter().flat_map(|section| &section.items);
    all.filter(|item| is_asked(items, item)).for_each(|item| gather(aid, item, &mut fields));
    fields
}

fn gather<'a>(aid: &'a Instrument, item: &'a Item, into: &mut Vec<&'a Field>) {
    into.extend(aid.fields_of(item));
    item.members.iter().for_each(|member| gather(aid, member, into));
}

fn origin_of(reading: &Reading, field: &Field) -> Option<(String, String)> {
    field.figure.as_ref()?;
    let row = field.split_of.as_ref().unwrap_or(&field.uid);
    let (day, source) = (reading.answers.get(&day_tag(row)), reading.answers.get(&source_tag(row)));
    if day.is_none() && source.is_none() {
        return None;
    }
    let words =
        |said: Option<&Vec<String>>| said.map(|said| said.join(" ").trim().to_owned()).unwrap_or_default();
    Some((words(day), words(source)))
}

fn keys(posted: &[String]) -> Vec<String> {
    let parts = posted.iter().flat_map(|text| text.split([' ', ',', ';', '\n', '\t', '\u{a0}']));
    parts.filter(|key| !key.is_empty()).map(str::to_owned).collect()
}

/// The rows that say something, each with the number by which people find it.
pub(super) fn said_rows<'p>(
    table: &Table,
    posted: &'p [String],
    numbers: &[usize],
) -> Vec<(usize, &'p [String])> {
    let is_given = |name: &str| table.rows.iter().any(|row| row.value == name);
    let says = |(_, row): &(usize, &[String])| {
        table.columns.iter().zip(*row).any(|(column, cell)| {
            let is_name = matches!(column.kind, Some(Kind::RowName { .. }));
            !(cell.trim().is_empty() || is_name && is_given(cell))
        })
    };
    let rows = posted.chunks(table.columns.len().max(1)).enumerate();
    rows.map(|(at, row)| (numbers.get(at).copied().unwrap_or(at + 1), row)).filter(says).collect()
}

pub(super) type Read = (Result<Option<Value>, AnswerError>, Vec<BadCell>);

/// Reads cell by cell: what fits is kept, what does not is named at its place.
pub(super) fn read_rows(table: &Table, rows: &[(usize, &[String])]) -> Read {
    if rows.len() > MOST_ROWS {
        return (Err(AnswerError::TooMany { max: MOST_ROWS }), Vec::new());
    }
    let (mut kept, mut bad) = (Vec::new(), Vec::new());
    for (number, cells) in rows {
        if cells.len() != table.columns.len() {
            return (Err(AnswerError::Malformed), Vec::new());
        }
        let before = bad.len();
        let mut row = Vec::with_capacity(cells.len());
        for (at, (column, cell)) in table.columns.iter().zip(*cells).enumerate() {
            let read = match &column.kind {
                Some(kind) => kind.read(std::slice::from_ref(cell)),
                None => Err(AnswerError::Malformed),
            };
            row.push(read.unwrap_or_else(|fault| {
                bad.push(BadCell {
                    row: kept.len(),
                    column: at,
                    number: *number,
                    named: named(table, cells, at),
                    heading: column.label.clone(),
                    typed: cell.clone(),
                    fault,
                });
                None
            }));
        }
        if bad.len() > before || table.says_something(&row) {
            kept.push(row);
        }
    }
    (Ok((!kept.is_empty()).then_some(Value::Rows(kept))), bad)
}

/// The first words of a row but for one column, as people read them.
fn named(table: &Table, cells: &[String], but: usize) -> String {
    let mut others = table
        .columns
        .iter()
        .zip(cells)
        .enumerate()
        .filter(|(at, (_, cell))| *at != but && !cell.trim().is_empty());
    let Some((_, (column, cell))) = others.next() else { return String::new() };
    let label = match &column.kind {
        Some(Kind::RowName { rows, .. }) => rows.iter().find(|row| row.value == *cell).map(|row| &row.label),
        Some(kind) => kind.choices().iter().find(|choice| choice.value == *cell).map(|choice| &choice.label),
        None => None,
    };
    let line = label.unwrap_or(cell).split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= ROW_WORDS {
        line
    } else {
        line.chars().take(ROW_WORDS - 1).chain(['…']).collect()
    }
}
