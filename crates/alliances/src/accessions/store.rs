//! The only SQL about accessions. Rows are added, never changed; others read
//! `published_accession`, from which entries taken back are left out.

use super::model::{AccessionRefusal, NewAccession, Register};
use crate::constellations::{Accession, Act, AllianceSeat, Problem, problems};
use crate::territory::{Body, store as territory};
use base::{
    AccessionId, AllianceId, AnyPermit, Day, EditAlliance, Instant, ManageAccessions, Permit, PersonId,
    ViewAlliance, ViewTerritory,
};
use std::sync::Arc;
use store::{Error, Kept, Read, Result, Tx};
use web::Texts;

#[derive(sqlx::FromRow)]
struct SeatRow {
    alliance_id: AllianceId,
    municipality_ags: Option<String>,
    district_key: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ActRow {
    alliance_id: AllianceId,
    accession_id: AccessionId,
    municipality_ags: Option<String>,
    district_key: Option<String>,
    kind: String,
    on_date: Day,
}

fn body(municipality: Option<&str>, district: Option<&str>) -> Result<Body> {
    let key = municipality.or(district).unwrap_or_default();
    key.parse().map_err(|_| Error::Bug("an official key in the register".to_owned()))
}

fn seats_of(rows: Vec<SeatRow>) -> Result<Vec<AllianceSeat>> {
    let seat = |row: SeatRow| {
        let seat = body(row.municipality_ags.as_deref(), row.district_key.as_deref())?;
        Ok(AllianceSeat { alliance: row.alliance_id, seat })
    };
    rows.into_iter().map(seat).collect()
}

fn acts_of(rows: Vec<ActRow>) -> Result<Vec<Accession>> {
    let act = |row: ActRow| {
        Ok(Accession {
            id: row.accession_id,
            alliance: row.alliance_id,
            body: body(row.municipality_ags.as_deref(), row.district_key.as_deref())?,
            act: Act::from_key(&row.kind)
                .ok_or_else(|| Error::Bug("a kind of act in the register".to_owned()))?,
            on: row.on_date,
        })
    };
    rows.into_iter().map(act).collect()
}

/// What registers are computed from.
const SUBJECTS: &[&str] = &["territory", "accessions"];

/// The register of the whole Land: public facts, kept until one of them changes.
pub async fn register(db: &mut Read, permit: &dyn AnyPermit) -> Result<Arc<Register>> {
    db.remembered(permit, SUBJECTS, String::new(), |db, permit| Box::pin(load(db, permit))).await
}

async fn load(db: &mut Read, permit: &dyn AnyPermit) -> Result<Register> {
    let territory = territory::load(db, permit).await?;
    let seats = db
        .shared(permit, "select alliance_id, municipality_ags, district_key from published_alliance")
        .all()
        .await?;
    let acts = db
        .shared(
            permit,
            "select alliance_id, accession_id, municipality_ags, district_key, kind, on_date \
             from published_accession",
        )
        .all()
        .await?;
    let successors = territory::successors(db, permit).await?;
    Ok(Register::new(territory, seats_of(seats)?, acts_of(acts)?, &successors))
}

/// The part of the register around a body: enough to judge whatever happens in
/// its district, or to the one city.
pub async fn register_around(db: &mut Read, permit: &dyn AnyPermit, at: Body) -> Result<Arc<Register>> {
    db.remembered(permit, SUBJECTS, format!("around {at}"), move |db, permit| {
        Box::pin(load_around(db, permit, at))
    })
    .await
}

async fn load_around(db: &mut Read, permit: &dyn AnyPermit, at: Body) -> Result<Register> {
    let (district, ags) = territory::circle(db, permit, at).await?;
    let territory = territory::around(db, permit, at).await?;
    let seats = db
        .shared(
            permit,
            "select a.alliance_id, a.municipality_ags, a.district_key from published_alliance a \
             where a.district_key = $1 or a.municipality_ags in (select m.ags from municipality m \
             where m.district_key = $1 or m.ags = $2 or m.successor_ags = $2)",
        )
        .bind(district.clone())
        .bind(ags.clone())
        .all()
        .await?;
    let acts = db
        .shared(
            permit,
            "select c.alliance_id, c.accession_id, c.municipality_ags, c.district_key, c.kind, c.on_date \
             from published_accession c where c.district_key = $1 or c.municipality_ags in \
             (select m.ags from municipality m where m.district_key = $1 or m.ags = $2 or m.successor_ags = $2)",
        )
        .bind(district)
        .bind(ags)
        .all()
        .await?;
    let successors = territory::successors(db, permit).await?;
    Ok(Register::new(territory, seats_of(seats)?, acts_of(acts)?, &successors))
}

/// What in the register does not fit together, in words: none, if each act was
/// admitted. For the operator's check.
pub async fn check(db: &mut Read, permit: &Permit<ViewTerritory>, texts: &Texts) -> Result<Vec<String>> {
    let register = register(db, permit).await?;
    let found = problems(&register.territory, &register.seats, &register.acts);
    let words = |p: Problem| {
        let body = register.acts.iter().find(|a| a.id == p.accession).map(|a| a.body);
        let name = body.and_then(|b| register.territory.name(b)).unwrap_or_default();
        format!("{name} ({}): {}", p.accession, texts.say(p.refusal.text()))
    };
    Ok(found.into_iter().map(words).collect())
}

/// The body an alliance was declared by.
pub async fn seat(db: &mut Read, permit: &dyn AnyPermit, alliance: AllianceId) -> Result<Option<Body>> {
    let row: Option<SeatRow> = db
        .shared(
            permit,
            "select alliance_id, municipality_ags, district_key from published_alliance where alliance_id = $1",
        )
        .bind(alliance)
        .maybe()
        .await?;
    row.map(|row| body(row.municipality_ags.as_deref(), row.district_key.as_deref())).transpose()
}

/// Adds an act for the state coordination. Adding the same key again changes nothing.
///
/// # Errors
/// The inner error says why the act does not fit.
pub async fn record(
    tx: &mut Tx,
    permit: &Permit<ManageAccessions>,
    new: &NewAccession,
) -> Result<std::result::Result<(), AccessionRefusal>> {
    let known: Option<(AccessionId,)> = tx
        .across(permit, "select id from accession where alliance_id = $1 and id = $2")
        .bind(new.alliance)
        .bind(new.id)
        .maybe()
        .await?;
    if known.is_some() {
        return Ok(Ok(()));
    }
    hold(tx, permit, new.body).await?;
    let register = register_around(tx, permit, new.body).await?;
    if let Err(refusal) = register.admits(new.fact()) {
        return Ok(Err(refusal));
    }
    let (now, person) = (tx.now(), permit.actor().person());
    tx.across(
        permit,
        "insert into accession (alliance_id, id, municipality_ags, district_key, kind, on_date, recorded_at, \
         recorded_by, note) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(new.alliance)
    .bind(new.id)
    .bind(new.body.municipality().map(|ags| ags.to_string()))
    .bind(new.body.district().map(|key| key.to_string()))
    .bind(new.act.key())
    .bind(new.on)
    .bind(now)
    .bind(person)
    .bind(new.note.clone())
    .run()
    .await?;
    Ok(Ok(()))
}

/// Adds an act for the office of a district alliance: municipalities of its
/// district that join or leave. Adding the same key again changes nothing.
///
/// # Errors
/// The inner error says why the act does not fit.
pub async fn record_own(
    tx: &mut Tx,
    permit: &Permit<EditAlliance>,
    new: &NewAccession,
) -> Result<std::result::Result<(), AccessionRefusal>> {
    if is_written(tx, permit, new.id).await? {
        return Ok(Ok(()));
    }
    hold(tx, permit, new.body).await?;
    let register = register_around(tx, permit, new.body).await?;
    if Some(new.alliance) != permit.alliance() || !register.is_the_offices(new.fact()) {
        return Ok(Err(AccessionRefusal::NotTheOffices));
    }
    if let Err(refusal) = register.admits(new.fact()) {
        return Ok(Err(refusal));
    }
    let (now, person) = (tx.now(), permit.actor().person());
    tx.sql(
        permit,
        "insert into accession (alliance_id, id, municipality_ags, district_key, kind, on_date, recorded_at, \
         recorded_by, note) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(new.id)
    .bind(new.body.municipality().map(|ags| ags.to_string()))
    .bind(new.body.district().map(|key| key.to_string()))
    .bind(new.act.key())
    .bind(new.on)
    .bind(now)
    .bind(person)
    .bind(new.note.clone())
    .run()
    .await?;
    Ok(Ok(()))
}

/// Takes an entry back by a counter entry of the state coordination; `id` is the
/// counter entry's key.
///
/// # Errors
/// The inner error says why it has to stay.
pub async fn take_back(
    tx: &mut Tx,
    permit: &Permit<ManageAccessions>,
    id: AccessionId,
    entry: AccessionId,
    note: &str,
) -> Result<std::result::Result<(), AccessionRefusal>> {
    let Some(seat) = seat_at_hand(tx, permit).await? else { return Ok(Err(AccessionRefusal::NoSuchEntry)) };
    if is_written(tx, permit, id).await? {
        return Ok(Ok(()));
    }
    hold(tx, permit, seat).await?;
    let register = register_around(tx, permit, seat).await?;
    match register.releases(entry) {
        Ok(found) if Some(found.alliance) == permit.alliance() => {
            counter(tx, permit, id, entry, note).await?;
            Ok(Ok(()))
        }
        Ok(_) => Ok(Err(AccessionRefusal::NoSuchEntry)),
        Err(refusal) => Ok(Err(refusal)),
    }
}

/// Takes an entry back for the office, if it is one the office may make itself.
///
/// # Errors
/// The inner error says why it has to stay.
pub async fn take_back_own(
    tx: &mut Tx,
    permit: &Permit<EditAlliance>,
    id: AccessionId,
    entry: AccessionId,
    note: &str,
) -> Result<std::result::Result<(), AccessionRefusal>> {
    let Some(seat) = seat_at_hand(tx, permit).await? else { return Ok(Err(AccessionRefusal::NoSuchEntry)) };
    if is_written(tx, permit, id).await? {
        return Ok(Ok(()));
    }
    hold(tx, permit, seat).await?;
    let register = register_around(tx, permit, seat).await?;
    match register.releases(entry) {
        Ok(found) if Some(found.alliance) != permit.alliance() => Ok(Err(AccessionRefusal::NoSuchEntry)),
        Ok(found) if !register.is_the_offices(found) => Ok(Err(AccessionRefusal::NotTheOffices)),
        Ok(_) => {
            counter(tx, permit, id, entry, note).await?;
            Ok(Ok(()))
        }
        Err(refusal) => Ok(Err(refusal)),
    }
}

async fn seat_at_hand(db: &mut Read, permit: &dyn AnyPermit) -> Result<Option<Body>> {
    match permit.alliance() {
        Some(alliance) => seat(db, permit, alliance).await,
        None => Ok(None),
    }
}

async fn is_written(db: &mut Read, permit: &dyn AnyPermit, id: AccessionId) -> Result<bool> {
    let known: Option<(AccessionId,)> = db
        .sql(permit, "select id from accession where alliance_id = $1 and id = $2")
        .bind(id)
        .maybe()
        .await?;
    Ok(known.is_some())
}

async fn counter(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    id: AccessionId,
    entry: AccessionId,
    note: &str,
) -> Result<()> {
    let (now, person) = (tx.now(), permit.actor().person());
    tx.sql(
        permit,
        "insert into accession (alliance_id, id, municipality_ags, district_key, kind, cancels, on_date, \
         recorded_at, recorded_by, note) \
         select a.alliance_id, $2, a.municipality_ags, a.district_key, 'cancelled', a.id, a.on_date, $4, $5, $6 \
         from accession a where a.alliance_id = $1 and a.id = $3 and a.kind <> 'cancelled'",
    )
    .bind(id)
    .bind(entry)
    .bind(now)
    .bind(person)
    .bind(note.to_owned())
    .run()
    .await?;
    Ok(())
}

/// Two acts in one district at the same time would each be judged without the
/// other: the district's row (or the city's) is held until the commit.
async fn hold(tx: &mut Tx, permit: &dyn AnyPermit, at: Body) -> Result<()> {
    let (district, ags) = territory::circle(tx, permit, at).await?;
    tx.shared(permit, "update district set version = version where key = $1").bind(district).run().await?;
    tx.shared(permit, "update municipality set version = version where ags = $1").bind(ags).run().await?;
    Ok(())
}

/// One entry of an alliance's own history, taken back or not.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Entry {
    /// Its key.
    pub id: AccessionId,
    /// The municipality that acted, if one did.
    pub municipality_ags: Option<String>,
    /// The district that acted, if one did.
    pub district_key: Option<String>,
    /// The body's name.
    pub name: String,
    /// `joined`, `left`, `switched` or `cancelled`.
    pub kind: String,
    /// The entry taken back, for `cancelled`.
    pub cancels: Option<AccessionId>,
    /// The first day on which it is so.
    pub on_date: Day,
    /// When it was written down.
    pub recorded_at: Instant,
    /// By which account; `None` for the machine.
    pub recorded_by: Option<PersonId>,
    /// Council decision, reason, source.
    pub note: String,
    /// It was taken back.
    pub is_cancelled: bool,
}

/// Everything ever written down about an alliance's accessions, the latest first.
pub async fn history(db: &mut Read, permit: &Permit<ViewAlliance>) -> Result<Vec<Entry>> {
    db.sql(
        permit,
        "select a.id, a.municipality_ags, a.district_key, coalesce(m.name, d.name, '') as name, a.kind, a.cancels, \
         a.on_date, a.recorded_at, a.recorded_by, a.note, (exists (select 1 from accession c \
         where c.alliance_id = a.alliance_id and c.cancels = a.id)) as is_cancelled \
         from accession a left join municipality m on m.ags = a.municipality_ags \
         left join district d on d.key = a.district_key where a.alliance_id = $1 \
         order by a.on_date desc, a.recorded_at desc, a.id desc",
    )
    .all()
    .await
}

/// Names and addresses of the alliances around a body, by key.
pub async fn neighbours(
    db: &mut Read,
    permit: &dyn AnyPermit,
    at: Body,
) -> Result<Vec<(AllianceId, String)>> {
    let (district, ags) = territory::circle(db, permit, at).await?;
    db.shared(
        permit,
        "select a.alliance_id, a.name from published_alliance a \
         where a.district_key = $1 or a.municipality_ags in (select m.ags from municipality m \
         where m.district_key = $1 or m.ags = $2 or m.successor_ags = $2)",
    )
    .bind(district)
    .bind(ags)
    .all()
    .await
}

/// What an alliance objects to in its computed constellation, and the entry's version.
pub async fn objection(db: &mut Read, permit: &Permit<ViewAlliance>) -> Result<(String, i64)> {
    let row: Option<(String, i64)> = db
        .sql(permit, "select objection, version from constellation_objection where alliance_id = $1")
        .maybe()
        .await?;
    Ok(row.unwrap_or_default())
}

/// Writes the objection down if `version` is still current (0 when there was none);
/// answers the new version, or `None` when somebody was faster.
pub async fn object(
    tx: &mut Tx,
    permit: &Permit<EditAlliance>,
    before: &str,
    text: &str,
    version: i64,
) -> Result<Option<i64>> {
    let changed = if version == 0 {
        tx.sql(
            permit,
            "insert into constellation_objection (alliance_id, objection) values ($1, $2) \
             on conflict (alliance_id) do nothing",
        )
        .bind(text.to_owned())
        .run()
        .await?
    } else {
        tx.sql(
            permit,
            "update constellation_objection set objection = $3, version = version + 1 \
             where alliance_id = $1 and version = $2",
        )
        .bind(version)
        .bind(text.to_owned())
        .run()
        .await?
    };
    if changed == 0 {
        return Ok(None);
    }
    let row = permit.alliance().map(AllianceId::uuid).unwrap_or_default();
    let kept = Kept {
        subject: "constellation_objection",
        row,
        field: "objection",
        before: Some(before).filter(|t| !t.is_empty()),
        after: Some(text).filter(|t| !t.is_empty()),
    };
    tx.keep(permit, kept).await?;
    Ok(Some(version + 1))
}
