//! The office's pages: what was reported, looked at one by one, and what it enters itself.

use super::form::{self, Asked};
use super::model::{Kind, Part, State, TITLE, Voice, WORDS, redacted};
use super::sheet::{label, sheet};
use super::store::{self, Link};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, Query, State as Ext},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Permit, ReviewVoices, VoiceId, sort_key};
use serde::Deserialize;
use std::collections::BTreeMap;
use web::{App, Error, Fields, Form, Page, Result, Shell, SortHead, Sorting, html, html_with};

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    state: Option<String>,
    kind: String,
    theme: String,
    sort: String,
    after: String,
}

/// By what the list sorts.
const COLUMNS: &[&str] = &["received", "kind", "state"];
/// Rows of one page of the list.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "voices/list.html")]
struct ListPage {
    shell: Shell,
    q: String,
    state: String,
    kind: String,
    theme: String,
    sort: String,
    states: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    themes: Vec<(String, String)>,
    heads: Vec<SortHead>,
    rows: Vec<ListRow>,
    next: String,
    empty: &'static str,
}

struct ListRow {
    to: String,
    kind: String,
    themes: String,
    words: String,
    state: &'static str,
    at: String,
    by: String,
}

/// Characters of a report's words that the list shows.
const GLANCE: usize = 140;

/// Who reported, as far as it is still known.
fn by(shell: &Shell, voice: &Voice, links: &BTreeMap<base::VoiceLinkId, Link>) -> String {
    let Some(id) = voice.link else { return shell.say("voice-by-office").to_string() };
    let Some(link) = links.get(&id) else { return String::new() };
    [&link.name, &link.organisation]
        .into_iter()
        .filter(|t| !t.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ")
}

fn themes_of(voice: &Voice) -> String {
    let labels: Vec<&str> = voice.parts.iter().map(|p| label(&sheet().themes, &p.theme)).collect();
    labels.join(", ")
}

/// All words of a report.
fn words_of(voice: &Voice) -> String {
    let of = |p: &Part| [p.title.clone(), p.words.clone(), p.helps.clone()];
    let all: Vec<String> = voice.parts.iter().flat_map(of).filter(|t| !t.is_empty()).collect();
    all.join(" · ")
}

fn glance(words: &str) -> String {
    let short: String = words.chars().take(GLANCE).collect();
    if short.len() < words.len() { format!("{}…", short.trim_end()) } else { short }
}

async fn links_of(db: &mut Read, permit: &Permit<ReviewVoices>) -> Result<BTreeMap<base::VoiceLinkId, Link>> {
    Ok(store::links(db, permit).await?.into_iter().map(|link| (link.id, link)).collect())
}

pub async fn list(
    permit: Permit<ReviewVoices>,
    Ext(app): Ext<App>,
    page: Page,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = page.shell("voices-title");
    let links = links_of(&mut db, &permit).await?;
    // What waits comes first: that is what the page is for.
    let state = search.state.clone().unwrap_or_else(|| State::Received.key().to_owned());
    let mut found = store::list(&mut db, &permit, &state, &search.kind).await?;
    let totals = store::totals(&mut db, &permit).await?;
    let is_empty = totals.is_empty();
    found.retain(|voice| {
        let text = sort_key(&format!(
            "{} {} {} {} {}",
            words_of(voice),
            themes_of(voice),
            voice.place,
            voice.speakers.who,
            by(&shell, voice, &links)
        ));
        let named = sort_key(&search.q).split_whitespace().all(|word| text.contains(word));
        named && (search.theme.is_empty() || voice.parts.iter().any(|p| p.theme == search.theme))
    });
    let sorting = Sorting::read(&search.sort, COLUMNS);
    sorting.apply(&mut found, |a, b| match sorting.column() {
        "kind" => a.kind.key().cmp(b.kind.key()),
        "state" => a.state.key().cmp(b.state.key()),
        // The latest first.
        _ => (b.received_at, b.id).cmp(&(a.received_at, a.id)),
    });
    let skip: usize = search.after.parse().unwrap_or(0);
    found.drain(..skip.min(found.len()));
    let kept = [
        ("q", search.q.as_str()),
        ("state", state.as_str()),
        ("kind", search.kind.as_str()),
        ("theme", search.theme.as_str()),
    ];
    let next =
        if found.len() > PAGE { sorting.next(&kept, &(skip + PAGE).to_string()) } else { String::new() };
    found.truncate(PAGE);
    let row = |voice: &Voice| ListRow {
        to: format!("{}/voices/{}", shell.home(), voice.id),
        kind: shell.say_of("voice-kind", voice.kind.key()).to_string(),
        themes: themes_of(voice),
        words: glance(&words_of(voice)),
        state: voice.state.key(),
        at: voice.received_at.german(),
        by: by(&shell, voice, &links),
    };
    let all = |text: &str| (String::new(), shell.say(text).to_string());
    let mut states = vec![all("voices-all-states")];
    for one in State::ALL {
        let count = totals.iter().filter(|(_, state, _)| state == one.key()).map(|(.., n)| n).sum::<i64>();
        let words = shell.say_of("voice-state", one.key());
        states.push((one.key().to_owned(), format!("{words} ({count})")));
    }
    let mut kinds = vec![all("voices-all-kinds")];
    kinds.extend(Kind::ALL.map(|k| (k.key().to_owned(), shell.say_of("voice-kind", k.key()).to_string())));
    let mut themes = vec![all("voices-all-themes")];
    themes.extend(sheet().themes.iter().map(|t| (t.key.clone(), t.label.clone())));
    let rows: Vec<ListRow> = found.iter().map(row).collect();
    let searched = !(search.q.is_empty() && search.kind.is_empty() && search.theme.is_empty());
    let empty = match (is_empty, searched) {
        (true, _) => "voices-empty",
        (false, false) if state == State::Received.key() => "voices-nothing-waits",
        _ => "voices-none",
    };
    html(&ListPage {
        heads: COLUMNS.iter().map(|column| sorting.head(column, page.path(), &kept)).collect(),
        q: search.q,
        state,
        kind: search.kind,
        theme: search.theme,
        sort: search.sort,
        states,
        kinds,
        themes,
        rows,
        next,
        empty,
        shell,
    })
}

#[derive(Template)]
#[template(path = "voices/show.html")]
struct ShowPage {
    shell: Shell,
    form: Form,
    base: String,
    kind: &'static str,
    state: &'static str,
    state_reason: String,
    at: String,
    by: String,
    facts: Vec<(String, String)>,
    parts: Vec<PartLine>,
    levels: Vec<(String, String)>,
    /// What looks like names or addresses.
    names: String,
    version: i64,
    next: String,
}

struct PartLine {
    theme: String,
    face: String,
    mood: String,
    level: String,
    title: String,
    words: String,
    helps: String,
    /// Names of the fields that redact it.
    title_name: String,
    words_name: String,
    helps_name: String,
    level_name: String,
}

/// What is told about those who spoke, and where: what and words.
fn facts(shell: &Shell, voice: &Voice) -> Vec<(String, String)> {
    let (sheet, s) = (sheet(), &voice.speakers);
    let of = [
        ("voice-held-on", voice.held_on.map(base::Day::german).unwrap_or_default()),
        ("voice-place", voice.place.clone()),
        ("voice-who", s.who.clone()),
        ("voice-crowd", label(&sheet.crowds, &s.crowd).to_owned()),
        ("voice-age", label(&sheet.ages, &s.age).to_owned()),
        ("voice-residence", label(&sheet.residences, &s.residence).to_owned()),
        ("voice-gender", label(&sheet.genders, &s.gender).to_owned()),
        ("voice-language", label(&sheet.languages, &s.language).to_owned()),
    ];
    of.into_iter().filter(|(_, w)| !w.is_empty()).map(|(id, w)| (shell.say(id).to_string(), w)).collect()
}

/// The form that puts other words in place of a report's, filled with them.
fn filled(voice: &Voice) -> Form {
    let mut pairs =
        vec![("place".to_owned(), voice.place.clone()), ("who".to_owned(), voice.speakers.who.clone())];
    for part in &voice.parts {
        for (name, value) in
            [("title", &part.title), ("words", &part.words), ("helps", &part.helps), ("level", &part.level)]
        {
            pairs.push((format!("{name}_{}", part.theme), value.clone()));
        }
    }
    Form::of(Fields::from_pairs(pairs))
}

/// What looks like names or addresses in any of a report's words.
fn names_in(voice: &Voice) -> String {
    let parts = voice.parts.iter().flat_map(|part| [&part.title, &part.words, &part.helps]);
    let mut found: Vec<String> = Vec::new();
    for text in parts.chain([&voice.place, &voice.speakers.who]) {
        for name in super::guard::names(text) {
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found.join("“, „")
}

async fn show_page(
    db: &mut Read,
    permit: &Permit<ReviewVoices>,
    page: &Page,
    voice: Voice,
    form: Option<Form>,
) -> Result<ShowPage> {
    let links = links_of(db, permit).await?;
    let titled = page.shell("voices-title");
    let title = titled.say_of("voice-kind", voice.kind.key()).to_string();
    let shell = page.shell_titled(title).under(titled.title.clone(), format!("{}/voices", titled.home()));
    let next = store::next_waiting(db, permit, voice.id).await?;
    let next = next.map(|other| format!("{}/voices/{other}", shell.home())).unwrap_or_default();
    let sheet = sheet();
    let part = |part: &Part| PartLine {
        theme: label(&sheet.themes, &part.theme).to_owned(),
        face: sheet.moods.iter().find(|m| m.key == part.mood).map(|m| m.face.clone()).unwrap_or_default(),
        mood: label(&sheet.moods, &part.mood).to_owned(),
        level: label(&sheet.levels, &part.level).to_owned(),
        title: part.title.clone(),
        words: part.words.clone(),
        helps: part.helps.clone(),
        title_name: format!("title_{}", part.theme),
        words_name: format!("words_{}", part.theme),
        helps_name: format!("helps_{}", part.theme),
        level_name: format!("level_{}", part.theme),
    };
    Ok(ShowPage {
        base: format!("{}/voices/{}", shell.home(), voice.id),
        kind: voice.kind.key(),
        state: voice.state.key(),
        state_reason: voice.state_reason.clone(),
        at: voice.received_at.german(),
        by: by(&shell, &voice, &links),
        facts: facts(&shell, &voice),
        parts: voice.parts.iter().map(part).collect(),
        levels: sheet.levels.iter().map(|l| (l.key.clone(), l.label.clone())).collect(),
        names: names_in(&voice),
        version: voice.version,
        next,
        form: form.unwrap_or_else(|| filled(&voice)),
        shell,
    })
}

async fn found(db: &mut Read, permit: &Permit<ReviewVoices>, id: VoiceId) -> Result<Voice> {
    store::find(db, permit, id).await?.ok_or(Error::NotFound)
}

pub async fn show(
    permit: Permit<ReviewVoices>,
    Ext(app): Ext<App>,
    page: Page,
    Path((_, id)): Path<(String, VoiceId)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let voice = found(&mut db, &permit, id).await?;
    html(&show_page(&mut db, &permit, &page, voice, None).await?)
}

/// A report as somebody saw it who decides on it now, where it can still become `next`;
/// words are put in its place as long as it can be struck.
pub(super) async fn at_version(
    app: &App,
    db: &mut Read,
    permit: &Permit<ReviewVoices>,
    (id, version): (VoiceId, i64),
    next: State,
) -> Result<Voice> {
    let voice = found(db, permit, id).await?;
    if voice.version != version {
        return Err(Error::Stale);
    }
    if !voice.state.can_become(next) {
        return Err(Error::Conflict(app.texts.say("voice-decided-already").to_string()));
    }
    Ok(voice)
}

/// Back to the report, with what was done.
fn back(page: &Page, id: VoiceId, done: &str) -> Response {
    let home = page.shell("voices-title").home();
    Redirect::to(&format!("{home}/voices/{id}?done={done}")).into_response()
}

pub async fn accept(
    permit: Permit<ReviewVoices>,
    Ext(app): Ext<App>,
    page: Page,
    Path((_, id)): Path<(String, VoiceId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let voice = at_version(&app, &mut tx, &permit, (id, version), State::Accepted).await?;
    if !store::decide(&mut tx, &permit, &voice, State::Accepted, "").await? {
        return Err(Error::Stale);
    }
    tx.commit(&permit, &format!("voice {id} accepted")).await?;
    Ok(back(&page, id, "voice-accepted"))
}

pub async fn strike(
    permit: Permit<ReviewVoices>,
    Ext(app): Ext<App>,
    page: Page,
    Path((_, id)): Path<(String, VoiceId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let voice = at_version(&app, &mut tx, &permit, (id, version), State::Struck).await?;
    let shell = page.shell("voices-title");
    let reason = fields.get("reason").unwrap_or_default();
    let refusal = match redacted(reason, TITLE) {
        Ok(reason) if reason.is_empty() => shell.say("voice-reason-needed").to_string(),
        Ok(reason) => {
            if !store::decide(&mut tx, &permit, &voice, State::Struck, &reason).await? {
                return Err(Error::Stale);
            }
            tx.commit(&permit, &format!("voice {id} struck")).await?;
            return Ok(back(&page, id, "voice-struck"));
        }
        Err(fault) => form::words(&shell, &fault),
    };
    let mut pairs = filled(&voice).fields().pairs().to_vec();
    pairs.push(("reason".to_owned(), reason.to_owned()));
    let mut form = Form::of(Fields::from_pairs(pairs));
    form.refuse("reason", refusal);
    let shown = show_page(&mut tx, &permit, &page, voice, Some(form)).await?;
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

/// Puts other words in place of a report's.
pub async fn redact(
    permit: Permit<ReviewVoices>,
    Ext(app): Ext<App>,
    page: Page,
    Path((_, id)): Path<(String, VoiceId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let voice = at_version(&app, &mut tx, &permit, (id, version), State::Struck).await?;
    let shell = page.shell("voices-title");
    let mut form = Form::of(fields);
    let mut after = voice.clone();
    let mut refusals = Vec::new();
    let mut write = |name: String, text: &mut String, max: usize| match redacted(form.value(&name), max) {
        Ok(good) => *text = good,
        Err(fault) => refusals.push((name, form::words(&shell, &fault))),
    };
    write("place".to_owned(), &mut after.place, TITLE);
    write("who".to_owned(), &mut after.speakers.who, TITLE);
    for part in &mut after.parts {
        write(format!("title_{}", part.theme), &mut part.title, TITLE);
        write(format!("words_{}", part.theme), &mut part.words, WORDS);
        write(format!("helps_{}", part.theme), &mut part.helps, WORDS);
        let level = form.value(&format!("level_{}", part.theme));
        if sheet().levels.iter().any(|known| known.key == level) {
            level.clone_into(&mut part.level);
        }
    }
    if refusals.is_empty() {
        if !store::redact(&mut tx, &permit, &voice, &after).await? {
            return Err(Error::Stale);
        }
        tx.commit(&permit, &format!("voice {id} redacted")).await?;
        return Ok(back(&page, id, "voice-redacted"));
    }
    for (name, refusal) in refusals {
        form.refuse(&name, refusal);
    }
    let shown = show_page(&mut tx, &permit, &page, voice, Some(form)).await?;
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

/// Where the office enters a hindrance or a workshop.
fn entry(page: &Page, kind: Kind, id: VoiceId) -> (Shell, Asked) {
    let (title, path, above, above_path) = match kind {
        Kind::Hindrance => ("voice-hindrance-title", "hindrances", "hindrances-title", "hindrances"),
        _ => ("voice-workshop-title", "workshops", "voices-title", "voices"),
    };
    let shell = page.shell(title);
    let (words, home) = (shell.say(above).to_string(), shell.home());
    let back = format!("{home}/{above_path}");
    let action = format!("{home}/{path}/new");
    (shell.under(words, back.clone()), Asked { kind, id, action, back, is_kept: false })
}

async fn new(kind: Kind, app: App, page: Page) -> Result<Response> {
    let (shell, asked) = entry(&page, kind, VoiceId::new(app.clock(), app.chance()));
    html(&form::page(shell, asked, Form::default()))
}

pub async fn new_hindrance(_: Permit<ReviewVoices>, Ext(app): Ext<App>, page: Page) -> Result<Response> {
    new(Kind::Hindrance, app, page).await
}

pub async fn new_workshop(_: Permit<ReviewVoices>, Ext(app): Ext<App>, page: Page) -> Result<Response> {
    new(Kind::Workshop, app, page).await
}

pub async fn enter_hindrance(
    permit: Permit<ReviewVoices>,
    Ext(app): Ext<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    enter(Kind::Hindrance, permit, app, page, fields).await
}

pub async fn enter_workshop(
    permit: Permit<ReviewVoices>,
    Ext(app): Ext<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    enter(Kind::Workshop, permit, app, page, fields).await
}

/// What the office enters itself counts at once: it has looked at it.
async fn enter(
    kind: Kind,
    permit: Permit<ReviewVoices>,
    app: App,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let id: VoiceId = fields.hidden("id")?;
    let (shell, asked) = entry(&page, kind, id);
    let mut form = Form::of(fields);
    let draft = form::read(&shell, kind, id, &mut form);
    let checked = draft.check(sheet(), shell.today);
    match checked {
        Ok(draft) if form.is_good() => {
            let mut tx = app.db.begin(&permit).await?;
            if store::add(&mut tx, &permit, &draft, None, State::Accepted).await? {
                tx.commit(&permit, &format!("{} {id} entered", kind.key())).await?;
            }
            let to = match kind {
                Kind::Hindrance => format!("{}?done=hindrance-entered", asked.back),
                _ => format!("{}/{id}?done=workshop-entered", asked.back),
            };
            Ok(Redirect::to(&to).into_response())
        }
        checked => {
            form::refuse(&shell, &mut form, checked.err().unwrap_or_default());
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &form::page(shell, asked, form))
        }
    }
}
