//! Gaps by theme and kind of alliance (R-EVA-02, R-EVA-08): which gaps the summaries of
//! the needs-and-offers analysis name, with N, narrowed to a region, as sent until a day.
//! Counted are alliances, never people. Themes and their words come from the working aid.

mod store;

pub(crate) use store::regions;

use crate::{
    core_groups::{ByKind, CellView, Head, cells, heads},
    download,
    filter::{choice, wave_choices},
    returns,
    waves::{self, Wave},
};
use ::store::Read;
use askama::Template;
use axum::{
    Json,
    extract::{Path, Query, State},
    response::Response,
};
use base::{Day, Permit, ViewStatewide, ViewSubmissions, WaveId};
use documents::{Cell, Column, Kind, Table};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use web::{App, Error, Page, Result, Routes, Shell, Themed, html};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("gaps.de.ftl", include_str!("gaps.de.ftl"));

/// The answer that names a gap.
const YES: &str = "ja";

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/land/gaps", show)
        .get("/land/gaps/file.{ending}", file)
        .get("/api/v1/evaluation/gaps", api)
        .answers::<GapsJson>("How many alliances name a gap, by theme and kind of alliance")
        .query(&[
            ("wave", "the wave; the latest one about needs and offers when absent"),
            ("region", "first three digits of the official key; the whole Land when absent"),
            ("date", "as sent until this day, YYYY-MM-DD; today when absent"),
        ])
}

/// What the table is narrowed to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Narrowed {
    region: String,
    kind: String,
    date: String,
}

impl Narrowed {
    /// The day asked for; today when none is named.
    fn day(&self, app: &App) -> Result<Day> {
        if self.date.trim().is_empty() {
            return Ok(app.clock().today());
        }
        let message = || app.texts.say("form-not-a-day").to_string();
        Day::read(&self.date).ok_or_else(|| Error::Field { field: "date", message: message() })
    }
}

/// One question and its themes, counted.
struct Group {
    themed: Themed,
    /// Alliances that answered the question.
    n: ByKind<u64>,
    /// Alliances that name a gap at all.
    named: ByKind<u64>,
    /// Code, words, alliances.
    rows: Vec<(String, String, ByKind<u64>)>,
}

/// Everything the page shows.
struct Found {
    wave: Option<Wave>,
    regions: Vec<(String, String)>,
    groups: Vec<Group>,
}

async fn load(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewStatewide>,
    asked: waves::Asked,
    region: &str,
    until: Day,
) -> Result<Found> {
    let themed = |wave: &Wave| app.aids.themed(&wave.instrument_key, wave.instrument_version);
    let wave = waves::find_about(db, permit, asked, |wave| !themed(wave).is_empty()).await?;
    let regions = regions(db, permit).await?;
    if !region.is_empty() && regions.iter().all(|(key, _)| key != region) {
        return Err(Error::NotFound);
    }
    let Some(about) = wave.clone() else { return Ok(Found { wave, regions, groups: Vec::new() }) };
    let key = format!("{} {until}", about.wave_id);
    let counted = db.remembered(permit, returns::SUBJECTS, key, move |db, permit| {
        Box::pin(store::count(db, permit, about.wave_id, until))
    });
    let counted: Arc<Vec<store::Counted>> = counted.await?;
    let themed = wave.as_ref().map(themed).unwrap_or_default();
    let groups = themed.into_iter().filter(|one| !one.is_about_rules);
    let groups = groups.map(|themed| group(themed, &counted, region)).collect();
    Ok(Found { wave, regions, groups })
}

/// A gap with how many alliances name it.
pub(crate) struct Named {
    /// The wave it was counted in.
    pub wave: WaveId,
    /// The name under which the question is counted.
    pub measure: String,
    /// Its theme's code.
    pub code: String,
    /// Its theme in words, after the number of the question.
    pub words: String,
    /// Alliances that name it.
    pub count: u64,
    /// Alliances that answered the question.
    pub n: u64,
}

/// Every theme of the wave opened last, with what counts today.
pub(crate) async fn named(app: &App, db: &mut Read, permit: &Permit<ViewStatewide>) -> Result<Vec<Named>> {
    let found = load(app, db, permit, waves::Asked::default(), "", app.clock().today()).await?;
    let Some(wave) = found.wave else { return Ok(Vec::new()) };
    let of_group = |group: Group| {
        let (number, measure, n) = (group.themed.number, group.themed.measure, group.n.get("all"));
        group.rows.into_iter().map(move |(code, label, count)| Named {
            wave: wave.wave_id,
            measure: measure.clone(),
            words: format!("{number} {label}"),
            count: count.get("all"),
            code,
            n,
        })
    };
    Ok(found.groups.into_iter().flat_map(of_group).collect())
}

fn group(themed: Themed, counted: &[store::Counted], region: &str) -> Group {
    let own: Vec<&store::Counted> = counted
        .iter()
        .filter(|c| c.measure == themed.measure && (region.is_empty() || c.region_key == region))
        .collect();
    let sum = |fits: &dyn Fn(&store::Counted) -> bool| {
        let mut sum = ByKind::default();
        for one in own.iter().filter(|c| fits(c)) {
            sum.add(&one.kind, u64::try_from(one.number).unwrap_or(0));
        }
        sum
    };
    let row = |(code, words): &(String, String)| {
        (code.clone(), words.clone(), sum(&|c| c.what == "topic" && c.code == *code))
    };
    Group {
        n: sum(&|c| c.what == "answer"),
        named: sum(&|c| c.what == "answer" && c.code == YES),
        rows: themed.themes.iter().map(row).collect(),
        themed,
    }
}

impl Group {
    fn limited(&self) -> ByKind<bool> {
        ByKind::of(|kind| self.n.get(kind) < 10)
    }
}

#[derive(Serialize, JsonSchema)]
struct GapsJson {
    /// The wave the numbers are about; absent before any was opened.
    wave: Option<WaveId>,
    /// What was sent until this day counts.
    until: Day,
    questions: Vec<GroupJson>,
}

#[derive(Serialize, JsonSchema)]
struct GroupJson {
    /// The printed number of the question.
    number: String,
    label: String,
    /// Alliances that answered it.
    n: ByKind<u64>,
    /// Alliances that name a gap, whatever its theme.
    named: ByKind<u64>,
    themes: Vec<ThemeJson>,
}

#[derive(Serialize, JsonSchema)]
struct ThemeJson {
    code: String,
    label: String,
    /// Alliances that name a gap of this theme.
    count: ByKind<u64>,
    /// Rounded half up to one decimal; absent where N is 0.
    percent: ByKind<Option<f64>>,
}

async fn api(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Query(asked): Query<waves::Asked>,
    Query(narrowed): Query<Narrowed>,
) -> Result<Json<GapsJson>> {
    let until = narrowed.day(&app)?;
    let mut db = app.db.read(&permit).await?;
    let found = load(&app, &mut db, &permit, asked, &narrowed.region, until).await?;
    let group = |group: Group| {
        let theme = |(code, label, count): (String, String, ByKind<u64>)| ThemeJson {
            code,
            label,
            percent: ByKind::of(|kind| download::percent(count.get(kind), group.n.get(kind))),
            count,
        };
        GroupJson {
            number: group.themed.number,
            label: group.themed.label,
            n: group.n,
            named: group.named,
            themes: group.rows.into_iter().map(theme).collect(),
        }
    };
    let wave = found.wave.map(|wave| wave.wave_id);
    Ok(Json(GapsJson { wave, until, questions: found.groups.into_iter().map(group).collect() }))
}

#[derive(Template)]
#[template(path = "gaps/show.html")]
struct ShowPage {
    shell: Shell,
    wave: Option<String>,
    waves: Vec<(String, String, bool)>,
    regions: Vec<(String, String, bool)>,
    kinds: Vec<(String, String, bool)>,
    date: String,
    wrong: String,
    until: String,
    groups: Vec<GroupView>,
    query: String,
    /// Those who read submissions can read the answers behind the numbers.
    reads: bool,
}

struct GroupView {
    title: String,
    passage: String,
    heads: Vec<Head>,
    rows: Vec<RowView>,
}

struct RowView {
    label: String,
    is_total: bool,
    cells: Vec<CellView>,
}

async fn show(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    page: Page,
    Query(asked): Query<waves::Asked>,
    Query(narrowed): Query<Narrowed>,
) -> Result<Response> {
    let (until, wrong) = match narrowed.day(&app) {
        Ok(day) => (day, String::new()),
        Err(_) => (app.clock().today(), app.texts.say("form-not-a-day").to_string()),
    };
    let mut db = app.db.read(&permit).await?;
    let shell = crate::overview::under_land(page.shell("gaps-title"));
    let found = load(&app, &mut db, &permit, asked, &narrowed.region, until).await?;
    let themed = |wave: &Wave| !app.aids.themed(&wave.instrument_key, wave.instrument_version).is_empty();
    let choices = waves::about(&mut db, &permit, themed).await?;
    let shown = found.wave.as_ref().map(|wave| wave.wave_id);
    let kind = Some(narrowed.kind.as_str()).filter(|kind| crate::KINDS.contains(kind)).unwrap_or("");
    let wave = shown.map(|id| id.to_string()).unwrap_or_default();
    html(&ShowPage {
        waves: wave_choices(choices.into_iter().map(|w| (w.wave_id, w.title)), shown),
        regions: choice(&shell, "gaps-region-all", &found.regions, &narrowed.region),
        kinds: choice(&shell, "gaps-kind-all", &crate::kind_words(&shell), kind),
        date: if narrowed.date.is_empty() { until.to_string() } else { narrowed.date.clone() },
        query: format!("?wave={wave}&region={}&date={until}", web::query(&narrowed.region)),
        reads: Permit::<ViewSubmissions>::ask(base::AnyPermit::actor(&permit), None).is_some(),
        groups: found.groups.iter().map(|group| group_view(&shell, group, kind)).collect(),
        until: until.german(),
        wave: found.wave.map(|wave| wave.title),
        wrong,
        shell,
    })
}

fn group_view(shell: &Shell, group: &Group, kind: &str) -> GroupView {
    let keep = |at: usize| kind.is_empty() || ByKind::<u64>::KEYS[at] == kind;
    let narrow = |all: Vec<CellView>| {
        all.into_iter().enumerate().filter(|(at, _)| keep(*at)).map(|(_, c)| c).collect()
    };
    let row = |label: String, is_total: bool, count: ByKind<u64>| RowView {
        label,
        is_total,
        cells: narrow(cells(shell, count, group.n)),
    };
    let mut rows = vec![row(shell.say("gaps-named").to_string(), true, group.named)];
    rows.extend(group.rows.iter().map(|(_, words, count)| row(words.clone(), false, *count)));
    let heads = heads(shell, group.n, group.limited()).into_iter().enumerate();
    GroupView {
        title: format!("{} {}", group.themed.number, group.themed.label),
        passage: group.themed.passage.clone(),
        heads: heads.filter(|(at, _)| keep(*at)).map(|(_, head)| head).collect(),
        rows,
    }
}

async fn file(
    permit: Permit<ViewStatewide>,
    State(app): State<App>,
    Path(ending): Path<String>,
    Query(asked): Query<waves::Asked>,
    Query(narrowed): Query<Narrowed>,
) -> Result<Response> {
    let ending = download::ending(&ending)?;
    let until = narrowed.day(&app)?;
    let mut db = app.db.read(&permit).await?;
    let found = load(&app, &mut db, &permit, asked, &narrowed.region, until).await?;
    let say = |id: &str| app.texts.say(id).to_string();
    let text = |key: &str, label: String| Column { key: key.into(), label, kind: Kind::Text };
    let mut columns = vec![
        text("number", say("gaps-number")),
        text("question", say("gaps-question")),
        text("code", say("core-groups-key")),
        text("label", say("gaps-theme")),
    ];
    columns.extend(download::kind_columns(&app.texts));
    let mut rows = Vec::new();
    for group in &found.groups {
        let mut row = |code: &str, words: &str, count: ByKind<u64>| {
            let themed = &group.themed;
            let mut cells: Vec<Cell> = [&themed.number, &themed.label, code, words]
                .into_iter()
                .map(|text| Cell::Text(text.to_owned()))
                .collect();
            cells.extend(download::kind_cells(&app.texts, count, group.n, group.limited()));
            rows.push(cells);
        };
        row(YES, &say("gaps-named"), group.named);
        for (code, words, count) in &group.rows {
            row(code, words, *count);
        }
    }
    let region = found.regions.iter().find(|(key, _)| *key == narrowed.region);
    let table = Table {
        title: say("gaps-title"),
        columns,
        rows,
        notes: vec![
            found.wave.map_or_else(|| say("overview-no-wave-title"), |wave| wave.title),
            region.map_or_else(|| say("gaps-region-all"), |(_, name)| name.clone()),
            app.texts.say("gaps-until").with("day", until.german()).to_string(),
            say("core-groups-rounding"),
        ],
    };
    download::file(&table, "luecken-nach-themen", ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(what: &str, code: &str, kind: &str, region_key: &str, number: i64) -> store::Counted {
        let text = str::to_owned;
        let (measure, what, code) = (text("m"), text(what), text(code));
        store::Counted { measure, what, code, kind: text(kind), region_key: text(region_key), number }
    }

    #[test]
    fn n_counts_who_answered_and_a_region_narrows_both() {
        let themed = Themed {
            number: "8.2".into(),
            label: "Lücken".into(),
            measure: "m".into(),
            passage: "K.2".into(),
            themes: vec![("kurs".into(), "Kurse".into())],
            is_about_rules: false,
        };
        let all = [
            counted("answer", "ja", "city", "051", 3),
            counted("answer", "nein", "city", "053", 4),
            counted("topic", "kurs", "city", "051", 2),
            counted("topic", "kurs", "district", "053", 5),
        ];
        let found = group(themed.clone(), &all, "");
        assert_eq!((found.n.all, found.named.all, found.rows[0].2.all), (7, 3, 7));
        let found = group(themed, &all, "053");
        assert_eq!((found.n.city, found.named.all, found.rows[0].2.district), (4, 0, 5));
    }
}
