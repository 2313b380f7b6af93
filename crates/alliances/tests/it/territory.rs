//! The territory through requests and imports.

use alliances::territory::{Territory, import};
use base::{Role, RunInstallation};
use serde_json::json;
use testkit::TestApp;

const EXTRACT: &[u8] = include_bytes!("../data/gv100ad-ausschnitt.txt");

#[tokio::test]
async fn a_municipality_is_found_by_name_and_by_key_and_the_source_is_named() {
    let app = TestApp::start().await;
    let operator = app.person(Role::Operator, None).await;
    let found = operator.get("/territory?q=bedburg-h").await.is(200);
    found
        .shows("Bedburg-Hau")
        .shows("Kreis Kleve")
        .hides("Bedburg<")
        .shows("Statistisches Bundesamt (Destatis)");
    operator.get("/territory?q=05334").await.is(200).shows("Simmerath").hides("Bedburg-Hau");
    operator.get("/territory?q=xyz").await.is(200).shows("Nichts gefunden");
    operator.get("/territory?region=055&district=05570").await.is(200).shows("Oelde").hides("Bocholt");
    let signed_in = app.person(Role::Ministry, None).await;
    signed_in.get("/territory/districts/05154").await.is(200).shows("Rheinland").hides("Speichern");
    signed_in.get("/territory/cities/05334002").await.is(200).shows("Aachen");
    signed_in.get("/territory/cities/05154016").await.is(404);
    signed_in.get("/territory/districts/05999").await.is(404);
    assert!(app.visitor().get("/territory").await.is(303).location().starts_with("/sign-in"));
}

#[tokio::test]
async fn the_list_of_municipalities_goes_on_and_ends() {
    let app = TestApp::start().await;
    let reader = app.person(Role::Evaluator, None).await;
    let (mut seen, mut path) = (0, "/api/v1/municipalities?limit=200".to_owned());
    loop {
        let page = reader.get(&path).await.is(200).json();
        seen += page["items"].as_array().map_or(0, Vec::len);
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/municipalities?limit=200&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, 396);
    let districts = reader.get("/api/v1/districts").await.is(200).json();
    assert_eq!(districts["items"].as_array().map(Vec::len), Some(31));
}

#[tokio::test]
async fn the_state_coordination_keeps_the_attributes_and_nobody_overwrites_another() {
    let app = TestApp::start().await;
    let land = app.person(Role::StateCoordination, None).await;
    let path = "/territory/districts/05154";
    let version = land.get(path).await.is(200).hidden("version");
    let change = |programmes| {
        vec![
            ("version", version.as_str()),
            ("part", "rhineland"),
            ("jobcentre_model", "municipal"),
            ("jobcentre_confirmed", "1"),
            ("earlier_programmes", programmes),
        ]
    };
    land.post(path, &change("KAoA seit 2012")).await.is(303);
    land.get(path).await.is(200).shows("KAoA seit 2012");
    let conflict = land.post(path, &change("Einwanderung gestalten")).await.is(412);
    conflict.shows("KAoA seit 2012").shows("Einwanderung gestalten");
    let mut wrong = change("x");
    wrong[1].1 = "lippe";
    land.post(path, &wrong).await.is(422).shows("Bitte wählen Sie eine der angebotenen Antworten.");
    app.person(Role::Ministry, None).await.post(path, &change("x")).await.is(404);
    let json_path = "/api/v1/territory/05154/attributes";
    let found = land.get(json_path).await.is(200);
    assert_eq!(found.header("etag"), "\"2\"");
    let mut body = found.json();
    assert_eq!(body["jobcentre_confirmed"], json!(true));
    body["ruhr_area"] = json!(true);
    land.clone().with("if-match", "\"1\"").put_json(json_path, &body).await.is(412);
    land.clone().with("if-match", "\"2\"").put_json(json_path, &body).await.is(200);
}

#[tokio::test]
async fn a_damaged_file_or_one_without_successors_changes_nothing() {
    let app = TestApp::start().await;
    let permit = app.permit::<RunInstallation>(None);
    let damaged = &EXTRACT[..EXTRACT.len() - 100];
    let report = import(app.db(), &permit, damaged, &[], true).await.expect("a report");
    assert!(!report.is_good);
    assert!(report.lines.iter().any(|l| l == "Es wurde nichts geändert."), "{:?}", report.lines);
    let report = import(app.db(), &permit, EXTRACT, &[], true).await.expect("a report");
    assert!(!report.is_good);
    assert!(report.lines.iter().any(|l| l.contains("Goch") && l.contains("Nachfolgerin")));
    let reader = app.person(Role::Operator, None).await;
    reader.get("/territory?q=goch").await.is(200).shows("05154016");
}

#[tokio::test]
async fn a_vanished_municipality_hands_its_alliance_on_to_its_successor() {
    let app = TestApp::start().await;
    let goch = app.alliance("05154016").await;
    let kept = ["05111000", "05154004", "05154036", "05315000", "05334002", "05334004", "05334028"];
    let kept = [&kept[..], &["05515000", "05570028", "05570052"]].concat();
    let gone = Territory::nrw().municipalities().iter().map(|m| m.ags.to_string()).collect::<Vec<_>>();
    let successors: Vec<(String, String)> = gone
        .into_iter()
        .filter(|ags| !kept.contains(&ags.as_str()))
        .map(|ags| {
            let next = if ags == "05154016" { "05154036" } else { "05515000" };
            (ags, next.to_owned())
        })
        .collect();
    let renamed = String::from_utf8(EXTRACT.to_vec()).expect("UTF-8").replace("Bedburg-Hau", "Bedburg-Neu");
    let permit = app.permit::<RunInstallation>(None);
    let planned = import(app.db(), &permit, renamed.as_bytes(), &successors, false).await.expect("a report");
    assert!(planned.is_good, "{:?}", planned.lines);
    let operator = app.person(Role::Operator, None).await;
    operator.get("/territory?q=goch").await.is(200).shows("05154016");
    let done = import(app.db(), &permit, renamed.as_bytes(), &successors, true).await.expect("a report");
    assert!(done.lines.iter().any(|l| l == "Umbenannt: 05154004 Bedburg-Hau heißt jetzt Bedburg-Neu"));
    operator.get("/territory?q=goch").await.is(200).shows("Nichts gefunden");
    operator.get("/territory?q=bedburg-neu").await.is(200).shows("05154004");
    let office = app.office(&goch).await;
    let body = office.get(&format!("/api/v1/alliances/{}", goch.slug)).await.is(200).json();
    assert_eq!((&body["seat"], &body["constellation"]), (&json!("05154016"), &json!("municipality_only")));
    // A second run finds nothing new.
    let again = import(app.db(), &permit, renamed.as_bytes(), &[], true).await.expect("a report");
    assert!(again.lines.iter().any(|l| l == "Die Datei sagt nichts Neues."), "{:?}", again.lines);
}
