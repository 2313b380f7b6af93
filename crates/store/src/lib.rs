//! Storage: one façade over SQLite and PostgreSQL.
//!
//! Queries take `&mut Read`, changes take `&mut Tx`, which derefs to it, so a
//! write on a reader does not compile. All SQL names a permit: [`Tx::sql`] binds
//! the permit's alliance as `$1`, [`Tx::shared`] is for tables that belong to no
//! alliance, [`Tx::across`] for statewide roles over all of them. Data, history,
//! audit line and queued job commit together. Only handlers and jobs begin a
//! transaction: a second `begin` inside the first waits for the single writer
//! and fails.
//!
//! ```compile_fail
//! async fn a_reader_cannot_write(db: &mut store::Read, permit: &base::Permit<base::EditOrganisations>) {
//!     db.sql(permit, "delete from organisation where alliance_id = $1").run().await.ok();
//! }
//! ```
//! ```
//! async fn a_transaction_can(tx: &mut store::Tx, permit: &base::Permit<base::EditOrganisations>) {
//!     tx.sql(permit, "delete from organisation where alliance_id = $1").run().await.ok();
//! }
//! ```

mod about;
mod agreement;
mod audit;
pub mod backup;
mod columns;
mod counts;
mod db;
mod dialect;
mod error;
mod group;
mod health;
mod history;
mod jobs;
mod journal;
mod keys;
mod migrations;
mod portion;
mod remember;
mod tombstones;
mod walls;

pub use about::AuditedAct;
pub use agreement::Disagreement;
pub use audit::{AuditFault, AuditFilter, AuditLine, AuditReport, Head, Look, audit_key};
pub use columns::{Column, columns};
pub use counts::{Counts, PoolUse};
pub use db::{Bind, Db, Outside, Query, Read, Row, Target, Tx};
pub use dialect::Engine;
pub use error::Error;
pub use health::Queue;
pub use history::{Entry, Kept, SealingKey, Told};
pub use jobs::{Job, Letter, Mail};
pub use journal::{AUDIT_HEADS, Journal, TOMBSTONES};
pub use keys::{Key, Keys, KeysError, Place};
pub use migrations::{Migration, NewerDatabase};
pub use portion::Portion;
pub use tombstones::{
    Again, BURIALS, BrokenTombstones, Burial, Buried, Erase, Put, Tombstone, tombstones_of,
};
pub use walls::{Openings, Standing};

/// What every storage call answers.
pub type Result<T> = std::result::Result<T, Error>;

/// The ground floor's own tables.
pub const MIGRATIONS: &[Migration] = migrations![
    "202611230100_create_history",
    "202611230110_create_job",
    "202611292300_create_revision",
    "202611300100_create_tombstone",
    "202611300200_chain_audit",
    "202611300600_create_installation",
    "202611300610_add_installation_tried",
    "202611302200_put_serial_mail_behind",
];
