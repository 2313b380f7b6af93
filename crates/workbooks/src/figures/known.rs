//! What is known already where a figure is asked for: an earlier day of the own series,
//! and what others have counted in the same place and released.

use super::{
    model::{Current, Entry},
    store::{self, Released},
};
use ::store::{Read, Result};
use base::{Permit, ViewWorkbook};
use instrument::Value;
use std::collections::BTreeMap;

/// What is known already, by key.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The latest number before the day that counts, where that has none.
    pub before: BTreeMap<String, Entry>,
    /// What others have counted in the same place, the latest first.
    pub others: BTreeMap<String, Vec<Released>>,
}

/// Most others' numbers shown for one key.
const OTHERS: usize = 3;

/// What is known already in a place, given what counts there.
pub async fn elsewhere<'c>(
    db: &mut Read,
    permit: &Permit<ViewWorkbook>,
    place: &str,
    current: impl IntoIterator<Item = &'c Current>,
) -> Result<Known> {
    let mut known = Known::default();
    for found in store::released(db, permit, place).await? {
        let others = known.others.entry(found.key.clone()).or_default();
        others.retain(|other| other.alliance != found.alliance);
        others.insert(0, found);
        others.truncate(OTHERS);
    }
    for current in current {
        if !matches!(current.entry.value, Some(Value::Absent(_))) {
            continue;
        }
        let series = store::series(db, permit, place, &current.key).await?;
        let days = series.days();
        let number = days.iter().rev().find(|entry| matches!(entry.value, Some(Value::Number(_))));
        if let Some(entry) = number {
            known.before.insert(current.key.clone(), (*entry).clone());
        }
    }
    Ok(known)
}
