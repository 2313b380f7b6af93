//! A form as a file: to take along, to send back, and to look at before anything of it
//! is saved. By personal link for the contributor; for the office, which mails such
//! files itself, and takes its own working copy along.

use super::{
    back::answers_from,
    files::{self, Paper},
    held::{Before, Held, Verdict, judge},
    stand::{Book, Of, Stand},
    store::{self, Form as Returned},
};
use crate::contributions::{self, Refusal};
use crate::workbooks::{self, fault_words};
use ::store::{Read, Tx};
use askama::Template;
use axum::{
    extract::{FromRequest, Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{
    AnswerAssignment, AnyPermit, AssignmentId, EditWorkbook, Instant, Permission, Permit, ViewWorkbook,
};
use documents::{FormError, MAX_FORM_BYTES, read_form_apart};
use instrument::{Field, Value};
use uuid::Uuid;
use web::{App, Error, Fields, Form, Page, Periods, Result, Shell, Upload, UploadFault, html, html_with};

/// Most bytes of the whole upload: a file six times too large still gets an answer at its field.
pub const MOST_BYTES: usize = 6 * MAX_FORM_BYTES;
/// So many seconds before a download a change may not have been seen by it yet.
const SETTLES: i64 = 2;

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
        Ok(Self { permit, of: Of::Assignment(id), home: format!("/z/{link}"), lead: "papers-lead-link" })
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

async fn download<P: Permission>(app: &App, here: &Here<'_, P>, paper: Paper) -> Result<Response> {
    let written = app.clock().now().plus_seconds(-SETTLES);
    let mut db = app.db.read(here.permit).await?;
    let stand = Stand::load(&mut db, here.permit, &here.of).await?;
    files::attached(&stand.form(&app.texts, written), paper)
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
    let returned = answers_from(&reading, aid, stand.items().as_deref());
    let form = Returned {
        id: base::uuid(app.clock(), app.chance()),
        version: i64::from(aid.version),
        paper,
        file_name: upload.file_name,
        held: Held::of(returned, |fault| fault_words(&app.texts, fault)),
        written_at: Instant::from_micros(reading.written),
        is_finished: false,
    };
    let mut tx = app.db.begin(here.permit).await?;
    store::add(&mut tx, here.permit, stand.subject(), &form).await?;
    tx.commit(here.permit, &format!("returned form {} uploaded", form.id)).await?;
    Ok(Redirect::to(&format!("{}/returned-forms/{}", here.home, form.id)).into_response())
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
    /// What does not fit: field, what stood there, why.
    wrong: Vec<(String, String, String)>,
}

/// What would change in one field.
struct Line {
    uid: String,
    label: String,
    was: String,
    will: String,
    is_conflict: bool,
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
    let (mut lines, mut newer, mut same) = (Vec::new(), Vec::new(), 0_usize);
    for said in &form.held.said {
        let Some(field) = aid.field(&said.uid) else { continue };
        let value = read(field, said.value.as_deref())?;
        let now = workbook.answers.get(&said.uid);
        // What stood there before is worth asking for only where something differs.
        let verdict = if judge(field, value.as_ref(), now, &Before::Unknown) == Verdict::Same {
            Verdict::Same
        } else {
            let before = stand.before(db, here.permit, &here.of, field, form.written_at).await?;
            judge(field, value.as_ref(), now, &before)
        };
        let label = workbooks::label(aid, field);
        match verdict {
            Verdict::Same => same += usize::from(now.is_some()),
            Verdict::Newer => newer.push(label),
            Verdict::Change | Verdict::Conflict => {
                let is_conflict = verdict == Verdict::Conflict;
                let is_ticked = match &choice.ticked {
                    Some(ticked) => ticked.contains(&said.uid.as_str()),
                    // What would be lost needs a decision.
                    None => !is_conflict && value.is_some(),
                };
                let words = |stored: Option<&str>| workbooks::words(field, stored).join("\n");
                lines.push(Line {
                    was: words(workbook.stored(&said.uid)),
                    will: words(said.value.as_deref()),
                    version: workbook.version_of(&said.uid),
                    uid: said.uid.clone(),
                    label,
                    is_conflict,
                    is_ticked,
                });
            }
        }
    }
    let named = |uid: &str| aid.field(uid).map(|field| workbooks::label(aid, field)).unwrap_or_default();
    let wrong = form.held.wrong.iter().map(|w| (named(&w.uid), w.typed.clone(), w.why.clone())).collect();
    let shell = page.shell("papers-preview-title").under(aid.title.clone(), here.home.clone());
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

/// Municipalities and the like were read by the field already: here it is only kept JSON.
fn read(field: &Field, stored: Option<&str>) -> Result<Option<Value>> {
    let value = stored.map(|stored| Value::from_stored(&field.kind, stored)).transpose();
    value.map_err(|_| Error::Internal("a returned form does not fit its field".into()))
}

/// What a returned form is held against.
struct Opened {
    stand: Stand,
    form: Returned,
}

impl Opened {
    /// `None` where there is nothing left to look at: it was taken over or thrown away,
    /// or nothing is taken any more.
    async fn load<P: Permission>(
        app: &App,
        db: &mut Read,
        here: &Here<'_, P>,
        id: Uuid,
    ) -> Result<Option<Self>> {
        let stand = Stand::load(db, here.permit, &here.of).await?;
        let form = store::find(db, here.permit, stand.subject(), id, held_since(app)).await?;
        let form = form.ok_or(Error::NotFound)?;
        if form.is_finished || !stand.takes(&here.of) {
            return Ok(None);
        }
        if form.version != i64::from(stand.workbook.instrument.version) {
            return Err(Error::Conflict(app.texts.say("papers-moved").to_string()));
        }
        Ok(Some(Self { stand, form }))
    }
}

async fn preview<P: Permission>(app: &App, page: &Page, here: &Here<'_, P>, id: Uuid) -> Result<Response> {
    let mut db = app.db.read(here.permit).await?;
    let Some(Opened { stand, form }) = Opened::load(app, &mut db, here, id).await? else {
        return Ok(Redirect::to(&here.home).into_response());
    };
    html(&preview_page(&mut db, page, here, &stand, &form, Choice::default()).await?)
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
    let Some(Opened { stand, form }) = Opened::load(app, &mut tx, here, id).await? else {
        return Ok(Redirect::to(&here.home).into_response());
    };
    let ticked = fields.all("take");
    let refusal = if ticked.is_empty() {
        Some((StatusCode::UNPROCESSABLE_ENTITY, "papers-nothing-ticked"))
    } else if is_stale(&stand, &ticked, fields)? || !save_all(&mut tx, here, &stand, &form, &ticked).await? {
        Some((StatusCode::CONFLICT, "papers-changed"))
    } else {
        None
    };
    let Some((status, notice)) = refusal else {
        store::finish(&mut tx, here.permit, id).await?;
        let (count, way) = (ticked.len(), form.paper.way());
        tx.commit(here.permit, &format!("returned form {id}: {count} answers taken over from {way}")).await?;
        return Ok(Redirect::to(&format!("{}?done=papers-taken", here.home)).into_response());
    };
    drop(tx);
    let mut db = app.db.read(here.permit).await?;
    let Some(Opened { stand, form }) = Opened::load(app, &mut db, here, id).await? else {
        return Ok(Redirect::to(&here.home).into_response());
    };
    let choice = Choice { notice, ticked: Some(ticked) };
    html_with(status, &preview_page(&mut db, page, here, &stand, &form, choice).await?)
}

/// Whether something that was ticked has changed since it was shown.
fn is_stale(stand: &Stand, ticked: &[&str], fields: &Fields) -> Result<bool> {
    for uid in ticked {
        let seen: i64 = fields.hidden(&format!("version-{uid}"))?;
        if seen != stand.workbook.version_of(uid) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Saves these answers on the versions that stand there; `false` when somebody was faster.
async fn save_all<P: Permission>(
    tx: &mut Tx,
    here: &Here<'_, P>,
    stand: &Stand,
    form: &Returned,
    ticked: &[&str],
) -> Result<bool> {
    let aid = stand.workbook.instrument;
    for uid in ticked {
        let field = aid.field(uid).ok_or(Error::NotFound)?;
        let said = form.held.said(uid).ok_or(Error::NotFound)?;
        let value = read(field, said.value.as_deref())?;
        let saved = match (&here.of, &stand.assignment) {
            (Of::Assignment(_), Some((assignment, asked))) => {
                let raw = workbooks::as_posted(value.as_ref());
                contributions::answer(tx, here.permit, assignment, asked, (uid, &raw), form.paper.way()).await
            }
            (Of::Workbook(book), _) => {
                let edit = book.edit.as_ref().ok_or(Error::NotFound)?;
                let version = stand.workbook.version_of(uid);
                workbooks::answer_on(tx, edit, aid, uid, value.as_ref(), version).await.map_err(Refusal::from)
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

/// Throws away what a file said.
async fn remove<P: Permission>(app: &App, here: &Here<'_, P>, id: Uuid) -> Result<Response> {
    let mut tx = app.db.begin(here.permit).await?;
    let stand = Stand::load(&mut tx, here.permit, &here.of).await?;
    let form = store::find(&mut tx, here.permit, stand.subject(), id, held_since(app)).await?;
    form.ok_or(Error::NotFound)?;
    if store::finish(&mut tx, here.permit, id).await? {
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
    Path(link): Path<String>,
) -> Result<Response> {
    download(&app, &Here::by_link(&permit, &link)?, Paper::Word).await
}

pub async fn link_excel(
    permit: Permit<AnswerAssignment>,
    State(app): State<App>,
    Path(link): Path<String>,
) -> Result<Response> {
    download(&app, &Here::by_link(&permit, &link)?, Paper::Excel).await
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
    download(&app, &Here::in_office(&permit, &page, id), Paper::Word).await
}

pub async fn office_excel(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): OfficePath,
) -> Result<Response> {
    download(&app, &Here::in_office(&permit, &page, id), Paper::Excel).await
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
    download(&app, &Here::beside_workbook(&permit, &page, key), Paper::Word).await
}

pub async fn book_excel(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): BookPath,
) -> Result<Response> {
    download(&app, &Here::beside_workbook(&permit, &page, key), Paper::Excel).await
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
