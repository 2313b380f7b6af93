//! Connections, transactions, and the one way to run SQL.

#![expect(clippy::disallowed_methods, reason = "this file is the one place that talks to sqlx")]

use crate::{
    Counts, Engine, Error, Journal, Keys, PoolUse, Result,
    audit::{AuditLine, Head},
    dialect::Conn,
    group::Group,
    history::Change,
    remember::{Memory, Value},
    tombstones::Tombstone,
    walls,
};
use base::{AllianceId, AnyPermit, Chance, Clock, Instant};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Encode, FromRow, Postgres, Sqlite, Transaction, Type,
    pool::PoolConnection,
    postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions, PgRow},
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
        SqliteSynchronous,
    },
};
use std::{
    any::TypeId,
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    fmt,
    marker::PhantomData,
    ops::{Deref, DerefMut},
    path::PathBuf,
    str::FromStr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};
use uuid::Uuid;

/// Where a database is: `sqlite:path` or `postgres://…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file, created when missing.
    Sqlite(PathBuf),
    /// A server's address.
    Postgres(String),
}

impl Target {
    /// The role a server is asked as; `None` for a file.
    pub fn role(&self) -> Option<String> {
        let Self::Postgres(url) = self else { return None };
        PgConnectOptions::from_str(url).ok().map(|options| options.get_username().to_owned())
    }
}

impl FromStr for Target {
    type Err = Error;
    fn from_str(url: &str) -> Result<Self> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            return Ok(Self::Sqlite(PathBuf::from(path.trim_start_matches("//"))));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        Err(Error::Bug("a database address begins with sqlite: or postgres://".to_owned()))
    }
}

/// What belongs to a database and is kept outside it.
#[derive(Clone, Debug)]
pub struct Outside {
    /// The master keys.
    pub keys: Keys,
    /// The files that only grow.
    pub journal: Journal,
}

/// A database, its keys and journal, its clock and its chance. Cheap to clone.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    pools: Pools,
    outside: Outside,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    group: Group,
    memory: Memory,
    /// The last audit line the journal has heard of.
    noted: AtomicI64,
    /// The audit's head as this process has written it last.
    written_head: Mutex<Option<Head>>,
    counts: Counts,
    distrust: Arc<AtomicBool>,
}

enum Pools {
    Lite { writer: SqlitePool, readers: SqlitePool },
    Pg { writers: PgPool, readers: PgPool },
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Db({:?})", self.engine())
    }
}

impl Db {
    /// Opens a database; nothing is migrated yet.
    ///
    /// SQLite: WAL, `synchronous=FULL`, foreign keys on, one writer, four readers.
    pub async fn open(
        target: &Target,
        outside: Outside,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Result<Self> {
        let wait = Duration::from_secs(5);
        let distrust = Arc::new(AtomicBool::new(false));
        let pools = match target {
            Target::Sqlite(path) => {
                make_private(path);
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(wait)
                    .pragma("cache_size", "-8000")
                    // What is deleted is overwritten: an erased key must not lie in free space.
                    .pragma("secure_delete", "on")
                    .statement_cache_capacity(256)
                    .disable_statement_logging();
                let doubted = distrust.clone();
                let writer = SqlitePoolOptions::new()
                    .max_connections(1)
                    .before_acquire(move |_, _| {
                        let keep = !doubted.swap(false, Ordering::AcqRel);
                        Box::pin(async move { Ok(keep) })
                    })
                    .idle_timeout(None)
                    .max_lifetime(None)
                    // A file does not hang up: asking first would cost every request a way to its thread and back.
                    .test_before_acquire(false)
                    .acquire_timeout(wait)
                    .connect_with(options.clone())
                    .await?;
                let readers = SqlitePoolOptions::new()
                    .max_connections(4)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .test_before_acquire(false)
                    .acquire_timeout(wait)
                    .connect_lazy_with(options.read_only(true).create_if_missing(false));
                Pools::Lite { writer, readers }
            }
            Target::Postgres(url) => {
                let options = PgConnectOptions::from_str(url)?
                    .application_name("klappt")
                    .options([("timezone", "UTC")])
                    .disable_statement_logging();
                let writers = PgPoolOptions::new()
                    .max_connections(6)
                    .acquire_timeout(wait)
                    .connect_with(options.clone())
                    .await?;
                let readers = PgPoolOptions::new()
                    .max_connections(6)
                    // Telling it whose reader it is shows whether the server is still there.
                    .test_before_acquire(false)
                    .acquire_timeout(wait)
                    .connect_lazy_with(options.options([("default_transaction_read_only", "on")]));
                Pools::Pg { writers, readers }
            }
        };
        Ok(Self(Arc::new(Inner {
            pools,
            outside,
            clock,
            chance,
            group: Group::default(),
            memory: Memory::default(),
            noted: AtomicI64::new(0),
            written_head: Mutex::new(None),
            counts: Counts::default(),
            distrust,
        })))
    }

    /// Which engine it runs on.
    pub fn engine(&self) -> Engine {
        match self.0.pools {
            Pools::Lite { .. } => Engine::Sqlite,
            Pools::Pg { .. } => Engine::Postgres,
        }
    }
    /// The clock handed in.
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }
    /// The chance handed in.
    pub fn chance(&self) -> &dyn Chance {
        &*self.0.chance
    }
    /// The master keys.
    pub fn keys(&self) -> &Keys {
        &self.0.outside.keys
    }
    /// The files outside.
    pub fn journal(&self) -> &Journal {
        &self.0.outside.journal
    }
    pub(crate) fn noted(&self) -> &AtomicI64 {
        &self.0.noted
    }
    pub(crate) fn written_head(&self) -> &Mutex<Option<Head>> {
        &self.0.written_head
    }
    /// What is counted.
    pub fn counts(&self) -> &Counts {
        &self.0.counts
    }
    /// How the pools of connections stand: those that read, those that write.
    pub fn pools(&self) -> [PoolUse; 2] {
        fn of<D: sqlx::Database>(name: &'static str, pool: &sqlx::Pool<D>) -> PoolUse {
            let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
            PoolUse { name, open: pool.size(), idle, most: pool.options().get_max_connections() }
        }
        match &self.0.pools {
            Pools::Lite { writer, readers } => [of("readers", readers), of("writers", writer)],
            Pools::Pg { writers, readers } => [of("readers", readers), of("writers", writers)],
        }
    }
    /// After a commit that could not be brought to disk nobody knows what the
    /// connection believes to be there: the next one to write opens a new one.
    fn distrust_writer(&self) {
        self.0.distrust.store(true, Ordering::Release);
    }
    pub(crate) fn group(&self) -> &Group {
        &self.0.group
    }
    pub(crate) fn memory(&self) -> &Memory {
        &self.0.memory
    }

    /// A reader in the permit's alliance.
    pub async fn read(&self, permit: &dyn AnyPermit) -> Result<Read> {
        let conn = match &self.0.pools {
            Pools::Lite { readers, .. } => Held::Lite(readers.acquire().await?),
            Pools::Pg { readers, .. } => Held::Pg(walled(readers, permit).await?),
        };
        Ok(self.reader(conn, permit))
    }

    /// Begins a unit of work in the permit's alliance. On SQLite it takes the one
    /// writer at once (`begin immediate`), so a later write cannot fail as busy.
    pub async fn begin(&self, permit: &dyn AnyPermit) -> Result<Tx> {
        let conn = match &self.0.pools {
            Pools::Lite { writer, .. } => Held::LiteTx(writer.begin_with("begin immediate").await?),
            Pools::Pg { writers, .. } => {
                let (alliance, reach) = walls::setting(permit);
                // An id and a fixed word: nothing in it comes from outside.
                let begin = format!(
                    "begin; set local klappt.alliance = '{alliance}'; set local klappt.reach = '{reach}'"
                );
                Held::PgTx(writers.begin_with(AssertSqlSafe(begin)).await?)
            }
        };
        Ok(Tx {
            read: self.reader(conn, permit),
            changes: Vec::new(),
            lines: Vec::new(),
            told: 0,
            letters: 0,
            buried: Vec::new(),
        })
    }

    /// A reader for which time stands still: what others commit meanwhile it does not
    /// see. It looks over all alliances, whatever its permit: a backup is of all of them.
    pub(crate) async fn hold(&self, permit: &dyn AnyPermit) -> Result<Read> {
        let conn = match &self.0.pools {
            Pools::Lite { readers, .. } => Held::LiteTx(readers.begin().await?),
            Pools::Pg { readers, .. } => Held::PgTx(
                readers
                    .begin_with(
                        "begin isolation level repeatable read read only; \
                         set local klappt.alliance = ''; set local klappt.reach = 'land'",
                    )
                    .await?,
            ),
        };
        Ok(self.reader(conn, permit))
    }

    fn reader(&self, conn: Held, permit: &dyn AnyPermit) -> Read {
        Read {
            db: self.clone(),
            conn,
            alliance: permit.alliance(),
            looks_over_alliances: permit.looks_over_alliances(),
            now: self.0.clock.now(),
            revisions: None,
            shared_parts: HashMap::new(),
        }
    }

    /// Notes the audit's head, waits until every connection is given back, then closes
    /// (SQLite: the WAL is written home).
    pub async fn close(&self) {
        if let Err(e) = self.note_last_head().await {
            tracing::error!(cause = %e, "the audit's head could not be noted");
        }
        match &self.0.pools {
            Pools::Lite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Pg { writers, readers } => {
                readers.close().await;
                writers.close().await;
            }
        }
    }

    pub(crate) async fn script(&self, sql: &str) -> Result<()> {
        match &self.0.pools {
            Pools::Lite { writer, .. } => {
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(writer).await.map(drop)?;
            }
            Pools::Pg { writers, .. } => {
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(writers).await.map(drop)?;
            }
        }
        Ok(())
    }

    pub(crate) async fn applied(&self) -> Result<Vec<(String, String)>> {
        let sql = "select name, checksum from migration";
        Ok(match &self.0.pools {
            Pools::Lite { writer, .. } => sqlx::query_as(sql).fetch_all(writer).await?,
            Pools::Pg { writers, .. } => sqlx::query_as(sql).fetch_all(writers).await?,
        })
    }

    /// What the server's own tables say about it.
    pub(crate) async fn catalogue<T: Row>(&self, sql: &'static str) -> Result<Vec<T>> {
        Ok(match &self.0.pools {
            Pools::Lite { writer, .. } => sqlx::query_as(sql).fetch_all(writer).await?,
            Pools::Pg { writers, .. } => sqlx::query_as(sql).fetch_all(writers).await?,
        })
    }

    /// The engine's own check of the file (SQLite: integrity and references).
    /// Answers what it found wrong; PostgreSQL checks references at every write.
    pub async fn integrity(&self) -> Result<Vec<String>> {
        let Pools::Lite { writer, .. } = &self.0.pools else { return Ok(Vec::new()) };
        let mut found: Vec<String> = sqlx::query_scalar("pragma integrity_check").fetch_all(writer).await?;
        found.retain(|line| line != "ok");
        let dangling: Vec<(String,)> =
            sqlx::query_as("select distinct \"table\" from pragma_foreign_key_check")
                .fetch_all(writer)
                .await?;
        found.extend(
            dangling.into_iter().map(|(table,)| format!("In der Tabelle {table} führt ein Bezug ins Leere.")),
        );
        Ok(found)
    }

    /// Asks the engine to prepare a statement without running it: the test that
    /// every statement is understood by both engines.
    pub async fn understands(&self, sql: &str) -> Result<()> {
        use sqlx::{Executor, SqlSafeStr};
        let text = AssertSqlSafe(sql.to_owned()).into_sql_str();
        match &self.0.pools {
            Pools::Lite { writer, .. } => writer.prepare(text).await.map(drop)?,
            Pools::Pg { writers, .. } => writers.prepare(text).await.map(drop)?,
        }
        Ok(())
    }
}

/// A connection that knows for which alliance it reads. Whatever it was told before
/// is overwritten, so no reader inherits another's.
async fn walled(readers: &PgPool, permit: &dyn AnyPermit) -> Result<PoolConnection<Postgres>> {
    let (alliance, reach) = walls::setting(permit);
    let tell = "select set_config('klappt.alliance', $1, false), set_config('klappt.reach', $2, false)";
    // All that wait in the pool may have been hung up on; one more is made anew.
    for _ in 0..=readers.options().get_max_connections() {
        let mut conn = readers.acquire().await?;
        match sqlx::query(tell).bind(&alliance).bind(reach).execute(&mut *conn).await {
            Ok(_) => return Ok(conn),
            Err(error) if hung_up(&error) => drop(conn.close().await),
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::Unavailable("the server hangs up".to_owned()))
}

/// A database that is not there yet is made for its owner alone, whatever the umask says;
/// the files SQLite lays beside it take its rights after it. What goes wrong here, opening says.
#[cfg(unix)]
fn make_private(path: &std::path::Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).ok();
}

#[cfg(not(unix))]
fn make_private(_: &std::path::Path) {}

fn hung_up(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) => true,
        // It is shutting down, or somebody ended the connection.
        sqlx::Error::Database(e) => e.code().is_some_and(|code| code.starts_with("57P")),
        _ => false,
    }
}

enum Held {
    Lite(PoolConnection<Sqlite>),
    Pg(PoolConnection<Postgres>),
    LiteTx(Transaction<'static, Sqlite>),
    PgTx(Transaction<'static, Postgres>),
}

/// A reader. `Tx` derefs to it.
pub struct Read {
    db: Db,
    conn: Held,
    alliance: Option<AllianceId>,
    looks_over_alliances: bool,
    now: Instant,
    /// How often each subject had changed when it was first asked for.
    pub(crate) revisions: Option<BTreeMap<String, i64>>,
    /// What was read once for all parts of a page.
    pub(crate) shared_parts: HashMap<TypeId, Value>,
}

/// A unit of work: everything in it commits together or not at all.
pub struct Tx {
    read: Read,
    /// History and audit lines that go to disk together, just before the commit.
    pub(crate) changes: Vec<Change>,
    pub(crate) lines: Vec<AuditLine>,
    /// How many of the changes an audit line has named already.
    pub(crate) told: usize,
    /// How many letters it has queued so far.
    pub(crate) letters: usize,
    /// Tombstones that are written down with the commit.
    pub(crate) buried: Vec<Tombstone>,
}

impl Deref for Tx {
    type Target = Read;
    fn deref(&self) -> &Read {
        &self.read
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Read {
        &mut self.read
    }
}

/// Marks queries that only read.
#[derive(Debug)]
pub struct Reading;
/// Marks queries that may write.
#[derive(Debug)]
pub struct Writing;

/// A value both engines can take.
pub trait Bind:
    for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres>
{
}
impl<T> Bind for T where
    T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres>
{
}

/// A row type both engines can fill: derive `sqlx::FromRow`.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl Read {
    pub(crate) fn conn(&mut self) -> Conn<'_> {
        match &mut self.conn {
            Held::Lite(c) => Conn::Lite(c),
            Held::LiteTx(c) => Conn::Lite(c),
            Held::Pg(c) => Conn::Pg(c),
            Held::PgTx(c) => Conn::Pg(c),
        }
    }
    pub(crate) fn is_unit_of_work(&self) -> bool {
        matches!(self.conn, Held::LiteTx(_) | Held::PgTx(_))
    }
    /// The moment the unit of work began; one for everything in it.
    pub fn now(&self) -> Instant {
        self.now
    }
    /// The database it belongs to, for clock, chance and new ids.
    pub fn db(&self) -> &Db {
        &self.db
    }
    /// A new key.
    pub fn new_uuid(&self) -> Uuid {
        base::uuid(self.db.clock(), self.db.chance())
    }

    /// A query inside the permit's alliance, which is bound as `$1`.
    pub fn sql(&mut self, permit: &dyn AnyPermit, text: &'static str) -> Query<'_, Reading> {
        self.tenant(permit, text)
    }
    /// A query over tables that belong to no alliance.
    pub fn shared(&mut self, _permit: &dyn AnyPermit, text: &'static str) -> Query<'_, Reading> {
        Query::new(self.conn(), text, None)
    }
    /// A query over all alliances, for permits that reach statewide.
    pub fn across(&mut self, permit: &dyn AnyPermit, text: &'static str) -> Query<'_, Reading> {
        self.statewide(permit, text)
    }

    /// The ground floor's own lists, where nobody asks for a permit.
    pub(crate) fn bare(&mut self, text: &'static str) -> Query<'_, Reading> {
        Query::new(self.conn(), text, None)
    }

    fn tenant<M>(&mut self, permit: &dyn AnyPermit, text: &'static str) -> Query<'_, M> {
        let fault = match permit.alliance() {
            None => Some("this permit names no alliance"),
            Some(_) if permit.alliance() != self.alliance => Some("this permit is for another alliance"),
            Some(_) if !text.contains("$1") => Some("this query forgets its alliance ($1)"),
            Some(_) => None,
        };
        let alliance = permit.alliance();
        let query = Query::new(self.conn(), text, fault);
        match alliance {
            Some(alliance) => query.bind(alliance),
            None => query,
        }
    }

    fn statewide<M>(&mut self, permit: &dyn AnyPermit, text: &'static str) -> Query<'_, M> {
        let fault = if !permit.is_statewide() {
            Some("this permit does not reach statewide")
        } else if permit.looks_over_alliances() && !self.looks_over_alliances {
            Some("this was begun with a permit that does not look over all alliances")
        } else {
            None
        };
        Query::new(self.conn(), text, fault)
    }
}

impl Tx {
    /// A query or change inside the permit's alliance, which is bound as `$1`.
    pub fn sql(&mut self, permit: &dyn AnyPermit, text: &'static str) -> Query<'_, Writing> {
        self.read.tenant(permit, text)
    }
    /// A query or change on tables that belong to no alliance.
    pub fn shared(&mut self, _permit: &dyn AnyPermit, text: &'static str) -> Query<'_, Writing> {
        Query::new(self.read.conn(), text, None)
    }
    /// A query or change over all alliances, for permits that reach statewide.
    pub fn across(&mut self, permit: &dyn AnyPermit, text: &'static str) -> Query<'_, Writing> {
        self.read.statewide(permit, text)
    }

    /// The ground floor's own lists, where nobody asks for a permit.
    pub(crate) fn bare(&mut self, text: &'static str) -> Query<'_, Writing> {
        Query::new(self.read.conn(), text, None)
    }

    /// Writes the audit line and commits. `subject` says what was done to which
    /// row, without values: `organisation 0190… created`.
    pub async fn commit(mut self, permit: &dyn AnyPermit, subject: &str) -> Result<()> {
        self.audit(permit, subject);
        self.end().await
    }

    /// Commits without a line of its own: for tests that go past the audit.
    #[cfg(feature = "testing")]
    pub async fn commit_silently(self) -> Result<()> {
        self.end().await
    }

    pub(crate) async fn end(mut self) -> Result<()> {
        self.write_changes().await?;
        self.write_buried().await?;
        self.write_lines().await?;
        let committed = match self.read.conn {
            Held::LiteTx(tx) => tx.commit().await,
            Held::PgTx(tx) => tx.commit().await,
            Held::Lite(_) | Held::Pg(_) => return Err(Error::Bug("a reader cannot commit".to_owned())),
        };
        committed.map_err(Error::from).inspect_err(|error| {
            if error.outage().is_some() {
                self.read.db.distrust_writer();
            }
        })
    }

    /// Inserts many rows of one table with few statements: `insert` up to `values`,
    /// then for each row its values. Chunks are powers of two, so that the engine
    /// keeps few prepared statements.
    pub(crate) async fn insert_many<R: Sync>(
        &mut self,
        insert: &str,
        columns: usize,
        rows: &[R],
        bind: impl for<'c> Fn(Query<'c, Writing>, &R) -> Query<'c, Writing>,
    ) -> Result<()> {
        let mut rest = rows;
        while !rest.is_empty() {
            let size = (1 << rest.len().ilog2()).min(64);
            let (chunk, left) = rest.split_at(size);
            let query = Query::new(self.read.conn(), many_values(insert, columns, size), None);
            chunk.iter().fold(query, &bind).run().await?;
            rest = left;
        }
        Ok(())
    }

    /// Makes this unit of work serve another alliance of the same grouped save.
    pub(crate) fn serve(&mut self, permit: &dyn AnyPermit) {
        self.read.alliance = permit.alliance();
        self.read.looks_over_alliances = permit.looks_over_alliances();
    }
}

/// `insert into t (a, b) values ($1, $2), ($3, $4)`
fn many_values(insert: &str, columns: usize, rows: usize) -> String {
    use std::fmt::Write;
    let mut text = format!("{insert} values ");
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            let comma = if column == 1 { "" } else { ", " };
            write!(text, "{comma}${}", row * columns + column).ok();
        }
        text.push(')');
    }
    text
}

/// A statement and its values, for the engine in use.
#[must_use]
pub struct Query<'c, M> {
    conn: Conn<'c>,
    text: Cow<'static, str>,
    lite: SqliteArguments,
    pg: PgArguments,
    fault: Option<String>,
    mode: PhantomData<M>,
}

impl<'c, M> Query<'c, M> {
    fn new(conn: Conn<'c>, text: impl Into<Cow<'static, str>>, fault: Option<&str>) -> Self {
        let text = text.into();
        Self {
            conn,
            fault: fault.map(|f| format!("{f}: {text}")),
            text,
            lite: SqliteArguments::default(),
            pg: PgArguments::default(),
            mode: PhantomData,
        }
    }

    /// Binds the next value.
    pub fn bind<T: Bind>(mut self, value: T) -> Self {
        use sqlx::Arguments;
        let bound = match self.conn {
            Conn::Lite(_) => Arguments::add(&mut self.lite, value),
            Conn::Pg(_) => Arguments::add(&mut self.pg, value),
        };
        if let Err(e) = bound {
            self.fault.get_or_insert(format!("{e}: {}", self.text));
        }
        self
    }

    fn sound(&mut self) -> Result<()> {
        match self.fault.take() {
            Some(fault) => Err(Error::Bug(fault)),
            None => Ok(()),
        }
    }

    /// Exactly one row.
    pub async fn one<T: Row>(mut self) -> Result<T> {
        self.sound()?;
        Ok(match self.conn {
            Conn::Lite(c) => sqlx::query_as_with(said(self.text), self.lite).fetch_one(c).await?,
            Conn::Pg(c) => sqlx::query_as_with(said(self.text), self.pg).fetch_one(c).await?,
        })
    }
    /// One row or none.
    pub async fn maybe<T: Row>(mut self) -> Result<Option<T>> {
        self.sound()?;
        Ok(match self.conn {
            Conn::Lite(c) => sqlx::query_as_with(said(self.text), self.lite).fetch_optional(c).await?,
            Conn::Pg(c) => sqlx::query_as_with(said(self.text), self.pg).fetch_optional(c).await?,
        })
    }
    /// All rows.
    pub async fn all<T: Row>(mut self) -> Result<Vec<T>> {
        self.sound()?;
        Ok(match self.conn {
            Conn::Lite(c) => sqlx::query_as_with(said(self.text), self.lite).fetch_all(c).await?,
            Conn::Pg(c) => sqlx::query_as_with(said(self.text), self.pg).fetch_all(c).await?,
        })
    }
}

/// Texts are literals of this workspace, or put together here from such.
fn said(text: Cow<'static, str>) -> sqlx::SqlStr {
    use sqlx::SqlSafeStr;
    match text {
        Cow::Borrowed(text) => text.into_sql_str(),
        Cow::Owned(text) => AssertSqlSafe(text).into_sql_str(),
    }
}

impl Query<'_, Writing> {
    /// Runs a change and answers how many rows it touched.
    pub async fn run(mut self) -> Result<u64> {
        self.sound()?;
        Ok(match self.conn {
            Conn::Lite(c) => sqlx::query_with(said(self.text), self.lite).execute(c).await?.rows_affected(),
            Conn::Pg(c) => sqlx::query_with(said(self.text), self.pg).execute(c).await?.rows_affected(),
        })
    }
}
