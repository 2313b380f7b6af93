//! What an instrument is made of: sections, questions, the fields that can be
//! answered, the four areas of actors, and the rules read from the file.
//!
//! Everything here has passed the check: references lead somewhere, conditions
//! do not go in circles, and the short form draws on shared questions only.

use crate::figures::{Comparison, Counted, Dimension, FigureKey};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// A working aid (Arbeitshilfe) in one published version.
#[derive(Clone, Debug)]
pub struct Instrument {
    /// Its name in folders and addresses.
    pub key: String,
    /// Its version, counted from 1.
    pub version: u32,
    /// Its name for people.
    pub title: String,
    /// The word for it where space is short, as in the navigation.
    pub short_title: String,
    /// What it is good for, in one or two sentences.
    pub description: String,
    /// What other parts of the system must bring in: key and meaning.
    pub bindings: Vec<(String, String)>,
    /// Who answers besides actor types: key and name.
    pub roles: Vec<(String, String)>,
    /// The areas actor types are grouped in (Bereiche A–D).
    pub areas: Vec<Area>,
    /// By what figures are told apart.
    pub dimensions: Vec<Dimension>,
    /// What figures count.
    pub counted: Vec<Counted>,
    /// Questions whose sums describe the same people.
    pub comparisons: Vec<Comparison>,
    /// Advice shown beside questions.
    pub guidance: Vec<Guidance>,
    /// The questions, in the order of the paper form.
    pub sections: Vec<Section>,
    /// Rules that remark on something and never block (R-STR-08).
    pub hints: Vec<HintRule>,
    /// What leaves the alliance (R-STR-11).
    pub short_form_plan: ShortFormPlan,
    pub(crate) actor_types: Vec<ActorType>,
    pub(crate) fields: Vec<Field>,
    pub(crate) by_uid: HashMap<String, usize>,
    pub(crate) hash: String,
}

/// One answer among several: its code, which is stored and counted, and its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The code, stable over versions.
    pub value: String,
    /// The words people read.
    pub label: String,
}

/// One of the areas from which a core group is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// Its letter.
    pub key: String,
    /// Its full name.
    pub label: String,
    /// Its name for narrow columns.
    pub short_label: String,
    /// Whether rows may be added that fit no actor type.
    pub free_rows: bool,
    /// What such rows are for.
    pub free_row_help: Option<String>,
}

/// One kind of local actor (Akteursgruppe); a suggestion, never a duty (R-ACT-05).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorType {
    /// The code, stable over versions.
    pub key: String,
    /// Its name.
    pub label: String,
    /// The letter of its area.
    pub area: String,
}

/// Advice: a heading, a lead and some points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guidance {
    /// Its name in the file.
    pub key: String,
    /// The heading.
    pub title: String,
    /// A sentence before the points.
    pub lead: Option<String>,
    /// The points.
    pub points: Vec<String>,
    /// The sections and questions beside which it is shown.
    pub at: Vec<String>,
}

/// A part of the instrument with its own progress.
#[derive(Clone, Debug)]
pub struct Section {
    /// The printed number.
    pub id: String,
    /// The name that stays when numbers change.
    pub uid: String,
    /// The heading.
    pub title: String,
    /// What to know before answering.
    pub help: Option<String>,
    /// The questions.
    pub items: Vec<Item>,
}

/// A question (Punkt), possibly made of several (`members`).
#[derive(Clone, Debug)]
pub struct Item {
    /// The printed number; parts of a question have none.
    pub id: Option<String>,
    /// The name that stays when numbers change.
    pub uid: String,
    /// The heading that begins with it, inside its section.
    pub heading: Option<String>,
    /// The question.
    pub label: String,
    /// What helps to answer it.
    pub help: Option<String>,
    /// How it is asked.
    pub item_type: ItemType,
    /// The answers to choose from, for choices.
    pub options: Vec<Choice>,
    /// Conditions under which it is asked, its parents' included; all must hold.
    pub conditions: Vec<Condition>,
    /// Related questions.
    pub refs: Vec<String>,
    /// Who usually knows: roles or actor types.
    pub answered_by: Vec<String>,
    /// Whether the answer may leave the alliance.
    pub shared: bool,
    /// Not in the original form, added in its sense.
    pub reconstructed: bool,
    /// Left out of the progress.
    pub optional: bool,
    /// The binding whose owner keeps the data of this question.
    pub bound: Option<String>,
    /// The columns, for tables.
    pub table: Option<Table>,
    /// Which rows of the table are gaps.
    pub gaps: Option<GapRule>,
    /// Questions and fields whose answers are on offer as its first words.
    pub prefill_from: Vec<String>,
    /// Bindings whose words are on offer as its first words.
    pub prefill_bound: Vec<String>,
    /// The themes its passages are counted by.
    pub topics: Vec<TopicRule>,
    /// The field of which its parts make up the whole.
    pub total: Option<String>,
    /// The field of which its number is a part.
    pub subset_of: Option<String>,
    /// The dimension by which its numbers may be split.
    pub split_by: Option<String>,
    /// The questions it consists of: fields of a group, branches of a yes/no.
    pub members: Vec<Item>,
    pub(crate) fields: Range<usize>,
}

/// Something that can be answered and is saved by itself.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name under which its answer is kept.
    pub uid: String,
    /// The uid of its question.
    pub item: String,
    /// The uid of its section.
    pub section: String,
    /// The words beside it.
    pub label: String,
    /// What helps to answer it.
    pub help: Option<String>,
    /// What an answer can be.
    pub kind: Kind,
    /// Words on offer for a text; each may be taken as it stands.
    pub suggestions: Vec<Choice>,
    /// Whether the answer may leave the alliance.
    pub shared: bool,
    /// Whether the answer names a person.
    pub personal: bool,
    /// Conditions under which it is asked; all must hold.
    pub conditions: Vec<Condition>,
    /// The figure it asks for.
    pub figure: Option<FigureKey>,
    /// The field of which it is a split.
    pub split_of: Option<String>,
    /// A part that does not belong to the people compared with other questions.
    pub outside_total: bool,
}

/// Which rows of a table of offers say that something is missing (feeds 8.2 to 8.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapRule {
    /// A row is closed where one of these columns has one of these codes.
    pub closed: Option<(Vec<String>, Vec<String>)>,
    /// A row is full where the number in this column is below the limit.
    pub full: Option<(String, u64)>,
    /// A given row nobody has filled is missing.
    pub missing_rows: bool,
}

/// A theme by which passages are told apart and counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// The code, stable over versions.
    pub key: String,
    /// Its name.
    pub label: String,
    /// Questions and fields whose words belong to it.
    pub from: Vec<String>,
}

/// How a question gets its themes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TopicRule {
    /// One theme.
    One(Topic),
    /// A theme for each given row of this table.
    RowsOf(String),
}

/// What an answer can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of at most `max` characters.
    Line {
        /// Longest text, in characters.
        max: usize,
    },
    /// Several lines of at most `max` characters together.
    Text {
        /// Longest text, in characters.
        max: usize,
    },
    /// A whole number from 0.
    Number,
    /// One of these.
    Choice(Vec<Choice>),
    /// Any of these.
    Many(Vec<Choice>),
    /// Municipalities by their official key (AGS, eight digits).
    Municipalities,
    /// Ticked or not, with the words for both.
    Flag {
        /// The word for ticked.
        yes: String,
        /// The word for not ticked.
        no: String,
    },
    /// The name of a table row: one of the given rows or, where `free`, own words.
    RowName {
        /// The given rows.
        rows: Vec<Choice>,
        /// Whether own words are welcome.
        free: bool,
    },
    /// Rows of a table.
    Rows(Table),
}

/// The columns of a table and the rows it starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// The rows given by the form.
    pub rows: Vec<Choice>,
    /// Whether rows may be added.
    pub free_rows: bool,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four marks of the file, each independent of the others")]
pub struct Column {
    /// The name that stays when columns move.
    pub uid: String,
    /// Its short name inside the table.
    pub key: String,
    /// The heading.
    pub label: String,
    /// What helps to fill it.
    pub help: Option<String>,
    /// How its cells are asked.
    pub item_type: ItemType,
    /// What a cell can be; `None` where only the owner of the data knows
    /// (derived and contact columns of bound tables).
    pub kind: Option<Kind>,
    /// Whether the cells may leave the alliance.
    pub shared: bool,
    /// Whether the cells name a person.
    pub personal: bool,
    /// Not in the original form, added in its sense.
    pub reconstructed: bool,
    /// May stay empty without anything missing.
    pub optional: bool,
    /// The column of the same table on which it depends.
    pub condition: Option<Condition>,
}

/// When something is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The field (or column) that decides.
    pub field: String,
    /// What its answer must be.
    pub test: Test,
}

/// What an answer must be for a [`Condition`] to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// One of these codes.
    In(Vec<String>),
    /// Anything else, also nothing.
    NotIn(Vec<String>),
}

/// A rule that remarks on something and never blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HintRule {
    /// Its name.
    pub uid: String,
    /// The section or question beside which the remark stands.
    pub at: String,
    /// When it applies.
    pub test: HintTest,
    /// A further condition on a binding.
    pub when: Option<Count>,
    /// A further condition on an answer.
    pub condition: Option<Condition>,
    /// The remark; `{count}` and `{missing}` are filled in.
    pub text: String,
}

/// When a remark is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HintTest {
    /// A binding has too many or too few values.
    Count(Count),
    /// A binding lacks some of these values.
    Lacks {
        /// The binding.
        on: String,
        /// The values wanted.
        wanted: Vec<Choice>,
    },
    /// Some numbers together exceed another one.
    SumAbove {
        /// Fields added up.
        sum: Vec<String>,
        /// The field they should not exceed.
        above: String,
    },
}

/// How many values a binding has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The binding.
    pub on: String,
    /// The limit.
    pub limit: Limit,
}

/// A limit on a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Above this.
    MoreThan(usize),
    /// Below this.
    FewerThan(usize),
}

/// How the short form (Kurzfassung) is drawn from the answers.
#[derive(Clone, Debug)]
pub struct ShortFormPlan {
    /// The name that stays.
    pub uid: String,
    /// The heading.
    pub title: String,
    /// What to know before sending it.
    pub help: Option<String>,
    /// Its passages.
    pub items: Vec<ShortItem>,
}

/// One passage of the short form.
#[derive(Clone, Debug)]
pub struct ShortItem {
    /// The printed number.
    pub id: String,
    /// The name that stays when numbers change.
    pub uid: String,
    /// What the passage says.
    pub label: String,
    /// What kind of passage it is.
    pub item_type: ItemType,
    /// The codes that may leave, with their words; empty where words leave as written.
    pub options: Vec<Choice>,
    /// Where it comes from.
    pub from: Derivation,
    /// The name under which the evaluation counts it.
    pub measure: Option<String>,
    /// Whether a return without it is partial.
    pub needed_for_complete: bool,
    /// Under which condition it is needed.
    pub needed_if: Option<Condition>,
    /// What to say where it is needed and empty.
    pub missing_text: Option<String>,
    /// Not in the original form, added in its sense.
    pub reconstructed: bool,
}

/// Where a passage of the short form comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Derivation {
    /// All of these questions, one after the other.
    All {
        /// The questions.
        of: Vec<String>,
        /// The one whose codes are counted; all where `None`.
        codes_of: Option<String>,
    },
    /// The first of these questions that has an answer.
    FirstOf(Vec<String>),
    /// The code chosen in a field, exchanged for another one.
    Map {
        /// The field.
        field: String,
        /// Code there and code here.
        to: Vec<(String, String)>,
    },
    /// What a binding brings in, worked out from these questions and columns.
    Bound {
        /// The binding.
        key: String,
        /// The questions and columns.
        of: Vec<String>,
    },
}

impl Derivation {
    /// The uids of the questions and columns it draws on.
    pub fn sources(&self) -> Vec<&str> {
        match self {
            Self::All { of, .. } | Self::FirstOf(of) | Self::Bound { of, .. } => {
                of.iter().map(String::as_str).collect()
            }
            Self::Map { field, .. } => vec![field],
        }
    }
}

macro_rules! item_types {
    ($($variant:ident $key:literal $meaning:literal,)*) => {
        /// How a question is asked.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ItemType { $(#[doc = $meaning] $variant,)* }
        impl ItemType {
            /// Every type, as listed in the documentation of the format.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// The name in the file.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }
        }
    };
}

item_types! {
    Text "text" "Several lines.",
    TextShort "text_short" "One line.",
    Number "number" "A whole number from 0.",
    YesNo "yes_no" "Yes or no.",
    YesNoText "yes_no_text" "Yes or no, with a text for yes.",
    YesNoBranch "yes_no_branch" "Yes or no, each with a question of its own.",
    Choice "choice" "One of several answers.",
    MultiChoice "multi_choice" "Any of several answers.",
    MultiChoiceActorTypes "multi_choice_actor_types" "Any of the actor types.",
    TextWithSuggestions "text_with_suggestions" "Several lines, with words on offer.",
    Checkbox "checkbox" "Ticked or not.",
    Contact "contact" "How to reach somebody.",
    Group "group" "Several questions under one number.",
    NumberBreakdown "number_breakdown" "Numbers that make up a whole.",
    NumberList "number_list" "Numbers that may overlap.",
    OfferTable "offer_table" "A table of offers with given rows.",
    Table "table" "A table with rows of one's own.",
    ActorTable "actor_table" "A table of organisations by actor type.",
    Derived "derived" "Worked out from other data, only shown.",
    PresetRow "preset_row" "The column that names the row.",
    ListOfMunicipalities "list_of_municipalities" "Municipalities by their official key.",
}

impl ItemType {
    /// The type of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|t| t.key() == key)
    }
    /// Asked as a table.
    pub const fn is_table(self) -> bool {
        matches!(self, Self::OfferTable | Self::Table | Self::ActorTable)
    }
}

impl Instrument {
    /// SHA-256 of the file's text, as 64 hexadecimal digits; published versions are frozen by it.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The keys of what other parts of the system bring in.
    pub fn bound_keys(&self) -> BTreeSet<&str> {
        self.bindings.iter().map(|(key, _)| key.as_str()).collect()
    }

    /// Every field that can be answered, in the order of the form.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field of that uid.
    pub fn field(&self, uid: &str) -> Option<&Field> {
        self.by_uid.get(uid).map(|&at| &self.fields[at])
    }

    /// The question's own fields; those of its members belong to the members.
    pub fn fields_of(&self, item: &Item) -> &[Field] {
        &self.fields[item.fields.clone()]
    }

    /// Every question with its members, in the order of the form.
    pub fn items(&self) -> Vec<&Item> {
        fn gather<'a>(items: &'a [Item], into: &mut Vec<&'a Item>) {
            for item in items {
                into.push(item);
                gather(&item.members, into);
            }
        }
        let mut all = Vec::new();
        for section in &self.sections {
            gather(&section.items, &mut all);
        }
        all
    }

    /// The question of that uid.
    pub fn item(&self, uid: &str) -> Option<&Item> {
        self.items().into_iter().find(|item| item.uid == uid)
    }

    /// The themes by which passages of a question are counted, in the order of the form.
    pub fn topics(&self, item: &Item) -> Vec<Topic> {
        let mut topics = Vec::new();
        for rule in &item.topics {
            match rule {
                TopicRule::One(topic) => topics.push(topic.clone()),
                TopicRule::RowsOf(table) => {
                    let rows = self.item(table).and_then(|item| item.table.as_ref());
                    let topic = |row: &Choice| Topic {
                        key: row.value.clone(),
                        label: row.label.clone(),
                        from: Vec::new(),
                    };
                    topics.extend(rows.into_iter().flat_map(|table| &table.rows).map(topic));
                }
            }
        }
        topics
    }

    /// The field that takes passages of a question: its words of one's own.
    pub fn passage_field(&self, item: &Item) -> Option<&Field> {
        let takes = !item.prefill_from.is_empty() || !item.prefill_bound.is_empty();
        let text = |field: &&Field| matches!(field.kind, Kind::Text { .. });
        self.fields_of(item).iter().find(text).filter(|_| takes)
    }

    /// The section of that uid.
    pub fn section(&self, uid: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.uid == uid)
    }

    /// All actor types, area by area (R-ACT-05).
    pub fn actor_types(&self) -> &[ActorType] {
        &self.actor_types
    }

    /// The advice shown beside this section or question.
    pub fn guidance_at(&self, uid: &str) -> impl Iterator<Item = &Guidance> {
        self.guidance.iter().filter(move |g| g.at.iter().any(|at| at == uid))
    }

    /// Whether answers to this question, part or column may leave the alliance.
    /// A question of several parts is shared when all its parts are.
    pub fn is_shared(&self, uid: &str) -> bool {
        if let Some(item) = self.item(uid) {
            return self.item_is_shared(item);
        }
        if let Some(field) = self.field(uid) {
            return field.shared;
        }
        self.items()
            .iter()
            .filter_map(|item| item.table.as_ref())
            .flat_map(|table| &table.columns)
            .any(|column| column.uid == uid && column.shared)
    }

    fn item_is_shared(&self, item: &Item) -> bool {
        (item.shared || !item.members.is_empty())
            && item.table.iter().flat_map(|table| &table.columns).all(|column| column.shared)
            && self.fields_of(item).iter().all(|field| field.shared)
            && item.members.iter().all(|member| self.item_is_shared(member))
    }
}

impl Field {
    /// The longest text that may stand here, in characters.
    pub fn max_len(&self) -> Option<usize> {
        match self.kind {
            Kind::Line { max } | Kind::Text { max } => Some(max),
            _ => None,
        }
    }
}

impl Kind {
    /// The answers to choose from.
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::Choice(choices) | Self::Many(choices) => choices,
            _ => &[],
        }
    }
}

/// The words of a code.
pub(crate) fn label_of<'a>(choices: &'a [Choice], value: &str) -> Option<&'a str> {
    choices.iter().find(|c| c.value == value).map(|c| c.label.as_str())
}
