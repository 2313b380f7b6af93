//! Why a history is erased. The audit names the reason; free words could name people.

/// A reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// Something was written that does not belong there.
    Mistake,
    /// A person named in it asked for it (Art. 17 GDPR).
    Request,
}

impl Reason {
    pub(super) const ALL: [Self; 2] = [Self::Mistake, Self::Request];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Mistake => "mistake",
            Self::Request => "request",
        }
    }
    pub(super) fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::Reason;

    #[test]
    fn every_reason_is_found_by_its_name() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_key(reason.key()), Some(reason));
        }
        assert_eq!(Reason::from_key("whim"), None);
    }
}
