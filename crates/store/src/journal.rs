//! What is also written down outside the database: heads of the audit, and what was
//! erased or withdrawn. A database set back to an older state does not take it along.

use crate::{Error, Result};
use base::Instant;
use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Read, Seek, SeekFrom, Write},
    os::unix::net::UnixDatagram,
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
    /// The system log's socket, which hears of heads as well.
    syslog: Option<PathBuf>,
}

/// Heads of the audit's chain, signed.
pub const AUDIT_HEADS: &str = "audit-heads.log";
/// What was erased or withdrawn.
pub const TOMBSTONES: &str = "tombstones.log";

impl Journal {
    /// In this folder, which is made with the first line.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self(Arc::new(Inner { folder: folder.into(), writing: Mutex::default(), syslog: None }))
    }

    /// In this folder; heads of the audit are also said at this socket, `/dev/log`.
    #[must_use]
    pub fn with_syslog(folder: impl Into<PathBuf>, socket: PathBuf) -> Self {
        Self(Arc::new(Inner { folder: folder.into(), writing: Mutex::default(), syslog: Some(socket) }))
    }

    /// Says a line to the system log, where there is one: as `authpriv.notice`, in the form
    /// of RFC 3164 that local sockets take. Answers whether there is one.
    ///
    /// # Errors
    /// `Unavailable` when nobody listens there.
    pub async fn tell(&self, now: Instant, line: &str) -> Result<bool> {
        let Some(socket) = self.0.syslog.clone() else { return Ok(false) };
        let text = format!("<85>{} klappt[{}]: {line}", stamp(now), std::process::id());
        let name = socket.display().to_string();
        let said = tokio::task::spawn_blocking(move || {
            let speaker = UnixDatagram::unbound()?;
            // Nobody waits for a log that does not read.
            speaker.set_nonblocking(true)?;
            speaker.send_to(text.as_bytes(), &socket)
        });
        match said.await {
            Ok(Ok(_)) => Ok(true),
            Ok(Err(e)) => Err(Error::Unavailable(format!("the system log at {name} does not listen: {e}"))),
            Err(e) => Err(Error::Unavailable(format!("the system log's writer failed: {e}"))),
        }
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
        let mut folder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.recursive(true).create(&self.0.folder)?;
        let path = self.path(file);
        let is_new = !path.exists();
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut open = options.open(&path)?;
        if let Some(whole) = whole_lines(&path)? {
            // Broken off when the disk was full or klappt was killed: it told of nothing done.
            tracing::warn!(file, "a line that broke off is cut away");
            open.set_len(whole)?;
        }
        open.write_all(format!("{line}\n").as_bytes())?;
        open.sync_data()?;
        if is_new {
            // The name as well has to last.
            File::open(&self.0.folder)?.sync_all()?;
        }
        Ok(())
    }

    /// The first and the last whole line of a file, however long it has become; `None`
    /// when there is none.
    ///
    /// # Errors
    /// `Unavailable` when it is there and cannot be read.
    pub(crate) fn ends(&self, file: &str) -> Result<Option<(String, String)>> {
        match ends(&self.path(file)) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            read => read.map_err(|e| Error::Unavailable(format!("{file} cannot be read: {e}"))),
        }
    }

    /// All whole lines of a file; none when there is no such file yet. What stands behind
    /// the last line's end was broken off while it was written.
    ///
    /// # Errors
    /// `Unavailable` when it is there and cannot be read.
    pub fn lines(&self, file: &str) -> Result<Vec<String>> {
        match fs::read_to_string(self.path(file)) {
            Ok(text) => {
                let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
                Ok(whole.lines().map(str::to_owned).collect())
            }
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(e) => Err(Error::Unavailable(format!("{file} cannot be read: {e}"))),
        }
    }
}

/// `Nov 30 05:31:07`, in UTC.
fn stamp(at: Instant) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let at = time::OffsetDateTime::from_unix_timestamp(at.micros().div_euclid(1_000_000))
        .unwrap_or(time::OffsetDateTime::UNIX_EPOCH);
    let month = MONTHS.get(usize::from(u8::from(at.month())) - 1).copied().unwrap_or_default();
    format!("{month} {:>2} {:02}:{:02}:{:02}", at.day(), at.hour(), at.minute(), at.second())
}

/// No line of the journal is longer.
const LONGEST: u64 = 64 * 1024;

fn ends(path: &Path) -> std::io::Result<Option<(String, String)>> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    (&mut file).take(LONGEST).read_to_end(&mut head)?;
    let end = file.metadata()?.len();
    file.seek(SeekFrom::Start(end.saturating_sub(LONGEST)))?;
    let mut tail = Vec::new();
    file.take(LONGEST).read_to_end(&mut tail)?;
    let (head, tail) = (String::from_utf8_lossy(&head), String::from_utf8_lossy(&tail));
    let first = head.split_once('\n').map(|(first, _)| first);
    let whole = tail.rsplit_once('\n').map(|(whole, _)| whole);
    let last = whole.map(|whole| whole.rsplit_once('\n').map_or(whole, |(_, last)| last));
    Ok(first.zip(last).map(|(first, last)| (first.to_owned(), last.to_owned())))
}

/// How long a file is without a last line that breaks off; `None` when none does.
fn whole_lines(path: &Path) -> std::io::Result<Option<u64>> {
    let mut file = File::open(path)?;
    let end = file.metadata()?.len();
    let mut at = end;
    let mut piece = Vec::new();
    while at > 0 {
        let from = at.saturating_sub(4096);
        file.seek(SeekFrom::Start(from))?;
        piece.resize(usize::try_from(at - from).unwrap_or(4096), 0);
        file.read_exact(&mut piece)?;
        if let Some(last) = piece.iter().rposition(|byte| *byte == b'\n') {
            let whole = from + last as u64 + 1;
            return Ok((whole < end).then_some(whole));
        }
        at = from;
    }
    Ok((end > 0).then_some(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_system_log_hears_a_line_as_local_sockets_take_it() {
        let folder = std::env::temp_dir().join(format!("klappt-syslog-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let socket = folder.join("log");
        let at = Instant::from_micros(1_564_617_607_000_000);
        let silent = Journal::at(&folder).tell(at, "x").await;
        assert!(!silent.expect("nothing to do"), "nobody asked for it");
        let journal = Journal::with_syslog(&folder, socket.clone());
        journal.tell(at, "x").await.expect_err("nobody listens");
        let listener = UnixDatagram::bind(&socket).expect("a socket");
        assert!(journal.tell(at, "audit head {}").await.expect("said"));
        let mut heard = [0; 200];
        let length = listener.recv(&mut heard).expect("a line");
        let heard = String::from_utf8_lossy(&heard[..length]).into_owned();
        assert_eq!(heard, format!("<85>Aug  1 00:00:07 klappt[{}]: audit head {{}}", std::process::id()));
        fs::remove_dir_all(folder).expect("removed");
    }

    #[tokio::test]
    async fn a_line_that_broke_off_is_cut_away_and_whole_ones_stay() {
        let folder = std::env::temp_dir().join(format!("klappt-journal-{}", std::process::id()));
        let journal = Journal::at(&folder);
        let long = "x".repeat(10_000);
        for (before, after) in [
            ("", vec!["new"]),
            ("one\ntwo\n", vec!["one", "two", "new"]),
            ("one\nhal", vec!["one", "new"]),
            ("hal", vec!["new"]),
            (&format!("one\n{long}"), vec!["one", "new"]),
            (&format!("{long}\n"), vec![&long, "new"]),
        ] {
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(journal.path(TOMBSTONES), before).expect("a file");
            let whole = journal.lines(TOMBSTONES).expect("lines");
            assert_eq!(whole, after[..after.len() - 1], "only whole lines are read");
            let ends = whole.first().cloned().zip(whole.last().cloned());
            assert_eq!(journal.ends(TOMBSTONES).expect("ends"), ends);
            journal.append(TOMBSTONES, "new".to_owned()).await.expect("written");
            assert_eq!(journal.lines(TOMBSTONES).expect("lines"), after);
        }
        fs::remove_dir_all(folder).expect("removed");
    }
}
