//! The only SQL about keys. It moves and wraps them; what they seal it does not read.

use super::{
    backup::{AllianceBackup, GenerationBackup, PersonBackup},
    model::{AllianceKey, Rotated, Status},
};
use crate::{participants::IndexKey, sealed::PersonKey};
use base::{
    Alliance, AllianceId, AnyPermit, Instant, KeepCases, KeepKeys, ParticipantId, Permit, RunInstallation,
};
use std::collections::BTreeSet;
use store::{Db, Error, Key, Keys, Read, Result, Tx};
use uuid::Uuid;

/// So many persons' keys are wrapped anew in one commit.
pub const MOST_AT_ONCE: i64 = 50;

/// One generation as it is stored.
#[derive(sqlx::FromRow)]
pub(crate) struct Stored {
    generation: i64,
    key_id: Uuid,
    wrapped: Vec<u8>,
    index_wrapped: Vec<u8>,
}

impl Stored {
    /// Opens it with the master keys at hand.
    pub(crate) fn open(&self, keys: &Keys, alliance: AllianceId) -> Result<AllianceKey> {
        AllianceKey::unwrap(keys, alliance, self.key_id, self.generation, &self.wrapped)
    }
}

fn alliance_of(permit: &dyn AnyPermit) -> Result<AllianceId> {
    permit.alliance().ok_or_else(|| Error::Bug("keys belong to an alliance".to_owned()))
}

/// All generations of the alliance, the newest first.
async fn generations(db: &mut Read, permit: &dyn AnyPermit) -> Result<Vec<Stored>> {
    db.sql(
        permit,
        "select generation, id as key_id, wrapped, index_wrapped from alliance_key where alliance_id = $1 \
         order by generation desc",
    )
    .all()
    .await
}

/// The key that wraps now and the index key; `None` while the alliance has none.
pub(crate) async fn newest_if_any(
    db: &mut Read,
    permit: &dyn AnyPermit,
) -> Result<Option<(AllianceKey, IndexKey)>> {
    let alliance = alliance_of(permit)?;
    let keys = db.db().keys().clone();
    let Some(newest) = generations(db, permit).await?.into_iter().next() else { return Ok(None) };
    let key = newest.open(&keys, alliance)?;
    let index = key.unwrap_index(&newest.index_wrapped)?;
    Ok(Some((key, index)))
}

/// The key that wraps now and the index key; made with the alliance's first person.
pub(crate) async fn newest(tx: &mut Tx, permit: &Permit<KeepCases>) -> Result<(AllianceKey, IndexKey)> {
    if let Some(found) = newest_if_any(tx, permit).await? {
        return Ok(found);
    }
    let key = AllianceKey::random(tx.db().chance(), alliance_of(permit)?, tx.new_uuid(), 1);
    let index = IndexKey::new(Key::random(tx.db().chance()));
    // Two first persons may meet: whoever came first is right.
    add(tx, permit, &key, &index).await?;
    newest_if_any(tx, permit).await?.ok_or_else(|| Error::Bug("a new key of an alliance is gone".to_owned()))
}

/// Adds a generation; answers whether there was none of that number.
async fn add(tx: &mut Tx, permit: &dyn AnyPermit, key: &AllianceKey, index: &IndexKey) -> Result<bool> {
    let db = tx.db().clone();
    let now = tx.now();
    let wrapped = key.wrap(db.keys(), db.chance())?;
    let index_wrapped = key.wrap_index(db.chance(), index)?;
    let added = tx
        .sql(
            permit,
            "insert into alliance_key (alliance_id, generation, id, master_key, wrapped, index_wrapped, created_at) \
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (alliance_id, generation) do nothing",
        )
        .bind(key.generation())
        .bind(key.id())
        .bind(i64::from(db.keys().newest()))
        .bind(wrapped)
        .bind(index_wrapped)
        .bind(now)
        .run()
        .await?;
    Ok(added == 1)
}

/// Gives a person a key.
pub(crate) async fn new_person_key(
    tx: &mut Tx,
    permit: &Permit<KeepCases>,
    by: &AllianceKey,
    participant: ParticipantId,
) -> Result<PersonKey> {
    let db = tx.db().clone();
    let person = PersonKey::new(Key::random(db.chance()), alliance_of(permit)?, participant);
    let wrapped = by.wrap_person(db.chance(), &person)?;
    tx.sql(
        permit,
        "insert into participant_key (alliance_id, participant_id, generation, wrapped) values ($1, $2, $3, $4)",
    )
    .bind(participant)
    .bind(by.generation())
    .bind(wrapped)
    .run()
    .await?;
    Ok(person)
}

/// Destroys a person's key: what it sealed is gone for good.
pub(crate) async fn destroy(
    tx: &mut Tx,
    permit: &Permit<KeepCases>,
    participant: ParticipantId,
) -> Result<()> {
    tx.sql(permit, "delete from participant_key where alliance_id = $1 and participant_id = $2")
        .bind(participant)
        .run()
        .await
        .map(drop)
}

/// Destroys the key of somebody a restored backup brought back.
pub(crate) async fn destroy_again(
    tx: &mut Tx,
    permit: &Permit<RunInstallation>,
    alliance: AllianceId,
    participant: ParticipantId,
) -> Result<()> {
    tx.across(permit, "delete from participant_key where alliance_id = $1 and participant_id = $2")
        .bind(alliance)
        .bind(participant)
        .run()
        .await
        .map(drop)
}

/// All alliances, open or closed, by their name in addresses.
pub async fn alliances(db: &Db, permit: &Permit<RunInstallation>) -> Result<Vec<Alliance>> {
    let mut db = db.read(permit).await?;
    let rows: Vec<(AllianceId, String, String)> = db
        .shared(permit, "select alliance_id, slug, name from published_alliance order by slug")
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id, slug, name)| Alliance { id, slug, name }).collect())
}

/// Which keys the alliance has, the newest first, and how many persons each one serves.
pub async fn status(db: &Db, permit: &Permit<KeepKeys>) -> Result<Vec<Status>> {
    let mut db = db.read(permit).await?;
    db.sql(
        permit,
        "select a.generation, a.master_key, a.created_at, a.retired_at, \
         (select count(*) from participant_key p where p.alliance_id = a.alliance_id \
         and p.generation = a.generation) as persons \
         from alliance_key a where a.alliance_id = $1 order by a.generation desc",
    )
    .all()
    .await
}

/// Gives the alliance a new key and wraps the persons' keys by it, [`MOST_AT_ONCE`] in a
/// commit, while cases are worked on: both keys open until nothing is wrapped by the old
/// one. Goes on with a rotation that was interrupted. `None` when the alliance has no
/// key yet.
///
/// # Errors
/// `Taken` when another rotation of the alliance is under way; `Bug` when a key does not
/// open, with its row.
pub async fn rotate(db: &Db, permit: &Permit<KeepKeys>) -> Result<Option<Rotated>> {
    let Some(generation) = begin_rotation(db, permit).await? else { return Ok(None) };
    let mut persons = 0;
    loop {
        match wrap_anew(db, permit).await? {
            0 if finish_rotation(db, permit).await? => return Ok(Some(Rotated { generation, persons })),
            wrapped => persons += wrapped,
        }
    }
}

/// The first step of [`rotate`]: a new generation, unless a rotation is under way.
/// Answers the generation that wraps from now on.
pub async fn begin_rotation(db: &Db, permit: &Permit<KeepKeys>) -> Result<Option<i64>> {
    let mut tx = db.begin(permit).await?;
    let all = generations(&mut tx, permit).await?;
    let newest = match all.as_slice() {
        [] => return Ok(None),
        [only] => only,
        [newest, ..] => return Ok(Some(newest.generation)),
    };
    let alliance = alliance_of(permit)?;
    // What blind indexes are made with stays: rotation reads no names.
    let index = newest.open(db.keys(), alliance)?.unwrap_index(&newest.index_wrapped)?;
    let next = AllianceKey::random(db.chance(), alliance, tx.new_uuid(), newest.generation + 1);
    if !add(&mut tx, permit, &next, &index).await? {
        return Err(Error::Taken);
    }
    let now = tx.now();
    tx.sql(
        permit,
        "update alliance_key set retired_at = $3 where alliance_id = $1 and generation < $2 and retired_at is null",
    )
    .bind(next.generation())
    .bind(now)
    .run()
    .await?;
    tx.commit(permit, &format!("alliance_key {} made", next.id())).await?;
    Ok(Some(next.generation()))
}

/// The repeated step of [`rotate`]: wraps some persons' keys by the newest key of the
/// alliance. Answers how many; 0 when none is left.
pub async fn wrap_anew(db: &Db, permit: &Permit<KeepKeys>) -> Result<usize> {
    let mut tx = db.begin(permit).await?;
    let all = generations(&mut tx, permit).await?;
    let Some((newest, older)) = all.split_first() else { return Ok(0) };
    let alliance = alliance_of(permit)?;
    let rows: Vec<(ParticipantId, i64, Vec<u8>)> = tx
        .sql(
            permit,
            "select participant_id, generation, wrapped from participant_key where alliance_id = $1 \
             and generation < $2 order by participant_id limit $3",
        )
        .bind(newest.generation)
        .bind(MOST_AT_ONCE)
        .all()
        .await?;
    if rows.is_empty() {
        return Ok(0);
    }
    let by = newest.open(db.keys(), alliance)?;
    let older = older.iter().map(|o| o.open(db.keys(), alliance)).collect::<Result<Vec<_>>>()?;
    for (participant, generation, wrapped) in &rows {
        let old = older.iter().find(|o| o.generation() == *generation);
        let old =
            old.ok_or_else(|| Error::Bug(format!("key {generation} of alliance {alliance} is gone")))?;
        let anew = by.wrap_person(db.chance(), &old.unwrap_person(*participant, wrapped)?)?;
        // Somebody erased meanwhile stays erased: there is no row to change any more.
        tx.sql(
            permit,
            "update participant_key set generation = $4, wrapped = $5 where alliance_id = $1 \
             and participant_id = $2 and generation = $3",
        )
        .bind(*participant)
        .bind(*generation)
        .bind(by.generation())
        .bind(anew)
        .run()
        .await?;
    }
    tx.commit(permit, &format!("alliance_key {} wraps {} more", by.id(), rows.len())).await?;
    Ok(rows.len())
}

/// The last step of [`rotate`]: deletes the older generations that wrap nothing. Answers
/// whether only the newest is left; a person written down meanwhile under an older one
/// keeps that one, as the foreign key demands.
pub async fn finish_rotation(db: &Db, permit: &Permit<KeepKeys>) -> Result<bool> {
    let mut tx = db.begin(permit).await?;
    let deleted = tx
        .sql(
            permit,
            "delete from alliance_key where alliance_id = $1 and generation < (select max(n.generation) \
             from alliance_key n where n.alliance_id = $1) and not exists (select 1 from participant_key p \
             where p.alliance_id = alliance_key.alliance_id and p.generation = alliance_key.generation)",
        )
        .run()
        .await;
    let deleted = match deleted {
        Err(Error::Dangling) => return Ok(false),
        other => other?,
    };
    let left = generations(&mut tx, permit).await?.len();
    if deleted > 0 {
        tx.commit(permit, &format!("{deleted} older alliance_key deleted")).await?;
    }
    Ok(left == 1)
}

/// Wraps the alliance's keys by the newest master key. Answers how many it changed.
pub async fn wrap_under_newest_master(db: &Db, permit: &Permit<KeepKeys>) -> Result<usize> {
    let mut tx = db.begin(permit).await?;
    let (alliance, master) = (alliance_of(permit)?, db.keys().newest());
    let mut all = generations(&mut tx, permit).await?;
    all.retain(|g| Keys::number_of(&g.wrapped) != Some(master));
    for old in &all {
        let anew = old.open(db.keys(), alliance)?.wrap(db.keys(), db.chance())?;
        tx.sql(
            permit,
            "update alliance_key set wrapped = $3, master_key = $4 where alliance_id = $1 and generation = $2",
        )
        .bind(old.generation)
        .bind(anew)
        .bind(i64::from(master))
        .run()
        .await?;
    }
    if !all.is_empty() {
        tx.commit(permit, &format!("alliance_key wrapped by master key {master}")).await?;
    }
    Ok(all.len())
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    generation: i64,
    id: Uuid,
    wrapped: Vec<u8>,
    index_wrapped: Vec<u8>,
    created_at: Instant,
    retired_at: Option<Instant>,
    participant_id: Option<ParticipantId>,
    person_wrapped: Option<Vec<u8>>,
}

/// All keys of the alliance, wrapped as they are.
pub async fn backup(db: &Db, permit: &Permit<KeepKeys>) -> Result<AllianceBackup> {
    let mut tx = db.begin(permit).await?;
    // One statement sees one state, also while a rotation is under way.
    let rows: Vec<KeyRow> = tx
        .sql(
            permit,
            "select a.generation, a.id, a.wrapped, a.index_wrapped, a.created_at, a.retired_at, p.participant_id, \
             p.wrapped as person_wrapped from alliance_key a left join participant_key p \
             on p.alliance_id = a.alliance_id and p.generation = a.generation where a.alliance_id = $1 \
             order by a.generation, p.participant_id",
        )
        .all()
        .await?;
    let mut copied =
        AllianceBackup { alliance: alliance_of(permit)?, generations: Vec::new(), persons: Vec::new() };
    for row in rows {
        let generation = row.generation;
        if let (Some(participant), Some(wrapped)) = (row.participant_id, row.person_wrapped) {
            copied.persons.push(PersonBackup { participant, generation, wrapped });
        }
        if copied.generations.last().is_none_or(|last| last.generation < generation) {
            copied.generations.push(GenerationBackup {
                generation,
                id: row.id,
                wrapped: row.wrapped,
                index_wrapped: row.index_wrapped,
                created_at: row.created_at,
                retired_at: row.retired_at,
            });
        }
    }
    tx.commit(permit, &format!("keys of {} persons copied", copied.persons.len())).await?;
    Ok(copied)
}

/// Puts back the keys of persons who are there without one. Leaves alone who has a key,
/// is erased or is among `buried`. Answers how many keys came back.
///
/// # Errors
/// `Taken` when the alliance has other keys by now than those in the backup: who was
/// written down since then could not be found together with those before.
pub async fn restore(
    tx: &mut Tx,
    permit: &Permit<KeepKeys>,
    from: &AllianceBackup,
    buried: &BTreeSet<Uuid>,
) -> Result<usize> {
    let keys = tx.db().keys().clone();
    let now = generations(tx, permit).await?;
    if let (Some(here), Some(there)) = (now.first(), from.generations.first()) {
        let here = here.open(&keys, from.alliance)?.unwrap_index(&here.index_wrapped)?;
        if !there.index_key(&keys, from.alliance)?.is(&here) {
            return Err(Error::Taken);
        }
    }
    let without: Vec<(ParticipantId,)> = tx
        .sql(
            permit,
            "select p.id from participant p where p.alliance_id = $1 and p.erased_at is null and not exists \
             (select 1 from participant_key k where k.alliance_id = p.alliance_id and k.participant_id = p.id)",
        )
        .all()
        .await?;
    let without: BTreeSet<ParticipantId> = without.into_iter().map(|(id,)| id).collect();
    let wanted: Vec<&PersonBackup> = from
        .persons
        .iter()
        .filter(|p| without.contains(&p.participant) && !buried.contains(&p.participant.uuid()))
        .collect();
    let newest_here = now.first().map(|g| g.generation);
    for generation in &from.generations {
        let is_newest = newest_here.is_none_or(|here| here < generation.generation);
        let is_needed = is_newest || wanted.iter().any(|p| p.generation == generation.generation);
        if is_needed && now.iter().all(|here| here.key_id != generation.id) {
            put_back(tx, permit, &keys, generation).await?;
        }
    }
    for person in &wanted {
        tx.sql(
            permit,
            "insert into participant_key (alliance_id, participant_id, generation, wrapped) values ($1, $2, $3, $4)",
        )
        .bind(person.participant)
        .bind(person.generation)
        .bind(person.wrapped.clone())
        .run()
        .await?;
    }
    Ok(wanted.len())
}

async fn put_back(
    tx: &mut Tx,
    permit: &Permit<KeepKeys>,
    keys: &Keys,
    generation: &GenerationBackup,
) -> Result<()> {
    // A key nobody holds the master key for would only look like one.
    AllianceKey::unwrap(
        keys,
        alliance_of(permit)?,
        generation.id,
        generation.generation,
        &generation.wrapped,
    )?;
    tx.sql(
        permit,
        "insert into alliance_key (alliance_id, generation, id, master_key, wrapped, index_wrapped, created_at, \
         retired_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(generation.generation)
    .bind(generation.id)
    .bind(i64::from(Keys::number_of(&generation.wrapped).unwrap_or_default()))
    .bind(generation.wrapped.clone())
    .bind(generation.index_wrapped.clone())
    .bind(generation.created_at)
    .bind(generation.retired_at)
    .run()
    .await
    .map(drop)
}
