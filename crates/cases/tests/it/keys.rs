//! Keys: changed without a pause, backed up apart.

use crate::world::{World, amina, case_manager, create, draft, operator, read};
use base::{Alliance, AllianceId, FixedClock, ParticipantId, Seeded};
use cases::keys::{self, Backup, Rotated};
use std::{collections::BTreeSet, path::PathBuf, sync::Arc};
use store::{Db, Error, Journal, Keys, Outside, Target};
use uuid::Uuid;

type WrappedKey = (ParticipantId, i64, Vec<u8>);

const WRAPPED: &str = "select participant_id, generation, wrapped from participant_key where alliance_id = $1 \
                       order by participant_id";
const VALUES: &str = "select name_sealed, name_index from participant where alliance_id = $1 order by id";

async fn many(w: &World) -> Vec<ParticipantId> {
    let mut ids = Vec::new();
    for n in 1..=120 {
        ids.push(w.create(n, &draft(&format!("Person {n}"))).await);
    }
    ids
}

async fn all_readable(w: &World, ids: &[ParticipantId]) {
    for (n, id) in (1..).zip(ids) {
        let found = w.read(*id).await.expect("readable").expect("there");
        assert_eq!(found.draft.name, format!("Person {n}"));
    }
}

#[tokio::test]
async fn rotation_wraps_every_persons_key_anew_and_touches_no_value() {
    let w = World::start().await;
    assert_eq!(keys::rotate(w.db(), &w.keys).await.expect("nothing to do"), None);
    let ids = many(&w).await;
    let wrapped: Vec<WrappedKey> = w.raw(WRAPPED).await;
    let values: Vec<(Vec<u8>, Vec<u8>)> = w.raw(VALUES).await;
    let rotated = keys::rotate(w.db(), &w.keys).await.expect("rotated");
    assert_eq!(rotated, Some(Rotated { generation: 2, persons: 120 }));
    let anew: Vec<WrappedKey> = w.raw(WRAPPED).await;
    assert!(wrapped.iter().zip(&anew).all(|(old, new)| old.0 == new.0 && new.1 == 2 && old.2 != new.2));
    assert!(values == w.raw(VALUES).await, "values and indexes stay as they are");
    all_readable(&w, &ids).await;
    let status = keys::status(w.db(), &w.keys).await.expect("a status");
    assert_eq!(status.len(), 1, "the old key is gone: {status:?}");
    assert_eq!((status[0].generation, status[0].persons, status[0].retired_at), (2, 120, None));
}

#[tokio::test]
async fn an_interrupted_rotation_is_read_through_and_goes_on() {
    let w = World::start().await;
    let mut ids = many(&w).await;
    assert_eq!(keys::begin_rotation(w.db(), &w.keys).await.expect("begun"), Some(2));
    assert_eq!(keys::wrap_anew(w.db(), &w.keys).await.expect("wrapped"), 50);
    // Here the process ended. Both generations open; whoever comes now gets the newest.
    assert!(
        !keys::finish_rotation(w.db(), &w.keys).await.expect("not yet"),
        "70 keys hold the old generation"
    );
    all_readable(&w, &ids).await;
    ids.push(w.create(121, &draft("Person 121")).await);
    let gone = ids.remove(119);
    w.erase(gone).await;
    let of = |status: &[keys::Status]| status.iter().map(|s| (s.generation, s.persons)).collect::<Vec<_>>();
    let status = keys::status(w.db(), &w.keys).await.expect("a status");
    assert_eq!(of(&status), [(2, 51), (1, 69)]);
    assert!(status[1].retired_at.is_some());
    let rotated = keys::rotate(w.db(), &w.keys).await.expect("gone on");
    assert_eq!(rotated, Some(Rotated { generation: 2, persons: 69 }), "no third generation was begun");
    assert_eq!(of(&keys::status(w.db(), &w.keys).await.expect("a status")), [(2, 120)]);
    assert!(w.read(gone).await.expect("readable").is_none(), "erased meanwhile stays erased");
    all_readable(&w, &ids[..119]).await;
    assert_eq!(w.read(ids[119]).await.expect("readable").expect("there").draft.name, "Person 121");
}

#[tokio::test]
async fn a_key_that_still_wraps_cannot_be_deleted() {
    let w = World::start().await;
    w.create(1, &amina()).await;
    let mut tx = w.db().begin(&w.keys).await.expect("a transaction");
    let deleted = tx.sql(&w.keys, "delete from alliance_key where alliance_id = $1").run().await;
    assert!(matches!(deleted, Err(Error::Dangling)), "{deleted:?}");
}

#[tokio::test]
async fn keys_come_back_from_their_backup_but_not_those_of_erased_persons() {
    let w = World::start().await;
    let ids = [1, 2, 3].map(|n| (n, format!("Person {n}")));
    let mut made = Vec::new();
    for (n, name) in ids {
        made.push(w.create(n, &draft(&name)).await);
    }
    let copied = keys::backup(w.db(), &w.keys).await.expect("copied");
    assert_eq!(copied.persons(), 3);
    w.erase(made[2]).await;
    lose_all_keys(&w).await;
    assert!(w.read(made[0]).await.expect("readable").is_none(), "data alone restore nobody");

    let buried = BTreeSet::from([made[1].uuid()]);
    let mut tx = w.db().begin(&w.keys).await.expect("a transaction");
    assert_eq!(keys::restore(&mut tx, &w.keys, &copied, &buried).await.expect("restored"), 1);
    tx.commit(&w.keys, "keys restored").await.expect("committed");
    assert_eq!(w.read(made[0]).await.expect("readable").expect("there").draft.name, "Person 1");
    assert!(w.read(made[1]).await.expect("readable").is_none(), "a tombstone outside says so");
    assert!(w.read(made[2]).await.expect("readable").is_none(), "erased");
    let mut tx = w.db().begin(&w.keys).await.expect("a transaction");
    assert_eq!(keys::restore(&mut tx, &w.keys, &copied, &buried).await.expect("nothing to do"), 0);
}

#[tokio::test]
async fn an_older_backup_of_keys_serves_after_a_rotation() {
    let w = World::start().await;
    let (one, two) = (w.create(1, &draft("Person 1")).await, w.create(2, &draft("Person 2")).await);
    let copied = keys::backup(w.db(), &w.keys).await.expect("copied");
    keys::rotate(w.db(), &w.keys).await.expect("rotated");
    w.tamper(
        "delete from participant_key where alliance_id = $1 and participant_id = $2 and participant_id <> $3",
        one,
        two,
    )
    .await;
    let mut tx = w.db().begin(&w.keys).await.expect("a transaction");
    assert_eq!(keys::restore(&mut tx, &w.keys, &copied, &BTreeSet::new()).await.expect("restored"), 1);
    tx.commit(&w.keys, "keys restored").await.expect("committed");
    all_readable(&w, &[one, two]).await;
    let rotated = keys::rotate(w.db(), &w.keys).await.expect("rotated");
    assert_eq!(rotated, Some(Rotated { generation: 2, persons: 1 }), "the old generation goes again");
    all_readable(&w, &[one, two]).await;
}

#[tokio::test]
async fn keys_are_not_mixed_with_others_made_since() {
    let w = World::start().await;
    w.create(1, &amina()).await;
    let copied = keys::backup(w.db(), &w.keys).await.expect("copied");
    lose_all_keys(&w).await;
    w.create(2, &draft("Bela")).await;
    let mut tx = w.db().begin(&w.keys).await.expect("a transaction");
    let mixed = keys::restore(&mut tx, &w.keys, &copied, &BTreeSet::new()).await;
    assert!(matches!(mixed, Err(Error::Taken)), "{mixed:?}");
}

async fn lose_all_keys(w: &World) {
    let mut tx = w.db().begin(&w.keys).await.expect("a transaction");
    for sql in [
        "delete from participant_key where alliance_id = $1",
        "delete from alliance_key where alliance_id = $1",
    ] {
        tx.sql(&w.keys, sql).run().await.expect("lost");
    }
    tx.commit(&w.keys, "test").await.expect("committed");
}

/// A file of its own, opened with different master keys one after the other.
pub struct File {
    pub path: PathBuf,
    pub alliance: Alliance,
}

impl File {
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("klappt-cases-{name}-{}", std::process::id()));
        std::fs::remove_dir_all(&folder).ok();
        std::fs::create_dir_all(&folder).expect("a folder");
        let id = AllianceId::from_uuid(Uuid::from_u128(5));
        let alliance = Alliance { id, slug: "hier".into(), name: "Hier".into() };
        Self { path: folder.join("cases.db"), alliance }
    }
    pub async fn open(&self, keys: &Keys, chance: Arc<dyn base::Chance>) -> Db {
        let outside =
            Outside { keys: keys.clone(), journal: Journal::at(self.path.with_extension("journal")) };
        let clock = Arc::new(FixedClock::noon(testkit::first_day()));
        let db =
            Db::open(&Target::Sqlite(self.path.clone()), outside, clock, chance).await.expect("a database");
        let all: Vec<_> = [store::MIGRATIONS, cases::MIGRATIONS].into_iter().flatten().collect();
        db.migrate(&all).await.expect("tables").expect("not newer");
        db
    }
}

impl Drop for File {
    fn drop(&mut self) {
        if let Some(folder) = self.path.parent() {
            std::fs::remove_dir_all(folder).ok();
        }
    }
}

#[tokio::test]
async fn a_new_master_key_takes_over_step_by_step() {
    let file = File::new("master");
    let (cases, by) = (case_manager(&file.alliance), operator(&file.alliance));
    let chance = || Arc::new(testkit::chance(8));
    let old = Keys::new(&Seeded::fixed(1));
    let db = file.open(&old, chance()).await;
    let id = create(&db, &cases, 1, &amina()).await;
    db.close().await;

    let both = old.with_new(&Seeded::fixed(2));
    let db = file.open(&both, Arc::new(testkit::chance(9))).await;
    assert_eq!(read(&db, &cases, id).await.expect("readable").expect("there").draft, amina());
    assert_eq!(keys::wrap_under_newest_master(&db, &by).await.expect("wrapped"), 1);
    assert_eq!(keys::wrap_under_newest_master(&db, &by).await.expect("nothing to do"), 0);
    assert_eq!(keys::status(&db, &by).await.expect("a status")[0].master_key, 2);
    assert_eq!(read(&db, &cases, id).await.expect("readable").expect("there").draft, amina());
    db.close().await;

    let text = both.text();
    let newest_only: String =
        text.lines().filter(|line| !line.starts_with("1 ")).collect::<Vec<_>>().join("\n");
    let db = file.open(&Keys::parse(&newest_only).expect("keys"), Arc::new(testkit::chance(10))).await;
    assert_eq!(read(&db, &cases, id).await.expect("readable").expect("there").draft, amina());
    db.close().await;

    let db = file.open(&old, Arc::new(testkit::chance(11))).await;
    let error = read(&db, &cases, id).await.expect_err("its master key is not at hand");
    assert!(error.to_string().contains("master key 2"), "{error}");
    db.close().await;
}

#[tokio::test]
async fn a_backup_file_holds_no_key_in_the_clear_and_needs_the_master_key() {
    let w = World::start().await;
    w.create(1, &amina()).await;
    let backup = Backup {
        made_at: base::Instant::from_micros(0),
        alliances: vec![keys::backup(w.db(), &w.keys).await.expect("copied")],
    };
    let file = backup.to_file(w.db().keys(), w.db().chance()).expect("a file");
    assert_eq!(Backup::from_file(w.db().keys(), &file).expect("readable"), backup);
    assert!(Backup::from_file(&Keys::new(&Seeded::fixed(99)), &file).is_err());
    let text = String::from_utf8_lossy(&file);
    assert!(!text.contains("participant") && !text.contains(&w.alliance.id.to_string()), "{text}");
}
