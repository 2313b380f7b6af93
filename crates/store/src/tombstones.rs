//! What was erased or withdrawn and must never come back. Each tombstone lies in the
//! database and, from before the commit on, in the journal outside it: a database
//! restored from an older backup is brought up to date with them.
//!
//! Every kind says what erases it again, so a new kind is one [`Burial`]:
//!
//! ```
//! use store::{Again, Burial, Put};
//! const CONTACT: Burial = Burial {
//!     kind: "contact",
//!     again: Again::Sql(&[("delete from contact where alliance_id = $1 and id = $2", &[Put::Alliance, Put::Row])]),
//! };
//! ```

use crate::{Db, Disagreement, Error, Read, Result, Tx, journal::TOMBSTONES, keys::Keys};
use base::{AllianceId, AnyPermit, Instant, Permit, RunInstallation};
use futures_util::future::BoxFuture;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::collections::HashSet;
use uuid::Uuid;

/// A kind of tombstone, and what erases it again in a restored database.
#[derive(Clone, Copy, Debug)]
pub struct Burial {
    /// Stands in every tombstone of the kind; never changed once released.
    pub kind: &'static str,
    /// Safe to repeat, silent where there is nothing.
    pub again: Again,
}

/// What erases again.
#[derive(Clone, Copy, Debug)]
pub enum Again {
    /// Statements, each with what is put into it as `$1`, `$2`, …
    Sql(&'static [(&'static str, &'static [Put])]),
    /// More than statements can say.
    Code(Erase),
    /// Units of work of its own, once the restore is committed.
    Afterwards,
}

/// What is put into a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// The alliance it belonged to.
    Alliance,
    /// Its key.
    Row,
    /// Its key as 32 hexadecimal digits, where it is the first half of a hash.
    Digits,
    /// When it was buried.
    Moment,
    /// The day it was buried.
    Day,
}

/// A function that erases again.
pub type Erase =
    for<'t> fn(&'t mut Tx, &'t Permit<RunInstallation>, &'t Tombstone) -> BoxFuture<'t, Result<()>>;

/// The ground floor's own kinds.
pub const BURIALS: &[Burial] = &[crate::history::BURIAL];

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
    /// Writes down that a row was erased or withdrawn for good: with the commit, in the
    /// journal just before it. Should the commit fail, a restore would still erase the
    /// row: whoever asked for it wanted that. If the journal cannot be written, nothing
    /// is committed.
    pub fn bury(&mut self, permit: &dyn AnyPermit, burial: &Burial, row: Uuid) {
        let stone = Tombstone {
            id: self.new_uuid(),
            kind: burial.kind.to_owned(),
            row_id: row,
            alliance_id: permit.alliance(),
            buried_at: self.now(),
        };
        self.buried.push(stone);
    }

    pub(crate) async fn write_buried(&mut self) -> Result<()> {
        let buried = std::mem::take(&mut self.buried);
        let mut lines = Vec::with_capacity(buried.len());
        for stone in &buried {
            self.rebury(stone).await?;
            lines.push(line(self.db().keys(), stone)?);
        }
        if lines.is_empty() {
            return Ok(());
        }
        self.db().journal().append(TOMBSTONES, lines.join("\n")).await
    }

    /// Keeps a tombstone of the journal in the database as well, unless it is there.
    async fn rebury(&mut self, stone: &Tombstone) -> Result<()> {
        self.bare(
            "insert into tombstone (id, kind, row_id, alliance_id, buried_at) values ($1, $2, $3, $4, $5) \
             on conflict (id) do nothing",
        )
        .bind(stone.id)
        .bind(stone.kind.clone())
        .bind(stone.row_id)
        .bind(stone.alliance_id)
        .bind(stone.buried_at)
        .run()
        .await
        .map(drop)
    }

    /// Erases again what a restored backup brought back, and keeps the tombstone.
    ///
    /// # Errors
    /// `Bug` when the kind wants an alliance and the tombstone has none.
    pub async fn bury_again(
        &mut self,
        permit: &Permit<RunInstallation>,
        burial: &Burial,
        stone: &Tombstone,
    ) -> Result<()> {
        match burial.again {
            Again::Sql(statements) => {
                for (text, puts) in statements {
                    let mut query = self.across(permit, text);
                    for put in *puts {
                        query = match put {
                            Put::Alliance => query.bind(stone.alliance_id.ok_or_else(|| {
                                Error::Bug(format!("tombstone {} names no alliance", stone.id))
                            })?),
                            Put::Row => query.bind(stone.row_id),
                            Put::Digits => query.bind(stone.row_id.simple().to_string()),
                            Put::Moment => query.bind(stone.buried_at),
                            Put::Day => query.bind(stone.buried_at.day()),
                        };
                    }
                    query.run().await?;
                }
            }
            Again::Code(erase) => erase(self, permit, stone).await?,
            Again::Afterwards => {}
        }
        self.rebury(stone).await
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
        let there = self.read(permit).await?.tombstones(permit).await?;
        let known = known(&read_all(self.keys(), &self.journal().lines(TOMBSTONES)?));
        let missing = there.iter().filter(|stone| !known.contains(&stone.id));
        let lines = missing.map(|stone| line(self.keys(), stone)).collect::<Result<Vec<_>>>()?;
        if !lines.is_empty() {
            self.journal().append(TOMBSTONES, lines.join("\n")).await?;
        }
        Ok(lines.len())
    }

    /// In what the journal's tombstones and those of the database do not agree.
    pub(crate) fn tombstones_disagree(&self, there: &[Tombstone]) -> Result<Option<Disagreement>> {
        let read = read_all(self.keys(), &self.journal().lines(TOMBSTONES)?);
        let told = known(&read);
        let missing = there.iter().filter(|stone| !told.contains(&stone.id)).count();
        let unknown = told.len() + missing - there.len();
        let broken = read.iter().position(Option::is_none);
        Ok(match (broken, missing) {
            (None, 0) => (unknown > 0).then_some(Disagreement::Unknown(unknown)),
            _ if read.is_empty() => Some(Disagreement::Missing(TOMBSTONES)),
            // An older copy has at least the first ones.
            _ if told.is_empty() || missing == there.len() && missing > 0 => {
                Some(Disagreement::Foreign(TOMBSTONES))
            }
            (Some(at), _) => Some(Disagreement::Broken { file: TOMBSTONES, line: at + 1 }),
            (None, missing) => Some(Disagreement::Shorter { missing, of: there.len() }),
        })
    }
}

/// What a file of tombstones tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Buried {
    /// Oldest first.
    pub stones: Vec<Tombstone>,
    /// The last line breaks off: klappt was stopped while it wrote it, so what it was
    /// about was not erased yet.
    pub half: bool,
}

/// The tombstones of a journal's text.
///
/// # Errors
/// [`BrokenTombstones`] names the first line that cannot be trusted.
pub fn tombstones_of(keys: &Keys, text: &str) -> std::result::Result<Buried, BrokenTombstones> {
    let (whole, tail) = text.rsplit_once('\n').unwrap_or(("", text));
    let mut stones = Vec::new();
    for (at, text) in whole.lines().enumerate() {
        stones.push(read(keys, text).ok_or(BrokenTombstones { line: at + 1 })?);
    }
    let last = read(keys, tail);
    let half = last.is_none() && !tail.is_empty();
    stones.extend(last);
    Ok(Buried { stones, half })
}

/// A line's tombstone, if its seal is ours.
fn read(keys: &Keys, text: &str) -> Option<Tombstone> {
    let line: Line = serde_json::from_str(text).ok()?;
    let said = hex::decode(&line.mac).ok()?;
    mac(keys, line.key, &line.tombstone)?.verify_slice(&said).ok()?;
    Some(line.tombstone)
}

fn read_all(keys: &Keys, lines: &[String]) -> Vec<Option<Tombstone>> {
    lines.iter().map(|line| read(keys, line)).collect()
}

fn known(read: &[Option<Tombstone>]) -> HashSet<Uuid> {
    read.iter().flatten().map(|stone| stone.id).collect()
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

    fn read(text: &str) -> std::result::Result<(usize, bool), BrokenTombstones> {
        tombstones_of(&Keys::new(&Seeded::fixed(1)), text).map(|b| (b.stones.len(), b.half))
    }

    #[test]
    fn a_line_is_read_back_and_a_changed_one_is_named() {
        let keys = Keys::new(&Seeded::fixed(1));
        let good = line(&keys, &tombstone()).expect("a line");
        let buried = tombstones_of(&keys, &format!("{good}\n")).expect("readable");
        assert_eq!(buried, Buried { stones: vec![tombstone()], half: false });
        let changed = good.replace("person", "nobody");
        assert_eq!(read(&format!("{good}\n{changed}\n")), Err(BrokenTombstones { line: 2 }));
        let others = line(&Keys::new(&Seeded::fixed(2)), &tombstone()).expect("a line");
        assert_eq!(read(&format!("{others}\n{good}\n")), Err(BrokenTombstones { line: 1 }));
    }

    #[test]
    fn a_line_may_break_off_at_the_end_only() {
        let good = line(&Keys::new(&Seeded::fixed(1)), &tombstone()).expect("a line");
        for end in 1..good.len() {
            let half = &good[..end];
            assert_eq!(read(&format!("{good}\n{half}")), Ok((1, true)), "{end} bytes");
            assert_eq!(read(&format!("{good}\n{half}\n")), Err(BrokenTombstones { line: 2 }));
            assert_eq!(read(&format!("{half}\n{good}\n")), Err(BrokenTombstones { line: 1 }));
        }
        assert_eq!(read(&good), Ok((1, false)), "whole but for its end");
        assert_eq!(read(""), Ok((0, false)));
    }
}
