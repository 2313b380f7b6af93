//! The district's form: which questions, which municipalities, by when and why.

use super::acts::{self, Chosen, Draft};
use super::gather::{district, newest};
use super::pages::{address, below};
use super::store::{self, Contact, Place};
use crate::assignments::{self, Post};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Day, EditWorkbook, Permit};
use instrument::Instrument;
use std::collections::BTreeMap;
use uuid::Uuid;
use web::{App, Fields, Form, Page, Result, Shell, html, html_with};

#[derive(Template)]
#[template(path = "roll_up/new.html")]
struct NewPage {
    shell: Shell,
    form: Form,
    action: String,
    id: Uuid,
    sections: Vec<SectionPick>,
    places: Vec<PlacePick>,
}

struct SectionPick {
    uid: String,
    title: String,
    chosen: bool,
    items: Vec<(String, String, bool)>,
}

struct PlacePick {
    ags: String,
    name: String,
    has_alliance: bool,
    is_member: bool,
    chosen: bool,
    person: String,
    email: String,
    person_wrong: String,
    email_wrong: String,
}

/// What the form offers to choose from.
struct Choices {
    places: Vec<Place>,
    contacts: BTreeMap<String, Contact>,
}

impl Choices {
    async fn load(db: &mut Read, permit: &Permit<EditWorkbook>) -> Result<Self> {
        let district = district(db, permit).await?;
        let today = db.now().day();
        let places = store::places(db, permit, &district, today).await?;
        let mut contacts = BTreeMap::new();
        // The first one found is the one that counts.
        for contact in store::contacts(db, permit).await? {
            contacts.entry(contact.ags.clone()).or_insert(contact);
        }
        Ok(Self { places, contacts })
    }

    fn page(&self, shell: Shell, form: Form, aid: &'static Instrument, id: Uuid) -> NewPage {
        let is_fresh = form.fields().pairs().is_empty();
        let section = |section: &'static instrument::Section| SectionPick {
            uid: section.uid.clone(),
            title: format!("{} {}", section.id, section.title),
            chosen: form.chosen("items", &section.uid),
            items: section
                .items
                .iter()
                .filter(|item| assignments::can_be_asked(item))
                .map(|item| {
                    let words = format!("{} {}", item.id.as_deref().unwrap_or_default(), item.label);
                    (item.uid.clone(), words, form.chosen("items", &item.uid))
                })
                .collect(),
        };
        let place = |place: &Place| {
            let known = self.contacts.get(&place.ags);
            let value = |name: &str, of: fn(&Contact) -> &String| {
                let typed = form.fields().get(&format!("{name}_{}", place.ags)).map(str::to_owned);
                typed.or_else(|| known.map(of).cloned()).unwrap_or_default()
            };
            let wrong = |name: &str| form.wrong(&format!("{name}_{}", place.ags)).to_owned();
            // Whoever can be reached is ticked at first.
            let is_reached = place.to_id.is_some() || (place.is_member && known.is_some());
            PlacePick {
                name: place.name.clone(),
                has_alliance: place.to_id.is_some(),
                is_member: place.is_member,
                chosen: if is_fresh { is_reached } else { form.chosen("place", &place.ags) },
                person: value("name", |c| &c.name),
                email: value("email", |c| &c.email),
                person_wrong: wrong("name"),
                email_wrong: wrong("email"),
                ags: place.ags.clone(),
            }
        };
        let mut places: Vec<PlacePick> = self.places.iter().map(place).collect();
        places.sort_by_key(|p| !(p.is_member || p.has_alliance));
        let sections = aid.sections.iter().map(section).filter(|s| !s.items.is_empty()).collect();
        let form = if is_fresh { Form::filled([("remind_days", "3")]) } else { form };
        NewPage { action: address(&shell, &aid.key), sections, places, id, form, shell }
    }
}

pub async fn new(
    permit: Permit<EditWorkbook>,
    State(app): State<App>,
    page: Page,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let aid = newest(&key)?;
    let choices = Choices::load(&mut db, &permit).await?;
    let shell = below(page.shell("roll-up-new-title"), aid);
    html(&choices.page(shell, Form::default(), aid, base::uuid(app.clock(), app.chance())))
}

fn read(form: &Form) -> Draft {
    let chosen = |ags: &str| Chosen {
        ags: ags.to_owned(),
        name: form.value(&format!("name_{ags}")).to_owned(),
        email: form.value(&format!("email_{ags}")).to_owned(),
    };
    Draft {
        items: form.fields().all("items").into_iter().map(str::to_owned).collect(),
        why: form.value("why").to_owned(),
        due_on: Day::read(form.value("due_on")),
        remind_days: form.value("remind_days").trim().parse().unwrap_or(-1),
        municipalities: form.fields().all("place").into_iter().map(chosen).collect(),
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
    let aid = newest(&key)?;
    let choices = Choices::load(&mut tx, &permit).await?;
    let shell = below(page.shell("roll-up-new-title"), aid);
    let mut form = Form::of(fields);
    let order = match acts::check(aid, &choices.places, &read(&form), tx.now().day()) {
        Ok(order) => order,
        Err(wrong) => {
            for (field, refusal) in wrong {
                if form.wrong(&field).is_empty() {
                    form.refuse(&field, acts::words(&app.texts, &field, refusal));
                }
            }
            let shown = choices.page(shell, form, aid, id);
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &shown);
        }
    };
    let sent = acts::send(&mut tx, &permit, Post::of(&app), id, &order).await;
    sent.map_err(|fault| fault.explain(&app.texts))?;
    tx.commit(&permit, &format!("{} municipalities asked in {id}", order.len())).await?;
    Ok(Redirect::to(&format!("{}?done=roll-up-sent", address(&shell, &key))).into_response())
}
