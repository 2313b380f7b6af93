//! Saving one answer: from the page's script, a plain form, a program or the
//! demo, always the same way, with history and without a lost update.

use super::{model::Stored, opening::in_use, store};
use ::store::{Db, Error, Result, Tx};
use base::{EditWorkbook, Permit};
use instrument::{AnswerError, Field, Instrument, Value};

/// What an answer is based on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Based {
    /// The version its author saw; 0 for a field nobody had touched.
    On(i64),
    /// Whatever is there.
    OnAnything,
}

/// A change to one answer, judged and ready to be written.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub instrument: &'static Instrument,
    pub uid: String,
    /// As it is stored; `None` empties the field.
    pub value: Option<String>,
    pub based: Based,
}

/// Why an answer was not taken.
#[derive(Debug)]
pub enum Refusal {
    /// There is no such working aid.
    UnknownInstrument,
    /// The working aid has no such field.
    UnknownItem,
    /// The answer does not fit the field.
    Wrong(AnswerError),
    /// Storage failed.
    Failed(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Writes an answer as a form posts it over whatever is there, inside the
/// caller's unit of work; answers its version. For callers that are alone with
/// the working copy, above all the demo.
pub async fn answer(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    instrument: &str,
    uid: &str,
    raw: &[String],
) -> std::result::Result<i64, Refusal> {
    let instrument = match in_use(tx, &permit.lesser(), instrument).await {
        Ok(instrument) => instrument,
        Err(web::Error::NotFound) => return Err(Refusal::UnknownInstrument),
        Err(e) => return Err(Refusal::Failed(Error::Bug(format!("{e:?}")))),
    };
    let field = instrument.field(uid).ok_or(Refusal::UnknownItem)?;
    let value = field.read(raw).map_err(Refusal::Wrong)?.map(|v| v.to_stored());
    let change = Change { instrument, uid: uid.to_owned(), value, based: Based::OnAnything };
    Ok(write(tx, permit, &change).await?)
}

/// What became of an answer that was to be saved.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is on disk, or stood there already, with this version.
    Saved(i64),
    /// Somebody else was faster: what they stored; `None` where there is no row.
    Stale(Option<Stored>),
    /// The working copy has moved to another version of the working aid.
    Moved,
}

/// Saves one answer durably, together with other small saves of the moment.
/// Saving what stands there already changes nothing, whatever it is based on.
///
/// What can be judged is judged before it is the writer's turn, which all savers
/// share: there the row is changed only as it was read.
pub(super) async fn save(db: &Db, permit: &Permit<EditWorkbook>, change: Change) -> Result<Outcome> {
    let mut reader = db.read(permit).await?;
    let found = store::standing(&mut reader, permit, &change.instrument.key, &change.uid).await?;
    let judged = judge(found.as_ref(), &change);
    let key = match &judged {
        Judged::Replaces(_, row) => reader.sealing_key_of(permit, row.id).await?,
        _ => None,
    };
    drop(reader);
    let subject = format!("answer {} {} saved", change.instrument.key, change.uid);
    let (acting, asked) = (permit.clone(), change.clone());
    let saved = match judged {
        Judged::Settled(outcome) => return Ok(outcome),
        Judged::Replaces(copy, row) if key.is_some() => {
            db.save(permit, subject, move |tx| {
                let (acting, asked, row, key) = (acting.clone(), asked.clone(), row.clone(), key.clone());
                Box::pin(async move {
                    let (uid, value) = (asked.uid.as_str(), asked.value.as_deref());
                    store::replace_answer(tx, &acting, copy, uid, &row, value, key.as_ref()).await
                })
            })
            .await
        }
        _ => {
            db.save(permit, subject, move |tx| {
                let (acting, asked) = (acting.clone(), asked.clone());
                Box::pin(async move { write(tx, &acting, &asked).await })
            })
            .await
        }
    };
    match saved {
        Ok(version) => Ok(Outcome::Saved(version)),
        Err(Error::Taken) => after_losing(db, permit, &change).await,
        Err(e) => Err(e),
    }
}

/// What a change comes to, seen against what stands there.
enum Judged {
    /// Nothing is to be written.
    Settled(Outcome),
    /// The row as it was read is replaced.
    Replaces(store::Copy, Stored),
    /// The first answer to this field.
    IsFirst,
}

fn judge(found: Option<&(store::Copy, Option<Stored>)>, change: &Change) -> Judged {
    let stored = found.and_then(|(_, stored)| stored.as_ref());
    let stands = stored.map_or(change.value.is_none(), |row| row.value == change.value);
    let current = stored.map_or(0, |row| row.version);
    if stands {
        return Judged::Settled(Outcome::Saved(current));
    }
    if found.is_some_and(|(copy, _)| copy.instrument_version != i64::from(change.instrument.version)) {
        return Judged::Settled(Outcome::Moved);
    }
    if change.based != Based::OnAnything && change.based != Based::On(current) {
        return Judged::Settled(Outcome::Stale(stored.cloned()));
    }
    match (found, stored) {
        (Some((copy, _)), Some(row)) => Judged::Replaces(*copy, row.clone()),
        _ => Judged::IsFirst,
    }
}

/// Tells why the writer refused: somebody was faster.
async fn after_losing(db: &Db, permit: &Permit<EditWorkbook>, change: &Change) -> Result<Outcome> {
    let mut db = db.read(permit).await?;
    let found = store::standing(&mut db, permit, &change.instrument.key, &change.uid).await?;
    Ok(match judge(found.as_ref(), change) {
        Judged::Settled(outcome) => outcome,
        Judged::Replaces(..) | Judged::IsFirst => Outcome::Stale(found.and_then(|(_, stored)| stored)),
    })
}

/// Writes a change into the caller's unit of work and answers the new version.
/// Emptying a field nobody touched leaves it untouched.
///
/// # Errors
/// [`Error::Taken`] when it is based on what is no longer there: the version of
/// the row, or the version of the working aid.
pub(super) async fn write(tx: &mut Tx, permit: &Permit<EditWorkbook>, change: &Change) -> Result<i64> {
    let version = i64::from(change.instrument.version);
    let value = change.value.as_deref();
    let found = store::standing(tx, permit, &change.instrument.key, &change.uid).await?;
    let (copy, stored) = match found {
        Some(found) => found,
        None if value.is_none() => return Ok(0),
        None => (store::begin(tx, permit, &change.instrument.key, version).await?, None),
    };
    if copy.instrument_version != version {
        return Err(Error::Taken);
    }
    let current = stored.as_ref().map_or(0, |row| row.version);
    let same = stored.as_ref().map_or(value.is_none(), |row| row.value.as_deref() == value);
    if same {
        return Ok(current);
    }
    if change.based != Based::OnAnything && change.based != Based::On(current) {
        return Err(Error::Taken);
    }
    match stored {
        None => store::add_answer(tx, permit, copy.id, &change.uid, value).await,
        Some(row) => store::replace_answer(tx, permit, copy, &change.uid, &row, value, None).await,
    }
}

/// A stored answer in words, for people to compare.
pub(crate) fn words(field: &Field, stored: Option<&str>) -> Vec<String> {
    let value = stored.map(|stored| Value::from_stored(&field.kind, stored));
    match value {
        None => Vec::new(),
        Some(Ok(value)) => field.words(&value),
        // Kept by an earlier version in another shape: as it was stored.
        Some(Err(_)) => stored.map(str::to_owned).into_iter().collect(),
    }
}
