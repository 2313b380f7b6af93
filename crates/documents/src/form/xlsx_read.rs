//! A returned workbook back to answers by tag. Sheets may have been renamed or
//! moved: the hidden first row says what each one is.

use super::{
    FillableKind, Form, FormError, MOST_BESIDE, Reading, safe,
    slots::{Places, meant},
    xlsx_write::above,
};
use crate::{
    Stop,
    sheet::{Leaf, leaves},
};
use std::collections::HashMap;

/// Reads a returned workbook as an answer to this form.
pub fn read_form_xlsx(bytes: &[u8], form: &Form, stop: &Stop) -> Result<Reading, FormError> {
    let mut package = safe::open(bytes, stop, FormError::NotExcel)?;
    let leaves = leaves(&mut package)?;
    let written = safe::check_key(&mut package, &form.key)?;
    let places = Places::of(form).map_err(|_| FormError::Damaged)?;
    let mut found = Found::default();
    for leaf in &leaves {
        found.leaf(leaf, &places);
    }
    Ok(Reading { written, ..found.reading(&places)? })
}

#[derive(Default)]
struct Found {
    slots: HashMap<usize, Vec<String>>,
    grids: HashMap<usize, Rows>,
    strange: Vec<String>,
    twice: Vec<String>,
}

/// A grid as its sheet says.
#[derive(Default)]
struct Rows {
    /// Which column of the sheet each of its columns is.
    columns: HashMap<usize, u64>,
    cells: Vec<String>,
    numbers: Vec<usize>,
}

impl Found {
    fn leaf(&mut self, leaf: &Leaf, places: &Places<'_>) {
        let Some(marks) = leaf.rows.get(&0) else { return };
        let column_of = |mark: &str| marks.iter().find(|(_, text)| text.trim() == mark).map(|(x, _)| *x);
        let pairs = (0..=MOST_BESIDE).filter_map(|at| {
            let (answers, tags) = above(at);
            Some((column_of(&answers)?, column_of(&tags)?))
        });
        let pairs: Vec<(u64, u64)> = pairs.collect();
        if !pairs.is_empty() {
            for (answers, tags) in pairs {
                self.questions(leaf, answers, tags, places);
            }
            return;
        }
        let grid =
            marks.values().find_map(|text| places.column_by_tag.get(text.trim())).map(|(grid, _)| *grid);
        if let Some(grid) = grid {
            self.grid(leaf, grid, places);
        }
    }

    fn questions(&mut self, leaf: &Leaf, answers: u64, tags: u64, places: &Places<'_>) {
        for (_, row) in leaf.rows.range(1..) {
            let Some(tag) = row.get(&tags).map(|tag| tag.trim()).filter(|tag| !tag.is_empty()) else {
                continue;
            };
            match places.slot_by_tag.get(tag) {
                Some(slot) => {
                    let text = row.get(&answers).cloned().unwrap_or_default();
                    self.slots.entry(*slot).or_default().push(text);
                }
                None => self.strange.push(tag.chars().filter(|c| !c.is_control()).take(80).collect()),
            }
        }
    }

    fn grid(&mut self, leaf: &Leaf, grid: usize, places: &Places<'_>) {
        let (whole, mut found) = (places.grids[grid], Rows::default());
        for (x, tag) in leaf.rows.get(&0).into_iter().flatten() {
            match places.column_by_tag.get(tag.trim()) {
                Some((of, column)) if *of == grid => {
                    if found.columns.insert(*column, *x).is_some() {
                        self.twice.push(format!("{} {}", whole.number, whole.columns[*column].label));
                    }
                }
                _ => self.strange.push(tag.chars().filter(|c| !c.is_control()).take(80).collect()),
            }
        }
        for (y, row) in leaf.rows.range(2..) {
            let cell = |(i, column): (usize, &super::GridColumn)| {
                let text = found.columns.get(&i).and_then(|x| row.get(x)).cloned();
                text.and_then(|text| value(&column.kind, text)).unwrap_or_default()
            };
            let cells: Vec<String> = whole.columns.iter().enumerate().map(cell).collect();
            if cells.iter().any(|cell| !cell.is_empty()) {
                found.cells.extend(cells);
                found.numbers.push(usize::try_from(*y).unwrap_or_default() + 1);
            }
        }
        if self.grids.insert(grid, found).is_some() {
            self.twice.push(format!("{} {}", whole.number, whole.label).trim().to_owned());
        }
    }

    fn reading(mut self, places: &Places<'_>) -> Result<Reading, FormError> {
        let mut reading = Reading::default();
        let mut missing = Vec::new();
        for (at, slot) in places.slots.iter().enumerate() {
            let mut texts = self.slots.remove(&at).unwrap_or_default();
            if texts.len() > 1 {
                self.twice.push(slot.name.clone());
            }
            let Some(text) = texts.pop() else {
                if !slot.input.is_optional {
                    missing.push(slot.name.clone());
                }
                continue;
            };
            let answer = reading.answers.entry(slot.input.tag.clone()).or_default();
            match slot.tick {
                Some(word) => answer.extend(is_ticked(&text).then(|| word.value.clone())),
                None => answer.extend(value(&slot.input.kind, text)),
            }
        }
        for (at, grid) in places.grids.iter().enumerate() {
            let found = self.grids.remove(&at);
            if found.is_none() && grid.is_optional {
                continue;
            }
            let found = found.unwrap_or_default();
            for (i, column) in grid.columns.iter().enumerate() {
                if !found.columns.contains_key(&i) {
                    missing.push(format!("{} {}", grid.number, column.label).trim().to_owned());
                }
            }
            reading.answers.insert(grid.tag.clone(), found.cells);
            reading.rows.insert(grid.tag.clone(), found.numbers);
        }
        if missing.is_empty() && self.twice.is_empty() && self.strange.is_empty() {
            Ok(reading)
        } else {
            Err(FormError::Places { missing, strange: self.strange, twice: self.twice })
        }
    }
}

fn value(kind: &FillableKind, text: String) -> Option<String> {
    (!text.trim().is_empty()).then(|| meant(kind, text))
}

/// Whatever people write into a box to say that it holds.
fn is_ticked(text: &str) -> bool {
    !matches!(text.trim().to_lowercase().as_str(), "" | "nein" | "0" | "falsch" | "-")
}
