//! Every published figure, computed from the demo's files: the lines of Übersicht
//! 1, where the offices sit, the returns, core groups new or attached, and the 84
//! cells of Übersicht 10. The files are described in
//! `programmes/gemeinsam-klappts/README.md`.

use super::{Accession, Act, AllianceKind, AllianceSeat, Constellations, Participation, admit, problems};
use crate::territory::{Body, DistrictKey, Territory};
use base::{AccessionId, AllianceId, Day};
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

macro_rules! programme {
    ($file:literal) => {
        rows(include_str!(concat!("../../../../programmes/gemeinsam-klappts/", $file)))
    };
}

fn rows<T: DeserializeOwned>(text: &str) -> Vec<T> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("a readable file")
}

#[derive(Deserialize)]
struct AllianceRow {
    slug: String,
    name: String,
    seat: Body,
    kind: AllianceKind,
    office_placement: String,
    focus: String,
    core_group: String,
    earlier_programme: String,
    return_state: String,
    returned_on: Option<Day>,
}

#[derive(Deserialize)]
struct AccessionRow {
    on: Day,
    alliance: String,
    body: Body,
    act: Act,
}

#[derive(Deserialize)]
struct ActorRow {
    alliance: String,
    area: char,
    actor_type: String,
}

#[derive(Deserialize)]
struct PublishedLine {
    line: u8,
    count: u32,
    of: Option<u32>,
}

#[derive(Deserialize)]
struct PublishedCell {
    actor_type: String,
    area: char,
    group: String,
    count: usize,
    n: usize,
    printed_percent: String,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Deviation {
    actor_type: String,
    group: String,
    printed_percent: String,
    half_up_percent: String,
    why: String,
}

/// The demo's alliances and their history, in the order of the files.
struct Demo {
    territory: Territory,
    alliances: Vec<AllianceRow>,
    seats: Vec<AllianceSeat>,
    acts: Vec<Accession>,
}

impl Demo {
    fn read() -> Self {
        let alliances: Vec<AllianceRow> = programme!("demo/alliances.csv");
        let ids: BTreeMap<&str, AllianceId> = (1..)
            .zip(&alliances)
            .map(|(n, a)| (a.slug.as_str(), AllianceId::from_uuid(Uuid::from_u128(n))))
            .collect();
        let seats =
            alliances.iter().map(|a| AllianceSeat { alliance: ids[a.slug.as_str()], seat: a.seat }).collect();
        let acts: Vec<AccessionRow> = programme!("demo/accessions.csv");
        let acts = (1..).zip(&acts).map(|(n, a)| Accession {
            id: AccessionId::from_uuid(Uuid::from_u128(n)),
            alliance: ids[a.alliance.as_str()],
            body: a.body,
            act: a.act,
            on: a.on,
        });
        let acts = acts.collect();
        Self { territory: Territory::nrw(), seats, acts, alliances }
    }

    fn at_the_cut_off(&self) -> Constellations {
        Constellations::on(&self.territory, &self.seats, &self.acts, day("2019-07-31"))
    }

    /// How many alliances of each kind are so; with the sum.
    fn counted(&self, so: impl Fn(&AllianceRow) -> bool) -> [usize; 4] {
        let of = |kind| self.alliances.iter().filter(|a| a.kind == kind && so(a)).count();
        let [city, district, municipality] =
            [AllianceKind::City, AllianceKind::District, AllianceKind::Municipality].map(of);
        [city + district + municipality, city, district, municipality]
    }
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// Tenths of a percent, half up; none of nothing.
fn percent_tenths(count: usize, n: usize) -> Option<usize> {
    (n > 0).then(|| (2000 * count + n) / (2 * n))
}

fn tenths(printed: &str) -> usize {
    let (whole, tenth) = printed.split_once('.').unwrap_or((printed, "0"));
    whole.parse::<usize>().expect("a number") * 10 + tenth.parse::<usize>().expect("one digit")
}

fn names(demo: &Demo, keys: impl Iterator<Item = DistrictKey>) -> Vec<&str> {
    keys.filter_map(|key| demo.territory.name(Body::District(key))).collect()
}

#[test]
fn each_act_of_the_demo_is_admitted_in_its_turn() {
    let demo = Demo::read();
    assert!(demo.acts.is_sorted_by_key(|a| a.on));
    for (i, act) in demo.acts.iter().enumerate() {
        assert_eq!(admit(&demo.territory, &demo.seats, &demo.acts[..i], *act), Ok(()), "line {}", i + 2);
    }
    assert_eq!(problems(&demo.territory, &demo.seats, &demo.acts), []);
}

#[test]
fn all_19_lines_of_uebersicht_1_come_out() {
    let published: Vec<PublishedLine> = programme!("published/uebersicht-1.csv");
    let computed = Demo::read().at_the_cut_off().lines();
    assert_eq!(published.len(), 19);
    for (line, printed) in computed.iter().zip(&published) {
        assert_eq!(
            (line.line, line.count, line.of),
            (printed.line, printed.count, printed.of),
            "{}",
            line.key
        );
    }
}

#[test]
fn the_58_alliances_are_of_the_kind_their_seat_says() {
    let demo = Demo::read();
    let state = demo.at_the_cut_off();
    assert_eq!(state.alliances().len(), 58);
    for (a, s) in demo.alliances.iter().zip(&demo.seats) {
        assert_eq!(AllianceKind::of(&demo.territory, a.seat), Some(a.kind), "{}", a.slug);
        let alive = state.alliances().contains_key(&s.alliance);
        assert_eq!(alive, !a.return_state.is_empty(), "{}: only who exists is asked", a.slug);
        // The wave opened in spring: whoever was asked existed.
        let since = state.alliances().get(&s.alliance).map(|a| a.since);
        assert!(since.is_none_or(|since| since <= day("2019-04-12")), "{}", a.slug);
    }
    assert_eq!(demo.counted(|a| !a.return_state.is_empty()), [58, 22, 24, 12]);
    let slugs: BTreeSet<_> = demo.alliances.iter().map(|a| a.slug.as_str()).collect();
    assert_eq!(slugs.len(), demo.alliances.len());
    assert!(slugs.iter().all(|s| s.chars().all(|c| c == '-' || c.is_ascii_lowercase())));
    let seats: BTreeSet<_> = demo.alliances.iter().map(|a| a.seat).collect();
    assert_eq!(seats.len(), demo.alliances.len());
    for a in demo.alliances.iter().filter(|a| a.slug != "stadt-aachen") {
        assert_eq!(demo.territory.name(a.seat), Some(a.name.as_str()));
    }
}

#[test]
fn who_takes_no_part_is_who_the_report_names() {
    let demo = Demo::read();
    let state = demo.at_the_cut_off();
    let missing = state.missing();
    let blank = state.districts().iter().filter(|(_, d)| d.is_blank()).map(|(key, _)| *key);
    assert_eq!(names(&demo, blank), ["Kreis Wesel", "Kreis Recklinghausen", "Kreis Gütersloh"]);
    let cities: Vec<_> = missing
        .municipalities
        .iter()
        .filter_map(|ags| demo.territory.municipality(*ags))
        .filter(|m| m.counts_as_city)
        .map(|m| m.name.as_str())
        .collect();
    assert_eq!(cities, ["Bochum"]);
    // 115 of 374 are not counted in line 18; Stadt Aachen, one of them, has its own.
    assert_eq!(missing.municipalities.len(), 114 + 1);
    assert_eq!(missing.districts.len(), 7);
}

#[test]
fn the_history_has_withdrawals_and_switches_both_ways() {
    let demo = Demo::read();
    let count = |act| demo.acts.iter().filter(|a| a.act == act).count();
    assert_eq!((count(Act::Left), count(Act::Switched)), (3, 5));
    assert!(demo.acts.iter().all(|a| a.on >= day("2018-10-01") && a.on <= day("2019-07-31")));
    let iserlohn = |at| {
        let state = Constellations::on(&demo.territory, &demo.seats, &demo.acts, day(at));
        matches!(state.participation("05962024".parse().expect("a key")), Participation::Own(_))
    };
    assert_eq!([iserlohn("2018-12-31"), iserlohn("2019-02-01"), iserlohn("2019-07-31")], [true, false, true]);
}

#[test]
fn the_offices_sit_where_the_report_says() {
    let demo = Demo::read();
    let asked = |a: &AllianceRow| !a.return_state.is_empty();
    let at = |placement: &str| {
        let [_, city, district, _] = demo.counted(|a| asked(a) && a.office_placement == placement);
        city + district
    };
    let [_, city, district, municipality] =
        demo.counted(|a| asked(a) && a.office_placement.starts_with("ki"));
    assert_eq!((city, district, municipality), (11, 22, 0));
    let others = [
        "education",
        "integration",
        "education_and_integration",
        "social_affairs",
        "labour_market",
        "youth_office",
        "development_company",
    ];
    assert_eq!(others.map(at), [4, 3, 2, 1, 1, 1, 1]);
    let mainly = demo.counted(|a| {
        asked(a) && (a.office_placement.starts_with("social_affairs") || a.office_placement == "integration")
    });
    assert!(mainly[3] > 6, "municipal offices sit mainly in social affairs or integration");
}

#[test]
fn the_returns_add_up_to_the_alliances_asked() {
    let demo = Demo::read();
    let state = |state: &str| demo.counted(|a| a.return_state == state);
    assert_eq!(state("complete"), [45, 18, 22, 5]);
    assert_eq!(state("partial"), [3, 0, 0, 3]);
    assert_eq!(state("outstanding"), [8, 4, 2, 2]);
    assert_eq!(state("declined"), [2, 0, 0, 2]);
    for a in &demo.alliances {
        let answered = !matches!(a.return_state.as_str(), "" | "outstanding");
        assert_eq!(a.returned_on.is_some(), answered, "{}", a.slug);
        assert!(matches!(a.focus.as_str(), "all" | "insecure_status"), "{}", a.slug);
    }
}

#[test]
fn core_groups_are_new_attached_or_none() {
    let demo = Demo::read();
    let basis = |basis: &str| demo.counted(|a| a.return_state == "complete" && a.core_group == basis);
    assert_eq!(basis("new"), [13, 3, 9, 1]);
    assert_eq!(basis("attached"), [32, 15, 13, 4]);
    assert_eq!(demo.counted(|a| a.core_group == "none" && a.return_state == "declined"), [2, 0, 0, 2]);
    assert_eq!(demo.counted(|a| !a.core_group.is_empty()), [47, 18, 22, 7]);
    let built_on =
        |programme: &str| demo.counted(|a| a.earlier_programme == programme && a.core_group == "attached")[0];
    let programmes =
        ["einwanderung_gestalten", "angekommen", "kaoa", "praeventionsketten", "willkommen_bei_freunden"];
    assert_eq!(programmes.map(built_on), [4, 4, 4, 1, 1]);
}

/// Core groups of the complete returns: count by actor type and group of alliances.
fn core_groups(demo: &Demo) -> BTreeMap<(String, &'static str), usize> {
    let rows: Vec<ActorRow> = programme!("demo/core_group_actors.csv");
    let once: BTreeSet<_> = rows.iter().map(|r| (&r.alliance, &r.actor_type)).collect();
    assert_eq!(once.len(), rows.len(), "each type once in a core group");
    let mut counts = BTreeMap::new();
    for row in rows {
        let alliance =
            demo.alliances.iter().find(|a| a.slug == row.alliance).expect("an alliance of the demo");
        assert!(matches!(alliance.return_state.as_str(), "complete" | "partial"), "{}", alliance.slug);
        if alliance.return_state == "complete" {
            for group in ["all", alliance.kind.key()] {
                *counts.entry((row.actor_type.clone(), group)).or_insert(0) += 1;
            }
        }
    }
    counts
}

#[test]
fn all_84_cells_of_uebersicht_10_come_out() {
    let demo = Demo::read();
    let counts = core_groups(&demo);
    let [all, city, district, municipality] = demo.counted(|a| a.return_state == "complete");
    let n = BTreeMap::from([
        ("all", all),
        ("city", city),
        ("district", district),
        ("municipality", municipality),
    ]);
    let published: Vec<PublishedCell> = programme!("published/uebersicht-10.csv");
    assert_eq!(published.len(), 84);
    for (group, n) in n {
        let cells: Vec<_> = published.iter().filter(|c| c.group == group).collect();
        assert_eq!(cells.len(), 21);
        for cell in cells {
            let count = counts.get(&(cell.actor_type.clone(), group)).copied().unwrap_or(0);
            assert_eq!((count, n), (cell.count, cell.n), "{} {group}", cell.actor_type);
        }
    }
}

#[test]
fn types_without_published_counts_stay_below_those_of_their_area() {
    let counts = core_groups(&Demo::read());
    let rows: Vec<ActorRow> = programme!("demo/core_group_actors.csv");
    let areas: BTreeMap<String, char> = rows.into_iter().map(|r| (r.actor_type, r.area)).collect();
    let published: Vec<PublishedCell> = programme!("published/uebersicht-10.csv");
    for ((actor_type, group), count) in counts {
        if let Some(cell) = published.iter().find(|c| c.actor_type == actor_type) {
            assert_eq!(cell.area, areas[&actor_type]);
            continue;
        }
        let of_area = published.iter().filter(|c| c.area == areas[&actor_type] && c.group == group);
        assert!(
            of_area.map(|c| c.count).min().is_some_and(|least| count < least),
            "{actor_type} {group}: {count}"
        );
    }
}

#[test]
fn core_groups_of_complete_returns_have_eight_to_thirteen_types() {
    let demo = Demo::read();
    let rows: Vec<ActorRow> = programme!("demo/core_group_actors.csv");
    for a in demo.alliances.iter().filter(|a| a.return_state == "complete") {
        let size = rows.iter().filter(|r| r.alliance == a.slug).count();
        assert!((8..=13).contains(&size), "{}: {size}", a.slug);
    }
}

#[test]
fn the_report_printed_21_percentages_otherwise_than_half_up() {
    let published: Vec<PublishedCell> = programme!("published/uebersicht-10.csv");
    let expected: Vec<Deviation> = programme!("published/printed-differently.csv");
    let found: Vec<Deviation> = published
        .into_iter()
        .filter_map(|cell| {
            let right = percent_tenths(cell.count, cell.n).expect("N is not 0");
            let printed = tenths(&cell.printed_percent);
            let why = if 1000 * cell.count / cell.n == printed { "truncated" } else { "wrong" };
            (right != printed).then(|| Deviation {
                actor_type: cell.actor_type,
                group: cell.group,
                printed_percent: cell.printed_percent,
                half_up_percent: format!("{}.{}", right / 10, right % 10),
                why: why.to_owned(),
            })
        })
        .collect();
    assert_eq!(found, expected);
    assert_eq!(found.len(), 21);
    let wrong: Vec<_> = found
        .iter()
        .filter(|d| d.why == "wrong")
        .map(|d| (d.actor_type.as_str(), d.group.as_str()))
        .collect();
    assert_eq!(wrong, [("koko", "district")]);
}
