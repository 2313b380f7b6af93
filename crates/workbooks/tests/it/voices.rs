//! Voices of the target group, through requests: talks by link, looked at by the office,
//! counted by theme.

use crate::waves::letters;
use base::{Alliance, Day, Role, RunJobs, ViewVoices};
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp};
use workbooks::voices;

struct World {
    app: TestApp,
    kleve: Alliance,
    office: Client,
    home: String,
}

async fn world() -> World {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let home = format!("/alliances/{}", kleve.slug);
    World { app, kleve, office, home }
}

impl World {
    /// Asks Kim for talks; answers where the sheets are.
    async fn link(&self) -> String {
        let id = self.office.get(&format!("{}/voices/links", self.home)).await.is(200).hidden("id");
        let fields = [
            ("id", id.as_str()),
            ("name", "Kim Muster"),
            ("email", "kim@verein.example"),
            ("organisation", "Jugendmigrationsdienst"),
            ("days", "90"),
        ];
        for _ in 0..2 {
            self.office.post(&format!("{}/voices/links", self.home), &fields).await.is(303);
        }
        let sent = letters(&self.app).await;
        let mine: Vec<_> = sent.iter().filter(|mail| mail.to == "kim@verein.example").collect();
        assert_eq!(mine.len(), 1, "a double click writes once");
        let at = mine[0].body.find("/v/").expect("a link");
        mine[0].body[at..].split_whitespace().next().unwrap_or_default().to_owned()
    }
    async fn talk(&self, link: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.app.visitor().get(&format!("{link}/talk")).await.is(200);
        let id = page.hidden("id");
        let mut all = vec![("id", id.as_str())];
        all.extend(fields);
        self.app.visitor().post(&format!("{link}/talk"), &all).await
    }
    async fn all(&self, state: &str) -> Vec<Value> {
        let at = format!("/api/v1{}/voices?state={state}", self.home);
        self.office.get(&at).await.is(200).json()["items"].as_array().cloned().unwrap_or_default()
    }
    /// The only report that waits.
    async fn waiting(&self) -> String {
        let all = self.all("received").await;
        assert_eq!(all.len(), 1);
        format!("{}/voices/{}", self.home, all[0]["id"].as_str().unwrap_or_default())
    }
    async fn accept(&self, at: &str) {
        let version = self.office.get(at).await.is(200).hidden("version");
        self.office.post(&format!("{at}/acceptance"), &[("version", &version)]).await.is(303);
    }
    /// What is counted about a theme, as somebody sees it.
    async fn counted(&self, who: &Client, theme: &str) -> Value {
        let all = who.get(&format!("/api/v1{}/themes", self.home)).await.is(200).json();
        let themes = all["themes"].as_array().cloned().unwrap_or_default();
        themes.into_iter().find(|t| t["theme"] == theme).expect("a theme")
    }
    /// Every value of every column that can hold words of reports, and the history.
    async fn stored(&self) -> String {
        let permit = self.app.permit::<RunJobs>(None);
        let mut db = self.app.db().read(&permit).await.expect("a reader");
        let sql = "select title || ' ' || words || ' ' || helps as text from voice_part";
        let parts: Vec<(String,)> = db.across(&permit, sql).all().await.expect("read");
        let place = "select place || ' ' || who || ' ' || state_reason as text from voice";
        let about: Vec<(String,)> = db.across(&permit, place).all().await.expect("read");
        parts.into_iter().chain(about).map(|(text,)| text).collect::<Vec<_>>().join("\n")
    }
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[tokio::test]
async fn a_talk_is_reported_by_link_and_counts_once_the_office_has_accepted_it() {
    let w = world().await;
    w.office.get(&format!("{}/voices", w.home)).await.is(200).shows("Noch hat niemand etwas berichtet");
    let link = w.link().await;
    let start = w.app.visitor().get(&link).await.is(200);
    start.shows("Gespräch eintragen").shows("keine Namen, keine Geburtsdaten").hides("Kim Muster");
    let sheet = w.app.visitor().get(&format!("{link}/talk")).await.is(200);
    sheet.shows("läuft schlecht").shows("Diskriminierung").shows("bis 17 Jahre");
    let fields = [
        ("mood_sprache", "bad"),
        ("words_sprache", "Der Kurs ist weit weg."),
        ("helps_sprache", "Fahrkarte"),
        ("mood_wohnen", ""),
        ("crowd", "group"),
        ("age", "18_20"),
    ];
    w.talk(&link, &fields).await.is(303);
    let seen = w.app.visitor().get(&link).await.is(200);
    seen.shows("wartet auf Prüfung").hides("weit weg");
    assert_eq!(w.counted(&w.office, "sprache").await["talks"], 0, "nothing counts before it was looked at");
    let list = w.office.get(&format!("{}/voices", w.home)).await.is(200);
    list.shows("Der Kurs ist weit weg.").shows("Kim Muster, Jugendmigrationsdienst").shows("Sprache");
    let at = w.waiting().await;
    w.office.get(&at).await.is(200).shows("18 bis 20 Jahre").shows("mehrere zusammen").shows("Fahrkarte");
    w.accept(&at).await;
    let counted = w.counted(&w.office, "sprache").await;
    assert_eq!((&counted["bad"], &counted["talks"]), (&json!(1), &json!(1)));
    w.app.visitor().get(&link).await.is(200).shows("übernommen");
    w.office.get(&format!("{}/voices", w.home)).await.is(200).shows("Alles ist geprüft");
    w.office.get(&format!("{}/voices?state=&q=fahrkarte", w.home)).await.is(200).shows("Gespräch");
    w.office.get(&format!("{}/voices?state=&q=unsinn", w.home)).await.is(200).shows("Nichts gefunden");
    let file = w.office.get(&format!("{}/themes.csv", w.home)).await.is(200);
    assert!(file.text().contains("Sprache"), "{}", file.text());
    // Deciding again is no decision.
    let version = w.office.get(&at).await.is(200).hidden("version");
    w.office.post(&format!("{at}/acceptance"), &[("version", &version)]).await.is(409);
}

#[tokio::test]
async fn what_must_not_stand_there_is_refused_at_its_field_and_nothing_typed_is_lost() {
    let w = world().await;
    let link = w.link().await;
    let born = [("words_sprache", "Sie ist am 01.02.2001 geboren"), ("helps_wohnen", "Ein Zimmer")];
    let refused = w.talk(&link, &born).await.is(422);
    let refused = refused.shows("„01.02.2001“ sieht aus wie ein Geburtsdatum").shows("e-words_sprache");
    refused.shows("Sie ist am 01.02.2001 geboren</textarea>").shows("Ein Zimmer</textarea>");
    for (text, told) in [
        ("AZR 050311123456", "Aktenzeichen"),
        ("31302BG0012345", "Aktenzeichen"),
        ("Ruf 0170 1234567 an", "Telefonnummer"),
        ("kim@verein.example", "E-Mail-Adresse"),
    ] {
        w.talk(&link, &[("words_sprache", text)]).await.is(422).shows(told);
    }
    w.talk(&link, &[]).await.is(422).shows("mindestens ein Thema");
    assert!(w.all("").await.is_empty(), "nothing of it is stored");
    // The script is told field by field.
    let id = w.app.visitor().get(&format!("{link}/talk")).await.is(200).hidden("id");
    let fields = [("id", id.as_str()), ("words_sprache", "geb. 1.2.99")];
    let told = w.app.visitor().script().post(&format!("{link}/talk"), &fields).await.is(422).json();
    assert!(told["fields"]["words_sprache"].as_str().is_some_and(|m| m.contains("Geburtsdatum")), "{told}");
}

#[tokio::test]
async fn what_looks_like_a_name_is_asked_about_and_goes_when_the_writer_says_so() {
    let w = world().await;
    let link = w.link().await;
    let fields = [("words_sprache", "Gespräch mit Herrn Ahmad")];
    w.talk(&link, &fields).await.is(422).shows("Adresse: „Herrn Ahmad“?").shows("Trotzdem senden");
    assert!(w.all("").await.is_empty());
    let fields = [("words_sprache", "Gespräch mit Herrn Ahmad"), ("names_are_fine", "1")];
    w.talk(&link, &fields).await.is(303);
    w.office.get(&w.waiting().await).await.is(200).shows("eine Adresse: „Herrn Ahmad“.");
}

#[tokio::test]
async fn names_at_the_beginning_and_addresses_are_asked_about_and_shown_to_the_office_again() {
    let w = world().await;
    let link = w.link().await;
    let text = "Mohammed Al-Hassan findet keinen Kurs. Er wohnt Hauptstraße 12.";
    let seen = "„Mohammed Al-Hassan“, „Hauptstraße 12“";
    w.talk(&link, &[("words_sprache", text)]).await.is(422).shows(seen);
    w.talk(&link, &[("words_sprache", text), ("names_are_fine", "1")]).await.is(303);
    w.office.get(&w.waiting().await).await.is(200).shows(seen);
}

#[tokio::test]
async fn sending_twice_stores_once() {
    let w = world().await;
    let link = w.link().await;
    let id = w.app.visitor().get(&format!("{link}/talk")).await.is(200).hidden("id");
    let fields = [("id", id.as_str()), ("mood_arbeit", "good")];
    for _ in 0..3 {
        let told = w.app.visitor().script().post(&format!("{link}/talk"), &fields).await.is(200).json();
        assert_eq!(told["arrived"], id.as_str());
    }
    assert_eq!(w.all("received").await.len(), 1);
}

#[tokio::test]
async fn a_sheet_that_a_browser_shows_again_loses_nothing() {
    let w = world().await;
    let link = w.link().await;
    let page = w.app.visitor().get(&format!("{link}/talk")).await.is(200);
    assert_eq!(page.header("cache-control"), "private, max-age=604800");
    let id = page.hidden("id");
    for text in ["Erstes Gespräch", "Erstes Gespräch", "Zweites Gespräch"] {
        let fields = [("id", id.as_str()), ("words_arbeit", text)];
        w.app.visitor().post(&format!("{link}/talk"), &fields).await.is(303);
    }
    assert_eq!(w.all("received").await.len(), 2, "the same twice is one, another is another");
}

#[tokio::test]
async fn what_the_office_takes_out_is_gone_and_striking_takes_all_words_away() {
    let w = world().await;
    let link = w.link().await;
    let fields = [("words_sprache", "Der Junge aus dem Eckhaus"), ("names_are_fine", "1")];
    w.talk(&link, &fields).await.is(303);
    let at = w.waiting().await;
    let version = w.office.get(&at).await.is(200).hidden("version");
    let wrong = [("version", version.as_str()), ("words_sprache", "geboren 1.2.2001")];
    w.office.post(&format!("{at}/redaction"), &wrong).await.is(422).shows("Geburtsdatum");
    let good = [("version", version.as_str()), ("words_sprache", "Ein junger Mensch")];
    w.office.post(&format!("{at}/redaction"), &good).await.is(303);
    w.office.post(&format!("{at}/redaction"), &good).await.is(412);
    w.office.get(&at).await.is(200).shows("Ein junger Mensch").hides("Eckhaus");
    assert!(!w.stored().await.contains("Eckhaus"), "{}", w.stored().await);
    w.accept(&at).await;
    assert_eq!(w.counted(&w.office, "sprache").await["talks"], 1);
    let version = w.office.get(&at).await.is(200).hidden("version");
    let none = [("version", version.as_str()), ("reason", " ")];
    w.office.post(&format!("{at}/striking"), &none).await.is(422).shows("Bitte nennen Sie einen Grund.");
    let why = [("version", version.as_str()), ("reason", "Jemand ist zu erkennen.")];
    w.office.post(&format!("{at}/striking"), &why).await.is(303);
    assert!(!w.stored().await.contains("junger Mensch"));
    assert_eq!(w.counted(&w.office, "sprache").await["talks"], 0);
    w.app.visitor().get(&link).await.is(200).shows("Zurückgegeben: Jemand ist zu erkennen.");
}

#[tokio::test]
async fn a_link_stops_with_the_next_request_and_by_itself_and_its_name_can_be_erased() {
    let w = world().await;
    let link = w.link().await;
    w.talk(&link, &[("mood_arbeit", "good")]).await.is(303);
    let page = w.office.get(&format!("{}/voices/links", w.home)).await.is(200);
    let page = page.shows("Kim Muster").shows("kim@verein.example").shows("Gültig bis").text();
    let at = page.find("/voices/links/").map(|at| &page[at..]).and_then(|rest| rest.split('"').next());
    let at = format!("{}{}", w.home, at.expect("an action").trim_end_matches("/revocation"));
    w.office.post(&format!("{at}/revocation"), &[]).await.is(303);
    for path in [link.clone(), format!("{link}/talk"), format!("{link}/hindrance")] {
        w.app.visitor().get(&path).await.is(404).shows("Dieser Link gilt nicht mehr");
        w.office.get(&path).await.is(404);
    }
    w.app.visitor().post(&format!("{link}/talk"), &[("id", "x")]).await.is(404);
    assert_eq!(w.all("received").await.len(), 1, "what was reported stays");
    w.office.post(&format!("{at}/erasure"), &[]).await.is(303);
    w.office.get(&format!("{}/voices/links", w.home)).await.is(200).hides("Kim Muster").hides("kim@verein");
    w.office.post(&format!("{at}/renewal"), &[]).await.is(409);
    // Another one ends by itself.
    let app = &w.app;
    let id = w.office.get(&format!("{}/voices/links", w.home)).await.is(200).hidden("id");
    let fields = [("id", id.as_str()), ("name", "Alex"), ("email", "alex@verein.example"), ("days", "10")];
    w.office.post(&format!("{}/voices/links", w.home), &fields).await.is(303);
    let mail = letters(app).await.into_iter().find(|m| m.to == "alex@verein.example").expect("a letter");
    let link = mail.body[mail.body.find("/v/").expect("a link")..]
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    let last = day("2019-08-10");
    app.clock.set(last.end().plus_seconds(-1));
    app.visitor().get(&link).await.is(200);
    app.clock.set(last.end());
    app.visitor().get(&link).await.is(404);
}

#[tokio::test]
async fn hindrances_come_by_link_and_from_the_office_and_those_of_land_and_bund_can_be_listed() {
    let w = world().await;
    let link = w.link().await;
    let id = w.app.visitor().get(&format!("{link}/hindrance")).await.is(200).hidden("id");
    let told = [
        ("id", id.as_str()),
        ("title", "Prüfung nur auf Deutsch"),
        ("words", "Wer alles kann, fällt durch."),
        ("helps", "Lerngruppe am Abend"),
        ("theme", "ausbildung"),
        ("level", "bund"),
    ];
    let at = format!("{link}/hindrance");
    let missing = w.app.visitor().post(&at, &told[..2]).await.is(422);
    missing.shows("e-theme").shows("e-level").shows("Prüfung nur auf Deutsch");
    w.app.visitor().post(&at, &told).await.is(303);
    let table = format!("{}/hindrances", w.home);
    w.office.get(&table).await.is(200).shows("Noch keine Hürde");
    let report = w.waiting().await;
    w.accept(&report).await;
    let new = format!("{table}/new");
    let id = w.office.get(&new).await.is(200).hidden("id");
    let own = [
        ("id", id.as_str()),
        ("title", "Bus fährt nicht"),
        ("words", "Nach 18 Uhr kommt niemand nach Hause."),
        ("theme", "mobilitaet"),
        ("level", "kreis"),
    ];
    w.office.post(&new, &own).await.is(303);
    let member = w.app.person(Role::CoreGroupMember, Some(&w.kleve)).await;
    let shown =
        member.get(&table).await.is(200).shows("Prüfung nur auf Deutsch").shows("Lerngruppe am Abend");
    shown.shows("Bus fährt nicht").hides("Kim Muster");
    member.get(&format!("{table}?level=bund")).await.is(200).hides("Bus fährt nicht");
    member.get(&new).await.is(404);
    member.get(&format!("{}/voices", w.home)).await.is(404);
    let permit = w.app.permit::<ViewVoices>(Some(&w.kleve));
    let mut db = w.app.db().read(&permit).await.expect("a reader");
    let found = voices::hindrances(&mut db, &permit, &["land", "bund"]).await.expect("found");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].title.as_str(), found[0].level.as_str()), ("Prüfung nur auf Deutsch", "bund"));
    assert!(found[0].is_reported && report.ends_with(&found[0].id.to_string()), "its source is told");
    let api = member.get(&format!("/api/v1{table}?level=kreis")).await.is(200).json();
    assert_eq!(api["items"][0]["title"], "Bus fährt nicht");
}

#[tokio::test]
async fn a_workshop_is_noted_by_the_office_theme_by_theme() {
    let w = world().await;
    let new = format!("{}/workshops/new", w.home);
    let id = w.office.get(&new).await.is(200).hidden("id");
    let fields = [("id", id.as_str()), ("held_on", "2019-08-01"), ("words_wohnen", "Zu laut zum Lernen")];
    w.office
        .post(&new, &fields)
        .await
        .is(422)
        .shows("Der Tag liegt in der Zukunft.")
        .shows("Zu laut zum Lernen");
    let fields = [
        ("id", id.as_str()),
        ("held_on", "2019-07-01"),
        ("place", "Jugendzentrum im Norden"),
        ("who", "acht junge Erwachsene"),
        ("words_wohnen", "Zu laut zum Lernen"),
        ("helps_wohnen", "Ein Raum mit Tischen"),
    ];
    let to = w.office.post(&new, &fields).await.is(303).location();
    let page = w.office.get(&to).await.is(200).shows("01.07.2019").shows("acht junge Erwachsene");
    page.shows("übernommen").shows("Ein Raum mit Tischen");
    let counted = w.counted(&w.office, "wohnen").await;
    assert_eq!((&counted["workshops"], &counted["talks"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn others_than_the_office_see_no_small_number() {
    let w = world().await;
    let link = w.link().await;
    for (theme, mood, times) in [("sprache", "bad", 2), ("wohnen", "bad", 6), ("wohnen", "good", 7)] {
        for _ in 0..times {
            w.talk(&link, &[(&format!("mood_{theme}"), mood)]).await.is(303);
        }
    }
    for report in w.all("received").await {
        w.accept(&format!("{}/voices/{}", w.home, report["id"].as_str().unwrap_or_default())).await;
    }
    let member = w.app.person(Role::CoreGroupMember, Some(&w.kleve)).await;
    assert_eq!(w.counted(&w.office, "sprache").await["bad"], 2);
    assert_eq!(w.counted(&member, "sprache").await["bad"], Value::Null);
    assert_eq!(w.counted(&member, "wohnen").await["bad"], Value::Null, "two less than all would tell");
    let page = member.get(&format!("{}/themes", w.home)).await.is(200);
    page.shows("verborgen").shows("Zahlen unter 5").hides("Stimmen prüfen");
    let file = member.get(&format!("{}/themes.csv", w.home)).await.is(200).text();
    assert!(file.contains("verborgen"), "{file}");
    for role in [Role::StateCoordination, Role::Ministry, Role::Evaluator] {
        let land = w.app.person(role, None).await;
        land.get(&format!("{}/themes", w.home)).await.is(404);
        land.get(&format!("/api/v1{}/themes", w.home)).await.is(404);
    }
}

#[tokio::test]
async fn programs_decide_by_version() {
    let w = world().await;
    let link = w.link().await;
    w.talk(&link, &[("words_geld", "Die Fahrkarte ist teuer")]).await.is(303);
    let id = w.all("received").await[0]["id"].as_str().unwrap_or_default().to_owned();
    let at = format!("/api/v1{}/voices/{id}", w.home);
    let state = format!("{at}/state");
    let client = w.office.clone().with("if-match", "\"7\"");
    client.put_json(&state, &json!({"state": "accepted"})).await.is(412);
    let client = w.office.clone().with("if-match", "\"1\"");
    client.put_json(&state, &json!({"state": "struck"})).await.is(422);
    let done = client.put_json(&state, &json!({"state": "accepted"})).await.is(200).json();
    assert_eq!((&done["state"], &done["version"]), (&json!("accepted"), &json!(2)));
}

#[tokio::test]
async fn reports_go_after_three_years_and_names_a_year_after_the_link() {
    let w = world().await;
    let link = w.link().await;
    w.talk(&link, &[("words_geld", "Die Fahrkarte ist teuer")]).await.is(303);
    let permit = w.app.permit::<RunJobs>(None);
    let then = w.app.app.clock().now();
    let mut tx = w.app.db().begin(&permit).await.expect("a transaction");
    assert_eq!(voices::forget_old(&mut tx, &permit, then.plus_seconds(-1)).await.expect("asked"), 0);
    assert_eq!(voices::old(&mut tx, &permit, then).await.expect("asked"), 1);
    assert_eq!(voices::forget_old(&mut tx, &permit, then).await.expect("gone"), 1);
    assert_eq!(voices::forget_old_names(&mut tx, &permit, then).await.expect("asked"), 0);
    let later = then.plus_seconds(91 * 24 * 3600);
    assert_eq!(voices::forget_old_names(&mut tx, &permit, later).await.expect("gone"), 1);
    tx.commit(&permit, "test").await.expect("committed");
    assert_eq!(w.stored().await, "");
}
