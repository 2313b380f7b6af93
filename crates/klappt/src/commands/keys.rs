//! `klappt keys …`: master keys and the keys of participants' data, from the command
//! line. Nothing here reads what the keys seal (decision 0020).

use super::{console, counted, open_current, say};
use anyhow::{Context, Result, bail};
use base::{Actor, Alliance, Instant, KeepKeys, Permit, RunInstallation};
use cases::keys::{self, Backup, Status};
use clap::Subcommand;
use klappt::{
    demo, outside,
    settings::{Given, Settings},
};
use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    path::{Path, PathBuf},
};
use store::{Db, Error, TOMBSTONES};

#[derive(Subcommand)]
pub enum KeysCommand {
    /// Write a new master key; keep it apart from the database and its backups
    #[command(
        after_help = "Example:\n  klappt keys new --to /etc/klappt/klappt.key\n\nA further key, to take over from the present one:\n  klappt keys new --to /etc/klappt/klappt.key --add"
    )]
    New {
        /// The file; must not be there yet
        #[arg(long, default_value = "klappt.key")]
        to: PathBuf,
        /// Add a key to a file that is there; the newest seals, all of them open
        #[arg(long)]
        add: bool,
    },
    /// Give alliances a new key and wrap their participants' keys by it; work goes on meanwhile
    #[command(after_help = "Example:\n  klappt keys rotate --alliance kreis-kleve")]
    Rotate {
        /// Only this alliance, by its name in addresses
        #[arg(long)]
        alliance: Option<String>,
        /// Only wrap the present keys by the newest master key
        #[arg(long)]
        master: bool,
        #[command(flatten)]
        given: Given,
    },
    /// Show which keys there are and which master key each one needs
    #[command(after_help = "Example:\n  klappt keys status")]
    Status {
        #[command(flatten)]
        given: Given,
    },
    /// Copy the keys of participants' data into a file, apart from the data's backups
    #[command(
        after_help = "Example:\n  klappt keys backup --to /var/backups/klappt-keys/$(date +%F).keys --prune"
    )]
    Backup {
        /// The file; must not be there yet
        #[arg(long)]
        to: PathBuf,
        /// Delete backups of keys in the same folder that are past their period
        #[arg(long)]
        prune: bool,
        #[command(flatten)]
        given: Given,
    },
    /// Put keys back after the data was restored; erased people stay erased
    #[command(after_help = "Example:\n  klappt keys restore /var/backups/klappt-keys/2026-11-30.keys")]
    Restore {
        /// A file made by `klappt keys backup`
        file: PathBuf,
        #[command(flatten)]
        given: Given,
    },
}

/// Runs a command. `false`: it ran and found something wrong.
pub async fn run(command: KeysCommand) -> Result<bool> {
    match command {
        KeysCommand::New { to, add: false } => {
            outside::write_new(&to, &demo::entropy())?;
            say(&format!("Ein neuer Hauptschlüssel liegt in {}.", to.display()))?;
            Ok(true)
        }
        KeysCommand::New { to, add: true } => {
            let number = outside::add_new(&to, &demo::entropy())?.newest();
            say(&format!(
                "{} hat jetzt den Hauptschlüssel {number}. Damit ein laufender Dienst ihn kennt: systemctl restart klappt. Danach: klappt keys rotate --master",
                to.display()
            ))?;
            Ok(true)
        }
        KeysCommand::Rotate { alliance, master, given } => {
            rotate(&given.settle()?, alliance.as_deref(), master).await
        }
        KeysCommand::Status { given } => status(&given.settle()?).await,
        KeysCommand::Backup { to, prune, given } => backup(&given.settle()?, &to, prune).await,
        KeysCommand::Restore { file, given } => restore(&given.settle()?, &file).await,
    }
}

fn keeping(place: &Alliance) -> Result<Permit<KeepKeys>> {
    Permit::ask(&Actor::console(), Some(place)).context("die Kommandozeile darf das nicht")
}

/// Every alliance, or only the one named.
async fn alliances(db: &Db, only: Option<&str>) -> Result<Vec<Alliance>> {
    let mut all = keys::alliances(db, &console::<RunInstallation>()?).await?;
    if let Some(slug) = only {
        all.retain(|a| a.slug == slug);
        if all.is_empty() {
            bail!("Ein Bündnis „{slug}“ gibt es nicht");
        }
    }
    Ok(all)
}

async fn rotate(settings: &Settings, only: Option<&str>, master: bool) -> Result<bool> {
    let db = open_current(settings).await?;
    let mut without = 0;
    for place in alliances(&db, only).await? {
        let permit = keeping(&place)?;
        let failed = || format!("{}: Der Wechsel brach ab. Ein neuer Aufruf setzt ihn fort", place.slug);
        if master {
            let wrapped = keys::wrap_under_newest_master(&db, &permit).await.with_context(failed)?;
            if wrapped > 0 {
                say(&format!("{}: unter Hauptschlüssel {}", place.slug, db.keys().newest()))?;
            }
            continue;
        }
        match keys::rotate(&db, &permit).await.with_context(failed)? {
            None => without += 1,
            Some(done) => {
                say(&format!(
                    "{}: Schlüssel {}, für {}",
                    place.slug,
                    done.generation,
                    counted(done.persons, "Person", "Personen")
                ))?;
            }
        }
    }
    say(match (master, without) {
        (true, _) => {
            format!("✓ Alle Schlüssel der Bündnisse stehen unter Hauptschlüssel {}.", db.keys().newest())
        }
        (false, 0) => "✓ Die Schlüssel sind gewechselt.".to_owned(),
        (false, n) => format!("✓ Die Schlüssel sind gewechselt. Ohne Schlüssel, weil ohne Begleitungen: {n}"),
    }
    .as_str())?;
    db.close().await;
    Ok(true)
}

async fn status(settings: &Settings) -> Result<bool> {
    let db = open_current(settings).await?;
    let at_hand = db.keys().numbers();
    let list = at_hand.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    say(&format!("Hauptschlüssel: {list} (es verschlüsselt: {})", db.keys().newest()))?;
    let mut good = true;
    for place in alliances(&db, None).await? {
        for key in keys::status(&db, &keeping(&place)?).await? {
            let opens = u32::try_from(key.master_key).is_ok_and(|number| at_hand.contains(&number));
            good &= opens;
            say(&format!("{} {}: {}", if opens { "✓" } else { "✗" }, place.slug, line(&key, opens)))?;
        }
    }
    db.close().await;
    Ok(good)
}

fn line(key: &Status, opens: bool) -> String {
    let state = match (opens, key.retired_at) {
        (false, _) => ", der fehlt",
        (true, None) => "",
        (true, Some(_)) => ", wird abgelöst: klappt keys rotate",
    };
    format!(
        "Schlüssel {} vom {} für {}, unter Hauptschlüssel {}{state}",
        key.generation,
        key.created_at.day().german(),
        counted(key.persons, "Person", "Personen"),
        key.master_key
    )
}

async fn backup(settings: &Settings, to: &Path, prune: bool) -> Result<bool> {
    let db = open_current(settings).await?;
    let now = db.clock().now();
    forget_old(to, now, settings.key_backup_days, prune)?;
    let mut alliances_kept = Vec::new();
    for place in alliances(&db, None).await? {
        alliances_kept.push(keys::backup(&db, &keeping(&place)?).await?);
    }
    let persons: usize = alliances_kept.iter().map(keys::AllianceBackup::persons).sum();
    let made = Backup { made_at: now, alliances: alliances_kept };
    write(to, &made.to_file(db.keys(), db.chance())?)?;
    say(&format!(
        "Die Schlüssel von {} liegen in {}. Spätestens nach {} Tagen muss die Datei gelöscht sein.",
        counted(persons, "Person", "Personen"),
        to.display(),
        settings.key_backup_days
    ))?;
    db.close().await;
    Ok(true)
}

/// Backups of keys beside the new one that are past their period: an erased person's
/// key would live on in them.
fn forget_old(to: &Path, now: Instant, days: u16, prune: bool) -> Result<()> {
    let folder = to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let limit = now.plus_seconds(-24 * 3600 * i64::from(days));
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} lässt sich nicht lesen", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if made_at(&path).is_none_or(|made| made >= limit) {
            continue;
        }
        if !prune {
            bail!(
                "{} ist älter als {days} Tage: Darin leben die Schlüssel gelöschter Personen weiter. Bitte löschen, oder mit --prune löschen lassen",
                path.display()
            );
        }
        fs::remove_file(&path).with_context(|| format!("{} lässt sich nicht löschen", path.display()))?;
        say(&format!("Gelöscht: {}", path.display()))?;
    }
    Ok(())
}

/// When a file's keys were copied; `None` for files that are no backup of keys.
fn made_at(path: &Path) -> Option<Instant> {
    let mut head = Vec::new();
    File::open(path).ok()?.take(200).read_to_end(&mut head).ok()?;
    keys::made_at(&head)
}

fn write(to: &Path, content: &[u8]) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(to)
        .and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()))
        .with_context(|| format!("{} lässt sich nicht anlegen", to.display()))
}

async fn restore(settings: &Settings, file: &Path) -> Result<bool> {
    let content = fs::read(file).with_context(|| format!("{} lässt sich nicht lesen", file.display()))?;
    let db = open_current(settings).await?;
    let from = Backup::from_file(db.keys(), &content).with_context(|| file.display().to_string())?;
    let buried = buried(&db)?;
    let mut back = 0;
    for place in alliances(&db, None).await? {
        let Some(kept) = from.alliances.iter().find(|a| a.alliance == place.id) else { continue };
        let permit = keeping(&place)?;
        let mut tx = db.begin(&permit).await?;
        let restored = match keys::restore(&mut tx, &permit, kept, &buried).await {
            Err(Error::Taken) => bail!(
                "{}: Seit dem Verlust wurden schon Personen unter einem neuen Schlüssel aufgenommen. Beide lassen sich nicht zusammenführen; für dieses Bündnis wurde nichts geändert",
                place.slug
            ),
            other => other?,
        };
        tx.commit(&permit, &format!("keys of {restored} persons put back")).await?;
        back += restored;
    }
    let back = counted(back, "Person", "Personen");
    say(&format!("Die Schlüssel von {back} sind zurück. Gelöschte Personen bleiben gelöscht."))?;
    db.close().await;
    Ok(true)
}

/// Who was erased, as the journal outside the database says.
fn buried(db: &Db) -> Result<BTreeSet<uuid::Uuid>> {
    let text = db.journal().lines(TOMBSTONES)?.join("\n");
    let buried = store::tombstones_of(db.keys(), &text)
        .map_err(|broken| anyhow::anyhow!("{TOMBSTONES}: Zeile {} ist beschädigt", broken.line))?;
    let stones = buried.stones.into_iter();
    Ok(stones.filter(|t| t.kind == cases::participants::BURIAL.kind).map(|t| t.row_id).collect())
}
