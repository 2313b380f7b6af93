//! An uploaded table, and the delivery it begins.

use axum::extract::{FromRequest, Request};
use documents::MAX_BYTES;
use uuid::Uuid;
use web::{App, Error, Result, UploadFault};

/// Most bytes of the whole form: a file twelve times too large still gets an
/// answer at its field.
pub const MOST_BYTES: usize = 12 * MAX_BYTES;
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
