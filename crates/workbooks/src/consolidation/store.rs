//! The only SQL about contributions side by side and about where agreed answers come from.

use super::model::{Given, Way, mark_replaced};
use crate::assignments::{State, Voice};
use ::store::{Read, Result, Tx};
use base::{AnyPermit, AssignmentId, Day, EditWorkbook, Instant, Permit, PersonId, ViewContributions};
use instrument::Instrument;
use std::collections::BTreeMap;

/// Lines of one list at most.
const MOST: i64 = 20_000;

/// One question somebody was asked, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The numbered question.
    pub item: String,
    /// The assignment.
    pub assignment: AssignmentId,
    /// The organisation as it was asked; empty for a single person.
    pub who: String,
    /// Whose view it is.
    pub voice: Voice,
    /// What has become of it.
    pub state: State,
    /// Why it was declined or ended.
    pub reason: String,
    /// The last day.
    pub due_on: Day,
    /// When it was delivered or declined.
    pub answered_at: Option<Instant>,
}

#[derive(sqlx::FromRow)]
struct AskedRow {
    item: String,
    id: AssignmentId,
    organisation: String,
    voice: String,
    state: String,
    state_reason: String,
    due_on: Day,
    answered_at: Option<Instant>,
}

/// Who was asked which question of a working aid, or this one where `item` names one.
pub async fn asked(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    instrument: &str,
    item: &str,
) -> Result<Vec<Asked>> {
    let rows: Vec<AskedRow> = db
        .sql(
            permit,
            "select i.item, a.id, a.organisation, a.voice, a.state, a.state_reason, a.due_on, a.answered_at \
             from assignment_item i join assignment a on a.alliance_id = i.alliance_id and a.id = i.assignment_id \
             where i.alliance_id = $1 and a.instrument_key = $2 and ($3 = '' or i.item = $3) \
             order by a.organisation, a.asked_at, a.id limit $4",
        )
        .bind(instrument.to_owned())
        .bind(item.to_owned())
        .bind(MOST)
        .all()
        .await?;
    let asked = |row: AskedRow| Asked {
        item: row.item,
        assignment: row.id,
        who: row.organisation,
        voice: Voice::from_key(&row.voice).unwrap_or_default(),
        state: State::from_key(&row.state).unwrap_or(State::Ended),
        reason: row.state_reason,
        due_on: row.due_on,
        answered_at: row.answered_at,
    };
    Ok(rows.into_iter().map(asked).collect())
}

#[derive(sqlx::FromRow)]
struct GivenRow {
    id: AssignmentId,
    organisation: String,
    voice: String,
    item: String,
    value: String,
    as_of: Option<Day>,
    source: String,
    way: String,
    version: i64,
    changed_at: Instant,
    answered_at: Option<Instant>,
    municipality_ags: Option<String>,
}

/// What was delivered for a working aid, or for one of its questions where `item` names
/// one. What a contributor is still working on is not theirs to be used yet.
pub async fn given(
    db: &mut Read,
    permit: &Permit<ViewContributions>,
    aid: &Instrument,
    item: &str,
) -> Result<Vec<Given>> {
    let rows: Vec<GivenRow> = db
        .sql(
            permit,
            "select a.id, a.organisation, a.voice, c.item, c.value, c.as_of, c.source, c.way, c.version, c.changed_at, \
             a.answered_at, a.municipality_ags \
             from contribution c join assignment a on a.alliance_id = c.alliance_id and a.id = c.assignment_id \
             where c.alliance_id = $1 and a.instrument_key = $2 and a.state = 'delivered' and c.value is not null \
             and ($3 = '' or exists (select 1 from assignment_item i where i.alliance_id = c.alliance_id \
             and i.assignment_id = c.assignment_id and i.item = $3)) \
             order by a.organisation, a.asked_at, a.id, c.item limit $4",
        )
        .bind(aid.key.clone())
        .bind(item.to_owned())
        .bind(MOST)
        .all()
        .await?;
    let given = |row: GivenRow| {
        let field = aid.field(&row.item)?;
        Some(Given {
            assignment: row.id,
            who: row.organisation,
            voice: Voice::from_key(&row.voice).unwrap_or_default(),
            value: crate::workbooks::read_stored(field, &row.value).ok().flatten(),
            field: row.item,
            stored: row.value,
            as_of: row.as_of,
            source: row.source,
            came_by: row.way,
            version: row.version,
            at: row.changed_at,
            delivered_at: row.answered_at.unwrap_or(row.changed_at),
            municipality: row.municipality_ags,
            replaced_at: None,
        })
    };
    let mut all: Vec<Given> = rows.into_iter().filter_map(given).collect();
    mark_replaced(&mut all);
    Ok(all)
}

/// Where the answer of a field comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The version of the answer it led to.
    pub answer_version: i64,
    /// How.
    pub way: Way,
    /// When it was agreed.
    pub made_at: Instant,
    /// By whom; `None` for the machine.
    pub made_by: Option<PersonId>,
    /// What it was made of.
    pub parts: Vec<Part>,
}

/// One contribution an answer was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The assignment.
    pub assignment: AssignmentId,
    /// The organisation as it was asked.
    pub who: String,
    /// The version used.
    pub version: i64,
    /// When that was contributed.
    pub given_at: Instant,
}

#[derive(sqlx::FromRow)]
struct ProvenanceRow {
    item: String,
    answer_version: i64,
    way: String,
    made_at: Instant,
    made_by: Option<PersonId>,
    assignment_id: Option<AssignmentId>,
    organisation: Option<String>,
    contribution_version: Option<i64>,
    given_at: Option<Instant>,
}

impl ProvenanceRow {
    fn part(&self) -> Option<Part> {
        Some(Part {
            assignment: self.assignment_id?,
            who: self.organisation.clone().unwrap_or_default(),
            version: self.contribution_version?,
            given_at: self.given_at?,
        })
    }
}

/// Where the answers of a working aid come from, by field: of each the last line.
pub async fn provenance(
    db: &mut Read,
    permit: &dyn AnyPermit,
    instrument: &str,
) -> Result<BTreeMap<String, Provenance>> {
    let rows: Vec<ProvenanceRow> = db
        .sql(
            permit,
            "select p.item, p.answer_version, p.way, p.made_at, p.made_by, s.assignment_id, a.organisation, \
             s.contribution_version, s.given_at from answer_provenance p \
             left join answer_source s on s.alliance_id = p.alliance_id and s.provenance_id = p.id \
             left join assignment a on a.alliance_id = s.alliance_id and a.id = s.assignment_id \
             where p.alliance_id = $1 and p.instrument_key = $2 and not exists (select 1 from answer_provenance q \
             where q.alliance_id = p.alliance_id and q.instrument_key = p.instrument_key and q.item = p.item \
             and (q.answer_version > p.answer_version or q.answer_version = p.answer_version \
             and (q.made_at > p.made_at or q.made_at = p.made_at and q.id > p.id))) \
             order by p.item, a.organisation, s.given_at limit $3",
        )
        .bind(instrument.to_owned())
        .bind(MOST)
        .all()
        .await?;
    let mut all: BTreeMap<String, Provenance> = BTreeMap::new();
    for row in rows {
        let part = row.part();
        let line = all.entry(row.item).or_insert_with(|| Provenance {
            answer_version: row.answer_version,
            way: Way::from_key(&row.way).unwrap_or(Way::Own),
            made_at: row.made_at,
            made_by: row.made_by,
            parts: Vec::new(),
        });
        line.parts.extend(part);
    }
    Ok(all)
}

/// A contribution an answer is made of: the assignment, the version used, and when that
/// was contributed.
pub type Source = (AssignmentId, i64, Instant);

/// Notes where an answer comes from.
pub async fn note(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    (instrument, item): (&str, &str),
    answer_version: i64,
    way: Way,
    parts: &[Source],
) -> Result<()> {
    let (id, now) = (tx.new_uuid(), tx.now());
    tx.sql(
        permit,
        "insert into answer_provenance (alliance_id, id, instrument_key, item, answer_version, way, made_at, made_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(instrument.to_owned())
    .bind(item.to_owned())
    .bind(answer_version)
    .bind(way.key())
    .bind(now)
    .bind(permit.actor().person())
    .run()
    .await?;
    for (assignment, version, given_at) in parts {
        tx.sql(
            permit,
            "insert into answer_source (alliance_id, provenance_id, assignment_id, contribution_version, given_at) \
             values ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(*assignment)
        .bind(*version)
        .bind(*given_at)
        .run()
        .await?;
    }
    Ok(())
}
