//! A key of an alliance, and what it wraps. Pure.

use crate::{participants::IndexKey, sealed::PersonKey};
use base::{AllianceId, Chance, Instant, ParticipantId};
use store::{Error, Key, Keys, Place, Result};
use uuid::Uuid;

/// One generation of an alliance's key, opened.
pub(crate) struct AllianceKey {
    alliance: AllianceId,
    id: Uuid,
    generation: i64,
    key: Key,
}

impl AllianceKey {
    /// A new one.
    pub(crate) fn random(chance: &dyn Chance, alliance: AllianceId, id: Uuid, generation: i64) -> Self {
        Self { alliance, id, generation, key: Key::random(chance) }
    }

    /// Opens what [`Self::wrap`] made.
    pub(crate) fn unwrap(
        keys: &Keys,
        alliance: AllianceId,
        id: Uuid,
        generation: i64,
        wrapped: &[u8],
    ) -> Result<Self> {
        let key = keys.open(&place(alliance, "alliance_key", id, "wrapped"), wrapped);
        let key = key.and_then(|bytes| Key::from_bytes(&bytes)).ok_or_else(|| {
            let master = Keys::number_of(wrapped).unwrap_or_default();
            Error::Bug(format!(
                "key {generation} of alliance {alliance} does not open: it is wrapped by master key {master}"
            ))
        })?;
        Ok(Self { alliance, id, generation, key })
    }

    /// Which of the alliance's keys it is.
    pub(crate) fn generation(&self) -> i64 {
        self.generation
    }
    /// Names it.
    pub(crate) fn id(&self) -> Uuid {
        self.id
    }

    /// Wrapped by the newest master key.
    pub(crate) fn wrap(&self, keys: &Keys, chance: &dyn Chance) -> Result<Vec<u8>> {
        keys.seal(chance, &place(self.alliance, "alliance_key", self.id, "wrapped"), self.key.bytes())
    }

    /// Wraps a person's key.
    pub(crate) fn wrap_person(&self, chance: &dyn Chance, person: &PersonKey) -> Result<Vec<u8>> {
        let place = place(self.alliance, "participant_key", person.participant().uuid(), "wrapped");
        self.key.seal(chance, &place.bytes(), person.key().bytes())
    }

    /// Opens a person's key.
    pub(crate) fn unwrap_person(&self, participant: ParticipantId, wrapped: &[u8]) -> Result<PersonKey> {
        let place = place(self.alliance, "participant_key", participant.uuid(), "wrapped");
        let key = self.key.open(&place.bytes(), wrapped).and_then(|bytes| Key::from_bytes(&bytes));
        let key =
            key.ok_or_else(|| Error::Bug(format!("the key of participant {participant} does not open")))?;
        Ok(PersonKey::new(key, self.alliance, participant))
    }

    /// Wraps the alliance's index key.
    pub(crate) fn wrap_index(&self, chance: &dyn Chance, index: &IndexKey) -> Result<Vec<u8>> {
        let place = place(self.alliance, "alliance_key", self.id, "index_wrapped");
        self.key.seal(chance, &place.bytes(), index.key().bytes())
    }

    /// Opens the alliance's index key.
    pub(crate) fn unwrap_index(&self, wrapped: &[u8]) -> Result<IndexKey> {
        let place = place(self.alliance, "alliance_key", self.id, "index_wrapped");
        let key = self.key.open(&place.bytes(), wrapped).and_then(|bytes| Key::from_bytes(&bytes));
        key.map(IndexKey::new)
            .ok_or_else(|| Error::Bug(format!("the index key of alliance {} does not open", self.alliance)))
    }
}

fn place<'a>(alliance: AllianceId, table: &'a str, row: Uuid, column: &'a str) -> Place<'a> {
    Place { tenant: Some(alliance.uuid()), table, row, column }
}

/// What a rotation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// The generation that wraps now.
    pub generation: i64,
    /// How many persons' keys were wrapped anew.
    pub persons: usize,
}

/// One generation of an alliance's key as the operator sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Status {
    /// Which of the alliance's keys.
    pub generation: i64,
    /// The number of the master key that wraps it.
    pub master_key: i64,
    /// Since when it wraps.
    pub created_at: Instant,
    /// Since when a newer one wraps.
    pub retired_at: Option<Instant>,
    /// How many persons' keys it wraps.
    pub persons: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Seeded;

    fn alliance(n: u128) -> AllianceId {
        AllianceId::from_uuid(Uuid::from_u128(n))
    }

    #[test]
    fn a_wrapped_key_opens_only_in_its_own_row() {
        let (chance, keys) = (Seeded::fixed(1), Keys::new(&Seeded::fixed(2)));
        let (id, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let key = AllianceKey::random(&chance, alliance(1), id, 1);
        let wrapped = key.wrap(&keys, &chance).expect("wrapped");
        assert!(AllianceKey::unwrap(&keys, alliance(1), id, 1, &wrapped).is_ok());
        assert!(AllianceKey::unwrap(&keys, alliance(1), other, 1, &wrapped).is_err());
        assert!(AllianceKey::unwrap(&keys, alliance(2), id, 1, &wrapped).is_err());
        let [one, two] = [other, id].map(ParticipantId::from_uuid);
        let person = PersonKey::new(Key::random(&chance), alliance(1), one);
        let wrapped = key.wrap_person(&chance, &person).expect("wrapped");
        assert!(key.unwrap_person(one, &wrapped).is_ok());
        assert!(key.unwrap_person(two, &wrapped).is_err());
    }

    #[test]
    fn a_missing_master_key_is_named_by_its_number() {
        let (chance, keys) = (Seeded::fixed(1), Keys::new(&Seeded::fixed(2)));
        let key = AllianceKey::random(&chance, alliance(1), Uuid::nil(), 3);
        let wrapped = key.wrap(&keys.with_new(&Seeded::fixed(3)), &chance).expect("wrapped");
        let error =
            AllianceKey::unwrap(&keys, alliance(1), Uuid::nil(), 3, &wrapped).err().expect("no such key");
        assert!(error.to_string().contains("master key 2"), "{error}");
    }
}
