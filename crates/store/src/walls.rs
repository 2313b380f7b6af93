//! The second wall, on PostgreSQL: row-level security repeats what the first one, the
//! permit, says already. A statement that forgets its alliance then finds the rows of
//! one alliance only, or none.
//!
//! Every table with a column `alliance_id` gets a policy that compares it with the
//! setting `klappt.alliance`, which [`Db::read`] and [`Db::begin`] make from the permit;
//! rows of all alliances stand open only where `klappt.reach` is `land`. The walls are
//! raised anew at the end of every migration, so a new table cannot be forgotten.
//! They hold for the owner of the tables as well (`force`), but only a role that does
//! not own them cannot take them down: see [`Db::standing`]. On SQLite there is no
//! second wall.

use crate::{Db, Engine, Result};
use base::AnyPermit;
use std::{collections::BTreeSet, fmt::Write};

/// Where the wall has openings, each with its reason.
#[derive(Clone, Copy, Debug)]
pub struct Openings {
    /// Tables with an alliance whose rows it cannot tell apart.
    pub tables: &'static [(&'static str, &'static str)],
    /// Views that look over all alliances. All other views see what their reader sees.
    pub views: &'static [(&'static str, &'static str)],
}

/// How the role that asks stands to the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Standing {
    /// It owns them, or may act as who does: it could take the walls down.
    pub owns: bool,
    /// Walls do not hold it: it is a superuser, or has `BYPASSRLS`.
    pub passes: bool,
}

/// Alliance and reach, as the policies read them.
pub(crate) fn setting(permit: &dyn AnyPermit) -> (String, &'static str) {
    let alliance = permit.alliance().map(|id| id.to_string()).unwrap_or_default();
    (alliance, if permit.looks_over_alliances() { "land" } else { "" })
}

/// A table that names an alliance in each row.
#[derive(sqlx::FromRow)]
struct Tenant {
    name: String,
    /// The alliance is never empty.
    always: bool,
    /// Walled, for its owner as well.
    walled: bool,
}

/// A view, and one table it reads.
#[derive(sqlx::FromRow)]
struct Sight {
    view: String,
    table: String,
    as_reader: bool,
}

impl Db {
    async fn tenants(&self) -> Result<Vec<Tenant>> {
        self.catalogue(
            "select c.relname::text as name, a.attnotnull as always, \
             c.relrowsecurity and c.relforcerowsecurity and exists \
             (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant') as walled \
             from pg_class c join pg_attribute a on a.attrelid = c.oid \
             where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') \
             and a.attname = 'alliance_id' and not a.attisdropped order by c.relname",
        )
        .await
    }

    async fn sights(&self) -> Result<Vec<Sight>> {
        self.catalogue(
            "select distinct v.relname::text as view, t.relname::text as \"table\", \
             coalesce('security_invoker=true' = any(v.reloptions), false) as as_reader \
             from pg_class v join pg_rewrite w on w.ev_class = v.oid \
             join pg_depend d on d.objid = w.oid and d.classid = 'pg_rewrite'::regclass \
             and d.refclassid = 'pg_class'::regclass \
             join pg_class t on t.oid = d.refobjid and t.relkind in ('r', 'p') \
             where v.relkind = 'v' and v.relnamespace = current_schema()::regnamespace order by 1, 2",
        )
        .await
    }

    /// Raises the walls anew, and gives the role that serves what it needs and no more.
    /// Done by the owner of the tables, after every migration. Nothing on SQLite.
    pub async fn raise_walls(&self, openings: &Openings, serving: Option<&str>) -> Result<()> {
        if self.engine() == Engine::Sqlite {
            return Ok(());
        }
        let sights = self.sights().await?;
        let views: BTreeSet<&str> = sights.iter().map(|s| s.view.as_str()).collect();
        let looks_over = |view: &str| openings.views.iter().any(|(open, _)| *open == view);
        let mut sql = String::from("begin;\n");
        for table in self.tenants().await? {
            let name = quoted(&table.name);
            if openings.tables.iter().any(|(open, _)| *open == table.name) {
                lines(
                    &mut sql,
                    &[
                        format!("drop policy if exists tenant on {name}"),
                        format!("drop policy if exists published on {name}"),
                        format!("alter table {name} no force row level security"),
                        format!("alter table {name} disable row level security"),
                    ],
                );
                continue;
            }
            let mut rows =
                "alliance_id = (select nullif(current_setting('klappt.alliance', true), '')::uuid) \
                            or (select current_setting('klappt.reach', true)) = 'land'"
                    .to_owned();
            if !table.always {
                rows.push_str(" or alliance_id is null");
            }
            lines(
                &mut sql,
                &[
                    format!("alter table {name} enable row level security"),
                    format!("alter table {name} force row level security"),
                    format!("drop policy if exists tenant on {name}"),
                    format!("create policy tenant on {name} using ({rows}) with check ({rows})"),
                    format!("drop policy if exists published on {name}"),
                ],
            );
            if sights.iter().any(|s| s.table == table.name && looks_over(&s.view)) {
                // A view reads with its owner's eyes.
                lines(
                    &mut sql,
                    &[format!("create policy published on {name} for select to current_user using (true)")],
                );
            }
        }
        for view in views {
            let as_reader = !looks_over(view);
            lines(&mut sql, &[format!("alter view {} set (security_invoker = {as_reader})", quoted(view))]);
        }
        if let Some(role) = serving {
            let schema: Vec<(String,)> = self.catalogue("select current_schema()::text").await?;
            let only_added: Vec<(String,)> = self
                .catalogue(
                    "select distinct c.relname::text from pg_trigger t join pg_proc p on p.oid = t.tgfoid \
                     join pg_class c on c.oid = t.tgrelid where p.proname = 'refuse_change' \
                     and c.relnamespace = current_schema()::regnamespace order by 1",
                )
                .await?;
            for (schema,) in schema {
                grant(&mut sql, &quoted(&schema), &only_added, &quoted(role));
            }
        }
        sql.push_str("commit;");
        self.script(&sql).await
    }

    /// What is open though nobody said why; empty on SQLite.
    pub async fn gaps(&self, openings: &Openings) -> Result<Vec<String>> {
        if self.engine() == Engine::Sqlite {
            return Ok(Vec::new());
        }
        let tables = self.tenants().await?;
        let is_open = |name: &str| openings.tables.iter().any(|(open, _)| *open == name);
        let is_tenant = |name: &str| tables.iter().any(|t| t.name == name) && !is_open(name);
        let mut gaps: Vec<String> =
            tables.iter().filter(|t| !t.walled && !is_open(&t.name)).map(|t| t.name.clone()).collect();
        for sight in self.sights().await?.into_iter().filter(|s| !s.as_reader && is_tenant(&s.table)) {
            if openings.views.iter().all(|(view, _)| *view != sight.view) {
                gaps.push(sight.view);
            }
        }
        gaps.sort();
        gaps.dedup();
        Ok(gaps)
    }

    /// How the role of this connection stands to the tables; `None` on SQLite.
    pub async fn standing(&self) -> Result<Option<Standing>> {
        if self.engine() == Engine::Sqlite {
            return Ok(None);
        }
        let found = self
            .catalogue(
                "select r.rolsuper or r.rolbypassrls as passes, exists (select 1 from pg_class c \
                 where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') \
                 and pg_has_role(current_user, c.relowner, 'member')) as owns \
                 from pg_roles r where r.rolname = current_user",
            )
            .await?;
        Ok(found.into_iter().next())
    }
}

/// What it takes to serve: rows, no tables; and where rows are only ever added, no more.
fn grant(sql: &mut String, schema: &str, only_added: &[(String,)], role: &str) {
    lines(
        sql,
        &[
            format!("grant usage on schema {schema} to {role}"),
            format!("grant select, insert, update, delete on all tables in schema {schema} to {role}"),
            format!("grant usage on all sequences in schema {schema} to {role}"),
            format!("grant execute on all functions in schema {schema} to {role}"),
            format!("revoke insert, update, delete on migration from {role}"),
        ],
    );
    for (table,) in only_added {
        lines(sql, &[format!("revoke update, delete on {} from {role}", quoted(table))]);
    }
}

fn lines(sql: &mut String, statements: &[String]) {
    for statement in statements {
        writeln!(sql, "{statement};").ok();
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
