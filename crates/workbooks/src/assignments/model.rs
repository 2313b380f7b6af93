//! What an assignment is, where it stands on a day, when letters are due, and what
//! may be asked. Pure.

use base::{AssignmentId, Day, Instant, OrganisationId, TextFault, clean};
use instrument::{Instrument, Item, ItemType};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most characters of the why-text and of reasons.
pub const WORDS: usize = 2_000;
/// Most characters of a name.
pub const NAME: usize = 200;
/// Most recipients asked at once.
pub const RECIPIENTS: usize = 100;
/// So many days after the last one a link is good: late answers are welcome.
pub const GRACE: i32 = 30;
/// No assignment runs longer.
pub const LONGEST: i32 = 400;
/// Most days before the last one that a reminder can be set to.
pub const REMIND_MOST: i64 = 60;
/// So many days after the last one the reminder of a missed day still makes sense.
const LATE: i32 = 14;

/// Whose view an answer is (R-NOA-23).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// Organisations that work with the young people.
    #[default]
    Partners,
    /// The administration of a municipality.
    Municipality,
    /// The core group.
    CoreGroup,
    /// Volunteers.
    Volunteers,
    /// The young people themselves, through whoever speaks with them.
    Refugees,
}

impl Voice {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 5] =
        [Self::Partners, Self::Municipality, Self::CoreGroup, Self::Volunteers, Self::Refugees];
    /// The name in tables and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Partners => "partners",
            Self::Municipality => "municipality",
            Self::CoreGroup => "core_group",
            Self::Volunteers => "volunteers",
            Self::Refugees => "refugees",
        }
    }
    /// The one of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.key() == key)
    }
}

/// What has become of an assignment so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The letter is out.
    Asked,
    /// Somebody pressed the button that leads to the questions.
    Opened,
    /// Something is entered.
    Begun,
    /// The contributor says it is done.
    Delivered,
    /// The contributor does not answer; with a reason.
    Declined,
    /// The office ended it; with a reason.
    Ended,
}

impl State {
    /// The name in tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Opened => "opened",
            Self::Begun => "begun",
            Self::Delivered => "delivered",
            Self::Declined => "declined",
            Self::Ended => "ended",
        }
    }
    /// The one of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Asked, Self::Opened, Self::Begun, Self::Delivered, Self::Declined, Self::Ended]
            .into_iter()
            .find(|s| s.key() == key)
    }
    /// Answers are still awaited.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Opened | Self::Begun)
    }
}

/// An assignment as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Its key.
    pub id: AssignmentId,
    /// The working aid.
    pub instrument_key: String,
    /// In which version it was handed out.
    pub instrument_version: i64,
    /// The organisation asked, where it stands in the directory.
    pub organisation_id: Option<OrganisationId>,
    /// Its name as it was asked.
    pub organisation: String,
    /// Its official number, where it is a school.
    pub school_number: Option<String>,
    /// The municipality it answers for, in a roll-up.
    pub municipality_ags: Option<String>,
    /// Whose view it is.
    pub voice: Voice,
    /// Why it is needed.
    pub why: String,
    /// The last day.
    pub due_on: Day,
    /// So many days before it a letter reminds.
    pub remind_days: i64,
    /// The contributor sees others' answers, without names.
    pub shows_others: bool,
    /// What has become of it.
    pub state: State,
    /// Why it was declined or ended.
    pub state_reason: String,
    /// When it was handed out.
    pub asked_at: Instant,
    /// When it was delivered or declined.
    pub answered_at: Option<Instant>,
    /// Guards against lost updates.
    pub version: i64,
}

impl Assignment {
    /// Answers are awaited and the last day has passed (Europe/Berlin).
    pub fn is_overdue(&self, today: Day) -> bool {
        self.state.is_open() && self.due_on < today
    }
    /// How lists name its state on a day.
    pub fn shown(&self, today: Day) -> &'static str {
        if self.is_overdue(today) { "overdue" } else { self.state.key() }
    }
    /// Delivered answers can be taken up again until the last day has passed.
    pub fn can_be_reopened(&self, today: Day) -> bool {
        self.state == State::Delivered && today <= self.due_on
    }
    /// A link made now is good until then.
    pub fn link_ends(&self) -> Instant {
        link_ends(self.due_on)
    }
}

/// A link for this last day is good until then.
pub fn link_ends(due_on: Day) -> Instant {
    due_on.plus_days(GRACE).end()
}

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LetterKind {
    /// The first one.
    Asked,
    /// A reminder some days before the last one.
    Before,
    /// A reminder on the last day.
    OnDay,
    /// A reminder after it.
    After,
    /// A reminder the office sent by hand.
    Again,
    /// To the colleague it was passed on to.
    PassedOn,
    /// More time was granted, or the office moved the day.
    Granted,
    /// More time was refused.
    Refused,
    /// A new link in place of an ended one.
    NewLink,
}

impl LetterKind {
    /// The name in tables and texts.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Before => "before",
            Self::OnDay => "on_day",
            Self::After => "after",
            Self::Again => "again",
            Self::PassedOn => "passed_on",
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::NewLink => "new_link",
        }
    }
}

/// Which reminder is due today, if any. Each is sent once per last day: the caller
/// knows which ones were. Whoever was asked inside the time before the last day is
/// not reminded of what they have just read.
pub fn reminder(today: Day, asked_on: Day, due_on: Day, remind_days: i64) -> Option<LetterKind> {
    let days = i32::try_from(remind_days).unwrap_or(0);
    if today > due_on {
        return (today <= due_on.plus_days(LATE)).then_some(LetterKind::After);
    }
    if today == due_on {
        return (asked_on < due_on).then_some(LetterKind::OnDay);
    }
    let from = due_on.plus_days(-days);
    (days > 0 && today >= from && asked_on < from).then_some(LetterKind::Before)
}

/// Somebody to be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Recipient {
    /// The organisation, where it stands in the directory.
    pub organisation_id: Option<OrganisationId>,
    /// What it is called, where it does not.
    pub organisation: String,
    /// Its official number, where it is a school that does not stand in the directory.
    pub school_number: String,
    /// Whom the letter addresses.
    pub name: String,
    /// Where it goes.
    pub email: String,
}

/// What is asked of one or several.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Draft {
    /// The numbered questions, by uid; a section stands for all of its questions.
    pub items: Vec<String>,
    /// Whose view it is.
    pub voice: Voice,
    /// Why it is needed.
    pub why: String,
    /// The last day.
    pub due_on: Option<Day>,
    /// So many days before it a letter reminds; 0 for none.
    pub remind_days: i64,
    /// The contributor sees others' answers, without names.
    pub shows_others: bool,
    /// One assignment and one letter each.
    pub recipients: Vec<Recipient>,
    /// That some were asked before is known, and they are asked all the same.
    pub acknowledged: bool,
}

/// Why an assignment cannot be handed out or changed; shown at the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing was picked.
    NoItems,
    /// Something picked is no question that can be handed out.
    UnknownItem,
    /// Nobody was picked.
    Nobody,
    /// More at once than fit.
    TooMany,
    /// The directory has no such organisation.
    UnknownOrganisation,
    /// A name or organisation is missing.
    Nameless,
    /// That is no e-mail address.
    NoAddress,
    /// The same person stands twice.
    Twice,
    /// A day is needed.
    NoDay,
    /// The day has passed.
    Past,
    /// The day is too far away.
    TooFar,
    /// The day is not after the one that holds.
    NotLater,
    /// So many days before the last one make no sense.
    RemindDays,
    /// An official school number has six digits.
    NoSchoolNumber,
    /// It needs a reason.
    Reasonless,
    /// A text cannot be stored as it is.
    Text(TextFault),
    /// The school or organisation was asked recently: that has to be confirmed.
    AskedBefore,
    /// It is delivered, declined or ended: nothing can be entered any more.
    Over,
    /// One request for more time is open already.
    AskedAlready,
    /// There is no open request for more time.
    NothingAsked,
    /// Nobody has a good link.
    NoLink,
    /// A remark without words.
    NoWords,
}

impl Refusal {
    /// The text that says so.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NoItems => "assignment-no-items",
            Self::UnknownItem | Self::UnknownOrganisation => "form-unknown-choice",
            Self::Nobody => "assignment-nobody",
            Self::TooMany => "assignment-too-many",
            Self::Nameless => "assignment-nameless",
            Self::NoAddress => "form-not-an-email",
            Self::Twice => "assignment-twice",
            Self::NoDay | Self::NoWords => "form-needed",
            Self::Past => "assignment-past",
            Self::TooFar => "assignment-too-far",
            Self::NotLater => "assignment-not-later",
            Self::RemindDays => "assignment-remind-days-wrong",
            Self::NoSchoolNumber => "assignment-no-school-number",
            Self::Reasonless => "assignment-reasonless",
            Self::Text(TextFault::TooLong { .. }) => "form-too-long",
            Self::Text(TextFault::ControlCharacters) => "form-control-characters",
            Self::AskedBefore => "assignment-asked-before",
            Self::Over => "assignment-over",
            Self::AskedAlready => "assignment-asked-already",
            Self::NothingAsked => "assignment-nothing-asked",
            Self::NoLink => "assignment-no-link",
        }
    }
}

/// Whether a question can be handed out: it has fields of its own, and its data
/// live in the working aid.
pub fn can_be_asked(item: &Item) -> bool {
    fn answers(item: &Item) -> bool {
        item.bound.is_none()
            && item.item_type != ItemType::Derived
            && (item.members.is_empty() || item.members.iter().any(answers))
    }
    item.id.is_some() && item.bound.is_none() && item.item_type != ItemType::Derived && answers(item)
}

/// The questions of a section that can be handed out.
pub fn askable(section: &instrument::Section) -> impl Iterator<Item = &Item> {
    section.items.iter().filter(|item| can_be_asked(item))
}

/// The questions picked, each once, in the order of the form; sections stand for
/// their questions.
pub fn picked(aid: &Instrument, chosen: &[String]) -> Result<Vec<String>, Refusal> {
    let wanted: BTreeSet<&str> = chosen.iter().map(String::as_str).filter(|c| !c.is_empty()).collect();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut items = Vec::new();
    for section in &aid.sections {
        known.insert(&section.uid);
        let whole = wanted.contains(section.uid.as_str());
        for item in askable(section) {
            known.insert(&item.uid);
            if whole || wanted.contains(item.uid.as_str()) {
                items.push(item.uid.clone());
            }
        }
    }
    if wanted.iter().any(|uid| !known.contains(uid)) {
        return Err(Refusal::UnknownItem);
    }
    if items.is_empty() { Err(Refusal::NoItems) } else { Ok(items) }
}

/// A last day: today or later, and not out of sight.
pub fn day(due_on: Option<Day>, today: Day) -> Result<Day, Refusal> {
    let due_on = due_on.ok_or(Refusal::NoDay)?;
    if due_on < today {
        return Err(Refusal::Past);
    }
    if due_on > today.plus_days(LONGEST) { Err(Refusal::TooFar) } else { Ok(due_on) }
}

/// A reason as it is stored: cleaned and never empty.
pub fn reason(text: &str) -> Result<String, Refusal> {
    let text = clean(text, WORDS, true).map_err(Refusal::Text)?;
    if text.is_empty() { Err(Refusal::Reasonless) } else { Ok(text) }
}

/// Somebody a letter can go to: name and address as they are stored.
pub fn addressee(name: &str, email: &str) -> Result<(String, String), (&'static str, Refusal)> {
    let name = named(name).map_err(|refusal| ("name", refusal))?;
    Ok((name, address(email).map_err(|refusal| ("email", refusal))?))
}

fn named(name: &str) -> Result<String, Refusal> {
    let name = clean(name, NAME, false).map_err(Refusal::Text)?;
    if name.is_empty() { Err(Refusal::Nameless) } else { Ok(name) }
}

fn address(email: &str) -> Result<String, Refusal> {
    let email = clean(email, NAME, false).map_err(Refusal::Text)?.to_lowercase();
    if web::looks_like_email(&email) { Ok(email) } else { Err(Refusal::NoAddress) }
}

fn school_number(number: &str) -> Result<String, Refusal> {
    let number = number.trim();
    let is_number = number.len() == 6 && number.bytes().all(|b| b.is_ascii_digit());
    if number.is_empty() || is_number { Ok(number.to_owned()) } else { Err(Refusal::NoSchoolNumber) }
}

/// What is wrong with a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Field and refusal.
    pub fields: Vec<(&'static str, Refusal)>,
    /// Of single recipients.
    pub recipients: Vec<WrongRecipient>,
}

/// What is wrong with one recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrongRecipient {
    /// Which one, from 0.
    pub at: usize,
    /// What of it: `name`, `email`, `organisation` or `school`.
    pub part: &'static str,
    /// Why it cannot be asked like this.
    pub refusal: Refusal,
}

impl Draft {
    /// Cleans the texts and checks that the entries make sense: every fault with its
    /// field or recipient. Whom the directory knows is looked up by the caller.
    pub fn check(mut self, aid: &Instrument, today: Day) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        match picked(aid, &self.items) {
            Ok(items) => self.items = items,
            Err(refusal) => faults.push(("items", refusal)),
        }
        match clean(&self.why, WORDS, true) {
            Ok(why) if why.is_empty() => faults.push(("why", Refusal::Reasonless)),
            Ok(why) => self.why = why,
            Err(fault) => faults.push(("why", Refusal::Text(fault))),
        }
        match day(self.due_on, today) {
            Ok(day) => self.due_on = Some(day),
            Err(refusal) => faults.push(("due_on", refusal)),
        }
        if !(0..=REMIND_MOST).contains(&self.remind_days) {
            faults.push(("remind_days", Refusal::RemindDays));
        }
        if self.recipients.is_empty() {
            faults.push(("recipients", Refusal::Nobody));
        }
        if self.recipients.len() > RECIPIENTS {
            faults.push(("recipients", Refusal::TooMany));
        }
        let wrong = wrong_recipients(&mut self.recipients);
        if faults.is_empty() && wrong.is_empty() {
            Ok(self)
        } else {
            Err(Faults { fields: faults, recipients: wrong })
        }
    }
}

/// Cleans whom a draft asks; answers every part that cannot stay so.
fn wrong_recipients(all: &mut [Recipient]) -> Vec<WrongRecipient> {
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    for (at, recipient) in all.iter_mut().enumerate() {
        let mut parts = recipient.cleaned();
        let has_address = parts.iter().all(|(part, _)| *part != "email");
        if has_address && !seen.insert(recipient.email.clone()) {
            parts.push(("email", Refusal::Twice));
        }
        wrong.extend(parts.into_iter().map(|(part, refusal)| WrongRecipient { at, part, refusal }));
    }
    wrong
}

impl Recipient {
    /// Cleans what was typed; answers which parts cannot stay so.
    fn cleaned(&mut self) -> Vec<(&'static str, Refusal)> {
        let mut wrong = Vec::new();
        let cleaned = [
            ("name", named(&self.name)),
            ("email", address(&self.email)),
            ("organisation", clean(&self.organisation, NAME, false).map_err(Refusal::Text)),
            ("school", school_number(&self.school_number)),
        ];
        let typed = [&mut self.name, &mut self.email, &mut self.organisation, &mut self.school_number];
        for ((part, cleaned), typed) in cleaned.into_iter().zip(typed) {
            match cleaned {
                Ok(cleaned) => *typed = cleaned,
                Err(refusal) => wrong.push((part, refusal)),
            }
        }
        wrong
    }
}

/// The key of the nth assignment made from one form: the form sent twice makes each once.
pub fn nth(form: Uuid, at: usize) -> AssignmentId {
    use sha2::{Digest, Sha256};
    let hash = Sha256::digest(format!("{form}\n{at}"));
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&hash[..16]);
    AssignmentId::from_uuid(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// Who was asked before, as the ledger says it (R-CON-02).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedBefore {
    /// The organisation as it is asked now.
    pub who: String,
    /// On which day.
    pub on: Day,
    /// Which alliance asked.
    pub alliance: String,
    /// The printed numbers of what it asked; empty for other alliances, of which
    /// only the fact is known.
    pub numbers: Vec<String>,
    /// It was this alliance.
    pub is_own: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(d: i8) -> Day {
        Day::new(2026, 6, d).expect("exists")
    }

    #[test]
    fn each_reminder_has_its_days_and_nobody_is_reminded_of_what_just_came() {
        let asked = on(1);
        let due = |today| reminder(today, asked, on(20), 3);
        assert_eq!(due(on(16)), None);
        for before in 17..20 {
            assert_eq!(due(on(before)), Some(LetterKind::Before), "{before}");
        }
        assert_eq!(due(on(20)), Some(LetterKind::OnDay));
        assert_eq!(due(on(21)), Some(LetterKind::After));
        assert_eq!(due(on(30).plus_days(20)), None, "a month late");
        assert_eq!(reminder(on(18), asked, on(20), 0), None, "none was wished for");
        assert_eq!(reminder(on(19), on(18), on(20), 3), None, "asked inside these days");
        assert_eq!(reminder(on(20), on(20), on(20), 3), None, "asked on the last day");
    }

    #[test]
    fn a_last_day_is_today_or_later() {
        assert_eq!(day(Some(on(1)), on(1)), Ok(on(1)));
        assert_eq!(day(Some(on(1)), on(2)), Err(Refusal::Past));
        assert_eq!(day(None, on(2)), Err(Refusal::NoDay));
        assert_eq!(day(Some(on(1).plus_days(LONGEST + 1)), on(1)), Err(Refusal::TooFar));
    }

    #[test]
    fn a_link_outlives_the_last_day_by_a_month_to_the_end_of_the_day_in_berlin() {
        let ends = link_ends(on(1));
        assert_eq!(ends.plus_seconds(-1).day(), Day::new(2026, 7, 1).expect("exists"));
        assert_eq!(ends.day(), Day::new(2026, 7, 2).expect("exists"));
    }

    #[test]
    fn one_form_makes_the_same_keys_each_time_and_different_ones_for_each() {
        let form = Uuid::from_u128(7);
        assert_eq!(nth(form, 0), nth(form, 0));
        assert_ne!(nth(form, 0), nth(form, 1));
        assert_ne!(nth(form, 0), nth(Uuid::from_u128(8), 0));
    }

    #[test]
    fn what_is_wrong_says_with_whom_and_every_part_of_it() {
        let of = |name: &str, email: &str, school: &str| Recipient {
            name: name.into(),
            email: email.into(),
            school_number: school.into(),
            ..Recipient::default()
        };
        let mut recipients =
            [of("Kim", "kim@bk.example", ""), of("", "robin", "19"), of("Toni", "KIM@bk.example", "190123")];
        let wrong = wrong_recipients(&mut recipients);
        let wrong: Vec<_> = wrong.iter().map(|w| (w.at, w.part, w.refusal)).collect();
        assert_eq!(
            wrong,
            [
                (1, "name", Refusal::Nameless),
                (1, "email", Refusal::NoAddress),
                (1, "school", Refusal::NoSchoolNumber),
                (2, "email", Refusal::Twice),
            ]
        );
    }

    #[test]
    fn somebody_to_be_asked_has_a_name_and_an_address() {
        let of = |name: &str, email: &str| addressee(name, email);
        assert_eq!(of(" Kim ", "Kim@BK.example"), Ok(("Kim".into(), "kim@bk.example".into())));
        assert_eq!(of("", "kim@bk.example"), Err(("name", Refusal::Nameless)));
        assert_eq!(of("Kim", "kim"), Err(("email", Refusal::NoAddress)));
    }
}
