//! What erasing does, in the caller's unit of work.

use super::store;
use crate::people::{self, Failure, Refused};
use ::store::{Again, Burial, Read, Result, Tx};
use base::{AnyPermit, PersonId, Role};

/// An erased account.
pub(crate) const BURIAL: Burial = Burial {
    kind: "person",
    again: Again::Code(|tx, permit, stone| {
        Box::pin(erase_again(tx, permit, PersonId::from_uuid(stone.row_id)))
    }),
};

/// Erases an account: all its roles end, and everything that tells who it was goes.
/// Refused for an alliance's last office and for the last operator.
///
/// # Errors
/// [`Failure::NotFound`] for an account that is closed or was never there.
pub async fn erase(
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    person: PersonId,
) -> std::result::Result<(), Failure> {
    if !people::store::hold_person(tx, permit, person).await? {
        return Err(Failure::NotFound);
    }
    for held in store::running(tx, permit, person).await? {
        if let Some(role) = needed(&held) {
            people::store::hold_role(tx, permit, role, held.alliance_id).await?;
        }
    }
    if let Some(why) = refusal(tx, permit, person).await? {
        return Err(why.into());
    }
    erase_again(tx, permit, person).await?;
    tx.bury(permit, &BURIAL, person.uuid());
    Ok(())
}

/// Why this account cannot be erased now, if something speaks against it.
pub(super) async fn refusal(
    db: &mut Read,
    permit: &dyn AnyPermit,
    person: PersonId,
) -> Result<Option<Refused>> {
    for held in store::running(db, permit, person).await? {
        let Some(role) = needed(&held) else { continue };
        let Some(row) = people::store::role(db, permit, held.id).await? else { continue };
        if people::store::other_holders(db, permit, &row).await? == 0 {
            return Ok(Some(if role == Role::Office { Refused::LastOffice } else { Refused::LastOperator }));
        }
    }
    Ok(None)
}

/// The role, where somebody always has to hold it. In a closed alliance nobody has to.
fn needed(held: &store::Running) -> Option<Role> {
    Role::from_key(&held.role)
        .filter(|role| matches!(role, Role::Office | Role::Operator) && !held.is_resting)
}

/// Erases a closed account whose period is over.
pub async fn erase_closed(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<()> {
    erase_again(tx, permit, person).await?;
    tx.bury(permit, &BURIAL, person.uuid());
    Ok(())
}

/// Erases somebody again whom an older backup brought back: what [`erase`] does, without
/// asking and without a new tombstone. Safe to repeat; silent where there is nobody.
pub async fn erase_again(tx: &mut Tx, permit: &dyn AnyPermit, person: PersonId) -> Result<()> {
    for held in store::running(tx, permit, person).await? {
        people::store::end_role(tx, permit, held.id).await?;
    }
    store::wipe(tx, permit, person).await
}
