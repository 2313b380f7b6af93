//! Three alliances of the demo in different stages of the needs-and-offers analysis: what
//! their offices, core groups and the Land read.

use base::Role;
use serde_json::Value;
use testkit::{Client, TestApp};

const AID: &str = "workbooks/bedarfsanalyse";

async fn office(slug: &str) -> (TestApp, Client) {
    let app = TestApp::demo().await;
    let place = app.alliance_named(slug).await;
    let office = app.office(&place).await;
    (app, office)
}

async fn items(client: &Client, path: &str) -> Vec<Value> {
    let list = client.get(path).await.is(200).json();
    list["items"].as_array().expect("items").clone()
}

/// How many entries of a list say so.
fn count(all: &[Value], field: &str, says: &str) -> usize {
    all.iter().filter(|one| one[field] == says).count()
}

#[tokio::test]
async fn the_city_waits_for_some_and_has_answers_side_by_side() {
    let (_app, office) = office("hamm").await;
    let asked = items(&office, &format!("/api/v1/alliances/hamm/{AID}/assignments")).await;
    let states = ["delivered", "declined", "begun", "opened"].map(|state| count(&asked, "state", state));
    assert_eq!((asked.len(), states), (8, [3, 1, 2, 2]), "{asked:?}");
    let page = office.get(&format!("/alliances/hamm/{AID}/assignments")).await.is(200);
    page.shows("möchte Zeit bis 30.08.2019").shows("überfällig").shows("(erfunden)");
    let waiting = office.get(&format!("/alliances/hamm/{AID}/consolidation?state=ready")).await.is(200);
    assert_eq!(waiting.text().matches("wartet auf Abstimmung</span>").count(), 7, "{}", waiting.text());
    let item = office.get(&format!("/alliances/hamm/{AID}/consolidation/BAA-4.3")).await.is(200);
    item.shows("2 von 6 haben geantwortet")
        .shows("Bitte fragen Sie die Ausbildungsberatung.")
        .shows("Für Anfängerinnen und Anfänger gibt es im Sommer keinen Kurs.")
        .shows("Kurse für Frauen mit kleinen Kindern.")
        .shows("Wir sollten die Betriebe fragen");
    office.get(&format!("/alliances/hamm/{AID}/threads")).await.is(200).shows("mehr nötig");
}

#[tokio::test]
async fn the_declined_one_names_another_and_the_passed_on_one_has_a_new_holder() {
    let (_app, office) = office("hamm").await;
    let asked = items(&office, &format!("/api/v1/alliances/hamm/{AID}/assignments")).await;
    let page = async |organisation: &str| {
        let one = asked.iter().find(|a| a["organisation"] == organisation).expect("asked");
        let id = one["id"].as_str().unwrap_or_default().to_owned();
        office.get(&format!("/alliances/hamm/assignments/{id}")).await.is(200)
    };
    page("Handwerksverein Musterhandwerk (erfunden)").await.shows("Mika Exempel");
    page("Berufskolleg Musterstadt (erfunden)").await.shows("Noel Beispiel").shows("Chris Beispiel");
}

#[tokio::test]
async fn seven_of_ten_municipalities_answer_their_district_and_their_numbers_add_up() {
    let (_app, office) = office("kreis-minden-luebbecke").await;
    let base = format!("/alliances/kreis-minden-luebbecke/{AID}/roll-up");
    let page = office.get(&base).await.is(200);
    page.shows("7 von 10 Kommunen, 82,5\u{a0}% der Einwohnerinnen und Einwohner")
        .shows("Wir haben dafür gerade niemanden.");
    let rows = office.get(&format!("/api/v1{base}")).await.is(200).json();
    let rows = rows["municipalities"].as_array().expect("rows").clone();
    let states = ["complete", "partial", "declined", "missing"].map(|state| count(&rows, "state", state));
    assert_eq!((rows.len(), states), (10, [7, 1, 1, 1]), "{rows:?}");
    let item = office.get(&format!("{base}/BAA-1.5")).await.is(200);
    // 33 + 9 + 7 + 61 + 15 + 22 + 11, and 108 + 31 + 26 + 182 + 52 + 79 + 29.
    item.shows("<strong>158</strong>, aus 7 von 10 Kommunen")
        .shows("<strong>507</strong>")
        .shows("noch keine Antwort: Espelkamp, Preußisch Oldendorf, Stemwede")
        .shows("Im Frühjahr nannte die Gemeinde 12 Personen")
        .hides("Duldung");
    let children = office.get(&format!("{base}/BAA-1.13")).await.is(200);
    children.shows("<strong>183</strong>, aus 6 von 10 Kommunen").shows("unbekannt: Rahden");
    let talk = office.get(&format!("{base}/BAA-2.14")).await.is(200);
    talk.shows("Ein gemeinsamer Lernraum").shows("Wir bringen es in die nächste Kerngruppe ein.");
}

#[tokio::test]
async fn the_municipality_that_withholds_numbers_has_them_itself() {
    let (_app, office) = office("espelkamp").await;
    office.get("/alliances/espelkamp/figures").await.is(200).shows("57");
    office.get("/alliances/espelkamp/district-requests").await.is(200).shows("1 von 4");
}

#[tokio::test]
async fn the_municipality_has_agreed_laid_views_over_each_other_and_made_a_task() {
    let (app, office) = office("minden").await;
    let base = format!("/alliances/minden/{AID}");
    office.get(&base).await.is(200).shows("nichts wartet").shows("keine offen");
    office
        .get(&format!("{base}/consolidation/BAA-1.6"))
        .await
        .is(200)
        .shows("zusammengezählt")
        .shows("Niemand ist doppelt gezählt");
    let item = office.get(&format!("{base}/consolidation/BAA-4.3")).await.is(200);
    item.shows("5 von 5 haben geantwortet")
        .shows("übernommen")
        .shows("zusammengefasst")
        .shows("von der Geschäftsführenden Stelle eingetragen");
    let place = app.alliance_named("minden").await;
    let member = app.person(Role::CoreGroupMember, Some(&place)).await;
    let views = member.get(&format!("{base}/consolidation/sections/BAA-IV")).await.is(200);
    views
        .shows("Alle Sichten stimmen überein.")
        .shows("Die Sichten gehen auseinander: Nichts nennen alle.")
        .shows("Die Sichten stimmen zum Teil überein.");
    office.get("/alliances/minden/tasks").await.is(200).shows("Deutschkurs mit Kinderbetreuung");
}

#[tokio::test]
async fn what_the_municipality_sent_stands_on_the_pages_of_the_land() {
    let app = TestApp::demo().await;
    let state = app.person(Role::StateCoordination, None).await;
    let gaps = state.get("/land/gaps").await.is(200);
    gaps.shows("Bedarfe und Angebote").shows("Integrationskurse und Jugendintegrationskurse");
    state
        .get("/land/answers")
        .await
        .is(200)
        .shows("Minden")
        .shows("Für Kinder unter drei Jahren fehlen Plätze");
    let problems = items(&state, "/api/v1/evaluation/problems").await;
    assert_eq!((problems.len(), &problems[0]["alliances"]), (2, &Value::from(1)), "{problems:?}");
    state.get("/land/problems").await.is(200).shows("Internationale Förderklassen").shows("wird geprüft");
    state
        .get("/land/problems/unsorted")
        .await
        .is(200)
        .shows("ist der Integrationskurs nur mit Zulassung offen");
}

#[tokio::test]
async fn every_free_answer_of_the_three_says_that_it_is_an_example() {
    let (_app, office) = office("minden").await;
    let answers = office.get(&format!("/api/v1/alliances/minden/{AID}")).await.is(200).json();
    let answers = answers["answers"].as_array().expect("answers").clone();
    let texts: Vec<&str> =
        answers.iter().filter_map(|a| a["value"].as_str()).filter(|text| text.contains(' ')).collect();
    assert!(texts.len() > 50, "{texts:?}");
    for text in texts {
        assert!(text.starts_with("Beispiel: "), "{text}");
    }
}
