//! A passkey as the only step of signing in: it stands for both factors, since the device
//! has made sure that it is its owner who uses it.
//!
//! Nobody is known yet when it is asked for, so nothing is written down then: what the
//! answer is compared with goes into the form, sealed, good for five minutes and once.

use super::{
    model::{Purpose, step_ends},
    passkeys::{self, Ceremony, Credential},
    store,
};
use crate::tokens;
use ::store::{Db, Error, Place, Read, Result, Tx};
use base::{AnyPermit, Instant, PersonId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::App;

/// What the form brings back.
#[derive(Serialize, Deserialize)]
struct Sealed {
    ceremony: Ceremony,
    /// Microseconds since 1970.
    until: i64,
}

/// What is asked for, and what the form keeps.
pub(crate) struct Asked {
    /// For the browser's passkeys, as JSON.
    pub(crate) asked: String,
    /// For the form.
    pub(crate) step: String,
}

/// Asks for anybody's passkey; `None` where the installation's address allows none.
pub(crate) fn ask(app: &App) -> Result<Option<Asked>> {
    let Some(party) = passkeys::party(&app.config.base_url) else { return Ok(None) };
    let ceremony = passkeys::ask_anybody(&party)?;
    let asked = ceremony.asked.to_string();
    let sealed = Sealed { ceremony, until: step_ends(app.clock().now()).micros() };
    let plain = serde_json::to_vec(&sealed).map_err(|e| Error::Bug(e.to_string()))?;
    let step = hex::encode(app.db.keys().seal(app.chance(), &PLACE, &plain)?);
    Ok(Some(Asked { asked, step }))
}

/// Whether a form brings back what was asked a short while ago.
pub(crate) fn is_asked(db: &Db, step: &str) -> bool {
    opened(db, step).is_some()
}

fn opened(db: &Db, step: &str) -> Option<Sealed> {
    let plain = db.keys().open(&PLACE, &hex::decode(step).ok()?)?;
    let sealed: Sealed = serde_json::from_slice(&plain).ok()?;
    (db.clock().now() < Instant::from_micros(sealed.until)).then_some(sealed)
}

const PLACE: Place<'static> =
    Place { tenant: None, table: "pending_step", row: Uuid::nil(), column: "ceremony" };

/// Whose passkey has answered, as it is to be kept from now on.
pub(crate) struct Proven {
    pub(crate) person: PersonId,
    credential: Credential,
    step_hash: String,
}

/// Looks the passkey up and compares its answer; `None` when it is not right.
pub(crate) async fn prove(
    app: &App,
    db: &mut Read,
    permit: &dyn AnyPermit,
    step: &str,
    answer: &str,
) -> Result<Option<Proven>> {
    let Some(party) = passkeys::party(&app.config.base_url) else { return Ok(None) };
    let Some(sealed) = opened(&app.db, step) else { return Ok(None) };
    let Some((person, credential_id)) = passkeys::claimed(&party, answer) else { return Ok(None) };
    let Some(have) = store::passkey_of(db, permit, person, &credential_id).await? else { return Ok(None) };
    let state = sealed.ceremony.state.to_string();
    let credential = passkeys::take_of_anybody(&party, &state, answer, &have)?;
    Ok(credential.map(|credential| Proven { person, credential, step_hash: tokens::hash(step) }))
}

impl Proven {
    /// Uses the answer up and writes down that the passkey was used; `false` when the same
    /// answer came before.
    pub(crate) async fn use_up(&self, tx: &mut Tx, permit: &dyn AnyPermit) -> Result<bool> {
        let used = store::use_up_step(tx, permit, &self.step_hash, self.person, Purpose::Alone).await?;
        let Credential { id, text } = &self.credential;
        Ok(used && store::passkey_used(tx, permit, self.person, id, text.clone()).await?)
    }
}
