//! The copy of all keys that is kept apart from the data, for a shorter time. Keys lie
//! in it as wrapped as in the tables, and the whole is sealed by the master key, so that
//! a changed or cut file is noticed. Pure.

use super::model::AllianceKey;
use crate::participants::IndexKey;
use base::{AllianceId, Chance, Instant, ParticipantId};
use serde::{Deserialize, Serialize};
use std::fmt;
use store::{Keys, Place, Result};
use uuid::Uuid;

/// All keys of an installation at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    /// When it was made.
    pub made_at: Instant,
    /// The keys, by alliance.
    pub alliances: Vec<AllianceBackup>,
}

/// All keys of one alliance.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllianceBackup {
    /// Whose.
    pub alliance: AllianceId,
    pub(super) generations: Vec<GenerationBackup>,
    pub(super) persons: Vec<PersonBackup>,
}

impl AllianceBackup {
    /// How many persons' keys are in it.
    pub fn persons(&self) -> usize {
        self.persons.len()
    }
}

impl fmt::Debug for AllianceBackup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AllianceBackup({}, {} persons)", self.alliance, self.persons.len())
    }
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct GenerationBackup {
    pub(super) generation: i64,
    pub(super) id: Uuid,
    #[serde(with = "as_hex")]
    pub(super) wrapped: Vec<u8>,
    #[serde(with = "as_hex")]
    pub(super) index_wrapped: Vec<u8>,
    pub(super) created_at: Instant,
    pub(super) retired_at: Option<Instant>,
}

impl GenerationBackup {
    pub(super) fn index_key(&self, keys: &Keys, alliance: AllianceId) -> Result<IndexKey> {
        AllianceKey::unwrap(keys, alliance, self.id, self.generation, &self.wrapped)?
            .unwrap_index(&self.index_wrapped)
    }
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PersonBackup {
    pub(super) participant: ParticipantId,
    pub(super) generation: i64,
    #[serde(with = "as_hex")]
    pub(super) wrapped: Vec<u8>,
}

/// Why a file is no usable backup of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It does not begin as one.
    NoBackup,
    /// It was changed or cut, or its master key is not at hand.
    DoesNotOpen,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoBackup => "Das ist keine Sicherung von Schlüsseln.",
            Self::DoesNotOpen => {
                "Die Sicherung ist beschädigt, oder der Hauptschlüssel, mit dem sie versiegelt wurde, fehlt."
            }
        })
    }
}

impl std::error::Error for Unusable {}

const BEGINS: &str = "klappt keys 1 ";
const WHOLE: Place<'_> = Place { tenant: None, table: "key_backup", row: Uuid::nil(), column: "content" };

impl Backup {
    /// As a file: one line that says what it is and when it was made, then the sealed keys.
    pub fn to_file(&self, keys: &Keys, chance: &dyn Chance) -> Result<Vec<u8>> {
        let plain = serde_json::to_vec(self).map_err(|e| store::Error::Bug(e.to_string()))?;
        let sealed = keys.seal(chance, &WHOLE, &plain)?;
        Ok([format!("{BEGINS}{}\n", self.made_at).as_bytes(), &sealed].concat())
    }

    /// Read back from such a file.
    pub fn from_file(keys: &Keys, file: &[u8]) -> std::result::Result<Self, Unusable> {
        let (made_at, sealed) = head(file).ok_or(Unusable::NoBackup)?;
        let plain = keys.open(&WHOLE, sealed).ok_or(Unusable::DoesNotOpen)?;
        let backup: Self = serde_json::from_slice(&plain).map_err(|_| Unusable::DoesNotOpen)?;
        if backup.made_at == made_at { Ok(backup) } else { Err(Unusable::DoesNotOpen) }
    }
}

/// When the backup of keys in this file was made; `None` for any other file.
pub fn made_at(file: &[u8]) -> Option<Instant> {
    head(file).map(|(made_at, _)| made_at)
}

fn head(file: &[u8]) -> Option<(Instant, &[u8])> {
    let rest = file.strip_prefix(BEGINS.as_bytes())?;
    let end = rest.iter().position(|b| *b == b'\n')?;
    let made_at = std::str::from_utf8(&rest[..end]).ok()?;
    let made_at = serde_json::from_value(serde_json::Value::from(made_at)).ok()?;
    Some((made_at, &rest[end + 1..]))
}

mod as_hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex::encode(bytes))
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        hex::decode(String::deserialize(from)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Seeded;

    fn backup() -> Backup {
        let person = PersonBackup {
            participant: ParticipantId::from_uuid(Uuid::from_u128(2)),
            generation: 1,
            wrapped: vec![1, 2, 3],
        };
        let alliance = AllianceId::from_uuid(Uuid::from_u128(1));
        let alliances = vec![AllianceBackup { alliance, generations: Vec::new(), persons: vec![person] }];
        Backup { made_at: Instant::from_micros(1_564_567_200_000_000), alliances }
    }

    #[test]
    fn a_file_is_read_back_and_says_when_it_was_made() {
        let keys = Keys::new(&Seeded::fixed(1));
        let file = backup().to_file(&keys, &Seeded::fixed(2)).expect("a file");
        assert_eq!(made_at(&file), Some(backup().made_at));
        assert_eq!(Backup::from_file(&keys, &file), Ok(backup()));
        assert_eq!(Backup::from_file(&Keys::new(&Seeded::fixed(3)), &file), Err(Unusable::DoesNotOpen));
        assert_eq!(Backup::from_file(&keys, b"something else"), Err(Unusable::NoBackup));
        assert_eq!(made_at(b"klappt keys 1 once upon a time\n"), None);
    }

    #[test]
    fn a_changed_or_cut_file_is_refused() {
        let keys = Keys::new(&Seeded::fixed(1));
        let file = backup().to_file(&keys, &Seeded::fixed(2)).expect("a file");
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert!(Backup::from_file(&keys, &changed).is_err(), "byte {at}");
            assert!(Backup::from_file(&keys, &file[..at]).is_err(), "{at} bytes");
        }
    }
}
