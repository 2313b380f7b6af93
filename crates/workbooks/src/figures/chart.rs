//! A series as a picture: a line over time. The table below it says the same.

use askama::Template;
use base::Day;

#[derive(Template)]
#[template(path = "figures/lines.svg", escape = "html")]
struct Lines<'a> {
    title: &'a str,
    path: String,
    dots: Vec<Dot>,
    first: String,
    last: String,
    top: String,
}

struct Dot {
    x: i64,
    y: i64,
    label: String,
    anchor: &'static str,
}

/// The drawing inside its margins, in the picture's units.
const WIDTH: i64 = 640;
const HEIGHT: i64 = 180;
const LEFT: i64 = 60;
const TOP: i64 = 30;
/// With more points than this only the first, the last and the extremes are labelled.
const LABELLED: usize = 8;

/// Draws days and numbers, the earliest first. `number` writes a number for people.
/// Empty where there is no line to draw: fewer than two points.
pub fn lines(title: &str, points: &[(Day, u64)], number: impl Fn(u64) -> String) -> String {
    let (Some((first, _)), Some((last, _))) = (points.first(), points.last()) else { return String::new() };
    if points.len() < 2 {
        return String::new();
    }
    let days = (last.end().micros() - first.end().micros()).max(1);
    let top = points.iter().map(|(_, value)| *value).max().unwrap_or(0).max(1);
    let low = points.iter().map(|(_, value)| *value).min().unwrap_or(0);
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX / WIDTH);
    let place = |(at, (day, value)): (usize, &(Day, u64))| {
        let x = LEFT + (day.end().micros() - first.end().micros()) / (days / WIDTH).max(1);
        let is_end = at == 0 || at + 1 == points.len();
        let named = points.len() <= LABELLED || is_end || *value == top || *value == low;
        Dot {
            x: x.min(LEFT + WIDTH),
            y: TOP + HEIGHT - HEIGHT * whole(*value) / whole(top),
            label: if named { number(*value) } else { String::new() },
            anchor: if at + 1 == points.len() { "end" } else { "middle" },
        }
    };
    let dots: Vec<Dot> = points.iter().enumerate().map(place).collect();
    let path: Vec<String> = dots.iter().map(|dot| format!("{},{}", dot.x, dot.y)).collect();
    let picture = Lines {
        title,
        path: path.join(" "),
        dots,
        first: first.german(),
        last: last.german(),
        top: number(top),
    };
    picture.render().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn a_line_runs_from_the_first_day_to_the_last_and_from_zero_to_the_top() {
        let points = [(day("2018-06-30"), 10), (day("2018-12-31"), 0), (day("2019-06-30"), 20)];
        let picture = lines("Verlauf", &points, |n| n.to_string());
        assert!(picture.contains("points=\"60,120 "), "{picture}");
        assert!(picture.contains("700,30\""), "{picture}");
        assert!(picture.contains(",210 "), "{picture}");
    }

    #[test]
    fn one_number_is_no_line() {
        assert_eq!(lines("x", &[(day("2018-06-30"), 10)], |n| n.to_string()), "");
        assert_eq!(lines("x", &[], |n| n.to_string()), "");
    }
}
