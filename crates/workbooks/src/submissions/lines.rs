//! What of a short form the statewide pages read line by line, and what they count by
//! theme (R-EVA-09): written with the submission, gone with it. Pure.

use super::model::question_of;
use base::AllianceId;
use instrument::{Instrument, Passage, ShortForm};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

/// One line of a short form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The same as long as the alliance says the same at this place.
    pub id: Uuid,
    /// The passage it stands in.
    pub passage: String,
    /// The theme; empty where none is said.
    pub topic: String,
    /// It is the words of a code, such as yes.
    pub is_code: bool,
    /// Word for word.
    pub words: String,
}

/// Every line of a short form, each once for each passage.
pub(super) fn lines(form: &ShortForm, alliance: AllianceId) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for passage in &form.passages {
        for (at, words) in passage.text.iter().enumerate() {
            let known = lines.iter().any(|line| line.passage == passage.uid && line.words == *words);
            if known {
                continue;
            }
            let themed = passage.lines.iter().find(|line| line.words == *words);
            lines.push(Line {
                id: id_of(alliance, form, passage, words),
                passage: passage.uid.clone(),
                topic: themed.map(|line| line.topic.clone()).unwrap_or_default(),
                is_code: at < passage.values.len() && themed.is_none(),
                words: words.clone(),
            });
        }
    }
    lines
}

fn id_of(alliance: AllianceId, form: &ShortForm, passage: &Passage, words: &str) -> Uuid {
    let of = format!("{alliance}\n{}\n{}\n{words}", form.instrument, passage.uid);
    let hash = Sha256::digest(of);
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// What the table of gaps counts of a short form: measure, `answer` or `topic`, code.
/// Only passages whose questions have themes.
pub(super) fn gaps(form: &ShortForm, instrument: &Instrument) -> BTreeSet<(String, &'static str, String)> {
    let mut gaps = BTreeSet::new();
    for passage in &form.passages {
        let Some(measure) = &passage.measure else { continue };
        if !has_topics(instrument, passage) {
            continue;
        }
        gaps.extend(passage.values.iter().map(|code| (measure.clone(), "answer", code.clone())));
        let topics = passage.lines.iter().filter(|line| !line.topic.is_empty());
        gaps.extend(topics.map(|line| (measure.clone(), "topic", line.topic.clone())));
    }
    gaps
}

fn has_topics(instrument: &Instrument, passage: &Passage) -> bool {
    let questions = passage.sources.iter().filter_map(|source| question_of(instrument, source));
    questions.into_iter().any(|question| !instrument.topics(question).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use instrument::{Answers, BoundValues, Taken, Value};

    const AID: &str = include_str!("../../../../instruments/bedarfsanalyse/v1/instrument.yaml");

    fn drawn(words: &str, answer: &str) -> (Instrument, ShortForm) {
        let aid = Instrument::parse("instrument.yaml", AID).expect("sound");
        let mut answers = Answers::new();
        answers.set("BAA-8.3", Some(Value::Choice(answer.to_owned())));
        for topic in ["allgemein", "allgemein", ""] {
            answers
                .take("BAA-8.3.text", Taken { words: format!("{words} {topic}"), topic: topic.to_owned() });
        }
        let form = aid.short_form(&answers, &BoundValues::new());
        (aid, form)
    }

    #[test]
    fn a_theme_counts_once_for_each_submission_and_only_where_the_question_says_so() {
        let (aid, form) = drawn("Kurs", "ja");
        let measure = "luecke_sprache".to_owned();
        let wanted =
            [(measure.clone(), "answer", "ja".to_owned()), (measure, "topic", "allgemein".to_owned())];
        assert_eq!(gaps(&form, &aid), wanted.into());
        let (aid, form) = drawn("Kurs", "nein");
        assert_eq!(gaps(&form, &aid).len(), 1, "what is taken stays at home after no");
    }

    #[test]
    fn a_line_keeps_its_name_as_long_as_it_says_the_same() {
        let alliance = AllianceId::from_uuid(Uuid::from_u128(7));
        let (_, form) = drawn("Kurs", "ja");
        let all = lines(&form, alliance);
        let said: Vec<_> = all.iter().map(|l| (l.words.as_str(), l.topic.as_str(), l.is_code)).collect();
        assert_eq!(said, [("Ja", "", true), ("Kurs allgemein", "allgemein", false), ("Kurs ", "", false)]);
        assert_eq!(lines(&form, alliance), all);
        assert_ne!(lines(&form, AllianceId::from_uuid(Uuid::from_u128(8)))[1].id, all[1].id);
        assert_ne!(lines(&drawn("Raum", "ja").1, alliance)[1].id, all[1].id);
    }
}
