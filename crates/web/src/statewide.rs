//! What the statewide pages show of the alliances' accessions: the owning crate
//! computes it, `evaluation` only shows it. Aggregates and public facts, no content.

use crate::Result;
use base::{Day, Permit, ViewStatewide};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use store::Read;

/// One line of Übersicht 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConstellationLine {
    /// 1 to 19.
    pub line: u8,
    /// Its name in texts: `constellation-` and this.
    pub key: &'static str,
    /// How many.
    pub count: u32,
    /// Out of how many, where the line is a share.
    pub of: Option<u32>,
}

/// How a district or city stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has an alliance.
    Alliance,
    /// Only municipalities inside it have.
    OnlyMunicipal,
    /// Nothing.
    None,
}

/// A district or city with its place on the tile map.
#[derive(Clone, Debug)]
pub struct Tile {
    /// District key (five digits) or AGS (eight).
    pub key: String,
    /// Its name.
    pub name: String,
    /// Column from the left, from 0.
    pub col: u8,
    /// Row from the top, from 0.
    pub row: u8,
    /// How it stands.
    pub standing: Standing,
    /// Inhabitants.
    pub population: u64,
    /// Municipalities that take part, and how many there are; one for a city.
    pub taking_part: (u32, u32),
}

/// Who has joined on a day.
#[derive(Clone, Debug)]
pub struct Constellations {
    /// The day.
    pub on: Day,
    /// The 19 lines of Übersicht 1.
    pub lines: Vec<ConstellationLine>,
    /// The tile map.
    pub tiles: Vec<Tile>,
}

/// The accessions, as statewide pages may see them.
pub trait Statewide: Send + Sync {
    /// Computes who has joined on a day; nothing of it is stored.
    fn constellations<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a Permit<ViewStatewide>,
        on: Day,
    ) -> BoxFuture<'a, Result<Arc<Constellations>>>;
}
