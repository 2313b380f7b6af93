//! `klappt backup` and `klappt restore`.

use super::{counted, open, open_current, say};
use anyhow::Result;
use clap::{Args, Subcommand};
use klappt::{
    backup::{self, Done, Outcome, Recipients},
    settings::{Given, Settings},
    walls::OPENINGS,
};
use std::path::{Path, PathBuf};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Backup {
    #[command(subcommand)]
    command: Option<BackupCommand>,
    /// The file; must not be there yet
    #[arg(long, required = true)]
    to: Option<PathBuf>,
    #[command(flatten)]
    given: Given,
}

#[derive(Subcommand)]
enum BackupCommand {
    /// Read a whole backup and hold it against its sums, without restoring
    #[command(after_help = "Example:\n  klappt backup verify klappt-2026-11-30.age --key backup.key")]
    Verify {
        /// The backup
        file: PathBuf,
        /// The file with the secret key
        #[arg(long)]
        key: PathBuf,
        #[command(flatten)]
        given: Box<Given>,
    },
    /// The pair of keys backups are sealed for and opened with
    #[command(after_help = "Example:\n  klappt backup key new --to backup.key")]
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
}

#[derive(Subcommand)]
enum KeyCommand {
    /// Write a new secret key and print the public one; keep the secret one away from the server
    #[command(after_help = "Example:\n  klappt backup key new --to backup.key")]
    New {
        /// The file; must not be there yet
        #[arg(long)]
        to: PathBuf,
    },
}

#[derive(Args)]
pub struct Restore {
    /// The backup
    file: PathBuf,
    /// The file with the secret key
    #[arg(long)]
    key: PathBuf,
    /// What was erased or withdrawn: `tombstones.log` of the journal
    #[arg(long, required_unless_present = "no_tombstones")]
    tombstones: Option<PathBuf>,
    /// There is no such file, because nothing was ever erased or withdrawn here
    #[arg(long, conflicts_with = "tombstones")]
    no_tombstones: bool,
    /// The empty database, `sqlite:klappt.db` or `postgres://user@host/name`
    #[arg(long)]
    to: String,
    #[command(flatten)]
    given: Given,
}

pub async fn run(asked: Backup) -> Result<bool> {
    match asked.command {
        Some(BackupCommand::Verify { file, key, given }) => {
            let keys = given.settle()?.keys_if_any()?;
            let outcome = backup::verify(&file, &key, keys.as_ref());
            told(outcome, |done| {
                let seal = if keys.is_some() {
                    ""
                } else {
                    " Ohne Hauptschlüssel ist nicht geprüft, wer sie geschrieben hat."
                };
                format!("✓ {} ist vollständig und unverändert: {}.{seal}", file.display(), what(done))
            })
        }
        Some(BackupCommand::Key { command: KeyCommand::New { to } }) => {
            let public = backup::new_key(&to)?;
            say(&format!(
                "Der geheime Schlüssel liegt in {}. Bewahren Sie ihn getrennt vom Server auf.\nÖffentlich, für \
                 KLAPPT_BACKUP_RECIPIENT:\n{public}",
                to.display()
            ))?;
            Ok(true)
        }
        None => take(asked.given.settle()?, &asked.to.unwrap_or_default()).await,
    }
}

async fn take(settings: Settings, to: &Path) -> Result<bool> {
    let recipients = Recipients::read(&settings.backup_recipients)?;
    let db = open_current(&settings).await?;
    let done = backup::take(&db, &recipients, to).await;
    db.close().await;
    say(&format!("✓ Gesichert in {}: {}.", to.display(), what(&done?)))?;
    Ok(true)
}

const BESIDE: &str = "--to nennt eine andere Datenbank als die eingestellte, deren Journal schon da ist. Beides \
                      gehört zusammen: Nennen Sie mit --journal einen eigenen Ordner, zum Beispiel --journal probe-journal.";

/// Restores, and leaves no half of it behind.
pub async fn restore(asked: Restore) -> Result<bool> {
    let own = asked.given.clone().settle()?;
    let has_own_journal = asked.given.names_journal();
    let settings = asked.given.with_database(asked.to).settle()?;
    if own.database != settings.database && own.journal.exists() && !has_own_journal {
        return told(Ok(Err(BESIDE.to_owned())), what);
    }
    if let Err(sentence) = backup::is_free(&settings.database) {
        return told(Ok(Err(sentence)), what);
    }
    let db = open(&settings, &settings.database).await?;
    let outcome = backup::restore(&db, &asked.file, &asked.key, asked.tombstones.as_deref()).await;
    if matches!(outcome, Ok(Ok(_))) {
        db.raise_walls(&OPENINGS, settings.serving_role.as_deref()).await?;
    }
    db.close().await;
    if !matches!(outcome, Ok(Ok(_))) {
        backup::clear(&settings.database);
    }
    told(outcome, |done| {
        let half = if done.half {
            "\n! Die letzte Zeile der Löschvermerke bricht ab und wurde übergangen. Nach einem Absturz ist das richtig so. \
             Ist die Datei eine Kopie, kann darin eine Löschung fehlen: Bitte vergleichen Sie sie mit dem Journal."
        } else {
            ""
        };
        let stones = counted(done.tombstones, "Löschvermerk", "Löschvermerke");
        let last = done.last_tombstone.map_or_else(String::new, |at| {
            format!(
                "\n  Der letzte Vermerk der Datei ist vom {}. Was danach gelöscht oder entzogen wurde, ist wieder da: \
                 Ist das Journal jünger, nehmen Sie dessen Datei.",
                at.german()
            )
        });
        format!("✓ Wiederhergestellt: {}. {stones} nachgezogen.{last}{half}", what(done))
    })
}

fn what(done: &Done) -> String {
    let tables = counted(done.sum.tables, "Tabelle", "Tabellen");
    let rows = counted(done.sum.rows, "Zeile", "Zeilen");
    format!("Stand {}, {tables}, {rows}", done.head.taken_at.german())
}

fn told(outcome: Outcome, words: impl Fn(&Done) -> String) -> Result<bool> {
    match outcome? {
        Ok(done) => {
            say(&words(&done))?;
            Ok(true)
        }
        Err(sentence) => {
            say(&format!("✗ {sentence}"))?;
            Ok(false)
        }
    }
}
