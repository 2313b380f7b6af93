//! What a vote is: asked by the district's office, answered by the municipality,
//! which alone may change its own answer (R-ALL-08, 09, 12). Pure.

use base::{Day, TextFault, VoteId, clean};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a municipality answers.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Not yet.
    #[default]
    Open,
    /// It joins.
    Yes,
    /// It does not.
    No,
    /// It is interested under a condition, while rules on own contributions are pending.
    Conditional,
}

crate::territory::named!(Answer { Open => "open", Yes => "yes", No => "no", Conditional => "conditional" });

/// Who an answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CastBy {
    /// The municipality's own contact.
    Contact,
    /// The office wrote down what it was told.
    Office,
}

crate::territory::named!(CastBy { Contact => "contact", Office => "office" });

/// An answer to be given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ballot {
    /// The answer; `open` takes it back.
    pub answer: Answer,
    /// What the interest depends on, at most 1,000 characters.
    #[serde(default)]
    pub condition: String,
}

/// Most characters of a condition or comment.
pub const LONG: usize = 1_000;

/// Why an answer is refused; shown at the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BallotRefusal {
    /// Conditional interest names its condition.
    NoCondition,
    /// A condition belongs to conditional interest alone.
    ConditionUnused,
    /// The text cannot be stored as it is.
    Text(TextFault),
}

impl Ballot {
    /// Cleans the condition; one that no answer takes up is refused, not dropped.
    pub fn check(mut self) -> Result<Self, BallotRefusal> {
        self.condition = clean(&self.condition, LONG, true).map_err(BallotRefusal::Text)?;
        match (self.answer, self.condition.is_empty()) {
            (Answer::Conditional, true) => Err(BallotRefusal::NoCondition),
            (Answer::Yes | Answer::No, false) => Err(BallotRefusal::ConditionUnused),
            (Answer::Open, false) => Ok(Self { condition: String::new(), ..self }),
            _ => Ok(self),
        }
    }

    /// Every field as the form and the history name it, with its value as text.
    pub fn fields(&self) -> [(&'static str, String); 2] {
        [("answer", self.answer.key().to_owned()), ("condition", self.condition.clone())]
    }
}

/// A vote as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Its key.
    pub id: VoteId,
    /// Who is asked.
    pub municipality_ags: String,
    /// The municipality's name.
    pub municipality: String,
    /// When the office asked.
    pub asked_on: Day,
    /// Last day for an answer.
    pub deadline: Day,
    /// The answer.
    pub ballot: Ballot,
    /// The day of the answer.
    pub answered_on: Option<Day>,
    /// Who it comes from.
    pub cast_by: Option<CastBy>,
    /// What the office remarks.
    pub comment: String,
    /// The municipality's own contact has answered an earlier question.
    pub has_spoken_before: bool,
    /// Guards against lost updates.
    pub version: i64,
}

impl Vote {
    /// The deadline has passed without an answer.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.ballot.answer == Answer::Open && self.deadline < today
    }
    /// What the municipality's own contact has cast, the office never alters, nor
    /// does it get around it by asking again (R-ALL-12).
    pub const fn is_the_municipalitys(&self) -> bool {
        matches!(self.cast_by, Some(CastBy::Contact)) || self.has_spoken_before
    }
}

/// How many answered how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tally {
    /// All asked.
    pub asked: usize,
    /// Who joins.
    pub yes: usize,
    /// Who is interested under a condition.
    pub conditional: usize,
    /// Who does not join.
    pub no: usize,
    /// Who has not answered.
    pub open: usize,
    /// Who should have answered by now.
    pub overdue: usize,
}

impl Tally {
    /// Counts votes, one per municipality.
    pub fn of(votes: &[Vote], today: Day) -> Self {
        let mut tally = Self { asked: votes.len(), ..Self::default() };
        for vote in votes {
            *match vote.ballot.answer {
                Answer::Yes => &mut tally.yes,
                Answer::No => &mut tally.no,
                Answer::Conditional => &mut tally.conditional,
                Answer::Open => &mut tally.open,
            } += 1;
            tally.overdue += usize::from(vote.is_overdue(today));
        }
        tally
    }
}

/// The latest vote of each municipality, by the order of `votes`, which is latest first.
pub fn latest(votes: Vec<Vote>) -> Vec<Vote> {
    let mut seen = std::collections::BTreeSet::new();
    votes.into_iter().filter(|v| seen.insert(v.municipality_ags.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }
    fn vote(ags: &str, answer: Answer, deadline: &str) -> Vote {
        Vote {
            id: VoteId::from_uuid(Uuid::from_u128(1)),
            municipality_ags: ags.into(),
            municipality: ags.into(),
            asked_on: day("2019-01-02"),
            deadline: day(deadline),
            ballot: Ballot { answer, condition: String::new() },
            answered_on: None,
            cast_by: None,
            comment: String::new(),
            has_spoken_before: false,
            version: 1,
        }
    }

    #[test]
    fn conditional_interest_names_its_condition() {
        let ballot = |answer, condition: &str| Ballot { answer, condition: condition.into() };
        assert_eq!(ballot(Answer::Conditional, " ").check(), Err(BallotRefusal::NoCondition));
        assert!(ballot(Answer::Conditional, "ohne Eigenanteil").check().is_ok());
        assert_eq!(ballot(Answer::Yes, "nur mit Personal").check(), Err(BallotRefusal::ConditionUnused));
        assert_eq!(ballot(Answer::Open, "egal").check(), Ok(ballot(Answer::Open, "")));
    }

    #[test]
    fn asking_again_does_not_hand_a_municipalitys_vote_to_the_office() {
        let told = Vote { cast_by: Some(CastBy::Office), ..vote("1", Answer::Yes, "2019-03-31") };
        assert!(!told.is_the_municipalitys());
        assert!(Vote { cast_by: Some(CastBy::Contact), ..told.clone() }.is_the_municipalitys());
        assert!(
            Vote { has_spoken_before: true, ..vote("1", Answer::Open, "2019-05-31") }.is_the_municipalitys()
        );
    }

    #[test]
    fn whoever_has_not_answered_by_the_last_day_is_missing_the_day_after() {
        let asked = vote("05154016", Answer::Open, "2019-03-31");
        assert!(!asked.is_overdue(day("2019-03-31")));
        assert!(asked.is_overdue(day("2019-04-01")));
        assert!(!vote("05154016", Answer::No, "2019-03-31").is_overdue(day("2019-04-01")));
    }

    #[test]
    fn the_answers_add_up_to_those_asked_and_only_the_latest_question_counts() {
        let votes = latest(vec![
            vote("1", Answer::Yes, "2019-05-31"),
            vote("1", Answer::No, "2019-03-31"),
            vote("2", Answer::Open, "2019-03-31"),
            vote("3", Answer::Conditional, "2019-03-31"),
        ]);
        let tally = Tally::of(&votes, day("2019-04-01"));
        assert_eq!(tally.asked, tally.yes + tally.no + tally.conditional + tally.open);
        assert_eq!((tally.asked, tally.yes, tally.no, tally.overdue), (3, 1, 0, 1));
    }
}
