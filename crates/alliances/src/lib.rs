//! Territory, accessions, offices, organisations, core groups and bodies of the
//! alliances.

pub mod bodies;
pub mod bound;
pub mod constellations;
pub mod contacts;
pub mod core_group;
pub mod organisations;
pub mod territory;

use store::{Migration, migrations};
use web::Routes;

/// This context's schema.
pub const MIGRATIONS: &[Migration] = migrations![
    "202611230300_create_territory",
    "202611230310_create_alliance",
    "202611230320_create_organisation",
    "202611230330_create_body",
];

/// This context's texts.
pub const TEXTS: &[(&str, &str)] = &[organisations::TEXTS, contacts::TEXTS, core_group::TEXTS, bodies::TEXTS, bound::TEXTS];

/// What the outside can ask for.
pub fn routes() -> Routes {
    organisations::routes().and(contacts::routes()).and(core_group::routes()).and(bodies::routes())
}
