//! Asking again before something with effects on others is done: what will happen, one
//! button that does it, one way back.

use crate::{Result, Shell, html};
use askama::Template;
use axum::response::Response;

/// The page that asks.
#[derive(Template)]
#[template(path = "confirm.html")]
pub struct Confirm {
    /// Around it; its title says what is about to be done.
    pub shell: Shell,
    /// What will happen, sentence by sentence.
    pub effects: Vec<String>,
    /// Where the answer is posted.
    pub action: String,
    /// What goes with it: names and values.
    pub hidden: Vec<(&'static str, String)>,
    /// The words on the button that does it.
    pub submit: String,
    /// Where one goes who does not.
    pub back: String,
}

impl Confirm {
    /// Answers with the page.
    pub fn answer(self) -> Result<Response> {
        html(&self)
    }
}
