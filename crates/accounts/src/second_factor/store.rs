//! The only SQL about second factors and steps under way.

use super::model::{Purpose, step_ends};
use base::{AnyPermit, Instant, PersonId};
use store::{Again, Burial, Error, Put, Read, Result, Tx};
use uuid::Uuid;

/// An app that was taken away.
pub(crate) const APP: Burial =
    Burial { kind: "app", again: Again::Sql(&[("delete from totp where person_id = $1", &[Put::Row])]) };

/// A passkey that was taken away.
pub(crate) const PASSKEY: Burial =
    Burial { kind: "passkey", again: Again::Sql(&[("delete from passkey where id = $1", &[Put::Row])]) };

/// A recovery code that was used or replaced, by the first half of its hash.
pub(crate) const RECOVERY_CODE: Burial = Burial {
    kind: "recovery code",
    again: Again::Sql(&[("delete from recovery_code where substr(code_hash, 1, 32) = $1", &[Put::Digits])]),
};

/// What an account has set up.
#[derive(Clone, Debug)]
pub(crate) struct SetUp {
    /// An authenticator app, since when.
    pub(crate) app_since: Option<Instant>,
    /// An authenticator app.
    pub(crate) has_app: bool,
    /// Passkeys, the oldest first.
    pub(crate) passkeys: Vec<PasskeyRow>,
    /// Recovery codes that are left.
    pub(crate) codes_left: i64,
}

impl SetUp {
    /// Whether signing in asks for a second factor.
    pub(crate) fn is_any(&self) -> bool {
        self.has_app || !self.passkeys.is_empty()
    }
}

/// A passkey.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct PasskeyRow {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) credential: String,
    pub(crate) created_at: Instant,
    pub(crate) last_used_at: Option<Instant>,
}

/// What an account has set up.
pub(crate) async fn of(db: &mut Read, permit: &dyn AnyPermit, person: PersonId) -> Result<SetUp> {
    let app_since = app(db, permit, person).await?.and_then(|app| app.confirmed_at);
    let passkeys = passkeys(db, permit, person).await?;
    let (codes_left,): (i64,) = db
        .shared(permit, "select count(*) from recovery_code where person_id = $1")
        .bind(person)
        .one()
        .await?;
    Ok(SetUp { app_since, has_app: app_since.is_some(), passkeys, codes_left })
}

// ── the app ─────────────────────────────────────────────────────────────────

/// An authenticator app, confirmed or not.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct AppRow {
    pub(super) secret_sealed: Vec<u8>,
    pub(super) confirmed_at: Option<Instant>,
}

/// Somebody's app.
pub(super) async fn app(db: &mut Read, permit: &dyn AnyPermit, person: PersonId) -> Result<Option<AppRow>> {
    db.shared(permit, "select secret_sealed, confirmed_at from totp where person_id = $1")
        .bind(person)
        .maybe()
        .await
}

/// Writes a secret down that has yet to be confirmed; `false` when an app is set up.
pub(super) async fn put_app(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    secret_sealed: Vec<u8>,
) -> Result<bool> {
    let now = tx.now();
    let put = tx
        .shared(
            permit,
            "insert into totp (person_id, secret_sealed, created_at) values ($1, $2, $3) \
             on conflict (person_id) do update set secret_sealed = excluded.secret_sealed, \
             created_at = excluded.created_at, last_step = 0 where totp.confirmed_at is null",
        )
        .bind(person)
        .bind(secret_sealed)
        .bind(now)
        .run()
        .await?;
    Ok(put > 0)
}

/// The app is set up; `false` when it was already.
pub(super) async fn confirm_app(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    step: i64,
) -> Result<bool> {
    let now = tx.now();
    let set = tx
        .shared(
            permit,
            "update totp set confirmed_at = $2, last_step = $3 where person_id = $1 and confirmed_at is null",
        )
        .bind(person)
        .bind(now)
        .bind(step)
        .run()
        .await?;
    Ok(set > 0)
}

/// Uses the code of one step up; `false` when it, or a later one, was used before.
pub(super) async fn use_step(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    step: i64,
) -> Result<bool> {
    let used = tx
        .shared(
            permit,
            "update totp set last_step = $2 where person_id = $1 and last_step < $2 and confirmed_at is not null",
        )
        .bind(person)
        .bind(step)
        .run()
        .await?;
    Ok(used > 0)
}

/// Takes the app away.
pub(super) async fn remove_app(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<()> {
    if tx.shared(permit, "delete from totp where person_id = $1").bind(person).run().await? > 0 {
        tx.bury(permit, &APP, person.uuid());
    }
    Ok(())
}

// ── passkeys ────────────────────────────────────────────────────────────────

/// Somebody's passkeys, the oldest first.
pub(super) async fn passkeys(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
) -> Result<Vec<PasskeyRow>> {
    db.shared(
        permit,
        "select id, name, credential, created_at, last_used_at from passkey \
         where person_id = $1 order by created_at, id limit 100",
    )
    .bind(person)
    .all()
    .await
}

/// One passkey of an open account, as it is kept.
pub(super) async fn passkey_of(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
    credential_id: &str,
) -> Result<Option<String>> {
    let found: Option<(String,)> = db
        .shared(
            permit,
            "select k.credential from passkey k join person p on p.id = k.person_id \
             where k.person_id = $1 and k.credential_id = $2 and p.closed_at is null",
        )
        .bind(person)
        .bind(credential_id.to_owned())
        .maybe()
        .await?;
    Ok(found.map(|(credential,)| credential))
}

/// A passkey about to be kept.
pub(super) struct NewPasskey {
    pub(super) name: String,
    pub(super) credential_id: String,
    pub(super) credential: String,
}

/// Keeps a passkey; `false` when the device has given it to another account.
pub(super) async fn add_passkey(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    new: NewPasskey,
) -> Result<bool> {
    let (id, now) = (tx.new_uuid(), tx.now());
    let added = tx
        .shared(
            permit,
            "insert into passkey (id, person_id, name, credential_id, credential, created_at) \
             values ($1, $2, $3, $4, $5, $6) on conflict (credential_id) do nothing",
        )
        .bind(id)
        .bind(person)
        .bind(new.name)
        .bind(new.credential_id)
        .bind(new.credential)
        .bind(now)
        .run()
        .await?;
    Ok(added > 0)
}

/// Writes down that a passkey was used, with its counter.
pub(super) async fn passkey_used(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    credential_id: &str,
    credential: String,
) -> Result<bool> {
    let now = tx.now();
    let used = tx
        .shared(
            permit,
            "update passkey set credential = $3, last_used_at = $4 where person_id = $1 and credential_id = $2",
        )
        .bind(person)
        .bind(credential_id.to_owned())
        .bind(credential)
        .bind(now)
        .run()
        .await?;
    Ok(used > 0)
}

/// Gives a passkey another name; `false` when there is none.
pub(super) async fn rename_passkey(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    passkey: Uuid,
    name: String,
) -> Result<bool> {
    let renamed = tx
        .shared(permit, "update passkey set name = $3 where person_id = $1 and id = $2")
        .bind(person)
        .bind(passkey)
        .bind(name)
        .run()
        .await?;
    Ok(renamed > 0)
}

/// Takes a passkey away; `false` when there is none.
pub(super) async fn remove_passkey(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    passkey: Uuid,
) -> Result<bool> {
    let removed = tx
        .shared(permit, "delete from passkey where person_id = $1 and id = $2")
        .bind(person)
        .bind(passkey)
        .run()
        .await?;
    if removed > 0 {
        tx.bury(permit, &PASSKEY, passkey);
    }
    Ok(removed > 0)
}

// ── recovery codes ──────────────────────────────────────────────────────────

/// Puts new recovery codes in place of all earlier ones.
pub(super) async fn put_codes(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    hashes: Vec<String>,
) -> Result<()> {
    let now = tx.now();
    remove_codes(tx, permit, person).await?;
    for hash in hashes {
        tx.shared(permit, "insert into recovery_code (code_hash, person_id, created_at) values ($1, $2, $3)")
            .bind(hash)
            .bind(person)
            .bind(now)
            .run()
            .await?;
    }
    Ok(())
}

async fn remove_codes(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<()> {
    let removed: Vec<(String,)> = tx
        .shared(permit, "delete from recovery_code where person_id = $1 returning code_hash")
        .bind(person)
        .all()
        .await?;
    removed.iter().try_for_each(|(hash,)| bury_code(tx, permit, hash))
}

fn bury_code(tx: &mut Tx, permit: &dyn AnyPermit, hash: &str) -> Result<()> {
    let half = hash.get(..32).and_then(|digits| Uuid::try_parse(digits).ok());
    let half = half.ok_or_else(|| Error::Bug("a hash has 64 hexadecimal digits".to_owned()))?;
    tx.bury(permit, &RECOVERY_CODE, half);
    Ok(())
}

/// Uses a recovery code up; answers how many are left, `None` when it is none.
pub(super) async fn use_code(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
    hash: &str,
) -> Result<Option<i64>> {
    let used = tx
        .shared(permit, "delete from recovery_code where person_id = $1 and code_hash = $2")
        .bind(person)
        .bind(hash.to_owned())
        .run()
        .await?;
    if used == 0 {
        return Ok(None);
    }
    bury_code(tx, permit, hash)?;
    let (left,): (i64,) = tx
        .shared(permit, "select count(*) from recovery_code where person_id = $1")
        .bind(person)
        .one()
        .await?;
    Ok(Some(left))
}

/// The hashes of somebody's recovery codes that are left.
pub(super) async fn codes(db: &mut Read, permit: &dyn AnyPermit, person: PersonId) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = db
        .shared(permit, "select code_hash from recovery_code where person_id = $1")
        .bind(person)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(hash,)| hash).collect())
}

/// Takes app, passkeys, recovery codes and steps under way away, for good.
pub(super) async fn remove_all(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<()> {
    remove_app(tx, permit, person).await?;
    let passkeys: Vec<(Uuid,)> =
        tx.shared(permit, "delete from passkey where person_id = $1 returning id").bind(person).all().await?;
    for (passkey,) in passkeys {
        tx.bury(permit, &PASSKEY, passkey);
    }
    remove_codes(tx, permit, person).await?;
    end_steps(tx, permit, person).await
}

/// The same along with an account that leaves a tombstone of its own.
pub(crate) async fn remove_all_along(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<()> {
    tx.shared(permit, "delete from totp where person_id = $1").bind(person).run().await?;
    tx.shared(permit, "delete from passkey where person_id = $1").bind(person).run().await?;
    tx.shared(permit, "delete from recovery_code where person_id = $1").bind(person).run().await?;
    end_steps(tx, permit, person).await
}

// ── steps under way ─────────────────────────────────────────────────────────

/// A step under way.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct StepRow {
    pub(super) person_id: PersonId,
    pub(super) ceremony: Option<String>,
}

/// Begins a step.
pub(super) async fn add_step(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    token_hash: &str,
    person: PersonId,
    purpose: Purpose,
    ceremony: Option<String>,
) -> Result<()> {
    let now = tx.now();
    tx.shared(
        permit,
        "insert into pending_step (token_hash, person_id, purpose, ceremony, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(token_hash.to_owned())
    .bind(person)
    .bind(purpose.key())
    .bind(ceremony)
    .bind(now)
    .bind(step_ends(now))
    .run()
    .await?;
    Ok(())
}

/// Writes down that a step nobody knew of was used; `false` when it was before.
pub(super) async fn use_up_step(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    token_hash: &str,
    person: PersonId,
    purpose: Purpose,
) -> Result<bool> {
    let now = tx.now();
    let used = tx
        .shared(
            permit,
            "insert into pending_step (token_hash, person_id, purpose, created_at, expires_at) \
             values ($1, $2, $3, $4, $5) on conflict (token_hash) do nothing",
        )
        .bind(token_hash.to_owned())
        .bind(person)
        .bind(purpose.key())
        .bind(now)
        .bind(step_ends(now))
        .run()
        .await?;
    Ok(used > 0)
}

/// The step behind a token, if it is good now and for this purpose.
pub(super) async fn step(
    db: &mut Read,
    permit: &dyn AnyPermit,
    token_hash: &str,
    purpose: Purpose,
) -> Result<Option<StepRow>> {
    let now = db.now();
    db.shared(
        permit,
        "select person_id, ceremony from pending_step \
         where token_hash = $1 and purpose = $2 and expires_at > $3",
    )
    .bind(token_hash.to_owned())
    .bind(purpose.key())
    .bind(now)
    .maybe()
    .await
}

/// Ends a step; `false` when it had ended already.
pub(crate) async fn end_step(tx: &mut Tx, permit: &dyn AnyPermit, token_hash: &str) -> Result<bool> {
    let ended = tx
        .shared(permit, "delete from pending_step where token_hash = $1")
        .bind(token_hash.to_owned())
        .run()
        .await?;
    Ok(ended > 0)
}

/// Ends all of somebody's steps.
pub(crate) async fn end_steps(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<()> {
    tx.shared(permit, "delete from pending_step where person_id = $1").bind(person).run().await?;
    Ok(())
}

/// Takes away steps that have ended, and secrets that nobody confirmed within a day.
pub(crate) async fn clean_up(tx: &mut Tx, permit: &dyn AnyPermit) -> Result<()> {
    let now = tx.now();
    tx.shared(permit, "delete from pending_step where expires_at <= $1").bind(now).run().await?;
    tx.shared(permit, "delete from totp where confirmed_at is null and created_at <= $1")
        .bind(now.plus_seconds(-24 * 3600))
        .run()
        .await?;
    Ok(())
}
