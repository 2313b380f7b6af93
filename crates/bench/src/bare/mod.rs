//! The bare loop saving is compared with: one thread, one file with the settings
//! of klappt's, one row of an answer in each transaction, and nothing else – no
//! request, no permission, no version, no history, no audit line.

mod store;

use crate::figures::now;
use anyhow::Result;
use std::{path::Path, time::Duration};

/// No loop inserts more rows than this.
const MOST_ROWS: u32 = 200_000;

/// Rows a second, each on disk before the next begins.
pub async fn rows_per_second(file: &Path, length: Duration) -> Result<f64> {
    let mut bare = store::Bare::open(file).await?;
    let (begin, mut rows) = (now(), 0);
    while begin.elapsed() < length && rows < MOST_ROWS {
        rows += 1;
        bare.insert(&text(rows)).await?;
    }
    let elapsed = begin.elapsed();
    bare.close().await?;
    Ok(f64::from(rows) / elapsed.as_secs_f64())
}

/// As long as what is saved through the server.
fn text(row: u32) -> String {
    format!(
        "\"Fassung {}: Die Runde kennt sich, tagt regelmäßig und kann das Thema sofort aufnehmen. Neu dazu kommen \
         zwei Träger aus der Jugendhilfe, die bisher nur einzeln angesprochen wurden.\"",
        row + 1_000_000
    )
}
