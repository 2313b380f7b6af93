//! What an alliance says about itself: its focus, where its office sits, who leads
//! it on the executive board, and what to do next. Pure.

use crate::accessions::AccessionRefusal;
use crate::territory::Body;
use base::{AccessionId, AllianceId, Day, TextFault, clean};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// Whom an alliance is there for (R-ALL-16), whatever single programmes pay for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Focus {
    /// All young adults.
    #[default]
    All,
    /// Those with insecure status.
    InsecureStatus,
}

crate::territory::named!(Focus { All => "all", InsecureStatus => "insecure_status" });

/// An alliance as others list it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alliance {
    /// Its key.
    pub id: AllianceId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// Where it is seated.
    pub seat: Body,
    /// Whom it is there for.
    pub focus: Focus,
    /// Archived since.
    pub closed_on: Option<Day>,
    /// Guards against lost updates.
    pub version: i64,
}

/// An alliance to be founded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAlliance {
    /// Its key; founding the same key again changes nothing.
    pub id: AllianceId,
    /// The key of its first accession.
    pub accession: AccessionId,
    /// Whose executive board declares it.
    pub seat: Body,
    /// Its name for people; the seat's when empty.
    pub name: String,
    /// Its name in addresses; made from the name when empty.
    pub slug: String,
    /// The first day of the seat's accession.
    pub on: Day,
    /// Council decision, reason, source.
    pub note: String,
}

/// Why an alliance is not founded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundingRefusal {
    /// The seat is not part of the territory.
    UnknownSeat,
    /// There is an alliance with this seat; it can join again.
    SeatTaken,
    /// Somebody else has this name in addresses.
    SlugTaken,
    /// The seat's accession does not fit.
    Accession(AccessionRefusal),
    /// The name cannot be stored as it is.
    Name(TextFault),
}

impl FoundingRefusal {
    /// The text that says so.
    pub const fn text(self) -> &'static str {
        match self {
            Self::UnknownSeat => "alliance-unknown-seat",
            Self::SeatTaken => "alliance-seat-taken",
            Self::SlugTaken => "alliance-slug-taken",
            Self::Accession(refusal) => refusal.text(),
            Self::Name(_) => "form-control-characters",
        }
    }
    /// The form's field it stands at.
    pub const fn field(self) -> &'static str {
        match self {
            Self::UnknownSeat | Self::SeatTaken => "seat",
            Self::SlugTaken | Self::Name(_) => "name",
            Self::Accession(_) => "on",
        }
    }
}

/// Most characters of an alliance's name.
pub const NAME: usize = 100;

/// A name as it stands in addresses: `kreis-guetersloh`.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' => slug.push_str("ae"),
            'ö' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'ß' => slug.push_str("ss"),
            c if c.is_ascii_alphanumeric() => slug.push(c),
            c if c.is_alphanumeric() => slug.push_str(base::sort_key(&c.to_string()).trim()),
            _ if !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    slug.retain(|c| c == '-' || c.is_ascii_alphanumeric());
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "buendnis".to_owned() } else { slug.to_owned() }
}

/// A part of the administration an office can sit in (R-ALL-05).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Placement {
    /// Its name in tables and in the short form.
    pub key: String,
    /// What people call it.
    pub label: String,
}

static PLACEMENTS: LazyLock<Vec<Placement>> = LazyLock::new(|| {
    let file = include_str!("../../../../programmes/gemeinsam-klappts/office_placements.csv");
    csv::Reader::from_reader(file.as_bytes()).deserialize().filter_map(Result::ok).collect()
});

/// Where offices can sit, in the order of the form.
pub fn placements() -> &'static [Placement] {
    &PLACEMENTS
}

/// Which of the two entries: both are somebody to be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The coordination office.
    Office,
    /// The member of the executive board in the lead.
    BoardLead,
}

impl Which {
    /// The name of the table, and the beginning of texts.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::BoardLead => "board_lead",
        }
    }
    /// The last part of its address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::BoardLead => "board-lead",
        }
    }
}

/// Who and where the office or the lead board member is. Nothing is mandatory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reach {
    /// Parts of the administration the office sits in; empty for the board member.
    pub placements: Vec<String>,
    /// Whom to talk to.
    pub name: String,
    /// The unit, department or office.
    pub institution: String,
    /// Where it is.
    pub address: String,
    /// Phone.
    pub phone: String,
    /// E-mail address.
    pub email: String,
}

/// Most characters of a line.
pub const LINE: usize = 200;
/// Most characters of an address.
pub const ADDRESS: usize = 500;

/// Why an entry is refused; shown at the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReachRefusal {
    /// Not one of the placements.
    UnknownPlacement,
    /// Not an e-mail address.
    NoEmail,
    /// The text cannot be stored as it is.
    Text(TextFault),
}

impl Reach {
    /// Cleans all texts and checks the choices: every fault with its field.
    pub fn check(mut self, which: Which) -> Result<Self, Vec<(&'static str, ReachRefusal)>> {
        let mut faults = Vec::new();
        for (field, text, max, lines) in [
            ("name", &mut self.name, LINE, false),
            ("institution", &mut self.institution, LINE, false),
            ("address", &mut self.address, ADDRESS, true),
            ("phone", &mut self.phone, LINE, false),
            ("email", &mut self.email, LINE, false),
        ] {
            match clean(text, max, lines) {
                Ok(cleaned) => *text = cleaned,
                Err(fault) => faults.push((field, ReachRefusal::Text(fault))),
            }
        }
        if !(self.email.is_empty() || self.email.contains('@') && !self.email.contains(char::is_whitespace)) {
            faults.push(("email", ReachRefusal::NoEmail));
        }
        let known: Vec<String> = placements()
            .iter()
            .filter(|p| which == Which::Office && self.placements.contains(&p.key))
            .map(|p| p.key.clone())
            .collect();
        if self.placements.iter().any(|p| !known.contains(p)) {
            faults.push(("placement", ReachRefusal::UnknownPlacement));
        }
        self.placements = known;
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    /// Every field as the form and the history name it, with its value as text.
    pub fn fields(&self) -> [(&'static str, String); 6] {
        [
            ("placement", self.placements.join(",")),
            ("name", self.name.clone()),
            ("institution", self.institution.clone()),
            ("address", self.address.clone()),
            ("phone", self.phone.clone()),
            ("email", self.email.clone()),
        ]
    }

    /// Nothing is entered.
    pub fn is_empty(&self) -> bool {
        self.fields().iter().all(|(_, value)| value.is_empty())
    }

    /// The placements in words.
    pub fn placement_words(&self) -> Vec<String> {
        let known = placements().iter().filter(|p| self.placements.contains(&p.key));
        known.map(|p| p.label.clone()).collect()
    }

    /// What is entered, line by line, without placements.
    pub fn lines(&self) -> Vec<String> {
        let lines = [&self.name, &self.institution, &self.address, &self.phone, &self.email];
        lines.into_iter().filter(|l| !l.is_empty()).map(|l| l.replace('\n', ", ")).collect()
    }
}

/// An entry as it is stored; version 0 when there is none yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What is entered.
    pub reach: Reach,
    /// Guards against lost updates.
    pub version: i64,
}

/// What stands out on an alliance's start page.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each with a name")]
pub struct Situation {
    /// The office has been entered.
    pub has_office: bool,
    /// The board member has been entered.
    pub has_board_lead: bool,
    /// The seat takes part today.
    pub has_joined: bool,
    /// Seats in the core group today.
    pub core_group: i64,
    /// Waves that wait for the alliance's answer.
    pub open_requests: usize,
    /// Votes that should have been answered by now.
    pub overdue_votes: usize,
    /// A vote of the visitor's own municipality waits for an answer.
    pub own_vote_open: bool,
    /// A matter put before the visitor, who leads on the board, waits for an answer.
    pub own_answer_open: bool,
}

/// The one thing to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Cast the vote of one's own municipality.
    CastVote,
    /// Answer what the office has put before the lead board member.
    AnswerEscalation,
    /// Say where the office is.
    EnterOffice,
    /// Say who leads on the executive board.
    EnterBoardLead,
    /// Ask those who have not voted in time.
    ChaseVotes,
    /// Answer what a wave asks for.
    AnswerRequest,
    /// Fill the core group.
    FillCoreGroup,
    /// Go on with the working aid.
    GoOn,
}

impl NextStep {
    /// What somebody who may edit the alliance, vote in it or lead it should do next.
    pub const fn of(s: Situation, may_edit: bool) -> Option<Self> {
        if s.own_vote_open {
            return Some(Self::CastVote);
        }
        if s.own_answer_open {
            return Some(Self::AnswerEscalation);
        }
        if !may_edit || !s.has_joined {
            return None;
        }
        Some(if !s.has_office {
            Self::EnterOffice
        } else if !s.has_board_lead {
            Self::EnterBoardLead
        } else if s.overdue_votes > 0 {
            Self::ChaseVotes
        } else if s.open_requests > 0 {
            Self::AnswerRequest
        } else if s.core_group == 0 {
            Self::FillCoreGroup
        } else {
            Self::GoOn
        })
    }
    /// The last part of its text's id.
    pub const fn key(self) -> &'static str {
        match self {
            Self::CastVote => "cast-vote",
            Self::AnswerEscalation => "answer-escalation",
            Self::EnterOffice => "enter-office",
            Self::EnterBoardLead => "enter-board-lead",
            Self::ChaseVotes => "chase-votes",
            Self::AnswerRequest => "answer-request",
            Self::FillCoreGroup => "fill-core-group",
            Self::GoOn => "go-on",
        }
    }
    /// Where it is done, below the alliance's address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::CastVote | Self::ChaseVotes => "/votes",
            Self::AnswerEscalation => "/escalations",
            Self::EnterOffice => "/office",
            Self::EnterBoardLead => "/board-lead",
            Self::FillCoreGroup => "/core-group",
            Self::AnswerRequest | Self::GoOn => "/workbooks",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses_without_umlauts() {
        for (name, expected) in [
            ("Kreis Gütersloh", "kreis-guetersloh"),
            ("Mülheim an der Ruhr", "muelheim-an-der-ruhr"),
            ("Rhein-Sieg-Kreis (mit Städten)", "rhein-sieg-kreis-mit-staedten"),
            ("Großes Café", "grosses-cafe"),
            ("…", "buendnis"),
        ] {
            assert_eq!(slug(name), expected);
        }
    }

    #[test]
    fn an_office_sits_where_offices_can_sit() {
        assert_eq!(placements().len(), 12);
        let office = |keys: &[&str]| Reach {
            placements: keys.iter().map(|k| (*k).to_owned()).collect(),
            ..Reach::default()
        };
        let checked = office(&["social_affairs", "ki"]).check(Which::Office).expect("both are known");
        assert_eq!(checked.placements, ["ki", "social_affairs"]);
        let unknown = Err(vec![("placement", ReachRefusal::UnknownPlacement)]);
        assert_eq!(office(&["rathaus"]).check(Which::Office), unknown);
        assert_eq!(office(&["ki"]).check(Which::BoardLead), unknown);
    }

    #[test]
    fn the_next_step_goes_from_the_office_to_the_working_aid() {
        let mut s = Situation { has_joined: true, ..Situation::default() };
        assert_eq!(NextStep::of(s, true), Some(NextStep::EnterOffice));
        s.has_office = true;
        assert_eq!(NextStep::of(s, true), Some(NextStep::EnterBoardLead));
        s.has_board_lead = true;
        assert_eq!(NextStep::of(s, true), Some(NextStep::FillCoreGroup));
        s.open_requests = 1;
        assert_eq!(NextStep::of(s, true), Some(NextStep::AnswerRequest));
        s.open_requests = 0;
        s.core_group = 8;
        assert_eq!(NextStep::of(s, true), Some(NextStep::GoOn));
        s.overdue_votes = 2;
        assert_eq!(NextStep::of(s, true), Some(NextStep::ChaseVotes));
        assert_eq!(NextStep::of(s, false), None);
        s.own_answer_open = true;
        assert_eq!(NextStep::of(s, false), Some(NextStep::AnswerEscalation));
        s.own_vote_open = true;
        assert_eq!(NextStep::of(s, false), Some(NextStep::CastVote));
    }
}
