//! Seats in the core group, and the actor table inside the working aid.

use testkit::TestApp;

#[tokio::test]
async fn intention_and_membership_stay_apart() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    let id = "0190d6a4-0000-7000-8000-000000000001";
    let row =
        [("id", id), ("name", "KI Kleve"), ("actor_type", "ki"), ("area", "A"), ("back", home.as_str())];
    office.post(&format!("{home}/organisations/rows"), &row).await.is(303);
    let ticks = [("version", "1"), ("name", "KI Kleve"), ("intended_core_group", "1")];
    let saved = office.script().post(&format!("{home}/organisations/{id}/row"), &ticks).await.is(200).json();
    assert_eq!(saved["version"], 2);
    assert_eq!(saved["saved_at"].as_str().map(str::len), Some(5), "{saved}");
    office.get(&format!("{home}/core-group")).await.is(200).shows("Mitglieder heute: 0").shows("KI Kleve");
    let seat =
        [("id", "0190d6a4-0000-7000-8000-000000000002"), ("organisation", id), ("since", "2019-03-01")];
    office.post(&format!("{home}/core-group"), &seat).await.is(303);
    office.get(&format!("{home}/core-group")).await.is(200).shows("Mitglieder heute: 1").shows("01.03.2019");
    // A second seat for the same organisation is none.
    let again =
        [("id", "0190d6a4-0000-7000-8000-000000000003"), ("organisation", id), ("since", "2019-04-01")];
    office.post(&format!("{home}/core-group"), &again).await.is(303);
    office.get(&format!("{home}/core-group")).await.is(200).shows("Mitglieder heute: 1");
    let end = format!("{home}/core-group/0190d6a4-0000-7000-8000-000000000002/end");
    office.post(&end, &[("until", "2019-02-01")]).await.is(422).shows("nicht vor dem ersten");
    office.post(&end, &[("until", "2019-07-01")]).await.is(303);
    office
        .get(&format!("{home}/core-group"))
        .await
        .is(200)
        .shows("Mitglieder heute: 0")
        .shows("Frühere Mitgliedschaften");
}

#[tokio::test]
async fn a_stale_row_tells_the_script_where_to_choose() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await.script();
    let home = format!("/alliances/{}", alliance.slug);
    let id = "0190d6a4-0000-7000-8000-000000000001";
    office
        .post(&format!("{home}/organisations/rows"), &[("id", id), ("name", "VHS"), ("actor_type", "vhs")])
        .await
        .is(303);
    let row = format!("{home}/organisations/{id}/row");
    office.post(&row, &[("version", "1"), ("name", "VHS Kleve")]).await.is(200);
    let stale = office.post(&row, &[("version", "1"), ("name", "VHS Goch")]).await.is(412).json();
    assert_eq!(stale["conflict_url"], format!("{home}/organisations/{id}"));
    let wrong = office.post(&row, &[("version", "2"), ("name", "")]).await.is(422).json();
    assert_eq!(wrong["message"], "Bitte füllen Sie dieses Feld aus.");
}
