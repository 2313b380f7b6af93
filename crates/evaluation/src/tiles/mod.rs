//! What the tile map says, for programs and as a file: every district and city with
//! its standing on a day and, for those who may know, with what came back.

mod store;

use crate::{constellations::OnDay, download, map, returns, waves};
use ::store::Read;
use axum::{
    Json,
    extract::{Path, Query, State},
    response::Response,
};
use base::{AnyPermit, Day, Permit, ViewReturns, ViewStatewide, WaveId};
use documents::{Cell, Column, Kind, Table};
use schemars::JsonSchema;
use serde::Serialize;
use std::{collections::BTreeMap, sync::Arc};
use web::{App, Result, Routes, Standing, Tile};

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/land/map/file.{ending}", file)
        .get("/api/v1/evaluation/map", api)
        .answers::<MapJson>("Districts and cities with their standing on a day, as the tile map shows them")
        .query(&[
            ("date", "the cut-off date, YYYY-MM-DD; today when absent"),
            ("wave", "the wave; the one opened last when absent"),
        ])
}

/// What came back in a wave, place by place.
#[derive(Debug, Default)]
pub(crate) struct Returned {
    /// State of the alliance's return, by district key or AGS.
    pub by_seat: BTreeMap<String, map::State>,
    /// Returns of municipalities' own alliances, by district key.
    pub municipal: BTreeMap<String, BTreeMap<map::State, u64>>,
}

/// What came back; `None` for those who may not know who has answered.
pub(crate) async fn returned(
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
    wave: WaveId,
) -> Result<Option<Arc<Returned>>> {
    let Some(may) = Permit::<ViewReturns>::ask(permit.actor(), None) else { return Ok(None) };
    let found = db
        .remembered(&may, returns::SUBJECTS, wave.to_string(), move |db, may| Box::pin(look(db, may, wave)));
    found.await.map(Some)
}

async fn look(db: &mut Read, permit: &Permit<ViewReturns>, wave: WaveId) -> Result<Returned> {
    let by_seat = returns::by_seat(db, permit, wave).await?;
    let mut municipal: BTreeMap<String, BTreeMap<map::State, u64>> = BTreeMap::new();
    for (district, state, number) in store::municipal(db, permit, wave).await? {
        let states = municipal.entry(district).or_default();
        *states.entry(map::State::of_return(&state)).or_default() += u64::try_from(number).unwrap_or(0);
    }
    let by_seat = by_seat.into_iter().map(|(seat, s)| (seat, map::State::of_return(&s))).collect();
    Ok(Returned { by_seat, municipal })
}

#[derive(Serialize, JsonSchema)]
struct MapJson {
    date: Day,
    /// The wave the returns are about; absent before any was opened.
    wave: Option<WaveId>,
    tiles: Vec<TileJson>,
}

#[derive(Serialize, JsonSchema)]
struct TileJson {
    /// District key (five digits) or AGS (eight).
    key: String,
    name: String,
    /// From the left, from 0.
    column: u8,
    /// From the top, from 0.
    row: u8,
    /// `alliance`, `only_municipal` or `none`.
    standing: &'static str,
    population: u64,
    /// Municipalities that take part.
    municipalities_taking_part: u32,
    /// Municipalities there are; 1 for a city.
    municipalities: u32,
    /// What its alliance has returned: `complete`, `partial`, `outstanding` or
    /// `declined`; absent where it was not asked, and for those who may not know.
    return_state: Option<&'static str>,
    /// What the municipalities' own alliances inside have returned: state and number.
    municipal_returns: BTreeMap<&'static str, u64>,
}

const fn standing(tile: &Tile) -> &'static str {
    match tile.standing {
        Standing::Alliance => "alliance",
        Standing::OnlyMunicipal => "only_municipal",
        Standing::None => "none",
    }
}

/// Tiles, the wave and what came back.
struct Found {
    date: Day,
    wave: Option<waves::Wave>,
    tiles: Vec<Tile>,
    returned: Arc<Returned>,
}

async fn load(app: &App, permit: &Permit<ViewStatewide>, on: &OnDay, asked: waves::Asked) -> Result<Found> {
    let date = on.read(app)?;
    let mut db = app.db.read(permit).await?;
    let found = app.statewide.constellations(&mut db, permit, date).await?;
    let wave = waves::find(&mut db, permit, asked).await?;
    let returned = match &wave {
        Some(wave) => returned(&mut db, permit, wave.wave_id).await?,
        None => None,
    };
    Ok(Found { date, wave, tiles: found.tiles.clone(), returned: returned.unwrap_or_default() })
}

async fn api(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Query(on): Query<OnDay>,
    Query(asked): Query<waves::Asked>,
) -> Result<Json<MapJson>> {
    let found = load(&app, &permit, &on, asked).await?;
    let tile = |tile: &Tile| TileJson {
        standing: standing(tile),
        column: tile.col,
        row: tile.row,
        population: tile.population,
        municipalities_taking_part: tile.taking_part.0,
        municipalities: tile.taking_part.1,
        return_state: found.returned.by_seat.get(&tile.key).map(|s| s.key()),
        municipal_returns: found
            .returned
            .municipal
            .get(&tile.key)
            .map(|states| states.iter().map(|(s, n)| (s.key(), *n)).collect())
            .unwrap_or_default(),
        key: tile.key.clone(),
        name: tile.name.clone(),
    };
    let tiles = found.tiles.iter().map(tile).collect();
    Ok(Json(MapJson { date: found.date, wave: found.wave.map(|w| w.wave_id), tiles }))
}

async fn file(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Path(ending): Path<String>,
    Query(on): Query<OnDay>,
    Query(asked): Query<waves::Asked>,
) -> Result<Response> {
    let ending = download::ending(&ending)?;
    let found = load(&app, &permit, &on, asked).await?;
    let say = |id: &str| app.texts.say(id).to_string();
    let column = |key: &str, label: &str, kind| Column { key: key.into(), label: say(label), kind };
    let words = |state: &map::State| app.texts.say_of("map-state", state.key()).to_string();
    let cells = |tile: &Tile| {
        let municipal = found.returned.municipal.get(&tile.key);
        let municipal = municipal.map(|states| {
            states.iter().map(|(s, n)| format!("{n} {}", words(s))).collect::<Vec<_>>().join(", ")
        });
        vec![
            Cell::Text(tile.key.clone()),
            Cell::Text(tile.name.clone()),
            Cell::Text(words(&map::State::of_standing(tile.standing))),
            Cell::Integer(i64::from(tile.taking_part.0)),
            Cell::Integer(i64::from(tile.taking_part.1)),
            download::whole(tile.population),
            found.returned.by_seat.get(&tile.key).map_or(Cell::Empty, |s| Cell::Text(words(s))),
            municipal.map_or(Cell::Empty, Cell::Text),
        ]
    };
    let mut notes = vec![app.texts.say("constellations-as-of").with("day", found.date.german()).to_string()];
    notes.extend(found.wave.as_ref().map(|w| w.title.clone()));
    notes.push(say("source-destatis"));
    let table = Table {
        title: say("map-caption"),
        columns: vec![
            column("key", "map-key", Kind::Text),
            column("name", "map-name", Kind::Text),
            column("standing", "map-state", Kind::Text),
            column("municipalities_taking_part", "map-municipalities", Kind::Integer),
            column("municipalities", "map-municipalities-all", Kind::Integer),
            column("population", "map-population", Kind::Integer),
            column("return_state", "map-return", Kind::Text),
            column("municipal_returns", "map-municipal", Kind::Text),
        ],
        rows: found.tiles.iter().map(cells).collect(),
        notes,
    };
    download::file(&table, &format!("karte-{}", found.date), ending)
}
