//! Sums with their coverage, what of an entry may leave an alliance, and where a
//! municipality stands. Pure.

use base::{Day, Instant, disclosure::gate_list, percent_tenths};
use instrument::{Absence, Field, Kind, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What a municipality says to a field, as the district may read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The entry.
    Value(Value),
    /// There is a number, too small to leave the alliance, or one that would give such a number away.
    Withheld,
}

/// An entry with its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is said.
    pub told: Told,
    /// The day a number describes.
    pub as_of: Option<Day>,
    /// When it was last changed.
    pub changed_at: Instant,
}

/// The entries of one municipality for one question, by field.
pub type Entries = BTreeMap<String, Entry>;

/// Why a municipality's number is not in a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// It exists, but nobody asked knows it.
    Unknown,
    /// Nobody collects it.
    NotCollected,
    /// It is too small to leave the alliance, or would give such a number away.
    Withheld,
    /// Nothing is entered or released.
    Silent,
    /// Nobody asked.
    NotAsked,
}

impl Gap {
    /// The name in texts and files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::NotCollected => "not_collected",
            Self::Withheld => "withheld",
            Self::Silent => "silent",
            Self::NotAsked => "not_asked",
        }
    }
}

/// One municipality's part of a sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// How many people live there, as the official directory says; 0 where it does not.
    pub inhabitants: u64,
    /// Its number, or why there is none.
    pub number: Result<u64, Gap>,
    /// The day the number describes.
    pub as_of: Option<Day>,
}

impl Part {
    /// What an entry brings to a sum; nothing said is a gap and never zero.
    pub fn of(name: &str, inhabitants: u64, entry: Option<&Entry>) -> Self {
        let number = match entry.map(|e| &e.told) {
            Some(Told::Value(Value::Number(number))) => Ok(*number),
            Some(Told::Value(Value::Absent(Absence::Unknown))) => Err(Gap::Unknown),
            Some(Told::Value(Value::Absent(Absence::NotCollected))) => Err(Gap::NotCollected),
            Some(Told::Withheld) => Err(Gap::Withheld),
            Some(Told::Value(_)) | None => Err(Gap::Silent),
        };
        let as_of = entry.filter(|_| number.is_ok()).and_then(|e| e.as_of);
        Self { name: name.to_owned(), inhabitants, number, as_of }
    }
}

/// How many municipalities something covers, and how many people live there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// How many municipalities it covers.
    pub covered: usize,
    /// How many there are.
    pub all: usize,
    /// How many people live in those it covers.
    pub inhabitants_covered: u64,
    /// How many people live in all of them.
    pub inhabitants: u64,
    /// Some municipality's inhabitants are not known: no share of them can be told.
    pub lacks_inhabitants: bool,
}

impl Coverage {
    /// Of these municipalities: how many live there, as far as is known, and whether it is covered.
    pub fn of(places: impl IntoIterator<Item = (u64, bool)>) -> Self {
        places.into_iter().fold(Self::default(), Self::with)
    }
    fn with(mut self, (inhabitants, is_covered): (u64, bool)) -> Self {
        self.all += 1;
        self.inhabitants += inhabitants;
        self.lacks_inhabitants |= inhabitants == 0;
        if is_covered {
            self.covered += 1;
            self.inhabitants_covered += inhabitants;
        }
        self
    }
    /// Which part of the inhabitants it covers, in tenths of a percent; `None` where
    /// inhabitants are not known.
    pub fn share(&self) -> Option<u64> {
        if self.lacks_inhabitants { None } else { percent_tenths(self.inhabitants_covered, self.inhabitants) }
    }
}

/// A sum and what it covers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// The numbers together; `None` where there is none.
    pub total: Option<u64>,
    /// Which municipalities brought one.
    pub coverage: Coverage,
    /// The municipalities that are missing, by reason.
    pub gaps: BTreeMap<Gap, BTreeSet<String>>,
    /// The days the numbers describe.
    pub days: BTreeSet<Day>,
}

impl Sum {
    /// The sum of these parts, in whatever order they come.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a Part>) -> Self {
        parts.into_iter().fold(Self::default(), Self::with)
    }
    /// One more part.
    #[must_use]
    pub fn with(mut self, part: &Part) -> Self {
        self.coverage = self.coverage.with((part.inhabitants, part.number.is_ok()));
        match part.number {
            Ok(number) => {
                self.total = Some(self.total.unwrap_or(0).saturating_add(number));
                self.days.extend(part.as_of);
            }
            Err(gap) => {
                self.gaps.entry(gap).or_default().insert(part.name.clone());
            }
        }
        self
    }
    /// The first and the last day, where its numbers describe different ones.
    pub fn apart(&self) -> Option<(Day, Day)> {
        let (first, last) = (self.days.first()?, self.days.last()?);
        (first != last).then_some((*first, *last))
    }
}

/// How many municipalities chose what, in the order of the form; options nobody chose
/// stand with 0.
pub fn chosen<'a>(
    field: &Field,
    entries: impl IntoIterator<Item = (&'a str, &'a Entry)>,
) -> Vec<(String, Vec<String>)> {
    let options: Vec<(String, String)> = match &field.kind {
        Kind::Choice(choices) | Kind::Many(choices) => {
            choices.iter().map(|c| (c.value.clone(), c.label.clone())).collect()
        }
        Kind::Flag { yes, no } => {
            vec![(instrument::YES.to_owned(), yes.clone()), (instrument::NO.to_owned(), no.clone())]
        }
        _ => return Vec::new(),
    };
    let mut by_code: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, entry) in entries {
        let codes = match &entry.told {
            Told::Value(Value::Choice(code)) => vec![code.clone()],
            Told::Value(Value::Many(codes)) => codes.clone(),
            Told::Value(Value::Flag(ticked)) => {
                vec![if *ticked { instrument::YES } else { instrument::NO }.to_owned()]
            }
            _ => Vec::new(),
        };
        for code in codes {
            by_code.entry(code).or_default().push(name.to_owned());
        }
    }
    options.into_iter().map(|(code, label)| (label, by_code.remove(&code).unwrap_or_default())).collect()
}

/// What of a question's entries may leave an alliance (R-NOA-26).
///
/// Figures are gated before they come here: where one number of what is counted is or was
/// from 1 to 4, none of it leaves, because its splits stand in several questions and no
/// single table shows all the ways by which one could be worked out from the others. Plain
/// numbers of a question, and those of a table's column, are told together: the small
/// ones are hidden, and with them as many others as keep them hidden. `small` is what
/// stands in a table's cell instead. Columns that name people stay empty.
pub fn gate(fields: &[&Field], entries: &mut Entries, small: &str) {
    let plain: Vec<(String, u64)> = fields
        .iter()
        .filter(|field| field.figure.is_none())
        .filter_map(|field| match entries.get(&field.uid)?.told {
            Told::Value(Value::Number(number)) => Some((field.uid.clone(), number)),
            _ => None,
        })
        .collect();
    let counts: Vec<u64> = plain.iter().map(|(_, number)| *number).collect();
    let (shown, _) = gate_list(&counts);
    for ((uid, _), shown) in plain.iter().zip(shown) {
        if let (None, Some(entry)) = (shown, entries.get_mut(uid)) {
            entry.told = Told::Withheld;
        }
    }
    for field in fields {
        let (Kind::Rows(table), Some(entry)) = (&field.kind, entries.get_mut(&field.uid)) else { continue };
        if let Told::Value(Value::Rows(rows)) = &mut entry.told {
            for (at, _) in table.columns.iter().enumerate().filter(|(_, column)| column.personal) {
                for cell in rows.iter_mut().filter_map(|row| row.get_mut(at)) {
                    *cell = None;
                }
            }
            gate_rows(rows, small);
        }
    }
}

fn gate_rows(rows: &mut [Vec<Option<Value>>], small: &str) {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    for column in 0..width {
        let counts: Vec<(usize, u64)> = rows
            .iter()
            .enumerate()
            .filter_map(|(at, row)| match row.get(column) {
                Some(Some(Value::Number(number))) => Some((at, *number)),
                _ => None,
            })
            .collect();
        let (shown, _) = gate_list(&counts.iter().map(|(_, number)| *number).collect::<Vec<_>>());
        for ((at, _), shown) in counts.iter().zip(shown) {
            if let (None, Some(cell)) = (shown, rows.get_mut(*at).and_then(|row| row.get_mut(column))) {
                *cell = Some(Value::Text(small.to_owned()));
            }
        }
    }
}

/// Where a municipality stands with what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stand {
    /// Nothing has come.
    Missing,
    /// It asks for more time.
    MoreTime,
    /// It has begun to answer.
    Begun,
    /// It does not answer; with a reason.
    Declined,
    /// Some of it is there.
    Partial,
    /// An answer to every question is there.
    Complete,
    /// It was not asked.
    NotAsked,
}

impl Stand {
    /// The name in texts and programs.
    pub const fn key(self) -> &'static str {
        match self {
            Self::MoreTime => "more_time",
            Self::Missing => "missing",
            Self::Begun => "begun",
            Self::Declined => "declined",
            Self::Partial => "partial",
            Self::Complete => "complete",
            Self::NotAsked => "not_asked",
        }
    }
    /// From how much was asked and told, and what the municipality says to the request.
    pub fn of(asked: usize, told: usize, says: Option<Self>) -> Self {
        if asked == 0 {
            Self::NotAsked
        } else if told >= asked {
            Self::Complete
        } else if let Some(says) = says {
            says
        } else if told > 0 {
            Self::Partial
        } else {
            Self::Missing
        }
    }
    /// Something is still awaited.
    pub const fn is_awaited(self) -> bool {
        matches!(self, Self::MoreTime | Self::Missing | Self::Begun | Self::Partial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(n: i32) -> Day {
        Day::new(2019, 1, 1).expect("a day").plus_days(n)
    }

    fn entry(value: Value) -> Entry {
        Entry { told: Told::Value(value), as_of: None, changed_at: Instant::from_micros(0) }
    }

    #[test]
    fn what_is_not_known_is_a_gap_with_a_name_and_never_zero() {
        let parts = [
            Part::of("Bocholt", 71_000, Some(&entry(Value::Number(0)))),
            Part::of("Gescher", 17_000, Some(&entry(Value::Absent(Absence::NotCollected)))),
            Part::of("Heek", 8_000, None),
        ];
        let sum = Sum::of(&parts);
        assert_eq!((sum.total, sum.coverage.covered, sum.coverage.all), (Some(0), 1, 3));
        assert_eq!(sum.coverage.share(), Some(740));
        assert_eq!(sum.gaps[&Gap::NotCollected].iter().collect::<Vec<_>>(), ["Gescher"]);
        assert_eq!(sum.gaps[&Gap::Silent].iter().collect::<Vec<_>>(), ["Heek"]);
        assert_eq!(Sum::of(&parts[1..]).total, None, "nothing known is no sum");
        assert_eq!(Sum::of(&[Part::of("Heek", 0, None)]).coverage.share(), None);
    }

    /// Inhabitants, number or gap, day.
    type Drawn = (u64, Result<u64, Gap>, Option<i32>);

    fn any_parts() -> impl Strategy<Value = Vec<Part>> {
        let number = prop_oneof![
            (0..5_000_u64).prop_map(Ok),
            Just(Err(Gap::Unknown)),
            Just(Err(Gap::NotCollected)),
            Just(Err(Gap::Withheld)),
            Just(Err(Gap::Silent)),
        ];
        let one = (1..90_000_u64, number, proptest::option::of(0..5_i32));
        proptest::collection::vec(one, 0..46).prop_map(|drawn| {
            let part = |(at, (inhabitants, number, on)): (usize, Drawn)| Part {
                name: format!("Kommune {at}"),
                inhabitants,
                number,
                as_of: on.map(day),
            };
            drawn.into_iter().enumerate().map(part).collect()
        })
    }

    proptest! {
        #[test]
        fn sums_equal_the_sum_of_their_parts_in_any_order_of_arrival(
            (parts, shuffled) in any_parts().prop_flat_map(|p| (Just(p.clone()), Just(p).prop_shuffle())),
        ) {
            let sum = Sum::of(&shuffled);
            prop_assert_eq!(&sum, &Sum::of(&parts));
            let told: Vec<&Part> = parts.iter().filter(|p| p.number.is_ok()).collect();
            prop_assert_eq!(sum.total.unwrap_or(0), told.iter().filter_map(|p| p.number.ok()).sum::<u64>());
            prop_assert_eq!(sum.total.is_some(), !told.is_empty());
            prop_assert_eq!(sum.coverage.covered, told.len());
            prop_assert_eq!(sum.coverage.inhabitants_covered, told.iter().map(|p| p.inhabitants).sum::<u64>());
            let named: usize = sum.gaps.values().map(BTreeSet::len).sum();
            prop_assert_eq!(sum.coverage.covered + named, sum.coverage.all);
        }
    }

    #[test]
    fn numbers_of_different_days_are_flagged() {
        let of = |on| Part { as_of: Some(day(on)), ..Part::of("x", 1, Some(&entry(Value::Number(7)))) };
        assert_eq!(Sum::of(&[of(1), of(1)]).apart(), None);
        assert_eq!(Sum::of(&[of(9), of(1), of(4)]).apart(), Some((day(1), day(9))));
    }

    #[test]
    fn a_small_number_in_a_table_goes_with_one_that_would_give_it_away() {
        let row = |n| vec![Some(Value::Text("x".into())), Some(Value::Number(n))];
        let mut rows = vec![row(3), row(40), row(0), row(9)];
        gate_rows(&mut rows, "zu klein");
        let cells: Vec<String> = rows.iter().filter_map(|r| r[1].as_ref()).map(Value::to_stored).collect();
        assert_eq!(cells[0], "\"zu klein\"");
        assert_eq!(cells[2], "0");
        assert_eq!(cells.iter().filter(|c| c.as_str() == "\"zu klein\"").count(), 2, "{cells:?}");
    }

    #[test]
    fn a_municipality_stands_where_its_entries_and_its_words_put_it() {
        assert_eq!(Stand::of(0, 0, None), Stand::NotAsked);
        assert_eq!(Stand::of(2, 0, None), Stand::Missing);
        assert_eq!(Stand::of(2, 1, None), Stand::Partial);
        assert_eq!(Stand::of(2, 1, Some(Stand::MoreTime)), Stand::MoreTime);
        assert_eq!(Stand::of(2, 2, Some(Stand::MoreTime)), Stand::Complete, "nothing is awaited any more");
        assert_eq!(Stand::of(2, 0, Some(Stand::Declined)), Stand::Declined);
    }
}
