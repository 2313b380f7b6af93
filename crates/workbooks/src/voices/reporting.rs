//! The pages behind a personal link: what became of what was reported, and the sheets.
//! They work on a phone and without an account. With the script what is sent waits on the
//! device until it has arrived (docs/decisions/0026).

use super::form::{self, Asked};
use super::model::{Kind, PER_LINK, State};
use super::sheet::sheet;
use super::store;
use crate::assignments::{self, Office};
use askama::Template;
use axum::{
    Json,
    extract::{Path, State as Ext},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{Permit, ReportVoices, VoiceId};
use web::{App, Error, Fields, Form, Page, Periods, Result, Shell, Wants, html, html_with};

/// How long a browser may show an empty sheet again by itself: a week.
const KEPT: &str = "private, max-age=604800";

#[derive(Template)]
#[template(path = "voices/start.html")]
struct StartPage {
    shell: Shell,
    base: String,
    alliance: String,
    office: Office,
    sent: Vec<SentLine>,
    /// How long name and address are kept once the link has ended, as behind „nach“.
    period: String,
}

struct SentLine {
    kind: String,
    at: String,
    state: &'static str,
    reason: String,
}

pub async fn start(
    permit: Permit<ReportVoices>,
    Ext(app): Ext<App>,
    page: Page,
    Path(link): Path<String>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let own = permit.voice_link().ok_or(Error::LinkOver)?;
    let shell = page.shell("voice-link-title");
    let shown = |sent: store::Sent| SentLine {
        kind: shell.say_of("voice-kind", &sent.kind).to_string(),
        at: sent.received_at.german(),
        state: State::from_key(&sent.state).unwrap_or(State::Received).key(),
        reason: sent.state_reason,
    };
    let sent = store::sent(&mut db, &permit, own).await?.into_iter().map(shown).collect();
    html(&StartPage {
        base: format!("/v/{link}"),
        alliance: permit.place().map(|p| p.name.clone()).unwrap_or_default(),
        office: assignments::office(&mut db, &permit).await?,
        period: Periods::words(&app.texts, app.config.periods.ended_links),
        sent,
        shell,
    })
}

fn title(kind: Kind) -> &'static str {
    if kind == Kind::Talk { "voice-talk-title" } else { "voice-hindrance-title" }
}

fn asked(kind: Kind, link: &str, id: VoiceId) -> Asked {
    Asked { kind, id, action: format!("/v/{link}/{}", kind.key()), back: format!("/v/{link}"), is_kept: true }
}

fn sheet_shell(page: &Page, kind: Kind, link: &str) -> Shell {
    let start = page.shell("voice-link-title").title;
    page.shell(title(kind)).under(start, format!("/v/{link}"))
}

async fn empty(kind: Kind, app: App, page: Page, link: String) -> Result<Response> {
    let id = VoiceId::new(app.clock(), app.chance());
    let mut response =
        html(&form::page(sheet_shell(&page, kind, &link), asked(kind, &link, id), Form::default()))?;
    // It says nothing about anybody, and is wanted where there is no network.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(KEPT));
    Ok(response)
}

pub async fn talk(
    _: Permit<ReportVoices>,
    Ext(app): Ext<App>,
    page: Page,
    Path(link): Path<String>,
) -> Result<Response> {
    empty(Kind::Talk, app, page, link).await
}

pub async fn hindrance(
    _: Permit<ReportVoices>,
    Ext(app): Ext<App>,
    page: Page,
    Path(link): Path<String>,
) -> Result<Response> {
    empty(Kind::Hindrance, app, page, link).await
}

pub async fn report_talk(
    permit: Permit<ReportVoices>,
    Ext(app): Ext<App>,
    page: Page,
    Path(link): Path<String>,
    wants: Wants,
    fields: Fields,
) -> Result<Response> {
    report(Kind::Talk, permit, app, page, link, (wants, fields)).await
}

pub async fn report_hindrance(
    permit: Permit<ReportVoices>,
    Ext(app): Ext<App>,
    page: Page,
    Path(link): Path<String>,
    wants: Wants,
    fields: Fields,
) -> Result<Response> {
    report(Kind::Hindrance, permit, app, page, link, (wants, fields)).await
}

async fn report(
    kind: Kind,
    permit: Permit<ReportVoices>,
    app: App,
    page: Page,
    link: String,
    (wants, fields): (Wants, Fields),
) -> Result<Response> {
    let own = permit.voice_link().ok_or(Error::LinkOver)?;
    let id: VoiceId = fields.hidden("id")?;
    let shell = sheet_shell(&page, kind, &link);
    let mut form = Form::of(fields);
    let mut draft = match form::read(&shell, kind, id, &mut form).check(sheet(), shell.today) {
        Ok(draft) => draft,
        Err(faults) => {
            form::refuse(&shell, &mut form, faults);
            if matches!(wants, Wants::Json) {
                return Ok(form::refused(&form));
            }
            let page = form::page(shell, asked(kind, &link, id), form);
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let mut tx = app.db.begin(&permit).await?;
    if store::count_of(&mut tx, &permit, own).await? >= PER_LINK {
        return Err(Error::Conflict(shell.say("voice-too-many").to_string()));
    }
    // Without the script a browser may have shown a sheet again whose key was used before;
    // something else was written on it then.
    if matches!(wants, Wants::Page)
        && let Some(before) = store::find(&mut tx, &permit, id).await?
        && !draft.says_the_same(&before)
    {
        draft.id = VoiceId::new(app.clock(), app.chance());
    }
    // Sent again after the answer got lost on the way: it is there already.
    if store::add(&mut tx, &permit, &draft, Some(own), State::Received).await? {
        store::note_use(&mut tx, &permit, own).await?;
        tx.commit(&permit, &format!("{} {} reported", kind.key(), draft.id)).await?;
    }
    Ok(match wants {
        Wants::Json => Json(serde_json::json!({ "arrived": id })).into_response(),
        Wants::Page => Redirect::to(&format!("/v/{link}?done=voice-reported")).into_response(),
    })
}
