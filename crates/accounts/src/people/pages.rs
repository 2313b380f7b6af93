//! The operator's pages: people with statewide roles, accounts without a role,
//! and the first office of an alliance, which then invites everybody else.

use super::{
    acts::{self, Given},
    model::{NewPerson, Place, STATEWIDE},
    store,
    views::{
        Entry, InvitePage, ListPage, PersonPage, Running, Search, entries, failed, id, listed, part, refuse,
        role_options, typed_person, typed_role,
    },
    words::{role_at, role_words},
};
use crate::{erasure, links::Letters};
use ::store::Read;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use base::{AllianceId, ManagePeople, Permit, PersonId, Role};
use serde::Deserialize;
use uuid::Uuid;
use web::{App, Cursor, Error, Fields, Form, Page, Result, html};

/// So many alliances without an office are shown.
const MOST_WITHOUT_OFFICE: i64 = 50;

/// Lists people with statewide roles.
pub(super) async fn list(
    permit: Permit<ManagePeople>,
    State(app): State<App>,
    page: Page,
    cursor: Cursor,
    Query(search): Query<Search>,
) -> Result<Response> {
    let search = search.cleaned();
    let mut db = app.db.read(&permit).await?;
    let found = listed(store::statewide(&mut db, &permit, &part(&search, &cursor)?).await?, &cursor);
    let without_office = store::alliances_without_office(&mut db, &permit, MOST_WITHOUT_OFFICE).await?;
    html(&ListPage {
        shell: page.shell("people-title"),
        base: "/people".into(),
        about: "people-about-land",
        next: ListPage::next("/people", &search, found.next),
        rows: ListPage::rows(&app.texts, "/people", found.items),
        search,
        without_office,
        deputies: None,
        former: Vec::new(),
        own: String::new(),
    })
}

/// For which alliance the first office is invited, if for one.
#[derive(Deserialize)]
pub(super) struct For {
    #[serde(default)]
    alliance: String,
}

/// Asks whom to invite.
pub(super) async fn ask(
    permit: Permit<ManagePeople>,
    State(app): State<App>,
    page: Page,
    Query(asked): Query<For>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let alliance = alliance(&mut db, &permit, &asked.alliance).await?;
    let id = PersonId::new(app.clock(), app.chance());
    invitation(&app, &page, Form::default(), id, alliance).answer()
}

/// Invites somebody.
pub(super) async fn invite(
    permit: Permit<ManagePeople>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let shell = page.shell("invite-title");
    let id: PersonId = fields.hidden("id")?;
    let mut form = Form::of(fields);
    let mut tx = app.db.begin(&permit).await?;
    let alliance = alliance(&mut tx, &permit, form.value("alliance")).await?;
    let (name, email) = typed_person(&shell, &mut form);
    let role = match &alliance {
        Some(_) => Some(Role::Office),
        None => typed_role(&shell, &mut form, &STATEWIDE),
    };
    let Some(role) = role.filter(|_| form.is_good()) else {
        return invitation(&app, &page, form, id, alliance).answer();
    };
    let new = NewPerson { id, email, name };
    let outcome = match &alliance {
        Some((there, ..)) => acts::name_office(&mut tx, &permit, new, *there).await,
        None => acts::invite(&mut tx, &permit, new, role, Place::land()).await,
    };
    let invited = match outcome {
        Ok(invited) => invited,
        Err(failure) => {
            refuse(&app, &mut form, failure)?;
            return invitation(&app, &page, form, id, alliance).answer();
        }
    };
    let Given::Now(held) = invited.given else {
        return Ok(Redirect::to("/people?done=role-held").into_response());
    };
    let words = role_words(&app.texts, role, None);
    let words = alliance.map_or_else(|| words.clone(), |(_, _, name)| role_at(&app.texts, &words, &name));
    Letters::of(&app).invitation(&mut tx, &permit, invited.person, &words).await?;
    tx.commit(&permit, &format!("person {} invited, role_held {held} given", invited.person)).await?;
    let done = if invited.is_new { "invited" } else { "role-given" };
    Ok(Redirect::to(&format!("/people?done={done}")).into_response())
}

type Named = (AllianceId, String, String);

/// The alliance a form or address names, if it names one.
async fn alliance(db: &mut Read, permit: &Permit<ManagePeople>, slug: &str) -> Result<Option<Named>> {
    if slug.is_empty() {
        return Ok(None);
    }
    if !slug.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::NotFound);
    }
    store::alliance(db, permit, slug).await?.map(Some).ok_or(Error::NotFound)
}

fn invitation(app: &App, page: &Page, form: Form, id: PersonId, alliance: Option<Named>) -> InvitePage {
    let first_office = alliance.map(|(_, slug, name)| (slug, name));
    let roles = if first_office.is_some() { Vec::new() } else { role_options(&app.texts, &STATEWIDE) };
    let shell = page.shell("invite-title").under(app.texts.say("people-title").to_string(), "/people");
    let (municipalities, organisations) = (Vec::new(), Vec::new());
    InvitePage {
        shell,
        base: "/people".into(),
        cancel: "/people".into(),
        form,
        id,
        roles,
        municipalities,
        organisations,
        first_office,
    }
}

/// Shows one person.
pub(super) async fn show(
    permit: Permit<ManagePeople>,
    State(app): State<App>,
    page: Page,
    Path(person): Path<String>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    person_page(&app, &mut db, &permit, &page, id(&person)?, Form::default()).await?.answer()
}

/// Gives a person one more statewide role.
pub(super) async fn give_role(
    permit: Permit<ManagePeople>,
    State(app): State<App>,
    page: Page,
    Path(person): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let person: PersonId = id(&person)?;
    let mut form = Form::of(fields);
    let mut tx = app.db.begin(&permit).await?;
    seen(&mut tx, &permit, person).await?;
    let Some(role) = typed_role(&page.shell("people-title"), &mut form, &STATEWIDE) else {
        return person_page(&app, &mut tx, &permit, &page, person, form).await?.answer();
    };
    match acts::give_role(&mut tx, &permit, person, role, Place::land()).await {
        Ok(Given::Now(held)) => {
            let words = role_words(&app.texts, role, None);
            Letters::of(&app).invitation(&mut tx, &permit, person, &words).await?;
            tx.commit(&permit, &format!("role_held {held} of person {person} given")).await?;
            Ok(Redirect::to(&format!("/people/{person}?done=role-given")).into_response())
        }
        Ok(Given::Already(_)) => {
            Ok(Redirect::to(&format!("/people/{person}?done=role-held")).into_response())
        }
        Err(failure) => {
            refuse(&app, &mut form, failure)?;
            person_page(&app, &mut tx, &permit, &page, person, form).await?.answer()
        }
    }
}

/// Ends a statewide role.
pub(super) async fn end_role(
    permit: Permit<ManagePeople>,
    State(app): State<App>,
    Path((person, role)): Path<(String, String)>,
) -> Result<Response> {
    let (person, role): (PersonId, Uuid) = (id(&person)?, id(&role)?);
    let mut tx = app.db.begin(&permit).await?;
    acts::end_role(&mut tx, &permit, person, role).await.map_err(|e| failed(&app, e))?;
    tx.commit(&permit, &format!("role_held {role} of person {person} ended")).await?;
    Ok(Redirect::to("/people?done=role-ended").into_response())
}

/// Sends the invitation once more to somebody who has no password yet.
pub(super) async fn invite_again(
    permit: Permit<ManagePeople>,
    State(app): State<App>,
    Path(person): Path<String>,
) -> Result<Response> {
    let person: PersonId = id(&person)?;
    let mut tx = app.db.begin(&permit).await?;
    let entry = seen(&mut tx, &permit, person).await?;
    if entry.is_waiting {
        let words = invited_as(&app, &entry, tx.now().day());
        Letters::of(&app).invitation(&mut tx, &permit, person, &words).await?;
        tx.commit(&permit, &format!("person {person} invited again")).await?;
    }
    Ok(Redirect::to(&format!("/people/{person}?done=invitation-sent")).into_response())
}

/// Corrects name and address of somebody who was invited and has never signed in.
pub(super) async fn correct(
    permit: Permit<ManagePeople>,
    State(app): State<App>,
    page: Page,
    Path(person): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let person: PersonId = id(&person)?;
    let mut form = Form::of(fields);
    let mut tx = app.db.begin(&permit).await?;
    let entry = seen(&mut tx, &permit, person).await?;
    let (name, email) = typed_person(&page.shell("people-title"), &mut form);
    if form.is_good() {
        match acts::correct(&mut tx, &permit, person, &name, &email).await {
            Ok(has_moved) => {
                if has_moved {
                    let words = invited_as(&app, &entry, tx.now().day());
                    Letters::of(&app).invitation(&mut tx, &permit, person, &words).await?;
                }
                tx.commit(&permit, &format!("person {person} corrected")).await?;
                let done = if has_moved { "corrected-and-invited" } else { "corrected" };
                return Ok(Redirect::to(&format!("/people/{person}?done={done}")).into_response());
            }
            Err(failure) => refuse(&app, &mut form, failure)?,
        }
    }
    drop(tx);
    let mut db = app.db.read(&permit).await?;
    let shown = person_page(&app, &mut db, &permit, &page, person, form.clone()).await?;
    shown.corrected(form).answer()
}

/// The statewide roles of an entry that hold today, in words.
fn invited_as(app: &App, entry: &Entry, today: base::Day) -> String {
    let running = entry.roles.iter().filter(|r| r.until.is_none_or(|until| until > today));
    let words: Vec<String> = running.map(|r| role_words(&app.texts, r.role, None)).collect();
    words.join(", ")
}

/// Erases an account for good, at the wish of its owner.
pub(super) async fn erase(
    permit: Permit<ManagePeople>,
    State(app): State<App>,
    page: Page,
    Path(person): Path<String>,
    fields: Fields,
) -> Result<Response> {
    let person: PersonId = id(&person)?;
    let mut form = Form::of(fields);
    let mut tx = app.db.begin(&permit).await?;
    seen(&mut tx, &permit, person).await?;
    if !form.ticked("confirmed") {
        form.refuse("confirmed", page.shell("people-title").say("people-erase-unconfirmed"));
        return person_page(&app, &mut tx, &permit, &page, person, form).await?.answer();
    }
    erasure::erase(&mut tx, &permit, person).await.map_err(|e| failed(&app, e))?;
    tx.commit(&permit, &format!("person {person} erased")).await?;
    Ok(Redirect::to("/people?done=account-erased").into_response())
}

/// Closes the account of somebody who holds no role any more.
pub(super) async fn close(
    permit: Permit<ManagePeople>,
    State(app): State<App>,
    Path(person): Path<String>,
) -> Result<Response> {
    let person: PersonId = id(&person)?;
    let mut tx = app.db.begin(&permit).await?;
    seen(&mut tx, &permit, person).await?;
    acts::close(&mut tx, &permit, person).await.map_err(|e| failed(&app, e))?;
    tx.commit(&permit, &format!("person {person} closed")).await?;
    Ok(Redirect::to("/people?done=account-closed").into_response())
}

/// A person the operator sees: with a statewide role, or with none at all.
async fn seen(db: &mut Read, permit: &Permit<ManagePeople>, person: PersonId) -> Result<Entry> {
    let found = entries(store::person_statewide(db, permit, person).await?);
    found.into_iter().next().ok_or(Error::NotFound)
}

async fn person_page(
    app: &App,
    db: &mut Read,
    permit: &Permit<ManagePeople>,
    page: &Page,
    person: PersonId,
    form: Form,
) -> Result<PersonPage> {
    let entry = seen(db, permit, person).await?;
    let today = db.now().day();
    let mut running = Vec::new();
    for line in entry.roles.iter().filter(|r| r.until.is_none_or(|until| until > today)) {
        let stays = match store::role(db, permit, line.id).await? {
            Some(row)
                if line.role == Role::Operator && store::other_holders(db, permit, &row).await? == 0 =>
            {
                "people-refused-last-operator"
            }
            _ => "",
        };
        let words = role_words(&app.texts, line.role, None);
        running.push(Running { id: line.id, words, since: line.since.german(), stays });
    }
    Ok(PersonPage {
        shell: page
            .shell_titled(entry.name.clone())
            .under(app.texts.say("people-title").to_string(), "/people"),
        base: format!("/people/{person}"),
        is_waiting: entry.is_waiting,
        correction: Form::filled([("name", entry.name.clone()), ("email", entry.email.clone())]),
        can_close: running.is_empty(),
        can_erase: true,
        kept_closed: web::Periods::words(&app.texts, app.config.periods.closed_accounts),
        running,
        ended: PersonPage::ended(&app.texts, &entry.roles, today),
        name: entry.name,
        email: entry.email,
        form,
        roles: role_options(&app.texts, &STATEWIDE),
        municipalities: Vec::new(),
        organisations: Vec::new(),
        successors: None,
    })
}
