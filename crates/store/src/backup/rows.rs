//! Rows and tables whose shape is known only at run time.

#![expect(clippy::disallowed_methods, reason = "statements over all tables cannot be literals with a permit")]

use super::{
    Trouble,
    cell::{Cell, Kind},
};
use crate::{Error, Result, dialect::Conn};
use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, ColumnIndex, Decode, Row, Type};

/// Hands over every row a statement answers, one at a time.
pub(super) async fn each(
    conn: Conn<'_>,
    sql: String,
    kinds: &[Kind],
    mut take: impl FnMut(&[Cell]) -> std::result::Result<(), Trouble>,
) -> std::result::Result<(), Trouble> {
    match conn {
        Conn::Lite(c) => {
            let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(c);
            while let Some(row) = rows.try_next().await.map_err(Error::from)? {
                take(&cells(&row, kinds).map_err(Error::from)?)?;
            }
        }
        Conn::Pg(c) => {
            let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(c);
            while let Some(row) = rows.try_next().await.map_err(Error::from)? {
                take(&cells(&row, kinds).map_err(Error::from)?)?;
            }
        }
    }
    Ok(())
}

fn cells<R>(row: &R, kinds: &[Kind]) -> std::result::Result<Vec<Cell>, sqlx::Error>
where
    R: Row,
    usize: ColumnIndex<R>,
    for<'r> uuid::Uuid: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> base::Instant: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> base::Day: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> bool: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> String: Decode<'r, R::Database> + Type<R::Database>,
{
    let cell = |(at, kind): (usize, &Kind)| {
        Ok(match kind {
            Kind::Uuid => Cell::Uuid(row.try_get(at)?),
            Kind::Bytea => Cell::Bytea(row.try_get(at)?),
            Kind::Timestamptz => Cell::Timestamptz(row.try_get(at)?),
            Kind::Boolean => Cell::Boolean(row.try_get(at)?),
            Kind::Bigint => Cell::Bigint(row.try_get(at)?),
            Kind::Date => Cell::Date(row.try_get(at)?),
            Kind::Text => Cell::Text(row.try_get(at)?),
        })
    };
    kinds.iter().enumerate().map(cell).collect()
}

/// Runs statements that answer nothing.
pub(super) async fn script(conn: Conn<'_>, sql: String) -> Result<()> {
    match conn {
        Conn::Lite(c) => sqlx::raw_sql(AssertSqlSafe(sql)).execute(c).await.map(drop)?,
        Conn::Pg(c) => sqlx::raw_sql(AssertSqlSafe(sql)).execute(c).await.map(drop)?,
    }
    Ok(())
}

/// Texts a statement answers, as many columns as asked for.
pub(super) async fn texts(conn: Conn<'_>, sql: &'static str, columns: usize) -> Result<Vec<Vec<String>>> {
    let mut found = Vec::new();
    let kinds = vec![Kind::Text; columns];
    let took = each(conn, sql.to_owned(), &kinds, |row| {
        let text = |cell: &Cell| match cell {
            Cell::Text(text) => text.clone().unwrap_or_default(),
            _ => String::new(),
        };
        found.push(row.iter().map(text).collect());
        Ok(())
    });
    match took.await {
        Ok(()) => Ok(found),
        Err(Trouble::Store(error)) => Err(error),
        Err(other) => Err(Error::Bug(other.to_string())),
    }
}

/// All tables of the schema.
pub(super) async fn tables(conn: Conn<'_>) -> Result<Vec<String>> {
    let sql = match conn {
        Conn::Lite(_) => {
            "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
        }
        Conn::Pg(_) => "select tablename::text from pg_tables where schemaname = current_schema() order by 1",
    };
    Ok(texts(conn, sql, 1).await?.into_iter().flatten().collect())
}

/// A name as part of a statement.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
