//! Instruments as XLSForms and back.

use crate::probe::probe;
use instrument::{Instrument, ItemType, SheetRow, XlsForm};
use std::path::Path;

fn published() -> Vec<Instrument> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../instruments");
    ["bedarfsanalyse/v1", "strukturen/v2"]
        .map(|version| crate::files::load(&folder.join(version).join("instrument.yaml")))
        .into()
}

fn sheet(rows: &[&[&str]]) -> Vec<SheetRow> {
    let cells = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
    rows.iter().zip(1..).map(|(row, number)| SheetRow { number, cells: cells(row) }).collect()
}

fn found(form: &XlsForm) -> Vec<(&'static str, usize)> {
    form.to_instrument().findings.iter().map(|finding| (finding.sheet, finding.row)).collect()
}

#[test]
fn every_question_leaves_under_its_own_name() {
    for instrument in published().into_iter().chain([probe()]) {
        let form = instrument.to_xlsform();
        let names: Vec<&str> =
            form.survey.iter().map(|row| row.cells[1].as_str()).filter(|n| !n.is_empty()).collect();
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len(), "no name twice");
        for field in instrument.fields() {
            assert!(names.contains(&field.uid.as_str()), "{} is asked", field.uid);
        }
        let begun = form.survey.iter().filter(|row| row.cells[0].starts_with("begin_")).count();
        let ended = form.survey.iter().filter(|row| row.cells[0].starts_with("end_")).count();
        assert_eq!(begun, ended);
    }
}

#[test]
fn conditions_limits_and_lists_are_said_as_xlsforms_say_them() {
    let form = probe().to_xlsform();
    let row = |name: &str| {
        let row = form.survey.iter().find(|row| row.cells[1] == name).unwrap_or_else(|| panic!("no {name}"));
        row.cells.iter().map(String::as_str).collect::<Vec<_>>()
    };
    assert_eq!(
        row("P.schaden")[..5],
        ["select_one ja_nein", "P.schaden", "I.3 Gibt es Schäden?", "", "${P.wald} = 'ja'"]
    );
    assert_eq!(row("P.schaden.text")[4], "(${P.wald} = 'ja') and (${P.schaden} = 'ja')");
    assert_eq!(row("P.name")[5], "string-length(.) <= 12");
    assert_eq!(row("P.zahl")[0], "integer");
    assert_eq!(row("P.zahl.keine_zahl")[4], "${P.zahl} = ''");
    assert_eq!(row("Q.ziel")[4], "selected(${P.arten}, 'linde') or selected(${P.arten}, 'ahorn')");
    assert_eq!(row("Q.ziel.was")[4], "", "its group has asked already");
    assert_eq!(row("Q.baenke")[0], "begin_repeat");
    assert_eq!(row("Q.baenke.jahr")[4], "${Q.baenke.heil} = 'ja'");
    assert_eq!(row("Q.jung")[0], "note", "kept elsewhere");
}

#[test]
fn an_exported_instrument_comes_back_as_a_file_that_reads() {
    for instrument in published().into_iter().chain([probe()]) {
        let import = instrument.to_xlsform().to_instrument();
        let again =
            Instrument::parse("neu.yaml", &import.yaml).unwrap_or_else(|f| panic!("{f:#?}\n{}", import.yaml));
        assert_eq!(
            (&again.key, again.version, &again.title),
            (&instrument.key, instrument.version, &instrument.title)
        );
        // A section whose data are all kept elsewhere asks nothing.
        let asks = |i: &Instrument, uid: &str| i.fields().iter().any(|field| field.section == uid);
        let ids = |i: &Instrument| {
            let sections = i.sections.iter().filter(|s| asks(i, &s.uid));
            sections.map(|s| (s.id.clone(), s.title.clone())).collect::<Vec<_>>()
        };
        assert_eq!(ids(&again), ids(&instrument));
        for field in again.fields() {
            if let Some(before) = instrument.field(&field.uid) {
                assert_eq!(field.conditions, before.conditions, "{}", field.uid);
            }
        }
        let texts = instrument.items().iter().filter(|i| i.item_type == ItemType::YesNoText).count();
        let towns = |i: &Instrument| i.items().iter().any(|i| i.item_type == ItemType::ListOfMunicipalities);
        assert_eq!(towns(&again), towns(&instrument));
        let again_texts = again.items().iter().filter(|i| i.item_type == ItemType::YesNoText).count();
        assert_eq!(again_texts, texts);
    }
}

#[test]
fn what_has_no_counterpart_is_named_with_its_row_and_the_rest_comes_in() {
    let form = XlsForm {
        survey: sheet(&[
            &[
                "type",
                "name",
                "label::English (en)",
                "label::Deutsch (de)",
                "required",
                "relevant",
                "calculation",
            ],
            &["start", "start", "", "", "", "", ""],
            &["select_one obst", "lieblings obst", "Fruit?", "Welches Obst?", "yes", "", ""],
            &["text", "warum", "Why?", "Warum?", "", "${lieblings obst} = 'apfel'", ""],
            &["text", "wie", "", "Wie oft?", "", "${alter} > 3", ""],
            &["geopoint", "ort", "", "Wo?", "", "", ""],
            &["begin group", "mehr", "", "Mehr", "", "", ""],
            &["begin_repeat", "kinder", "", "Kinder", "", "", ""],
            &["integer", "alter", "", "Alter", "", "", ""],
            &["select_multiple obst", "mag", "", "Mag", "", "", ""],
            &["end_repeat", "", "", "", "", "", ""],
            &["date", "tag", "", "Wann?", "", "", "today()"],
            &["select_one nirgends", "x", "", "X", "", "", ""],
            &["end group", "", "", "", "", "", ""],
        ]),
        choices: sheet(&[
            &["list name", "name", "label"],
            &["obst", "apfel", "Apfel"],
            &["obst", "süß", "etwas Süßes"],
            &["obst", "apfel", "noch ein Apfel"],
        ]),
        settings: sheet(&[&["form_title", "form_id", "version"], &["Obst", "obst 1", "2024-05"]]),
    };
    let rows = [2, 3, 3, 5, 6, 10, 12, 12, 13].map(|row| ("survey", row));
    assert_eq!(found(&form), [&[("choices", 3), ("choices", 4), ("settings", 2)][..], &rows].concat());
    let yaml = form.to_instrument().yaml;
    let instrument = Instrument::parse("obst.yaml", &yaml).unwrap_or_else(|f| panic!("{f:#?}\n{yaml}"));
    let fields: Vec<&str> = instrument.fields().iter().map(|field| field.uid.as_str()).collect();
    assert_eq!(fields, ["lieblings_obst", "warum", "wie", "kinder", "tag"]);
    assert_eq!(instrument.fields()[1].conditions.len(), 1);
    assert_eq!(instrument.fields()[0].label, "Welches Obst?");
    assert_eq!(instrument.sections.len(), 2);
}

#[test]
fn nothing_at_all_becomes_a_file_without_questions() {
    let import = XlsForm::default().to_instrument();
    assert_eq!(import.findings.len(), 1);
    assert!(import.yaml.contains("sections: []"));
}
