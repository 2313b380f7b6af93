//! What a table of figures becomes: which column means what, and what changes. Pure.

use crate::figures::model::Current;
use base::{Day, sort_key};
use instrument::{Dimension, FigureKey, Value};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
};

/// Most rows of one table.
pub const MOST_ROWS: usize = 2_000;

/// An uploaded table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The head.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// What a table's columns mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// What is counted.
    pub what: String,
    /// The meaning of each column, by its code; empty where it is left out.
    pub columns: Vec<String>,
}

/// What one column means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The number.
    Count,
    /// Of which kind the row's numbers are: a value of this dimension.
    Kind(String),
    /// The number of this kind: dimension and value.
    CountOf(String, String),
}

impl Meaning {
    /// The code in forms.
    pub fn code(&self) -> String {
        match self {
            Self::Count => "count".to_owned(),
            Self::Kind(dimension) => format!("kind:{dimension}"),
            Self::CountOf(dimension, value) => format!("of:{dimension}={value}"),
        }
    }
    /// The meaning of a code, where there is such a dimension and value.
    pub fn read(code: &str, dimensions: &[Dimension]) -> Option<Self> {
        if code == "count" {
            return Some(Self::Count);
        }
        let known = |key: &str| dimensions.iter().find(|dimension| dimension.key == key);
        if let Some(key) = code.strip_prefix("kind:") {
            return known(key).map(|_| Self::Kind(key.to_owned()));
        }
        let (key, value) = code.strip_prefix("of:")?.split_once('=')?;
        known(key)?.values.iter().find(|known| known.value == value)?;
        Some(Self::CountOf(key.to_owned(), value.to_owned()))
    }
}

/// Words that say all of a dimension together, as [`sort_key`] writes them.
const ALL: [&str; 6] = ["insgesamt", "gesamt", "summe", "alle", "zusammen", "total"];
/// Headings of a number.
const NUMBERS: [&str; 6] = ["anzahl", "zahl", "personen", "wert", "anzahl personen", "fallzahl"];

fn value_of<'d>(dimension: &'d Dimension, words: &str) -> Option<&'d str> {
    let sought = sort_key(words);
    let is = |known: &str| sort_key(known) == sought;
    let found = dimension.values.iter().find(|v| is(&v.label) || is(&v.short) || is(&v.value));
    found.filter(|_| !sought.is_empty()).map(|value| value.value.as_str())
}

/// What columns probably mean.
pub fn guess(columns: &[String], dimensions: &[Dimension]) -> Vec<String> {
    let one = |column: &String| {
        let key = sort_key(column);
        if NUMBERS.contains(&key.as_str()) || ALL.contains(&key.as_str()) {
            return Some(Meaning::Count);
        }
        let named = |d: &&Dimension| {
            sort_key(&d.label) == key || d.key == key || sort_key(&d.label).ends_with(&key) && key.len() > 4
        };
        if let Some(dimension) = dimensions.iter().find(named) {
            return Some(Meaning::Kind(dimension.key.clone()));
        }
        let valued =
            |d: &Dimension| value_of(d, column).map(|v| Meaning::CountOf(d.key.clone(), v.to_owned()));
        dimensions.iter().find_map(valued)
    };
    columns.iter().map(|column| one(column).map(|meaning| meaning.code()).unwrap_or_default()).collect()
}

/// What a number of the table does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Nothing was known.
    New,
    /// Another number counts from then on.
    Changed,
    /// The same number is good for the new day, too.
    Unchanged,
    /// Something newer is known and goes on counting.
    Older,
    /// It stands there already, word for word.
    Known,
}

impl Deed {
    /// The name in texts.
    pub const fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Older => "older",
            Self::Known => "known",
        }
    }
}

/// One number of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The figure.
    pub key: FigureKey,
    /// What counts now: number and day.
    pub before: Option<(Value, Day)>,
    /// What the table says.
    pub after: Value,
    /// What it does.
    pub deed: Deed,
}

/// What cannot be taken over, with its row counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No value of that dimension is called like this: row, dimension, words.
    Unknown(usize, String, String),
    /// No number stands there: row, column, words.
    NoNumber(usize, String, String),
    /// Row and column name a value of the same dimension.
    Doubled(usize, String),
    /// No working aid asks for such a figure: row, key.
    NotAsked(usize, FigureKey),
    /// The table has this figure twice: row, key.
    Twice(usize, FigureKey),
}

/// What a whole table does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Its numbers, in the table's order.
    pub lines: Vec<Line>,
    /// What is left out.
    pub problems: Vec<Problem>,
}

impl Plan {
    /// How many numbers do this.
    pub fn count(&self, deed: Deed) -> usize {
        self.lines.iter().filter(|line| line.deed == deed).count()
    }
    /// A short mark of what the plan does: another mark, another outcome.
    pub fn mark(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for line in &self.lines {
            (line.key.to_string(), line.after.to_stored(), line.deed).hash(&mut hasher);
            line.before.as_ref().map(|(value, day)| (value.to_stored(), *day)).hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    }
}

/// What a table is compared with.
pub struct Around<'a> {
    /// By what figures are told apart.
    pub dimensions: &'a [Dimension],
    /// What any working aid asks for.
    pub asked: &'a [FigureKey],
    /// What counts now, by key.
    pub current: &'a BTreeMap<String, Current>,
    /// The day the table describes.
    pub as_of: Day,
    /// Where it comes from.
    pub source: &'a str,
}

/// Plans a table.
pub fn plan(sheet: &Sheet, mapping: &Mapping, around: &Around<'_>) -> Plan {
    let read = |code: &String| Meaning::read(code, around.dimensions);
    let meanings: Vec<Option<Meaning>> = mapping.columns.iter().map(read).collect();
    let mut plan = Plan::default();
    for (at, cells) in sheet.rows.iter().enumerate() {
        plan_row(at + 1, cells, sheet, mapping, &meanings, around, &mut plan);
    }
    plan
}

fn plan_row(
    row: usize,
    cells: &[String],
    sheet: &Sheet,
    mapping: &Mapping,
    meanings: &[Option<Meaning>],
    around: &Around<'_>,
    plan: &mut Plan,
) {
    let mut of = BTreeMap::new();
    for (meaning, cell) in meanings.iter().zip(cells) {
        let Some(Meaning::Kind(key)) = meaning else { continue };
        let words = cell.trim();
        if words.is_empty() || ALL.contains(&sort_key(words).as_str()) {
            continue;
        }
        let dimension = around.dimensions.iter().find(|dimension| dimension.key == *key);
        let Some(value) = dimension.and_then(|dimension| value_of(dimension, words)) else {
            let label = dimension.map(|dimension| dimension.label.clone()).unwrap_or_default();
            plan.problems.push(Problem::Unknown(row, label, words.to_owned()));
            return;
        };
        of.insert(key.clone(), value.to_owned());
    }
    for (at, (meaning, cell)) in meanings.iter().zip(cells).enumerate() {
        let mut of = of.clone();
        match meaning {
            Some(Meaning::Count) => {}
            Some(Meaning::CountOf(dimension, value)) => {
                if of.insert(dimension.clone(), value.clone()).is_some() {
                    plan.problems.push(Problem::Doubled(row, sheet.columns[at].clone()));
                    continue;
                }
            }
            _ => continue,
        }
        let after = match Value::read_number(std::slice::from_ref(cell)) {
            Ok(Some(after)) => after,
            Ok(None) => continue,
            Err(_) => {
                plan.problems.push(Problem::NoNumber(row, sheet.columns[at].clone(), cell.clone()));
                continue;
            }
        };
        let key = FigureKey { what: mapping.what.clone(), of };
        if !around.asked.contains(&key) {
            plan.problems.push(Problem::NotAsked(row, key));
        } else if plan.lines.iter().any(|line| line.key == key) {
            plan.problems.push(Problem::Twice(row, key));
        } else {
            plan.lines.push(line(key, after, around));
        }
    }
}

fn line(key: FigureKey, after: Value, around: &Around<'_>) -> Line {
    let current = around.current.get(&key.to_string()).map(|current| &current.entry);
    let before = current.and_then(|entry| Some((entry.value.clone()?, entry.as_of)));
    let same_source = current.is_some_and(|entry| entry.source == around.source);
    let deed = match &before {
        None => Deed::New,
        Some((_, day)) if *day > around.as_of => Deed::Older,
        Some((value, day)) if *value == after && *day == around.as_of && same_source => Deed::Known,
        Some((value, _)) if *value == after => Deed::Unchanged,
        Some(_) => Deed::Changed,
    };
    Line { key, before, after, deed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::model::{Entry, Way};
    use base::Instant;
    use instrument::{Absence, DimensionValue};
    use uuid::Uuid;

    fn dimension(key: &str, label: &str, values: &[(&str, &str, &str)]) -> Dimension {
        let value = |(value, label, short): &(&str, &str, &str)| DimensionValue {
            value: (*value).into(),
            label: (*label).into(),
            short: (*short).into(),
        };
        Dimension { key: key.into(), label: label.into(), values: values.iter().map(value).collect() }
    }

    fn dimensions() -> Vec<Dimension> {
        vec![
            dimension(
                "status",
                "Aufenthaltsstatus",
                &[("gestattung", "Aufenthaltsgestattung", "AG"), ("duldung", "Duldung", "D")],
            ),
            dimension("alter", "Alter", &[("jung", "18 bis 20 Jahre", ""), ("alt", "21 bis 24 Jahre", "")]),
        ]
    }

    fn key(of: &[(&str, &str)]) -> FigureKey {
        let of = of.iter().map(|(d, v)| ((*d).to_owned(), (*v).to_owned())).collect();
        FigureKey { what: "z".into(), of }
    }

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn sheet(columns: &[&str], rows: &[&[&str]]) -> Sheet {
        let owned = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        Sheet { columns: owned(columns), rows: rows.iter().map(|row| owned(row)).collect() }
    }

    fn current(key: &FigureKey, value: u64, as_of: &str) -> (String, Current) {
        let entry = Entry {
            id: Uuid::nil(),
            number: 1,
            as_of: day(as_of),
            value: Some(Value::Number(value)),
            source: "ABH".into(),
            way: Way::Form,
            recorded_at: Instant::from_micros(0),
            recorded_by: None,
        };
        let key = key.to_string();
        (key.clone(), Current { place: "05154".into(), key, entry, version: 1 })
    }

    fn planned(sheet: &Sheet, current: &BTreeMap<String, Current>) -> Plan {
        let dimensions = dimensions();
        let mut asked = vec![key(&[])];
        for status in ["gestattung", "duldung"] {
            asked.push(key(&[("status", status)]));
            asked.push(key(&[("status", status), ("alter", "jung")]));
        }
        let mapping = Mapping { what: "z".into(), columns: guess(&sheet.columns, &dimensions) };
        let around = Around {
            dimensions: &dimensions,
            asked: &asked,
            current,
            as_of: day("2019-07-01"),
            source: "ABH",
        };
        plan(sheet, &mapping, &around)
    }

    #[test]
    fn columns_are_guessed_by_their_headings() {
        let columns = ["Status", "Alter", "AG", "Duldung", "Anzahl", "Bemerkung"].map(str::to_owned);
        let expected =
            ["kind:status", "kind:alter", "of:status=gestattung", "of:status=duldung", "count", ""];
        assert_eq!(guess(&columns, &dimensions()), expected);
        for code in &expected[..5] {
            assert_eq!(Meaning::read(code, &dimensions()).expect("known").code(), *code);
        }
        assert_eq!(Meaning::read("of:status=x", &dimensions()), None);
        assert_eq!(Meaning::read("kind:x", &dimensions()), None);
    }

    #[test]
    fn long_and_wide_tables_come_to_the_same() {
        let long = sheet(
            &["Aufenthaltsstatus", "Alter", "Anzahl"],
            &[
                &["Duldung", "18 bis 20 Jahre", "4"],
                &["AG", "18 bis 20 Jahre", "3"],
                &["Duldung", "insgesamt", "9"],
                &["gestattung", "", "nicht erhoben"],
            ],
        );
        let wide = sheet(
            &["Alter", "AG", "D"],
            &[&["18 bis 20 Jahre", "3", "4"], &["Insgesamt", "nicht erhoben", "9"]],
        );
        let sorted = |mut plan: Plan| {
            plan.lines.sort_by(|a, b| a.key.cmp(&b.key));
            plan
        };
        let (long, wide) =
            (sorted(planned(&long, &BTreeMap::new())), sorted(planned(&wide, &BTreeMap::new())));
        assert_eq!(long, wide);
        assert_eq!((long.lines.len(), long.problems.len()), (4, 0));
        assert!(long.lines.iter().any(|line| line.after == Value::Absent(Absence::NotCollected)));
    }

    #[test]
    fn what_changes_is_told_from_what_does_not() {
        let (ag, d) = (key(&[("status", "gestattung")]), key(&[("status", "duldung")]));
        let both = sheet(&["AG", "D"], &[&["3", "9"]]);
        let deeds = |known: Vec<(String, Current)>| {
            let plan = planned(&both, &known.into_iter().collect());
            plan.lines.iter().map(|line| line.deed).collect::<Vec<_>>()
        };
        assert_eq!(deeds(vec![]), [Deed::New, Deed::New]);
        let known = vec![current(&ag, 3, "2019-06-01"), current(&d, 8, "2019-06-01")];
        assert_eq!(deeds(known), [Deed::Unchanged, Deed::Changed]);
        let known = vec![current(&ag, 3, "2019-07-01"), current(&d, 9, "2019-07-15")];
        assert_eq!(deeds(known), [Deed::Known, Deed::Older]);
    }

    #[test]
    fn what_cannot_be_taken_over_is_named_with_its_row() {
        let odd = sheet(
            &["Status", "Alter", "Anzahl"],
            &[
                &["Visum", "", "3"],
                &["Duldung", "", "viele"],
                &["Duldung", "21 bis 24 Jahre", "3"],
                &["Duldung", "", "3"],
                &["D", "", "4"],
            ],
        );
        let plan = planned(&odd, &BTreeMap::new());
        assert_eq!(plan.lines.len(), 1);
        assert_eq!(
            plan.problems,
            [
                Problem::Unknown(1, "Aufenthaltsstatus".into(), "Visum".into()),
                Problem::NoNumber(2, "Anzahl".into(), "viele".into()),
                Problem::NotAsked(3, key(&[("status", "duldung"), ("alter", "alt")])),
                Problem::Twice(5, key(&[("status", "duldung")])),
            ]
        );
        let doubled = planned(&sheet(&["Status", "D"], &[&["AG", "3"]]), &BTreeMap::new());
        assert_eq!(doubled.problems, [Problem::Doubled(1, "D".into())]);
    }
}
