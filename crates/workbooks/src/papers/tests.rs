//! Whatever is answered leaves on paper and comes back.

use super::{Phrase, Phrases, answers_from, form_of};
use documents::{Block, Form, FormError, Stop, read_docx, read_form_xlsx, to_docx, to_form_xlsx};
use instrument::{Absence, Answers, Field, Instrument, Item, Kind, NO, Value, YES};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn aid(path: &str) -> Instrument {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    let text = std::fs::read_to_string(&path).expect("reads");
    Instrument::parse("aid", &text).expect("is good")
}

fn probe() -> Instrument {
    aid("crates/instrument/tests/data/probe.yaml")
}

fn analysis() -> Instrument {
    aid("instruments/bedarfsanalyse/v1/instrument.yaml")
}

fn say(phrase: Phrase<'_>) -> String {
    format!("{phrase:?}")
}

fn form(aid: &Instrument, items: Option<&[String]>, answers: &Answers) -> Form {
    form_of(aid, items, answers, "auftrag", &Phrases { lead: vec!["Vorweg".into()], say: &say })
}

/// What a seed makes of a field: nothing, or something that could be answered there.
fn value(kind: &Kind, seed: &mut impl Iterator<Item = u32>) -> Option<Value> {
    let mut next = || seed.next().unwrap_or_default();
    let pick = next();
    if pick % 4 == 0 {
        return None;
    }
    let posted = match kind {
        Kind::Line { .. } => vec![text(pick).replace('\n', " ")],
        Kind::Text { .. } => vec![text(pick)],
        Kind::Number => vec![match pick % 5 {
            1 => Absence::Unknown.words().to_owned(),
            2 => Absence::NotCollected.words().to_owned(),
            _ => (pick % 1_000_000_000).to_string(),
        }],
        Kind::Choice(choices) => vec![choices[pick as usize % choices.len()].value.clone()],
        Kind::Many(choices) => choices
            .iter()
            .enumerate()
            .filter(|(at, _)| pick >> (at % 32) & 1 == 1)
            .map(|(_, c)| c.value.clone())
            .collect(),
        Kind::Municipalities => vec![format!("{:08}", pick % 99_999_999), "05111000".to_owned()],
        Kind::Flag { .. } => vec![if pick % 2 == 0 { YES } else { NO }.to_owned()],
        Kind::RowName { rows, free } => vec![match rows.get(pick as usize % (rows.len() + 1)) {
            Some(row) => row.value.clone(),
            None if *free => format!("eigene {pick}"),
            None => rows.first().map(|row| row.value.clone()).unwrap_or_default(),
        }],
        Kind::Rows(table) => {
            let mut cells = Vec::new();
            for _ in 0..pick % 5 {
                let row = table.columns.iter().map(|column| {
                    let kind = column.kind.as_ref()?;
                    Some(super::forth::raw(&value(kind, seed)?).join("\n"))
                });
                let row: Vec<String> = row.map(Option::unwrap_or_default).collect();
                let given = |cell: &String| table.rows.iter().any(|row| row.value == *cell);
                if row.iter().any(|cell| !cell.is_empty() && !given(cell)) {
                    cells.extend(row);
                }
            }
            cells
        }
    };
    let field = kind_as_field(kind);
    field.read(&posted).expect("could be answered")
}

/// A field of this kind, for its judgement.
fn kind_as_field(kind: &Kind) -> Field {
    let mut field = probe().fields()[0].clone();
    field.kind = kind.clone();
    field
}

fn text(pick: u32) -> String {
    let parts = [
        "„So“ & <so>",
        "zwei\nZeilen",
        "  ",
        "\t",
        "=1+1",
        "_x000D_",
        "ß – é",
        "007",
        "\u{1f333}",
        "unbekannt",
    ];
    let at = |shift: u32| parts[(pick >> shift) as usize % parts.len()];
    let whole = format!("{}{}{}", at(0), at(8), at(16));
    whole.trim().chars().take(11).collect::<String>().trim().to_owned()
}

fn answered(aid: &Instrument, seeds: &[u32]) -> Answers {
    let mut seeds = seeds.iter().copied().cycle();
    let mut salt = 0_u32;
    let mut seed = std::iter::from_fn(|| {
        salt = salt.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Some((seeds.next()? ^ salt) >> 3)
    });
    let mut answers = Answers::new();
    for field in aid.fields() {
        answers.set(&field.uid, value(&field.kind, &mut seed));
    }
    answers
}

fn given(answers: &Answers) -> BTreeMap<String, Value> {
    answers.iter().filter_map(|(uid, value)| Some((uid.to_owned(), value?.clone()))).collect()
}

fn came_back(aid: &Instrument, form: &Form, reading: &documents::Reading) -> BTreeMap<String, Value> {
    assert_eq!(reading.answers.len(), aid.fields().len(), "every field comes back");
    let returned = answers_from(reading, aid, None);
    let value = |one: super::Returned| {
        let value = one.value.unwrap_or_else(|fault| panic!("{} in {}: {fault}", one.uid, form.title));
        Some((one.uid, value?))
    };
    returned.into_iter().filter_map(value).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn every_answer_comes_back_from_word_and_excel(seeds in proptest::collection::vec(any::<u32>(), 1..200)) {
        for aid in [probe(), analysis()] {
            let answers = answered(&aid, &seeds);
            let form = form(&aid, None, &answers);
            let stop = Stop::default();
            let docx = read_docx(&to_docx(&form).expect("writes"), &form, &stop).expect("reads");
            prop_assert_eq!(came_back(&aid, &form, &docx), given(&answers));
            let xlsx = read_form_xlsx(&to_form_xlsx(&form).expect("writes"), &form, &stop).expect("reads");
            prop_assert_eq!(came_back(&aid, &form, &xlsx), given(&answers));
        }
    }
}

#[test]
fn only_the_questions_asked_are_in_the_form_and_nothing_is_answered_by_itself() {
    let aid = analysis();
    let items: Vec<String> = ["BAA-1.2", "BAA-4.1"].map(str::to_owned).into();
    let form = form(&aid, Some(&items), &Answers::new());
    let kinds: Vec<&str> = form
        .blocks
        .iter()
        .map(|block| match block {
            Block::Heading(_) => "heading",
            Block::Paragraph(_) => "paragraph",
            Block::Question(_) => "question",
            Block::Matrix(_) => "matrix",
            Block::Grid(_) => "grid",
        })
        .collect();
    assert_eq!(kinds, ["heading", "paragraph", "matrix", "heading", "paragraph", "grid"]);
    let reading = read_docx(&to_docx(&form).expect("writes"), &form, &Stop::default()).expect("reads");
    let returned = answers_from(&reading, &aid, Some(&items));
    assert_eq!(returned.len(), 21, "four ages, split by four kinds of status, and the offers");
    assert!(returned.iter().all(|one| one.value == Ok(None)), "{returned:#?}");
    let whole = super::tests::form(&aid, None, &Answers::new());
    assert!(matches!(
        read_docx(&to_docx(&whole).expect("writes"), &form, &Stop::default()),
        Err(FormError::Places { .. })
    ));
}

#[test]
fn a_form_says_when_a_question_is_asked_and_what_helps() {
    let aid = probe();
    let form = form(&aid, None, &Answers::new());
    let input = |tag: &str| {
        let questions = form.blocks.iter().filter_map(|block| match block {
            Block::Question(question) => Some(question),
            _ => None,
        });
        questions.flat_map(|q| &q.inputs).find(|input| input.tag == tag).unwrap_or_else(|| panic!("no {tag}"))
    };
    assert_eq!(input("P.schaden.text").help.as_deref(), Some(r#"OnlyIf("Gibt es Schäden?", ["Stimmt"])"#));
    assert_eq!(input("P.programm").help.as_deref(), Some(r#"Examples(["Grüner Ort"])"#));
    assert_eq!(input("P.name").label, "");
    let bound = |item: &&Item| item.bound.is_some();
    let left_out = aid.items().into_iter().filter(bound).count();
    assert!(left_out > 0 && form.blocks.iter().all(|block| !format!("{block:?}").contains("Junge Bäume")));
}

#[test]
fn what_does_not_fit_a_field_is_refused_at_that_field_only() {
    let aid = probe();
    let form = form(&aid, None, &Answers::new());
    let mut reading = read_docx(&to_docx(&form).expect("writes"), &form, &Stop::default()).expect("reads");
    reading.answers.insert("P.zahl".to_owned(), vec!["ungefähr zehn".to_owned()]);
    reading.answers.insert("Q.orte".to_owned(), vec!["05111000, 05334002\n05111000".to_owned()]);
    let returned = answers_from(&reading, &aid, None);
    let wrong: Vec<&str> =
        returned.iter().filter(|one| one.value.is_err()).map(|one| one.uid.as_str()).collect();
    assert_eq!(wrong, ["P.zahl"]);
    let towns = returned.iter().find(|one| one.uid == "Q.orte").expect("came back");
    assert_eq!(towns.value, Ok(Some(Value::Many(vec!["05111000".into(), "05334002".into()]))));
}
