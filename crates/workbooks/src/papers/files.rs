//! The two kinds of file, and reading one where computing disturbs nobody.

use axum::response::Response;
use documents::{Form, FormError, Reading, Stop, read_docx, read_form_xlsx, to_docx, to_form_xlsx};
use std::time::Duration;
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};
use web::{Error, Result};

/// How long reading may take; a filled form takes a fraction of a second.
const READING: Duration = Duration::from_secs(15);
/// How many files are read at the same time: each may need 100 MB for a moment.
static READERS: Semaphore = Semaphore::const_new(2);

/// Word or a spreadsheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// DOCX.
    Word,
    /// XLSX.
    Excel,
}

impl Paper {
    /// By the ending of a file's name; without a known one it is taken for Word.
    pub fn of_name(name: &str) -> Self {
        let ending = name.rsplit('.').next().unwrap_or_default();
        if ending.eq_ignore_ascii_case("xlsx") || ending.eq_ignore_ascii_case("xlsm") {
            Self::Excel
        } else {
            Self::Word
        }
    }
    /// As it stands with a contribution.
    pub const fn way(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Excel => "excel",
        }
    }
    /// By what stands with a contribution.
    pub fn of_way(way: &str) -> Option<Self> {
        [Self::Word, Self::Excel].into_iter().find(|paper| paper.way() == way)
    }
}

/// A form as a file to keep.
pub fn attached(form: &Form, paper: Paper) -> Result<Response> {
    let (bytes, kind, ending) = match paper {
        Paper::Word => {
            (to_docx(form), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
        }
        Paper::Excel => {
            (to_form_xlsx(form), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
        }
    };
    let bytes = bytes.map_err(|e| Error::Internal(e.to_string()))?;
    Ok(web::attachment(bytes, kind, &format!("{}.{ending}", form.key.instrument)))
}

/// Reads a file, and gives up when it takes too long.
pub async fn read(
    bytes: Vec<u8>,
    form: Form,
    paper: Paper,
) -> Result<std::result::Result<Reading, FormError>> {
    let lost = |what: &dyn std::fmt::Display| Error::Internal(format!("reading a form: {what}"));
    let _turn = READERS.acquire().await.map_err(|e| lost(&e))?;
    let stop = Stop::default();
    let asked = stop.clone();
    let mut reading = spawn_blocking(move || match paper {
        Paper::Word => read_docx(&bytes, &form, &asked),
        Paper::Excel => read_form_xlsx(&bytes, &form, &asked),
    });
    if let Ok(read) = timeout(READING, &mut reading).await {
        return read.map_err(|e| lost(&e));
    }
    stop.ask();
    reading.await.map_err(|e| lost(&e))
}
