//! Keys and journal outside the database, as an operator meets them.

use crate::{cli::run, server::Folder};
use std::{fs, path::PathBuf};

/// A folder with nothing in it, and where its keys will lie.
fn nothing() -> (Folder, PathBuf) {
    let folder = Folder::new("outside");
    let file = folder.path().join("klappt.key");
    (folder, file)
}

#[cfg(unix)]
fn allow(file: &PathBuf, mode: u32) {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
    fs::set_permissions(file, mode).expect("a mode");
}

#[test]
fn without_keys_nothing_starts_and_the_way_out_is_named() {
    let (folder, _) = nothing();
    run(&folder, &["migrate"]).refuses("klappt keys new --to klappt.key");
    run(&folder, &["keys", "new"]).is_done().says("klappt.key");
    run(&folder, &["migrate"]).is_done();
}

#[test]
fn keys_are_never_overwritten() {
    let (folder, file) = nothing();
    run(&folder, &["keys", "new"]).is_done();
    let before = fs::read(&file).expect("a file");
    run(&folder, &["keys", "new"]).refuses("nie überschrieben");
    assert_eq!(fs::read(&file).expect("a file"), before);
}

#[cfg(unix)]
#[test]
fn a_key_file_everybody_can_read_is_refused() {
    let (folder, file) = nothing();
    run(&folder, &["keys", "new"]).is_done();
    let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(&file).expect("a file"));
    assert_eq!(mode & 0o777, 0o600, "made for its owner alone");
    allow(&file, 0o644);
    run(&folder, &["migrate"]).refuses("chmod 600");
}

#[test]
fn a_broken_key_file_is_named_with_its_line_and_never_quoted() {
    let (folder, file) = nothing();
    fs::write(&file, "1 0123456789abcdef\n").expect("a file");
    #[cfg(unix)]
    allow(&file, 0o600);
    let ended = run(&folder, &["migrate"]);
    ended.refuses("Zeile 1");
    assert!(!ended.err.contains("0123456789"), "{}", ended.err);
}
