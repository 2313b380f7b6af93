//! Asking for more time, and answering. Pages and API call the same.

use super::Fault;
use super::model::{self, Refusal};
use super::store;
use crate::returns;
use ::store::{Mail, Tx};
use base::{Day, ManageWaves, Permit, SubmitWorkbook, WaveId};
use uuid::Uuid;
use web::App;

/// What an office asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// Its key, which came with the form.
    pub id: Uuid,
    /// The wave.
    pub wave: WaveId,
    /// The last day wished for.
    pub wanted: Day,
    /// Why.
    pub reason: &'a str,
}

/// Asks the state coordination for more time and writes to it. Asking with the
/// same key again changes nothing.
///
/// # Errors
/// Refused when the alliance was not asked, the wave is closed, nothing is owed
/// any more, one request is open, or the day or the reason does not do.
pub async fn ask(
    tx: &mut Tx,
    permit: &Permit<SubmitWorkbook>,
    app: &App,
    wish: Wish<'_>,
) -> Result<(), Fault> {
    let request = returns::find(tx, &permit.lesser(), wish.wave).await?.ok_or(Refusal::NotAsked)?;
    let before = store::latest(tx, permit, wish.wave).await?;
    if before.as_ref().is_some_and(|e| e.id == wish.id) {
        return Ok(());
    }
    let today = tx.now().day();
    let reason = model::check(&request, wish.wanted, wish.reason, today)?;
    if before.is_some_and(|e| e.answer == model::Answer::Open) {
        return Err(Refusal::AskedAlready.into());
    }
    let added = store::add(tx, permit, wish.id, wish.wave, wish.wanted, &reason).await;
    match added {
        Ok(true) => {}
        Ok(false) => return Ok(()),
        // Somebody else of the office was faster.
        Err(::store::Error::Taken) => return Err(Refusal::AskedAlready.into()),
        Err(error) => return Err(error.into()),
    }
    let wanted = wish.wanted.to_string();
    returns::store::keep_wish(tx, permit, wish.wave, "wanted_deadline", &wanted).await?;
    returns::store::keep_wish(tx, permit, wish.wave, "wanted_reason", &reason).await?;
    let Some(place) = permit.place() else { return Ok(()) };
    let address = format!("{}/land/waves/{}/returns/{}", app.config.base_url, wish.wave, place.slug);
    for (name, email) in store::coordination(tx, permit).await? {
        let words = |id: &'static str| {
            app.texts
                .say(id)
                .with("name", name.clone())
                .with("alliance", place.name.clone())
                .with("wave", request.title.clone())
                .with("deadline", request.deadline.german())
                .with("wanted", wish.wanted.german())
                .with("reason", reason.clone())
                .with("address", address.clone())
                .to_string()
        };
        let (subject, body) = (words("extension-asked-subject"), words("extension-asked-body"));
        tx.post(permit, "extension-asked", Mail { to: email, subject, body, reply_to: None }).await?;
    }
    Ok(())
}

/// Whoever gets a last day of its own got what it asked for: an open request of
/// the alliance counts as granted. Answers whether there was one. The permit
/// names the alliance.
pub async fn settle(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    wave: WaveId,
    day: Day,
) -> ::store::Result<bool> {
    let Some(open) = store::latest(tx, permit, wave).await?.filter(|e| e.answer == model::Answer::Open)
    else {
        return Ok(false);
    };
    store::answer(tx, permit, open.id, Some(day), "").await
}

/// Refuses the alliance's open request, with a reason, and writes to its office.
/// The permit names the alliance.
///
/// # Errors
/// Refused when the alliance was not asked, there is no open request, or the
/// reason does not do.
pub async fn refuse(
    tx: &mut Tx,
    permit: &Permit<ManageWaves>,
    app: &App,
    (wave, title, deadline): (WaveId, &str, Day),
    reason: &str,
) -> Result<(), Fault> {
    let reason = model::reason(reason)?;
    let open = store::latest(tx, permit, wave).await?.filter(|e| e.answer == model::Answer::Open);
    let open = open.ok_or(Refusal::NothingAsked)?;
    if !store::answer(tx, permit, open.id, None, &reason).await? {
        return Err(Refusal::NothingAsked.into());
    }
    returns::store::keep_wish(tx, permit, wave, "extension_refused", &reason).await?;
    let Some(place) = permit.place() else { return Ok(()) };
    let address = format!("{}/alliances/{}/workbooks", app.config.base_url, place.slug);
    for (name, email) in store::office(tx, permit).await? {
        let words = |id: &'static str| {
            app.texts
                .say(id)
                .with("name", name.clone())
                .with("alliance", place.name.clone())
                .with("wave", title.to_owned())
                .with("deadline", deadline.german())
                .with("wanted", open.wanted.german())
                .with("reason", reason.clone())
                .with("address", address.clone())
                .to_string()
        };
        let (subject, body) = (words("extension-refused-subject"), words("extension-refused-body"));
        tx.post(permit, "extension-refused", Mail { to: email, subject, body, reply_to: None }).await?;
    }
    Ok(())
}
