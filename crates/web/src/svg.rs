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

#[derive(Template)]
#[template(path = "bars.svg", escape = "html")]
struct Bars<'a> {
    title: &'a str,
    rows: Vec<Placed<'a>>,
    height: usize,
}

struct Placed<'a> {
    bar: &'a Bar,
    y: usize,
    width: u64,
}

/// Horizontal bars as an SVG with title; what it shows stands in a table as well.
pub fn bars(title: &str, bars: &[Bar]) -> String {
    let rows = bars.iter().enumerate().map(|(i, bar)| Placed {
        bar,
        y: i * 44,
        width: bar.tenths.min(1000) * 6 / 10,
    });
    Bars { title, rows: rows.collect(), height: bars.len() * 44 }.render().unwrap_or_default()
}
