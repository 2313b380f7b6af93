//! Votes, notes and the contact map through requests.

use base::{Alliance, Day, Role};
use serde_json::json;
use testkit::{Client, TestApp};

async fn kleve() -> (TestApp, Alliance, Client) {
    let app = TestApp::start().await;
    let alliance = app.alliance("05154").await;
    let office = app.office(&alliance).await;
    (app, alliance, office)
}

/// Asks municipalities until a day; answers the votes' keys in the order of names.
async fn ask(office: &Client, home: &str, whom: &[&str], until: &str) -> Vec<String> {
    let mut fields = vec![("deadline", until)];
    fields.extend(whom.iter().map(|ags| ("municipality", *ags)));
    office.post(&format!("{home}/votes"), &fields).await.is(303);
    let list = office.get(&format!("/api/v1{home}/votes")).await.is(200).json();
    let items = list["items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|v| v["id"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn the_office_asks_until_a_day_and_sees_who_is_missing() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    office.get(&format!("{home}/votes")).await.is(200).shows("Noch keine Kommune gefragt").shows("Goch");
    ask(&office, &home, &["05154016", "05154036"], "2019-08-31").await;
    let ids = ask(&office, &home, &["05154016"], "2019-09-15").await;
    assert_eq!(ids.len(), 2, "asking again moves the deadline");
    let record = format!("{home}/votes/{}/record", ids[1]);
    office.post(&record, &[("version", "1"), ("answer", "yes")]).await.is(303);
    // Sessions end over the summer; the office signs in again.
    app.set_day(Day::new(2019, 9, 15).expect("a day"));
    let office = app.office(&alliance).await;
    office.get(&format!("{home}/votes")).await.is(200).hides("Die Frist ist abgelaufen");
    app.set_day(Day::new(2019, 9, 16).expect("a day"));
    let office = app.office(&alliance).await;
    office.get(&format!("{home}/votes")).await.is(200).shows("Die Frist ist abgelaufen, eine Antwort fehlt:");
    let list = office.get(&format!("/api/v1{home}/votes")).await.is(200).json();
    let counts = json!({"asked": 2, "yes": 1, "conditional": 0, "no": 0, "open": 1, "overdue": 1});
    assert_eq!(list["counts"], counts);
    office.get(&home).await.is(200).hides("Die Stimme Ihrer Kommune abgeben");
    let past = [("deadline", "2019-01-01"), ("municipality", "05154016")];
    office.post(&format!("{home}/votes"), &past).await.is(422).shows("Die Frist liegt in der Vergangenheit");
    let nobody = [("deadline", "2019-12-01")];
    office.post(&format!("{home}/votes"), &nobody).await.is(422).shows("mindestens eine Kommune");
    let elsewhere = [("deadline", "2019-12-01"), ("municipality", "05158004")];
    office.post(&format!("{home}/votes"), &elsewhere).await.is(422);
}

#[tokio::test]
async fn a_municipality_casts_its_own_vote_and_the_office_never_alters_it() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let ids = ask(&office, &home, &["05154016", "05154036"], "2019-08-31").await;
    let goch = app.municipality_contact(&alliance, "05154016").await;
    goch.get(&home).await.is(200).shows("Die Stimme Ihrer Kommune abgeben");
    goch.get(&format!("{home}/votes")).await.is(200).shows("Goch").hides("Um Stimmen bitten");
    let own = format!("{home}/votes/{}", ids[0]);
    goch.get(&own).await.is(200).shows("Stimme abgeben");
    goch.get(&format!("{home}/votes/{}", ids[1])).await.is(404);
    let other = [("version", "1"), ("answer", "yes")];
    goch.post(&format!("{home}/votes/{}", ids[1]), &other).await.is(404);
    let bare = [("version", "1"), ("answer", "conditional")];
    goch.post(&own, &bare).await.is(422).shows("Bitte nennen Sie die Bedingung.");
    let full = [("version", "1"), ("answer", "conditional"), ("condition", "ohne Eigenanteil")];
    goch.post(&own, &full).await.is(303);
    let stale = [("version", "1"), ("answer", "no")];
    goch.post(&own, &stale).await.is(412).shows("unter einer Bedingung");
    let over = [("version", "2"), ("answer", "yes")];
    office.post(&format!("{own}/record"), &over).await.is(409).shows("Nur sie kann sie ändern");
    office.post(&own, &over).await.is(404);
    office
        .post(&format!("{own}/comment"), &[("version", "2"), ("comment", "Rückruf vereinbart")])
        .await
        .is(303);
    goch.get(&own).await.is(200).shows("Rückruf vereinbart").shows("ohne Eigenanteil");
    let path = format!("/api/v1{own}");
    goch.clone().with("if-match", "\"2\"").put_json(&path, &json!({"answer": "yes"})).await.is(412);
    let cast =
        goch.clone().with("if-match", "\"3\"").put_json(&path, &json!({"answer": "yes"})).await.is(200);
    assert_eq!((&cast.json()["answer"], &cast.json()["condition"]), (&json!("yes"), &json!("")));
}

#[tokio::test]
async fn votes_are_seen_by_those_concerned_only() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let ids = ask(&office, &home, &["05154016"], "2019-08-31").await;
    let path = format!("{home}/votes/{}", ids[0]);
    app.person(Role::BoardLead, Some(&alliance))
        .await
        .get(&path)
        .await
        .is(200)
        .hides("Antwort der Kommune notieren");
    for role in [Role::StateCoordination, Role::Ministry, Role::Evaluator, Role::Operator] {
        app.person(role, None).await.get(&path).await.is(404);
    }
    app.person(Role::CoreGroupMember, Some(&alliance)).await.get(&path).await.is(404);
    let viersen = app.alliance("05166").await;
    let foreign = app.office(&viersen).await;
    foreign.get(&path).await.is(404);
    foreign.get(&format!("/alliances/{}/votes/{}", viersen.slug, ids[0])).await.is(404);
    // The list of municipalities shows the state coordination who joined, not how anybody votes.
    let land = app.person(Role::StateCoordination, None).await;
    land.get(&format!("{home}/municipalities")).await.is(200).hides("noch offen");
}

#[tokio::test]
async fn confidential_notes_stay_with_office_and_deputy() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let id = office.get(&format!("{home}/notes/new?about=05154016")).await.is(200).hidden("id");
    let note = |version: &'static str, resolution: &'static str| {
        vec![
            ("version", version),
            ("municipality_ags", "05154016"),
            ("reservation", "district_conflict"),
            ("content", "Streit um die Umlage"),
            ("resolution", resolution),
        ]
    };
    let mut new = note("0", "");
    new.push(("id", id.as_str()));
    for _ in 0..2 {
        office.post(&format!("{home}/notes"), &new).await.is(303);
    }
    let path = format!("{home}/notes/{id}");
    office.get(&format!("{home}/notes?about=05154016")).await.is(200).shows("Streit um die Umlage");
    office.get(&format!("{home}/notes?about=05154036")).await.is(200).shows("Noch keine Notiz");
    office.post(&path, &note("1", "Gespräch im Mai")).await.is(303);
    office.post(&path, &note("1", "Gespräch im Juni")).await.is(412).shows("Gespräch im Mai");
    let deputy = app.person(Role::Deputy, Some(&alliance)).await;
    deputy.get(&path).await.is(200).shows("Gespräch im Mai");
    for role in [Role::BoardLead, Role::CoreGroupMember] {
        app.person(role, Some(&alliance)).await.get(&path).await.is(404);
    }
    for role in [Role::StateCoordination, Role::Ministry, Role::Evaluator, Role::Operator] {
        let person = app.person(role, None).await;
        person.get(&path).await.is(404);
        person.get(&format!("{home}/notes")).await.is(404);
    }
    app.municipality_contact(&alliance, "05154016").await.get(&path).await.is(404);
    let foreign = app.office(&app.alliance("05166").await).await;
    foreign.get(&path).await.is(404);
    let empty = [("id", "0190d6a4-0000-7000-8000-0000000000ab"), ("municipality_ags", "05158004")];
    office.post(&format!("{home}/notes"), &empty).await.is(422).shows("Bitte wählen Sie eine Kommune aus");
}

#[tokio::test]
async fn a_municipality_keeps_its_own_contacts_and_a_removed_name_is_gone() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let goch = app.municipality_contact(&alliance, "05154016").await;
    goch.get(&home).await.is(200).shows("Ansprechpersonen der Kommunen");
    let form = goch.get(&format!("{home}/municipality-contacts/new")).await.is(200).hides("Geldern");
    let id = form.hidden("id");
    let entry = |version: &'static str, ags: &'static str, name: &'static str| {
        vec![
            ("id", id.as_str()),
            ("version", version),
            ("municipality_ags", ags),
            ("topic", "Sprachkurse"),
            ("name", name),
        ]
    };
    goch.post(&format!("{home}/own-contacts"), &entry("0", "05154036", "x")).await.is(422);
    goch.post(&format!("{home}/own-contacts"), &entry("0", "05154016", ""))
        .await
        .is(422)
        .shows("Zuständigkeit ungeklärt");
    goch.post(&format!("{home}/own-contacts"), &entry("0", "05154016", "Robin Beispiel")).await.is(303);
    goch.post(&format!("{home}/municipality-contacts"), &entry("0", "05154016", "x")).await.is(404);
    let list = format!("{home}/municipality-contacts");
    office.get(&list).await.is(200).shows("Robin Beispiel").shows("Ohne Eintrag:");
    // What the municipality has entered, the office neither alters nor removes; it remarks on it.
    let why = "Diesen Eintrag hat die Kommune selbst geschrieben";
    office.get(&format!("{list}/{id}")).await.is(200).shows(why).shows("von Test municipality_contact");
    office.post(&format!("{list}/{id}"), &entry("1", "05154016", "x")).await.is(409).shows(why);
    office.post(&format!("{list}/{id}/removal"), &[("version", "1")]).await.is(409).shows(why);
    let remark = format!("{list}/{id}/comment");
    goch.post(&remark, &[("version", "1"), ("comment", "x")]).await.is(404);
    office.post(&remark, &[("version", "1"), ("comment", "Seit Juli im Rathaus")]).await.is(303);
    goch.get(&format!("{list}/{id}")).await.is(200).shows("Seit Juli im Rathaus");
    goch.post(&format!("{home}/own-contacts/{id}"), &entry("2", "05154016", "Kim Beispiel")).await.is(303);
    // Somebody else now: the history no longer knows the one before.
    let page = office.get(&format!("{list}/{id}")).await.is(200).hides("Robin Beispiel");
    page.shows("Kim Beispiel").shows("die Werte wurden gelöscht");
    goch.post(&format!("{home}/own-contacts/{id}"), &entry("1", "05154016", "x"))
        .await
        .is(412)
        .shows("Kim Beispiel");
    let kleve = app.municipality_contact(&alliance, "05154036").await;
    kleve.get(&format!("{list}/{id}")).await.is(404);
    kleve.post(&format!("{home}/own-contacts/{id}/removal"), &[("version", "3")]).await.is(404);
    goch.post(&format!("{home}/own-contacts/{id}/removal"), &[("version", "3")]).await.is(303);
    office.get(&list).await.is(200).hides("Kim Beispiel");
    let permit = app.permit::<base::ViewVotes>(Some(&alliance));
    let mut db = app.db().read(&permit).await.expect("a reader");
    let history = db.history(&permit, id.parse().expect("a key"), 20).await.expect("a history");
    assert!(!history.is_empty() && history.iter().all(|e| e.erased), "{history:?}");
}

#[tokio::test]
async fn who_is_informed_through_whom_and_who_may_sit_in() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let path = format!("{home}/informed-through");
    office.post(&format!("{path}/05154016"), &[("version", "0"), ("through", "05154036")]).await.is(303);
    office.get(&path).await.is(200).shows("Diese Kommunen informieren andere");
    office.post(&format!("{path}/05154016"), &[("version", "0"), ("through", "")]).await.is(412);
    office.post(&format!("{path}/05154016"), &[("version", "1"), ("through", "05154016")]).await.is(422);
    office.post(&format!("{path}/05158004"), &[("version", "0"), ("through", "")]).await.is(404);
    let viersen = app.alliance("05166").await;
    let neighbour = app.office(&viersen).await;
    neighbour.post(&format!("{path}/05154016"), &[("version", "1"), ("through", "")]).await.is(404);
    let id = office.get(&format!("{home}/observers")).await.is(200).hidden("id");
    let guest = viersen.id.to_string();
    let seat = [("id", id.as_str()), ("guest", guest.as_str()), ("since", "2019-07-01")];
    for _ in 0..2 {
        office.post(&format!("{home}/observers"), &seat).await.is(303);
    }
    let invited = neighbour.get(&format!("/alliances/{}/observers", viersen.slug)).await.is(200);
    invited.shows("Kreis Kleve, seit 01.07.2019");
    office.get(&format!("{home}/municipalities")).await.is(200).shows("Kreis Viersen");
    let end = format!("{home}/observers/{id}/end");
    neighbour.post(&end, &[("until", "2019-07-31")]).await.is(404);
    office.post(&end, &[("until", "2019-06-01")]).await.is(422).shows("Der letzte Tag liegt vor dem ersten");
    office.post(&end, &[("until", "2019-07-31")]).await.is(303);
}

#[tokio::test]
async fn a_municipality_gets_a_letter_when_it_is_asked_and_when_the_deadline_moves() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    app.municipality_contact(&alliance, "05154016").await;
    let entered = [("version", "0"), ("institution", "Sozialamt"), ("email", "gfs@kleve.example")];
    office.post(&format!("{home}/office"), &entered).await.is(303);
    let page = office.get(&format!("{home}/votes")).await.is(200);
    page.shows("keine Ansprechperson mit Konto, erhält keine E-Mail");
    let ids = ask(&office, &home, &["05154016", "05154036"], "2019-08-31").await;
    let sent = letters(&app).await;
    assert_eq!(sent.len(), 1, "only Goch has somebody to write to");
    assert_eq!(sent[0].subject, "Bitte um die Stimme für Goch, bis 31.08.2019");
    assert_eq!(sent[0].reply_to.as_deref(), Some("gfs@kleve.example"));
    assert!(sent[0].body.contains(&format!("http://localhost:8080{home}/votes/{}", ids[0])));
    ask(&office, &home, &["05154016"], "2019-08-31").await;
    assert_eq!(self::letters(&app).await.len(), 1, "the same question twice is one letter");
    ask(&office, &home, &["05154016"], "2019-09-15").await;
    let moved = self::letters(&app).await;
    assert_eq!(moved.len(), 2);
    assert!(moved.iter().any(|m| m.subject == "Neue Frist für die Stimme von Goch: 15.09.2019"));
    app.person(Role::BoardLead, Some(&alliance)).await.post(&format!("{home}/votes"), &[]).await.is(404);
}

#[tokio::test]
async fn asking_again_does_not_get_around_what_a_municipality_has_answered() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let ids = ask(&office, &home, &["05154016"], "2019-08-31").await;
    let goch = app.municipality_contact(&alliance, "05154016").await;
    goch.post(&format!("{home}/votes/{}", ids[0]), &[("version", "1"), ("answer", "no")]).await.is(303);
    app.set_day(Day::new(2019, 8, 1).expect("a day"));
    let office = app.office(&alliance).await;
    let goch = app.municipality_contact(&alliance, "05154016").await;
    let again = ask(&office, &home, &["05154016"], "2019-10-31").await;
    assert_ne!(ids, again);
    let path = format!("{home}/votes/{}", again[0]);
    office.get(&path).await.is(200).shows("auf eine frühere Frage selbst geantwortet").hides("notieren");
    let yes = [("version", "1"), ("answer", "yes")];
    office.post(&format!("{path}/record"), &yes).await.is(409).shows("beantwortet nur sie");
    goch.post(&path, &yes).await.is(303);
    office.get(&path).await.is(200).shows("von Test municipality_contact");
}

#[tokio::test]
async fn pledges_become_accessions_without_retyping() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    let ids = ask(&office, &home, &["05154016", "05154036", "05154012"], "2019-08-31").await;
    // In the order of names: Geldern, Goch, Kleve.
    for (id, answer) in ids.iter().zip(["yes", "yes", "no"]) {
        let record = format!("{home}/votes/{id}/record");
        office.post(&record, &[("version", "1"), ("answer", answer)]).await.is(303);
    }
    let list = format!("{home}/votes");
    let page = office.get(&list).await.is(200).shows("Zusagen als Beitritte eintragen");
    let (geldern, goch) = (page.hidden("id-05154012"), page.hidden("id-05154016"));
    let enter = format!("{home}/votes/accessions");
    let fields = |on: &'static str| {
        vec![
            ("on", on),
            ("pledged", "05154012"),
            ("pledged", "05154016"),
            ("id-05154012", geldern.as_str()),
            ("id-05154016", goch.as_str()),
        ]
    };
    office.post(&enter, &[("on", "2019-07-31")]).await.is(422).shows("mindestens eine Zusage");
    office.post(&enter, &fields("")).await.is(422).shows("Bitte füllen Sie dieses Feld aus.");
    office
        .post(&enter, &fields("2001-01-01"))
        .await
        .is(422)
        .shows("Goch: Das Bündnis besteht an diesem Tag nicht");
    let unknown = [("on", "2019-07-31"), ("pledged", "05154036"), ("id-05154036", goch.as_str())];
    office.post(&enter, &unknown).await.is(422);
    app.person(Role::BoardLead, Some(&alliance)).await.post(&enter, &fields("2019-07-31")).await.is(404);
    for _ in 0..2 {
        office.post(&enter, &fields("2019-07-31")).await.is(303);
    }
    let page = office.get(&format!("{home}/municipalities")).await.is(200).shows("Geldern ist beigetreten.");
    page.shows("Zusage vom 31.07.2019").shows("von Test office");
    office.get(&list).await.is(200).hides("Zusagen als Beitritte eintragen");
    let known = office.get(&format!("/api/v1{home}/accessions")).await.is(200).json();
    assert_eq!(known["items"].as_array().map(Vec::len), Some(3), "the seat's and two of municipalities");
    assert_eq!(known["items"][0]["recorded_by_name"], "Test office");
}

#[tokio::test]
async fn votes_leave_as_files() {
    let (app, alliance, office) = kleve().await;
    let home = format!("/alliances/{}", alliance.slug);
    ask(&office, &home, &["05154016"], "2019-08-31").await;
    let csv = office.get(&format!("{home}/votes/file.csv")).await.is(200).text();
    assert!(csv.contains("05154016,Goch,2019-07-31,2019-08-31,noch offen"), "{csv}");
    let xlsx = office.get(&format!("{home}/votes/file.xlsx")).await.is(200);
    assert!(xlsx.bytes.starts_with(b"PK"));
    office.get(&format!("{home}/votes/file.pdf")).await.is(404);
    app.person(Role::CoreGroupMember, Some(&alliance))
        .await
        .get(&format!("{home}/votes/file.csv"))
        .await
        .is(404);
}

/// All letters queued, as they are written.
async fn letters(app: &TestApp) -> Vec<store::Mail> {
    let permit = app.permit::<base::RunJobs>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    let jobs = db.outbox(&permit, 100).await.expect("the outbox");
    jobs.iter().map(|j| j.needs().expect("a letter")).collect()
}
