//! The only SQL about what is held of one's own account.

use super::model::{
    AccountHeld, ActHeld, AddressHeld, ChangeHeld, FactorHeld, Held, LetterHeld, LinkHeld, MOST_ACTS,
    PasskeyHeld, RoleHeld, SessionHeld,
};
use crate::{address, api_tokens, devices, second_factor, sso};
use base::{Permit, PersonId, UseAccount};
use store::{Mail, Read, Result};

/// Changes of name and address at most.
const MOST_CHANGES: i64 = 1_000;

/// Puts everything together; `None` when the account is no longer open.
pub(super) async fn held(
    db: &mut Read,
    permit: &Permit<UseAccount>,
    person: PersonId,
) -> Result<Option<Held>> {
    let account: Option<AccountHeld> = db
        .shared(
            permit,
            "select id, name, email, created_at, password_hash is not null as has_password from person \
             where id = $1 and closed_at is null",
        )
        .bind(person)
        .maybe()
        .await?;
    let Some(account) = account else { return Ok(None) };
    let roles: Vec<RoleHeld> = db
        .shared(
            permit,
            "select r.role, a.name as alliance, m.name as municipality, o.name as organisation, r.source, \
             r.since, r.until from role_held r left join published_alliance a on a.alliance_id = r.alliance_id \
             left join published_municipality m on m.ags = r.municipality_ags \
             left join published_organisation o on o.alliance_id = r.alliance_id \
             and o.organisation_id = r.organisation_id where r.person_id = $1 order by r.since, r.id",
        )
        .bind(person)
        .all()
        .await?;
    let sessions: Vec<SessionHeld> = db
        .shared(
            permit,
            "select kind, device, proof, created_at, last_seen_at, expires_at from session \
             where person_id = $1 order by created_at limit 1000",
        )
        .bind(person)
        .all()
        .await?;
    let set_up = second_factor::of(db, permit, person).await?;
    let second_factor = FactorHeld {
        app_since: set_up.app_since,
        passkeys: set_up
            .passkeys
            .into_iter()
            .map(|p| PasskeyHeld { name: p.name, created_at: p.created_at, last_used_at: p.last_used_at })
            .collect(),
        recovery_codes_left: set_up.codes_left,
    };
    let api_tokens = api_tokens::of_person(db, permit, person).await?;
    let devices = devices::of_person(db, permit, person).await?;
    let links: Vec<LinkHeld> = db
        .shared(
            permit,
            "select purpose, created_at, expires_at from single_use_link where person_id = $1 \
             order by created_at limit 1000",
        )
        .bind(person)
        .all()
        .await?;
    let new_address = address::waiting(db, permit, person).await?.map(|w| AddressHeld {
        email: w.email,
        created_at: w.created_at,
        expires_at: w.expires_at,
    });
    let central_accounts = sso::of_person(db, permit, person).await?;
    let mut letters_waiting = Vec::new();
    for job in db.jobs_for(permit, &account.email).await?.into_iter().filter(|j| j.done_at.is_none()) {
        if let Ok(mail) = job.needs::<Mail>() {
            letters_waiting.push(LetterHeld { subject: mail.subject, queued_at: job.created_at });
        }
    }
    let changes = db.history_of_account(permit, person, MOST_CHANGES).await?;
    let history = changes
        .into_iter()
        .map(|e| ChangeHeld { at: e.at, field: e.field, before: e.before, after: e.after })
        .collect();
    let acts = db.acts_about(permit, person, MOST_ACTS).await?;
    let audit_is_cut = i64::try_from(acts.len()).is_ok_and(|n| n >= MOST_ACTS);
    let audit = acts
        .into_iter()
        .map(|a| ActHeld {
            at: a.at,
            by_you: a.person_id == Some(person),
            permission: a.permission,
            subject: a.subject,
        })
        .collect();
    let as_of = db.now();
    Ok(Some(Held {
        as_of,
        account,
        roles,
        sessions,
        devices,
        second_factor,
        api_tokens,
        links,
        central_accounts,
        new_address,
        letters_waiting,
        history,
        audit,
        audit_is_cut,
    }))
}
