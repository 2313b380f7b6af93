//! The only SQL about tokens of programs.

use super::model::{Draft, expires, reminded_until, swept_before};
use crate::sessions::{Proven, RoleRow};
use base::{AllianceId, AnyPermit, ApiTokenId, ArchiveAlliance, Day, Instant, Permit, PersonId};
use serde::Serialize;
use store::{Portion, Read, Result, Tx};

// ── at the door ─────────────────────────────────────────────────────────────

/// The token a program shows, and whose it is.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Shown {
    pub(super) id: ApiTokenId,
    pub(super) person_id: PersonId,
    pub(super) person_name: String,
    pub(super) alliance_id: Option<AllianceId>,
    pub(super) writes: bool,
    pub(super) proof: String,
    pub(super) last_used_on: Option<Day>,
    pub(super) expires_at: Instant,
    pub(super) is_closed: bool,
}

/// The token behind a hash, good or not.
pub(super) async fn shown(db: &mut Read, permit: &dyn AnyPermit, token_hash: &str) -> Result<Option<Shown>> {
    db.shared(
        permit,
        "select t.id, t.person_id, p.name as person_name, t.alliance_id, t.writes, t.proof, t.last_used_on, \
         t.expires_at, p.closed_at is not null as is_closed \
         from api_token t join person p on p.id = t.person_id where t.token_hash = $1",
    )
    .bind(token_hash.to_owned())
    .maybe()
    .await
}

/// The roles somebody holds today. Those in an archived alliance come without its name.
pub(super) async fn roles(db: &mut Read, permit: &dyn AnyPermit, person: PersonId) -> Result<Vec<RoleRow>> {
    let today = db.now().day();
    db.shared(
        permit,
        "select r.role, r.alliance_id as role_alliance_id, r.organisation_id, r.municipality_ags, \
         a.alliance_id, a.slug as alliance_slug, a.name as alliance_name from role_held r \
         left join published_alliance a on a.alliance_id = r.alliance_id and a.closed_on is null \
         where r.person_id = $1 and r.since <= $2 and (r.until is null or r.until > $2)",
    )
    .bind(person)
    .bind(today)
    .all()
    .await
}

/// Writes down that a token was used today, unless that was written already.
pub(super) async fn used(tx: &mut Tx, permit: &dyn AnyPermit, token: ApiTokenId) -> Result<()> {
    let today = tx.now().day();
    tx.shared(
        permit,
        "update api_token set last_used_on = $2 where id = $1 and (last_used_on is null or last_used_on < $2)",
    )
    .bind(token)
    .bind(today)
    .run()
    .await?;
    Ok(())
}

// ── its owner's list ────────────────────────────────────────────────────────

/// A token as its owner sees it.
#[derive(Debug, sqlx::FromRow, Serialize)]
pub(crate) struct Line {
    pub(crate) id: ApiTokenId,
    pub(crate) name: String,
    pub(crate) beginning: String,
    /// The alliance it is for, by its name in addresses; empty for the Land.
    pub(crate) alliance_slug: Option<String>,
    pub(crate) alliance: Option<String>,
    pub(crate) writes: bool,
    pub(crate) created_at: Instant,
    pub(crate) last_used_on: Option<Day>,
    pub(crate) expires_at: Instant,
}

/// Somebody's tokens, the newest first; those that have ended too, while they are kept.
pub(crate) async fn of_person(db: &mut Read, permit: &dyn AnyPermit, person: PersonId) -> Result<Vec<Line>> {
    db.shared(
        permit,
        "select t.id, t.name, t.beginning, a.slug as alliance_slug, a.name as alliance, t.writes, t.created_at, \
         t.last_used_on, t.expires_at from api_token t \
         left join published_alliance a on a.alliance_id = t.alliance_id \
         where t.person_id = $1 order by t.created_at desc, t.id limit 1000",
    )
    .bind(person)
    .all()
    .await
}

/// How many of somebody's tokens are good.
pub(crate) async fn good(db: &mut Read, permit: &dyn AnyPermit, person: PersonId) -> Result<i64> {
    let now = db.now();
    let (good,): (i64,) = db
        .shared(permit, "select count(*) from api_token where person_id = $1 and expires_at > $2")
        .bind(person)
        .bind(now)
        .one()
        .await?;
    Ok(good)
}

/// Keeps a new token; `false` when the form was sent before.
pub(super) async fn add(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    (id, person): (ApiTokenId, PersonId),
    draft: &Draft,
    proof: Proven,
    (token_hash, beginning): (String, String),
) -> Result<bool> {
    let now = tx.now();
    let end = expires(now, draft.days);
    // One that is made for a week or less needs no reminder a week before its end.
    let reminded_at = (end <= reminded_until(now)).then_some(now);
    let added = tx
        .shared(
            permit,
            "insert into api_token (id, person_id, alliance_id, writes, name, token_hash, beginning, proof, \
             created_at, expires_at, reminded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             on conflict (id) do nothing",
        )
        .bind(id)
        .bind(person)
        .bind(draft.scope.alliance)
        .bind(draft.scope.writes)
        .bind(draft.name.clone())
        .bind(token_hash)
        .bind(beginning)
        .bind(proof.key())
        .bind(now)
        .bind(end)
        .bind(reminded_at)
        .run()
        .await?;
    Ok(added > 0)
}

/// Ends one of somebody's tokens; `false` when they have no such token.
pub(super) async fn end(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    token: ApiTokenId,
) -> Result<bool> {
    let ended = tx
        .shared(permit, "delete from api_token where id = $1 and person_id = $2")
        .bind(token)
        .bind(person)
        .run()
        .await?;
    Ok(ended > 0)
}

/// Takes away all tokens of somebody whose account is erased.
pub(crate) async fn forget(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<()> {
    tx.shared(permit, "delete from api_token where person_id = $1").bind(person).run().await?;
    Ok(())
}

/// Takes away the tokens for an alliance that is forgotten, one portion of them.
pub(crate) async fn forget_alliance(
    tx: &mut Tx,
    permit: &Permit<ArchiveAlliance>,
    portion: &mut Portion,
) -> Result<()> {
    let gone = tx
        .sql(
            permit,
            "delete from api_token where id in \
             (select id from api_token where alliance_id = $1 order by id limit $2)",
        )
        .bind(portion.left())
        .run()
        .await?;
    portion.took(gone);
    Ok(())
}

/// Takes away tokens that ended a while ago.
pub(crate) async fn clean_up(tx: &mut Tx, permit: &dyn AnyPermit) -> Result<()> {
    let then = swept_before(tx.now());
    tx.shared(permit, "delete from api_token where expires_at <= $1").bind(then).run().await?;
    Ok(())
}

// ── reminders ───────────────────────────────────────────────────────────────

/// A token that is about to end.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Ending {
    pub(super) id: ApiTokenId,
    pub(super) person_id: PersonId,
    pub(super) name: String,
    pub(super) beginning: String,
    pub(super) expires_at: Instant,
}

/// Tokens that end within a week, whose owner was not told yet.
pub(super) async fn ending(db: &mut Read, permit: &dyn AnyPermit, most: i64) -> Result<Vec<Ending>> {
    let now = db.now();
    db.shared(
        permit,
        "select t.id, t.person_id, t.name, t.beginning, t.expires_at from api_token t \
         join person p on p.id = t.person_id and p.closed_at is null \
         where t.reminded_at is null and t.expires_at > $1 and t.expires_at <= $2 \
         order by t.expires_at, t.id limit $3",
    )
    .bind(now)
    .bind(reminded_until(now))
    .bind(most)
    .all()
    .await
}

/// Writes down that its owner was told.
pub(super) async fn reminded(tx: &mut Tx, permit: &dyn AnyPermit, token: ApiTokenId) -> Result<()> {
    let now = tx.now();
    tx.shared(permit, "update api_token set reminded_at = $2 where id = $1")
        .bind(token)
        .bind(now)
        .run()
        .await?;
    Ok(())
}
