//! The pages about figures: all of an alliance, and one over time.

use super::{
    chart,
    model::{
        Current, Entry, OriginFault, SOURCE, Series, Told, Way, address_of, key_of, stand_text, what_of,
    },
    store,
};
use crate::{instruments::catalogue, returns};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, Day, EditWorkbook, Permit, ViewWorkbook};
use instrument::{Absence, FigureKey, Value};
use serde::Deserialize;
use std::collections::BTreeMap;
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Result, Shell, Texts, html, html_with};

/// Rows of one page of the list.
const PAGE: usize = 100;
/// Older than so many days is worth a second look.
const OLD: i64 = 365;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    pub q: String,
    pub what: String,
    pub place: String,
    pub page: usize,
}

#[derive(Template)]
#[template(path = "figures/list.html")]
struct ListPage {
    shell: Shell,
    may_edit: bool,
    q: String,
    what: String,
    place: String,
    whats: Vec<(String, String)>,
    places: Vec<(String, String)>,
    rows: Vec<ListRow>,
    next: String,
    empty_title: &'static str,
    empty_help: &'static str,
}

struct ListRow {
    href: String,
    words: String,
    place: String,
    value: String,
    as_of: String,
    source: String,
    age: String,
    is_old: bool,
}

/// All figures any working aid asks for, in the order of the forms: key and words.
pub(super) fn asked() -> Vec<(FigureKey, String)> {
    let mut all: Vec<(FigureKey, String)> = Vec::new();
    for instrument in catalogue().newest() {
        for (_, key) in instrument.figure_fields() {
            if !all.iter().any(|(known, _)| known == key) {
                all.push((key.clone(), instrument.figure_words(key)));
            }
        }
    }
    all
}

/// What is counted, as working aids name it: key and words.
pub(super) fn counted() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for counted in catalogue().newest().into_iter().flat_map(|instrument| &instrument.counted) {
        if !all.iter().any(|(key, _)| *key == counted.key) {
            all.push((counted.key.clone(), counted.label.clone()));
        }
    }
    all
}

/// A figure in words; its key where no working aid asks for it any more.
pub(super) fn words_of(asked: &[(FigureKey, String)], key: &str) -> String {
    let found = asked.iter().find(|(known, _)| known.to_string() == key);
    found.map_or_else(|| key.to_owned(), |(_, words)| words.clone())
}

/// A number or why there is none, in words.
pub(super) fn value_words(value: Option<&Value>, number: impl Fn(u64) -> String) -> String {
    match value {
        Some(Value::Number(n)) => number(*n),
        Some(Value::Absent(absence)) => absence.words().to_owned(),
        _ => "–".to_owned(),
    }
}

/// The current figures asked for, in the order of the forms, then by place. Those taken
/// back are left out.
pub(super) fn sought(all: Vec<Current>, search: &Search) -> Vec<(Current, String)> {
    let asked = asked();
    let sought = base::sort_key(&search.q);
    let order: BTreeMap<String, usize> =
        asked.iter().enumerate().map(|(at, (key, _))| (key.to_string(), at)).collect();
    let mut found: Vec<(Current, String)> = all
        .into_iter()
        .filter(|c| c.entry.value.is_some())
        .filter(|c| search.what.is_empty() || what_of(&c.key) == search.what)
        .filter(|c| search.place.is_empty() || c.place == search.place)
        .map(|c| {
            let words = words_of(&asked, &c.key);
            (c, words)
        })
        .filter(|(c, words)| {
            let text = base::sort_key(&format!("{words} {}", c.entry.source));
            sought.split(' ').all(|word| text.contains(word))
        })
        .collect();
    let at = |c: &Current| order.get(&c.key).copied().unwrap_or(usize::MAX);
    found.sort_by(|(a, _), (b, _)| (at(a), &a.key, &a.place).cmp(&(at(b), &b.key, &b.place)));
    found
}

pub async fn list(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = page.shell("figures-title");
    let names = store::place_names(&mut db, &permit).await?;
    let own = store::own_place(&mut db, &permit).await?;
    let all = store::all_current(&mut db, &permit).await?;
    let mut keys: Vec<String> = all.iter().map(|c| c.place.clone()).collect();
    let found = sought(all, &search);
    keys.push(own);
    keys.sort();
    keys.dedup();
    let name = |key: &String| names.get(key).cloned().unwrap_or_else(|| key.clone());
    let mut places = vec![(String::new(), shell.say("figures-all-places").to_string())];
    places.extend(keys.iter().map(|key| (key.clone(), name(key))));
    let mut whats = vec![(String::new(), shell.say("figures-all-whats").to_string())];
    whats.extend(counted());
    let from = search.page.min(10_000) * PAGE;
    let next = if found.len() > from + PAGE {
        let [q, what, place] = [&search.q, &search.what, &search.place].map(|kept| web::query(kept));
        format!("?q={q}&what={what}&place={place}&page={}", search.page.min(10_000) + 1)
    } else {
        String::new()
    };
    let row = |(current, words): &(Current, String)| {
        let entry = &current.entry;
        let days = (shell.today.end().micros() - entry.as_of.end().micros()) / 86_400_000_000;
        ListRow {
            href: format!("{}/figures/{}/{}", shell.home(), current.place, address_of(&current.key)),
            words: words.clone(),
            place: name(&current.place),
            value: value_words(entry.value.as_ref(), |n| shell.number(i64::try_from(n).unwrap_or(0))),
            as_of: entry.as_of.german(),
            source: entry.source.clone(),
            age: age(&shell, days),
            is_old: days > OLD,
        }
    };
    let rows = found.iter().skip(from).take(PAGE).map(row).collect();
    let searched = !(search.q.is_empty() && search.what.is_empty() && search.place.is_empty());
    let (empty_title, empty_help) = if searched {
        ("figures-none-title", "figures-none-help")
    } else {
        ("figures-empty-title", "figures-empty-help")
    };
    let may_edit = may_edit(&permit).is_some();
    let Search { q, what, place, .. } = search;
    html(&ListPage { shell, may_edit, q, what, place, whats, places, rows, next, empty_title, empty_help })
}

fn may_edit(permit: &Permit<ViewWorkbook>) -> Option<Permit<EditWorkbook>> {
    Permit::ask(permit.actor(), permit.place())
}

fn age(shell: &Shell, days: i64) -> String {
    match days {
        0 => shell.say("figures-age-today").to_string(),
        1..=60 => shell.say("figures-age-days").count("count", days).to_string(),
        _ => shell.say("figures-age-months").count("count", days / 30).to_string(),
    }
}

#[derive(Template)]
#[template(path = "figures/show.html")]
struct ShowPage {
    shell: Shell,
    form: Form,
    action: String,
    version: i64,
    place: String,
    value: String,
    stand: String,
    chart: String,
    days: Vec<DayLine>,
    entries: Vec<EntryLine>,
    may_edit: bool,
    absences: Vec<(String, String)>,
    sources: Vec<String>,
}

/// What counts of a day, compared with the day before it.
struct DayLine {
    as_of: String,
    value: String,
    change: String,
    source: String,
}

struct EntryLine {
    as_of: String,
    value: String,
    source: String,
    at: String,
    who: String,
    way: &'static str,
    counts: bool,
}

/// A series that may be shown: asked for in the alliance's own place, or there.
pub(super) struct Shown {
    pub place: String,
    pub key: String,
    pub words: String,
    pub series: Series,
}

/// # Errors
/// `NotFound` where nobody asks for such a figure and none was entered.
pub(super) async fn open(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    place: String,
    figure: &str,
) -> Result<Shown> {
    let key = key_of(figure).ok_or(Error::NotFound)?;
    let asked = asked();
    let own = store::own_place(db, permit).await?;
    let series = store::series(db, permit, &place, &key.to_string()).await?;
    let is_asked = place == own && asked.iter().any(|(known, _)| *known == key);
    if series.version() == 0 && !is_asked {
        return Err(Error::NotFound);
    }
    let key = key.to_string();
    Ok(Shown { words: words_of(&asked, &key), place, key, series })
}

pub async fn show(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, place, figure)): Path<(String, String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shown = open(&mut db, &permit, place, &figure).await?;
    let source = shown.series.current().map(|entry| entry.source.clone()).unwrap_or_default();
    let form = Form::filled([("source", source)]);
    html(&show_page(&mut db, &permit, &page, &shown, form).await?)
}

async fn show_page(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    page: &Page,
    shown: &Shown,
    form: Form,
) -> Result<ShowPage> {
    let shell = page.shell_titled(shown.words.clone());
    let (title, list) = (shell.say("figures-title").to_string(), format!("{}/figures", shell.home()));
    let shell = shell.under(title, list);
    let names = store::place_names(db, permit).await?;
    let entries = shown.series.entries();
    let people = entries.iter().filter_map(|entry| entry.recorded_by).collect();
    let people = returns::store::names(db, permit, people).await?;
    let number = |n: u64| shell.number(i64::try_from(n).unwrap_or(i64::MAX));
    let days = shown.series.days();
    let counting: Vec<i64> = days.iter().map(|entry| entry.number).collect();
    let points: Vec<(Day, u64)> = days.iter().filter_map(|e| Some((e.as_of, number_of(e)?))).collect();
    let mut lines = Vec::new();
    let mut before = None;
    for entry in &days {
        let now = number_of(entry);
        lines.push(DayLine {
            as_of: entry.as_of.german(),
            value: value_words(entry.value.as_ref(), number),
            change: before.zip(now).map(|(before, now)| change(&shell, before, now)).unwrap_or_default(),
            source: entry.source.clone(),
        });
        before = now.or(before);
    }
    lines.reverse();
    let line = |entry: &&Entry| EntryLine {
        as_of: entry.as_of.german(),
        value: match &entry.value {
            None => shell.say("figures-taken-back").to_string(),
            value => value_words(value.as_ref(), number),
        },
        source: entry.source.clone(),
        at: entry.recorded_at.german(),
        who: entry.recorded_by.and_then(|person| people.get(&person)).cloned().unwrap_or_default(),
        way: entry.way.key(),
        counts: counting.contains(&entry.number),
    };
    let current = shown.series.current();
    let none = (String::new(), shell.say("workbook-figure-number").to_string());
    let absences = Absence::ALL.map(|a| (a.code().to_owned(), a.words().to_owned()));
    let edit = may_edit(permit).is_some();
    Ok(ShowPage {
        form,
        action: format!("{}/figures/{}/{}", shell.home(), shown.place, address_of(&shown.key)),
        version: shown.series.version(),
        place: names.get(&shown.place).cloned().unwrap_or_else(|| shown.place.clone()),
        value: value_words(current.and_then(|entry| entry.value.as_ref()), number),
        stand: current.map(|entry| stand(&shell, entry)).unwrap_or_default(),
        chart: chart::lines(&shown.words, &points, number),
        days: lines,
        entries: entries.iter().map(line).collect(),
        may_edit: edit,
        absences: [none].into_iter().chain(absences).collect(),
        sources: if edit { store::sources(db, permit).await? } else { Vec::new() },
        shell,
    })
}

fn number_of(entry: &Entry) -> Option<u64> {
    match entry.value {
        Some(Value::Number(number)) => Some(number),
        _ => None,
    }
}

impl OriginFault {
    /// The sentence that says so; `ahead` names the one for a day that lies ahead.
    pub fn words(self, texts: &Texts, ahead: &str) -> String {
        match self {
            Self::NoDay => texts.say("form-not-a-day").to_string(),
            Self::Ahead => texts.say(ahead).to_string(),
            Self::Text(fault) => texts.fault(fault),
        }
    }
}

fn stand(shell: &Shell, entry: &Entry) -> String {
    let said = shell.say(stand_text(&entry.source)).with("day", entry.as_of.german());
    said.with("source", entry.source.as_str()).to_string()
}

/// The difference to the day before, with its share where there was anything before.
fn change(shell: &Shell, before: u64, now: u64) -> String {
    let by = before.abs_diff(now);
    let sign = match now.cmp(&before) {
        std::cmp::Ordering::Greater => "+",
        std::cmp::Ordering::Less => "−",
        std::cmp::Ordering::Equal => return shell.say("figures-unchanged").to_string(),
    };
    let number = shell.number(i64::try_from(by).unwrap_or(i64::MAX));
    match base::percent_tenths(by, before) {
        Some(share) => format!("{sign}{number} ({sign}{})", shell.percent(Some(share))),
        None => format!("{sign}{number}"),
    }
}

/// Adds an entry, or corrects that of a day.
pub async fn add(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, place, figure)): Path<(String, String, String)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let view = permit.lesser();
    let shown = open(&mut tx, &view, place, &figure).await?;
    let said = [fields.all("value"), fields.all("absence")].concat();
    let raw: Vec<String> = said.into_iter().map(str::to_owned).collect();
    let mut form = Form::of(fields);
    let shell = page.shell("figures-title");
    let told = read(&app, &shell, &mut form, &raw);
    let Some(told) = told.filter(|_| form.is_good()) else {
        let page = show_page(&mut tx, &view, &page, &shown, form).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let to = format!("{}/figures/{}/{figure}", shell.home(), shown.place);
    // Of two differing numbers the one that stands was chosen.
    let stands = shown.series.current().and_then(|entry| entry.value.as_ref()) == told.value.as_ref();
    if form.ticked("chosen") && stands {
        return Ok(Redirect::to(&to).into_response());
    }
    match store::enter(&mut tx, &permit, &shown.place, &shown.key, Some(version), &told).await {
        Ok(_) => {}
        Err(::store::Error::Taken) => return conflict(shell, to, &shown, &told, &raw).answer(),
        Err(e) => return Err(e.into()),
    }
    tx.commit(&permit, &format!("figure {} of {} entered", shown.key, shown.place)).await?;
    Ok(Redirect::to(&format!("{to}?done=figure-entered")).into_response())
}

fn read(app: &App, shell: &Shell, form: &mut Form, raw: &[String]) -> Option<Told> {
    let as_of = form.day(shell, "as_of").or_else(|| form.value("as_of").is_empty().then_some(shell.today));
    if as_of.is_some_and(|day| day > shell.today) {
        form.refuse("as_of", shell.say("figures-future"));
    }
    let source = form.line(shell, "source", SOURCE);
    match Value::read_number(raw) {
        Ok(value) => Some(Told { value, as_of, source: Some(source), way: Way::Form, moves: false }),
        Err(fault) => {
            form.refuse("value", crate::workbooks::fault_words(&app.texts, &fault));
            None
        }
    }
}

fn conflict(shell: Shell, action: String, shown: &Shown, told: &Told, raw: &[String]) -> Conflict {
    let current = shown.series.current();
    let number = |n: u64| n.to_string();
    let theirs = value_words(current.and_then(|entry| entry.value.as_ref()), number);
    let mine = value_words(told.value.as_ref(), number);
    let stands = current.and_then(|entry| entry.value.as_ref());
    let differing = Differing {
        name: "value".to_owned(),
        label: shown.words.clone(),
        theirs: value_words(stands, number).replace('–', ""),
        mine: raw.iter().rev().find(|text| !text.trim().is_empty()).cloned().unwrap_or_default(),
        words: Some((theirs, mine)),
    };
    let day = told.as_of.map(|day| day.to_string()).unwrap_or_default();
    let source = told.source.clone().unwrap_or_default();
    let agreed = [("as_of", day), ("source", source), ("chosen", "1".to_owned())];
    let agreed = agreed.map(|(name, value)| (name.to_owned(), value)).to_vec();
    let shell = shell.retitled("conflict-title");
    let version = shown.series.version();
    Conflict { shell, action, version, agreed, differing: vec![differing], who: String::new() }
}
