//! Signing in and out: sessions of browsers, tokens of programs, and who holds
//! one. Guessing is slowed down; an unknown address answers like a known one.

mod api;
mod client;
mod device;
mod doors;
mod model;
mod pages;
mod passkey;
mod proof;
mod second;
pub(crate) mod store;
mod throttle;

pub use doors::SignIn;

pub(crate) use doors::{held, signed_in};
pub(crate) use store::RoleRow;

pub(crate) use client::ClientAddress;
pub(crate) use model::Proven;
pub(crate) use pages::retry_after;
pub(crate) use proof::{NotProven, Proof, forget_attempts_of, prove, prove_again, renew, start_afresh};
pub(crate) use second::TRIED as SECOND_TRIED;
pub(crate) use throttle::{Slow, begin_once, try_once};
#[cfg(feature = "sso")]
pub(crate) use {device::Device, model::local_path, pages::enter};

use crate::tokens;
use ::store::{Read, Tx};
use base::{Permit, RunJobs};
use web::Routes;

/// The pages and API operations around sessions.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", pages::ask)
        .post("/sign-in", pages::sign_in)
        .post("/sign-in/second", second::sign_in)
        .get("/sign-in/passkey", passkey::ask)
        .post("/sign-in/passkey", passkey::sign_in)
        .post("/sign-out", pages::sign_out)
        .post("/api/v1/session", api::create)
        .answers::<api::Session>(
            "Sign in with e-mail, password and (where the account has one) second factor for a bearer token",
        )
        .takes::<api::Credentials>()
        .get("/api/v1/session", api::show)
        .answers::<api::Whoami>("Who the token belongs to, and their roles today")
        .delete("/api/v1/session", api::end)
        .answers::<api::Ended>("End the session the token belongs to")
}

/// Signs somebody in without asking: for tests and measurements, which are
/// compiled apart (feature `testing`). Answers a browser's token, as good as one
/// that was proven by a second factor.
#[cfg(feature = "testing")]
pub async fn begin_session(
    tx: &mut Tx,
    permit: &Permit<RunJobs>,
    person: base::PersonId,
) -> ::store::Result<String> {
    let token = tokens::session(tx.db().chance());
    let (kind, proof) = (model::Kind::Browser, Proven::Second);
    let new = store::New { person, kind, proof, device: String::new() };
    store::add(tx, permit, &tokens::hash(&token), new).await?;
    Ok(token)
}

/// Takes away sessions and attempts that have ended.
pub(crate) async fn clean_up(tx: &mut Tx, permit: &Permit<RunJobs>) -> ::store::Result<()> {
    store::clean_up(tx, permit).await?;
    throttle::clean_up(tx, permit).await
}

/// How many sessions have not ended, for those who watch over the installation.
pub async fn open_sessions(db: &mut Read, permit: &Permit<RunJobs>) -> ::store::Result<i64> {
    store::open_sessions(db, permit).await
}

/// What is stored of the token a request shows.
pub(crate) fn token_hash(who: &web::Who) -> Option<String> {
    who.token.as_deref().map(tokens::hash)
}
