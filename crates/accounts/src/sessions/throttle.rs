//! Slowing down guesses. Every attempt is written down before the password is
//! looked at, so that many at once do not slip through; a success takes its own
//! lines away. After ten within 15 minutes the account waits; a network address, behind
//! which a whole town hall may sit, after a hundred. Where no account is named, the
//! address alone is counted, and waits after ten.

use super::store;
use crate::tokens;
use ::store::{Db, Result, Tx};
use base::{AnyPermit, Instant};
use uuid::Uuid;

/// So many attempts may fail at one account, or from one address where no account is named …
const MOST: usize = 10;
/// … so many from one address, each at some account …
const MOST_FROM_ADDRESS: usize = 100;
/// … within this time.
const WINDOW_SECONDS: i64 = 15 * 60;

/// Too many attempts: the next one is heard from this moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slow {
    pub(crate) until: Instant,
    pub(crate) seconds: u32,
}

/// An attempt that is being made.
#[derive(Debug)]
pub(crate) struct Attempt {
    lines: Vec<Uuid>,
    account_hash: Option<String>,
}

/// Since when attempts count.
const fn window(now: Instant) -> Instant {
    now.plus_seconds(-WINDOW_SECONDS)
}

/// Whether one has to wait, from the times of the latest attempts, newest first.
fn slow(latest: &[Instant], most: usize, now: Instant) -> Option<Slow> {
    let until = latest.get(most - 1)?.plus_seconds(WINDOW_SECONDS);
    let micros = until.micros() - now.micros();
    (micros > 0)
        .then(|| Slow { until, seconds: u32::try_from((micros + 999_999) / 1_000_000).unwrap_or(u32::MAX) })
}

/// Counts one attempt at an account and from a network address (either may be
/// left out), or tells until when to wait. A refused attempt does not count:
/// nobody can keep an account shut for ever. `what` is for the audit line.
pub(crate) async fn try_once(
    db: &Db,
    permit: &dyn AnyPermit,
    account: Option<&str>,
    address: Option<&str>,
    what: &str,
) -> Result<std::result::Result<Attempt, Slow>> {
    match begin_once(db, permit, account, address, what, what).await? {
        Ok((tx, attempt)) => {
            tx.commit(permit, what).await?;
            Ok(Ok(attempt))
        }
        Err(slow) => Ok(Err(slow)),
    }
}

/// The same in a unit of work that goes on: nothing is counted before the caller commits.
/// `what` names what is counted together, `said` is for the audit line of a wait.
pub(crate) async fn begin_once(
    db: &Db,
    permit: &dyn AnyPermit,
    account: Option<&str>,
    address: Option<&str>,
    what: &str,
    said: &str,
) -> Result<std::result::Result<(Tx, Attempt), Slow>> {
    let account_hash = account.map(|a| account_key(what, a));
    let address_hash = address.map(|a| tokens::hash(&format!("{what} address {a}")));
    let mut tx = db.begin(permit).await?;
    let now = tx.now();
    store::forget_attempts(&mut tx, permit, window(now)).await?;
    let mut wait: Option<Slow> = None;
    let from_address = if account.is_some() { MOST_FROM_ADDRESS } else { MOST };
    for (key, most) in [(&account_hash, MOST), (&address_hash, from_address)] {
        let Some(key) = key else { continue };
        let latest = store::attempts(&mut tx, permit, key, most).await?;
        wait = slow(&latest, most, now).into_iter().chain(wait).max_by_key(|s| s.until);
    }
    if let Some(wait) = wait {
        // Once for each wait: what is refused may come by the thousand.
        let keys = format!("{what} slowed {account_hash:?} {address_hash:?}");
        let key = tokens::hash(&keys);
        if store::attempts(&mut tx, permit, &key, 1).await?.is_empty() {
            store::add_attempt(&mut tx, permit, &key).await?;
            tx.commit(permit, &format!("{said}: slowed")).await?;
        }
        return Ok(Err(wait));
    }
    let mut lines = Vec::new();
    for key in [&account_hash, &address_hash].into_iter().flatten() {
        lines.push(store::add_attempt(&mut tx, permit, key).await?);
    }
    Ok(Ok((tx, Attempt { lines, account_hash })))
}

impl Attempt {
    /// It was the right password: the account's earlier failures are forgiven,
    /// those of the network address stay, without this one.
    pub(crate) async fn succeeded(&self, tx: &mut Tx, permit: &dyn AnyPermit) -> Result<()> {
        store::forgive(tx, permit, self.account_hash.as_deref(), &self.lines).await
    }
}

fn account_key(what: &str, account: &str) -> String {
    tokens::hash(&format!("{what} account {account}"))
}

/// Forgives all failures of an account, after its password was chosen anew.
pub(crate) async fn forgive(tx: &mut Tx, permit: &dyn AnyPermit, account: &str, what: &str) -> Result<()> {
    store::forgive(tx, permit, Some(&account_key(what, account)), &[]).await
}

/// Takes away attempts that no longer count.
pub(crate) async fn clean_up(tx: &mut Tx, permit: &dyn AnyPermit) -> Result<()> {
    let then = window(tx.now());
    store::forget_attempts(tx, permit, then).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes_ago(now: Instant, minutes: i64) -> Instant {
        now.plus_seconds(-60 * minutes)
    }

    #[test]
    fn the_eleventh_attempt_waits_until_the_first_of_ten_is_a_quarter_of_an_hour_old() {
        let now = Instant::from_micros(1_000_000_000);
        let nine: Vec<_> = (0..9).map(|m| minutes_ago(now, m)).collect();
        assert_eq!(slow(&nine, MOST, now), None);
        let ten: Vec<_> = (0..10).map(|m| minutes_ago(now, m)).collect();
        assert_eq!(slow(&ten, MOST, now), Some(Slow { until: now.plus_seconds(6 * 60), seconds: 360 }));
        assert_eq!(slow(&ten, MOST, now.plus_seconds(359)).map(|s| s.seconds), Some(1));
        assert_eq!(slow(&ten, MOST, now.plus_seconds(360)), None);
    }

    #[test]
    fn part_of_a_second_is_waited_for_as_a_whole_one() {
        let now = Instant::from_micros(0);
        let ten = [now; 10];
        let almost = Instant::from_micros(WINDOW_SECONDS * 1_000_000 - 1);
        assert_eq!(slow(&ten, MOST, almost).map(|s| s.seconds), Some(1));
    }
}
