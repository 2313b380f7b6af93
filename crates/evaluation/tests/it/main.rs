//! The statewide pages, files and answers for programs, through requests.

mod constellations;
mod core_groups;
mod measures;
mod overview;
mod placements;
mod returns;
mod steering;
mod summaries;
mod tiles;

use base::Role;
use std::io::{Cursor, Read};
use testkit::{Answer, Client, TestApp};

/// The demo state, and somebody of the scientific team.
async fn evaluator() -> (TestApp, Client) {
    let app = TestApp::demo().await;
    let evaluator = app.person(Role::Evaluator, None).await;
    (app, evaluator)
}

/// A CSV as rows of cells; none of those read here holds a line break.
fn csv(answer: &Answer) -> Vec<Vec<String>> {
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\""));
    let text = answer.text();
    text.trim_start_matches('\u{feff}').lines().map(cells).collect()
}

fn cells(line: &str) -> Vec<String> {
    let separator = if line.contains(';') { ';' } else { ',' };
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            c if c == separator && !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

/// Fails unless the answer is a workbook with at least one sheet.
fn is_xlsx(answer: &Answer) {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!(answer.header("content-type"), kind);
    let mut bytes = Vec::new();
    Cursor::new(&answer.bytes).read_to_end(&mut bytes).expect("readable");
    assert!(bytes.starts_with(b"PK") && bytes.len() > 1000, "a zip of some size");
}

/// The key of the only wave there is.
async fn wave(client: &Client) -> String {
    let returns = client.get("/api/v1/evaluation/returns").await.is(200).json();
    returns["wave"].as_str().expect("a wave").to_owned()
}

/// Everybody who may not see statewide results is refused as if there were none.
async fn refused(app: &TestApp, paths: &[&str]) {
    let operator = app.person(Role::Operator, None).await;
    for path in paths {
        operator.get(path).await.is(404);
        let visitor = app.visitor().get(path).await;
        if path.starts_with("/api/") {
            visitor.is(401);
        } else {
            assert!(visitor.is(303).location().starts_with("/sign-in"), "{path}");
        }
    }
}

const UNKNOWN: &str = "0190d6a4-0000-7000-8000-000000000009";

#[tokio::test]
async fn every_statewide_page_file_and_answer_refuses_those_who_may_not_see_it() {
    let app = TestApp::start().await;
    let mut paths = vec!["/land".to_owned()];
    for page in [
        "constellations",
        "core-groups",
        "office-placements",
        "predecessors",
        "missing-actors",
        "gaps",
        "problems",
    ] {
        paths.push(format!("/land/{page}"));
        paths.extend(["csv", "xlsx"].map(|ending| format!("/land/{page}/file.{ending}")));
    }
    for file in ["map/file", "returns/file", "core-groups/basis"] {
        paths.extend(["csv", "xlsx"].map(|ending| format!("/land/{file}.{ending}")));
    }
    for answer in [
        "constellations",
        "core-group-actors",
        "core-group-basis",
        "gaps",
        "map",
        "missing-actors",
        "office-placements",
        "predecessors",
        "problems",
        "returns",
    ] {
        paths.push(format!("/api/v1/evaluation/{answer}"));
    }
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    refused(&app, &paths).await;
    // Before the first wave everything is there, with N = 0.
    let ministry = app.person(Role::Ministry, None).await;
    for path in &paths {
        ministry.get(path).await.is(200);
    }
    for path in paths.iter().filter(|p| p.contains("file.") || p.contains("basis.")) {
        let other = path.replace(".csv", ".pdf").replace(".xlsx", ".exe");
        ministry.get(&other).await.is(404);
    }
}

#[tokio::test]
async fn a_wave_nobody_opened_is_not_found_and_a_broken_key_is_refused() {
    let (_app, evaluator) = evaluator().await;
    for path in [
        "/land",
        "/land/core-groups",
        "/land/predecessors",
        "/land/missing-actors/file.csv",
        "/land/returns/file.csv",
        "/land/map/file.csv",
        "/api/v1/evaluation/returns",
        "/api/v1/evaluation/core-group-actors",
        "/api/v1/evaluation/map",
    ] {
        evaluator.get(&format!("{path}?wave={UNKNOWN}")).await.is(404);
        evaluator.get(&format!("{path}?wave=")).await.is(200);
        evaluator.get(&format!("{path}?wave=x")).await.is(400);
    }
}
