//! What somebody reports, and the rules for it. Pure.

use super::guard::{self, Blocked, Found};
use super::sheet::{Choice, Sheet};
use base::{Day, Instant, TextFault, VoiceId, VoiceLinkId, clean};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The longest text about one theme.
pub const WORDS: usize = 1_000;
/// The longest name of a hindrance, place or group.
pub const TITLE: usize = 200;
/// More reports come by no link.
pub const PER_LINK: i64 = 500;
/// A link is good for so many days unless somebody says otherwise, and at most.
pub const LINK_DAYS: (i64, i64) = (90, 365);

/// What is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A talk with one person or several.
    Talk,
    /// Something that stands in the way, and how it was solved.
    Hindrance,
    /// A workshop with people of the target group.
    Workshop,
}

impl Kind {
    /// All.
    pub const ALL: [Self; 3] = [Self::Talk, Self::Hindrance, Self::Workshop];
    /// The name in tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Talk => "talk",
            Self::Hindrance => "hindrance",
            Self::Workshop => "workshop",
        }
    }
    /// The one of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.key() == key)
    }
}

/// Whether it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits for the office.
    Received,
    /// It counts.
    Accepted,
    /// It does not count, and its words are gone.
    Struck,
}

impl State {
    /// All.
    pub const ALL: [Self; 3] = [Self::Received, Self::Accepted, Self::Struck];
    /// The name in tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Struck => "struck",
        }
    }
    /// The one of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.key() == key)
    }
    /// Whether somebody may decide so: what waits is accepted, and all but what was struck
    /// is struck.
    pub fn can_become(self, next: Self) -> bool {
        match next {
            Self::Received => false,
            Self::Accepted => self == Self::Received,
            Self::Struck => self != Self::Struck,
        }
    }
}

/// What was said about one theme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The theme's key.
    pub theme: String,
    /// How it goes; empty where nobody said.
    pub mood: String,
    /// Who could change a hindrance.
    pub level: String,
    /// A hindrance in a few words.
    pub title: String,
    /// What hinders; the problem; notes of a workshop.
    pub words: String,
    /// What helps; the solution.
    pub helps: String,
}

impl Part {
    fn is_empty(&self) -> bool {
        [&self.mood, &self.title, &self.words, &self.helps].iter().all(|text| text.is_empty())
    }
}

/// What is told about those who spoke, all of it coarse and none of it needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speakers {
    /// One or several.
    pub crowd: String,
    /// Age band.
    pub age: String,
    /// Residence status.
    pub residence: String,
    /// Gender.
    pub gender: String,
    /// Language of the talk.
    pub language: String,
    /// The group of a workshop, in words.
    pub who: String,
}

/// A report before it was checked, and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Made with the form, so that sending it twice stores it once.
    pub id: VoiceId,
    /// What is reported.
    pub kind: Kind,
    /// The day of a workshop.
    pub held_on: Option<Day>,
    /// Where it was, coarsely.
    pub place: String,
    /// Who spoke.
    pub speakers: Speakers,
    /// Theme by theme.
    pub parts: Vec<Part>,
    /// What looks like a name was looked at and may stay.
    pub names_are_fine: bool,
}

/// Why a field is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Too long, or no text.
    Text(TextFault),
    /// Something that must not stand there.
    Blocked(Blocked, String),
    /// It looks like a name, and nobody has said that it may stay.
    Names(Vec<String>),
    /// Nothing was said about any theme.
    NoTheme,
    /// It is needed.
    Needed,
    /// The sheet knows no such answer.
    UnknownChoice,
    /// The day lies ahead.
    Ahead,
}

/// A field and what is wrong with it. Fields of a theme end with its key.
pub type Faults = Vec<(String, Fault)>;

impl Draft {
    /// Cleans the texts and holds them against the rules: all faults at once. Themes about
    /// which nothing was said are left out.
    pub fn check(mut self, sheet: &Sheet, today: Day) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let by_theme = self.kind != Kind::Hindrance;
        for part in &mut self.parts {
            let at = |name: &str| if by_theme { format!("{name}_{}", part.theme) } else { name.to_owned() };
            let [title, words, helps] = ["title", "words", "helps"].map(at);
            write(&mut part.title, &title, TITLE, &mut faults);
            write(&mut part.words, &words, WORDS, &mut faults);
            write(&mut part.helps, &helps, WORDS, &mut faults);
        }
        write(&mut self.place, "place", TITLE, &mut faults);
        write(&mut self.speakers.who, "who", TITLE, &mut faults);
        if by_theme {
            self.parts.retain(|part| !part.is_empty());
            if self.parts.is_empty() && faults.is_empty() {
                faults.push(("themes".to_owned(), Fault::NoTheme));
            }
        }
        self.choose(sheet, &mut faults);
        match self.kind {
            Kind::Talk => {}
            Kind::Hindrance => {
                for part in &self.parts {
                    for (name, value) in
                        [("title", &part.title), ("theme", &part.theme), ("level", &part.level)]
                    {
                        if value.is_empty() && !faults.iter().any(|(field, _)| field == name) {
                            faults.push((name.to_owned(), Fault::Needed));
                        }
                    }
                }
            }
            Kind::Workshop => match self.held_on {
                None => faults.push(("held_on".to_owned(), Fault::Needed)),
                Some(day) if day > today => faults.push(("held_on".to_owned(), Fault::Ahead)),
                Some(_) => {}
            },
        }
        if !self.names_are_fine && faults.is_empty() {
            self.point_out_names(&mut faults);
        }
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    /// Whether a stored report says nothing else.
    pub fn says_the_same(&self, stored: &Voice) -> bool {
        self.kind == stored.kind && self.speakers == stored.speakers && self.parts == stored.parts
    }

    fn choose(&self, sheet: &Sheet, faults: &mut Faults) {
        let mut one_of = |name: &str, value: &str, choices: &[Choice]| {
            if !value.is_empty() && !choices.iter().any(|c| c.key == value) {
                faults.push((name.to_owned(), Fault::UnknownChoice));
            }
        };
        let s = &self.speakers;
        one_of("crowd", &s.crowd, &sheet.crowds);
        one_of("age", &s.age, &sheet.ages);
        one_of("residence", &s.residence, &sheet.residences);
        one_of("gender", &s.gender, &sheet.genders);
        one_of("language", &s.language, &sheet.languages);
        for part in &self.parts {
            one_of("theme", &part.theme, &sheet.themes);
            one_of(&format!("mood_{}", part.theme), &part.mood, &sheet.moods);
            one_of("level", &part.level, &sheet.levels);
        }
    }

    fn point_out_names(&self, faults: &mut Faults) {
        let by_theme = self.kind != Kind::Hindrance;
        let mut look = |name: String, text: &str| {
            let names = guard::names(text);
            if !names.is_empty() {
                faults.push((name, Fault::Names(names)));
            }
        };
        for part in &self.parts {
            let at = |name: &str| if by_theme { format!("{name}_{}", part.theme) } else { name.to_owned() };
            look(at("title"), &part.title);
            look(at("words"), &part.words);
            look(at("helps"), &part.helps);
        }
        look("place".to_owned(), &self.place);
        look("who".to_owned(), &self.speakers.who);
    }
}

/// Cleans a text and refuses what must not stand in it.
fn write(text: &mut String, name: &str, max: usize, faults: &mut Faults) {
    match redacted(text, max) {
        Ok(good) => *text = good,
        Err(fault) => faults.push((name.to_owned(), fault)),
    }
}

/// A text as the office leaves it: what must not stand there is refused here too.
pub fn redacted(text: &str, max: usize) -> Result<String, Fault> {
    let text = clean(text, max, true).map_err(Fault::Text)?;
    match guard::blocked(&text) {
        Some(Found { kind, words }) => Err(Fault::Blocked(kind, words)),
        None => Ok(text),
    }
}

/// A report as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// Its key.
    pub id: VoiceId,
    /// What is reported.
    pub kind: Kind,
    /// The link it came by; `None` where the office entered it.
    pub link: Option<VoiceLinkId>,
    /// The day of a workshop.
    pub held_on: Option<Day>,
    /// Where it was.
    pub place: String,
    /// Who spoke.
    pub speakers: Speakers,
    /// Whether it counts.
    pub state: State,
    /// Why it was struck.
    pub state_reason: String,
    /// When it arrived.
    pub received_at: Instant,
    /// Guards against lost updates.
    pub version: i64,
    /// Theme by theme.
    pub parts: Vec<Part>,
}

impl Voice {
    /// All words somebody wrote.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let parts = self.parts.iter().flat_map(|part| [&part.title, &part.words, &part.helps]);
        let about = [&self.place, &self.speakers.who, &self.state_reason];
        parts.chain(about).map(String::as_str).filter(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::sheet;
    use super::*;

    fn talk(parts: Vec<Part>) -> Draft {
        Draft {
            id: VoiceId::from_uuid(uuid::Uuid::from_u128(1)),
            kind: Kind::Talk,
            held_on: None,
            place: String::new(),
            speakers: Speakers::default(),
            parts,
            names_are_fine: false,
        }
    }

    fn part(theme: &str, words: &str) -> Part {
        Part { theme: theme.into(), words: words.into(), ..Part::default() }
    }

    fn today() -> Day {
        "2019-07-31".parse().expect("a day")
    }

    fn faults(draft: Draft) -> Vec<String> {
        draft.check(sheet(), today()).expect_err("refused").into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn a_talk_keeps_the_themes_that_were_spoken_about() {
        let mood = Part { theme: "arbeit".into(), mood: "bad".into(), ..Part::default() };
        let checked = talk(vec![part("sprache", "  Kurs zu weit weg. "), part("wohnen", " "), mood]);
        let checked = checked.check(sheet(), today()).expect("good");
        let kept: Vec<(&str, &str)> =
            checked.parts.iter().map(|p| (p.theme.as_str(), p.words.as_str())).collect();
        assert_eq!(kept, [("sprache", "Kurs zu weit weg."), ("arbeit", "")]);
        assert_eq!(faults(talk(vec![part("wohnen", "")])), ["themes"]);
    }

    #[test]
    fn what_must_not_stand_there_is_refused_at_its_field_even_where_names_are_fine() {
        let mut draft = talk(vec![part("sprache", "geboren 01.02.1999"), part("wohnen", "gut")]);
        draft.names_are_fine = true;
        assert_eq!(faults(draft), ["words_sprache"]);
        let mut draft = talk(vec![part("sprache", "gut")]);
        draft.speakers.age = "19".into();
        assert_eq!(faults(draft), ["age"]);
    }

    #[test]
    fn a_name_is_pointed_out_once_and_stays_when_the_writer_says_so() {
        let draft = talk(vec![part("sprache", "Gespräch mit Herrn Ahmad")]);
        assert_eq!(faults(draft.clone()), ["words_sprache"]);
        assert!(Draft { names_are_fine: true, ..draft }.check(sheet(), today()).is_ok());
    }

    #[test]
    fn a_hindrance_needs_a_name_a_theme_and_who_could_change_it() {
        let mut draft = talk(vec![Part::default()]);
        draft.kind = Kind::Hindrance;
        assert_eq!(faults(draft.clone()), ["title", "theme", "level"]);
        draft.parts = vec![Part {
            theme: "arbeit".into(),
            level: "bund".into(),
            title: "Prüfung nur auf Deutsch".into(),
            ..Part::default()
        }];
        assert!(draft.clone().check(sheet(), today()).is_ok());
        draft.parts[0].level = "welt".into();
        assert_eq!(faults(draft), ["level"]);
    }

    #[test]
    fn a_workshop_has_a_day_that_has_been() {
        let mut draft = talk(vec![part("sprache", "Notiz")]);
        draft.kind = Kind::Workshop;
        assert_eq!(faults(draft.clone()), ["held_on"]);
        draft.held_on = "2019-08-01".parse().ok();
        assert_eq!(faults(draft.clone()), ["held_on"]);
        draft.held_on = Some(today());
        assert!(draft.check(sheet(), today()).is_ok());
    }
}
