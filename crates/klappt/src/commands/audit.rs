//! `klappt audit`: is the audit whole?

use super::{counted, open_current, say};
use anyhow::{Context, Result};
use clap::Subcommand;
use klappt::settings::Given;
use std::path::PathBuf;
use store::AUDIT_HEADS;

#[derive(Subcommand)]
pub enum AuditCommand {
    /// Check every entry and compare with the heads in the journal; names the first broken entry
    #[command(after_help = "Example:\n  klappt audit verify --heads /mnt/archive/audit-heads.log")]
    Verify {
        /// Heads from elsewhere, such as an archived journal
        #[arg(long)]
        heads: Option<PathBuf>,
        #[command(flatten)]
        given: Given,
    },
    /// Print the public key with which anybody can check the signatures of heads
    #[command(after_help = "Example:\n  klappt audit key")]
    Key {
        #[command(flatten)]
        given: Given,
    },
}

impl AuditCommand {
    /// Runs it. `false`: something is wrong with the audit.
    pub async fn run(self) -> Result<bool> {
        match self {
            Self::Verify { heads, given } => verify(given, heads).await,
            Self::Key { given } => {
                let keys = given.settle()?.keys.keys()?;
                let (number, key) = store::audit_key(&keys).context("Es ist kein Schlüssel da")?;
                say(&format!("Ed25519, Hauptschlüssel {number}: {key}"))?;
                Ok(true)
            }
        }
    }
}

async fn verify(given: Given, heads: Option<PathBuf>) -> Result<bool> {
    let heads = heads
        .map(|path| {
            std::fs::read_to_string(&path)
                .with_context(|| format!("{} lässt sich nicht lesen", path.display()))
        })
        .transpose()?;
    let db = open_current(&given.settle()?).await?;
    let found = db.verify_audit(heads.as_deref()).await?;
    db.close().await;
    match found {
        Ok(report) => {
            for (lines, at) in report.restored {
                let lost = counted(lines, "Eintrag", "Einträge");
                let lost = if lines == 1 { format!("ging {lost}") } else { format!("gingen {lost}") };
                say(&format!("Hinweis: Bei der Wiederherstellung am {} {lost} verloren.", at.german()))?;
            }
            if let Some((number, at)) = report.late {
                say(&format!(
                    "Hinweis: {AUDIT_HEADS} beginnt erst am {} mit Eintrag {number}; ältere Köpfe sind verloren. \
                     Liegen sie an einem anderen Ort, vergleicht sie --heads.",
                    at.german()
                ))?;
            }
            say(&format!(
                "✓ {}, lückenlos und unverändert; mit {} aus dem Journal verglichen, der erste zu Eintrag {}.",
                counted(report.lines, "Eintrag", "Einträge"),
                counted(report.heads, "Kopf", "Köpfen"),
                report.first
            ))?;
            Ok(true)
        }
        Err(fault) => {
            say(&format!("✗ {fault}"))?;
            Ok(false)
        }
    }
}
