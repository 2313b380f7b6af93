//! Adding, changing and removing contacts, from their organisation's page.

use super::store::{self, Contact};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{ContactId, EditOrganisations, OrganisationId};
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, html_with};

#[derive(Template)]
#[template(path = "contacts/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    action: String,
    id: ContactId,
    version: i64,
}

pub async fn create(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, organisation)): Path<(String, OrganisationId)>,
    fields: Fields,
) -> Result<Response> {
    let id: ContactId = fields.hidden("id")?;
    let shell = page.shell("contact-new-title");
    let (form, contact) = read(&shell, fields, id, organisation, 0);
    let action = format!("{}/organisations/{organisation}/contacts", shell.home());
    let Some(contact) = contact else {
        return html_with(
            StatusCode::UNPROCESSABLE_ENTITY,
            &EditPage { shell, form, action, id, version: 0 },
        );
    };
    let mut tx = app.db.begin(&permit).await?;
    crate::organisations::store::find(&mut tx, &permit.lesser(), organisation)
        .await?
        .ok_or(Error::NotFound)?;
    store::add(&mut tx, &permit, &contact).await?;
    tx.commit(&permit, &format!("contact {id} added")).await?;
    Ok(to_organisation(&shell, organisation, "contact-added"))
}

pub async fn save(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, ContactId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let shell = page.shell("contact-edit-title");
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    let (form, contact) = read(&shell, fields, id, before.organisation_id, version);
    let action = format!("{}/contacts/{id}", shell.home());
    let Some(after) = contact else {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &EditPage { shell, form, action, id, version });
    };
    if !store::replace(&mut tx, &permit, &before, &after).await? {
        return conflict(shell, action, &before, &after).answer();
    }
    tx.commit(&permit, &format!("contact {id} changed")).await?;
    Ok(to_organisation(&shell, before.organisation_id, "contact-saved"))
}

pub async fn remove(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, ContactId)>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    let found = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    store::remove(&mut tx, &permit, id).await?;
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

fn to_organisation(shell: &Shell, organisation: OrganisationId, done: &str) -> Response {
    Redirect::to(&format!("{}/organisations/{organisation}?done={done}#contacts", shell.home()))
        .into_response()
}

fn conflict(shell: Shell, action: String, theirs: &Contact, mine: &Contact) -> Conflict {
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
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
