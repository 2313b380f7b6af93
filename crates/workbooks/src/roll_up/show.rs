//! Entries in words, sums in sentences and pictures: for both sides' pages.

use super::gather::{OneItem, Voice};
use super::model::{Coverage, Entries, Gap, Part, Stand, Sum, Told, chosen};
use super::store::Comment;
use base::{Day, percent_tenths};
use instrument::{Field, Item, Kind, Value};
use web::{Bar, Shell, Texts};

/// One field of an entry, for reading.
pub struct Said {
    /// Its label; empty where the question has only one field.
    pub label: String,
    /// What is said, line by line.
    pub words: Vec<String>,
    /// The day a number describes.
    pub stand: String,
    /// It is kept back.
    pub is_withheld: bool,
}

/// What stands in a cell that is too small to leave.
pub fn small(texts: &Texts) -> String {
    texts.say("roll-up-small").to_string()
}

/// The fields that have an entry, in the order of the form.
pub fn said(shell: &Shell, item: &Item, fields: &[&'static Field], entries: &Entries) -> Vec<Said> {
    fields
        .iter()
        .filter_map(|field| {
            let entry = entries.get(&field.uid)?;
            let (words, is_withheld) = match &entry.told {
                Told::Withheld => (vec![shell.say("roll-up-gap-withheld").to_string()], true),
                Told::Value(Value::Number(number)) => (vec![shell.number(*number)], false),
                Told::Value(value) => (field.words(value), false),
            };
            let is_only = field.uid == item.uid || fields.len() == 1;
            Some(Said {
                label: if is_only { String::new() } else { field.label.clone() },
                words,
                stand: entry.as_of.map(|d| stand(shell, d)).unwrap_or_default(),
                is_withheld,
            })
        })
        .collect()
}

fn stand(shell: &Shell, day: Day) -> String {
    shell.say("roll-up-stand").with("day", day.german()).to_string()
}

/// A remark, for reading.
pub struct Remark {
    /// When and by which side.
    pub about: String,
    /// What is said.
    pub words: String,
}

/// Remarks in the order they came; `theirs` names the other side.
pub fn remarks(shell: &Shell, comments: &[Comment], theirs: &str) -> Vec<Remark> {
    let own = shell.say("roll-up-own-remark").to_string();
    comments
        .iter()
        .map(|c| Remark {
            about: format!("{}, {}", if c.is_own { own.as_str() } else { theirs }, c.written_at.german()),
            words: c.words.clone(),
        })
        .collect()
}

/// A sum in words and pictures.
pub struct SumShown {
    /// The field that is added up.
    pub uid: String,
    /// The sum itself.
    pub number: Option<u64>,
    /// How many municipalities it covers, and of how many.
    pub covered: (usize, usize),
    /// The latest day its numbers describe.
    pub day: Option<Day>,
    /// What is counted.
    pub label: String,
    /// The sum, written the German way; empty where there is none.
    pub total: String,
    /// What it covers, as a sentence.
    pub coverage: String,
    /// The share of inhabitants it covers, as a picture.
    pub picture: String,
    /// Every municipality's number, as a picture; empty where there is none.
    pub bars: String,
    /// Who is missing and why, as sentences.
    pub gaps: Vec<String>,
    /// The numbers describe different days, as a sentence.
    pub apart: String,
}

/// What a sum covers: `7 von 10 Kommunen, 83,0 % der Einwohnerinnen und Einwohner`.
pub fn coverage(shell: &Shell, coverage: &Coverage) -> String {
    let text = if coverage.share().is_some() { "roll-up-coverage" } else { "roll-up-coverage-bare" };
    shell
        .say(text)
        .count("covered", coverage.covered)
        .count("all", coverage.all)
        .with("percent", shell.percent(coverage.share()))
        .to_string()
}

/// How many municipalities and inhabitants something covers, as two bars.
pub fn coverage_picture(shell: &Shell, title: &str, coverage: &Coverage) -> String {
    let whole = |n: usize| u64::try_from(n).unwrap_or(0);
    let places = percent_tenths(whole(coverage.covered), whole(coverage.all));
    let of = shell.say("roll-up-of").count("covered", coverage.covered).count("all", coverage.all);
    let mut bars = vec![Bar {
        label: shell.say("roll-up-municipalities").to_string(),
        tenths: places.unwrap_or(0),
        value: of.to_string(),
    }];
    if let Some(share) = coverage.share() {
        bars.push(Bar {
            label: shell.say("roll-up-inhabitants").to_string(),
            tenths: share,
            value: shell.percent(Some(share)),
        });
    }
    web::bars(title, &bars)
}

/// A number of people, as stored, without its sign.
pub fn people(inhabitants: i64) -> u64 {
    u64::try_from(inhabitants).unwrap_or(0)
}

/// One municipality's part of a field's sum.
pub fn part(field: &Field, voice: &Voice) -> Part {
    let (name, inhabitants) = (&voice.place.name, people(voice.place.inhabitants));
    let part = Part::of(name, inhabitants, voice.entries.get(&field.uid));
    match part.number {
        Err(Gap::Silent) if voice.stand == Stand::NotAsked => Part { number: Err(Gap::NotAsked), ..part },
        _ => part,
    }
}

/// The sums of a question's numbers, in the order of the form. How a number splits further
/// is left out where no municipality says anything of it.
pub fn sums(shell: &Shell, all: &OneItem) -> Vec<SumShown> {
    let is_told = |f: &Field| all.voices.iter().any(|voice| voice.entries.contains_key(&f.uid));
    let numbers = all.fields.iter().filter(|f| matches!(f.kind, Kind::Number));
    let shown = numbers.filter(|f| f.split_of.is_none() || is_told(f));
    shown.map(|field| sum(shell, field, all)).collect()
}

fn sum(shell: &Shell, field: &Field, all: &OneItem) -> SumShown {
    let parts: Vec<Part> = all.voices.iter().map(|voice| part(field, voice)).collect();
    let sum = Sum::of(&parts);
    let label = if field.uid == all.item.uid { all.item.label.clone() } else { field.label.clone() };
    let most = parts.iter().filter_map(|p| p.number.ok()).max().unwrap_or(0).max(1);
    let bars: Vec<Bar> = parts
        .iter()
        .filter_map(|p| {
            let number = p.number.ok()?;
            let tenths = number.saturating_mul(1_000) / most;
            Some(Bar { label: p.name.clone(), tenths, value: shell.number(number) })
        })
        .collect();
    let title = |text: &str| shell.say(text).with("what", label.clone()).to_string();
    SumShown {
        uid: field.uid.clone(),
        number: sum.total,
        covered: (sum.coverage.covered, sum.coverage.all),
        day: sum.days.last().copied(),
        total: sum.total.map(|n| shell.number(n)).unwrap_or_default(),
        coverage: coverage(shell, &sum.coverage),
        picture: coverage_picture(shell, &title("roll-up-picture-coverage"), &sum.coverage),
        bars: if bars.is_empty() {
            String::new()
        } else {
            web::bars(&title("roll-up-picture-numbers"), &bars)
        },
        gaps: sum
            .gaps
            .iter()
            .map(|(gap, names)| {
                let names = names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
                let said = shell.say_of("roll-up-gap", gap.key()).to_string();
                format!("{said}: {names}")
            })
            .collect(),
        apart: sum
            .apart()
            .map(|(first, last)| {
                let said = shell.say("roll-up-apart").with("first", first.german());
                said.with("last", last.german()).to_string()
            })
            .unwrap_or_default(),
        label,
    }
}

/// How often each option was chosen.
pub struct ChoiceShown {
    /// What is asked; empty where the question has only one field.
    pub label: String,
    /// Option, how many municipalities chose it, their names.
    pub options: Vec<(String, String, String)>,
    /// The same as a picture.
    pub picture: String,
}

/// How often each option of the question's choices was chosen, in the order of the form.
pub fn choices(shell: &Shell, all: &OneItem) -> Vec<ChoiceShown> {
    let mut shown = Vec::new();
    for field in &all.fields {
        let entries =
            all.voices.iter().filter_map(|v| Some((v.place.name.as_str(), v.entries.get(&field.uid)?)));
        let options = chosen(field, entries);
        if options.is_empty() {
            continue;
        }
        let voices = u64::try_from(all.voices.len()).unwrap_or(0);
        let count = |names: &Vec<String>| u64::try_from(names.len()).unwrap_or(0);
        let bars: Vec<Bar> = options
            .iter()
            .map(|(label, names)| Bar {
                label: label.clone(),
                tenths: percent_tenths(count(names), voices).unwrap_or(0),
                value: shell.number(count(names)),
            })
            .collect();
        let title = shell.say("roll-up-picture-choices").with("what", field.label.clone()).to_string();
        shown.push(ChoiceShown {
            label: if field.uid == all.item.uid { String::new() } else { field.label.clone() },
            picture: web::bars(&title, &bars),
            options: options
                .into_iter()
                .map(|(label, names)| (label, shell.number(count(&names)), names.join(", ")))
                .collect(),
        });
    }
    shown
}
