//! Handing out: which questions, to whom, by when and why.

use super::acts::{self, Fault, Order, Post};
use super::model::{self, AskedBefore, Assignment, Draft, Faults, Recipient, Refusal, Voice};
use super::store::{self, Contact, Known};
use crate::{consolidation::review, instruments::catalogue, workbooks};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AssignmentId, EditWorkbook, OrganisationId, Permit};
use instrument::Instrument;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use web::{App, Error, Fields, Form, Page, Result, Shell, Texts, html, html_with};

/// Rows for people who do not stand in the directory.
const FREE: usize = 3;

#[derive(Template)]
#[template(path = "assignments/new.html")]
struct NewPage {
    shell: Shell,
    form: Form,
    action: String,
    id: Uuid,
    sections: Vec<SectionPick>,
    contacts: Vec<ContactPick>,
    free: Vec<FreeRow>,
    /// Somebody is typed in there, or nobody stands in the directory.
    free_open: bool,
    /// The day of the earlier request it repeats; empty for a new one.
    earlier: String,
    voices: Vec<(String, String)>,
    /// Ready-made reasons: section and words.
    whys: Vec<(String, String)>,
    /// Who was asked before, as sentences.
    before: Vec<String>,
}

/// A row for somebody who does not stand in the directory: its number and fields.
struct FreeRow {
    number: usize,
    name: String,
    email: String,
    organisation: String,
    school: String,
}

impl FreeRow {
    fn of(number: usize) -> Self {
        let field = |part: &str| free_field(part, number);
        Self {
            number,
            name: field("name"),
            email: field("email"),
            organisation: field("organisation"),
            school: field("school"),
        }
    }

    /// Something is typed.
    fn is_used(&self, form: &Form) -> bool {
        let fields = [&self.name, &self.email, &self.organisation, &self.school];
        fields.into_iter().any(|field| !form.value(field).trim().is_empty())
    }
}

fn free_field(part: &str, number: usize) -> String {
    format!("free_{part}_{number}")
}

/// Where on the form somebody to be asked stands.
enum Place {
    /// Ticked in the directory; the name.
    Ticked(String),
    /// Typed into the row of this number.
    Row(usize),
}

struct SectionPick {
    uid: String,
    title: String,
    chosen: bool,
    items: Vec<ItemPick>,
}

struct ItemPick {
    uid: String,
    number: String,
    label: String,
    chosen: bool,
}

struct ContactPick {
    id: Uuid,
    organisation: String,
    name: String,
    email: String,
    /// The printed numbers of the sections it usually knows about; empty where none.
    knows: String,
    /// It usually knows about a question that is picked.
    fits: bool,
    chosen: bool,
}

/// The working aid in the version the alliance works on.
pub(super) async fn aid(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    key: &str,
) -> Result<&'static Instrument> {
    Ok(workbooks::open(db, &permit.lesser(), key).await?.instrument)
}

/// Where the assignments of a working aid are listed.
pub(super) fn list_address(shell: &Shell, key: &str) -> String {
    format!("{}/assignments", workbooks::address(shell, key))
}

/// The form that hands questions out.
pub(super) fn new_address(shell: &Shell, key: &str) -> String {
    format!("{}/new", list_address(shell, key))
}

/// The shell of a page below that list.
pub(super) fn below_list(shell: Shell, aid: &Instrument) -> Shell {
    let (words, to) = (shell.say("assignments-title").to_string(), list_address(&shell, &aid.key));
    workbooks::below(shell, aid).under(words, to)
}

/// What the form offers to choose from.
struct Choices {
    organisations: Vec<Known>,
    contacts: Vec<Contact>,
}

impl Choices {
    async fn load(db: &mut Read, permit: &Permit<EditWorkbook>) -> Result<Self> {
        let organisations = store::organisations(db, permit).await?;
        Ok(Self { organisations, contacts: store::contacts(db, permit).await? })
    }

    fn page(
        &self,
        shell: Shell,
        form: Form,
        aid: &'static Instrument,
        id: Uuid,
        before: &[AskedBefore],
    ) -> NewPage {
        let free: Vec<FreeRow> = (1..=FREE).map(FreeRow::of).collect();
        let sections: Vec<SectionPick> = aid
            .sections
            .iter()
            .map(|section| SectionPick {
                uid: section.uid.clone(),
                title: format!("{} {}", section.id, section.title),
                chosen: form.chosen("items", &section.uid),
                items: model::askable(section)
                    .map(|item| ItemPick {
                        uid: item.uid.clone(),
                        number: item.id.clone().unwrap_or_default(),
                        label: item.label.clone(),
                        chosen: form.chosen("items", &item.uid),
                    })
                    .collect(),
            })
            .filter(|section| !section.items.is_empty())
            .collect();
        let whys = sections.iter().map(|s| {
            let words = shell.say("assignment-why-suggestion").with("section", s.title.as_str()).to_string();
            (s.uid.clone(), words)
        });
        let voices = Voice::ALL
            .iter()
            .map(|v| (v.key().to_owned(), shell.say_of("assignment-voice", v.key()).to_string()));
        NewPage {
            action: list_address(&shell, &aid.key),
            contacts: self.people(&form, aid),
            free_open: self.contacts.is_empty() || free.iter().any(|row| row.is_used(&form)),
            free,
            earlier: String::new(),
            voices: voices.collect(),
            whys: whys.collect(),
            before: before.iter().map(|b| before_words(&shell, b)).collect(),
            sections,
            id,
            form,
            shell,
        }
    }

    /// The people of the directory; those who usually know about what is picked first.
    fn people(&self, form: &Form, aid: &'static Instrument) -> Vec<ContactPick> {
        let chosen: Vec<String> = form.fields().all("items").into_iter().map(str::to_owned).collect();
        let picked: BTreeSet<String> = model::picked(aid, &chosen).unwrap_or_default().into_iter().collect();
        let mut experts: BTreeMap<&str, (BTreeSet<usize>, bool)> = BTreeMap::new();
        for (at, section) in aid.sections.iter().enumerate() {
            for item in model::askable(section) {
                for who in &item.answered_by {
                    let (sections, fits) = experts.entry(who.as_str()).or_default();
                    sections.insert(at);
                    *fits |= picked.contains(&item.uid);
                }
            }
        }
        let by_key: BTreeMap<_, _> = self.organisations.iter().map(|o| (o.organisation_id, o)).collect();
        let mut people: Vec<ContactPick> = self
            .contacts
            .iter()
            .filter_map(|c| {
                let organisation = by_key.get(&c.organisation_id)?;
                let known = organisation.actor_type.as_deref().and_then(|key| experts.get(key));
                let numbers = known.map(|(sections, _)| {
                    let ids = sections.iter().filter_map(|at| aid.sections.get(*at)).map(|s| s.id.as_str());
                    ids.collect::<Vec<_>>().join(", ")
                });
                Some(ContactPick {
                    id: c.id,
                    organisation: organisation.name.clone(),
                    name: c.name.clone(),
                    email: c.email.clone(),
                    knows: numbers.unwrap_or_default(),
                    fits: known.is_some_and(|(_, fits)| *fits),
                    chosen: form.chosen("contact", &c.id.to_string()),
                })
            })
            .collect();
        people.sort_by_key(|p| (!p.chosen, !p.fits, p.knows.is_empty(), base::sort_key(&p.organisation)));
        people
    }

    /// Those to be asked: ticked in the directory, and entered by hand.
    fn recipients(&self, form: &Form) -> Vec<(Place, Recipient)> {
        let ticked: BTreeSet<&str> = form.fields().all("contact").into_iter().collect();
        let known = self.contacts.iter().filter(|c| ticked.contains(c.id.to_string().as_str()));
        let mut all: Vec<(Place, Recipient)> = known
            .map(|c| {
                let recipient = Recipient {
                    organisation_id: Some(c.organisation_id),
                    name: c.name.clone(),
                    email: c.email.clone(),
                    ..Recipient::default()
                };
                (Place::Ticked(c.name.clone()), recipient)
            })
            .collect();
        for at in 1..=FREE {
            let value = |part: &str| form.value(&free_field(part, at)).trim().to_owned();
            let one = Recipient {
                organisation_id: None,
                organisation: value("organisation"),
                school_number: value("school"),
                name: value("name"),
                email: value("email"),
            };
            if one != Recipient::default() {
                all.push((Place::Row(at), one));
            }
        }
        all
    }
}

/// `Diese Stelle wurde am 12.05. schon gefragt (Ihr Bündnis: 5.1, 5.2)`.
pub(super) fn before_words(shell: &Shell, b: &AskedBefore) -> String {
    let text = if b.is_own { "assignment-before-own" } else { "assignment-before-other" };
    shell
        .say(text)
        .with("who", b.who.clone())
        .with("day", b.on.german())
        .with("alliance", b.alliance.clone())
        .with("items", b.numbers.join(", "))
        .to_string()
}

/// What the form begins with: a conversation that asks for more, or an earlier request,
/// to the person a hint of it names where one is given. Keys only: names and addresses
/// stay out of addresses.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Again {
    thread: Option<Uuid>,
    assignment: Option<AssignmentId>,
    hint: Option<Uuid>,
}

/// The earlier request with its questions, view and words, for the same person.
async fn repeated(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    choices: &Choices,
    aid: &'static Instrument,
    a: &Assignment,
    hint: Option<Uuid>,
) -> Result<Vec<(&'static str, String)>> {
    let asked = store::items(db, permit, a.id).await?;
    let can_be_asked = |item: &&instrument::Item| asked.contains(&item.uid);
    let items = aid.sections.iter().flat_map(model::askable).filter(can_be_asked);
    let mut fields: Vec<(&str, String)> = items.map(|item| ("items", item.uid.clone())).collect();
    fields.extend([
        ("why", a.why.clone()),
        ("voice", a.voice.key().to_owned()),
        ("remind_days", a.remind_days.to_string()),
    ]);
    fields.extend(a.shows_others.then(|| ("shows_others", "1".to_owned())));
    let Some(hint) = hint else {
        fields.extend(same_person(db, permit, choices, a).await?);
        return Ok(fields);
    };
    let hints = store::hints(db, permit, a.id).await?;
    let hint = hints.into_iter().find(|h| h.id == hint && !h.name.is_empty()).ok_or(Error::NotFound)?;
    fields.extend(person(choices, None, hint.name, hint.email));
    Ok(fields)
}

/// Whoever had the latest link of an assignment, and for whom they answered.
async fn same_person(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    choices: &Choices,
    a: &Assignment,
) -> Result<Vec<(&'static str, String)>> {
    let link = store::links(db, permit, a.id).await?.into_iter().next();
    let (name, email) = link.map(|l| (l.name, l.email)).unwrap_or_default();
    let mut fields = person(choices, a.organisation_id, name, email);
    if !fields.iter().any(|(field, _)| *field == "contact") {
        let school = a.school_number.clone().unwrap_or_default();
        fields.extend([("free_organisation_1", a.organisation.clone()), ("free_school_1", school)]);
    }
    Ok(fields)
}

/// Somebody to be asked: ticked where the directory has them, else in the first row.
fn person(
    choices: &Choices,
    organisation: Option<OrganisationId>,
    name: String,
    email: String,
) -> Vec<(&'static str, String)> {
    let known = choices.contacts.iter().filter(|c| c.email.eq_ignore_ascii_case(&email));
    match known.max_by_key(|c| Some(c.organisation_id) == organisation) {
        Some(contact) => vec![("contact", contact.id.to_string())],
        None => vec![("free_name_1", name), ("free_email_1", email)],
    }
}

/// The only one who has delivered answers to a question, if it is one.
async fn only_answer(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    key: &str,
    item: &str,
) -> Result<Option<Assignment>> {
    let asked = store::all_items(db, permit, key).await?;
    let asked: BTreeSet<AssignmentId> =
        asked.into_iter().filter(|(_, uid)| uid == item).map(|(id, _)| id).collect();
    let all = store::list(db, permit, key).await?;
    let is_back = |a: &Assignment| asked.contains(&a.id) && a.state == model::State::Delivered;
    let mut back = all.into_iter().filter(is_back);
    Ok(back.next().filter(|_| back.next().is_none()))
}

pub async fn new(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): Path<(String, String)>,
    Query(again): Query<Again>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let aid = aid(&mut db, &permit, &key).await?;
    let choices = Choices::load(&mut db, &permit).await?;
    let shell = below_list(page.shell("assignment-new-title"), aid);
    let mut fields = vec![("remind_days", "3".to_owned()), ("voice", Voice::default().key().to_owned())];
    let mut earlier = String::new();
    if let Some(id) = again.assignment {
        let found = store::find(&mut db, &permit, id).await?.filter(|a| a.instrument_key == key);
        let found = found.ok_or(Error::NotFound)?;
        earlier = found.asked_at.day().german();
        fields = repeated(&mut db, &permit, &choices, aid, &found, again.hint).await?;
    } else if let Some(thread) = again.thread {
        let origin = review::origin(&mut db, &permit.lesser(), thread).await?.ok_or(Error::NotFound)?;
        if let Some(a) = only_answer(&mut db, &permit, &key, &origin.item).await? {
            fields.extend(same_person(&mut db, &permit, &choices, &a).await?);
        }
        fields.extend([("items", origin.item), ("why", origin.words)]);
    }
    let form = Form::filled(fields);
    let id = base::uuid(app.clock(), app.chance());
    html(&NewPage { earlier, ..choices.page(shell, form, aid, id, &[]) })
}

/// Reads the form into a draft; ready-made reasons become lines of the why-text.
fn read(form: &Form, shell: &Shell, recipients: Vec<Recipient>, aid: &Instrument) -> Draft {
    let title = |uid: &str| {
        let section = aid.section(uid)?;
        let title = format!("{} {}", section.id, section.title);
        Some(shell.say("assignment-why-suggestion").with("section", title).to_string())
    };
    let mut why: Vec<String> = form.fields().all("why_ready").into_iter().filter_map(title).collect();
    why.extend(Some(form.value("why").trim().to_owned()).filter(|text| !text.is_empty()));
    Draft {
        items: form.fields().all("items").into_iter().map(str::to_owned).collect(),
        voice: Voice::from_key(form.value("voice")).unwrap_or_default(),
        why: why.join("\n"),
        due_on: base::Day::read(form.value("due_on")),
        remind_days: form.value("remind_days").trim().parse().unwrap_or(-1),
        shows_others: form.ticked("shows_others"),
        recipients,
        acknowledged: form.ticked("acknowledged"),
    }
}

pub async fn create(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response> {
    let id: Uuid = fields.hidden("id")?;
    let mut tx = app.db.begin(&permit).await?;
    let aid = aid(&mut tx, &permit, &key).await?;
    let choices = Choices::load(&mut tx, &permit).await?;
    let shell = below_list(page.shell("assignment-new-title"), aid);
    let mut form = Form::of(fields);
    let (places, recipients): (Vec<_>, Vec<_>) = choices.recipients(&form).into_iter().unzip();
    let draft = read(&form, &shell, recipients, aid);
    let order: Order = match acts::check(&mut tx, &permit, aid, draft).await {
        Ok(order) => order,
        Err(Fault::Draft(faults)) => {
            refuse(&mut form, &app.texts, &places, faults);
            let shown = choices.page(shell, form, aid, id, &[]);
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
        }
        Err(fault) => return Err(fault.explain(&app.texts)),
    };
    let is_new = store::find(&mut tx, &permit, model::nth(id, 0)).await?.is_none();
    let days = app.config.periods.ask_again;
    let before = acts::asked_before(&mut tx, &permit, &order.draft.recipients, days).await?;
    if is_new && !before.is_empty() && !order.draft.acknowledged {
        form.refuse("acknowledged", acts::words(&app.texts, Refusal::AskedBefore));
        let shown = choices.page(shell, form, aid, id, &before);
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    }
    let made = acts::hand_out(&mut tx, &permit, Post::of(&app), id, &order).await;
    let made = made.map_err(|fault| fault.explain(&app.texts))?;
    let first = made.first().ok_or_else(|| Error::Internal("nobody was asked".into()))?;
    tx.commit(&permit, &format!("{} assignments handed out, the first is {first}", made.len())).await?;
    let to = format!("{}?done=assignments-handed-out", list_address(&shell, &key));
    Ok(Redirect::to(&to).into_response())
}

/// Says what is wrong at its field: at the row of whoever was typed in, or by the name
/// of whoever is ticked.
fn refuse(form: &mut Form, texts: &Texts, places: &[Place], faults: Faults) {
    // In the order of the page: questions, people, then by when and why.
    let is_above = |(field, _): &(&str, _)| matches!(*field, "items" | "recipients");
    let (above, below): (Vec<_>, Vec<_>) = faults.fields.into_iter().partition(is_above);
    for (field, refusal) in above {
        form.refuse(field, acts::words(texts, refusal));
    }
    for wrong in faults.recipients {
        match places.get(wrong.at) {
            Some(Place::Row(number)) => {
                let who = texts.say("assignment-free-row").count("number", *number).to_string();
                form.refuse(&free_field(wrong.part, *number), acts::wrong_words(texts, &who, wrong.refusal));
            }
            Some(Place::Ticked(name)) => {
                form.refuse("recipients", acts::wrong_words(texts, name, wrong.refusal));
            }
            None => {}
        }
    }
    for (field, refusal) in below {
        form.refuse(field, acts::words(texts, refusal));
    }
}

/// What the catalogue knows of the version an assignment was handed out in.
pub(super) fn aid_of(a: &model::Assignment) -> Result<&'static Instrument> {
    let found = catalogue().get(&a.instrument_key, a.instrument_version);
    found.ok_or_else(|| Error::Internal("a version of a working aid is not at hand".into()))
}
