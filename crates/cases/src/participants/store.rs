//! The only SQL about participants. Values leave and enter sealed.

use super::{
    blind_index::IndexKey,
    model::{Changed, Draft, Everything, Participant},
};
use crate::{
    keys::{self, Stored},
    sealed::{Column, PersonKey, Sealed},
};
use base::{
    AllianceId, AnyPermit, Chance, Day, Instant, KeepCases, ParticipantId, Permit, PersonId, RunInstallation,
    ViewCases,
};
use store::{Again, Burial, Error, Read, Result, Tombstone, Tx};
use uuid::Uuid;

/// An erased participant.
pub const BURIAL: Burial = Burial {
    kind: "participant",
    again: Again::Code(|tx, permit, stone| {
        Box::pin(async move { replay(tx, permit, stone).await.map(drop) })
    }),
};

/// At most so many people are found at once.
pub const MOST_FOUND: i64 = 50;

const NAME: Column = Column { table: "participant", name: "name_sealed" };
const BIRTH_DATE: Column = Column { table: "participant", name: "birth_date_sealed" };
const CONTACT: Column = Column { table: "participant", name: "contact_sealed" };
const BEFORE: Column = Column { table: "participant_history", name: "before_sealed" };
const AFTER: Column = Column { table: "participant_history", name: "after_sealed" };

/// A draft as it goes into the table.
struct SealedDraft {
    name: Sealed<String>,
    birth_date: Option<Sealed<Day>>,
    contact: Option<Sealed<String>>,
    name_index: Option<Vec<u8>>,
    birth_date_index: Option<Vec<u8>>,
}

impl SealedDraft {
    fn of(draft: &Draft, key: &PersonKey, index: &IndexKey, chance: &dyn Chance) -> Result<Self> {
        let row = key.participant().uuid();
        let contact = Some(&draft.contact).filter(|c| !c.is_empty());
        Ok(Self {
            name: Sealed::seal(key, chance, NAME, row, &draft.name)?,
            birth_date: draft
                .birth_date
                .map(|day| Sealed::seal(key, chance, BIRTH_DATE, row, &day))
                .transpose()?,
            contact: contact.map(|c| Sealed::seal(key, chance, CONTACT, row, c)).transpose()?,
            name_index: index.name(&draft.name),
            birth_date_index: draft.birth_date.and_then(|day| index.birth_date(day)),
        })
    }
}

/// A participant with their key and the alliance's key that wraps it, all sealed.
#[derive(sqlx::FromRow)]
struct Row {
    id: ParticipantId,
    name_sealed: Option<Sealed<String>>,
    birth_date_sealed: Option<Sealed<Day>>,
    contact_sealed: Option<Sealed<String>>,
    created_at: Instant,
    version: i64,
    person_wrapped: Vec<u8>,
    #[sqlx(flatten)]
    by: Stored,
}

impl Row {
    fn key(&self, db: &Read, alliance: AllianceId) -> Result<PersonKey> {
        self.by.open(db.db().keys(), alliance)?.unwrap_person(self.id, &self.person_wrapped)
    }

    fn open(&self, key: &PersonKey) -> Result<Participant> {
        let row = self.id.uuid();
        let name = self.name_sealed.as_ref().map(|s| s.open(key, NAME, row)).transpose()?;
        let contact = self.contact_sealed.as_ref().map(|s| s.open(key, CONTACT, row)).transpose()?;
        let draft = Draft {
            name: name.unwrap_or_default(),
            birth_date: self.birth_date_sealed.as_ref().map(|s| s.open(key, BIRTH_DATE, row)).transpose()?,
            contact: contact.unwrap_or_default(),
        };
        Ok(Participant { id: self.id, draft, created_at: self.created_at, version: self.version })
    }
}

fn alliance_of(permit: &dyn AnyPermit) -> Result<AllianceId> {
    permit.alliance().ok_or_else(|| Error::Bug("participants belong to an alliance".to_owned()))
}

/// Writes a person down, with a key of their own; the same id again changes nothing.
pub async fn create(tx: &mut Tx, permit: &Permit<KeepCases>, id: ParticipantId, draft: &Draft) -> Result<()> {
    let now = tx.now();
    let added = tx
        .sql(
            permit,
            "insert into participant (alliance_id, id, created_at) values ($1, $2, $3) \
             on conflict (alliance_id, id) do nothing",
        )
        .bind(id)
        .bind(now)
        .run()
        .await?;
    if added == 0 {
        return Ok(());
    }
    let (by, index) = keys::newest(tx, permit).await?;
    let key = keys::new_person_key(tx, permit, &by, id).await?;
    let sealed = SealedDraft::of(draft, &key, &index, tx.db().chance())?;
    put(tx, permit, id, sealed).await?;
    keep(tx, permit, &key, &Draft::default(), draft).await
}

async fn put(tx: &mut Tx, permit: &Permit<KeepCases>, id: ParticipantId, sealed: SealedDraft) -> Result<()> {
    tx.sql(
        permit,
        "update participant set name_sealed = $3, birth_date_sealed = $4, contact_sealed = $5, name_index = $6, \
         birth_date_index = $7 where alliance_id = $1 and id = $2",
    )
    .bind(id)
    .bind(sealed.name)
    .bind(sealed.birth_date)
    .bind(sealed.contact)
    .bind(sealed.name_index)
    .bind(sealed.birth_date_index)
    .run()
    .await
    .map(drop)
}

async fn row(db: &mut Read, permit: &dyn AnyPermit, id: ParticipantId) -> Result<Option<Row>> {
    db.sql(
        permit,
        "select p.id, p.name_sealed, p.birth_date_sealed, p.contact_sealed, p.created_at, p.version, \
         k.wrapped as person_wrapped, a.generation, a.id as key_id, a.wrapped, a.index_wrapped \
         from participant p join participant_key k on k.alliance_id = p.alliance_id and k.participant_id = p.id \
         join alliance_key a on a.alliance_id = k.alliance_id and a.generation = k.generation \
         where p.alliance_id = $1 and p.id = $2 and p.erased_at is null",
    )
    .bind(id)
    .maybe()
    .await
}

/// One person of this alliance; `None` when unknown, of another alliance, or erased.
pub async fn read(
    db: &mut Read,
    permit: &Permit<ViewCases>,
    id: ParticipantId,
) -> Result<Option<Participant>> {
    let Some(row) = row(db, permit, id).await? else { return Ok(None) };
    let key = row.key(db, alliance_of(permit)?)?;
    row.open(&key).map(Some)
}

/// People of that name or that birth date, at most [`MOST_FOUND`]; who fits both comes
/// first. Names are compared as the blind index normalises them.
pub async fn find(
    db: &mut Read,
    permit: &Permit<ViewCases>,
    name: &str,
    birth_date: Option<Day>,
) -> Result<Vec<Participant>> {
    let Some((_, index)) = keys::newest_if_any(db, permit).await? else { return Ok(Vec::new()) };
    let alliance = alliance_of(permit)?;
    let by_name = index.name(name);
    let by_day = birth_date.and_then(|day| index.birth_date(day));
    let rows: Vec<Row> = db
        .sql(
            permit,
            "select p.id, p.name_sealed, p.birth_date_sealed, p.contact_sealed, p.created_at, p.version, \
             k.wrapped as person_wrapped, a.generation, a.id as key_id, a.wrapped, a.index_wrapped \
             from participant p join participant_key k on k.alliance_id = p.alliance_id \
             and k.participant_id = p.id \
             join alliance_key a on a.alliance_id = k.alliance_id and a.generation = k.generation \
             where p.alliance_id = $1 and p.erased_at is null and (p.name_index = $2 or p.birth_date_index = $3) \
             order by case when p.name_index = $2 and p.birth_date_index = $3 then 0 \
             when p.name_index = $2 then 1 else 2 end, p.created_at, p.id limit $4",
        )
        .bind(by_name)
        .bind(by_day)
        .bind(MOST_FOUND)
        .all()
        .await?;
    rows.iter().map(|row| row.open(&row.key(db, alliance)?)).collect()
}

/// Corrects what is known (Art. 16) if `version` is still current; answers the new
/// version, or `None` when somebody was faster or the person is gone.
pub async fn correct(
    tx: &mut Tx,
    permit: &Permit<KeepCases>,
    id: ParticipantId,
    after: &Draft,
    version: i64,
) -> Result<Option<i64>> {
    let taken = tx
        .sql(
            permit,
            "update participant set version = version + 1 where alliance_id = $1 and id = $2 and version = $3 \
             and erased_at is null",
        )
        .bind(id)
        .bind(version)
        .run()
        .await?;
    if taken == 0 {
        return Ok(None);
    }
    let Some(row) = row(tx, permit, id).await? else {
        return Err(Error::Bug(format!("participant {id} has no key")));
    };
    let key = row.key(tx, alliance_of(permit)?)?;
    let before = row.open(&key)?.draft;
    let (_, index) = keys::newest(tx, permit).await?;
    let sealed = SealedDraft::of(after, &key, &index, tx.db().chance())?;
    put(tx, permit, id, sealed).await?;
    keep(tx, permit, &key, &before, after).await?;
    Ok(Some(version + 1))
}

/// Keeps what differs, sealed under the person's key.
async fn keep(
    tx: &mut Tx,
    permit: &Permit<KeepCases>,
    key: &PersonKey,
    before: &Draft,
    after: &Draft,
) -> Result<()> {
    let fields = |draft: &Draft| {
        [
            ("name", draft.name.clone()),
            ("birth_date", draft.birth_date.map(|day| day.to_string()).unwrap_or_default()),
            ("contact", draft.contact.clone()),
        ]
    };
    for ((field, before), (_, after)) in fields(before).into_iter().zip(fields(after)) {
        if before == after {
            continue;
        }
        let (id, now) = (tx.new_uuid(), tx.now());
        let db = tx.db().clone();
        let seal = |column, value: &String| {
            let value = Some(value).filter(|v| !v.is_empty());
            value.map(|v| Sealed::seal(key, db.chance(), column, id, v)).transpose()
        };
        let (before, after) = (seal(BEFORE, &before)?, seal(AFTER, &after)?);
        tx.sql(
            permit,
            "insert into participant_history (alliance_id, id, participant_id, field, changed_at, person_id, \
             acted_as, before_sealed, after_sealed) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(id)
        .bind(key.participant())
        .bind(field)
        .bind(now)
        .bind(permit.actor().person())
        .bind(permit.rule().name)
        .bind(before)
        .bind(after)
        .run()
        .await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct ChangedRow {
    id: Uuid,
    field: String,
    changed_at: Instant,
    person_id: Option<PersonId>,
    before_sealed: Option<Sealed<String>>,
    after_sealed: Option<Sealed<String>>,
}

impl ChangedRow {
    fn open(self, key: &PersonKey) -> Result<Changed> {
        let before = self.before_sealed.map(|s| s.open(key, BEFORE, self.id)).transpose()?;
        let after = self.after_sealed.map(|s| s.open(key, AFTER, self.id)).transpose()?;
        Ok(Changed { field: self.field, at: self.changed_at, by: self.person_id, before, after })
    }
}

/// Everything held of one person, for the person (Art. 15, 20).
pub async fn everything(
    db: &mut Read,
    permit: &Permit<ViewCases>,
    id: ParticipantId,
) -> Result<Option<Everything>> {
    let Some(row) = row(db, permit, id).await? else { return Ok(None) };
    let key = row.key(db, alliance_of(permit)?)?;
    let Participant { draft, created_at, .. } = row.open(&key)?;
    let history: Vec<ChangedRow> = db
        .sql(
            permit,
            "select id, field, changed_at, person_id, before_sealed, after_sealed from participant_history \
             where alliance_id = $1 and participant_id = $2 order by changed_at, id",
        )
        .bind(id)
        .all()
        .await?;
    let history = history.into_iter().map(|row| row.open(&key)).collect::<Result<Vec<_>>>()?;
    let Draft { name, birth_date, contact } = draft;
    Ok(Some(Everything { format: Everything::FORMAT, id, name, birth_date, contact, created_at, history }))
}

/// What erasing somebody met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erased {
    /// The person is erased with this commit.
    Now,
    /// They were erased before.
    Before,
    /// There is nobody of that id in this alliance.
    Nobody,
}

/// Erases a person (Art. 17): key, indexes, values and history go, a tombstone stays.
pub async fn erase(tx: &mut Tx, permit: &Permit<KeepCases>, id: ParticipantId) -> Result<Erased> {
    let now = tx.now();
    let wiped = tx
        .sql(
            permit,
            "update participant set name_sealed = null, birth_date_sealed = null, contact_sealed = null, \
             name_index = null, birth_date_index = null, erased_at = $3, version = version + 1 \
             where alliance_id = $1 and id = $2 and erased_at is null",
        )
        .bind(id)
        .bind(now)
        .run()
        .await?;
    if wiped == 1 {
        keys::destroy(tx, permit, id).await?;
        tx.sql(permit, "delete from participant_history where alliance_id = $1 and participant_id = $2")
            .bind(id)
            .run()
            .await?;
        tx.bury(permit, &BURIAL, id.uuid());
        return Ok(Erased::Now);
    }
    let known: Option<(ParticipantId,)> = tx
        .sql(permit, "select id from participant where alliance_id = $1 and id = $2")
        .bind(id)
        .maybe()
        .await?;
    Ok(if known.is_some() { Erased::Before } else { Erased::Nobody })
}

/// Erases again whom a restored backup brought back, in whichever alliance. Answers
/// whether somebody was there.
///
/// # Errors
/// `Bug` when the tombstone stands for something else.
pub async fn replay(tx: &mut Tx, permit: &Permit<RunInstallation>, tombstone: &Tombstone) -> Result<bool> {
    let Some(alliance) = tombstone.alliance_id.filter(|_| tombstone.kind == BURIAL.kind) else {
        return Err(Error::Bug(format!("tombstone {} is none of a participant", tombstone.id)));
    };
    let id = ParticipantId::from_uuid(tombstone.row_id);
    let wiped = tx
        .across(
            permit,
            "update participant set name_sealed = null, birth_date_sealed = null, contact_sealed = null, \
             name_index = null, birth_date_index = null, erased_at = $3, version = version + 1 \
             where alliance_id = $1 and id = $2 and erased_at is null",
        )
        .bind(alliance)
        .bind(id)
        .bind(tombstone.buried_at)
        .run()
        .await?;
    keys::destroy_again(tx, permit, alliance, id).await?;
    tx.across(permit, "delete from participant_history where alliance_id = $1 and participant_id = $2")
        .bind(alliance)
        .bind(id)
        .run()
        .await?;
    Ok(wiped == 1)
}
