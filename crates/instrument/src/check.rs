//! The check of an instrument file: findings that name file, line and rule, and
//! the rules between things (references, conditions, what may leave).
//!
//! A file that cannot be read at all gives one finding; otherwise all rules are
//! judged and all findings come at once.

use crate::file::File;
use crate::model::{
    Column, Condition, Derivation, Field, GapRule, HintRule, HintTest, Instrument, Item, ItemType, Kind,
    ShortItem, Table, Test, TopicRule,
};
use crate::read::Reader;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;

/// A rule that an instrument file breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The rule, as listed in the documentation of the format.
    pub rule: &'static str,
    /// What is wrong and what would help, in German.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.rule, self.message)
    }
}

impl Instrument {
    /// Reads an instrument file. `file` is only used to name the file in findings.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Finding>> {
        let raw: File = serde_norway::from_str(text).map_err(|error| vec![unreadable(file, &error)])?;
        let mut reader = Reader::new(file, text, &raw);
        let instrument = reader.instrument(&raw, hex::encode(Sha256::digest(text)));
        reader.cross_check(&instrument);
        reader.findings.sort_by_key(|finding| finding.line);
        if reader.findings.is_empty() { Ok(instrument) } else { Err(reader.findings) }
    }
}

fn unreadable(file: &str, error: &serde_norway::Error) -> Finding {
    let line = error.location().map_or(1, |at| at.line());
    let words = error.to_string();
    let (rule, message) = match words.split_once("unknown field `") {
        Some((_, rest)) => {
            let key = rest.split('`').next().unwrap_or(rest);
            ("unknown_key", format!("Den Schlüssel „{key}“ kennt das Format an dieser Stelle nicht."))
        }
        None => ("syntax", format!("Die Datei lässt sich nicht lesen: {words}")),
    };
    Finding { file: file.to_owned(), line, rule, message }
}

// Rules between things: whether what is named exists, and whether it may be named.
impl Reader<'_> {
    fn cross_check(&mut self, instrument: &Instrument) {
        let items = instrument.items();
        let mut known: BTreeSet<&str> = instrument.sections.iter().map(|s| s.uid.as_str()).collect();
        let mut columns: BTreeMap<&str, &Column> = BTreeMap::new();
        known.extend(instrument.fields().iter().map(|field| field.uid.as_str()));
        for item in &items {
            known.insert(&item.uid);
            let table = item.table.iter().flat_map(|table| &table.columns);
            columns.extend(table.map(|column| (column.uid.as_str(), column)));
        }
        known.extend(columns.keys());
        for item in &items {
            self.check_item(instrument, item, &known);
        }
        for (line, condition) in std::mem::take(&mut self.conditions) {
            self.check_condition(instrument, line, &condition);
        }
        for field in instrument.fields() {
            self.check_cycle(instrument, field);
        }
        for (key, at) in instrument.guidance.iter().flat_map(|g| g.at.iter().map(move |at| (&g.key, at))) {
            if !known.contains(at.as_str()) {
                self.find(
                    self.line_saying("key", key),
                    "dangling_reference",
                    format!("„{at}“ gibt es nicht."),
                );
            }
        }
        for comparison in &instrument.comparisons {
            let numbers = |uid: &String| {
                instrument.item(uid).is_some_and(|item| item.item_type == ItemType::NumberBreakdown)
            };
            let line = self.line_of(&comparison.uid);
            for uid in comparison.items.iter().filter(|uid| !numbers(uid)) {
                self.find(
                    line,
                    "dangling_reference",
                    format!("„{uid}“ ist keine Frage nach Teilen einer Zahl."),
                );
            }
            if !known.contains(comparison.at.as_str()) {
                self.find(line, "dangling_reference", format!("„at: {}“ gibt es nicht.", comparison.at));
            }
        }
        for hint in &instrument.hints {
            self.check_hint(instrument, hint, &known);
        }
        for item in &instrument.short_form_plan.items {
            self.check_short_item(instrument, item, &known);
        }
    }

    fn check_item(&mut self, instrument: &Instrument, item: &Item, known: &BTreeSet<&str>) {
        let line = self.line_of(&item.uid);
        for uid in item.refs.iter().filter(|uid| !known.contains(uid.as_str())) {
            self.find(line, "dangling_reference", format!("refs nennt „{uid}“, das gibt es nicht."));
        }
        let answers = |who: &str| {
            instrument.roles.iter().any(|(key, _)| key == who)
                || instrument.actor_types.iter().any(|t| t.key == who)
        };
        for who in item.answered_by.iter().filter(|who| !answers(who)) {
            let message = format!("answered_by nennt „{who}“: weder unter „roles“ noch ein Akteurstyp.");
            self.find(line, "dangling_reference", message);
        }
        for uid in item.prefill_from.iter().filter(|uid| !known.contains(uid.as_str())) {
            self.find(line, "dangling_reference", format!("prefill_from nennt „{uid}“, das gibt es nicht."));
        }
        for binding in &item.prefill_bound {
            self.is_bound(line, binding);
        }
        self.check_topics(instrument, item, line, known);
        let by = |key: &&String| instrument.dimensions.iter().all(|dimension| dimension.key != **key);
        if let Some(key) = item.split_by.as_ref().filter(by) {
            self.find(line, "dangling_reference", format!("„{key}“ steht nicht unter „dimensions“."));
        }
        for whole in item.total.iter().chain(&item.subset_of) {
            if instrument.field(whole).is_none_or(|field| field.kind != Kind::Number) {
                self.find(line, "dangling_reference", format!("„{whole}“ ist kein Zahlenfeld."));
            }
        }
        let Some(table) = &item.table else { return };
        if let Some(rule) = &item.gaps {
            self.check_gaps(line, table, rule);
        }
        for condition in table.columns.iter().filter_map(|column| column.condition.as_ref()) {
            let decides = table.columns.iter().find(|column| column.uid == condition.field);
            if let Some(kind) = decides.and_then(|column| column.kind.as_ref()) {
                self.check_codes(line, condition, kind);
            } else {
                let message = format!("visible_if nennt „{}“, keine Spalte dieser Tabelle.", condition.field);
                self.find(line, "dangling_reference", message);
            }
        }
    }

    fn check_topics(&mut self, instrument: &Instrument, item: &Item, line: usize, known: &BTreeSet<&str>) {
        for rule in &item.topics {
            match rule {
                TopicRule::RowsOf(table) => {
                    if instrument.item(table).is_none_or(|item| item.table.is_none()) {
                        self.find(line, "bad_topic", format!("„{table}“ ist keine Tabelle."));
                    }
                }
                TopicRule::One(topic) => {
                    for uid in topic.from.iter().filter(|uid| !known.contains(uid.as_str())) {
                        let message = format!("Das Thema „{}“ nennt „{uid}“, das gibt es nicht.", topic.key);
                        self.find(line, "dangling_reference", message);
                    }
                }
            }
        }
        let topics = instrument.topics(item);
        for (at, topic) in topics.iter().enumerate() {
            if topics[..at].iter().any(|before| before.key == topic.key) {
                self.find(line, "duplicate_key", format!("Das Thema „{}“ steht zweimal da.", topic.key));
            }
        }
    }

    fn check_gaps(&mut self, line: usize, table: &Table, rule: &GapRule) {
        let kind = |key: &str| table.columns.iter().find(|c| c.key == key).and_then(|c| c.kind.as_ref());
        if let Some((columns, codes)) = &rule.closed {
            for key in columns {
                let known = kind(key).map(Kind::condition_codes).unwrap_or_default();
                if let Some(code) = codes.iter().find(|code| !known.contains(&code.as_str())) {
                    self.find(
                        line,
                        "bad_gaps",
                        format!("In der Spalte „{key}“ gibt es die Antwort „{code}“ nicht."),
                    );
                }
            }
        }
        if let Some((key, _)) = rule.full.as_ref().filter(|(key, _)| kind(key) != Some(&Kind::Number)) {
            self.find(line, "bad_gaps", format!("„{key}“ ist keine Zahlenspalte dieser Tabelle."));
        }
    }

    fn check_condition(&mut self, instrument: &Instrument, line: usize, condition: &Condition) {
        if let Some(field) = instrument.field(&condition.field) {
            self.check_codes(line, condition, &field.kind);
        } else {
            let message = format!("Die Bedingung nennt „{}“, dieses Feld gibt es nicht.", condition.field);
            self.find(line, "dangling_reference", message);
        }
    }

    fn check_codes(&mut self, line: usize, condition: &Condition, kind: &Kind) {
        let (Test::In(codes) | Test::NotIn(codes)) = &condition.test;
        let known = kind.condition_codes();
        for code in codes.iter().filter(|code| !known.contains(&code.as_str())) {
            let message = format!("„{code}“ ist keine Antwort auf {}.", condition.field);
            self.find(line, "unknown_option", message);
        }
    }

    /// Follows the conditions from a field; coming back to it is a cycle.
    fn check_cycle(&mut self, instrument: &Instrument, field: &Field) {
        let mut ahead: Vec<&str> = field.conditions.iter().map(|c| c.field.as_str()).collect();
        let mut seen = HashSet::new();
        while let Some(uid) = ahead.pop() {
            if uid == field.uid {
                let message = format!("{} hängt über visible_if von sich selbst ab.", field.uid);
                self.find(self.line_of(&field.uid), "visible_if_cycle", message);
                return;
            }
            if let Some(next) = instrument.field(uid).filter(|_| seen.insert(uid)) {
                ahead.extend(next.conditions.iter().map(|c| c.field.as_str()));
            }
        }
    }

    fn check_hint(&mut self, instrument: &Instrument, hint: &HintRule, known: &BTreeSet<&str>) {
        let line = self.line_of(&hint.uid);
        if !known.contains(hint.at.as_str()) {
            self.find(line, "dangling_reference", format!("„at: {}“ gibt es nicht.", hint.at));
        }
        if let HintTest::SumAbove { sum, above } = &hint.test {
            let is_number = |uid: &str| instrument.field(uid).is_some_and(|field| field.kind == Kind::Number);
            for uid in sum.iter().chain([above]).filter(|uid| !is_number(uid)) {
                self.find(line, "dangling_reference", format!("„{uid}“ ist kein Zahlenfeld."));
            }
        }
    }

    fn check_short_item(&mut self, instrument: &Instrument, item: &ShortItem, known: &BTreeSet<&str>) {
        let line = self.line_of(&item.uid);
        let decides = item.needed_if.iter().map(|condition| condition.field.as_str());
        for uid in item.from.sources().into_iter().chain(decides) {
            if !known.contains(uid) || instrument.section(uid).is_some() {
                self.find(
                    line,
                    "dangling_reference",
                    format!("{} schöpft aus „{uid}“, das gibt es nicht.", item.uid),
                );
            } else if !instrument.is_shared(uid) {
                let message = format!(
                    "{} schöpft aus {uid}, das nicht mit „shared: true“ gekennzeichnet ist und das Bündnis nicht verlassen darf.",
                    item.uid
                );
                self.find(line, "leaves_alliance", message);
            }
        }
        match &item.from {
            Derivation::Bound { key, of } => {
                self.is_bound(line, key);
                if of.is_empty() {
                    let message = format!("{} braucht „of“: aus welchen Fragen es errechnet ist.", item.uid);
                    self.find(line, "bad_derivation", message);
                }
            }
            Derivation::All { of, codes_of } => {
                let stray = codes_of.iter().filter(|uid| !of.contains(uid));
                self.check_copied(instrument, item, of.iter().filter(|uid| known.contains(uid.as_str())));
                for uid in stray {
                    self.find(
                        line,
                        "bad_derivation",
                        format!("codes_of nennt „{uid}“, das nicht unter all steht."),
                    );
                }
            }
            Derivation::FirstOf(of) => {
                self.check_copied(instrument, item, of.iter().filter(|uid| known.contains(uid.as_str())));
            }
            Derivation::Map { field, to } => self.check_map(instrument, item, field, to),
        }
    }

    /// A column by itself has no words to copy; a table as a whole has.
    fn check_copied<'u>(
        &mut self,
        instrument: &Instrument,
        item: &ShortItem,
        of: impl Iterator<Item = &'u String>,
    ) {
        for uid in of.filter(|uid| instrument.item(uid).is_none() && instrument.field(uid).is_none()) {
            let message = format!("{} kann „{uid}“ nicht übernehmen: nur Fragen und ihre Teile.", item.uid);
            self.find(self.line_of(&item.uid), "bad_derivation", message);
        }
    }

    fn check_map(&mut self, instrument: &Instrument, item: &ShortItem, field: &str, to: &[(String, String)]) {
        let line = self.line_of(&item.uid);
        let codes = instrument.field(field).map(|f| f.kind.condition_codes()).unwrap_or_default();
        if codes.is_empty() {
            self.find(line, "bad_derivation", format!("map braucht ein Auswahlfeld, „{field}“ ist keines."));
            return;
        }
        for (code, _) in to.iter().filter(|(code, _)| !codes.contains(&code.as_str())) {
            self.find(line, "unknown_option", format!("„{code}“ ist keine Antwort auf {field}."));
        }
        for code in codes.iter().filter(|code| to.iter().all(|(there, _)| there != *code)) {
            self.find(line, "unmapped_option", format!("{} sagt nicht, was aus „{code}“ wird.", item.uid));
        }
        for (_, here) in to.iter().filter(|(_, here)| item.options.iter().all(|o| o.value != *here)) {
            self.find(
                line,
                "unknown_option",
                format!("„{here}“ steht nicht unter den options von {}.", item.uid),
            );
        }
    }
}
