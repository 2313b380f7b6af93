//! Two people changed the same thing: both values side by side, the user chooses.
//! The choice is posted to the ordinary save, with the version that is current
//! now, so a third person's change is noticed as well.

use crate::{Result, Shell, html_with};
use askama::Template;
use axum::{http::StatusCode, response::Response};

/// One field in which the two differ.
#[derive(Clone, Debug)]
pub struct Differing {
    /// The form's field.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Stored now.
    pub theirs: String,
    /// Typed by this user.
    pub mine: String,
    /// The two in words, where the values are codes; else empty.
    pub words: Option<(String, String)>,
}

/// The page that asks what shall hold.
#[derive(Template)]
#[template(path = "conflict.html")]
pub struct Conflict {
    /// Around it.
    pub shell: Shell,
    /// Where the choice is posted.
    pub action: String,
    /// The version that is current now.
    pub version: i64,
    /// Fields on which both agree or only one has touched: posted as they are.
    pub agreed: Vec<(String, String)>,
    /// Fields to choose for.
    pub differing: Vec<Differing>,
    /// Who saved the stored values and when, as a sentence; may be empty.
    pub who: String,
}

impl Conflict {
    /// Answers 412 with the page.
    pub fn answer(self) -> Result<Response> {
        html_with(StatusCode::PRECONDITION_FAILED, &self)
    }
}
