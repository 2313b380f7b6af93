//! What an organisation is and which entries make sense. Pure.

use base::{Day, OrganisationId, TextFault, clean};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One of the programme's actor types.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ActorType {
    /// Its key in data files.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// A to D.
    pub area: String,
    /// What people call the area.
    pub area_label: String,
}

/// Whether an organisation takes part, and where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TakingPart {
    /// Not asked or not answered yet.
    #[default]
    Open,
    /// Yes.
    Yes,
    /// Yes, but outside the core group (R-ACT-11, 14); with a reason.
    Outside,
    /// No; with a reason (R-ACT-12).
    No,
}

impl TakingPart {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Open, Self::Yes, Self::Outside, Self::No];
    /// The name in tables and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Yes => "yes",
            Self::Outside => "outside",
            Self::No => "no",
        }
    }
    /// The one of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.key() == key)
    }
}

/// What can be written about an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a tick box of item 1.1")]
pub struct Draft {
    /// What it is called, at most 200 characters.
    pub name: String,
    /// One of the programme's types; absent for a free row.
    pub actor_type: Option<String>,
    /// A to D; follows the type where there is one.
    pub area: String,
    /// The type in the office's own words, for free rows.
    pub free_type: String,
    /// Where it is.
    pub address: String,
    /// Works with the office already.
    pub cooperates: bool,
    /// Wanted in the core group.
    pub intended_core_group: bool,
    /// Wanted in forums.
    pub intended_forum: bool,
    /// Knows the young people at first hand.
    pub knows_situation: bool,
    /// Can decide for itself.
    pub can_decide: bool,
    /// What is hoped for from it.
    pub contribution: String,
    /// Whether it takes part.
    pub taking_part: TakingPart,
    /// Why outside the core group or not at all.
    pub taking_part_reason: String,
    /// The organisation that speaks for it.
    pub represented_by: Option<OrganisationId>,
    /// The volunteer coordinator it came through.
    pub registered_through: Option<OrganisationId>,
    /// Municipalities (AGS) it is in charge of; empty as long as nobody has said (R-ACT-10).
    pub catchment: Vec<String>,
    /// Its official number (Schulnummer, six digits), where it is a school (R-CON-02).
    pub school_number: String,
}

/// Why a draft is refused; shown at the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It needs a name.
    Nameless,
    /// No such actor type.
    UnknownType,
    /// A free row says in which area it belongs.
    NoArea,
    /// Outside the core group, or not taking part: the reason is missing.
    NoReason,
    /// Nobody speaks for themselves by representative.
    RepresentsItself,
    /// It speaks, be it by others, for the one that shall speak for it.
    InCircle,
    /// The directory has no such organisation.
    UnknownOrganisation,
    /// Not one of the municipalities the alliance is about.
    UnknownMunicipality,
    /// An official school number has six digits.
    NoSchoolNumber,
    /// The text cannot be stored as it is.
    Text(TextFault),
}

impl Refusal {
    /// The text that says so.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Nameless => "organisation-needs-name",
            Self::UnknownType => "organisation-unknown-type",
            Self::NoArea => "organisation-needs-area",
            Self::NoReason => "organisation-needs-reason",
            Self::RepresentsItself => "organisation-represents-itself",
            Self::InCircle => "organisation-in-circle",
            Self::UnknownOrganisation | Self::UnknownMunicipality => "form-unknown-choice",
            Self::NoSchoolNumber => "organisation-no-school-number",
            Self::Text(_) => "form-control-characters",
        }
    }
}

/// Most characters of a name.
pub const NAME: usize = 200;
/// Most characters of an address or a reason.
pub const SHORT: usize = 500;
/// Most characters of what is hoped for.
pub const LONG: usize = 4_000;

impl Draft {
    /// Cleans all texts and checks that the entries make sense: every fault with its field.
    pub fn check(
        mut self,
        id: OrganisationId,
        types: &[ActorType],
    ) -> Result<Self, Vec<(&'static str, Refusal)>> {
        let mut faults = Vec::new();
        for (field, text, max, lines) in [
            ("name", &mut self.name, NAME, false),
            ("free_type", &mut self.free_type, NAME, false),
            ("address", &mut self.address, SHORT, true),
            ("contribution", &mut self.contribution, LONG, true),
            ("taking_part_reason", &mut self.taking_part_reason, SHORT, true),
            ("school_number", &mut self.school_number, NAME, false),
        ] {
            match clean(text, max, lines) {
                Ok(cleaned) => *text = cleaned,
                Err(fault) => faults.push((field, Refusal::Text(fault))),
            }
        }
        if self.name.is_empty() {
            faults.push(("name", Refusal::Nameless));
        }
        if let Some(key) = self.actor_type.as_deref().filter(|t| !t.is_empty()) {
            match types.iter().find(|t| t.key == key) {
                Some(found) => self.area.clone_from(&found.area),
                None => faults.push(("actor_type", Refusal::UnknownType)),
            }
        } else {
            self.actor_type = None;
            if types.iter().all(|t| t.area != self.area) {
                faults.push(("area", Refusal::NoArea));
            }
        }
        if matches!(self.taking_part, TakingPart::Outside | TakingPart::No)
            && self.taking_part_reason.is_empty()
        {
            faults.push(("taking_part_reason", Refusal::NoReason));
        }
        if self.represented_by == Some(id) {
            faults.push(("represented_by", Refusal::RepresentsItself));
        }
        if !self.school_number.is_empty() && !is_school_number(&self.school_number) {
            faults.push(("school_number", Refusal::NoSchoolNumber));
        }
        self.catchment = self.catchment.iter().map(|ags| ags.trim().to_owned()).collect();
        self.catchment.retain(|ags| !ags.is_empty());
        self.catchment.sort();
        self.catchment.dedup();
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    /// Checks what it points to: every fault with its field.
    pub fn check_links(&self, id: OrganisationId, around: &Around) -> Vec<(&'static str, Refusal)> {
        let mut faults = Vec::new();
        for (field, other) in
            [("represented_by", self.represented_by), ("registered_through", self.registered_through)]
        {
            if other.is_some_and(|other| !around.speakers.contains_key(&other)) {
                faults.push((field, Refusal::UnknownOrganisation));
            }
        }
        if self.represented_by.is_some_and(|other| other != id && around.is_spoken_for_by(other, id)) {
            faults.push(("represented_by", Refusal::InCircle));
        }
        if self.catchment.iter().any(|ags| !around.municipalities.contains(ags)) {
            faults.push(("catchment", Refusal::UnknownMunicipality));
        }
        faults
    }

    /// Every field as the form and the history name it, with its value as text.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let tick = |on: bool| if on { "1".to_owned() } else { String::new() };
        let id = |id: Option<OrganisationId>| id.map(|i| i.to_string()).unwrap_or_default();
        vec![
            ("name", self.name.clone()),
            ("actor_type", self.actor_type.clone().unwrap_or_default()),
            ("area", self.area.clone()),
            ("free_type", self.free_type.clone()),
            ("address", self.address.clone()),
            ("cooperates", tick(self.cooperates)),
            ("intended_core_group", tick(self.intended_core_group)),
            ("intended_forum", tick(self.intended_forum)),
            ("knows_situation", tick(self.knows_situation)),
            ("can_decide", tick(self.can_decide)),
            ("contribution", self.contribution.clone()),
            ("taking_part", self.taking_part.key().to_owned()),
            ("taking_part_reason", self.taking_part_reason.clone()),
            ("represented_by", id(self.represented_by)),
            ("registered_through", id(self.registered_through)),
            ("catchment", self.catchment.join(",")),
            ("school_number", self.school_number.clone()),
        ]
    }
}

/// Whether a text is an official school number: six digits.
fn is_school_number(text: &str) -> bool {
    text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit())
}

/// What there is around an organisation that it may point to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// Every organisation of the directory and who speaks for it.
    pub speakers: BTreeMap<OrganisationId, Option<OrganisationId>>,
    /// The municipalities the alliance is about (AGS).
    pub municipalities: BTreeSet<String>,
}

impl Around {
    /// Whether `speaker` speaks for `one`, be it by others in between.
    pub fn is_spoken_for_by(&self, one: OrganisationId, speaker: OrganisationId) -> bool {
        let mut seen = BTreeSet::new();
        let mut next = Some(one);
        while let Some(at) = next.filter(|at| seen.insert(*at)) {
            if at == speaker {
                return true;
            }
            next = self.speakers.get(&at).copied().flatten();
        }
        false
    }
}

/// An organisation as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its key.
    pub id: OrganisationId,
    /// What is written about it.
    pub draft: Draft,
    /// The first day of its seat in the core group, if it sits there today.
    pub member_since: Option<Day>,
    /// Guards against lost updates.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{FixedClock, Instant, Seeded};

    fn types() -> Vec<ActorType> {
        let of = |key: &str, area: &str| ActorType {
            key: key.into(),
            label: key.into(),
            area: area.into(),
            area_label: area.into(),
        };
        vec![of("ki", "A"), of("vhs", "B")]
    }

    fn id() -> OrganisationId {
        OrganisationId::new(&FixedClock::at(Instant::from_micros(0)), &Seeded::fixed(1))
    }

    #[test]
    fn a_school_number_has_six_digits_and_most_have_none() {
        for (typed, fits) in
            [("", true), (" 190123 ", true), ("19012", false), ("19012a", false), ("١٩٠١٢٣", false)]
        {
            let draft = Draft {
                name: "BK".into(),
                area: "B".into(),
                school_number: typed.into(),
                ..Draft::default()
            };
            let checked = draft.check(id(), &types());
            assert_eq!(checked.is_ok(), fits, "{typed}: {checked:?}");
            if let Ok(draft) = checked {
                assert_eq!(draft.school_number, typed.trim());
            }
        }
    }

    #[test]
    fn the_area_follows_the_type_and_a_free_row_names_its_own() {
        let typed = Draft {
            name: " KI ".into(),
            actor_type: Some("vhs".into()),
            area: "D".into(),
            ..Draft::default()
        };
        let typed = typed.check(id(), &types()).expect("sound");
        assert_eq!((typed.name.as_str(), typed.area.as_str()), ("KI", "B"));
        let free = Draft { name: "Bürgermeisterrunde".into(), area: "Z".into(), ..Draft::default() };
        assert_eq!(free.check(id(), &types()), Err(vec![("area", Refusal::NoArea)]));
    }

    #[test]
    fn who_stays_away_or_outside_says_why() {
        for taking_part in [TakingPart::No, TakingPart::Outside] {
            let draft = Draft { name: "BK".into(), area: "B".into(), taking_part, ..Draft::default() };
            assert_eq!(draft.check(id(), &types()), Err(vec![("taking_part_reason", Refusal::NoReason)]));
        }
    }

    #[test]
    fn nobody_is_represented_in_a_circle() {
        let other =
            |seed| OrganisationId::new(&FixedClock::at(Instant::from_micros(0)), &Seeded::fixed(seed));
        let (a, b, c) = (id(), other(2), other(3));
        let around = Around {
            speakers: BTreeMap::from([(a, None), (b, Some(c)), (c, Some(a))]),
            municipalities: BTreeSet::from(["05154036".to_owned()]),
        };
        let by = |one| Draft { represented_by: Some(one), ..Draft::default() };
        assert_eq!(by(b).check_links(a, &around), [("represented_by", Refusal::InCircle)]);
        assert_eq!(by(a).check_links(b, &around), []);
        assert_eq!(by(other(9)).check_links(a, &around), [("represented_by", Refusal::UnknownOrganisation)]);
        let far = Draft { catchment: vec!["05166032".into()], ..Draft::default() };
        assert_eq!(far.check_links(a, &around), [("catchment", Refusal::UnknownMunicipality)]);
    }

    #[test]
    fn nobody_represents_themselves() {
        let draft =
            Draft { name: "BK".into(), area: "B".into(), represented_by: Some(id()), ..Draft::default() };
        assert_eq!(draft.check(id(), &types()), Err(vec![("represented_by", Refusal::RepresentsItself)]));
    }
}
