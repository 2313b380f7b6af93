//! Collects the published instruments at build time: every `instrument.yaml` below
//! `instruments/` is part of the program, so that a new working aid, or a new
//! version of one, needs no line of Rust.

use std::{
    error::Error,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let instruments = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../instruments");
    println!("cargo::rerun-if-changed={}", instruments.display());
    let mut found = Vec::new();
    for key in folders(&instruments)? {
        for version in folders(&key)? {
            let file = version.join("instrument.yaml");
            println!("cargo::rerun-if-changed={}", version.display());
            if file.is_file() {
                found.push(format!("{}/{}/instrument.yaml", name(&key), name(&version)));
            }
        }
    }
    found.sort();
    let mut code = String::from("&[\n");
    for path in found {
        writeln!(
            code,
            "    (\"instruments/{path}\", include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../../instruments/{path}\"))),"
        )?;
    }
    code.push(']');
    #[expect(clippy::disallowed_methods, reason = "cargo tells a build script where to write this way")]
    let out = std::env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("instruments.rs"), code)?;
    Ok(())
}

fn folders(below: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(below)? {
        let path = entry?.path();
        if path.is_dir() {
            found.push(path);
        }
    }
    Ok(found)
}

fn name(path: &Path) -> String {
    path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}
