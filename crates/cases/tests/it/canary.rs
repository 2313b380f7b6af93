//! Canaries: values and keys that must turn up nowhere but sealed. Everything that is
//! logged at the finest level, every error, every line of audit, history, jobs and
//! journal is searched for them.

use crate::{
    keys::File,
    world::{amina, case_manager, create, draft, operator, read},
};
use base::{Chance, Instant, Permit, RunJobs, Seeded, ViewCases};
use cases::{
    keys::{self, Backup},
    participants::{self, Draft},
};
use std::{
    io::Write,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
};
use store::{Keys, TOMBSTONES};
use uuid::Uuid;

/// Chance that remembers what it gave: every key is among it.
struct Remembering {
    chance: Seeded,
    given: Mutex<Vec<Vec<u8>>>,
}

impl Remembering {
    fn new(seed: u64) -> Self {
        Self { chance: Seeded::fixed(seed), given: Mutex::default() }
    }
    /// Whatever is as long as a key.
    fn keys(&self) -> Vec<Vec<u8>> {
        locked(&self.given).iter().filter(|g| g.len() == 32).cloned().collect()
    }
}

impl Chance for Remembering {
    fn fill(&self, bytes: &mut [u8]) {
        self.chance.fill(bytes);
        locked(&self.given).push(bytes.to_vec());
    }
    fn in_order(&self, millis: u64) -> (u64, u16) {
        self.chance.in_order(millis)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

static LOGGED: LazyLock<Mutex<Vec<u8>>> = LazyLock::new(Mutex::default);

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        locked(&LOGGED).extend(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The ways a key could be written.
fn written(key: &[u8]) -> Vec<String> {
    let hex = hex::encode(key);
    let list = format!("{key:?}");
    let part = list.trim_matches(['[', ']']).split(", ").take(8).collect::<Vec<_>>().join(", ");
    vec![hex[..16].to_owned(), hex[..16].to_uppercase(), base64(key)[..12].to_owned(), part]
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - three.len()));
        out.extend((0..=three.len()).map(|i| char::from(LETTERS[(bits >> (18 - 6 * i)) as usize & 63])));
    }
    out
}

#[tokio::test]
async fn no_value_and_no_key_turns_up_in_logs_errors_audit_history_or_jobs() {
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(|| Log).init();
    let file = File::new("canary");
    let (permit, by) = (case_manager(&file.alliance), operator(&file.alliance));
    let chance = Arc::new(Remembering::new(4));
    let master = Arc::new(Remembering::new(5));
    let keys = Keys::new(&*master);
    let db = file.open(&keys, chance.clone()).await;
    tracing::info!(?keys, ?db, draft = ?amina(), "beginning");

    let id = create(&db, &permit, 1, &amina()).await;
    let gone = create(&db, &permit, 2, &Draft { name: "Zweitkanarie".into(), ..amina() }).await;
    let mut tx = db.begin(&permit).await.expect("a transaction");
    let better = Draft { contact: "drittkanarie@example.org".into(), ..amina() };
    participants::correct(&mut tx, &permit, id, &better, 1).await.expect("corrected");
    tx.commit(&permit, &format!("participant {id} corrected")).await.expect("committed");
    keys::rotate(&db, &by).await.expect("rotated");

    let mut shown = Vec::new();
    let viewing = permit.lesser::<ViewCases>();
    let mut reader = db.read(&viewing).await.expect("a reader");
    let all = participants::everything(&mut reader, &viewing, id).await.expect("read").expect("there");
    let found = participants::find(&mut reader, &viewing, &amina().name, None).await.expect("found");
    assert_eq!((found.len(), all.history.len()), (1, 4));
    shown.push(format!("{all:?} {:?} {found:?}", all.history));
    drop(reader);
    let backup = Backup {
        made_at: Instant::from_micros(0),
        alliances: vec![keys::backup(&db, &by).await.expect("copied")],
    };
    shown.push(format!("{backup:?}"));
    shown.push(String::from_utf8_lossy(&backup.to_file(&keys, &*chance).expect("a file")).into_owned());

    // What does not open: damaged, moved, without its master key.
    let mut tx = db.begin(&permit).await.expect("a transaction");
    tx.sql(&permit, "update participant set name_sealed = contact_sealed where alliance_id = $1 and id = $2")
        .bind(id)
        .run()
        .await
        .expect("a hand in the database");
    tx.commit(&permit, "test").await.expect("committed");
    let error = read(&db, &permit, id).await.expect_err("moved");
    tracing::error!(%error, ?error, "as the edge logs it");
    shown.push(format!("{error} {error:?}"));
    let mut tx = db.begin(&permit).await.expect("a transaction");
    let error =
        participants::correct(&mut tx, &permit, id, &draft("Viertkanarie"), 2).await.expect_err("moved");
    shown.push(format!("{error} {error:?}"));
    drop(tx);
    let mut tx = db.begin(&permit).await.expect("a transaction");
    participants::erase(&mut tx, &permit, gone).await.expect("erased");
    tx.commit(&permit, &format!("participant {gone} erased")).await.expect("committed");
    let refused = Draft { name: "Fünftkanarie\u{202e}".into(), ..amina() }.checked(testkit::first_day());
    shown.push(format!("{:?}", refused.expect_err("unseen characters")));

    let machine = Permit::<RunJobs>::ask(&base::Actor::job("test"), None).expect("the machine may");
    let mut reader = db.read(&machine).await.expect("a reader");
    for sql in [
        "select permission || ' ' || subject from audit",
        "select subject || ' ' || field || ' ' || acted_as from history",
        "select kind || ' ' || payload || ' ' || coalesce(failure, '') from job",
    ] {
        let lines: Vec<(String,)> = reader.shared(&machine, sql).all().await.expect("rows");
        shown.extend(lines.into_iter().map(|(line,)| line));
    }
    assert!(shown.iter().any(|line| line.contains("erased")), "the audit was read");
    drop(reader);
    shown.extend(db.journal().lines(TOMBSTONES).expect("the journal"));
    db.close().await;
    let other = file.open(&Keys::new(&Seeded::fixed(6)), chance.clone()).await;
    let error = read(&other, &permit, id).await.expect_err("another master key");
    shown.push(format!("{error} {error:?}"));
    other.close().await;

    shown.push(String::from_utf8_lossy(&locked(&LOGGED)).into_owned());
    let all = shown.join("\n");
    assert!(all.contains("beginning") && all.contains("as the edge logs it"), "logs were captured");
    let mut canaries: Vec<String> =
        ["kanarie", "Kanarie", "5554433", "2001-02-03", "03.02.2001"].map(String::from).into();
    let known = [chance.keys(), master.keys()].concat();
    assert!(known.len() >= 6, "master key, two of the alliance, its index key, two persons: {}", known.len());
    canaries.extend(known.iter().flat_map(|key| written(key)));
    let derived = keys.derive("klappt sealing 1").1;
    canaries.extend(written(derived.bytes()));
    for canary in canaries {
        assert!(!all.contains(&canary), "{canary} turned up");
    }
    assert_eq!(Uuid::from_u128(1), id.uuid(), "ids are no secret, and are what lines may name");
}

#[test]
fn the_ways_to_write_a_key_are_the_usual_ones() {
    assert_eq!(base64(b"klappt"), "a2xhcHB0");
    assert_eq!(base64(b"kla"), "a2xh");
    assert_eq!(&base64(b"ab")[..3], "YWI");
    assert_eq!(written(&[0xab; 32])[0], "abababababababab");
    assert!(written(&[7; 32])[3].starts_with("7, 7, 7"));
}
