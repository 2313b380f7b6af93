//! Erasing an account: what goes, what stays, who may not go.

use crate::world::{PASSWORD, audit, browser, history, invited, known, letters, sign_in};
use base::{Alliance, ManageAllianceRoles, PersonId, Role, RunJobs};
use testkit::{Client, TestApp};

const ANNA: &str = "anna@kleve.example";

/// Anna in the core group of Kleve, whose office there is too.
async fn anna() -> (TestApp, Alliance, Client, PersonId) {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    app.office(&kleve).await;
    let person = known(&app, ANNA, Role::CoreGroupMember, Some(&kleve)).await;
    let anna = browser(&app, person).await;
    (app, kleve, anna, person)
}

async fn tombstones(app: &TestApp) -> Vec<(String, uuid::Uuid)> {
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    db.tombstones(&permit).await.expect("tombstones").into_iter().map(|t| (t.kind, t.row_id)).collect()
}

/// Whether any table still holds these words in plain text.
async fn left_of_anna(app: &TestApp) -> Vec<String> {
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let rows: Vec<(String,)> = db
        .shared(
            &permit,
            "select coalesce(email, '') || name || sort_name || coalesce(password_hash, '') from person \
             where lower(name) like '%anna%' or email like '%anna%' \
             union all select payload from job where lower(payload) like '%anna%' \
             union all select email from address_change",
        )
        .all()
        .await
        .expect("rows");
    rows.into_iter().map(|(row,)| row).collect()
}

#[tokio::test]
async fn somebody_erases_their_own_account_for_good() {
    let (app, kleve, anna, person) = anna().await;
    let change = [("email", "anna.neu@kleve.example"), ("password", PASSWORD)];
    anna.post("/account/address", &change).await.is(303);
    let page = anna.get("/account/erasure").await.is(200);
    page.shows("endgültig").shows("Mitglied der Bündnis-Kerngruppe im Bündnis").shows(ANNA);
    let wrong = anna.post("/account/erasure", &[("password", "ein falsches Passwort")]).await.is(422);
    wrong.shows("id=\"e-password\"").hides("ein falsches Passwort");
    anna.get("/account").await.is(200);
    let gone = anna.post("/account/erasure", &[("password", PASSWORD)]).await.is(303);
    assert_eq!(gone.location(), "/sign-in?done=account-erased");
    assert!(gone.header("set-cookie").contains("Max-Age=0"), "{}", gone.header("set-cookie"));
    anna.get("/account").await.is(303);
    sign_in(&app, ANNA, PASSWORD).await.is(422);
    assert_eq!(left_of_anna(&app).await, Vec::<String>::new());
    assert!(letters(&app, ANNA).await.is_empty());
    let kept = history(&app, &app.permit::<ManageAllianceRoles>(Some(&kleve)), person.uuid()).await;
    assert!(!kept.is_empty() && kept.iter().all(|(_, b, a)| b.is_none() && a.is_none()), "{kept:?}");
    assert_eq!(tombstones(&app).await, [("person".to_owned(), person.uuid())]);
    let people = app.office(&kleve).await.get(&format!("/alliances/{}/people", kleve.slug)).await.is(200);
    people.hides("anna").shows("gelöschtes Konto");
    let lines = audit(&app).await;
    assert!(
        lines.iter().any(|(_, s)| *s == format!("person {person} erased at their own wish")),
        "{lines:?}"
    );
}

#[tokio::test]
async fn the_last_office_and_the_last_operator_stay() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    for (email, role, place, why) in [
        (ANNA, Role::Office, Some(&kleve), "immer jemanden in der Geschäftsführenden Stelle"),
        ("otto@it.example", Role::Operator, None, "Ohne Betriebsstelle"),
    ] {
        let person = known(&app, email, role, place).await;
        let client = browser(&app, person).await;
        client.get("/account/erasure").await.is(200).shows(why).hides("type=\"password\"").hides("sofort");
        client.post("/account/erasure", &[("password", PASSWORD)]).await.is(409).shows(why);
        client.get("/account").await.is(200);
        known(&app, &format!("second-{email}"), role, place).await;
        client.post("/account/erasure", &[("password", PASSWORD)]).await.is(303);
    }
    assert_eq!(tombstones(&app).await.len(), 2);
}

#[tokio::test]
async fn the_operator_erases_whom_they_see_and_nobody_else_may() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let operator = app.person(Role::Operator, None).await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let local = invited(&app, "otto@kleve.example", Role::CoreGroupMember, Some(&kleve)).await;
    operator.get(&format!("/people/{person}")).await.is(200).shows("Auf Wunsch der Person endgültig löschen");
    for refused in [app.person(Role::StateCoordination, None).await, app.office(&kleve).await] {
        refused.post(&format!("/people/{person}/erasure"), &[]).await.is(404);
    }
    operator.post(&format!("/people/{local}/erasure"), &[]).await.is(404);
    operator.post(&format!("/people/{person}/erasure"), &[]).await.is(422).shows("Noch ist nichts gelöscht");
    operator.get(&format!("/people/{person}")).await.is(200).shows(ANNA);
    let confirmed = [("confirmed", "1")];
    operator.post(&format!("/people/{person}/erasure"), &confirmed).await.is(303);
    operator.post(&format!("/people/{person}/erasure"), &confirmed).await.is(404);
    assert_eq!(left_of_anna(&app).await, Vec::<String>::new());
    // The address is free again: an invitation makes a new account.
    assert_ne!(invited(&app, ANNA, Role::Ministry, None).await, person);
}

#[tokio::test]
async fn guessing_the_password_to_erase_an_account_is_slowed() {
    let (_app, _, anna, _) = anna().await;
    for _ in 0..10 {
        anna.post("/account/erasure", &[("password", "geraten")]).await.is(422);
    }
    anna.post("/account/erasure", &[("password", PASSWORD)]).await.is(429);
    anna.get("/account").await.is(200);
}

#[tokio::test]
async fn whom_a_backup_brings_back_is_erased_again() {
    let (app, _, anna, person) = anna().await;
    let permit = app.permit::<RunJobs>(None);
    for _ in 0..2 {
        let mut tx = app.db().begin(&permit).await.expect("begun");
        accounts::erasure::erase_again(&mut tx, &permit, person).await.expect("erased");
        tx.commit(&permit, "erased again").await.expect("committed");
    }
    anna.get("/account").await.is(303);
    assert_eq!(left_of_anna(&app).await, Vec::<String>::new());
}
