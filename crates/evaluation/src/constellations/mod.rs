//! Übersicht 1: how cities, districts and municipalities have come together, for
//! any cut-off date (R-ALL-04). Computed by the owner of the accessions.

use crate::{download, map};
use askama::Template;
use axum::{
    Json,
    extract::{Path, Query, State},
    response::Response,
};
use base::{Day, ViewStatewide, percent_tenths};
use documents::{Cell, Column, Kind, Table};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, ConstellationLine, Error, Page, Permit, Result, Routes, Shell, html};

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/land/constellations", show)
        .get("/land/constellations/file.{ending}", file)
        .get("/api/v1/evaluation/constellations", api)
        .answers::<ConstellationsJson>("The 19 lines of Übersicht 1 on a day")
        .query(&[("date", "the cut-off date, YYYY-MM-DD; today when absent")])
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct OnDay {
    date: String,
}

impl OnDay {
    /// The day asked for; today when none is named.
    pub(crate) fn read(&self, app: &App) -> Result<Day> {
        if self.date.trim().is_empty() {
            return Ok(app.clock().today());
        }
        Day::read(&self.date).ok_or_else(|| Error::Field {
            field: "date",
            message: app.texts.say("form-not-a-day").to_string(),
        })
    }
}

impl OnDay {
    /// The day asked for, or today with the reason why it is not taken.
    pub(crate) fn read_or_today(&self, app: &App) -> (Day, String) {
        match self.read(app) {
            Ok(day) => (day, String::new()),
            Err(_) => (app.clock().today(), app.texts.say("form-not-a-day").to_string()),
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct ConstellationsJson {
    date: Day,
    lines: Vec<LineJson>,
}

#[derive(Serialize, JsonSchema)]
struct LineJson {
    line: u8,
    label: String,
    count: u32,
    /// Out of how many, where the line is a share.
    of: Option<u32>,
    /// The share, rounded half up to one decimal; absent where it is none.
    percent: Option<f64>,
}

async fn api(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Query(on): Query<OnDay>,
) -> Result<Json<ConstellationsJson>> {
    let day = on.read(&app)?;
    let mut db = app.db.read(&permit).await?;
    let found = app.statewide.constellations(&mut db, &permit, day).await?;
    let line = |l: &ConstellationLine| LineJson {
        line: l.line,
        label: app.texts.say_of("constellation", l.key).to_string(),
        count: l.count,
        of: l.of,
        percent: l.of.and_then(|of| download::percent(u64::from(l.count), u64::from(of))),
    };
    Ok(Json(ConstellationsJson { date: day, lines: found.lines.iter().map(line).collect() }))
}

#[derive(Template)]
#[template(path = "constellations/show.html")]
struct ShowPage {
    shell: Shell,
    date: String,
    wrong: String,
    lines: Vec<LineRow>,
    map: String,
    tiles: Vec<map::TileRow>,
}

/// One line in words.
pub(crate) struct LineRow {
    pub line: u8,
    pub label: String,
    pub count: String,
    pub of: String,
    pub percent: String,
    /// Lines that break down the one before are set in.
    pub part: bool,
    /// Width of the share's bar in percent of the cell.
    pub width: u64,
}

/// The lines as a table shows them.
pub(crate) fn rows(shell: &Shell, lines: &[ConstellationLine]) -> Vec<LineRow> {
    lines
        .iter()
        .map(|l| {
            let tenths = l.of.and_then(|of| percent_tenths(u64::from(l.count), u64::from(of)));
            LineRow {
                line: l.line,
                label: shell.say_of("constellation", l.key).to_string(),
                count: shell.number(l.count),
                of: l.of.map(|of| shell.number(of)).unwrap_or_default(),
                percent: if l.of.is_some() { shell.percent(tenths) } else { String::new() },
                part: matches!(l.line, 3..=5 | 7 | 8 | 11 | 12 | 15 | 16),
                width: tenths.unwrap_or(0).min(1000) / 10,
            }
        })
        .collect()
}

async fn show(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    page: Page,
    Query(on): Query<OnDay>,
) -> Result<Response> {
    let (day, wrong) = on.read_or_today(&app);
    let mut db = app.db.read(&permit).await?;
    let found = app.statewide.constellations(&mut db, &permit, day).await?;
    let shell = page.shell("constellations-title");
    let shell = crate::overview::under_land(shell);
    let status = map::by_standing(&shell, &found.tiles);
    html(&ShowPage {
        date: day.to_string(),
        wrong,
        lines: rows(&shell, &found.lines),
        map: map::draw(&shell, &status)?,
        tiles: status,
        shell,
    })
}

async fn file(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Path(ending): Path<String>,
    Query(on): Query<OnDay>,
) -> Result<Response> {
    let ending = download::ending(&ending)?;
    let day = on.read(&app)?;
    let mut db = app.db.read(&permit).await?;
    let found = app.statewide.constellations(&mut db, &permit, day).await?;
    let say = |id: &str| app.texts.say(id).to_string();
    let column = |key: &str, label: &str, kind| Column { key: key.into(), label: say(label), kind };
    let cells = |l: &ConstellationLine| {
        let tenths = l.of.and_then(|of| percent_tenths(u64::from(l.count), u64::from(of)));
        let tenths = tenths.and_then(|t| i64::try_from(t).ok());
        vec![
            Cell::Integer(i64::from(l.line)),
            Cell::Text(app.texts.say_of("constellation", l.key).to_string()),
            Cell::Integer(i64::from(l.count)),
            l.of.map_or(Cell::Empty, |of| Cell::Integer(i64::from(of))),
            tenths.map_or(Cell::Empty, Cell::Tenths),
        ]
    };
    let table = Table {
        title: say("constellations-title"),
        columns: vec![
            column("line", "constellations-line", Kind::Integer),
            column("label", "constellations-what", Kind::Text),
            column("count", "constellations-count", Kind::Integer),
            column("of", "constellations-of", Kind::Integer),
            column("percent", "constellations-percent", Kind::Percent),
        ],
        rows: found.lines.iter().map(cells).collect(),
        notes: vec![app.texts.say("constellations-as-of").with("day", day.german()).to_string()],
    };
    download::file(&table, &format!("konstellationen-{day}"), ending)
}
