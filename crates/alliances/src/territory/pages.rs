//! The pages about the territory: all municipalities, one district or city.

use super::filters::{Choice, choices};
use super::model::{Ags, Body, DistrictKey, JobcentreModel, Part, Territory};
use super::profile::{Clustering, ClusteringRefusal, PROGRAMMES, Profile};
use super::store::{self, Cluster, Filter, Listed};
use crate::accessions;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{AnyPermit, ManageAccessions, ViewTerritory};
use serde::Deserialize;
use web::{
    App, Conflict, Differing, Error, Fields, Form, Page, Permit, Result, Shell, SortHead, Sorting, html,
    html_with,
};

/// Rows of one page of the list.
const PAGE: usize = 100;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    district: String,
    region: String,
    #[serde(flatten)]
    cluster: Cluster,
    sort: String,
    after: String,
}

#[derive(Template)]
#[template(path = "territory/list.html")]
struct ListPage {
    shell: Shell,
    q: String,
    district: String,
    region: String,
    districts: Vec<(String, String)>,
    regions: Vec<(String, String)>,
    filters: Vec<Choice>,
    sort: String,
    heads: Vec<SortHead>,
    rows: Vec<ListRow>,
    next: String,
    source: &'static str,
}

struct ListRow {
    ags: String,
    name: String,
    kind: String,
    place: String,
    place_href: String,
    region: String,
    population: String,
}

/// By what the list sorts.
const COLUMNS: &[&str] = &["name", "ags", "region", "population"];

pub async fn list(
    permit: Permit<ViewTerritory>,
    State(app): State<App>,
    page: Page,
    Query(search): Query<Search>,
) -> Result<Response> {
    let mut db = app.db.read(&permit).await?;
    let sorting = Sorting::read(&search.sort, COLUMNS);
    let asked = sorting.asked(&search.after, PAGE);
    let filter = Filter {
        q: search.q.clone(),
        district: search.district.clone(),
        region: search.region.clone(),
        cluster: search.cluster.clone(),
        after: asked.after.clone(),
        limit: asked.limit,
    };
    let found = store::list(&mut db, &permit, &filter).await?;
    let shell = page.shell("territory-title");
    let (found, next) = sorting.page(found, &asked, Listed::sort_key, |a, b| match sorting.column() {
        "ags" => a.ags.cmp(&b.ags),
        "region" => a.region_name.cmp(&b.region_name),
        "population" => a.population.cmp(&b.population),
        _ => a.sort_key().cmp(&b.sort_key()),
    });
    let mut kept = vec![
        ("q", search.q.as_str()),
        ("district", search.district.as_str()),
        ("region", search.region.as_str()),
    ];
    kept.extend(search.cluster.pairs());
    let next = next.map_or_else(String::new, |after| sorting.next(&kept, &after));
    let heads = COLUMNS.iter().map(|column| sorting.head(column, page.path(), &kept)).collect();
    let all = |text: &str| vec![(String::new(), shell.say(text).to_string())];
    let (mut districts, mut regions) = (all("territory-all-districts"), all("territory-all-regions"));
    districts.extend(store::districts(&mut db, &permit).await?);
    regions.extend(store::regions(&mut db, &permit).await?);
    html(&ListPage {
        rows: found.into_iter().map(|m| row(&shell, m)).collect(),
        filters: choices(&shell, &search.cluster),
        sort: search.sort,
        heads,
        q: search.q,
        district: search.district,
        region: search.region,
        districts,
        regions,
        next,
        source: Territory::nrw_source(),
        shell,
    })
}

fn row(shell: &Shell, m: Listed) -> ListRow {
    let kind = match (m.kind.as_str(), m.counts_as_city) {
        ("independent_city", _) => "territory-independent-city",
        (_, true) => "territory-counts-as-city",
        _ => "territory-district-municipality",
    };
    let (place, place_href) = match (m.district_name, m.district_key) {
        (Some(name), Some(key)) => (name, format!("/territory/districts/{key}")),
        _ => (m.name.clone(), format!("/territory/cities/{}", m.ags)),
    };
    ListRow {
        kind: shell.say(kind).to_string(),
        population: shell.number(m.population),
        ags: m.ags,
        name: m.name,
        place,
        place_href,
        region: m.region_name,
    }
}

#[derive(Template)]
#[template(path = "territory/place.html")]
struct PlacePage {
    shell: Shell,
    may_edit: bool,
    form: Form,
    version: i64,
    region: String,
    population: String,
    /// The alliances that exist here today, by name.
    alliances: Vec<String>,
    facts: Vec<(String, String)>,
    parts: Vec<(String, String)>,
    models: Vec<(String, String)>,
    municipalities: Vec<ListRow>,
    source: &'static str,
}

pub async fn district(
    permit: Permit<ViewTerritory>,
    State(app): State<App>,
    page: Page,
    Path(key): Path<DistrictKey>,
) -> Result<Response> {
    show(&app, &permit, &page, Body::District(key)).await
}

pub async fn city(
    permit: Permit<ViewTerritory>,
    State(app): State<App>,
    page: Page,
    Path(ags): Path<Ags>,
) -> Result<Response> {
    show(&app, &permit, &page, Body::Municipality(ags)).await
}

async fn show(app: &App, permit: &Permit<ViewTerritory>, page: &Page, body: Body) -> Result<Response> {
    let mut db = app.db.read(permit).await?;
    let found = store::profile(&mut db, permit, body).await?.ok_or(Error::NotFound)?;
    let form = Form::filled(found.clustering.fields());
    let may_edit = Permit::<ManageAccessions>::ask(permit.actor(), None).is_some();
    html(&place_page(&mut db, permit, page, &found, form, may_edit).await?)
}

async fn place_page(
    db: &mut ::store::Read,
    permit: &Permit<ViewTerritory>,
    page: &Page,
    found: &Profile,
    form: Form,
    may_edit: bool,
) -> Result<PlacePage> {
    let shell = under_list(page.shell_titled(found.name.clone()));
    let mut municipalities = Vec::new();
    if let Body::District(key) = found.body {
        let filter = Filter { district: key.to_string(), limit: 500, ..Filter::default() };
        municipalities =
            store::list(db, permit, &filter).await?.into_iter().map(|m| row(&shell, m)).collect();
    }
    let today = accessions::register_around(db, permit, found.body).await?.on(shell.today);
    let mut alliances: Vec<String> = accessions::neighbours(db, permit, found.body)
        .await?
        .into_iter()
        .filter(|(id, _)| today.alliances().contains_key(id))
        .map(|(_, name)| name)
        .collect();
    alliances.sort_by_cached_key(|name| base::sort_key(name));
    let offered = |keys: Vec<&str>, text: &str| {
        keys.into_iter().map(|k| (k.to_owned(), shell.say_of(text, k).to_string())).collect()
    };
    let facts = found.clustering.fields();
    Ok(PlacePage {
        may_edit,
        form,
        version: found.version,
        region: found.region.clone(),
        population: shell.number(found.population),
        alliances,
        facts: facts.iter().map(|(f, value)| (label(&shell, f), words(&shell, f, value))).collect(),
        parts: offered(Part::ALL.iter().map(|p| p.key()).collect(), "territory-part"),
        models: offered(JobcentreModel::ALL.iter().map(|m| m.key()).collect(), "territory-jobcentre"),
        municipalities,
        source: Territory::nrw_source(),
        shell,
    })
}

pub async fn save_district(
    permit: Permit<ManageAccessions>,
    State(app): State<App>,
    page: Page,
    Path(key): Path<DistrictKey>,
    fields: Fields,
) -> Result<Response> {
    save(&app, &permit, &page, Body::District(key), fields).await
}

pub async fn save_city(
    permit: Permit<ManageAccessions>,
    State(app): State<App>,
    page: Page,
    Path(ags): Path<Ags>,
    fields: Fields,
) -> Result<Response> {
    save(&app, &permit, &page, Body::Municipality(ags), fields).await
}

async fn save(
    app: &App,
    permit: &Permit<ManageAccessions>,
    page: &Page,
    body: Body,
    fields: Fields,
) -> Result<Response> {
    let version: i64 = fields.hidden("version")?;
    let mut tx = app.db.begin(permit).await?;
    let before = store::profile(&mut tx, permit, body).await?.ok_or(Error::NotFound)?;
    let shell = under_list(page.shell_titled(before.name.clone()));
    let (form, draft) = read(&shell, Form::of(fields));
    let Some(draft) = draft else {
        let shown = Profile { version, ..before };
        let page = place_page(&mut tx, &permit.lesser(), page, &shown, form, true).await?;
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    if store::replace_clustering(&mut tx, permit, &before, &draft, version).await?.is_none() {
        return conflict(shell, page.path(), &before, &draft).answer();
    }
    tx.commit(permit, &format!("attributes of {body} changed")).await?;
    Ok(Redirect::to(&format!("{}?done=territory-saved", page.path())).into_response())
}

fn under_list(shell: Shell) -> Shell {
    let words = shell.say("territory-title").to_string();
    shell.under(words, "/territory")
}

fn read(shell: &Shell, mut form: Form) -> (Form, Option<Clustering>) {
    let (part, model) =
        (Part::from_key(form.value("part")), JobcentreModel::from_key(form.value("jobcentre_model")));
    for (field, known) in [("part", part.is_some()), ("jobcentre_model", model.is_some())] {
        if !known {
            form.refuse(field, shell.say("form-unknown-choice"));
        }
    }
    let earlier_programmes = form.lines(shell, "earlier_programmes", PROGRAMMES);
    let integration_centre_since = form.number(shell, "integration_centre_since");
    let (Some(part), Some(jobcentre_model), true) = (part, model, form.is_good()) else {
        return (form, None);
    };
    let draft = Clustering {
        part,
        ruhr_area: form.ticked("ruhr_area"),
        jobcentre_model,
        jobcentre_confirmed: form.ticked("jobcentre_confirmed"),
        earlier_programmes,
        integration_centre_since,
    };
    match draft.check(shell.today) {
        Ok(draft) => (form, Some(draft)),
        Err(ClusteringRefusal::Year) => {
            form.refuse("integration_centre_since", shell.say("territory-integration-centre-year"));
            (form, None)
        }
        Err(ClusteringRefusal::Programmes(fault)) => {
            form.refuse("earlier_programmes", shell.text_fault(fault));
            (form, None)
        }
    }
}

fn label(shell: &Shell, field: &str) -> String {
    shell.say_of("territory", field).to_string()
}

fn words(shell: &Shell, field: &str, value: &str) -> String {
    match field {
        "part" => shell.say_of("territory-part", value).to_string(),
        "jobcentre_model" => shell.say_of("territory-jobcentre", value).to_string(),
        "ruhr_area" | "jobcentre_confirmed" => {
            shell.say(if value.is_empty() { "shell-no" } else { "shell-yes" }).to_string()
        }
        "integration_centre_since" if value.is_empty() => shell.say("territory-unknown").to_string(),
        _ if value.is_empty() => "–".to_owned(),
        _ => value.to_owned(),
    }
}

fn conflict(shell: Shell, action: &str, theirs: &Profile, mine: &Clustering) -> Conflict {
    let (mut agreed, mut differing) = (Vec::new(), Vec::new());
    for ((name, theirs), (_, mine)) in theirs.clustering.fields().into_iter().zip(mine.fields()) {
        if theirs == mine {
            agreed.push((name.to_owned(), mine));
            continue;
        }
        let said = Some((words(&shell, name, &theirs), words(&shell, name, &mine)));
        differing.push(Differing {
            name: name.to_owned(),
            label: label(&shell, name),
            theirs,
            mine,
            words: said,
        });
    }
    let shell = shell.retitled("conflict-title");
    let action = action.to_owned();
    Conflict { shell, action, version: theirs.version, agreed, differing, who: String::new() }
}
