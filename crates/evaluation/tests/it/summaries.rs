//! What the Land makes of summaries: gaps by theme, answers side by side, and the list of
//! rules that stand in the way.

use crate::{csv, is_xlsx};
use base::Role;
use serde_json::{Value, json};
use testkit::{Client, TestApp};

/// Kleve (a district), Viersen (a district) and Köln (a city), all asked.
pub struct Land {
    pub app: TestApp,
    pub coordination: Client,
    pub offices: Vec<(Client, String)>,
    wave: String,
}

pub async fn land() -> Land {
    let app = TestApp::start().await;
    let coordination = app.person(Role::StateCoordination, None).await;
    let mut offices = Vec::new();
    for key in ["05154", "05166", "05315000"] {
        let alliance = app.alliance(key).await;
        offices.push((app.office(&alliance).await, format!("/alliances/{}", alliance.slug)));
    }
    let wave = coordination.get("/land/waves/new").await.is(200).hidden("id");
    let plan = [
        ("id", wave.as_str()),
        ("title", "Bedarfe 2019"),
        ("instrument", "bedarfsanalyse/1"),
        ("deadline", "2019-08-15"),
        ("asks", "all"),
        ("letter_subject", "Bedarfe"),
        ("letter_body", "Bitte: [Adresse]"),
    ];
    coordination.post("/land/waves", &plan).await.is(303);
    let opening = format!("/land/waves/{wave}/opening");
    let version = coordination.get(&opening).await.is(200).hidden("version");
    let fields = [("version", version.as_str()), plan[5], plan[6], ("do", "open")];
    coordination.post(&opening, &fields).await.is(303);
    Land { app, coordination, offices, wave }
}

impl Land {
    /// Writes passages of own words, theme by theme.
    pub async fn write(&self, office: usize, item: &str, passages: &[(&str, &str)]) {
        let (client, home) = &self.offices[office];
        for (words, topic) in passages {
            let own = json!({"words": words, "topic": topic});
            let path = format!("/api/v1{home}/workbooks/bedarfsanalyse/passages/{item}");
            client.post_json(&path, &own).await.is(201);
        }
    }
    async fn answer(&self, office: usize, uid: &str, value: &str) {
        let (client, home) = &self.offices[office];
        let path = format!("{home}/workbooks/bedarfsanalyse/answers/{uid}");
        client.post(&path, &[("version", "0"), ("value", value)]).await.is(303);
    }
    pub async fn send(&self, office: usize) -> String {
        let (client, home) = &self.offices[office];
        let path = format!("{home}/workbooks/bedarfsanalyse/submission");
        let page = client.get(&path).await.is(200);
        let (id, wave, sha256) = (page.hidden("id"), page.hidden("wave"), page.hidden("sha256"));
        let fields = [("id", id.as_str()), ("wave", wave.as_str()), ("sha256", sha256.as_str())];
        let to = client.post(&path, &fields).await.is(303).location();
        to.split('?').next().unwrap_or_default().to_owned()
    }
    async fn gaps(&self, query: &str) -> Value {
        self.coordination.get(&format!("/api/v1/evaluation/gaps{query}")).await.is(200).json()
    }
    async fn problems(&self) -> Value {
        self.coordination.get("/api/v1/evaluation/problems").await.is(200).json()["items"].clone()
    }
}

/// One theme of one question.
fn theme(gaps: &Value, number: &str, code: &str) -> (Value, Value) {
    let questions = gaps["questions"].as_array().cloned().unwrap_or_default();
    let question = questions.into_iter().find(|q| q["number"] == number).expect("the question");
    let themes = question["themes"].as_array().cloned().unwrap_or_default();
    let found = themes.into_iter().find(|t| t["code"] == code).expect("the theme");
    (found["count"].clone(), question["n"].clone())
}

#[tokio::test]
async fn gaps_are_counted_by_theme_kind_and_region_with_n_and_as_of_a_day() {
    let land = land().await;
    assert_eq!(theme(&land.gaps("").await, "8.3", "allgemein").1["all"], 0);
    land.write(0, "BAA-8.3", &[("Zu wenige Kurse", "allgemein"), ("Auch abends", "allgemein")]).await;
    land.send(0).await;
    land.write(2, "BAA-8.3", &[("Ohne Thema", "")]).await;
    land.send(2).await;
    land.app.set_day("2019-08-05".parse().expect("a day"));
    let viersen = land.app.office(&land.app.alliance_named("kreis-viersen").await).await;
    let land =
        Land { offices: vec![land.offices[0].clone(), (viersen, "/alliances/kreis-viersen".into())], ..land };
    land.answer(1, "BAA-8.3", "nein").await;
    land.send(1).await;
    let land = Land { coordination: land.app.person(Role::StateCoordination, None).await, ..land };
    let (count, n) = theme(&land.gaps("").await, "8.3", "allgemein");
    assert_eq!((&count["all"], &count["district"], &count["city"]), (&json!(1), &json!(1), &json!(0)));
    assert_eq!((&n["all"], &n["district"], &n["city"]), (&json!(3), &json!(2), &json!(1)));
    let (count, n) = theme(&land.gaps("?region=053").await, "8.3", "allgemein");
    assert_eq!((&count["all"], &n["all"]), (&json!(0), &json!(1)));
    assert_eq!(theme(&land.gaps("?date=2019-07-31").await, "8.3", "allgemein").1["all"], 2);
    land.coordination.get("/api/v1/evaluation/gaps?region=999").await.is(404);
    land.coordination.get("/api/v1/evaluation/gaps?date=morgen").await.is(422);

    let page = land.coordination.get("/land/gaps").await.is(200);
    let page = page.shows("Allgemeine Deutschkurse").shows("N = 3").shows("Lücke genannt (Ja)");
    page.shows("/land/answers?wave=").hides("Hinderliche Regeln von Land oder Bund</h2>");
    let narrowed = land.coordination.get("/land/gaps?kind=city&region=053&date=2019-08-05").await.is(200);
    narrowed.shows("N = 1").hides("N = 3").shows("<option value=\"city\" selected>");
    land.coordination.get("/land/gaps?date=x").await.is(200).shows("e-date");
    let file = csv(&land.coordination.get("/land/gaps/file.csv?region=051").await.is(200));
    let row = file.iter().find(|r| r[2] == "allgemein").expect("the theme");
    assert_eq!((row[0].as_str(), row[4].as_str(), row[5].as_str()), ("8.3", "1", "2"));
    is_xlsx(&land.coordination.get("/land/gaps/file.xlsx").await.is(200));
    // Everybody in an alliance sees the numbers, nobody the words.
    let office = land.offices[1].0.get("/land/gaps").await.is(200).shows("N = 3");
    office.hides("/land/answers").hides("Zu wenige Kurse");
    // What is taken back counts no more.
    land.offices[1].0.get("/land/answers").await.is(404);
}

#[tokio::test]
async fn answers_stand_side_by_side_and_can_be_narrowed_and_searched() {
    let land = land().await;
    land.write(0, "BAA-8.2", &[("Kleve: zu wenig Zeit", "jmd")]).await;
    let first = land.send(0).await;
    land.write(2, "BAA-8.2", &[("Köln: lange Wege", "")]).await;
    land.send(2).await;
    let path = format!("/land/answers?wave={}&passage=BAA-K.2", land.wave);
    let page = land.coordination.get(&path).await.is(200);
    let page =
        page.shows("Kleve: zu wenig Zeit").shows("Köln: lange Wege").shows("8.2 Lücken in der Beratung");
    page.shows("Jugendmigrationsdienstes (JMD)</span>").shows("/land/submissions/");
    let only = |query: &str| format!("{path}&{query}");
    land.coordination.get(&only("kind=city")).await.is(200).hides("Kleve:").shows("Köln:");
    land.coordination.get(&only("region=051")).await.is(200).shows("Kleve:").hides("Köln:");
    land.coordination.get(&only("q=LANGE+wege")).await.is(200).hides("Kleve:").shows("Köln:");
    land.coordination.get(&only("q=nirgends")).await.is(200).shows("Mit dieser Auswahl findet sich nichts");
    land.coordination.get("/land/answers?passage=BAA-K.99").await.is(404);
    let listed = land.coordination.get(&format!("/api/v1/evaluation/answers?{}&limit=1", &path[14..])).await;
    let listed = listed.is(200).json();
    assert_eq!((listed["items"].as_array().map(Vec::len), listed["next"].is_string()), (Some(1), true));
    for role in [Role::Ministry, Role::Companion] {
        land.app.person(role, None).await.get(&path).await.is(404);
    }
    land.app.person(Role::Evaluator, None).await.get(&path).await.is(200).shows("Kleve:");
    land.offices[0].0.post(&format!("{first}/withdrawal"), &[]).await.is(303);
    land.coordination.get(&path).await.is(200).hides("Kleve:");
}

#[tokio::test]
async fn rules_are_sorted_into_one_list_whose_status_the_land_keeps() {
    let land = land().await;
    land.coordination.get("/land/problems").await.is(200).shows("Keine Einträge");
    land.write(0, "BAA-8.9", &[("Prüfung nur auf Deutsch", "bund"), ("Schulpflicht endet", "land")]).await;
    land.write(2, "BAA-8.9", &[("Die Kammer prüft nur auf Deutsch", "bund")]).await;
    land.send(0).await;
    land.send(2).await;
    let path = "/land/problems/unsorted";
    let page = land.coordination.get(path).await.is(200);
    let page = page.shows("Prüfung nur auf Deutsch").shows("Schulpflicht endet").hides(">Ja <");
    let line = |page: &testkit::Answer, words: &str| {
        let text = page.text();
        let before = text.split(words).next().unwrap_or_default().to_owned();
        let value = before.rsplit_once("name=\"line\" value=\"").expect("a line").1;
        value.split('"').next().unwrap_or_default().to_owned()
    };
    let id = page.hidden("id");
    let (german, school) = (line(&page, "Prüfung nur auf Deutsch"), line(&page, "Schulpflicht endet"));
    let wrong = land.coordination.post(path, &[("id", &id), ("title", ""), ("to", "")]).await.is(422);
    wrong.shows("Bitte kreuzen Sie mindestens eine Nennung an").shows("f-title").shows("f-level");
    let new = [("id", id.as_str()), ("line", &german), ("title", "Sprache der Prüfungen"), ("level", "bund")];
    for _ in 0..2 {
        land.coordination.post(path, &new).await.is(303);
    }
    let page = land.coordination.get(path).await.is(200).hides(">Prüfung nur auf Deutsch");
    let chamber = line(&page, "Die Kammer prüft nur auf Deutsch");
    let second = page.hidden("id");
    let other =
        [("id", second.as_str()), ("line", &chamber), ("title", "Prüfungen der Kammern"), ("level", "bund")];
    land.coordination.post(path, &other).await.is(303);
    let third = land.coordination.get(path).await.is(200).hidden("id");
    let more =
        [("id", third.as_str()), ("line", &school), ("title", "Ende der Schulpflicht"), ("level", "land")];
    land.coordination.post(path, &more).await.is(303);
    assert_eq!(land.problems().await.as_array().map(Vec::len), Some(3));
    // Two titles for one rule are laid together: two alliances name it.
    let merging = format!("/land/problems/{second}/merging");
    land.coordination.post(&merging, &[("into", &second)]).await.is(422);
    land.coordination.post(&merging, &[("into", &id)]).await.is(303);
    land.coordination.get(&format!("/land/problems/{second}")).await.is(303);
    let all = land.problems().await;
    assert_eq!(
        (all.as_array().map(Vec::len), &all[0]["alliances"], &all[0]["status"]),
        (Some(2), &json!(2), &json!("open"))
    );

    // The ministry keeps the status, with words and a day; it reads no submissions.
    let ministry = land.app.person(Role::Ministry, None).await;
    let one = format!("/land/problems/{id}");
    ministry.get(&one).await.is(200).hides("Nennungen im Wortlaut").shows("Stand festhalten");
    ministry.get(&format!("{one}/passages")).await.is(404);
    ministry.get(path).await.is(404);
    let steps = format!("{one}/steps");
    let nothing = [("status", "examined"), ("words", ""), ("on_day", "2030-01-01")];
    let refused = ministry.post(&steps, &nothing).await.is(422);
    refused.shows("Bitte begründen Sie den neuen Stand").shows("Der Tag liegt in der Zukunft");
    let step = [("status", "examined"), ("words", "Wir fragen den Bund."), ("on_day", "2019-07-30")];
    ministry.post(&steps, &step).await.is(303);
    let told = json!({"status": "taken_up", "words": "Der Bund ändert die Verordnung."});
    for _ in 0..2 {
        let answer =
            ministry.post_json(&format!("/api/v1/evaluation/problems/{id}/steps"), &told).await.is(200);
        assert_eq!(answer.json()["steps"].as_array().map(Vec::len), Some(3), "sent twice, it is one step");
    }
    let page = land.offices[0].0.get(&one).await.is(200).shows("Wir fragen den Bund.").shows("aufgegriffen");
    page.hides("Stand festhalten</button>").hides("Prüfung nur auf Deutsch");
    land.offices[0].0.post(&steps, &step).await.is(404);
    land.offices[0].0.get(&format!("{one}/passages")).await.is(404);
    // Its words and what stands behind it, for those who read submissions.
    let passages = land.coordination.get(&format!("{one}/passages")).await.is(200);
    let passages =
        passages.shows("Prüfung nur auf Deutsch").shows("Die Kammer prüft").shows("/land/submissions/");
    let version = land.coordination.get(&one).await.is(200).hidden("version");
    let named = [("version", version.as_str()), ("title", "Sprache von Prüfungen"), ("level", "bund")];
    land.coordination.post(&one, &named).await.is(303);
    let late = [("version", version.as_str()), ("title", "Anders"), ("level", "bund")];
    land.coordination.post(&one, &late).await.is(412).shows("Sprache von Prüfungen");
    let file = csv(&land.coordination.get("/land/problems/file.csv?level=bund").await.is(200));
    assert_eq!((file.len(), file[1][0].as_str(), file[1][2].as_str()), (2, "Sprache von Prüfungen", "2"));
    land.coordination
        .get("/land/problems?status=open")
        .await
        .is(200)
        .hides("Sprache von")
        .shows("Ende der Schulpflicht");
    land.coordination
        .get("/land/problems?q=nichts")
        .await
        .is(200)
        .shows("Mit dieser Auswahl findet sich nichts");
    // Sent again with the same words it stays where it was put; taken off it waits again.
    let off = passages.hidden("line");
    land.coordination.post(&format!("{one}/passages"), &[("line", &off)]).await.is(303);
    assert_eq!(land.problems().await[0]["alliances"], 1);
    land.write(0, "BAA-8.4", &[("Neu dazu", "")]).await;
    land.send(0).await;
    let again = land.coordination.get(path).await.is(200);
    again.shows("name=\"line\"").hides("Schulpflicht endet");
}
