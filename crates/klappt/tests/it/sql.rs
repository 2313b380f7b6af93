//! Promises about SQL: both engines understand every statement, every room reads
//! only its own tables and published views, and statements without an alliance
//! touch no tenant's table.

use crate::sources::{files, root};
use klappt::house;
use std::collections::{BTreeMap, BTreeSet};
use store::Again;
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
    let rooms = [
        ("store", store::BURIALS),
        ("accounts", accounts::BURIALS),
        ("alliances", alliances::BURIALS),
        ("workbooks", workbooks::BURIALS),
        ("cases", cases::BURIALS),
    ];
    for (room, burial) in rooms.iter().flat_map(|(room, burials)| burials.iter().map(move |b| (room, b))) {
        let Again::Sql(statements) = burial.again else { continue };
        let of = |(text, _): &(&str, &[store::Put])| Statement {
            file: format!("crates/{room}/store.rs"),
            room: (*room).to_owned(),
            how: ".across(",
            text: (*text).to_owned(),
        };
        found.extend(statements.iter().map(of));
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
            // Of its own it has the Land's list of rules and the needs it was told of, and
            // nothing of an alliance.
            let is_own = table.starts_with("rule_problem") || table == "steering_need";
            let is_fine = table.starts_with("published_") || is_own;
            assert!(is_fine, "{} reads {table}", s.file);
        }
    }
}

/// Participants' data have no way out of their room: no view, no other room that knows
/// them but the binary, and nobody else's view over their tables.
#[test]
fn participants_stay_in_their_room() {
    let owners = owners();
    let is_theirs = |table: &String| owners.get(table).is_some_and(|room| room == "cases");
    assert!(owners.keys().filter(|t| is_theirs(t)).count() >= 4, "tables of participants");
    for m in house::migrations() {
        let theirs = cases::MIGRATIONS.iter().any(|c| c.name == m.name);
        assert!(!theirs || !m.sql.contains("create view"), "{} publishes", m.name);
        let touched: Vec<String> = tables_named(m.sql).into_iter().filter(is_theirs).collect();
        assert!(theirs || touched.is_empty(), "{} reads {touched:?}", m.name);
    }
    let mut know = Vec::new();
    for entry in std::fs::read_dir(root().join("crates")).expect("crates").flatten() {
        let manifest = std::fs::read_to_string(entry.path().join("Cargo.toml")).unwrap_or_default();
        if manifest.lines().any(|line| line.starts_with("cases")) {
            know.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    assert_eq!(know, ["klappt"], "evaluation above all does not know them");
}

/// Whoever keeps the keys moves them and reads nothing they seal.
#[test]
fn keeping_keys_reads_no_participants_values() {
    let keeping: Vec<Statement> =
        statements().into_iter().filter(|s| s.file.ends_with("cases/src/keys/store.rs")).collect();
    assert!(keeping.len() > 8, "only {} statements", keeping.len());
    for s in keeping {
        for column in ["name_", "birth_date", "contact", "_sealed", "participant_history"] {
            assert!(!s.text.contains(column), "{column} in: {}", s.text);
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
        .filter(|t| !["history", "audit", "tombstone", "role_held", "api_token"].contains(&t.as_str()))
        .collect();
    let mut wrong = Vec::new();
    for s in statements().into_iter().filter(|s| s.how == ".shared(") {
        for table in tables_named(&s.text) {
            // Who comes by a link has no alliance yet.
            let finds_holder = (table.starts_with("assignment_l") || table == "voice_link")
                && s.file.ends_with("workbooks/src/links/store.rs");
            if tenants.contains(&table) && !finds_holder {
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
