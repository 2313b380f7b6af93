//! Promises about SQL: both engines understand every statement, every room reads
//! only its own tables and published views, and statements without an alliance
//! touch no tenant's table.

use crate::sources::files;
use klappt::house;
use std::collections::{BTreeMap, BTreeSet};
use testkit::TestApp;

struct Statement {
    file: String,
    room: String,
    how: &'static str,
    text: String,
}

/// Every statement in the sources: the literal behind `.sql(`, `.shared(`, `.across(`.
fn statements() -> Vec<Statement> {
    let mut found = Vec::new();
    for (file, source) in files("rs") {
        if file.starts_with("crates/testkit") || file.starts_with("crates/bench") {
            continue;
        }
        // Tests and examples in comments run nothing on anybody's tables.
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
        let source = code.collect::<Vec<_>>().join("\n");
        for how in [".sql(", ".shared(", ".across("] {
            for piece in source.split(how).skip(1) {
                let Some((before, rest)) = piece.split_once('"') else { continue };
                // The literal is the second argument: only the permit stands before it.
                if before.contains(';') || before.contains('{') || before.matches(',').count() != 1 {
                    continue;
                }
                let room = file.split('/').nth(1).unwrap_or_default().to_owned();
                found.push(Statement { file: file.clone(), room, how, text: literal(rest) });
            }
        }
    }
    assert!(found.len() > 40, "only {} statements found", found.len());
    found
}

/// A Rust string literal's value, from behind its opening quote.
fn literal(source: &str) -> String {
    let mut out = String::new();
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' => match chars.next() {
                Some('\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
                Some('n') => out.push('\n'),
                Some(other) => out.push(other),
                None => break,
            },
            c => out.push(c),
        }
    }
    out
}

/// Words that stand where a table is named.
fn tables_named(sql: &str) -> BTreeSet<String> {
    let lower = sql.to_lowercase().replace(['(', ')', ','], " ");
    let words: Vec<&str> = lower.split_whitespace().collect();
    words
        .windows(2)
        .filter(|w| matches!(w[0], "from" | "join" | "into" | "update"))
        .map(|w| w[1].to_owned())
        .filter(|w| w != "set" && w != "select" && w != "excluded")
        .collect()
}

/// Table → room that owns it; view → room.
fn owners() -> BTreeMap<String, String> {
    let rooms = [
        ("store", store::MIGRATIONS),
        ("accounts", accounts::MIGRATIONS),
        ("alliances", alliances::MIGRATIONS),
        ("workbooks", workbooks::MIGRATIONS),
        ("cases", cases::MIGRATIONS),
        ("evaluation", evaluation::MIGRATIONS),
    ];
    let mut owners = BTreeMap::new();
    for (room, migrations) in rooms {
        for m in migrations {
            for line in m.sql.lines().map(str::trim) {
                for start in ["create table ", "create view ", "create or replace view "] {
                    if let Some(rest) = line.strip_prefix(start) {
                        let name = rest.split([' ', '(']).next().unwrap_or_default();
                        owners.insert(name.to_owned(), room.to_owned());
                    }
                }
            }
        }
    }
    owners.insert("legal_page".to_owned(), "klappt".to_owned());
    owners
}

#[tokio::test]
async fn the_engine_understands_every_statement() {
    let app = TestApp::start().await;
    let mut wrong = Vec::new();
    for s in statements() {
        if let Err(e) = app.db().understands(&s.text).await {
            wrong.push(format!("{}: {e}: {}", s.file, s.text));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_room_reads_its_own_tables_and_published_views_only() {
    let owners = owners();
    let mut wrong = Vec::new();
    for s in statements() {
        for table in tables_named(&s.text) {
            let Some(owner) = owners.get(&table) else { continue };
            if *owner != s.room && !table.starts_with("published_") {
                wrong.push(format!("{} reads {table} of {owner}", s.file));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn evaluation_reads_published_views_only() {
    for s in statements().into_iter().filter(|s| s.room == "evaluation") {
        for table in tables_named(&s.text) {
            assert!(table.starts_with("published_"), "{} reads {table}", s.file);
        }
    }
}

#[test]
fn statements_without_an_alliance_touch_no_tenants_table() {
    let migrations = house::migrations();
    let tenants: BTreeSet<String> = store::columns(&migrations)
        .into_iter()
        .filter_map(|c| c.name.strip_suffix(".alliance_id").map(str::to_owned))
        // The ground floor's own lists, and what belongs to a person rather than an alliance.
        .filter(|t| !["history", "audit", "tombstone", "role_held"].contains(&t.as_str()))
        .collect();
    let mut wrong = Vec::new();
    for s in statements().into_iter().filter(|s| s.how == ".shared(") {
        for table in tables_named(&s.text) {
            if tenants.contains(&table) {
                wrong.push(format!("{} touches {table} without an alliance: {}", s.file, s.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn sql_stands_in_store_files_only() {
    for s in statements() {
        let name = s.file.rsplit('/').next().unwrap_or_default();
        let fits = name == "store.rs"
            || s.file.contains("/store/")
            || s.room == "store"
            || name == "waves.rs"
            || s.file.ends_with("returns/mod.rs");
        assert!(fits, "{} holds SQL", s.file);
    }
}
