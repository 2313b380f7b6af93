//! What a form asks, and what comes back. That all of it does: tests/it/papers.rs.

use super::{Phrase, Phrases, answers_from, form_of};
use documents::{Block, Form, FormError, Stop, read_docx, to_docx};
use instrument::{Answers, Instrument, Item, Value};

const WRITTEN: base::Instant = base::Instant::from_micros(1_564_657_200_000_000);

fn aid(path: &str) -> Instrument {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    let text = std::fs::read_to_string(&path).expect("reads");
    Instrument::parse("aid", &text).expect("is good")
}

fn probe() -> Instrument {
    aid("crates/instrument/tests/data/probe.yaml")
}

pub(super) fn analysis() -> Instrument {
    aid("instruments/bedarfsanalyse/v1/instrument.yaml")
}

fn say(phrase: Phrase<'_>) -> String {
    format!("{phrase:?}")
}

fn form(aid: &Instrument, items: Option<&[String]>, answers: &Answers) -> Form {
    form_of(aid, items, answers, ("auftrag", WRITTEN), &Phrases { lead: vec!["Vorweg".into()], say: &say })
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
