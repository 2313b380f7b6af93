//! The demo state: 58 alliances in real municipalities as of July 2019, entered
//! through the same functions a user triggers, such that every published figure
//! comes out of the computation. Organisations and people are invented; addresses
//! end in `.example`. The choices stand in `programmes/gemeinsam-klappts/demo/`.

mod files;
mod home;
mod people;
mod store;
mod world;

pub use home::Home;
pub use people::{Account, accounts, invite, welcome};
#[cfg(feature = "testing")]
pub use people::{session_of_new_person, token_of_new_person};
pub use world::{found, invariants};

use crate::content;
use ::store::{Db, Outside, Target};
use anyhow::{Context, Result};
use base::{Actor, Chance, Day, FixedClock, Permission, Permit, Seeded};
use rand::TryRng;
use std::sync::Arc;

/// The password of all demo accounts, unless another is given.
pub const PASSWORD: &str = "klappt-demo-2019";

/// Chance seeded by the operating system.
///
/// # Panics
/// When the system gives no random bytes: without them no secret would be one.
pub fn entropy() -> Seeded {
    let mut seed = [0; 32];
    rand::rngs::SysRng.try_fill_bytes(&mut seed).expect("the operating system gives random bytes");
    Seeded::from_entropy(seed)
}

/// Loads the demo state into a migrated database that holds its content and nothing
/// else. Founding, joining and the first survey took place in 2018 and 2019, as
/// published; what is still going on – the needs-and-offers analysis, the everyday of
/// one alliance – is moved by whole weeks so that `today` lies in its last week. Letters
/// name `base_url`; `tell` hears which step is being done.
pub async fn load(
    target: &Target,
    outside: Outside,
    password: &str,
    (base_url, today): (&str, Day),
    tell: impl Fn(&str) -> Result<()>,
) -> Result<()> {
    let chance: Arc<dyn Chance> = Arc::new(Seeded::fixed(2019));
    let clock = Arc::new(FixedClock::noon(files::day("2018-09-11")));
    let db = Db::open(target, outside, clock.clone(), chance).await?;
    content::set_catalogue();
    tell("Demo-Daten werden angelegt: Konten …")?;
    let people = people::invite_all(&db, password).await?;
    tell("Demo-Daten werden angelegt: Bündnisse und Beitritte …")?;
    let ahead = files::day(world::CUT_OFF).days_until(today).max(0) / 7 * 7;
    let world = world::World { db: db.clone(), clock, base_url: base_url.to_owned(), ahead };
    world.alliances(&people).await?;
    tell("Demo-Daten werden angelegt: Erhebung und Rückläufe …")?;
    world.returns().await?;
    db.close().await;
    Ok(())
}

/// A permit as the machine holds it, in an alliance or statewide.
fn job<P: Permission>(place: Option<&base::Alliance>) -> Result<Permit<P>> {
    Permit::ask(&Actor::job("demo"), place).context("the demo may do this")
}
