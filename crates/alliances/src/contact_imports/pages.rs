//! The pages of a contact import: upload, columns, entries, one entry, outcome.

use super::model::{
    Choice, Decisions, Deed, Directory, List, MOST_ENTRIES, Mapping, PersonDeed, Plan, Planned, Problem,
    Target, plan,
};
use super::recognise::guess;
use super::store::{self, ContactImport};
use super::upload::Upload;
use crate::contacts::store::{self as contacts, Contact};
use crate::merges::similarity::Sign;
use crate::organisations::{Draft, Organisation, store as organisations};
use ::store::{Read, Tx};
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{ContactImportId, EditOrganisations, ViewOrganisations};
use documents::{SheetError, read_sheet_apart};
use serde::Deserialize;
use std::collections::BTreeMap;
use web::{App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, html, html_with};

/// Entries of one page.
const PAGE: usize = 50;
/// Organisations a search offers.
const FOUND: i64 = 20;
/// Most entries of the directory a list is compared with; more than any alliance has.
const MOST: i64 = 10_000;
/// Most characters of a corrected value; what fits its field is checked like the list's own.
const CORRECTION: usize = 10_000;
/// Labels of targets begin with this.
const TARGET: &str = "contact-import-target";

#[derive(Template)]
#[template(path = "contact_imports/new.html")]
struct NewPage {
    shell: Shell,
    form: Form,
    id: ContactImportId,
    waiting: Vec<Waiting>,
    /// How long a list is held, in words.
    period: String,
}

struct Waiting {
    id: ContactImportId,
    file_name: String,
    at: String,
    finished: bool,
}

/// Offers to upload a list, or to go on with one.
pub async fn new(permit: Permit<EditOrganisations>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let id = ContactImportId::new(app.clock(), app.chance());
    html(&new_page(&app, &mut db, &permit.lesser(), &page, id, Form::default()).await?)
}

/// Lists uploaded before this moment are gone.
fn held_since(app: &App) -> base::Instant {
    web::Periods::before(app.clock().now(), app.config.periods.imports)
}

async fn new_page(
    app: &App,
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
    page: &Page,
    id: ContactImportId,
    form: Form,
) -> Result<NewPage> {
    let shell = under_directory(page.shell("contact-import-title"));
    let waiting = store::list(db, permit, held_since(app)).await?;
    let waiting = waiting
        .into_iter()
        .map(|l| Waiting {
            id: l.id,
            file_name: l.file_name,
            at: l.created_at.german(),
            finished: l.finished_at.is_some(),
        })
        .collect();
    let period = web::Periods::words(&app.texts, app.config.periods.imports);
    Ok(NewPage { shell, form, id, waiting, period })
}

/// Takes a file in and holds its list.
pub async fn create(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    upload: Upload,
) -> Result<Response> {
    let Upload { id, file_name, bytes } = upload;
    let shell = page.shell("contact-import-title");
    let chosen = !(file_name.is_empty() && bytes.is_empty());
    let sheet =
        read_sheet_apart(file_name.clone(), bytes).await.map_err(|e| Error::Internal(e.to_string()))?;
    let refusal = match &sheet {
        Err(SheetError::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let list = match sheet {
        _ if !chosen => Err(shell.say("contact-import-no-file").to_string()),
        Err(fault) => Err(fault.to_string()),
        Ok(sheet) if sheet.rows.is_empty() => Err(shell.say("contact-import-no-entries").to_string()),
        Ok(sheet) if sheet.rows.len() > MOST_ENTRIES => {
            let said = shell.say("contact-import-too-many").count("is", sheet.rows.len());
            Err(said.count("max", MOST_ENTRIES).to_string())
        }
        Ok(sheet) => Ok(List { columns: sheet.columns, entries: sheet.rows }),
    };
    let mut tx = app.db.begin(&permit).await?;
    store::forget_old_here(&mut tx, &permit, held_since(&app)).await?;
    let list = match list {
        Ok(list) => list,
        Err(words) => {
            let mut form = Form::default();
            form.refuse("file", words);
            let page = new_page(&app, &mut tx, &permit.lesser(), &page, id, form).await?;
            return html_with(refusal, &page);
        }
    };
    let mut id = id;
    if !store::add(&mut tx, &permit, id, &file_name, &list).await? {
        // A double click holds one list; another file from the same page is another list.
        let held = store::find(&mut tx, &permit.lesser(), id, held_since(&app)).await?;
        if held.is_none_or(|held| held.list != list) {
            id = ContactImportId::new(app.clock(), app.chance());
            store::add(&mut tx, &permit, id, &file_name, &list).await?;
        }
    }
    tx.commit(&permit, &format!("contact import {id} uploaded")).await?;
    Ok(Redirect::to(&format!("{}/contact-imports/{id}", shell.home())).into_response())
}

/// A list to start from.
pub async fn sample(_: Permit<EditOrganisations>) -> Response {
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"kontaktliste-beispiel.csv\""),
        ),
    ];
    (head, include_bytes!("sample.csv").as_slice()).into_response()
}

#[derive(Template)]
#[template(path = "contact_imports/columns.html")]
struct ColumnsPage {
    shell: Shell,
    form: Form,
    action: String,
    version: i64,
    file_name: String,
    count: usize,
    columns: Vec<(String, String)>,
    areas: Vec<(String, String)>,
    targets: Vec<(&'static str, String, &'static str)>,
}

#[derive(Template)]
#[template(path = "contact_imports/outcome.html")]
struct OutcomePage {
    shell: Shell,
    action: String,
    file_name: String,
    organisations: i64,
    contacts: i64,
    left_out: i64,
}

/// Asks which column tells what; what came of it once the list is taken over.
pub async fn show(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, ContactImportId)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let import =
        store::find(&mut db, &permit.lesser(), id, held_since(&app)).await?.ok_or(Error::NotFound)?;
    if let Some(outcome) = import.outcome {
        let shell = under_directory(page.shell("contact-import-outcome-title"));
        return html(&OutcomePage {
            action: format!("{}/contact-imports/{id}", shell.home()),
            file_name: import.file_name,
            organisations: outcome.organisations,
            contacts: outcome.contacts,
            left_out: outcome.left_out,
            shell,
        });
    }
    let mapping = import.mapping.clone().unwrap_or_else(|| guess(&import.list.columns));
    let form = Form::filled(mapping_fields(&mapping));
    let areas = areas(&mut db, &permit).await?;
    html(&columns_page(&page, &import, areas, form, import.version))
}

fn columns_page(
    page: &Page,
    import: &ContactImport,
    areas: Vec<(String, String)>,
    form: Form,
    version: i64,
) -> ColumnsPage {
    let shell = under_directory(page.shell("contact-import-columns-title"));
    let mut columns = vec![(String::new(), shell.say("contact-import-no-column").to_string())];
    for (at, name) in import.list.columns.iter().enumerate() {
        let example =
            import.list.entries.iter().filter_map(|cells| cells.get(at)).find(|cell| !cell.is_empty());
        let words = match example {
            Some(cell) => {
                let (column, example) = (name.as_str(), shorter(cell, 30));
                shell.say("contact-import-column").with("column", column).with("example", example).to_string()
            }
            None => name.clone(),
        };
        columns.push((at.to_string(), words));
    }
    let mut offered = vec![(String::new(), shell.say("contact-import-no-area").to_string())];
    offered.extend(areas);
    ColumnsPage {
        form,
        action: format!("{}/contact-imports/{}", shell.home(), import.id),
        version,
        file_name: import.file_name.clone(),
        count: import.list.entries.len(),
        columns,
        areas: offered,
        targets: Target::ALL.map(|t| (t.key(), label_id(t), help(t))).to_vec(),
        shell,
    }
}

const fn help(target: Target) -> &'static str {
    match target {
        Target::ActorType => "contact-import-actor-type-help",
        Target::Area => "contact-import-area-help",
        Target::Address => "contact-import-address-help",
        Target::FirstName => "contact-import-first-name-help",
        _ => "",
    }
}

fn label_id(target: Target) -> String {
    format!("{TARGET}-{}", target.key().replace('_', "-"))
}

fn mapping_fields(mapping: &Mapping) -> Vec<(&'static str, String)> {
    let column = |t: Target| mapping.columns.get(&t).map(usize::to_string).unwrap_or_default();
    let mut fields: Vec<_> = Target::ALL.iter().map(|t| (t.key(), column(*t))).collect();
    fields.push(("default_area", mapping.area.clone()));
    fields
}

async fn areas(db: &mut Read, permit: &Permit<EditOrganisations>) -> Result<Vec<(String, String)>> {
    let types = organisations::actor_types(db, permit).await?;
    let mut areas: Vec<_> = types.into_iter().map(|t| (t.area, t.area_label)).collect();
    areas.dedup();
    Ok(areas)
}

/// Says which column tells what.
pub async fn map(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, ContactImportId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let import =
        store::find(&mut tx, &permit.lesser(), id, held_since(&app)).await?.ok_or(Error::NotFound)?;
    let to = format!("{}/contact-imports/{id}", page.shell("contact-import-title").home());
    if import.outcome.is_some() {
        return Ok(Redirect::to(&to).into_response());
    }
    let areas = areas(&mut tx, &permit).await?;
    let shell = under_directory(page.shell("contact-import-columns-title"));
    let (form, mapping) = read_mapping(&shell, Form::of(fields), import.list.columns.len(), &areas);
    let Some(mapping) = mapping else {
        let page = columns_page(&page, &import, areas, form, version);
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if !store::map(&mut tx, &permit, id, version, &mapping).await? {
        return mapping_conflict(shell, &import, &mapping, &areas).answer();
    }
    tx.commit(&permit, &format!("contact import {id} mapped")).await?;
    Ok(Redirect::to(&format!("{to}/entries")).into_response())
}

fn read_mapping(
    shell: &Shell,
    mut form: Form,
    columns: usize,
    areas: &[(String, String)],
) -> (Form, Option<Mapping>) {
    let mut mapping = Mapping { area: form.value("default_area").to_owned(), ..Mapping::default() };
    if !mapping.area.is_empty() && areas.iter().all(|(area, _)| *area != mapping.area) {
        form.refuse("default_area", shell.say("form-unknown-choice"));
    }
    for target in Target::ALL {
        let column = match form.value(target.key()) {
            "" => continue,
            text => text.parse::<usize>().ok().filter(|c| *c < columns),
        };
        let Some(column) = column else {
            form.refuse(target.key(), shell.say("form-unknown-choice"));
            continue;
        };
        if let Some((other, _)) = mapping.columns.iter().find(|(_, used)| **used == column) {
            let other = shell.say(&label_id(*other)).to_string();
            form.refuse(target.key(), shell.say("contact-import-column-twice").with("other", other));
        }
        mapping.columns.insert(target, column);
    }
    if form.value(Target::Organisation.key()).is_empty() {
        form.refuse(Target::Organisation.key(), shell.say("contact-import-needs-organisation"));
    }
    let good = form.is_good();
    (form, good.then_some(mapping))
}

fn mapping_conflict(
    shell: Shell,
    import: &ContactImport,
    mine: &Mapping,
    areas: &[(String, String)],
) -> Conflict {
    let theirs = import.mapping.clone().unwrap_or_default();
    let column = |value: &str| {
        let name = value.parse::<usize>().ok().and_then(|c| import.list.columns.get(c));
        name.cloned().unwrap_or_else(|| shell.say("contact-import-no-column").to_string())
    };
    let area = |value: &str| {
        let found = areas.iter().find(|(area, _)| area == value);
        found.map_or_else(|| shell.say("contact-import-no-area").to_string(), |(_, words)| words.clone())
    };
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    for ((name, theirs), (_, mine)) in mapping_fields(&theirs).into_iter().zip(mapping_fields(mine)) {
        if theirs == mine {
            agreed.push((name.to_owned(), mine));
            continue;
        }
        let (label, words) = if name == "default_area" {
            (shell.say("contact-import-default-area").to_string(), (area(&theirs), area(&mine)))
        } else {
            (shell.say_of(TARGET, name).to_string(), (column(&theirs), column(&mine)))
        };
        differing.push(Differing { name: name.to_owned(), label, theirs, mine, words: Some(words) });
    }
    let action = format!("{}/contact-imports/{}", shell.home(), import.id);
    let shell = shell.retitled("conflict-title");
    Conflict { shell, action, version: import.version, agreed, differing, who: String::new() }
}

/// The directory as it is stored and as a list is compared with it.
struct Known {
    organisations: Vec<Organisation>,
    contacts: Vec<Contact>,
    directory: Directory,
}

impl Known {
    async fn load(db: &mut Read, permit: &Permit<ViewOrganisations>) -> Result<Self> {
        let filter = organisations::Filter { limit: MOST, ..organisations::Filter::default() };
        let types = organisations::actor_types(db, permit).await?;
        let organisations = organisations::list(db, permit, &filter).await?;
        let contacts = contacts::all(db, permit).await?;
        let directory = Directory::new(types, &organisations, &contacts);
        Ok(Self { organisations, contacts, directory })
    }

    fn plan(&self, shell: &Shell, import: &ContactImport, mapping: &Mapping, decisions: &Decisions) -> Plan {
        let general = shell.say("contact-import-general-contact").to_string();
        plan(&import.list, mapping, decisions, &self.directory, &general)
    }

    fn type_words(&self, draft: &Draft) -> String {
        let types = self.directory.types();
        let area = types.iter().find(|t| t.area == draft.area).map_or("", |t| t.area_label.as_str());
        match types.iter().find(|t| Some(&t.key) == draft.actor_type.as_ref()) {
            Some(known) => known.label.clone(),
            None if draft.free_type.is_empty() => area.to_owned(),
            None if area.is_empty() => draft.free_type.clone(),
            None => format!("{} ({area})", draft.free_type),
        }
    }

    fn choice_words(&self, shell: &Shell, choice: Choice, why: Option<Sign>) -> String {
        let words = match choice {
            Choice::New => shell.say("contact-import-choice-new").to_string(),
            Choice::LeaveOut => shell.say("contact-import-choice-leave-out").to_string(),
            Choice::Join(entry) => {
                shell.say("contact-import-choice-join").count("entry", entry + 1).to_string()
            }
            Choice::Existing(id) => {
                let name = self.directory.name(id).unwrap_or("–");
                shell.say("contact-import-choice-existing").with("name", name).to_string()
            }
        };
        match why {
            Some(sign) => format!("{words} ({})", shell.say_of("likeness", sign.key())),
            None => words,
        }
    }

    /// What can be chosen for an entry; the suggestion comes first, under no value.
    fn options(&self, shell: &Shell, entry: &Planned) -> Vec<(String, String)> {
        let why = |choice: Choice| entry.offers.iter().find(|(c, _)| *c == choice).and_then(|(_, why)| *why);
        let words = |choice: Choice| self.choice_words(shell, choice, why(choice));
        let suggested = words(entry.suggestion);
        let suggested = shell.say("contact-import-suggested").with("choice", suggested).to_string();
        let mut options = vec![(String::new(), suggested)];
        let others = entry.offers.iter().map(|(c, _)| *c).chain([Choice::New, Choice::LeaveOut]);
        options.extend(others.filter(|c| *c != entry.suggestion).map(|c| (c.to_string(), words(c))));
        options
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Shown {
    page: Option<usize>,
    show: String,
}

/// Which entries are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Filter {
    All,
    /// Those that people should look at.
    Look,
    /// Those that will not be taken over.
    LeftOut,
}

impl Filter {
    const ALL: [Self; 3] = [Self::All, Self::Look, Self::LeftOut];
    const fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Look => "look",
            Self::LeftOut => "left_out",
        }
    }
    fn from_key(key: &str) -> Self {
        Self::ALL.into_iter().find(|f| f.key() == key).unwrap_or(Self::All)
    }
    fn takes(self, entry: &Planned) -> bool {
        match self {
            Self::All => true,
            Self::Look => {
                !entry.problems.is_empty() || entry.offers.iter().any(|(_, why)| *why != Some(Sign::SameName))
            }
            Self::LeftOut => !entry.is_taken_over(),
        }
    }
}

#[derive(Template)]
#[template(path = "contact_imports/entries.html")]
struct EntriesPage {
    shell: Shell,
    notice: String,
    action: String,
    version: i64,
    mark: String,
    file_name: String,
    summary: Vec<String>,
    taken_over: usize,
    show: &'static str,
    filters: Vec<(&'static str, String, usize)>,
    number: usize,
    pages: usize,
    entries: Vec<EntryRow>,
}

struct EntryRow {
    at: usize,
    number: usize,
    name: String,
    facts: Vec<String>,
    person: Vec<String>,
    choice: String,
    options: Vec<(String, String)>,
    outcome: Vec<String>,
    /// What to think of, and whether it keeps the entry out.
    problems: Vec<(bool, String)>,
}

/// Shows what each entry will become.
pub async fn entries(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, ContactImportId)>,
    Query(shown): Query<Shown>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let import =
        store::find(&mut db, &permit.lesser(), id, held_since(&app)).await?.ok_or(Error::NotFound)?;
    let shell = page.shell("contact-import-entries-title");
    let Some(mapping) = import.mapping.as_ref().filter(|_| import.outcome.is_none()) else {
        return Ok(Redirect::to(&format!("{}/contact-imports/{id}", shell.home())).into_response());
    };
    let known = Known::load(&mut db, &permit.lesser()).await?;
    let plan = known.plan(&shell, &import, mapping, &import.decisions);
    html(&entries_page(shell, &known, &import, &plan, plan.mark(), &shown))
}

fn entries_page(
    shell: Shell,
    known: &Known,
    import: &ContactImport,
    plan: &Plan,
    mark: String,
    shown: &Shown,
) -> EntriesPage {
    let filter = Filter::from_key(&shown.show);
    let found: Vec<(usize, &Planned)> =
        plan.entries.iter().enumerate().filter(|(_, entry)| filter.takes(entry)).collect();
    let pages = found.len().div_ceil(PAGE).max(1);
    let number = shown.page.unwrap_or(1).clamp(1, pages);
    let rows = found.iter().skip((number - 1) * PAGE).take(PAGE);
    let filters = Filter::ALL.map(|f| {
        let words = shell.say_of("contact-import-show", f.key()).to_string();
        (f.key(), words, plan.count(|e| f.takes(e)))
    });
    let action = format!("{}/contact-imports/{}", shell.home(), import.id);
    let shell = under_directory(shell);
    let (words, href) = (shell.say("contact-import-columns-title").to_string(), action.clone());
    let shell = shell.under(words, href);
    EntriesPage {
        notice: String::new(),
        version: import.version,
        mark,
        file_name: import.file_name.clone(),
        summary: summary(&shell, plan),
        taken_over: plan.count(Planned::is_taken_over),
        show: filter.key(),
        filters: filters.to_vec(),
        number,
        pages,
        entries: rows.map(|(at, entry)| entry_row(&shell, known, *at, entry)).collect(),
        action,
        shell,
    }
}

fn summary(shell: &Shell, plan: &Plan) -> Vec<String> {
    let existing = plan.count(|e| matches!(e.deed, Deed::Existing(_)));
    let completed = plan.completed.len() + plan.completed_people.len();
    [
        ("contact-import-sum-organisations", plan.organisations.len()),
        ("contact-import-sum-people", plan.people.len()),
        ("contact-import-sum-existing", existing),
        ("contact-import-sum-completed", completed),
        ("contact-import-sum-left-out", plan.count(|e| e.deed == Deed::LeftOut)),
        ("contact-import-sum-unusable", plan.count(|e| e.deed == Deed::Unusable)),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(text, count)| shell.say(text).count("count", count).to_string())
    .collect()
}

fn entry_row(shell: &Shell, known: &Known, at: usize, entry: &Planned) -> EntryRow {
    let filled = |parts: [String; 3]| parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>();
    let name = if entry.draft.name.is_empty() {
        shell.say("contact-import-no-name").to_string()
    } else {
        entry.draft.name.clone()
    };
    let person = entry.person.clone().map(|p| filled([p.name, p.phone, p.email])).unwrap_or_default();
    EntryRow {
        at,
        number: at + 1,
        name,
        facts: filled([
            known.type_words(&entry.draft),
            entry.draft.address.replace('\n', ", "),
            shorter(&entry.draft.contribution, 120),
        ]),
        person,
        choice: entry.choice.filter(|c| *c != entry.suggestion).map(|c| c.to_string()).unwrap_or_default(),
        options: known.options(shell, entry),
        outcome: outcome(shell, known, entry),
        problems: entry.problems.iter().map(|p| (p.is_grave(), problem_words(shell, p))).collect(),
    }
}

/// What happens besides what was chosen, and what it may have been instead.
fn outcome(shell: &Shell, known: &Known, entry: &Planned) -> Vec<String> {
    let likely = entry.offers.first().and_then(|(choice, why)| match choice {
        Choice::Existing(id) => known.directory.name(*id).zip(*why),
        _ => None,
    });
    let likely = likely.filter(|_| entry.deed == Deed::New && entry.choice.is_none()).map(|(name, sign)| {
        let why = shell.say_of("likeness", sign.key()).to_string();
        shell.say("contact-import-likely").with("name", name).with("why", why).to_string()
    });
    let completes = entry.completes.then_some("contact-import-completes");
    let unusable = (entry.deed == Deed::Unusable).then_some("contact-import-unusable");
    let person = match entry.person_deed {
        // That a new organisation brings its contact along needs no word.
        PersonDeed::New if entry.deed == Deed::New => None,
        PersonDeed::Nothing => None,
        PersonDeed::New => Some("contact-import-person-new"),
        PersonDeed::Completed => Some("contact-import-person-completed"),
        PersonDeed::Known => Some("contact-import-person-known"),
    };
    let said = [unusable, completes, person].into_iter().flatten().map(|text| shell.say(text).to_string());
    likely.into_iter().chain(said).collect()
}

fn problem_words(shell: &Shell, problem: &Problem) -> String {
    let field = |target: Target| shell.say(&label_id(target)).to_string();
    match problem {
        Problem::Nameless => shell.say("contact-import-nameless").to_string(),
        Problem::Unusable(target, fault) => {
            let why = shell.text_fault(*fault);
            let text = if *target == Target::Organisation {
                "contact-import-unusable-name"
            } else {
                "contact-import-unusable-value"
            };
            shell.say(text).with("field", field(*target)).with("why", why).to_string()
        }
        Problem::NoEmail(text) => {
            shell.say("contact-import-no-email").with("text", text.as_str()).to_string()
        }
        Problem::FirstEmail(text) => {
            shell.say("contact-import-first-email").with("text", text.as_str()).to_string()
        }
        Problem::UnknownType(text) => {
            shell.say("contact-import-own-type").with("text", text.as_str()).to_string()
        }
        Problem::NoArea => shell.say("contact-import-needs-area").to_string(),
        Problem::NobodysContact => shell.say("contact-import-nobodys-contact").to_string(),
        Problem::Differs(target) => {
            shell.say("contact-import-differs").with("field", field(*target)).to_string()
        }
        Problem::ChoiceGone => shell.say("contact-import-choice-gone").to_string(),
    }
}

/// Notes the decisions of one page, and takes all entries over when told to.
pub async fn decide(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, ContactImportId)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let import =
        store::find(&mut tx, &permit.lesser(), id, held_since(&app)).await?.ok_or(Error::NotFound)?;
    let shell = page.shell("contact-import-entries-title");
    let to = format!("{}/contact-imports/{id}", shell.home());
    let Some(mapping) = import.mapping.as_ref().filter(|_| import.outcome.is_none()) else {
        return Ok(Redirect::to(&to).into_response());
    };
    let posted = read_choices(&shell, &fields, import.list.entries.len())?;
    let decisions = decided(&import.decisions, &posted);
    if version != import.version {
        let known = Known::load(&mut tx, &permit.lesser()).await?;
        return choice_conflict(shell, &known, &import, &posted).answer();
    }
    let show = Filter::from_key(fields.get("show").unwrap_or_default()).key();
    let number: usize = fields.get("page").and_then(|p| p.parse().ok()).unwrap_or(1);
    match fields.get("then").unwrap_or_default() {
        "take-over" => {
            let shown = Shown { page: Some(number), show: show.to_owned() };
            let mark = fields.get("mark").unwrap_or_default();
            let order = Order { import: &import, mapping, decisions: &decisions, mark };
            take_over(&app, tx, &permit, shell, &order, &shown).await
        }
        then => {
            store::decide(&mut tx, &permit, id, version, &decisions).await?;
            tx.commit(&permit, &format!("contact import {id} decided")).await?;
            let number = if then == "next" { number + 1 } else { number };
            let to = format!("{to}/entries?show={show}&page={number}&done=contact-import-decided");
            Ok(Redirect::to(&to).into_response())
        }
    }
}

/// Decisions as a page posts them: `choice-7` says what becomes of the eighth entry,
/// nothing means as suggested.
fn read_choices(shell: &Shell, fields: &Fields, entries: usize) -> Result<BTreeMap<usize, Option<Choice>>> {
    let mut posted = BTreeMap::new();
    for (name, value) in fields.pairs() {
        let Some(at) = name.strip_prefix("choice-") else { continue };
        let at: Option<usize> = at.parse().ok().filter(|at| *at < entries);
        posted.insert(at.ok_or_else(|| unknown_choice(shell))?, read_choice(shell, value)?);
    }
    Ok(posted)
}

fn read_choice(shell: &Shell, value: &str) -> Result<Option<Choice>> {
    if value.is_empty() { Ok(None) } else { value.parse().map(Some).map_err(|_| unknown_choice(shell)) }
}

/// The page offers what can be chosen: anything else is a broken request.
fn unknown_choice(shell: &Shell) -> Error {
    Error::Invalid(shell.say("form-unknown-choice").to_string())
}

fn decided(before: &Decisions, posted: &BTreeMap<usize, Option<Choice>>) -> Decisions {
    let mut decisions = before.clone();
    for (at, choice) in posted {
        match choice {
            Some(choice) => drop(decisions.choices.insert(*at, *choice)),
            None => drop(decisions.choices.remove(at)),
        }
    }
    decisions
}

/// What taking over needs: the list, what was decided, and the mark of the plan
/// that was seen.
struct Order<'a> {
    import: &'a ContactImport,
    mapping: &'a Mapping,
    decisions: &'a Decisions,
    mark: &'a str,
}

async fn take_over(
    app: &App,
    mut tx: Tx,
    permit: &Permit<EditOrganisations>,
    shell: Shell,
    order: &Order<'_>,
    shown: &Shown,
) -> Result<Response> {
    let Order { import, mapping, decisions, mark } = order;
    let known = Known::load(&mut tx, &permit.lesser()).await?;
    let seen = known.plan(&shell, import, mapping, &import.decisions).mark();
    let plan = known.plan(&shell, import, mapping, decisions);
    let to = format!("{}/contact-imports/{}", shell.home(), import.id);
    if seen == **mark
        && store::take_over(&mut tx, permit, import, &plan, &known.organisations, &known.contacts).await?
    {
        tx.commit(permit, &format!("contact import {} taken over", import.id)).await?;
        return Ok(Redirect::to(&format!("{to}?done=contact-import-taken-over")).into_response());
    }
    drop(tx);
    let mut db = app.db.read(permit).await?;
    let now =
        store::find(&mut db, &permit.lesser(), import.id, held_since(app)).await?.ok_or(Error::NotFound)?;
    if now.outcome.is_some() {
        return Ok(Redirect::to(&to).into_response());
    }
    // The directory changed since the page was made: what was seen is not what would happen.
    let mut page = entries_page(shell, &known, import, &plan, seen, shown);
    page.notice = page.shell.say("contact-import-directory-changed").to_string();
    html_with(StatusCode::CONFLICT, &page)
}

fn choice_conflict(
    shell: Shell,
    known: &Known,
    import: &ContactImport,
    posted: &BTreeMap<usize, Option<Choice>>,
) -> Conflict {
    let words = |choice: Option<Choice>| match choice {
        Some(choice) => known.choice_words(&shell, choice, None),
        None => shell.say("contact-import-as-suggested").to_string(),
    };
    let value = |choice: Option<Choice>| choice.map(|c| c.to_string()).unwrap_or_default();
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    for (at, mine) in posted {
        let theirs = import.decisions.choices.get(at).copied();
        let name = format!("choice-{at}");
        if theirs == *mine {
            agreed.push((name, value(*mine)));
        } else {
            let label = shell.say("contact-import-entry").count("entry", at + 1).to_string();
            let said = Some((words(theirs), words(*mine)));
            differing.push(Differing { name, label, theirs: value(theirs), mine: value(*mine), words: said });
        }
    }
    let action = format!("{}/contact-imports/{}/entries", shell.home(), import.id);
    let shell = shell.retitled("conflict-title");
    Conflict { shell, action, version: import.version, agreed, differing, who: String::new() }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
}

#[derive(Template)]
#[template(path = "contact_imports/entry.html")]
struct EntryPage {
    shell: Shell,
    form: Form,
    action: String,
    at: usize,
    version: i64,
    q: String,
    searched: bool,
    options: Vec<(String, String)>,
    targets: Vec<(&'static str, String, &'static str)>,
    problems: Vec<String>,
}

/// One entry: its values, to be corrected, and every organisation to choose from.
pub async fn entry(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id, at)): Path<(String, ContactImportId, usize)>,
    Query(search): Query<Search>,
) -> Result<Response> {
    let viewing = permit.lesser();
    let mut db = app.db.read(&permit).await?;
    let import = store::find(&mut db, &viewing, id, held_since(&app)).await?.ok_or(Error::NotFound)?;
    let mapping =
        import.mapping.as_ref().filter(|_| at < import.list.entries.len()).ok_or(Error::NotFound)?;
    let known = Known::load(&mut db, &viewing).await?;
    let shell = page.shell("contact-import-entry-title");
    let plan = known.plan(&shell, &import, mapping, &import.decisions);
    let planned = plan.entries.get(at).ok_or(Error::NotFound)?;
    let mut fields: Vec<(&'static str, String)> =
        Target::ALL.iter().map(|t| (t.key(), planned.record.get(*t).to_owned())).collect();
    let choice = planned.choice.filter(|c| *c != planned.suggestion);
    fields.push(("choice", choice.map(|c| c.to_string()).unwrap_or_default()));
    let mut found = Vec::new();
    if !search.q.is_empty() {
        let filter =
            organisations::Filter { q: search.q.clone(), limit: FOUND, ..organisations::Filter::default() };
        found = organisations::list(&mut db, &viewing, &filter).await?;
    }
    let mut options = known.options(&shell, planned);
    for organisation in found.iter().rev() {
        let value = Choice::Existing(organisation.id);
        if planned.suggestion != value && options.iter().all(|(o, _)| *o != value.to_string()) {
            options.insert(1, (value.to_string(), known.choice_words(&shell, value, None)));
        }
    }
    let action = format!("{}/contact-imports/{id}/entries", shell.home());
    let shell = under_directory(shell);
    let (words, href) = (shell.say("contact-import-entries-title").to_string(), action.clone());
    let mut shell = shell.under(words, href);
    shell.title = shell.say("contact-import-entry").count("entry", at + 1).to_string();
    html(&EntryPage {
        form: Form::filled(fields),
        action,
        at,
        version: import.version,
        searched: !search.q.is_empty(),
        q: search.q,
        options,
        targets: Target::ALL.map(|t| (t.key(), label_id(t), help(t))).to_vec(),
        problems: planned.problems.iter().map(|p| problem_words(&shell, p)).collect(),
        shell,
    })
}

/// Notes what was corrected and decided for one entry.
pub async fn correct(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id, at)): Path<(String, ContactImportId, usize)>,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(&permit).await?;
    let import =
        store::find(&mut tx, &permit.lesser(), id, held_since(&app)).await?.ok_or(Error::NotFound)?;
    let shell = page.shell("contact-import-entry-title");
    let to = format!("{}/contact-imports/{id}", shell.home());
    if import.outcome.is_some() {
        return Ok(Redirect::to(&to).into_response());
    }
    let mapping = import.mapping.as_ref().ok_or(Error::NotFound)?;
    let cells = import.list.entries.get(at).ok_or(Error::NotFound)?;
    let listed = super::model::Record::of(cells, mapping);
    let choice = read_choice(&shell, fields.get("choice").unwrap_or_default())?;
    let mut decisions = decided(&import.decisions, &BTreeMap::from([(at, choice)]));
    let corrections = Target::ALL.into_iter().filter_map(|target| {
        let typed: String =
            fields.get(target.key())?.trim().replace("\r\n", "\n").chars().take(CORRECTION).collect();
        (typed != listed.get(target)).then_some((target, typed))
    });
    let corrections: BTreeMap<Target, String> = corrections.collect();
    if corrections.is_empty() {
        decisions.corrections.remove(&at);
    } else {
        decisions.corrections.insert(at, corrections);
    }
    if version != import.version {
        let known = Known::load(&mut tx, &permit.lesser()).await?;
        return entry_conflict(shell, &known, &import, &listed, at, &decisions).answer();
    }
    store::decide(&mut tx, &permit, id, version, &decisions).await?;
    tx.commit(&permit, &format!("contact import {id} corrected")).await?;
    let number = at / PAGE + 1;
    let to = format!("{to}/entries?page={number}&done=contact-import-decided#entry-{at}");
    Ok(Redirect::to(&to).into_response())
}

fn entry_conflict(
    shell: Shell,
    known: &Known,
    import: &ContactImport,
    listed: &super::model::Record,
    at: usize,
    mine: &Decisions,
) -> Conflict {
    let says = |decisions: &Decisions| listed.clone().corrected(decisions.corrections.get(&at));
    let (theirs, typed) = (says(&import.decisions), says(mine));
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    for target in Target::ALL {
        let (theirs, mine) = (theirs.get(target).to_owned(), typed.get(target).to_owned());
        let name = target.key().to_owned();
        if theirs == mine {
            agreed.push((name, mine));
        } else {
            let label = shell.say(&label_id(target)).to_string();
            differing.push(Differing { name, label, theirs, mine, words: None });
        }
    }
    let posted = BTreeMap::from([(at, mine.choices.get(&at).copied())]);
    let choices = choice_conflict(shell, known, import, &posted);
    let name = || "choice".to_owned();
    agreed.extend(choices.agreed.into_iter().map(|(_, value)| (name(), value)));
    differing.extend(choices.differing.into_iter().map(|d| Differing { name: name(), ..d }));
    let action = format!("{}/{at}", choices.action);
    Conflict { action, agreed, differing, shell: choices.shell, version: choices.version, who: choices.who }
}

/// Throws a list away.
pub async fn remove(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, ContactImportId)>,
) -> Result<Response> {
    let mut tx = app.db.begin(&permit).await?;
    store::find(&mut tx, &permit.lesser(), id, held_since(&app)).await?.ok_or(Error::NotFound)?;
    store::remove(&mut tx, &permit, id).await?;
    tx.commit(&permit, &format!("contact import {id} removed")).await?;
    let home = page.shell("contact-import-title").home();
    Ok(Redirect::to(&format!("{home}/contact-imports/new?done=contact-import-removed")).into_response())
}

fn under_directory(shell: Shell) -> Shell {
    let (words, href) =
        (shell.say("organisations-title").to_string(), format!("{}/organisations", shell.home()));
    shell.under(words, href)
}

fn shorter(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most).collect();
    short.push('…');
    short
}
