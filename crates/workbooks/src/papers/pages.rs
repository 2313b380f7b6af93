//! A form as a file: to take along, to send back, and to look at before anything of it
//! is saved. By personal link for the contributor; for the office, which mails such
//! files itself, and takes its own working copy along.

use super::{
    back::{BadCell, answers_from, passages_from},
    files::{self, Paper},
    held::{self, At, Before, Held, Said, SaidPassage, Verdict, Words, Wrong, judge, settled},
    stand::{Book, Of, Stand, Taker},
    store::{self, Form as Returned},
    words::origin_words,
};
use crate::contributions::{self, Refusal};
use crate::figures::Origin;
use crate::summary;
use crate::workbooks::{self, fault_words};
use ::store::{Read, Tx};
use askama::Template;
use axum::{
    extract::{FromRequest, Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    AnswerAssignment, AnyPermit, AssignmentId, EditWorkbook, Instant, Permission, Permit, ViewWorkbook, clean,
};
use documents::{FormError, MAX_FORM_BYTES, Reading, read_form_apart};
use instrument::{Field, Kind, Value};
use uuid::Uuid;
use web::{
    App, Error, Fields, Form, Page, Periods, Result, Shell, Texts, Upload, UploadFault, html, html_with,
};

/// Most bytes of the whole upload: a file six times too large still gets an answer at its field.
pub const MOST_BYTES: usize = 6 * MAX_FORM_BYTES;
/// Names a passage among what can be taken over.
const PASSAGE: &str = "passage-";
/// So many seconds before a download a change may not have been seen by it yet.
const SETTLES: i64 = 2;

/// The text above the files where a personal link leads.
const LINK: &str = "papers-lead-link";

/// A file that was sent.
pub struct Sent(Upload);

impl FromRequest<App> for Sent {
    type Rejection = Error;
    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let said = |id: &str| Error::Invalid(app.texts.say(id).to_string());
        let upload = Upload::arrive(request, app, MAX_FORM_BYTES).await;
        upload.map(Self).map_err(|fault| match fault {
            UploadFault::TooSlow => said("papers-too-slow"),
            UploadFault::Unreadable => said("papers-unreadable"),
            UploadFault::TooLarge => Error::TooLarge,
        })
    }
}

/// Where somebody stands: what the form is of, and the way back.
struct Here<'p, P: Permission> {
    permit: &'p Permit<P>,
    of: Of,
    /// The page the form belongs to.
    home: String,
    /// The text above the files.
    lead: &'static str,
}

impl<'p> Here<'p, AnswerAssignment> {
    fn by_link(permit: &'p Permit<AnswerAssignment>, link: &str) -> Result<Self> {
        let id = permit.assignment().ok_or(Error::LinkOver)?;
        Ok(Self { permit, of: Of::Assignment(id), home: format!("/z/{link}"), lead: LINK })
    }
}

impl<'p> Here<'p, EditWorkbook> {
    fn in_office(permit: &'p Permit<EditWorkbook>, page: &Page, id: AssignmentId) -> Self {
        let home = format!("{}/assignments/{id}", page.shell("papers-title").home());
        Self { permit, of: Of::Assignment(id), home, lead: "papers-lead-office" }
    }
    fn at_workbook(permit: &'p Permit<EditWorkbook>, page: &Page, key: String) -> Self {
        let home = workbooks::address(&page.shell("papers-title"), &key);
        let of = Of::Workbook(Box::new(Book { key, view: permit.lesser(), edit: Some(permit.clone()) }));
        Self { permit, of, home, lead: "papers-lead-workbook" }
    }
}

impl<'p> Here<'p, ViewWorkbook> {
    fn beside_workbook(permit: &'p Permit<ViewWorkbook>, page: &Page, key: String) -> Self {
        let home = workbooks::address(&page.shell("papers-title"), &key);
        let edit = Permit::ask(permit.actor(), permit.place());
        let of = Of::Workbook(Box::new(Book { key, view: permit.clone(), edit }));
        Self { permit, of, home, lead: "papers-lead-workbook" }
    }
}

impl<P: Permission> Here<'_, P> {
    /// Who takes a form along from here.
    fn taker(&self) -> Taker {
        let alliance = self.permit.place().map(|place| place.name.clone()).unwrap_or_default();
        Taker { alliance, by_link: self.lead == LINK }
    }
}

fn held_since(app: &App) -> Instant {
    Periods::before(app.clock().now(), app.config.periods.imports)
}

#[derive(Template)]
#[template(path = "papers/file.html")]
struct FilePage {
    shell: Shell,
    form: Form,
    base: String,
    lead: &'static str,
    takes: bool,
    period: String,
    /// Returned forms somebody has yet to decide on: where, and what is said of them.
    waiting: Vec<(String, String)>,
}

async fn file_page<P: Permission>(
    app: &App,
    db: &mut Read,
    page: &Page,
    here: &Here<'_, P>,
    stand: &Stand,
    form: Form,
) -> Result<FilePage> {
    let titled = page.shell("papers-title");
    let waiting = if stand.takes(&here.of) {
        store::waiting(db, here.permit, stand.subject(), held_since(app)).await?
    } else {
        Vec::new()
    };
    let line = |(id, file_name, at): (Uuid, String, Instant)| {
        let said = titled.say("papers-waiting-one").with("file", file_name).with("at", at.german());
        (format!("{}/returned-forms/{id}", here.home), said.to_string())
    };
    Ok(FilePage {
        waiting: waiting.into_iter().map(line).collect(),
        form,
        base: format!("{}/form", here.home),
        lead: here.lead,
        takes: stand.takes(&here.of),
        period: Periods::words(&app.texts, app.config.periods.imports),
        shell: titled.under(stand.workbook.instrument.title.clone(), here.home.clone()),
    })
}

async fn show<P: Permission>(app: &App, page: &Page, here: &Here<'_, P>) -> Result<Response> {
    let mut db = app.db.read(here.permit).await?;
    let stand = Stand::load(&mut db, here.permit, &here.of).await?;
    html(&file_page(app, &mut db, page, here, &stand, Form::default()).await?)
}

async fn download<P: Permission>(
    app: &App,
    page: &Page,
    here: &Here<'_, P>,
    paper: Paper,
) -> Result<Response> {
    let written = app.clock().now().plus_seconds(-SETTLES);
    let mut db = app.db.read(here.permit).await?;
    let stand = Stand::load(&mut db, here.permit, &here.of).await?;
    let (shell, taker) = (page.shell("papers-title"), here.taker());
    let form = stand.form_to_take(&mut db, here.permit, &taker, &shell, written).await?;
    files::attached(&form, paper, &stand.file_name(&taker, written))
}

/// Reads a file and holds what it says; nothing is saved yet.
async fn upload<P: Permission>(
    app: &App,
    page: &Page,
    here: &Here<'_, P>,
    Sent(upload): Sent,
) -> Result<Response> {
    let mut db = app.db.read(here.permit).await?;
    let stand = Stand::load(&mut db, here.permit, &here.of).await?;
    drop(db);
    if !stand.takes(&here.of) {
        return Err(Error::Conflict(app.texts.say("contribution-over").to_string()));
    }
    let paper = Paper::of_name(&upload.file_name);
    let read = if upload.is_chosen() {
        let form = stand.form(&app.texts, app.clock().now());
        let read = read_form_apart(upload.bytes, form, paper == Paper::Word).await;
        read.map_err(|e| Error::Internal(e.to_string()))?
            .map_err(|fault| (fault == FormError::TooLarge, fault.to_string()))
    } else {
        Err((false, app.texts.say("papers-no-file").to_string()))
    };
    let reading = match read {
        Ok(reading) => reading,
        Err((is_large, why)) => {
            let mut form = Form::default();
            form.refuse("file", why);
            let status =
                if is_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
            let mut db = app.db.read(here.permit).await?;
            return html_with(status, &file_page(app, &mut db, page, here, &stand, form).await?);
        }
    };
    let aid = stand.workbook.instrument;
    let held = hold(app, &stand, &reading);
    let form = Returned {
        id: base::uuid(app.clock(), app.chance()),
        version: i64::from(aid.version),
        paper,
        file_name: upload.file_name,
        held,
        written_at: Instant::from_micros(reading.written),
        is_finished: false,
    };
    let mut tx = app.db.begin(here.permit).await?;
    store::add(&mut tx, here.permit, stand.subject(), &form).await?;
    tx.commit(here.permit, &format!("returned form {} uploaded", form.id)).await?;
    Ok(Redirect::to(&format!("{}/returned-forms/{}", here.home, form.id)).into_response())
}

/// What a form says, judged.
fn hold(app: &App, stand: &Stand, reading: &Reading) -> Held {
    let (texts, aid, today) = (&app.texts, stand.workbook.instrument, app.clock().today());
    let cell = |cell: &BadCell| {
        let id = if cell.named.is_empty() { "papers-cell" } else { "papers-cell-named" };
        let said = texts.say(id).with("row", cell.number.to_string()).with("column", cell.heading.as_str());
        said.with("name", cell.named.as_str()).to_string()
    };
    let words = Words {
        fault: &|fault| fault_words(texts, fault),
        cell: &cell,
        origin: &|day, source| {
            Origin::read(day, source, today).map_err(|fault| fault.words(texts, "contribution-as-of-ahead"))
        },
        beside: texts.say("papers-beside").to_string(),
    };
    let mut held = Held::of(answers_from(reading, aid, stand.items().as_deref()), &words);
    if stand.assignment.is_some() {
        return held;
    }
    for passage in passages_from(reading, aid) {
        let field = passage.field;
        let wrong = |why: String| Wrong {
            uid: field.clone(),
            typed: passage.words.clone(),
            why,
            place: texts.say("papers-passage-place").with("code", passage.code.as_str()).to_string(),
            gap: None,
        };
        let max = aid.field(&field).and_then(Field::max_len).unwrap_or(4_000);
        let words = match clean(&passage.words, max, true) {
            Ok(words) => words,
            Err(fault) => {
                held.wrong.push(wrong(texts.fault(fault)));
                continue;
            }
        };
        let is_new = passage.code.is_empty();
        let id = match stand.passage(&field, &passage.code) {
            Some(known) => known.id,
            None if is_new => base::uuid(app.clock(), app.chance()),
            None => {
                held.wrong.push(wrong(texts.say("papers-passage-gone").to_string()));
                continue;
            }
        };
        held.passages.push(SaidPassage { field, id, words, is_new });
    }
    held
}

#[derive(Template)]
#[template(path = "papers/preview.html")]
struct PreviewPage {
    shell: Shell,
    notice: String,
    action: String,
    home: String,
    lead: String,
    lines: Vec<Line>,
    /// Changed here since, and left alone in the file.
    newer: Vec<String>,
    /// What does not fit.
    wrong: Vec<WrongLine>,
}

/// What was refused, once the rest has been taken over.
#[derive(Template)]
#[template(path = "papers/left.html")]
struct LeftPage {
    shell: Shell,
    wrong: Vec<WrongLine>,
    /// Where a file is read in.
    base: String,
    home: String,
}

/// What does not fit, and what stays there instead.
struct WrongLine {
    label: String,
    /// Where in the table or beside what; may be empty.
    place: String,
    typed: String,
    why: String,
    /// What stays, as a sentence.
    stays: String,
}

/// What would change in one field.
struct Line {
    uid: String,
    label: String,
    was: String,
    will: String,
    is_conflict: bool,
    /// Cells or the day and source beside it did not fit.
    is_unsure: bool,
    is_ticked: bool,
    version: i64,
}

/// What somebody has answered to the preview.
#[derive(Default)]
struct Choice<'f> {
    notice: &'static str,
    /// What was ticked; `None` on the first look.
    ticked: Option<Vec<&'f str>>,
}

async fn preview_page<P: Permission>(
    db: &mut Read,
    page: &Page,
    here: &Here<'_, P>,
    stand: &Stand,
    form: &Returned,
    choice: Choice<'_>,
) -> Result<PreviewPage> {
    let workbook = &stand.workbook;
    let aid = workbook.instrument;
    let shell = page.shell("papers-preview-title").under(aid.title.clone(), here.home.clone());
    let (mut lines, mut newer, mut same) = (Vec::new(), Vec::new(), 0_usize);
    for said in &form.held.said {
        let Some(field) = aid.field(&said.uid) else { continue };
        let (value, now) = (taken(stand, field, said)?, stand.now(field));
        let judged = (value.as_ref(), said.origin.as_ref());
        // What stood there before is worth asking for only where something differs.
        let verdict = if judge(field, judged, &now, &Before::Unknown) == Verdict::Same {
            Verdict::Same
        } else {
            let before = stand.before(db, here.permit, &here.of, field, form.written_at).await?;
            judge(field, judged, &now, &before)
        };
        let label = workbooks::label(aid, field);
        match verdict {
            Verdict::Same => same += usize::from(now.value.is_some()),
            Verdict::Newer => newer.push(label),
            Verdict::Change | Verdict::Conflict => {
                let is_conflict = verdict == Verdict::Conflict;
                let is_ticked = match &choice.ticked {
                    Some(ticked) => ticked.contains(&said.uid.as_str()),
                    // What would be lost needs a decision, and so does a number without its day.
                    None => !is_conflict && !said.is_unsure && value.is_some(),
                };
                let (was, will) = both(&shell, stand, field, &now, (value.as_ref(), said.origin.as_ref()));
                lines.push(Line {
                    was,
                    will,
                    version: workbook.version_of(&said.uid),
                    uid: said.uid.clone(),
                    label,
                    is_conflict,
                    is_unsure: said.is_unsure || !said.gaps.is_empty(),
                    is_ticked,
                });
            }
        }
    }
    for passage in &form.held.passages {
        let label = passage_label(&shell, stand, passage);
        match passage_line(db, here, stand, form, (passage, label), &choice).await? {
            Judged::Same => same += 1,
            Judged::Newer(label) => newer.push(label),
            Judged::Differs(line) => lines.push(line),
        }
    }
    let wrong = wrong_lines(&shell, stand, &form.held)?;
    let notice = match choice.notice {
        "" => String::new(),
        id => shell.say(id).to_string(),
    };
    let lead = shell.say("papers-preview-lead").with("file", form.file_name.as_str());
    Ok(PreviewPage {
        lead: lead.count("changes", lines.len()).count("same", same).to_string(),
        notice,
        action: format!("{}/returned-forms/{}", here.home, form.id),
        home: here.home.clone(),
        lines,
        newer,
        wrong,
        shell,
    })
}

/// What would be saved: what the file says, with what stands now in the cells that did not fit.
fn taken(stand: &Stand, field: &Field, said: &Said) -> Result<Option<Value>> {
    let value = read(field, said.value.as_deref())?;
    Ok(settled(field, value, &said.gaps, stand.workbook.answers.get(&said.uid)))
}

/// What stands in a field and what would, in words; of a number with day and source.
fn both(
    shell: &Shell,
    stand: &Stand,
    field: &Field,
    now: &At,
    (value, origin): (Option<&Value>, Option<&Origin>),
) -> (String, String) {
    let words = |value: Option<&Value>| value.map(|value| field.words(value).join("\n")).unwrap_or_default();
    let (was, will) = (words(now.value.as_ref()), words(value));
    if field.figure.is_none() {
        return (was, will);
    }
    let with = |words: String, origin: Option<Origin>| {
        let origin = origin.map(|origin| origin_words(shell.texts(), &origin)).unwrap_or_default();
        if words.is_empty() || origin.is_empty() { words } else { format!("{words} ({origin})") }
    };
    let own = now.origins.as_ref().and_then(|origins| origins.first().cloned());
    let said = match origin {
        // A number without a day is of today; one that stays keeps its day.
        Some(said) if stand.assignment.is_none() && said.as_of.is_none() => {
            let stays = value == now.value.as_ref();
            let as_of = if stays { own.as_ref().and_then(|own| own.as_of) } else { Some(shell.today) };
            Some(Origin { as_of, source: said.source.clone() })
        }
        Some(said) => Some(said.clone()),
        None => None,
    };
    (with(was, own), with(will, said))
}

/// Everything that does not fit.
fn wrong_lines(shell: &Shell, stand: &Stand, held: &Held) -> Result<Vec<WrongLine>> {
    held.wrong.iter().map(|wrong| wrong_line(shell, stand, held, wrong)).collect()
}

/// What does not fit, at its place, and what stays there.
fn wrong_line(shell: &Shell, stand: &Stand, held: &Held, wrong: &Wrong) -> Result<WrongLine> {
    let (workbook, aid) = (&stand.workbook, stand.workbook.instrument);
    let field = aid.field(&wrong.uid);
    let mut stays = String::new();
    if let (Some(field), Some(gap), Some(said)) = (field, wrong.gap, held.said(&wrong.uid))
        && let Kind::Rows(table) = &field.kind
    {
        let value = read(field, said.value.as_deref())?;
        let rows = match &value {
            Some(Value::Rows(rows)) => rows.as_slice(),
            _ => &[],
        };
        let kept = held::standing(table, rows, gap, &said.gaps, workbook.answers.get(&wrong.uid));
        stays = match (kept, table.columns.get(gap.1).and_then(|column| column.kind.as_ref())) {
            (Some(kept), Some(kind)) => {
                shell.say("papers-cell-stays").with("words", kind.words(kept).join(", ")).to_string()
            }
            _ => shell.say("papers-cell-empty").to_string(),
        };
    }
    Ok(WrongLine {
        label: field.map(|field| workbooks::label(aid, field)).unwrap_or_default(),
        place: wrong.place.clone(),
        typed: wrong.typed.clone(),
        why: wrong.why.clone(),
        stays,
    })
}

/// What a passage of a file comes to.
enum Judged {
    Same,
    Newer(String),
    Differs(Line),
}

fn passage_label(shell: &Shell, stand: &Stand, said: &SaidPassage) -> String {
    let aid = stand.workbook.instrument;
    let item = aid.field(&said.field).and_then(|field| aid.item(&field.item));
    let question = item.map(|item| workbooks::question_words(aid, item)).unwrap_or_default();
    let id = if said.is_new { "papers-passage-new" } else { "papers-passage-one" };
    shell.say(id).with("question", question).to_string()
}

async fn passage_line<P: Permission>(
    db: &mut Read,
    here: &Here<'_, P>,
    stand: &Stand,
    form: &Returned,
    (said, label): (&SaidPassage, String),
    choice: &Choice<'_>,
) -> Result<Judged> {
    let uid = format!("{PASSAGE}{}", said.id);
    let found = stand.workbook.passages.iter().find(|passage| passage.id == said.id);
    if found.is_some_and(|passage| passage.words == said.words) {
        return Ok(Judged::Same);
    }
    let before = match found {
        Some(passage) => stand.passage_before(db, here.permit, passage.id, form.written_at).await?,
        None => None,
    };
    if before.as_ref() == Some(&said.words) {
        return Ok(Judged::Newer(label));
    }
    let was = found.map(|passage| passage.words.clone()).unwrap_or_default();
    // One that has been dropped here in the meantime would come back.
    let is_conflict = if said.is_new { false } else { before.as_ref() != Some(&was) };
    let is_ticked = match &choice.ticked {
        Some(ticked) => ticked.contains(&uid.as_str()),
        None => !is_conflict,
    };
    let version = found.map_or(0, |passage| passage.version);
    let will = said.words.clone();
    Ok(Judged::Differs(Line { uid, label, was, will, is_conflict, is_unsure: false, is_ticked, version }))
}

/// Municipalities and the like were read by the field already: here it is only kept JSON.
fn read(field: &Field, stored: Option<&str>) -> Result<Option<Value>> {
    let value = stored.map(|stored| Value::from_stored(&field.kind, stored)).transpose();
    value.map_err(|_| Error::Internal("a returned form does not fit its field".into()))
}

/// What a returned form is held against.
struct Opened {
    stand: Stand,
    form: Returned,
    /// It waits for a decision: it was neither taken over nor thrown away, and answers are
    /// still taken.
    is_open: bool,
}

impl Opened {
    async fn load<P: Permission>(app: &App, db: &mut Read, here: &Here<'_, P>, id: Uuid) -> Result<Self> {
        let stand = Stand::load(db, here.permit, &here.of).await?;
        let form = store::find(db, here.permit, stand.subject(), id, held_since(app)).await?;
        let form = form.ok_or(Error::NotFound)?;
        let is_open = !form.is_finished && stand.takes(&here.of);
        if is_open && form.version != i64::from(stand.workbook.instrument.version) {
            return Err(Error::Conflict(app.texts.say("papers-moved").to_string()));
        }
        Ok(Self { stand, form, is_open })
    }
}

async fn preview<P: Permission>(app: &App, page: &Page, here: &Here<'_, P>, id: Uuid) -> Result<Response> {
    let mut db = app.db.read(here.permit).await?;
    let Opened { stand, form, is_open } = Opened::load(app, &mut db, here, id).await?;
    if is_open {
        return html(&preview_page(&mut db, page, here, &stand, &form, Choice::default()).await?);
    }
    if !form.is_finished || form.held.wrong.is_empty() {
        return Ok(Redirect::to(&here.home).into_response());
    }
    let title = stand.workbook.instrument.title.clone();
    let shell = page.shell("papers-left-title").under(title, here.home.clone());
    let wrong = wrong_lines(&shell, &stand, &form.held)?;
    html(&LeftPage { wrong, base: format!("{}/form", here.home), home: here.home.clone(), shell })
}

/// Saves what was ticked, all at once, each as it was seen in the preview.
async fn take<P: Permission>(
    app: &App,
    page: &Page,
    here: &Here<'_, P>,
    id: Uuid,
    fields: &Fields,
) -> Result<Response> {
    let mut tx = app.db.begin(here.permit).await?;
    let Opened { stand, form, is_open } = Opened::load(app, &mut tx, here, id).await?;
    if !is_open {
        return Ok(Redirect::to(&here.home).into_response());
    }
    let ticked = fields.all("take");
    let refusal = if ticked.is_empty() {
        Some((StatusCode::UNPROCESSABLE_ENTITY, "papers-nothing-ticked"))
    } else if is_stale(&stand, &ticked, fields)?
        || !save_all(&app.texts, &mut tx, here, &stand, &form, &ticked).await?
    {
        Some((StatusCode::CONFLICT, "papers-changed"))
    } else {
        None
    };
    let Some((status, notice)) = refusal else {
        let left = form.held.left();
        let to = match left {
            Some(_) => format!("{}/returned-forms/{id}", here.home),
            None => here.home.clone(),
        };
        store::finish(&mut tx, here.permit, id, left.as_ref()).await?;
        let (count, way) = (ticked.len(), form.paper.way());
        tx.commit(here.permit, &format!("returned form {id}: {count} answers taken over from {way}")).await?;
        return Ok(Redirect::to(&format!("{to}?done=papers-taken")).into_response());
    };
    drop(tx);
    let mut db = app.db.read(here.permit).await?;
    let Opened { stand, form, is_open } = Opened::load(app, &mut db, here, id).await?;
    if !is_open {
        return Ok(Redirect::to(&here.home).into_response());
    }
    let choice = Choice { notice, ticked: Some(ticked) };
    html_with(status, &preview_page(&mut db, page, here, &stand, &form, choice).await?)
}

/// Whether something that was ticked has changed since it was shown.
fn is_stale(stand: &Stand, ticked: &[&str], fields: &Fields) -> Result<bool> {
    for uid in ticked {
        let seen: i64 = fields.hidden(&format!("version-{uid}"))?;
        let passage = uid.strip_prefix(PASSAGE).and_then(|id| id.parse::<Uuid>().ok());
        let is = match passage {
            Some(id) => stand.workbook.passages.iter().find(|p| p.id == id).map_or(0, |p| p.version),
            None => stand.workbook.version_of(uid),
        };
        if seen != is {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Saves these answers on the versions that stand there; `false` when somebody was faster.
async fn save_all<P: Permission>(
    texts: &Texts,
    tx: &mut Tx,
    here: &Here<'_, P>,
    stand: &Stand,
    form: &Returned,
    ticked: &[&str],
) -> Result<bool> {
    let aid = stand.workbook.instrument;
    for uid in ticked {
        if let Some(id) = uid.strip_prefix(PASSAGE) {
            if !save_passage(texts, tx, here, stand, form, id).await? {
                return Ok(false);
            }
            continue;
        }
        let field = aid.field(uid).ok_or(Error::NotFound)?;
        let said = form.held.said(uid).ok_or(Error::NotFound)?;
        let value = taken(stand, field, said)?;
        let saved = match (&here.of, &stand.assignment) {
            (Of::Assignment(_), Some((assignment, asked))) => {
                let raw = workbooks::as_posted(value.as_ref());
                let (both, way) = ((assignment, asked), form.paper.way());
                contributions::answer_with(tx, here.permit, both, (uid, &raw), said.origin.clone(), way).await
            }
            (Of::Workbook(book), _) => {
                let edit = book.edit.as_ref().ok_or(Error::NotFound)?;
                let version = stand.workbook.version_of(uid);
                // A part without day and source of its own belongs to the number it splits.
                let is_part = field.split_of.is_some();
                let origin = said.origin.as_ref().filter(|said| !is_part || **said != Origin::default());
                let told = (value.as_ref(), origin);
                workbooks::answer_on(tx, edit, aid, uid, told, version).await.map_err(Refusal::from)
            }
            (Of::Assignment(_), None) => return Err(Error::NotFound),
        };
        match saved {
            Ok(_) => {}
            Err(Refusal::Failed(::store::Error::Taken)) => return Ok(false),
            Err(Refusal::Failed(e)) => return Err(e.into()),
            Err(Refusal::Over | Refusal::NotAsked | Refusal::Wrong(_)) => return Err(Error::NotFound),
        }
    }
    Ok(true)
}

/// Saves a passage of a file; `false` when somebody was faster.
async fn save_passage<P: Permission>(
    texts: &Texts,
    tx: &mut Tx,
    here: &Here<'_, P>,
    stand: &Stand,
    form: &Returned,
    id: &str,
) -> Result<bool> {
    let Of::Workbook(book) = &here.of else { return Err(Error::NotFound) };
    let edit = book.edit.as_ref().ok_or(Error::NotFound)?;
    let said = form.held.passages.iter().find(|said| said.id.to_string() == id).ok_or(Error::NotFound)?;
    if said.is_new {
        let new = (said.field.as_str(), said.id, said.words.as_str());
        summary::write_own(texts, tx, edit, &stand.workbook, new).await?;
        return Ok(true);
    }
    match stand.workbook.passages.iter().find(|passage| passage.id == said.id) {
        Some(passage) => summary::rewrite(tx, edit, passage, &said.words).await,
        None => Ok(false),
    }
}

/// Throws away what a file said.
async fn remove<P: Permission>(app: &App, here: &Here<'_, P>, id: Uuid) -> Result<Response> {
    let mut tx = app.db.begin(here.permit).await?;
    let stand = Stand::load(&mut tx, here.permit, &here.of).await?;
    let form = store::find(&mut tx, here.permit, stand.subject(), id, held_since(app)).await?;
    form.ok_or(Error::NotFound)?;
    if store::finish(&mut tx, here.permit, id, None).await? {
        tx.commit(here.permit, &format!("returned form {id} thrown away")).await?;
    }
    Ok(Redirect::to(&format!("{}/form?done=papers-removed", here.home)).into_response())
}

// ---- by personal link ----

pub async fn link_show(
    permit: Permit<AnswerAssignment>,
    State(app): State<App>,
    page: Page,
    Path(link): Path<String>,
) -> Result<Response> {
    show(&app, &page, &Here::by_link(&permit, &link)?).await
}

pub async fn link_word(
    permit: Permit<AnswerAssignment>,
    State(app): State<App>,
    page: Page,
    Path(link): Path<String>,
) -> Result<Response> {
    download(&app, &page, &Here::by_link(&permit, &link)?, Paper::Word).await
}

pub async fn link_excel(
    permit: Permit<AnswerAssignment>,
    State(app): State<App>,
    page: Page,
    Path(link): Path<String>,
) -> Result<Response> {
    download(&app, &page, &Here::by_link(&permit, &link)?, Paper::Excel).await
}

pub async fn link_upload(
    permit: Permit<AnswerAssignment>,
    State(app): State<App>,
    page: Page,
    Path(link): Path<String>,
    sent: Sent,
) -> Result<Response> {
    upload(&app, &page, &Here::by_link(&permit, &link)?, sent).await
}

pub async fn link_preview(
    permit: Permit<AnswerAssignment>,
    State(app): State<App>,
    page: Page,
    Path((link, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    preview(&app, &page, &Here::by_link(&permit, &link)?, id).await
}

pub async fn link_take(
    permit: Permit<AnswerAssignment>,
    State(app): State<App>,
    page: Page,
    Path((link, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    take(&app, &page, &Here::by_link(&permit, &link)?, id, &fields).await
}

pub async fn link_remove(
    permit: Permit<AnswerAssignment>,
    State(app): State<App>,
    Path((link, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    remove(&app, &Here::by_link(&permit, &link)?, id).await
}

// ---- in the office, for somebody who was asked ----

type OfficePath = Path<(String, AssignmentId)>;
type OfficeFile = Path<(String, AssignmentId, Uuid)>;

pub async fn office_show(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): OfficePath,
) -> Result<Response> {
    show(&app, &page, &Here::in_office(&permit, &page, id)).await
}

pub async fn office_word(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): OfficePath,
) -> Result<Response> {
    download(&app, &page, &Here::in_office(&permit, &page, id), Paper::Word).await
}

pub async fn office_excel(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): OfficePath,
) -> Result<Response> {
    download(&app, &page, &Here::in_office(&permit, &page, id), Paper::Excel).await
}

pub async fn office_upload(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): OfficePath,
    sent: Sent,
) -> Result<Response> {
    upload(&app, &page, &Here::in_office(&permit, &page, id), sent).await
}

pub async fn office_preview(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id, file)): OfficeFile,
) -> Result<Response> {
    preview(&app, &page, &Here::in_office(&permit, &page, id), file).await
}

pub async fn office_take(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id, file)): OfficeFile,
    fields: Fields,
) -> Result<Response> {
    take(&app, &page, &Here::in_office(&permit, &page, id), file, &fields).await
}

pub async fn office_remove(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id, file)): OfficeFile,
) -> Result<Response> {
    remove(&app, &Here::in_office(&permit, &page, id), file).await
}

// ---- the whole working copy ----

type BookPath = Path<(String, String)>;
type BookFile = Path<(String, String, Uuid)>;

pub async fn book_show(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): BookPath,
) -> Result<Response> {
    show(&app, &page, &Here::beside_workbook(&permit, &page, key)).await
}

pub async fn book_word(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): BookPath,
) -> Result<Response> {
    download(&app, &page, &Here::beside_workbook(&permit, &page, key), Paper::Word).await
}

pub async fn book_excel(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): BookPath,
) -> Result<Response> {
    download(&app, &page, &Here::beside_workbook(&permit, &page, key), Paper::Excel).await
}

pub async fn book_upload(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): BookPath,
    sent: Sent,
) -> Result<Response> {
    upload(&app, &page, &Here::at_workbook(&permit, &page, key), sent).await
}

pub async fn book_preview(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, file)): BookFile,
) -> Result<Response> {
    preview(&app, &page, &Here::at_workbook(&permit, &page, key), file).await
}

pub async fn book_take(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, file)): BookFile,
    fields: Fields,
) -> Result<Response> {
    take(&app, &page, &Here::at_workbook(&permit, &page, key), file, &fields).await
}

pub async fn book_remove(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key, file)): BookFile,
) -> Result<Response> {
    remove(&app, &Here::at_workbook(&permit, &page, key), file).await
}
