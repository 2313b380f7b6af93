//! Regions, districts, municipalities, and the territory they make up.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{borrow::Cow, collections::BTreeMap, fmt, str::FromStr};

/// Text that is no official key: wrong length, or not digits only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAKey;

impl fmt::Display for NotAKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Das ist kein amtlicher Schlüssel: Er besteht nur aus Ziffern und hat bei Gemeinden acht, bei Kreisen fünf Stellen.")
    }
}

impl std::error::Error for NotAKey {}

macro_rules! keys {
    ($($(#[$doc:meta])* $name:ident($digits:literal);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; $digits]);

        impl $name {
            /// The key as text, with leading zeros.
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0).unwrap_or_default()
            }
        }
        impl FromStr for $name {
            type Err = NotAKey;
            fn from_str(text: &str) -> Result<Self, NotAKey> {
                let digits: [u8; $digits] = text.as_bytes().try_into().map_err(|_| NotAKey)?;
                if digits.iter().all(u8::is_ascii_digit) { Ok(Self(digits)) } else { Err(NotAKey) }
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.pad(self.as_str()) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.as_str()) }
        }
        text_in_serde!($name, concat!("^[0-9]{", $digits, "}$"));
    )*};
}

macro_rules! text_in_serde {
    ($name:ident, $pattern:expr) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(de::Error::custom)
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "pattern": $pattern})
            }
        }
    };
}

keys! {
    /// The official key of a municipality: Land, region, district, municipality.
    Ags(8);
    /// The first five digits: the district, or the independent city itself.
    DistrictKey(5);
    /// The first three digits: the region.
    RegionKey(3);
    /// The first two digits: the Land.
    LandKey(2);
}

impl LandKey {
    /// North Rhine-Westphalia.
    pub const NRW: Self = Self(*b"05");
}

impl Ags {
    /// The first five digits.
    pub const fn district(self) -> DistrictKey {
        let [land, land_, region, district, district_, ..] = self.0;
        DistrictKey([land, land_, region, district, district_])
    }
    /// The first three digits.
    pub const fn region(self) -> RegionKey {
        self.district().region()
    }
    /// The first two digits.
    pub const fn land(self) -> LandKey {
        self.region().land()
    }
}

impl DistrictKey {
    /// The first three digits.
    pub const fn region(self) -> RegionKey {
        let [a, b, c, ..] = self.0;
        RegionKey([a, b, c])
    }
}

impl RegionKey {
    /// The first two digits.
    pub const fn land(self) -> LandKey {
        let [a, b, _] = self.0;
        LandKey([a, b])
    }
    /// Länder without regions write a 0 in the third place.
    pub const fn is_void(self) -> bool {
        self.0[2] == b'0'
    }
}

/// A territorial body that can join the initiative: `05315000` is a
/// municipality, `05154` a district.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Body {
    /// A city or municipality.
    Municipality(Ags),
    /// A district.
    District(DistrictKey),
}

impl Body {
    /// The municipality, if it is one.
    pub const fn municipality(self) -> Option<Ags> {
        if let Self::Municipality(ags) = self { Some(ags) } else { None }
    }
    /// The district, if it is one.
    pub const fn district(self) -> Option<DistrictKey> {
        if let Self::District(key) = self { Some(key) } else { None }
    }
}

impl fmt::Display for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Municipality(ags) => ags.fmt(f),
            Self::District(key) => key.fmt(f),
        }
    }
}

impl FromStr for Body {
    type Err = NotAKey;
    /// Eight digits are a municipality, five a district.
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        text.parse().map(Self::Municipality).or_else(|_| text.parse().map(Self::District))
    }
}

text_in_serde!(Body, "^([0-9]{8}|[0-9]{5})$");

/// A Regierungsbezirk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Region {
    /// Its key.
    pub key: RegionKey,
    /// Its name: `Detmold`.
    pub name: String,
    /// Where its authority sits.
    pub seat: String,
}

/// What a district is called by law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DistrictKind {
    /// Kreis.
    Kreis,
    /// Städteregion.
    Staedteregion,
}

named!(DistrictKind { Kreis => "kreis", Staedteregion => "staedteregion" });

/// A Kreis, or the Städteregion Aachen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct District {
    /// Its key.
    pub key: DistrictKey,
    /// Its name: `Kreis Kleve`.
    pub name: String,
    /// Kreis or Städteregion.
    pub kind: DistrictKind,
    /// Where its administration sits.
    pub seat: String,
    /// The region it lies in.
    pub region: RegionKey,
}

/// Where a municipality stands in the administration of the Land.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MunicipalityKind {
    /// Kreisfreie Stadt: belongs to no district.
    IndependentCity,
    /// Kreisangehörige Kommune, also Stadt Aachen.
    DistrictMunicipality,
}

named!(MunicipalityKind {
    IndependentCity => "independent_city",
    DistrictMunicipality => "district_municipality",
});

/// A Gemeinde.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Municipality {
    /// Its key.
    pub ags: Ags,
    /// Its name without a title: `Köln`.
    pub name: String,
    /// Its name as the law has it: `Köln, Stadt`.
    pub official_name: String,
    /// Independent, or part of a district.
    pub kind: MunicipalityKind,
    /// The district, unless independent.
    pub district: Option<DistrictKey>,
    /// The region it lies in.
    pub region: RegionKey,
    /// People living there.
    pub population: u32,
    /// Area in hectares.
    pub area_ha: u32,
    /// The twelve-digit regional key.
    pub ars: String,
    /// Postcode of the town hall.
    pub postcode: String,
    /// Counts among the cities: every independent city, and Stadt Aachen, which
    /// is part of a district all the same. A standing, never a second record.
    pub counts_as_city: bool,
}

/// Which part of the Land, by landscape association.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Landschaftsverband Rheinland.
    Rhineland,
    /// Landschaftsverband Westfalen-Lippe.
    Westphalia,
}

named!(Part { Rhineland => "rhineland", Westphalia => "westphalia" });

/// Who runs the jobcentre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobcentreModel {
    /// Together with the employment agency (gemeinsame Einrichtung).
    Joint,
    /// The city or district alone (Optionskommune).
    Municipal,
    /// Nobody has said yet.
    Unknown,
}

named!(JobcentreModel { Joint => "joint", Municipal => "municipal", Unknown => "unknown" });

/// The jobcentre model, and how sure of it we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Jobcentre {
    /// Who runs it.
    pub model: JobcentreModel,
    /// Whether the state coordination has confirmed it.
    pub confirmed: bool,
}

/// What the Land clusters bodies by (R-ALL-17).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Attributes {
    /// Rhineland or Westphalia.
    pub part: Part,
    /// Member of the Regionalverband Ruhr.
    pub ruhr_area: bool,
    /// Jobcentre model.
    pub jobcentre: Jobcentre,
}

/// A place on the schematic map; the origin is top left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tile {
    /// Whose.
    pub body: Body,
    /// The name on it.
    pub name: String,
    /// Column, from 0.
    pub col: u8,
    /// Row, from 0.
    pub row: u8,
}

/// Why tables do not make up a territory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerritoryError {
    /// A table that cannot be read.
    Table {
        /// Which.
        table: &'static str,
        /// What the reader says, with the line.
        what: String,
    },
    /// A key that stands twice in the same table.
    Twice(String),
    /// A body naming a region or district that is none, or that its key contradicts.
    WrongParent(Body),
    /// A municipality whose kind, district and standing contradict each other.
    WrongKind(Ags),
    /// An attribute or a tile of a body that is not part of the territory.
    Unknown(Body),
    /// Two tiles on one cell.
    SameCell(Body, Body),
}

impl fmt::Display for TerritoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table { table, what } => write!(f, "table {table}: {what}"),
            Self::Twice(key) => write!(f, "{key} stands twice"),
            Self::WrongParent(body) => write!(f, "{body} lies in no known district or region"),
            Self::WrongKind(ags) => write!(f, "{ags}: kind, district and standing contradict each other"),
            Self::Unknown(body) => write!(f, "{body} is not part of the territory"),
            Self::SameCell(a, b) => write!(f, "{a} and {b} share a cell of the map"),
        }
    }
}

impl std::error::Error for TerritoryError {}

/// All regions, districts and municipalities, each in the order of its key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Territory {
    regions: Vec<Region>,
    districts: Vec<District>,
    municipalities: Vec<Municipality>,
    attributes: BTreeMap<Body, Attributes>,
    tiles: Vec<Tile>,
}

impl Territory {
    /// Puts tables together, in any order, if they fit each other.
    pub fn new(
        mut regions: Vec<Region>,
        mut districts: Vec<District>,
        mut municipalities: Vec<Municipality>,
        attributes: Vec<(Body, Attributes)>,
        tiles: Vec<Tile>,
    ) -> Result<Self, TerritoryError> {
        regions.sort_by_key(|r| r.key);
        districts.sort_by_key(|d| d.key);
        municipalities.sort_by_key(|m| m.ags);
        unique(regions.iter().map(|r| r.key))?;
        unique(districts.iter().map(|d| d.key))?;
        unique(municipalities.iter().map(|m| m.ags))?;
        let mut made =
            Self { regions, districts, municipalities, attributes: BTreeMap::new(), tiles: Vec::new() };
        made.districts.iter().try_for_each(|d| made.fits_district(d))?;
        made.municipalities.iter().try_for_each(|m| made.fits_municipality(m))?;
        for (body, facts) in attributes {
            made.known(body)?;
            if made.attributes.insert(body, facts).is_some() {
                return Err(TerritoryError::Twice(body.to_string()));
            }
        }
        let mut cells = BTreeMap::new();
        for tile in &tiles {
            made.known(tile.body)?;
            if let Some(other) = cells.insert((tile.col, tile.row), tile.body) {
                return Err(TerritoryError::SameCell(other, tile.body));
            }
        }
        made.tiles = tiles;
        made.tiles.sort_by_key(|t| t.body);
        unique(made.tiles.iter().map(|t| t.body))?;
        Ok(made)
    }

    /// The regions, by key.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }
    /// The districts, by key.
    pub fn districts(&self) -> &[District] {
        &self.districts
    }
    /// The municipalities, by key; so those of one district stand together.
    pub fn municipalities(&self) -> &[Municipality] {
        &self.municipalities
    }
    /// The tiles of the map, by key: municipalities first.
    pub fn tiles(&self) -> &[Tile] {
        &self.tiles
    }

    /// The region of that key.
    pub fn region(&self, key: RegionKey) -> Option<&Region> {
        found(&self.regions, |r| r.key, &key)
    }
    /// The district of that key.
    pub fn district(&self, key: DistrictKey) -> Option<&District> {
        found(&self.districts, |d| d.key, &key)
    }
    /// The municipality of that key.
    pub fn municipality(&self, ags: Ags) -> Option<&Municipality> {
        found(&self.municipalities, |m| m.ags, &ags)
    }
    /// The municipalities of a district, by key; for an independent city's five
    /// digits the city itself.
    pub fn municipalities_of(&self, key: DistrictKey) -> &[Municipality] {
        let from = self.municipalities.partition_point(|m| m.ags.district() < key);
        let to = self.municipalities.partition_point(|m| m.ags.district() <= key);
        &self.municipalities[from..to]
    }
    /// The short name of a body.
    pub fn name(&self, body: Body) -> Option<&str> {
        match body {
            Body::Municipality(ags) => self.municipality(ags).map(|m| m.name.as_str()),
            Body::District(key) => self.district(key).map(|d| d.name.as_str()),
        }
    }
    /// People living in a body; a district's municipalities are added up.
    pub fn population(&self, body: Body) -> Option<u64> {
        match body {
            Body::Municipality(ags) => self.municipality(ags).map(|m| u64::from(m.population)),
            Body::District(key) => {
                self.district(key)?;
                Some(self.municipalities_of(key).iter().map(|m| u64::from(m.population)).sum())
            }
        }
    }
    /// The attributes of a body; a municipality without its own has its district's.
    pub fn attributes(&self, body: Body) -> Option<Attributes> {
        self.attributes.get(&body).copied().or_else(|| {
            let district = self.municipality(body.municipality()?)?.district?;
            self.attributes.get(&Body::District(district)).copied()
        })
    }

    fn fits_district(&self, d: &District) -> Result<(), TerritoryError> {
        let fits = d.region == d.key.region() && self.has_region(d.region);
        if fits { Ok(()) } else { Err(TerritoryError::WrongParent(Body::District(d.key))) }
    }

    fn fits_municipality(&self, m: &Municipality) -> Result<(), TerritoryError> {
        if m.region != m.ags.region() || !self.has_region(m.region) {
            return Err(TerritoryError::WrongParent(Body::Municipality(m.ags)));
        }
        match (m.kind, m.district) {
            (MunicipalityKind::IndependentCity, None) if m.counts_as_city => Ok(()),
            (MunicipalityKind::DistrictMunicipality, Some(key)) => {
                if key == m.ags.district() && self.district(key).is_some() {
                    Ok(())
                } else {
                    Err(TerritoryError::WrongParent(Body::Municipality(m.ags)))
                }
            }
            _ => Err(TerritoryError::WrongKind(m.ags)),
        }
    }

    fn has_region(&self, key: RegionKey) -> bool {
        key.is_void() || self.region(key).is_some()
    }

    fn known(&self, body: Body) -> Result<(), TerritoryError> {
        self.name(body).map(|_| ()).ok_or(TerritoryError::Unknown(body))
    }
}

fn found<'a, T, K: Ord>(sorted: &'a [T], key: impl Fn(&T) -> K, wanted: &K) -> Option<&'a T> {
    sorted.binary_search_by(|t| key(t).cmp(wanted)).ok().map(|i| &sorted[i])
}

fn unique<K: PartialEq + fmt::Display>(sorted: impl Iterator<Item = K>) -> Result<(), TerritoryError> {
    let mut last = None;
    for key in sorted {
        if last.as_ref() == Some(&key) {
            return Err(TerritoryError::Twice(key.to_string()));
        }
        last = Some(key);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ags(text: &str) -> Ags {
        text.parse().expect("a key")
    }
    fn body(text: &str) -> Body {
        text.parse().expect("a key")
    }

    #[test]
    fn the_land_has_396_municipalities_31_districts_and_five_regions() {
        let nrw = Territory::nrw();
        let independent = nrw.municipalities().iter().filter(|m| m.kind == MunicipalityKind::IndependentCity);
        assert_eq!((nrw.municipalities().len(), nrw.districts().len(), nrw.regions().len()), (396, 31, 5));
        assert_eq!(nrw.districts().iter().filter(|d| d.kind == DistrictKind::Kreis).count(), 30);
        assert_eq!(independent.count(), 22);
        assert_eq!(nrw.municipalities().iter().map(|m| m.population).sum::<u32>(), 18_034_454);
        let per_region: Vec<_> = nrw
            .regions()
            .iter()
            .map(|r| (r.name.as_str(), nrw.municipalities().iter().filter(|m| m.region == r.key).count()))
            .collect();
        assert_eq!(
            per_region,
            [("Düsseldorf", 66), ("Köln", 99), ("Münster", 78), ("Detmold", 70), ("Arnsberg", 83)]
        );
        for m in nrw.municipalities() {
            assert_eq!(m.ars.len(), 12, "{}", m.name);
            assert_eq!(
                (&m.ars[..5], &m.ars[9..]),
                (&m.ags.as_str()[..5], &m.ags.as_str()[5..]),
                "{}",
                m.name
            );
        }
    }

    #[test]
    fn stadt_aachen_is_one_of_23_cities_and_one_of_374_municipalities_in_districts() {
        let nrw = Territory::nrw();
        assert_eq!(nrw.municipalities().iter().filter(|m| m.counts_as_city).count(), 23);
        assert_eq!(nrw.municipalities().iter().filter(|m| m.district.is_some()).count(), 374);
        let both: Vec<_> =
            nrw.municipalities().iter().filter(|m| m.counts_as_city && m.district.is_some()).collect();
        assert_eq!(both.len(), 1);
        assert_eq!((both[0].name.as_str(), both[0].ags), ("Aachen", ags("05334002")));
        assert_eq!(nrw.municipalities_of("05334".parse().expect("a key")).len(), 10);
    }

    #[test]
    fn the_map_has_one_cell_for_each_city_and_district() {
        let nrw = Territory::nrw();
        let mut bodies: Vec<Body> = nrw
            .municipalities()
            .iter()
            .filter(|m| m.counts_as_city)
            .map(|m| Body::Municipality(m.ags))
            .collect();
        bodies.extend(nrw.districts().iter().map(|d| Body::District(d.key)));
        assert_eq!(nrw.tiles().iter().map(|t| t.body).collect::<Vec<_>>(), bodies);
        assert!(nrw.tiles().iter().all(|t| t.col < 10 && t.row < 8));
        let aachen = nrw.tiles().iter().find(|t| t.body == body("05334002")).expect("on the map");
        assert_eq!((aachen.name.as_str(), aachen.col, aachen.row), ("Stadt Aachen", 0, 7));
    }

    #[test]
    fn every_body_has_attributes_and_a_municipality_has_those_of_its_district() {
        let nrw = Territory::nrw();
        let all = |f: fn(&Attributes) -> bool| {
            nrw.tiles().iter().filter_map(|t| nrw.attributes(t.body)).filter(f).count()
        };
        assert_eq!(all(|_| true), 54);
        assert_eq!(all(|a| a.ruhr_area), 15);
        assert_eq!(all(|a| a.jobcentre.model == JobcentreModel::Municipal), 18);
        assert_eq!(all(|a| a.jobcentre.confirmed), 0);
        for m in nrw.municipalities() {
            let rhineland = matches!(m.region.as_str(), "051" | "053");
            let part = nrw.attributes(Body::Municipality(m.ags)).expect("has some").part;
            assert_eq!(part == Part::Rhineland, rhineland, "{}", m.name);
        }
        let witten = nrw.attributes(body("05954036")).expect("has some");
        assert_eq!(Some(witten), nrw.attributes(body("05954")));
        assert!(witten.ruhr_area);
    }

    #[test]
    fn a_district_has_the_people_of_its_municipalities() {
        let nrw = Territory::nrw();
        assert_eq!(nrw.population(body("05154")), Some(322_018));
        assert_eq!(nrw.population(body("05315000")), Some(1_024_621));
        assert_eq!(nrw.population(body("99999")), None);
    }

    #[test]
    fn the_source_line_names_the_statistical_office() {
        assert!(Territory::nrw_source().contains("Statistisches Bundesamt (Destatis), 2025"));
        assert!(!Territory::nrw_source().contains('\n'));
    }

    #[test]
    fn a_key_is_digits_of_its_length_and_nothing_else() {
        assert_eq!(ags("05315000").as_str(), "05315000");
        assert_eq!(ags("05315000").district().to_string(), "05315");
        assert_eq!(body("05315"), Body::District("05315".parse().expect("a key")));
        for wrong in ["", "5315000", "0531500x", " 5315000", "053150000", "０５３１５", "+5315000"] {
            assert_eq!(wrong.parse::<Body>(), Err(NotAKey), "{wrong}");
        }
    }

    #[test]
    fn tables_that_contradict_each_other_are_refused() {
        let nrw = Territory::nrw();
        let built = |change: fn(&mut Vec<District>, &mut Vec<Municipality>, &mut Vec<Tile>)| {
            let (mut d, mut m, mut t) =
                (nrw.districts.clone(), nrw.municipalities.clone(), nrw.tiles.clone());
            change(&mut d, &mut m, &mut t);
            Territory::new(nrw.regions.clone(), d, m, Vec::new(), t)
        };
        assert!(built(|_, m, t| (m.reverse(), t.reverse()).0).is_ok());
        let kleve = body("05154");
        assert_eq!(
            built(|d, _, _| d.push(d[0].clone())).err(),
            Some(TerritoryError::Twice(kleve.to_string()))
        );
        let first = body("05154004");
        assert_eq!(built(|d, _, _| drop(d.remove(0))).err(), Some(TerritoryError::WrongParent(first)));
        assert_eq!(
            built(|_, m, _| m[0].district = Some(m[0].ags.district())).err(),
            Some(TerritoryError::WrongKind(ags("05111000")))
        );
        assert_eq!(
            built(|_, m, _| m[0].counts_as_city = false).err(),
            Some(TerritoryError::WrongKind(ags("05111000")))
        );
        assert_eq!(
            built(|_, _, t| (t[1].col, t[1].row) = (t[0].col, t[0].row)).err(),
            Some(TerritoryError::SameCell(body("05111000"), body("05112000")))
        );
    }
}
