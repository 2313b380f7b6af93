//! Which wave the statewide results are about.

use base::{Day, Permit, ViewStatewide, WaveId};
use serde::{Deserialize, Deserializer, de::Error as _};
use store::Read;
use web::{Error, Result};

/// A wave as far as results name it.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(clippy::struct_field_names, reason = "the published view names its key like this")]
pub struct Wave {
    /// Its key.
    pub wave_id: WaveId,
    /// What it is called.
    pub title: String,
    /// The working aid it asks for.
    pub instrument_key: String,
    /// Its version.
    pub instrument_version: i64,
    /// The last day to answer.
    pub deadline: Day,
}

/// The wave asked for in the address; the one opened last when none is named.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `?wave=`; an empty one, as a form sends it, names none.
    #[serde(deserialize_with = "named")]
    pub wave: Option<WaveId>,
}

fn named<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<Option<WaveId>, D::Error> {
    let text = String::deserialize(from)?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    text.trim().parse().map(Some).map_err(D::Error::custom)
}

/// The wave the results are about, if any was opened yet.
///
/// # Errors
/// `NotFound` when one is named that does not exist or was not opened.
pub async fn find(db: &mut Read, permit: &Permit<ViewStatewide>, asked: Asked) -> Result<Option<Wave>> {
    let found: Option<Wave> = db
        .shared(
            permit,
            "select wave_id, title, instrument_key, instrument_version, deadline from published_wave \
             where opened_at is not null and (wave_id = $1 or $1 is null) order by opened_at desc limit 1",
        )
        .bind(asked.wave)
        .maybe()
        .await?;
    if found.is_none() && asked.wave.is_some() {
        return Err(Error::NotFound);
    }
    Ok(found)
}

/// Waves that run: opened and not closed, the first to end in front.
pub async fn running(db: &mut Read, permit: &Permit<ViewStatewide>) -> Result<Vec<Wave>> {
    let all = db
        .shared(
            permit,
            "select wave_id, title, instrument_key, instrument_version, deadline from published_wave \
             where opened_at is not null and closed_at is null order by deadline, wave_id limit 100",
        )
        .all()
        .await?;
    Ok(all)
}

/// Waves to choose from: key and title, the one opened last first.
pub async fn choices(db: &mut Read, permit: &Permit<ViewStatewide>) -> Result<Vec<(WaveId, String)>> {
    let all = db
        .shared(
            permit,
            "select wave_id, title from published_wave where opened_at is not null \
             order by opened_at desc limit 100",
        )
        .all()
        .await?;
    Ok(all)
}

/// Opened waves about working aids that fit, the one opened last first.
pub async fn about(
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
    fits: impl Fn(&Wave) -> bool + Send + Sync,
) -> Result<Vec<Wave>> {
    let all: Vec<Wave> = db
        .shared(
            permit,
            "select wave_id, title, instrument_key, instrument_version, deadline from published_wave \
             where opened_at is not null order by opened_at desc limit 100",
        )
        .all()
        .await?;
    Ok(all.into_iter().filter(|wave| fits(wave)).collect())
}

/// The wave asked for, or the one opened last about a working aid that fits.
///
/// # Errors
/// `NotFound` when one is named that does not exist or does not fit.
pub async fn find_about(
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
    asked: Asked,
    fits: impl Fn(&Wave) -> bool + Send + Sync,
) -> Result<Option<Wave>> {
    if asked.wave.is_none() {
        return Ok(about(db, permit, fits).await?.into_iter().next());
    }
    let found = find(db, permit, asked).await?.filter(|wave| fits(wave));
    found.map(Some).ok_or(Error::NotFound)
}
