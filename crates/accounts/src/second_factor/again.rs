//! Showing a factor one has before a factor is added or removed, recovery codes are
//! replaced, the address changes, a token is made or the account is erased: otherwise an
//! open session and the password would be enough.

use super::{
    acts::{Used, use_code},
    pages::Back,
    store::{self, SetUp},
};
use crate::{
    links::Letters,
    sessions::{self, ClientAddress, SECOND_TRIED, try_once},
};
use ::store::{Read, Tx};
use base::{AnyPermit, Permit, PersonId, UseAccount};
use web::{App, Error, Fields, Form, Result, Shell, Who};

/// So long after signing in with a passkey nobody is asked for a factor again who has no
/// app: a passkey shows no code to type.
const FRESH_SECONDS: i64 = 10 * 60;

/// What the form asks for besides the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Again {
    /// Nothing: there is no factor yet, or it was shown just now.
    Nothing,
    /// A code of the app, or a recovery code.
    Code,
    /// A recovery code, since there is no app.
    Recovery,
}

impl Again {
    /// What is asked of somebody with these factors whose session began with one just now or not.
    fn of(has_app: bool, is_any: bool, is_fresh: bool) -> Self {
        match (is_any, has_app) {
            (true, true) => Self::Code,
            (true, false) if !is_fresh => Self::Recovery,
            _ => Self::Nothing,
        }
    }
    /// Whether the form asks for something.
    pub(crate) fn is_asked(self) -> bool {
        self != Self::Nothing
    }
    /// What the field is called.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Recovery => "second-recovery",
            Self::Code | Self::Nothing => "factor-any-code",
        }
    }
    /// What helps with it.
    pub(crate) const fn help(self) -> &'static str {
        match self {
            Self::Recovery => "factor-again-passkey",
            Self::Code | Self::Nothing => "factor-again-help",
        }
    }
    /// Its field, where it is asked for.
    pub(crate) fn field(self, field: &'static str) -> Option<&'static str> {
        self.is_asked().then_some(field)
    }
}

/// What somebody has to show in this session, whichever factors they have.
pub(crate) async fn asked_of(
    db: &mut Read,
    permit: &dyn AnyPermit,
    who: &Who,
    person: PersonId,
) -> Result<Again> {
    let set_up = store::of(db, permit, person).await?;
    asked(db, permit, who, &set_up).await
}

/// What somebody with these factors has to show in this session.
pub(super) async fn asked(db: &mut Read, permit: &dyn AnyPermit, who: &Who, set_up: &SetUp) -> Result<Again> {
    let since = db.now().plus_seconds(-FRESH_SECONDS);
    let is_fresh = match who.session {
        Some(session) => sessions::store::began_with_factor(db, permit, session, since).await?,
        None => false,
    };
    Ok(Again::of(set_up.has_app, set_up.is_any(), is_fresh))
}

/// A unit of work in which the code in `field` was used up, where one is asked for, and
/// no longer counts as an attempt; says in the form what is wrong. A letter tells of a
/// used recovery code.
pub(crate) async fn begin_with_code(
    app: &App,
    permit: &Permit<UseAccount>,
    from: ClientAddress,
    field: Option<&'static str>,
    fields: &Fields,
    shell: &Shell,
    form: &mut Form,
) -> Result<std::result::Result<Tx, Back>> {
    let person = permit.actor().person().ok_or(Error::SignIn)?;
    let Some(field) = field else { return Ok(Ok(app.db.begin(permit).await?)) };
    let code = fields.get(field).unwrap_or_default();
    if code.trim().is_empty() {
        form.refuse(field, shell.say("form-needed"));
        return Ok(Err(Back::WRONG));
    }
    let (account, address) = (person.to_string(), from.key());
    let attempt = match try_once(&app.db, permit, Some(&account), address.as_deref(), SECOND_TRIED).await? {
        Ok(attempt) => attempt,
        Err(slow) => return Ok(Err(Back::slow(shell, form, field, slow))),
    };
    let mut tx = app.db.begin(permit).await?;
    let Some(used) = use_code(&mut tx, permit, person, code).await? else {
        drop(tx);
        let tx = app.db.begin(permit).await?;
        tx.commit(permit, &format!("second factor of person {person} wrong")).await?;
        form.refuse(field, shell.say("factor-wrong-code"));
        return Ok(Err(Back::WRONG));
    };
    if let Used::RecoveryCode { left } = used {
        Letters::of(app).recovery_code_used(&mut tx, permit, person, left).await?;
    }
    attempt.succeeded(&mut tx, permit).await?;
    Ok(Ok(tx))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_is_always_asked_and_a_passkey_unless_it_was_shown_just_now() {
        for is_fresh in [false, true] {
            assert_eq!(Again::of(true, true, is_fresh), Again::Code);
            assert_eq!(Again::of(false, false, is_fresh), Again::Nothing);
        }
        assert_eq!(Again::of(false, true, false), Again::Recovery);
        assert_eq!(Again::of(false, true, true), Again::Nothing);
    }
}
