//! How long a session lasts, how it was proven, and where one is led after signing in.

use base::Instant;

/// What holds a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A browser's cookie: ends after 12 idle hours, at the latest after 7 days.
    Browser,
    /// A program's bearer token: ends after 12 hours.
    Api,
}

/// What somebody has shown to begin a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proven {
    /// The password alone.
    Password,
    /// The second factor as well.
    Second,
    /// A recovery code in place of the second factor.
    Recovery,
}

impl Proven {
    /// Its name in the table.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Second => "second",
            Self::Recovery => "recovery",
        }
    }
    /// What is not known proves nothing more than a password.
    pub(crate) fn from_key(key: &str) -> Self {
        match key {
            "second" => Self::Second,
            "recovery" => Self::Recovery,
            _ => Self::Password,
        }
    }
    /// The text id of what was shown, as people call it.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Password => "account-session-password",
            Self::Second => "account-session-second",
            Self::Recovery => "account-session-recovery",
        }
    }
}

/// A token that was replaced is good for requests under way this long.
pub(crate) const GRACE_SECONDS: i64 = 60;

/// Whether a token is to be replaced: rights have changed since it was given out.
pub(crate) fn is_stale(
    issued_at: Instant,
    replaced_at: Option<Instant>,
    rights_changed_at: Option<Instant>,
) -> bool {
    replaced_at.is_none() && rights_changed_at.is_some_and(|changed| changed > issued_at)
}

/// A browser's session ends when it lies idle this long.
const IDLE_SECONDS: i64 = 12 * 3600;

/// The last use is written down at most this often.
const SEEN_EVERY_SECONDS: i64 = 300;

impl Kind {
    /// Its name in the table.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Api => "api",
        }
    }
    /// When a session begun now ends, however much it is used.
    pub(crate) const fn expires(self, now: Instant) -> Instant {
        now.plus_seconds(match self {
            Self::Browser => 7 * 24 * 3600,
            Self::Api => 12 * 3600,
        })
    }
}

/// A browser's session last used at or before this moment lies idle.
pub(crate) const fn idle_since(now: Instant) -> Instant {
    now.plus_seconds(-IDLE_SECONDS)
}

/// A session last seen at or before this moment is written down as seen again.
pub(crate) const fn seen_before(now: Instant) -> Instant {
    now.plus_seconds(-SEEN_EVERY_SECONDS)
}

/// Where to go after signing in: a path of this installation, nothing that a
/// browser would read as another site. Everything else leads to the start page.
pub(crate) fn local_path(next: &str) -> &str {
    let plain = next.len() <= 2_000 && next.bytes().all(|b| b.is_ascii_graphic());
    let inside = web::local_path(next).is_some();
    let elsewhere = !["/sign-in", "/sign-out"].iter().any(|p| next.split('?').next() == Some(p));
    if plain && inside && elsewhere { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_one_stays_in_the_house() {
        for good in
            ["/", "/alliances/kreis-kleve?done=saved", "/land?on=2019-07-31&x=%C3%A4", "/sign-in-help"]
        {
            assert_eq!(local_path(good), good);
        }
        for bad in [
            "",
            "land",
            "//evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/a\r\nSet-Cookie: x=1",
            "/ä",
            "/sign-in",
            "/sign-in?next=/sign-in",
            "/sign-out",
        ] {
            assert_eq!(local_path(bad), "/", "{bad:?}");
        }
        assert_eq!(local_path(&format!("/{}", "a".repeat(2_000))), "/");
    }

    #[test]
    fn a_token_is_replaced_once_after_rights_have_changed() {
        let (before, now) = (Instant::from_micros(0), Instant::from_micros(1));
        assert!(!is_stale(before, None, None));
        assert!(is_stale(before, None, Some(now)));
        assert!(!is_stale(before, Some(now), Some(now)), "it has a successor already");
        assert!(!is_stale(now, None, Some(before)));
    }

    #[test]
    fn an_unknown_proof_is_no_second_factor() {
        for proven in [Proven::Password, Proven::Second, Proven::Recovery] {
            assert_eq!(Proven::from_key(proven.key()), proven);
        }
        assert_eq!(Proven::from_key("password"), Proven::Password);
        assert_eq!(Proven::from_key("Second"), Proven::Password);
    }

    #[test]
    fn a_browser_stays_signed_in_for_seven_days_and_a_program_for_twelve_hours() {
        let now = Instant::from_micros(0);
        assert_eq!(Kind::Browser.expires(now), now.plus_seconds(7 * 86_400));
        assert_eq!(Kind::Api.expires(now), now.plus_seconds(43_200));
        assert_eq!(idle_since(now), now.plus_seconds(-43_200));
        assert_eq!(seen_before(now), now.plus_seconds(-300));
    }
}
