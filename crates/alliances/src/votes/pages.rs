//! The pages about votes: overview, asking, one vote.

use super::letters::Letters;
use super::model::{Answer, Ballot, BallotRefusal, CastBy, LONG, Tally, Vote, latest};
use super::store;
use crate::accessions::{self, NewAccession};
use crate::alliances;
use crate::constellations::{Act, Participation};
use crate::who;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AccessionId, AnyPermit, CastVote, EditAlliance, ManageVotes, ViewAlliance, ViewVotes, VoteId};
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
    choices: Vec<Choice>,
    /// Who votes to join and has not joined yet, where the visitor may register it.
    pledged: Vec<Pledge>,
}

/// A municipality that can be asked.
struct Choice {
    ags: String,
    name: String,
    ticked: bool,
    /// Nobody there can be written to.
    is_silent: bool,
    /// What is known already: it has joined, or how it answered.
    known: String,
}

/// A municipality that has voted to join.
struct Pledge {
    ags: String,
    name: String,
    since: String,
    /// The key of its accession, so that a double click registers one.
    id: AccessionId,
    ticked: bool,
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
    if let (Some(managing), Some(viewing)) = (
        Permit::<ManageVotes>::ask(permit.actor(), permit.place()),
        Permit::<ViewAlliance>::ask(permit.actor(), permit.place()),
    ) {
        let asking = form.as_ref().filter(|f| f.fields().get("deadline").is_some());
        choices = askable(&mut db, &managing, &viewing, &shell, asking).await?;
    }
    let pledged = match Permit::<EditAlliance>::ask(permit.actor(), permit.place()) {
        Some(editing) => {
            let entering = form.as_ref().filter(|f| f.fields().get("on").is_some());
            pledged(app, &mut db, &editing, &votes, entering).await?
        }
        None => Vec::new(),
    };
    let missing = votes.iter().filter(|v| v.is_overdue(shell.today));
    let body = ListPage {
        tally: Tally::of(&votes, shell.today),
        missing: missing.map(|v| (v.id, v.municipality.clone())).collect(),
        rows: votes.iter().map(|v| row(&shell, v)).collect(),
        may_ask,
        form: form.unwrap_or_else(|| Form::filled([("on", shell.today.to_string())])),
        choices,
        pledged,
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
/// that have not answered yet are ticked to begin with.
async fn askable(
    db: &mut ::store::Read,
    managing: &Permit<ManageVotes>,
    permit: &Permit<ViewAlliance>,
    shell: &Shell,
    form: Option<&Form>,
) -> Result<Vec<Choice>> {
    let alliance = alliances::store::find(db, permit).await?.ok_or(Error::NotFound)?;
    let Some(district) = alliance.seat.district() else { return Ok(Vec::new()) };
    let register = accessions::register_around(db, permit, alliance.seat).await?;
    let reached = store::addressees(db, managing).await?;
    let today = register.on(shell.today);
    let votes = latest(store::list(db, &managing.lesser()).await?);
    let choice = |m: &crate::territory::Municipality| {
        let key = m.ags.to_string();
        let joined = today.participation(m.ags) != Participation::None;
        let answer = votes.iter().find(|v| v.municipality_ags == key && v.ballot.answer != Answer::Open);
        let ticked = match form {
            Some(form) => form.chosen("municipality", &key),
            None => !joined && answer.is_none(),
        };
        let known = match answer {
            _ if joined => shell.say("votes-joined").to_string(),
            Some(vote) => shell.say("votes-answered").with("answer", words(shell, vote)).to_string(),
            None => String::new(),
        };
        let is_silent = reached.iter().all(|(ags, ..)| *ags != key);
        Choice { ags: key, name: m.name.clone(), ticked, is_silent, known }
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
    let known = askable(&mut tx, &permit, &viewing, &shell, None).await?;
    if asked.iter().any(|ags| known.iter().all(|c| c.ags != *ags)) {
        form.refuse("municipality", shell.say("form-unknown-choice"));
    }
    let Some(deadline) = deadline.filter(|_| form.is_good()) else {
        drop(tx);
        return render(&app, &permit.lesser(), &page, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut letters = Letters::of(&app, &mut tx, &permit, &viewing).await?;
    for choice in known.iter().filter(|c| asked.contains(&c.ags)) {
        let id = VoteId::new(app.clock(), app.chance());
        let outcome = store::ask(&mut tx, &permit, id, &choice.ags, deadline).await?;
        letters.send(&mut tx, &permit, outcome, (&choice.ags, &choice.name), deadline).await?;
    }
    tx.commit(&permit, &format!("{} municipalities asked to vote", asked.len())).await?;
    Ok(Redirect::to(&format!("{}/votes?done=votes-asked", shell.home())).into_response())
}

/// Who has voted to join and is in no alliance today.
async fn pledged(
    app: &App,
    db: &mut ::store::Read,
    permit: &Permit<EditAlliance>,
    votes: &[Vote],
    form: Option<&Form>,
) -> Result<Vec<Pledge>> {
    let alliance = alliances::store::find(db, &permit.lesser()).await?.ok_or(Error::NotFound)?;
    if alliance.seat.district().is_none() {
        return Ok(Vec::new());
    }
    let register = accessions::register_around(db, permit, alliance.seat).await?;
    let today = register.on(app.clock().today());
    let open = |v: &&Vote| {
        let ags = v.municipality_ags.parse().ok();
        v.ballot.answer == Answer::Yes && ags.is_some_and(|a| today.participation(a) == Participation::None)
    };
    let pledge = |v: &Vote| Pledge {
        name: v.municipality.clone(),
        since: v.answered_on.map(base::Day::german).unwrap_or_default(),
        id: form
            .and_then(|f| f.value(&format!("id-{}", v.municipality_ags)).parse().ok())
            .unwrap_or_else(|| AccessionId::new(app.clock(), app.chance())),
        ticked: form.is_none_or(|f| f.chosen("pledged", &v.municipality_ags)),
        ags: v.municipality_ags.clone(),
    };
    Ok(votes.iter().filter(open).map(pledge).collect())
}

/// Enters those who vote to join into the register of accessions, all from one day on.
pub async fn enter(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let voting = Permit::<ViewVotes>::ask(permit.actor(), permit.place()).ok_or(Error::NotFound)?;
    let shell = page.shell("votes-title");
    let mut form = Form::of(fields);
    let on = form.needed_day(&shell, "on");
    let chosen: Vec<String> = form.fields().all("pledged").into_iter().map(str::to_owned).collect();
    if chosen.is_empty() {
        form.refuse("pledged", shell.say("votes-nobody-entered"));
    }
    let mut tx = app.db.begin(&permit).await?;
    let votes = latest(store::list(&mut tx, &voting).await?);
    let mut entered = 0;
    for key in &chosen {
        let id: AccessionId = form.fields().hidden(&format!("id-{key}"))?;
        let vote = votes.iter().find(|v| v.municipality_ags == *key && v.ballot.answer == Answer::Yes);
        let (Some(vote), Ok(body), Some(alliance)) = (vote, key.parse(), permit.alliance()) else {
            form.refuse("pledged", shell.say("form-unknown-choice"));
            continue;
        };
        let Some(on) = on else { continue };
        let day = vote.answered_on.map(base::Day::german).unwrap_or_default();
        let note = shell.say("votes-accession-note").with("day", day).to_string();
        let new = NewAccession { id, alliance, body, act: Act::Joined, on, note };
        match accessions::record_own(&mut tx, &permit, &new).await? {
            Ok(()) => entered += 1,
            Err(refusal) => {
                let why = shell.say(refusal.text()).to_string();
                form.refuse("pledged", format!("{}: {why}", vote.municipality));
            }
        }
    }
    if !form.is_good() {
        drop(tx);
        return render(&app, &voting, &page, Some(form), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    tx.commit(&permit, &format!("{entered} accessions recorded from votes")).await?;
    Ok(Redirect::to(&format!("{}/votes?done=votes-entered", shell.home())).into_response())
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
    /// Why the office writes no answer down, as a text id; empty when it may.
    settled: &'static str,
    form: Form,
    answers: Vec<(String, String)>,
    history: who::Told,
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
    let history = who::History::of(db, permit, found.id.uuid()).await?;
    let field = |f: &str| shell.say_of("vote", f).to_string();
    let history = history.lines(&shell, field, |f, v| value_words(&shell, f, v));
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
        settled: match (found.cast_by, found.has_spoken_before) {
            (Some(CastBy::Contact), _) => "vote-is-the-municipalitys",
            (_, true) => "vote-spoken-before",
            _ => "",
        },
        form,
        answers: Answer::ALL
            .iter()
            .map(|a| (a.key().to_owned(), shell.say_of("vote-answer", a.key()).to_string()))
            .collect(),
        history,
        shell,
    })
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
        Err(BallotRefusal::ConditionUnused) => {
            form.refuse("condition", shell.say("vote-condition-unused"));
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
        let why = if before.has_spoken_before { "vote-spoken-before" } else { "vote-is-the-municipalitys" };
        return Err(Error::Conflict(shell.say(why).to_string()));
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
