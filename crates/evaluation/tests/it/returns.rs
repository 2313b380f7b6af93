//! Returns as a table on the overview, a file and for programs.

use crate::{csv, evaluator, is_xlsx};
use base::Role;
use testkit::TestApp;

#[tokio::test]
async fn the_file_says_what_the_page_says() {
    let (_app, evaluator) = evaluator().await;
    let page = evaluator.get("/land").await.is(200);
    page.shows("82,8\u{a0}%");
    let rows = csv(&evaluator.get("/land/returns/file.csv").await.is(200));
    let row = |kind: &str| rows.iter().find(|r| r[0] == kind).expect("the kind")[2..].to_vec();
    assert_eq!(row("all")[..5], ["45", "3", "8", "2", "58"]);
    assert_eq!(row("all").last().map(String::as_str), Some("nein"));
    assert_eq!(row("municipality").last().map(String::as_str), Some("ja"), "five answers are few");
    is_xlsx(&evaluator.get("/land/returns/file.xlsx").await.is(200));
}

#[tokio::test]
async fn programs_get_shares_and_what_says_little() {
    let (_app, evaluator) = evaluator().await;
    let answer = evaluator.get("/api/v1/evaluation/returns").await.is(200).json();
    let rows = answer["rows"].as_array().cloned().unwrap_or_default();
    let row = |kind: &str| rows.iter().find(|r| r["kind"] == kind).cloned().expect("the kind");
    assert_eq!((&row("all")["returned_percent"], &row("all")["limited"]), (&82.8.into(), &false.into()));
    assert_eq!(row("municipality")["limited"], true);
}

#[tokio::test]
async fn before_the_first_wave_nobody_was_asked() {
    let app = TestApp::start().await;
    let ministry = app.person(Role::Ministry, None).await;
    let answer = ministry.get("/api/v1/evaluation/returns").await.is(200).json();
    assert_eq!((&answer["total"], &answer["wave"]), (&0.into(), &serde_json::Value::Null));
    assert_eq!(answer["rows"][0]["returned_percent"], serde_json::Value::Null);
}
