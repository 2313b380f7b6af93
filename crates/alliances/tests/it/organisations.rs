//! Organisations through requests: the reference for other features' tests.

use base::Role;
use serde_json::json;
use testkit::{Client, TestApp};

async fn kleve() -> (TestApp, base::Alliance, Client) {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    (app, alliance, office)
}

async fn add(office: &Client, home: &str, name: &str) -> String {
    let form = office.get(&format!("{home}/organisations/new")).await.is(200);
    let id = form.hidden("id");
    let fields = [
        ("id", id.as_str()),
        ("name", name),
        ("actor_type", "ki"),
        ("taking_part", "yes"),
        ("cooperates", "1"),
    ];
    office.post(&format!("{home}/organisations"), &fields).await.is(303);
    id
}

#[tokio::test]
async fn an_office_adds_an_organisation_and_finds_it_again() {
    let (_app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    office.get(&format!("{home}/organisations")).await.is(200).shows("Noch keine Organisation eingetragen");
    let id = add(&office, &home, "Kommunales Integrationszentrum Kleve").await;
    let list = office.get(&format!("{home}/organisations?q=integrationszentrum")).await.is(200);
    let list = list.shows("Kommunales Integrationszentrum Kleve");
    assert!(list.text().contains(&id));
    office.get(&format!("{home}/organisations?q=xyz")).await.is(200).shows("Nichts gefunden");
}

#[tokio::test]
async fn a_double_click_makes_one_row() {
    let (_app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let id = office.get(&format!("{home}/organisations/new")).await.hidden("id");
    let fields = [("id", id.as_str()), ("name", "VHS Kleve"), ("actor_type", "vhs"), ("taking_part", "open")];
    for _ in 0..2 {
        office.post(&format!("{home}/organisations"), &fields).await.is(303);
    }
    let list = office.get(&format!("/api/v1{home}/organisations")).await.is(200).json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn what_is_wrong_stands_at_the_field_and_nothing_typed_is_lost() {
    let (_app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let id = office.get(&format!("{home}/organisations/new")).await.hidden("id");
    let long = "x".repeat(201);
    let fields = [
        ("id", id.as_str()),
        ("name", long.as_str()),
        ("actor_type", "vhs"),
        ("taking_part", "no"),
        ("contribution", "Räume"),
    ];
    let page = office.post(&format!("{home}/organisations"), &fields).await.is(422);
    let page = page
        .shows("Der Text ist zu lang: 201 Zeichen, erlaubt sind 200")
        .shows("Bitte nennen Sie den Grund.");
    assert!(page.text().contains("Räume") && page.text().contains(&long), "what was typed is shown again");
    for broken in [&b"name=%ff"[..], b"id=1&name=a", b"", b"name=a%00b"] {
        let status = office.post_raw(&format!("{home}/organisations"), broken.to_vec()).await.status;
        assert!(status.is_client_error(), "{broken:?}: {status}");
    }
    office.post_raw(&format!("{home}/organisations"), vec![b'a'; 5 * 1024 * 1024]).await.is(413);
}

#[tokio::test]
async fn two_people_changing_the_same_organisation_choose_what_holds() {
    let (_app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let id = add(&office, &home, "Jobcenter Kleve").await;
    let path = format!("{home}/organisations/{id}");
    let version = office.get(&path).await.is(200).hidden("version");
    let change = |name| {
        vec![("version", version.as_str()), ("name", name), ("actor_type", "ki"), ("taking_part", "yes")]
    };
    office.post(&path, &change("Jobcenter Kreis Kleve")).await.is(303);
    let conflict = office.post(&path, &change("Jobcenter am Niederrhein")).await.is(412);
    let conflict = conflict.shows("Jobcenter Kreis Kleve").shows("Jobcenter am Niederrhein");
    let current = conflict.hidden("version");
    let choice = [
        ("version", current.as_str()),
        ("name", "Jobcenter am Niederrhein"),
        ("actor_type", "ki"),
        ("taking_part", "yes"),
    ];
    office.post(&path, &choice).await.is(303);
    office.get(&path).await.is(200).shows("von „Jobcenter Kreis Kleve“ zu „Jobcenter am Niederrhein“");
}

#[tokio::test]
async fn programs_need_the_current_version() {
    let (_app, alliance, office) = kleve().await;
    let list = format!("/api/v1/alliances/{}/organisations", alliance.slug);
    let key = "0190d6a4-0000-7000-8000-000000000001";
    let body = json!({"name": "IHK", "actor_type": "ihk"});
    for _ in 0..2 {
        office.clone().with("idempotency-key", key).post_json(&list, &body).await.is(201);
    }
    let path = format!("{list}/{key}");
    let found = office.get(&path).await.is(200);
    assert_eq!(found.header("etag"), "\"1\"");
    let better = json!({"name": "IHK Niederrhein", "actor_type": "ihk"});
    office.put_json(&path, &better).await.is(400);
    office.clone().with("if-match", "\"1\"").put_json(&path, &better).await.is(200);
    let stale = office.clone().with("if-match", "\"1\"").put_json(&path, &body).await.is(412);
    assert_eq!(stale.header("content-type"), "application/problem+json");
    let wrong =
        office.clone().with("if-match", "\"2\"").put_json(&path, &json!({"name": ""})).await.is(422).json();
    assert_eq!(wrong["field"], "name");
    office.clone().with("if-match", "\"2\"").put_json(&path, &json!({"unknown": 1})).await.is(422);
}

#[tokio::test]
async fn nobody_sees_another_alliances_organisations() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let id = add(&office, &home, "Canary Kleve").await;
    let viersen = app.alliance("05166").await;
    let foreign = app.office(&viersen).await;
    let there = format!("/alliances/{}", viersen.slug);
    // A foreign id answers exactly like an unknown one.
    let known = foreign.get(&format!("{there}/organisations/{id}")).await.is(404).apart_from_token();
    let nobody = "0190d6a4-0000-7000-8000-000000000009";
    let unknown = foreign.get(&format!("{there}/organisations/{nobody}")).await.is(404).apart_from_token();
    assert_eq!(known.replace(&id, ""), unknown.replace(nobody, ""));
    foreign.get(&format!("{home}/organisations/{id}")).await.is(404);
    foreign.get(&format!("{home}/organisations")).await.is(404);
    for role in [Role::Operator, Role::Ministry, Role::Evaluator, Role::StateCoordination] {
        app.person(role, None).await.get(&format!("{home}/organisations")).await.is(404);
    }
    let refused = app.visitor().get(&format!("{home}/organisations")).await.is(303);
    assert!(refused.location().starts_with("/sign-in?next="));
    let contributor = app.person(Role::Contributor, Some(&alliance)).await;
    contributor.get(&format!("{home}/organisations")).await.is(404);
}

#[tokio::test]
async fn the_core_group_may_read_and_not_write() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let id = add(&office, &home, "Jugendamt").await;
    let member = app.person(Role::CoreGroupMember, Some(&alliance)).await;
    member.get(&format!("{home}/organisations/{id}")).await.is(200).hides("Aus dem Verzeichnis nehmen");
    member.post(&format!("{home}/organisations/{id}"), &[("version", "1"), ("name", "x")]).await.is(404);
}

#[tokio::test]
async fn a_removed_contact_is_gone_from_the_history_too() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let organisation = add(&office, &home, "Jugendmigrationsdienst").await;
    let contact = "0190d6a4-0000-7000-8000-0000000000aa";
    let fields =
        [("id", contact), ("name", "Robin Beispiel"), ("phone", "0000 1"), ("email", "robin@jmd.example")];
    office.post(&format!("{home}/organisations/{organisation}/contacts"), &fields).await.is(303);
    office.get(&format!("{home}/organisations/{organisation}")).await.is(200).shows("Robin Beispiel");
    let removal = format!("{home}/contacts/{contact}/removal");
    let changed = [("version", "1"), ("name", "Robin Beispiel"), ("phone", "0000 2")];
    office.post(&format!("{home}/contacts/{contact}"), &changed).await.is(303);
    office.post(&removal, &[("version", "1")]).await.is(412);
    office.post(&removal, &[("version", "2")]).await.is(303);
    let permit = app.permit::<base::ViewOrganisations>(Some(&alliance));
    let mut db = app.db().read(&permit).await.expect("a reader");
    let history = db.history(&permit, contact.parse().expect("a key"), 10).await.expect("a history");
    assert!(history.len() >= 3 && history.iter().all(|e| e.erased && e.after.is_none()), "{history:?}");
}

#[tokio::test]
async fn a_change_from_another_site_is_refused() {
    let (_app, alliance, office) = kleve().await;
    let path = format!("/alliances/{}/organisations", alliance.slug);
    office.clone().with("sec-fetch-site", "cross-site").post(&path, &[("name", "x")]).await.is(403);
    office.clone().with("origin", "https://evil.example").post(&path, &[("name", "x")]).await.is(403);
}

#[tokio::test]
async fn who_may_only_read_sees_facts_and_no_fields() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let speaker = add(&office, &home, "Berufskolleg Kleve").await;
    let id = add(&office, &home, "Berufskolleg Geldern").await;
    let change = [
        ("version", "1"),
        ("name", "Berufskolleg Geldern"),
        ("actor_type", "berufskollegs"),
        ("taking_part", "no"),
        ("taking_part_reason", "Vorgabe der Schulaufsicht"),
        ("represented_by", speaker.as_str()),
        ("catchment", "05154012"),
        ("catchment", "05154036"),
    ];
    office.post(&format!("{home}/organisations/{id}"), &change).await.is(303);
    let lead = app.person(Role::BoardLead, Some(&alliance)).await;
    let page = lead.get(&format!("{home}/organisations/{id}")).await.is(200);
    page.shows("Vorgabe der Schulaufsicht")
        .shows("Berufskolleg Kleve")
        .shows("Geldern, Kleve")
        .hides("<textarea")
        .hides("name=\"version\"");
    lead.get(&format!("{home}/organisations/{speaker}")).await.is(200).shows("Spricht auch für");
}

#[tokio::test]
async fn the_directory_tells_who_is_in_charge_of_a_municipality() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let id = add(&office, &home, "Jugendamt Goch").await;
    add(&office, &home, "Jobcenter Kreis Kleve").await;
    let path = format!("{home}/organisations/{id}");
    let change = |version, ags| {
        vec![
            ("version", version),
            ("name", "Jugendamt Goch"),
            ("actor_type", "jugendamt"),
            ("taking_part", "yes"),
            ("catchment", ags),
        ]
    };
    office.post(&path, &change("1", "05166032")).await.is(422).shows("eine der angebotenen Antworten");
    office.post(&path, &change("1", "05154016")).await.is(303);
    office.get(&path).await.is(200).shows("Zuständig für: „Goch“ eingetragen");
    let list = office.get(&format!("{home}/organisations?municipality=05154016")).await.is(200);
    list.shows("Jugendamt Goch").hides("Jobcenter Kreis Kleve");
    let api = format!("/api/v1{home}/organisations");
    let found = office.get(&format!("{api}?municipality=05154016")).await.is(200).json();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(found["items"][0]["catchment"], json!(["05154016"]));
    let wrong = json!({"name": "x", "actor_type": "ki", "catchment": ["05166032"]});
    assert_eq!(office.post_json(&api, &wrong).await.is(422).json()["field"], "catchment");
    // A city is one municipality: there is nothing to choose.
    let cologne = app.alliance("05315000").await;
    let there = app.office(&cologne).await;
    there
        .get(&format!("/alliances/{}/organisations/new", cologne.slug))
        .await
        .is(200)
        .hides("name=\"catchment\"");
}

#[tokio::test]
async fn programs_cannot_point_in_a_circle_or_to_strangers() {
    let (_app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let list = format!("/api/v1{home}/organisations");
    let one = add(&office, &home, "Berufskolleg Kleve").await;
    let other = add(&office, &home, "Berufskolleg Geldern").await;
    let by =
        |name: &str, who: &str| json!({"name": name, "actor_type": "berufskollegs", "represented_by": who});
    let first = office.clone().with("if-match", "1");
    first.put_json(&format!("{list}/{one}"), &by("A", &other)).await.is(200);
    let told = first.put_json(&format!("{list}/{other}"), &by("B", &one)).await.is(422).json();
    assert_eq!(told["field"], "represented_by");
    let stranger = "0190d6a4-0000-7000-8000-0000000000ff";
    first.put_json(&format!("{list}/{other}"), &by("B", stranger)).await.is(422);
    // Who leaves the directory speaks for nobody any more.
    let version = office.get(&format!("{home}/organisations/{other}")).await.is(200).hidden("version");
    office.post(&format!("{home}/organisations/{other}/removal"), &[("version", &version)]).await.is(303);
    let left = office.get(&format!("{list}/{one}")).await.is(200).json();
    assert_eq!((&left["represented_by"], &left["version"]), (&json!(null), &json!(3)));
}

#[tokio::test]
async fn the_directory_is_a_list_of_contacts_on_the_page_and_as_a_file() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let id = add(&office, &home, "=Jobcenter").await;
    add(&office, &home, "Volkshochschule").await;
    let contact = [
        ("id", "0190d6a4-0000-7000-8000-0000000000ab"),
        ("name", "Kim Beispiel"),
        ("phone", "02821 1"),
        ("email", "kim@jobcenter.example"),
    ];
    office.post(&format!("{home}/organisations/{id}/contacts"), &contact).await.is(303);
    let list = office.get(&format!("{home}/organisations")).await.is(200);
    list.shows("Kim Beispiel").shows("02821 1").shows("kim@jobcenter.example").shows("/contacts/file.csv");
    let file = |ending: &str| format!("{home}/organisations/contacts/file.{ending}");
    let csv = office.get(&file("csv")).await.is(200);
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"verzeichnis.csv\"");
    let text = csv.text();
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.contains("kim@jobcenter.example") && text.contains("'=Jobcenter"), "{text}");
    assert!(office.get(&file("xlsx")).await.is(200).bytes.starts_with(b"PK"));
    office.get(&file("pdf")).await.is(404);
    app.office(&app.alliance("05166").await).await.get(&file("csv")).await.is(404);
    app.person(Role::Contributor, Some(&alliance)).await.get(&file("csv")).await.is(404);
}
