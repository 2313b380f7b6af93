//! The passages of a short form as pages show them.

use super::model::{numbers_of, question_of};
use crate::workbooks::question_at;
use instrument::{Instrument, Passage, ShortForm};

/// One passage.
pub(super) struct PassageLine {
    pub number: String,
    pub label: String,
    /// What leaves, word for word.
    pub text: Vec<String>,
    /// Numbers of the questions it comes from, in words.
    pub from: String,
    /// Needed for a complete return, and empty.
    pub missing: bool,
}

/// A passage that is needed and empty.
pub(super) struct MissingLine {
    pub label: String,
    /// What to do about it.
    pub reason: String,
    /// Where to do it.
    pub to: String,
}

/// All passages, in the order of the short form. `instrument` tells where they
/// come from; `None` where that version is not at hand any more.
pub(super) fn lines(form: &ShortForm, instrument: Option<&Instrument>) -> Vec<PassageLine> {
    let line = |p: &Passage| PassageLine {
        number: p.id.clone(),
        label: p.label.clone(),
        text: p.text.clone(),
        from: instrument.map(|i| numbers_of(i, &p.sources).join(", ")).unwrap_or_default(),
        missing: form.missing.contains(&p.uid),
    };
    form.passages.iter().map(line).collect()
}

/// What is missing for a complete return, with the way there. `base` is the
/// address of the working copy.
pub(super) fn missing(form: &ShortForm, instrument: &Instrument, base: &str) -> Vec<MissingLine> {
    let line = |p: &Passage| {
        let question = p.sources.iter().find_map(|source| question_of(instrument, source));
        Some(MissingLine {
            label: p.label.clone(),
            reason: p.missing_reason.clone()?,
            to: question.map_or_else(|| base.to_owned(), |q| question_at(instrument, base, &q.uid)),
        })
    };
    form.passages.iter().filter_map(line).collect()
}
