//! The schematic tile map of the Land: one tile for each district and city, as
//! SVG with a title and a link for each, and the same facts as a table beside it.
//! Colour never stands alone: each state has a mark of its own.

use crate::tiles::Returned;
use askama::Template;
use std::collections::BTreeMap;
use web::{Result, Shell, Standing, Tile};

/// What a tile says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The answer is complete.
    Complete,
    /// An answer is there, in parts.
    Partial,
    /// Asked, no answer yet.
    Outstanding,
    /// Declined, with a reason.
    Declined,
    /// Has an alliance; answers are not looked at.
    Alliance,
    /// Only municipalities inside have one.
    OnlyMunicipal,
    /// No alliance.
    None,
}

impl State {
    /// Its name in texts and style.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Outstanding => "outstanding",
            Self::Declined => "declined",
            Self::Alliance => "alliance",
            Self::OnlyMunicipal => "only-municipal",
            Self::None => "none",
        }
    }
    /// Of a return, by its name in the published view.
    pub fn of_return(state: &str) -> Self {
        match state {
            "complete" => Self::Complete,
            "partial" => Self::Partial,
            "declined" => Self::Declined,
            _ => Self::Outstanding,
        }
    }
    /// Of a district or city whose return is not looked at.
    pub const fn of_standing(standing: Standing) -> Self {
        match standing {
            Standing::Alliance => Self::Alliance,
            Standing::OnlyMunicipal => Self::OnlyMunicipal,
            Standing::None => Self::None,
        }
    }
    const fn mark(self) -> &'static str {
        match self {
            Self::Complete | Self::Alliance => "●",
            Self::Partial => "◐",
            Self::Outstanding => "○",
            Self::Declined => "✕",
            Self::OnlyMunicipal => "◔",
            Self::None => "–",
        }
    }
}

/// A tile in words.
pub struct TileRow {
    pub name: String,
    pub short: String,
    /// What is read out: it holds what stands on the tile, and the whole name.
    pub spoken: String,
    pub href: String,
    pub x: u32,
    pub y: u32,
    pub state: State,
    pub state_words: String,
    pub mark: &'static str,
    pub population: String,
    pub taking_part: String,
    /// What the municipalities' own alliances inside have returned; empty where
    /// there is none, or it is not looked at.
    pub municipal: String,
}

/// Tiles coloured by who has an alliance.
pub fn by_standing(shell: &Shell, tiles: &[Tile]) -> Vec<TileRow> {
    rows(shell, tiles, |_, standing| standing, |_| String::new())
}

/// Tiles coloured by the state of their alliance's return, with what the
/// municipalities' own alliances inside have returned.
pub fn by_return(shell: &Shell, tiles: &[Tile], returned: &Returned) -> Vec<TileRow> {
    let state = |tile: &Tile, standing| match standing {
        State::Alliance => returned.by_seat.get(&tile.key).copied().unwrap_or(State::Alliance),
        other => other,
    };
    let municipal = |tile: &Tile| {
        let Some(states) = returned.municipal.get(&tile.key) else { return String::new() };
        let one =
            |(s, n): (&State, &u64)| format!("{} {}", shell.number(*n), shell.say_of("map-state", s.key()));
        let states: Vec<String> = states.iter().map(one).collect();
        shell.say("map-municipal-returns").with("states", states.join(", ")).to_string()
    };
    rows(shell, tiles, state, municipal)
}

fn rows(
    shell: &Shell,
    tiles: &[Tile],
    state: impl Fn(&Tile, State) -> State,
    municipal: impl Fn(&Tile) -> String,
) -> Vec<TileRow> {
    let mut rows: Vec<TileRow> = tiles
        .iter()
        .map(|tile| {
            let state = state(tile, State::of_standing(tile.standing));
            let of = if tile.key.len() == 5 { "districts" } else { "cities" };
            let href = format!("/territory/{of}/{}", tile.key);
            let municipal = municipal(tile);
            let short = short(&tile.name);
            let whole = tile.name.split(' ').any(|word| word == short);
            let called = if whole { tile.name.clone() } else { format!("{short} {}", tile.name) };
            let state_words = shell.say_of("map-state", state.key()).to_string();
            TileRow {
                spoken: if municipal.is_empty() {
                    format!("{called}: {state_words}")
                } else {
                    format!("{called}: {state_words}; {municipal}")
                },
                municipal,
                short,
                href,
                x: u32::from(tile.col) * 100,
                y: u32::from(tile.row) * 100,
                state,
                state_words,
                mark: state.mark(),
                population: shell.number(tile.population),
                taking_part: shell
                    .say("map-taking-part")
                    .count("count", tile.taking_part.0)
                    .count("of", tile.taking_part.1)
                    .to_string(),
                name: tile.name.clone(),
            }
        })
        .collect();
    // Read out and tabbed through as the eye reads: row by row.
    rows.sort_by_key(|r| (r.y, r.x));
    rows
}

/// A name short enough for a tile: without what all have, cut at eight letters.
fn short(name: &str) -> String {
    let bare = ["Kreis ", "Städteregion ", "Stadt "].iter().fold(name, |n, word| n.trim_start_matches(word));
    let bare = bare.trim_end_matches("-Kreis").trim_end_matches("er Kreis");
    let word = bare.split([' ', '(']).next().unwrap_or(bare);
    if word.chars().count() <= 9 {
        return word.to_owned();
    }
    let cut: String = word.chars().take(7).collect();
    format!("{}.", cut.trim_end_matches('-'))
}

#[derive(Template)]
#[template(path = "overview/map.html")]
struct Map<'a> {
    shell: &'a Shell,
    tiles: &'a [TileRow],
    width: u32,
    height: u32,
    legend: Vec<(State, String, &'static str, usize)>,
}

/// The map as HTML: the SVG and its legend.
pub fn draw(shell: &Shell, tiles: &[TileRow]) -> Result<String> {
    let mut legend: BTreeMap<State, usize> = BTreeMap::new();
    for tile in tiles {
        *legend.entry(tile.state).or_default() += 1;
    }
    let legend = legend
        .into_iter()
        .map(|(s, n)| (s, shell.say_of("map-state", s.key()).to_string(), s.mark(), n))
        .collect();
    let width = tiles.iter().map(|t| t.x + 100).max().unwrap_or(100);
    let height = tiles.iter().map(|t| t.y + 100).max().unwrap_or(100);
    Ok(Map { shell, tiles, width, height, legend }.render()?)
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn names_fit_their_tiles() {
        assert_eq!(short("Kreis Kleve"), "Kleve");
        assert_eq!(short("Rhein-Sieg-Kreis"), "Rhein-S.");
        assert_eq!(short("Mülheim an der Ruhr"), "Mülheim");
        assert_eq!(short("Märkischer Kreis"), "Märkisch");
        assert_eq!(short("Städteregion Aachen"), "Aachen");
        assert_eq!(short("Stadt Aachen"), "Aachen");
    }
}
