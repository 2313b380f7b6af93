//! Territory, accessions, offices, organisations, core groups and bodies of the
//! alliances.

pub mod accessions;
pub mod alliances;
pub mod bodies;
pub mod bound;
mod circle;
pub mod constellations;
pub mod contact_imports;
pub mod contacts;
pub mod core_group;
pub mod departure;
pub mod escalations;
pub mod groups;
mod histories;
pub mod informed;
pub mod merges;
pub mod missing;
pub mod municipality_contacts;
pub mod notes;
pub mod observers;
pub mod organisations;
pub mod person_search;
pub mod support;
pub mod territory;
pub mod votes;
mod who;
mod words;

pub use histories::PAGES as HISTORIES;

use store::{Burial, Migration, migrations};
use web::Routes;

/// This context's schema.
pub const MIGRATIONS: &[Migration] = migrations![
    "202611230300_create_territory",
    "202611230310_create_alliance",
    "202611230320_create_organisation",
    "202611230330_create_body",
    "202611230600_extend_territory",
    "202611230610_create_office",
    "202611230620_create_accession",
    "202611230630_create_vote",
    "202611230640_create_municipality_note",
    "202611230650_create_municipality_contact",
    "202611230700_create_contact_import",
    "202611230710_create_merge",
    "202611292200_create_organisation_catchment",
    "202611292221_add_contact_origin",
    "202611292222_create_escalation",
    "202611292223_create_support_need",
    "202611292224_add_integration_centre_year",
    "202611292225_publish_organisation",
    "202611292301_count_changes_of_accessions",
    "202611301210_add_school_number",
    "202611301211_publish_contact_and_office",
    "202611301505_publish_region",
    "202611301700_index_alliance_by_seat",
    "202611301301_publish_municipality_contact",
];

/// What must not come back with an older backup.
pub const BURIALS: &[Burial] = &[
    contacts::store::BURIAL,
    organisations::store::BURIAL,
    municipality_contacts::store::REMOVED,
    municipality_contacts::store::REPLACED,
    alliances::store::OFFICE,
    alliances::store::BOARD_LEAD,
    observers::store::BURIAL,
    contact_imports::store::BURIAL,
    departure::store::BURIAL,
];

/// This context's texts.
pub const TEXTS: &[(&str, &str)] = &[
    organisations::TEXTS,
    contacts::TEXTS,
    core_group::TEXTS,
    bodies::TEXTS,
    bound::TEXTS,
    territory::TEXTS,
    contact_imports::TEXTS,
    merges::TEXTS,
    accessions::TEXTS,
    alliances::TEXTS,
    votes::TEXTS,
    notes::TEXTS,
    missing::TEXTS,
    informed::TEXTS,
    observers::TEXTS,
    municipality_contacts::TEXTS,
    escalations::TEXTS,
    support::TEXTS,
    groups::TEXTS,
    person_search::TEXTS,
    histories::TEXTS,
    who::TEXTS,
    bound::PLACES_TEXTS,
];

/// What the outside can ask for.
pub fn routes() -> Routes {
    organisations::routes()
        .and(contacts::routes())
        .and(core_group::routes())
        .and(bodies::routes())
        .and(territory::routes())
        .and(contact_imports::routes())
        .and(merges::routes())
        .and(alliances::routes())
        .and(accessions::routes())
        .and(votes::routes())
        .and(notes::routes())
        .and(missing::routes())
        .and(informed::routes())
        .and(observers::routes())
        .and(municipality_contacts::routes())
        .and(escalations::routes())
        .and(support::routes())
        .and(groups::routes())
        .and(person_search::routes())
        .and(histories::routes())
}
