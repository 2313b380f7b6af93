//! Proving who one is by e-mail address and password, and the session that
//! follows.

use super::{
    ClientAddress,
    doors::actor,
    model::Kind,
    store,
    throttle::{self, Attempt, Slow, try_once},
};
use crate::{passwords, tokens};
use base::{AnyPermit, Instant, Permit, PersonId, UseAccount};
use web::{App, Error, Result};

/// How attempts at passwords stand in the audit.
const TRIED: &str = "sign-in tried";

/// The password was the right one.
#[derive(Debug)]
pub(crate) struct Proof {
    permit: Permit<UseAccount>,
    person: PersonId,
    attempt: Attempt,
}

/// Why somebody is not let in.
#[derive(Debug)]
pub(crate) enum NotProven {
    /// There is no such account, or the password is another: nobody learns which.
    Wrong,
    /// Too many attempts; this one was not looked at.
    Slow(Slow),
}

/// Compares e-mail address (in lower case) and password. Known and unknown
/// addresses take the same way and the same time.
pub(crate) async fn prove(
    app: &App,
    permit: &dyn AnyPermit,
    email: &str,
    password: String,
    from: ClientAddress,
) -> Result<std::result::Result<Proof, NotProven>> {
    let address = from.key();
    let attempt = match try_once(&app.db, permit, Some(email), address.as_deref(), TRIED).await? {
        Ok(attempt) => attempt,
        Err(slow) => return Ok(Err(NotProven::Slow(slow))),
    };
    let mut db = app.db.read(permit).await?;
    let found = store::password_of(&mut db, permit, email).await?;
    drop(db);
    let (who, hash) = match found {
        Some((person, name, hash)) => (Some((person, name)), hash),
        None => (None, None),
    };
    if !passwords::fits(hash, password).await? {
        return Ok(Err(NotProven::Wrong));
    }
    let Some((person, name)) = who else { return Ok(Err(NotProven::Wrong)) };
    let permit = Permit::ask(&actor(person, name, Vec::new()), None)
        .ok_or_else(|| Error::Internal("an account cannot be used".to_owned()))?;
    Ok(Ok(Proof { permit, person, attempt }))
}

/// A token and when it ends.
pub(crate) struct NewSession {
    pub(crate) token: String,
    pub(crate) expires_at: Instant,
}

impl Proof {
    /// Begins a session; one that was used before ends.
    pub(crate) async fn begin_session(
        self,
        app: &App,
        kind: Kind,
        before: Option<&str>,
    ) -> Result<NewSession> {
        let token = tokens::new(app.chance());
        let mut tx = app.db.begin(&self.permit).await?;
        self.attempt.succeeded(&mut tx, &self.permit).await?;
        if let Some(before) = before {
            store::end(&mut tx, &self.permit, before).await?;
        }
        store::add(&mut tx, &self.permit, &tokens::hash(&token), self.person, kind).await?;
        let expires_at = kind.expires(tx.now());
        tx.commit(&self.permit, &format!("session of person {} begun", self.person)).await?;
        Ok(NewSession { token, expires_at })
    }

    /// Without a session: the attempt itself no longer counts.
    pub(crate) async fn succeeded(
        &self,
        tx: &mut ::store::Tx,
        permit: &dyn AnyPermit,
    ) -> ::store::Result<()> {
        self.attempt.succeeded(tx, permit).await
    }
}

/// After a password was chosen anew: all sessions but one end, and earlier
/// failures no longer count.
pub(crate) async fn start_afresh(
    tx: &mut ::store::Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    email: &str,
    but: &str,
) -> ::store::Result<()> {
    store::end_others(tx, permit, person, but).await?;
    throttle::forgive(tx, permit, email, TRIED).await
}
