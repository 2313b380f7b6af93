//! Walks the whole chain and compares it with the heads in the journal.

use super::{
    AuditLine,
    chain::{Head, Noted},
};
use crate::{AUDIT_HEADS, Db, Disagreement, Result, group::Acting};
use base::Instant;
use std::{collections::BTreeMap, fmt};

/// What a whole chain looked like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditReport {
    /// Lines in the chain.
    pub lines: i64,
    /// Heads in the journal that were compared with it.
    pub heads: usize,
    /// The line the first of them was noted for: what was cut before that would not be seen.
    pub first: i64,
    /// Lines that went with a restore, and when it was.
    pub restored: Vec<(i64, Instant)>,
    /// The first head, where it was noted long after the chain began: for which line and
    /// when. Heads from before are lost.
    pub late: Option<(i64, Instant)>,
}

/// The first thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditFault {
    /// The line of that number was changed, or exchanged for another.
    Changed(i64),
    /// Lines are missing, from this number on.
    Missing(i64),
    /// Lines from before the chain were changed or taken out.
    Unchained,
    /// The chain ends at the first number; the database or the journal has known it to
    /// the second: its tail was cut off.
    CutTail(i64, i64),
    /// A line of the journal is not ours.
    Head(usize),
    /// There are lines, and no head in the journal: a cut tail would go unnoticed.
    NoHeads,
}

impl fmt::Display for AuditFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(n) => write!(f, "Eintrag {n} wurde geändert oder ausgetauscht."),
            Self::Missing(n) => write!(f, "Eintrag {n} fehlt."),
            Self::Unchained => {
                write!(f, "Einträge aus der Zeit vor der Verkettung wurden geändert oder entfernt.")
            }
            Self::CutTail(last, known) => {
                write!(f, "Das Ende fehlt: Der letzte Eintrag ist {last}, bekannt war schon {known}.")
            }
            Self::Head(line) => {
                write!(f, "Zeile {line} in {AUDIT_HEADS} ist nicht von dieser Anlage unterschrieben.")
            }
            Self::NoHeads => write!(
                f,
                "In {AUDIT_HEADS} steht kein Kopf der Kette: Ein abgeschnittenes Ende fiele nicht auf."
            ),
        }
    }
}

/// Lines read at a time.
const PAGE: usize = 5000;

/// The first head is noted when the first command ends, or seconds after serving began.
const PROMPT_SECONDS: i64 = 3600;

/// Number and time of a journal's first head, where it came long after the chain's first line.
fn late(first: &Noted, began: Instant) -> Option<(i64, Instant)> {
    let at = Instant::from_micros(first.at);
    (!first.restored && began.plus_seconds(PROMPT_SECONDS) < at).then_some((first.sequence, at))
}

impl Db {
    /// Checks every line of the audit, the head in the database, and the heads in the
    /// journal (or in the text given instead). Names the first fault.
    pub async fn verify_audit(
        &self,
        heads: Option<&str>,
    ) -> Result<std::result::Result<AuditReport, AuditFault>> {
        let lines = match heads {
            Some(text) => text.lines().map(str::to_owned).collect(),
            None => self.journal().lines(AUDIT_HEADS)?,
        };
        let known = match self.heads(&lines) {
            Ok(known) => known,
            Err(fault) => return Ok(Err(fault)),
        };
        let mut read = self.read(&Acting::storage()).await?;
        let unchained = read.unchained().await?;
        let mut head = Head::after_unchained(&unchained);
        let stands = read.audit_head().await?;
        let mut began = None;
        loop {
            let page = read.chained_after(head.sequence).await?;
            let is_last = page.len() < PAGE;
            began = began.or_else(|| page.first().map(|(line, _)| line.at));
            for (line, seal) in page {
                match known.follow(&head, &line, seal.as_deref()) {
                    Ok(next) => head = next,
                    Err(AuditFault::Changed(1)) if !unchained.is_empty() => {
                        return Ok(Err(AuditFault::Unchained));
                    }
                    Err(fault) => return Ok(Err(fault)),
                }
            }
            if is_last {
                break;
            }
        }
        let furthest = known.furthest().max(stands.sequence);
        Ok(if furthest > head.sequence {
            Err(AuditFault::CutTail(head.sequence, furthest))
        } else if stands != head {
            Err(AuditFault::Changed(head.sequence))
        } else if head.sequence > 0 && lines.is_empty() {
            Err(AuditFault::NoHeads)
        } else {
            let late = began.and_then(|began| late(known.first.as_ref()?, began));
            let first = known.first.map_or(0, |first| first.sequence);
            Ok(AuditReport {
                lines: head.sequence,
                heads: lines.len(),
                first,
                restored: known.restored,
                late,
            })
        })
    }

    fn trusted(&self, line: &str) -> Option<(Head, Noted)> {
        let noted: Noted = serde_json::from_str(line).ok()?;
        Some((noted.trusted(self.keys())?, noted))
    }

    /// In what the journal's heads and the chain do not agree, by its ends alone: only
    /// [`Db::verify_audit`] compares all of it.
    pub(crate) async fn heads_disagree(&self) -> Result<Option<Disagreement>> {
        let ends = self.journal().ends(AUDIT_HEADS)?;
        let mut read = self.read(&Acting::storage()).await?;
        let stands = read.audit_head().await?.sequence;
        let written = read.last_sequence().await?;
        if written < stands {
            return Ok(Some(Disagreement::CutTail(written, stands)));
        }
        let Some((first, last)) = ends else {
            return Ok((stands > 0).then_some(Disagreement::Missing(AUDIT_HEADS)));
        };
        let Some((last, _)) = self.trusted(&last) else {
            let lines = self.journal().lines(AUDIT_HEADS)?;
            return Ok(Some(if lines.iter().all(|line| self.trusted(line).is_none()) {
                Disagreement::Foreign(AUDIT_HEADS)
            } else {
                Disagreement::Broken { file: AUDIT_HEADS, line: lines.len() }
            }));
        };
        let set_back = last.sequence > stands;
        // Set back, the chain still agrees with heads from before.
        let shared = if set_back {
            let lines = self.journal().lines(AUDIT_HEADS)?;
            let heads = lines.iter().rev().filter_map(|line| self.trusted(line));
            heads.map(|(head, _)| head).find(|head| head.sequence <= stands)
        } else {
            Some(last)
        };
        let agrees = match shared {
            // Before the first line there is nothing to compare.
            Some(head) if head.sequence == 0 => true,
            Some(head) => read.seal_of(head.sequence).await?.as_deref() == Some(head.seal.as_slice()),
            None => false,
        };
        Ok(if !agrees {
            Some(Disagreement::Foreign(AUDIT_HEADS))
        } else if set_back {
            Some(Disagreement::SetBack(stands, last.sequence))
        } else {
            let first = self.trusted(&first).map(|(_, noted)| noted);
            let began = read.chain_began().await?;
            let late = first.zip(began).and_then(|(first, began)| late(&first, began));
            late.map(|(number, at)| Disagreement::Late(number, at))
        })
    }

    fn heads(&self, lines: &[String]) -> std::result::Result<Known, AuditFault> {
        let mut known = Known::default();
        for (at, line) in lines.iter().enumerate() {
            let (head, noted) = self.trusted(line).ok_or(AuditFault::Head(at + 1))?;
            if noted.restored {
                let gone = (known.furthest() - head.sequence).max(0);
                known.restored.push((gone, Instant::from_micros(noted.at)));
                known.seals.retain(|sequence, _| *sequence <= head.sequence);
            }
            known.seals.entry(head.sequence).or_default().push(head.seal);
            known.first.get_or_insert(noted);
        }
        Ok(known)
    }
}

/// What the journal's heads tell.
#[derive(Default)]
struct Known {
    /// Seals by the number of their line.
    seals: BTreeMap<i64, Vec<[u8; 32]>>,
    restored: Vec<(i64, Instant)>,
    first: Option<Noted>,
}

impl Known {
    fn furthest(&self) -> i64 {
        self.seals.last_key_value().map_or(0, |(last, _)| *last)
    }

    /// The head after a line, if line and seal are what they should be.
    fn follow(
        &self,
        head: &Head,
        line: &AuditLine,
        seal: Option<&[u8]>,
    ) -> std::result::Result<Head, AuditFault> {
        let number = line.sequence.unwrap_or_default();
        if number != head.sequence + 1 {
            return Err(AuditFault::Missing(head.sequence + 1));
        }
        let next = head.followed_by(line);
        let known = self.seals.get(&number).is_none_or(|seals| seals.iter().all(|s| *s == next.seal));
        if seal == Some(next.seal.as_slice()) && known { Ok(next) } else { Err(AuditFault::Changed(number)) }
    }
}

#[derive(sqlx::FromRow)]
struct Sealed {
    #[sqlx(flatten)]
    line: AuditLine,
    seal: Option<Vec<u8>>,
}

impl crate::Read {
    /// The seal of a line, if there is such a line.
    async fn seal_of(&mut self, sequence: i64) -> Result<Option<Vec<u8>>> {
        let found: Option<(Option<Vec<u8>>,)> =
            self.bare("select seal from audit where sequence = $1").bind(sequence).maybe().await?;
        Ok(found.and_then(|(seal,)| seal))
    }

    /// The number of the last line there is.
    async fn last_sequence(&mut self) -> Result<i64> {
        let (last,): (i64,) = self.bare("select coalesce(max(sequence), 0) from audit").one().await?;
        Ok(last)
    }

    /// When the chain's first line was written.
    async fn chain_began(&mut self) -> Result<Option<Instant>> {
        let found: Option<(Instant,)> = self.bare("select at from audit where sequence = 1").maybe().await?;
        Ok(found.map(|(at,)| at))
    }

    async fn chained_after(&mut self, sequence: i64) -> Result<Vec<(AuditLine, Option<Vec<u8>>)>> {
        let rows: Vec<Sealed> = self
            .bare(
                "select sequence, id, at, alliance_id, person_id, role, permission, channel, subject, fields, \
                 reason, seal from audit where sequence > $1 order by sequence limit $2",
            )
            .bind(sequence)
            .bind(i64::try_from(PAGE).unwrap_or(i64::MAX))
            .all()
            .await?;
        Ok(rows.into_iter().map(|row| (row.line, row.seal)).collect())
    }
}
