//! A contribution as a file: to take along, to send back, and to look at before
//! anything of it is saved. By personal link for the contributor, and for the office
//! that got the file by mail. What a file says is held in the page only.

use super::{Phrases, back::is_unchanged, files, form_of, lead, words};
use crate::assignments::Assignment;
use crate::contributions::{self, Asked, Change, Contribution, Outcome};
use crate::workbooks::{self, fault_words, read_stored};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{FromRequest, Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnswerAssignment, AnyPermit, AssignmentId, EditWorkbook, Permission, Permit, ViewWorkbook};
use documents::{FormError, MAX_FORM_BYTES};
use files::Paper;
use instrument::{Answers, Value};
use web::{App, Error, Fields, Form, Page, Result, Shell, Upload, UploadFault, html, html_with};

/// Most bytes of the whole form: a file six times too large still gets an answer at its field.
pub const MOST_BYTES: usize = 6 * MAX_FORM_BYTES;
/// The marker of a file that is no assignment's.
const WORKBOOK: &str = "workbook";

/// A returned file.
pub struct Returned(Upload);

impl FromRequest<App> for Returned {
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

/// The assignment somebody stands before, and the way back to it.
struct Here<'p, P: Permission> {
    permit: &'p Permit<P>,
    id: AssignmentId,
    home: String,
}

impl<'p> Here<'p, AnswerAssignment> {
    fn by_link(permit: &'p Permit<AnswerAssignment>, link: &str) -> Result<Self> {
        let id = permit.assignment().ok_or(Error::LinkOver)?;
        Ok(Self { permit, id, home: format!("/z/{link}") })
    }
}

impl<'p> Here<'p, EditWorkbook> {
    fn in_office(permit: &'p Permit<EditWorkbook>, page: &Page, id: AssignmentId) -> Self {
        let home = format!("{}/assignments/{id}", page.shell("papers-title").home());
        Self { permit, id, home }
    }
}

/// An assignment with what is entered.
struct Opened {
    assignment: Assignment,
    asked: Asked,
    entered: Vec<Contribution>,
}

impl Opened {
    async fn load(db: &mut Read, permit: &dyn AnyPermit, id: AssignmentId) -> Result<Self> {
        let (assignment, asked) = contributions::find(db, permit, id).await?.ok_or(Error::NotFound)?;
        let entered = contributions::all(db, permit, id).await?;
        Ok(Self { assignment, asked, entered })
    }
    fn row(&self, uid: &str) -> Option<&Contribution> {
        self.entered.iter().find(|one| one.item == uid)
    }
    fn answer(&self, uid: &str) -> Option<Value> {
        let field = self.asked.aid.field(uid)?;
        Value::from_stored(&field.kind, self.row(uid)?.value.as_deref()?).ok()
    }
    fn items(&self) -> Vec<String> {
        self.asked.items.iter().map(|item| item.uid.clone()).collect()
    }
    fn form(&self, app: &App) -> documents::Form {
        let answers = self.entered.iter().map(|one| (one.item.clone(), self.answer(&one.item))).collect();
        let phrases = Phrases { lead: lead(&app.texts), say: &|phrase| words(&app.texts, phrase) };
        form_of(self.asked.aid, Some(&self.items()), &answers, &self.assignment.id.to_string(), &phrases)
    }
}

#[derive(Template)]
#[template(path = "papers/file.html")]
struct FilePage {
    shell: Shell,
    form: Form,
    base: String,
    is_open: bool,
}

fn file_page(page: &Page, home: &str, opened: &Opened, form: Form) -> FilePage {
    let titled = page.shell("papers-title");
    let shell = titled.under(opened.asked.aid.title.clone(), home.to_owned());
    FilePage { form, base: format!("{home}/file"), is_open: opened.assignment.state.is_open(), shell }
}

async fn show<P: Permission>(app: &App, page: &Page, here: &Here<'_, P>) -> Result<Response> {
    let mut db = app.db.read(here.permit).await?;
    let opened = Opened::load(&mut db, here.permit, here.id).await?;
    html(&file_page(page, &here.home, &opened, Form::default()))
}

async fn download<P: Permission>(app: &App, here: &Here<'_, P>, paper: Paper) -> Result<Response> {
    let mut db = app.db.read(here.permit).await?;
    let opened = Opened::load(&mut db, here.permit, here.id).await?;
    files::attached(&opened.form(app), paper)
}

#[derive(Template)]
#[template(path = "papers/preview.html")]
struct PreviewPage {
    shell: Shell,
    base: String,
    home: String,
    way: &'static str,
    lead: String,
    changes: Vec<ChangeLine>,
    faults: Vec<(String, String, String)>,
}

/// What would change in one field.
struct ChangeLine {
    uid: String,
    label: String,
    was: String,
    will: String,
    empties: bool,
    version: i64,
    stored: String,
}

/// Reads a file and shows what it would change; nothing is saved yet.
async fn preview<P: Permission>(
    app: &App,
    page: &Page,
    here: &Here<'_, P>,
    Returned(upload): Returned,
) -> Result<Response> {
    let mut db = app.db.read(here.permit).await?;
    let opened = Opened::load(&mut db, here.permit, here.id).await?;
    drop(db);
    if !opened.assignment.state.is_open() {
        return Err(Error::Conflict(app.texts.say("contribution-over").to_string()));
    }
    let refuse = |status: StatusCode, why: String| {
        let mut form = Form::default();
        form.refuse("file", why);
        html_with(status, &file_page(page, &here.home, &opened, form))
    };
    if !upload.is_chosen() {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, app.texts.say("papers-no-file").to_string());
    }
    let paper = Paper::of_name(&upload.file_name);
    let reading = match files::read(upload.bytes, opened.form(app), paper).await? {
        Ok(reading) => reading,
        Err(FormError::TooLarge) => {
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, FormError::TooLarge.to_string());
        }
        Err(fault) => return refuse(StatusCode::UNPROCESSABLE_ENTITY, fault.to_string()),
    };
    let aid = opened.asked.aid;
    let returned = super::answers_from(&reading, aid, Some(&opened.items()));
    let (mut changes, mut faults, mut same) = (Vec::new(), Vec::new(), 0_usize);
    for one in returned {
        let Some(field) = aid.field(&one.uid) else { continue };
        let label = workbooks::label(aid, field);
        let current = opened.answer(&one.uid);
        match one.value {
            Err(fault) => faults.push((label, one.raw.join(" | "), fault_words(&app.texts, &fault))),
            Ok(value) if is_unchanged(field, current.as_ref(), value.as_ref()) => same += 1,
            Ok(value) => {
                let row = opened.row(&one.uid);
                let stored = value.as_ref().map(Value::to_stored).unwrap_or_default();
                let said = |stored: Option<&str>| workbooks::words(field, stored).join("\n");
                changes.push(ChangeLine {
                    was: said(row.and_then(|row| row.value.as_deref())),
                    will: said(Some(stored.as_str()).filter(|stored| !stored.is_empty())),
                    empties: value.is_none(),
                    version: row.map_or(0, |row| row.version),
                    uid: one.uid,
                    label,
                    stored,
                });
            }
        }
    }
    let titled = page.shell("papers-preview-title");
    let shell = titled.under(opened.asked.aid.title.clone(), here.home.clone());
    let lead =
        shell.say("papers-preview-lead").count("changes", changes.len()).count("same", same).to_string();
    html(&PreviewPage {
        base: format!("{}/file", here.home),
        home: here.home.clone(),
        way: paper.way(),
        lead,
        changes,
        faults,
        shell,
    })
}

/// Saves what was ticked in the preview, each field as it was seen there.
async fn take<P: Permission>(app: &App, here: &Here<'_, P>, fields: &Fields) -> Result<Response> {
    let mut db = app.db.read(here.permit).await?;
    let opened = Opened::load(&mut db, here.permit, here.id).await?;
    drop(db);
    let broken = || Error::Invalid(app.texts.say("papers-unreadable").to_string());
    let way = fields.get("way").and_then(Paper::of_way).ok_or_else(broken)?.way();
    let mut changes = Vec::new();
    for uid in fields.all("take") {
        let field = opened.asked.aid.field(uid).filter(|_| opened.asked.has(uid)).ok_or(Error::NotFound)?;
        let stored = fields.get(&format!("stored-{uid}")).ok_or_else(broken)?;
        let value = read_stored(field, stored).map_err(|_| broken())?;
        let row = opened.row(uid);
        changes.push(Change {
            assignment: here.id,
            item: uid.to_owned(),
            value: value.map(|value| value.to_stored()),
            as_of: row.and_then(|row| row.as_of),
            source: row.map(|row| row.source.clone()).unwrap_or_default(),
            way,
            based_on: fields.hidden(&format!("version-{uid}"))?,
        });
    }
    let mut stale = 0;
    for change in changes {
        match contributions::save(&app.db, here.permit, change).await? {
            Outcome::Saved(_) => {}
            Outcome::Stale(_) => stale += 1,
            Outcome::Over => return Err(Error::Conflict(app.texts.say("contribution-over").to_string())),
        }
    }
    let done = if stale == 0 { "papers-taken" } else { "papers-taken-partly" };
    Ok(Redirect::to(&format!("{}?done={done}", here.home)).into_response())
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

pub async fn link_preview(
    permit: Permit<AnswerAssignment>,
    State(app): State<App>,
    page: Page,
    Path(link): Path<String>,
    returned: Returned,
) -> Result<Response> {
    preview(&app, &page, &Here::by_link(&permit, &link)?, returned).await
}

pub async fn link_take(
    permit: Permit<AnswerAssignment>,
    State(app): State<App>,
    Path(link): Path<String>,
    fields: Fields,
) -> Result<Response> {
    take(&app, &Here::by_link(&permit, &link)?, &fields).await
}

// ---- in the office ----

type OfficePath = Path<(String, AssignmentId)>;

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

pub async fn office_preview(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): OfficePath,
    returned: Returned,
) -> Result<Response> {
    preview(&app, &page, &Here::in_office(&permit, &page, id), returned).await
}

pub async fn office_take(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): OfficePath,
    fields: Fields,
) -> Result<Response> {
    take(&app, &Here::in_office(&permit, &page, id), &fields).await
}

// ---- the whole working aid ----

async fn workbook(app: &App, permit: &Permit<ViewWorkbook>, key: &str, paper: Paper) -> Result<Response> {
    let mut db = app.db.read(permit).await?;
    let opened = workbooks::open(&mut db, permit, key).await?;
    let answers: &Answers = &opened.answers;
    let phrases = Phrases { lead: lead(&app.texts), say: &|phrase| words(&app.texts, phrase) };
    files::attached(&form_of(opened.instrument, None, answers, WORKBOOK, &phrases), paper)
}

pub async fn workbook_word(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response> {
    workbook(&app, &permit, &key, Paper::Word).await
}

pub async fn workbook_excel(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response> {
    workbook(&app, &permit, &key, Paper::Excel).await
}
