//! Adding, changing and removing contacts: from their organisation's page, or from
//! the row of their organisation in the working aid, where they save themselves.

use super::store::{self, Contact};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{ContactId, EditOrganisations, OrganisationId};
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, Wants, html_with};

#[derive(Template)]
#[template(path = "contacts/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    action: String,
    id: ContactId,
    version: i64,
    back: String,
}

/// Adds a contact. A row that saved itself goes on posting here with the version
/// it was told.
pub async fn create(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    wants: Wants,
    Path((_, organisation)): Path<(String, OrganisationId)>,
    fields: Fields,
) -> Result<Response> {
    let id: ContactId = fields.hidden("id")?;
    let version = if fields.get("version").is_some() { fields.hidden("version")? } else { 0 };
    let shell = page.shell("contact-new-title");
    let mut tx = app.db.begin(&permit).await?;
    if let Some(before) = store::find(&mut tx, &permit.lesser(), id).await? {
        return change(tx, &permit, shell, wants, &before, version, fields).await;
    }
    crate::organisations::store::find(&mut tx, &permit.lesser(), organisation)
        .await?
        .ok_or(Error::NotFound)?;
    let nothing =
        ["name", "phone", "email"].iter().all(|f| fields.get(f).is_none_or(|v| v.trim().is_empty()));
    if wants == Wants::Json && nothing {
        return Ok(web::saved(&shell, 0, String::new()));
    }
    let (form, contact) = read(&shell, fields, id, organisation, 0);
    let Some(contact) = contact else {
        let action = format!("{}/organisations/{organisation}/contacts", shell.home());
        return refused(shell, form, action, id, 0, wants);
    };
    store::add(&mut tx, &permit, &contact).await?;
    tx.commit(&permit, &format!("contact {id} added")).await?;
    Ok(done(&shell, &form, wants, organisation, "contact-added", 1))
}

/// Changes a contact.
pub async fn save(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    wants: Wants,
    Path((_, id)): Path<(String, ContactId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let shell = page.shell("contact-edit-title");
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    change(tx, &permit, shell, wants, &before, version, fields).await
}

async fn change(
    mut tx: ::store::Tx,
    permit: &Permit<EditOrganisations>,
    shell: Shell,
    wants: Wants,
    before: &Contact,
    version: i64,
    fields: Fields,
) -> Result<Response> {
    let (id, organisation) = (before.id, before.organisation_id);
    let (form, contact) = read(&shell, fields, id, organisation, version);
    let action = format!("{}/contacts/{id}", shell.home());
    let Some(after) = contact else {
        return refused(shell, form, action, id, version, wants);
    };
    if after.says_the_same(before) {
        return Ok(done(&shell, &form, wants, organisation, "contact-saved", before.version));
    }
    if !store::replace(&mut tx, permit, before, &after).await? {
        if wants == Wants::Json {
            return Ok(web::stale(&shell, &action));
        }
        return conflict(shell, &form, action, before, &after).answer();
    }
    tx.commit(permit, &format!("contact {id} changed")).await?;
    Ok(done(&shell, &form, wants, organisation, "contact-saved", version + 1))
}

/// Removes a contact.
pub async fn remove(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, ContactId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let found = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    if !store::remove(&mut tx, &permit, id, version).await? {
        return Err(Error::Stale);
    }
    tx.commit(&permit, &format!("contact {id} removed")).await?;
    Ok(to_organisation(&page.shell("contact-edit-title"), found.organisation_id, "contact-removed"))
}

fn read(
    shell: &Shell,
    fields: Fields,
    id: ContactId,
    organisation_id: OrganisationId,
    version: i64,
) -> (Form, Option<Contact>) {
    let mut form = Form::of(fields);
    let contact = Contact {
        id,
        organisation_id,
        name: form.needed(shell, "name", 200),
        phone: form.line(shell, "phone", 60),
        email: form.email(shell, "email"),
        version,
    };
    let good = form.is_good();
    (form, good.then_some(contact))
}

fn back(form: &Form) -> String {
    web::local_path(form.value("back")).unwrap_or_default().to_owned()
}

fn refused(
    shell: Shell,
    form: Form,
    action: String,
    id: ContactId,
    version: i64,
    wants: Wants,
) -> Result<Response> {
    if wants == Wants::Json {
        return Ok(web::refused(form.all_wrong()));
    }
    let back = back(&form);
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage { shell, form, action, id, version, back })
}

fn done(
    shell: &Shell,
    form: &Form,
    wants: Wants,
    organisation: OrganisationId,
    words: &str,
    version: i64,
) -> Response {
    if wants == Wants::Json {
        return web::saved(shell, version, String::new());
    }
    match web::local_path(form.value("back")) {
        Some(back) => Redirect::to(back).into_response(),
        None => to_organisation(shell, organisation, words),
    }
}

fn to_organisation(shell: &Shell, organisation: OrganisationId, done: &str) -> Response {
    Redirect::to(&format!("{}/organisations/{organisation}?done={done}#contacts", shell.home()))
        .into_response()
}

fn conflict(shell: Shell, form: &Form, action: String, theirs: &Contact, mine: &Contact) -> Conflict {
    let mut agreed = vec![("back".to_owned(), back(form))];
    let mut differing = Vec::new();
    for (name, t, m) in [
        ("name", &theirs.name, &mine.name),
        ("phone", &theirs.phone, &mine.phone),
        ("email", &theirs.email, &mine.email),
    ] {
        if t == m {
            agreed.push((name.to_owned(), m.clone()));
        } else {
            let label = shell.say_of("contact", name).to_string();
            let (theirs, mine) = (t.clone(), m.clone());
            differing.push(Differing { name: name.to_owned(), label, theirs, mine, words: None });
        }
    }
    let shell = shell.retitled("conflict-title");
    Conflict { shell, action, version: theirs.version, agreed, differing, who: String::new() }
}
