//! Reading uploaded files on threads where computing disturbs nobody: a few at a time,
//! and not for ever.

use crate::{Form, FormError, Reading, Sheet, SheetError, Stop, read_docx, read_form_xlsx, read_sheet};
use std::{fmt, time::Duration};
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

/// How long reading may take; the largest tables take a second.
const READING: Duration = Duration::from_secs(15);
/// How many files are read at the same time: each may need 100 MB for a moment.
static READERS: Semaphore = Semaphore::const_new(2);

/// The reader itself was lost: our mistake, not the file's.
#[derive(Debug)]
pub struct Lost(String);

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "reading a file: {}", self.0)
    }
}

impl std::error::Error for Lost {}

/// Reads a table, and gives up when it takes too long.
///
/// # Errors
/// [`Lost`] when there is no reader; inside, what is wrong with the file.
pub async fn read_sheet_apart(file_name: String, bytes: Vec<u8>) -> Result<Result<Sheet, SheetError>, Lost> {
    apart(move |stop| read_sheet(&file_name, &bytes, stop)).await
}

/// Reads a returned form, a Word document or else a workbook, as an answer to this form.
///
/// # Errors
/// [`Lost`] when there is no reader; inside, why the file is refused.
pub async fn read_form_apart(
    bytes: Vec<u8>,
    form: Form,
    is_word: bool,
) -> Result<Result<Reading, FormError>, Lost> {
    apart(
        move |stop| {
            if is_word { read_docx(&bytes, &form, stop) } else { read_form_xlsx(&bytes, &form, stop) }
        },
    )
    .await
}

async fn apart<R: Send + 'static>(read: impl FnOnce(&Stop) -> R + Send + 'static) -> Result<R, Lost> {
    let _turn = READERS.acquire().await.map_err(|e| Lost(e.to_string()))?;
    let stop = Stop::default();
    let asked = stop.clone();
    let mut reading = spawn_blocking(move || read(&asked));
    if let Ok(read) = timeout(READING, &mut reading).await {
        return read.map_err(|e| Lost(e.to_string()));
    }
    stop.ask();
    reading.await.map_err(|e| Lost(e.to_string()))
}
