//! The alliances' pages and API, through requests.

mod accessions;
mod alliances;
mod bodies;
mod contact_imports;
mod core_group;
mod escalations;
mod groups;
mod histories;
mod merges;
mod organisations;
mod places;
mod structures;
mod territory;
mod votes;
