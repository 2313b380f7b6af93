//! Typed ids. Every row's key is a UUIDv7, made from the handed-in clock and
//! chance, so that tests repeat and keys sort by age.

use crate::{Chance, Clock};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// Makes a UUIDv7 from the clock and chance handed in. Ids made within the same
/// millisecond are counted, so that they sort in the order they were made
/// (RFC 9562, 6.2, method 1).
pub fn uuid(clock: &dyn Clock, chance: &dyn Chance) -> Uuid {
    let millis = u64::try_from(clock.now().micros() / 1000).unwrap_or(0);
    let (millis, count) = chance.in_order(millis);
    let mut random = [0_u8; 10];
    chance.fill(&mut random);
    [random[0], random[1]] = count.to_be_bytes();
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
        #[cfg_attr(feature = "sql", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id, from the clock and chance handed in.
            pub fn new(clock: &dyn Clock, chance: &dyn Chance) -> Self { Self(uuid(clock, chance)) }
            /// An id read from outside; that it names something is not said.
            pub const fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
            /// The bare key.
            pub const fn uuid(self) -> Uuid { self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, uuid::Error> { Uuid::from_str(s).map(Self) }
        }
    )*};
}

ids! {
    /// A local coalition; the tenant of almost all data.
    AllianceId;
    /// Somebody with an account.
    PersonId;
    /// A concrete local actor: authority, college, association.
    OrganisationId;
    /// A contact person of an organisation.
    ContactId;
    /// An organisation's seat in a core group, from one day to another.
    MembershipId;
    /// A committee, working group or agreement.
    BodyId;
    /// One dated act of a territorial body joining, leaving or switching.
    AccessionId;
    /// A municipality's vote on joining its district's alliance.
    VoteId;
    /// A confidential note of the office about a municipality.
    NoteId;
    /// A survey round: instrument version, deadline, who is asked.
    WaveId;
    /// An alliance's living working copy of an instrument.
    WorkbookId;
    /// Some items of an instrument, handed to one contributor.
    AssignmentId;
    /// A frozen copy of the shared part of a workbook.
    SubmissionId;
    /// An uploaded contact list waiting for its columns to be named.
    ContactImportId;
    /// A talk, hindrance or workshop reported to an alliance.
    VoiceId;
    /// A personal link by which somebody reports talks.
    VoiceLinkId;
    /// A young person who is accompanied.
    ParticipantId;
    /// A program's lasting way in, made by somebody for their program.
    ApiTokenId;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FixedClock, Instant, Seeded};

    #[test]
    fn ids_of_one_moment_sort_in_the_order_they_were_made() {
        let (clock, chance) = (FixedClock::at(Instant::from_micros(1_564_567_200_000_000)), Seeded::fixed(1));
        let made: Vec<Uuid> = (0..10_000).map(|_| uuid(&clock, &chance)).collect();
        assert!(made.windows(2).all(|w| w[0] < w[1]));
        assert_eq!(made[0].get_version_num(), 7);
    }
}
