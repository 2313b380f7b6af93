//! Accessions through requests: joining, leaving, switching, taking back.

use base::{Alliance, Role};
use serde_json::json;
use testkit::{Client, TestApp};

async fn kleve() -> (TestApp, Alliance, Client) {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    (app, alliance, office)
}

async fn act(client: &Client, at: &str, form_at: &str, body: &str, act: &str, on: &str) -> testkit::Answer {
    let id = client.get(form_at).await.is(200).hidden("id");
    client.post(at, &[("id", &id), ("body", body), ("act", act), ("on", on)]).await
}

#[tokio::test]
async fn the_office_registers_who_joins_and_leaves_also_for_past_days() {
    let (_app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let (at, form_at) = (format!("{home}/accessions"), format!("{home}/municipalities"));
    act(&office, &at, &form_at, "05154016", "joined", "2018-11-01").await.is(303);
    act(&office, &at, &form_at, "05154016", "left", "2019-05-01").await.is(303);
    act(&office, &at, &form_at, "05154036", "joined", "2019-02-01").await.is(303);
    let page = office.get(&form_at).await.is(200);
    page.shows("beigetreten seit 01.02.2019")
        .shows("Goch ist ausgetreten.")
        .shows("gemeinsam mit kreisangehörigen");
    let standing = |date: &str| format!("/api/v1{form_at}?date={date}");
    let goch = |list: serde_json::Value| {
        let items = list["items"].as_array().cloned().unwrap_or_default();
        items.into_iter().find(|m| m["ags"] == "05154016").map(|m| m["participation"].clone())
    };
    for (date, expected) in [("2018-10-31", "nowhere"), ("2019-04-30", "here"), ("2019-05-01", "nowhere")] {
        assert_eq!(goch(office.get(&standing(date)).await.is(200).json()), Some(json!(expected)), "{date}");
    }
    // Goch was in the alliance all along between: it cannot join again in the middle.
    let refused = act(&office, &at, &form_at, "05154016", "joined", "2019-01-01").await.is(422);
    refused.shows("schon in einem Bündnis");
    act(&office, &at, &form_at, "05154016", "joined", "")
        .await
        .is(422)
        .shows("Bitte füllen Sie dieses Feld aus.");
    act(&office, &at, &form_at, "", "joined", "2019-06-01")
        .await
        .is(422)
        .shows("Bitte wählen Sie eine Kommune aus");
}

#[tokio::test]
async fn a_double_click_registers_one_act() {
    let (_app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let id = office.get(&format!("{home}/municipalities")).await.is(200).hidden("id");
    let fields = [("id", id.as_str()), ("body", "05154016"), ("act", "joined"), ("on", "2019-02-01")];
    for _ in 0..2 {
        office.post(&format!("{home}/accessions"), &fields).await.is(303);
    }
    let list = office.get(&format!("/api/v1{home}/accessions")).await.is(200).json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2), "the seat's and one of Goch: {list}");
}

#[tokio::test]
async fn a_municipality_switches_to_the_districts_alliance_and_back() {
    let (app, alliance, _) = kleve().await;
    let goch = app.alliance("05154016").await;
    let land = app.person(Role::StateCoordination, None).await;
    let (home, own) = (format!("/alliances/{}", alliance.slug), format!("/alliances/{}", goch.slug));
    let to_district = (format!("/land{home}/accessions"), format!("{home}/municipalities"));
    let back = (format!("/land{own}/accessions"), format!("{own}/municipalities"));
    act(&land, &to_district.0, &to_district.1, "05154016", "switched", "2019-02-01").await.is(303);
    let page = land.get(&format!("{own}/municipalities")).await.is(200);
    page.shows("im Bündnis Kreis Kleve seit 01.02.2019")
        .shows("Goch ist zum Bündnis Kreis Kleve gewechselt.");
    act(&land, &back.0, &back.1, "05154016", "switched", "2019-05-01").await.is(303);
    land.get(&format!("{home}/municipalities")).await.is(200).shows("eigenes Bündnis seit 01.05.2019");
    let then = land.get(&format!("{home}/municipalities?date=2019-03-01")).await.is(200);
    then.shows("beigetreten seit 01.02.2019");
}

#[tokio::test]
async fn the_office_leaves_switches_and_other_districts_to_the_state_coordination() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let (at, form_at) = (format!("{home}/accessions"), format!("{home}/municipalities"));
    for (body, what) in [("05154", "left"), ("05158004", "joined"), ("05154016", "switched")] {
        act(&office, &at, &form_at, body, what, "2019-02-01").await.is(422).shows("Das trägt die LaKI ein.");
    }
    let id = "0190d6a4-0000-7000-8000-0000000000aa";
    let fields = [("id", id), ("body", "05154016"), ("act", "joined"), ("on", "2019-02-01")];
    office.post(&format!("/land{home}/accessions"), &fields).await.is(404);
    let foreign = app.office(&app.alliance("05166").await).await;
    foreign.post(&at, &fields).await.is(404);
    let city = app.alliance("05315000").await;
    let office = app.office(&city).await;
    let page = office.get(&format!("/alliances/{}/municipalities", city.slug)).await.is(200);
    page.shows("Köln").hides("Beitritt oder Austritt eintragen");
}

#[tokio::test]
async fn a_wrong_entry_is_taken_back_and_stays_readable() {
    let (_app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let (at, form_at) = (format!("{home}/accessions"), format!("{home}/municipalities"));
    act(&office, &at, &form_at, "05154016", "joined", "2018-11-01").await.is(303);
    act(&office, &at, &form_at, "05154016", "left", "2019-05-01").await.is(303);
    let list = office.get(&format!("/api/v1{home}/accessions")).await.is(200).json();
    let id = |kind: &str, body: &str| {
        let items = list["items"].as_array().cloned().unwrap_or_default();
        let found = items.into_iter().find(|e| e["kind"] == kind && e["body"] == body).expect("an entry");
        found["id"].as_str().unwrap_or_default().to_owned()
    };
    let counter = "0190d6a4-0000-7000-8000-0000000000aa";
    let why = [("id", counter), ("note", "Verwechslung mit Geldern")];
    let joined = id("joined", "05154016");
    office
        .post(&format!("{at}/{joined}/withdrawal"), &why)
        .await
        .is(409)
        .shows("Spätere Einträge bauen auf diesem auf");
    let left = id("left", "05154016");
    for _ in 0..2 {
        office.post(&format!("{at}/{left}/withdrawal"), &why).await.is(303);
    }
    let page = office.get(&form_at).await.is(200).shows("Verwechslung mit Geldern");
    page.shows("beigetreten seit 01.11.2018").shows("Goch ist ausgetreten.");
    let seat = id("joined", "05154");
    office.post(&format!("{at}/{seat}/withdrawal"), &[("id", counter)]).await.is(303);
    let other = [("id", "0190d6a4-0000-7000-8000-0000000000ab")];
    office.post(&format!("{at}/{seat}/withdrawal"), &other).await.is(409);
    office.post(&format!("{at}/{counter}/withdrawal"), &other).await.is(404);
}

#[tokio::test]
async fn an_objection_reaches_the_state_coordination() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let land = app.person(Role::StateCoordination, None).await;
    land.get("/land/alliances").await.is(200).hides("Einwand");
    let said = [("version", "0"), ("objection", "Goch ist seit März dabei.")];
    office.post(&format!("{home}/objection"), &said).await.is(303);
    office.post(&format!("{home}/objection"), &[("version", "0"), ("objection", "anders")]).await.is(412);
    land.get("/land/alliances").await.is(200).shows("Einwand");
    land.get(&format!("{home}/municipalities")).await.is(200).shows("Goch ist seit März dabei.");
    land.post(&format!("{home}/objection"), &said).await.is(404);
    app.person(Role::Ministry, None).await.get("/land/alliances").await.is(200).hides("Einwand");
    office.post(&format!("{home}/objection"), &[("version", "1"), ("objection", "")]).await.is(303);
    land.get("/land/alliances").await.is(200).hides("Einwand");
}

#[tokio::test]
async fn the_land_sees_where_structures_are_missing() {
    let (app, _, office) = kleve().await;
    let page = office.get("/land/missing").await.is(200);
    page.shows("Goch")
        .shows("kann dem Bündnis des Kreises beitreten")
        .shows("Statistisches Bundesamt (Destatis)");
    let missing = office.get("/api/v1/missing?date=2018-09-30").await.is(200).json();
    assert_eq!(missing["districts"].as_array().map(Vec::len), Some(31));
    let missing = office.get("/api/v1/missing?date=2018-10-01").await.is(200).json();
    assert_eq!(missing["districts"].as_array().map(Vec::len), Some(30));
    app.person(Role::Operator, None).await.get("/land/missing").await.is(404);
    assert_eq!(app.visitor().get("/api/v1/missing").await.status, 401);
}

#[tokio::test]
async fn the_register_of_the_demo_has_no_problems() {
    let app = TestApp::demo().await;
    let permit = app.permit::<base::ViewTerritory>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let found = alliances::accessions::check(&mut db, &permit, &app.app.texts).await.expect("a check");
    assert_eq!(found, Vec::<String>::new());
}
