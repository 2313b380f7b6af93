//! The statewide overview: map, returns, constellations, core groups on one page.

use crate::{constellations, core_groups, filter::Filter, map, returns, tiles, waves};
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use base::{AnyPermit, ViewReturns, ViewStatewide};
use std::sync::Arc;
use web::{App, Page, Permit, Result, Routes, Shell, html};

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new().get("/land", show)
}

/// Puts a page under the overview.
pub(crate) fn under_land(shell: Shell) -> Shell {
    let words = shell.say("overview-title").to_string();
    shell.under(words, "/land")
}

#[derive(Template)]
#[template(path = "overview/show.html")]
struct ShowPage {
    shell: Shell,
    filter: Filter,
    as_of: String,
    wave: Option<(String, String)>,
    tiles_of: Vec<(String, String)>,
    map: String,
    tiles: Vec<map::TileRow>,
    returns: Vec<returns::Row>,
    states: Vec<String>,
    state_keys: [&'static str; 4],
    lines: Vec<constellations::LineRow>,
    view: Option<core_groups::View>,
    /// Those who steer see where there is need to.
    steers: bool,
}

async fn show(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    page: Page,
    Query(on): Query<constellations::OnDay>,
    Query(asked): Query<waves::Asked>,
) -> Result<Response> {
    let (day, wrong) = on.read_or_today(&app);
    let mut db = app.db.read(&permit).await?;
    let shell = page.shell("overview-title");
    let found = app.statewide.constellations(&mut db, &permit, day).await?;
    let wave = waves::find(&mut db, &permit, asked).await?;
    let mut tiles = map::by_standing(&shell, &found.tiles);
    let mut counts = Arc::<returns::Returns>::default();
    if let Some(wave) = &wave {
        counts = returns::count(&mut db, &permit, wave.wave_id).await?;
        // Who has and has not answered is shown to those who steer the survey only.
        if let Some(returned) = tiles::returned(&mut db, &permit, wave.wave_id).await? {
            tiles = map::by_return(&shell, &found.tiles, &returned);
        }
    }
    let view = core_groups::view(&shell, &mut db, &permit, asked).await?;
    let filter =
        Filter::load(&mut db, &permit, &shell, Some((day.to_string(), wrong)), wave.as_ref()).await?;
    html(&ShowPage {
        filter,
        as_of: day.german(),
        wave: wave.map(|w| (w.title, w.deadline.german())),
        tiles_of: figures(&shell, &counts, &found),
        map: map::draw(&shell, &tiles)?,
        tiles,
        returns: returns::rows(&shell, &counts),
        state_keys: returns::STATES,
        states: returns::STATES.iter().map(|s| shell.say_of("returns-state", s).to_string()).collect(),
        lines: constellations::rows(&shell, &found.lines),
        steers: Permit::<ViewReturns>::ask(permit.actor(), None).is_some(),
        view,
        shell,
    })
}

/// The few numbers on top: what one wants to know first.
fn figures(shell: &Shell, counts: &returns::Returns, found: &web::Constellations) -> Vec<(String, String)> {
    let line = |n: u8| found.lines.iter().find(|l| l.line == n);
    let alliances: u32 = [1, 2, 13].into_iter().filter_map(line).map(|l| l.count).sum();
    let returned = counts.in_state("complete") + counts.in_state("partial");
    let mut figures = vec![(shell.number(alliances), shell.say("overview-alliances").to_string())];
    if let Some(taking_part) = line(18) {
        let of = taking_part.of.unwrap_or(0);
        let label = shell.say("overview-municipalities").count("of", of).to_string();
        figures.push((shell.number(taking_part.count), label));
    }
    if counts.total() > 0 {
        let label = shell.say("overview-returned").count("of", counts.total()).to_string();
        figures.push((shell.number(returned), label));
    }
    figures
}
