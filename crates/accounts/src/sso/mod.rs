//! Sign-in by a central account: the office's own identity provider vouches for people
//! (OpenID Connect, authorization code with PKCE), and its groups give roles (R-CON-03).
//! What a group gave ends when the group does, what somebody gave by hand stays. See
//! `docs/decisions/0023-openid-connect.md`.

#[cfg(feature = "sso")]
mod acts;
#[cfg(feature = "sso")]
mod fetch;
#[cfg_attr(not(feature = "sso"), expect(dead_code, reason = "built without central accounts"))]
mod model;
#[cfg(feature = "sso")]
mod pages;
#[cfg(feature = "sso")]
mod provider;
#[cfg(feature = "sso")]
mod steps;
#[cfg_attr(not(feature = "sso"), expect(dead_code, reason = "built without central accounts"))]
mod store;

#[cfg(feature = "sso")]
pub use acts::missing;
pub use model::{Grant, Missing, Setup, Unusable};
pub(crate) use store::{Linked, clean_up, forget, is_linked, of_person};

use axum::{extract::FromRequestParts, http::request::Parts};
use std::convert::Infallible;
use web::{App, Routes};

/// The pages on the way to the provider and back.
pub(crate) fn routes() -> Routes {
    #[cfg(feature = "sso")]
    return Routes::new()
        .get("/sign-in/sso", pages::begin)
        .get("/sign-in/sso/callback", pages::come_back)
        .post("/sign-in/sso/link", pages::link);
    #[cfg(not(feature = "sso"))]
    Routes::new()
}

/// The installation's central sign-in, handed to the pages as an extension of requests;
/// the default is that there is none.
#[derive(Clone, Default)]
pub struct Sso(#[cfg(feature = "sso")] Option<std::sync::Arc<provider::Provider>>);

impl Sso {
    /// As set up. Nothing is asked of the provider before somebody signs in.
    ///
    /// # Errors
    /// When it can never work like that.
    #[cfg(feature = "sso")]
    pub fn new(setup: Setup) -> Result<Self, Unusable> {
        Ok(Self(Some(std::sync::Arc::new(provider::Provider::new(setup)?))))
    }
    /// There is none in this build.
    ///
    /// # Errors
    /// Always.
    #[cfg(not(feature = "sso"))]
    pub fn new(_: Setup) -> Result<Self, Unusable> {
        Err(Unusable::NotBuilt)
    }

    /// Where somebody who has signed out here can sign out of the central account too;
    /// `None` where the provider offers no such place or cannot be asked.
    #[cfg(feature = "sso")]
    pub(crate) async fn end_session(&self, app: &App) -> Option<String> {
        self.0.as_ref()?.end_session(app).await
    }
    /// Nowhere: there is none in this build.
    #[cfg(not(feature = "sso"))]
    pub(crate) async fn end_session(&self, _: &App) -> Option<String> {
        None
    }
}

impl FromRequestParts<App> for Sso {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}
