//! The returns as a picture: one bar for each kind of alliance, as long as its
//! share answered, outstanding and declined. The table below it says the same.

use super::model::{State, Tally};
use askama::Template;
use base::percent_tenths;

/// One bar: what it stands for and how many are in each state.
pub struct Stack<'a> {
    /// What it stands for, in words.
    pub label: String,
    /// How many are in each state.
    pub tally: &'a Tally,
    /// What is written behind it: `48 von 58 · 82,8 %`.
    pub value: String,
}

#[derive(Template)]
#[template(path = "returns/stacks.svg", escape = "html")]
struct Picture<'a> {
    title: &'a str,
    about: &'a str,
    bars: Vec<Placed<'a>>,
    legend: Vec<Legend<'a>>,
    height: usize,
}

struct Placed<'a> {
    label: &'a str,
    value: &'a str,
    text_y: usize,
    bar_y: usize,
    number_y: usize,
    parts: Vec<Part>,
}

struct Part {
    state: &'static str,
    look: &'static str,
    x: i64,
    width: i64,
    middle: i64,
    number: i64,
    dark: bool,
}

struct Legend<'a> {
    words: &'a str,
    state: &'static str,
    look: &'static str,
    x: usize,
}

/// Width of a whole bar, in the picture's units.
const WIDTH: i64 = 600;
/// Below this a number does not fit into its part; the table has it.
const NARROWEST: i64 = 18;

/// How a state looks: told apart by lightness and hatching, never by colour alone.
const fn look(state: State) -> &'static str {
    match state {
        State::Complete => "#0b5c53",
        State::Partial => "url(#returns-hatched)",
        State::Outstanding => "#ffffff",
        State::Declined => "url(#returns-dotted)",
    }
}

/// Draws the bars. `words` names the states in the order of [`State::ALL`].
pub fn stacks(title: &str, about: &str, words: &[String; 4], stacks: &[Stack<'_>]) -> String {
    let bars = stacks
        .iter()
        .enumerate()
        .map(|(i, stack)| {
            let top = i * 58;
            Placed {
                label: &stack.label,
                value: &stack.value,
                text_y: top + 16,
                bar_y: top + 24,
                number_y: top + 40,
                parts: parts(stack.tally),
            }
        })
        .collect();
    let legend = State::ALL
        .into_iter()
        .zip(words)
        .enumerate()
        .map(|(i, (state, words))| Legend { words, state: state.key(), look: look(state), x: i * 150 })
        .collect();
    Picture { title, about, bars, legend, height: stacks.len() * 58 + 30 }.render().unwrap_or_default()
}

/// The parts of one bar, side by side, together exactly as long as the bar.
fn parts(tally: &Tally) -> Vec<Part> {
    let asked = u64::try_from(tally.asked()).unwrap_or(0);
    let (mut sum, mut x, mut parts) = (0, 0, Vec::new());
    for state in State::ALL {
        let number = tally.of(state);
        sum += number;
        // Rounding the running sum, not the part, keeps the last edge at the end.
        let until = percent_tenths(u64::try_from(sum).unwrap_or(0), asked).unwrap_or(0);
        let end = i64::try_from(until).unwrap_or(0) * WIDTH / 1000;
        if number > 0 {
            let width = end - x;
            parts.push(Part {
                state: state.key(),
                look: look(state),
                x,
                width,
                middle: x + width / 2,
                number: if width < NARROWEST { 0 } else { number },
                dark: state == State::Complete,
            });
        }
        x = end;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(numbers: [i64; 4]) -> Tally {
        let mut tally = Tally::default();
        State::ALL.into_iter().zip(numbers).for_each(|(state, n)| tally.add(state, n));
        tally
    }

    #[test]
    fn the_parts_fill_the_bar_without_gap_or_overlap() {
        for numbers in [[45, 3, 8, 2], [1, 1, 1, 0], [0, 0, 7, 0], [5, 3, 2, 2], [333, 333, 333, 1]] {
            let parts = parts(&tally(numbers));
            let mut x = 0;
            for part in &parts {
                assert_eq!(part.x, x, "{numbers:?}");
                x += part.width;
            }
            assert_eq!(x, WIDTH, "{numbers:?}");
        }
        assert!(parts(&tally([0; 4])).is_empty());
    }

    #[test]
    fn the_picture_has_a_title_a_description_and_no_inline_style() {
        let words = ["vollständig", "teilweise", "ausstehend", "abgelehnt"].map(str::to_owned);
        let tally = tally([45, 3, 8, 2]);
        let stack = Stack { label: "Alle <Bündnisse>".into(), tally: &tally, value: "48 von 58".into() };
        let svg = stacks("Rücklauf", "45 vollständig", &words, &[stack]);
        assert!(svg.contains("<title>Rücklauf</title><desc>45 vollständig</desc>"));
        assert!(svg.contains("Alle &#60;Bündnisse&#62;"));
        assert!(!svg.contains("style="));
    }
}
