//! What can become of a request to an alliance: one state machine for all
//! instruments (R-EVA-03). *Late* and *extended* are worked out from days, so
//! that nobody has to remember to set or to clear them. Pure.

use base::{Day, TextFault, clean};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a request stands. An alliance asked is always in exactly one of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Everything the evaluation needs is there.
    Complete,
    /// Something is there, something is missing.
    Partial,
    /// Nothing is there (yet, or any more).
    #[default]
    Outstanding,
    /// The alliance does not take part in this wave; with a reason.
    Declined,
}

/// What can happen to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The short form came in, or replaced the one before.
    Submitted {
        /// Everything needed is in it.
        complete: bool,
    },
    /// The short form was withdrawn and nothing took its place.
    Withdrawn,
    /// The alliance declined.
    Declined,
    /// The alliance takes part after all.
    Resumed,
}

impl State {
    /// All of them, in the order of tables and pictures.
    pub const ALL: [Self; 4] = [Self::Complete, Self::Partial, Self::Outstanding, Self::Declined];

    /// The name in tables, addresses and the API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Outstanding => "outstanding",
            Self::Declined => "declined",
        }
    }
    /// The one of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.key() == key)
    }
    /// A sign beside the word, for reading at a glance.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Complete => "●",
            Self::Partial => "◐",
            Self::Outstanding => "○",
            Self::Declined => "✕",
        }
    }
    /// A short form that counts is there.
    pub const fn is_returned(self) -> bool {
        matches!(self, Self::Complete | Self::Partial)
    }

    /// The state after something happened, or why it cannot happen now.
    ///
    /// Sending the short form after a refusal is welcome and ends the refusal.
    pub fn after(self, event: Event) -> Result<Self, Refusal> {
        match (self, event) {
            (_, Event::Submitted { complete: true }) => Ok(Self::Complete),
            (_, Event::Submitted { complete: false }) => Ok(Self::Partial),
            (Self::Complete | Self::Partial, Event::Withdrawn) | (Self::Declined, Event::Resumed) => {
                Ok(Self::Outstanding)
            }
            (_, Event::Withdrawn) => Err(Refusal::NothingToWithdraw),
            (Self::Outstanding | Self::Declined, Event::Declined) => Ok(Self::Declined),
            (_, Event::Declined) => Err(Refusal::WithdrawFirst),
            (_, Event::Resumed) => Err(Refusal::NotDeclined),
        }
    }
}

/// Why something cannot be done with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// This alliance was not asked in this wave: answered like an unknown wave.
    NotAsked,
    /// The wave is closed.
    Closed,
    /// There is no short form to withdraw.
    NothingToWithdraw,
    /// A short form is there: it has to be withdrawn before declining.
    WithdrawFirst,
    /// There is no refusal to take back.
    NotDeclined,
    /// A reason belongs to it.
    Reasonless,
    /// The reason cannot be stored as it is.
    Text(TextFault),
    /// An alliance's own last day lies after the one for everybody.
    NotLater,
    /// A last day lies in the future.
    Past,
    /// Something came in already, so the request stays.
    Answered,
    /// Somebody else changed the request at this moment.
    Overtaken,
}

impl Refusal {
    /// The text that says so.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NotAsked => "return-not-asked",
            Self::Closed => "return-closed",
            Self::NothingToWithdraw => "return-nothing-to-withdraw",
            Self::WithdrawFirst => "return-withdraw-first",
            Self::NotDeclined => "return-not-declined",
            Self::Reasonless => "return-needs-reason",
            Self::Text(TextFault::TooLong { .. }) => "form-too-long",
            Self::Text(TextFault::ControlCharacters) => "form-control-characters",
            Self::NotLater => "return-not-later",
            Self::Past => "return-deadline-past",
            Self::Answered => "return-answered",
            Self::Overtaken => "return-overtaken",
        }
    }
    /// The field it stands at, where it is a matter of one.
    pub const fn field(self) -> Option<&'static str> {
        match self {
            Self::Reasonless | Self::Text(_) => Some("reason"),
            Self::NotLater | Self::Past => Some("deadline"),
            _ => None,
        }
    }
}

/// Most characters of a reason.
pub const REASON: usize = 500;

/// A reason as it is stored: cleaned and never empty.
pub fn reason(text: &str) -> Result<String, Refusal> {
    let text = clean(text, REASON, true).map_err(Refusal::Text)?;
    if text.is_empty() { Err(Refusal::Reasonless) } else { Ok(text) }
}

/// What days say about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// The last day that holds for this alliance.
    pub deadline: Day,
    /// It is later than the one for everybody.
    pub extended: bool,
    /// What is there came after the last day, or nothing is there and it has
    /// passed. A refusal is never late.
    pub late: bool,
}

impl Timing {
    /// Works it out. `own` is the alliance's own last day; whichever is later
    /// holds. `answered_on` is the day on which the return that counts came in.
    /// `today` is the day it is, or the day on which the wave was closed.
    pub fn of(common: Day, own: Option<Day>, state: State, answered_on: Option<Day>, today: Day) -> Self {
        let deadline = own.map_or(common, |own| own.max(common));
        let late = state != State::Declined && answered_on.unwrap_or(today) > deadline;
        Self { deadline, extended: deadline > common, late }
    }
}

/// Checks a new own last day of an alliance.
pub fn check_own_deadline(own: Day, common: Day, today: Day) -> Result<(), Refusal> {
    if own <= common {
        return Err(Refusal::NotLater);
    }
    if own < today { Err(Refusal::Past) } else { Ok(()) }
}

/// How many requests stand where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tally {
    /// By state; a state nobody is in counts 0.
    pub states: BTreeMap<State, i64>,
    /// Of all: how many are late.
    pub late: i64,
    /// Of all: how many have a later last day of their own.
    pub extended: i64,
}

impl Tally {
    /// How many are in a state.
    pub fn of(&self, state: State) -> i64 {
        self.states.get(&state).copied().unwrap_or(0)
    }
    /// How many were asked: the sum of all states.
    pub fn asked(&self) -> i64 {
        self.states.values().sum()
    }
    /// How many sent something that counts.
    pub fn returned(&self) -> i64 {
        State::ALL.into_iter().filter(|s| s.is_returned()).map(|s| self.of(s)).sum()
    }
    /// Counts some more in a state.
    pub fn add(&mut self, state: State, number: i64) {
        *self.states.entry(state).or_default() += number;
    }
    /// Both together.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (state, number) in &other.states {
            self.add(*state, *number);
        }
        self.late += other.late;
        self.extended += other.extended;
        self
    }
}

/// Tallies by alliance kind: `city`, `district`, `municipality`, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies(Vec<(String, Tally)>);

/// The kinds of alliances, in the order of tables.
pub const KINDS: [&str; 3] = ["city", "district", "municipality"];

impl Tallies {
    /// From counts by kind and state: kind, state, number, late, extended.
    pub fn of(counts: impl IntoIterator<Item = (String, State, i64, i64, i64)>) -> Self {
        let empty =
            || Tally { states: State::ALL.into_iter().map(|s| (s, 0)).collect(), late: 0, extended: 0 };
        let mut kinds: Vec<(String, Tally)> = KINDS.iter().map(|k| ((*k).to_owned(), empty())).collect();
        for (kind, state, number, late, extended) in counts {
            let at = kinds.iter().position(|(k, _)| *k == kind).unwrap_or_else(|| {
                kinds.push((kind, empty()));
                kinds.len() - 1
            });
            let tally = &mut kinds[at].1;
            tally.add(state, number);
            tally.late += late;
            tally.extended += extended;
        }
        Self(kinds)
    }
    /// Kind by kind.
    pub fn by_kind(&self) -> &[(String, Tally)] {
        &self.0
    }
    /// All kinds together.
    pub fn all(&self) -> Tally {
        self.0.iter().fold(Tally::default(), |sum, (_, tally)| sum.and(tally))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(d: i8) -> Day {
        Day::new(2019, 7, d).expect("exists")
    }

    #[test]
    fn a_request_goes_from_outstanding_to_partial_and_complete_and_back() {
        let partial = State::Outstanding.after(Event::Submitted { complete: false }).expect("may");
        assert_eq!(partial, State::Partial);
        assert_eq!(partial.after(Event::Submitted { complete: true }), Ok(State::Complete));
        assert_eq!(State::Complete.after(Event::Submitted { complete: false }), Ok(State::Partial));
        assert_eq!(partial.after(Event::Withdrawn), Ok(State::Outstanding));
        assert_eq!(State::Outstanding.after(Event::Withdrawn), Err(Refusal::NothingToWithdraw));
    }

    #[test]
    fn a_refusal_can_be_taken_back_and_is_ended_by_a_submission() {
        assert_eq!(State::Outstanding.after(Event::Declined), Ok(State::Declined));
        assert_eq!(State::Declined.after(Event::Resumed), Ok(State::Outstanding));
        assert_eq!(State::Declined.after(Event::Submitted { complete: true }), Ok(State::Complete));
        assert_eq!(State::Outstanding.after(Event::Resumed), Err(Refusal::NotDeclined));
        assert_eq!(State::Declined.after(Event::Withdrawn), Err(Refusal::NothingToWithdraw));
    }

    #[test]
    fn who_has_sent_something_withdraws_it_before_declining() {
        for state in [State::Partial, State::Complete] {
            assert_eq!(state.after(Event::Declined), Err(Refusal::WithdrawFirst));
        }
    }

    #[test]
    fn the_last_day_itself_is_in_time_and_the_next_is_late() {
        let late = |answered: Option<Day>, today| {
            Timing::of(day(15), None, State::Outstanding, answered, today).late
        };
        assert!(!late(None, day(15)));
        assert!(late(None, day(16)));
        assert!(!late(Some(day(15)), day(30)));
        assert!(late(Some(day(16)), day(30)));
    }

    #[test]
    fn an_own_deadline_extends_and_the_later_one_holds() {
        let own = Timing::of(day(15), Some(day(20)), State::Outstanding, None, day(18));
        assert_eq!(own, Timing { deadline: day(20), extended: true, late: false });
        let overtaken = Timing::of(day(25), Some(day(20)), State::Outstanding, None, day(18));
        assert_eq!(overtaken, Timing { deadline: day(25), extended: false, late: false });
        assert_eq!(check_own_deadline(day(15), day(15), day(1)), Err(Refusal::NotLater));
        assert_eq!(check_own_deadline(day(16), day(15), day(20)), Err(Refusal::Past));
        assert_eq!(check_own_deadline(day(20), day(15), day(20)), Ok(()));
    }

    #[test]
    fn a_refusal_is_never_late() {
        assert!(!Timing::of(day(15), None, State::Declined, Some(day(20)), day(30)).late);
    }

    #[test]
    fn a_reason_is_cleaned_and_never_empty() {
        assert_eq!(reason("  Keine Kerngruppe  "), Ok("Keine Kerngruppe".to_owned()));
        assert_eq!(reason(" \n "), Err(Refusal::Reasonless));
        assert!(matches!(reason(&"x".repeat(REASON + 1)), Err(Refusal::Text(TextFault::TooLong { .. }))));
    }

    #[test]
    fn every_kind_is_listed_even_where_nobody_was_asked() {
        let tallies = Tallies::of([("district".to_owned(), State::Complete, 22, 1, 3)]);
        let kinds: Vec<_> = tallies.by_kind().iter().map(|(k, t)| (k.as_str(), t.asked())).collect();
        assert_eq!(kinds, [("city", 0), ("district", 22), ("municipality", 0)]);
        let all = tallies.all();
        assert_eq!((all.asked(), all.returned(), all.late, all.extended), (22, 22, 1, 3));
    }

    fn any_event() -> impl Strategy<Value = Event> {
        prop_oneof![
            any::<bool>().prop_map(|complete| Event::Submitted { complete }),
            Just(Event::Withdrawn),
            Just(Event::Declined),
            Just(Event::Resumed),
        ]
    }

    proptest! {
        #[test]
        fn whatever_happens_the_states_sum_to_the_number_asked(
            asked in 1_usize..60,
            events in prop::collection::vec((any::<prop::sample::Index>(), any_event()), 0..200),
        ) {
            let mut states = vec![State::default(); asked];
            for (who, event) in events {
                let state = &mut states[who.index(asked)];
                if let Ok(next) = state.after(event) {
                    *state = next;
                }
            }
            let kind = |i: usize| KINDS[i % 3].to_owned();
            let tallies = Tallies::of(states.iter().enumerate().map(|(i, s)| (kind(i), *s, 1, 0, 0)));
            let total = i64::try_from(asked).expect("small");
            prop_assert_eq!(tallies.all().asked(), total);
            prop_assert_eq!(State::ALL.into_iter().map(|s| tallies.all().of(s)).sum::<i64>(), total);
        }

        #[test]
        fn a_refused_event_has_a_reason_and_an_accepted_one_a_state_that_fits(
            before in prop::sample::select(State::ALL.to_vec()),
            event in any_event(),
        ) {
            match (event, before.after(event)) {
                (Event::Submitted { complete }, Ok(after)) => {
                    prop_assert_eq!(after, if complete { State::Complete } else { State::Partial });
                }
                (Event::Submitted { .. }, Err(why)) => prop_assert!(false, "{why:?}"),
                (Event::Withdrawn, outcome) => prop_assert_eq!(outcome.is_ok(), before.is_returned()),
                (Event::Declined, outcome) => prop_assert_eq!(outcome.is_ok(), !before.is_returned()),
                (Event::Resumed, outcome) => prop_assert_eq!(outcome.is_ok(), before == State::Declined),
            }
        }

        #[test]
        fn moving_the_common_deadline_back_makes_nobody_late_who_was_in_time(
            common in 1_i8..28, later in 0_i32..30, own in prop::option::of(1_i8..28),
            answered in prop::option::of(1_i8..28), today in 1_i8..28,
        ) {
            let late = |common| {
                Timing::of(common, own.map(day), State::Outstanding, answered.map(day), day(today)).late
            };
            prop_assert!(late(day(common)) || !late(day(common).plus_days(later)));
        }
    }
}
