//! Where the coordination offices (GfS) sit in their administrations (R-ALL-05),
//! by kind of alliance, counted from what the offices have entered. Who is no
//! member today does not count.

mod model;
mod store;

use self::model::{Counted, Kinds};
use crate::download;
use ::store::Read;
use askama::Template;
use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use base::{Day, Permit, ViewStatewide, percent_tenths};
use documents::{Cell, Column, Kind, Table};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, Page, Result, Routes, Shell, html};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("placements.de.ftl", include_str!("placements.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/land/office-placements", show)
        .get("/land/office-placements/file.{ending}", file)
        .get("/api/v1/evaluation/office-placements", api)
        .answers::<PlacementsJson>("Where coordination offices sit today, by kind of alliance")
}

async fn load(app: &App, db: &mut Read, permit: &Permit<ViewStatewide>) -> Result<(Day, Counted)> {
    let today = app.clock().today();
    let rows = store::placements(db, permit, today).await?;
    let members = app.membership.on(db, permit, today).await?;
    Ok((today, model::count(&rows, &members)))
}

#[derive(Serialize, JsonSchema)]
struct PlacementsJson {
    date: Day,
    /// Alliances whose office's placement is known.
    n: Kinds,
    /// Alliances without one.
    unknown: Kinds,
    /// Groups of placements; each alliance counts once.
    groups: Vec<GroupJson>,
    /// Placements; an office can sit in several.
    rows: Vec<RowJson>,
}

#[derive(Serialize, JsonSchema)]
struct GroupJson {
    group: String,
    label: String,
    count: Kinds,
    /// Rounded half up to one decimal; absent where N is 0.
    percent: PercentJson,
}

#[derive(Serialize, JsonSchema)]
struct RowJson {
    placement: String,
    label: String,
    group: String,
    count: Kinds,
    /// Rounded half up to one decimal; absent where N is 0.
    percent: PercentJson,
}

#[derive(Serialize, JsonSchema)]
struct PercentJson {
    all: Option<f64>,
    cities_and_districts: Option<f64>,
    city: Option<f64>,
    district: Option<f64>,
    municipality: Option<f64>,
}

impl PercentJson {
    fn of(count: Kinds, n: Kinds) -> Self {
        let of = |kind: &str| download::percent(count.get(kind), n.get(kind));
        Self {
            all: of("all"),
            cities_and_districts: of("cities_and_districts"),
            city: of("city"),
            district: of("district"),
            municipality: of("municipality"),
        }
    }
}

async fn api(permit: Permit<ViewStatewide>, State(app): State<App>) -> Result<Json<PlacementsJson>> {
    let mut db = app.db.read(&permit).await?;
    let (date, Counted { n, unknown, groups, rows }) = load(&app, &mut db, &permit).await?;
    let group = |(place, count): (model::Place, Kinds)| GroupJson {
        group: place.key,
        label: place.label,
        percent: PercentJson::of(count, n),
        count,
    };
    let row = |(place, group, count): (model::Place, String, Kinds)| RowJson {
        placement: place.key,
        label: place.label,
        group,
        percent: PercentJson::of(count, n),
        count,
    };
    Ok(Json(PlacementsJson {
        date,
        n,
        unknown,
        groups: groups.into_iter().map(group).collect(),
        rows: rows.into_iter().map(row).collect(),
    }))
}

#[derive(Template)]
#[template(path = "placements/show.html")]
struct ShowPage {
    shell: Shell,
    as_of: String,
    heads: Vec<(String, String)>,
    groups: Vec<Line>,
    rows: Vec<Line>,
    unknown: Vec<String>,
}

/// A row of the table: its name and its cells, count and percentage.
struct Line {
    label: String,
    cells: Vec<(String, String)>,
}

fn head(shell: &Shell, key: &str) -> String {
    shell.say_of("placements-kind", key).to_string()
}

fn line(shell: &Shell, label: String, count: Kinds, n: Kinds) -> Line {
    let cell = |key: &str| {
        let percent = percent_tenths(count.get(key), n.get(key));
        (shell.number(count.get(key)), shell.percent(percent))
    };
    Line { label, cells: Kinds::KEYS.into_iter().map(cell).collect() }
}

async fn show(permit: Permit<ViewStatewide>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = crate::overview::under_land(page.shell("placements-title"));
    let (today, found) = load(&app, &mut db, &permit).await?;
    let n = found.n;
    html(&ShowPage {
        as_of: today.german(),
        heads: Kinds::KEYS.into_iter().map(|k| (head(&shell, k), shell.number(n.get(k)))).collect(),
        groups: found.groups.into_iter().map(|(p, count)| line(&shell, p.label, count, n)).collect(),
        rows: found.rows.into_iter().map(|(p, _, count)| line(&shell, p.label, count, n)).collect(),
        unknown: Kinds::KEYS.into_iter().map(|k| shell.number(found.unknown.get(k))).collect(),
        shell,
    })
}

async fn file(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Path(ending): Path<String>,
) -> Result<Response> {
    let ending = download::ending(&ending)?;
    let mut db = app.db.read(&permit).await?;
    let (today, found) = load(&app, &mut db, &permit).await?;
    let say = |id: &str| app.texts.say(id).to_string();
    let column = |key: String, label: String, kind| Column { key, label, kind };
    let mut columns = vec![
        column("level".into(), say("placements-level"), Kind::Text),
        column("key".into(), say("core-groups-key"), Kind::Text),
        column("label".into(), say("placements-place"), Kind::Text),
    ];
    for key in Kinds::KEYS {
        let label = app.texts.say_of("placements-kind", key).to_string();
        columns.push(column(
            format!("{key}_count"),
            format!("{label}: {}", say("core-groups-count")),
            Kind::Integer,
        ));
        columns.push(column(format!("{key}_n"), format!("{label}: N"), Kind::Integer));
        columns.push(column(
            format!("{key}_percent"),
            format!("{label}: {}", say("core-groups-percent")),
            Kind::Percent,
        ));
    }
    let cells = |level: &str, place: &model::Place, count: Kinds| {
        let mut cells =
            vec![Cell::Text(say(level)), Cell::Text(place.key.clone()), Cell::Text(place.label.clone())];
        for key in Kinds::KEYS {
            cells.push(download::whole(count.get(key)));
            cells.push(download::whole(found.n.get(key)));
            cells.push(download::share(count.get(key), found.n.get(key)));
        }
        cells
    };
    let groups = found.groups.iter().map(|(p, count)| cells("placements-level-group", p, *count));
    let rows = found.rows.iter().map(|(p, _, count)| cells("placements-level-place", p, *count));
    let unknown = app.texts.say("placements-unknown-note").count("count", found.unknown.all).to_string();
    let table = Table {
        title: say("placements-title"),
        columns,
        rows: groups.chain(rows).collect(),
        notes: vec![app.texts.say("constellations-as-of").with("day", today.german()).to_string(), unknown],
    };
    download::file(&table, &format!("ansiedlung-der-gfs-{today}"), ending)
}
