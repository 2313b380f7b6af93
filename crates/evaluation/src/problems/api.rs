//! The same for programs.

use super::{
    model::{Problem, Status, Step},
    pages::{Search, judge_words, sought},
    store,
};
use crate::viewing;
use axum::{
    Json,
    extract::{Path, Query, State},
};
use base::{Day, KeepProblems, Permit, RuleLevel, ViewStatewide};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{App, Error, JsonBody, Listed, Result};

/// A problem.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProblemJson {
    id: Uuid,
    title: String,
    level: RuleLevel,
    status: Status,
    /// Why, as the Land says it.
    words: String,
    /// Since which day.
    since: Day,
    /// How many alliances name it in what counts now.
    alliances: u64,
}

/// A problem with its way so far.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WholeProblemJson {
    #[serde(flatten)]
    problem: ProblemJson,
    /// The last first.
    steps: Vec<StepJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct StepJson {
    status: Status,
    words: String,
    on_day: Day,
}

/// Where a problem is to stand.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStep {
    status: Status,
    #[serde(default)]
    words: String,
    /// Today when absent; not in the future.
    #[serde(default)]
    on_day: Option<Day>,
}

fn json(problem: Problem) -> ProblemJson {
    let Problem { id, title, level, status, words, since, alliances, .. } = problem;
    ProblemJson { id, title, level, status, words, since, alliances }
}

async fn whole(db: &mut ::store::Read, permit: &Permit<ViewStatewide>, id: Uuid) -> Result<WholeProblemJson> {
    let problem = store::find(db, permit, id).await?.ok_or(Error::NotFound)?;
    let step = |step: Step| StepJson { status: step.status, words: step.words, on_day: step.on_day };
    let steps = store::steps(db, permit, id).await?.into_iter().map(step).collect();
    Ok(WholeProblemJson { problem: json(problem), steps })
}

pub(super) async fn list(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Query(search): Query<Search>,
) -> Result<Json<Listed<ProblemJson>>> {
    let mut db = app.db.read(&permit).await?;
    let all = sought(store::list(&mut db, &permit).await?, &search);
    Ok(Json(Listed { items: all.into_iter().map(json).collect(), next: None }))
}

pub(super) async fn show(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
) -> Result<Json<WholeProblemJson>> {
    let mut db = app.db.read(&permit).await?;
    Ok(Json(whole(&mut db, &permit, id).await?))
}

pub(super) async fn step(
    permit: Permit<KeepProblems>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    JsonBody(new): JsonBody<NewStep>,
) -> Result<Json<WholeProblemJson>> {
    let viewing = viewing(&permit)?;
    let today = app.clock().today();
    let on_day = new.on_day.unwrap_or(today);
    if on_day > today {
        let message = app.texts.say("problem-future").to_string();
        return Err(Error::Field { field: "on_day", message });
    }
    let words = judge_words(&app.texts, new.status, &new.words)
        .map_err(|message| Error::Field { field: "words", message })?;
    let mut tx = app.db.begin(&permit).await?;
    whole(&mut tx, &viewing, id).await?;
    store::step(&mut tx, &permit, id, new.status, &words, on_day).await?;
    let answer = whole(&mut tx, &viewing, id).await?;
    tx.commit(&permit, &format!("problem {id} given another status")).await?;
    Ok(Json(answer))
}
