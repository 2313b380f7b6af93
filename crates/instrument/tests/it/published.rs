//! Published instruments are frozen, and their golden answers come out.

use crate::files::{golden, instruments, load, read, versions};
use instrument::{Answers, Bound, BoundValues, check_golden};
use std::path::PathBuf;

#[test]
fn every_published_instrument_has_the_hash_it_was_published_with() {
    let found: Vec<String> = versions()
        .iter()
        .map(|folder| {
            let instrument = load(&folder.join("instrument.yaml"));
            format!("{} {} {}", instrument.key, instrument.version, instrument.hash())
        })
        .collect();
    let frozen = read(&instruments().join("frozen.txt"));
    let frozen: Vec<&str> =
        frozen.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(found, frozen, "a published file is never changed: make a new version instead");
}

#[test]
fn every_instrument_lies_where_its_key_and_version_say() {
    for folder in versions() {
        let instrument = load(&folder.join("instrument.yaml"));
        let place = format!("{}/v{}", instrument.key, instrument.version);
        assert!(folder.ends_with(&place), "{} should lie in {place}", folder.display());
    }
}

#[test]
fn golden_answers_come_out_as_written() {
    for folder in versions() {
        let instrument = load(&folder.join("instrument.yaml"));
        let examples = golden(&folder);
        assert!(!examples.is_empty(), "{} has no golden answers", folder.display());
        let check = |file: &PathBuf| check_golden(&file.display().to_string(), &read(file), &instrument);
        let findings: Vec<String> =
            examples.iter().flat_map(check).map(|finding| finding.to_string()).collect();
        assert!(findings.is_empty(), "{}", findings.join("\n"));
    }
}

#[test]
fn a_golden_example_that_does_not_come_out_names_its_line() {
    let folder = &versions()[0];
    let instrument = load(&folder.join("instrument.yaml"));
    let uid = &instrument.sections[0].uid;
    let wrong = format!(
        "title: Falsch\nexpect:\n  progress:\n    {uid}: {{state: complete, answered: 9, asked: 9}}\n"
    );
    let findings = check_golden("falsch.yaml", &wrong, &instrument);
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].line, findings[0].rule), (4, "golden"));
    assert_eq!(check_golden("kaputt.yaml", "title: [", &instrument)[0].rule, "golden");
}

#[test]
fn the_structures_aid_offers_56_actor_types_in_four_areas() {
    let strukturen = load(&instruments().join("strukturen/v1/instrument.yaml"));
    assert_eq!(strukturen.actor_types().len(), 56);
    let in_area = |area: &str| strukturen.actor_types().iter().filter(|t| t.area == area).count();
    assert_eq!(["A", "B", "C", "D"].map(in_area), [13, 13, 17, 13]);
    assert!(strukturen.areas.iter().all(|area| area.free_rows));
}

#[test]
fn the_structures_aid_sends_no_words_of_an_office_address_or_a_free_actor() {
    let strukturen = load(&instruments().join("strukturen/v1/instrument.yaml"));
    let told = |values: &[&str]| Bound {
        values: values.iter().map(|&v| v.to_owned()).collect(),
        text: vec!["Frau Muster, Markt 1".to_owned()],
    };
    let bound: BoundValues = [
        ("office".to_owned(), told(&["ki", "Zimmer 7"])),
        ("core_group_actors".to_owned(), told(&["jmd", "Verein Muster"])),
        ("core_group_missing".to_owned(), told(&["Herr Muster"])),
        ("organisations".to_owned(), told(&["Verein Muster"])),
        ("board_lead".to_owned(), told(&["Frau Muster"])),
    ]
    .into();
    let sent = strukturen.short_form(&Answers::new(), &bound).to_canonical_json();
    assert!(!sent.contains("Muster") && !sent.contains("Zimmer"), "{sent}");
    assert!(sent.contains("\"jmd\"") && sent.contains("\"ki\""), "{sent}");
}
