//! Where offices sit: against the numbers the interim report published.

use crate::{csv, evaluator, is_xlsx};
use serde_json::Value;

#[tokio::test]
async fn offices_sit_where_the_report_says() {
    let (_app, evaluator) = evaluator().await;
    let answer = evaluator.get("/api/v1/evaluation/office-placements").await.is(200).json();
    let counts = |list: &str, name: &str, key: &str| {
        let rows = answer[list].as_array().cloned().unwrap_or_default();
        let row: Value = rows.into_iter().find(|r| r[name] == key).expect("the row");
        ["city", "district", "cities_and_districts"].map(|k| row["count"][k].as_u64().expect("a number"))
    };
    assert_eq!(counts("groups", "group", "ki"), [11, 22, 33]);
    assert_eq!(counts("groups", "group", "others"), [11, 2, 13]);
    let n = ["city", "district", "cities_and_districts"].map(|k| answer["n"][k].as_u64());
    assert_eq!(n, [Some(22), Some(24), Some(46)]);
    let of = |placement: &str| counts("rows", "placement", placement)[2];
    assert_eq!(
        [
            "education",
            "integration",
            "education_and_integration",
            "social_affairs",
            "labour_market",
            "youth_office",
            "development_company"
        ]
        .map(of),
        [4, 3, 2, 1, 1, 1, 1]
    );
}

#[tokio::test]
async fn page_and_file_say_the_same() {
    let (_app, evaluator) = evaluator().await;
    let page = evaluator.get("/land/office-placements").await.is(200);
    page.shows("N = 46").shows("Andere kommunale Stellen").shows("71,7\u{a0}%");
    let rows = csv(&evaluator.get("/land/office-placements/file.csv").await.is(200));
    let ki = rows.iter().find(|r| r[1] == "ki" && r[0] == "Gruppe").expect("the group");
    assert_eq!(ki[6..8], ["33", "46"]);
    is_xlsx(&evaluator.get("/land/office-placements/file.xlsx").await.is(200));
}
