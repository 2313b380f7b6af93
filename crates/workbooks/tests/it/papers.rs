//! Forms as Word and Excel files, through requests: taken along, filled in, brought
//! back, looked at, taken over; and what does not fit refused, with nothing stored.

use base::{Alliance, Day, Instant};
use documents::{Form, Stop, read_docx, read_form_xlsx, to_docx, to_form_xlsx};
use instrument::{Absence, Answers, Field, Instrument, Kind, NO, Value, YES};
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use testkit::{Answer, Client, TestApp};
use workbooks::figures::Origin;
use workbooks::instruments::catalogue;
use workbooks::papers::{Content, Phrase, Phrases, Returned, answers_from, form_of};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const AID: &str = "bedarfsanalyse";

fn aid() -> &'static Instrument {
    catalogue().latest(AID).expect("an aid")
}

fn say(phrase: Phrase<'_>) -> String {
    format!("{phrase:?}")
}

/// A file as somebody would have filled it in.
fn filled(items: Option<&[String]>, answers: &Answers, marker: &str, written: Instant) -> Form {
    filled_of(aid(), items, answers, marker, written)
}

fn filled_of(
    aid: &Instrument,
    items: Option<&[String]>,
    answers: &Answers,
    marker: &str,
    written: Instant,
) -> Form {
    filled_with(aid, items, &Content::of(answers), marker, written)
}

fn filled_with(
    aid: &Instrument,
    items: Option<&[String]>,
    content: &Content,
    marker: &str,
    written: Instant,
) -> Form {
    form_of(aid, items, content, (marker, written), &Phrases { lead: Vec::new(), say: &say })
}

fn said(pairs: &[(&str, Value)]) -> Answers {
    let mut answers = Answers::new();
    for (uid, value) in pairs {
        answers.set(*uid, Some(value.clone()));
    }
    answers
}

fn words(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

struct World {
    app: TestApp,
    kleve: Alliance,
    office: Client,
}

async fn world() -> World {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    World { app, kleve, office }
}

impl World {
    fn book(&self) -> String {
        format!("/alliances/{}/workbooks/{AID}", self.kleve.slug)
    }
    fn now(&self) -> Instant {
        self.app.app.clock().now()
    }
    fn marker(&self) -> String {
        self.kleve.id.to_string()
    }
    /// The office, signed in anew on a later day.
    async fn on(&mut self, date: &str) {
        self.app.set_day(day(date));
        self.office = self.app.office(&self.kleve).await;
    }
    async fn save(&self, uid: &str, value: &str) {
        let path = format!("{}/answers/{uid}", self.book());
        let version = self.office.get(&format!("/api/v1{path}")).await.is(200).json()["version"].to_string();
        self.office.script().post(&path, &[("version", &version), ("value", value)]).await.is(200);
    }
    async fn stored(&self, uid: &str) -> serde_json::Value {
        let path = format!("/api/v1{}/answers/{uid}", self.book());
        self.office.get(&path).await.is(200).json()["value"].clone()
    }
    /// Hands these questions out; answers the link and the assignment's page.
    async fn hand_out(&self, items: &[&str]) -> (String, String) {
        let list = format!("{}/assignments", self.book());
        let mut fields: Vec<(&str, &str)> = items.iter().map(|item| ("items", *item)).collect();
        fields.extend([
            ("id", "0190d6a4-0000-7000-8000-0000000000a1"),
            ("free_name_1", "Kim Muster"),
            ("free_email_1", "kim@bk.example"),
            ("voice", "partners"),
            ("due_on", "2019-08-20"),
            ("why", "Damit niemand zweimal fragt."),
            ("remind_days", "3"),
        ]);
        self.office.post(&list, &fields).await.is(303);
        let mail =
            crate::waves::letters(&self.app).await.into_iter().find(|mail| mail.to == "kim@bk.example");
        let body = mail.expect("a letter").body;
        let link = body[body.find("/z/").expect("a link")..].split_whitespace().next().unwrap_or_default();
        let found = self.office.get(&format!("/api/v1{list}")).await.is(200).json();
        let id = found["items"][0]["id"].as_str().expect("an assignment").to_owned();
        (link.to_owned(), format!("/alliances/{}/assignments/{id}", self.kleve.slug))
    }
}

fn id_of(page: &str) -> &str {
    page.rsplit('/').next().expect("an id")
}

/// What a preview would send: everything it offers, or only what it has ticked.
fn offered(preview: &Answer, all: bool) -> Vec<(String, String)> {
    let text = preview.text();
    let mut fields = Vec::new();
    for piece in text.split("name=\"version-").skip(1) {
        let (uid, rest) = piece.split_once("\" value=\"").expect("a version");
        let version = rest.split('"').next().expect("its end");
        fields.push((format!("version-{uid}"), version.to_owned()));
    }
    for piece in text.split("name=\"take\" value=\"").skip(1) {
        let (uid, rest) = piece.split_once('"').expect("a box");
        if all || rest.split('>').next().expect("its end").contains("checked") {
            fields.push(("take".to_owned(), uid.to_owned()));
        }
    }
    fields
}

async fn post(client: &Client, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    client.post(path, &fields).await
}

/// One part of a package.
fn part(bytes: &[u8], name: &str) -> String {
    let mut content = String::new();
    let mut package = ZipArchive::new(Cursor::new(bytes)).expect("opens");
    package.by_name(name).expect("is there").read_to_string(&mut content).expect("is text");
    content
}

/// The parts of a package, changed, and packed again.
fn repacked(bytes: &[u8], change: impl Fn(&str, String) -> String, more: &[(&str, &str)]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).expect("opens");
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).expect("exists");
        let name = part.name().expect("has a name").into_owned();
        let mut content = String::new();
        part.read_to_string(&mut content).expect("is text");
        to.start_file(name.clone(), SimpleFileOptions::default()).expect("begins");
        to.write_all(change(&name, content).as_bytes()).expect("writes");
    }
    for (name, content) in more {
        to.start_file(*name, SimpleFileOptions::default()).expect("begins");
        to.write_all(content.as_bytes()).expect("writes");
    }
    to.finish().expect("ends").into_inner()
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
                    Some(as_posted(&value(kind, seed)?).join("\n"))
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
    let mut field = aid().fields()[0].clone();
    field.kind = kind.clone();
    field
}

fn as_posted(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) | Value::Choice(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Absent(absence) => vec![absence.words().to_owned()],
        Value::Many(codes) => codes.clone(),
        Value::Flag(ticked) => vec![if *ticked { YES } else { NO }.to_owned()],
        Value::Rows(_) => panic!("a table inside a table"),
    }
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
    let fields = reading.answers.keys().filter(|tag| !tag.contains('@')).count();
    assert_eq!(fields, aid.fields().len(), "every field comes back");
    let returned = answers_from(reading, aid, None);
    let value = |one: Returned| {
        let value = one.value.unwrap_or_else(|fault| panic!("{} in {}: {fault}", one.uid, form.title));
        Some((one.uid, value?))
    };
    returned.into_iter().filter_map(value).collect()
}

#[tokio::test]
async fn somebody_takes_the_questions_along_and_brings_word_and_excel_back() {
    let w = world().await;
    let (link, page) = w.hand_out(&["BAA-4.2.1", "BAA-5.2", "BAA-1.1"]).await;
    let visitor = w.app.visitor();
    visitor.post(&format!("{link}/start"), &[]).await.is(303);
    visitor.get(&link).await.is(200).shows(&format!("href=\"{link}/form\""));
    visitor.get(&format!("{link}/form")).await.is(200).shows(&format!("href=\"{link}/form.docx\""));
    // The file itself, with words typed into it.
    let file = visitor.get(&format!("{link}/form.docx")).await.is(200);
    let name = format!("Bedarfe-und-Angebote_Kreis-Kleve_{}.docx", w.now().day());
    assert!(file.header("content-disposition").contains(&name), "{}", file.header("content-disposition"));
    let opened = part(&file.bytes, "word/document.xml");
    for said in ["Worum es geht", "3 Fragen aus der", "Damit niemand zweimal fragt.", "20.08.2019"] {
        assert!(opened.contains(said), "{said} stands above the questions");
    }
    let token = link.rsplit('/').next().expect("a token");
    assert!(!opened.contains(token), "whoever gets the file does not get the link");
    let typed = repacked(
        &file.bytes,
        |name, xml| {
            if name != "word/document.xml" {
                return xml;
            }
            let at = xml.find("BAA-4.2.1").expect("its tag");
            let (head, tail) = xml.split_at(at);
            let (hint, tail) = tail.split_once("<w:t xml:space=\"preserve\">").expect("its text");
            let (_, tail) = tail.split_once("</w:t>").expect("its end");
            let hint = hint.replacen("<w:showingPlcHdr/>", "", 1);
            format!("{head}{hint}<w:t xml:space=\"preserve\">Kurse am Abend</w:t>{tail}")
        },
        &[],
    );
    let preview =
        visitor.upload(&format!("{link}/form"), &[], "C:\\Fragen.docx", &typed).await.is(303).location();
    visitor.get(&format!("{link}/form")).await.is(200).shows(&format!("href=\"{preview}\""));
    let seen = visitor.get(&preview).await.is(200);
    let seen = seen.shows("Fragen.docx: Eine Antwort ist neu").shows("Kurse am Abend");
    let state = || async { w.office.get(&format!("/api/v1{page}")).await.is(200).json() };
    assert!(!state().await.to_string().contains("Kurse am Abend"), "nothing is saved before");
    post(&visitor, &preview, &offered(&seen, false)).await.is(303);
    assert!(state().await.to_string().contains("Kurse am Abend"));
    // A second click changes nothing, and what was taken over is forgotten.
    post(&visitor, &preview, &offered(&seen, false)).await.is(303);
    visitor.get(&preview).await.is(303);
    visitor.get(&format!("{link}/form")).await.is(200).hides("noch nicht entschieden");
    // The same as a workbook, with numbers that nobody knows.
    let items = ["BAA-4.2.1", "BAA-5.2", "BAA-1.1"].map(str::to_owned);
    let answers = said(&[
        ("BAA-4.2.1", words("Kurse am Abend")),
        ("BAA-1.1.D", Value::Absent(Absence::NotCollected)),
        ("BAA-1.1.AG", Value::Number(0)),
    ]);
    let form = filled(Some(&items), &answers, id_of(&page), w.now());
    let file = to_form_xlsx(&form).expect("written");
    let preview = visitor.upload(&format!("{link}/form"), &[], "Fragen.xlsx", &file).await.is(303).location();
    let seen = visitor
        .get(&preview)
        .await
        .is(200)
        .shows("nicht erhoben")
        .shows("Eine Antwort ist wie bisher")
        .text();
    assert_eq!(seen.matches("name=\"take\"").count(), 2, "{seen}");
    let seen = visitor.get(&preview).await;
    post(&visitor, &preview, &offered(&seen, false)).await.is(303);
    let whole = state().await.to_string();
    assert!(whole.contains("\"way\":\"excel\"") || whole.contains("not_collected"), "{whole}");
    // Another link does not see it, nor another alliance's office.
    let other = w.app.office(&w.app.alliance("05166").await).await;
    let there = preview.replace(&link, &page);
    other.get(&there).await.is(404);
    w.office.get(&there).await.is(303);
}

#[tokio::test]
async fn the_office_mails_the_file_itself_and_reads_it_back_for_whoever_was_asked() {
    let w = world().await;
    let (link, page) = w.hand_out(&["BAA-4.2.1", "BAA-5.2"]).await;
    w.office.get(&page).await.is(200).shows(&format!("href=\"{page}/form\""));
    let file = w.office.get(&format!("{page}/form.xlsx")).await.is(200);
    let items = ["BAA-4.2.1", "BAA-5.2"].map(str::to_owned);
    let (answers, id) = (said(&[("BAA-5.2", words("Wohnraum"))]), id_of(&page));
    let form = filled(Some(&items), &answers, id, w.now());
    assert!(read_form_xlsx(&file.bytes, &form, &Stop::default()).is_ok(), "both are one form");
    let sent = to_docx(&form).expect("written");
    let path = format!("{page}/form");
    let preview = w.office.upload(&path, &[], "zurueck.docx", &sent).await.is(303).location();
    // Meanwhile the contributor answers by link: nothing is overwritten.
    let seen = w.office.get(&preview).await.is(200).shows("Wohnraum");
    let visitor = w.app.visitor().script();
    let typed = [("version", "0"), ("value", "Ärztinnen")];
    visitor.post(&format!("{link}/answers/BAA-5.2"), &typed).await.is(200);
    let again = post(&w.office, &preview, &offered(&seen, true)).await.is(409);
    let again = again.shows("Inzwischen hat jemand").shows("Ärztinnen");
    post(&w.office, &preview, &[]).await.is(422).shows("mindestens eine Antwort");
    post(&w.office, &preview, &offered(&again, true)).await.is(303);
    w.office.get(&page).await.is(200).shows("Wohnraum").hides("Ärztinnen");
    // What is thrown away is gone, and the link cannot open what is the office's book.
    let preview = w.office.upload(&path, &[], "noch.docx", &sent).await.is(303).location();
    w.office.post(&format!("{preview}/removal"), &[]).await.is(303);
    w.office.get(&preview).await.is(303);
    w.office.post(&format!("{page}/delivery"), &[]).await.is(303);
    w.office.upload(&path, &[], "spaet.docx", &sent).await.is(409);
    w.office.get(&path).await.is(200).hides("Ausgefüllte Datei einlesen");
}

#[tokio::test]
async fn what_changed_since_the_download_is_never_overwritten_unseen() {
    let mut w = world().await;
    for uid in ["BAA-4.2.1", "BAA-5.2", "BAA-4.4"] {
        w.save(uid, "alt").await;
    }
    w.save("BAA-1.13", "40").await;
    w.on("2019-08-02").await;
    let downloaded = w.now();
    w.office.get(&format!("{}/form.docx", w.book())).await.is(200);
    w.on("2019-08-03").await;
    w.save("BAA-4.2.1", "hier neu").await;
    w.save("BAA-5.2", "hier auch neu").await;
    w.save("BAA-1.13", "41").await;
    let sent = said(&[
        ("BAA-4.2.1", words("alt")),
        ("BAA-5.2", words("in der Datei neu")),
        ("BAA-4.4", words("neu")),
        ("BAA-1.13", Value::Number(40)),
        ("BAA-1.1.D", Value::Number(12)),
    ]);
    let file = to_docx(&filled(None, &sent, &w.marker(), downloaded)).expect("written");
    let path = format!("{}/form", w.book());
    let preview = w.office.upload(&path, &[], "mappe.docx", &file).await.is(303).location();
    let seen = w.office.get(&preview).await.is(200);
    let seen =
        seen.shows("2 Antworten sind hier neuer als in der Datei").shows("inzwischen auch hier geändert");
    let ticked: Vec<String> =
        offered(&seen, false).into_iter().filter(|(n, _)| n == "take").map(|(_, v)| v).collect();
    assert_eq!(ticked, ["BAA-1.1.D", "BAA-4.4"], "a conflict has to be ticked by somebody");
    post(&w.office, &preview, &offered(&seen, false)).await.is(303);
    assert_eq!(w.stored("BAA-4.2.1").await, "hier neu");
    assert_eq!(w.stored("BAA-5.2").await, "hier auch neu");
    assert_eq!(w.stored("BAA-4.4").await, "neu");
    assert_eq!(w.stored("BAA-1.13").await, 41);
    assert_eq!(w.stored("BAA-1.1.D").await, 12);
    // Whoever may only look takes it along, and brings nothing back.
    let member = w.app.person(base::Role::CoreGroupMember, Some(&w.kleve)).await;
    member.get(&path).await.is(200).shows("form.docx").hides("Ausgefüllte Datei einlesen");
    member.get(&format!("{path}.xlsx")).await.is(200);
    member.upload(&path, &[], "mappe.docx", &file).await.is(404);
    member.get(&preview).await.is(404);
}

#[tokio::test]
async fn what_is_held_is_gone_after_its_time() {
    let mut w = world().await;
    let sent = said(&[("BAA-5.2", words("Wohnraum"))]);
    let file = to_docx(&filled(None, &sent, &w.marker(), w.now())).expect("written");
    let path = format!("{}/form", w.book());
    let preview = w.office.upload(&path, &[], "mappe.docx", &file).await.is(303).location();
    for _ in 0..12 {
        w.office.upload(&path, &[], "mappe.docx", &file).await.is(303);
    }
    w.office.get(&preview).await.is(404);
    let preview = w.office.upload(&path, &[], "mappe.docx", &file).await.is(303).location();
    w.office.get(&preview).await.is(200);
    w.on("2019-09-30").await;
    w.office.get(&preview).await.is(404);
    let permit = w.app.permit::<base::RunJobs>(None);
    let now = w.now();
    let mut tx = w.app.db().begin(&permit).await.expect("a transaction");
    assert_eq!(workbooks::papers::old(&mut tx, &permit, now).await.expect("counted"), 10);
    assert_eq!(workbooks::papers::forget_old(&mut tx, &permit, now).await.expect("gone"), 10);
}

#[tokio::test]
async fn a_file_that_does_not_fit_is_refused_with_the_reason_and_nothing_is_held() {
    let w = world().await;
    let sent = said(&[("BAA-5.2", words("Wohnraum"))]);
    let (marker, now) = (w.marker(), w.now());
    let good = to_docx(&filled(None, &sent, &marker, now)).expect("written");
    let excel = to_form_xlsx(&filled(None, &sent, &marker, now)).expect("written");
    let other = |change: &dyn Fn(&mut Form)| {
        let mut form = filled(None, &sent, &marker, now);
        change(&mut form);
        to_docx(&form).expect("written")
    };
    let renamed = |name: &str, xml: String| match name {
        "word/document.xml" => xml.replace("BAA-5.2", "BAA-9.9"),
        _ => xml,
    };
    let entity = |name: &str, xml: String| match name {
        "word/document.xml" => {
            let (head, rest) = xml.split_once("?>").expect("a head");
            format!("{head}?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{rest}")
        }
        _ => xml,
    };
    let linked = |name: &str, xml: String| {
        match name {
        "word/_rels/document.xml.rels" => xml.replace(
            "</Relationships>",
            "<Relationship Id=\"x9\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" \
             Target=\"http://127.0.0.1:9/x.png\" TargetMode=\"External\"/></Relationships>",
        ),
        _ => xml,
    }
    };
    let same = |_: &str, xml: String| xml;
    let bomb = " ".repeat(101_000_000);
    let files: Vec<(&str, &str, Vec<u8>, u16, &str)> = vec![
        ("nothing", "", Vec::new(), 422, "wählen Sie zuerst eine Datei"),
        ("no form", "a.docx", b"Guten Tag".to_vec(), 422, "keine Word-Datei"),
        ("no workbook", "a.xlsx", b"Guten Tag".to_vec(), 422, "keine Excel-Datei"),
        ("another version", "a.docx", other(&|f| f.key.version = 77), 422, "Fassung 77"),
        (
            "another aid",
            "a.docx",
            other(&|f| f.key.instrument = "strukturen".into()),
            422,
            "anderen Fragebogen",
        ),
        ("another alliance", "a.docx", other(&|f| f.key.marker = "x".into()), 422, "anderen Bündnis"),
        ("renamed tags", "a.docx", repacked(&good, renamed, &[]), 422, "passt nicht zum Fragebogen"),
        ("macros", "a.docm", repacked(&good, same, &[("word/vbaProject.bin", "x")]), 422, "Makros"),
        ("macros in Excel", "a.xlsm", repacked(&excel, same, &[("xl/vbaProject.bin", "x")]), 422, "Makros"),
        ("from elsewhere", "a.docx", repacked(&good, linked, &[]), 422, "von anderen Stellen"),
        ("an entity", "a.docx", repacked(&good, entity, &[]), 422, "Dokumentdefinitionen"),
        (
            "a bomb",
            "a.docx",
            repacked(&good, same, &[("word/media/a.xml", &bomb)]),
            422,
            "ungewöhnlich viele",
        ),
        ("too large", "a.docx", vec![b'x'; 10_000_001], 413, "größer als 10 MB"),
    ];
    let path = format!("{}/form", w.book());
    for (what, name, file, status, why) in files {
        let page = w.office.upload(&path, &[], name, &file).await.is(status);
        let page = page.shows(why).shows("id=\"e-file\"").hides("noch nicht entschieden");
        assert!(page.text().contains("aria-invalid"), "{what}");
    }
    // One answer that does not fit is said, the rest can be taken.
    let mut form = filled(None, &sent, &marker, now);
    let numbers = form.blocks.iter_mut().filter_map(|block| match block {
        documents::Block::Matrix(matrix) => Some(&mut matrix.rows),
        _ => None,
    });
    let first = numbers.flatten().flat_map(|(_, cells)| cells).flatten().next().expect("a number");
    first.value = vec!["ungefähr zehn".to_owned()];
    let file = to_docx(&form).expect("written");
    let preview = w.office.upload(&path, &[], "a.docx", &file).await.is(303).location();
    let page = w.office.get(&preview).await.is(200).shows("passen nicht").shows("ungefähr zehn");
    assert_eq!(offered(&page, true).iter().filter(|(n, _)| n == "take").count(), 1);
}

/// A day and a source for every row of numbers.
fn origins(aid: &Instrument, seeds: &[u32]) -> BTreeMap<String, Origin> {
    let wholes = aid.fields().iter().filter(|field| field.figure.is_some() && field.split_of.is_none());
    let drawn = wholes.zip(seeds.iter().cycle().zip(1_u32..));
    let origin = |(field, (seed, salt)): (&Field, (&u32, u32))| {
        let pick = (seed ^ salt.wrapping_mul(2_654_435_761)) >> 3;
        let back = i32::try_from(pick % 2000).expect("fits");
        let source = text(pick).replace(['\n', '\t'], " ").trim().to_owned();
        (field.uid.clone(), Origin { as_of: Some(testkit::first_day().plus_days(-back)), source })
    };
    drawn.map(origin).collect()
}

/// What a file says beside the rows of numbers in which anything stands.
fn beside(aid: &Instrument, answers: &Answers, reading: &documents::Reading) -> BTreeMap<String, Origin> {
    let mut found = BTreeMap::new();
    for whole in aid.fields().iter().filter(|field| field.figure.is_some() && field.split_of.is_none()) {
        let parts = aid.fields().iter().filter(|field| field.split_of.as_ref() == Some(&whole.uid));
        let is_filled = [whole].into_iter().chain(parts).any(|field| answers.get(&field.uid).is_some());
        let said = |end: &str| reading.answers[&format!("{}@{end}", whole.uid)].join("");
        if is_filled {
            let as_of = Some(day(&said("stand")));
            found.insert(whole.uid.clone(), Origin { as_of, source: said("quelle") });
        } else {
            assert_eq!(said("stand") + &said("quelle"), "", "{} has nothing to say it of", whole.uid);
        }
    }
    found
}

/// Taken over from Word or Excel, and taken along again in both: nothing is lost, neither
/// an answer nor the day and source of a number.
fn nothing_is_lost(key: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let _house = runtime.block_on(world());
    let aid = catalogue().latest(key).expect("an aid");
    let word_first = std::cell::Cell::new(false);
    let seeds = proptest::collection::vec(proptest::prelude::any::<u32>(), 1..200);
    let mut runner = TestRunner::new(Config { cases: 8, ..Config::default() });
    runner
        .run(&seeds, |seeds| {
            word_first.set(!word_first.get());
            // Each time anew: what was told of a later day would go on counting.
            let w = runtime.block_on(world());
            let path = format!("/alliances/{}/workbooks/{}/form", w.kleve.slug, aid.key);
            let (marker, now) = (w.marker(), w.now());
            let places = Content { passages: Some(Vec::new()), ..Content::default() };
            let empty = filled_with(aid, None, &places, &marker, now);
            let answers = answered(aid, &seeds);
            let content = Content { origins: origins(aid, &seeds), ..Content::of(&answers) };
            let form = filled_with(aid, None, &content, &marker, now);
            let is_filled = |uid: &String| {
                let parts = aid.fields().iter().filter(|field| field.split_of.as_ref() == Some(uid));
                answers.get(uid).is_some() || parts.into_iter().any(|part| answers.get(&part.uid).is_some())
            };
            let mut told = content.origins.clone();
            told.retain(|uid, _| is_filled(uid));
            let (name, file) = if word_first.get() {
                ("a.docx", to_docx(&form).expect("written"))
            } else {
                ("a.xlsx", to_form_xlsx(&form).expect("written"))
            };
            let (word, excel) = runtime.block_on(async {
                let preview = w.office.upload(&path, &[], name, &file).await.is(303).location();
                let seen = w.office.get(&preview).await.is(200).hides("passen nicht");
                post(&w.office, &preview, &offered(&seen, true)).await.is(303);
                let word = w.office.get(&format!("{path}.docx")).await.is(200).bytes;
                (word, w.office.get(&format!("{path}.xlsx")).await.is(200).bytes)
            });
            let stop = Stop::default();
            let word = read_docx(&word, &empty, &stop).expect("reads");
            assert_eq!(came_back(aid, &form, &word), given(&answers));
            assert_eq!(beside(aid, &answers, &word), told);
            let excel = read_form_xlsx(&excel, &empty, &stop).expect("reads");
            assert_eq!(came_back(aid, &form, &excel), given(&answers));
            assert_eq!(beside(aid, &answers, &excel), told);
            Ok(())
        })
        .expect("holds");
}

#[test]
fn whatever_is_answered_about_needs_and_offers_comes_back_in_the_next_file() {
    nothing_is_lost(AID);
}

#[test]
fn whatever_is_answered_about_structures_comes_back_in_the_next_file() {
    nothing_is_lost("strukturen");
}

/// The numbers of a row of numbers, the whole first.
fn row_of(aid: &Instrument, item: &str) -> Vec<String> {
    let fields = aid.fields().iter().filter(|field| field.item == item || field.item.starts_with(item));
    let whole = fields.clone().find(|field| field.figure.is_some() && field.split_of.is_none());
    let whole = whole.expect("a whole").uid.clone();
    let splits =
        fields.filter(|field| field.split_of.as_ref() == Some(&whole)).map(|field| field.uid.clone());
    [whole.clone()].into_iter().chain(splits).collect()
}

fn origin(date: &str, source: &str) -> Origin {
    Origin { as_of: Some(day(date)), source: source.to_owned() }
}

/// Fills in a place of a table of numbers, as whoever has the file would.
fn type_into(form: &mut Form, tag: &str, with: impl Fn(&mut documents::Input)) {
    for block in &mut form.blocks {
        if let documents::Block::Matrix(matrix) = block {
            let inputs = matrix.rows.iter_mut().flat_map(|(_, cells)| cells).flatten();
            inputs.filter(|input| input.tag == tag).for_each(&with);
        }
    }
}

#[tokio::test]
async fn a_number_comes_back_with_its_day_and_source_and_the_row_of_numbers_with_it() {
    let w = world().await;
    let (aid, path) = (aid(), format!("{}/form", w.book()));
    let row = row_of(aid, "BAA-1.2");
    let mut content = Content::default();
    for (uid, number) in row.iter().zip(40..) {
        content.answers.set(uid, Some(Value::Number(number)));
    }
    content.answers.set("BAA-1.13", Some(Value::Number(7)));
    content.answers.set("BAA-1.14", Some(Value::Absent(Absence::Unknown)));
    content.origins.insert(row[0].clone(), origin("2019-05-31", "Ausländerbehörde"));
    content.origins.insert("BAA-1.13".into(), origin("2019-06-30", "Jugendamt Kleve"));
    let file = to_form_xlsx(&filled_with(aid, None, &content, &w.marker(), w.now())).expect("written");
    let preview = w.office.upload(&path, &[], "mappe.xlsx", &file).await.is(303).location();
    let seen = w.office.get(&preview).await.is(200).hides("passen nicht");
    let seen = seen.shows("40 (Stand 31.05.2019, Quelle: Ausländerbehörde)");
    let seen = seen.shows("7 (Stand 30.06.2019, Quelle: Jugendamt Kleve)");
    post(&w.office, &preview, &offered(&seen, false)).await.is(303);
    // It stands in the series, and in the next file.
    let series = format!("/alliances/{}/figures", w.kleve.slug);
    w.office.get(&series).await.is(200).shows("Jugendamt Kleve");
    let stop = Stop::default();
    let places = Content { passages: Some(Vec::new()), ..Content::default() };
    let empty = filled_with(aid, None, &places, &w.marker(), w.now());
    let word = w.office.get(&format!("{path}.docx")).await.is(200).bytes;
    let excel = w.office.get(&format!("{path}.xlsx")).await.is(200).bytes;
    let readings = [read_docx(&word, &empty, &stop), read_form_xlsx(&excel, &empty, &stop)];
    for reading in readings.map(|reading| reading.expect("reads")) {
        let returned = answers_from(&reading, aid, None);
        let said = |uid: &str| returned.iter().find(|one| one.uid == uid).and_then(|one| one.origin.clone());
        let pair = |day: &str, source: &str| Some((day.to_owned(), source.to_owned()));
        for uid in &row {
            assert_eq!(said(uid), pair("2019-05-31", "Ausländerbehörde"), "{uid}");
        }
        assert_eq!(said("BAA-1.13"), pair("2019-06-30", "Jugendamt Kleve"));
    }
    // Sent back as it is, it changes nothing.
    let same = w.office.upload(&path, &[], "mappe.docx", &word).await.is(303).location();
    w.office.get(&same).await.is(200).shows("mappe.docx ändert nichts").hides("name=\"take\"");
    // Another day for the row goes for all its numbers; a day that is none is named, and
    // its number waits for somebody to decide.
    content.origins.insert(row[0].clone(), origin("2019-07-15", "Ausländerbehörde"));
    let mut form = filled_with(aid, None, &content, &w.marker(), w.now());
    type_into(&mut form, "BAA-1.13", |input| {
        input.value = vec!["9".into()];
        input.beside[0].kind = documents::FillableKind::Line;
        input.beside[0].value = vec!["im Sommer".into()];
    });
    let file = to_docx(&form).expect("written");
    let preview = w.office.upload(&path, &[], "neu.docx", &file).await.is(303).location();
    let seen = w.office.get(&preview).await.is(200);
    let seen = seen.shows("Stand und Quelle").shows("im Sommer").shows("nicht alles passt");
    let mut ticked: Vec<String> =
        offered(&seen, false).into_iter().filter(|(n, _)| n == "take").map(|(_, v)| v).collect();
    let mut wanted = row.clone();
    ticked.sort();
    wanted.sort();
    assert_eq!(ticked, wanted);
    let taken = post(&w.office, &preview, &offered(&seen, false)).await.is(303).location();
    // What did not fit is named once more, for whoever enters it by hand.
    assert!(taken.starts_with(&preview), "{taken}");
    let left = w.office.get(&taken).await.is(200).shows("Die Antworten aus der Datei sind übernommen.");
    left.shows("Eine Angabe aus der Datei fehlt noch").shows("im Sommer").hides("name=\"take\"");
    let again = post(&w.office, &preview, &offered(&seen, true)).await.is(303).location();
    assert_eq!(again, w.book(), "nothing is taken twice");
    let word = w.office.get(&format!("{path}.docx")).await.is(200).bytes;
    let reading = read_docx(&word, &empty, &stop).expect("reads");
    assert_eq!(reading.answers[&format!("{}@stand", row[0])], ["2019-07-15"]);
    assert_eq!(reading.answers["BAA-1.13@stand"], ["2019-06-30"]);
    assert_eq!(w.stored("BAA-1.13").await, 7);
    // Ticked by hand, the number keeps the source that stood beside the bad day.
    let preview = w.office.upload(&path, &[], "neu.docx", &file).await.is(303).location();
    let seen = w.office.get(&preview).await.is(200).shows("9 (Stand 31.07.2019, Quelle: Jugendamt Kleve)");
    post(&w.office, &preview, &offered(&seen, true)).await.is(303);
    let word = w.office.get(&format!("{path}.docx")).await.is(200).bytes;
    let reading = read_docx(&word, &empty, &stop).expect("reads");
    assert_eq!(reading.answers["BAA-1.13@quelle"], ["Jugendamt Kleve"]);
    assert_eq!(w.stored("BAA-1.13").await, 9);
}

#[tokio::test]
async fn somebody_asked_gives_day_and_source_with_the_number() {
    let w = world().await;
    let (link, page) = w.hand_out(&["BAA-1.13"]).await;
    let visitor = w.app.visitor();
    let items = ["BAA-1.13".to_owned()];
    let mut content = Content::of(&said(&[("BAA-1.13", Value::Number(7))]));
    content.origins.insert("BAA-1.13".into(), origin("2019-06-30", "Jugendamt Kleve"));
    let file = to_docx(&filled_with(aid(), Some(&items), &content, id_of(&page), w.now())).expect("written");
    let path = format!("{link}/form");
    let preview = visitor.upload(&path, &[], "Zahl.docx", &file).await.is(303).location();
    let seen = visitor.get(&preview).await.is(200).shows("7 (Stand 30.06.2019, Quelle: Jugendamt Kleve)");
    post(&visitor, &preview, &offered(&seen, false)).await.is(303);
    let state = w.office.get(&format!("/api/v1{page}")).await.is(200).json().to_string();
    assert!(state.contains("Jugendamt Kleve") && state.contains("2019-06-30"), "{state}");
    let again = visitor.get(&format!("{path}.xlsx")).await.is(200).bytes;
    let preview = visitor.upload(&path, &[], "Zahl.xlsx", &again).await.is(303).location();
    visitor.get(&preview).await.is(200).shows("ändert nichts");
    // Delivered meanwhile: what waits with a fault leads back, and claims to be taken over no more.
    let mut form = filled_with(aid(), Some(&items), &content, id_of(&page), w.now());
    type_into(&mut form, "BAA-1.13", |input| {
        input.kind = documents::FillableKind::Line;
        input.value = vec!["viele".into()];
    });
    let file = to_docx(&form).expect("written");
    let preview = visitor.upload(&path, &[], "Zahl.docx", &file).await.is(303).location();
    visitor.get(&preview).await.is(200).shows("passen nicht").shows("viele");
    visitor.post(&format!("{link}/delivery"), &[]).await.is(303);
    assert_eq!(visitor.get(&preview).await.is(303).location(), link);
}

#[tokio::test]
async fn one_bad_cell_is_named_at_its_place_and_the_rest_of_its_table_is_taken() {
    let w = world().await;
    let (aid, path) = (aid(), format!("{}/form", w.book()));
    // A table with a column of numbers or choices, which can be got wrong.
    let strict = |kind: &Kind| matches!(kind, Kind::Number | Kind::Choice(_));
    let (field, table, at) = aid
        .fields()
        .iter()
        .find_map(|field| match &field.kind {
            Kind::Rows(table) if table.free_rows => {
                let at = table.columns.iter().position(|c| c.kind.as_ref().is_some_and(strict))?;
                Some((field, table, at))
            }
            _ => None,
        })
        .expect("a table");
    let free = |at: &usize| {
        matches!(
            table.columns[*at].kind,
            Some(Kind::Line { .. } | Kind::Text { .. } | Kind::RowName { free: true, .. })
        )
    };
    let open = (0..table.columns.len()).find(free).expect("a column of words");
    let good = match table.columns[at].kind.as_ref().expect("a kind") {
        Kind::Choice(choices) => choices[0].value.clone(),
        _ => "12".to_owned(),
    };
    let row = |words: &str, cell: &str| -> Vec<documents::GridCell> {
        let cell_at = |i: usize| {
            if i == open {
                words
            } else if i == at {
                cell
            } else {
                ""
            }
        };
        (0..table.columns.len())
            .map(|i| documents::GridCell { value: cell_at(i).to_owned(), is_fixed: false })
            .collect()
    };
    let with = |rows: &[Vec<documents::GridCell>]| {
        let mut form = filled(None, &Answers::new(), &w.marker(), w.now());
        for block in &mut form.blocks {
            match block {
                documents::Block::Grid(grid) if grid.tag == field.uid => grid.rows = rows.to_vec(),
                _ => {}
            }
        }
        form
    };
    let first = to_form_xlsx(&with(&[row("Eins", &good), row("Zwei", &good)])).expect("written");
    let preview = w.office.upload(&path, &[], "a.xlsx", &first).await.is(303).location();
    let seen = w.office.get(&preview).await.is(200).hides("passen nicht");
    post(&w.office, &preview, &offered(&seen, false)).await.is(303);
    let stored = w.stored(&field.uid).await;
    // A row was put before them, one cell spoilt, and a new row has a bad one too.
    let second =
        with(&[row("Null", &good), row("Eins", &good), row("Zwei", "weiß nicht"), row("Drei", "viele")]);
    let second = to_form_xlsx(&second).expect("written");
    let preview = w.office.upload(&path, &[], "a.xlsx", &second).await.is(303).location();
    let seen = w.office.get(&preview).await.is(200);
    let column = &table.columns[at].label;
    let seen =
        seen.shows(&format!("Zeile 5 („Zwei“), Spalte „{column}“")).shows("weiß nicht").shows("Hier bleibt");
    let seen = seen
        .shows(&format!("Zeile 6 („Drei“), Spalte „{column}“"))
        .shows("viele")
        .shows("Das Feld bleibt leer.");
    post(&w.office, &preview, &offered(&seen, true)).await.is(303);
    let now = w.stored(&field.uid).await;
    let rows = now.as_array().expect("rows");
    assert_eq!(rows.len(), 4, "{now}");
    assert_eq!(rows[1..3], stored.as_array().expect("rows")[..], "what stood there stays");
    assert!(rows[0].to_string().contains("Null") && rows[3].to_string().contains("Drei"), "{now}");
    assert!(!now.to_string().contains("viele"), "{now}");
}

#[tokio::test]
async fn a_passage_edited_in_word_is_the_offices_edit_and_keeps_its_source() {
    let mut w = world().await;
    w.save("BAA-4.4", "Der Übergang in den nächsten Kurs stockt.").await;
    let passages = format!("{}/passages/BAA-8.7", w.book());
    let offered_there = w.office.get(&format!("/api/v1{passages}")).await.is(200).json();
    let key = offered_there["offers"][0]["key"].as_str().expect("an offer").to_owned();
    w.office.post(&passages, &[("take", &key)]).await.is(303);
    let path = format!("{}/form", w.book());
    w.on("2019-08-02").await;
    let file = w.office.get(&format!("{path}.docx")).await.is(200).bytes;
    w.on("2019-08-03").await;
    let edited = repacked(
        &file,
        |name, xml| match name {
            "word/document.xml" => {
                // The answer itself stands first; the passage with its source later.
                let at = xml.rfind("stockt.").expect("the passage");
                format!("{}stockt oft.{}", &xml[..at], &xml[at + "stockt.".len()..])
            }
            _ => xml,
        },
        &[],
    );
    assert!(part(&file, "word/document.xml").contains("4.4 Wie gut gelingt die Überleitung"));
    let preview = w.office.upload(&path, &[], "mappe.docx", &edited).await.is(303).location();
    let seen = w.office.get(&preview).await.is(200).shows("Eine Antwort ist neu oder anders");
    let seen = seen.shows("Der Übergang in den nächsten Kurs stockt oft.").shows("Textstelle");
    post(&w.office, &preview, &offered(&seen, false)).await.is(303);
    let shown = w.office.get(&passages).await.is(200).shows("stockt oft.");
    shown.shows("4.4 Wie gut gelingt die Überleitung");
    // The file once more: there the passage is older, and nothing is overwritten unseen.
    let preview = w.office.upload(&path, &[], "alt.docx", &file).await.is(303).location();
    w.office.get(&preview).await.is(200).hides("name=\"take\"").shows("hier neuer als in der Datei");
}
