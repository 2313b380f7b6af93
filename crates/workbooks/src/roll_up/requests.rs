//! The municipality's side: what its district asks, what the district sees, and letting it.

use super::acts::{self, Says};
use super::gather::Preview;
use super::more_time;
use super::show::{self, Remark, Said};
use super::store::{self, Incoming, items_of};
use crate::assignments::{self, Fault, Post};
use crate::instruments::catalogue;
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, Day, EditWorkbook, Permit, ViewWorkbook};
use std::collections::BTreeSet;
use uuid::Uuid;
use web::{App, Error, Fields, Form, Page, Result, Shell, html, html_with};

#[derive(Template)]
#[template(path = "roll_up/requests.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<ListRow>,
}

struct ListRow {
    to: String,
    district: String,
    aid: String,
    due: String,
    state: &'static str,
    released: String,
}

/// How lists name where a request stands.
fn state_of(request: &Incoming, asked: usize, today: Day) -> &'static str {
    let released = usize::try_from(request.released).unwrap_or(0);
    match request.state.as_str() {
        _ if released > 0 && released >= asked => "complete",
        "declined" => "declined",
        "more_time" => "more_time",
        _ if request.due_on < today => "late",
        _ if released > 0 => "partial",
        _ => "missing",
    }
}

/// What the alliance owes its district, for the board of deadlines.
pub(crate) struct Owed {
    /// The last day.
    pub due: Day,
    /// The working aid.
    pub aid: String,
    /// Who asks.
    pub district: String,
    /// The request.
    pub id: Uuid,
    /// The day wished for, where more time was asked for.
    pub wanted: Option<Day>,
}

/// Requests of the district to which not everything is released, nor declined; and whether
/// there was ever any.
pub(crate) async fn owed(db: &mut Read, permit: &dyn AnyPermit) -> Result<(Vec<Owed>, bool)> {
    let all = store::incoming(db, permit, None).await?;
    let is_any = !all.is_empty();
    let today = db.now().day();
    let mut open = Vec::new();
    for request in all {
        let asked = items_of(&request.items)?.len();
        if matches!(state_of(&request, asked, today), "complete" | "declined") {
            continue;
        }
        open.push(Owed {
            due: request.due_on,
            aid: title(&request),
            district: request.district,
            id: request.request_id,
            wanted: request.wanted,
        });
    }
    Ok((open, is_any))
}

fn title(request: &Incoming) -> String {
    let aid = catalogue().latest(&request.instrument_key);
    aid.map_or_else(|| request.instrument_key.clone(), |aid| aid.short_title.clone())
}

fn list_address(shell: &Shell) -> String {
    format!("{}/district-requests", shell.home())
}

pub async fn list(permit: Permit<ViewWorkbook>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = page.shell("district-requests-title");
    let mut rows = Vec::new();
    for request in store::incoming(&mut db, &permit, None).await? {
        let asked = items_of(&request.items)?.len();
        rows.push(ListRow {
            to: format!("{}/{}", list_address(&shell), request.request_id),
            aid: title(&request),
            due: request.due_on.german(),
            state: state_of(&request, asked, shell.today),
            released: shell
                .say("roll-up-of")
                .count("covered", request.released)
                .count("all", asked)
                .to_string(),
            district: request.district,
        });
    }
    html(&ListPage { shell, rows })
}

#[derive(Template)]
#[template(path = "roll_up/request.html")]
struct RequestPage {
    shell: Shell,
    form: Form,
    base: String,
    workbook: String,
    district: String,
    why: String,
    due: String,
    state: &'static str,
    reason: String,
    wanted: String,
    /// What the district said to the last wish for more time, as a sentence, and its words.
    answered: (String, String),
    version: i64,
    id: Uuid,
    may_edit: bool,
    is_any_released: bool,
    lines: Vec<LineShown>,
}

struct LineShown {
    uid: String,
    number: String,
    label: String,
    to: String,
    is_released: bool,
    /// That the district reads it by another request, and the address of that.
    elsewhere: Option<(String, String)>,
    said: Vec<Said>,
    is_withheld: bool,
    remarks: Vec<Remark>,
    /// What was typed as a remark here, when it was refused, and why it was.
    typed: String,
    wrong: String,
}

async fn request_page(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    page: &Page,
    id: Uuid,
    form: Form,
) -> Result<RequestPage> {
    let titled = page.shell("district-requests-title");
    let preview = Preview::load(db, permit, id, &show::small(&app.texts)).await?;
    let (request, aid) = (&preview.request, preview.aid);
    let shell = page.shell_titled(aid.title.clone()).under(titled.title.clone(), list_address(&titled));
    let workbook = format!("{}/workbooks/{}", shell.home(), aid.key);
    let line = |line: &super::gather::Line| {
        let said = show::said(&shell, line.item, &line.fields, &line.entries);
        LineShown {
            uid: line.item.uid.clone(),
            number: line.item.id.clone().unwrap_or_default(),
            label: line.item.label.clone(),
            to: crate::workbooks::question_at(aid, &workbook, &line.item.uid),
            is_released: line.is_released,
            elsewhere: line.elsewhere.map(|(id, day)| {
                let said = shell.say("district-request-elsewhere").with("day", day.german()).to_string();
                (said, format!("{}/{id}", list_address(&shell)))
            }),
            is_withheld: said.iter().any(|s| s.is_withheld),
            said,
            remarks: show::remarks(&shell, &line.comments, &request.district),
            wrong: form.wrong(&format!("words-{}", line.item.uid)).to_owned(),
            typed: if form.value("item") == line.item.uid {
                form.value("words").to_owned()
            } else {
                String::new()
            },
        }
    };
    Ok(RequestPage {
        base: format!("{}/{id}", list_address(&shell)),
        district: request.district.clone(),
        why: request.why.clone(),
        due: request.due_on.german(),
        state: state_of(request, preview.lines.len(), shell.today),
        reason: request.reason.clone(),
        wanted: request.wanted.map(Day::german).unwrap_or_default(),
        answered: (
            more_time::answered(&shell, "district-request-answered", request.answered_at, request.due_on),
            request.answer.clone(),
        ),
        version: request.version,
        id: base::uuid(app.clock(), app.chance()),
        may_edit: Permit::<EditWorkbook>::ask(permit.actor(), permit.place()).is_some(),
        is_any_released: preview.lines.iter().any(|line| line.is_released),
        lines: preview.lines.iter().map(line).collect(),
        workbook,
        form,
        shell,
    })
}

pub async fn show(
    permit: Permit<ViewWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    html(&request_page(&app, &mut db, &permit, &page, id, Form::default()).await?)
}

/// The district's request the address names.
async fn found(db: &mut Read, permit: &dyn AnyPermit, id: Uuid) -> Result<Incoming> {
    store::incoming(db, permit, Some(id)).await?.into_iter().next().ok_or(Error::NotFound)
}

fn back(page: &Page, id: Uuid, done: &str) -> Response {
    let shell = page.shell("district-requests-title");
    Redirect::to(&format!("{}/{id}?done={done}", list_address(&shell))).into_response()
}

/// Lets the district read what is ticked. Only what was changed on the page changes: two
/// people at once undo nothing of each other's.
pub async fn release(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let request = found(&mut tx, &permit, id).await?;
    let aid = crate::workbooks::open(&mut tx, &permit.lesser(), &request.instrument_key).await?.instrument;
    let of = |name: &str| -> BTreeSet<String> { fields.all(name).into_iter().map(str::to_owned).collect() };
    let (mut ticked, was) = (of("item"), of("was"));
    match fields.get("all") {
        Some("release") => ticked = items_of(&request.items)?.into_iter().collect(),
        Some("withdraw") => {
            let all: BTreeSet<String> = items_of(&request.items)?.into_iter().collect();
            acts::change_release(&mut tx, &permit, (&request, aid), &BTreeSet::new(), &all).await?;
            tx.commit(&permit, &format!("release to the district {id} withdrawn")).await?;
            return Ok(back(&page, id, "roll-up-withdrawn"));
        }
        _ => {}
    }
    let (add, remove) = (&ticked - &was, &was - &ticked);
    acts::change_release(&mut tx, &permit, (&request, aid), &add, &remove).await?;
    tx.commit(&permit, &format!("release to the district {id} changed")).await?;
    Ok(back(&page, id, "roll-up-released"))
}

pub async fn reply(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut form = Form::of(fields);
    let mut tx = app.db.begin(&permit).await?;
    let request = found(&mut tx, &permit, id).await?;
    let says = match form.value("says") {
        "declined" => Says::Declines,
        "more_time" => Says::MoreTime(Day::read(form.value("wanted"))),
        _ => Says::Open,
    };
    let faults =
        match acts::reply(&mut tx, &permit, Post::of(&app), &request, version, says, form.value("reason"))
            .await
        {
            Ok(()) => {
                tx.commit(&permit, &format!("reply to the district {id} given")).await?;
                return Ok(back(&page, id, "roll-up-replied"));
            }
            Err(Fault::Store(::store::Error::Taken)) => return Err(Error::Stale),
            Err(Fault::Refused(faults)) => faults,
            Err(fault) => return Err(fault.explain(&app.texts)),
        };
    drop(tx);
    for (field, refusal) in faults {
        form.refuse(field, assignments::refusal_words(&app.texts, refusal));
    }
    let mut db = app.db.read(&permit).await?;
    let shown = request_page(&app, &mut db, &permit.lesser(), &page, id, form).await?;
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

pub async fn comment(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let row: Uuid = fields.hidden("id")?;
    let mut form = Form::of(fields);
    let item = form.value("item").to_owned();
    let mut tx = app.db.begin(&permit).await?;
    let request = found(&mut tx, &permit, id).await?;
    if !items_of(&request.items)?.contains(&item) {
        return Err(Error::NotFound);
    }
    match acts::remark(form.value("words")) {
        Ok(words) => {
            store::add_comment(&mut tx, &permit, row, id, (&request.ags, &item), &words).await?;
            tx.commit(&permit, &format!("remark {row} written")).await?;
            Ok(back(&page, id, "roll-up-remarked"))
        }
        Err(refusal) => {
            drop(tx);
            form.refuse(&format!("words-{item}"), assignments::refusal_words(&app.texts, refusal));
            let mut db = app.db.read(&permit).await?;
            let shown = request_page(&app, &mut db, &permit.lesser(), &page, id, form).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
    }
}
