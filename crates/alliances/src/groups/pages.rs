//! The pages on which a volunteer coordinator registers groups.

use super::store::{self, Draft, Home};
use ::store::Read;
use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, ContactId, OrganisationId, RegisterGroups, Role};
use web::{App, Error, Fields, Form, Page, Permit, Result, Shell, html, html_with};

/// Most characters of a line.
const LINE: usize = 200;
/// Most characters of an address.
const SHORT: usize = 500;
/// Most characters of what a group does.
const LONG: usize = 2_000;

#[derive(Template)]
#[template(path = "groups/list.html")]
struct ListPage {
    shell: Shell,
    /// The coordinator's organisation; empty when the account speaks for none.
    through: String,
    rows: Vec<store::Group>,
}

/// The organisation the visitor registers for, if the account speaks for one.
async fn own(db: &mut Read, permit: &Permit<RegisterGroups>) -> Result<Option<Home>> {
    let held = permit.actor().roles().iter();
    let held = held.filter(|r| r.role == Role::Contributor && r.alliance.as_ref() == permit.place());
    for organisation in held.filter_map(|r| r.organisation) {
        if let Some(home) = store::home(db, permit, organisation).await? {
            return Ok(Some(home));
        }
    }
    Ok(None)
}

/// Lists the groups registered through the visitor's organisation.
pub async fn list(permit: Permit<RegisterGroups>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let shell = page.shell("groups-title");
    let Some(home) = own(&mut db, &permit).await? else {
        return html(&ListPage { shell, through: String::new(), rows: Vec::new() });
    };
    let rows = store::list(&mut db, &permit, home.id).await?;
    html(&ListPage { shell, through: home.name, rows })
}

#[derive(Template)]
#[template(path = "groups/new.html")]
struct NewPage {
    shell: Shell,
    through: String,
    form: Form,
    id: OrganisationId,
    contact_id: ContactId,
}

/// Asks about a group.
pub async fn new(permit: Permit<RegisterGroups>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let home = own(&mut db, &permit).await?.ok_or(Error::NotFound)?;
    html(&NewPage {
        shell: under_list(page.shell("groups-add")),
        through: home.name,
        form: Form::default(),
        id: OrganisationId::new(app.clock(), app.chance()),
        contact_id: ContactId::new(app.clock(), app.chance()),
    })
}

/// Registers it.
pub async fn create(
    permit: Permit<RegisterGroups>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let (id, contact_id): (OrganisationId, ContactId) = (fields.hidden("id")?, fields.hidden("contact_id")?);
    let shell = under_list(page.shell("groups-add"));
    let mut tx = app.db.begin(&permit).await?;
    let home = own(&mut tx, &permit).await?.ok_or(Error::NotFound)?;
    let (form, draft) = read(&shell, Form::of(fields));
    let Some(draft) = draft else {
        let page = NewPage { shell, through: home.name, form, id, contact_id };
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if store::register(&mut tx, &permit, id, contact_id, &home, &draft).await? {
        tx.commit(&permit, &format!("group {id} registered")).await?;
    }
    Ok(Redirect::to(&format!("{}/groups?done=group-registered", shell.home())).into_response())
}

/// Reads the short form; what is wrong stands at the fields.
fn read(shell: &Shell, mut form: Form) -> (Form, Option<Draft>) {
    let draft = Draft {
        name: form.needed(shell, "name", LINE),
        sort: shell.say("groups-sort").to_string(),
        contribution: form.lines(shell, "contribution", LONG),
        address: form.lines(shell, "address", SHORT),
        contact: form.line(shell, "contact", LINE),
        phone: form.line(shell, "phone", 60),
        email: form.email(shell, "email"),
    };
    if draft.contact.is_empty() && !(draft.phone.is_empty() && draft.email.is_empty()) {
        form.refuse("contact", shell.say("groups-contact-nameless"));
    }
    let draft = Some(draft).filter(|_| form.is_good());
    (form, draft)
}

fn under_list(shell: Shell) -> Shell {
    let (words, href) = (shell.say("groups-title").to_string(), format!("{}/groups", shell.home()));
    shell.under(words, href)
}
