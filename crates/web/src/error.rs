//! Refusals and failures. A handler returns an [`Error`]; how it looks (a page in
//! German or an RFC 9457 problem) is decided at the edge, where it is logged once.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::Lacks;
use std::borrow::Cow;

/// What to say about text that is none.
pub(crate) const UNREADABLE: &str = "Die Eingabe enthält Zeichen, die sich nicht als Text lesen lassen.";

/// After so many seconds a database that went away is mostly back.
const WAIT_FOR_DATABASE: u32 = 30;
/// Making room takes somebody's hand.
const WAIT_FOR_ROOM: u32 = 300;

/// What a handler answers.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a request is not served.
#[derive(Debug)]
pub enum Error {
    /// It does not exist, or you may not see it: the answer is the same.
    NotFound,
    /// A personal link that does not exist, has expired or was ended: the answer is the same.
    LinkOver,
    /// Nobody is signed in.
    SignIn,
    /// The token of a program is none of ours, or it has ended.
    Token,
    /// The token of a program does not reach that far.
    Scope(Lacks),
    /// The request makes no sense; the message is German and says what to do.
    Invalid(String),
    /// A single field of an API request is wrong.
    Field {
        /// Its name.
        field: &'static str,
        /// What is wrong, in German.
        message: String,
    },
    /// A place of a JSON body is wrong.
    Place {
        /// Where: `counts[1]`.
        place: String,
        /// What is wrong, in German.
        message: String,
    },
    /// Somebody else was faster: the version is stale.
    Stale,
    /// It cannot be done in this state; the message is German and says why.
    Conflict(String),
    /// The upload or form took too long to arrive.
    TooSlow,
    /// The upload or form is larger than allowed.
    TooLarge,
    /// Too many attempts; try again after so many seconds.
    SlowDown(u32),
    /// The request comes from another site.
    OtherSite,
    /// The form is one of another session.
    FormExpired,
    /// The request comes from another machine without encryption.
    NotEncrypted,
    /// The database cannot be reached.
    Unavailable(String),
    /// There is no room left to save anything.
    Full(String),
    /// Our mistake. The text goes to the log, never to the user.
    Internal(String),
}

/// What the edge needs to show an error.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// The text ids begin with this: `error-not-found`.
    pub kind: &'static str,
    /// A German sentence of its own, instead of the kind's.
    pub detail: Option<String>,
    /// The field concerned.
    pub field: Option<Cow<'static, str>>,
    /// For the log only.
    pub cause: Option<String>,
}

impl Error {
    /// The problem as the edge shows it.
    pub fn problem(self) -> Problem {
        let bare = |status, kind| Problem { status, kind, detail: None, field: None, cause: None };
        match self {
            Self::NotFound => bare(StatusCode::NOT_FOUND, "error-not-found"),
            Self::LinkOver => bare(StatusCode::NOT_FOUND, "error-link-over"),
            Self::SignIn => bare(StatusCode::UNAUTHORIZED, "error-sign-in"),
            Self::Token => bare(StatusCode::UNAUTHORIZED, "error-token"),
            Self::Scope(Lacks::Writing) => bare(StatusCode::FORBIDDEN, "error-scope-writing"),
            Self::Scope(Lacks::Land) => bare(StatusCode::FORBIDDEN, "error-scope-land"),
            Self::Scope(Lacks::Session) => bare(StatusCode::FORBIDDEN, "error-scope-session"),
            Self::Invalid(message) => {
                Problem { detail: Some(message), ..bare(StatusCode::BAD_REQUEST, "error-invalid") }
            }
            Self::Field { field, message } => Problem {
                detail: Some(message),
                field: Some(field.into()),
                ..bare(StatusCode::UNPROCESSABLE_ENTITY, "error-invalid")
            },
            Self::Place { place, message } => Problem {
                detail: Some(message),
                field: Some(place.into()),
                ..bare(StatusCode::UNPROCESSABLE_ENTITY, "error-invalid")
            },
            Self::Stale => bare(StatusCode::PRECONDITION_FAILED, "error-stale"),
            Self::Conflict(message) => {
                Problem { detail: Some(message), ..bare(StatusCode::CONFLICT, "error-conflict") }
            }
            Self::TooSlow => bare(StatusCode::REQUEST_TIMEOUT, "error-too-slow"),
            Self::TooLarge => bare(StatusCode::PAYLOAD_TOO_LARGE, "error-too-large"),
            Self::SlowDown(_) => bare(StatusCode::TOO_MANY_REQUESTS, "error-slow-down"),
            Self::NotEncrypted => bare(StatusCode::FORBIDDEN, "error-not-encrypted"),
            Self::FormExpired => bare(StatusCode::FORBIDDEN, "error-form-expired"),
            Self::OtherSite => bare(StatusCode::FORBIDDEN, "error-other-site"),
            Self::Unavailable(cause) => {
                Problem { cause: Some(cause), ..bare(StatusCode::SERVICE_UNAVAILABLE, "error-unavailable") }
            }
            Self::Full(cause) => {
                Problem { cause: Some(cause), ..bare(StatusCode::INSUFFICIENT_STORAGE, "error-full") }
            }
            Self::Internal(cause) => {
                Problem { cause: Some(cause), ..bare(StatusCode::INTERNAL_SERVER_ERROR, "error-internal") }
            }
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let wait = match self {
            Self::SlowDown(seconds) => Some(seconds),
            Self::Unavailable(_) => Some(WAIT_FOR_DATABASE),
            Self::Full(_) => Some(WAIT_FOR_ROOM),
            _ => None,
        };
        let problem = self.problem();
        let mut response = problem.status.into_response();
        if let Some(value) = wait.and_then(|s| HeaderValue::from_str(&s.to_string()).ok()) {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
        response.extensions_mut().insert(problem);
        response
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Unavailable(why) => Self::Unavailable(why),
            store::Error::Full(why) => Self::Full(why),
            store::Error::Unreadable => Self::Invalid(UNREADABLE.to_owned()),
            store::Error::Taken => Self::Conflict(
                "Das gibt es schon, oder jemand war schneller. Bitte laden Sie die Seite neu.".to_owned(),
            ),
            store::Error::Dangling => Self::Conflict(
                "Der Eintrag bezieht sich auf etwas, das es hier nicht gibt oder nicht mehr gibt.".to_owned(),
            ),
            store::Error::Bug(what) => Self::Internal(what),
        }
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::Internal(format!("template: {error}"))
    }
}
