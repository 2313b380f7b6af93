//! The pages of the list, of one problem, and of what waits to be sorted.

use super::{
    model::{Problem, Said, Status, Step, TITLE, WORDS},
    store,
};
use crate::{download, filter::choice, viewing};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, KeepProblems, Permit, RuleLevel, SortProblems, ViewStatewide, ViewSubmissions};
use documents::{Cell, Column, Kind, Table};
use serde::Deserialize;
use uuid::Uuid;
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Result, Shell, Texts, html, html_with};

/// Lines on one page at most.
const LINES: i64 = 200;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Search {
    level: String,
    status: String,
    q: String,
}

/// The problems that fit what is looked for.
pub(super) fn sought(all: Vec<Problem>, search: &Search) -> Vec<Problem> {
    let words = base::sort_key(search.q.trim());
    let fits = |problem: &Problem| {
        (search.level.is_empty() || problem.level.key() == search.level)
            && (search.status.is_empty() || problem.status.key() == search.status)
            && words.split(' ').all(|word| base::sort_key(&problem.title).contains(word))
    };
    all.into_iter().filter(fits).collect()
}

fn under_list(shell: Shell) -> Shell {
    let shell = crate::overview::under_land(shell);
    let words = shell.say("problems-title").to_string();
    shell.under(words, "/land/problems")
}

fn levels(shell: &Shell) -> Vec<(String, String)> {
    let one =
        |level: RuleLevel| (level.key().to_owned(), shell.say_of("problem-level", level.key()).to_string());
    RuleLevel::ALL.into_iter().map(one).collect()
}

fn statuses(shell: &Shell) -> Vec<(String, String)> {
    let one = |s: Status| (s.key().to_owned(), shell.say_of("problem-status", s.text()).to_string());
    Status::ALL.into_iter().map(one).collect()
}

#[derive(Template)]
#[template(path = "problems/list.html")]
struct ListPage {
    shell: Shell,
    levels: Vec<(String, String, bool)>,
    statuses: Vec<(String, String, bool)>,
    q: String,
    query: String,
    rows: Vec<Row>,
    is_narrowed: bool,
    sorts: bool,
}

struct Row {
    id: Uuid,
    title: String,
    level: String,
    status: String,
    status_key: &'static str,
    since: String,
    alliances: String,
}

pub(super) async fn list(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    page: Page,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = crate::overview::under_land(page.shell("problems-title"));
    let found = sought(store::list(&mut db, &permit).await?, &search);
    let row = |problem: &Problem| Row {
        id: problem.id,
        title: problem.title.clone(),
        level: shell.say_of("problem-level", problem.level.key()).to_string(),
        status: shell.say_of("problem-status", problem.status.text()).to_string(),
        status_key: problem.status.text(),
        since: problem.since.german(),
        alliances: shell.number(problem.alliances),
    };
    let (level, status) = (web::query(&search.level), web::query(&search.status));
    html(&ListPage {
        rows: found.iter().map(row).collect(),
        levels: choice(&shell, "problems-level-all", &levels(&shell), &search.level),
        statuses: choice(&shell, "problems-status-all", &statuses(&shell), &search.status),
        query: format!("?level={level}&status={status}&q={}", web::query(&search.q)),
        is_narrowed: !search.q.is_empty() || !search.level.is_empty() || !search.status.is_empty(),
        sorts: Permit::<SortProblems>::ask(permit.actor(), None).is_some(),
        q: search.q,
        shell,
    })
}

pub(super) async fn file(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Path(ending): Path<String>,
    Query(search): Query<Search>,
) -> Result<Response> {
    let ending = download::ending(&ending)?;
    let mut db = app.db.read(&permit).await?;
    let say = |id: &str| app.texts.say(id).to_string();
    let column = |key: &str, id: &str, kind| Column { key: key.into(), label: say(id), kind };
    let cells = |problem: Problem| {
        vec![
            Cell::Text(problem.title),
            Cell::Text(app.texts.say_of("problem-level", problem.level.key()).to_string()),
            download::whole(problem.alliances),
            Cell::Text(app.texts.say_of("problem-status", problem.status.text()).to_string()),
            Cell::Text(problem.since.to_string()),
            Cell::Text(problem.words),
        ]
    };
    let table = Table {
        title: say("problems-title"),
        columns: vec![
            column("title", "problem-title", Kind::Text),
            column("level", "problem-level", Kind::Text),
            column("alliances", "problem-alliances", Kind::Integer),
            column("status", "problem-status", Kind::Text),
            column("since", "problem-since", Kind::Text),
            column("words", "problem-words", Kind::Text),
        ],
        rows: sought(store::list(&mut db, &permit).await?, &search).into_iter().map(cells).collect(),
        notes: vec![say("problems-help")],
    };
    download::file(&table, "hinderliche-regeln", ending)
}

#[derive(Template)]
#[template(path = "problems/show.html")]
struct ShowPage {
    shell: Shell,
    form: Form,
    to: String,
    level: String,
    status: String,
    status_key: &'static str,
    counts: Vec<(String, String)>,
    steps: Vec<StepLine>,
    reads: bool,
    keeps: bool,
    sorts: bool,
    version: i64,
    levels: Vec<(String, String)>,
    statuses: Vec<(String, String)>,
    others: Vec<(String, String)>,
}

struct StepLine {
    day: String,
    status: String,
    words: String,
    who: String,
}

pub(super) async fn show(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    if let Some(into) = store::merged_into(&mut db, &permit, id).await? {
        return Ok(Redirect::to(&format!("/land/problems/{into}")).into_response());
    }
    html(&show_page(&mut db, &permit, &page, id, None).await?)
}

async fn show_page(
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
    page: &Page,
    id: Uuid,
    form: Option<Form>,
) -> Result<ShowPage> {
    let all = store::list(db, permit).await?;
    let problem = all.iter().find(|one| one.id == id).cloned().ok_or(Error::NotFound)?;
    let steps = store::steps(db, permit, id).await?;
    let kinds = store::by_kind(db, permit, id).await?;
    let shell = under_list(page.shell_titled(problem.title.clone()));
    let keeps = Permit::<KeepProblems>::ask(permit.actor(), None).is_some();
    let line = |step: Step| StepLine {
        day: step.on_day.german(),
        status: shell.say_of("problem-status", step.status.text()).to_string(),
        words: step.words,
        who: if keeps { step.who } else { String::new() },
    };
    let lines = steps.into_iter().map(line).collect();
    let of = |kind: &str| kinds.iter().find(|(k, _)| k == kind).map_or(0, |(_, n)| *n);
    let counts = crate::kind_words(&shell).into_iter().map(|(key, words)| (words, shell.number(of(&key))));
    let mut counts: Vec<(String, String)> = counts.collect();
    counts.insert(0, (shell.say("problem-alliances").to_string(), shell.number(problem.alliances)));
    let today = shell.today.to_string();
    let filled = || {
        Form::filled([
            ("title", problem.title.clone()),
            ("level", problem.level.key().to_owned()),
            ("status", problem.status.key().to_owned()),
            ("on_day", today.clone()),
        ])
    };
    let others = all.iter().filter(|one| one.id != id).map(|one| (one.id.to_string(), one.title.clone()));
    let none = (String::new(), shell.say("problem-choose").to_string());
    Ok(ShowPage {
        to: format!("/land/problems/{id}"),
        level: shell.say_of("problem-level", problem.level.key()).to_string(),
        status: shell.say_of("problem-status", problem.status.text()).to_string(),
        status_key: problem.status.text(),
        counts,
        steps: lines,
        reads: Permit::<ViewSubmissions>::ask(permit.actor(), None).is_some(),
        keeps,
        sorts: Permit::<SortProblems>::ask(permit.actor(), None).is_some(),
        version: problem.version,
        levels: levels(&shell),
        statuses: statuses(&shell),
        others: [none].into_iter().chain(others).collect(),
        form: form.unwrap_or_else(filled),
        shell,
    })
}

fn back(id: Uuid, done: &str) -> Response {
    Redirect::to(&format!("/land/problems/{id}?done={done}")).into_response()
}

/// The title of a problem; why it is not taken, as a German sentence.
fn judge_title(texts: &Texts, typed: &str) -> std::result::Result<String, String> {
    match base::clean(typed, TITLE, false) {
        Ok(title) if title.is_empty() => Err(texts.say("form-needed").to_string()),
        Ok(title) => Ok(title),
        Err(fault) => Err(texts.fault(fault)),
    }
}

/// The words of a step; whatever is not open needs some.
pub(super) fn judge_words(texts: &Texts, status: Status, typed: &str) -> std::result::Result<String, String> {
    match base::clean(typed, WORDS, true) {
        Ok(words) if words.is_empty() && status != Status::Open => Err(texts.say("problem-why").to_string()),
        Ok(words) => Ok(words),
        Err(fault) => Err(texts.fault(fault)),
    }
}

pub(super) async fn rename(
    permit: Permit<KeepProblems>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response> {
    let viewing = viewing(&permit)?;
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &viewing, id).await?.ok_or(Error::NotFound)?;
    let version: i64 = fields.hidden("version")?;
    let mut form = Form::of(fields);
    let level = RuleLevel::from_key(form.value("level")).unwrap_or(before.level);
    let title = match judge_title(&app.texts, form.value("title")) {
        Ok(title) => title,
        Err(message) => {
            form.refuse("title", message);
            let shown = show_page(&mut tx, &viewing, &page, id, Some(form)).await?;
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
        }
    };
    if before.title == title && before.level == level {
        return Ok(back(id, "problem-saved"));
    }
    if before.version != version || !store::rename(&mut tx, &permit, &before, &title, level).await? {
        let shell = under_list(page.shell("conflict-title"));
        let label = shell.say("problem-title").to_string();
        let differing =
            Differing { name: "title".to_owned(), label, theirs: before.title, mine: title, words: None };
        return Conflict {
            action: format!("/land/problems/{id}"),
            version: before.version,
            agreed: vec![("level".to_owned(), level.key().to_owned())],
            differing: vec![differing],
            who: String::new(),
            shell,
        }
        .answer();
    }
    tx.commit(&permit, &format!("problem {id} renamed")).await?;
    Ok(back(id, "problem-saved"))
}

pub(super) async fn step(
    permit: Permit<KeepProblems>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response> {
    let viewing = viewing(&permit)?;
    let mut tx = app.db.begin(&permit).await?;
    store::find(&mut tx, &viewing, id).await?.ok_or(Error::NotFound)?;
    let shell = page.shell("problems-title");
    let mut form = Form::of(fields);
    let status = Status::from_key(form.value("status"));
    if status.is_none() {
        form.refuse("status", shell.say("problem-choose"));
    }
    let day = form.needed_day(&shell, "on_day").filter(|day| *day <= app.clock().today());
    if day.is_none() && form.wrong("on_day").is_empty() {
        form.refuse("on_day", shell.say("problem-future"));
    }
    let words = judge_words(&app.texts, status.unwrap_or(Status::Open), form.value("words"));
    match (status, day, words) {
        (Some(status), Some(day), Ok(words)) => {
            store::step(&mut tx, &permit, id, status, &words, day).await?;
            tx.commit(&permit, &format!("problem {id} given another status")).await?;
            Ok(back(id, "problem-stepped"))
        }
        (.., words) => {
            if let Err(message) = words {
                form.refuse("words", message);
            }
            let shown = show_page(&mut tx, &viewing, &page, id, Some(form)).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
    }
}

pub(super) async fn merge(
    permit: Permit<SortProblems>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response> {
    let viewing = viewing(&permit)?;
    let mut tx = app.db.begin(&permit).await?;
    let all = store::list(&mut tx, &viewing).await?;
    let known = |id: Uuid| all.iter().any(|one| one.id == id);
    if !known(id) {
        return Err(Error::NotFound);
    }
    let mut form = Form::of(fields);
    let into = form.value("into").parse().ok().filter(|into| known(*into) && *into != id);
    let Some(into) = into else {
        form.refuse("into", app.texts.say("problem-choose"));
        let shown = show_page(&mut tx, &viewing, &page, id, Some(form)).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    };
    store::merge(&mut tx, &permit, id, into).await?;
    tx.commit(&permit, &format!("problem {id} merged into {into}")).await?;
    Ok(back(into, "problem-merged"))
}

#[derive(Template)]
#[template(path = "problems/passages.html")]
struct PassagesPage {
    shell: Shell,
    action: String,
    sorts: bool,
    lines: Vec<Line>,
}

struct Line {
    id: Uuid,
    words: String,
    alliance: String,
    to: String,
    topic: String,
}

fn lines(shell: &Shell, said: Vec<Said>) -> Vec<Line> {
    let line = |said: Said| Line {
        to: format!("/land/submissions/{}", said.submission),
        topic: RuleLevel::from_key(&said.topic)
            .map(|level| shell.say_of("problem-level", level.key()).to_string())
            .unwrap_or_default(),
        id: said.line,
        words: said.words,
        alliance: said.alliance,
    };
    said.into_iter().map(line).collect()
}

pub(super) async fn passages(
    permit: Permit<ViewSubmissions>,
    State(app): State<App>,
    page: Page,
    Path(id): Path<Uuid>,
) -> Result<Response> {
    let viewing = viewing(&permit)?;
    let mut db = app.db.read(&permit).await?;
    let problem = store::find(&mut db, &viewing, id).await?.ok_or(Error::NotFound)?;
    let said = store::said(&mut db, &permit, id, LINES).await?;
    let shell =
        under_list(page.shell("problem-passages")).under(problem.title, format!("/land/problems/{id}"));
    html(&PassagesPage {
        action: format!("/land/problems/{id}/passages"),
        sorts: Permit::<SortProblems>::ask(permit.actor(), None).is_some(),
        lines: lines(&shell, said),
        shell,
    })
}

/// Takes a line off a problem.
pub(super) async fn take_off(
    permit: Permit<SortProblems>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response> {
    let viewing = viewing(&permit)?;
    let mut tx = app.db.begin(&permit).await?;
    store::find(&mut tx, &viewing, id).await?.ok_or(Error::NotFound)?;
    let line: Uuid = fields.hidden("line")?;
    if store::take_off(&mut tx, &permit, line).await? {
        tx.commit(&permit, &format!("line {line} taken off problem {id}")).await?;
    }
    Ok(Redirect::to(&format!("/land/problems/{id}/passages?done=problem-line-off")).into_response())
}

#[derive(Template)]
#[template(path = "problems/unsorted.html")]
struct UnsortedPage {
    shell: Shell,
    form: Form,
    id: Uuid,
    lines: Vec<Line>,
    known: Vec<(String, String)>,
    levels: Vec<(String, String)>,
}

pub(super) async fn unsorted(
    permit: Permit<SortProblems>,
    State(app): State<App>,
    page: Page,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    html(&unsorted_page(&app, &mut db, &permit, &page, Form::default()).await?)
}

/// What alliances say about rules and nobody has put to a problem yet.
async fn waiting(app: &App, db: &mut Read, permit: &Permit<SortProblems>) -> Result<Vec<Said>> {
    let mut said = Vec::new();
    for passage in app.aids.rule_passages() {
        said.extend(store::unsorted(db, &permit.lesser(), &passage, LINES).await?);
    }
    Ok(said)
}

async fn unsorted_page(
    app: &App,
    db: &mut Read,
    permit: &Permit<SortProblems>,
    page: &Page,
    form: Form,
) -> Result<UnsortedPage> {
    let viewing = viewing(permit)?;
    let shell = under_list(page.shell("problems-unsorted"));
    let said = waiting(app, db, permit).await?;
    let known = store::list(db, &viewing).await?.into_iter().map(|one| (one.id.to_string(), one.title));
    let none = (String::new(), shell.say("problem-new").to_string());
    Ok(UnsortedPage {
        id: base::uuid(app.clock(), app.chance()),
        lines: lines(&shell, said),
        known: [none].into_iter().chain(known).collect(),
        levels: levels(&shell),
        form,
        shell,
    })
}

/// Puts lines to a problem that is there, or to a new one.
pub(super) async fn sort(
    permit: Permit<SortProblems>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let viewing = viewing(&permit)?;
    let mut tx = app.db.begin(&permit).await?;
    let chosen: Vec<Uuid> = fields.all("line").iter().filter_map(|line| line.parse().ok()).collect();
    let id: Uuid = fields.hidden("id")?;
    let mut form = Form::of(fields);
    let waiting = waiting(&app, &mut tx, &permit).await?;
    if chosen.is_empty() {
        form.refuse("line", app.texts.say("problem-nothing-chosen"));
    }
    let all = store::list(&mut tx, &viewing).await?;
    let known = form.value("to").parse().ok().filter(|to| all.iter().any(|one| one.id == *to));
    let level = RuleLevel::from_key(form.value("level"));
    let fresh = match (known, judge_title(&app.texts, form.value("title")), level) {
        (Some(_), ..) => None,
        (None, Ok(title), Some(level)) => Some((title, level)),
        (None, title, level) => {
            if let Err(message) = title {
                form.refuse("title", message);
            }
            if level.is_none() {
                form.refuse("level", app.texts.say("problem-choose"));
            }
            None
        }
    };
    if !form.is_good() {
        let shown = unsorted_page(&app, &mut tx, &permit, &page, form).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    }
    let to = known.unwrap_or(id);
    if let Some((title, level)) = fresh {
        store::add(&mut tx, &permit, to, &title, level).await?;
    }
    // What somebody else has put somewhere meanwhile stays there.
    for line in chosen.into_iter().filter(|line| waiting.iter().any(|said| said.line == *line)) {
        store::put(&mut tx, &permit, line, to).await?;
    }
    tx.commit(&permit, &format!("lines put to problem {to}")).await?;
    Ok(Redirect::to("/land/problems/unsorted?done=problem-sorted").into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Day;

    fn problem(title: &str, level: RuleLevel, status: Status) -> Problem {
        Problem {
            id: Uuid::nil(),
            title: title.into(),
            level,
            version: 1,
            status,
            words: String::new(),
            since: Day::read("2019-07-31").expect("a day"),
            alliances: 0,
        }
    }

    #[test]
    fn a_search_narrows_by_level_status_and_words_of_the_title() {
        let all = vec![
            problem("Prüfungssprache bei den Kammern", RuleLevel::Bund, Status::Open),
            problem("Schulpflicht endet zu früh", RuleLevel::Land, Status::Solved),
        ];
        let of = |level: &str, status: &str, q: &str| {
            let search = Search { level: level.into(), status: status.into(), q: q.into() };
            sought(all.clone(), &search).len()
        };
        assert_eq!((of("", "", ""), of("land", "", ""), of("", "open", "")), (2, 1, 1));
        assert_eq!(
            (of("", "", "kammern prüfung"), of("bund", "solved", ""), of("", "", "nichts")),
            (1, 0, 0)
        );
    }
}
