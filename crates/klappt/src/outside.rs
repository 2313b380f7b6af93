//! What an installation keeps outside its database: master keys and journal.

use anyhow::{Context, Result, bail};
use base::Chance;
use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::Command,
};
use store::Keys;
use zeroize::Zeroizing;

/// Where the master keys come from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// A file that nobody else can read.
    File(PathBuf),
    /// What this command prints, such as a key store's client.
    Command(String),
}

impl KeySource {
    /// Fetches the keys.
    ///
    /// # Errors
    /// When there are none, others can read the file, or the text is no keys' text.
    pub fn keys(&self) -> Result<Keys> {
        match self {
            Self::File(path) => {
                let text = read(path)?;
                Keys::parse(&text).with_context(|| format!("{} ist keine Schlüsseldatei", path.display()))
            }
            Self::Command(command) => {
                let done = Command::new("/bin/sh")
                    .args(["-c", command])
                    .output()
                    .context("Der Befehl für die Schlüssel (KLAPPT_KEY_COMMAND) ließ sich nicht starten")?;
                let text = Zeroizing::new(done.stdout);
                if !done.status.success() {
                    bail!("Der Befehl für die Schlüssel (KLAPPT_KEY_COMMAND) endete mit {}.", done.status);
                }
                let text =
                    std::str::from_utf8(&text).context("Der Befehl für die Schlüssel gab keinen Text")?;
                Keys::parse(text).context("Der Befehl für die Schlüssel gab keine Schlüssel")
            }
        }
    }
}

/// Takes up a new master key when told so (SIGHUP), without a pause.
pub async fn renew(source: KeySource, keys: Keys) {
    #[cfg(unix)]
    if let Ok(mut told) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) {
        while told.recv().await.is_some() {
            let source = source.clone();
            let later = tokio::task::spawn_blocking(move || source.keys()).await;
            let taken =
                later.map_err(anyhow::Error::from).flatten().and_then(|later| Ok(keys.take_up(&later)?));
            match taken {
                Ok(_) => tracing::info!(newest = keys.newest(), "master keys read anew"),
                Err(error) => {
                    tracing::error!(%error, "the master keys cannot be read anew; those at hand stay");
                }
            }
        }
    }
}

fn read(path: &Path) -> Result<Zeroizing<String>> {
    if let Err(e) = fs::metadata(path)
        && e.kind() == ErrorKind::NotFound
    {
        bail!(
            "Die Schlüsseldatei {} gibt es nicht. Eine neue legt an: klappt keys new --to {0}",
            path.display()
        );
    }
    read_secret(path)
}

/// Reads a file that nobody else can read.
///
/// # Errors
/// When it cannot be read, or everybody can.
pub(crate) fn read_secret(path: &Path) -> Result<Zeroizing<String>> {
    let text =
        fs::read_to_string(path).with_context(|| format!("{} lässt sich nicht lesen", path.display()))?;
    let text = Zeroizing::new(text);
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::mode(&fs::metadata(path)?) & 0o007 != 0 {
        bail!("Die Datei {} kann jeder lesen. Bitte: chmod 600 {0}", path.display());
    }
    Ok(text)
}

/// Writes a file with one new key.
///
/// # Errors
/// When there is such a file already: keys are never overwritten.
pub fn write_new(path: &Path, chance: &dyn Chance) -> Result<Keys> {
    let keys = Keys::new(chance);
    write(path, &keys)?;
    Ok(keys)
}

/// Adds a new key to a file that is there. Whoever reads it meanwhile finds the old
/// keys or all of them, also when this is interrupted.
///
/// # Errors
/// When there is no such file, or a new one cannot be written beside it.
pub fn add_new(path: &Path, chance: &dyn Chance) -> Result<Keys> {
    let keys = Keys::parse(&read(path)?)
        .with_context(|| format!("{} ist keine Schlüsseldatei", path.display()))?
        .with_new(chance);
    let mut making = path.as_os_str().to_owned();
    making.push(".new");
    let making = PathBuf::from(making);
    write(&making, &keys)?;
    fs::rename(&making, path).with_context(|| format!("{} lässt sich nicht ersetzen", path.display()))?;
    Ok(keys)
}

fn write(path: &Path, keys: &Keys) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = match options.open(path) {
        Err(e) if e.kind() == ErrorKind::AlreadyExists => {
            bail!("{} gibt es schon. Schlüssel werden nie überschrieben.", path.display())
        }
        other => other.with_context(|| format!("{} lässt sich nicht anlegen", path.display()))?,
    };
    file.write_all(keys.text().as_bytes())
        .and_then(|()| file.sync_all())
        .with_context(|| format!("{} lässt sich nicht schreiben", path.display()))
}
