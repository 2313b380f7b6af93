//! The directory inside the Strukturen aid: its actor table is the alliance's
//! organisations, its table of bodies the alliance's bodies. What is entered
//! there is entered here.

use crate::{
    bodies,
    circle::Circle,
    contacts::store as contacts,
    core_group,
    organisations::{self, ActorType, Draft, Organisation, TakingPart, store},
};
use ::store::Read;
use askama::Template;
use base::{
    BodyId, Chance, Clock, ContactId, EditWorkbook, MembershipId, OrganisationId, Permit, ViewOrganisations,
    ViewWorkbook,
};
use futures_util::future::BoxFuture;
use std::{collections::BTreeMap, sync::Arc};
use web::{BoundItem, BoundValue, Panel, Result, Shell};

/// Organisations, bodies and the core group as bound items.
pub struct Directory;

const KEYS: &[&str] = &[
    "organisations",
    "bodies",
    "core_group_members",
    "core_group_areas",
    "core_group_deciders",
    "core_group_actors",
    "core_group_missing",
];

/// The bodies, read once for values and panel.
async fn bodies_of(db: &mut Read, permit: &Permit<ViewOrganisations>) -> Result<Arc<Vec<bodies::Body>>> {
    db.once(permit, |db, permit| Box::pin(async move { Ok(bodies::store::list(db, permit).await?) })).await
}

/// Who may see the workbook may see the directory it shows.
fn viewing(permit: &Permit<ViewWorkbook>) -> Result<Permit<ViewOrganisations>> {
    Permit::ask(base::AnyPermit::actor(permit), permit.place()).ok_or(web::Error::NotFound)
}

struct Known {
    types: Vec<ActorType>,
    organisations: Vec<Organisation>,
}

impl Known {
    /// A page of the aid needs it several times: for its values, hints and panels.
    async fn load(db: &mut Read, permit: &Permit<ViewOrganisations>) -> Result<Arc<Self>> {
        db.once(permit, |db, permit| Box::pin(Self::read(db, permit))).await
    }

    async fn read(db: &mut Read, permit: &Permit<ViewOrganisations>) -> Result<Self> {
        let filter = store::Filter { limit: 10_000, ..store::Filter::default() };
        let types = store::actor_types(db, permit).await?;
        Ok(Self { types, organisations: store::list(db, permit, &filter).await? })
    }

    fn name_of(&self, id: Option<OrganisationId>) -> String {
        let found = self.organisations.iter().find(|o| Some(o.id) == id);
        found.map(|o| o.draft.name.clone()).unwrap_or_default()
    }

    /// The names of those for whom an organisation speaks.
    fn spoken_for_by(&self, id: OrganisationId) -> String {
        let others = self.organisations.iter().filter(|o| o.draft.represented_by == Some(id));
        others.map(|o| o.draft.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn type_words(&self, key: &str) -> String {
        self.types.iter().find(|t| t.key == key).map_or_else(|| key.to_owned(), |t| t.label.clone())
    }

    /// Actor types of the organisations that `fit`, in the order of the working aid.
    fn types_of(&self, fit: impl Fn(&Organisation) -> bool) -> BoundValue {
        let has = |key: &str| {
            self.organisations.iter().any(|o| o.draft.actor_type.as_deref() == Some(key) && fit(o))
        };
        let values: Vec<String> = self.types.iter().filter(|t| has(&t.key)).map(|t| t.key.clone()).collect();
        BoundValue { text: values.iter().map(|v| self.type_words(v)).collect(), values }
    }

    fn named(&self, fit: impl Fn(&Organisation) -> bool) -> BoundValue {
        let found: Vec<&Organisation> = self.organisations.iter().filter(|o| fit(o)).collect();
        BoundValue {
            values: found.iter().map(|o| o.id.to_string()).collect(),
            text: found.iter().map(|o| o.draft.name.clone()).collect(),
        }
    }

    fn values(&self) -> BTreeMap<String, BoundValue> {
        let is_member = |o: &Organisation| o.member_since.is_some();
        let counts = |o: &Organisation| is_member(o) || o.draft.intended_core_group;
        let mut areas: Vec<String> =
            self.organisations.iter().filter(|o| counts(o)).map(|o| o.draft.area.clone()).collect();
        areas.sort();
        areas.dedup();
        let mut missing = self.types_of(|o| o.draft.intended_core_group && !is_member(o));
        // A type that already sits in the core group is not missing.
        let present = self.types_of(is_member);
        let keep: Vec<bool> = missing.values.iter().map(|v| !present.values.contains(v)).collect();
        let mut kept = keep.iter();
        missing.values.retain(|_| *kept.next().unwrap_or(&true));
        let mut kept = keep.iter();
        missing.text.retain(|_| *kept.next().unwrap_or(&true));
        BTreeMap::from([
            ("organisations".to_owned(), self.named(|_| true)),
            ("core_group_members".to_owned(), self.named(counts)),
            ("core_group_areas".to_owned(), BoundValue { text: areas.clone(), values: areas }),
            ("core_group_deciders".to_owned(), self.named(|o| counts(o) && o.draft.can_decide)),
            ("core_group_actors".to_owned(), present),
            ("core_group_missing".to_owned(), missing),
        ])
    }
}

impl BoundItem for Directory {
    fn keys(&self) -> &'static [&'static str] {
        KEYS
    }

    fn values<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a Permit<ViewWorkbook>,
    ) -> BoxFuture<'a, Result<BTreeMap<String, BoundValue>>> {
        Box::pin(async move {
            let permit = viewing(permit)?;
            let mut values = Known::load(db, &permit).await?.values();
            let bodies = bodies_of(db, &permit).await?.to_vec();
            let bodies = BoundValue {
                values: bodies.iter().map(|b| b.id.to_string()).collect(),
                text: bodies.into_iter().map(|b| b.draft.name).collect(),
            };
            values.insert("bodies".to_owned(), bodies);
            Ok(values)
        })
    }

    fn panel<'a>(
        &'a self,
        key: &'a str,
        db: &'a mut Read,
        permit: &'a Permit<ViewWorkbook>,
        edit: Option<&'a Permit<EditWorkbook>>,
        shell: &'a Shell,
    ) -> BoxFuture<'a, Result<Panel>> {
        Box::pin(async move {
            if edit.is_none() {
                return self.printed(key, db, permit, shell).await;
            }
            let permit = viewing(permit)?;
            let html = match key {
                "bodies" => {
                    let rows = bodies_of(db, &permit).await?.to_vec();
                    let new_id = BodyId::new(db.db().clock(), db.db().chance());
                    BodiesPanel { shell, rows, new_id, kinds: bodies::kinds(shell) }.render()?
                }
                "organisations" => {
                    let known = Known::load(db, &permit).await?;
                    let around = Around::load(db, &permit).await?;
                    let (clock, chance) = (db.db().clock(), db.db().chance());
                    ActorsPanel {
                        names: known.organisations.iter().map(|o| o.draft.name.clone()).collect(),
                        areas: areas(&known, shell, clock, chance, |o| {
                            actor(&known, &around, shell, clock, chance, o)
                        }),
                        taking_part: organisations::taking_part_choices(shell),
                        today: shell.today.to_string(),
                        shell,
                    }
                    .render()?
                }
                _ => String::new(),
            };
            Ok(Panel { html })
        })
    }

    fn printed<'a>(
        &'a self,
        key: &'a str,
        db: &'a mut Read,
        permit: &'a Permit<ViewWorkbook>,
        shell: &'a Shell,
    ) -> BoxFuture<'a, Result<Panel>> {
        Box::pin(async move {
            let permit = viewing(permit)?;
            let html = match key {
                "bodies" => {
                    let rows = bodies_of(db, &permit).await?.to_vec();
                    BodiesRead { shell, rows }.render()?
                }
                "organisations" => {
                    let known = Known::load(db, &permit).await?;
                    let around = Around::load(db, &permit).await?;
                    let (clock, chance) = (db.db().clock(), db.db().chance());
                    let row = |o: &Organisation| ReadRow {
                        name: o.draft.name.clone(),
                        facts: facts(&known, &around, shell, o),
                    };
                    let mut areas = areas(&known, shell, clock, chance, row);
                    areas.retain(|area| area.filled > 0);
                    ActorsRead { shell, areas }.render()?
                }
                _ => String::new(),
            };
            Ok(Panel { html })
        })
    }
}

/// Bodies as rows that save themselves.
#[derive(Template)]
#[template(path = "bound/bodies.html")]
struct BodiesPanel<'a> {
    shell: &'a Shell,
    rows: Vec<bodies::Body>,
    new_id: BodyId,
    kinds: Vec<(String, String)>,
}

/// Bodies to read, with everything there is about them.
#[derive(Template)]
#[template(path = "bound/bodies_read.html")]
struct BodiesRead<'a> {
    shell: &'a Shell,
    rows: Vec<bodies::Body>,
}

/// Organisations as rows that save themselves.
#[derive(Template)]
#[template(path = "bound/actors.html")]
struct ActorsPanel<'a> {
    shell: &'a Shell,
    /// All names, for those who speak for others.
    names: Vec<String>,
    areas: Vec<Area<ActorRow>>,
    taking_part: Vec<(String, String)>,
    today: String,
}

/// Organisations to read, with everything there is about them; types without any
/// are left out.
#[derive(Template)]
#[template(path = "bound/actors_read.html")]
struct ActorsRead<'a> {
    shell: &'a Shell,
    areas: Vec<Area<ReadRow>>,
}

struct Area<R> {
    key: String,
    label: String,
    filled: usize,
    types: Vec<TypeRow<R>>,
}

struct TypeRow<R> {
    /// Empty for the area's free rows.
    key: String,
    label: String,
    rows: Vec<R>,
    new_id: OrganisationId,
}

struct ActorRow {
    id: OrganisationId,
    name: String,
    free_type: String,
    version: i64,
    ticks: [(&'static str, &'static str, bool); 5],
    contribution: String,
    address: String,
    taking_part: String,
    reason: String,
    speaker: String,
    /// Something is entered in the part that folds.
    tells_more: bool,
    contacts: Vec<ContactRow>,
    /// There is one already.
    has_contacts: bool,
    speaks_for: String,
    seats: String,
    is_member: bool,
    new_membership: MembershipId,
}

/// A contact, or room for the first one.
struct ContactRow {
    id: ContactId,
    version: i64,
    name: String,
    phone: String,
    email: String,
    action: String,
    /// Under which the script keeps what is typed until it is saved.
    key: String,
}

struct ReadRow {
    name: String,
    facts: Vec<(String, String)>,
}

/// What belongs to organisations and is kept elsewhere.
struct Around {
    contacts: Vec<contacts::Contact>,
    seats: Vec<core_group::Membership>,
    circle: Circle,
}

impl Around {
    async fn load(db: &mut Read, permit: &Permit<ViewOrganisations>) -> Result<Self> {
        Ok(Self {
            contacts: contacts::all(db, permit).await?,
            seats: core_group::store::all(db, permit).await?,
            circle: Circle::of(db, permit).await?,
        })
    }

    fn contacts_of(&self, id: OrganisationId) -> impl Iterator<Item = &contacts::Contact> {
        self.contacts.iter().filter(move |c| c.organisation_id == id)
    }

    /// From when to when it sat and sits in the core group, the oldest first.
    fn seats_of(&self, shell: &Shell, id: OrganisationId) -> String {
        let own = self.seats.iter().rev().filter(|seat| seat.organisation_id == id);
        let words = own.map(|seat| match seat.until {
            Some(until) => format!("{} – {}", seat.since.german(), until.german()),
            None => shell.say("actors-member-since").with("day", seat.since.german()).to_string(),
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

fn ticks(draft: &Draft) -> [(&'static str, &'static str, bool); 5] {
    [
        ("cooperates", "organisation-cooperates", draft.cooperates),
        ("intended_core_group", "organisation-intended-core-group", draft.intended_core_group),
        ("intended_forum", "organisation-intended-forum", draft.intended_forum),
        ("knows_situation", "organisation-knows-situation", draft.knows_situation),
        ("can_decide", "organisation-can-decide", draft.can_decide),
    ]
}

fn actor(
    known: &Known,
    around: &Around,
    shell: &Shell,
    clock: &dyn Clock,
    chance: &dyn Chance,
    o: &Organisation,
) -> ActorRow {
    let home = shell.home();
    let mut contacts: Vec<ContactRow> = around
        .contacts_of(o.id)
        .map(|c| ContactRow {
            id: c.id,
            version: c.version,
            name: c.name.clone(),
            phone: c.phone.clone(),
            email: c.email.clone(),
            action: format!("{home}/contacts/{}", c.id),
            key: format!("contact-{}", c.id),
        })
        .collect();
    let has_contacts = !contacts.is_empty();
    if !has_contacts {
        contacts.push(ContactRow {
            id: ContactId::new(clock, chance),
            version: 0,
            name: String::new(),
            phone: String::new(),
            email: String::new(),
            action: format!("{home}/organisations/{}/contacts", o.id),
            key: format!("contact-of-{}", o.id),
        });
    }
    let draft = &o.draft;
    ActorRow {
        id: o.id,
        name: draft.name.clone(),
        free_type: draft.free_type.clone(),
        version: o.version,
        ticks: ticks(draft),
        contribution: draft.contribution.clone(),
        address: draft.address.clone(),
        taking_part: draft.taking_part.key().to_owned(),
        reason: draft.taking_part_reason.clone(),
        speaker: known.name_of(draft.represented_by),
        tells_more: !draft.address.is_empty()
            || !draft.taking_part_reason.is_empty()
            || draft.represented_by.is_some(),
        contacts,
        has_contacts,
        speaks_for: known.spoken_for_by(o.id),
        seats: around.seats_of(shell, o.id),
        is_member: o.member_since.is_some(),
        new_membership: MembershipId::new(clock, chance),
    }
}

/// Everything entered about an organisation, in words; what is blank is left out.
fn facts(known: &Known, around: &Around, shell: &Shell, o: &Organisation) -> Vec<(String, String)> {
    let draft = &o.draft;
    let ticked = ticks(draft).into_iter().filter(|(_, _, on)| *on);
    let ticked: Vec<String> = ticked.map(|(_, label, _)| shell.say(label).to_string()).collect();
    let contacts: Vec<String> = around.contacts_of(o.id).map(contacts::Contact::line).collect();
    let mut taking_part = String::new();
    if draft.taking_part != TakingPart::Open {
        taking_part = shell.say_of("organisation-taking-part", draft.taking_part.key()).to_string();
        if !draft.taking_part_reason.is_empty() {
            taking_part = format!("{taking_part}: {}", draft.taking_part_reason);
        }
    }
    let facts = [
        ("organisation-free-type", draft.free_type.clone()),
        ("organisation-address", draft.address.clone()),
        ("organisation-ticks", ticked.join(" · ")),
        ("actors-contact", contacts.join("\n")),
        ("organisation-contribution", draft.contribution.clone()),
        ("actors-member", around.seats_of(shell, o.id)),
        ("organisation-taking-part", taking_part),
        ("organisation-represented-by", known.name_of(draft.represented_by)),
        ("organisation-speaks-for", known.spoken_for_by(o.id)),
        ("organisation-registered-through", known.name_of(draft.registered_through)),
        ("organisation-catchment", around.circle.words(shell, &draft.catchment)),
    ];
    let said = facts.into_iter().filter(|(_, value)| !value.is_empty());
    said.map(|(label, value)| (shell.say(label).to_string(), value)).collect()
}

/// The organisations by area and type, in the order of the working aid; each area
/// ends with its free rows.
fn areas<R>(
    known: &Known,
    shell: &Shell,
    clock: &dyn Clock,
    chance: &dyn Chance,
    row: impl Fn(&Organisation) -> R,
) -> Vec<Area<R>> {
    let mut areas: Vec<Area<R>> = Vec::new();
    for kind in &known.types {
        if areas.last().is_none_or(|a| a.key != kind.area) {
            areas.push(Area {
                key: kind.area.clone(),
                label: kind.area_label.clone(),
                filled: 0,
                types: Vec::new(),
            });
        }
        let Some(area) = areas.last_mut() else { continue };
        let of_type = |o: &&Organisation| o.draft.actor_type.as_deref() == Some(kind.key.as_str());
        let rows: Vec<R> = known.organisations.iter().filter(of_type).map(&row).collect();
        area.filled += rows.len();
        let new_id = OrganisationId::new(clock, chance);
        area.types.push(TypeRow { key: kind.key.clone(), label: kind.label.clone(), rows, new_id });
    }
    for area in &mut areas {
        let free = |o: &&Organisation| o.draft.actor_type.is_none() && o.draft.area == area.key;
        let rows: Vec<R> = known.organisations.iter().filter(free).map(&row).collect();
        area.filled += rows.len();
        let label = shell.say("actors-free-rows").to_string();
        let new_id = OrganisationId::new(clock, chance);
        area.types.push(TypeRow { key: String::new(), label, rows, new_id });
    }
    areas
}
