//! Core groups across the Land: which actors sit in them (Übersicht 10), and
//! whether they are new, attached to something existing, or absent. Counted from
//! what complete returns have shared, with one rounding rule (R-EVA-04), N always
//! beside it, few answers marked (R-EVA-05).

mod store;

use crate::{
    KINDS, download,
    filter::Filter,
    returns::{self, Returns},
    waves,
};
use ::store::Read;
use askama::Template;
use axum::{
    Json,
    extract::{Path, Query, State},
    response::Response,
};
use base::{ViewStatewide, WaveId, percent_tenths};
use documents::{Cell, Column, Kind, Table};
use schemars::JsonSchema;
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};
use web::{App, Bar, Page, Permit, Result, Routes, Shell, bars, html};

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/land/core-groups", show)
        .get("/land/core-groups/file.{ending}", file)
        .get("/land/core-groups/basis.{ending}", basis_file)
        .get("/api/v1/evaluation/core-group-actors", api)
        .answers::<ActorsJson>("Actors in core groups by type, with N and percentages (Übersicht 10)")
        .query(&[("wave", "the wave; the one opened last when absent")])
        .get("/api/v1/evaluation/core-group-basis", api_basis)
        .answers::<BasisJson>("Core groups new, attached or absent, by kind of alliance")
        .query(&[("wave", "the wave; the one opened last when absent")])
}

/// A count for all alliances and for each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct ByKind<T> {
    /// All kinds together.
    pub all: T,
    /// Cities.
    pub city: T,
    /// Districts.
    pub district: T,
    /// Municipalities.
    pub municipality: T,
}

impl<T: Copy> ByKind<T> {
    /// All together and each kind, in the order of tables.
    pub const KEYS: [&str; 4] = ["all", "city", "district", "municipality"];

    /// From each column's key.
    pub fn of(each: impl Fn(&str) -> T) -> Self {
        Self {
            all: each("all"),
            city: each("city"),
            district: each("district"),
            municipality: each("municipality"),
        }
    }
    /// One column.
    pub fn get(&self, kind: &str) -> T {
        match kind {
            "city" => self.city,
            "district" => self.district,
            "municipality" => self.municipality,
            _ => self.all,
        }
    }
}

impl ByKind<u64> {
    /// Counts some more of one kind.
    pub fn add(&mut self, kind: &str, number: u64) {
        self.all += number;
        match kind {
            "city" => self.city += number,
            "district" => self.district += number,
            _ => self.municipality += number,
        }
    }
}

/// One actor type in core groups.
#[derive(Clone, Debug)]
pub struct ActorRow {
    /// Its key.
    pub actor_type: String,
    /// What people call it.
    pub label: String,
    /// A to D.
    pub area: String,
    /// What people call the area.
    pub area_label: String,
    /// In how many core groups it sits.
    pub count: ByKind<u64>,
}

/// Everything the page shows.
struct Found {
    wave: WaveId,
    n: ByKind<u64>,
    counts: Arc<Returns>,
    rows: Vec<ActorRow>,
    basis: Vec<(&'static str, ByKind<u64>)>,
    title: String,
}

/// Core groups: new, attached or absent.
const BASES: [&str; 3] = ["neu", "angebunden", "keine"];

/// As [`load`], with nothing counted before any wave was opened.
async fn load_or_none(
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
    asked: waves::Asked,
) -> Result<(Option<WaveId>, Arc<Found>)> {
    if let Some(found) = load(db, permit, asked).await? {
        return Ok((Some(found.wave), found));
    }
    let row = |(key, label, area, area_label)| ActorRow {
        actor_type: key,
        label,
        area,
        area_label,
        count: ByKind::default(),
    };
    let found = Found {
        wave: WaveId::from_uuid(uuid::Uuid::nil()),
        n: ByKind::default(),
        counts: Arc::default(),
        rows: store::actor_types(db, permit).await?.into_iter().map(row).collect(),
        basis: BASES.into_iter().map(|b| (b, ByKind::default())).collect(),
        title: String::new(),
    };
    Ok((None, Arc::new(found)))
}

async fn load(
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
    asked: waves::Asked,
) -> Result<Option<Arc<Found>>> {
    let Some(wave) = waves::find(db, permit, asked).await? else { return Ok(None) };
    let subjects = [returns::SUBJECTS, &["catalogue"]].concat();
    let found = db.remembered(permit, &subjects, wave.wave_id.to_string(), |db, permit| {
        Box::pin(count(db, permit, wave))
    });
    found.await.map(Some)
}

async fn count(db: &mut Read, permit: &Permit<ViewStatewide>, wave: waves::Wave) -> Result<Found> {
    let counts = returns::count(db, permit, wave.wave_id).await?;
    let n = counts.complete();
    let by_kind = |found: &BTreeMap<(String, String), u64>, value: &str| {
        let of = |kind: &str| found.get(&(value.to_owned(), kind.to_owned())).copied().unwrap_or(0);
        ByKind::of(|kind| if kind == "all" { KINDS.iter().map(|k| of(k)).sum() } else { of(kind) })
    };
    let actors = store::count(db, permit, wave.wave_id, "core_group_actors").await?;
    let types = store::actor_types(db, permit).await?;
    let rows = types
        .into_iter()
        .map(|(key, label, area, area_label)| ActorRow {
            count: by_kind(&actors, &key),
            actor_type: key,
            label,
            area,
            area_label,
        })
        .collect();
    let counted = store::count(db, permit, wave.wave_id, "core_group_basis").await?;
    let basis = BASES.into_iter().map(|b| (b, by_kind(&counted, b))).collect();
    Ok(Found { wave: wave.wave_id, n, counts, rows, basis, title: wave.title })
}

#[derive(Serialize, JsonSchema)]
struct ActorsJson {
    /// The wave the numbers are about; absent before any was opened.
    wave: Option<WaveId>,
    /// Complete returns.
    n: ByKind<u64>,
    /// Few answers: fewer than ten, or fewer than half of those asked.
    limited: ByKind<bool>,
    rows: Vec<ActorJson>,
}

#[derive(Serialize, JsonSchema)]
struct ActorJson {
    actor_type: String,
    label: String,
    area: String,
    count: ByKind<u64>,
    /// Rounded half up to one decimal; absent where N is 0.
    percent: ByKind<Option<f64>>,
}

fn percent(count: ByKind<u64>, n: ByKind<u64>) -> ByKind<Option<f64>> {
    ByKind::of(|kind| download::percent(count.get(kind), n.get(kind)))
}

async fn api(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Query(asked): Query<waves::Asked>,
) -> Result<Json<ActorsJson>> {
    let mut db = app.db.read(&permit).await?;
    let (wave, found) = load_or_none(&mut db, &permit, asked).await?;
    let row = |r: &ActorRow| ActorJson {
        percent: percent(r.count, found.n),
        actor_type: r.actor_type.clone(),
        label: r.label.clone(),
        area: r.area.clone(),
        count: r.count,
    };
    let limited = found.counts.limited();
    Ok(Json(ActorsJson { wave, n: found.n, limited, rows: found.rows.iter().map(row).collect() }))
}

#[derive(Serialize, JsonSchema)]
struct BasisJson {
    /// The wave the numbers are about; absent before any was opened.
    wave: Option<WaveId>,
    /// Complete returns.
    n: ByKind<u64>,
    /// Few answers: fewer than ten, or fewer than half of those asked.
    limited: ByKind<bool>,
    rows: Vec<BasisRow>,
}

#[derive(Serialize, JsonSchema)]
struct BasisRow {
    /// neu, angebunden or keine
    basis: &'static str,
    count: ByKind<u64>,
    percent: ByKind<Option<f64>>,
}

async fn api_basis(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Query(asked): Query<waves::Asked>,
) -> Result<Json<BasisJson>> {
    let mut db = app.db.read(&permit).await?;
    let (wave, found) = load_or_none(&mut db, &permit, asked).await?;
    let row = |&(basis, count): &(_, _)| BasisRow { basis, count, percent: percent(count, found.n) };
    let limited = found.counts.limited();
    Ok(Json(BasisJson { wave, n: found.n, limited, rows: found.basis.iter().map(row).collect() }))
}

/// Core groups as the overview shows them.
pub(crate) struct View {
    pub title: String,
    pub heads: Vec<Head>,
    pub areas: Vec<AreaView>,
    pub basis: Vec<(String, Vec<CellView>)>,
    pub basis_bars: String,
}

/// A column: a kind of alliance with its N.
pub(crate) struct Head {
    pub label: String,
    pub n: String,
    pub limited: bool,
}

/// The actor types of one area.
pub(crate) struct AreaView {
    pub label: String,
    pub rows: Vec<(String, Vec<CellView>)>,
}

/// A count with its percentage and its shade (0 to 6).
pub(crate) struct CellView {
    pub count: String,
    pub percent: String,
    pub heat: u64,
}

/// The cells of a row: all together and each kind.
pub(crate) fn cells(shell: &Shell, count: ByKind<u64>, n: ByKind<u64>) -> Vec<CellView> {
    ["all", "city", "district", "municipality"]
        .into_iter()
        .map(|kind| {
            let tenths = percent_tenths(count.get(kind), n.get(kind));
            CellView {
                count: shell.number(count.get(kind)),
                percent: shell.percent(tenths),
                heat: tenths.map_or(0, |t| t.min(1000).div_ceil(167)),
            }
        })
        .collect()
}

/// The heads of the columns: all together and each kind, with N.
pub(crate) fn heads(shell: &Shell, n: ByKind<u64>, limited: ByKind<bool>) -> Vec<Head> {
    let head = |kind: &str| Head {
        label: shell.say_of("returns-kind", kind).to_string(),
        n: shell.number(n.get(kind)),
        limited: limited.get(kind),
    };
    ByKind::<u64>::KEYS.into_iter().map(head).collect()
}

/// What to show; `None` before any wave was opened.
pub(crate) async fn view(
    shell: &Shell,
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
    asked: waves::Asked,
) -> Result<Option<View>> {
    let Some(found) = load(db, permit, asked).await? else { return Ok(None) };
    let mut areas: Vec<AreaView> = Vec::new();
    for row in &found.rows {
        if areas.last().is_none_or(|a| a.label != row.area_label) {
            areas.push(AreaView { label: row.area_label.clone(), rows: Vec::new() });
        }
        if let Some(area) = areas.last_mut() {
            area.rows.push((row.label.clone(), cells(shell, row.count, found.n)));
        }
    }
    let words = |basis: &str| shell.say_of("core-groups-basis", basis).to_string();
    let bar = |(basis, count): &(&'static str, ByKind<u64>)| {
        let tenths = percent_tenths(count.all, found.n.all);
        let value = shell
            .say("core-groups-of")
            .count("count", count.all)
            .count("n", found.n.all)
            .with("percent", shell.percent(tenths))
            .to_string();
        Bar { label: words(basis), tenths: tenths.unwrap_or(0), value }
    };
    let bars_of: Vec<Bar> = found.basis.iter().map(bar).collect();
    Ok(Some(View {
        heads: heads(shell, found.n, found.counts.limited()),
        areas,
        basis: found.basis.iter().map(|(b, count)| (words(b), cells(shell, *count, found.n))).collect(),
        basis_bars: bars(&shell.say("core-groups-basis-title").to_string(), &bars_of),
        title: found.title.clone(),
    }))
}

#[derive(Template)]
#[template(path = "core_groups/show.html")]
struct ShowPage {
    shell: Shell,
    filter: Filter,
    view: Option<View>,
}

async fn show(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    page: Page,
    Query(asked): Query<waves::Asked>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = crate::overview::under_land(page.shell("core-groups-title"));
    let wave = waves::find(&mut db, &permit, asked).await?;
    let view = view(&shell, &mut db, &permit, asked).await?;
    let filter = Filter::load(&mut db, &permit, &shell, None, wave.as_ref()).await?;
    html(&ShowPage { shell, filter, view })
}

async fn file(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Path(ending): Path<String>,
    Query(asked): Query<waves::Asked>,
) -> Result<Response> {
    let ending = download::ending(&ending)?;
    let mut db = app.db.read(&permit).await?;
    let (_, found) = load_or_none(&mut db, &permit, asked).await?;
    let say = |id: &str| app.texts.say(id).to_string();
    let column = |key: &str, label: String, kind| Column { key: key.into(), label, kind };
    let mut columns = vec![
        column("actor_type", say("core-groups-key"), Kind::Text),
        column("label", say("core-groups-actor"), Kind::Text),
        column("area", say("core-groups-area"), Kind::Text),
    ];
    columns.extend(download::kind_columns(&app.texts));
    let limited = found.counts.limited();
    let cells = |r: &ActorRow| {
        let mut cells = vec![
            Cell::Text(r.actor_type.clone()),
            Cell::Text(r.label.clone()),
            Cell::Text(format!("{} {}", r.area, r.area_label)),
        ];
        cells.extend(download::kind_cells(&app.texts, r.count, found.n, limited));
        cells
    };
    let n = app
        .texts
        .say("core-groups-note")
        .count("all", found.n.all)
        .count("city", found.n.city)
        .count("district", found.n.district)
        .count("municipality", found.n.municipality)
        .to_string();
    let rows = found.rows.iter().map(cells).collect();
    let table =
        Table { title: say("core-groups-actors-title"), columns, rows, notes: vec![found.title.clone(), n] };
    download::file(&table, "kerngruppen", ending)
}

async fn basis_file(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Path(ending): Path<String>,
    Query(asked): Query<waves::Asked>,
) -> Result<Response> {
    let ending = download::ending(&ending)?;
    let mut db = app.db.read(&permit).await?;
    let (_, found) = load_or_none(&mut db, &permit, asked).await?;
    let say = |id: &str| app.texts.say(id).to_string();
    let column = |key: &str, label: String| Column { key: key.into(), label, kind: Kind::Text };
    let mut columns =
        vec![column("basis", say("core-groups-key")), column("label", say("core-groups-basis"))];
    columns.extend(download::kind_columns(&app.texts));
    let cells = |(basis, count): &(&'static str, ByKind<u64>)| {
        let words = app.texts.say_of("core-groups-basis", basis).to_string();
        let mut cells = vec![Cell::Text((*basis).to_owned()), Cell::Text(words)];
        cells.extend(download::kind_cells(&app.texts, *count, found.n, found.counts.limited()));
        cells
    };
    let table = Table {
        title: say("core-groups-basis-caption"),
        columns,
        rows: found.basis.iter().map(cells).collect(),
        notes: vec![found.title.clone(), say("core-groups-rounding")],
    };
    download::file(&table, "kerngruppen-neu-oder-angeknuepft", ending)
}
