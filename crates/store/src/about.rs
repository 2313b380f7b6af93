//! What the ground floor's own lists hold about one account, for its owner (Art. 15 GDPR).

use crate::{Read, Result};
use base::{AllianceId, AnyPermit, Instant, PersonId};

/// One line of the audit by or about somebody.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AuditedAct {
    /// When.
    pub at: Instant,
    /// Where; `None` for statewide acts.
    pub alliance_id: Option<AllianceId>,
    /// Who; `None` for visitors and the machine.
    pub person_id: Option<PersonId>,
    /// The permission used.
    pub permission: String,
    /// What was done to which row.
    pub subject: String,
}

impl Read {
    /// Lines of the audit by somebody or naming their key, the latest first, at most `most`.
    pub async fn acts_about(
        &mut self,
        permit: &dyn AnyPermit,
        person: PersonId,
        most: i64,
    ) -> Result<Vec<AuditedAct>> {
        self.shared(
            permit,
            "select at, alliance_id, person_id, permission, subject from audit \
             where person_id = $1 or subject like $2 order by at desc, id desc limit $3",
        )
        .bind(person)
        .bind(format!("%{person}%"))
        .bind(most)
        .all()
        .await
    }
}
