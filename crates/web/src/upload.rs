//! An uploaded file as a browser sends it. Whatever is larger than allowed is read
//! on and dropped: a browser shows an answer only after it has sent everything.

use crate::{App, Fields};
use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::StatusCode,
};
use std::time::Duration;
use tokio::time::timeout;

/// How long a file may take to arrive.
const ARRIVAL: Duration = Duration::from_mins(5);
/// Most characters of a file's name that are kept.
const NAME: usize = 120;
/// Most bytes of a field beside the file, and most such fields.
const FIELD: usize = 100;
const FIELDS: usize = 20;

/// A file, and what came with it.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    /// The file's name, without folders and without what cannot be shown.
    pub file_name: String,
    /// Its content, up to one byte more than allowed.
    pub bytes: Vec<u8>,
    /// The other fields of the form; their first hundred bytes.
    pub fields: Fields,
}

/// Why a file did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadFault {
    /// It took longer than five minutes.
    TooSlow,
    /// The form cannot be read.
    Unreadable,
    /// The form is larger than its route takes.
    TooLarge,
}

impl Upload {
    /// Whether somebody chose a file at all.
    pub fn is_chosen(&self) -> bool {
        !(self.file_name.is_empty() && self.bytes.is_empty())
    }

    /// Reads a form with a file in its field `file`, of which at most so many bytes
    /// are of use.
    pub async fn arrive(request: Request, app: &App, most: usize) -> Result<Self, UploadFault> {
        timeout(ARRIVAL, Self::read(request, app, most)).await.map_err(|_| UploadFault::TooSlow)?
    }

    async fn read(request: Request, app: &App, most: usize) -> Result<Self, UploadFault> {
        let broken = |e: MultipartError| match e.status() {
            StatusCode::PAYLOAD_TOO_LARGE => UploadFault::TooLarge,
            _ => UploadFault::Unreadable,
        };
        let mut parts = Multipart::from_request(request, app).await.map_err(|_| UploadFault::Unreadable)?;
        let (mut upload, mut fields) = (Self::default(), Vec::new());
        while let Some(mut part) = parts.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            let is_file = name == "file";
            if is_file {
                upload.file_name = bare_name(part.file_name().unwrap_or_default());
            }
            let kept = if is_file { most + 1 } else { FIELD };
            let mut content = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(broken)? {
                let room = kept - content.len();
                content.extend_from_slice(&chunk[..chunk.len().min(room)]);
            }
            if is_file {
                upload.bytes = content;
            } else if fields.len() < FIELDS
                && let Ok(value) = String::from_utf8(content)
            {
                fields.push((name, value));
            }
        }
        upload.fields = Fields::from_pairs(fields);
        Ok(upload)
    }
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
