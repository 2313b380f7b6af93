//! The office's pages about assignments: the list of one working aid, one with its
//! letters and answers, and what can be done with it.

use super::acts::{self, Fault, Post};
use super::forms::{aid, aid_of, below_list, new_address};
use super::model::{self, Assignment, LetterKind, Refusal};
use super::store::{self, Hint, Link, MoreTime};
use crate::contributions::{self, Asked};
use crate::workbooks;
use ::store::{Read, Tx};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AssignmentId, Day, EditWorkbook, Permit, sort_key};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;
use web::{App, Error, Fields, Form, Page, Result, Shell, SortHead, Sorting, html, html_with};

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    state: String,
    sort: String,
    after: String,
}

/// By what the list sorts.
const COLUMNS: &[&str] = &["asked", "who", "state", "due"];
/// What the list can be narrowed to.
const STATES: [&str; 9] =
    ["asked", "opened", "begun", "delivered", "declined", "ended", "overdue", "bounced", "more_time"];
/// Rows of one page of the list.
const PAGE: usize = 100;

#[derive(Template)]
#[template(path = "assignments/list.html")]
struct ListPage {
    shell: Shell,
    q: String,
    state: String,
    sort: String,
    states: Vec<(String, String)>,
    heads: Vec<SortHead>,
    rows: Vec<ListRow>,
    next: String,
    /// What the list says where it is empty.
    empty: &'static str,
}

/// An assignment as lists show it.
struct ListRow {
    id: AssignmentId,
    to: String,
    who: String,
    person: String,
    email: String,
    numbers: String,
    state: &'static str,
    asked_at: base::Instant,
    due: Day,
    due_words: String,
    last_letter: String,
    bounced: bool,
    /// The day wished for in an open request for more time.
    wanted: String,
}

impl ListRow {
    fn fits(&self, q: &str, state: &str) -> bool {
        let text =
            sort_key(&[&self.who, &self.person, &self.email, &self.numbers].map(String::as_str).join(" "));
        let named = q.split_whitespace().all(|word| text.contains(&sort_key(word)));
        let stands = match state {
            "" => true,
            "bounced" => self.bounced,
            "more_time" => !self.wanted.is_empty(),
            state => self.state == state,
        };
        named && stands
    }
}

/// Who is asked, as lists name it.
fn who(shell: &Shell, organisation: &str) -> String {
    if organisation.is_empty() {
        shell.say("assignment-somebody").to_string()
    } else {
        organisation.to_owned()
    }
}

async fn rows(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    shell: &Shell,
    key: &str,
) -> Result<Vec<ListRow>> {
    let assignments = store::list(db, permit, key).await?;
    let mut items: BTreeMap<AssignmentId, Vec<String>> = BTreeMap::new();
    for (id, item) in store::all_items(db, permit, key).await? {
        items.entry(id).or_default().push(item);
    }
    // The latest comes first: the first one found is the one that counts.
    let (mut links, mut letters) = (BTreeMap::new(), BTreeMap::new());
    for link in store::all_links(db, permit).await? {
        links.entry(link.assignment_id).or_insert(link);
    }
    for letter in store::all_letters(db, permit).await? {
        letters.entry(letter.assignment_id).or_insert(letter);
    }
    let wishes: BTreeMap<AssignmentId, Day> = store::wishes(db, permit).await?.into_iter().collect();
    let row = |a: Assignment| {
        let aid = crate::instruments::catalogue().get(&a.instrument_key, a.instrument_version);
        let number = |uid: &String| aid.and_then(|aid| aid.item(uid)).and_then(|i| i.id.clone());
        let numbers: Vec<String> = items.get(&a.id).into_iter().flatten().filter_map(number).collect();
        let (link, letter) = (links.get(&a.id), letters.get(&a.id));
        ListRow {
            id: a.id,
            to: format!("{}/assignments/{}", shell.home(), a.id),
            who: who(shell, &a.organisation),
            person: link.map(|l: &Link| l.name.clone()).unwrap_or_default(),
            email: link.map(|l| l.email.clone()).unwrap_or_default(),
            numbers: numbers.join(", "),
            state: a.shown(shell.today),
            asked_at: a.asked_at,
            due: a.due_on,
            due_words: a.due_on.german(),
            last_letter: letter.map(|l: &store::Letter| l.sent_at.day().german()).unwrap_or_default(),
            bounced: letter.is_some_and(|l| l.bounced_at.is_some()),
            wanted: wishes.get(&a.id).map(|d| d.german()).unwrap_or_default(),
        }
    };
    Ok(assignments.into_iter().map(row).collect())
}

pub async fn list(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): Path<(String, String)>,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let aid = aid(&mut db, &permit, &key).await?;
    let shell = workbooks::below(page.shell("assignments-title"), aid);
    let mut rows = rows(&mut db, &permit, &shell, &key).await?;
    let is_empty = rows.is_empty();
    rows.retain(|row| row.fits(&search.q, &search.state));
    let sorting = Sorting::read(&search.sort, COLUMNS);
    sorting.apply(&mut rows, |a, b| match sorting.column() {
        "who" => sort_key(&a.who).cmp(&sort_key(&b.who)),
        "state" => a.state.cmp(b.state),
        "due" => a.due.cmp(&b.due),
        // The latest first.
        _ => (b.asked_at, b.id).cmp(&(a.asked_at, a.id)),
    });
    let skip: usize = search.after.parse().unwrap_or(0);
    rows.drain(..skip.min(rows.len()));
    let kept = [("q", search.q.as_str()), ("state", search.state.as_str())];
    let next =
        if rows.len() > PAGE { sorting.next(&kept, &(skip + PAGE).to_string()) } else { String::new() };
    rows.truncate(PAGE);
    let mut states = vec![(String::new(), shell.say("assignments-all-states").to_string())];
    states.extend(STATES.map(|s| (s.to_owned(), shell.say_of("assignment-state", s).to_string())));
    html(&ListPage {
        heads: COLUMNS.iter().map(|column| sorting.head(column, page.path(), &kept)).collect(),
        empty: if is_empty { "assignments-empty" } else { "assignments-none" },
        q: search.q,
        state: search.state,
        sort: search.sort,
        states,
        rows,
        next,
        shell,
    })
}

#[derive(Template)]
#[template(path = "assignments/show.html")]
#[expect(clippy::struct_excessive_bools, reason = "a page lists what it shows")]
struct ShowPage {
    shell: Shell,
    form: Form,
    base: String,
    school_number: String,
    state: &'static str,
    reason: String,
    voice: String,
    why: String,
    due: String,
    due_value: String,
    asked: String,
    remind_days: i64,
    shows_others: bool,
    is_open: bool,
    is_over: bool,
    has_link: bool,
    /// The form that asks the same person again, once no answer can come any more.
    again: String,
    /// The form that asks the same of somebody; empty where a municipality is asked in a roll-up.
    ask: String,
    version: i64,
    links: Vec<LinkLine>,
    letters: Vec<LetterLine>,
    times: Vec<TimeLine>,
    waiting: Option<MoreTime>,
    hints: Vec<Hint>,
    items: Vec<ItemLine>,
}

struct LinkLine {
    id: Uuid,
    name: String,
    email: String,
    said: String,
    is_good: bool,
}

struct LetterLine {
    id: Uuid,
    at: String,
    kind: String,
    to: String,
    bounced: String,
}

struct TimeLine {
    said: String,
    reason: String,
    answer: String,
}

struct ItemLine {
    number: String,
    label: String,
    /// Field and words, with where a number comes from.
    answers: Vec<(String, String, String)>,
}

/// The assignment the address names.
pub(super) async fn found(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    id: AssignmentId,
) -> Result<Assignment> {
    store::find(db, permit, id).await?.ok_or(Error::NotFound)
}

/// Where one assignment lives.
pub(super) fn address(shell: &Shell, id: AssignmentId) -> String {
    format!("{}/assignments/{id}", shell.home())
}

async fn show_page(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    page: &Page,
    a: Assignment,
    form: Form,
) -> Result<ShowPage> {
    let aid = aid_of(&a)?;
    let asked = Asked::of(aid, &store::items(db, permit, a.id).await?);
    let entered = contributions::all(db, permit, a.id).await?;
    let (now, today) = (db.now(), db.now().day());
    let titled = page.shell("assignments-title");
    let shell = below_list(page.shell_titled(who(&titled, &a.organisation)), aid);
    let links = store::links(db, permit, a.id).await?;
    let letters = store::letters(db, permit, a.id).await?;
    let times = store::more_time(db, permit, a.id).await?;
    let item = |item: &&'static instrument::Item| ItemLine {
        number: item.id.clone().unwrap_or_default(),
        label: item.label.clone(),
        answers: answers(&shell, &asked, item, &entered),
    };
    let form = if form.fields().pairs().is_empty() { filled(&links) } else { form };
    let has_link = links.iter().any(|l| l.is_good(now));
    let ask = match a.municipality_ags {
        Some(_) => String::new(),
        None => format!("{}?assignment={}", new_address(&shell, &aid.key), a.id),
    };
    Ok(ShowPage {
        again: if a.state.is_open() && has_link { String::new() } else { ask.clone() },
        ask,
        base: address(&shell, a.id),
        school_number: a.school_number.clone().unwrap_or_default(),
        state: a.shown(today),
        reason: a.state_reason.clone(),
        voice: shell.say_of("assignment-voice", a.voice.key()).to_string(),
        due: a.due_on.german(),
        due_value: a.due_on.to_string(),
        asked: a.asked_at.german(),
        remind_days: a.remind_days,
        shows_others: a.shows_others,
        is_open: a.state.is_open(),
        is_over: a.state == model::State::Ended,
        has_link,
        version: a.version,
        letters: letters.iter().map(|l| letter_line(&shell, l, &links)).collect(),
        waiting: times.iter().find(|t| t.answer == "open").cloned(),
        times: times.iter().filter(|t| t.answer != "open").map(|t| time_line(&shell, t)).collect(),
        links: links.iter().map(|l| link_line(&shell, l, now)).collect(),
        hints: store::hints(db, permit, a.id).await?,
        items: asked.items.iter().map(item).collect(),
        why: a.why,
        form,
        shell,
    })
}

/// A new link goes to whoever had the latest one, unless another name is typed.
fn filled(links: &[Link]) -> Form {
    let latest = links.first();
    let value = |of: fn(&Link) -> &String| latest.map(of).cloned().unwrap_or_default();
    Form::filled([("name", value(|l| &l.name)), ("email", value(|l| &l.email))])
}

fn link_line(shell: &Shell, l: &Link, now: base::Instant) -> LinkLine {
    let (text, day) = match l.ended_at {
        Some(at) => ("assignment-link-ended", at.day()),
        None if l.is_good(now) => ("assignment-link-good", l.expires_at.plus_seconds(-1).day()),
        None => ("assignment-link-expired", l.expires_at.plus_seconds(-1).day()),
    };
    let used = l.used_on.map(|d| shell.say("assignment-link-used").with("day", d.german()).to_string());
    let said = shell.say(text).with("day", day.german()).to_string();
    LinkLine {
        id: l.id,
        name: l.name.clone(),
        email: l.email.clone(),
        said: [said].into_iter().chain(used).collect::<Vec<_>>().join(" "),
        is_good: l.is_good(now),
    }
}

fn letter_line(shell: &Shell, l: &store::Letter, links: &[Link]) -> LetterLine {
    LetterLine {
        id: l.id,
        at: l.sent_at.german(),
        kind: shell.say_of("assignment-letter", &l.kind).to_string(),
        to: links.iter().find(|link| link.id == l.link_id).map(|link| link.email.clone()).unwrap_or_default(),
        bounced: l.bounced_at.map(base::Instant::german).unwrap_or_default(),
    }
}

fn time_line(shell: &Shell, t: &MoreTime) -> TimeLine {
    let text = if t.granted.is_some() { "assignment-time-granted" } else { "assignment-time-refused" };
    let said = shell.say("assignment-time-asked").with("at", t.asked_at.german());
    TimeLine {
        said: said.with("wanted", t.wanted.german()).to_string(),
        reason: t.reason.clone(),
        answer: shell
            .say(text)
            .with("day", t.granted.map(Day::german).unwrap_or_default())
            .with("reason", t.answer_reason.clone())
            .to_string(),
    }
}

/// What was entered for one question, in the order of the form.
fn answers(
    shell: &Shell,
    asked: &Asked,
    item: &'static instrument::Item,
    entered: &[contributions::Contribution],
) -> Vec<(String, String, String)> {
    let here = asked.fields_of(item);
    let line = |field: &instrument::Field| {
        let row = entered.iter().find(|c| c.item == field.uid)?;
        let words = workbooks::words(field, row.value.as_deref());
        if words.is_empty() {
            return None;
        }
        let as_of = row.as_of.map(|d| shell.say("assignment-as-of").with("day", d.german()).to_string());
        let source = Some(row.source.clone()).filter(|s| !s.is_empty());
        let origin: Vec<String> = as_of.into_iter().chain(source).collect();
        let label = if field.uid == item.uid { String::new() } else { field.label.clone() };
        Some((label, words.join("\n"), origin.join(", ")))
    };
    asked.aid.fields().iter().filter(|f| here.contains(f.uid.as_str())).filter_map(line).collect()
}

pub async fn show(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, AssignmentId)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let a = found(&mut db, &permit, id).await?;
    html(&show_page(&mut db, &permit, &page, a, Form::default()).await?)
}

/// Back to the assignment, with what was done.
fn back(page: &Page, id: AssignmentId, done: &str) -> Response {
    let to = format!("{}?done={done}", address(&page.shell("assignments-title"), id));
    Redirect::to(&to).into_response()
}

/// Commits what went well; shows the page again with what did not at its fields.
async fn settle(
    app: &App,
    permit: &Permit<EditWorkbook>,
    page: &Page,
    tx: Tx,
    (a, form): (Assignment, Form),
    outcome: std::result::Result<(), Fault>,
    (said, done): (&str, &str),
) -> Result<Response> {
    let id = a.id;
    let faults = match outcome {
        Ok(()) => {
            tx.commit(permit, &format!("assignment {id} {said}")).await?;
            return Ok(back(page, id, done));
        }
        Err(Fault::Store(::store::Error::Taken)) => return Err(Error::Stale),
        Err(Fault::Refused(faults)) if faults.iter().all(|(field, _)| !field.is_empty()) => faults,
        Err(fault) => return Err(fault.explain(&app.texts)),
    };
    drop(tx);
    let mut form = form;
    for (field, refusal) in faults {
        form.refuse(field, acts::words(&app.texts, refusal));
    }
    let mut db = app.db.read(permit).await?;
    let shown = show_page(&mut db, permit, page, a, form).await?;
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

/// Writes a reminder now.
pub async fn remind(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, AssignmentId)>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let a = found(&mut tx, &permit, id).await?;
    let outcome = if !a.state.is_open() {
        Err(Refusal::Over.into())
    } else if acts::tell_holder(&mut tx, &permit, Post::of(&app), &a, LetterKind::Again, "").await? {
        Ok(())
    } else {
        Err(Refusal::NoLink.into())
    };
    settle(&app, &permit, &page, tx, (a, Form::default()), outcome, ("reminded", "assignment-reminded")).await
}

/// Moves the last day; an open request for more time is granted by it.
pub async fn move_day(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, AssignmentId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let a = found(&mut tx, &permit, id).await?;
    if a.version != version {
        return Err(Error::Stale);
    }
    let form = Form::of(fields);
    let (day, reason) = (Day::read(form.value("due_on")), form.value("due_reason"));
    let outcome = acts::move_day(&mut tx, &permit, Post::of(&app), &a, day, reason).await;
    settle(&app, &permit, &page, tx, (a, form), outcome, ("given another day", "assignment-moved")).await
}

/// Refuses the open request for more time.
pub async fn refuse_more_time(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, AssignmentId)>,
    fields: Fields,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let a = found(&mut tx, &permit, id).await?;
    let form = Form::of(fields);
    let reason = form.value("answer_reason");
    let outcome = acts::refuse_more_time(&mut tx, &permit, Post::of(&app), &a, reason).await;
    settle(&app, &permit, &page, tx, (a, form), outcome, ("more time refused", "assignment-time-refused"))
        .await
}

/// Makes a new link, for the same person or another one; the old one ends at once.
pub async fn renew(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, AssignmentId)>,
    fields: Fields,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let a = found(&mut tx, &permit, id).await?;
    let form = Form::of(fields);
    let outcome = if a.state == model::State::Ended {
        Err(Refusal::Over.into())
    } else {
        match model::addressee(form.value("name"), form.value("email")) {
            Err((field, refusal)) => Err(Fault::Refused(vec![(field, refusal)])),
            Ok((name, email)) => {
                let to = (name.as_str(), email.as_str());
                let made = acts::renew(&mut tx, &permit, Post::of(&app), &a, to, LetterKind::NewLink).await;
                made.map_err(Fault::from)
            }
        }
    };
    settle(&app, &permit, &page, tx, (a, form), outcome, ("given a new link", "assignment-link-renewed"))
        .await
}

/// Ends the link at once.
pub async fn revoke(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, AssignmentId)>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    found(&mut tx, &permit, id).await?;
    store::end_links(&mut tx, &permit, id).await?;
    tx.commit(&permit, &format!("assignment {id} link revoked")).await?;
    Ok(back(&page, id, "assignment-link-revoked"))
}

/// Ends the assignment, with a reason.
pub async fn end(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, AssignmentId)>,
    fields: Fields,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let a = found(&mut tx, &permit, id).await?;
    let form = Form::of(fields);
    let outcome = acts::end(&mut tx, &permit, id, form.value("end_reason")).await;
    settle(&app, &permit, &page, tx, (a, form), outcome, ("ended", "assignment-ended")).await
}

/// A letter came back, as the office was told otherwise.
pub async fn bounce(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id, letter)): Path<(String, AssignmentId, Uuid)>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    if store::note_bounce(&mut tx, &permit, letter).await? != Some(id) {
        return Err(Error::NotFound);
    }
    tx.commit(&permit, &format!("assignment {id} letter {letter} came back")).await?;
    Ok(back(&page, id, "assignment-bounced"))
}

/// Erases a name for good: of a link, which ends with it, or of a hint.
pub async fn erase_name(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id, name)): Path<(String, AssignmentId, Uuid)>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    if !acts::erase_name(&mut tx, &permit, id, name).await? {
        return Err(Error::NotFound);
    }
    tx.commit(&permit, &format!("assignment {id} name {name} erased")).await?;
    Ok(back(&page, id, "assignment-name-erased"))
}
