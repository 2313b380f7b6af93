//! The only SQL about central accounts and the provider's answers.

use base::{AnyPermit, Instant, PersonId};
use store::{Read, Result, Tx};

/// Whom a central account belongs to here.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Owner {
    pub(super) person_id: PersonId,
    pub(super) name: String,
    pub(super) is_closed: bool,
}

/// Whom a central account belongs to here, if it was linked.
pub(super) async fn owner(
    db: &mut Read,
    permit: &dyn AnyPermit,
    issuer: &str,
    subject: &str,
) -> Result<Option<Owner>> {
    db.shared(
        permit,
        "select s.person_id, p.name, p.closed_at is not null as is_closed from sso_account s \
         join person p on p.id = s.person_id where s.issuer = $1 and s.subject = $2",
    )
    .bind(issuer.to_owned())
    .bind(subject.to_owned())
    .maybe()
    .await
}

/// Links a central account to an account here, in place of another one of the same
/// provider; `false` when it belongs to somebody already.
pub(super) async fn link(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    issuer: &str,
    subject: &str,
    person: PersonId,
) -> Result<bool> {
    tx.shared(permit, "delete from sso_account where person_id = $1 and issuer = $2")
        .bind(person)
        .bind(issuer.to_owned())
        .run()
        .await?;
    let now = tx.now();
    let linked = tx
        .shared(
            permit,
            "insert into sso_account (issuer, subject, person_id, created_at, last_used_at) \
             values ($1, $2, $3, $4, $4) on conflict do nothing",
        )
        .bind(issuer.to_owned())
        .bind(subject.to_owned())
        .bind(person)
        .bind(now)
        .run()
        .await?;
    Ok(linked > 0)
}

/// Writes down that a central account has signed in.
pub(super) async fn used(tx: &mut Tx, permit: &dyn AnyPermit, issuer: &str, subject: &str) -> Result<()> {
    let now = tx.now();
    tx.shared(permit, "update sso_account set last_used_at = $3 where issuer = $1 and subject = $2")
        .bind(issuer.to_owned())
        .bind(subject.to_owned())
        .bind(now)
        .run()
        .await?;
    Ok(())
}

/// Takes an answer; `false` when it was taken before.
pub(super) async fn take_answer(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    state_hash: &str,
    until: Instant,
) -> Result<bool> {
    let taken = tx
        .shared(
            permit,
            "insert into sso_answer (state_hash, expires_at) values ($1, $2) on conflict do nothing",
        )
        .bind(state_hash.to_owned())
        .bind(until)
        .run()
        .await?;
    Ok(taken > 0)
}

/// A central account as its owner sees it.
#[derive(Debug, serde::Serialize, sqlx::FromRow)]
pub(crate) struct Linked {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) created_at: Instant,
    pub(crate) last_used_at: Instant,
}

/// The central accounts somebody signs in with.
pub(crate) async fn of_person(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
) -> Result<Vec<Linked>> {
    db.shared(
        permit,
        "select issuer, subject, created_at, last_used_at from sso_account where person_id = $1 \
         order by created_at, issuer limit 100",
    )
    .bind(person)
    .all()
    .await
}

/// Whether somebody signs in with a central account.
pub(crate) async fn is_linked(db: &mut Read, permit: &dyn AnyPermit, person: PersonId) -> Result<bool> {
    let (count,): (i64,) =
        db.shared(permit, "select count(*) from sso_account where person_id = $1").bind(person).one().await?;
    Ok(count > 0)
}

/// Takes away the links of an account that is erased.
pub(crate) async fn forget(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<()> {
    tx.shared(permit, "delete from sso_account where person_id = $1").bind(person).run().await?;
    Ok(())
}

/// Takes away answers that could not be shown again anyway.
pub(crate) async fn clean_up(tx: &mut Tx, permit: &dyn AnyPermit) -> Result<()> {
    let now = tx.now();
    tx.shared(permit, "delete from sso_answer where expires_at <= $1").bind(now).run().await?;
    Ok(())
}
