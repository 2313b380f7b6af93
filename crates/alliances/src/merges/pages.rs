//! The pages about merges: choose the double, compare, merge; all merges and
//! possible doubles; undo.

use super::model::{self, MergeId, Obstacle, Part, Seat, Side, both_contributions, combine, suggested};
use super::similarity::{self, Entry, Index};
use super::store::{self, Merge};
use crate::circle::Circle;
use crate::contacts::store::{self as contacts, Contact};
use crate::organisations::{ActorType, Draft, Organisation, Refusal, store as organisations};
use ::store::Read;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{EditOrganisations, OrganisationId, ViewOrganisations};
use serde::Deserialize;
use std::collections::BTreeMap;
use web::{App, Error, Fields, Form, Page, Permit, Result, Shell, html, html_with};

/// Most entries compared; more than any alliance has.
const MOST: i64 = 10_000;
/// Most candidates, and most pairs, shown at once.
const SHOWN: usize = 50;
/// Merges shown; older ones are hardly ever undone.
const MERGES: i64 = 200;

/// The directory with what is needed to find and show doubles.
struct Directory {
    types: Vec<ActorType>,
    organisations: Vec<Organisation>,
    contacts: Vec<Contact>,
    places: Circle,
}

impl Directory {
    async fn load(db: &mut Read, permit: &Permit<ViewOrganisations>) -> Result<Self> {
        let filter = organisations::Filter { limit: MOST, ..organisations::Filter::default() };
        Ok(Self {
            types: organisations::actor_types(db, permit).await?,
            organisations: organisations::list(db, permit, &filter).await?,
            contacts: contacts::all(db, permit).await?,
            places: Circle::of(db, permit).await?,
        })
    }

    fn find(&self, id: OrganisationId) -> Option<&Organisation> {
        self.organisations.iter().find(|o| o.id == id)
    }

    fn name(&self, id: OrganisationId) -> Option<String> {
        self.find(id).map(|o| o.draft.name.clone())
    }

    fn contacts_of(&self, id: OrganisationId) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().filter(move |c| c.organisation_id == id)
    }

    fn index(&self) -> Index {
        let mut emails: BTreeMap<OrganisationId, Vec<String>> = BTreeMap::new();
        for contact in self.contacts.iter().filter(|c| !c.email.is_empty()) {
            emails.entry(contact.organisation_id).or_default().push(contact.email.clone());
        }
        Index::new(self.organisations.iter().map(|o| Entry {
            id: o.id,
            name: o.draft.name.clone(),
            emails: emails.remove(&o.id).unwrap_or_default(),
        }))
    }

    fn type_words(&self, draft: &Draft) -> String {
        let known = self.types.iter().find(|t| Some(&t.key) == draft.actor_type.as_ref());
        let area = self.types.iter().find(|t| t.area == draft.area).map_or("", |t| t.area_label.as_str());
        match known {
            Some(known) => known.label.clone(),
            None if draft.free_type.is_empty() => area.to_owned(),
            None => format!("{} ({area})", draft.free_type),
        }
    }

    /// What a draft says on a part, in words.
    fn words(&self, shell: &Shell, part: Part, draft: &Draft) -> String {
        let tick = |on: bool| shell.say(if on { "shell-yes" } else { "shell-no" }).to_string();
        let other = |id: Option<OrganisationId>| {
            id.and_then(|id| self.name(id)).unwrap_or_else(|| shell.say("organisation-nobody").to_string())
        };
        match part {
            Part::Name => draft.name.clone(),
            Part::ActorType => self.type_words(draft),
            Part::Address => draft.address.clone(),
            Part::Cooperates => tick(draft.cooperates),
            Part::IntendedCoreGroup => tick(draft.intended_core_group),
            Part::IntendedForum => tick(draft.intended_forum),
            Part::KnowsSituation => tick(draft.knows_situation),
            Part::CanDecide => tick(draft.can_decide),
            Part::Contribution => draft.contribution.clone(),
            Part::Participation => {
                let state = shell.say_of("organisation-taking-part", draft.taking_part.key()).to_string();
                if draft.taking_part_reason.is_empty() {
                    state
                } else {
                    format!("{state}: {}", draft.taking_part_reason)
                }
            }
            Part::RepresentedBy => other(draft.represented_by),
            Part::RegisteredThrough => other(draft.registered_through),
            Part::Catchment => self.places.words(shell, &draft.catchment),
            Part::SchoolNumber => draft.school_number.clone(),
        }
    }

    fn candidate(&self, o: &Organisation, why: String) -> Candidate {
        let contacts: Vec<&str> = self.contacts_of(o.id).map(|c| c.name.as_str()).collect();
        Candidate {
            id: o.id,
            name: o.draft.name.clone(),
            type_words: self.type_words(&o.draft),
            address: o.draft.address.clone(),
            contacts: contacts.join(", "),
            why,
        }
    }
}

fn label(shell: &Shell, part: Part) -> String {
    let id = if part == Part::ActorType { "type" } else { part.key() };
    shell.say_of("organisation", id).to_string()
}

struct Candidate {
    id: OrganisationId,
    name: String,
    type_words: String,
    address: String,
    contacts: String,
    why: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    with: Option<OrganisationId>,
}

#[derive(Template)]
#[template(path = "merges/choose.html")]
struct ChoosePage {
    shell: Shell,
    action: String,
    name: String,
    q: String,
    suggestions: Vec<Candidate>,
    found: Vec<Candidate>,
}

/// Chooses the double of an organisation, or compares with the one chosen.
pub async fn show(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, OrganisationId)>,
    Query(search): Query<Search>,
) -> Result<Response> {
    let viewing = permit.lesser();
    let mut db = app.db.read(&permit).await?;
    let Some(kept) = organisations::find(&mut db, &viewing, id).await? else {
        return to_kept(&mut db, &viewing, id).await;
    };
    let directory = Directory::load(&mut db, &viewing).await?;
    let shell = under_organisation(page.shell("merge-title"), &kept);
    if let Some(with) = search.with {
        let merged = organisations::find(&mut db, &viewing, with).await?.filter(|m| m.id != kept.id);
        let merged = merged.ok_or(Error::NotFound)?;
        let seats = store::seats(&mut db, &viewing, kept.id, merged.id).await?;
        let sides = Part::ALL.map(|p| (p.key(), suggested(p, &kept.draft, &merged.draft).key()));
        let id = MergeId::from_uuid(db.new_uuid());
        return html(&compare(shell, &directory, id, &kept, &merged, &seats, Form::filled(sides)));
    }
    let emails: Vec<&str> = directory.contacts_of(id).map(|c| c.email.as_str()).collect();
    let likely = directory.index().like(&kept.draft.name, &emails, similarity::ALIKE);
    let suggestions = likely
        .into_iter()
        .filter(|l| l.id != id)
        .take(SHOWN)
        .filter_map(|l| {
            let why = shell.say_of("likeness", l.sign.key()).to_string();
            directory.find(l.id).map(|o| directory.candidate(o, why))
        })
        .collect();
    let mut found = Vec::new();
    if !search.q.is_empty() {
        let limit = i64::try_from(SHOWN).unwrap_or(MOST);
        let filter = organisations::Filter { q: search.q.clone(), limit, ..organisations::Filter::default() };
        found = organisations::list(&mut db, &viewing, &filter).await?;
        found.retain(|o| o.id != id);
    }
    html(&ChoosePage {
        action: format!("{}/organisations/{id}/merge", shell.home()),
        name: kept.draft.name,
        suggestions,
        found: found.iter().map(|o| directory.candidate(o, String::new())).collect(),
        q: search.q,
        shell,
    })
}

#[derive(Template)]
#[template(path = "merges/compare.html")]
struct ComparePage {
    shell: Shell,
    form: Form,
    action: String,
    id: MergeId,
    kept: SideView,
    merged: SideView,
    differing: Vec<Differing>,
    agreed: Vec<(String, String)>,
}

impl ComparePage {
    /// Both entries, the one that stays first.
    fn sides(&self) -> [&SideView; 2] {
        [&self.kept, &self.merged]
    }
}

struct SideView {
    id: OrganisationId,
    name: String,
    version: i64,
    contacts: Vec<String>,
    seats: Vec<String>,
}

struct Differing {
    name: &'static str,
    label: String,
    kept: String,
    merged: String,
    both: Option<String>,
}

fn compare(
    shell: Shell,
    directory: &Directory,
    id: MergeId,
    kept: &Organisation,
    merged: &Organisation,
    seats: &[Seat],
    form: Form,
) -> ComparePage {
    let (mut differing, mut agreed) = (Vec::new(), Vec::new());
    for part in Part::ALL {
        let words = |o: &Organisation| directory.words(&shell, part, &o.draft);
        if part.agrees(&kept.draft, &merged.draft) {
            agreed.push((label(&shell, part), words(kept)));
        } else {
            let both = both_contributions(&kept.draft, &merged.draft).filter(|_| part == Part::Contribution);
            let (name, label) = (part.key(), label(&shell, part));
            differing.push(Differing { name, label, kept: words(kept), merged: words(merged), both });
        }
    }
    agreed.retain(|(_, words)| !words.is_empty());
    let side = |o: &Organisation| SideView {
        id: o.id,
        name: o.draft.name.clone(),
        version: o.version,
        contacts: directory.contacts_of(o.id).map(|c| c.name.clone()).collect(),
        seats: seats.iter().filter(|s| s.organisation == o.id).map(|s| spell(&shell, s)).collect(),
    };
    let (kept, merged) = (side(kept), side(merged));
    let action = format!("{}/organisations/{}/merge", shell.home(), kept.id);
    ComparePage { shell, form, action, id, kept, merged, differing, agreed }
}

fn spell(shell: &Shell, seat: &Seat) -> String {
    let since = seat.since.german();
    match seat.until {
        Some(until) => {
            shell.say("merge-seat-until").with("since", since).with("until", until.german()).to_string()
        }
        None => shell.say("merge-seat-since").with("since", since).to_string(),
    }
}

/// Makes two entries one.
pub async fn merge(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, kept)): Path<(String, OrganisationId)>,
    fields: Fields,
) -> Result<Response> {
    let viewing = permit.lesser();
    let (id, with): (MergeId, OrganisationId) = (fields.hidden("id")?, fields.hidden("with")?);
    let versions: (i64, i64) = (fields.hidden("version")?, fields.hidden("with_version")?);
    let mut tx = app.db.begin(&permit).await?;
    let done = format!("{}/organisations/{kept}?done=organisations-merged", page.shell("merge-title").home());
    if store::find(&mut tx, &viewing, id).await?.is_some() {
        return Ok(Redirect::to(&done).into_response());
    }
    let kept = organisations::find(&mut tx, &viewing, kept).await?.ok_or(Error::NotFound)?;
    let merged = organisations::find(&mut tx, &viewing, with).await?.filter(|m| m.id != kept.id);
    let merged = merged.ok_or(Error::NotFound)?;
    let directory = Directory::load(&mut tx, &viewing).await?;
    let seats = store::seats(&mut tx, &viewing, kept.id, merged.id).await?;
    let shell = under_organisation(page.shell("merge-title"), &kept);
    let (form, draft) = read(&shell, Form::of(fields), &kept, &merged, &directory.types);
    let Some(draft) = draft else {
        let page = compare(shell, &directory, id, &kept, &merged, &seats, form);
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if versions != (kept.version, merged.version)
        || !store::merge(&mut tx, &permit, id, &kept, &merged, &draft).await?
    {
        let mut form = form;
        form.refuse("stale", shell.say("merge-stale"));
        let page = compare(shell, &directory, id, &kept, &merged, &seats, form);
        return html_with(StatusCode::PRECONDITION_FAILED, &page);
    }
    tx.commit(&permit, &format!("organisation {} merged into {}", merged.id, kept.id)).await?;
    Ok(Redirect::to(&done).into_response())
}

/// Reads whose values stay, and checks what comes of it.
fn read(
    shell: &Shell,
    mut form: Form,
    kept: &Organisation,
    merged: &Organisation,
    types: &[ActorType],
) -> (Form, Option<Draft>) {
    let mut chosen = BTreeMap::new();
    for part in Part::ALL {
        match (form.value(part.key()), Side::from_key(form.value(part.key()))) {
            (_, Some(side)) => drop(chosen.insert(part, side)),
            // Parts on which both agree are not asked.
            ("", None) => {}
            _ => form.refuse(part.key(), shell.say("form-unknown-choice")),
        }
    }
    let draft = combine(kept, merged, &chosen).check(kept.id, types);
    for (field, refusal) in draft.as_ref().err().into_iter().flatten() {
        let words = match refusal {
            Refusal::Text(fault) => shell.text_fault(*fault),
            other => shell.say(other.text()).to_string(),
        };
        form.refuse(field, words);
    }
    let good = form.is_good();
    (form, draft.ok().filter(|_| good))
}

#[derive(Template)]
#[template(path = "merges/list.html")]
struct ListPage {
    shell: Shell,
    notice: String,
    pairs: Vec<Pair>,
    more_pairs: bool,
    merges: Vec<MergeRow>,
}

struct Pair {
    id: OrganisationId,
    name: String,
    other: OrganisationId,
    other_name: String,
    why: String,
}

struct MergeRow {
    id: MergeId,
    kept: OrganisationId,
    kept_name: String,
    merged_name: String,
    at: String,
    undone_at: String,
}

/// Possible doubles, and all merges.
pub async fn list(permit: Permit<EditOrganisations>, State(app): State<App>, page: Page) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let found = list_page(&mut db, &permit.lesser(), &page, String::new()).await?;
    html(&found)
}

async fn list_page(
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
    page: &Page,
    notice: String,
) -> Result<ListPage> {
    let directory = Directory::load(db, permit).await?;
    let shell = under_directory(page.shell("merges-title"));
    let mut pairs = directory.index().pairs();
    let more_pairs = pairs.len() > SHOWN;
    pairs.truncate(SHOWN);
    let pairs = pairs
        .into_iter()
        .filter_map(|(id, other)| {
            let why = shell.say_of("likeness", other.sign.key()).to_string();
            let (name, other_name) = (directory.name(id)?, directory.name(other.id)?);
            Some(Pair { id, name, other: other.id, other_name, why })
        })
        .collect();
    let merges = store::list(db, permit, MERGES).await?;
    let merges = merges
        .into_iter()
        .map(|m| MergeRow {
            id: m.id,
            kept: m.kept_id,
            kept_name: m.kept_name,
            merged_name: m.merged_name,
            at: m.merged_at.german(),
            undone_at: m.undone_at.map(base::Instant::german).unwrap_or_default(),
        })
        .collect();
    Ok(ListPage { shell, notice, pairs, more_pairs, merges })
}

/// Takes a merge back, or says why that is no longer possible.
pub async fn undo(
    permit: Permit<EditOrganisations>,
    State(app): State<App>,
    page: Page,
    Path((_, id)): Path<(String, MergeId)>,
) -> Result<Response> {
    let viewing = permit.lesser();
    let mut tx = app.db.begin(&permit).await?;
    let merge = store::find(&mut tx, &viewing, id).await?.ok_or(Error::NotFound)?;
    let to = format!("{}/merges?done=merge-undone", page.shell("merges-title").home());
    if merge.undone_at.is_some() {
        return Ok(Redirect::to(&to).into_response());
    }
    if let Err(obstacle) = take_back(&mut tx, &permit, &merge).await? {
        drop(tx);
        let words = obstacle_words(&page.shell("merges-title"), &merge, obstacle);
        let mut db = app.db.read(&permit).await?;
        let page = list_page(&mut db, &viewing, &page, words).await?;
        return html_with(StatusCode::CONFLICT, &page);
    }
    tx.commit(&permit, &format!("merge {id} undone")).await?;
    Ok(Redirect::to(&to).into_response())
}

async fn take_back(
    tx: &mut ::store::Tx,
    permit: &Permit<EditOrganisations>,
    merge: &Merge,
) -> Result<std::result::Result<(), Obstacle>> {
    let viewing = permit.lesser();
    let before = store::before(tx, &viewing, merge.id).await?;
    let Some(kept) = organisations::find(tx, &viewing, merge.kept_id).await? else {
        return Ok(Err(Obstacle::KeptGone));
    };
    let seats = store::seats(tx, &viewing, merge.kept_id, merge.merged_id).await?;
    match model::undo(&before, &kept.draft, &seats) {
        Err(obstacle) => Ok(Err(obstacle)),
        Ok(undo) if store::undo(tx, permit, merge, &before, &kept, &undo).await? => Ok(Ok(())),
        Ok(_) => Ok(Err(Obstacle::DoubleGone)),
    }
}

fn obstacle_words(shell: &Shell, merge: &Merge, obstacle: Obstacle) -> String {
    let (kept, double) = (merge.kept_name.as_str(), merge.merged_name.as_str());
    match obstacle {
        Obstacle::KeptGone => shell.say("merge-obstacle-kept-gone").with("name", kept).to_string(),
        Obstacle::DoubleGone => shell.say("merge-obstacle-double-gone").with("name", double).to_string(),
        Obstacle::Changed(part) => {
            let field = label(shell, part);
            shell.say("merge-obstacle-changed").with("name", kept).with("field", field).to_string()
        }
        Obstacle::SeatChanged => shell.say("merge-obstacle-seat").with("name", kept).to_string(),
    }
}

/// Leads from a double to the entry it was merged into; anything else is unknown.
pub(crate) async fn to_kept(
    db: &mut Read,
    permit: &Permit<ViewOrganisations>,
    id: OrganisationId,
) -> Result<Response> {
    let kept = store::merged_into(db, permit, id).await?.ok_or(Error::NotFound)?;
    let slug = permit.place().map_or("", |a| a.slug.as_str());
    Ok(Redirect::to(&format!("/alliances/{slug}/organisations/{kept}")).into_response())
}

fn under_directory(shell: Shell) -> Shell {
    let (words, href) =
        (shell.say("organisations-title").to_string(), format!("{}/organisations", shell.home()));
    shell.under(words, href)
}

fn under_organisation(shell: Shell, organisation: &Organisation) -> Shell {
    let href = format!("{}/organisations/{}", shell.home(), organisation.id);
    under_directory(shell).under(organisation.draft.name.clone(), href)
}
