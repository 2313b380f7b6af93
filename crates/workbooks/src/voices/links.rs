//! Links for multipliers: made, renewed, ended and forgotten by the office. One letter for
//! each person; the token stands in the clear in that letter only.

use super::model::{LINK_DAYS, TITLE};
use super::store::{self, Link};
use crate::assignments::{self, Post};
use ::store::{Mail, Tx};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Permit, ReviewVoices, VoiceLinkId, sort_key};
use serde::Deserialize;
use std::collections::BTreeMap;
use web::{App, Error, Fields, Form, Page, Result, Shell, html, html_with, new_token, token_hash};

/// Makes a link for somebody and writes to them. The same key again changes nothing;
/// answers whether it was new.
///
/// # Errors
/// Of storage.
pub async fn invite(
    tx: &mut Tx,
    permit: &Permit<ReviewVoices>,
    post: Post<'_>,
    id: VoiceLinkId,
    (name, email, organisation): (&str, &str, &str),
    days: i64,
) -> ::store::Result<bool> {
    let now = tx.now();
    let last = now.day().plus_days(i32::try_from(days).unwrap_or(1));
    let link = Link {
        id,
        name: name.to_owned(),
        email: email.to_owned(),
        organisation: organisation.to_owned(),
        created_at: now,
        expires_at: last.end(),
        ended_at: None,
        used_on: None,
    };
    let token = new_token(tx.db().chance());
    if !store::add_link(tx, permit, &link, &token_hash(&token)).await? {
        return Ok(false);
    }
    let office = assignments::office(tx, permit).await?;
    let alliance = assignments::place(tx, permit).await?.name;
    let reach = [office.name.as_str(), &office.phone, &office.email];
    let reach = reach.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let say = |id: &str| {
        post.texts
            .say(id)
            .with("name", name.to_owned())
            .with("alliance", alliance.clone())
            .with("day", last.german())
            .with(
                "office",
                if office.institution.is_empty() { office.name.clone() } else { office.institution.clone() },
            )
            .with("reach", reach.clone())
            .with("address", format!("{}/v/{token}", post.base_url))
            .to_string()
    };
    let (subject, body) = (say("voice-letter-subject"), say("voice-letter-body"));
    let reply_to = Some(office.email.clone()).filter(|email| !email.is_empty());
    tx.post(permit, "voice-letter", Mail { to: email.to_owned(), subject, body, reply_to }).await?;
    Ok(true)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
}

#[derive(Template)]
#[template(path = "voices/links.html")]
struct ListPage {
    shell: Shell,
    form: Form,
    id: VoiceLinkId,
    q: String,
    rows: Vec<Row>,
    is_empty: bool,
}

struct Row {
    id: VoiceLinkId,
    name: String,
    email: String,
    organisation: String,
    said: String,
    count: i64,
    is_good: bool,
    is_erased: bool,
}

async fn page_of(
    app: &App,
    permit: &Permit<ReviewVoices>,
    page: &Page,
    q: String,
    form: Form,
) -> Result<ListPage> {
    let mut db = app.db.read(permit).await?;
    let counts: BTreeMap<VoiceLinkId, i64> = store::per_link(&mut db, permit).await?.into_iter().collect();
    let titled = page.shell("voices-title");
    let shell =
        page.shell("voice-links-title").under(titled.title.clone(), format!("{}/voices", titled.home()));
    let now = db.now();
    let links = store::links(&mut db, permit).await?;
    let is_empty = links.is_empty();
    let sought = sort_key(&q);
    let fits = |link: &Link| {
        let text = sort_key(&format!("{} {} {}", link.name, link.email, link.organisation));
        sought.split_whitespace().all(|word| text.contains(word))
    };
    let row = |link: Link| {
        let (text, day) = match link.ended_at {
            Some(at) => ("assignment-link-ended", at.day()),
            None if link.is_good(now) => ("assignment-link-good", link.expires_at.plus_seconds(-1).day()),
            None => ("assignment-link-expired", link.expires_at.plus_seconds(-1).day()),
        };
        let used =
            link.used_on.map(|d| shell.say("assignment-link-used").with("day", d.german()).to_string());
        let said = shell.say(text).with("day", day.german()).to_string();
        Row {
            id: link.id,
            said: [said].into_iter().chain(used).collect::<Vec<_>>().join(" "),
            count: counts.get(&link.id).copied().unwrap_or(0),
            is_good: link.is_good(now),
            is_erased: link.name.is_empty(),
            name: link.name,
            email: link.email,
            organisation: link.organisation,
        }
    };
    let rows = links.into_iter().filter(fits).map(row).collect();
    let id = VoiceLinkId::new(app.clock(), app.chance());
    let form = if form.fields().pairs().is_empty() {
        Form::filled([("days", LINK_DAYS.0.to_string())])
    } else {
        form
    };
    Ok(ListPage { shell, form, id, q, rows, is_empty })
}

pub async fn list(
    permit: Permit<ReviewVoices>,
    State(app): State<App>,
    page: Page,
    Query(search): Query<Search>,
) -> Result<Response> {
    html(&page_of(&app, &permit, &page, search.q, Form::default()).await?)
}

/// Makes a link and writes the letter.
pub async fn create(
    permit: Permit<ReviewVoices>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let id: VoiceLinkId = fields.hidden("id")?;
    let shell = page.shell("voice-links-title");
    let mut form = Form::of(fields);
    let organisation = form.line(&shell, "organisation", TITLE);
    let days = form.number(&shell, "days");
    if form.wrong("days").is_empty() && !days.is_some_and(|days| (1..=LINK_DAYS.1).contains(&days)) {
        form.refuse("days", shell.say("voice-link-days-range").count("most", LINK_DAYS.1));
    }
    let to = assignments::addressee(form.value("name"), form.value("email"));
    if let Err((field, refusal)) = &to {
        form.refuse(field, assignments::refusal_words(&app.texts, *refusal));
    }
    let (Ok((name, email)), Some(days), true) = (to, days, form.is_good()) else {
        let shown = page_of(&app, &permit, &page, String::new(), form).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    };
    let mut tx = app.db.begin(&permit).await?;
    if invite(&mut tx, &permit, Post::of(&app), id, (&name, &email, &organisation), days).await? {
        tx.commit(&permit, &format!("voice link {id} made")).await?;
    }
    Ok(back(&page, "voice-link-made"))
}

fn back(page: &Page, done: &str) -> Response {
    let home = page.shell("voices-title").home();
    Redirect::to(&format!("{home}/voices/links?done={done}")).into_response()
}

/// Ends a link at once.
pub async fn revoke(
    permit: Permit<ReviewVoices>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, VoiceLinkId)>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    if !store::end_link(&mut tx, &permit, id).await? {
        return Err(Error::NotFound);
    }
    tx.commit(&permit, &format!("voice link {id} revoked")).await?;
    Ok(back(&page, "voice-link-revoked"))
}

/// Makes a new link for the same person; the old one ends at once.
pub async fn renew(
    permit: Permit<ReviewVoices>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, VoiceLinkId)>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let old = store::links(&mut tx, &permit).await?.into_iter().find(|link| link.id == id);
    let old = old.ok_or(Error::NotFound)?;
    if old.email.is_empty() {
        return Err(Error::Conflict(app.texts.say("voice-link-nameless").to_string()));
    }
    store::end_link(&mut tx, &permit, id).await?;
    let new = VoiceLinkId::new(app.clock(), app.chance());
    let to = (old.name.as_str(), old.email.as_str(), old.organisation.as_str());
    invite(&mut tx, &permit, Post::of(&app), new, to, LINK_DAYS.0).await?;
    tx.commit(&permit, &format!("voice link {id} renewed as {new}")).await?;
    Ok(back(&page, "voice-link-made"))
}

/// Erases name and address for good; the link ends with them. What was reported stays: it
/// names nobody.
pub async fn erase(
    permit: Permit<ReviewVoices>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, VoiceLinkId)>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    if !store::erase_name(&mut tx, &permit, id).await? {
        return Err(Error::NotFound);
    }
    tx.commit(&permit, &format!("voice link {id} name erased")).await?;
    Ok(back(&page, "voice-link-erased"))
}
