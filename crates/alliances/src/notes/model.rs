//! What a confidential note is. Pure.

use base::{Day, NoteId};

/// What a municipality has reservations about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reservation {
    /// Own contributions, staff.
    #[default]
    Cost,
    /// Majorities, priorities.
    Politics,
    /// A conflict with the district.
    DistrictConflict,
    /// Something else.
    Other,
}

crate::territory::named!(Reservation {
    Cost => "cost",
    Politics => "politics",
    DistrictConflict => "district_conflict",
    Other => "other",
});

/// What can be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// About whom (AGS).
    pub municipality_ags: String,
    /// About what.
    pub reservation: Reservation,
    /// In words, at most [`LONG`] characters.
    pub content: String,
    /// How it was settled; empty while it stands.
    pub resolution: String,
}

/// Most characters of a text.
pub const LONG: usize = 4_000;

impl Draft {
    /// Every field as the form and the history name it, with its value as text.
    pub fn fields(&self) -> [(&'static str, String); 4] {
        [
            ("municipality_ags", self.municipality_ags.clone()),
            ("reservation", self.reservation.key().to_owned()),
            ("content", self.content.clone()),
            ("resolution", self.resolution.clone()),
        ]
    }
}

/// A note as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its key.
    pub id: NoteId,
    /// The municipality's name.
    pub municipality: String,
    /// What is written.
    pub draft: Draft,
    /// When it was first written.
    pub written_on: Day,
    /// Guards against lost updates.
    pub version: i64,
}
