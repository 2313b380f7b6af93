//! Legal pages: imprint, privacy notice, accessibility statement. Everybody can
//! read them; the operator edits them. Paragraphs are separated by blank lines,
//! a line beginning with `#` is a heading.

mod store;

use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{RunInstallation, Visit};
use web::{
    App, Conflict, Differing, Error, Fields, Form, Page, Periods, Permit, Result, Routes, Shell, html,
    html_with,
};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("legal.de.ftl", include_str!("legal.de.ftl"));

/// The pages there are, with the text they start with.
const PAGES: [(&str, &str); 3] = [
    ("imprint", include_str!("imprint.de.txt")),
    ("privacy", include_str!("privacy.de.txt")),
    ("accessibility", include_str!("accessibility.de.txt")),
];

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new().get("/legal/{key}", show).get("/legal/{key}/edit", edit).post("/legal/{key}", save)
}

#[derive(Template)]
#[template(path = "legal/show.html")]
struct ShowPage {
    shell: Shell,
    blocks: Vec<(bool, String)>,
    key: &'static str,
    may_edit: bool,
    is_whole: bool,
}

/// What the operator still has to write stands in brackets that begin so.
const TO_WRITE: &str = "[Bitte eintragen";

#[derive(Template)]
#[template(path = "legal/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    key: &'static str,
    version: i64,
}

fn page_of(key: &str) -> Result<(&'static str, &'static str)> {
    PAGES.into_iter().find(|(k, _)| *k == key).ok_or(Error::NotFound)
}

async fn show(
    permit: Permit<Visit>,
    State(app): State<App>,
    page: Page,
    Path(key): Path<String>,
) -> Result<Response> {
    let (key, shipped) = page_of(&key)?;
    let mut db = app.db.read(&permit).await?;
    let body = store::find(&mut db, &permit, key).await?.map_or_else(|| shipped.to_owned(), |p| p.body);
    let may_edit = Permit::<RunInstallation>::ask(base::AnyPermit::actor(&permit), None).is_some();
    let is_whole = !body.contains(TO_WRITE);
    html(&ShowPage {
        blocks: blocks(&filled(&app, &body)),
        key,
        may_edit,
        is_whole,
        shell: page.shell(title(key)),
    })
}

/// Addresses of pages in which the operator still has to write something.
pub async fn unwritten(db: &mut Read, permit: &Permit<RunInstallation>) -> ::store::Result<Vec<String>> {
    let mut found = Vec::new();
    for (key, shipped) in PAGES {
        let body = store::find(db, permit, key).await?.map_or_else(|| shipped.to_owned(), |p| p.body);
        if body.contains(TO_WRITE) {
            found.push(format!("/legal/{key}"));
        }
    }
    Ok(found)
}

/// The text with the periods that are set for this installation.
fn filled(app: &App, body: &str) -> String {
    let periods = app.config.periods;
    let alliances = periods.closed_alliances.map_or_else(
        || app.texts.say("legal-when-told").to_string(),
        |days| Periods::words(&app.texts, days),
    );
    body.replace("{Frist für geschlossene Konten}", &Periods::words(&app.texts, periods.closed_accounts))
        .replace("{Frist für Kontaktlisten}", &Periods::words(&app.texts, periods.imports))
        .replace("{Frist für geschlossene Bündnisse}", &alliances)
        .replace("{Frist für Berichte}", &Periods::words(&app.texts, periods.voices))
        .replace("{Frist für beendete Links}", &Periods::words(&app.texts, periods.ended_links))
}

/// Headings (`true`) and paragraphs: a heading is one line, a paragraph ends at an
/// empty line or at the next heading.
fn blocks(body: &str) -> Vec<(bool, String)> {
    let mut blocks: Vec<(bool, String)> = Vec::new();
    let mut goes_on = false;
    for line in body.lines().map(str::trim_end) {
        if let Some(heading) = line.strip_prefix('#') {
            blocks.push((true, heading.trim().to_owned()));
            goes_on = false;
        } else if line.trim().is_empty() {
            goes_on = false;
        } else if let Some((_, text)) = blocks.last_mut().filter(|_| goes_on) {
            text.push('\n');
            text.push_str(line);
        } else {
            blocks.push((false, line.to_owned()));
            goes_on = true;
        }
    }
    blocks
}

fn title(key: &str) -> &'static str {
    match key {
        "imprint" => "shell-imprint",
        "privacy" => "shell-privacy",
        _ => "shell-accessibility",
    }
}

async fn edit(
    permit: Permit<RunInstallation>,
    State(app): State<App>,
    page: Page,
    Path(key): Path<String>,
) -> Result<Response> {
    let (key, shipped) = page_of(&key)?;
    let mut db = app.db.read(&permit).await?;
    let stored = store::find(&mut db, &permit, key).await?;
    let version = stored.as_ref().map_or(0, |p| p.version);
    let form = Form::filled([("body", stored.map_or_else(|| shipped.to_owned(), |p| p.body))]);
    html(&EditPage { form, key, version, shell: page.shell(title(key)) })
}

async fn save(
    permit: Permit<RunInstallation>,
    State(app): State<App>,
    page: Page,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let (key, _) = page_of(&key)?;
    let version: i64 = fields.hidden("version")?;
    let shell = page.shell(title(key));
    let mut form = Form::of(fields);
    let body = form.lines(&shell, "body", 50_000);
    if body.is_empty() && form.is_good() {
        form.refuse("body", shell.say("legal-needs-text"));
    }
    if !form.is_good() {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage { shell, form, key, version });
    }
    let mut tx = app.db.begin(&permit).await?;
    if !store::replace(&mut tx, &permit, key, &body, version).await? {
        let stored = store::find(&mut tx, &permit, key).await?.ok_or(Error::Stale)?;
        let label = shell.say("legal-body").to_string();
        let differing =
            vec![Differing { name: "body".into(), label, theirs: stored.body, mine: body, words: None }];
        let (action, version) = (format!("/legal/{key}"), stored.version);
        let shell = shell.retitled("conflict-title");
        return Conflict { shell, action, version, agreed: Vec::new(), differing, who: String::new() }
            .answer();
    }
    tx.commit(&permit, &format!("legal page {key} changed")).await?;
    Ok(Redirect::to(&format!("/legal/{key}?done=legal-saved")).into_response())
}

#[cfg(test)]
mod tests {
    use super::{PAGES, TO_WRITE, blocks};

    #[test]
    fn what_the_operator_has_to_write_is_marked_in_every_page() {
        for (key, body) in PAGES {
            assert!(body.contains(TO_WRITE), "{key}");
            let marked = body.matches(TO_WRITE).count();
            assert_eq!(marked, body.matches('[').count(), "{key}: one way of saying so");
            assert!(!body.contains("tragen Sie hier ein"), "{key}");
        }
    }

    #[test]
    fn a_heading_is_one_line_and_a_paragraph_ends_at_an_empty_one() {
        let found = blocks("# Anbieter\nStadt Musterhausen\nRathausplatz 1\n\nTelefon 0000\n#Kontakt");
        let expected = [
            (true, "Anbieter"),
            (false, "Stadt Musterhausen\nRathausplatz 1"),
            (false, "Telefon 0000"),
            (true, "Kontakt"),
        ];
        assert_eq!(found, expected.map(|(heading, text)| (heading, text.to_owned())));
    }
}
