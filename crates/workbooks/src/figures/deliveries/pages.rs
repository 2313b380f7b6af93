//! The pages of a delivery: upload, columns, preview, taking over.

use super::model::{Around, Deed, MOST_ROWS, Mapping, Meaning, Plan, Problem, Sheet, guess, plan};
use super::store::{self, Delivery};
use super::upload::Upload;
use crate::figures::{
    self,
    model::{SOURCE, Told, Way, address_of},
    pages::{asked, counted, value_words, words_of},
};
use crate::instruments::catalogue;
use ::store::{Read, Tx};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{Day, EditWorkbook, Instant, Permit};
use documents::{SheetError, read_sheet_apart};
use instrument::{Dimension, FigureKey};
use uuid::Uuid;
use web::{App, Error, Fields, Form, Page, Periods, Result, Shell, html, html_with};

/// Longest example of a column that is shown.
const EXAMPLE: usize = 30;

#[derive(Template)]
#[template(path = "figures/deliveries/new.html")]
struct NewPage {
    shell: Shell,
    form: Form,
    id: Uuid,
    waiting: Vec<Waiting>,
    period: String,
}

struct Waiting {
    id: Uuid,
    file_name: String,
    at: String,
    /// What came of it; empty while it waits.
    outcome: String,
}

fn held_since(app: &App) -> Instant {
    Periods::before(app.clock().now(), app.config.periods.imports)
}

fn below_figures(shell: Shell) -> Shell {
    let (title, list) = (shell.say("figures-title").to_string(), format!("{}/figures", shell.home()));
    shell.under(title, list)
}

fn below_deliveries(shell: Shell) -> Shell {
    let shell = below_figures(shell);
    let to = format!("{}/figure-deliveries/new", shell.home());
    let title = shell.say("figure-delivery-title").to_string();
    shell.under(title, to)
}

/// By what figures are told apart, over all working aids.
fn dimensions() -> Vec<Dimension> {
    let mut all: Vec<Dimension> = Vec::new();
    for dimension in catalogue().newest().into_iter().flat_map(|instrument| &instrument.dimensions) {
        if all.iter().all(|known| known.key != dimension.key) {
            all.push(dimension.clone());
        }
    }
    all
}

pub async fn new(permit: Permit<EditWorkbook>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let id = base::uuid(app.clock(), app.chance());
    html(&new_page(&app, &mut db, &permit, &page, id, Form::default()).await?)
}

async fn new_page(
    app: &App,
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    page: &Page,
    id: Uuid,
    form: Form,
) -> Result<NewPage> {
    let shell = below_figures(page.shell("figure-delivery-title"));
    let waiting = store::list(db, permit, held_since(app)).await?;
    let line = |listed: store::Listed| {
        let day = listed.as_of.map(Day::german).unwrap_or_default();
        let said = shell.say("figure-delivery-outcome").with("day", day).count("count", listed.recorded);
        Waiting {
            id: listed.id,
            outcome: listed.finished_at.map(|_| said.to_string()).unwrap_or_default(),
            file_name: listed.file_name,
            at: listed.created_at.german(),
        }
    };
    let waiting = waiting.into_iter().map(line).collect();
    Ok(NewPage { form, id, waiting, period: Periods::words(&app.texts, app.config.periods.imports), shell })
}

/// Takes a file in and holds its table.
pub async fn create(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    upload: Upload,
) -> Result<Response> {
    let shell = page.shell("figure-delivery-title");
    let Upload { mut id, is_chosen, file_name, bytes } = upload;
    let sheet =
        read_sheet_apart(file_name.clone(), bytes).await.map_err(|e| Error::Internal(e.to_string()))?;
    let refusal = match &sheet {
        Err(SheetError::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let sheet = match sheet {
        _ if !is_chosen => Err(shell.say("figure-delivery-no-file").to_string()),
        Err(fault) => Err(fault.to_string()),
        Ok(sheet) if sheet.rows.is_empty() => Err(shell.say("figure-delivery-no-rows").to_string()),
        Ok(sheet) if sheet.rows.len() > MOST_ROWS => {
            let said = shell.say("figure-delivery-too-many").count("is", sheet.rows.len());
            Err(said.count("max", MOST_ROWS).to_string())
        }
        Ok(sheet) => Ok(Sheet { columns: sheet.columns, rows: sheet.rows }),
    };
    let mut tx = app.db.begin(&permit).await?;
    let sheet = match sheet {
        Ok(sheet) => sheet,
        Err(words) => {
            let mut form = Form::default();
            form.refuse("file", words);
            let page = new_page(&app, &mut tx, &permit, &page, id, form).await?;
            return html_with(refusal, &page);
        }
    };
    if !store::add(&mut tx, &permit, id, &file_name, &sheet).await? {
        // A double click holds one table; another file from the same page is another one.
        let held = store::find(&mut tx, &permit, id, held_since(&app)).await?;
        if held.is_none_or(|held| held.sheet != sheet) {
            id = base::uuid(app.clock(), app.chance());
            store::add(&mut tx, &permit, id, &file_name, &sheet).await?;
        }
    }
    tx.commit(&permit, &format!("figure delivery {id} uploaded")).await?;
    Ok(Redirect::to(&format!("{}/figure-deliveries/{id}", shell.home())).into_response())
}

/// A table to start from.
pub async fn sample(_: Permit<EditWorkbook>) -> Response {
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"kennzahlen-beispiel.csv\""),
        ),
    ];
    (head, include_bytes!("sample.csv").as_slice()).into_response()
}

#[derive(Template)]
#[template(path = "figures/deliveries/columns.html")]
struct ColumnsPage {
    shell: Shell,
    form: Form,
    action: String,
    version: i64,
    file_name: String,
    rows: usize,
    whats: Vec<(String, String)>,
    meanings: Vec<(String, Vec<(String, String)>)>,
    /// The columns: name of the field, and heading with an example.
    columns: Vec<(String, String)>,
    sources: Vec<String>,
    is_mapped: bool,
    is_remembered: bool,
}

async fn opened(app: &App, db: &mut Read, permit: &Permit<EditWorkbook>, id: Uuid) -> Result<Delivery> {
    store::find(db, permit, id, held_since(app)).await?.ok_or(Error::NotFound)
}

/// Asks what the columns mean; leads to the figures once the table is taken over.
pub async fn show(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let delivery = opened(&app, &mut db, &permit, id).await?;
    let home = page.shell("figures-title").home();
    if delivery.finished_at.is_some() {
        return Ok(Redirect::to(&format!("{home}/figures")).into_response());
    }
    let known = store::remembered(&mut db, &permit, &delivery.sheet.columns).await?;
    let is_remembered = delivery.mapping.is_none() && known.is_some();
    let (mapping, source) = match (&delivery.mapping, known) {
        (Some(mapping), _) => (mapping.clone(), delivery.source.clone()),
        (None, Some(known)) => known,
        (None, None) => {
            let what = counted().into_iter().next().map(|(key, _)| key).unwrap_or_default();
            let columns = guess(&delivery.sheet.columns, &dimensions());
            (Mapping { what, columns }, String::new())
        }
    };
    let mut fields = vec![("what".to_owned(), mapping.what), ("source".to_owned(), source)];
    fields.push(("as_of".to_owned(), delivery.as_of.map(|day| day.to_string()).unwrap_or_default()));
    fields.extend(mapping.columns.into_iter().enumerate().map(|(at, code)| (format!("column-{at}"), code)));
    let form = Form::of(Fields::from_pairs(fields));
    html(&columns_page(&mut db, &permit, &page, &delivery, form, delivery.version, is_remembered).await?)
}

async fn columns_page(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    page: &Page,
    delivery: &Delivery,
    form: Form,
    version: i64,
    is_remembered: bool,
) -> Result<ColumnsPage> {
    let shell = below_deliveries(page.shell("figure-delivery-columns-title"));
    let say = |id: &str| shell.say(id).to_string();
    let mut meanings = vec![(
        String::new(),
        vec![
            (String::new(), say("figure-delivery-no-meaning")),
            (Meaning::Count.code(), say("figure-delivery-count")),
        ],
    )];
    for dimension in dimensions() {
        let key = &dimension.key;
        let mut options = vec![(
            Meaning::Kind(key.clone()).code(),
            shell.say("figure-delivery-kind").with("dimension", dimension.label.as_str()).to_string(),
        )];
        options.extend(dimension.values.iter().map(|value| {
            let words = shell.say("figure-delivery-count-of").with("value", value.label.as_str()).to_string();
            (Meaning::CountOf(key.clone(), value.value.clone()).code(), words)
        }));
        meanings.push((dimension.label.clone(), options));
    }
    let heading = |(at, name): (usize, &String)| {
        let mut cells = delivery.sheet.rows.iter().filter_map(|cells| cells.get(at));
        let example = cells.find(|cell| !cell.trim().is_empty());
        let words = match example {
            Some(cell) => {
                let example: String = cell.chars().take(EXAMPLE).collect();
                let said = shell.say("figure-delivery-column").with("column", name.as_str());
                said.with("example", example).to_string()
            }
            None => name.clone(),
        };
        (format!("column-{at}"), words)
    };
    Ok(ColumnsPage {
        form,
        action: format!("{}/figure-deliveries/{}", shell.home(), delivery.id),
        version,
        file_name: delivery.file_name.clone(),
        rows: delivery.sheet.rows.len(),
        whats: counted(),
        meanings,
        columns: delivery.sheet.columns.iter().enumerate().map(heading).collect(),
        sources: figures::store::sources(db, &permit.lesser()).await?,
        is_mapped: delivery.mapping.is_some(),
        is_remembered,
        shell,
    })
}

/// Says what the columns mean, of which day and from where the table is.
pub async fn map(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let delivery = opened(&app, &mut tx, &permit, id).await?;
    let shell = page.shell("figure-delivery-columns-title");
    let to = format!("{}/figure-deliveries/{id}", shell.home());
    if delivery.finished_at.is_some() {
        return Ok(Redirect::to(&to).into_response());
    }
    let mut form = Form::of(fields);
    let read = read_mapping(&shell, &mut form, delivery.sheet.columns.len());
    let Some((mapping, as_of, source)) = read.filter(|_| form.is_good()) else {
        let page = columns_page(&mut tx, &permit, &page, &delivery, form, version, false).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if !store::map(&mut tx, &permit, id, version, &mapping, as_of, &source).await? {
        form.refuse("what", shell.say("figure-delivery-stale"));
        let now = delivery.version;
        let page = columns_page(&mut tx, &permit, &page, &delivery, form, now, false).await?;
        return html_with(StatusCode::PRECONDITION_FAILED, &page);
    }
    tx.commit(&permit, &format!("figure delivery {id} mapped")).await?;
    Ok(Redirect::to(&format!("{to}/preview")).into_response())
}

fn read_mapping(shell: &Shell, form: &mut Form, columns: usize) -> Option<(Mapping, Day, String)> {
    let what = form.value("what").to_owned();
    if counted().iter().all(|(key, _)| *key != what) {
        form.refuse("what", shell.say("form-unknown-choice"));
    }
    let as_of = form.needed_day(shell, "as_of");
    if as_of.is_some_and(|day| day > shell.today) {
        form.refuse("as_of", shell.say("figures-future"));
    }
    let source = form.needed(shell, "source", SOURCE);
    let dimensions = dimensions();
    let mut codes: Vec<String> = Vec::new();
    let mut counts = 0;
    for at in 0..columns {
        let name = format!("column-{at}");
        let code = form.value(&name).to_owned();
        let meaning = Meaning::read(&code, &dimensions);
        if !code.is_empty() && meaning.is_none() {
            form.refuse(&name, shell.say("form-unknown-choice"));
        } else if !code.is_empty() && codes.contains(&code) {
            form.refuse(&name, shell.say("figure-delivery-meaning-twice"));
        }
        counts += usize::from(matches!(meaning, Some(Meaning::Count | Meaning::CountOf(..))));
        codes.push(code);
    }
    if counts == 0 {
        form.refuse("what", shell.say("figure-delivery-needs-count"));
    }
    Some((Mapping { what, columns: codes }, as_of?, source))
}

#[derive(Template)]
#[template(path = "figures/deliveries/preview.html")]
struct PreviewPage {
    shell: Shell,
    action: String,
    version: i64,
    mark: String,
    notice: String,
    file_name: String,
    as_of: String,
    source: String,
    summary: Vec<String>,
    lines: Vec<PreviewLine>,
    problems: Vec<String>,
    count: usize,
}

struct PreviewLine {
    href: String,
    words: String,
    before: String,
    before_day: String,
    after: String,
    deed: &'static str,
    is_loud: bool,
}

/// What a delivery does now, in the alliance's own place.
struct Planned {
    place: String,
    plan: Plan,
    asked: Vec<(FigureKey, String)>,
}

async fn planned(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    delivery: &Delivery,
) -> Result<Option<Planned>> {
    let (Some(mapping), Some(as_of)) = (&delivery.mapping, delivery.as_of) else { return Ok(None) };
    let view = permit.lesser();
    let place = figures::store::own_place(db, &view).await?;
    let current = figures::store::current(db, &view, &place).await?;
    let (asked, dimensions) = (asked(), dimensions());
    let keys: Vec<FigureKey> = asked.iter().map(|(key, _)| key.clone()).collect();
    let (asked_keys, source) = (keys.as_slice(), delivery.source.as_str());
    let around = Around { dimensions: &dimensions, asked: asked_keys, current: &current, as_of, source };
    let plan = plan(&delivery.sheet, mapping, &around);
    Ok(Some(Planned { place, plan, asked }))
}

pub async fn preview(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let delivery = opened(&app, &mut db, &permit, id).await?;
    let to = format!("{}/figure-deliveries/{id}", page.shell("figures-title").home());
    match planned(&mut db, &permit, &delivery).await? {
        Some(planned) if delivery.finished_at.is_none() => {
            html(&preview_page(&page, &delivery, &planned, String::new()))
        }
        _ => Ok(Redirect::to(&to).into_response()),
    }
}

fn preview_page(page: &Page, delivery: &Delivery, planned: &Planned, notice: String) -> PreviewPage {
    let shell = below_deliveries(page.shell("figure-delivery-preview-title"));
    let number = |n: u64| shell.number(i64::try_from(n).unwrap_or(i64::MAX));
    let Planned { place, plan, asked } = planned;
    let line = |line: &super::model::Line| {
        let key = line.key.to_string();
        PreviewLine {
            href: format!("{}/figures/{place}/{}", shell.home(), address_of(&key)),
            words: words_of(asked, &key),
            before: value_words(line.before.as_ref().map(|(value, _)| value), number),
            before_day: line.before.as_ref().map(|(_, day)| day.german()).unwrap_or_default(),
            after: value_words(Some(&line.after), number),
            deed: line.deed.key(),
            is_loud: line.deed == Deed::Older,
        }
    };
    let deeds = [Deed::New, Deed::Changed, Deed::Unchanged, Deed::Older, Deed::Known];
    let summary = deeds.into_iter().filter(|deed| plan.count(*deed) > 0).map(|deed| {
        let count = plan.count(deed);
        shell.say_of("figure-delivery-sum", deed.key()).count("count", count).to_string()
    });
    PreviewPage {
        action: format!("{}/figure-deliveries/{}", shell.home(), delivery.id),
        version: delivery.version,
        mark: plan.mark(),
        notice,
        file_name: delivery.file_name.clone(),
        as_of: delivery.as_of.map(Day::german).unwrap_or_default(),
        source: delivery.source.clone(),
        summary: summary.collect(),
        lines: plan.lines.iter().map(line).collect(),
        problems: plan.problems.iter().map(|problem| problem_words(&shell, asked, problem)).collect(),
        count: plan.lines.len() - plan.count(Deed::Known),
        shell,
    }
}

fn problem_words(shell: &Shell, asked: &[(FigureKey, String)], problem: &Problem) -> String {
    let words = |key: &FigureKey| {
        let instrument =
            catalogue().newest().into_iter().find(|i| i.counted.iter().any(|c| c.key == key.what));
        instrument.map_or_else(|| words_of(asked, &key.to_string()), |i| i.figure_words(key))
    };
    match problem {
        Problem::Unknown(row, dimension, said) => shell
            .say("figure-delivery-unknown")
            .count("row", *row)
            .with("dimension", dimension.as_str())
            .with("words", said.as_str())
            .to_string(),
        Problem::NoNumber(row, column, said) => shell
            .say("figure-delivery-no-number")
            .count("row", *row)
            .with("column", column.as_str())
            .with("words", said.as_str())
            .to_string(),
        Problem::Doubled(row, column) => shell
            .say("figure-delivery-doubled")
            .count("row", *row)
            .with("column", column.as_str())
            .to_string(),
        Problem::NotAsked(row, key) => {
            shell.say("figure-delivery-not-asked").count("row", *row).with("figure", words(key)).to_string()
        }
        Problem::Twice(row, key) => {
            shell.say("figure-delivery-twice").count("row", *row).with("figure", words(key)).to_string()
        }
    }
}

/// Takes over what the page has shown, all at once.
pub async fn take_over(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mark: String = fields.hidden("mark")?;
    let mut tx = app.db.begin(&permit).await?;
    let delivery = opened(&app, &mut tx, &permit, id).await?;
    let shell = page.shell("figures-title");
    let done = format!("{}/figures?done=figure-delivery-taken-over", shell.home());
    if delivery.finished_at.is_some() {
        return Ok(Redirect::to(&done).into_response());
    }
    let planned = planned(&mut tx, &permit, &delivery).await?.ok_or(Error::NotFound)?;
    if version != delivery.version || mark != planned.plan.mark() {
        let notice = shell.say("figure-delivery-changed").to_string();
        return html_with(StatusCode::CONFLICT, &preview_page(&page, &delivery, &planned, notice));
    }
    let recorded = store_all(&mut tx, &permit, &delivery, &planned).await?;
    if !store::finish(&mut tx, &permit, id, version, recorded).await? {
        return Err(Error::Stale);
    }
    tx.commit(&permit, &format!("figure delivery {id} taken over: {recorded} figures")).await?;
    Ok(Redirect::to(&done).into_response())
}

/// Stores all numbers of a plan; answers how many were new in some way.
async fn store_all(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    delivery: &Delivery,
    planned: &Planned,
) -> Result<i64> {
    let mut recorded = 0;
    for line in planned.plan.lines.iter().filter(|line| line.deed != Deed::Known) {
        let told = Told {
            value: Some(line.after.clone()),
            as_of: delivery.as_of,
            source: Some(delivery.source.clone()),
            way: Way::Delivery,
            moves: false,
        };
        figures::enter(tx, permit, &planned.place, &line.key.to_string(), None, &told).await?;
        recorded += 1;
    }
    Ok(recorded)
}

/// Throws a table away.
pub async fn remove(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    opened(&app, &mut tx, &permit, id).await?;
    store::remove(&mut tx, &permit, id).await?;
    tx.commit(&permit, &format!("figure delivery {id} removed")).await?;
    let home = page.shell("figures-title").home();
    Ok(Redirect::to(&format!("{home}/figure-deliveries/new?done=figure-delivery-removed")).into_response())
}
