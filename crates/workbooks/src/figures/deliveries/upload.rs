//! An uploaded table, and the delivery it begins.

use axum::extract::{FromRequest, Request};
use documents::{MAX_BYTES, Sheet, SheetError, Stop, read_sheet};
use std::time::Duration;
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};
use uuid::Uuid;
use web::{App, Error, Result, UploadFault};

/// Most bytes of the whole form: a file twelve times too large still gets an
/// answer at its field.
pub const MOST_BYTES: usize = 12 * MAX_BYTES;
/// How long reading may take; the largest tables take a second.
const READING: Duration = Duration::from_secs(15);
/// How many files are read at the same time: each may need 100 MB for a moment.
static READERS: Semaphore = Semaphore::const_new(2);

/// A file, and the key of the delivery it begins.
pub struct Upload {
    /// The key the form brought along, so that a double click makes one.
    pub id: Uuid,
    /// Somebody chose a file at all.
    pub is_chosen: bool,
    /// The file's name, without folders.
    pub file_name: String,
    /// Its content, up to one byte more than allowed.
    pub bytes: Vec<u8>,
}

impl FromRequest<App> for Upload {
    type Rejection = Error;
    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let invalid = |id: &str| Error::Invalid(app.texts.say(id).to_string());
        let upload = web::Upload::arrive(request, app, MAX_BYTES).await.map_err(|fault| match fault {
            UploadFault::TooSlow => invalid("figure-delivery-too-slow"),
            UploadFault::Unreadable => invalid("figure-delivery-unreadable"),
            UploadFault::TooLarge => Error::TooLarge,
        })?;
        let id = upload.fields.get("id").and_then(|id| id.trim().parse().ok());
        let id = id.ok_or_else(|| invalid("figure-delivery-unreadable"))?;
        let is_chosen = upload.is_chosen();
        Ok(Self { id, is_chosen, file_name: upload.file_name, bytes: upload.bytes })
    }
}

/// Reads a table, on a thread where computing disturbs nobody, and gives up when it
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
