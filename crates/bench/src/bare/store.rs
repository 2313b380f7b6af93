//! The only SQL of the bare loop. It goes past the house's storage on purpose.

use anyhow::Result;
use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::path::Path;

/// One connection to a file of its own.
pub struct Bare(SqliteConnection);

impl Bare {
    /// Opens the file with the settings of klappt's: WAL, `synchronous=FULL`.
    pub async fn open(file: &Path) -> Result<Self> {
        let mut connection = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("cache_size", "-8000")
            .disable_statement_logging()
            .connect()
            .await?;
        #[expect(clippy::disallowed_methods, reason = "the bare loop is measured without the house's storage")]
        sqlx::query(
            "create table if not exists answer (number integer not null primary key, alliance_id blob not null, \
             workbook_id blob not null, item text not null, id blob not null, value text, version integer not null, \
             changed_at integer not null, changed_by blob) strict",
        )
        .execute(&mut connection)
        .await?;
        Ok(Self(connection))
    }

    /// Inserts one row; it is on disk when this returns.
    pub async fn insert(&mut self, value: &str) -> Result<()> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the bare loop is measured without the house's storage"
        )]
        sqlx::query(
            "insert into answer (alliance_id, workbook_id, item, id, value, version, changed_at, changed_by) \
             values ($1, $1, 'STR-2.4', $1, $2, 1, 1561939200000000, $1)",
        )
        .bind(&[7_u8; 16][..])
        .bind(value)
        .execute(&mut self.0)
        .await?;
        Ok(())
    }

    /// Writes the WAL home and closes the file.
    pub async fn close(self) -> Result<()> {
        Ok(self.0.close().await?)
    }
}
