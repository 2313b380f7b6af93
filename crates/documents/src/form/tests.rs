//! Forms there and back, as Word and others really send them, and as nobody should.

use super::docx_write::mark;
use super::*;
use crate::Stop;
use proptest::prelude::*;
use std::io::{Cursor, Read, Write};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

fn words(pairs: &[(&str, &str)]) -> Vec<Word> {
    pairs.iter().map(|(value, label)| Word { value: (*value).into(), label: (*label).into() }).collect()
}

fn input(tag: &str, label: &str, kind: FillableKind, value: &[&str]) -> Input {
    let value = value.iter().map(|v| (*v).to_owned()).collect();
    Input {
        tag: tag.into(),
        label: label.into(),
        help: None,
        kind,
        value,
        beside: Vec::new(),
        is_optional: false,
    }
}

/// With a day and a source beside it.
fn with_origin(of: Input) -> Input {
    let beside = |end: &str, label: &str, kind, value: &[&str]| Input {
        is_optional: true,
        ..input(&format!("{}@{end}", of.tag), label, kind, value)
    };
    let day = beside("stand", "Stand", FillableKind::Day, &["2019-05-31"]);
    let source = beside("quelle", "Quelle", FillableKind::Line, &["Grünflächenamt"]);
    Input { beside: vec![day, source], ..of }
}

fn question(number: &str, label: &str, inputs: Vec<Input>) -> Block {
    Block::Question(Question {
        number: number.into(),
        label: label.into(),
        help: Some("Eine Hilfe.".into()),
        inputs,
    })
}

fn yes_no() -> FillableKind {
    FillableKind::Choice(words(&[("ja", "Ja"), ("nein", "Nein, „nie“")]))
}

fn rooms() -> Vec<Word> {
    words(&[("wald", "Wald & Wiese"), ("stadt", "Stadt")])
}

fn cell(value: &str, is_fixed: bool) -> GridCell {
    GridCell { value: value.into(), is_fixed }
}

fn form() -> Form {
    let column =
        |tag: &str, label: &str, kind| GridColumn { tag: tag.into(), label: label.into(), help: None, kind };
    let long = format!("Q.{}", "sehr_lang.".repeat(9));
    Form {
        title: "Baumschau <2>".into(),
        about: vec![("Wer fragt".into(), "Das Amt & Co.\nRathaus".into())],
        lead: vec!["Bitte füllen Sie aus, was Sie wissen.".into()],
        key: FormKey {
            instrument: "probe".into(),
            version: 1,
            marker: "auftrag-7".into(),
            written: 1_564_657_200_000_000,
        },
        blocks: vec![
            Block::Heading("I. Bestand".into()),
            Block::Paragraph("Dazwischen.".into()),
            question("I.1", "Wie heißt der Ort?", vec![input("P.name", "", FillableKind::Line, &["Kleve"])]),
            question(
                "I.2",
                "Wo liegt er?",
                vec![
                    input("P.lage", "Lage", FillableKind::Text, &["am Rhein\n\n  links\tunten"]),
                    input("P.zahl", "Bäume", FillableKind::Number, &["1250"]),
                    input("P.seit", "Seit", FillableKind::Day, &["2019-07-31"]),
                    input("P.wald", "Wald", yes_no(), &["nein"]),
                    input("P.leer", "Noch etwas", FillableKind::Text, &[]),
                    input("P.ort", "Art", FillableKind::Combo(rooms()), &["wald"]),
                ],
            ),
            question(
                "I.6",
                "Welche Arten?",
                vec![input("P.arten", "", FillableKind::Many(rooms()), &["stadt"])],
            ),
            Block::Matrix(Matrix {
                number: "II.3".into(),
                label: "Wie alt?".into(),
                help: None,
                corner: "Alter".into(),
                columns: vec!["alle".into(), "krank".into()],
                rows: vec![
                    (
                        "jung".into(),
                        vec![
                            Some(with_origin(input("Q.jung", "jung", FillableKind::Number, &["unbekannt"]))),
                            Some(input(&long, "jung: krank", FillableKind::Number, &["0"])),
                        ],
                    ),
                    ("alt".into(), vec![Some(input("Q.alt", "alt", FillableKind::Number, &[])), None]),
                ],
            }),
            Block::Grid(super::Grid {
                is_optional: false,
                tag: "Q.baeume".into(),
                number: "II.5".into(),
                label: "Welche Bäume?".into(),
                help: Some("Eine Zeile je Baum.".into()),
                columns: vec![
                    column("Q.baeume.art", "Art", FillableKind::Combo(rooms())),
                    column("Q.baeume.zahl", "Zahl", FillableKind::Number),
                    column("Q.baeume.gut", "Gut", yes_no()),
                    column("Q.baeume.wort", "Wort", FillableKind::Text),
                ],
                rows: vec![
                    vec![cell("wald", true), cell("3", false), cell("ja", false), cell("a\nb", false)],
                    vec![cell("eigene", false), cell("", false), cell("", false), cell("=1+1", false)],
                    vec![GridCell::default(), GridCell::default(), GridCell::default(), GridCell::default()],
                ],
            }),
        ],
    }
}

fn known() -> Reading {
    let long = format!("Q.{}", "sehr_lang.".repeat(9));
    let answers: [(&str, &[&str]); 15] = [
        ("P.name", &["Kleve"]),
        ("P.lage", &["am Rhein\n\n  links\tunten"]),
        ("P.zahl", &["1250"]),
        ("P.seit", &["2019-07-31"]),
        ("P.wald", &["nein"]),
        ("P.leer", &[]),
        ("P.ort", &["wald"]),
        ("P.arten", &["stadt"]),
        ("Q.jung", &["unbekannt"]),
        ("Q.jung@stand", &["2019-05-31"]),
        ("Q.jung@quelle", &["Grünflächenamt"]),
        (&long, &["0"]),
        ("Q.alt", &[]),
        ("Q.baeume", &["wald", "3", "ja", "a\nb", "eigene", "", "", "=1+1"]),
        ("", &[]),
    ];
    let answers = answers.into_iter().filter(|(tag, _)| !tag.is_empty());
    Reading {
        written: 1_564_657_200_000_000,
        answers: answers.map(|(tag, v)| (tag.into(), v.iter().map(|v| (*v).into()).collect())).collect(),
        rows: [("Q.baeume".to_owned(), vec![1, 2])].into(),
    }
}

/// The parts of a package, changed, and packed again.
fn changed(bytes: &[u8], change: impl Fn(&str, &mut Vec<u8>), more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).expect("opens");
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).expect("exists");
        let name = part.name().expect("has a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("reads");
        change(&name, &mut content);
        to.start_file(name, SimpleFileOptions::default().compression_level(Some(1))).expect("begins");
        to.write_all(&content).expect("writes");
    }
    for (name, content) in more {
        to.start_file(*name, SimpleFileOptions::default().compression_level(Some(1))).expect("begins");
        to.write_all(content).expect("writes");
    }
    to.finish().expect("ends").into_inner()
}

/// The document with some of its XML exchanged.
fn document(exchange: &[(&str, &str)]) -> Vec<u8> {
    part("word/document.xml", exchange)
}

fn part(name: &str, exchange: &[(&str, &str)]) -> Vec<u8> {
    let docx = to_docx(&form()).expect("writes");
    let change = |part: &str, content: &mut Vec<u8>| {
        if part == name {
            let mut text = String::from_utf8(content.clone()).expect("text");
            for (old, new) in exchange {
                assert!(text.contains(old), "{old} is in {name}");
                text = text.replacen(old, new, 1);
            }
            *content = text.into_bytes();
        }
    };
    changed(&docx, change, &[])
}

fn read(bytes: &[u8]) -> Result<Reading, FormError> {
    read_docx(bytes, &form(), &Stop::default())
}

fn answer(bytes: &[u8], tag: &str) -> Answer {
    read(bytes).expect("reads").answers[tag].clone()
}

#[test]
fn a_word_form_comes_back_as_it_went() {
    let bytes = to_docx(&form()).expect("writes");
    assert_eq!(read(&bytes), Ok(known()));
    assert_eq!(bytes, to_docx(&form()).expect("writes again"), "the same form gives the same bytes");
}

#[test]
fn an_excel_form_comes_back_as_it_went() {
    let bytes = to_form_xlsx(&form()).expect("writes");
    // Rows are found by the numbers at the left of the sheet; the first is hidden, the second the head.
    let known = Reading { rows: [("Q.baeume".to_owned(), vec![3, 4])].into(), ..known() };
    assert_eq!(read_form_xlsx(&bytes, &form(), &Stop::default()), Ok(known));
    assert_eq!(bytes, to_form_xlsx(&form()).expect("writes again"), "the same form gives the same bytes");
}

#[test]
fn word_writes_controls_in_many_ways() {
    let lage = "<w:t xml:space=\"preserve\">am Rhein</w:t>";
    // In pieces, with a proofing mark between.
    let split = document(&[(
        lage,
        "<w:t>am </w:t></w:r><w:proofErr w:type=\"spellStart\"/><w:r><w:rPr><w:b/></w:rPr><w:t>Rhein</w:t>",
    )]);
    assert_eq!(answer(&split, "P.lage"), ["am Rhein\n\n  links\tunten"]);
    // A control of paragraphs instead of words, typed over with quotes Word has turned.
    let kleve = "<w:t xml:space=\"preserve\">Kleve</w:t>";
    let start = format!("<w:bookmarkStart w:id=\"1\" w:name=\"{}\"/><w:sdt>", mark("P.name"));
    let paragraphs = document(&[
        (&format!("<w:p><w:pPr><w:pStyle w:val=\"Antwort\"/></w:pPr>{start}"), &start),
        (
            &format!("<w:r>{kleve}</w:r>"),
            "<w:p><w:r><w:t>eins</w:t></w:r></w:p><w:p><w:pPr><w:tabs><w:tab w:pos=\"1\"/></w:tabs></w:pPr><w:r><w:t>„zwei“</w:t></w:r></w:p>",
        ),
        ("</w:sdt><w:bookmarkEnd w:id=\"1\"/></w:p>", "</w:sdt><w:bookmarkEnd w:id=\"1\"/>"),
    ]);
    assert_eq!(answer(&paragraphs, "P.name"), ["eins\n„zwei“"]);
    // Changes that are kept: what was put in counts, what was taken out or moved away does not.
    let tracked = document(&[(
        kleve,
        "<w:t>Emme</w:t></w:r><w:del w:id=\"9\" w:author=\"a\"><w:r><w:delText>Kleve</w:delText></w:r></w:del><w:moveFrom w:id=\"8\"><w:r><w:t>weg</w:t></w:r></w:moveFrom><w:ins w:id=\"7\"><w:r><w:t>rich</w:t></w:r></w:ins><w:commentRangeStart w:id=\"1\"/><w:r><w:commentReference w:id=\"1\"/>",
    )]);
    assert_eq!(answer(&tracked, "P.name"), ["Emmerich"]);
    // A control inside a control, without a tag of its own, and one that only invites to write.
    let nested = document(&[(
        kleve,
        "<w:t>A</w:t></w:r><w:sdt><w:sdtPr><w:id w:val=\"77\"/></w:sdtPr><w:sdtContent><w:r><w:t>B</w:t></w:r></w:sdtContent></w:sdt><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>tippen</w:t></w:r></w:sdtContent></w:sdt><w:r>",
    )]);
    assert_eq!(answer(&nested, "P.name"), ["AB"]);
    let emptied = document(&[(
        "<w:text/></w:sdtPr><w:sdtContent><w:r><w:t xml:space=\"preserve\">Kleve",
        "<w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>Klicken oder tippen Sie hier",
    )]);
    assert_eq!(answer(&emptied, "P.name"), Answer::new());
    // A choice is told by its words, whatever happened to quotes and case; other words stay words.
    let choice = document(&[("Nein, „nie“</w:t>", "NEIN, &quot;nie&quot;</w:t>")]);
    assert_eq!(answer(&choice, "P.wald"), ["nein"]);
    let other = document(&[("Nein, „nie“</w:t>", "vielleicht</w:t>")]);
    assert_eq!(answer(&other, "P.wald"), ["vielleicht"]);
    // The state of a box counts, not its sign.
    let ticked = document(&[("<w14:checked w14:val=\"0\"/>", "<w14:checked w14:val=\"1\"/>")]);
    assert_eq!(answer(&ticked, "P.arten"), ["wald", "stadt"]);
    let day = document(&[("31.07.2019", "1. 8.2019")]);
    assert_eq!(answer(&day, "P.seit"), ["2019-08-01"]);
    let fallback = document(&[(
        kleve,
        "<mc:AlternateContent><mc:Choice Requires=\"w14\"><w:t>neu</w:t></mc:Choice><mc:Fallback><w:t>alt</w:t></mc:Fallback></mc:AlternateContent>",
    )]);
    assert_eq!(answer(&fallback, "P.name"), ["neu"]);
}

#[test]
fn rows_may_be_added_copied_and_deleted() {
    let plain = "<w:tr><w:tc><w:p><w:r><w:t>Stadt</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>9</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl><w:sectPr>";
    let docx = to_docx(&form()).expect("writes");
    let text = |bytes: &[u8]| {
        let mut xml = String::new();
        let mut zip = ZipArchive::new(Cursor::new(bytes.to_vec())).expect("opens");
        zip.by_name("word/document.xml").expect("exists").read_to_string(&mut xml).expect("reads");
        xml
    };
    let xml = text(&docx);
    // A row of Word's own making, without controls.
    let added = document(&[("</w:tbl><w:sectPr>", plain)]);
    assert_eq!(answer(&added, "Q.baeume")[8..], ["stadt", "9", "", ""]);
    let from = xml.rfind("<w15:repeatingSectionItem/></w:sdtPr><w:sdtContent><w:tr>").expect("a row");
    let first = xml.find("<w15:repeatingSectionItem/></w:sdtPr><w:sdtContent><w:tr>").expect("a row");
    assert!(first < from);
    // The first row again, tags and all; then deleted with the change kept.
    let begin = xml[first..].find("<w:tr>").expect("a row") + first;
    let end = xml[begin..].find("</w:tr>").expect("its end") + begin + "</w:tr>".len();
    let row = xml[begin..end].to_owned();
    let copied = document(&[(&row, &format!("{row}{row}"))]);
    assert_eq!(answer(&copied, "Q.baeume")[..8], ["wald", "3", "ja", "a\nb", "wald", "3", "ja", "a\nb"]);
    let deleted = row.replace("<w:cantSplit/>", "<w:cantSplit/><w:del w:id=\"4\" w:author=\"a\"/>");
    let deleted = document(&[(&row, &deleted)]);
    assert_eq!(answer(&deleted, "Q.baeume"), ["eigene", "", "", "=1+1"]);
}

#[test]
fn where_a_program_dropped_every_tag_the_bookmarks_tell() {
    let docx = to_docx(&form()).expect("writes");
    let untagged = |name: &str, content: &mut Vec<u8>| {
        if name == "word/document.xml" {
            let text = String::from_utf8(content.clone()).expect("text");
            let mut pieces = text.split("<w:tag ");
            let mut out = pieces.next().unwrap_or_default().to_owned();
            for piece in pieces {
                out += piece.split_once("/>").expect("its end").1;
            }
            *content = out.replace("<w:showingPlcHdr/>", "").into_bytes();
        }
    };
    let read = read(&changed(&docx, untagged, &[]));
    assert_eq!(read, Ok(known()));
}

#[test]
fn places_that_do_not_fit_are_named_and_nothing_is_read() {
    let places = |bytes: &[u8]| match read(bytes) {
        Err(FormError::Places { missing, strange, twice }) => (missing, strange, twice),
        other => panic!("{other:?}"),
    };
    let renamed = document(&[("<w:tag w:val=\"P.name\"/>", "<w:tag w:val=\"P.nome\"/>")]);
    assert_eq!(places(&renamed), (vec!["I.1 Wie heißt der Ort?".into()], vec!["P.nome".into()], vec![]));
    let message = read(&renamed).expect_err("refused").to_string();
    assert!(
        message.contains("Diese Felder fehlen: „I.1 Wie heißt der Ort?“") && message.contains("„P.nome“"),
        "{message}"
    );
    let untagged = document(&[("<w:tag w:val=\"P.name\"/>", "")]);
    assert_eq!(places(&untagged), (vec!["I.1 Wie heißt der Ort?".into()], vec![], vec![]));
    let twice = document(&[("<w:tag w:val=\"P.zahl\"/>", "<w:tag w:val=\"P.lage\"/>")]);
    assert_eq!(places(&twice), (vec!["I.2 Bäume".into()], vec![], vec!["I.2 Lage".into()]));
    // The first table says what the form is; the second one asks for numbers.
    let about = [("<w:tbl>", "<w:x>"), ("</w:tbl>", "</w:x>")];
    let no_table =
        document(&[&about[..], &[("<w:tbl>", "<w:p><w:del>"), ("</w:tbl>", "</w:del></w:p>")]].concat());
    assert_eq!(places(&no_table).0.len(), 3, "the numbers of the table");

    let xlsx = to_form_xlsx(&form()).expect("writes");
    let strings = |name: &str, content: &mut Vec<u8>| {
        if name == "xl/sharedStrings.xml" {
            *content =
                String::from_utf8(content.clone()).expect("text").replace("P.name<", "P.nome<").into_bytes();
        }
    };
    let error = read_form_xlsx(&changed(&xlsx, strings, &[]), &form(), &Stop::default());
    let Err(FormError::Places { missing, strange, .. }) = error else { panic!("{error:?}") };
    assert_eq!((missing, strange), (vec!["I.1 Wie heißt der Ort?".to_owned()], vec!["P.nome".to_owned()]));
}

#[test]
fn a_file_of_something_else_is_refused() {
    let other = |change: fn(&mut Form)| {
        let mut form = form();
        change(&mut form);
        let docx = read(&to_docx(&form).expect("writes")).expect_err("refused");
        let xlsx = to_form_xlsx(&form).expect("writes");
        let xlsx = read_form_xlsx(&xlsx, &self::form(), &Stop::default()).expect_err("refused");
        assert_eq!(docx, xlsx);
        docx
    };
    assert_eq!(other(|f| f.key.version = 2), FormError::OtherVersion(2, 1));
    assert!(matches!(other(|f| f.key.instrument = "andere".into()), FormError::OtherForm(_)));
    assert_eq!(other(|f| f.key.marker = "auftrag-8".into()), FormError::OtherMarker);
    assert_eq!(
        read(&part("docProps/custom.xml", &[("name=\"klappt\"", "name=\"x\"")])),
        Err(FormError::NoKey)
    );
    assert_eq!(read(b"%PDF-1.7"), Err(FormError::NotWord));
    assert_eq!(read(b""), Err(FormError::NotWord));
    assert_eq!(read(&to_form_xlsx(&form()).expect("writes")), Err(FormError::NotWord));
    let docx = to_docx(&form()).expect("writes");
    assert_eq!(read_form_xlsx(&docx, &form(), &Stop::default()), Err(FormError::NotExcel));
    assert_eq!(read(&vec![0; MAX_FORM_BYTES + 1]), Err(FormError::TooLarge));
    let utf16: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let compound = |rest: &[u8]| [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", rest].concat();
    assert_eq!(read(&compound(&utf16)), Err(FormError::Protected));
    assert_eq!(read(&compound(b"WordDocument")), Err(FormError::OldOffice));
}

#[test]
fn macros_links_and_embedded_files_are_refused() {
    let docx = to_docx(&form()).expect("writes");
    let with = |name: &str| read(&changed(&docx, |_, _| (), &[(name, b"x")])).expect_err("refused");
    assert_eq!(with("word/vbaProject.bin"), FormError::Macros);
    assert_eq!(with("word/embeddings/oleObject1.bin"), FormError::Embedded);
    assert_eq!(with("word/activeX/activeX1.bin"), FormError::Embedded);
    for name in
        ["../../etc/cron.d/klappt", "/etc/passwd", "C:\\klappt.exe", "word/./a.xml", "WORD/document.xml"]
    {
        assert!(matches!(with(name), FormError::PartName(_)), "{name}");
    }
    let macros = part(
        "[Content_Types].xml",
        &[(
            "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "vnd.ms-word.document.macroEnabled.main+xml",
        )],
    );
    assert_eq!(read(&macros), Err(FormError::Macros));
    let relation = |kind: &str, target: &str, mode: &str| {
        let new = format!(
            "<Relationship Id=\"x\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"{mode}/></Relationships>"
        );
        read(&part("word/_rels/document.xml.rels", &[("</Relationships>", &new)]))
    };
    let external = " TargetMode=\"External\"";
    for (kind, target, mode) in [
        ("attachedTemplate", "http://192.0.2.1/a.dotm", external),
        ("attachedTemplate", "a.dotm", ""),
        ("image", "http://192.0.2.1/a.png", external),
        ("image", "\\\\192.0.2.1\\a", external),
        ("hyperlink", "file:///etc/passwd", external),
        ("aFChunk", "a.html", ""),
        ("frame", "http://192.0.2.1/", ""),
    ] {
        assert!(matches!(relation(kind, target, mode), Err(FormError::Outside(_))), "{kind} {target}");
    }
    assert_eq!(relation("oleObject", "embedded.bin", ""), Err(FormError::Embedded));
    // What a program makes of an address somebody typed is no more than words.
    assert_eq!(relation("hyperlink", "mailto:a@b.example", external), Ok(known()));
    let kleve = "<w:t xml:space=\"preserve\">Kleve</w:t>";
    for instruction in [
        "DDEAUTO c:\\\\windows\\\\cmd.exe",
        " includepicture http://192.0.2.1/a",
        "INCLU</w:instrText><w:instrText>DETEXT x",
    ] {
        let new = format!(
            "<w:fldChar w:fldCharType=\"begin\"/><w:instrText>{instruction}</w:instrText><w:fldChar w:fldCharType=\"end\"/>"
        );
        assert!(matches!(read(&document(&[(kleve, &new)])), Err(FormError::Outside(_))), "{instruction}");
    }
    let xlsx = to_form_xlsx(&form()).expect("writes");
    let with =
        |name: &str| read_form_xlsx(&changed(&xlsx, |_, _| (), &[(name, b"x")]), &form(), &Stop::default());
    assert_eq!(with("xl/vbaProject.bin"), Err(FormError::Macros));
    assert_eq!(with("xl/macrosheets/sheet1.xml"), Err(FormError::Macros));
    assert_eq!(with("xl/externalLinks/externalLink1.xml"), Err(FormError::Outside(String::new())));
}

#[test]
fn files_made_to_exhaust_or_to_fetch_are_refused() {
    let begin = "<w:document ";
    for declared in [
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE x SYSTEM \"http://192.0.2.1/a.dtd\">",
    ] {
        assert_eq!(read(&document(&[(begin, &format!("{declared}{begin}"))])), Err(FormError::Declares));
        // Also in a part that nothing is read from.
        let styles = part("word/styles.xml", &[("<w:styles ", &format!("{declared}<w:styles "))]);
        assert_eq!(read(&styles), Err(FormError::Declares));
    }
    let deep = format!("{}{}", "<w:p>".repeat(5000), "</w:p>".repeat(5000));
    assert_eq!(read(&document(&[("<w:body>", &format!("<w:body>{deep}"))])), Err(FormError::TooDeep));
    let docx = to_docx(&form()).expect("writes");
    let bomb = format!("<a>{}</a>", " \n".repeat(60_000_000));
    assert_eq!(
        read(&changed(&docx, |_, _| (), &[("word/a.xml", bomb.as_bytes())])),
        Err(FormError::UnpacksTooLarge)
    );
    let stop = Stop::default();
    stop.ask();
    assert_eq!(read_docx(&docx, &form(), &stop), Err(FormError::TakesTooLong));
    for end in (4..docx.len()).step_by(41) {
        assert!(read(&docx[..end]).is_err(), "{end} of {} bytes", docx.len());
    }
}

#[test]
fn two_places_of_one_name_are_a_mistake_of_the_form() {
    let mut form = form();
    form.blocks.push(question("", "Noch einmal", vec![input("P.name", "", FillableKind::Line, &[])]));
    assert!(matches!(to_docx(&form), Err(WriteError::TwiceTagged(tag)) if tag == "P.name"));
    assert!(matches!(to_form_xlsx(&form), Err(WriteError::TwiceTagged(_))));
}

#[test]
fn marks_are_names_word_takes() {
    assert!(mark("BAA-1.1.AG").len() <= 40 && mark("").starts_with('k'));
}

/// Text as an answer can be: trimmed, without what cannot be seen.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-zäöüß„“ <>&'\"=+@\t\n-]{0,30}",
        "\\PC{0,20}",
        Just("_x0041_ ]]> &amp; \u{1f333}".to_owned()),
        Just("007".to_owned()),
        Just("1e5".to_owned()),
        Just("WAHR".to_owned()),
    ];
    part.prop_map(|text| {
        let seen = |c: char| !c.is_control() || c == '\n' || c == '\t';
        let seen = |c: &char| seen(*c) && !matches!(*c, '\u{fffe}' | '\u{ffff}');
        text.chars().filter(seen).collect::<String>().trim().to_owned()
    })
}

fn one(text: String) -> Answer {
    if text.is_empty() { Vec::new() } else { vec![text] }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_is_answered_comes_back(
        texts in proptest::collection::vec(text(), 4),
        day in proptest::option::of((1990_i16..2100, 1_i8..13, 1_i8..29)),
        number in prop_oneof![Just(String::new()), Just("unbekannt".to_owned()), (0_u64..10_000_000_000).prop_map(|n| n.to_string())],
        choice in prop_oneof![Just(""), Just("ja"), Just("nein")],
        many in proptest::sample::subsequence(vec!["wald".to_owned(), "stadt".to_owned()], 0..=2),
        rows in proptest::collection::vec((prop_oneof![Just("wald".to_owned()), text().prop_map(|t| t.replace(['\n', '\t'], " "))], 0_u32..5000, text()), 0..5),
    ) {
        let (mut form, mut expected) = (form(), known());
        let mut answers: BTreeMap<String, Answer> = BTreeMap::from([
            ("P.name".to_owned(), one(texts[0].replace(['\n', '\t'], " "))),
            ("P.lage".to_owned(), one(texts[1].clone())),
            ("P.ort".to_owned(), one(texts[2].replace(['\n', '\t'], " "))),
            ("P.zahl".to_owned(), one(number)),
            ("P.wald".to_owned(), one(choice.to_owned())),
            ("P.arten".to_owned(), many),
            ("Q.jung@stand".to_owned(), one(day.map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}")).unwrap_or_default())),
            ("Q.jung@quelle".to_owned(), one(texts[3].replace(['\n', '\t'], " "))),
        ]);
        for block in &mut form.blocks {
            match block {
                Block::Question(question) => for input in &mut question.inputs {
                    if let Some(answer) = answers.get(&input.tag) { input.value.clone_from(answer); }
                },
                Block::Grid(grid) => grid.rows = rows.iter().map(|(name, number, words)| {
                    vec![cell(name, false), cell(&number.to_string(), false), cell("ja", false), cell(words, false)]
                }).collect(),
                Block::Matrix(matrix) => {
                    let inputs = matrix.rows.iter_mut().flat_map(|(_, cells)| cells).flatten();
                    for input in inputs.flat_map(|input| &mut input.beside) {
                        input.value.clone_from(&answers[&input.tag]);
                    }
                }
                _ => {}
            }
        }
        let cells = rows.iter().flat_map(|(name, number, words)| [name.clone(), number.to_string(), "ja".to_owned(), words.clone()]);
        answers.insert("Q.baeume".to_owned(), cells.collect());
        expected.answers.extend(answers);
        let numbered = |first: usize| BTreeMap::from([("Q.baeume".to_owned(), (first..first + rows.len()).collect())]);
        expected.rows = numbered(1);
        prop_assert_eq!(read_docx(&to_docx(&form).expect("writes"), &form, &Stop::default()).expect("reads"), expected.clone());
        expected.rows = numbered(3);
        prop_assert_eq!(read_form_xlsx(&to_form_xlsx(&form).expect("writes"), &form, &Stop::default()).expect("reads"), expected);
    }

    #[test]
    fn no_damage_brings_the_readers_down(changes in proptest::collection::vec((any::<u32>(), any::<u8>()), 1..20)) {
        for (bytes, is_word) in [(to_docx(&form()).expect("writes"), true), (to_form_xlsx(&form()).expect("writes"), false)] {
            let mut bytes = bytes;
            for (at, byte) in &changes {
                let at = *at as usize % bytes.len();
                bytes[at] = *byte;
            }
            if is_word { drop(read(&bytes)); } else { drop(read_form_xlsx(&bytes, &form(), &Stop::default())); }
        }
    }
}

#[test]
fn a_file_from_before_day_and_source_were_asked_is_still_read() {
    let mut old = form();
    let asked = old.blocks.iter_mut().filter_map(|block| match block {
        Block::Matrix(matrix) => Some(&mut matrix.rows),
        _ => None,
    });
    asked.flatten().flat_map(|(_, cells)| cells).flatten().for_each(|input| input.beside.clear());
    let mut known = known();
    known.answers.retain(|tag, _| !tag.contains('@'));
    assert_eq!(read(&to_docx(&old).expect("writes")), Ok(known.clone()));
    known.rows = [("Q.baeume".to_owned(), vec![3, 4])].into();
    let excel = to_form_xlsx(&old).expect("writes");
    assert_eq!(read_form_xlsx(&excel, &form(), &Stop::default()), Ok(known));
}
