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
