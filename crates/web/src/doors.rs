//! At the door: which token a request shows, and cookies.

use axum::http::{HeaderMap, HeaderValue, header};

/// Browsers keep the `__Host-` prefix honest: only over TLS (or on localhost),
/// only for this host, only with path `/`.
const COOKIE: &str = "__Host-klappt";

/// A token as a request shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// From a browser's cookie: cross-site requests must be told apart.
    Cookie(String),
    /// From an `Authorization: Bearer` header: never sent by a browser on its own.
    Bearer(String),
}

/// The token a request shows, if any.
pub fn bearer_or_cookie(headers: &HeaderMap) -> Option<Token> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let text = value.to_str().ok()?;
        return text.strip_prefix("Bearer ").map(|t| Token::Bearer(t.trim().to_owned()));
    }
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, token)| Token::Cookie(token.to_owned()))
}

/// Sets the session cookie.
///
/// # Panics
/// Never: tokens are hexadecimal.
pub fn session_cookie(token: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax"))
        .unwrap_or(HeaderValue::from_static(""))
}

/// Takes the session cookie away.
pub fn sign_out_cookie() -> HeaderValue {
    HeaderValue::from_static("__Host-klappt=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}
