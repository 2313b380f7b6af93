//! Pictures drawn on the server. Each is shown beside a table that says the same.

use askama::Template;

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// Its length in tenths of a percent of the whole width.
    pub tenths: u64,
    /// What is written behind it: `39 von 45 · 86,7 %`.
    pub value: String,
}

/// Characters of label and value that fit beside each other on the narrowest screen.
const BESIDE: usize = 30;

#[derive(Template)]
#[template(path = "bars.svg", escape = "html")]
struct Bars<'a> {
    title: &'a str,
    rows: Vec<Placed<'a>>,
    height: usize,
    /// Values stand below their labels.
    is_stacked: bool,
}

struct Placed<'a> {
    bar: &'a Bar,
    y: usize,
    /// Where the bar begins.
    bar_y: usize,
    /// In tenths of a percent.
    width: u64,
}

/// Horizontal bars as an SVG with title; what it shows stands in a table as well. They
/// are as wide as there is room, while the words keep their size.
pub fn bars(title: &str, bars: &[Bar]) -> String {
    let is_stacked = bars.iter().any(|b| b.label.chars().count() + b.value.chars().count() > BESIDE);
    let row = if is_stacked { 64 } else { 44 };
    let rows = bars.iter().enumerate().map(|(i, bar)| Placed {
        bar,
        y: i * row,
        bar_y: i * row + row - 22,
        width: bar.tenths.min(1000),
    });
    Bars { title, rows: rows.collect(), height: bars.len() * row, is_stacked }.render().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(label: &str, tenths: u64, value: &str) -> Bar {
        Bar { label: label.into(), tenths, value: value.into() }
    }

    #[test]
    fn a_bar_is_as_long_as_its_share_and_never_longer_than_the_whole() {
        let drawn = bars("Wie viele", &[bar("a", 825, "82,5 %"), bar("b", 4_000, "zu viel")]);
        assert!(drawn.contains("width=\"82.5%\"") && drawn.contains("width=\"100.0%\""), "{drawn}");
        assert!(drawn.contains("height=\"88\"") && drawn.contains("text-anchor=\"end\""), "{drawn}");
    }

    #[test]
    fn long_words_stand_above_each_other() {
        let drawn = bars("Wie viele", &[bar("An Strukturen angeknüpft", 711, "32 von 45 · 71,1 %")]);
        assert!(drawn.contains("height=\"64\"") && !drawn.contains("text-anchor"), "{drawn}");
    }
}
