//! The accessions as the statewide pages see them: the lines of Übersicht 1 and
//! the state of every district and city, for any day. Computed, never stored; kept
//! in memory until an accession or the territory changes.

use crate::{
    accessions::store as accessions,
    constellations::{Constellations, DistrictState, Participation},
    territory::{Body, Territory},
};
use ::store::Read;
use base::{Day, Permit, ViewStatewide};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use web::{ConstellationLine, Result, Standing, Statewide, Tile};

/// The accessions, for the statewide pages.
pub struct Land;

impl Statewide for Land {
    fn constellations<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a Permit<ViewStatewide>,
        on: Day,
    ) -> BoxFuture<'a, Result<Arc<web::Constellations>>> {
        Box::pin(async move {
            db.remembered(permit, &["territory", "accessions"], on.to_string(), move |db, permit| {
                Box::pin(compute(db, permit, on))
            })
            .await
        })
    }
}

async fn compute(db: &mut Read, permit: &Permit<ViewStatewide>, on: Day) -> Result<web::Constellations> {
    let register = accessions::register(db, permit).await?;
    let found = Constellations::on(&register.territory, &register.seats, &register.acts, on);
    let lines = found
        .lines()
        .into_iter()
        .map(|l| ConstellationLine { line: l.line, key: l.key, count: l.count, of: l.of })
        .collect();
    Ok(web::Constellations { on, lines, tiles: tiles(&register.territory, &found) })
}

fn tiles(territory: &Territory, found: &Constellations) -> Vec<Tile> {
    territory
        .tiles()
        .iter()
        .map(|tile| {
            let (standing, taking_part) = match tile.body {
                Body::District(key) => found.district(key).map_or((Standing::None, (0, 0)), of_district),
                Body::Municipality(ags) => match found.participation(ags) {
                    Participation::None => (Standing::None, (0, 1)),
                    Participation::Own(_) | Participation::District(_) => (Standing::Alliance, (1, 1)),
                },
            };
            Tile {
                key: tile.body.to_string(),
                name: tile.name.clone(),
                col: tile.col,
                row: tile.row,
                standing,
                population: territory.population(tile.body).unwrap_or(0),
                taking_part,
            }
        })
        .collect()
}

fn of_district(state: &DistrictState) -> (Standing, (u32, u32)) {
    let standing = match (state.alliance, state.own) {
        (Some(_), _) => Standing::Alliance,
        (None, 0) => Standing::None,
        (None, _) => Standing::OnlyMunicipal,
    };
    (standing, (state.joined + state.own, state.municipalities))
}
