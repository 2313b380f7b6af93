//! The deletion concept at work: once a day, what was promised to go, goes. Each room
//! brings what deletes its own things; here they are wired, and the periods are the
//! installation's ([`web::Periods`]). A forgotten alliance leaves a tombstone, and
//! [`replay`] forgets it again after a restore.

use base::{Actor, Alliance, AllianceId, ArchiveAlliance, Instant, ManagePeople, Permit, PersonId, RunJobs};
use store::{Again, Burial, Db, Error, Portion, Read, Result, Tombstone};
use web::Periods;

/// A forgotten alliance: many rows in many rooms, so [`replay`] forgets it again.
const ALLIANCE: Burial = Burial { kind: "alliance", again: Again::Afterwards };

/// What must not come back with an older backup.
pub(crate) const BURIALS: &[Burial] = &[ALLIANCE];

/// So many rows go in one unit of work.
const PORTION: i64 = 500;

/// So many accounts are looked at in one go.
const ACCOUNTS: i64 = 100;

/// What is due to be deleted, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Closed accounts: key, and since when they are closed.
    pub accounts: Vec<(PersonId, String)>,
    /// Closed alliances: name, and since when they are closed.
    pub alliances: Vec<(Alliance, String)>,
    /// Uploaded contact lists, tables of figures and returned forms.
    pub imports: i64,
    /// Jobs that are done.
    pub jobs: i64,
    /// Names of those asked by personal link.
    pub names: i64,
    /// Talks, hindrances and workshops.
    pub voices: i64,
}

/// How much went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gone {
    /// Accounts erased.
    pub accounts: usize,
    /// Alliances forgotten.
    pub alliances: usize,
    /// Contact lists thrown away.
    pub imports: u64,
    /// Jobs forgotten.
    pub jobs: u64,
    /// Names of those asked by personal link forgotten.
    pub names: u64,
    /// Talks, hindrances and workshops forgotten.
    pub voices: u64,
}

/// What the next run would delete.
pub async fn due(db: &Db, permit: &Permit<RunJobs>, periods: Periods) -> Result<Due> {
    let mut db = db.read(permit).await?;
    let (imports, jobs) = (before(&db, periods.imports), before(&db, periods.jobs));
    let (names, voices) = (before(&db, periods.ended_links), before(&db, periods.voices));
    Ok(Due {
        accounts: accounts_due(&mut db, permit, periods).await?,
        alliances: alliances_due(&mut db, permit, periods).await?,
        imports: alliances::contact_imports::old(&mut db, permit, imports).await?
            + workbooks::figures::old(&mut db, permit, imports).await?
            + workbooks::papers::old(&mut db, permit, imports).await?,
        jobs: db.jobs_done_before(permit, jobs).await?,
        names: workbooks::assignments::old_names(&mut db, permit, names).await?
            + workbooks::voices::old_names(&mut db, permit, names).await?,
        voices: workbooks::voices::old(&mut db, permit, voices).await?,
    })
}

fn before(db: &Read, days: i32) -> Instant {
    Periods::before(db.now(), days)
}

async fn accounts_due(
    db: &mut Read,
    permit: &Permit<RunJobs>,
    periods: Periods,
) -> Result<Vec<(PersonId, String)>> {
    let then = before(db, periods.closed_accounts);
    let closed = accounts::erasure::closed_before(db, permit, then, 10_000).await?;
    Ok(closed.into_iter().map(|(id, at)| (id, at.day().german())).collect())
}

async fn alliances_due(
    db: &mut Read,
    permit: &Permit<RunJobs>,
    periods: Periods,
) -> Result<Vec<(Alliance, String)>> {
    let Some(days) = periods.closed_alliances else { return Ok(Vec::new()) };
    let buried = db.tombstones(permit).await?;
    let is_buried = |id: AllianceId| buried.iter().any(|t| t.kind == ALLIANCE.kind && t.row_id == id.uuid());
    let day = db.now().day().plus_days(-days);
    let closed = alliances::departure::closed_by(db, &job::<ManagePeople>(None)?, day).await?;
    let closed = closed.into_iter().filter(|(alliance, _)| !is_buried(alliance.id));
    Ok(closed.map(|(alliance, since)| (alliance, since.german())).collect())
}

/// Deletes what is due. Safe to repeat and to break off: what is left goes the next time.
pub async fn run(db: &Db, permit: &Permit<RunJobs>, periods: Periods) -> Result<Gone> {
    let mut gone = Gone::default();
    let mut reader = db.read(permit).await?;
    let accounts_due = accounts_due(&mut reader, permit, periods).await?;
    let alliances_due = alliances_due(&mut reader, permit, periods).await?;
    drop(reader);
    for accounts in accounts_due.chunks(usize::try_from(ACCOUNTS).unwrap_or(1)) {
        let mut tx = db.begin(permit).await?;
        for (person, _) in accounts {
            accounts::erasure::erase_closed(&mut tx, permit, *person).await?;
        }
        tx.commit(permit, &format!("{} closed accounts erased", accounts.len())).await?;
        gone.accounts += accounts.len();
    }
    for (alliance, _) in &alliances_due {
        forget_alliance(db, alliance).await?;
        gone.alliances += 1;
    }
    let mut tx = db.begin(permit).await?;
    accounts::clean_up(&mut tx, permit).await?;
    let (imports, jobs) = (before(&tx, periods.imports), before(&tx, periods.jobs));
    gone.imports = alliances::contact_imports::forget_old(&mut tx, permit, imports).await?
        + workbooks::figures::forget_old(&mut tx, permit, imports).await?
        + workbooks::papers::forget_old(&mut tx, permit, imports).await?;
    gone.jobs = tx.forget_jobs(permit, jobs).await?;
    let names = before(&tx, periods.ended_links);
    gone.names = workbooks::assignments::forget_old_names(&mut tx, permit, names).await?
        + workbooks::voices::forget_old_names(&mut tx, permit, names).await?;
    let voices = before(&tx, periods.voices);
    gone.voices = workbooks::voices::forget_old(&mut tx, permit, voices).await?;
    let Gone { accounts, alliances, imports, jobs, names, voices } = gone;
    let what = format!(
        "daily clean-up: {accounts} accounts, {alliances} alliances, {imports} uploaded lists, {jobs} jobs, \
         {names} names of links, {voices} talks and hindrances"
    );
    tx.commit(permit, &what).await?;
    Ok(gone)
}

/// Forgets everything of a closed alliance, in portions, and leaves a tombstone once all
/// is gone.
///
/// # Errors
/// Of storage; what is left goes the next time.
pub async fn forget_alliance(db: &Db, alliance: &Alliance) -> Result<()> {
    wipe_alliance(db, alliance).await?;
    let permit = job::<ArchiveAlliance>(Some(alliance))?;
    let mut tx = db.begin(&permit).await?;
    tx.bury(&permit, &ALLIANCE, alliance.id.uuid());
    tx.commit(&permit, &format!("alliance {} forgotten", alliance.id)).await
}

async fn wipe_alliance(db: &Db, alliance: &Alliance) -> Result<()> {
    let permit = job::<ArchiveAlliance>(Some(alliance))?;
    loop {
        let mut portion = Portion::of(PORTION);
        let mut tx = db.begin(&permit).await?;
        accounts::departure::forget_alliance(&mut tx, &permit, &mut portion).await?;
        alliances::departure::forget_alliance(&mut tx, &permit, &mut portion).await?;
        workbooks::departure::forget_alliance(&mut tx, &permit, &mut portion).await?;
        cases::departure::forget_alliance(&mut tx, &permit, &mut portion).await?;
        tx.erase_history_of_alliance(&permit, &mut portion).await?;
        if portion.is_untouched() {
            return Ok(());
        }
        tx.commit(&permit, &format!("part of alliance {} deleted", alliance.id)).await?;
    }
}

/// Forgets an alliance again that an older backup brought back. Safe to repeat; silent
/// where there is none. Answers `false` for a tombstone of anything else.
pub async fn replay(db: &Db, stone: &Tombstone) -> Result<bool> {
    if stone.kind != ALLIANCE.kind {
        return Ok(false);
    }
    let people = job::<ManagePeople>(None)?;
    let id = AllianceId::from_uuid(stone.row_id);
    let mut reader = db.read(&people).await?;
    let found = alliances::departure::find_by_id(&mut reader, &people, id).await?;
    drop(reader);
    let Some(alliance) = found else { return Ok(true) };
    let permit = job::<ArchiveAlliance>(Some(&alliance))?;
    let mut tx = db.begin(&permit).await?;
    alliances::departure::archive(&mut tx, &permit).await?;
    tx.commit(&permit, &format!("alliance {id} closed again")).await?;
    wipe_alliance(db, &alliance).await?;
    Ok(true)
}

fn job<P: base::Permission>(place: Option<&Alliance>) -> Result<Permit<P>> {
    Permit::ask(&Actor::job("deletion"), place)
        .ok_or_else(|| Error::Bug("the machine may not delete".to_owned()))
}
