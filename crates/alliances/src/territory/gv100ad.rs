//! The official directory of municipalities (Gemeindeverzeichnis GV100AD): read
//! with suspicion, compared with what we have, taken over by a plan.
//!
//! The file has one record of 220 characters a line, in UTF-8 with BOM. The first
//! two characters name the record: 10 Land, 20 region, 30 an intermediate level of
//! one Land, 40 district or independent city, 50 association of municipalities
//! (each municipality belongs to one, if only to its own), 60 municipality. Fields
//! are cut by characters, never by bytes: names have umlauts.
//!
//! A file cut off between two districts looks whole. That is seen in the
//! comparison: every municipality behind the cut has vanished, and a [`Plan`]
//! needs a successor for each.

use super::{
    Ags, District, DistrictKey, DistrictKind, LandKey, Municipality, MunicipalityKind, NotAKey, Region,
};
use base::Day;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fmt,
    ops::Range,
    str::FromStr,
};

/// Characters in a line.
const WIDTH: usize = 220;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// What the file says about one Land. Names of regions and districts are as
/// printed there (`Kleve`, not `Kreis Kleve`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The day whose borders it describes.
    pub as_of: Day,
    /// Regions, by key.
    pub regions: Vec<Region>,
    /// Districts, without independent cities, by key.
    pub districts: Vec<District>,
    /// Municipalities, by key; areas that belong to none are left out. That a
    /// municipality in a district counts as a city is not said in the file.
    pub municipalities: Vec<Municipality>,
}

/// Where and why a file was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Why.
    pub fault: Fault,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zeile {}, Spalte {}: {}", self.line, self.column, self.fault)
    }
}

impl std::error::Error for Damage {}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// Too short or too long; the number of characters found.
    Width(usize),
    /// The last line stops before its end.
    CutOff,
    /// A record type we do not know.
    Record(String),
    /// A field that must be digits and is not.
    NotDigits(Field),
    /// Something in a key beyond its digits.
    KeyTooLong,
    /// A number nobody can live in.
    TooLarge(Field),
    /// A day that does not exist.
    NoSuchDay,
    /// A day other than in the first line.
    OtherDay,
    /// A kind of district or municipality we do not know.
    Kind(String),
    /// No name.
    NoName,
    /// A control character, or one that turns the direction of writing.
    OddCharacter,
    /// A key that stood before.
    Twice(String),
    /// A record whose parent has not come before; its level and key.
    NoParent(Level, String),
    /// A record that municipalities should follow, but none does.
    NoChild(Level, String),
    /// No municipality of the Land asked for.
    NoLand(LandKey),
}

/// A field of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The edition's day.
    Day,
    /// The key.
    Key,
    /// The key of the association.
    Association,
    /// Hectares.
    Area,
    /// People.
    Population,
    /// Men among them.
    Men,
    /// Postcode.
    Postcode,
}

/// A level of the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Record 10.
    Land,
    /// Record 20.
    Region,
    /// Record 30.
    Intermediate,
    /// Record 40.
    District,
    /// Record 50.
    Association,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("Die Datei ist nicht in UTF-8 kodiert."),
            Self::Width(found) => write!(f, "Die Zeile hat {found} statt {WIDTH} Zeichen."),
            Self::CutOff => f.write_str("Die Datei bricht mitten in der Zeile ab."),
            Self::Record(found) => {
                write!(f, "„{found}“ ist keine bekannte Satzart (bekannt sind 10, 20, 30, 40, 50 und 60).")
            }
            Self::NotDigits(field) => write!(f, "{field} besteht nicht nur aus Ziffern."),
            Self::KeyTooLong => f.write_str("Der Schlüssel ist für diese Satzart zu lang."),
            Self::TooLarge(field) => write!(f, "{field} ist unglaubhaft groß."),
            Self::NoSuchDay => f.write_str("Der Gebietsstand ist kein Datum."),
            Self::OtherDay => f.write_str("Der Gebietsstand ist ein anderer als in der ersten Zeile."),
            Self::Kind(found) => write!(f, "„{found}“ ist kein bekanntes Textkennzeichen."),
            Self::NoName => f.write_str("Der Name fehlt."),
            Self::OddCharacter => f.write_str("Im Namen steht ein unzulässiges Zeichen."),
            Self::Twice(key) => write!(f, "Der Schlüssel {key} kommt schon in einer früheren Zeile vor."),
            Self::NoParent(level, key) => write!(f, "{level} {key}, wozu diese Zeile gehört, fehlt davor."),
            Self::NoChild(level, key) => {
                write!(f, "{level} {key} hat in der Datei keine Gemeinden. Die Datei ist unvollständig.")
            }
            Self::NoLand(land) => write!(f, "Die Datei enthält keine Gemeinden des Landes {land}."),
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Day => "Der Gebietsstand",
            Self::Key => "Der Gemeindeschlüssel",
            Self::Association => "Der Verbandsschlüssel",
            Self::Area => "Die Fläche",
            Self::Population => "Die Einwohnerzahl",
            Self::Men => "Die Zahl der männlichen Einwohner",
            Self::Postcode => "Die Postleitzahl",
        })
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Land => "Das Land",
            Self::Region => "Der Regierungsbezirk",
            Self::Intermediate => "Die Region",
            Self::District => "Der Kreis oder die kreisfreie Stadt",
            Self::Association => "Der Gemeindeverband",
        })
    }
}

/// Reads one Land out of the file. Everything in the file is checked, also the
/// other Länder; the first fault refuses the whole.
pub fn read(file: &[u8], land: LandKey) -> Result<Edition, Damage> {
    let file = file.strip_prefix(BOM).unwrap_or(file);
    let mut reader = Reader { land, ..Reader::default() };
    let mut rest = file;
    while !rest.is_empty() {
        let end = rest.iter().position(|b| *b == b'\n');
        let (bytes, after) = end.map_or((rest, &rest[rest.len()..]), |i| (&rest[..i], &rest[i + 1..]));
        reader.line += 1;
        reader.record(bytes, end.is_some()).map_err(|(column, fault)| Damage {
            line: reader.line,
            column: column + 1,
            fault,
        })?;
        rest = after;
    }
    reader.finish()
}

/// A fault and its column, from 0.
type Refused = (usize, Fault);

/// The characters of one line.
struct Record(Vec<char>);

impl Record {
    fn cut(bytes: &[u8], ended: bool) -> Result<Self, Refused> {
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|e| {
            let good = std::str::from_utf8(&bytes[..e.valid_up_to()]).unwrap_or_default();
            // A line cut inside a letter is cut off, not badly encoded.
            let fault = if e.error_len().is_none() && !ended { Fault::CutOff } else { Fault::NotUtf8 };
            (good.chars().count(), fault)
        })?;
        let found: Vec<char> = text.chars().collect();
        match found.len() {
            WIDTH => Ok(Self(found)),
            n if n < WIDTH && !ended => Err((n, Fault::CutOff)),
            n => Err((n.min(WIDTH), Fault::Width(n))),
        }
    }

    fn text(&self, at: Range<usize>) -> String {
        self.0[at].iter().collect::<String>().trim_end().to_owned()
    }

    fn digits(&self, at: Range<usize>, field: Field) -> Result<String, Refused> {
        let found = &self.0[at.clone()];
        match found.iter().position(|c| !c.is_ascii_digit()) {
            Some(i) => Err((at.start + i, Fault::NotDigits(field))),
            None => Ok(found.iter().collect()),
        }
    }

    fn number(&self, at: Range<usize>, field: Field) -> Result<u32, Refused> {
        self.digits(at.clone(), field)?.parse().map_err(|_| (at.start, Fault::TooLarge(field)))
    }

    /// The key's first `len` digits; what follows up to the association must be blank.
    fn key(&self, len: usize) -> Result<String, Refused> {
        let key = self.digits(KEY.start..KEY.start + len, Field::Key)?;
        match self.0[KEY.start + len..KEY.end].iter().position(|c| *c != ' ') {
            Some(i) => Err((KEY.start + len + i, Fault::KeyTooLong)),
            None => Ok(key),
        }
    }

    fn typed_key<K: FromStr<Err = NotAKey>>(&self, len: usize) -> Result<K, Refused> {
        self.key(len)?.parse().map_err(|NotAKey| (KEY.start, Fault::NotDigits(Field::Key)))
    }

    fn day(&self) -> Result<Day, Refused> {
        let at = DAY.start;
        let digits = self.digits(DAY, Field::Day)?;
        let iso = format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]);
        iso.parse().map_err(|_| (at, Fault::NoSuchDay))
    }

    fn name(&self) -> Result<String, Refused> {
        if let Some(i) = self.0[NAME.start..SEAT.end].iter().position(|c| odd(*c)) {
            return Err((NAME.start + i, Fault::OddCharacter));
        }
        let name = self.text(NAME);
        if name.trim().is_empty() { Err((NAME.start, Fault::NoName)) } else { Ok(name) }
    }

    fn postcode(&self) -> Result<String, Refused> {
        let found = self.text(POSTCODE);
        if found.is_empty() { Ok(found) } else { self.digits(POSTCODE, Field::Postcode) }
    }
}

// Positions of the description, minus one.
const DAY: Range<usize> = 2..10;
const KEY: Range<usize> = 10..18;
const ASSOCIATION: Range<usize> = 18..22;
const NAME: Range<usize> = 22..72;
const SEAT: Range<usize> = 72..122;
const KIND: Range<usize> = 122..124;
const AREA: Range<usize> = 128..139;
const POPULATION: Range<usize> = 139..150;
const MEN: Range<usize> = 150..161;
const POSTCODE: Range<usize> = 165..170;

fn odd(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
}

/// A record that municipalities must follow.
struct Parent {
    line: usize,
    level: Level,
    lived_in: bool,
}

struct Reader {
    land: LandKey,
    line: usize,
    as_of: Option<Day>,
    /// By record type and key; the type keeps `0515` of two levels apart.
    parents: HashMap<String, Parent>,
    seen: HashSet<Ags>,
    /// Keys of independent cities.
    independent: HashSet<DistrictKey>,
    regions: Vec<Region>,
    districts: Vec<District>,
    municipalities: Vec<Municipality>,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            land: LandKey::NRW,
            line: 0,
            as_of: None,
            parents: HashMap::new(),
            seen: HashSet::new(),
            independent: HashSet::new(),
            regions: Vec::new(),
            districts: Vec::new(),
            municipalities: Vec::new(),
        }
    }
}

impl Reader {
    fn record(&mut self, bytes: &[u8], ended: bool) -> Result<(), Refused> {
        let record = Record::cut(bytes, ended)?;
        let kind = record.text(0..2);
        if !matches!(kind.as_str(), "10" | "20" | "30" | "40" | "50" | "60") {
            return Err((0, Fault::Record(kind)));
        }
        let day = record.day()?;
        if *self.as_of.get_or_insert(day) != day {
            return Err((DAY.start, Fault::OtherDay));
        }
        match kind.as_str() {
            "10" => self.land(&record),
            "20" => self.region(&record),
            "30" => self.intermediate(&record),
            "40" => self.district(&record),
            "50" => self.association(&record),
            _ => self.municipality(&record),
        }
    }

    fn land(&mut self, record: &Record) -> Result<(), Refused> {
        let key = record.key(2)?;
        record.name()?;
        self.parent(Level::Land, &key)
    }

    fn region(&mut self, record: &Record) -> Result<(), Refused> {
        let key: super::RegionKey = record.typed_key(3)?;
        let name = record.name()?;
        self.child_of(Level::Land, key.land().as_str())?;
        self.parent(Level::Region, key.as_str())?;
        if key.land() == self.land {
            self.regions.push(Region { key, name, seat: record.text(SEAT) });
        }
        Ok(())
    }

    fn intermediate(&mut self, record: &Record) -> Result<(), Refused> {
        let key = record.key(4)?;
        record.name()?;
        self.child_of(Level::Region, &key[..3])?;
        self.parent(Level::Intermediate, &key)
    }

    fn district(&mut self, record: &Record) -> Result<(), Refused> {
        let key: DistrictKey = record.typed_key(5)?;
        let name = record.name()?;
        let mark = record.text(KIND);
        let independent = match mark.as_str() {
            "41" | "42" => true,
            "43" | "44" | "45" => false,
            _ => return Err((KIND.start, Fault::Kind(mark))),
        };
        let region = key.region();
        if region.is_void() {
            self.child_of(Level::Land, region.land().as_str())?;
        } else {
            self.child_of(Level::Region, region.as_str())?;
        }
        self.parent(Level::District, key.as_str())?;
        if independent {
            self.independent.insert(key);
        } else if region.land() == self.land {
            let kind = if name.starts_with("Städteregion") {
                DistrictKind::Staedteregion
            } else {
                DistrictKind::Kreis
            };
            self.districts.push(District { key, name, kind, seat: record.text(SEAT), region });
        }
        Ok(())
    }

    fn association(&mut self, record: &Record) -> Result<(), Refused> {
        let district: DistrictKey = record.typed_key(5)?;
        let own = record.digits(ASSOCIATION, Field::Association)?;
        record.name()?;
        self.below_district(district)?;
        self.parent(Level::Association, &format!("{district} {own}"))
    }

    fn municipality(&mut self, record: &Record) -> Result<(), Refused> {
        let ags: Ags = record.typed_key(8)?;
        let association = record.digits(ASSOCIATION, Field::Association)?;
        let official_name = record.name()?;
        let mark = record.text(KIND);
        let area_ha = record.number(AREA, Field::Area)?;
        let population = record.number(POPULATION, Field::Population)?;
        record.number(MEN, Field::Men)?;
        let postcode = record.postcode()?;
        let (district, region) = (ags.district(), ags.region());
        self.below_district(district)?;
        let association_key = format!("{district} {association}");
        self.child_of(Level::Association, &association_key)?;
        if !self.seen.insert(ags) {
            return Err((KEY.start, Fault::Twice(ags.to_string())));
        }
        for (level, key) in [
            (Level::Land, region.land().as_str()),
            (Level::Region, region.as_str()),
            (Level::Intermediate, &ags.as_str()[..4]),
            (Level::District, district.as_str()),
            (Level::Association, &association_key),
        ] {
            if let Some(parent) = self.parents.get_mut(&handle(level, key)) {
                parent.lived_in = true;
            }
        }
        match mark.as_str() {
            "60" | "61" | "62" | "63" | "64" | "67" => {}
            "65" | "66" => return Ok(()), // areas that belong to no municipality
            _ => return Err((KIND.start, Fault::Kind(mark))),
        }
        if region.land() != self.land {
            return Ok(());
        }
        let independent = self.independent.contains(&district);
        self.municipalities.push(Municipality {
            ags,
            name: official_name.split(',').next().unwrap_or_default().trim().to_owned(),
            kind: if independent {
                MunicipalityKind::IndependentCity
            } else {
                MunicipalityKind::DistrictMunicipality
            },
            district: (!independent).then_some(district),
            region,
            population,
            area_ha,
            ars: format!("{district}{association}{}", &ags.as_str()[5..]),
            postcode,
            counts_as_city: independent,
            official_name,
        });
        Ok(())
    }

    /// Areas outside every district have `000` where its number stands.
    fn below_district(&self, district: DistrictKey) -> Result<(), Refused> {
        if district.as_str().ends_with("000") {
            self.child_of(Level::Land, district.region().land().as_str())
        } else {
            self.child_of(Level::District, district.as_str())
        }
    }

    fn child_of(&self, level: Level, key: &str) -> Result<(), Refused> {
        if self.parents.contains_key(&handle(level, key)) {
            Ok(())
        } else {
            Err((KEY.start, Fault::NoParent(level, key.to_owned())))
        }
    }

    fn parent(&mut self, level: Level, key: &str) -> Result<(), Refused> {
        let parent = Parent { line: self.line, level, lived_in: false };
        match self.parents.insert(handle(level, key), parent) {
            Some(_) => Err((KEY.start, Fault::Twice(key.to_owned()))),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Result<Edition, Damage> {
        let empty = self.parents.iter().filter(|(_, p)| !p.lived_in).min_by_key(|(_, p)| p.line);
        if let Some((handle, parent)) = empty {
            let fault = Fault::NoChild(parent.level, handle[2..].to_owned());
            return Err(Damage { line: parent.line, column: KEY.start + 1, fault });
        }
        let Some(as_of) = self.as_of.filter(|_| !self.municipalities.is_empty()) else {
            return Err(Damage { line: self.line.max(1), column: 1, fault: Fault::NoLand(self.land) });
        };
        self.regions.sort_by_key(|r| r.key);
        self.districts.sort_by_key(|d| d.key);
        self.municipalities.sort_by_key(|m| m.ags);
        Ok(Edition {
            as_of,
            regions: self.regions,
            districts: self.districts,
            municipalities: self.municipalities,
        })
    }
}

fn handle(level: Level, key: &str) -> String {
    let record = match level {
        Level::Land => "10",
        Level::Region => "20",
        Level::Intermediate => "30",
        Level::District => "40",
        Level::Association => "50",
    };
    format!("{record}{key}")
}

/// What differs between two lists of municipalities, each part by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Keys that are new.
    pub added: Vec<Municipality>,
    /// The same key, another official name.
    pub renamed: Vec<Renamed>,
    /// The same key, other people.
    pub population_changed: Vec<PopulationChanged>,
    /// The same key with another area, postcode, regional key or kind.
    pub details_changed: Vec<Ags>,
    /// Keys that are no more.
    pub vanished: Vec<Municipality>,
    /// The new list; a standing as a city that only we know is kept.
    edition: BTreeMap<Ags, Municipality>,
}

/// A municipality that changed its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// Which.
    pub ags: Ags,
    /// Official name before.
    pub from: String,
    /// Official name now.
    pub to: String,
}

/// A municipality with more or fewer people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PopulationChanged {
    /// Which.
    pub ags: Ags,
    /// Its name now.
    pub name: String,
    /// People before.
    pub from: u32,
    /// People now.
    pub to: u32,
}

/// Says what taking over `new` would change in `current`. Both are of one Land.
pub fn compare(current: &[Municipality], new: &[Municipality]) -> Changes {
    let mut edition: BTreeMap<Ags, Municipality> = new.iter().map(|m| (m.ags, m.clone())).collect();
    let mut changes = Changes::default();
    let before: BTreeMap<Ags, &Municipality> = current.iter().map(|m| (m.ags, m)).collect();
    for (ags, old) in &before {
        let Some(now) = edition.get_mut(ags) else {
            changes.vanished.push((*old).clone());
            continue;
        };
        now.counts_as_city |= old.counts_as_city && now.kind == old.kind;
        if now.official_name != old.official_name {
            let (from, to) = (old.official_name.clone(), now.official_name.clone());
            changes.renamed.push(Renamed { ags: *ags, from, to });
        }
        if now.population != old.population {
            let (from, to) = (old.population, now.population);
            changes.population_changed.push(PopulationChanged {
                ags: *ags,
                name: now.name.clone(),
                from,
                to,
            });
        }
        let details = |m: &Municipality| (m.kind, m.area_ha, m.ars.clone(), m.postcode.clone());
        if details(now) != details(old) {
            changes.details_changed.push(*ags);
        }
    }
    changes.added = edition.values().filter(|m| !before.contains_key(&m.ags)).cloned().collect();
    changes.edition = edition;
    changes
}

impl Changes {
    /// Whether both lists say the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.renamed.is_empty()
            && self.population_changed.is_empty()
            && self.details_changed.is_empty()
            && self.vanished.is_empty()
    }
}

/// An import that may be written: every vanished key has a successor. History
/// keeps the old key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    changes: Changes,
    successors: BTreeMap<Ags, Ags>,
}

/// Why an import may not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanError {
    /// Nobody said who follows this municipality.
    NoSuccessor {
        /// Its key.
        ags: Ags,
        /// Its name.
        name: String,
    },
    /// A successor was named for a municipality that has not vanished.
    NotVanished(Ags),
    /// The successor is not in the new edition.
    UnknownSuccessor {
        /// Who vanished.
        ags: Ags,
        /// Who should follow.
        successor: Ags,
    },
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuccessor { ags, name } => {
                write!(f, "{name} ({ags}) fehlt in der neuen Ausgabe. Bitte nennen Sie die Nachfolgerin.")
            }
            Self::NotVanished(ags) => {
                write!(f, "{ags} ist nicht weggefallen und braucht keine Nachfolgerin.")
            }
            Self::UnknownSuccessor { ags, successor } => {
                write!(
                    f,
                    "{successor}, als Nachfolgerin von {ags} genannt, gibt es in der neuen Ausgabe nicht."
                )
            }
        }
    }
}

impl std::error::Error for PlanError {}

impl Plan {
    /// Joins changes with the successors the operator named; all objections at once.
    pub fn new(mut changes: Changes, successors: BTreeMap<Ags, Ags>) -> Result<Self, Vec<PlanError>> {
        let mut errors = Vec::new();
        for gone in &changes.vanished {
            match successors.get(&gone.ags) {
                None => errors.push(PlanError::NoSuccessor { ags: gone.ags, name: gone.name.clone() }),
                Some(successor) => match changes.edition.get_mut(successor) {
                    None => errors.push(PlanError::UnknownSuccessor { ags: gone.ags, successor: *successor }),
                    Some(next) => next.counts_as_city |= gone.counts_as_city,
                },
            }
        }
        let vanished: BTreeSet<Ags> = changes.vanished.iter().map(|m| m.ags).collect();
        errors.extend(
            successors.keys().filter(|ags| !vanished.contains(ags)).map(|ags| PlanError::NotVanished(*ags)),
        );
        if errors.is_empty() { Ok(Self { changes, successors }) } else { Err(errors) }
    }

    /// What it changes.
    pub fn changes(&self) -> &Changes {
        &self.changes
    }
    /// Who follows whom.
    pub fn successors(&self) -> &BTreeMap<Ags, Ags> {
        &self.successors
    }
    /// The municipalities afterwards, by key, with every standing kept.
    pub fn municipalities(&self) -> impl Iterator<Item = &Municipality> {
        self.changes.edition.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::territory::Territory;

    const CUT: &[u8] = include_bytes!("../../tests/data/gv100ad-ausschnitt.txt");

    fn ags(text: &str) -> Ags {
        text.parse().expect("a key")
    }
    /// The cut's lines, without BOM.
    fn lines() -> Vec<String> {
        let text = std::str::from_utf8(&CUT[BOM.len()..]).expect("UTF-8");
        text.lines().map(str::to_owned).collect()
    }
    fn joined(lines: &[String]) -> Vec<u8> {
        let mut file = BOM.to_vec();
        for line in lines {
            file.extend(line.as_bytes());
            file.push(b'\n');
        }
        file
    }
    /// The line number (from 1) of the record beginning so.
    fn line_of(start: &str) -> usize {
        lines().iter().position(|l| l.starts_with(start)).expect("in the cut") + 1
    }
    /// Reads the cut after the line beginning `start` was changed at `column`
    /// (from 1, in characters).
    fn changed(start: &str, column: usize, to: &str) -> Result<Edition, Damage> {
        let mut all = lines();
        let line = &mut all[line_of(start) - 1];
        let mut chars: Vec<char> = line.chars().collect();
        for (i, c) in to.chars().enumerate() {
            chars[column - 1 + i] = c;
        }
        *line = chars.into_iter().collect();
        read(&joined(&all), LandKey::NRW)
    }
    fn refused(result: Result<Edition, Damage>) -> (usize, usize, Fault) {
        let damage = result.expect_err("a damaged file");
        (damage.line, damage.column, damage.fault)
    }

    const DUESSELDORF: &str = "602025083105111000";
    const KLEVE: &str = "402025083105154";

    #[test]
    fn the_cut_reads_as_the_territory_has_it() {
        let edition = read(CUT, LandKey::NRW).expect("sound");
        assert_eq!(edition.as_of, Day::new(2025, 8, 31).expect("exists"));
        let names: Vec<_> = edition.municipalities.iter().map(|m| m.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "Düsseldorf",
                "Bedburg-Hau",
                "Kleve",
                "Köln",
                "Aachen",
                "Alsdorf",
                "Simmerath",
                "Münster",
                "Oelde",
                "Warendorf"
            ]
        );
        assert_eq!(edition.regions.iter().map(|r| r.key.as_str()).collect::<Vec<_>>(), ["051", "053", "055"]);
        let districts: Vec<_> = edition.districts.iter().map(|d| (d.key.as_str(), d.name.as_str())).collect();
        assert_eq!(districts, [("05154", "Kleve"), ("05334", "Städteregion Aachen"), ("05570", "Warendorf")]);
        let nrw = Territory::nrw();
        for found in &edition.municipalities {
            let mut shipped = nrw.municipality(found.ags).expect("shipped").clone();
            if found.ags == ags("05334002") {
                shipped.counts_as_city = false; // not in the official file
            }
            assert_eq!(*found, shipped);
        }
    }

    #[test]
    fn another_land_reads_too_with_or_without_regions() {
        let north = read(CUT, "01".parse().expect("a key")).expect("sound");
        assert_eq!(north.municipalities.len(), 1);
        assert_eq!(north.municipalities[0].ars, "010010000000");
        let south = read(CUT, "08".parse().expect("a key")).expect("sound");
        assert_eq!(south.municipalities[0].kind, MunicipalityKind::IndependentCity);
        assert_eq!(
            refused(read(CUT, "07".parse().expect("a key"))).2,
            Fault::NoLand("07".parse().expect("a key"))
        );
    }

    #[test]
    fn line_ends_of_windows_and_a_missing_mark_or_last_line_end_do_no_harm() {
        let whole = read(CUT, LandKey::NRW);
        let windows = String::from_utf8(CUT.to_vec()).expect("UTF-8").replace('\n', "\r\n");
        assert_eq!(read(windows.as_bytes(), LandKey::NRW), whole);
        assert_eq!(read(&CUT[BOM.len()..], LandKey::NRW), whole);
        assert_eq!(read(&CUT[..CUT.len() - 1], LandKey::NRW), whole);
    }

    #[test]
    fn a_file_that_is_not_utf_8_is_refused_where_it_begins() {
        let latin: Vec<u8> =
            lines().join("\n").chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
        let line = line_of("402025083105111") - 1; // the Land's capital comes one line earlier
        let (found, column, fault) = refused(read(&latin, LandKey::NRW));
        assert_eq!((found, column, fault), (line - 1, 73 + 1, Fault::NotUtf8));
        let wide: Vec<u8> = lines().join("\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(read(&[&[0xff, 0xfe], &wide[..]].concat(), LandKey::NRW).is_err());
    }

    #[test]
    fn a_line_of_another_length_is_refused() {
        let mut all = lines();
        all[4].pop();
        assert_eq!(refused(read(&joined(&all), LandKey::NRW)), (5, 220, Fault::Width(219)));
        all[4].push_str("  ");
        assert_eq!(refused(read(&joined(&all), LandKey::NRW)), (5, 221, Fault::Width(221)));
        all[4].clear();
        assert_eq!(refused(read(&joined(&all), LandKey::NRW)), (5, 1, Fault::Width(0)));
        assert_eq!(refused(read(b"", LandKey::NRW)), (1, 1, Fault::NoLand(LandKey::NRW)));
        assert_eq!(refused(read(b"%PDF-1.7\n", LandKey::NRW)), (1, 9, Fault::Width(8)));
    }

    #[test]
    fn a_file_cut_off_anywhere_inside_a_district_is_refused() {
        let whole = read(CUT, LandKey::NRW).expect("sound");
        // 220 characters a line; every byte between two districts of the cut.
        let start = CUT.len() - 3000;
        let last_end = CUT.len() - 1;
        for end in start..last_end {
            match read(&CUT[..end], LandKey::NRW) {
                Err(_) => {}
                Ok(found) => {
                    let tail = CUT[..end].rsplit(|b| *b == b'\n').find(|l| !l.is_empty()).expect("a line");
                    assert!(tail.starts_with(b"60"), "cut at {end}");
                    assert_eq!(found, whole, "cut at {end}: another Land was cut");
                }
            }
        }
        let half = &CUT[..CUT.len() - 100];
        assert_eq!(refused(read(half, LandKey::NRW)), (lines().len(), 122, Fault::CutOff));
        // Cut inside the two bytes of the ü of Düsseldorf.
        let text = std::str::from_utf8(CUT).expect("UTF-8");
        let inside = text.find("Düsseldorf").expect("there") + 2;
        assert_eq!(refused(read(&CUT[..inside], LandKey::NRW)).2, Fault::CutOff);
    }

    #[test]
    fn a_district_whose_municipalities_are_missing_is_refused() {
        let mut all = lines();
        all.truncate(line_of(KLEVE) + 2); // the district and its two associations
        assert_eq!(
            refused(read(&joined(&all), LandKey::NRW)),
            (line_of(KLEVE), 11, Fault::NoChild(Level::District, "05154".to_owned()))
        );
    }

    #[test]
    fn an_unknown_record_type_is_refused() {
        assert_eq!(refused(changed(KLEVE, 1, "70")), (line_of(KLEVE), 1, Fault::Record("70".to_owned())));
        assert_eq!(refused(changed(KLEVE, 1, "4o")), (line_of(KLEVE), 1, Fault::Record("4o".to_owned())));
    }

    #[test]
    fn keys_and_numbers_that_are_not_digits_are_refused_at_their_column() {
        let line = line_of(DUESSELDORF);
        for (column, to, fault) in [
            (3, "2O25", Fault::NotDigits(Field::Day)),
            (3, "20250231", Fault::NoSuchDay),
            (3, "20240831", Fault::OtherDay),
            (18, "x", Fault::NotDigits(Field::Key)),
            (18, " ", Fault::NotDigits(Field::Key)),
            (22, "-", Fault::NotDigits(Field::Association)),
            (139, ".", Fault::NotDigits(Field::Area)),
            (150, "x", Fault::NotDigits(Field::Population)),
            (140, " ", Fault::NotDigits(Field::Population)),
            (140, "99999999999", Fault::TooLarge(Field::Population)),
            (161, "x", Fault::NotDigits(Field::Men)),
            (170, "x", Fault::NotDigits(Field::Postcode)),
            (123, "99", Fault::Kind("99".to_owned())),
            (23, &" ".repeat(50), Fault::NoName),
            (25, "\u{7}", Fault::OddCharacter),
            (25, "\u{202e}", Fault::OddCharacter),
        ] {
            let at = if to == "2O25" { column + 1 } else { column };
            assert_eq!(refused(changed(DUESSELDORF, column, to)), (line, at, fault), "{to} at {column}");
        }
        assert_eq!(refused(changed(KLEVE, 16, "0")), (line_of(KLEVE), 16, Fault::KeyTooLong));
        assert_eq!(refused(changed(KLEVE, 123, "49")), (line_of(KLEVE), 123, Fault::Kind("49".to_owned())));
    }

    #[test]
    fn a_key_that_stands_twice_is_refused() {
        for (start, key) in [
            ("102025083105", "05"),
            ("2020250831051", "051"),
            (KLEVE, "05154"),
            ("502025083105154   0004", "05154 0004"),
            ("6020250831051540040004", "05154004"),
        ] {
            let mut all = lines();
            let at = line_of(start);
            all.insert(at, all[at - 1].clone());
            assert_eq!(
                refused(read(&joined(&all), LandKey::NRW)),
                (at + 1, 11, Fault::Twice(key.to_owned()))
            );
        }
    }

    #[test]
    fn a_record_without_its_parent_is_refused() {
        for (start, level, key) in [
            ("102025083105", Level::Land, "05"),
            ("2020250831051", Level::Region, "051"),
            (KLEVE, Level::District, "05154"),
            ("502025083105154   0004", Level::Association, "05154 0004"),
        ] {
            let mut all = lines();
            all.remove(line_of(start) - 1);
            let (line, column, fault) = refused(read(&joined(&all), LandKey::NRW));
            assert_eq!((column, fault), (11, Fault::NoParent(level, key.to_owned())));
            assert!(line >= line_of(start));
        }
    }

    #[test]
    fn a_refusal_says_line_and_column_in_german() {
        let damage = changed(DUESSELDORF, 150, "x").expect_err("damaged");
        assert_eq!(
            damage.to_string(),
            "Zeile 9, Spalte 150: Die Einwohnerzahl besteht nicht nur aus Ziffern."
        );
        let mut all = lines();
        all.remove(line_of(KLEVE) - 1);
        assert_eq!(
            read(&joined(&all), LandKey::NRW).expect_err("damaged").to_string(),
            "Zeile 10, Spalte 11: Der Kreis oder die kreisfreie Stadt 05154, wozu diese Zeile gehört, fehlt davor."
        );
    }

    #[test]
    fn the_same_list_changes_nothing() {
        let nrw = Territory::nrw();
        let mut official = nrw.municipalities().to_vec();
        for m in &mut official {
            m.counts_as_city = m.kind == MunicipalityKind::IndependentCity;
        }
        let changes = compare(nrw.municipalities(), &official);
        assert!(changes.is_empty());
        let plan = Plan::new(changes, BTreeMap::new()).expect("nothing to say");
        assert!(plan.municipalities().eq(nrw.municipalities()), "the standing of Aachen is kept");
    }

    #[test]
    fn added_renamed_grown_changed_and_vanished_municipalities_are_told() {
        let nrw = Territory::nrw();
        let mut new = nrw.municipalities().to_vec();
        new[0].population += 1;
        new[1].official_name = "Duisburg, Hafenstadt".to_owned();
        new[2].postcode = "45127".to_owned();
        let gone = new.remove(20);
        let mut fresh = gone.clone();
        fresh.ags = ags("05162099");
        new.push(fresh);
        let changes = compare(nrw.municipalities(), &new);
        assert_eq!(changes.population_changed[0].to - changes.population_changed[0].from, 1);
        assert_eq!(changes.renamed[0].to, "Duisburg, Hafenstadt");
        assert_eq!(changes.details_changed, [new[2].ags]);
        assert_eq!(changes.vanished, [gone]);
        assert_eq!(changes.added.iter().map(|m| m.ags).collect::<Vec<_>>(), [ags("05162099")]);
    }

    #[test]
    fn a_plan_needs_a_successor_for_each_vanished_key_and_for_no_other() {
        let nrw = Territory::nrw();
        let aachen = ags("05334002");
        let mut new = nrw.municipalities().to_vec();
        new.retain(|m| m.ags != aachen);
        let changes = compare(nrw.municipalities(), &new);
        let alsdorf = ags("05334004");
        let none = ags("05334999");
        assert_eq!(
            Plan::new(changes.clone(), BTreeMap::new()).expect_err("incomplete"),
            [PlanError::NoSuccessor { ags: aachen, name: "Aachen".to_owned() }]
        );
        assert_eq!(
            Plan::new(changes.clone(), BTreeMap::from([(aachen, none), (alsdorf, alsdorf)]))
                .expect_err("wrong"),
            [PlanError::UnknownSuccessor { ags: aachen, successor: none }, PlanError::NotVanished(alsdorf)]
        );
        let plan = Plan::new(changes, BTreeMap::from([(aachen, alsdorf)])).expect("complete");
        let heir = plan.municipalities().find(|m| m.ags == alsdorf).expect("stays");
        assert!(heir.counts_as_city, "the standing goes to the successor");
        assert_eq!(plan.successors().len(), 1);
    }

    /// A file cut off between districts is sound line by line; the plan stops it.
    #[test]
    fn a_file_that_ends_early_cannot_become_a_plan() {
        let nrw = Territory::nrw();
        let edition = read(CUT, LandKey::NRW).expect("sound");
        let errors = Plan::new(compare(nrw.municipalities(), &edition.municipalities), BTreeMap::new());
        assert_eq!(errors.expect_err("386 are missing").len(), 386);
    }
}
