//! A fresh database for each test, copied from a template that is made once:
//! a file on SQLite, a template database on PostgreSQL. What a test leaves in files
//! lies in a folder of its own, its ground, and goes with it.

use base::{FixedClock, Seeded};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use store::{Db, Engine, Journal, Keys, Outside, Target};
use tempfile::TempDir;

/// What a test finds in its database.
#[derive(Clone, Copy)]
pub enum World {
    /// Tables and content.
    Empty,
    /// The whole demo state.
    Demo,
}

impl World {
    const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Demo => "demo",
        }
    }
}

/// The role the tests serve as on PostgreSQL. The server's own address names the one
/// that makes the databases and owns their tables.
const SERVING: &str = "klappt_serving";

/// A folder that goes when it is dropped.
pub fn ground() -> TempDir {
    TempDir::new_in(folder()).expect("a folder")
}

/// A fresh database as its owner sees it.
pub async fn fresh(world: World, ground: &Path) -> Target {
    match server() {
        None => copy_of_file(world, ground).await,
        Some(url) => copy_of_database(world, &url).await,
    }
}

/// The same database as the application serves from it.
pub fn served(owned: &Target) -> Target {
    match owned {
        Target::Sqlite(path) => Target::Sqlite(path.clone()),
        Target::Postgres(url) => {
            let (before, at) = url.split_once("://").expect("an address");
            let (_, host) = at.split_once('@').unwrap_or(("", at));
            Target::Postgres(format!("{before}://{SERVING}@{host}"))
        }
    }
}

/// Opens it.
pub async fn open(target: &Target, ground: &Path, clock: Arc<FixedClock>) -> Db {
    let chance = Arc::new(Seeded::from_entropy(seed()));
    Db::open(target, outside(ground), clock, chance).await.expect("a database")
}

/// Keys that repeat, since a template is opened by many, and a journal of each database's own.
fn outside(ground: &Path) -> Outside {
    let journal = ground.join(format!("{}-journal", hex(&seed())));
    Outside { keys: Keys::new(&Seeded::fixed(11)), journal: Journal::at(journal) }
}

/// A database without any table on the engine asked for, with the keys of another one
/// and a journal of its own.
pub async fn empty(engine: Engine, like: &Db, ground: &Path, clock: Arc<FixedClock>) -> Db {
    let target = match (engine, server()) {
        (Engine::Postgres, Some(url)) => {
            let name = format!("e_{}", hex(&seed()));
            create_database(&url, &name).await
        }
        _ => Target::Sqlite(ground.join(format!("{}.db", hex(&seed())))),
    };
    let outside = Outside { keys: like.keys().clone(), ..outside(ground) };
    Db::open(&target, outside, clock, Arc::new(Seeded::from_entropy(seed()))).await.expect("a database")
}

/// Whether the tests were given a PostgreSQL server.
pub fn has_server() -> bool {
    server().is_some()
}

#[expect(clippy::disallowed_methods, reason = "databases are made with plain SQL")]
async fn create_database(server: &str, name: &str) -> Target {
    use sqlx::{AssertSqlSafe, Connection, PgConnection};
    let (base, _) = server.rsplit_once('/').expect("an address with a database name");
    let mut admin = PgConnection::connect(server).await.expect("the test server");
    let create = format!("create database {name}");
    sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut admin).await.expect("a database");
    admin.close().await.ok();
    Target::Postgres(format!("{base}/{name}"))
}

/// Fills a template. Its clock stands at the cut-off day, its chance repeats.
async fn fill(target: &Target, world: World) {
    let clock = Arc::new(FixedClock::noon(crate::first_day()));
    let ground = ground();
    let db = Db::open(target, outside(ground.path()), clock, Arc::new(Seeded::fixed(7)))
        .await
        .expect("a database");
    let serving = matches!(target, Target::Postgres(_)).then_some(SERVING);
    klappt::house::migrate(&db, serving).await.expect("tables").expect("not newer");
    klappt::content::load(&db).await.expect("content");
    if matches!(world, World::Demo) {
        let base_url = "http://localhost:8080";
        klappt::demo::load(
            target,
            outside(ground.path()),
            klappt::demo::PASSWORD,
            (base_url, crate::first_day()),
            |_| Ok(()),
        )
        .await
        .expect("the demo");
    }
    db.close().await;
}

/// Templates belong to one build of one test binary: made anew after every change.
fn key(world: World) -> String {
    let program = std::env::current_exe().expect("a program");
    let built = fs::metadata(&program).and_then(|m| m.modified()).expect("a time");
    let built = built.duration_since(std::time::UNIX_EPOCH).expect("after 1970").as_nanos();
    let name = program.file_stem().map(|n| n.to_string_lossy().replace('-', "_")).unwrap_or_default();
    format!("{}_{name}_{built:x}", world.name())
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join("klappt-test");
    fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}

/// Holds other test processes off while a template is made.
fn alone(key: &str) -> fs::File {
    let lock = fs::File::create(folder().join(format!("{key}.lock"))).expect("a lock file");
    lock.lock().expect("a lock");
    lock
}

async fn copy_of_file(world: World, ground: &Path) -> Target {
    let key = key(world);
    let template = folder().join(format!("{key}.db"));
    {
        let _lock = alone(&key);
        if !template.exists() {
            let making = folder().join(format!("{key}.making"));
            for ending in ["", "-wal", "-shm"] {
                fs::remove_file(format!("{}{ending}", making.display())).ok();
            }
            fill(&Target::Sqlite(making.clone()), world).await;
            fs::rename(&making, &template).expect("a template");
        }
    }
    let copy = ground.join("klappt.db");
    fs::copy(&template, &copy).expect("a copy");
    Target::Sqlite(copy)
}

fn seed() -> [u8; 32] {
    let mut seed = [0; 32];
    for half in seed.chunks_mut(16) {
        #[expect(clippy::disallowed_methods, reason = "test databases need names that never meet")]
        half.copy_from_slice(uuid::Uuid::new_v4().as_bytes());
    }
    seed
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes[..8].iter().fold(String::new(), |mut out, b| {
        write!(out, "{b:02x}").ok();
        out
    })
}

fn server() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the test script names the server")]
    std::env::var("KLAPPT_TEST_DATABASE").ok().filter(|url| !url.is_empty())
}

#[expect(clippy::disallowed_methods, reason = "databases are made and copied with plain SQL")]
async fn copy_of_database(world: World, server: &str) -> Target {
    use sqlx::{AssertSqlSafe, Connection, PgConnection};
    let key = format!("t_{}", key(world));
    let key: String = key.chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
    let (base, _) = server.rsplit_once('/').expect("an address with a database name");
    let mut admin = PgConnection::connect(server).await.expect("the test server");
    {
        let _lock = alone(&key);
        let role: Option<(i32,)> =
            sqlx::query_as(AssertSqlSafe(format!("select 1 from pg_roles where rolname = '{SERVING}'")))
                .fetch_optional(&mut admin)
                .await
                .expect("a list of roles");
        assert!(role.is_some(), "the tests serve as a role of their own: create role {SERVING} login");
        let known: Option<(i32,)> =
            sqlx::query_as(AssertSqlSafe(format!("select 1 from pg_database where datname = '{key}'")))
                .fetch_optional(&mut admin)
                .await
                .expect("a list of databases");
        if known.is_none() {
            let making = format!("{}_m", &key[..key.len().min(58)]);
            for sql in
                [format!("drop database if exists \"{making}\""), format!("create database \"{making}\"")]
            {
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut admin).await.expect("a database");
            }
            fill(&Target::Postgres(format!("{base}/{making}")), world).await;
            let rename = format!("alter database \"{making}\" rename to \"{key}\"");
            sqlx::raw_sql(AssertSqlSafe(rename)).execute(&mut admin).await.expect("a template");
        }
    }
    let copy = format!("k_{}", hex(&seed()));
    let create = format!("create database {copy} template \"{key}\" strategy wal_log");
    sqlx::raw_sql(AssertSqlSafe(create)).execute(&mut admin).await.expect("a copy");
    admin.close().await.ok();
    Target::Postgres(format!("{base}/{copy}"))
}
