//! The directory inside the Strukturen aid: its actor table is the alliance's
//! organisations, its table of bodies the alliance's bodies. What is entered
//! there is entered here.

use crate::{
    bodies,
    contacts::store as contacts,
    organisations::{ActorType, Organisation, store as organisations},
};
use ::store::Read;
use askama::Template;
use base::{BodyId, EditWorkbook, MembershipId, OrganisationId, Permit, ViewOrganisations, ViewWorkbook};
use futures_util::future::BoxFuture;
use std::collections::BTreeMap;
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

/// Who may see the workbook may see the directory it shows.
fn viewing(permit: &Permit<ViewWorkbook>) -> Result<Permit<ViewOrganisations>> {
    Permit::ask(base::AnyPermit::actor(permit), permit.place()).ok_or(web::Error::NotFound)
}

struct Known {
    types: Vec<ActorType>,
    organisations: Vec<Organisation>,
}

impl Known {
    async fn load(db: &mut Read, permit: &Permit<ViewOrganisations>) -> Result<Self> {
        let filter = organisations::Filter { limit: 10_000, ..organisations::Filter::default() };
        let types = organisations::actor_types(db, permit).await?;
        Ok(Self { types, organisations: organisations::list(db, permit, &filter).await? })
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
            let bodies = bodies::store::list(db, &permit).await?;
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
            let permit = viewing(permit)?;
            let html = match key {
                "bodies" => {
                    let rows = bodies::store::list(db, &permit).await?;
                    let new_id = BodyId::new(db.db().clock(), db.db().chance());
                    BodiesPanel { shell, rows, new_id, may_edit: edit.is_some() }.render()?
                }
                "organisations" => actors(db, &permit, edit.is_some(), shell).await?.render()?,
                _ => String::new(),
            };
            Ok(Panel { html })
        })
    }
}

#[derive(Template)]
#[template(path = "bound/bodies.html")]
struct BodiesPanel<'a> {
    shell: &'a Shell,
    rows: Vec<bodies::Body>,
    new_id: BodyId,
    may_edit: bool,
}

#[derive(Template)]
#[template(path = "bound/actors.html")]
struct ActorsPanel<'a> {
    shell: &'a Shell,
    areas: Vec<Area>,
    may_edit: bool,
    today: String,
}

struct Area {
    key: String,
    label: String,
    filled: usize,
    types: Vec<TypeRow>,
}

struct TypeRow {
    /// Empty for the area's free rows.
    key: String,
    label: String,
    rows: Vec<ActorRow>,
    new_id: OrganisationId,
}

struct ActorRow {
    id: OrganisationId,
    name: String,
    free_type: String,
    version: i64,
    ticks: [(&'static str, &'static str, bool); 5],
    contribution: String,
    contact: String,
    member_since: String,
    new_membership: MembershipId,
}

async fn actors<'a>(
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
    may_edit: bool,
    shell: &'a Shell,
) -> Result<ActorsPanel<'a>> {
    let known = Known::load(db, permit).await?;
    let contacts = contacts::all(db, permit).await?;
    let (clock, chance) = (db.db().clock(), db.db().chance());
    let row = |o: &Organisation| ActorRow {
        id: o.id,
        name: o.draft.name.clone(),
        free_type: o.draft.free_type.clone(),
        version: o.version,
        ticks: [
            ("cooperates", "organisation-cooperates", o.draft.cooperates),
            ("intended_core_group", "organisation-intended-core-group", o.draft.intended_core_group),
            ("intended_forum", "organisation-intended-forum", o.draft.intended_forum),
            ("knows_situation", "organisation-knows-situation", o.draft.knows_situation),
            ("can_decide", "organisation-can-decide", o.draft.can_decide),
        ],
        contribution: o.draft.contribution.clone(),
        contact: contacts
            .iter()
            .filter(|c| c.organisation_id == o.id)
            .map(|c| {
                [&c.name, &c.phone, &c.email]
                    .into_iter()
                    .filter(|t| !t.is_empty())
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(", ")
            })
            .collect::<Vec<_>>()
            .join("; "),
        member_since: o.member_since.map(base::Day::german).unwrap_or_default(),
        new_membership: MembershipId::new(clock, chance),
    };
    let mut areas: Vec<Area> = Vec::new();
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
        let rows: Vec<ActorRow> = known.organisations.iter().filter(of_type).map(row).collect();
        area.filled += rows.len();
        let new_id = OrganisationId::new(clock, chance);
        area.types.push(TypeRow { key: kind.key.clone(), label: kind.label.clone(), rows, new_id });
    }
    for area in &mut areas {
        let free = |o: &&Organisation| o.draft.actor_type.is_none() && o.draft.area == area.key;
        let rows: Vec<ActorRow> = known.organisations.iter().filter(free).map(row).collect();
        area.filled += rows.len();
        let label = shell.say("actors-free-rows").to_string();
        let new_id = OrganisationId::new(clock, chance);
        area.types.push(TypeRow { key: String::new(), label, rows, new_id });
    }
    Ok(ActorsPanel { shell, areas, may_edit, today: shell.today.to_string() })
}
