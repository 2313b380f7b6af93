//! The working aids of an alliance: each with its state, what it is asked for and
//! the next step.

use super::{
    model::bound_values,
    opening,
    pages::{address, may_edit, progress_words, stage_key},
};
use crate::{
    instruments::catalogue,
    returns::{self, OpenReturn, State as Stand},
};
use ::store::Read;
use askama::Template;
use axum::{Json, extract::State, response::Response};
use base::{Day, Permit, ViewWorkbook};
use instrument::{BoundValues, Instrument, State as Stage};
use schemars::JsonSchema;
use serde::Serialize;
use web::{App, Listed, Page, Result, Shell, html};

/// A working aid as the list shows it.
struct Aid {
    instrument: &'static Instrument,
    stage: Stage,
    answered: usize,
    asked: usize,
    /// Somebody has answered something here; what other contexts bring in does not count.
    touched: bool,
    /// The first section with something left to answer.
    unfinished: Option<String>,
    /// What is asked for, the most urgent first.
    requests: Vec<OpenReturn>,
}

/// What somebody who fills it in does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Begin,
    GoOn,
    Submit,
    Look,
}

impl Next {
    const fn key(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::GoOn => "go-on",
            Self::Submit => "submit",
            Self::Look => "look",
        }
    }
    /// Decides by how far the aid has come and whether somebody waits for it.
    fn of(stage: Stage, touched: bool, owed: bool, may_edit: bool) -> Self {
        match (stage, may_edit) {
            (Stage::Complete, true) if owed => Self::Submit,
            (Stage::Complete, _) | (_, false) => Self::Look,
            (Stage::Empty, true) if !touched => Self::Begin,
            (_, true) => Self::GoOn,
        }
    }
}

impl Aid {
    async fn load(
        db: &mut Read,
        permit: &Permit<ViewWorkbook>,
        key: &str,
        bound: &BoundValues,
        open: &[OpenReturn],
    ) -> Result<Self> {
        let workbook = opening::open(db, permit, key).await?;
        let progress = workbook.instrument.progress(&workbook.answers, bound);
        let (answered, asked) = progress.iter().fold((0, 0), |(a, b), p| (a + p.answered, b + p.asked));
        let mut sections = workbook.instrument.sections.iter().zip(&progress);
        let left = sections.find(|(_, p)| p.state != Stage::Complete).map(|(s, _)| s.uid.clone());
        let stage = match (answered, &left) {
            (_, None) => Stage::Complete,
            (0, Some(_)) => Stage::Empty,
            (_, Some(_)) => Stage::Begun,
        };
        let requests = open.iter().filter(|r| r.instrument_key == key).cloned().collect();
        Ok(Self {
            instrument: workbook.instrument,
            stage,
            answered,
            asked,
            touched: workbook.id.is_some(),
            unfinished: left,
            requests,
        })
    }

    /// Somebody waits for it.
    fn is_owed(&self) -> bool {
        self.requests.iter().any(|r| matches!(r.state, Stand::Outstanding | Stand::Partial))
    }
}

async fn load(app: &App, db: &mut Read, permit: &Permit<ViewWorkbook>) -> Result<Vec<Aid>> {
    let open = returns::open_for(db, permit).await?;
    let keys = catalogue().newest().into_iter().flat_map(Instrument::bound_keys).collect();
    let bound = bound_values(app.bindings.values(db, permit, &keys).await?);
    let mut aids = Vec::new();
    for newest in catalogue().newest() {
        aids.push(Aid::load(db, permit, &newest.key, &bound, &open).await?);
    }
    // What somebody waits for comes first, the most urgent at the top.
    aids.sort_by_key(|aid| {
        let due = aid.requests.iter().filter(|_| aid.is_owed()).map(|r| r.deadline).min();
        (due.is_none(), due)
    });
    Ok(aids)
}

#[derive(Template)]
#[template(path = "workbooks/list.html")]
struct ListPage {
    shell: Shell,
    aids: Vec<AidLine>,
}

struct AidLine {
    id: String,
    title: String,
    about: String,
    to: String,
    state: &'static str,
    progress: String,
    requests: Vec<RequestLine>,
    next: String,
    next_to: String,
}

struct RequestLine {
    title: String,
    deadline: String,
    state: &'static str,
    late: bool,
}

/// All working aids.
pub async fn list(permit: Permit<ViewWorkbook>, State(app): State<App>, page: Page) -> Result<Response> {
    let shell = page.shell("workbooks-title");
    let mut db = app.db.read(&permit).await?;
    let fills = may_edit(&permit).is_some();
    let aids = load(&app, &mut db, &permit).await?;
    html(&ListPage { aids: aids.into_iter().map(|aid| line(&shell, aid, fills)).collect(), shell })
}

fn line(shell: &Shell, aid: Aid, fills: bool) -> AidLine {
    let base = address(shell, &aid.instrument.key);
    let next = Next::of(aid.stage, aid.touched, aid.is_owed(), fills);
    let request = |r: OpenReturn| RequestLine {
        title: r.title,
        deadline: r.deadline.german(),
        state: r.state.key(),
        late: r.late,
    };
    AidLine {
        id: format!("aid-{}", aid.instrument.key),
        title: aid.instrument.title.clone(),
        about: aid.instrument.description.clone(),
        state: stage_key(aid.stage),
        progress: progress_words(shell, aid.answered, aid.asked),
        next: shell.say_of("workbooks-next", next.key()).to_string(),
        next_to: match (next, &aid.unfinished) {
            (Next::Submit, _) => format!("{base}/submission"),
            (Next::GoOn, Some(section)) => format!("{base}/{section}"),
            _ => base.clone(),
        },
        requests: aid.requests.into_iter().map(request).collect(),
        to: base,
    }
}

/// A working aid of an alliance as programs see it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AidJson {
    /// Its key, as addresses name it.
    instrument: String,
    /// The version the alliance works in.
    version: u32,
    title: String,
    /// `empty`, `begun` or `complete`.
    state: &'static str,
    /// Questions with an answer.
    answered: usize,
    /// Questions asked under the answers so far.
    asked: usize,
    /// The last day of the most urgent open request.
    deadline: Option<Day>,
}

pub async fn api(permit: Permit<ViewWorkbook>, State(app): State<App>) -> Result<Json<Listed<AidJson>>> {
    let mut db = app.db.read(&permit).await?;
    let aid = |aid: Aid| AidJson {
        instrument: aid.instrument.key.clone(),
        version: aid.instrument.version,
        title: aid.instrument.title.clone(),
        state: stage_key(aid.stage),
        answered: aid.answered,
        asked: aid.asked,
        deadline: aid.requests.iter().map(|r| r.deadline).min(),
    };
    let items = load(&app, &mut db, &permit).await?.into_iter().map(aid).collect();
    Ok(Json(Listed { items, next: None }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_step_follows_from_how_far_it_has_come_and_who_asks() {
        assert_eq!(Next::of(Stage::Empty, false, true, true), Next::Begin);
        assert_eq!(Next::of(Stage::Begun, false, true, true), Next::GoOn, "some is brought in already");
        assert_eq!(Next::of(Stage::Begun, true, false, true), Next::GoOn);
        assert_eq!(Next::of(Stage::Complete, true, true, true), Next::Submit);
        assert_eq!(Next::of(Stage::Complete, true, false, true), Next::Look);
        assert_eq!(Next::of(Stage::Begun, true, true, false), Next::Look);
    }
}
