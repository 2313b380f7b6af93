//! Conflicts put before the lead board member, through requests.

use base::{Role, RunJobs};
use store::Mail;
use testkit::{Client, TestApp};

async fn letters(app: &TestApp) -> Vec<Mail> {
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let jobs = db.outbox(&permit, 100).await.expect("the outbox");
    jobs.iter().map(|j| j.needs().expect("a letter")).collect()
}

async fn raise(office: &Client, home: &str) -> String {
    let id = office.get(&format!("{home}/escalations/new")).await.is(200).hidden("id");
    let fields = [
        ("id", id.as_str()),
        ("matter", "Zwei Ämter uneinig"),
        ("since", "2019-05-06"),
        ("account", "Zwei Termine ohne Ergebnis"),
        ("wanted", "Ein Gespräch mit beiden Amtsleitungen"),
    ];
    for _ in 0..2 {
        office.post(&format!("{home}/escalations"), &fields).await.is(303);
    }
    id
}

#[tokio::test]
async fn the_office_puts_a_conflict_before_the_lead_member_who_answers() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    office.get(&format!("{home}/escalations")).await.is(200).shows("Noch nichts vorgelegt");
    office.get(&format!("{home}/escalations/new")).await.is(200).shows("hat noch kein Konto");
    let lead = app.person(Role::BoardLead, Some(&alliance)).await;
    lead.get(&home).await.is(200).shows("Was ist neu?").hides("Den vorgelegten Konflikt beantworten");
    let id = raise(&office, &home).await;
    let sent = letters(&app).await;
    assert_eq!(sent.len(), 1, "a double click writes once");
    assert!(sent[0].subject.contains("Zwei Ämter uneinig"));
    assert!(!sent[0].body.contains("Amtsleitungen"), "what is confidential stays behind the sign-in");
    lead.get(&home).await.is(200).shows("Den vorgelegten Konflikt beantworten");
    let path = format!("{home}/escalations/{id}");
    lead.get(&format!("{home}/escalations"))
        .await
        .is(200)
        .shows("wartet auf Antwort")
        .hides("Konflikt vorlegen");
    lead.get(&path).await.is(200).shows("Zwei Termine ohne Ergebnis").shows("von Test office");
    lead.post(&format!("{path}/answer"), &[("version", "1"), ("answer", " ")]).await.is(422);
    lead.post(&format!("{path}/answer"), &[("version", "1"), ("answer", "Termin am Montag")]).await.is(303);
    let second = [("version", "1"), ("answer", "Termin am Dienstag")];
    lead.post(&format!("{path}/answer"), &second).await.is(412).shows("Termin am Montag");
    office.get(&path).await.is(200).shows("Termin am Montag").shows("von Test board_lead");
    assert_eq!(letters(&app).await.len(), 2, "the office is told");
    lead.get(&home).await.is(200).hides("Den vorgelegten Konflikt beantworten");
    let close = [
        ("version", "2"),
        ("matter", "Zwei Ämter uneinig"),
        ("since", "2019-05-06"),
        ("wanted", "Ein Gespräch mit beiden Amtsleitungen"),
        ("settled", "1"),
    ];
    office.post(&path, &close).await.is(303);
    office.post(&path, &close).await.is(412);
    office.get(&format!("{home}/escalations")).await.is(200).shows("erledigt");
    let future = [("id", "0190d6a4-0000-7000-8000-0000000000aa"), ("matter", "x"), ("since", "2019-08-01")];
    let page = office.post(&format!("{home}/escalations"), &future).await.is(422);
    page.shows("liegt in der Zukunft").shows("value=\"x\"");
}

#[tokio::test]
async fn nobody_else_sees_what_is_put_before_the_lead_member() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    let id = raise(&office, &home).await;
    let path = format!("{home}/escalations/{id}");
    office.post(&format!("{path}/answer"), &[("version", "1"), ("answer", "x")]).await.is(404);
    let lead = app.person(Role::BoardLead, Some(&alliance)).await;
    lead.get(&format!("{home}/escalations/new")).await.is(404);
    lead.post(&path, &[("version", "1")]).await.is(404);
    lead.post(&format!("{home}/escalations"), &[]).await.is(404);
    for refused in [
        app.person(Role::CoreGroupMember, Some(&alliance)).await,
        app.person(Role::Contributor, Some(&alliance)).await,
        app.municipality_contact(&alliance, "05154016").await,
        app.person(Role::StateCoordination, None).await,
        app.person(Role::Operator, None).await,
        app.office(&app.alliance("05166").await).await,
    ] {
        refused.get(&path).await.is(404);
        refused.get(&format!("{home}/escalations")).await.is(404);
    }
    let foreign = app.alliance("05170").await;
    let other = app.office(&foreign).await;
    other.get(&format!("/alliances/{}/escalations/{id}", foreign.slug)).await.is(404);
}

#[tokio::test]
async fn the_lead_member_sees_what_is_new() {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    let home = format!("/alliances/{}", alliance.slug);
    let id = office.get(&format!("{home}/municipalities")).await.is(200).hidden("id");
    let joined = [("id", id.as_str()), ("body", "05154016"), ("act", "joined"), ("on", "2019-02-01")];
    office.post(&format!("{home}/accessions"), &joined).await.is(303);
    let lead = app.person(Role::BoardLead, Some(&alliance)).await;
    lead.get(&home).await.is(200).shows("Goch ist beigetreten.");
    office.get(&home).await.is(200).hides("Was ist neu?");
}
