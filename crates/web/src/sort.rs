//! Lists that can be sorted: by which column stands in the address (`?sort=name`,
//! `?sort=-population` for the other way round), so that a link shows the same view.

use std::cmp::Ordering;

/// By which column a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sorting {
    column: &'static str,
    descending: bool,
    /// The first column is the one the database sorts by.
    is_first: bool,
}

/// No list that is sorted here is longer.
const MOST: i64 = 20_000;

/// What of a list is asked of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Go on behind this key; empty at the start and where the list is sorted here.
    pub after: String,
    /// At most so many rows.
    pub limit: i64,
    skip: usize,
    size: usize,
}

impl Sorting {
    /// What the address asks for; the first column when it asks for nothing known.
    pub fn read(asked: &str, columns: &[&'static str]) -> Self {
        let (name, descending) = asked.strip_prefix('-').map_or((asked, false), |name| (name, true));
        let first = columns.first().copied().unwrap_or_default();
        match columns.iter().find(|c| **c == name) {
            Some(column) => Self { column, descending, is_first: *column == first },
            None => Self { column: first, descending: false, is_first: true },
        }
    }

    /// The column.
    pub const fn column(self) -> &'static str {
        self.column
    }

    /// What to ask the database for, to show one page of `size` rows. Sorted by the
    /// first column it continues behind a key; sorted otherwise, all rows that fit
    /// the search are loaded and sorted here, so lists stay with what one alliance
    /// or the Land has, never with more.
    pub fn asked(self, after: &str, size: usize) -> Asked {
        let after = hex::decode(after).ok().and_then(|b| String::from_utf8(b).ok()).unwrap_or_default();
        let after = after.replace('\0', "\u{fffd}");
        let by_key = self.is_by_key();
        Asked {
            skip: if by_key { 0 } else { after.parse().unwrap_or(0) },
            after: if by_key { after } else { String::new() },
            limit: if by_key { i64::try_from(size + 1).unwrap_or(i64::MAX) } else { MOST },
            size,
        }
    }

    /// One page of what was found, and where the next begins (`?after=`).
    pub fn page<T>(
        self,
        mut rows: Vec<T>,
        asked: &Asked,
        key: impl Fn(&T) -> String,
        compare: impl Fn(&T, &T) -> Ordering,
    ) -> (Vec<T>, Option<String>) {
        if !self.is_by_key() {
            self.apply(&mut rows, compare);
            rows.drain(..asked.skip.min(rows.len()));
        }
        let more = rows.len() > asked.size;
        rows.truncate(asked.size);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|last| if self.is_by_key() { key(last) } else { (asked.skip + asked.size).to_string() });
        (rows, next.map(hex::encode))
    }

    const fn is_by_key(self) -> bool {
        self.is_first && !self.descending
    }

    /// As it stands in the address.
    pub fn key(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.column)
    }

    /// Sorts by whatever the column compares; equal rows keep their order.
    pub fn apply<T>(self, rows: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
        rows.sort_by(|a, b| if self.descending { compare(b, a) } else { compare(a, b) });
    }

    /// The address of the next page, sorted the same way.
    pub fn next(self, kept: &[(&str, &str)], after: &str) -> String {
        let mut query = pairs(kept);
        query.extend([format!("sort={}", self.key()), format!("after={after}")]);
        format!("?{}", query.join("&"))
    }

    /// A column's head: pressing it sorts by it, pressing again turns it round.
    /// `kept` is the rest of the address's query, such as the search.
    pub fn head(self, column: &'static str, path: &str, kept: &[(&str, &str)]) -> SortHead {
        let here = self.column == column;
        let next = Self { column, descending: here && !self.descending, is_first: false };
        let mut query = pairs(kept);
        query.push(format!("sort={}", next.key()));
        SortHead {
            href: format!("{path}?{}", query.join("&")),
            direction: match (here, self.descending) {
                (false, _) => "none",
                (true, false) => "ascending",
                (true, true) => "descending",
            },
        }
    }
}

fn pairs(kept: &[(&str, &str)]) -> Vec<String> {
    let kept = kept.iter().filter(|(_, value)| !value.is_empty());
    kept.map(|(name, value)| format!("{name}={}", crate::query(value))).collect()
}

/// A column's head as the template shows it (`lists.html`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortHead {
    /// Where pressing it leads.
    pub href: String,
    /// `aria-sort`: none, ascending, descending.
    pub direction: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[&str] = &["name", "population"];

    #[test]
    fn the_address_says_how_a_list_is_sorted_and_nonsense_is_passed_over() {
        assert_eq!(Sorting::read("population", COLUMNS).key(), "population");
        assert_eq!(Sorting::read("-name", COLUMNS).key(), "-name");
        for nonsense in ["", "-", "colour", "--name", "name; drop"] {
            assert_eq!(Sorting::read(nonsense, COLUMNS).key(), "name", "{nonsense}");
        }
    }

    #[test]
    fn equal_rows_keep_their_order_both_ways() {
        let mut rows = [(1, 'a'), (2, 'b'), (1, 'c')];
        Sorting::read("-name", COLUMNS).apply(&mut rows, |x, y| x.0.cmp(&y.0));
        assert_eq!(rows, [(2, 'b'), (1, 'a'), (1, 'c')]);
    }

    #[test]
    fn every_row_is_on_exactly_one_page_however_the_list_is_sorted() {
        let all: Vec<(u32, String)> = (0..25).map(|i| (i % 7, format!("{i:02}"))).collect();
        for asked_for in ["name", "-name", "population", "-population"] {
            let sorting = Sorting::read(asked_for, COLUMNS);
            let (mut seen, mut after) = (Vec::new(), String::new());
            loop {
                let asked = sorting.asked(&after, 10);
                let limit = usize::try_from(asked.limit).expect("small");
                let found: Vec<_> = all.iter().filter(|r| r.1 > asked.after).take(limit).cloned().collect();
                let compare = |a: &(u32, String), b: &(u32, String)| match sorting.column() {
                    "population" => a.0.cmp(&b.0),
                    _ => a.1.cmp(&b.1),
                };
                let (rows, next) = sorting.page(found, &asked, |r| r.1.clone(), compare);
                seen.extend(rows);
                match next {
                    Some(next) => after = next,
                    None => break,
                }
            }
            seen.sort_by(|a, b| a.1.cmp(&b.1));
            assert_eq!(seen, all, "{asked_for}");
        }
    }

    #[test]
    fn a_head_sorts_then_turns_round_and_keeps_the_search() {
        let sorting = Sorting::read("name", COLUMNS);
        let head = sorting.head("name", "/territory", &[("q", "bad ems"), ("district", "")]);
        assert_eq!(
            head,
            SortHead { href: "/territory?q=bad%20ems&sort=-name".into(), direction: "ascending" }
        );
        assert_eq!(sorting.head("population", "/territory", &[]).href, "/territory?sort=population");
    }
}
