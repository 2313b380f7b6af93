//! Golden answers: examples beside an instrument that say what should come out
//! of given answers. Whoever changes an instrument checks them without Rust.

use crate::check::Finding;
use crate::lines::Lines;
use crate::{Answers, Bound, BoundValues, Instrument, State};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Checks an example file against the instrument; every finding names the line of
/// the expectation that was not met.
pub fn check_golden(file: &str, text: &str, instrument: &Instrument) -> Vec<Finding> {
    let finding = |line, message| Finding { file: file.to_owned(), line, rule: "golden", message };
    let golden: Golden = match serde_norway::from_str(text) {
        Ok(golden) => golden,
        Err(error) => {
            let line = error.location().map_or(1, |at| at.line());
            return vec![finding(line, format!("Das Beispiel lässt sich nicht lesen: {error}"))];
        }
    };
    let lines = Lines::new(text);
    let expect = lines.find(0, "expect", "").unwrap_or(1);
    let line_of =
        |name: &str| lines.find(expect, name, "").or_else(|| lines.find(0, name, "")).unwrap_or(expect);
    let unmet = golden.unmet(instrument).into_iter();
    unmet.map(|(name, message)| finding(line_of(&name), format!("{message} ({})", golden.title))).collect()
}

/// One example: what people entered, and what should come out.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    /// What the example is about.
    title: String,
    #[serde(default)]
    answers: BTreeMap<String, Posted>,
    #[serde(default)]
    bound: BTreeMap<String, GoldenBound>,
    expect: Expect,
}

/// What a form would post.
#[derive(Deserialize)]
#[serde(untagged)]
enum Posted {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoldenBound {
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    text: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    #[serde(default)]
    visible: Vec<String>,
    #[serde(default)]
    hidden: Vec<String>,
    #[serde(default)]
    progress: BTreeMap<String, GoldenProgress>,
    hints: Option<Vec<String>>,
    #[serde(default)]
    short_form: BTreeMap<String, GoldenPassage>,
    complete: Option<bool>,
    missing: Option<Vec<String>>,
}

#[derive(Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct GoldenProgress {
    state: GoldenState,
    answered: usize,
    asked: usize,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum GoldenState {
    Empty,
    Begun,
    Complete,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GoldenPassage {
    values: Option<Vec<String>>,
    text: Option<Vec<String>>,
}

impl Golden {
    fn unmet(&self, instrument: &Instrument) -> Vec<(String, String)> {
        let mut unmet = Vec::new();
        let answers = self.read_answers(instrument, &mut unmet);
        let bound = self.bound_values();
        let unknown = bound.keys().filter(|key| instrument.bindings.iter().all(|(known, _)| known != *key));
        unmet.extend(unknown.map(|key| (key.clone(), format!("{key}: Diese Anbindung gibt es nicht."))));
        self.check_visible(instrument, &answers, &mut unmet);
        self.check_progress(instrument, &answers, &bound, &mut unmet);
        self.check_short_form(instrument, &answers, &bound, &mut unmet);
        if let Some(expected) = &self.expect.hints {
            let hints: Vec<String> = instrument.hints(&answers, &bound).into_iter().map(|h| h.uid).collect();
            if hints != *expected {
                unmet.push((
                    "hints".to_owned(),
                    format!("Hinweise: erwartet {expected:?}, ergeben {hints:?}."),
                ));
            }
        }
        unmet
    }

    fn read_answers(&self, instrument: &Instrument, unmet: &mut Vec<(String, String)>) -> Answers {
        let mut answers = Answers::new();
        for (uid, posted) in &self.answers {
            let raw = match posted {
                Posted::One(one) => std::slice::from_ref(one),
                Posted::Several(several) => several,
            };
            match instrument.field(uid).map(|field| field.read(raw)) {
                Some(Ok(value)) => answers.set(uid, value),
                Some(Err(error)) => unmet.push((uid.clone(), format!("{uid}: Antwort abgelehnt ({error})."))),
                None => unmet.push((uid.clone(), format!("{uid}: Dieses Feld gibt es nicht."))),
            }
        }
        answers
    }

    fn bound_values(&self) -> BoundValues {
        let one = |b: &GoldenBound| Bound { values: b.values.clone(), text: b.text.clone() };
        self.bound.iter().map(|(key, b)| (key.clone(), one(b))).collect()
    }

    fn check_visible(&self, instrument: &Instrument, answers: &Answers, unmet: &mut Vec<(String, String)>) {
        let visible = instrument.visible(answers);
        let say = |uid: &String, what: &str| (uid.clone(), format!("{uid}: sollte {what} sein."));
        unmet.extend(
            self.expect.visible.iter().filter(|uid| !visible.contains(*uid)).map(|u| say(u, "sichtbar")),
        );
        unmet.extend(
            self.expect.hidden.iter().filter(|uid| visible.contains(*uid)).map(|u| say(u, "verborgen")),
        );
    }

    fn check_progress(
        &self,
        instrument: &Instrument,
        answers: &Answers,
        bound: &BoundValues,
        unmet: &mut Vec<(String, String)>,
    ) {
        let progress = instrument.progress(answers, bound);
        for (section, expected) in &self.expect.progress {
            let Some(is) = progress.iter().find(|p| p.section == *section) else {
                unmet.push((section.clone(), format!("{section}: Diesen Abschnitt gibt es nicht.")));
                continue;
            };
            let state = match is.state {
                State::Empty => GoldenState::Empty,
                State::Begun => GoldenState::Begun,
                State::Complete => GoldenState::Complete,
            };
            if *expected != (GoldenProgress { state, answered: is.answered, asked: is.asked }) {
                let (answered, asked) = (is.answered, is.asked);
                let message = format!("{section}: Stand ist {:?}, {answered} von {asked}.", is.state);
                unmet.push((section.clone(), message));
            }
        }
    }

    fn check_short_form(
        &self,
        instrument: &Instrument,
        answers: &Answers,
        bound: &BoundValues,
        unmet: &mut Vec<(String, String)>,
    ) {
        let form = instrument.short_form(answers, bound);
        for (uid, expected) in &self.expect.short_form {
            let Some(passage) = form.passages.iter().find(|p| p.uid == *uid) else {
                unmet.push((uid.clone(), format!("{uid}: Diese Stelle der Kurzfassung gibt es nicht.")));
                continue;
            };
            for (wanted, is) in [(&expected.values, &passage.values), (&expected.text, &passage.text)] {
                if let Some(wanted) = wanted.as_ref().filter(|wanted| *wanted != is) {
                    unmet.push((uid.clone(), format!("{uid}: erwartet {wanted:?}, ergeben {is:?}.")));
                }
            }
        }
        if let Some(complete) = self.expect.complete.filter(|complete| *complete != form.complete) {
            unmet.push(("complete".to_owned(), format!("Vollständig: erwartet {complete}.")));
        }
        if let Some(missing) = self.expect.missing.as_ref().filter(|missing| **missing != form.missing) {
            let message = format!("Fehlend: erwartet {missing:?}, ergeben {:?}.", form.missing);
            unmet.push(("missing".to_owned(), message));
        }
    }
}
