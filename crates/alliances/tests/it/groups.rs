//! Groups registered by a volunteer coordinator, through requests.

use base::Role;
use testkit::TestApp;

#[tokio::test]
async fn a_volunteer_coordinator_registers_groups_for_the_own_organisation() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    let own = office.get(&format!("{home}/organisations/new")).await.is(200).hidden("id");
    let coordination =
        [("id", own.as_str()), ("name", "Ehrenamtsbüro Kleve"), ("area", "A"), ("free_type", "Ehrenamt")];
    office.post(&format!("{home}/organisations"), &coordination).await.is(303);
    let contributor = app.person(Role::Contributor, Some(&alliance)).await;
    contributor.get(&home).await.is(200).shows("Ehrenamtliche Gruppen");
    let list = format!("{home}/groups");
    contributor.get(&list).await.is(200).shows("gehört noch zu keiner Organisation");
    contributor.get(&format!("{list}/new")).await.is(404);

    let people = office.get(&format!("/api/v1{home}/people")).await.is(200).json();
    let items = people["items"].as_array().cloned().unwrap_or_default();
    let found = items.iter().find(|p| p["name"] == "Test contributor").expect("the contributor");
    let person = format!("{home}/people/{}", found["id"].as_str().unwrap_or_default());
    office.get(&person).await.is(200).shows("Ehrenamtsbüro Kleve");
    let role = |role: &'static str, organisation: &str| {
        vec![("role".to_owned(), role.to_owned()), ("organisation".to_owned(), organisation.to_owned())]
    };
    let post = async |fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        office.post(&format!("{person}/roles"), &fields).await
    };
    post(role("deputy", &own)).await.is(422).shows("Eine Organisation gehört nur zu den Rollen");
    let unknown = "0190d6a4-0000-7000-8000-0000000000aa";
    post(role("contributor", unknown)).await.is(422).shows("steht nicht im Verzeichnis");
    post(role("contributor", "keine")).await.is(422);
    post(role("contributor", &own)).await.is(303);
    office.get(&person).await.is(200).shows("Zuarbeit zu einzelnen Fragen: Ehrenamtsbüro Kleve");

    contributor.get(&list).await.is(200).shows("Noch keine Gruppe angemeldet");
    let form = contributor.get(&format!("{list}/new")).await.is(200).shows("Ehrenamtsbüro Kleve");
    let (id, contact_id) = (form.hidden("id"), form.hidden("contact_id"));
    let group = |name: &'static str, contact: &'static str| {
        vec![
            ("id", id.as_str()),
            ("contact_id", contact_id.as_str()),
            ("name", name),
            ("contribution", "Sprachcafé am Samstag"),
            ("contact", contact),
            ("phone", "0000 99"),
        ]
    };
    contributor.post(&list, &group("", "Kim")).await.is(422).shows("Sprachcafé am Samstag");
    contributor
        .post(&list, &group("Café Welcome", ""))
        .await
        .is(422)
        .shows("auch den Namen der Ansprechperson");
    for _ in 0..2 {
        contributor.post(&list, &group("Café Welcome", "Kim Muster")).await.is(303);
    }
    contributor.get(&list).await.is(200).shows("Café Welcome");
    let found = office.get(&format!("{home}/organisations/{id}")).await.is(200).shows("Café Welcome");
    found.shows("Kim Muster").shows("Ehrenamtsbüro Kleve");
    contributor.get(&format!("{home}/organisations")).await.is(404);
}

#[tokio::test]
async fn only_contributors_register_groups_and_only_in_their_alliance() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let list = format!("/alliances/{}/groups", alliance.slug);
    let foreign = app.alliance("05166").await;
    for refused in [
        app.office(&alliance).await,
        app.person(Role::CoreGroupMember, Some(&alliance)).await,
        app.person(Role::StateCoordination, None).await,
        app.person(Role::Contributor, Some(&foreign)).await,
    ] {
        refused.get(&list).await.is(404);
        refused.get(&format!("{list}/new")).await.is(404);
        refused.post(&list, &[]).await.is(404);
    }
    assert_eq!(app.visitor().get(&list).await.status, 303);
}
