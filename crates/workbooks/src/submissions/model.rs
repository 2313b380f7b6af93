//! What a submission is, and what of a working aid leaves the alliance. Pure.

use base::{Instant, PersonId, SubmissionId, WaveId};
use instrument::{Instrument, Item, ShortForm};
use std::collections::BTreeSet;

/// A frozen short form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Its key.
    pub id: SubmissionId,
    /// Its number on the receipt, counted per alliance.
    pub number: i64,
    /// The request it answers.
    pub wave: WaveId,
    /// The working aid.
    pub instrument_key: String,
    /// Its version.
    pub instrument_version: i64,
    /// What was sent, as canonical JSON.
    pub passages: String,
    /// Hash of what was sent, 64 hexadecimal digits.
    pub sha256: String,
    /// Nothing needed was missing.
    pub complete: bool,
    /// When it was sent.
    pub submitted_at: Instant,
    /// Who confirmed it; `None` for the machine.
    pub submitted_by: Option<PersonId>,
    /// Since when it is taken back.
    pub withdrawn_at: Option<Instant>,
    /// Who took it back.
    pub withdrawn_by: Option<PersonId>,
    /// What took its place.
    pub replaced_by: Option<SubmissionId>,
}

/// Whether a submission still counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Valid,
    /// Another took its place.
    Replaced,
    /// It was taken back.
    Withdrawn,
}

impl Standing {
    /// The name in texts and in the API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Replaced => "replaced",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Submission {
    /// Whether it still counts.
    pub fn standing(&self) -> Standing {
        match (self.withdrawn_at, self.replaced_by) {
            (Some(_), _) => Standing::Withdrawn,
            (None, Some(_)) => Standing::Replaced,
            (None, None) => Standing::Valid,
        }
    }
    /// What was sent.
    pub fn form(&self) -> Result<ShortForm, serde_json::Error> {
        ShortForm::from_canonical_json(&self.passages)
    }
    /// What was sent is still what the receipt says.
    pub fn is_intact(&self) -> bool {
        self.form().is_ok_and(|form| form.hash() == self.sha256 && form.to_canonical_json() == self.passages)
    }
    /// These are the codes in it: measure and code.
    pub fn counts_as(&self, counted: &[(String, String)]) -> bool {
        self.form().is_ok_and(|form| {
            form.counted().eq(counted.iter().map(|(measure, value)| (measure.as_str(), value.as_str())))
        })
    }
}

/// A question that stays in the alliance, as a whole or in part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stays {
    /// Its printed number; empty for parts of a question.
    pub number: String,
    /// Its words.
    pub label: String,
    /// Its parts or columns that stay, where others leave; else empty.
    pub parts: Vec<String>,
}

/// Every question the short form does not draw on, or not wholly, in the order
/// of the form.
pub fn stays(instrument: &Instrument) -> Vec<Stays> {
    let plan = &instrument.short_form_plan.items;
    let sources: BTreeSet<&str> = plan.iter().flat_map(|item| item.from.sources()).collect();
    let mut kept = Vec::new();
    for item in instrument.sections.iter().flat_map(|section| &section.items) {
        let mut pieces = Vec::new();
        gather(instrument, item, false, &sources, &mut pieces);
        let (leave, stay): (Vec<_>, Vec<_>) = pieces.into_iter().partition(|(_, leaves)| *leaves);
        if stay.is_empty() {
            continue;
        }
        let parts = if leave.is_empty() { Vec::new() } else { stay };
        kept.push(Stays {
            number: item.id.clone().unwrap_or_default(),
            label: item.label.clone(),
            parts: parts.into_iter().map(|(label, _)| label.to_owned()).collect(),
        });
    }
    kept
}

/// The smallest pieces of a question, each with its words and whether it leaves.
fn gather<'a>(
    instrument: &'a Instrument,
    item: &'a Item,
    whole_leaves: bool,
    sources: &BTreeSet<&str>,
    into: &mut Vec<(&'a str, bool)>,
) {
    let whole_leaves = whole_leaves || sources.contains(item.uid.as_str());
    let leaves = |uid: &str| whole_leaves || sources.contains(uid);
    let fields = instrument.fields_of(item);
    if item.bound.is_some() || fields.iter().any(|field| field.uid == item.uid) {
        match &item.table {
            Some(table) => into.extend(table.columns.iter().map(|c| (c.label.as_str(), leaves(&c.uid)))),
            None => into.push((&item.label, whole_leaves)),
        }
    }
    into.extend(fields.iter().filter(|f| f.uid != item.uid).map(|f| (f.label.as_str(), leaves(&f.uid))));
    for member in &item.members {
        gather(instrument, member, whole_leaves, sources, into);
    }
}

/// The question a source of the short form belongs to: itself, or the one of
/// which it is a field or column.
pub fn question_of<'a>(instrument: &'a Instrument, source: &str) -> Option<&'a Item> {
    if let Some(item) = instrument.item(source) {
        return Some(item);
    }
    if let Some(field) = instrument.field(source) {
        return instrument.item(&field.item);
    }
    let has = |item: &&Item| item.table.iter().flat_map(|t| &t.columns).any(|c| c.uid == source);
    instrument.items().into_iter().find(has)
}

/// The printed numbers of the questions some sources belong to, each once. Parts
/// of a question go by the number of the question before them that has one.
pub fn numbers_of(instrument: &Instrument, sources: &[String]) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    for source in sources {
        let Some(question) = question_of(instrument, source) else { continue };
        let mut last = None;
        for item in instrument.items() {
            last = item.id.clone().or(last);
            if item.uid == question.uid {
                break;
            }
        }
        numbers.extend(last);
    }
    numbers.dedup();
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    const AID: &str = include_str!("../../tests/data/baumschau.yaml");

    fn aid() -> Instrument {
        Instrument::parse("baumschau.yaml", AID).expect("sound")
    }

    #[test]
    fn what_the_short_form_does_not_draw_on_stays() {
        let stays = stays(&aid());
        let said: Vec<(&str, usize)> = stays.iter().map(|s| (s.label.as_str(), s.parts.len())).collect();
        assert_eq!(
            said,
            [
                ("Wo liegt er?", 0),
                ("Was ist geplant?", 1),
                ("Welche Bänke gibt es?", 0),
                ("Welche jungen Bäume stehen bereit?", 1)
            ]
        );
    }

    #[test]
    fn a_passage_names_the_questions_it_comes_from_by_number() {
        let aid = aid();
        let of =
            |sources: &[&str]| numbers_of(&aid, &sources.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["P.name", "P.name"]), ["1.1"]);
        assert_eq!(of(&["Q.junge.art", "P.ziel.was"]), ["2.3", "1.4"]);
    }

    #[test]
    fn a_receipt_notices_when_what_was_sent_was_tampered_with() {
        let form = aid().short_form(&instrument::Answers::new(), &instrument::BoundValues::new());
        let mut submission = Submission {
            id: SubmissionId::from_uuid(uuid::Uuid::nil()),
            number: 1,
            wave: WaveId::from_uuid(uuid::Uuid::nil()),
            instrument_key: form.instrument.clone(),
            instrument_version: 1,
            passages: form.to_canonical_json(),
            sha256: form.hash(),
            complete: form.complete,
            submitted_at: Instant::from_micros(0),
            submitted_by: None,
            withdrawn_at: None,
            withdrawn_by: None,
            replaced_by: None,
        };
        assert!(submission.is_intact());
        submission.passages = submission.passages.replace("Ort", "Dorf");
        assert!(!submission.is_intact());
    }
}
