//! The pages of a working copy: its sections, one section with all questions,
//! the way a single answer is saved, and its history.

use super::{
    checks,
    model::{self, Workbook, bound_values, holds, question_at, read_stored, section_of},
    opening, saving,
    saving::{Based, Beside, Change, Outcome},
    store,
    view::{Ask, Control, Pick, Question, Refused, Shape, View},
};
use crate::{
    consolidation,
    figures::{self, Origin},
    instruments::catalogue,
    returns,
};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, Day, EditWorkbook, Permit, ViewWorkbook};
use instrument::{
    AnswerError, BoundValues, Earlier, Field, Guidance, Hint, Instrument, SectionProgress, State as Stage,
    Value,
};
use web::{
    App, Bindings, Conflict, Differing, Error, Fields, Page, Result, Saved, Shell, Texts, Wants, html,
    html_with,
};

/// Changes of one answer that are listed.
const CHANGES: i64 = 200;

/// Where a working copy lives.
pub(crate) fn address(shell: &Shell, instrument: &str) -> String {
    format!("{}/workbooks/{instrument}", shell.home())
}

/// The shell of a page below a working copy.
pub(crate) fn below(shell: Shell, instrument: &Instrument) -> Shell {
    let to = address(&shell, &instrument.key);
    shell.under(instrument.title.clone(), to)
}

pub(super) fn may_edit(permit: &Permit<ViewWorkbook>) -> Option<Permit<EditWorkbook>> {
    Permit::ask(permit.actor(), permit.place())
}

/// What other contexts bring into a working aid at the moment.
pub(crate) async fn brought_in(
    bindings: &Bindings,
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    instrument: &Instrument,
) -> Result<BoundValues> {
    Ok(bound_values(bindings.values(db, permit, &instrument.bound_keys()).await?))
}

#[derive(Template)]
#[template(path = "workbooks/overview.html")]
struct OverviewPage {
    shell: Shell,
    base: String,
    lead: String,
    last_change: String,
    requests: Vec<RequestLine>,
    newer: Option<u32>,
    hints: Vec<HintLine>,
    sections: Vec<SectionLine>,
    /// The first section with something left to answer: the words, and where it is.
    go_on: Option<(String, String)>,
    progress: String,
    guidance: Vec<&'static Guidance>,
    left_over: Vec<Earlier>,
    may_edit: bool,
    /// Questions that wait to be agreed and open comments, for those who may see them.
    review: Option<consolidation::Waiting>,
    is_district: bool,
}

struct RequestLine {
    title: String,
    deadline: String,
    state: &'static str,
    late: bool,
    extended: bool,
}

struct HintLine {
    text: String,
    to: String,
    place: String,
}

struct SectionLine {
    number: String,
    title: String,
    to: String,
    state: &'static str,
    progress: String,
}

pub async fn overview(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let workbook = opening::open(&mut db, &permit, &key).await?;
    let bound = brought_in(&app.bindings, &mut db, &permit, workbook.instrument).await?;
    let instrument = workbook.instrument;
    let shell = page.shell_titled(instrument.title.clone());
    let base = address(&shell, &key);
    let requests = returns::open_for(&mut db, &permit).await?;
    let requests = requests.into_iter().filter(|r| r.instrument_key == key).map(|r| RequestLine {
        title: r.title,
        deadline: r.deadline.german(),
        state: r.state.key(),
        late: r.late,
        extended: r.extended,
    });
    let last_change = match workbook.last_change() {
        Some(row) => changed(&mut db, &permit, &shell, row).await?,
        None => shell.say("workbook-untouched").to_string(),
    };
    let progress = instrument.progress(&workbook.answers, &bound);
    let (answered, asked) = progress.iter().fold((0, 0), |(a, b), p| (a + p.answered, b + p.asked));
    let hint = |hint: Hint| {
        let to = question_at(instrument, &base, &hint.at);
        HintLine { place: place_words(instrument, &hint.at), text: hint.text, to }
    };
    let may_edit = may_edit(&permit).is_some();
    let mut open = instrument.sections.iter().zip(&progress).filter(|(_, p)| p.state != Stage::Complete);
    let go_on = open.next().filter(|_| may_edit).map(|(section, _)| {
        let id = if answered == 0 { "workbook-begin-at" } else { "workbook-go-on-at" };
        (shell.say(id).with("section", section.id.as_str()).to_string(), format!("{base}/{}", section.uid))
    });
    let review = consolidation::waiting(&mut db, &permit, &workbook).await?;
    let newest = catalogue().latest(&key).map(|i| i.version);
    let gone = workbook.answers.earlier().iter().filter(|(uid, _)| instrument.field(uid).is_none());
    html(&OverviewPage {
        lead: instrument.description.clone(),
        last_change,
        requests: requests.collect(),
        newer: newest.filter(|newest| *newest > instrument.version && workbook.id.is_some()),
        hints: checks::hints(&app.texts, &workbook, &bound)
            .into_iter()
            .filter(|h| h.uid != checks::SUM)
            .map(hint)
            .collect(),
        sections: instrument
            .sections
            .iter()
            .zip(&progress)
            .map(|(s, p)| section_line(&shell, &base, s, p))
            .collect(),
        progress: progress_words(&shell, answered, asked),
        guidance: instrument.guidance.iter().collect(),
        left_over: gone.map(|(_, earlier)| earlier.clone()).collect(),
        go_on,
        may_edit,
        review,
        // Five digits are a district's: it has municipalities to ask.
        is_district: workbook.place.len() == 5,
        base,
        shell,
    })
}

async fn changed(
    db: &mut Read,
    permit: &dyn AnyPermit,
    shell: &Shell,
    row: &model::Stored,
) -> Result<String> {
    let name = match row.changed_by {
        Some(person) => store::name_of(db, permit, person).await?,
        None => String::new(),
    };
    let text = if name.is_empty() { "workbook-changed" } else { "workbook-changed-by" };
    Ok(shell.say(text).with("name", name).with("at", row.changed_at.german()).to_string())
}

fn section_line(
    shell: &Shell,
    base: &str,
    section: &instrument::Section,
    progress: &SectionProgress,
) -> SectionLine {
    SectionLine {
        number: section.id.clone(),
        title: section.title.clone(),
        to: format!("{base}/{}", section.uid),
        state: stage_key(progress.state),
        progress: progress_words(shell, progress.answered, progress.asked),
    }
}

pub(super) const fn stage_key(state: Stage) -> &'static str {
    match state {
        Stage::Empty => "empty",
        Stage::Begun => "begun",
        Stage::Complete => "complete",
    }
}

pub(super) fn progress_words(shell: &Shell, answered: usize, asked: usize) -> String {
    shell.say("workbook-progress").count("answered", answered).count("asked", asked).to_string()
}

/// A question by number, a section by title.
fn place_words(instrument: &Instrument, uid: &str) -> String {
    let number = instrument.item(uid).and_then(|item| item.id.clone());
    number.or_else(|| instrument.section(uid).map(|s| s.title.clone())).unwrap_or_default()
}

#[derive(Template)]
#[template(path = "workbooks/section.html")]
struct SectionPage {
    shell: Shell,
    base: String,
    /// Under which the script keeps what is typed until it is saved.
    key: String,
    may_edit: bool,
    progress: String,
    /// The section's own key.
    uid: String,
    help: String,
    hints: Vec<String>,
    guidance: Vec<&'static Guidance>,
    questions: Vec<Question>,
    /// Words on offer for the sources of figures.
    sources: Vec<String>,
    wrong: Option<(String, String)>,
    previous: Option<(String, String)>,
    next: Option<(String, String)>,
}

pub async fn section(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, section)): Path<(String, String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let workbook = opening::open(&mut db, &permit, &key).await?;
    html(&section_page(&app, &mut db, &permit, &page, &workbook, &section, None).await?)
}

/// One section as it stands; `refused` is shown again with what was typed.
async fn section_page(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    page: &Page,
    workbook: &Workbook,
    section: &str,
    refused: Option<&Refused>,
) -> Result<SectionPage> {
    let sections = &workbook.instrument.sections;
    let at = sections.iter().position(|s| s.uid == section).ok_or(Error::NotFound)?;
    let found = &sections[at];
    let bound = brought_in(&app.bindings, db, permit, workbook.instrument).await?;
    let title = page.shell_titled(format!("{} {}", found.id, found.title));
    let mut shell = below(title, workbook.instrument);
    let base = address(&shell, &workbook.instrument.key);
    // Forms of other contexts inside the section lead back here, also when it is shown again.
    shell.path = format!("{base}/{section}");
    let hints = checks::hints(&app.texts, workbook, &bound);
    let has_figures = workbook.instrument.figure_fields().any(|(field, _)| field.section == *section);
    let edit = may_edit(permit);
    let (known, sources) = if has_figures && edit.is_some() {
        let current = workbook.figures.values();
        let known = figures::elsewhere(db, permit, &workbook.place, current).await?;
        (known, figures::store::sources(db, permit).await?)
    } else {
        (figures::Known::default(), Vec::new())
    };
    let view =
        View { shell: &shell, workbook, base: &base, hints: &hints, bound: &bound, known: &known, refused };
    let mut questions = view.questions(&found.items);
    let own_hints = view.hints_at(section);
    fill_in(app, db, permit, Medium::Screen(edit.as_ref()), &shell, &bound, &mut questions).await?;
    consolidation::mark(db, permit, &shell, workbook, &mut questions).await?;
    let progress = workbook.instrument.progress(&workbook.answers, &bound);
    let progress = progress.get(at).map(|p| {
        let state = shell.say_of("workbook-state", stage_key(p.state)).to_string();
        format!("{state} · {}", progress_words(&shell, p.answered, p.asked))
    });
    let link = |section: &instrument::Section| {
        (format!("{} {}", section.id, section.title), format!("{base}/{}", section.uid))
    };
    Ok(SectionPage {
        key: format!("{}-{}", shell.place.as_ref().map_or("", |a| a.slug.as_str()), workbook.instrument.key),
        may_edit: edit.is_some(),
        progress: progress.unwrap_or_default(),
        uid: found.uid.clone(),
        help: found.help.clone().unwrap_or_default(),
        hints: own_hints,
        guidance: workbook.instrument.guidance_at(section).collect(),
        questions,
        sources,
        wrong: refused.map(|r| wrong_at(workbook.instrument, &r.uid, &r.message)),
        previous: at.checked_sub(1).and_then(|at| sections.get(at)).map(link),
        next: sections.get(at + 1).map(link),
        base,
        shell,
    })
}

/// What questions are shown on.
#[derive(Clone, Copy)]
pub(super) enum Medium<'a> {
    /// A page, with fields for those who may edit.
    Screen(Option<&'a Permit<EditWorkbook>>),
    /// Paper, with everything there is.
    Paper,
}

/// Fills in what only others know: panels of bound questions, and the names of
/// municipalities.
pub(super) async fn fill_in(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    medium: Medium<'_>,
    shell: &Shell,
    bound: &BoundValues,
    questions: &mut [Question],
) -> Result<()> {
    let mut places: Option<Vec<store::Place>> = None;
    for question in questions {
        let mut parts = std::mem::take(&mut question.parts);
        for one in std::iter::once(&mut *question).chain(&mut parts) {
            if let Some(key) = one.bound.clone() {
                if let Some(owner) = app.bindings.owner(&key) {
                    one.panel = match medium {
                        Medium::Screen(edit) => owner.panel(&key, db, permit, edit, shell).await?.html,
                        Medium::Paper => owner.printed(&key, db, permit, shell).await?.html,
                    };
                }
                one.brought_in = bound.get(&key).map(|b| b.text.clone()).unwrap_or_default();
            }
            for control in one.controls.iter_mut().filter(|c| matches!(c.shape, Shape::Places(_))) {
                if places.is_none() {
                    places = Some(store::municipalities(db, permit).await?);
                }
                name_places(control, places.as_deref().unwrap_or_default());
            }
        }
        question.parts = parts;
    }
    Ok(())
}

/// Offers all municipalities, and says the chosen ones by name.
pub(crate) fn name_places(control: &mut Control, all: &[store::Place]) {
    let Shape::Places(chosen) = &mut control.shape else { return };
    let name =
        |key: &String| all.iter().find(|p| p.ags == *key).map_or_else(|| key.clone(), |p| p.name.clone());
    control.words = control.words.iter().map(name).collect();
    let pick = |p: &store::Place| Pick {
        value: p.ags.clone(),
        label: p.name.clone(),
        chosen: chosen.iter().any(|c| c.value == p.ags),
    };
    *chosen = all.iter().map(pick).collect();
}

/// Saves one answer: by the page's script when a field is left, or by its button.
pub async fn save(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    wants: Wants,
    Path((_, key, uid)): Path<(String, String, String)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut db = app.db.read(&permit).await?;
    let (instrument, found) = opening::in_use_with(&mut db, &permit, &key, &uid).await?;
    let field = instrument.field(&uid).ok_or(Error::NotFound)?;
    let typed = Typed::into(field, &fields).ok_or_else(|| incomplete(&app))?;
    let value = match typed.value {
        Ok(value) => value.map(|value| value.to_stored()),
        Err(fault) => {
            let (typed, beside) = (typed.raw, typed.beside);
            let (message, cell) = (fault_words(&app.texts, &fault), super::view::cell_of(field, &fault));
            let refused = Refused { uid, typed, beside, version, message, cell };
            return refuse(&app, &mut db, &permit.lesser(), &page, wants, &key, refused).await;
        }
    };
    let beside = match beside_of(&app.texts, app.clock().today(), &typed.beside, &fields) {
        Ok(beside) => beside,
        Err(message) => {
            let (typed, beside, cell) = (typed.raw, typed.beside, String::new());
            let refused = Refused { uid, typed, beside, version, message, cell };
            return refuse(&app, &mut db, &permit.lesser(), &page, wants, &key, refused).await;
        }
    };
    let told = typed.beside.clone();
    let change = Change { instrument, uid, value: value.clone(), based: Based::On(version), beside };
    let uid = change.uid.clone();
    match saving::save(&app.db, db, &permit, change, found.as_ref()).await? {
        Outcome::Saved(version) => {
            let shell = page.shell("workbook-questions");
            match wants {
                Wants::Json => {
                    // A remark that cannot be worked out must not make a saved answer look lost.
                    let said = remarks(&app, &permit.lesser(), &key, instrument, field).await;
                    Ok(web::saved_as(&shell, Saved { version, ..said.unwrap_or_default() }))
                }
                Wants::Page => Ok(Redirect::to(&field_address(&shell, instrument, field)).into_response()),
            }
        }
        Outcome::Stale(theirs) => {
            let shell = below(page.shell("conflict-title"), instrument);
            let action = format!("{}/answers/{uid}", address(&shell, &key));
            if wants == Wants::Json {
                return Ok(web::stale(&shell, &action));
            }
            let mut db = app.db.read(&permit).await?;
            let mut conflict =
                conflict(&mut db, &permit, shell, action, instrument, field, theirs, value).await?;
            if field.figure.is_some() {
                conflict.agreed = vec![("as_of".to_owned(), told.0), ("source".to_owned(), told.1)];
            }
            conflict.answer()
        }
        Outcome::Moved => Err(Error::Conflict(app.texts.say("workbook-moved").to_string())),
    }
}

/// The remarks that hold now where an answer stands: at its field, at a question
/// it belongs to, at its section; day and source of a figure as they stand; and what
/// stands beside the fields of the section. Worked out only where there can be any.
async fn remarks(
    app: &App,
    permit: &Permit<ViewWorkbook>,
    key: &str,
    instrument: &Instrument,
    field: &Field,
) -> Result<Saved> {
    let here = |at: &str| {
        at == field.uid || at == field.section || instrument.item(at).is_some_and(|i| holds(i, &field.item))
    };
    if !checks::counts(instrument, field) && !instrument.hints.iter().any(|rule| here(&rule.at)) {
        return Ok(Saved::default());
    }
    let mut db = app.db.read(permit).await?;
    let at = db.now();
    let workbook = opening::open(&mut db, permit, key).await?;
    let bound = brought_in(&app.bindings, &mut db, permit, workbook.instrument).await?;
    let hints = checks::hints(&app.texts, &workbook, &bound);
    // Sums of the same people stand at one question and are of interest at all of them.
    let compared = |uid: &str| {
        let both = instrument.comparisons.iter().find(|c| c.at == uid);
        both.is_some_and(|c| c.items.contains(&field.item))
    };
    let fits = |h: &Hint| here(&h.at) || h.uid == "compared" && compared(&h.at);
    let said: Vec<String> = hints.iter().filter(|h| fits(h)).map(|h| h.text.clone()).collect();
    let stand = field.figure.as_ref().map(|_| stand_words(&app.texts, &workbook, &field.uid));
    let in_section = |uid: &str| section_of(instrument, uid).is_some_and(|s| s.uid == field.section);
    let beside = checks::beside_fields(&workbook, hints, at, in_section);
    Ok(Saved { message: said.join(" "), stand, beside: Some(beside), ..Saved::default() })
}

/// Number, day and source of the figure that counts, in words.
fn stand_words(texts: &Texts, workbook: &Workbook, uid: &str) -> String {
    let entry = workbook.figures.get(uid).map(|current| &current.entry).filter(|e| e.value.is_some());
    let Some(entry) = entry else { return String::new() };
    let id = figures::stand_text(&entry.source);
    let said = texts.say(id).with("day", entry.as_of.german()).with("source", entry.source.as_str());
    let field = workbook.instrument.field(uid).zip(entry.value.as_ref());
    let words = field.map(|(field, value)| field.words(value).join(" ")).unwrap_or_default();
    format!("{words} · {said}")
}

/// What was said beside a figure; why it is not taken, as a German sentence.
fn beside_of(
    texts: &Texts,
    today: Day,
    (as_of, source): &(String, String),
    fields: &Fields,
) -> std::result::Result<Beside, String> {
    let origin = Origin::read(as_of, source, today).map_err(|fault| fault.words(texts, "figures-future"))?;
    let chosen = fields.get("stored").is_some();
    let source = fields.get("source").map(|_| origin.source);
    Ok(Beside { as_of: origin.as_of, source, chosen, agreed: false })
}

/// What somebody typed into a field, and what it means.
pub(crate) struct Typed {
    pub raw: Vec<String>,
    /// Day and source beside a figure.
    pub beside: (String, String),
    pub value: std::result::Result<Option<Value>, AnswerError>,
}

impl Typed {
    /// From a form. `stored` is what a choice between two answers sends: the
    /// answer as it is kept.
    pub fn into(field: &Field, fields: &Fields) -> Option<Self> {
        let typed = |name| fields.get(name).unwrap_or_default().to_owned();
        let beside = (typed("as_of"), typed("source"));
        if let Some(stored) = fields.get("stored") {
            let value = Value::from_stored(&field.kind, stored).ok();
            let raw = model::as_posted(value.as_ref());
            return Some(Self { raw, beside, value: read_stored(field, stored) });
        }
        let raw = model::posted(field, fields.pairs())?;
        let value = field.read(&raw);
        Some(Self { raw, beside, value })
    }
}

/// The form lacks the field it is about.
pub(crate) fn incomplete(app: &App) -> Error {
    Error::Invalid(app.texts.say("workbook-incomplete").to_string())
}

async fn refuse(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    page: &Page,
    wants: Wants,
    key: &str,
    refused: Refused,
) -> Result<Response> {
    if wants == Wants::Json {
        return Ok(refused.told());
    }
    let workbook = opening::open(db, permit, key).await?;
    let section = section_of(workbook.instrument, &refused.uid).ok_or(Error::NotFound)?;
    let shown = section_page(app, db, permit, page, &workbook, &section.uid, Some(&refused)).await?;
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

/// Why an answer is not taken, as a German sentence.
pub(crate) fn fault_words(texts: &Texts, fault: &AnswerError) -> String {
    let said = fault.numbers().into_iter().fold(texts.say(fault.id()), |said, (name, n)| said.count(name, n));
    match fault.place() {
        None => said.to_string(),
        Some((row, column)) => {
            let fault = said.to_string();
            texts
                .say("answer-in-cell")
                .count("row", row)
                .with("column", column)
                .with("fault", fault)
                .to_string()
        }
    }
}

/// Where a field is to be found.
fn field_address(shell: &Shell, instrument: &Instrument, field: &Field) -> String {
    format!("{}/{}#f-{}", address(shell, &instrument.key), field.section, field.uid)
}

/// A field by the words people know it by: its question, and its own where they differ.
pub(crate) fn label(instrument: &Instrument, field: &Field) -> String {
    match instrument.item(&field.item) {
        Some(item) if item.label != field.label => format!("{} – {}", item.label, field.label),
        _ => field.label.clone(),
    }
}

/// What is wrong, for the head of a page: the field, and the sentence with the words people
/// know the field by.
pub(crate) fn wrong_at(instrument: &Instrument, uid: &str, message: &str) -> (String, String) {
    let words = match instrument.field(uid) {
        Some(field) => format!("{}: {message}", label(instrument, field)),
        None => message.to_owned(),
    };
    (uid.to_owned(), words)
}

#[expect(clippy::too_many_arguments, reason = "both sides of the conflict and the page around it")]
pub(crate) async fn conflict(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    shell: Shell,
    action: String,
    instrument: &Instrument,
    field: &Field,
    theirs: Option<model::Stored>,
    mine: Option<String>,
) -> Result<Conflict> {
    let words = |stored: Option<&str>| {
        let words = saving::words(field, stored).join("\n");
        if words.is_empty() { shell.say("conflict-empty").to_string() } else { words }
    };
    let stored = theirs.as_ref().and_then(|row| row.value.clone());
    let differing = Differing {
        name: "stored".to_owned(),
        label: label(instrument, field),
        words: Some((words(stored.as_deref()), words(mine.as_deref()))),
        theirs: stored.unwrap_or_default(),
        mine: mine.unwrap_or_default(),
    };
    let who = match &theirs {
        Some(row) => saved_by(db, permit, &shell, row).await?,
        None => String::new(),
    };
    let version = theirs.map_or(0, |row| row.version);
    Ok(Conflict { shell, action, version, agreed: Vec::new(), differing: vec![differing], who })
}

async fn saved_by(
    db: &mut Read,
    permit: &dyn AnyPermit,
    shell: &Shell,
    row: &model::Stored,
) -> Result<String> {
    let Some(person) = row.changed_by else { return Ok(String::new()) };
    let name = store::name_of(db, permit, person).await?;
    if name.is_empty() {
        return Ok(String::new());
    }
    Ok(shell.say("conflict-theirs-by").with("name", name).with("at", row.changed_at.german()).to_string())
}

/// The address of an answer leads to its field.
pub async fn find_answer(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, uid)): Path<(String, String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let instrument = opening::in_use(&mut db, &permit, &key).await?;
    let field = instrument.field(&uid).ok_or(Error::NotFound)?;
    let shell = page.shell("workbook-questions");
    Ok(Redirect::to(&field_address(&shell, instrument, field)).into_response())
}

#[derive(Template)]
#[template(path = "workbooks/history.html")]
struct HistoryPage {
    shell: Shell,
    question: String,
    action: String,
    back: String,
    version: i64,
    may_edit: bool,
    changes: Vec<ChangeLine>,
}

struct ChangeLine {
    at: String,
    who: String,
    said: String,
    before: Vec<String>,
    after: Vec<String>,
    erased: bool,
    /// The answer before, to be taken up again; `None` where it stands or cannot be.
    again: Option<String>,
}

pub async fn history(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, uid)): Path<(String, String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let workbook = opening::open(&mut db, &permit, &key).await?;
    let field = workbook.instrument.field(&uid).ok_or(Error::NotFound)?;
    let shell = below(page.shell("workbook-history-title"), workbook.instrument);
    if let Some(key) = &field.figure {
        let figure = figures::address_of(&key.to_string());
        let to = format!("{}/figures/{}/{figure}", shell.home(), workbook.place);
        return Ok(Redirect::to(&to).into_response());
    }
    let mut changes = Vec::new();
    if let Some(row) = workbook.rows.get(&uid) {
        let entries = db.history(&permit, row.id, CHANGES).await?;
        let names =
            returns::store::names(&mut db, &permit, entries.iter().filter_map(|e| e.person).collect())
                .await?;
        for entry in entries {
            let who = entry.person.and_then(|person| names.get(&person)).cloned().unwrap_or_default();
            changes.push(change_line(&shell, field, row, entry, who));
        }
    }
    html(&HistoryPage {
        question: label(workbook.instrument, field),
        action: format!("{}/answers/{uid}", address(&shell, &key)),
        back: field_address(&shell, workbook.instrument, field),
        version: workbook.version_of(&uid),
        may_edit: may_edit(&permit).is_some(),
        changes,
        shell,
    })
}

fn change_line(
    shell: &Shell,
    field: &Field,
    row: &model::Stored,
    entry: ::store::Entry,
    who: String,
) -> ChangeLine {
    let said = match (&entry.before, &entry.after) {
        _ if entry.erased => "workbook-history-erased",
        (None, _) => "workbook-history-first",
        (_, None) => "workbook-history-emptied",
        _ => "workbook-history-changed",
    };
    let fits = |stored: &String| read_stored(field, stored).is_ok();
    ChangeLine {
        at: entry.at.german(),
        who,
        said: shell.say(said).to_string(),
        before: saving::words(field, entry.before.as_deref()),
        after: saving::words(field, entry.after.as_deref()),
        erased: entry.erased,
        again: entry.before.filter(|before| row.value.as_ref() != Some(before)).filter(fits),
    }
}
