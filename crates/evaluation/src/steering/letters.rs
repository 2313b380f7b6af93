//! The letter that tells of new needs to steer.

use super::{find, model::Need, sentence, store};
use ::store::{Mail, Result as Stored};
use base::{Actor, Permit, RunJobs, ViewStatewide};
use std::collections::BTreeSet;
use web::{App, Result};

/// Looks for needs to steer and tells ministry and state coordination of those that are
/// new, in one letter each. Safe to repeat: each need is told once, and anew only after
/// it was over.
///
/// # Errors
/// Of storage; whoever was not told is the next time.
pub async fn tell(app: &App, permit: &Permit<RunJobs>) -> Result<usize> {
    let Some(looks) = Permit::<ViewStatewide>::ask(&Actor::job("steering"), None) else { return Ok(0) };
    let mut db = app.db.read(&looks).await?;
    let needs = find(app, &mut db, &looks).await?;
    let told = store::told(&mut db, &looks).await?;
    drop(db);
    let held: BTreeSet<&str> = needs.iter().map(|need| need.key.as_str()).collect();
    let over: Vec<&String> = told.keys().filter(|key| !held.contains(key.as_str())).collect();
    let new: Vec<&Need> = needs.iter().filter(|need| need.since.is_none()).collect();
    if new.is_empty() && over.is_empty() {
        return Ok(0);
    }
    Ok(post(app, permit, &over, &new).await?)
}

async fn post(app: &App, permit: &Permit<RunJobs>, over: &[&String], new: &[&Need]) -> Stored<usize> {
    let mut tx = app.db.begin(permit).await?;
    for key in over {
        store::forget(&mut tx, permit, key).await?;
    }
    let today = tx.now().day();
    let mut fresh = Vec::new();
    for need in new {
        if store::note(&mut tx, permit, &need.key, today).await? {
            fresh.push(format!("- {}", sentence(&app.texts, need)));
        }
    }
    if !fresh.is_empty() {
        for to in store::addressees(&mut tx, permit).await? {
            let say = |part: &str| {
                app.texts
                    .say(part)
                    .with("count", fresh.len())
                    .with("name", to.name.clone())
                    .with("needs", fresh.join("\n"))
                    .with("address", format!("{}/land/steering", app.config.base_url))
                    .to_string()
            };
            let (subject, body) = (say("steering-letter-subject"), say("steering-letter-body"));
            tx.post(permit, "steering-letter", Mail { to: to.email, subject, body, reply_to: None }).await?;
        }
    }
    tx.commit(permit, "needs to steer looked at").await?;
    Ok(fresh.len())
}
