//! Bodies through requests.

use testkit::TestApp;

#[tokio::test]
async fn an_agreement_does_not_meet() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    let id = office.get(&format!("{home}/bodies/new")).await.is(200).hidden("id");
    let body = [
        ("id", id.as_str()),
        ("kind", "agreement"),
        ("name", "Kooperation Schule–Jobcenter"),
        ("meetings_per_year", "4"),
    ];
    office.post(&format!("{home}/bodies"), &body).await.is(422).shows("Eine Vereinbarung tagt nicht");
    let body = [
        ("id", id.as_str()),
        ("kind", "working_group"),
        ("name", "AK Integration"),
        ("meetings_per_year", "4"),
    ];
    office.post(&format!("{home}/bodies"), &body).await.is(303);
    office.get(&format!("{home}/bodies")).await.is(200).shows("AK Integration").shows("Arbeitskreis");
    let foreign = app.office(&app.alliance("05166").await).await;
    foreign.get(&format!("{home}/bodies/{id}")).await.is(404);
}

#[tokio::test]
async fn a_body_saves_itself_in_the_working_aid_and_readers_see_facts() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    let aid = format!("{home}/workbooks/strukturen/STR-1");
    let id = "0190d6a4-0000-7000-8000-0000000000b1";
    let new = [("id", id), ("kind", "committee"), ("name", "AK Integration"), ("back", aid.as_str())];
    office.post(&format!("{home}/bodies"), &new).await.is(303);
    office.get(&aid).await.is(200).shows(&format!("action=\"{home}/bodies/{id}/row\" data-autosave"));
    let row = format!("{home}/bodies/{id}/row");
    let fields = |version, kind, meetings| {
        [
            ("version", version),
            ("name", "AK Integration"),
            ("kind", kind),
            ("relevance", "Kennt die Jugendlichen"),
            ("members", "Jobcenter, VHS"),
            ("meetings_per_year", meetings),
            ("function", "Kann die Kerngruppe sein"),
            ("back", aid.as_str()),
        ]
    };
    let script = office.script();
    let saved = script.post(&row, &fields("1", "working_group", "4")).await.is(200).json();
    assert_eq!(saved["version"], 2);
    let told = script.post(&row, &fields("2", "agreement", "4")).await.is(422).json();
    assert!(told["message"].as_str().is_some_and(|m| m.contains("tagt nicht")), "{told}");
    let stale = script.post(&row, &fields("1", "committee", "4")).await.is(412).json();
    assert_eq!(stale["conflict_url"], format!("{home}/bodies/{id}"));
    let conflict = office.post(&row, &fields("1", "committee", "4")).await.is(412);
    assert_eq!(conflict.hidden("back"), aid);
    assert_eq!(office.post(&row, &fields("2", "working_group", "6")).await.is(303).location(), aid);
    let page = office.get(&format!("{home}/bodies/{id}")).await.is(200).shows("data-autosave");
    page.shows("Sitzungen im Jahr: von „4“ zu „6“");
    let lead = app.person(base::Role::BoardLead, Some(&alliance)).await;
    let read = lead.get(&format!("{home}/bodies/{id}")).await.is(200);
    read.shows("Kann die Kerngruppe sein").hides("<textarea").hides("Aus der Liste nehmen");
    lead.get(&aid).await.is(200).shows("Jobcenter, VHS").hides("data-autosave");
    lead.post(&row, &fields("3", "committee", "1")).await.is(404);
}
