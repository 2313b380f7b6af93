//! The rules of the register: which acts may be added or taken back, by whom, and
//! what becomes of the acts of a municipality whose key is no more. Pure.

use crate::constellations::{Accession, Act, AllianceSeat, Constellations, Refusal, admit, problems};
use crate::territory::{Ags, Body, Territory};
use base::{AccessionId, AllianceId, Day};
use std::collections::{BTreeMap, BTreeSet};

/// The register of accessions: everything a constellation is computed from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// Who there is to join.
    pub territory: Territory,
    /// The alliances and their seats.
    pub seats: Vec<AllianceSeat>,
    /// The acts that hold.
    pub acts: Vec<Accession>,
}

/// An act to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccession {
    /// Its key; adding the same key again changes nothing.
    pub id: AccessionId,
    /// The alliance joined, left or switched to.
    pub alliance: AllianceId,
    /// Who acts.
    pub body: Body,
    /// What it does.
    pub act: Act,
    /// The first day on which it is so; may lie in the past.
    pub on: Day,
    /// Council decision, reason, source; at most [`NOTE`] characters.
    pub note: String,
}

/// Most characters of a note.
pub const NOTE: usize = 500;

impl NewAccession {
    /// As the rules see it.
    pub const fn fact(&self) -> Accession {
        Accession { id: self.id, alliance: self.alliance, body: self.body, act: self.act, on: self.on }
    }
}

/// Why an act is not added or not taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessionRefusal {
    /// It does not fit into the history.
    Unfitting(Refusal),
    /// The office of a district alliance registers municipalities of its district
    /// that join or leave; everything else is for the state coordination.
    NotTheOffices,
    /// There is no such entry, or it is taken back already.
    NoSuchEntry,
    /// Later entries build on this one; they come first.
    OthersBuildOnIt,
}

impl AccessionRefusal {
    /// The text that says so.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NotTheOffices => "accession-not-the-offices",
            Self::NoSuchEntry => "accession-no-such-entry",
            Self::OthersBuildOnIt => "accession-others-build-on-it",
            Self::Unfitting(refusal) => refusal.text(),
        }
    }
    /// The form's field it stands at.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Unfitting(Refusal::UnknownBody | Refusal::Outside) | Self::NotTheOffices => "body",
            Self::Unfitting(Refusal::SameDay | Refusal::NoAlliance) => "on",
            _ => "act",
        }
    }
}

impl Register {
    /// Puts the register together. A municipality whose key is no more hands its
    /// acts and its seat on to its successor, unless that one has acted itself.
    pub fn new(
        territory: Territory,
        mut seats: Vec<AllianceSeat>,
        mut acts: Vec<Accession>,
        successors: &BTreeMap<Ags, Ags>,
    ) -> Self {
        let mut heirs: BTreeMap<Body, Body> = BTreeMap::new();
        let mut taken: BTreeSet<Body> = acts.iter().map(|a| a.body).collect();
        for old in successors.keys() {
            let (old, heir) =
                (Body::Municipality(*old), Body::Municipality(last_successor(*old, successors)));
            if territory.name(old).is_none() && taken.contains(&old) && taken.insert(heir) {
                heirs.insert(old, heir);
            }
        }
        for act in &mut acts {
            act.body = heirs.get(&act.body).copied().unwrap_or(act.body);
        }
        for seat in &mut seats {
            seat.seat = heirs.get(&seat.seat).copied().unwrap_or(seat.seat);
        }
        Self { territory, seats, acts }
    }

    /// Who has joined on a day.
    pub fn on(&self, day: Day) -> Constellations {
        Constellations::on(&self.territory, &self.seats, &self.acts, day)
    }

    /// Where an alliance is seated.
    pub fn seat(&self, alliance: AllianceId) -> Option<Body> {
        self.seats.iter().find(|s| s.alliance == alliance).map(|s| s.seat)
    }

    /// Whether an act may be added.
    pub fn admits(&self, act: Accession) -> Result<(), AccessionRefusal> {
        admit(&self.territory, &self.seats, &self.acts, act).map_err(AccessionRefusal::Unfitting)
    }

    /// Whether the office of an alliance may add this act itself.
    pub fn is_the_offices(&self, act: Accession) -> bool {
        let of_the_district = match (self.seat(act.alliance), act.body) {
            (Some(Body::District(district)), Body::Municipality(ags)) => {
                self.territory.municipality(ags).is_some_and(|m| m.district == Some(district))
            }
            _ => false,
        };
        of_the_district && act.act != Act::Switched
    }

    /// Whether an act may be taken back: nothing that was right may become wrong.
    pub fn releases(&self, id: AccessionId) -> Result<Accession, AccessionRefusal> {
        let found = self.acts.iter().find(|a| a.id == id).ok_or(AccessionRefusal::NoSuchEntry)?;
        let rest: Vec<Accession> = self.acts.iter().filter(|a| a.id != id).copied().collect();
        let before = problems(&self.territory, &self.seats, &self.acts);
        let after = problems(&self.territory, &self.seats, &rest);
        let sound = after.iter().all(|p| before.iter().any(|b| b.accession == p.accession));
        if sound { Ok(*found) } else { Err(AccessionRefusal::OthersBuildOnIt) }
    }

    /// A body's last act on or before a day.
    pub fn last_act(&self, body: Body, day: Day) -> Option<&Accession> {
        self.acts.iter().filter(|a| a.body == body && a.on <= day).max_by_key(|a| (a.on, a.id))
    }
}

fn last_successor(of: Ags, successors: &BTreeMap<Ags, Ags>) -> Ags {
    let mut at = of;
    // A chain cannot be longer than the list, even if it were a circle.
    for _ in 0..successors.len() {
        match successors.get(&at) {
            Some(next) => at = *next,
            None => break,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const KLEVE: u128 = 1;
    const GOCH: u128 = 2;

    fn alliance(n: u128) -> AllianceId {
        AllianceId::from_uuid(Uuid::from_u128(n))
    }
    fn id(n: u128) -> AccessionId {
        AccessionId::from_uuid(Uuid::from_u128(n))
    }
    fn body(key: &str) -> Body {
        key.parse().expect("a key")
    }
    fn ags(key: &str) -> Ags {
        key.parse().expect("a key")
    }
    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }
    fn act(n: u128, on: &str, who: &str, act: Act, to: u128) -> Accession {
        Accession { id: id(n), alliance: alliance(to), body: body(who), act, on: day(on) }
    }
    fn register(acts: Vec<Accession>, successors: &[(&str, &str)]) -> Register {
        let seats = vec![
            AllianceSeat { alliance: alliance(KLEVE), seat: body("05154") },
            AllianceSeat { alliance: alliance(GOCH), seat: body("05154016") },
        ];
        let successors = successors.iter().map(|(old, new)| (ags(old), ags(new))).collect();
        Register::new(Territory::nrw(), seats, acts, &successors)
    }

    #[test]
    fn an_act_others_build_on_is_not_taken_back_before_them() {
        let known = register(
            vec![
                act(1, "2018-10-01", "05154", Act::Joined, KLEVE),
                act(2, "2018-11-01", "05154016", Act::Joined, KLEVE),
                act(3, "2019-03-01", "05154016", Act::Left, KLEVE),
            ],
            &[],
        );
        assert_eq!(known.releases(id(1)), Err(AccessionRefusal::OthersBuildOnIt));
        assert_eq!(known.releases(id(2)), Err(AccessionRefusal::OthersBuildOnIt));
        assert_eq!(known.releases(id(3)).map(|a| a.act), Ok(Act::Left));
        assert_eq!(known.releases(id(9)), Err(AccessionRefusal::NoSuchEntry));
    }

    #[test]
    fn the_office_registers_its_districts_municipalities_and_nothing_else() {
        let known = register(vec![act(1, "2018-10-01", "05154", Act::Joined, KLEVE)], &[]);
        assert!(known.is_the_offices(act(2, "2018-11-01", "05154016", Act::Joined, KLEVE)));
        assert!(!known.is_the_offices(act(2, "2018-11-01", "05154016", Act::Switched, KLEVE)));
        assert!(!known.is_the_offices(act(2, "2018-11-01", "05154", Act::Left, KLEVE)));
        assert!(!known.is_the_offices(act(2, "2018-11-01", "05158004", Act::Joined, KLEVE)));
        assert!(!known.is_the_offices(act(2, "2018-11-01", "05154016", Act::Left, GOCH)));
    }

    #[test]
    fn a_successor_takes_over_the_acts_and_the_seat_of_a_vanished_key() {
        let acts = vec![act(1, "2018-10-01", "05154998", Act::Joined, 3)];
        let seats = vec![AllianceSeat { alliance: alliance(3), seat: body("05154998") }];
        let successors =
            BTreeMap::from([(ags("05154998"), ags("05154999")), (ags("05154999"), ags("05154016"))]);
        let known = Register::new(Territory::nrw(), seats, acts, &successors);
        assert_eq!(known.seat(alliance(3)), Some(body("05154016")));
        assert_eq!(known.acts[0].body, body("05154016"));
        assert_eq!(known.on(day("2019-01-01")).alliances().len(), 1);
    }

    #[test]
    fn a_successor_with_acts_of_its_own_keeps_to_them() {
        let acts = vec![
            act(1, "2018-10-01", "05154", Act::Joined, KLEVE),
            act(2, "2018-11-01", "05154998", Act::Joined, KLEVE),
            act(3, "2018-12-01", "05154016", Act::Joined, GOCH),
        ];
        let known = register(acts, &[("05154998", "05154016")]);
        assert_eq!(known.last_act(body("05154016"), day("2019-01-01")).map(|a| a.id), Some(id(3)));
        assert_eq!(known.acts[1].body, body("05154998"));
    }
}
