//! A file that appears under its name only when it is complete and on disk.

use anyhow::{Context, Result, bail};
use std::{
    fs::{self, File, OpenOptions},
    io::BufWriter,
    path::{Path, PathBuf},
};

/// A file being written beside the place it is meant for. Dropped before it is
/// complete, it is taken away.
pub(super) struct Rising {
    place: PathBuf,
    part: PathBuf,
    done: bool,
}

impl Rising {
    pub(super) fn at(place: &Path) -> Result<Self> {
        if place.exists() {
            bail!("{} gibt es schon; eine Sicherung überschreibt nichts.", place.display());
        }
        let mut part = place.as_os_str().to_owned();
        part.push(".part");
        Ok(Self { place: place.to_owned(), part: part.into(), done: false })
    }

    /// Only the one who saves can read it.
    pub(super) fn writer(&self) -> Result<BufWriter<File>> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options
            .open(&self.part)
            .with_context(|| format!("{} lässt sich nicht anlegen", self.place.display()))?;
        Ok(BufWriter::with_capacity(64 * 1024, file))
    }

    /// Brings it to disk and gives it its name.
    pub(super) fn complete(mut self, written: BufWriter<File>) -> Result<()> {
        let finish = || -> std::io::Result<()> {
            written.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
            // Unlike a rename, a link replaces nothing that came meanwhile.
            fs::hard_link(&self.part, &self.place).or_else(|e| match e.kind() {
                std::io::ErrorKind::AlreadyExists => Err(e),
                _ => fs::rename(&self.part, &self.place),
            })?;
            fs::remove_file(&self.part).ok();
            let folder = self.place.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
            File::open(folder)?.sync_all()
        };
        finish().with_context(|| format!("{} ließ sich nicht abschließen", self.place.display()))?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Rising {
    fn drop(&mut self) {
        if !self.done {
            fs::remove_file(&self.part).ok();
        }
    }
}
