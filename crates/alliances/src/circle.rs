//! The municipalities an alliance is about: its district's, or the one it is
//! seated at. Several features let the office choose among them.

use crate::territory::store;
use ::store::Read;
use base::AnyPermit;
use std::sync::Arc;
use web::{Error, Result, Shell};

/// The municipalities of the alliance at hand: keys and names. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Circle(Arc<Vec<(String, String)>>);

impl Circle {
    /// Around the seat of the permit's alliance; kept until the territory changes.
    pub(crate) async fn of(db: &mut Read, permit: &dyn AnyPermit) -> Result<Self> {
        let alliance = permit.alliance().ok_or(Error::NotFound)?;
        let found: Arc<Self> = db
            .remembered(permit, &["territory", "accessions"], alliance.to_string(), |db, permit| {
                Box::pin(Self::look(db, permit))
            })
            .await?;
        Ok(Self::clone(&found))
    }

    async fn look(db: &mut Read, permit: &dyn AnyPermit) -> Result<Self> {
        let alliance = permit.alliance().ok_or(Error::NotFound)?;
        let seat = crate::accessions::store::seat(db, permit, alliance).await?.ok_or(Error::NotFound)?;
        let territory = store::around(db, permit, seat).await?;
        let only = seat.municipality();
        let members = territory.municipalities().iter().filter(|m| only.is_none_or(|ags| ags == m.ags));
        Ok(Self(Arc::new(members.map(|m| (m.ags.to_string(), m.name.clone())).collect())))
    }

    /// Keys and names.
    pub(crate) fn named(&self) -> Vec<(String, String)> {
        self.0.to_vec()
    }

    /// Whether a key is one of them.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(ags, _)| ags == key)
    }

    /// The names of several, as a sentence says them: all of them together are "all municipalities".
    pub(crate) fn words(&self, shell: &Shell, keys: &[String]) -> String {
        let named = &self.0;
        if named.len() > 1 && named.iter().all(|(ags, _)| keys.contains(ags)) {
            return shell.say("organisation-catchment-all").to_string();
        }
        let name = |key: &String| {
            let found = named.iter().find(|(ags, _)| ags == key);
            found.map_or_else(|| key.clone(), |(_, name)| name.clone())
        };
        keys.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// The name that goes with a key; the key itself where it is none of them.
    pub(crate) fn name(&self, key: &str) -> String {
        let found = self.0.iter().find(|(ags, _)| ags == key);
        found.map_or_else(|| key.to_owned(), |(_, name)| name.clone())
    }
}
