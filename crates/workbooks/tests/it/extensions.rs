//! More time: asked for by the office, granted or refused by the Land, with
//! letters both ways.

use crate::waves::{land, letters, open, planned};
use base::{Alliance, Role};
use serde_json::json;
use testkit::{Client, TestApp};

struct World {
    app: TestApp,
    land: Client,
    kleve: Alliance,
    office: Client,
    wave: String,
    /// The office's page.
    page: String,
    /// The Land's page about Kleve.
    board: String,
}

/// Kleve and Köln were asked until 15 August 2019.
async fn asked() -> World {
    let (app, land, kleve, _) = land().await;
    let wave = planned(&land, &[]).await;
    open(&land, &wave).await;
    let office = app.office(&kleve).await;
    let page = format!("/alliances/{}/workbooks/strukturen/submission", kleve.slug);
    let board = format!("/land/waves/{wave}/returns/{}", kleve.slug);
    World { app, land, kleve, office, wave, page, board }
}

impl World {
    /// The key of the form that asks for more time.
    async fn key(&self) -> String {
        let text = self.office.get(&self.page).await.is(200).shows("Mehr Zeit erbitten").text();
        let form = text.split("/submission/extension\"").nth(1).expect("the form").to_owned();
        let (_, rest) = form.split_once("name=\"id\" value=\"").expect("a key");
        rest.split('"').next().unwrap_or_default().to_owned()
    }
    async fn ask(&self, key: &str, day: &str, reason: &str) -> testkit::Answer {
        let fields = [("id", key), ("wave", &self.wave), ("wanted", day), ("time_reason", reason)];
        self.office.post(&format!("{}/extension", self.page), &fields).await
    }
}

#[tokio::test]
async fn the_office_asks_once_and_the_land_is_written_to() {
    let world = asked().await;
    let key = world.key().await;
    world
        .ask(&key, "2019-08-15", "Ferien")
        .await
        .is(422)
        .shows("nach Ihrer jetzigen Frist")
        .shows("Ferien</textarea>");
    world.ask(&key, "2019-09-15", "").await.is(422).shows("Bitte nennen Sie den Grund.");
    world.ask(&key, "", "Ferien").await.is(422).shows("Bitte füllen Sie dieses Feld aus.");
    for _ in 0..2 {
        world.ask(&key, "2019-09-15", "Sommerferien im Amt").await.is(303);
    }
    let letters = letters(&world.app).await;
    let told: Vec<_> = letters.iter().filter(|l| l.body.contains("Sommerferien im Amt")).collect();
    assert_eq!(told.len(), 1, "a double click asks once");
    assert!(told[0].body.contains(&format!("http://localhost:8080{}", world.board)), "{}", told[0].body);
    assert!(told[0].body.contains("bis zum 15.09.2019 statt bis zum 15.08.2019"), "{}", told[0].body);
    let page = world.office.get(&world.page).await.is(200);
    page.shows("um mehr Zeit bis zum 15.09.2019 gebeten").hides("Mehr Zeit erbitten");
    let other = "0190d6a4-0000-7000-8000-000000000001";
    world.ask(other, "2019-09-20", "Noch mehr").await.is(409).shows("liegt der LaKI schon vor");
    let board = world.land.get(&format!("/land/waves/{}", world.wave)).await.is(200);
    board.shows("1 Bündnis bittet um mehr Zeit").shows("bittet um mehr Zeit bis 15.09.2019");
    let waiting = world.land.get(&format!("/land/waves/{}?waiting=1", world.wave)).await.is(200);
    waiting.shows(&format!("{}</a>", world.kleve.name)).hides("Köln</a>");
}

#[tokio::test]
async fn the_land_grants_it_and_the_office_is_told() {
    let world = asked().await;
    world.ask(&world.key().await, "2019-09-15", "Umzug").await.is(303);
    let page = world.land.get(&world.board).await.is(200);
    let page = page.shows("Das Bündnis bittet um mehr Zeit").shows("Grund: Umzug");
    let (version, wish) = (page.hidden("version"), page.hidden("extension"));
    let fields = [("version", version.as_str()), ("extension", wish.as_str())];
    let path = format!("{}/extension", world.board);
    world.land.post(&path, &fields).await.is(303);
    world.land.post(&path, &fields).await.is(409);
    let told = letters(&world.app).await;
    let told: Vec<_> = told.iter().filter(|l| l.subject.contains("Neue Frist")).collect();
    assert_eq!(told.len(), 2, "one to each of the office");
    assert!(told[0].subject.contains("15.09.2019"), "{}", told[0].subject);
    let office = world.office.get(&world.page).await.is(200);
    office
        .shows("Abgabe bis zum 15.09.2019")
        .shows("Bitte abgeben bis 15.09.2019")
        .shows("Mehr Zeit erbitten");
    let board = world.land.get(&world.board).await.is(200).hides("Das Bündnis bittet um mehr Zeit");
    board.shows("Erbetene Frist: „15.09.2019“").shows("Frist verlängert");
}

#[tokio::test]
async fn the_land_refuses_it_with_a_reason_and_the_office_may_ask_again() {
    let world = asked().await;
    world.ask(&world.key().await, "2019-12-24", "Zu viel zu tun").await.is(303);
    let path = format!("{}/extension/refusal", world.board);
    world.land.post(&path, &[("extension_reason", "")]).await.is(422).shows("Bitte nennen Sie den Grund.");
    world.land.post(&path, &[("extension_reason", "Die Auswertung beginnt im Oktober.")]).await.is(303);
    world.land.post(&path, &[("extension_reason", "Noch einmal")]).await.is(409);
    let told = letters(&world.app).await;
    let told: Vec<_> = told.iter().filter(|l| l.body.contains("beginnt im Oktober")).collect();
    assert_eq!(told.len(), 2, "one to each of the office");
    assert!(told[0].body.contains("bleibt bei der Frist 15.08.2019"), "{}", told[0].body);
    world.office.get(&world.page).await.is(200).shows("abgelehnt. Grund: Die Auswertung beginnt im Oktober.");
    world.ask(&world.key().await, "2019-09-01", "Dann bis dahin").await.is(303);
    // Another day given by hand answers the request as well.
    let version = world.land.get(&world.board).await.is(200).hidden("version");
    let own =
        [("version", version.as_str()), ("deadline", "2019-08-25"), ("deadline_reason", "Als Ausgleich")];
    world.land.post(&format!("{}/deadline", world.board), &own).await.is(303);
    world.office.get(&world.page).await.is(200).shows("Abgabe bis zum 25.08.2019");
    assert_eq!(letters(&world.app).await.iter().filter(|l| l.subject.contains("25.08.2019")).count(), 2);
}

#[tokio::test]
async fn programs_ask_and_refuse_and_others_may_neither() {
    let world = asked().await;
    let at = format!("/api/v1/alliances/{}/waves/{}", world.kleve.slug, world.wave);
    let wish = json!({"deadline": "2019-09-15", "reason": "Umzug"});
    world.office.get(&format!("{at}/extension")).await.is(404);
    let key = world.office.clone().with("idempotency-key", "0190d6a4-0000-7000-8000-000000000002");
    for _ in 0..2 {
        let made = key.post_json(&format!("{at}/extensions"), &wish).await.is(201).json();
        assert_eq!((&made["answer"], &made["wanted"]), (&json!("open"), &json!("2019-09-15")));
    }
    let early = json!({"deadline": "2019-08-01", "reason": "Umzug"});
    let problem = world.office.post_json(&format!("{at}/extensions"), &early).await.is(422).json();
    assert_eq!(problem["field"], "deadline");
    let returns =
        world.land.get(&format!("/api/v1/waves/{}/returns?waiting=1", world.wave)).await.is(200).json();
    assert_eq!(returns["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(returns["items"][0]["wanted"], "2019-09-15");
    let refusal = format!("/api/v1/waves/{}/returns/{}/extension/refusal", world.wave, world.kleve.slug);
    let refused = world.land.put_json(&refusal, &json!({"reason": "Zu spät"})).await.is(200).json();
    assert_eq!(refused["answer_reason"], "Zu spät");
    world.land.put_json(&refusal, &json!({"reason": "Zu spät"})).await.is(409);
    // A reader of the alliance, another office, the ministry.
    let member = world.app.person(Role::CoreGroupMember, Some(&world.kleve)).await;
    member.post_json(&format!("{at}/extensions"), &wish).await.is(404);
    member.post(&format!("{}/extension", world.page), &[]).await.is(404);
    member.get(&world.page).await.is(200).hides("Mehr Zeit erbitten");
    let bonn = world.app.alliance("05314000").await;
    let stranger = world.app.office(&bonn).await;
    stranger.get(&format!("{at}/extension")).await.is(404);
    let own = format!("/api/v1/alliances/{}/waves/{}/extensions", bonn.slug, world.wave);
    stranger.post_json(&own, &wish).await.is(404);
    let ministry = world.app.person(Role::Ministry, None).await;
    ministry.put_json(&refusal, &json!({"reason": "Nein"})).await.is(404);
    ministry.post(&format!("{}/extension", world.board), &[]).await.is(404);
    ministry.post(&format!("{}/extension/refusal", world.board), &[]).await.is(404);
}

#[tokio::test]
async fn a_request_taken_back_takes_the_wish_with_it() {
    let world = asked().await;
    world.ask(&world.key().await, "2019-09-15", "Umzug").await.is(303);
    world.land.post(&format!("{}/removal", world.board), &[("removal_reason", "Aufgelöst")]).await.is(303);
    world.land.get(&format!("/land/waves/{}", world.wave)).await.is(200).hides("bittet um mehr Zeit");
}
