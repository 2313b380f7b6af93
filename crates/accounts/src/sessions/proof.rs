//! Proving who one is by e-mail address and password, and the session that
//! follows.

use super::{
    ClientAddress,
    doors::signed_in,
    model::{Kind, Proven},
    store::{self, New},
    throttle::{self, Attempt, Slow, begin_once},
};
use crate::{devices, links::Letters, passwords, second_factor, tokens};
use base::{AnyPermit, Instant, Permit, PersonId, UseAccount, Visit};
use uuid::Uuid;
use web::{App, Error, Result, Who};

/// How attempts at passwords are counted and stand in the audit.
const TRIED: &str = "sign-in tried";

/// How somebody signed in stands there who shows their password once more. It counts
/// along with attempts to sign in: whoever guesses has no second door.
const SHOWN_AGAIN: &str = "own password asked for";

/// The password was the right one, or the central account has vouched.
#[derive(Debug)]
pub(crate) struct Proof {
    permit: Permit<UseAccount>,
    person: PersonId,
    attempt: Attempt,
    proven: Proven,
    /// For the audit: ` by …`; empty for the password.
    by: &'static str,
}

/// Why somebody is not let in.
#[derive(Debug)]
pub(crate) enum NotProven {
    /// There is no such account, or the password is another: nobody learns which.
    Wrong,
    /// Too many attempts; this one was not looked at.
    Slow(Slow),
}

/// Compares e-mail address (in lower case) and password, to sign in. Known and unknown
/// addresses take the same way and the same time.
pub(crate) async fn prove(
    app: &App,
    permit: &Permit<Visit>,
    email: &str,
    password: String,
    from: ClientAddress,
) -> Result<std::result::Result<Proof, NotProven>> {
    compare(app, permit, email, password, from, TRIED).await
}

/// The same of somebody who is signed in, for what takes more than an open session.
pub(crate) async fn prove_again(
    app: &App,
    permit: &Permit<UseAccount>,
    email: &str,
    password: String,
    from: ClientAddress,
) -> Result<std::result::Result<Proof, NotProven>> {
    compare(app, permit, email, password, from, SHOWN_AGAIN).await
}

async fn compare(
    app: &App,
    permit: &dyn AnyPermit,
    email: &str,
    password: String,
    from: ClientAddress,
    said: &str,
) -> Result<std::result::Result<Proof, NotProven>> {
    let address = from.key();
    let attempt = match begin_once(&app.db, permit, Some(email), address.as_deref(), TRIED, said).await? {
        Ok((tx, attempt)) => {
            tx.commit(permit, said).await?;
            attempt
        }
        Err(slow) => return Ok(Err(NotProven::Slow(slow))),
    };
    let mut db = app.db.read(permit).await?;
    let found = store::password_of(&mut db, permit, email).await?;
    drop(db);
    let (who, hash) = match found {
        Some((person, name, hash)) => (Some((person, name)), hash),
        None => (None, None),
    };
    let fits = passwords::fits(hash, password).await?;
    match who {
        Some((person, name)) if fits => {
            Ok(Ok(Proof { permit: own(person, name)?, person, attempt, proven: Proven::Password, by: "" }))
        }
        who => {
            failed(app, permit, who.map(|(person, _)| person), said).await?;
            Ok(Err(NotProven::Wrong))
        }
    }
}

/// Writes down that it was not the password: whose account was meant, where there is one.
/// One line either way, so that the time does not tell.
async fn failed(app: &App, permit: &dyn AnyPermit, person: Option<PersonId>, said: &str) -> Result<()> {
    let tx = app.db.begin(permit).await?;
    match person {
        Some(_) if said == SHOWN_AGAIN => tx.commit(permit, "own password wrong").await?,
        Some(person) => tx.commit(permit, &format!("sign-in of person {person} failed")).await?,
        None => tx.commit(permit, "sign-in failed").await?,
    }
    Ok(())
}

/// What somebody may with their account, whatever roles they hold: for whoever has
/// proven who they are and holds no session yet.
pub(super) fn own(person: PersonId, name: String) -> Result<Permit<UseAccount>> {
    Permit::ask(&signed_in(person, name, Vec::new()), None)
        .ok_or_else(|| Error::Internal("an account cannot be used".to_owned()))
}

/// A token and when it ends.
pub(crate) struct NewSession {
    pub(crate) token: String,
    pub(crate) expires_at: Instant,
}

impl Proof {
    /// The provider has vouched for them, and has seen a second factor or not.
    #[cfg(feature = "sso")]
    pub(crate) fn of_central_account(
        person: PersonId,
        name: String,
        attempt: Attempt,
        is_strong: bool,
    ) -> Result<Self> {
        let proven = if is_strong { Proven::Second } else { Proven::Password };
        Ok(Self { permit: own(person, name)?, person, attempt, proven, by: " by central account" })
    }
    /// The same, and a second factor was seen.
    #[cfg(feature = "sso")]
    pub(crate) fn with_second_factor(self) -> Self {
        Self { proven: Proven::Second, ..self }
    }
    /// Whether a second factor was seen.
    pub(crate) fn has_second_factor(&self) -> bool {
        self.proven == Proven::Second
    }
    /// Whose password or central account it was.
    pub(crate) fn person(&self) -> PersonId {
        self.person
    }
    /// What its owner may without any role.
    pub(crate) fn permit(&self) -> &Permit<UseAccount> {
        &self.permit
    }

    /// Begins a session; one that was used before ends.
    pub(crate) async fn begin_session(
        self,
        app: &App,
        kind: Kind,
        device: String,
        before: Option<&str>,
    ) -> Result<NewSession> {
        let mut tx = app.db.begin(&self.permit).await?;
        self.attempt.succeeded(&mut tx, &self.permit).await?;
        let new = New { person: self.person, kind, proof: self.proven, device };
        let session = begin(&mut tx, &self.permit, Letters::of(app), new, before).await?;
        tx.commit(&self.permit, &format!("session of person {} begun{}", self.person, self.by)).await?;
        Ok(session)
    }

    /// The attempt itself no longer counts.
    pub(crate) async fn succeeded(
        &self,
        tx: &mut ::store::Tx,
        permit: &dyn AnyPermit,
    ) -> ::store::Result<()> {
        self.attempt.succeeded(tx, permit).await
    }
}

/// Begins a session in the caller's unit of work; one that was used before ends. A letter
/// tells of a kind of device that is new.
pub(crate) async fn begin(
    tx: &mut ::store::Tx,
    permit: &dyn AnyPermit,
    letters: Letters<'_>,
    new: New,
    before: Option<&str>,
) -> ::store::Result<NewSession> {
    let token = tokens::session(tx.db().chance());
    if let Some(before) = before {
        store::end(tx, permit, before).await?;
    }
    if devices::note(tx, permit, new.person, new.kind.key(), &new.device).await? {
        letters.new_device(tx, permit, new.person, &new.device).await?;
    }
    let expires_at = new.kind.expires(tx.now());
    store::add(tx, permit, &tokens::hash(&token), new).await?;
    Ok(NewSession { token, expires_at })
}

/// A new token for the session at hand, and another proof where one is named; the
/// old token ends at once.
pub(crate) async fn renew(
    tx: &mut ::store::Tx,
    permit: &dyn AnyPermit,
    who: &Who,
    proof: Option<Proven>,
) -> Result<String> {
    let old = who.token.as_deref().ok_or(Error::SignIn)?;
    let new = tokens::next(old, tx.db().chance());
    if store::replace(tx, permit, &tokens::hash(old), &tokens::hash(&new), proof, 0).await? {
        Ok(new)
    } else {
        Err(Error::SignIn)
    }
}

/// After a password was chosen anew: all sessions but one and all steps under way
/// end, and earlier failures no longer count.
pub(crate) async fn start_afresh(
    tx: &mut ::store::Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    email: &str,
    but: Option<Uuid>,
) -> ::store::Result<()> {
    store::end_others(tx, permit, person, but).await?;
    second_factor::end_steps(tx, permit, person).await?;
    throttle::forgive(tx, permit, email, TRIED).await
}

/// Takes away the attempts at an account that is erased.
pub(crate) async fn forget_attempts_of(
    tx: &mut ::store::Tx,
    permit: &dyn AnyPermit,
    email: &str,
) -> ::store::Result<()> {
    throttle::forgive(tx, permit, email, TRIED).await
}
