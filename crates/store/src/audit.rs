//! The audit: every unit of work leaves one line that says who did what to which
//! row, under which permission. Lines name rows and fields, never values.

use crate::{Result, Tx};
use base::{AllianceId, AnyPermit, Instant, PersonId};
use uuid::Uuid;

/// A line that waits for the commit.
pub(crate) struct Line {
    id: Uuid,
    at: Instant,
    alliance: Option<AllianceId>,
    person: Option<PersonId>,
    permission: &'static str,
    subject: String,
}

impl Tx {
    /// Notes what was done; it goes to disk with the commit.
    pub(crate) fn audit(&mut self, permit: &dyn AnyPermit, subject: &str) {
        let line = Line {
            id: self.new_uuid(),
            at: self.now(),
            alliance: permit.alliance(),
            person: permit.actor().person(),
            permission: permit.rule().name,
            subject: subject.to_owned(),
        };
        self.lines.push(line);
    }

    pub(crate) async fn write_lines(&mut self) -> Result<()> {
        let lines = std::mem::take(&mut self.lines);
        self.insert_many(
            "insert into audit (id, at, alliance_id, person_id, permission, subject)",
            6,
            &lines,
            |query, line| {
                query
                    .bind(line.id)
                    .bind(line.at)
                    .bind(line.alliance)
                    .bind(line.person)
                    .bind(line.permission)
                    .bind(line.subject.clone())
            },
        )
        .await
    }
}
