//! The pages a personal link opens: why and by when, one question at a time, and the
//! ways out.

use super::model::Asked;
use super::saving::{self, Outcome};
use super::store::{self, Change, Contribution};
use crate::assignments::{self, Assignment, Fault, LetterKind, Office, Post, State};
use crate::figures::{Known, Origin};
use crate::instruments::catalogue;
use crate::roll_up;
use crate::workbooks::{self, Typed, fault_words, incomplete, name_places, view};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, State as Ext},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnswerAssignment, AnyPermit, AssignmentId, Permission, Permit};
use instrument::{Answers, BoundValues, Field, Item, Value};
use std::collections::BTreeMap;
use view::{Ask, Control, Question, Refused, Shape, View};
use web::{
    App, Beside, Conflict, Differing, Error, Fields, Form, Page, Periods, Result, Saved, Shell, Wants, html,
    html_with,
};

/// The assignment a link opens, and everything entered for it.
struct Opened {
    assignment: Assignment,
    asked: Asked,
    entered: Vec<Contribution>,
}

impl Opened {
    async fn load(db: &mut Read, permit: &Permit<AnswerAssignment>) -> Result<Self> {
        let id = permit.assignment().ok_or(Error::LinkOver)?;
        let (assignment, asked) = find(db, permit, id).await?.ok_or(Error::LinkOver)?;
        let entered = store::all(db, permit, id).await?;
        Ok(Self { assignment, asked, entered })
    }
    fn answers(&self) -> Result<Answers> {
        Ok(self.asked.workbook(&self.entered).map_err(|row| broken(&row))?.answers)
    }
}

fn broken(row: &str) -> Error {
    Error::Internal(format!("contribution {row} does not fit its field"))
}

/// An assignment with the questions cut out of its working aid.
pub(crate) async fn find(
    db: &mut Read,
    permit: &dyn AnyPermit,
    id: AssignmentId,
) -> Result<Option<(Assignment, Asked)>> {
    let Some(assignment) = assignments::find(db, permit, id).await? else { return Ok(None) };
    let aid = catalogue().get(&assignment.instrument_key, assignment.instrument_version);
    let aid = aid.ok_or_else(|| Error::Internal("a version of a working aid is not at hand".into()))?;
    let items = assignments::items(db, permit, id).await?;
    Ok(Some((assignment, Asked::of(aid, &items))))
}

/// Where a link's pages live.
fn home(link: &str) -> String {
    format!("/z/{link}")
}

#[derive(Template)]
#[template(path = "contributions/start.html")]
#[expect(clippy::struct_excessive_bools, reason = "a page lists what it shows")]
struct StartPage {
    shell: Shell,
    base: String,
    alliance: String,
    aid: String,
    office: Office,
    due: String,
    late: bool,
    why: String,
    state: &'static str,
    reason: String,
    is_open: bool,
    is_fresh: bool,
    can_reopen: bool,
    shows_others: bool,
    progress: String,
    groups: Vec<Group>,
    /// The first question with nothing entered, or else the first.
    next: String,
    /// Something is entered.
    anything: bool,
    /// Everything is answered.
    is_done: bool,
    /// What became of the request for more time, as a sentence.
    time: String,
    /// How long name and address are kept once the link has ended, as behind „nach“.
    period: String,
}

/// Questions of one section.
struct Group {
    /// Number and title of the section; empty where all stand in one list.
    title: String,
    lines: Vec<ItemLine>,
    /// Those that are finished, where they are folded away.
    done: Vec<ItemLine>,
}

/// So many questions stand in one list; more are grouped by section.
const LIST: usize = 6;

/// The questions as the start page shows them: many by section, what is open first and
/// what is finished folded away.
fn grouped(opened: &Opened, lines: Vec<ItemLine>) -> Vec<Group> {
    if lines.len() <= LIST || opened.assignment.state == State::Delivered {
        return vec![Group { title: String::new(), lines, done: Vec::new() }];
    }
    let title = |uid: &str| {
        let section = opened.asked.aid.sections.iter().find(|s| s.items.iter().any(|item| item.uid == uid));
        section.map(|s| format!("{} {}", s.id, s.title)).unwrap_or_default()
    };
    let mut groups: Vec<Group> = Vec::new();
    for (item, line) in opened.asked.items.iter().zip(lines) {
        let title = title(&item.uid);
        if groups.last().is_none_or(|group| group.title != title) {
            groups.push(Group { title, lines: Vec::new(), done: Vec::new() });
        }
        let Some(group) = groups.last_mut() else { continue };
        if line.answered { group.done.push(line) } else { group.lines.push(line) }
    }
    groups.sort_by_key(|group| group.lines.is_empty());
    groups
}

struct ItemLine {
    number: String,
    label: String,
    to: String,
    answered: bool,
    /// What was answered, once it is delivered.
    said: Vec<String>,
}

/// The questions of an assignment, and how far each has come.
fn item_lines(opened: &Opened, base: &str) -> Result<Vec<ItemLine>> {
    let answers = opened.answers()?;
    let line = |item: &&'static Item| ItemLine {
        number: item.id.clone().unwrap_or_default(),
        label: item.label.clone(),
        to: format!("{base}/items/{}", item.uid),
        answered: opened.asked.is_answered(item, &answers),
        said: if opened.assignment.state == State::Delivered { said(opened, item) } else { Vec::new() },
    };
    Ok(opened.asked.items.iter().map(line).collect())
}

/// What was entered for a question, in words.
fn said(opened: &Opened, item: &'static Item) -> Vec<String> {
    let asked = opened.asked.fields_of(item);
    let fields = opened.asked.aid.fields().iter().filter(|field| asked.contains(field.uid.as_str()));
    let line = |field: &Field| {
        let row = opened.entered.iter().find(|row| row.item == field.uid)?;
        let words = workbooks::words(field, row.value.as_deref()).join("; ");
        let is_whole = field.uid == item.uid || asked.len() == 1;
        (!words.is_empty()).then(|| if is_whole { words } else { format!("{}: {words}", field.label) })
    };
    fields.filter_map(line).collect()
}

fn progress(shell: &Shell, lines: &[ItemLine]) -> String {
    let done = lines.iter().filter(|line| line.answered).count();
    shell.say("contribution-progress").count("done", done).count("all", lines.len()).to_string()
}

pub async fn start(
    permit: Permit<AnswerAssignment>,
    Ext(app): Ext<App>,
    page: Page,
    Path(link): Path<String>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let opened = Opened::load(&mut db, &permit).await?;
    let (a, asked) = (&opened.assignment, &opened.asked);
    let base = home(&link);
    let shell = page.shell("contribution-title");
    let lines = item_lines(&opened, &base)?;
    let done = lines.iter().filter(|l| l.answered).count();
    let next = lines.iter().find(|l| !l.answered).or(lines.first()).map(|l| l.to.clone());
    let today = shell.today;
    let time = assignments::more_time(&mut db, &permit, a.id).await?;
    let time = time.first().map(|t| time_words(&shell, t)).unwrap_or_default();
    html(&StartPage {
        alliance: permit.place().map(|p| p.name.clone()).unwrap_or_default(),
        aid: asked.aid.title.clone(),
        office: assignments::office(&mut db, &permit).await?,
        period: Periods::words(&app.texts, app.config.periods.ended_links),
        due: a.due_on.german(),
        late: a.is_overdue(today),
        why: a.why.clone(),
        state: a.state.key(),
        reason: a.state_reason.clone(),
        is_open: a.state.is_open(),
        is_fresh: a.state == State::Asked,
        can_reopen: can_reopen(a, today),
        shows_others: a.shows_others,
        progress: progress(&shell, &lines),
        anything: done > 0,
        is_done: done == lines.len(),
        next: next.unwrap_or_else(|| base.clone()),
        groups: grouped(&opened, lines),
        time,
        base,
        shell,
    })
}

/// What was delivered can be taken up until the last day, a refusal as long as the link is good.
fn can_reopen(a: &Assignment, today: base::Day) -> bool {
    a.can_be_reopened(today) || a.state == State::Declined
}

fn time_words(shell: &Shell, t: &assignments::MoreTime) -> String {
    let text = match t.answer.as_str() {
        "granted" => "contribution-time-granted",
        "refused" => "contribution-time-refused",
        _ => "contribution-time-open",
    };
    shell
        .say(text)
        .with("wanted", t.wanted.german())
        .with("granted", t.granted.map(base::Day::german).unwrap_or_default())
        .with("reason", t.answer_reason.clone())
        .to_string()
}

/// The button that leads to the questions.
pub async fn open(
    permit: Permit<AnswerAssignment>,
    Ext(app): Ext<App>,
    Path(link): Path<String>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let opened = Opened::load(&mut tx, &permit).await?;
    let id = opened.assignment.id;
    assignments::note_use(&mut tx, &permit, id).await?;
    assignments::go_over(&mut tx, &permit, id, State::Opened, "").await?;
    tx.commit(&permit, &format!("assignment {id} opened")).await?;
    let answers = opened.answers()?;
    let items = &opened.asked.items;
    let next = items.iter().find(|item| !opened.asked.is_answered(item, &answers)).or(items.first());
    let to = next.map_or_else(|| home(&link), |item| format!("{}/items/{}", home(&link), item.uid));
    Ok(Redirect::to(&to).into_response())
}

/// Whom a page with fields is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    /// The holder of the link.
    Holder,
    /// The office, on the contributor's behalf.
    Office,
}

/// One question, ready to be shown.
pub(crate) struct Shown {
    pub question: Question,
    /// What is known already: figures with their day.
    pub figures: Vec<String>,
    /// The agreed answer, where it may be seen.
    pub agreed: Vec<String>,
    /// Others' answers, where they may be seen: whose view, and the words.
    pub others: Vec<(String, Vec<String>)>,
}

/// Shows one question with its fields. What was refused is shown again as it was typed.
pub(crate) async fn show_item(
    db: &mut Read,
    permit: &dyn AnyPermit,
    shell: &Shell,
    base: &str,
    (assignment, asked, entered): (&Assignment, &Asked, &[Contribution]),
    item: &'static Item,
    refused: Option<&Refused>,
) -> Result<Shown> {
    let workbook = asked.workbook(entered).map_err(|row| broken(&row))?;
    let (nothing, known) = (BoundValues::default(), Known::default());
    let hints = workbooks::of_asked(shell.texts(), &workbook);
    let view =
        View { shell, workbook: &workbook, base, hints: &hints, bound: &nothing, refused, known: &known };
    let mut questions = view.questions(std::slice::from_ref(item));
    let Some(mut question) = questions.pop() else { return Err(Error::NotFound) };
    let mut parts = std::mem::take(&mut question.parts);
    let mut places = None;
    for (at, one) in std::iter::once(&mut question).chain(&mut parts).enumerate() {
        tidy(one, asked, at == 0);
        for control in one.splits.iter_mut().flat_map(|s| &mut s.rows).flat_map(|row| &mut row.cells) {
            tell_origin(control, entered, refused);
        }
        for control in &mut one.controls {
            control.has_history = false;
            control.when.rule = asked.rule(&control.when.rule);
            tell_origin(control, entered, refused);
            if matches!(control.shape, Shape::Places(_)) {
                if places.is_none() {
                    places = Some(workbooks::municipalities(db, permit).await?);
                }
                name_places(control, places.as_deref().unwrap_or_default());
            }
        }
    }
    question.parts = parts;
    let figures = figures(db, permit, shell, assignment, asked, item).await?;
    let (agreed, others) = if assignment.shows_others {
        seen_of_others(db, permit, shell, assignment, asked, item).await?
    } else {
        (Vec::new(), Vec::new())
    };
    Ok(Shown { question, figures, agreed, others })
}

/// A contributor is told nothing of the rest of the working aid.
fn tidy(one: &mut Question, asked: &Asked, leads: bool) {
    one.refs.clear();
    one.answered_by.clear();
    one.leaves = "";
    one.reconstructed = false;
    one.when.rule = asked.rule(&one.when.rule);
    if leads {
        one.when = view::When::default();
    }
}

/// Day and source of a number, as the contributor gave them. What was refused stands
/// there already as it was typed.
fn tell_origin(control: &mut Control, entered: &[Contribution], refused: Option<&Refused>) {
    let Shape::Figure(figure) = &mut control.shape else { return };
    if refused.is_none_or(|refused| refused.uid != control.uid) {
        let row = entered.iter().find(|c| c.item == control.uid);
        figure.as_of = row.and_then(|r| r.as_of).map(|day| day.to_string()).unwrap_or_default();
        figure.source = row.map(|r| r.source.clone()).unwrap_or_default();
    }
    figure.is_open |= !(figure.as_of.is_empty() && figure.source.is_empty());
}

/// What is known of a question already, as its page shows it: figures with their day, and
/// the agreed answer where it may be seen.
pub(crate) async fn known(
    db: &mut Read,
    permit: &dyn AnyPermit,
    shell: &Shell,
    (assignment, asked): (&Assignment, &Asked),
    item: &'static Item,
) -> Result<Vec<String>> {
    let mut known = figures(db, permit, shell, assignment, asked, item).await?;
    if assignment.shows_others {
        let (agreed, _) = seen_of_others(db, permit, shell, assignment, asked, item).await?;
        known.extend(agreed);
    }
    Ok(known)
}

async fn figures(
    db: &mut Read,
    permit: &dyn AnyPermit,
    shell: &Shell,
    assignment: &Assignment,
    asked: &Asked,
    item: &'static Item,
) -> Result<Vec<String>> {
    let fields: Vec<&Field> =
        asked.fields_of(item).into_iter().filter_map(|uid| asked.aid.field(uid)).collect();
    if fields.iter().all(|field| field.figure.is_none()) {
        return Ok(Vec::new());
    }
    let place = if let Some(ags) = &assignment.municipality_ags {
        Some(ags.clone())
    } else {
        let place = assignments::place(db, permit).await?;
        place.district_key.or(place.municipality_ags)
    };
    let Some(place) = place else { return Ok(Vec::new()) };
    let known: BTreeMap<String, store::KnownFigure> =
        store::figures(db, permit, &place).await?.into_iter().map(|f| (f.key.clone(), f)).collect();
    let said = |field: &Field| {
        let found = known.get(&field.figure.as_ref()?.to_string())?;
        let number = match (found.value, found.absence.as_deref()) {
            (Some(number), _) => shell.number(number),
            (None, Some(code)) => instrument::Absence::from_code(code)?.words().to_owned(),
            (None, None) => return None,
        };
        let said = shell.say("contribution-known-figure").with("label", field.label.clone());
        Some(said.with("number", number).with("day", found.as_of.german()).to_string())
    };
    // In the order of the form.
    let ordered = asked.aid.fields().iter().filter(|f| fields.iter().any(|g| g.uid == f.uid));
    Ok(ordered.filter_map(said).collect())
}

type Others = Vec<(String, Vec<String>)>;

async fn seen_of_others(
    db: &mut Read,
    permit: &dyn AnyPermit,
    shell: &Shell,
    assignment: &Assignment,
    asked: &Asked,
    item: &'static Item,
) -> Result<(Vec<String>, Others)> {
    let fields = asked.fields_of(item);
    let said = |uid: &str, stored: &str| {
        let field = asked.aid.field(uid)?;
        // What names a person stays with the office.
        if field.personal {
            return None;
        }
        let words = workbooks::words(field, Some(stored)).join("; ");
        let lead = field.uid == item.uid || fields.len() == 1;
        Some(if lead { words } else { format!("{}: {words}", field.label) })
    };
    let agreed = store::agreed(db, permit, &assignment.instrument_key).await?;
    let agreed: BTreeMap<String, String> = agreed.into_iter().collect();
    let agreed = fields.iter().filter_map(|uid| said(uid, agreed.get(*uid)?)).collect();
    let mut others: Others = Vec::new();
    for (voice, uid, stored) in store::others(db, permit, &assignment.instrument_key, assignment.id).await? {
        if !fields.contains(uid.as_str()) {
            continue;
        }
        let Some(words) = said(&uid, &stored) else { continue };
        let voice = shell.say_of("assignment-voice", &voice).to_string();
        match others.iter_mut().find(|(v, _)| *v == voice) {
            Some((_, all)) => all.push(words),
            None => others.push((voice, vec![words])),
        }
    }
    Ok((agreed, others))
}

#[derive(Template)]
#[template(path = "contributions/item.html")]
struct ItemPage {
    shell: Shell,
    base: String,
    key: String,
    place: String,
    due: String,
    shown: Shown,
    wrong: Option<(String, String)>,
    previous: Option<String>,
    next: Option<String>,
    /// How many of all questions are answered; at the last one only, where they are delivered.
    progress: String,
    /// What the district remarked beside the municipality's entry, in a roll-up.
    remarks: Vec<String>,
}

async fn item_page(
    db: &mut Read,
    permit: &Permit<AnswerAssignment>,
    page: &Page,
    link: &str,
    opened: &Opened,
    item: &'static Item,
    refused: Option<&Refused>,
) -> Result<ItemPage> {
    let items = &opened.asked.items;
    let at = items.iter().position(|i| i.uid == item.uid).ok_or(Error::NotFound)?;
    let base = home(link);
    let number = item.id.clone().unwrap_or_default();
    let titled = page.shell("contribution-title");
    let title = titled.say("contribution-item-title").with("number", number).to_string();
    let shell = page.shell_titled(title).under(titled.say("contribution-to-start").to_string(), base.clone());
    let what = (&opened.assignment, &opened.asked, &opened.entered[..]);
    let shown = show_item(db, permit, &shell, &base, what, item, refused).await?;
    let to = |item: &&Item| format!("{base}/items/{}", item.uid);
    let remarks = match opened.assignment.municipality_ags {
        Some(_) => roll_up::comments_of_assignment(db, permit, opened.assignment.id, &item.uid).await?,
        None => Vec::new(),
    };
    let next = items.get(at + 1).map(to);
    let progress = match next {
        Some(_) => String::new(),
        None => progress(&shell, &item_lines(opened, &base)?),
    };
    let place = shell.say("contribution-place").count("at", at + 1).count("all", items.len()).to_string();
    Ok(ItemPage {
        key: opened.assignment.id.to_string(),
        place,
        due: opened.assignment.due_on.german(),
        shown,
        wrong: refused.map(|r| workbooks::wrong_at(opened.asked.aid, &r.uid, &r.message)),
        previous: at.checked_sub(1).and_then(|at| items.get(at)).map(to),
        next,
        progress,
        remarks: remarks.into_iter().map(|remark| remark.words).collect(),
        base,
        shell,
    })
}

pub async fn item(
    permit: Permit<AnswerAssignment>,
    Ext(app): Ext<App>,
    page: Page,
    Path((link, uid)): Path<(String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let opened = Opened::load(&mut db, &permit).await?;
    let item = opened.asked.item(&uid).ok_or(Error::NotFound)?;
    if !opened.assignment.state.is_open() {
        return Ok(Redirect::to(&home(&link)).into_response());
    }
    html(&item_page(&mut db, &permit, &page, &link, &opened, item, None).await?)
}

/// What became of a field that was posted.
pub(crate) enum Filled {
    /// Saved with this version, in this question.
    Saved(i64, &'static Item),
    /// Somebody was faster: theirs and mine, for the choice between them.
    Stale(Box<(Option<Contribution>, Change, &'static Field)>),
    /// It does not fit: shown again at its field.
    Refused(Refused, &'static Item),
    /// The assignment is over.
    Over,
}

/// Reads one posted field and saves it, of an assignment this reader has found.
pub(crate) async fn fill_answer<P: Permission>(
    app: &App,
    db: Read,
    permit: &Permit<P>,
    shell: &Shell,
    (assignment, asked): (&Assignment, &Asked),
    (uid, fields): (&str, &Fields),
    way: Fill,
) -> Result<Filled> {
    let version: i64 = fields.hidden("version")?;
    let field: &'static Field = asked.aid.field(uid).filter(|_| asked.has(uid)).ok_or(Error::NotFound)?;
    let item = asked.item_of(uid).ok_or(Error::NotFound)?;
    let typed = Typed::into(field, fields).ok_or_else(|| incomplete(app))?;
    let refuse = |message: String| Refused {
        uid: uid.to_owned(),
        typed: typed.raw.clone(),
        beside: typed.beside.clone(),
        version,
        message,
        cell: String::new(),
    };
    let value = match &typed.value {
        Ok(value) => value.as_ref().map(Value::to_stored),
        Err(fault) => {
            let refused = refuse(fault_words(&app.texts, fault));
            return Ok(Filled::Refused(Refused { cell: view::cell_of(field, fault), ..refused }, item));
        }
    };
    let (as_of, source) = &typed.beside;
    let origin = match Origin::read(as_of, source, shell.today) {
        Ok(origin) => origin,
        Err(fault) => {
            let message = fault.words(&app.texts, "contribution-as-of-ahead");
            return Ok(Filled::Refused(refuse(message), item));
        }
    };
    let change = Change {
        assignment: assignment.id,
        item: uid.to_owned(),
        value,
        as_of: origin.as_of,
        source: origin.source,
        way: if way == Fill::Office { "office" } else { "link" },
        based_on: version,
    };
    Ok(match saving::save(&app.db, db, permit, assignment.state, change.clone()).await? {
        Outcome::Saved(version) => Filled::Saved(version, item),
        Outcome::Stale(theirs) => Filled::Stale(Box::new((theirs, change, field))),
        Outcome::Over => Filled::Over,
    })
}

/// Tells the script that a field is saved, and what stands beside the questions now.
pub(crate) async fn saved<P: Permission>(
    app: &App,
    permit: &Permit<P>,
    shell: &Shell,
    (id, asked): (AssignmentId, &Asked),
    (uid, version): (&str, i64),
) -> Response {
    // A remark that cannot be worked out must not make a saved answer look lost.
    let beside = beside(app, permit, id, asked, uid).await.unwrap_or_default();
    web::saved_as(shell, Saved { version, beside, ..Saved::default() })
}

async fn beside<P: Permission>(
    app: &App,
    permit: &Permit<P>,
    id: AssignmentId,
    asked: &Asked,
    uid: &str,
) -> Result<Option<Beside>> {
    if !asked.aid.field(uid).is_some_and(|field| workbooks::counts(asked.aid, field)) {
        return Ok(None);
    }
    let mut db = app.db.read(permit).await?;
    let at = db.now();
    let workbook = asked.workbook(&store::all(&mut db, permit, id).await?).map_err(|row| broken(&row))?;
    let hints = workbooks::of_asked(&app.texts, &workbook);
    Ok(Some(workbooks::beside_fields(&workbook, hints, at, |uid| asked.holds(uid))))
}

/// Both values side by side. Who saved the other one is not said.
pub(crate) fn conflict(
    shell: Shell,
    action: String,
    asked: &Asked,
    (theirs, mine, field): (Option<Contribution>, Change, &Field),
) -> Conflict {
    let words = |stored: Option<&str>| {
        let words = workbooks::words(field, stored).join("\n");
        if words.is_empty() { shell.say("conflict-empty").to_string() } else { words }
    };
    let stored = theirs.as_ref().and_then(|row| row.value.clone());
    let differing = Differing {
        name: "stored".to_owned(),
        label: workbooks::label(asked.aid, field),
        words: Some((words(stored.as_deref()), words(mine.value.as_deref()))),
        theirs: stored.unwrap_or_default(),
        mine: mine.value.unwrap_or_default(),
    };
    let agreed = vec![
        ("as_of".to_owned(), mine.as_of.map(|d| d.to_string()).unwrap_or_default()),
        ("source".to_owned(), mine.source),
    ];
    let version = theirs.map_or(0, |row| row.version);
    Conflict { shell, action, version, agreed, differing: vec![differing], who: String::new() }
}

/// Saves one answer: by the page's script when a field is left, or by its button.
pub async fn save(
    permit: Permit<AnswerAssignment>,
    Ext(app): Ext<App>,
    page: Page,
    wants: Wants,
    Path((link, uid)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let id = permit.assignment().ok_or(Error::LinkOver)?;
    let (assignment, asked) = find(&mut db, &permit, id).await?.ok_or(Error::LinkOver)?;
    let shell = page.shell("contribution-title");
    match fill_answer(&app, db, &permit, &shell, (&assignment, &asked), (&uid, &fields), Fill::Holder).await?
    {
        Filled::Saved(version, item) => Ok(match wants {
            Wants::Json => saved(&app, &permit, &shell, (id, &asked), (&uid, version)).await,
            Wants::Page => {
                let to = format!("{}/items/{}#f-{uid}", home(&link), item.uid);
                Redirect::to(&to).into_response()
            }
        }),
        Filled::Stale(both) => {
            let action = format!("{}/answers/{uid}", home(&link));
            let shell = page.shell("conflict-title");
            if wants == Wants::Json {
                return Ok(web::stale(&shell, &action));
            }
            conflict(shell, action, &asked, *both).answer()
        }
        Filled::Refused(refused, _) if wants == Wants::Json => Ok(refused.told()),
        Filled::Refused(refused, item) => {
            let mut db = app.db.read(&permit).await?;
            let opened = Opened { entered: store::all(&mut db, &permit, id).await?, assignment, asked };
            let shown = item_page(&mut db, &permit, &page, &link, &opened, item, Some(&refused)).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
        Filled::Over => {
            let (over, unsaved) = (app.texts.say("contribution-over"), app.texts.say("contribution-unsaved"));
            Err(Error::Conflict(format!("{over} {unsaved}")))
        }
    }
}

#[derive(Template)]
#[template(path = "contributions/sure.html")]
struct SurePage {
    shell: Shell,
    base: String,
    progress: String,
    open: Vec<ItemLine>,
}

/// The contributor says it is done; where something is open it is asked once whether that
/// is meant. Said twice, or by twenty at once, it is done once.
pub async fn deliver(
    permit: Permit<AnswerAssignment>,
    Ext(app): Ext<App>,
    page: Page,
    Path(link): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let opened = Opened::load(&mut tx, &permit).await?;
    let a = &opened.assignment;
    let lines = item_lines(&opened, &home(&link))?;
    if lines.iter().all(|line| !line.answered) {
        return Err(Error::Conflict(app.texts.say("contribution-nothing-yet").to_string()));
    }
    if a.state.is_open() && fields.get("sure").is_none() && lines.iter().any(|line| !line.answered) {
        let titled = page.shell("contribution-sure");
        let start = titled.say("contribution-to-start").to_string();
        let shell = titled.under(start, home(&link));
        let progress = progress(&shell, &lines);
        let open = lines.into_iter().filter(|line| !line.answered).collect();
        return html(&SurePage { base: home(&link), progress, open, shell });
    }
    if assignments::go_over(&mut tx, &permit, a.id, State::Delivered, "").await? {
        assignments::note_use(&mut tx, &permit, a.id).await?;
        assignments::tell_office(&mut tx, &permit, Post::of(&app), a, "assignment-told-delivered", "")
            .await?;
        tx.commit(&permit, &format!("assignment {} delivered", a.id)).await?;
    }
    Ok(Redirect::to(&format!("{}?done=contribution-delivered", home(&link))).into_response())
}

/// Takes up again what was delivered or declined.
pub async fn reopen(
    permit: Permit<AnswerAssignment>,
    Ext(app): Ext<App>,
    Path(link): Path<String>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let opened = Opened::load(&mut tx, &permit).await?;
    let a = &opened.assignment;
    if a.state.is_open() {
        return Ok(Redirect::to(&home(&link)).into_response());
    }
    if !can_reopen(a, tx.now().day()) {
        return Err(Error::Conflict(app.texts.say("contribution-not-reopened").to_string()));
    }
    assignments::reopen(&mut tx, &permit, a.id).await?;
    tx.commit(&permit, &format!("assignment {} taken up again", a.id)).await?;
    Ok(Redirect::to(&format!("{}?done=contribution-reopened", home(&link))).into_response())
}

#[derive(Template)]
#[template(path = "contributions/other.html")]
struct OtherPage {
    shell: Shell,
    form: Form,
    base: String,
    is_open: bool,
    due: String,
    /// A request for more time waits for its answer.
    time: String,
    can_ask_time: bool,
    office: Office,
}

async fn other_page(
    db: &mut Read,
    permit: &Permit<AnswerAssignment>,
    page: &Page,
    link: &str,
    opened: &Opened,
    form: Form,
) -> Result<OtherPage> {
    let base = home(link);
    let titled = page.shell("contribution-other-title");
    let start = titled.say("contribution-to-start").to_string();
    let shell = titled.under(start, base.clone());
    let asked = assignments::more_time(db, permit, opened.assignment.id).await?;
    let is_waiting = asked.first().is_some_and(|t| t.answer == "open");
    Ok(OtherPage {
        is_open: opened.assignment.state.is_open(),
        due: opened.assignment.due_on.german(),
        time: asked.first().map(|t| time_words(&shell, t)).unwrap_or_default(),
        can_ask_time: !is_waiting,
        office: assignments::office(db, permit).await?,
        form,
        base,
        shell,
    })
}

pub async fn other(
    permit: Permit<AnswerAssignment>,
    Ext(app): Ext<App>,
    page: Page,
    Path(link): Path<String>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let opened = Opened::load(&mut db, &permit).await?;
    html(&other_page(&mut db, &permit, &page, &link, &opened, Form::default()).await?)
}

/// Shows a form again with what is wrong at its fields.
async fn refused(
    app: &App,
    permit: &Permit<AnswerAssignment>,
    page: &Page,
    link: &str,
    opened: &Opened,
    mut form: Form,
    fault: Fault,
) -> Result<Response> {
    let faults = match fault {
        Fault::Refused(faults) if faults.iter().all(|(field, _)| !field.is_empty()) => faults,
        fault => return Err(fault.explain(&app.texts)),
    };
    for (field, refusal) in faults {
        form.refuse(field, assignments::refusal_words(&app.texts, refusal));
    }
    let mut db = app.db.read(permit).await?;
    let shown = other_page(&mut db, permit, page, link, opened, form).await?;
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

/// The ways out that leave the link as it is.
#[derive(Clone, Copy)]
enum WayOut {
    Decline,
    Suggest,
    MoreTime,
}

impl WayOut {
    /// What the audit says, and what the page says afterwards.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Decline => ("declined", "contribution-declined"),
            Self::Suggest => ("somebody suggested", "contribution-suggested"),
            Self::MoreTime => ("more time asked for", "contribution-time-asked"),
        }
    }
}

async fn leave(
    permit: &Permit<AnswerAssignment>,
    app: &App,
    page: &Page,
    link: &str,
    fields: Fields,
    way: WayOut,
) -> Result<Response> {
    let mut tx = app.db.begin(permit).await?;
    let opened = Opened::load(&mut tx, permit).await?;
    let form = Form::of(fields);
    let (a, post) = (&opened.assignment, Post::of(app));
    let outcome = match way {
        WayOut::Decline => assignments::decline(&mut tx, permit, post, a, form.value("refusal_reason")).await,
        WayOut::Suggest => {
            let hint = (form.value("hint_name"), form.value("hint_email"), form.value("hint_words"));
            assignments::suggest(&mut tx, permit, post, a, hint).await
        }
        WayOut::MoreTime => {
            let wish = (base::Day::read(form.value("wanted")), form.value("time_reason"));
            assignments::ask_more_time(&mut tx, permit, post, a, wish).await
        }
    };
    if let Err(fault) = outcome {
        drop(tx);
        return refused(app, permit, page, link, &opened, form, fault).await;
    }
    let (said, done) = way.words();
    tx.commit(permit, &format!("assignment {} {said}", a.id)).await?;
    Ok(Redirect::to(&format!("{}?done={done}", home(link))).into_response())
}

pub async fn decline(
    permit: Permit<AnswerAssignment>,
    Ext(app): Ext<App>,
    page: Page,
    Path(link): Path<String>,
    fields: Fields,
) -> Result<Response> {
    leave(&permit, &app, &page, &link, fields, WayOut::Decline).await
}

pub async fn suggest(
    permit: Permit<AnswerAssignment>,
    Ext(app): Ext<App>,
    page: Page,
    Path(link): Path<String>,
    fields: Fields,
) -> Result<Response> {
    leave(&permit, &app, &page, &link, fields, WayOut::Suggest).await
}

pub async fn ask_more_time(
    permit: Permit<AnswerAssignment>,
    Ext(app): Ext<App>,
    page: Page,
    Path(link): Path<String>,
    fields: Fields,
) -> Result<Response> {
    leave(&permit, &app, &page, &link, fields, WayOut::MoreTime).await
}

#[derive(Template)]
#[template(path = "contributions/passed_on.html")]
struct PassedOnPage {
    shell: Shell,
}

/// Passes it on: the colleague gets a link of their own, this one ends at once.
pub async fn pass_on(
    permit: Permit<AnswerAssignment>,
    Ext(app): Ext<App>,
    page: Page,
    Path(link): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let opened = Opened::load(&mut tx, &permit).await?;
    let form = Form::of(fields);
    let a = &opened.assignment;
    let to =
        assignments::addressee(form.value("pass_name"), form.value("pass_email")).map_err(|(field, r)| {
            Fault::Refused(vec![(if field == "name" { "pass_name" } else { "pass_email" }, r)])
        });
    let to = match to {
        Ok(to) if a.state.is_open() => to,
        Ok(_) => return Err(Error::Conflict(app.texts.say("contribution-over").to_string())),
        Err(fault) => {
            drop(tx);
            return refused(&app, &permit, &page, &link, &opened, form, fault).await;
        }
    };
    assignments::renew(&mut tx, &permit, Post::of(&app), a, (&to.0, &to.1), LetterKind::PassedOn).await?;
    tx.commit(&permit, &format!("assignment {} passed on", a.id)).await?;
    html(&PassedOnPage { shell: page.shell("contribution-passed-on-title") })
}
