//! The municipalities an alliance is about: its district's, or the one it is
//! seated at. Several features let the office choose among them.

use crate::territory::{Body, Territory, store};
use ::store::Read;
use base::AnyPermit;
use store::around;
use web::{Error, Result, Shell};

/// The municipalities of the alliance at hand.
pub(crate) struct Circle {
    territory: Territory,
    seat: Body,
}

impl Circle {
    /// Around the seat of the permit's alliance.
    pub(crate) async fn of(db: &mut Read, permit: &dyn AnyPermit) -> Result<Self> {
        let alliance = permit.alliance().ok_or(Error::NotFound)?;
        let seat = crate::accessions::store::seat(db, permit, alliance).await?.ok_or(Error::NotFound)?;
        Ok(Self { territory: around(db, permit, seat).await?, seat })
    }

    /// Keys and names.
    pub(crate) fn named(&self) -> Vec<(String, String)> {
        let only = self.seat.municipality();
        let members = self.territory.municipalities().iter().filter(|m| only.is_none_or(|ags| ags == m.ags));
        members.map(|m| (m.ags.to_string(), m.name.clone())).collect()
    }

    /// Whether a key is one of them.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.named().iter().any(|(ags, _)| ags == key)
    }

    /// The names of several, as a sentence says them: all of them together are "all municipalities".
    pub(crate) fn words(&self, shell: &Shell, keys: &[String]) -> String {
        let named = self.named();
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
        let found = self.named().into_iter().find(|(ags, _)| ags == key);
        found.map_or_else(|| key.to_owned(), |(_, name)| name)
    }
}
