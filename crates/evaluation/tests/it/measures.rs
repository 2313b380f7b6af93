//! Earlier programmes and missing actors, counted from the short forms.

use crate::{csv, evaluator, is_xlsx};

#[tokio::test]
async fn core_groups_build_on_the_programmes_the_report_names() {
    let (_app, evaluator) = evaluator().await;
    let answer = evaluator.get("/api/v1/evaluation/predecessors").await.is(200).json();
    assert_eq!(answer["n"]["all"], 45);
    let rows = answer["rows"].as_array().cloned().unwrap_or_default();
    let of = |code: &str| {
        let row = rows.iter().find(|r| r["code"] == code).expect("the programme");
        (
            row["count"]["all"].as_u64().expect("a number"),
            row["label"].as_str().unwrap_or_default().to_owned(),
        )
    };
    let programmes =
        ["einwanderung_gestalten", "angekommen", "kaoa", "praeventionsketten", "willkommen_bei_freunden"];
    assert_eq!(programmes.map(|p| of(p).0), [4, 4, 4, 1, 1]);
    assert_eq!(of("einwanderung_gestalten").1, "Einwanderung gestalten");
    let page = evaluator.get("/land/predecessors").await.is(200);
    page.shows("Kommunale Präventionsketten").shows("N = 45").shows("/land/predecessors/file.csv?wave=");
    let file = csv(&evaluator.get("/land/predecessors/file.csv").await.is(200));
    assert!(file.iter().any(|r| r[0] == "kaoa" && r[2] == "4"), "{file:?}");
    is_xlsx(&evaluator.get("/land/predecessors/file.xlsx").await.is(200));
}

#[tokio::test]
async fn every_type_of_actor_can_be_missing_and_who_sits_there_is_not() {
    let (_app, evaluator) = evaluator().await;
    let answer = evaluator.get("/api/v1/evaluation/missing-actors").await.is(200).json();
    let rows = answer["rows"].as_array().cloned().unwrap_or_default();
    assert_eq!(rows.len(), 56);
    // In the demo everybody intended has a seat.
    assert!(rows.iter().all(|r| r["count"]["all"] == 0), "{rows:?}");
    evaluator.get("/land/missing-actors").await.is(200).shows("Gewünschte Akteure").shows("Berufskollegs");
    assert_eq!(csv(&evaluator.get("/land/missing-actors/file.csv").await.is(200)).len(), 1 + 56);
}
