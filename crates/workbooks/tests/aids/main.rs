//! A working aid that no line of Rust knows works like the others: it is filled,
//! carried over to its next version, and every type of field keeps its answer.
//! A binary of its own, because the catalogue is set once for a whole program.

mod moving;

use base::{Alliance, ArchiveAlliance, EditWorkbook, Role};
use instrument::Instrument;
use serde_json::json;
use testkit::{Client, TestApp};
use workbooks::{
    departure,
    instruments::{Catalogue, set_catalogue},
    workbooks as copies,
};

fn aid(name: &str, text: &str) -> Instrument {
    Instrument::parse(name, text).unwrap_or_else(|findings| panic!("{findings:?}"))
}

/// The office of Kleve; only the first version of the aid is out when it begins.
async fn office() -> (TestApp, Alliance, Client, String) {
    let first = aid("baumschau.yaml", include_str!("../data/baumschau.yaml"));
    let second = aid("baumschau-2.yaml", include_str!("../data/baumschau-2.yaml"));
    let other = include_str!("../data/baumschau.yaml").replace("baumschau", "gartenschau");
    let other = aid("gartenschau.yaml", &other.replace("Baumschau", "Gartenschau"));
    set_catalogue(Catalogue::new(vec![first, second, other]));
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let base = format!("/alliances/{}/workbooks/baumschau", alliance.slug);
    (app, alliance, office, base)
}

async fn save(office: &Client, base: &str, uid: &str, values: &[(&str, &str)]) {
    let mut fields = vec![("version", "0")];
    fields.extend(values);
    office.post(&format!("{base}/answers/{uid}"), &fields).await.is(303);
}

/// Asks everybody for the first version, as the state coordination does.
async fn ask_for_the_first_version(app: &TestApp) {
    asked_for(app, "baumschau/1").await;
}

/// The same for any aid and version.
async fn asked_for(app: &TestApp, aid: &str) {
    let coordination = app.person(Role::StateCoordination, None).await;
    let id = coordination.get("/land/waves/new").await.is(200).hidden("id");
    let plan = [
        ("id", id.as_str()),
        ("title", "Bäume 2019"),
        ("instrument", aid),
        ("deadline", "2019-08-15"),
        ("asks", "all"),
        ("letter_subject", "Bäume"),
        ("letter_body", "Bitte: [Adresse]"),
    ];
    coordination.post("/land/waves", &plan).await.is(303);
    let opening = format!("/land/waves/{id}/opening");
    let version = coordination.get(&opening).await.is(200).hidden("version");
    let fields = [("version", version.as_str()), plan[5], plan[6], ("do", "open")];
    coordination.post(&opening, &fields).await.is(303);
}

#[tokio::test]
async fn every_type_of_field_keeps_its_answer() {
    let (_, _, office, base) = office().await;
    save(&office, &base, "P.name", &[("value", "Kleve")]).await;
    save(&office, &base, "P.arten", &[("value", ""), ("value", "ahorn"), ("value", "eiche")]).await;
    save(&office, &base, "P.zustand", &[("value", "krank")]).await;
    save(&office, &base, "P.alter", &[("value", "1.250")]).await;
    save(&office, &base, "P.programm", &[("suggestion", "Grüner Ort"), ("value", "Waldtag")]).await;
    let row = ["Park", "ja", "1987", "", "", "", "", "nein", ""];
    let cells: Vec<(String, &str)> =
        row.iter().enumerate().map(|(i, v)| (format!("cell-{}-{}", i / 3 + 1, i % 3 + 1), *v)).collect();
    let cells: Vec<(&str, &str)> = cells.iter().map(|(n, v)| (n.as_str(), *v)).collect();
    save(&office, &base, "Q.baenke", &cells).await;
    let answers = office.get(&format!("/api/v1{base}")).await.is(200).json();
    let of = |uid: &str| {
        let all = answers["answers"].as_array().cloned().unwrap_or_default();
        all.into_iter().find(|a| a["item"] == uid).map(|a| a["value"].clone())
    };
    assert_eq!(of("P.arten"), Some(json!(["eiche", "ahorn"])));
    assert_eq!(of("P.alter"), Some(json!(1250)));
    assert_eq!(of("P.programm"), Some(json!("Grüner Ort\nWaldtag")));
    assert_eq!(of("Q.baenke"), Some(json!([["Park", true, 1987], [null, false, null]])));
    let page =
        office.get(&format!("{base}/Q")).await.is(200).shows("value=\"1987\"").shows("Gebaut, Zeile 1");
    // Nobody brings these bound items in here: they are simply not known yet.
    page.shows("Welche jungen Bäume stehen bereit?").shows("noch keine Angabe");
    let page = office.get(&format!("{base}/P")).await.is(200).shows("value=\"Grüner Ort\" checked");
    page.shows("Waldtag</textarea>").shows("value=\"ahorn\" checked").shows("Was?");
    let wrong = [("version", "1"), ("cell-1-1", "Park"), ("cell-1-2", ""), ("cell-1-3", "früher")];
    let page = office.post(&format!("{base}/answers/Q.baenke"), &wrong).await.is(422);
    page.shows("Zeile 1, Spalte „Gebaut“").shows("value=\"früher\"");
    office.post(&format!("{base}/answers/Q.baenke"), &[("version", "1"), ("cell-1-1", "x")]).await.is(422);
    office.get(&format!("{base}/print")).await.is(200).shows("Ort: Park | Heil: Ja | Gebaut: 1987");
    office
        .get(&format!("{base}/submission"))
        .await
        .is(200)
        .shows("Etwas ist kaputt")
        .shows("Zurzeit ist keine Abfrage");
}

#[tokio::test]
async fn a_new_aid_is_submitted_gets_a_receipt_is_counted_and_exported() {
    let (app, alliance, office, base) = office().await;
    ask_for_the_first_version(&app).await;
    save(&office, &base, "P.name", &[("value", "Kleve")]).await;
    save(&office, &base, "P.zustand", &[("value", "krank")]).await;
    save(&office, &base, "P.arten", &[("value", "eiche")]).await;
    let seen = office.get(&format!("{base}/submission")).await.is(200).shows("Etwas ist kaputt");
    let seen = seen.shows("Alles Nötige ist da");
    let (id, wave, sha256) = (seen.hidden("id"), seen.hidden("wave"), seen.hidden("sha256"));
    let fields = [("id", id.as_str()), ("wave", wave.as_str()), ("sha256", sha256.as_str())];
    let receipt = office.post(&format!("{base}/submission"), &fields).await.is(303).location();
    let page = office.get(&receipt).await.is(200).shows("Abgabe Nr. 1").shows(&sha256);
    page.shows("Arbeitshilfe „Baumschau“").shows("Etwas ist kaputt");
    let coordination = app.person(Role::StateCoordination, None).await;
    let tallies = coordination.get(&format!("/api/v1/waves/{wave}/tallies")).await.is(200).json();
    assert_eq!(tallies["total"]["states"]["complete"], 1, "{tallies}");
    // Its codes have words wherever they are counted.
    let codes = app.app.aids.codes("baumschau", 1, "tree_health");
    assert_eq!(codes[1], ("kaputt".to_owned(), "Etwas ist kaputt".to_owned()));
    assert_eq!(app.app.aids.codes("baumschau", 1, "tree_forerunner")[0].1, "Grüner Ort");
    let permit = app.permit::<ArchiveAlliance>(Some(&alliance));
    let files = departure::export(app.db(), &permit).await.expect("exported");
    let file = |name: &str| {
        let bytes = files.iter().find(|(n, _)| n == name).map(|(_, b)| b.clone()).expect("the file");
        String::from_utf8(bytes).expect("text")
    };
    assert!(file("abgaben.json").contains(&sha256), "{}", file("abgaben.json"));
    assert!(file("antworten.json").contains("P.zustand") && file("antworten.json").contains("krank"));
}

#[tokio::test]
async fn several_aids_are_listed_with_state_request_and_next_step() {
    let (app, _, office, base) = office().await;
    let list = base.trim_end_matches("/baumschau");
    let page =
        office.get(list).await.is(200).shows("Arbeitshilfe „Baumschau“").shows("Arbeitshilfe „Gartenschau“");
    page.shows("href=\"/alliances/kreis-kleve/workbooks\" aria-current=\"page\">Arbeitshilfen")
        .shows("Weiterarbeiten");
    ask_for_the_first_version(&app).await;
    save(&office, &base, "P.name", &[("value", "Kleve")]).await;
    let page = office.get(list).await.is(200);
    page.shows("Bäume 2019").shows("Bitte abgeben bis 15.08.2019").shows("Weiterarbeiten").shows("begonnen");
    let items = office.get(&format!("/api/v1{list}")).await.is(200).json();
    assert_eq!(items["items"][0]["instrument"], "baumschau", "what somebody waits for comes first");
    assert_eq!(
        (&items["items"][0]["deadline"], &items["items"][1]["deadline"]),
        (&json!("2019-08-15"), &json!(null))
    );
}

#[tokio::test]
async fn a_new_version_takes_answers_over_and_shows_what_changed() {
    let (app, _, office, base) = office().await;
    ask_for_the_first_version(&app).await;
    let page = office.get(&base).await.is(200).shows("Bitte abgeben bis 15.08.2019");
    page.hides("Es gibt eine neue Fassung");
    save(&office, &base, "P.name", &[("value", "Bedburg-Hau")]).await;
    save(&office, &base, "P.lage", &[("value", "Am Rhein")]).await;
    save(&office, &base, "P.arten", &[("value", "eiche"), ("value", "linde")]).await;
    office.get(&base).await.is(200).shows("neue Fassung dieser Arbeitshilfe (Fassung 2)");
    let path = format!("{base}/versions/2");
    let page = office.get(&path).await.is(200).shows("Anders formuliert: Wie heißt der Ort genau?");
    let page = page.shows("Frage entfällt: Wo liegt er?").shows("Neue Frage: Wie alt ist der älteste Baum?");
    let page = page.shows("Eine Antwortmöglichkeit entfällt: Welche Arten gibt es?").shows("Am Rhein");
    let from = page.hidden("from");
    office.post(&path, &[("from", &from)]).await.is(303);
    office.post(&path, &[("from", &from)]).await.is(303);
    office
        .get(&base)
        .await
        .is(200)
        .shows("Frühere Antworten ohne Platz")
        .shows("Am Rhein")
        .hides("neue Fassung dieser");
    let section = office.get(&format!("{base}/P")).await.is(200);
    section
        .shows("Bedburg-Hau")
        .shows("Antwort aus einer früheren Fassung")
        .shows("Linde")
        .shows("value=\"eiche\" checked");
    let kept = office.get(&format!("/api/v1{base}/answers/P.arten")).await.is(200).json();
    assert_eq!((&kept["value"], &kept["version"]), (&json!(["eiche"]), &json!(2)));
    // A page of the old version cannot write into the new one.
    office.post(&format!("{base}/answers/P.lage"), &[("version", "1"), ("value", "x")]).await.is(404);
    office.post(&format!("{base}/versions/1"), &[("from", "2")]).await.is(409);
    office.get(&format!("{base}/versions/3")).await.is(404);
    // What was asked for is the version before: the page says so instead of sending another.
    office
        .get(&format!("{base}/submission"))
        .await
        .is(200)
        .shows("Gefragt ist nach Fassung 1")
        .hides("So abgeben");
}

#[tokio::test]
async fn the_demo_answers_through_the_same_door() {
    let (app, alliance, office, base) = office().await;
    let permit = app.permit::<EditWorkbook>(Some(&alliance));
    let mut tx = app.db().begin(&permit).await.expect("a unit of work");
    let raw = ["Kleve".to_owned()];
    let version = copies::answer(&mut tx, &permit, "baumschau", "P.name", &raw).await.expect("taken");
    assert_eq!(version, 1);
    let wrong = copies::answer(&mut tx, &permit, "baumschau", "P.alter", &raw).await;
    assert!(matches!(wrong, Err(copies::Refusal::Wrong(_))), "{wrong:?}");
    let unknown = copies::answer(&mut tx, &permit, "baumschau", "P.nichts", &raw).await;
    assert!(matches!(unknown, Err(copies::Refusal::UnknownItem)), "{unknown:?}");
    let unknown = copies::answer(&mut tx, &permit, "nichts", "P.name", &raw).await;
    assert!(matches!(unknown, Err(copies::Refusal::UnknownInstrument)), "{unknown:?}");
    tx.commit(&permit, "test").await.expect("committed");
    office.get(&format!("{base}/P")).await.is(200).shows("value=\"Kleve\"");
}
