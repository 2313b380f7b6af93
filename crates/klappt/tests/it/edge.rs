//! What holds for every request, whatever it is about: who may come from where,
//! what an address may hold, and that nothing typed is lost.

use base::Role;
use serde_json::json;
use testkit::TestApp;

#[tokio::test]
async fn an_address_with_a_nul_is_nobodys_fault() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    for path in ["/alliances/kreis-kleve/workbooks/%00", "/alliances/%00", "/legal/%00"] {
        office.get(path).await.is(404);
    }
    for query in
        ["organisations?area=%00", "organisations?after=x%00", "notes?about=%00", "organisations?q=a%00b"]
    {
        let answer = office.get(&format!("/alliances/kreis-kleve/{query}")).await;
        assert!(answer.status.is_success() || answer.status.is_client_error(), "{query}: {}", answer.status);
    }
    office.get("/api/v1/alliances?cursor=00").await.is(400);
}

#[tokio::test]
async fn a_list_that_is_asked_with_a_nul_inside_a_form_is_refused_too() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let fields = [("name", "a\u{0}b"), ("area", "A"), ("actor_type", "ki")];
    let answer = office.post("/alliances/kreis-kleve/organisations", &fields).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
}

#[tokio::test]
async fn whoever_has_to_sign_in_again_finds_what_they_typed() {
    let app = TestApp::start().await;
    app.alliance("05154").await;
    let lost = app
        .client(Some("0".repeat(64)))
        .with("referer", "http://localhost:8080/alliances/kreis-kleve/notes/new");
    let typed = [
        ("subject", "Bedburg-Hau"),
        ("text", "Der Kämmerer fragt nach dem Eigenanteil."),
        ("password", "geheim"),
    ];
    lost.post("/alliances/kreis-kleve/notes", &typed)
        .await
        .is(401)
        .shows("Der Kämmerer fragt nach dem Eigenanteil.")
        .shows("/sign-in?next=/alliances/kreis-kleve/notes/new")
        .hides("geheim");
}

#[tokio::test]
async fn a_page_of_another_site_is_not_gone_back_to() {
    let app = TestApp::start().await;
    let lost = app.client(None).with("referer", "http://evil.example/alliances/kreis-kleve");
    lost.post("/account/name", &[("name", "Kim Neu")]).await.is(401).shows("href=\"/sign-in\"").hides("evil");
}

#[tokio::test]
async fn nobody_comes_unencrypted_from_another_machine() {
    let app = TestApp::start().await;
    app.visitor().at([192, 0, 2, 7]).get("/sign-in").await.is(403).shows("nicht verschlüsselt");
    app.visitor().get("/sign-in").await.is(200);
}

#[tokio::test]
async fn what_programs_send_is_read_strictly_and_named_by_its_place() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let path = "/api/v1/alliances/kreis-kleve/organisations";
    for (body, place) in [
        (json!({"name": 7, "area": "A"}), "name"),
        (json!({"name": "VHS Kleve", "area": "A", "colour": "red"}), "colour"),
    ] {
        let problem = office.post_json(path, &body).await.is(422).json();
        assert_eq!(problem["field"], place, "{problem}");
    }
    office.script().post_raw("/api/v1/session", b"{}".to_vec()).await.is(400);
}

#[tokio::test]
async fn a_creating_request_sent_twice_with_any_key_makes_one_row() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await.with("idempotency-key", "Import 7, Zeile 3");
    let path = "/api/v1/alliances/kreis-kleve/organisations";
    let body = json!({"name": "VHS Kleve", "area": "B", "actor_type": "vhs"});
    let first = office.post_json(path, &body).await.is(201).json();
    let second = office.post_json(path, &body).await.is(201).json();
    assert_eq!(first["id"], second["id"]);
    let all = office.get(path).await.is(200).json();
    assert_eq!(all["items"].as_array().map(Vec::len), Some(1), "{all}");
    office.with("idempotency-key", " ").post_json(path, &body).await.is(400);
}

#[tokio::test]
async fn a_reference_to_nothing_is_a_conflict_and_no_fault_of_the_server() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.person(Role::Office, Some(&kleve)).await;
    let nobody = "01920000-0000-7000-8000-000000000001";
    for field in ["represented_by", "registered_through"] {
        let mut body = json!({"name": "VHS Kleve", "area": "B", "actor_type": "vhs"});
        body[field] = json!(nobody);
        let answer = office.post_json("/api/v1/alliances/kreis-kleve/organisations", &body).await;
        assert!(answer.status.is_client_error(), "{field}: {} {}", answer.status, answer.text());
    }
}
