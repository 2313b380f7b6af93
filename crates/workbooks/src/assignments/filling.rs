//! Entering on somebody's behalf: what a contributor says by telephone, in the same
//! fields, marked as entered by the office.

use super::acts::{Fault, words};
use super::forms::{aid_of, below_list};
use super::model::{Assignment, Refusal, State as Stand};
use super::pages::{address, found};
use super::store;
use crate::contributions::{self, Asked, Fill, Filled, Shown, conflict, fill_answer, show_item};
use crate::workbooks;
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AssignmentId, EditWorkbook, Permit};
use web::{App, Error, Fields, Page, Result, Shell, Wants, html, html_with};
// The template names the shapes of fields.
use workbooks::view::{Ask, Refused, Shape};

#[derive(Template)]
#[template(path = "assignments/answers.html")]
struct AnswersPage {
    shell: Shell,
    base: String,
    key: String,
    questions: Vec<Shown>,
    wrong: Option<(String, String)>,
}

async fn answers_page(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    page: &Page,
    a: &Assignment,
    asked: &Asked,
    refused: Option<&Refused>,
) -> Result<AnswersPage> {
    let entered = contributions::all(db, permit, a.id).await?;
    let titled = page.shell("assignment-fill-title");
    let base = address(&titled, a.id);
    let who = if a.organisation.is_empty() {
        titled.say("assignment-somebody").to_string()
    } else {
        a.organisation.clone()
    };
    let shell = below_list(titled, asked.aid).under(who, base.clone());
    let mut questions = Vec::new();
    for item in &asked.items {
        questions.push(show_item(db, permit, &shell, &base, (a, asked, &entered), item, refused).await?);
    }
    Ok(AnswersPage {
        key: a.id.to_string(),
        wrong: refused.map(|r| (r.uid.clone(), r.message.clone())),
        questions,
        base,
        shell,
    })
}

async fn load(db: &mut Read, permit: &Permit<EditWorkbook>, id: AssignmentId) -> Result<(Assignment, Asked)> {
    let a = found(db, permit, id).await?;
    let asked = Asked::of(aid_of(&a)?, &store::items(db, permit, id).await?);
    Ok((a, asked))
}

pub async fn show(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, AssignmentId)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (a, asked) = load(&mut db, &permit, id).await?;
    if !a.state.is_open() {
        return Ok(Redirect::to(&address(&page.shell("assignments-title"), id)).into_response());
    }
    html(&answers_page(&mut db, &permit, &page, &a, &asked, None).await?)
}

pub async fn save(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    wants: Wants,
    Path((_, id, uid)): Path<(String, AssignmentId, String)>,
    fields: Fields,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let (a, asked) = load(&mut db, &permit, id).await?;
    let shell = page.shell("assignment-fill-title");
    let base = address(&shell, id);
    match fill_answer(&app, db, &permit, &shell, (&a, &asked), (&uid, &fields), Fill::Office).await? {
        Filled::Saved(version, _) => Ok(match wants {
            Wants::Json => contributions::saved(&app, &permit, &shell, (id, &asked), (&uid, version)).await,
            Wants::Page => Redirect::to(&format!("{base}/answers#f-{uid}")).into_response(),
        }),
        Filled::Stale(both) => {
            let action = format!("{base}/answers/{uid}");
            if wants == Wants::Json {
                return Ok(web::stale(&shell, &action));
            }
            conflict(page.shell("conflict-title"), action, &asked, *both).answer()
        }
        Filled::Refused(refused, _) if wants == Wants::Json => Ok(refused.told()),
        Filled::Refused(refused, _) => {
            let mut db = app.db.read(&permit).await?;
            let shown = answers_page(&mut db, &permit, &page, &a, &asked, Some(&refused)).await?;
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
        Filled::Over => Err(Error::Conflict(words(&app.texts, Refusal::Over))),
    }
}

/// Notes that everything was said.
pub async fn deliver(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, AssignmentId)>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let (_, asked) = load(&mut tx, &permit, id).await?;
    let entered = contributions::all(&mut tx, &permit, id).await?;
    if !entered.iter().any(|c| c.value.is_some() && asked.has(&c.item)) {
        return Err(Error::Conflict(app.texts.say("contribution-nothing-yet").to_string()));
    }
    if !store::go_over(&mut tx, &permit, id, Stand::Delivered, "").await? {
        return Err(Fault::from(Refusal::Over).explain(&app.texts));
    }
    tx.commit(&permit, &format!("assignment {id} delivered")).await?;
    let to = format!("{}?done=assignment-delivered", address(&page.shell("assignments-title"), id));
    Ok(Redirect::to(&to).into_response())
}
