//! The letters about a new address.

use super::store::expires;
use ::store::{Mail, Result, Tx};
use base::AnyPermit;
use web::App;

/// To the new address: the link that confirms it.
pub(super) async fn confirm(
    app: &App,
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    to: &str,
    name: &str,
    token: &str,
) -> Result<()> {
    let body = app
        .texts
        .say_of("letter-address", "body")
        .with("name", name)
        .with("link", format!("{}/addresses/{token}", app.config.base_url))
        .with("until", expires(tx.now()).german())
        .to_string();
    post(app, tx, permit, to, "letter-address", body).await
}

/// To an address that has an account already: that somebody wanted it.
pub(super) async fn taken(app: &App, tx: &mut Tx, permit: &dyn AnyPermit, to: &str) -> Result<()> {
    let body = app
        .texts
        .say_of("letter-address-taken", "body")
        .with("link", format!("{}/sign-in", app.config.base_url))
        .to_string();
    post(app, tx, permit, to, "letter-address-taken", body).await
}

/// To the old address: that another one was asked for.
pub(super) async fn notice(
    app: &App,
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    to: &str,
    name: &str,
) -> Result<()> {
    let body = app
        .texts
        .say_of("letter-address-notice", "body")
        .with("name", name)
        .with("link", format!("{}/account", app.config.base_url))
        .to_string();
    post(app, tx, permit, to, "letter-address-notice", body).await
}

async fn post(
    app: &App,
    tx: &mut Tx,
    permit: &dyn AnyPermit,
    to: &str,
    text: &str,
    body: String,
) -> Result<()> {
    let subject = app.texts.say_of(text, "subject").to_string();
    tx.post(permit, text, Mail { to: to.to_owned(), subject, body, reply_to: None }).await
}
