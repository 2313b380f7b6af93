//! The returns board of a wave, and one alliance's request with what the state
//! coordination can do about it.

use super::Fault;
use super::api::{begin, is_on};
use super::model::{REASON, Refusal, State, Tallies, Tally};
use super::picture::{Stack, stacks};
use super::store::{self, Asked, Filter};
use crate::extensions;
use crate::fault::Refuses;
use crate::instruments::catalogue;
use crate::submissions;
use crate::waves::{
    self, Phase, Wave,
    pages::{under_list, under_wave},
};
use ::store::{Entry, Read};
use askama::Template;
use axum::{
    extract::{Path, Query, State as With},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    Actor, AllianceId, AnyPermit, Day, Instant, ManageWaves, PersonId, ViewAlliance, ViewReturns,
    ViewSubmissions, WaveId, percent_tenths,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use web::{
    App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, SortHead, Sorting, html,
    html_with,
};

/// Rows of one page of the board.
const PAGE: usize = 100;
/// Entries of a history that are shown.
const HISTORY: i64 = 50;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    state: String,
    kind: String,
    late: String,
    extended: String,
    waiting: String,
    sort: String,
    after: String,
}

#[derive(Template)]
#[template(path = "returns/board.html")]
struct BoardPage {
    shell: Shell,
    wave: WaveId,
    version: i64,
    facts: Vec<(String, String)>,
    summary: String,
    may_manage: bool,
    is_open: bool,
    picture: String,
    states: Vec<String>,
    counts: Vec<CountRow>,
    filter: FilterForm,
    rows: Vec<BoardRow>,
    sort: String,
    heads: Vec<SortHead>,
    next: String,
    filtered: bool,
    /// Offices that wait for an answer, in words; empty where none does.
    waiting: String,
    history: Vec<HistoryLine>,
    /// Who was reminded, the latest first.
    reminded: Vec<HistoryLine>,
}

struct CountRow {
    words: String,
    /// The address's filter for this row; empty for the total.
    kind: String,
    asked: String,
    cells: Vec<CountCell>,
    rate: String,
    late: String,
    extended: String,
    total: bool,
}

struct CountCell {
    words: String,
    state: &'static str,
    number: String,
    some: bool,
}

struct FilterForm {
    q: String,
    states: Vec<(String, String, bool)>,
    kinds: Vec<(String, String, bool)>,
    late: bool,
    extended: bool,
    waiting: bool,
}

struct BoardRow {
    slug: String,
    name: String,
    kind: String,
    sign: &'static str,
    state: String,
    state_key: &'static str,
    reason: String,
    deadline: String,
    marks: Vec<(&'static str, String)>,
    answered: String,
}

struct HistoryLine {
    at: String,
    who: String,
    words: String,
}

/// By what the board sorts.
const COLUMNS: &[&str] = &["name", "kind", "state", "deadline", "answered"];

pub async fn board(
    permit: Permit<ViewReturns>,
    With(app): With<App>,
    page: Page,
    Path(id): Path<WaveId>,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let wave = waves::visible(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    if wave.phase() == Phase::Planned {
        return Ok(Redirect::to(&format!("/land/waves/{id}/plan")).into_response());
    }
    let shell = under_list(page.shell_titled(wave.draft.title.clone()));
    let today = wave.last_day(shell.today);
    let tallies = store::tallies(&mut db, &permit, id, today).await?;
    let sorting = Sorting::read(&search.sort, COLUMNS);
    let asked_rows = sorting.asked(&search.after, PAGE);
    let filter = Filter {
        q: search.q.clone(),
        state: State::from_key(&search.state),
        kind: super::KINDS.into_iter().find(|k| *k == search.kind).unwrap_or_default().to_owned(),
        late: is_on(&search.late),
        extended: is_on(&search.extended),
        waiting: is_on(&search.waiting),
        after: asked_rows.after.clone(),
        limit: asked_rows.limit,
    };
    let found = store::list(&mut db, &permit, id, &filter, today).await?;
    let key = |a: &Asked| store::place(&a.sort_name, &a.slug);
    let (found, next) = sorting.page(found, &asked_rows, key, |a, b| match sorting.column() {
        "kind" => a.kind.cmp(&b.kind),
        "state" => a.state.cmp(&b.state),
        "deadline" => a.timing.deadline.cmp(&b.timing.deadline),
        "answered" => (a.answered_at.is_none(), a.answered_at).cmp(&(b.answered_at.is_none(), b.answered_at)),
        _ => key(a).cmp(&key(b)),
    });
    let kept = search.kept();
    let next = next.map_or_else(String::new, |after| sorting.next(&kept, &after));
    let head = |column: &&'static str| {
        let head = sorting.head(column, "", &kept);
        SortHead { href: format!("{}#board", head.href), ..head }
    };
    let heads = COLUMNS.iter().map(head).collect();
    let history = db.history(&permit, id.uuid(), HISTORY).await?;
    let history = told(&mut db, &permit, &shell, history).await?;
    let reminded = waves::store::reminded(&mut db, &permit, id, HISTORY).await?;
    let reminded = reminded.into_iter().map(|r| HistoryLine {
        at: r.sent_at.german(),
        who: r.alliance,
        words: shell.say_of("board-reminded", &r.kind).with("day", r.due_on.german()).to_string(),
    });
    let reminded = reminded.collect();
    let waiting = store::waiting(&mut db, &permit, id).await?;
    let members = app.membership.on(&mut db, &permit, today).await?;
    let all = tallies.all();
    html(&BoardPage {
        waiting: if waiting > 0 {
            shell.say("extension-waiting").count("count", waiting).to_string()
        } else {
            String::new()
        },
        wave: id,
        version: wave.version,
        facts: facts(&shell, &wave),
        summary: share(&shell, &all),
        may_manage: Permit::<ManageWaves>::ask(permit.actor(), None).is_some(),
        is_open: wave.phase() == Phase::Open,
        picture: picture(&shell, &wave, &tallies),
        states: State::ALL.iter().map(|s| state_words(&shell, *s)).collect(),
        counts: counts(&shell, &tallies),
        rows: found.iter().map(|asked| row(&shell, asked, members.contains(&asked.alliance_id))).collect(),
        filtered: filter.state.is_some()
            || filter.late
            || filter.extended
            || filter.waiting
            || !(filter.q.is_empty() && filter.kind.is_empty()),
        filter: filter_form(&shell, &filter),
        sort: search.sort,
        heads,
        next,
        history,
        reminded,
        shell,
    })
}

impl Search {
    /// What of the address a link to another page or order keeps.
    fn kept(&self) -> [(&'static str, &str); 6] {
        [
            ("q", &self.q),
            ("state", &self.state),
            ("kind", &self.kind),
            ("late", &self.late),
            ("extended", &self.extended),
            ("waiting", &self.waiting),
        ]
    }
}

fn state_words(shell: &Shell, state: State) -> String {
    shell.say_of("return-state", state.key()).to_string()
}

fn kind_words(shell: &Shell, kind: &str) -> String {
    shell.say_of("wave-kind", kind).to_string()
}

/// Which part of those asked sent something, in tenths of a percent.
fn rate(tally: &Tally) -> Option<u64> {
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    percent_tenths(number(tally.returned()), number(tally.asked()))
}

/// How many of those asked sent something: `48 von 58 · 82,8 %`.
fn share(shell: &Shell, tally: &Tally) -> String {
    shell
        .say("board-share")
        .with("returned", shell.number(tally.returned()))
        .with("asked", shell.number(tally.asked()))
        .with("percent", shell.percent(rate(tally)))
        .to_string()
}

fn facts(shell: &Shell, wave: &Wave) -> Vec<(String, String)> {
    let draft = &wave.draft;
    let mut facts = vec![
        ("wave-phase", shell.say_of("wave-phase", wave.phase().key()).to_string()),
        ("wave-instrument", catalogue().title(&draft.instrument_key, draft.instrument_version).to_owned()),
        ("wave-deadline", draft.deadline.german()),
        ("wave-deadline-reason", wave.deadline_reason.clone()),
        ("wave-opened-at", wave.opened_at.map(Instant::german).unwrap_or_default()),
        ("wave-closed-at", wave.closed_at.map(Instant::german).unwrap_or_default()),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    facts.into_iter().map(|(id, value)| (shell.say(id).to_string(), value)).collect()
}

/// The kinds with their tallies, and all together where there is more than one.
fn lines(shell: &Shell, tallies: &Tallies) -> Vec<(String, String, Tally)> {
    let mut lines: Vec<(String, String, Tally)> = tallies
        .by_kind()
        .iter()
        .map(|(kind, tally)| (kind.clone(), kind_words(shell, kind), tally.clone()))
        .collect();
    lines.push((String::new(), shell.say("board-all-kinds").to_string(), tallies.all()));
    lines
}

fn picture(shell: &Shell, wave: &Wave, tallies: &Tallies) -> String {
    let words = State::ALL.map(|s| state_words(shell, s));
    let lines = lines(shell, tallies);
    let bars: Vec<Stack<'_>> = lines
        .iter()
        .map(|(_, label, tally)| Stack { label: label.clone(), value: share(shell, tally), tally })
        .collect();
    let title = shell.say("board-picture-title").with("wave", wave.draft.title.clone()).to_string();
    let all = tallies.all();
    let about: Vec<String> = State::ALL
        .iter()
        .map(|s| format!("{}: {}", state_words(shell, *s), shell.number(all.of(*s))))
        .collect();
    stacks(&title, &about.join(", "), &words, &bars)
}

fn counts(shell: &Shell, tallies: &Tallies) -> Vec<CountRow> {
    lines(shell, tallies)
        .into_iter()
        .map(|(kind, words, tally)| CountRow {
            total: kind.is_empty(),
            kind,
            words,
            asked: shell.number(tally.asked()),
            cells: State::ALL
                .iter()
                .map(|state| CountCell {
                    words: state_words(shell, *state),
                    state: state.key(),
                    number: shell.number(tally.of(*state)),
                    some: tally.of(*state) > 0,
                })
                .collect(),
            rate: shell.percent(rate(&tally)),
            late: shell.number(tally.late),
            extended: shell.number(tally.extended),
        })
        .collect()
}

fn filter_form(shell: &Shell, filter: &Filter) -> FilterForm {
    let mut states = vec![(String::new(), shell.say("board-any-state").to_string(), filter.state.is_none())];
    states.extend(
        State::ALL.iter().map(|s| (s.key().to_owned(), state_words(shell, *s), filter.state == Some(*s))),
    );
    let mut kinds = vec![(String::new(), shell.say("board-all-kinds").to_string(), filter.kind.is_empty())];
    kinds.extend(super::KINDS.iter().map(|k| ((*k).to_owned(), kind_words(shell, k), filter.kind == *k)));
    FilterForm {
        q: filter.q.clone(),
        states,
        kinds,
        late: filter.late,
        extended: filter.extended,
        waiting: filter.waiting,
    }
}

/// What is to be noticed besides the state: a class and the words.
fn marks(shell: &Shell, asked: &Asked, is_member: bool) -> Vec<(&'static str, String)> {
    let mut marks = Vec::new();
    if let Some(day) = asked.wanted {
        marks.push(("waiting", shell.say("extension-mark").with("wanted", day.german()).to_string()));
    }
    if !is_member && asked.closed_on.is_none() {
        marks.push(("no-member", shell.say("return-no-member").to_string()));
    }
    if asked.timing.late {
        let words = if asked.state.is_returned() { "return-came-late" } else { "return-overdue" };
        marks.push(("late", shell.say(words).to_string()));
    }
    if asked.timing.extended {
        marks.push(("extended", shell.say("return-extended").to_string()));
    }
    if let Some(day) = asked.closed_on {
        marks.push(("closed", shell.say("return-alliance-closed").with("day", day.german()).to_string()));
    }
    if asked.letters == 0 {
        marks.push(("unreachable", shell.say("return-no-letter").to_string()));
    }
    marks
}

fn row(shell: &Shell, asked: &Asked, is_member: bool) -> BoardRow {
    BoardRow {
        slug: asked.slug.clone(),
        name: asked.name.clone(),
        kind: shell.say_of("wave-kind-one", &asked.kind).to_string(),
        sign: asked.state.sign(),
        state: state_words(shell, asked.state),
        state_key: asked.state.key(),
        reason: asked.declined_reason.clone(),
        deadline: asked.timing.deadline.german(),
        marks: marks(shell, asked, is_member),
        answered: asked.answered_at.map_or_else(|| "–".to_owned(), |at| at.day().german()),
    }
}

/// The history in words, with the names of those who acted.
async fn told(
    db: &mut Read,
    permit: &dyn AnyPermit,
    shell: &Shell,
    entries: Vec<Entry>,
) -> Result<Vec<HistoryLine>> {
    let people = entries.iter().filter_map(|e| e.person).collect();
    let names = store::names(db, permit, people).await?;
    Ok(entries.iter().map(|entry| line(shell, &names, entry)).collect())
}

fn line(shell: &Shell, names: &BTreeMap<PersonId, String>, entry: &Entry) -> HistoryLine {
    let value = |value: &Option<String>| value.as_ref().map(|v| words(shell, &entry.field, v));
    let field = shell.say_of("board-field", &entry.field).to_string();
    let said = match (value(&entry.before), value(&entry.after)) {
        _ if entry.erased => shell.say("board-history-erased").with("field", field),
        (Some(before), Some(after)) => shell
            .say("board-history-changed")
            .with("field", field)
            .with("before", before)
            .with("after", after),
        (None, Some(after)) => shell.say("board-history-set").with("field", field).with("after", after),
        (Some(before), None) => {
            shell.say("board-history-cleared").with("field", field).with("before", before)
        }
        (None, None) => shell.say("board-history-erased").with("field", field),
    };
    HistoryLine {
        at: entry.at.german(),
        who: entry.person.and_then(|p| names.get(&p).cloned()).unwrap_or_default(),
        words: said.to_string(),
    }
}

/// A stored value in words: days, instants, states.
fn words(shell: &Shell, field: &str, value: &str) -> String {
    match field {
        "deadline" | "own_deadline" | "wanted_deadline" => {
            Day::read(value).map_or_else(|| value.to_owned(), Day::german)
        }
        "opened_at" | "closed_at" => read_instant(value).map_or_else(|| value.to_owned(), Instant::german),
        "state" => State::from_key(value).map_or_else(|| value.to_owned(), |s| state_words(shell, s)),
        _ => waves::pages::words(shell, field, value),
    }
}

fn read_instant(value: &str) -> Option<Instant> {
    serde_json::from_value(serde_json::Value::String(value.to_owned())).ok()
}

#[derive(Template)]
#[template(path = "returns/show.html")]
struct ShowPage {
    shell: Shell,
    form: Form,
    action: String,
    /// The alliance's own pages, for those who may see them.
    home: String,
    /// Where to read what was sent, for those who may.
    sent: String,
    version: i64,
    sign: &'static str,
    state: String,
    state_key: &'static str,
    marks: Vec<(&'static str, String)>,
    facts: Vec<(String, String)>,
    may_change: bool,
    outstanding: bool,
    declined: bool,
    common_deadline: String,
    wish: Option<WishView>,
    history: Vec<HistoryLine>,
}

/// More time asked for, waiting for an answer.
struct WishView {
    id: uuid::Uuid,
    wanted: String,
    asked: String,
    reason: String,
}

pub async fn show(
    permit: Permit<ViewReturns>,
    With(app): With<App>,
    page: Page,
    Path((id, slug)): Path<(WaveId, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let wave = waves::visible(&mut db, &permit, id).await?.ok_or(Error::NotFound)?;
    let day = wave.last_day(app.clock().today());
    let asked = store::asked(&mut db, &permit, id, &slug, day).await?.ok_or(Error::NotFound)?;
    drop(db);
    let form = blank(&asked);
    html(&one(&app, &permit, &page, &wave, &asked, form).await?)
}

/// The forms as they are shown before anything is typed.
fn blank(asked: &Asked) -> Form {
    Form::filled([
        ("deadline", asked.own_deadline.map(|d| d.to_string()).unwrap_or_default()),
        ("deadline_reason", asked.own_deadline_reason.clone()),
        ("reason", asked.declined_reason.clone()),
        ("tell", "1".to_owned()),
    ])
}

async fn one(
    app: &App,
    permit: &Permit<ViewReturns>,
    page: &Page,
    wave: &Wave,
    asked: &Asked,
    form: Form,
) -> Result<ShowPage> {
    let shell = under_wave(page.shell_titled(asked.name.clone()), wave);
    let alliance =
        base::Alliance { id: asked.alliance_id, slug: asked.slug.clone(), name: asked.name.clone() };
    // Asked for this alliance, the history shows what its office did as well.
    let permit = Permit::<ViewReturns>::ask(permit.actor(), Some(&alliance)).ok_or(Error::NotFound)?;
    let mut db = app.db.read(&permit).await?;
    let history = db.history(&permit, asked.id, HISTORY).await?;
    let history = told(&mut db, &permit, &shell, history).await?;
    let wish = extensions::latest(&mut db, &permit, wave.id).await?;
    let members = app.membership.on(&mut db, &permit, wave.last_day(shell.today)).await?;
    let manages = Permit::<ManageWaves>::ask(permit.actor(), None).is_some();
    drop(db);
    Ok(ShowPage {
        wish: wish.filter(|w| w.answer == extensions::Answer::Open).map(|w| WishView {
            id: w.id,
            wanted: w.wanted.german(),
            asked: w.asked_at.german(),
            reason: w.reason,
        }),
        sent: sent(app, permit.actor(), wave.id, alliance.id).await?,
        action: format!("/land/waves/{}/returns/{}", wave.id, asked.slug),
        home: if Permit::<ViewAlliance>::ask(permit.actor(), Some(&alliance)).is_some() {
            format!("/alliances/{}", asked.slug)
        } else {
            String::new()
        },
        version: asked.version,
        sign: asked.state.sign(),
        state: state_words(&shell, asked.state),
        state_key: asked.state.key(),
        marks: marks(&shell, asked, members.contains(&asked.alliance_id)),
        facts: request_facts(&shell, asked),
        may_change: manages && wave.phase() == Phase::Open,
        outstanding: asked.state == State::Outstanding,
        declined: asked.state == State::Declined,
        common_deadline: wave.draft.deadline.german(),
        history,
        form,
        shell,
    })
}

/// The address of the short form that counts, if there is one and one may read it.
async fn sent(app: &App, actor: &Actor, wave: WaveId, alliance: AllianceId) -> Result<String> {
    let Some(permit) = Permit::<ViewSubmissions>::ask(actor, None) else { return Ok(String::new()) };
    let mut db = app.db.read(&permit).await?;
    let found = submissions::store::answering(&mut db, &permit, wave, alliance).await?;
    Ok(found.map_or_else(String::new, |id| format!("/land/submissions/{id}")))
}

fn request_facts(shell: &Shell, asked: &Asked) -> Vec<(String, String)> {
    let declined = asked.state == State::Declined;
    let through = match (declined, asked.declined_through_land, asked.declined_by.is_empty()) {
        (false, ..) => String::new(),
        (true, true, true) => shell.say("return-told-land").to_string(),
        (true, true, false) => {
            shell.say("return-told-land-by").with("name", asked.declined_by.clone()).to_string()
        }
        (true, false, true) => shell.say("return-told-office").to_string(),
        (true, false, false) => {
            shell.say("return-told-office-by").with("name", asked.declined_by.clone()).to_string()
        }
    };
    let mut facts = vec![
        ("return-kind", shell.say_of("wave-kind-one", &asked.kind).to_string()),
        ("return-deadline", asked.timing.deadline.german()),
        ("return-own-deadline-reason", asked.own_deadline_reason.clone()),
        ("return-asked-at", asked.asked_at.german()),
        ("return-letters", shell.number(asked.letters)),
        ("return-answered-at", asked.answered_at.map(Instant::german).unwrap_or_default()),
        ("return-declined-reason", asked.declined_reason.clone()),
        ("return-declined-through", through),
    ];
    facts.retain(|(_, value)| !value.is_empty());
    facts.into_iter().map(|(id, value)| (shell.say(id).to_string(), value)).collect()
}

/// Where a refused form belongs: shown again with what was typed, or elsewhere.
async fn refused(
    app: &App,
    permit: &Permit<ManageWaves>,
    page: &Page,
    (wave, asked): (&Wave, &Asked),
    mut form: Form,
    (fault, reason_field): (Fault, &'static str),
) -> Result<Response> {
    if let Fault::Refused(refusal) = fault
        && refusal != Refusal::NotAsked
    {
        let (field, status) = match refusal.field() {
            Some("reason") => (reason_field, StatusCode::UNPROCESSABLE_ENTITY),
            Some(field) => (field, StatusCode::UNPROCESSABLE_ENTITY),
            None => ("state", StatusCode::CONFLICT),
        };
        form.refuse(field, refusal.words(&app.texts));
        return html_with(status, &one(app, &permit.lesser(), page, wave, asked, form).await?);
    }
    Err(fault.explain(&app.texts))
}

/// The forms on one page have fields of their own; what was typed in one goes
/// together with what is stored for the others.
fn typed(fields: &Fields, asked: &Asked) -> Form {
    let blank = blank(asked);
    let mut pairs = fields.pairs().to_vec();
    let ticked = fields.get("deadline").is_some();
    for (name, value) in blank.fields().pairs() {
        if fields.get(name).is_none() && !(ticked && name == "tell") {
            pairs.push((name.clone(), value.clone()));
        }
    }
    Form::of(Fields::from_pairs(pairs))
}

fn back(id: WaveId, slug: &str, done: &str) -> Response {
    Redirect::to(&format!("/land/waves/{id}/returns/{}?done={done}", web::query(slug))).into_response()
}

pub async fn extend(
    permit: Permit<ManageWaves>,
    With(app): With<App>,
    page: Page,
    Path((id, slug)): Path<(WaveId, String)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let (wave, asked, placed, mut tx) = begin(&app, &permit, id, &slug).await?;
    let shell = page.shell("board-title");
    let mut form = typed(&fields, &asked);
    let day = form.day(&shell, "deadline");
    let reason = form.lines(&shell, "deadline_reason", REASON);
    if !form.is_good() {
        drop(tx);
        let page = one(&app, &permit.lesser(), &page, &wave, &asked, form).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    match store::extend(&mut tx, &placed, id, version, day, &reason).await {
        Ok(Some(_)) => {}
        Ok(None) => return conflict(shell, &asked, id, day, &reason, form.ticked("tell")).answer(),
        Err(fault) => {
            drop(tx);
            return refused(&app, &permit, &page, (&wave, &asked), form, (fault, "deadline_reason")).await;
        }
    }
    let mut tell = form.ticked("tell") && day != asked.own_deadline;
    if let Some(day) = day {
        tell |= extensions::settle(&mut tx, &placed, id, day).await?;
    }
    if let (true, Some(day)) = (tell, day) {
        let post = waves::Post::of(&app);
        waves::tell_own_deadline(&mut tx, &placed, &wave, asked.alliance_id, day, &reason, post)
            .await
            .map_err(|f| f.explain(&app.texts))?;
    }
    tx.commit(&placed, &format!("wave {id} own deadline set")).await?;
    Ok(back(id, &slug, "return-extended"))
}

fn conflict(
    shell: Shell,
    theirs: &Asked,
    id: WaveId,
    day: Option<Day>,
    reason: &str,
    tell: bool,
) -> Conflict {
    let text = |day: Option<Day>| day.map(|d| d.to_string()).unwrap_or_default();
    let german = |day: Option<Day>| day.map(Day::german).unwrap_or_default();
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    if tell {
        agreed.push(("tell".to_owned(), "1".to_owned()));
    }
    let days = Some((german(theirs.own_deadline), german(day)));
    for (name, label, theirs, mine, words) in [
        ("deadline", "return-own-deadline", text(theirs.own_deadline), text(day), days),
        (
            "deadline_reason",
            "return-own-deadline-reason",
            theirs.own_deadline_reason.clone(),
            reason.to_owned(),
            None,
        ),
    ] {
        if theirs == mine {
            agreed.push((name.to_owned(), mine));
        } else {
            differing.push(Differing {
                name: name.to_owned(),
                label: shell.say(label).to_string(),
                theirs,
                mine,
                words,
            });
        }
    }
    let action = format!("/land/waves/{id}/returns/{}/deadline", theirs.slug);
    let shell = shell.retitled("conflict-title");
    Conflict { shell, action, version: theirs.version, agreed, differing, who: String::new() }
}

/// Gives the office the time it asked for.
pub async fn grant(
    permit: Permit<ManageWaves>,
    With(app): With<App>,
    page: Page,
    Path((id, slug)): Path<(WaveId, String)>,
    fields: Fields,
) -> Result<Response> {
    let (version, shown): (i64, uuid::Uuid) = (fields.hidden("version")?, fields.hidden("extension")?);
    let (wave, asked, placed, mut tx) = begin(&app, &permit, id, &slug).await?;
    let form = typed(&fields, &asked);
    let open = extensions::latest(&mut tx, &placed, id).await?;
    let Some(wish) = open.filter(|w| w.id == shown && w.answer == extensions::Answer::Open) else {
        return Err(extensions::Fault::from(extensions::Refusal::NothingAsked).explain(&app.texts));
    };
    match store::extend(&mut tx, &placed, id, version, Some(wish.wanted), &wish.reason).await {
        Ok(Some(_)) => {}
        Ok(None) => return Err(Error::Stale),
        Err(fault) => {
            drop(tx);
            return refused(&app, &permit, &page, (&wave, &asked), form, (fault, "deadline_reason")).await;
        }
    }
    extensions::settle(&mut tx, &placed, id, wish.wanted).await?;
    let post = waves::Post::of(&app);
    waves::tell_own_deadline(&mut tx, &placed, &wave, asked.alliance_id, wish.wanted, &wish.reason, post)
        .await
        .map_err(|f| f.explain(&app.texts))?;
    tx.commit(&placed, &format!("wave {id} more time granted")).await?;
    Ok(back(id, &slug, "extension-granted"))
}

/// Refuses the time the office asked for, with a reason.
pub async fn refuse_time(
    permit: Permit<ManageWaves>,
    With(app): With<App>,
    page: Page,
    Path((id, slug)): Path<(WaveId, String)>,
    fields: Fields,
) -> Result<Response> {
    let (wave, asked, placed, mut tx) = begin(&app, &permit, id, &slug).await?;
    let mut form = typed(&fields, &asked);
    let about = (id, wave.draft.title.as_str(), asked.timing.deadline);
    match extensions::refuse(&mut tx, &placed, &app, about, form.value("extension_reason")).await {
        Ok(()) => {}
        Err(extensions::Fault::Refused(refusal)) if refusal.field() == Some("reason") => {
            drop(tx);
            form.refuse("extension_reason", refusal.words(&app.texts));
            let page = one(&app, &permit.lesser(), &page, &wave, &asked, form).await?;
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        Err(fault) => return Err(fault.explain(&app.texts)),
    }
    tx.commit(&placed, &format!("wave {id} more time refused")).await?;
    Ok(back(id, &slug, "extension-refused"))
}

pub async fn decline(
    permit: Permit<ManageWaves>,
    With(app): With<App>,
    page: Page,
    Path((id, slug)): Path<(WaveId, String)>,
    fields: Fields,
) -> Result<Response> {
    let (wave, asked, placed, mut tx) = begin(&app, &permit, id, &slug).await?;
    let form = typed(&fields, &asked);
    if let Err(fault) = store::decline_for(&mut tx, &placed, id, form.value("reason")).await {
        drop(tx);
        return refused(&app, &permit, &page, (&wave, &asked), form, (fault, "reason")).await;
    }
    tx.commit(&placed, &format!("wave {id} refusal noted")).await?;
    Ok(back(id, &slug, "return-declined"))
}

pub async fn resume(
    permit: Permit<ManageWaves>,
    With(app): With<App>,
    page: Page,
    Path((id, slug)): Path<(WaveId, String)>,
) -> Result<Response> {
    let (wave, asked, placed, mut tx) = begin(&app, &permit, id, &slug).await?;
    if let Err(fault) = store::resume_for(&mut tx, &placed, id).await {
        drop(tx);
        return refused(&app, &permit, &page, (&wave, &asked), blank(&asked), (fault, "reason")).await;
    }
    tx.commit(&placed, &format!("wave {id} refusal taken back")).await?;
    Ok(back(id, &slug, "return-resumed"))
}

pub async fn take_back(
    permit: Permit<ManageWaves>,
    With(app): With<App>,
    page: Page,
    Path((id, slug)): Path<(WaveId, String)>,
    fields: Fields,
) -> Result<Response> {
    let (wave, asked, placed, mut tx) = begin(&app, &permit, id, &slug).await?;
    let form = typed(&fields, &asked);
    if let Err(fault) = store::take_back(&mut tx, &placed, id, form.value("removal_reason")).await {
        drop(tx);
        return refused(&app, &permit, &page, (&wave, &asked), form, (fault, "removal_reason")).await;
    }
    tx.commit(&placed, &format!("wave {id} request taken back")).await?;
    Ok(Redirect::to(&format!("/land/waves/{id}?done=return-taken-back")).into_response())
}
