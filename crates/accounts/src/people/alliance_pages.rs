//! The pages of one alliance: who has which role in it, inviting, naming
//! deputies, handing over when somebody leaves (R-ACT-16).

use super::{
    acts::{self, Given},
    model::{LOCAL, NewPerson, Place},
    store,
    views::{
        Deputies, Entry, InvitePage, ListPage, PersonPage, Running, Search, entries, failed, id, listed,
        municipality_options, organisation_options, part, people_options, refuse, role_options, typed_person,
        typed_role,
    },
    words::{role_at, role_words},
};
use crate::links::Letters;
use ::store::Read;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, ManageAllianceRoles, Permit, PersonId, Role};
use serde::Deserialize;
use uuid::Uuid;
use web::{App, Confirm, Cursor, Error, Fields, Form, Page, Result, html_with};

type Office = Permit<ManageAllianceRoles>;

/// So many roles that have ended are shown.
const MOST_FORMER: i64 = 50;

/// Lists who has which role.
pub(super) async fn list(
    permit: Permit<ManageAllianceRoles>,
    State(app): State<App>,
    page: Page,
    cursor: Cursor,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    list_page(&app, &mut db, &permit, &page, &cursor, search.cleaned(), Form::default()).await
}

async fn list_page(
    app: &App,
    db: &mut Read,
    permit: &Office,
    page: &Page,
    cursor: &Cursor,
    search: String,
    form: Form,
) -> Result<Response> {
    let base = base_of(permit);
    let found = listed(store::of_alliance(db, permit, &part(&search, cursor)?).await?, cursor);
    let names = store::deputies(db, permit).await?.into_iter().map(|(name,)| name).collect();
    let could = people_options(&app.texts, store::could_deputise(db, permit).await?, None);
    let former = ListPage::former(&app.texts, store::former(db, permit, MOST_FORMER).await?);
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    html_with(
        status,
        &ListPage {
            shell: page.shell("people-title"),
            about: "people-about-alliance",
            own: permit.actor().person().map(|own| handover_of(&base, own)).unwrap_or_default(),
            next: ListPage::next(&base, &search, found.next),
            rows: ListPage::rows(&app.texts, &base, found.items),
            base,
            search,
            without_office: Vec::new(),
            deputies: Some(Deputies { names, could, form }),
            former,
        },
    )
}

/// Asks whom to invite.
pub(super) async fn ask(
    permit: Permit<ManageAllianceRoles>,
    State(app): State<App>,
    page: Page,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let id = PersonId::new(app.clock(), app.chance());
    invitation(&app, &mut db, &permit, &page, Form::default(), id).await?.answer()
}

/// Invites somebody.
pub(super) async fn invite(
    permit: Permit<ManageAllianceRoles>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let shell = page.shell("invite-title");
    let id: PersonId = fields.hidden("id")?;
    let mut form = Form::of(fields);
    let mut tx = app.db.begin(&permit).await?;
    let (name, email) = typed_person(&shell, &mut form);
    let role = typed_role(&shell, &mut form, &LOCAL);
    let place = place(&app, &permit, &mut form);
    let (Some(role), Some(place), true) = (role, place, form.is_good()) else {
        return invitation(&app, &mut tx, &permit, &page, form, id).await?.answer();
    };
    let words = in_words(&app, &mut tx, &permit, role, &place).await?;
    let invited = match acts::invite(&mut tx, &permit, NewPerson { id, email, name }, role, place).await {
        Ok(invited) => invited,
        Err(failure) => {
            refuse(&app, &mut form, failure)?;
            return invitation(&app, &mut tx, &permit, &page, form, id).await?.answer();
        }
    };
    let Given::Now(held) = invited.given else { return Ok(back(&permit, "role-held")) };
    Letters::of(&app).invitation(&mut tx, &permit, invited.person, &words).await?;
    tx.commit(&permit, &format!("person {} invited, role_held {held} given", invited.person)).await?;
    Ok(back(&permit, if invited.is_new { "invited" } else { "role-given" }))
}

/// Names somebody who already has a role here as deputy of the office.
pub(super) async fn name_deputy(
    permit: Permit<ManageAllianceRoles>,
    State(app): State<App>,
    page: Page,
    cursor: Cursor,
    fields: Fields,
) -> Result<Response> {
    let mut form = Form::of(fields);
    let mut tx = app.db.begin(&permit).await?;
    let Ok(person) = form.value("person").parse::<PersonId>() else {
        form.refuse("person", app.texts.say("form-needed"));
        return list_page(&app, &mut tx, &permit, &page, &cursor, String::new(), form).await;
    };
    seen(&mut tx, &permit, person).await?;
    let place = Place { alliance: permit.alliance(), ..Place::default() };
    let words = in_words(&app, &mut tx, &permit, Role::Deputy, &place).await?;
    let given = acts::give_role(&mut tx, &permit, person, Role::Deputy, place).await;
    if let Given::Now(held) = given.map_err(|e| failed(&app, e))? {
        Letters::of(&app).invitation(&mut tx, &permit, person, &words).await?;
        tx.commit(&permit, &format!("role_held {held} of person {person} given")).await?;
    }
    Ok(back(&permit, "deputy-named"))
}

/// Shows one person.
pub(super) async fn show(
    permit: Permit<ManageAllianceRoles>,
    State(app): State<App>,
    page: Page,
    Path((_, person)): Path<(String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    person_page(&app, &mut db, &permit, &page, id(&person)?, Form::default()).await?.answer()
}

/// Gives a person one more role in the alliance.
pub(super) async fn give_role(
    permit: Permit<ManageAllianceRoles>,
    State(app): State<App>,
    page: Page,
    Path((_, person)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response> {
    let person: PersonId = id(&person)?;
    let mut form = Form::of(fields);
    let mut tx = app.db.begin(&permit).await?;
    seen(&mut tx, &permit, person).await?;
    let role = typed_role(&page.shell("people-title"), &mut form, &LOCAL);
    let (Some(role), Some(place)) = (role, place(&app, &permit, &mut form)) else {
        return person_page(&app, &mut tx, &permit, &page, person, form).await?.answer();
    };
    let words = in_words(&app, &mut tx, &permit, role, &place).await?;
    let here = format!("{}/{person}", base_of(&permit));
    match acts::give_role(&mut tx, &permit, person, role, place).await {
        Ok(Given::Now(held)) => {
            Letters::of(&app).invitation(&mut tx, &permit, person, &words).await?;
            tx.commit(&permit, &format!("role_held {held} of person {person} given")).await?;
            Ok(Redirect::to(&format!("{here}?done=role-given")).into_response())
        }
        Ok(Given::Already(_)) => Ok(Redirect::to(&format!("{here}?done=role-held")).into_response()),
        Err(failure) => {
            refuse(&app, &mut form, failure)?;
            person_page(&app, &mut tx, &permit, &page, person, form).await?.answer()
        }
    }
}

/// Ends a role in the alliance; its last office stays until there is a successor.
pub(super) async fn end_role(
    permit: Permit<ManageAllianceRoles>,
    State(app): State<App>,
    Path((_, person, role)): Path<(String, String, String)>,
) -> Result<Response> {
    let (person, role): (PersonId, Uuid) = (id(&person)?, id(&role)?);
    let mut tx = app.db.begin(&permit).await?;
    acts::end_role(&mut tx, &permit, person, role).await.map_err(|e| failed(&app, e))?;
    tx.commit(&permit, &format!("role_held {role} of person {person} ended")).await?;
    Ok(after_leaving(&permit, person, "role-ended"))
}

/// Sends the invitation once more to somebody who has no password yet.
pub(super) async fn invite_again(
    permit: Permit<ManageAllianceRoles>,
    State(app): State<App>,
    Path((_, person)): Path<(String, String)>,
) -> Result<Response> {
    let person: PersonId = id(&person)?;
    let mut tx = app.db.begin(&permit).await?;
    let entry = seen(&mut tx, &permit, person).await?;
    if entry.is_waiting {
        let words = invited_as(&app, &permit, &entry, tx.now().day());
        Letters::of(&app).invitation(&mut tx, &permit, person, &words).await?;
        tx.commit(&permit, &format!("person {person} invited again")).await?;
    }
    Ok(Redirect::to(&format!("{}/{person}?done=invitation-sent", base_of(&permit))).into_response())
}

/// Corrects name and address of somebody who was invited and has never signed in.
pub(super) async fn correct(
    permit: Permit<ManageAllianceRoles>,
    State(app): State<App>,
    page: Page,
    Path((_, person)): Path<(String, String)>,
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
                    let words = invited_as(&app, &permit, &entry, tx.now().day());
                    Letters::of(&app).invitation(&mut tx, &permit, person, &words).await?;
                }
                tx.commit(&permit, &format!("person {person} corrected")).await?;
                let done = if has_moved { "corrected-and-invited" } else { "corrected" };
                let to = format!("{}/{person}?done={done}", base_of(&permit));
                return Ok(Redirect::to(&to).into_response());
            }
            Err(failure) => refuse(&app, &mut form, failure)?,
        }
    }
    drop(tx);
    let mut db = app.db.read(&permit).await?;
    let shown = person_page(&app, &mut db, &permit, &page, person, form.clone()).await?;
    shown.corrected(form).answer()
}

/// The roles of an entry that hold here today, in words.
fn invited_as(app: &App, permit: &Office, entry: &Entry, today: base::Day) -> String {
    let running = entry.roles.iter().filter(|r| r.until.is_none_or(|until| until > today));
    let words = running.map(|r| role_words(&app.texts, r.role, r.speaks_for()));
    role_at(&app.texts, &words.collect::<Vec<_>>().join(", "), place_name(permit))
}

/// Who was chosen to follow.
#[derive(Deserialize)]
pub(super) struct Chosen {
    successor: Option<String>,
}

/// Asks again before everything of a leaving person is handed over: what passes to whom.
pub(super) async fn ask_to_hand_over(
    permit: Permit<ManageAllianceRoles>,
    State(app): State<App>,
    page: Page,
    Path((_, person)): Path<(String, String)>,
    Query(chosen): Query<Chosen>,
) -> Result<Response> {
    let from: PersonId = id(&person)?;
    let mut db = app.db.read(&permit).await?;
    let leaving = seen(&mut db, &permit, from).await?;
    let back = format!("{}/{from}", base_of(&permit));
    let Some(typed) = chosen.successor else { return Ok(Redirect::to(&back).into_response()) };
    let to = typed.parse::<PersonId>().ok().filter(|to| *to != from);
    let Some(to) = to else {
        let mut form = Form::default();
        form.refuse("successor", app.texts.say("people-needs-successor"));
        return person_page(&app, &mut db, &permit, &page, from, form).await?.answer();
    };
    let successor = seen(&mut db, &permit, to).await?;
    let today = db.now().day();
    let running = leaving.roles.iter().filter(|r| r.until.is_none_or(|until| until > today));
    let roles: Vec<String> = running.map(|r| role_words(&app.texts, r.role, r.speaks_for())).collect();
    let shell = page
        .shell("people-handover")
        .under(app.texts.say("people-title").to_string(), base_of(&permit))
        .under(leaving.name.clone(), back.clone());
    let names = |text| {
        let said = shell.say(text).with("from", leaving.name.as_str()).with("to", successor.name.as_str());
        said.with("roles", roles.join(", ")).to_string()
    };
    Confirm {
        effects: ["people-handover-roles", "people-handover-work", "people-handover-undo"]
            .map(names)
            .to_vec(),
        action: format!("{back}/handover"),
        hidden: vec![("successor", to.to_string())],
        submit: shell.say("people-handover-submit").to_string(),
        back,
        shell,
    }
    .answer()
}

/// Hands everything of a leaving person over to a successor, in one step.
pub(super) async fn hand_over(
    permit: Permit<ManageAllianceRoles>,
    State(app): State<App>,
    page: Page,
    Path((_, person)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response> {
    let from: PersonId = id(&person)?;
    let mut form = Form::of(fields);
    let mut tx = app.db.begin(&permit).await?;
    let Ok(to) = form.value("successor").parse::<PersonId>() else {
        form.refuse("successor", app.texts.say("form-needed"));
        return person_page(&app, &mut tx, &permit, &page, from, form).await?.answer();
    };
    let name = store::by_id(&mut tx, &permit, from).await?.ok_or(Error::NotFound)?.name;
    match acts::hand_over(&mut tx, &permit, from, to).await {
        // Sent twice: it is done.
        Ok(0) => {}
        Ok(_) => {
            Letters::of(&app).handover(&mut tx, &permit, &name, to, place_name(&permit)).await?;
            tx.commit(&permit, &format!("everything of person {from} handed over to person {to}")).await?;
        }
        Err(failure) => {
            refuse(&app, &mut form, failure)?;
            return person_page(&app, &mut tx, &permit, &page, from, form).await?.answer();
        }
    }
    Ok(after_leaving(&permit, from, "handed-over"))
}

fn base_of(permit: &Office) -> String {
    format!("/alliances/{}/people", permit.place().map_or("", |a| a.slug.as_str()))
}

/// Where everything of somebody is handed over.
fn handover_of(base: &str, person: PersonId) -> String {
    format!("{base}/{person}#person-handover")
}

fn place_name(permit: &Office) -> &str {
    permit.place().map_or("", |a| a.name.as_str())
}

fn back(permit: &Office, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", base_of(permit))).into_response()
}

/// Whoever ended their own role may no longer see the list.
fn after_leaving(permit: &Office, person: PersonId, done: &str) -> Response {
    if permit.actor().person() == Some(person) {
        return Redirect::to(&format!("/?done={done}")).into_response();
    }
    back(permit, done)
}

/// The alliance at hand, with the municipality and the organisation chosen in the
/// form; `None` when the organisation is no key at all, which then stands in the form.
fn place(app: &App, permit: &Office, form: &mut Form) -> Option<Place> {
    let municipality = form.value("municipality").to_owned();
    let chosen = form.value("organisation").to_owned();
    let organisation = if chosen.is_empty() { None } else { chosen.parse().ok() };
    if organisation.is_none() && !chosen.is_empty() {
        form.refuse("organisation", app.texts.say("form-unknown-choice"));
        return None;
    }
    let municipality = (!municipality.is_empty()).then_some(municipality);
    Some(Place { alliance: permit.alliance(), organisation, municipality })
}

/// The role with alliance and whom it speaks for, for the letter.
async fn in_words(app: &App, db: &mut Read, permit: &Office, role: Role, place: &Place) -> Result<String> {
    let name = match (&place.municipality, permit.alliance()) {
        (Some(ags), Some(alliance)) => {
            let there = store::municipalities(db, permit, alliance).await?;
            there.into_iter().find(|(key, _)| key == ags).map(|(_, name)| name)
        }
        _ => match place.organisation {
            Some(own) => {
                let there = store::organisations(db, permit).await?;
                there.into_iter().find(|(key, _)| *key == own).map(|(_, name)| name)
            }
            None => None,
        },
    };
    Ok(role_at(&app.texts, &role_words(&app.texts, role, name.as_deref()), place_name(permit)))
}

/// Somebody with a role here today.
async fn seen(db: &mut Read, permit: &Office, person: PersonId) -> Result<Entry> {
    let found = entries(store::person_in_alliance(db, permit, person).await?);
    found.into_iter().next().ok_or(Error::NotFound)
}

async fn municipalities(app: &App, db: &mut Read, permit: &Office) -> Result<Vec<(String, String)>> {
    let alliance = permit.alliance().ok_or(Error::NotFound)?;
    Ok(municipality_options(&app.texts, store::municipalities(db, permit, alliance).await?))
}

async fn organisations(app: &App, db: &mut Read, permit: &Office) -> Result<Vec<(String, String)>> {
    Ok(organisation_options(&app.texts, store::organisations(db, permit).await?))
}

async fn invitation(
    app: &App,
    db: &mut Read,
    permit: &Office,
    page: &Page,
    form: Form,
    id: PersonId,
) -> Result<InvitePage> {
    let base = base_of(permit);
    Ok(InvitePage {
        cancel: base.clone(),
        shell: page.shell("invite-title").under(app.texts.say("people-title").to_string(), &base),
        base,
        form,
        id,
        roles: role_options(&app.texts, &LOCAL),
        municipalities: municipalities(app, db, permit).await?,
        organisations: organisations(app, db, permit).await?,
        first_office: None,
    })
}

async fn person_page(
    app: &App,
    db: &mut Read,
    permit: &Office,
    page: &Page,
    person: PersonId,
    form: Form,
) -> Result<PersonPage> {
    let entry = seen(db, permit, person).await?;
    let (base, today) = (base_of(permit), db.now().day());
    let mut running = Vec::new();
    for line in entry.roles.iter().filter(|r| r.until.is_none_or(|until| until > today)) {
        let stays = match store::role(db, permit, line.id).await? {
            Some(row) if line.role == Role::Office && store::other_holders(db, permit, &row).await? == 0 => {
                "people-refused-last-office"
            }
            _ => "",
        };
        let words = role_words(&app.texts, line.role, line.speaks_for());
        running.push(Running { id: line.id, words, since: line.since.german(), stays });
    }
    let colleagues = store::colleagues(db, permit).await?;
    Ok(PersonPage {
        shell: page.shell_titled(entry.name.clone()).under(app.texts.say("people-title").to_string(), &base),
        base: format!("{base}/{person}"),
        is_waiting: entry.is_waiting,
        correction: Form::filled([("name", entry.name.clone()), ("email", entry.email.clone())]),
        running,
        ended: PersonPage::ended(&app.texts, &entry.roles, today),
        name: entry.name,
        email: entry.email,
        form,
        roles: role_options(&app.texts, &LOCAL),
        municipalities: municipalities(app, db, permit).await?,
        organisations: organisations(app, db, permit).await?,
        successors: Some(people_options(&app.texts, colleagues, Some(person))),
        can_close: false,
        can_erase: false,
        kept_closed: String::new(),
    })
}
