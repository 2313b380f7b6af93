//! How an alliance that has just been founded, or has lost its office, is given one: by
//! the state coordination, which sees nothing of its people besides.

use super::{
    acts::{self, Given},
    model::NewPerson,
    store,
    views::{InvitePage, refuse, typed_person},
    words::{role_at, role_words},
};
use crate::links::Letters;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use base::{Alliance, NameOffice, Permit, PersonId, Role};
use web::{App, Error, Fields, Form, Page, Result};

/// Asks whom to invite; where there is an office, it says that it invites people itself.
pub(super) async fn ask(permit: Permit<NameOffice>, State(app): State<App>, page: Page) -> Result<Response> {
    let place = place(&permit)?;
    let mut db = app.db.read(&permit).await?;
    if store::has_office(&mut db, &permit, place.id).await? {
        return Ok(home(place, "office-there"));
    }
    invitation(&page, place, Form::default(), PersonId::new(app.clock(), app.chance())).answer()
}

/// Invites the office.
pub(super) async fn invite(
    permit: Permit<NameOffice>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let place = place(&permit)?;
    let id: PersonId = fields.hidden("id")?;
    let mut form = Form::of(fields);
    let (name, email) = typed_person(&page.shell("invite-title"), &mut form);
    if !form.is_good() {
        return invitation(&page, place, form, id).answer();
    }
    let mut tx = app.db.begin(&permit).await?;
    let new = NewPerson { id, email, name };
    let invited = match acts::name_office(&mut tx, &permit, new, place.id).await {
        Ok(invited) => invited,
        Err(failure) => {
            refuse(&app, &mut form, failure)?;
            return invitation(&page, place, form, id).answer();
        }
    };
    let Given::Now(held) = invited.given else { return Ok(home(place, "role-held")) };
    let words = role_at(&app.texts, &role_words(&app.texts, Role::Office, None), &place.name);
    Letters::of(&app).invitation(&mut tx, &permit, invited.person, &words).await?;
    tx.commit(&permit, &format!("person {} invited, role_held {held} given", invited.person)).await?;
    Ok(home(place, if invited.is_new { "invited" } else { "role-given" }))
}

fn place(permit: &Permit<NameOffice>) -> Result<&Alliance> {
    permit.place().ok_or(Error::NotFound)
}

fn home(place: &Alliance, done: &str) -> Response {
    Redirect::to(&format!("/alliances/{}?done={done}", place.slug)).into_response()
}

fn invitation(page: &Page, place: &Alliance, form: Form, id: PersonId) -> InvitePage {
    let home = format!("/alliances/{}", place.slug);
    InvitePage {
        shell: page.shell("invite-title").under(place.name.clone(), home.clone()),
        base: format!("{home}/office/invitation"),
        cancel: home,
        form,
        id,
        roles: Vec::new(),
        municipalities: Vec::new(),
        organisations: Vec::new(),
        first_office: Some((place.slug.clone(), place.name.clone())),
    }
}
