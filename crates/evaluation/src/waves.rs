//! Which wave the statewide results are about.

use base::{Day, Permit, ViewStatewide, WaveId};
use serde::Deserialize;
use store::{Read, Result};

/// A wave as far as results name it.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(clippy::struct_field_names, reason = "the published view names its key like this")]
pub struct Wave {
    /// Its key.
    pub wave_id: WaveId,
    /// What it is called.
    pub title: String,
    /// The last day to answer.
    pub deadline: Day,
}

/// The wave asked for in the address; the one opened last when none is named.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Asked {
    /// `?wave=`
    pub wave: Option<WaveId>,
}

/// The wave the results are about, if any was opened yet.
pub async fn find(db: &mut Read, permit: &Permit<ViewStatewide>, asked: Asked) -> Result<Option<Wave>> {
    db.shared(
        permit,
        "select wave_id, title, deadline from published_wave where opened_at is not null \
         and (wave_id = $1 or $1 is null) order by opened_at desc limit 1",
    )
    .bind(asked.wave)
    .maybe()
    .await
}
