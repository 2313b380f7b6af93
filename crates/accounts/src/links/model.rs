//! What a link is for and how long it is good.

use base::Instant;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Somebody was invited: good for 14 days.
    Invitation,
    /// Somebody forgot their password: good for two hours.
    Reset,
}

impl Purpose {
    /// Its name in the table.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }
    pub(crate) fn from_key(key: &str) -> Option<Self> {
        [Self::Invitation, Self::Reset].into_iter().find(|p| p.key() == key)
    }
    /// Until when a link made now is good.
    pub(crate) const fn expires(self, now: Instant) -> Instant {
        let hours = match self {
            Self::Invitation => 14 * 24,
            Self::Reset => 2,
        };
        now.plus_seconds(hours * 3600)
    }
}

/// Nobody is sent a second reset link within five minutes of the first.
pub(crate) fn is_too_soon(last_sent: Option<Instant>, now: Instant) -> bool {
    last_sent.is_some_and(|last| last.plus_seconds(300) > now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_is_good_for_fourteen_days_and_a_reset_for_two_hours() {
        let now = Instant::from_micros(0);
        assert_eq!(Purpose::Invitation.expires(now), now.plus_seconds(14 * 86_400));
        assert_eq!(Purpose::Reset.expires(now), now.plus_seconds(7_200));
        for purpose in [Purpose::Invitation, Purpose::Reset] {
            assert_eq!(Purpose::from_key(purpose.key()), Some(purpose));
        }
        assert_eq!(Purpose::from_key("voucher"), None);
    }

    #[test]
    fn nobodys_mailbox_is_flooded_with_reset_links() {
        let now = Instant::from_micros(0);
        assert!(!is_too_soon(None, now));
        assert!(is_too_soon(Some(now.plus_seconds(-299)), now));
        assert!(!is_too_soon(Some(now.plus_seconds(-300)), now));
    }
}
