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
