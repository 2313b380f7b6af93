//! Files of what the overview shows and has no page of its own: the returns.

use crate::{
    KINDS, download,
    returns::{STATES, count},
    waves,
};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use base::{Permit, ViewStatewide};
use documents::{Cell, Column, Kind, Table};
use std::sync::Arc;
use web::{App, Result, Routes};

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new().get("/land/returns/file.{ending}", returns)
}

async fn returns(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Path(ending): Path<String>,
    Query(asked): Query<waves::Asked>,
) -> Result<Response> {
    let ending = download::ending(&ending)?;
    let mut db = app.db.read(&permit).await?;
    let wave = waves::find(&mut db, &permit, asked).await?;
    let counts = match &wave {
        Some(wave) => count(&mut db, &permit, wave.wave_id).await?,
        None => Arc::default(),
    };
    let say = |id: &str| app.texts.say(id).to_string();
    let column = |key: &str, label: String, kind| Column { key: key.into(), label, kind };
    let mut columns = vec![
        column("kind", say("core-groups-key"), Kind::Text),
        column("label", say("returns-kind"), Kind::Text),
    ];
    for state in STATES {
        columns.push(column(state, app.texts.say_of("returns-state", state).to_string(), Kind::Integer));
    }
    columns.push(column("total", say("returns-total"), Kind::Integer));
    columns.push(column("returned_percent", say("returns-returned-percent"), Kind::Percent));
    columns.push(column("limited", say("core-groups-limited"), Kind::Text));
    let cells = |kind: &str| {
        let of = |state: &str| counts.of_kind(kind, state);
        let total = STATES.iter().map(|s| of(s)).sum();
        let mut cells =
            vec![Cell::Text(kind.to_owned()), Cell::Text(app.texts.say_of("returns-kind", kind).to_string())];
        cells.extend(STATES.iter().map(|s| download::whole(of(s))));
        cells.push(download::whole(total));
        cells.push(download::share(of("complete") + of("partial"), total));
        cells.push(download::yes_no(&app.texts, counts.limited().get(kind)));
        cells
    };
    let table = Table {
        title: say("returns-caption"),
        columns,
        rows: KINDS.into_iter().chain(["all"]).map(cells).collect(),
        notes: vec![wave.map_or_else(|| say("overview-no-wave-title"), |w| w.title)],
    };
    download::file(&table, "ruecklaeufe", ending)
}
