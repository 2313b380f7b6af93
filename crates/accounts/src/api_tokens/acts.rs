//! What is done with tokens. Each takes the caller's unit of work and leaves the commit
//! to them. Whatever ends a token before its time buries it: no older backup brings it
//! back.

use super::{
    model::{Draft, beginning, new_token},
    store,
};
use crate::{links::Letters, sessions::Proven, tokens};
use ::store::{Again, Burial, Put, Result, Tx};
use base::{AnyPermit, ApiTokenId, Permit, PersonId, RunJobs};

/// A token that was ended before its time.
pub(crate) const BURIAL: Burial =
    Burial { kind: "api_token", again: Again::Sql(&[("delete from api_token where id = $1", &[Put::Row])]) };

/// So many reminders go out in one unit of work.
const PORTION: i64 = 500;

/// Makes a token and answers it, this once; `None` when the form was sent before.
pub(super) async fn make(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    key: (ApiTokenId, PersonId),
    draft: &Draft,
    proof: Proven,
) -> Result<Option<String>> {
    let token = new_token(tx.db().chance());
    let kept = (tokens::hash(&token), beginning(&token));
    Ok(store::add(tx, permit, key, draft, proof, kept).await?.then_some(token))
}

/// Ends one of somebody's tokens; `false` when they have no such token.
pub(super) async fn end(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    token: ApiTokenId,
) -> Result<bool> {
    let ended = store::end(tx, permit, person, token).await?;
    if ended {
        tx.bury(permit, &BURIAL, token.uuid());
    }
    Ok(ended)
}

/// Ends all tokens of somebody; answers how many there were.
pub(crate) async fn end_all(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<usize> {
    let all = store::of_person(tx, permit, person).await?;
    for line in &all {
        end(tx, permit, person, line.id).await?;
    }
    Ok(all.len())
}

/// Tells the owners of tokens that end within a week, each once. Answers how many.
pub async fn remind(tx: &mut Tx, permit: &Permit<RunJobs>, letters: Letters<'_>) -> Result<usize> {
    let ending = store::ending(tx, permit, PORTION).await?;
    for token in &ending {
        let known = (token.name.as_str(), token.beginning.as_str());
        letters.token_ends(tx, permit, token.person_id, known, token.expires_at).await?;
        store::reminded(tx, permit, token.id).await?;
    }
    Ok(ending.len())
}

/// Makes a token for somebody, as good as one made in a session that was proven by a
/// second factor: for tests, which are compiled apart (feature `testing`).
#[cfg(feature = "testing")]
pub async fn make_for(
    tx: &mut Tx,
    permit: &Permit<RunJobs>,
    person: PersonId,
    scope: base::Scope,
) -> Result<String> {
    let id = ApiTokenId::from_uuid(tx.new_uuid());
    let draft = Draft { name: "Test".to_owned(), scope, days: 30 };
    let made = make(tx, permit, (id, person), &draft, Proven::Second).await?;
    made.ok_or_else(|| ::store::Error::Bug("a new id is new".to_owned()))
}
