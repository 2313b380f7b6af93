//! A second instrument about something else entirely, with every type of item:
//! it works without a line of Rust, because the engine knows no item by name.

use crate::files::load;
use instrument::{
    AnswerError, Answers, Bound, BoundValues, Instrument, ItemType, Kind, Standing, State, Value,
};
use std::collections::BTreeSet;
use std::path::Path;

pub fn probe() -> Instrument {
    load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/probe.yaml"))
}

pub fn posted(raw: &[&str]) -> Vec<String> {
    raw.iter().map(|&one| one.to_owned()).collect()
}

/// Answers as a form would post them.
pub fn answers(instrument: &Instrument, given: &[(&str, &[&str])]) -> Answers {
    let mut answers = Answers::new();
    for (uid, raw) in given {
        let field = instrument.field(uid).unwrap_or_else(|| panic!("no field {uid}"));
        answers.set(*uid, field.read(&posted(raw)).unwrap_or_else(|e| panic!("{uid}: {e}")));
    }
    answers
}

fn bound(key: &str, values: &[&str]) -> BoundValues {
    [(key.to_owned(), Bound { values: posted(values), text: Vec::new() })].into()
}

#[test]
fn every_type_of_item_is_understood() {
    let probe = probe();
    let mut used: BTreeSet<&str> = probe.items().iter().map(|item| item.item_type.key()).collect();
    let tables = probe.items().into_iter().filter_map(|item| item.table.as_ref());
    used.extend(tables.flat_map(|table| &table.columns).map(|column| column.item_type.key()));
    let all: BTreeSet<&str> = ItemType::ALL.iter().map(|t| t.key()).collect();
    assert_eq!(used, all);
}

#[test]
fn numbers_of_items_stay_text() {
    let probe = probe();
    let id = |uid| probe.item(uid).and_then(|item| item.id.clone()).unwrap_or_default();
    assert_eq!([id("P.zahl"), id("P.name"), id("P.wald")], ["I.10", "I.1", "I.1.1"]);
}

#[test]
fn a_question_of_several_parts_gives_a_field_for_each() {
    let probe = probe();
    let fields: Vec<&str> = probe.fields().iter().map(|field| field.uid.as_str()).collect();
    assert_eq!(
        fields,
        [
            "P.name",
            "P.lage",
            "P.zahl",
            "P.wald",
            "P.schaden",
            "P.schaden.text",
            "P.pflege",
            "P.pflege.ja",
            "P.pflege.nein",
            "P.pflege.nein.text",
            "P.zustand",
            "P.arten",
            "P.helfer",
            "P.programm",
            "P.schatten",
            "Q.kontakt.name",
            "Q.kontakt.telefon",
            "Q.ziel.was",
            "Q.ziel.wann",
            "Q.ziel.sicher",
            "Q.ziel.sicher.text",
            "Q.alter.gesamt",
            "Q.alter.jung",
            "Q.alter.alt",
            "Q.tiere.eulen",
            "Q.spechte",
            "Q.baeume",
            "Q.baenke",
            "Q.gruppen",
            "Q.orte",
        ]
    );
    let of = |uid: &str| probe.fields_of(probe.item(uid).expect("the item")).len();
    assert_eq!([of("Q.kontakt"), of("Q.ziel"), of("Q.alter"), of("Q.jung")], [2, 0, 3, 0]);
    let name = probe.field("Q.kontakt.name").expect("the field");
    assert!(name.personal);
    assert_eq!((name.item.as_str(), name.section.as_str()), ("Q.kontakt", "Q"));
    assert_eq!(probe.field("P.name").and_then(instrument::Field::max_len), Some(12));
}

#[test]
fn a_branch_opens_and_closes_with_its_answer() {
    let probe = probe();
    let visible = |given: &[(&str, &[&str])]| probe.visible(&answers(&probe, given));
    let none = visible(&[]);
    for hidden in ["P.schaden", "P.schaden.text", "P.pflege.ja", "P.pflege.nein", "Q.ziel", "Q.ziel.was"] {
        assert!(!none.contains(hidden), "{hidden}");
    }
    assert!(visible(&[("P.wald", &["ja"])]).contains("P.schaden"));
    assert!(visible(&[("P.arten", &["eiche", "ahorn"])]).contains("Q.ziel.was"));
    assert!(visible(&[("P.pflege", &["nein"]), ("P.pflege.nein", &["ja"])]).contains("P.pflege.nein.text"));
    // What hangs on a question that is no longer asked is not asked either.
    let closed = visible(&[("P.wald", &["nein"]), ("P.schaden", &["ja"])]);
    assert!(!closed.contains("P.schaden.text"));
}

#[test]
fn a_table_comes_in_row_by_row() {
    let probe = probe();
    let field = probe.field("Q.baeume").expect("the field");
    let raw = posted(&["laub", "1.200", "gut", "nadel", "", "", "laub", "3", ""]);
    let value = field.read(&raw).expect("good cells").expect("a value");
    assert_eq!(
        field.words(&value),
        ["Baumart: Laubbäume | Wie viele: 1200 | Zustand: gut", "Baumart: Laubbäume | Wie viele: 3"]
    );
    assert_eq!(field.read(&posted(&["laub", "", "", "nadel", "", ""])), Ok(None));
    assert_eq!(field.read(&posted(&["laub", "1"])), Err(AnswerError::Malformed));
    let refused = field.read(&posted(&["laub", "1", "gut", "nadel", "viele", "gut"])).expect_err("no number");
    assert_eq!(refused.id(), "answer-not-a-number");
    assert_eq!(refused.place(), Some((2, "Wie viele")));
    let strange = field.read(&posted(&["palme", "1", "gut"])).expect_err("no such row");
    assert_eq!(strange.id(), "answer-unknown-option");
    // Where rows may be added, own words name them.
    let groups = probe.field("Q.gruppen").expect("the field");
    let own =
        groups.read(&posted(&["Nachbarschaft", "gießt", "schule", "harkt"])).expect("good").expect("a value");
    assert_eq!(
        groups.words(&own),
        ["Gruppe: Nachbarschaft | Aufgabe: gießt", "Gruppe: Schule | Aufgabe: harkt"]
    );
}

#[test]
fn progress_counts_what_is_asked() {
    let probe = probe();
    let progress = |given: &[(&str, &[&str])], bound: &BoundValues| {
        let all = probe.progress(&answers(&probe, given), bound);
        all.into_iter().map(|p| (p.state, p.answered, p.asked)).collect::<Vec<_>>()
    };
    assert_eq!(progress(&[], &BoundValues::new()), [(State::Empty, 0, 10), (State::Empty, 0, 7)]);
    let some = progress(
        &[("P.name", &["Hain"]), ("P.wald", &["ja"]), ("P.pflege", &["nein"]), ("Q.orte", &["05334002"])],
        &bound("saplings", &["a"]),
    );
    // The wood asks for damage, the missing care for a reason; the optional list counts as nothing.
    assert_eq!(some, [(State::Begun, 3, 12), (State::Begun, 1, 7)]);
}

#[test]
fn unanswered_emptied_and_answered_are_three_things() {
    let probe = probe();
    let given = answers(&probe, &[("P.zahl", &["0"]), ("P.name", &["  "])]);
    assert_eq!(given.standing("P.zahl"), Standing::Answered);
    assert_eq!(given.get("P.zahl"), Some(&Value::Number(0)));
    assert_eq!(given.standing("P.name"), Standing::Empty);
    assert_eq!(given.standing("P.lage"), Standing::Unanswered);
}

#[test]
fn remarks_are_made_and_filled_in() {
    let probe = probe();
    let hints = |given: &[(&str, &[&str])], bound: &BoundValues| {
        let all = probe.hints(&answers(&probe, given), bound);
        all.into_iter().map(|hint| (hint.at, hint.text)).collect::<Vec<_>>()
    };
    assert!(hints(&[], &BoundValues::new()).is_empty(), "what nobody brought in is unknown, not empty");
    assert_eq!(
        hints(&[], &bound("saplings", &["a", "b", "c"])),
        [("P".into(), "3 junge Bäume sind viele.".into())]
    );
    assert_eq!(
        hints(&[], &bound("wardens", &["schule"])),
        [("Q.gruppen".into(), "Es fehlt: Kirche.".into())]
    );
    let sum: &[(&str, &[&str])] =
        &[("Q.alter.gesamt", &["10"]), ("Q.alter.jung", &["7"]), ("Q.alter.alt", &["4"])];
    assert_eq!(hints(sum, &BoundValues::new()), [("Q.alter".into(), "Zusammen 11, mehr als alle.".into())]);
    assert!(hints(&sum[1..], &BoundValues::new()).is_empty(), "without a whole there is nothing to exceed");
}

#[test]
fn the_short_form_says_what_was_answered_word_for_word() {
    let probe = probe();
    let given = answers(
        &probe,
        &[
            ("P.name", &["Hain"]),
            ("P.zahl", &["120"]),
            ("P.wald", &["ja"]),
            ("P.schaden", &["ja"]),
            ("P.schaden.text", &["Sturm\r\nund Käfer"]),
            ("P.zustand", &["krank"]),
            ("P.helfer", &["kirche", "verein"]),
            ("P.programm", &["grüner ort\nWaldwoche"]),
            ("P.schatten", &["ja"]),
            ("Q.alter.gesamt", &["120"]),
            ("Q.alter.jung", &["20"]),
            ("Q.baeume", &["laub", "100", "gut"]),
        ],
    );
    let bound = bound("wardens", &["schule", "unbekannt", "verein"]);
    let form = probe.short_form(&given, &bound);
    let passages: Vec<(&str, Vec<&str>, Vec<&str>)> = form
        .passages
        .iter()
        .map(|p| {
            (
                p.uid.as_str(),
                p.values.iter().map(String::as_str).collect(),
                p.text.iter().map(String::as_str).collect(),
            )
        })
        .collect();
    assert_eq!(
        passages,
        [
            ("K.name", vec![], vec!["Hain"]),
            ("K.lage", vec!["kaputt"], vec!["Etwas ist kaputt"]),
            ("K.erste", vec![], vec!["Sturm\nund Käfer"]),
            (
                "K.alles",
                vec!["120"],
                vec!["120", "Alle: 120", "jung: 20", "Stimmt", "Welche? Sturm\nund Käfer", "Stimmt"]
            ),
            ("K.gruppen", vec!["verein", "schule"], vec!["Gartenverein", "Schule"]),
            ("K.helfer", vec!["verein", "kirche"], vec!["Gartenverein", "Kirchengemeinde"]),
            ("K.programm", vec!["gruen"], vec!["grüner ort\nWaldwoche"]),
            ("K.baeume", vec![], vec!["Baumart: Laubbäume | Wie viele: 100 | Zustand: gut"]),
        ]
    );
    assert!(form.complete);
    let counted: Vec<(&str, &str)> = form.counted().collect();
    assert_eq!(
        counted,
        [
            ("health", "kaputt"),
            ("trees", "120"),
            ("wardens", "verein"),
            ("wardens", "schule"),
            ("helpers", "verein"),
            ("helpers", "kirche"),
            ("forerunner", "gruen"),
        ]
    );
}

#[test]
fn what_is_needed_depends_on_the_answers() {
    let probe = probe();
    let missing =
        |given: &[(&str, &[&str])]| probe.short_form(&answers(&probe, given), &BoundValues::new()).missing;
    assert_eq!(missing(&[]), ["K.name"]);
    assert_eq!(missing(&[("P.wald", &["ja"])]), ["K.name", "K.lage"]);
    let form = probe.short_form(&Answers::new(), &BoundValues::new());
    assert_eq!(form.passages[0].missing_reason.as_deref(), Some("Der Name fehlt."));
    assert!(!form.complete);
}

#[test]
fn the_canonical_text_of_a_short_form_is_sorted_and_reads_back() {
    let probe = probe();
    let form = probe.short_form(&answers(&probe, &[("P.name", &["Hain „A\""])]), &BoundValues::new());
    let text = form.to_canonical_json();
    assert!(text.starts_with(r#"{"complete":true,"instrument":"probe","instrument_hash":""#), "{text}");
    assert!(text.contains(r#"{"id":"K.1","label":"Ort","measure":null,"needed_for_complete":true,"sources":["P.name"],"text":["Hain „A\""],"uid":"K.name","values":[]}"#), "{text}");
    let back = instrument::ShortForm::from_canonical_json(&text).expect("reads back");
    assert_eq!(back, form);
    assert_eq!(back.hash(), form.hash());
    assert_eq!(form.hash().len(), 64);
}

#[test]
fn actor_types_and_advice_are_at_hand() {
    let probe = probe();
    let types: Vec<(&str, &str)> =
        probe.actor_types().iter().map(|t| (t.key.as_str(), t.area.as_str())).collect();
    assert_eq!(types, [("verein", "N"), ("schule", "N"), ("kirche", "S")]);
    let advice: Vec<&str> = probe.guidance_at("P.wald").map(|g| g.key.as_str()).collect();
    assert_eq!(advice, ["hinschauen"]);
    assert!(
        matches!(&probe.field("P.helfer").expect("the field").kind, Kind::Many(types) if types.len() == 3)
    );
}
