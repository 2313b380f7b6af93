//! Writing one moment of the whole database.

use super::{
    Trouble,
    cell::Kind,
    is_left_out,
    lines::{Head, Pen, Sum},
    rows,
};
use crate::{Db, Error, Migration, Read, Result, columns};
use base::{AnyPermit, Instant};
use std::{collections::BTreeMap, io::Write};
use uuid::Uuid;

/// A moment of the database, held while it is written down; others go on saving.
pub struct Moment {
    db: Read,
    head: Head,
}

/// Every table with its columns and their types, by name.
pub(super) fn tables(all: &[&Migration]) -> BTreeMap<String, Vec<(String, String)>> {
    let mut found: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for column in columns(all) {
        if let Some((table, name)) = column.name.split_once('.') {
            found.entry(table.to_owned()).or_default().push((name.to_owned(), column.kind));
        }
    }
    found
}

impl Db {
    /// Holds this moment. The schema must be current.
    pub async fn moment(&self, permit: &dyn AnyPermit) -> Result<Moment> {
        let mut db = self.hold(permit).await?;
        // The first statement fixes the moment on both engines.
        let steps = "select name, checksum from migration order by name";
        let migrations: Vec<(String, String)> = db.shared(permit, steps).all().await?;
        let (id,): (Uuid,) = db.shared(permit, "select id from installation").one().await?;
        let head = Head::new(self.engine(), self.clock().now(), id, migrations);
        Ok(Moment { db, head })
    }

    /// Writes down that a backup of that moment is complete.
    pub async fn backed_up(&self, permit: &dyn AnyPermit, at: Instant) -> Result<()> {
        let mut tx = self.begin(permit).await?;
        tx.shared(permit, "update installation set backed_up_at = $1").bind(at).run().await?;
        tx.commit(permit, "installation backed up").await
    }
}

impl Moment {
    /// What the backup's first line says.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// Writes all tables, row by row, and hands back where it wrote to.
    ///
    /// # Errors
    /// When the database fails, cannot be written down whole, or `out` takes no more.
    pub async fn write<W: Write>(
        mut self,
        all: &[&Migration],
        out: W,
    ) -> std::result::Result<(W, Sum), Trouble> {
        let tables = tables(all);
        for table in rows::tables(self.db.conn()).await? {
            if table != "migration" && !tables.contains_key(&table) {
                return Err(Error::Bug(format!("table {table} stands in no migration")).into());
            }
        }
        let mut pen = Pen::new(out, &self.head)?;
        for (table, columns) in tables.iter().filter(|(table, _)| !is_left_out(table)) {
            let kinds = columns.iter().map(|(_, kind)| Kind::of(kind)).collect::<Option<Vec<_>>>();
            let kinds =
                kinds.ok_or_else(|| Error::Bug(format!("a column of {table} has an unknown type")))?;
            let names: Vec<String> = columns.iter().map(|(name, _)| rows::quoted(name)).collect();
            let sql = format!("select {} from {}", names.join(", "), rows::quoted(table));
            pen.begin(table, columns)?;
            rows::each(self.db.conn(), sql, &kinds, |row| pen.row(row)).await?;
            pen.end(table)?;
        }
        pen.complete(self.db.db().keys())
    }
}
