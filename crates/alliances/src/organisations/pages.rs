//! The pages about organisations: list, new, one, removal.

use super::model::{ActorType, Around, Draft, LONG, NAME, Organisation, Refusal, SHORT, TakingPart};
use super::store::{self, Filter};
use crate::circle::Circle;
use crate::contacts::store::{self as contacts, Contact};
use crate::core_group;
use crate::who::{self, History};
use ::store::{Entry, Read};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, ContactId, Day, EditOrganisations, OrganisationId, ViewOrganisations, sort_key};
use serde::Deserialize;
use web::{
    App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, SortHead, Sorting, Wants,
    html, html_with,
};

/// Rows of one page of the list.
const PAGE: usize = 100;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    area: String,
    members: String,
    municipality: String,
    sort: String,
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
    municipality: String,
    sort: String,
    heads: Vec<SortHead>,
    areas: Vec<(String, String)>,
    /// The municipalities of the district; empty where there is only one.
    municipalities: Vec<(String, String)>,
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
    catchment: String,
    contacts: Vec<Contact>,
}

/// By what the list sorts.
const COLUMNS: &[&str] = &["name", "type", "core_group", "taking_part"];

pub async fn list(
    permit: Permit<ViewOrganisations>,
    State(app): State<App>,
    page: Page,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let types = store::actor_types(&mut db, &permit).await?;
    let sorting = Sorting::read(&search.sort, COLUMNS);
    let asked = sorting.asked(&search.after, PAGE);
    let filter = Filter {
        q: search.q.clone(),
        area: search.area.clone(),
        members: !search.members.is_empty(),
        municipality: search.municipality.clone(),
        after: asked.after.clone(),
        limit: asked.limit,
    };
    let found = store::list(&mut db, &permit, &filter).await?;
    let shell = page.shell("organisations-title");
    let key = |o: &Organisation| format!("{} {}", base::sort_key(&o.draft.name), o.id);
    let kind = |o: &Organisation| base::sort_key(&type_words(&types, &o.draft));
    let seat = |o: &Organisation| (o.member_since.is_none(), o.member_since, !o.draft.intended_core_group);
    let (found, next) = sorting.page(found, &asked, key, |a, b| match sorting.column() {
        "type" => kind(a).cmp(&kind(b)),
        "core_group" => seat(a).cmp(&seat(b)),
        "taking_part" => a.draft.taking_part.key().cmp(b.draft.taking_part.key()),
        _ => key(a).cmp(&key(b)),
    });
    let kept = [
        ("q", search.q.as_str()),
        ("area", search.area.as_str()),
        ("members", search.members.as_str()),
        ("municipality", search.municipality.as_str()),
    ];
    let next = next.map_or_else(String::new, |after| sorting.next(&kept, &after));
    let heads = COLUMNS.iter().map(|column| sorting.head(column, page.path(), &kept)).collect();
    let searched = !(search.q.is_empty()
        && search.area.is_empty()
        && search.members.is_empty()
        && search.municipality.is_empty());
    let (empty_title, empty_help) = if searched {
        ("organisations-none-title", "organisations-none-help")
    } else {
        ("organisations-empty-title", "organisations-empty-help")
    };
    let mut areas = vec![(String::new(), shell.say("organisations-all-areas").to_string())];
    areas.extend(areas_of(&types));
    let circle = Circle::of(&mut db, &permit).await?;
    let mut municipalities = vec![(String::new(), shell.say("organisations-all-municipalities").to_string())];
    municipalities.extend(circle.named());
    municipalities.retain(|_| circle.named().len() > 1);
    let contacts = contacts::all(&mut db, &permit).await?;
    html(&ListPage {
        may_edit: Permit::<EditOrganisations>::ask(permit.actor(), permit.place()).is_some(),
        rows: found.iter().map(|o| row(&shell, &types, &circle, &contacts, o)).collect(),
        areas,
        municipalities,
        municipality: search.municipality,
        sort: search.sort,
        heads,
        q: search.q,
        area: search.area,
        members: filter.members,
        next,
        empty_title,
        empty_help,
        shell,
    })
}

fn row(
    shell: &Shell,
    types: &[ActorType],
    circle: &Circle,
    contacts: &[Contact],
    o: &Organisation,
) -> ListRow {
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
        catchment: circle.words(shell, &o.draft.catchment),
        contacts: contacts.iter().filter(|c| c.organisation_id == o.id).cloned().collect(),
    }
}

pub(super) fn type_words(types: &[ActorType], draft: &Draft) -> String {
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
    /// Key, name, ticked; empty where the alliance is about a single municipality.
    places: Vec<(String, String, bool)>,
    /// For whom it speaks: key and name.
    speaks_for: Vec<(OrganisationId, String)>,
    /// Who came through it: key and name.
    brought: Vec<(OrganisationId, String)>,
    /// What is entered, in words, for those who only read.
    facts: Vec<(String, String)>,
    history: who::Told,
    contacts: Vec<Contact>,
    new_contact: ContactId,
    may_edit: bool,
    /// Where the form was opened, to go back to; empty for the directory.
    back: String,
}

/// What the form offers to choose from.
struct Choices {
    types: Vec<ActorType>,
    others: Vec<Other>,
    circle: Circle,
}

/// An organisation one can point to.
struct Other {
    id: OrganisationId,
    name: String,
    represented_by: Option<OrganisationId>,
    registered_through: Option<OrganisationId>,
}

impl Choices {
    async fn load(db: &mut Read, permit: &Permit<ViewOrganisations>) -> Result<Self> {
        let types = store::actor_types(db, permit).await?;
        let filter = Filter { limit: 10_000, ..Filter::default() };
        let others = store::list(db, permit, &filter).await?;
        let other = |o: Organisation| Other {
            id: o.id,
            name: o.draft.name,
            represented_by: o.draft.represented_by,
            registered_through: o.draft.registered_through,
        };
        let others = others.into_iter().map(other).collect();
        Ok(Self { types, others, circle: Circle::of(db, permit).await? })
    }

    fn around(&self) -> Around {
        Around {
            speakers: self.others.iter().map(|o| (o.id, o.represented_by)).collect(),
            municipalities: self.circle.named().into_iter().map(|(ags, _)| ags).collect(),
        }
    }

    /// Those who point to an organisation.
    fn pointing(
        &self,
        to: OrganisationId,
        by: impl Fn(&Other) -> Option<OrganisationId>,
    ) -> Vec<(OrganisationId, String)> {
        self.others.iter().filter(|o| by(o) == Some(to)).map(|o| (o.id, o.name.clone())).collect()
    }

    fn page(&self, shell: Shell, form: Form, id: OrganisationId, version: i64) -> EditPage {
        let none = |text: &str| vec![(String::new(), shell.say(text).to_string())];
        let mut types = none("organisation-no-type");
        types.extend(self.types.iter().map(|t| (t.key.clone(), format!("{} · {}", t.area, t.label))));
        let mut areas = none("organisation-no-type");
        areas.extend(areas_of(&self.types));
        let mut others = none("organisation-nobody");
        others.extend(self.others.iter().filter(|o| o.id != id).map(|o| (o.id.to_string(), o.name.clone())));
        let action = if version > 0 {
            format!("{}/organisations/{id}", shell.home())
        } else {
            format!("{}/organisations", shell.home())
        };
        let chosen = split_places(form.fields());
        let places = self.circle.named();
        let places = if places.len() > 1 { places } else { Vec::new() };
        EditPage {
            taking_part: taking_part_choices(&shell),
            places: places
                .into_iter()
                .map(|(ags, name)| (chosen.contains(&ags), ags, name))
                .map(|(on, ags, name)| (ags, name, on))
                .collect(),
            speaks_for: self.pointing(id, |o| o.represented_by),
            brought: self.pointing(id, |o| o.registered_through),
            facts: Vec::new(),
            back: web::local_path(form.value("back")).unwrap_or_default().to_owned(),
            shell,
            form,
            action,
            id,
            version,
            types,
            areas,
            others,
            history: who::Told::default(),
            contacts: Vec::new(),
            new_contact: ContactId::from_uuid(uuid::Uuid::nil()),
            may_edit: true,
        }
    }

    /// The page of an organisation there is, with its contacts and its history.
    async fn whole_page(
        &self,
        db: &mut Read,
        permit: &Permit<ViewOrganisations>,
        shell: Shell,
        form: Form,
        found: &Organisation,
        version: i64,
    ) -> Result<EditPage> {
        let history = History::of(db, permit, found.id.uuid()).await?;
        let history = history.lines_in(&shell, |entry| history_words(&shell, self, entry));
        let facts = facts(&shell, self, &found.draft);
        Ok(EditPage {
            history,
            facts,
            contacts: contacts::of(db, permit, found.id).await?,
            new_contact: ContactId::new(db.db().clock(), db.db().chance()),
            may_edit: Permit::<EditOrganisations>::ask(permit.actor(), permit.place()).is_some(),
            ..self.page(shell, form, found.id, version)
        })
    }
}

/// Ticked boxes come one by one, a choice made in a conflict comes as a list.
fn split_places(fields: &Fields) -> Vec<String> {
    let parts = fields.all("catchment").into_iter().flat_map(|v| v.split(','));
    parts.map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned).collect()
}

/// Whether and where it takes part: keys and words.
pub(crate) fn taking_part_choices(shell: &Shell) -> Vec<(String, String)> {
    TakingPart::ALL
        .iter()
        .map(|t| (t.key().to_owned(), shell.say_of("organisation-taking-part", t.key()).to_string()))
        .collect()
}

/// What is entered, in words.
fn facts(shell: &Shell, choices: &Choices, draft: &Draft) -> Vec<(String, String)> {
    let said = draft.fields().into_iter().filter(|(field, value)| *field != "name" && !value.is_empty());
    said.map(|(field, value)| (label(shell, field), words(shell, choices, field, &value))).collect()
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
    let own = format!("{}/organisations/{id}?done=organisation-added", shell.home());
    Ok(back_or(&form, own, id))
}

/// Back to the row one came from, or on to where the directory leads.
fn back_or(form: &Form, otherwise: String, id: OrganisationId) -> Response {
    let to = match web::local_path(form.value("back")) {
        Some(back) if back.contains('#') => back.to_owned(),
        Some(back) => format!("{back}#n-{id}"),
        None => otherwise,
    };
    Redirect::to(&to).into_response()
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
    let form = Form::filled(found.draft.fields());
    html(&choices.whole_page(&mut db, &permit, shell, form, &found, found.version).await?)
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
    let viewing = permit.lesser();
    let before = store::find(&mut tx, &viewing, id).await?.ok_or(Error::NotFound)?;
    let choices = Choices::load(&mut tx, &viewing).await?;
    let shell = under_list(page.shell_titled(before.draft.name.clone()));
    let (form, draft) = read(&shell, Form::of(fields), id, &choices);
    let Some(draft) = draft else {
        let page = choices.whole_page(&mut tx, &viewing, shell, form, &before, version).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if store::replace(&mut tx, &permit, &before, &draft, version).await?.is_none() {
        return conflict(shell, &form, &choices, &before, &draft).answer();
    }
    tx.commit(&permit, &format!("organisation {id} changed")).await?;
    let own = format!("{}/organisations/{id}?done=organisation-saved", shell.home());
    Ok(back_or(&form, own, id))
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
    let list = format!("{}/organisations", shell.home());
    Ok(back_or(&form, list, id))
}

/// Saves one row of the actor table, by itself when a field is left, or by its
/// button without the script. Fields the row does not have stay as they are.
pub async fn save_row(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    wants: Wants,
    Path((_, id)): Path<(String, OrganisationId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let viewing = permit.lesser();
    let before = store::find(&mut tx, &viewing, id).await?.ok_or(Error::NotFound)?;
    let choices = Choices::load(&mut tx, &viewing).await?;
    let shell = under_list(page.shell_titled(before.draft.name.clone()));
    let (form, row) = read_row(&shell, Form::of(fields), &before, &choices);
    let row = match row {
        Ok(row) => row,
        Err(_) if wants == Wants::Json => return Ok(web::refused(form.all_wrong())),
        Err(typed) => {
            let back = ("back", form.value("back").to_owned());
            let whole = Form::filled(typed.fields().into_iter().chain([back]));
            let whole = form.all_wrong().iter().fold(whole, |mut whole, (field, message)| {
                whole.refuse(field, message);
                whole
            });
            let page = choices.whole_page(&mut tx, &viewing, shell, whole, &before, version).await?;
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let known = core_group::remarks(&mut tx, &viewing, &shell).await?;
    let Some(version) = store::replace(&mut tx, &permit, &before, &row, version).await? else {
        let action = format!("{}/organisations/{id}", shell.home());
        if wants == Wants::Json {
            return Ok(web::stale(&shell, &action));
        }
        return conflict(shell, &form, &choices, &before, &row).answer();
    };
    // Said once, when this row brings it about; it never blocks.
    let mut remarks = core_group::remarks(&mut tx, &viewing, &shell).await?;
    remarks.retain(|remark| !known.contains(remark));
    tx.commit(&permit, &format!("organisation {id} changed")).await?;
    match wants {
        Wants::Json => Ok(web::saved(&shell, version, remarks.join(" "))),
        Wants::Page => {
            let list = format!("{}/organisations?done=organisation-saved", shell.home());
            Ok(back_or(&form, list, id))
        }
    }
}

fn under_list(shell: Shell) -> Shell {
    let (words, href) =
        (shell.say("organisations-title").to_string(), format!("{}/organisations", shell.home()));
    shell.under(words, href)
}

/// Reads a row of the actor table over what stands there; what was typed comes
/// back when something is wrong.
fn read_row(
    shell: &Shell,
    mut form: Form,
    before: &Organisation,
    choices: &Choices,
) -> (Form, std::result::Result<Draft, Box<Draft>>) {
    let has = |form: &Form, name: &str| form.fields().get(name).is_some();
    let was = &before.draft;
    let mut row = Draft {
        name: form.needed(shell, "name", NAME),
        cooperates: form.ticked("cooperates"),
        intended_core_group: form.ticked("intended_core_group"),
        intended_forum: form.ticked("intended_forum"),
        knows_situation: form.ticked("knows_situation"),
        can_decide: form.ticked("can_decide"),
        contribution: form.lines(shell, "contribution", LONG),
        ..was.clone()
    };
    if has(&form, "address") {
        row.address = form.lines(shell, "address", SHORT);
    }
    if has(&form, "taking_part_reason") {
        row.taking_part_reason = form.lines(shell, "taking_part_reason", SHORT);
    }
    if has(&form, "taking_part") {
        match TakingPart::from_key(form.value("taking_part")) {
            Some(taking_part) => row.taking_part = taking_part,
            None => form.refuse("taking_part", shell.say("form-unknown-choice")),
        }
    }
    if has(&form, "speaker") {
        match choices.speaker(form.value("speaker"), was.represented_by) {
            Ok(speaker) => row.represented_by = speaker,
            Err(text) => form.refuse("represented_by", shell.say(text)),
        }
    }
    let row = judge(shell, &mut form, row, before.id, choices);
    (form, row)
}

/// Attaches to the form's fields whatever makes no sense about a draft.
fn judge(
    shell: &Shell,
    form: &mut Form,
    draft: Draft,
    id: OrganisationId,
    choices: &Choices,
) -> std::result::Result<Draft, Box<Draft>> {
    let mut faults = draft.check_links(id, &choices.around());
    let checked = draft.clone().check(id, &choices.types);
    faults.extend(checked.as_ref().err().into_iter().flatten());
    for (field, refusal) in faults {
        if form.wrong(field).is_empty() {
            let words = match refusal {
                Refusal::Text(fault) => shell.text_fault(fault),
                other => shell.say(other.text()).to_string(),
            };
            form.refuse(field, words);
        }
    }
    match checked {
        Ok(checked) if form.is_good() => Ok(checked),
        _ => Err(Box::new(draft)),
    }
}

impl Choices {
    /// The organisation of a name typed in a row; the one that stands there already
    /// goes before others of the same name.
    fn speaker(
        &self,
        typed: &str,
        now: Option<OrganisationId>,
    ) -> std::result::Result<Option<OrganisationId>, &'static str> {
        let wanted = sort_key(typed.trim());
        if wanted.is_empty() {
            return Ok(None);
        }
        let named: Vec<_> =
            self.others.iter().filter(|o| sort_key(&o.name) == wanted).map(|o| o.id).collect();
        match named.as_slice() {
            [] => Err("organisation-unknown-name"),
            [one] => Ok(Some(*one)),
            several => match now.filter(|now| several.contains(now)) {
                Some(now) => Ok(Some(now)),
                None => Err("organisation-ambiguous-name"),
            },
        }
    }
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
        let known = choices.others.iter().find(|o| o.id.to_string() == chosen).map(|o| o.id);
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
        catchment: split_places(form.fields()),
        school_number: form.line(shell, "school_number", NAME),
    };
    let draft = judge(shell, &mut form, draft, id, choices).ok();
    (form, draft)
}

fn label(shell: &Shell, field: &str) -> String {
    let id = match field {
        "actor_type" => "organisation-type".to_owned(),
        "area" => "organisations-area".to_owned(),
        "member_since" => "core-group-since".to_owned(),
        "member_until" => "core-group-last-day".to_owned(),
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
            .find(|o| o.id.to_string() == value)
            .map_or_else(|| shell.say("organisation-nobody").to_string(), |o| o.name.clone()),
        "catchment" => {
            let keys: Vec<String> = value.split(',').map(str::to_owned).collect();
            if value.is_empty() { String::new() } else { choices.circle.words(shell, &keys) }
        }
        "area" => {
            let found = choices.types.iter().find(|t| t.area == value);
            found.map_or_else(|| value.to_owned(), |t| t.area_label.clone())
        }
        "member_since" | "member_until" => Day::read(value).map_or_else(|| value.to_owned(), Day::german),
        _ => value.to_owned(),
    }
}

fn history_words(shell: &Shell, choices: &Choices, entry: &Entry) -> String {
    let field = if entry.field == "removed" { String::new() } else { label(shell, &entry.field) };
    let word = |v: &Option<String>| v.as_ref().map(|v| words(shell, choices, &entry.field, v));
    match (word(&entry.before), word(&entry.after)) {
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
    }
}

fn conflict(shell: Shell, form: &Form, choices: &Choices, theirs: &Organisation, mine: &Draft) -> Conflict {
    let back = web::local_path(form.value("back")).unwrap_or_default().to_owned();
    let mut agreed = vec![("back".to_owned(), back)];
    let mut differing = Vec::new();
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
