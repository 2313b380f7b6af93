//! Lists that can be sorted: by which column stands in the address (`?sort=name`,
//! `?sort=-population` for the other way round), so that a link shows the same view.

use std::cmp::Ordering;

/// By which column a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sorting {
    column: &'static str,
    descending: bool,
}

impl Sorting {
    /// What the address asks for; the first column when it asks for nothing known.
    pub fn read(asked: &str, columns: &[&'static str]) -> Self {
        let (name, descending) = asked.strip_prefix('-').map_or((asked, false), |name| (name, true));
        let known = columns.iter().find(|c| **c == name);
        match known {
            Some(column) => Self { column, descending },
            None => Self { column: columns.first().copied().unwrap_or_default(), descending: false },
        }
    }

    /// The column.
    pub const fn column(self) -> &'static str {
        self.column
    }

    /// As it stands in the address.
    pub fn key(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.column)
    }

    /// Sorts by whatever the column compares; equal rows keep their order.
    pub fn apply<T>(self, rows: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
        rows.sort_by(|a, b| if self.descending { compare(b, a) } else { compare(a, b) });
    }

    /// A column's head: pressing it sorts by it, pressing again turns it round.
    /// `kept` is the rest of the address's query, such as the search.
    pub fn head(self, column: &'static str, path: &str, kept: &[(&str, &str)]) -> SortHead {
        let here = self.column == column;
        let next = Self { column, descending: here && !self.descending };
        let pairs = kept.iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={}", crate::query(value)))
            .chain([format!("sort={}", next.key())])
            .collect();
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
