//! The directory as a file: every organisation with whom to talk to, for mail
//! merges and for paper (R-STR-10).

use super::pages::type_words;
use super::store::{self, Filter};
use crate::circle::Circle;
use crate::contacts::store as contacts;
use axum::{
    extract::{Path, State},
    response::Response,
};
use base::ViewOrganisations;
use documents::{Cell, Column, Ending, Kind, Table};
use web::{App, Error, Page, Permit, Result};

/// One row for each contact, and one for each organisation without any.
pub async fn contacts(
    permit: Permit<ViewOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, ending)): Path<(String, String)>,
) -> Result<Response> {
    let ending = Ending::read(&ending).ok_or(Error::NotFound)?;
    let mut db = app.db.read(&permit).await?;
    let shell = page.shell("organisations-file-title");
    let types = store::actor_types(&mut db, &permit).await?;
    let circle = Circle::of(&mut db, &permit).await?;
    let people = contacts::all(&mut db, &permit).await?;
    let known = store::list(&mut db, &permit, &Filter { limit: 10_000, ..Filter::default() }).await?;
    let columns = [
        ("name", "organisation-name", Kind::Text),
        ("actor_type", "organisation-type", Kind::Text),
        ("area", "organisations-area", Kind::Text),
        ("address", "organisation-address", Kind::Text),
        ("catchment", "organisation-catchment", Kind::Text),
        ("member_since", "core-group-since", Kind::Day),
        ("taking_part", "organisation-taking-part", Kind::Text),
        ("taking_part_reason", "organisation-taking-part-reason", Kind::Text),
        ("represented_by", "organisation-represented-by", Kind::Text),
        ("contact_name", "actors-contact", Kind::Text),
        ("contact_phone", "contact-phone", Kind::Text),
        ("contact_email", "contact-email", Kind::Text),
    ];
    let column = |(key, label, kind): (&str, &str, Kind)| Column {
        key: key.to_owned(),
        label: shell.say(label).to_string(),
        kind,
    };
    let text = |words: &str| if words.is_empty() { Cell::Empty } else { Cell::Text(words.to_owned()) };
    let mut rows = Vec::new();
    for one in &known {
        let area = types.iter().find(|t| t.area == one.draft.area).map_or("", |t| t.area_label.as_str());
        let speaker = known.iter().find(|o| Some(o.id) == one.draft.represented_by);
        let about = vec![
            text(&one.draft.name),
            text(&type_words(&types, &one.draft)),
            text(area),
            text(&one.draft.address),
            text(&circle.words(&shell, &one.draft.catchment)),
            one.member_since.map_or(Cell::Empty, |day| Cell::Day(day.to_string())),
            text(&shell.say_of("organisation-taking-part", one.draft.taking_part.key()).to_string()),
            text(&one.draft.taking_part_reason),
            text(speaker.map_or("", |o| o.draft.name.as_str())),
        ];
        let mut alone = true;
        for who in people.iter().filter(|c| c.organisation_id == one.id) {
            alone = false;
            let reach = [text(&who.name), text(&who.phone), text(&who.email)];
            rows.push(about.iter().cloned().chain(reach).collect());
        }
        if alone {
            rows.push(about);
        }
    }
    let as_of = shell.say("organisations-file-as-of").with("day", shell.today.german()).to_string();
    let table = Table {
        title: shell.title.clone(),
        columns: columns.into_iter().map(column).collect(),
        rows,
        notes: vec![as_of],
    };
    let bytes = ending.write(&table).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(web::attachment(bytes, ending.kind(), &format!("verzeichnis.{}", ending.key())))
}
