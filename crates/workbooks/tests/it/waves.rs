//! Waves through requests: planned, opened, moved, extended to others, closed.

use base::{Alliance, ManageWaves, Role, RunJobs};
use serde_json::{Value, json};
use store::Mail;
use testkit::{Client, TestApp};
use workbooks::waves::{self, Post};

/// A wave's plan as the form sends it.
pub const PLAN: [(&str, &str); 6] = [
    ("title", "Strukturen, Sommer 2019"),
    ("instrument", "strukturen/1"),
    ("deadline", "2019-08-15"),
    ("asks", "all"),
    ("letter_subject", "[Arbeitshilfe] bis [Frist]"),
    ("letter_body", "Guten Tag [Name],\n\nbitte für [Bündnis]:\n[Adresse]"),
];

/// The land and two alliances, each with an office: Kleve (a district) and Köln (a city).
pub async fn land() -> (TestApp, Client, Alliance, Alliance) {
    let app = TestApp::start().await;
    let (kleve, koeln) = (app.alliance("05154").await, app.alliance("05315000").await);
    app.office(&kleve).await;
    app.office(&koeln).await;
    let coordination = app.person(Role::StateCoordination, None).await;
    (app, coordination, kleve, koeln)
}

/// The plan with some fields changed.
fn plan(changed: &[(&'static str, &str)]) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> =
        PLAN.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    for (name, value) in changed {
        fields.retain(|(n, _)| n != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

async fn send(who: &Client, path: &str, fields: &[(String, String)]) -> testkit::Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    who.post(path, &fields).await
}

/// Plans a wave by form; answers its id.
pub async fn planned(coordination: &Client, changed: &[(&'static str, &str)]) -> String {
    let id = coordination.get("/land/waves/new").await.is(200).hidden("id");
    let mut fields = plan(changed);
    fields.push(("id".into(), id.clone()));
    send(coordination, "/land/waves", &fields).await.is(303);
    id
}

/// Opens a planned wave by form, with the letter as planned.
pub async fn open(coordination: &Client, id: &str) {
    let version = coordination.get(&format!("/land/waves/{id}/opening")).await.is(200).hidden("version");
    let fields = [("version", version.as_str()), PLAN[4], PLAN[5], ("do", "open")];
    coordination.post(&format!("/land/waves/{id}/opening"), &fields).await.is(303);
}

/// All letters queued so far, the newest first.
pub async fn letters(app: &TestApp) -> Vec<Mail> {
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let jobs = db.outbox(&permit, 100).await.expect("the outbox");
    jobs.iter().map(|job| job.needs().expect("a letter")).collect()
}

async fn version_of(coordination: &Client, id: &str) -> String {
    coordination.get(&format!("/api/v1/waves/{id}")).await.is(200).json()["version"].to_string()
}

#[tokio::test]
async fn a_wave_is_planned_looked_at_and_opened_with_a_letter_to_every_office() {
    let (app, coordination, kleve, _) = land().await;
    coordination.get("/land/waves").await.is(200).shows("Noch keine Erhebungswelle");
    let id = planned(&coordination, &[]).await;
    assert!(letters(&app).await.is_empty(), "planning asks nobody");
    let preview = coordination.get(&format!("/land/waves/{id}/opening")).await.is(200);
    let preview =
        preview.shows("Guten Tag Test office,").shows("bis 15.08.2019").shows("2 Bündnisse, 2 Einladungen");
    assert!(preview.text().contains("/workbooks/strukturen"));
    open(&coordination, &id).await;
    let letters = letters(&app).await;
    assert_eq!(letters.len(), 2);
    let to_kleve = letters.iter().find(|l| l.body.contains(&kleve.slug)).expect("a letter to Kleve");
    let link = format!("http://localhost:8080/alliances/{}/workbooks/strukturen", kleve.slug);
    assert!(to_kleve.body.contains(&link), "{}", to_kleve.body);
    assert!(to_kleve.subject.ends_with("bis 15.08.2019"), "{}", to_kleve.subject);
    let board = coordination.get(&format!("/land/waves/{id}")).await.is(200);
    board.shows("0 von 2 zurück").shows(&kleve.name).shows("ausstehend").shows("Geöffnet am");
    coordination.get("/land/waves").await.is(200).shows("0 von 2").shows("offen");
}

#[tokio::test]
async fn a_double_click_plans_once_and_opens_once() {
    let (app, coordination, ..) = land().await;
    let id = coordination.get("/land/waves/new").await.hidden("id");
    let mut fields = plan(&[]);
    fields.push(("id".into(), id.clone()));
    for _ in 0..2 {
        send(&coordination, "/land/waves", &fields).await.is(303);
    }
    let waves = coordination.get("/api/v1/waves").await.is(200).json();
    assert_eq!(waves["items"].as_array().map(Vec::len), Some(1));
    let version = coordination.get(&format!("/land/waves/{id}/opening")).await.hidden("version");
    let fields = [("version", version.as_str()), PLAN[4], PLAN[5], ("do", "open")];
    for _ in 0..2 {
        coordination.post(&format!("/land/waves/{id}/opening"), &fields).await.is(303);
    }
    assert_eq!(letters(&app).await.len(), 2);
}

#[tokio::test]
async fn what_is_wrong_with_a_plan_stands_at_the_field_and_nothing_typed_is_lost() {
    let (_app, coordination, ..) = land().await;
    let id = coordination.get("/land/waves/new").await.hidden("id");
    let mut fields = plan(&[
        ("title", ""),
        ("deadline", "2019-07-30"),
        ("asks", "kinds"),
        ("letter_body", "Kommt zum [Termin]"),
    ]);
    fields.push(("id".into(), id));
    let page = send(&coordination, "/land/waves", &fields).await.is(422);
    page.shows("Bitte geben Sie der Erhebungswelle eine Bezeichnung.")
        .shows("Diese Frist liegt in der Vergangenheit")
        .shows("mindestens eine Art von Bündnissen")
        .shows("Im Text fehlt [Adresse]")
        .shows("Kommt zum [Termin]");
    for broken in [&b"id=1"[..], b"title=%ff", b"", b"id=0190d6a4-0000-7000-8000-000000000001&title=a%00"] {
        let status = coordination.post_raw("/land/waves", broken.to_vec()).await.status;
        assert!(status.is_client_error(), "{broken:?}: {status}");
    }
}

#[tokio::test]
async fn others_than_the_state_coordination_plan_nothing_and_offices_see_nothing() {
    let (app, coordination, kleve, _) = land().await;
    let id = planned(&coordination, &[]).await;
    let (ministry, office) = (app.person(Role::Ministry, None).await, app.office(&kleve).await);
    ministry.get("/land/waves").await.is(200).hides("Strukturen, Sommer 2019").hides("Erhebungswelle planen");
    for path in ["/land/waves/new", &format!("/land/waves/{id}"), &format!("/land/waves/{id}/opening")] {
        ministry.get(path).await.is(404);
        office.get(path).await.is(404);
    }
    ministry.get(&format!("/api/v1/waves/{id}")).await.is(404);
    office.get("/land/waves").await.is(404);
    office.post(&format!("/land/waves/{id}/opening"), &[("version", "1")]).await.is(404);
    app.visitor().get("/api/v1/waves").await.is(401);
    open(&coordination, &id).await;
    ministry
        .get(&format!("/land/waves/{id}"))
        .await
        .is(200)
        .shows("ausstehend")
        .hides("Erhebungswelle schließen");
    ministry.post(&format!("/land/waves/{id}/closing"), &[("version", "2")]).await.is(404);
    office.get(&format!("/land/waves/{id}")).await.is(404);
    let unknown = "0190d6a4-0000-7000-8000-000000000009";
    coordination.get(&format!("/land/waves/{unknown}")).await.is(404);
}

#[tokio::test]
async fn a_wave_asks_some_kinds_or_alliances_picked_one_by_one() {
    let (_app, coordination, kleve, koeln) = land().await;
    let cities = planned(&coordination, &[("asks", "kinds"), ("kinds", "city")]).await;
    open(&coordination, &cities).await;
    coordination.get(&format!("/land/waves/{cities}")).await.shows(&koeln.name).hides(&kleve.name);

    let picked = planned(&coordination, &[("asks", "chosen")]).await;
    let version = coordination.get(&format!("/land/waves/{picked}/opening")).await.hidden("version");
    let nobody = [("version", version.as_str()), PLAN[4], PLAN[5], ("do", "open")];
    coordination
        .post(&format!("/land/waves/{picked}/opening"), &nobody)
        .await
        .is(409)
        .shows("So würde niemand gefragt");
    let choice = format!("/land/waves/{picked}/choice");
    coordination.get(&format!("{choice}?q=kleve")).await.is(200).shows(&kleve.name).hides(&koeln.name);
    let (kleve_id, koeln_id) = (kleve.id.to_string(), koeln.id.to_string());
    let both = [
        ("shown", kleve_id.as_str()),
        ("shown", &koeln_id),
        ("alliance", &kleve_id),
        ("alliance", &koeln_id),
    ];
    coordination.post(&choice, &both).await.is(303);
    let one = [("shown", kleve_id.as_str()), ("shown", &koeln_id), ("alliance", &kleve_id)];
    coordination.post(&choice, &one).await.is(303);
    coordination.get(&choice).await.is(200).shows("1 Bündnis ausgewählt");
    open(&coordination, &picked).await;
    coordination.get(&format!("/land/waves/{picked}")).await.shows(&kleve.name).hides(&koeln.name);
}

#[tokio::test]
async fn the_deadline_is_moved_with_a_reason_and_the_offices_are_told() {
    let (app, coordination, ..) = land().await;
    let id = planned(&coordination, &[]).await;
    open(&coordination, &id).await;
    let path = format!("/land/waves/{id}/deadline");
    let version = coordination.get(&path).await.is(200).shows("Betroffen sind 2 Bündnisse").hidden("version");
    let without_reason = [("version", version.as_str()), ("deadline", "2019-09-01"), ("reason", "")];
    coordination.post(&path, &without_reason).await.is(422).shows("Bitte nennen Sie den Grund.");
    let past = [("version", version.as_str()), ("deadline", "2019-07-01"), ("reason", "Ferien")];
    coordination.post(&path, &past).await.is(422).shows("Diese Frist liegt in der Vergangenheit");
    let moved = [
        ("version", version.as_str()),
        ("deadline", "2019-09-01"),
        ("reason", "Sommerferien"),
        ("tell", "1"),
    ];
    coordination.post(&path, &moved).await.is(303);
    let told: Vec<Mail> =
        letters(&app).await.into_iter().filter(|l| l.body.contains("Sommerferien")).collect();
    assert_eq!(told.len(), 2);
    assert!(told[0].subject.contains("01.09.2019"), "{}", told[0].subject);
    let board = coordination.get(&format!("/land/waves/{id}")).await.is(200);
    board
        .shows("01.09.2019")
        .shows("Frist: von „15.08.2019“ zu „01.09.2019“")
        .shows("Test state_coordination");
    // The same again is no conflict; another value from the old version is.
    coordination.post(&path, &moved).await.is(303);
    let stale = [("version", version.as_str()), ("deadline", "2019-10-01"), ("reason", "Herbst")];
    coordination
        .post(&path, &stale)
        .await
        .is(412)
        .shows("01.09.2019")
        .shows("01.10.2019")
        .shows("Sommerferien");
}

#[tokio::test]
async fn alliances_are_asked_later_and_after_the_deadline_with_one_of_their_own() {
    let (app, coordination, kleve, koeln) = land().await;
    let id = planned(&coordination, &[("asks", "kinds"), ("kinds", "city")]).await;
    open(&coordination, &id).await;
    // Sessions of weeks before have ended.
    app.set_day(base::Day::new(2019, 8, 20).expect("exists"));
    let coordination = app.person(Role::StateCoordination, None).await;
    let path = format!("/land/waves/{id}/asking");
    coordination.get(&path).await.is(200).shows(&kleve.name).hides(&koeln.name);
    let kleve_id = kleve.id.to_string();
    coordination.post(&path, &[("reason", "")]).await.is(422).shows("mindestens ein Bündnis");
    let alone = [("alliance", kleve_id.as_str()), ("reason", "Neu gegründet")];
    coordination.post(&path, &alone).await.is(422).shows("Die Frist für alle ist vorbei");
    let own = [("alliance", kleve_id.as_str()), ("deadline", "2019-09-15"), ("reason", "Neu gegründet")];
    coordination.post(&path, &own).await.is(303);
    coordination.post(&path, &own).await.is(303);
    let board = coordination.get(&format!("/land/waves/{id}")).await.is(200);
    board.shows("0 von 2 zurück").shows("15.09.2019").shows("Frist verlängert");
    let subjects: Vec<String> = letters(&app).await.into_iter().map(|l| l.subject).collect();
    assert_eq!(subjects.iter().filter(|s| s.ends_with("bis 15.09.2019")).count(), 1, "{subjects:?}");
}

#[tokio::test]
async fn an_alliance_without_an_address_is_asked_and_named() {
    let (app, coordination, ..) = land().await;
    let bonn = app.alliance("05314000").await;
    let id = planned(&coordination, &[]).await;
    let preview = coordination.get(&format!("/land/waves/{id}/opening")).await.is(200);
    preview.shows("3 Bündnisse, 2 Einladungen").shows("keine E-Mail-Adresse").shows(&bonn.name);
    open(&coordination, &id).await;
    coordination
        .get(&format!("/land/waves/{id}?q=bonn"))
        .await
        .shows(&bonn.name)
        .shows("keine Einladung verschickt");
}

#[tokio::test]
async fn a_stale_plan_shows_both_sides_and_a_planned_wave_can_be_dropped() {
    let (_app, coordination, ..) = land().await;
    let id = planned(&coordination, &[]).await;
    let path = format!("/land/waves/{id}/plan");
    let mut first = plan(&[("title", "Sommer")]);
    first.push(("version".into(), "1".into()));
    send(&coordination, &path, &first).await.is(303);
    let mut second = plan(&[("title", "Herbst")]);
    second.push(("version".into(), "1".into()));
    send(&coordination, &path, &second).await.is(412).shows("Sommer").shows("Herbst");
    let letter =
        [("version", "1"), ("letter_subject", "Neu"), ("letter_body", "Neu: [Adresse]"), ("do", "open")];
    let kept = coordination.post(&format!("/land/waves/{id}/opening"), &letter).await.is(412);
    kept.shows("inzwischen geändert").shows("Neu: [Adresse]");
    coordination.post(&format!("/land/waves/{id}/removal"), &[("version", "1")]).await.is(412);
    coordination.post(&format!("/land/waves/{id}/removal"), &[("version", "2")]).await.is(303);
    coordination.get(&path).await.is(404);
}

#[tokio::test]
async fn programs_plan_open_and_close_a_wave() {
    let (_app, coordination, kleve, koeln) = land().await;
    let draft = json!({
        "title": "Strukturen", "instrument_key": "strukturen", "instrument_version": 1, "deadline": "2019-08-15",
        "asks": "chosen", "letter_subject": "Bitte", "letter_body": "[Adresse]"
    });
    let key = "0190d6a4-0000-7000-8000-000000000001";
    let client = coordination.clone().with("idempotency-key", key);
    for _ in 0..2 {
        let wave = client.post_json("/api/v1/waves", &draft).await.is(201).json();
        assert_eq!((wave["id"].as_str(), wave["phase"].as_str()), (Some(key), Some("planned")));
    }
    let at = format!("/api/v1/waves/{key}");
    let chosen = json!({"alliances": [kleve.slug]});
    coordination.put_json(&format!("{at}/chosen"), &chosen).await.is(400);
    let stale = coordination.clone().with("if-match", "\"1\"");
    assert_eq!(stale.put_json(&format!("{at}/chosen"), &chosen).await.is(200).header("etag"), "\"2\"");
    stale.put_json(&format!("{at}/chosen"), &json!({"alliances": [koeln.slug]})).await.is(412);
    let first = coordination.clone().with("if-match", "\"2\"");
    first.put_json(&format!("{at}/chosen"), &json!({"alliances": ["nirgends"]})).await.is(422);
    coordination.post_json(&format!("{at}/opening"), &Value::Null).await.is(400);
    let opened = first.post_json(&format!("{at}/opening"), &Value::Null).await.is(200);
    assert_eq!(opened.header("etag"), "\"3\"");
    assert_eq!(opened.json()["phase"], "open");
    coordination.post_json(&format!("{at}/returns"), &json!({"alliance": koeln.slug})).await.is(200);
    let page = coordination.get(&format!("{at}/returns?limit=1")).await.is(200).json();
    let next = page["next"].as_str().expect("a second page").to_owned();
    let second = coordination.get(&format!("{at}/returns?limit=1&cursor={next}")).await.is(200).json();
    assert_ne!(page["items"][0]["alliance"], second["items"][0]["alliance"]);
    assert_eq!(second["next"], Value::Null);
    first.post_json(&format!("{at}/closing"), &Value::Null).await.is(412);
    let current =
        coordination.clone().with("if-match", &format!("\"{}\"", version_of(&coordination, key).await));
    assert_eq!(
        current.post_json(&format!("{at}/closing"), &Value::Null).await.is(200).json()["phase"],
        "closed"
    );
    coordination.post_json(&format!("{at}/returns"), &json!({"alliance": koeln.slug})).await.is(409);
    let wrong = json!({"title": "", "instrument_key": "x", "instrument_version": 1, "deadline": "2019-08-15",
        "letter_subject": "Bitte", "letter_body": "[Adresse]"});
    let problem = coordination.post_json("/api/v1/waves", &wrong).await.is(422).json();
    assert_eq!(problem["field"], "title");
}

#[tokio::test]
async fn a_failed_opening_asks_nobody() {
    let (app, coordination, ..) = land().await;
    let id = planned(&coordination, &[("asks", "kinds"), ("kinds", "municipality")]).await;
    let permit = app.permit::<ManageWaves>(None);
    let mut tx = app.db().begin(&permit).await.expect("a unit of work");
    let post =
        Post { membership: &*app.app.membership, base_url: "http://localhost:8080", texts: &app.app.texts };
    let refused = waves::open(&mut tx, &permit, id.parse().expect("an id"), 1, post).await;
    assert!(matches!(refused, Err(waves::Fault::Refused(_))), "{refused:?}");
    drop(tx);
    assert!(letters(&app).await.is_empty());
    coordination.get(&format!("/land/waves/{id}/plan")).await.is(200);
}

#[tokio::test]
async fn offices_are_reminded_of_their_own_last_day_each_time_once_until_something_comes() {
    let (app, coordination, kleve, koeln) = land().await;
    let wrong = plan(&[("remind_days", "x"), ("id", "0190d6a4-0000-7000-8000-0000000000d1")]);
    send(&coordination, "/land/waves", &wrong).await.is(422).shows("eine Zahl von 0 bis 60");
    let id = planned(&coordination, &[("remind_days", "5")]).await;
    open(&coordination, &id).await;
    let page = format!("/land/waves/{id}/returns/{}", koeln.slug);
    let version = coordination.get(&page).await.is(200).hidden("version");
    let own = [("version", version.as_str()), ("deadline", "2019-08-30"), ("deadline_reason", "Ferien")];
    coordination.post(&format!("{page}/deadline"), &own).await.is(303);
    let permit = app.permit::<RunJobs>(None);
    for (date, expected) in [
        ("2019-08-09", 0),
        ("2019-08-10", 1), // Kleve, five days before
        ("2019-08-11", 0),
        ("2019-08-15", 1), // Kleve, on the day
        ("2019-08-17", 1), // Kleve, the day after was missed
        ("2019-08-18", 0),
        ("2019-08-25", 1), // Köln, five days before its own
        ("2019-08-30", 1),
        ("2019-08-31", 1),
        ("2019-09-01", 0),
    ] {
        app.set_day(date.parse().expect("a day"));
        for round in 0..2 {
            let sent = waves::remind(app.db(), &permit, Post::of(&app.app)).await.expect("reminded");
            assert_eq!(sent, if round == 0 { expected } else { 0 }, "{date}");
        }
    }
    let sent: Vec<Mail> =
        letters(&app).await.into_iter().filter(|m| m.subject.contains("Frist vorbei")).collect();
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().any(|m| m.body.contains("30.08.2019") && m.body.contains(&koeln.name)), "{sent:?}");
    assert!(sent.iter().any(|m| m.body.contains("15.08.2019") && m.body.contains(&kleve.name)), "{sent:?}");
    let land = app.person(Role::StateCoordination, None).await;
    let board = land.get(&format!("/land/waves/{id}")).await.is(200).shows("Erinnerungen");
    board.shows("vor der Frist am 15.08.2019").shows("nach der Frist am 30.08.2019");
}

#[tokio::test]
async fn whoever_has_returned_something_or_declined_is_not_reminded() {
    let (app, coordination, kleve, _) = land().await;
    let id = planned(&coordination, &[]).await;
    open(&coordination, &id).await;
    let page = format!("/land/waves/{id}/returns/{}", kleve.slug);
    let version = coordination.get(&page).await.is(200).hidden("version");
    let fields = [("version", version.as_str()), ("reason", "Kein Personal")];
    coordination.post(&format!("{page}/refusal"), &fields).await.is(303);
    app.set_day("2019-08-15".parse().expect("a day"));
    let permit = app.permit::<RunJobs>(None);
    let sent = waves::remind(app.db(), &permit, Post::of(&app.app)).await.expect("reminded");
    assert_eq!(sent, 1, "Köln alone");
    close_wave(&app, &id).await;
    app.set_day("2019-08-16".parse().expect("a day"));
    let sent = waves::remind(app.db(), &permit, Post::of(&app.app)).await.expect("reminded");
    assert_eq!(sent, 0, "a closed wave takes nothing in");
}

async fn close_wave(app: &TestApp, id: &str) {
    let permit = app.permit::<ManageWaves>(None);
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let id = id.parse().expect("an id");
    let wave = waves::find(&mut tx, &permit.lesser(), id).await.expect("read").expect("a wave");
    waves::close(&mut tx, &permit, &wave, wave.version).await.expect("closed");
    tx.commit(&permit, "test").await.expect("committed");
}
