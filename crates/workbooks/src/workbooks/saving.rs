//! Saving one answer: from the page's script, a plain form, a program or the
//! demo, always the same way, with history and without a lost update.

use super::{model::Stored, opening::in_use, store};
use crate::figures::{self, Series, Told, Way};
use ::store::{Db, Error, Read, Result, Tx};
use base::{AnyPermit, Day, EditWorkbook, Permit};
use instrument::{AnswerError, Field, FigureKey, Instrument, Value};

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
    /// What was said beside a figure.
    pub beside: Beside,
}

/// What is said beside a figure; nothing for other answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Beside {
    /// The day it describes.
    pub as_of: Option<Day>,
    /// Where it comes from.
    pub source: Option<String>,
    /// One of two differing answers was chosen: what was said belongs to the other one
    /// where this one stands already.
    pub chosen: bool,
    /// It was agreed from contributions.
    pub agreed: bool,
}

/// The working copy, and in it the answer where somebody has given one.
pub(super) type Found = (store::Copy, Option<Stored>);

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
    let (uid, based, beside) = (uid.to_owned(), Based::OnAnything, Beside::default());
    Ok(write(tx, permit, &Change { instrument, uid, value, based, beside }).await?)
}

/// Writes an answer on the version its author saw, inside the caller's unit of work;
/// answers its version. `origin` is the day and source of a figure, where they are said.
///
/// # Errors
/// [`Error::Taken`] when somebody was faster, or the copy moved to another version of
/// the working aid.
pub(crate) async fn answer_on(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    instrument: &'static Instrument,
    uid: &str,
    (value, origin): (Option<&Value>, Option<&figures::Origin>),
    version: i64,
) -> Result<i64> {
    let (uid, value) = (uid.to_owned(), value.map(Value::to_stored));
    let source = origin.map(|origin| origin.source.clone());
    let beside = Beside { as_of: origin.and_then(|origin| origin.as_of), source, ..Beside::default() };
    let based = Based::On(version);
    write(tx, permit, &Change { instrument, uid, value, based, beside }).await
}

/// Writes an answer agreed from contributions over version `based`, inside the caller's
/// unit of work; answers its version. `beside` is the day and source of a figure.
///
/// # Errors
/// [`Error::Taken`] when it is based on what is no longer there.
pub(crate) async fn agree(
    tx: &mut Tx,
    permit: &Permit<EditWorkbook>,
    (instrument, uid): (&'static Instrument, &str),
    value: &Value,
    based: i64,
    beside: (Option<Day>, Option<String>),
) -> Result<i64> {
    let beside = Beside { as_of: beside.0, source: beside.1, chosen: false, agreed: true };
    let (uid, value, based) = (uid.to_owned(), Some(value.to_stored()), Based::On(based));
    write(tx, permit, &Change { instrument, uid, value, based, beside }).await
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
/// share: there the row is changed only as it was `found` by this reader.
pub(super) async fn save(
    db: &Db,
    mut reader: Read,
    permit: &Permit<EditWorkbook>,
    change: Change,
    found: Option<&Found>,
) -> Result<Outcome> {
    if let Some(key) = change.figure() {
        drop(reader);
        return save_figure(db, permit, key.to_string(), change).await;
    }
    let judged = judge(found, &change);
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

impl Change {
    /// The figure its field asks for.
    fn figure(&self) -> Option<&'static FigureKey> {
        self.instrument.field(&self.uid)?.figure.as_ref()
    }
    fn based_on(&self, version: i64) -> bool {
        matches!(self.based, Based::OnAnything) || self.based == Based::On(version)
    }

    /// What it tells of a figure. A split without a day and source of its own belongs to
    /// the number it splits, unless something newer is known of it.
    async fn told(
        &self,
        db: &mut Read,
        permit: &Permit<EditWorkbook>,
        place: &str,
        series: &Series,
    ) -> Result<Told> {
        let field = self.instrument.field(&self.uid);
        let read = |field: &Field, stored: &str| Value::from_stored(&field.kind, stored);
        let value = field.zip(self.value.as_deref()).map(|(field, stored)| read(field, stored)).transpose();
        let value = value.map_err(|e| Error::Bug(format!("a figure just read: {e}")))?;
        let Beside { as_of, source, chosen, agreed } = self.beside.clone();
        let way = if agreed { Way::Consolidation } else { Way::Form };
        let mut told = Told { value, as_of, source, way, moves: !agreed };
        if chosen && series.current().and_then(|entry| entry.value.as_ref()) == told.value.as_ref() {
            (told.as_of, told.source) = (None, None);
        }
        let whole = field.and_then(|field| self.instrument.field(field.split_of.as_ref()?)?.figure.as_ref());
        if let (Some(whole), Some(_), None, None) = (whole, &told.value, told.as_of, &told.source) {
            let whole = figures::series(db, &permit.lesser(), place, &whole.to_string()).await?;
            let newer = series.current().map(|entry| entry.as_of);
            if let Some(whole) = whole.current().filter(|whole| newer.is_none_or(|day| day <= whole.as_of)) {
                told.as_of = Some(whole.as_of);
                told.source = Some(whole.source.clone());
            }
        }
        Ok(told)
    }
}

/// Saves a figure as [`save`] does an answer.
async fn save_figure(db: &Db, permit: &Permit<EditWorkbook>, key: String, change: Change) -> Result<Outcome> {
    let view = permit.lesser();
    let mut tries = 0;
    loop {
        let mut reader = db.read(permit).await?;
        let copy = store::find(&mut reader, &view, &change.instrument.key).await?;
        let place = figures::store::own_place(&mut reader, &view).await?;
        let series = figures::series(&mut reader, &view, &place, &key).await?;
        let told = change.told(&mut reader, permit, &place, &series).await?;
        drop(reader);
        let version = series.version();
        let steps = series.steps(&told, db.clock().today(), permit.actor().person());
        let is = i64::from(change.instrument.version);
        if steps.is_empty() {
            return Ok(Outcome::Saved(version));
        }
        if copy.is_some_and(|copy| copy.instrument_version != is) {
            return Ok(Outcome::Moved);
        }
        if !change.based_on(version) || tries > 1 {
            return Ok(Outcome::Stale(Stored::of_series(&place, &key, &series)));
        }
        let subject = format!("figure {key} of {place} entered");
        let (acting, aid, key, fresh) = (permit.clone(), change.instrument, key.clone(), copy.is_none());
        let saved = db.save(permit, subject, move |tx| {
            let (acting, place, key, steps) = (acting.clone(), place.clone(), key.clone(), steps.clone());
            Box::pin(async move {
                if fresh {
                    store::begin(tx, &acting, &aid.key, is).await?;
                }
                figures::store::record(tx, &acting, &place, &key, version, &steps, Way::Form).await
            })
        });
        match saved.await {
            Ok(version) => return Ok(Outcome::Saved(version)),
            Err(Error::Taken) => tries += 1,
            Err(e) => return Err(e),
        }
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

fn judge(found: Option<&Found>, change: &Change) -> Judged {
    let stored = found.and_then(|(_, stored)| stored.as_ref());
    let stands = stored.map_or(change.value.is_none(), |row| row.value == change.value);
    let current = stored.map_or(0, |row| row.version);
    if stands {
        return Judged::Settled(Outcome::Saved(current));
    }
    if found.is_some_and(|(copy, _)| copy.instrument_version != i64::from(change.instrument.version)) {
        return Judged::Settled(Outcome::Moved);
    }
    if !change.based_on(current) {
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
    if let Some(key) = change.figure() {
        return write_figure(tx, permit, &key.to_string(), change).await;
    }
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
    if !change.based_on(current) {
        return Err(Error::Taken);
    }
    match stored {
        None => store::add_answer(tx, permit, copy.id, &change.uid, value).await,
        Some(row) => store::replace_answer(tx, permit, copy, &change.uid, &row, value, None).await,
    }
}

async fn write_figure(tx: &mut Tx, permit: &Permit<EditWorkbook>, key: &str, change: &Change) -> Result<i64> {
    let (view, version) = (permit.lesser(), i64::from(change.instrument.version));
    let place = figures::store::own_place(tx, &view).await?;
    let series = figures::series(tx, &view, &place, key).await?;
    let told = change.told(tx, permit, &place, &series).await?;
    let copy = match store::find(tx, &view, &change.instrument.key).await? {
        Some(copy) => copy,
        None if told.value.is_none() => return Ok(series.version()),
        None => store::begin(tx, permit, &change.instrument.key, version).await?,
    };
    if copy.instrument_version != version {
        return Err(Error::Taken);
    }
    let based = match change.based {
        Based::On(version) => Some(version),
        Based::OnAnything => None,
    };
    figures::enter(tx, permit, &place, key, based, &told).await
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
