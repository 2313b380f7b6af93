//! The pages about organisations: list, new, one, removal.

use super::model::{ActorType, Draft, LONG, NAME, Organisation, Refusal, SHORT, TakingPart};
use super::store::{self, Filter};
use crate::contacts::store::{self as contacts, Contact};
use ::store::Entry;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, ContactId, EditOrganisations, OrganisationId, ViewOrganisations};
use serde::Deserialize;
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, html, html_with};

/// Rows of one page of the list.
const PAGE: usize = 100;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    area: String,
    members: String,
    after: String,
}

#[derive(Template)]
#[template(path = "organisations/list.html")]
struct ListPage {
    shell: Shell,
    may_edit: bool,
    q: String,
    area: String,
    members: bool,
    areas: Vec<(String, String)>,
    rows: Vec<ListRow>,
    next: String,
    empty_title: &'static str,
    empty_help: &'static str,
}

struct ListRow {
    id: OrganisationId,
    name: String,
    type_words: String,
    core_group: String,
    taking_part: String,
}

pub async fn list(
    permit: Permit<ViewOrganisations>,
    State(app): State<App>,
    page: Page,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let types = store::actor_types(&mut db, &permit).await?;
    let filter = Filter {
        q: search.q.clone(),
        area: search.area.clone(),
        members: !search.members.is_empty(),
        after: hex::decode(&search.after).ok().and_then(|b| String::from_utf8(b).ok()).unwrap_or_default(),
        limit: i64::try_from(PAGE + 1).unwrap_or(100),
    };
    let mut found = store::list(&mut db, &permit, &filter).await?;
    let shell = page.shell("organisations-title");
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map_or_else(String::new, |last| {
        let after = hex::encode(format!("{} {}", base::sort_key(&last.draft.name), last.id));
        format!("?q={}&area={}&members={}&after={after}", web::query(&search.q), search.area, search.members)
    });
    let searched = !(search.q.is_empty() && search.area.is_empty() && search.members.is_empty());
    let (empty_title, empty_help) = if searched {
        ("organisations-none-title", "organisations-none-help")
    } else {
        ("organisations-empty-title", "organisations-empty-help")
    };
    let mut areas = vec![(String::new(), shell.say("organisations-all-areas").to_string())];
    areas.extend(areas_of(&types));
    html(&ListPage {
        may_edit: Permit::<EditOrganisations>::ask(permit.actor(), permit.place()).is_some(),
        rows: found.iter().map(|o| row(&shell, &types, o)).collect(),
        areas,
        q: search.q,
        area: search.area,
        members: filter.members,
        next,
        empty_title,
        empty_help,
        shell,
    })
}

fn row(shell: &Shell, types: &[ActorType], o: &Organisation) -> ListRow {
    let core_group = match (o.member_since, o.draft.intended_core_group) {
        (Some(day), _) => shell.say("organisation-member-since").with("day", day.german()).to_string(),
        (None, true) => shell.say("organisation-member-wanted").to_string(),
        (None, false) => "–".to_owned(),
    };
    ListRow {
        id: o.id,
        name: o.draft.name.clone(),
        type_words: type_words(types, &o.draft),
        core_group,
        taking_part: shell.say_of("organisation-taking-part", o.draft.taking_part.key()).to_string(),
    }
}

fn type_words(types: &[ActorType], draft: &Draft) -> String {
    types
        .iter()
        .find(|t| Some(&t.key) == draft.actor_type.as_ref())
        .map_or_else(|| draft.free_type.clone(), |t| t.label.clone())
}

/// The areas, each once, in the order of the working aid.
fn areas_of(types: &[ActorType]) -> Vec<(String, String)> {
    let mut areas: Vec<(String, String)> =
        types.iter().map(|t| (t.area.clone(), t.area_label.clone())).collect();
    areas.dedup();
    areas
}

#[derive(Template)]
#[template(path = "organisations/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    action: String,
    id: OrganisationId,
    version: i64,
    types: Vec<(String, String)>,
    areas: Vec<(String, String)>,
    others: Vec<(String, String)>,
    taking_part: Vec<(String, String)>,
    history: Vec<HistoryLine>,
    contacts: Vec<Contact>,
    new_contact: ContactId,
    may_edit: bool,
}

struct HistoryLine {
    at: String,
    words: String,
}

/// What the form offers to choose from.
struct Choices {
    types: Vec<ActorType>,
    others: Vec<(OrganisationId, String)>,
}

impl Choices {
    async fn load(db: &mut ::store::Read, permit: &Permit<ViewOrganisations>) -> Result<Self> {
        let types = store::actor_types(db, permit).await?;
        let filter = Filter { limit: 2_000, ..Filter::default() };
        let others = store::list(db, permit, &filter).await?;
        Ok(Self { types, others: others.into_iter().map(|o| (o.id, o.draft.name)).collect() })
    }

    fn page(self, shell: Shell, form: Form, id: OrganisationId, version: i64) -> EditPage {
        let none = |text: &str| vec![(String::new(), shell.say(text).to_string())];
        let mut types = none("organisation-no-type");
        types.extend(self.types.iter().map(|t| (t.key.clone(), format!("{} · {}", t.area, t.label))));
        let mut areas = none("organisation-no-type");
        areas.extend(areas_of(&self.types));
        let mut others = none("organisation-nobody");
        others
            .extend(self.others.into_iter().filter(|(o, _)| *o != id).map(|(o, name)| (o.to_string(), name)));
        let taking_part = TakingPart::ALL
            .iter()
            .map(|t| (t.key().to_owned(), shell.say_of("organisation-taking-part", t.key()).to_string()))
            .collect();
        let action = if version > 0 {
            format!("{}/organisations/{id}", shell.home())
        } else {
            format!("{}/organisations", shell.home())
        };
        EditPage {
            shell,
            form,
            action,
            id,
            version,
            types,
            areas,
            others,
            taking_part,
            history: Vec::new(),
            contacts: Vec::new(),
            new_contact: ContactId::from_uuid(id.uuid()),
            may_edit: true,
        }
    }
}

pub async fn new(permit: Permit<EditOrganisations>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let choices = Choices::load(&mut db, &permit.lesser()).await?;
    let id = OrganisationId::new(app.clock(), app.chance());
    let form = Form::filled(Draft::default().fields());
    html(&choices.page(under_list(page.shell("organisation-new-title")), form, id, 0))
}

pub async fn create(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let id: OrganisationId = fields.hidden("id")?;
    let mut tx = app.db.begin(&permit).await?;
    let choices = Choices::load(&mut tx, &permit.lesser()).await?;
    let shell = under_list(page.shell("organisation-new-title"));
    let (form, draft) = read(&shell, Form::of(fields), id, &choices);
    let Some(draft) = draft else {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &choices.page(shell, form, id, 0));
    };
    store::add(&mut tx, &permit, id, &draft).await?;
    tx.commit(&permit, &format!("organisation {id} added")).await?;
    let to = format!("{}/organisations/{id}?done=organisation-added", shell.home());
    Ok(Redirect::to(&to).into_response())
}

pub async fn show(
    permit: Permit<ViewOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, OrganisationId)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let Some(found) = store::find(&mut db, &permit, id).await? else {
        return crate::merges::to_kept(&mut db, &permit, id).await;
    };
    let choices = Choices::load(&mut db, &permit).await?;
    let shell = under_list(page.shell_titled(found.draft.name.clone()));
    let history = db.history(&permit, id.uuid(), 50).await?;
    let history = history.iter().map(|e| history_line(&shell, &choices, e)).collect();
    let form = Form::filled(found.draft.fields());
    let contacts = contacts::of(&mut db, &permit, id).await?;
    html(&EditPage {
        history,
        contacts,
        new_contact: ContactId::new(app.clock(), app.chance()),
        may_edit: Permit::<EditOrganisations>::ask(permit.actor(), permit.place()).is_some(),
        ..choices.page(shell, form, id, found.version)
    })
}

pub async fn save(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, OrganisationId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    let choices = Choices::load(&mut tx, &permit.lesser()).await?;
    let shell = under_list(page.shell_titled(before.draft.name.clone()));
    let (form, draft) = read(&shell, Form::of(fields), id, &choices);
    let Some(draft) = draft else {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &choices.page(shell, form, id, version));
    };
    if store::replace(&mut tx, &permit, &before, &draft, version).await?.is_none() {
        return conflict(shell, &choices, &before, &draft).answer();
    }
    tx.commit(&permit, &format!("organisation {id} changed")).await?;
    let to = format!("{}/organisations/{id}?done=organisation-saved", shell.home());
    Ok(Redirect::to(&to).into_response())
}

pub async fn remove(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, OrganisationId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let found = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    if found.version != version || !store::remove(&mut tx, &permit, &found).await? {
        return Err(Error::Stale);
    }
    tx.commit(&permit, &format!("organisation {id} removed")).await?;
    let to = format!("{}/organisations?done=organisation-removed", page.shell("organisations-title").home());
    Ok(Redirect::to(&to).into_response())
}

/// Adds an organisation by name and type alone, from inside the working aid.
pub async fn add_row(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    fields: Fields,
) -> Result<Response> {
    let back = fields.get("back").and_then(web::local_path).map(str::to_owned);
    let id: OrganisationId = fields.hidden("id")?;
    let mut tx = app.db.begin(&permit).await?;
    let choices = Choices::load(&mut tx, &permit.lesser()).await?;
    let shell = under_list(page.shell("organisation-new-title"));
    let (form, draft) = read(&shell, Form::of(fields), id, &choices);
    let Some(draft) = draft else {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &choices.page(shell, form, id, 0));
    };
    store::add(&mut tx, &permit, id, &draft).await?;
    tx.commit(&permit, &format!("organisation {id} added")).await?;
    let to = back.unwrap_or_else(|| format!("{}/organisations", shell.home()));
    Ok(Redirect::to(&format!("{to}#n-{id}")).into_response())
}

/// Saves name, ticks and contribution of one row of the actor table, by itself
/// when a field is left, or by its button without the script.
pub async fn save_row(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    wants: web::Wants,
    Path((_, id)): Path<(String, OrganisationId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let before = store::find(&mut tx, &permit.lesser(), id).await?.ok_or(Error::NotFound)?;
    let choices = Choices::load(&mut tx, &permit.lesser()).await?;
    let shell = under_list(page.shell_titled(before.draft.name.clone()));
    let mut form = Form::of(fields);
    let row = Draft {
        name: form.needed(&shell, "name", NAME),
        cooperates: form.ticked("cooperates"),
        intended_core_group: form.ticked("intended_core_group"),
        intended_forum: form.ticked("intended_forum"),
        knows_situation: form.ticked("knows_situation"),
        can_decide: form.ticked("can_decide"),
        contribution: form.lines(&shell, "contribution", LONG),
        ..before.draft.clone()
    };
    if !form.is_good() {
        if wants == web::Wants::Json {
            return Ok(web::refused(form.all_wrong()));
        }
        let whole = Form::filled(row.fields());
        let whole = form.all_wrong().iter().fold(whole, |mut whole, (field, message)| {
            whole.refuse(field, message);
            whole
        });
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &choices.page(shell, whole, id, version));
    }
    let Some(version) = store::replace(&mut tx, &permit, &before, &row, version).await? else {
        let action = format!("{}/organisations/{id}", shell.home());
        if wants == web::Wants::Json {
            return Ok(web::stale(&shell, &action));
        }
        return conflict(shell, &choices, &before, &row).answer();
    };
    tx.commit(&permit, &format!("organisation {id} changed")).await?;
    match wants {
        web::Wants::Json => Ok(web::saved(&shell, version, String::new())),
        web::Wants::Page => {
            let back = form.value("back");
            let list = format!("{}/organisations?done=organisation-saved", shell.home());
            Ok(Redirect::to(web::local_path(back).unwrap_or(&list)).into_response())
        }
    }
}

fn under_list(shell: Shell) -> Shell {
    let (words, href) =
        (shell.say("organisations-title").to_string(), format!("{}/organisations", shell.home()));
    shell.under(words, href)
}

/// Reads the form into a checked draft; what is wrong stands at the fields.
fn read(shell: &Shell, mut form: Form, id: OrganisationId, choices: &Choices) -> (Form, Option<Draft>) {
    let taking_part = TakingPart::from_key(form.value("taking_part"));
    if taking_part.is_none() && !form.value("taking_part").is_empty() {
        form.refuse("taking_part", shell.say("form-unknown-choice"));
    }
    let other = |name: &str, form: &mut Form| {
        let chosen = form.value(name).trim().to_owned();
        if chosen.is_empty() {
            return None;
        }
        let known = choices.others.iter().find(|(o, _)| o.to_string() == chosen).map(|(o, _)| *o);
        if known.is_none() {
            form.refuse(name, shell.say("form-unknown-choice"));
        }
        known
    };
    let draft = Draft {
        represented_by: other("represented_by", &mut form),
        registered_through: other("registered_through", &mut form),
        name: form.line(shell, "name", NAME),
        actor_type: Some(form.line(shell, "actor_type", NAME)),
        area: form.line(shell, "area", 10),
        free_type: form.line(shell, "free_type", NAME),
        address: form.lines(shell, "address", SHORT),
        cooperates: form.ticked("cooperates"),
        intended_core_group: form.ticked("intended_core_group"),
        intended_forum: form.ticked("intended_forum"),
        knows_situation: form.ticked("knows_situation"),
        can_decide: form.ticked("can_decide"),
        contribution: form.lines(shell, "contribution", LONG),
        taking_part: taking_part.unwrap_or_default(),
        taking_part_reason: form.lines(shell, "taking_part_reason", SHORT),
    };
    match draft.check(id, &choices.types) {
        Ok(draft) if form.is_good() => (form, Some(draft)),
        Ok(_) => (form, None),
        Err(faults) => {
            for (field, refusal) in faults {
                if form.wrong(field).is_empty() {
                    let words = match refusal {
                        Refusal::Text(fault) => shell.text_fault(fault),
                        other => shell.say(other.text()).to_string(),
                    };
                    form.refuse(field, words);
                }
            }
            (form, None)
        }
    }
}

fn label(shell: &Shell, field: &str) -> String {
    let id = match field {
        "actor_type" => "organisation-type".to_owned(),
        "area" => "organisations-area".to_owned(),
        other => format!("organisation-{}", other.replace('_', "-")),
    };
    shell.say(&id).to_string()
}

/// A stored value in words: ticks, types and organisations by name.
fn words(shell: &Shell, choices: &Choices, field: &str, value: &str) -> String {
    match field {
        "cooperates" | "intended_core_group" | "intended_forum" | "knows_situation" | "can_decide" => {
            shell.say(if value.is_empty() { "shell-no" } else { "shell-yes" }).to_string()
        }
        "actor_type" => choices
            .types
            .iter()
            .find(|t| t.key == value)
            .map_or_else(|| value.to_owned(), |t| t.label.clone()),
        "taking_part" if !value.is_empty() => shell.say_of("organisation-taking-part", value).to_string(),
        "represented_by" | "registered_through" => choices
            .others
            .iter()
            .find(|(id, _)| id.to_string() == value)
            .map_or_else(|| shell.say("organisation-nobody").to_string(), |(_, name)| name.clone()),
        _ => value.to_owned(),
    }
}

fn history_line(shell: &Shell, choices: &Choices, entry: &Entry) -> HistoryLine {
    let field = if entry.field == "removed" { String::new() } else { label(shell, &entry.field) };
    let word = |v: &Option<String>| v.as_ref().map(|v| words(shell, choices, &entry.field, v));
    let said = match (word(&entry.before), word(&entry.after)) {
        _ if entry.erased => shell.say("organisation-history-erased").with("field", field).to_string(),
        _ if entry.field == "removed" => shell.say("organisation-removed").to_string(),
        (Some(before), Some(after)) => shell
            .say("organisation-history-entry")
            .with("field", field)
            .with("before", before)
            .with("after", after)
            .to_string(),
        (None, Some(after)) => {
            shell.say("organisation-history-set").with("field", field).with("after", after).to_string()
        }
        (Some(before), None) => {
            shell.say("organisation-history-cleared").with("field", field).with("before", before).to_string()
        }
        (None, None) => field,
    };
    HistoryLine { at: entry.at.german(), words: said }
}

fn conflict(shell: Shell, choices: &Choices, theirs: &Organisation, mine: &Draft) -> Conflict {
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    for ((name, theirs), (_, mine)) in theirs.draft.fields().into_iter().zip(mine.fields()) {
        if theirs == mine {
            agreed.push((name.to_owned(), mine));
            continue;
        }
        let said = Some((words(&shell, choices, name, &theirs), words(&shell, choices, name, &mine)));
        differing.push(Differing {
            name: name.to_owned(),
            label: label(&shell, name),
            theirs,
            mine,
            words: said,
        });
    }
    let action = format!("{}/organisations/{}", shell.home(), theirs.id);
    let shell = shell.retitled("conflict-title");
    Conflict { shell, action, version: theirs.version, agreed, differing, who: String::new() }
}
