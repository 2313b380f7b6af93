//! The folder a demo lives in. Its database appears there whole or not at all: it
//! is filled under another name and renamed at the end, so a first start that is
//! killed leaves nothing behind that a second one would take for a demo. Beside
//! it lies the password of its accounts, so that every later start can name it.

use super::{PASSWORD, entropy, load};
use crate::{content, house, outside};
use ::store::{Db, Journal, Outside, Target};
use anyhow::{Context, Result, bail};
use base::{Clock, SystemClock};
use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

/// The folder of one demo.
#[derive(Debug)]
pub struct Home(PathBuf);

impl Home {
    /// Looks at a folder; nothing is made yet.
    pub const fn at(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The password of the accounts: the one they were made with, or before that
    /// the given one, or the usual one.
    ///
    /// # Errors
    /// When another one is given than the accounts have, or nobody knows which they have.
    pub fn password(&self, given: Option<&str>) -> Result<String> {
        if !self.database().exists() {
            return Ok(given.unwrap_or(PASSWORD).to_owned());
        }
        let file = self.password_file();
        let kept = match fs::read_to_string(&file) {
            Ok(text) => text.trim_end_matches('\n').to_owned(),
            Err(e) if e.kind() == ErrorKind::NotFound => bail!(
                "Zur Demo in {} fehlt die Datei password. Löschen Sie den Ordner, dann wird die Demo neu angelegt.",
                self.0.display()
            ),
            Err(e) => return Err(e).with_context(|| format!("{} lässt sich nicht lesen", file.display())),
        };
        if given.is_some_and(|given| given != kept) {
            bail!(
                "Die Demo in {} hat ein anderes Passwort; es steht in {}. \
                 Lassen Sie --password weg oder nennen Sie mit --data einen anderen Ordner.",
                self.0.display(),
                file.display()
            );
        }
        Ok(kept)
    }

    /// Opens the database, up to date; fills it first where there is none.
    /// `tell` hears which step is being done.
    pub async fn open(
        &self,
        password: &str,
        base_url: &str,
        tell: impl Fn(&str) -> Result<()>,
    ) -> Result<Db> {
        fs::create_dir_all(&self.0)
            .with_context(|| format!("Der Ordner {} lässt sich nicht anlegen", self.0.display()))?;
        if !self.database().exists() {
            self.fill(password, base_url, tell).await?;
        }
        open(&self.database(), self.outside()?).await
    }

    /// The demo's keys and journal lie in its folder as well, so that all of it can be
    /// deleted at once. An installation keeps them apart.
    fn outside(&self) -> Result<Outside> {
        let file = self.0.join("klappt.key");
        let keys = if self.database().exists() || file.exists() {
            outside::KeySource::File(file).keys()?
        } else {
            outside::write_new(&file, &entropy())?
        };
        Ok(Outside { keys, journal: Journal::at(self.0.join("journal")) })
    }

    async fn fill(&self, password: &str, base_url: &str, tell: impl Fn(&str) -> Result<()>) -> Result<()> {
        let making = self.0.join("klappt.db.new");
        for ending in ["", "-wal", "-shm"] {
            fs::remove_file(beside(&making, ending)).ok();
        }
        self.keep(password)?;
        let outside = self.outside()?;
        // What an unfinished filling has noted tells of a database that never came to be.
        fs::remove_dir_all(outside.journal.folder()).ok();
        open(&making, outside.clone()).await?.close().await;
        let today = SystemClock.today();
        load(&Target::Sqlite(making.clone()), outside, password, (base_url, today), tell).await?;
        // Closing brings everything from the log into the file; were it not so, renaming would lose it.
        if beside(&making, "-wal").exists() {
            bail!("Die Demo ließ sich nicht abschließen. Bitte starten Sie noch einmal.");
        }
        fs::rename(&making, self.database())
            .with_context(|| format!("{} lässt sich nicht anlegen", self.database().display()))
    }

    /// Only the one who started the demo can read it.
    fn keep(&self, password: &str) -> Result<()> {
        let file = self.password_file();
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(&file)
            .and_then(|mut open| writeln!(open, "{password}"))
            .with_context(|| format!("Der Ordner {} lässt sich nicht beschreiben", self.0.display()))
    }

    fn database(&self) -> PathBuf {
        self.0.join("klappt.db")
    }

    fn password_file(&self) -> PathBuf {
        self.0.join("password")
    }
}

/// Opens a database of today and brings tables and content up to date.
async fn open(file: &Path, outside: Outside) -> Result<Db> {
    let target = Target::Sqlite(file.to_owned());
    let db = house::open(&target, outside, Arc::new(SystemClock), Arc::new(entropy()))
        .await
        .with_context(|| format!("Die Datenbank {} lässt sich nicht öffnen", file.display()))?;
    house::migrate(&db, None).await??;
    content::load(&db).await?;
    Ok(db)
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
