//! A new version takes over the answers to the old one, and says what changed.

use crate::probe::{answers, probe};
use instrument::{Answers, Change, ChangeKind, Earlier, Instrument, Standing, Value, carry_over};

fn probe_with(changes: &[(&str, &str)]) -> Instrument {
    let mut text = include_str!("../data/probe.yaml").to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    Instrument::parse("probe.yaml", &text).unwrap_or_else(|findings| panic!("{findings:?}"))
}

fn kinds(changes: &[Change]) -> Vec<(&str, ChangeKind)> {
    changes.iter().map(|change| (change.uid.as_str(), change.kind)).collect()
}

fn earlier(label: &str, words: &[&str]) -> Earlier {
    Earlier { label: label.to_owned(), words: words.iter().map(|&w| w.to_owned()).collect() }
}

#[test]
fn the_same_version_keeps_everything_and_reports_nothing() {
    let probe = probe();
    let given =
        answers(&probe, &[("P.name", &["Hain"]), ("P.lage", &[""]), ("P.arten", &["eiche", "linde"])]);
    let carried = carry_over(&probe, &probe, &given);
    assert_eq!(carried.answers, given);
    assert!(carried.changes.is_empty());
    assert_eq!(carried.answers.standing("P.lage"), Standing::Empty);
}

#[test]
fn an_answer_whose_option_is_gone_stays_as_words_but_does_not_count() {
    let old = probe();
    let new =
        probe_with(&[("          - {value: linde, label: Linde}\n", ""), ("[linde, ahorn]", "[ahorn]")]);
    let given = answers(&old, &[("P.arten", &["eiche", "linde"])]);
    let carried = carry_over(&old, &new, &given);
    assert_eq!(kinds(&carried.changes), [("P.arten", ChangeKind::OptionGone)]);
    assert_eq!(carried.answers.get("P.arten"), Some(&Value::Many(vec!["eiche".to_owned()])));
    assert_eq!(carried.answers.earlier()["P.arten"], earlier("Welche Arten gibt es?", &["Linde"]));
}

#[test]
fn a_choice_whose_option_is_gone_is_open_again() {
    let old = probe();
    let new = probe_with(&[
        ("value: krank, label: krank", "value: tot, label: tot"),
        ("krank: kaputt", "tot: kaputt"),
    ]);
    let carried = carry_over(&old, &new, &answers(&old, &[("P.zustand", &["krank"])]));
    assert_eq!(
        kinds(&carried.changes),
        [("P.zustand", ChangeKind::OptionGone), ("Q.baeume", ChangeKind::OptionGone)]
    );
    assert_eq!(carried.answers.standing("P.zustand"), Standing::Unanswered);
    assert_eq!(carried.answers.earlier()["P.zustand"].words, ["krank"]);
}

#[test]
fn a_table_keeps_its_rows_and_only_empties_what_no_longer_fits() {
    let old = probe();
    let new = probe_with(&[
        ("value: krank, label: krank", "value: tot, label: tot"),
        ("krank: kaputt", "tot: kaputt"),
    ]);
    let given = answers(&old, &[("Q.baeume", &["laub", "3", "gut", "nadel", "2", "krank"])]);
    let carried = carry_over(&old, &new, &given);
    let field = new.field("Q.baeume").expect("the field");
    let rows = field.words(carried.answers.get("Q.baeume").expect("rows"));
    assert_eq!(
        rows,
        ["Baumart: Laubbäume | Wie viele: 3 | Zustand: gut", "Baumart: Nadelbäume | Wie viele: 2"]
    );
    let lost = &carried.answers.earlier()["Q.baeume"];
    assert_eq!(lost.words, ["Baumart: Nadelbäume | Wie viele: 2 | Zustand: krank"]);
}

#[test]
fn cells_never_slip_into_another_column() {
    let old = probe();
    let new = probe_with(&[(
        "{key: zahl, label: Wie viele, type: number}",
        "{key: hoehe, label: Wie hoch, type: number}",
    )]);
    let carried = carry_over(&old, &new, &answers(&old, &[("Q.baeume", &["laub", "3", "gut"])]));
    assert_eq!(kinds(&carried.changes), [("Q.baeume", ChangeKind::TypeChanged)]);
    assert_eq!(carried.answers.get("Q.baeume"), None);
    assert_eq!(
        carried.answers.earlier()["Q.baeume"].words,
        ["Baumart: Laubbäume | Wie viele: 3 | Zustand: gut"]
    );
}

#[test]
fn removed_added_and_reworded_questions_are_named() {
    let old = probe();
    let new = probe_with(&[
        ("      - {id: I.2, uid: P.lage, label: \"Wo liegt er?\", type: text, refs: [P.wald]}\n", ""),
        ("Wie viele Bäume gibt es?", "Wie viele Bäume zählen Sie?"),
        (
            "          - {key: eulen, label: Eulen}",
            "          - {key: eulen, label: Eulen}\n          - {key: dachse, label: Dachse}",
        ),
    ]);
    let carried = carry_over(&old, &new, &answers(&old, &[("P.lage", &["am Bach"]), ("P.zahl", &["7"])]));
    assert_eq!(
        kinds(&carried.changes),
        [
            ("P.zahl", ChangeKind::Reworded),
            ("Q.tiere.dachse", ChangeKind::Added),
            ("P.lage", ChangeKind::Removed)
        ]
    );
    assert_eq!(carried.answers.get("P.zahl"), Some(&Value::Number(7)));
    assert_eq!(carried.answers.earlier()["P.lage"], earlier("Wo liegt er?", &["am Bach"]));
    // The next version still shows it.
    let again = carry_over(&new, &new, &carried.answers);
    assert_eq!(again.answers, carried.answers);
}

#[test]
fn a_question_asked_in_another_way_keeps_the_old_answer_beside_it() {
    let old = probe();
    let new = probe_with(&[(
        "label: \"Ist es schattig?\", type: checkbox",
        "label: \"Ist es schattig?\", type: text_short",
    )]);
    let carried = carry_over(&old, &new, &answers(&old, &[("P.schatten", &["ja"])]));
    assert_eq!(kinds(&carried.changes), [("P.schatten", ChangeKind::TypeChanged)]);
    assert_eq!(carried.answers.get("P.schatten"), None);
    assert_eq!(carried.answers.earlier()["P.schatten"], earlier("Ist es schattig?", &["Stimmt"]));
}

#[test]
fn a_text_longer_than_the_new_limit_is_kept_beside_the_field() {
    let old = probe();
    let new = probe_with(&[("max_length: 12", "max_length: 3")]);
    let carried = carry_over(&old, &new, &answers(&old, &[("P.name", &["Hain"])]));
    assert_eq!(kinds(&carried.changes), [("P.name", ChangeKind::TooLong)]);
    assert_eq!(carried.answers.earlier()["P.name"].words, ["Hain"]);
}

#[test]
fn an_answer_to_a_field_nobody_knows_is_not_lost() {
    let probe = probe();
    let mut given = Answers::new();
    given.set("fremd", Some(Value::Text("bleibt".to_owned())));
    assert_eq!(carry_over(&probe, &probe, &given).answers.earlier()["fremd"], earlier("fremd", &["bleibt"]));
}
