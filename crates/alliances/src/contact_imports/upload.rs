//! An uploaded file as a browser sends it. Whatever is larger than allowed is read
//! on and dropped: a browser shows an answer only after it has sent everything.

use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::StatusCode,
};
use base::ContactImportId;
use documents::{MAX_BYTES, Sheet, SheetError, Stop, read_sheet};
use std::time::Duration;
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};
use web::{App, Error, Result};

/// Most bytes of the whole form: a file twelve times too large still gets an
/// answer at its field.
pub const MOST_BYTES: usize = 12 * MAX_BYTES;
/// How long a file may take to arrive.
const ARRIVAL: Duration = Duration::from_mins(5);
/// How long reading may take; the largest lists take a second.
const READING: Duration = Duration::from_secs(15);
/// How many files are read at the same time: each may need 100 MB for a moment.
static READERS: Semaphore = Semaphore::const_new(2);
/// Most characters of a file's name that are kept.
const NAME: usize = 120;
/// Most bytes of the key.
const KEY: usize = 100;

/// A file, and the key of the import it begins.
pub struct Upload {
    /// The key the form brought along, so that a double click makes one.
    pub id: ContactImportId,
    /// The file's name, without folders.
    pub file_name: String,
    /// Its content, up to one byte more than allowed.
    pub bytes: Vec<u8>,
}

impl FromRequest<App> for Upload {
    type Rejection = Error;
    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let too_slow = |_| Error::Invalid(app.texts.say("contact-import-too-slow").to_string());
        timeout(ARRIVAL, Self::arrive(request, app)).await.map_err(too_slow)?
    }
}

impl Upload {
    async fn arrive(request: Request, app: &App) -> Result<Self> {
        let unreadable = || Error::Invalid(app.texts.say("contact-import-unreadable").to_string());
        let broken = |e: MultipartError| match e.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
            _ => unreadable(),
        };
        let mut parts = Multipart::from_request(request, app).await.map_err(|_| unreadable())?;
        let (mut id, mut file_name, mut bytes) = (None, String::new(), Vec::new());
        while let Some(mut part) = parts.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            let most = match name.as_str() {
                "file" => {
                    file_name = bare_name(part.file_name().unwrap_or_default());
                    MAX_BYTES + 1
                }
                "id" => KEY,
                _ => 0,
            };
            let mut content = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(broken)? {
                let room = most - content.len();
                content.extend_from_slice(&chunk[..chunk.len().min(room)]);
            }
            match name.as_str() {
                "file" => bytes = content,
                "id" => id = std::str::from_utf8(&content).ok().and_then(|id| id.trim().parse().ok()),
                _ => {}
            }
        }
        Ok(Self { id: id.ok_or_else(unreadable)?, file_name, bytes })
    }
}

/// Reads a list, on a thread where computing disturbs nobody, and gives up when it
/// takes too long.
pub async fn read(file_name: String, bytes: Vec<u8>) -> Result<std::result::Result<Sheet, SheetError>> {
    let lost = |what: &dyn std::fmt::Display| Error::Internal(format!("reading a sheet: {what}"));
    let _turn = READERS.acquire().await.map_err(|e| lost(&e))?;
    let stop = Stop::default();
    let asked = stop.clone();
    let mut reading = spawn_blocking(move || read_sheet(&file_name, &bytes, &asked));
    if let Ok(read) = timeout(READING, &mut reading).await {
        return read.map_err(|e| lost(&e));
    }
    stop.ask();
    reading.await.map_err(|e| lost(&e))
}

/// A file's name without folders and without what cannot be shown.
fn bare_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen = |c: &char| !c.is_control() && base::clean(&c.to_string(), 1, false).is_ok();
    last.chars().filter(seen).take(NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_unseen_characters_leave_a_files_name() {
        assert_eq!(bare_name("C:\\Listen\\Kontakte Juli.xlsx"), "Kontakte Juli.xlsx");
        assert_eq!(bare_name("../../etc/a\u{202e}b\u{7}.csv"), "ab.csv");
        assert_eq!(bare_name(&"x".repeat(500)).len(), NAME);
    }
}
