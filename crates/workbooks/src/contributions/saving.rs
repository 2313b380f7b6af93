//! Saving one field of a contribution: by the page's script, a plain form or the
//! office on somebody's behalf, always the same way, with history and without a lost
//! update. Nothing is taken once the assignment is over.

use super::model::Asked;
use super::store::{self, Change, Contribution};
use crate::assignments::{self, Assignment, State};
use crate::figures::Origin;
use ::store::{Db, Error, Read, Result, Tx};
use base::{AnyPermit, Permission, Permit};
use instrument::{AnswerError, Field};

/// What became of an answer that was to be saved.
#[derive(Debug)]
pub enum Outcome {
    /// It is on disk, or stood there already, with this version.
    Saved(i64),
    /// Somebody else was faster: what they stored.
    Stale(Option<Contribution>),
    /// The assignment is delivered, declined or ended.
    Over,
}

enum Judged {
    Settled(Outcome),
    Writes(Option<Contribution>),
}

/// Saves one field of an assignment `reader` has found in this state, durably, together
/// with other small saves of the moment.
pub async fn save<P: Permission>(
    db: &Db,
    mut reader: Read,
    permit: &Permit<P>,
    state: State,
    change: Change,
) -> Result<Outcome> {
    let judged = judge(&mut reader, permit, state, &change).await?;
    let key = match &judged {
        Judged::Writes(Some(before)) => reader.sealing_key_of(permit, before.id).await?,
        _ => None,
    };
    drop(reader);
    let before = match judged {
        Judged::Settled(outcome) => return Ok(outcome),
        Judged::Writes(before) => before,
    };
    let subject = format!("contribution {} {} saved", change.assignment, change.item);
    let (acting, asked) = (permit.clone(), change.clone());
    let saved = db
        .save(permit, subject, move |tx| {
            let (acting, asked, before, key) = (acting.clone(), asked.clone(), before.clone(), key.clone());
            Box::pin(async move {
                begin(tx, &acting, &asked, state).await?;
                store::write(tx, &acting, &asked, before.as_ref(), key.as_ref()).await
            })
        })
        .await;
    match saved {
        Ok(version) => Ok(Outcome::Saved(version)),
        Err(Error::Taken) => {
            let mut reader = db.read(permit).await?;
            let found = assignments::find(&mut reader, permit, change.assignment).await?;
            let state = found.map_or(State::Ended, |a| a.state);
            Ok(match judge(&mut reader, permit, state, &change).await? {
                Judged::Settled(outcome) => outcome,
                Judged::Writes(before) => Outcome::Stale(before),
            })
        }
        Err(e) => Err(e),
    }
}

/// The first thing entered begins an assignment.
async fn begin(tx: &mut Tx, permit: &dyn AnyPermit, change: &Change, state: State) -> Result<()> {
    if state == State::Begun {
        return Ok(());
    }
    let now = assignments::find(tx, permit, change.assignment).await?.map(|a| a.state);
    match now {
        Some(State::Asked | State::Opened) => {
            assignments::begin(tx, permit, change.assignment).await?;
            Ok(())
        }
        Some(State::Begun) => Ok(()),
        _ => Err(Error::Taken),
    }
}

async fn judge(db: &mut Read, permit: &dyn AnyPermit, state: State, change: &Change) -> Result<Judged> {
    let stored = store::one(db, permit, change.assignment, &change.item).await?;
    let current = stored.as_ref().map_or(0, |row| row.version);
    let stands = stored.as_ref().map_or(change.value.is_none(), |row| {
        row.value == change.value && row.as_of == change.as_of && row.source == change.source
    });
    Ok(if !state.is_open() {
        Judged::Settled(Outcome::Over)
    } else if stands {
        Judged::Settled(Outcome::Saved(current))
    } else if change.based_on != current {
        Judged::Settled(Outcome::Stale(stored))
    } else {
        Judged::Writes(stored)
    })
}

/// Why an answer was not taken.
#[derive(Debug)]
pub enum Refusal {
    /// The assignment does not ask this.
    NotAsked,
    /// The answer does not fit the field.
    Wrong(AnswerError),
    /// The assignment is over.
    Over,
    /// Storage failed.
    Failed(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Writes an answer as a form posts it over whatever is there, inside the caller's unit
/// of work; answers its version. For callers that are alone with it: imports and the demo.
pub async fn answer(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    assignment: &Assignment,
    asked: &Asked,
    raw: (&str, &[String]),
    way: &'static str,
) -> std::result::Result<i64, Refusal> {
    answer_with(tx, permit, (assignment, asked), raw, None, way).await
}

/// Writes an answer as [`answer`] does, and with it day and source where they are said.
pub(crate) async fn answer_with(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    (assignment, asked): (&Assignment, &Asked),
    (uid, typed): (&str, &[String]),
    origin: Option<Origin>,
    way: &'static str,
) -> std::result::Result<i64, Refusal> {
    let field: &Field = asked.aid.field(uid).filter(|_| asked.has(uid)).ok_or(Refusal::NotAsked)?;
    let value = field.read(typed).map_err(Refusal::Wrong)?.map(|v| v.to_stored());
    if !assignment.state.is_open() {
        return Err(Refusal::Over);
    }
    let before = store::one(tx, permit, assignment.id, uid).await?;
    let stood = |row: &Contribution| Origin { as_of: row.as_of, source: row.source.clone() };
    let stood = before.as_ref().map(stood).unwrap_or_default();
    let Origin { as_of, source } = origin.unwrap_or_else(|| stood.clone());
    let same_origin = as_of == stood.as_of && source == stood.source;
    let stands = before.as_ref().map_or(value.is_none(), |row| row.value == value && same_origin);
    let version = before.as_ref().map_or(0, |row| row.version);
    if stands {
        return Ok(version);
    }
    let change = Change {
        assignment: assignment.id,
        item: uid.to_owned(),
        value,
        as_of,
        source,
        way,
        based_on: version,
    };
    begin(tx, permit, &change, assignment.state).await?;
    Ok(store::write(tx, permit, &change, before.as_ref(), None).await?)
}
