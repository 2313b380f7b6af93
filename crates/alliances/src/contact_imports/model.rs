//! What a contact list becomes: which column means what, and what happens to each
//! of its entries. Pure: the page shows exactly what taking over will do.

use super::recognise::Vocabulary;
use crate::contacts::Contact;
use crate::merges::similarity::{ALIKE, Entry, Index, Sign, essence};
use crate::organisations::{ActorType, Draft, LONG, NAME, Organisation, SHORT};
use base::{ContactId, OrganisationId, TextFault, clean, sort_key};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    str::FromStr,
};

/// Most entries of one list.
pub const MOST_ENTRIES: usize = 3_000;
/// Most characters of a phone number, as on the contact's own form.
const PHONE: usize = 60;
/// Likely doubles offered for one entry.
const OFFERED: usize = 4;

/// An uploaded list: named columns, and entries with as many cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// The head.
    pub columns: Vec<String>,
    /// The entries.
    pub entries: Vec<Vec<String>>,
}

/// What a column can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// What the organisation is called; the only one needed.
    Organisation,
    /// Its actor type, by name or key.
    ActorType,
    /// Its area.
    Area,
    /// Street, or the whole address.
    Address,
    /// Postcode, where it stands alone.
    Postcode,
    /// Town, where it stands alone.
    Town,
    /// The contact's first name, where it stands alone.
    FirstName,
    /// The contact's name or surname.
    ContactName,
    /// How to call them.
    Phone,
    /// How to write to them.
    Email,
    /// What is hoped for.
    Contribution,
}

impl Target {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 11] = [
        Self::Organisation,
        Self::ActorType,
        Self::Area,
        Self::Address,
        Self::Postcode,
        Self::Town,
        Self::FirstName,
        Self::ContactName,
        Self::Phone,
        Self::Email,
        Self::Contribution,
    ];
    /// The name in forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::ActorType => "actor_type",
            Self::Area => "area",
            Self::Address => "address",
            Self::Postcode => "postcode",
            Self::Town => "town",
            Self::FirstName => "first_name",
            Self::ContactName => "contact_name",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Contribution => "contribution",
        }
    }
}

/// Which column tells what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The column of each target, counted from 0.
    pub columns: BTreeMap<Target, usize>,
    /// The area of entries that name none, A to D; may be empty.
    pub area: String,
}

/// What people decide about an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Choice {
    /// A new organisation.
    New,
    /// The same organisation as an earlier entry, counted from 0.
    Join(usize),
    /// An organisation of the directory.
    Existing(OrganisationId),
    /// Nothing.
    LeaveOut,
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("new"),
            Self::Join(entry) => write!(f, "entry-{entry}"),
            Self::Existing(id) => id.fmt(f),
            Self::LeaveOut => f.write_str("leave-out"),
        }
    }
}

/// A decision that is none.
#[derive(Debug)]
pub struct NoChoice;

impl fmt::Display for NoChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such decision")
    }
}

impl FromStr for Choice {
    type Err = NoChoice;
    fn from_str(text: &str) -> Result<Self, NoChoice> {
        match (text, text.strip_prefix("entry-")) {
            ("new", _) => Ok(Self::New),
            ("leave-out", _) => Ok(Self::LeaveOut),
            (_, Some(entry)) => entry.parse().map(Self::Join).map_err(|_| NoChoice),
            (id, None) => id.parse().map(Self::Existing).map_err(|_| NoChoice),
        }
    }
}

impl From<Choice> for String {
    fn from(choice: Choice) -> Self {
        choice.to_string()
    }
}

impl TryFrom<String> for Choice {
    type Error = NoChoice;
    fn try_from(text: String) -> Result<Self, NoChoice> {
        text.parse()
    }
}

/// Everything people decided and corrected, by entry counted from 0. Entries that
/// are not named go as suggested.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decisions {
    /// What becomes of which entry.
    pub choices: BTreeMap<usize, Choice>,
    /// Values that replace the list's.
    pub corrections: BTreeMap<usize, BTreeMap<Target, String>>,
}

/// The values of one entry that mean something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record(BTreeMap<Target, String>);

impl Record {
    /// As the list has it.
    pub fn of(cells: &[String], mapping: &Mapping) -> Self {
        let cell = |column: &usize| cells.get(*column).cloned().unwrap_or_default();
        Self(mapping.columns.iter().map(|(target, column)| (*target, cell(column))).collect())
    }
    /// With values people corrected.
    #[must_use]
    pub fn corrected(mut self, corrections: Option<&BTreeMap<Target, String>>) -> Self {
        self.0.extend(corrections.into_iter().flatten().map(|(t, v)| (*t, v.clone())));
        self
    }
    /// One value; empty when there is none.
    pub fn get(&self, target: Target) -> &str {
        self.0.get(&target).map_or("", |v| v.trim())
    }
}

/// What to think of at an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The organisation's name is missing; the entry is left out.
    Nameless,
    /// This value cannot be stored and is left out; with it the entry, if it is the name.
    Unusable(Target, TextFault),
    /// What stands there is no e-mail address and is left out.
    NoEmail(String),
    /// Of several addresses only this first one is taken.
    FirstEmail(String),
    /// No actor type of that name; it becomes the office's own words.
    UnknownType(String),
    /// Neither type nor area; a new organisation needs one, so the entry is left out.
    NoArea,
    /// A number or address without a person is kept as a general contact.
    NobodysContact,
    /// The directory says something else, which stays.
    Differs(Target),
    /// What was chosen is no longer there; the entry goes as suggested.
    ChoiceGone,
}

impl Problem {
    /// Whether a new organisation cannot be made of the entry.
    pub const fn is_grave(&self) -> bool {
        matches!(self, Self::Nameless | Self::NoArea | Self::Unusable(Target::Organisation, _))
    }
}

/// Whom to talk to, as an entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The person's name, or that of the general contact.
    pub name: String,
    /// How to call them.
    pub phone: String,
    /// How to write to them.
    pub email: String,
}

/// Where an entry's contact goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The organisation this entry makes.
    New(usize),
    /// An organisation of the directory.
    Existing(OrganisationId),
}

/// What becomes of an entry's organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// It is added.
    New,
    /// It is the one of an earlier entry.
    Join(usize),
    /// It is there already.
    Existing(OrganisationId),
    /// Nothing, because people say so.
    LeftOut,
    /// Nothing, because something is wrong with the entry.
    Unusable,
}

/// What becomes of an entry's contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PersonDeed {
    /// There is none, or the entry is left out.
    Nothing,
    /// It is added.
    New,
    /// It is there already and learns a number or an address.
    Completed,
    /// It is there already.
    Known,
}

/// One entry, planned.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Its values.
    pub record: Record,
    /// What a new organisation would say.
    pub draft: Draft,
    /// Whom to talk to.
    pub person: Option<Person>,
    /// What people decided; `None` while the suggestion holds.
    pub choice: Option<Choice>,
    /// What is suggested.
    pub suggestion: Choice,
    /// What can be chosen besides a new organisation and leaving out, and why.
    pub offers: Vec<(Choice, Option<Sign>)>,
    /// What becomes of the organisation.
    pub deed: Deed,
    /// The directory's entry learns something it did not say.
    pub completes: bool,
    /// What becomes of the contact.
    pub person_deed: PersonDeed,
    /// What to think of.
    pub problems: Vec<Problem>,
}

impl Planned {
    /// Whether anything of it reaches the directory, or is there already.
    pub const fn is_taken_over(&self) -> bool {
        !matches!(self.deed, Deed::LeftOut | Deed::Unusable)
    }
}

/// What becomes of a whole list.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The entries, in the list's order.
    pub entries: Vec<Planned>,
    /// Organisations to add, by the entry that makes them.
    pub organisations: BTreeMap<usize, Draft>,
    /// Organisations of the directory that learn something, and what they say then.
    pub completed: BTreeMap<OrganisationId, Draft>,
    /// Contacts to add.
    pub people: Vec<(Place, Person)>,
    /// Contacts of the directory that learn something, and what they say then.
    pub completed_people: BTreeMap<ContactId, Person>,
}

impl Plan {
    /// How many entries fare like this.
    pub fn count(&self, fares: impl Fn(&Planned) -> bool) -> usize {
        self.entries.iter().filter(|e| fares(e)).count()
    }
    /// A short mark of what the plan does: another mark, another outcome.
    pub fn mark(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for entry in &self.entries {
            (entry.deed, entry.person_deed).hash(&mut hasher);
        }
        format!("{:016x}", hasher.finish())
    }
}

/// The directory a list is compared with.
pub struct Directory {
    vocabulary: Vocabulary,
    organisations: HashMap<OrganisationId, Draft>,
    contacts: HashMap<OrganisationId, Vec<Contact>>,
    index: Index,
}

impl Directory {
    /// From everything the alliance has.
    pub fn new(types: Vec<ActorType>, organisations: &[Organisation], contacts: &[Contact]) -> Self {
        let mut by_organisation: HashMap<OrganisationId, Vec<Contact>> = HashMap::new();
        for contact in contacts {
            by_organisation.entry(contact.organisation_id).or_default().push(contact.clone());
        }
        let emails = |id: &OrganisationId| {
            let contacts = by_organisation.get(id).into_iter().flatten();
            contacts.map(|c| c.email.clone()).filter(|e| !e.is_empty()).collect()
        };
        let entry = |o: &Organisation| Entry { id: o.id, name: o.draft.name.clone(), emails: emails(&o.id) };
        Self {
            index: Index::new(organisations.iter().map(entry)),
            organisations: organisations.iter().map(|o| (o.id, o.draft.clone())).collect(),
            contacts: by_organisation,
            vocabulary: Vocabulary::new(types),
        }
    }
    /// The programme's actor types.
    pub fn types(&self) -> &[ActorType] {
        self.vocabulary.types()
    }
    /// What an organisation is called.
    pub fn name(&self, id: OrganisationId) -> Option<&str> {
        self.organisations.get(&id).map(|d| d.name.as_str())
    }
}

/// Plans a list: what happens to each entry, and what is to be written. `general`
/// is the name of a contact that is no person.
pub fn plan(
    list: &List,
    mapping: &Mapping,
    decisions: &Decisions,
    directory: &Directory,
    general: &str,
) -> Plan {
    let mut planner =
        Planner { directory, general, plan: Plan::default(), makers: HashMap::new(), people: HashMap::new() };
    for (at, cells) in list.entries.iter().enumerate() {
        let record = Record::of(cells, mapping).corrected(decisions.corrections.get(&at));
        planner.add(at, record, &mapping.area, decisions.choices.get(&at).copied());
    }
    planner.plan
}

struct Planner<'a> {
    directory: &'a Directory,
    general: &'a str,
    plan: Plan,
    /// The first entry with that name that is taken over.
    makers: HashMap<String, usize>,
    /// Who is known where, from the directory and from entries before.
    people: HashMap<Place, Vec<(Option<ContactId>, Person)>>,
}

impl Planner<'_> {
    fn add(&mut self, at: usize, record: Record, area: &str, choice: Option<Choice>) {
        let Reading { draft, person, mut problems } =
            read(&record, area, &self.directory.vocabulary, self.general);
        let name = essence(&draft.name);
        let emails: Vec<&str> = person.iter().map(|p| p.email.as_str()).filter(|e| !e.is_empty()).collect();
        let likely = self.directory.index.like(&draft.name, &emails, ALIKE);
        let same = likely.first().filter(|l| l.sign == Sign::SameName && !name.is_empty());
        let same = same.map(|l| Choice::Existing(l.id));
        let earlier = self.makers.get(&name).copied().map(Choice::Join).filter(|_| same.is_none());
        let suggestion = same.or(earlier).unwrap_or(Choice::New);
        let mut offers: Vec<(Choice, Option<Sign>)> =
            likely.iter().take(OFFERED).map(|l| (Choice::Existing(l.id), Some(l.sign))).collect();
        offers.extend(earlier.map(|earlier| (earlier, Some(Sign::SameName))));

        let chosen = choice.and_then(|choice| self.deed(at, choice, &draft));
        if let Some(choice) = choice {
            if chosen.is_none() {
                problems.push(Problem::ChoiceGone);
            } else if !matches!(choice, Choice::New | Choice::LeaveOut)
                && offers.iter().all(|(o, _)| *o != choice)
            {
                offers.push((choice, None));
            }
        }
        let deed = chosen.or_else(|| self.deed(at, suggestion, &draft)).unwrap_or(Deed::Unusable);
        let unnamed = |p: &Problem| matches!(p, Problem::Unusable(Target::Organisation, _));
        match deed {
            Deed::Unusable if !name.is_empty() => problems.push(Problem::NoArea),
            Deed::Unusable if !problems.iter().any(unnamed) => problems.push(Problem::Nameless),
            _ => {}
        }
        let place = match deed {
            Deed::New => Some(Place::New(at)),
            Deed::Join(maker) => Some(Place::New(maker)),
            Deed::Existing(id) => Some(Place::Existing(id)),
            Deed::LeftOut | Deed::Unusable => None,
        };
        if place.is_some() && !name.is_empty() {
            self.makers.entry(name).or_insert(at);
        }
        let completes = match place {
            Some(Place::New(maker)) if maker == at => {
                self.plan.organisations.insert(at, draft.clone());
                false
            }
            Some(place) => self.complete(place, &draft, &mut problems),
            None => false,
        };
        let person_deed = match (place, &person) {
            (Some(place), Some(person)) => self.meet(place, person, &mut problems),
            _ => PersonDeed::Nothing,
        };
        let planned = Planned {
            record,
            draft,
            person,
            choice,
            suggestion,
            offers,
            deed,
            completes,
            person_deed,
            problems,
        };
        self.plan.entries.push(planned);
    }

    /// What a choice comes to; `None` when it leads nowhere.
    fn deed(&self, at: usize, choice: Choice, draft: &Draft) -> Option<Deed> {
        match choice {
            Choice::New if draft.name.is_empty() || draft.area.is_empty() => Some(Deed::Unusable),
            Choice::New => Some(Deed::New),
            Choice::LeaveOut => Some(Deed::LeftOut),
            Choice::Existing(id) => {
                self.directory.organisations.contains_key(&id).then_some(Deed::Existing(id))
            }
            Choice::Join(entry) if entry < at => match self.place_of(entry)? {
                Place::New(maker) => Some(Deed::Join(maker)),
                Place::Existing(id) => Some(Deed::Existing(id)),
            },
            Choice::Join(_) => None,
        }
    }

    fn place_of(&self, entry: usize) -> Option<Place> {
        match self.plan.entries.get(entry)?.deed {
            Deed::New => Some(Place::New(entry)),
            Deed::Join(maker) => Some(Place::New(maker)),
            Deed::Existing(id) => Some(Place::Existing(id)),
            Deed::LeftOut | Deed::Unusable => None,
        }
    }

    /// Fills what an organisation does not say yet; what it says stays.
    fn complete(&mut self, place: Place, draft: &Draft, problems: &mut Vec<Problem>) -> bool {
        let mut says = match place {
            Place::New(maker) => self.plan.organisations.get(&maker).cloned(),
            Place::Existing(id) => {
                self.plan.completed.get(&id).or_else(|| self.directory.organisations.get(&id)).cloned()
            }
        }
        .unwrap_or_default();
        let mut learns = false;
        for (target, mine, theirs) in [
            (Target::Address, &draft.address, &mut says.address),
            (Target::Contribution, &draft.contribution, &mut says.contribution),
        ] {
            learns |= fill(target, mine, theirs, problems);
        }
        if learns {
            match place {
                Place::New(maker) => self.plan.organisations.insert(maker, says),
                Place::Existing(id) => self.plan.completed.insert(id, says),
            };
        }
        learns
    }

    /// Finds a person among those known at a place, or adds them.
    fn meet(&mut self, place: Place, person: &Person, problems: &mut Vec<Problem>) -> PersonDeed {
        let directory = self.directory;
        let known = self.people.entry(place).or_insert_with(|| {
            let Place::Existing(id) = place else { return Vec::new() };
            let person = |c: &Contact| {
                let (name, phone, email) = (c.name.clone(), c.phone.clone(), c.email.clone());
                (Some(c.id), Person { name, phone, email })
            };
            directory.contacts.get(&id).into_iter().flatten().map(person).collect()
        });
        let Some((contact, says)) = known.iter_mut().find(|(_, k)| is_same(k, person, self.general)) else {
            known.push((None, person.clone()));
            self.plan.people.push((place, person.clone()));
            return PersonDeed::New;
        };
        let before = says.clone();
        let mut learns = fill(Target::Phone, &person.phone, &mut says.phone, problems);
        learns |= fill(Target::Email, &person.email, &mut says.email, problems);
        if !learns {
            return PersonDeed::Known;
        }
        if let Some(id) = contact {
            self.plan.completed_people.insert(*id, says.clone());
        } else {
            let waiting = self.plan.people.iter_mut().find(|(p, w)| *p == place && *w == before);
            if let Some((_, waiting)) = waiting {
                *waiting = says.clone();
            }
        }
        PersonDeed::Completed
    }
}

/// Writes a value where there was none; notes where there is another.
fn fill(target: Target, mine: &str, theirs: &mut String, problems: &mut Vec<Problem>) -> bool {
    if mine.is_empty() {
        return false;
    }
    if theirs.is_empty() {
        mine.clone_into(theirs);
        return true;
    }
    let same = match target {
        Target::Phone => digits(mine) == digits(theirs),
        _ => sort_key(mine) == sort_key(theirs),
    };
    if !same {
        problems.push(Problem::Differs(target));
    }
    false
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The same name is the same person; a contact without a name is whoever has the
/// number or address already.
fn is_same(known: &Person, person: &Person, general: &str) -> bool {
    let is_general = |p: &Person| p.name == general;
    sort_key(&known.name) == sort_key(&person.name)
        || (is_general(known) || is_general(person))
            && (!person.email.is_empty() && known.email == person.email
                || !person.phone.is_empty() && digits(&known.phone) == digits(&person.phone))
}

struct Reading {
    draft: Draft,
    person: Option<Person>,
    problems: Vec<Problem>,
}

/// Reads an entry's values into what can be stored; what cannot is left out and said.
fn read(record: &Record, area: &str, known: &Vocabulary, general: &str) -> Reading {
    let mut problems = Vec::new();
    let mut text = |target: Target, raw: &str, max: usize, lines: bool| {
        clean(raw, max, lines).unwrap_or_else(|fault| {
            problems.push(Problem::Unusable(target, fault));
            String::new()
        })
    };
    let joined = |parts: &[&str], by: &str| {
        parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(by)
    };
    let name = text(Target::Organisation, record.get(Target::Organisation), NAME, false);
    let town = joined(&[record.get(Target::Postcode), record.get(Target::Town)], " ");
    let address = text(Target::Address, &joined(&[record.get(Target::Address), &town], "\n"), SHORT, true);
    let contribution = text(Target::Contribution, record.get(Target::Contribution), LONG, true);
    let person_name = joined(&[record.get(Target::FirstName), record.get(Target::ContactName)], " ");
    let person_name = text(Target::ContactName, &person_name, NAME, false);
    let phone = text(Target::Phone, record.get(Target::Phone), PHONE, false);
    let own_words = text(Target::ActorType, record.get(Target::ActorType), NAME, false);
    let email = email(record.get(Target::Email), &mut problems);
    let said_area = known.recognise_area(record.get(Target::Area));
    let by_words = known.recognise_type(&own_words, said_area);
    if by_words.is_none() && !own_words.is_empty() {
        problems.push(Problem::UnknownType(own_words.clone()));
    }
    // A list without types often names them: „Jobcenter Kreis Kleve“.
    let by_name = if own_words.is_empty() { known.recognise_type(&name, said_area) } else { None };
    let (actor_type, area, free_type) = match by_words.or(by_name) {
        Some(found) => (Some(found.key.clone()), found.area.clone(), String::new()),
        None => (None, said_area.unwrap_or(area).to_owned(), own_words),
    };
    let person = if person_name.is_empty() && phone.is_empty() && email.is_empty() {
        None
    } else {
        if person_name.is_empty() {
            problems.push(Problem::NobodysContact);
        }
        let name = if person_name.is_empty() { general.to_owned() } else { person_name };
        Some(Person { name, phone, email })
    };
    let draft = Draft { name, actor_type, area, free_type, address, contribution, ..Draft::default() };
    Reading { draft, person, problems }
}

/// The address in a cell, which may also say `Name <address>` or hold several.
fn email(cell: &str, problems: &mut Vec<Problem>) -> String {
    let around = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '"' | '|');
    let parts = cell.split(around).map(|p| p.trim_start_matches("mailto:").to_lowercase());
    let mut found: Vec<String> = parts.filter(|p| is_email(p)).collect();
    found.dedup();
    match found.first() {
        None if cell.is_empty() => String::new(),
        None => {
            problems.push(Problem::NoEmail(cell.chars().take(80).collect()));
            String::new()
        }
        Some(first) => {
            if found.len() > 1 {
                problems.push(Problem::FirstEmail(first.clone()));
            }
            first.clone()
        }
    }
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    text.chars().count() <= NAME
        && !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || c.is_ascii_punctuation() && c != '@')
        && host.split('.').count() > 1
        && host.split('.').all(|label| !label.is_empty())
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact_imports::recognise::guess;
    use proptest::prelude::*;
    use uuid::Uuid;

    const GENERAL: &str = "Allgemeiner Kontakt";

    fn types() -> Vec<ActorType> {
        let of = |key: &str, label: &str, area: &str| ActorType {
            key: key.into(),
            label: label.into(),
            area: area.into(),
            area_label: format!("Bereich {area}"),
        };
        vec![
            of("ki", "Kommunales Integrationszentrum (KI)", "A"),
            of("vhs", "Volkshochschule (VHS)", "B"),
            of("jugendamt", "Jugendamt", "C"),
            of("jobcenter", "Jobcenter", "D"),
        ]
    }

    fn organisation(n: u128, name: &str, address: &str) -> Organisation {
        let draft =
            Draft { name: name.into(), area: "B".into(), address: address.into(), ..Draft::default() };
        Organisation { id: known(n), draft, member_since: None, version: 1 }
    }

    fn known(n: u128) -> OrganisationId {
        OrganisationId::from_uuid(Uuid::from_u128(n))
    }

    fn contact(n: u128, organisation: u128, name: &str, phone: &str, email: &str) -> Contact {
        Contact {
            id: ContactId::from_uuid(Uuid::from_u128(n)),
            organisation_id: known(organisation),
            name: name.into(),
            phone: phone.into(),
            email: email.into(),
            version: 1,
        }
    }

    /// A list with the columns organisation, address, contact, phone, e-mail.
    fn list(entries: &[[&str; 5]]) -> (List, Mapping) {
        let targets =
            [Target::Organisation, Target::Address, Target::ContactName, Target::Phone, Target::Email];
        let list = List {
            columns: targets.iter().map(|t| t.key().to_owned()).collect(),
            entries: entries.iter().map(|e| e.map(str::to_owned).to_vec()).collect(),
        };
        (list, Mapping { columns: targets.into_iter().zip(0..).collect(), area: "C".into() })
    }

    fn planned(entries: &[[&str; 5]], choices: &[(usize, Choice)], directory: &Directory) -> Plan {
        let (list, mapping) = list(entries);
        let decisions = Decisions { choices: choices.iter().copied().collect(), ..Decisions::default() };
        plan(&list, &mapping, &decisions, directory, GENERAL)
    }

    fn deeds(plan: &Plan) -> Vec<Deed> {
        plan.entries.iter().map(|e| e.deed).collect()
    }

    fn empty() -> Directory {
        Directory::new(types(), &[], &[])
    }

    #[test]
    fn the_sample_is_understood_without_a_question() {
        let sheet =
            documents::read_sheet("sample.csv", include_bytes!("sample.csv"), &documents::Stop::default())
                .expect("a list");
        let list = List { columns: sheet.columns, entries: sheet.rows };
        let mapping = guess(&list.columns);
        assert_eq!(mapping.columns.len(), Target::ALL.len(), "{mapping:?}");
        let plan = plan(&list, &mapping, &Decisions::default(), &empty(), GENERAL);
        assert_eq!(deeds(&plan), [Deed::New, Deed::Join(0), Deed::New, Deed::New]);
        let first = &plan.organisations[&0];
        assert_eq!(first.actor_type.as_deref(), Some("vhs"));
        assert_eq!(first.address, "Am Markt 1\n40000 Musterstadt");
        let people: Vec<&str> = plan.people.iter().map(|(_, p)| p.name.as_str()).collect();
        assert_eq!(people, ["Erika Beispiel", "Max Vorlage", "Sascha Probe", GENERAL]);
        let problems: Vec<&Problem> = plan.entries.iter().flat_map(|e| &e.problems).collect();
        assert_eq!(problems, [&Problem::UnknownType("Nachbarschaftstreff".into()), &Problem::NobodysContact]);
    }

    #[test]
    fn a_known_name_is_not_added_again_and_learns_only_what_it_did_not_say() {
        let organisations = [organisation(1, "VHS Kleve", "Hagsche Str. 1"), organisation(2, "Lernwerk", "")];
        let contacts = [contact(7, 1, "Erika Beispiel", "", "e@vhs.example")];
        let directory = Directory::new(types(), &organisations, &contacts);
        let plan = planned(
            &[
                ["VHS KLEVE", "Markt 5", "Erika Beispiel", "02821 1", "e@vhs.example"],
                ["Lernwerk gGmbH", "Markt 6", "", "", ""],
            ],
            &[],
            &directory,
        );
        assert_eq!(deeds(&plan), [Deed::Existing(known(1)), Deed::Existing(known(2))]);
        assert_eq!(plan.entries[0].problems, [Problem::Differs(Target::Address)]);
        assert_eq!(plan.entries[0].person_deed, PersonDeed::Completed);
        assert_eq!(plan.completed.keys().copied().collect::<Vec<_>>(), [known(2)]);
        assert_eq!(plan.completed[&known(2)].address, "Markt 6");
        assert_eq!(plan.completed_people[&contacts[0].id].phone, "02821 1");
        assert!(plan.organisations.is_empty() && plan.people.is_empty());
    }

    #[test]
    fn a_similar_name_is_only_offered() {
        let directory = Directory::new(types(), &[organisation(1, "Volkshochschule Kleve", "")], &[]);
        let plan = planned(&[["Volkshochschule der Stadt Kleve", "", "", "", ""]], &[], &directory);
        assert_eq!(deeds(&plan), [Deed::New]);
        assert_eq!(plan.entries[0].offers, [(Choice::Existing(known(1)), Some(Sign::SimilarName))]);
        let plan = planned(
            &[["Volkshochschule der Stadt Kleve", "", "Max", "", ""]],
            &[(0, Choice::Existing(known(1)))],
            &directory,
        );
        assert_eq!(deeds(&plan), [Deed::Existing(known(1))]);
        assert_eq!(plan.people[0].0, Place::Existing(known(1)));
    }

    #[test]
    fn entries_of_one_name_make_one_organisation_with_each_person_once() {
        let plan = planned(
            &[
                ["Jobcenter", "", "A", "1", "a@job.example"],
                ["JOBCENTER", "Ring 1", "B", "", ""],
                ["Jobcenter", "", "a", "", "a@job.example"],
                ["Jobcenter", "", "", "1", ""],
            ],
            &[],
            &empty(),
        );
        assert_eq!(deeds(&plan), [Deed::New, Deed::Join(0), Deed::Join(0), Deed::Join(0)]);
        assert_eq!(plan.organisations[&0].address, "Ring 1");
        assert_eq!(plan.people.len(), 2);
        assert_eq!(plan.entries[2].person_deed, PersonDeed::Known);
        assert_eq!(plan.entries[3].person_deed, PersonDeed::Known, "the number is A's");
    }

    #[test]
    fn when_the_first_of_a_name_is_left_out_the_next_makes_the_organisation() {
        let entries = [["Treff", "", "", "", ""], ["Treff", "", "", "", ""], ["Treff", "", "", "", ""]];
        let plan = planned(&entries, &[(0, Choice::LeaveOut)], &empty());
        assert_eq!(deeds(&plan), [Deed::LeftOut, Deed::New, Deed::Join(1)]);
        let apart = planned(&entries, &[(1, Choice::New)], &empty());
        assert_eq!(deeds(&apart), [Deed::New, Deed::New, Deed::Join(0)]);
    }

    #[test]
    fn a_choice_that_leads_nowhere_is_said_and_the_suggestion_holds() {
        let entries = [["Treff", "", "", "", ""], ["Café", "", "", "", ""]];
        for gone in [Choice::Existing(known(99)), Choice::Join(1), Choice::Join(7)] {
            let plan = planned(&entries, &[(1, gone)], &empty());
            assert_eq!(deeds(&plan), [Deed::New, Deed::New], "{gone}");
            assert_eq!(plan.entries[1].problems, [Problem::ChoiceGone]);
        }
        let left = planned(&entries, &[(0, Choice::LeaveOut), (1, Choice::Join(0))], &empty());
        assert_eq!(deeds(&left), [Deed::LeftOut, Deed::New]);
    }

    #[test]
    fn faulty_values_are_left_out_and_only_a_missing_name_or_area_costs_the_entry() {
        let long = "x".repeat(61);
        let bad = ["", "", "A", "", "a@job.example"];
        let odd = ["Treff", "", "B", long.as_str(), "b at job.example"];
        let several = ["Café", "", "C", "", "C <c@cafe.example>; d@cafe.example"];
        let plan = planned(&[bad, odd, several, ["a\u{202e}b", "", "", "", ""]], &[], &empty());
        assert_eq!(deeds(&plan), [Deed::Unusable, Deed::New, Deed::New, Deed::Unusable]);
        assert_eq!(plan.entries[0].problems, [Problem::Nameless]);
        assert_eq!(
            plan.entries[1].problems,
            [
                Problem::Unusable(Target::Phone, TextFault::TooLong { max: 60, is: 61 }),
                Problem::NoEmail("b at job.example".into()),
            ]
        );
        assert_eq!(plan.entries[2].problems, [Problem::FirstEmail("c@cafe.example".into())]);
        let expected = Problem::Unusable(Target::Organisation, TextFault::ControlCharacters);
        assert_eq!(plan.entries[3].problems, [expected]);
        assert_eq!(plan.people.len(), 2);

        let (list, mapping) = list(&[["Treff", "", "", "", ""], ["Jobcenter Kleve", "", "", "", ""]]);
        let mapping = Mapping { area: String::new(), ..mapping };
        let plan = super::plan(&list, &mapping, &Decisions::default(), &empty(), GENERAL);
        assert_eq!(deeds(&plan), [Deed::Unusable, Deed::New], "the second names its type");
        assert_eq!(plan.entries[0].problems, [Problem::NoArea]);
    }

    #[test]
    fn a_person_of_a_nameless_entry_can_still_be_given_to_an_organisation() {
        let directory = Directory::new(types(), &[organisation(1, "VHS", "")], &[]);
        let entries = [["", "", "A", "", ""]];
        let plan = planned(&entries, &[(0, Choice::Existing(known(1)))], &directory);
        assert_eq!((deeds(&plan), plan.people.len()), (vec![Deed::Existing(known(1))], 1));
        assert!(plan.entries[0].problems.is_empty());
    }

    #[test]
    fn corrections_replace_what_the_list_says() {
        let (list, mapping) = list(&[["Tref", "", "", "", ""]]);
        let corrected = BTreeMap::from([(Target::Organisation, "Treff".to_owned())]);
        let decisions = Decisions { corrections: BTreeMap::from([(0, corrected)]), ..Decisions::default() };
        let plan = plan(&list, &mapping, &decisions, &empty(), GENERAL);
        assert_eq!(plan.organisations[&0].name, "Treff");
    }

    #[test]
    fn decisions_survive_being_stored() {
        let decisions = Decisions {
            choices: BTreeMap::from([
                (0, Choice::New),
                (1, Choice::Join(0)),
                (12, Choice::Existing(known(3))),
                (700, Choice::LeaveOut),
            ]),
            corrections: BTreeMap::from([(3, BTreeMap::from([(Target::FirstName, "Ä".to_owned())]))]),
        };
        let text = serde_json::to_string(&decisions).expect("text");
        assert_eq!(serde_json::from_str::<Decisions>(&text).expect("read back"), decisions);
        let (_, mapping) = list(&[]);
        let text = serde_json::to_string(&mapping).expect("text");
        assert_eq!(serde_json::from_str::<Mapping>(&text).expect("read back"), mapping);
    }

    fn any_choice() -> impl Strategy<Value = Choice> {
        prop_oneof![
            Just(Choice::New),
            Just(Choice::LeaveOut),
            (0..14_usize).prop_map(Choice::Join),
            (1..4_u128).prop_map(|n| Choice::Existing(known(n))),
        ]
    }

    fn any_entry() -> impl Strategy<Value = Vec<String>> {
        ("(Treff|TREFF|Café|Jobcenter|Jobcenter Ost|)", "(|Ring 1)", "(A|B|)", "(|1|2)", "(|a@b.example|x)")
            .prop_map(|(name, address, person, phone, email)| vec![name, address, person, phone, email])
    }

    proptest! {
        #[test]
        fn whatever_is_chosen_the_plan_hangs_together(
            entries in proptest::collection::vec(any_entry(), 0..12),
            choices in proptest::collection::btree_map(0..14_usize, any_choice(), 0..8),
        ) {
            let organisations = [organisation(1, "Treff", ""), organisation(2, "Jobcenter West", "Ring 2")];
            let contacts = [contact(7, 1, "A", "", "a@b.example")];
            let directory = Directory::new(types(), &organisations, &contacts);
            let (_, mapping) = list(&[]);
            let list = List { columns: Vec::new(), entries };
            let decisions = Decisions { choices, ..Decisions::default() };
            let plan = plan(&list, &mapping, &decisions, &directory, GENERAL);
            prop_assert_eq!(plan.entries.len(), list.entries.len());
            for (at, entry) in plan.entries.iter().enumerate() {
                match entry.deed {
                    Deed::New => prop_assert!(plan.organisations.contains_key(&at)),
                    Deed::Join(maker) => prop_assert!(maker < at && plan.organisations.contains_key(&maker)),
                    Deed::Existing(id) => prop_assert!(directory.name(id).is_some()),
                    Deed::LeftOut => prop_assert_eq!(entry.choice, Some(Choice::LeaveOut)),
                    Deed::Unusable => prop_assert!(!entry.problems.is_empty()),
                }
                prop_assert!(entry.is_taken_over() || entry.person_deed == PersonDeed::Nothing);
            }
            prop_assert_eq!(plan.organisations.len(), plan.count(|e| e.deed == Deed::New));
            prop_assert_eq!(plan.people.len(), plan.count(|e| e.person_deed == PersonDeed::New));
            for (place, _) in &plan.people {
                match place {
                    Place::New(maker) => prop_assert!(plan.organisations.contains_key(maker)),
                    Place::Existing(id) => prop_assert!(directory.name(*id).is_some()),
                }
            }
            for draft in plan.organisations.values().chain(plan.completed.values()) {
                let checked = draft.clone().check(known(50), &types());
                prop_assert_eq!(checked.as_ref(), Ok(draft));
            }
        }
    }
}
