//! Bound items: places of an instrument whose data live in another context (its
//! actor table shows the alliance's organisations). The owning crate implements
//! [`BoundItem`]; the binary wires it; the instrument names it by key.

use crate::{Result, Shell};
use base::{EditWorkbook, Permit, ViewWorkbook};
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::Read;

/// What a bound item holds now: codes to count by, and the same in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoundValue {
    /// Machine values, such as actor types.
    pub values: Vec<String>,
    /// What people read, word for word.
    pub text: Vec<String>,
}

/// A bound item as part of the instrument's page.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// Safe HTML, made by the owner's own template.
    pub html: String,
}

/// Data of another context inside an instrument.
pub trait BoundItem: Send + Sync {
    /// The keys it brings, under which instruments name it.
    fn keys(&self) -> &'static [&'static str];
    /// What it holds now, by key.
    fn values<'a>(
        &'a self,
        db: &'a mut Read,
        permit: &'a Permit<ViewWorkbook>,
    ) -> BoxFuture<'a, Result<BTreeMap<String, BoundValue>>>;
    /// How one key looks inside the instrument; `edit` when it may be changed here.
    fn panel<'a>(
        &'a self,
        key: &'a str,
        db: &'a mut Read,
        permit: &'a Permit<ViewWorkbook>,
        edit: Option<&'a Permit<EditWorkbook>>,
        shell: &'a Shell,
    ) -> BoxFuture<'a, Result<Panel>>;
    /// How one key looks on paper: everything there is about it, nothing to unfold
    /// and nothing left to fill in.
    fn printed<'a>(
        &'a self,
        key: &'a str,
        db: &'a mut Read,
        permit: &'a Permit<ViewWorkbook>,
        shell: &'a Shell,
    ) -> BoxFuture<'a, Result<Panel>> {
        self.panel(key, db, permit, None, shell)
    }
}

/// All bound items there are.
#[derive(Default)]
pub struct Bindings(Vec<Box<dyn BoundItem>>);

impl Bindings {
    /// From the owners.
    pub fn new(items: Vec<Box<dyn BoundItem>>) -> Self {
        Self(items)
    }
    /// The owner of a key.
    pub fn owner(&self, key: &str) -> Option<&dyn BoundItem> {
        self.0.iter().find(|b| b.keys().contains(&key)).map(|b| &**b)
    }
    /// What the owners of these keys hold now; the others are not asked.
    pub async fn values(
        &self,
        db: &mut Read,
        permit: &Permit<ViewWorkbook>,
        keys: &BTreeSet<&str>,
    ) -> Result<BTreeMap<String, BoundValue>> {
        let mut all = BTreeMap::new();
        for owner in self.0.iter().filter(|owner| owner.keys().iter().any(|key| keys.contains(key))) {
            all.extend(owner.values(db, permit).await?);
        }
        Ok(all)
    }
}
