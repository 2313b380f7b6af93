//! Territory, accessions, offices, organisations, core groups and bodies of the
//! alliances.

pub mod constellations;
pub mod organisations;
pub mod territory;

use store::{Migration, migrations};
use web::Routes;

/// This context's schema.
pub const MIGRATIONS: &[Migration] = migrations![
    "202611230300_create_territory",
    "202611230310_create_alliance",
    "202611230320_create_organisation",
];

/// This context's texts.
pub const TEXTS: &[(&str, &str)] = &[organisations::TEXTS];

/// What the outside can ask for.
pub fn routes() -> Routes {
    organisations::routes()
}
