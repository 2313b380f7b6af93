//! What is new in the alliance, so that its lead board member stays informed
//! (R-ACT-03). Pure.

use base::Day;

/// How many days back something counts as new.
pub const DAYS: i64 = 60;
/// Lines at most.
pub const MOST: usize = 12;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A body joined, left or switched; which, is the kind's key.
    Accession(String),
    /// A municipality answered whether it joins; how, is the answer's key.
    Vote(String),
    /// An organisation took a seat in the core group.
    Seat,
    /// An organisation left the core group.
    SeatEnded,
    /// The office has sent a short form to the evaluation.
    Submission,
}

/// Something that happened in the alliance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// When.
    pub day: Day,
    /// What.
    pub what: Happened,
    /// Whom or what it is about.
    pub name: String,
}

/// The latest first, not too many; nothing that is yet to come.
pub fn latest(mut news: Vec<News>, today: Day) -> Vec<News> {
    news.retain(|n| n.day <= today);
    news.sort_by(|a, b| (b.day, &a.name).cmp(&(a.day, &b.name)));
    news.truncate(MOST);
    news
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_comes_first_and_the_future_not_at_all() {
        let of =
            |day: &str| News { day: day.parse().expect("a day"), what: Happened::Seat, name: day.to_owned() };
        let all = vec![of("2019-07-01"), of("2019-08-01"), of("2019-07-31")];
        let days: Vec<String> =
            latest(all, "2019-07-31".parse().expect("a day")).into_iter().map(|n| n.name).collect();
        assert_eq!(days, ["2019-07-31", "2019-07-01"]);
    }
}
