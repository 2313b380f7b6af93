//! A new version of an instrument takes over the answers to the old one. What
//! no longer fits is kept as words beside its field; nothing is lost silently.

use crate::{Answers, Choice, Earlier, Field, Instrument, Kind, Taken, Value};

/// The answers under the new version, and what changed on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarryOver {
    /// Valid answers, and earlier ones that no longer fit.
    pub answers: Answers,
    /// What changed between the versions, in the order of the form.
    pub changes: Vec<Change>,
}

/// One difference between two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The uid of the field.
    pub uid: String,
    /// Its words in the new version, or in the old one where it is gone.
    pub label: String,
    /// What happened.
    pub kind: ChangeKind,
}

/// What happened to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// New in this version.
    Added,
    /// Asked no more.
    Removed,
    /// Asked in other words.
    Reworded,
    /// An answer is no longer on offer.
    OptionGone,
    /// Asked in another way.
    TypeChanged,
    /// The answer given is longer than the new version allows.
    TooLong,
}

/// Takes answers to `old` over to `new`.
pub fn carry_over(old: &Instrument, new: &Instrument, answers: &Answers) -> CarryOver {
    let mut carried = Answers::new();
    for (uid, earlier) in answers.earlier() {
        carried.keep_earlier(uid, earlier.clone());
    }
    let mut changes = Vec::new();
    for after in new.fields() {
        match old.field(&after.uid) {
            Some(before) => changes.extend(compare(before, after)),
            None => changes.push(change(after, ChangeKind::Added)),
        }
    }
    changes.extend(
        old.fields().iter().filter(|f| new.field(&f.uid).is_none()).map(|f| change(f, ChangeKind::Removed)),
    );
    for (uid, value) in answers.iter() {
        match (old.field(uid), new.field(uid), value) {
            (_, Some(_), None) => carried.set(uid, None),
            (_, None, None) => {}
            (before, Some(after), Some(value)) => {
                let same = before.is_none_or(|before| same_shape(&before.kind, &after.kind));
                let (kept, lost) = if same { split(&after.kind, value) } else { (None, Some(value.clone())) };
                if kept.is_some() {
                    carried.set(uid, kept);
                }
                if let Some(lost) = lost {
                    if same && matches!(lost, Value::Text(_)) {
                        changes.push(change(after, ChangeKind::TooLong));
                    }
                    carried.keep_earlier(uid, in_words(uid, before, &lost));
                }
            }
            (before, None, Some(value)) => carried.keep_earlier(uid, in_words(uid, before, value)),
        }
    }
    for (uid, taken) in answers.all_taken() {
        carry_taken(old, new, uid, taken, &mut carried);
    }
    CarryOver { answers: carried, changes }
}

fn change(field: &Field, kind: ChangeKind) -> Change {
    Change { uid: field.uid.clone(), label: field.label.clone(), kind }
}

fn compare(before: &Field, after: &Field) -> Vec<Change> {
    if !same_shape(&before.kind, &after.kind) {
        return vec![change(after, ChangeKind::TypeChanged)];
    }
    let mut changes = Vec::new();
    let (old, new) = (all_choices(&before.kind), all_choices(&after.kind));
    if old.iter().any(|(column, old)| new.iter().all(|(at, new)| at != column || new.value != old.value)) {
        changes.push(change(after, ChangeKind::OptionGone));
    }
    let reworded = |(column, old): &(usize, &Choice)| {
        new.iter().any(|(at, new)| at == column && new.value == old.value && new.label != old.label)
    };
    if old.iter().any(reworded) || wording(before) != wording(after) {
        changes.push(change(after, ChangeKind::Reworded));
    }
    changes
}

/// The question, its help and the headings of its columns.
fn wording(field: &Field) -> (&str, Option<&str>, Vec<&str>) {
    let columns = match &field.kind {
        Kind::Rows(table) => table.columns.iter().map(|c| c.label.as_str()).collect(),
        _ => Vec::new(),
    };
    (&field.label, field.help.as_deref(), columns)
}

/// Passages stay with their field as long as it takes words; a theme that is gone is
/// forgotten. What has no field any more is kept as words.
fn carry_taken(old: &Instrument, new: &Instrument, uid: &str, taken: &[Taken], carried: &mut Answers) {
    let field = new.field(uid).filter(|field| matches!(field.kind, Kind::Text { .. }));
    let Some(item) = field.and_then(|field| new.item(&field.item)) else {
        let label = old.field(uid).map_or_else(|| uid.to_owned(), |field| field.label.clone());
        let mut earlier = carried.earlier().get(uid).cloned().unwrap_or(Earlier { label, words: Vec::new() });
        let left = taken.iter().map(|one| one.words.clone()).filter(|words| !earlier.words.contains(words));
        let left: Vec<String> = left.collect();
        earlier.words.extend(left);
        carried.keep_earlier(uid, earlier);
        return;
    };
    let topics = new.topics(item);
    for one in taken {
        let known = topics.iter().any(|topic| topic.key == one.topic);
        let topic = if known { one.topic.clone() } else { String::new() };
        carried.take(uid, Taken { words: one.words.clone(), topic });
    }
}

/// The answers on offer, with the column in which they are.
fn all_choices(kind: &Kind) -> Vec<(usize, &Choice)> {
    match kind {
        Kind::Choice(choices) | Kind::Many(choices) => choices.iter().map(|choice| (0, choice)).collect(),
        Kind::RowName { rows, free: false } => rows.iter().map(|row| (0, row)).collect(),
        Kind::Rows(table) => {
            let cells = table.columns.iter().map(|column| column.kind.iter().flat_map(all_choices));
            cells.enumerate().flat_map(|(at, cells)| cells.map(move |(_, choice)| (at, choice))).collect()
        }
        _ => Vec::new(),
    }
}

fn same_shape(before: &Kind, after: &Kind) -> bool {
    match (before, after) {
        (Kind::Line { .. } | Kind::Text { .. }, Kind::Line { .. } | Kind::Text { .. }) => true,
        (Kind::Rows(before), Kind::Rows(after)) => {
            before.columns.len() == after.columns.len()
                && before
                    .columns
                    .iter()
                    .zip(&after.columns)
                    .all(|(b, a)| b.key == a.key && b.item_type == a.item_type)
        }
        _ => std::mem::discriminant(before) == std::mem::discriminant(after),
    }
}

/// What of the value still counts, and what is only kept as words.
fn split(kind: &Kind, value: &Value) -> (Option<Value>, Option<Value>) {
    if kind.accepts(value) {
        return (Some(value.clone()), None);
    }
    if let (Kind::Many(choices), Value::Many(codes)) = (kind, value) {
        let (kept, lost): (Vec<_>, Vec<_>) =
            codes.iter().cloned().partition(|code| choices.iter().any(|c| c.value == *code));
        return ((!kept.is_empty()).then_some(Value::Many(kept)), Some(Value::Many(lost)));
    }
    if let (Kind::Rows(table), Value::Rows(rows)) = (kind, value) {
        let (mut kept, mut lost) = (Vec::new(), Vec::new());
        for row in rows {
            let fitting = table.keep_fitting(row);
            if fitting != *row {
                lost.push(row.clone());
            }
            kept.push(fitting);
        }
        return (Some(Value::Rows(kept)), Some(Value::Rows(lost)));
    }
    (None, Some(value.clone()))
}

fn in_words(uid: &str, before: Option<&Field>, value: &Value) -> Earlier {
    match before {
        Some(field) => Earlier { label: field.label.clone(), words: field.words(value) },
        None => Earlier { label: uid.to_owned(), words: value.plain_words() },
    }
}
