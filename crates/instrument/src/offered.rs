//! First words for a question that is written from others: their answers as
//! single passages, and the rows of tables that are closed, full or missing
//! (R-NOA-22). The office selects and edits; nothing is taken over by itself.

use crate::model::label_of;
use crate::{Answers, BoundValues, GapRule, Instrument, Item, Kind, Table, TopicRule, Value, YES};

/// One passage on offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The field, or the binding, it comes from.
    pub source: String,
    /// Tells several passages of one source apart: row and kind, or the binding's value.
    pub part: String,
    /// The theme it belongs to; empty where none fits.
    pub topic: String,
    /// The printed number of the question it comes from; empty for bindings.
    pub number: String,
    /// What that question asks, in its own words; for rows of tables the row.
    pub label: String,
    /// What it says.
    pub kind: OfferedKind,
}

/// What a passage says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfferedKind {
    /// An answer in words.
    Words(String),
    /// An offer is closed, as these columns say.
    Closed(Vec<String>),
    /// An offer has no free places.
    Full,
    /// There is no offer of this kind.
    Missing,
}

impl Instrument {
    /// What is on offer for a question, in the order of its sources. Questions not
    /// asked and yes/no answers without words offer nothing.
    pub fn offered(&self, uid: &str, answers: &Answers, bound: &BoundValues) -> Vec<Offered> {
        let mut offered = Vec::new();
        let Some(item) = self.item(uid) else { return offered };
        for source in &item.prefill_from {
            match self.item(source) {
                Some(source) => self.offered_by(source, None, answers, &mut offered),
                None => self.offer_field(source, answers, &mut offered),
            }
        }
        for binding in &item.prefill_bound {
            let Some(brought) = bound.get(binding) else { continue };
            offered.extend(brought.text.iter().enumerate().map(|(at, words)| Offered {
                source: binding.clone(),
                part: brought.values.get(at).unwrap_or(words).clone(),
                topic: String::new(),
                number: String::new(),
                label: String::new(),
                kind: OfferedKind::Words(words.clone()),
            }));
        }
        for one in &mut offered {
            one.topic = self.topic_of(item, one);
        }
        offered
    }

    /// The theme of a passage: of a row the row itself, of words what the file says. A
    /// value of a binding that begins with the key of a theme and a slash belongs to it.
    fn topic_of(&self, item: &Item, one: &Offered) -> String {
        let rows_count = |rule: &TopicRule| matches!(rule, TopicRule::RowsOf(table) if *table == one.source);
        if item.topics.iter().any(rows_count) {
            return one.topic.clone();
        }
        let of = self.field(&one.source).map(|field| field.item.as_str());
        let numbered = of.and_then(|item| self.numbered(item)).map(|item| item.uid.as_str());
        let named =
            |uid: &String| *uid == one.source || Some(uid.as_str()) == of || Some(uid.as_str()) == numbered;
        let begins = one.part.split_once('/').map(|(key, _)| key);
        let fits = |topic: &crate::Topic| topic.from.iter().any(named) || begins == Some(topic.key.as_str());
        self.topics(item).into_iter().find(fits).map(|topic| topic.key).unwrap_or_default()
    }

    /// The questions that are written from this one.
    pub fn feeds(&self, uid: &str) -> Vec<&Item> {
        let fed = |item: &&Item| item.prefill_from.iter().any(|source| source == uid);
        self.items().into_iter().filter(fed).collect()
    }

    fn offered_by(&self, item: &Item, whole: Option<&Item>, answers: &Answers, into: &mut Vec<Offered>) {
        let named = if item.id.is_some() { item } else { whole.unwrap_or(item) };
        if let (Some(table), Some(rule)) = (&item.table, &item.gaps) {
            let rows = match self.answer(&item.uid, answers) {
                Some(Value::Rows(rows)) => rows.as_slice(),
                _ => &[],
            };
            let of = |Gap { row, label, kind }: Gap| Offered {
                source: item.uid.clone(),
                part: format!("{}/{label}", kind.key()),
                topic: row,
                number: named.id.clone().unwrap_or_default(),
                label,
                kind,
            };
            into.extend(gaps(table, rule, rows).into_iter().map(of));
            return;
        }
        for field in self.fields_of(item) {
            self.offer_field(&field.uid, answers, into);
        }
        for member in &item.members {
            self.offered_by(member, Some(named), answers, into);
        }
    }

    fn offer_field(&self, uid: &str, answers: &Answers, into: &mut Vec<Offered>) {
        let Some(field) = self.field(uid) else { return };
        if matches!(field.kind, Kind::Choice(_) | Kind::Flag { .. }) {
            return;
        }
        let mut words = self.answer(uid, answers).map(|value| field.words(value)).unwrap_or_default();
        words.extend(self.taken(uid, answers).iter().map(|taken| taken.words.clone()));
        if words.is_empty() {
            return;
        }
        let item = self.item(&field.item);
        // Parts of a question carry no number; the question they belong to does.
        let numbered = |uid: &str| self.numbered(uid).and_then(|item| item.id.clone());
        into.push(Offered {
            source: field.uid.clone(),
            part: String::new(),
            topic: String::new(),
            number: numbered(&field.item).unwrap_or_default(),
            label: item.map_or_else(|| field.label.clone(), |item| item.label.clone()),
            kind: OfferedKind::Words(words.join("\n")),
        });
    }

    /// The question itself, or the one it is part of, that carries a number.
    pub fn numbered(&self, uid: &str) -> Option<&Item> {
        fn holds(item: &Item, uid: &str) -> bool {
            item.uid == uid || item.members.iter().any(|member| holds(member, uid))
        }
        self.items().into_iter().rfind(|item| item.id.is_some() && holds(item, uid))
    }
}

impl OfferedKind {
    /// The name of the kind.
    const fn key(&self) -> &'static str {
        match self {
            Self::Words(_) => "words",
            Self::Closed(_) => "closed",
            Self::Full => "full",
            Self::Missing => "missing",
        }
    }
}

/// A row that says something is missing.
struct Gap {
    /// The code of the given row; empty for rows of one's own.
    row: String,
    label: String,
    kind: OfferedKind,
}

/// The rows of a table that say something is missing, with their names.
fn gaps(table: &Table, rule: &GapRule, rows: &[Vec<Option<Value>>]) -> Vec<Gap> {
    let column = |key: &str| table.columns.iter().position(|column| column.key == key);
    let name_at = table.columns.iter().position(|c| matches!(c.kind, Some(Kind::RowName { .. })));
    let code = |row: &[Option<Value>], at: Option<usize>| match at.and_then(|at| row.get(at)?.as_ref()) {
        Some(Value::Choice(code) | Value::Text(code)) => Some(code.clone()),
        Some(Value::Flag(true)) => Some(YES.to_owned()),
        _ => None,
    };
    let mut found = Vec::new();
    let labels = labels(table, rows, name_at);
    for (row, label) in rows.iter().zip(labels) {
        let row_code = code(row, name_at).filter(|code| table.rows.iter().any(|row| row.value == *code));
        let row_code = row_code.unwrap_or_default();
        if let Some((columns, codes)) = &rule.closed {
            let shut =
                columns.iter().filter(|key| code(row, column(key)).is_some_and(|c| codes.contains(&c)));
            let words: Vec<String> =
                shut.filter_map(|key| Some(table.columns[column(key)?].label.clone())).collect();
            if !words.is_empty() {
                found.push(Gap {
                    row: row_code.clone(),
                    label: label.clone(),
                    kind: OfferedKind::Closed(words),
                });
            }
        }
        if let Some((key, limit)) = &rule.full {
            let number = column(key).and_then(|at| row.get(at)?.as_ref());
            if matches!(number, Some(Value::Number(number)) if number < limit) {
                found.push(Gap { row: row_code, label, kind: OfferedKind::Full });
            }
        }
    }
    let is_filled = |row: &&Vec<Option<Value>>| fills(row, name_at);
    // Nothing can be missing from a table nobody has begun.
    if rule.missing_rows && rows.iter().any(|row| is_filled(&row)) {
        let there: Vec<String> = rows.iter().filter(is_filled).filter_map(|row| code(row, name_at)).collect();
        let absent = table.rows.iter().filter(|given| !there.contains(&given.value));
        found.extend(absent.map(|given| Gap {
            row: given.value.clone(),
            label: given.label.clone(),
            kind: OfferedKind::Missing,
        }));
    }
    found
}

/// Another cell than its name fills a row.
fn fills(row: &[Option<Value>], name_at: Option<usize>) -> bool {
    row.iter().enumerate().any(|(at, cell)| Some(at) != name_at && cell.is_some())
}

/// What each row is called: its name and, where a second column tells several offers of
/// one kind apart, their title. What would still read as if it held for all of its kind
/// names its line.
fn labels(table: &Table, rows: &[Vec<Option<Value>>], name_at: Option<usize>) -> Vec<String> {
    let name = |row: &[Option<Value>]| match name_at.and_then(|at| row.get(at)?.as_ref()) {
        Some(Value::Text(code) | Value::Choice(code)) => {
            Some(label_of(&table.rows, code).unwrap_or(code).to_owned())
        }
        _ => None,
    };
    let title = |row: &[Option<Value>]| {
        table.columns.iter().zip(row).find_map(|(column, cell)| match (&column.kind, cell) {
            (Some(Kind::Line { .. } | Kind::Text { .. }), Some(Value::Text(text))) => Some(text.clone()),
            _ => None,
        })
    };
    let called: Vec<(Option<String>, Option<String>)> =
        rows.iter().map(|row| (name(row), title(row))).collect();
    let reads_alike = |(name, title): &(Option<String>, Option<String>)| {
        let is_like = |other: &(Option<String>, Option<String>)| {
            other.0 == *name && (title.is_none() || other.1 == *title)
        };
        rows.iter().zip(&called).filter(|(row, other)| fills(row, name_at) && is_like(other)).count() > 1
    };
    let label = |(at, one): (usize, &(Option<String>, Option<String>))| {
        let parts: Vec<&str> = [&one.0, &one.1].into_iter().flatten().map(String::as_str).collect();
        let label = parts.join(" – ");
        if reads_alike(one) { format!("{label} (Zeile {})", at + 1).trim().to_owned() } else { label }
    };
    called.iter().enumerate().map(label).collect()
}
