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

#[cfg(unix)]
#[test]
fn the_system_log_is_told_the_audits_heads_and_may_be_down() {
    let (folder, _) = nothing();
    run(&folder, &["keys", "new"]).is_done();
    let invite = ["user", "invite", "--email", "kim@amt.example", "--name", "Kim", "--role", "operator"];
    let told = [&invite[..], &["--audit-syslog", "log.socket"]].concat();
    run(&folder, &["migrate"]).is_done();
    run(&folder, &told).is_done();
    let listener = std::os::unix::net::UnixDatagram::bind(folder.join("log.socket")).expect("a socket");
    listener.set_nonblocking(true).expect("a socket");
    let again = told.iter().map(|word| word.replace("kim@", "robin@")).collect::<Vec<_>>();
    run(&folder, &again.iter().map(String::as_str).collect::<Vec<_>>()).is_done();
    let mut heard = [0; 2000];
    let length = listener.recv(&mut heard).expect("a head");
    let heard = String::from_utf8_lossy(&heard[..length]).into_owned();
    let heads = fs::read_to_string(folder.join("klappt-journal/audit-heads.log")).expect("heads");
    let last = heads.lines().last().expect("a head");
    assert!(heard.starts_with("<85>") && heard.ends_with(&format!("audit head {last}")), "{heard}");
}
