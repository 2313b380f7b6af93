//! Where the engines differ, and nothing else. Private to this crate.
//!
//! Tables are written once, with PostgreSQL's type names. For SQLite the names
//! are exchanged for its five storage classes and every table is made `strict`,
//! so that an ill-typed value is refused there too. JSON is text on both: its
//! operators differ silently between the engines. A pattern is `like $1 || ''`: with
//! a bare parameter SQLite prepares the statement anew at every call, to look whether
//! the pattern begins with letters. A migration may hold lines for
//! one engine between `-- sqlite:` / `-- postgres:` and `-- end`.

use sqlx::{PgConnection, SqliteConnection};

/// Which engine a database runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded: one writer, several readers, WAL.
    Sqlite,
    /// A server of version 15 or later.
    Postgres,
}

/// A borrowed connection.
pub(crate) enum Conn<'c> {
    Lite(&'c mut SqliteConnection),
    Pg(&'c mut PgConnection),
}

/// The migration's text for one engine.
pub(crate) fn translate(sql: &str, engine: Engine) -> String {
    let mut out = String::new();
    let mut only: Option<Engine> = None;
    for line in sql.lines() {
        match line.trim() {
            "-- sqlite:" => only = Some(Engine::Sqlite),
            "-- postgres:" => only = Some(Engine::Postgres),
            "-- end" => only = None,
            _ if only.is_some_and(|o| o != engine) => {}
            // Comments are for people; SQLite keeps them in its schema.
            code => {
                let code = code.split("--").next().unwrap_or_default().trim_end();
                if only.is_none() && engine == Engine::Sqlite {
                    out.push_str(&sqlite_types(code));
                } else {
                    out.push_str(code);
                }
                out.push('\n');
            }
        }
    }
    out
}

fn sqlite_types(line: &str) -> String {
    let line = if line == ");" { ") strict;" } else { line };
    let mut out = String::with_capacity(line.len());
    for word in line.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_') {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
        out.push_str(match bare {
            "uuid" | "bytea" => "blob",
            "timestamptz" | "boolean" | "bigint" => "integer",
            "date" => "text",
            other => other,
        });
        out.push_str(&word[bare.len()..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_table_reads_the_same_on_both_engines() {
        let sql = "create table a (\n  id uuid not null, -- key | x | y\n  born date,\n  ok boolean not null default false\n);\n-- postgres:\nselect 1;\n-- end\n";
        assert_eq!(
            translate(sql, Engine::Sqlite),
            "create table a (\nid blob not null,\nborn text,\nok integer not null default false\n) strict;\n"
        );
        assert!(translate(sql, Engine::Postgres).ends_with(");\nselect 1;\n"));
    }
}
