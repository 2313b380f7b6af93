//! At the door: who acts through a program with this token.

use super::store::{self, Shown};
use crate::{
    sessions::{Proven, held, signed_in},
    tokens,
};
use ::store::{Db, Result};
use base::{Actor, Permit, Role, Scope, Visit};

/// What there is behind a token.
pub(crate) enum Found {
    /// Somebody, with what the scope leaves of their rights today.
    Good(Actor),
    /// It has expired, or its owner's account is closed.
    Over,
    /// Nobody has made it, or it was ended.
    Unknown,
}

/// Looks a token up. `rests` says which roles rest for somebody who had not shown a
/// second factor when making it.
pub(crate) async fn find(
    db: &Db,
    permit: &Permit<Visit>,
    token: &str,
    rests: impl Fn(Role) -> bool,
) -> Result<Found> {
    let mut reader = db.read(permit).await?;
    let Some(shown) = store::shown(&mut reader, permit, &tokens::hash(token)).await? else {
        return Ok(Found::Unknown);
    };
    let now = reader.now();
    if shown.is_closed || shown.expires_at <= now {
        return Ok(Found::Over);
    }
    let roles = store::roles(&mut reader, permit, shown.person_id).await?;
    drop(reader);
    if shown.last_used_on != Some(now.day()) {
        see(db, permit, &shown).await;
    }
    let proof = Proven::from_key(&shown.proof);
    let (resting, awake) =
        roles.into_iter().filter_map(held).partition(|held| proof == Proven::Password && rests(held.role));
    let scope = Scope { alliance: shown.alliance_id, writes: shown.writes };
    let actor = signed_in(shown.person_id, shown.person_name, awake).with_resting(resting);
    Ok(Found::Good(actor.by_token(shown.id, scope)))
}

/// Writes down that a token is in use. That it could not be written must not keep
/// anybody from reading.
async fn see(db: &Db, permit: &Permit<Visit>, shown: &Shown) {
    let (acting, token) = (permit.clone(), shown.id);
    let saved = db
        .save(permit, format!("token {token} used"), move |tx| {
            let acting = acting.clone();
            Box::pin(async move { store::used(tx, &acting, token).await })
        })
        .await;
    if let Err(error) = saved {
        tracing::warn!(%error, "the use of a token could not be written down");
    }
}
