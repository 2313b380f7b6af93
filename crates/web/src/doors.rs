//! At the door: which token a request shows, and cookies.

use axum::http::{HeaderMap, HeaderValue, header};

/// Browsers keep the `__Host-` prefix honest: only over TLS (or on localhost),
/// only for this host, only with path `/`.
const COOKIE: &str = "__Host-klappt";

/// How tokens of programs begin, so that people and scanners of source code know one.
pub const PROGRAM_TOKEN: &str = "klappt_";

/// Whether this is meant to be the token of a program, not that of a session.
pub fn is_program_token(token: &str) -> bool {
    token.starts_with(PROGRAM_TOKEN)
}

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
        // The scheme's case does not matter (RFC 9110, 11.1).
        let (scheme, token) = text.split_once(' ')?;
        return scheme.eq_ignore_ascii_case("bearer").then(|| Token::Bearer(token.trim().to_owned()));
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

/// The part of a session's token that stays while the token changes: what is to
/// outlive a change of rights, such as the proof that a form is one's own, is bound to
/// it. It opens nothing without the other part.
pub fn lasting(token: &str) -> &str {
    token.split_once('.').map_or(token, |(stays, _)| stays)
}

/// Sets the session cookie. `Lax`, so that links in letters open signed in; what
/// changes something never rests on the cookie alone.
///
/// # Panics
/// Never: tokens are hexadecimal, with a dot.
pub fn session_cookie(token: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax"))
        .unwrap_or(HeaderValue::from_static(""))
}

/// Takes the session cookie away.
pub fn sign_out_cookie() -> HeaderValue {
    HeaderValue::from_static("__Host-klappt=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// The session an answer hands to the browser, if it begins one.
pub(crate) fn session_set(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok()?.strip_prefix(COOKIE)?.strip_prefix('=')?.split(';').next())
        .find(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_for_this_host_alone_and_no_script_reads_it() {
        for cookie in [session_cookie("5e55"), sign_out_cookie()] {
            let text = cookie.to_str().expect("text");
            assert!(text.starts_with("__Host-klappt="), "{text}");
            for needed in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
                assert!(text.contains(needed), "{text}");
            }
            assert!(!text.contains("Domain"), "{text}");
        }
    }

    #[test]
    fn the_scheme_of_a_token_is_read_in_any_case() {
        let shown = |value: &'static str| {
            let headers = [(header::AUTHORIZATION, header::HeaderValue::from_static(value))];
            bearer_or_cookie(&HeaderMap::from_iter(headers))
        };
        for value in ["Bearer abc", "bearer abc", "BEARER  abc "] {
            assert_eq!(shown(value), Some(Token::Bearer("abc".to_owned())), "{value}");
        }
        for value in ["Basic abc", "Bearer", "bearerabc"] {
            assert_eq!(shown(value), None, "{value}");
        }
    }

    #[test]
    fn a_session_that_begins_is_told_from_one_that_ends() {
        let with = |cookie| HeaderMap::from_iter([(header::SET_COOKIE, cookie)]);
        assert_eq!(session_set(&with(session_cookie("5e55"))), Some("5e55"));
        assert_eq!(session_set(&with(sign_out_cookie())), None);
        assert_eq!(session_set(&HeaderMap::new()), None);
    }
}
