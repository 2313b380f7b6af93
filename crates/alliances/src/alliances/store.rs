//! The only SQL about alliances, their offices and lead board members.

use super::model::{
    Alliance, Entry, Focus, FoundingRefusal, NAME, NewAlliance, Reach, Which, slug as slug_of,
};
use crate::accessions::{self, NewAccession};
use crate::constellations::{Act, AllianceKind, Refusal};
use crate::territory::{
    Body,
    store::{self as territory, Cluster},
};
use base::{
    AllianceId, Day, EditAlliance, ManageAccessions, Permit, ViewAlliance, ViewStatewide, clean, sort_key,
};
use store::{Again, Burial, Error, Kept, Put, Read, Result, Tx};
use uuid::Uuid;

/// Whoever stood for the office before.
pub(crate) const OFFICE: Burial = Burial {
    kind: "office's person",
    again: Again::Sql(&[(
        "update office set name = '', phone = '', email = '', version = version + 1 \
         where alliance_id = $1 and id = $2",
        &[Put::Alliance, Put::Row],
    )]),
};

/// Whoever led on the executive board before.
pub(crate) const BOARD_LEAD: Burial = Burial {
    kind: "board lead's person",
    again: Again::Sql(&[(
        "update board_lead set name = '', phone = '', email = '', version = version + 1 \
         where alliance_id = $1 and id = $2",
        &[Put::Alliance, Put::Row],
    )]),
};

/// Founds an alliance with the first accession of its seat, in one act; the kind
/// follows from the seat. A municipality that is in its district's alliance so far
/// switches. Founding the same key again changes nothing.
///
/// # Errors
/// The inner error says why it cannot be founded; nothing may be committed then.
pub async fn found(
    tx: &mut Tx,
    permit: &Permit<ManageAccessions>,
    new: &NewAlliance,
) -> Result<std::result::Result<String, FoundingRefusal>> {
    let known: Option<(String,)> =
        tx.across(permit, "select slug from alliance where id = $1").bind(new.id).maybe().await?;
    if let Some((slug,)) = known {
        return Ok(Ok(slug));
    }
    let around = territory::around(tx, permit, new.seat).await?;
    let (Some(kind), Some(seat_name)) = (AllianceKind::of(&around, new.seat), around.name(new.seat)) else {
        return Ok(Err(FoundingRefusal::UnknownSeat));
    };
    let name = match clean(&new.name, NAME, false) {
        Ok(name) if name.is_empty() => seat_name.to_owned(),
        Ok(name) => name,
        Err(fault) => return Ok(Err(FoundingRefusal::Name(fault))),
    };
    let (ags, district) = seat_columns(new.seat);
    let taken: Option<(AllianceId,)> = tx
        .across(permit, "select id from alliance where (municipality_ags = $1 or district_key = $2) and closed_on is null")
        .bind(ags.clone())
        .bind(district.clone())
        .maybe()
        .await?;
    if taken.is_some() {
        return Ok(Err(FoundingRefusal::SeatTaken));
    }
    let Some(slug) = free_slug(tx, permit, &name, &new.slug).await? else {
        return Ok(Err(FoundingRefusal::SlugTaken));
    };
    tx.across(
        permit,
        "insert into alliance (id, slug, name, sort_name, kind, municipality_ags, district_key) \
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.id)
    .bind(slug.clone())
    .bind(name.clone())
    .bind(unique_sort_name(&name, new.id))
    .bind(kind.key())
    .bind(ags)
    .bind(district)
    .run()
    .await?;
    let mut first = NewAccession {
        id: new.accession,
        alliance: new.id,
        body: new.seat,
        act: Act::Joined,
        on: new.on,
        note: new.note.clone(),
    };
    let mut outcome = accessions::record(tx, permit, &first).await?;
    if outcome == Err(accessions::AccessionRefusal::Unfitting(Refusal::InAnAlliance)) {
        first.act = Act::Switched;
        outcome = accessions::record(tx, permit, &first).await?;
    }
    Ok(outcome.map(|()| slug).map_err(FoundingRefusal::Accession))
}

fn seat_columns(seat: Body) -> (Option<String>, Option<String>) {
    (seat.municipality().map(|ags| ags.to_string()), seat.district().map(|key| key.to_string()))
}

/// A wished-for address is taken as it is or not at all; one made from the name
/// gets a number where another alliance has it.
async fn free_slug(
    tx: &mut Tx,
    permit: &Permit<ManageAccessions>,
    name: &str,
    wish: &str,
) -> Result<Option<String>> {
    let stem = if wish.is_empty() { slug_of(name) } else { slug_of(wish) };
    for n in 1..100 {
        let slug = if n == 1 { stem.clone() } else { format!("{stem}-{n}") };
        let other: Option<(AllianceId,)> =
            tx.across(permit, "select id from alliance where slug = $1").bind(slug.clone()).maybe().await?;
        if other.is_none() {
            return Ok(Some(slug));
        }
        if !wish.is_empty() {
            return Ok(None);
        }
    }
    Ok(None)
}

/// Lists go on after a sort key, so it must be unique: the id breaks ties.
fn unique_sort_name(name: &str, id: AllianceId) -> String {
    format!("{} {id}", sort_key(name))
}

/// The seats that have no open alliance, with the words to choose by: district, or
/// municipality and its district.
pub async fn free_seats(
    db: &mut Read,
    permit: &Permit<ManageAccessions>,
) -> Result<Vec<(String, String, Option<String>)>> {
    let mut seats: Vec<(String, String, Option<String>)> = db
        .shared(
            permit,
            "select m.ags, m.name, d.name as district from municipality m \
             left join district d on d.key = m.district_key where m.vanished_on is null and not exists \
             (select 1 from published_alliance a where a.municipality_ags = m.ags and a.closed_on is null) \
             order by m.sort_name, m.ags",
        )
        .all()
        .await?;
    let districts: Vec<(String, String)> = db
        .shared(
            permit,
            "select d.key, d.name from district d where not exists \
             (select 1 from published_alliance a where a.district_key = d.key and a.closed_on is null) \
             and exists (select 1 from municipality m where m.district_key = d.key and m.vanished_on is null)",
        )
        .all()
        .await?;
    seats.extend(districts.into_iter().map(|(key, name)| (key, name, None)));
    seats.sort_by_cached_key(|(key, name, _)| (sort_key(name), key.clone()));
    Ok(seats)
}

/// What of the alliances a list asks for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name.
    pub q: String,
    /// `city`, `district` or `municipality`; all when empty.
    pub kind: String,
    /// Key of the region of the seat; all when empty.
    pub region: String,
    /// Only with these attributes of the seat.
    pub cluster: Cluster,
    /// Go on after this sort key.
    pub after: String,
    /// At most so many.
    pub limit: i64,
}

/// An alliance in the Land's list: who there is, no content.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Listed {
    /// Its key.
    pub alliance_id: AllianceId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// How it sorts.
    pub sort_name: String,
    /// `city`, `district` or `municipality`.
    pub kind: String,
    /// The name of its seat.
    pub seat: String,
    /// The key of its seat.
    pub seat_key: String,
    /// Archived since.
    pub closed_on: Option<Day>,
}

/// All alliances by name.
pub async fn list(db: &mut Read, permit: &Permit<ViewStatewide>, filter: &Filter) -> Result<Vec<Listed>> {
    db.shared(
        permit,
        "select a.alliance_id, a.slug, a.name, a.sort_name, a.kind, coalesce(m.name, d.name, '') as seat, \
         coalesce(a.municipality_ags, a.district_key, '') as seat_key, a.closed_on \
         from published_alliance a left join municipality m on m.ags = a.municipality_ags \
         left join district d on d.key = a.district_key \
         left join district e on e.key = coalesce(d.key, case when m.counts_as_city then null else m.district_key end) \
         where a.sort_name like $1 || '' and ($2 = '' or a.kind = $2) and a.sort_name > $3 \
         and ($5 = '' or coalesce(e.region_key, m.region_key) = $5) \
         and ($6 = '' or coalesce(e.part, m.part) = $6) \
         and ($7 = '' or coalesce(e.ruhr_area, m.ruhr_area) = ($7 = 'yes')) \
         and ($8 = '' or coalesce(e.jobcentre_model, m.jobcentre_model) = $8) \
         and ($9 = '' or (case when e.key is null then m.integration_centre_since \
          else e.integration_centre_since end is null) = ($9 = 'unknown')) \
         order by a.sort_name limit $4",
    )
    .bind(format!("%{}%", sort_key(&filter.q)))
    .bind(filter.kind.clone())
    .bind(filter.after.clone())
    .bind(filter.limit)
    .bind(filter.region.clone())
    .bind(filter.cluster.part.clone())
    .bind(filter.cluster.ruhr.clone())
    .bind(filter.cluster.jobcentre.clone())
    .bind(filter.cluster.centre.clone())
    .all()
    .await
}

/// Which alliances object to their constellation; what they say is on their page.
pub async fn objecting(db: &mut Read, permit: &Permit<ManageAccessions>) -> Result<Vec<AllianceId>> {
    let rows: Vec<(AllianceId,)> = db
        .across(permit, "select alliance_id from constellation_objection where objection <> ''")
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: AllianceId,
    slug: String,
    name: String,
    municipality_ags: Option<String>,
    district_key: Option<String>,
    focus: String,
    closed_on: Option<Day>,
    version: i64,
}

/// The alliance at hand.
pub async fn find(db: &mut Read, permit: &Permit<ViewAlliance>) -> Result<Option<Alliance>> {
    let row: Option<Row> = db
        .sql(
            permit,
            "select id, slug, name, municipality_ags, district_key, focus, closed_on, version \
             from alliance where id = $1",
        )
        .maybe()
        .await?;
    let Some(row) = row else { return Ok(None) };
    let seat = row.municipality_ags.or(row.district_key).unwrap_or_default();
    let seat = seat.parse().map_err(|_| Error::Bug("the seat of an alliance".to_owned()))?;
    let focus = Focus::from_key(&row.focus).unwrap_or_default();
    let (id, slug, name, closed_on, version) = (row.id, row.slug, row.name, row.closed_on, row.version);
    Ok(Some(Alliance { id, slug, name, seat, focus, closed_on, version }))
}

/// Seats in the core group on a day.
pub async fn core_group_size(db: &mut Read, permit: &Permit<ViewAlliance>, day: Day) -> Result<i64> {
    let (count,): (i64,) = db
        .sql(
            permit,
            "select count(*) from core_membership m join organisation o on o.alliance_id = m.alliance_id \
             and o.id = m.organisation_id where m.alliance_id = $1 and o.removed_at is null and m.since <= $2 \
             and (m.until is null or m.until >= $2)",
        )
        .bind(day)
        .one()
        .await?;
    Ok(count)
}

/// Whether somebody with an account works for the office.
pub async fn has_office_account(db: &mut Read, permit: &Permit<ViewAlliance>) -> Result<bool> {
    let (count,): (i64,) =
        db.sql(permit, "select count(*) from published_office_address where alliance_id = $1").one().await?;
    Ok(count > 0)
}

/// Changes the focus if `version` is still current; answers the new version, or
/// `None` when somebody was faster.
pub async fn refocus(
    tx: &mut Tx,
    permit: &Permit<EditAlliance>,
    before: &Alliance,
    focus: Focus,
    version: i64,
) -> Result<Option<i64>> {
    let changed = tx
        .sql(permit, "update alliance set focus = $3, version = version + 1 where id = $1 and version = $2")
        .bind(version)
        .bind(focus.key())
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    let kept = Kept {
        subject: "alliance",
        row: before.id.uuid(),
        field: "focus",
        before: Some(before.focus.key()),
        after: Some(focus.key()),
    };
    tx.keep(permit, kept).await?;
    Ok(Some(version + 1))
}

#[derive(sqlx::FromRow)]
struct ReachRow {
    name: String,
    institution: String,
    address: String,
    phone: String,
    email: String,
    version: i64,
}

/// Where the office is, or who leads on the executive board.
pub async fn entry(db: &mut Read, permit: &Permit<ViewAlliance>, which: Which) -> Result<Entry> {
    let text = match which {
        Which::Office => {
            "select name, institution, address, phone, email, version from office where alliance_id = $1"
        }
        Which::BoardLead => {
            "select name, institution, address, phone, email, version from board_lead where alliance_id = $1"
        }
    };
    let row: Option<ReachRow> = db.sql(permit, text).maybe().await?;
    let Some(row) = row else { return Ok(Entry::default()) };
    let mut placements = Vec::new();
    if which == Which::Office {
        let rows: Vec<(String,)> =
            db.sql(permit, "select placement from office_placement where alliance_id = $1").all().await?;
        let known = super::model::placements().iter().filter(|p| rows.iter().any(|(key,)| *key == p.key));
        placements = known.map(|p| p.key.clone()).collect();
    }
    let reach = Reach {
        placements,
        name: row.name,
        institution: row.institution,
        address: row.address,
        phone: row.phone,
        email: row.email,
    };
    Ok(Entry { reach, version: row.version })
}

/// What tells of a person and goes when another takes over.
const PERSONAL: [&str; 3] = ["name", "phone", "email"];

/// Replaces the entry if `version` is still current (0 when there was none);
/// answers the new version, or `None` when somebody was faster. With another
/// person's name, what the history holds of the predecessor becomes unreadable.
pub async fn enter(
    tx: &mut Tx,
    permit: &Permit<EditAlliance>,
    which: Which,
    before: &Entry,
    after: &Reach,
    version: i64,
) -> Result<Option<i64>> {
    let (insert, update, id_of) = match which {
        Which::Office => (
            "insert into office (alliance_id, id, name, institution, address, phone, email) \
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (alliance_id) do nothing",
            "update office set name = $3, institution = $4, address = $5, phone = $6, email = $7, \
             version = version + 1 where alliance_id = $1 and version = $2",
            "select id from office where alliance_id = $1",
        ),
        Which::BoardLead => (
            "insert into board_lead (alliance_id, id, name, institution, address, phone, email) \
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (alliance_id) do nothing",
            "update board_lead set name = $3, institution = $4, address = $5, phone = $6, email = $7, \
             version = version + 1 where alliance_id = $1 and version = $2",
            "select id from board_lead where alliance_id = $1",
        ),
    };
    let id = tx.new_uuid();
    let query =
        if version == 0 { tx.sql(permit, insert).bind(id) } else { tx.sql(permit, update).bind(version) };
    let changed = query
        .bind(after.name.clone())
        .bind(after.institution.clone())
        .bind(after.address.clone())
        .bind(after.phone.clone())
        .bind(after.email.clone())
        .run()
        .await?;
    if changed == 0 {
        return Ok(None);
    }
    if which == Which::Office {
        tx.sql(permit, "delete from office_placement where alliance_id = $1").run().await?;
        for placement in &after.placements {
            tx.sql(permit, "insert into office_placement (alliance_id, placement) values ($1, $2)")
                .bind(placement.clone())
                .run()
                .await?;
        }
    }
    let (row,): (Uuid,) = tx.sql(permit, id_of).one().await?;
    let replaced = !before.reach.name.is_empty() && before.reach.name != after.name;
    if replaced {
        let burial = match which {
            Which::Office => &OFFICE,
            Which::BoardLead => &BOARD_LEAD,
        };
        tx.bury(permit, burial, row);
        tx.erase_history(permit, row).await?;
    }
    for ((field, old), (_, new)) in before.reach.fields().into_iter().zip(after.fields()) {
        let some = |text: &'_ String| (!text.is_empty()).then(|| text.clone());
        let (mut before, after) = (some(&old), some(&new));
        if replaced && PERSONAL.contains(&field) {
            before = None;
        }
        let kept =
            Kept { subject: which.key(), row, field, before: before.as_deref(), after: after.as_deref() };
        tx.keep(permit, kept).await?;
    }
    Ok(Some(version + 1))
}

/// The row under which an entry's history is kept, if there is an entry.
pub async fn entry_row(db: &mut Read, permit: &Permit<ViewAlliance>, which: Which) -> Result<Option<Uuid>> {
    let text = match which {
        Which::Office => "select id from office where alliance_id = $1",
        Which::BoardLead => "select id from board_lead where alliance_id = $1",
    };
    let row: Option<(Uuid,)> = db.sql(permit, text).maybe().await?;
    Ok(row.map(|(id,)| id))
}
