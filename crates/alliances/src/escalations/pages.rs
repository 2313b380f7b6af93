//! The pages about escalations, and what is new for the start page.

use super::model::{Draft, Escalation, LINE, LONG, State};
use super::news::{self, Happened, News};
use super::{letters, store};
use crate::who::{self, Names};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnswerEscalations, Day, Escalate, ViewEscalations};
use uuid::Uuid;
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, html, html_with};

#[derive(Template)]
#[template(path = "escalations/list.html")]
struct ListPage {
    shell: Shell,
    may_raise: bool,
    open: usize,
    rows: Vec<Row>,
}

struct Row {
    id: Uuid,
    matter: String,
    raised: String,
    state: String,
    is_open: bool,
}

/// Lists what was put before the lead member.
pub async fn list(permit: Permit<ViewEscalations>, Shared(app): Shared<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = page.shell("escalations-title");
    let found = store::list(&mut db, &permit).await?;
    let row = |e: &Escalation| Row {
        id: e.id,
        matter: e.draft.matter.clone(),
        raised: e.raised_at.day().german(),
        state: state_words(&shell, e),
        is_open: e.state() == State::Open,
    };
    let rows: Vec<Row> = found.iter().map(row).collect();
    html(&ListPage {
        may_raise: may_raise(&permit).is_some(),
        open: rows.iter().filter(|r| r.is_open).count(),
        rows,
        shell,
    })
}

fn may_raise(permit: &Permit<ViewEscalations>) -> Option<Permit<Escalate>> {
    Permit::ask(base::AnyPermit::actor(permit), permit.place())
}

fn may_answer(permit: &Permit<ViewEscalations>) -> Option<Permit<AnswerEscalations>> {
    Permit::ask(base::AnyPermit::actor(permit), permit.place())
}

fn state_words(shell: &Shell, e: &Escalation) -> String {
    shell.say_of("escalation-state", e.state().key()).to_string()
}

#[derive(Template)]
#[template(path = "escalations/new.html")]
struct NewPage {
    shell: Shell,
    form: Form,
    id: Uuid,
    /// No lead member can be written to.
    is_silent: bool,
}

/// Asks what is to be put before the lead member.
pub async fn new(permit: Permit<Escalate>, Shared(app): Shared<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let id = db.new_uuid();
    let is_silent = store::board_leads(&mut db, &permit.lesser()).await?.is_empty();
    html(&NewPage { shell: under_list(page.shell("escalations-new")), form: Form::default(), id, is_silent })
}

/// Puts it before the lead member, who is written to.
pub async fn create(
    permit: Permit<Escalate>,
    Shared(app): Shared<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let id: Uuid = fields.hidden("id")?;
    let shell = under_list(page.shell("escalations-new"));
    let (form, draft) = read(&shell, Form::of(fields));
    let mut tx = app.db.begin(&permit).await?;
    let leads = store::board_leads(&mut tx, &permit.lesser()).await?;
    let Some(draft) = draft else {
        let page = NewPage { shell, form, id, is_silent: leads.is_empty() };
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if store::raise(&mut tx, &permit, id, &draft).await? {
        let place = permit.place().ok_or(Error::NotFound)?;
        let named = (id, draft.matter.as_str());
        letters::send(&app, &mut tx, &permit, place, named, "letter-escalation-raised", leads).await?;
        tx.commit(&permit, &format!("escalation {id} raised")).await?;
    }
    Ok(Redirect::to(&format!("{}/escalations?done=escalation-raised", shell.home())).into_response())
}

#[derive(Template)]
#[template(path = "escalations/show.html")]
struct ShowPage {
    shell: Shell,
    id: Uuid,
    version: i64,
    facts: Vec<(String, String)>,
    answer: String,
    answer_by: String,
    may_answer: bool,
    may_change: bool,
    form: Form,
    history: who::Told,
}

/// Shows one matter.
pub async fn show(
    permit: Permit<ViewEscalations>,
    Shared(app): Shared<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let found = store::find(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    let form = filled(&found);
    html(&show_page(&mut db, &permit, &page, &found, form, found.version).await?)
}

fn filled(found: &Escalation) -> Form {
    let settled = if found.settled_at.is_some() { "1" } else { "" };
    let mut values: Vec<(&'static str, String)> = found.draft.fields().into_iter().collect();
    values.extend([("settled", settled.to_owned()), ("answer", found.answer.clone())]);
    Form::filled(values)
}

async fn show_page(
    db: &mut Read,
    permit: &Permit<ViewEscalations>,
    page: &Page,
    found: &Escalation,
    form: Form,
    version: i64,
) -> Result<ShowPage> {
    let shell = under_list(page.shell_titled(found.draft.matter.clone()));
    let names = Names::of(db, permit, vec![found.raised_by, found.answered_by]).await?;
    let history = who::History::of(db, permit, found.id).await?;
    let by = |at: base::Instant, person| {
        shell
            .say("escalation-by")
            .with("at", at.german())
            .with("name", names.words(&shell, person))
            .to_string()
    };
    let fact = |id: &str, words: String| (shell.say(id).to_string(), words);
    let facts = vec![
        fact("escalation-state", state_words(&shell, found)),
        fact("escalation-raised", by(found.raised_at, found.raised_by)),
        fact("escalation-since", found.draft.since.german()),
        fact("escalation-account", found.draft.account.clone()),
        fact("escalation-wanted", found.draft.wanted.clone()),
    ];
    let answer_by = found.answered_at.map(|at| by(at, found.answered_by)).unwrap_or_default();
    let history = history.lines(&shell, |f| label(&shell, f), |f, v| words(&shell, f, v));
    Ok(ShowPage {
        id: found.id,
        version,
        facts: facts.into_iter().filter(|(_, words)| !words.is_empty()).collect(),
        answer: found.answer.clone(),
        answer_by,
        may_answer: may_answer(permit).is_some(),
        may_change: may_raise(permit).is_some(),
        form,
        history,
        shell,
    })
}

/// Saves what the office changes, or closes the matter.
pub async fn save(
    permit: Permit<Escalate>,
    Shared(app): Shared<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    let shell = under_list(page.shell_titled(before.draft.matter.clone()));
    let (form, draft) = read(&shell, Form::of(fields));
    let Some(draft) = draft else {
        let page = show_page(&mut tx, &permit.lesser(), &page, &before, form, version).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let settled = form.ticked("settled");
    if store::change(&mut tx, &permit, &before, &draft, settled, version).await?.is_none() {
        return conflict(shell, page.path(), &before, &draft, settled).answer();
    }
    tx.commit(&permit, &format!("escalation {id} changed")).await?;
    Ok(Redirect::to(&format!("{}/escalations/{id}?done=escalation-saved", shell.home())).into_response())
}

/// Saves the lead member's answer; the office is written to.
pub async fn answer(
    permit: Permit<AnswerEscalations>,
    Shared(app): Shared<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let viewing: Permit<ViewEscalations> = permit.lesser();
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &viewing, id).await?.ok_or(Error::NotFound)?;
    let shell = under_list(page.shell_titled(before.draft.matter.clone()));
    let mut form = Form::of(fields);
    let text = form.lines(&shell, "answer", LONG);
    if text.is_empty() && form.wrong("answer").is_empty() {
        form.refuse("answer", shell.say("form-needed"));
    }
    if !form.is_good() {
        let page = show_page(&mut tx, &viewing, &page, &before, form, version).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    if store::answer(&mut tx, &permit, &before, &text, version).await?.is_none() {
        let (theirs, version) = (before.answer, before.version);
        let label = label(&shell, "answer");
        let differing = vec![Differing { name: "answer".to_owned(), label, theirs, mine: text, words: None }];
        let (action, shell) = (page.path().to_owned(), shell.retitled("conflict-title"));
        let (agreed, who) = (Vec::new(), String::new());
        return Conflict { shell, action, version, agreed, differing, who }.answer();
    }
    if before.answer != text {
        let offices = store::offices(&mut tx, &viewing).await?;
        let place = permit.place().ok_or(Error::NotFound)?;
        let text = "letter-escalation-answered";
        letters::send(&app, &mut tx, &permit, place, before.named(), text, offices).await?;
    }
    tx.commit(&permit, &format!("escalation {id} answered")).await?;
    Ok(Redirect::to(&format!("{}/escalations/{id}?done=escalation-answered", shell.home())).into_response())
}

/// Reads what the office has written; what is wrong stands at the fields.
fn read(shell: &Shell, mut form: Form) -> (Form, Option<Draft>) {
    let matter = form.needed(shell, "matter", LINE);
    let since = form.needed_day(shell, "since");
    if since.is_some_and(|day| day > shell.today) {
        form.refuse("since", shell.say("escalation-future"));
    }
    let account = form.lines(shell, "account", LONG);
    let wanted = form.lines(shell, "wanted", LONG);
    if wanted.is_empty() && form.wrong("wanted").is_empty() {
        form.refuse("wanted", shell.say("form-needed"));
    }
    let draft = since.map(|since| Draft { matter, since, account, wanted });
    let draft = draft.filter(|_| form.is_good());
    (form, draft)
}

fn label(shell: &Shell, field: &str) -> String {
    shell.say_of("escalation", field).to_string()
}

fn words(shell: &Shell, field: &str, value: &str) -> String {
    match field {
        "since" => Day::read(value).map_or_else(|| value.to_owned(), Day::german),
        "settled" => shell.say(if value.is_empty() { "shell-no" } else { "shell-yes" }).to_string(),
        _ => value.to_owned(),
    }
}

fn conflict(shell: Shell, action: &str, theirs: &Escalation, mine: &Draft, settled: bool) -> Conflict {
    let tick = |on: bool| ("settled", if on { "1".to_owned() } else { String::new() });
    let theirs_all = theirs.draft.fields().into_iter().chain([tick(theirs.settled_at.is_some())]);
    let mine_all = mine.fields().into_iter().chain([tick(settled)]);
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    for ((name, t), (_, m)) in theirs_all.zip(mine_all) {
        if t == m {
            agreed.push((name.to_owned(), m));
        } else {
            let said = Some((words(&shell, name, &t), words(&shell, name, &m)));
            let label = label(&shell, name);
            differing.push(Differing { name: name.to_owned(), label, theirs: t, mine: m, words: said });
        }
    }
    let (action, shell) = (action.to_owned(), shell.retitled("conflict-title"));
    Conflict { shell, action, version: theirs.version, agreed, differing, who: String::new() }
}

fn under_list(shell: Shell) -> Shell {
    let (words, href) = (shell.say("escalations-title").to_string(), format!("{}/escalations", shell.home()));
    shell.under(words, href)
}

/// A line of what is new.
pub(crate) struct NewsLine {
    pub(crate) day: String,
    pub(crate) words: String,
}

/// What is new in the alliance, in words, and how many matters wait for an answer.
pub(crate) async fn whats_new(
    db: &mut Read,
    permit: &Permit<ViewEscalations>,
    shell: &Shell,
) -> Result<(Vec<NewsLine>, usize)> {
    let since = db.now().plus_seconds(-news::DAYS * 24 * 3600);
    let open = store::list(db, permit).await?.iter().filter(|e| e.state() == State::Open).count();
    let line = |n: News| {
        let said = match &n.what {
            Happened::Accession(kind) => shell.say_of("news-accession", kind),
            Happened::Vote(answer) => shell.say_of("news-vote", answer),
            Happened::Seat => shell.say("news-seat"),
            Happened::SeatEnded => shell.say("news-seat-ended"),
            Happened::Submission => shell.say("news-submission"),
        };
        NewsLine { day: n.day.german(), words: said.with("name", n.name).to_string() }
    };
    let found = news::latest(store::news(db, permit, since).await?, shell.today);
    Ok((found.into_iter().map(line).collect(), open))
}
