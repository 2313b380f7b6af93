//! What a series of entries says: which one counts, and what a new one changes. Pure.

use base::{Day, Instant, PersonId, TextFault, clean};
use instrument::{Absence, FigureKey, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Most characters of a source.
pub const SOURCE: usize = 200;
/// Numbers of one item further apart than so many days do not describe one moment.
pub const APART: i32 = 90;

/// One line of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Names the entry.
    pub id: Uuid,
    /// Counted per place and key.
    pub number: i64,
    /// The day it describes.
    pub as_of: Day,
    /// The number, or why there is none; `None` takes the day's number back.
    pub value: Option<Value>,
    /// Where it comes from, in words.
    pub source: String,
    /// How it came in.
    pub way: Way,
    /// When it was entered.
    pub recorded_at: Instant,
    /// Who entered it.
    pub recorded_by: Option<PersonId>,
}

/// How an entry came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Typed into a page.
    Form,
    /// With a table.
    Delivery,
    /// As somebody's contribution.
    Contribution,
    /// Agreed from contributions.
    Consolidation,
    /// By a program.
    Program,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Form, Self::Delivery, Self::Contribution, Self::Consolidation, Self::Program];
    /// The name in storage and texts.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Delivery => "delivery",
            Self::Contribution => "contribution",
            Self::Consolidation => "consolidation",
            Self::Program => "program",
        }
    }
    /// The way of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.key() == key)
    }
}

/// The figure that counts now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Current {
    /// Its place.
    pub place: String,
    /// Its key, as the working aid names it.
    pub key: String,
    /// The entry; its value is `None` where everything was taken back.
    pub entry: Entry,
    /// The highest number of the series: guards against lost updates.
    pub version: i64,
}

/// All entries of one place and key, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series(Vec<Entry>);

/// What somebody tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The number, or why there is none; `None` takes it back.
    pub value: Option<Value>,
    /// The day it describes; `None` where nothing was said.
    pub as_of: Option<Day>,
    /// Where it comes from; `None` where nothing was said.
    pub source: Option<String>,
    /// How it comes in.
    pub way: Way,
    /// A number entered today, of today, by the same person is moved by another day for it
    /// instead of staying: its day was left out at first.
    pub moves: bool,
}

/// One line to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The day it describes.
    pub as_of: Day,
    /// The number, or why there is none; `None` takes it back.
    pub value: Option<Value>,
    /// Where it comes from.
    pub source: String,
}

impl Series {
    /// From entries as they come.
    pub fn new(entries: Vec<Entry>) -> Self {
        Self(entries)
    }
    /// The highest number; 0 where nothing was entered.
    pub fn version(&self) -> i64 {
        self.0.iter().map(|entry| entry.number).max().unwrap_or(0)
    }
    /// The entries, the last entered first.
    pub fn entries(&self) -> Vec<&Entry> {
        let mut all: Vec<&Entry> = self.0.iter().collect();
        all.sort_by_key(|entry| std::cmp::Reverse(entry.number));
        all
    }
    /// What counts of each day, the earliest first, without days taken back.
    pub fn days(&self) -> Vec<&Entry> {
        let mut days: BTreeMap<Day, &Entry> = BTreeMap::new();
        for entry in &self.0 {
            let counts = days.entry(entry.as_of).or_insert(entry);
            if entry.number > counts.number {
                *counts = entry;
            }
        }
        days.into_values().filter(|entry| entry.value.is_some()).collect()
    }
    /// What counts now.
    pub fn current(&self) -> Option<&Entry> {
        self.days().last().copied()
    }
    /// What counts of a day.
    pub fn on(&self, day: Day) -> Option<&Entry> {
        self.days().into_iter().find(|entry| entry.as_of == day)
    }

    /// What is to be written for what somebody tells; nothing where it stands already.
    ///
    /// A number without a day is of `today`. Another source alone belongs to the number it
    /// stands beside.
    pub fn steps(&self, told: &Told, today: Day, who: Option<PersonId>) -> Vec<Step> {
        let current = self.current();
        let source = told.source.clone();
        let step = |as_of, source: String| Step { as_of, value: told.value.clone(), source };
        let stands = current.is_some_and(|entry| entry.value == told.value);
        match (current, told.as_of) {
            (None, _) if told.value.is_none() => Vec::new(),
            (Some(entry), None) if stands => match source {
                Some(source) if source != entry.source => vec![step(entry.as_of, source)],
                _ => Vec::new(),
            },
            (Some(entry), None) if told.value.is_none() => vec![step(entry.as_of, String::new())],
            (Some(entry), Some(day))
                if stands && told.moves && day != today && is_fresh(entry, today, who) =>
            {
                let back = Step { as_of: entry.as_of, value: None, source: String::new() };
                let moved = step(day, source.unwrap_or_else(|| entry.source.clone()));
                let there = self.on(day).is_some_and(|e| e.value == moved.value && e.source == moved.source);
                [Some(back), (!there).then_some(moved)].into_iter().flatten().collect()
            }
            (_, day) => {
                let day = day.unwrap_or(today);
                let source = source.unwrap_or_default();
                let same = match self.on(day) {
                    Some(entry) => entry.value == told.value && entry.source == source,
                    None => told.value.is_none(),
                };
                if same { Vec::new() } else { vec![step(day, source)] }
            }
        }
    }
}

/// Entered today, of today, by this person.
fn is_fresh(entry: &Entry, today: Day, who: Option<PersonId>) -> bool {
    entry.as_of == today && entry.recorded_at.day() == today && entry.recorded_by == who
}

/// A key in an address: no stroke may stand there.
pub fn address_of(key: &str) -> String {
    key.replace('/', ",")
}

/// The key behind an address, if it can be one: short, of plain letters.
pub fn key_of(address: &str) -> Option<FigureKey> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '=' | ',');
    if address.is_empty() || address.len() > 300 || !address.chars().all(plain) {
        return None;
    }
    let mut parts = address.split(',');
    let what = parts.next().filter(|what| !what.contains('='))?.to_owned();
    let kind = |part: &str| part.split_once('=').map(|(d, v)| (d.to_owned(), v.to_owned()));
    let of: BTreeMap<String, String> = parts.map(kind).collect::<Option<_>>()?;
    let key = FigureKey { what, of };
    (address_of(&key.to_string()) == address).then_some(key)
}

/// What is counted: the first part of a key.
pub fn what_of(key: &str) -> &str {
    key.split('/').next().unwrap_or(key)
}

/// A value as storage has it: number and reason.
pub fn stored(value: Option<&Value>) -> (Option<i64>, Option<&'static str>) {
    match value {
        Some(Value::Number(number)) => (i64::try_from(*number).ok(), None),
        Some(Value::Absent(absence)) => (None, Some(absence.code())),
        _ => (None, None),
    }
}

/// The inverse of [`stored`].
pub fn value_of(number: Option<i64>, absence: Option<&str>) -> Option<Value> {
    match (number, absence) {
        (Some(number), _) => u64::try_from(number).ok().map(Value::Number),
        (None, Some(code)) => Absence::from_code(code).map(Value::Absent),
        (None, None) => None,
    }
}

/// The text that says of which day a number is, and whose, where that is known.
pub fn stand_text(source: &str) -> &'static str {
    if source.is_empty() { "figures-stand" } else { "figures-stand-source" }
}

/// Sources in words, each once, in the order they come.
pub fn source_words<'a>(sources: impl IntoIterator<Item = &'a str>) -> String {
    let mut seen = BTreeSet::new();
    let once: Vec<&str> = sources.into_iter().filter(|s| !s.is_empty() && seen.insert(*s)).collect();
    once.join(", ")
}

/// Where a number comes from, as it is typed beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The day it describes.
    pub as_of: Option<Day>,
    /// Who counted, in words.
    pub source: String,
}

/// Why where a number comes from is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginFault {
    /// That is no day.
    NoDay,
    /// The day lies ahead.
    Ahead,
    /// The source cannot be stored as it is.
    Text(TextFault),
}

impl Origin {
    /// Reads what was typed.
    pub fn read(as_of: &str, source: &str, today: Day) -> Result<Self, OriginFault> {
        let source = clean(source, SOURCE, false).map_err(OriginFault::Text)?;
        let as_of = match as_of.trim() {
            "" => None,
            typed => Some(Day::read(typed).ok_or(OriginFault::NoDay)?),
        };
        if as_of.is_some_and(|day| day > today) {
            return Err(OriginFault::Ahead);
        }
        Ok(Self { as_of, source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(n: i32) -> Day {
        Day::new(2019, 1, 1).expect("a day").plus_days(n)
    }

    fn entry(number: i64, as_of: Day, value: Option<u64>) -> Entry {
        Entry {
            id: Uuid::from_u128(u128::try_from(number).expect("a number")),
            number,
            as_of,
            value: value.map(Value::Number),
            source: "ABH".into(),
            way: Way::Form,
            recorded_at: Instant::from_micros(number),
            recorded_by: None,
        }
    }

    fn told(value: Option<u64>, as_of: Option<Day>) -> Told {
        let value = value.map(Value::Number);
        Told { value, as_of, source: Some("ABH".into()), way: Way::Form, moves: true }
    }

    fn changes(series: &Series, told: &Told) -> Vec<(Day, Option<u64>)> {
        let number = |value: &Option<Value>| match value {
            Some(Value::Number(n)) => Some(*n),
            _ => None,
        };
        series.steps(told, day(50), None).iter().map(|s| (s.as_of, number(&s.value))).collect()
    }

    #[test]
    fn the_same_number_again_changes_nothing() {
        let series = Series::new(vec![entry(1, day(0), Some(412))]);
        assert!(changes(&series, &told(Some(412), None)).is_empty());
        assert!(changes(&series, &told(Some(412), Some(day(0)))).is_empty());
        assert!(changes(&Series::default(), &told(None, None)).is_empty());
    }

    #[test]
    fn a_number_without_a_day_is_of_today_and_replaces_todays() {
        let series = Series::new(vec![entry(1, day(50), Some(412))]);
        assert_eq!(changes(&series, &told(Some(400), None)), [(day(50), Some(400))]);
        let series = Series::new(vec![entry(1, day(0), Some(412))]);
        assert_eq!(changes(&series, &told(Some(400), None)), [(day(50), Some(400))]);
    }

    #[test]
    fn emptying_takes_the_current_day_back_and_the_one_before_counts_again() {
        let mut series = Series::new(vec![entry(1, day(0), Some(5)), entry(2, day(9), Some(6))]);
        assert_eq!(changes(&series, &told(None, None)), [(day(9), None)]);
        series.0.push(entry(3, day(9), None));
        assert_eq!(series.current().map(|e| e.number), Some(1));
        assert_eq!(series.version(), 3);
    }

    #[test]
    fn another_day_moves_what_was_entered_today_and_adds_to_what_was_not() {
        let mut today = entry(1, day(50), Some(412));
        today.recorded_at = Instant::from_micros(day(50).end().micros() - 1);
        let series = Series::new(vec![today.clone()]);
        assert_eq!(changes(&series, &told(Some(412), Some(day(3)))), [(day(50), None), (day(3), Some(412))]);
        today.recorded_at = Instant::from_micros(0);
        let series = Series::new(vec![today]);
        assert_eq!(changes(&series, &told(Some(412), Some(day(3)))), [(day(3), Some(412))]);
    }

    #[test]
    fn another_source_belongs_to_the_number_it_stands_beside() {
        let series = Series::new(vec![entry(1, day(0), Some(412))]);
        let other = Told { source: Some("Sozialamt".into()), ..told(Some(412), None) };
        let steps = series.steps(&other, day(50), None);
        assert_eq!((steps[0].as_of, steps[0].source.as_str()), (day(0), "Sozialamt"));
    }

    #[test]
    fn a_key_travels_through_an_address() {
        for key in ["zielgruppe", "zielgruppe/alter=alter_18_20/status=duldung"] {
            let back = key_of(&address_of(key)).expect("a key");
            assert_eq!(back.to_string(), key);
        }
        for wrong in ["", "a=b", "a,b", "a/b", "a,x=1,b=2", "ä", "a,b=1,b=2"] {
            assert_eq!(key_of(wrong), None, "{wrong}");
        }
    }

    fn any_entries() -> impl Strategy<Value = Vec<Entry>> {
        let one = (0..6_i32, proptest::option::of(0..9_u64));
        proptest::collection::vec(one, 0..12).prop_map(|drawn| {
            (1..).zip(drawn).map(|(number, (at, value))| entry(number, day(at), value)).collect()
        })
    }

    proptest! {
        #[test]
        fn the_last_day_counts_whatever_order_entries_arrive_in(
            entries in any_entries().prop_shuffle(),
        ) {
            let series = Series::new(entries.clone());
            // Said differently: of all entries nothing newer speaks about, the latest.
            let stands = |e: &&Entry| {
                e.value.is_some() && !entries.iter().any(|o| o.as_of == e.as_of && o.number > e.number)
            };
            let expected = entries.iter().filter(stands).max_by_key(|e| (e.as_of, e.number));
            prop_assert_eq!(series.current(), expected);
        }

        #[test]
        fn what_was_told_counts_on_its_day_and_telling_it_again_changes_nothing(
            entries in any_entries(), value in proptest::option::of(0..9_u64), at in 0..6_i32,
        ) {
            let mut series = Series::new(entries);
            let told = told(value, Some(day(at)));
            let steps = series.steps(&told, day(50), None);
            for step in steps {
                let number = series.version() + 1;
                series.0.push(Entry { number, as_of: step.as_of, value: step.value, source: step.source,
                    ..entry(number, day(0), None) });
            }
            let there = series.on(day(at)).and_then(|e| e.value.clone());
            prop_assert_eq!(there, told.value.clone());
            prop_assert!(series.steps(&told, day(50), None).is_empty());
        }
    }

    #[test]
    fn a_number_describes_a_day_that_has_come() {
        let today = Day::new(2026, 6, 1).expect("exists");
        let read = |as_of| Origin::read(as_of, " AZR ", today);
        assert_eq!(read(""), Ok(Origin { as_of: None, source: "AZR".into() }));
        assert_eq!(read("31.05.2026").map(|o| o.as_of), Ok(Day::new(2026, 5, 31)));
        assert_eq!(read("02.06.2026"), Err(OriginFault::Ahead));
        assert_eq!(read("gestern"), Err(OriginFault::NoDay));
        let long = "x".repeat(SOURCE + 1);
        assert!(matches!(Origin::read("", &long, today), Err(OriginFault::Text(_))));
    }
}
