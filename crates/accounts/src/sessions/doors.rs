//! The door: who holds a session or token, with the roles they hold today. It is
//! asked at every request, so a role withdrawn is gone at the next one.

use super::{
    ClientAddress,
    model::{GRACE_SECONDS, Proven, is_stale, seen_before},
    store::{self, RoleRow},
    throttle::try_once,
};
use crate::{
    api_tokens::{self, Found},
    people, tokens,
};
use ::store::{Db, Error, Result};
use base::{Actor, Alliance, Permit, PersonId, Role, RoleHeld, Visit};
use std::pin::Pin;
use web::{App, Known, Sender};

type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// How guesses at tokens of programs stand in the audit.
const TOKEN_TRIED: &str = "unknown token tried";

/// Sign-in by session, as the web asks for it.
#[derive(Clone, Debug, Default)]
pub struct SignIn {
    also_resting: Vec<Role>,
}

impl SignIn {
    /// Where these roles, too, rest until the second factor is shown; those that see
    /// data of participants always do.
    pub fn new(also_resting: Vec<Role>) -> Self {
        Self { also_resting }
    }

    async fn known(&self, db: &Db, token: &str) -> Result<Option<Known>> {
        let (permit, hash) = (visit()?, tokens::hash(token));
        let mut reader = db.read(&permit).await?;
        let rows = store::holder(&mut reader, &permit, &hash).await?;
        let unless_since = seen_before(reader.now());
        drop(reader);
        let Some(first) = rows.first() else { return Ok(None) };
        let (person, name, session) = (first.person_id, first.name.clone(), first.session_id);
        let is_stale = is_stale(first.issued_at, first.replaced_at, first.rights_changed_at);
        let proof = Proven::from_key(&first.proof);
        if first.last_seen_at <= unless_since {
            see(db, permit, hash, unless_since).await;
        }
        let held = rows.into_iter().map(|row| row.role).filter_map(held);
        let (resting, awake) = held.partition(|held| proof == Proven::Password && self.rests(held.role));
        Ok(Some(Known { actor: signed_in(person, name, awake).with_resting(resting), session, is_stale }))
    }

    /// Who acts through a program. Only tokens nobody has made count as guesses: a program
    /// whose token has expired keeps nobody else at the same address from working.
    async fn program_of(&self, app: &App, token: &str, from: Sender<'_>) -> web::Result<Actor> {
        let permit = visit()?;
        match api_tokens::find(&app.db, &permit, token, |role| self.rests(role)).await? {
            Found::Good(actor) => return Ok(actor),
            Found::Over => return Err(web::Error::Token),
            Found::Unknown => {}
        }
        let address = ClientAddress::of(from, &app.config.trusted_proxies).key();
        match try_once(&app.db, &permit, None, address.as_deref(), TOKEN_TRIED).await? {
            Ok(_) => Err(web::Error::Token),
            Err(slow) => Err(web::Error::SlowDown(slow.seconds)),
        }
    }

    /// Whether a role rests in sessions proven by password alone.
    fn rests(&self, role: Role) -> bool {
        role.sees_participants() || self.also_resting.contains(&role)
    }
}

impl web::Doors for SignIn {
    fn who<'a>(&'a self, db: &'a Db, token: &'a str) -> Answer<'a, Result<Option<Known>>> {
        Box::pin(self.known(db, token))
    }
    fn program<'a>(
        &'a self,
        app: &'a App,
        token: &'a str,
        from: Sender<'a>,
    ) -> Answer<'a, web::Result<Actor>> {
        Box::pin(self.program_of(app, token, from))
    }
    fn renew<'a>(&'a self, db: &'a Db, token: &'a str) -> Answer<'a, Result<Option<String>>> {
        Box::pin(renew(db, token))
    }
    fn alliance<'a>(&'a self, db: &'a Db, slug: &'a str) -> Answer<'a, Result<Option<Alliance>>> {
        Box::pin(alliance(db, slug))
    }
}

/// Whoever knocks has no permit yet; everybody may visit.
fn visit() -> Result<Permit<Visit>> {
    Permit::ask(&Actor::visitor(), None).ok_or_else(|| Error::Bug("nobody may visit".to_owned()))
}

/// A new token for a session whose holder's rights have changed.
async fn renew(db: &Db, token: &str) -> Result<Option<String>> {
    let permit = visit()?;
    let new = tokens::next(token, db.chance());
    let mut tx = db.begin(&permit).await?;
    let (old_hash, new_hash) = (tokens::hash(token), tokens::hash(&new));
    if !store::replace(&mut tx, &permit, &old_hash, &new_hash, None, GRACE_SECONDS).await? {
        return Ok(None);
    }
    tx.commit(&permit, "token replaced after a change of rights").await?;
    Ok(Some(new))
}

/// Writes down that a session is in use. That it could not be written must not
/// keep anybody from reading.
async fn see(db: &Db, permit: Permit<Visit>, hash: String, unless_since: base::Instant) {
    let acting = permit.clone();
    let saved = db
        .save(&permit, "session seen".to_owned(), move |tx| {
            let (acting, hash) = (acting.clone(), hash.clone());
            Box::pin(async move { store::seen(tx, &acting, &hash, unless_since).await })
        })
        .await;
    if let Err(error) = saved {
        tracing::warn!(%error, "the use of a session could not be written down");
    }
}

/// A role as an actor holds it.
pub(crate) fn held(row: RoleRow) -> Option<RoleHeld> {
    let role = Role::from_key(row.role.as_deref()?)?;
    let alliance = match row.role_alliance_id {
        None => None,
        // An archived alliance has no name here: its roles rest.
        Some(_) => {
            Some(Alliance { id: row.alliance_id?, slug: row.alliance_slug?, name: row.alliance_name? })
        }
    };
    Some(RoleHeld {
        alliance,
        organisation: row.organisation_id,
        municipality: row.municipality_ags,
        ..RoleHeld::bare(role)
    })
}

/// Somebody whose session or password was just proven.
#[expect(clippy::disallowed_methods, reason = "this is sign-in")]
pub(crate) fn signed_in(person: PersonId, name: String, roles: Vec<RoleHeld>) -> Actor {
    Actor::signed_in(person, name, roles)
}

async fn alliance(db: &Db, slug: &str) -> Result<Option<Alliance>> {
    // Names in addresses are plain; anything else is nobody's, and not the database's to refuse.
    if !slug.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(None);
    }
    let permit = visit()?;
    let mut reader = db.read(&permit).await?;
    let found = people::store::alliance(&mut reader, &permit, slug).await?;
    Ok(found.map(|(id, slug, name)| Alliance { id, slug, name }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{AllianceId, FixedClock, Instant, Seeded};

    fn row(role: &str) -> RoleRow {
        let (clock, chance) = (FixedClock::at(Instant::from_micros(0)), Seeded::fixed(1));
        let alliance = AllianceId::new(&clock, &chance);
        RoleRow {
            role: Some(role.into()),
            role_alliance_id: Some(alliance),
            organisation_id: None,
            municipality_ags: None,
            alliance_id: Some(alliance),
            alliance_slug: Some("kreis-kleve".into()),
            alliance_name: Some("Kreis Kleve".into()),
        }
    }

    #[test]
    fn a_role_in_an_archived_alliance_rests_instead_of_becoming_statewide() {
        let open = held(row("office")).expect("held");
        assert_eq!(open.alliance.expect("named").slug, "kreis-kleve");
        let archived =
            RoleRow { alliance_id: None, alliance_slug: None, alliance_name: None, ..row("office") };
        assert_eq!(held(archived), None);
    }

    #[test]
    fn roles_that_see_participants_rest_always_and_others_where_the_installation_says_so() {
        let plain = SignIn::default();
        assert!(plain.rests(Role::CaseManager) && plain.rests(Role::ForeignersAuthority));
        assert!(!plain.rests(Role::Office));
        assert!(SignIn::new(vec![Role::Office]).rests(Role::Office));
        assert!(SignIn::new(vec![Role::Office]).rests(Role::CaseManager));
    }

    #[test]
    fn an_unknown_role_gives_nothing() {
        assert_eq!(held(row("emperor")), None);
        assert_eq!(held(RoleRow { role: None, ..row("office") }), None);
    }
}
