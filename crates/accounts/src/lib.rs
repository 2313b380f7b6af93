//! Who is here: people with their roles, passwords, second factors and single-use
//! links, sessions, and the start page.

mod account;
mod address;
pub mod api_tokens;
pub mod departure;
mod devices;
pub mod erasure;
mod finding;
pub mod links;
mod own_data;
pub mod passwords;
pub mod people;
pub mod second_factor;
mod sessions;
pub mod sso;
mod start;
mod tokens;
mod traces;

#[cfg(feature = "testing")]
pub use sessions::begin_session;
pub use sessions::{SignIn, open_sessions};
pub use sso::Sso;
pub use traces::Members;

use base::{Permit, PersonId, RunJobs};
use store::{Read, Tx};

/// This context's tables.
pub const MIGRATIONS: &[store::Migration] = store::migrations![
    "202611230200_create_person",
    "202611230210_create_session",
    "202611230220_create_single_use_link",
    "202611230230_publish_office_address",
    "202611292240_publish_coordination_address",
    "202611292220_publish_addresses",
    "202611301223_publish_colleague",
    "202611301600_publish_colleague_address",
    "202611300300_renew_session",
    "202611300310_create_second_factor",
    "202611300810_create_address_change",
    "202611300900_create_sso_account",
    "202611300950_create_api_token",
    "202611300951_create_known_device",
    "202611301801_publish_steering_address",
];

/// What must not come back with an older backup.
pub const BURIALS: &[store::Burial] = &[
    erasure::BURIAL,
    people::store::CLOSED,
    people::store::ROLE,
    people::store::PASSWORD,
    second_factor::APP,
    second_factor::PASSKEY,
    second_factor::RECOVERY_CODE,
    api_tokens::BURIAL,
];

/// What users read.
pub const TEXTS: &[(&str, &str)] = &[
    ("account.de.ftl", include_str!("account/account.de.ftl")),
    ("address.de.ftl", include_str!("address/address.de.ftl")),
    ("api_tokens.de.ftl", include_str!("api_tokens/api_tokens.de.ftl")),
    ("erasure.de.ftl", include_str!("erasure/erasure.de.ftl")),
    ("finding.de.ftl", include_str!("finding/finding.de.ftl")),
    ("links.de.ftl", include_str!("links/links.de.ftl")),
    ("own_data.de.ftl", include_str!("own_data/own_data.de.ftl")),
    ("people.de.ftl", include_str!("people/people.de.ftl")),
    ("second_factor.de.ftl", include_str!("second_factor/second_factor.de.ftl")),
    ("sessions.de.ftl", include_str!("sessions/sessions.de.ftl")),
    ("sso.de.ftl", include_str!("sso/sso.de.ftl")),
    ("start.de.ftl", include_str!("start/start.de.ftl")),
];

/// All pages and API operations of this context.
pub fn routes() -> web::Routes {
    web::Routes::new()
        .and(start::routes())
        .and(sessions::routes())
        .and(sso::routes())
        .and(account::routes())
        .and(second_factor::routes())
        .and(api_tokens::routes())
        .and(address::routes())
        .and(own_data::routes())
        .and(erasure::routes())
        .and(links::routes())
        .and(people::routes())
        .and(finding::routes())
}

/// The daily clean-up: takes away sessions, links, steps, attempts, taken answers, tokens
/// of programs, kinds of device and unconfirmed addresses that have ended. Safe to
/// repeat; the caller commits. Closed accounts go by
/// [`erasure::erase_closed`].
pub async fn clean_up(tx: &mut Tx, permit: &Permit<RunJobs>) -> store::Result<()> {
    sessions::clean_up(tx, permit).await?;
    links::clean_up(tx, permit).await?;
    second_factor::clean_up(tx, permit).await?;
    sso::clean_up(tx, permit).await?;
    api_tokens::clean_up(tx, permit).await?;
    devices::clean_up(tx, permit).await?;
    address::clean_up(tx, permit).await
}

/// Whose account an address belongs to, and whether it has been closed: what was queued
/// for it before is not sent any more. `None` for an address without an account.
pub async fn addressee(
    db: &mut Read,
    permit: &Permit<RunJobs>,
    email: &str,
) -> store::Result<Option<(PersonId, bool)>> {
    let account = people::store::by_email(db, permit, &email.to_lowercase()).await?;
    Ok(account.map(|account| (account.id, account.closed_at.is_some())))
}
