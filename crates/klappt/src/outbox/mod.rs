//! The demo's outbox: mail that a real installation would have sent. Only there
//! when demo data are loaded; elsewhere the page does not exist.

use askama::Template;
use axum::{extract::State, response::Response};
use base::{Actor, RunJobs, Visit};
use store::Mail;
use web::{App, Error, Page, Permit, Result, Routes, Shell, html};

/// The texts of this page.
pub const TEXTS: (&str, &str) = ("outbox.de.ftl", include_str!("outbox.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new().get("/outbox", list)
}

#[derive(Template)]
#[template(path = "outbox/list.html")]
struct ListPage {
    shell: Shell,
    letters: Vec<Letter>,
}

struct Letter {
    at: String,
    mail: Mail,
    /// The text, cut at links so that they can be followed.
    parts: Vec<(String, bool)>,
}

async fn list(_: Permit<Visit>, State(app): State<App>, page: Page) -> Result<Response> {
    if !app.config.demo {
        return Err(Error::NotFound);
    }
    let permit = Permit::<RunJobs>::ask(&Actor::job("outbox"), None).ok_or(Error::NotFound)?;
    let mut db = app.db.read(&permit).await?;
    let jobs = db.outbox(&permit, 50).await?;
    let letters = jobs.iter().filter_map(|job| {
        let mail: Mail = job.needs().ok()?;
        Some(Letter { at: job.created_at.german(), parts: parts(&mail.body), mail })
    });
    html(&ListPage { letters: letters.collect(), shell: page.shell("outbox-title") })
}

fn parts(body: &str) -> Vec<(String, bool)> {
    let is_link = |word: &str| word.starts_with("http://") || word.starts_with("https://");
    body.split_inclusive(char::is_whitespace)
        .map(|word| {
            let bare = word.trim_end();
            (word.to_owned(), is_link(bare))
        })
        .collect()
}
