//! Needs to steer (R-EVA-08): gaps many alliances name, rules of Land and Bund nobody has
//! looked into, waves to which too little has come. Computed from what counts now, by the
//! thresholds of the programme's data file; every need says why it is one. Ministry and
//! state coordination are told of new ones by letter, once.

mod letters;
mod model;
mod store;

pub use letters::tell;

use crate::{gaps, problems, returns, viewing, waves};
use ::store::Read;
use askama::Template;
use axum::{Json, extract::State, response::Response};
use base::{Day, Permit, ViewReturns, ViewStatewide, percent_tenths};
use model::{Kind, Need, thresholds};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, Listed, Page, Result, Routes, Shell, Texts, html};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("steering.de.ftl", include_str!("steering.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/land/steering", show)
        .get("/api/v1/evaluation/steering", api)
        .answers::<Listed<NeedJson>>("Needs to steer: gaps, open rules and late waves, each with why")
}

/// All needs that hold now.
pub(super) async fn find(app: &App, db: &mut Read, permit: &Permit<ViewStatewide>) -> Result<Vec<Need>> {
    let today = app.clock().today();
    let told = store::told(db, permit).await?;
    let rules = thresholds();
    let mut needs = Vec::new();
    for late in waves::running(db, permit).await? {
        let counts = returns::count(db, permit, late.wave_id).await?;
        let (came, asked) = (counts.in_state("complete") + counts.in_state("partial"), counts.total());
        if rules.returns.is_met(today, late.deadline, came, asked) {
            needs.push(Need {
                key: format!("returns/{}", late.wave_id),
                kind: Kind::Returns,
                words: late.title,
                count: came,
                of: Some(asked),
                last: Some(late.deadline),
                to: format!("/land?wave={}", late.wave_id),
                since: None,
            });
        }
    }
    for named in gaps::named(app, db, permit).await? {
        if rules.gaps.is_met(named.count, named.n) {
            needs.push(Need {
                key: format!("gap/{}/{}/{}", named.wave, named.measure, named.code),
                kind: Kind::Gap,
                words: named.words,
                count: named.count,
                of: Some(named.n),
                last: None,
                to: format!("/land/gaps?wave={}", named.wave),
                since: None,
            });
        }
    }
    for problem in problems::open(db, permit).await? {
        if rules.rules.is_met(problem.alliances) {
            needs.push(Need {
                key: format!("rule/{}", problem.id),
                kind: Kind::Rule,
                words: problem.title,
                count: problem.alliances,
                of: None,
                last: None,
                to: format!("/land/problems/{}", problem.id),
                since: None,
            });
        }
    }
    for need in &mut needs {
        need.since = told.get(&need.key).copied();
    }
    Ok(needs)
}

/// A need in one sentence.
fn sentence(texts: &Texts, need: &Need) -> String {
    texts
        .say_of("steering-sentence", need.kind.key())
        .with("words", need.words.clone())
        .with("count", need.count)
        .with("of", need.of.unwrap_or_default())
        .with("last", need.last.map(Day::german).unwrap_or_default())
        .to_string()
}

/// Why a need is one.
fn reason(texts: &Texts, kind: Kind) -> String {
    let rules = thresholds();
    let (alliances, percent, days) = match kind {
        Kind::Gap => (rules.gaps.alliances, rules.gaps.percent, 0),
        Kind::Rule => (rules.rules.alliances, 0, 0),
        Kind::Returns => (0, rules.returns.percent, rules.returns.days),
    };
    texts
        .say_of("steering-why", kind.key())
        .with("alliances", alliances)
        .with("percent", percent)
        .with("days", i64::from(days))
        .to_string()
}

#[derive(Template)]
#[template(path = "steering/show.html")]
struct ShowPage {
    shell: Shell,
    rows: Vec<Row>,
    whys: Vec<(String, String)>,
}

struct Row {
    kind: String,
    words: String,
    to: String,
    count: String,
    share: String,
    /// Tenths of a percent, for the bar.
    width: u64,
    since: String,
}

async fn show(permit: Permit<ViewReturns>, State(app): State<App>, page: Page) -> Result<Response> {
    let permit = viewing(&permit)?;
    let mut db = app.db.read(&permit).await?;
    let shell = crate::overview::under_land(page.shell("steering-title"));
    let needs = find(&app, &mut db, &permit).await?;
    let row = |need: Need| {
        let tenths = need.of.and_then(|of| percent_tenths(need.count, of));
        Row {
            kind: shell.say_of("steering-kind", need.kind.key()).to_string(),
            count: match need.of {
                Some(of) => shell.say("steering-of").with("count", need.count).with("of", of).to_string(),
                None => shell.number(need.count),
            },
            share: tenths.map(|tenths| shell.percent(Some(tenths))).unwrap_or_default(),
            width: tenths.unwrap_or_default().min(1000),
            since: need.since.map(Day::german).unwrap_or_default(),
            words: need.words,
            to: need.to,
        }
    };
    let why = |kind: Kind| (shell.say_of("steering-kind", kind.key()).to_string(), reason(&app.texts, kind));
    html(&ShowPage {
        rows: needs.into_iter().map(row).collect(),
        whys: [Kind::Returns, Kind::Gap, Kind::Rule].map(why).to_vec(),
        shell,
    })
}

/// A need as programs see it.
#[derive(Serialize, JsonSchema)]
struct NeedJson {
    /// Names it, as long as it is the same.
    key: String,
    /// `gap`, `rule` or `returns`.
    kind: &'static str,
    /// The gap, the rule or the wave in words.
    words: String,
    /// How many alliances.
    count: u64,
    /// Of how many; absent where none could have.
    of: Option<u64>,
    /// The last day of a wave.
    last: Option<Day>,
    /// The day it was first told; absent before that.
    since: Option<Day>,
    /// Why it is one.
    why: String,
}

async fn api(permit: Permit<ViewReturns>, State(app): State<App>) -> Result<Json<Listed<NeedJson>>> {
    let permit = viewing(&permit)?;
    let mut db = app.db.read(&permit).await?;
    let needs = find(&app, &mut db, &permit).await?;
    let json = |need: Need| NeedJson {
        why: reason(&app.texts, need.kind),
        key: need.key,
        kind: need.kind.key(),
        words: need.words,
        count: need.count,
        of: need.of,
        last: need.last,
        since: need.since,
    };
    Ok(Json(Listed { items: needs.into_iter().map(json).collect(), next: None }))
}
