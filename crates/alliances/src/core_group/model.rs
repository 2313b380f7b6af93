//! What a seat in the core group is and which days make sense. Pure.

use super::store::Membership;
use base::{Day, MembershipId, OrganisationId};

/// Who sits from when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Whose seat it is.
    pub organisation: OrganisationId,
    /// First day.
    pub since: Day,
    /// Last day; `None` while it lasts.
    pub until: Option<Day>,
}

/// Why a seat is refused; shown at the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The last day lies before the first.
    EndsBefore,
    /// The organisation has a seat on one of these days already.
    SeatedAlready,
}

impl Refusal {
    /// The text that says so.
    pub const fn text(self) -> &'static str {
        match self {
            Self::EndsBefore => "core-group-ends-before",
            Self::SeatedAlready => "core-group-seated-already",
        }
    }
    /// The form's field it stands at.
    pub const fn field(self) -> &'static str {
        match self {
            Self::EndsBefore => "until",
            Self::SeatedAlready => "organisation",
        }
    }
}

impl Term {
    /// Checks the days against each other and against the other seats there are;
    /// `own` is the seat that gets these days.
    pub fn check(&self, own: MembershipId, seats: &[Membership]) -> Result<(), Refusal> {
        if self.until.is_some_and(|until| until < self.since) {
            return Err(Refusal::EndsBefore);
        }
        let meets = |seat: &Membership| {
            seat.id != own
                && seat.organisation_id == self.organisation
                && self.until.is_none_or(|until| seat.since <= until)
                && seat.until.is_none_or(|until| self.since <= until)
        };
        if seats.iter().any(meets) { Err(Refusal::SeatedAlready) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(n: i32) -> Day {
        Day::new(2019, 1, 1).expect("a day").plus_days(n)
    }

    fn seat(n: u128, since: i32, until: Option<i32>) -> Membership {
        Membership {
            id: MembershipId::from_uuid(Uuid::from_u128(n)),
            organisation_id: OrganisationId::from_uuid(Uuid::from_u128(1)),
            name: "KI".into(),
            actor_type: None,
            area: "A".into(),
            can_decide: false,
            since: day(since),
            until: until.map(day),
            is_gone: false,
            version: 1,
        }
    }

    #[test]
    fn nobody_sits_twice_on_one_day() {
        let there = [seat(1, 10, Some(20)), seat(2, 30, None)];
        let check =
            |own: u128, since, until| seat(own, since, until).term().check(seat(own, 0, None).id, &there);
        assert_eq!(check(3, 0, Some(9)), Ok(()));
        assert_eq!(check(3, 0, Some(10)), Err(Refusal::SeatedAlready));
        assert_eq!(check(3, 21, Some(29)), Ok(()));
        assert_eq!(check(3, 21, None), Err(Refusal::SeatedAlready));
        assert_eq!(check(1, 9, Some(29)), Ok(()), "its own days do not stand in its way");
        assert_eq!(check(2, 20, None), Err(Refusal::SeatedAlready));
    }

    #[test]
    fn a_seat_does_not_end_before_it_begins() {
        let check = |since, until| seat(1, since, Some(until)).term().check(seat(1, 0, None).id, &[]);
        assert_eq!(check(5, 4), Err(Refusal::EndsBefore));
        assert_eq!(check(5, 5), Ok(()));
    }
}
