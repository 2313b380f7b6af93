//! Which alliances there are on a day. The owner of the accessions computes it;
//! whoever asks alliances for something must know it, because somebody who is no
//! member can be neither asked nor missing.

use base::{AllianceId, AnyPermit, Day};
use futures_util::future::BoxFuture;
use std::collections::{BTreeMap, BTreeSet};
use store::{Read, Result};

/// The accessions, as those see them who ask alliances for something.
pub trait Membership: Send + Sync {
    /// The alliances that exist at the end of each of these days: those whose seat
    /// takes part in its own alliance.
    fn members<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a dyn AnyPermit,
        days: &'a BTreeSet<Day>,
    ) -> BoxFuture<'a, Result<BTreeMap<Day, BTreeSet<AllianceId>>>>;
}

impl dyn Membership + '_ {
    /// The alliances that exist at the end of one day.
    pub async fn on(&self, db: &mut Read, permit: &dyn AnyPermit, day: Day) -> Result<BTreeSet<AllianceId>> {
        let mut found = self.members(db, permit, &BTreeSet::from([day])).await?;
        Ok(found.remove(&day).unwrap_or_default())
    }
}
