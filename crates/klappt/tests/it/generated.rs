//! Three lists people review in diffs: who may do what, which route asks for
//! which permission, and what every column holds. `KLAPPT_UPDATE=1` writes them.

use crate::sources::root;
use base::{POLICY, Reach, Role, Tokens};
use klappt::house;
use std::{collections::BTreeMap, fmt::Write, fs};
use testkit::TestApp;

fn agrees(name: &str, text: &str) {
    let path = root().join("docs/generated").join(name);
    #[expect(clippy::disallowed_methods, reason = "a test is told to write its list anew")]
    if std::env::var("KLAPPT_UPDATE").is_ok() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("docs/generated");
        fs::write(&path, text).expect("written");
        return;
    }
    let stands = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stands == text,
        "docs/generated/{name} is out of date: run KLAPPT_UPDATE=1 cargo test -p klappt generated"
    );
}

#[test]
fn permissions_are_listed() {
    let mut text =
        String::from("# permission: role (condition) …; generated, see crates/base/src/policy.rs\n");
    for rule in POLICY {
        let grants: Vec<String> = rule
            .grants
            .iter()
            .map(|(role, reach)| format!("{} ({})", role.key(), reach_word(*reach)))
            .collect();
        let about = rule.about.split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(text, "\n{}: {about}\n  {}", rule.name, grants.join(", ")).expect("text");
        if !rule.includes.is_empty() {
            writeln!(text, "  includes {}", rule.includes.join(", ")).expect("text");
        }
        if let Some(tokens) = rule.tokens {
            writeln!(text, "  tokens of programs: {}", tokens_word(tokens)).expect("text");
        }
    }
    text.push_str("\n# role: action, resource, condition\n");
    for role in Role::ALL {
        writeln!(text, "\n{}", role.key()).expect("text");
        for rule in POLICY {
            for (_, reach) in rule.grants.iter().filter(|(held, _)| *held == role) {
                let (action, resource) = words(rule.name);
                writeln!(text, "  {action:10} {resource:20} {}", reach_word(*reach)).expect("text");
            }
        }
    }
    agrees("permissions.txt", &text);
}

/// `EditOrganisations`: what is done, and to what.
fn words(name: &str) -> (String, String) {
    let second = name.char_indices().skip(1).find(|(_, c)| c.is_uppercase());
    let (action, resource) = name.split_at(second.map_or(name.len(), |(at, _)| at));
    let spaced = resource.chars().enumerate().fold(String::new(), |mut out, (at, c)| {
        if at > 0 && c.is_uppercase() {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
        out
    });
    (action.to_lowercase(), spaced)
}

const fn tokens_word(tokens: Tokens) -> &'static str {
    match tokens {
        Tokens::Each => "each",
        Tokens::Reading => "for reading",
        Tokens::Writing => "for writing",
    }
}

const fn reach_word(reach: Reach) -> &'static str {
    match reach {
        Reach::Land => "land",
        Reach::AnyAlliance => "any alliance",
        Reach::Alliance => "own alliance",
        Reach::Municipality => "own municipality",
        Reach::Assigned => "own assignment",
        Reach::Own => "own account",
    }
}

#[tokio::test]
async fn routes_are_listed_with_their_permission() {
    let app = TestApp::start().await;
    let mut lines: Vec<(bool, String)> = app
        .routes
        .iter()
        .map(|r| {
            let line = format!("{:6} {:70} {:20} {}", r.method, r.path, r.rule.name, r.handler);
            let shows = r.shows.map_or_else(String::new, |look| format!("\n       shows {}", look.fields));
            (r.rule.is_open(), line + &shows)
        })
        .collect();
    lines.sort();
    let mut text = String::from(
        "# method, path, permission, handler; the personal data it shows; generated\n\n# for people and programs with that permission\n",
    );
    for (_, line) in lines.iter().filter(|(open, _)| !open) {
        writeln!(text, "{line}").expect("text");
    }
    text.push_str("\n# open to everybody\n");
    for (_, line) in lines.iter().filter(|(open, _)| *open) {
        writeln!(text, "{line}").expect("text");
    }
    agrees("routes.txt", &text);
}

#[tokio::test]
async fn columns_are_listed_with_class_purpose_and_deletion() {
    let migrations = house::migrations();
    let columns = store::columns(&migrations);
    let classes = ["key", "public", "internal", "personal", "confidential", "secret"];
    let mut text = String::from("# column: class | purpose | until; generated from crates/*/migrations\n\n");
    let mut wrong = Vec::new();
    for c in &columns {
        if !classes.contains(&c.class.as_str()) || c.purpose.is_empty() || c.deletion.is_empty() {
            wrong.push(c.name.clone());
        }
        writeln!(text, "{}: {} | {} | {}", c.name, c.class, c.purpose, c.deletion).expect("text");
    }
    assert!(wrong.is_empty(), "columns without a full promise: {wrong:#?}");
    agrees("columns.txt", &text);
}

/// The deletion concept is a paper people sign: it may not lag behind the columns.
#[test]
fn the_deletion_concept_names_every_column_about_people() {
    let paper = fs::read_to_string(root().join("docs/de/loeschkonzept.md")).expect("reads");
    let is_account = |purpose: &str| purpose.starts_with("the account ");
    let is_missing = |c: &store::Column| match c.class.as_str() {
        "personal" | "confidential" | "secret" => !paper.contains(&format!("| `{}` | {} |", c.name, c.class)),
        "key" => is_account(&c.purpose) && !paper.contains(&format!("`{}`", c.name)),
        _ => false,
    };
    let columns = store::columns(&house::migrations());
    let missing: Vec<&str> = columns.iter().filter(|c| is_missing(c)).map(|c| c.name.as_str()).collect();
    assert!(missing.is_empty(), "not in docs/de/loeschkonzept.md: {missing:#?}");
}

#[test]
fn no_two_migrations_share_a_moment_and_their_names_say_what_they_do() {
    let mut seen = BTreeMap::new();
    for m in house::migrations() {
        let (moment, what) = m.name.split_once('_').expect("timestamp_verb_object");
        assert!(moment.len() == 12 && moment.chars().all(|c| c.is_ascii_digit()), "{}", m.name);
        assert!(what.split('_').count() >= 2, "{}", m.name);
        assert_eq!(seen.insert(moment.to_owned(), m.name), None, "{} shares its moment", m.name);
    }
}
