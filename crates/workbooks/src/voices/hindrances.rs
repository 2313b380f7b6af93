//! The table of hindrances (R-NOA-28): what stands in the way, how it was solved on the
//! spot, and who could change it. Only what the office has accepted.

use super::form::options;
use super::model::{Kind, State};
use super::sheet::{label, sheet};
use super::store;
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Query, State as Ext},
    response::Response,
};
use base::{AnyPermit, Instant, Permit, ReviewVoices, ViewVoices, VoiceId, sort_key};
use serde::Deserialize;
use web::{App, Page, Result, Shell, html};

/// One accepted hindrance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hindrance {
    /// The report it stands in: its source.
    pub id: VoiceId,
    /// What stands in the way, in a few words.
    pub title: String,
    /// What the problem is.
    pub problem: String,
    /// How it was solved on the spot.
    pub solution: String,
    /// The theme's key; [`sheet`] has its name.
    pub theme: String,
    /// Who could change it: the key of a level.
    pub level: String,
    /// It was reported by a multiplier, not entered by the office.
    pub is_reported: bool,
    /// When it came.
    pub received_at: Instant,
}

impl Hindrance {
    /// What stands in the way and what the problem is, in one passage.
    pub(crate) fn told(&self) -> String {
        let parts = [&*self.title, &*self.problem];
        parts.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(": ")
    }
}

/// The accepted hindrances of the permit's alliance, in the order of the sheet's themes,
/// the oldest first; only those of the levels named, or all where none is. The summary of
/// the needs analysis is offered `land` and `bund` for 8.9.
///
/// # Errors
/// Of storage.
pub async fn hindrances(
    db: &mut Read,
    permit: &dyn AnyPermit,
    levels: &[&str],
) -> ::store::Result<Vec<Hindrance>> {
    let voices = store::list(db, permit, State::Accepted.key(), Kind::Hindrance.key()).await?;
    let mut found: Vec<Hindrance> = voices
        .into_iter()
        .flat_map(|voice| {
            let (id, received_at, is_reported) = (voice.id, voice.received_at, voice.link.is_some());
            voice.parts.into_iter().map(move |part| Hindrance {
                id,
                title: part.title,
                problem: part.words,
                solution: part.helps,
                theme: part.theme,
                level: part.level,
                is_reported,
                received_at,
            })
        })
        .filter(|one| levels.is_empty() || levels.contains(&one.level.as_str()))
        .collect();
    let place = |theme: &str| sheet().themes.iter().position(|t| t.key == theme);
    found.sort_by(|a, b| {
        let key = |one: &Hindrance| (place(&one.theme).unwrap_or(usize::MAX), one.received_at, one.id);
        key(a).cmp(&key(b))
    });
    Ok(found)
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    theme: String,
    level: String,
}

#[derive(Template)]
#[template(path = "voices/hindrances.html")]
struct ListPage {
    shell: Shell,
    may_review: bool,
    q: String,
    theme: String,
    level: String,
    themes: Vec<(String, String)>,
    levels: Vec<(String, String)>,
    rows: Vec<Row>,
    is_empty: bool,
    /// How many by theme and level: theme, counts in the order of the levels, sum.
    counts: Vec<(String, Vec<usize>, usize)>,
    heads: Vec<String>,
}

struct Row {
    title: String,
    problem: String,
    solution: String,
    theme: String,
    level: String,
    to: String,
}

/// Rows that are listed.
const MOST: usize = 500;

pub async fn list(
    permit: Permit<ViewVoices>,
    Ext(app): Ext<App>,
    page: Page,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let titled = page.shell("themes-title");
    let shell =
        page.shell("hindrances-title").under(titled.title.clone(), format!("{}/themes", titled.home()));
    let sheet = sheet();
    let all = hindrances(&mut db, &permit, &[]).await?;
    let counts = sheet.themes.iter().filter_map(|theme| {
        let of = |level: &str| all.iter().filter(|h| h.theme == theme.key && h.level == level).count();
        let counts: Vec<usize> = sheet.levels.iter().map(|level| of(&level.key)).collect();
        let sum: usize = counts.iter().sum();
        (sum > 0).then(|| (theme.label.clone(), counts, sum))
    });
    let counts = counts.collect();
    let sought = sort_key(&search.q);
    let may_review = Permit::<ReviewVoices>::ask(permit.actor(), permit.place()).is_some();
    let fits = |h: &&Hindrance| {
        let text = sort_key(&format!("{} {} {}", h.title, h.problem, h.solution));
        sought.split_whitespace().all(|word| text.contains(word))
            && (search.theme.is_empty() || h.theme == search.theme)
            && (search.level.is_empty() || h.level == search.level)
    };
    let row = |h: &Hindrance| Row {
        title: h.title.clone(),
        problem: h.problem.clone(),
        solution: h.solution.clone(),
        theme: label(&sheet.themes, &h.theme).to_owned(),
        level: label(&sheet.levels, &h.level).to_owned(),
        to: if may_review { format!("{}/voices/{}", shell.home(), h.id) } else { String::new() },
    };
    let rows = all.iter().filter(fits).take(MOST).map(row).collect();
    let every = |choices, text: &str| {
        let mut options = options(&shell, choices);
        if let Some(first) = options.first_mut() {
            first.1 = shell.say(text).to_string();
        }
        options
    };
    html(&ListPage {
        may_review,
        themes: every(&sheet.themes, "voices-all-themes"),
        levels: every(&sheet.levels, "hindrances-all-levels"),
        is_empty: all.is_empty(),
        heads: sheet.levels.iter().map(|l| l.label.clone()).collect(),
        q: search.q,
        theme: search.theme,
        level: search.level,
        rows,
        counts,
        shell,
    })
}
