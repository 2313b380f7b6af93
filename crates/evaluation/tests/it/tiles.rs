//! The tile map: where its tiles lead, what they say, for people and programs.

use crate::{csv, evaluator, is_xlsx};
use base::Role;
use std::collections::BTreeSet;

#[tokio::test]
async fn every_tile_leads_to_the_page_of_its_city_or_district() {
    let (_app, evaluator) = evaluator().await;
    let page = evaluator.get("/land").await.is(200).text();
    let links: BTreeSet<&str> =
        page.split("href=\"/territory/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(links.len(), 54, "31 districts and 23 cities");
    assert_eq!(links.iter().filter(|l| l.starts_with("cities/")).count(), 23);
    for link in links {
        evaluator.get(&format!("/territory/{link}")).await.is(200);
    }
}

#[tokio::test]
async fn returns_of_municipalities_own_alliances_are_told_at_their_district() {
    let (app, evaluator) = evaluator().await;
    let answer = evaluator.get("/api/v1/evaluation/map").await.is(200).json();
    let tiles = answer["tiles"].as_array().cloned().unwrap_or_default();
    let of = |state: &str| {
        let number = |t: &serde_json::Value| t["municipal_returns"][state].as_u64().unwrap_or(0);
        tiles.iter().map(number).sum::<u64>()
    };
    assert_eq!(["complete", "partial", "outstanding", "declined"].map(of), [5, 3, 2, 2]);
    let complete = tiles.iter().filter(|t| t["return_state"] == "complete").count();
    assert_eq!(complete, 18 + 22);
    evaluator.get("/land").await.is(200).shows("Bündnisse von Kommunen: ");
    // An alliance's office sees who takes part, not who has answered.
    let place = app.alliance("05562").await;
    let office = app.office(&place).await;
    office.get("/land").await.is(200).hides("Bündnisse von Kommunen: ");
    let answer = office.get("/api/v1/evaluation/map").await.is(200).json();
    let tiles = answer["tiles"].as_array().cloned().unwrap_or_default();
    assert!(
        tiles.iter().all(|t| t["return_state"].is_null() && t["municipal_returns"] == serde_json::json!({}))
    );
    let ministry = app.person(Role::Ministry, None).await;
    ministry.get("/land").await.is(200).shows("Bündnisse von Kommunen: ");
}

#[tokio::test]
async fn the_map_is_a_file_too() {
    let (_app, evaluator) = evaluator().await;
    let rows = csv(&evaluator.get("/land/map/file.csv?date=2019-07-31").await.is(200));
    assert_eq!(rows.len(), 1 + 54);
    let kleve = rows.iter().find(|r| r[0] == "05154").expect("Kleve");
    assert_eq!(kleve[2], "mit Bündnis", "{kleve:?}");
    is_xlsx(&evaluator.get("/land/map/file.xlsx").await.is(200));
    evaluator.get("/land/map/file.csv?date=x").await.is(422);
}

#[tokio::test]
async fn the_page_of_a_district_names_its_alliances() {
    let (_app, evaluator) = evaluator().await;
    evaluator.get("/territory/districts/05154").await.is(200).shows("Bündnis").shows("Kreis Kleve");
    evaluator.get("/territory/cities/05911000").await.is(200).shows("Kein Bündnis");
}
