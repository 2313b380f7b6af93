//! Single measures of the short forms: on which network or earlier programme core
//! groups build (R-STR-09), and which types of actors they still miss (R-STR-12).
//! Counted from complete returns, each code once for each alliance; what was
//! written in own words is not counted. Codes and their words come from the
//! working aid.

mod store;

use crate::{
    core_groups::{ByKind, CellView, Head, cells, heads},
    download,
    filter::Filter,
    returns,
    waves::{self, Wave},
};
use ::store::Read;
use askama::Template;
use axum::{
    Json,
    extract::{Path, Query, State},
    response::Response,
};
use base::{Permit, ViewStatewide, WaveId};
use documents::{Cell, Column, Kind, Table};
use schemars::JsonSchema;
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};
use web::{App, Page, Result, Routes, html};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("measures.de.ftl", include_str!("measures.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/land/predecessors", show_predecessors)
        .get("/land/predecessors/file.{ending}", file_predecessors)
        .get("/land/missing-actors", show_missing)
        .get("/land/missing-actors/file.{ending}", file_missing)
        .get("/api/v1/evaluation/predecessors", api_predecessors)
        .answers::<MeasureJson>("Networks and earlier programmes core groups build on, by kind of alliance")
        .query(&[("wave", "the wave; the one opened last when absent")])
        .get("/api/v1/evaluation/missing-actors", api_missing)
        .answers::<MeasureJson>("Types of actors wanted in core groups that do not sit there yet")
        .query(&[("wave", "the wave; the one opened last when absent")])
}

/// One measure as this place shows it.
struct Measure {
    /// Its name in the short form.
    key: &'static str,
    /// Its address below the overview's.
    path: &'static str,
    /// The beginning of its texts.
    texts: &'static str,
    /// The name of its files.
    file: &'static str,
}

const PREDECESSORS: Measure = Measure {
    key: "predecessor",
    path: "/land/predecessors",
    texts: "predecessors",
    file: "vorlaeufer-der-kerngruppen",
};

const MISSING: Measure = Measure {
    key: "core_group_missing",
    path: "/land/missing-actors",
    texts: "missing-actors",
    file: "fehlende-akteure",
};

/// A measure counted.
struct Found {
    wave: Option<Wave>,
    /// Complete returns.
    n: ByKind<u64>,
    limited: ByKind<bool>,
    /// Code, words, number.
    rows: Vec<(String, String, ByKind<u64>)>,
}

async fn load(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
    asked: waves::Asked,
    measure: &Measure,
) -> Result<Found> {
    let wave = waves::find(db, permit, asked).await?;
    let (mut returns, mut counted, mut codes) = (Arc::<returns::Returns>::default(), Vec::new(), Vec::new());
    if let Some(wave) = &wave {
        returns = returns::count(db, permit, wave.wave_id).await?;
        counted = store::count(db, permit, wave.wave_id, measure.key).await?;
        codes = app.aids.codes(&wave.instrument_key, wave.instrument_version, measure.key);
    }
    let mut by_code: BTreeMap<&str, ByKind<u64>> = BTreeMap::new();
    for (code, kind, number) in &counted {
        by_code.entry(code).or_default().add(kind, u64::try_from(*number).unwrap_or(0));
    }
    let row = |(code, words): (String, String)| {
        let count = by_code.get(code.as_str()).copied().unwrap_or_default();
        (code, words, count)
    };
    let rows = codes.into_iter().map(row).collect();
    Ok(Found { n: returns.complete(), limited: returns.limited(), rows, wave })
}

#[derive(Serialize, JsonSchema)]
struct MeasureJson {
    /// The wave the numbers are about; absent before any was opened.
    wave: Option<WaveId>,
    /// Complete returns.
    n: ByKind<u64>,
    /// Few answers: fewer than ten, or fewer than half of those asked.
    limited: ByKind<bool>,
    rows: Vec<CodeJson>,
}

#[derive(Serialize, JsonSchema)]
struct CodeJson {
    code: String,
    label: String,
    count: ByKind<u64>,
    /// Rounded half up to one decimal; absent where N is 0.
    percent: ByKind<Option<f64>>,
}

async fn api(
    app: &App,
    permit: &Permit<ViewStatewide>,
    asked: waves::Asked,
    measure: &Measure,
) -> Result<Json<MeasureJson>> {
    let mut db = app.db.read(permit).await?;
    let Found { wave, n, limited, rows } = load(app, &mut db, permit, asked, measure).await?;
    let row = |(code, label, count): (String, String, ByKind<u64>)| CodeJson {
        code,
        label,
        percent: ByKind::of(|kind| download::percent(count.get(kind), n.get(kind))),
        count,
    };
    let rows = rows.into_iter().map(row).collect();
    Ok(Json(MeasureJson { wave: wave.map(|w| w.wave_id), n, limited, rows }))
}

#[derive(Template)]
#[template(path = "measures/show.html")]
struct ShowPage {
    shell: web::Shell,
    texts: &'static str,
    path: &'static str,
    filter: Filter,
    wave: Option<String>,
    heads: Vec<Head>,
    rows: Vec<(String, Vec<CellView>)>,
}

async fn show(
    app: &App,
    permit: &Permit<ViewStatewide>,
    page: &Page,
    asked: waves::Asked,
    measure: &Measure,
) -> Result<Response> {
    let mut db = app.db.read(permit).await?;
    let title = app.texts.say_of(measure.texts, "title").to_string();
    let shell = crate::overview::under_land(page.shell_titled(title));
    let found = load(app, &mut db, permit, asked, measure).await?;
    let filter = Filter::load(&mut db, permit, &shell, None, found.wave.as_ref()).await?;
    let mut rows = found.rows;
    // The most frequent first; the rest keeps the order of the working aid.
    rows.sort_by_key(|(_, _, count)| std::cmp::Reverse(count.get("all")));
    html(&ShowPage {
        texts: measure.texts,
        path: measure.path,
        heads: heads(&shell, found.n, found.limited),
        rows: rows.into_iter().map(|(_, words, count)| (words, cells(&shell, count, found.n))).collect(),
        wave: found.wave.map(|w| w.title),
        filter,
        shell,
    })
}

async fn file(
    app: &App,
    permit: &Permit<ViewStatewide>,
    ending: &str,
    asked: waves::Asked,
    measure: &Measure,
) -> Result<Response> {
    let ending = download::ending(ending)?;
    let mut db = app.db.read(permit).await?;
    let found = load(app, &mut db, permit, asked, measure).await?;
    let say = |key: &str| app.texts.say_of(measure.texts, key).to_string();
    let text = |key: &str, label: String| Column { key: key.into(), label, kind: Kind::Text };
    let mut columns =
        vec![text("code", app.texts.say("core-groups-key").to_string()), text("label", say("code"))];
    columns.extend(download::kind_columns(&app.texts));
    let cells = |(code, words, count): &(String, String, ByKind<u64>)| {
        let mut cells = vec![Cell::Text(code.clone()), Cell::Text(words.clone())];
        cells.extend(download::kind_cells(&app.texts, *count, found.n, found.limited));
        cells
    };
    let table = Table {
        title: say("title"),
        columns,
        rows: found.rows.iter().map(cells).collect(),
        notes: vec![
            found.wave.map_or_else(|| app.texts.say("overview-no-wave-title").to_string(), |w| w.title),
            app.texts.say("core-groups-rounding").to_string(),
        ],
    };
    download::file(&table, measure.file, ending)
}

async fn api_predecessors(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Query(asked): Query<waves::Asked>,
) -> Result<Json<MeasureJson>> {
    api(&app, &permit, asked, &PREDECESSORS).await
}

async fn api_missing(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Query(asked): Query<waves::Asked>,
) -> Result<Json<MeasureJson>> {
    api(&app, &permit, asked, &MISSING).await
}

async fn show_predecessors(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    page: Page,
    Query(asked): Query<waves::Asked>,
) -> Result<Response> {
    show(&app, &permit, &page, asked, &PREDECESSORS).await
}

async fn show_missing(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    page: Page,
    Query(asked): Query<waves::Asked>,
) -> Result<Response> {
    show(&app, &permit, &page, asked, &MISSING).await
}

async fn file_predecessors(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Path(ending): Path<String>,
    Query(asked): Query<waves::Asked>,
) -> Result<Response> {
    file(&app, &permit, &ending, asked, &PREDECESSORS).await
}

async fn file_missing(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Path(ending): Path<String>,
    Query(asked): Query<waves::Asked>,
) -> Result<Response> {
    file(&app, &permit, &ending, asked, &MISSING).await
}
