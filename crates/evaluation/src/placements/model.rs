//! Counting where offices sit. Pure; the placements and their groups are the
//! programme's data.

use base::AllianceId;
use schemars::JsonSchema;
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// A place in the administration, or a group of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its name in tables and for programs.
    pub key: String,
    /// What people call it.
    pub label: String,
}

/// A group of placements; without any of its own it takes what no other names.
struct Group {
    place: Place,
    of: Vec<String>,
}

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let file = include_str!("../../../../programmes/gemeinsam-klappts/office_placements.csv");
    let place = |line: &str| line.split_once(',').map(|(key, label)| Place::new(key, label));
    file.lines().skip(1).filter_map(place).collect()
});

static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| {
    let file = include_str!("../../../../programmes/gemeinsam-klappts/office_placement_groups.csv");
    let group = |line: &str| {
        let (key, rest) = line.split_once(',')?;
        let (label, of) = rest.rsplit_once(',')?;
        let of = of.split_whitespace().map(str::to_owned).collect();
        Some(Group { place: Place::new(key, label), of })
    };
    file.lines().skip(1).filter_map(group).collect()
});

impl Place {
    fn new(key: &str, label: &str) -> Self {
        Self { key: key.trim().to_owned(), label: label.trim().trim_matches('"').to_owned() }
    }
}

/// A number for each kind of alliance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Kinds {
    /// All kinds together.
    pub all: u64,
    /// Cities and districts together, as the report counts them.
    pub cities_and_districts: u64,
    /// Cities.
    pub city: u64,
    /// Districts.
    pub district: u64,
    /// Municipalities in districts.
    pub municipality: u64,
}

impl Kinds {
    /// The columns, in the order of tables.
    pub const KEYS: [&str; 5] = ["all", "cities_and_districts", "city", "district", "municipality"];

    /// One column.
    pub fn get(&self, key: &str) -> u64 {
        match key {
            "cities_and_districts" => self.cities_and_districts,
            "city" => self.city,
            "district" => self.district,
            "municipality" => self.municipality,
            _ => self.all,
        }
    }

    fn add(&mut self, kind: &str) {
        self.all += 1;
        self.cities_and_districts += u64::from(kind != "municipality");
        match kind {
            "city" => self.city += 1,
            "district" => self.district += 1,
            _ => self.municipality += 1,
        }
    }
}

/// Where an alliance's office sits: the alliance, its kind, one of its placements.
pub type Row = (AllianceId, String, Option<String>);

/// How many offices sit where.
#[derive(Debug)]
pub struct Counted {
    /// Alliances whose placement is known.
    pub n: Kinds,
    /// Alliances without one.
    pub unknown: Kinds,
    /// By group; each alliance counts once.
    pub groups: Vec<(Place, Kinds)>,
    /// By placement, with the key of its group; an office can sit in several.
    pub rows: Vec<(Place, String, Kinds)>,
}

/// The group a set of placements belongs to: the first that names one of them,
/// else the one that takes the rest.
fn group_of(placements: &BTreeSet<&str>) -> Option<&'static str> {
    let names = |group: &&Group| group.of.iter().any(|p| placements.contains(p.as_str()));
    let rest = |group: &&Group| group.of.is_empty();
    GROUPS.iter().find(names).or_else(|| GROUPS.iter().find(rest)).map(|g| g.place.key.as_str())
}

/// Counts the offices of the alliances that are members.
pub fn count(rows: &[Row], members: &BTreeSet<AllianceId>) -> Counted {
    let mut offices: BTreeMap<AllianceId, (&str, BTreeSet<&str>)> = BTreeMap::new();
    for (alliance, kind, placement) in rows.iter().filter(|(alliance, ..)| members.contains(alliance)) {
        let office = offices.entry(*alliance).or_insert((kind.as_str(), BTreeSet::new()));
        office.1.extend(placement.as_deref());
    }
    let (mut n, mut unknown) = (Kinds::default(), Kinds::default());
    let mut by_group: BTreeMap<&str, Kinds> = BTreeMap::new();
    let mut by_place: BTreeMap<&str, Kinds> = BTreeMap::new();
    for (kind, placements) in offices.values() {
        if placements.is_empty() {
            unknown.add(kind);
            continue;
        }
        n.add(kind);
        for placement in placements {
            by_place.entry(placement).or_default().add(kind);
        }
        if let Some(group) = group_of(placements) {
            by_group.entry(group).or_default().add(kind);
        }
    }
    let of = |counts: &BTreeMap<&str, Kinds>, key: &str| counts.get(key).copied().unwrap_or_default();
    let place = |place: &Place| {
        let group = group_of(&BTreeSet::from([place.key.as_str()])).unwrap_or_default();
        (place.clone(), group.to_owned(), of(&by_place, &place.key))
    };
    Counted {
        n,
        unknown,
        groups: GROUPS.iter().map(|g| (g.place.clone(), of(&by_group, &g.place.key))).collect(),
        rows: PLACES.iter().map(place).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{FixedClock, Instant, Seeded};

    fn id(seed: u64) -> AllianceId {
        AllianceId::new(&FixedClock::at(Instant::from_micros(0)), &Seeded::fixed(seed))
    }

    fn row(seed: u64, kind: &str, placement: &str) -> Row {
        (id(seed), kind.to_owned(), Some(placement.to_owned()).filter(|p| !p.is_empty()))
    }

    #[test]
    fn an_office_in_several_places_counts_once_in_its_group_and_in_each_place() {
        let rows = [
            row(1, "city", "ki"),
            row(1, "city", "education"),
            row(2, "district", "education"),
            row(3, "municipality", ""),
            row(4, "city", "ki"),
        ];
        let members = [1, 2, 3].map(id).into();
        let found = count(&rows, &members);
        let group = |key: &str| found.groups.iter().find(|(g, _)| g.key == key).map(|(_, n)| *n);
        assert_eq!(group("ki").map(|n| (n.all, n.city)), Some((1, 1)), "the fourth is no member");
        assert_eq!(group("others").map(|n| (n.all, n.district)), Some((1, 1)));
        let place =
            found.rows.iter().find(|(p, ..)| p.key == "education").map(|(_, g, n)| (g.as_str(), n.all));
        assert_eq!(place, Some(("others", 2)));
        assert_eq!((found.n.all, found.n.cities_and_districts, found.unknown.municipality), (2, 2, 1));
    }

    #[test]
    fn every_placement_belongs_to_a_group() {
        let empty = count(&[], &BTreeSet::new());
        assert_eq!(empty.rows.len(), 12);
        assert!(empty.rows.iter().all(|(_, group, _)| GROUPS.iter().any(|g| g.place.key == *group)));
        assert_eq!(empty.rows.iter().filter(|(_, group, _)| group == "ki").count(), 2);
    }
}
