//! The core group on one page: who sits in it, who is wanted, what to think of.

use super::store::{self, Membership};
use crate::organisations::store as organisations;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, EditOrganisations, MembershipId, OrganisationId, ViewOrganisations};
use web::{App, Error, Fields, Form, Page, Permit, Result, Shell, html_with};

#[derive(Template)]
#[template(path = "core_group/show.html")]
struct ShowPage {
    shell: Shell,
    form: Form,
    may_edit: bool,
    new_id: MembershipId,
    today: String,
    members: Vec<Member>,
    past: Vec<Member>,
    wanted: Vec<(String, String)>,
    others: Vec<(String, String)>,
    hints: Vec<String>,
}

struct Member {
    id: MembershipId,
    organisation: OrganisationId,
    name: String,
    area: String,
    since: String,
    until: String,
    can_decide: bool,
}

pub async fn show(permit: Permit<ViewOrganisations>, State(app): State<App>, page: Page) -> Result<Response> {
    let form = Form::filled([("since", app.clock().today().to_string())]);
    render(&app, &permit, &page, form, StatusCode::OK).await
}

async fn render(
    app: &App,
    permit: &Permit<ViewOrganisations>,
    page: &Page,
    form: Form,
    status: StatusCode,
) -> Result<Response> {
    let mut db = app.db.read(permit).await?;
    let seats = store::all(&mut db, permit).await?;
    let filter = organisations::Filter { limit: 2_000, ..organisations::Filter::default() };
    let known = organisations::list(&mut db, permit, &filter).await?;
    let types = organisations::actor_types(&mut db, permit).await?;
    let shell = page.shell("core-group-title");
    let today = shell.today;
    let (members, past): (Vec<_>, Vec<_>) =
        seats.iter().partition(|m| m.until.is_none_or(|until| until >= today));
    let member = |m: &&Membership| Member {
        id: m.id,
        organisation: m.organisation_id,
        name: m.name.clone(),
        area: types.iter().find(|t| t.area == m.area).map_or_else(String::new, |t| t.area_label.clone()),
        since: m.since.german(),
        until: m.until.map(base::Day::german).unwrap_or_default(),
        can_decide: m.can_decide,
    };
    let without_seat = |id: OrganisationId| members.iter().all(|m| m.organisation_id != id);
    let free: Vec<_> = known.iter().filter(|o| without_seat(o.id)).collect();
    let named = |o: &&crate::organisations::Organisation| (o.id.to_string(), o.draft.name.clone());
    let wanted = free.iter().filter(|o| o.draft.intended_core_group).map(named).collect();
    let mut others = vec![(String::new(), shell.say("core-group-choose").to_string())];
    others.extend(free.iter().map(named));
    let page = ShowPage {
        may_edit: Permit::<EditOrganisations>::ask(permit.actor(), permit.place()).is_some(),
        hints: hints(&shell, &members, &types),
        new_id: MembershipId::new(app.clock(), app.chance()),
        today: today.to_string(),
        members: members.iter().map(member).collect(),
        past: past.iter().map(member).collect(),
        wanted,
        others,
        form,
        shell,
    };
    html_with(status, &page)
}

/// What to think of; never blocks (R-STR-08, R-ACT-07).
fn hints(shell: &Shell, members: &[&Membership], types: &[crate::organisations::ActorType]) -> Vec<String> {
    let mut hints = Vec::new();
    if members.is_empty() {
        return hints;
    }
    if members.len() > 10 {
        hints.push(shell.say("core-group-hint-large").count("count", members.len()).to_string());
    }
    let mut areas: Vec<(&str, &str)> =
        types.iter().map(|t| (t.area.as_str(), t.area_label.as_str())).collect();
    areas.dedup();
    let missing: Vec<&str> = areas
        .iter()
        .filter(|(key, _)| members.iter().all(|m| m.area != *key))
        .map(|(_, label)| *label)
        .collect();
    if !missing.is_empty() {
        hints.push(shell.say("core-group-hint-areas").with("areas", missing.join(" · ")).to_string());
    }
    if members.iter().all(|m| !m.can_decide) {
        hints.push(shell.say("core-group-hint-decide").to_string());
    }
    hints
}

pub async fn join(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let id: MembershipId = fields.hidden("id")?;
    let back = fields.get("back").and_then(web::local_path).map(str::to_owned);
    let shell = page.shell("core-group-title");
    let mut form = Form::of(fields);
    let since = form.needed_day(&shell, "since");
    let organisation = form.value("organisation").parse::<OrganisationId>().ok();
    if organisation.is_none() {
        form.refuse("organisation", shell.say("core-group-needs-organisation"));
    }
    let (Some(since), Some(organisation)) = (since, organisation) else {
        return render(&app, &permit.lesser(), &page, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut tx = app.db.begin(&permit).await?;
    organisations::find(&mut tx, &permit.lesser(), organisation).await?.ok_or(Error::NotFound)?;
    store::join(&mut tx, &permit, id, organisation, since).await?;
    tx.commit(&permit, &format!("core membership {id} begun")).await?;
    let to = back.unwrap_or_else(|| format!("{}/core-group?done=core-group-joined", shell.home()));
    Ok(Redirect::to(&to).into_response())
}

pub async fn leave(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, MembershipId)>,
    fields: Fields,
) -> Result<Response> {
    let shell = page.shell("core-group-title");
    let mut form = Form::of(fields);
    let until = form.needed_day(&shell, "until");
    let mut tx = app.db.begin(&permit).await?;
    let seats = store::all(&mut tx, &permit.lesser()).await?;
    let seat = seats.iter().find(|m| m.id == id).ok_or(Error::NotFound)?;
    let Some(until) = until.filter(|until| *until >= seat.since) else {
        if form.is_good() {
            form.refuse("until", shell.say("core-group-ends-before"));
        }
        drop(tx);
        return render(&app, &permit.lesser(), &page, form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    store::leave(&mut tx, &permit, seat, until).await?;
    tx.commit(&permit, &format!("core membership {id} ended")).await?;
    Ok(Redirect::to(&format!("{}/core-group?done=core-group-left", shell.home())).into_response())
}
