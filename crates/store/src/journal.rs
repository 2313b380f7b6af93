//! What is also written down outside the database: heads of the audit, and what was
//! erased or withdrawn. A database set back to an older state does not take it along.

use crate::{Error, Result};
use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

/// A folder with files that only grow. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Journal(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    /// One line at a time.
    writing: Mutex<()>,
}

/// Heads of the audit's chain, signed.
pub const AUDIT_HEADS: &str = "audit-heads.log";
/// What was erased or withdrawn.
pub const TOMBSTONES: &str = "tombstones.log";

impl Journal {
    /// In this folder, which is made with the first line.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(Arc::new(Inner { folder: folder.into(), writing: Mutex::default() }))
    }

    /// Where a file of it lies.
    pub fn path(&self, file: &str) -> PathBuf {
        self.0.folder.join(file)
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Adds a line; it is on disk when this returns.
    ///
    /// # Errors
    /// `Unavailable` when the folder or file cannot be written.
    pub async fn append(&self, file: &'static str, line: String) -> Result<()> {
        let journal = self.clone();
        tokio::task::spawn_blocking(move || journal.append_now(file, &line))
            .await
            .map_err(|e| Error::Unavailable(format!("the journal's writer failed: {e}")))?
    }

    fn append_now(&self, file: &str, line: &str) -> Result<()> {
        let _alone = self.0.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.write(file, line).map_err(|e| Error::Unavailable(format!("{file} cannot be written: {e}")))
    }

    fn write(&self, file: &str, line: &str) -> std::io::Result<()> {
        fs::create_dir_all(&self.0.folder)?;
        let path = self.path(file);
        let is_new = !path.exists();
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut open = options.open(&path)?;
        open.write_all(format!("{line}\n").as_bytes())?;
        open.sync_data()?;
        if is_new {
            // The name as well has to last.
            File::open(&self.0.folder)?.sync_all()?;
        }
        Ok(())
    }

    /// All lines of a file; none when there is no such file yet.
    ///
    /// # Errors
    /// `Unavailable` when it is there and cannot be read.
    pub fn lines(&self, file: &str) -> Result<Vec<String>> {
        match fs::read_to_string(self.path(file)) {
            Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(e) => Err(Error::Unavailable(format!("{file} cannot be read: {e}"))),
        }
    }
}
