//! Submissions through requests: seen word for word, sent once, replaced, taken
//! back, declined, read by the Land.

use crate::waves::{land, open, planned};
use base::{Alliance, Role, ViewReturns, ViewSubmissions};
use serde_json::json;
use testkit::{Answer, Client, TestApp};
use workbooks::{returns, submissions};

/// Kleve was asked until 15 August 2019.
struct World {
    app: TestApp,
    coordination: Client,
    alliance: Alliance,
    office: Client,
    base: String,
    wave: String,
}

async fn asked() -> World {
    let (app, coordination, alliance, _) = land().await;
    let wave = planned(&coordination, &[]).await;
    open(&coordination, &wave).await;
    let office = app.office(&alliance).await;
    let base = format!("/alliances/{}/workbooks/strukturen", alliance.slug);
    World { app, coordination, alliance, office, base, wave }
}

impl World {
    async fn answer(&self, uid: &str, value: &str) {
        let path = format!("{}/answers/{uid}", self.base);
        let version = self.office.get(&format!("/api/v1{path}")).await.is(200).json()["version"].to_string();
        self.office.post(&path, &[("version", &version), ("value", value)]).await.is(303);
    }
    async fn preview(&self) -> Answer {
        self.office.get(&format!("{}/submission", self.base)).await.is(200)
    }
    /// Confirms what a preview showed.
    async fn confirm(&self, seen: &Answer) -> Answer {
        let (id, wave, sha256) = (seen.hidden("id"), seen.hidden("wave"), seen.hidden("sha256"));
        let fields = [("id", id.as_str()), ("wave", wave.as_str()), ("sha256", sha256.as_str())];
        self.office.post(&format!("{}/submission", self.base), &fields).await
    }
    /// Sends what there is; answers the receipt's address.
    async fn send(&self) -> String {
        let to = self.confirm(&self.preview().await).await.is(303).location();
        to.split('?').next().unwrap_or_default().to_owned()
    }
    async fn state(&self) -> String {
        let returns =
            self.coordination.get(&format!("/api/v1/waves/{}/returns", self.wave)).await.is(200).json();
        let own = returns["items"]
            .as_array()
            .and_then(|all| all.iter().find(|r| r.to_string().contains(&self.alliance.slug)).cloned());
        own.expect("asked")["state"].as_str().unwrap_or_default().to_owned()
    }
    /// What `klappt check` would find wrong.
    async fn faults(&self) -> Vec<String> {
        let (app, texts) = (&self.app, &self.app.app.texts);
        let permit = app.permit::<ViewSubmissions>(None);
        let mut db = app.db().read(&permit).await.expect("a reader");
        let mut found = submissions::check(&mut db, &permit, texts).await.expect("checked");
        found.extend(
            returns::check(&mut db, &app.permit::<ViewReturns>(None), &*app.app.membership, texts)
                .await
                .expect("checked"),
        );
        found
    }
}

#[tokio::test]
async fn the_office_sees_word_for_word_what_leaves_and_what_stays() {
    let world = asked().await;
    world.answer("STR-2.1", "nein").await;
    world.answer("STR-2.4", "Bisher gab es keine Runde.").await;
    world.answer("STR-X.2", "Nur für uns").await;
    let page = world.preview().await.shows("Strukturen, Sommer 2019").shows("15.08.2019");
    let page = page.shows("Bisher gab es keine Runde.").shows("Neu eingerichtet").hides("Nur für uns");
    let page = page.shows("Bitte vermerken Sie in der Akteurstabelle (1.1)").shows("/STR-1#q-STR-1.1");
    page.shows("X.2 Welche Schwerpunkte gibt es schon")
        .shows("davon bleibt im Bündnis: Name und Adresse der Stelle,");
}

#[tokio::test]
async fn a_submission_is_confirmed_once_and_gets_a_receipt() {
    let world = asked().await;
    world.answer("STR-2.1", "keine").await;
    let seen = world.preview().await;
    let receipt = world.confirm(&seen).await.is(303).location();
    assert_eq!(world.confirm(&seen).await.is(303).location(), receipt, "a double click makes one");
    let page = world.office.get(&receipt).await.is(200).shows("Abgabe Nr. 1").shows(&seen.hidden("sha256"));
    page.shows("Die Kurzfassung ist abgegeben").shows("vollständig").shows("Keine Kerngruppe");
    assert_eq!(world.state().await, "complete");
    // Nothing has changed: there is nothing new to send.
    let again = world.preview().await.shows("Es gibt nichts Neues abzugeben");
    assert!(!again.text().contains("name=\"sha256\""));
    let wave = world.wave.as_str();
    let twin =
        [("id", "0190d6a4-0000-7000-8000-00000000000f"), ("wave", wave), ("sha256", &seen.hidden("sha256"))];
    let to = world.office.post(&format!("{}/submission", world.base), &twin).await.is(303).location();
    assert!(to.ends_with("?done=submission-same"), "{to}");
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_changed_since_it_was_seen_is_not_sent() {
    let world = asked().await;
    world.answer("STR-2.1", "keine").await;
    let seen = world.preview().await;
    world.answer("STR-2.1", "nein").await;
    let page = world.confirm(&seen).await.is(409);
    page.shows("Bitte sehen Sie noch einmal hin").shows("Neu eingerichtet");
    assert_eq!(world.state().await, "outstanding");
}

#[tokio::test]
async fn a_submission_is_replaced_and_taken_back_and_all_are_kept() {
    let world = asked().await;
    world.answer("STR-2.1", "nein").await;
    let first = world.send().await;
    assert_eq!(world.state().await, "partial");
    world.answer("STR-2.1", "keine").await;
    let preview = world.preview().await.shows("Sie ersetzt die vorliegende Abgabe");
    let second = world.confirm(&preview).await.is(303).location();
    let second = second.split('?').next().unwrap_or_default();
    assert_eq!(world.state().await, "complete");
    world
        .office
        .get(&first)
        .await
        .is(200)
        .shows("ersetzt")
        .shows("Neu eingerichtet")
        .hides("Abgabe zurückziehen");
    assert_eq!(world.office.get(&format!("{first}/withdrawal")).await.is(303).location(), first);
    world.office.get(second).await.is(200).shows(&format!("href=\"{second}/withdrawal\""));
    let asked = world.office.get(&format!("{second}/withdrawal")).await.is(200);
    asked.shows("Die Abgabe zählt dann nicht mehr").shows("können Sie neu abgeben");
    assert_eq!(world.state().await, "complete", "asking changes nothing");
    world.office.post(&format!("{first}/withdrawal"), &[]).await.is(409).shows("zählt schon nicht mehr");
    world.office.post(&format!("{second}/withdrawal"), &[]).await.is(303);
    world.office.post(&format!("{second}/withdrawal"), &[]).await.is(303);
    assert_eq!(world.state().await, "outstanding");
    world.office.get(second).await.is(200).shows("Zurückgezogen am 31.07.2019, 12:00 von");
    let page = world.preview().await.shows("Abgabe Nr. 1").shows("Abgabe Nr. 2");
    assert!(world.confirm(&page).await.is(303).location().contains("submission-sent"));
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_closed_wave_takes_nothing_in_and_gives_nothing_back() {
    let world = asked().await;
    world.answer("STR-2.1", "keine").await;
    let receipt = world.send().await;
    world.answer("STR-2.1", "nein").await;
    let seen = world.preview().await;
    let path = format!("/land/waves/{}", world.wave);
    let version =
        world.coordination.get(&format!("/api/v1/waves/{}", world.wave)).await.is(200).json()["version"]
            .to_string();
    world.coordination.get(&path).await.is(200).shows(&format!("href=\"{path}/closing\""));
    let asked = world.coordination.get(&format!("{path}/closing")).await.is(200);
    asked.shows("eines hat abgegeben").shows("später wieder öffnen");
    world.coordination.post(&format!("{path}/closing"), &[("version", &version)]).await.is(303);
    assert_eq!(world.coordination.get(&format!("{path}/closing")).await.is(303).location(), path);
    world.confirm(&seen).await.is(409);
    world.office.post(&format!("{receipt}/withdrawal"), &[]).await.is(409);
    world.office.get(&receipt).await.is(200).shows("gilt").hides("Abgabe zurückziehen");
    world.preview().await.shows("Zurzeit ist keine Abfrage");
    assert_eq!(world.state().await, "complete");
}

#[tokio::test]
async fn an_alliance_declines_with_a_reason_and_may_change_its_mind() {
    let world = asked().await;
    let path = format!("{}/submission", world.base);
    let wave = world.wave.as_str();
    let page =
        world.office.post(&format!("{path}/refusal"), &[("wave", wave), ("reason", " ")]).await.is(422);
    page.shows("href=\"#f-reason\"");
    let long = "ä".repeat(501);
    world
        .office
        .post(&format!("{path}/refusal"), &[("wave", wave), ("reason", &long)])
        .await
        .is(422)
        .shows(&long);
    world.office.post(&format!("{path}/refusal"), &[("wave", wave), ("reason", "Keine Zeit")]).await.is(303);
    assert_eq!(world.state().await, "declined");
    world.preview().await.shows("Abgelehnt mit dem Grund: Keine Zeit").shows("Doch teilnehmen");
    world.office.post(&format!("{path}/resumption"), &[("wave", wave)]).await.is(303);
    assert_eq!(world.state().await, "outstanding");
}

#[tokio::test]
async fn the_land_reads_what_counts_and_nobody_else_does() {
    let world = asked().await;
    world.answer("STR-2.1", "keine").await;
    world.answer("STR-X.2", "Nur für uns").await;
    let receipt = world.send().await;
    let id = receipt.rsplit('/').next().unwrap_or_default();
    let land = format!("/land/submissions/{id}");
    let page =
        world.coordination.get(&land).await.is(200).shows("Keine Kerngruppe").shows(&world.alliance.name);
    page.hides("Nur für uns").hides("Abgabe zurückziehen");
    let asked = format!("/land/waves/{}/returns/{}", world.wave, world.alliance.slug);
    world.coordination.get(&asked).await.is(200).shows(&format!("href=\"{land}\""));
    let sent = world.coordination.get(&format!("/api/v1/submissions/{id}")).await.is(200).json();
    assert_eq!((&sent["alliance"], &sent["standing"]), (&json!(world.alliance.slug), &json!("valid")));
    for role in [Role::Ministry, Role::Operator] {
        world.app.person(role, None).await.get(&land).await.is(404);
    }
    world.office.get(&land).await.is(404);
    let other = world.app.alliance("05111000").await;
    let stranger = world.app.office(&other).await;
    stranger.get(&receipt).await.is(404);
    stranger.get(&receipt.replace(&world.alliance.slug, &other.slug)).await.is(404);
    stranger
        .post(&format!("{receipt}/withdrawal").replace(&world.alliance.slug, &other.slug), &[])
        .await
        .is(404);
    world.office.post(&format!("{receipt}/withdrawal"), &[]).await.is(303);
    world.coordination.get(&land).await.is(404);
    world.coordination.get(&format!("/api/v1/submissions/{id}")).await.is(404);
}

#[tokio::test]
async fn who_may_only_read_sees_the_short_form_but_cannot_send_it() {
    let world = asked().await;
    let lead = world.app.person(Role::BoardLead, Some(&world.alliance)).await;
    let path = format!("{}/submission", world.base);
    lead.get(&path)
        .await
        .is(200)
        .shows("Das verlässt Ihr Bündnis")
        .hides("So abgeben")
        .hides("Teilnahme ablehnen");
    let seen = world.preview().await;
    let fields =
        [("id", seen.hidden("id")), ("wave", seen.hidden("wave")), ("sha256", seen.hidden("sha256"))];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    lead.post(&path, &fields).await.is(404);
    lead.post(&format!("{path}/refusal"), &[("wave", &world.wave), ("reason", "x")]).await.is(404);
}

#[tokio::test]
async fn programs_send_and_take_back_as_well() {
    let world = asked().await;
    world.answer("STR-2.1", "keine").await;
    let api = format!("/api/v1{}", world.base);
    let preview = world.office.get(&format!("{api}/submission")).await.is(200).json();
    assert_eq!(preview["requests"][0]["wave"], json!(world.wave));
    let body = json!({"wave": world.wave, "sha256": preview["sha256"]});
    let key = world.office.clone().with("idempotency-key", "0190d6a4-0000-7000-8000-00000000000a");
    let sent = key.post_json(&format!("{api}/submissions"), &body).await.is(201).json();
    assert_eq!(key.post_json(&format!("{api}/submissions"), &body).await.is(200).json()["id"], sent["id"]);
    let stale = json!({"wave": world.wave, "sha256": "00"});
    world.office.post_json(&format!("{api}/submissions"), &stale).await.is(409);
    let unknown = json!({"wave": "0190d6a4-0000-7000-8000-00000000000b", "sha256": "00"});
    world.office.post_json(&format!("{api}/submissions"), &unknown).await.is(422);
    let listed = world.office.get(&format!("{api}/submissions")).await.is(200).json();
    assert_eq!((&listed["items"][0]["number"], &listed["items"][0]["complete"]), (&json!(1), &json!(true)));
    let one = format!(
        "/api/v1/alliances/{}/submissions/{}",
        world.alliance.slug,
        sent["id"].as_str().unwrap_or_default()
    );
    assert_eq!(world.office.get(&one).await.is(200).json()["sha256"], preview["sha256"]);
    let gone = world.office.post_json(&format!("{one}/withdrawal"), &json!({})).await.is(200).json();
    assert_eq!(gone["standing"], "withdrawn");
}
