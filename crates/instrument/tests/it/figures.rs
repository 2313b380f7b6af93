//! Numbers that ask for figures, numbers held against each other, and first
//! words for questions that are written from others.

use crate::files::load;
use crate::probe::answers;
use instrument::{
    Absence, Balance, Bound, BoundValues, Compared, Instrument, Offered, OfferedKind, Value, Verdict,
};
use std::path::Path;

fn zahlen() -> Instrument {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/figures.yaml"))
}

fn balance<'a>(balances: &'a [Balance], at: &str, whole: &str) -> &'a Balance {
    let found = balances.iter().find(|b| b.at == at && b.whole == whole);
    found.unwrap_or_else(|| panic!("no balance at {at} of {whole}: {balances:?}"))
}

#[test]
fn a_number_says_which_figure_it_asks_for() {
    let zahlen = zahlen();
    let asked: Vec<(&str, String)> =
        zahlen.figure_fields().map(|(field, key)| (field.uid.as_str(), key.to_string())).collect();
    assert_eq!(
        asked,
        [
            ("Z.status.alt", "leute/status=alt"),
            ("Z.status.neu", "leute/status=neu"),
            ("Z.alter.gesamt", "leute"),
            ("Z.alter.gesamt.alt", "leute/status=alt"),
            ("Z.alter.gesamt.neu", "leute/status=neu"),
            ("Z.alter.jung", "leute/alter=jung"),
            ("Z.alter.jung.alt", "leute/alter=jung/status=alt"),
            ("Z.alter.jung.neu", "leute/alter=jung/status=neu"),
            ("Z.alter.gross", "leute/alter=gross"),
            ("Z.alter.gross.alt", "leute/alter=gross/status=alt"),
            ("Z.alter.gross.neu", "leute/alter=gross/status=neu"),
            ("Z.kinder", "kinder"),
        ]
        .map(|(uid, key)| (uid, key.to_owned()))
    );
    let key = zahlen.field("Z.alter.jung.neu").and_then(|f| f.figure.clone()).expect("a figure");
    assert_eq!(zahlen.figure_words(&key), "Leute: unter 18, neuer Status");
}

#[test]
fn parts_are_held_against_their_total_and_gaps_are_tolerated() {
    let zahlen = zahlen();
    let verdicts = |given: &[(&str, &[&str])]| {
        let balances = zahlen.balances(&answers(&zahlen, given));
        balance(&balances, "Z.alter", "Gesamtzahl").verdict()
    };
    let parts: [(&str, &[&str]); 2] = [("Z.alter.jung", &["3"]), ("Z.alter.gross", &["4"])];
    assert_eq!(verdicts(&[&[("Z.alter.gesamt", &["7"] as &[&str])], &parts[..]].concat()), Verdict::Fits);
    assert_eq!(
        verdicts(&[&[("Z.alter.gesamt", &["19"] as &[&str])], &parts[..]].concat()),
        Verdict::Missing(12)
    );
    assert_eq!(verdicts(&[&[("Z.alter.gesamt", &["5"] as &[&str])], &parts[..]].concat()), Verdict::Over(2));
    assert_eq!(verdicts(&parts), Verdict::OnlySum);
    assert_eq!(
        verdicts(&[("Z.alter.gesamt", &["19"]), ("Z.alter.jung", &["3"]), ("Z.alter.gross", &["unknown"])]),
        Verdict::Open(16)
    );
}

#[test]
fn a_subset_may_be_smaller_but_not_larger() {
    let zahlen = zahlen();
    let verdict = |subset: &str| {
        let given: [(&str, &[&str]); 2] = [("Z.alter.gesamt", &["10"]), ("Z.davon", &[subset])];
        let balances = zahlen.balances(&answers(&zahlen, &given));
        let found = balances.iter().find(|b| b.at == "Z.davon").map(Balance::verdict);
        found.expect("a balance")
    };
    assert_eq!(
        (verdict("4"), verdict("10"), verdict("11")),
        (Verdict::Fits, Verdict::Fits, Verdict::Over(1))
    );
}

#[test]
fn splits_are_held_against_what_they_split() {
    let zahlen = zahlen();
    let given: [(&str, &[&str]); 3] =
        [("Z.alter.gross", &["10"]), ("Z.alter.gross.alt", &["4"]), ("Z.alter.gross.neu", &["8"])];
    let balances = zahlen.balances(&answers(&zahlen, &given));
    assert_eq!(balance(&balances, "Z.alter", "groß").verdict(), Verdict::Over(2));
}

#[test]
fn sums_of_the_same_people_are_compared_once_all_their_parts_are_known() {
    let zahlen = zahlen();
    let full: [(&str, &[&str]); 5] = [
        ("Z.status.alt", &["5"]),
        ("Z.status.neu", &["4"]),
        ("Z.alter.gesamt", &["7"]),
        // Outside of the people compared.
        ("Z.alter.jung", &["2"]),
        ("Z.alter.gross", &["8"]),
    ];
    let differing =
        Compared { at: "Z.status".to_owned(), sums: vec![("1.1".to_owned(), 9), ("1.2".to_owned(), 8)] };
    assert_eq!(zahlen.compared(&answers(&zahlen, &full)), [differing]);
    assert_eq!(zahlen.compared(&answers(&zahlen, &full[1..])), []);
}

#[test]
fn unknown_not_collected_and_zero_are_three_answers() {
    let zahlen = zahlen();
    let given = answers(
        &zahlen,
        &[("Z.kinder", &["0"]), ("Z.status.alt", &["", "unknown"]), ("Z.status.neu", &["nicht erhoben"])],
    );
    let value = |uid: &str| given.get(uid).cloned().expect("an answer");
    assert_eq!(value("Z.kinder"), Value::Number(0));
    assert_eq!(value("Z.status.alt"), Value::Absent(Absence::Unknown));
    assert_eq!(value("Z.status.neu"), Value::Absent(Absence::NotCollected));
    let kind = &zahlen.field("Z.kinder").expect("a field").kind;
    for uid in ["Z.kinder", "Z.status.alt", "Z.status.neu"] {
        assert_eq!(Value::from_stored(kind, &value(uid).to_stored()), Ok(value(uid)));
    }
    assert!(
        zahlen.balances(&given).iter().all(|b| b.known == 0 || b.at == "Z.kinder"),
        "unknown is not counted"
    );
}

#[test]
fn a_question_is_offered_the_gaps_of_a_table_and_the_words_of_others() {
    let zahlen = zahlen();
    let table: &[&str] = &[
        "kurs",
        "Kurs am Abend",
        "0",
        "offen",
        "zu", //
        "rat",
        "",
        "",
        "",
        "", //
        "Werkstatt",
        "",
        "5",
        "",
        "",
    ];
    let given = answers(
        &zahlen,
        &[
            ("L.tafel", table),
            ("L.fehlt", &["ja"]),
            ("L.fehlt.text", &["Plätze am Abend"]),
            ("L.gruppe.frei", &["Räume"]),
        ],
    );
    let bound: BoundValues =
        [("kontakt".to_owned(), Bound { values: vec!["o1".to_owned()], text: vec!["Verein".to_owned()] })]
            .into();
    let said = |source: &str, number: &str, label: &str, kind: OfferedKind| Offered {
        source: source.to_owned(),
        part: match &kind {
            OfferedKind::Closed(_) => format!("closed/{label}"),
            OfferedKind::Full => format!("full/{label}"),
            OfferedKind::Missing => format!("missing/{label}"),
            OfferedKind::Words(_) if source == "kontakt" => "o1".to_owned(),
            OfferedKind::Words(_) => String::new(),
        },
        topic: match label {
            "Kurse – Kurs am Abend" => "kurs".to_owned(),
            "Beratung" => "rat".to_owned(),
            "Fehlt etwas?" => "sonst".to_owned(),
            _ => String::new(),
        },
        number: number.to_owned(),
        label: label.to_owned(),
        kind,
    };
    let words = |words: &str| OfferedKind::Words(words.to_owned());
    assert_eq!(
        zahlen.offered("L.fazit", &given, &bound),
        [
            said(
                "L.tafel",
                "2.1",
                "Kurse – Kurs am Abend",
                OfferedKind::Closed(vec!["Für neuen Status".to_owned()])
            ),
            said("L.tafel", "2.1", "Kurse – Kurs am Abend", OfferedKind::Full),
            said("L.tafel", "2.1", "Beratung", OfferedKind::Missing),
            said("L.fehlt.text", "2.2.1", "Fehlt etwas?", words("Plätze am Abend")),
            said("L.gruppe.frei", "2.2", "Sonst noch etwas?", words("Räume")),
            said("kontakt", "", "", words("Verein")),
        ]
    );
    // An untouched table says nothing about what is missing; "no" has no words.
    assert_eq!(
        zahlen.offered("L.fazit", &answers(&zahlen, &[("L.fehlt", &["nein"])]), &BoundValues::new()),
        []
    );
    let fed: Vec<&str> = zahlen.feeds("L.tafel").iter().map(|item| item.uid.as_str()).collect();
    assert_eq!(fed, ["L.fazit"]);
}

#[test]
fn a_figure_or_gap_that_means_nothing_is_found() {
    let text = include_str!("../data/figures.yaml");
    let rules = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let findings = Instrument::parse("zahlen.yaml", &text.replacen(from, to, 1)).expect_err(to);
        findings.into_iter().map(|f| f.rule).collect::<Vec<_>>()
    };
    assert_eq!(rules("figure: {what: kinder}", "figure: {what: hunde}"), ["bad_figure"]);
    assert_eq!(rules("figure: {what: kinder}", "figure: {status: alt}"), ["bad_figure"]);
    assert_eq!(
        rules("label: alt, figure: {status: alt}", "label: alt, figure: {status: uralt}"),
        ["bad_figure"]
    );
    assert_eq!(rules("figure: {alter: jung}", "figure: {status: alt}"), ["bad_figure"; 2]);
    assert_eq!(rules("split_by: status", "split_by: farbe"), ["dangling_reference"]);
    assert_eq!(rules("subset_of: Z.alter.gesamt", "subset_of: L.fazit"), ["dangling_reference"]);
    assert_eq!(rules("items: [Z.status, Z.alter]", "items: [Z.status, Z.kinder]"), ["dangling_reference"]);
    assert_eq!(rules("values: [zu]}", "values: [auf]}"), ["bad_gaps"; 2]);
    assert_eq!(rules("column: frei", "column: titel"), ["bad_gaps"]);
    assert_eq!(rules("prefill_from: [L.tafel", "prefill_from: [L.stuhl"), ["dangling_reference"]);
    assert_eq!(rules("prefill_bound: [kontakt]", "prefill_bound: [takt]"), ["dangling_reference"]);
    assert_eq!(rules("type: group", "type: group\n        gaps: {missing_rows: true}"), ["key_not_for_type"]);
}
