//! Answers side by side (R-EVA-02): what alliances have sent about one question of a
//! working aid, to be read next to each other, narrowed by kind, region and words.
//! For those who may read submissions.

mod store;

use crate::{
    filter::{choice, wave_choices},
    viewing,
    waves::{self, Wave},
};
use ::store::Read;
use askama::Template;
use axum::{
    Json,
    extract::{Query, State},
    response::Response,
};
use base::{Permit, SubmissionId, ViewSubmissions, WaveId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::{App, Cursor, Error, Listed, Page, Result, Routes, Shell, html, listed};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("answers.de.ftl", include_str!("answers.de.ftl"));

/// Alliances on one page.
const PAGE: usize = 24;

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/land/answers", show)
        .shows("submission.passages", "evaluate")
        .get("/api/v1/evaluation/answers", api)
        .shows("submission.passages", "evaluate")
        .answers::<Listed<AnswerJson>>("What alliances have sent about one question, by name")
        .query(&[
            ("wave", "the wave; the latest one about needs and offers when absent"),
            ("passage", "uid of the passage of the short form; the first when absent"),
            ("kind", "city, district or municipality"),
            ("region", "first three digits of the official key"),
            ("q", "words to look for"),
            ("cursor", "go on after"),
            ("limit", "at most 200"),
        ])
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Search {
    passage: String,
    kind: String,
    region: String,
    q: String,
    page: usize,
}

/// What one alliance has sent.
struct Sent {
    alliance: String,
    submission: SubmissionId,
    kind: String,
    region: String,
    /// Theme and words of each line.
    lines: Vec<(String, String)>,
}

/// Everything the page shows.
struct Found {
    wave: Option<Wave>,
    passages: Vec<(String, String)>,
    passage: String,
    regions: Vec<(String, String)>,
    sent: Vec<Sent>,
}

async fn load(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewSubmissions>,
    (asked, search): (waves::Asked, &Search),
    (skip, limit): (usize, usize),
) -> Result<Found> {
    let viewing = viewing(permit)?;
    let themed = |wave: &Wave| app.aids.themed(&wave.instrument_key, wave.instrument_version);
    let wave = waves::find_about(db, &viewing, asked, |wave| !themed(wave).is_empty()).await?;
    let regions = crate::gaps::regions(db, &viewing).await?;
    let passages = wave.as_ref().map(|wave| app.aids.passages(&wave.instrument_key, wave.instrument_version));
    let passages = passages.unwrap_or_default();
    let first = passages.first().map(|(uid, _)| uid.clone()).unwrap_or_default();
    let passage = if search.passage.is_empty() { first } else { search.passage.clone() };
    if !passage.is_empty() && passages.iter().all(|(uid, _)| *uid != passage) {
        return Err(Error::NotFound);
    }
    let mut sent: Vec<Sent> = Vec::new();
    if let Some(wave) = &wave {
        let of = store::Search {
            kind: search.kind.clone(),
            region: search.region.clone(),
            words: base::sort_key(search.q.trim()),
        };
        let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let window = (whole(skip), whole(limit));
        for line in store::lines(db, permit, wave.wave_id, &passage, &of, window).await? {
            let said = (line.topic, line.words);
            match sent.last_mut().filter(|last| last.submission == line.submission_id) {
                Some(last) => last.lines.push(said),
                None => sent.push(Sent {
                    alliance: line.name,
                    submission: line.submission_id,
                    kind: line.kind,
                    region: line.region_key,
                    lines: vec![said],
                }),
            }
        }
    }
    Ok(Found { wave, passages, passage, regions, sent })
}

#[derive(Serialize, JsonSchema)]
struct AnswerJson {
    alliance: String,
    /// city, district or municipality
    kind: String,
    /// First three digits of its official key.
    region: String,
    submission: SubmissionId,
    wave: WaveId,
    lines: Vec<LineJson>,
}

#[derive(Serialize, JsonSchema)]
struct LineJson {
    /// The theme; empty where none is said.
    topic: String,
    words: String,
}

async fn api(
    permit: Permit<ViewSubmissions>,
    State(app): State<App>,
    cursor: Cursor,
    Query(asked): Query<waves::Asked>,
    Query(search): Query<Search>,
) -> Result<Json<Listed<AnswerJson>>> {
    let skip: usize = cursor.after.parse().unwrap_or(0);
    let mut db = app.db.read(&permit).await?;
    let found = load(&app, &mut db, &permit, (asked, &search), (skip, cursor.limit + 1)).await?;
    let Some(wave) = found.wave.map(|wave| wave.wave_id) else {
        return Ok(Json(Listed { items: Vec::new(), next: None }));
    };
    let answer = |sent: Sent| AnswerJson {
        alliance: sent.alliance,
        kind: sent.kind,
        region: sent.region,
        submission: sent.submission,
        wave,
        lines: sent.lines.into_iter().map(|(topic, words)| LineJson { topic, words }).collect(),
    };
    let next = (skip + cursor.limit).to_string();
    Ok(Json(listed(found.sent.into_iter().map(answer).collect(), &cursor, |_| next.clone())))
}

#[derive(Template)]
#[template(path = "answers/show.html")]
struct ShowPage {
    shell: Shell,
    wave: Option<String>,
    waves: Vec<(String, String, bool)>,
    passages: Vec<(String, String, bool)>,
    kinds: Vec<(String, String, bool)>,
    regions: Vec<(String, String, bool)>,
    q: String,
    cards: Vec<Card>,
    previous: String,
    next: String,
    is_narrowed: bool,
}

struct Card {
    alliance: String,
    to: String,
    about: String,
    lines: Vec<(String, String)>,
}

async fn show(
    permit: Permit<ViewSubmissions>,
    State(app): State<App>,
    page: Page,
    Query(asked): Query<waves::Asked>,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let skip = search.page.saturating_mul(PAGE);
    let mut found = load(&app, &mut db, &permit, (asked, &search), (skip, PAGE + 1)).await?;
    let more = found.sent.len() > PAGE;
    found.sent.truncate(PAGE);
    let shell = crate::overview::under_land(page.shell("answers-title"));
    let viewing = viewing(&permit)?;
    let themed_aid = |wave: &Wave| app.aids.themed(&wave.instrument_key, wave.instrument_version);
    let choices = waves::about(&mut db, &viewing, |wave| !themed_aid(wave).is_empty()).await?;
    let themes = found.wave.as_ref().map(themed_aid).unwrap_or_default();
    let themes = themes.into_iter().find(|one| one.passage == found.passage).map(|one| one.themes);
    let themes = themes.unwrap_or_default();
    let words = |known: &[(String, String)], key: &str| {
        known.iter().find(|(k, _)| k == key).map(|(_, words)| words.clone()).unwrap_or_default()
    };
    let shown = found.wave.as_ref().map(|wave| wave.wave_id);
    let wave = shown.map(|id| id.to_string()).unwrap_or_default();
    let to = |page: usize| {
        let (kind, region, q) = (web::query(&search.kind), web::query(&search.region), web::query(&search.q));
        let passage = web::query(&found.passage);
        format!("/land/answers?wave={wave}&passage={passage}&kind={kind}&region={region}&q={q}&page={page}")
    };
    let kinds = crate::kind_words(&shell);
    let card = |sent: &Sent| Card {
        alliance: sent.alliance.clone(),
        to: format!("/land/submissions/{}", sent.submission),
        about: format!("{}, {}", words(&kinds, &sent.kind), words(&found.regions, &sent.region)),
        lines: sent.lines.iter().map(|(topic, said)| (words(&themes, topic), said.clone())).collect(),
    };
    html(&ShowPage {
        waves: wave_choices(choices.into_iter().map(|w| (w.wave_id, w.title)), shown),
        passages: found.passages.iter().map(|(k, w)| (k.clone(), w.clone(), *k == found.passage)).collect(),
        kinds: choice(&shell, "gaps-kind-all", &kinds, &search.kind),
        regions: choice(&shell, "gaps-region-all", &found.regions, &search.region),
        cards: found.sent.iter().map(card).collect(),
        previous: search.page.checked_sub(1).map(to).unwrap_or_default(),
        next: if more { to(search.page + 1) } else { String::new() },
        is_narrowed: !search.q.is_empty() || !search.kind.is_empty() || !search.region.is_empty(),
        q: search.q.clone(),
        wave: found.wave.as_ref().map(|wave| wave.title.clone()),
        shell,
    })
}
