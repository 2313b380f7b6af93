//! Backups and restores: `store` writes one moment of the database as lines; here they
//! are compressed, sealed for whoever holds the key, and put on disk whole or not at
//! all. Restoring goes into an empty database and lets nothing come back that was
//! erased or withdrawn since (decision 0022).

mod file;
mod replay;
mod seal;

pub use seal::{Recipients, new_key};

use crate::{house, walls::OPENINGS};
use anyhow::{Context, Result};
use base::{Actor, Instant, Permit, RunInstallation};
use std::{fs, io::ErrorKind, path::Path};
use store::{
    Buried, Db, Keys, Target,
    backup::{Contents, Head, Refusal, Sum, Trouble},
    tombstones_of,
};

/// What was saved or restored.
#[derive(Clone, Debug)]
pub struct Done {
    /// Where it comes from.
    pub head: Head,
    /// How much it holds.
    pub sum: Sum,
    /// How many tombstones were replayed after a restore.
    pub tombstones: usize,
    /// When the last thing was buried of which the file of tombstones tells.
    pub last_tombstone: Option<Instant>,
    /// The file of tombstones ends in a line that breaks off.
    pub half: bool,
}

impl Done {
    const fn of(head: Head, sum: Sum) -> Self {
        Self { head, sum, tombstones: 0, last_tombstone: None, half: false }
    }
}

/// How an attempt ended: done, or refused with a German sentence.
pub type Outcome = Result<std::result::Result<Done, String>>;

fn permit() -> Result<Permit<RunInstallation>> {
    Permit::ask(&Actor::console(), None).context("die Kommandozeile darf das nicht")
}

/// Saves the database as it is at this moment, while others go on working. The file
/// appears under its name when it is complete and on disk.
pub async fn take(db: &Db, recipients: &Recipients, to: &Path) -> Result<Done> {
    let permit = permit()?;
    let rising = file::Rising::at(to)?;
    // That everything is about to leave the house is written down first.
    db.begin(&permit).await?.commit(&permit, "backup begun").await?;
    let moment = db.moment(&permit).await?;
    let head = moment.head().clone();
    let sealed = seal::Sealing::new(rising.writer()?, recipients)?;
    let (sealed, sum) = moment
        .write(&house::migrations(), sealed)
        .await
        .with_context(|| format!("{} ließ sich nicht schreiben", to.display()))?;
    rising.complete(sealed.finish()?)?;
    db.backed_up(&permit, head.taken_at).await?;
    Ok(Done::of(head, sum))
}

/// Reads a whole backup and holds it against its sums; nothing is restored. With master
/// keys at hand it is also held against the seal of the installation that wrote it.
pub fn verify(from: &Path, key: &Path, keys: Option<&Keys>) -> Outcome {
    let opened = match open(from, key, keys)? {
        Ok(contents) => contents,
        Err(sentence) => return Ok(Err(sentence)),
    };
    let head = opened.head().clone();
    settled(opened.verify().map(|sum| Done::of(head, sum)))
}

/// Restores a backup into an empty database and erases again what the journal says was
/// erased; `None` where it says nothing yet. Nothing of it lasts unless all of it does.
pub async fn restore(db: &Db, from: &Path, key: &Path, tombstones: Option<&Path>) -> Outcome {
    let permit = permit()?;
    let Buried { stones, half } = match tombstones.map(|file| buried(db, file)).transpose()? {
        None => Buried::default(),
        Some(Ok(buried)) => buried,
        Some(Err(sentence)) => return Ok(Err(sentence)),
    };
    let mut contents = match open(from, key, Some(db.keys()))? {
        Ok(contents) => contents,
        Err(sentence) => return Ok(Err(sentence)),
    };
    let head = contents.head().clone();
    let mut tx = db.begin(&permit).await?;
    let sum = match tx.take_back(&house::migrations(), &mut contents).await {
        Ok(sum) => sum,
        Err(trouble) => return settled(Err(trouble)),
    };
    let stood = tx.audit_head().await?;
    if let Some(kind) = replay::unknown(&stones) {
        return Ok(Err(format!("Löschvermerke der Art „{kind}“ kennt diese Version von klappt nicht.")));
    }
    let last_tombstone = stones.iter().map(|stone| stone.buried_at).max();
    let replay::News { stones, missing } = replay::news(&mut tx, &permit, stones).await?;
    if missing > 0 {
        let of = tombstones.map_or_else(|| "--no-tombstones".to_owned(), |file| file.display().to_string());
        return Ok(Err(format!(
            "{of}: Es fehlen {missing} Löschvermerke, die schon in der Sicherung stehen. Bitte nehmen Sie die \
             vollständige Datei aus dem Journal.",
        )));
    }
    replay::all(&mut tx, &permit, &stones).await?;
    tx.commit(&permit, &format!("installation restored from the backup of {}", head.taken_at)).await?;
    replay::alliances(db, &stones).await?;
    db.raise_walls(&OPENINGS, None).await?;
    // Heads of the audit noted since the backup are gone on purpose.
    db.note_restored(&stood).await?;
    db.note_tombstones(&permit).await?;
    Ok(Ok(Done { tombstones: stones.len(), last_tombstone, half, ..Done::of(head, sum) }))
}

/// What the journal's file tells, or why it is not used.
fn buried(db: &Db, file: &Path) -> Result<std::result::Result<Buried, String>> {
    let name = file.display();
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => String::new(),
        Err(e) => return Err(e).with_context(|| format!("{name} lässt sich nicht lesen")),
    };
    if text.is_empty() {
        return Ok(Err(format!(
            "{name} fehlt oder ist leer: Ohne sie käme zurück, was seit der Sicherung gelöscht oder entzogen wurde. \
             Bitte holen Sie die Datei aus dem Journal. Nur wenn in dieser Installation noch nie etwas gelöscht \
             oder entzogen wurde, gibt es keine; dann sagen Sie das mit --no-tombstones statt --tombstones."
        )));
    }
    Ok(tombstones_of(db.keys(), &text).map_err(|broken| {
        format!("Zeile {} in {name} wurde verändert oder gehört zu anderen Hauptschlüsseln.", broken.line)
    }))
}

type Opened = std::result::Result<Contents<seal::Opened>, String>;

fn open(from: &Path, key: &Path, keys: Option<&Keys>) -> Result<Opened> {
    let file = fs::File::open(from).with_context(|| format!("{} lässt sich nicht lesen", from.display()))?;
    let opened = match seal::open(file, key)? {
        Ok(opened) => opened,
        Err(sentence) => return Ok(Err(sentence)),
    };
    match Contents::open(opened, keys.cloned()) {
        Ok(contents) => Ok(Ok(contents)),
        Err(Trouble::Refused(refusal)) => Ok(Err(refusal.to_string())),
        Err(other) => Err(other.into()),
    }
}

fn settled(done: std::result::Result<Done, Trouble>) -> Outcome {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(Trouble::Refused(refusal)) => Ok(Err(refusal.to_string())),
        Err(other) => Err(anyhow::Error::new(other).context("Die Sicherung ließ sich nicht übernehmen")),
    }
}

/// Makes sure that a file database may be made here, before anything is.
pub fn is_free(target: &Target) -> std::result::Result<(), String> {
    match target {
        Target::Sqlite(path) if fs::metadata(path).is_ok_and(|m| m.len() > 0) => {
            Err(Refusal::NotEmpty.to_string())
        }
        _ => Ok(()),
    }
}

/// Takes away a database file that a restore began and could not finish.
pub fn clear(target: &Target) {
    if let Target::Sqlite(path) = target {
        for ending in ["", "-wal", "-shm"] {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            fs::remove_file(name).ok();
        }
    }
}
