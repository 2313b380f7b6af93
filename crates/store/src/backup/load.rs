//! Taking a backup back into an empty database, in one transaction: whole or not at all.

use super::{
    Refusal, Trouble,
    cell::Cell,
    lines::{Contents, Sum, Table},
    rows,
};
use crate::{Engine, Migration, Tx, migrations::ordered};
use std::io::BufRead;

type Result<T> = std::result::Result<T, Trouble>;

/// Rows that go to the database together.
const BATCH: usize = 64;

impl Tx {
    /// Makes the backup's tables, fills them with its rows, and applies whatever steps
    /// of the schema came since. Nothing lasts before this unit of work commits.
    ///
    /// Triggers and references rest meanwhile and are set up again as they were:
    /// counters and append-only tables come back exactly as they were saved.
    ///
    /// # Errors
    /// Refuses damaged and newer backups, and a database that is not empty.
    pub async fn take_back<R: BufRead>(
        &mut self,
        all: &[&Migration],
        contents: &mut Contents<R>,
    ) -> Result<Sum> {
        if !rows::tables(self.conn()).await?.is_empty() {
            return Err(Refusal::NotEmpty.into());
        }
        let engine = self.db().engine();
        let (then, since) = split(all, &contents.head().migrations)?;
        self.script(crate::migrations::TABLE.to_owned()).await?;
        for migration in &then {
            self.script(migration.script(engine)).await?;
        }
        let rest = self.rest(engine).await?;
        for table in rows::tables(self.conn()).await?.iter().filter(|table| *table != "migration") {
            self.script(format!("delete from {}", rows::quoted(table))).await?;
        }
        while let Some(table) = contents.next_table()? {
            self.fill(contents, &table).await?;
        }
        for sql in rest {
            self.script(sql).await?;
        }
        for migration in &since {
            self.script(migration.script(engine)).await?;
        }
        self.dangling(engine).await?;
        Ok(contents.sum())
    }

    async fn script(&mut self, sql: String) -> crate::Result<()> {
        rows::script(self.conn(), sql).await
    }

    /// Lets triggers and references rest; answers what sets them up again.
    async fn rest(&mut self, engine: Engine) -> crate::Result<Vec<String>> {
        let mut after = Vec::new();
        if engine == Engine::Sqlite {
            self.script("pragma defer_foreign_keys = on".to_owned()).await?;
            let triggers = "select name, sql from sqlite_master where type = 'trigger' order by name";
            for row in rows::texts(self.conn(), triggers, 2).await? {
                let [name, sql] = row.as_slice() else { continue };
                self.script(format!("drop trigger {}", rows::quoted(name))).await?;
                after.push(sql.clone());
            }
            return Ok(after);
        }
        let references = "select conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) \
                          from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace \
                          order by 1, 2";
        for row in rows::texts(self.conn(), references, 3).await? {
            let [table, name, meaning] = row.as_slice() else { continue };
            let name = rows::quoted(name);
            self.script(format!("alter table {table} drop constraint {name}")).await?;
            after.push(format!("alter table {table} add constraint {name} {meaning}"));
        }
        for table in rows::tables(self.conn()).await? {
            let table = rows::quoted(&table);
            self.script(format!("alter table {table} disable trigger user")).await?;
            after.push(format!("alter table {table} enable trigger user"));
        }
        Ok(after)
    }

    async fn fill<R: BufRead>(&mut self, contents: &mut Contents<R>, table: &Table) -> Result<()> {
        let names: Vec<String> = table.columns.iter().map(|(name, _)| rows::quoted(name)).collect();
        let insert = format!("insert into {} ({})", rows::quoted(&table.name), names.join(", "));
        let mut batch: Vec<Vec<Cell>> = Vec::with_capacity(BATCH);
        loop {
            let row = contents.next_row(table)?;
            let ended = row.is_none();
            batch.extend(row);
            if batch.len() == BATCH || (ended && !batch.is_empty()) {
                self.insert_many(&insert, names.len(), &batch, |query, row| {
                    row.iter().cloned().fold(query, |query, cell| match cell {
                        Cell::Uuid(v) => query.bind(v),
                        Cell::Bytea(v) => query.bind(v),
                        Cell::Timestamptz(v) => query.bind(v),
                        Cell::Boolean(v) => query.bind(v),
                        Cell::Bigint(v) => query.bind(v),
                        Cell::Date(v) => query.bind(v),
                        Cell::Text(v) => query.bind(v),
                    })
                })
                .await?;
                batch.clear();
            }
            if ended {
                return Ok(());
            }
        }
    }

    /// SQLite looks at references only when it commits, and then does not say which.
    async fn dangling(&mut self, engine: Engine) -> Result<()> {
        if engine == Engine::Postgres {
            return Ok(());
        }
        let found = "select distinct \"table\" from pragma_foreign_key_check";
        match rows::texts(self.conn(), found, 1).await?.into_iter().flatten().next() {
            Some(table) => Err(Refusal::Damaged(format!("Bezüge der Tabelle {table}")).into()),
            None => Ok(()),
        }
    }
}

/// The backup's steps, and those that came since.
fn split(all: &[&Migration], taken: &[(String, String)]) -> Result<(Vec<Migration>, Vec<Migration>)> {
    let all = ordered(all);
    for (name, checksum) in taken {
        if !all.iter().any(|m| m.name == name && m.checksum() == *checksum) {
            return Err(Refusal::Newer(name.clone()).into());
        }
    }
    Ok(all.into_iter().partition(|m| taken.iter().any(|(name, _)| name == m.name)))
}
