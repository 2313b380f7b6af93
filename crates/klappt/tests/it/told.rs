//! Whatever the audit says has a German name: acts, tables, fields. A new one that nobody
//! named would stand in English between German words.

use crate::sources::files;
use klappt::house;
use std::collections::BTreeSet;
use web::Texts;

const ROW: &str = "0191d5a0-2f31-7a11-b1ee-000000000001";

/// Texts at such places that say nothing that was done.
const NO_ACTS: [&str; 3] = ["a municipality or district", "{} {}", "{said}: slowed"];

/// Acts that end in a word chosen elsewhere, with all they can end in.
const ENDINGS: [(&str, &[&str]); 12] = [
    ("all sessions{tokens} of person {person} ended", &["", " and tokens"]),
    ("other sessions{tokens} of person {person} ended", &["", " and tokens"]),
    ("session of person {} begun{}", &["", " by central account"]),
    ("session of person {person} begun with {}", &["app", "passkey", "recovery code"]),
    ("{} of alliance {} changed", &["office", "board_lead"]),
    (
        "assignment {id} {said}",
        &["reminded", "given another day", "more time refused", "given a new link", "ended"],
    ),
    ("assignment {} {said}", &["declined", "somebody suggested", "more time asked for"]),
    ("{} {} reported", &["talk", "hindrance"]),
    ("{} {id} entered", &["hindrance", "workshop"]),
    ("voice {id} {}", &["received", "accepted", "struck"]),
    ("wave {} {what}", &["own deadline set", "refusal noted", "refusal taken back"]),
    (
        "wave {id} {what}",
        &[
            "planned",
            "plan changed",
            "alliances picked",
            "opened",
            "deadline moved",
            "asked one more",
            "closed",
            "opened again",
        ],
    ),
];

/// The first text of each call that ends a unit of work, and of `let subject = …`.
fn subjects() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let quiet = ["crates/bench/", "crates/testkit/", "crates/store/src/db.rs"];
    for (file, text) in files("rs") {
        if quiet.iter().any(|part| file.starts_with(part)) {
            continue;
        }
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for call in [".commit(", "let subject = ", "let what = format!("] {
            for piece in text.split(call).skip(1) {
                let arguments = piece.split([';', '?']).next().unwrap_or_default();
                let Some(literal) = arguments.split('"').nth(1) else { continue };
                let literal = literal.replace("\\\n", " ");
                let is_said =
                    literal.contains(' ') && literal.starts_with(|c: char| c == '{' || c.is_lowercase());
                if is_said && !NO_ACTS.contains(&literal.as_str()) {
                    found.insert(literal.split_whitespace().collect::<Vec<_>>().join(" "));
                }
            }
        }
    }
    assert!(found.len() > 100, "the sources are read: {found:#?}");
    found
}

/// `wave {id} closed` with a key in place of what stands in braces.
fn with_keys(literal: &str) -> String {
    let mut out = String::new();
    let mut rest = literal;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        out.push_str(ROW);
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    out + rest
}

/// All that a subject with a chosen word can be.
fn spoken(literal: &str) -> Vec<String> {
    let Some((_, endings)) = ENDINGS.iter().find(|(known, _)| *known == literal) else {
        return vec![with_keys(literal)];
    };
    let chosen = ["{tokens}", "{said}", "{what}"].into_iter().find(|part| literal.contains(part));
    let fill = |ending: &&str| match chosen {
        Some(part) => literal.replace(part, ending),
        None if literal.starts_with("{}") => literal.replacen("{}", ending, 1),
        None => literal.strip_suffix("{}").map(|head| format!("{head}{ending}")).unwrap_or_default(),
    };
    endings.iter().map(fill).map(|subject| with_keys(&subject)).collect()
}

#[test]
fn every_act_has_german_words() {
    let texts = Texts::german(&house::text_files());
    let tried = [
        "sign-in tried",
        "own password asked for",
        "reset link asked for",
        "second factor tried",
        "passkey tried",
        "unknown token tried",
        "another address asked for",
        "sign-in by central account tried",
    ];
    let mut missing = BTreeSet::new();
    let literals = subjects();
    let subjects = literals.iter().flat_map(|literal| spoken(literal));
    for subject in subjects.chain(tried.map(str::to_owned)) {
        let (id, _) = web::act(&subject);
        if !texts.has(&id) {
            missing.insert(format!("{id} ({subject})"));
        }
    }
    assert!(missing.is_empty(), "name them in told.de.ftl: {missing:#?}");
}

#[test]
fn every_letter_has_german_words() {
    let texts = Texts::german(&house::text_files());
    let mut missing = BTreeSet::new();
    for (_, text) in house::text_files().into_iter().flatten() {
        let subjects = text.lines().filter_map(|line| line.split_once("-subject = "));
        for (sort, _) in subjects.filter(|(sort, _)| sort.contains("letter-") || sort.contains("-told-")) {
            let (id, _) = web::act(&format!("{sort} sent to person {ROW}"));
            if !["wave-letter", "board-field-letter"].contains(&sort) && !texts.has(&id) {
                missing.insert(id);
            }
        }
    }
    assert!(missing.is_empty(), "name them in told.de.ftl: {missing:#?}");
}

#[test]
fn every_table_and_every_field_that_is_shown_has_a_german_name() {
    let texts = Texts::german(&house::text_files());
    let mut ids = BTreeSet::new();
    for column in store::columns(&house::migrations()) {
        let (table, name) = column.name.split_once('.').expect("table.column");
        ids.insert(web::table_id(table));
        if ["personal", "confidential"].contains(&column.class.as_str()) {
            ids.insert(web::column_id(name));
        }
    }
    let (routes, _) = web::routes().and(house::routes()).into_parts();
    for field in routes.iter().filter_map(|route| route.shows).flat_map(|look| look.fields.split(", ")) {
        let (table, column) = field.split_once('.').unwrap_or((field, ""));
        ids.insert(web::table_id(table));
        ids.extend(Some(web::column_id(column)).filter(|_| !column.is_empty()));
    }
    assert!(ids.len() > 80, "the lists are read");
    ids.retain(|id| !texts.has(id));
    assert!(ids.is_empty(), "name them in told.de.ftl: {ids:#?}");
}
