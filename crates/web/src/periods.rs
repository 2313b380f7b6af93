//! How long what is kept: the periods of the deletion concept, as they are set for
//! this installation.

use crate::Texts;

/// Days after which the daily run deletes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Periods {
    /// Name and address of an account, after it was closed.
    pub closed_accounts: i32,
    /// Jobs that are done (they hold nothing any more), after they were done.
    pub jobs: i32,
    /// Uploaded contact lists, tables of figures and returned forms, after the upload.
    pub imports: i32,
    /// Everything of an alliance, after it was closed; `None`: only when somebody says so.
    pub closed_alliances: Option<i32>,
    /// Names and addresses of those who were asked by personal link, after the link ended.
    pub ended_links: i32,
    /// Talks, hindrances and workshops, after they came: they tell what was, not what is.
    pub voices: i32,
    /// Within so many days nobody is asked again without a warning (R-CON-02); 0: never.
    pub ask_again: i32,
}

impl Default for Periods {
    fn default() -> Self {
        Self {
            closed_accounts: 730,
            jobs: 30,
            imports: 7,
            closed_alliances: Some(365),
            ended_links: 365,
            voices: 3 * 365,
            ask_again: 180,
        }
    }
}

impl Periods {
    /// The moment so many days before `now`: what lies at or before it is due.
    pub const fn before(now: base::Instant, days: i32) -> base::Instant {
        now.plus_seconds(-24 * 3600 * days as i64)
    }
    /// A number of days as it stands behind „nach“: in years where they are whole.
    pub fn words(texts: &Texts, days: i32) -> String {
        let (text, count) = if days > 0 && days % 365 == 0 { ("years", days / 365) } else { ("days", days) };
        texts.say_of("period", text).count("count", i64::from(count)).to_string()
    }
}

/// A period outside its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfBounds {
    /// Which.
    pub which: Which,
    /// Days at least and at most.
    pub bounds: (i32, i32),
}

/// Names a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// [`Periods::closed_accounts`]
    ClosedAccounts,
    /// [`Periods::jobs`]
    Jobs,
    /// [`Periods::imports`]
    Imports,
    /// [`Periods::closed_alliances`]
    ClosedAlliances,
    /// [`Periods::ended_links`]
    EndedLinks,
    /// [`Periods::voices`]
    Voices,
    /// [`Periods::ask_again`]
    AskAgain,
}

impl Which {
    /// Days at least and at most: short enough to be no archive, long enough that a
    /// mistake can still be seen and taken back.
    pub const fn bounds(self) -> (i32, i32) {
        match self {
            Self::ClosedAccounts | Self::ClosedAlliances | Self::EndedLinks | Self::Voices => (30, 3650),
            Self::Jobs => (1, 365),
            Self::Imports => (1, 30),
            Self::AskAgain => (0, 3650),
        }
    }
}

impl Periods {
    /// Checks every period against its bounds.
    ///
    /// # Errors
    /// [`OutOfBounds`] names the first that does not fit.
    pub fn checked(self) -> Result<Self, OutOfBounds> {
        let set = [
            (Which::ClosedAccounts, Some(self.closed_accounts)),
            (Which::Jobs, Some(self.jobs)),
            (Which::Imports, Some(self.imports)),
            (Which::ClosedAlliances, self.closed_alliances),
            (Which::EndedLinks, Some(self.ended_links)),
            (Which::Voices, Some(self.voices)),
            (Which::AskAgain, Some(self.ask_again)),
        ];
        for (which, days) in set {
            let bounds = which.bounds();
            if days.is_some_and(|days| days < bounds.0 || days > bounds.1) {
                return Err(OutOfBounds { which, bounds });
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_sets_a_period_that_keeps_nothing_or_everything() {
        let usual = Periods::default();
        assert_eq!(usual.checked(), Ok(usual));
        assert!(Periods { closed_alliances: None, ..usual }.checked().is_ok());
        let refused = |periods: Periods| periods.checked().map_err(|e| e.which);
        assert_eq!(refused(Periods { closed_accounts: 0, ..usual }), Err(Which::ClosedAccounts));
        assert_eq!(refused(Periods { jobs: 366, ..usual }), Err(Which::Jobs));
        assert_eq!(refused(Periods { imports: -1, ..usual }), Err(Which::Imports));
        assert_eq!(refused(Periods { closed_alliances: Some(29), ..usual }), Err(Which::ClosedAlliances));
    }
}
