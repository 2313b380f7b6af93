//! The one gate for cells about people that leave an alliance (R-NOA-26, R-CON-06):
//! counts below [`MINIMUM`] are hidden, and as many others with them as are needed so
//! that no hidden count can be worked out from what is shown.
//!
//! A cell is safe when what is shown leaves it room for values at least [`MINIMUM`]
//! apart. How much room there is, is a question of flows: the table with its totals is
//! a network whose nodes are rows and columns and whose arcs are cells. A hidden cell
//! can grow or shrink only along with others that are hidden too (Cox, "Network models
//! for complementary cell suppression", JASA 1995). Zero is shown: that nobody is
//! concerned says nothing of anybody.

/// Counts of people below this are not told; zero is.
pub const MINIMUM: u64 = 5;

/// A table as it may leave; `None` is hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosed {
    /// The cells, row by row.
    pub cells: Vec<Vec<Option<u64>>>,
    /// The sum of each row.
    pub row_totals: Vec<Option<u64>>,
    /// The sum of each column.
    pub column_totals: Vec<Option<u64>>,
    /// The sum of everything.
    pub total: Option<u64>,
}

/// A single count, told by itself.
pub const fn gate_one(count: u64) -> Option<u64> {
    if is_small(count) { None } else { Some(count) }
}

/// Counts that are told together with their sum.
pub fn gate_list(counts: &[u64]) -> (Vec<Option<u64>>, Option<u64>) {
    let table = Network::new(&[counts.to_vec()], false).gated();
    let mut cells = table.cells;
    (cells.pop().unwrap_or_default(), table.row_totals.first().copied().flatten())
}

/// A table that is told with the sums of its rows and columns. Rows shorter than the
/// longest are filled with zero.
pub fn gate_table(counts: &[Vec<u64>]) -> Disclosed {
    Network::new(counts, true).gated()
}

const fn is_small(count: u64) -> bool {
    count > 0 && count < MINIMUM
}

/// The table with its totals in the last row and column.
struct Network {
    rows: usize,
    columns: usize,
    values: Vec<u64>,
    hidden: Vec<bool>,
    /// Totals of columns that are not told at all.
    untold: Vec<bool>,
}

impl Network {
    fn new(counts: &[Vec<u64>], tells_columns: bool) -> Self {
        let (rows, columns) = (counts.len(), counts.iter().map(Vec::len).max().unwrap_or(0));
        let mut values = Vec::with_capacity((rows + 1) * (columns + 1));
        let mut below = vec![0_u64; columns + 1];
        for row in counts {
            let from = values.len();
            values.extend((0..columns).map(|at| row.get(at).copied().unwrap_or(0)));
            values.push(values[from..].iter().fold(0, |sum: u64, one| sum.saturating_add(*one)));
            for (sum, one) in below.iter_mut().zip(&values[from..]) {
                *sum = sum.saturating_add(*one);
            }
        }
        values.extend(below);
        let mut network = Self {
            rows,
            columns,
            hidden: vec![false; values.len()],
            untold: vec![false; values.len()],
            values,
        };
        for column in (0..=columns).filter(|_| !tells_columns) {
            let at = network.at(rows, column);
            network.untold[at] = true;
        }
        network
    }

    fn at(&self, row: usize, column: usize) -> usize {
        row * (self.columns + 1) + column
    }

    /// Free to take another value, as far as the reader knows.
    fn is_free(&self, at: usize) -> bool {
        self.hidden[at] || self.untold[at]
    }

    /// From which node to which a growing cell leads: rows come first, columns after
    /// them. Totals lead the other way than what they add up.
    fn arc(&self, at: usize) -> (usize, usize) {
        let (row, column) = (at / (self.columns + 1), at % (self.columns + 1));
        let (row_node, column_node) = (row, self.rows + 1 + column);
        if (row == self.rows) == (column == self.columns) {
            (row_node, column_node)
        } else {
            (column_node, row_node)
        }
    }

    /// The cells of a row or column, with its total.
    fn cells_at(&self, node: usize) -> impl Iterator<Item = usize> + use<> {
        let width = self.columns + 1;
        let (from, step, count) = if node <= self.rows {
            (node * width, 1, width)
        } else {
            (node - self.rows - 1, width, self.rows + 1)
        };
        (0..count).map(move |n| from + n * step)
    }

    fn gated(mut self) -> Disclosed {
        let small: Vec<usize> =
            (0..self.values.len()).filter(|&at| is_small(self.values[at]) && !self.untold[at]).collect();
        for &at in &small {
            self.hidden[at] = true;
        }
        // Each round hides at least one cell more, so there is an end.
        while let Some(&open) = small.iter().find(|&&at| self.room(at) < MINIMUM) {
            let companions = self.companions(open);
            if companions.is_empty() {
                break;
            }
            for at in companions {
                self.hidden[at] = true;
            }
        }
        self.told()
    }

    /// What to hide along with `open` so that it can grow or shrink: the cheapest way
    /// round through the table, which hides the fewest people. Where the ways there are
    /// hidden already, and too narrow, the cheapest cell anywhere in the table; among
    /// equally cheap ones, one in the row or column of `open`.
    fn companions(&self, open: usize) -> Vec<usize> {
        let (tail, head) = self.arc(open);
        // Shrinking ends at zero soon, so that growing comes first.
        for (source, sink) in [(head, tail), (tail, head)] {
            let way = self.cheapest(source, sink, open).unwrap_or_default();
            let new: Vec<usize> = way.into_iter().filter(|&at| !self.is_free(at)).collect();
            if !new.is_empty() {
                return new;
            }
        }
        let beside = [tail, head].into_iter().flat_map(|node| self.cells_at(node));
        let cheapest = beside.chain(0..self.values.len()).filter(|&at| !self.is_free(at));
        cheapest.min_by_key(|&at| self.cost(at)).into_iter().collect()
    }

    /// What it costs to hide a cell: the people in it, and far more for a total.
    fn cost(&self, at: usize) -> u64 {
        let (row, column) = (at / (self.columns + 1), at % (self.columns + 1));
        match self.is_free(at) {
            true => 0,
            false if row == self.rows || column == self.columns => {
                self.values[at].saturating_add(u64::MAX / 4096)
            }
            false => self.values[at].saturating_add(1),
        }
    }

    /// The cheapest way from one node to another over cells other than `but`. A cell
    /// that would have to shrink below zero is no way.
    fn cheapest(&self, source: usize, sink: usize, but: usize) -> Option<Vec<usize>> {
        let nodes = self.rows + self.columns + 2;
        let mut best = vec![u64::MAX; nodes];
        let mut came: Vec<Option<(usize, usize)>> = vec![None; nodes];
        let mut ahead = std::collections::BTreeSet::from([(0_u64, source)]);
        best[source] = 0;
        while let Some((cost, node)) = ahead.pop_first() {
            for cell in self.cells_at(node).filter(|&cell| cell != but) {
                let (tail, head) = self.arc(cell);
                let next = if tail == node { head } else { tail };
                // What can hardly shrink gives hardly any room.
                let goes = tail == node
                    || self.values[cell] >= MINIMUM
                    || self.is_free(cell) && self.values[cell] > 0;
                let reached = cost.saturating_add(self.cost(cell));
                if goes && reached < best[next] {
                    ahead.remove(&(best[next], next));
                    best[next] = reached;
                    came[next] = Some((cell, node));
                    ahead.insert((reached, next));
                }
            }
        }
        let mut way = Vec::new();
        let mut node = sink;
        while let Some((cell, before)) = came[node].filter(|_| node != source) {
            way.push(cell);
            node = before;
        }
        (node == source && !way.is_empty()).then_some(way)
    }

    /// How far apart the largest and the smallest value are that a hidden cell can have.
    fn room(&self, at: usize) -> u64 {
        let (from, to) = self.arc(at);
        let most = MINIMUM;
        let up = self.flow(to, from, at, most);
        let down = self.flow(from, to, at, most).min(self.values[at]);
        up.saturating_add(down)
    }

    /// How much can go from one node to another over free cells other than `but`,
    /// up to `most`. Growing has no limit, shrinking ends at zero.
    fn flow(&self, source: usize, sink: usize, but: usize, most: u64) -> u64 {
        let nodes = self.rows + self.columns + 2;
        let mut changed = vec![0_i128; self.values.len()];
        let mut total = 0_u64;
        while total < most {
            // The shortest way with something left on every step.
            let mut came: Vec<Option<(usize, bool)>> = vec![None; nodes];
            let mut ahead = std::collections::VecDeque::from([source]);
            let mut seen = vec![false; nodes];
            seen[source] = true;
            while let Some(node) = ahead.pop_front() {
                for cell in self.cells_at(node).filter(|&cell| cell != but && self.is_free(cell)) {
                    let (tail, head) = self.arc(cell);
                    let shrinks = head == node && i128::from(self.values[cell]) + changed[cell] > 0;
                    let (next, grows) = match (tail == node, shrinks) {
                        (true, _) => (head, true),
                        (false, true) => (tail, false),
                        _ => continue,
                    };
                    if !seen[next] {
                        seen[next] = true;
                        came[next] = Some((cell, grows));
                        ahead.push_back(next);
                    }
                }
            }
            if !seen[sink] {
                break;
            }
            let mut way = Vec::new();
            let mut node = sink;
            while let Some((cell, grows)) = came[node].filter(|_| node != source) {
                way.push((cell, grows));
                let (tail, head) = self.arc(cell);
                node = if grows { tail } else { head };
            }
            let left = |&(cell, grows): &(usize, bool)| {
                if grows {
                    u64::MAX
                } else {
                    u64::try_from(i128::from(self.values[cell]) + changed[cell]).unwrap_or(u64::MAX)
                }
            };
            let step = way.iter().map(left).min().unwrap_or(0).min(most - total);
            for (cell, grows) in way {
                changed[cell] += if grows { i128::from(step) } else { -i128::from(step) };
            }
            total += step;
        }
        total
    }

    fn told(&self) -> Disclosed {
        let cell = |row, column| {
            let at = self.at(row, column);
            (!self.is_free(at)).then(|| self.values[at])
        };
        let row = |row| (0..self.columns).map(|column| cell(row, column)).collect();
        Disclosed {
            cells: (0..self.rows).map(row).collect(),
            row_totals: (0..self.rows).map(|row| cell(row, self.columns)).collect(),
            column_totals: (0..self.columns).map(|column| cell(self.rows, column)).collect(),
            total: cell(self.rows, self.columns),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Chance, Seeded};

    fn shown(cells: &[Option<u64>]) -> String {
        cells.iter().map(|c| c.map_or("·".to_owned(), |n| n.to_string())).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_single_small_count_is_hidden_and_zero_is_told() {
        assert_eq!([0, 1, 4, 5].map(gate_one), [Some(0), None, None, Some(5)]);
    }

    #[test]
    fn a_hidden_count_takes_the_smallest_other_with_it() {
        let (cells, total) = gate_list(&[3, 40, 12, 0]);
        assert_eq!((shown(&cells).as_str(), total), ("· 40 · 0", Some(55)));
        let (cells, total) = gate_list(&[20, 40, 0]);
        assert_eq!((shown(&cells).as_str(), total), ("20 40 0", Some(60)));
    }

    #[test]
    fn two_small_counts_that_together_are_small_take_a_third_with_them() {
        // 1 and 2 hidden would tell that together they are 3.
        let (cells, total) = gate_list(&[1, 2, 30, 9]);
        assert_eq!((shown(&cells).as_str(), total), ("· · 30 ·", Some(42)));
    }

    #[test]
    fn a_small_sum_is_hidden_itself() {
        let (cells, total) = gate_list(&[3]);
        assert_eq!((shown(&cells).as_str(), total), ("·", None));
        let (cells, total) = gate_list(&[0, 2]);
        assert_eq!((cells[1], total), (None, None));
        assert_eq!(gate_list(&[]), (vec![], Some(0)));
    }

    #[test]
    fn in_a_table_a_hidden_count_stands_in_a_rectangle_of_hidden_ones() {
        let table = gate_table(&[vec![2, 30, 40], vec![50, 60, 70], vec![80, 90, 99]]);
        let rows: Vec<String> = table.cells.iter().map(|row| shown(row)).collect();
        assert_eq!(rows, ["· · 40", "· · 70", "80 90 99"]);
        assert_eq!(table.total, Some(521));
        assert_eq!(shown(&table.row_totals), "72 180 269");
    }

    /// All values a cell can have, by trying every table of small numbers that fits
    /// what is shown.
    fn possible(counts: &[Vec<u64>], told: &Disclosed, limit: u64, row: usize, column: usize) -> (u64, u64) {
        let (rows, columns) = (counts.len(), counts[0].len());
        let mut range = (u64::MAX, 0);
        let mut cells = vec![0_u64; rows * columns];
        loop {
            let sum_row = |r: usize| cells[r * columns..(r + 1) * columns].iter().sum::<u64>();
            let sum_column = |c: usize| (0..rows).map(|r| cells[r * columns + c]).sum::<u64>();
            let fits = (0..rows).all(|r| told.row_totals[r].is_none_or(|t| t == sum_row(r)))
                && (0..columns).all(|c| told.column_totals[c].is_none_or(|t| t == sum_column(c)))
                && told.total.is_none_or(|t| t == cells.iter().sum::<u64>())
                && (0..rows * columns)
                    .all(|i| told.cells[i / columns][i % columns].is_none_or(|v| v == cells[i]));
            if fits {
                let value = cells[row * columns + column];
                range = (range.0.min(value), range.1.max(value));
            }
            let Some(next) = cells.iter().position(|c| *c < limit) else { return range };
            cells[next] += 1;
            cells[..next].fill(0);
        }
    }

    #[test]
    fn no_small_count_of_any_small_table_can_be_worked_out() {
        let chance = Seeded::fixed(4);
        let mut byte = [0_u8; 4];
        for _ in 0..25 {
            chance.fill(&mut byte);
            // At most 11: trying every table up to 11 sees every room of five.
            let counts: Vec<Vec<u64>> =
                byte.chunks(2).map(|row| row.iter().map(|b| u64::from(b % 12)).collect()).collect();
            let told = gate_table(&counts);
            for (row, cells) in counts.iter().enumerate() {
                for (column, count) in cells.iter().enumerate().filter(|(_, count)| is_small(**count)) {
                    assert_eq!(told.cells[row][column], None, "{counts:?} {count}");
                    let (least, most) = possible(&counts, &told, 17, row, column);
                    assert!(most - least >= MINIMUM, "{counts:?} tells {least} to {most} in {told:?}");
                }
            }
            for (row, cells) in told.cells.iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    assert!(cell.is_none_or(|told| told == counts[row][column]), "what is told is true");
                }
            }
        }
    }
}
