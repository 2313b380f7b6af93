//! The only SQL about single-use links.

use super::model::Purpose;
use base::{AnyPermit, Instant, PersonId};
use store::{Read, Result, Tx};

/// An unused link that is still good.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Link {
    pub(crate) person_id: PersonId,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) purpose: String,
}

/// Writes a new link down; older ones for the same purpose lose their use.
pub(crate) async fn add(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    purpose: Purpose,
    token_hash: &str,
) -> Result<()> {
    let now = tx.now();
    tx.shared(permit, "delete from single_use_link where person_id = $1 and purpose = $2")
        .bind(person)
        .bind(purpose.key())
        .run()
        .await?;
    tx.shared(
        permit,
        "insert into single_use_link (token_hash, person_id, purpose, created_at, expires_at) \
         values ($1, $2, $3, $4, $5)",
    )
    .bind(token_hash.to_owned())
    .bind(person)
    .bind(purpose.key())
    .bind(now)
    .bind(purpose.expires(now))
    .run()
    .await?;
    Ok(())
}

/// The link behind a token, if it is good now. An invitation is no longer good once
/// every role its person was given has ended.
pub(crate) async fn find(db: &mut Read, permit: &dyn AnyPermit, token_hash: &str) -> Result<Option<Link>> {
    let now = db.now();
    db.shared(
        permit,
        "select l.person_id, p.email, p.name, l.purpose from single_use_link l join person p on p.id = l.person_id \
         where l.token_hash = $1 and l.expires_at > $2 and p.closed_at is null \
         and (l.purpose <> 'invitation' or exists (select 1 from role_held r \
         where r.person_id = l.person_id and (r.until is null or r.until > $3)))",
    )
    .bind(token_hash.to_owned())
    .bind(now)
    .bind(now.day())
    .maybe()
    .await
}

/// The names of the alliances somebody has a role in.
pub(crate) async fn alliances(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = db
        .shared(
            permit,
            "select distinct a.name from role_held r join published_alliance a on a.alliance_id = r.alliance_id \
             where r.person_id = $1",
        )
        .bind(person)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Uses a link up, and with it all others of the person; `false` when somebody
/// was faster.
pub(crate) async fn consume(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    token_hash: &str,
    person: PersonId,
) -> Result<bool> {
    let used = tx
        .shared(permit, "delete from single_use_link where token_hash = $1")
        .bind(token_hash.to_owned())
        .run()
        .await?;
    tx.shared(permit, "delete from single_use_link where person_id = $1").bind(person).run().await?;
    Ok(used > 0)
}

/// When somebody was last sent a link that is not used yet.
pub(crate) async fn last_sent(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
    purpose: Purpose,
) -> Result<Option<Instant>> {
    let found: Option<(Instant,)> = db
        .shared(
            permit,
            "select created_at from single_use_link where person_id = $1 and purpose = $2 \
             order by created_at desc limit 1",
        )
        .bind(person)
        .bind(purpose.key())
        .maybe()
        .await?;
    Ok(found.map(|(at,)| at))
}

/// Takes away links that have ended.
pub(crate) async fn clean_up(tx: &mut Tx, permit: &dyn AnyPermit) -> Result<()> {
    let now = tx.now();
    tx.shared(permit, "delete from single_use_link where expires_at <= $1").bind(now).run().await?;
    Ok(())
}
