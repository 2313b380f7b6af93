//! Every text that is asked for exists, and every text that exists is asked for.

use crate::sources::files;
use klappt::house;
use std::collections::{BTreeMap, BTreeSet};

/// Ids defined, with the file that defines them.
fn defined() -> BTreeMap<String, &'static str> {
    let mut ids = BTreeMap::new();
    for (file, text) in house::text_files().into_iter().flatten() {
        for line in text.lines() {
            let Some((id, _)) = line.split_once(" =") else { continue };
            if !line.starts_with([' ', '#', '-', '.', '*', '[', '}']) {
                assert_eq!(ids.insert(id.trim().to_owned(), *file), None, "{id} stands twice");
            }
        }
    }
    ids
}

/// Every string literal in Rust and templates that looks like an id.
fn literals() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, text) in files("rs").into_iter().chain(files("html")).chain(files("svg")) {
        for piece in text.split('"') {
            let plain = !piece.is_empty()
                && piece.len() < 80
                && piece
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_');
            if plain {
                found.insert(piece.to_owned());
            }
        }
        // ?done=… names a message after an action.
        for piece in text.split("done=").skip(1) {
            let id: String = piece
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '-' || c.is_ascii_digit())
                .collect();
            found.insert(format!("done-{id}"));
        }
    }
    found
}

#[test]
fn every_text_asked_for_directly_exists() {
    let ids = defined();
    let mut missing = BTreeSet::new();
    for (file, text) in files("rs").into_iter().chain(files("html")) {
        if file.starts_with("crates/testkit") || file.starts_with("crates/bench") {
            continue;
        }
        for call in [".say(\"", "shell(\"", ".retitled(\""] {
            for piece in text.split(call).skip(1) {
                let id = piece.split('"').next().unwrap_or_default();
                let is_id = id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
                if is_id && !ids.contains_key(id) && !piece[id.len()..].starts_with("\", ") {
                    missing.insert(format!("{file}: {id}"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "texts asked for but not written: {missing:#?}");
}

#[test]
fn every_text_is_used_somewhere() {
    let literals = literals();
    // Put together from a prefix and a key (`say_of`): used when the prefix stands in the code.
    let used = |id: &str| {
        literals.contains(id)
            || id.strip_prefix("done-").is_some_and(|rest| literals.contains(rest))
            || id.match_indices('-').any(|(at, _)| literals.contains(&id[..at]))
            || id.match_indices('-').any(|(at, _)| literals.contains(&id[..=at]))
            || id
                .rsplit_once('-')
                .is_some_and(|(head, end)| ["title", "help"].contains(&end) && literals.contains(head))
    };
    let unused: Vec<String> = defined().into_keys().filter(|id| !used(id)).collect();
    assert!(unused.is_empty(), "texts nobody asks for: {unused:#?}");
}

#[test]
fn users_are_addressed_plainly() {
    for (file, text) in house::text_files().into_iter().flatten() {
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let words = line.split_once('=').map_or(line, |(_, words)| words);
            assert!(!words.contains('!'), "{file}: no exclamation marks: {line}");
        }
    }
}
