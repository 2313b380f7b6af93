//! Finding the instruments of the repository.

use instrument::Instrument;
use std::fs;
use std::path::{Path, PathBuf};

pub fn instruments() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../instruments")
}

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The instrument in that file; a finding fails the test.
pub fn load(path: &Path) -> Instrument {
    let name = path.display().to_string();
    Instrument::parse(&name, &read(path)).unwrap_or_else(|findings| {
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        panic!("{}", lines.join("\n"))
    })
}

/// Every `instruments/<key>/v<version>/` folder, sorted.
pub fn versions() -> Vec<PathBuf> {
    let mut versions: Vec<PathBuf> = folders(&instruments()).iter().flat_map(|key| folders(key)).collect();
    versions.sort();
    versions
}

fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).unwrap_or_else(|e| panic!("{}: {e}", of.display()));
    entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect()
}

pub fn golden(version: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(version.join("golden")).expect("a folder of golden answers");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}
