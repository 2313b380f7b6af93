//! `klappt journal`: does it belong to the database, and making it whole again.

use super::{console, open_current, say};
use anyhow::{Result, bail};
use base::RunInstallation;
use clap::Subcommand;
use klappt::settings::Given;
use store::{Db, Disagreement};

#[derive(Subcommand)]
pub enum JournalCommand {
    /// Write into a journal that was lost what the database still knows of it
    #[command(after_help = "Example:\n  klappt journal mend")]
    Mend {
        #[command(flatten)]
        given: Given,
    },
}

impl JournalCommand {
    /// Runs it.
    pub async fn run(self) -> Result<bool> {
        let Self::Mend { given } = self;
        let db = open_current(&given.settle()?).await?;
        let found = agreeing(&db).await?;
        if found.is_empty() {
            say("Datenbank und Journal stimmen überein; es gab nichts nachzutragen.")?;
            return Ok(true);
        }
        // A new head would hide it, and nothing would be healed.
        if let Some(set_back) = found.iter().find(|d| matches!(d, Disagreement::SetBack(..))) {
            bail!("{set_back}");
        }
        let permit = console::<RunInstallation>()?;
        let noted = db.note_tombstones(&permit).await?;
        db.begin(&permit).await?.commit(&permit, "journal mended").await?;
        db.note_head().await?;
        let left = agreeing(&db).await?;
        db.close().await;
        for disagreement in &left {
            say(&format!("✗ {disagreement}"))?;
        }
        say(&format!("{noted} Löschvermerke und der Kopf des Protokolls wurden nachgetragen."))?;
        Ok(left.is_empty())
    }
}

/// In what database and journal do not agree, apart from what is only worth knowing.
///
/// # Errors
/// When the journal is another database's: nothing may be written into it.
pub async fn agreeing(db: &Db) -> Result<Vec<Disagreement>> {
    let mut found = db.compare_journal().await?;
    found.retain(|disagreement| !disagreement.is_note());
    match found.iter().find(|disagreement| disagreement.is_foreign()) {
        Some(foreign) => bail!("{foreign}"),
        None => Ok(found),
    }
}
