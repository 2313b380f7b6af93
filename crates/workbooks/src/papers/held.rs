//! What a returned form says, held until somebody has looked at it, and what it would
//! change: against what stands there now, and what stood there when the form was
//! written. Pure.

use super::back::{Returned, is_unchanged};
use instrument::{AnswerError, Field, Value};
use serde::{Deserialize, Serialize};

/// Most characters of an answer that does not fit that are shown again.
const TYPED: usize = 300;

/// What a form says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Answers that fit their fields, in the order of the working aid.
    pub said: Vec<Said>,
    /// Answers that do not.
    pub wrong: Vec<Wrong>,
}

/// An answer to one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The field.
    pub uid: String,
    /// As it is stored; `None` leaves the field empty.
    pub value: Option<String>,
}

/// An answer that does not fit its field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrong {
    /// The field.
    pub uid: String,
    /// What stood there, cut short.
    pub typed: String,
    /// Why it does not fit, as a German sentence.
    pub why: String,
}

impl Held {
    /// Takes in what came back; `say` puts into words why something does not fit.
    pub fn of(returned: Vec<Returned>, say: impl Fn(&AnswerError) -> String) -> Self {
        let mut held = Self::default();
        for Returned { uid, raw, value } in returned {
            match value {
                Ok(value) => held.said.push(Said { uid, value: value.map(|value| value.to_stored()) }),
                Err(fault) => {
                    let typed = raw.join(" | ").chars().take(TYPED).collect();
                    held.wrong.push(Wrong { uid, typed, why: say(&fault) });
                }
            }
        }
        held
    }
    /// What it says of one field.
    pub fn said(&self, uid: &str) -> Option<&Said> {
        self.said.iter().find(|said| said.uid == uid)
    }
}

/// What stood in a field when the form was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// This, or nothing.
    Was(Option<Value>),
    /// The history does not tell any more.
    Unknown,
}

/// What an answer of a returned form comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It says what stands there.
    Same,
    /// Nobody touched it in the file, and here it has changed since.
    Newer,
    /// It changes what has stood there since the form was written.
    Change,
    /// It was changed in the file and here: somebody has to choose.
    Conflict,
}

/// Judges what a form says of a field.
pub fn judge(field: &Field, said: Option<&Value>, now: Option<&Value>, before: &Before) -> Verdict {
    if is_unchanged(field, now, said) {
        return Verdict::Same;
    }
    match before {
        Before::Was(was) if is_unchanged(field, was.as_ref(), said) => Verdict::Newer,
        Before::Was(was) if was.as_ref() == now => Verdict::Change,
        Before::Was(_) | Before::Unknown => Verdict::Conflict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::papers::tests::analysis;

    #[test]
    fn what_changed_on_both_sides_is_a_conflict_and_nothing_else_is() {
        let aid = analysis();
        let field = aid.field("BAA-4.2.1").expect("a field");
        let value = |words: &str| (!words.is_empty()).then(|| Value::Text(words.to_owned()));
        let verdict = |said: &str, now: &str, before: &str| {
            judge(field, value(said).as_ref(), value(now).as_ref(), &Before::Was(value(before)))
        };
        assert_eq!(verdict("neu", "", ""), Verdict::Change);
        assert_eq!(verdict("neu", "alt", "alt"), Verdict::Change);
        assert_eq!(verdict("", "alt", "alt"), Verdict::Change);
        assert_eq!(verdict("alt", "hier neu", "alt"), Verdict::Newer);
        assert_eq!(verdict("", "hier neu", ""), Verdict::Newer);
        assert_eq!(verdict("neu", "hier neu", "alt"), Verdict::Conflict);
        assert_eq!(verdict("neu", "neu", "alt"), Verdict::Same);
        let unknown = judge(field, value("neu").as_ref(), value("alt").as_ref(), &Before::Unknown);
        assert_eq!(unknown, Verdict::Conflict);
    }
}
