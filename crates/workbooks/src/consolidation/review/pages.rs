//! The list of conversations, one of them, and what can be done with it.

use super::acts::{self, WORDS, Wish, found};
use super::store::{self, Comment, Thread};
use crate::assignments::Post;
use crate::consolidation::{acts::gather, pages::refuse_comment};
use crate::returns;
use crate::workbooks::{self, question_words};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    AnyPermit, EditWorkbook, Permission, Permit, PersonId, ReviewWorkbook, ViewContributions, sort_key,
};
use instrument::Instrument;
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Result, Shell, html, html_with};

/// What the list can be narrowed to.
const SHOWN: [&str; 4] = ["open", "mine", "missing", "resolved"];
/// Conversations of one page of the list.
const PAGE: usize = 100;
/// So much of a comment stands in a list.
const EXCERPT: usize = 160;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    show: String,
    after: String,
}

/// One comment as pages show it.
pub struct Line {
    pub id: Uuid,
    pub at: String,
    pub who: String,
    pub words: String,
    /// It can be erased by whoever looks.
    pub erasable: bool,
}

/// A conversation as pages show it.
pub struct Card {
    pub to: String,
    pub question: String,
    pub is_open: bool,
    pub missing: String,
    pub waits_for: String,
    pub begun: String,
    pub resolved: String,
    pub comments: Vec<Line>,
    is_mine: bool,
}

impl Card {
    fn excerpt(&self) -> String {
        let last = self.comments.iter().rev().map(|c| c.words.as_str()).find(|words| !words.is_empty());
        let last = last.unwrap_or_default();
        let short: String = last.chars().take(EXCERPT).collect();
        if short.len() < last.len() { format!("{short} …") } else { short }
    }
    fn fits(&self, search: &Search) -> bool {
        let mut text = vec![self.question.as_str(), self.missing.as_str(), self.waits_for.as_str()];
        text.extend(self.comments.iter().flat_map(|c| [c.words.as_str(), c.who.as_str()]));
        let text = sort_key(&text.join(" "));
        let named = search.q.split_whitespace().all(|word| text.contains(&sort_key(word)));
        named
            && match search.show.as_str() {
                "all" => true,
                "mine" => self.is_open && self.is_mine,
                "missing" => self.is_open && !self.missing.is_empty(),
                "resolved" => !self.is_open,
                _ => self.is_open,
            }
    }
}

/// Where one conversation is.
fn address(shell: &Shell, id: Uuid) -> String {
    format!("{}/threads/{id}", shell.home())
}

/// A question by number and words.
fn question(aid: Option<&Instrument>, item: &str) -> String {
    let words = aid.and_then(|aid| Some(question_words(aid, aid.item(item)?)));
    words.unwrap_or_else(|| item.to_owned())
}

/// The conversations about a working aid, or about one of its questions.
pub async fn cards(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    shell: &Shell,
    key: &str,
    item: &str,
) -> Result<Vec<Card>> {
    let threads = store::list(db, permit, key, item).await?;
    if threads.is_empty() {
        return Ok(Vec::new());
    }
    let aid = workbooks::open(db, &permit.lesser(), key).await?.instrument;
    let mut said: BTreeMap<Uuid, Vec<Comment>> = BTreeMap::new();
    for comment in store::comments(db, permit, key, item).await? {
        said.entry(comment.thread_id).or_default().push(comment);
    }
    let comments = said.values().flatten().filter_map(|c| c.written_by);
    let of = |t: &Thread| [t.assigned_to, t.opened_by, t.resolved_by];
    let people = threads.iter().flat_map(of).flatten().chain(comments).collect();
    let names = returns::store::names(db, permit, people).await?;
    let card = |t: Thread| {
        let comments = said.remove(&t.id).unwrap_or_default();
        card(permit, shell, Some(aid), &names, t, comments)
    };
    Ok(threads.into_iter().map(card).collect())
}

fn card(
    permit: &Permit<ViewContributions>,
    shell: &Shell,
    aid: Option<&Instrument>,
    names: &BTreeMap<PersonId, String>,
    t: Thread,
    comments: Vec<Comment>,
) -> Card {
    let name = |person: Option<PersonId>| name_of(shell, names, person);
    let me = permit.actor().person();
    let is_office = Permit::<EditWorkbook>::ask(permit.actor(), permit.place()).is_some();
    let line = |c: Comment| Line {
        id: c.id,
        at: c.written_at.german(),
        who: name(c.written_by),
        erasable: !c.words.is_empty() && (is_office || me.is_some() && c.written_by == me),
        words: c.words,
    };
    let resolved = t.resolved_at.map(|at| {
        let said = shell.say("thread-resolved-by").with("name", name(t.resolved_by));
        said.with("at", at.german()).to_string()
    });
    let begun = shell.say("thread-begun").with("name", name(t.opened_by)).with("at", t.opened_at.german());
    Card {
        to: address(shell, t.id),
        question: question(aid, &t.item),
        is_open: t.resolved_at.is_none(),
        waits_for: t.assigned_to.map(|person| name(Some(person))).unwrap_or_default(),
        begun: begun.to_string(),
        resolved: resolved.unwrap_or_default(),
        comments: comments.into_iter().map(line).collect(),
        is_mine: me.is_some() && t.assigned_to == me,
        missing: t.missing,
    }
}

/// The name behind an account; also the machine and erased accounts have words.
fn name_of(shell: &Shell, names: &BTreeMap<PersonId, String>, person: Option<PersonId>) -> String {
    match person.map(|p| names.get(&p).cloned().unwrap_or_default()) {
        None => shell.say("thread-machine").to_string(),
        Some(name) if name.is_empty() => shell.say("thread-erased-account").to_string(),
        Some(name) => name,
    }
}

/// Whom a conversation can wait for, as a form offers them.
pub async fn people(
    db: &mut Read,
    permit: &Permit<impl Permission>,
    shell: &Shell,
) -> Result<Vec<(String, String)>> {
    let mut all = vec![(String::new(), shell.say("thread-nobody").to_string())];
    let known = acts::colleagues(db, permit).await?;
    all.extend(known.into_iter().map(|c| (c.person_id.to_string(), c.name)));
    Ok(all)
}

#[derive(Template)]
#[template(path = "consolidation/review/list.html")]
struct ListPage {
    shell: Shell,
    base: String,
    q: String,
    show: String,
    shown: Vec<(String, String)>,
    cards: Vec<Card>,
    next: String,
    empty: &'static str,
}

pub async fn list(
    permit: Permit<ViewContributions>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): Path<(String, String)>,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let workbook = workbooks::open(&mut db, &permit.lesser(), &key).await?;
    let shell = workbooks::below(page.shell("threads-title"), workbook.instrument);
    let mut cards = cards(&mut db, &permit, &shell, &key, "").await?;
    let empty = if cards.is_empty() { "threads-empty" } else { "threads-none" };
    cards.retain(|card| card.fits(&search));
    let skip: usize = search.after.parse().unwrap_or(0);
    cards.drain(..skip.min(cards.len()));
    let next = if cards.len() > PAGE {
        let (show, q) = (web::query(&search.show), web::query(&search.q));
        format!("{}?show={show}&q={q}&after={}", page.path(), skip + PAGE)
    } else {
        String::new()
    };
    cards.truncate(PAGE);
    let mut shown: Vec<(String, String)> =
        SHOWN.map(|s| (s.to_owned(), shell.say_of("threads-show", s).to_string())).to_vec();
    shown.push(("all".to_owned(), shell.say("threads-show-all").to_string()));
    html(&ListPage {
        base: workbooks::address(&shell, &key),
        q: search.q,
        show: search.show,
        shown,
        cards,
        next,
        empty,
        shell,
    })
}

#[derive(Template)]
#[template(path = "consolidation/review/show.html")]
struct ShowPage {
    shell: Shell,
    card: Card,
    /// The page of the question.
    item: String,
    form: Form,
    comment: Uuid,
    people: Vec<(String, String)>,
    version: i64,
    may_review: bool,
    is_office: bool,
    /// Where questions are handed out once more, with what is missing as the reason.
    again: String,
    task: String,
    /// Where the earlier values of what is missing can be erased; empty where there are none.
    erasure: String,
}

async fn show_page(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    page: &Page,
    thread: Thread,
    form: Form,
) -> Result<ShowPage> {
    let (id, key, item) = (thread.id, thread.instrument_key.clone(), thread.item.clone());
    let workbook = workbooks::open(db, &permit.lesser(), &key).await?;
    let words = question(Some(workbook.instrument), &item);
    let shell = page.shell("thread-title");
    let base = workbooks::address(&shell, &key);
    let list = (shell.say("threads-title").to_string(), format!("{base}/threads"));
    let shell = workbooks::below(shell, workbook.instrument).under(list.0, list.1);
    let comments = store::comments_in(db, permit, id).await?;
    let people = comments.iter().map(|c| c.written_by);
    let people = people.chain([thread.assigned_to, thread.opened_by, thread.resolved_by]).flatten();
    let names = returns::store::names(db, permit, people.collect()).await?;
    let history = db.history(permit, id, 50).await?;
    let form = if form.fields().pairs().is_empty() { filled(&thread) } else { form };
    let version = form.value("version").parse().unwrap_or(thread.version);
    Ok(ShowPage {
        item: format!("{base}/consolidation/{item}"),
        comment: base::uuid(app.clock(), app.chance()),
        people: people_with(db, permit, &shell, &thread, &names).await?,
        may_review: Permit::<ReviewWorkbook>::ask(permit.actor(), permit.place()).is_some(),
        is_office: Permit::<EditWorkbook>::ask(permit.actor(), permit.place()).is_some(),
        again: format!("{base}/assignments/new?thread={id}"),
        task: format!("{}/tasks/new?thread={id}", shell.home()),
        erasure: web::history_erasure(&shell, permit.actor(), id, &history),
        card: Card { question: words, ..card(permit, &shell, None, &names, thread, comments) },
        form,
        version,
        shell,
    })
}

/// The choice of people, with whoever it waits for even where their role has ended.
async fn people_with(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    shell: &Shell,
    thread: &Thread,
    names: &BTreeMap<PersonId, String>,
) -> Result<Vec<(String, String)>> {
    let mut all = people(db, permit, shell).await?;
    if let Some(person) = thread.assigned_to
        && !all.iter().any(|(id, _)| *id == person.to_string())
    {
        all.push((person.to_string(), name_of(shell, names, Some(person))));
    }
    Ok(all)
}

fn filled(thread: &Thread) -> Form {
    let assigned = thread.assigned_to.map(|p| p.to_string()).unwrap_or_default();
    Form::filled([("assigned_to", assigned), ("missing", thread.missing.clone())])
}

pub async fn show(
    permit: Permit<ViewContributions>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let thread = found(&mut db, &permit, id).await?;
    html(&show_page(&app, &mut db, &permit, &page, thread, Form::default()).await?)
}

/// Whom it shall wait for: nobody, or somebody with a role in the alliance.
async fn assignee(
    db: &mut Read,
    permit: &Permit<ReviewWorkbook>,
    shell: &Shell,
    form: &mut Form,
    stays: Option<PersonId>,
) -> Result<Option<PersonId>> {
    let typed = form.value("assigned_to").trim().to_owned();
    if typed.is_empty() {
        return Ok(None);
    }
    let person = typed.parse::<PersonId>().ok();
    let known = acts::colleagues(db, permit).await?;
    let fits = |p: &PersonId| stays == Some(*p) || known.iter().any(|c| c.person_id == *p);
    let person = person.filter(fits);
    if person.is_none() {
        form.refuse("assigned_to", shell.say("thread-unknown-person"));
    }
    Ok(person)
}

fn needed_words(shell: &Shell, form: &mut Form, name: &str) -> String {
    let words = form.lines(shell, name, WORDS);
    if words.is_empty() && form.wrong(name).is_empty() {
        form.refuse(name, shell.say("form-needed"));
    }
    words
}

/// Begins a conversation with its first comment.
pub async fn create(
    permit: Permit<ReviewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, item)): Path<(String, String, String)>,
    fields: Fields,
) -> Result<Response> {
    let id: Uuid = fields.hidden("id")?;
    let viewing: Permit<ViewContributions> = permit.lesser();
    let mut tx = app.db.begin(&permit).await?;
    let gathered = gather(&mut tx, &viewing, &key, &item).await?;
    let shell = page.shell("thread-title");
    let mut form = Form::of(fields);
    let words = needed_words(&shell, &mut form, "words");
    let missing = form.lines(&shell, "missing", WORDS);
    let assigned_to = assignee(&mut tx, &permit, &shell, &mut form, None).await?;
    if !form.is_good() {
        return refuse_comment(&app, &mut tx, &viewing, &page, &gathered, form).await;
    }
    let wish = Wish { assigned_to, missing };
    if acts::begin(&mut tx, &permit, Post::of(&app), (id, &key, &item), &words, &wish).await? {
        tx.commit(&permit, &format!("conversation {id} begun")).await?;
    }
    Ok(Redirect::to(&format!("{}?done=thread-begun", address(&shell, id))).into_response())
}

/// Adds a comment.
pub async fn comment(
    permit: Permit<ReviewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let comment: Uuid = fields.hidden("id")?;
    let viewing: Permit<ViewContributions> = permit.lesser();
    let mut tx = app.db.begin(&permit).await?;
    let thread = found(&mut tx, &viewing, id).await?;
    let shell = page.shell("thread-title");
    let mut form = Form::of(fields);
    let words = needed_words(&shell, &mut form, "words");
    if !form.is_good() {
        let shown = show_page(&app, &mut tx, &viewing, &page, thread.clone(), with(&form, &thread)).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    }
    store::say(&mut tx, &permit, comment, id, &words).await?;
    tx.commit(&permit, &format!("comment {comment} written in conversation {id}")).await?;
    Ok(Redirect::to(&format!("{}?done=comment-written", address(&shell, id))).into_response())
}

/// A form about one thing, with what stands beside it filled in.
fn with(form: &Form, thread: &Thread) -> Form {
    let mut pairs = form.fields().pairs().to_vec();
    for (name, value) in filled(thread).fields().pairs() {
        pairs.push((name.clone(), value.clone()));
    }
    let mut whole = Form::of(Fields::from_pairs(pairs));
    for (name, message) in form.all_wrong() {
        whole.refuse(name, message);
    }
    whole
}

/// Says for whom it waits and what is missing.
pub async fn change(
    permit: Permit<ReviewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let viewing: Permit<ViewContributions> = permit.lesser();
    let mut tx = app.db.begin(&permit).await?;
    let thread = found(&mut tx, &viewing, id).await?;
    let shell = page.shell("thread-title");
    let mut form = Form::of(fields);
    let missing = form.lines(&shell, "missing", WORDS);
    let assigned_to = assignee(&mut tx, &permit, &shell, &mut form, thread.assigned_to).await?;
    if !form.is_good() {
        let shown = show_page(&app, &mut tx, &viewing, &page, thread, form).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    }
    let wish = Wish { assigned_to, missing };
    if !acts::change(&mut tx, &permit, Post::of(&app), &thread, &wish, version).await? {
        let people = people(&mut tx, &permit, &shell).await?;
        let shell = shell.retitled("conflict-title");
        return conflict(shell, page.path(), &people, &thread, &wish).answer();
    }
    tx.commit(&permit, &format!("conversation {id} changed")).await?;
    Ok(Redirect::to(&format!("{}?done=thread-saved", address(&shell, id))).into_response())
}

fn conflict(
    shell: Shell,
    action: &str,
    people: &[(String, String)],
    theirs: &Thread,
    mine: &Wish,
) -> Conflict {
    let id = |person: Option<PersonId>| person.map(|p| p.to_string()).unwrap_or_default();
    let (was, is) = (id(theirs.assigned_to), id(mine.assigned_to));
    let name = |id: &String| people.iter().find(|(p, _)| p == id).map(|(_, n)| n.clone()).unwrap_or_default();
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    if was == is {
        agreed.push(("assigned_to".to_owned(), is));
    } else {
        let words = Some((name(&was), name(&is)));
        let label = shell.say("thread-assigned").to_string();
        let name = "assigned_to".to_owned();
        differing.push(Differing { name, label, theirs: was, mine: is, words });
    }
    if theirs.missing == mine.missing {
        agreed.push(("missing".to_owned(), mine.missing.clone()));
    } else {
        differing.push(Differing {
            name: "missing".to_owned(),
            label: shell.say("thread-missing").to_string(),
            theirs: theirs.missing.clone(),
            mine: mine.missing.clone(),
            words: None,
        });
    }
    let (action, version) = (action.to_owned(), theirs.version);
    Conflict { shell, action, version, agreed, differing, who: String::new() }
}

/// Closes a conversation, or opens it again.
pub async fn resolve(
    permit: Permit<ReviewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    found(&mut tx, &permit.lesser(), id).await?;
    let is_done = fields.get("open").is_none();
    store::resolve(&mut tx, &permit, id, is_done).await?;
    let done = if is_done {
        tx.commit(&permit, &format!("conversation {id} resolved")).await?;
        "thread-resolved"
    } else {
        tx.commit(&permit, &format!("conversation {id} opened again")).await?;
        "thread-reopened"
    };
    let shell = page.shell("thread-title");
    Ok(Redirect::to(&format!("{}?done={done}", address(&shell, id))).into_response())
}

/// Erases the words of a comment, for good: by whoever wrote it, or the office.
pub async fn erase(
    permit: Permit<ReviewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id, comment)): Path<(String, Uuid, Uuid)>,
) -> Result<Response> {
    let viewing: Permit<ViewContributions> = permit.lesser();
    let mut tx = app.db.begin(&permit).await?;
    let all = store::comments_in(&mut tx, &viewing, id).await?;
    let one = all.into_iter().find(|c| c.id == comment).ok_or(Error::NotFound)?;
    let me = permit.actor().person();
    let is_office = Permit::<EditWorkbook>::ask(permit.actor(), permit.place()).is_some();
    if !is_office && (me.is_none() || one.written_by != me) {
        return Err(Error::Conflict(app.texts.say("comment-not-yours").to_string()));
    }
    store::erase(&mut tx, &permit, comment).await?;
    tx.commit(&permit, &format!("words of comment {comment} in conversation {id} erased")).await?;
    let shell = page.shell("thread-title");
    Ok(Redirect::to(&format!("{}?done=comment-erased", address(&shell, id))).into_response())
}
