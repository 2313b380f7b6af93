//! An uploaded contact list, and the import it begins.

use axum::extract::{FromRequest, Request};
use base::ContactImportId;
use documents::MAX_BYTES;
use web::{App, Error, Result, UploadFault};

/// Most bytes of the whole form: a file twelve times too large still gets an
/// answer at its field.
pub const MOST_BYTES: usize = 12 * MAX_BYTES;
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
        let unreadable = || Error::Invalid(app.texts.say("contact-import-unreadable").to_string());
        let upload = web::Upload::arrive(request, app, MAX_BYTES).await.map_err(|fault| match fault {
            UploadFault::TooSlow => Error::Invalid(app.texts.say("contact-import-too-slow").to_string()),
            UploadFault::Unreadable => unreadable(),
            UploadFault::TooLarge => Error::TooLarge,
        })?;
        let id = upload.fields.get("id").and_then(|id| id.trim().parse().ok()).ok_or_else(unreadable)?;
        Ok(Self { id, file_name: upload.file_name, bytes: upload.bytes })
    }
}
