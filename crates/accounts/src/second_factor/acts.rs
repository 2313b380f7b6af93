//! What is done with second factors. Each takes the caller's unit of work and leaves
//! the commit to them.

use super::{
    model::{Code, Purpose, new_codes, read_code},
    passkeys::{self, Ceremony, Credential},
    store::{self, PasskeyRow},
    totp,
};
use crate::{
    api_tokens,
    links::Letters,
    people,
    sessions::{self, Proven},
    tokens,
};
use ::store::{Db, Error, Place, Read, Result, Tx};
use base::{AnyPermit, ManagePeople, Permit, PersonId};
use web::App;

/// What somebody shows as their second factor.
#[derive(Debug)]
pub(crate) enum Shown {
    /// A code of the app, or a recovery code, as typed.
    Code(String),
    /// A passkey's answer, and what it is compared with.
    Passkey { credential: String, state: String },
}

impl Shown {
    /// Nothing was shown.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::Code(code) if code.trim().is_empty())
    }
}

/// What was used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Used {
    App,
    Passkey,
    RecoveryCode {
        /// So many are left.
        left: i64,
    },
}

impl Used {
    /// For the audit.
    pub(crate) const fn words(&self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Passkey => "passkey",
            Self::RecoveryCode { .. } => "recovery code",
        }
    }
    /// How a session begun with it is proven.
    pub(crate) const fn proven(&self) -> Proven {
        match self {
            Self::App | Self::Passkey => Proven::Second,
            Self::RecoveryCode { .. } => Proven::Recovery,
        }
    }
}

/// Compares what was shown and uses it up: no code counts twice. `None` when it is
/// not right.
pub(crate) async fn use_up(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    app: &App,
    person: PersonId,
    shown: &Shown,
) -> Result<Option<Used>> {
    match shown {
        Shown::Code(typed) => use_code(tx, permit, person, typed).await,
        Shown::Passkey { credential, state } => use_passkey(tx, permit, app, person, credential, state).await,
    }
}

/// Uses a code of the app or a recovery code up.
pub(super) async fn use_code(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    typed: &str,
) -> Result<Option<Used>> {
    match read_code(typed) {
        None => Ok(None),
        Some(Code::App(digits)) => {
            let app = store::app(tx, permit, person).await?.filter(|app| app.confirmed_at.is_some());
            let Some(app) = app else { return Ok(None) };
            let secret = open(tx.db(), person, &app.secret_sealed)?;
            let Some(step) = totp::step_of(&secret, &digits, tx.now()) else { return Ok(None) };
            Ok(store::use_step(tx, permit, person, step).await?.then_some(Used::App))
        }
        Some(Code::Recovery(code)) => {
            let left = store::use_code(tx, permit, person, &code_hash(person, &code)).await?;
            Ok(left.map(|left| Used::RecoveryCode { left }))
        }
    }
}

async fn use_passkey(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    app: &App,
    person: PersonId,
    answer: &str,
    state: &str,
) -> Result<Option<Used>> {
    let Some(party) = passkeys::party(&app.config.base_url).filter(|_| !state.is_empty()) else {
        return Ok(None);
    };
    let have: Vec<String> =
        store::passkeys(tx, permit, person).await?.into_iter().map(|p| p.credential).collect();
    let Some(Credential { id, text }) = passkeys::take(&party, state, answer, &have)? else {
        return Ok(None);
    };
    Ok(store::passkey_used(tx, permit, person, &id, text).await?.then_some(Used::Passkey))
}

/// A step that has begun.
#[derive(Debug)]
pub(crate) struct Begun {
    /// Goes into the form.
    pub(crate) token: String,
    /// What the browser's passkeys are asked, as JSON; empty when there is nothing to ask.
    pub(crate) asked: String,
}

/// Whether the installation's address allows passkeys.
pub(crate) fn can_passkey(app: &App) -> bool {
    passkeys::party(&app.config.base_url).is_some()
}

/// Begins the step between password and second factor.
pub(crate) async fn begin_sign_in(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    app: &App,
    person: PersonId,
    have: &[PasskeyRow],
) -> Result<Begun> {
    let have: Vec<String> = have.iter().map(|p| p.credential.clone()).collect();
    let ceremony = match passkeys::party(&app.config.base_url) {
        Some(party) if !have.is_empty() => Some(passkeys::ask(&party, &have)?),
        _ => None,
    };
    begin(tx, permit, person, Purpose::SignIn, ceremony).await
}

/// Begins setting up a passkey; `None` where the installation's address allows none.
pub(super) async fn begin_passkey(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    app: &App,
    person: PersonId,
    email: &str,
    have: &[PasskeyRow],
) -> Result<Option<Begun>> {
    let Some(party) = passkeys::party(&app.config.base_url) else { return Ok(None) };
    let have: Vec<String> = have.iter().map(|p| p.credential.clone()).collect();
    let ceremony = passkeys::ask_new(&party, person, email, permit.actor().name(), &have)?;
    begin(tx, permit, person, Purpose::Passkey, Some(ceremony)).await.map(Some)
}

async fn begin(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    purpose: Purpose,
    ceremony: Option<Ceremony>,
) -> Result<Begun> {
    let token = tokens::new(tx.db().chance());
    let asked = ceremony.as_ref().map(|c| c.asked.to_string()).unwrap_or_default();
    let kept =
        ceremony.map(|c| serde_json::to_string(&c)).transpose().map_err(|e| Error::Bug(e.to_string()))?;
    store::add_step(tx, permit, &tokens::hash(&token), person, purpose, kept).await?;
    Ok(Begun { token, asked })
}

/// A step under way.
#[derive(Debug)]
pub(crate) struct Step {
    /// Whose.
    pub(crate) person: PersonId,
    /// What the browser's passkeys are asked, as JSON; empty when there is nothing to ask.
    pub(crate) asked: String,
    /// What the answer is compared with; stays on the server.
    pub(crate) state: String,
}

/// The step between password and second factor behind a token.
pub(crate) async fn sign_in_step(
    db: &mut Read,
    permit: &dyn AnyPermit,
    token_hash: &str,
) -> Result<Option<Step>> {
    step(db, permit, token_hash, Purpose::SignIn).await
}

/// Somebody's own step of setting up a passkey behind a token.
pub(super) async fn passkey_step(
    db: &mut Read,
    permit: &dyn AnyPermit,
    token_hash: &str,
    person: PersonId,
) -> Result<Option<Step>> {
    Ok(step(db, permit, token_hash, Purpose::Passkey).await?.filter(|step| step.person == person))
}

async fn step(
    db: &mut Read,
    permit: &dyn AnyPermit,
    token_hash: &str,
    purpose: Purpose,
) -> Result<Option<Step>> {
    let Some(row) = store::step(db, permit, token_hash, purpose).await? else { return Ok(None) };
    let (asked, state) = match row.ceremony {
        None => (String::new(), String::new()),
        Some(text) => {
            let kept: Ceremony =
                serde_json::from_str(&text).map_err(|e| Error::Bug(format!("a step as it was kept: {e}")))?;
            (kept.asked.to_string(), kept.state.to_string())
        }
    };
    Ok(Some(Step { person: row.person_id, asked, state }))
}

/// Puts new recovery codes in place of all earlier ones; answers them as they are
/// shown this once.
pub(super) async fn new_recovery_codes(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
) -> Result<Vec<String>> {
    let codes = new_codes(tx.db().chance());
    let hashes = codes.iter().map(|code| code_hash(person, &code.replace('-', ""))).collect();
    store::put_codes(tx, permit, person, hashes).await?;
    Ok(codes)
}

/// What is kept of a recovery code, without its dashes.
pub(super) fn code_hash(person: PersonId, code: &str) -> String {
    tokens::hash(&format!("recovery code {person} {code}"))
}

/// Takes everything away from somebody who has lost it, ends their sessions and tokens,
/// and tells them by letter. `None` when there is no such open account or nothing to take away.
pub async fn remove_for(
    tx: &mut Tx,
    permit: &Permit<ManagePeople>,
    letters: Letters<'_>,
    email: &str,
) -> Result<Option<PersonId>> {
    let account = people::store::by_email(tx, permit, &email.to_lowercase()).await?;
    let Some(account) = account.filter(|account| account.closed_at.is_none()) else { return Ok(None) };
    Ok(remove_all_of(tx, permit, letters, account.id).await?.then_some(account.id))
}

/// The same for an open account at hand; `false` when there was nothing to take away.
pub(crate) async fn remove_all_of(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    letters: Letters<'_>,
    person: PersonId,
) -> Result<bool> {
    if !store::of(tx, permit, person).await?.is_any() {
        return Ok(false);
    }
    store::remove_all(tx, permit, person).await?;
    sessions::store::end_others(tx, permit, person, None).await?;
    api_tokens::end_all(tx, permit, person).await?;
    letters.factor_removed(tx, permit, person).await?;
    Ok(true)
}

/// Sets an app up that is known to work, with a secret in base32, and without
/// recovery codes: for the demo and for tests. `false` when the secret is unreadable
/// or the account has an app.
pub async fn set_up_app(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId, secret: &str) -> Result<bool> {
    let Some(secret) = totp::from_words(secret) else { return Ok(false) };
    let sealed = seal(tx.db(), person, &secret)?;
    Ok(store::put_app(tx, permit, person, sealed).await? && store::confirm_app(tx, permit, person, 0).await?)
}

/// Seals an app's secret for its place.
pub(super) fn seal(db: &Db, person: PersonId, secret: &[u8]) -> Result<Vec<u8>> {
    db.keys().seal(db.chance(), &place(person), secret)
}

/// Opens an app's secret.
///
/// # Errors
/// `Bug` when the master key it was sealed under is gone.
pub(super) fn open(db: &Db, person: PersonId, sealed: &[u8]) -> Result<Vec<u8>> {
    let opened = db.keys().open(&place(person), sealed);
    opened
        .map(|secret| secret.to_vec())
        .ok_or_else(|| Error::Bug("an app's secret cannot be opened: its master key is gone".to_owned()))
}

fn place(person: PersonId) -> Place<'static> {
    Place { tenant: None, table: "totp", row: person.uuid(), column: "secret_sealed" }
}
