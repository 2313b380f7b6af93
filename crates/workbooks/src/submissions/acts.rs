//! Sending the short form, and taking it back: the same acts for pages, the API
//! and the demo, in the caller's unit of work.

use super::{
    model::{Standing, Submission},
    store,
};
use crate::{
    returns,
    workbooks::{self, Workbook},
};
use ::store::{Read, Tx};
use base::{Permit, SubmissionId, SubmitWorkbook, ViewWorkbook, WaveId};
use instrument::{BoundValues, ShortForm};
use web::{Bindings, Error, Texts};

/// What is to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The new submission's key: the same one twice makes one submission.
    pub id: SubmissionId,
    /// The request it answers.
    pub wave: WaveId,
    /// The hash of the short form somebody confirmed; `None` where nobody looked
    /// at it before, as in the demo.
    pub seen: Option<&'a str>,
}

/// What became of it.
#[derive(Debug)]
pub enum Outcome {
    /// It is sent.
    Sent(Submission),
    /// This key was sent before: nothing happened again.
    SentBefore(Submission),
    /// The submission that counts says the same: nothing was stored.
    Same(Submission),
    /// The short form is not what was confirmed any more: nothing was stored.
    Changed,
}

/// Why nothing was sent or taken back.
#[derive(Debug)]
pub enum Fault {
    /// The request is not known here; answered like any unknown address.
    NotAsked,
    /// The request is about another version of the working aid.
    OtherVersion {
        /// The version asked for.
        asked: i64,
        /// The version the working copy is in.
        is: i64,
    },
    /// It does not count any more.
    Ended,
    /// The request does not take it: the wave is closed, or somebody was faster.
    Returns(returns::Fault),
    /// Something else went wrong.
    Failed(Error),
}

impl From<returns::Fault> for Fault {
    fn from(fault: returns::Fault) -> Self {
        Self::Returns(fault)
    }
}

impl From<::store::Error> for Fault {
    fn from(error: ::store::Error) -> Self {
        match error {
            // Two submissions met at the same moment.
            ::store::Error::Taken => Self::Returns(returns::Refusal::Overtaken.into()),
            other => Self::Failed(other.into()),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Fault {
    /// The answer to a request.
    pub fn explain(self, texts: &Texts) -> Error {
        match self {
            Self::NotAsked => Error::NotFound,
            Self::OtherVersion { asked, is } => {
                let text = if asked > is { "submission-version-older" } else { "submission-version-newer" };
                Error::Conflict(texts.say(text).count("asked", asked).count("is", is).to_string())
            }
            Self::Ended => Error::Conflict(texts.say("submission-ended").to_string()),
            Self::Returns(fault) => fault.explain(texts),
            Self::Failed(error) => error,
        }
    }
}

/// The short form as it would leave the alliance now, and what it is drawn from: the
/// working copy and what other contexts bring in.
pub async fn draw(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    bindings: &Bindings,
    instrument: &str,
) -> web::Result<(Workbook, BoundValues, ShortForm)> {
    let workbook = workbooks::open(db, permit, instrument).await?;
    let bound = workbooks::brought_in(bindings, db, permit, workbook.instrument).await?;
    let form = workbook.instrument.short_form(&workbook.answers, &bound);
    Ok((workbook, bound, form))
}

/// Freezes the short form as the answer to a request. A submission that counted
/// until now is kept and marked as replaced.
///
/// # Errors
/// Refused when the alliance was not asked, the wave is closed, or the request is
/// about another version of the working aid.
pub async fn submit(
    tx: &mut Tx,
    permit: &Permit<SubmitWorkbook>,
    bindings: &Bindings,
    order: &Order<'_>,
) -> Result<Outcome, Fault> {
    let viewing = permit.lesser::<ViewWorkbook>();
    if let Some(before) = store::find(tx, &viewing, order.id).await? {
        return Ok(Outcome::SentBefore(before));
    }
    let request = returns::find(tx, &viewing, order.wave).await?.ok_or(Fault::NotAsked)?;
    let (workbook, _, form) = draw(tx, &viewing, bindings, &request.instrument_key).await?;
    let (asked, is) = (request.instrument_version, i64::from(workbook.instrument.version));
    if asked != is {
        return Err(Fault::OtherVersion { asked, is });
    }
    if order.seen.is_some_and(|seen| seen != form.hash()) {
        return Ok(Outcome::Changed);
    }
    let counts = store::valid(tx, &viewing, order.wave).await?;
    if let Some(same) = counts.as_ref().filter(|counts| counts.sha256 == form.hash()) {
        return Ok(Outcome::Same(same.clone()));
    }
    returns::note_submission(tx, permit, order.wave, form.complete).await?;
    let instrument = workbook.instrument;
    let workbook = match workbook.id {
        Some(id) => id,
        None => workbooks::store::begin(tx, &permit.lesser(), &form.instrument, is).await?.id,
    };
    if let Some(counts) = &counts {
        store::replace(tx, permit, counts.id, order.id).await?;
    }
    let new = store::New { id: order.id, wave: order.wave, workbook, form: &form, instrument };
    store::add(tx, permit, &new).await?;
    let sent = store::find(tx, &viewing, order.id).await?;
    sent.map(Outcome::Sent)
        .ok_or_else(|| Fault::Failed(Error::Internal("a submission just sent is not there".into())))
}

/// Takes a submission back; it is kept, but does not count any more. Taking it
/// back twice changes nothing.
///
/// # Errors
/// Refused when the wave is closed or another submission took its place.
pub async fn withdraw(
    tx: &mut Tx,
    permit: &Permit<SubmitWorkbook>,
    id: SubmissionId,
) -> Result<Submission, Fault> {
    let found = store::find(tx, &permit.lesser(), id).await?.ok_or(Fault::NotAsked)?;
    match found.standing() {
        Standing::Withdrawn => return Ok(found),
        Standing::Replaced => return Err(Fault::Ended),
        Standing::Valid => {}
    }
    returns::note_withdrawal(tx, permit, found.wave).await?;
    if !store::withdraw(tx, permit, id).await? {
        return Err(Fault::Ended);
    }
    store::find(tx, &permit.lesser(), id).await?.ok_or(Fault::NotAsked)
}
