//! The page about observer seats.

use super::store::{self, Seat};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AllianceId, EditAlliance};
use uuid::Uuid;
use web::{App, Error, Fields, Form, Page, Permit, Result, Shell, html_with};

#[derive(Template)]
#[template(path = "observers/show.html")]
struct ShowPage {
    shell: Shell,
    form: Form,
    new_id: Uuid,
    today: String,
    guests: Vec<Guest>,
    hosts: Vec<(String, String)>,
    others: Vec<(String, String)>,
}

struct Guest {
    id: Uuid,
    name: String,
    since: String,
    until: String,
    note: String,
}

pub async fn show(permit: Permit<EditAlliance>, State(app): State<App>, page: Page) -> Result<Response> {
    let form = Form::filled([("since", app.clock().today().to_string())]);
    render(&app, &permit, &page, form, StatusCode::OK).await
}

async fn render(
    app: &App,
    permit: &Permit<EditAlliance>,
    page: &Page,
    form: Form,
    status: StatusCode,
) -> Result<Response> {
    let mut db = app.db.read(permit).await?;
    let shell = page.shell("observers-title");
    let shell = {
        let (words, href) =
            (shell.say("municipalities-title").to_string(), format!("{}/municipalities", shell.home()));
        shell.under(words, href)
    };
    let guest = |s: Seat| Guest {
        id: s.id,
        name: s.guest,
        since: s.since.german(),
        until: s.until.map(base::Day::german).unwrap_or_default(),
        note: s.note,
    };
    let guests = store::list(&mut db, &permit.lesser()).await?.into_iter().map(guest).collect();
    let hosts = store::hosts(&mut db, &permit.lesser()).await?;
    let mut others = vec![(String::new(), shell.say("observers-choose").to_string())];
    others.extend(store::others(&mut db, permit).await?.into_iter().map(|(id, name)| (id.to_string(), name)));
    let body = ShowPage {
        form,
        new_id: db.new_uuid(),
        today: shell.today.to_string(),
        guests,
        hosts: hosts.into_iter().map(|(name, since)| (name, since.german())).collect(),
        others,
        shell,
    };
    html_with(status, &body)
}

pub async fn grant(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let id: Uuid = fields.hidden("id")?;
    let shell = page.shell("observers-title");
    let mut form = Form::of(fields);
    let guest: Option<AllianceId> = form.value("guest").parse().ok();
    if guest.is_none() {
        form.refuse("guest", shell.say("observers-choose"));
    }
    let since = form.needed_day(&shell, "since");
    let note = form.line(&shell, "note", 200);
    let (Some(guest), Some(since), true) = (guest, since, form.is_good()) else {
        return render(&app, &permit, &page, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut tx = app.db.begin(&permit).await?;
    store::grant(&mut tx, &permit, id, guest, since, &note).await?;
    tx.commit(&permit, &format!("observer seat {id} granted")).await?;
    Ok(Redirect::to(&format!("{}/observers?done=observer-granted", shell.home())).into_response())
}

pub async fn end(
    permit: Permit<EditAlliance>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, Uuid)>,
    fields: Fields,
) -> Result<Response> {
    let shell = page.shell("observers-title");
    let mut form = Form::of(fields);
    let until = form.needed_day(&shell, "until");
    let mut tx = app.db.begin(&permit).await?;
    let seats = store::list(&mut tx, &permit.lesser()).await?;
    let seat = seats.iter().find(|s| s.id == id).ok_or(Error::NotFound)?;
    let Some(until) = until.filter(|until| *until >= seat.since) else {
        if form.is_good() {
            form.refuse("until", shell.say("observers-ends-before"));
        }
        drop(tx);
        return render(&app, &permit, &page, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    store::end(&mut tx, &permit, id, until).await?;
    tx.commit(&permit, &format!("observer seat {id} ended")).await?;
    Ok(Redirect::to(&format!("{}/observers?done=observer-ended", shell.home())).into_response())
}
