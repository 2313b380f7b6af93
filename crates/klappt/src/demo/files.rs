//! The demo's choices, as they stand in the programme's folder.

use anyhow::{Context, Result, ensure};
use base::Day;
use std::collections::BTreeMap;

macro_rules! programme {
    ($file:literal) => {
        include_str!(concat!("../../../../programmes/gemeinsam-klappts/demo/", $file))
    };
}

/// The steps of three alliances through the needs-and-offers analysis, as JSON.
pub const STAGES: &str = programme!("stages.json");

/// One alliance and what became of it.
pub struct AllianceRow {
    pub slug: String,
    pub name: String,
    /// AGS or district key.
    pub seat: String,
    pub office_placement: String,
    pub focus: String,
    /// new, attached, none
    pub core_group: String,
    pub earlier_programme: String,
    /// complete, partial, outstanding, declined; empty when it is no longer there
    pub return_state: String,
    pub returned_on: Option<Day>,
}

/// One act.
pub struct AccessionRow {
    pub on: Day,
    pub alliance: String,
    /// AGS or district key.
    pub body: String,
    /// joined, left, switched
    pub act: String,
}

pub fn day(text: &str) -> Day {
    text.parse().expect("a day that exists")
}

pub fn alliances() -> Result<Vec<AllianceRow>> {
    rows(programme!("alliances.csv"))?
        .into_iter()
        .map(|mut row| {
            let returned_on = take(&mut row, "returned_on")?;
            Ok(AllianceRow {
                slug: take(&mut row, "slug")?,
                name: take(&mut row, "name")?,
                seat: take(&mut row, "seat")?,
                office_placement: take(&mut row, "office_placement")?,
                focus: take(&mut row, "focus")?,
                core_group: take(&mut row, "core_group")?,
                earlier_programme: take(&mut row, "earlier_programme")?,
                return_state: take(&mut row, "return_state")?,
                returned_on: (!returned_on.is_empty()).then(|| day(&returned_on)),
            })
        })
        .collect()
}

/// All acts, in the order of their days.
pub fn accessions() -> Result<Vec<AccessionRow>> {
    let mut acts = rows(programme!("accessions.csv"))?
        .into_iter()
        .map(|mut row| {
            Ok(AccessionRow {
                on: day(&take(&mut row, "on")?),
                alliance: take(&mut row, "alliance")?,
                body: take(&mut row, "body")?,
                act: take(&mut row, "act")?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    acts.sort_by_key(|a| a.on);
    Ok(acts)
}

/// The actor types in each alliance's core group, by its slug.
pub fn core_group_actors() -> Result<BTreeMap<String, Vec<String>>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mut row in rows(programme!("core_group_actors.csv"))? {
        let actor = take(&mut row, "actor_type")?;
        found.entry(take(&mut row, "alliance")?).or_default().push(actor);
    }
    Ok(found)
}

type Row = BTreeMap<String, String>;

fn take(row: &mut Row, name: &str) -> Result<String> {
    row.remove(name).with_context(|| format!("a column {name}"))
}

/// Rows of a small CSV file without quotes inside quotes.
fn rows(text: &str) -> Result<Vec<Row>> {
    let mut lines = text.lines();
    let heads = fields(lines.next().context("a head")?);
    lines
        .filter(|line| !line.is_empty())
        .map(|line| {
            let fields = fields(line);
            ensure!(fields.len() == heads.len(), "{line}");
            Ok(heads.iter().cloned().zip(fields).collect())
        })
        .collect()
}

fn fields(line: &str) -> Vec<String> {
    let (mut all, mut field, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => all.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    all.push(field);
    all
}
