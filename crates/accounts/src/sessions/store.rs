//! The only SQL about sessions and attempts at passwords.

use super::model::{Kind, Proven, idle_since};
use crate::passwords::PasswordHash;
use base::{AllianceId, AnyPermit, Instant, OrganisationId, PersonId};
use store::{Read, Result, Tx};
use uuid::Uuid;

/// One role of whoever holds a session; a person without roles has one row.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Holder {
    pub(crate) session_id: Uuid,
    pub(crate) proof: String,
    pub(crate) issued_at: Instant,
    pub(crate) replaced_at: Option<Instant>,
    pub(crate) rights_changed_at: Option<Instant>,
    pub(crate) person_id: PersonId,
    pub(crate) name: String,
    pub(crate) last_seen_at: Instant,
    #[sqlx(flatten)]
    pub(crate) role: RoleRow,
}

/// A role, or none, with the alliance it is held in.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct RoleRow {
    pub(crate) role: Option<String>,
    pub(crate) role_alliance_id: Option<AllianceId>,
    pub(crate) organisation_id: Option<OrganisationId>,
    pub(crate) municipality_ags: Option<String>,
    pub(crate) alliance_id: Option<AllianceId>,
    pub(crate) alliance_slug: Option<String>,
    pub(crate) alliance_name: Option<String>,
}

/// Who holds a session that is good now, with the roles they hold today. Roles
/// in an archived alliance come without its name.
pub(crate) async fn holder(db: &mut Read, permit: &dyn AnyPermit, token_hash: &str) -> Result<Vec<Holder>> {
    let now = db.now();
    db.shared(
        permit,
        "select s.id as session_id, s.proof, s.issued_at, s.replaced_at, p.rights_changed_at, \
         p.id as person_id, p.name, s.last_seen_at, r.role, r.alliance_id as role_alliance_id, \
         r.organisation_id, r.municipality_ags, a.alliance_id, a.slug as alliance_slug, a.name as alliance_name \
         from session s join person p on p.id = s.person_id and p.closed_at is null \
         left join role_held r on r.person_id = p.id and r.since <= $4 and (r.until is null or r.until > $4) \
         left join published_alliance a on a.alliance_id = r.alliance_id and a.closed_on is null \
         where s.token_hash = $1 and s.expires_at > $2 and (s.kind <> 'browser' or s.last_seen_at > $3)",
    )
    .bind(token_hash.to_owned())
    .bind(now)
    .bind(idle_since(now))
    .bind(now.day())
    .all()
    .await
}

/// Writes down that a session was used, unless that was written just now.
pub(crate) async fn seen(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    token_hash: &str,
    unless_since: Instant,
) -> Result<()> {
    let now = tx.now();
    tx.shared(permit, "update session set last_seen_at = $2 where token_hash = $1 and last_seen_at <= $3")
        .bind(token_hash.to_owned())
        .bind(now)
        .bind(unless_since)
        .run()
        .await?;
    Ok(())
}

/// A session about to begin.
#[derive(Clone, Debug)]
pub(crate) struct New {
    pub(crate) person: PersonId,
    pub(crate) kind: Kind,
    pub(crate) proof: Proven,
    pub(crate) device: String,
}

/// Begins a session.
pub(crate) async fn add(tx: &mut Tx, permit: &dyn AnyPermit, token_hash: &str, new: New) -> Result<()> {
    let (id, now) = (tx.new_uuid(), tx.now());
    tx.shared(
        permit,
        "insert into session (token_hash, id, person_id, kind, proof, device, created_at, issued_at, \
         last_seen_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $7, $7, $8)",
    )
    .bind(token_hash.to_owned())
    .bind(id)
    .bind(new.person)
    .bind(new.kind.key())
    .bind(new.proof.key())
    .bind(new.device)
    .bind(now)
    .bind(new.kind.expires(now))
    .run()
    .await?;
    Ok(())
}

/// Gives a session another token, and another proof where one is named. The old
/// token ends `grace` seconds from now; `false` when it has a successor or ended.
pub(crate) async fn replace(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    old_hash: &str,
    new_hash: &str,
    proof: Option<Proven>,
    grace: i64,
) -> Result<bool> {
    let now = tx.now();
    let end: Option<(Instant,)> = tx
        .shared(permit, "select expires_at from session where token_hash = $1")
        .bind(old_hash.to_owned())
        .maybe()
        .await?;
    let Some((expires_at,)) = end else { return Ok(false) };
    let last = now.plus_seconds(grace).min(expires_at);
    let replaced = tx
        .shared(
            permit,
            "update session set replaced_at = $2, expires_at = $3 \
             where token_hash = $1 and replaced_at is null and expires_at > $2",
        )
        .bind(old_hash.to_owned())
        .bind(now)
        .bind(last)
        .run()
        .await?;
    if replaced == 0 {
        return Ok(false);
    }
    tx.shared(
        permit,
        "insert into session (token_hash, id, person_id, kind, proof, device, created_at, issued_at, \
         last_seen_at, expires_at) select $2, id, person_id, kind, coalesce($3, proof), device, created_at, \
         replaced_at, last_seen_at, $4 from session where token_hash = $1",
    )
    .bind(old_hash.to_owned())
    .bind(new_hash.to_owned())
    .bind(proof.map(|p| p.key().to_owned()))
    .bind(expires_at)
    .run()
    .await?;
    Ok(true)
}

/// Ends the session a token belongs to, whichever tokens it has had.
pub(crate) async fn end(tx: &mut Tx, permit: &dyn AnyPermit, token_hash: &str) -> Result<()> {
    tx.shared(permit, "delete from session where id = (select s.id from session s where s.token_hash = $1)")
        .bind(token_hash.to_owned())
        .run()
        .await?;
    Ok(())
}

/// Ends one of somebody's sessions; `false` when they have no such session.
pub(crate) async fn end_one(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    session: Uuid,
) -> Result<bool> {
    let ended = tx
        .shared(permit, "delete from session where person_id = $1 and id = $2")
        .bind(person)
        .bind(session)
        .run()
        .await?;
    Ok(ended > 0)
}

/// Ends all of somebody's sessions, or (`Some`) all but one.
pub(crate) async fn end_others(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    but: Option<Uuid>,
) -> Result<()> {
    tx.shared(permit, "delete from session where person_id = $1 and id <> $2")
        .bind(person)
        .bind(but.unwrap_or_default())
        .run()
        .await?;
    Ok(())
}

/// One session as its owner sees it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Session {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) proof: String,
    pub(crate) device: String,
    pub(crate) created_at: Instant,
    pub(crate) last_seen_at: Instant,
}

/// What was proven in a session; `None` when it has ended.
pub(crate) async fn proof_of(db: &mut Read, permit: &dyn AnyPermit, session: Uuid) -> Result<Option<Proven>> {
    let found: Option<(String,)> = db
        .shared(permit, "select proof from session where id = $1 and replaced_at is null")
        .bind(session)
        .maybe()
        .await?;
    Ok(found.map(|(proof,)| Proven::from_key(&proof)))
}

/// Whether a session began since then with more than the password.
pub(crate) async fn began_with_factor(
    db: &mut Read,
    permit: &dyn AnyPermit,
    session: Uuid,
    since: Instant,
) -> Result<bool> {
    let (count,): (i64,) = db
        .shared(
            permit,
            "select count(*) from session where id = $1 and replaced_at is null and proof <> $2 and created_at > $3",
        )
        .bind(session)
        .bind(Proven::Password.key())
        .bind(since)
        .one()
        .await?;
    Ok(count > 0)
}

/// Somebody's sessions that are good now, the latest first.
pub(crate) async fn of_person(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
) -> Result<Vec<Session>> {
    let now = db.now();
    db.shared(
        permit,
        "select id, kind, proof, device, created_at, last_seen_at from session \
         where person_id = $1 and replaced_at is null and expires_at > $2 \
         and (kind <> 'browser' or last_seen_at > $3) \
         order by last_seen_at desc, created_at desc, id limit 100",
    )
    .bind(person)
    .bind(now)
    .bind(idle_since(now))
    .all()
    .await
}

/// Takes away sessions that have ended.
pub(crate) async fn clean_up(tx: &mut Tx, permit: &dyn AnyPermit) -> Result<()> {
    let now = tx.now();
    tx.shared(
        permit,
        "delete from session where expires_at <= $1 or (kind = 'browser' and last_seen_at <= $2)",
    )
    .bind(now)
    .bind(idle_since(now))
    .run()
    .await?;
    Ok(())
}

/// What a password is compared with: key, name and hash of the open account.
pub(crate) async fn password_of(
    db: &mut Read,
    permit: &dyn AnyPermit,
    email: &str,
) -> Result<Option<(PersonId, String, Option<PasswordHash>)>> {
    let found: Option<(PersonId, String, Option<String>)> = db
        .shared(permit, "select id, name, password_hash from person where email = $1 and closed_at is null")
        .bind(email.to_owned())
        .maybe()
        .await?;
    Ok(found.map(|(id, name, hash)| (id, name, hash.map(PasswordHash::stored))))
}

// ── attempts ────────────────────────────────────────────────────────────────

/// When the latest attempts under a key were, newest first.
pub(crate) async fn attempts(
    db: &mut Read,
    permit: &dyn AnyPermit,
    key_hash: &str,
    most: usize,
) -> Result<Vec<Instant>> {
    let rows: Vec<(Instant,)> = db
        .shared(
            permit,
            "select tried_at from sign_in_attempt where key_hash = $1 order by tried_at desc limit $2",
        )
        .bind(key_hash.to_owned())
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .all()
        .await?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

/// Writes an attempt down and answers its key.
pub(crate) async fn add_attempt(tx: &mut Tx, permit: &dyn AnyPermit, key_hash: &str) -> Result<Uuid> {
    let (id, now) = (tx.new_uuid(), tx.now());
    tx.shared(permit, "insert into sign_in_attempt (id, key_hash, tried_at) values ($1, $2, $3)")
        .bind(id)
        .bind(key_hash.to_owned())
        .bind(now)
        .run()
        .await?;
    Ok(id)
}

/// Takes away all attempts under a key, and these lines.
pub(crate) async fn forgive(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    key_hash: Option<&str>,
    lines: &[Uuid],
) -> Result<()> {
    if let Some(key) = key_hash {
        tx.shared(permit, "delete from sign_in_attempt where key_hash = $1")
            .bind(key.to_owned())
            .run()
            .await?;
    }
    for line in lines {
        tx.shared(permit, "delete from sign_in_attempt where id = $1").bind(*line).run().await?;
    }
    Ok(())
}

/// Takes away attempts made at this moment or before.
pub(crate) async fn forget_attempts(tx: &mut Tx, permit: &dyn AnyPermit, then: Instant) -> Result<()> {
    tx.shared(permit, "delete from sign_in_attempt where tried_at <= $1").bind(then).run().await?;
    Ok(())
}

/// How many sessions have not ended.
pub(super) async fn open_sessions(db: &mut Read, permit: &dyn AnyPermit) -> Result<i64> {
    let now = db.now();
    let (open,): (i64,) =
        db.shared(permit, "select count(*) from session where expires_at > $1").bind(now).one().await?;
    Ok(open)
}
