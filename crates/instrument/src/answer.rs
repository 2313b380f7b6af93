//! Answers: what a form posted becomes a value or is refused, and values are
//! kept as JSON text and shown as words.
//!
//! A field nobody touched is unanswered; a field somebody emptied is empty.
//! Neither is ever zero or "no".

use crate::model::label_of;
use crate::{Choice, Column, Field, Kind, Table};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Longest name of a table row, in characters.
const ROW_NAME_MAX: usize = 200;
/// Largest number that can be entered.
const NUMBER_MAX: u64 = 1_000_000_000;
/// Most municipalities in one answer; NRW has 396.
const MUNICIPALITIES_MAX: usize = 500;
/// Most rows in one table.
const ROWS_MAX: usize = 300;

/// The code of yes, in yes/no questions and ticked boxes.
pub const YES: &str = "ja";
/// The code of no.
pub const NO: &str = "nein";

/// What was answered in one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Words, one line or several.
    Text(String),
    /// A whole number.
    Number(u64),
    /// Why there is no number; neither of the reasons is zero (R-NOA-08).
    Absent(Absence),
    /// The code of one answer.
    Choice(String),
    /// Codes of several answers, or keys of municipalities.
    Many(Vec<String>),
    /// Ticked or not.
    Flag(bool),
    /// Rows of a table, each with one cell per column.
    Rows(Vec<Vec<Option<Value>>>),
}

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// It exists, but nobody asked knows it.
    Unknown,
    /// Nobody collects it.
    NotCollected,
}

impl Absence {
    /// Both, as they are offered.
    pub const ALL: [Self; 2] = [Self::Unknown, Self::NotCollected];

    /// The code, in forms and storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::NotCollected => "not_collected",
        }
    }

    /// The words, as people write and read them.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unknown => "unbekannt",
            Self::NotCollected => "nicht erhoben",
        }
    }

    /// The reason meant by a code or by words.
    pub fn from_code(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|absence| text == absence.code() || text == absence.words())
    }
}

/// Why an answer was refused. The sentence for people lives with the pages;
/// [`id`](Self::id) names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerError {
    /// Longer than the field allows.
    TooLong {
        /// Longest text, in characters.
        max: usize,
        /// Length of what was sent, in characters.
        length: usize,
    },
    /// Characters that cannot be seen or that turn the reading direction.
    ControlCharacters,
    /// Not a whole number from 0.
    NotANumber,
    /// Larger than any number asked for here.
    NumberTooLarge {
        /// The largest number.
        max: u64,
    },
    /// A number, and that there is none.
    NumberAndAbsence,
    /// A code that is none of the answers on offer.
    UnknownOption,
    /// More entries than the field takes.
    TooMany {
        /// The most entries.
        max: usize,
    },
    /// Table cells that do not make up whole rows.
    Malformed,
    /// A cell of a table was refused.
    Cell {
        /// The row, counted from 1.
        row: usize,
        /// The heading of the column.
        column: String,
        /// Why.
        error: Box<AnswerError>,
    },
}

/// A stored answer that does not have the shape its field expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredError(String);

/// Where the answer to a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody touched it.
    Unanswered,
    /// Somebody emptied it.
    Empty,
    /// It has a value.
    Answered,
}

/// An answer to an earlier version that no longer fits, kept as words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// The question as it was asked.
    pub label: String,
    /// The answer as it read.
    pub words: Vec<String>,
}

/// A passage taken over into an answer from what feeds it, beside what was typed there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What it says.
    pub words: String,
    /// The theme it is counted by; empty where none fits.
    pub topic: String,
}

/// The answers of one workbook, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    values: BTreeMap<String, Option<Value>>,
    taken: BTreeMap<String, Vec<Taken>>,
    earlier: BTreeMap<String, Earlier>,
}

impl Answers {
    /// No answers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Records what somebody left in a field; `None` empties it.
    pub fn set(&mut self, uid: impl Into<String>, value: Option<Value>) {
        self.values.insert(uid.into(), value);
    }

    /// The value of a field, if it has one.
    pub fn get(&self, uid: &str) -> Option<&Value> {
        self.values.get(uid)?.as_ref()
    }

    /// Untouched, emptied or answered.
    pub fn standing(&self, uid: &str) -> Standing {
        match self.values.get(uid) {
            None => Standing::Unanswered,
            Some(None) => Standing::Empty,
            Some(Some(_)) => Standing::Answered,
        }
    }

    /// Every touched field, by uid.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&Value>)> {
        self.values.iter().map(|(uid, value)| (uid.as_str(), value.as_ref()))
    }

    /// Adds a passage to a field.
    pub fn take(&mut self, uid: impl Into<String>, passage: Taken) {
        self.taken.entry(uid.into()).or_default().push(passage);
    }

    /// The passages taken over into a field, in their order.
    pub fn taken(&self, uid: &str) -> &[Taken] {
        self.taken.get(uid).map(Vec::as_slice).unwrap_or_default()
    }

    /// All fields that have passages, by uid.
    pub fn all_taken(&self) -> &BTreeMap<String, Vec<Taken>> {
        &self.taken
    }

    /// Keeps an answer to an earlier version, shown but not counted.
    pub fn keep_earlier(&mut self, uid: impl Into<String>, earlier: Earlier) {
        self.earlier.insert(uid.into(), earlier);
    }

    /// Answers to earlier versions that no longer fit, by the uid of their field,
    /// which may itself be gone.
    pub fn earlier(&self) -> &BTreeMap<String, Earlier> {
        &self.earlier
    }
}

impl FromIterator<(String, Option<Value>)> for Answers {
    fn from_iter<I: IntoIterator<Item = (String, Option<Value>)>>(pairs: I) -> Self {
        Self { values: pairs.into_iter().collect(), ..Self::default() }
    }
}

impl Field {
    /// Turns what a form posted under this field's name into a value; `Ok(None)`
    /// where the field was left empty. Texts are trimmed and their line ends made
    /// equal; of several posted texts the last counts. Cells of a table come row
    /// by row, one string per column, in the order of the columns.
    pub fn read(&self, raw: &[String]) -> Result<Option<Value>, AnswerError> {
        self.kind.read(raw)
    }

    /// The value as people read it: one entry per chosen answer or table row.
    pub fn words(&self, value: &Value) -> Vec<String> {
        self.kind.words(value)
    }

    /// The codes the evaluation can count: chosen answers, a number's digits, and
    /// suggestions taken over as a line of their own.
    pub(crate) fn codes(&self, value: &Value) -> Vec<String> {
        match value {
            Value::Text(text) => {
                let lines: Vec<String> = text.lines().map(|line| line.trim().to_lowercase()).collect();
                let taken = |s: &&Choice| lines.contains(&s.label.to_lowercase());
                self.suggestions.iter().filter(taken).map(|s| s.value.clone()).collect()
            }
            Value::Number(number) => vec![number.to_string()],
            Value::Choice(code) => vec![code.clone()],
            Value::Many(codes) => codes.clone(),
            Value::Flag(ticked) => vec![if *ticked { YES } else { NO }.to_owned()],
            Value::Absent(_) | Value::Rows(_) => Vec::new(),
        }
    }
}

impl Kind {
    /// See [`Field::read`].
    ///
    /// # Errors
    /// When the answer does not fit.
    pub fn read(&self, raw: &[String]) -> Result<Option<Value>, AnswerError> {
        let last = raw.last().map_or("", String::as_str);
        match self {
            Self::Line { max } => Ok(read_text(last, *max, false)?.map(Value::Text)),
            Self::Text { max } => Ok(read_text(last, *max, true)?.map(Value::Text)),
            Self::Number => read_number_or_absence(raw),
            Self::Choice(choices) => {
                let code = last.trim();
                if code.is_empty() {
                    return Ok(None);
                }
                one_of(choices, code)?;
                Ok(Some(Value::Choice(code.to_owned())))
            }
            Self::Many(choices) => {
                let codes = filled(raw);
                for code in &codes {
                    one_of(choices, code)?;
                }
                let chosen = choices.iter().filter(|c| codes.contains(&c.value.as_str()));
                Ok(many(chosen.map(|c| c.value.clone()).collect()))
            }
            Self::Municipalities => {
                let mut keys = filled(raw);
                keys.sort_unstable();
                keys.dedup();
                if keys.len() > MUNICIPALITIES_MAX {
                    return Err(AnswerError::TooMany { max: MUNICIPALITIES_MAX });
                }
                if keys.iter().any(|key| !is_municipality_key(key)) {
                    return Err(AnswerError::UnknownOption);
                }
                Ok(many(keys.into_iter().map(str::to_owned).collect()))
            }
            Self::Flag { .. } => match last.trim() {
                "" => Ok(None),
                YES | "on" | "true" | "1" => Ok(Some(Value::Flag(true))),
                NO | "off" | "false" | "0" => Ok(Some(Value::Flag(false))),
                _ => Err(AnswerError::UnknownOption),
            },
            Self::RowName { rows, free } => {
                let name = read_text(last, ROW_NAME_MAX, false)?;
                match name {
                    Some(name) if *free || label_of(rows, &name).is_some() => Ok(Some(Value::Text(name))),
                    Some(_) => Err(AnswerError::UnknownOption),
                    None => Ok(None),
                }
            }
            Self::Rows(table) => table.read(raw),
        }
    }

    /// See [`Field::words`].
    pub fn words(&self, value: &Value) -> Vec<String> {
        match (self, value) {
            (Self::RowName { rows, .. }, Value::Text(name)) => {
                vec![label_of(rows, name).unwrap_or(name).to_owned()]
            }
            (Self::Choice(choices), Value::Choice(code)) => {
                vec![label_of(choices, code).unwrap_or(code).to_owned()]
            }
            (Self::Many(choices), Value::Many(codes)) => {
                codes.iter().map(|code| label_of(choices, code).unwrap_or(code).to_owned()).collect()
            }
            (Self::Flag { yes, no }, Value::Flag(ticked)) => vec![if *ticked { yes } else { no }.clone()],
            (Self::Rows(table), Value::Rows(rows)) => rows.iter().map(|row| table.row_words(row)).collect(),
            (_, value) => value.plain_words(),
        }
    }

    /// Whether the value could have been given here.
    pub(crate) fn accepts(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Line { max }, Value::Text(text)) => !text.contains('\n') && text.chars().count() <= *max,
            (Self::Text { max }, Value::Text(text)) => text.chars().count() <= *max,
            (Self::Number, Value::Number(_) | Value::Absent(_)) | (Self::Flag { .. }, Value::Flag(_)) => true,
            (Self::Choice(choices), Value::Choice(code)) => label_of(choices, code).is_some(),
            (Self::Many(choices), Value::Many(codes)) => {
                codes.iter().all(|code| label_of(choices, code).is_some())
            }
            (Self::Municipalities, Value::Many(keys)) => keys.iter().all(|key| is_municipality_key(key)),
            (Self::RowName { rows, free }, Value::Text(name)) => *free || label_of(rows, name).is_some(),
            (Self::Rows(table), Value::Rows(rows)) => rows.iter().all(|row| table.accepts(row)),
            _ => false,
        }
    }
}

impl Table {
    fn read(&self, raw: &[String]) -> Result<Option<Value>, AnswerError> {
        let width = self.columns.len();
        if raw.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(None);
        }
        if !raw.len().is_multiple_of(width) {
            return Err(AnswerError::Malformed);
        }
        if raw.len() / width > ROWS_MAX {
            return Err(AnswerError::TooMany { max: ROWS_MAX });
        }
        let mut rows = Vec::new();
        for (at, cells) in raw.chunks(width).enumerate() {
            let row = self.read_row(cells).map_err(|(column, error)| AnswerError::Cell {
                row: at + 1,
                column: column.label.clone(),
                error: Box::new(error),
            })?;
            if self.says_something(&row) {
                rows.push(row);
            }
        }
        Ok((!rows.is_empty()).then_some(Value::Rows(rows)))
    }

    fn read_row(&self, cells: &[String]) -> Result<Vec<Option<Value>>, (&Column, AnswerError)> {
        let mut row = Vec::with_capacity(cells.len());
        for (column, cell) in self.columns.iter().zip(cells) {
            let kind = column.kind.as_ref().ok_or((column, AnswerError::Malformed))?;
            row.push(kind.read(std::slice::from_ref(cell)).map_err(|error| (column, error))?);
        }
        Ok(row)
    }

    /// Whether a row says more than the name the form gave it. A name of one's own says
    /// something by itself.
    pub fn says_something(&self, row: &[Option<Value>]) -> bool {
        self.columns.iter().zip(row).any(|(column, cell)| match (&column.kind, cell) {
            (_, None) => false,
            (Some(Kind::RowName { rows, free }), Some(Value::Text(name))) => {
                *free && label_of(rows, name).is_none()
            }
            _ => true,
        })
    }

    fn row_words(&self, row: &[Option<Value>]) -> String {
        let cell = |(column, cell): (&Column, &Option<Value>)| {
            let words = column.kind.as_ref()?.words(cell.as_ref()?);
            Some(format!("{}: {}", column.label, words.join(", ")))
        };
        self.columns.iter().zip(row).filter_map(cell).collect::<Vec<_>>().join(" | ")
    }

    fn accepts(&self, row: &[Option<Value>]) -> bool {
        row.len() == self.columns.len() && self.keep_fitting(row) == row
    }

    /// The row without the cells that could not have been given here.
    pub(crate) fn keep_fitting(&self, row: &[Option<Value>]) -> Vec<Option<Value>> {
        let fits =
            |column: &Column, value: &Value| column.kind.as_ref().is_some_and(|kind| kind.accepts(value));
        let cell =
            |(column, cell): (&Column, &Option<Value>)| cell.clone().filter(|value| fits(column, value));
        self.columns.iter().zip(row).map(cell).collect()
    }
}

impl Value {
    /// Reads a number, or why there is none, as any field that asks for a figure does.
    pub fn read_number(raw: &[String]) -> Result<Option<Self>, AnswerError> {
        read_number_or_absence(raw)
    }

    /// The value as JSON text, for storage.
    pub fn to_stored(&self) -> String {
        serde_json::json!(self).to_string()
    }

    /// Reads back what [`to_stored`](Self::to_stored) wrote for a field of this
    /// kind. Only the shape is judged: a code that a newer version dropped is
    /// still read.
    pub fn from_stored(kind: &Kind, stored: &str) -> Result<Self, StoredError> {
        let json = serde_json::from_str(stored).map_err(|e| StoredError(e.to_string()))?;
        Self::from_json(kind, json)
            .ok_or_else(|| StoredError("the stored answer does not fit the type of its field".to_owned()))
    }

    /// The value without the words of its field, where that is not at hand.
    pub(crate) fn plain_words(&self) -> Vec<String> {
        match self {
            Self::Text(text) | Self::Choice(text) => vec![text.clone()],
            Self::Number(number) => vec![number.to_string()],
            Self::Absent(absence) => vec![absence.words().to_owned()],
            Self::Many(codes) => codes.clone(),
            Self::Flag(ticked) => vec![if *ticked { YES } else { NO }.to_owned()],
            Self::Rows(rows) => {
                let words =
                    |row: &Vec<Option<Self>>| row.iter().flatten().flat_map(Self::plain_words).collect();
                rows.iter().map(words).map(|cells: Vec<String>| cells.join(" | ")).collect()
            }
        }
    }

    fn from_json(kind: &Kind, json: serde_json::Value) -> Option<Self> {
        use serde_json::Value as Json;
        match (kind, json) {
            (Kind::Line { .. } | Kind::Text { .. } | Kind::RowName { .. }, Json::String(text)) => {
                Some(Self::Text(text))
            }
            (Kind::Number, Json::Number(number)) => number.as_u64().map(Self::Number),
            (Kind::Number, Json::String(code)) => Absence::from_code(&code).map(Self::Absent),
            (Kind::Choice(_), Json::String(code)) => Some(Self::Choice(code)),
            (Kind::Many(_) | Kind::Municipalities, json @ Json::Array(_)) => {
                serde_json::from_value(json).ok().map(Self::Many)
            }
            (Kind::Flag { .. }, Json::Bool(ticked)) => Some(Self::Flag(ticked)),
            (Kind::Rows(table), Json::Array(rows)) => {
                rows.into_iter().map(|row| row_from_json(table, row)).collect::<Option<_>>().map(Self::Rows)
            }
            _ => None,
        }
    }
}

fn row_from_json(table: &Table, row: serde_json::Value) -> Option<Vec<Option<Value>>> {
    let serde_json::Value::Array(cells) = row else { return None };
    if cells.len() != table.columns.len() {
        return None;
    }
    let cell = |(column, cell): (&Column, serde_json::Value)| match cell {
        serde_json::Value::Null => Some(None),
        cell => Value::from_json(column.kind.as_ref()?, cell).map(Some),
    };
    table.columns.iter().zip(cells).map(cell).collect()
}

impl AnswerError {
    /// The name of the sentence that tells people.
    pub fn id(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "answer-too-long",
            Self::ControlCharacters => "answer-control-characters",
            Self::NotANumber => "answer-not-a-number",
            Self::NumberTooLarge { .. } => "answer-number-too-large",
            Self::NumberAndAbsence => "answer-number-and-absence",
            Self::UnknownOption => "answer-unknown-option",
            Self::TooMany { .. } => "answer-too-many",
            Self::Malformed => "answer-malformed",
            Self::Cell { error, .. } => error.id(),
        }
    }

    /// What the sentence needs: the limit (`max`) and the length sent (`length`).
    pub fn numbers(&self) -> Vec<(&'static str, u64)> {
        match self {
            Self::TooLong { max, length } => vec![("max", *max as u64), ("length", *length as u64)],
            Self::NumberTooLarge { max } => vec![("max", *max)],
            Self::TooMany { max } => vec![("max", *max as u64)],
            Self::Cell { error, .. } => error.numbers(),
            Self::ControlCharacters
            | Self::NotANumber
            | Self::NumberAndAbsence
            | Self::UnknownOption
            | Self::Malformed => Vec::new(),
        }
    }

    /// In which row (counted from 1) and column of a table.
    pub fn place(&self) -> Option<(usize, &str)> {
        match self {
            Self::Cell { row, column, .. } => Some((*row, column)),
            _ => None,
        }
    }
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl std::error::Error for AnswerError {}

impl fmt::Display for StoredError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoredError {}

/// Trims, makes line ends equal and refuses what cannot be seen. Word's soft line
/// break (U+000B) and Unicode's line separators count as line ends, since people
/// paste from there. In a single line, line ends and tabs become spaces.
fn read_text(raw: &str, max: usize, several_lines: bool) -> Result<Option<String>, AnswerError> {
    let mut text = raw.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{2028}', '\u{2029}'], "\n");
    if !several_lines {
        text = text.replace(['\n', '\t'], " ");
    }
    let text = text.trim();
    if text.chars().any(is_hidden) {
        return Err(AnswerError::ControlCharacters);
    }
    let length = text.chars().count();
    if length > max {
        return Err(AnswerError::TooLong { max, length });
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// Control characters, the embeddings, overrides and isolates that turn the reading
/// direction, and what no office file can hold. Plain direction marks stay: Arabic
/// names need them.
fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A whole number, or why there is none. A form posts both controls; only one may say something.
fn read_number_or_absence(raw: &[String]) -> Result<Option<Value>, AnswerError> {
    let given = filled(raw);
    let absence = given.iter().find_map(|text| Absence::from_code(text));
    let typed = given.iter().rev().find(|text| Absence::from_code(text).is_none());
    match (typed, absence) {
        (Some(_), Some(_)) => Err(AnswerError::NumberAndAbsence),
        (Some(typed), None) => Ok(read_number(typed)?.map(Value::Number)),
        (None, absence) => Ok(absence.map(Value::Absent)),
    }
}

/// A whole number, also with German thousands marks: `1.250` or `1 250`.
fn read_number(raw: &str) -> Result<Option<u64>, AnswerError> {
    let raw = raw.trim();
    if raw.is_empty() {
        return Ok(None);
    }
    let groups: Vec<&str> = raw.split(['.', ' ', '\u{a0}', '\u{202f}']).collect();
    let digits_only = groups.iter().all(|g| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit()));
    let well_grouped =
        groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|g| g.len() == 3));
    if !digits_only || !well_grouped {
        return Err(AnswerError::NotANumber);
    }
    match groups.concat().parse() {
        Ok(number) if number <= NUMBER_MAX => Ok(Some(number)),
        _ => Err(AnswerError::NumberTooLarge { max: NUMBER_MAX }),
    }
}

fn one_of(choices: &[Choice], code: &str) -> Result<(), AnswerError> {
    label_of(choices, code).map(|_| ()).ok_or(AnswerError::UnknownOption)
}

fn filled(raw: &[String]) -> Vec<&str> {
    raw.iter().map(|code| code.trim()).filter(|code| !code.is_empty()).collect()
}

fn many(codes: Vec<String>) -> Option<Value> {
    (!codes.is_empty()).then_some(Value::Many(codes))
}

fn is_municipality_key(key: &str) -> bool {
    key.len() == 8 && key.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: &Kind, raw: &str) -> Result<Option<Value>, AnswerError> {
        kind.read(&[raw.to_owned()])
    }

    fn text(words: &str) -> Value {
        Value::Text(words.to_owned())
    }

    fn choices() -> Vec<Choice> {
        let choice = |value: &str| Choice { value: value.to_owned(), label: value.to_uppercase() };
        vec![choice("a"), choice("b"), choice("c")]
    }

    #[test]
    fn a_text_is_trimmed_and_its_line_ends_are_made_equal() {
        assert_eq!(
            read(&Kind::Text { max: 20 }, "  eins\r\nzwei\rdrei\u{b}vier \n"),
            Ok(Some(text("eins\nzwei\ndrei\nvier")))
        );
        assert_eq!(read(&Kind::Line { max: 20 }, " eins\r\nzwei\tdrei "), Ok(Some(text("eins zwei drei"))));
        assert_eq!(read(&Kind::Text { max: 20 }, " \r\n "), Ok(None));
        assert_eq!(Kind::Text { max: 20 }.read(&[]), Ok(None));
    }

    #[test]
    fn an_over_long_text_is_told_how_long_it_may_be() {
        let max = Kind::Line { max: 4 };
        assert_eq!(read(&max, " äöüß "), Ok(Some(text("äöüß"))));
        let error = read(&max, "äöüß!").expect_err("five characters");
        assert_eq!((error.id(), error.numbers()), ("answer-too-long", vec![("max", 4), ("length", 5)]));
    }

    #[test]
    fn characters_that_hide_or_turn_text_are_refused() {
        for hidden in [
            "a\0b",
            "a\u{ffff}b",
            "a\u{1b}[31m",
            "a\u{202e}b",
            "a\u{2066}b\u{2069}",
            "a\u{7f}",
            "a\u{85}b",
            "a\u{feff}b",
        ] {
            assert_eq!(
                read(&Kind::Text { max: 99 }, hidden),
                Err(AnswerError::ControlCharacters),
                "{hidden:?}"
            );
        }
        assert_eq!(read(&Kind::Text { max: 99 }, "Wort\tWort\u{200f}"), Ok(Some(text("Wort\tWort\u{200f}"))));
    }

    #[test]
    fn numbers_are_whole_and_may_carry_german_thousands_marks() {
        for (raw, number) in [("0", 0), (" 12 ", 12), ("1.250", 1250), ("1 250 000", 1_250_000), ("007", 7)] {
            assert_eq!(read(&Kind::Number, raw), Ok(Some(Value::Number(number))), "{raw}");
        }
        for raw in ["1,5", "1.5", "-1", "12 Personen", "1..000", ".", "1.25.000", "٣", "1e3", "1234.567"] {
            assert_eq!(read(&Kind::Number, raw), Err(AnswerError::NotANumber), "{raw}");
        }
        for (raw, absence) in [
            ("unbekannt", Absence::Unknown),
            ("not_collected", Absence::NotCollected),
            (" Nicht erhoben ", Absence::NotCollected),
        ] {
            assert_eq!(read(&Kind::Number, raw), Ok(Some(Value::Absent(absence))), "{raw}");
        }
        let both = ["12".to_owned(), "unknown".to_owned()];
        assert_eq!(Kind::Number.read(&both), Err(AnswerError::NumberAndAbsence));
        let large = read(&Kind::Number, "99999999999999999999999").expect_err("too large");
        assert_eq!(large.id(), "answer-number-too-large");
        assert_eq!(read(&Kind::Number, ""), Ok(None));
    }

    #[test]
    fn only_answers_on_offer_are_taken() {
        let one = Kind::Choice(choices());
        assert_eq!(read(&one, "b"), Ok(Some(Value::Choice("b".to_owned()))));
        assert_eq!(read(&one, "x"), Err(AnswerError::UnknownOption));
        let many = Kind::Many(choices());
        let raw = ["c", "", "a", "c"].map(str::to_owned);
        assert_eq!(many.read(&raw), Ok(Some(Value::Many(vec!["a".to_owned(), "c".to_owned()]))));
        assert_eq!(many.read(&["a".to_owned(), "x".to_owned()]), Err(AnswerError::UnknownOption));
        assert_eq!(many.read(&[]), Ok(None));
    }

    #[test]
    fn a_box_is_ticked_refused_or_untouched() {
        let flag = Kind::Flag { yes: "Ja".to_owned(), no: "Nein".to_owned() };
        assert_eq!(read(&flag, "on"), Ok(Some(Value::Flag(true))));
        assert_eq!(flag.read(&["nein".to_owned(), "ja".to_owned()]), Ok(Some(Value::Flag(true))));
        assert_eq!(read(&flag, "nein"), Ok(Some(Value::Flag(false))));
        assert_eq!(flag.read(&[]), Ok(None));
        assert_eq!(read(&flag, "vielleicht"), Err(AnswerError::UnknownOption));
    }

    #[test]
    fn municipalities_are_named_by_their_official_key() {
        let raw = ["05334002", "05111000", "05334002", ""].map(str::to_owned);
        let keys = Value::Many(vec!["05111000".to_owned(), "05334002".to_owned()]);
        assert_eq!(Kind::Municipalities.read(&raw), Ok(Some(keys)));
        assert_eq!(read(&Kind::Municipalities, "Aachen"), Err(AnswerError::UnknownOption));
        let flood: Vec<String> = (0..=MUNICIPALITIES_MAX).map(|n| format!("{n:08}")).collect();
        assert_eq!(Kind::Municipalities.read(&flood).expect_err("too many").id(), "answer-too-many");
    }

    #[test]
    fn a_stored_answer_of_another_shape_is_not_taken_for_one() {
        assert!(Value::from_stored(&Kind::Number, "\"12\"").is_err());
        assert!(Value::from_stored(&Kind::Number, "-1").is_err());
        assert!(Value::from_stored(&Kind::Text { max: 5 }, "kein JSON").is_err());
        // A code that is gone is still read: the next version keeps its words.
        let gone = Value::from_stored(&Kind::Choice(choices()), "\"x\"");
        assert_eq!(gone, Ok(Value::Choice("x".to_owned())));
    }
}
