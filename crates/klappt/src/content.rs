//! What every installation starts with: the programme's instruments, its actor
//! types, and the municipalities of the Land. All of it is data; changing it
//! needs no Rust.

use alliances::organisations::ActorType;
use anyhow::{Context, Result};
use base::{Actor, Permit, RunInstallation};
use instrument::Instrument;
use store::Db;

/// The published instruments: file name and text. Whatever lies under
/// `instruments/<key>/v<version>/` when the program is built.
pub const INSTRUMENTS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/instruments.rs"));

/// Reads the shipped instruments.
///
/// # Panics
/// When a shipped instrument is broken, which its own test finds first.
pub fn instruments() -> Vec<Instrument> {
    INSTRUMENTS
        .iter()
        .map(|(name, text)| {
            Instrument::parse(name, text).unwrap_or_else(|findings| panic!("{name} is broken: {findings:?}"))
        })
        .collect()
}

/// Makes the shipped instruments known to the workbooks.
pub fn set_catalogue() {
    workbooks::instruments::set_catalogue(workbooks::instruments::Catalogue::new(instruments()));
}

/// Brings a migrated database's content up to date. Safe to repeat.
pub async fn load(db: &Db) -> Result<()> {
    let permit = Permit::<RunInstallation>::ask(&Actor::job("content"), None)
        .context("the machine may load content")?;
    let types: Vec<ActorType> = instruments()
        .iter()
        .flat_map(|i| {
            let area =
                |key: &str| i.areas.iter().find(|a| a.key == key).map_or(String::new(), |a| a.label.clone());
            let of = |t: &instrument::ActorType| ActorType {
                key: t.key.clone(),
                label: t.label.clone(),
                area: t.area.clone(),
                area_label: area(&t.area),
            };
            i.actor_types().iter().map(of).collect::<Vec<_>>()
        })
        .collect();
    let mut tx = db.begin(&permit).await?;
    alliances::organisations::load_actor_types(&mut tx, &permit, &types).await?;
    alliances::territory::seed(&mut tx, &permit).await?;
    tx.commit(&permit, "content loaded").await?;
    Ok(())
}
