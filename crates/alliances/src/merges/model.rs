//! What becomes of two entries that are one organisation: which value stays for
//! each part, how seats are joined, and what a later undo may restore. Pure.

use crate::organisations::{Draft, Organisation};
use base::{ContactId, Day, MembershipId, OrganisationId};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};
use uuid::Uuid;

/// Two entries made one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct MergeId(Uuid);

impl MergeId {
    /// An id made from clock and chance.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl fmt::Display for MergeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for MergeId {
    type Err = uuid::Error;
    fn from_str(s: &str) -> Result<Self, uuid::Error> {
        Uuid::from_str(s).map(Self)
    }
}

/// What is decided together: a type without its area, or a reason without what it
/// is for, would make no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What it is called.
    Name,
    /// Actor type, area and own words for the type.
    ActorType,
    /// Where it is.
    Address,
    /// Works with the office already.
    Cooperates,
    /// Wanted in the core group.
    IntendedCoreGroup,
    /// Wanted in forums.
    IntendedForum,
    /// Knows the young people at first hand.
    KnowsSituation,
    /// Can decide for itself.
    CanDecide,
    /// What is hoped for.
    Contribution,
    /// Whether it takes part, and why not.
    Participation,
    /// Who speaks for it.
    RepresentedBy,
    /// The coordinator it came through.
    RegisteredThrough,
    /// The municipalities it is in charge of.
    Catchment,
    /// Its official number, where it is a school.
    SchoolNumber,
}

impl Part {
    /// All parts, in the order of the page.
    pub const ALL: [Self; 14] = [
        Self::Name,
        Self::ActorType,
        Self::Address,
        Self::Cooperates,
        Self::IntendedCoreGroup,
        Self::IntendedForum,
        Self::KnowsSituation,
        Self::CanDecide,
        Self::Contribution,
        Self::Participation,
        Self::RepresentedBy,
        Self::RegisteredThrough,
        Self::Catchment,
        Self::SchoolNumber,
    ];
    /// The name in forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::ActorType => "actor_type",
            Self::Address => "address",
            Self::Cooperates => "cooperates",
            Self::IntendedCoreGroup => "intended_core_group",
            Self::IntendedForum => "intended_forum",
            Self::KnowsSituation => "knows_situation",
            Self::CanDecide => "can_decide",
            Self::Contribution => "contribution",
            Self::Participation => "taking_part",
            Self::RepresentedBy => "represented_by",
            Self::RegisteredThrough => "registered_through",
            Self::Catchment => "catchment",
            Self::SchoolNumber => "school_number",
        }
    }
    /// Writes this part of one draft into another.
    pub fn copy(self, from: &Draft, to: &mut Draft) {
        match self {
            Self::Name => to.name.clone_from(&from.name),
            Self::ActorType => {
                to.actor_type.clone_from(&from.actor_type);
                to.area.clone_from(&from.area);
                to.free_type.clone_from(&from.free_type);
            }
            Self::Address => to.address.clone_from(&from.address),
            Self::Cooperates => to.cooperates = from.cooperates,
            Self::IntendedCoreGroup => to.intended_core_group = from.intended_core_group,
            Self::IntendedForum => to.intended_forum = from.intended_forum,
            Self::KnowsSituation => to.knows_situation = from.knows_situation,
            Self::CanDecide => to.can_decide = from.can_decide,
            Self::Contribution => to.contribution.clone_from(&from.contribution),
            Self::Participation => {
                to.taking_part = from.taking_part;
                to.taking_part_reason.clone_from(&from.taking_part_reason);
            }
            Self::RepresentedBy => to.represented_by = from.represented_by,
            Self::RegisteredThrough => to.registered_through = from.registered_through,
            Self::Catchment => to.catchment.clone_from(&from.catchment),
            Self::SchoolNumber => to.school_number.clone_from(&from.school_number),
        }
    }
    /// Whether two drafts agree on it.
    pub fn agrees(self, a: &Draft, b: &Draft) -> bool {
        let mut mixed = a.clone();
        self.copy(b, &mut mixed);
        mixed == *a
    }
    /// Whether a draft says nothing on it.
    fn is_blank(self, draft: &Draft) -> bool {
        match self {
            // Every entry has an area; without type and own words that says little.
            Self::ActorType => draft.actor_type.is_none() && draft.free_type.is_empty(),
            _ => self.agrees(draft, &Draft::default()),
        }
    }
}

/// Whose value stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// That of the entry that stays.
    Kept,
    /// That of its double.
    Merged,
    /// Both, one below the other; for what is hoped for.
    Both,
}

impl Side {
    /// The name in forms.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Merged => "merged",
            Self::Both => "both",
        }
    }
    /// The one of that name.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Kept, Self::Merged, Self::Both].into_iter().find(|s| s.key() == key)
    }
}

/// What is hoped for from both, one below the other; `None` where it does not
/// fit or one says nothing else.
pub fn both_contributions(kept: &Draft, merged: &Draft) -> Option<String> {
    let (a, b) = (&kept.contribution, &merged.contribution);
    let both = format!("{a}\n{b}");
    let sensible = !a.is_empty() && !b.is_empty() && a != b;
    (sensible && both.chars().count() <= crate::organisations::LONG).then_some(both)
}

/// Whose value stays unless people choose otherwise: what would else be lost.
pub fn suggested(part: Part, kept: &Draft, merged: &Draft) -> Side {
    if part == Part::Contribution && both_contributions(kept, merged).is_some() {
        Side::Both
    } else if part.is_blank(kept) && !part.is_blank(merged) {
        Side::Merged
    } else {
        Side::Kept
    }
}

/// What the entry that stays will say. Nobody represents themselves: a reference
/// from one double to the other falls away.
pub fn combine(kept: &Organisation, merged: &Organisation, chosen: &BTreeMap<Part, Side>) -> Draft {
    let (a, b) = (&kept.draft, &merged.draft);
    let mut draft = a.clone();
    for part in Part::ALL {
        match chosen.get(&part).copied().unwrap_or_else(|| suggested(part, a, b)) {
            Side::Kept => {}
            Side::Merged => part.copy(b, &mut draft),
            Side::Both => {
                if let Some(both) = both_contributions(a, b).filter(|_| part == Part::Contribution) {
                    draft.contribution = both;
                }
            }
        }
    }
    let is_double = |id: &OrganisationId| *id == kept.id || *id == merged.id;
    draft.represented_by = draft.represented_by.filter(|id| !is_double(id));
    draft.registered_through = draft.registered_through.filter(|id| !is_double(id));
    draft
}

/// A seat in the core group as merging sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Seat {
    /// Its key.
    pub id: MembershipId,
    /// Whose it is.
    #[sqlx(rename = "organisation_id")]
    pub organisation: OrganisationId,
    /// First day.
    pub since: Day,
    /// Last day; `None` while it lasts.
    pub until: Option<Day>,
}

impl Seat {
    fn has_days_of(&self, other: &Self) -> bool {
        self.since == other.since && self.until == other.until
    }
}

/// What becomes of a seat; `None` after it was joined with another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatChange {
    /// As it was.
    pub before: Seat,
    /// As it is then.
    pub after: Option<Seat>,
}

/// The seats of both doubles as seats of the one that stays: those that overlap
/// become one. Answers only what changes.
pub fn join_seats(kept: OrganisationId, seats: &[Seat]) -> Vec<SeatChange> {
    let mut ordered = seats.to_vec();
    ordered.sort_by_key(|s| (s.since, s.organisation != kept, s.id));
    let mut spells: Vec<Vec<Seat>> = Vec::new();
    for seat in ordered {
        let overlaps =
            |spell: &Vec<Seat>| spell.iter().any(|s| s.until.is_none_or(|until| seat.since <= until));
        match spells.last_mut().filter(|s| overlaps(s)) {
            Some(spell) => spell.push(seat),
            None => spells.push(vec![seat]),
        }
    }
    let mut changes = Vec::new();
    for spell in spells {
        let Some(stays) = spell.iter().find(|s| s.organisation == kept).or(spell.first()).copied() else {
            continue;
        };
        let since = spell.iter().map(|s| s.since).min().unwrap_or(stays.since);
        let open = spell.iter().any(|s| s.until.is_none());
        let until = if open { None } else { spell.iter().filter_map(|s| s.until).max() };
        for before in spell {
            let joined = Seat { id: stays.id, organisation: kept, since, until };
            let after = (before.id == stays.id).then_some(joined);
            if after != Some(before) {
                changes.push(SeatChange { before, after });
            }
        }
    }
    changes
}

/// Everything a merge changed, as it was: what an undo needs. Names no people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// What the entry that stays said.
    pub kept: Draft,
    /// What it says since.
    pub after: Draft,
    /// The double's contacts.
    pub contacts: Vec<ContactId>,
    /// Seats moved or joined.
    pub seats: Vec<SeatChange>,
    /// For whom the double spoke.
    pub represented: Vec<OrganisationId>,
    /// Who came through the double.
    pub registered: Vec<OrganisationId>,
}

/// Why a merge cannot be undone: it would destroy what people did since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The entry that stayed was taken out, or merged itself.
    KeptGone,
    /// The double was taken out of the directory.
    DoubleGone,
    /// This part was changed since.
    Changed(Part),
    /// A joined seat was changed since.
    SeatChanged,
}

/// What an undo writes into the entry that stayed and its seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// What the entry says again.
    pub draft: Draft,
    /// Seats that are there now and become what they were.
    pub restored: Vec<Seat>,
    /// Seats that were joined away and come back.
    pub revived: Vec<Seat>,
}

/// What undoing a merge restores, given what the entry that stayed says now and
/// the seats it has now. What the merge left alone stays as it is now.
pub fn undo(before: &Before, now: &Draft, seats: &[Seat]) -> Result<Undo, Obstacle> {
    let mut undo = Undo { draft: now.clone(), restored: Vec::new(), revived: Vec::new() };
    for part in Part::ALL.into_iter().filter(|p| !p.agrees(&before.kept, &before.after)) {
        if !part.agrees(now, &before.after) {
            return Err(Obstacle::Changed(part));
        }
        part.copy(&before.kept, &mut undo.draft);
    }
    for change in &before.seats {
        let Some(after) = change.after else {
            undo.revived.push(change.before);
            continue;
        };
        let now = seats.iter().find(|s| s.id == after.id && s.organisation == after.organisation);
        let now = now.ok_or(Obstacle::SeatChanged)?;
        if after.has_days_of(&change.before) {
            // Only moved: it goes back with whatever was written down since.
            undo.restored.push(Seat { organisation: change.before.organisation, ..*now });
        } else if now.has_days_of(&after) {
            undo.restored.push(change.before);
        } else {
            return Err(Obstacle::SeatChanged);
        }
    }
    Ok(undo)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisations::TakingPart;
    use proptest::prelude::*;

    fn organisation(n: u128, draft: Draft) -> Organisation {
        Organisation {
            id: OrganisationId::from_uuid(Uuid::from_u128(n)),
            draft,
            member_since: None,
            version: 1,
        }
    }

    fn day(n: i32) -> Day {
        Day::new(2019, 1, 1).expect("a day").plus_days(n)
    }

    fn seat(n: u128, organisation: u128, since: i32, until: Option<i32>) -> Seat {
        Seat {
            id: MembershipId::from_uuid(Uuid::from_u128(n)),
            organisation: OrganisationId::from_uuid(Uuid::from_u128(organisation)),
            since: day(since),
            until: until.map(day),
        }
    }

    const KEPT: u128 = 1;

    fn kept() -> OrganisationId {
        OrganisationId::from_uuid(Uuid::from_u128(KEPT))
    }

    #[test]
    fn nothing_said_on_either_side_is_lost_unless_chosen() {
        let a =
            Draft { name: "VHS".into(), area: "A".into(), contribution: "Räume".into(), ..Draft::default() };
        let b = Draft {
            name: "Volkshochschule".into(),
            actor_type: Some("vhs".into()),
            area: "B".into(),
            address: "Markt 1".into(),
            cooperates: true,
            contribution: "Kurse".into(),
            ..Draft::default()
        };
        let (a, b) = (organisation(KEPT, a), organisation(2, b));
        let draft = combine(&a, &b, &BTreeMap::new());
        assert_eq!(draft.name, "VHS");
        assert_eq!((draft.actor_type.as_deref(), draft.area.as_str()), (Some("vhs"), "B"));
        assert_eq!((draft.address.as_str(), draft.cooperates), ("Markt 1", true));
        assert_eq!(draft.contribution, "Räume\nKurse");
        let chosen = BTreeMap::from([(Part::Name, Side::Merged), (Part::Contribution, Side::Kept)]);
        let draft = combine(&a, &b, &chosen);
        assert_eq!((draft.name.as_str(), draft.contribution.as_str()), ("Volkshochschule", "Räume"));
    }

    #[test]
    fn a_reason_comes_along_with_what_it_is_for() {
        let no = Draft {
            taking_part: TakingPart::No,
            taking_part_reason: "keine Zeit".into(),
            ..Draft::default()
        };
        let (a, b) = (organisation(KEPT, Draft::default()), organisation(2, no));
        let draft = combine(&a, &b, &BTreeMap::new());
        assert_eq!((draft.taking_part, draft.taking_part_reason.as_str()), (TakingPart::No, "keine Zeit"));
    }

    #[test]
    fn one_double_does_not_represent_the_other_afterwards() {
        let b = organisation(2, Draft { registered_through: Some(kept()), ..Draft::default() });
        let a = organisation(KEPT, Draft { represented_by: Some(b.id), ..Draft::default() });
        let draft = combine(&a, &b, &BTreeMap::new());
        assert_eq!((draft.represented_by, draft.registered_through), (None, None));
    }

    #[test]
    fn overlapping_seats_become_one_and_others_only_move() {
        let own = seat(10, KEPT, 100, None);
        let overlapping = seat(11, 2, 50, Some(100));
        let earlier = seat(12, 2, 0, Some(20));
        let changes = join_seats(kept(), &[own, overlapping, earlier]);
        assert_eq!(
            changes,
            [
                SeatChange { before: earlier, after: Some(Seat { organisation: kept(), ..earlier }) },
                SeatChange { before: overlapping, after: None },
                SeatChange { before: own, after: Some(Seat { since: day(50), ..own }) },
            ]
        );
    }

    #[test]
    fn a_seat_within_a_longer_one_leaves_that_one_alone() {
        let (own, within) = (seat(10, KEPT, 0, None), seat(11, 2, 5, Some(9)));
        assert_eq!(join_seats(kept(), &[within, own]), [SeatChange { before: within, after: None }]);
    }

    fn before(kept: &Draft, after: &Draft, seats: Vec<SeatChange>) -> Before {
        Before {
            kept: kept.clone(),
            after: after.clone(),
            contacts: Vec::new(),
            seats,
            represented: Vec::new(),
            registered: Vec::new(),
        }
    }

    #[test]
    fn undo_keeps_what_the_merge_left_alone_and_refuses_to_destroy_the_rest() {
        let was = Draft { name: "VHS".into(), ..Draft::default() };
        let made = Draft { name: "Volkshochschule".into(), ..Draft::default() };
        let before = before(&was, &made, Vec::new());
        let now = Draft { address: "Markt 1".into(), ..made.clone() };
        let undone = undo(&before, &now, &[]).expect("nothing in the way");
        assert_eq!(undone.draft, Draft { address: "Markt 1".into(), ..was });
        let renamed = Draft { name: "VHS Kleve".into(), ..made };
        assert_eq!(undo(&before, &renamed, &[]), Err(Obstacle::Changed(Part::Name)));
    }

    #[test]
    fn a_joined_seat_changed_since_stands_in_the_way_a_moved_one_goes_back_as_it_is() {
        let draft = Draft::default();
        let moved = seat(12, 2, 0, None);
        let here = Seat { organisation: kept(), ..moved };
        let ended = Seat { until: Some(day(30)), ..here };
        let before_move = before(&draft, &draft, vec![SeatChange { before: moved, after: Some(here) }]);
        let undone = undo(&before_move, &draft, &[ended]).expect("nothing in the way");
        assert_eq!(undone.restored, [Seat { until: Some(day(30)), ..moved }]);

        let (own, other) = (seat(10, KEPT, 10, None), seat(11, 2, 0, Some(20)));
        let changes = join_seats(kept(), &[own, other]);
        let joined = Seat { since: day(0), ..own };
        let before_join = before(&draft, &draft, changes);
        let undone = undo(&before_join, &draft, &[joined]).expect("nothing in the way");
        assert_eq!((undone.restored, undone.revived), (vec![own], vec![other]));
        let ended = Seat { until: Some(day(40)), ..joined };
        assert_eq!(undo(&before_join, &draft, &[ended]), Err(Obstacle::SeatChanged));
    }

    fn any_seats() -> impl Strategy<Value = Vec<Seat>> {
        let spell = (any::<bool>(), 0..60_i32, proptest::option::of(0..20_i32));
        proptest::collection::vec(spell, 0..8).prop_map(|spells| {
            (100..)
                .zip(spells)
                .map(|(n, (own, since, days))| {
                    seat(n, if own { KEPT } else { 2 }, since, days.map(|d| since + d))
                })
                .collect()
        })
    }

    fn covered(seats: &[Seat]) -> Vec<bool> {
        let holds = |d: Day| seats.iter().any(|s| s.since <= d && s.until.is_none_or(|until| until >= d));
        (0..100).map(|n| holds(day(n))).collect()
    }

    fn applied(seats: &[Seat], changes: &[SeatChange]) -> Vec<Seat> {
        let change = |s: &Seat| changes.iter().find(|c| c.before.id == s.id).map_or(Some(*s), |c| c.after);
        seats.iter().filter_map(change).collect()
    }

    proptest! {
        #[test]
        fn joining_seats_neither_adds_nor_loses_a_day(seats in any_seats()) {
            let after = applied(&seats, &join_seats(kept(), &seats));
            prop_assert_eq!(covered(&seats), covered(&after));
            prop_assert!(after.iter().all(|s| s.organisation == kept()));
            for (i, a) in after.iter().enumerate() {
                for b in &after[i + 1..] {
                    let apart = a.until.is_some_and(|u| u < b.since) || b.until.is_some_and(|u| u < a.since);
                    prop_assert!(apart, "{a:?} and {b:?} overlap");
                }
            }
            prop_assert_eq!(join_seats(kept(), &after), []);
        }

        #[test]
        fn undoing_at_once_restores_every_seat(seats in any_seats()) {
            let changes = join_seats(kept(), &seats);
            let after = applied(&seats, &changes);
            let draft = Draft::default();
            let undone = undo(&before(&draft, &draft, changes), &draft, &after).expect("nothing in the way");
            let mut again: Vec<Seat> = after
                .iter()
                .map(|s| *undone.restored.iter().find(|r| r.id == s.id).unwrap_or(s))
                .chain(undone.revived)
                .collect();
            again.sort_by_key(|s| s.id);
            prop_assert_eq!(again, seats);
        }
    }
}
