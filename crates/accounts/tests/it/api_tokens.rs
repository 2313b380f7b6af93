//! Tokens of programs: made with the password, shown once, good for no more than their
//! owner may and their scope says.

use crate::world::{PASSWORD, audit, browser, cookie, invited, known, letters, link, sign_in};
use base::{Alliance, Clock, Day, ManageAllianceRoles, PersonId, Role, RunJobs};
use serde_json::json;
use testkit::{Answer, Client, TestApp};

const ANNA: &str = "anna@kleve.example";
const HERE: &str = "/account/tokens";

/// Anna, who holds the office of Kleve, in her browser; and Viersen.
async fn anna() -> (TestApp, [Alliance; 2], Client, PersonId) {
    let app = TestApp::start().await;
    let places = [app.alliance("05154").await, app.alliance("05166").await];
    let person = known(&app, ANNA, Role::Office, Some(&places[0])).await;
    let anna = browser(&app, person).await;
    (app, places, anna, person)
}

/// Asks for a token: where (the key of an alliance or `land`), what for, for how long.
async fn ask(client: &Client, id: &str, place: &str, writes: &str, days: &str) -> Answer {
    let fields = [
        ("id", id),
        ("name", "Monatsbericht"),
        ("place", place),
        ("writes", writes),
        ("days", days),
        ("password", PASSWORD),
    ];
    client.post(HERE, &fields).await
}

fn token_in(page: &Answer) -> String {
    let text = page.text();
    let at = text.find("klappt_").unwrap_or_else(|| panic!("no token:\n{text}"));
    text[at..].chars().take("klappt_".len() + 64).collect()
}

/// A token of Anna's, and her program.
async fn program(app: &TestApp, anna: &Client, place: &str, writes: &str, days: &str) -> (String, Client) {
    let id = anna.get(HERE).await.is(200).hidden("id");
    let token = token_in(&ask(anna, &id, place, writes, days).await.is(200));
    (id, app.client(Some(token)))
}

fn organisations(place: &Alliance) -> String {
    format!("/api/v1/alliances/{}/organisations", place.slug)
}

fn day(year: i16, month: i8, day: i8) -> Day {
    Day::new(year, month, day).expect("a day")
}

#[tokio::test]
async fn a_token_is_asked_for_with_the_password_and_shown_once() {
    let (app, places, anna, person) = anna().await;
    let page = anna.get(HERE).await.is(200).shows("Noch kein Zugang").shows("Kreis Kleve").hides("Viersen");
    let (id, kleve) = (page.hidden("id"), places[0].id.to_string());
    let shown = ask(&anna, &id, &kleve, "write", "30").await.is(200).shows("nur dieses eine Mal");
    assert_eq!(shown.header("cache-control"), "no-store");
    let token = token_in(&shown);
    let again = anna.get(HERE).await.is(200).shows("Monatsbericht").shows(&token[..13]);
    again.hides(&token).shows("Kreis Kleve: lesen und schreiben").shows("noch nie").shows("30.08.2019");
    anna.get("/account").await.is(200).shows("Ein Programm hat einen Zugang");
    // The same form once more makes no second one, and shows nothing.
    let twice = ask(&anna, &id, &kleve, "write", "30").await.is(303);
    assert_eq!(twice.location(), "/account/tokens?done=token-made-already");
    assert_eq!(anna.get(HERE).await.text().matches("Monatsbericht</th>").count(), 1);
    let told = letters(&app, ANNA).await.remove(0);
    assert!(
        told.body.contains("Monatsbericht") && told.body.contains("lesen und schreiben"),
        "{}",
        told.body
    );
    assert!(told.body.contains(&token[..13]) && !told.body.contains(&token), "{}", told.body);
    let lines = audit(&app).await;
    assert!(
        lines.contains(&("UseAccount".into(), format!("token {id} of person {person} made"))),
        "{lines:?}"
    );
    assert!(lines.iter().all(|(_, subject)| !subject.contains("klappt_")), "{lines:?}");
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let (hash,): (String,) =
        db.shared(&permit, "select token_hash from api_token").one().await.expect("one token");
    assert!(!token.contains(&hash) && hash.len() == 64, "{hash}");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_the_field_and_nothing_is_made() {
    let (app, places, anna, _) = anna().await;
    let (id, kleve) = (anna.get(HERE).await.hidden("id"), places[0].id.to_string());
    ask(&anna, &id, &places[1].id.to_string(), "read", "30").await.is(422).shows("id=\"e-place\"");
    ask(&anna, &id, &kleve, "everything", "30").await.is(422).shows("id=\"e-writes\"");
    for days in ["0", "31", "100000", "-7", ""] {
        ask(&anna, &id, &kleve, "read", days).await.is(422).shows("id=\"e-days\"").shows("Monatsbericht");
    }
    let wrong = [("id", id.as_str()), ("name", ""), ("place", &kleve), ("writes", "read"), ("days", "7")];
    anna.post(HERE, &wrong).await.is(422).shows("id=\"e-name\"").shows("id=\"e-password\"");
    let named = |password| {
        let fields = [("name", "Bericht"), ("place", &kleve), ("writes", "read"), ("days", "7")];
        [&[("id", id.as_str()), ("password", password)][..], &fields.map(|(n, v)| (n, v as &str))].concat()
    };
    anna.post(HERE, &named("")).await.is(422).shows("id=\"e-password\"");
    anna.post(HERE, &named("geraten")).await.is(422).shows("id=\"e-password\"").hides("geraten");
    anna.get(HERE).await.shows("Noch kein Zugang");
    assert!(letters(&app, ANNA).await.is_empty());
    app.visitor().get(HERE).await.is(303);
    // A municipality's contact sees nothing of the Land: their programs neither.
    let contact = app.municipality_contact(&places[0], "05154016").await;
    contact.get(HERE).await.is(200).hides("value=\"land\"").shows("Kreis Kleve");
    app.person(Role::Operator, None).await.get(HERE).await.is(200).shows("öffnen Programmen zurzeit nichts");
}

#[tokio::test]
async fn a_program_does_what_its_scope_says_and_no_more() {
    let (app, places, anna, _) = anna().await;
    let kleve = places[0].id.to_string();
    let (_, reads) = program(&app, &anna, &kleve, "read", "30").await;
    let (_, writes) = program(&app, &anna, &kleve, "write", "30").await;
    let (_, land) = program(&app, &anna, "land", "write", "30").await;
    let own = organisations(&places[0]);
    reads.get(&own).await.is(200);
    let problem = reads.post_json(&own, &json!({})).await.is(403).shows("lesen und schreiben");
    assert_eq!(problem.header("content-type"), "application/problem+json");
    writes.post_json(&own, &json!({})).await.is(422);
    for client in [&reads, &writes, &land] {
        client.get(&organisations(&places[1])).await.is(404);
        client.get("/api/v1/alliances/nirgends/organisations").await.is(404);
        client.get("/api/v1/session").await.is(200).shows("\"token\"");
        // Accounts, roles and tokens are never theirs.
        for path in ["/api/v1/account/tokens", &format!("/api/v1/alliances/{}/people", places[0].slug)] {
            assert_ne!(client.get(path).await.status, 200, "{path}");
        }
    }
    reads.get("/api/v1/account/tokens").await.is(403).shows("gehören keinem Umfang an");
    reads.get("/api/v1/evaluation/constellations").await.is(403).shows("landesweit");
    land.get("/api/v1/evaluation/constellations").await.is(200);
    land.get(&own).await.is(404);
    land.get("/api/v1/people").await.is(404);
}

#[tokio::test]
async fn a_role_given_elsewhere_does_not_widen_a_token() {
    let (app, places, anna, person) = anna().await;
    let (_, reads) = program(&app, &anna, &places[0].id.to_string(), "read", "30").await;
    invited(&app, ANNA, Role::Deputy, Some(&places[1])).await;
    browser(&app, person).await.get(&organisations(&places[1])).await.is(200);
    reads.get(&organisations(&places[1])).await.is(404);
    reads.get(&organisations(&places[0])).await.is(200);
}

#[tokio::test]
async fn rights_withdrawn_are_gone_at_the_next_request() {
    let (app, places, anna, person) = anna().await;
    known(&app, "otto@kleve.example", Role::Office, Some(&places[0])).await;
    let (_, reads) = program(&app, &anna, &places[0].id.to_string(), "read", "30").await;
    reads.get(&organisations(&places[0])).await.is(200);
    let permit = app.permit::<ManageAllianceRoles>(Some(&places[0]));
    let mut tx = app.db().begin(&permit).await.expect("begun");
    let (role,): (uuid::Uuid,) = tx
        .sql(&permit, "select id from role_held where alliance_id = $1 and person_id = $2")
        .bind(person)
        .one()
        .await
        .expect("a role");
    accounts::people::end_role(&mut tx, &permit, person, role).await.expect("ended");
    tx.commit(&permit, "test").await.expect("committed");
    reads.get(&organisations(&places[0])).await.is(404);
    reads.get("/api/v1/session").await.is(200).hides("office");
}

#[tokio::test]
async fn a_token_that_has_ended_opens_nothing_and_says_so() {
    let (app, places, anna, person) = anna().await;
    let kleve = places[0].id.to_string();
    let (id, ended) = program(&app, &anna, &kleve, "read", "365").await;
    let (_, short) = program(&app, &anna, &kleve, "read", "7").await;
    let own = organisations(&places[0]);
    ended.get(&own).await.is(200);
    anna.get(HERE).await.is(200).shows("31.07.2019");
    assert_eq!(
        anna.post(&format!("{HERE}/{id}/end"), &[]).await.is(303).location(),
        "/account/tokens?done=token-ended"
    );
    let problem = ended.get(&own).await.is(401).shows("unbekannt, abgelaufen oder beendet");
    assert_eq!(problem.header("www-authenticate"), "Bearer");
    // Where everybody may look, a token that is none is refused all the same.
    ended.get("/api/v1/openapi.json").await.is(401);
    anna.post(&format!("{HERE}/{id}/end"), &[]).await.is(303);
    app.clock.set(app.clock.now().plus_seconds(7 * 86_400 - 1));
    short.get(&own).await.is(200);
    app.clock.set(app.clock.now().plus_seconds(1));
    short.get(&own).await.is(401);
    let anna = browser(&app, person).await;
    anna.get(HERE).await.is(200).shows("abgelaufen am");
    anna.get("/account").await.shows("keinem Programm");
    let lines = audit(&app).await;
    assert!(lines.iter().any(|(_, s)| *s == format!("token {id} of person {person} ended")), "{lines:?}");
    assert_eq!(lines.iter().filter(|(_, s)| s.ends_with("ended")).count(), 1, "ended once");
}

#[tokio::test]
async fn guessing_is_slowed_for_the_address_and_keeps_no_good_token_out() {
    let (app, places, anna, _) = anna().await;
    let (_, good) = program(&app, &anna, &places[0].id.to_string(), "read", "30").await;
    let own = organisations(&places[0]);
    for n in 0..10 {
        app.client(Some(format!("klappt_{n:064}"))).get(&own).await.is(401);
    }
    let guess = app.client(Some(format!("klappt_{:064}", 99)));
    let slowed = guess.get(&own).await.is(429);
    assert_ne!(slowed.header("retry-after"), "");
    guess.clone().at([127, 0, 0, 2]).get(&own).await.is(401);
    good.get(&own).await.is(200);
    app.clock.set(app.clock.now().plus_seconds(15 * 60));
    guess.get(&own).await.is(401);
}

#[tokio::test]
async fn pages_know_no_tokens() {
    let (app, places, anna, _) = anna().await;
    let (_, program) = program(&app, &anna, &places[0].id.to_string(), "write", "30").await;
    let page = format!("/alliances/{}/organisations", places[0].slug);
    program.get(&page).await.is(303);
    let bearer = format!("Bearer {}", program.token().expect("a token"));
    let with = app.visitor().with("authorization", &bearer);
    with.get(&page).await.is(303);
    with.get("/account/data/file").await.is(303);
    with.post(&page, &[("name", "X")]).await.is(401);
    // A session's token is none of a program, and the other way round.
    app.client(Some("klappt_".to_owned())).get(&organisations(&places[0])).await.is(401);
}

#[tokio::test]
async fn the_audit_names_the_token() {
    let (app, places, anna, _) = anna().await;
    let (id, writes) = program(&app, &anna, &places[0].id.to_string(), "write", "30").await;
    let own = organisations(&places[0]);
    writes.get(&own).await.is(200);
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let lines: Vec<(Option<String>, String)> =
        db.shared(&permit, "select channel, subject from audit order by at, id").all().await.expect("lines");
    let look = format!("GET {own} (token {id})");
    assert!(lines.contains(&(Some("api".into()), look)), "{lines:?}");
    anna.get(&format!("/alliances/{}/audit?q={id}", places[0].slug)).await.is(200).shows("Schnittstelle");
}

#[tokio::test]
async fn a_password_chosen_by_link_ends_all_tokens_and_one_changed_by_hand_leaves_them() {
    let (app, places, anna, _) = anna().await;
    let kleve = places[0].id.to_string();
    let (_, program) = program(&app, &anna, &kleve, "read", "30").await;
    let own = organisations(&places[0]);
    let new = "ein neues langes Passwort";
    let change = [("old_password", PASSWORD), ("password", new), ("password_again", new)];
    anna.post("/account/password", &change).await.is(303);
    program.get(&own).await.is(200);
    app.visitor().post("/forgotten", &[("email", ANNA)]).await.is(200);
    let path = link(&app, ANNA).await;
    let chosen = [("password", PASSWORD), ("password_again", PASSWORD)];
    app.visitor().post(&path, &chosen).await.is(303);
    program.get(&own).await.is(401);
}

#[tokio::test]
async fn ending_all_sessions_ends_the_tokens_where_that_is_ticked() {
    let (app, places, anna, person) = anna().await;
    let kleve = places[0].id.to_string();
    let (_, program) = program(&app, &anna, &kleve, "read", "30").await;
    let own = organisations(&places[0]);
    anna.get("/account").await.shows("Auch alle Zugänge für Programme beenden");
    anna.post("/account/sessions/end-others", &[]).await.is(303);
    program.get(&own).await.is(200);
    anna.post("/account/sessions/end-others", &[("tokens", "1")]).await.is(303);
    program.get(&own).await.is(401);
    anna.get("/account").await.is(200).hides("Auch alle Zugänge für Programme beenden");
    let (_, other) = self::program(&app, &anna, &kleve, "read", "30").await;
    anna.post("/account/sessions/end-all", &[("tokens", "1")]).await.is(303);
    other.get(&own).await.is(401);
    let permit = app.permit::<RunJobs>(None);
    let buried = app.db().read(&permit).await.expect("a reader").tombstones(&permit).await.expect("read");
    assert_eq!(buried.iter().filter(|t| t.kind == "api_token").count(), 2);
    assert!(
        audit(&app)
            .await
            .iter()
            .any(|(_, s)| *s == format!("all sessions and tokens of person {person} ended"))
    );
}

#[tokio::test]
async fn an_erased_account_has_no_tokens() {
    let (app, places, anna, person) = anna().await;
    known(&app, "otto@kleve.example", Role::Office, Some(&places[0])).await;
    let (_, program) = program(&app, &anna, &places[0].id.to_string(), "read", "30").await;
    anna.post("/account/erasure", &[("password", PASSWORD)]).await.is(303);
    program.get("/api/v1/session").await.is(401);
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let (left,): (i64,) = db
        .shared(&permit, "select count(*) from api_token where person_id = $1")
        .bind(person)
        .one()
        .await
        .expect("read");
    assert_eq!(left, 0);
}

#[tokio::test]
async fn while_a_role_rests_no_token_is_made() {
    let (app, places, _, _) = anna().await;
    known(&app, "mia@kleve.example", Role::CaseManager, Some(&places[0])).await;
    let signed_in = sign_in(&app, "mia@kleve.example", PASSWORD).await.is(303);
    let mia = app.client(Some(cookie(&signed_in)));
    mia.get(HERE).await.is(200).shows("ruht, bis Sie die Anmeldung absichern").hides("name=\"days\"");
    let id = "01920000-0000-7000-8000-000000000001";
    ask(&mia, id, &places[0].id.to_string(), "read", "30").await.is(409).shows("Vorher können Sie keinen");
    assert!(letters(&app, "mia@kleve.example").await.is_empty());
}

#[tokio::test]
async fn one_sees_and_ends_ones_own_tokens_through_the_api_too() {
    let (app, places, anna, _) = anna().await;
    let (id, program) = program(&app, &anna, &places[0].id.to_string(), "read", "30").await;
    let list = anna.get("/api/v1/account/tokens").await.is(200).json();
    let line = &list["items"][0];
    assert_eq!((&line["id"], &line["writes"], &line["is_over"]), (&json!(id), &json!(false), &json!(false)));
    assert_eq!(line["alliance"], json!(places[0].slug));
    assert!(!list.to_string().contains(program.token().expect("a token")), "{list}");
    let otto = known(&app, "otto@kleve.example", Role::Evaluator, None).await;
    let otto = browser(&app, otto).await;
    otto.delete(&format!("/api/v1/account/tokens/{id}")).await.is(404);
    otto.post(&format!("{HERE}/{id}/end"), &[]).await.is(303);
    program.get("/api/v1/session").await.is(200);
    program.delete(&format!("/api/v1/account/tokens/{id}")).await.is(403);
    anna.delete(&format!("/api/v1/account/tokens/{id}")).await.is(200);
    anna.delete(&format!("/api/v1/account/tokens/{id}")).await.is(404);
    program.get("/api/v1/session").await.is(401);
}

#[tokio::test]
async fn a_week_before_the_end_a_letter_reminds_once() {
    let (app, places, anna, _) = anna().await;
    let kleve = places[0].id.to_string();
    program(&app, &anna, &kleve, "read", "30").await;
    program(&app, &anna, &kleve, "read", "7").await;
    let remind = async || {
        let permit = app.permit::<RunJobs>(None);
        let letters = accounts::links::Letters::of(&app.app);
        let mut tx = app.db().begin(&permit).await.expect("begun");
        let told = accounts::api_tokens::remind(&mut tx, &permit, letters).await.expect("told");
        tx.commit(&permit, "test").await.expect("committed");
        told
    };
    assert_eq!(remind().await, 0, "a token for a week needs no reminder");
    app.set_day(day(2019, 8, 22));
    assert_eq!(remind().await, 0, "eight days before");
    app.set_day(day(2019, 8, 23));
    assert_eq!(remind().await, 1, "seven days before");
    assert_eq!(remind().await, 0, "once");
    let told = letters(&app, ANNA).await.remove(0);
    assert!(told.subject.contains("endet bald") && told.body.contains("30.08.2019"), "{told:?}");
}

#[tokio::test]
async fn what_has_expired_is_swept_a_month_later() {
    let (app, places, anna, _) = anna().await;
    program(&app, &anna, &places[0].id.to_string(), "read", "7").await;
    let left = async || {
        let permit = app.permit::<RunJobs>(None);
        let mut tx = app.db().begin(&permit).await.expect("begun");
        accounts::clean_up(&mut tx, &permit).await.expect("cleaned");
        tx.commit(&permit, "test").await.expect("committed");
        let mut db = app.db().read(&permit).await.expect("a reader");
        let (left,): (i64,) = db.shared(&permit, "select count(*) from api_token").one().await.expect("read");
        left
    };
    app.set_day(day(2019, 9, 5));
    assert_eq!(left().await, 1);
    app.set_day(day(2019, 9, 6));
    assert_eq!(left().await, 0);
}

#[tokio::test]
async fn twenty_tokens_are_enough() {
    let (app, places, anna, _) = anna().await;
    let (kleve, permit) = (places[0].id, app.permit::<RunJobs>(None));
    let mut tx = app.db().begin(&permit).await.expect("begun");
    let (person,): (PersonId,) = tx
        .shared(&permit, "select id from person where email = 'anna@kleve.example'")
        .one()
        .await
        .expect("Anna");
    let scope = base::Scope { alliance: Some(kleve), writes: false };
    for _ in 0..20 {
        accounts::api_tokens::make_for(&mut tx, &permit, person, scope).await.expect("made");
    }
    tx.commit(&permit, "test").await.expect("committed");
    let id = anna.get(HERE).await.hidden("id");
    ask(&anna, &id, &kleve.to_string(), "read", "30").await.is(422).shows("Mehr als zwanzig");
}

#[tokio::test]
async fn the_description_says_which_operation_takes_which_token() {
    let app = TestApp::start().await;
    let told = app.visitor().get("/api/v1/openapi.json").await.is(200).json();
    assert_eq!(told["components"]["securitySchemes"]["apiToken"]["scheme"], "bearer");
    let of = |path: &str, method: &str| told["paths"][path][method]["security"].clone();
    let list = "/api/v1/alliances/{alliance}/organisations";
    assert_eq!(of(list, "get"), json!([{"bearer": []}, {"apiToken": ["reading"]}]));
    assert_eq!(of(list, "post"), json!([{"bearer": []}, {"apiToken": ["writing"]}]));
    assert_eq!(of("/api/v1/account/tokens", "get"), json!([{"bearer": []}]));
    assert_eq!(of("/api/v1/session", "post"), json!([]));
}
