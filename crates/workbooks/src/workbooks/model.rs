//! A working copy as it is opened: the working aid, what was answered, and how
//! answers travel between forms, programs and storage. Pure.

use crate::figures::{Current, Series};
use crate::instruments::catalogue;
use crate::summary::Passage;
use base::{Instant, PersonId, WorkbookId};
use instrument::{AnswerError, Answers, Bound, BoundValues, Field, Instrument, Item, Kind, NO, Value, YES};
use std::collections::BTreeMap;
use uuid::Uuid;
use web::BoundValue;

/// An alliance's working copy of one working aid, as it stands.
#[derive(Clone, Debug)]
pub struct Workbook {
    /// The working aid, in the version the copy is in.
    pub instrument: &'static Instrument,
    /// The copy's key; `None` as long as nothing was saved.
    pub id: Option<WorkbookId>,
    /// What was answered so far.
    pub answers: Answers,
    /// The rows behind the answers, by field.
    pub rows: BTreeMap<String, Stored>,
    /// The figures behind answers that are stored as such, by field.
    pub figures: BTreeMap<String, Current>,
    /// The official key of the place they count in.
    pub place: String,
    /// The passages taken over into answers, in their order.
    pub passages: Vec<Passage>,
}

/// The row behind one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Names the answer in the history.
    pub id: Uuid,
    /// The answer as JSON; `None` when somebody emptied the field.
    pub value: Option<String>,
    /// Guards against lost updates; 0 stands for a field nobody touched.
    pub version: i64,
    /// When it was last changed.
    pub changed_at: Instant,
    /// Who changed it; `None` for the machine.
    pub changed_by: Option<PersonId>,
}

impl Stored {
    /// A figure, as the field's answer. Its version is that of the series.
    pub fn of_figure(current: &Current) -> Self {
        let entry = &current.entry;
        Self {
            id: entry.id,
            value: entry.value.as_ref().map(Value::to_stored),
            version: current.version,
            changed_at: entry.recorded_at,
            changed_by: entry.recorded_by,
        }
    }
    /// The same, from the whole series; `None` where nothing was entered.
    pub fn of_series(place: &str, key: &str, series: &Series) -> Option<Self> {
        let last = series.current().or_else(|| series.entries().first().copied())?.clone();
        let (place, key) = (place.to_owned(), key.to_owned());
        Some(Self::of_figure(&Current { place, key, entry: last, version: series.version() }))
    }
}

impl Workbook {
    /// The version of a field's answer; 0 for a field nobody touched.
    pub fn version_of(&self, uid: &str) -> i64 {
        self.rows.get(uid).map_or(0, |row| row.version)
    }
    /// A field's answer as it is stored.
    pub fn stored(&self, uid: &str) -> Option<&str> {
        self.rows.get(uid)?.value.as_deref()
    }
    /// The latest change to any answer.
    pub fn last_change(&self) -> Option<&Stored> {
        self.rows.values().max_by_key(|row| row.changed_at)
    }
}

/// What other contexts bring in, as the engine takes it.
pub fn bound_values(brought: BTreeMap<String, BoundValue>) -> BoundValues {
    brought.into_iter().map(|(key, b)| (key, Bound { values: b.values, text: b.text })).collect()
}

/// What a form posted for a field, ready to be read: the field's values, ticked
/// suggestions as lines of the text, cells of a table row by row. `None` when
/// nothing was posted for it at all: a field left empty is posted as empty.
pub fn posted(field: &Field, pairs: &[(String, String)]) -> Option<Vec<String>> {
    let own = |name: &str| match field.kind {
        Kind::Rows(_) => name.starts_with("cell-"),
        Kind::Text { .. } => name == "value" || name == "suggestion",
        Kind::Number => name == "value" || name == "absence",
        _ => name == "value",
    };
    let values: Vec<&str> = pairs.iter().filter(|(name, _)| own(name)).map(|(_, v)| v.as_str()).collect();
    if values.is_empty() {
        return None;
    }
    let offered = !field.suggestions.is_empty() || pairs.iter().any(|(name, _)| name == "suggestion");
    if !offered || !matches!(field.kind, Kind::Text { .. }) {
        return Some(values.into_iter().map(str::to_owned).collect());
    }
    let lines: Vec<&str> = values.into_iter().filter(|v| !v.trim().is_empty()).collect();
    Some(vec![lines.join("\n")])
}

/// A value as a form would post it: the inverse of [`Field::read`].
pub fn as_posted(value: Option<&Value>) -> Vec<String> {
    match value {
        None => vec![String::new()],
        Some(Value::Rows(rows)) => rows.iter().flatten().map(|cell| one_line(cell.as_ref())).collect(),
        Some(Value::Many(codes)) => codes.clone(),
        Some(one) => vec![one_line(Some(one))],
    }
}

fn one_line(value: Option<&Value>) -> String {
    match value {
        Some(Value::Text(text) | Value::Choice(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Absent(absence)) => absence.code().to_owned(),
        Some(Value::Flag(ticked)) => if *ticked { YES } else { NO }.to_owned(),
        Some(Value::Many(_) | Value::Rows(_)) | None => String::new(),
    }
}

/// Reads an answer kept as JSON text, judged anew as if it had been typed;
/// an empty text empties the field.
pub fn read_stored(field: &Field, stored: &str) -> Result<Option<Value>, AnswerError> {
    if stored.is_empty() {
        return Ok(None);
    }
    let value = Value::from_stored(&field.kind, stored).map_err(|_| AnswerError::Malformed)?;
    field.read(&as_posted(Some(&value)))
}

/// Reads an answer as programs send it: text, number, truth value, list of codes
/// or list of rows; nothing empties the field.
pub fn read_json(field: &Field, json: &serde_json::Value) -> Result<Option<Value>, AnswerError> {
    use serde_json::Value as Json;
    let raw = match json {
        Json::Array(rows) if matches!(field.kind, Kind::Rows(_)) => cells(field, rows)?,
        Json::Array(codes) if matches!(field.kind, Kind::Many(_) | Kind::Municipalities) => {
            codes.iter().map(scalar).collect::<Option<_>>().ok_or(AnswerError::Malformed)?
        }
        one => vec![scalar(one).ok_or(AnswerError::Malformed)?],
    };
    field.read(&raw)
}

fn cells(field: &Field, rows: &[serde_json::Value]) -> Result<Vec<String>, AnswerError> {
    let Kind::Rows(table) = &field.kind else { return Err(AnswerError::Malformed) };
    let mut raw = Vec::new();
    for row in rows {
        let row =
            row.as_array().filter(|row| row.len() == table.columns.len()).ok_or(AnswerError::Malformed)?;
        for cell in row {
            raw.push(scalar(cell).ok_or(AnswerError::Malformed)?);
        }
    }
    Ok(raw)
}

fn scalar(json: &serde_json::Value) -> Option<String> {
    use serde_json::Value as Json;
    match json {
        Json::Null => Some(String::new()),
        Json::Bool(ticked) => Some(if *ticked { YES } else { NO }.to_owned()),
        Json::Number(number) => Some(number.to_string()),
        Json::String(text) => Some(text.clone()),
        Json::Array(_) | Json::Object(_) => None,
    }
}

/// A number as it is repeated beside its splits.
pub fn total_words(workbook: &Workbook, field: &Field) -> String {
    let value = workbook.answers.get(&field.uid);
    value.map_or_else(|| "–".to_owned(), |value| field.words(value).join(" "))
}

/// Whether a question is this one or has it as a part.
pub fn holds(item: &Item, uid: &str) -> bool {
    item.uid == uid || item.members.iter().any(|member| holds(member, uid))
}

/// The section in which a field, question or section stands.
pub fn section_of<'a>(instrument: &'a Instrument, uid: &str) -> Option<&'a instrument::Section> {
    let by_field = instrument.field(uid).map(|field| field.section.as_str());
    let found = |section: &&instrument::Section| {
        section.uid == uid
            || by_field == Some(section.uid.as_str())
            || section.items.iter().any(|item| holds(item, uid))
    };
    instrument.sections.iter().find(found)
}

/// Where a question stands below its working copy, `base`; the working copy itself where
/// it stands in no section.
pub fn question_at(instrument: &Instrument, base: &str, uid: &str) -> String {
    section_of(instrument, uid).map_or_else(|| base.to_owned(), |s| format!("{base}/{}#q-{uid}", s.uid))
}

/// A question with the number printed at it or above it.
pub fn question_words(instrument: &Instrument, item: &Item) -> String {
    let number = instrument.numbered(&item.uid).and_then(|item| item.id.clone()).unwrap_or_default();
    format!("{number} {}", item.label).trim().to_owned()
}

/// A question as the newest version of a working aid asks it, in words; `None` where it
/// does not any more.
pub fn question_now(instrument: &str, item: &str) -> Option<String> {
    let aid = catalogue().latest(instrument)?;
    Some(question_words(aid, aid.item(item)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use instrument::{Choice, Column, ItemType, Table};
    use serde_json::json;

    fn choice(value: &str) -> Choice {
        Choice { value: value.into(), label: value.to_uppercase() }
    }

    fn field(kind: Kind) -> Field {
        Field {
            uid: "P.x".into(),
            item: "P.x".into(),
            section: "P".into(),
            label: "X?".into(),
            help: None,
            kind,
            suggestions: Vec::new(),
            shared: false,
            personal: false,
            conditions: Vec::new(),
            figure: None,
            split_of: None,
            outside_total: false,
        }
    }

    fn column(key: &str, kind: Kind) -> Column {
        Column {
            uid: format!("P.x.{key}"),
            key: key.into(),
            label: key.into(),
            help: None,
            item_type: ItemType::TextShort,
            kind: Some(kind),
            shared: false,
            personal: false,
            reconstructed: false,
            optional: false,
            condition: None,
        }
    }

    fn table() -> Field {
        let columns = vec![column("ort", Kind::Line { max: 9 }), column("zahl", Kind::Number)];
        field(Kind::Rows(Table { columns, rows: Vec::new(), free_rows: true }))
    }

    fn every_kind() -> Vec<(Field, Vec<&'static str>)> {
        vec![
            (field(Kind::Line { max: 9 }), vec!["a b"]),
            (field(Kind::Text { max: 9 }), vec!["a\nb"]),
            (field(Kind::Number), vec!["1.250"]),
            (field(Kind::Choice(vec![choice("a"), choice("b")])), vec!["b"]),
            (field(Kind::Many(vec![choice("a"), choice("b")])), vec!["b", "a"]),
            (field(Kind::Flag { yes: "an".into(), no: "aus".into() }), vec!["ja"]),
            (table(), vec!["Park", "3", "", "4"]),
        ]
    }

    #[test]
    fn a_stored_answer_reads_back_as_it_was_typed() {
        for (field, typed) in every_kind() {
            let typed: Vec<String> = typed.into_iter().map(str::to_owned).collect();
            let value = field.read(&typed).expect("sound").expect("answered");
            let stored = value.to_stored();
            assert_eq!(read_stored(&field, &stored), Ok(Some(value.clone())), "{stored}");
            let json = serde_json::from_str(&stored).expect("JSON");
            assert_eq!(read_json(&field, &json), Ok(Some(value)), "{stored}");
        }
    }

    #[test]
    fn nothing_empties_a_field_of_any_kind() {
        for (field, _) in every_kind() {
            assert_eq!(read_stored(&field, ""), Ok(None));
            assert_eq!(read_json(&field, &json!(null)), Ok(None));
            assert_eq!(field.read(&as_posted(None)), Ok(None));
        }
    }

    #[test]
    fn a_program_cannot_send_what_a_form_could_not() {
        let (line, table) = (field(Kind::Line { max: 3 }), table());
        assert_eq!(read_json(&line, &json!({"a": 1})), Err(AnswerError::Malformed));
        assert_eq!(read_json(&line, &json!(["a"])), Err(AnswerError::Malformed));
        assert_eq!(read_json(&line, &json!("lang")), Err(AnswerError::TooLong { max: 3, length: 4 }));
        assert_eq!(read_json(&table, &json!([["Park"]])), Err(AnswerError::Malformed));
        assert_eq!(read_json(&field(Kind::Number), &json!(-1)), Err(AnswerError::NotANumber));
        assert_eq!(read_stored(&line, "{"), Err(AnswerError::Malformed));
        assert_eq!(read_stored(&line, "\"lang\""), Err(AnswerError::TooLong { max: 3, length: 4 }));
    }

    #[test]
    fn ticked_suggestions_become_lines_of_the_text() {
        let mut field = field(Kind::Text { max: 99 });
        field.suggestions = vec![choice("gruen")];
        let post = |pairs: &[(&str, &str)]| {
            let pairs: Vec<_> = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            posted(&field, &pairs)
        };
        let typed = post(&[("version", "1"), ("suggestion", "GRUEN"), ("value", "eigenes")]);
        assert_eq!(typed, Some(vec!["GRUEN\neigenes".to_owned()]));
        assert_eq!(post(&[("value", " ")]), Some(vec![String::new()]));
        assert_eq!(post(&[("version", "1")]), None);
        field.suggestions.clear();
        let pairs = [("suggestion", "AK Integration"), ("value", "eigenes")];
        let pairs: Vec<_> = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        assert_eq!(posted(&field, &pairs), Some(vec!["AK Integration\neigenes".to_owned()]));
    }

    #[test]
    fn cells_are_read_in_the_order_in_which_they_stand() {
        let pairs = ["version", "cell-1-1", "cell-1-2", "cell-2-1", "cell-2-2", "value"];
        let pairs: Vec<_> = pairs.iter().map(|n| ((*n).to_owned(), n.replace("cell", ""))).collect();
        assert_eq!(
            posted(&table(), &pairs),
            Some(["-1-1", "-1-2", "-2-1", "-2-2"].map(str::to_owned).to_vec())
        );
    }
}
