//! The short form (Kurzfassung): the only thing that leaves the alliance, drawn
//! word for word from questions the instrument marks as shared (R-STR-11, R-CON-03).

use crate::model::label_of;
use crate::{Answers, BoundValues, Derivation, Field, Instrument, ItemType, ShortItem, Value};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What would leave the alliance, or has left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShortForm {
    /// The key of the instrument.
    pub instrument: String,
    /// Its version.
    pub version: u32,
    /// The hash of its file.
    pub instrument_hash: String,
    /// The passages, in the order of the form.
    pub passages: Vec<Passage>,
    /// Whether everything needed for a complete return is there.
    pub complete: bool,
    /// The uids of passages that are needed and empty.
    pub missing: Vec<String>,
}

/// One passage of the short form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// The name that stays when numbers change.
    pub uid: String,
    /// The printed number.
    pub id: String,
    /// What the passage says.
    pub label: String,
    /// The name under which the evaluation counts it.
    pub measure: Option<String>,
    /// The codes counted.
    pub values: Vec<String>,
    /// What leaves, word for word.
    pub text: Vec<String>,
    /// Those of the words that are counted by a theme.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
    /// The questions and columns it comes from.
    pub sources: Vec<String>,
    /// Whether a return without it is partial, under these answers.
    pub needed_for_complete: bool,
    /// What to say where it is needed and empty; advice for the office, not sent.
    #[serde(skip)]
    pub missing_reason: Option<String>,
}

/// Words of a passage that belong to a theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What leaves, word for word; it stands in the passage's text too.
    pub words: String,
    /// The theme; empty where none fits.
    pub topic: String,
}

/// Codes and words gathered for a passage.
#[derive(Default)]
struct Gathered {
    values: Vec<String>,
    text: Vec<String>,
    lines: Vec<Line>,
}

impl Instrument {
    /// Draws the short form from the answers. Branches not taken stay at home.
    pub fn short_form(&self, answers: &Answers, bound: &BoundValues) -> ShortForm {
        let passage = |item| self.passage(item, answers, bound);
        let passages: Vec<Passage> = self.short_form_plan.items.iter().map(passage).collect();
        let missing: Vec<String> =
            passages.iter().filter(|p| p.missing_reason.is_some()).map(|p| p.uid.clone()).collect();
        ShortForm {
            instrument: self.key.clone(),
            version: self.version,
            instrument_hash: self.hash.clone(),
            passages,
            complete: missing.is_empty(),
            missing,
        }
    }

    fn passage(&self, item: &ShortItem, answers: &Answers, bound: &BoundValues) -> Passage {
        let Gathered { values, text, lines } =
            self.only_allowed(item, self.gather(&item.from, answers, bound));
        let needed_for_complete =
            item.needed_for_complete && item.needed_if.as_ref().is_none_or(|c| self.holds(c, answers));
        let is_empty = values.is_empty() && text.is_empty();
        let missing_reason =
            (needed_for_complete && is_empty).then(|| item.missing_text.clone().unwrap_or_default());
        Passage {
            uid: item.uid.clone(),
            id: item.id.clone(),
            label: item.label.clone(),
            measure: item.measure.clone(),
            values,
            text,
            lines,
            sources: item.from.sources().into_iter().map(str::to_owned).collect(),
            needed_for_complete,
            missing_reason,
        }
    }

    fn gather(&self, from: &Derivation, answers: &Answers, bound: &BoundValues) -> Gathered {
        match from {
            Derivation::All { of, codes_of } => {
                let mut all = Gathered::default();
                for uid in of {
                    let one = self.source(uid, answers, bound);
                    all.text.extend(one.text);
                    all.lines.extend(one.lines);
                    if codes_of.as_ref().is_none_or(|counted| counted == uid) {
                        all.values.extend(one.values);
                    }
                }
                all
            }
            Derivation::FirstOf(of) => of
                .iter()
                .map(|uid| self.source(uid, answers, bound))
                .find(|one| !one.text.is_empty() || !one.values.is_empty())
                .unwrap_or_default(),
            Derivation::Map { field, to } => {
                let mut one = self.source(field, answers, bound);
                one.values = to
                    .iter()
                    .filter(|(there, _)| one.values.contains(there))
                    .map(|(_, here)| here.clone())
                    .collect();
                one
            }
            Derivation::Bound { key, .. } => from_binding(key, bound),
        }
    }

    /// A question or one of its fields, as answered or as brought in.
    fn source(&self, uid: &str, answers: &Answers, bound: &BoundValues) -> Gathered {
        let Some(item) = self.item(uid) else {
            let field = self.field(uid).and_then(|field| Some((field, self.answer(uid, answers)?)));
            let given = field.map(|(field, value)| from_answer(field, value, false)).unwrap_or_default();
            return self.with_taken(uid, answers, given);
        };
        if let Some(key) = &item.bound {
            let mut brought = from_binding(key, bound);
            if brought.text.is_empty() {
                let labels = brought.values.iter().filter_map(|code| label_of(&item.options, code));
                brought.text = labels.map(str::to_owned).collect();
            }
            return brought;
        }
        let mut all = Gathered::default();
        for field in self.fields_of(item) {
            if let Some(value) = self.answer(&field.uid, answers) {
                // Parts of a contact or of a sum need their own label to be understood.
                let one = from_answer(field, value, field.uid != item.uid && field.label != item.label);
                all.values.extend(one.values);
                all.text.extend(one.text);
            }
            all = self.with_taken(&field.uid, answers, all);
        }
        for member in &item.members {
            let one = self.source(&member.uid, answers, bound);
            all.values.extend(one.values);
            all.lines.extend(one.lines);
            all.text.extend(one.text.into_iter().map(|words| labelled(&member.label, &words)));
        }
        all
    }

    /// Adds the passages taken over into a field.
    fn with_taken(&self, uid: &str, answers: &Answers, mut given: Gathered) -> Gathered {
        for taken in self.taken(uid, answers) {
            given.text.push(taken.words.clone());
            given.lines.push(Line { words: taken.words.clone(), topic: taken.topic.clone() });
        }
        given
    }

    /// Where a passage lists its codes, only these and their words leave; actor
    /// types come in the order of the catalogue. What the list does not know stays.
    fn only_allowed(&self, item: &ShortItem, gathered: Gathered) -> Gathered {
        let catalogue: Vec<(&str, &str)> = if item.item_type == ItemType::MultiChoiceActorTypes {
            self.actor_types.iter().map(|t| (t.key.as_str(), t.label.as_str())).collect()
        } else if item.options.is_empty() {
            return gathered;
        } else {
            item.options.iter().map(|o| (o.value.as_str(), o.label.as_str())).collect()
        };
        let present = catalogue.into_iter().filter(|(code, _)| gathered.values.iter().any(|v| v == code));
        let (values, text) = present.map(|(code, words)| (code.to_owned(), words.to_owned())).unzip();
        Gathered { values, text, lines: Vec::new() }
    }
}

fn from_binding(key: &str, bound: &BoundValues) -> Gathered {
    let brought = bound.get(key).cloned().unwrap_or_default();
    Gathered { values: brought.values, text: brought.text, lines: Vec::new() }
}

fn from_answer(field: &Field, value: &Value, with_label: bool) -> Gathered {
    let words = field.words(value);
    let text = if with_label { words.iter().map(|w| labelled(&field.label, w)).collect() } else { words };
    Gathered { values: field.codes(value), text, lines: Vec::new() }
}

fn labelled(label: &str, words: &str) -> String {
    let colon = if label.ends_with(['?', ':']) { "" } else { ":" };
    format!("{label}{colon} {words}")
}

impl ShortForm {
    /// The same short form always gives the same text: keys sorted, no blanks
    /// (RFC 8785 for the strings, whole numbers and truth values it consists of).
    pub fn to_canonical_json(&self) -> String {
        let mut text = String::new();
        write_sorted(&serde_json::json!(self), &mut text);
        text
    }

    /// Reads back a submitted short form.
    pub fn from_canonical_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// SHA-256 of the canonical JSON, as 64 hexadecimal digits: the receipt of a submission.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.to_canonical_json()))
    }

    /// What the evaluation counts: measure and code, one pair per code.
    pub fn counted(&self) -> impl Iterator<Item = (&str, &str)> {
        self.passages
            .iter()
            .filter_map(|p| Some((p.measure.as_deref()?, p)))
            .flat_map(|(measure, p)| p.values.iter().map(move |value| (measure, value.as_str())))
    }
}

fn write_sorted(json: &serde_json::Value, into: &mut String) {
    use serde_json::Value as Json;
    match json {
        Json::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_unstable();
            into.push('{');
            for (at, key) in keys.into_iter().enumerate() {
                if at > 0 {
                    into.push(',');
                }
                into.push_str(&Json::from(key.as_str()).to_string());
                into.push(':');
                write_sorted(&map[key], into);
            }
            into.push('}');
        }
        Json::Array(list) => {
            into.push('[');
            for (at, one) in list.iter().enumerate() {
                if at > 0 {
                    into.push(',');
                }
                write_sorted(one, into);
            }
            into.push(']');
        }
        plain => into.push_str(&plain.to_string()),
    }
}
