//! The chain: each line's seal is a SHA-256 over the line and the seal before it.
//! Heads of the chain are signed (Ed25519, RFC 8032) and kept in the journal.

use super::AuditLine;
use crate::{AUDIT_HEADS, Db, Engine, Error, Keys, Read, Result, Tx, group::Acting};
use base::Instant;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::{PoisonError, atomic::Ordering};

/// Where a chain ends: the number and the seal of its last line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last line's number; 0 before the first.
    pub sequence: i64,
    /// The last line's seal.
    pub seal: [u8; 32],
}

impl Head {
    /// The head after one more line.
    #[must_use]
    pub fn followed_by(&self, line: &AuditLine) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"klappt audit 1");
        hash.update(self.seal);
        hash.update(line.sequence.unwrap_or_default().to_be_bytes());
        tell(&mut hash, line);
        Self { sequence: line.sequence.unwrap_or_default(), seal: hash.finalize().into() }
    }

    /// The head before the first line: a seal over whatever was written before there
    /// was a chain.
    pub(super) fn after_unchained(lines: &[AuditLine]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"klappt audit before 1");
        for line in lines {
            tell(&mut hash, line);
        }
        Self { sequence: 0, seal: hash.finalize().into() }
    }
}

/// Everything a line says, such that no two lines say the same bytes.
fn tell(hash: &mut Sha256, line: &AuditLine) {
    hash.update(line.id.as_bytes());
    hash.update(line.at.micros().to_be_bytes());
    let alliance = line.alliance_id.map(|id| id.to_string());
    let person = line.person_id.map(|id| id.to_string());
    for text in [
        alliance.as_deref(),
        person.as_deref(),
        line.role.as_deref(),
        Some(line.permission.as_str()),
        line.channel.as_deref(),
        Some(line.subject.as_str()),
        line.fields.as_deref(),
        line.reason.as_deref(),
    ] {
        match text {
            None => hash.update([0]),
            Some(text) => {
                hash.update([1]);
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text.as_bytes());
            }
        }
    }
}

type Row = (i64, Option<Vec<u8>>);

/// Numbers lines after a head; answers the head after each.
fn linked(mut head: Head, lines: &mut [AuditLine]) -> Vec<Head> {
    let mut heads = Vec::with_capacity(lines.len());
    for line in lines {
        line.sequence = Some(head.sequence + 1);
        head = head.followed_by(line);
        heads.push(head);
    }
    heads
}

impl Tx {
    /// Numbers lines after the head as it stands and moves it behind them, held until the
    /// commit: nobody else adds a line meanwhile. Answers the head after each line.
    pub(super) async fn chain(&mut self, lines: &mut [AuditLine]) -> Result<Vec<Head>> {
        if let Some(known) = self.db().known_head() {
            let heads = linked(known, lines);
            if self.move_head(&known, heads.last()).await? {
                return Ok(heads);
            }
        }
        let head = self.take_head().await?;
        let heads = linked(head, lines);
        self.put_head(heads.last().unwrap_or(&head)).await?;
        Ok(heads)
    }

    async fn take_head(&mut self) -> Result<Head> {
        let (sequence, seal): Row = self
            .bare("update audit_head set sequence = sequence where id = 1 returning sequence, seal")
            .one()
            .await?;
        self.head_of(sequence, seal).await
    }

    async fn put_head(&mut self, head: &Head) -> Result<()> {
        self.bare("update audit_head set sequence = $1, seal = $2 where id = 1")
            .bind(head.sequence)
            .bind(head.seal.to_vec())
            .run()
            .await?;
        self.db().remember_head(*head);
        Ok(())
    }

    /// Moves the head from where this process has left it; `false` where it does not stand
    /// there: another process has added lines, or what was written was rolled back.
    async fn move_head(&mut self, from: &Head, to: Option<&Head>) -> Result<bool> {
        let to = to.unwrap_or(from);
        let moved = self
            .bare(
                "update audit_head set sequence = $1, seal = $2 where id = 1 and sequence = $3 and seal = $4",
            )
            .bind(to.sequence)
            .bind(to.seal.to_vec())
            .bind(from.sequence)
            .bind(from.seal.to_vec())
            .run()
            .await?;
        self.db().remember_head(*to);
        Ok(moved > 0)
    }
}

impl Read {
    /// The head as it stands.
    pub async fn audit_head(&mut self) -> Result<Head> {
        let (sequence, seal): Row =
            self.bare("select sequence, seal from audit_head where id = 1").one().await?;
        self.head_of(sequence, seal).await
    }

    async fn head_of(&mut self, sequence: i64, seal: Option<Vec<u8>>) -> Result<Head> {
        match seal {
            Some(seal) => {
                let seal = seal.try_into().map_err(|_| Error::Bug("a seal has 32 bytes".to_owned()))?;
                Ok(Head { sequence, seal })
            }
            None => Ok(Head::after_unchained(&self.unchained().await?)),
        }
    }

    /// Lines from before there was a chain, oldest first.
    pub(super) async fn unchained(&mut self) -> Result<Vec<AuditLine>> {
        self.bare(
            "select sequence, id, at, alliance_id, person_id, role, permission, channel, subject, fields, reason \
             from audit where sequence is null order by id",
        )
        .all()
        .await
    }
}

/// A line of the journal.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Noted {
    pub(super) sequence: i64,
    seal: String,
    /// Microseconds since 1970.
    pub(super) at: i64,
    /// The database was set back to this head on purpose: what came after is gone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) restored: bool,
    /// The master key the signing key was derived from.
    key: u32,
    signature: String,
}

impl Noted {
    fn signed(keys: &Keys, head: &Head, at: Instant, restored: bool) -> Result<Self> {
        let (key, pair) = pair(keys, None).ok_or_else(|| Error::Bug("no key to sign heads".to_owned()))?;
        let mut noted = Self {
            sequence: head.sequence,
            seal: hex::encode(head.seal),
            at: at.micros(),
            restored,
            key,
            signature: String::new(),
        };
        noted.signature = hex::encode(pair.sign(noted.said().as_bytes()));
        Ok(noted)
    }

    fn said(&self) -> String {
        let kind = if self.restored { "restored" } else { "head" };
        format!("klappt audit {kind} 1\n{}\n{}\n{}\n{}", self.sequence, self.seal, self.at, self.key)
    }

    /// The head it tells of, if the signature is ours.
    pub(super) fn trusted(&self, keys: &Keys) -> Option<Head> {
        let (_, pair) = pair(keys, Some(self.key))?;
        let signature = hex::decode(&self.signature).ok()?;
        UnparsedPublicKey::new(&ED25519, pair.public_key().as_ref())
            .verify(self.said().as_bytes(), &signature)
            .ok()?;
        let mut seal = [0; 32];
        hex::decode_to_slice(&self.seal, &mut seal).ok()?;
        Some(Head { sequence: self.sequence, seal })
    }
}

fn pair(keys: &Keys, number: Option<u32>) -> Option<(u32, Ed25519KeyPair)> {
    let number = number.unwrap_or_else(|| keys.newest());
    let seed = keys.derive_of(number, "klappt audit heads 1")?;
    Some((number, Ed25519KeyPair::from_seed_unchecked(seed.bytes()).ok()?))
}

/// The public key with which anybody can check the signatures of heads, in hex, and
/// the number of the master key it belongs to.
pub fn audit_key(keys: &Keys) -> Option<(u32, String)> {
    pair(keys, None).map(|(number, pair)| (number, hex::encode(pair.public_key().as_ref())))
}

impl Db {
    /// The head this process has written last, which saves asking for it. It is compared
    /// when it is moved, so that it need not be right. With several writers at once, as on
    /// PostgreSQL, it seldom would be.
    fn known_head(&self) -> Option<Head> {
        if self.engine() == Engine::Postgres {
            return None;
        }
        *self.written_head().lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn remember_head(&self, head: Head) {
        *self.written_head().lock().unwrap_or_else(PoisonError::into_inner) = Some(head);
    }

    /// Writes the chain's head into the journal, signed, unless it is there already.
    /// Answers whether something was written.
    ///
    /// # Errors
    /// `Unavailable` when database or journal cannot be reached.
    pub async fn note_head(&self) -> Result<bool> {
        let head = self.read(&Acting::storage()).await?.audit_head().await?;
        if head.sequence == 0 || self.noted().load(Ordering::Relaxed) == head.sequence {
            return Ok(false);
        }
        self.note(&head, false).await?;
        Ok(true)
    }

    /// The last line whose head this process has noted in the journal; 0 before the first.
    pub fn noted_head(&self) -> i64 {
        self.noted().load(Ordering::Relaxed)
    }

    /// Writes down that the database was set back to a head, as a restore does: what
    /// later heads told of is gone on purpose. Then notes where the chain stands now.
    ///
    /// # Errors
    /// `Unavailable` when database or journal cannot be reached.
    pub async fn note_restored(&self, stood: &Head) -> Result<()> {
        self.note(stood, true).await?;
        self.note_head().await.map(drop)
    }

    /// Notes the head of a chain this process has added to, before it leaves: who only
    /// read leaves the journal as it was.
    pub(crate) async fn note_last_head(&self) -> Result<()> {
        let has_written = self.written_head().lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if has_written {
            self.note_head().await?;
        }
        Ok(())
    }

    async fn note(&self, head: &Head, restored: bool) -> Result<()> {
        let noted = Noted::signed(self.keys(), head, self.clock().now(), restored)?;
        let line = serde_json::to_string(&noted).map_err(|e| Error::Bug(e.to_string()))?;
        if self.noted().load(Ordering::Relaxed) > 0 && !self.journal().path(AUDIT_HEADS).exists() {
            tracing::error!(file = AUDIT_HEADS, "gone while klappt ran; begun anew, see klappt check");
        }
        self.journal().append(AUDIT_HEADS, line.clone()).await?;
        // The file has it; a system log that is down for a while is no reason to stop.
        if let Err(e) = self.journal().tell(self.clock().now(), &format!("audit head {line}")).await {
            tracing::error!(cause = %e, "the audit's head could not be said to the system log");
        }
        self.noted().store(head.sequence, Ordering::Relaxed);
        // Whoever collects the log has the head there as well.
        tracing::info!(sequence = head.sequence, seal = %hex::encode(head.seal), restored, "audit head");
        Ok(())
    }
}
