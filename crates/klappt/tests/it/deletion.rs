//! The deletion concept at work: what is due goes, what is not stays, and a restore
//! brings nothing back.

use base::{
    Alliance, AllianceId, ArchiveAlliance, ContactId, Day, EditOrganisations, OrganisationId, Role, RunJobs,
    ViewOrganisations,
};
use klappt::deletion::{self, Gone};
use store::Kept;
use testkit::{Client, TestApp};
use uuid::Uuid;
use web::Periods;

/// A name nobody else has: it must be nowhere afterwards.
const CANARY: &str = "Kanarienvogel";

async fn run(app: &TestApp, periods: Periods) -> Gone {
    deletion::run(app.db(), &app.permit::<RunJobs>(None), periods).await.expect("it runs")
}

/// Kleve with an organisation and its contact, closed on the first day.
async fn closed() -> (TestApp, Alliance, Client) {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let home = format!("/alliances/{}", kleve.slug);
    for name in ["Jobcenter", "Verein"] {
        let id = OrganisationId::new(app.app.clock(), app.app.chance()).to_string();
        let fields = [
            ("id", id.as_str()),
            ("name", &format!("{name} {CANARY}")),
            ("actor_type", "vhs"),
            ("taking_part", "yes"),
            ("contribution", CANARY),
        ];
        office.post(&format!("{home}/organisations"), &fields).await.is(303);
        let contact = ContactId::new(app.app.clock(), app.app.chance()).to_string();
        let fields = [("id", contact.as_str()), ("name", CANARY), ("phone", "0123"), ("email", "")];
        office.post(&format!("{home}/organisations/{id}/contacts"), &fields).await.is(303);
    }
    let fields = [
        ("version", "0"),
        ("name", CANARY),
        ("institution", ""),
        ("address", ""),
        ("phone", ""),
        ("email", ""),
    ];
    office.post(&format!("{home}/office"), &[&fields[..], &[("placements", "mayor")]].concat()).await;
    let permit = app.permit::<ArchiveAlliance>(Some(&kleve));
    let mut tx = app.db().begin(&permit).await.expect("begun");
    alliances::departure::archive(&mut tx, &permit).await.expect("closed");
    tx.commit(&permit, "closed").await.expect("committed");
    (app, kleve, office)
}

/// Everything the alliance would take along, as text.
async fn held(app: &TestApp, place: &Alliance) -> String {
    let permit = app.permit::<ArchiveAlliance>(Some(place));
    let mut files = alliances::departure::export(app.db(), &permit).await.expect("files");
    files.extend(workbooks::departure::export(app.db(), &permit).await.expect("files"));
    files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect()
}

async fn stones(app: &TestApp) -> Vec<store::Tombstone> {
    let permit = app.permit::<RunJobs>(None);
    app.db().read(&permit).await.expect("a reader").tombstones(&permit).await.expect("tombstones")
}

#[tokio::test]
async fn a_closed_alliance_is_forgotten_when_its_period_is_over_and_not_before() {
    let (app, kleve, _) = closed().await;
    let viersen = app.alliance("05166").await;
    app.set_day(Day::new(2020, 7, 29).expect("a day"));
    assert_eq!(run(&app, Periods::default()).await.alliances, 0, "364 days");
    assert!(held(&app, &kleve).await.contains(CANARY));
    app.set_day(Day::new(2020, 7, 31).expect("a day"));
    let never = Periods { closed_alliances: None, ..Periods::default() };
    assert_eq!(run(&app, never).await.alliances, 0);
    let due = deletion::due(app.db(), &app.permit::<RunJobs>(None), Periods::default()).await.expect("due");
    assert_eq!(
        due.alliances.iter().map(|(a, since)| (a.id, since.as_str())).collect::<Vec<_>>(),
        [(kleve.id, "31.07.2019")]
    );
    assert!(held(&app, &kleve).await.contains(CANARY), "looking deletes nothing");
    assert_eq!(run(&app, Periods::default()).await.alliances, 1);
    let left = held(&app, &kleve).await;
    assert!(!left.contains(CANARY), "{left}");
    assert!(left.contains(&kleve.name), "that there was one stays in the register");
    assert_eq!(
        stones(&app).await.iter().map(|s| (s.kind.as_str(), s.row_id)).collect::<Vec<_>>(),
        [("closed alliance", kleve.id.uuid()), ("alliance", kleve.id.uuid())]
    );
    assert_eq!(run(&app, Periods::default()).await.alliances, 0, "once");
    let office = app.office(&viersen).await;
    office.get(&format!("/alliances/{}", viersen.slug)).await.is(200);
}

#[tokio::test]
async fn what_a_forgotten_alliances_history_held_is_unreadable() {
    let (app, kleve, _) = closed().await;
    deletion::forget_alliance(app.db(), &kleve).await.expect("forgotten");
    let permit = app.permit::<ArchiveAlliance>(Some(&kleve));
    let mut db = app.db().read(&permit).await.expect("a reader");
    let told = db.history_of_alliance(&permit).await.expect("the history");
    let of_directory: Vec<_> =
        told.iter().filter(|t| ["organisation", "contact", "office"].contains(&t.subject.as_str())).collect();
    assert!(of_directory.len() > 4, "that something changed stays: {told:?}");
    assert!(
        of_directory.iter().all(|t| t.entry.before.is_none() && t.entry.after.is_none()),
        "{of_directory:?}"
    );
}

#[tokio::test]
async fn much_goes_in_portions_and_all_of_it() {
    let (app, kleve, _) = closed().await;
    let permit = app.permit::<EditOrganisations>(Some(&kleve));
    let mut tx = app.db().begin(&permit).await.expect("begun");
    for n in 0..1_200 {
        let id = tx.new_uuid();
        tx.sql(
            &permit,
            "insert into organisation (alliance_id, id, name, sort_name, area) values ($1, $2, $3, $4, 'A')",
        )
        .bind(id)
        .bind(format!("{CANARY} {n}"))
        .bind(format!("{n} {id}"))
        .run()
        .await
        .expect("a row");
        let kept =
            Kept { subject: "organisation", row: id, field: "name", before: None, after: Some(CANARY) };
        tx.keep(&permit, kept).await.expect("kept");
    }
    tx.commit(&permit, "many organisations").await.expect("committed");
    deletion::forget_alliance(app.db(), &kleve).await.expect("forgotten");
    assert!(!held(&app, &kleve).await.contains(CANARY));
}

#[tokio::test]
async fn a_restore_brings_neither_alliance_nor_account_back() {
    let (app, kleve, _) = closed().await;
    deletion::forget_alliance(app.db(), &kleve).await.expect("forgotten");
    let stone = stones(&app).await.into_iter().find(|s| s.kind == "alliance").expect("a tombstone");
    // The same place as an older backup knew it: open, with an organisation.
    let again = Alliance { id: AllianceId::from_uuid(stone.row_id), ..kleve.clone() };
    let permit = app.permit::<EditOrganisations>(Some(&again));
    let mut tx = app.db().begin(&permit).await.expect("begun");
    let id = tx.new_uuid();
    tx.sql(
        &permit,
        "insert into organisation (alliance_id, id, name, sort_name, area) values ($1, $2, $3, 'k', 'A')",
    )
    .bind(id)
    .bind(CANARY)
    .run()
    .await
    .expect("a row");
    tx.commit(&permit, "brought back").await.expect("committed");
    for _ in 0..2 {
        assert!(deletion::replay(app.db(), &stone).await.expect("replayed"));
    }
    assert!(!held(&app, &kleve).await.contains(CANARY));
    let unknown = store::Tombstone { kind: "cloud".into(), row_id: Uuid::nil(), ..stone };
    assert!(!deletion::replay(app.db(), &unknown).await.expect("asked"));
}

#[tokio::test]
async fn the_daily_run_leaves_one_line_with_counts() {
    let app = TestApp::start().await;
    run(&app, Periods::default()).await;
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let lines: Vec<(String,)> = db
        .shared(&permit, "select subject from audit where subject like 'daily clean-up%'")
        .all()
        .await
        .expect("the audit");
    assert_eq!(
        lines,
        [(concat!(
            "daily clean-up: 0 accounts, 0 alliances, 0 uploaded lists, 0 jobs, 0 names of links, ",
            "0 talks and hindrances"
        )
        .to_owned(),)]
    );
}

#[tokio::test]
async fn removing_an_organisation_removes_its_contacts_for_good() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let home = format!("/alliances/{}", kleve.slug);
    let id = OrganisationId::new(app.app.clock(), app.app.chance()).to_string();
    let fields = [("id", id.as_str()), ("name", "Jobcenter"), ("actor_type", "vhs"), ("taking_part", "yes")];
    office.post(&format!("{home}/organisations"), &fields).await.is(303);
    let contact = ContactId::new(app.app.clock(), app.app.chance());
    let key = contact.to_string();
    office
        .post(
            &format!("{home}/organisations/{id}/contacts"),
            &[("id", &key), ("name", CANARY), ("phone", ""), ("email", "")],
        )
        .await
        .is(303);
    let version = office.get(&format!("{home}/organisations/{id}")).await.is(200).hidden("version");
    office.post(&format!("{home}/organisations/{id}/removal"), &[("version", &version)]).await.is(303);
    assert!(!held(&app, &kleve).await.contains(CANARY));
    let permit = app.permit::<ViewOrganisations>(Some(&kleve));
    let mut db = app.db().read(&permit).await.expect("a reader");
    let kept = db.history(&permit, contact.uuid(), 10).await.expect("the history");
    assert!(!kept.is_empty() && kept.iter().all(|e| e.erased), "{kept:?}");
}

#[tokio::test]
async fn the_office_finds_whose_role_has_ended_and_what_stands_in_its_own_alliance_only() {
    let app = TestApp::start().await;
    let (kleve, viersen) = (app.alliance("05154").await, app.alliance("05166").await);
    app.person(Role::CoreGroupMember, Some(&kleve)).await;
    let permit = app.permit::<RunJobs>(None);
    let mut tx = app.db().begin(&permit).await.expect("a transaction");
    let end = "update role_held set until = since where role = 'core_group_member'";
    assert_eq!(tx.shared(&permit, end).run().await.expect("ended"), 1);
    tx.commit(&permit, "test").await.expect("committed");
    let search = async |place: &base::Alliance| {
        let path = format!("/alliances/{}/person-search", place.slug);
        app.office(place).await.post(&path, &[("person", "Test core_group_member")]).await.is(200)
    };
    search(&kleve).await.shows("Beendete Rolle").shows("@test.example");
    search(&viersen).await.hides("Beendete Rolle").shows("Unter diesem Namen steht nichts");
}

#[tokio::test]
async fn the_office_finds_every_place_a_person_stands_and_nobody_else_may_look() {
    let app = TestApp::start().await;
    let (kleve, viersen) = (app.alliance("05154").await, app.alliance("05166").await);
    let (office, other) = (app.office(&kleve).await, app.office(&viersen).await);
    for (client, place) in [(&office, &kleve), (&other, &viersen)] {
        let id = OrganisationId::new(app.app.clock(), app.app.chance()).to_string();
        let name = format!("Verein {}", place.name);
        let fields = [("id", id.as_str()), ("name", &name), ("actor_type", "vhs"), ("taking_part", "yes")];
        client.post(&format!("/alliances/{}/organisations", place.slug), &fields).await.is(303);
        let key = ContactId::new(app.app.clock(), app.app.chance()).to_string();
        let fields = [
            ("id", key.as_str()),
            ("name", "Jörg Müller"),
            ("phone", ""),
            ("email", "mueller@verein.example"),
        ];
        client.post(&format!("/alliances/{}/organisations/{id}/contacts", place.slug), &fields).await.is(303);
    }
    let answer = format!("/alliances/{}/workbooks/strukturen/answers/STR-2.4", kleve.slug);
    office.post(&answer, &[("version", "0"), ("value", "Fragen an Jörg Müller")]).await.is(303);
    let path = format!("/alliances/{}/person-search", kleve.slug);
    office.get(&path).await.is(200).shows("Wo steht diese Person?");
    office.post(&path, &[("person", "x")]).await.is(422).shows("mindestens drei Buchstaben");
    let page = office.post(&path, &[("person", "müller jörg")]).await.is(200);
    let page = page.shows("Jörg Müller (Verein Kreis Kleve)").shows("workbooks/strukturen/answers/STR-2.4");
    page.hides("Viersen").shows("#contacts");
    office.post(&path, &[("person", "mueller@verein.example")]).await.is(200).shows("Ansprechperson:");
    office
        .post(&path, &[("person", "Niemand Anders")])
        .await
        .is(200)
        .shows("Unter diesem Namen steht nichts");
    for refused in
        [other, app.person(Role::Operator, None).await, app.person(Role::CoreGroupMember, Some(&kleve)).await]
    {
        refused.get(&path).await.is(404);
        refused.post(&path, &[("person", "müller")]).await.is(404);
    }
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let lines: Vec<(String,)> = db
        .shared(&permit, "select subject from audit where permission = 'FindPerson' order by at, id")
        .all()
        .await
        .expect("the audit");
    assert_eq!(lines.len(), 4, "each search, and the page that refused one: {lines:?}");
    assert!(lines.iter().all(|(s,)| !s.to_lowercase().contains("ller")), "{lines:?}");
}

#[tokio::test]
async fn the_history_of_an_answer_is_erased_with_a_reason() {
    let app = TestApp::start().await;
    let kleve = app.alliance("05154").await;
    let office = app.office(&kleve).await;
    let answer = format!("/alliances/{}/workbooks/strukturen/answers/STR-2.4", kleve.slug);
    office.get(&format!("{answer}/history/erasure")).await.is(404);
    office.post(&answer, &[("version", "0"), ("value", CANARY)]).await.is(303);
    office.post(&answer, &[("version", "1"), ("value", "ohne Namen")]).await.is(303);
    office.get(&format!("{answer}/history")).await.is(200).shows(CANARY).shows("Verlauf löschen");
    let page = format!("{answer}/history/erasure");
    office.get(&page).await.is(200).shows("endgültig");
    office.post(&page, &[]).await.is(422).shows("Bitte wählen Sie einen Grund");
    office.get(&format!("{answer}/history")).await.shows(CANARY);
    for refused in
        [app.person(Role::CoreGroupMember, Some(&kleve)).await, app.person(Role::Operator, None).await]
    {
        refused.post(&page, &[("reason", "mistake")]).await.is(404);
    }
    office.post(&page, &[("reason", "request")]).await.is(303);
    office.get(&format!("{answer}/history")).await.is(200).hides(CANARY).shows("die Werte wurden gelöscht");
    let api = format!("/api/v1{page}");
    office.post_json(&api, &serde_json::json!({"reason": "whim"})).await.is(422);
    office.post_json(&api, &serde_json::json!({"reason": "mistake"})).await.is(200);
    assert_eq!(office.get(&format!("/api/v1{answer}")).await.json()["value"], "ohne Namen");
    let permit = app.permit::<RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let lines: Vec<(String,)> = db
        .shared(&permit, "select subject from audit where subject like 'history of answer%' order by at, id")
        .all()
        .await
        .expect("the audit");
    assert!(lines.len() == 2 && lines[0].0.ends_with("erased: request"), "{lines:?}");
}
