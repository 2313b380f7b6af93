//! The core group on one page: who sits in it, who is wanted, what to think of.

use super::model::{Refusal, Term};
use super::store::{self, Membership};
use crate::organisations::store as organisations;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, EditOrganisations, MembershipId, OrganisationId, ViewOrganisations};
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, html, html_with};

#[derive(Template)]
#[template(path = "core_group/show.html")]
struct ShowPage {
    shell: Shell,
    form: Form,
    may_edit: bool,
    new_id: MembershipId,
    members: Vec<Member>,
    upcoming: Vec<Member>,
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
    version: i64,
    /// The last day a visitor typed and that was refused; else today.
    last_day: String,
    wrong: String,
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
    let (members, others): (Vec<_>, Vec<_>) = seats.iter().partition(|m| m.holds_on(today));
    let (upcoming, past): (Vec<_>, Vec<_>) = others.into_iter().partition(|m| m.begins_after(today));
    let member = |m: &&Membership| Member {
        id: m.id,
        organisation: m.organisation_id,
        name: m.name.clone(),
        area: types.iter().find(|t| t.area == m.area).map_or_else(String::new, |t| t.area_label.clone()),
        since: m.since.german(),
        until: m.until.map(base::Day::german).unwrap_or_default(),
        can_decide: m.can_decide,
        version: m.version,
        wrong: form.wrong(&format!("until-{}", m.id)).to_owned(),
        last_day: if form.value("seat") == m.id.to_string() {
            form.value("until").to_owned()
        } else {
            today.to_string()
        },
    };
    let without_seat = |id: OrganisationId| members.iter().chain(&upcoming).all(|m| m.organisation_id != id);
    let free: Vec<_> = known.iter().filter(|o| without_seat(o.id)).collect();
    let named = |o: &&crate::organisations::Organisation| (o.id.to_string(), o.draft.name.clone());
    let wanted = free.iter().filter(|o| o.draft.intended_core_group).map(named).collect();
    let mut others = vec![(String::new(), shell.say("core-group-choose").to_string())];
    others.extend(free.iter().map(named));
    let heads: Vec<Head<'_>> =
        members.iter().map(|m| Head { area: &m.area, can_decide: m.can_decide }).collect();
    let page = ShowPage {
        may_edit: Permit::<EditOrganisations>::ask(permit.actor(), permit.place()).is_some(),
        hints: hints(&shell, &heads, &types, "core-group-hint-large"),
        new_id: MembershipId::new(app.clock(), app.chance()),
        members: members.iter().map(member).collect(),
        upcoming: upcoming.iter().map(member).collect(),
        past: past.iter().map(member).collect(),
        wanted,
        others,
        form,
        shell,
    };
    html_with(status, &page)
}

/// Somebody in the core group, or wanted in it, as the remarks see them.
struct Head<'a> {
    area: &'a str,
    can_decide: bool,
}

/// What to think of; never blocks (R-STR-08, R-ACT-07).
fn hints(
    shell: &Shell,
    heads: &[Head<'_>],
    types: &[crate::organisations::ActorType],
    large: &str,
) -> Vec<String> {
    let mut hints = Vec::new();
    if heads.is_empty() {
        return hints;
    }
    if heads.len() > 10 {
        hints.push(shell.say(large).count("count", heads.len()).to_string());
    }
    let mut areas: Vec<(&str, &str)> =
        types.iter().map(|t| (t.area.as_str(), t.area_label.as_str())).collect();
    areas.dedup();
    let missing: Vec<&str> = areas
        .iter()
        .filter(|(key, _)| heads.iter().all(|h| h.area != *key))
        .map(|(_, label)| *label)
        .collect();
    if !missing.is_empty() {
        hints.push(shell.say("core-group-hint-areas").with("areas", missing.join(" · ")).to_string());
    }
    if heads.iter().all(|h| !h.can_decide) {
        hints.push(shell.say("core-group-hint-decide").to_string());
    }
    hints
}

/// The same remarks on members and those wanted together, while the core group is
/// still being put together in the working aid.
pub(crate) async fn remarks(
    db: &mut ::store::Read,
    permit: &Permit<ViewOrganisations>,
    shell: &Shell,
) -> Result<Vec<String>> {
    let filter = organisations::Filter { limit: 10_000, ..organisations::Filter::default() };
    let known = organisations::list(db, permit, &filter).await?;
    let types = organisations::actor_types(db, permit).await?;
    let heads: Vec<Head<'_>> = known
        .iter()
        .filter(|o| o.member_since.is_some() || o.draft.intended_core_group)
        .map(|o| Head { area: &o.draft.area, can_decide: o.draft.can_decide })
        .collect();
    Ok(hints(shell, &heads, &types, "core-group-hint-large-wanted"))
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
    let seats = store::all(&mut tx, &permit.lesser()).await?;
    // The form was sent twice: the seat is there.
    if seats.iter().all(|seat| seat.id != id) {
        if let Err(refusal) = (Term { organisation, since, until: None }).check(id, &seats) {
            refuse(&mut form, &shell, refusal);
            drop(tx);
            return render(&app, &permit.lesser(), &page, form, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        store::join(&mut tx, &permit, id, organisation, since).await?;
        tx.commit(&permit, &format!("core membership {id} begun")).await?;
    }
    let to = back.unwrap_or_else(|| format!("{}/core-group?done=core-group-joined", shell.home()));
    Ok(Redirect::to(&to).into_response())
}

fn refuse(form: &mut Form, shell: &Shell, refusal: Refusal) {
    form.refuse(refusal.field(), shell.say(refusal.text()));
}

/// Ends a seat, from the list of members.
pub async fn leave(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, MembershipId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let shell = page.shell("core-group-title");
    let mut form = Form::of(fields);
    let until = form.needed_day(&shell, "until");
    let mut tx = app.db.begin(&permit).await?;
    let seat = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    if let Some(until) = until {
        if seat.until == Some(until) {
            return Ok(to_list(&shell, "core-group-left"));
        }
        if until >= seat.since {
            let ended = Term { until: Some(until), ..seat.term() };
            if !store::replace(&mut tx, &permit, &seat, ended, version).await? {
                return Err(Error::Stale);
            }
            tx.commit(&permit, &format!("core membership {id} ended")).await?;
            return Ok(to_list(&shell, "core-group-left"));
        }
        refuse(&mut form, &shell, Refusal::EndsBefore);
    }
    drop(tx);
    let (typed, wrong) = (form.value("until").to_owned(), form.wrong("until").to_owned());
    let mut form = Form::filled([
        ("seat", id.to_string()),
        ("until", typed),
        ("since", app.clock().today().to_string()),
    ]);
    form.refuse(&format!("until-{id}"), wrong);
    render(&app, &permit.lesser(), &page, form, StatusCode::UNPROCESSABLE_ENTITY).await
}

#[derive(Template)]
#[template(path = "core_group/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    id: MembershipId,
    version: i64,
    organisations: Vec<(String, String)>,
}

/// Who may sit: the directory, and whoever sat there and has left it.
async fn candidates(
    db: &mut ::store::Read,
    permit: &Permit<ViewOrganisations>,
    seat: &Membership,
) -> Result<Vec<(OrganisationId, String)>> {
    let filter = organisations::Filter { limit: 2_000, ..organisations::Filter::default() };
    let known = organisations::list(db, permit, &filter).await?;
    let mut named: Vec<_> = known.into_iter().map(|o| (o.id, o.draft.name)).collect();
    if named.iter().all(|(id, _)| *id != seat.organisation_id) {
        named.push((seat.organisation_id, seat.name.clone()));
    }
    Ok(named)
}

fn fields_of(term: Term) -> [(&'static str, String); 3] {
    [
        ("organisation", term.organisation.to_string()),
        ("since", term.since.to_string()),
        ("until", term.until.map(|day| day.to_string()).unwrap_or_default()),
    ]
}

fn edit_page(
    shell: Shell,
    form: Form,
    seat: &Membership,
    version: i64,
    known: &[(OrganisationId, String)],
) -> EditPage {
    let organisations = known.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    EditPage { shell, form, id: seat.id, version, organisations }
}

fn under_list(shell: Shell) -> Shell {
    let (words, href) = (shell.say("core-group-title").to_string(), format!("{}/core-group", shell.home()));
    shell.under(words, href)
}

fn to_list(shell: &Shell, done: &str) -> Response {
    Redirect::to(&format!("{}/core-group?done={done}", shell.home())).into_response()
}

/// The page on which a seat is corrected.
pub async fn edit(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, MembershipId)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let seat = store::find(&mut db, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    let known = candidates(&mut db, &permit.lesser(), &seat).await?;
    let shell = under_list(page.shell("core-group-edit-title"));
    html(&edit_page(shell, Form::filled(fields_of(seat.term())), &seat, seat.version, &known))
}

/// Corrects a seat: another organisation, another first or last day.
pub async fn save(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, MembershipId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let seats = store::all(&mut tx, &permit.lesser()).await?;
    let seat = seats.iter().find(|seat| seat.id == id).ok_or(Error::NotFound)?;
    let known = candidates(&mut tx, &permit.lesser(), seat).await?;
    let shell = under_list(page.shell("core-group-edit-title"));
    let mut form = Form::of(fields);
    let since = form.needed_day(&shell, "since");
    let until = form.day(&shell, "until");
    let organisation = form.value("organisation").parse().ok();
    let organisation = organisation.filter(|id| known.iter().any(|(known, _)| known == id));
    if organisation.is_none() {
        form.refuse("organisation", shell.say("core-group-needs-organisation"));
    }
    let mut term = None;
    if let (Some(organisation), Some(since), true) = (organisation, since, form.is_good()) {
        let wanted = Term { organisation, since, until };
        match wanted.check(id, &seats) {
            Ok(()) => term = Some(wanted),
            Err(refusal) => refuse(&mut form, &shell, refusal),
        }
    }
    let Some(term) = term else {
        let page = edit_page(shell, form, seat, version, &known);
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if !store::replace(&mut tx, &permit, seat, term, version).await? {
        return conflict(shell, seat, term, &known).answer();
    }
    tx.commit(&permit, &format!("core membership {id} corrected")).await?;
    Ok(to_list(&shell, "core-group-corrected"))
}

fn conflict(shell: Shell, theirs: &Membership, mine: Term, known: &[(OrganisationId, String)]) -> Conflict {
    let words = |name: &str, value: &str| match name {
        "organisation" => {
            let found = known.iter().find(|(id, _)| id.to_string() == value);
            found.map_or_else(String::new, |(_, name)| name.clone())
        }
        _ if value.is_empty() => shell.say("conflict-empty").to_string(),
        _ => base::Day::read(value).map_or_else(|| value.to_owned(), base::Day::german),
    };
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    for ((name, t), (_, m)) in fields_of(theirs.term()).into_iter().zip(fields_of(mine)) {
        if t == m {
            agreed.push((name.to_owned(), m));
            continue;
        }
        let label = match name {
            "organisation" => "core-group-organisation",
            "since" => "core-group-since",
            _ => "core-group-last-day",
        };
        let said = Some((words(name, &t), words(name, &m)));
        let label = shell.say(label).to_string();
        differing.push(Differing { name: name.to_owned(), label, theirs: t, mine: m, words: said });
    }
    let action = format!("{}/core-group/{}", shell.home(), theirs.id);
    let shell = shell.retitled("conflict-title");
    Conflict { shell, action, version: theirs.version, agreed, differing, who: String::new() }
}

/// Takes a seat back that was entered by mistake.
pub async fn take_back(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, MembershipId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let seat = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    if !store::take_back(&mut tx, &permit, &seat, version).await? {
        return Err(Error::Stale);
    }
    tx.commit(&permit, &format!("core membership {id} taken back")).await?;
    Ok(to_list(&page.shell("core-group-title"), "core-group-taken-back"))
}
