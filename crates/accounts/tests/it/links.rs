//! Invitations and forgotten passwords.

use crate::world::{PASSWORD, audit, browser, first_role, invited, jobs, known, letters, link, sign_in};
use base::{Clock, Role, RunJobs};
use testkit::{Answer, TestApp};

const ANNA: &str = "anna@kleve.example";
const NEW: &str = "ein neues langes Passwort";

async fn forgotten(app: &TestApp, email: &str) -> Answer {
    app.visitor().post("/forgotten", &[("email", email)]).await
}

async fn choose(app: &TestApp, link: &str, password: &str) -> Answer {
    app.visitor().post(link, &[("password", password), ("password_again", password)]).await
}

#[tokio::test]
async fn an_invitation_leads_to_a_password_and_into_the_house() {
    let app = TestApp::start().await;
    let operator = app.person(Role::Operator, None).await;
    let id = operator.get("/people/new").await.is(200).hidden("id");
    let form = [("id", id.as_str()), ("name", "Anna"), ("email", ANNA), ("role", "ministry")];
    operator.post("/people", &form).await.is(303);
    let letter = letters(&app, ANNA).await.remove(0);
    assert!(letter.body.contains("http://localhost:8080/links/"), "{}", letter.body);
    assert!(letter.body.contains("14.08.2019, "), "{}", letter.body);
    let path = link(&app, ANNA).await;
    app.visitor()
        .get(&path)
        .await
        .is(200)
        .shows("Willkommen")
        .shows("autocomplete=\"new-password\"")
        .shows(ANNA);
    assert_eq!(choose(&app, &path, NEW).await.is(303).location(), "/sign-in?done=password-chosen");
    sign_in(&app, ANNA, NEW).await.is(303);
}

#[tokio::test]
async fn an_invitation_is_dead_once_its_role_has_ended() {
    let app = TestApp::start().await;
    let operator = app.person(Role::Operator, None).await;
    let id = operator.get("/people/new").await.is(200).hidden("id");
    let form = [("id", id.as_str()), ("name", "Anna"), ("email", ANNA), ("role", "ministry")];
    operator.post("/people", &form).await.is(303);
    let path = link(&app, ANNA).await;
    app.visitor().get(&path).await.is(200);
    let role = first_role(&operator.get(&format!("/people/{id}")).await);
    operator.post(&format!("/people/{id}/roles/{role}/end"), &[]).await.is(303);
    app.visitor().get(&path).await.is(404).shows("gilt nicht mehr");
    choose(&app, &path, NEW).await.is(404);
    sign_in(&app, ANNA, NEW).await.is(422);
}

#[tokio::test]
async fn links_and_letters_of_a_closed_account_are_dead() {
    let app = TestApp::start().await;
    let operator = app.person(Role::Operator, None).await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    forgotten(&app, ANNA).await.is(200);
    let path = link(&app, ANNA).await;
    let permit = app.permit::<RunJobs>(None);
    let is_closed = async || {
        let mut db = app.db().read(&permit).await.expect("a reader");
        accounts::addressee(&mut db, &permit, ANNA).await.expect("asked").is_some_and(|(_, closed)| closed)
    };
    assert!(!is_closed().await);
    let role = first_role(&operator.get(&format!("/people/{person}")).await);
    operator.post(&format!("/people/{person}/roles/{role}/end"), &[]).await.is(303);
    app.visitor().get(&path).await.is(200);
    operator.post(&format!("/people/{person}/close"), &[]).await.is(303);
    app.visitor().get(&path).await.is(404).shows("gilt nicht mehr");
    choose(&app, &path, NEW).await.is(404);
    assert!(is_closed().await, "what waits for this address is not sent");
}

#[tokio::test]
async fn looking_at_a_link_does_not_use_it_up_but_choosing_does() {
    let app = TestApp::start().await;
    known(&app, ANNA, Role::Ministry, None).await;
    forgotten(&app, ANNA).await.is(200);
    let path = link(&app, ANNA).await;
    for _ in 0..3 {
        app.visitor().get(&path).await.is(200);
    }
    choose(&app, &path, NEW).await.is(303);
    choose(&app, &path, "noch ein anderes Passwort").await.is(404).shows("gilt nicht mehr");
    app.visitor().get(&path).await.is(404).shows("gilt nicht mehr");
    sign_in(&app, ANNA, NEW).await.is(303);
}

#[tokio::test]
async fn a_refused_password_leaves_the_link_good_and_says_why() {
    let app = TestApp::start().await;
    known(&app, ANNA, Role::Ministry, None).await;
    forgotten(&app, ANNA).await.is(200);
    let path = link(&app, ANNA).await;
    choose(&app, &path, "elf Zeichen").await.is(422).shows("Das Passwort hat 11 Zeichen");
    choose(&app, &path, "Anna@Kleve.example").await.is(422).shows("E-Mail-Adresse ist zu leicht");
    choose(&app, &path, &"x".repeat(201)).await.is(422).shows("höchstens 200");
    let differing = [("password", NEW), ("password_again", "ein anderes Passwort")];
    app.visitor().post(&path, &differing).await.is(422).shows("unterscheiden sich").hides(NEW);
    choose(&app, &path, NEW).await.is(303);
}

#[tokio::test]
async fn the_answer_does_not_tell_whether_there_is_an_account() {
    let app = TestApp::start().await;
    known(&app, ANNA, Role::Ministry, None).await;
    let (known, unknown) =
        (forgotten(&app, ANNA).await.is(200), forgotten(&app, "otto@kleve.example").await.is(200));
    assert_eq!(known.text(), unknown.text());
    // Either way the same lines are written and one job is queued: so time tells nothing either.
    assert_eq!(jobs(&app, accounts::links::ASKED).await.len(), 2);
    let done: Vec<String> = audit(&app).await.into_iter().map(|(_, subject)| subject).collect();
    assert_eq!(done.iter().filter(|s| *s == "reset link asked for").count(), 2, "{done:?}");
    assert_eq!(letters(&app, ANNA).await.len(), 1);
    assert!(letters(&app, "otto@kleve.example").await.is_empty());
    assert!(jobs(&app, accounts::links::ASKED).await.iter().all(String::is_empty), "no address stays");
}

#[tokio::test]
async fn a_reset_link_ends_after_two_hours_and_an_invitation_after_fourteen_days() {
    let app = TestApp::start().await;
    known(&app, ANNA, Role::Ministry, None).await;
    forgotten(&app, ANNA).await.is(200);
    let path = link(&app, ANNA).await;
    let begun = app.clock.now();
    app.clock.set(begun.plus_seconds(7_199));
    app.visitor().get(&path).await.is(200);
    app.clock.set(begun.plus_seconds(7_200));
    app.visitor().get(&path).await.is(404);
    choose(&app, &path, NEW).await.is(404);
    let operator = app.person(Role::Operator, None).await;
    let person = invited(&app, "otto@kleve.example", Role::Ministry, None).await;
    operator.post(&format!("/people/{person}/invitation"), &[]).await.is(303);
    let path = link(&app, "otto@kleve.example").await;
    let begun = app.clock.now();
    app.clock.set(begun.plus_seconds(14 * 86_400 - 1));
    app.visitor().get(&path).await.is(200);
    app.clock.set(begun.plus_seconds(14 * 86_400));
    app.visitor().get(&path).await.is(404);
}

#[tokio::test]
async fn only_the_latest_link_is_good() {
    let app = TestApp::start().await;
    known(&app, ANNA, Role::Ministry, None).await;
    forgotten(&app, ANNA).await.is(200);
    let first = link(&app, ANNA).await;
    forgotten(&app, ANNA).await.is(200);
    assert_eq!(letters(&app, ANNA).await.len(), 1, "five minutes have to pass");
    app.clock.set(app.clock.now().plus_seconds(300));
    forgotten(&app, ANNA).await.is(200);
    let second = link(&app, ANNA).await;
    assert_ne!(first, second);
    app.visitor().get(&first).await.is(404);
    app.visitor().get(&second).await.is(200);
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_and_forgives_failed_attempts() {
    let app = TestApp::start().await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let anna = browser(&app, person).await;
    for _ in 0..9 {
        sign_in(&app, ANNA, "ein falsches Passwort").await.is(422);
    }
    forgotten(&app, ANNA).await.is(200);
    choose(&app, &link(&app, ANNA).await, NEW).await.is(303);
    anna.get("/account").await.is(303);
    sign_in(&app, ANNA, PASSWORD).await.is(422);
    let told = letters(&app, ANNA).await;
    assert!(told.iter().any(|l| l.subject == "Ihr Passwort für klappt wurde geändert"), "{told:?}");
}

#[tokio::test]
async fn asking_for_links_again_and_again_is_slowed() {
    let app = TestApp::start().await;
    for n in 0..10 {
        forgotten(&app, &format!("person{n}@kleve.example")).await.is(200);
    }
    let slowed = forgotten(&app, ANNA).await.is(429);
    assert_eq!(slowed.header("retry-after"), "900");
    app.visitor().get("/links/0000").await.is(404);
    forgotten(&app, "kein Postfach").await.is(422);
}
