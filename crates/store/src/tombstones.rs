//! What was erased or withdrawn and must never come back. Each tombstone lies in the
//! database and, from before the commit on, in the journal outside it: a database
//! restored from an older backup is brought up to date with them.

use crate::{Db, Error, Read, Result, Tx, journal::TOMBSTONES, keys::Keys};
use base::{AllianceId, AnyPermit, Instant};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

/// One thing that must not come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Tombstone {
    /// Names the tombstone.
    pub id: Uuid,
    /// What it was: `person`, `participant`, …
    pub kind: String,
    /// Its key.
    pub row_id: Uuid,
    /// The alliance it belonged to, where there was one.
    pub alliance_id: Option<AllianceId>,
    /// When it was erased, in microseconds since 1970 in the file.
    #[serde(with = "micros")]
    pub buried_at: Instant,
}

/// A line of the journal: the tombstone and its seal, by which a changed line is noticed.
#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    tombstone: Tombstone,
    key: u32,
    mac: String,
}

impl Tx {
    /// Writes down that a row was erased or withdrawn for good: in the journal now, in
    /// the database with the commit. Should the commit fail, a restore would still
    /// erase the row: whoever asked for it wanted that.
    ///
    /// # Errors
    /// `Unavailable` when the journal cannot be written; then nothing may be erased.
    pub async fn bury(&mut self, permit: &dyn AnyPermit, kind: &str, row: Uuid) -> Result<()> {
        let tombstone = Tombstone {
            id: self.new_uuid(),
            kind: kind.to_owned(),
            row_id: row,
            alliance_id: permit.alliance(),
            buried_at: self.now(),
        };
        let line = line(self.db().keys(), &tombstone)?;
        self.db().journal().append(TOMBSTONES, line).await?;
        self.rebury(permit, &tombstone).await
    }

    /// Keeps a tombstone of the journal in the database as well, unless it is there.
    pub async fn rebury(&mut self, permit: &dyn AnyPermit, tombstone: &Tombstone) -> Result<()> {
        self.shared(
            permit,
            "insert into tombstone (id, kind, row_id, alliance_id, buried_at) values ($1, $2, $3, $4, $5) \
             on conflict (id) do nothing",
        )
        .bind(tombstone.id)
        .bind(tombstone.kind.clone())
        .bind(tombstone.row_id)
        .bind(tombstone.alliance_id)
        .bind(tombstone.buried_at)
        .run()
        .await
        .map(drop)
    }
}

impl Read {
    /// All tombstones of the database, oldest first.
    pub async fn tombstones(&mut self, permit: &dyn AnyPermit) -> Result<Vec<Tombstone>> {
        self.shared(
            permit,
            "select id, kind, row_id, alliance_id, buried_at from tombstone order by buried_at, id",
        )
        .all()
        .await
    }
}

/// What is wrong with a file of tombstones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenTombstones {
    /// The first line that was changed, or was sealed under a key that is not at hand.
    pub line: usize,
}

impl Db {
    /// Writes into the journal whatever tombstone of the database is missing there.
    /// Answers how many were.
    pub async fn note_tombstones(&self, permit: &dyn AnyPermit) -> Result<usize> {
        let known = self.journal().lines(TOMBSTONES)?.join("\n");
        let mut missing = 0;
        for tombstone in self.read(permit).await?.tombstones(permit).await? {
            if !known.contains(&tombstone.id.to_string()) {
                self.journal().append(TOMBSTONES, line(self.keys(), &tombstone)?).await?;
                missing += 1;
            }
        }
        Ok(missing)
    }
}

/// The tombstones of a journal's text, oldest first.
///
/// # Errors
/// [`BrokenTombstones`] names the first line that cannot be trusted.
pub fn tombstones_of(keys: &Keys, text: &str) -> std::result::Result<Vec<Tombstone>, BrokenTombstones> {
    let read = |text: &str| -> Option<Tombstone> {
        let line: Line = serde_json::from_str(text).ok()?;
        let said = hex::decode(&line.mac).ok()?;
        mac(keys, line.key, &line.tombstone)?.verify_slice(&said).ok()?;
        Some(line.tombstone)
    };
    text.lines().enumerate().map(|(at, text)| read(text).ok_or(BrokenTombstones { line: at + 1 })).collect()
}

fn line(keys: &Keys, tombstone: &Tombstone) -> Result<String> {
    let key = keys.newest();
    let mac = mac(keys, key, tombstone).ok_or_else(|| Error::Bug("no key for tombstones".to_owned()))?;
    let mac = hex::encode(mac.finalize().into_bytes());
    serde_json::to_string(&Line { tombstone: tombstone.clone(), key, mac })
        .map_err(|e| Error::Bug(e.to_string()))
}

fn mac(keys: &Keys, number: u32, tombstone: &Tombstone) -> Option<Hmac<Sha256>> {
    let key = keys.derive_of(number, "klappt tombstones 1")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.bytes()).ok()?;
    mac.update(&serde_json::to_vec(tombstone).ok()?);
    Some(mac)
}

mod micros {
    use base::Instant;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
    pub fn serialize<S: Serializer>(at: &Instant, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(at.micros())
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Instant, D::Error> {
        i64::deserialize(from).map(Instant::from_micros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Seeded;

    fn tombstone() -> Tombstone {
        Tombstone {
            id: Uuid::max(),
            kind: "person".into(),
            row_id: Uuid::nil(),
            alliance_id: None,
            buried_at: Instant::from_micros(1_564_567_200_000_000),
        }
    }

    #[test]
    fn a_line_is_read_back_and_a_changed_one_is_named() {
        let keys = Keys::new(&Seeded::fixed(1));
        let good = line(&keys, &tombstone()).expect("a line");
        assert_eq!(tombstones_of(&keys, &good), Ok(vec![tombstone()]));
        let changed = good.replace("person", "nobody");
        let text = format!("{good}\n{changed}");
        assert_eq!(tombstones_of(&keys, &text), Err(BrokenTombstones { line: 2 }));
        let others = Keys::new(&Seeded::fixed(2));
        assert_eq!(tombstones_of(&others, &good), Err(BrokenTombstones { line: 1 }));
    }
}
