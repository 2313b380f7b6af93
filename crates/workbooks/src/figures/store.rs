//! The only SQL about figures. No other writes into the table.

use super::model::{Current, Entry, Series, Step, Told, Way, stored, value_of, what_of};
use base::{AnyPermit, Day, EditWorkbook, Instant, Permit, PersonId, ViewWorkbook, disclosure::gate_one};
use std::collections::BTreeMap;
use store::{Error, Read, Result, Tx};
use uuid::Uuid;

/// Most entries of one series that are looked at: one a week for forty years.
const MOST: i64 = 2_000;

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    place: String,
    key: String,
    number: i64,
    as_of: Day,
    value: Option<i64>,
    absence: Option<String>,
    source: String,
    way: String,
    recorded_at: Instant,
    recorded_by: Option<PersonId>,
    version: i64,
}

impl Row {
    fn current(self) -> Current {
        let Self { id, number, as_of, source, recorded_at, recorded_by, .. } = self;
        let value = value_of(self.value, self.absence.as_deref());
        let way = Way::from_key(&self.way).unwrap_or(Way::Program);
        let entry = Entry { id, number, as_of, value, source, way, recorded_at, recorded_by };
        Current { place: self.place, key: self.key, entry, version: self.version }
    }
}

/// The official key of the alliance's own territory.
pub async fn own_place(db: &mut Read, permit: &Permit<ViewWorkbook>) -> Result<String> {
    let (place,): (Option<String>,) = db
        .sql(
            permit,
            "select coalesce(district_key, municipality_ags) from published_alliance where alliance_id = $1",
        )
        .one()
        .await?;
    place.ok_or_else(|| Error::Bug("an alliance without a territory".to_owned()))
}

/// The current figures of all places from `first` to `last`, in the order of their keys.
async fn current_between(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    first: &str,
    last: &str,
) -> Result<Vec<Current>> {
    // Of each day the last entry, of all days that say something the latest; where none
    // does, the last entry stands for the series and its version. Found by the index,
    // series by series, however long they are.
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select f.id, f.place, f.key, f.number, f.as_of, f.value, f.absence, f.source, f.way, f.recorded_at, \
             f.recorded_by, (select max(v.number) from figure v where v.alliance_id = $1 and v.place = s.place \
             and v.key = s.key) as version \
             from (select distinct d.place, d.key from figure d \
             where d.alliance_id = $1 and d.place between $2 and $3) s \
             join figure f on f.alliance_id = $1 and f.id = coalesce((select g.id from figure g \
             where g.alliance_id = $1 and g.place = s.place and g.key = s.key \
             and (g.value is not null or g.absence is not null) \
             and not exists (select 1 from figure h where h.alliance_id = $1 and h.place = g.place \
             and h.key = g.key and h.as_of = g.as_of and h.number > g.number) \
             order by g.as_of desc, g.number desc limit 1), \
             (select l.id from figure l where l.alliance_id = $1 and l.place = s.place and l.key = s.key \
             order by l.number desc limit 1)) order by f.place, f.key",
        )
        .bind(first.to_owned())
        .bind(last.to_owned())
        .all()
        .await?;
    Ok(rows.into_iter().map(Row::current).collect())
}

/// The current figures of one place, by key.
pub async fn current(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    place: &str,
) -> Result<BTreeMap<String, Current>> {
    let found = current_between(db, permit, place, place).await?;
    Ok(found.into_iter().map(|current| (current.key.clone(), current)).collect())
}

/// The current figures of several places, by place and key: for roll-ups.
pub async fn current_of_places(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    places: &[&str],
) -> Result<BTreeMap<String, BTreeMap<String, Current>>> {
    let (Some(first), Some(last)) = (places.iter().min(), places.iter().max()) else {
        return Ok(BTreeMap::new());
    };
    let mut all: BTreeMap<String, BTreeMap<String, Current>> = BTreeMap::new();
    for current in current_between(db, permit, first, last).await? {
        if places.contains(&current.place.as_str()) {
            all.entry(current.place.clone()).or_default().insert(current.key.clone(), current);
        }
    }
    Ok(all)
}

/// Every current figure of the alliance, whatever the place.
pub async fn all_current(db: &mut Read, permit: &Permit<ViewWorkbook>) -> Result<Vec<Current>> {
    current_between(db, permit, "0", "9").await
}

/// All entries of one place and key.
pub async fn series(db: &mut Read, permit: &Permit<ViewWorkbook>, place: &str, key: &str) -> Result<Series> {
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select id, place, key, number, as_of, value, absence, source, way, recorded_at, recorded_by, \
             number as version from figure where alliance_id = $1 and place = $2 and key = $3 \
             order by number desc limit $4",
        )
        .bind(place.to_owned())
        .bind(key.to_owned())
        .bind(MOST)
        .all()
        .await?;
    Ok(Series::new(rows.into_iter().map(|row| row.current().entry).collect()))
}

/// Writes lines behind entry number `version` of a series; answers the new version.
///
/// # Errors
/// [`Error::Taken`] when somebody was faster.
pub async fn record(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    place: &str,
    key: &str,
    version: i64,
    steps: &[Step],
    way: Way,
) -> Result<i64> {
    let mut number = version;
    for step in steps {
        number += 1;
        let (id, now) = (tx.new_uuid(), tx.now());
        let (value, absence) = stored(step.value.as_ref());
        let organisation = organisation_named(tx, permit, &step.source).await?;
        tx.sql(
            permit,
            "insert into figure (alliance_id, id, place, key, what, number, as_of, value, absence, source, \
             organisation_id, way, recorded_at, recorded_by) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )
        .bind(id)
        .bind(place.to_owned())
        .bind(key.to_owned())
        .bind(what_of(key).to_owned())
        .bind(number)
        .bind(step.as_of)
        .bind(value)
        .bind(absence.map(str::to_owned))
        .bind(step.source.clone())
        .bind(organisation)
        .bind(way.key())
        .bind(now)
        .bind(permit.actor().person())
        .run()
        .await?;
    }
    Ok(number)
}

/// Enters what somebody tells of one place and key, unless it stands there already;
/// answers the version. `based` is the version they saw, `None` where they write over
/// whatever is there.
///
/// # Errors
/// [`Error::Taken`] when somebody was faster.
pub async fn enter(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    place: &str,
    key: &str,
    based: Option<i64>,
    told: &Told,
) -> Result<i64> {
    let found = series(tx, &permit.lesser(), place, key).await?;
    let today = tx.db().clock().today();
    let steps = found.steps(told, today, permit.actor().person());
    if !steps.is_empty() && based.is_some_and(|based| based != found.version()) {
        return Err(Error::Taken);
    }
    record(tx, permit, place, key, found.version(), &steps, told.way).await
}

/// The organisation of the directory that is called like that.
async fn organisation_named(
    db: &mut Read,
    permit: &Permit<EditWorkbook>,
    name: &str,
) -> Result<Option<Uuid>> {
    if name.is_empty() {
        return Ok(None);
    }
    let found: Option<(Uuid,)> = db
        .sql(
            permit,
            "select organisation_id from published_organisation where alliance_id = $1 and sort_name = $2 limit 1",
        )
        .bind(base::sort_key(name))
        .maybe()
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Words on offer for a source: those used before, then the organisations of the directory.
pub async fn sources(db: &mut Read, permit: &Permit<ViewWorkbook>) -> Result<Vec<String>> {
    let mut found: Vec<(String,)> = db
        .sql(
            permit,
            "select source from figure where alliance_id = $1 and source <> '' \
             group by source order by max(recorded_at) desc limit 50",
        )
        .all()
        .await?;
    let names: Vec<(String,)> = db
        .sql(
            permit,
            "select name from published_organisation where alliance_id = $1 order by sort_name limit 500",
        )
        .all()
        .await?;
    found.extend(names);
    let mut seen = std::collections::BTreeSet::new();
    Ok(found.into_iter().map(|(name,)| name).filter(|name| seen.insert(name.clone())).collect())
}

/// Names of places by their key.
pub async fn place_names(db: &mut Read, permit: &dyn AnyPermit) -> Result<BTreeMap<String, String>> {
    let rows: Vec<(String, String)> = db
        .shared(
            permit,
            "select ags, name from published_municipality union all \
             select district_key as ags, name from published_alliance where district_key is not null",
        )
        .all()
        .await?;
    Ok(rows.into_iter().collect())
}

/// A figure another alliance has counted in this place and released.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Released {
    /// What is counted.
    pub key: String,
    /// The day it describes.
    pub as_of: Day,
    /// The number.
    pub value: i64,
    /// Who counted it.
    pub alliance: String,
}

/// What other alliances have counted in a place and released, the latest of each key last.
pub async fn released(db: &mut Read, permit: &Permit<ViewWorkbook>, place: &str) -> Result<Vec<Released>> {
    let found: Vec<Released> = db
        .sql(
            permit,
            "select f.key, f.as_of, f.value, a.name as alliance from published_figure f \
         join published_alliance a on a.alliance_id = f.alliance_id \
         where f.place = $2 and f.alliance_id <> $1 and a.closed_on is null \
         order by f.as_of, a.sort_name limit 5000",
        )
        .bind(place.to_owned())
        .all()
        .await?;
    // The view has left out small numbers and what gives them away; the gate sees each once more.
    let tells = |found: &Released| u64::try_from(found.value).ok().and_then(gate_one).is_some();
    Ok(found.into_iter().filter(tells).collect())
}

/// Since when the alliance lets others see its figures.
pub async fn released_since(db: &mut Read, permit: &Permit<ViewWorkbook>) -> Result<Option<Instant>> {
    let found: Option<(Instant,)> =
        db.sql(permit, "select released_at from figure_release where alliance_id = $1").maybe().await?;
    Ok(found.map(|(at,)| at))
}

/// Lets others see the alliance's figures, or no longer.
pub async fn release(tx: &mut Tx, permit: &Permit<EditWorkbook>, on: bool) -> Result<()> {
    let now = tx.now();
    if !on {
        tx.sql(permit, "delete from figure_release where alliance_id = $1").run().await?;
        return Ok(());
    }
    tx.sql(
        permit,
        "insert into figure_release (alliance_id, released_at, released_by) values ($1, $2, $3) \
         on conflict (alliance_id) do nothing",
    )
    .bind(now)
    .bind(permit.actor().person())
    .run()
    .await?;
    Ok(())
}
