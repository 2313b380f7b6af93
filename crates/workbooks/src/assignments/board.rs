//! „Wer ist dran“: the deadlines of waves, assignments and tasks on one board (R-EVA-03).
//! Organisations; a person only where the office made them responsible for a task.

use super::forms::new_address;
use super::model::{Assignment, State as Stand};
use super::store;
use crate::{colleagues, extensions, instruments::catalogue, returns, roll_up, tasks};
use ::store::Read;
use askama::Template;
use axum::{extract::State, response::Response};
use base::{AnyPermit, Day, EditWorkbook, Permit, ViewWorkbook};
use std::collections::BTreeMap;
use web::{App, Page, Result, Shell, html};

#[derive(Template)]
#[template(path = "assignments/board.html")]
struct BoardPage {
    shell: Shell,
    /// How many of which kind: text id's end, count, and whether it is pressing.
    counts: Vec<(&'static str, usize, bool)>,
    lines: Vec<Line>,
    /// The district has asked the alliance something at some time.
    has_district_requests: bool,
}

/// One deadline.
struct Line {
    due: Day,
    due_words: String,
    /// Whose turn it is.
    who: String,
    what: String,
    to: String,
    /// As the text `due-state-…` names it.
    state: &'static str,
    /// The day wished for, where more time was asked for.
    wanted: String,
    /// What the office does about a refusal or a hint, as `due-next-…` names it, and where.
    next: Option<(&'static str, String)>,
}

/// The states of the board, the most urgent first.
const STATES: [&str; 8] =
    ["overdue", "more_time", "declined", "hint", "outstanding", "delegated", "to_do", "in_work"];
/// So many of them want somebody to act now.
const PRESSING: usize = 4;

pub async fn show(permit: Permit<ViewWorkbook>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = page.shell("due-title");
    let mut lines = owed(&mut db, &permit, &shell).await?;
    lines.extend(handed_out(&mut db, &permit, &shell).await?);
    let (asked, has_district_requests) = roll_up::owed(&mut db, &permit).await?;
    lines.extend(to_do(&mut db, &permit, &shell).await?);
    lines.extend(asked.into_iter().map(|owed| of_district(&shell, owed)));
    let rank = |line: &Line| STATES.iter().position(|s| *s == line.state);
    lines.sort_by(|a, b| (a.due, rank(a), &a.who).cmp(&(b.due, rank(b), &b.who)));
    let counts = STATES.map(|s| (s, lines.iter().filter(|l| l.state == s).count(), is_pressing(s)));
    let counts = counts.into_iter().filter(|(_, n, _)| *n > 0).collect();
    html(&BoardPage { shell, counts, lines, has_district_requests })
}

fn is_pressing(state: &str) -> bool {
    STATES[..PRESSING].contains(&state)
}

impl Line {
    fn is_pressing(&self) -> bool {
        is_pressing(self.state)
    }
}

/// What the alliance owes its district.
fn of_district(shell: &Shell, owed: roll_up::Owed) -> Line {
    Line {
        due: owed.due,
        due_words: owed.due.german(),
        who: shell.say("due-own-office").to_string(),
        what: format!("{} ({})", owed.aid, shell.say("due-district").with("district", owed.district)),
        to: format!("{}/district-requests/{}", shell.home(), owed.id),
        state: match owed.wanted {
            Some(_) => "more_time",
            None if owed.due < shell.today => "overdue",
            None => "outstanding",
        },
        wanted: owed.wanted.map(Day::german).unwrap_or_default(),
        next: None,
    }
}

/// What the alliance owes the Land in open waves.
async fn owed(db: &mut Read, permit: &Permit<ViewWorkbook>, shell: &Shell) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for open in returns::open_for(db, permit).await? {
        if !matches!(open.state, returns::State::Outstanding | returns::State::Partial) {
            continue;
        }
        let wish = extensions::latest(db, permit, open.wave).await?;
        let wish = wish.filter(|w| w.answer == extensions::Answer::Open);
        lines.push(Line {
            due: open.deadline,
            due_words: open.deadline.german(),
            who: shell.say("due-own-office").to_string(),
            what: open.title,
            to: format!("{}/workbooks/{}", shell.home(), open.instrument_key),
            state: match (&wish, open.late) {
                (Some(_), _) => "more_time",
                (None, true) => "overdue",
                (None, false) => "outstanding",
            },
            wanted: wish.map(|w| w.wanted.german()).unwrap_or_default(),
            next: None,
        });
    }
    Ok(lines)
}

/// What others owe the alliance; for the office also what they declined to answer, and whom
/// they said to ask instead, until somebody else is asked.
async fn handed_out(db: &mut Read, permit: &Permit<ViewWorkbook>, shell: &Shell) -> Result<Vec<Line>> {
    let may_open: Option<Permit<EditWorkbook>> = Permit::ask(permit.actor(), permit.place());
    let wishes: BTreeMap<_, _> = store::wishes(db, permit).await?.into_iter().collect();
    let turned_away = match &may_open {
        Some(editing) => colleagues::turned_away(db, editing).await?,
        None => BTreeMap::new(),
    };
    let line = |a: &Assignment| {
        let page = format!("{}/assignments/{}", shell.home(), a.id);
        let turned = turned_away.get(&a.id).copied();
        let aid = catalogue().get(&a.instrument_key, a.instrument_version);
        let wanted = wishes.get(&a.id).copied();
        Line {
            due: a.due_on,
            due_words: a.due_on.german(),
            who: if a.organisation.is_empty() {
                shell.say("assignment-somebody").to_string()
            } else {
                a.organisation.clone()
            },
            what: aid.map_or_else(|| a.instrument_key.clone(), |aid| aid.short_title.clone()),
            to: match may_open {
                Some(_) => page.clone(),
                None => String::new(),
            },
            state: match (wanted, a.is_overdue(shell.today), a.state) {
                (Some(_), ..) => "more_time",
                (None, true, _) => "overdue",
                (None, false, Stand::Begun) => "in_work",
                (None, false, stand) if !stand.is_open() => turned.unwrap_or("hint"),
                _ => "delegated",
            },
            wanted: wanted.map(Day::german).unwrap_or_default(),
            next: turned.map(|kind| match kind {
                "declined" if a.municipality_ags.is_none() => {
                    (kind, format!("{}?assignment={}", new_address(shell, &a.instrument_key), a.id))
                }
                _ => (kind, page),
            }),
        }
    };
    let all = store::list(db, permit, "").await?;
    Ok(all.iter().filter(|a| a.state.is_open() || turned_away.contains_key(&a.id)).map(line).collect())
}

/// What is to be done by a day inside the alliance.
async fn to_do(db: &mut Read, permit: &Permit<ViewWorkbook>, shell: &Shell) -> Result<Vec<Line>> {
    let line = |(task, who): (tasks::Task, String)| {
        let due = task.draft.due_on?;
        Some(Line {
            due,
            due_words: due.german(),
            who,
            what: shell.say("due-task").with("title", task.draft.title.as_str()).to_string(),
            to: format!("{}/tasks/{}", shell.home(), task.id),
            state: match task.draft.state {
                _ if task.is_overdue(shell.today) => "overdue",
                tasks::State::Begun => "in_work",
                _ => "to_do",
            },
            wanted: String::new(),
            next: None,
        })
    };
    Ok(tasks::due(db, permit, shell).await?.into_iter().filter_map(line).collect())
}
