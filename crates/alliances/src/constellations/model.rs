//! The rules: from acts of joining, leaving and switching to the state on a day.
//!
//! An alliance has a seat: the city, district or municipality whose executive
//! board declared it. It exists from the day its seat joins until the day the seat
//! leaves it or switches to another; whoever had joined it is then out as well. A
//! municipality is in its own alliance, in its district's, or in none. What counts
//! is a body's last act on or before the cut-off date.
//!
//! Stadt Aachen counts as a city and is part of the Städteregion: its own alliance
//! is one of line 1 and of no other line, while the municipality stays in the
//! denominators (lines 6, 13 and 18).

use crate::territory::{Ags, Body, DistrictKey, Municipality, Territory, named};
use base::{AccessionId, AllianceId, Day};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What sort of body an alliance is seated at. Every statistic by type uses this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AllianceKind {
    /// A kreisfreie Stadt, or Stadt Aachen.
    City,
    /// A district.
    District,
    /// Any other municipality in a district.
    Municipality,
}

impl AllianceKind {
    /// The kind of an alliance seated there; `None` outside the territory.
    pub fn of(territory: &Territory, seat: Body) -> Option<Self> {
        match seat {
            Body::District(key) => territory.district(key).map(|_| Self::District),
            Body::Municipality(ags) => territory.municipality(ags).map(Self::of_municipality),
        }
    }
    fn of_municipality(m: &Municipality) -> Self {
        if m.counts_as_city { Self::City } else { Self::Municipality }
    }
}

named!(AllianceKind { City => "city", District => "district", Municipality => "municipality" });

/// An alliance and the body it is seated at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllianceSeat {
    /// Which alliance.
    pub alliance: AllianceId,
    /// Whose executive board declared it.
    pub seat: Body,
}

/// What a body did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Was in no alliance, is now in this one. Of the seat: the alliance begins.
    Joined,
    /// Was in this alliance, is now in none. Of the seat: the alliance ends.
    Left,
    /// Was in another alliance, is now in this one.
    Switched,
}

named!(Act { Joined => "joined", Left => "left", Switched => "switched" });

/// One dated act (R-ALL-01); a row of the append-only history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accession {
    /// Its key; of two acts on one day the later key counts.
    pub id: AccessionId,
    /// The alliance joined, left, or switched to.
    pub alliance: AllianceId,
    /// Who acted.
    pub body: Body,
    /// What it did.
    pub act: Act,
    /// The first day on which it is so.
    pub on: Day,
}

/// Where a municipality takes part on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Participation {
    /// Nowhere.
    None,
    /// In an alliance of its own.
    Own(AllianceId),
    /// In its district's.
    District(AllianceId),
}

/// How an alliance is made up (R-ALL-02), item 0.4 of the aid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Constellation {
    /// A city.
    City,
    /// A district with at least one of its municipalities.
    DistrictWithMunicipalities,
    /// A district on its own.
    DistrictOnly,
    /// A municipality in a district, on its own.
    MunicipalityOnly,
}

named!(Constellation {
    City => "city",
    DistrictWithMunicipalities => "district_with_municipalities",
    DistrictOnly => "district_only",
    MunicipalityOnly => "municipality_only",
});

/// An alliance that exists on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllianceState {
    /// What it is seated at.
    pub kind: AllianceKind,
    /// The seat.
    pub seat: Body,
    /// Since when it exists without interruption.
    pub since: Day,
    /// How it is made up.
    pub constellation: Constellation,
    /// The municipalities that joined their district's alliance, by key.
    pub municipalities: Vec<Ags>,
}

/// A district on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DistrictState {
    /// Its alliance, if it has one.
    pub alliance: Option<AllianceId>,
    /// Its municipalities.
    pub municipalities: u32,
    /// Those in the district's alliance.
    pub joined: u32,
    /// Those with an alliance of their own that do not count as cities.
    pub own: u32,
}

impl DistrictState {
    /// Neither the district nor one of its municipalities takes part (line 19).
    pub const fn is_blank(&self) -> bool {
        self.alliance.is_none() && self.own == 0
    }
}

/// Where structures are missing on the day (R-ALL-18).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Municipalities in no alliance, independent cities among them, by key.
    pub municipalities: Vec<Ags>,
    /// Districts without an alliance of the district, by key; some of their
    /// municipalities may have one ([`DistrictState::is_blank`] tells).
    pub districts: Vec<DistrictKey>,
}

/// One line of Übersicht 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, 1 to 19.
    pub line: u8,
    /// Its name for texts.
    pub key: &'static str,
    /// How many.
    pub count: u32,
    /// Out of how many, where the line is a part of something.
    pub of: Option<u32>,
}

/// The state of the whole territory on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constellations {
    day: Day,
    cities: u32,
    cities_with: u32,
    alliances: BTreeMap<AllianceId, AllianceState>,
    municipalities: Vec<(Ags, Participation)>,
    districts: Vec<(DistrictKey, DistrictState)>,
}

impl Constellations {
    /// Computes the state at the end of `day`, in one pass over the acts and one
    /// over the territory. The order of the acts does not matter; acts and seats of
    /// bodies outside the territory are passed over.
    pub fn on(territory: &Territory, seats: &[AllianceSeat], acts: &[Accession], day: Day) -> Self {
        let seats: HashMap<AllianceId, Body> = seats.iter().map(|s| (s.alliance, s.seat)).collect();
        let now = Now { last: last_acts(acts, day), seats };
        let mut made = Self {
            day,
            cities: 0,
            cities_with: 0,
            alliances: BTreeMap::new(),
            municipalities: Vec::with_capacity(territory.municipalities().len()),
            districts: Vec::with_capacity(territory.districts().len()),
        };
        for district in territory.districts() {
            made.add_district(district.key, &now);
        }
        for municipality in territory.municipalities() {
            made.add_municipality(municipality, &now);
        }
        made
    }

    fn add_district(&mut self, key: DistrictKey, now: &Now) {
        let body = Body::District(key);
        let own = now.own_alliance(body);
        if let Some((alliance, since)) = own {
            let state = AllianceState {
                kind: AllianceKind::District,
                seat: body,
                since,
                constellation: Constellation::DistrictOnly,
                municipalities: Vec::new(),
            };
            self.alliances.insert(alliance, state);
        }
        let state = DistrictState { alliance: own.map(|(a, _)| a), municipalities: 0, joined: 0, own: 0 };
        self.districts.push((key, state));
    }

    fn add_municipality(&mut self, m: &Municipality, now: &Now) {
        let body = Body::Municipality(m.ags);
        let kind = AllianceKind::of_municipality(m);
        let at = m.district.and_then(|key| self.districts.binary_search_by_key(&key, |(k, _)| *k).ok());
        let district = at.map(|i| &mut self.districts[i].1);
        let participation = if let Some((alliance, since)) = now.own_alliance(body) {
            let constellation = match kind {
                AllianceKind::City => Constellation::City,
                _ => Constellation::MunicipalityOnly,
            };
            let state = AllianceState { kind, seat: body, since, constellation, municipalities: Vec::new() };
            self.alliances.insert(alliance, state);
            Participation::Own(alliance)
        } else {
            let joined = now.joined(body).filter(|(alliance, since)| {
                let host = district.as_ref().and_then(|d| d.alliance);
                host == Some(*alliance) && self.alliances.get(alliance).is_some_and(|a| a.since <= *since)
            });
            joined.map_or(Participation::None, |(alliance, _)| Participation::District(alliance))
        };
        self.municipalities.push((m.ags, participation));
        let own = matches!(participation, Participation::Own(_));
        if kind == AllianceKind::City {
            self.cities += 1;
            self.cities_with += u32::from(own);
        }
        if let Some(district) = district {
            district.municipalities += 1;
            district.own += u32::from(own && kind == AllianceKind::Municipality);
            district.joined += u32::from(matches!(participation, Participation::District(_)));
        }
        if let Participation::District(alliance) = participation
            && let Some(state) = self.alliances.get_mut(&alliance)
        {
            state.constellation = Constellation::DistrictWithMunicipalities;
            state.municipalities.push(m.ags);
        }
    }

    /// The cut-off date.
    pub fn day(&self) -> Day {
        self.day
    }
    /// The alliances that exist on the day.
    pub fn alliances(&self) -> &BTreeMap<AllianceId, AllianceState> {
        &self.alliances
    }
    /// The districts, by key.
    pub fn districts(&self) -> &[(DistrictKey, DistrictState)] {
        &self.districts
    }
    /// One district.
    pub fn district(&self, key: DistrictKey) -> Option<&DistrictState> {
        let at = self.districts.binary_search_by_key(&key, |(k, _)| *k).ok()?;
        Some(&self.districts[at].1)
    }
    /// Where a municipality takes part.
    pub fn participation(&self, ags: Ags) -> Participation {
        let at = self.municipalities.binary_search_by_key(&ags, |(k, _)| *k);
        at.map_or(Participation::None, |i| self.municipalities[i].1)
    }

    /// Where structures are missing (R-ALL-18).
    pub fn missing(&self) -> Missing {
        let nowhere = self.municipalities.iter().filter(|(_, p)| *p == Participation::None);
        let bare = self.districts.iter().filter(|(_, d)| d.alliance.is_none());
        Missing {
            municipalities: nowhere.map(|(ags, _)| *ags).collect(),
            districts: bare.map(|(key, _)| *key).collect(),
        }
    }

    /// The 19 lines of Übersicht 1 (R-ALL-04).
    ///
    /// A municipality with an alliance of its own counts as not joined in lines 3
    /// to 5. Lines 12 and 16 were printed as "two municipalities"; here they count
    /// two or more, so that 11 + 12 = 10 and 15 + 16 = 14 on every day.
    pub fn lines(&self) -> Vec<Line> {
        let t = Tally::of(self.districts.iter().map(|(_, d)| d));
        let part = |line, key, count, of| Line { line, key, count, of: Some(of) };
        let whole = |line, key, count| Line { line, key, count, of: None };
        vec![
            part(1, "cities_with_alliance", self.cities_with, self.cities),
            part(2, "districts_with_alliance", t.with, t.districts),
            part(3, "districts_all_joined", t.all_joined, t.with),
            part(4, "districts_half_or_more_joined", t.half_joined, t.with),
            part(5, "districts_less_than_half_joined", t.few_joined, t.with),
            whole(6, "municipalities_in_these_districts", t.municipalities_with),
            part(7, "municipalities_joined", t.joined, t.municipalities_with),
            part(8, "municipalities_own_beside_district", t.own_beside, t.municipalities_with),
            part(9, "districts_without_own_alliances", t.with - t.with_one - t.with_several, t.with),
            part(10, "districts_with_own_alliances", t.with_one + t.with_several, t.with),
            part(11, "districts_with_one_own_alliance", t.with_one, t.with_one + t.with_several),
            part(12, "districts_with_several_own_alliances", t.with_several, t.with_one + t.with_several),
            part(13, "municipalities_own", t.own_beside + t.own_instead, t.municipalities),
            part(14, "districts_only_own_alliances", t.only_one + t.only_several, t.districts),
            part(15, "districts_only_one_own_alliance", t.only_one, t.only_one + t.only_several),
            part(16, "districts_only_several_own_alliances", t.only_several, t.only_one + t.only_several),
            whole(17, "municipalities_own_without_district", t.own_instead),
            part(18, "municipalities_taking_part", t.joined + t.own_beside + t.own_instead, t.municipalities),
            part(19, "districts_blank", t.blank, t.districts),
        ]
    }
}

/// Districts and their municipalities, counted up.
#[derive(Default)]
struct Tally {
    districts: u32,
    municipalities: u32,
    with: u32,
    all_joined: u32,
    half_joined: u32,
    few_joined: u32,
    municipalities_with: u32,
    joined: u32,
    own_beside: u32,
    own_instead: u32,
    with_one: u32,
    with_several: u32,
    only_one: u32,
    only_several: u32,
    blank: u32,
}

impl Tally {
    fn of<'a>(districts: impl Iterator<Item = &'a DistrictState>) -> Self {
        let mut t = Self::default();
        for d in districts {
            t.districts += 1;
            t.municipalities += d.municipalities;
            t.joined += d.joined;
            if d.alliance.is_some() {
                t.with += 1;
                t.municipalities_with += d.municipalities;
                t.own_beside += d.own;
                *(if d.joined == d.municipalities {
                    &mut t.all_joined
                } else if d.joined * 2 >= d.municipalities {
                    &mut t.half_joined
                } else {
                    &mut t.few_joined
                }) += 1;
                t.with_one += u32::from(d.own == 1);
                t.with_several += u32::from(d.own > 1);
            } else {
                t.own_instead += d.own;
                t.only_one += u32::from(d.own == 1);
                t.only_several += u32::from(d.own > 1);
                t.blank += u32::from(d.own == 0);
            }
        }
        t
    }
}

/// Each body's last act, and the seats.
struct Now<'a> {
    last: HashMap<Body, &'a Accession>,
    seats: HashMap<AllianceId, Body>,
}

fn last_acts(acts: &[Accession], day: Day) -> HashMap<Body, &Accession> {
    let mut last: HashMap<Body, &Accession> = HashMap::new();
    for act in acts.iter().filter(|a| a.on <= day) {
        last.entry(act.body)
            .and_modify(|known| {
                if (known.on, known.id) < (act.on, act.id) {
                    *known = act;
                }
            })
            .or_insert(act);
    }
    last
}

impl Now<'_> {
    /// The alliance a body's last act put it into, and since when.
    fn joined(&self, body: Body) -> Option<(AllianceId, Day)> {
        let last = self.last.get(&body)?;
        (last.act != Act::Left).then_some((last.alliance, last.on))
    }
    /// The same, if it is the body's own.
    fn own_alliance(&self, body: Body) -> Option<(AllianceId, Day)> {
        self.joined(body).filter(|(alliance, _)| self.seats.get(alliance) == Some(&body))
    }
}

/// Why an act cannot be part of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The body is not part of the territory.
    UnknownBody,
    /// There is no such alliance.
    UnknownAlliance,
    /// The body is neither the alliance's seat nor a municipality of the district
    /// it is seated at.
    Outside,
    /// The body has acted on that day already; a switch is one act, not two.
    SameDay,
    /// Joining, while in an alliance: that would be a switch.
    InAnAlliance,
    /// Leaving an alliance one is not in.
    NotIn,
    /// Switching, while in no other alliance: that would be joining.
    NowhereElse,
    /// The alliance does not exist on that day.
    NoAlliance,
}

impl Refusal {
    /// The text that says so.
    pub const fn text(self) -> &'static str {
        match self {
            Self::UnknownBody => "accession-unknown-body",
            Self::UnknownAlliance => "accession-unknown-alliance",
            Self::Outside => "accession-outside",
            Self::SameDay => "accession-same-day",
            Self::InAnAlliance => "accession-in-an-alliance",
            Self::NotIn => "accession-not-in",
            Self::NowhereElse => "accession-nowhere-else",
            Self::NoAlliance => "accession-no-alliance",
        }
    }
}

/// An act that should not be in the history, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Problem {
    /// Which act.
    pub accession: AccessionId,
    /// Why.
    pub refusal: Refusal,
}

/// Whether a further act fits into the history, also before acts already recorded:
/// nothing that was right may become wrong through it. `acts` are at least those of
/// the body, of the alliances it names, of their seats and of their members.
pub fn admit(
    territory: &Territory,
    seats: &[AllianceSeat],
    acts: &[Accession],
    further: Accession,
) -> Result<(), Refusal> {
    let before: HashSet<Problem> = problems(territory, seats, acts).into_iter().collect();
    let after = problems(territory, seats, &[acts, &[further]].concat());
    let mut new = after.into_iter().filter(|p| !before.contains(p));
    new.next().map_or(Ok(()), |p| Err(p.refusal))
}

/// Every act that does not fit, by body and day; none, if each act was admitted.
pub fn problems(territory: &Territory, seats: &[AllianceSeat], acts: &[Accession]) -> Vec<Problem> {
    let seats: HashMap<AllianceId, Body> = seats.iter().map(|s| (s.alliance, s.seat)).collect();
    let mut sorted: Vec<&Accession> = acts.iter().collect();
    sorted.sort_by_key(|a| (a.body, a.on, a.id));
    let lives = lives(&seats, &sorted);
    let mut found = Vec::new();
    for of_body in sorted.chunk_by(|a, b| a.body == b.body) {
        let mut membership: Option<(AllianceId, Day)> = None;
        let mut last_day = None;
        for act in of_body {
            // An alliance that has ended has no members.
            let current = membership
                .filter(|(alliance, since)| together(lives.get(alliance), *since, act.on))
                .map(|(alliance, _)| alliance);
            if let Some(refusal) = objection(territory, &seats, &lives, act, current, last_day) {
                found.push(Problem { accession: act.id, refusal });
            }
            membership = (act.act != Act::Left).then_some((act.alliance, act.on));
            last_day = Some(act.on);
        }
    }
    found
}

fn objection(
    territory: &Territory,
    seats: &HashMap<AllianceId, Body>,
    lives: &HashMap<AllianceId, Vec<Life>>,
    act: &Accession,
    current: Option<AllianceId>,
    last_day: Option<Day>,
) -> Option<Refusal> {
    if territory.name(act.body).is_none() {
        return Some(Refusal::UnknownBody);
    }
    let Some(seat) = seats.get(&act.alliance) else {
        return Some(Refusal::UnknownAlliance);
    };
    let district = act.body.municipality().and_then(|ags| territory.municipality(ags)?.district);
    if *seat != act.body && (district.is_none() || seat.district() != district) {
        return Some(Refusal::Outside);
    }
    if last_day == Some(act.on) {
        return Some(Refusal::SameDay);
    }
    match (act.act, current) {
        (Act::Joined, Some(_)) => return Some(Refusal::InAnAlliance),
        (Act::Left, now) if now != Some(act.alliance) => return Some(Refusal::NotIn),
        (Act::Left, _) => return None,
        (Act::Switched, now) if now.is_none_or(|a| a == act.alliance) => return Some(Refusal::NowhereElse),
        _ => {}
    }
    let exists = together(lives.get(&act.alliance), act.on, act.on);
    (!exists).then_some(Refusal::NoAlliance)
}

/// From when until when an alliance exists; the end is the first day without it.
struct Life {
    from: Day,
    until: Option<Day>,
}

fn lives(seats: &HashMap<AllianceId, Body>, by_body: &[&Accession]) -> HashMap<AllianceId, Vec<Life>> {
    let mut lives: HashMap<AllianceId, Vec<Life>> = HashMap::new();
    for of_body in by_body.chunk_by(|a, b| a.body == b.body) {
        for (i, act) in of_body.iter().enumerate() {
            if act.act != Act::Left && seats.get(&act.alliance) == Some(&act.body) {
                let until = of_body.get(i + 1).map(|next| next.on);
                lives.entry(act.alliance).or_default().push(Life { from: act.on, until });
            }
        }
    }
    lives
}

/// Whether one life holds both days. The last day before an end still counts, and
/// so does the end itself where somebody acts on it: leaving needs a membership.
fn together(lives: Option<&Vec<Life>>, from: Day, to: Day) -> bool {
    let Some(lives) = lives else { return false };
    let at = lives.partition_point(|life| life.from <= from);
    at > 0 && lives[at - 1].until.is_none_or(|until| to < until || (from < to && to == until))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::territory::{District, DistrictKind, MunicipalityKind};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn alliance(n: u128) -> AllianceId {
        AllianceId::from_uuid(Uuid::from_u128(n))
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
    fn seat(n: u128, at: &str) -> AllianceSeat {
        AllianceSeat { alliance: alliance(n), seat: body(at) }
    }

    /// Acts with ids in the order they are told.
    fn told(acts: &[(&str, &str, Act, u128)]) -> Vec<Accession> {
        let made = acts.iter().enumerate().map(|(i, (on, who, act, n))| Accession {
            id: AccessionId::from_uuid(Uuid::from_u128(i as u128)),
            alliance: alliance(*n),
            body: body(who),
            act: *act,
            on: day(on),
        });
        made.collect()
    }

    const KLEVE: u128 = 1; // Kreis Kleve
    const GOCH: u128 = 2;
    const AACHEN: u128 = 3; // Stadt
    const REGION: u128 = 4; // Städteregion
    const COLOGNE: u128 = 5;

    fn seats() -> Vec<AllianceSeat> {
        vec![
            seat(KLEVE, "05154"),
            seat(GOCH, "05154016"),
            seat(AACHEN, "05334002"),
            seat(REGION, "05334"),
            seat(COLOGNE, "05315000"),
        ]
    }
    fn on(acts: &[Accession], at: &str) -> Constellations {
        Constellations::on(&Territory::nrw(), &seats(), acts, day(at))
    }
    fn count(c: &Constellations, line: usize) -> (u32, Option<u32>) {
        let found = c.lines()[line - 1];
        assert_eq!(usize::from(found.line), line);
        (found.count, found.of)
    }

    #[test]
    fn a_municipality_switches_from_its_own_alliance_to_the_districts_and_back() {
        let acts = told(&[
            ("2018-10-01", "05154", Act::Joined, KLEVE),
            ("2018-11-01", "05154016", Act::Joined, GOCH),
            ("2019-02-01", "05154016", Act::Switched, KLEVE),
            ("2019-05-01", "05154016", Act::Switched, GOCH),
            ("2019-06-01", "05154016", Act::Left, GOCH),
        ]);
        assert_eq!(problems(&Territory::nrw(), &seats(), &acts), []);
        let goch = |at| on(&acts, at).participation(ags("05154016"));
        assert_eq!(goch("2018-10-31"), Participation::None);
        assert_eq!(goch("2018-11-01"), Participation::Own(alliance(GOCH)));
        assert_eq!(goch("2019-01-31"), Participation::Own(alliance(GOCH)));
        assert_eq!(goch("2019-02-01"), Participation::District(alliance(KLEVE)));
        assert_eq!(goch("2019-05-01"), Participation::Own(alliance(GOCH)));
        assert_eq!(goch("2019-06-01"), Participation::None);
        let kleve = |at| on(&acts, at).alliances()[&alliance(KLEVE)].clone();
        assert_eq!(kleve("2018-12-01").constellation, Constellation::DistrictOnly);
        assert_eq!(kleve("2019-02-01").constellation, Constellation::DistrictWithMunicipalities);
        assert_eq!(kleve("2019-02-01").municipalities, [ags("05154016")]);
        assert!(!on(&acts, "2019-02-01").alliances().contains_key(&alliance(GOCH)));
        let beside = on(&acts, "2018-12-01");
        assert_eq!(beside.alliances()[&alliance(GOCH)].constellation, Constellation::MunicipalityOnly);
        assert_eq!(
            (count(&beside, 8), count(&beside, 10), count(&beside, 11)),
            ((1, Some(16)), (1, Some(1)), (1, Some(1)))
        );
    }

    #[test]
    fn stadt_aachen_is_a_city_in_line_1_and_a_municipality_in_the_denominators_only() {
        let acts = told(&[
            ("2018-10-01", "05334002", Act::Joined, AACHEN),
            ("2018-11-01", "05334", Act::Joined, REGION),
            ("2018-12-01", "05334004", Act::Joined, REGION),
        ]);
        let alone = on(&acts, "2018-10-01");
        assert_eq!(alone.alliances()[&alliance(AACHEN)].kind, AllianceKind::City);
        assert_eq!(alone.alliances()[&alliance(AACHEN)].constellation, Constellation::City);
        assert_eq!(count(&alone, 1), (1, Some(23)));
        for line in 2..=18 {
            assert_eq!(count(&alone, line).0, 0, "line {line}");
        }
        assert_eq!(count(&alone, 19), (31, Some(31)));
        assert!(!alone.missing().municipalities.contains(&ags("05334002")));
        let both = on(&acts, "2018-12-01");
        assert_eq!(
            (count(&both, 6), count(&both, 7), count(&both, 9)),
            ((10, None), (1, Some(10)), (1, Some(1)))
        );
        assert_eq!(
            (count(&both, 5), count(&both, 13), count(&both, 18)),
            ((1, Some(1)), (0, Some(374)), (1, Some(374)))
        );
    }

    #[test]
    fn an_alliance_that_ends_has_no_members_and_they_must_join_anew() {
        let nrw = Territory::nrw();
        let mut acts = told(&[
            ("2018-10-01", "05154", Act::Joined, KLEVE),
            ("2018-10-01", "05154016", Act::Joined, KLEVE),
            ("2019-01-01", "05154", Act::Left, KLEVE),
            ("2019-03-01", "05154", Act::Joined, KLEVE),
        ]);
        assert_eq!(problems(&nrw, &seats(), &acts), []);
        let goch = |acts: &[Accession], at| on(acts, at).participation(ags("05154016"));
        assert_eq!(goch(&acts, "2018-12-31"), Participation::District(alliance(KLEVE)));
        assert_eq!(goch(&acts, "2019-01-01"), Participation::None);
        assert_eq!(goch(&acts, "2019-03-01"), Participation::None);
        let again = Accession {
            id: AccessionId::from_uuid(Uuid::from_u128(99)),
            alliance: alliance(KLEVE),
            body: body("05154016"),
            act: Act::Joined,
            on: day("2019-02-01"),
        };
        assert_eq!(admit(&nrw, &seats(), &acts, again), Err(Refusal::NoAlliance));
        let again = Accession { on: day("2019-03-01"), ..again };
        assert_eq!(admit(&nrw, &seats(), &acts, again), Ok(()));
        acts.push(again);
        assert_eq!(goch(&acts, "2019-03-01"), Participation::District(alliance(KLEVE)));
    }

    #[test]
    fn an_act_that_does_not_fit_the_history_is_refused() {
        let nrw = Territory::nrw();
        let acts = told(&[
            ("2018-10-01", "05154", Act::Joined, KLEVE),
            ("2018-11-01", "05154016", Act::Joined, KLEVE),
            ("2018-12-01", "05315000", Act::Joined, COLOGNE),
        ]);
        let tried = |at: &str, who: &str, act, n| {
            let further = Accession {
                id: AccessionId::from_uuid(Uuid::from_u128(99)),
                alliance: alliance(n),
                body: body(who),
                act,
                on: day(at),
            };
            admit(&nrw, &seats(), &acts, further)
        };
        assert_eq!(tried("2019-01-01", "05154004", Act::Joined, KLEVE), Ok(()));
        assert_eq!(tried("2019-01-01", "05154016", Act::Left, KLEVE), Ok(()));
        assert_eq!(tried("2019-01-01", "05154016", Act::Switched, GOCH), Ok(()));
        assert_eq!(tried("2019-01-01", "05154999", Act::Joined, KLEVE), Err(Refusal::UnknownBody));
        assert_eq!(tried("2019-01-01", "05154004", Act::Joined, 77), Err(Refusal::UnknownAlliance));
        assert_eq!(tried("2019-01-01", "05158004", Act::Joined, KLEVE), Err(Refusal::Outside));
        assert_eq!(tried("2019-01-01", "05111000", Act::Joined, COLOGNE), Err(Refusal::Outside));
        assert_eq!(tried("2019-01-01", "05154", Act::Switched, COLOGNE), Err(Refusal::Outside));
        assert_eq!(tried("2018-11-01", "05154016", Act::Left, KLEVE), Err(Refusal::SameDay));
        assert_eq!(tried("2019-01-01", "05154016", Act::Joined, GOCH), Err(Refusal::InAnAlliance));
        assert_eq!(tried("2019-01-01", "05154004", Act::Left, KLEVE), Err(Refusal::NotIn));
        assert_eq!(tried("2019-01-01", "05154004", Act::Switched, KLEVE), Err(Refusal::NowhereElse));
        assert_eq!(tried("2018-09-01", "05154004", Act::Joined, KLEVE), Err(Refusal::NoAlliance));
        // An entry before the others must not make them wrong.
        assert_eq!(tried("2018-10-15", "05154016", Act::Joined, GOCH), Err(Refusal::InAnAlliance));
        assert_eq!(tried("2018-10-15", "05154", Act::Left, KLEVE), Err(Refusal::NoAlliance));
    }

    #[test]
    fn before_anybody_joins_everything_is_missing() {
        let nobody = on(&[], "2018-09-11");
        let counted: u32 = nobody.lines().iter().map(|l| l.count).sum();
        assert_eq!((counted, count(&nobody, 19)), (31, (31, Some(31))));
        assert_eq!((nobody.missing().municipalities.len(), nobody.missing().districts.len()), (396, 31));
        let void = Constellations::on(&Territory::default(), &seats(), &[], day("2018-09-11"));
        assert!(void.lines().iter().all(|l| l.count == 0 && l.of.unwrap_or(0) == 0));
        assert_eq!(void.lines().len(), 19);
    }

    #[test]
    fn three_alliances_of_their_own_in_one_district_count_as_several() {
        let places = ["05154004", "05154008", "05154012", "05154"];
        let seats: Vec<_> = (1..).zip(places).map(|(n, at)| seat(n, at)).collect();
        let acts: Vec<_> = (1..).zip(places).map(|(n, at)| ("2019-01-01", at, Act::Joined, n)).collect();
        let counts = |acts: &[_], lines: [usize; 7]| {
            let c = Constellations::on(&Territory::nrw(), &seats, &told(acts), day("2019-07-31"));
            lines.map(|line| count(&c, line).0)
        };
        assert_eq!(counts(&acts[..3], [13, 14, 15, 16, 17, 18, 19]), [3, 1, 0, 1, 3, 3, 30]);
        assert_eq!(counts(&acts, [8, 9, 10, 11, 12, 13, 18]), [3, 0, 1, 0, 1, 3, 3]);
    }

    #[test]
    fn exactly_half_of_the_municipalities_is_at_least_half() {
        let nrw = Territory::nrw();
        let kleve = nrw.municipalities_of("05154".parse().expect("a key"));
        let lines_3_to_5 = |joined: usize| {
            let mut acts = vec![("2019-01-01".to_owned(), "05154".to_owned(), Act::Joined, KLEVE)];
            acts.extend(
                kleve[..joined]
                    .iter()
                    .map(|m| ("2019-01-01".to_owned(), m.ags.to_string(), Act::Joined, KLEVE)),
            );
            let acts: Vec<_> =
                acts.iter().map(|(on, who, act, n)| (on.as_str(), who.as_str(), *act, *n)).collect();
            let c = on(&told(&acts), "2019-01-01");
            [3, 4, 5].map(|line| count(&c, line).0)
        };
        assert_eq!(kleve.len(), 16);
        assert_eq!([16, 15, 8, 7].map(lines_3_to_5), [[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]]);
    }

    /// As many municipalities as Germany has, each with an alliance of its own at
    /// first, then switching; a rule that looked at all pairs would not come back.
    #[test]
    fn eleven_thousand_municipalities_are_no_trouble() {
        let places = Land { districts: vec![vec![false; 28]; 400], cities: 100 };
        let territory = places.territory();
        let bodies = places.bodies();
        let seats: Vec<_> =
            (0..).zip(&bodies).map(|(n, b)| AllianceSeat { alliance: alliance(n), seat: *b }).collect();
        let host: HashMap<Body, AllianceId> = seats.iter().map(|s| (s.seat, s.alliance)).collect();
        let mut acts = Vec::new();
        for s in &seats {
            let id = |n: usize| AccessionId::from_uuid(Uuid::from_u128(n as u128));
            let joined = Accession {
                id: id(acts.len()),
                alliance: s.alliance,
                body: s.seat,
                act: Act::Joined,
                on: day("2019-01-01"),
            };
            acts.push(joined);
            if let Some(m) = s.seat.municipality().and_then(|ags| territory.municipality(ags))
                && let Some(key) = m.district
                && m.ags.as_str().ends_with('1')
            {
                let district = host[&Body::District(key)];
                acts.push(Accession {
                    id: id(acts.len()),
                    alliance: district,
                    act: Act::Switched,
                    on: day("2019-02-01"),
                    ..joined
                });
            }
        }
        assert_eq!(territory.municipalities().len(), 11_300);
        let c = Constellations::on(&territory, &seats, &acts, day("2019-07-31"));
        assert_eq!(count(&c, 1), (100, Some(100)));
        assert_eq!(count(&c, 7), (400 * 3, Some(11_200)));
        assert_eq!(count(&c, 13), (400 * 25, Some(11_200)));
        assert_eq!(problems(&territory, &seats, &acts), []);
    }

    /// A made-up Land: for each district its municipalities, and whether each
    /// counts as a city; besides, independent cities.
    #[derive(Clone, Debug)]
    struct Land {
        districts: Vec<Vec<bool>>,
        cities: u32,
    }

    impl Land {
        fn bodies(&self) -> Vec<Body> {
            let mut keys: Vec<String> = (0..self.cities).map(|n| format!("9{n:04}000")).collect();
            for (d, municipalities) in self.districts.iter().enumerate() {
                keys.push(format!("8{d:04}"));
                keys.extend((1..=municipalities.len()).map(|m| format!("8{d:04}{m:03}")));
            }
            keys.iter().map(|key| body(key)).collect()
        }

        fn territory(&self) -> Territory {
            let (mut districts, mut municipalities) = (Vec::new(), Vec::new());
            let mut regions = BTreeMap::new();
            for body in self.bodies() {
                let region = match body {
                    Body::District(key) => key.region(),
                    Body::Municipality(ags) => ags.region(),
                };
                let made = crate::territory::Region { key: region, name: String::new(), seat: String::new() };
                regions.insert(region, made);
                let ags = match body {
                    Body::District(key) => {
                        districts.push(District {
                            key,
                            name: key.to_string(),
                            kind: DistrictKind::Kreis,
                            seat: String::new(),
                            region,
                        });
                        continue;
                    }
                    Body::Municipality(ags) => ags,
                };
                let independent = ags.as_str().starts_with('9');
                let index =
                    |range: std::ops::Range<usize>| ags.as_str()[range].parse::<usize>().expect("digits");
                municipalities.push(Municipality {
                    ags,
                    name: ags.to_string(),
                    official_name: ags.to_string(),
                    kind: if independent {
                        MunicipalityKind::IndependentCity
                    } else {
                        MunicipalityKind::DistrictMunicipality
                    },
                    district: (!independent).then(|| ags.district()),
                    region,
                    population: 1,
                    area_ha: 1,
                    ars: String::new(),
                    postcode: String::new(),
                    counts_as_city: independent || self.districts[index(1..5)][index(5..8) - 1],
                });
            }
            Territory::new(regions.into_values().collect(), districts, municipalities, Vec::new(), Vec::new())
                .expect("fits together")
        }
    }

    prop_compose! {
        fn lands()(
            districts in prop::collection::vec(prop::collection::vec(prop::bool::weighted(0.1), 0..6), 0..5),
            cities in 0..4_u32,
        ) -> Land {
            Land { districts, cities }
        }
    }

    /// A Land, one alliance for each body (and two for the first), and acts of
    /// anybody at any alliance in any order, sense or none.
    fn histories() -> impl Strategy<Value = (Land, Vec<AllianceSeat>, Vec<Accession>)> {
        (
            lands(),
            prop::collection::vec((any::<u16>(), any::<u16>(), 0..6_u8, 0..30_i32, any::<bool>()), 0..80),
        )
            .prop_map(|(land, raw)| {
                let bodies = land.bodies();
                let mut seats: Vec<_> = (0..)
                    .zip(&bodies)
                    .map(|(n, b)| AllianceSeat { alliance: alliance(n), seat: *b })
                    .collect();
                if let Some(first) = bodies.first() {
                    seats.push(AllianceSeat { alliance: alliance(1000), seat: *first });
                }
                let territory = land.territory();
                let acts = raw.iter().zip(0..).filter(|_| !bodies.is_empty()).map(
                    |((who, where_to, act, on, odd), n)| {
                        let who = bodies[usize::from(*who) % bodies.len()];
                        // Mostly what could be meant: the body's own alliance or its district's.
                        let district =
                            who.municipality().and_then(|ags| territory.municipality(ags)?.district);
                        let meant = match district {
                            Some(key) if where_to % 3 > 0 => Body::District(key),
                            _ => who,
                        };
                        let meant = seats.iter().find(|s| s.seat == meant).map(|s| s.alliance);
                        let any = seats[usize::from(*where_to) % seats.len()].alliance;
                        Accession {
                            id: AccessionId::from_uuid(Uuid::from_u128(n)),
                            alliance: if *odd { any } else { meant.unwrap_or(any) },
                            body: who,
                            act: [
                                Act::Joined,
                                Act::Joined,
                                Act::Joined,
                                Act::Left,
                                Act::Switched,
                                Act::Switched,
                            ][usize::from(*act)],
                            on: day("2019-01-01").plus_days(*on),
                        }
                    },
                );
                let acts = acts.collect();
                (land, seats, acts)
            })
    }

    /// The acts that are admitted, told one after the other.
    fn admitted(territory: &Territory, seats: &[AllianceSeat], acts: &[Accession]) -> Vec<Accession> {
        let mut history = Vec::new();
        for act in acts {
            if admit(territory, seats, &history, *act).is_ok() {
                history.push(*act);
            }
        }
        history
    }

    /// The same rules in the most simple-minded way: day by day, body by body.
    fn replayed(seats: &[AllianceSeat], acts: &[Accession], until: Day) -> BTreeMap<Body, AllianceId> {
        let mut acts: Vec<_> = acts.iter().filter(|a| a.on <= until).collect();
        // On one day, seats act before those who join them.
        acts.sort_by_key(|a| {
            (a.on, !seats.iter().any(|s| s.seat == a.body && s.alliance == a.alliance), a.id)
        });
        let mut now: BTreeMap<Body, AllianceId> = BTreeMap::new();
        for act in acts {
            let before = now.remove(&act.body);
            let ends = seats.iter().find(|s| Some(s.alliance) == before && s.seat == act.body);
            if let Some(ended) = ends {
                now.retain(|_, alliance| *alliance != ended.alliance);
            }
            if act.act != Act::Left {
                now.insert(act.body, act.alliance);
            }
        }
        now
    }

    proptest! {
        #[test]
        fn the_lines_add_up_whatever_happened((land, seats, acts) in histories(), at in 0..32_i32) {
            let territory = land.territory();
            let c = Constellations::on(&territory, &seats, &acts, day("2018-12-31").plus_days(at));
            let lines = c.lines();
            let n = |line: usize| lines[line - 1].count;
            let numbers: Vec<u8> = lines.iter().map(|l| l.line).collect();
            prop_assert_eq!(numbers, (1..=19).collect::<Vec<u8>>());
            prop_assert!(lines.iter().all(|l| l.of.is_none_or(|of| l.count <= of)));
            prop_assert_eq!(n(8) + n(17), n(13));
            prop_assert_eq!(n(7) + n(8) + n(17), n(18));
            prop_assert_eq!(n(3) + n(4) + n(5), n(2));
            prop_assert_eq!(n(9) + n(10), n(2));
            prop_assert_eq!(n(11) + n(12), n(10));
            prop_assert_eq!(n(15) + n(16), n(14));
            prop_assert_eq!(n(2) + n(14) + n(19), u32::try_from(territory.districts().len()).expect("few"));
            prop_assert!(n(7) + n(8) <= n(6));
            // Where no district has more than two, the printed sums hold exactly.
            let at_most_two = c.districts().iter().all(|(_, d)| d.own <= 2);
            for (sum, least) in [(n(8), n(11) + 2 * n(12)), (n(17), n(15) + 2 * n(16))] {
                prop_assert!(sum == least || (!at_most_two && sum > least));
            }
            prop_assert_eq!(c.alliances().len(), usize::try_from(n(1) + n(2) + n(13)).expect("few"));
            let missing = c.missing();
            let taking_part = usize::try_from(n(1) + n(18)).expect("few");
            prop_assert_eq!(missing.municipalities.len() + taking_part, territory.municipalities().len());
            prop_assert_eq!(missing.districts.len(), usize::try_from(n(14) + n(19)).expect("few"));
        }

        #[test]
        fn the_order_of_the_acts_does_not_matter(
            ((land, seats, acts), shuffled) in histories().prop_flat_map(|h| {
                let shuffled = Just(h.2.clone()).prop_shuffle();
                (Just(h), shuffled)
            }),
            at in 0..32_i32,
        ) {
            let territory = land.territory();
            let until = day("2018-12-31").plus_days(at);
            let state = Constellations::on(&territory, &seats, &acts, until);
            prop_assert_eq!(&state, &Constellations::on(&territory, &seats, &shuffled, until));
            let known: Vec<_> = acts.iter().copied().filter(|a| a.on <= until).collect();
            prop_assert_eq!(&state, &Constellations::on(&territory, &seats, &known, until));
            prop_assert_eq!(problems(&territory, &seats, &acts), problems(&territory, &seats, &shuffled));
        }

        #[test]
        fn a_history_of_admitted_acts_has_no_problems_and_replays_day_by_day(
            (land, seats, acts) in histories(),
        ) {
            let territory = land.territory();
            let history = admitted(&territory, &seats, &acts);
            prop_assert_eq!(problems(&territory, &seats, &history), []);
            for at in 0..32 {
                let until = day("2018-12-31").plus_days(at);
                let c = Constellations::on(&territory, &seats, &history, until);
                let now = replayed(&seats, &history, until);
                for m in territory.municipalities() {
                    let own = |a: &AllianceId| seats.iter().any(|s| s.alliance == *a && s.seat == Body::Municipality(m.ags));
                    let expected = match now.get(&Body::Municipality(m.ags)) {
                        None => Participation::None,
                        Some(a) if own(a) => Participation::Own(*a),
                        Some(a) => Participation::District(*a),
                    };
                    prop_assert_eq!(c.participation(m.ags), expected, "{} at {}", m.ags, until);
                }
                for (key, state) in c.districts() {
                    prop_assert_eq!(state.alliance, now.get(&Body::District(*key)).copied());
                }
            }
        }
    }
}
