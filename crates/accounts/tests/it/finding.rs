//! Anybody's account, found by the operator to help its owner.

use crate::world::{audit, browser, invited, known, letters, sign_in};
use base::{Role, RunJobs};
use testkit::TestApp;

const ANNA: &str = "anna@kleve.example";

#[tokio::test]
async fn the_operator_finds_an_account_by_name_or_address_and_every_search_is_audited() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let anna = known(&app, ANNA, Role::Office, Some(&kleve)).await;
    invited(&app, "otto@kleve.example", Role::Deputy, Some(&kleve)).await;
    let operator = app.person(Role::Operator, None).await;
    operator.get("/people").await.is(200).shows("/people/accounts").hides(ANNA);
    operator.get("/people/accounts").await.is(200).hides(ANNA).hides("gibt es niemanden");
    for wide in ["@", "an", "%25%25%25"] {
        let page = operator.get(&format!("/people/accounts?q={wide}")).await.is(200);
        page.shows("mindestens drei").hides(ANNA).hides("otto");
    }
    let found = operator.get("/people/accounts?q=anna").await.is(200);
    found.shows(ANNA).shows("Geschäftsführende Stelle im Bündnis Kreis Kleve").hides("otto");
    let found = operator.get("/people/accounts?q=kleve.example").await.is(200);
    found.shows(ANNA).shows("otto@kleve.example").shows("eingeladen, noch kein Passwort");
    operator.get(&format!("/people/accounts/{anna}")).await.is(200).shows(ANNA).shows("seit 31.07.2019");
    let lines = audit(&app).await;
    let looks = lines.iter().filter(|(by, subject)| by == "FindAccounts" && subject.starts_with("GET "));
    assert_eq!(looks.count(), 7, "{lines:?}");
    assert!(!format!("{lines:?}").contains("anna"), "search words stay out of the audit");
}

#[tokio::test]
async fn nobody_but_the_operator_finds_accounts() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let anna = known(&app, ANNA, Role::Office, Some(&kleve)).await;
    for role in [Role::StateCoordination, Role::Ministry, Role::Evaluator] {
        let other = app.person(role, None).await;
        other.get("/people/accounts?q=anna").await.is(404);
        other.get(&format!("/people/accounts/{anna}")).await.is(404);
    }
    app.office(&kleve).await.get("/people/accounts?q=anna").await.is(404);
}

#[tokio::test]
async fn the_operator_ends_the_sessions_of_somebody_who_lost_a_device() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let anna = known(&app, ANNA, Role::CoreGroupMember, Some(&kleve)).await;
    let lost = browser(&app, anna).await;
    lost.get("/account").await.is(200);
    let operator = app.person(Role::Operator, None).await;
    let done = operator.post(&format!("/people/accounts/{anna}/sessions/end"), &[]).await.is(303);
    operator.get(&done.location()).await.is(200).shows("Zugänge für Programme sind beendet");
    lost.get("/account").await.is(303);
}

#[tokio::test]
async fn the_operator_erases_an_account_of_an_alliance_at_its_owners_wish() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let anna = known(&app, ANNA, Role::Office, Some(&kleve)).await;
    let operator = app.person(Role::Operator, None).await;
    let path = format!("/people/accounts/{anna}/erasure");
    operator.post(&path, &[]).await.is(422).shows("Noch ist nichts gelöscht").shows("id=\"e-confirmed\"");
    // The alliance would have no office left.
    operator.post(&path, &[("confirmed", "1")]).await.is(422).shows("Ein Bündnis braucht immer");
    known(&app, "otto@kleve.example", Role::Office, Some(&kleve)).await;
    operator.post(&path, &[("confirmed", "1")]).await.is(303);
    operator.get("/people/accounts?q=anna").await.is(200).shows("gibt es niemanden");
    operator.get(&format!("/people/accounts/{anna}")).await.is(404);
    assert_eq!(sign_in(&app, ANNA, crate::world::PASSWORD).await.status.as_u16(), 422);
}

#[tokio::test]
async fn the_operator_removes_the_second_factor_of_somebody_who_lost_it() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let anna = known(&app, ANNA, Role::CaseManager, Some(&kleve)).await;
    let operator = app.person(Role::Operator, None).await;
    let here = format!("/people/accounts/{anna}");
    let path = format!("{here}/second-factor");
    operator.get(&here).await.is(200).shows("nicht eingerichtet").hides(&path);
    assert_eq!(operator.get(&path).await.is(303).location(), here);
    let permit = app.permit::<RunJobs>(None);
    let mut tx = app.db().begin(&permit).await.expect("begun");
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert!(accounts::second_factor::set_up_app(&mut tx, &permit, anna, secret).await.expect("set up"));
    tx.commit(&permit, "test").await.expect("committed");
    let browser = browser(&app, anna).await;

    operator.get(&here).await.is(200).shows("Authenticator-App").shows(&path);
    operator.get(&path).await.is(200).shows("mit dem Passwort allein").shows("Grund");
    operator.post(&path, &[]).await.is(422).shows("id=\"e-reason\"");
    operator.post(&path, &[("reason", "just so")]).await.is(422);
    browser.get("/account").await.is(200);
    let done = operator.post(&path, &[("reason", "lost")]).await.is(303);
    operator.get(&done.location()).await.is(200).shows("ist entfernt").shows("nicht eingerichtet");
    browser.get("/account").await.is(303);
    let told = letters(&app, ANNA).await;
    assert!(told.iter().any(|l| l.subject == "Ihr zweiter Faktor für klappt wurde entfernt"));
    let line = ("FindAccounts".to_owned(), format!("second factor of person {anna} removed: device lost"));
    assert!(audit(&app).await.contains(&line));
    // A deputy of an alliance and the Land have no business here.
    app.person(Role::StateCoordination, None).await.post(&path, &[("reason", "lost")]).await.is(404);
}

#[tokio::test]
async fn the_operators_own_second_factor_is_not_removed_without_showing_it() {
    let app = TestApp::start().await;
    let otto = known(&app, "otto@betrieb.example", Role::Operator, None).await;
    let permit = app.permit::<RunJobs>(None);
    let mut tx = app.db().begin(&permit).await.expect("begun");
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert!(accounts::second_factor::set_up_app(&mut tx, &permit, otto, secret).await.expect("set up"));
    tx.commit(&permit, "test").await.expect("committed");
    let otto_at_work = browser(&app, otto).await;
    let path = format!("/people/accounts/{otto}/second-factor");
    otto_at_work.get(&format!("/people/accounts/{otto}")).await.is(200).hides(&path);
    otto_at_work.post(&path, &[("reason", "lost")]).await.is(409).shows("Anmeldung absichern");
    otto_at_work.get("/account").await.is(200);
}
