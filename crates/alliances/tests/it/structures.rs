//! Whether structures last, and what support is asked for; lists narrowed to
//! attributes: through requests.

use base::Role;
use serde_json::json;
use testkit::TestApp;

#[tokio::test]
async fn the_land_sees_what_alliances_lack_and_what_support_they_ask_for() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    let support = format!("{home}/support");
    office.get(&support).await.is(200).shows("Welche Unterstützung brauchen Sie?");
    office.post(&support, &[("version", "0"), ("need", "Beratung zur Kerngruppe")]).await.is(303);
    office
        .post(&support, &[("version", "0"), ("need", "Anderes")])
        .await
        .is(412)
        .shows("Beratung zur Kerngruppe");
    office.get(&support).await.is(200).shows("von Test office");
    office.get(&home).await.is(200).shows("Beratung zur Kerngruppe");
    let land = app.person(Role::StateCoordination, None).await;
    let page = land.get("/land/missing").await.is(200).shows("Bündnisse, denen etwas fehlt");
    page.shows("federführendes Mitglied").shows("Beratung zur Kerngruppe");
    let found = land.get("/api/v1/missing").await.is(200).json();
    let lacking = &found["structures"]["lacking"][0];
    assert_eq!(lacking["slug"], "kreis-kleve");
    assert_eq!((&lacking["office"], &lacking["office_account"]), (&json!(true), &json!(false)));
    assert_eq!(found["structures"]["asking"][0]["need"], "Beratung zur Kerngruppe");
    // An alliance sees the gaps on the map, and nothing about other alliances.
    let neighbour = app.office(&app.alliance("05166").await).await;
    neighbour.get("/land/missing").await.is(200).hides("Beratung zur Kerngruppe").hides("denen etwas fehlt");
    assert_eq!(neighbour.get("/api/v1/missing").await.is(200).json()["structures"], json!(null));
    neighbour.get(&support).await.is(404);
    neighbour.post(&support, &[("version", "1"), ("need", "x")]).await.is(404);
    app.person(Role::BoardLead, Some(&alliance)).await.get(&support).await.is(404);
}

#[tokio::test]
async fn an_alliance_that_went_over_to_its_districts_has_ended() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    app.alliance("05154016").await;
    let land = app.person(Role::StateCoordination, None).await;
    let id = land.get(&format!("/alliances/{}/municipalities", kleve.slug)).await.is(200).hidden("id");
    let switched = [("id", id.as_str()), ("body", "05154016"), ("act", "switched"), ("on", "2019-02-01")];
    land.post(&format!("/land/alliances/{}/accessions", kleve.slug), &switched).await.is(303);
    let page = land.get("/land/missing").await.is(200).shows("Beendete Bündnisse");
    page.shows("01.10.2018 bis 31.01.2019").shows("im Bündnis Kreis Kleve");
    land.get("/land/missing?date=2019-01-31")
        .await
        .is(200)
        .shows("Bis zu diesem Tag ist kein Bündnis beendet.");
}

#[tokio::test]
async fn lists_are_narrowed_to_the_attributes_the_land_clusters_by() {
    let app = TestApp::start().await;
    app.alliance("05154").await;
    app.alliance("05913000").await;
    let land = app.person(Role::StateCoordination, None).await;
    let attributes = "/api/v1/territory/05154/attributes";
    let answer = land.get(attributes).await.is(200);
    let (mut body, version) = (answer.json(), answer.header("etag").to_owned());
    assert_eq!(body["integration_centre_since"], json!(null));
    body["integration_centre_since"] = json!(1492);
    let writing = land.clone().with("if-match", &version);
    writing.put_json(attributes, &body).await.is(422);
    body["integration_centre_since"] = json!(2013);
    writing.put_json(attributes, &body).await.is(200);
    land.get("/territory/districts/05154").await.is(200).shows("2013");
    let known = land.get("/territory?centre=known").await.is(200).shows("Goch");
    known.hides(">Moers<");
    land.get("/territory?ruhr=yes&q=dortmund").await.is(200).shows("05913000");
    land.get("/territory?ruhr=no&q=dortmund").await.is(200).shows("Nichts gefunden");
    land.get("/territory?part=westphalia&q=goch").await.is(200).shows("Nichts gefunden");
    land.get("/land/alliances?ruhr=yes").await.is(200).shows("Dortmund").hides(">Kreis Kleve<");
    land.get("/land/alliances?region=051&part=rhineland")
        .await
        .is(200)
        .shows("Kreis Kleve")
        .hides(">Dortmund<");
    let items = land.get("/api/v1/alliances?centre=known").await.is(200).json();
    assert_eq!(items["items"].as_array().map(Vec::len), Some(1));
    let items = land.get("/api/v1/municipalities?centre=known&limit=200").await.is(200).json();
    assert_eq!(
        items["items"].as_array().map(Vec::len),
        Some(16),
        "a district's centre is there for its municipalities"
    );
    app.visitor().get("/land/alliances?ruhr=yes").await.is(303);
}
