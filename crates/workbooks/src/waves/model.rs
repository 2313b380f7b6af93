//! What a wave is, what its plan must say, and how an invitation is written. Pure.

use base::{Day, Instant, TextFault, WaveId, clean};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Where a wave stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody has been asked yet; everything can still be changed.
    Planned,
    /// The alliances were asked and can answer.
    Open,
    /// Nothing is taken in any more.
    Closed,
}

impl Phase {
    /// The name in texts and the API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
    /// From the two instants that decide it.
    pub const fn of(opened_at: Option<Instant>, closed_at: Option<Instant>) -> Self {
        match (opened_at, closed_at) {
            (None, _) => Self::Planned,
            (Some(_), None) => Self::Open,
            (Some(_), Some(_)) => Self::Closed,
        }
    }
}

/// Who is asked when a wave is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// Every alliance there is on that day.
    #[default]
    All,
    /// Every alliance of some kinds.
    Kinds,
    /// Those picked one by one.
    Chosen,
}

impl Asks {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 3] = [Self::All, Self::Kinds, Self::Chosen];
    /// The name in tables and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Kinds => "kinds",
            Self::Chosen => "chosen",
        }
    }
    /// The one of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.key() == key)
    }
}

/// What sort of alliance it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AllianceKind {
    /// Of an independent city.
    City,
    /// Of a district, with or without its municipalities.
    District,
    /// Of a municipality in a district.
    Municipality,
}

impl AllianceKind {
    /// All of them, in the order of tables.
    pub const ALL: [Self; 3] = [Self::City, Self::District, Self::Municipality];
    /// The name in tables and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::District => "district",
            Self::Municipality => "municipality",
        }
    }
}

/// The plan of a wave: everything that can be changed until it is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What people call it, at most 200 characters.
    pub title: String,
    /// The working aid asked for.
    pub instrument_key: String,
    /// Its version.
    pub instrument_version: i64,
    /// The last day for everybody, in Europe/Berlin.
    pub deadline: Day,
    /// Who is asked.
    #[serde(default)]
    pub asks: Asks,
    /// Which kinds, where kinds are asked.
    #[serde(default)]
    pub kinds: BTreeSet<AllianceKind>,
    /// Subject of the invitation, at most 200 characters.
    pub letter_subject: String,
    /// Text of the invitation, at most 4000 characters. Places in square brackets
    /// are filled for each office; `[Adresse]` has to be among them.
    pub letter_body: String,
    /// So many days before its last one an office of which nothing has come is reminded,
    /// at most 60; 0 for none. It is reminded on that day and after it in any case.
    #[serde(default = "remind_days")]
    pub remind_days: i64,
}

/// So many days before the last one offices are reminded unless the plan says otherwise.
pub const REMIND_DAYS: i64 = 7;

const fn remind_days() -> i64 {
    REMIND_DAYS
}

/// Why something cannot be done with a wave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It needs a title.
    Untitled,
    /// There is no such version of a working aid.
    UnknownInstrument,
    /// The last day has passed already.
    Past,
    /// Kinds are to be asked, but none is ticked.
    NoKind,
    /// The letter has no subject.
    NoSubject,
    /// The letter does not say where to go.
    NoAddress,
    /// The letter has a place that nobody fills: this one.
    UnknownPlace(String),
    /// The text cannot be stored as it is.
    Text(TextFault),
    /// So many days before the last one make no sense.
    RemindDays,
    /// Moving a deadline needs a reason.
    Reasonless,
    /// Nobody would be asked.
    NobodyAsked,
    /// It is open or closed already: its plan cannot be changed any more.
    NotPlanned,
    /// It is not open.
    NotOpen,
    /// The alliance is no member on that day: nobody takes part in it.
    NoMember,
    /// Its last day has passed: who is asked now needs a later one of their own.
    NeedsOwnDeadline,
}

impl Refusal {
    /// The text that says so.
    pub const fn text(&self) -> &'static str {
        match self {
            Self::Untitled => "wave-needs-title",
            Self::UnknownInstrument => "wave-unknown-instrument",
            Self::Past => "wave-deadline-past",
            Self::NoKind => "wave-needs-kind",
            Self::NoSubject => "wave-needs-subject",
            Self::NoAddress => "wave-needs-address",
            Self::UnknownPlace(_) => "wave-unknown-place",
            Self::Text(TextFault::TooLong { .. }) => "form-too-long",
            Self::Text(TextFault::ControlCharacters) => "form-control-characters",
            Self::RemindDays => "wave-remind-days-wrong",
            Self::Reasonless => "wave-needs-reason",
            Self::NobodyAsked => "wave-nobody-asked",
            Self::NotPlanned => "wave-not-planned",
            Self::NotOpen => "wave-not-open",
            Self::NoMember => "wave-no-member",
            Self::NeedsOwnDeadline => "wave-needs-own-deadline",
        }
    }
}

/// Most characters of a title, a subject.
pub const LINE: usize = 200;
/// Most characters of a letter.
pub const LETTER: usize = 4_000;
/// Most characters of a reason.
pub const REASON: usize = 500;

impl Draft {
    /// Cleans all texts and checks that the plan makes sense: every fault with its
    /// field. `known` says whether a version of an instrument exists.
    pub fn check(
        mut self,
        today: Day,
        known: impl Fn(&str, i64) -> bool,
    ) -> Result<Self, Vec<(&'static str, Refusal)>> {
        let mut faults = Vec::new();
        for (field, text, max, lines) in [
            ("title", &mut self.title, LINE, false),
            ("letter_subject", &mut self.letter_subject, LINE, false),
            ("letter_body", &mut self.letter_body, LETTER, true),
        ] {
            match clean(text, max, lines) {
                Ok(cleaned) => *text = cleaned,
                Err(fault) => faults.push((field, Refusal::Text(fault))),
            }
        }
        if self.title.is_empty() {
            faults.push(("title", Refusal::Untitled));
        }
        if !known(&self.instrument_key, self.instrument_version) {
            faults.push(("instrument", Refusal::UnknownInstrument));
        }
        if self.deadline < today {
            faults.push(("deadline", Refusal::Past));
        }
        if !(0..=crate::assignments::REMIND_MOST).contains(&self.remind_days) {
            faults.push(("remind_days", Refusal::RemindDays));
        }
        if self.asks != Asks::Kinds {
            self.kinds.clear();
        } else if self.kinds.is_empty() {
            faults.push(("kinds", Refusal::NoKind));
        }
        if self.letter_subject.is_empty() {
            faults.push(("letter_subject", Refusal::NoSubject));
        }
        if !self.letter_body.contains(Place::Address.mark()) {
            faults.push(("letter_body", Refusal::NoAddress));
        }
        for (field, text) in [("letter_subject", &self.letter_subject), ("letter_body", &self.letter_body)] {
            if let Some(place) = unknown_place(text) {
                faults.push((field, Refusal::UnknownPlace(place)));
            }
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    /// Every field as the form and the history name it, with its value as text.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let kinds: Vec<&str> = self.kinds.iter().map(|k| k.key()).collect();
        vec![
            ("title", self.title.clone()),
            ("instrument", format!("{}/{}", self.instrument_key, self.instrument_version)),
            ("deadline", self.deadline.to_string()),
            ("remind_days", self.remind_days.to_string()),
            ("asks", self.asks.key().to_owned()),
            ("kinds", kinds.join(" ")),
            ("letter_subject", self.letter_subject.clone()),
            ("letter_body", self.letter_body.clone()),
        ]
    }
}

/// A wave as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wave {
    /// Its key.
    pub id: WaveId,
    /// Its plan.
    pub draft: Draft,
    /// Why its deadline was moved; empty while it was not.
    pub deadline_reason: String,
    /// When it was planned.
    pub planned_at: Instant,
    /// When the alliances were asked.
    pub opened_at: Option<Instant>,
    /// Since when nothing is taken in any more.
    pub closed_at: Option<Instant>,
    /// Guards against lost updates.
    pub version: i64,
}

impl Wave {
    /// Where it stands.
    pub fn phase(&self) -> Phase {
        Phase::of(self.opened_at, self.closed_at)
    }
    /// The day by which lateness is judged: today, or the day it was closed.
    pub fn last_day(&self, today: Day) -> Day {
        crate::returns::store::last_day(today, self.closed_at)
    }
}

/// A place in a letter that is filled for each office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Who it is written to.
    Name,
    /// The alliance.
    Alliance,
    /// The working aid.
    Instrument,
    /// The wave.
    Wave,
    /// The last day for everybody.
    Deadline,
    /// Where to fill in the working aid.
    Address,
}

impl Place {
    /// All of them, in the order in which the help lists them.
    pub const ALL: [Self; 6] =
        [Self::Name, Self::Alliance, Self::Instrument, Self::Wave, Self::Deadline, Self::Address];
    /// How it stands in the letter: part of what users type, so German.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Name => "[Name]",
            Self::Alliance => "[Bündnis]",
            Self::Instrument => "[Arbeitshilfe]",
            Self::Wave => "[Welle]",
            Self::Deadline => "[Frist]",
            Self::Address => "[Adresse]",
        }
    }
}

/// What is filled into the places of one letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filling {
    /// Who it is written to.
    pub name: String,
    /// The alliance.
    pub alliance: String,
    /// The working aid's title.
    pub instrument: String,
    /// The wave's title.
    pub wave: String,
    /// The last day that holds.
    pub deadline: Day,
    /// Where to fill in the working aid.
    pub address: String,
}

impl Filling {
    /// Fills the places of a text, each once: what is filled in is not filled again.
    pub fn fill(&self, text: &str) -> String {
        let deadline = self.deadline.german();
        let mut out = String::with_capacity(text.len() + 200);
        let mut rest = text;
        while let Some(at) = rest.find('[') {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            let Some(place) = Place::ALL.into_iter().find(|p| from.starts_with(p.mark())) else {
                out.push('[');
                rest = &from[1..];
                continue;
            };
            out.push_str(match place {
                Place::Name => &self.name,
                Place::Alliance => &self.alliance,
                Place::Instrument => &self.instrument,
                Place::Wave => &self.wave,
                Place::Deadline => &deadline,
                Place::Address => &self.address,
            });
            rest = &from[place.mark().len()..];
        }
        out.push_str(rest);
        out
    }
}

/// A word in square brackets that looks like a place but is none: most likely a
/// slip that would go out to everybody.
fn unknown_place(text: &str) -> Option<String> {
    text.split('[').skip(1).find_map(|from| {
        let (word, _) = from.split_once(']')?;
        let mark = format!("[{word}]");
        let looks = !word.is_empty() && word.chars().all(char::is_alphabetic);
        (looks && Place::ALL.iter().all(|p| p.mark() != mark)).then_some(mark)
    })
}

/// A new last day for everybody and why.
pub fn check_deadline(deadline: Day, reason: &str, today: Day) -> Result<String, (&'static str, Refusal)> {
    if deadline < today {
        return Err(("deadline", Refusal::Past));
    }
    let reason = clean(reason, REASON, true).map_err(|fault| ("reason", Refusal::Text(fault)))?;
    if reason.is_empty() { Err(("reason", Refusal::Reasonless)) } else { Ok(reason) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: i8) -> Day {
        Day::new(2019, 7, d).expect("exists")
    }

    fn draft() -> Draft {
        Draft {
            title: " Strukturen 2019 ".into(),
            instrument_key: "strukturen".into(),
            instrument_version: 1,
            deadline: day(15),
            asks: Asks::All,
            kinds: BTreeSet::from([AllianceKind::City]),
            letter_subject: "Bitte bis [Frist]".into(),
            letter_body: "Guten Tag [Name],\n[Adresse]".into(),
            remind_days: REMIND_DAYS,
        }
    }

    fn faults(draft: Draft) -> Vec<(&'static str, Refusal)> {
        draft.check(day(10), |key, version| (key, version) == ("strukturen", 1)).expect_err("refused")
    }

    #[test]
    fn a_sound_plan_is_cleaned_and_asks_kinds_only_where_it_says_so() {
        let plan = draft().check(day(15), |_, _| true).expect("sound");
        assert_eq!(plan.title, "Strukturen 2019");
        assert!(plan.kinds.is_empty());
    }

    #[test]
    fn a_plan_without_title_or_kind_or_with_a_past_deadline_is_refused_at_the_field() {
        assert_eq!(faults(Draft { title: " ".into(), ..draft() }), [("title", Refusal::Untitled)]);
        assert_eq!(faults(Draft { deadline: day(9), ..draft() }), [("deadline", Refusal::Past)]);
        assert_eq!(faults(Draft { remind_days: 61, ..draft() }), [("remind_days", Refusal::RemindDays)]);
        assert_eq!(
            faults(Draft { instrument_version: 2, ..draft() }),
            [("instrument", Refusal::UnknownInstrument)]
        );
        let no_kind = Draft { asks: Asks::Kinds, kinds: BTreeSet::new(), ..draft() };
        assert_eq!(faults(no_kind), [("kinds", Refusal::NoKind)]);
    }

    #[test]
    fn a_letter_says_where_to_go_and_has_no_place_that_nobody_fills() {
        let lost = Draft { letter_body: "Guten Tag".into(), ..draft() };
        assert_eq!(faults(lost), [("letter_body", Refusal::NoAddress)]);
        let slip = Draft { letter_body: "[Addresse] [Adresse]".into(), ..draft() };
        assert_eq!(faults(slip), [("letter_body", Refusal::UnknownPlace("[Addresse]".into()))]);
        let remark = Draft { letter_body: "[siehe unten] [1] [Adresse]".into(), ..draft() };
        assert!(remark.check(day(10), |_, _| true).is_ok());
    }

    #[test]
    fn the_places_of_a_letter_are_filled_and_nothing_is_filled_twice() {
        let filling = Filling {
            name: "[Frist]".into(),
            alliance: "Kreis Kleve".into(),
            instrument: "Strukturen".into(),
            wave: "Sommer".into(),
            deadline: day(15),
            address: "https://klappt.example/a".into(),
        };
        let text = "Guten Tag [Name], [Bündnis]: [Arbeitshilfe] ([Welle]) bis [Frist] [x [Adresse] [";
        let filled = "Guten Tag [Frist], Kreis Kleve: Strukturen (Sommer) bis 15.07.2019 [x https://klappt.example/a [";
        assert_eq!(filling.fill(text), filled);
    }

    #[test]
    fn a_deadline_is_moved_with_a_reason_and_not_into_the_past() {
        assert_eq!(check_deadline(day(9), "Ferien", day(10)), Err(("deadline", Refusal::Past)));
        assert_eq!(check_deadline(day(10), " ", day(10)), Err(("reason", Refusal::Reasonless)));
        assert_eq!(check_deadline(day(10), " Ferien ", day(10)), Ok("Ferien".to_owned()));
    }

    #[test]
    fn a_wave_is_planned_then_open_then_closed() {
        let at = Some(Instant::from_micros(0));
        assert_eq!(Phase::of(None, None), Phase::Planned);
        assert_eq!(Phase::of(at, None), Phase::Open);
        assert_eq!(Phase::of(at, at), Phase::Closed);
    }
}
