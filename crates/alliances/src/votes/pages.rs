//! The pages about votes: overview, asking, one vote.

use super::model::{Answer, Ballot, BallotRefusal, CastBy, LONG, Tally, Vote, latest};
use super::store;
use crate::accessions;
use crate::alliances;
use crate::constellations::Participation;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, CastVote, ManageVotes, ViewAlliance, ViewVotes, VoteId};
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, html, html_with};

#[derive(Template)]
#[template(path = "votes/list.html")]
struct ListPage {
    shell: Shell,
    tally: Tally,
    rows: Vec<Row>,
    missing: Vec<(VoteId, String)>,
    may_ask: bool,
    form: Form,
    /// AGS, name, ticked.
    choices: Vec<(String, String, bool)>,
}

struct Row {
    id: VoteId,
    name: String,
    answer: String,
    condition: String,
    deadline: String,
    from: String,
    comment: String,
}

pub async fn list(permit: Permit<ViewVotes>, State(app): State<App>, page: Page) -> Result<Response> {
    render(&app, &permit, &page, None, StatusCode::OK).await
}

async fn render(
    app: &App,
    permit: &Permit<ViewVotes>,
    page: &Page,
    form: Option<Form>,
    status: StatusCode,
) -> Result<Response> {
    let mut db = app.db.read(permit).await?;
    let shell = under_municipalities(page.shell("votes-title"));
    let votes = latest(store::list(&mut db, permit).await?);
    let may_ask = Permit::<ManageVotes>::ask(permit.actor(), permit.place()).is_some();
    let mut choices = Vec::new();
    if may_ask && let Some(viewing) = Permit::<ViewAlliance>::ask(permit.actor(), permit.place()) {
        choices = askable(&mut db, &viewing, &shell, form.as_ref()).await?;
    }
    let missing = votes.iter().filter(|v| v.is_overdue(shell.today));
    let body = ListPage {
        tally: Tally::of(&votes, shell.today),
        missing: missing.map(|v| (v.id, v.municipality.clone())).collect(),
        rows: votes.iter().map(|v| row(&shell, v)).collect(),
        may_ask,
        form: form.unwrap_or_default(),
        choices,
        shell,
    };
    html_with(status, &body)
}

fn row(shell: &Shell, v: &Vote) -> Row {
    let from = match (v.cast_by, v.answered_on) {
        (Some(by), Some(day)) => shell.say_of("vote-cast-by", by.key()).with("day", day.german()).to_string(),
        _ => String::new(),
    };
    Row {
        id: v.id,
        name: v.municipality.clone(),
        answer: words(shell, v),
        condition: v.ballot.condition.clone(),
        deadline: v.deadline.german(),
        from,
        comment: v.comment.clone(),
    }
}

/// The answer in words; a missing one says since when.
pub(crate) fn words(shell: &Shell, vote: &Vote) -> String {
    if vote.is_overdue(shell.today) {
        return shell.say("vote-answer-overdue").with("day", vote.deadline.german()).to_string();
    }
    shell.say_of("vote-answer", vote.ballot.answer.key()).to_string()
}

/// The district's municipalities that can be asked; those outside all alliances
/// are ticked to begin with.
async fn askable(
    db: &mut ::store::Read,
    permit: &Permit<ViewAlliance>,
    shell: &Shell,
    form: Option<&Form>,
) -> Result<Vec<(String, String, bool)>> {
    let alliance = alliances::store::find(db, permit).await?.ok_or(Error::NotFound)?;
    let Some(district) = alliance.seat.district() else { return Ok(Vec::new()) };
    let register = accessions::register_around(db, permit, alliance.seat).await?;
    let today = register.on(shell.today);
    let choice = |m: &crate::territory::Municipality| {
        let key = m.ags.to_string();
        let ticked = match form {
            Some(form) => form.chosen("municipality", &key),
            None => today.participation(m.ags) == Participation::None,
        };
        (key, m.name.clone(), ticked)
    };
    Ok(register.territory.municipalities_of(district).iter().map(choice).collect())
}

pub async fn ask(
    permit: Permit<ManageVotes>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let shell = page.shell("votes-title");
    let mut form = Form::of(fields);
    let deadline = form.needed_day(&shell, "deadline");
    if deadline.is_some_and(|d| d < shell.today) {
        form.refuse("deadline", shell.say("votes-deadline-past"));
    }
    let asked: Vec<String> = form.fields().all("municipality").into_iter().map(str::to_owned).collect();
    if asked.is_empty() {
        form.refuse("municipality", shell.say("votes-nobody-asked"));
    }
    let viewing = Permit::<ViewAlliance>::ask(permit.actor(), permit.place()).ok_or(Error::NotFound)?;
    let mut tx = app.db.begin(&permit).await?;
    let known = askable(&mut tx, &viewing, &shell, None).await?;
    if asked.iter().any(|ags| known.iter().all(|(key, ..)| key != ags)) {
        form.refuse("municipality", shell.say("form-unknown-choice"));
    }
    let Some(deadline) = deadline.filter(|_| form.is_good()) else {
        drop(tx);
        return render(&app, &permit.lesser(), &page, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    for ags in &asked {
        let id = VoteId::new(app.clock(), app.chance());
        store::ask(&mut tx, &permit, id, ags, deadline).await?;
    }
    tx.commit(&permit, &format!("{} municipalities asked to vote", asked.len())).await?;
    Ok(Redirect::to(&format!("{}/votes?done=votes-asked", shell.home())).into_response())
}

#[derive(Template)]
#[template(path = "votes/show.html")]
struct ShowPage {
    shell: Shell,
    id: VoteId,
    version: i64,
    deadline: String,
    answer: String,
    condition: String,
    from: String,
    comment: String,
    /// Where the answer is posted; empty when the visitor may give none.
    answer_at: String,
    answer_title: &'static str,
    may_comment: bool,
    is_the_municipalitys: bool,
    form: Form,
    answers: Vec<(String, String)>,
    history: Vec<(String, String)>,
}

pub async fn show(
    permit: Permit<ViewVotes>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, VoteId)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let found = store::find(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    let form = Form::filled(found.ballot.fields());
    html(&show_page(&mut db, &permit, &page, &found, form, found.version).await?)
}

async fn show_page(
    db: &mut ::store::Read,
    permit: &Permit<ViewVotes>,
    page: &Page,
    found: &Vote,
    form: Form,
    version: i64,
) -> Result<ShowPage> {
    let shell = under_municipalities(page.shell_titled(found.municipality.clone()));
    let shell = {
        let (words, href) = (shell.say("votes-title").to_string(), format!("{}/votes", shell.home()));
        shell.under(words, href)
    };
    let casting = Permit::<CastVote>::ask(permit.actor(), permit.place())
        .is_some_and(|c| c.municipality() == Some(found.municipality_ags.as_str()));
    let managing = Permit::<ManageVotes>::ask(permit.actor(), permit.place()).is_some();
    let at = format!("{}/votes/{}", shell.home(), found.id);
    let (answer_at, answer_title) = if casting {
        (at, "vote-cast")
    } else if managing && !found.is_the_municipalitys() {
        (format!("{at}/record"), "vote-write-down")
    } else {
        (String::new(), "vote-cast")
    };
    let mut history = Vec::new();
    for entry in db.history(permit, found.id.uuid(), 50).await? {
        history.push((entry.at.german(), history_words(&shell, &entry)));
    }
    let row = row(&shell, found);
    Ok(ShowPage {
        id: found.id,
        version,
        deadline: row.deadline,
        answer: row.answer,
        condition: row.condition,
        from: row.from,
        comment: row.comment,
        answer_at,
        answer_title,
        may_comment: managing,
        is_the_municipalitys: found.is_the_municipalitys(),
        form,
        answers: Answer::ALL
            .iter()
            .map(|a| (a.key().to_owned(), shell.say_of("vote-answer", a.key()).to_string()))
            .collect(),
        history,
        shell,
    })
}

fn history_words(shell: &Shell, entry: &::store::Entry) -> String {
    let field = shell.say_of("vote", &entry.field).to_string();
    let said =
        |v: &Option<String>| v.as_deref().map(|v| value_words(shell, &entry.field, v)).unwrap_or_default();
    let (before, after) = (said(&entry.before), said(&entry.after));
    let id = match (entry.before.is_some(), entry.after.is_some()) {
        (true, true) => "organisation-history-entry",
        (true, false) => "organisation-history-cleared",
        (false, _) => "organisation-history-set",
    };
    shell.say(id).with("field", field).with("before", before).with("after", after).to_string()
}

fn value_words(shell: &Shell, field: &str, value: &str) -> String {
    match field {
        "answer" if Answer::from_key(value).is_some() => shell.say_of("vote-answer", value).to_string(),
        "deadline" => base::Day::read(value).map_or_else(|| value.to_owned(), base::Day::german),
        _ => value.to_owned(),
    }
}

/// Reads the answer; what is wrong stands at the fields.
fn read(shell: &Shell, mut form: Form) -> (Form, Option<Ballot>) {
    let answer = Answer::from_key(form.value("answer"));
    if answer.is_none() {
        form.refuse("answer", shell.say("form-unknown-choice"));
    }
    let condition = form.lines(shell, "condition", LONG);
    let ballot = Ballot { answer: answer.unwrap_or_default(), condition };
    if !form.is_good() {
        return (form, None);
    }
    match ballot.check() {
        Ok(ballot) => (form, Some(ballot)),
        Err(BallotRefusal::NoCondition) => {
            form.refuse("condition", shell.say("vote-needs-condition"));
            (form, None)
        }
        Err(BallotRefusal::Text(fault)) => {
            form.refuse("condition", shell.text_fault(fault));
            (form, None)
        }
    }
}

pub async fn cast(
    permit: Permit<CastVote>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, VoteId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    let shell = page.shell_titled(before.municipality.clone());
    let (form, ballot) = read(&shell, Form::of(fields));
    let Some(ballot) = ballot else {
        let page = show_page(&mut tx, &permit.lesser(), &page, &before, form, version).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if store::cast(&mut tx, &permit, &before, &ballot, version).await?.is_none() {
        return conflict(shell, page.path(), &before, &ballot).answer();
    }
    tx.commit(&permit, &format!("vote {id} cast")).await?;
    Ok(Redirect::to(&format!("{}/votes/{id}?done=vote-cast", shell.home())).into_response())
}

pub async fn write_down(
    permit: Permit<ManageVotes>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, VoteId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    let shell = page.shell_titled(before.municipality.clone());
    if before.is_the_municipalitys() {
        return Err(Error::Conflict(shell.say("vote-is-the-municipalitys").to_string()));
    }
    let (form, ballot) = read(&shell, Form::of(fields));
    let Some(ballot) = ballot else {
        let page = show_page(&mut tx, &permit.lesser(), &page, &before, form, version).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if store::write_down(&mut tx, &permit, &before, &ballot, version).await?.is_none() {
        return conflict(shell, page.path(), &before, &ballot).answer();
    }
    tx.commit(&permit, &format!("vote {id} written down")).await?;
    Ok(Redirect::to(&format!("{}/votes?done=vote-written-down", shell.home())).into_response())
}

pub async fn comment(
    permit: Permit<ManageVotes>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, VoteId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    let shell = page.shell_titled(before.municipality.clone());
    let mut form = Form::of(fields);
    let text = form.lines(&shell, "comment", LONG);
    if !form.is_good() {
        let page = show_page(&mut tx, &permit.lesser(), &page, &before, form, version).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    if store::comment(&mut tx, &permit, &before, &text, version).await?.is_none() {
        let label = shell.say("vote-comment").to_string();
        let theirs = before.comment.clone();
        let differing =
            vec![Differing { name: "comment".to_owned(), label, theirs, mine: text, words: None }];
        let (action, shell) = (page.path().to_owned(), shell.retitled("conflict-title"));
        let conflict = Conflict {
            shell,
            action,
            version: before.version,
            agreed: Vec::new(),
            differing,
            who: String::new(),
        };
        return conflict.answer();
    }
    tx.commit(&permit, &format!("vote {id} commented")).await?;
    Ok(Redirect::to(&format!("{}/votes/{id}?done=vote-commented", shell.home())).into_response())
}

fn conflict(shell: Shell, action: &str, theirs: &Vote, mine: &Ballot) -> Conflict {
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    for ((name, t), (_, m)) in theirs.ballot.fields().into_iter().zip(mine.fields()) {
        if t == m {
            agreed.push((name.to_owned(), m));
        } else {
            let words = Some((value_words(&shell, name, &t), value_words(&shell, name, &m)));
            let label = shell.say_of("vote", name).to_string();
            differing.push(Differing { name: name.to_owned(), label, theirs: t, mine: m, words });
        }
    }
    let who = match theirs.cast_by {
        Some(CastBy::Contact) => shell.say("vote-conflict-contact").to_string(),
        _ => String::new(),
    };
    let (action, shell) = (action.to_owned(), shell.retitled("conflict-title"));
    Conflict { shell, action, version: theirs.version, agreed, differing, who }
}

fn under_municipalities(shell: Shell) -> Shell {
    let (words, href) =
        (shell.say("municipalities-title").to_string(), format!("{}/municipalities", shell.home()));
    shell.under(words, href)
}
