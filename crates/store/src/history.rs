//! Who changed what, from which value to which. Append-only; values are sealed
//! under a random key per row, so destroying that key erases them everywhere.

use crate::{Again, Burial, Error, Portion, Put, Read, Result, Tx};
use base::{AllianceId, AnyPermit, Instant, PersonId};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305,
    aead::{Aead, Payload},
};
use std::fmt;
use uuid::Uuid;

/// An erased history. Whatever changed after it was erased lies in no older backup.
pub(crate) const BURIAL: Burial = Burial {
    kind: "history",
    again: Again::Sql(&[("delete from history_key where row_id = $1", &[Put::Row])]),
};

/// One change to be kept.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'a> {
    /// The table.
    pub subject: &'static str,
    /// The row.
    pub row: Uuid,
    /// The column or item.
    pub field: &'a str,
    /// The value before; `None` when there was none.
    pub before: Option<&'a str>,
    /// The value after; `None` when it was removed.
    pub after: Option<&'a str>,
}

/// One change as it is read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The column or item.
    pub field: String,
    /// When.
    pub at: Instant,
    /// The account; `None` for the machine.
    pub person: Option<PersonId>,
    /// The value before; `None` when there was none or it was erased.
    pub before: Option<String>,
    /// The value after; `None` when it was removed or erased.
    pub after: Option<String>,
    /// The key was destroyed: values existed and cannot be read any more.
    pub erased: bool,
}

/// A row of the history that waits for the commit.
pub(crate) struct Change {
    id: Uuid,
    alliance: Option<AllianceId>,
    subject: &'static str,
    row: Uuid,
    field: String,
    at: Instant,
    person: Option<PersonId>,
    acted_as: &'static str,
    before: Option<Vec<u8>>,
    after: Option<Vec<u8>>,
}

/// The key a row's history is sealed under, read beforehand.
#[derive(Clone)]
pub struct SealingKey(Vec<u8>);

impl From<Vec<u8>> for SealingKey {
    fn from(key: Vec<u8>) -> Self {
        Self(key)
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(…)")
    }
}

impl Change {
    /// What changed, without the row: `organisation.name`.
    pub(crate) fn name(&self) -> String {
        format!("{}.{}", self.subject, self.field)
    }
}

impl Tx {
    /// Keeps one change. Does nothing when the value stayed the same. The history
    /// shows it once the unit of work is committed.
    pub async fn keep(&mut self, permit: &dyn AnyPermit, kept: Kept<'_>) -> Result<()> {
        if kept.before == kept.after {
            return Ok(());
        }
        let key = self.sealing_key(permit, kept.row).await?;
        self.keep_under(permit, &SealingKey(key), kept)
    }

    /// Keeps one change under a key that was read beforehand, which saves asking
    /// for it. Had the key been destroyed meanwhile, the change could not be read.
    pub fn keep_under(&mut self, permit: &dyn AnyPermit, key: &SealingKey, kept: Kept<'_>) -> Result<()> {
        if kept.before == kept.after {
            return Ok(());
        }
        let seal = |value: &str| self.seal(&key.0, kept.row, value);
        let change = Change {
            id: self.new_uuid(),
            alliance: permit.alliance(),
            subject: kept.subject,
            row: kept.row,
            field: kept.field.to_owned(),
            at: self.now(),
            person: permit.actor().person(),
            acted_as: permit.rule().name,
            before: kept.before.map(seal).transpose()?,
            after: kept.after.map(seal).transpose()?,
        };
        self.changes.push(change);
        Ok(())
    }

    pub(crate) async fn write_changes(&mut self) -> Result<()> {
        let changes = std::mem::take(&mut self.changes);
        self.insert_many(
            "insert into history (id, alliance_id, subject, row_id, field, changed_at, person_id, acted_as, \
             before_sealed, after_sealed)",
            10,
            &changes,
            |query, change| {
                query
                    .bind(change.id)
                    .bind(change.alliance)
                    .bind(change.subject)
                    .bind(change.row)
                    .bind(change.field.clone())
                    .bind(change.at)
                    .bind(change.person)
                    .bind(change.acted_as)
                    .bind(change.before.clone())
                    .bind(change.after.clone())
            },
        )
        .await
    }

    /// Erases all values the history holds of a row, for good; that something changed
    /// stays.
    pub async fn erase_history(&mut self, permit: &dyn AnyPermit, row: Uuid) -> Result<()> {
        if self.erase_history_along(permit, row).await? {
            self.bury(permit, &BURIAL, row);
        }
        Ok(())
    }

    /// The same where it goes along with something that leaves a tombstone of its own.
    /// Answers whether there was something to erase.
    pub async fn erase_history_along(&mut self, permit: &dyn AnyPermit, row: Uuid) -> Result<bool> {
        // Keys of rows come with forms: an alliance erases only what it has a history of.
        let erased = self
            .shared(
                permit,
                "delete from history_key where row_id = $1 and (exists (select 1 from history h \
                 where h.row_id = $1 and h.alliance_id = $2) or $2 is null)",
            )
            .bind(row)
            .bind(permit.alliance());
        Ok(erased.run().await? > 0)
    }

    /// Erases, in portions, all values the history holds of the permit's alliance, but
    /// for the public register of alliances and accessions and for accounts, which have
    /// periods of their own.
    pub async fn erase_history_of_alliance(
        &mut self,
        permit: &dyn AnyPermit,
        portion: &mut Portion,
    ) -> Result<()> {
        let erased = self
            .sql(
                permit,
                "delete from history_key where row_id in (select distinct h.row_id from history h \
                 join history_key k on k.row_id = h.row_id where h.alliance_id = $1 \
                 and h.subject not in ('alliance', 'accession', 'person', 'role_held') limit $2)",
            )
            .bind(portion.left())
            .run()
            .await?;
        portion.took(erased);
        Ok(())
    }

    async fn sealing_key(&mut self, permit: &dyn AnyPermit, row: Uuid) -> Result<Vec<u8>> {
        if let Some(SealingKey(key)) = self.sealing_key_of(permit, row).await? {
            return Ok(key);
        }
        let mut key = vec![0; 32];
        self.db().chance().fill(&mut key);
        // Two first changes of one row may meet: whoever came first is right.
        let (key,): (Vec<u8>,) = self
            .shared(
                permit,
                "insert into history_key (row_id, sealing_key) values ($1, $2) \
                 on conflict (row_id) do update set row_id = history_key.row_id returning sealing_key",
            )
            .bind(row)
            .bind(key)
            .one()
            .await?;
        Ok(key)
    }

    fn seal(&self, key: &[u8], row: Uuid, value: &str) -> Result<Vec<u8>> {
        let mut nonce = [0; 24];
        self.db().chance().fill(&mut nonce);
        let sealed = cipher(key)?
            .encrypt(&nonce.into(), Payload { msg: value.as_bytes(), aad: row.as_bytes() })
            .map_err(|_| Error::Bug("a value could not be sealed".to_owned()))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }
}

/// A change as it is read: field, when, by whom, both values sealed, the row's key.
type RawEntry = (String, Instant, Option<PersonId>, Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>);

fn opened(row: Uuid, (field, at, person, before, after, key): RawEntry) -> Entry {
    let sealed = (before.is_some(), after.is_some());
    let open = |sealed: Option<Vec<u8>>| sealed.and_then(|s| open(key.as_deref()?, row, &s));
    let (before, after) = (open(before), open(after));
    // The key is gone, or a later one took its place.
    let erased = sealed != (before.is_some(), after.is_some());
    Entry { field, at, person, before, after, erased }
}

impl Read {
    /// The key a row's history is sealed under, if there is one yet.
    pub async fn sealing_key_of(&mut self, permit: &dyn AnyPermit, row: Uuid) -> Result<Option<SealingKey>> {
        let found: Option<(Vec<u8>,)> = self
            .shared(permit, "select sealing_key from history_key where row_id = $1")
            .bind(row)
            .maybe()
            .await?;
        Ok(found.map(|(key,)| SealingKey(key)))
    }

    /// The table of a row of the permit's alliance that has a history.
    pub async fn subject_of_history(&mut self, permit: &dyn AnyPermit, row: Uuid) -> Result<Option<String>> {
        let found: Option<(String,)> = self
            .sql(permit, "select subject from history where alliance_id = $1 and row_id = $2 limit 1")
            .bind(row)
            .maybe()
            .await?;
        Ok(found.map(|(subject,)| subject))
    }

    /// The history of one row, newest first, at most `most` entries.
    pub async fn history(&mut self, permit: &dyn AnyPermit, row: Uuid, most: i64) -> Result<Vec<Entry>> {
        // Entries of another alliance are never shown, even for a known row.
        let rows: Vec<RawEntry> = self
            .shared(
                permit,
                "select h.field, h.changed_at, h.person_id, h.before_sealed, h.after_sealed, k.sealing_key \
                 from history h left join history_key k on k.row_id = h.row_id \
                 where h.row_id = $1 and (h.alliance_id = $2 or h.alliance_id is null) \
                 order by h.changed_at desc, h.id desc limit $3",
            )
            .bind(row)
            .bind(permit.alliance())
            .bind(most)
            .all()
            .await?;
        Ok(rows.into_iter().map(|raw| opened(row, raw)).collect())
    }
}

impl Read {
    /// The history of an account, oldest first, in whichever alliance it was changed:
    /// for its owner.
    pub async fn history_of_account(
        &mut self,
        permit: &dyn AnyPermit,
        person: PersonId,
        most: i64,
    ) -> Result<Vec<Entry>> {
        let row = person.uuid();
        let rows: Vec<RawEntry> = self
            .shared(
                permit,
                "select h.field, h.changed_at, h.person_id, h.before_sealed, h.after_sealed, k.sealing_key \
                 from history h left join history_key k on k.row_id = h.row_id \
                 where h.row_id = $1 and h.subject = 'person' order by h.changed_at, h.id limit $2",
            )
            .bind(row)
            .bind(most)
            .all()
            .await?;
        Ok(rows.into_iter().map(|raw| opened(row, raw)).collect())
    }
}

/// One change with the row it tells about, as an alliance takes it along when it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The table.
    pub subject: String,
    /// The row.
    pub row: Uuid,
    /// The permission used.
    pub acted_as: String,
    /// What changed.
    pub entry: Entry,
}

impl Read {
    /// Everything the history holds of the permit's alliance, oldest first; what was
    /// erased stays unreadable.
    pub async fn history_of_alliance(&mut self, permit: &dyn AnyPermit) -> Result<Vec<Told>> {
        #[derive(sqlx::FromRow)]
        struct Raw {
            subject: String,
            row_id: Uuid,
            acted_as: String,
            field: String,
            changed_at: Instant,
            person_id: Option<PersonId>,
            before_sealed: Option<Vec<u8>>,
            after_sealed: Option<Vec<u8>>,
            sealing_key: Option<Vec<u8>>,
        }
        let rows: Vec<Raw> = self
            .sql(
                permit,
                "select h.subject, h.row_id, h.acted_as, h.field, h.changed_at, h.person_id, h.before_sealed, \
                 h.after_sealed, k.sealing_key from history h left join history_key k on k.row_id = h.row_id \
                 where h.alliance_id = $1 order by h.changed_at, h.id",
            )
            .all()
            .await?;
        let told = |raw: Raw| {
            let kept = raw.before_sealed.is_some() || raw.after_sealed.is_some();
            let key = raw.sealing_key;
            let open = |sealed: Option<Vec<u8>>| sealed.and_then(|s| open(key.as_deref()?, raw.row_id, &s));
            let (before, after) = (open(raw.before_sealed), open(raw.after_sealed));
            // A row whose key was destroyed can have been given a new one since.
            let erased = kept && before.is_none() && after.is_none();
            let (field, at, person) = (raw.field, raw.changed_at, raw.person_id);
            Told {
                subject: raw.subject,
                row: raw.row_id,
                acted_as: raw.acted_as,
                entry: Entry { field, at, person, before, after, erased },
            }
        };
        Ok(rows.into_iter().map(told).collect())
    }
}

fn cipher(key: &[u8]) -> Result<XChaCha20Poly1305> {
    XChaCha20Poly1305::new_from_slice(key).map_err(|_| Error::Bug("a sealing key has 32 bytes".to_owned()))
}

fn open(key: &[u8], row: Uuid, sealed: &[u8]) -> Option<String> {
    let (nonce, text) = sealed.split_at_checked(24)?;
    let nonce: [u8; 24] = nonce.try_into().ok()?;
    let plain = cipher(key).ok()?.decrypt(&nonce.into(), Payload { msg: text, aad: row.as_bytes() }).ok()?;
    String::from_utf8(plain).ok()
}
