//! The history of one entry is erased for good: by the office, on a page or through the
//! API, with a reason and a tombstone.

use base::{Alliance, EditAlliance, Role};
use store::TOMBSTONES;
use testkit::{Client, TestApp};
use uuid::Uuid;

/// Kleve's office, and a body whose members were named once.
async fn body(app: &TestApp) -> (Alliance, Client, String) {
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let home = format!("/alliances/{}", kleve.slug);
    let id = Uuid::from_u128(5).to_string();
    let fields = |version: &'static str, members: &'static str| {
        [("version", version), ("kind", "committee"), ("name", "Beirat"), ("members", members)]
    };
    let path = format!("{home}/bodies/{id}");
    let new = [&fields("0", "Amina Kanarienvogel")[..], &[("id", &id)]].concat();
    office.post(&format!("{home}/bodies"), &new).await.is(303);
    office.post(&path, &fields("1", "die Jugendlichen")).await.is(303);
    office.get(&path).await.is(200).shows("Amina Kanarienvogel");
    (kleve, office, id)
}

async fn audit(app: &TestApp, place: &Alliance) -> String {
    let permit = app.permit::<EditAlliance>(Some(place));
    let mut db = app.db().read(&permit).await.expect("a reader");
    let lines: Vec<(String,)> =
        db.sql(&permit, "select subject from audit where alliance_id = $1").all().await.expect("the audit");
    lines.into_iter().map(|(line,)| line + "\n").collect()
}

#[tokio::test]
async fn a_name_in_earlier_words_is_erased_from_the_page_that_shows_them() {
    let app = TestApp::start().await;
    let (kleve, office, id) = body(&app).await;
    let home = format!("/alliances/{}", kleve.slug);
    let erasure = format!("{home}/histories/{id}/erasure");
    office.get(&format!("{home}/bodies/{id}")).await.is(200).shows(&erasure);
    office.get(&erasure).await.is(200).shows("endgültig");
    office.post(&erasure, &[]).await.is(422).shows("Bitte wählen Sie einen Grund");
    office.get(&format!("{home}/bodies/{id}")).await.is(200).shows("Amina Kanarienvogel");
    let done = office.post(&erasure, &[("reason", "request")]).await.is(303);
    assert_eq!(done.location(), format!("{home}/bodies/{id}?done=history-erased"));
    let page = office.get(&done.location()).await.is(200).shows("Der Verlauf ist gelöscht.").text();
    assert!(!page.contains("Amina Kanarienvogel") && page.contains("die Jugendlichen"), "{page}");
    assert!(!page.contains(&erasure), "there is nothing left to erase");
    assert!(audit(&app, &kleve).await.contains(&format!("history of {id} erased: request")));
    let stones = app.db().journal().lines(TOMBSTONES).expect("the journal");
    assert!(stones.iter().any(|line| line.contains("\"history\"") && line.contains(&id)), "{stones:?}");
}

#[tokio::test]
async fn programs_erase_with_a_reason_too_and_nobody_else_does() {
    let app = TestApp::start().await;
    let (kleve, office, id) = body(&app).await;
    let home = format!("/alliances/{}", kleve.slug);
    let path = format!("/api/v1{home}/histories/{id}/erasure");
    office.post_json(&path, &serde_json::json!({ "reason": "whim" })).await.is(422);
    let lead = app.person(Role::BoardLead, Some(&kleve)).await;
    lead.post_json(&path, &serde_json::json!({ "reason": "mistake" })).await.is(404);
    let viersen = app.alliance("05166").await;
    let neighbours = app.office(&viersen).await;
    let theirs = path.replace(&home, &format!("/alliances/{}", viersen.slug));
    neighbours.post_json(&theirs, &serde_json::json!({ "reason": "mistake" })).await.is(404);
    office.get(&format!("{home}/bodies/{id}")).await.is(200).shows("Amina Kanarienvogel");
    office.post_json(&path, &serde_json::json!({ "reason": "mistake" })).await.is(200);
    let page = office.get(&format!("{home}/bodies/{id}")).await.is(200).text();
    assert!(!page.contains("Amina Kanarienvogel"), "{page}");
    // What is public, and what is nobody's, has no such page.
    office.get(&format!("{home}/histories/{}/erasure", Uuid::from_u128(99))).await.is(404);
}
