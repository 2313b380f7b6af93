//! The only SQL about who holds a link.

use base::{Alliance, AllianceId, AssignmentId, Permit, Visit, VoiceLinkId};
use store::{Read, Result};

/// The holder of a good link.
#[derive(Debug, sqlx::FromRow)]
pub struct Holder {
    pub assignment_id: AssignmentId,
    pub name: String,
    alliance_id: AllianceId,
    slug: String,
    alliance_name: String,
}

impl Holder {
    pub fn alliance(&self) -> Alliance {
        Alliance { id: self.alliance_id, slug: self.slug.clone(), name: self.alliance_name.clone() }
    }
}

/// Who holds the link one of whose letters carries the token with that hash: it has neither expired nor ended, and its
/// alliance is open.
pub async fn holder(db: &mut Read, permit: &Permit<Visit>, hash: &str) -> Result<Option<Holder>> {
    let now = db.now();
    db.shared(
        permit,
        "select l.assignment_id, l.name, l.alliance_id, a.slug, a.name as alliance_name \
         from assignment_letter t join assignment_link l on l.alliance_id = t.alliance_id and l.id = t.link_id \
         join published_alliance a on a.alliance_id = l.alliance_id \
         where t.token_hash = $1 and l.ended_at is null and l.expires_at > $2 and a.closed_on is null",
    )
    .bind(hash.to_owned())
    .bind(now)
    .maybe()
    .await
}

/// Somebody who may report talks.
#[derive(Debug, sqlx::FromRow)]
pub struct Multiplier {
    pub id: VoiceLinkId,
    pub name: String,
    alliance_id: AllianceId,
    slug: String,
    alliance_name: String,
}

impl Multiplier {
    pub fn alliance(&self) -> Alliance {
        Alliance { id: self.alliance_id, slug: self.slug.clone(), name: self.alliance_name.clone() }
    }
}

/// Who reports talks by the link with a token of that hash: it has neither expired nor ended,
/// and its alliance is open.
pub async fn multiplier(db: &mut Read, permit: &Permit<Visit>, hash: &str) -> Result<Option<Multiplier>> {
    let now = db.now();
    db.shared(
        permit,
        "select l.id, l.name, l.alliance_id, a.slug, a.name as alliance_name from voice_link l \
         join published_alliance a on a.alliance_id = l.alliance_id \
         where l.token_hash = $1 and l.ended_at is null and l.expires_at > $2 and a.closed_on is null",
    )
    .bind(hash.to_owned())
    .bind(now)
    .maybe()
    .await
}
