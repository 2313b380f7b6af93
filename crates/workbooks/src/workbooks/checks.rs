//! Remarks on figures: parts against totals, sums of the same people, and numbers that
//! do not belong together because they are of different days or sources (R-NOA-06, 09).
//! They stand beside the question like the working aid's own hints, and never block.

use super::model::{Workbook, total_words};
use crate::figures::{APART, Current, source_words};
use base::{Day, Instant};
use instrument::{
    Balance, BoundValues, Compared, Field, Hint, Instrument, Item, ItemType, Kind, Value, Verdict,
};
use std::collections::BTreeMap;
use web::{Beside, Texts};

/// Sums alone are shown beside the question, and are nothing to look after.
pub(super) const SUM: &str = "sum";

/// The working aid's own remarks and those on its figures.
pub(super) fn hints(texts: &Texts, workbook: &Workbook, bound: &BoundValues) -> Vec<Hint> {
    let (instrument, answers) = (workbook.instrument, &workbook.answers);
    let mut all = instrument.hints(answers, bound);
    all.extend(instrument.items().into_iter().filter_map(|item| more_free(texts, workbook, item)));
    if workbook.figures.is_empty() {
        return all;
    }
    all.extend(instrument.balances(answers).iter().filter_map(|balance| told(texts, instrument, balance)));
    all.extend(instrument.compared(answers).iter().map(|compared| differing(texts, workbook, compared)));
    all.extend(instrument.items().into_iter().filter_map(|item| apart(texts, workbook, item)));
    all
}

/// Remarks on what somebody entered who was asked only some questions of the working aid:
/// those on its numbers, since all others speak of the rest.
pub(crate) fn of_asked(texts: &Texts, workbook: &Workbook) -> Vec<Hint> {
    let (instrument, answers) = (workbook.instrument, &workbook.answers);
    let mut all: Vec<Hint> =
        instrument.items().into_iter().filter_map(|item| more_free(texts, workbook, item)).collect();
    all.extend(instrument.balances(answers).iter().filter_map(|balance| told(texts, instrument, balance)));
    all.extend(instrument.compared(answers).iter().map(|compared| differing(texts, workbook, compared)));
    all
}

/// Whether remarks on numbers and sums can change with a field.
pub(crate) fn counts(instrument: &Instrument, field: &Field) -> bool {
    let in_gaps = |item: &Item| item.gaps.as_ref().is_some_and(|gaps| gaps.full.is_some());
    field.kind == Kind::Number || instrument.item(&field.item).is_some_and(in_gaps)
}

/// What stands beside the fields of these questions, for the script of a page read at
/// this moment. `is_shown` tells of a section or question whether the page shows it.
pub(crate) fn beside_fields(
    workbook: &Workbook,
    remarks: Vec<Hint>,
    at: Instant,
    is_shown: impl Fn(&str) -> bool,
) -> Beside {
    let instrument = workbook.instrument;
    let mut hints: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for hint in remarks.into_iter().filter(|hint| is_shown(&hint.at)) {
        hints.entry(hint.at).or_default().push(hint.text);
    }
    let split = instrument.fields().iter().filter_map(|field| instrument.field(field.split_of.as_ref()?));
    let shown = split.filter(|whole| is_shown(&whole.item));
    let totals = shown.map(|whole| (whole.uid.clone(), total_words(workbook, whole))).collect();
    Beside { at: at.micros(), hints, totals }
}

fn hint(uid: &str, at: &str, text: String) -> Hint {
    Hint { uid: uid.to_owned(), at: at.to_owned(), text }
}

fn told(texts: &Texts, instrument: &Instrument, balance: &Balance) -> Option<Hint> {
    let Balance { at, whole, total, sum, known, parts, is_subset } = balance;
    // A split speaks of one row of the question; the question itself needs no name.
    let row = |item: &Item| {
        let rows = instrument.fields_of(item).iter().filter(|field| field.split_of.is_none());
        let named = |field: &Field| field.label == *whole && item.label != *whole;
        rows.filter(|field| item.total.as_ref() != Some(&field.uid)).any(named)
    };
    let is_row = instrument.item(at).is_some_and(row);
    let verdict = balance.verdict();
    let id = match verdict {
        Verdict::Over(_) if *is_subset => "figures-check-subset",
        Verdict::Over(_) => "figures-check-over",
        Verdict::Missing(_) => "figures-check-missing",
        Verdict::Open(_) => "figures-check-open",
        Verdict::OnlySum if is_row => return None,
        Verdict::OnlySum if known < parts => "figures-check-some",
        Verdict::OnlySum if *parts > 1 => "figures-check-sum",
        Verdict::Fits | Verdict::OnlySum => return None,
    };
    let by = match verdict {
        Verdict::Over(by) | Verdict::Missing(by) | Verdict::Open(by) => by,
        Verdict::Fits | Verdict::OnlySum => 0,
    };
    let said = texts.say(id).count("sum", *sum).count("total", total.unwrap_or_default()).count("by", by);
    let mut text =
        said.count("known", *known).count("parts", *parts).with("whole", whole.as_str()).to_string();
    if is_row {
        text = format!("{whole}: {text}");
    }
    let uid = if matches!(verdict, Verdict::OnlySum) { SUM } else { "balance" };
    Some(hint(uid, at, text))
}

fn differing(texts: &Texts, workbook: &Workbook, compared: &Compared) -> Hint {
    let items = workbook.instrument.items();
    let one = |(number, sum): &(String, u64)| {
        let item = items.iter().find(|item| item.id.as_ref() == Some(number));
        let figures = item.map(|item| whole_figures(workbook, item)).unwrap_or_default();
        let beside = beside(texts, &figures);
        let said = texts.say("figures-check-one-sum").with("number", number.as_str()).count("sum", *sum);
        format!("{said}{}", if beside.is_empty() { String::new() } else { format!(" ({beside})") })
    };
    let sums: Vec<String> = compared.sums.iter().map(one).collect();
    let text = texts.say("figures-check-compared").with("sums", sums.join("; ")).to_string();
    hint("compared", &compared.at, text)
}

/// Rows of a table of offers in which more places are free than there are. The number of
/// all places stands before that of the free ones.
fn more_free(texts: &Texts, workbook: &Workbook, item: &Item) -> Option<Hint> {
    let (table, (free, _)) = (item.table.as_ref()?, item.gaps.as_ref()?.full.as_ref()?);
    let free = table.columns.iter().position(|column| column.key == *free)?;
    let is_number = |column: &instrument::Column| column.kind == Some(Kind::Number);
    let all = table.columns.get(..free)?.iter().rposition(is_number)?;
    let Some(Value::Rows(rows)) = workbook.answers.get(&item.uid) else { return None };
    let number = |row: &[Option<Value>], at: usize| match row.get(at) {
        Some(Some(Value::Number(number))) => Some(*number),
        _ => None,
    };
    let said = |(at, row): (usize, &Vec<Option<Value>>)| {
        let (places, open) = (number(row, all)?, number(row, free)?);
        let said = texts.say("workbook-check-free").count("row", at + 1).count("places", places);
        (open > places).then(|| said.count("free", open).to_string())
    };
    let lines: Vec<String> = rows.iter().enumerate().filter_map(said).collect();
    (!lines.is_empty()).then(|| hint("free-places", &item.uid, lines.join(" ")))
}

/// A question whose numbers belong together, but are of days or sources that do not.
fn apart(texts: &Texts, workbook: &Workbook, item: &Item) -> Option<Hint> {
    if item.item_type != ItemType::NumberBreakdown {
        return None;
    }
    let figures = whole_figures(workbook, item);
    let days = figures.iter().map(|figure| figure.entry.as_of);
    let (first, last) = (days.clone().min()?, days.max()?);
    let sources = source_words(figures.iter().map(|figure| figure.entry.source.as_str()));
    if last <= first.plus_days(APART) && !sources.contains(", ") {
        return None;
    }
    let text = texts.say("figures-check-apart").with("beside", beside(texts, &figures)).to_string();
    Some(hint("apart", &item.uid, text))
}

/// The known numbers of a question, without splits.
fn whole_figures<'w>(workbook: &'w Workbook, item: &Item) -> Vec<&'w Current> {
    let is_known = |figure: &&Current| matches!(figure.entry.value, Some(Value::Number(_)));
    let whole = |field: &&Field| field.split_of.is_none();
    let fields = workbook.instrument.fields_of(item).iter().filter(whole);
    fields.filter_map(|field| workbook.figures.get(&field.uid)).filter(is_known).collect()
}

/// Days and sources of some figures, in words.
fn beside(texts: &Texts, figures: &[&Current]) -> String {
    let days = figures.iter().map(|figure| figure.entry.as_of);
    let day = |day: Option<Day>| day.map(Day::german).unwrap_or_default();
    let (first, last) = (day(days.clone().min()), day(days.max()));
    let sources = source_words(figures.iter().map(|figure| figure.entry.source.as_str()));
    let said = match (first == last, first.is_empty()) {
        (_, true) => String::new(),
        (true, false) => texts.say("figures-stand").with("day", first).to_string(),
        (false, false) => texts.say("figures-stands").with("first", first).with("last", last).to_string(),
    };
    [said, sources].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ")
}
