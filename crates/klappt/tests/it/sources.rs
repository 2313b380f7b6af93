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

/// The files of a crate's outside world that are no Rust modules.
fn manifests() -> Vec<(String, String)> {
    let crates = fs::read_dir(root().join("crates")).expect("crates");
    let mut found: Vec<(String, String)> = crates
        .map(|entry| entry.expect("a crate"))
        .map(|entry| {
            let text = fs::read_to_string(entry.path().join("Cargo.toml")).expect("a manifest");
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect();
    found.sort();
    found
}

/// Libraries that fetch from addresses, or send there.
const CLIENTS: [&str; 13] = [
    "attohttpc",
    "awc",
    "curl",
    "hyper",
    "hyper-util",
    "isahc",
    "lettre",
    "minreq",
    "openidconnect",
    "reqwest",
    "surf",
    "tokio-tungstenite",
    "ureq",
];

/// Who may have which of them, and why it cannot be led to an address somebody typed.
const MAY_FETCH: [(&str, &str); 3] = [
    // Sign-in by a central account asks the one provider the operator has set up, and the
    // addresses that provider names; `ureq` only in `sso/fetch.rs`, which follows no redirect.
    ("accounts", "openidconnect"),
    ("accounts", "ureq"),
    // Letters go to the one mail server the operator has set up.
    ("klappt", "lettre"),
];

#[test]
fn only_mailer_and_central_sign_in_speak_to_another_machine() {
    let mut found = Vec::new();
    for (name, manifest) in manifests() {
        let asked = manifest.lines().filter_map(|line| line.split(['.', '=', ' ']).next());
        found.extend(asked.filter(|d| CLIENTS.contains(d)).map(|d| (name.clone(), d.to_owned())));
    }
    let may: Vec<(String, String)> =
        MAY_FETCH.iter().map(|(name, library)| ((*name).to_owned(), (*library).to_owned())).collect();
    assert_eq!(found, may, "a library that fetches from addresses came into a crate");
    let using = files("rs").into_iter().filter(|(_, text)| text.contains("ureq::")).map(|(name, _)| name);
    assert_eq!(using.collect::<Vec<_>>(), ["crates/accounts/src/sso/fetch.rs"]);
}

#[test]
fn no_crate_opens_a_connection_by_itself() {
    // Measurements talk to the server they have started; `klappt health` to where
    // the operator points it on the command line.
    let may = ["crates/bench/src/client.rs", "crates/klappt/src/commands/health.rs"];
    for (name, text) in files("rs") {
        for way in
            ["TcpStream::connect", "TcpSocket", "UdpSocket", "UnixStream", "lookup_host", "to_socket_addrs"]
        {
            assert!(!text.contains(way) || may.contains(&name.as_str()), "{name} uses {way}");
        }
    }
}

/// The tags of a template, with whatever the template language puts into them.
fn tags(text: &str) -> impl Iterator<Item = &str> {
    text.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default())
}

#[test]
fn no_page_holds_script_style_or_handlers_of_its_own() {
    for (name, text) in files("html").into_iter().chain(files("svg")) {
        assert!(!text.contains("javascript:"), "{name}");
        for tag in tags(&text) {
            let words: Vec<&str> = tag.split_ascii_whitespace().collect();
            let element = words.first().copied().unwrap_or_default();
            assert_ne!(element, "style", "{name} holds a style sheet");
            assert!(element != "script" || tag.contains(" src="), "{name} holds a script: {tag}");
            for word in words.iter().skip(1) {
                let attribute = word.split('=').next().unwrap_or_default();
                let is_handler = attribute.len() > 2 && attribute.starts_with("on") && word.contains("=\"");
                assert!(attribute != "style" && !is_handler, "{name} holds {word}");
            }
        }
    }
}

/// The edge finds the forms that need a token by how they are written.
#[test]
fn every_form_says_how_it_is_sent_and_fields_stand_inside_theirs() {
    let mut posts = 0;
    for (name, text) in files("html") {
        for tag in tags(&text).filter(|tag| tag.starts_with("form")) {
            assert!(tag.starts_with("form "), "{name}: {tag}");
            let (post, get) = (tag.contains(" method=\"post\""), tag.contains(" method=\"get\""));
            assert!(post != get, "{name}: {tag}");
            posts += usize::from(post);
        }
        for other in [" formmethod=", " formaction=", " form=\""] {
            assert!(!text.contains(other), "{name} uses{other}");
        }
    }
    assert!(posts > 50, "only {posts} forms");
}

#[test]
fn the_script_makes_no_markup_from_text() {
    let script = fs::read_to_string(root().join("crates/web/assets/klappt.js")).expect("the script");
    for sink in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "DOMParser",
        "createContextualFragment",
        "eval(",
        "Function(",
        "setAttribute(\"on",
        "srcdoc",
    ] {
        assert!(!script.contains(sink), "{sink}");
    }
}
