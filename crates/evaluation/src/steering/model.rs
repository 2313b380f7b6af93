//! When something is a need to steer. Pure.

use base::Day;
use serde::Deserialize;
use std::sync::LazyLock;

/// From when on something is a need to steer, as the programme's data file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Of a gap: alliances that name it.
    pub gaps: Share,
    /// Of a rule nobody has looked into: alliances that name it.
    pub rules: Named,
    /// Of a wave: what has come before its last day.
    pub returns: Late,
}

/// A number of alliances and a share of those that answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// At least so many.
    pub alliances: u64,
    /// At least so much of those that answered, in percent.
    pub percent: u64,
}

/// A number of alliances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// At least so many.
    pub alliances: u64,
}

/// Too little shortly before the last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Late {
    /// From so many days before the last day on.
    pub days: u16,
    /// Less than so much of those asked, in percent.
    pub percent: u64,
}

static THRESHOLDS: LazyLock<Thresholds> = LazyLock::new(|| {
    let text = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../programmes/gemeinsam-klappts/steering.yaml"
    ));
    serde_norway::from_str(text).unwrap_or_else(|e| panic!("programmes/gemeinsam-klappts/steering.yaml: {e}"))
});

/// The thresholds of the programme.
///
/// # Panics
/// When the file is broken, which its own test finds first.
pub fn thresholds() -> &'static Thresholds {
    &THRESHOLDS
}

impl Share {
    /// Whether `count` of `n` is a need.
    pub const fn is_met(self, count: u64, n: u64) -> bool {
        count >= self.alliances && count * 100 >= n * self.percent
    }
}

impl Named {
    /// Whether `count` is a need.
    pub const fn is_met(self, count: u64) -> bool {
        count >= self.alliances
    }
}

impl Late {
    /// Whether `came` of `asked` is a need today; nobody asked is none.
    pub fn is_met(self, today: Day, last: Day, came: u64, asked: u64) -> bool {
        today >= last.plus_days(-i32::from(self.days)) && came * 100 < asked * self.percent
    }
}

/// What a need is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A gap many name.
    Gap,
    /// A rule of Land or Bund many name, still open.
    Rule,
    /// Too few returns of a wave.
    Returns,
}

impl Kind {
    /// The name in texts and in the API.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Gap => "gap",
            Self::Rule => "rule",
            Self::Returns => "returns",
        }
    }
}

/// A need to steer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Names it, as long as it is the same.
    pub key: String,
    /// What it is about.
    pub kind: Kind,
    /// The gap, the rule, the wave, in its own words.
    pub words: String,
    /// How many alliances.
    pub count: u64,
    /// Of how many; `None` where none could have.
    pub of: Option<u64>,
    /// The last day of a wave.
    pub last: Option<Day>,
    /// Where the numbers behind it stand.
    pub to: String,
    /// The day it was first seen; absent before the daily look.
    pub since: Option<Day>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::read(text).expect("a day")
    }

    #[test]
    fn a_gap_counts_by_number_and_by_share() {
        let rule = Share { alliances: 3, percent: 50 };
        assert!(rule.is_met(3, 6) && rule.is_met(3, 3));
        assert!(!rule.is_met(3, 7), "three of seven are less than half");
        assert!(!rule.is_met(2, 2), "two are too few to speak of");
    }

    #[test]
    fn returns_count_from_so_many_days_before_the_last_day_on() {
        let rule = Late { days: 14, percent: 50 };
        let last = day("2019-08-15");
        assert!(!rule.is_met(day("2019-07-31"), last, 0, 10));
        assert!(rule.is_met(day("2019-08-01"), last, 4, 10));
        assert!(!rule.is_met(day("2019-08-01"), last, 5, 10), "half is enough");
        assert!(!rule.is_met(day("2019-08-01"), last, 0, 0), "nobody was asked");
    }

    #[test]
    fn the_file_of_the_programme_can_be_read() {
        assert!(thresholds().gaps.alliances > 0);
    }
}
