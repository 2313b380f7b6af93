//! Reminders of the last day: before, on and after it, each once per last day, to offices
//! of which nothing has come (R-EVA-03). The rule is that of assignments.

use super::acts::{Post, filling};
use super::store::{self, Owing};
use crate::assignments::{LetterKind, REMIND_MOST, reminder};
use ::store::{Db, Error, Mail, Result};
use base::{Actor, ManageWaves, Permit, RunJobs};

/// After so many days nobody is reminded of a last day any more; the rule decides, this
/// bounds what is looked at.
const LOOKED_AT: i32 = 60;

/// Sends the reminders of waves that are due today. A last day is a calendar day in
/// Europe/Berlin; one of an alliance's own counts for it. Safe to repeat: each is sent
/// once; answers how many offices were reminded.
///
/// # Errors
/// Of storage; whoever was not reminded is the next time.
pub async fn remind(db: &Db, permit: &Permit<RunJobs>, post: Post<'_>) -> Result<usize> {
    let mut reader = db.read(permit).await?;
    let today = reader.now().day();
    let until = today.plus_days(i32::try_from(REMIND_MOST).unwrap_or(LOOKED_AT));
    let owing = store::owing_between(&mut reader, permit, today.plus_days(-LOOKED_AT), until).await?;
    let members = post.membership.on(&mut reader, permit, today).await?;
    drop(reader);
    let lands: Permit<ManageWaves> = Permit::ask(&Actor::job("reminders"), None)
        .ok_or_else(|| Error::Bug("the machine may not remind".to_owned()))?;
    let mut sent = 0;
    for one in owing.iter().filter(|one| members.contains(&one.alliance_id)) {
        let Some(kind) = reminder(today, one.asked_at.day(), one.due_on, one.remind_days) else { continue };
        if send(db, &lands, post, one, kind).await? {
            sent += 1;
        }
    }
    Ok(sent)
}

/// Reminds one office, unless it was; answers whether.
async fn send(
    db: &Db,
    permit: &Permit<ManageWaves>,
    post: Post<'_>,
    one: &Owing,
    kind: LetterKind,
) -> Result<bool> {
    let mut tx = db.begin(permit).await?;
    tx.posts_serially();
    let Some(wave) = store::find(&mut tx, &permit.lesser(), one.wave_id).await? else { return Ok(false) };
    let office = store::office(&mut tx, permit, one.alliance_id).await?;
    let office: Vec<_> =
        office.into_iter().filter(|to| to.email.as_ref().is_some_and(|e| !e.is_empty())).collect();
    if office.is_empty() || !store::note_reminder(&mut tx, permit, one, kind.key(), office.len()).await? {
        return Ok(false);
    }
    let key = kind.key().replace('_', "-");
    for to in &office {
        let filling = filling(&wave, to, one.due_on, post.base_url);
        let say = |part: &str| {
            post.texts
                .say(&format!("wave-reminder-{key}-{part}"))
                .with("name", filling.name.clone())
                .with("alliance", filling.alliance.clone())
                .with("instrument", filling.instrument.clone())
                .with("wave", filling.wave.clone())
                .with("deadline", one.due_on.german())
                .with("address", filling.address.clone())
                .to_string()
        };
        let (subject, body) = (say("subject"), say("body"));
        let email = to.email.clone().unwrap_or_default();
        tx.post(permit, "wave-reminder", Mail { to: email, subject, body, reply_to: None }).await?;
    }
    tx.commit(permit, &format!("office reminded of wave {}", one.wave_id)).await?;
    Ok(true)
}
