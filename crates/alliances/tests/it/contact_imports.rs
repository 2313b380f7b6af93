//! Contact lists through requests: upload, columns, preview, taking over.

use base::{Day, Role};
use testkit::{Answer, Client, TestApp};

const SAMPLE: &[u8] = include_bytes!("../../src/contact_imports/sample.csv");

struct Desk {
    app: TestApp,
    alliance: base::Alliance,
    office: Client,
    home: String,
}

async fn kleve() -> Desk {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    Desk { app, alliance, office, home }
}

impl Desk {
    /// Uploads a file; answers what came back.
    async fn upload(&self, name: &str, file: &[u8]) -> Answer {
        let form = self.office.get(&format!("{}/contact-imports/new", self.home)).await.is(200);
        let id = form.hidden("id");
        self.office
            .upload(&format!("{}/contact-imports/new", self.home), &[("id", id.as_str())], name, file)
            .await
    }

    /// Uploads a list and says that its columns are those of the target names given.
    async fn preview(&self, list: &str, targets: &[&str]) -> String {
        let path = self.upload("liste.csv", list.as_bytes()).await.is(303).location();
        let version = self.office.get(&path).await.is(200).hidden("version");
        let columns: Vec<String> = (0..targets.len()).map(|c| c.to_string()).collect();
        let mut fields = vec![("version", version.as_str()), ("default_area", "A")];
        fields.extend(targets.iter().zip(&columns).map(|(t, c)| (*t, c.as_str())));
        let to = self.office.post(&path, &fields).await.is(303).location();
        assert_eq!(to, format!("{path}/entries"));
        path
    }

    async fn entries(&self, path: &str) -> Answer {
        self.office.get(&format!("{path}/entries")).await.is(200)
    }

    /// Presses a button of the preview as it was seen, with further choices.
    async fn press(&self, path: &str, seen: &Answer, then: &str, choices: &[(&str, &str)]) -> Answer {
        let (version, mark) = (seen.hidden("version"), seen.hidden("mark"));
        let mut fields = vec![("version", version.as_str()), ("mark", mark.as_str()), ("then", then)];
        fields.extend(choices);
        self.office.post(&format!("{path}/entries"), &fields).await
    }

    async fn names(&self) -> Vec<String> {
        let list =
            self.office.get(&format!("/api/v1{}/organisations?limit=200", self.home)).await.is(200).json();
        let items = list["items"].as_array().cloned().unwrap_or_default();
        items.iter().map(|o| o["name"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Adds an organisation by hand; answers its key.
    async fn add(&self, name: &str) -> String {
        let id = self.office.get(&format!("{}/organisations/new", self.home)).await.is(200).hidden("id");
        let fields = [("id", id.as_str()), ("name", name), ("area", "B"), ("taking_part", "open")];
        self.office.post(&format!("{}/organisations", self.home), &fields).await.is(303);
        id
    }
}

#[tokio::test]
async fn an_office_takes_its_contact_list_over_and_a_second_click_changes_nothing() {
    let o = kleve().await;
    let path = o.upload("Kontakte Juli.csv", SAMPLE).await.is(303).location();
    let columns = o.office.get(&path).await.is(200).shows("„Kontakte Juli.csv“ hat 4 Einträge");
    let columns = columns.shows("Organisation (zum Beispiel Volkshochschule Musterstadt)");
    assert!(
        columns.text().matches(" selected").count() >= 11,
        "all columns are guessed:\n{}",
        columns.text()
    );
    let version = columns.hidden("version");
    let guessed = [
        "organisation",
        "actor_type",
        "area",
        "address",
        "postcode",
        "town",
        "first_name",
        "contact_name",
        "phone",
        "email",
        "contribution",
    ];
    let numbers: Vec<String> = (0..guessed.len()).map(|n| n.to_string()).collect();
    let mut fields = vec![("version", version.as_str())];
    fields.extend(guessed.iter().zip(&numbers).map(|(t, n)| (*t, n.as_str())));
    o.office.post(&path, &fields).await.is(303);

    let seen = o.entries(&path).await.shows("3 neue Organisationen").shows("4 neue Ansprechpersonen");
    let seen = seen.shows("Zusammen mit Eintrag 1 (gleicher Name) – Vorschlag");
    let seen = seen.shows("„Nachbarschaftstreff“ ist keine bekannte Akteursgruppe");
    let seen = seen.shows("4 Einträge übernehmen");
    assert!(o.names().await.is_empty(), "nothing reaches the directory before");
    for _ in 0..2 {
        let to = o.press(&path, &seen, "take-over", &[]).await.is(303).location();
        assert!(to.starts_with(&path), "{to}");
    }
    let outcome = o.office.get(&path).await.is(200);
    outcome.shows("3 neue Organisationen").shows("4 neue Ansprechpersonen").hides("Erika Beispiel");
    let names = ["Begegnungscafé Lindenplatz", "Jobcenter Musterstadt", "Volkshochschule Musterstadt"];
    assert_eq!(o.names().await, names);
    let list = o.office.get(&format!("/api/v1{}/organisations?q=volkshochschule", o.home)).await.json();
    let vhs = &list["items"][0];
    assert_eq!(vhs["actor_type"], "vhs");
    assert_eq!(vhs["address"], "Am Markt 1\n40000 Musterstadt");
    let page =
        o.office.get(&format!("{}/organisations/{}", o.home, vhs["id"].as_str().expect("a key"))).await;
    page.is(200).shows("Erika Beispiel").shows("vorlage@vhs-musterstadt.example").shows("Verlauf");
}

#[tokio::test]
async fn excel_files_are_read_and_a_double_click_holds_one_list() {
    let o = kleve().await;
    let column = |label: &str| documents::Column {
        key: label.into(),
        label: label.into(),
        kind: documents::Kind::Text,
    };
    let table = documents::Table {
        title: "Kontakte".into(),
        columns: vec![column("Einrichtung"), column("E-Mail")],
        rows: vec![vec![
            documents::Cell::Text("Lernwerk".into()),
            documents::Cell::Text("a@b.example".into()),
        ]],
        notes: Vec::new(),
    };
    let file = documents::to_xlsx(&table).expect("a workbook");
    let new = format!("{}/contact-imports/new", o.home);
    let id = o.office.get(&new).await.is(200).hidden("id");
    let upload = async |file: &[u8]| {
        o.office.upload(&new, &[("id", id.as_str())], "k.xlsx", file).await.is(303).location()
    };
    let first = upload(&file).await;
    assert!(first.ends_with(&id), "{first}");
    assert_eq!(upload(&file).await, first);
    assert_ne!(upload(b"Verein;Mail\nA;b@c.example\n").await, first, "another file is another list");
    o.office.get(&first).await.is(200).shows("Einrichtung");
    let listed = o.office.get(&new).await.is(200).text();
    assert_eq!(listed.matches("noch nicht übernommen").count(), 2, "{listed}");
}

#[tokio::test]
async fn what_is_wrong_with_a_file_stands_at_its_field() {
    let o = kleve().await;
    let many = format!("Organisation;Ort\n{}", "Treff;Goch\n".repeat(3_001));
    let large = vec![b'a'; 6_000_000];
    for (name, file, words) in [
        ("", &b""[..], "Bitte wählen Sie eine Datei aus."),
        ("leer.csv", b"", "Die Datei enthält keine Einträge"),
        ("kopf.csv", b"Organisation;Ort\n", "Unter den Spaltennamen stehen keine Einträge"),
        ("bild.png", b"\x89PNG\r\n\x1a\n\0\0\0", "„bild.png“ ist keine Tabelle"),
        ("groß.csv", &large, "Die Datei ist größer als 5 MB"),
        ("viel.csv", many.as_bytes(), "Die Liste hat 3001 Einträge"),
    ] {
        let status = if file.len() > 5_000_000 { 413 } else { 422 };
        o.upload(name, file).await.is(status).shows(words).shows("Datei einlesen");
    }
    let new = format!("{}/contact-imports/new", o.home);
    o.office.upload(&new, &[], "k.csv", b"A;B\n1;2\n").await.is(400);
    o.office.post(&new, &[("id", "x")]).await.is(400);
    o.office.upload(&new, &[], "k.csv", &vec![b'a'; 61_000_000]).await.is(413);
}

#[tokio::test]
async fn columns_are_asked_until_they_make_sense() {
    let o = kleve().await;
    let path = o.upload("k.csv", b"Spalte 1;Spalte 2\nTreff;Goch\n").await.is(303).location();
    o.office.get(&format!("{path}/entries")).await.is(303);
    let post = async |fields: &[(&str, &str)]| o.office.post(&path, fields).await;
    let none = post(&[("version", "1"), ("default_area", "Z"), ("town", "7")]).await.is(422);
    let none = none.shows("Bitte wählen Sie die Spalte, in der der Name der Organisation steht.");
    assert_eq!(none.text().matches("Bitte wählen Sie eine der angebotenen Antworten.").count(), 4);
    let twice = post(&[("version", "1"), ("organisation", "0"), ("town", "0")]).await.is(422);
    twice.shows("Diese Spalte ist schon für „Organisation“ gewählt.");
    post(&[("version", "1"), ("organisation", "0"), ("default_area", "A")]).await.is(303);
    let stale = post(&[("version", "1"), ("organisation", "1"), ("default_area", "A")]).await.is(412);
    let stale = stale.shows("Spalte 1").shows("Spalte 2");
    let version = stale.hidden("version");
    post(&[("version", version.as_str()), ("organisation", "1"), ("default_area", "A")]).await.is(303);
    o.entries(&path).await.shows("Goch");
}

#[tokio::test]
async fn doubles_are_found_and_people_decide() {
    let o = kleve().await;
    let vhs = o.add("VHS Kleve").await;
    o.add("Jugendmigrationsdienst Kreis Kleve").await;
    let list = "vhs kleve e.V.;Erika\nJugendmigrationsdienst im Kreis Kleve;Max\nTreff;\n";
    let path = o.preview(&format!("Organisation;Person\n{list}"), &["organisation", "contact_name"]).await;
    let seen = o.entries(&path).await.shows("Zu „VHS Kleve“ (gleicher Name) – Vorschlag");
    let seen = seen.shows("Zu „Jugendmigrationsdienst Kreis Kleve“ (ähnlicher Name)");
    let seen = seen.shows("Vielleicht schon im Verzeichnis: „Jugendmigrationsdienst Kreis Kleve“ (ähnlicher");
    let seen = seen.shows("2 neue Organisationen").shows("Bitte ansehen (1)");
    o.press(&path, &seen, "save", &[("choice-1", "leave-out")]).await.is(303);
    let seen = o.entries(&path).await.shows("1 neue Organisation").shows("1 Eintrag wird ausgelassen");
    o.office.get(&format!("{path}/entries?show=left_out")).await.is(200).hides("vhs kleve e.V.");
    o.press(&path, &seen, "take-over", &[("choice-2", "leave-out")]).await.is(303);
    assert_eq!(o.names().await, ["Jugendmigrationsdienst Kreis Kleve", "VHS Kleve"]);
    o.office.get(&format!("{}/organisations/{vhs}", o.home)).await.is(200).shows("Erika");
    o.office.get(&path).await.is(200).shows("2 Einträge werden ausgelassen");
}

#[tokio::test]
async fn an_entry_is_corrected_and_given_to_an_organisation_found_by_search() {
    let o = kleve().await;
    let id = o.add("Kommunales Integrationszentrum").await;
    let list = "Organisation;Mail\n;wer at kreis.example\n";
    let path = o.preview(list, &["organisation", "email"]).await;
    let seen =
        o.entries(&path).await.shows("Der Name der Organisation fehlt.").shows("Zurzeit würde kein Eintrag");
    let entry = format!("{path}/entries/0");
    let found = o.office.get(&format!("{entry}?q=integration")).await.is(200);
    let found = found.shows("Zu „Kommunales Integrationszentrum“").shows("„wer at kreis.example“ ist keine");
    let version = found.hidden("version");
    let fields = [
        ("version", version.as_str()),
        ("choice", id.as_str()),
        ("email", "wer@kreis.example"),
        ("contact_name", "Kim"),
    ];
    let to = o.office.post(&entry, &fields).await.is(303).location();
    assert!(to.ends_with("#entry-0"), "{to}");
    let conflict =
        o.office.post(&entry, &[("version", version.as_str()), ("email", "x@y.example")]).await.is(412);
    conflict.shows("wer@kreis.example").shows("x@y.example");
    o.press(&path, &seen, "take-over", &[]).await.is(412);
    let seen = o.entries(&path).await.shows("1 neue Ansprechperson");
    o.press(&path, &seen, "take-over", &[]).await.is(303);
    o.office
        .get(&format!("{}/organisations/{id}", o.home))
        .await
        .is(200)
        .shows("Kim")
        .shows("wer@kreis.example");
    o.office.get(&format!("{path}/entries/7")).await.is(404);
}

#[tokio::test]
async fn two_people_deciding_on_one_entry_choose_what_holds() {
    let o = kleve().await;
    let path = o.preview("Organisation;Ort\nTreff;\nCafé;\n", &["organisation", "town"]).await;
    let seen = o.entries(&path).await;
    o.press(&path, &seen, "save", &[("choice-0", "leave-out"), ("choice-1", "")]).await.is(303);
    let conflict = o.press(&path, &seen, "save", &[("choice-0", "new"), ("choice-1", "")]).await.is(412);
    let conflict =
        conflict.shows("Eintrag 1").shows("Auslassen").shows("Neue Organisation").hides("Eintrag 2");
    let version = conflict.hidden("version");
    let fields = [("version", version.as_str()), ("choice-0", "new"), ("choice-1", "")];
    o.office.post(&format!("{path}/entries"), &fields).await.is(303);
    o.entries(&path).await.shows("2 neue Organisationen");
    for odd in ["choice-9", "choice-x"] {
        let fields = [("version", version.as_str()), (odd, "new")];
        o.office.post(&format!("{path}/entries"), &fields).await.is(400);
    }
}

#[tokio::test]
async fn what_was_seen_is_what_happens_even_if_the_directory_changes_meanwhile() {
    let o = kleve().await;
    let path = o.preview("Organisation;Ort\nTreff;\nCafé;\n", &["organisation", "town"]).await;
    let seen = o.entries(&path).await.shows("2 neue Organisationen");
    o.add("TREFF").await;
    let again = o.press(&path, &seen, "take-over", &[("choice-1", "leave-out")]).await.is(409);
    let again = again.shows("Das Verzeichnis wurde inzwischen geändert").shows("Zu „TREFF“ (gleicher Name)");
    let again = again.shows("1 Eintrag wird ausgelassen");
    assert_eq!(o.names().await, ["TREFF"], "nothing was taken over");
    o.press(&path, &again, "take-over", &[("choice-1", "leave-out")]).await.is(303);
    assert_eq!(o.names().await, ["TREFF"]);
}

#[tokio::test]
async fn many_entries_are_shown_in_pages_and_taken_over_at_once() {
    let o = kleve().await;
    let list: Vec<String> = (0..120).map(|n| format!("Verein {n};v{n}@verein{n}.example")).collect();
    let list = list.join("\n");
    let path = o.preview(&format!("Organisation;Mail\n{list}"), &["organisation", "email"]).await;
    let seen = o.entries(&path).await.shows("Seite 1 von 3").shows("Verein 49").hides("Verein 50");
    o.office.get(&format!("{path}/entries?page=3")).await.is(200).shows("Verein 119").hides("Verein 99");
    o.office.get(&format!("{path}/entries?page=99")).await.is(200).shows("Seite 3 von 3");
    let to =
        o.press(&path, &seen, "next", &[("choice-0", "leave-out"), ("page", "1")]).await.is(303).location();
    assert!(to.contains("page=2"), "{to}");
    let seen = o.entries(&path).await.shows("119 Einträge übernehmen");
    o.press(&path, &seen, "take-over", &[]).await.is(303);
    assert_eq!(o.names().await.len(), 119);
}

#[tokio::test]
async fn a_list_is_forgotten_after_seven_days_or_when_thrown_away() {
    let o = kleve().await;
    let path = o.upload("k.csv", b"Verein;Mail\nA;b@c.example\n").await.is(303).location();
    let other = o.upload("l.csv", b"Verein;Mail\nB;b@c.example\n").await.is(303).location();
    let to = o.office.post(&format!("{other}/removal"), &[]).await.is(303).location();
    o.office.get(&to).await.is(200).shows("Die Liste ist gelöscht.").hides("l.csv");
    o.office.get(&other).await.is(404);
    for (day, status) in [(6, 200), (8, 404)] {
        o.app.set_day(Day::new(2019, 8, day).expect("a day"));
        o.app.office(&o.alliance).await.get(&path).await.is(status);
    }
    let permit = o.app.permit::<base::RunJobs>(None);
    let mut tx = o.app.db().begin(&permit).await.expect("a unit of work");
    let since = tx.now().plus_seconds(-7 * 86_400);
    let gone = alliances::contact_imports::forget_old(&mut tx, &permit, since).await;
    assert_eq!(gone.expect("cleaned up"), 1);
}

#[tokio::test]
async fn a_sample_can_be_downloaded() {
    let o = kleve().await;
    let sample = o.office.get(&format!("{}/contact-imports/sample.csv", o.home)).await.is(200);
    assert_eq!(sample.bytes, SAMPLE);
    assert!(sample.header("content-type").starts_with("text/csv"));
    assert!(sample.header("content-disposition").starts_with("attachment"));
}

#[tokio::test]
async fn nobody_else_sees_a_contact_list() {
    let o = kleve().await;
    let path = o.preview("Organisation;Ort\nCanary;\n", &["organisation", "town"]).await;
    let viersen = o.app.alliance("05166").await;
    let foreign = o.app.office(&viersen).await;
    let member = o.app.person(Role::CoreGroupMember, Some(&o.alliance)).await;
    let id = path.rsplit('/').next().expect("a key");
    let there = format!("/alliances/{}/contact-imports/{id}", viersen.slug);
    for rest in ["", "/entries", "/entries/0"] {
        foreign.get(&format!("{path}{rest}")).await.is(404);
        foreign.get(&format!("{there}{rest}")).await.is(404);
        member.get(&format!("{path}{rest}")).await.is(404);
        foreign.post(&format!("{there}{rest}"), &[("version", "2"), ("then", "take-over")]).await.is(404);
    }
    foreign.post(&format!("{there}/removal"), &[]).await.is(404);
    foreign.get(&format!("/alliances/{}/contact-imports/new", viersen.slug)).await.is(200).hides("liste.csv");
    let refused = o.app.visitor().get(&path).await.is(303);
    assert!(refused.location().starts_with("/sign-in?next="));
    for role in [Role::Operator, Role::Ministry, Role::StateCoordination] {
        o.app.person(role, None).await.get(&path).await.is(404);
    }
    assert!(o.names().await.is_empty());
}

/// What hostile or broken files a browser can be made to send, with what the page says.
fn hostile_files() -> Vec<(&'static str, Vec<u8>, u16, &'static str)> {
    let mut picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\x86\xa0\0\x01\x86\xa0\x08\x06\0\0\0".to_vec();
    picture.extend([0; 2_000]);
    vec![
        ("empty.xlsx", Vec::new(), 422, "enthält keine Einträge"),
        ("pixel-bomb.xlsx", picture, 422, "„pixel-bomb.xlsx“ ist keine Tabelle"),
        ("cut-off.xlsx", b"PK\x03\x04\x14\0\0\0".to_vec(), 422, "„cut-off.xlsx“ ist beschädigt"),
        ("garbage.ods", (0..=255).cycle().take(100_000).collect(), 422, "„garbage.ods“ ist keine Tabelle"),
        ("laughs.csv", b"<!DOCTYPE a [<!ENTITY b \"b\">]><a>&b;</a>".to_vec(), 422, "ist keine Tabelle"),
        ("../../../etc/cron.d/x.xlsx", b"PK\x05\x06".to_vec(), 422, "Die Datei „x.xlsx“ ist"),
        ("C:\\a\\b.xlsx", b"PK\x05\x06".to_vec(), 422, "Die Datei „b.xlsx“ ist"),
        ("<img src=x>.xlsx", b"PK\x05\x06".to_vec(), 422, "Die Datei „<img src=x>.xlsx“ ist"),
        ("six-megabytes.csv", b"a;b\n".repeat(1_500_000), 413, "Die Datei ist größer als 5 MB"),
        ("fifty-megabytes.csv", b"a;b\n".repeat(12_500_000), 413, "Die Datei ist größer als 5 MB"),
        ("seventy-megabytes.csv", b"a;b\n".repeat(17_500_000), 413, "Das ist zu groß"),
    ]
}

#[tokio::test]
async fn hostile_files_are_refused_in_plain_words_and_nothing_is_kept() {
    let o = kleve().await;
    for (name, file, status, words) in hostile_files() {
        let answer = o.upload(name, &file).await.is(status).shows(words);
        assert!(!answer.text().contains("<img"), "{name} is text, not markup");
        assert!(!answer.text().contains("cron.d"), "{name} is named without its folders");
    }
    let new = o.office.get(&format!("{}/contact-imports/new", o.home)).await.is(200);
    new.hides("/contact-imports/0").hides("megabytes").hides("bomb");
}

#[tokio::test]
async fn a_files_name_is_a_label_without_folders() {
    let o = kleve().await;
    let path =
        o.upload("..\\..//<b>Liste</b>.csv", b"Organisation;Ort\nVHS;Kleve\n").await.is(303).location();
    let page = o.office.get(&path).await.is(200);
    page.shows("„b>.csv“ hat");
    assert!(path.starts_with(&format!("{}/contact-imports/", o.home)), "{path}");
    o.app.visitor().get("/contact-imports/liste.csv").await.is(404);
}
