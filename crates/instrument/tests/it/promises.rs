//! Promises that hold for any answer: reading never breaks, what is stored reads
//! back, progress adds up, and nothing leaves the alliance that is not shared.

use crate::files::{load, versions};
use crate::probe::probe;
use instrument::{Answers, Bound, BoundValues, Field, Instrument, Kind, Value};
use proptest::prelude::*;
use std::sync::LazyLock;

static INSTRUMENTS: LazyLock<Vec<Instrument>> = LazyLock::new(|| {
    let published = versions().into_iter().map(|folder| load(&folder.join("instrument.yaml")));
    published.chain([probe()]).collect()
});

/// Strings as anybody might post them, and pieces that mean something here.
fn posted() -> impl Strategy<Value = Vec<String>> {
    let telling =
        prop::sample::select(vec!["", " ", "ja", "nein", "keine", "gut", "laub", "05334002", "1.000", "on"]);
    let one = prop_oneof![any::<String>(), "\\PC{0,40}", telling.prop_map(str::to_owned)];
    prop::collection::vec(one, 0..7)
}

/// A value that the field could have been given.
fn value_for(kind: &Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::Line { max } | Kind::Text { max } => {
            let words = prop::collection::vec(prop::char::range(' ', 'ž'), 1..(*max).min(40));
            words.prop_map(|word| Value::Text(word.into_iter().collect())).boxed()
        }
        Kind::Number => prop_oneof![
            3 => any::<u64>().prop_map(Value::Number),
            1 => prop::sample::select(instrument::Absence::ALL.to_vec()).prop_map(Value::Absent),
        ]
        .boxed(),
        Kind::Choice(choices) => {
            prop::sample::select(choices.clone()).prop_map(|choice| Value::Choice(choice.value)).boxed()
        }
        Kind::Many(choices) => prop::sample::subsequence(choices.clone(), 1..=choices.len())
            .prop_map(|some| Value::Many(some.into_iter().map(|choice| choice.value).collect()))
            .boxed(),
        Kind::Municipalities => prop::collection::vec("[0-9]{8}", 1..4).prop_map(Value::Many).boxed(),
        Kind::Flag { .. } => any::<bool>().prop_map(Value::Flag).boxed(),
        Kind::RowName { rows, .. } => {
            prop::sample::select(rows.clone()).prop_map(|row| Value::Text(row.value)).boxed()
        }
        Kind::Rows(table) => {
            let cells: Vec<_> = table
                .columns
                .iter()
                .map(|column| {
                    prop::option::of(value_for(column.kind.as_ref().expect("cells of an own table")))
                })
                .collect();
            prop::collection::vec(cells, 1..4).prop_map(Value::Rows).boxed()
        }
    }
}

/// An instrument with answers to any of its fields.
fn answered() -> impl Strategy<Value = (&'static Instrument, Answers)> {
    (0..INSTRUMENTS.len()).prop_flat_map(|at| {
        let instrument = &INSTRUMENTS[at];
        let values: Vec<_> =
            instrument.fields().iter().map(|field| prop::option::of(value_for(&field.kind))).collect();
        values.prop_map(move |values| {
            let uids = instrument.fields().iter().map(|field| field.uid.clone());
            (instrument, uids.zip(values).collect())
        })
    })
}

/// Everything an instrument can be told by others, from a few codes.
fn bound_values(instrument: &Instrument, codes: &[String]) -> BoundValues {
    let bound = Bound { values: codes.to_vec(), text: codes.to_vec() };
    instrument.bindings.iter().map(|(key, _)| (key.clone(), bound.clone())).collect()
}

fn is_text(field: &Field) -> bool {
    matches!(field.kind, Kind::Line { .. } | Kind::Text { .. })
}

proptest! {
    #[test]
    fn reading_never_breaks_and_what_it_takes_is_valid(raw in posted()) {
        for field in INSTRUMENTS.iter().flat_map(Instrument::fields) {
            if let Ok(Some(value)) = field.read(&raw) {
                prop_assert_eq!(Value::from_stored(&field.kind, &value.to_stored()), Ok(value.clone()));
                prop_assert!(!field.words(&value).is_empty());
                if let (Some(max), Value::Text(text)) = (field.max_len(), &value) {
                    prop_assert!(text.chars().count() <= max);
                    // What was taken once is taken again, unchanged.
                    prop_assert_eq!(field.read(std::slice::from_ref(text)), Ok(Some(value.clone())));
                }
            }
        }
    }

    #[test]
    fn what_is_stored_reads_back((instrument, answers) in answered()) {
        for (uid, value) in answers.iter() {
            let kind = &instrument.field(uid).expect("an answer to a field").kind;
            if let Some(value) = value {
                prop_assert_eq!(&Value::from_stored(kind, &value.to_stored()), &Ok(value.clone()));
            }
        }
    }

    #[test]
    fn progress_never_counts_more_answers_than_questions_and_remarks_are_whole(
        (instrument, answers) in answered(),
        codes in prop::collection::vec("[a-z]{1,3}", 0..3),
    ) {
        let bound = bound_values(instrument, &codes);
        for section in instrument.progress(&answers, &bound) {
            prop_assert!(section.answered <= section.asked, "{:?}", section);
        }
        for hint in instrument.hints(&answers, &bound) {
            prop_assert!(!hint.text.contains(['{', '}']), "{}", hint.text);
        }
    }

    #[test]
    fn the_short_form_draws_on_shared_questions_only(
        (instrument, answers) in answered(),
        codes in prop::collection::vec("[a-z]{1,3}", 0..3),
    ) {
        let form = instrument.short_form(&answers, &bound_values(instrument, &codes));
        for source in form.passages.iter().flat_map(|passage| &passage.sources) {
            prop_assert!(instrument.is_shared(source), "{}", source);
        }
        prop_assert_eq!(form.complete, form.missing.is_empty());
        prop_assert_eq!(instrument::ShortForm::from_canonical_json(&form.to_canonical_json()).map(|f| f.hash()).ok(), Some(form.hash()));
    }

    #[test]
    fn carrying_over_to_the_same_version_changes_nothing((instrument, answers) in answered()) {
        let carried = instrument::carry_over(instrument, instrument, &answers);
        prop_assert!(carried.changes.is_empty());
        prop_assert_eq!(carried.answers, answers);
    }
}

#[test]
fn words_written_for_the_alliance_stay_in_the_alliance() {
    for instrument in INSTRUMENTS.iter() {
        // Each branch is taken once, since branches hide and show fields.
        for code in ["ja", "nein", "keine"] {
            let mut answers = Answers::new();
            for field in instrument.fields() {
                let value = match &field.kind {
                    Kind::Choice(choices) => {
                        let taken = choices.iter().find(|c| c.value == code).unwrap_or(&choices[0]);
                        Value::Choice(taken.value.clone())
                    }
                    Kind::Many(choices) => Value::Many(choices.iter().map(|c| c.value.clone()).collect()),
                    _ if is_text(field) && !field.shared => Value::Text(format!("geheim {}", field.uid)),
                    _ => continue,
                };
                answers.set(&field.uid, Some(value));
            }
            let sent = instrument.short_form(&answers, &BoundValues::new()).to_canonical_json();
            assert!(!sent.contains("geheim"), "{} {code}: {sent}", instrument.key);
        }
    }
}

#[test]
fn a_file_with_any_line_missing_is_read_or_refused_with_lines_that_exist() {
    let whole = include_str!("../data/probe.yaml");
    for gone in 0..whole.lines().count() {
        let rest: Vec<&str> =
            whole.lines().enumerate().filter(|(at, _)| *at != gone).map(|(_, line)| line).collect();
        if let Err(findings) = Instrument::parse("probe.yaml", &rest.join("\n")) {
            let inside = |line| (1..=rest.len() + 1).contains(&line);
            assert!(
                !findings.is_empty() && findings.iter().all(|finding| inside(finding.line)),
                "{findings:?}"
            );
        }
    }
}
