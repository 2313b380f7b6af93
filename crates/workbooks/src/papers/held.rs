//! What a returned form says, held until somebody has looked at it, and what it would
//! change: against what stands there now, and what stood there when the form was
//! written. Pure.

use super::back::{BadCell, Returned, is_unchanged};
use crate::figures::Origin;
use instrument::{AnswerError, Field, Kind, Table, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most characters of an answer that does not fit that are shown again.
const TYPED: usize = 300;

/// What a form says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Answers that fit their fields, in the order of the working aid.
    pub said: Vec<Said>,
    /// Answers that do not.
    pub wrong: Vec<Wrong>,
    /// Passages of summaries.
    #[serde(default)]
    pub passages: Vec<SaidPassage>,
}

/// An answer to one field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The field.
    pub uid: String,
    /// As it is stored; `None` leaves the field empty.
    pub value: Option<String>,
    /// Day and source of a number, where the file says them.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// Cells of a table that did not fit: row and column of the value, counted from 0.
    #[serde(default)]
    pub gaps: Vec<(usize, usize)>,
    /// Something about it did not fit: it is taken only when somebody says so.
    #[serde(default)]
    pub is_unsure: bool,
}

/// An answer that does not fit its field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrong {
    /// The field.
    pub uid: String,
    /// What stood there, cut short.
    pub typed: String,
    /// Why it does not fit, as a German sentence.
    pub why: String,
    /// Where in the table or beside what; empty for the field itself.
    #[serde(default)]
    pub place: String,
    /// The cell, where it is one: row and column of the value, counted from 0.
    #[serde(default)]
    pub gap: Option<(usize, usize)>,
}

/// A passage of a summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidPassage {
    /// The field it stands in.
    pub field: String,
    /// The passage; a new key where it is new.
    pub id: Uuid,
    /// What it says.
    pub words: String,
    /// It was added in the file.
    pub is_new: bool,
}

/// How a refusal is put into words.
pub struct Words<'a> {
    /// Why an answer does not fit.
    pub fault: &'a dyn Fn(&AnswerError) -> String,
    /// Where a cell is.
    pub cell: &'a dyn Fn(&BadCell) -> String,
    /// Day and source as they were typed, or why they are not taken.
    pub origin: &'a dyn Fn(&str, &str) -> Result<Origin, String>,
    /// Where day and source stand.
    pub beside: String,
}

impl Held {
    /// Takes in what came back.
    pub fn of(returned: Vec<Returned>, words: &Words<'_>) -> Self {
        let mut held = Self::default();
        for Returned { uid, raw, value, bad, origin } in returned {
            let value = match value {
                Ok(value) => value,
                Err(fault) => {
                    let (typed, why) = (cut(&raw.join(" | ")), (words.fault)(&fault));
                    held.wrong.push(Wrong { uid, typed, why, ..Wrong::default() });
                    continue;
                }
            };
            let mut said = Said { value: value.map(|value| value.to_stored()), ..Said::default() };
            match origin.map(|(day, source)| ((words.origin)(&day, &source), day, source)) {
                None => {}
                Some((Ok(origin), ..)) => said.origin = Some(origin),
                Some((Err(why), day, source)) => {
                    // Said once per row of numbers, at the first that came back.
                    let typed = cut(&[day, source.clone()].join(" | "));
                    let wrong =
                        Wrong { uid: uid.clone(), typed, why, place: words.beside.clone(), gap: None };
                    let is_said = held.wrong.last().is_some_and(|last| {
                        last.place == wrong.place && last.typed == wrong.typed && uid.starts_with(&last.uid)
                    });
                    if !is_said {
                        held.wrong.push(wrong);
                    }
                    // A source counts without its day; both may be what is wrong.
                    said.origin = (words.origin)("", &source).ok();
                    said.is_unsure = true;
                }
            }
            for cell in bad {
                let gap = (cell.row, cell.column);
                let (place, why) = ((words.cell)(&cell), (words.fault)(&cell.fault));
                let typed = cut(&cell.typed);
                held.wrong.push(Wrong { uid: uid.clone(), typed, why, place, gap: Some(gap) });
                said.gaps.push(gap);
            }
            held.said.push(Said { uid, ..said });
        }
        held
    }
    /// What was refused, and only that: so much is kept once the rest has been taken over.
    pub fn left(&self) -> Option<Self> {
        let wrong = self.wrong.clone();
        (!wrong.is_empty()).then(|| Self { wrong, ..Self::default() })
    }
    /// What it says of one field.
    pub fn said(&self, uid: &str) -> Option<&Said> {
        self.said.iter().find(|said| said.uid == uid)
    }
}

fn cut(text: &str) -> String {
    text.chars().take(TYPED).collect()
}

/// What stood in a field when the form was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// This, or nothing.
    Was(At),
    /// The history does not tell any more.
    Unknown,
}

/// What stands or stood in a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At {
    /// The answer.
    pub value: Option<Value>,
    /// Days and sources a file could have said of it: its own, then those of its row;
    /// `None` where nobody knows.
    pub origins: Option<Vec<Origin>>,
}

/// What an answer of a returned form comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It says what stands there.
    Same,
    /// Nobody touched it in the file, and here it has changed since.
    Newer,
    /// It changes what has stood there since the form was written.
    Change,
    /// It was changed in the file and here: somebody has to choose.
    Conflict,
}

/// Judges what a form says of a field.
pub fn judge(field: &Field, said: (Option<&Value>, Option<&Origin>), now: &At, before: &Before) -> Verdict {
    if says(field, said, now) {
        return Verdict::Same;
    }
    match before {
        Before::Was(was) if says(field, said, was) => Verdict::Newer,
        Before::Was(was) if is_still(was, now) => Verdict::Change,
        Before::Was(_) | Before::Unknown => Verdict::Conflict,
    }
}

fn says(field: &Field, (value, origin): (Option<&Value>, Option<&Origin>), at: &At) -> bool {
    // An empty day says nothing of the day.
    let fits = |known: &Origin, said: &Origin| {
        known.source == said.source && (said.as_of.is_none() || known.as_of == said.as_of)
    };
    let same_origin = match (value, origin, &at.origins) {
        (Some(_), Some(said), Some(known)) => known.iter().any(|known| fits(known, said)),
        _ => true,
    };
    same_origin && is_unchanged(field, at.value.as_ref(), value)
}

fn is_still(was: &At, now: &At) -> bool {
    let own = |at: &At| at.origins.as_ref().map(|origins| origins.first().cloned());
    was.value == now.value && own(was).zip(own(now)).is_none_or(|(was, now)| was == now)
}

/// The answer with what stands there now in the cells that did not fit. A row is found
/// again by what else it says.
pub fn settled(
    field: &Field,
    value: Option<Value>,
    gaps: &[(usize, usize)],
    now: Option<&Value>,
) -> Option<Value> {
    let (Kind::Rows(table), Some(Value::Rows(mut rows)), false) =
        (&field.kind, value.clone(), gaps.is_empty())
    else {
        return value;
    };
    for (row, column) in gaps {
        let kept = standing(table, &rows, (*row, *column), gaps, now).cloned();
        if let Some(cell) = rows.get_mut(*row).and_then(|row| row.get_mut(*column)) {
            *cell = kept;
        }
    }
    rows.retain(|row| table.says_something(row));
    (!rows.is_empty()).then_some(Value::Rows(rows))
}

/// What stands now in a cell that did not fit: in the one row that says most of the same
/// besides, and the same name where both have one.
pub fn standing<'n>(
    table: &Table,
    rows: &[Vec<Option<Value>>],
    (row, column): (usize, usize),
    gaps: &[(usize, usize)],
    now: Option<&'n Value>,
) -> Option<&'n Value> {
    let Some(Value::Rows(stored)) = now else { return None };
    let said = rows.get(row)?;
    let name = table.columns.iter().position(|column| matches!(column.kind, Some(Kind::RowName { .. })));
    let is_gap = |at: usize| gaps.contains(&(row, at));
    let alike = |other: &&Vec<Option<Value>>| {
        let same = |at: &usize| !is_gap(*at) && said[*at].is_some() && other.get(*at) == said.get(*at);
        let is_other = name.is_some_and(|name| !is_gap(name) && said[name].is_some() && !same(&name));
        if is_other { 0 } else { (0..said.len()).filter(same).count() }
    };
    let best = stored.iter().max_by_key(alike)?;
    let most = alike(&best);
    let is_the_only_one = stored.iter().filter(|other| alike(other) == most).count() == 1;
    if most > 0 && is_the_only_one { best.get(column)?.as_ref() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::papers::tests::{analysis, table};
    use base::Day;

    fn at(value: Option<Value>) -> At {
        At { value, origins: None }
    }

    #[test]
    fn what_changed_on_both_sides_is_a_conflict_and_nothing_else_is() {
        let aid = analysis();
        let field = aid.field("BAA-4.2.1").expect("a field");
        let value = |words: &str| (!words.is_empty()).then(|| Value::Text(words.to_owned()));
        let verdict = |said: &str, now: &str, before: &str| {
            let before = Before::Was(at(value(before)));
            judge(field, (value(said).as_ref(), None), &at(value(now)), &before)
        };
        assert_eq!(verdict("neu", "", ""), Verdict::Change);
        assert_eq!(verdict("neu", "alt", "alt"), Verdict::Change);
        assert_eq!(verdict("", "alt", "alt"), Verdict::Change);
        assert_eq!(verdict("alt", "hier neu", "alt"), Verdict::Newer);
        assert_eq!(verdict("", "hier neu", ""), Verdict::Newer);
        assert_eq!(verdict("neu", "hier neu", "alt"), Verdict::Conflict);
        assert_eq!(verdict("neu", "neu", "alt"), Verdict::Same);
        let unknown = judge(field, (value("neu").as_ref(), None), &at(value("alt")), &Before::Unknown);
        assert_eq!(unknown, Verdict::Conflict);
    }

    #[test]
    fn another_day_or_source_of_the_same_number_is_a_change() {
        let aid = analysis();
        let field = aid.field("BAA-1.13").expect("a field");
        let origin = |day: i8, source: &str| Origin { as_of: Day::new(2019, 7, day), source: source.into() };
        let number = Some(Value::Number(412));
        let standing = |origin: Origin| At { value: number.clone(), origins: Some(vec![origin]) };
        let verdict = |said: Origin, now: Origin, before: Origin| {
            judge(field, (number.as_ref(), Some(&said)), &standing(now), &Before::Was(standing(before)))
        };
        let old = origin(1, "ABH");
        assert_eq!(verdict(old.clone(), old.clone(), old.clone()), Verdict::Same);
        assert_eq!(verdict(origin(31, "ABH"), old.clone(), old.clone()), Verdict::Change);
        assert_eq!(verdict(origin(1, "Jobcenter"), old.clone(), old.clone()), Verdict::Change);
        assert_eq!(verdict(old.clone(), origin(9, "ABH"), old.clone()), Verdict::Newer);
        assert_eq!(verdict(origin(31, "ABH"), origin(9, "ABH"), old.clone()), Verdict::Conflict);
        let blank = Origin { as_of: None, source: "ABH".into() };
        assert_eq!(verdict(blank, old.clone(), old), Verdict::Same, "an empty day says nothing");
    }

    #[test]
    fn a_cell_that_does_not_fit_keeps_what_stands_in_its_row_wherever_that_moved() {
        let (field, table) = table();
        let row = |name: &str, number: Option<u64>, words: &str| {
            let words = (!words.is_empty()).then(|| Value::Text(words.to_owned()));
            vec![Some(Value::Text(name.to_owned())), number.map(Value::Number), words]
        };
        let now = Value::Rows(vec![row("a", Some(1), "x"), row("b", Some(2), "y")]);
        // A row was put before it, and its number spoilt.
        let said = Value::Rows(vec![row("neu", Some(7), ""), row("a", Some(1), "x"), row("b", None, "z")]);
        let kept = settled(&field, Some(said), &[(2, 1)], Some(&now));
        let rows = vec![row("neu", Some(7), ""), row("a", Some(1), "x"), row("b", Some(2), "z")];
        assert_eq!(kept, Some(Value::Rows(rows)));
        // Nothing of that name stands there: the cell stays empty.
        let said = Value::Rows(vec![row("c", None, "y")]);
        assert_eq!(settled(&field, Some(said.clone()), &[(0, 1)], Some(&now)), Some(said.clone()));
        // Two rows it could be: it is guessed from neither.
        let twice = Value::Rows(vec![row("c", Some(3), ""), row("c", Some(4), "")]);
        assert_eq!(settled(&field, Some(said.clone()), &[(0, 1)], Some(&twice)), Some(said));
        assert!(table.says_something(&row("c", Some(3), "")));
    }
}
