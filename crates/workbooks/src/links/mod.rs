//! Personal links: who holds one may answer one assignment, or report talks, without an
//! account.
//! A link is for one person, ends, can be ended at once, and is kept only as a
//! hash (R-NOA-03).

mod store;

use ::store::{Db, Error, Result};
use base::{Actor, Permit, Visit};
use futures_util::future::BoxFuture;
use web::{Links, token_hash};

/// Finds out who comes by a personal link.
#[derive(Clone, Copy, Debug)]
pub struct Holders;

impl Links for Holders {
    fn holder<'a>(&'a self, db: &'a Db, link: &'a str) -> BoxFuture<'a, Result<Option<Actor>>> {
        Box::pin(async move {
            let permit: Permit<Visit> = Permit::ask(&Actor::visitor(), None)
                .ok_or_else(|| Error::Bug("nobody may visit".to_owned()))?;
            let mut db = db.read(&permit).await?;
            let hash = token_hash(link);
            if let Some(found) = store::holder(&mut db, &permit, &hash).await? {
                #[expect(clippy::disallowed_methods, reason = "the link was just found good")]
                return Ok(Some(Actor::by_link(found.alliance(), found.assignment_id, found.name)));
            }
            let found = store::multiplier(&mut db, &permit, &hash).await?;
            #[expect(clippy::disallowed_methods, reason = "the link was just found good")]
            let actor = found.map(|found| Actor::by_voice_link(found.alliance(), found.id, found.name));
            Ok(actor)
        })
    }
}
