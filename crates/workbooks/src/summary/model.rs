//! Passages on offer and taken, and how the two compare. Pure.

use crate::workbooks::Workbook;
use base::{Instant, PersonId};
use instrument::{BoundValues, Field, Instrument, Item, NO, Offered, OfferedKind, Topic, Value};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use uuid::Uuid;
use web::Texts;

/// Passages in one field at most.
pub(super) const MOST: usize = 200;

/// A passage that was taken over or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Names it in addresses and in the history.
    pub id: Uuid,
    /// The field it stands in.
    pub item: String,
    /// What it says.
    pub words: String,
    /// The theme it is counted by; empty where none fits.
    pub topic: String,
    /// The field or binding it was taken from; empty for words of one's own.
    pub source: String,
    /// Which passage of that source.
    pub source_part: String,
    /// What the source said when it was taken.
    pub source_words: String,
    /// Guards against lost updates.
    pub version: i64,
    /// When it was taken.
    pub taken_at: Instant,
    /// Who took it; `None` for the machine.
    pub taken_by: Option<PersonId>,
}

/// A passage on offer, in words.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    /// Names it with what it says: another word, another name.
    pub key: String,
    pub offered: Offered,
    pub words: String,
}

/// How a passage stands to its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It has none: words of one's own.
    Own,
    /// The source says what it said.
    Same,
    /// The source says something else now.
    Changed(String),
    /// The source says nothing of it any more.
    Gone,
}

/// What is on offer for a question now, each with its words.
pub(super) fn offers(texts: &Texts, workbook: &Workbook, item: &Item, bound: &BoundValues) -> Vec<Offer> {
    let offered = workbook.instrument.offered(&item.uid, &workbook.answers, bound);
    let offer = |offered: Offered| {
        let words = words(texts, &offered);
        Offer { key: key(&offered, &words), words, offered }
    };
    offered.into_iter().map(offer).collect()
}

/// Names an offer with what it says, in 16 hexadecimal digits.
fn key(offered: &Offered, words: &str) -> String {
    let hash = Sha256::digest([&offered.source, "\0", &offered.part, "\0", words].concat());
    hash.iter().take(8).fold(String::new(), |mut key, byte| {
        let _ = write!(key, "{byte:02x}");
        key
    })
}

/// What a passage on offer says.
fn words(texts: &Texts, offered: &Offered) -> String {
    let row = offered.label.as_str();
    match &offered.kind {
        OfferedKind::Words(words) => words.clone(),
        OfferedKind::Closed(columns) => {
            texts.say("summary-closed").with("row", row).with("columns", columns.join(", ")).to_string()
        }
        OfferedKind::Full => texts.say("summary-full").with("row", row).to_string(),
        OfferedKind::Missing => {
            let said = texts.say("summary-row-missing").with("row", row);
            said.with("number", offered.number.as_str()).to_string()
        }
    }
}

/// How a passage stands to what is on offer now.
pub(super) fn standing(passage: &Passage, offers: &[Offer]) -> Standing {
    if passage.source.is_empty() {
        return Standing::Own;
    }
    match offers.iter().find(|offer| is_from(passage, offer)) {
        Some(offer) if offer.words == passage.source_words => Standing::Same,
        Some(offer) => Standing::Changed(offer.words.clone()),
        None => Standing::Gone,
    }
}

/// Whether a passage was taken from this offer, whatever the offer says now.
pub(super) fn is_from(passage: &Passage, offer: &Offer) -> bool {
    passage.source == offer.offered.source && passage.source_part == offer.offered.part
}

/// The themes to choose from, with their words.
pub(super) fn topics(texts: &Texts, instrument: &Instrument, item: &Item) -> Vec<(String, String)> {
    let known = instrument.topics(item);
    if known.is_empty() {
        return Vec::new();
    }
    let none = (String::new(), texts.say("summary-no-topic").to_string());
    [none].into_iter().chain(known.into_iter().map(|Topic { key, label, .. }| (key, label))).collect()
}

/// What a question's own page would show, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Brief {
    /// What was taken, in words.
    pub taken: Vec<String>,
    /// On offer and not taken.
    pub offered: usize,
    /// Taken, and the source has changed since.
    pub changed: usize,
}

/// The passages of a question in brief; `None` where it takes none.
pub(crate) fn brief(texts: &Texts, workbook: &Workbook, item: &Item, bound: &BoundValues) -> Option<Brief> {
    let field = workbook.instrument.passage_field(item)?;
    let offers = offers(texts, workbook, item, bound);
    let own: Vec<&Passage> = workbook.passages.iter().filter(|p| p.item == field.uid).collect();
    let differs = |p: &&&Passage| matches!(standing(p, &offers), Standing::Changed(_) | Standing::Gone);
    Some(Brief {
        taken: own.iter().map(|p| p.words.clone()).collect(),
        offered: offers.iter().filter(|offer| !own.iter().any(|p| is_from(p, offer))).count(),
        changed: own.iter().filter(differs).count(),
    })
}

/// A passage that was taken, and whose source says something else now.
pub(crate) struct Outdated {
    /// The question it stands in.
    pub item: &'static Item,
    /// What it says.
    pub words: String,
    /// The source says nothing of it any more.
    pub is_gone: bool,
}

/// The passages that would leave with the short form although their source has changed.
/// What was answered with no stays in the alliance.
pub(crate) fn outdated(texts: &Texts, workbook: &Workbook, bound: &BoundValues) -> Vec<Outdated> {
    let mut found = Vec::new();
    for (item, field) in asking(workbook.instrument) {
        if workbook.answers.get(&item.uid) == Some(&Value::Choice(NO.to_owned())) {
            continue;
        }
        let own: Vec<&Passage> = workbook.passages.iter().filter(|p| p.item == field.uid).collect();
        if own.is_empty() {
            continue;
        }
        let offers = offers(texts, workbook, item, bound);
        for passage in own {
            let is_gone = match standing(passage, &offers) {
                Standing::Own | Standing::Same => continue,
                Standing::Changed(_) => false,
                Standing::Gone => true,
            };
            found.push(Outdated { item, words: passage.words.clone(), is_gone });
        }
    }
    found
}

/// First and last number of the section whose questions are written from others, where
/// nothing is said in any of them.
pub(crate) fn empty_summary(workbook: &Workbook) -> Option<(String, String)> {
    let all = asking(workbook.instrument);
    let section = &all.last()?.1.section;
    let summary: Vec<_> = all.iter().filter(|(_, field)| field.section == *section).collect();
    let is_said = |(item, field): &&&(&'static Item, &'static Field)| {
        let fields = workbook.instrument.fields_of(item);
        workbook.passages.iter().any(|passage| passage.item == field.uid)
            || fields.iter().any(|field| workbook.answers.get(&field.uid).is_some())
    };
    if summary.len() < 2 || summary.iter().any(|one| is_said(&one)) {
        return None;
    }
    let mut numbers = summary.iter().filter_map(|(item, _)| item.id.clone());
    let first = numbers.next()?;
    Some((first.clone(), numbers.next_back().unwrap_or(first)))
}

/// The questions written from others, each with the field that takes passages.
fn asking(aid: &'static Instrument) -> Vec<(&'static Item, &'static Field)> {
    aid.items().into_iter().filter_map(|item| Some((item, aid.passage_field(item)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(source: &str, part: &str, said: &str) -> Offer {
        let offered = Offered {
            source: source.into(),
            part: part.into(),
            topic: String::new(),
            number: "1".into(),
            label: "Kurse".into(),
            kind: OfferedKind::Words(said.into()),
        };
        Offer { key: key(&offered, said), words: said.into(), offered }
    }

    fn passage(source: &str, part: &str, said: &str) -> Passage {
        Passage {
            id: Uuid::nil(),
            item: "F".into(),
            words: "bearbeitet".into(),
            topic: String::new(),
            source: source.into(),
            source_part: part.into(),
            source_words: said.into(),
            version: 1,
            taken_at: Instant::from_micros(0),
            taken_by: None,
        }
    }

    #[test]
    fn a_passage_notices_when_its_source_says_something_else_or_nothing() {
        let offers = [offer("A", "", "neu"), offer("T", "full/Kurse", "voll")];
        assert_eq!(standing(&passage("A", "", "neu"), &offers), Standing::Same);
        assert_eq!(standing(&passage("A", "", "alt"), &offers), Standing::Changed("neu".into()));
        assert_eq!(standing(&passage("T", "closed/Kurse", "zu"), &offers), Standing::Gone);
        assert_eq!(standing(&passage("", "", ""), &offers), Standing::Own);
    }

    #[test]
    fn an_offer_that_says_something_else_has_another_name() {
        let one = offer("A", "", "alt");
        assert_eq!(one.key.len(), 16);
        assert_ne!(one.key, offer("A", "", "neu").key);
        assert_ne!(one.key, offer("B", "", "alt").key);
        assert_ne!(offer("A", "b", "c").key, offer("A", "", "bc").key);
    }
}
