//! The audit: every unit of work and every look at personal data leaves one line
//! that says who, in which role, did what to which row, through which door, and
//! why. Lines name rows and fields, never values.
//!
//! Lines form a chain ([`chain`]); its head is also kept, signed, in the journal
//! outside the database, so that a cut tail is noticed ([`verify`]).

mod chain;
mod verify;

pub use chain::{Head, audit_key};
pub use verify::{AuditFault, AuditReport};

use crate::{Letter, Read, Result, Tx};
use base::{AllianceId, AnyPermit, Instant, PersonId};
use uuid::Uuid;

/// One line.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AuditLine {
    /// Its place in the chain; `None` when it was written before there was one.
    pub sequence: Option<i64>,
    /// Names the line.
    pub id: Uuid,
    /// When.
    pub at: Instant,
    /// Where; `None` for statewide acts.
    pub alliance_id: Option<AllianceId>,
    /// Who; `None` for visitors and the machine.
    pub person_id: Option<PersonId>,
    /// The role it was done in.
    pub role: Option<String>,
    /// The permission used.
    pub permission: String,
    /// `page`, `api`, `file`, `mail`, `job` or `console`.
    pub channel: Option<String>,
    /// What was done to which row; the token of the program that did it, if one did.
    pub subject: String,
    /// Names of the fields read or changed.
    pub fields: Option<String>,
    /// Why personal data were shown.
    pub reason: Option<String>,
}

/// A look at personal data, as the route table declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look<'a> {
    /// What is shown: `contact: name, phone`.
    pub fields: &'a str,
    /// Why: the task it serves.
    pub reason: &'a str,
    /// It leaves as a file.
    pub file: bool,
}

impl Tx {
    /// Notes what was done; it goes to disk with the commit. The fields are those
    /// whose change was kept since the last line.
    pub(crate) fn audit(&mut self, permit: &dyn AnyPermit, subject: &str) {
        let mut fields: Vec<String> = Vec::new();
        for change in self.changes.get(self.told..).unwrap_or_default() {
            let name = change.name();
            if !fields.contains(&name) {
                fields.push(name);
            }
        }
        self.told = self.changes.len();
        let fields = (!fields.is_empty()).then(|| fields.join(", "));
        let line = self.line(permit, subject, fields);
        self.lines.push(line);
    }

    /// Notes a look at personal data.
    pub(crate) fn audit_look(&mut self, permit: &dyn AnyPermit, subject: &str, look: &Look<'_>) {
        let line = self.line(permit, subject, Some(look.fields.to_owned()));
        let channel = if look.file { Some("file".to_owned()) } else { line.channel.clone() };
        self.lines.push(AuditLine { reason: Some(look.reason.to_owned()), channel, ..line });
    }

    /// Notes that a letter left: in the name of whoever caused it, without its address.
    pub(crate) fn audit_letter(&mut self, permit: &dyn AnyPermit, letter: &Letter, to: Option<PersonId>) {
        let to = to.map_or_else(|| "an address without an account".to_owned(), |id| format!("person {id}"));
        let sort = if letter.sort.is_empty() { "letter" } else { &letter.sort };
        let line = self.line(permit, &format!("{sort} sent to {to}"), None);
        self.lines.push(AuditLine {
            alliance_id: letter.alliance,
            person_id: letter.caused_by,
            channel: Some("mail".to_owned()),
            ..line
        });
    }

    fn line(&self, permit: &dyn AnyPermit, subject: &str, fields: Option<String>) -> AuditLine {
        AuditLine {
            sequence: None,
            id: self.new_uuid(),
            at: self.now(),
            alliance_id: permit.alliance(),
            person_id: permit.actor().person(),
            role: permit.role().map(|role| role.key().to_owned()),
            permission: permit.rule().name.to_owned(),
            channel: Some(permit.actor().channel().key().to_owned()),
            subject: match permit.actor().token() {
                Some(token) => format!("{subject} (token {token})"),
                None => subject.to_owned(),
            },
            fields,
            reason: None,
        }
    }

    pub(crate) async fn write_lines(&mut self) -> Result<()> {
        let mut lines = std::mem::take(&mut self.lines);
        if lines.is_empty() {
            return Ok(());
        }
        let heads = self.chain(&mut lines).await?;
        let sealed: Vec<(AuditLine, Head)> = lines.into_iter().zip(heads).collect();
        self.insert_many(
            "insert into audit (id, at, alliance_id, person_id, permission, subject, sequence, role, channel, \
             fields, reason, seal)",
            12,
            &sealed,
            |query, (line, head)| {
                query
                    .bind(line.id)
                    .bind(line.at)
                    .bind(line.alliance_id)
                    .bind(line.person_id)
                    .bind(line.permission.clone())
                    .bind(line.subject.clone())
                    .bind(line.sequence)
                    .bind(line.role.clone())
                    .bind(line.channel.clone())
                    .bind(line.fields.clone())
                    .bind(line.reason.clone())
                    .bind(head.seal.to_vec())
            },
        )
        .await
    }
}

/// Which lines are wanted; all of them when nothing is set.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Only of this alliance.
    pub alliance: Option<AllianceId>,
    /// Only those that belong to no alliance.
    pub statewide: bool,
    /// Only what this person did.
    pub person: Option<PersonId>,
    /// Only before this place in the chain.
    pub before: Option<i64>,
    /// Only from this moment on.
    pub since: Option<Instant>,
    /// Only until this moment, exclusively.
    pub until: Option<Instant>,
}

impl Read {
    /// Lines of the audit, the latest first.
    ///
    /// # Errors
    /// `Bug` for a permit that reaches neither the alliance nor statewide.
    pub async fn audit_lines(
        &mut self,
        permit: &dyn AnyPermit,
        filter: &AuditFilter,
        most: i64,
    ) -> Result<Vec<AuditLine>> {
        let lines = self.shared(
            permit,
            "select sequence, id, at, alliance_id, person_id, role, permission, channel, subject, fields, reason \
             from audit where (alliance_id = $1 or (alliance_id is null and $2)) \
             and (person_id = $3 or $3 is null) \
             and sequence < $4 and at >= $5 and at < $6 order by sequence desc limit $7",
        );
        lines
            .bind(filter.alliance)
            .bind(filter.statewide)
            .bind(filter.person)
            .bind(filter.before.unwrap_or(i64::MAX))
            .bind(filter.since.unwrap_or(Instant::from_micros(0)))
            .bind(filter.until.unwrap_or(Instant::from_micros(4_102_444_800_000_000)))
            .bind(most)
            .all()
            .await
    }
}
