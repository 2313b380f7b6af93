//! The demo state gives every figure the interim report published: Übersicht 1,
//! the returns, core groups new or attached, and the 84 cells of Übersicht 10 –
//! asked for as an evaluator would, through the API (`spec/numbers.md` §§ 1–5).

use base::{Role, percent_tenths};
use serde_json::Value;
use std::collections::BTreeMap;
use testkit::{Client, TestApp};

const LINES: &str = include_str!("../../../../programmes/gemeinsam-klappts/published/uebersicht-1.csv");
const CELLS: &str = include_str!("../../../../programmes/gemeinsam-klappts/published/uebersicht-10.csv");
const DEVIATIONS: &str =
    include_str!("../../../../programmes/gemeinsam-klappts/published/printed-differently.csv");

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let heads: Vec<String> = split(lines.next().expect("a head"));
    lines.filter(|l| !l.is_empty()).map(|l| heads.iter().cloned().zip(split(l)).collect()).collect()
}

fn split(line: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    fields.push(field);
    fields
}

async fn evaluator() -> (TestApp, Client) {
    let app = TestApp::demo().await;
    let evaluator = app.person(Role::Evaluator, None).await;
    (app, evaluator)
}

async fn read(client: &Client, path: &str) -> Value {
    client.get(path).await.is(200).json()
}

#[tokio::test]
async fn uebersicht_1_comes_out_line_by_line() {
    let (_app, evaluator) = evaluator().await;
    let answer = read(&evaluator, "/api/v1/evaluation/constellations?date=2019-07-31").await;
    assert_eq!(answer["date"], "2019-07-31");
    let lines = answer["lines"].as_array().expect("lines");
    assert_eq!(lines.len(), 19);
    for published in rows(LINES) {
        let number: u64 = published["line"].parse().expect("a line");
        let computed = lines.iter().find(|l| l["line"] == number).expect("the line");
        assert_eq!(computed["count"].to_string(), published["count"], "line {number}: {computed}");
        if !published["of"].is_empty() {
            assert_eq!(computed["of"].to_string(), published["of"], "line {number}: {computed}");
        }
        assert!(!computed["label"].as_str().unwrap_or_default().is_empty());
    }
}

#[tokio::test]
async fn returns_sum_to_the_58_asked() {
    let (_app, evaluator) = evaluator().await;
    let answer = read(&evaluator, "/api/v1/evaluation/returns").await;
    assert_eq!(answer["total"], 58);
    let row = |kind: &str| {
        let rows = answer["rows"].as_array().expect("rows").clone();
        let row = rows.into_iter().find(|r| r["kind"] == kind).expect("the kind");
        ["complete", "partial", "outstanding", "declined", "total"]
            .map(|s| row[s].as_u64().expect("a number"))
    };
    assert_eq!(row("city"), [18, 0, 4, 0, 22]);
    assert_eq!(row("district"), [22, 0, 2, 0, 24]);
    assert_eq!(row("municipality"), [5, 3, 2, 2, 12]);
    assert_eq!(row("all"), [45, 3, 8, 2, 58]);
}

#[tokio::test]
async fn core_groups_are_new_or_attached_as_decided() {
    let (_app, evaluator) = evaluator().await;
    let answer = read(&evaluator, "/api/v1/evaluation/core-group-basis").await;
    let count = |basis: &str| {
        let rows = answer["rows"].as_array().expect("rows").clone();
        rows.into_iter().find(|r| r["basis"] == basis).expect("the basis")["count"].clone()
    };
    assert_eq!(count("neu"), serde_json::json!({"all": 13, "city": 3, "district": 9, "municipality": 1}));
    assert_eq!(
        count("angebunden"),
        serde_json::json!({"all": 32, "city": 15, "district": 13, "municipality": 4})
    );
}

#[tokio::test]
async fn all_84_cells_of_uebersicht_10_come_out() {
    let (_app, evaluator) = evaluator().await;
    let answer = read(&evaluator, "/api/v1/evaluation/core-group-actors").await;
    assert_eq!(answer["n"], serde_json::json!({"all": 45, "city": 18, "district": 22, "municipality": 5}));
    let computed = answer["rows"].as_array().expect("rows");
    assert_eq!(computed.len(), 56, "all actor types are there");
    let published = rows(CELLS);
    assert_eq!(published.len(), 84);
    for cell in &published {
        let row = computed.iter().find(|r| r["actor_type"] == cell["actor_type"].as_str()).expect("the type");
        let group = cell["group"].as_str();
        assert_eq!(row["count"][group].to_string(), cell["count"], "{} {group}", cell["actor_type"]);
        let (count, n) = (cell["count"].parse().expect("a count"), cell["n"].parse().expect("an N"));
        let tenths = u32::try_from(percent_tenths(count, n).expect("N")).expect("small");
        assert_eq!(
            row["percent"][group].as_f64(),
            Some(f64::from(tenths) / 10.0),
            "{} {group}",
            cell["actor_type"]
        );
    }
}

#[tokio::test]
async fn exactly_the_21_percentages_printed_differently_deviate() {
    let (_app, evaluator) = evaluator().await;
    let answer = read(&evaluator, "/api/v1/evaluation/core-group-actors").await;
    let computed = answer["rows"].as_array().expect("rows");
    let mut deviating: Vec<(String, String)> = Vec::new();
    for cell in rows(CELLS) {
        let row = computed.iter().find(|r| r["actor_type"] == cell["actor_type"].as_str()).expect("the type");
        let is = row["percent"][cell["group"].as_str()].as_f64().expect("a percentage");
        let printed: f64 = cell["printed_percent"].replace(',', ".").parse().expect("a printed percentage");
        // The report prints whole numbers for municipalities; 80 and 80.0 are the same.
        if (is - printed).abs() > 0.049 {
            deviating.push((cell["actor_type"].clone(), cell["group"].clone()));
        }
    }
    let mut listed: Vec<(String, String)> =
        rows(DEVIATIONS).into_iter().map(|r| (r["actor_type"].clone(), r["group"].clone())).collect();
    deviating.sort();
    listed.sort();
    assert_eq!(deviating.len(), 21);
    assert_eq!(deviating, listed);
}

#[tokio::test]
async fn the_cut_off_date_matters() {
    let (_app, evaluator) = evaluator().await;
    let before = read(&evaluator, "/api/v1/evaluation/constellations?date=2018-01-01").await;
    assert_eq!(before["lines"][0]["count"], 0, "nobody had joined before the initiative began");
    evaluator.get("/api/v1/evaluation/constellations?date=31.7.19").await.is(422);
}
