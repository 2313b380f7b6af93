//! The start page.

use crate::world::{PASSWORD, browser, cookie, invited, known, sign_in};
use base::Role;
use testkit::TestApp;

#[tokio::test]
async fn a_visitor_is_asked_to_sign_in() {
    let app = TestApp::start().await;
    assert_eq!(app.visitor().get("/").await.is(303).location(), "/sign-in?next=/");
}

#[tokio::test]
async fn somebody_of_one_alliance_is_led_straight_there() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    assert_eq!(office.get("/").await.is(303).location(), format!("/alliances/{}", kleve.slug));
}

#[tokio::test]
async fn somebody_of_two_alliances_chooses() {
    let app = TestApp::start().await;
    let (kleve, wesel) = (app.alliance("05154").await, app.alliance("05170").await);
    let person = invited(&app, "anna@kleve.example", Role::Office, Some(&kleve)).await;
    assert_eq!(invited(&app, "anna@kleve.example", Role::CoreGroupMember, Some(&wesel)).await, person);
    let page = browser(&app, person).await.get("/").await.is(200);
    page.shows(&format!("href=\"/alliances/{}\"", kleve.slug))
        .shows(&format!("href=\"/alliances/{}\"", wesel.slug))
        .shows("Geschäftsführende Stelle")
        .shows("Mitglied der Bündnis-Kerngruppe");
}

#[tokio::test]
async fn statewide_roles_see_where_they_may_go_and_no_more() {
    let app = TestApp::start().await;
    let ministry = app.person(Role::Ministry, None).await;
    ministry.get("/").await.is(200).shows("href=\"/land\"").hides("href=\"/people\"");
    let operator = app.person(Role::Operator, None).await;
    assert_eq!(operator.get("/").await.is(303).location(), "/operation");
    operator.get("/operation").await.is(200).shows("href=\"/people\"").hides("href=\"/land\"");
}

#[tokio::test]
async fn whoever_holds_a_role_without_rights_is_told_what_will_come_and_whom_to_ask() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    for (role, words) in
        [(Role::Volunteer, "Ehrenamtliche Begleitung"), (Role::ForeignersAuthority, "Ausländerbehörde")]
    {
        let somebody = app.person(role, Some(&kleve)).await;
        let page = somebody.get("/").await.is(200).shows("noch nichts freigegeben").shows(words);
        page.shows("Geschäftsführende Stelle des Bündnisses Kreis Kleve")
            .shows("href=\"/account\"")
            .shows("href=\"/legal/privacy\"")
            .hides(&format!("/alliances/{}", kleve.slug))
            .hides("keine Rolle");
        // Deny by default stays.
        somebody.get(&format!("/alliances/{}", kleve.slug)).await.is(404);
    }
}

#[tokio::test]
async fn whoever_has_only_a_resting_role_is_not_told_that_they_have_none() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    known(&app, "anna@kleve.example", Role::CaseManager, Some(&kleve)).await;
    let signed_in = sign_in(&app, "anna@kleve.example", PASSWORD).await.is(303);
    let page = app.client(Some(cookie(&signed_in))).get("/").await.is(200);
    page.shows("ruht, bis Sie die Anmeldung absichern").hides("keine Rolle");
}
