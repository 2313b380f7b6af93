//! Figures: what a number counts, and whether numbers fit together.
//!
//! Parts against totals are a remark, never a refusal: partial data stay usable
//! (R-CON-11), and a difference is often a difference of sources (R-NOA-09).

use crate::{Answers, Field, Instrument, Item, ItemType, Value};
use std::collections::BTreeMap;
use std::fmt;

/// By what figures are told apart, such as residence status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// Its name in the file.
    pub key: String,
    /// Its name for people.
    pub label: String,
    /// Its values.
    pub values: Vec<DimensionValue>,
}

/// One value of a dimension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DimensionValue {
    /// The code.
    pub value: String,
    /// The words.
    pub label: String,
    /// The words for narrow columns.
    pub short: String,
}

/// What figures count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Its name in the file.
    pub key: String,
    /// Its name for people.
    pub label: String,
    /// What one of it is.
    pub unit: String,
    /// It counts all of the target group.
    pub population: bool,
}

/// Questions whose sums describe the same people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The name that stays.
    pub uid: String,
    /// The question beside which a difference is told.
    pub at: String,
    /// The questions.
    pub items: Vec<String>,
}

/// What a number asks for: the same key anywhere is the same fact (R-CON-01).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FigureKey {
    /// What is counted.
    pub what: String,
    /// Of which kind: a value per dimension.
    pub of: BTreeMap<String, String>,
}

impl fmt::Display for FigureKey {
    /// `zielgruppe/alter=18_20/status=duldung`; dimensions in the order of their names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        self.of.iter().try_for_each(|(dimension, value)| write!(f, "/{dimension}={value}"))
    }
}

/// Some numbers held against a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The question beside which it is told.
    pub at: String,
    /// What the whole is, in the words of the form; the question where nobody asks for the whole.
    pub whole: String,
    /// The whole, where it is asked for and known.
    pub total: Option<u64>,
    /// The known parts together.
    pub sum: u64,
    /// How many parts are known.
    pub known: usize,
    /// How many parts there are.
    pub parts: usize,
    /// The parts may leave something over without anything missing.
    pub is_subset: bool,
}

/// What comes out of a [`Balance`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Parts and whole agree, or the part is no larger than the whole.
    Fits,
    /// The parts exceed the whole by this much.
    Over(u64),
    /// All parts are known and this much is left over.
    Missing(u64),
    /// Some parts are unknown; at most this much is theirs.
    Open(u64),
    /// Nothing to hold the parts against.
    OnlySum,
}

/// Sums that should describe the same people and do not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The question beside which it is told.
    pub at: String,
    /// Printed number and sum of each question whose numbers are all known.
    pub sums: Vec<(String, u64)>,
}

impl Balance {
    /// Whether parts and whole agree.
    pub fn verdict(&self) -> Verdict {
        match self.total {
            None => Verdict::OnlySum,
            Some(total) if self.sum > total => Verdict::Over(self.sum - total),
            Some(_) if self.is_subset => Verdict::Fits,
            Some(total) if self.known < self.parts => Verdict::Open(total - self.sum),
            Some(total) if self.sum < total => Verdict::Missing(total - self.sum),
            Some(_) => Verdict::Fits,
        }
    }
}

impl Instrument {
    /// The fields that ask for a figure, in the order of the form.
    pub fn figure_fields(&self) -> impl Iterator<Item = (&Field, &FigureKey)> {
        self.fields.iter().filter_map(|field| Some((field, field.figure.as_ref()?)))
    }

    /// A figure in words: what is counted, and of which kind.
    pub fn figure_words(&self, key: &FigureKey) -> String {
        let what = self.counted.iter().find(|c| c.key == key.what).map_or(key.what.as_str(), |c| &c.label);
        let kind = |(dimension, value): (&String, &String)| {
            let dimension = self.dimensions.iter().find(|d| d.key == *dimension)?;
            dimension.values.iter().find(|v| v.value == *value).map(|v| v.label.clone())
        };
        let kinds: Vec<String> = key.of.iter().filter_map(kind).collect();
        if kinds.is_empty() { what.to_owned() } else { format!("{what}: {}", kinds.join(", ")) }
    }

    /// Parts held against totals, subsets against what they belong to, and splits
    /// against what they split. Only where at least one part is known.
    pub fn balances(&self, answers: &Answers) -> Vec<Balance> {
        let mut all = Vec::new();
        for item in self.items() {
            let fields = self.fields_of(item);
            self.balance_of_parts(item, fields, answers, &mut all);
            if let Some(whole) = &item.subset_of {
                let parts = fields.iter().filter(|f| f.split_of.is_none());
                all.extend(self.balance(item, parts, Some(whole), true, answers));
            }
            for whole in fields.iter().filter(|f| f.split_of.is_none()) {
                let splits = fields.iter().filter(|f| f.split_of.as_deref() == Some(whole.uid.as_str()));
                all.extend(self.balance(item, splits, Some(&whole.uid), false, answers));
            }
        }
        all
    }

    fn balance_of_parts(&self, item: &Item, fields: &[Field], answers: &Answers, into: &mut Vec<Balance>) {
        if item.item_type != ItemType::NumberBreakdown {
            return;
        }
        into.extend(self.balance(item, parts_of(item, fields), item.total.as_deref(), false, answers));
    }

    fn balance<'f>(
        &self,
        item: &Item,
        parts: impl Iterator<Item = &'f Field>,
        whole: Option<&str>,
        is_subset: bool,
        answers: &Answers,
    ) -> Option<Balance> {
        let numbers: Vec<Option<u64>> = parts.map(|field| self.number(&field.uid, answers)).collect();
        let known = numbers.iter().flatten().count();
        let words = |uid: &str| self.field(uid).map(|field| field.label.clone());
        (known > 0).then(|| Balance {
            at: item.uid.clone(),
            whole: whole.and_then(words).unwrap_or_else(|| item.label.clone()),
            total: whole.and_then(|uid| self.number(uid, answers)),
            sum: numbers.iter().flatten().copied().fold(0, u64::saturating_add),
            known,
            parts: numbers.len(),
            is_subset,
        })
    }

    /// Sums of the same people that do not agree, question by question. Questions
    /// with unknown parts are left out: they cannot disagree.
    pub fn compared(&self, answers: &Answers) -> Vec<Compared> {
        let sum_of = |uid: &String| {
            let item = self.item(uid)?;
            let parts = parts_of(item, self.fields_of(item)).filter(|f| !f.outside_total);
            let numbers: Option<Vec<u64>> = parts.map(|f| self.number(&f.uid, answers)).collect();
            let sum = numbers?.into_iter().fold(0, u64::saturating_add);
            Some((item.id.clone().unwrap_or_default(), sum))
        };
        let differing = |comparison: &Comparison| {
            let sums: Vec<(String, u64)> = comparison.items.iter().filter_map(sum_of).collect();
            let differ = sums.iter().any(|(_, sum)| *sum != sums[0].1);
            differ.then(|| Compared { at: comparison.at.clone(), sums })
        };
        self.comparisons.iter().filter_map(differing).collect()
    }

    fn number(&self, uid: &str, answers: &Answers) -> Option<u64> {
        match self.answer(uid, answers) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }
}

/// The parts a question asks for, without their total and without splits.
fn parts_of<'f>(item: &'f Item, fields: &'f [Field]) -> impl Iterator<Item = &'f Field> {
    fields.iter().filter(|f| f.split_of.is_none() && Some(&f.uid) != item.total.as_ref())
}
