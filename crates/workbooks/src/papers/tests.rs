//! What a form asks, and what comes back. That all of it does: tests/it/papers.rs.

use super::back::{read_rows, said_rows};
use super::{Content, PassageRow, Phrase, Phrases, answers_from, form_of, passages_from};
use crate::figures::Origin;
use documents::{Block, Form, FormError, Stop, read_docx, to_docx};
use instrument::{Answers, Choice, Column, Field, Instrument, Item, ItemType, Kind, Table, Value};

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
    form_with(aid, items, &Content::of(answers))
}

fn form_with(aid: &Instrument, items: Option<&[String]>, content: &Content) -> Form {
    form_of(aid, items, content, ("auftrag", WRITTEN), &Phrases { lead: vec!["Vorweg".into()], say: &say })
}

/// A table of names of one's own, numbers and words, and the field it answers.
pub(super) fn table() -> (Field, Table) {
    let column = |key: &str, label: &str, kind: Kind| Column {
        uid: format!("P.x.{key}"),
        key: key.into(),
        label: label.into(),
        help: None,
        item_type: ItemType::TextShort,
        kind: Some(kind),
        shared: false,
        personal: false,
        reconstructed: false,
        optional: false,
        condition: None,
    };
    let given = Choice { value: "vhs".into(), label: "Volkshochschule".into() };
    let names = Kind::RowName { rows: vec![given.clone()], free: true };
    let aid = analysis();
    let mut field = aid.field("BAA-4.2.1").expect("a field").clone();
    let mut table = aid.items().into_iter().find_map(|item| item.table.clone()).expect("a table");
    table.rows = vec![given];
    table.columns = vec![
        column("name", "Angebot", names),
        column("zahl", "Plätze", Kind::Number),
        column("wort", "Bemerkung", Kind::Text { max: 20 }),
    ];
    field.kind = Kind::Rows(table.clone());
    (field, table)
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

#[test]
fn a_number_carries_its_day_and_source_and_one_row_carries_one_of_each() {
    let aid = analysis();
    let items: Vec<String> = ["BAA-1.2", "BAA-1.13"].map(str::to_owned).into();
    let split = aid.fields().iter().find(|field| field.split_of.is_some() && field.item == "BAA-1.2");
    let split = split.expect("a part").clone();
    let row = split.split_of.clone().expect("a whole");
    let origin =
        |day: i8, source: &str| Origin { as_of: base::Day::new(2019, 7, day), source: source.to_owned() };
    let mut content = Content::default();
    for (uid, number, said) in [
        (row.as_str(), 40, origin(1, "Ausländerbehörde")),
        (&split.uid, 12, origin(31, "Sozialamt")),
        ("BAA-1.13", 7, origin(2, "Jugendamt")),
    ] {
        content.answers.set(uid, Some(Value::Number(number)));
        content.origins.insert(uid.to_owned(), said);
    }
    let form = form_with(&aid, Some(&items), &content);
    let said = |wanted: &str| {
        let said = form
            .blocks
            .iter()
            .any(|block| matches!(block, Block::Paragraph(words) if words.contains(wanted)));
        assert!(said, "{wanted} is not said: {:#?}", form.blocks);
    };
    said("Sozialamt");
    let stop = Stop::default();
    let word = read_docx(&to_docx(&form).expect("writes"), &form, &stop).expect("reads");
    let excel = documents::to_form_xlsx(&form).expect("writes");
    let excel = documents::read_form_xlsx(&excel, &form, &stop).expect("reads");
    for reading in [word, excel] {
        let returned = answers_from(&reading, &aid, Some(&items));
        let origin =
            |uid: &str| returned.iter().find(|one| one.uid == uid).and_then(|one| one.origin.clone());
        let pair = |day: &str, source: &str| Some((day.to_owned(), source.to_owned()));
        assert_eq!(origin(&row), pair("2019-07-01", "Ausländerbehörde"));
        assert_eq!(origin(&split.uid), pair("2019-07-01", "Ausländerbehörde"), "a part has those of its row");
        assert_eq!(origin("BAA-1.13"), pair("2019-07-02", "Jugendamt"));
    }
}

#[test]
fn every_cell_of_a_table_that_does_not_fit_is_named_at_its_place_and_the_others_are_read() {
    let (_, table) = table();
    let cells = ["vhs", "viele", "", "vhs", "", "", "eigenes", "3", "eine viel zu lange Bemerkung"];
    let cells = cells.map(str::to_owned);
    let rows = said_rows(&table, &cells, &[3, 4, 7]);
    let (value, bad) = read_rows(&table, &rows);
    let bad: Vec<(usize, &str, &str, &str)> = bad
        .iter()
        .map(|cell| (cell.number, cell.named.as_str(), cell.heading.as_str(), cell.typed.as_str()))
        .collect();
    let long = "eine viel zu lange Bemerkung";
    assert_eq!(bad, [(3, "Volkshochschule", "Plätze", "viele"), (7, "eigenes", "Bemerkung", long)]);
    let name = |name: &str| Some(Value::Text(name.to_owned()));
    let rows = vec![vec![name("vhs"), None, None], vec![name("eigenes"), Some(Value::Number(3)), None]];
    assert_eq!(value, Ok(Some(Value::Rows(rows))));
}

#[test]
fn passages_travel_with_their_code_and_new_ones_without() {
    let aid = analysis();
    let passage = |code: &str, words: &str| PassageRow {
        field: "BAA-8.7".into(),
        code: code.into(),
        words: words.into(),
        source: "4.4 Wie gut?".into(),
    };
    let all = vec![passage("0a1b2c3d", "erste\nmit zwei Zeilen"), passage("ffffffff", "zweite")];
    let content = Content { passages: Some(all), ..Content::default() };
    let mut form = form_with(&aid, None, &content);
    let grids = form.blocks.iter_mut().filter_map(|block| match block {
        Block::Grid(grid) if grid.tag.starts_with("BAA-8.7@") => Some(grid),
        _ => None,
    });
    let grid = grids.into_iter().next().expect("passages");
    grid.rows[1][1].value = "zweite, in Word geändert".into();
    grid.rows[2][1].value = "eigene".into();
    let reading = read_docx(&to_docx(&form).expect("writes"), &form, &Stop::default()).expect("reads");
    let said: Vec<(String, String)> =
        passages_from(&reading, &aid).into_iter().map(|one| (one.code, one.words)).collect();
    let pair = |code: &str, words: &str| (code.to_owned(), words.to_owned());
    let wanted = [
        pair("0a1b2c3d", "erste\nmit zwei Zeilen"),
        pair("ffffffff", "zweite, in Word geändert"),
        pair("", "eigene"),
    ];
    assert_eq!(said, wanted);
    // A file from before there were passages is still read, and says nothing of them.
    let old = form_with(&aid, None, &Content::default());
    let reading = read_docx(&to_docx(&old).expect("writes"), &form, &Stop::default()).expect("reads");
    assert!(passages_from(&reading, &aid).is_empty());
}
