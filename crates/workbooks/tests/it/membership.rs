//! Who is no member can be neither asked nor missing (R-EVA-03).

use crate::waves::{PLAN, letters, open, planned};
use base::{Alliance, Role, ViewReturns};
use serde_json::json;
use testkit::{Client, TestApp};
use workbooks::returns;

/// Goch has an alliance of its own, Kleve the district's; Goch goes over to it on
/// that day, and its own alliance stays open.
async fn goch_switches(on: &str) -> (TestApp, Client, Alliance, Alliance) {
    let app = TestApp::start().await;
    let (kleve, goch) = (app.alliance("05154").await, app.alliance("05154016").await);
    app.office(&goch).await;
    app.office(&kleve).await;
    let land = app.person(Role::StateCoordination, None).await;
    let act = json!({"body": "05154016", "act": "switched", "on": on});
    land.post_json(&format!("/api/v1/alliances/{}/accessions", kleve.slug), &act).await.is(201);
    (app, land, kleve, goch)
}

async fn faults(app: &TestApp) -> Vec<String> {
    let permit = app.permit::<ViewReturns>(None);
    let mut db = app.db().read(&permit).await.expect("a reader");
    returns::check(&mut db, &permit, &*app.app.membership, &app.app.texts).await.expect("checked")
}

#[tokio::test]
async fn an_alliance_nobody_takes_part_in_is_not_asked() {
    let (app, land, kleve, goch) = goch_switches("2019-05-01").await;
    let id = planned(&land, &[]).await;
    land.get(&format!("/land/waves/{id}/opening")).await.is(200).shows("1 Bündnis, 1 Einladung");
    open(&land, &id).await;
    let board = land.get(&format!("/land/waves/{id}")).await.is(200);
    board.shows("0 von 1 zurück").shows(&kleve.name).hides(&format!("{}</a>", goch.name));
    assert_eq!(letters(&app).await.len(), 1);
    assert_eq!(faults(&app).await, Vec::<String>::new());
}

#[tokio::test]
async fn it_cannot_be_picked_nor_asked_later() {
    let (_app, land, kleve, goch) = goch_switches("2019-05-01").await;
    let chosen = planned(&land, &[("asks", "chosen")]).await;
    let choice = format!("/land/waves/{chosen}/choice");
    land.get(&choice).await.is(200).shows(&kleve.name).hides(&goch.id.to_string());
    // Ticked by hand all the same, it is not asked.
    let (kleve_id, goch_id) = (kleve.id.to_string(), goch.id.to_string());
    let ticked = [("shown", goch_id.as_str()), ("alliance", &goch_id)];
    land.post(&choice, &ticked).await.is(303);
    let version = land.get(&format!("/land/waves/{chosen}/opening")).await.is(200).hidden("version");
    let letter = [("version", version.as_str()), PLAN[4], PLAN[5], ("do", "open")];
    land.post(&format!("/land/waves/{chosen}/opening"), &letter).await.is(409).shows("niemand gefragt");
    land.post(&choice, &[("shown", kleve_id.as_str()), ("alliance", &kleve_id)]).await.is(303);
    open(&land, &chosen).await;
    let asking = format!("/land/waves/{chosen}/asking");
    land.get(&asking).await.is(200).hides(&goch_id);
    land.post(&asking, &[("alliance", goch_id.as_str()), ("reason", "Doch")])
        .await
        .is(422)
        .shows("hat heute kein Mitglied");
    let later = json!({"alliance": goch.slug});
    let problem = land.post_json(&format!("/api/v1/waves/{chosen}/returns"), &later).await.is(422).json();
    assert_eq!(problem["field"], "alliance");
}

#[tokio::test]
async fn who_leaves_after_being_asked_is_marked_and_the_check_names_it() {
    let app = TestApp::start().await;
    let (kleve, goch) = (app.alliance("05154").await, app.alliance("05154016").await);
    let land = app.person(Role::StateCoordination, None).await;
    let id = planned(&land, &[]).await;
    open(&land, &id).await;
    assert_eq!(faults(&app).await, Vec::<String>::new());
    // Written down afterwards: it had left before it was asked, and is missing as well.
    let act = json!({"body": "05154016", "act": "switched", "on": "2019-06-01"});
    land.post_json(&format!("/api/v1/alliances/{}/accessions", kleve.slug), &act).await.is(201);
    let found = faults(&app).await;
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains(&goch.id.to_string()) && found[0].contains("gefragt"), "{found:?}");
    assert!(found[1].contains("steht aus"), "{found:?}");
    land.get(&format!("/land/waves/{id}")).await.is(200).shows("kein Mitglied mehr");
    let page = format!("/land/waves/{id}/returns/{}", goch.slug);
    land.get(&page).await.is(200).shows("kein Mitglied mehr");
    land.post(&format!("{page}/removal"), &[("removal_reason", "Ausgetreten")]).await.is(303);
    assert_eq!(faults(&app).await, Vec::<String>::new());
}
