//! What is asked at the moment, how far each section has come, and remarks on
//! the answers. Nothing here is a duty and nothing blocks.

use crate::{
    Answers, Condition, Count, HintTest, Instrument, Item, Kind, Limit, NO, Section, Taken, Test, Value, YES,
};
use std::collections::{BTreeMap, BTreeSet};

/// What the owner of other data brings in for one binding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    /// Codes, one per thing counted.
    pub values: Vec<String>,
    /// Words, one per line shown.
    pub text: Vec<String>,
}

/// What the owners of other data bring in, by binding. A binding that is absent
/// is unknown, one without values is empty.
pub type BoundValues = BTreeMap<String, Bound>;

/// How far a section has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing answered.
    Empty,
    /// Something answered.
    Begun,
    /// Everything asked is answered.
    Complete,
}

/// The progress of one section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionProgress {
    /// The uid of the section.
    pub section: String,
    /// How far it has come.
    pub state: State,
    /// Questions with an answer.
    pub answered: usize,
    /// Questions asked under the answers so far.
    pub asked: usize,
}

/// A remark on the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The uid of its rule.
    pub uid: String,
    /// The section or question beside which it stands.
    pub at: String,
    /// The remark.
    pub text: String,
}

impl Instrument {
    /// The uids of the questions and fields asked under these answers.
    pub fn visible(&self, answers: &Answers) -> BTreeSet<String> {
        let items = self.items();
        let items =
            items.iter().filter(|item| self.all_hold(&item.conditions, answers)).map(|item| &item.uid);
        let fields = self.fields.iter().filter(|field| self.all_hold(&field.conditions, answers));
        items.chain(fields.map(|field| &field.uid)).cloned().collect()
    }

    /// How far each section has come. Counted are questions, and each part of a
    /// group by itself; branches not taken and optional questions do not count.
    pub fn progress(&self, answers: &Answers, bound: &BoundValues) -> Vec<SectionProgress> {
        self.sections.iter().map(|section| self.section_progress(section, answers, bound)).collect()
    }

    fn section_progress(&self, section: &Section, answers: &Answers, bound: &BoundValues) -> SectionProgress {
        let mut questions = Vec::new();
        for item in &section.items {
            self.gather_questions(item, answers, &mut questions);
        }
        let (optional, asked): (Vec<_>, Vec<_>) = questions.into_iter().partition(|(optional, _)| *optional);
        let answered = |questions: &[(bool, &Item)]| {
            questions.iter().filter(|(_, item)| self.is_answered(item, answers, bound)).count()
        };
        let (count, extra) = (answered(&asked), answered(&optional));
        let state = match (count + extra, asked.len()) {
            (0, _) => State::Empty,
            (_, all) if count == all => State::Complete,
            _ => State::Begun,
        };
        SectionProgress { section: section.uid.clone(), state, answered: count, asked: asked.len() }
    }

    fn gather_questions<'a>(&self, item: &'a Item, answers: &Answers, into: &mut Vec<(bool, &'a Item)>) {
        if !self.all_hold(&item.conditions, answers) {
            return;
        }
        if item.bound.is_some() || !item.fields.is_empty() {
            into.push((item.optional, item));
        }
        for member in &item.members {
            self.gather_questions(member, answers, into);
        }
    }

    fn is_answered(&self, item: &Item, answers: &Answers, bound: &BoundValues) -> bool {
        match &item.bound {
            Some(key) => bound.get(key).is_some_and(|b| !b.values.is_empty() || !b.text.is_empty()),
            None => self.fields_of(item).iter().any(|field| {
                self.answer(&field.uid, answers).is_some() || !self.taken(&field.uid, answers).is_empty()
            }),
        }
    }

    /// Remarks on these answers and on what other parts of the system bring in.
    pub fn hints(&self, answers: &Answers, bound: &BoundValues) -> Vec<Hint> {
        let mut hints = Vec::new();
        for rule in &self.hints {
            let asked = rule.condition.as_ref().is_none_or(|c| self.holds(c, answers));
            let applies = asked && rule.when.as_ref().is_none_or(|when| when.holds(bound).is_some());
            let filled = if applies { self.remark(&rule.test, &rule.text, answers, bound) } else { None };
            hints.extend(filled.map(|text| Hint { uid: rule.uid.clone(), at: rule.at.clone(), text }));
        }
        hints
    }

    fn remark(&self, test: &HintTest, words: &str, answers: &Answers, bound: &BoundValues) -> Option<String> {
        match test {
            HintTest::Count(count) => Some(words.replace("{count}", &count.holds(bound)?.to_string())),
            HintTest::Lacks { on, wanted } => {
                let values = &bound.get(on)?.values;
                let missing: Vec<&str> =
                    wanted.iter().filter(|w| !values.contains(&w.value)).map(|w| w.label.as_str()).collect();
                (!missing.is_empty()).then(|| words.replace("{missing}", &missing.join(", ")))
            }
            HintTest::SumAbove { sum, above } => {
                let number = |uid: &String| match self.answer(uid, answers) {
                    Some(Value::Number(number)) => Some(*number),
                    _ => None,
                };
                let total = sum.iter().filter_map(number).fold(0, u64::saturating_add);
                (total > number(above)?).then(|| words.replace("{count}", &total.to_string()))
            }
        }
    }

    /// The value of a field, as long as the field is asked.
    pub(crate) fn answer<'a>(&self, uid: &str, answers: &'a Answers) -> Option<&'a Value> {
        let field = self.field(uid)?;
        if self.all_hold(&field.conditions, answers) { answers.get(uid) } else { None }
    }

    /// The passages of a field, as long as the field is asked.
    pub(crate) fn taken<'a>(&self, uid: &str, answers: &'a Answers) -> &'a [Taken] {
        match self.field(uid) {
            Some(field) if self.all_hold(&field.conditions, answers) => answers.taken(uid),
            _ => &[],
        }
    }

    fn all_hold(&self, conditions: &[Condition], answers: &Answers) -> bool {
        conditions.iter().all(|condition| self.holds(condition, answers))
    }

    /// Whether a condition holds; a field that is not asked counts as unanswered.
    pub(crate) fn holds(&self, condition: &Condition, answers: &Answers) -> bool {
        let given = self.answer(&condition.field, answers);
        let among = |codes: &[String]| match given {
            Some(Value::Choice(code)) => codes.contains(code),
            Some(Value::Many(chosen)) => chosen.iter().any(|code| codes.contains(code)),
            Some(Value::Flag(ticked)) => codes.iter().any(|code| code == if *ticked { YES } else { NO }),
            _ => false,
        };
        match &condition.test {
            Test::In(codes) => among(codes),
            Test::NotIn(codes) => !among(codes),
        }
    }
}

impl Kind {
    /// The codes a condition may name; none where no condition can depend on it.
    pub(crate) fn condition_codes(&self) -> Vec<&str> {
        match self {
            Self::Choice(choices) | Self::Many(choices) => choices.iter().map(|c| c.value.as_str()).collect(),
            Self::Flag { .. } => vec![YES, NO],
            _ => Vec::new(),
        }
    }
}

impl Count {
    /// The number of values, where the limit is crossed; nothing is said about a
    /// binding nobody brought in.
    fn holds(&self, bound: &BoundValues) -> Option<usize> {
        let count = bound.get(&self.on)?.values.len();
        let crossed = match self.limit {
            Limit::MoreThan(limit) => count > limit,
            Limit::FewerThan(limit) => count < limit,
        };
        crossed.then_some(count)
    }
}
