//! The office's and the core group's pages: which questions wait, one question with all
//! that was contributed, and the views of a section laid over each other.

use super::acts::{self, Decision, Gathered, Refusal, Wish};
use super::model::{self, Given, Row, Way};
use super::review::{self, Card};
use super::store::{self, Asked};
use super::told;
use super::views::{Laid, laid};
use crate::assignments::State as Stand;
use crate::figures::{Origin, SOURCE};
use crate::roll_up;
use crate::workbooks::{self, Typed, Workbook};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, AssignmentId, EditWorkbook, Permit, ViewContributions, ViewWorkbook, sort_key};
use instrument::{Field, Kind, Value};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use web::{App, Error, Fields, Form, Page, Result, Shell, Texts, html, html_with};

/// What the list can be narrowed to, in the order of the choice.
const STATES: [&str; 5] = ["ready", "new", "changed", "agreed", "waiting"];

/// Answers shorter than that are said again where they are ticked.
const SHORT: usize = 40;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    state: String,
}

/// Where a working aid's questions wait to be agreed.
pub(super) fn list_address(shell: &Shell, key: &str) -> String {
    format!("{}/consolidation", workbooks::address(shell, key))
}

/// Where one question is agreed.
pub(crate) fn address(shell: &Shell, key: &str, item: &str) -> String {
    format!("{}/{item}", list_address(shell, key))
}

/// The shell of a page below that list.
pub(super) fn below_list(shell: Shell, workbook: &Workbook) -> Shell {
    let words = shell.say("consolidation-title").to_string();
    let to = list_address(&shell, &workbook.instrument.key);
    workbooks::below(shell, workbook.instrument).under(words, to)
}

/// A question that somebody was asked.
pub(super) struct Line {
    pub item: String,
    pub number: String,
    pub label: String,
    pub section: String,
    pub section_uid: String,
    /// `waiting`, `ready`, `agreed`, `changed` or `new`.
    pub state: &'static str,
    pub asked: usize,
    pub answered: usize,
    pub threads: usize,
}

impl Line {
    fn fits(&self, search: &Search) -> bool {
        let text = sort_key(&format!("{} {} {}", self.number, self.label, self.section));
        let named = search.q.split_whitespace().all(|word| text.contains(&sort_key(word)));
        named && (search.state.is_empty() || search.state == self.state)
    }
}

/// All questions of a working aid that somebody was asked, in the order of the form, and
/// how many conversations of it are open at all.
pub(super) async fn lines(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    workbook: &Workbook,
) -> ::store::Result<(Vec<Line>, usize)> {
    let aid = workbook.instrument;
    let all_asked = store::asked(db, permit, &aid.key, "").await?;
    let given = store::given(db, permit, aid, "").await?;
    let provenance = store::provenance(db, permit, &aid.key).await?;
    let open = review::store::open_by_item(db, permit, &aid.key).await?;
    let mut by_item: BTreeMap<&str, Vec<&Asked>> = BTreeMap::new();
    for one in &all_asked {
        by_item.entry(one.item.as_str()).or_default().push(one);
    }
    let mut by_field: BTreeMap<&str, Vec<&Given>> = BTreeMap::new();
    for one in &given {
        by_field.entry(one.field.as_str()).or_default().push(one);
    }
    let mut lines = Vec::new();
    for (section, item) in aid.sections.iter().flat_map(|s| s.items.iter().map(move |i| (s, i))) {
        let Some(asked) = by_item.get(item.uid.as_str()) else { continue };
        let fields = acts::fields_of(workbook, item);
        let here = |uid: &str| by_field.get(uid).into_iter().flatten().copied();
        let answered: BTreeSet<AssignmentId> =
            fields.iter().flat_map(|f| here(&f.uid)).map(|one| one.assignment).collect();
        let is_open = |f: &&Field| here(&f.uid).next().is_some() && workbook.answers.get(&f.uid).is_none();
        let has_changed = |f: &&Field| !acts::changed(provenance.get(&f.uid), here(&f.uid)).is_empty();
        let has_news =
            |f: &&Field| !acts::news(workbook, provenance.get(&f.uid), &f.uid, here(&f.uid)).is_empty();
        let state = match () {
            () if answered.is_empty() => "waiting",
            () if fields.iter().copied().any(|f| has_changed(&f)) => "changed",
            () if fields.iter().copied().any(|f| is_open(&f)) => "ready",
            () if fields.iter().copied().any(|f| has_news(&f)) => "new",
            () => "agreed",
        };
        lines.push(Line {
            item: item.uid.clone(),
            number: item.id.clone().unwrap_or_default(),
            label: item.label.clone(),
            section: format!("{} {}", section.id, section.title),
            section_uid: section.uid.clone(),
            state,
            asked: asked.len(),
            answered: asked.iter().filter(|one| answered.contains(&one.assignment)).count(),
            threads: open.get(&item.uid).copied().unwrap_or_default(),
        });
    }
    Ok((lines, open.values().sum()))
}

/// What waits in a working aid.
pub(crate) struct Waiting {
    /// Questions with something new to agree on.
    pub questions: usize,
    /// Conversations that are not resolved.
    pub threads: usize,
}

/// What waits, for those who may see contributions.
pub(crate) async fn waiting(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    workbook: &Workbook,
) -> Result<Option<Waiting>> {
    let Some(permit) = Permit::<ViewContributions>::ask(permit.actor(), permit.place()) else {
        return Ok(None);
    };
    let (lines, threads) = lines(db, &permit, workbook).await?;
    let questions = lines.iter().filter(|line| ["ready", "changed", "new"].contains(&line.state)).count();
    Ok(Some(Waiting { questions, threads }))
}

#[derive(Template)]
#[template(path = "consolidation/list.html")]
struct ListPage {
    shell: Shell,
    base: String,
    q: String,
    state: String,
    states: Vec<(String, String)>,
    lines: Vec<Line>,
    /// Sections whose views can be laid over each other.
    sections: Vec<(String, String)>,
    empty: &'static str,
    may_ask: bool,
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
    let shell = workbooks::below(page.shell("consolidation-title"), workbook.instrument);
    let (mut lines, _) = lines(&mut db, &permit, &workbook).await?;
    let empty = if lines.is_empty() { "consolidation-empty" } else { "consolidation-none" };
    let mut sections: Vec<(String, String)> = Vec::new();
    for line in &lines {
        let one = (line.section_uid.clone(), line.section.clone());
        if !sections.contains(&one) {
            sections.push(one);
        }
    }
    lines.retain(|line| line.fits(&search));
    let mut states = vec![(String::new(), shell.say("consolidation-all-states").to_string())];
    states.extend(STATES.map(|s| (s.to_owned(), shell.say_of("consolidation-state", s).to_string())));
    html(&ListPage {
        base: workbooks::address(&shell, &key),
        may_ask: acts::may_agree(&permit).is_some(),
        q: search.q,
        state: search.state,
        states,
        lines,
        sections,
        empty,
        shell,
    })
}

/// Somebody who was asked, and what became of it.
struct AskedLine {
    who: String,
    voice: String,
    said: String,
    reason: String,
    /// The assignment's page, for the office.
    to: String,
    /// Everything of theirs can be taken over at once.
    takes_all: Option<AssignmentId>,
}

/// One contribution to a field.
#[expect(clippy::struct_excessive_bools, reason = "marks, each independent of the others")]
struct GivenLine {
    who: String,
    voice: String,
    words: Vec<String>,
    /// The same where it is short; else empty.
    short: String,
    /// Day and source.
    beside: String,
    came: String,
    /// Contribution and version, as forms post it.
    part: String,
    /// It can be taken as it stands.
    fits: bool,
    /// It says what is agreed.
    is_agreed: bool,
    /// It has changed since it was used.
    has_changed: bool,
    /// It came after the answer and says something else.
    is_new: bool,
    /// That a newer one has taken its place, as a sentence; empty where it counts.
    replaced: String,
    /// To take it is the first thing to do.
    leads: bool,
    ticked: bool,
}

/// One row of somebody's table.
struct RowLine {
    who: String,
    cells: Vec<String>,
    /// Whose and which, as forms post it.
    name: String,
    ticked: bool,
}

/// How contributions to a field are put together.
enum Tool {
    /// Texts, with words to begin with.
    Words { ready: String, rows: usize },
    /// Numbers: the sum of all in words, what it leaves out, what does not belong together.
    Sum {
        total: String,
        /// To add up is the first thing to do: each number is of another municipality.
        leads: bool,
        /// Several bodies may count the same people.
        warns: bool,
        flags: Vec<String>,
        own: String,
        as_of: String,
        source: String,
        is_figure: bool,
    },
    /// Everything that anybody named.
    Union,
    /// Rows to be ticked.
    Rows { heads: Vec<String>, rows: Vec<RowLine>, whole: Vec<(String, AssignmentId)> },
    /// One of them is taken.
    None,
}

/// One field with its contributions.
struct Block {
    uid: String,
    label: String,
    agreed: Vec<String>,
    origin: String,
    version: i64,
    given: Vec<GivenLine>,
    /// The answer as it is stored, where something new speaks against it.
    keep: Option<String>,
    tool: Tool,
    wrong: String,
}

#[derive(Template)]
#[template(path = "consolidation/item.html")]
struct ItemPage {
    shell: Shell,
    base: String,
    help: String,
    in_section: String,
    answered: String,
    asked: Vec<AskedLine>,
    blocks: Vec<Block>,
    laid: Vec<Laid>,
    threads: Vec<Card>,
    form: Form,
    new_thread: Uuid,
    people: Vec<(String, String)>,
    may_agree: bool,
    /// Where municipalities answer it side by side; empty where none was asked.
    of_municipalities: String,
    wrong: Option<(String, String)>,
    task: String,
}

/// What was typed and not taken.
struct Refused {
    uid: String,
    message: String,
    typed: Fields,
}

async fn item_page(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    page: &Page,
    gathered: &Gathered,
    refused: Option<&Refused>,
    form: Form,
) -> Result<ItemPage> {
    let item = gathered.item;
    let number = item.id.clone().unwrap_or_default();
    let title = page.shell_titled(format!("{number} {}", item.label).trim().to_owned());
    let shell = below_list(title, &gathered.workbook);
    let key = &gathered.workbook.instrument.key;
    let agrees = acts::may_agree(permit);
    let blocks = blocks(&shell, gathered, refused);
    let of = (gathered.workbook.instrument, gathered.fields.as_slice());
    let laid = laid(db, permit, &shell, of, &gathered.given).await?;
    let threads = review::cards(db, permit, &shell, key, &item.uid).await?;
    let people = review::people(db, permit, &shell).await?;
    let said = shell.say("consolidation-answered").count("answered", gathered.answered());
    Ok(ItemPage {
        base: address(&shell, key, &item.uid),
        of_municipalities: if roll_up::asks(db, permit, key, &item.uid).await? {
            format!("{}/{}", roll_up::address(&shell, key), item.uid)
        } else {
            String::new()
        },
        in_section: format!("{}/{}#q-{}", workbooks::address(&shell, key), gathered.section.uid, item.uid),
        answered: said.count("asked", gathered.asked.len()).to_string(),
        asked: gathered.asked.iter().map(|a| asked_line(&shell, gathered, a, agrees.is_some())).collect(),
        help: item.help.clone().unwrap_or_default(),
        new_thread: base::uuid(app.clock(), app.chance()),
        may_agree: agrees.is_some(),
        wrong: refused.map(|r| (r.uid.clone(), r.message.clone())),
        task: format!("{}/tasks/new?instrument={key}&item={}", shell.home(), item.uid),
        blocks,
        laid,
        threads,
        people,
        form,
        shell,
    })
}

fn asked_line(shell: &Shell, gathered: &Gathered, a: &Asked, is_office: bool) -> AskedLine {
    let has = gathered.given.iter().any(|g| g.assignment == a.assignment);
    let day = a.answered_at.map(|at| at.day().german()).unwrap_or_default();
    let text = match a.state {
        Stand::Delivered if has => "consolidation-asked-answered",
        Stand::Delivered => "consolidation-asked-nothing",
        Stand::Declined => "consolidation-asked-declined",
        Stand::Ended => "consolidation-asked-ended",
        _ if a.due_on < shell.today => "consolidation-asked-overdue",
        _ => "consolidation-asked-open",
    };
    let said = shell.say(text).with("day", day).with("due", a.due_on.german()).to_string();
    let is_free = |f: &&Field| {
        gathered.workbook.answers.get(&f.uid).is_none()
            && gathered.of(&f.uid).any(|g| g.assignment == a.assignment && g.value.is_some())
    };
    let free = gathered.fields.iter().copied().filter(|f| is_free(f)).count();
    AskedLine {
        who: told::who(shell, &a.who),
        voice: shell.say_of("assignment-voice", a.voice.key()).to_string(),
        said,
        reason: a.reason.clone(),
        to: if is_office { format!("{}/assignments/{}", shell.home(), a.assignment) } else { String::new() },
        takes_all: (is_office && free > 1).then_some(a.assignment),
    }
}

fn blocks(shell: &Shell, gathered: &Gathered, refused: Option<&Refused>) -> Vec<Block> {
    let touched = |field: &&&'static Field| {
        gathered.of(&field.uid).next().is_some() || gathered.provenance.contains_key(&field.uid)
    };
    let block =
        |field: &&'static Field| block(shell, gathered, field, refused.filter(|r| r.uid == field.uid));
    gathered.fields.iter().filter(touched).map(block).collect()
}

fn block(shell: &Shell, gathered: &Gathered, field: &'static Field, refused: Option<&Refused>) -> Block {
    let workbook = &gathered.workbook;
    let version = workbook.version_of(&field.uid);
    let agreed = workbook.stored(&field.uid);
    let changed: Vec<AssignmentId> = gathered.changed(&field.uid).iter().map(|g| g.assignment).collect();
    let news: Vec<AssignmentId> = gathered.news(&field.uid).iter().map(|g| g.assignment).collect();
    let adds_up = model::adds_up(gathered.counting(&field.uid));
    let is_number = |one: &Given| matches!(one.value, Some(Value::Number(_)));
    let first = |one: &Given| field.kind != Kind::Number || adds_up && is_number(one);
    let ticked =
        |one: &Given, part: &str| refused.map_or_else(|| first(one), |r| r.typed.all("part").contains(&part));
    let replaced =
        |at: base::Instant| shell.say("consolidation-replaced").with("day", at.day().german()).to_string();
    let line = |one: &Given| {
        let part = format!("{}:{}", one.assignment, one.version);
        let words = workbooks::words(field, Some(&one.stored));
        GivenLine {
            who: told::who(shell, &one.who),
            voice: shell.say_of("assignment-voice", one.voice.key()).to_string(),
            short: Some(words.join(", ")).filter(|w| w.chars().count() < SHORT).unwrap_or_default(),
            words,
            beside: beside(shell, one),
            came: shell
                .say_of("consolidation-came", &one.came_by)
                .with("day", one.at.day().german())
                .to_string(),
            fits: one.value.is_some(),
            is_agreed: agreed == Some(one.stored.as_str()),
            has_changed: changed.contains(&one.assignment),
            is_new: news.contains(&one.assignment),
            replaced: one.replaced_at.map(replaced).unwrap_or_default(),
            leads: is_number(one) && one.counts() && !adds_up,
            ticked: ticked(one, &part),
            part,
        }
    };
    let provenance = gathered.provenance.get(&field.uid);
    Block {
        uid: field.uid.clone(),
        label: workbooks::label(workbook.instrument, field),
        agreed: workbooks::words(field, agreed),
        origin: provenance.map(|p| told::origin(shell, p, version)).unwrap_or_default(),
        version: refused.and_then(|r| r.typed.get("version")?.parse().ok()).unwrap_or(version),
        given: gathered.of(&field.uid).map(line).collect(),
        keep: agreed.filter(|_| !news.is_empty()).map(str::to_owned),
        tool: tool(shell, gathered, field, refused),
        wrong: refused.map(|r| r.message.clone()).unwrap_or_default(),
    }
}

fn beside(shell: &Shell, one: &Given) -> String {
    let day = one.as_of.map(|day| shell.say("figures-stand").with("day", day.german()).to_string());
    let source = Some(one.source.clone()).filter(|source| !source.is_empty());
    day.into_iter().chain(source).collect::<Vec<_>>().join(", ")
}

fn tool(shell: &Shell, gathered: &Gathered, field: &'static Field, refused: Option<&Refused>) -> Tool {
    let given: Vec<&Given> = gathered.counting(&field.uid).collect();
    let typed = |name: &str| refused.and_then(|r| r.typed.get(name)).map(str::to_owned);
    match &field.kind {
        Kind::Text { .. } | Kind::Line { .. } => {
            let is_line = matches!(field.kind, Kind::Line { .. });
            let text = |one: &&Given| match &one.value {
                Some(Value::Text(text)) => Some((told::who(shell, &one.who), text.clone())),
                _ => None,
            };
            let texts: Vec<(String, String)> = given.iter().filter_map(text).collect();
            let ready = typed("value").unwrap_or_else(|| model::merged(&texts, is_line));
            Tool::Words { rows: if is_line { 2 } else { ready.lines().count().clamp(4, 14) }, ready }
        }
        Kind::Number => {
            let sum = model::sum(given.iter().copied());
            let leads = model::adds_up(given.iter().copied());
            // Where nothing is ticked, day and source follow from what will be.
            let of = |said: String| if leads { said } else { String::new() };
            Tool::Sum {
                leads,
                warns: !leads && sum.known > 1,
                total: sum
                    .total
                    .map(|n| shell.number(i64::try_from(n).unwrap_or(i64::MAX)))
                    .unwrap_or_default(),
                flags: flags(shell, gathered, &sum),
                own: typed("value").unwrap_or_default(),
                as_of: typed("as_of")
                    .unwrap_or_else(|| of(sum.as_of.map(|day| day.to_string()).unwrap_or_default())),
                source: typed("source")
                    .unwrap_or_else(|| of(model::source_of(given.iter().copied(), SOURCE))),
                is_figure: field.figure.is_some(),
            }
        }
        Kind::Many(_) | Kind::Municipalities if given.len() > 1 => Tool::Union,
        Kind::Rows(table) => {
            let chosen = |name: &String, before: bool| {
                refused.map_or(before, |r| r.typed.all("row").contains(&name.as_str()))
            };
            let words = |row: &Row| -> Vec<String> {
                let cell = |(column, cell): (&instrument::Column, &Option<Value>)| {
                    let field =
                        column.kind.as_ref().map(|kind| Field { kind: kind.clone(), ..field.clone() });
                    field.zip(cell.as_ref()).map(|(f, v)| f.words(v).join(", ")).unwrap_or_default()
                };
                table.columns.iter().zip(row).map(cell).collect()
            };
            let says = |(_, row): &(usize, &Row)| table.says_something(row);
            let mut rows = Vec::new();
            if let Some(Value::Rows(agreed)) = gathered.workbook.answers.get(&field.uid) {
                let line = |(n, row): (usize, &Row)| {
                    let (name, who) = (format!("agreed:{n}"), shell.say("consolidation-agreed").to_string());
                    RowLine { ticked: chosen(&name, true), who, cells: words(row), name }
                };
                rows.extend(agreed.iter().enumerate().filter(says).map(line));
            }
            let mut whole = Vec::new();
            for one in &given {
                let Some(Value::Rows(theirs)) = &one.value else { continue };
                whole.push((told::who(shell, &one.who), one.assignment));
                let line = |(n, row): (usize, &Row)| {
                    let name = format!("{}:{}:{n}", one.assignment, one.version);
                    let who = told::who(shell, &one.who);
                    RowLine { ticked: chosen(&name, false), who, cells: words(row), name }
                };
                rows.extend(theirs.iter().enumerate().filter(says).map(line));
            }
            Tool::Rows { heads: table.columns.iter().map(|c| c.label.clone()).collect(), rows, whole }
        }
        _ => Tool::None,
    }
}

/// What a sum leaves out, and what speaks against it.
fn flags(shell: &Shell, gathered: &Gathered, sum: &model::Sum) -> Vec<String> {
    let who = |id: &AssignmentId| {
        let found = gathered.asked.iter().find(|a| a.assignment == *id);
        told::who(shell, found.map(|a| a.who.as_str()).unwrap_or_default())
    };
    let mut said: Vec<String> = Vec::new();
    for (id, why) in &sum.left_out {
        let line = shell.say("consolidation-left-out").with("who", who(id)).with("why", why.words());
        said.push(line.to_string());
    }
    if let Some((first, last)) = sum.apart {
        let line = shell.say("consolidation-apart").with("first", first.german()).with("last", last.german());
        said.push(line.to_string());
    }
    for source in &sum.twice {
        said.push(shell.say("consolidation-twice").with("source", source.as_str()).to_string());
    }
    if sum.differing {
        said.push(shell.say("consolidation-differing").to_string());
    }
    said
}

pub async fn show(
    permit: Permit<ViewContributions>,
    State(app): State<App>,
    page: Page,
    Path((_, key, item)): Path<(String, String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let gathered = acts::gather(&mut db, &permit, &key, &item).await?;
    html(&item_page(&app, &mut db, &permit, &page, &gathered, None, Form::default()).await?)
}

/// The page of a question, shown again around a comment that was not taken.
pub(super) async fn refuse_comment(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    page: &Page,
    gathered: &Gathered,
    form: Form,
) -> Result<Response> {
    let shown = item_page(app, db, permit, page, gathered, None, form).await?;
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

/// The contributions a form names, in the versions it has seen.
pub(super) fn parts<'g>(
    texts: &Texts,
    gathered: &'g Gathered,
    uid: &'g str,
    named: &[&str],
) -> Result<Vec<&'g Given>> {
    let mut parts: Vec<&Given> = Vec::new();
    for name in named {
        let (id, version) = name.split_once(':').unwrap_or_default();
        let is = |one: &&Given| {
            one.assignment.to_string() == id
                && one.version.to_string() == version.split(':').next().unwrap_or_default()
        };
        let changed = || Error::Conflict(texts.say("consolidation-part-changed").to_string());
        let found = gathered.of(uid).find(is).ok_or_else(changed)?;
        if !parts.iter().any(|one| one.assignment == found.assignment) {
            parts.push(found);
        }
    }
    Ok(parts)
}

/// The rows a form has ticked: agreed ones, and those of contributors.
fn ticked_rows(
    gathered: &Gathered,
    field: &'static Field,
    parts: &[&Given],
    fields: &Fields,
) -> Option<Value> {
    let Kind::Rows(table) = &field.kind else { return None };
    let (mut kept, mut added) = (Vec::new(), Vec::new());
    let ticked: BTreeSet<&str> = fields.all("row").into_iter().collect();
    if let Some(Value::Rows(agreed)) = gathered.workbook.answers.get(&field.uid) {
        let is = |n: &usize| ticked.contains(format!("agreed:{n}").as_str());
        kept.extend((0..agreed.len()).filter(is).filter_map(|n| agreed.get(n).cloned()));
    }
    for part in parts {
        let Some(Value::Rows(theirs)) = &part.value else { continue };
        let all = fields.get("add_all") == Some(part.assignment.to_string().as_str());
        let is =
            |n: &usize| all || ticked.contains(format!("{}:{}:{n}", part.assignment, part.version).as_str());
        added.extend((0..theirs.len()).filter(is).filter_map(|n| theirs.get(n).cloned()));
    }
    let rows = model::rows(table, kept, added);
    (!rows.is_empty()).then_some(Value::Rows(rows))
}

/// What a form posts: the answer as typed or chosen, and the way.
fn read<'g>(
    app: &App,
    gathered: &'g Gathered,
    field: &'static Field,
    fields: &Fields,
) -> Result<std::result::Result<Decision<'g>, String>> {
    let unread = || Error::Invalid(app.texts.say("workbook-incomplete").to_string());
    let way = Way::from_key(fields.get("way").unwrap_or_default()).ok_or_else(unread)?;
    let is_rows = matches!(field.kind, Kind::Rows(_));
    let mut named: Vec<&str> = fields.all("part");
    if is_rows && way == Way::Merged {
        named.extend(fields.all("row").into_iter().filter(|row| !row.starts_with("agreed:")));
        if let Some(all) = fields.get("add_all") {
            let version = |one: &&Given| one.assignment.to_string() == all;
            let found = gathered.of(&field.uid).find(version).ok_or_else(unread)?;
            let whole = format!("{}:{}", found.assignment, found.version);
            return read_rows(app, gathered, field, fields, &[named, vec![whole.as_str()]].concat());
        }
        if fields.get("stored").is_none() {
            return read_rows(app, gathered, field, fields, &named);
        }
    }
    let parts = parts(&app.texts, gathered, &field.uid, &named)?;
    let is_typed = way == Way::Own
        || way == Way::Merged && matches!(field.kind, Kind::Text { .. } | Kind::Line { .. } | Kind::Rows(_));
    let mut wish = Wish::default();
    if is_typed {
        let typed = Typed::into(field, fields).ok_or_else(unread)?;
        match typed.value {
            Ok(value) => wish.typed = value,
            Err(fault) => return Ok(Err(workbooks::fault_words(&app.texts, &fault))),
        }
    }
    if field.figure.is_some() && way != Way::Taken {
        let value = |name| fields.get(name).unwrap_or_default();
        match Origin::read(value("as_of"), value("source"), app.clock().today()) {
            Ok(origin) => (wish.as_of, wish.source) = (origin.as_of, Some(origin.source)),
            Err(fault) => return Ok(Err(fault.words(&app.texts, "figures-future"))),
        }
    }
    Ok(acts::decide(field, way, parts, wish).map_err(|refusal: Refusal| refusal.words(&app.texts)))
}

fn read_rows<'g>(
    app: &App,
    gathered: &'g Gathered,
    field: &'static Field,
    fields: &Fields,
    named: &[&str],
) -> Result<std::result::Result<Decision<'g>, String>> {
    let parts = parts(&app.texts, gathered, &field.uid, named)?;
    let wish = Wish { typed: ticked_rows(gathered, field, &parts, fields), ..Wish::default() };
    let keeps = fields.all("row").iter().any(|row| row.starts_with("agreed:"));
    let decided = acts::decide(field, Way::Merged, parts, wish);
    Ok(decided.map(|decision| Decision { keeps, ..decision }).map_err(|refusal| refusal.words(&app.texts)))
}

/// Writes the agreed answer of a field.
pub async fn agree(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, item, uid)): Path<(String, String, String, String)>,
    fields: Fields,
) -> Result<Response> {
    let based: i64 = fields.hidden("version")?;
    let viewing: Permit<ViewContributions> = permit.lesser();
    let mut tx = app.db.begin(&permit).await?;
    let gathered = acts::gather(&mut tx, &viewing, &key, &item).await?;
    let field = gathered.field(&uid)?;
    let shell = page.shell("consolidation-title");
    let base = address(&shell, &key, &item);
    let here = format!("{base}?done=answer-agreed#f-{uid}");
    let stands = gathered.workbook.stored(&uid).unwrap_or_default();
    if fields.get("stored") == Some(stands) {
        // The one that stands was chosen.
        acts::confirm(&mut tx, &permit, &gathered, &uid).await?;
        tx.commit(&permit, &format!("answer {key} {uid} kept")).await?;
        return Ok(Redirect::to(&here).into_response());
    }
    let decision = match read(&app, &gathered, field, &fields)? {
        Ok(decision) => decision,
        Err(message) => {
            let refused = Refused { uid, message, typed: fields };
            let form = Form::default();
            let shown = item_page(&app, &mut tx, &viewing, &page, &gathered, Some(&refused), form).await?;
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
        }
    };
    match acts::write(&mut tx, &permit, &gathered, field, &decision, based).await {
        Ok(_) => {
            tx.commit(&permit, &format!("answer {key} {uid} agreed: {}", decision.way.key())).await?;
            Ok(Redirect::to(&here).into_response())
        }
        Err(::store::Error::Taken) => {
            drop(tx);
            let action = format!("{base}/answers/{uid}");
            conflict(&app, &permit, page, (&gathered, field), &decision, action).await
        }
        Err(e) => Err(e.into()),
    }
}

/// Both answers side by side; the choice comes back here, with what it is made of.
async fn conflict(
    app: &App,
    permit: &Permit<EditWorkbook>,
    page: Page,
    (gathered, field): (&Gathered, &'static Field),
    decision: &Decision<'_>,
    action: String,
) -> Result<Response> {
    let mut db = app.db.read(permit).await?;
    let aid = gathered.workbook.instrument;
    let now = workbooks::open(&mut db, &permit.lesser(), &aid.key).await?;
    if now.instrument.version != aid.version {
        return Err(Error::Conflict(app.texts.say("workbook-moved").to_string()));
    }
    let theirs = now.rows.get(&field.uid).cloned();
    let shell = below_list(page.shell("conflict-title"), &now);
    let mine = Some(decision.value.to_stored());
    let mut conflict = workbooks::conflict(&mut db, permit, shell, action, aid, field, theirs, mine).await?;
    // What was chosen is words of one's own by then, whatever way led there.
    let way = match (decision.way, &field.kind) {
        (Way::Merged, Kind::Text { .. } | Kind::Line { .. } | Kind::Rows(_)) => Way::Merged,
        (Way::Own, _) => Way::Own,
        (way, _) => way,
    };
    conflict.agreed.push(("way".to_owned(), way.key().to_owned()));
    for part in &decision.parts {
        conflict.agreed.push(("part".to_owned(), format!("{}:{}", part.assignment, part.version)));
    }
    if field.figure.is_some() {
        let as_of = decision.beside.0.map(|day| day.to_string()).unwrap_or_default();
        conflict.agreed.push(("as_of".to_owned(), as_of));
        conflict.agreed.push(("source".to_owned(), decision.beside.1.clone().unwrap_or_default()));
    }
    conflict.answer()
}

/// Takes over everything of one contributor where nothing is agreed yet.
pub async fn take_all(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, item)): Path<(String, String, String)>,
    fields: Fields,
) -> Result<Response> {
    let from: AssignmentId = fields.hidden("assignment")?;
    let mut tx = app.db.begin(&permit).await?;
    let gathered = acts::gather(&mut tx, &permit.lesser(), &key, &item).await?;
    let to = format!("{}/{item}?done=answers-agreed", list_address(&page.shell("consolidation-title"), &key));
    match acts::take_all(&mut tx, &permit, &gathered, from).await {
        Ok(()) => {}
        // Nothing is written over: what stands by now is to be seen first.
        Err(::store::Error::Taken) => {
            return Err(Error::Conflict(app.texts.say("consolidation-part-changed").to_string()));
        }
        Err(e) => return Err(e.into()),
    }
    tx.commit(&permit, &format!("answers of assignment {from} taken over")).await?;
    Ok(Redirect::to(&to).into_response())
}
