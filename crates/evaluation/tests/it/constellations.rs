//! Übersicht 1 as a page, a file and for programs.

use crate::{csv, evaluator, is_xlsx};

#[tokio::test]
async fn a_cut_off_date_is_chosen_and_the_files_carry_it() {
    let (_app, evaluator) = evaluator().await;
    let page = evaluator.get("/land/constellations?date=2019-07-31").await.is(200);
    page.shows("href=\"/land/constellations/file.csv?date=2019-07-31\"").shows("95,7\u{a0}%");
    let file = evaluator.get("/land/constellations/file.csv?date=2019-07-31").await.is(200);
    let rows = csv(&file);
    assert_eq!(rows.len(), 1 + 19);
    assert_eq!(rows[1][2..4], ["22", "23"], "{:?}", rows[1]);
    is_xlsx(&evaluator.get("/land/constellations/file.xlsx?date=2019-07-31").await.is(200));
    let before = csv(&evaluator.get("/land/constellations/file.csv?date=2018-01-01").await.is(200));
    assert_eq!(before[1][2], "0");
}

#[tokio::test]
async fn a_day_that_is_none_is_refused_at_the_field() {
    let (_app, evaluator) = evaluator().await;
    let page = evaluator.get("/land/constellations?date=31.7.").await.is(200);
    page.shows("aria-invalid=\"true\" aria-describedby=\"e-date\"");
    evaluator.get("/land/constellations/file.csv?date=31.7.").await.is(422);
    evaluator.get("/api/v1/evaluation/constellations?date=31.7.").await.is(422);
}

#[tokio::test]
async fn programs_get_the_share_of_each_line() {
    let (_app, evaluator) = evaluator().await;
    let answer = evaluator.get("/api/v1/evaluation/constellations?date=2019-07-31").await.is(200).json();
    assert_eq!(answer["lines"][0]["percent"], 95.7);
    assert_eq!(answer["lines"][5]["percent"], serde_json::Value::Null, "line 6 is no share");
}
