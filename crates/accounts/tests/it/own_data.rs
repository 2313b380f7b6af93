//! Everything held about one's own account, to read and to take along.

use crate::world::{PASSWORD, audit, browser, known};
use base::Role;
use testkit::TestApp;

const ANNA: &str = "anna@kleve.example";

#[tokio::test]
async fn somebody_reads_and_takes_along_what_is_held_about_them_and_nothing_of_others() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let person = known(&app, ANNA, Role::CoreGroupMember, Some(&kleve)).await;
    known(&app, "otto@kleve.example", Role::Office, Some(&kleve)).await;
    let anna = browser(&app, person).await;
    anna.post("/account/name", &[("version", "1"), ("name", "Anna Neu")]).await.is(303);
    anna.post("/account/address", &[("email", "anna.neu@kleve.example"), ("password", PASSWORD)])
        .await
        .is(303);
    let page = anna.get("/account/data").await.is(200);
    let page = page.shows("Anna Neu").shows(ANNA).shows("anna.neu@kleve.example");
    let page = page.shows("Mitglied der Bündnis-Kerngruppe im Bündnis Kreis Kleve").shows("seit 31.07.2019");
    let page = page
        .shows("vorher Anna, danach Anna Neu")
        .shows("von Ihnen: Name geändert")
        .shows("neue E-Mail-Adresse für Ihr Konto");
    page.hides("otto").hides("argon2").hides("renamed");
    let file = anna.get("/account/data/file").await.is(200);
    assert!(file.header("content-disposition").contains("klappt-mein-konto.json"));
    assert_eq!(file.header("cache-control"), "no-store");
    let held = file.json();
    assert_eq!(held["account"]["email"], ANNA);
    assert_eq!(held["roles"][0]["role"], "core_group_member");
    assert_eq!(held["roles"][0]["alliance"], "Kreis Kleve");
    assert_eq!(held["new_address"]["email"], "anna.neu@kleve.example");
    assert_eq!(held["sessions"].as_array().map(Vec::len), Some(1));
    let text = held.to_string();
    assert!(!text.contains("argon2") && !text.contains("token_hash") && !text.contains("otto"), "{text}");
    let acts = held["audit"].as_array().expect("lines");
    assert!(
        acts.iter()
            .any(|a| a["by_you"] == true && a["subject"].as_str().is_some_and(|s| s.contains("renamed")))
    );
    let lines = audit(&app).await;
    for looked in ["GET /account/data", "GET /account/data/file"] {
        assert_eq!(lines.iter().filter(|(_, s)| s == looked).count(), 1, "{lines:?}");
    }
    // A look says at what, in words.
    let again = anna.get("/account/data").await.is(200);
    again.shows("von Ihnen: Angesehen: Eigenes Konto nutzen, Seite /account/data/file");
    app.visitor().get("/account/data").await.is(303);
    app.visitor().get("/account/data/file").await.is(303);
}
