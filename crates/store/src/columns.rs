//! The ledger of columns: what each holds, why, and until when, read from the
//! comments behind the columns in the migrations themselves.

use crate::Migration;
use std::collections::BTreeMap;

/// One column's promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// `table.column`
    pub name: String,
    /// Its type, in PostgreSQL's words.
    pub kind: String,
    /// key, public, internal, personal, confidential or secret; empty when not said.
    pub class: String,
    /// Why it is held.
    pub purpose: String,
    /// Until when.
    pub deletion: String,
}

/// Every column of every table, by table. A view's columns are its owner's.
pub fn columns(migrations: &[&Migration]) -> Vec<Column> {
    let mut found: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for migration in migrations {
        let mut table: Option<String> = None;
        for line in migration.sql.lines().map(str::trim) {
            let mut words = line.split_whitespace();
            match (words.next(), words.next(), words.next()) {
                (Some("create"), Some("table"), Some(name)) => table = Some(name.to_owned()),
                (Some("alter"), Some("table"), Some(name)) if line.contains("add column") => {
                    let rest = line.split("add column").nth(1).unwrap_or_default().trim();
                    found.entry(name.to_owned()).or_default().push(column(name, rest));
                }
                // `-- now until | never | table.column table.column`: a later promise.
                (Some("--"), Some("now"), Some("until")) => promise_anew(&mut found, line),
                (Some("drop"), Some("table"), Some(name)) => {
                    found.remove(name.trim_end_matches(';'));
                }
                (Some(");"), ..) => table = None,
                (Some(first), Some(_), _)
                    if table.is_some() && !is_constraint(first) && !first.starts_with("--") =>
                {
                    let name = table.clone().unwrap_or_default();
                    let column = column(&name, line);
                    found.entry(name).or_default().push(column);
                }
                _ => {}
            }
        }
    }
    found.into_values().flatten().collect()
}

/// Takes up what a later migration says about how long columns are kept.
fn promise_anew(found: &mut BTreeMap<String, Vec<Column>>, line: &str) {
    let mut parts = line.split('|').map(str::trim).skip(1);
    let deletion = parts.next().unwrap_or_default();
    let names: Vec<&str> = parts.next().unwrap_or_default().split_whitespace().collect();
    for column in found.values_mut().flatten().filter(|c| names.contains(&c.name.as_str())) {
        deletion.clone_into(&mut column.deletion);
    }
}

fn is_constraint(word: &str) -> bool {
    ["primary", "unique", "foreign", "check", "constraint", "check("].iter().any(|c| word.starts_with(c))
}

fn column(table: &str, line: &str) -> Column {
    let mut words = line.split_whitespace();
    let name = words.next().unwrap_or_default();
    let kind = words.next().unwrap_or_default().trim_end_matches([',', ';']).to_owned();
    let said: Vec<&str> =
        line.split_once("--").map(|(_, said)| said.split('|').map(str::trim).collect()).unwrap_or_default();
    let part = |i: usize| said.get(i).copied().unwrap_or_default().to_owned();
    Column { name: format!("{table}.{name}"), kind, class: part(0), purpose: part(1), deletion: part(2) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_migration_can_promise_anew_how_long_a_column_is_kept() {
        let first = Migration {
            name: "1_create_thing",
            sql: "create table thing (\n  id uuid, -- key | names it | with the alliance\n  word text -- internal | what it says | with the alliance\n);",
        };
        let later = Migration { name: "2_keep_thing", sql: "-- now until | never | thing.id" };
        let kept: Vec<_> = columns(&[&first, &later]).into_iter().map(|c| (c.name, c.deletion)).collect();
        let said = |name: &str, until: &str| (name.to_owned(), until.to_owned());
        assert_eq!(kept, [said("thing.id", "never"), said("thing.word", "with the alliance")]);
    }
}
