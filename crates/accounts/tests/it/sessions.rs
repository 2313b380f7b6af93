//! Signing in and out, in the browser and for programs.

use crate::world::{PASSWORD, audit, browser, cookie, first_role, known, letters, sign_in};
use base::{Clock, ManagePeople, Role};
use serde_json::json;
use testkit::TestApp;

const ANNA: &str = "anna@kleve.example";

async fn with_anna() -> TestApp {
    let app = TestApp::start().await;
    known(&app, ANNA, Role::Operator, None).await;
    app
}

fn minutes_later(app: &TestApp, minutes: i64) {
    app.clock.set(app.clock.now().plus_seconds(60 * minutes));
}

#[tokio::test]
async fn the_right_password_opens_a_session_and_leads_on() {
    let app = with_anna().await;
    app.visitor().get("/sign-in?next=/account").await.is(200).shows("name=\"next\" value=\"/account\"");
    let form = [("email", " Anna@Kleve.example"), ("password", PASSWORD), ("next", "/account")];
    let answer = app.visitor().post("/sign-in", &form).await.is(303);
    assert_eq!(answer.location(), "/account");
    let set = answer.header("set-cookie");
    assert!(["Secure", "HttpOnly", "SameSite=Lax", "Path=/"].iter().all(|part| set.contains(part)), "{set}");
    app.client(Some(cookie(&answer))).get("/account").await.is(200).shows("Anna");
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let app = with_anna().await;
    for next in ["https://evil.example/", "//evil.example", "/\\evil.example", "/sign-in?next=/sign-in"] {
        let form = [("email", ANNA), ("password", PASSWORD), ("next", next)];
        assert_eq!(app.visitor().post("/sign-in", &form).await.is(303).location(), "/", "{next}");
    }
}

#[tokio::test]
async fn an_unknown_address_answers_exactly_like_a_wrong_password() {
    let app = with_anna().await;
    let wrong = sign_in(&app, ANNA, "ein falsches Passwort").await.is(422);
    let of_known = audit(&app).await;
    let unknown = sign_in(&app, "otto@kleve.example", "ein falsches Passwort").await.is(422);
    // The same work is done: as many commits of the same kind, and a password compared (`passwords::fits`).
    let of_both = audit(&app).await;
    let [tried, failed] = &of_known[of_known.len() - 2..] else { panic!("two lines: {of_known:?}") };
    let said = |subject: &str| ("Visit".to_owned(), subject.to_owned());
    assert_eq!(*tried, said("sign-in tried"));
    assert!(failed.1.starts_with("sign-in of person ") && failed.1.ends_with(" failed"), "{failed:?}");
    assert_eq!(of_both[of_known.len()..], [said("sign-in tried"), said("sign-in failed")]);
    assert_eq!(wrong.text().replace("anna@", "otto@"), unknown.text());
    assert_eq!(wrong.header("set-cookie"), "");
    wrong.shows("passen nicht zusammen").hides("ein falsches Passwort");
    let wrong = json!({"email": ANNA, "password": "ein falsches Passwort"});
    let unknown = json!({"email": "otto@kleve.example", "password": "ein falsches Passwort"});
    let wrong = app.visitor().post_json("/api/v1/session", &wrong).await.is(401);
    let unknown = app.visitor().post_json("/api/v1/session", &unknown).await.is(401);
    assert_eq!(wrong.json(), unknown.json());
}

#[tokio::test]
async fn an_invited_person_without_a_password_cannot_sign_in() {
    let app = TestApp::start().await;
    crate::world::invited(&app, ANNA, Role::Operator, None).await;
    for password in [PASSWORD, " "] {
        let answer = sign_in(&app, ANNA, password).await.is(422);
        assert_eq!(answer.header("set-cookie"), "");
    }
}

#[tokio::test]
async fn empty_and_broken_forms_are_refused_at_the_field() {
    let app = with_anna().await;
    sign_in(&app, "", "").await.is(422).shows("id=\"e-email\"").shows("id=\"e-password\"");
    sign_in(&app, "anna", PASSWORD).await.is(422).shows("keine vollständige E-Mail-Adresse");
    sign_in(&app, "an\u{0}na@kleve.example", PASSWORD).await.is(422);
    app.visitor().post_raw("/sign-in", b"email=%FF".to_vec()).await.is(400);
    let body = json!({"email": "an\u{0}na@kleve.example", "password": "x"});
    app.visitor().post_json("/api/v1/session", &body).await.is(401);
    let body = json!({"email": "a".repeat(10_000), "password": "x".repeat(10_000)});
    app.visitor().post_json("/api/v1/session", &body).await.is(401);
    let answer = app.visitor().post_json("/api/v1/session", &json!({"email": 7})).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    assert_eq!(answer.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn the_eleventh_attempt_within_a_quarter_of_an_hour_waits() {
    let app = with_anna().await;
    for _ in 0..10 {
        sign_in(&app, ANNA, "ein falsches Passwort").await.is(422);
    }
    let slowed = sign_in(&app, ANNA, PASSWORD).await.is(429);
    assert_eq!(slowed.header("retry-after"), "900");
    slowed.shows("zu viele Versuche").shows("value=\"anna@kleve.example\"").hides(PASSWORD);
    let body = json!({"email": ANNA, "password": PASSWORD});
    let slowed = app.visitor().post_json("/api/v1/session", &body).await.is(429);
    assert_eq!(slowed.header("retry-after"), "900");
    // One line for the wait, however often somebody comes back meanwhile.
    let lines = audit(&app).await;
    assert_eq!(
        lines.iter().filter(|(_, subject)| subject == "sign-in tried: slowed").count(),
        1,
        "{lines:?}"
    );
    minutes_later(&app, 15);
    sign_in(&app, ANNA, PASSWORD).await.is(303);
}

#[tokio::test]
async fn attempts_from_one_network_address_are_counted_over_all_accounts() {
    let app = with_anna().await;
    for n in 0..99 {
        sign_in(&app, &format!("person{n}@kleve.example"), "ein falsches Passwort").await.is(422);
    }
    // A colleague's mistakes lock nobody out; a success is no mistake.
    sign_in(&app, ANNA, PASSWORD).await.is(303);
    sign_in(&app, "person99@kleve.example", "ein falsches Passwort").await.is(422);
    sign_in(&app, ANNA, PASSWORD).await.is(429);
    // Nobody but a declared proxy is believed to speak for another address.
    let elsewhere = app.visitor().with("x-forwarded-for", "203.0.113.9");
    elsewhere.post("/sign-in", &[("email", ANNA), ("password", PASSWORD)]).await.is(429);
}

#[tokio::test]
async fn a_success_forgives_the_accounts_failures() {
    let app = with_anna().await;
    for _ in 0..2 {
        for _ in 0..4 {
            sign_in(&app, ANNA, "ein falsches Passwort").await.is(422);
        }
        sign_in(&app, ANNA, PASSWORD).await.is(303);
    }
    let left: Vec<String> = audit(&app).await.into_iter().map(|(_, subject)| subject).collect();
    assert_eq!(left.iter().filter(|s| *s == "sign-in tried").count(), 10);
    assert_eq!(left.iter().filter(|s| s.ends_with(" failed")).count(), 8);
    assert!(left.iter().all(|s| !s.contains('@')), "the audit names no address: {left:?}");
}

#[tokio::test]
async fn signing_out_ends_the_session_in_the_database() {
    let app = with_anna().await;
    let token = cookie(&sign_in(&app, ANNA, PASSWORD).await);
    let anna = app.client(Some(token));
    let answer = anna.post("/sign-out", &[]).await.is(303);
    assert_eq!(answer.location(), "/sign-in?done=signed-out");
    assert_eq!(cookie(&answer), "");
    assert!(anna.get("/account").await.is(303).location().starts_with("/sign-in?next="));
    anna.post("/sign-out", &[]).await.is(303);
}

#[tokio::test]
async fn signing_in_again_replaces_the_session() {
    let app = with_anna().await;
    let first = app.client(Some(cookie(&sign_in(&app, ANNA, PASSWORD).await)));
    first.get("/sign-in").await.is(303);
    first.post("/sign-in", &[("email", ANNA), ("password", PASSWORD)]).await.is(303);
    first.get("/account").await.is(303);
}

#[tokio::test]
async fn a_session_ends_after_twelve_idle_hours_and_after_seven_days_at_the_latest() {
    let app = with_anna().await;
    let token = cookie(&sign_in(&app, ANNA, PASSWORD).await);
    let anna = app.client(Some(token.clone()));
    for _ in 0..15 {
        minutes_later(&app, 11 * 60);
        anna.get("/account").await.is(200);
    }
    minutes_later(&app, 3 * 60);
    anna.get("/account").await.is(303);
    let anna = app.client(Some(cookie(&sign_in(&app, ANNA, PASSWORD).await)));
    minutes_later(&app, 12 * 60);
    anna.get("/account").await.is(303);
}

#[tokio::test]
async fn use_is_written_down_every_five_minutes_at_most() {
    let app = with_anna().await;
    let anna = app.client(Some(cookie(&sign_in(&app, ANNA, PASSWORD).await)));
    for _ in 0..10 {
        minutes_later(&app, 1);
        anna.get("/account").await.is(200);
    }
    let seen = audit(&app).await.into_iter().filter(|(_, subject)| subject == "session seen").count();
    assert_eq!(seen, 2);
}

#[tokio::test]
async fn a_program_gets_a_token_for_twelve_hours_and_ends_it() {
    let app = with_anna().await;
    let body = json!({"email": ANNA, "password": PASSWORD});
    let answer = app.visitor().post_json("/api/v1/session", &body).await.is(200).json();
    assert_eq!(answer["expires_at"], app.clock.now().plus_seconds(43_200).to_string());
    let program = app.client(answer["token"].as_str().map(str::to_owned));
    let whoami = program.get("/api/v1/session").await.is(200).json();
    assert_eq!(whoami, json!({"name": "Anna", "roles": [{"role": "operator"}]}));
    minutes_later(&app, 12 * 60 - 1);
    program.get("/api/v1/session").await.is(200);
    program.delete("/api/v1/session").await.is(200);
    program.get("/api/v1/session").await.is(401);
    app.visitor().delete("/api/v1/session").await.is(401);
}

#[tokio::test]
async fn a_programs_token_ends_after_twelve_hours() {
    let app = with_anna().await;
    let body = json!({"email": ANNA, "password": PASSWORD});
    let answer = app.visitor().post_json("/api/v1/session", &body).await.is(200).json();
    let program = app.client(answer["token"].as_str().map(str::to_owned));
    minutes_later(&app, 12 * 60);
    program.get("/api/v1/session").await.is(401);
}

#[tokio::test]
async fn another_site_cannot_sign_anybody_out() {
    let app = TestApp::start().await;
    let person = known(&app, ANNA, Role::Operator, None).await;
    let anna = browser(&app, person).await;
    anna.clone().with("sec-fetch-site", "cross-site").post("/sign-out", &[]).await.is(403);
    anna.get("/account").await.is(200);
}

#[tokio::test]
async fn the_list_of_sessions_says_on_what_and_with_what_somebody_signed_in() {
    let app = with_anna().await;
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let form = [("email", ANNA), ("password", PASSWORD)];
    let answer = app.visitor().with("user-agent", firefox).post("/sign-in", &form).await.is(303);
    let anna = app.client(Some(cookie(&answer)));
    anna.get("/account")
        .await
        .is(200)
        .shows("Browser: Firefox, Linux (dieses Gerät)")
        .shows("<td data-label=\"Angemeldet mit\">Passwort</td>")
        .hides("Gecko");
}

#[tokio::test]
async fn a_change_of_rights_brings_a_new_token_and_loses_nothing_under_way() {
    let app = TestApp::start().await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let old = app.client(Some(cookie(&sign_in(&app, ANNA, PASSWORD).await)));
    assert_eq!(old.get("/account").await.is(200).header("set-cookie"), "");
    minutes_later(&app, 1);
    let permit = app.permit::<ManagePeople>(None);
    let mut tx = app.db().begin(&permit).await.expect("begun");
    let land = accounts::people::Place::land();
    accounts::people::give_role(&mut tx, &permit, person, Role::Evaluator, land).await.expect("given");
    tx.commit(&permit, "given").await.expect("committed");

    // A form that was open before is saved, and its answer brings the token.
    let form = [("name", "Anna Neu"), ("version", "1")];
    let saved = old.post("/account/name", &form).await.is(303);
    assert_eq!(saved.location(), "/account?done=name-saved");
    let new = app.client(Some(cookie(&saved)));
    assert_ne!(new.token(), old.token());
    let page = new.get("/account").await.is(200).shows("Anna Neu").shows("Wissenschaftliche Begleitung");
    assert_eq!(page.header("set-cookie"), "");
    assert_eq!(page.text().matches("(dieses Gerät)").count(), 1, "it is still one session");
    assert_eq!(page.text().matches("class=\"button\" type=\"submit\">Beenden").count(), 1);

    // The old one is good for a minute, for what is under way, and brings no second token.
    app.clock.set(app.clock.now().plus_seconds(59));
    assert_eq!(old.get("/account").await.is(200).header("set-cookie"), "");
    app.clock.set(app.clock.now().plus_seconds(1));
    old.get("/account").await.is(303);
    new.get("/account").await.is(200);
}

#[tokio::test]
async fn a_role_ended_brings_a_new_token_and_a_program_keeps_its_own() {
    let app = TestApp::start().await;
    let operator = app.person(Role::Operator, None).await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let anna = app.client(Some(cookie(&sign_in(&app, ANNA, PASSWORD).await)));
    let body = json!({"email": ANNA, "password": PASSWORD});
    let answer = app.visitor().post_json("/api/v1/session", &body).await.is(200).json();
    let program = app.client(answer["token"].as_str().map(str::to_owned));
    minutes_later(&app, 1);
    let path = format!("/people/{person}");
    let role = first_role(&operator.get(&path).await);
    operator.post(&format!("{path}/roles/{role}/end"), &[]).await.is(303);
    let answer = program.get("/api/v1/session").await.is(200);
    assert_eq!((answer.header("set-cookie"), answer.json()["roles"].clone()), ("", json!([])));
    assert_ne!(cookie(&anna.get("/account").await.is(200)), "");
    minutes_later(&app, 2);
    program.get("/api/v1/session").await.is(200);
}

#[tokio::test]
async fn signing_out_with_a_replaced_token_ends_its_successor_as_well() {
    let app = TestApp::start().await;
    let operator = app.person(Role::Operator, None).await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let old = app.client(Some(cookie(&sign_in(&app, ANNA, PASSWORD).await)));
    minutes_later(&app, 1);
    let path = format!("/people/{person}");
    let role = first_role(&operator.get(&path).await);
    operator.post(&format!("{path}/roles/{role}/end"), &[]).await.is(303);
    let new = app.client(Some(cookie(&old.get("/account").await.is(200))));
    old.post("/sign-out", &[]).await.is(303);
    new.get("/account").await.is(303);
}

#[tokio::test]
async fn a_sign_in_with_a_new_kind_of_device_is_told_by_letter() {
    let app = TestApp::start().await;
    known(&app, ANNA, Role::Ministry, None).await;
    let with = async |agent: &str| {
        let form = [("email", ANNA), ("password", PASSWORD)];
        app.visitor().with("user-agent", agent).post("/sign-in", &form).await.is(303);
        letters(&app, ANNA).await
    };
    let firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                  Version/18.5 Mobile/15E148 Safari/604.1";
    assert_eq!(with(firefox).await.len(), 0, "the first one of all is no news");
    assert_eq!(with(&firefox.replace("140", "141")).await.len(), 0, "the same kind, newer");
    let told = with(safari).await;
    assert_eq!(told.len(), 1);
    assert!(
        told[0].body.contains("Safari, iPhone") && !told[0].body.contains("127.0.0.1"),
        "{}",
        told[0].body
    );
    assert_eq!(with(safari).await.len(), 1, "told once");
    // A program with the password is one more.
    let who = serde_json::json!({"email": ANNA, "password": PASSWORD});
    app.visitor().post_json("/api/v1/session", &who).await.is(200);
    let told = letters(&app, ANNA).await;
    assert_eq!(told.len(), 2);
    assert!(told[0].body.contains("unbekannt"), "{}", told[0].body);
    // 90 days without it, while another one was in use: it is new again.
    app.set_day(base::Day::new(2019, 10, 1).expect("a day"));
    with(firefox).await;
    app.set_day(base::Day::new(2019, 10, 30).expect("a day"));
    assert_eq!(with(safari).await.len(), 3);
}

#[tokio::test]
async fn the_operator_ends_everything_somebody_may_have_stolen() {
    let app = TestApp::start().await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let anna = browser(&app, person).await;
    let (jobs, people) = (app.permit::<base::RunJobs>(None), app.permit::<base::ManagePeople>(None));
    let mut tx = app.db().begin(&jobs).await.expect("begun");
    let scope = base::Scope { alliance: None, writes: false };
    let token = accounts::api_tokens::make_for(&mut tx, &jobs, person, scope).await.expect("made");
    tx.commit(&jobs, "test").await.expect("committed");
    let program = app.client(Some(token));
    program.get("/api/v1/session").await.is(200);
    let mut tx = app.db().begin(&people).await.expect("begun");
    let ended = accounts::people::end_sessions(&mut tx, &people, "Anna@Kleve.example").await.expect("ended");
    assert_eq!(ended, Some((person, 1)));
    let nobody =
        accounts::people::end_sessions(&mut tx, &people, "nobody@kleve.example").await.expect("read");
    assert_eq!(nobody, None);
    tx.commit(&people, "test").await.expect("committed");
    anna.get("/account").await.is(303);
    program.get("/api/v1/session").await.is(401);
    sign_in(&app, ANNA, PASSWORD).await.is(303);
}
