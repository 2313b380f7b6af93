//! The only SQL about the territory: the shipped table, imports of newer editions,
//! lists, and the attributes the Land clusters by.

use super::gv100ad::{self, Changes, Damage, Edition, Plan, PlanError};
use super::model::{
    Ags, Attributes, Body, District, DistrictKey, DistrictKind, Jobcentre, JobcentreModel, LandKey,
    Municipality, MunicipalityKind, Part, Region, Territory, TerritoryError, Tile,
};
use super::profile::{Clustering, Profile};
use base::{AnyPermit, Day, ManageAccessions, Permit, RunInstallation, sort_key};
use std::{collections::BTreeMap, str::FromStr};
use store::{Error, Kept, Read, Result, Tx};
use uuid::Uuid;

/// Loads the shipped table where there is none yet. Answers whether it did.
pub async fn seed(tx: &mut Tx, permit: &Permit<RunInstallation>) -> Result<bool> {
    let (known,): (i64,) = tx.shared(permit, "select count(*) from municipality").one().await?;
    if known > 0 {
        return Ok(false);
    }
    let nrw = Territory::nrw();
    for region in nrw.regions() {
        put_region(tx, permit, region).await?;
    }
    for district in nrw.districts() {
        let facts =
            nrw.attributes(Body::District(district.key)).unwrap_or_else(|| attributes_of(district.key));
        put_district(tx, permit, district, facts).await?;
    }
    for municipality in nrw.municipalities() {
        let body = Body::Municipality(municipality.ags);
        let facts = nrw.attributes(body).unwrap_or_else(|| attributes_of(municipality.ags.district()));
        put_municipality(tx, permit, municipality, facts).await?;
    }
    add_up(tx, permit).await?;
    Ok(true)
}

/// What an import of an official file would change.
#[derive(Clone, Debug)]
pub struct Import {
    /// The day whose borders the file describes.
    pub as_of: Day,
    /// Added, renamed, changed and vanished municipalities.
    pub changes: Changes,
    /// Why it may not be written yet; empty when it may.
    pub objections: Vec<Objection>,
    edition: Edition,
    plan: Option<Plan>,
}

/// Why an import may not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objection {
    /// A vanished key has no successor, or a wrong one.
    Successor(PlanError),
    /// What would come out does not fit together.
    Misfit(TerritoryError),
}

/// Reads an official GV100AD file and says what it would change; `successors`
/// names who follows whom among vanished keys. Writes nothing.
///
/// # Errors
/// The inner error is the first damaged place of the file.
pub async fn plan_import(
    db: &mut Read,
    permit: &Permit<RunInstallation>,
    file: &[u8],
    successors: &BTreeMap<Ags, Ags>,
) -> Result<std::result::Result<Import, Damage>> {
    let edition = match gv100ad::read(file, LandKey::NRW) {
        Ok(edition) => edition,
        Err(damage) => return Ok(Err(damage)),
    };
    let current = load(db, permit).await?;
    let changes = gv100ad::compare(current.municipalities(), &edition.municipalities);
    let (plan, mut objections) = match Plan::new(changes.clone(), successors.clone()) {
        Ok(plan) => (Some(plan), Vec::new()),
        Err(errors) => (None, errors.into_iter().map(Objection::Successor).collect()),
    };
    if let Some(plan) = &plan
        && let Err(misfit) = together(&current, &edition, plan)
    {
        objections.push(Objection::Misfit(misfit));
    }
    Ok(Ok(Import { as_of: edition.as_of, changes, objections, edition, plan }))
}

/// Writes an import against the table as it is now; everything or nothing, the
/// caller commits. Vanished keys stay with their successor, so that history can
/// go on naming them.
///
/// # Errors
/// The inner error is what the report would have said: a damaged place, or objections.
pub async fn apply_import(
    tx: &mut Tx,
    permit: &Permit<RunInstallation>,
    file: &[u8],
    successors: &BTreeMap<Ags, Ags>,
) -> Result<std::result::Result<Import, ImportRefusal>> {
    let import = match plan_import(tx, permit, file, successors).await? {
        Ok(import) => import,
        Err(damage) => return Ok(Err(ImportRefusal::Damaged(damage))),
    };
    let Some(plan) = import.plan.as_ref().filter(|_| import.objections.is_empty()) else {
        return Ok(Err(ImportRefusal::Objections(import.objections)));
    };
    let current = load(tx, permit).await?;
    for region in &import.edition.regions {
        if current.region(region.key).is_none() {
            put_region(tx, permit, region).await?;
        }
    }
    for district in &import.edition.districts {
        if current.district(district.key).is_none() {
            put_district(tx, permit, district, attributes_of(district.key)).await?;
        }
    }
    for municipality in plan.municipalities() {
        let body = Body::Municipality(municipality.ags);
        let before = current.municipality(municipality.ags);
        if before == Some(municipality) {
            continue;
        }
        keep_differences(tx, permit, before, municipality).await?;
        let inherited = municipality.district.and_then(|key| current.attributes(Body::District(key)));
        let facts = current.attributes(body).or(inherited);
        let facts = facts.unwrap_or_else(|| attributes_of(municipality.ags.district()));
        put_municipality(tx, permit, municipality, facts).await?;
    }
    for (gone, successor) in plan.successors() {
        tx.shared(
            permit,
            "update municipality set vanished_on = $2, successor_ags = $3, version = version + 1 where ags = $1",
        )
        .bind(gone.to_string())
        .bind(import.as_of)
        .bind(successor.to_string())
        .run()
        .await?;
        let row = history_row(Body::Municipality(*gone));
        let successor = successor.to_string();
        let kept = Kept {
            subject: "municipality",
            row,
            field: "successor_ags",
            before: None,
            after: Some(&successor),
        };
        tx.keep(permit, kept).await?;
    }
    add_up(tx, permit).await?;
    Ok(Ok(import))
}

/// Why nothing was imported.
#[derive(Clone, Debug)]
pub enum ImportRefusal {
    /// The file cannot be read.
    Damaged(Damage),
    /// The file is sound, but may not be written yet.
    Objections(Vec<Objection>),
}

/// Would what comes out be a territory?
fn together(current: &Territory, edition: &Edition, plan: &Plan) -> std::result::Result<(), TerritoryError> {
    let mut regions = current.regions().to_vec();
    regions.extend(edition.regions.iter().filter(|r| current.region(r.key).is_none()).cloned());
    let mut districts = current.districts().to_vec();
    districts.extend(edition.districts.iter().filter(|d| current.district(d.key).is_none()).cloned());
    Territory::new(regions, districts, plan.municipalities().cloned().collect(), Vec::new(), Vec::new())
        .map(drop)
}

async fn keep_differences(
    tx: &mut Tx,
    permit: &Permit<RunInstallation>,
    before: Option<&Municipality>,
    after: &Municipality,
) -> Result<()> {
    let fields = |m: &Municipality| {
        [
            ("official_name", m.official_name.clone()),
            ("population", m.population.to_string()),
            ("area_ha", m.area_ha.to_string()),
            ("ars", m.ars.clone()),
            ("postcode", m.postcode.clone()),
            ("district_key", m.district.map(|d| d.to_string()).unwrap_or_default()),
        ]
    };
    let row = history_row(Body::Municipality(after.ags));
    let old = before.map(fields);
    for (i, (field, value)) in fields(after).into_iter().enumerate() {
        let before = old.as_ref().map(|old| old[i].1.as_str());
        tx.keep(permit, Kept { subject: "municipality", row, field, before, after: Some(&value) }).await?;
    }
    Ok(())
}

/// The key under which the history of a body is kept: bodies have official keys,
/// the history wants a row's.
pub fn history_row(body: Body) -> Uuid {
    let digits: u128 = body.to_string().parse().unwrap_or_default();
    let kind: u128 = if body.district().is_some() { 5 } else { 8 };
    Uuid::from_u128((0x6b6c_6170_7074_u128 << 80) | (kind << 64) | digits)
}

/// What is known of a body before anybody has looked: the landscape association
/// follows from the region.
fn attributes_of(key: DistrictKey) -> Attributes {
    let rhineland = matches!(key.region().as_str(), "051" | "053");
    Attributes {
        part: if rhineland { Part::Rhineland } else { Part::Westphalia },
        ruhr_area: false,
        jobcentre: Jobcentre { model: JobcentreModel::Unknown, confirmed: false },
    }
}

async fn put_region(tx: &mut Tx, permit: &Permit<RunInstallation>, region: &Region) -> Result<()> {
    tx.shared(
        permit,
        "insert into region (key, name, seat) values ($1, $2, $3) \
         on conflict (key) do update set name = excluded.name, seat = excluded.seat",
    )
    .bind(region.key.to_string())
    .bind(region.name.clone())
    .bind(region.seat.clone())
    .run()
    .await?;
    Ok(())
}

async fn put_district(
    tx: &mut Tx,
    permit: &Permit<RunInstallation>,
    district: &District,
    facts: Attributes,
) -> Result<()> {
    tx.shared(
        permit,
        "insert into district (key, name, kind, region_key, population, part, ruhr_area, jobcentre_model, \
         jobcentre_confirmed, seat) values ($1, $2, $3, $4, 0, $5, $6, $7, $8, $9) \
         on conflict (key) do update set name = excluded.name, region_key = excluded.region_key, \
         seat = excluded.seat",
    )
    .bind(district.key.to_string())
    .bind(district.name.clone())
    .bind(district.kind.key())
    .bind(district.region.to_string())
    .bind(facts.part.key())
    .bind(facts.ruhr_area)
    .bind(facts.jobcentre.model.key())
    .bind(facts.jobcentre.confirmed)
    .bind(district.seat.clone())
    .run()
    .await?;
    Ok(())
}

/// What the Land has written about a municipality stays as it is.
async fn put_municipality(
    tx: &mut Tx,
    permit: &Permit<RunInstallation>,
    m: &Municipality,
    facts: Attributes,
) -> Result<()> {
    tx.shared(
        permit,
        "insert into municipality (ags, name, official_name, sort_name, kind, counts_as_city, district_key, \
         region_key, population, area_ha, part, ruhr_area, jobcentre_model, jobcentre_confirmed, ars, postcode) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
         on conflict (ags) do update set name = excluded.name, official_name = excluded.official_name, \
         sort_name = excluded.sort_name, kind = excluded.kind, counts_as_city = excluded.counts_as_city, \
         district_key = excluded.district_key, region_key = excluded.region_key, \
         population = excluded.population, area_ha = excluded.area_ha, ars = excluded.ars, \
         postcode = excluded.postcode, vanished_on = null, successor_ags = null, \
         version = municipality.version + 1",
    )
    .bind(m.ags.to_string())
    .bind(m.name.clone())
    .bind(m.official_name.clone())
    .bind(sort_key(&m.name))
    .bind(m.kind.key())
    .bind(m.counts_as_city)
    .bind(m.district.map(|d| d.to_string()))
    .bind(m.region.to_string())
    .bind(i64::from(m.population))
    .bind(i64::from(m.area_ha))
    .bind(facts.part.key())
    .bind(facts.ruhr_area)
    .bind(facts.jobcentre.model.key())
    .bind(facts.jobcentre.confirmed)
    .bind(m.ars.clone())
    .bind(m.postcode.clone())
    .run()
    .await?;
    Ok(())
}

/// A district has as many people as its municipalities together.
async fn add_up(tx: &mut Tx, permit: &Permit<RunInstallation>) -> Result<()> {
    tx.shared(
        permit,
        "update district set population = (select cast(coalesce(sum(m.population), 0) as bigint) \
         from municipality m where m.district_key = district.key and m.vanished_on is null)",
    )
    .run()
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct RegionRow {
    key: String,
    name: String,
    seat: String,
}

impl RegionRow {
    fn read(self) -> Result<Region> {
        Ok(Region { key: key(&self.key)?, name: self.name, seat: self.seat })
    }
}

#[derive(sqlx::FromRow)]
struct DistrictRow {
    key: String,
    name: String,
    kind: String,
    seat: String,
    region_key: String,
    part: String,
    ruhr_area: bool,
    jobcentre_model: String,
    jobcentre_confirmed: bool,
}

impl DistrictRow {
    fn read(self) -> Result<(District, (Body, Attributes))> {
        let district = District {
            key: key(&self.key)?,
            name: self.name,
            kind: code(DistrictKind::from_key(&self.kind))?,
            seat: self.seat,
            region: key(&self.region_key)?,
        };
        let facts = facts(&self.part, self.ruhr_area, &self.jobcentre_model, self.jobcentre_confirmed)?;
        let body = Body::District(district.key);
        Ok((district, (body, facts)))
    }
}

#[derive(sqlx::FromRow)]
struct MunicipalityRow {
    ags: String,
    name: String,
    official_name: String,
    kind: String,
    counts_as_city: bool,
    district_key: Option<String>,
    region_key: String,
    population: i64,
    area_ha: i64,
    ars: String,
    postcode: String,
    part: String,
    ruhr_area: bool,
    jobcentre_model: String,
    jobcentre_confirmed: bool,
}

impl MunicipalityRow {
    fn read(self) -> Result<(Municipality, Option<(Body, Attributes)>)> {
        let whole =
            |n: i64| u32::try_from(n).map_err(|_| Error::Bug("a number of people or hectares".to_owned()));
        let municipality = Municipality {
            ags: key(&self.ags)?,
            name: self.name,
            official_name: self.official_name,
            kind: code(MunicipalityKind::from_key(&self.kind))?,
            district: self.district_key.as_deref().map(key).transpose()?,
            region: key(&self.region_key)?,
            population: whole(self.population)?,
            area_ha: whole(self.area_ha)?,
            ars: self.ars,
            postcode: self.postcode,
            counts_as_city: self.counts_as_city,
        };
        let facts = facts(&self.part, self.ruhr_area, &self.jobcentre_model, self.jobcentre_confirmed)?;
        let body = Body::Municipality(municipality.ags);
        // The others have their district's.
        let own = municipality.counts_as_city.then_some((body, facts));
        Ok((municipality, own))
    }
}

fn key<K: FromStr>(text: &str) -> Result<K> {
    text.parse().map_err(|_| Error::Bug("an official key in the territory's tables".to_owned()))
}

fn code<T>(known: Option<T>) -> Result<T> {
    known.ok_or_else(|| Error::Bug("a code in the territory's tables".to_owned()))
}

fn facts(part: &str, ruhr_area: bool, model: &str, confirmed: bool) -> Result<Attributes> {
    let jobcentre = Jobcentre { model: code(JobcentreModel::from_key(model))?, confirmed };
    Ok(Attributes { part: code(Part::from_key(part))?, ruhr_area, jobcentre })
}

/// The territory as it is now, with the places on the shipped map.
pub async fn load(db: &mut Read, permit: &dyn AnyPermit) -> Result<Territory> {
    let regions: Vec<RegionRow> =
        db.shared(permit, "select key, name, seat from region order by key").all().await?;
    let districts: Vec<DistrictRow> = db
        .shared(
            permit,
            "select d.key, d.name, d.kind, d.seat, d.region_key, d.part, d.ruhr_area, d.jobcentre_model, \
             d.jobcentre_confirmed from district d where exists (select 1 from municipality m \
             where m.district_key = d.key and m.vanished_on is null) order by d.key",
        )
        .all()
        .await?;
    let municipalities: Vec<MunicipalityRow> = db
        .shared(
            permit,
            "select m.ags, m.name, m.official_name, m.kind, m.counts_as_city, m.district_key, m.region_key, \
             m.population, m.area_ha, m.ars, m.postcode, m.part, m.ruhr_area, m.jobcentre_model, \
             m.jobcentre_confirmed from municipality m where m.vanished_on is null order by m.ags",
        )
        .all()
        .await?;
    let tiles = Territory::nrw_tiles().map_err(|e| Error::Bug(e.to_string()))?;
    put_together(regions, districts, municipalities, tiles)
}

/// The part of the territory around a body: its district with all municipalities,
/// or the one city.
pub async fn around(db: &mut Read, permit: &dyn AnyPermit, body: Body) -> Result<Territory> {
    let (district, ags) = circle(db, permit, body).await?;
    let regions: Vec<RegionRow> =
        db.shared(permit, "select key, name, seat from region order by key").all().await?;
    let districts: Vec<DistrictRow> = db
        .shared(
            permit,
            "select d.key, d.name, d.kind, d.seat, d.region_key, d.part, d.ruhr_area, d.jobcentre_model, \
             d.jobcentre_confirmed from district d where d.key = $1",
        )
        .bind(district.clone())
        .all()
        .await?;
    let municipalities: Vec<MunicipalityRow> = db
        .shared(
            permit,
            "select m.ags, m.name, m.official_name, m.kind, m.counts_as_city, m.district_key, m.region_key, \
             m.population, m.area_ha, m.ars, m.postcode, m.part, m.ruhr_area, m.jobcentre_model, \
             m.jobcentre_confirmed from municipality m \
             where m.vanished_on is null and (m.district_key = $1 or m.ags = $2) order by m.ags",
        )
        .bind(district)
        .bind(ags)
        .all()
        .await?;
    put_together(regions, districts, municipalities, Vec::new())
}

/// District and municipality around which things are looked up; one of the two
/// stays empty, which no row has.
pub(crate) async fn circle(db: &mut Read, permit: &dyn AnyPermit, body: Body) -> Result<(String, String)> {
    let Body::Municipality(ags) = body else { return Ok((body.to_string(), String::new())) };
    let found: Option<(Option<String>,)> = db
        .shared(permit, "select district_key from municipality where ags = $1")
        .bind(ags.to_string())
        .maybe()
        .await?;
    Ok(match found.and_then(|(district,)| district) {
        Some(district) => (district, String::new()),
        None => (String::new(), ags.to_string()),
    })
}

fn put_together(
    regions: Vec<RegionRow>,
    districts: Vec<DistrictRow>,
    municipalities: Vec<MunicipalityRow>,
    tiles: Vec<Tile>,
) -> Result<Territory> {
    let regions = regions.into_iter().map(RegionRow::read).collect::<Result<Vec<_>>>()?;
    let (districts, of_districts): (Vec<_>, Vec<_>) =
        districts.into_iter().map(DistrictRow::read).collect::<Result<Vec<_>>>()?.into_iter().unzip();
    let (municipalities, own): (Vec<_>, Vec<_>) = municipalities
        .into_iter()
        .map(MunicipalityRow::read)
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .unzip();
    let known = |body: &Body| match body {
        Body::Municipality(ags) => municipalities.iter().any(|m: &Municipality| m.ags == *ags),
        Body::District(key) => districts.iter().any(|d: &District| d.key == *key),
    };
    let tiles = tiles.into_iter().filter(|t| known(&t.body)).collect();
    let facts = of_districts.into_iter().chain(own.into_iter().flatten()).collect();
    Territory::new(regions, districts, municipalities, facts, tiles).map_err(|e| Error::Bug(e.to_string()))
}

/// Who followed whom among vanished keys.
pub(crate) async fn successors(db: &mut Read, permit: &dyn AnyPermit) -> Result<BTreeMap<Ags, Ags>> {
    let rows: Vec<(String, String)> = db
        .shared(
            permit,
            "select ags, successor_ags from municipality where vanished_on is not null \
             and successor_ags is not null",
        )
        .all()
        .await?;
    rows.into_iter().map(|(old, new)| Ok((key(&old)?, key(&new)?))).collect()
}

/// Attributes a list is narrowed to; empty for all (R-ALL-17).
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Cluster {
    /// `rhineland` or `westphalia`.
    pub part: String,
    /// `yes` or `no`: in the Ruhr area.
    pub ruhr: String,
    /// `joint`, `municipal` or `unknown`.
    pub jobcentre: String,
    /// `known` or `unknown`: the year the integration centre (KI) opened.
    pub centre: String,
}

impl Cluster {
    /// Nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
    /// As part of an address: names and values.
    pub fn pairs(&self) -> [(&'static str, &str); 4] {
        [("part", &self.part), ("ruhr", &self.ruhr), ("jobcentre", &self.jobcentre), ("centre", &self.centre)]
    }
}

/// What of the municipalities a list asks for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name, or the beginning of the key.
    pub q: String,
    /// Only of this district.
    pub district: String,
    /// Only of this region.
    pub region: String,
    /// Only with these attributes.
    pub cluster: Cluster,
    /// Go on after this sort key.
    pub after: String,
    /// At most so many.
    pub limit: i64,
}

/// A municipality in a list.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Listed {
    /// Its key.
    pub ags: String,
    /// Its name.
    pub name: String,
    /// How the name sorts.
    pub sort_name: String,
    /// `independent_city` or `district_municipality`.
    pub kind: String,
    /// Has the standing of a city.
    pub counts_as_city: bool,
    /// Its district, unless independent.
    pub district_key: Option<String>,
    /// The district's name.
    pub district_name: Option<String>,
    /// The region's name.
    pub region_name: String,
    /// People living there.
    pub population: i64,
}

impl Listed {
    /// Where a list goes on after this one.
    pub fn sort_key(&self) -> String {
        format!("{}|{}", self.sort_name, self.ags)
    }
}

/// Municipalities by name.
pub async fn list(db: &mut Read, permit: &dyn AnyPermit, filter: &Filter) -> Result<Vec<Listed>> {
    let q = filter.q.trim();
    let digits = !q.is_empty() && q.bytes().all(|b| b.is_ascii_digit());
    let (after_name, after_ags) = filter.after.split_once('|').unwrap_or_default();
    db.shared(
        permit,
        "select m.ags, m.name, m.sort_name, m.kind, m.counts_as_city, m.district_key, d.name as district_name, \
         r.name as region_name, m.population from municipality m left join district d on d.key = m.district_key \
         join region r on r.key = m.region_key where m.vanished_on is null \
         and (m.sort_name like $1 || '' or m.ags like $2 || '') and ($3 = '' or m.district_key = $3) \
         and ($4 = '' or m.region_key = $4) and (m.sort_name > $5 or (m.sort_name = $5 and m.ags > $6)) \
         and ($8 = '' or m.part = $8) and ($9 = '' or m.ruhr_area = ($9 = 'yes')) \
         and ($10 = '' or case when m.counts_as_city or d.key is null then m.jobcentre_model \
          else d.jobcentre_model end = $10) \
         and ($11 = '' or (case when m.counts_as_city or d.key is null then m.integration_centre_since \
          else d.integration_centre_since end is null) = ($11 = 'unknown')) \
         order by m.sort_name, m.ags limit $7",
    )
    .bind(format!("%{}%", sort_key(q)))
    .bind(if digits { format!("{q}%") } else { String::new() })
    .bind(filter.district.clone())
    .bind(filter.region.clone())
    .bind(after_name.to_owned())
    .bind(after_ags.to_owned())
    .bind(filter.limit)
    .bind(filter.cluster.part.clone())
    .bind(filter.cluster.ruhr.clone())
    .bind(filter.cluster.jobcentre.clone())
    .bind(filter.cluster.centre.clone())
    .all()
    .await
}

/// Keys and names of all regions.
pub async fn regions(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<(String, String)>> {
    db.shared(permit, "select key, name from region order by key").all().await
}

/// Keys and names of all districts.
pub async fn districts(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<(String, String)>> {
    db.shared(
        permit,
        "select d.key, d.name from district d where exists (select 1 from municipality m \
         where m.district_key = d.key and m.vanished_on is null) order by d.name",
    )
    .all()
    .await
}

#[derive(sqlx::FromRow)]
struct ProfileRow {
    name: String,
    region_name: String,
    population: i64,
    part: String,
    ruhr_area: bool,
    jobcentre_model: String,
    jobcentre_confirmed: bool,
    earlier_programmes: String,
    integration_centre_since: Option<i64>,
    version: i64,
}

/// What the Land knows of a district, an independent city or Stadt Aachen.
pub async fn profile(db: &mut Read, permit: &dyn AnyPermit, body: Body) -> Result<Option<Profile>> {
    let text = match body {
        Body::District(_) => {
            "select d.name, r.name as region_name, d.population, d.part, d.ruhr_area, d.jobcentre_model, \
             d.jobcentre_confirmed, d.earlier_programmes, d.integration_centre_since, d.version from district d \
             join region r on r.key = d.region_key where d.key = $1"
        }
        Body::Municipality(_) => {
            "select m.name, r.name as region_name, m.population, m.part, m.ruhr_area, m.jobcentre_model, \
             m.jobcentre_confirmed, m.earlier_programmes, m.integration_centre_since, m.version from municipality m \
             join region r on r.key = m.region_key \
             where m.ags = $1 and m.counts_as_city = true and m.vanished_on is null"
        }
    };
    let row: Option<ProfileRow> = db.shared(permit, text).bind(body.to_string()).maybe().await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Profile {
        body,
        name: row.name,
        region: row.region_name,
        population: row.population,
        clustering: Clustering {
            part: code(Part::from_key(&row.part))?,
            ruhr_area: row.ruhr_area,
            jobcentre_model: code(JobcentreModel::from_key(&row.jobcentre_model))?,
            jobcentre_confirmed: row.jobcentre_confirmed,
            earlier_programmes: row.earlier_programmes,
            integration_centre_since: row.integration_centre_since,
        },
        version: row.version,
    }))
}

/// Replaces the attributes if `version` is still current; answers the new version,
/// or `None` when somebody was faster. What belongs to a district holds for its
/// municipalities as well.
pub async fn replace_clustering(
    tx: &mut Tx,
    permit: &Permit<ManageAccessions>,
    before: &Profile,
    after: &Clustering,
    version: i64,
) -> Result<Option<i64>> {
    let text = match before.body {
        Body::District(_) => {
            "update district set part = $3, ruhr_area = $4, jobcentre_model = $5, jobcentre_confirmed = $6, \
             earlier_programmes = $7, integration_centre_since = $8, version = version + 1 where key = $1 and version = $2"
        }
        Body::Municipality(_) => {
            "update municipality set part = $3, ruhr_area = $4, jobcentre_model = $5, jobcentre_confirmed = $6, \
             earlier_programmes = $7, integration_centre_since = $8, version = version + 1 where ags = $1 and version = $2"
        }
    };
    let changed = tx
        .shared(permit, text)
        .bind(before.body.to_string())
        .bind(version)
        .bind(after.part.key())
        .bind(after.ruhr_area)
        .bind(after.jobcentre_model.key())
        .bind(after.jobcentre_confirmed)
        .bind(after.earlier_programmes.clone())
        .bind(after.integration_centre_since)
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    if let Body::District(key) = before.body {
        tx.shared(
            permit,
            "update municipality set part = $2, ruhr_area = $3, jobcentre_model = $4, jobcentre_confirmed = $5 \
             where district_key = $1 and counts_as_city = false",
        )
        .bind(key.to_string())
        .bind(after.part.key())
        .bind(after.ruhr_area)
        .bind(after.jobcentre_model.key())
        .bind(after.jobcentre_confirmed)
        .run()
        .await?;
    }
    let subject = if before.body.district().is_some() { "district" } else { "municipality" };
    let row = history_row(before.body);
    for ((field, before), (_, after)) in before.clustering.fields().into_iter().zip(after.fields()) {
        tx.keep(permit, Kept { subject, row, field, before: Some(&before), after: Some(&after) }).await?;
    }
    Ok(Some(version + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_have_histories_of_their_own() {
        let rows: std::collections::BTreeSet<_> = ["05154", "05158", "05154016", "00005154"]
            .map(|key| history_row(key.parse().expect("a key")))
            .into_iter()
            .collect();
        assert_eq!(rows.len(), 4);
    }
}
