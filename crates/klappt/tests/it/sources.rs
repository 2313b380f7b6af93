//! Reads the project's own sources: promises about how it is written.

use std::{fs, path::Path};

/// The project's folder.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Every file of the context crates with this ending: path from the root, and text.
pub fn files(ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let crates = fs::read_dir(root().join("crates")).expect("crates");
    for entry in crates {
        let path = entry.expect("a crate").path();
        walk(&path.join("src"), ending, &mut found);
        walk(&path.join("templates"), ending, &mut found);
    }
    found.sort();
    assert!(!found.is_empty(), "no {ending} files found");
    found
}

fn walk(folder: &Path, ending: &str, found: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, ending, found);
        } else if path.extension().is_some_and(|e| e == ending) {
            let name = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
            let name = name.rsplit_once("crates/").map_or(name.clone(), |(_, rest)| format!("crates/{rest}"));
            found.push((name, fs::read_to_string(&path).expect("readable")));
        }
    }
}

#[test]
fn every_module_says_what_it_is() {
    let silent: Vec<String> = files("rs")
        .into_iter()
        .filter(|(_, text)| !text.trim_start().starts_with("//!"))
        .map(|(name, _)| name)
        .collect();
    assert!(silent.is_empty(), "modules without //!: {silent:#?}");
}

#[test]
fn no_paths_of_a_machine_stand_in_the_tree() {
    for (name, text) in files("rs").into_iter().chain(files("html")).chain(files("ftl")) {
        for path in ["/work/", "/root/", "/home/"] {
            assert!(!text.contains(path) || name.ends_with("it/sources.rs"), "{name} holds {path}");
        }
    }
}
