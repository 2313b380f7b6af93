//! Which alliances there are on a day, for those who ask alliances for something:
//! worked out from the register of accessions, never stored.

use crate::accessions;
use ::store::{Read, Result};
use base::{AllianceId, AnyPermit, Day};
use futures_util::future::BoxFuture;
use std::collections::{BTreeMap, BTreeSet};
use web::Membership;

/// The accessions, for those who ask alliances for something.
pub struct Members;

impl Membership for Members {
    fn members<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a dyn AnyPermit,
        days: &'a BTreeSet<Day>,
    ) -> BoxFuture<'a, Result<BTreeMap<Day, BTreeSet<AllianceId>>>> {
        Box::pin(async move {
            let register = accessions::register(db, permit).await?;
            let on = |day: &Day| (*day, register.on(*day).alliances().keys().copied().collect());
            Ok(days.iter().map(on).collect())
        })
    }
}
