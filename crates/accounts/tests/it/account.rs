//! One's own account.

use crate::world::{PASSWORD, browser, cookie, history, known, letters, sign_in};
use base::{Role, RunJobs};
use testkit::{Client, TestApp};

const ANNA: &str = "anna@kleve.example";
const NEW: &str = "ein neues langes Passwort";

async fn anna() -> (TestApp, Client, base::PersonId) {
    let app = TestApp::start().await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let anna = browser(&app, person).await;
    (app, anna, person)
}

#[tokio::test]
async fn the_page_is_for_people_with_an_account() {
    let (app, anna, _) = anna().await;
    app.visitor().get("/account").await.is(303);
    app.visitor().post("/account/name", &[("name", "X"), ("version", "1")]).await.is(401);
    anna.get("/account")
        .await
        .is(200)
        .shows("Ministerium")
        .shows("(dieses Gerät)")
        .shows("autocomplete=\"current-password\"")
        .shows("autocomplete=\"new-password\"")
        .hides("end-others");
}

#[tokio::test]
async fn a_changed_name_is_kept_in_the_history() {
    let (app, anna, person) = anna().await;
    let form = [("name", "  Anna   Ölberg "), ("version", "1")];
    assert_eq!(anna.post("/account/name", &form).await.is(303).location(), "/account?done=name-saved");
    anna.get("/account?done=name-saved").await.shows("Anna   Ölberg").shows("name=\"version\" value=\"2\"");
    let kept = history(&app, &app.permit::<RunJobs>(None), person.uuid()).await;
    assert!(kept.contains(&("name".into(), Some("Anna".into()), Some("Anna   Ölberg".into()))), "{kept:?}");
}

#[tokio::test]
async fn a_name_changed_in_two_tabs_is_shown_twice_and_chosen_once() {
    let (_app, anna, _) = anna().await;
    anna.post("/account/name", &[("name", "Anna Eins"), ("version", "1")]).await.is(303);
    let asked = anna.post("/account/name", &[("name", "Anna Zwei"), ("version", "1")]).await.is(412);
    let asked = asked.shows("Anna Eins").shows("Anna Zwei");
    let version = asked.hidden("version");
    anna.post("/account/name", &[("name", "Anna Zwei"), ("version", &version)]).await.is(303);
    anna.get("/account").await.shows("Anna Zwei");
}

#[tokio::test]
async fn a_name_needs_text_that_can_be_shown() {
    let (_app, anna, _) = anna().await;
    for name in ["", "   ", "An\u{202e}na", "An\u{0}na", &"x".repeat(121)] {
        anna.post("/account/name", &[("name", name), ("version", "1")]).await.is(422).shows("id=\"e-name\"");
    }
    anna.post("/account/name", &[("name", "Anna")]).await.is(400);
}

#[tokio::test]
async fn changing_the_password_asks_the_old_one_and_ends_all_other_sessions() {
    let (app, anna, person) = anna().await;
    let other = browser(&app, person).await;
    let change = |old, new, again| [("old_password", old), ("password", new), ("password_again", again)];
    let wrong = anna.post("/account/password", &change("nicht das Passwort", NEW, NEW)).await.is(422);
    wrong.shows("id=\"e-old_password\"").hides(NEW);
    let short = anna.post("/account/password", &change(PASSWORD, "zu kurz", "zu kurz")).await.is(422);
    short.shows("Das Passwort hat 7 Zeichen");
    anna.post("/account/password", &change(PASSWORD, NEW, "anders"))
        .await
        .is(422)
        .shows("unterscheiden sich");
    other.get("/account").await.is(200);
    let changed = anna.post("/account/password", &change(PASSWORD, NEW, NEW)).await.is(303);
    assert_eq!(changed.location(), "/account?done=password-changed");
    app.client(Some(cookie(&changed))).get("/account").await.is(200);
    anna.get("/account").await.is(303);
    other.get("/account").await.is(303);
    sign_in(&app, ANNA, PASSWORD).await.is(422);
    sign_in(&app, ANNA, NEW).await.is(303);
    let told = letters(&app, ANNA).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].subject, "Ihr Passwort für klappt wurde geändert");
    assert!(told[0].body.contains("/forgotten"), "{}", told[0].body);
}

#[tokio::test]
async fn guessing_the_old_password_is_slowed_as_well() {
    let (app, anna, _) = anna().await;
    let guess = [("old_password", "nicht das Passwort"), ("password", NEW), ("password_again", NEW)];
    for _ in 0..10 {
        anna.post("/account/password", &guess).await.is(422);
    }
    let right = [("old_password", PASSWORD), ("password", NEW), ("password_again", NEW)];
    anna.post("/account/password", &right).await.is(429);
    sign_in(&app, ANNA, PASSWORD).await.is(429);
}

#[tokio::test]
async fn all_other_sessions_end_at_a_click() {
    let (app, anna, person) = anna().await;
    let (other, stranger) = (browser(&app, person).await, app.person(Role::Ministry, None).await);
    anna.get("/account").await.shows("end-others");
    anna.post("/account/sessions/end-others", &[]).await.is(303);
    anna.get("/account").await.is(200);
    other.get("/account").await.is(303);
    stranger.get("/account").await.is(200);
}

#[tokio::test]
async fn one_session_ends_at_a_click_and_a_strangers_does_not() {
    let (app, anna, person) = anna().await;
    let (other, stranger) = (browser(&app, person).await, app.person(Role::Ministry, None).await);
    let of_others = |page: &str| {
        let ends = page.split("action=\"/account/sessions/").skip(1);
        ends.filter_map(|rest| rest.split("/end\"").next())
            .filter(|id| id.len() == 36)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let page = anna.get("/account").await.text();
    let (mine, both) = (of_others(&stranger.get("/account").await.text()), of_others(&page));
    assert_eq!((mine.len(), both.len()), (1, 2), "{page}");
    anna.post(&format!("/account/sessions/{}/end", mine[0]), &[]).await.is(303);
    stranger.get("/account").await.is(200);
    let here = page
        .split("(dieses Gerät)")
        .nth(1)
        .and_then(|rest| of_others(rest).into_iter().next())
        .expect("here");
    let there = both.iter().find(|id| **id != here).expect("another");
    let ended = anna.post(&format!("/account/sessions/{there}/end"), &[]).await.is(303);
    assert_eq!(ended.location(), "/account?done=session-ended");
    other.get("/account").await.is(303);
    let ended = anna.post(&format!("/account/sessions/{here}/end"), &[]).await.is(303);
    assert_eq!(ended.location(), "/sign-in?done=signed-out");
    anna.get("/account").await.is(303);
}

#[tokio::test]
async fn signing_out_everywhere_ends_this_session_too() {
    let (app, anna, person) = anna().await;
    let other = browser(&app, person).await;
    let answer = anna.post("/account/sessions/end-all", &[]).await.is(303);
    assert_eq!(answer.location(), "/sign-in?done=signed-out-everywhere");
    assert_eq!(cookie(&answer), "");
    anna.get("/account").await.is(303);
    other.get("/account").await.is(303);
}
