//! Changing one's own address: asked with the password, confirmed from the new mailbox.

use crate::world::{PASSWORD, audit, browser, history, known, letters, sign_in};
use base::{Day, ManagePeople, PersonId, Role};
use testkit::{Answer, Client, TestApp};

const ANNA: &str = "anna@kleve.example";
const NEW: &str = "anna.neu@kleve.example";

async fn anna() -> (TestApp, Client, PersonId) {
    let app = TestApp::start().await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let anna = browser(&app, person).await;
    (app, anna, person)
}

async fn ask(client: &Client, email: &str) -> Answer {
    client.post("/account/address", &[("email", email), ("password", PASSWORD)]).await
}

async fn link(app: &TestApp, to: &str) -> String {
    let letter = letters(app, to).await.into_iter().next().expect("a letter");
    let at = letter.body.find("/addresses/").unwrap_or_else(|| panic!("no link: {}", letter.body));
    letter.body[at..].lines().next().expect("a line").trim().to_owned()
}

#[tokio::test]
async fn a_new_address_holds_once_it_is_confirmed_and_sessions_stay() {
    let (app, anna, person) = anna().await;
    app.visitor().post("/forgotten", &[("email", ANNA)]).await.is(200);
    let to = ask(&anna, "Anna.Neu@kleve.example").await.is(303).location();
    anna.get(&to).await.is(200).shows("Noch nicht bestätigt").shows(NEW);
    let told = letters(&app, ANNA).await;
    assert!(told.iter().any(|l| l.body.contains("neue E-Mail-Adresse angegeben")), "{told:?}");
    sign_in(&app, NEW, PASSWORD).await.is(422);
    let path = link(&app, NEW).await;
    for _ in 0..2 {
        app.visitor().get(&path).await.is(200).shows(NEW);
    }
    app.visitor().post(&path, &[]).await.is(303);
    anna.get("/account").await.is(200).shows(NEW).hides(ANNA);
    sign_in(&app, NEW, PASSWORD).await.is(303);
    sign_in(&app, ANNA, PASSWORD).await.is(422);
    app.visitor().post(&path, &[]).await.is(404).shows("gilt nicht mehr");
    let kept = history(&app, &app.permit::<ManagePeople>(None), person.uuid()).await;
    assert!(kept.contains(&("email".into(), Some(ANNA.into()), Some(NEW.into()))), "{kept:?}");
    // A link sent to the old mailbox opens nothing any more.
    let reset = letters(&app, ANNA).await.into_iter().find(|l| l.body.contains("/links/"));
    if let Some(reset) = reset {
        let at = reset.body.find("/links/").expect("a link");
        let old = reset.body[at..].lines().next().expect("a line").trim().to_owned();
        app.visitor().get(&old).await.is(404);
    }
    let lines = audit(&app).await;
    assert!(
        lines.iter().any(|(_, s)| *s == format!("address of person {person} changed by link")),
        "{lines:?}"
    );
    assert!(lines.iter().all(|(_, s)| !s.contains('@')), "no address in the audit: {lines:?}");
}

#[tokio::test]
async fn the_answer_does_not_tell_whether_an_address_is_known() {
    let (app, anna, _) = anna().await;
    known(&app, "otto@kleve.example", Role::Evaluator, None).await;
    let free = ask(&anna, NEW).await.is(303).location();
    let taken = ask(&anna, "otto@kleve.example").await.is(303).location();
    assert_eq!(free, taken);
    let page = anna.get(&taken).await.is(200);
    page.shows("otto@kleve.example");
    let told = letters(&app, "otto@kleve.example").await.remove(0);
    assert!(told.body.contains("gibt es aber schon ein Konto") && !told.body.contains("/addresses/"));
    sign_in(&app, "otto@kleve.example", PASSWORD).await.is(303);
    // An earlier request has lost its use.
    app.visitor().get(&link(&app, NEW).await).await.is(404);
}

#[tokio::test]
async fn an_address_taken_meanwhile_changes_nothing() {
    let (app, anna, _) = anna().await;
    ask(&anna, NEW).await.is(303);
    let path = link(&app, NEW).await;
    known(&app, NEW, Role::Evaluator, None).await;
    app.visitor().post(&path, &[]).await.is(404);
    anna.get("/account").await.is(200).shows(ANNA);
}

#[tokio::test]
async fn what_is_wrong_is_said_at_the_field_and_the_link_ends_after_two_days() {
    let (app, anna, _) = anna().await;
    let post = async |email: &str, password: &str| {
        anna.post("/account/address", &[("email", email), ("password", password)]).await
    };
    post("", PASSWORD).await.is(422).shows("id=\"e-email\"");
    post("anna", PASSWORD).await.is(422).shows("id=\"e-email\"").shows("value=\"anna\"");
    post(ANNA, PASSWORD).await.is(422).shows("Das ist schon Ihre E-Mail-Adresse");
    post(NEW, "geraten").await.is(422).shows("id=\"e-password\"").shows(NEW).hides("geraten");
    assert!(letters(&app, NEW).await.is_empty());
    app.visitor().get("/account/address").await.is(303);
    ask(&anna, NEW).await.is(303);
    let path = link(&app, NEW).await;
    app.set_day(Day::new(2019, 8, 3).expect("a day"));
    app.visitor().get(&path).await.is(404);
}

#[tokio::test]
async fn nobodys_mailbox_is_flooded() {
    let (app, anna, _) = anna().await;
    for n in 0..10 {
        ask(&anna, &format!("mailbox{n}@kleve.example")).await.is(303);
    }
    ask(&anna, NEW).await.is(429).shows("schon mehrere Links");
    assert!(letters(&app, NEW).await.is_empty());
}
