//! Alliances through requests: the Land's list, founding, start page, office.

use alliances::alliances::{archive, export};
use base::{ArchiveAlliance, Role};
use serde_json::json;
use testkit::TestApp;

#[tokio::test]
async fn the_state_coordination_founds_an_alliance_with_its_first_accession() {
    let app = TestApp::start().await;
    let land = app.person(Role::StateCoordination, None).await;
    let form = land.get("/land/alliances/new").await.is(200).shows("Goch (Kreis Kleve)");
    let (id, accession) = (form.hidden("id"), form.hidden("accession"));
    let fields = [
        ("id", id.as_str()),
        ("accession", accession.as_str()),
        ("seat", "05754"),
        ("on", "1.2.2019"),
        ("note", "Beschluss vom 15.01.2019"),
    ];
    for _ in 0..2 {
        let to = land.post("/land/alliances", &fields).await.is(303).location();
        assert_eq!(to, "/alliances/kreis-guetersloh?done=alliance-founded");
    }
    let home = land.get("/alliances/kreis-guetersloh").await.is(200);
    home.shows("Nur Kreis").shows("besteht seit 01.02.2019").hides("Ändern");
    land.get("/land/alliances?kind=district").await.is(200).shows("Kreis Gütersloh");
    land.get("/land/alliances?kind=city").await.is(200).shows("Nichts gefunden");
    let other = land.get("/land/alliances/new").await.is(200).hides("Kreis Gütersloh<");
    let (id, accession) = (other.hidden("id"), other.hidden("accession"));
    let again =
        [("id", id.as_str()), ("accession", accession.as_str()), ("seat", "05754"), ("on", "01.03.2019")];
    land.post("/land/alliances", &again).await.is(422).shows("Für diesen Sitz gibt es schon ein Bündnis");
    for role in [Role::Ministry, Role::Operator] {
        app.person(role, None).await.post("/land/alliances", &fields).await.is(404);
    }
}

#[tokio::test]
async fn stadt_aachen_founds_a_city_and_a_municipality_in_its_districts_alliance_switches() {
    let app = TestApp::start().await;
    let land = app.person(Role::StateCoordination, None).await;
    let founded = |seat: &str, on: &str| json!({"seat": seat, "on": on});
    land.post_json("/api/v1/alliances", &founded("05334002", "2018-11-01")).await.is(201);
    let list = land.get("/api/v1/alliances?kind=city").await.is(200).json();
    assert_eq!(list["items"][0]["slug"], "aachen");
    land.post_json("/api/v1/alliances", &founded("05154", "2018-10-01")).await.is(201);
    let joined = json!({"body": "05154016", "act": "joined", "on": "2018-11-01"});
    land.post_json("/api/v1/alliances/kreis-kleve/accessions", &joined).await.is(201);
    land.post_json("/api/v1/alliances", &founded("05154016", "2019-03-01")).await.is(201);
    let acts = land.get("/api/v1/alliances/goch/accessions").await.is(200).json();
    assert_eq!(acts["items"][0]["kind"], "switched");
    land.post_json("/api/v1/alliances", &founded("05999", "2019-03-01")).await.is(422);
}

#[tokio::test]
async fn the_office_enters_where_it_sits_and_two_people_choose_what_holds() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    office
        .get(&home)
        .await
        .is(200)
        .shows("Geschäftsführende Stelle eintragen")
        .shows("Noch nicht eingetragen.");
    let path = format!("{home}/office");
    let version = office.get(&path).await.is(200).hidden("version");
    let change = |institution| {
        vec![
            ("version", version.as_str()),
            ("placement", "ki"),
            ("placement", "education"),
            ("institution", institution),
            ("address", "Markt 1\nKleve"),
            ("email", "GfS@kreis-kleve.example"),
        ]
    };
    office.post(&path, &change("KI Kreis Kleve")).await.is(303);
    let page = office.get(&home).await.is(200);
    page.shows("Kommunales Integrationszentrum").shows("KI Kreis Kleve").shows("gfs@kreis-kleve.example");
    let conflict = office.post(&path, &change("Bildungsbüro")).await.is(412);
    let conflict = conflict.shows("KI Kreis Kleve").shows("Bildungsbüro");
    let current = conflict.hidden("version");
    assert_eq!(conflict.hidden("placement"), "ki,education");
    let choice =
        [("version", current.as_str()), ("placement", "ki,education"), ("institution", "Bildungsbüro")];
    office.post(&path, &choice).await.is(303);
    office.get(&path).await.is(200).shows("von „KI Kreis Kleve“ zu „Bildungsbüro“");
    let mut wrong = change("x");
    wrong[1].1 = "rathaus";
    office.post(&path, &wrong).await.is(422).shows("Bitte wählen Sie eine der angebotenen Antworten.");
    let mut wrong = change("x");
    wrong[5].1 = "niemand";
    office.post(&path, &wrong).await.is(422).shows("keine vollständige E-Mail-Adresse");
}

#[tokio::test]
async fn the_start_page_names_the_one_thing_to_do_next() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154016").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    let entered = [("version", "0"), ("institution", "Sozialamt")];
    office.post(&format!("{home}/office"), &entered).await.is(303);
    office.get(&home).await.is(200).shows("Federführendes Mitglied des Verwaltungsvorstands eintragen");
    office.post(&format!("{home}/board-lead"), &[("version", "0"), ("name", "Kim Beispiel")]).await.is(303);
    let page = office.get(&home).await.is(200).shows("Kerngruppe zusammenstellen");
    page.shows("Nur kreisangehörige Kommune").shows("Kim Beispiel");
    office.post(&format!("{home}/focus"), &[("version", "1"), ("focus", "insecure_status")]).await.is(303);
    office.get(&home).await.is(200).shows("Junge Volljährige mit unsicherem Aufenthalt");
    office.post(&format!("{home}/focus"), &[("version", "1"), ("focus", "all")]).await.is(412);
    office.post(&format!("{home}/focus"), &[("version", "2"), ("focus", "alle")]).await.is(422);
}

#[tokio::test]
async fn nobody_opens_or_changes_another_alliance() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let home = format!("/alliances/{}", alliance.slug);
    let foreign = app.office(&app.alliance("05166").await).await;
    for path in
        [home.clone(), format!("{home}/office"), format!("{home}/board-lead"), format!("{home}/focus")]
    {
        let known = foreign.get(&path).await.is(404).apart_from_token();
        let unknown = foreign.get(&path.replace("kreis-kleve", "kreis-nirgendwo")).await.is(404);
        let unknown = unknown.apart_from_token();
        assert_eq!(known, unknown.replace("kreis-nirgendwo", "kreis-kleve"));
    }
    foreign.post(&format!("{home}/office"), &[("version", "0"), ("institution", "x")]).await.is(404);
    let member = app.person(Role::CoreGroupMember, Some(&alliance)).await;
    member.get(&home).await.is(200).hides("Ändern");
    member.get(&format!("{home}/office")).await.is(404);
    app.person(Role::Operator, None).await.get(&home).await.is(404);
    foreign
        .get("/land/alliances")
        .await
        .is(200)
        .shows("Kreis Kleve")
        .hides("href=\"/alliances/kreis-kleve\"");
    assert_eq!(
        app.visitor().get("/land/alliances").await.is(303).location(),
        "/sign-in?next=/land/alliances"
    );
}

#[tokio::test]
async fn an_alliance_leaves_with_everything_it_has_and_is_closed() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    let note = "0190d6a4-0000-7000-8000-0000000000aa";
    let fields = [
        ("id", note),
        ("municipality_ags", "05154016"),
        ("reservation", "cost"),
        ("content", "=Eigenanteil zu hoch"),
    ];
    office.post(&format!("{home}/notes"), &fields).await.is(303);
    let permit = app.permit::<ArchiveAlliance>(Some(&alliance));
    let files = export(app.db(), &permit).await.expect("files");
    let file = |name: &str| {
        let found = files.iter().find(|(n, _)| n == name).unwrap_or_else(|| panic!("no {name}"));
        String::from_utf8(found.1.clone()).expect("UTF-8")
    };
    assert!(file("buendnis.csv").contains("Kreis Kleve"));
    assert!(file("beitritte.csv").contains("05154,joined"));
    assert!(file("vertrauliche-notizen.csv").contains("'=Eigenanteil zu hoch"));
    let history = file("verlauf.csv");
    let told = history.lines().find(|l| l.contains(",content,")).expect("the note's history");
    assert!(told.contains("'=Eigenanteil zu hoch") && told.contains("Test office"), "{told}");
    assert!(file("eingelesene-listen.csv").starts_with("\u{feff}id,file_name"));
    assert!(file("vorlagen-an-den-vorstand.csv").contains("matter"));
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    assert!(archive(&mut tx, &permit).await.expect("closed"));
    tx.commit(&permit, "alliance archived").await.expect("saved");
    let land = app.person(Role::StateCoordination, None).await;
    land.get("/land/alliances").await.is(200).shows("Archiviert seit 31.07.2019");
    // Closed, its files can still be asked for.
    let people = app.permit::<base::ManagePeople>(None);
    let found = alliances::departure::find(app.db(), &people, &alliance.slug).await.expect("read");
    let again = app.permit::<ArchiveAlliance>(Some(&found.expect("the closed alliance")));
    assert_eq!(export(app.db(), &again).await.expect("files").len(), files.len());
    let unknown = alliances::departure::find(app.db(), &people, "kreis-nirgendwo").await.expect("read");
    assert_eq!(unknown, None);
}

#[tokio::test]
async fn the_offices_entry_saves_itself_field_by_field() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let home = format!("/alliances/{}", alliance.slug);
    let office = app.office(&alliance).await.script();
    for which in ["office", "board-lead"] {
        let path = format!("{home}/{which}");
        office.get(&path).await.is(200).shows("data-autosave");
        let first = office.post(&path, &[("version", "0"), ("name", "Kim Beispiel")]).await.is(200).json();
        assert_eq!((&first["version"], first["saved_at"].as_str().map(str::len)), (&1.into(), Some(5)));
        let wrong = [("version", "1"), ("name", "Kim Beispiel"), ("email", "kim")];
        let told = office.post(&path, &wrong).await.is(422).json();
        assert!(told["message"].as_str().is_some_and(|m| m.contains("keine vollständige")), "{told}");
        let stale = office.post(&path, &[("version", "0"), ("name", "Robin Beispiel")]).await.is(412).json();
        assert_eq!(stale["conflict_url"], path);
    }
}

#[tokio::test]
async fn a_predecessors_name_and_numbers_are_gone_from_the_history() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let path = format!("/alliances/{}/office", alliance.slug);
    let entry = |version, name, phone| {
        [
            ("version", version),
            ("placement", "ki"),
            ("name", name),
            ("phone", phone),
            ("email", "gfs@kleve.example"),
        ]
    };
    office.post(&path, &entry("0", "Kim Beispiel", "02821 111")).await.is(303);
    office.post(&path, &entry("1", "Kim Beispiel", "02821 222")).await.is(303);
    office.get(&path).await.is(200).shows("02821 111").shows("02821 222");
    office.post(&path, &entry("2", "Robin Muster", "02821 333")).await.is(303);
    let page = office.get(&path).await.is(200);
    page.shows("Robin Muster")
        .shows("die Werte wurden gelöscht")
        .hides("Kim Beispiel")
        .hides("02821 111")
        .hides("02821 222");
}
