//! The demo's outbox: mail that a real installation would have sent. Only there
//! when demo data are loaded; elsewhere the page does not exist.

mod store;

use ::store::Letter as Queued;
use askama::Template;
use axum::{extract::State, response::Response};
use base::{Actor, RunJobs, Visit};
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
    subject: String,
    to: String,
    /// The addressee's name and the alliance it was written in, as far as they are known.
    name: String,
    alliance: String,
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
    let mut letters = Vec::new();
    for job in &jobs {
        let Ok(queued) = job.needs::<Queued>() else { continue };
        let (mail, at) = (queued.mail, job.created_at.german());
        let account = accounts::addressee(&mut db, &permit, &mail.to).await?;
        let name = match account {
            Some((person, _)) => store::name(&mut db, &permit, person).await?,
            None => String::new(),
        };
        let alliance = match queued.alliance {
            Some(alliance) => store::alliance(&mut db, &permit, alliance).await?,
            None => String::new(),
        };
        let parts = parts(&mail.body, &app.config.base_url);
        letters.push(Letter { at, subject: mail.subject, to: mail.to, name, alliance, parts });
    }
    html(&ListPage { letters, shell: page.shell("outbox-title") })
}

fn parts(body: &str, base_url: &str) -> Vec<(String, bool)> {
    body.split_inclusive(char::is_whitespace)
        .map(|word| {
            let bare = word.trim_end();
            let is_link = bare.starts_with("http://") || bare.starts_with("https://");
            (here(bare, base_url) + &word[bare.len()..], is_link)
        })
        .collect()
}

/// A letter may have been written while the demo listened on another port.
fn here(word: &str, base_url: &str) -> String {
    let Some(rest) = word.strip_prefix("http://localhost:") else { return word.to_owned() };
    format!("{base_url}{}", rest.trim_start_matches(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_where_the_demo_listens_today() {
        let found = parts("Bitte hier:\nhttp://localhost:8080/links/abc\nDanke.", "http://localhost:8090");
        let links: Vec<&str> =
            found.iter().filter(|(_, is_link)| *is_link).map(|(w, _)| w.as_str()).collect();
        assert_eq!(links, ["http://localhost:8090/links/abc\n"]);
        let text: String = found.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(text, "Bitte hier:\nhttp://localhost:8090/links/abc\nDanke.");
    }
}
