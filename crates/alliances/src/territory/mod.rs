//! The territory: regions, districts and municipalities with their official
//! keys, the attributes the Land clusters by, and their places on the map.
//!
//! The facts are data under `territory/`, carried in the program; a newer edition
//! of the official directory is read by [`gv100ad`].

/// Gives an enum its names in tables, forms and the API.
macro_rules! named {
    ($type:ident { $($variant:ident => $key:literal),+ $(,)? }) => {
        impl $type {
            /// All of them, in the order of tables.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
            /// The name in tables, forms and the API.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key),+
                }
            }
            /// The one of that name.
            pub fn from_key(key: &str) -> Option<Self> {
                match key {
                    $($key => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

mod api;
pub(crate) mod filters;
pub mod gv100ad;
mod import;
mod model;
mod pages;
mod profile;
pub(crate) mod store;

pub use import::{Report, import};
pub use model::*;
pub(crate) use named;
pub use profile::{Clustering, ClusteringRefusal, Profile};
pub use store::{Import, ImportRefusal, Objection, apply_import, load, plan_import, seed};

use serde::{Deserialize, de::DeserializeOwned};
use web::{Listed, Routes};

/// The texts of these pages.
pub const TEXTS: (&str, &str) = ("territory.de.ftl", include_str!("territory.de.ftl"));

/// What the outside can ask for.
pub fn routes() -> Routes {
    Routes::new()
        .get("/territory", pages::list)
        .get("/territory/districts/{key}", pages::district)
        .post("/territory/districts/{key}", pages::save_district)
        .get("/territory/cities/{ags}", pages::city)
        .post("/territory/cities/{ags}", pages::save_city)
        .get("/api/v1/municipalities", api::list)
        .answers::<Listed<api::MunicipalityJson>>("Municipalities by name")
        .query(&[
            ("q", "part of the name, or the beginning of the key"),
            ("district", "key of the district"),
            ("region", "key of the region"),
            ("part", "rhineland or westphalia"),
            ("ruhr", "yes or no: member of the Regionalverband Ruhr"),
            ("jobcentre", "joint, municipal or unknown"),
            ("centre", "known or unknown: the year the integration centre opened"),
            ("cursor", "go on after"),
            ("limit", "at most 200"),
        ])
        .get("/api/v1/districts", api::districts)
        .answers::<Listed<api::DistrictJson>>("All districts by name")
        .get("/api/v1/territory/{body}/attributes", api::attributes)
        .answers::<Clustering>("Attributes of a district or city, with their version as ETag")
        .put("/api/v1/territory/{body}/attributes", api::save_attributes)
        .takes::<Clustering>()
        .answers::<Clustering>("Replaces the attributes; If-Match names the version")
}

const REGIONS: &str = include_str!("../../../../territory/nrw/regions.csv");
const DISTRICTS: &str = include_str!("../../../../territory/nrw/districts.csv");
const MUNICIPALITIES: &str = include_str!("../../../../territory/nrw/municipalities.csv");
const ATTRIBUTES: &str = include_str!("../../../../territory/nrw/attributes.csv");
const TILES: &str = include_str!("../../../../territory/nrw/tiles.csv");
const SOURCE: &str = include_str!("../../../../territory/nrw/source.txt");

impl Territory {
    /// North Rhine-Westphalia as shipped: five regions, 31 districts, 396
    /// municipalities (edition of 31.08.2025).
    ///
    /// # Panics
    /// Never in a released program: the files are part of it, and a test reads them.
    pub fn nrw() -> Self {
        Self::read(REGIONS, DISTRICTS, MUNICIPALITIES, ATTRIBUTES, TILES)
            .expect("the territory's files are part of the program")
    }

    /// The places on the shipped map.
    pub(crate) fn nrw_tiles() -> Result<Vec<Tile>, TerritoryError> {
        rows("tiles", TILES)
    }

    /// The source line, to be printed wherever these data are shown.
    pub fn nrw_source() -> &'static str {
        SOURCE.trim_end()
    }

    /// Reads the five tables in the form described in `territory/README.md`.
    pub fn read(
        regions: &str,
        districts: &str,
        municipalities: &str,
        attributes: &str,
        tiles: &str,
    ) -> Result<Self, TerritoryError> {
        Self::new(
            rows("regions", regions)?,
            rows("districts", districts)?,
            rows("municipalities", municipalities)?,
            rows::<AttributesRow>("attributes", attributes)?.into_iter().map(AttributesRow::parted).collect(),
            rows("tiles", tiles)?,
        )
    }
}

/// A line of `attributes.csv`; the name in it is for those who read the file.
#[derive(Deserialize)]
struct AttributesRow {
    body: Body,
    part: Part,
    ruhr_area: bool,
    jobcentre: JobcentreModel,
    jobcentre_confirmed: bool,
}

impl AttributesRow {
    fn parted(self) -> (Body, Attributes) {
        let jobcentre = Jobcentre { model: self.jobcentre, confirmed: self.jobcentre_confirmed };
        (self.body, Attributes { part: self.part, ruhr_area: self.ruhr_area, jobcentre })
    }
}

fn rows<T: DeserializeOwned>(table: &'static str, text: &str) -> Result<Vec<T>, TerritoryError> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| TerritoryError::Table { table, what: e.to_string() })
}
