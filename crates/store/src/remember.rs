//! What was computed before and still holds: results that rest on many rows are
//! kept until one of those rows changes.
//!
//! Every subject (`territory`, `accessions`, `returns`, `catalogue`) has a number
//! in the table `revision`. Triggers raise it with every change of the tables that
//! belong to it, in the commit of the change itself, so no writer can forget it and
//! another process is noticed as well. A reader looks the numbers up once, before
//! it computes anything: what it keeps is at least as new as the number says.

use crate::{Error, Read, Result};
use base::AnyPermit;
use futures_util::future::BoxFuture;
use std::{
    any::{Any, TypeId},
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

/// More results than this are never kept: then all are let go.
const MOST: usize = 256;

type Key = (TypeId, String);
pub(crate) type Value = Arc<dyn Any + Send + Sync>;

/// One result. Whoever computes it holds the lock, so that many who ask at once
/// compute it once.
type Slot = Arc<tokio::sync::Mutex<Option<(Vec<i64>, Value)>>>;

#[derive(Default)]
pub(crate) struct Memory(Mutex<HashMap<Key, Slot>>);

impl Memory {
    fn slot(&self, key: Key) -> Slot {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= MOST && !slots.contains_key(&key) {
            slots.clear();
        }
        slots.entry(key).or_default().clone()
    }
}

impl Read {
    /// What `make` computes from the rows of these subjects; computed anew only
    /// when one of them has changed since. `key` tells results of one type apart
    /// and must name everything else the result depends on, such as the day.
    /// Inside a unit of work it is always computed, so that its own changes count.
    pub async fn remembered<T, E, P, F>(
        &mut self,
        permit: &P,
        of: &[&'static str],
        key: String,
        make: F,
    ) -> std::result::Result<Arc<T>, E>
    where
        T: Send + Sync + 'static,
        E: From<Error>,
        P: AnyPermit + ?Sized,
        F: for<'r> FnOnce(&'r mut Self, &'r P) -> BoxFuture<'r, std::result::Result<T, E>> + Send,
    {
        if self.is_unit_of_work() {
            return Ok(Arc::new(make(self, permit).await?));
        }
        let numbers = self.numbers(permit, of).await?;
        let slot = self.db().memory().slot((TypeId::of::<T>(), key));
        let mut kept = slot.lock().await;
        if let Some((then, value)) = kept.as_ref()
            && *then == numbers
            && let Ok(value) = Arc::clone(value).downcast::<T>()
        {
            return Ok(value);
        }
        let value = Arc::new(make(self, permit).await?);
        *kept = Some((numbers, value.clone()));
        Ok(value)
    }

    /// What `make` reads, once for this reader, however often it is asked for: the
    /// parts of one page share it. Inside a unit of work it is read each time.
    pub async fn once<T, E, P, F>(&mut self, permit: &P, make: F) -> std::result::Result<Arc<T>, E>
    where
        T: Send + Sync + 'static,
        P: AnyPermit + ?Sized,
        F: for<'r> FnOnce(&'r mut Self, &'r P) -> BoxFuture<'r, std::result::Result<T, E>> + Send,
    {
        let key = TypeId::of::<T>();
        let known = self.shared_parts.get(&key).cloned().and_then(|value| value.downcast::<T>().ok());
        if let Some(known) = known {
            return Ok(known);
        }
        let value = Arc::new(make(self, permit).await?);
        if !self.is_unit_of_work() {
            self.shared_parts.insert(key, value.clone());
        }
        Ok(value)
    }

    async fn numbers<P: AnyPermit + ?Sized>(&mut self, permit: &P, of: &[&'static str]) -> Result<Vec<i64>> {
        if self.revisions.is_none() {
            let rows: Vec<(String, i64)> =
                self.shared(&permit, "select subject, number from revision").all().await?;
            self.revisions = Some(rows.into_iter().collect::<BTreeMap<_, _>>());
        }
        let known = self.revisions.as_ref();
        of.iter()
            .map(|subject| {
                known
                    .and_then(|all| all.get(*subject).copied())
                    .ok_or_else(|| Error::Bug(format!("nobody counts the changes of {subject}")))
            })
            .collect()
    }
}
