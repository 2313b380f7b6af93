//! The operator's pages about people.

use crate::world::{PASSWORD, browser, first_role, history, invited, known, letters, link, sign_in};
use base::{Clock, ManagePeople, Role, RunJobs};
use testkit::{Client, TestApp};

const ANNA: &str = "anna@kleve.example";

async fn operator() -> (TestApp, Client) {
    let app = TestApp::start().await;
    let operator = app.person(Role::Operator, None).await;
    (app, operator)
}

#[tokio::test]
async fn only_the_operator_manages_people_with_statewide_roles() {
    let (app, operator) = operator().await;
    let kleve = app.alliance("05154").await;
    operator.get("/people").await.is(200);
    operator.get("/api/v1/people").await.is(200);
    for refused in [app.person(Role::StateCoordination, None).await, app.office(&kleve).await] {
        refused.get("/people").await.is(404);
        refused.get("/people/new").await.is(404);
        refused.post("/people", &[]).await.is(404);
        refused.get("/api/v1/people").await.is(404);
    }
    app.visitor().post("/people", &[]).await.is(401);
}

#[tokio::test]
async fn a_double_click_invites_once() {
    let (app, operator) = operator().await;
    let id = operator.get("/people/new").await.hidden("id");
    let form = [("id", id.as_str()), ("name", "Anna"), ("email", ANNA), ("role", "ministry")];
    assert_eq!(operator.post("/people", &form).await.is(303).location(), "/people?done=invited");
    assert_eq!(operator.post("/people", &form).await.is(303).location(), "/people?done=role-held");
    assert_eq!(letters(&app, ANNA).await.len(), 1);
    let other =
        [("id", id.as_str()), ("name", "Otto"), ("email", "otto@kleve.example"), ("role", "ministry")];
    operator.post("/people", &other).await.is(422).shows("schon einmal mit einer anderen Adresse");
    let kept = history(&app, &app.permit::<RunJobs>(None), id.parse().expect("an id")).await;
    assert_eq!(kept.len(), 2, "name and address, once: {kept:?}");
}

#[tokio::test]
async fn somebody_known_receives_the_role_and_keeps_their_name_and_password() {
    let (app, operator) = operator().await;
    let person = known(&app, ANNA, Role::Evaluator, None).await;
    let id = operator.get("/people/new").await.hidden("id");
    let form =
        [("id", id.as_str()), ("name", "Falsch"), ("email", "ANNA@kleve.example"), ("role", "ministry")];
    assert_eq!(operator.post("/people", &form).await.is(303).location(), "/people?done=role-given");
    let letter = letters(&app, ANNA).await.remove(0);
    assert!(!letter.body.contains("/links/") && letter.body.contains("Ministerium"), "{}", letter.body);
    let page = operator.get(&format!("/people/{person}")).await.is(200);
    page.shows("Anna").shows("Ministerium").shows("Wissenschaftliche Begleitung").hides("Falsch");
    sign_in(&app, ANNA, PASSWORD).await.is(303);
}

#[tokio::test]
async fn what_is_wrong_with_an_invitation_is_said_at_the_field_and_nothing_is_lost() {
    let (app, operator) = operator().await;
    let id = operator.get("/people/new").await.hidden("id");
    let form = [("id", id.as_str()), ("name", "Anna"), ("email", "anna"), ("role", "emperor")];
    let page = operator.post("/people", &form).await.is(422);
    assert_eq!(page.hidden("id"), id);
    page.shows("value=\"Anna\"").shows("id=\"e-email\"").shows("id=\"e-role\"");
    let local = [("id", id.as_str()), ("name", "Anna"), ("email", ANNA), ("role", "office")];
    operator.post("/people", &local).await.is(422).shows("id=\"e-role\"");
    operator.post("/people", &[("name", "Anna"), ("email", ANNA), ("role", "ministry")]).await.is(400);
    assert!(letters(&app, ANNA).await.is_empty());
}

#[tokio::test]
async fn a_role_withdrawn_is_gone_at_the_next_request() {
    let (app, operator) = operator().await;
    let person = known(&app, ANNA, Role::Operator, None).await;
    let anna = browser(&app, person).await;
    anna.get("/people").await.is(200);
    let role = first_role(&operator.get(&format!("/people/{person}")).await);
    operator.post(&format!("/people/{person}/roles/{role}/end"), &[]).await.is(303);
    anna.get("/people").await.is(404);
    operator.post(&format!("/people/{person}/roles/{role}/end"), &[]).await.is(303);
    let mut kept = history(&app, &app.permit::<RunJobs>(None), role.parse().expect("an id")).await;
    kept.sort();
    let until = Some("2019-07-31".to_owned());
    assert_eq!(kept, [("role".into(), None, Some("operator".into())), ("until".into(), None, until)]);
}

#[tokio::test]
async fn the_last_operator_stays() {
    let app = TestApp::start().await;
    let person = known(&app, ANNA, Role::Operator, None).await;
    let anna = browser(&app, person).await;
    let page = anna.get(&format!("/people/{person}")).await.is(200);
    page.shows("Diese Rolle hat sonst niemand").hides("/roles/");
    let role = anna.get("/api/v1/people").await.json()["items"][0]["roles"][0]["id"].clone();
    let path = format!("/people/{person}/roles/{}/end", role.as_str().expect("an id"));
    anna.post(&path, &[]).await.is(409).shows("Diese Rolle hat sonst niemand");
    anna.get("/people").await.is(200);
}

#[tokio::test]
async fn a_foreign_id_answers_like_an_unknown_one() {
    let (app, operator) = operator().await;
    let kleve = app.alliance("05154").await;
    let local = invited(&app, "otto@kleve.example", Role::CoreGroupMember, Some(&kleve)).await;
    let statewide = invited(&app, ANNA, Role::Ministry, None).await;
    let unknown = uuid::Uuid::nil().to_string();
    for person in [local.to_string(), unknown.clone(), "nobody".to_owned()] {
        operator.get(&format!("/people/{person}")).await.is(404);
        operator.post(&format!("/people/{person}/roles"), &[("role", "ministry")]).await.is(404);
        operator.post(&format!("/people/{person}/close"), &[]).await.is(404);
        operator.post(&format!("/people/{person}/invitation"), &[]).await.is(404);
    }
    for role in [unknown, "nothing".to_owned()] {
        operator.post(&format!("/people/{statewide}/roles/{role}/end"), &[]).await.is(404);
    }
    operator.get("/people").await.hides("otto@kleve.example");
}

#[tokio::test]
async fn the_list_is_searched_and_continued() {
    let (app, operator) = operator().await;
    for name in ["Öz", "Zülfikar", "Anna", "100%", "Ostendorf"] {
        invited(
            &app,
            &format!("{}@land.example", name.to_lowercase().replace('%', "p")),
            Role::Ministry,
            None,
        )
        .await;
    }
    let first = operator.get("/api/v1/people?limit=2").await.is(200).json();
    let next = first["next"].as_str().expect("more").to_owned();
    let second = operator.get(&format!("/api/v1/people?limit=200&cursor={next}")).await.is(200).json();
    let names = |page: &serde_json::Value| -> Vec<String> {
        let items = page["items"].as_array().expect("items").clone();
        items.into_iter().map(|i| i["name"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(
        [names(&first), names(&second)].concat(),
        ["100p", "Anna", "Ostendorf", "Öz", "Test operator", "Zülfikar"]
    );
    assert!(second.get("next").is_none());
    operator.get("/people?q=%C3%96Z").await.is(200).shows("Öz").hides("Anna");
    operator.get("/people?q=%25").await.is(200).shows("Zu dieser Suche gibt es niemanden");
    operator.get("/people?q=%00%00").await.is(200);
    operator.get("/people?cursor=zz").await.is(422);
    operator.get("/people?cursor=6100").await.is(400);
}

#[tokio::test]
async fn an_alliance_without_an_office_receives_its_first_one() {
    let (app, operator) = operator().await;
    let kleve = app.alliance("05154").await;
    let path = format!("/people/new?alliance={}", kleve.slug);
    operator.get("/people").await.shows(&path);
    let id = operator.get(&path).await.is(200).shows(&kleve.name).hidden("id");
    let slug = kleve.slug.as_str();
    let form = [("id", id.as_str()), ("name", "Anna"), ("email", ANNA), ("alliance", slug)];
    operator.post("/people", &form).await.is(303);
    operator.post("/people", &form).await.is(303);
    operator.get("/people").await.hides(&path).hides(ANNA);
    let body = letters(&app, ANNA).await.remove(0).body;
    assert!(body.contains(&format!("Geschäftsführende Stelle im Bündnis {}", kleve.name)), "{body}");
    let id = operator.get("/people/new").await.hidden("id");
    let form = [("id", id.as_str()), ("name", "Otto"), ("email", "otto@kleve.example"), ("alliance", slug)];
    operator.post("/people", &form).await.is(422).shows("hat schon eine Geschäftsführende Stelle");
    operator.get("/people/new?alliance=nirgends").await.is(404);
    operator.get("/people/new?alliance=a%00b").await.is(404);
}

#[tokio::test]
async fn the_state_coordination_names_a_missing_office_and_nothing_more() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let land = app.person(Role::StateCoordination, None).await;
    let home = format!("/alliances/{}", kleve.slug);
    let path = format!("{home}/office/invitation");
    land.get(&home).await.is(200).shows(&path).shows("Geschäftsführende Stelle einladen");
    land.get("/land/missing").await.is(200).shows(&path);
    let page = land.get(&path).await.is(200).shows(&kleve.name);
    let id = page.hidden("id");
    let nameless = [("id", id.as_str()), ("name", ""), ("email", ANNA)];
    land.post(&path, &nameless).await.is(422).shows("id=\"e-name\"").shows(ANNA);
    let form = [("id", id.as_str()), ("name", "Anna"), ("email", ANNA)];
    land.post(&path, &form).await.is(303);
    // A double click invites once.
    land.post(&path, &form).await.is(303);
    let sent = letters(&app, ANNA).await;
    assert_eq!(sent.len(), 1);
    assert!(sent[0].body.contains(&format!("Geschäftsführende Stelle im Bündnis {}", kleve.name)));
    land.get(&home).await.is(200).hides(&path);
    land.get("/land/missing").await.is(200).hides(&path);
    assert!(land.get(&path).await.is(303).location().ends_with("?done=office-there"));
    let other =
        [("id", uuid::Uuid::nil().to_string()), ("name", "Otto".into()), ("email", "o@k.example".into())];
    let other: Vec<(&str, &str)> = other.iter().map(|(k, v)| (*k, v.as_str())).collect();
    land.post(&path, &other).await.is(422).shows("hat schon eine Geschäftsführende Stelle");
    land.get(&format!("{home}/people")).await.is(404);
    let viersen = app.alliance("05166").await;
    let foreign = format!("/alliances/{}/office/invitation", viersen.slug);
    for role in [Role::Ministry, Role::Evaluator, Role::Companion, Role::Operator] {
        app.person(role, None).await.get(&foreign).await.is(404);
    }
    app.office(&kleve).await.get(&foreign).await.is(404);
}

#[tokio::test]
async fn an_account_is_closed_when_it_has_no_role_and_erased_after_two_years() {
    let (app, operator) = operator().await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let anna = browser(&app, person).await;
    let path = format!("/people/{person}");
    operator.get(&path).await.hides("Konto schließen");
    operator.post(&format!("{path}/close"), &[]).await.is(409).shows("hat noch eine Rolle");
    let role = first_role(&operator.get(&path).await);
    operator.post(&format!("{path}/roles/{role}/end"), &[]).await.is(303);
    operator.get("/people").await.shows(ANNA).shows("keine Rolle");
    operator.get(&path).await.shows("Konto schließen");
    operator.post(&format!("{path}/close"), &[]).await.is(303);
    anna.get("/account").await.is(303);
    sign_in(&app, ANNA, PASSWORD).await.is(422);
    app.visitor().post("/forgotten", &[("email", ANNA)]).await.is(200);
    assert!(letters(&app, ANNA).await.is_empty());
    operator.get(&path).await.is(404);

    let permit = app.permit::<RunJobs>(None);
    let name = || async {
        let mut db = app.db().read(&permit).await.expect("a reader");
        let sql = "select name from published_person where person_id = $1";
        let (name,): (String,) = db.shared(&permit, sql).bind(person).one().await.expect("the person");
        name
    };
    let closed = app.clock.now();
    for (before, left) in [(closed.plus_seconds(-1), "Anna"), (closed, "")] {
        let mut tx = app.db().begin(&permit).await.expect("begun");
        for (due, _) in accounts::erasure::closed_before(&mut tx, &permit, before, 10).await.expect("a list")
        {
            accounts::erasure::erase_closed(&mut tx, &permit, due).await.expect("erased");
        }
        tx.commit(&permit, "closed accounts erased").await.expect("committed");
        assert_eq!(name().await, left);
    }
    let kept = history(&app, &app.permit::<ManagePeople>(None), person.uuid()).await;
    assert!(kept.iter().all(|(_, before, after)| before.is_none() && after.is_none()), "{kept:?}");
}

#[tokio::test]
async fn an_invitation_opens_a_closed_account_again() {
    let (app, operator) = operator().await;
    let person = known(&app, ANNA, Role::Ministry, None).await;
    let role = first_role(&operator.get(&format!("/people/{person}")).await);
    operator.post(&format!("/people/{person}/roles/{role}/end"), &[]).await.is(303);
    operator.post(&format!("/people/{person}/close"), &[]).await.is(303);
    assert_eq!(invited(&app, ANNA, Role::Evaluator, None).await, person);
    operator.post(&format!("/people/{person}/invitation"), &[]).await.is(303);
    let path = link(&app, ANNA).await;
    let again = [("password", PASSWORD), ("password_again", PASSWORD)];
    app.visitor().post(&path, &again).await.is(303);
    sign_in(&app, ANNA, PASSWORD).await.is(303);
}

#[tokio::test]
async fn two_clicks_at_the_same_moment_invite_once() {
    let (app, operator) = operator().await;
    let id = operator.get("/people/new").await.hidden("id");
    let form = [("id", id.as_str()), ("name", "Anna"), ("email", ANNA), ("role", "ministry")];
    let (one, two) = tokio::join!(operator.post("/people", &form), operator.post("/people", &form));
    let mut done = [one.is(303).location(), two.is(303).location()];
    done.sort();
    assert_eq!(done, ["/people?done=invited", "/people?done=role-held"]);
    assert_eq!(letters(&app, ANNA).await.len(), 1);
}

#[tokio::test]
async fn the_operator_corrects_who_was_invited_until_they_have_a_password() {
    let (app, operator) = operator().await;
    let person = invited(&app, "ana@kleve.example", Role::Ministry, None).await;
    operator.post(&format!("/people/{person}/invitation"), &[]).await.is(303);
    let old = link(&app, "ana@kleve.example").await;
    let path = format!("/people/{person}/correction");
    let wrong = operator.post(&path, &[("name", ""), ("email", "anna")]).await.is(422);
    wrong.shows("id=\"e-name\"").shows("id=\"e-email\"").shows("value=\"anna\"");
    let right = [("name", "Anna"), ("email", ANNA)];
    let to = operator.post(&path, &right).await.is(303).location();
    assert_eq!(to, format!("/people/{person}?done=corrected-and-invited"));
    app.visitor().get(&old).await.is(404);
    let new = link(&app, ANNA).await;
    app.visitor().get(&new).await.is(200).shows(ANNA);
    let chosen = [("password", PASSWORD), ("password_again", PASSWORD)];
    app.visitor().post(&new, &chosen).await.is(303);
    operator.post(&path, &right).await.is(422).shows("hat schon ein Passwort");
}

#[tokio::test]
async fn a_correction_gets_nobody_at_roles_elsewhere_or_at_anothers_address() {
    let (app, operator) = operator().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let person = invited(&app, ANNA, Role::Ministry, None).await;
    invited(&app, ANNA, Role::CoreGroupMember, Some(&kleve)).await;
    let mine = [("name", "Anna"), ("email", "mine@kleve.example")];
    let local = format!("/alliances/{}/people/{person}/correction", kleve.slug);
    office.post(&local, &mine).await.is(422).shows("auch an anderer Stelle eingeladen");
    operator.post(&format!("/people/{person}/correction"), &mine).await.is(422);
    app.person(Role::Ministry, None).await.post(&format!("/people/{person}/correction"), &mine).await.is(404);
    let other = invited(&app, "otto@kleve.example", Role::Evaluator, None).await;
    let taken = [("name", "Otto"), ("email", ANNA)];
    operator
        .post(&format!("/people/{other}/correction"), &taken)
        .await
        .is(422)
        .shows("gibt es schon ein Konto");
    let member = invited(&app, "mia@kleve.example", Role::CoreGroupMember, Some(&kleve)).await;
    let better = [("name", "Mia Muster"), ("email", "mia@kleve.example")];
    let path = format!("/alliances/{}/people/{member}/correction", kleve.slug);
    office.post(&path, &better).await.is(303);
    office.get(&format!("/alliances/{}/people/{member}", kleve.slug)).await.shows("Mia Muster");
}
