//! What holds for every request, whatever it is about: who may come from where,
//! what an address may hold, and that nothing typed is lost.

use base::Role;
use serde_json::json;
use testkit::{Client, TestApp};

const NEW: &str = "/alliances/kreis-kleve/organisations/new";
const ORGANISATIONS: &str = "/alliances/kreis-kleve/organisations";

/// The fields of a new organisation, as its form sends them.
fn organisation<'a>(csrf: &'a str, id: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("csrf", csrf),
        ("id", id),
        ("name", "Begegnungscafé am Lindenplatz"),
        ("area", "A"),
        ("taking_part", "open"),
        ("contribution", "Räume an zwei Abenden in der Woche"),
    ]
}

/// The same person in the same browser, going to an API operation with the cookie.
fn by_cookie(app: &TestApp, client: &Client) -> Client {
    let cookie = format!("__Host-klappt={}", client.token().expect("a session"));
    app.visitor().with("cookie", &cookie)
}

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
async fn a_program_that_brings_no_token_is_told_so() {
    let app = TestApp::start().await;
    let problem = app.visitor().get("/api/v1/alliances").await.is(401);
    problem.shows("Es fehlt ein Zugangsschlüssel (Kopfzeile Authorization).");
    let ended = app.client(Some("0".repeat(64))).get("/api/v1/alliances").await.is(401);
    ended.shows("Ihre Anmeldung ist beendet.");
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

#[tokio::test]
async fn a_form_brings_the_token_of_its_session_and_no_other_is_taken() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let (office, deputy) = (app.office(&kleve).await, app.person(Role::Deputy, Some(&kleve)).await);
    let page = office.get(NEW).await.is(200);
    let (csrf, id) = (page.hidden("csrf"), page.hidden("id"));
    let text = page.text();
    assert!(
        !text.contains(office.token().expect("a session")),
        "the session's own token stays in the cookie"
    );
    let forms = text.matches("method=\"post\"").count();
    assert!(forms >= 2, "the form and signing out:\n{text}");
    assert_eq!(text.matches("name=\"csrf\"").count(), forms);
    assert_ne!(office.get(NEW).await.hidden("csrf"), csrf, "it looks different on every page");

    let before = office.forged().with("referer", &format!("http://localhost:8080{NEW}"));
    let others = deputy.get(NEW).await.hidden("csrf");
    for wrong in ["", others.as_str(), office.token().expect("a session"), &csrf.to_uppercase()[1..]] {
        let refused = before.post(ORGANISATIONS, &organisation(wrong, &id)).await.is(403);
        refused
            .shows("Diese Seite stammt aus einer früheren Anmeldung")
            .shows("Räume an zwei Abenden in der Woche")
            .shows(&format!("href=\"{NEW}\">Seite neu laden</a>"));
    }
    before.post(ORGANISATIONS, &organisation(&csrf, &id)[1..]).await.is(403);
    office.get(ORGANISATIONS).await.is(200).hides("Lindenplatz");
    before.post(ORGANISATIONS, &organisation(&csrf, &id)).await.is(303);
    office.get(ORGANISATIONS).await.is(200).shows("Lindenplatz");
}

#[tokio::test]
async fn every_change_by_cookie_needs_the_token_and_programs_need_none() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let (forged, script) = (office.forged(), by_cookie(&app, &office));
    let mut changes = 0;
    for route in app.routes.iter().filter(|r| r.method != "GET") {
        let path = route.path.replace("{alliance}", "kreis-kleve").replace(['{', '}'], "");
        let client = if path.starts_with("/api/") { &script } else { &forged };
        let answer = match route.method {
            "POST" => client.post(&path, &[("a", "b")]).await,
            "PUT" => client.put_json(&path, &json!({})).await,
            _ => client.delete(&path).await,
        };
        assert_eq!(answer.status, 403, "{} {path}: {}", route.method, answer.text());
        changes += 1;
    }
    assert!(changes > 90, "only {changes} routes change anything");

    let path = "/api/v1/alliances/kreis-kleve/organisations";
    let body = json!({"name": "VHS Kleve", "area": "B", "actor_type": "vhs"});
    let problem = script.post_json(path, &body).await.is(403).json();
    assert_eq!(problem["title"], "Diese Seite stammt aus einer früheren Anmeldung");
    let page = office.get(NEW).await.hidden("csrf");
    script.with("x-csrf-token", &page).post_json(path, &body).await.is(201);
    office.put_json("/api/v1/alliances/kreis-kleve/nothing", &body).await.is(404);
}

#[tokio::test]
async fn an_upload_brings_the_token_before_the_file() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let path = "/alliances/kreis-kleve/contact-imports/new";
    let page = office.get(path).await.is(200);
    let (csrf, id) = (page.hidden("csrf"), page.hidden("id"));
    let list = format!("Organisation;Ort\n{}", "VHS Kleve;Kleve\n".repeat(900));
    let forged = office.forged();
    forged.upload(path, &[("id", &id)], "liste.csv", list.as_bytes()).await.is(403).shows("Seite");
    forged.upload(path, &[("id", &id), ("csrf", &csrf)], "liste.csv", list.as_bytes()).await.is(403);
    let held =
        forged.upload(path, &[("csrf", &csrf), ("id", &id)], "liste.csv", list.as_bytes()).await.is(303);
    forged.get(&held.location()).await.is(200).shows("„liste.csv“ hat 900 Einträge");
}

#[tokio::test]
async fn visitors_need_no_token_and_signing_out_works_from_any_page_still_open() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let page = app.visitor().get("/sign-in").await.is(200).hides("csrf");
    assert_eq!(page.header("cache-control"), "no-store");
    app.visitor().post("/sign-in", &[]).await.is(422);
    app.visitor().with("origin", "http://evil.example").post("/sign-in", &[]).await.is(403);
    app.client(Some("0".repeat(64))).forged().post("/sign-in", &[]).await.is(422);

    // A browser that does not say where a request comes from must bring the token.
    let old = office.forged();
    old.post("/sign-out", &[]).await.is(403);
    office.get(ORGANISATIONS).await.is(200);
    for elsewhere in ["cross-site", "same-site"] {
        old.clone().with("sec-fetch-site", elsewhere).post("/sign-out", &[]).await.is(403);
    }
    let stale = old.with("sec-fetch-site", "same-origin");
    stale.post(ORGANISATIONS, &organisation("", "x")).await.is(403);
    let out = stale.post("/sign-out", &[]).await.is(303);
    assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"");
    assert!(office.get(ORGANISATIONS).await.is(303).location().starts_with("/sign-in"));
}

#[tokio::test]
async fn whoever_signed_out_in_another_tab_is_asked_to_sign_in_and_keeps_what_they_typed() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let page = office.get(NEW).await.is(200);
    let (csrf, id) = (page.hidden("csrf"), page.hidden("id"));
    office.post("/sign-out", &[]).await.is(303);
    let answer = office.forged().post(ORGANISATIONS, &organisation(&csrf, &id)).await.is(401);
    let answer = answer.shows("Bitte melden Sie sich an").shows("Räume an zwei Abenden in der Woche");
    answer.hides(&csrf);
    let without_cookie = app.visitor().post(ORGANISATIONS, &organisation(&csrf, &id)).await.is(401);
    without_cookie.shows("Räume an zwei Abenden in der Woche");
}

#[tokio::test]
async fn every_answer_carries_the_whole_policy() {
    let app = TestApp::start().await;
    for path in ["/sign-in", "/healthz", "/api/v1/session", "/nowhere", web::asset_path("klappt.js")] {
        let answer = app.visitor().get(path).await;
        let policy = answer.header("content-security-policy");
        for needed in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ] {
            assert!(policy.split("; ").any(|part| part == needed), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("upgrade-insecure"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("origin-agent-cluster", "?1"),
            ("strict-transport-security", ""),
        ] {
            assert_eq!(answer.header(name), value, "{name} of {path}");
        }
        for feature in ["camera=()", "geolocation=()", "microphone=()", "payment=()", "usb=()"] {
            assert!(answer.header("permissions-policy").contains(feature), "{feature}");
        }
    }
    let app = TestApp::at("https://klappt.example").await;
    let answer = app.visitor().get("/sign-in").await.is(200);
    assert!(answer.header("content-security-policy").ends_with("; upgrade-insecure-requests"));
    assert!(answer.header("strict-transport-security").starts_with("max-age=31536000"));
}

#[tokio::test]
async fn a_page_that_came_unencrypted_is_another_site_where_all_is_encrypted() {
    for (base_url, origin, status) in [
        ("https://klappt.example", "http://klappt.example", 403),
        ("https://klappt.example", "https://klappt.example", 422),
        ("http://klappt.example", "http://klappt.example", 422),
    ] {
        let app = TestApp::at(base_url).await;
        let browser = app.visitor().with("host", "klappt.example").with("origin", origin);
        browser.post("/sign-in", &[]).await.is(status);
    }
}

#[tokio::test]
async fn nothing_but_assets_is_kept_by_any_cache() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let paths = [
        ORGANISATIONS,
        "/alliances/kreis-kleve/contact-imports/sample.csv",
        "/api/v1/alliances/kreis-kleve/organisations",
        "/account",
        "/nowhere",
        "/healthz",
        "/legal/privacy",
    ];
    for path in paths {
        assert_eq!(office.get(path).await.header("cache-control"), "no-store", "{path}");
        assert_eq!(app.visitor().get(path).await.header("cache-control"), "no-store", "{path} for a visitor");
    }
    assert_eq!(office.post(ORGANISATIONS, &[]).await.header("cache-control"), "no-store");
    let script = office.get(web::asset_path("klappt.js")).await.is(200);
    assert_eq!(script.header("cache-control"), "public, max-age=31536000, immutable");
}
