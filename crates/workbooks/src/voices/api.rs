//! The same as JSON.

use super::counts;
use super::hindrances::{Hindrance, hindrances as accepted};
use super::model::{Kind, Part, State, TITLE, Voice, redacted};
use super::review::at_version;
use super::store;
use axum::{
    Json,
    extract::{Path, Query, State as Ext},
    response::Response,
};
use base::{Day, Instant, Permit, ReviewVoices, ViewVoices, VoiceId, VoiceLinkId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Cursor, Error, IfMatch, JsonBody, Listed, Result, etag, listed};

/// A report as programs see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VoiceJson {
    id: VoiceId,
    kind: Kind,
    /// The link it came by; null where the office entered it.
    link: Option<VoiceLinkId>,
    held_on: Option<Day>,
    place: String,
    who: String,
    crowd: String,
    age: String,
    residence: String,
    gender: String,
    language: String,
    state: State,
    state_reason: String,
    received_at: Instant,
    parts: Vec<PartJson>,
    version: i64,
}

/// What was said about one theme.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PartJson {
    theme: String,
    /// good, middling or bad; empty where nobody said.
    mood: String,
    /// Who could change a hindrance.
    level: String,
    title: String,
    words: String,
    helps: String,
}

/// What becomes of a report.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// accepted or struck.
    state: State,
    /// Why it is struck.
    #[serde(default)]
    reason: String,
}

/// A hindrance as programs see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HindranceJson {
    id: VoiceId,
    title: String,
    problem: String,
    solution: String,
    theme: String,
    level: String,
    received_at: Instant,
}

/// What was accepted, counted by theme.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ThemesJson {
    /// Small numbers are null: fewer than five people, or what would tell them.
    gated: bool,
    themes: Vec<ThemeJson>,
}

/// One theme.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ThemeJson {
    theme: String,
    label: String,
    good: Option<u64>,
    middling: Option<u64>,
    bad: Option<u64>,
    unsaid: Option<u64>,
    talks: Option<u64>,
    workshops: u64,
    hindrances: u64,
}

impl From<Part> for PartJson {
    fn from(part: Part) -> Self {
        Self {
            theme: part.theme,
            mood: part.mood,
            level: part.level,
            title: part.title,
            words: part.words,
            helps: part.helps,
        }
    }
}

impl From<Voice> for VoiceJson {
    fn from(voice: Voice) -> Self {
        Self {
            id: voice.id,
            kind: voice.kind,
            link: voice.link,
            held_on: voice.held_on,
            place: voice.place,
            who: voice.speakers.who,
            crowd: voice.speakers.crowd,
            age: voice.speakers.age,
            residence: voice.speakers.residence,
            gender: voice.speakers.gender,
            language: voice.speakers.language,
            state: voice.state,
            state_reason: voice.state_reason,
            received_at: voice.received_at,
            parts: voice.parts.into_iter().map(PartJson::from).collect(),
            version: voice.version,
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    state: String,
    kind: String,
}

pub async fn list(
    permit: Permit<ReviewVoices>,
    Ext(app): Ext<App>,
    cursor: Cursor,
    Query(search): Query<Search>,
) -> Result<Json<Listed<VoiceJson>>> {
    let mut db = app.db.read(&permit).await?;
    let skip: usize = cursor.after.parse().unwrap_or(0);
    let all = store::list(&mut db, &permit, &search.state, &search.kind).await?;
    let rows = all.into_iter().skip(skip).take(cursor.limit + 1).map(VoiceJson::from).collect();
    let next = (skip + cursor.limit).to_string();
    Ok(Json(listed(rows, &cursor, |_| next.clone())))
}

pub async fn show(
    permit: Permit<ReviewVoices>,
    Ext(app): Ext<App>,
    Path((_, id)): Path<(String, VoiceId)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let voice = store::find(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    Ok(etag(voice.version, &VoiceJson::from(voice)))
}

pub async fn decide(
    permit: Permit<ReviewVoices>,
    Ext(app): Ext<App>,
    Path((alliance, id)): Path<(String, VoiceId)>,
    IfMatch(version): IfMatch,
    JsonBody(decision): JsonBody<Decision>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let voice = at_version(&app, &mut tx, &permit, (id, version), decision.state).await?;
    let say = |id: &str| app.texts.say(id).to_string();
    let unfit = |_| Error::Field { field: "reason", message: say("voice-reason-unfit") };
    let reason = redacted(&decision.reason, TITLE).map_err(unfit)?;
    if decision.state == State::Struck && reason.is_empty() {
        return Err(Error::Field { field: "reason", message: say("voice-reason-needed") });
    }
    let reason = if decision.state == State::Struck { reason } else { String::new() };
    if !store::decide(&mut tx, &permit, &voice, decision.state, &reason).await? {
        return Err(Error::Stale);
    }
    tx.commit(&permit, &format!("voice {id} {}", decision.state.key())).await?;
    show(permit, Ext(app), Path((alliance, id))).await
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Level {
    level: String,
}

pub async fn hindrances(
    permit: Permit<ViewVoices>,
    Ext(app): Ext<App>,
    cursor: Cursor,
    Query(Level { level }): Query<Level>,
) -> Result<Json<Listed<HindranceJson>>> {
    let mut db = app.db.read(&permit).await?;
    let levels: Vec<&str> = if level.is_empty() { Vec::new() } else { vec![level.as_str()] };
    let skip: usize = cursor.after.parse().unwrap_or(0);
    let json = |one: Hindrance| HindranceJson {
        id: one.id,
        title: one.title,
        problem: one.problem,
        solution: one.solution,
        theme: one.theme,
        level: one.level,
        received_at: one.received_at,
    };
    let all = accepted(&mut db, &permit, &levels).await?;
    let rows = all.into_iter().skip(skip).take(cursor.limit + 1).map(json).collect();
    let next = (skip + cursor.limit).to_string();
    Ok(Json(listed(rows, &cursor, |_| next.clone())))
}

pub async fn themes(permit: Permit<ViewVoices>, Ext(app): Ext<App>) -> Result<Json<ThemesJson>> {
    let mut db = app.db.read(&permit).await?;
    let counted = counts::counted(&mut db, &permit).await?;
    let json = |row: counts::Row| ThemeJson {
        theme: row.theme,
        label: row.label,
        good: row.talks[0],
        middling: row.talks[1],
        bad: row.talks[2],
        unsaid: row.talks[3],
        talks: row.all,
        workshops: row.workshops,
        hindrances: row.hindrances,
    };
    Ok(Json(ThemesJson { gated: counted.is_gated, themes: counted.rows.into_iter().map(json).collect() }))
}
