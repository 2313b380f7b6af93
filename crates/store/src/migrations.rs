//! Schema changes: named `timestamp_verb_object`, frozen by checksum once applied.

use crate::{Db, Engine, Error, Result, dialect};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// One schema change, written once for both engines.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// `202611230100_create_history`
    pub name: &'static str,
    /// Its text, with PostgreSQL's type names.
    pub sql: &'static str,
}

impl Migration {
    /// SHA-256 of the text, in hex.
    pub fn checksum(&self) -> String {
        hex::encode(Sha256::digest(self.sql))
    }

    /// What applies it on one engine and remembers that it was.
    pub(crate) fn script(&self, engine: Engine) -> String {
        let sql = dialect::translate(self.sql, engine);
        let (name, checksum) = (self.name, self.checksum());
        format!("{sql}\ninsert into migration (name, checksum) values ('{name}', '{checksum}');")
    }
}

/// Where applied migrations are remembered.
pub(crate) const TABLE: &str =
    "create table if not exists migration (\nname text not null primary key,\nchecksum text not null\n);\n";

/// All migrations in the order they are applied in.
pub(crate) fn ordered(all: &[&Migration]) -> Vec<Migration> {
    let mut ordered: Vec<Migration> = all.iter().map(|m| **m).collect();
    ordered.sort_by_key(|m| m.name);
    ordered
}

/// Lists a crate's migrations by name; the texts lie in its `migrations/`.
#[macro_export]
macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$($crate::Migration {
            name: $name,
            sql: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/", $name, ".sql")),
        }),*]
    };
}

/// The database was written by a newer version of klappt.
#[derive(Debug)]
pub struct NewerDatabase(
    /// The migration this version does not know.
    pub String,
);

impl fmt::Display for NewerDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Die Datenbank gehört zu einer neueren Version von klappt (unbekannter Schritt {}).",
            self.0
        )
    }
}

impl std::error::Error for NewerDatabase {}

impl Db {
    /// Migrations that still have to be applied, in order.
    ///
    /// # Errors
    /// `Bug` when an applied migration's text has changed since; `Ok(Err)` when
    /// the database is newer than this program.
    pub async fn pending(
        &self,
        all: &[&Migration],
    ) -> Result<std::result::Result<Vec<Migration>, NewerDatabase>> {
        // The role that serves may not create tables, not even one that is there.
        let is_there = self.engine() == Engine::Postgres
            && self.catalogue::<(i32,)>("select 1 where to_regclass('migration') is not null").await?.len()
                == 1;
        if !is_there {
            self.script(TABLE).await?;
        }
        let applied: BTreeMap<String, String> = self.applied().await?.into_iter().collect();
        let ordered = ordered(all);
        if let Some(unknown) = applied.keys().find(|name| ordered.iter().all(|m| m.name != **name)) {
            return Ok(Err(NewerDatabase(unknown.clone())));
        }
        let mut pending = Vec::new();
        for migration in ordered {
            match applied.get(migration.name) {
                None => pending.push(migration),
                Some(sum) if *sum == migration.checksum() => {}
                Some(_) => {
                    return Err(Error::Bug(format!(
                        "migration {} was changed after it was applied",
                        migration.name
                    )));
                }
            }
        }
        Ok(Ok(pending))
    }

    /// The triggers these migrations make and the database no longer has, or has switched
    /// off: among them those that keep the audit from being changed.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn missing_triggers(&self, all: &[&Migration]) -> Result<Vec<String>> {
        let mut expected = BTreeSet::new();
        for migration in ordered(all) {
            let script = migration.script(self.engine());
            let words: Vec<&str> = script.split_whitespace().collect();
            for at in words.windows(3).filter(|at| at[1] == "trigger") {
                let name = at[2].trim_end_matches(';').to_owned();
                match at[0] {
                    "create" => expected.insert(name),
                    "drop" => expected.remove(&name),
                    _ => false,
                };
            }
        }
        let there: Vec<(String,)> = self
            .catalogue(match self.engine() {
                Engine::Sqlite => "select name from sqlite_master where type = 'trigger'",
                Engine::Postgres => {
                    "select tgname::text from pg_trigger where not tgisinternal and tgenabled <> 'D'"
                }
            })
            .await?;
        Ok(expected.into_iter().filter(|name| there.iter().all(|(there,)| there != name)).collect())
    }

    /// Applies one migration and remembers it, in one transaction.
    pub async fn apply(&self, migration: &Migration) -> Result<()> {
        // A schema change looks over all alliances' rows, as the walls stand by then.
        let begin = match self.engine() {
            Engine::Sqlite => "begin immediate;",
            Engine::Postgres => "begin; set local klappt.reach = 'land';",
        };
        let script = migration.script(self.engine());
        self.script(&format!("{begin}\n{script}\ncommit;")).await
    }

    /// Applies whatever is missing.
    pub async fn migrate(&self, all: &[&Migration]) -> Result<std::result::Result<usize, NewerDatabase>> {
        let pending = match self.pending(all).await? {
            Ok(pending) => pending,
            Err(newer) => return Ok(Err(newer)),
        };
        for migration in &pending {
            self.apply(migration).await?;
        }
        Ok(Ok(pending.len()))
    }
}
