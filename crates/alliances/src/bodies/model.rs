//! What a body is. Pure.

use base::BodyId;

/// What sort of body it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A committee (Gremium).
    #[default]
    Committee,
    /// A working group (Arbeitskreis).
    WorkingGroup,
    /// An agreement (Vereinbarung); it does not meet.
    Agreement,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Committee, Self::WorkingGroup, Self::Agreement];
    /// The name in tables and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Committee => "committee",
            Self::WorkingGroup => "working_group",
            Self::Agreement => "agreement",
        }
    }
    /// The one of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.key() == key)
    }
}

/// What can be written about a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// What sort of body it is.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// What it is for.
    pub task: String,
    /// What it means for the young people.
    pub relevance: String,
    /// Who takes part.
    pub members: String,
    /// Who coordinates.
    pub coordination: String,
    /// Meetings in a year; none for agreements.
    pub meetings_per_year: Option<i64>,
    /// Its possible part in the initiative.
    pub function: String,
}

impl Draft {
    /// Every field as the form and the history name it, with its value as text.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("kind", self.kind.key().to_owned()),
            ("name", self.name.clone()),
            ("task", self.task.clone()),
            ("relevance", self.relevance.clone()),
            ("members", self.members.clone()),
            ("coordination", self.coordination.clone()),
            ("meetings_per_year", self.meetings_per_year.map(|n| n.to_string()).unwrap_or_default()),
            ("function", self.function.clone()),
        ]
    }
}

impl Body {
    /// Its long texts: field, text id of the label, value.
    pub fn texts(&self) -> [(&'static str, &'static str, &str); 5] {
        let draft = &self.draft;
        [
            ("task", "body-task", &draft.task),
            ("relevance", "body-relevance", &draft.relevance),
            ("members", "body-members", &draft.members),
            ("coordination", "body-coordination", &draft.coordination),
            ("function", "body-function", &draft.function),
        ]
    }
}

/// A body as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Its key.
    pub id: BodyId,
    /// What is written about it.
    pub draft: Draft,
    /// Guards against lost updates.
    pub version: i64,
}
